//! What a feature matrix becomes before a mixture sees it: standardised, projected, stored in fewer bits.

mod measures;
mod pca;
mod scaler;
mod storage;

pub use measures::Measures;
pub(crate) use measures::transformed;
pub use pca::Pca;
pub use scaler::{StandardScaler, standardised};
pub use storage::{f16, to_f16, to_f32};
