//! A query for some of a table's customers.

use super::densities::is_known;
use super::dialect::{Dialect, INPUT};
use crate::check::check_that;
use crate::customers::Schema;
use crate::error::Result;

/// 2⁶⁴ by the golden ratio, whose multiples are spread evenly (Knuth, The Art of Computer Programming 3, 6.4).
const MIXED: u64 = 0x9e37_79b9_7f4a_7c15;

/// One `SELECT` that gives the columns of `schema` of `n_rows` customers of `table`, drawn at random among those of whom all are
/// known, or of all of these if they are fewer. A dot in `table` divides schema and name.
///
/// With a `seed` they are as far apart as can be in the order of the columns, from a place that the seed says: the same however
/// the table is stored, but the engine has to sort it.
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) for a name with a zero byte or no rows.
///
/// ```
/// use helpers::{Dialect, Schema, sample_sql};
/// let schema = Schema::listed(["Age", "Region", "", ""])?;
/// let query = sample_sql(&schema, Dialect::DuckDb, "customers", 10_000, None)?;
/// assert!(query.contains("ORDER BY random()\nLIMIT 10000"));
/// # Ok::<(), helpers::Error>(())
/// ```
pub fn sample_sql(schema: &Schema, dialect: Dialect, table: &str, n_rows: usize, seed: Option<u64>) -> Result<String> {
    check_that(n_rows > 0, "the number of rows", n_rows, "at least 1")?;
    let (mut names, mut columns, mut known) = (Vec::new(), Vec::new(), Vec::new());
    // SQLite takes a name alone that no column has for a text
    let column = |name: &str| format!("{INPUT}.{name}");
    for feature in schema.features() {
        let name = dialect.quoted(feature.heading())?;
        known.push(is_known(feature, &dialect.as_double(&column(&name))));
        columns.push(format!("{} AS {name}", column(&name)));
        names.push(name);
    }
    for category in schema.categories() {
        let name = dialect.quoted(category.heading())?;
        let text = dialect.as_trimmed_text(&column(&name))?; // some programs print a truth value otherwise
        known.push(format!("{text} <> ''"));
        columns.push(format!("{text} AS {name}"));
        names.push(name);
    }
    let (names, columns, known) = (names.join(", "), columns.join(", "), known.join(" AND "));
    let customers = format!("SELECT {columns}\nFROM {} AS {INPUT}\nWHERE {known}", dialect.quoted_table(table)?);
    let Some(seed) = seed else {
        return Ok(format!("{customers}\nORDER BY {}\nLIMIT {n_rows}\n", dialect.random()));
    };
    let start = (seed.wrapping_mul(MIXED) >> 11) as f64 / (1_u64 << 53) as f64;
    let step = |row: &str| format!("floor({} * {n_rows} / _n_rows + {start:e})", dialect.as_double(row));
    let (to, from) = (step("_row"), step("(_row - 1)"));
    let places = format!("row_number() OVER (ORDER BY {names}) AS _row, count(*) OVER () AS _n_rows");
    Ok(format!(
        "SELECT {names}\nFROM (SELECT {names}, {places}\nFROM ({customers}) AS known) AS placed\nWHERE {to} > {from}\n"
    ))
}
