//! Components are not yet segments: those that do not separate belong together.

use ndarray::{Array2, ArrayView1, Axis};

use super::selection::sample;
use super::valley::{grounds, numbers};
use crate::error::Result;
use crate::mixture::{GaussianMixture, Matrix};
use crate::show::{Table, cells, counted, decimals};

/// Components of which more than this share is assigned to another are one segment.
const MOST_OVERLAP: f64 = 0.25;

/// Groups between which the ground is no lower than this, by the lower of their peaks, are one.
const LEVEL: f64 = 0.9;

/// The components of a mixture in groups: those that do not separate are combined.
///
/// Two groups overlap by the share of the one that is assigned to the other, whichever of both shares is the larger, where a
/// customer is assigned to the most probable group. The two that overlap most are combined, until none overlap by more than
/// 25 % (directly estimated misclassification probabilities, Hennig 2010).
///
/// ```text
/// overlap(a, b) = max(s(a, b), s(b, a))        s(a, b) = Σ r(a)·[b is the most probable] / Σ r(a)
/// ```
///
/// Then those with the highest ground between them, until there is a valley between all: components that are laid one beside the
/// other to cover a cloud that is no ellipse hardly overlap. Not where there are categories, which may separate what no number
/// does.
#[derive(Debug, Clone, PartialEq)]
pub struct Combination {
    model: GaussianMixture,
    /// The components of each group.
    members: Vec<Vec<usize>>,
    /// What was combined and, at last, what was kept apart.
    steps: Vec<Step<Vec<usize>>>,
    /// For each group, its overlap with the one that it overlaps most; 0 for a group alone.
    overlaps: Vec<f64>,
}

/// The two groups that are closest, and whether they are combined.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Step<G> {
    groups: [G; 2],
    overlap: f64,
    /// Known of groups that overlap little.
    ground: Option<f64>,
}

impl Step<usize> {
    /// The closest of groups that overlap so; none of a group alone.
    fn of(
        overlaps: &Array2<f64>,
        grounds: impl FnOnce() -> Result<Option<Array2<f64>>>,
    ) -> Result<Option<Step<usize>>> {
        let step = highest(overlaps).map(|groups| Step { groups, overlap: overlaps[groups], ground: None });
        if step.is_none_or(|step| step.is_combined()) {
            return Ok(step);
        }
        let Some(grounds) = grounds()? else { return Ok(step) };
        Ok(highest(&grounds).map(|groups| Step { groups, overlap: overlaps[groups], ground: Some(grounds[groups]) }))
    }

    fn of_components(self, members: &[Vec<usize>]) -> Step<Vec<usize>> {
        let groups = self.groups.map(|group| members[group].clone());
        Step { groups, overlap: self.overlap, ground: self.ground }
    }
}

impl<G> Step<G> {
    fn is_combined(&self) -> bool {
        self.overlap > MOST_OVERLAP || self.ground.is_some_and(|ground| ground >= LEVEL)
    }
}

impl Combination {
    /// Combines the components of `model`, which was fitted to `records`, `(n_samples, n_features)`. Groups are numbered in
    /// the order of their first component.
    ///
    /// # Errors
    ///
    /// As [`GaussianMixture::predict_proba`].
    pub fn of(model: &GaussianMixture, records: &Matrix) -> Result<Combination> {
        let view = records.as_records();
        let probabilities = model.predict_proba(&view)?;
        let sample = sample(view).unwrap_or_else(|| view.to_owned());
        let mut members: Vec<Vec<usize>> = (0..model.n_clusters()).map(|component| vec![component]).collect();
        let mut steps = Vec::new();
        loop {
            let overlaps = overlaps(&summed(&probabilities, &members));
            let step = Step::of(&overlaps, || {
                let has_categories = !model.categories().is_empty();
                (!has_categories).then(|| grounds_between(model, &members, &sample)).transpose()
            })?;
            steps.extend(step.map(|step| step.of_components(&members)));
            let Some([a, b]) = step.filter(Step::is_combined).map(|step| step.groups) else {
                let overlaps = overlaps.outer_iter().map(|row| row.fold(0.0, |a: f64, &b| a.max(b))).collect();
                return Ok(Combination { model: model.clone(), members, steps, overlaps });
            };
            let second = members.remove(b);
            members[a].extend(second);
            members[a].sort_unstable();
        }
    }

    /// All components in one group.
    pub(super) fn as_one(&self) -> Combination {
        let members = vec![(0..self.model.n_clusters()).collect()];
        Combination { model: self.model.clone(), members, steps: self.steps.clone(), overlaps: vec![0.0] }
    }

    /// The mixture whose components these are.
    pub fn model(&self) -> &GaussianMixture {
        &self.model
    }

