//! The segments in short, for whoever has a minute.

use super::naming::told_apart;
use super::segmentation::{Segments, UNSURE};
use crate::choose::Grade;
use crate::customers::{Customers, Feature};
use crate::show::{Table, cells, counted};

/// What is read in a minute.
const MOST_ROWS: usize = 8;

impl Segments {
    /// What a manager has to know, in at most eight rows: the verdict, each segment with its size and what to do or, of other
    /// columns than a mall's, its medians (of many, the largest), how sure, and on what it rests; `everybody` are the customers
    /// as they were read, before any was left out.
    pub fn in_short(&self, everybody: &Customers) -> Table {
        let mut rows = vec![cells!["Verdict", self.verdict.sentence()]];
        let why = self.verdict.failures().join("; ");
        if !why.is_empty() {
            rows.push(cells!["Why", why]);
        }
        if self.verdict.grade != Grade::None {
            rows.extend(self.largest(MOST_ROWS - 2 - rows.len()));
            let sure = self.confidence.iter().filter(|probability| **probability >= UNSURE).count();
            let share = 100.0 * sure as f64 / self.confidence.len() as f64;
            let least = 100.0 * UNSURE;
            let sure = format!("{share:.0} % of the customers have a probability of {least:.0} % or more for theirs");
            rows.push(cells!["How sure", format!("{}; {sure}", self.verdict.stability_in_words())]);
        }
        let features = told_apart(&[self.measures.features(), self.measures.categories()].concat());
        let features = features.iter().map(Feature::in_sentence).collect::<Vec<_>>().join(", ");
        let rests = format!("{} by {features}", counted(self.confidence.len(), "customer"));
        rows.push(cells!["It rests on", format!("{rests}; left out: {}", everybody.left_out())]);
        Table::of("The report in short", &["", "Answer"], rows)
    }

    /// At most so many rows: one for each segment with customers, the largest first; of many, one for those that are left.
    fn largest(&self, most: usize) -> Vec<Vec<String>> {
        let size = |segment: &usize| self.figures[*segment].size;
        let mut segments: Vec<usize> = (0..self.figures.len()).filter(|segment| size(segment) > 0).collect();
        segments.sort_by_key(|segment| std::cmp::Reverse(size(segment)));
        let n_shown = if segments.len() > most { most - 1 } else { segments.len() };
        let (shown, others) = segments.split_at(n_shown);
        let row = |&segment: &usize| {
            let advice = self.advice(segment);
            let short = advice.split_inclusive(". ").next().unwrap_or_default().trim_end();
            let is_in_doubt = self.verdict.doubts.get(segment).is_some_and(|doubts| !doubts.is_empty());
            let said = match (self.customers.schema().is_mall(), is_in_doubt) {
                (true, _) => format!("{}. {short}", self.size(segment)),
                (false, true) => format!("{}. {short}", self.size_and_medians(segment)),
                (false, false) => self.size_and_medians(segment),
            };
            cells![self.names()[segment], said]
        };
        let mut rows: Vec<Vec<String>> = shown.iter().map(row).collect();
        if !others.is_empty() {
            let n: usize = others.iter().map(size).sum();
            let share = 100.0 * n as f64 / self.confidence.len() as f64;
            rows.push(cells![format!("{} others", others.len()), format!("{}, {share:.0} %", counted(n, "customer"))]);
        }
        rows
    }
}
