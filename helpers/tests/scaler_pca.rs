//! Scaler and principal components against scikit-learn on the mall's customers.
//!
//! `fixtures/mall.json` was made with scikit-learn 1.9.1 from the same file.

use crate::common::{customers::mall, *};
use helpers::{Error, Feature, Pca, StandardScaler, plot::scatter_panels, standardised};
use ndarray::{Array2, array, s};
use serde_json::{Value, from_value, json};

fn features() -> Array2<f64> {
    mall().features(&Feature::ALL).unwrap()
}

fn scaled() -> Array2<f64> {
    let scaler = StandardScaler::fit(&features()).unwrap();
    scaler.transform(&features()).unwrap()
}

fn reference() -> Value {
    fixture("mall.json")
}

// Scaler

#[test]
fn the_scaler_agrees_with_scikit_learn() {
    let (reference, features) = (reference(), features());
    let scaler = StandardScaler::fit(&features).unwrap();
    assert_close("mean", scaler.mean(), &numbers(&reference["scaler"]["mean"]), 1e-12);
    assert_close("std", scaler.std(), &numbers(&reference["scaler"]["std"]), 1e-12);
    let scaled = scaler.transform(&features).unwrap();
    let first = scaled.slice(s![..3, ..]);
    assert_close("scaled", first, &matrix(&reference["scaled_first3"]), 1e-12);
    assert_eq!(standardised(&features).unwrap(), scaled);
}

#[test]
fn constant_columns_are_only_centred() {
    let constant = Array2::from_elem((1001, 3), 0.1) * array![1.0, 1e9, 0.0];
    let scaler = StandardScaler::fit(&constant).unwrap();
    assert_eq!(scaler.std(), [1.0; 3]);
    let scaled = scaler.transform(&constant).unwrap();
    assert!(scaled.iter().all(|value| value.abs() < 1e-3), "{scaled}");
}

#[test]
fn a_spread_within_rounding_counts_as_constant() {
    let rounding = array![[1.0], [1.0 + f64::EPSILON], [1.0 - f64::EPSILON]];
    assert_eq!(StandardScaler::fit(&rounding).unwrap().std(), [1.0]);
    let beyond = array![[1.0], [1.0 + 16.0 * f64::EPSILON], [1.0 - 16.0 * f64::EPSILON]];
    assert!(StandardScaler::fit(&beyond).unwrap().std()[0] < 1e-14);
}

#[test]
fn one_row_is_constant() {
    let scaler = StandardScaler::fit(&array![[3.0, -2.0]]).unwrap();
    assert_eq!((scaler.mean(), scaler.std()), ([3.0, -2.0].as_slice(), [1.0, 1.0].as_slice()));
}

#[test]
fn a_small_spread_far_from_zero_is_kept() {
    let scaler = StandardScaler::fit(&array![[1e9], [1e9 + 1.0], [1e9 + 2.0]]).unwrap();
    assert!((scaler.std()[0] - (2.0_f64 / 3.0).sqrt()).abs() < 1e-15);
}

#[test]
fn matrices_the_scaler_refuses() {
    let message = StandardScaler::fit(&array![[1.0, 2.0], [3.0, f64::NAN]]).unwrap_err().to_string();
    assert!(message.starts_with("row 1, column 1 of the feature matrix is NaN"), "{message}");
    let error = StandardScaler::fit(&Array2::zeros((0, 4))).unwrap_err();
    assert!(matches!(error, Error::EmptyMatrix { n_samples: 0, n_features: 4 }), "{error}");
    let error = StandardScaler::fit(&array![[1e308], [-1e308]]).unwrap_err();
    assert!(matches!(error, Error::OutOfRange { .. }), "{error}");

    let scaler = StandardScaler::fit(&array![[0.0, 0.0], [1.0, 10.0]]).unwrap();
    let error = scaler.transform(&array![[1.0, 2.0, 3.0]]).unwrap_err();
    let is_shape = matches!(&error, Error::Shape { found, expected, .. } if found == &[1, 3] && expected == &[1, 2]);
    assert!(is_shape, "{error}");
    let error = scaler.transform(&array![[1.0, f64::INFINITY]]).unwrap_err();
    assert!(matches!(error, Error::InvalidEntry { row: 0, column: 1, .. }), "{error}");
    let narrow = StandardScaler::fit(&array![[0.0], [1e-100]]).unwrap();
    let error = narrow.transform(&array![[f64::MAX]]).unwrap_err();
    assert!(matches!(error, Error::OutOfRange { .. }), "{error}");
}

#[test]
fn a_stored_scaler_is_restored_or_refused() {
    let scaler = StandardScaler::fit(&features()).unwrap();
    let stored = serde_json::to_value(&scaler).unwrap();
    assert_eq!(from_value::<StandardScaler>(stored).unwrap(), scaler);
    for (broken, reason) in [
        (json!({"mean": [1.0, 2.0], "std": [1.0]}), "shape"),
        (json!({"mean": [], "std": []}), "shape"),
        (json!({"mean": [], "std": [1.0]}), "shape"),
        (json!({"mean": [1.0], "std": [0.0]}), "is 0, but must be finite and above 0"),
        (json!({"mean": [1.0], "std": [-1.0]}), "is -1,"),
    ] {
        let message = from_value::<StandardScaler>(broken).unwrap_err().to_string();
        assert!(message.contains(reason), "{message}");
    }
}

