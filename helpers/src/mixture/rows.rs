//! The rows that a start looks at, without gaps.

use ndarray::{Array2, Axis, CowArray, Ix2, concatenate, s};

use super::categorical::LevelSums;
use super::kernel::element::Element;
use super::params::GaussianMixtureValidParams;
use super::strata::{Strata, n_rows};

/// Rows of a matrix in the order of their strata.
pub struct Rows {
    /// `(n_rows, n_features)`, with the column's mean where nothing is observed.
    pub numbers: Array2<f64>,
    /// The level of each category and row, where there is one.
    levels: Vec<Vec<Option<usize>>>,
    /// How many levels each category has.
    n_levels: Vec<usize>,
    pub weights: Vec<f64>,
}

impl Rows {
    /// The rows with these numbers, which must ascend and count from one stratum to the next.
    pub fn new<E: Element>(strata: &Strata<E>, numbers: &[usize]) -> Rows {
        let n_levels = strata.n_levels();
        let mut all = Array2::from_elem((numbers.len(), strata.n_features), f64::NAN);
        let (mut levels, mut weights) = (vec![Vec::new(); n_levels.len()], Vec::with_capacity(numbers.len()));
        let (mut left, mut before) = (numbers, 0);
        for (stratum, records) in strata.strata.iter().zip(&strata.records) {
            let end = before + stratum.n_rows;
            let (own, others) = left.split_at(left.partition_point(|&number| number < end));
            let rows = own.iter().map(|number| number - before);
            let mut block = all.slice_mut(s![weights.len().., ..]);
            for (&i, column) in stratum.observed.iter().zip(records.columns()) {
                block.column_mut(i).iter_mut().zip(rows.clone()).for_each(|(x, row)| *x = column[row].to_f64());
            }
            weights.extend(rows.map(|row| stratum.weight(row)));
            for (levels, &level) in levels.iter_mut().zip(&stratum.levels) {
                levels.resize(weights.len(), level);
            }
            (left, before) = (others, end);
        }
        if strata.strata.iter().any(|stratum| stratum.observed.len() < strata.n_features) {
            fill_with_means(&mut all, &weights);
        }
        Rows { numbers: all, levels, n_levels, weights }
    }

    /// All rows.
    pub fn all<E: Element>(strata: &Strata<E>) -> Rows {
        Rows::new(strata, &Vec::from_iter(0..n_rows(&strata.strata)))
    }

    /// The numbers, and for each category a column a level, 1 for the rows that have it and 0 for others, in such a unit
    /// that the category's columns together have the variance of a numeric one on average: it counts as one feature.
    pub fn with_indicators(&self) -> CowArray<'_, f64, Ix2> {
        if self.levels.is_empty() {
            return self.numbers.view().into();
        }
        let variance = self.numbers.var_axis(Axis(0), 0.0).mean().unwrap_or(1.0);
        let mut columns = self.numbers.clone();
        for (levels, &n_levels) in self.levels.iter().zip(&self.n_levels) {
            let indicator = |(row, level): (usize, usize)| f64::from(u8::from(levels[row] == Some(level)));
            let indicators = Array2::from_shape_fn((levels.len(), n_levels), indicator);
            let own = indicators.var_axis(Axis(0), 0.0).sum();
            let unit = if own > 0.0 { (variance / own).sqrt() } else { 0.0 };
            columns = concatenate![Axis(1), columns, indicators * unit];
        }
        columns.into()
    }

    /// The weights by level and group. To those of a level in a group comes its share in one row: EM could hardly leave a
    /// probability of 0.
    pub fn level_sums(&self, labels: &[usize], params: &GaussianMixtureValidParams) -> Vec<LevelSums> {
        let mut of_categories = Vec::new();
        for ((&column, levels), &n_levels) in params.categorical.iter().zip(&self.levels).zip(&self.n_levels) {
            let mut sums = Array2::zeros((params.n_clusters, n_levels));
            for ((level, &label), weight) in levels.iter().zip(labels).zip(&self.weights) {
                level.iter().for_each(|&level| sums[[label, level]] += weight);
            }
            let shares = sums.sum_axis(Axis(0));
            sums += &(&shares / f64::max(shares.sum(), 1.0));
            of_categories.push(LevelSums { column, sums });
        }
        of_categories
    }
}

/// Puts each column's weighted mean where it has NaN.
fn fill_with_means(numbers: &mut Array2<f64>, weights: &[f64]) {
    for mut column in numbers.columns_mut() {
        let known = column.iter().zip(weights).filter(|(x, _)| !x.is_nan());
        let (sum, weight) = known.fold((0.0, 0.0), |(sum, total), (x, weight)| (sum + weight * x, total + weight));
        let mean = if weight > 0.0 { sum / weight } else { 0.0 };
        column.iter_mut().filter(|x| x.is_nan()).for_each(|x| *x = mean);
    }
}
