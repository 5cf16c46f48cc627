//! Standardising: every feature to mean 0 and standard deviation 1.

use ndarray::{Array2, ArrayView1, Axis};
use serde::{Deserialize, Serialize};

use crate::check::{check_matrix, check_n_features, check_range};
use crate::customers::Feature;
use crate::error::{Error, Result};
use crate::show::Table;

/// The mean and standard deviation of every feature, by which data are standardised and restored.
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
/// assert_eq!(scaler.inverse_transform(&scaled)?, ages);
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
struct Fields {
    mean: Vec<f64>,
    std: Vec<f64>,
}

impl TryFrom<Fields> for StandardScaler {
    type Error = Error;

    fn try_from(Fields { mean, std }: Fields) -> Result<StandardScaler> {
        if mean.is_empty() || mean.len() != std.len() {
            return Err(Error::Shape {
                name: "the scaler's std",
                found: vec![std.len()],
                expected: vec![mean.len().max(1)],
            });
        }
        check_range(&mean)?;
        match std.iter().find(|std| !(std.is_finite() && **std > 0.0)) {
            None => Ok(StandardScaler { mean, std }),
            Some(std) => Err(Error::InvalidParameter {
                name: "the scaler's std",
                value: std.to_string(),
                expected: "finite and above 0",
            }),
        }
    }
}

impl StandardScaler {
    /// Measures every column of `matrix`, `(n_samples, n_features)`.
    ///
    /// # Errors
    ///
    /// [`Error::EmptyMatrix`], [`Error::NotFinite`]; [`Error::OutOfRange`] if a sum of squares overflows.
    pub fn fit(matrix: &Array2<f64>) -> Result<StandardScaler> {
        check_matrix(matrix)?;
        let (mean, std): (Vec<_>, Vec<_>) = matrix.axis_iter(Axis(1)).map(mean_and_scale).unzip();
        check_range(mean.iter().chain(&std))?;
        Ok(StandardScaler { mean, std })
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
    /// [`Error::Shape`] unless it has the features of the fit, [`Error::EmptyMatrix`], [`Error::NotFinite`],
    /// [`Error::OutOfRange`] if a result overflows.
    pub fn transform(&self, matrix: &Array2<f64>) -> Result<Array2<f64>> {
        self.map(matrix, |value, mean, std| (value - mean) / std)
    }

    /// Brings standardised data, `(n_samples, n_features)`, such as centroids, back to real units.
    ///
    /// # Errors
    ///
    /// As [`StandardScaler::transform`].
    pub fn inverse_transform(&self, matrix: &Array2<f64>) -> Result<Array2<f64>> {
        self.map(matrix, |value, mean, std| value * std + mean)
    }

    /// What standardising subtracts from each of the `features` and divides it by, in its unit.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] unless these are as many features as in the fit.
    pub fn table(&self, features: &[Feature]) -> Result<Table> {
        self.check_features(features)?;
        let headings = ["Feature", "Mean", "Standard deviation"];
        let mut table = Table::new("What standardising subtracts and divides by", &headings);
        for ((feature, mean), std) in features.iter().zip(&self.mean).zip(&self.std) {
            table.push(&[&feature.label(), &format!("{mean:.6}"), &format!("{std:.6}")]);
        }
        Ok(table)
    }

    /// The variance that rounding to whole numbers adds to each of the `features`, standardised.
    ///
    /// ```text
    /// variance = 1/12 / std²        (an error spread evenly from −½ to ½ has the variance 1/12)
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] unless these are as many features as in the fit.
    pub fn rounding_table(&self, features: &[Feature]) -> Result<Table> {
        self.check_features(features)?;
        let mut table = Table::new(
            "Variance of rounding to whole numbers, standardised",
            &["Feature", "Variance"],
        );
        for (feature, std) in features.iter().zip(&self.std) {
            table.push(&[&feature.label(), &format!("{:.1e}", 1.0 / 12.0 / (std * std))]);
        }
        Ok(table)
    }

    fn check_features(&self, features: &[Feature]) -> Result<()> {
        if features.len() == self.mean.len() {
            return Ok(());
        }
        Err(Error::Shape {
            name: "the list of features",
            found: vec![features.len()],
            expected: vec![self.mean.len()],
        })
    }

    fn map(&self, matrix: &Array2<f64>, with: fn(f64, f64, f64) -> f64) -> Result<Array2<f64>> {
        check_n_features(matrix, self.mean.len())?;
        check_matrix(matrix)?;
        let mut result = matrix.clone();
        for (mut column, (mean, std)) in (result.columns_mut().into_iter()).zip(self.mean.iter().zip(&self.std)) {
            column.mapv_inplace(|value| with(value, *mean, *std));
        }
        check_range(&result)?;
        Ok(result)
    }
}

/// Two passes, the second corrected for the rounding of the first; a scale of 1 where the variance is
/// within the rounding of a constant column, by scikit-learn's bound.
fn mean_and_scale(column: ArrayView1<f64>) -> (f64, f64) {
    let n = column.len() as f64;
    let mean = column.sum() / n;
    let residual = column.fold(0.0, |sum, value| sum + (value - mean));
    let squares = column.fold(0.0, |sum, value| sum + (value - mean).powi(2));
    let variance = (squares - residual * residual / n) / n;
    let bound = n * f64::EPSILON * variance + (n * mean * f64::EPSILON).powi(2);
    // an overflow has an infinite bound too, but is not constant
    let is_constant = variance.is_finite() && variance <= bound;
    let scale = if is_constant { 1.0 } else { variance.sqrt() };
    (mean, scale)
}
