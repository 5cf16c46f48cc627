//! Choosing the number of components and the covariance type.

use linfa::{DatasetBase, ParamGuard, traits::Fit};
use ndarray::Array2;

use crate::error::{Error, Result};
use crate::mixture::{CovarianceType, GaussianMixture, GaussianMixtureParams};
use crate::parallel;
use crate::show::Table;
use crate::show::{
    Figure,
    plots::{LineSeries, criterion_by_k},
};

/// A fitted mixture with the figures that it is judged by.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The fit itself: what is chosen need not be fitted again.
    pub model: GaussianMixture,
    /// Mean log-likelihood of a row.
    pub score: f64,
    /// Akaike's information criterion; lower is better.
    pub aic: f64,
    /// Bayesian information criterion; lower is better.
    pub bic: f64,
    /// Integrated completed likelihood; lower is better.
    pub icl: f64,
}

/// Mixtures fitted to the same matrix, in the order they were asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    candidates: Vec<Candidate>,
}

impl Selection {
    /// Fits a mixture for each of `params` to `records`, `(n_samples, n_features)`, several at once.
    ///
    /// ```
    /// use helpers::{GaussianMixture, selection::Selection};
    /// use ndarray::array;
    ///
    /// let records = array![[0.0], [0.3], [0.1], [0.2], [9.0], [9.2], [9.1], [9.3]];
    /// let params = (1..=3).map(|k| GaussianMixture::params(k).reg_covariance(1e-2)).collect();
    /// assert_eq!(Selection::fit(&records, params)?.best().model.n_clusters(), 2);
    /// # Ok::<(), helpers::Error>(())
    /// ```
    ///
    /// # Errors
    /// What the first of the fits to fail gives, and [`Error::InvalidParameter`] without any `params`.
    pub fn fit(records: &Array2<f64>, params: Vec<GaussianMixtureParams>) -> Result<Selection> {
        if params.is_empty() {
            let (name, value, expected) = ("the number of candidates", "0".to_owned(), "at least 1");
            return Err(Error::InvalidParameter { name, value, expected });
        }
        let dataset = DatasetBase::from(records.view());
        let candidates = parallel::map(parallel::available(), params, |params| {
            let model = params.n_threads(1).check()?.fit(&dataset)?;
            Candidate::new(model, records)
        });
        Ok(Selection {
            candidates: candidates.into_iter().collect::<Result<_>>()?,
        })
    }

    /// All candidates, in the order they were asked for.
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// The candidates in ascending order of BIC, the best first.
    pub fn ranking(&self) -> Vec<&Candidate> {
        let mut ranking: Vec<&Candidate> = self.candidates.iter().collect();
        ranking.sort_by(|a, b| a.bic.total_cmp(&b.bic));
        ranking
    }

    /// The candidate of lowest BIC.
    pub fn best(&self) -> &Candidate {
        self.ranking()[0]
    }

    /// The `n` best candidates with their figures.
    pub fn table(&self, n: usize) -> Table {
        let headings = [
            "Rank",
            "Covariance",
            "Components",
            "Log-likelihood",
            "Degrees of freedom",
            "AIC",
            "BIC",
            "ICL",
        ];
        let mut table = Table::new(
            "Candidates by ascending BIC; log-likelihood is the mean per customer",
            &headings,
        );
        for (rank, candidate) in self.ranking().into_iter().take(n).enumerate() {
            let model = &candidate.model;
            table.push(&[
                &(rank + 1),
                &model.covariance_type(),
                &model.n_clusters(),
                &format!("{:.4}", candidate.score),
                &model.n_parameters(),
                &format!("{:.1}", candidate.aic),
                &format!("{:.1}", candidate.bic),
                &format!("{:.1}", candidate.icl),
            ]);
        }
        table
    }

    /// BIC against the number of components, a line for each covariance type; the lowest of several is marked.
    ///
    /// # Errors
    ///
    /// [`Error::Plot`] if a BIC is not finite.
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
        criterion_by_k(&title, "BIC (lower is better)", &series, chosen)
    }

    /// BIC against the number of components, a series for each covariance type.
    fn bic_series(&self) -> Vec<LineSeries> {
        let of_type = |covariance_type| {
            let candidates = self.candidates.iter();
            candidates.filter(move |candidate| candidate.model.covariance_type() == covariance_type)
        };
        let series = CovarianceType::ALL.into_iter().map(|covariance_type| LineSeries {
            name: covariance_type.to_string(),
            points: of_type(covariance_type)
                .map(|candidate| (candidate.model.n_clusters() as f64, candidate.bic))
                .collect(),
        });
        series.filter(|series| !series.points.is_empty()).collect()
    }
}

impl Candidate {
    fn new(model: GaussianMixture, records: &Array2<f64>) -> Result<Candidate> {
        let score = model.score(records)?;
        let (aic, bic, icl) = (model.aic(records)?, model.bic(records)?, model.icl(records)?);
        Ok(Candidate {
            model,
            score,
            aic,
            bic,
            icl,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn selection(types: &[CovarianceType]) -> Selection {
        let records = array![[0.0], [0.3], [0.1], [0.2], [9.0], [9.2], [9.1], [9.3]];
        let params = |&covariance_type| {
            (1..=3).map(move |k| {
                GaussianMixture::params(k)
                    .covariance_type(covariance_type)
                    .reg_covariance(1e-2)
            })
        };
        Selection::fit(&records, types.iter().flat_map(params).collect()).unwrap()
    }

    #[test]
    fn one_covariance_type_needs_no_mark_but_the_lowest() {
        let alt = selection(&[CovarianceType::Full]).bic_plot().unwrap().alt().to_owned();
        assert!(
            alt.contains("BIC is lowest with 2 components") && !alt.contains("Chosen"),
            "{alt}"
        );
    }

    #[test]
    fn of_several_covariance_types_the_winner_is_marked() {
        let selection = selection(&[CovarianceType::Full, CovarianceType::Tied]);
        let (alt, best) = (selection.bic_plot().unwrap().alt().to_owned(), selection.best());
        let title = format!("Lowest BIC: {} covariance, 2 components", best.model.covariance_type());
        assert!(alt.contains(&title) && alt.contains("Chosen: 2 components"), "{alt}");
        assert_eq!(selection.ranking()[0].bic, best.bic);
    }
}
