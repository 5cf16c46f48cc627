//! Models that are saved, loaded and used.

use std::fs;

use crate::common::{customers::*, segmentation::*, *};
use helpers::ndarray::{Array2, array, s};
use helpers::{CovarianceType, Covariances, Error, Feature, GaussianMixture, SavedModel, StandardScaler};

fn bits<'a>(numbers: impl IntoIterator<Item = &'a f64>) -> Vec<u64> {
    numbers.into_iter().map(|number| number.to_bits()).collect()
}

// Saving and loading

#[test]
fn a_loaded_model_gives_the_same_bits() {
    let folder = folder("same_bits");
    let features = mall().features(&FEATURES).unwrap();
    for covariance_type in CovarianceType::ALL {
        let (scaler, before) = fitted(covariance_type, SEGMENTS.len());
        let saved = SavedModel::new(&mall(), &FEATURES, &scaler, &before, &SEGMENTS).unwrap();
        let path = folder.join(format!("{covariance_type}.json"));
        saved.save(&path).unwrap();
        let loaded = SavedModel::load(&path).unwrap();
        assert_eq!(bits(loaded.scaler().mean()), bits(scaler.mean()));
        assert_eq!(bits(loaded.scaler().std()), bits(scaler.std()));
        let scaled = loaded.scaler().transform(&features).unwrap();
        let (before, after) = (&before, loaded.mixture());
        assert_eq!(bits(after.weights()), bits(before.weights()));
        assert_eq!(bits(after.means()), bits(before.means()));
        assert_eq!(bits(&entries(after.covariances())), bits(&entries(before.covariances())));
        let probabilities = |model: &GaussianMixture| bits(&model.predict_proba(&scaled).unwrap());
        assert_eq!(probabilities(after), probabilities(before));
        let log_densities = |model: &GaussianMixture| bits(&model.score_samples(&scaled).unwrap());
        assert_eq!(log_densities(after), log_densities(before));
        assert_eq!(loaded.assign(&mall()).unwrap(), saved.assign(&mall()).unwrap());
        assert_eq!(loaded, saved);
        let again = folder.join("again.json");
        loaded.save(&again).unwrap();
        assert_eq!(fs::read(again).unwrap(), fs::read(path).unwrap());
    }
}

#[test]
fn the_stored_model_is_still_what_a_fit_saves() {
    let stored = SavedModel::load(MODEL).unwrap();
    let fitted = segmentation(CovarianceType::Diagonal, &SEGMENTS);
    assert_close("weights", fitted.mixture().weights(), stored.mixture().weights(), 1e-6);
    assert_close("means", fitted.mixture().means(), stored.mixture().means(), 1e-6);
    let covariances = entries(stored.mixture().covariances());
    assert_close("covariances", &entries(fitted.mixture().covariances()), &covariances, 1e-6);
    assert_close("bic", &[stored.training().bic], &[1521.7], 0.1);
    assert_eq!(stored.training().n_samples, 200);
}

#[test]
fn a_mixture_from_parameters_has_no_run() {
    let stored = SavedModel::load(MODEL).unwrap();
    let mixture = stored.mixture();
    assert!(mixture.runs().is_empty() && mixture.best_run().is_none());
    assert_eq!((mixture.n_iterations(), mixture.converged()), (0, false));
}

#[test]
fn scikit_learn_gives_the_stored_model_the_same_answers() {
    let expected = fixture("saved_model_sklearn.json");
    let stored = SavedModel::load(MODEL).unwrap();
    let scaled = stored.scaler().transform(&mall().features(&FEATURES).unwrap()).unwrap();
    let probabilities = stored.mixture().predict_proba(&scaled).unwrap();
    assert_close("probabilities", &probabilities, &matrix(&expected["probabilities"]), 1e-10);
    let log_densities = numbers(&expected["log_densities"]);
    let found = stored.mixture().score_samples(&scaled).unwrap();
    assert_close("log-densities", &found, &log_densities, 1e-10);
    let labels = integers(&expected["labels"]);
    assert_eq!(stored.segments(), SEGMENTS);
    let threshold = stored.training().log_density_threshold;
    for (row, assignment) in stored.assign(&mall()).unwrap().iter().enumerate() {
        assert_eq!(assignment.segment, labels[row]);
        assert_eq!(assignment.probability, probabilities[[row, labels[row]]]);
        assert_eq!(assignment.unlike_training, Some(log_densities[row] < threshold));
    }
}

