//! The arithmetic of a Gaussian mixture on blocks of rows.
//!
//! A block of rows is widened and laid out column by column, a vector of rows at a time. For d features and k
//! components with full covariance, a row costs, in multiplications and additions (a fused pair counts once):
//!
//! | step | operations a row | d = 4, k = 5 |
//! |---|---|---|
//! | distances: `x − μ`, `L⁻¹(x − μ)`, its square | k·(d + d(d+1)/2 + d + 1) | 95 |
//! | responsibilities: maximum, exponential, sum, quotient | about 20·k | 100 |
//! | sums: `x − μ`, `r(x − μ)`, moments 0, 1 and 2 | k·(2d + (d+1)(d+2)/2) | 115 |
//!
//! Together about 310, that is 39 vector instructions a row with eight lanes. Moments are taken about the component's
//! current mean: near convergence nothing cancels, even in f32. Nothing of size `(n_samples, n_clusters)` is ever stored.
//! Distances and sums for 2, 3 and 4 features are in [`fixed_width`], where what lies between two
//! steps stays in registers; the loops below, for any number of features, write it and read it again.

mod fixed_width;
mod memory;

use std::ops::Range;

use ndarray::{ArrayView2, s};

use self::memory::Memory;
use super::element::{Precision, Real};
use super::passes::{Densities, Shape};
use super::simd::{Simd, exp};

/// Rows in a block: its columns and log-densities stay in the first-level cache.
pub(super) const BLOCK_ROWS: usize = 256;

/// The lanes of quads one after the other.
#[inline(always)]
pub(super) fn lanes<S: Simd>(quads: &[Quad<S>]) -> &[S::Real] {
    // SAFETY: a vector is laid out as `[Real; LANES]`, and every bit pattern is a number.
    unsafe { std::slice::from_raw_parts(quads.as_ptr().cast(), quads.len() * 4 * S::LANES) }
}

#[inline(always)]
fn lanes_mut<S: Simd>(quads: &mut [Quad<S>]) -> &mut [S::Real] {
    // SAFETY: as above.
    unsafe { std::slice::from_raw_parts_mut(quads.as_mut_ptr().cast(), quads.len() * 4 * S::LANES) }
}

// Closures are compiled without the vector instructions, and so is what they call: everything below is a loop.

/// Four vectors, worked on together: enough independent chains to keep the processor busy.
type Quad<S> = [<S as Simd>::Vector; 4];

/// A block of rows with room for all that is computed of it.
pub(super) struct Block<'a, S: Simd> {
    simd: S,
    densities: &'a Densities<S::Real>,
    /// Rows in use.
    n_rows: usize,
    /// Quads in use, the last one padded.
    n_quads: usize,
    /// `(n_features, stride)`: the columns of the block.
    columns: &'a mut [Quad<S>],
    /// `(n_features, stride)`: the columns minus a component's mean.
    differences: &'a mut [Quad<S>],
    /// `(n_clusters, stride)`: log-densities, then responsibilities.
    log_densities: &'a mut [Quad<S>],
    /// The largest log-density of each row.
    pub largest: &'a mut [Quad<S>],
    /// Of each row, the sum of the densities relative to the largest.
    pub sums: &'a mut [Quad<S>],
    /// A weighted difference, or each row's most probable component.
    pub scratch: &'a mut [Quad<S>],
}

impl<'a, S: Simd> Block<'a, S> {
    const STRIDE: usize = BLOCK_ROWS / (4 * S::LANES);

    /// The memory that a block needs.
    #[inline(always)]
    pub fn memory(densities: &Densities<S::Real>) -> Memory<S> {
        Memory::take((2 * densities.n_features + densities.n_clusters + 3) * Self::STRIDE)
    }

    #[inline(always)]
    pub fn new(simd: S, densities: &'a Densities<S::Real>, memory: &'a mut Memory<S>) -> Self {
        let features = densities.n_features * Self::STRIDE;
        let (columns, rest) = memory.quads().split_at_mut(features);
        let (differences, rest) = rest.split_at_mut(features);
        let (log_densities, rest) = rest.split_at_mut(densities.n_clusters * Self::STRIDE);
        let (largest, rest) = rest.split_at_mut(Self::STRIDE);
        let (sums, scratch) = rest.split_at_mut(Self::STRIDE);
        Block {
            simd,
            densities,
            n_rows: 0,
            n_quads: 0,
            columns,
            differences,
            log_densities,
            largest,
            sums,
            scratch,
        }
    }

