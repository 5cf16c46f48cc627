//! A block's dearest loops, those for triangular factors: small matrix products, in panels of four features.
//!
//! A panel is centred and whitened, or its second moments are summed, first with itself and then with each panel before,
//! while all that is summed stays in registers. Only what another panel needs is written: differences by all but the last
//! one, weighted differences by all but the first.

use fearless_simd::{Simd, prelude::*};

use super::diagonal::less_half;
use super::layout::Block;
use crate::mixture::kernel::densities::Shape;
use crate::mixture::kernel::real::Real;
use crate::mixture::kernel::simd::Vector;

/// Calls a method for the panel of up to four features that begins with `first`: its width, and whether it is the first and
/// the last one.
macro_rules! by_panel {
    ($block:ident.$method:ident($first:ident $(, $argument:expr)*)) => {
        match ($first, $block.densities.n_features - $first) {
            (0, 1) => $block.$method::<1, true, true>($first $(, $argument)*),
            (0, 2) => $block.$method::<2, true, true>($first $(, $argument)*),
            (0, 3) => $block.$method::<3, true, true>($first $(, $argument)*),
            (0, 4) => $block.$method::<4, true, true>($first $(, $argument)*),
            (0, _) => $block.$method::<4, true, false>($first $(, $argument)*),
            (_, 1) => $block.$method::<1, false, true>($first $(, $argument)*),
            (_, 2) => $block.$method::<2, false, true>($first $(, $argument)*),
            (_, 3) => $block.$method::<3, false, true>($first $(, $argument)*),
            (_, 4) => $block.$method::<4, false, true>($first $(, $argument)*),
            _ => $block.$method::<4, false, false>($first $(, $argument)*),
        }
    };
}

