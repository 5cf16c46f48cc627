//! Whether a segmentation holds up: agreement, stability, separation, prediction and independence.
//!
//! - [`adjusted_rand_index`]: how far two segmentations of the same customers agree.
//! - [`bootstrap_stability`]: how far the segmentation survives another sample of customers.
//! - [`silhouette`]: how far the segments are apart.
//! - [`cross_validated_log_likelihood`]: how well a mixture predicts customers it has not seen.
//! - [`permutation_test`]: whether a grouping, such as gender, is related to the segments.

mod agreement;
mod bootstrap;
mod cross_validation;
mod labels;
mod permutation;
mod silhouette;

pub use agreement::adjusted_rand_index;
pub use bootstrap::{Stability, bootstrap_stability};
pub use cross_validation::{CrossValidation, cross_validated_log_likelihood};
pub use permutation::{PermutationTest, permutation_test};
pub use silhouette::{Silhouette, silhouette};

use linfa::ParamGuard;

use crate::{
    error::{Error, Result},
    mixture::{GaussianMixtureParams, Start},
};

/// Refuses a start that names the rows of one matrix, as fits to others are asked for.
fn check_start(params: &GaussianMixtureParams) -> Result<()> {
    match params.check_ref()?.start() {
        Start::Partition(_) => Err(Error::InvalidParameter {
            name: "the start",
            value: "a partition".to_owned(),
            expected: "k-means or given parameters, which fit any selection of the rows",
        }),
        _ => Ok(()),
    }
}
