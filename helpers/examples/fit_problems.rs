//! Fits mixtures to the problems that it reads, a JSON object a line, and writes what comes out: for tests beside other programs.

#[path = "../tests/common/json.rs"]
#[allow(dead_code)] // the tests use more of it
mod json;

use std::io::{BufRead, stdin};

use helpers::linfa::{DatasetBase, traits::Fit};
use helpers::{Error, GaussianMixture, Start};
use json::*;
use serde_json::{Value, json as object};

fn main() {
    for line in stdin().lock().lines() {
        let problem: Value = serde_json::from_str(&line.expect("text")).expect("JSON");
        println!("{}", fit(&problem).unwrap_or_else(|error| object!({ "error": error.to_string() })));
    }
}

/// EM from the problem's partition.
fn fit(problem: &Value) -> Result<Value, Error> {
    let records = matrix(&problem["records"]);
    let model = GaussianMixture::params(integer(&problem["n_clusters"]))
        .covariance_type(covariance_type(&problem["covariance_type"]))
        .reg_covariance(number(&problem["reg_covar"]))
        .tolerance(number(&problem["tol"]))
        .max_n_iterations(integer(&problem["max_iter"]))
        .start(Start::Partition(integers(&problem["partition"])))
        .fit(&DatasetBase::from(records.clone()))?;
    Ok(object!({
        "n_iter": model.n_iterations(),
        "score": model.score(&records)?,
        "bic": model.criteria(&records)?.bic,
        "weights": model.weights().to_vec(),
        "labels": model.labels(&records)?,
    }))
}
