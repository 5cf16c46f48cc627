//! A block's dearest loops for triangular factors: small matrix products, blocked in registers.
//!
//! Up to four features at a time are centred and whitened, or their second moments with themselves and with four others
//! summed, while whatever is summed stays in registers.

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
    /// The squared Mahalanobis distance of a quad's rows from a component's mean.
    #[inline(always)]
    pub(super) fn triangular_distance(&mut self, cluster: usize, quad: usize) -> Quad<S> {
        let mut distance = [self.simd.constant(0.0); 4];
        for first in (0..self.densities.n_features).step_by(4) {
            by_features!(self.add_whitened(first, cluster, quad, &mut distance));
        }
        distance
    }

    /// Adds the squares of the `N` whitened features from `first` on.
    #[inline(always)]
    fn add_whitened<const N: usize>(&mut self, first: usize, cluster: usize, quad: usize, distance: &mut Quad<S>) {
        let (simd, n_features) = (self.simd, self.densities.n_features);
        let factor = self.densities.factor(cluster);
        let mut rows: [&[S::Real]; N] = [&[]; N];
        for (i, row) in rows.iter_mut().enumerate() {
            *row = &factor[Shape::Full.index(first + i, 0)..][..first + N.min(i + 1)];
        }
        let x = &self.columns[quad * n_features..][first..first + N];
        let mean = &self.densities.mean(cluster)[first..first + N];
        let (before, own) = self.differences[..first + N].split_at_mut(first);
        let mut whitened = [[simd.constant(0.0); 4]; N];
        for u in 0..4 {
            for j in 0..N {
                let difference = simd.sub(x[j][u], simd.splat(mean[j]));
                own[j][u] = difference;
                for i in j..N {
                    whitened[i][u] = simd.mul_add(difference, simd.splat(rows[i][first + j]), whitened[i][u]);
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

    /// Adds the block's moments of order 1 and 2 about a component's mean.
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
        let mut mean = [simd.constant(0.0); N];
        for (vector, &x) in mean.iter_mut().zip(&self.densities.mean(cluster)[first..first + N]) {
            *vector = simd.splat(x);
        }
        let responsibilities = &self.log_densities[cluster * Self::STRIDE..][..self.n_quads];
        let weighted = self.scratch.as_chunks_mut::<N>().0;
        let columns = self.columns.chunks_exact(n_features);
        let differences = self.differences.chunks_exact_mut(n_features);
        let (mut sums, mut products) = ([simd.constant(0.0); N], [[simd.constant(0.0); N]; N]);
        for (((weighted, r), x), difference) in weighted.iter_mut().zip(responsibilities).zip(columns).zip(differences) {
            let (x, difference) = (&x[first..first + N], &mut difference[first..first + N]);
            for u in 0..4 {
                let mut own = mean;
                for i in 0..N {
                    own[i] = simd.sub(x[i][u], mean[i]);
                    difference[i][u] = own[i];
                    let product = simd.mul(r[u], own[i]);
                    weighted[i][u] = product;
                    sums[i] = simd.add(sums[i], product);
                    for j in 0..=i {
                        products[i][j] = simd.mul_add(product, own[j], products[i][j]);
                    }
                }
            }
        }
        let (orders, second) = totals.split_at_mut(1 + n_features);
        for i in 0..N {
            orders[1 + first + i] = simd.add_to(orders[1 + first + i], sums[i]);
            let totals = &mut second[Shape::Full.index(first + i, first)..][..=i];
            for j in 0..=i {
                totals[j] = simd.add_to(totals[j], products[i][j]);
            }
        }
        for other in (0..first).step_by(4) {
            self.add_products::<N>(first, other, second);
        }
    }

    /// Adds the sums of the products of the `N` weighted features from `first` on with the four from `other` on.
    #[inline(always)]
    fn add_products<const N: usize>(&self, first: usize, other: usize, totals: &mut [S::Total]) {
        let simd = self.simd;
        let weighted = self.scratch.as_chunks::<N>().0[..self.n_quads].iter();
        let mut products = [[simd.constant(0.0); 4]; N];
        for (weighted, x) in weighted.zip(self.differences.chunks_exact(self.densities.n_features)) {
            let x = &x[other..other + 4];
            for u in 0..4 {
                for i in 0..N {
                    for j in 0..4 {
                        products[i][j] = simd.mul_add(weighted[i][u], x[j][u], products[i][j]);
                    }
                }
            }
        }
        for i in 0..N {
            let totals = &mut totals[Shape::Full.index(first + i, other)..][..4];
            for j in 0..4 {
                totals[j] = simd.add_to(totals[j], products[i][j]);
            }
        }
    }
}
