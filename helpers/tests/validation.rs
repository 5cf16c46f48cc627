//! Validation against scikit-learn and scipy; how the reference was made is in `fixtures/README.md`.

use crate::common::*;
use helpers::ndarray::{Array2, array, s};
use helpers::*;
use helpers::{CovarianceType, Covariances, Error, GaussianMixture, GaussianMixtureParams, Start};
use serde_json::Value;

fn reference(name: &str) -> Vec<Value> {
    list(&fixture("validation.json")[name]).to_vec()
}

fn labels(value: &Value) -> Vec<usize> {
    integers(value).to_vec()
}

/// Gender, age, income and score, standardised.
fn mall() -> Array2<f64> {
    matrix(&fixture("exact_em.json")["data"]["mall4"])
}

/// Age, income and score, standardised.
fn mall_without_gender() -> Array2<f64> {
    mall().slice(s![.., 1..]).to_owned()
}

/// The segmentation that the criteria choose.
fn chosen() -> GaussianMixtureParams {
    GaussianMixture::params(5).covariance_type(CovarianceType::Diagonal).reg_covariance(1e-3).n_runs(50)
}

fn invalid_parameter<T: std::fmt::Debug>(result: Result<T, helpers::Error>) -> &'static str {
    match result.unwrap_err() {
        Error::InvalidParameter { name, .. } => name,
        other => panic!("{other}"),
    }
}

// Adjusted Rand index

#[test]
fn the_adjusted_rand_index_is_that_of_scikit_learn() {
    for case in reference("adjusted_rand_index") {
        let (first, second) = (labels(&case["first"]), labels(&case["second"]));
        let expected = number(&case["value"]);
        for (first, second) in [(&first, &second), (&second, &first)] {
            let found = adjusted_rand_index(first, second).unwrap();
            assert_close(case["name"].as_str().unwrap(), &[found], &[expected], 1e-14);
        }
    }
}

#[test]
fn a_million_rows_do_not_overflow() {
    let halves: Vec<usize> = (0..1_000_000).map(|row| row % 2).collect();
    assert_eq!(adjusted_rand_index(&halves, &halves).unwrap(), 1.0);
    let thirds: Vec<usize> = (0..1_000_000).map(|row| row % 3).collect();
    assert!(adjusted_rand_index(&halves, &thirds).unwrap().abs() < 1e-5);
}

#[test]
fn labels_that_cannot_be_compared() {
    let message = adjusted_rand_index(&[0, 1], &[0]).unwrap_err().to_string();
    assert_eq!(message, "the list of labels has the shape [1], but [2] is needed");
    assert_eq!(invalid_parameter(adjusted_rand_index(&[], &[])), "the number of labels");
}

// Bootstrap

#[test]
fn the_original_is_less_stable_than_the_chosen_segmentation() {
    // the reference, 30 resamples: 0.600 (standard deviation 0.127) and 0.841 (0.162)
    let original = GaussianMixture::params(5).reg_covariance(1e-4).n_runs(50);
    let original = bootstrap_stability(&original, &mall(), 60, 42).unwrap();
    let chosen = bootstrap_stability(&chosen(), &mall_without_gender(), 60, 42).unwrap();
    assert!((original.mean() - 0.60).abs() < 0.06, "{}", original.mean());
    assert!((chosen.mean() - 0.84).abs() < 0.06, "{}", chosen.mean());
    for stability in [original, chosen] {
        assert_eq!(stability.values.len(), 60);
        let squares: f64 = stability.values.iter().map(|value| (value - stability.mean()).powi(2)).sum();
        assert!(((squares / 60.0).sqrt() - 0.145).abs() < 0.05);
    }
}

#[test]
fn the_same_seed_gives_the_same_resamples_on_any_number_of_threads() {
    let params = chosen().n_runs(3);
    let records = mall_without_gender();
    let once = bootstrap_stability(&params, &records, 5, 1).unwrap();
    assert_eq!(bootstrap_stability(&params.clone().n_threads(1), &records, 5, 1).unwrap(), once);
    assert_ne!(bootstrap_stability(&params, &records, 5, 2).unwrap(), once);
}

#[test]
fn groups_far_apart_survive_every_resample() {
    let far_apart = Array2::from_shape_fn((90, 1), |(row, _)| (row % 3) as f64 * 100.0 + row as f64 / 90.0);
    let params = GaussianMixture::params(3).n_runs(10);
    let stability = bootstrap_stability(&params, &far_apart, 10, 42).unwrap();
    assert_eq!(stability.values, [1.0; 10]);
    assert_eq!(stability.mean(), 1.0);
    let one_group = bootstrap_stability(&GaussianMixture::params(1), &far_apart, 3, 42).unwrap();
    assert_eq!(one_group.values, [1.0; 3]);
}

