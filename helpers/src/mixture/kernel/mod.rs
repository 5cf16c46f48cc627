//! The arithmetic of a mixture on rows, on the widest vectors of the processor.

mod block;
mod densities;
pub(super) mod element;
mod pass;
pub(super) mod real;
pub(super) mod simd;
#[cfg(test)]
mod tests;

pub use densities::{Densities, Shape, Sums};
pub use pass::{Wanted, pass};
