//! Fits a mixture from a saved model's parameters: what `segments fit-sql --resume` does in a database, for tests beside it.
//!
//! `fit_from MODEL ROWS REG_COVARIANCE TOLERANCE MAX_N_ITERATIONS`: `ROWS` are little-endian doubles, row by row, standardised, with
//! codes of levels for categories and NaN for a missing one. Prints one line of JSON.

use std::error::Error;
use std::time::Instant;

use helpers::linfa::{DatasetBase, traits::Fit};
use helpers::{Array2, Categorical, Covariances, GaussianMixture, SavedModel};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, rows, reg_covariance, tolerance, max_n_iterations] = &arguments[..] else {
        return Err("five arguments are needed".into());
    };
    let model = SavedModel::load(model)?;
    let numbers: Vec<f64> = std::fs::read(rows)?.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect();
    let n_features = model.features().len();
    let dataset = DatasetBase::from(Array2::from_shape_vec((numbers.len() / n_features, n_features), numbers)?);
    let columns: Vec<usize> = model.mixture().categories().iter().map(|category| category.column).collect();
    let params = GaussianMixture::params(model.mixture().n_clusters())
        .covariance_type(model.mixture().covariance_type())
        .categorical(&columns)
        .allow_missing(true)
        .reg_covariance(reg_covariance.parse()?)
        .tolerance(tolerance.parse()?)
        .max_n_iterations(max_n_iterations.parse()?)
        .start(model.mixture().as_start());
    let begun = Instant::now();
    let fitted = params.fit(&dataset)?;
    let seconds = begun.elapsed().as_secs_f64();
    println!("{}", report(&fitted, seconds));
    Ok(())
}

fn report(fitted: &GaussianMixture, seconds: f64) -> Value {
    let covariances: Vec<f64> = match fitted.covariances() {
        Covariances::Full(values) => values.iter().copied().collect(),
        Covariances::Tied(values) | Covariances::Diagonal(values) => values.iter().copied().collect(),
        Covariances::Spherical(values) => values.to_vec(),
    };
    let probabilities = |category: &Categorical| category.probabilities.iter().copied().collect::<Vec<f64>>();
    json!({
        "n_iterations": fitted.n_iterations(),
        "seconds": seconds,
        "score": fitted.best_run().map(|run| run.score),
        "weights": fitted.weights().to_vec(),
        "means": fitted.means().iter().collect::<Vec<_>>(),
        "covariances": covariances,
        "categories": fitted.categories().iter().map(probabilities).collect::<Vec<_>>(),
    })
}
