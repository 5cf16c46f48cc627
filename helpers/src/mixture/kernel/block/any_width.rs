//! A block's dearest loops, for any number of features.

use super::layout::{Block, Quad};
use crate::mixture::kernel::densities::Shape;
use crate::mixture::kernel::real::Real;
use crate::mixture::kernel::simd::vector::Simd;

impl<S: Simd> Block<'_, S> {
    /// `ln wₖ + ln N(x; μₖ, Σₖ)` of each row for one component.
    #[inline(always)]
    pub(super) fn any_log_densities(&mut self, cluster: usize) {
        for quad in 0..self.n_quads {
            let distance = match self.densities.shape {
                Shape::Diagonal => self.diagonal_distance(cluster, quad),
                Shape::Full | Shape::Tied => self.triangular_distance(cluster, quad),
            };
            self.set_log_densities(cluster, quad, distance);
        }
    }

    #[inline(always)]
    fn diagonal_distance(&mut self, cluster: usize, quad: usize) -> Quad<S> {
        self.subtract_mean(cluster, quad, 0);
        let (simd, factor) = (self.simd, self.densities.factor(cluster));
        let mut distance = [simd.constant(0.0); 4];
        for (&coefficient, x) in factor.iter().zip(&*self.differences) {
            let coefficient = simd.splat(coefficient);
            for u in 0..4 {
                let whitened = simd.mul(x[u], coefficient);
                distance[u] = simd.mul_add(whitened, whitened, distance[u]);
            }
        }
        distance
    }

    /// Stores `peak − ½·distance`, bounded from below so that not even the farthest row gives `∞ − ∞`.
    #[inline(always)]
    fn set_log_densities(&mut self, cluster: usize, quad: usize, distance: Quad<S>) {
        let simd = self.simd;
        let peak = simd.splat(self.densities.peaks[cluster]);
        let (minus_half, lowest) = (simd.constant(-0.5), simd.splat(S::Real::LOWEST));
        let densities = &mut self.log_densities[cluster * Self::STRIDE + quad];
        for u in 0..4 {
            densities[u] = simd.max(simd.mul_add(distance[u], minus_half, peak), lowest);
        }
    }

    #[inline(always)]
    fn subtract_mean(&mut self, cluster: usize, quad: usize, target: usize) {
        let n_features = self.densities.n_features;
        let columns = &self.columns[quad * n_features..][..n_features];
        let differences = &mut self.differences[target * n_features..][..n_features];
        for ((x, difference), &mean) in columns.iter().zip(differences).zip(self.densities.mean(cluster)) {
            let mean = self.simd.splat(mean);
            for u in 0..4 {
                difference[u] = self.simd.sub(x[u], mean);
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
        for quad in 0..self.n_quads {
            self.subtract_mean(cluster, quad, quad);
        }
        let (first, second) = totals[1..].split_at_mut(n_features);
        for (i, (first, second)) in first.iter_mut().zip(second).enumerate() {
            let mut sums = [[simd.constant(0.0); 4]; 2];
            let column = self.differences.iter().skip(i).step_by(n_features);
            for (r, x) in self.component(cluster).iter().zip(column) {
                for u in 0..4 {
                    let weighted = simd.mul(r[u], x[u]);
                    sums[0][u] = simd.add(sums[0][u], weighted);
                    sums[1][u] = simd.mul_add(weighted, x[u], sums[1][u]);
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
