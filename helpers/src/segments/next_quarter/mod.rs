//! The next quarter: what became of a model's segments among the customers of now.

mod chance;
mod comparison;
mod refit;
mod search;

pub use comparison::Comparison;
