//! What a mixture says of the rows of a matrix.

use ndarray::{Array1, Array2, ArrayView1, aview1};

use super::categorical::columns;
use super::criteria::Criteria;
use super::gaussians::Gaussians;
use super::kernel::element::{Records, with_view};
use super::kernel::{Sums, Wanted};
use super::posed::Posed;
use super::strata::{self, Part, Strata, Stratum, order, restore, total_weight};
use crate::check::check_n_features;
use crate::error::Result;
use crate::parallel;

/// What a mixture is asked about.
pub struct Input<'a> {
    pub records: Records<'a>,
    /// Of each row, for sums over rows.
    pub weights: Option<&'a [f32]>,
    pub allow_missing: bool,
}

/// A pass over some rows.
type Pass<'a> = dyn Fn(&Part, Wanted) -> Result<Sums> + Sync + 'a;

impl Gaussians {
    /// The number of columns of a matrix: the features and the categories.
    pub fn n_columns(&self) -> usize {
        self.means.ncols() + self.categories.len()
    }

    /// Checks `input` and gives `work` the passes over its rows, and the strata that these are in.
    pub fn evaluate<T>(&self, input: Input, work: impl FnOnce(&Pass, &[Stratum]) -> Result<T>) -> Result<T> {
        let Input { records, weights, allow_missing } = input;
        let categorical = columns(&self.categories);
        with_view!(records, view => {
            check_n_features(&view, self.n_columns())?;
            let strata = Strata::new(view, &categorical, allow_missing, weights)?;
            let posed = Posed { gaussians: self, strata: &strata };
            work(&|part, wanted| posed.pass(part, wanted), &strata.strata)
        })
    }

    /// The log-likelihood of all rows, and the sum of their weights.
    pub fn log_likelihood(&self, input: Input) -> Result<[f64; 2]> {
        self.evaluate(input, |pass, strata| {
            let of_part = |part| Ok(pass(&part, Wanted::LogLikelihood)?.log_likelihood);
            let parts = strata::map(parallel::available(), strata, of_part);
            Ok([parts.into_iter().sum::<Result<f64>>()?, total_weight(strata)])
        })
    }

    /// Calls `visit` with the log-likelihood and the responsibilities of each row, stratum by stratum, and gives
    /// the order that they are in.
    fn each_row(&self, input: Input, visit: &mut dyn FnMut(f64, &[f64])) -> Result<Option<Vec<usize>>> {
        self.evaluate(input, |pass, strata| {
            for (stratum, Stratum { n_rows, .. }) in strata.iter().enumerate() {
                pass(&Part { stratum, rows: 0..*n_rows }, Wanted::Rows(visit))?;
            }
            Ok(order(strata))
        })
    }

    pub fn score_samples(&self, input: Input) -> Result<Array1<f64>> {
        let mut scores = Vec::new();
        let order = self.each_row(input, &mut |log_likelihood, _| scores.push(log_likelihood))?;
        Ok(restore(order, scores, 1).into())
    }

    pub fn predict_proba(&self, input: Input) -> Result<Array2<f64>> {
        let mut probabilities = Vec::new();
        let order = self.each_row(input, &mut |_, row| probabilities.extend_from_slice(row))?;
        let n_clusters = self.weights.len();
        let dim = (probabilities.len() / n_clusters, n_clusters);
        let probabilities = restore(order, probabilities, n_clusters);
        Ok(Array2::from_shape_vec(dim, probabilities).expect("a number for each component"))
    }

    pub fn confidence(&self, input: Input) -> Result<Vec<f64>> {
        Ok(self.predict_proba(input)?.outer_iter().map(largest).collect())
    }

    pub fn criteria(&self, input: Input, n_parameters: usize) -> Result<Criteria> {
        self.evaluate(input, |pass, strata| {
            let of_part = |part: Part| {
                let mut weights = part.rows.clone().map(|row| strata[part.stratum].weight(row));
                let [mut log_likelihood, mut entropy, mut surprise] = [0.0; 3];
                let visit = &mut |of_row: f64, row: &[f64]| {
                    let weight = weights.next().expect("a weight for each row");
                    log_likelihood += weight * of_row;
                    entropy -= weight * row.iter().filter(|r| **r > 0.0).map(|r| r * r.ln()).sum::<f64>();
                    surprise -= weight * largest(aview1(row)).ln();
                };
                pass(&part, Wanted::Rows(visit))?;
                Ok([log_likelihood, entropy, surprise])
            };
            let parts = strata::map(parallel::available(), strata, of_part).into_iter().collect::<Result<Vec<_>>>()?;
            let sums = [0, 1, 2].map(|i: usize| parts.iter().map(|part| part[i]).sum());
            Ok(Criteria::new(sums, total_weight(strata), n_parameters))
        })
    }

    pub fn labels(&self, input: Input) -> Result<Vec<usize>> {
        self.evaluate(input, |pass, strata| {
            let of_part = |part: Part| {
                let mut labels = vec![0; part.rows.len()];
                pass(&part, Wanted::Labels(&mut labels)).map(|_| labels)
            };
            let labels = strata::map(parallel::available(), strata, of_part).into_iter().collect::<Result<Vec<_>>>()?;
            Ok(restore(order(strata), labels.concat(), 1))
        })
    }
}

fn largest(row: ArrayView1<f64>) -> f64 {
    row.fold(0.0, |a: f64, &b| a.max(b))
}
