//! A block's dearest loops, for any number of features.

use super::layout::{Block, Quad};
use crate::mixture::kernel::densities::Shape;
use crate::mixture::kernel::real::Real;
use crate::mixture::kernel::simd::vector::Simd;

impl<S: Simd> Block<'_, S> {
    /// `ln wₖ + ln N(x; μₖ, Σₖ)` of each row for one component.
    #[inline(always)]
    pub(super) fn any_log_densities(&mut self, cluster: usize) {
        let peak = self.simd.splat(self.densities.peaks[cluster]);
        self.log_densities[cluster * Self::STRIDE..][..self.n_quads].fill([peak; 4]);
        match self.densities.shape {
            Shape::Diagonal => self.subtract_diagonal_distances(cluster),
            Shape::Full | Shape::Tied => self.subtract_triangular_distances(cluster),
        }
    }

    #[inline(always)]
    fn subtract_diagonal_distances(&mut self, cluster: usize) {
        let (simd, n_features) = (self.simd, self.densities.n_features);
        let (minus_half, lowest) = (simd.constant(-0.5), simd.splat(S::Real::LOWEST));
        let (mean, factor) = (self.densities.mean(cluster), self.densities.factor(cluster));
        let densities = &mut self.log_densities[cluster * Self::STRIDE..][..self.n_quads];
        for (density, x) in densities.iter_mut().zip(self.columns.chunks_exact(n_features)) {
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

    /// Adds the block's moments about a component's mean to its `totals`.
    #[inline(always)]
    pub(super) fn add_any_moments(&mut self, cluster: usize, totals: &mut [S::Total]) {
        totals[0] = self.simd.add_to(totals[0], sum(self.simd, self.component(cluster)));
        match self.densities.shape {
            Shape::Diagonal => self.add_diagonal_moments(cluster, totals),
            Shape::Full | Shape::Tied => self.add_triangular_moments(cluster, totals),
        }
    }

    #[inline(always)]
    fn add_diagonal_moments(&mut self, cluster: usize, totals: &mut [S::Total]) {
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

/// The sum of the columns' vectors.
#[inline(always)]
fn sum<S: Simd>(simd: S, column: &[Quad<S>]) -> S::Vector {
    let mut sums = [simd.constant(0.0); 4];
    for x in column {
        for u in 0..4 {
            sums[u] = simd.add(sums[u], x[u]);
        }
    }
    fold(simd, sums)
}

#[inline(always)]
fn fold<S: Simd>(simd: S, [a, b, c, d]: Quad<S>) -> S::Vector {
    simd.add(simd.add(a, b), simd.add(c, d))
}