#[test]
fn components_of_one_name_are_one_segment_by_their_summed_probabilities() {
    let means = array![[-0.5], [0.0], [0.5]];
    let mixture =
        GaussianMixture::from_parameters(array![0.3, 0.4, 0.3], means, Covariances::Spherical(array![1.0, 1.0, 1.0]));
    let (mixture, ages) = (mixture.unwrap(), rows("1,,30,60,50\n2,,40,60,50\n3,,50,60,50\n").unwrap());
    let scaler = StandardScaler::fit(&ages.features(&FEATURES[..1]).unwrap()).unwrap();
    let saved = SavedModel::new(&ages, &FEATURES[..1], &scaler, &mixture, &["edge", "middle", "edge"]).unwrap();
    assert_eq!(saved.segments(), ["edge", "middle"]);
    let in_the_middle = array![[40.0]];
    let of_components = mixture.predict_proba(&scaler.transform(&in_the_middle).unwrap()).unwrap();
    assert!(of_components[[0, 1]] > of_components[[0, 0]], "the most probable component is the middle one");
    let assigned = &saved.assign_features(&in_the_middle).unwrap()[0];
    let sum = of_components[[0, 0]] + of_components[[0, 2]];
    assert_eq!((assigned.segment, assigned.probability), (0, sum));
    let path = folder("one_name").join("model.json");
    saved.save(&path).unwrap();
    assert_eq!(SavedModel::load(&path).unwrap(), saved);
}

#[test]
fn one_in_a_hundred_of_the_training_is_unlike_it_and_so_is_a_customer_far_off() {
    let stored = SavedModel::load(MODEL).unwrap();
    let unlike = stored.assign(&mall()).unwrap().iter().filter(|a| a.unlike_training == Some(true)).count();
    assert_eq!(unlike, 2);
    let far_off = array![[30.0, 1e3, 50.0], [30.0, 1e200, 50.0], [130.0, 0.0, 100.0]];
    for assignment in stored.assign_features(&far_off).unwrap() {
        assert!(assignment.unlike_training.unwrap() && (0.2..=1.0).contains(&assignment.probability));
    }
}

#[test]
fn a_customer_alone_is_assigned_as_among_others() {
    let stored = SavedModel::load(MODEL).unwrap();
    let features = mall().features(&FEATURES).unwrap();
    let together = stored.assign_features(&features).unwrap();
    for (row, expected) in together.iter().enumerate() {
        let alone = features.slice(s![row..=row, ..]).to_owned();
        assert_eq!(stored.assign_features(&alone).unwrap(), std::slice::from_ref(expected));
    }
}

#[test]
fn files_of_the_version_before_are_read_and_saved_in_the_one_of_now() {
    let mut file = fixture("saved_model.json");
    assert!(file["format_version"] == 1 && file["training"]["checksum"].is_string());
    let path = folder("version_before").join("model.json");
    SavedModel::load(MODEL).unwrap().save(&path).unwrap();
    let mut written: serde_json::Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    for feature in written["features"].as_array_mut().unwrap().iter_mut().filter_map(|entry| entry.as_object_mut()) {
        let heading = feature.remove("heading").unwrap();
        feature.insert("name".to_owned(), heading);
        assert_eq!(feature.remove("logarithm").unwrap(), false);
    }
    assert!(written["mixture"].as_object_mut().unwrap().remove("categories").unwrap().as_array().unwrap().is_empty());
    assert!(written.as_object_mut().unwrap().remove("checksums").is_some());
    written["format_version"] = 1.into();
    file["training"].as_object_mut().unwrap().remove("checksum");
    assert_eq!(written, file, "everything else is kept");
}

