//! Rows of which the same features are observed, with the same levels: of these a mixture is one of plain Gaussians.

use std::borrow::Cow;
use std::ops::Range;

use ndarray::{Array2, CowArray, Ix2};

use super::categorical::Categorical;
use super::groups::{Group, Known};
use super::kernel::element::Element;
use super::table::Table;
use crate::check::count_distinct;
use crate::error::{Error, Result};
use crate::parallel;

/// The rows of a table, but those of weight 0, in strata in the order of their first rows.
pub struct Strata<'a, E> {
    pub table: Table<'a, E>,
    pub strata: Vec<Stratum<'a>>,
    /// Of each stratum, its observed numeric columns.
    pub records: Vec<CowArray<'a, E, Ix2>>,
}

/// Some rows of a matrix.
pub struct Stratum<'a> {
    pub known: Known,
    pub n_rows: usize,
    /// The rows' numbers in the matrix; `None` for all rows in order.
    rows: Option<Vec<usize>>,
    pub weights: Option<Cow<'a, [f32]>>,
}

impl Stratum<'_> {
    /// The number in the matrix of one of the stratum's rows.
    pub fn row(&self, number: usize) -> usize {
        self.rows.as_ref().map_or(number, |rows| rows[number])
    }

    pub fn weight(&self, number: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |weights| f64::from(weights[number]))
    }
}

/// The number of a stratum, and some of its rows.
pub type Part = (usize, Range<usize>);

impl<'a, E: Element> Strata<'a, E> {
    /// # Errors
    /// [`Error::InvalidEntry`].
    pub fn new(table: Table<'a, E>, n_threads: usize) -> Result<Strata<'a, E>> {
        Ok(match table.is_complete()? {
            true => Strata::complete(table),
            false => Strata::grouped(table, table.groups(n_threads)?, n_threads),
        })
    }

    /// One stratum of all rows, which is not copied.
    fn complete(table: Table<'a, E>) -> Strata<'a, E> {
        let (n_rows, n_features) = table.records.dim();
        let known = Known { observed: (0..n_features).collect(), levels: Vec::new() };
        let strata = vec![Stratum { known, n_rows, rows: None, weights: table.weights.map(Cow::Borrowed) }];
        Strata { table, strata, records: vec![table.records.into()] }
    }

    fn grouped(table: Table<'a, E>, groups: Vec<Group>, n_threads: usize) -> Strata<'a, E> {
        let (numeric, n_columns) = (table.numeric(), table.records.ncols());
        let numbers = table.records.as_standard_layout();
        let numbers = numbers.as_slice().expect("standard layout");
        let of_group = |(known, rows): &Group| {
            let columns: Vec<usize> = known.observed.iter().map(|&i| numeric[i]).collect();
            let mut values = Vec::with_capacity(rows.len() * columns.len());
            for &row in rows {
                let row = &numbers[row * n_columns..][..n_columns];
                values.extend(columns.iter().map(|&column| row[column]));
            }
            Array2::from_shape_vec((rows.len(), columns.len()), values).expect("a number for each column").into()
        };
        let records = parallel::map(n_threads, groups.iter().collect(), of_group);
        let stratum = |(known, rows): Group| {
            let weights = table.weights.map(|weights| rows.iter().map(|&row| weights[row]).collect());
            Stratum { known, n_rows: rows.len(), rows: Some(rows), weights }
        };
        Strata { table, strata: groups.into_iter().map(stratum).collect(), records }
    }

    /// The number of levels of each category: the largest code and 1.
    pub fn n_levels(&self) -> Vec<usize> {
        let largest = |category: usize| self.strata.iter().filter_map(|stratum| stratum.known.levels[category]).max();
        (0..self.strata[0].known.levels.len()).map(|category| largest(category).map_or(0, |level| level + 1)).collect()
    }

    /// Refuses a level that is none of `categories`.
    pub fn check_levels(&self, categories: &[Categorical]) -> Result<()> {
        for stratum in &self.strata {
            for (category, level) in categories.iter().zip(&stratum.known.levels) {
                if let Some(level) = level.filter(|&level| level >= category.n_levels()) {
                    let (row, column, value) = (stratum.row(0), category.column, level as f64);
                    let remedy = "a level that the start does not know: give its probability in each component";
                    return Err(Error::InvalidEntry { row, column, value, remedy });
                }
            }
        }
        Ok(())
    }

    /// The numbers in the matrix of rows that are counted from one stratum to the next.
    pub fn rows(&self, counted: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let rows = self.strata.iter().map(|stratum| stratum.rows.as_deref()).collect::<Option<Vec<_>>>();
        let order = rows.map(|rows| rows.concat());
        counted.into_iter().map(|number| order.as_ref().map_or(number, |order| order[number])).collect()
    }

    /// The number of distinct rows, counted up to `limit`.
    pub fn count_distinct(&self, limit: usize) -> usize {
        let count = |found: usize, records: &CowArray<E, Ix2>| found + count_distinct(records.view(), limit - found);
        self.records.iter().fold(0, count)
    }
}

/// The rows of all strata, in order, in parts for threads.
pub fn parts(strata: &[Stratum]) -> impl Iterator<Item = Part> {
    let of_stratum =
        |(number, stratum): (usize, &Stratum)| parallel::chunks(stratum.n_rows).map(move |rows| (number, rows));
    strata.iter().enumerate().flat_map(of_stratum)
}

/// As many threads of `n_threads` as the rows are worth: many small strata need no more than one of all their rows.
pub fn threads(n_threads: usize, strata: &[Stratum]) -> usize {
    n_threads.min(n_rows(strata).div_ceil(parallel::CHUNK_ROWS))
}

/// The number of rows of all strata.
pub fn n_rows(strata: &[Stratum]) -> usize {
    strata.iter().map(|stratum| stratum.n_rows).sum()
}

/// The sum of all weights; without any, the number of rows.
pub fn total_weight(strata: &[Stratum]) -> f64 {
    let of_stratum = |stratum: &Stratum| match &stratum.weights {
        Some(weights) => weights.iter().map(|&weight| f64::from(weight)).sum(),
        None => stratum.n_rows as f64,
    };
    strata.iter().map(of_stratum).sum()
}
