//! What a block of rows holds, and where.

use std::ops::Range;

use ndarray::{ArrayView2, Axis, s};

use super::memory::Memory;
use crate::mixture::kernel::densities::Densities;
use crate::mixture::kernel::element::Element;
use crate::mixture::kernel::real::Real;
use crate::mixture::kernel::simd::vector::Simd;

/// Four vectors, worked on together: enough independent chains to keep the processor busy.
pub(super) type Quad<S> = [<S as Simd>::Vector; 4];

/// The lanes of vectors one after the other.
#[inline(always)]
pub(super) fn lanes<S: Simd>(vectors: &[S::Vector]) -> &[S::Real] {
    // SAFETY: a vector is laid out as `[Real; LANES]`, and every bit pattern is a number.
    unsafe { std::slice::from_raw_parts(vectors.as_ptr().cast(), vectors.len() * S::LANES) }
}

#[inline(always)]
pub(super) fn lanes_mut<S: Simd>(vectors: &mut [S::Vector]) -> &mut [S::Real] {
    // SAFETY: as above; the slice is borrowed as long as its lanes.
    unsafe { std::slice::from_raw_parts_mut(vectors.as_mut_ptr().cast(), vectors.len() * S::LANES) }
}

/// A block of rows with room for all that is computed of it.
pub struct Block<'a, S: Simd> {
    pub(super) simd: S,
    pub(super) densities: &'a Densities<S::Real>,
    /// Rows in use.
    pub(super) n_rows: usize,
    /// Quads in use, the last one padded.
    pub(super) n_quads: usize,
    /// `(stride, n_features)`: the columns of the block, those of a quad side by side.
    pub(super) columns: &'a mut [Quad<S>],
    /// `(stride, n_features)`: the columns minus a component's mean; room for the layout of a quad.
    pub(super) differences: &'a mut [Quad<S>],
    /// `(n_clusters, stride)`: log-densities, then responsibilities.
    pub(super) log_densities: &'a mut [Quad<S>],
    /// The largest log-density of each row.
    pub(super) largest: &'a mut [Quad<S>],
    /// Of each row, the sum of the densities relative to the largest.
    pub(super) sums: &'a mut [Quad<S>],
    /// `(stride, 4)`: the weighted differences of four features, or each row's most probable component.
    pub(super) scratch: &'a mut [Quad<S>],
}

impl<'a, S: Simd> Block<'a, S> {
    /// Quads in a column: of few features, all that a block holds stays in the first-level cache.
    pub(super) const STRIDE: usize = 8;
    /// Rows in a quad.
    pub(super) const QUAD_ROWS: usize = 4 * S::LANES;
    /// Rows in a block.
    pub const ROWS: usize = Self::STRIDE * Self::QUAD_ROWS;

    /// The memory that a block needs.
    #[inline(always)]
    pub fn memory(densities: &Densities<S::Real>) -> Memory<S> {
        Memory::take((2 * densities.n_features + densities.n_clusters + 6) * Self::STRIDE)
    }

    #[inline(always)]
    pub fn new(simd: S, densities: &'a Densities<S::Real>, memory: &'a mut Memory<S>) -> Self {
        let mut quads = memory.quads();
        let mut take = |n| quads.split_off_mut(..n * Self::STRIDE).expect("the memory of `Self::memory`");
        Block {
            simd,
            densities,
            n_rows: 0,
            n_quads: 0,
            columns: take(densities.n_features),
            differences: take(densities.n_features),
            log_densities: take(densities.n_clusters),
            largest: take(1),
            sums: take(1),
            scratch: take(4),
        }
    }

    /// Widens `rows` and lays them out as columns.
    #[inline(always)]
    pub fn load<E: Element<Real = S::Real>>(&mut self, records: ArrayView2<E>, rows: Range<usize>) {
        self.n_rows = rows.len();
        self.n_quads = rows.len().div_ceil(Self::QUAD_ROWS);
        let records = records.slice_move(s![rows, ..]);
        let quads = self.columns.chunks_exact_mut(self.densities.n_features.max(1));
        for (quad, rows) in quads.zip(records.axis_chunks_iter(Axis(0), Self::QUAD_ROWS)) {
            transpose(self.simd, rows, quad, &mut self.differences[..self.densities.n_features]);
        }
    }

