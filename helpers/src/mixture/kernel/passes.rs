//! Passes over rows: what is computed of a matrix in one go, on the widest vectors of the processor.

#[cfg(test)]
#[path = "passes_tests.rs"]
mod tests;

use std::ops::Range;

use ndarray::ArrayView2;

use super::block::{BLOCK_ROWS, Block, lanes};
use super::element::{Precision, Real};
use super::simd::{Simd, Vectorised, widest};

/// How the components' covariances are shaped, as far as the arithmetic differs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    /// A triangular factor and a matrix of second moments for each component.
    Full,
    /// One triangular factor for all; the second moments of all are added up.
    Tied,
    /// A factor and a second moment for each component and feature.
    Diagonal,
}

/// A mixture, ready for evaluation in the precision `F`.
pub(in crate::mixture) struct Densities<F> {
    pub shape: Shape,
    pub n_clusters: usize,
    pub n_features: usize,
    /// `(n_clusters)`: the log-density at the mean, with the log-weight.
    pub peaks: Vec<F>,
    /// `(n_clusters, n_features)`.
    pub means: Vec<F>,
    /// `L⁻¹` with `covariance = L·Lᵀ`: the rows of the lower triangle, or the diagonal, for each factor.
    pub factors: Vec<F>,
}

impl<F> Densities<F> {
    pub fn factor(&self, cluster: usize) -> &[F] {
        let (d, tied) = (self.n_features, self.shape == Shape::Tied);
        let length = if self.shape == Shape::Diagonal {
            d
        } else {
            d * (d + 1) / 2
        };
        let first = if tied { 0 } else { cluster * length };
        &self.factors[first..first + length]
    }

    pub fn mean(&self, cluster: usize) -> &[F] {
        &self.means[cluster * self.n_features..(cluster + 1) * self.n_features]
    }

    /// Numbers in the sums of one component: for the moments about its mean of order 0 and 1, then of order 2, the
    /// lower triangle row by row or the diagonal.
    pub fn n_sums(&self) -> usize {
        let d = self.n_features;
        1 + d
            + if self.shape == Shape::Diagonal {
                d
            } else {
                d * (d + 1) / 2
            }
    }
}

/// What one pass over rows adds up.
#[derive(Clone, Debug)]
pub(in crate::mixture) struct Sums {
    /// The rows' log-likelihood.
    pub log_likelihood: f64,
    /// `(n_clusters, n_sums)`: see [`Densities::n_sums`].
    pub moments: Vec<f64>,
}

/// E-step and the sums of the M-step over `rows`.
pub(in crate::mixture) fn expectation_sums<E: Precision>(
    records: ArrayView2<E>,
    rows: Range<usize>,
    densities: &Densities<E::Real>,
) -> Sums {
    widest(ExpectationSums {
        records: records.reborrow(),
        rows,
        densities,
    })
}

/// The log-likelihood of `rows`, summed.
pub(in crate::mixture) fn log_likelihood<E: Precision>(
    records: ArrayView2<E>,
    rows: Range<usize>,
    densities: &Densities<E::Real>,
) -> f64 {
    widest(LogLikelihood {
        records: records.reborrow(),
        rows,
        densities,
    })
}

/// What is done with a row's number, log-likelihood and responsibilities; `dyn`, so that all of it shares one compiled pass.
type Visit<'a, F> = &'a mut dyn FnMut(usize, f64, &[F]);

/// Calls `visit` for each row.
pub(in crate::mixture) fn for_each_row<E: Precision>(
    records: ArrayView2<E>,
    densities: &Densities<E::Real>,
    visit: Visit<E::Real>,
) {
    widest(ForEachRow {
        records: records.reborrow(),
        densities,
        visit,
    });
}

/// Writes the most probable component of each of `rows` to `labels`.
pub(in crate::mixture) fn labels<E: Precision>(
    records: ArrayView2<E>,
    rows: Range<usize>,
    densities: &Densities<E::Real>,
    labels: &mut [usize],
) {
    widest(Labels {
        records: records.reborrow(),
        rows,
        densities,
        labels,
    });
}

struct ExpectationSums<'a, E: Precision> {
    records: ArrayView2<'a, E>,
    rows: Range<usize>,
    densities: &'a Densities<E::Real>,
}

