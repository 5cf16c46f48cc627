//! Saved models that somebody or something changed: each is refused, with the part that differs.

use std::fs;

use crate::common::segmentation::{MODEL, folder};
use helpers::{Error, SavedModel};
use serde_json::{Value, json};

/// The stored model in the version of now.
fn saved(test: &str) -> (std::path::PathBuf, String) {
    let path = folder(test).join("model.json");
    SavedModel::load(MODEL).unwrap().save(&path).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    (path, text)
}

/// The path of each number, string and truth value.
fn leaves(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| leaves(value, &format!("{path}/{key}"), found)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, value)| leaves(value, &format!("{path}/{i}"), found));
        }
        _ => found.push(path.to_owned()),
    }
}

#[test]
fn any_changed_value_is_refused_by_the_name_of_its_section() {
    let (path, text) = saved("changed_value");
    let original: Value = serde_json::from_str(&text).unwrap();
    let mut places = Vec::new();
    leaves(&original, "", &mut places);
    assert!(places.len() > 60);
    for place in places.iter().filter(|place| *place != "/format_version") {
        let mut file = original.clone();
        let value = file.pointer_mut(place).unwrap();
        *value = match &*value {
            Value::Number(number) if number.is_u64() => json!(number.as_u64().unwrap() + 1),
            Value::Number(number) => json!(number.as_f64().unwrap().next_up()),
            Value::Bool(value) => json!(!value),
            other => json!(format!("{} ", other.as_str().unwrap())),
        };
        fs::write(&path, file.to_string()).unwrap();
        let error = SavedModel::load(&path).unwrap_err();
        if place.ends_with("/type") {
            assert!(matches!(error, Error::ModelSyntax { .. }), "{place}: {error}");
            continue;
        }
        let Error::ModelChanged { section, .. } = &error else { panic!("{place}: {error}") };
        let name = place.trim_start_matches("/checksums").split('/').nth(1).unwrap();
        assert!(section.contains(name), "{place}: {error}");
        assert!(error.to_string().contains("model.json: the file was changed after it was saved: its "), "{error}");
    }
}

#[test]
fn any_changed_sign_of_the_text_is_refused_or_means_the_same() {
    let (path, text) = saved("changed_sign");
    let original = SavedModel::load(&path).unwrap();
    let mut refused = 0;
    for place in (0..text.len()).step_by(3) {
        let mut bytes = text.clone().into_bytes();
        bytes[place] = if bytes[place] == b'7' { b'3' } else { b'7' };
        fs::write(&path, bytes).unwrap();
        match SavedModel::load(&path) {
            Ok(model) => assert_eq!(model, original, "{place}"),
            Err(_) => refused += 1,
        }
    }
    assert!(refused > text.trim().len() / 6);
}

#[test]
fn another_order_of_features_or_segments_is_refused() {
    let (path, text) = saved("order");
    for (list, expected) in [("features", "its section \"features\" is"), ("segments", "its section \"segments\" is")] {
        let mut file: Value = serde_json::from_str(&text).unwrap();
        file[list].as_array_mut().unwrap().swap(0, 1);
        fs::write(&path, file.to_string()).unwrap();
        let message = SavedModel::load(&path).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn another_layout_of_the_same_content_is_read() {
    let (path, text) = saved("layout");
    let original = SavedModel::load(&path).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    fs::write(&path, file.to_string()).unwrap(); // without blanks, its keys in the order of the alphabet
    assert_eq!(SavedModel::load(&path).unwrap(), original);
}

#[test]
fn no_section_takes_fields_that_it_does_not_know() {
    let (path, text) = saved("unknown_fields");
    let original: Value = serde_json::from_str(&text).unwrap();
    let places = ["", "/features/0", "/scaler", "/mixture", "/mixture/covariances", "/training"];
    for place in places {
        let mut file = original.clone();
        file.pointer_mut(place).unwrap()["colour"] = json!("red");
        fs::write(&path, file.to_string()).unwrap();
        let error = SavedModel::load(&path).unwrap_err();
        assert!(matches!(error, Error::ModelSyntax { .. }), "{place}: {error}");
    }
    let mut file = original.clone();
    file["checksums"]["colour"] = json!("red");
    fs::write(&path, file.to_string()).unwrap();
    let error = SavedModel::load(&path).unwrap_err();
    assert!(matches!(error, Error::ModelChanged { section: "checksums", .. }), "{error}");
    let mut file = original;
    file.as_object_mut().unwrap().remove("checksums");
    fs::write(&path, file.to_string()).unwrap();
    let message = SavedModel::load(&path).unwrap_err().to_string();
    assert!(message.contains("missing field `checksums`"), "{message}");
}
