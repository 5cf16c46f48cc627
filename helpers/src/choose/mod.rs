//! Choosing a mixture, and checking whether the choice holds up.

mod failure;
mod grid;
mod regularisation;
mod selection;
mod sensitivity;
mod shown;
mod validation;

pub use failure::Failure;
pub use grid::Grid;
pub use regularisation::RegularisationPath;
pub use selection::{Candidate, Selection};
pub use shown::compare;
pub(crate) use shown::{compared, comparison};
pub use validation::*;

use linfa::{DatasetBase, ParamGuard, traits::Fit};
use ndarray::ArrayView2;

use crate::error::Result;
use crate::mixture::{GaussianMixture, GaussianMixtureParams};

/// Fits with one thread, where several fits run at once.
fn fit_on_one_thread(params: &GaussianMixtureParams, records: ArrayView2<f64>) -> Result<GaussianMixture> {
    params.check_ref()?; // the number of threads that is replaced, too
    params.clone().n_threads(1).fit(&DatasetBase::from(records))
}
