//! The choice and what speaks for it as tables.

use ndarray::ArrayView2;

use super::failure::note;
use super::{
    Candidate, PermutationTest, RegularisationPath, Selection, Stability, adjusted_rand_index,
    cross_validated_measures, silhouette,
};
use crate::error::{Error, Result};
use crate::mixture::{AsRecords, GaussianMixture};
use crate::show::Table;

const COVARIANCE: &str = "Covariance";
const COMPONENTS: &str = "Components";
const STABILITY: [&str; 3] = ["Mean ARI", "Standard deviation", "Lowest ARI"];

impl Selection {
    /// The `n` best candidates with their figures.
    pub fn table(&self, n: usize) -> Table {
        let caption = "Candidates by ascending BIC; log-likelihood is the mean per customer";
        let figures = ["Log-likelihood", "Degrees of freedom", "AIC", "BIC", "ICL"];
        let headings = [&["Rank", COVARIANCE, COMPONENTS], &figures[..]].concat();
        let mut table = Table::new(&(caption.to_owned() + &note(self.failures())), &headings);
        for (rank, Candidate { model, criteria, .. }) in self.best_of(n) {
            let (kind, k, p) = (model.covariance_type(), model.n_clusters(), criteria.n_parameters);
            let [aic, bic, icl] = [criteria.aic, criteria.bic, criteria.icl].map(one_decimal);
            table.push(&[
                &rank,
                &kind,
                &k,
                &format!("{:.4}", criteria.score),
                &p,
                &aic,
                &bic,
                &icl,
            ]);
        }
        table
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
        let index = format!("ARI with {grouping}");
        let headings = ["Rank", COVARIANCE, COMPONENTS, "BIC", &index];
        let mut table = Table::new(&format!("The best candidates and {grouping}"), &headings);
        for (rank, Candidate { model, criteria, .. }) in self.best_of(n) {
            let own = model.labels(&records.as_records())?.to_vec();
            let (bic, index) = (
                one_decimal(criteria.bic),
                three_decimals(adjusted_rand_index(&own, labels)?),
            );
            table.push(&[&rank, &model.covariance_type(), &model.n_clusters(), &bic, &index]);
        }
        Ok(table)
    }

    /// The `n` best candidates with their [cross-validated](cross_validated_measures) log-likelihoods; `measures`,
    /// `(n_samples, n_features)`, are what was fitted before it was standardised.
    ///
    /// # Errors
    ///
    /// As [`cross_validated_measures`].
    pub fn cross_validate(
        &self,
        n: usize,
        n_folds: usize,
        seed: u64,
        measures: &impl AsRecords<Elem = f64>,
    ) -> Result<Table> {
        let caption = format!("Cross-validation in {n_folds} folds, standardised in each anew");
        let headings = [
            COVARIANCE,
            COMPONENTS,
            "BIC",
            "Held-out log-likelihood",
            "Standard error",
        ];
        let mut table = Table::new(&caption, &headings);
        for (
            _,
            Candidate {
                params,
                model,
                criteria,
            },
        ) in self.best_of(n)
        {
            let held_out = cross_validated_measures(params, &measures.as_records(), n_folds, seed)?;
            let [mean, error] = [held_out.mean(), held_out.standard_error()].map(three_decimals);
            let bic = one_decimal(criteria.bic);
            table.push(&[&model.covariance_type(), &model.n_clusters(), &bic, &mean, &error]);
        }
        Ok(table)
    }

    /// What would be chosen of the same candidates with each of the `reg_covariances`, fitted to `records`,
    /// `(n_samples, n_features)`, and how far it agrees with the present choice.
    ///
    /// # Errors
    ///
    /// As [`Selection::fit`].
    pub fn sensitivity(&self, reg_covariances: &[f64], records: &impl AsRecords<Elem = f64>) -> Result<Table> {
        let moved = ["ARI with the choice", "Customers who change group"];
        let headings = [&["reg_covariance", COVARIANCE, COMPONENTS, "BIC"], &moved[..]].concat();
        let mut table = Table::new("What would be chosen with another reg_covariance", &headings);
        for choice in self.choices(reg_covariances, records.as_records())? {
            let (floor, model) = (format!("{:e}", choice.reg_covariance), &choice.best.model);
            let (bic, index) = (one_decimal(choice.best.criteria.bic), three_decimals(choice.agreement));
            let (kind, k) = (model.covariance_type(), model.n_clusters());
            table.push(&[&floor, &kind, &k, &bic, &index, &choice.n_moved]);
        }
        Ok(table)
    }

