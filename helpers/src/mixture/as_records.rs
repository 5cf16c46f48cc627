//! What a mixture is fitted to and evaluated on.

use linfa::DatasetBase;
use ndarray::{ArrayBase, ArrayView2, Data, Ix2};

use super::kernel::element::Element;

/// A feature matrix, `(n_samples, n_features)`, by itself or in a dataset of linfa: what is fitted can be scored as it is.
pub trait AsRecords {
    /// What its entries are stored as.
    type Elem: Element;

    /// The matrix.
    fn as_records(&self) -> ArrayView2<'_, Self::Elem>;

    /// How often each row counts in sums over rows; `None` for once each.
    fn weights(&self) -> Option<&[f32]> {
        None
    }
}

/// A feature matrix in `f64`, `(n_samples, n_features)`, for functions that are compiled in this crate and not again in every
/// cell of a notebook.
pub type Matrix<'a> = dyn AsRecords<Elem = f64> + 'a;

impl<E: Element, D: Data<Elem = E>> AsRecords for ArrayBase<D, Ix2> {
    type Elem = E;

    fn as_records(&self) -> ArrayView2<'_, E> {
        self.view()
    }
}

impl<E: Element, D: Data<Elem = E>, T> AsRecords for DatasetBase<ArrayBase<D, Ix2>, T> {
    type Elem = E;

    fn as_records(&self) -> ArrayView2<'_, E> {
        self.records.view()
    }
    fn weights(&self) -> Option<&[f32]> {
        DatasetBase::weights(self)
    }
}
