//! Saved models of any columns: categories, logarithms, and customers of whom something is missing.

use std::fs;

use crate::common::segmentation::folder;
use helpers::linfa::{DatasetBase, traits::Fit};
use helpers::ndarray::{Array2, array};
use helpers::{Categorical, Covariances, Customers, Dialect, Error, Feature, GaussianMixture, SavedModel, Schema};
use helpers::{CovarianceType, CustomerBatches, StandardScaler};

const CSV: &str = "Client,Region,Recency,Monetary [EUR]\n\
                   a,North,1,10\nb,South,30,9000\nc,North,2,20\nd,South,28,8000\n";

fn customers(csv: &str) -> Customers {
    let schema = Schema::named(&["Recency", "Monetary [EUR]"], &["Region"], Some("Client"), &["Monetary [EUR]"]);
    Customers::from_reader(csv.as_bytes(), "shop.csv", &schema.unwrap()).unwrap()
}

fn features(customers: &Customers) -> Vec<Feature> {
    [customers.schema().features(), customers.schema().categories()].concat()
}

/// What a mixture sees of the customers before it is standardised.
fn seen(customers: &Customers) -> Array2<f64> {
    let (mut values, features) = (customers.observed(&features(customers)), features(customers));
    values.indexed_iter_mut().for_each(|((_, i), value)| *value = features[i].transformed(*value));
    values
}

/// Leaves the codes of the category as they are.
fn scaler(seen: &Array2<f64>) -> StandardScaler {
    let scaler = StandardScaler::fit(seen).unwrap();
    let text = serde_json::json!({
        "mean": [scaler.mean()[0], scaler.mean()[1], 0.0], "std": [scaler.std()[0], scaler.std()[1], 1.0],
    });
    serde_json::from_value(text).unwrap()
}

/// Two components: of little money and the north, and of much and the south.
fn model() -> SavedModel {
    let customers = customers(CSV);
    let means = array![[-1.0, -1.0], [1.0, 1.0]];
    let mixture = GaussianMixture::from_parameters(array![0.5, 0.5], means, Covariances::Spherical(array![0.5, 0.5]));
    let region = Categorical { column: 2, probabilities: array![[0.75, 0.25], [0.125, 0.875]] };
    let mixture = mixture.unwrap().with_categories(&[region]).unwrap();
    SavedModel::new(&customers, &features(&customers), &scaler(&seen(&customers)), &mixture, &["few", "many"]).unwrap()
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
    assert_eq!(loaded.segments(), ["few", "many"]);
    assert!(loaded.assign(&customers).unwrap().iter().map(|assigned| assigned.segment).eq([0, 1, 0, 1]));
    let file: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(file["features"][1]["logarithm"], true);
    assert_eq!(file["mixture"]["categories"][0]["heading"], "Region");
    assert_eq!(file["mixture"]["categories"][0]["levels"], serde_json::json!(["North", "South"]));
}

#[test]
fn a_column_that_is_called_as_a_malls_is_found_again() {
    let path = folder("called_as_a_malls").join("model.json");
    let schema = Schema::named(&["Annual Income (k$)"], &[], None, &[]).unwrap();
    let customers = Customers::from_reader("Annual Income (k$)\n10\n90\n".as_bytes(), "two.csv", &schema).unwrap();
    let seen = seen(&customers);
    let mixture = GaussianMixture::from_parameters(
        array![0.5, 0.5],
        array![[-1.0], [1.0]],
        Covariances::Spherical(array![0.1, 0.1]),
    );
    let scaler = StandardScaler::fit(&seen).unwrap();
    let model = SavedModel::new(&customers, schema.features(), &scaler, &mixture.unwrap(), &["low", "high"]).unwrap();
    model.save(&path).unwrap();
    assert_eq!(SavedModel::load(&path).unwrap().assign(&customers).unwrap(), model.assign(&customers).unwrap());
}

