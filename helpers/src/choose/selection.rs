//! Choosing the number of components and the covariance type.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use ndarray::{Array2, ArrayView2, Axis};

use super::combination::{Combination, Combine};
use super::failure::{Failure, keep};
use super::validation::{Stability, resample};
use super::{fit_on_one_thread, some_rows};
use crate::check::check_that;
use crate::error::Result;
use crate::mixture::{CovarianceType, Criteria, GaussianMixture, GaussianMixtureParams, Matrix};
use crate::parallel;

/// More candidates than anybody looks at.
const MAX_CANDIDATES: usize = 10_000;

/// The most rows that starts are compared on, and that a resample or a simulation has.
const START_ROWS: usize = 2_000;

/// The most starts of a fit to a resample or a simulation.
const FEW_RUNS: usize = 5;

/// A fitted mixture with what it was fitted with and the figures that it is judged by.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// What was asked for.
    pub params: GaussianMixtureParams,
    /// The fit itself: what is chosen need not be fitted again.
    pub model: GaussianMixture,
    /// Its log-likelihood, AIC, BIC and ICL on the matrix it was fitted to.
    pub criteria: Criteria,
}

/// Mixtures fitted to the same matrix, in the order they were asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// All that were asked for, those that failed too.
    pub(super) asked: Grid,
    candidates: Vec<Candidate>,
    failures: Vec<Failure>,
}

/// Candidates that are set alike; made by [`Selection::grid`].
#[derive(Debug, Clone, PartialEq)]
pub struct Grid(Vec<GaussianMixtureParams>);

impl Selection {
    /// Every covariance type with every number of components, each with `reg_covariance` 1e-6 and one run.
    ///
    /// ```
    /// use helpers::{CovarianceType, Selection};
    /// use ndarray::array;
    ///
    /// let records = array![[0.0], [0.3], [0.1], [0.2], [9.0], [9.2], [9.1], [9.3]];
    /// let selection = Selection::grid(1..=3, &CovarianceType::ALL).reg_covariance(1e-2).n_runs(10).fit(&records)?;
    /// assert_eq!(selection.candidates().len(), 12);
    /// assert_eq!(selection.best().model.n_clusters(), 2);
    /// # Ok::<(), helpers::Error>(())
    /// ```
    pub fn grid(n_clusters: RangeInclusive<usize>, covariance_types: &[CovarianceType]) -> Grid {
        let of_type = |&covariance_type: &CovarianceType| {
            n_clusters.clone().map(move |k| GaussianMixture::params(k).covariance_type(covariance_type))
        };
        // one too many is enough to be refused
        Grid(covariance_types.iter().flat_map(of_type).take(MAX_CANDIDATES + 1).collect())
    }

    /// Fits a mixture for each of `params` to `records`, `(n_samples, n_features)`, several at once. Those that cannot
    /// be fitted are [named](Self::failures), and the others go on.
    ///
    /// # Errors
    ///
    /// The first error if all fits fail, and [`Error::InvalidParameter`](crate::Error::InvalidParameter) for no
    /// `params` or more than 10,000.
    pub fn fit(records: &Matrix, params: Vec<GaussianMixtureParams>) -> Result<Selection> {
        let n = params.len();
        check_that((1..=MAX_CANDIDATES).contains(&n), "the number of candidates", n, "from 1 to 10,000")?;
        let records = records.as_records();
        let fit = |params| (name(params), candidate(params, records));
        let (candidates, failures) = keep(parallel::map(parallel::available(), params.iter().collect(), fit))?;
        Ok(Selection { asked: Grid(params), candidates, failures })
    }

    /// The candidates that were fitted, in the order they were asked for.
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// The candidates that could not be fitted, and why.
    pub fn failures(&self) -> &[Failure] {
        &self.failures
    }

    /// The largest number of components that was asked for.
    pub(super) fn largest(&self) -> usize {
        self.asked.0.iter().map(|params| params.0.n_clusters).max().unwrap_or(1)
    }

    /// The candidates in ascending order of BIC, the best first.
    pub fn ranking(&self) -> Vec<&Candidate> {
        let mut ranking: Vec<&Candidate> = self.candidates.iter().collect();
        ranking.sort_by(|a, b| a.criteria.bic.total_cmp(&b.criteria.bic));
        ranking
    }

    /// The candidate of lowest BIC.
    pub fn best(&self) -> &Candidate {
        lowest_bic(&self.candidates)
    }

