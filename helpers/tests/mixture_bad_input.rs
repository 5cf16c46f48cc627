//! What a mixture refuses, and how it says so.

use helpers::linfa::traits::Fit;
use helpers::linfa::{DatasetBase, ParamGuard};
use helpers::ndarray::{Array1, Array2, array};
use helpers::{CovarianceType, Covariances, Error, GaussianMixture, GaussianMixtureParams, Start};

fn records() -> Array2<f64> {
    array![[0.0, 1.0], [0.5, 0.0], [1.0, 0.7], [5.0, 6.0], [5.5, 5.0], [6.0, 5.8]]
}

fn error(records: Array2<f64>, params: GaussianMixtureParams) -> String {
    params.fit(&DatasetBase::from(records)).map(|_: GaussianMixture| ()).unwrap_err().to_string()
}

#[test]
fn parameters_outside_their_range() {
    let params = || GaussianMixture::params(2);
    for (params, name) in [
        (GaussianMixture::params(0), "n_clusters is 0"),
        (params().tolerance(0.0), "tolerance is 0"),
        (params().tolerance(f64::NAN), "tolerance is NaN"),
        (params().reg_covariance(-1e-6), "reg_covariance is -0.000001"),
        (params().max_n_iterations(0), "max_n_iterations is 0"),
        (params().n_runs(0), "n_runs is 0"),
        (params().n_threads(0), "n_threads is 0"),
    ] {
        assert!(matches!(params.check_ref(), Err(Error::InvalidParameter { .. })), "{name}");
        let message = error(records(), params);
        assert!(message.contains(name), "{message}");
    }
}

#[test]
fn runs_of_a_given_start_that_would_all_be_the_same() {
    let start = Start::Partition(vec![0, 0, 0, 1, 1, 1]);
    assert!(error(records(), GaussianMixture::params(2).start(start).n_runs(2)).contains("n_runs is 2"));
}

#[test]
fn more_components_than_distinct_rows() {
    let message = error(Array2::from_elem((1000, 2), 1.5), GaussianMixture::params(2));
    assert!(message.contains("2 components") && message.contains("there are 1;"), "{message}");
    assert!(error(records(), GaussianMixture::params(7)).contains("ask for fewer components"));
}

#[test]
fn more_components_or_runs_than_memory_holds() {
    for n_clusters in [10_000_000_000, usize::MAX] {
        let message = error(records(), GaussianMixture::params(n_clusters));
        assert!(message.contains("there are 6;"), "{message}");
    }
    for n_runs in [1_000_000_000_000, usize::MAX] {
        let mut records = records();
        records.column_mut(1).fill(0.1); // so that the first run ends in an error
        let params = GaussianMixture::params(2).reg_covariance(0.0).n_runs(n_runs);
        assert!(error(records, params).contains("not positive definite"));
    }
    for n_samples in [1_000_000_000_000_000, usize::MAX] {
        let model = GaussianMixture::params(2).fit(&DatasetBase::from(records())).unwrap();
        let message = model.sample(n_samples, 1).unwrap_err().to_string();
        assert!(message.starts_with("n_samples is"), "{message}");
    }
}

#[test]
fn parameters_of_no_components_and_more_than_a_number_counts() {
    for covariance_type in CovarianceType::ALL {
        let shared = if covariance_type == CovarianceType::Tied { 10 } else { 0 };
        assert_eq!(covariance_type.n_parameters(0, 4), shared);
        assert_eq!(covariance_type.n_parameters(usize::MAX, usize::MAX), usize::MAX);
        assert_eq!(covariance_type.n_parameters(usize::MAX / 2, 3), usize::MAX);
    }
}

#[test]
fn nan_and_infinity() {
    for value in [f64::NAN, f64::INFINITY] {
        let mut records = records();
        records[[4, 1]] = value;
        let message = error(records, GaussianMixture::params(2));
        assert!(message.contains("row 4, column 1"), "{message}");
    }
}

#[test]
fn a_matrix_without_rows_or_columns() {
    for (rows, columns) in [(0, 2), (3, 0)] {
        let message = error(Array2::zeros((rows, columns)), GaussianMixture::params(1));
        assert!(message.contains(&format!("{rows} customers and {columns} features are left")), "{message}");
    }
}