    /// The group of each component, counted from 0.
    pub fn groups(&self) -> Vec<usize> {
        let group = |component| self.members.iter().position(|members| members.contains(&component));
        (0..self.model.n_clusters()).filter_map(group).collect()
    }

    /// The number of groups that are left.
    pub fn n_groups(&self) -> usize {
        self.overlaps.len()
    }

    /// For each group, its overlap with the one that it overlaps most; 0 where there is no other.
    pub fn overlaps(&self) -> &[f64] {
        &self.overlaps
    }

    /// The probability of each group for each row: the sum of its components', `(n_samples, n_groups)`.
    ///
    /// # Errors
    ///
    /// As [`GaussianMixture::predict_proba`].
    pub fn predict_proba(&self, records: &Matrix) -> Result<Array2<f64>> {
        Ok(summed(&self.model.predict_proba(&records.as_records())?, &self.members))
    }

    /// The most probable group of each row.
    ///
    /// # Errors
    ///
    /// As [`GaussianMixture::predict_proba`].
    pub fn labels(&self, records: &Matrix) -> Result<Vec<usize>> {
        Ok(most_probable(&self.predict_proba(records)?))
    }

    /// The most probable group of each row of `records`, `(n_samples, n_features)`, by its numbers without the categories.
    pub(super) fn labels_by_numbers(&self, records: &Array2<f64>) -> Result<Vec<usize>> {
        let mut numbers = records.clone();
        let categories = self.model.categories().iter();
        categories.for_each(|category| numbers.column_mut(category.column).fill(f64::NAN));
        let model = self.model.clone().allow_missing(true);
        Ok(most_probable(&summed(&model.predict_proba(&numbers)?, &self.members)))
    }

    /// How high the ground is between the groups, in rows of numbers and of what categories there are, 1 where there is no
    /// valley and 0 of a group with itself.
    pub(super) fn grounds(&self, records: &Array2<f64>) -> Result<Array2<f64>> {
        grounds_between(&self.model, &self.members, records)
    }

    /// The components of a group.
    pub fn components(&self, group: usize) -> &[usize] {
        &self.members[group]
    }

    /// The two groups that were closest at each step, and whether they were combined.
    pub fn table(&self) -> Table {
        let rows = self.steps.iter().map(|step| {
            let answer = if step.is_combined() { "combined" } else { "kept apart" };
            let [a, b] = step.groups.each_ref().map(|components| named(components));
            cells![a, b, decimals(step.overlap, 2), decimals(step.ground, 2), answer]
        });
        let (components, groups) = (counted(self.model.n_clusters(), "component"), counted(self.n_groups(), "group"));
        let headings = ["Components", "Closest to them", "Overlap", "Valley", "So they are"];
        Table::of(&format!("{components}, {groups}"), &headings, rows)
    }
}

/// Components as they are shown, such as "0 + 3".
pub(super) fn named(components: &[usize]) -> String {
    components.iter().map(usize::to_string).collect::<Vec<_>>().join(" + ")
}

fn grounds_between(model: &GaussianMixture, members: &[Vec<usize>], records: &Array2<f64>) -> Result<Array2<f64>> {
    grounds(numbers(model, records.view()).view(), &model.labels(records)?, members)
}

/// The two groups with the highest figure between them.
fn highest(figures: &Array2<f64>) -> Option<[usize; 2]> {
    let pairs = (0..figures.nrows()).flat_map(|b| (0..b).map(move |a| [a, b]));
    pairs.max_by(|&a, &b| figures[a].total_cmp(&figures[b]))
}

/// The columns of each group summed.
fn summed(probabilities: &Array2<f64>, members: &[Vec<usize>]) -> Array2<f64> {
    Array2::from_shape_fn((probabilities.nrows(), members.len()), |(row, group)| {
        members[group].iter().map(|&component| probabilities[[row, component]]).sum()
    })
}

fn most_probable(probabilities: &Array2<f64>) -> Vec<usize> {
    let largest = |row: ArrayView1<f64>| (1..row.len()).fold(0, |best, i| if row[i] > row[best] { i } else { best });
    probabilities.outer_iter().map(largest).collect()
}

/// The overlap of each group with each other, 0 with itself.
fn overlaps(probabilities: &Array2<f64>) -> Array2<f64> {
    let n = probabilities.ncols();
    let mut shares = Array2::<f64>::zeros((n, n));
    for (row, label) in probabilities.outer_iter().zip(most_probable(probabilities)) {
        for (group, &probability) in row.iter().enumerate().filter(|(group, _)| *group != label) {
            shares[[group, label]] += probability;
        }
    }
    let masses = probabilities.sum_axis(Axis(0));
    let share = |a: usize, b: usize| shares[[a, b]] / masses[a].max(f64::MIN_POSITIVE);
    Array2::from_shape_fn((n, n), |(a, b)| share(a, b).max(share(b, a)))
}