    /// Chooses anew, among all that were asked for, from each of `n` bootstrap samples of `records`, `(n_samples, n_features)`,
    /// lets `combine` make groups of it, and compares these, of all rows, with those of `reference`.
    ///
    /// Twice as many rows are drawn as there are, 2,000 at most, and a row that is drawn twice counts once, as in Hennig's
    /// `clusterboot`, where equal rows would look like small clusters: so of 1,000 rows or fewer, about 86 in 100 are chosen
    /// from. Each candidate has five starts at most.
    pub(super) fn bootstrap(
        &self,
        reference: &Combination,
        combine: Combine,
        n: usize,
        seed: u64,
        records: &Matrix,
    ) -> Result<Stability> {
        let view = records.as_records();
        let labels = reference.labels(records)?;
        let params: Vec<_> = self.asked.0.iter().map(with_few_runs).collect();
        resample(&labels, (2 * view.nrows()).min(START_ROWS), n, seed, &|rows| {
            let distinct: BTreeSet<usize> = rows.iter().copied().collect();
            let sample = view.select(Axis(0), &Vec::from_iter(distinct));
            let candidates = params.iter().map(|params| (name(params), candidate(params, sample.view())));
            let (candidates, _) = keep(candidates)?;
            let combination = combine(&lowest_bic(&candidates).model, &sample)?;
            Ok((combination.n_groups(), combination.labels(&view)?))
        })
    }
}

impl Grid {
    /// What is added to every variance, in squared units of the features.
    pub fn reg_covariance(self, reg_covariance: f64) -> Grid {
        Grid(self.0.into_iter().map(|params| params.reg_covariance(reg_covariance)).collect())
    }

    /// The number of runs of each candidate, of which the best is kept.
    pub fn n_runs(self, n_runs: usize) -> Grid {
        Grid(self.0.into_iter().map(|params| params.n_runs(n_runs)).collect())
    }

    /// What the starts' random numbers are drawn from.
    pub fn seed(self, seed: u64) -> Grid {
        Grid(self.0.into_iter().map(|params| params.seed(seed)).collect())
    }

    /// The columns that hold [categories](GaussianMixtureParams::categorical).
    pub fn categorical(self, columns: &[usize]) -> Grid {
        Grid(self.0.into_iter().map(|params| params.categorical(columns)).collect())
    }

    /// Fits all candidates to `records`, `(n_samples, n_features)`, one covariance type after the other.
    ///
    /// # Errors
    ///
    /// As [`Selection::fit`].
    pub fn fit(self, records: &Matrix) -> Result<Selection> {
        Selection::fit(records, self.0)
    }
}

fn lowest_bic(candidates: &[Candidate]) -> &Candidate {
    let best = candidates.iter().min_by(|a, b| a.criteria.bic.total_cmp(&b.criteria.bic));
    best.expect("there is at least one candidate")
}

/// For fits to many samples, of which none has to be the best there is.
pub(super) fn with_few_runs(params: &GaussianMixtureParams) -> GaussianMixtureParams {
    params.clone().n_runs(params.0.n_runs.min(FEW_RUNS))
}

/// Fits a candidate; where there are many rows, its runs are of a sample, and the best goes on from there with all rows.
fn candidate(params: &GaussianMixtureParams, records: ArrayView2<f64>) -> Result<Candidate> {
    let model = match sample(records) {
        Some(sample) if params.0.n_runs > 1 => {
            let draft = fit_on_one_thread(params, sample.view())?;
            fit_on_one_thread(&params.clone().n_runs(1).start(draft.as_start()), records)?
        }
        _ => fit_on_one_thread(params, records)?,
    };
    Ok(Candidate { params: params.clone(), criteria: model.criteria(&records)?, model })
}

/// Some of very many rows, always the same.
pub(super) fn sample(records: ArrayView2<f64>) -> Option<Array2<f64>> {
    let n = records.nrows();
    (n > START_ROWS).then(|| records.select(Axis(0), &some_rows(n, START_ROWS, 42)))
}

