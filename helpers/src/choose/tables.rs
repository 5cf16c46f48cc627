//! The choice and what speaks for it as tables.

use std::fmt::Display;

use ndarray::ArrayView2;

use super::failure::note;
use super::{
    Candidate, PermutationTest, RegularisationPath, Selection, Stability, adjusted_rand_index, silhouette, validation,
};
use crate::error::{Error, Result};
use crate::mixture::{AsRecords, GaussianMixture};
use crate::show::Table;

const COVARIANCE: &str = "Covariance";
const COMPONENTS: &str = "Components";
const FLOOR: &str = "reg_covariance";
const STABILITY: [&str; 3] = ["Mean ARI", "Standard deviation", "Lowest ARI"];

impl Selection {
    /// The `n` best candidates with their figures.
    pub fn table(&self, n: usize) -> Table {
        let caption = "Candidates by ascending BIC; log-likelihood is the mean per customer";
        let figures = ["Log-likelihood", "Degrees of freedom", "AIC", "ICL"];
        let cells = |Candidate { criteria, .. }: &Candidate| {
            let (score, p) = (format!("{:.4}", criteria.score), criteria.n_parameters.to_string());
            [score, p, one_decimal(criteria.aic), one_decimal(criteria.icl)]
        };
        let cells = self.best_of(n).map(cells);
        self.best_table(&(caption.to_owned() + &note(self.failures())), &figures, cells)
    }

    /// The `n` best candidates with the adjusted Rand index of their clusters and another grouping of the same `records`,
    /// `(n_samples, n_features)`, such as "gender".
    ///
    /// # Errors
    ///
    /// As [`adjusted_rand_index`] and [`GaussianMixture::labels`].
    pub fn agreement(
        &self,
        n: usize,
        grouping: &str,
        labels: &[usize],
        records: &impl AsRecords<Elem = f64>,
    ) -> Result<Table> {
        let index = |candidate: &Candidate| {
            let own = candidate.model.labels(&records.as_records())?.to_vec();
            Ok([three_decimals(adjusted_rand_index(&own, labels)?)])
        };
        let cells: Vec<[String; 1]> = self.best_of(n).map(index).collect::<Result<_>>()?;
        let caption = format!("The best candidates and {grouping}");
        Ok(self.best_table(&caption, &[&format!("ARI with {grouping}")], cells))
    }

    /// The `n` best candidates with their [cross-validated](validation::cross_validated_measures) log-likelihoods;
    /// `measures`, `(n_samples, n_features)`, are what was fitted before it was standardised.
    ///
    /// # Errors
    ///
    /// As [`cross_validated_measures`](validation::cross_validated_measures).
    pub fn cross_validate(
        &self,
        n: usize,
        n_folds: usize,
        seed: u64,
        measures: &impl AsRecords<Elem = f64>,
    ) -> Result<Table> {
        let held_out = |candidate: &Candidate| {
            let folds = validation::cross_validated_measures(&candidate.params, measures, n_folds, seed)?;
            Ok([folds.mean(), folds.standard_error()].map(three_decimals))
        };
        let cells: Vec<[String; 2]> = self.best_of(n).map(held_out).collect::<Result<_>>()?;
        let caption = format!("Cross-validation in {n_folds} folds, standardised in each anew");
        Ok(self.best_table(&caption, &["Held-out log-likelihood", "Standard error"], cells))
    }

    /// What would be chosen of the same candidates with each of the `reg_covariances`, fitted to `records`,
    /// `(n_samples, n_features)`, and how far it agrees with the present choice; customers change group who are not in the
    /// one that has most in common with theirs.
    ///
    /// # Errors
    ///
    /// As [`Selection::fit`].
    pub fn sensitivity(&self, reg_covariances: &[f64], records: &impl AsRecords<Elem = f64>) -> Result<Table> {
        let moved = ["BIC", "ARI with the choice", "Customers who change group"];
        let headings = [&[FLOOR, COVARIANCE, COMPONENTS], &moved[..]].concat();
        let mut table = Table::new("What would be chosen with another reg_covariance", &headings);
        for &floor in reg_covariances {
            let best = self.with_floor(floor, records)?;
            let (agreement, n_moved) = self.best().compared_with(&best, records.as_records())?;
            let (bic, index) = (one_decimal(best.criteria.bic), three_decimals(agreement));
            let (kind, k) = (best.model.covariance_type(), best.model.n_clusters());
            table.push(&[&format!("{floor:e}"), &kind, &k, &bic, &index, &n_moved]);
        }
        Ok(table)
    }

