//! The rows that a start looks at, without gaps.

use ndarray::{Array2, Axis, CowArray, Ix2, concatenate};

use super::categorical::LevelSums;
use super::kernel::element::Element;
use super::params::GaussianMixtureValidParams;
use super::strata::Strata;

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
        let mut rows = Rows {
            numbers: Array2::from_elem((numbers.len(), strata.n_features), f64::NAN),
            levels: vec![Vec::with_capacity(numbers.len()); n_levels.len()],
            n_levels,
            weights: Vec::with_capacity(numbers.len()),
        };
        let (mut which, mut before) = (0, 0);
        for (mut target, &number) in rows.numbers.outer_iter_mut().zip(numbers) {
            while number >= before + strata.strata[which].n_rows {
                before += strata.strata[which].n_rows;
                which += 1;
            }
            let stratum = &strata.strata[which];
            for (&i, value) in strata.patterns[stratum.pattern].iter().zip(strata.records[which].row(number - before)) {
                target[i] = value.to_f64();
            }
            rows.levels.iter_mut().zip(&stratum.levels).for_each(|(levels, &level)| levels.push(level));
            rows.weights.push(stratum.weight(number - before));
        }
        rows.numbers.columns_mut().into_iter().for_each(|mut column| {
            let known: Vec<f64> = column.iter().copied().filter(|x| x.is_finite()).collect();
            let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
            column.iter_mut().filter(|x| x.is_nan()).for_each(|x| *x = mean);
        });
        rows
    }

    pub fn all<E: Element>(strata: &Strata<E>) -> Rows {
        Rows::new(strata, &Vec::from_iter(0..strata.n_rows()))
    }

    /// The numbers, and for each category a column a level, 1 for the rows that have it and 0 for others, in such a unit
    /// that the category's columns together have the variance of a numeric one on average: it counts as one feature.
    pub fn with_indicators(&self) -> CowArray<'_, f64, Ix2> {
        let n = self.numbers.nrows();
        let variance = self.numbers.var_axis(Axis(0), 0.0).mean().unwrap_or(1.0);
        let indicators = self.levels.iter().zip(&self.n_levels).map(|(levels, &n_levels)| {
            let mut indicators = Array2::zeros((n, n_levels));
            levels.iter().enumerate().for_each(|(row, level)| {
                level.iter().for_each(|&level| indicators[[row, level]] = 1.0);
            });
            let own = indicators.var_axis(Axis(0), 0.0).sum();
            indicators * if own > 0.0 { (variance / own).sqrt() } else { 0.0 }
        });
        let indicators: Vec<Array2<f64>> = indicators.collect();
        if indicators.is_empty() {
            return self.numbers.view().into();
        }
        let columns: Vec<_> = [self.numbers.view()].into_iter().chain(indicators.iter().map(|x| x.view())).collect();
        let all = concatenate(Axis(1), &columns).expect("as many rows in each");
        all.as_standard_layout().into_owned().into()
    }

    /// The weights by level and group.
    pub fn level_sums(&self, labels: &[usize], params: &GaussianMixtureValidParams) -> Vec<LevelSums> {
        let of_category = |((&column, levels), &n_levels): ((&usize, &Vec<Option<usize>>), &usize)| {
            let mut sums = Array2::zeros((params.n_clusters, n_levels));
            let known = levels.iter().zip(labels).zip(&self.weights);
            for ((level, &label), weight) in known {
                level.iter().for_each(|&level| sums[[label, level]] += weight);
            }
            let shares = sums.sum_axis(Axis(0));
            let sums = sums + &shares / f64::max(shares.sum(), 1.0);
            LevelSums { column, sums }
        };
        params.categorical.iter().zip(&self.levels).zip(&self.n_levels).map(of_category).collect()
    }
}
