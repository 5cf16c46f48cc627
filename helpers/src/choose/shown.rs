//! What a notebook shows of candidates and of mixtures side by side.

use super::failure::{Failure, note};
use super::selection::name;
use super::{Candidate, CrossValidation, Selection, adjusted_rand_index, cross_validated_log_likelihood};
use crate::check::check_shape;
use crate::customers::Feature;
use crate::error::{Error, Result};
use crate::features::Measures;
use crate::mixture::{CovarianceType, Criteria, GaussianMixture, Matrix};
use crate::show::plots::{LineSeries, criterion_by_k};
use crate::show::{Figure, Table, cells, counted, decimals};

impl Selection {
    /// The `n` best candidates with their figures, and how many of their components rest on `reg_covariance`.
    pub fn table(&self, n: usize) -> Table {
        let caption = "Candidates by ascending BIC; log-likelihood is the mean per customer";
        let cells = |Candidate { criteria: c, model, .. }: &Candidate| {
            let floor = on_the_floor(model).unwrap_or("-".to_owned());
            cells![decimals(c.score, 4), c.n_parameters, decimals(c.aic, 1), decimals(c.icl, 1), floor]
        };
        let headings = ["Log-likelihood", "Degrees of freedom", "AIC", "ICL", "On the floor"];
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

    /// The `n` best candidates, which were fitted to these `measures`, with their
    /// [cross-validated](cross_validated_log_likelihood) log-likelihoods, in the same units. There are as many folds as rows at
    /// most, and a candidate that some fold cannot be left out of is named.
    pub fn cross_validate(&self, n: usize, n_folds: usize, seed: u64, measures: &Measures) -> Table {
        let (records, shift) = (measures.transformed(), measures.without_outliers());
        let n_folds = n_folds.min(records.nrows());
        let mut failures = Vec::new();
        let held_out = |Candidate { params, .. }: &Candidate| {
            let folds = cross_validated_log_likelihood(params, records, n_folds, seed, true);
            let failure = |error: Error| failures.push(Failure { name: name(params), error: error.to_string() });
            let folds = folds.map_err(failure).ok();
            let mean = decimals(folds.as_ref().map(|folds| folds.mean() + shift), 3);
            vec![mean, decimals(folds.as_ref().map(CrossValidation::standard_error), 3)]
        };
        let cells: Vec<_> = self.ranking().into_iter().take(n).map(held_out).collect();
        let caption = format!("Cross-validation in {n_folds} folds, standardised in each anew{}", note(&failures));
        self.ranked(&caption, &["Held-out log-likelihood", "Standard error"], cells)
    }

    /// The best candidates, each with its `cells` under the `headings`.
    fn ranked(&self, caption: &str, headings: &[&str], cells: impl IntoIterator<Item = Vec<String>>) -> Table {
        let rows = self.ranking().into_iter().zip(cells).enumerate().map(|(i, (candidate, cells))| {
            let (kind, k) = (candidate.model.covariance_type(), candidate.model.n_clusters());
            [cells![i + 1, kind, k, decimals(candidate.criteria.bic, 1)], cells].concat()
        });
        Table::of(caption, &[&["Rank", "Covariance", "Components", "BIC"], headings].concat(), rows)
    }

    /// BIC against the number of components, a line for each covariance type; the lowest of several is marked, and the title
    /// says how many of its components rest on `reg_covariance`.
    ///
    /// # Errors
    ///
    /// [`Error::Plot`](crate::Error::Plot) if a BIC is not finite.
    pub fn bic_plot(&self) -> Result<Figure> {
        let line = |covariance_type: CovarianceType| -> LineSeries {
            let of_type = self.candidates().iter().filter(|c| c.model.covariance_type() == covariance_type);
            let points = of_type.map(|c| (c.model.n_clusters() as f64, c.criteria.bic)).collect();
            (covariance_type.to_string(), points)
        };
        let series = CovarianceType::ALL.map(line).into_iter().filter(|(_, points)| !points.is_empty());
        let (series, best) = (series.collect::<Vec<_>>(), &self.best().model);
        let k = best.n_clusters();
        let title = match series.len() {
            1 => format!("BIC is lowest with {}", counted(k, "component")),
            _ => format!("Lowest BIC: {} covariance, {}", best.covariance_type(), counted(k, "component")),
        };
        let floor = on_the_floor(best).map(|n| format!("; {n} components rest on the variance floor"));
        let edge = if k > 1 && k == self.largest() { ", the most that were tried" } else { "" };
        let title = title + edge + &floor.unwrap_or_default() + &note(self.failures());
        criterion_by_k(&title, "BIC (lower is better)", &series)
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

/// The variances of `model` that rest on `reg_covariance`, in units of it, under the names of the `features` that it was fitted
/// to: see [`GaussianMixture::degenerate`].
///
/// # Errors
///
/// [`Error::Shape`](crate::Error::Shape) unless these are as many features as in the fit.
pub fn degenerate_table(model: &GaussianMixture, features: &[Feature]) -> Result<Table> {
    check_shape("the list of features", &[features.len()], &[model.n_features()])?;
    let rows = model.degenerate().into_iter().map(|found| {
        let place = found.place(|i| features[i].name().to_owned());
        let component = found.component.map_or("all".to_owned(), |component| component.to_string());
        cells![component, place, decimals(found.variance, 2), decimals(found.n_rows, 0)]
    });
    let (n, k) = (model.n_degenerate(), model.n_clusters());
    let caption = format!("On the variance floor: {n} of {k} components");
    Ok(Table::of(&caption, &["Component", "Small in", "Variance / floor", "Customers, about"], rows))
}

/// How many components rest on `reg_covariance`, such as "8 of 8"; nothing for none.
pub(super) fn on_the_floor(model: &GaussianMixture) -> Option<String> {
    let n = Some(model.n_degenerate()).filter(|n| *n > 0);
    n.map(|n| format!("{n} of {}", model.n_clusters()))
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
    let components = match model.n_degenerate() {
        0 => k.to_string(),
        n => format!("{k}, {n} of them on the floor"),
    };
    Ok([&cells![name, components, kind, model.n_iterations()][..], &figures].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customers::{Customers, Schema};
    use crate::features::standardised;

    #[test]
    fn four_features_of_the_mall_are_chosen_on_the_floor_and_it_is_said() {
        let customers =
            Customers::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Mall_Customers.csv"), &Schema::default())
                .unwrap();
        let x = standardised(&customers.features(&Feature::ALL).unwrap()).unwrap();
        let selection = Selection::grid(7..=8, &[CovarianceType::Diagonal]).n_runs(3).fit(&x).unwrap();
        let k = selection.best().model.n_clusters();
        assert_eq!(selection.best().model.n_degenerate(), k);
        assert!(selection.table(1).to_string().ends_with(&format!("{k} of {k}")));
        let alt = selection.bic_plot().unwrap().alt().to_owned();
        assert!(alt.contains(&format!("{k} of {k} components rest on the variance floor")), "{alt}");
    }

    #[test]
    fn the_floor_of_the_original_is_named_in_each_component() {
        let customers =
            Customers::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Mall_Customers.csv"), &Schema::default())
                .unwrap();
        let x = standardised(&customers.features(&Feature::ALL).unwrap()).unwrap();
        let model = crate::original::replay(&customers, &x).unwrap();
        let table = degenerate_table(&model, &Feature::ALL).unwrap().to_string();
        assert!(table.contains("floor: 5 of 5") && table.matches("Gender").count() == 5, "{table}");
        assert!(compare(&[("theirs", &model)], &x).unwrap().to_string().contains("5, 5 of them on the floor"));
        assert!(degenerate_table(&model, &[Feature::AGE]).is_err());
    }
}