    /// Padded rows belong to no component and have the likelihood 1.
    #[inline(always)]
    pub(super) fn clear_padding(&mut self) {
        fill_padding::<S>(self.log_densities, self.n_rows, self.n_quads, 0.0);
        fill_padding::<S>(self.largest, self.n_rows, self.n_quads, 0.0);
        fill_padding::<S>(self.sums, self.n_rows, self.n_quads, 1.0);
    }

    /// The log-densities of a component.
    #[inline(always)]
    pub(super) fn component_mut(&mut self, cluster: usize) -> &mut [Quad<S>] {
        &mut self.log_densities[cluster * Self::STRIDE..][..self.n_quads]
    }

    /// The responsibilities for a component.
    #[inline(always)]
    pub(super) fn component(&self, cluster: usize) -> &[Quad<S>] {
        &self.log_densities[cluster * Self::STRIDE..][..self.n_quads]
    }
}

/// Fills what `n_rows` rows leave of `n_quads` quads in each column.
#[inline(always)]
fn fill_padding<S: Simd>(columns: &mut [Quad<S>], n_rows: usize, n_quads: usize, value: f64) {
    for column in lanes_mut::<S>(columns.as_flattened_mut()).chunks_exact_mut(Block::<S>::ROWS) {
        column[n_rows..n_quads * Block::<S>::QUAD_ROWS].fill(S::Real::from_f64(value));
    }
}

/// Lays out the rows of a quad as columns: interleaving the two halves of n numbers takes the i-th to place `2i mod (n − 1)`,
/// and in a quad of `4·LANES` rows, that many times the place is the number's in its column.
#[inline(always)]
fn transpose<'a, S: Simd, E: Element<Real = S::Real>>(
    simd: S,
    rows: ArrayView2<E>,
    mut target: &'a mut [Quad<S>],
    mut source: &'a mut [Quad<S>],
) {
    let n_steps = Block::<S>::QUAD_ROWS.ilog2();
    if n_steps.div_ceil(2).is_multiple_of(2) {
        std::mem::swap(&mut source, &mut target);
    }
    let (used, padding) = lanes_mut::<S>(source.as_flattened_mut()).split_at_mut(rows.len());
    match rows.as_slice() {
        Some(values) => widen(used, values),
        None => widen(used, rows),
    }
    padding.fill(S::Real::from_f64(0.0));
    for step in (0..n_steps).step_by(2) {
        if step + 1 == n_steps {
            interleave_halves(simd, source, target);
        } else {
            interleave_quarters(simd, source, target);
        }
        std::mem::swap(&mut source, &mut target);
    }
}

#[inline(always)]
fn widen<'a, E: Element>(targets: &mut [E::Real], values: impl IntoIterator<Item = &'a E>) {
    for (target, value) in targets.iter_mut().zip(values) {
        *target = value.widen();
    }
}

#[inline(always)]
fn interleave_halves<S: Simd>(simd: S, source: &[Quad<S>], target: &mut [Quad<S>]) {
    let (low, high) = source.as_flattened().split_at(2 * source.len());
    for ((pair, &a), &b) in target.as_flattened_mut().as_chunks_mut::<2>().0.iter_mut().zip(low).zip(high) {
        *pair = simd.interleave(a, b);
    }
}

/// Interleaves the halves twice.
#[inline(always)]
fn interleave_quarters<S: Simd>(simd: S, source: &[Quad<S>], target: &mut [Quad<S>]) {
    let (low, high) = source.as_flattened().split_at(2 * source.len());
    let ((a, b), (c, d)) = (low.split_at(source.len()), high.split_at(source.len()));
    for ((((target, &a), &b), &c), &d) in target.iter_mut().zip(a).zip(b).zip(c).zip(d) {
        let ([a, b], [c, d]) = (simd.interleave(a, c), simd.interleave(b, d));
        let ([a, b], [c, d]) = (simd.interleave(a, c), simd.interleave(b, d));
        *target = [a, b, c, d];
    }
}
