//! What becomes of a choice where `reg_covariance` is another.

use std::cmp::Reverse;
use std::collections::HashSet;

use ndarray::ArrayView2;

use super::{Candidate, Selection, adjusted_rand_index};
use crate::error::Result;
use crate::mixture::{AsRecords, GaussianMixtureParams};

impl Selection {
    /// The best of the same candidates with another `reg_covariance`, fitted anew unless they have it already.
    pub(super) fn with_floor(&self, floor: f64, records: &impl AsRecords<Elem = f64>) -> Result<Candidate> {
        let params = self.asked.iter().map(|params| params.clone().reg_covariance(floor));
        let params: Vec<GaussianMixtureParams> = params.collect();
        match params == self.asked {
            true => Ok(self.best().clone()),
            false => Ok(Selection::fit(records, params)?.best().clone()),
        }
    }
}

impl Candidate {
    /// The adjusted Rand index with another's clusters, and the rows that are in another cluster.
    pub(super) fn compared_with(&self, other: &Candidate, records: ArrayView2<f64>) -> Result<(f64, usize)> {
        let (own, others) = (self.model.labels(&records)?.to_vec(), other.model.labels(&records)?.to_vec());
        Ok((adjusted_rand_index(&own, &others)?, n_moved(&own, &others)))
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
