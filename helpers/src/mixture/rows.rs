//! The rows that a start looks at, without gaps.

use ndarray::{Array2, Axis, CowArray, Ix2, concatenate};

use super::groups::level;
use super::kernel::element::Element;
use super::strata::Strata;
use super::table::Table;

/// Some rows of a matrix.
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
    /// The rows with these numbers in the matrix.
    pub fn new<E: Element>(strata: &Strata<E>, rows: &[usize]) -> Rows {
        let Table { records, categorical, weights, .. } = strata.table;
        let numeric = strata.table.numeric();
        let number = |(row, i): (usize, usize)| records[[rows[row], numeric[i]]].to_f64();
        let mut numbers = Array2::from_shape_fn((rows.len(), numeric.len()), number);
        let levels = |&column: &usize| rows.iter().map(|&row| level(records[[row, column]].to_f64())).collect();
        let weights: Vec<f64> =
            rows.iter().map(|&row| weights.map_or(1.0, |weights| f64::from(weights[row]))).collect();
        fill_with_means(&mut numbers, &weights);
        Rows { numbers, levels: categorical.iter().map(levels).collect(), n_levels: strata.n_levels(), weights }
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

    /// Of each category the weights by level and group, `(n_clusters, n_levels)`. To those of a level in a group comes its share in one row: EM could hardly leave a
    /// probability of 0.
    pub fn level_sums(&self, labels: &[usize], n_clusters: usize) -> Vec<Array2<f64>> {
        let of_category = |(levels, &n_levels): (&Vec<Option<usize>>, &usize)| {
            let mut sums = Array2::zeros((n_clusters, n_levels));
            for ((level, &label), weight) in levels.iter().zip(labels).zip(&self.weights) {
                level.iter().for_each(|&level| sums[[label, level]] += weight);
            }
            let shares = sums.sum_axis(Axis(0));
            sums + &(&shares / f64::max(shares.sum(), 1.0))
        };
        self.levels.iter().zip(&self.n_levels).map(of_category).collect()
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
