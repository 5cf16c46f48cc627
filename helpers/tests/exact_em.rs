//! From the same start, EM ends at scikit-learn's numbers: 84 cases.

use crate::common::*;
use helpers::GaussianMixture;
use helpers::linfa::{DatasetBase, traits::Fit};
use helpers::ndarray::s;
use serde_json::Value;

fn fit(case: &Value, fixture: &Value) -> GaussianMixture {
    let covariance_type = covariance_type(&case["covariance_type"]);
    let (weights, means) = (numbers(&case["weights_init"]), matrix(&case["means_init"]));
    let start = mixture_of_precisions(weights, means, covariances(covariance_type, &case["precisions_init"]));
    let dataset = DatasetBase::from(matrix(&fixture["data"][case["dataset"].as_str().unwrap()]));
    GaussianMixture::params(integer(&case["k"]))
        .covariance_type(covariance_type)
        .reg_covariance(number(&case["reg_covar"]))
        .tolerance(number(&case["tol"]))
        .max_n_iterations(integer(&case["max_iter"]))
        .start(start.as_start())
        .fit(&dataset)
        .unwrap()
}

#[test]
fn two_to_four_features_end_where_scikit_learn_ends() {
    check_cases("exact_em.json", 72);
}

#[test]
fn one_and_many_features_end_where_scikit_learn_ends() {
    check_cases("exact_em_widths.json", 12);
}

fn check_cases(file: &str, n_cases: usize) {
    let fixture = fixture(file);
    let cases = list(&fixture["cases"]);
    assert_eq!(cases.len(), n_cases);
    for case in cases {
        let name = format!("{} {} k={} {}", case["dataset"], case["covariance_type"], case["k"], case["start"]);
        let (expected, floor) = (&case["expected"], &case["numerics"]["floor"]);
        let tolerance = |what: &str| f64::max(1e-9, 100.0 * number(&floor[what]));
        let records = matrix(&fixture["data"][case["dataset"].as_str().unwrap()]);
        let model = fit(case, &fixture);

        assert_eq!(model.n_iterations(), integer(&expected["n_iter"]), "{name}: iterations");
        assert_eq!(model.converged(), expected["converged"].as_bool().unwrap(), "{name}");
        assert_eq!(model.n_parameters(), integer(&expected["n_parameters"]), "{name}");
        let close = |what, found: &[f64], expected: &[f64], tolerance| {
            assert_close(&format!("{name}: {what}"), found, expected, tolerance);
        };
        let scalar = |what, found: f64, scale: f64| {
            close(what, &[found], &[number(&expected[what])], scale * tolerance("score"));
        };
        scalar("score", model.score(&records).unwrap(), 1.0);
        scalar("aic", model.criteria(&records).unwrap().aic, 2.0 * records.nrows() as f64);
        scalar("bic", model.criteria(&records).unwrap().bic, 2.0 * records.nrows() as f64);
        let trace = numbers(&expected["lower_bounds"]).to_vec();
        close("trace", &model.best_run().unwrap().log_likelihood_trace, &trace, tolerance("score"));
        close("weights", &model.weights().to_vec(), &numbers(&expected["weights"]).to_vec(), tolerance("weights"));
        let means: Vec<f64> = matrix(&expected["means"]).iter().copied().collect();
        close("means", model.means().as_slice().unwrap(), &means, tolerance("means"));
        let expected_covariances = covariances(model.covariance_type(), &expected["covariances"]);
        close("covariances", &entries(model.covariances()), &entries(&expected_covariances), tolerance("covariances"));
        let probabilities = model.predict_proba(&records).unwrap();
        let expected_probabilities: Vec<f64> = matrix(&expected["predict_proba_first5"]).iter().copied().collect();
        let first5: Vec<f64> = probabilities.slice(s![..5, ..]).iter().copied().collect();
        close("probabilities", &first5, &expected_probabilities, tolerance("proba"));
        assert_eq!(model.labels(&records).unwrap(), integers(&expected["labels"]), "{name}: labels");
    }
}
