//! What a mixture says of the rows of a matrix.

use std::collections::HashMap;
use std::iter::repeat;
use std::ops::Range;
use std::sync::{Arc, Mutex};

use super::categorical::columns;
use super::criteria::Criteria;
use super::gaussians::Gaussians;
use super::groups::Known;
use super::kernel::element::{Records, with_view};
use super::kernel::real::Real;
use super::kernel::{self, Densities, Sums, Wanted};
use super::marginal::Marginal;
use super::strata::{Strata, Stratum, total_weight};
use super::table::Table;
use crate::check::check_n_features;
use crate::error::Result;
use crate::parallel::{self, CHUNK_ROWS};

/// The most densities that are kept for other blocks: every row may be a stratum of its own.
const MOST_KEPT: usize = 1 << 10;

/// What a mixture is asked about.
pub struct Input<'a> {
    pub records: Records<'a>,
    /// Of each row, for sums over rows.
    pub weights: Option<&'a [f32]>,
    pub allow_missing: bool,
}

impl Input<'_> {
    fn n_rows(&self) -> usize {
        with_view!(self.records, view => view.nrows())
    }
}

/// A pass over the stratum of that number.
type Pass<'a> = dyn Fn(usize, Wanted) -> Result<Sums> + 'a;

/// The densities of rows of which the same is known.
type Kept<F> = Mutex<HashMap<Known, Arc<Densities<F>>>>;

impl Gaussians {
    /// The number of columns of a matrix: the features and the categories.
    pub fn n_columns(&self) -> usize {
        self.means.ncols() + self.categories.len()
    }

    /// Checks `input`, and gives what `work` makes of each block of its rows: of the passes over the strata that the block's
    /// rows are in, and of the block's own one of `targets`.
    pub fn evaluate<B: Send, T: Send>(
        &self,
        input: Input,
        targets: impl Iterator<Item = B>,
        work: impl Fn(&Pass, &[Stratum], B) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        let Input { records, weights, allow_missing } = input;
        let categorical = columns(&self.categories);
        with_view!(records, records => {
            check_n_features(&records, self.n_columns())?;
            let table = Table { records: records.reborrow(), categorical: &categorical, allow_missing, weights };
            table.check()?;
            let kept = Mutex::default();
            let of_block = |(rows, target): (Range<usize>, B)| {
                let strata = Strata::new(table.block(rows.clone()), 1).map_err(|error| error.below(rows.start))?;
                let pass = |number: usize, wanted: Wanted| {
                    let Stratum { known, n_rows, weights, .. } = &strata.strata[number];
                    let densities = self.densities_of(known, &kept)?;
                    Ok(kernel::pass(strata.records[number].view(), 0..*n_rows, weights.as_deref(), &densities, wanted))
                };
                work(&pass, &strata.strata, target)
            };
            let blocks = parallel::chunks(records.nrows()).zip(targets).collect();
            parallel::map(parallel::available(), blocks, of_block).into_iter().collect()
        })
    }

    fn densities_of<F: Real>(&self, known: &Known, kept: &Kept<F>) -> Result<Arc<Densities<F>>> {
        let lock = || kept.lock().expect("what holds the lock does not panic");
        if let Some(densities) = lock().get(known) {
            return Ok(densities.clone());
        }
        let densities = Marginal::new(self, &known.observed)?.gaussians.densities(&known.levels)?;
        let (densities, mut kept) = (Arc::new(densities), lock());
        if kept.len() < MOST_KEPT {
            kept.insert(known.clone(), densities.clone());
        }
        Ok(densities)
    }

    pub fn mean_log_likelihood(&self, input: Input) -> Result<f64> {
        let blocks = self.evaluate(input, repeat(()), |pass, strata, ()| {
            let of_stratum = |number| Ok(pass(number, Wanted::LogLikelihood)?.log_likelihood);
            Ok([(0..strata.len()).map(of_stratum).sum::<Result<f64>>()?, total_weight(strata)])
        })?;
        let [log_likelihood, total] = [0, 1].map(|i: usize| blocks.iter().map(|block| block[i]).sum::<f64>());
        Ok(log_likelihood / total)
    }

    /// `width` numbers of each row, which `write` makes of its log-likelihood and its responsibilities.
    pub fn of_rows(&self, input: Input, width: usize, write: fn(f64, &[f64], &mut [f64])) -> Result<Vec<f64>> {
        let mut numbers = vec![0.0; input.n_rows() * width];
        self.evaluate(input, numbers.chunks_mut(width * CHUNK_ROWS), |pass, strata, numbers| {
            for (number, stratum) in strata.iter().enumerate() {
                let mut rows = (0..stratum.n_rows).map(|i| stratum.row(i));
                let visit = &mut |log_likelihood, responsibilities: &[f64]| {
                    let row = rows.next().expect("a row for each visit");
                    write(log_likelihood, responsibilities, &mut numbers[row * width..][..width]);
                };
                pass(number, Wanted::Rows(visit))?;
            }
            Ok(())
        })?;
        Ok(numbers)
    }

    pub fn criteria(&self, input: Input, n_parameters: usize) -> Result<Criteria> {
        let blocks = self.evaluate(input, repeat(()), |pass, strata, ()| {
            let [mut log_likelihood, mut entropy] = [0.0; 2];
            for (number, stratum) in strata.iter().enumerate() {
                let mut weights = (0..stratum.n_rows).map(|i| stratum.weight(i));
                let visit = &mut |of_row: f64, row: &[f64]| {
                    let weight = weights.next().expect("a weight for each row");
                    log_likelihood += weight * of_row;
                    entropy -= weight * row.iter().filter(|r| **r > 0.0).map(|r| r * r.ln()).sum::<f64>();
                };
                pass(number, Wanted::Rows(visit))?;
            }
            Ok([log_likelihood, entropy, total_weight(strata)])
        })?;
        let [log_likelihood, entropy, n] = [0, 1, 2].map(|i: usize| blocks.iter().map(|block| block[i]).sum());
        Ok(Criteria::new(log_likelihood, entropy, n, n_parameters))
    }

    pub fn labels(&self, input: Input) -> Result<Vec<usize>> {
        let mut labels = vec![0; input.n_rows()];
        self.evaluate(input, labels.chunks_mut(CHUNK_ROWS), |pass, strata, labels| {
            for (number, stratum) in strata.iter().enumerate() {
                let mut own = vec![0; stratum.n_rows];
                pass(number, Wanted::Labels(&mut own))?;
                own.into_iter().enumerate().for_each(|(i, label)| labels[stratum.row(i)] = label);
            }
            Ok(())
        })?;
        Ok(labels)
    }
}
