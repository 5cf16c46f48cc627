//! The profile of the clusters of a mixture, on the mall's customers and on very few.

use crate::common::*;
use helpers::linfa::{DatasetBase, traits::Fit};
use helpers::ndarray::{Array1, Array2, Axis, array};
use helpers::{Covariances, Customers, Error, Feature, GaussianMixture, Profile, Schema, StandardScaler, original};

fn mall() -> Customers {
    Customers::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Mall_Customers.csv"), &Schema::default()).unwrap()
}

fn features() -> (Array2<f64>, StandardScaler) {
    let features = mall().features(&Feature::ALL).unwrap();
    let scaler = StandardScaler::fit(&features).unwrap();
    (features, scaler)
}

/// Three components in a row, of which the middle one is at 0.
fn three() -> GaussianMixture {
    let means = array![[-9.0, 0.0], [0.0, 0.0], [9.0, 0.0]];
    GaussianMixture::from_parameters(array![0.25, 0.5, 0.25], means, Covariances::Spherical(array![1.0, 1.0, 1.0]))
        .unwrap()
}

#[test]
fn the_published_segments() {
    let (features, scaler) = features();
    let scaled = scaler.transform(&features).unwrap();
    let model = original::replay(&mall(), &scaled).unwrap();
    let profile = Profile::of(&model, &scaled, &features, &Feature::ALL).unwrap();
    let labels = &fixture("mall.json")["original_final"]["labels"];
    assert_eq!(profile.labels(), integers(labels).to_vec());
    assert_eq!(profile.sizes(), [49.0, 33.0, 21.0, 39.0, 58.0]);
    let published = [
        [1.0, 49.20, 62.24, 29.73],
        [0.0, 25.55, 44.48, 60.70],
        [0.0, 32.19, 86.05, 81.67],
        [1.0, 28.00, 62.21, 72.10],
        [0.0, 47.38, 57.95, 35.40],
    ];
    for (means, published) in profile.means().iter().zip(&published) {
        assert_close("means", means, published, 0.005 + 1e-9);
    }
    let table = profile.table().to_string();
    assert!(table.contains("Share of men") && table.contains("Annual income (k$)"), "{table}");
    let centroids = profile.centroids().to_string();
    assert!(centroids.contains("-0.886  -0.478          0.966           1.217"), "{centroids}");
}

#[test]
fn a_weight_of_two_is_the_customer_twice_and_of_zero_none() {
    let (features, scaler) = features();
    let scaled = scaler.transform(&features).unwrap();
    let weights = Array1::from_shape_fn(200, |row| (row % 3) as f32);
    let rows: Vec<usize> = (0..200).flat_map(|row| vec![row; row % 3]).collect();
    let model = original::replay(&mall(), &scaled).unwrap();
    let repeated = [scaled.select(Axis(0), &rows), features.select(Axis(0), &rows)];
    let twice = Profile::of(&model, &repeated[0], &repeated[1], &Feature::ALL).unwrap();
    let weighted = |weights| {
        let dataset = DatasetBase::from(scaled.view()).with_weights(weights);
        Profile::of(&model, &dataset, &features, &Feature::ALL)
    };
    let profile = weighted(weights).unwrap();
    assert_eq!(profile.sizes(), twice.sizes());
    assert_eq!(profile.sizes().iter().sum::<f64>(), 199.0);
    assert_eq!(profile.table().to_string(), twice.table().to_string());
    assert!(matches!(weighted(array![1.0]), Err(Error::Shape { .. })));
    assert!(matches!(weighted(Array1::from_elem(200, -1.0)), Err(Error::InvalidWeight { row: 0, .. })));
}

#[test]
fn one_group_has_the_means_of_the_scaler() {
    let (features, scaler) = features();
    let dataset = DatasetBase::from(scaler.transform(&features).unwrap());
    let model = GaussianMixture::params(1).fit(&dataset).unwrap();
    let profile = Profile::of(&model, &dataset, &features, &Feature::ALL).unwrap();
    assert_close("means", &profile.means()[0], scaler.mean(), 1e-12);
}

#[test]
fn groups_of_none_and_of_one() {
    let features = [Feature::AGE, Feature::ANNUAL_INCOME];
    let profile = Profile::of(&three(), &array![[0.1, 0.0]], &array![[7.0, 1.0]], &features).unwrap();
    assert_eq!(profile.sizes(), [0.0, 1.0, 0.0]);
    assert_eq!(profile.means(), [vec![], vec![7.0, 1.0], vec![]]);
    let table = profile.table().to_string();
    assert!(table.contains('-') && !table.contains("NaN"), "{table}");
    assert!(profile.centroids().to_string().contains("-9.000"), "an empty cluster has a centroid");
}

#[test]
fn matrices_that_do_not_fit() {
    let profile =
        |scaled, measures, features: &[Feature]| Profile::of(&three(), &scaled, &measures, features).unwrap_err();
    let two = [Feature::AGE, Feature::ANNUAL_INCOME];
    let error = profile(array![[0.0, 0.0], [1.0, 1.0]], array![[1.0, 2.0]], &two);
    assert!(matches!(error, Error::Shape { .. }), "{error}");
    let error = profile(array![[0.0, 0.0]], array![[1.0, 2.0]], &two[..1]);
    assert!(matches!(error, Error::Shape { .. }), "{error}");
    let error = profile(array![[0.0, 0.0], [0.0, 0.0]], array![[1.0, 2.0], [f64::NAN, 2.0]], &two);
    assert!(matches!(error, Error::InvalidEntry { row: 1, .. }), "{error}");
}
