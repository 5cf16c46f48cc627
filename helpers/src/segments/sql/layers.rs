//! Queries within queries, each of which adds columns to those of the one within.

use std::fmt::Display;

use super::dialect::{Dialect, INPUT};

/// An expression and the name of its column.
pub(super) type Column = (String, String);

/// A query that grows from within.
pub(super) struct Layers {
    dialect: Dialect,
    /// The query so far.
    text: String,
    /// The columns that were added.
    names: Vec<String>,
}

impl Layers {
    /// The rows of `table`, which is quoted, with `first` and the first columns.
    pub fn of(dialect: Dialect, first: &str, table: &str, columns: Vec<Column>) -> Layers {
        let text = format!("SELECT {first}{}\nFROM {table} AS {INPUT}", listed(&columns));
        Layers { dialect, text, names: columns.into_iter().map(|(_, name)| name).collect() }
    }

    /// Adds columns, which see those that are there.
    pub fn add(&mut self, columns: impl IntoIterator<Item = Column>) {
        let columns: Vec<Column> = columns.into_iter().collect();
        self.text = self.around("*", &columns);
        self.names.extend(columns.into_iter().map(|(_, name)| name));
    }

    /// The query that gives the table's columns and these.
    pub fn select(&self, columns: &[Column]) -> String {
        self.around(&self.dialect.columns(&self.names), columns)
    }

    /// The query that gives one row: how many rows there are, and these sums.
    pub fn aggregate(&self, sums: &[Column]) -> String {
        self.around("count(*) AS n_rows", sums)
    }

    fn around(&self, first: &str, columns: &[Column]) -> String {
        let (within, fence, columns) = (&self.text, self.dialect.fence(), listed(columns));
        format!("SELECT {first}{columns}\nFROM ({within}{fence}) AS layer_{}", self.names.len())
    }
}

/// Expressions whose columns are named by `prefix` and their numbers.
pub(super) fn numbered(prefix: impl Display, of: impl IntoIterator<Item = String>) -> impl Iterator<Item = Column> {
    of.into_iter().enumerate().map(move |(i, expression)| (expression, format!("{prefix}{i}")))
}

fn listed(columns: &[Column]) -> String {
    columns.iter().map(|(expression, name)| format!(",\n{expression} AS {name}")).collect()
}
