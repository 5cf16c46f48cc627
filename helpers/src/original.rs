//! What the original Python notebooks published, to be set beside what this project computes.

use ndarray::{Array1, Array2};

use crate::choose::Selection;
use crate::customers::{Customer, Customers};
use crate::error::Result;
use crate::mixture::GaussianMixture;
use crate::show::Table;

/// A model of the original with its published figures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Published {
    /// The name in its comparison table.
    pub name: &'static str,
    /// Mean log-likelihood of a customer.
    pub score: f64,
    /// Akaike's information criterion.
    pub aic: f64,
    /// Bayesian information criterion.
    pub bic: f64,
}

/// Two spherical components.
pub const BASELINE: Published = Published {
    name: "Baseline GMM",
    score: -5.604029,
    aic: 2263.611752,
    bic: 2299.893243,
};

/// Five components with full covariance.
pub const FINAL: Published = Published {
    name: "Model GMM",
    score: -0.659716,
    aic: 411.886448,
    bic: 655.961933,
};

/// The second notebook's model: the features as float16 and a smaller `reg_covariance`.
pub const OPTIMISED: Published = Published {
    name: "Optimised GMM",
    score: -0.4815,
    aic: 340.60,
    bic: 584.68,
};

/// BIC for 1 to 10 components with full covariance.
pub const BIC_SWEEP: [f64; 10] = [
    2320.1, -299.3, 2250.3, -234.6, -199.8, -231.0, -195.6, -134.3, -120.8, -53.0,
];

/// Sizes of the final model's clusters.
pub const SIZES: [usize; 5] = [49, 33, 21, 39, 58];

/// The partition that the final model's best run started from, a digit for each customer: what scikit-learn 1.9.1's
/// k-means gives in the last of five starts drawn from the seed 42.
const FINAL_START: &str = "33111141010141031301034343434101034141414301414111\
     43104040100344034431044403401403041041144304134103\
     14030140000143114444342312030303123243324322330243\
     03424202024232020223030342030322022343222202222222";

/// Models with their figures on `records`, each above the published ones.
///
/// # Errors
/// As [`GaussianMixture::score`].
pub fn comparison(models: &[(&GaussianMixture, Published)], records: &Array2<f64>) -> Result<Table> {
    let headings = [
        "Model",
        "Components",
        "Covariance",
        "Log-likelihood (mean per customer)",
        "AIC",
        "BIC (lower is better)",
    ];
    let mut table = Table::new("Our figures beside the published ones", &headings);
    for (model, published) in models {
        let ours = [model.score(records)?, model.aic(records)?, model.bic(records)?];
        let published_figures = [published.score, published.aic, published.bic];
        for (whose, figures) in [("ours", ours), ("published", published_figures)] {
            let [score, aic, bic] = figures.map(|figure| format!("{figure:.6}"));
            let name = format!("{}, {whose}", published.name);
            table.push(&[&name, &model.n_clusters(), &model.covariance_type(), &score, &aic, &bic]);
        }
    }
    Ok(table)
}

/// The BIC of each candidate of `sweep`, 1 to 10 components, beside the published one.
pub fn sweep(sweep: &Selection) -> Table {
    let mut table = Table::new("BIC by number of components", &["Components", "Ours", "Published"]);
    for (candidate, published) in sweep.candidates().iter().zip(BIC_SWEEP) {
        let (ours, published) = (format!("{:.1}", candidate.bic), format!("{published:.1}"));
        table.push(&[&candidate.model.n_clusters(), &ours, &published]);
    }
    table
}

/// The partition from which EM repeats the original's final model, or `None` for customers that are not the original's.
pub fn final_start(customers: &Customers) -> Option<Array1<usize>> {
    let rows = customers.rows();
    let number = |i: usize| rows[i].id.parse::<usize>() == Ok(i + 1);
    let sum = |value: fn(&Customer) -> Option<f64>| rows.iter().filter_map(value).sum::<f64>();
    let same = rows.len() == FINAL_START.len()
        && (0..rows.len()).all(number)
        && sum(|row| row.age) == 7770.0
        && sum(|row| row.annual_income) == 12112.0
        && sum(|row| row.spending_score) == 10040.0;
    same.then(|| FINAL_START.bytes().map(|digit| usize::from(digit - b'0')).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customers::Feature;
    use crate::features::StandardScaler;

    #[test]
    fn a_sweep_stands_beside_the_published_one_up_to_its_length() {
        let customers = Customers::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Mall_Customers.csv")).unwrap();
        let features = customers.features(&Feature::ALL).unwrap();
        let scaled = StandardScaler::fit(&features).unwrap().transform(&features).unwrap();
        let found = Selection::fit(&scaled, vec![GaussianMixture::params(1)]).unwrap();
        let table = sweep(&found).to_string();
        let cells: Vec<&str> = table.lines().last().unwrap().split_whitespace().collect();
        assert_eq!(cells, ["1", "2320.1", "2320.1"]);
    }
}
