//! The plots that a notebook shows of the segments.

use ndarray::Axis;

use super::naming::told_apart;
use super::segmentation::{ROOM, Segments, UNSURE};
use crate::customers::Feature;
use crate::error::Result;
use crate::show::Figure;
use crate::show::plots::{Ellipse, Interval, IntervalPanel, Segment, interval_plot, segment_map};

impl Segments {
    /// Every customer by annual income and spending score or, where one of these is not among the features, by the two
    /// in which segments differ most, or the only one against itself, of logarithmic ones ln(1 + x): with the segments'
    /// ellipses and rings around those below [`UNSURE`].
    ///
    /// # Errors
    ///
    /// [`Error::Plot`](crate::Error::Plot).
    pub fn map(&self) -> Result<Figure> {
        let features = self.measures.features();
        let column = |wanted: &Feature| features.iter().position(|known| known == wanted);
        let preferred = column(&Feature::ANNUAL_INCOME).zip(column(&Feature::SPENDING_SCORE));
        let telling = self.telling(2);
        let (x, y) = preferred.unwrap_or((telling[0], telling[telling.len() - 1]));
        let names = [x, y].map(|column| told_apart(features)[column].in_sentence());
        let title = format!("Segments by {}", if x == y { names[0].clone() } else { names.join(" and ") });
        let points = self.measures.transformed().select(Axis(1), &[x, y]);
        let unsure: Vec<bool> = self.confidence.iter().map(|&probability| probability < UNSURE).collect();
        let labels = [x, y].map(|column| features[column].seen_as());
        let labels = labels.each_ref().map(String::as_str);
        segment_map(&title, labels, &points, self.labels(), &self.on_map([x, y]), &unsure)
    }

    /// The share of each segment and its mean of each feature with their 90 % bootstrap intervals, beside the means of all
    /// customers; a segment alone has no share worth a plot.
    ///
    /// # Errors
    ///
    /// [`Error::Plot`](crate::Error::Plot).
    pub fn profile_plot(&self) -> Result<Figure> {
        let estimates: Vec<Vec<Interval>> = (0..self.figures.len()).map(|segment| self.estimates(segment)).collect();
        let panel = |i: usize, label: &str, reference| {
            let intervals = estimates.iter().map(|of_segment| of_segment.get(i).copied()).collect();
            IntervalPanel { label: label.to_owned(), intervals, reference }
        };
        let share = (estimates.len() > 1).then(|| panel(0, "Share (%)", None));
        let (features, means) = (self.measures.features(), self.mall.means());
        let means = self.telling(ROOM).into_iter().map(|i| panel(i + 1, features[i].label(), means.get(i).copied()));
        let panels: Vec<IntervalPanel> = share.into_iter().chain(means).collect();
        let names: Vec<&str> = self.names().iter().map(String::as_str).collect();
        let title = format!("Profiles of the segments{}", self.shown_of_all());
        interval_plot(&title, "mean of all customers", &names, &panels)
    }

    /// Each segment's mean, and its components' means and covariances, in two of the features, in their units or logarithms.
    pub(super) fn on_map(&self, columns: [usize; 2]) -> Vec<Segment> {
        let (combination, scaler) = (&self.verdict.combination, self.measures.scaler());
        let (model, mean, std) = (combination.model(), scaler.mean(), scaler.std());
        let ellipse = |component: usize| {
            let covariance = model.covariances().matrix(component, self.measures.features().len());
            Ellipse {
                centre: columns.map(|i| mean[i] + std[i] * model.means()[[component, i]]),
                covariance: columns.map(|i| columns.map(|j| covariance[[i, j]] * std[i] * std[j])),
            }
        };
        let segments = self.names().iter().enumerate().map(|(segment, name)| {
            let components = combination.components(segment).iter();
            let (weights, ellipses): (Vec<f64>, Vec<_>) = components.map(|&c| (model.weights()[c], ellipse(c))).unzip();
            let weighted = |axis: usize| weights.iter().zip(&ellipses).map(|(w, e)| w * e.centre[axis]).sum::<f64>();
            let centre = [0, 1].map(|axis| weighted(axis) / weights.iter().sum::<f64>());
            Segment { name: name.clone(), centre, ellipses }
        });
        segments.collect()
    }
}
