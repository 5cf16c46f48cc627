//! The next quarter: what became of a model's segments among the customers of now.

mod chance;
mod comparison;
mod migration;
mod refit;
mod search;

pub use comparison::Comparison;