    /// Widens `rows` and lays them out as columns.
    #[inline(always)]
    pub fn load<E: Precision<Real = S::Real>>(&mut self, records: ArrayView2<E>, rows: Range<usize>) {
        self.n_rows = rows.len();
        self.n_quads = rows.len().div_ceil(4 * S::LANES);
        let records = records.slice_move(s![rows, ..]);
        match (records.as_slice(), self.densities.n_features) {
            (Some(values), 2) => self.transpose::<E, 2>(values),
            (Some(values), 3) => self.transpose::<E, 3>(values),
            (Some(values), 4) => self.transpose::<E, 4>(values),
            _ => {
                let columns = lanes_mut::<S>(self.columns).chunks_exact_mut(BLOCK_ROWS);
                for (column, values) in columns.zip(records.columns()) {
                    for (target, &value) in column.iter_mut().zip(values) {
                        *target = value.widen();
                    }
                }
            }
        }
        let padding = self.n_rows..self.n_quads * 4 * S::LANES;
        for column in lanes_mut::<S>(self.columns).chunks_exact_mut(BLOCK_ROWS) {
            column[padding.clone()].fill(S::Real::ZERO);
        }
    }

    /// `ln wₖ + ln N(x; μₖ, Σₖ)` of each row and component.
    #[inline(always)]
    pub fn log_densities(&mut self) {
        for cluster in 0..self.densities.n_clusters {
            match self.densities.n_features {
                2 => self.fixed_log_densities::<2>(cluster),
                3 => self.fixed_log_densities::<3>(cluster),
                4 => self.fixed_log_densities::<4>(cluster),
                _ => self.any_log_densities(cluster),
            }
        }
    }

