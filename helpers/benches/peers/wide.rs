//! Mixtures of 4 to 32 features: an EM iteration from a given start, k-means as a start, and whole fits.

use std::path::Path;

use helpers::benchmark::iteration_from;
use helpers::linfa::{DatasetBase, traits::Fit};
use helpers::ndarray::Array2;
use helpers::{CovarianceType, Element, GaussianMixture};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use serde_json::{Value, json};

use crate::mall::{REG_COVARIANCE, unit_start};
use crate::measure::measure;
use crate::{Result, read, write};

/// Numbers of rows, features and components.
const PROBLEMS: [[usize; 3]; 4] = [[1_000_000, 4, 5], [500_000, 8, 8], [200_000, 16, 10], [100_000, 32, 10]];

/// Writes what all compare on: rows about centres that are close enough for components to overlap, and the centres.
pub fn generate(directory: &Path) -> Result<()> {
    for [n_samples, d, k] in PROBLEMS {
        let mut rng = Xoshiro256Plus::seed_from_u64(42);
        let means = Array2::from_shape_simple_fn((k, d), || rng.gen_range(-1.0..1.0));
        let mut records = Array2::zeros((n_samples, d));
        for mut row in records.rows_mut() {
            let noise = (0..d).map(|_| (0..4).map(|_| rng.gen_range(-1.0..1.0)).sum::<f64>()).collect();
            row.assign(&(&means.row(rng.gen_range(0..k)) + &helpers::ndarray::Array1::from_vec(noise)));
        }
        write(directory, &format!("wide-{d}"), &records)?;
        write(directory, &format!("wide-{d}-means"), &means)?;
    }
    Ok(())
}

pub fn run(directory: &Path, precision: &str, n_features: usize, n_threads: usize) -> Result<Value> {
    let records = read(directory, &format!("wide-{n_features}"), n_features)?;
    let means = read(directory, &format!("wide-{n_features}-means"), n_features)?;
    match precision {
        "f64" => measured(records, &means, n_threads),
        "f32" => measured(records.mapv(|x| x as f32), &means, n_threads),
        other => Err(format!("no precision: {other}").into()),
    }
}

fn measured<E: Element>(records: Array2<E>, means: &Array2<f64>, n_threads: usize) -> Result<Value> {
    let params = GaussianMixture::params(means.nrows()).reg_covariance(REG_COVARIANCE).n_threads(n_threads);
    let started = params.clone().start(unit_start(means, CovarianceType::Full));
    let dataset = DatasetBase::from(records);
    let iteration = iteration_from(&started, &dataset.records)?;
    let (_, first) = measure(|| params.clone().max_n_iterations(1).fit(&dataset))?;
    let (model, fit) = measure(|| params.fit(&dataset))?;
    Ok(json!({
        "iteration": iteration, "start": first.seconds - iteration,
        "fit": fit.seconds, "n_iterations": model.n_iterations(),
    }))
}
