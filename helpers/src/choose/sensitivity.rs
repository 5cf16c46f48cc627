//! What becomes of a choice where `reg_covariance` is another.

use std::cmp::Reverse;

use super::{Selection, adjusted_rand_index};
use crate::error::Result;
use crate::mixture::Matrix;
use crate::show::{Table, cells, decimals};

impl Selection {
    /// What would be chosen of the same candidates with each of the `reg_covariances`, fitted to `records`,
    /// `(n_samples, n_features)`, and how far it agrees with the present choice; customers change group who are not in the
    /// one that has most in common with theirs.
    ///
    /// # Errors
    ///
    /// As [`Selection::fit`].
    pub fn sensitivity(&self, reg_covariances: &[f64], records: &Matrix) -> Result<Table> {
        let chosen = self.best().model.labels(&records.as_records())?;
        let row = |&floor: &f64| {
            let params: Vec<_> = self.asked.iter().map(|params| params.clone().reg_covariance(floor)).collect();
            let best = match params == self.asked {
                true => self.best().clone(),
                false => Selection::fit(records, params)?.best().clone(),
            };
            let labels = best.model.labels(&records.as_records())?;
            let (kind, k) = (best.model.covariance_type(), best.model.n_clusters());
            let (bic, index) = (decimals(best.criteria.bic, 1), adjusted_rand_index(&chosen, &labels)?);
            Ok(cells![format!("{floor:e}"), kind, k, bic, decimals(index, 3), n_moved(&chosen, &labels)])
        };
        let choice = ["reg_covariance", "Covariance", "Components", "BIC"];
        let headings = [&choice[..], &["ARI with the choice", "Customers who change group"]].concat();
        let rows = reg_covariances.iter().map(row);
        Table::try_of("What would be chosen with another reg_covariance", &headings, rows)
    }
}

/// How many rows are outside the group that has most in common with theirs, each group taken once, the largest overlap
/// first.
fn n_moved(first: &[usize], second: &[usize]) -> usize {
    let mut pairs: Vec<(usize, usize)> = first.iter().copied().zip(second.iter().copied()).collect();
    pairs.sort_unstable();
    let mut overlaps: Vec<&[(usize, usize)]> = pairs.chunk_by(|a, b| a == b).collect();
    overlaps.sort_by_key(|rows| Reverse(rows.len()));
    let mut n_moved = first.len();
    while let [[(a, b), ..], ..] = overlaps[..] {
        n_moved -= overlaps[0].len();
        overlaps.retain(|rows| rows[0].0 != *a && rows[0].1 != *b);
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
