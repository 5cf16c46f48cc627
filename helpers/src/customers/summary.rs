//! The summary of one column of numbers.

use crate::check::{check_range, check_some, check_that};
use crate::error::Result;
use crate::show::{Table, cells, decimals};
use crate::stats::{mean, quantile, sorted, standard_deviation};

/// What pandas' `describe` prints of a column, in the column's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// The number of values.
    pub count: usize,
    /// The arithmetic mean.
    pub mean: f64,
    /// The sample standard deviation (ddof 1), which one value does not have.
    pub std: Option<f64>,
    /// The smallest value.
    pub min: f64,
    /// The first quartile, by linear interpolation as the next two.
    pub q1: f64,
    /// The second quartile.
    pub median: f64,
    /// The third quartile.
    pub q3: f64,
    /// The largest value.
    pub max: f64,
}

impl Summary {
    /// Summarises the values.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) if there are no values or one is NaN or infinite,
    /// [`Error::OutOfRange`](crate::Error::OutOfRange) if the sum of their squares is beyond the range of `f64`.
    ///
    /// ```
    /// let summary = helpers::Summary::of(&[4.0, 1.0, 2.0, 3.0])?;
    /// assert_eq!((summary.q1, summary.median, summary.q3), (1.75, 2.5, 3.25));
    /// # Ok::<(), helpers::Error>(())
    /// ```
    pub fn of(values: &[f64]) -> Result<Summary> {
        check_some("the number of values", values.len())?;
        values.iter().try_for_each(|value| check_that(value.is_finite(), "a value", value, "finite"))?;
        let sorted = sorted(values);
        check_range(&[standard_deviation(&sorted, 0)])?;
        let (count, mean) = (sorted.len(), mean(&sorted));
        let std = (count > 1).then(|| standard_deviation(&sorted, 1));
        let [min, q1, median, q3, max] = [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| quantile(&sorted, share));
        Ok(Summary { count, mean, std, min, q1, median, q3, max })
    }

    /// The figures with six decimals, a row each.
    pub fn table(&self, caption: &str) -> Table {
        side_by_side(caption, &["", "Value"], &[(self.count, Some(*self), 6)])
    }
}

/// The figures but the count, as pandas calls them.
const NAMES: [&str; 7] = ["mean", "std", "min", "25%", "50%", "75%", "max"];

/// A column for each count with what there is to summarise and its number of decimals, a row for each figure.
pub(super) fn side_by_side(caption: &str, headings: &[&str], columns: &[(usize, Option<Summary>, usize)]) -> Table {
    let counts: Vec<String> = columns.iter().map(|(count, ..)| count.to_string()).collect();
    let counts = [cells!["count"], counts].concat();
    let figure = |i: usize, Summary { mean, std, min, q1, median, q3, max, .. }: Summary| {
        [Some(mean), std, Some(min), Some(q1), Some(median), Some(q3), Some(max)][i]
    };
    let figures = NAMES.iter().enumerate().map(|(i, name)| {
        let figures =
            columns.iter().map(|(_, summary, n)| decimals(summary.and_then(|it| figure(i, it)), *n)).collect();
        [cells![name], figures].concat()
    });
    Table::of(caption, headings, std::iter::once(counts).chain(figures))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    #[test]
    fn one_value_has_no_standard_deviation() {
        let summary = Summary::of(&[7.0]).unwrap();
        assert_eq!((summary.count, summary.mean, summary.std), (1, 7.0, None));
        assert_eq!((summary.q1, summary.median, summary.q3), (7.0, 7.0, 7.0));
        let table = summary.table("One").to_string();
        assert!(table.ends_with("75%    7.000000\nmax    7.000000"), "{table}");
        assert!(table.contains("std           -\n"), "{table}");
    }

    #[test]
    fn equal_values_have_no_spread() {
        let summary = Summary::of(&[3.0; 5]).unwrap();
        assert_eq!((summary.std, summary.min, summary.max), (Some(0.0), 3.0, 3.0));
    }

    #[test]
    fn nothing_to_summarise() {
        let message = Summary::of(&[]).unwrap_err().to_string();
        assert_eq!(message, "the number of values is 0, but must be at least 1");
    }

    #[test]
    fn values_that_are_not_finite_or_too_large_are_named() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let message = Summary::of(&[1.0, value, 2.0]).unwrap_err().to_string();
            assert_eq!(message, format!("a value is {value}, but must be finite"));
        }
        let error = Summary::of(&[1.0, f64::MAX, 2.0]).unwrap_err();
        assert!(matches!(error, Error::OutOfRange { precision: "f64" }), "{error}");
    }
}
