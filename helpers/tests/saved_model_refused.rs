//! Files that are no saved models, and parameters that make no mixture: each is refused by name.

use std::fs;

use crate::common::fixture;
use crate::common::segmentation::{MODEL, folder};
use helpers::ndarray::{Array2, array};
use helpers::{Covariances, Error, GaussianMixture, SavedModel};
use serde_json::{Value, json};

/// Loads the stored model after `change`.
fn load_changed(test: &str, change: impl FnOnce(&mut Value)) -> Result<SavedModel, Error> {
    let mut file = fixture("saved_model.json");
    change(&mut file);
    load_text(test, &file.to_string())
}

fn load_text(test: &str, text: &str) -> Result<SavedModel, Error> {
    let path = folder(test).join("model.json");
    fs::write(&path, text).unwrap();
    SavedModel::load(&path)
}

/// What is wrong with a model that can be read but not used.
fn unusable(result: Result<SavedModel, Error>) -> Error {
    let error = result.unwrap_err();
    assert!(error.to_string().contains("model.json does not hold a usable model: "), "{error}");
    match error {
        Error::UnusableModel { source, .. } => *source,
        other => panic!("{other}"),
    }
}

// Files that are refused

#[test]
fn a_file_that_is_not_there() {
    let error = SavedModel::load("no/such/model.json").unwrap_err();
    assert!(matches!(error, Error::Read { .. }), "{error}");
    assert!(error.to_string().starts_with("cannot read no/such/model.json: "), "{error}");
}

#[test]
fn a_file_cut_off_anywhere() {
    let text = fs::read_to_string(MODEL).unwrap();
    let whole = text.trim_end().len();
    for length in (0..whole).step_by(97).chain([whole - 1]) {
        let error = load_text("cut_off", &text[..length]).unwrap_err();
        assert!(matches!(error, Error::ModelSyntax { .. }), "{length}: {error}");
        let message = error.to_string();
        assert!(message.contains("model.json cannot be read as a saved model: EOF"), "{message}");
        assert!(message.contains(" at line ") && message.ends_with("save the model again"), "{message}");
    }
}

#[test]
fn files_of_another_form() {
    for text in ["not JSON", "[]", "{}", "\u{0}", r#"{"format_version": "1"}"#, r#"{"format_version": 1}"#] {
        let error = load_text("another_form", text).unwrap_err();
        assert!(matches!(error, Error::ModelSyntax { .. }), "{text}: {error}");
    }
    let refused = |name: &str, change: fn(&mut Value)| {
        let error = load_changed("another_form", change).unwrap_err();
        assert!(matches!(error, Error::ModelSyntax { .. }), "{error}");
        assert!(error.to_string().contains(name), "{error}");
    };
    refused("unknown field `colour`", |file| file["colour"] = json!("red"));
    refused("missing field `bic`", |file| drop(file["training"].as_object_mut().unwrap().remove("bic")));
    refused("invalid type: null, expected f64", |file| file["mixture"]["means"][0][0] = json!(null));
    refused("unknown variant `round`", |file| file["mixture"]["covariances"]["type"] = json!("round"));
    refused("expected a sequence", |file| file["mixture"]["covariances"]["type"] = json!("full"));
    refused("the scaler's std is 0, but must be", |file| file["scaler"]["std"][1] = json!(0.0));
    let text = fs::read_to_string(MODEL).unwrap().replacen("38.85", "1e999", 1);
    let message = load_text("another_form", &text).unwrap_err().to_string();
    assert!(message.contains("number out of range"), "{message}");
}

#[test]
fn a_key_that_stands_twice() {
    let text = fs::read_to_string(MODEL).unwrap();
    assert!(text.contains("\"format_version\": 1,"));
    for key in ["format_version", "mixture", "means", "values", "unit", "std", "training", "bic", "checksum"] {
        let (before, after) = text.split_once(&format!("\"{key}\": ")).unwrap();
        let mut values = serde_json::Deserializer::from_str(after).into_iter::<Value>();
        let value = values.next().unwrap().unwrap();
        let twice = format!("{before}\"{key}\": {value}, \"{key}\": {after}");
        let message = load_text("twice", &twice).unwrap_err().to_string();
        assert!(message.contains(&format!("duplicate field `{key}`")), "{message}");
    }
}

#[test]
fn another_format_version() {
    for version in [0, 3, u64::MAX] {
        let error = load_changed("version", |file| {
            *file = json!({"format_version": version, "something": "else"});
        })
        .unwrap_err();
        assert!(matches!(error, Error::ModelVersion { found, expected: 2, .. } if found == version), "{error}");
        assert!(error.to_string().contains(&format!("has format version {version}, this program reads 1 to 2")));
    }
}

