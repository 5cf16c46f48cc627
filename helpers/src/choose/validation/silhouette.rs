//! How far the segments are apart.

use super::numbered;
use crate::check::{check_labels, check_matrix, check_range, check_that};
use crate::error::Result;
use crate::mixture::Matrix;
use crate::parallel;
use crate::stats::mean;

/// How much closer each row is to its own group than to the next one, from −1 to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Silhouette {
    samples: Vec<f64>,
}

impl Silhouette {
    /// The silhouette of each row; negative where another group is closer.
    pub fn samples(&self) -> &[f64] {
        &self.samples
    }

    /// The mean of all rows.
    pub fn mean(&self) -> f64 {
        mean(&self.samples)
    }
}

/// The silhouette of each row of `records`, `(n_samples, n_features)`, by Euclidean distances (Rousseeuw 1987).
///
/// ```text
/// s = (b − a) / max(a, b)     a: mean distance to the others of its group, b: the least mean distance to another group
/// ```
///
/// A row alone in its group has 0, as has a row with no distance to anything. The time grows with the square of
/// `n_samples`.
///
/// ```
/// use helpers::silhouette;
/// use ndarray::array;
///
/// let silhouette = silhouette(&array![[0.0], [1.0], [10.0]], &[0, 0, 1])?;
/// assert_eq!(silhouette.samples(), [0.9, 8.0 / 9.0, 0.0]);
/// # Ok::<(), helpers::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Shape`](crate::Error::Shape) unless there is one label a row;
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) unless there are at least 2 groups and fewer than rows;
/// [`Error::EmptyMatrix`](crate::Error::EmptyMatrix); [`Error::NotFinite`](crate::Error::NotFinite);
/// [`Error::OutOfRange`](crate::Error::OutOfRange) if a distance overflows.
pub fn silhouette(records: &Matrix, labels: &[usize]) -> Result<Silhouette> {
    let records = records.as_records();
    check_matrix(&records)?;
    check_labels(labels, records.nrows())?;
    let (labels, sizes) = numbered(labels);
    let n = sizes.len();
    let expected = "at least 2 and less than the number of rows";
    check_that((2..labels.len()).contains(&n), "the number of groups", n, expected)?;
    let of_row = |row: usize| {
        let own = labels[row];
        if sizes[own] == 1 {
            return 0.0;
        }
        let mut distances = vec![0.0; n];
        for (other, &label) in records.outer_iter().zip(&labels) {
            let squares: f64 = records.row(row).iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum();
            distances[label] += squares.sqrt();
        }
        let within = distances[own] / (sizes[own] - 1) as f64;
        let others = (0..n).filter(|&group| group != own);
        let between = others.map(|group| distances[group] / sizes[group] as f64).fold(f64::INFINITY, f64::min);
        match within.max(between) {
            0.0 => 0.0,
            largest => (between - within) / largest,
        }
    };
    let samples = parallel::map(parallel::available(), (0..labels.len()).collect(), of_row);
    check_range(&samples)?;
    Ok(Silhouette { samples })
}
