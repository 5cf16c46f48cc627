//! From the clusters of a mixture to segments: their names, profiles and what to do with them.

mod naming;
mod plots;
mod profile;
mod saved_model;
mod segmentation;
mod tables;

pub use profile::Profile;
pub use saved_model::{Assignment, SavedModel, Training};
pub use segmentation::{FEATURES, Segments, UNSURE};
