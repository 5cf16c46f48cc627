//! What a notebook shows of candidates and of mixtures side by side.

use super::failure::note;
use super::{Candidate, Selection, adjusted_rand_index, cross_validated_measures};
use crate::error::Result;
use crate::mixture::{CovarianceType, Criteria, GaussianMixture, Matrix};
use crate::show::plots::{LineSeries, criterion_by_k};
use crate::show::{Figure, Table, cells, decimals};

impl Selection {
    /// The `n` best candidates with their figures.
    pub fn table(&self, n: usize) -> Table {
        let caption = "Candidates by ascending BIC; log-likelihood is the mean per customer";
        let cells = |Candidate { criteria: c, .. }: &Candidate| {
            cells![decimals(c.score, 4), c.n_parameters, decimals(c.aic, 1), decimals(c.icl, 1)]
        };
        let headings = ["Log-likelihood", "Degrees of freedom", "AIC", "ICL"];
        let cells = self.ranking().into_iter().take(n).map(cells);
        self.ranked(&format!("{caption}{}", note(self.failures())), &headings, cells)
    }

    /// The `n` best candidates with the adjusted Rand index of their clusters and another grouping of the same `records`,
    /// `(n_samples, n_features)`, such as "gender".
    ///
    /// # Errors
    ///
    /// As [`adjusted_rand_index`] and [`GaussianMixture::labels`].
    pub fn agreement(&self, n: usize, grouping: &str, labels: &[usize], records: &Matrix) -> Result<Table> {
        let index = |candidate: &Candidate| {
            let own = candidate.model.labels(&records.as_records())?;
            Ok(cells![decimals(adjusted_rand_index(&own, labels)?, 3)])
        };
        let cells = self.ranking().into_iter().take(n).map(index).collect::<Result<Vec<_>>>()?;
        let caption = format!("The best candidates and {grouping}");
        Ok(self.ranked(&caption, &[&format!("ARI with {grouping}")], cells))
    }

    /// The `n` best candidates with their [cross-validated](cross_validated_measures) log-likelihoods; `measures`,
    /// `(n_samples, n_features)`, are what was fitted before it was standardised.
    ///
    /// # Errors
    ///
    /// As [`cross_validated_measures`].
    pub fn cross_validate(&self, n: usize, n_folds: usize, seed: u64, measures: &Matrix) -> Result<Table> {
        let held_out = |candidate: &Candidate| {
            let folds = cross_validated_measures(&candidate.params, measures, n_folds, seed)?;
            Ok(cells![decimals(folds.mean(), 3), decimals(folds.standard_error(), 3)])
        };
        let cells = self.ranking().into_iter().take(n).map(held_out).collect::<Result<Vec<_>>>()?;
        let caption = format!("Cross-validation in {n_folds} folds, standardised in each anew");
        Ok(self.ranked(&caption, &["Held-out log-likelihood", "Standard error"], cells))
    }

    /// The best candidates, each with its `cells` under the `headings`.
    fn ranked(&self, caption: &str, headings: &[&str], cells: impl IntoIterator<Item = Vec<String>>) -> Table {
        let rows = self.ranking().into_iter().zip(cells).enumerate().map(|(i, (candidate, cells))| {
            let (kind, k) = (candidate.model.covariance_type(), candidate.model.n_clusters());
            [cells![i + 1, kind, k, decimals(candidate.criteria.bic, 1)], cells].concat()
        });
        Table::of(caption, &[&["Rank", "Covariance", "Components", "BIC"], headings].concat(), rows)
    }

    /// BIC against the number of components, a line for each covariance type; the lowest of several is marked.
    ///
    /// # Errors
    ///
    /// [`Error::Plot`](crate::Error::Plot) if a BIC is not finite.
    pub fn bic_plot(&self) -> Result<Figure> {
        let line = |covariance_type: CovarianceType| {
            let of_type = self.candidates().iter().filter(|c| c.model.covariance_type() == covariance_type);
            let points = of_type.map(|c| (c.model.n_clusters() as f64, c.criteria.bic)).collect();
            LineSeries { name: covariance_type.to_string(), points }
        };
        let series = CovarianceType::ALL.map(line).into_iter().filter(|series| !series.points.is_empty());
        let (series, best) = (series.collect::<Vec<_>>(), &self.best().model);
        let (name, k) = (best.covariance_type().to_string(), best.n_clusters());
        let line = series.iter().position(|series| series.name == name);
        let (title, chosen) = match series.len() {
            1 => (format!("BIC is lowest with {k} components"), None),
            _ => (format!("Lowest BIC: {name} covariance, {k} components"), line.map(|line| (line, k))),
        };
        criterion_by_k(&(title + &note(self.failures())), "BIC (lower is better)", &series, chosen)
    }
}

/// Mixtures side by side by their figures on `records`, `(n_samples, n_features)`, each under its name.
///
/// # Errors
///
/// As [`GaussianMixture::criteria`].
pub fn compare(models: &[(&str, &GaussianMixture)], records: &Matrix) -> Result<Table> {
    comparison("Mixtures side by side", models.iter().map(|(name, model)| compared(name, model, records)))
}

/// A table of [`compared`] mixtures.
pub(crate) fn comparison(caption: &str, rows: impl Iterator<Item = Result<Vec<String>>>) -> Result<Table> {
    let model = ["Model", "Components", "Covariance", "EM iterations"];
    let figures = ["Log-likelihood", "AIC", "BIC"];
    Table::try_of(caption, &[&model[..], &figures].concat(), rows)
}

/// A mixture's row.
pub(crate) fn compared(name: &str, model: &GaussianMixture, x: &Matrix) -> Result<Vec<String>> {
    let Criteria { score, aic, bic, .. } = model.criteria(&x.as_records())?;
    let (k, kind) = (model.n_clusters(), model.covariance_type());
    let figures = [score, aic, bic].map(|figure| decimals(figure, 6));
    Ok([&cells![name, k, kind, model.n_iterations()][..], &figures].concat())
}
