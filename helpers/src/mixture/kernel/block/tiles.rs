//! A block's dearest loops for triangular factors: small matrix products, blocked in registers.
//!
//! Four features at a time are whitened, and the second moments of four by four features summed, without that anything
//! but columns is read from memory.

use super::layout::{Block, Quad};
use crate::mixture::kernel::densities::Shape;
use crate::mixture::kernel::simd::vector::Simd;

/// Calls a method for the up to four features that begin with `first`.
macro_rules! by_features {
    ($block:ident.$method:ident($first:ident $(, $argument:expr)*)) => {
        match $block.densities.n_features - $first {
            1 => $block.$method::<1>($first $(, $argument)*),
            2 => $block.$method::<2>($first $(, $argument)*),
            3 => $block.$method::<3>($first $(, $argument)*),
            _ => $block.$method::<4>($first $(, $argument)*),
        }
    };
}

impl<S: Simd> Block<'_, S> {
    /// Each row's squared Mahalanobis distance from a component's mean, of a quad that lies in the first differences.
    #[inline(always)]
    pub(super) fn triangular_distance(&self, factor: &[S::Real]) -> Quad<S> {
        let mut distance = [self.simd.constant(0.0); 4];
        for first in (0..self.densities.n_features).step_by(4) {
            by_features!(self.add_whitened(first, factor, &mut distance));
        }
        distance
    }

    /// Adds the squares of the `N` whitened features from `first` on.
    #[inline(always)]
    fn add_whitened<const N: usize>(&self, first: usize, factor: &[S::Real], distance: &mut Quad<S>) {
        let simd = self.simd;
        let (before, own) = self.differences[..first + N].split_at(first);
        let mut rows: [&[S::Real]; N] = [&[]; N];
        for (i, row) in rows.iter_mut().enumerate() {
            *row = &factor[Shape::Full.index(first + i, 0)..][..first + i + 1];
        }
        let mut whitened = [[simd.constant(0.0); 4]; N];
        for i in 0..N {
            for j in 0..=i {
                let coefficient = simd.splat(rows[i][first + j]);
                for u in 0..4 {
                    whitened[i][u] = simd.mul_add(own[j][u], coefficient, whitened[i][u]);
                }
            }
        }
        for i in 0..N {
            rows[i] = &rows[i][..first];
        }
        for (j, x) in before.iter().enumerate() {
            for i in 0..N {
                let coefficient = simd.splat(rows[i][j]);
                for u in 0..4 {
                    whitened[i][u] = simd.mul_add(x[u], coefficient, whitened[i][u]);
                }
            }
        }
        for whitened in whitened {
            for u in 0..4 {
                distance[u] = simd.mul_add(whitened[u], whitened[u], distance[u]);
            }
        }
    }

    /// Adds the block's moments of order 1 and 2, of the differences as they lie there.
    #[inline(always)]
    pub(super) fn add_triangular_moments(&mut self, cluster: usize, totals: &mut [S::Total]) {
        for first in (0..self.densities.n_features).step_by(4) {
            by_features!(self.add_moments_of(first, cluster, totals));
        }
    }

    /// Adds the moments of the `N` features from `first` on with these and all before.
    #[inline(always)]
    fn add_moments_of<const N: usize>(&mut self, first: usize, cluster: usize, totals: &mut [S::Total]) {
        let (simd, n_features) = (self.simd, self.densities.n_features);
        let responsibilities = &self.log_densities[cluster * Self::STRIDE..][..self.n_quads];
        let (weighted, _) = self.scratch.as_chunks_mut::<N>();
        let mut sums = [simd.constant(0.0); N];
        let differences = self.differences.chunks_exact(n_features);
        for ((weighted, r), x) in weighted.iter_mut().zip(responsibilities).zip(differences) {
            let x = &x[first..first + N];
            for i in 0..N {
                for u in 0..4 {
                    weighted[i][u] = simd.mul(r[u], x[i][u]);
                    sums[i] = simd.add(sums[i], weighted[i][u]);
                }
            }
        }
        let (orders, second) = totals.split_at_mut(1 + n_features);
        for i in 0..N {
            orders[1 + first + i] = simd.add_to(orders[1 + first + i], sums[i]);
        }
        for other in (0..first).step_by(4) {
            self.add_products::<N, false>(first, other, second);
        }
        self.add_products::<N, true>(first, first, second);
    }

    /// Adds the sums of the products of the `N` weighted features from `first` on with the four from `other` on, or, on the
    /// `DIAGONAL`, with themselves.
    #[inline(always)]
    fn add_products<const N: usize, const DIAGONAL: bool>(
        &self,
        first: usize,
        other: usize,
        totals: &mut [S::Total],
    ) {
        let simd = self.simd;
        let (weighted, _) = self.scratch.as_chunks::<N>();
        let width = if DIAGONAL { N } else { 4 };
        let mut sums = [[simd.constant(0.0); 4]; N];
        let differences = self.differences.chunks_exact(self.densities.n_features);
        for (weighted, x) in weighted[..self.n_quads].iter().zip(differences) {
            let x = &x[other..other + width];
            for u in 0..4 {
                for i in 0..N {
                    for j in 0..if DIAGONAL { i + 1 } else { 4 } {
                        sums[i][j] = simd.mul_add(weighted[i][u], x[j][u], sums[i][j]);
                    }
                }
            }
        }
        for i in 0..N {
            let n = if DIAGONAL { i + 1 } else { 4 };
            let totals = &mut totals[Shape::Full.index(first + i, other)..][..n];
            for j in 0..n {
                totals[j] = simd.add_to(totals[j], sums[i][j]);
            }
        }
    }
}
