//! Saved models of any columns: categories, logarithms, and customers of whom something is missing.

mod common;

use std::fs;

use common::segmentation::folder;
use helpers::ndarray::{Array2, array};
use helpers::{Categorical, Covariances, Customers, Dialect, Error, Feature, GaussianMixture, SavedModel, Schema};
use helpers::{CustomerBatches, StandardScaler};

const CSV: &str = "Client,Region,Recency,Monetary [EUR]\n\
                   a,North,1,10\nb,South,30,9000\nc,North,2,20\nd,South,28,8000\n";

fn customers(csv: &str) -> Customers {
    let schema = Schema::named(&["Recency", "Monetary [EUR]"], &["Region"], Some("Client"), &["Monetary [EUR]"]);
    Customers::from_reader_as(csv.as_bytes(), "shop.csv", &schema.unwrap()).unwrap()
}

/// Two components: of little money and the north, and of much and the south.
fn model() -> SavedModel {
    let customers = customers(CSV);
    let features = [customers.schema().features(), customers.schema().categories()].concat();
    let numbers = customers.features(&features[..2]).unwrap();
    let logs = Array2::from_shape_fn(numbers.dim(), |(row, i)| features[i].transformed(numbers[[row, i]]));
    let scaler = StandardScaler::fit(&logs).unwrap();
    let text = serde_json::json!({
        "mean": [scaler.mean()[0], scaler.mean()[1], 0.0], "std": [scaler.std()[0], scaler.std()[1], 1.0],
    });
    let scaler: StandardScaler = serde_json::from_value(text).unwrap();
    let means = array![[-1.0, -1.0], [1.0, 1.0]];
    let mixture = GaussianMixture::from_parameters(array![0.5, 0.5], means, Covariances::Spherical(array![0.5, 0.5]));
    let region = Categorical { column: 2, probabilities: array![[0.75, 0.25], [0.125, 0.875]] };
    let mixture = mixture.unwrap().with_categories(&[region]).unwrap();
    SavedModel::new(&customers, &features, &scaler, &mixture, &["few", "many"]).unwrap()
}

#[test]
fn a_loaded_model_is_the_saved_one() {
    let path = folder("columns").join("model.json");
    let model = model();
    model.save(&path).unwrap();
    let loaded = SavedModel::load(&path).unwrap();
    assert_eq!(loaded, model);
    assert_eq!(loaded.features()[1], Feature::new("Monetary [EUR]").logarithmic());
    let customers = customers(CSV);
    assert_eq!(loaded.assign(&customers).unwrap(), model.assign(&customers).unwrap());
    let names: Vec<String> = loaded.assign(&customers).unwrap().into_iter().map(|assigned| assigned.name).collect();
    assert_eq!(names, ["few", "many", "few", "many"]);
    let file: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(file["features"][1]["logarithm"], true);
    assert_eq!(file["mixture"]["categories"][0]["heading"], "Region");
    assert_eq!(file["mixture"]["categories"][0]["levels"], serde_json::json!(["North", "South"]));
}

#[test]
fn levels_are_known_by_their_names_not_by_their_order_in_a_file() {
    let (model, customers) = (model(), customers("Client,Region,Recency,Monetary [EUR]\na,South,15,400\n"));
    let alone = &model.assign(&customers).unwrap()[0];
    let both = model.assign(&self::customers("Client,Region,Recency,Monetary [EUR]\na,South,15,400\nb,East,15,400\n"));
    let both = both.unwrap();
    assert_eq!(alone, &both[0]);
    assert_eq!(alone.name, "many");
    assert!(both[1].unlike_training, "no customer of the training was of the east");
}