    fn best_of(&self, n: usize) -> impl Iterator<Item = &Candidate> {
        self.ranking().into_iter().take(n)
    }

    /// The best candidates, each with its `cells` under the headings `more`.
    fn best_table<const N: usize>(
        &self,
        caption: &str,
        more: &[&str; N],
        cells: impl IntoIterator<Item = [String; N]>,
    ) -> Table {
        let mut table = Table::new(caption, &[&["Rank", COVARIANCE, COMPONENTS, "BIC"], &more[..]].concat());
        for (i, (candidate, cells)) in self.ranking().iter().zip(cells).enumerate() {
            let (kind, k) = (candidate.model.covariance_type(), candidate.model.n_clusters());
            let (rank, bic) = (i + 1, one_decimal(candidate.criteria.bic));
            let first: [&dyn Display; 4] = [&rank, &kind, &k, &bic];
            let rest = cells.iter().map(|cell| cell as &dyn Display);
            table.push(&first.into_iter().chain(rest).collect::<Vec<_>>());
        }
        table
    }
}

/// Mixtures side by side by their figures on `records`, `(n_samples, n_features)`, each under its name.
///
/// # Errors
///
/// As [`GaussianMixture::criteria`].
pub fn compare(models: &[(&str, &GaussianMixture)], records: &impl AsRecords<Elem = f64>) -> Result<Table> {
    let mut table = comparison("Mixtures side by side");
    for (name, model) in models {
        push_compared(&mut table, name, model, records.as_records())?;
    }
    Ok(table)
}

/// The table of [`compare`] before its first row.
pub(crate) fn comparison(caption: &str) -> Table {
    let fit = ["Runs", "EM iterations", "Log-likelihood (mean per customer)"];
    let criteria = ["AIC", "BIC (lower is better)"];
    let headings = [&["Model", COMPONENTS, COVARIANCE], &fit[..], &criteria[..]];
    Table::new(caption, &headings.concat())
}

pub(crate) fn push_compared(table: &mut Table, name: &str, model: &GaussianMixture, x: ArrayView2<f64>) -> Result<()> {
    let criteria = model.criteria(&x)?;
    let [score, aic, bic] = [criteria.score, criteria.aic, criteria.bic].map(|figure| format!("{figure:.6}"));
    let (k, kind, runs) = (model.n_clusters(), model.covariance_type(), model.runs().len());
    table.push(&[&name, &k, &kind, &runs, &model.n_iterations(), &score, &aic, &bic]);
    Ok(())
}

impl RegularisationPath {
    /// Log-likelihood, AIC, BIC and the rows that left their cluster, a row for each value; the caption compares both rises.
    pub fn table(&self) -> Table {
        let [first, last] = self.ends().map(|step| format!("{:e}", step.reg_covariance));
        let [rise, free] = [self.rise(), self.free_rise()].map(three_decimals);
        let rises = format!("the log-likelihood rises by {rise}, −½·ln(reg_covariance) by {free}");
        let figures = ["Log-likelihood", "AIC", "BIC", "Customers who change cluster"];
        let headings = [&[FLOOR], &figures[..]].concat();
        let mut table = Table::new(&format!("The same clusters: from {first} to {last} {rises}"), &headings);
        for step in &self.steps {
            let (reg, score) = (format!("{:e}", step.reg_covariance), format!("{:.4}", step.criteria.score));
            let [aic, bic] = [step.criteria.aic, step.criteria.bic].map(one_decimal);
            table.push(&[&reg, &score, &aic, &bic, &step.n_moved]);
        }
        table
    }
}