// Principal components

#[test]
fn the_components_agree_with_scikit_learn() {
    let (reference, scaled) = (reference()["pca2"].clone(), scaled());
    let pca = Pca::fit(&scaled, 2).unwrap();
    assert_close("components", pca.components(), &matrix(&reference["components"]), 1e-9);
    let expected = numbers(&reference["explained_variance_ratio"]);
    assert_close("ratios", pca.explained_variance_ratio(), &expected, 1e-9);
    let projected = pca.transform(&scaled).unwrap();
    assert_eq!(projected.dim(), (200, 2));
    let first = projected.slice(s![..3, ..]);
    assert_close("projected", first, &matrix(&reference["transformed_first3"]), 1e-9);
}

#[test]
fn all_components_explain_everything_and_keep_distances() {
    let scaled = scaled();
    let pca = Pca::fit(&scaled, 4).unwrap();
    assert!((pca.explained_variance_ratio().sum() - 1.0).abs() < 1e-14);
    let restored = pca.transform(&scaled).unwrap().dot(pca.components());
    assert!((restored - scaled).iter().all(|error| error.abs() < 1e-13));
}

#[test]
fn data_that_do_not_vary_explain_nothing() {
    // 2 has an exact mean; 0.1, three times, one that rounding takes off it
    for constant in [Array2::from_elem((5, 3), 2.0), Array2::from_elem((3, 2), 0.1)] {
        let pca = Pca::fit(&constant, 2).unwrap();
        assert_eq!(pca.explained_variance_ratio(), array![0.0, 0.0]);
    }
    assert_eq!(Pca::fit(&array![[0.1], [0.1], [0.1]], 1).unwrap().explained_variance_ratio(), array![0.0]);
    let pca = Pca::fit(&Array2::from_elem((5, 3), 2.0), 2).unwrap();
    let projected = pca.transform(&Array2::from_elem((1, 3), 2.0)).unwrap();
    assert_eq!(projected, array![[0.0, 0.0]]);
}

#[test]
fn what_components_cannot_be_found_of() {
    let data = array![[1.0, 2.0], [3.0, 5.0], [4.0, 4.0]];
    for n_components in [0, 3, usize::MAX] {
        let message = Pca::fit(&data, n_components).unwrap_err().to_string();
        let expected = format!("n_components is {n_components}, but must be from 1 to the number of features");
        assert_eq!(message, expected);
    }
    let message = Pca::fit(&array![[1.0, 2.0]], 1).unwrap_err().to_string();
    assert!(message.starts_with("the number of rows is 1, but must be at least 2"), "{message}");
    let error = Pca::fit(&array![[1.0], [f64::NAN]], 1).unwrap_err();
    assert!(matches!(error, Error::InvalidEntry { row: 1, column: 0, .. }), "{error}");
    let error = Pca::fit(&array![[1e200], [-1e200]], 1).unwrap_err();
    assert!(matches!(error, Error::OutOfRange { .. }), "{error}");
    let error = Pca::fit(&data, 1).unwrap().transform(&array![[1.0]]).unwrap_err();
    assert!(matches!(error, Error::Shape { .. }), "{error}");
}

#[test]
fn a_constant_beside_what_varies_has_no_share() {
    let pca = Pca::fit(&array![[0.1, 1e-17], [0.1, 2e-17], [0.1, 3e-17]], 2).unwrap();
    assert_eq!(pca.explained_variance_ratio(), array![1.0, 0.0]);
    assert_eq!(pca.components(), array![[0.0, 1.0], [1.0, 0.0]]);
}

#[test]
fn panels_that_cannot_be_drawn() {
    let scaled = scaled();
    let panel = |n, labels: &[usize]| Pca::fit(&scaled, n).unwrap().panel("Clusters", &scaled, labels);
    let message = panel(1, &[0; 200]).unwrap_err().to_string();
    assert_eq!(message, "the number of components is 1, but must be at least 2 for a plane");
    for label in [1000, 100_000_000_000, usize::MAX] {
        let mut labels = [0; 200];
        labels[7] = label;
        let message = panel(2, &labels).unwrap_err().to_string();
        let expected = format!("a label is {label}, but must be below 1000, to be named in a legend");
        assert_eq!(message, expected);
    }
    let error = panel(2, &[0; 199]).unwrap_err();
    assert!(matches!(error, Error::Shape { name: "the list of labels", .. }), "{error}");
    let figure = scatter_panels("t", &[panel(2, &[2; 200]).unwrap()]).unwrap();
    assert!(figure.alt().contains("cluster 1 without points, cluster 2 with 200 points"), "{}", figure.alt());
}

#[test]
fn tables_of_the_scaler_are_in_the_features_order_and_need_them_all() {
    let scaler = StandardScaler::fit(&features()).unwrap();
    let table = scaler.table(&Feature::ALL).unwrap().to_string();
    let last = table.lines().last().unwrap();
    assert!(last.starts_with("Spending score (1-100)") && last.ends_with("25.758882"), "{table}");
    for refused in [scaler.table(&[Feature::AGE]), scaler.table(&[])] {
        assert!(matches!(refused, Err(Error::Shape { .. })));
    }
}
