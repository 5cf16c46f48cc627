//! From the clusters of a mixture to segments: their names, profiles and what to do with them.

mod naming;
mod profile;
mod saved_model;
mod segmentation;
mod shown;

pub use profile::Profile;
pub use saved_model::{Assignment, SavedModel, Training};
pub use segmentation::{FEATURES, Segments, UNSURE};
