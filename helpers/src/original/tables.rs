//! Our figures and the published ones side by side.

use ndarray::ArrayView2;

use super::starts::{check_original, replay_sweep};
use super::{BIC_SWEEP, Published};
use crate::choose::{self, Selection};
use crate::customers::Customers;
use crate::error::Result;
use crate::mixture::{AsRecords, GaussianMixture};
use crate::show::Table;

/// Models with their figures on `records`, `(n_samples, n_features)`, each above the published ones.
///
/// # Errors
///
/// As [`GaussianMixture::criteria`].
pub fn comparison(models: &[(&GaussianMixture, Published)], records: &impl AsRecords<Elem = f64>) -> Result<Table> {
    let mut table = choose::comparison("Our figures beside the published ones");
    for (model, published) in models {
        let name = published.name;
        choose::push_compared(&mut table, &format!("{name}, ours"), model, records.as_records())?;
        let [score, aic, bic] = [published.score, published.aic, published.bic].map(|figure| format!("{figure:.6}"));
        let (name, k, kind) = (format!("{name}, published"), model.n_clusters(), model.covariance_type());
        table.push(&[&name, &k, &kind, &"-", &"-", &score, &aic, &bic]);
    }
    Ok(table)
}

/// The BIC of each candidate of `sweep`, 1 to 10 components with full covariance, beside the published one and, for the
/// original's customers, that of a fit to `scaled`, `(n_samples, 4)`, from the start that the published one had.
///
/// # Errors
///
/// As a fit from these starts.
pub fn sweep(sweep: &Selection, customers: &Customers, scaled: &impl AsRecords<Elem = f64>) -> Result<Table> {
    let n_runs = sweep.candidates().iter().map(|candidate| candidate.model.runs().len());
    let ours = format!("Ours, best of {} starts", n_runs.max().unwrap_or(0));
    let headings = ["Components", &ours, "Published", "Replayed from the published start"];
    let mut table = Table::new("BIC by number of components", &headings);
    for candidate in sweep.candidates() {
        let k = candidate.model.n_clusters();
        if let Some(published) = BIC_SWEEP.get(k - 1) {
            let replayed = replayed_bic(k, customers, scaled.as_records())?;
            let [ours, published] = [candidate.criteria.bic, *published].map(|bic| format!("{bic:.1}"));
            table.push(&[&k, &ours, &published, &replayed]);
        }
    }
    Ok(table)
}

fn replayed_bic(n_clusters: usize, customers: &Customers, scaled: ArrayView2<f64>) -> Result<String> {
    match check_original(customers) {
        Err(_) => Ok("-".to_owned()),
        Ok(()) => Ok(format!("{:.1}", replay_sweep(n_clusters, scaled)?.bic(&scaled)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customers::Feature;
    use crate::features::StandardScaler;
    use crate::mixture::CovarianceType;

    #[test]
    fn the_whole_sweep_is_replayed_to_its_printed_digits_and_other_customers_are_not() {
        let customers = Customers::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Mall_Customers.csv")).unwrap();
        let features = customers.features(&Feature::ALL).unwrap();
        let scaled = StandardScaler::fit(&features).unwrap().transform(&features).unwrap();
        let found = Selection::grid(1..=10, &[CovarianceType::Full]).fit(&scaled).unwrap();
        let table = sweep(&found, &customers, &scaled).unwrap().to_string();
        assert!(table.contains("Ours, best of 1 starts"), "{table}");
        let rows: Vec<Vec<&str>> = table.lines().skip(3).map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(rows.len(), 10);
        for row in rows {
            assert_eq!(row[2], row[3], "{table}");
        }
        let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../Mall_Customers.csv")).unwrap();
        let other = Customers::from_reader(text.replacen("Male,19", "Male,20", 1).as_bytes(), "other.csv").unwrap();
        let table = sweep(&found, &other, &scaled).unwrap().to_string();
        assert!(table.lines().skip(3).all(|line| line.ends_with('-')), "{table}");
        let error = crate::original::replay(&other, &scaled).unwrap_err().to_string();
        assert!(error.contains("other.csv") && error.contains("the original's 200 customers"), "{error}");
    }
}
