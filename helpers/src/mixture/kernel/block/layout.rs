//! What a block of rows holds, and where.

use std::ops::Range;

use ndarray::{ArrayView2, s};

use super::memory::Memory;
use crate::mixture::kernel::densities::Densities;
use crate::mixture::kernel::element::Element;
use crate::mixture::kernel::real::Real;
use crate::mixture::kernel::simd::vector::Simd;

/// Rows in a block: its columns and log-densities stay in the first-level cache.
pub const BLOCK_ROWS: usize = 256;

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
    /// `(n_features, stride)`: the columns of the block.
    pub(super) columns: &'a mut [Quad<S>],
    /// `(n_features, stride)`: the columns minus a component's mean.
    pub(super) differences: &'a mut [Quad<S>],
    /// `(n_clusters, stride)`: log-densities, then responsibilities.
    pub(super) log_densities: &'a mut [Quad<S>],
    /// The largest log-density of each row.
    pub(super) largest: &'a mut [Quad<S>],
    /// Of each row, the sum of the densities relative to the largest.
    pub(super) sums: &'a mut [Quad<S>],
    /// A weighted difference, or each row's most probable component.
    pub(super) scratch: &'a mut [Quad<S>],
}

impl<'a, S: Simd> Block<'a, S> {
    /// Quads in a column.
    pub(super) const STRIDE: usize = BLOCK_ROWS / (4 * S::LANES);

    /// The memory that a block needs.
    #[inline(always)]
    pub fn memory(densities: &Densities<S::Real>) -> Memory<S> {
        Memory::take((2 * densities.n_features + densities.n_clusters + 3) * Self::STRIDE)
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
            scratch: take(1),
        }
    }

    /// Widens `rows` and lays them out as columns.
    #[inline(always)]
    pub fn load<E: Element<Real = S::Real>>(&mut self, records: ArrayView2<E>, rows: Range<usize>) {
        self.n_rows = rows.len();
        self.n_quads = rows.len().div_ceil(4 * S::LANES);
        let records = records.slice_move(s![rows, ..]);
        match (records.as_slice(), self.densities.n_features) {
            (Some(values), 2) => self.transpose::<E, 2>(values),
            (Some(values), 3) => self.transpose::<E, 3>(values),
            (Some(values), 4) => self.transpose::<E, 4>(values),
            _ => {
                let columns = lanes_mut::<S>(self.columns.as_flattened_mut()).chunks_exact_mut(BLOCK_ROWS);
                for (column, values) in columns.zip(records.columns()) {
                    for (target, &value) in column.iter_mut().zip(values) {
                        *target = value.widen();
                    }
                }
            }
        }
        fill_padding::<S>(self.columns, self.n_rows, self.n_quads, 0.0);
    }

    /// Lays out `values`, at most `BLOCK_ROWS` rows one after the other, as columns.
    #[inline(always)]
    fn transpose<E: Element<Real = S::Real>, const D: usize>(&mut self, values: &[E]) {
        let columns = &mut lanes_mut::<S>(self.columns.as_flattened_mut())[..D * BLOCK_ROWS];
        let (rows, _) = values.as_chunks::<D>();
        for (number, row) in rows.iter().take(BLOCK_ROWS).enumerate() {
            for i in 0..D {
                columns[i * BLOCK_ROWS + number] = row[i].widen();
            }
        }
    }

    /// Padded rows belong to no component and have the likelihood 1.
    #[inline(always)]
    pub(super) fn clear_padding(&mut self) {
        fill_padding::<S>(self.log_densities, self.n_rows, self.n_quads, 0.0);
        fill_padding::<S>(self.largest, self.n_rows, self.n_quads, 0.0);
        fill_padding::<S>(self.sums, self.n_rows, self.n_quads, 1.0);
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
    for column in lanes_mut::<S>(columns.as_flattened_mut()).chunks_exact_mut(BLOCK_ROWS) {
        column[n_rows..n_quads * 4 * S::LANES].fill(S::Real::from_f64(value));
    }
}
