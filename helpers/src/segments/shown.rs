//! The tables that a notebook shows of the segments.

use super::figures::Figures;
use super::naming::told_apart;
use super::segmentation::{ROOM, Segments, UNSURE};
use crate::choose::Grade;
use crate::customers::Feature;
use crate::show::plots::Interval;
use crate::show::{Table, cells, counted, decimals};

impl Segments {
    /// Size, share, mean of each feature and share of women, or of the commonest level of each category, a row for each
    /// segment; shares and means with their 90 % bootstrap intervals.
    pub fn table(&self) -> Table {
        let rows = self.figures.iter().enumerate().map(|(segment, figures)| {
            let estimates = self.estimates(segment);
            let within = |i: usize, n| estimates.get(i).map_or("-".to_owned(), |estimate| within(estimate, n));
            let means = self.telling(ROOM).into_iter().map(|i| within(i + 1, self.mall.n_decimals(i))).collect();
            [cells![self.names()[segment], figures.size, within(0, 0)], means, self.shares(figures)].concat()
        });
        let heading = |category: &Feature| match *category == Feature::GENDER {
            true => "Women (%)".to_owned(),
            false => format!("Commonest {}", category.name()),
        };
        let categories: Vec<String> = self.customers.schema().categories().iter().map(heading).collect();
        let categories: Vec<&str> = categories.iter().map(String::as_str).collect();
        let caption = format!("The segments: shares and means with 90 % intervals{}", self.shown_of_all());
        self.by_feature(&caption, &["Segment", "Customers", "Share (%)"], &categories, rows.collect())
    }

    /// The share of women, or of the commonest level of each category.
    fn shares(&self, figures: &Figures) -> Vec<String> {
        if self.customers.schema().is_mall() {
            return vec![decimals(figures.levels[0].first().map(|(_, women)| 100.0 * women), 0)];
        }
        let commonest = |levels: &Vec<(String, f64)>| {
            let level = levels.iter().max_by(|a, b| a.1.total_cmp(&b.1));
            level.map_or("-".to_owned(), |(level, share)| format!("{level}, {:.0} %", 100.0 * share))
        };
        figures.levels.iter().map(commonest).collect()
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
        let caption = match rows.len() {
            0 => format!("No customer is below {UNSURE}"),
            n => format!("{n} of {all} customers are below {UNSURE}, the least sure first"),
        };
        self.customers(&caption, rows.iter().take(n))
    }

    /// What each segment's figures suggest, with the medians it rests on, or why nothing; a segment without customers is left
    /// out.
    pub fn recommendations(&self) -> Table {
        let with_customers = (0..self.figures.len()).filter(|&segment| self.figures[segment].size > 0);
        let rows = with_customers
            .map(|segment| cells![self.names()[segment], self.size_and_medians(segment), self.advice(segment)]);
        let caption = match self.verdict.grade {
            Grade::Weak => "What the figures suggest, if the segments hold",
            _ => "What the figures suggest",
        };
        Table::of(caption, &["Segment", "Because", "Recommendation"], rows)
    }

    /// Such as "78 customers, 39 % (33–45 %); medians: 43.0 years, 54.0 k$, spending score 50.0".
    pub(super) fn size_and_medians(&self, segment: usize) -> String {
        let features = told_apart(self.measures.features());
        let median = |i: usize| in_words(&features[i], self.figures[segment].median(i), self.mall.n_decimals(i));
        let medians: Vec<String> = self.telling(ROOM).into_iter().map(median).collect();
        format!("{}; medians: {}", self.size(segment), medians.join(", "))
    }

    /// Such as "78 customers, 39 % (33–45 %)".
    pub(super) fn size(&self, segment: usize) -> String {
        let Interval { value, ends: [lower, upper] } = self.estimates(segment)[0];
        let interval = if lower < upper { format!(" ({lower:.0}–{upper:.0} %)") } else { String::new() };
        format!("{}, {value:.0} %{interval}", counted(self.figures[segment].size, "customer"))
    }

    fn customers<'a>(&self, caption: &str, rows: impl Iterator<Item = &'a usize>) -> Table {
        let rows = rows.map(|&row| {
            let (name, id) = (&self.names()[self.labels()[row]], self.customers.id(row));
            let values = self.telling(ROOM).into_iter().map(|i| self.measures.values()[[row, i]].to_string()).collect();
            [cells![name, id], values, vec![decimals(self.confidence[row], 2)]].concat()
        });
        self.by_feature(caption, &["Segment", "Customer"], &["Probability"], rows.collect())
    }

    /// A table with a column for each [telling](Self::telling) feature between others.
    fn by_feature(&self, caption: &str, before: &[&str], after: &[&str], rows: Vec<Vec<String>>) -> Table {
        let features: Vec<&str> = self.telling(ROOM).into_iter().map(|i| self.measures.features()[i].label()).collect();
        Table::of(caption, &[before, &features, after].concat(), rows)
    }
}

/// A value of a feature in words, with `n` decimals.
fn in_words(feature: &Feature, value: f64, n: usize) -> String {
    match [Feature::AGE, Feature::ANNUAL_INCOME].contains(feature) {
        true => format!("{} {}", decimals(value, n), feature.unit()),
        false => format!("{} {}", feature.in_sentence(), decimals(value, n)),
    }
}

/// Such as "54.6 (53.0–56.2)" or "0.1 (-0.2 to 0.4)" with one decimal; ends that are equal are left out.
pub(super) fn within(&Interval { value, ends: [lower, upper] }: &Interval, n: usize) -> String {
    let [value, from, to] = [value, lower, upper].map(|figure| decimals(figure, n));
    let between = if from.starts_with('-') { " to " } else { "–" };
    if lower < upper { format!("{value} ({from}{between}{to})") } else { value }
}
