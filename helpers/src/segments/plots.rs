//! The segments as plots.

use ndarray::Axis;

use super::segmentation::{FEATURES, Segments, UNSURE};
use crate::customers::Feature;
use crate::error::{Error, Result};
use crate::show::Figure;
use crate::show::plots::{Segment, profile_heat, segment_map};

impl Segments {
    /// Every customer by two of the [`FEATURES`], with the segments' ellipses and rings around those below [`UNSURE`].
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for another feature.
    pub fn map(&self, [x, y]: [Feature; 2]) -> Result<Figure> {
        let column = |feature: Feature| {
            let expected = "age, annual income or spending score";
            let column = FEATURES.iter().position(|known| *known == feature);
            column.ok_or_else(|| Error::invalid("a feature of the map", feature.label(), expected))
        };
        let columns = [column(x)?, column(y)?];
        let [x_name, y_name] = [x, y].map(|feature| feature.name().to_lowercase());
        let title = format!("Segments by {x_name} and {y_name}");
        let points = self.measures.select(Axis(1), &columns);
        let unsure: Vec<bool> = self.confidence.iter().map(|&probability| probability < UNSURE).collect();
        segment_map(&title, x.label(), y.label(), &points, self.labels(), &self.on_map(columns), &unsure)
    }

    /// How far each segment's means are from the mall's, in standard deviations, as a heat map.
    ///
    /// # Errors
    ///
    /// [`Error::Plot`].
    pub fn heat(&self) -> Result<Figure> {
        let names: Vec<&str> = self.names().iter().map(String::as_str).collect();
        profile_heat("Segments against the mall's average", &names, &FEATURES.map(Feature::label), &self.differences)
    }

    /// Each segment's mean and covariance in two of the [`FEATURES`], in their units.
    pub(super) fn on_map(&self, columns: [usize; 2]) -> Vec<Segment> {
        let (model, scaler) = (self.saved.mixture(), self.saved.scaler());
        let (mean, std) = (scaler.mean(), scaler.std());
        let segments = self.names().iter().enumerate().map(|(segment, name)| {
            let covariance = model.covariances().matrix(segment, FEATURES.len());
            Segment {
                name: name.clone(),
                centre: columns.map(|i| mean[i] + std[i] * model.means()[[segment, i]]),
                covariance: columns.map(|i| columns.map(|j| covariance[[i, j]] * std[i] * std[j])),
            }
        });
        segments.collect()
    }
}