#[test]
fn new_customers_in_a_table() {
    let stored = SavedModel::load(MODEL).unwrap();
    let table = stored.assign_table(&rows("n1,Female,24,22,80\nn2,,45,60,50\nn3,Male,95,400,50\n").unwrap());
    assert_eq!(
        table.unwrap().to_string(),
        "\
The customers' segments
Customer  Segment                    Probability  Unlike any seen
-----------------------------------------------------------------
n1        low income, high spending        1.000  no
n2        middle                           0.999  no
n3        high income, low spending        1.000  yes"
    );
    let message = stored.assign_table(&rows("n1,Female,,22,80\n").unwrap()).unwrap_err().to_string();
    assert!(message.starts_with("mall.csv, line 2, column \"Age\": no value"), "{message}");
}

// Writing

#[test]
fn saving_replaces_a_file_and_leaves_no_other() {
    let folder = folder("replaces");
    let path = folder.join("model.json");
    fs::write(&path, "something older, and longer than nothing").unwrap();
    let stored = SavedModel::load(MODEL).unwrap();
    stored.save(&path).unwrap();
    assert_eq!(SavedModel::load(&path).unwrap(), stored);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
}

#[test]
fn folders_that_are_missing_are_made() {
    let path = folder("missing").join("no/such/folder/model.json");
    let stored = SavedModel::load(MODEL).unwrap();
    stored.save(&path).unwrap();
    assert_eq!(SavedModel::load(&path).unwrap(), stored);
}

#[test]
fn several_threads_may_save_to_one_file() {
    let folder = folder("threads");
    let path = folder.join("model.json");
    let stored = SavedModel::load(MODEL).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..5).for_each(|_| stored.save(&path).unwrap()));
        }
    });
    assert_eq!(SavedModel::load(&path).unwrap(), stored);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
}

#[test]
fn a_file_that_cannot_be_written_leaves_what_was_there() {
    let folder = folder("cannot_write");
    let stored = SavedModel::load(MODEL).unwrap();
    fs::create_dir_all(folder.join("taken/inside")).unwrap();
    fs::write(folder.join("file"), "no folder").unwrap();
    for path in [folder.join("file/model.json"), folder.join("taken"), "/".into()] {
        let error = stored.save(&path).unwrap_err();
        assert!(matches!(error, Error::Write { .. }), "{error}");
        assert!(error.to_string().starts_with(&format!("cannot write {}: ", path.display())), "{error}");
    }
    assert!(folder.join("taken/inside").is_dir());
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
}

// Parts that do not match

#[test]
fn parts_that_do_not_match() {
    let stored = SavedModel::load(MODEL).unwrap();
    let new = |features: &[Feature], names: &[&str]| {
        SavedModel::new(&mall(), features, stored.scaler(), stored.mixture(), names).unwrap_err()
    };
    let error = new(&FEATURES[..2], &SEGMENTS);
    assert!(matches!(error, Error::Shape { .. }), "{error}");
    let error = new(&FEATURES, &SEGMENTS[..4]);
    assert!(matches!(error, Error::Shape { name: "the list of segment names", .. }), "{error}");
    let error = new(&FEATURES, &["a", "b", "c", "d", " "]);
    assert!(matches!(error, Error::InvalidParameter { name: "a segment's name", .. }), "{error}");
    let error = new(&[Feature::AGE, Feature::AGE, Feature::AGE], &SEGMENTS);
    assert!(matches!(error, Error::InvalidParameter { name: "a feature", .. }), "{error}");
}

#[test]
fn customers_that_cannot_be_assigned() {
    let stored = SavedModel::load(MODEL).unwrap();
    let customers = rows("1,,30,60,50\n2,F,,60,50\n").unwrap();
    let message = stored.assign(&customers).unwrap_err().to_string();
    assert!(message.starts_with("mall.csv, line 3, column \"Age\": no value"), "{message}");
    let error = stored.assign_features(&array![[30.0, 60.0]]).unwrap_err();
    assert!(matches!(error, Error::Shape { .. }), "{error}");
    let error = stored.assign_features(&array![[30.0, 60.0, f64::NAN]]).unwrap_err();
    assert!(matches!(error, Error::InvalidEntry { row: 0, column: 2, .. }), "{error}");
    let error = stored.assign_features(&Array2::zeros((0, 3))).unwrap_err();
    assert!(matches!(error, Error::EmptyMatrix { .. }), "{error}");
}