#[test]
fn what_is_missing_is_left_out() {
    let model = model();
    let header = "Client,Region,Recency,Monetary [EUR]\n";
    let scores = |rows: &str| model.assign_observed(&customers(&format!("{header}{rows}"))).unwrap();
    let found = scores("a,South,,\nb,,,\nc,,1,NA\nd,North,1,10\n");
    let south = 0.875 / (0.875 + 0.25);
    assert!((found[0].probability - south).abs() < 1e-12 && found[0].segment == 1);
    assert_eq!((found[1].segment, found[1].probability), (0, 0.5));
    assert!(found[2].segment == 0 && found[2].probability > 0.9);
    let unlike: Vec<_> = found.iter().map(|score| score.unlike_training.is_some()).collect();
    assert_eq!(unlike, [false, false, false, true]);
    let error = model.assign(&customers(&format!("{header}a,,1,10\n"))).unwrap_err();
    assert!(matches!(error, Error::MissingValue { line: 2, .. }), "{error}");
}

#[test]
fn the_schema_reads_what_the_model_needs() {
    let csv = "Monetary [EUR],Note,Region,Recency\n10,x,North,1\n";
    let mut batches = CustomerBatches::from_reader_as(csv.as_bytes(), "shop.csv", &model().schema()).unwrap();
    let batch = batches.next().unwrap().unwrap();
    assert_eq!(model().assign_observed(&batch.customers).unwrap()[0].segment, 0);
    assert_eq!(batch.rows().collect::<Vec<_>>(), [b"10,x,North,1"]);
}

// SQL

#[test]
fn names_stay_within_their_quotes() {
    let mut file: serde_json::Value = {
        let path = folder("sql_names").join("model.json");
        model().save(&path).unwrap();
        serde_json::from_slice(&fs::read(&path).unwrap()).unwrap()
    };
    file["format_version"] = 1.into(); // without checksums
    file.as_object_mut().unwrap().remove("checksums");
    file["segments"] = serde_json::json!(["a'b\\", "${c}"]);
    file["features"][0]["heading"] = "Rec\"`\\ency".into();
    let path = folder("sql_names").join("model.json");
    fs::write(&path, file.to_string()).unwrap();
    let model = SavedModel::load(&path).unwrap();
    for (dialect, expected) in [
        (Dialect::DuckDb, [r#""s"."t""#, r#""Rec""`\ency""#, r"'a''b\'", "'${c}'"]),
        (Dialect::Postgres, [r#""s"."t""#, r#""Rec""`\ency""#, r"'a''b\'", "'${c}'"]),
        (Dialect::Sqlite, [r#""s"."t""#, r#""Rec""`\ency""#, r"'a''b\'", "'${c}'"]),
        (Dialect::DataFusion, [r#""s"."t""#, r#""Rec""`\ency""#, r"'a''b\'", "'${c}'"]),
        (Dialect::Spark, ["`s`.`t`", r#"`Rec"``\ency`"#, r"'a\'b\\'", r"'\u0024{c}'"]),
        (Dialect::BigQuery, ["`s`.`t`", r#"`Rec"\`\\ency`"#, r"'a\'b\\'", r"'\u0024{c}'"]),
    ] {
        let query = model.sql(dialect, "s.t").unwrap();
        expected.iter().for_each(|part| assert!(query.contains(part), "{dialect:?}: {part} in {query}"));
    }
    let error = model.sql(Dialect::Spark, "s\0t").unwrap_err();
    assert!(error.to_string().ends_with("without a zero byte"), "{error}");
}

#[test]
fn a_feature_named_as_an_added_column_has_no_query() {
    let path = folder("sql_taken").join("model.json");
    model().save(&path).unwrap();
    let mut file: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    file["format_version"] = 1.into(); // without checksums
    file.as_object_mut().unwrap().remove("checksums");
    file["features"][0]["heading"] = "Probability_1".into();
    fs::write(&path, file.to_string()).unwrap();
    let error = SavedModel::load(&path).unwrap().sql(Dialect::DuckDb, "customers").unwrap_err();
    assert!(error.to_string().starts_with("a feature's heading is \"Probability_1\", but must be"), "{error}");
}