impl<S: Simd, R: Real> Block<'_, S, R> {
    /// Takes half of each row's squared Mahalanobis distance from a component's mean off its log-densities.
    #[inline(always)]
    pub(super) fn subtract_triangular_distances(&mut self, cluster: usize) {
        for first in (0..self.densities.n_features).step_by(4) {
            by_panel!(self.subtract_squares(first, cluster));
        }
    }

    /// Takes half the squares of the `N` whitened features from `first` on off the log-densities.
    #[inline(always)]
    fn subtract_squares<const N: usize, const FIRST: bool, const LAST: bool>(&mut self, first: usize, cluster: usize) {
        let (zero, n_features) = (Vector::<S, R>::splat(self.simd, R::default()), self.densities.n_features);
        let mean = splat::<S, R, N>(self.simd, &self.densities.mean(cluster)[first..]);
        let mut before: [&[R]; N] = [&[]; N];
        let mut own = [[zero; N]; N];
        for i in 0..N {
            let row = &self.densities.factor(cluster)[Shape::Full.index(first + i, 0)..];
            before[i] = &row[..first];
            for j in 0..=i {
                own[i][j] = Vector::<S, R>::splat(self.simd, row[first + j]);
            }
        }
        let columns = self.columns.chunks_exact(n_features);
        let differences = self.differences.chunks_exact_mut(n_features);
        let densities = &mut self.log_densities[cluster * Self::STRIDE..][..self.n_quads];
        for ((density, x), differences) in densities.iter_mut().zip(columns).zip(differences) {
            let x = &x[first..first + N];
            let (others, kept) = differences[..first + N].split_at_mut(first);
            let mut whitened = [[zero; 4]; N];
            for (j, x) in others.iter().enumerate() {
                for i in 0..N {
                    let coefficient = Vector::<S, R>::splat(self.simd, before[i][j]);
                    for u in 0..4 {
                        whitened[i][u] = x[u].mul_add(coefficient, whitened[i][u]);
                    }
                }
            }
            for u in 0..4 {
                let (mut difference, mut distance) = (mean, zero);
                for i in 0..N {
                    difference[i] = x[i][u] - mean[i];
                    if !LAST {
                        kept[i][u] = difference[i];
                    }
                    let mut whitened = whitened[i][u];
                    for j in 0..=i {
                        whitened = difference[j].mul_add(own[i][j], whitened);
                    }
                    distance = whitened.mul_add(whitened, distance);
                }
                density[u] = less_half::<S, R>(density[u], distance);
            }
        }
    }

    /// Adds the block's moments of order 1 and 2 about a component's mean.
    #[inline(always)]
    pub(super) fn add_triangular_moments(&mut self, cluster: usize, totals: &mut [S::f64s]) {
        for first in (0..self.densities.n_features).step_by(4) {
            by_panel!(self.add_moments_of(first, cluster, totals));
        }
    }

    /// Adds the moments of the `N` features from `first` on with these and all before.
    #[inline(always)]
    fn add_moments_of<const N: usize, const FIRST: bool, const LAST: bool>(
        &mut self,
        first: usize,
        cluster: usize,
        totals: &mut [S::f64s],
    ) {
        let (zero, n_features) = (Vector::<S, R>::splat(self.simd, R::default()), self.densities.n_features);
        let mean = splat::<S, R, N>(self.simd, &self.densities.mean(cluster)[first..]);
        let responsibilities = &self.log_densities[cluster * Self::STRIDE..][..self.n_quads];
        let weighted = self.scratch.as_chunks_mut::<N>().0;
        let columns = self.columns.chunks_exact(n_features);
        let differences = self.differences.chunks_exact_mut(n_features);
        let (mut sums, mut products) = ([zero; N], [[zero; N]; N]);
        for (((weighted, r), x), kept) in weighted.iter_mut().zip(responsibilities).zip(columns).zip(differences) {
            let (x, kept) = (&x[first..first + N], &mut kept[first..first + N]);
            for u in 0..4 {
                let mut difference = mean;
                for i in 0..N {
                    difference[i] = x[i][u] - mean[i];
                    let product = r[u] * difference[i];
                    if !LAST {
                        kept[i][u] = difference[i];
                    }
                    if !FIRST {
                        weighted[i][u] = product;
                    }
                    sums[i] += product;
                    for j in 0..=i {
                        products[i][j] = product.mul_add(difference[j], products[i][j]);
                    }
                }
            }
        }
        let (orders, second) = totals.split_at_mut(1 + n_features);
        for i in 0..N {
            orders[1 + first + i] = R::add_to::<S>(orders[1 + first + i], sums[i]);
            let totals = &mut second[Shape::Full.index(first + i, first)..][..=i];
            for j in 0..=i {
                totals[j] = R::add_to::<S>(totals[j], products[i][j]);
            }
        }
        for other in (0..first).step_by(4) {
            self.add_products::<N>(first, other, second);
        }
    }

    /// Adds the sums of the products of the `N` weighted features from `first` on with the four from `other` on.
    #[inline(always)]
    fn add_products<const N: usize>(&self, first: usize, other: usize, totals: &mut [S::f64s]) {
        let weighted = self.scratch.as_chunks::<N>().0[..self.n_quads].iter();
        let mut products = [[Vector::<S, R>::splat(self.simd, R::default()); 4]; N];
        for (weighted, x) in weighted.zip(self.differences.chunks_exact(self.densities.n_features)) {
            let x = &x[other..other + 4];
            for u in 0..4 {
                for i in 0..N {
                    for j in 0..4 {
                        products[i][j] = weighted[i][u].mul_add(x[j][u], products[i][j]);
                    }
                }
            }
        }
        for i in 0..N {
            let totals = &mut totals[Shape::Full.index(first + i, other)..][..4];
            for j in 0..4 {
                totals[j] = R::add_to::<S>(totals[j], products[i][j]);
            }
        }
    }
}

/// The first `N` of the numbers, each in every lane of a vector.
#[inline(always)]
fn splat<S: Simd, R: Real, const N: usize>(simd: S, numbers: &[R]) -> [Vector<S, R>; N] {
    let mut vectors = [Vector::<S, R>::splat(simd, R::default()); N];
    for (vector, &x) in vectors.iter_mut().zip(&numbers[..N]) {
        *vector = Vector::<S, R>::splat(simd, x);
    }
    vectors
}
