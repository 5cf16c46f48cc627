//! How much of a likelihood comes from `reg_covariance` alone.

use linfa::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array1, Array2};

use crate::error::{Error, Result};
use crate::mixture::{GaussianMixture, Start};
use crate::show::Table;
use crate::show::{
    Figure,
    plots::{LineSeries, Scale, lines},
};

/// The same clusters fitted with one `reg_covariance` after the other.
///
/// Where a component's variance rests on `reg_covariance`, as that of a feature with one value does, the mean
/// log-likelihood holds the term `−½·ln(reg_covariance)` for it, and can be driven as high as one likes:
///
/// ```
/// use helpers::RegularisationPath;
/// use ndarray::array;
///
/// let constant = array![[0.0], [0.0], [0.0]];
/// let path = RegularisationPath::fit(&constant, &[0, 0, 0], &[1e-2, 1e-4])?;
/// let free = 0.5 * (1e-2_f64 / 1e-4).ln();
/// assert!((path.rise() - free).abs() < 1e-9 && (path.free_rise() - free).abs() < 1e-9);
/// # Ok::<(), helpers::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RegularisationPath {
    steps: Vec<Step>,
}

/// The fit with one value.
#[derive(Debug, Clone, PartialEq)]
struct Step {
    reg_covariance: f64,
    /// Mean log-likelihood of a row.
    score: f64,
    aic: f64,
    bic: f64,
    /// Rows whose cluster is not that of the start.
    n_moved: usize,
}

impl RegularisationPath {
    /// Fits mixtures with full covariance to `records`, `(n_samples, n_features)`, all from the partition `labels`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] without values; else as a fit with each of them.
    pub fn fit(records: &Array2<f64>, labels: &[usize], reg_covariances: &[f64]) -> Result<RegularisationPath> {
        if reg_covariances.is_empty() {
            let (name, value, expected) = ("the number of values", "0".to_owned(), "at least 1");
            return Err(Error::InvalidParameter { name, value, expected });
        }
        let dataset = DatasetBase::from(records.view());
        let n_clusters = labels.iter().max().map_or(1, |largest| largest + 1);
        let partition = Array1::from(labels.to_vec());
        let step = |&reg_covariance: &f64| {
            let params = GaussianMixture::params(n_clusters).reg_covariance(reg_covariance);
            let model = params.start(Start::Partition(partition.clone())).fit(&dataset)?;
            let moved = model.labels(records)?;
            Ok(Step {
                reg_covariance,
                score: model.score(records)?,
                aic: model.aic(records)?,
                bic: model.bic(records)?,
                n_moved: moved.iter().zip(labels).filter(|(a, b)| a != b).count(),
            })
        };
        Ok(RegularisationPath {
            steps: reg_covariances.iter().map(step).collect::<Result<_>>()?,
        })
    }

    /// By how much the mean log-likelihood rises from the first value to the last.
    pub fn rise(&self) -> f64 {
        let (first, last) = self.ends();
        last.score - first.score
    }

    /// By how much `−½·ln(reg_covariance)` rises from the first value to the last.
    pub fn free_rise(&self) -> f64 {
        let (first, last) = self.ends();
        0.5 * (first.reg_covariance / last.reg_covariance).ln()
    }

    fn ends(&self) -> (&Step, &Step) {
        (&self.steps[0], &self.steps[self.steps.len() - 1])
    }

    /// Log-likelihood, AIC, BIC and the rows that left their cluster, a row for each value; the caption compares both rises.
    pub fn table(&self) -> Table {
        let (first, last) = self.ends();
        let caption = format!(
            "The same clusters: from {:e} to {:e} the log-likelihood rises by {:.3}, −½·ln(reg_covariance) by {:.3}",
            first.reg_covariance,
            last.reg_covariance,
            self.rise(),
            self.free_rise()
        );
        let headings = [
            "reg_covariance",
            "Log-likelihood",
            "AIC",
            "BIC",
            "Customers who change cluster",
        ];
        let mut table = Table::new(&caption, &headings);
        for step in &self.steps {
            let (reg, score) = (format!("{:e}", step.reg_covariance), format!("{:.4}", step.score));
            let [aic, bic] = [step.aic, step.bic].map(|criterion| format!("{criterion:.1}"));
            table.push(&[&reg, &score, &aic, &bic, &step.n_moved]);
        }
        table
    }

    /// The log-likelihood against the values, and `−½·ln(reg_covariance)` through its middle.
    ///
    /// # Errors
    ///
    /// [`Error::Plot`] for a value of 0, which has no logarithm.
    pub fn plot(&self) -> Result<Figure> {
        let middle = &self.steps[self.steps.len() / 2];
        let free = |reg: f64| middle.score + 0.5 * (middle.reg_covariance / reg).ln();
        let line = |name: &str, value: &dyn Fn(&Step) -> f64| LineSeries {
            name: name.to_owned(),
            points: self
                .steps
                .iter()
                .map(|step| (step.reg_covariance, value(step)))
                .collect(),
        };
        let series = [
            line("log-likelihood of the fit", &|step| step.score),
            line("−½·ln(reg_covariance), shifted to meet it", &|step| {
                free(step.reg_covariance)
            }),
        ];
        lines(
            "Log-likelihood against reg_covariance",
            "reg_covariance",
            "log-likelihood (mean per customer)",
            Scale::Log,
            Scale::Linear,
            &series,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_likelihood_that_the_data_bound_stays_where_it_is() {
        let records = array![[0.0], [1.0], [2.0], [3.0]];
        let path = RegularisationPath::fit(&records, &[0, 0, 0, 0], &[1e-4, 1e-8]).unwrap();
        assert!(path.rise().abs() < 1e-3 && path.free_rise() > 4.0);
        assert_eq!(path.steps[1].n_moved, 0);
    }

    #[test]
    fn no_values_are_refused() {
        let error = RegularisationPath::fit(&array![[0.0]], &[0], &[]).unwrap_err();
        assert!(matches!(error, Error::InvalidParameter { .. }), "{error}");
    }

    #[test]
    fn a_value_of_zero_is_fitted_but_not_drawn_on_a_logarithmic_axis() {
        let path = RegularisationPath::fit(&array![[0.0], [1.0]], &[0, 0], &[1e-4, 0.0]).unwrap();
        assert!(path.table().to_string().contains("0e0"));
        assert!(path.plot().is_err());
    }
}