#[test]
fn what_cannot_be_resampled() {
    let records = mall_without_gender();
    assert_eq!(invalid_parameter(bootstrap_stability(&chosen(), &records, 0, 42)), "n_resamples");
    let partition = GaussianMixture::params(2).start(Start::Partition((0..200).map(|row| row % 2).collect()));
    assert_eq!(invalid_parameter(bootstrap_stability(&partition, &records, 2, 42)), "the start");
    assert_eq!(invalid_parameter(cross_validated_log_likelihood(&partition, &records, 2, 42, false)), "the start");
    let error = bootstrap_stability(&chosen(), &Array2::zeros((0, 3)), 2, 42).unwrap_err();
    assert!(matches!(error, Error::EmptyMatrix { .. }), "{error}");
}

#[test]
fn a_resample_that_cannot_be_fitted_is_named_and_the_others_go_on() {
    // 3 rows drawn with replacement are seldom all different
    let params = GaussianMixture::params(3);
    let stability = bootstrap_stability(&params, &array![[0.0], [1.0], [2.0]], 20, 42).unwrap();
    assert_eq!(stability.values.len() + stability.failures.len(), 20);
    assert!(!stability.values.is_empty() && !stability.failures.is_empty());
    let first = &stability.failures[0];
    assert!(first.name.starts_with("resample "), "{first:?}");
    assert!(first.error.contains("ask for fewer components"), "{first:?}");
    assert!(stability.table().to_string().contains(&first.name));
    // of two rows drawn, two are hardly ever left
    let error =
        bootstrap_stability(&GaussianMixture::params(4), &array![[0.0], [1.0], [2.0], [3.0]], 1, 1).unwrap_err();
    assert!(matches!(error, Error::TooFewDistinctRows { n_clusters: 4, .. }), "{error}");
}

#[test]
fn numbers_of_repetitions_that_never_end() {
    let records = mall_without_gender();
    for count in [0, 1_000_000_000_000, usize::MAX] {
        let params = chosen().n_runs(1);
        assert_eq!(invalid_parameter(bootstrap_stability(&params, &records, count, 42)), "n_resamples");
        assert_eq!(invalid_parameter(permutation_test(&[0, 1], &[0, 1], count, 42)), "n_permutations");
        let folds = cross_validated_log_likelihood(&params, &records, count, 42, true);
        assert_eq!(invalid_parameter(folds), "n_folds");
    }
}

// Silhouette

#[test]
fn the_silhouette_is_that_of_scikit_learn() {
    for case in reference("silhouette") {
        let records = match &case["records"] {
            Value::Null => mall_without_gender(),
            records => matrix(records),
        };
        let name = case["name"].as_str().unwrap();
        let silhouette = silhouette(&records, &labels(&case["labels"])).unwrap();
        assert_close(name, &silhouette, &numbers(&case["samples"]), 1e-12);
    }
}

#[test]
fn a_silhouette_does_not_depend_on_the_memory_layout() {
    let labels: Vec<usize> = (0..200).map(|row| row % 4).collect();
    let mut columns_first = Array2::zeros(helpers::ndarray::ShapeBuilder::f((200, 3)));
    columns_first.assign(&mall_without_gender());
    assert_eq!(silhouette(&columns_first, &labels).unwrap(), silhouette(&mall_without_gender(), &labels).unwrap());
}

#[test]
fn groupings_that_have_no_silhouette() {
    let records = array![[0.0], [1.0], [3.0]];
    for labels in [[1, 1, 1], [4, 9, 2]] {
        assert_eq!(invalid_parameter(silhouette(&records, &labels)), "the number of groups");
    }
    let error = silhouette(&records, &[0, 1]).unwrap_err();
    assert!(matches!(error, Error::Shape { .. }), "{error}");
    let error = silhouette(&array![[0.0], [f64::NAN], [3.0]], &[0, 0, 1]).unwrap_err();
    assert!(matches!(error, Error::InvalidEntry { row: 1, .. }), "{error}");
    let error = silhouette(&array![[1e308], [-1e308], [1e308]], &[0, 0, 1]).unwrap_err();
    assert!(matches!(error, Error::OutOfRange { .. }), "{error}");
}

// Cross-validation

#[test]
fn leaving_out_one_row_at_a_time_agrees_with_scikit_learn() {
    let mall = mall_without_gender();
    let records = mall.slice(s![..;5, ..]).to_owned();
    for case in reference("leave_one_out") {
        let mut params = GaussianMixture::params(integer(&case["n_clusters"]))
            .covariance_type(covariance_type(&case["covariance_type"]))
            .reg_covariance(1e-3);
        if integer(&case["n_clusters"]) == 2 {
            let (means, ones) = (array![[0.0, -1.0, 0.0], [0.0, 1.0, 0.0]], Array2::ones((2, 3)));
            let start = GaussianMixture::from_parameters(array![0.5, 0.5], means, Covariances::Diagonal(ones));
            params = params.start(start.unwrap().as_start());
        }
        let found = cross_validated_log_likelihood(&params, &records, 40, 42, false).unwrap();
        assert_eq!(found.folds.len(), 40);
        assert_close("mean", &[found.mean()], &[number(&case["value"])], 1e-9);
        let standard_error = number(&case["standard_error"]);
        assert_close("standard error", &[found.standard_error()], &[standard_error], 1e-9);
    }
}

