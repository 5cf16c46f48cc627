//! From the clusters of a mixture to segments with a name, a profile and something to do.

use std::path::Path;

use ndarray::Array2;

use super::naming::names;
use super::{Profile, SavedModel};
use crate::customers::{Customers, Feature, Gender};
use crate::error::Result;
use crate::features::StandardScaler;
use crate::mixture::GaussianMixture;
use crate::stats::mean;

/// The features that segments are made of, in the order of the matrix.
pub const FEATURES: [Feature; 3] = [Feature::Age, Feature::AnnualIncome, Feature::SpendingScore];

/// A customer whose largest probability is below this belongs to a segment by a narrow margin only.
pub const UNSURE: f64 = 0.8;

/// The segments that a mixture of [`FEATURES`] makes of the customers.
#[derive(Debug, Clone, PartialEq)]
pub struct Segments {
    /// The model with its scaler and the segments' names.
    pub(super) saved: SavedModel,
    pub(super) customers: Customers,
    /// The probability of each customer's segment.
    pub(super) confidence: Vec<f64>,
    /// In years, k$ and points.
    pub(super) profile: Profile,
    /// `(n_segments, 3)`: the segments' means in standard deviations from the mall's.
    pub(super) differences: Array2<f64>,
    /// The row of highest density in each segment.
    pub(super) typical: Vec<Option<usize>>,
    /// `(n_samples, 3)`, in years, k$ and points.
    pub(super) measures: Array2<f64>,
}

impl Segments {
    /// Assigns each customer to a component of `model`, which was fitted to [`FEATURES`] standardised by `scaler`.
    ///
    /// # Errors
    ///
    /// As [`Customers::features`] and [`SavedModel::new`].
    pub fn new(customers: &Customers, scaler: &StandardScaler, model: &GaussianMixture) -> Result<Segments> {
        let measures = customers.features(&FEATURES)?;
        let scaled = scaler.transform(&measures)?;
        let profile = Profile::of(model, &scaled, &measures, &FEATURES)?;
        // those of an empty segment are the component's
        let differences = Array2::from_shape_fn(model.means().dim(), |(segment, i)| {
            let mean = profile.means()[segment].get(i);
            mean.map_or(model.means()[[segment, i]], |mean| (mean - scaler.mean()[i]) / scaler.std()[i])
        });
        let names = names(differences.view());
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let (confidence, scores) = (model.confidence(&scaled)?, model.score_samples(&scaled)?);
        let density = |row: usize| confidence[row].ln() + scores[row];
        let typical = (0..model.n_clusters()).map(|segment| {
            let members = (0..scores.len()).filter(|&row| profile.labels()[row] == segment);
            members.max_by(|&a, &b| density(a).total_cmp(&density(b)))
        });
        Ok(Segments {
            saved: SavedModel::new(customers, &FEATURES, scaler, model, &names)?,
            customers: customers.clone(),
            typical: typical.collect(),
            confidence,
            profile,
            differences,
            measures,
        })
    }

    /// A name for each segment, made from its numbers, such as "high income, low spending"; no two are equal.
    pub fn names(&self) -> &[String] {
        self.saved.segments()
    }

    /// The segment of each customer, counted from 0.
    pub fn labels(&self) -> &[usize] {
        self.profile.labels()
    }

    /// The share of women in a segment, among those whose gender is known.
    pub(super) fn women(&self, segment: usize) -> Option<f64> {
        let labelled = self.customers.rows().iter().zip(self.labels());
        let genders = labelled.filter(|(_, label)| **label == segment).filter_map(|(customer, _)| customer.gender);
        let women: Vec<f64> = genders.map(|gender| f64::from(gender == Gender::Female)).collect();
        (!women.is_empty()).then(|| mean(&women))
    }

