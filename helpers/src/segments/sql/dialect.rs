//! Where engines that speak SQL differ.

use crate::check::check_that;
use crate::error::Result;

/// An engine that [`SavedModel::sql`](crate::SavedModel::sql) writes for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
pub enum Dialect {
    /// DuckDB.
    #[cfg_attr(feature = "cli", value(name = "duckdb"))]
    DuckDb,
    /// PostgreSQL.
    Postgres,
    /// SQLite with its mathematical functions; the table must have row ids, so that it is no view.
    Sqlite,
    /// Spark SQL.
    Spark,
    /// Apache DataFusion.
    #[cfg_attr(feature = "cli", value(name = "datafusion"))]
    DataFusion,
    /// Google BigQuery; written by its documentation and never tried.
    #[cfg_attr(feature = "cli", value(name = "bigquery"))]
    BigQuery,
}

/// What is blank at the ends of a cell, beside CR, which some shells would take for the line break that they use.
const BLANKS: &str = " \n\t\u{a0}";

/// The table whose columns are read and passed on.
pub(super) const INPUT: &str = "segments_input";

impl Dialect {
    /// A name of a column or table in its quotes, which nothing in it ends.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) for a name with a zero byte, which no engine takes.
    pub(super) fn quoted(self, name: &str) -> Result<String> {
        check_that(!name.contains('\0'), "a name for SQL", name.escape_debug(), "without a zero byte")?;
        Ok(match self {
            Dialect::BigQuery => format!("`{}`", name.replace('\\', "\\\\").replace('`', "\\`")),
            Dialect::Spark => format!("`{}`", name.replace('`', "``")),
            _ => format!("\"{}\"", name.replace('"', "\"\"")),
        })
    }

    /// A table's name, in which a dot divides schema and table, in quotes.
    ///
    /// # Errors
    ///
    /// As [`quoted`](Self::quoted).
    pub(super) fn quoted_table(self, name: &str) -> Result<String> {
        Ok(name.split('.').map(|part| self.quoted(part)).collect::<Result<Vec<_>>>()?.join("."))
    }

    /// A string, which nothing in it ends.
    ///
    /// # Errors
    ///
    /// As [`quoted`](Self::quoted).
    pub(super) fn text(self, text: &str) -> Result<String> {
        check_that(!text.contains('\0'), "a text for SQL", text.escape_debug(), "without a zero byte")?;
        if !matches!(self, Dialect::Spark | Dialect::BigQuery) {
            return Ok(format!("'{}'", text.replace('\'', "''")));
        }
        // Spark's shell would take ${…} for a variable
        let escape = |c: char| match c {
            '\\' | '\'' => format!("\\{c}"),
            '$' | '\n' | '\r' => format!("\\u{:04x}", u32::from(c)),
            _ => c.to_string(),
        };
        Ok(format!("'{}'", text.chars().map(escape).collect::<String>()))
    }

    /// A column's number in double precision.
    pub(super) fn as_double(self, column: &str) -> String {
        match self {
            Dialect::Postgres => format!("CAST({column} AS double precision)"),
            Dialect::BigQuery => format!("CAST({column} AS FLOAT64)"),
            // any text can be cast, but only what is a number equals what it is cast to; a large whole number is no REAL
            Dialect::Sqlite => {
                format!("CASE WHEN CAST({column} AS NUMERIC) = {column} THEN CAST({column} AS REAL) END")
            }
            Dialect::DuckDb | Dialect::Spark | Dialect::DataFusion => format!("CAST({column} AS DOUBLE)"),
        }
    }

    /// A column's text without what is blank around it.
    pub(super) fn as_trimmed_text(self, column: &str) -> Result<String> {
        let [trim, kind, character] = match self {
            Dialect::Spark => ["btrim", "STRING", "chr"],
            Dialect::BigQuery => ["trim", "STRING", "chr"],
            Dialect::Sqlite => ["trim", "TEXT", "char"],
            Dialect::Postgres | Dialect::DataFusion => ["btrim", "VARCHAR", "chr"],
            Dialect::DuckDb => ["trim", "VARCHAR", "chr"],
        };
        Ok(format!("{trim}(CAST({column} AS {kind}), {} || {character}(13))", self.text(BLANKS)?))
    }

    /// A random number of each row.
    pub(super) fn random(self) -> &'static str {
        match self {
            Dialect::Spark | Dialect::BigQuery => "rand()",
            Dialect::DuckDb | Dialect::Postgres | Dialect::Sqlite | Dialect::DataFusion => "random()",
        }
    }

    /// The greatest of some expressions.
    pub(super) fn greatest(self, of: &[String]) -> String {
        match (of, self) {
            ([one], _) => one.clone(), // one argument would make an aggregate of SQLite's max
            (_, Dialect::Sqlite) => format!("max({})", of.join(", ")),
            _ => format!("greatest({})", of.join(", ")),
        }
    }

    /// What a query selects of the table so that all of its columns can be given in the end.
    pub(super) fn whole(self) -> &'static str {
        match self {
            // a view has no row ids: better its error than no rows at all; a heading may be rowid
            Dialect::Sqlite => {
                "CASE typeof(segments_input._rowid_) WHEN 'integer' THEN segments_input._rowid_ \
                 ELSE json_extract('[]', 'a view has no row ids; name a table instead') END AS _whole"
            }
            Dialect::Spark => "struct(segments_input.*) AS _whole",
            Dialect::DataFusion => "segments_input.*",
            Dialect::DuckDb | Dialect::Postgres | Dialect::BigQuery => "segments_input AS _whole",
        }
    }

    /// The table's columns out of that; `helpers` are the columns that stand beside.
    pub(super) fn columns(self, helpers: &[String]) -> String {
        match self {
            Dialect::Sqlite => "segments_input.*".to_owned(),
            Dialect::Postgres => "(_whole).*".to_owned(),
            Dialect::DataFusion => format!("* EXCEPT ({})", helpers.join(", ")),
            Dialect::DuckDb | Dialect::Spark | Dialect::BigQuery => "_whole.*".to_owned(),
        }
    }

    /// What keeps an engine from putting the expressions of a subquery in every place that names them.
    pub(super) fn fence(self) -> &'static str {
        match self {
            Dialect::Postgres => "\nOFFSET 0",
            Dialect::Sqlite => "\nLIMIT -1",
            Dialect::DuckDb | Dialect::Spark | Dialect::DataFusion | Dialect::BigQuery => "",
        }
    }
}