#[test]
fn a_constant_column_without_regularisation() {
    let mut records = records();
    records.column_mut(1).fill(0.1);
    for covariance_type in [CovarianceType::Full, CovarianceType::Tied, CovarianceType::Diagonal] {
        let params = || GaussianMixture::params(2).covariance_type(covariance_type);
        let message = error(records.clone(), params().reg_covariance(0.0));
        assert!(message.contains("component") && message.contains("raise the variance floor"), "{message}");
        let model = params().reg_covariance(1e-6).fit(&DatasetBase::from(records.clone())).unwrap();
        assert!(model.score(&records).unwrap().is_finite());
    }
}

#[test]
fn rows_on_a_line_without_regularisation() {
    let line = Array2::from_shape_fn((6, 2), |(row, column)| [1.0, 2.0][column] * row as f64 + [30.0, -70.0][column]);
    for covariance_type in [CovarianceType::Full, CovarianceType::Tied] {
        for n_clusters in [1, 2] {
            let params = GaussianMixture::params(n_clusters).covariance_type(covariance_type);
            let message = error(line.clone(), params.reg_covariance(0.0));
            assert!(message.contains("not positive definite"), "{covariance_type}: {message}");
        }
    }
}

#[test]
fn as_many_components_as_rows() {
    for covariance_type in CovarianceType::ALL {
        let params = GaussianMixture::params(6).covariance_type(covariance_type);
        let message = error(records(), params.clone().reg_covariance(0.0));
        assert!(message.contains("raise the variance floor"), "{covariance_type}: {message}");
        let model = params.fit(&DatasetBase::from(records())).unwrap();
        assert!(model.score(&records()).unwrap().is_finite());
    }
}

#[test]
fn one_row() {
    let model = GaussianMixture::params(1).fit(&DatasetBase::from(array![[3.0, 4.0]])).unwrap();
    crate::common::assert_close("mean", model.means(), &array![[3.0, 4.0]], 1e-12);
}

#[test]
fn identical_rows_and_one_component() {
    let records = Array2::from_elem((70_000, 2), 0.3);
    let model = GaussianMixture::params(1).fit(&DatasetBase::from(records.mapv(|x| x as f32))).unwrap();
    assert!((model.means()[[0, 0]] - f64::from(0.3_f32)).abs() < 1e-12);
    assert!((model.covariances().matrix(0, 2)[[0, 0]] - 1e-6).abs() < 1e-12);
}

#[test]
fn features_too_large_for_their_precision() {
    let message = error(records() * 1e200, GaussianMixture::params(2));
    assert!(message.contains("standardise"), "{message}");
    let single = records().mapv(|x| (x * 1e30) as f32);
    let error = GaussianMixture::params(2).fit(&DatasetBase::from(single)).unwrap_err();
    assert!(matches!(error, Error::OutOfRange { precision: "f32" }), "{error}");
}

#[test]
fn features_so_large_that_a_covariance_is_infinite() {
    for covariance_type in CovarianceType::ALL {
        let params = GaussianMixture::params(1).covariance_type(covariance_type);
        match params.fit(&DatasetBase::from(array![[1e165], [1e165], [1e165]])) {
            Ok(model) => assert!(model.covariances().matrix(0, 1)[[0, 0]].is_finite(), "{covariance_type}"),
            Err(error) => assert!(matches!(error, Error::OutOfRange { precision: "f64" }), "{error}"),
        }
    }
}

#[test]
fn features_so_small_that_a_precision_is_infinite() {
    for covariance_type in CovarianceType::ALL {
        let params = GaussianMixture::params(1).covariance_type(covariance_type).reg_covariance(0.0);
        let error = params.fit(&DatasetBase::from(array![[0.0], [1e-155], [2e-155]])).unwrap_err();
        assert!(matches!(error, Error::OutOfRange { precision: "f64" }), "{error}");
    }
    let variance = Covariances::Spherical(array![1e-310]);
    let error = GaussianMixture::from_parameters(array![1.0], array![[0.0]], variance).unwrap_err();
    assert!(matches!(error, Error::OutOfRange { .. }), "{error}");
}

