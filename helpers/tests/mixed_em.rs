//! From the same start, EM on numbers, categories and gaps ends at the numbers of an independent implementation.

use crate::common::*;
use helpers::linfa::{DatasetBase, traits::Fit};
use helpers::ndarray::{Array2, s};
use helpers::{Categorical, GaussianMixture};
use serde_json::Value;

const TOLERANCE: f64 = 1e-9;

fn records(rows: &Value) -> Array2<f64> {
    let n_columns = list(&list(rows)[0]).len();
    let cells = list(rows).iter().flat_map(list).map(|cell| cell.as_f64().unwrap_or(f64::NAN));
    Array2::from_shape_vec((list(rows).len(), n_columns), cells.collect()).unwrap()
}

fn categories(columns: &[usize], levels: &Value) -> Vec<Categorical> {
    let of_column = |(&column, levels): (&usize, &Value)| Categorical { column, probabilities: matrix(levels) };
    columns.iter().zip(list(levels)).map(of_column).collect()
}

#[test]
fn eight_cases_end_where_an_implementation_row_by_row_ends() {
    let fixture = fixture("mixed_em.json");
    let cases = list(&fixture["cases"]);
    assert_eq!(cases.len(), 8);
    for case in cases {
        let records = records(&fixture["data"][case["dataset"].as_str().unwrap()]);
        let covariance_type = covariance_type(&case["covariance_type"]);
        let columns = integers(&fixture["categorical"]);
        let (weights, means) = (numbers(&case["weights_init"]), matrix(&case["means_init"]));
        let start = mixture_of_precisions(weights, means, covariances(covariance_type, &case["precisions_init"]));
        let model = GaussianMixture::params(3)
            .covariance_type(covariance_type)
            .reg_covariance(number(&fixture["reg_covar"]))
            .tolerance(number(&fixture["tol"]))
            .max_n_iterations(integer(&fixture["max_iter"]))
            .categorical(&columns)
            .allow_missing(true)
            .start(start.with_categories(&categories(&columns, &case["levels_init"])).unwrap().as_start())
            .fit(&DatasetBase::from(records.clone()))
            .unwrap();

        let name = format!("{} {covariance_type}", case["dataset"]);
        let close = |what: &str, found: &[f64], expected: Vec<f64>| {
            assert_close(&format!("{name}: {what}"), found, &expected, TOLERANCE);
        };
        assert_eq!(model.n_iterations(), integer(&case["n_iter"]), "{name}: iterations");
        assert_eq!(model.n_parameters(), integer(&case["n_parameters"]), "{name}");
        close("trace", &model.best_run().unwrap().log_likelihood_trace, numbers(&case["lower_bounds"]).to_vec());
        close("score", &[model.score(&records).unwrap()], vec![number(&case["score"])]);
        close("weights", &model.weights().to_vec(), numbers(&case["weights"]).to_vec());
        close("means", model.means().as_slice().unwrap(), matrix(&case["means"]).into_iter().collect());
        let expected = entries(&covariances(covariance_type, &case["covariances"]));
        close("covariances", &entries(model.covariances()), expected);
        for (found, expected) in model.categories().iter().zip(categories(&columns, &case["levels"])) {
            assert_eq!(found.column, expected.column);
            close("levels", found.probabilities.as_slice().unwrap(), expected.probabilities.into_iter().collect());
        }
        let first5 = |rows: Array2<f64>| rows.slice(s![..5, ..]).iter().copied().collect::<Vec<f64>>();
        let probabilities = first5(model.predict_proba(&records).unwrap());
        close("probabilities", &probabilities, matrix(&case["predict_proba_first5"]).into_iter().collect());
        let imputed = first5(model.impute(&records).unwrap());
        close("imputed", &imputed, matrix(&case["imputed_first5"]).into_iter().collect());
    }
}
