//! What becomes of a choice where `reg_covariance` is another.

use std::cmp::Reverse;
use std::collections::HashSet;

use linfa::ParamGuard;
use ndarray::ArrayView2;

use super::{Candidate, Selection, adjusted_rand_index};
use crate::error::Result;

/// The choice with one `reg_covariance`.
pub(super) struct Choice {
    pub reg_covariance: f64,
    pub best: Candidate,
    /// The adjusted Rand index with the present choice.
    pub agreement: f64,
    /// The rows that are in another group than now.
    pub n_moved: usize,
}

impl Selection {
    pub(super) fn choices(&self, reg_covariances: &[f64], records: ArrayView2<f64>) -> Result<Vec<Choice>> {
        let now = self.best().model.labels(&records)?.to_vec();
        let choice = |&reg_covariance: &f64| {
            let best = self.with_floor(reg_covariance, records)?.best().clone();
            let labels = best.model.labels(&records)?.to_vec();
            Ok(Choice {
                reg_covariance,
                best,
                agreement: adjusted_rand_index(&now, &labels)?,
                n_moved: n_moved(&now, &labels),
            })
        };
        reg_covariances.iter().map(choice).collect()
    }

    /// The same candidates with another `reg_covariance`, fitted anew unless they have it already.
    fn with_floor(&self, floor: f64, records: ArrayView2<f64>) -> Result<Selection> {
        let mut asked = self.asked.iter();
        if asked.all(|params| params.check_ref().is_ok_and(|params| params.reg_covariance() == floor)) {
            return Ok(self.clone());
        }
        let params = self.asked.iter().map(|params| params.clone().reg_covariance(floor));
        Selection::fit_to(records, params.collect())
    }
}

/// How many rows are outside the group that has most in common with theirs, each group taken once, the largest overlap
/// first.
fn n_moved(first: &[usize], second: &[usize]) -> usize {
    let mut pairs: Vec<(usize, usize)> = first.iter().copied().zip(second.iter().copied()).collect();
    pairs.sort_unstable();
    let mut overlaps: Vec<&[(usize, usize)]> = pairs.chunk_by(|a, b| a == b).collect();
    overlaps.sort_by_key(|rows| Reverse(rows.len()));
    let (mut left, mut right) = (HashSet::new(), HashSet::new());
    let mut n_moved = first.len();
    for rows in overlaps {
        let (a, b) = rows[0];
        if !left.contains(&a) && !right.contains(&b) {
            left.insert(a);
            right.insert(b);
            n_moved -= rows.len();
        }
    }
    n_moved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_numbers_for_the_same_groups_move_nobody() {
        assert_eq!(n_moved(&[0, 0, 1, 2], &[5, 5, 0, 1]), 0);
    }

    #[test]
    fn a_group_that_is_split_keeps_its_larger_part() {
        assert_eq!(n_moved(&[0, 0, 0, 1], &[0, 0, 2, 1]), 1);
        assert_eq!(n_moved(&[0, 0, 0, 1], &[0, 0, 0, 0]), 1);
    }
}
