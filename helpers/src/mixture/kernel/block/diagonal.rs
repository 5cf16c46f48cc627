//! A block's loops for diagonal factors.

use fearless_simd::{Simd, prelude::*};

use super::layout::Block;
use crate::mixture::kernel::real::Real;
use crate::mixture::kernel::simd::{Quad, Vector};

impl<S: Simd, R: Real> Block<'_, S, R> {
    /// Takes half of each row's squared Mahalanobis distance from a component's mean off its log-densities.
    #[inline(always)]
    pub(super) fn subtract_diagonal_distances(&mut self, cluster: usize) {
        let (mean, factor) = (self.densities.mean(cluster), self.densities.factor(cluster));
        let columns = self.columns.chunks_exact(self.densities.n_features.max(1));
        let densities = &mut self.log_densities[cluster * Self::STRIDE..][..self.n_quads];
        for (density, x) in densities.iter_mut().zip(columns) {
            let mut distance = [Vector::<S, R>::splat(self.simd, R::default()); 4];
            for ((x, &mean), &factor) in x.iter().zip(mean).zip(factor) {
                for u in 0..4 {
                    let whitened = (x[u] - mean) * factor;
                    distance[u] = whitened.mul_add(whitened, distance[u]);
                }
            }
            for u in 0..4 {
                density[u] = less_half::<S, R>(density[u], distance[u]);
            }
        }
    }

    /// Adds the block's moments of order 1 and 2 about a component's mean.
    #[inline(always)]
    pub(super) fn add_diagonal_moments(&mut self, cluster: usize, totals: &mut [S::f64s]) {
        let n_features = self.densities.n_features;
        let (first, second) = totals[1..].split_at_mut(n_features);
        let mean = self.densities.mean(cluster);
        for (i, ((first, second), &mean)) in first.iter_mut().zip(second).zip(mean).enumerate() {
            let mut sums = [[Vector::<S, R>::splat(self.simd, R::default()); 4]; 2];
            let column = self.columns.iter().skip(i).step_by(n_features);
            for (r, x) in self.component(cluster).iter().zip(column) {
                for u in 0..4 {
                    let difference = x[u] - mean;
                    let weighted = r[u] * difference;
                    sums[0][u] += weighted;
                    sums[1][u] = weighted.mul_add(difference, sums[1][u]);
                }
            }
            *first = R::add_to::<S>(*first, fold::<S, R>(sums[0]));
            *second = R::add_to::<S>(*second, fold::<S, R>(sums[1]));
        }
    }
}

/// A log-density less half of a squared distance, bounded from below so that not even the farthest row, whose distance may be
/// infinite or NaN, gives `∞ − ∞`.
#[inline(always)]
pub(super) fn less_half<S: Simd, R: Real>(density: Vector<S, R>, distance: Vector<S, R>) -> Vector<S, R> {
    distance.mul_add(R::from_f64(-0.5), density).max_precise(R::LOWEST)
}

/// The sum of four vectors.
#[inline(always)]
pub(super) fn fold<S: Simd, R: Real>([a, b, c, d]: Quad<S, R>) -> Vector<S, R> {
    (a + b) + (c + d)
}
