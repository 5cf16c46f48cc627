//! Components are not yet segments: those that do not separate belong together.

use ndarray::{Array2, ArrayView1, Axis};

use crate::error::Result;
use crate::mixture::{GaussianMixture, Matrix};
use crate::show::{Table, cells, counted, decimals};

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
#[derive(Debug, Clone, PartialEq)]
pub struct Combination {
    model: GaussianMixture,
    /// The components of each group.
    members: Vec<Vec<usize>>,
    /// The two groups that overlapped most, each by its components, and by how much: all but the last were combined, and the
    /// last too where one group is left.
    steps: Vec<([Vec<usize>; 2], f64)>,
    /// For each group, its overlap with the one that it overlaps most; 0 for a group alone.
    overlaps: Vec<f64>,
}

impl Combination {
    /// Combines the components of `model`, which was fitted to `records`, `(n_samples, n_features)`. Groups are numbered in
    /// the order of their first component.
    ///
    /// # Errors
    ///
    /// As [`GaussianMixture::predict_proba`].
    pub fn of(model: &GaussianMixture, records: &Matrix) -> Result<Combination> {
        let probabilities = model.predict_proba(&records.as_records())?;
        let mut members: Vec<Vec<usize>> = (0..model.n_clusters()).map(|component| vec![component]).collect();
        let mut steps = Vec::new();
        loop {
            let overlaps = overlaps(&summed(&probabilities, &members));
            let pairs = (0..members.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
            let closest = pairs.max_by(|&a, &b| overlaps[a].total_cmp(&overlaps[b]));
            let step = |(a, b)| ([a, b].map(|i: usize| members[i].clone()), overlaps[[a, b]]);
            steps.extend(closest.map(step));
            let Some((a, b)) = closest.filter(|&pair| overlaps[pair] > MOST_OVERLAP) else {
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

    /// The components of a group.
    pub fn components(&self, group: usize) -> &[usize] {
        &self.members[group]
    }

    /// The two groups that overlapped most at each step, and whether they were combined; the last two were not.
    pub fn table(&self) -> Table {
        let rows = self.steps.iter().map(|([a, b], overlap)| {
            let answer = if *overlap > MOST_OVERLAP { "combined" } else { "kept apart" };
            cells![named(a), named(b), decimals(*overlap, 2), answer]
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
