//! What a block of rows holds, and where.

use std::ops::Range;

use fearless_simd::{Simd, prelude::*};
use ndarray::{ArrayView2, s};

use crate::mixture::kernel::densities::Densities;
use crate::mixture::kernel::element::Element;
use crate::mixture::kernel::real::Real;
use crate::mixture::kernel::simd::{Quad, Vector};

/// A block of rows with room for all that is computed of it.
pub struct Block<'a, S: Simd, R: Real> {
    pub(super) simd: S,
    pub(super) densities: &'a Densities<R>,
    /// Rows in use.
    pub(super) n_rows: usize,
    /// Quads in use, the last one padded with rows of weight 0.
    pub(super) n_quads: usize,
    /// The weight of each row.
    pub(super) weights: &'a mut [Quad<S, R>],
    /// `(stride, n_features)`: the columns of the block, those of a quad side by side.
    pub(super) columns: &'a mut [Quad<S, R>],
    /// `(stride, n_features)`: the columns minus a component's mean; room for the layout of a quad.
    pub(super) differences: &'a mut [Quad<S, R>],
    /// `(n_clusters, stride)`: log-densities, then responsibilities times the row's weight.
    pub(super) log_densities: &'a mut [Quad<S, R>],
    /// The largest log-density of each row; of padding, 0.
    pub(super) largest: &'a mut [Quad<S, R>],
    /// Of each row, the sum of the densities relative to the largest; of padding, 1.
    pub(super) sums: &'a mut [Quad<S, R>],
    /// `(stride, 4)`: the weighted differences of four features, or each row's most probable component.
    pub(super) scratch: &'a mut [Quad<S, R>],
}

impl<'a, S: Simd, R: Real> Block<'a, S, R> {
    /// Quads in a column: of few features, all that a block holds stays in the first-level cache.
    pub(super) const STRIDE: usize = 8;
    pub(super) const LANES: usize = Vector::<S, R>::LEN;
    /// Rows in a quad.
    pub(super) const QUAD_ROWS: usize = 4 * Self::LANES;
    /// Rows in a block.
    pub const ROWS: usize = Self::STRIDE * Self::QUAD_ROWS;

    /// The quads that a block needs.
    pub fn n_quads(densities: &Densities<R>) -> usize {
        (2 * densities.n_features + densities.n_clusters + 7) * Self::STRIDE
    }

    #[inline(always)]
    pub fn new(simd: S, densities: &'a Densities<R>, mut memory: &'a mut [Quad<S, R>]) -> Self {
        let one = Vector::<S, R>::splat(simd, R::from_f64(1.0));
        let mut take = |n| memory.split_off_mut(..n * Self::STRIDE).expect("`Self::n_quads` of them");
        let weights = take(1);
        weights.fill([one; 4]);
        Block {
            simd,
            densities,
            n_rows: 0,
            n_quads: 0,
            weights,
            columns: take(densities.n_features),
            differences: take(densities.n_features),
            log_densities: take(densities.n_clusters),
            largest: take(1),
            sums: take(1),
            scratch: take(4),
        }
    }

    /// Widens `rows` and lays them out as columns; they weigh 1 where no weights are given.
    #[inline(always)]
    pub fn load<E: Element<Real = R>>(&mut self, records: ArrayView2<E>, rows: Range<usize>, weights: Option<&[f32]>) {
        let n_features = self.densities.n_features.max(1);
        self.n_rows = rows.len();
        self.n_quads = rows.len().div_ceil(Self::QUAD_ROWS);
        let row_weights = self.weights.as_flattened_mut();
        for (vector, weights) in row_weights.iter_mut().zip(weights.unwrap_or(&[]).chunks(Self::LANES)) {
            for (lane, &weight) in vector.as_mut_slice().iter_mut().zip(weights) {
                *lane = R::from_f64(weight.into());
            }
        }
        // A block that is not full is the last one: its padding weighs 0.
        for row in self.n_rows..self.n_quads * Self::QUAD_ROWS {
            row_weights[row / Self::LANES][row % Self::LANES] = R::default();
        }
        let records = records.slice_move(s![rows, ..]);
        let records = records.as_standard_layout();
        let rows = records.as_slice().expect("standard layout").chunks(Self::QUAD_ROWS * n_features);
        for (quad, rows) in self.columns.chunks_exact_mut(n_features).zip(rows) {
            transpose::<S, E>(self.simd, rows, quad, &mut self.differences[..n_features]);
        }
    }

