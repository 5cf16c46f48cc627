//! Standardising: every feature to mean 0 and standard deviation 1.

use ndarray::{Array2, Axis};
use serde::{Deserialize, Serialize};

use crate::check::{check_matrix, check_n_features, check_range, check_shape, check_that};
use crate::customers::Feature;
use crate::error::{Error, Result};
use crate::show::{Table, cells, decimals};
use crate::stats::mean_and_variance;

/// The mean and standard deviation of every feature, by which data are standardised.
///
/// ```text
/// z = (x − mean) / std        std = √(Σ (x − mean)² / n)        (ddof 0)
/// ```
///
/// ```
/// use helpers::StandardScaler;
/// use ndarray::array;
///
/// let ages = array![[20.0], [40.0]];
/// let scaler = StandardScaler::fit(&ages)?;
/// let scaled = scaler.transform(&ages)?;
/// assert_eq!(scaled, array![[-1.0], [1.0]]);
/// # Ok::<(), helpers::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Fields")]
pub struct StandardScaler {
    mean: Vec<f64>,
    std: Vec<f64>,
}

/// A stored scaler before it is checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    mean: Vec<f64>,
    std: Vec<f64>,
}

impl TryFrom<Fields> for StandardScaler {
    type Error = Error;

    fn try_from(Fields { mean, std }: Fields) -> Result<StandardScaler> {
        check_shape("the scaler's std", &[std.len()], &[mean.len().max(1)])?;
        check_shape("the scaler's mean", &[mean.len()], &[std.len()])?;
        check_range(&mean)?;
        let check_std =
            |std: &f64| check_that(std.is_finite() && *std > 0.0, "the scaler's std", std, "finite and above 0");
        std.iter().try_for_each(check_std)?;
        Ok(StandardScaler { mean, std })
    }
}

impl StandardScaler {
    /// Measures every column of `matrix`, `(n_samples, n_features)`.
    ///
    /// # Errors
    ///
    /// [`Error::EmptyMatrix`], [`Error::InvalidEntry`]; [`Error::OutOfRange`] if a sum of squares overflows.
    pub fn fit(matrix: &Array2<f64>) -> Result<StandardScaler> {
        check_matrix(matrix)?;
        let (mean, variance): (Vec<_>, Vec<_>) = matrix.axis_iter(Axis(1)).map(mean_and_variance).unzip();
        check_range(mean.iter().chain(&variance))?;
        // a constant has no spread to divide by
        let scale = |variance: f64| if variance == 0.0 { 1.0 } else { variance.sqrt() };
        let std = variance.into_iter().map(scale).collect();
        Ok(StandardScaler { mean, std })
    }

    /// The same, but for columns that it leaves as they are, such as codes.
    pub(crate) fn leaving(mut self, columns: impl IntoIterator<Item = usize>) -> StandardScaler {
        let n = self.std.len();
        for column in columns.into_iter().filter(|column| *column < n) {
            (self.mean[column], self.std[column]) = (0.0, 1.0);
        }
        self
    }

    /// The mean of every feature, in the feature's unit.
    pub fn mean(&self) -> &[f64] {
        &self.mean
    }

    /// The standard deviation (ddof 0) of every feature, in its unit; 1 for a constant feature.
    pub fn std(&self) -> &[f64] {
        &self.std
    }

    /// Standardises `matrix`, `(n_samples, n_features)`.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] unless it has the features of the fit, [`Error::EmptyMatrix`], [`Error::InvalidEntry`],
    /// [`Error::OutOfRange`] if a result overflows.
    pub fn transform(&self, matrix: &Array2<f64>) -> Result<Array2<f64>> {
        check_matrix(matrix)?;
        self.transform_observed(matrix)
    }

    /// The same for a mixture that [allows NaN](crate::GaussianMixtureParams::allow_missing) where nothing is known, which stays NaN.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`], [`Error::OutOfRange`].
    pub fn transform_observed(&self, matrix: &Array2<f64>) -> Result<Array2<f64>> {
        check_n_features(matrix, self.mean.len())?;
        let mut result = matrix.clone();
        for (mut column, (mean, std)) in (result.columns_mut().into_iter()).zip(self.mean.iter().zip(&self.std)) {
            column.mapv_inplace(|value| (value - mean) / std);
        }
        check_range(result.iter().filter(|value| !value.is_nan()))?;
        Ok(result)
    }

    /// What standardising subtracts from each of the `features` and divides it by, in its unit.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`](crate::Error::Shape) unless these are as many features as in the fit.
    pub fn table(&self, features: &[Feature]) -> Result<Table> {
        check_shape("the list of features", &[features.len()], &[self.mean().len()])?;
        let headings = ["Feature", "Mean", "Standard deviation"];
        let rows = features.iter().zip(self.mean()).zip(self.std());
        let rows = rows.map(|((feature, mean), std)| cells![feature.label(), decimals(*mean, 6), decimals(*std, 6)]);
        Ok(Table::of("What standardising subtracts and divides by", &headings, rows))
    }
}

/// `matrix`, `(n_samples, n_features)`, standardised by its own means and standard deviations.
///
/// # Errors
///
/// As [`StandardScaler::fit`] and [`StandardScaler::transform`].
pub fn standardised(matrix: &Array2<f64>) -> Result<Array2<f64>> {
    StandardScaler::fit(matrix)?.transform(matrix)
}
