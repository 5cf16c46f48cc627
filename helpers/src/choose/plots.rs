//! The choice and its likelihoods as plots.

use super::failure::note;
use super::regularisation::{RegularisationPath, Step};
use super::selection::Selection;
use crate::error::Result;
use crate::mixture::CovarianceType;
use crate::show::Figure;
use crate::show::plots::{LineSeries, Scale, criterion_by_k, lines};

impl Selection {
    /// BIC against the number of components, a line for each covariance type; the lowest of several is marked.
    ///
    /// # Errors
    ///
    /// [`Error::Plot`](crate::Error::Plot) if a BIC is not finite.
    pub fn bic_plot(&self) -> Result<Figure> {
        let (series, best) = (self.bic_series(), &self.best().model);
        let (covariance_type, k) = (best.covariance_type().to_string(), best.n_clusters());
        let (title, chosen) = match &series[..] {
            [_] => (format!("BIC is lowest with {k} components"), None),
            _ => {
                let line = series.iter().position(|series| series.name == covariance_type);
                let title = format!("Lowest BIC: {covariance_type} covariance, {k} components");
                (title, line.map(|line| (line, k)))
            }
        };
        let title = title + &note(self.failures());
        criterion_by_k(&title, "BIC (lower is better)", &series, chosen)
    }

    /// BIC against the number of components, a series for each covariance type.
    fn bic_series(&self) -> Vec<LineSeries> {
        let points_of = |covariance_type| {
            let candidates = self.candidates().iter().map(|c| (&c.model, c.criteria.bic));
            let of_type = candidates.filter(|(model, _)| model.covariance_type() == covariance_type);
            of_type.map(|(model, bic)| (model.n_clusters() as f64, bic)).collect()
        };
        let series = CovarianceType::ALL.into_iter().map(|covariance_type| LineSeries {
            name: covariance_type.to_string(),
            points: points_of(covariance_type),
        });
        series.filter(|series| !series.points.is_empty()).collect()
    }
}

impl RegularisationPath {
    /// The log-likelihood against the values, and `−½·ln(reg_covariance)` through its middle.
    ///
    /// # Errors
    ///
    /// [`Error::Plot`](crate::Error::Plot) for a value of 0, which has no logarithm.
    pub fn plot(&self) -> Result<Figure> {
        let middle = &self.steps[self.steps.len() / 2];
        let free = |step: &Step| middle.criteria.score + 0.5 * (middle.reg_covariance / step.reg_covariance).ln();
        let line = |name: &str, value: &dyn Fn(&Step) -> f64| {
            let point = |step: &Step| (step.reg_covariance, value(step));
            let (name, points) = (name.to_owned(), self.steps.iter().map(point).collect());
            LineSeries { name, points }
        };
        let series = [
            line("log-likelihood of the fit", &|step| step.criteria.score),
            line("−½·ln(reg_covariance), shifted to meet it", &free),
        ];
        let (title, y) = ("Log-likelihood against reg_covariance", "log-likelihood (mean per customer)");
        lines(title, "reg_covariance", y, Scale::Log, Scale::Linear, &series)
    }
}
