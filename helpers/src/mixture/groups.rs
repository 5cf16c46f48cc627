//! The rows of a block in groups: those of which the same columns are observed, with the same levels.

use std::collections::HashMap;

use ndarray::{ArrayView1, ArrayView2};

use super::categorical::MAX_LEVELS;
use super::kernel::element::Element;
use crate::error::{Error, Result};

/// The most numbers that are looked up in a list; with the levels of one more column, they still fit in 32 bits.
const LONGEST_LIST: u32 = 1 << 16;

/// What is known of each row of a group.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Known {
    /// The features that are observed, numbered without the categorical columns.
    pub observed: Vec<usize>,
    /// The level of each category, where there is one.
    pub levels: Vec<Option<usize>>,
}

/// The rows of which the same is known, in order.
pub type Group = (Known, Vec<usize>);

/// The groups of all rows but those of weight 0, in the order of their first rows.
///
/// # Errors
/// [`Error::InvalidEntry`].
pub fn groups<E: Element>(
    records: ArrayView2<E>,
    categorical: &[usize],
    weights: Option<&[f32]>,
) -> Result<Vec<Group>> {
    let mut groups = Groups { of_rows: vec![0; records.nrows()], n: 1 };
    let has_gaps = !records.fold(true, |all, value| all & value.is_finite());
    let numbers = records.as_standard_layout();
    let rows = numbers.as_slice().expect("standard layout").chunks_exact(records.ncols());
    for column in 0..records.ncols() {
        if categorical.contains(&column) {
            let levels = Vec::from_iter(rows.clone().map(|row| level_number(row[column].to_f64())));
            if let Some(row) = levels.iter().position(|&level| level > MAX_LEVELS as u32) {
                let remedy = "number the levels of a category 0, 1, 2, … up to 999";
                return Err(Error::InvalidEntry { row, column, value: records[[row, column]].to_f64(), remedy });
            }
            groups.split(&levels);
        } else if has_gaps {
            groups.split(&Vec::from_iter(rows.clone().map(|row| u32::from(!row[column].is_finite()))));
        }
    }
    let mut groups = groups.rows();
    if let Some(weights) = weights {
        groups.iter_mut().for_each(|rows| rows.retain(|&row| weights[row] > 0.0));
        groups.retain(|rows| !rows.is_empty());
        groups.sort_by_key(|rows| rows[0]);
    }
    Ok(groups.into_iter().map(|rows| (known(records.row(rows[0]), categorical), rows)).collect())
}

fn known<E: Element>(row: ArrayView1<E>, categorical: &[usize]) -> Known {
    let numeric = (0..row.len()).filter(|column| !categorical.contains(column)).enumerate();
    let observed = numeric.filter(|(_, column)| row[*column].is_finite()).map(|(i, _)| i).collect();
    Known { observed, levels: categorical.iter().map(|&column| level(row[column].to_f64())).collect() }
}

/// The level of that code, if it is one.
pub fn level(code: f64) -> Option<usize> {
    (level_number(code) as usize).checked_sub(1)
}

/// The code of a level, counted from 1 and 0 where there is none; more than [`MAX_LEVELS`] for what is no code.
fn level_number(code: f64) -> u32 {
    match code as u32 {
        _ if code.is_nan() => 0,
        level if f64::from(level) == code => level.saturating_add(1),
        _ => u32::MAX,
    }
}

/// Groups of rows, each with a number below `n`.
struct Groups {
    of_rows: Vec<u32>,
    n: u32,
}

impl Groups {
    /// Splits each group by the numbers of its rows.
    fn split(&mut self, numbers: &[u32]) {
        let n = 1 + numbers.iter().fold(0, |largest, &number| largest.max(number));
        if n > 1 {
            self.of_rows.iter_mut().zip(numbers).for_each(|(group, number)| *group = *group * n + number);
            self.n *= n;
        }
        if self.n > LONGEST_LIST {
            let mut places = HashMap::new();
            for group in &mut self.of_rows {
                let next = places.len() as u32;
                *group = *places.entry(*group).or_insert(next);
            }
            self.n = places.len() as u32;
        }
    }

    /// The rows of each group, the groups in the order of their first rows.
    fn rows(&self) -> Vec<Vec<usize>> {
        let (mut rows, mut places) = (Vec::<Vec<usize>>::new(), vec![usize::MAX; self.n as usize]);
        for (row, &group) in self.of_rows.iter().enumerate() {
            let place = &mut places[group as usize];
            if *place == usize::MAX {
                *place = rows.len();
                rows.push(Vec::new());
            }
            rows[*place].push(row);
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, s};
    use rand::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256Plus;

    #[test]
    fn groups_are_those_of_rows_beside_each_other_however_many_columns_have_gaps() {
        let mut rng = Xoshiro256Plus::seed_from_u64(5);
        let records = Array2::from_shape_fn((400, 30), |(_, column)| match column {
            3 => f64::from(rng.gen_range(0..3_u8)),
            7 => f64::from(rng.gen_range(0..1000_u16)),
            _ => 1.0,
        });
        let records = records.mapv(|x| if rng.gen_bool(0.3) { f64::NAN } else { x });
        let weights: Vec<f32> = (0..400).map(|row| [0.0, 1.0, 0.5][row % 3]).collect();
        for (n_columns, categorical) in [(2, &[][..]), (5, &[3]), (30, &[7, 3])] {
            let records = records.slice(s![.., ..n_columns]);
            for weights in [None, Some(&weights[..])] {
                let mut expected = Vec::<Group>::new();
                for row in (0..400).filter(|&row| weights.is_none_or(|weights| weights[row] > 0.0)) {
                    let known = known(records.row(row), categorical);
                    match expected.iter_mut().find(|group| group.0 == known) {
                        Some(group) => group.1.push(row),
                        None => expected.push((known, vec![row])),
                    }
                }
                assert!(groups(records, categorical, weights).unwrap() == expected, "{n_columns} columns");
            }
        }
    }
}
