//! The segments as tables.

use super::naming::{RECOMMENDATIONS, level};
use super::segmentation::{FEATURES, Segments, UNSURE};
use crate::customers::Feature;
use crate::show::{Table, cells, decimals};

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
}

fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}