    fn best_of(&self, n: usize) -> impl Iterator<Item = (usize, &Candidate)> {
        (1..).zip(self.ranking().into_iter().take(n))
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
    Table::new(
        caption,
        &[&["Model", COMPONENTS, COVARIANCE], &fit[..], &criteria[..]].concat(),
    )
}

pub(crate) fn push_compared(
    table: &mut Table,
    name: &str,
    model: &GaussianMixture,
    records: ArrayView2<f64>,
) -> Result<()> {
    let criteria = model.criteria(&records)?;
    let [score, aic, bic] = [criteria.score, criteria.aic, criteria.bic].map(|figure| format!("{figure:.6}"));
    let (k, kind) = (model.n_clusters(), model.covariance_type());
    let (runs, iterations) = (model.runs().len(), model.n_iterations());
    table.push(&[&name, &k, &kind, &runs, &iterations, &score, &aic, &bic]);
    Ok(())
}

impl RegularisationPath {
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
        let figures = ["Log-likelihood", "AIC", "BIC", "Customers who change cluster"];
        let mut table = Table::new(&caption, &[&["reg_covariance"], &figures[..]].concat());
        for step in &self.steps {
            let (reg, score) = (
                format!("{:e}", step.reg_covariance),
                format!("{:.4}", step.criteria.score),
            );
            let [aic, bic] = [step.criteria.aic, step.criteria.bic].map(one_decimal);
            table.push(&[&reg, &score, &aic, &bic, &step.n_moved]);
        }
        table
    }
}

impl Stability {
    /// Mean, standard deviation and lowest of the adjusted Rand indices.
    pub fn table(&self) -> Table {
        let n = self.values().len();
        let caption = format!(
            "Agreement with the fit to all rows over {n} resamples{}",
            note(self.failures())
        );
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
    let failures: String = segmentations
        .iter()
        .map(|(_, stability, _)| note(stability.failures()))
        .collect();
    let mut table = Table::new(&format!("How stable, and how far apart{failures}"), &headings);
    for (name, stability, labels) in segmentations {
        let separation = match silhouette(&records.as_records(), labels) {
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
        let verdict = if self.p_value < 0.05 {
            "related"
        } else {
            "not shown to be related"
        };
        let caption = format!("{grouping} is {verdict} to the groups");
        let headings = ["Chi-squared", "p", "Permutations"];
        Table::new(&caption, &headings).row(&[&format!("{:.2}", self.statistic), &self.p(), &self.n_permutations])
    }

    /// Never all zeros: of n shuffles, p is a multiple of 1/(n + 1).
    fn p(&self) -> String {
        let n = self.n_permutations;
        let decimals = n.ilog10() as usize + 1;
        match self.p_value * ((n + 1) as f64) < 1.5 {
            true => format!("at most {:.decimals$} (no shuffle of {n} was as large)", self.p_value),
            false => format!("{:.decimals$}", self.p_value),
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
        let table = permutation_test(&halves, &halves, 9999, 42)
            .unwrap()
            .table("gender")
            .to_string();
        assert!(
            table.contains("gender is related") && table.contains("at most 0.0001 (no shuffle of 9999"),
            "{table}"
        );
        for (count, n_permutations, shown) in [(2.0, 1000, "0.0020"), (2.0, 99, "0.02"), (7712.0, 9999, "0.7712")] {
            let p_value = count / (n_permutations + 1) as f64;
            let test = PermutationTest {
                statistic: 1.0,
                p_value,
                n_permutations,
            };
            assert_eq!(test.p(), shown);
        }
    }

    #[test]
    fn one_group_alone_has_no_silhouette() {
        let records = array![[0.0], [1.0], [5.0], [6.0]];
        let stability = bootstrap_stability(&GaussianMixture::params(1), &records, 3, 42).unwrap();
        let table = stability_table(&records, &[("one", &stability, &vec![0; 4])])
            .unwrap()
            .to_string();
        assert!(
            table.ends_with("one              1.000               0.000       1.000                -"),
            "{table}"
        );
        assert!(stability_table(&records, &[("short", &stability, &[0, 1])]).is_err());
    }
}
