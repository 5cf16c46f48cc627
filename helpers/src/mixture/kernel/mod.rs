//! The arithmetic of a mixture on rows, on the widest vectors of the processor.

mod block;
pub(super) mod element;
mod passes;
pub(super) mod simd;

pub use passes::Shape;
pub(super) use passes::{Densities, Sums, expectation_sums, for_each_row, labels, log_likelihood};
