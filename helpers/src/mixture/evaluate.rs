//! What a mixture says of the rows of a matrix.

use std::ops::Range;

use ndarray::{Array1, Array2, ArrayView1, aview1};

use super::criteria::Criteria;
use super::gaussians::Gaussians;
use super::kernel::element::{Records, with_view};
use super::kernel::{self, Sums, Wanted};
use crate::check::{check_matrix, check_n_features};
use crate::error::Result;
use crate::parallel;

/// A [pass](kernel::pass) over some rows.
type Pass<'a> = dyn Fn(Range<usize>, Wanted) -> Sums + Sync + 'a;

impl Gaussians {
    /// Checks `records` and gives `work` the passes over their rows, and how many these are.
    fn evaluate<T>(&self, records: Records, work: impl FnOnce(&Pass, usize) -> T) -> Result<T> {
        with_view!(records, view => {
            check_n_features(&view, self.means.ncols())?;
            check_matrix(&view)?;
            let densities = self.densities()?;
            Ok(work(&|rows, wanted| kernel::pass(view, rows, &densities, wanted), view.nrows()))
        })
    }

    pub fn log_likelihood(&self, records: Records) -> Result<f64> {
        self.evaluate(records, |pass, n_rows| {
            let log_likelihood = |rows| pass(rows, Wanted::LogLikelihood).log_likelihood;
            parallel::sum(parallel::available(), n_rows, log_likelihood)
        })
    }

    /// Calls `visit` with the log-likelihood and the responsibilities of each row.
    fn each_row(&self, records: Records, visit: &mut dyn FnMut(f64, &[f64])) -> Result<()> {
        self.evaluate(records, |pass, n_rows| {
            pass(0..n_rows, Wanted::Rows(visit));
        })
    }

    pub fn score_samples(&self, records: Records) -> Result<Array1<f64>> {
        let mut scores = Vec::new();
        self.each_row(records, &mut |log_likelihood, _| scores.push(log_likelihood))?;
        Ok(scores.into())
    }

    pub fn predict_proba(&self, records: Records) -> Result<Array2<f64>> {
        let mut probabilities = Vec::new();
        self.each_row(records, &mut |_, row| probabilities.extend_from_slice(row))?;
        let n_clusters = self.weights.len();
        let dim = (probabilities.len() / n_clusters, n_clusters);
        Ok(Array2::from_shape_vec(dim, probabilities).expect("a number for each component"))
    }

    pub fn confidence(&self, records: Records) -> Result<Vec<f64>> {
        Ok(self.predict_proba(records)?.outer_iter().map(largest).collect())
    }

    pub fn criteria(&self, records: Records, n_parameters: usize) -> Result<Criteria> {
        self.evaluate(records, |pass, n_rows| {
            let parts = parallel::map(parallel::available(), parallel::chunks(n_rows), |rows| {
                let (mut entropy, mut surprise) = (0.0, 0.0);
                let visit = &mut |_, row: &[f64]| {
                    entropy -= row.iter().filter(|r| **r > 0.0).map(|r| r * r.ln()).sum::<f64>();
                    surprise -= largest(aview1(row)).ln();
                };
                [pass(rows, Wanted::Rows(visit)).log_likelihood, entropy, surprise]
            });
            let sums = [0, 1, 2].map(|i: usize| parts.iter().map(|part| part[i]).sum());
            Criteria::new(sums, n_rows, n_parameters)
        })
    }

    pub fn labels(&self, records: Records) -> Result<Vec<usize>> {
        self.evaluate(records, |pass, n_rows| {
            let mut labels = vec![0; n_rows];
            let mut rest = labels.as_mut_slice();
            let mut parts = Vec::new();
            for rows in parallel::chunks(n_rows) {
                let (part, others) = std::mem::take(&mut rest).split_at_mut(rows.len());
                parts.push((rows, part));
                rest = others;
            }
            parallel::map(parallel::available(), parts, |(rows, part)| pass(rows, Wanted::Labels(part)));
            labels
        })
    }
}

fn largest(row: ArrayView1<f64>) -> f64 {
    row.fold(0.0, |a: f64, &b| a.max(b))
}
