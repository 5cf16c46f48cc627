//! From the clusters of a mixture to segments: their names, profiles and what to do with them.

mod advice;
mod figures;
mod intervals;
mod naming;
mod next_quarter;
mod pictures;
mod profile;
mod saved_model;
mod segmentation;
mod shown;
mod sql;
mod summary;
#[cfg(test)]
mod tests;

pub use next_quarter::Comparison;
pub use profile::Profile;
pub use saved_model::{Assignment, SavedModel, Training};
pub use segmentation::{Segments, UNSURE};
pub use sql::{Dialect, TableSums, sample_sql};
