//! The plots that a notebook shows of the segments.

use ndarray::Axis;

use super::segmentation::{Segments, UNSURE};
use crate::customers::Feature;
use crate::error::{Error, Result};
use crate::show::Figure;
use crate::show::plots::{Ellipse, Interval, IntervalPanel, Segment, interval_plot, segment_map};

impl Segments {
    /// Every customer by annual income and spending score or, where one of these is not among the features, by the first two
    /// features, or the only one against itself: with the segments' ellipses and rings around those below [`UNSURE`].
    ///
    /// # Errors
    ///
    /// [`Error::Plot`].
    pub fn map(&self) -> Result<Figure> {
        let (known, preferred) = (self.measures.features(), [Feature::AnnualIncome, Feature::SpendingScore]);
        let are_known = preferred.iter().all(|feature| known.contains(feature));
        self.map_of(if are_known { preferred } else { [known[0], known[known.len().min(2) - 1]] })
    }

    /// As [`map`](Self::map), by two of the features.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for another feature; [`Error::Plot`].
    pub fn map_of(&self, [x, y]: [Feature; 2]) -> Result<Figure> {
        let column = |feature: Feature| {
            let column = self.measures.features().iter().position(|known| *known == feature);
            column
                .ok_or_else(|| Error::invalid("a feature of the map", feature.label(), "one of the segments' features"))
        };
        let columns = [column(x)?, column(y)?];
        let [x_name, y_name] = [x, y].map(|feature| feature.name().to_lowercase());
        let names = if x == y { x_name } else { format!("{x_name} and {y_name}") };
        let points = self.measures.values().select(Axis(1), &columns);
        let unsure: Vec<bool> = self.confidence.iter().map(|&probability| probability < UNSURE).collect();
        let (title, segments) = (format!("Segments by {names}"), self.on_map(columns));
        segment_map(&title, x.label(), y.label(), &points, self.labels(), &segments, &unsure)
    }

    /// The share of each segment and its mean of each feature with their 90 % bootstrap intervals, beside the mall's means.
    ///
    /// # Errors
    ///
    /// [`Error::Plot`].
    pub fn profile_plot(&self) -> Result<Figure> {
        let segments = || self.figures.iter().zip(&self.intervals);
        let percent = |share: f64| 100.0 * share;
        let share = |segment: usize| Interval {
            value: percent(self.share(segment)),
            ends: Some(self.intervals[segment].share.map(percent)),
        };
        let shares = (0..self.figures.len()).map(|segment| Some(share(segment))).collect();
        let mut panels = vec![IntervalPanel { label: "Share (%)".to_owned(), intervals: shares, reference: None }];
        for (i, (feature, mean)) in self.measures.features().iter().zip(self.mall.means()).enumerate() {
            let of_segment = |(figures, intervals): (&super::figures::Figures, &super::intervals::Intervals)| {
                let ends = intervals.means.as_ref().map(|means| means[i]);
                figures.means().get(i).map(|&value| Interval { value, ends })
            };
            let intervals = segments().map(of_segment).collect();
            panels.push(IntervalPanel { label: feature.label().to_owned(), intervals, reference: Some(mean) });
        }
        let names: Vec<&str> = self.names().iter().map(String::as_str).collect();
        interval_plot("Shares and means of the segments", "mean of all customers", &names, &panels)
    }

    /// Each segment's mean, and its components' means and covariances, in two of the features, in their units.
    pub(super) fn on_map(&self, columns: [usize; 2]) -> Vec<Segment> {
        let (combination, scaler) = (self.verdict.combination(), self.measures.scaler());
        let (model, mean, std) = (combination.model(), scaler.mean(), scaler.std());
        let ellipse = |component: usize| {
            let covariance = model.covariances().matrix(component, mean.len());
            Ellipse {
                centre: columns.map(|i| mean[i] + std[i] * model.means()[[component, i]]),
                covariance: columns.map(|i| columns.map(|j| covariance[[i, j]] * std[i] * std[j])),
            }
        };
        let segments = self.names().iter().enumerate().map(|(segment, name)| {
            let components = combination.components(segment);
            let weight: f64 = components.iter().map(|&component| model.weights()[component]).sum();
            let weighted =
                |i: usize| components.iter().map(|&c| model.weights()[c] * model.means()[[c, i]]).sum::<f64>();
            Segment {
                name: name.clone(),
                centre: columns.map(|i| mean[i] + std[i] * weighted(i) / weight),
                ellipses: components.into_iter().map(ellipse).collect(),
            }
        });
        segments.collect()
    }
}
