//! From the clusters of a mixture to segments: their names, profiles and what to do with them.

mod profile;
mod saved_model;
mod segmentation;

pub use profile::Profile;
pub use saved_model::{Assignment, SavedModel, Training};
pub use segmentation::{FEATURES, LABELS, Segments, UNSURE};
