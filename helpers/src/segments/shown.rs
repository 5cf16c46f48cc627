//! The tables that a notebook shows of the segments.

use super::segmentation::{Segments, UNSURE};
use crate::choose::Grade;
use crate::customers::Feature;
use crate::show::{Table, cells, decimals};

impl Segments {
    /// Size, share, mean of each feature and share of women, a row for each segment; shares and means with their 90 % bootstrap
    /// intervals.
    pub fn table(&self) -> Table {
        let rows = self.figures.iter().zip(&self.intervals).enumerate().map(|(segment, (figures, intervals))| {
            let ends =
                |i: usize| intervals.means.as_ref().map_or(String::new(), |means| ends(means[i].map(one_decimal)));
            let mean = |(i, mean): (usize, f64)| one_decimal(mean) + &ends(i);
            let means = figures.means().into_iter().enumerate().map(mean).collect();
            let cells = [cells![self.names()[segment], figures.size, self.share_of(segment)], self.padded(means)];
            [&cells.concat()[..], &[figures.women.map_or("-".to_owned(), percent)]].concat()
        });
        self.by_feature("The segments: means with 90 % intervals", &["Segment", "Customers", "Share"], &["Women"], rows)
    }

    /// The median and the quartiles of each feature, which the names rest on, a row for each segment.
    pub fn spread(&self) -> Table {
        let all = cells!["all customers"].into_iter().zip([&self.mall]);
        let segments = self.names().iter().cloned().zip(&self.figures);
        let rows = segments.chain(all).map(|(name, figures)| {
            let quartiles = figures.quartiles.iter().map(|quartiles| {
                let [q1, median, q3] = quartiles.map(one_decimal);
                median + &ends([q1, q3])
            });
            [vec![name], self.padded(quartiles.collect())].concat()
        });
        self.by_feature("Medians, and between which quartiles half of the customers are", &["Segment"], &[], rows)
    }

    /// The customer of highest density in each segment.
    pub fn typical(&self) -> Table {
        self.customers("The most typical customer of each segment", self.typical.iter().flatten())
    }

    /// The `n` customers of lowest probability among those below [`UNSURE`].
    pub fn unsure_customers(&self, n: usize) -> Table {
        let all = self.confidence.len();
        let mut rows: Vec<usize> = (0..all).filter(|&row| self.confidence[row] < UNSURE).collect();
        rows.sort_by(|&a, &b| self.confidence[a].total_cmp(&self.confidence[b]));
        let caption = format!("{} of {all} customers are below {UNSURE}, the least sure first", rows.len());
        self.customers(&caption, rows.iter().take(n))
    }

    /// What each segment's figures suggest, with the medians it rests on, or why nothing; a segment without customers is left
    /// out.
    pub fn recommendations(&self) -> Table {
        let with_customers = (0..self.figures.len()).filter(|&segment| self.figures[segment].size > 0);
        let rows = with_customers.map(|segment| {
            let figures = &self.figures[segment];
            let median = |(i, feature): (usize, &Feature)| figure(*feature, figures.median(i));
            let medians: Vec<String> = self.measures.features().iter().enumerate().map(median).collect();
            let because = format!("{}; medians: {}", self.size(segment), medians.join(", "));
            let advice = self.advice(segment).unwrap_or_else(|reason| format!("No advice: {reason}."));
            cells![self.names()[segment], because, advice]
        });
        let caption = match self.verdict.grade() {
            Grade::Weak => "What the figures suggest, if the segments hold",
            _ => "What the figures suggest",
        };
        Table::of(caption, &["Segment", "Because", "Recommendation"], rows)
    }

    /// Such as "78 customers (39 %)".
    fn size(&self, segment: usize) -> String {
        let size = self.figures[segment].size;
        format!("{} ({})", counted(size, "customer"), percent(self.share(segment)))
    }

    /// A segment's share with its interval.
    pub(super) fn share_of(&self, segment: usize) -> String {
        let [lower, upper] = self.intervals[segment].share.map(|end| decimals(100.0 * end, 0));
        percent(self.share(segment)) + &if lower == upper { String::new() } else { ends([lower, upper + " %"]) }
    }

    fn customers<'a>(&self, caption: &str, rows: impl Iterator<Item = &'a usize>) -> Table {
        let rows = rows.map(|&row| {
            let (name, id) = (&self.names()[self.labels()[row]], &self.customers.rows()[row].id);
            let values = self.measures.values().row(row).iter().map(f64::to_string).collect();
            [cells![name, id], values, vec![decimals(self.confidence[row], 2)]].concat()
        });
        self.by_feature(caption, &["Segment", "Customer"], &["Probability"], rows)
    }

    /// A table with a column for each feature between others.
    fn by_feature(
        &self,
        caption: &str,
        before: &[&str],
        after: &[&str],
        rows: impl Iterator<Item = Vec<String>>,
    ) -> Table {
        let features: Vec<&str> = self.measures.features().iter().map(|feature| feature.label()).collect();
        Table::of(caption, &[before, &features, after].concat(), rows)
    }

    /// Cells of an empty segment are dashes.
    fn padded(&self, mut cells: Vec<String>) -> Vec<String> {
        cells.resize(self.measures.features().len(), "-".to_owned());
        cells
    }
}

/// A value of a feature in words.
fn figure(feature: Feature, value: f64) -> String {
    let value = one_decimal(value);
    match feature {
        Feature::Age => format!("{value} years"),
        Feature::AnnualIncome => format!("{value} k$"),
        Feature::SpendingScore => format!("score {value}"),
        Feature::Gender => value,
    }
}

/// Such as "1 customer" or "2 customers".
pub(super) fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn one_decimal(value: f64) -> String {
    decimals(value, 1)
}

fn ends([lower, upper]: [String; 2]) -> String {
    format!(" ({lower}–{upper})")
}

pub(super) fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}
