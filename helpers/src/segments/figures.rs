//! The figures of a group of customers that its name, its advice and its tables rest on.

use ndarray::{ArrayView2, Axis};

use crate::customers::{Customers, Feature};
use crate::show::n_decimals;
use crate::stats::{mean, pearson, quantiles, sorted, standard_deviation};

/// The quartiles of a normal distribution are this many standard deviations apart.
const QUARTILES_APART: f64 = 1.349;

/// The figures of some customers, of each feature in its unit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figures {
    pub size: usize,
    /// The values of each feature.
    columns: Vec<Vec<f64>>,
    /// First quartile, median and third quartile of each feature; none without customers.
    pub quartiles: Vec<[f64; 3]>,
    /// The levels of each category, in a mall women first, with their shares among those whose level is known.
    pub levels: Vec<Vec<(String, f64)>>,
}

impl Figures {
    /// The figures of the `rows` of `values`, `(n_samples, n_features)`.
    pub fn of(customers: &Customers, values: ArrayView2<f64>, rows: &[usize]) -> Figures {
        let columns: Vec<Vec<f64>> = values.select(Axis(0), rows).columns().into_iter().map(|x| x.to_vec()).collect();
        let with_values = columns.iter().filter(|column| !column.is_empty());
        let quartiles = with_values.map(|column| quantiles(column, [0.25, 0.5, 0.75])).collect();
        let categories = customers.schema().categories().iter();
        let levels = categories.map(|category| shares(customers, category, rows)).collect();
        Figures { size: rows.len(), columns, quartiles, levels }
    }

    /// The figures of all customers and those of each group of rows.
    pub fn of_groups(customers: &Customers, values: ArrayView2<f64>, groups: &[Vec<usize>]) -> (Figures, Vec<Figures>) {
        let all: Vec<usize> = (0..values.nrows()).collect();
        let of = |rows: &[usize]| Figures::of(customers, values, rows);
        (of(&all), groups.iter().map(|rows| of(rows)).collect())
    }

    /// At most so many features, in their order: those in which groups differ most, by the squares of their medians' distances
    /// from that of all customers, whose figures these are, beside those of the groups' own spreads; each customer counts.
    pub fn telling(&self, groups: &[Figures], most: usize) -> Vec<usize> {
        let difference = |i: usize| {
            let with_customers = || groups.iter().filter(|figures| figures.size > 0);
            let sum =
                |of: &dyn Fn(&Figures) -> f64| with_customers().map(|it| it.size as f64 * of(it).powi(2)).sum::<f64>();
            let between = sum(&|figures| figures.median(i) - self.median(i));
            between / (between + sum(&|figures| figures.scale(i))).max(f64::MIN_POSITIVE)
        };
        let mut features: Vec<usize> = (0..self.quartiles.len()).collect();
        features.sort_by(|&a, &b| difference(b).total_cmp(&difference(a)));
        features.truncate(most);
        features.sort_unstable();
        features
    }

    /// The mean of each feature; none without customers.
    pub fn means(&self) -> Vec<f64> {
        self.columns.iter().filter(|column| !column.is_empty()).map(|column| mean(column)).collect()
    }

    /// The median of a feature.
    pub fn median(&self, i: usize) -> f64 {
        self.quartiles[i][1]
    }

    /// The middle between a feature's quartiles (midhinge): among groups it lies between them, where the median may be in one.
    pub fn midhinge(&self, i: usize) -> f64 {
        0.5 * (self.quartiles[i][0] + self.quartiles[i][2])
    }

    /// The robust standard deviation of a feature, by its quartiles.
    pub fn spread(&self, i: usize) -> f64 {
        (self.quartiles[i][2] - self.quartiles[i][0]) / QUARTILES_APART
    }

    /// The robust standard deviation of a feature or, where more than half of the values are equal, the plain one.
    pub fn scale(&self, i: usize) -> f64 {
        let spread = self.spread(i);
        if spread > 0.0 { spread } else { standard_deviation(&self.columns[i], 0) }
    }

    /// The share of values of a feature of which something `holds`.
    pub fn share(&self, i: usize, holds: impl Fn(f64) -> bool) -> f64 {
        self.columns[i].iter().filter(|&&value| holds(value)).count() as f64 / self.size as f64
    }

    /// As many decimals as tell the spread of a feature in two digits, one at least.
    pub fn n_decimals(&self, i: usize) -> usize {
        n_decimals(self.scale(i))
    }

    /// The correlation of two features' ranks, which no single customer moves; none of fewer than ten customers.
    pub fn rank_correlation(&self, i: usize, j: usize) -> Option<f64> {
        (self.size >= 10).then(|| pearson(&ranks(&self.columns[i]), &ranks(&self.columns[j]))).flatten()
    }
}

/// The levels of a category with their shares among the `rows` that have one; none if no row has.
fn shares(customers: &Customers, category: &Feature, rows: &[usize]) -> Vec<(String, f64)> {
    let levels = customers.levels(category).unwrap_or_default();
    let mut counts = vec![0.0; levels.len()];
    rows.iter().filter_map(|&row| customers.value(row, category)).for_each(|code| counts[code as usize] += 1.0);
    let n: f64 = counts.iter().sum();
    levels.iter().cloned().zip(counts).map(|(level, count)| (level, count / n)).filter(|_| n > 0.0).collect()
}

/// Twice the rank of each value, of equal ones the middle of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let sorted = sorted(values);
    let below = |value: f64| sorted.partition_point(|&other| other < value);
    let up_to = |value: f64| sorted.partition_point(|&other| other <= value);
    values.iter().map(|&value| (below(value) + up_to(value)) as f64).collect()
}