    /// The log-densities of a component.
    #[inline(always)]
    pub(super) fn component_mut(&mut self, cluster: usize) -> &mut [Quad<S, R>] {
        &mut self.log_densities[cluster * Self::STRIDE..][..self.n_quads]
    }

    /// The responsibilities for a component.
    #[inline(always)]
    pub(super) fn component(&self, cluster: usize) -> &[Quad<S, R>] {
        &self.log_densities[cluster * Self::STRIDE..][..self.n_quads]
    }
}

/// Widens numbers to vectors, and writes zeros to what is left of these.
#[inline(always)]
fn widen<S: Simd, E: Element>(simd: S, vectors: &mut [Vector<S, E::Real>], numbers: &[E]) {
    let full = numbers.chunks_exact(Vector::<S, E::Real>::LEN);
    let (last, n_full) = (full.remainder(), full.len());
    for (vector, numbers) in vectors.iter_mut().zip(full) {
        *vector = E::load(simd, numbers);
    }
    if let Some((vector, others)) = vectors[n_full..].split_first_mut() {
        let mut numbers = [E::default(); 16]; // the lanes of the widest vector
        numbers[..last.len()].copy_from_slice(last);
        *vector = E::load(simd, &numbers[..Vector::<S, E::Real>::LEN]);
        others.fill(Vector::<S, E::Real>::splat(simd, E::Real::default()));
    }
}

/// Lays out the rows of a quad as columns: interleaving the two halves of n numbers takes the i-th to place `2i mod (n − 1)`,
/// and in a quad of `4·LANES` rows, that many times the place is the number's in its column.
#[inline(always)]
fn transpose<'a, S: Simd, E: Element>(
    simd: S,
    rows: &[E],
    mut target: &'a mut [Quad<S, E::Real>],
    mut source: &'a mut [Quad<S, E::Real>],
) {
    let n_steps = Block::<S, E::Real>::QUAD_ROWS.ilog2();
    if n_steps.div_ceil(2).is_multiple_of(2) {
        std::mem::swap(&mut source, &mut target);
    }
    widen(simd, source.as_flattened_mut(), rows);
    for step in (0..n_steps).step_by(2) {
        if step + 1 == n_steps {
            interleave_halves::<S, E::Real>(source, target);
        } else {
            interleave_quarters::<S, E::Real>(source, target);
        }
        std::mem::swap(&mut source, &mut target);
    }
}

#[inline(always)]
fn interleave_halves<S: Simd, R: Real>(source: &[Quad<S, R>], target: &mut [Quad<S, R>]) {
    let (low, high) = source.as_flattened().split_at(2 * source.len());
    for ((pair, &a), &b) in target.as_flattened_mut().as_chunks_mut::<2>().0.iter_mut().zip(low).zip(high) {
        *pair = a.interleave(b).into();
    }
}

/// Interleaves the halves twice.
#[inline(always)]
fn interleave_quarters<S: Simd, R: Real>(source: &[Quad<S, R>], target: &mut [Quad<S, R>]) {
    let (low, high) = source.as_flattened().split_at(2 * source.len());
    let ((a, b), (c, d)) = (low.split_at(source.len()), high.split_at(source.len()));
    for ((((target, &a), &b), &c), &d) in target.iter_mut().zip(a).zip(b).zip(c).zip(d) {
        let ((a, b), (c, d)) = (a.interleave(c), b.interleave(d));
        let ((a, b), (c, d)) = (a.interleave(c), b.interleave(d));
        *target = [a, b, c, d];
    }
}