    #[inline(always)]
    fn any_log_densities(&mut self, cluster: usize) {
        self.subtract_mean(cluster);
        match self.densities.shape {
            Shape::Diagonal => self.diagonal_log_density(cluster),
            Shape::Full | Shape::Tied => self.triangular_log_density(cluster),
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

    #[inline(always)]
    fn triangular_log_density(&mut self, cluster: usize) {
        let simd = self.simd;
        let factor = self.densities.factor(cluster);
        for quad in 0..self.n_quads {
            let mut distance = [simd.splat(S::Real::ZERO); 4];
            let mut row = 0;
            for i in 0..self.densities.n_features {
                let mut whitened = [simd.splat(S::Real::ZERO); 4];
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
            self.set_log_density(cluster, quad, distance);
        }
    }

    #[inline(always)]
    fn diagonal_log_density(&mut self, cluster: usize) {
        let simd = self.simd;
        let factor = self.densities.factor(cluster);
        for quad in 0..self.n_quads {
            let mut distance = [simd.splat(S::Real::ZERO); 4];
            let differences = self.differences.iter().skip(quad).step_by(Self::STRIDE);
            for (&coefficient, x) in factor.iter().zip(differences) {
                let coefficient = simd.splat(coefficient);
                for u in 0..4 {
                    let whitened = simd.mul(x[u], coefficient);
                    distance[u] = simd.mul_add(whitened, whitened, distance[u]);
                }
            }
            self.set_log_density(cluster, quad, distance);
        }
    }

    /// Stores `peak − ½·distance`, bounded from below so that not even the farthest row gives `∞ − ∞`.
    #[inline(always)]
    fn set_log_density(&mut self, cluster: usize, quad: usize, distance: Quad<S>) {
        let simd = self.simd;
        let peak = simd.splat(self.densities.peaks[cluster]);
        let minus_half = simd.splat(S::Real::MINUS_HALF);
        let lowest = simd.splat(S::Real::LOWEST);
        let densities = &mut self.log_densities[cluster * Self::STRIDE + quad];
        for u in 0..4 {
            densities[u] = simd.max(simd.mul_add(distance[u], minus_half, peak), lowest);
        }
    }

    /// Turns log-densities into responsibilities by the log-sum-exp rule.
    #[inline(always)]
    pub fn responsibilities(&mut self) {
        let simd = self.simd;
        for quad in 0..self.n_quads {
            let components = (quad..self.log_densities.len()).step_by(Self::STRIDE);
            let mut largest = self.log_densities[quad];
            for component in components.clone().skip(1) {
                let densities = self.log_densities[component];
                for u in 0..4 {
                    largest[u] = simd.max(densities[u], largest[u]);
                }
            }
            let mut sum = [simd.splat(S::Real::ZERO); 4];
            for component in components.clone() {
                let densities = &mut self.log_densities[component];
                for u in 0..4 {
                    densities[u] = exp(simd, simd.sub(densities[u], largest[u]));
                    sum[u] = simd.add(sum[u], densities[u]);
                }
            }
            let mut inverse = [simd.splat(S::Real::ONE); 4];
            for u in 0..4 {
                inverse[u] = simd.div(inverse[u], sum[u]);
            }
            for component in components.clone() {
                let densities = &mut self.log_densities[component];
                for u in 0..4 {
                    densities[u] = simd.mul(densities[u], inverse[u]);
                }
            }
            self.largest[quad] = largest;
            self.sums[quad] = sum;
        }
        self.clear_padding();
    }

    /// Padded rows belong to no component and have the likelihood 1.
    #[inline(always)]
    fn clear_padding(&mut self) {
        let padding = self.n_rows..self.n_quads * 4 * S::LANES;
        for component in self.log_densities.chunks_exact_mut(Self::STRIDE) {
            lanes_mut::<S>(component)[padding.clone()].fill(S::Real::ZERO);
        }
        lanes_mut::<S>(self.largest)[padding.clone()].fill(S::Real::ZERO);
        lanes_mut::<S>(self.sums)[padding].fill(S::Real::ONE);
    }

    /// The log-likelihood of the block's rows, summed.
    ///
    /// A logarithm is dear: the sums are multiplied as long as their product cannot overflow.
    #[inline(always)]
    pub fn log_likelihood(&self) -> f64 {
        let simd = self.simd;
        let mut total = simd.zero_total();
        for &largest in self.largest[..self.n_quads].as_flattened() {
            total = simd.add_to(total, largest);
        }
        let bits = (self.densities.n_clusters as f64).log2();
        let n_factors = ((S::Real::MAX_EXPONENT / bits) as usize).clamp(1, 4 * Self::STRIDE);
        let mut logarithms = 0.0;
        for sums in self.sums[..self.n_quads].as_flattened().chunks(n_factors) {
            let mut product = simd.splat(S::Real::ONE);
            for &sum in sums {
                product = simd.mul(product, sum);
            }
            logarithms += lanes::<S>(&[[product; 4]])[..S::LANES]
                .iter()
                .map(|x| x.to_f64().ln())
                .sum::<f64>();
        }
        simd.sum(total) + logarithms
    }

    /// The responsibilities for a component.
    #[inline(always)]
    pub fn component(&self, cluster: usize) -> &[Quad<S>] {
        &self.log_densities[cluster * Self::STRIDE..][..self.n_quads]
    }

    /// Adds the block's moments about a component's mean to its `totals`.
    #[inline(always)]
    pub fn add_moments(&mut self, cluster: usize, totals: &mut [S::Total]) {
        match self.densities.n_features {
            2 => self.add_fixed_moments::<2>(cluster, totals),
            3 => self.add_fixed_moments::<3>(cluster, totals),
            4 => self.add_fixed_moments::<4>(cluster, totals),
            _ => self.add_any_moments(cluster, totals),
        }
    }

    #[inline(always)]
    fn add_any_moments(&mut self, cluster: usize, totals: &mut [S::Total]) {
        let simd = self.simd;
        let n = self.n_quads;
        self.subtract_mean(cluster);
        let responsibilities = &self.log_densities[cluster * Self::STRIDE..][..n];
        let differences: &[Quad<S>] = self.differences;
        let weighted = &mut self.scratch[..n];
        totals[0] = simd.add_to(totals[0], sum(simd, responsibilities));
        let (first, second) = totals[1..].split_at_mut(self.densities.n_features);
        let mut second = second.iter_mut();
        for (i, first) in first.iter_mut().enumerate() {
            for ((weighted, r), x) in weighted
                .iter_mut()
                .zip(responsibilities)
                .zip(&differences[i * Self::STRIDE..][..n])
            {
                for u in 0..4 {
                    weighted[u] = simd.mul(r[u], x[u]);
                }
            }
            *first = simd.add_to(*first, sum(simd, weighted));
            let others = if self.densities.shape == Shape::Diagonal {
                i..=i
            } else {
                0..=i
            };
            for (j, second) in others.zip(second.by_ref()) {
                *second = simd.add_to(*second, dot(simd, weighted, &differences[j * Self::STRIDE..][..n]));
            }
        }
    }

    /// Writes the number of each row's most probable component to the scratch column.
    #[inline(always)]
    pub fn most_probable(&mut self) {
        let simd = self.simd;
        for quad in 0..self.n_quads {
            let mut largest = self.log_densities[quad];
            let mut label = [simd.splat(S::Real::ZERO); 4];
            for cluster in 1..self.densities.n_clusters {
                let number = simd.splat(S::Real::from_f64(cluster as f64));
                let densities = self.log_densities[cluster * Self::STRIDE + quad];
                for u in 0..4 {
                    label[u] = simd.where_greater(densities[u], largest[u], number, label[u]);
                    largest[u] = simd.max(densities[u], largest[u]);
                }
            }
            self.scratch[quad] = label;
        }
    }
}

/// The sum of the columns' vectors.
#[inline(always)]
fn sum<S: Simd>(simd: S, column: &[Quad<S>]) -> S::Vector {
    let mut sums = [simd.splat(S::Real::ZERO); 4];
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
    let mut sums = [simd.splat(S::Real::ZERO); 4];
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
