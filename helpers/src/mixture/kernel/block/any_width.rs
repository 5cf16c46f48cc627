//! A block's dearest loops, for any number of features.

use super::layout::{Block, Quad};
use crate::mixture::kernel::densities::Shape;
use crate::mixture::kernel::real::Real;
use crate::mixture::kernel::simd::vector::Simd;

impl<S: Simd> Block<'_, S> {
    /// `ln wₖ + ln N(x; μₖ, Σₖ)` of each row for one component.
    #[inline(always)]
    pub(super) fn any_log_densities(&mut self, cluster: usize) {
        self.subtract_mean(cluster);
        match self.densities.shape {
            Shape::Diagonal => self.diagonal_log_densities(cluster),
            Shape::Full | Shape::Tied => self.triangular_log_densities(cluster),
        }
    }

    #[inline(always)]
    fn triangular_log_densities(&mut self, cluster: usize) {
        let simd = self.simd;
        let factor = self.densities.factor(cluster);
        for quad in 0..self.n_quads {
            let mut distance = [simd.constant(0.0); 4];
            let mut row = 0;
            for i in 0..self.densities.n_features {
                let mut whitened = [simd.constant(0.0); 4];
                let differences = self.differences.iter().skip(quad).step_by(Self::STRIDE);
                for (&coefficient, x) in factor[row..=row + i].iter().zip(differences) {
                    let coefficient = simd.splat(coefficient);
                    for u in 0..4 {
                        whitened[u] = simd.mul_add(x[u], coefficient, whitened[u]);
                    }
                }
                for u in 0..4 {
                    distance[u] = simd.mul_add(whitened[u], whitened[u], distance[u]);
                }
                row += i + 1;
            }
            self.set_log_densities(cluster, quad, distance);
        }
    }

    #[inline(always)]
    fn diagonal_log_densities(&mut self, cluster: usize) {
        let simd = self.simd;
        let factor = self.densities.factor(cluster);
        for quad in 0..self.n_quads {
            let mut distance = [simd.constant(0.0); 4];
            let differences = self.differences.iter().skip(quad).step_by(Self::STRIDE);
            for (&coefficient, x) in factor.iter().zip(differences) {
                let coefficient = simd.splat(coefficient);
                for u in 0..4 {
                    let whitened = simd.mul(x[u], coefficient);
                    distance[u] = simd.mul_add(whitened, whitened, distance[u]);
                }
            }
            self.set_log_densities(cluster, quad, distance);
        }
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
    fn subtract_mean(&mut self, cluster: usize) {
        let columns = self.columns.chunks_exact(Self::STRIDE);
        let differences = self.differences.chunks_exact_mut(Self::STRIDE);
        let means = self.densities.mean(cluster);
        for ((column, differences), &mean) in columns.zip(differences).zip(means) {
            let mean = self.simd.splat(mean);
            for (difference, x) in differences.iter_mut().zip(&column[..self.n_quads]) {
                for u in 0..4 {
                    difference[u] = self.simd.sub(x[u], mean);
                }
            }
        }
    }

    /// Adds the block's moments about a component's mean to its `totals`.
    #[inline(always)]
    pub(super) fn add_any_moments(&mut self, cluster: usize, totals: &mut [S::Total]) {
        let (simd, n, n_features) = (self.simd, self.n_quads, self.densities.n_features);
        self.subtract_mean(cluster);
        let responsibilities = &self.log_densities[cluster * Self::STRIDE..][..n];
        let differences: &[Quad<S>] = self.differences;
        let weighted = &mut self.scratch[..n];
        let (first, second) = totals.split_at_mut(1 + n_features);
        let mut second = second.iter_mut();
        first[0] = simd.add_to(first[0], sum(simd, responsibilities));
        for i in 0..n_features {
            let column = &differences[i * Self::STRIDE..][..n];
            for ((weighted, r), x) in weighted.iter_mut().zip(responsibilities).zip(column) {
                for u in 0..4 {
                    weighted[u] = simd.mul(r[u], x[u]);
                }
            }
            first[1 + i] = simd.add_to(first[1 + i], sum(simd, weighted));
            for (j, second) in (self.densities.shape.first_column(i)..=i).zip(second.by_ref()) {
                *second = simd.add_to(*second, dot(simd, weighted, &differences[j * Self::STRIDE..][..n]));
            }
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

/// The sum of the products of two columns' vectors.
#[inline(always)]
fn dot<S: Simd>(simd: S, a: &[Quad<S>], b: &[Quad<S>]) -> S::Vector {
    let mut sums = [simd.constant(0.0); 4];
    for (a, b) in a.iter().zip(b) {
        for u in 0..4 {
            sums[u] = simd.mul_add(a[u], b[u], sums[u]);
        }
    }
    fold(simd, sums)
}

#[inline(always)]
fn fold<S: Simd>(simd: S, [a, b, c, d]: Quad<S>) -> S::Vector {
    simd.add(simd.add(a, b), simd.add(c, d))
}