impl<E: Precision> Vectorised for ExpectationSums<'_, E> {
    type Real = E::Real;
    type Output = Sums;

    #[inline(always)]
    fn run<S: Simd<Real = E::Real>>(self, simd: S) -> Sums {
        let mut memory = Block::<S>::memory(self.densities);
        let mut block = Block::new(simd, self.densities, &mut memory);
        let n_sums = self.densities.n_sums();
        let mut totals = vec![simd.zero_total(); self.densities.n_clusters * n_sums];
        let mut log_likelihood = 0.0;
        for rows in blocks(self.rows) {
            block.load(self.records, rows);
            block.log_densities();
            block.responsibilities();
            log_likelihood += block.log_likelihood();
            for (cluster, totals) in totals.chunks_exact_mut(n_sums).enumerate() {
                block.add_moments(cluster, totals);
            }
        }
        let mut moments = vec![0.0; totals.len()];
        for (moment, &total) in moments.iter_mut().zip(&totals) {
            *moment = simd.sum(total);
        }
        Sums {
            log_likelihood,
            moments,
        }
    }
}

struct LogLikelihood<'a, E: Precision> {
    records: ArrayView2<'a, E>,
    rows: Range<usize>,
    densities: &'a Densities<E::Real>,
}

impl<E: Precision> Vectorised for LogLikelihood<'_, E> {
    type Real = E::Real;
    type Output = f64;

    #[inline(always)]
    fn run<S: Simd<Real = E::Real>>(self, simd: S) -> f64 {
        let mut memory = Block::<S>::memory(self.densities);
        let mut block = Block::new(simd, self.densities, &mut memory);
        let mut sum = 0.0;
        for rows in blocks(self.rows) {
            block.load(self.records, rows);
            block.log_densities();
            block.responsibilities();
            sum += block.log_likelihood();
        }
        sum
    }
}

struct ForEachRow<'a, E: Precision> {
    records: ArrayView2<'a, E>,
    densities: &'a Densities<E::Real>,
    visit: Visit<'a, E::Real>,
}

impl<E: Precision> Vectorised for ForEachRow<'_, E> {
    type Real = E::Real;
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Real = E::Real>>(self, simd: S) {
        let mut memory = Block::<S>::memory(self.densities);
        let mut block = Block::new(simd, self.densities, &mut memory);
        let mut row_responsibilities = vec![S::Real::ZERO; self.densities.n_clusters];
        for rows in blocks(0..self.records.nrows()) {
            block.load(self.records, rows.clone());
            block.log_densities();
            block.responsibilities();
            for (i, row) in rows.enumerate() {
                for (cluster, r) in row_responsibilities.iter_mut().enumerate() {
                    *r = lanes::<S>(block.component(cluster))[i];
                }
                let largest = lanes::<S>(block.largest)[i].to_f64();
                let sum = lanes::<S>(block.sums)[i].to_f64();
                (self.visit)(row, largest + sum.ln(), &row_responsibilities);
            }
        }
    }
}

struct Labels<'a, E: Precision> {
    records: ArrayView2<'a, E>,
    rows: Range<usize>,
    densities: &'a Densities<E::Real>,
    labels: &'a mut [usize],
}

impl<E: Precision> Vectorised for Labels<'_, E> {
    type Real = E::Real;
    type Output = ();

    #[inline(always)]
    fn run<S: Simd<Real = E::Real>>(self, simd: S) {
        let mut memory = Block::<S>::memory(self.densities);
        let mut block = Block::new(simd, self.densities, &mut memory);
        let first = self.rows.start;
        for rows in blocks(self.rows) {
            block.load(self.records, rows.clone());
            block.log_densities();
            block.most_probable();
            let labels = &mut self.labels[rows.start - first..rows.end - first];
            for (label, &most_probable) in labels.iter_mut().zip(lanes::<S>(block.scratch)) {
                *label = most_probable.to_f64() as usize;
            }
        }
    }
}

fn blocks(rows: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let end = rows.end;
    rows.step_by(BLOCK_ROWS)
        .map(move |start| start..end.min(start + BLOCK_ROWS))
}