#[test]
fn very_many_rows_that_are_very_far_away() {
    let model = GaussianMixture::params(2).fit(&DatasetBase::from(records())).unwrap();
    let far = Array2::from_elem((70_000, 2), 1e300);
    let criteria = model.criteria(&far).unwrap();
    assert_eq!(criteria.score, model.score(&far).unwrap());
    assert!(criteria.score.is_finite() && criteria.score < -1e280, "{criteria:?}");
    assert!(criteria.aic.is_finite() && criteria.icl.is_finite(), "{criteria:?}");
}

#[test]
fn a_partition_that_does_not_fit() {
    let start = |labels: Vec<usize>| GaussianMixture::params(2).start(Start::Partition(labels));
    assert!(error(records(), start(vec![0, 1])).contains("[2]"));
    for label in [2, 100_000_000_000] {
        assert!(error(records(), start(vec![0, 0, 0, 1, 1, label])).contains("label"));
    }
}

#[test]
fn a_start_that_is_no_mixture_or_does_not_fit() {
    let start = |weights: Array1<f64>, means: Array2<f64>, covariances| match GaussianMixture::from_parameters(
        weights,
        means,
        covariances,
    ) {
        Ok(start) => error(records(), GaussianMixture::params(2).start(start.as_start())),
        Err(error) => error.to_string(),
    };
    let full = || Covariances::Full(helpers::ndarray::Array3::from_shape_fn((2, 2, 2), |(_, i, j)| f64::from(i == j)));
    let (weights, means) = (array![0.5, 0.5], array![[0.0, 0.0], [5.0, 5.0]]);
    assert!(start(array![0.5, 0.6], means.clone(), full()).contains("weights"));
    assert!(start(array![1.0], means.clone(), full()).contains("weights"));
    let narrow = Covariances::Full(helpers::ndarray::Array3::ones((2, 1, 1)));
    assert!(start(weights.clone(), array![[0.0], [5.0]], narrow).contains("the start's means"));
    let three = Covariances::Full(helpers::ndarray::Array3::from_shape_fn((3, 2, 2), |(_, i, j)| f64::from(i == j)));
    let means_of_three = array![[0.0, 0.0], [5.0, 5.0], [9.0, 9.0]];
    assert!(start(array![0.5, 0.25, 0.25], means_of_three, three).contains("the start's means"));
    assert!(start(weights.clone(), array![[0.0, f64::NAN], [5.0, 5.0]], full()).contains("mean"));
    assert!(start(weights.clone(), means.clone(), Covariances::Tied(Array2::eye(2))).contains("covariance type"));
    assert!(start(weights.clone(), means.clone(), Covariances::Full(Default::default())).contains("covariances"));
    assert!(start(array![0.5, 0.5 + 5e-7], means.clone(), full()).contains("weights"));
    let indefinite = Covariances::Full(helpers::ndarray::Array3::from_elem((2, 2, 2), 1.0));
    let message = start(weights.clone(), means.clone(), indefinite);
    assert!(message.starts_with("the covariance of component 0 is not positive definite"), "{message}");
    for (entry, expected) in [(f64::NAN, "finite"), (f64::INFINITY, "finite"), (0.5, "symmetric")] {
        for place in [[1, 0, 1], [1, 1, 0]] {
            let Covariances::Full(mut covariances) = full() else { unreachable!() };
            covariances[place] = entry;
            let message = start(weights.clone(), means.clone(), Covariances::Full(covariances));
            assert!(message.contains("covariance"), "{message}");
            assert!(message.contains(expected), "{message}");
        }
    }
}

#[test]
fn evaluating_a_matrix_of_another_width() {
    let model = GaussianMixture::params(2).fit(&DatasetBase::from(records())).unwrap();
    let error = model.labels(&Array2::<f64>::zeros((3, 5))).unwrap_err();
    assert!(matches!(error, Error::Shape { .. }), "{error}");
    assert!(model.score(&array![[f64::NAN, 0.0]]).is_err());
    assert!(model.criteria(&Array2::<f64>::zeros((0, 2))).is_err());
}
