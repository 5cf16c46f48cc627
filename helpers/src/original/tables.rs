//! Our figures and the published ones side by side.

use super::starts::{check_original, replay_sweep};
use super::{BIC_SWEEP, Published};
use crate::choose::{self, Selection, compared};
use crate::customers::Customers;
use crate::error::Result;
use crate::mixture::{Criteria, GaussianMixture, Matrix};
use crate::show::{Table, cells, decimals};

/// Models with their figures on `records`, `(n_samples, n_features)`, each above the published ones.
///
/// # Errors
///
/// As [`GaussianMixture::criteria`].
pub fn comparison(models: &[(&GaussianMixture, Published)], records: &Matrix) -> Result<Table> {
    let rows = models.iter().flat_map(|(model, published)| {
        let Published { name, score, aic, bic } = published;
        let figures = [score, aic, bic].map(|figure| decimals(*figure, 6));
        let name = cells![format!("{name}, published"), model.n_clusters(), model.covariance_type(), "-"];
        [compared(&format!("{}, ours", published.name), model, records), Ok([&name[..], &figures].concat())]
    });
    choose::comparison("Our figures beside the published ones", rows)
}

/// The BIC of each candidate of `sweep`, 1 to 10 components with full covariance, beside the published one and, for the
/// original's customers, that of a fit to `scaled`, `(n_samples, 4)`, from the start that the published one had.
///
/// # Errors
///
/// As a fit from these starts.
pub fn sweep(sweep: &Selection, customers: &Customers, scaled: &Matrix) -> Result<Table> {
    let n_runs = sweep.candidates().iter().map(|candidate| candidate.model.runs().len()).max();
    let ours = format!("Ours, best of {} starts", n_runs.unwrap_or(0));
    let rows = sweep.candidates().iter().filter_map(|candidate| {
        let k = candidate.model.n_clusters();
        let published = decimals(*BIC_SWEEP.get(k - 1)?, 1);
        let replayed = check_original(customers).ok().map(|()| replay_sweep(k, scaled)?.criteria(&scaled.as_records()));
        let ours = decimals(candidate.criteria.bic, 1);
        let cells = |replayed: Option<Criteria>| cells![k, ours, published, decimals(replayed.map(|it| it.bic), 1)];
        Some(replayed.transpose().map(cells))
    });
    let headings = ["Components", &ours, "Published", "Replayed from the published start"];
    Table::try_of("BIC by number of components", &headings, rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customers::{Feature, Schema};
    use crate::features::StandardScaler;
    use crate::mixture::CovarianceType;

    #[test]
    fn the_whole_sweep_is_replayed_to_its_printed_digits_and_other_customers_are_not() {
        let customers =
            Customers::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Mall_Customers.csv"), &Schema::default())
                .unwrap();
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
        let other =
            Customers::from_reader(text.replacen("Male,19", "Male,20", 1).as_bytes(), "other.csv", &Schema::default())
                .unwrap();
        let table = sweep(&found, &other, &scaled).unwrap().to_string();
        assert!(table.lines().skip(3).all(|line| line.ends_with('-')), "{table}");
        let error = crate::original::replay(&other, &scaled).unwrap_err().to_string();
        assert!(error.contains("other.csv") && error.contains("the original's 200 customers"), "{error}");
    }
}
