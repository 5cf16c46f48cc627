//! A query for some of a table's customers.

use super::dialect::Dialect;
use crate::check::check_some;
use crate::customers::Feature;
use crate::error::Result;

/// One `SELECT` that gives the `features` of `n_rows` customers of `table`, drawn at random among those of whom all are known, or
/// of all of these if they are fewer. A dot in `table` divides schema and name.
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) for a name with a zero byte, no features or no rows.
///
/// ```
/// use helpers::{Dialect, Feature, sample_sql};
/// let query = sample_sql(&[Feature::AGE], Dialect::DuckDb, "customers", 10_000)?;
/// assert!(query.contains("ORDER BY random()\nLIMIT 10000"));
/// # Ok::<(), helpers::Error>(())
/// ```
pub fn sample_sql(features: &[Feature], dialect: Dialect, table: &str, n_rows: usize) -> Result<String> {
    check_some("the number of features", features.len())?;
    check_some("the number of rows", n_rows)?;
    let columns = features.iter().map(|feature| dialect.quoted(feature.heading())).collect::<Result<Vec<_>>>()?;
    let known: Vec<String> = columns.iter().map(|column| format!("{column} IS NOT NULL")).collect();
    let (columns, known, table) = (columns.join(", "), known.join(" AND "), dialect.quoted_table(table)?);
    let random = dialect.random();
    Ok(format!("SELECT {columns}\nFROM {table}\nWHERE {known}\nORDER BY {random}\nLIMIT {n_rows}\n"))
}
