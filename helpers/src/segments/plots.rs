//! The segments as plots.

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
            let known = "age, annual income or spending score";
            let column = FEATURES.iter().position(|known| *known == feature);
            column.ok_or_else(|| Error::invalid("a feature of the map", feature.label(), known))
        };
        let columns = [column(x)?, column(y)?];
        let names = [x, y].map(|feature| feature.name().to_lowercase());
        let title = format!("Segments by {}", names.join(" and "));
        let points = self.measures.select(ndarray::Axis(1), &columns);
        let unsure = self.confidence.iter().map(|&probability| probability < UNSURE);
        let (unsure, segments) = (unsure.collect::<Vec<bool>>(), self.on_map(columns));
        let [x, y] = [x, y].map(Feature::label);
        segment_map(&title, x, y, &points, self.labels(), &segments, &unsure)
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
    pub(super) fn on_map(&self, [x, y]: [usize; 2]) -> Vec<Segment> {
        let (model, scaler) = (self.saved.mixture(), self.saved.scaler());
        let std = scaler.std();
        let centre = |segment: usize, i: usize| scaler.mean()[i] + std[i] * model.means()[[segment, i]];
        let segments = self.names().iter().enumerate().map(|(segment, name)| {
            let covariance = model.covariances().matrix(segment, FEATURES.len());
            let entry = |i: usize, j: usize| covariance[[i, j]] * std[i] * std[j];
            Segment {
                name: name.clone(),
                centre: [centre(segment, x), centre(segment, y)],
                covariance: [[entry(x, x), entry(x, y)], [entry(y, x), entry(y, y)]],
            }
        });
        segments.collect()
    }
}
