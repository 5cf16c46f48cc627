//! How far two segmentations agree.

use crate::check::check_labels;
use crate::error::Result;

/// The adjusted Rand index of two labellings of the same rows: 1 where they are the same up to the names of the groups,
/// about 0 where they have no more in common than by chance.
///
/// Of all pairs of rows, a are together in both, b in the first only, c in the second only and d in neither:
///
/// ```text
/// ARI = 2·(a·d − b·c) / ((a + b)·(b + d) + (a + c)·(c + d))        (Hubert and Arabie 1985)
/// ```
///
/// ```
/// use helpers::adjusted_rand_index;
///
/// assert_eq!(adjusted_rand_index(&[0, 0, 1, 1], &[7, 7, 3, 3])?, 1.0);
/// assert_eq!(adjusted_rand_index(&[0, 0, 1, 1], &[0, 1, 0, 1])?, -0.5);
/// # Ok::<(), helpers::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::Shape`](crate::Error::Shape) for lists of different lengths;
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) for empty ones.
pub fn adjusted_rand_index(first: &[usize], second: &[usize]) -> Result<f64> {
    check_labels(second, first.len())?;
    let n = first.len() as f64;
    let in_both = sum_of_squares(first.iter().zip(second).collect());
    let in_first = sum_of_squares(first.iter().collect());
    let in_second = sum_of_squares(second.iter().collect());
    // each pair counted twice
    let (together, first_only, second_only) = (in_both - n, in_first - in_both, in_second - in_both);
    let neither = n * n - in_first - in_second + in_both;
    if first_only == 0.0 && second_only == 0.0 {
        return Ok(1.0);
    }
    let chance = (together + first_only) * (first_only + neither) + (together + second_only) * (second_only + neither);
    Ok(2.0 * (together * neither - first_only * second_only) / chance)
}

/// The squared sizes of the groups of equal items, summed.
fn sum_of_squares<T: Ord>(mut items: Vec<T>) -> f64 {
    items.sort_unstable();
    items.chunk_by(|a, b| a == b).map(|group| (group.len() as f64).powi(2)).sum()
}