    /// Writes model, scaler and names to a JSON file, and gives what can be loaded from it.
    ///
    /// # Errors
    ///
    /// As [`SavedModel::save`].
    pub fn save(&self, path: impl AsRef<Path>) -> Result<SavedModel> {
        self.saved.save(path)?;
        Ok(self.saved.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use linfa::DatasetBase;
    use linfa::traits::Fit;

    fn mall() -> Segments {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../Mall_Customers.csv");
        let customers = Customers::from_path(path).unwrap();
        let features = customers.features(&FEATURES).unwrap();
        let scaler = StandardScaler::fit(&features).unwrap();
        let params = GaussianMixture::params(5).covariance_type(crate::mixture::CovarianceType::Diagonal);
        let dataset = DatasetBase::from(scaler.transform(&features).unwrap());
        let model = params.reg_covariance(1e-3).n_runs(20).fit(&dataset).unwrap();
        Segments::new(&customers, &scaler, &model).unwrap()
    }

    #[test]
    fn the_mall_has_the_segments_that_an_independent_fit_found() {
        // Sizes, mean age, income, score and share of women of the best of 100 starts of an independent EM.
        let expected = [
            (78, [43.1, 54.6, 50.0], 0.59),
            (39, [32.7, 86.5, 82.1], 0.54),
            (38, [40.4, 87.0, 18.6], 0.47),
            (23, [45.2, 26.3, 20.9], 0.61),
            (22, [25.3, 25.7, 79.4], 0.59),
        ];
        let segments = mall();
        for (size, mean, women) in expected {
            let sizes = segments.profile.sizes();
            let segment = sizes.iter().position(|found| *found == size).unwrap();
            let found = &segments.profile.means()[segment];
            assert!(mean.iter().zip(found).all(|(a, b)| (a - b).abs() < 0.06), "{found:?}");
            assert!((segments.women(segment).unwrap() - women).abs() < 0.006);
        }
    }

    #[test]
    fn the_map_is_in_real_units() {
        let segments = mall();
        for (segment, on_map) in segments.on_map([1, 2]).iter().enumerate() {
            let mean = &segments.profile.means()[segment];
            let spread = &segments.profile.standard_deviations()[segment];
            // Customers count by probability for the component, by most probable segment in the profile.
            assert!((on_map.centre[0] - mean[1]).abs() < 3.0 && (on_map.centre[1] - mean[2]).abs() < 3.0);
            assert!((on_map.covariance[0][0].sqrt() - spread[1]).abs() < 3.0);
            assert_eq!(on_map.covariance[0][1], 0.0, "diagonal covariance");
        }
        let alt = segments.map([Feature::AnnualIncome, Feature::SpendingScore]).unwrap().alt().to_owned();
        assert!(alt.starts_with("Map \"Segments by annual income and spending score\" of 200 customers"), "{alt}");
        let error = segments.map([Feature::Gender, Feature::Age]).unwrap_err();
        assert!(matches!(error, Error::InvalidParameter { .. }), "{error}");
    }

    #[test]
    fn the_most_typical_customer_is_a_sure_one_of_the_segment() {
        let segments = mall();
        for (segment, typical) in segments.typical.iter().enumerate() {
            let row = typical.unwrap();
            assert_eq!(segments.labels()[row], segment);
            assert!(segments.confidence[row] >= UNSURE);
        }
    }

    #[test]
    fn what_is_saved_assigns_customers_as_the_segments_do() {
        let path = std::env::temp_dir().join(format!("segments-{}.json", std::process::id()));
        let segments = mall();
        let saved = segments.save(&path).unwrap();
        let loaded = SavedModel::load(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!(loaded, saved);
        let assigned = loaded.assign_features(&segments.measures).unwrap();
        assert!(assigned.iter().map(|assignment| assignment.segment).eq(segments.labels().iter().copied()));
    }

    #[test]
    fn a_segment_without_customers_has_dashes() {
        let mut segments = mall();
        segments.profile =
            Profile::of(segments.saved.mixture(), &ndarray::array![[0.0; 3]], &ndarray::array![[1.0; 3]], &FEATURES)
                .unwrap();
        let table = segments.table().to_string();
        assert!(table.contains(" - ") && !table.contains("NaN"), "{table}");
        assert!(!segments.profile.table().to_string().contains("NaN"));
    }
}
