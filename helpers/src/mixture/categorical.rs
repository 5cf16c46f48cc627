//! Categories: columns of levels, whose probabilities each component has of its own.

use ndarray::{Array2, Axis};

use crate::check::{check_shape, check_that};
use crate::error::Result;

/// The most levels of a category.
pub const MAX_LEVELS: usize = 1000;

/// The probability that a level keeps where a component has no row of it, so that no density is 0 (StepMix's choice).
const LEAST_PROBABILITY: f64 = 1e-15;

/// A category: in each component its level is independent of all other columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Categorical {
    /// The column of the matrix that holds the codes 0, 1, 2, … of the levels.
    pub column: usize,
    /// The probability of each level, `(n_clusters, n_levels)`; rows sum to 1.
    pub probabilities: Array2<f64>,
}

impl Categorical {
    /// The probabilities of greatest likelihood, from responsibilities summed by level, `(n_clusters, n_levels)`; equal ones for
    /// a component without rows.
    pub(super) fn maximised(column: usize, sums: &Array2<f64>) -> Categorical {
        let mut probabilities = sums.clone();
        for mut row in probabilities.outer_iter_mut() {
            let (total, n_levels) = (row.sum(), sums.ncols() as f64);
            row.mapv_inplace(|sum| if total > 0.0 { sum / total } else { n_levels.recip() }.max(LEAST_PROBABILITY));
        }
        Categorical { column, probabilities }
    }

    /// The number of levels.
    pub fn n_levels(&self) -> usize {
        self.probabilities.ncols()
    }

    /// Whether some component has rows of the level.
    pub(super) fn has(&self, level: usize) -> bool {
        self.probabilities.column(level).iter().any(|&p| p > LEAST_PROBABILITY)
    }

    /// The probability of a level; in no component is one likely that no row of the fit had.
    pub(super) fn probability(&self, cluster: usize, level: usize) -> f64 {
        self.probabilities.get([cluster, level]).copied().unwrap_or(LEAST_PROBABILITY)
    }

    /// The same components in another order.
    pub(super) fn reordered(&self, order: &[usize]) -> Categorical {
        Categorical { column: self.column, probabilities: self.probabilities.select(Axis(0), order) }
    }
}

/// The columns of the categories.
pub fn columns(categories: &[Categorical]) -> Vec<usize> {
    categories.iter().map(|category| category.column).collect()
}

/// Refuses columns that are not different ones of `n_columns`, or leave none that is numeric.
pub fn check_columns(columns: &[usize], n_columns: usize) -> Result<()> {
    let different = columns.iter().enumerate().all(|(i, column)| *column < n_columns && !columns[..i].contains(column));
    let expected = "different columns of the feature matrix, counted from 0, that leave a numeric one";
    let holds = different && (columns.is_empty() || columns.len() < n_columns);
    check_that(holds, "the list of categorical columns", format!("{columns:?}"), expected)
}

/// Given categories, as a mixture of `n_clusters` and `n_features` numeric columns keeps them.
pub fn checked(categories: &[Categorical], n_clusters: usize, n_features: usize) -> Result<Vec<Categorical>> {
    check_columns(&columns(categories), n_features + categories.len())?;
    let check = |category: &Categorical| {
        let probabilities = &category.probabilities;
        let n_levels = category.n_levels();
        check_shape("the array of a category's probabilities", probabilities.shape(), &[n_clusters, n_levels])?;
        check_that((1..=MAX_LEVELS).contains(&n_levels), "a category's number of levels", n_levels, "from 1 to 1000")?;
        let sums = probabilities.outer_iter().all(|row| (row.sum() - 1.0).abs() <= 1e-9);
        let positive = probabilities.iter().all(|&p| p >= 0.0);
        let name = "the array of a category's probabilities";
        check_that(sums && positive, name, probabilities, "at least 0, each row with the sum 1")?;
        let probabilities = probabilities.mapv(|p| p.max(LEAST_PROBABILITY));
        Ok(Categorical { column: category.column, probabilities })
    };
    categories.iter().map(check).collect()
}
