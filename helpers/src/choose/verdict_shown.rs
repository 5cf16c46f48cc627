//! What a notebook shows of a verdict.

use super::combination::named;
use super::verdict::{Grade, Reason, Verdict, jaccard_word, stability_word};
use crate::customers::FEWEST;
use crate::show::{Table, cells, decimals};

impl Verdict {
    /// The verdict in a sentence.
    pub fn sentence(&self) -> String {
        let n = self.sizes.len();
        match self.grade {
            Grade::Segments => format!("The customers fall into {n} segments."),
            Grade::Weak => format!("Weak: {n} groups, but not such as to act on without another look."),
            Grade::None if self.sizes.iter().sum::<usize>() < FEWEST => {
                "No segments: these customers are too few to tell them from chance; about 100 would do.".to_owned()
            }
            Grade::None => {
                "No segments: nothing shows that the customers fall into groups; treat them as one.".to_owned()
            }
        }
    }

    /// How far other samples give the same groups, in words.
    pub fn stability_in_words(&self) -> String {
        let agreement = self.stability.mean();
        let word = stability_word(agreement);
        format!("{word}: groups of other samples agree by {agreement:.2} (1: the same, 0: by chance)")
    }

    /// What does not hold and made the grade no better, in words.
    pub fn failures(&self) -> Vec<String> {
        let is_lowered = self.grade < Grade::Segments;
        let decides = |reason: &&Reason| is_lowered && !reason.holds && reason.otherwise == self.grade;
        self.reasons.iter().filter(decides).map(|reason| format!("{} No: {}", reason.question, reason.figure)).collect()
    }

    /// What the verdict rests on: a row for each question, with its answer and what was asked for; the caption is the verdict.
    pub fn table(&self) -> Table {
        let rows = self.reasons.iter().map(|reason| {
            let answer = match (reason.holds, reason.otherwise) {
                (true, _) => "yes",
                (_, Grade::Segments) => "not shown; decides nothing",
                _ => "no",
            };
            cells![reason.question, answer, reason.figure, reason.expected]
        });
        Table::of(&self.sentence(), &["Question", "Answer", "Found", "Asked for"], rows)
    }

    /// How far each group is one: its customers, its Jaccard similarity over the resamples, its overlap, and the valley towards
    /// the group beside it.
    pub fn groups(&self) -> Table {
        let jaccard = &self.stability.jaccard;
        let rows = (0..self.sizes.len()).map(|group| {
            let found = format!("{:.2}: {}", jaccard[group], jaccard_word(jaccard[group]));
            let [overlap, valley] = [self.combination.overlaps()[group], self.valleys[group]];
            let components = named(self.combination.components(group));
            cells![group, components, self.sizes[group], found, decimals(overlap, 2), decimals(valley, 2)]
        });
        let headings = ["Group", "Components", "Customers", "Found again (Jaccard)", "Overlap", "Valley"];
        Table::of("The groups, each with the one beside it", &headings, rows)
    }
}
