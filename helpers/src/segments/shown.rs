//! What a notebook shows of the segments.

use ndarray::Axis;

use super::naming::{RECOMMENDATIONS, level};
use super::segmentation::{FEATURES, Segments, UNSURE};
use crate::customers::Feature;
use crate::error::{Error, Result};
use crate::show::plots::{Segment, profile_heat, segment_map};
use crate::show::{Figure, Table, cells, decimals};

impl Segments {
    /// Size, share, mean ± standard deviation of each feature and the share of women, a row for each segment.
    pub fn table(&self) -> Table {
        let (sizes, shares) = (self.profile.sizes(), self.profile.shares());
        let rows = self.names().iter().enumerate().map(|(segment, name)| {
            let moments = self.profile.means()[segment].iter().zip(&self.profile.standard_deviations()[segment]);
            let mut spreads: Vec<String> = moments.map(|(mean, std)| format!("{mean:.1} ± {std:.1}")).collect();
            spreads.resize(FEATURES.len(), "-".to_owned());
            let women = self.women(segment).map_or("-".to_owned(), percent);
            [cells![name, sizes[segment], percent(shares[segment])], spreads, cells![women]].concat()
        });
        let headings = [&["Segment", "Customers", "Share"], &FEATURES.map(Feature::label)[..], &["Women"]].concat();
        Table::of("The segments: mean ± standard deviation", &headings, rows)
    }

    /// The customer of highest density in each segment.
    pub fn typical(&self) -> Table {
        self.rows("The most typical customer of each segment", self.typical.iter().flatten())
    }

    /// The `n` customers of lowest probability among those below [`UNSURE`].
    pub fn unsure_customers(&self, n: usize) -> Table {
        let all = self.confidence.len();
        let mut rows: Vec<usize> = (0..all).filter(|&row| self.confidence[row] < UNSURE).collect();
        rows.sort_by(|&a, &b| self.confidence[a].total_cmp(&self.confidence[b]));
        let caption = format!("{} of {all} customers are below {UNSURE}, the least sure first", rows.len());
        self.rows(&caption, rows.iter().take(n))
    }

    fn rows<'a>(&self, caption: &str, rows: impl Iterator<Item = &'a usize>) -> Table {
        let rows = rows.map(|&row| {
            let (name, id) = (&self.names()[self.labels()[row]], &self.customers.rows()[row].id);
            let [age, income, score] = std::array::from_fn(|i| self.measures[[row, i]]);
            cells![name, id, age, income, score, decimals(self.confidence[row], 2)]
        });
        let headings = [&["Segment", "Customer"], &FEATURES.map(Feature::label)[..], &["Probability"]].concat();
        Table::of(caption, &headings, rows)
    }

    /// What each segment's figures suggest, each with the figures it rests on; a segment without customers has none.
    pub fn recommendations(&self) -> Table {
        let (sizes, shares) = (self.profile.sizes(), self.profile.shares());
        let rows = self.names().iter().enumerate().filter_map(|(segment, name)| {
            let [_, income, score] = self.profile.means()[segment][..] else { return None };
            let (size, share) = (sizes[segment], percent(shares[segment]));
            let because = format!("{size} customers ({share}), {income:.1} k$, score {score:.1}");
            let [income, spending] = [1, 2].map(|i| level(self.differences[[segment, i]]));
            Some(cells![name, because, RECOMMENDATIONS[income][spending]])
        });
        Table::of("What the figures suggest", &["Segment", "Because", "Recommendation"], rows)
    }

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

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}