#[test]
fn levels_are_known_by_their_names_not_by_their_order_in_a_file() {
    let (model, customers) = (model(), customers("Client,Region,Recency,Monetary [EUR]\na,South,15,400\n"));
    let alone = &model.assign(&customers).unwrap()[0];
    let both = model.assign(&self::customers("Client,Region,Recency,Monetary [EUR]\na,South,15,400\nb,East,15,400\n"));
    let both = both.unwrap();
    assert_eq!(alone, &both[0]);
    assert_eq!(alone.segment, 1);
    assert_eq!(both[1].unlike_training, Some(true), "no customer of the training was of the east");
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

/// Whether a value is missing, by row and column.
type Gap = fn(usize, usize) -> bool;

/// Customers of two groups.
fn with_gaps(gap: Gap) -> Customers {
    let rows = (0..60).map(|row| {
        let (south, noise) = (row % 2, row * 7 % 60);
        let numbers = [100 * south + noise, 100 + 9000 * south + noise].map(|number| number.to_string());
        let cells = [["North", "South"][south], &numbers[0], &numbers[1]];
        let cells = [0, 1, 2].map(|column| if gap(row, column) { "" } else { cells[column] });
        format!("c{row},{}\n", cells.join(","))
    });
    customers(&("Client,Region,Recency,Monetary [EUR]\n".to_owned() + &rows.collect::<String>()))
}

#[test]
fn a_model_that_was_fitted_with_gaps_is_saved_and_assigns_the_same() {
    let scaler = scaler(&seen(&with_gaps(|_, _| false)));
    let gaps: [(Gap, usize); 2] = [(|row, column| row % 5 == column, 24), (|row, column| row % 3 == column, 0)];
    for (gap, n_known) in gaps {
        let customers = with_gaps(gap);
        let scaled = scaler.transform_observed(&seen(&customers)).unwrap();
        let params = GaussianMixture::params(2).covariance_type(CovarianceType::Diagonal).n_runs(3);
        let params = params.categorical(&[2]).allow_missing(true);
        let mixture = params.fit(&DatasetBase::from(scaled.view())).unwrap();
        let saved = |mixture: &GaussianMixture| {
            SavedModel::new(&customers, &features(&customers), &scaler, mixture, &["a", "b"])
        };
        let (model, path) = (saved(&mixture).unwrap(), folder("gaps").join("model.json"));
        model.save(&path).unwrap();
        let loaded = SavedModel::load(&path).unwrap();
        assert_eq!(loaded, model);
        assert_eq!(loaded.training().n_samples, 60);
        assert_eq!(loaded.training().log_likelihood, mixture.criteria(&scaled).unwrap().log_likelihood);
        let assigned = loaded.assign_observed(&customers).unwrap();
        assert!(assigned.iter().map(|assigned| assigned.segment).eq(mixture.labels(&scaled).unwrap()));
        let unlike: Vec<bool> = assigned.iter().filter_map(|assigned| assigned.unlike_training).collect();
        assert_eq!(unlike.len(), n_known);
        // one of a hundred of those known, or hardly any of such as the mixture would draw
        let all = loaded.assign(&with_gaps(|_, _| false)).unwrap();
        let n_unlike = all.iter().filter(|assigned| assigned.unlike_training == Some(true)).count();
        assert!(unlike.iter().filter(|unlike| **unlike).count() == n_known.min(1) && n_unlike < 6, "{n_unlike}");
        assert_eq!(loaded.sql(Dialect::DuckDb, "t").unwrap(), model.sql(Dialect::DuckDb, "t").unwrap());
        let error = saved(&mixture.allow_missing(false)).unwrap_err();
        assert!(matches!(error, Error::MissingValue { .. }), "{error}");
    }
}

#[test]
fn the_schema_reads_what_the_model_needs() {
    let csv = "Monetary [EUR],Note,Region,Recency\n10,x,North,1\n";
    let mut batches = CustomerBatches::from_reader(csv.as_bytes(), "shop.csv", &model().schema()).unwrap();
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
