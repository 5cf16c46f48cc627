//! How far the segments are apart.

use ndarray::Axis;

use super::numbered;
use crate::check::{check_labels, check_matrix, check_range, check_that};
use crate::choose::some_rows;
use crate::error::Result;
use crate::mixture::Matrix;
use crate::parallel;

/// Rows of which every pair is looked at; of more, as many are sampled.
const MOST_ROWS: usize = 5000;

/// How much closer each row of `records`, `(n_samples, n_features)`, is to its own group than to the next one, from −1 to 1, by
/// Euclidean distances (Rousseeuw 1987).
///
/// ```text
/// s = (b − a) / max(a, b)     a: mean distance to the others of its group, b: the least mean distance to another group
/// ```
///
/// A row alone in its group has 0, as has a row with no distance to anything.
///
/// The time grows with the square of the rows: of more than 5,000, a random sample of 5,000, the same each time, stands for
/// all, and groups without a row in it are left out.
///
/// ```
/// use helpers::silhouette;
/// use ndarray::array;
///
/// assert_eq!(silhouette(&array![[0.0], [1.0], [10.0]], &[0, 0, 1])?, [0.9, 8.0 / 9.0, 0.0]);
/// # Ok::<(), helpers::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Shape`](crate::Error::Shape) unless there is one label a row;
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) unless there are at least 2 groups and fewer than rows,
/// in the sample where there is one;
/// [`Error::EmptyMatrix`](crate::Error::EmptyMatrix); [`Error::InvalidEntry`](crate::Error::InvalidEntry);
/// [`Error::OutOfRange`](crate::Error::OutOfRange) if a distance overflows.
pub fn silhouette(records: &Matrix, labels: &[usize]) -> Result<Vec<f64>> {
    let records = records.as_records();
    check_matrix(&records)?;
    let n_rows = records.nrows();
    check_labels(labels, n_rows)?;
    let rows = some_rows(n_rows, MOST_ROWS, 0);
    let records = records.select(Axis(0), &rows);
    let (labels, sizes) = numbered(&rows.iter().map(|&row| labels[row]).collect::<Vec<_>>());
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
    Ok(samples)
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::error::Error;
    use crate::stats::mean;

    /// Two groups of alternating rows, at 0 and at 10, each from −1 to 1 around it.
    fn two_groups(n_rows: usize) -> (Array2<f64>, Vec<usize>) {
        let value = |row: usize| (10 * (row % 2)) as f64 + ((row * 37) % 201) as f64 / 100.0 - 1.0;
        (Array2::from_shape_fn((n_rows, 1), |(row, _)| value(row)), (0..n_rows).map(|row| row % 2).collect())
    }

    #[test]
    fn up_to_the_limit_every_row_is_looked_at() {
        let (records, labels) = two_groups(MOST_ROWS);
        let of_all = silhouette(&records, &labels).unwrap();
        assert_eq!(of_all.len(), 5000);
    }

    #[test]
    fn beyond_the_limit_a_sample_stands_for_all() {
        let (records, labels) = two_groups(12_000);
        let sampled = silhouette(&records, &labels).unwrap();
        assert_eq!(sampled.len(), 5000);
        let (first, labels_of_first) = two_groups(MOST_ROWS);
        let (of_first, mean_of_sample) = (mean(&silhouette(&first, &labels_of_first).unwrap()), mean(&sampled));
        assert!((mean_of_sample - of_first).abs() < 2e-3, "{mean_of_sample} and {of_first}");
        assert_eq!(sampled, silhouette(&records, &labels).unwrap());
    }

    #[test]
    fn a_group_without_a_row_in_the_sample_is_left_out() {
        let (records, labels) = two_groups(12_000);
        let sample = some_rows(12_000, MOST_ROWS, 0);
        let unseen = (0..12_000).find(|row| !sample.contains(row)).unwrap();
        let mut three = labels.clone();
        three[unseen] = 2;
        assert_eq!(silhouette(&records, &three).unwrap(), silhouette(&records, &labels).unwrap());
        let mut one = vec![0; 12_000];
        one[unseen] = 1;
        assert!(matches!(silhouette(&records, &one), Err(Error::InvalidParameter { .. })));
    }
}
