//! What becomes of a choice where the variance floor is another, or some customers are left out.

use std::cmp::Reverse;
use std::collections::HashSet;

use ndarray::Axis;

use super::{Candidate, Selection, adjusted_rand_index};
use crate::check::check_that;
use crate::error::Result;
use crate::features::StandardScaler;
use crate::mixture::Matrix;
use crate::show::{Table, cells, decimals};

/// What follows the name of what would be chosen.
const OUTCOME: [&str; 5] = ["Covariance", "Components", "BIC", "ARI with the choice", "Customers who change group"];

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
            let grid = self.asked.clone().reg_covariance(floor);
            let anew = if grid == self.asked { self.clone() } else { grid.fit(records)? };
            outcome(format!("{floor:e}"), anew.best(), &chosen, records)
        };
        let caption = "What would be chosen with another variance floor";
        Table::try_of(caption, &[&["Variance floor"][..], &OUTCOME].concat(), reg_covariances.iter().map(row))
    }

    /// What would be chosen of the same candidates without these `rows` of `records`, `(n_samples, n_features)`, such as
    /// [outliers](crate::Customers::outliers), and how far it agrees with the present choice on the rows that stay, whose
    /// numeric columns are standardised anew.
    ///
    /// # Errors
    ///
    /// As [`Selection::fit`], and [`Error::InvalidParameter`](crate::Error::InvalidParameter) for a row that is not there.
    pub fn without(&self, rows: &[usize], records: &Matrix) -> Result<Table> {
        let (all, n) = (records.as_records(), records.as_records().nrows());
        check_that(rows.iter().all(|row| *row < n), "a row", format!("{rows:?}"), "below the number of rows")?;
        let chosen = self.best().model.labels(&all)?;
        let mut outcomes = vec![outcome("all".to_owned(), self.best(), &chosen, records)?];
        let rows: HashSet<usize> = rows.iter().copied().collect();
        let stay: Vec<usize> = (0..n).filter(|row| !rows.contains(row)).collect();
        let mut caption = "No outliers to leave out";
        if stay.len() < n {
            let rest = all.select(Axis(0), &stay);
            let codes = self.best().params.0.categorical.iter().copied();
            let rest = StandardScaler::fit(&rest)?.leaving(codes).transform(&rest)?;
            let chosen: Vec<usize> = stay.iter().map(|&row| chosen[row]).collect();
            let selection = self.asked.clone().fit(&rest)?;
            outcomes.push(outcome(format!("without {}", n - stay.len()), selection.best(), &chosen, &rest)?);
            caption = "What would be chosen without outliers; BIC of other customers cannot be compared";
        }
        Ok(Table::of(caption, &[&["Customers"][..], &OUTCOME].concat(), outcomes))
    }
}

/// A choice beside the present one, whose labels of the same `records` are `chosen`.
fn outcome(name: String, best: &Candidate, chosen: &[usize], records: &Matrix) -> Result<Vec<String>> {
    let labels = best.model.labels(&records.as_records())?;
    let (kind, k, bic) = (best.model.covariance_type(), best.model.n_clusters(), decimals(best.criteria.bic, 1));
    let index = decimals(adjusted_rand_index(chosen, &labels)?, 3);
    Ok(cells![name, kind, k, bic, index, n_moved(chosen, &labels)])
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
    use crate::mixture::CovarianceType;
    use ndarray::{Array2, array};

    #[test]
    fn without_a_millionaire_the_groups_are_found() {
        let records: Array2<f64> = array![[0.0], [0.3], [0.1], [0.2], [9.0], [9.2], [9.1], [9.3], [900.0]];
        let selection = Selection::grid(1..=2, &[CovarianceType::Tied]).reg_covariance(1e-4).fit(&records).unwrap();
        let table = selection.without(&[8], &records).unwrap().to_string();
        let rows: Vec<Vec<&str>> = table.lines().skip(3).map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(rows[0][..3], ["all", "tied", "2"], "{table}");
        assert_eq!((&rows[1][..4], rows[1][6]), (&["without", "1", "tied", "2"][..], "4"), "{table}");
        let none = selection.without(&[], &records).unwrap().to_string();
        assert!(none.starts_with("No outliers to leave out") && none.lines().count() == 4, "{none}");
        assert!(selection.without(&[9], &records).is_err());
    }

    #[test]
    fn a_category_keeps_its_codes_without_a_millionaire() {
        let numbers = [0.0, 0.3, 0.1, 0.2, 9.0, 9.2, 9.1, 9.3, 900.0];
        let records = Array2::from_shape_fn((9, 2), |(i, j)| if j == 0 { numbers[i] } else { (i % 3) as f64 });
        let grid = Selection::grid(1..=2, &[CovarianceType::Tied]).reg_covariance(1e-4).categorical(&[1]);
        assert!(grid.fit(&records).unwrap().without(&[8], &records).is_ok());
    }

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
