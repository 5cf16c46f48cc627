//! Segments and clusters as tables.

use std::fmt::Display;

use super::Profile;
use super::naming::{Level, recommendation};
use super::segmentation::{FEATURES, Segments, UNSURE};
use crate::customers::Feature;
use crate::show::Table;

const SEGMENT: &str = "Segment";
const CUSTOMERS: &str = "Customers";

impl Profile {
    /// Size and centroid of every cluster, in standard deviations from the mall's average.
    pub fn centroids(&self) -> Table {
        let caption = "Centroids in standard deviations from the mall's average";
        let of = |cluster: usize, i: usize| format!("{:.3}", self.centroids[[cluster, i]]);
        self.rows(caption, Feature::name, of)
    }

    /// Size and mean of every feature of every cluster, in the features' units.
    pub fn table(&self) -> Table {
        let heading = |feature: Feature| match feature {
            Feature::Gender => "Share of men",
            _ => feature.label(),
        };
        let mean = |cluster: usize, i: usize| self.means()[cluster].get(i).map(|mean| format!("{mean:.2}"));
        let of = |cluster, i| mean(cluster, i).unwrap_or("-".to_owned());
        self.rows("Mean of each feature by cluster", heading, of)
    }

    fn rows(&self, caption: &str, heading: fn(Feature) -> &'static str, of: impl Fn(usize, usize) -> String) -> Table {
        let headings: Vec<&str> = self.features().iter().map(|&feature| heading(feature)).collect();
        let mut table = Table::new(caption, &[&["Cluster", CUSTOMERS], &headings[..]].concat());
        for (cluster, size) in self.sizes().iter().enumerate() {
            let cells: Vec<String> = (0..headings.len()).map(|i| of(cluster, i)).collect();
            let mut row: Vec<&dyn Display> = vec![&cluster, size];
            row.extend(cells.iter().map(|cell| cell as &dyn Display));
            table.push(&row);
        }
        table
    }
}

impl Segments {
    /// Size, share, mean ± standard deviation of each feature and the share of women, a row for each segment.
    pub fn table(&self) -> Table {
        let measures = FEATURES.map(Feature::label);
        let headings = [&[SEGMENT, CUSTOMERS, "Share"], &measures[..], &["Women"]].concat();
        let mut table = Table::new("The segments: mean ± standard deviation", &headings);
        let shares = self.profile.shares();
        for (segment, name) in self.names().iter().enumerate() {
            let means = &self.profile.means()[segment];
            let stds = &self.profile.standard_deviations()[segment];
            let cells: [String; 3] = std::array::from_fn(|i| match (means.get(i), stds.get(i)) {
                (Some(mean), Some(std)) => format!("{mean:.1} ± {std:.1}"),
                _ => "-".to_owned(),
            });
            let women = self.women[segment].map_or("-".to_owned(), percent);
            let (size, share) = (self.profile.sizes()[segment], percent(shares[segment]));
            table.push(&[name, &size, &share, &cells[0], &cells[1], &cells[2], &women]);
        }
        table
    }

    /// The customer of highest density in each segment.
    pub fn typical(&self) -> Table {
        let rows = self.typical.iter().flatten().copied();
        self.customers("The most typical customer of each segment", rows)
    }

    /// The `n` customers of lowest probability among those below [`UNSURE`].
    pub fn unsure_customers(&self, n: usize) -> Table {
        let all = self.confidence.len();
        let mut rows: Vec<usize> = (0..all).filter(|&row| self.confidence[row] < UNSURE).collect();
        rows.sort_by(|&a, &b| self.confidence[a].total_cmp(&self.confidence[b]));
        let caption = format!("{} of {all} customers are below {UNSURE}, the least sure first", rows.len());
        self.customers(&caption, rows.into_iter().take(n))
    }

    fn customers(&self, caption: &str, rows: impl Iterator<Item = usize>) -> Table {
        let measures = FEATURES.map(Feature::label);
        let mut table = Table::new(caption, &[&[SEGMENT, "Customer"], &measures[..], &["Probability"]].concat());
        for row in rows {
            let [age, income, score] = std::array::from_fn(|i| self.measures[[row, i]]);
            let (name, probability) = (&self.names()[self.labels()[row]], format!("{:.2}", self.confidence[row]));
            table.push(&[name, &self.ids[row], &age, &income, &score, &probability]);
        }
        table
    }

    /// What each segment's figures suggest, each with the figures it rests on; a segment without customers has none.
    pub fn recommendations(&self) -> Table {
        let mut table = Table::new("What the figures suggest", &[SEGMENT, "Because", "Recommendation"]);
        let shares = self.profile.shares();
        for (segment, name) in self.names().iter().enumerate() {
            if let [_, income, score] = self.profile.means()[segment][..] {
                let (size, share) = (self.profile.sizes()[segment], percent(shares[segment]));
                let because = format!("{size} customers ({share}), {income:.1} k$, score {score:.1}");
                let level = |i: usize| Level::of(self.differences[[segment, i]]);
                table.push(&[name, &because, &recommendation(level(1), level(2))]);
            }
        }
        table
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}
