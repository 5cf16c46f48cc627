//! One measurement of this crate or of linfa-clustering, in a process of its own; `compare.py` runs them.
//!
//! `peers DIRECTORY TASK [PRECISION] [COVARIANCE_TYPE or N_FEATURES] [N_THREADS]` reads the files that the task `generate` has
//! written to the directory and prints one line of JSON.

#[path = "../mall.rs"]
mod mall;
mod measure;
mod peak;
mod wide;

use std::error::Error;
use std::fs;
use std::path::Path;

use half::f16;
use helpers::Selection;
use helpers::benchmark::iteration_from;
use helpers::linfa::{DatasetBase, traits::Fit, traits::Predict};
use helpers::ndarray::Array2;
use helpers::{CovarianceType, Covariances, Element, GaussianMixture};
use linfa_clustering::{GaussianMixtureModel, GmmError};
use serde_json::{Value, json};

use mall::{N_CLUSTERS, REG_COVARIANCE, grid, mall_model, params, sample, unit_start};
use measure::measure;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let argument = |i: usize, default| arguments.get(i).map_or(default, String::as_str);
    let directory = Path::new(argument(0, "."));
    let n_threads = match arguments.get(4) {
        Some(n) => n.parse()?,
        None => std::thread::available_parallelism()?.get(),
    };
    let report = match argument(1, "") {
        "generate" => generate(directory, argument(2, "1000000").parse()?)?,
        "same-parameters" => same_parameters(directory)?,
        "mall" => mall_fit(directory)?,
        "grid" => grid_fit(directory)?,
        "linfa" => linfa_fit(directory)?,
        "peak" => json!({ "fused_per_second": peak::fused_per_second(n_threads) }),
        "wide" => wide::run(directory, argument(2, "f64"), argument(3, "4").parse()?, n_threads)?,
        task => {
            let covariance_type = covariance_type(argument(3, "full"))?;
            let job = Job { directory, task, covariance_type, n_threads };
            let records = read(directory, "crowd", 4)?;
            match argument(2, "f64") {
                "f64" => job.run("f64", records)?,
                "f32" => job.run("f32", records.mapv(|x| x as f32))?,
                "f16" => job.run("f16", records.mapv(f16::from_f64))?,
                other => return Err(format!("no precision: {other}").into()),
            }
        }
    };
    println!("{report}");
    Ok(())
}

fn covariance_type(name: &str) -> Result<CovarianceType> {
    let found = CovarianceType::ALL.into_iter().find(|covariance_type| covariance_type.to_string() == name);
    found.ok_or_else(|| format!("no covariance type: {name}").into())
}

/// A measurement on the crowd, in whatever precision it is stored.
struct Job<'a> {
    directory: &'a Path,
    task: &'a str,
    covariance_type: CovarianceType,
    n_threads: usize,
}

impl Job<'_> {
    fn run<E: Element>(&self, precision: &str, records: Array2<E>) -> Result<Value> {
        let params = params().covariance_type(self.covariance_type).n_threads(self.n_threads);
        let dataset = DatasetBase::from(records);
        match self.task {
            "iteration" => {
                let start = unit_start(&read(self.directory, "means", 4)?, self.covariance_type);
                let params = params.start(start);
                Ok(json!({ "seconds": iteration_from(&params, &dataset.records)? }))
            }
            "fit" => {
                let (model, cost) = measure(|| params.fit(&dataset))?;
                let labels = model.labels(&dataset.records)?;
                write_labels(self.directory, &labels, precision)?;
                Ok(json!({
                    "seconds": cost.seconds, "peak_bytes": cost.peak_bytes,
                    "n_iterations": model.n_iterations(), "score": model.score(&dataset.records)?,
                }))
            }
            "predict" => {
                let model = mall_model()?;
                Ok(json!({ "seconds": measure(|| model.labels(&dataset.records))?.1.seconds }))
            }
            other => Err(format!("no task: {other}").into()),
        }
    }
}

fn generate(directory: &Path, n_samples: usize) -> Result<Value> {
    fs::create_dir_all(directory)?;
    write(directory, "mall", &mall::mall()?)?;
    write(directory, "means", mall_model()?.means())?;
    write(directory, "crowd", &sample(n_samples)?)?;
    wide::generate(directory)?;
    Ok(json!({ "n_samples": n_samples }))
}

/// The mean log-likelihood of the same parameters in every precision.
fn same_parameters(directory: &Path) -> Result<Value> {
    let (model, records) = (mall_model()?, read(directory, "crowd", 4)?);
    Ok(json!({
        "f64": model.score(&records)?,
        "f32": model.score(&records.mapv(|x| x as f32))?,
        "f16": model.score(&records.mapv(f16::from_f64))?,
    }))
}

fn mall_fit(directory: &Path) -> Result<Value> {
    let dataset = DatasetBase::from(read(directory, "mall", 4)?);
    let params = params().n_runs(5);
    let (model, cost) = measure(|| params.fit(&dataset))?;
    Ok(json!({ "seconds": cost.seconds, "score": model.best_run().unwrap().score }))
}

fn grid_fit(directory: &Path) -> Result<Value> {
    let records = read(directory, "mall", 4)?;
    let (_, cost) = measure(|| Selection::fit(&records, grid(100)))?;
    Ok(json!({ "seconds": cost.seconds }))
}

/// linfa-clustering gives no likelihood: ours is computed from its parameters.
fn linfa_fit(directory: &Path) -> Result<Value> {
    let dataset = DatasetBase::from(read(directory, "crowd", 4)?);
    let params = GaussianMixtureModel::params(N_CLUSTERS).reg_covariance(REG_COVARIANCE).tolerance(1e-3);
    let (model, cost) = measure(|| -> std::result::Result<_, GmmError> { params.fit(&dataset) })?;
    write_labels(directory, &model.predict(&dataset.records).to_vec(), "linfa")?;
    let covariances = Covariances::Full(model.covariances().clone());
    let start = GaussianMixture::from_parameters(model.weights().clone(), model.means().clone(), covariances)?;
    let same = mall::params().start(start.as_start()).max_n_iterations(1).fit(&dataset)?;
    let score = same.best_run().unwrap().log_likelihood_trace[0];
    Ok(json!({ "seconds": cost.seconds, "peak_bytes": cost.peak_bytes, "score": score }))
}

/// Numbers are kept as f64, least significant byte first, row by row.
fn write(directory: &Path, name: &str, matrix: &Array2<f64>) -> Result<()> {
    let bytes: Vec<u8> = matrix.iter().flat_map(|x| x.to_le_bytes()).collect();
    Ok(fs::write(directory.join(name).with_extension("f64"), bytes)?)
}

fn read(directory: &Path, name: &str, n_features: usize) -> Result<Array2<f64>> {
    let bytes = fs::read(directory.join(name).with_extension("f64"))?;
    let (numbers, _) = bytes.as_chunks::<8>();
    let numbers = numbers.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect();
    Ok(Array2::from_shape_vec((bytes.len() / (8 * n_features), n_features), numbers)?)
}

fn write_labels(directory: &Path, labels: &[usize], name: &str) -> Result<()> {
    let bytes: Vec<u8> = labels.iter().map(|&label| label as u8).collect();
    Ok(fs::write(directory.join(name).with_extension("labels"), bytes)?)
}
