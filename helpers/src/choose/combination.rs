//! Components are not yet segments: those that do not separate belong together.

use ndarray::{Array2, ArrayView1, Axis};

use super::selection::sample;
use super::valley::{Measured, grounds, highest, level, numbers};
use crate::error::Result;
use crate::mixture::{GaussianMixture, Matrix};
use crate::show::{Table, cells, counted, decimals};
use crate::stats::range;

/// Components of which more than this share is assigned to another are one segment.
const MOST_OVERLAP: f64 = 0.25;

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
/// Components that cover a cloud that is no ellipse hardly overlap. So [hills](Self::hills) are combined further: groups that lie
/// beside each other without a valley between them, of which the two with the highest ground come first.
#[derive(Debug, Clone, PartialEq)]
pub struct Combination {
    model: GaussianMixture,
    /// The components of each group.
    members: Vec<Vec<usize>>,
    /// The two groups that were closest, each by its components, their overlap, and what became of them.
    steps: Vec<([Vec<usize>; 2], f64, Fate)>,
    /// For each group, its overlap with the one that it overlaps most; 0 for a group alone.
    overlaps: Vec<f64>,
}

/// What becomes of the two groups that are closest.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fate {
    Overlapping,
    Level,
    Apart,
}

/// What makes groups of components.
pub(super) type Combine = fn(&GaussianMixture, &Matrix) -> Result<Combination>;

/// Two groups without a valley between them, if there are any.
type Level<'a> = dyn Fn(&[Vec<usize>]) -> Result<Option<[usize; 2]>> + 'a;

impl Combination {
    /// Combines the components of `model`, which was fitted to `records`, `(n_samples, n_features)`. Groups are numbered in
    /// the order of their first component.
    ///
    /// # Errors
    ///
    /// As [`GaussianMixture::predict_proba`].
    pub fn of(model: &GaussianMixture, records: &Matrix) -> Result<Combination> {
        Combination::combined(model, records, &|_| Ok(None))
    }

    /// Combines what overlaps, and then what lies beside each other without a valley between; categories may separate what no number
    /// does, so where there are some, the latter is left apart. Valleys are of 2,000 rows at most.
    ///
    /// # Errors
    ///
    /// As [`of`](Self::of).
    pub fn hills(model: &GaussianMixture, records: &Matrix) -> Result<Combination> {
        let view = records.as_records();
        let sample = sample(view).unwrap_or_else(|| view.to_owned());
        let labels = model.labels(&sample)?;
        Combination::combined(model, records, &|members| match model.categories().is_empty() {
            true => level(sample.view(), &labels, members, Measured::InNumbers),
            false => Ok(None),
        })
    }

    fn combined(model: &GaussianMixture, records: &Matrix, level: &Level) -> Result<Combination> {
        let probabilities = model.predict_proba(&records.as_records())?;
        let mut members: Vec<Vec<usize>> = (0..model.n_clusters()).map(|component| vec![component]).collect();
        let mut steps = Vec::new();
        loop {
            let overlaps = overlaps(&summed(&probabilities, &members));
            let closest = highest(&overlaps);
            let overlapping = closest.filter(|&pair| overlaps[pair] > MOST_OVERLAP);
            let combined = match overlapping.map(|pair| (pair, Fate::Overlapping)) {
                None => level(&members)?.map(|pair| (pair, Fate::Level)),
                overlapping => overlapping,
            };
            let step = combined.or(closest.map(|pair| (pair, Fate::Apart)));
            steps.extend(step.map(|(pair, fate)| (pair.map(|group| members[group].clone()), overlaps[pair], fate)));
            let Some(([a, b], _)) = combined else {
                let overlaps = overlaps.outer_iter().map(|row| range(row.iter().copied()).1).collect();
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

    /// For each group, how high the ground is towards the one that it is least apart from, in `records`,
    /// `(n_samples, n_features)`: 1 without a valley, near 0 where nobody is between; 0 for a group alone.
    pub(super) fn valleys(&self, records: &Array2<f64>) -> Result<Vec<f64>> {
        let labels = self.model.labels(records)?;
        let grounds = grounds(numbers(&self.model, records.view()).view(), &labels, &self.members)?;
        Ok(grounds.outer_iter().map(|row| range(row.iter().copied()).1).collect())
    }

    /// Whether some groups lie beside each other without a valley even in shares of each, where a small group beside a large one
    /// shows.
    pub(super) fn is_level(&self, records: &Array2<f64>) -> Result<bool> {
        let (labels, numbers) = (self.model.labels(records)?, numbers(&self.model, records.view()));
        Ok(level(numbers.view(), &labels, &self.members, Measured::InShares)?.is_some())
    }

    /// The components of a group.
    pub fn components(&self, group: usize) -> &[usize] {
        &self.members[group]
    }

    /// The two groups that were closest at each step, and whether they were combined.
    pub fn table(&self) -> Table {
        let rows = self.steps.iter().map(|([a, b], overlap, fate)| {
            let fate = match fate {
                Fate::Overlapping => "combined, as they overlap",
                Fate::Level => "combined, as there is no valley between them",
                Fate::Apart => "kept apart",
            };
            cells![named(a), named(b), decimals(*overlap, 2), fate]
        });
        let (components, groups) = (counted(self.model.n_clusters(), "component"), counted(self.n_groups(), "group"));
        let headings = ["Components", "Closest to them", "Overlap", "So they are"];
        Table::of(&format!("{components}, {groups}"), &headings, rows)
    }
}

/// Components as they are shown, such as "0 + 3".
pub(super) fn named(components: &[usize]) -> String {
    components.iter().map(usize::to_string).collect::<Vec<_>>().join(" + ")
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