pub(super) fn name(params: &GaussianMixtureParams) -> String {
    format!("{}, {} components", params.0.covariance_type, params.0.n_clusters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customers::{Customers, Schema};
    use crate::error::Error;
    use crate::features::Measures;
    use crate::mixture::Start;
    use ndarray::{Array2, array};

    fn records() -> Array2<f64> {
        array![[0.0], [0.3], [0.1], [0.2], [9.0], [9.2], [9.1], [9.3]]
    }

    fn selection(types: &[CovarianceType]) -> Selection {
        Selection::grid(1..=3, types).reg_covariance(1e-2).fit(&records()).unwrap()
    }

    #[test]
    fn one_covariance_type_needs_no_mark_but_the_lowest() {
        let alt = selection(&[CovarianceType::Full]).bic_plot().unwrap().alt().to_owned();
        assert!(alt.contains("BIC is lowest with 2 components") && !alt.contains("Chosen"), "{alt}");
    }

    #[test]
    fn of_several_covariance_types_the_winner_is_marked() {
        let selection = selection(&[CovarianceType::Full, CovarianceType::Tied]);
        let (alt, best) = (selection.bic_plot().unwrap().alt().to_owned(), selection.best());
        let title = format!("Lowest BIC: {} covariance, 2 components", best.model.covariance_type());
        assert!(alt.contains(&title) && alt.contains("Chosen: 2 components"), "{alt}");
        assert_eq!(selection.ranking()[0].criteria, best.criteria);
    }

    #[test]
    fn a_candidate_that_cannot_be_fitted_is_named_and_the_others_go_on() {
        let selection = Selection::grid(2..=9, &[CovarianceType::Full]).reg_covariance(1e-2).fit(&records()).unwrap();
        assert_eq!(selection.candidates().len(), 7);
        assert_eq!(selection.failures()[0].name, "full, 9 components");
        assert!(selection.failures()[0].error.contains("ask for fewer components"));
        let named = "1 not fitted: full, 9 components, the first because 9 components need as many distinct rows";
        assert!(selection.table(3).to_string().contains(named));
        assert!(selection.bic_plot().unwrap().alt().contains(named));
    }

    #[test]
    fn the_first_error_is_given_where_no_candidate_is_left() {
        let error = Selection::grid(9..=10, &[CovarianceType::Full]).fit(&records()).unwrap_err();
        assert!(matches!(error, Error::TooFewDistinctRows { n_clusters: 9, .. }), "{error}");
        let no_threads = Selection::fit(&records(), vec![GaussianMixture::params(1).n_threads(0)]).unwrap_err();
        assert!(matches!(no_threads, Error::InvalidParameter { name: "n_threads", .. }), "{no_threads}");
        for (n_clusters, types) in [(1..=2, &[][..]), (1..=usize::MAX, &CovarianceType::ALL)] {
            let error = Selection::grid(n_clusters, types).fit(&records()).unwrap_err();
            assert!(matches!(error, Error::InvalidParameter { .. }), "{error}");
        }
    }

    #[test]
    fn agreement_is_given_for_each_of_the_best() {
        let halves = [0, 0, 0, 0, 7, 7, 7, 7];
        let table = selection(&[CovarianceType::Full]).agreement(1, "halves", &halves, &records()).unwrap().to_string();
        assert!(table.contains("ARI with halves"), "{table}");
        assert!(table.ends_with("1.000"), "{table}");
    }

    #[test]
    fn another_floor_that_changes_nothing_moves_nobody() {
        let table = selection(&[CovarianceType::Full]).sensitivity(&[1e-2, 2e-2], &records()).unwrap().to_string();
        let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
        for (row, floor) in rows[rows.len() - 2..].iter().zip(["1e-2", "2e-2"]) {
            assert_eq!((row[0], row[2], row[4], row[5]), (floor, "2", "1.000", "0"), "{table}");
        }
    }

    #[test]
    fn a_start_that_names_rows_cannot_be_cross_validated() {
        let start = Start::Partition(vec![0, 0, 0, 0, 1, 1, 1, 1]);
        let selection = Selection::fit(&records(), vec![GaussianMixture::params(2).start(start)]).unwrap();
        let schema = Schema::named(&["x"], &[], None, &[]).unwrap();
        let csv = "x\n0\n0.3\n0.1\n0.2\n9\n9.2\n9.1\n9.3\n";
        let measures = Measures::of(&Customers::from_reader(csv.as_bytes(), "eight.csv", &schema).unwrap()).unwrap();
        let table = selection.cross_validate(1, 2, 42, &measures).to_string();
        assert!(table.contains("1 not fitted") && table.ends_with("-"), "{table}");
    }
}