#[test]
fn the_chosen_segmentation_predicts_as_scikit_learn_does_on_the_same_folds() {
    let records = mall_without_gender();
    for case in reference("ten_folds") {
        let seed = integer(&case["seed"]) as u64;
        let found = cross_validated_log_likelihood(&chosen().n_runs(100), &records, 10, seed, false).unwrap();
        // both search among local optima
        assert_close("mean", &[found.mean()], &[number(&case["value"])], 2e-3);
        let standard_error = number(&case["standard_error"]);
        assert_close("standard error", &[found.standard_error()], &[standard_error], 5e-3);
    }
}

#[test]
fn folds_follow_the_seed_alone_and_differ_by_one_row_at_most() {
    let records = mall_without_gender();
    let params = chosen().n_runs(1);
    let folds = cross_validated_log_likelihood(&params, &records, 7, 1, false).unwrap();
    let one_thread = params.clone().n_threads(1);
    assert_eq!(cross_validated_log_likelihood(&one_thread, &records, 7, 1, false).unwrap(), folds);
    assert_ne!(cross_validated_log_likelihood(&params, &records, 7, 2, false).unwrap(), folds);
    assert_eq!(folds.folds.len(), 7);
}

#[test]
fn numbers_of_folds_out_of_range() {
    let records = mall_without_gender();
    for n_folds in [0, 1, 201] {
        let result = cross_validated_log_likelihood(&chosen(), &records, n_folds, 42, false);
        assert_eq!(invalid_parameter(result), "n_folds");
    }
    let error = cross_validated_log_likelihood(&chosen(), &Array2::zeros((0, 3)), 2, 42, false).unwrap_err();
    assert!(matches!(error, Error::EmptyMatrix { .. }), "{error}");
}

#[test]
fn measures_standardised_in_each_fold_are_compared_in_the_units_of_all() {
    // a Gaussian does not care in which units it is fitted
    let measures = mall_without_gender().mapv(|x| 20.0 * x + 50.0);
    let params = GaussianMixture::params(1).reg_covariance(0.0);
    let in_each = cross_validated_log_likelihood(&params, &measures, 10, 42, true).unwrap();
    let by_all = cross_validated_log_likelihood(&params, &mall_without_gender(), 10, 42, false).unwrap();
    assert_close("folds", &in_each.folds, &by_all.folds, 1e-9);
}

// Permutation test

#[test]
fn the_permutation_test_agrees_with_scipy() {
    for case in reference("permutation_test") {
        let name = case["name"].as_str().unwrap();
        let test = permutation_test(&labels(&case["labels"]), &labels(&case["groups"]), 19_999, 42).unwrap();
        assert_close(name, &[test.statistic], &[number(&case["statistic"])], 1e-10);
        // four standard errors of a share of 20,000; the chi-squared distribution itself is only asymptotic
        let tolerance = if case["how"] == "exact" { 0.014 } else { 0.02 };
        assert_close(name, &[test.p_value], &[number(&case["p_value"])], tolerance);
    }
}

#[test]
fn a_p_value_is_never_zero_and_follows_the_seed_alone() {
    let halves: Vec<usize> = (0..100).map(|row| row / 50).collect();
    assert_eq!(permutation_test(&halves, &halves, 99, 42).unwrap().p_value, 0.01);
    let thirds: Vec<usize> = (0..100).map(|row| row * 7 % 3).collect();
    let once = permutation_test(&halves, &thirds, 99, 1).unwrap();
    assert_eq!(permutation_test(&halves, &thirds, 99, 1).unwrap(), once);
}

#[test]
fn a_table_of_singletons_is_certain() {
    let singletons: Vec<usize> = (0..50).collect();
    let test = permutation_test(&singletons, &singletons, 99, 42).unwrap();
    assert!((test.statistic - 50.0 * 49.0).abs() < 1e-9);
    assert_eq!(test.p_value, 1.0);
}

#[test]
fn what_cannot_be_permuted() {
    assert_eq!(invalid_parameter(permutation_test(&[0, 1], &[0, 1], 0, 42)), "n_permutations");
    assert_eq!(invalid_parameter(permutation_test(&[], &[], 9, 42)), "the number of labels");
    let error = permutation_test(&[0, 1], &[0], 9, 42).unwrap_err();
    assert!(matches!(error, Error::Shape { .. }), "{error}");
}
