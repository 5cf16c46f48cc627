//! Choosing a mixture, and checking whether the choice holds up.

mod regularisation;
mod selection;
mod validation;

pub use regularisation::RegularisationPath;
pub use selection::{Candidate, Selection};
pub use validation::*;