impl Stability {
    /// Mean, standard deviation and lowest of the adjusted Rand indices.
    pub fn table(&self) -> Table {
        let (n, failed) = (self.values().len(), note(self.failures()));
        let caption = format!("Agreement with the fit to all rows over {n} resamples{failed}");
        let [mean, deviation, lowest] = self.cells();
        Table::new(&caption, &STABILITY).row(&[&mean, &deviation, &lowest])
    }

    fn cells(&self) -> [String; 3] {
        [self.mean(), self.standard_deviation(), self.minimum()].map(three_decimals)
    }
}

/// How stable segmentations are, each with its name and labels, and how far apart their groups are in `records`,
/// `(n_samples, n_features)`, by the mean silhouette; "-" where a grouping has none.
///
/// # Errors
///
/// As [`silhouette`], but for the number of groups.
pub fn stability_table(
    records: &impl AsRecords<Elem = f64>,
    segmentations: &[(&str, &Stability, &[usize])],
) -> Result<Table> {
    let headings = [&["Segmentation"], &STABILITY[..], &["Mean silhouette"]].concat();
    let failed = segmentations.iter().map(|(_, stability, _)| note(stability.failures()));
    let failed: String = failed.collect();
    let mut table = Table::new(&format!("How stable, and how far apart{failed}"), &headings);
    for (name, stability, labels) in segmentations {
        let separation = match silhouette(records, labels) {
            Err(Error::InvalidParameter { .. }) => "-".to_owned(),
            silhouette => three_decimals(silhouette?.mean()),
        };
        let [mean, deviation, lowest] = stability.cells();
        table.push(&[name, &mean, &deviation, &lowest, &separation]);
    }
    Ok(table)
}

impl PermutationTest {
    /// The statistic, the p-value and whether `grouping`, such as "gender", is related to the groups (p below 0.05).
    pub fn table(&self, grouping: &str) -> Table {
        let verdict = if self.p_value < 0.05 { "related" } else { "not shown to be related" };
        let caption = format!("{grouping} is {verdict} to the groups");
        let (statistic, p) = (format!("{:.2}", self.statistic), self.p());
        Table::new(&caption, &["Chi-squared", "p", "Permutations"]).row(&[&statistic, &p, &self.n_permutations])
    }

    /// Never all zeros: of n shuffles, p is a multiple of 1/(n + 1).
    fn p(&self) -> String {
        let (n, p) = (self.n_permutations, self.p_value);
        let decimals = n.ilog10() as usize + 1;
        match p * ((n + 1) as f64) < 1.5 {
            true => format!("at most {p:.decimals$} (no shuffle of {n} was as large)"),
            false => format!("{p:.decimals$}"),
        }
    }
}

fn one_decimal(x: f64) -> String {
    format!("{x:.1}")
}

fn three_decimals(x: f64) -> String {
    format!("{x:.3}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choose::{bootstrap_stability, permutation_test};
    use ndarray::array;

    #[test]
    fn a_probability_is_never_shown_as_zero() {
        let halves: Vec<usize> = (0..100).map(|row| row / 50).collect();
        let table = permutation_test(&halves, &halves, 9999, 42).unwrap().table("gender").to_string();
        assert!(table.contains("gender is related") && table.contains("at most 0.0001 (no shuffle of 9999"), "{table}");
        for (count, n_permutations, shown) in [(2.0, 1000, "0.0020"), (2.0, 99, "0.02"), (7712.0, 9999, "0.7712")] {
            let p_value = count / (n_permutations + 1) as f64;
            let statistic = 1.0;
            let test = PermutationTest { statistic, p_value, n_permutations };
            assert_eq!(test.p(), shown);
        }
    }

    #[test]
    fn one_group_alone_has_no_silhouette() {
        let records = array![[0.0], [1.0], [5.0], [6.0]];
        let stability = bootstrap_stability(&GaussianMixture::params(1), &records, 3, 42).unwrap();
        let table = stability_table(&records, &[("one", &stability, &[0; 4])]).unwrap().to_string();
        assert!(table.ends_with("1.000                -"), "{table}");
        assert!(stability_table(&records, &[("short", &stability, &[0, 1])]).is_err());
    }
}