#[test]
fn weights_that_do_not_sum_to_one() {
    let change = |weight: f64| {
        unusable(load_changed("weights", |file| file["mixture"]["weights"][4] = json!(weight))).to_string()
    };
    let stored = SavedModel::load(MODEL).unwrap().mixture().weights()[4];
    for weight in [stored + 1e-8, stored - 1e-8, 0.0, -stored, 1e300] {
        let message = change(weight);
        assert!(message.starts_with("the array of weights is [") && message.ends_with("positive with the sum 1"));
    }
    assert!(load_changed("weights", |file| file["mixture"]["weights"][4] = json!(stored + 1e-10)).is_ok());
}

#[test]
fn covariances_that_are_not_positive_definite() {
    for variance in [0.0, -1.0] {
        let changed = |file: &mut Value| file["mixture"]["covariances"]["values"][3][1] = json!(variance);
        let error = unusable(load_changed("covariances", changed));
        assert!(matches!(error, Error::SingularCovariance { component: 3 }), "{error}");
    }
    let full = |matrix: Value| {
        load_changed("covariances", |file| {
            let unit = json!([[1, 0, 0], [0, 1, 0], [0, 0, 1]]);
            let values = json!([unit, matrix, unit, unit, unit]);
            file["mixture"]["covariances"] = json!({"type": "full", "values": values});
        })
    };
    assert!(full(json!([[1, 0.5, 0], [0.5, 1, 0], [0, 0, 1]])).is_ok());
    let error = unusable(full(json!([[1, 2, 0], [2, 1, 0], [0, 0, 1]])));
    assert!(matches!(error, Error::SingularCovariance { component: 1 }), "{error}");
    let error = unusable(full(json!([[1, 0.5, 0], [0, 1, 0], [0, 0, 1]])));
    assert!(error.to_string().ends_with("must be symmetric"), "{error}");
}

#[test]
fn arrays_of_the_wrong_shape() {
    type Change = fn(&mut Value);
    let wrong: [(&str, Change); 8] = [
        ("the array of weights", |file| file["mixture"]["weights"] = json!([0.5, 0.5])),
        ("the array of means", |file| file["mixture"]["means"] = json!([])),
        ("the array of means", |file| file["mixture"]["means"][2] = json!([0.0])),
        ("the array of covariances", |file| file["mixture"]["covariances"]["values"] = json!([[1.0, 1.0, 1.0]])),
        ("the array of covariances", |file| {
            file["mixture"]["covariances"] = json!({"type": "full", "values": [[[1.0]], [[1.0]]]});
        }),
        ("the list of segment names", |file| file["segments"] = json!(["one"])),
        ("the list of features", |file| drop(file["features"].as_array_mut().unwrap().pop())),
        ("the scaler's mean", |file| file["scaler"] = json!({"mean": [0.0], "std": [1.0]})),
    ];
    for (expected, change) in wrong {
        match unusable(load_changed("shape", change)) {
            Error::Shape { name, .. } => assert_eq!(name, expected),
            other => panic!("{expected}: {other}"),
        }
    }
}

#[test]
fn a_feature_that_customers_do_not_have() {
    for (key, value) in [("name", "Height"), ("unit", "months")] {
        let error = unusable(load_changed("feature", |file| file["features"][0][key] = json!(value)));
        assert!(matches!(error, Error::UnknownFeature { .. }), "{error}");
        let message = error.to_string();
        assert!(message.contains(value) && message.contains("\"Age\" in \"years\", "), "{message}");
    }
}

// Mixtures from parameters

#[test]
fn parameters_that_make_no_mixture() {
    let one = || Covariances::Spherical(array![1.0]);
    let message = |weights, means, covariances| {
        let result = GaussianMixture::from_parameters(weights, means, covariances);
        result.unwrap_err().to_string()
    };
    let infinite = Covariances::Spherical(array![f64::INFINITY]);
    assert!(message(array![1.0], array![[0.0]], infinite).starts_with("a covariance is inf"));
    assert!(message(array![1.0], array![[f64::NAN]], one()).starts_with("a mean is NaN"));
    assert!(message(array![f64::NAN], array![[0.0]], one()).contains("positive with the sum 1"));
    assert!(message(array![], Array2::zeros((0, 2)), one()).starts_with("the array of means has the shape"));
    assert!(message(array![1.0], Array2::zeros((1, 0)), one()).starts_with("the array of means has the shape"));
    let tied = Covariances::Tied(array![[1.0, 0.5], [0.4, 1.0]]);
    assert!(message(array![1.0], array![[0.0, 0.0]], tied).ends_with("must be symmetric"));
}
