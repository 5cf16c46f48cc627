//! A matrix as a mixture reads it: columns of numbers and of categories, with gaps, and weights of its rows.

use std::collections::HashMap;
use std::ops::Range;

use ndarray::{ArrayView2, s};

use super::categorical::check_columns;
use super::groups::{self, Group};
use super::kernel::element::Element;
use crate::check::{check_values, check_weights};
use crate::error::{Error, Result};
use crate::parallel::{self, CHUNK_ROWS};

#[derive(Clone, Copy)]
pub struct Table<'a, E> {
    pub records: ArrayView2<'a, E>,
    /// The columns of categories; the others are numeric.
    pub categorical: &'a [usize],
    pub allow_missing: bool,
    /// Of each row.
    pub weights: Option<&'a [f32]>,
}

impl<'a, E: Element> Table<'a, E> {
    /// Refuses what no look at the numbers is needed for.
    ///
    /// # Errors
    /// [`Error::EmptyMatrix`], also where all weights are 0, [`Error::InvalidWeight`], [`Error::Shape`] for another number of
    /// weights, [`Error::InvalidParameter`] for columns that the matrix does not have.
    pub fn check(&self) -> Result<()> {
        check_columns(self.categorical, self.records.ncols())?;
        let (n_samples, n_features) = self.records.dim();
        if self.records.is_empty() {
            return Err(Error::EmptyMatrix { n_samples, n_features });
        }
        check_weights(self.weights, &self.records)
    }

    /// The columns that are no categories.
    pub fn numeric(&self) -> Vec<usize> {
        (0..self.records.ncols()).filter(|column| !self.categorical.contains(column)).collect()
    }

    /// Some of its rows.
    pub fn block(&self, rows: Range<usize>) -> Table<'a, E> {
        let weights = self.weights.map(|weights| &weights[rows.clone()]);
        Table { records: self.records.slice_move(s![rows, ..]), weights, ..*self }
    }

    /// Refuses a number that is not finite, but for NaN where it is allowed, and tells whether all rows are one stratum.
    ///
    /// # Errors
    /// [`Error::InvalidEntry`].
    pub fn is_complete(&self) -> Result<bool> {
        let has_all = self.records.fold(true, |all, value| all & value.is_finite());
        if !has_all {
            let is_allowed = |value: E| value.is_finite() | (self.allow_missing & value.to_f64().is_nan());
            check_values(&self.records, is_allowed)?;
        }
        let counts_all = self.weights.is_none_or(|weights| weights.iter().all(|&weight| weight > 0.0));
        Ok(has_all && counts_all && self.categorical.is_empty())
    }

    /// The groups of its rows.
    ///
    /// # Errors
    /// [`Error::InvalidEntry`].
    pub fn groups(&self, n_threads: usize) -> Result<Vec<Group>> {
        let of_block = |rows: Range<usize>| {
            let Table { records, categorical, weights, .. } = self.block(rows.clone());
            groups::groups(records, categorical, weights).map_err(|error| error.below(rows.start))
        };
        let blocks = parallel::map(n_threads, parallel::chunks(self.records.nrows()).collect(), of_block);
        let (mut groups, mut places) = (Vec::<Group>::new(), HashMap::new());
        for (block, groups_of_block) in blocks.into_iter().enumerate() {
            for (known, rows) in groups_of_block? {
                let place = *places.entry(known.clone()).or_insert(groups.len());
                let rows = rows.into_iter().map(|row| block * CHUNK_ROWS + row);
                match groups.get_mut(place) {
                    Some((_, all)) => all.extend(rows),
                    None => groups.push((known, rows.collect())),
                }
            }
        }
        Ok(groups)
    }
}
