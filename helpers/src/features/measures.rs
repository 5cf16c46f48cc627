//! The measures that segments are made of, ready for a mixture.

use ndarray::{Array2, ArrayView2};

use super::StandardScaler;
use crate::customers::{Customers, Feature};
use crate::error::Result;
use crate::mixture::AsRecords;

/// Age, annual income and spending score of each customer, in their units and standardised.
///
/// Where a matrix is asked for, it is the standardised one.
#[derive(Debug, Clone, PartialEq)]
pub struct Measures {
    features: Vec<Feature>,
    values: Array2<f64>,
    scaler: StandardScaler,
    standardised: Array2<f64>,
}

impl Measures {
    /// Takes the measures of `customers`.
    ///
    /// # Errors
    ///
    /// As [`Customers::features`] and [`StandardScaler::fit`].
    pub fn of(customers: &Customers) -> Result<Measures> {
        let features = vec![Feature::Age, Feature::AnnualIncome, Feature::SpendingScore];
        let values = customers.features(&features)?;
        let scaler = StandardScaler::fit(&values)?;
        Ok(Measures { standardised: scaler.transform(&values)?, features, values, scaler })
    }

    /// The features, in the order of the columns.
    pub fn features(&self) -> &[Feature] {
        &self.features
    }

    /// The measures in their units, `(n_samples, n_features)`.
    pub fn values(&self) -> &Array2<f64> {
        &self.values
    }

    /// What standardised them.
    pub fn scaler(&self) -> &StandardScaler {
        &self.scaler
    }
}

impl AsRecords for Measures {
    type Elem = f64;

    fn as_records(&self) -> ArrayView2<'_, f64> {
        self.standardised.view()
    }
}
