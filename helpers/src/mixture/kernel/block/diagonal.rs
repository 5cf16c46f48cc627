//! A block's loops for diagonal factors.

use super::layout::{Block, Quad};
use crate::mixture::kernel::real::Real;
use crate::mixture::kernel::simd::vector::Simd;

impl<S: Simd> Block<'_, S> {
    /// Takes half of each row's squared Mahalanobis distance from a component's mean off its log-densities, bounded from
    /// below so that not even the farthest row gives `∞ − ∞`.
    #[inline(always)]
    pub(super) fn subtract_diagonal_distances(&mut self, cluster: usize) {
        let (simd, n_features) = (self.simd, self.densities.n_features);
        let (minus_half, lowest) = (simd.constant(-0.5), simd.splat(S::Real::LOWEST));
        let (mean, factor) = (self.densities.mean(cluster), self.densities.factor(cluster));
        let densities = &mut self.log_densities[cluster * Self::STRIDE..][..self.n_quads];
        for (density, x) in densities.iter_mut().zip(self.columns.chunks_exact(n_features.max(1))) {
            let mut distance = [simd.constant(0.0); 4];
            for ((x, &mean), &factor) in x.iter().zip(mean).zip(factor) {
                let (mean, factor) = (simd.splat(mean), simd.splat(factor));
                for u in 0..4 {
                    let whitened = simd.mul(simd.sub(x[u], mean), factor);
                    distance[u] = simd.mul_add(whitened, whitened, distance[u]);
                }
            }
            for u in 0..4 {
                density[u] = simd.max(simd.mul_add(distance[u], minus_half, density[u]), lowest);
            }
        }
    }

    /// Adds the block's moments of order 1 and 2 about a component's mean.
    #[inline(always)]
    pub(super) fn add_diagonal_moments(&mut self, cluster: usize, totals: &mut [S::Total]) {
        let (simd, n_features) = (self.simd, self.densities.n_features);
        let (first, second) = totals[1..].split_at_mut(n_features);
        let mean = self.densities.mean(cluster);
        for (i, ((first, second), &mean)) in first.iter_mut().zip(second).zip(mean).enumerate() {
            let (mean, mut sums) = (simd.splat(mean), [[simd.constant(0.0); 4]; 2]);
            let column = self.columns.iter().skip(i).step_by(n_features);
            for (r, x) in self.component(cluster).iter().zip(column) {
                for u in 0..4 {
                    let difference = simd.sub(x[u], mean);
                    let weighted = simd.mul(r[u], difference);
                    sums[0][u] = simd.add(sums[0][u], weighted);
                    sums[1][u] = simd.mul_add(weighted, difference, sums[1][u]);
                }
            }
            *first = simd.add_to(*first, fold(simd, sums[0]));
            *second = simd.add_to(*second, fold(simd, sums[1]));
        }
    }
}

/// The sum of four vectors.
#[inline(always)]
pub(super) fn fold<S: Simd>(simd: S, [a, b, c, d]: Quad<S>) -> S::Vector {
    simd.add(simd.add(a, b), simd.add(c, d))
}
