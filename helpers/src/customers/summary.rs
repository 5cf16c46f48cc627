//! The summary of one column of numbers.

use crate::show::Table;

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
    /// The first quartile.
    pub q1: f64,
    /// The second quartile.
    pub median: f64,
    /// The third quartile.
    pub q3: f64,
    /// The largest value.
    pub max: f64,
}

impl Summary {
    /// Summarises the values, quartiles by linear interpolation:
    ///
    /// ```text
    /// h = (n − 1)·p        quantile(p) = x₍⌊h⌋₎ + (h − ⌊h⌋)·(x₍⌊h⌋₊₁₎ − x₍⌊h⌋₎)
    /// ```
    ///
    /// `None` if there are no values, if one is NaN or infinite, or if their squares are beyond the range of `f64`.
    ///
    /// ```
    /// let summary = helpers::Summary::of(&[4.0, 1.0, 2.0, 3.0]).unwrap();
    /// assert_eq!((summary.q1, summary.median, summary.q3), (1.75, 2.5, 3.25));
    /// ```
    pub fn of(values: &[f64]) -> Option<Summary> {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let count = sorted.len();
        let (min, max) = (*sorted.first()?, *sorted.last()?);
        let mean = sorted.iter().sum::<f64>() / count as f64;
        let squares = sorted.iter().map(|value| (value - mean).powi(2)).sum::<f64>();
        squares.is_finite().then(|| Summary {
            count,
            mean,
            std: (count > 1).then(|| (squares / (count - 1) as f64).sqrt()),
            min,
            q1: quantile(&sorted, 0.25),
            median: quantile(&sorted, 0.5),
            q3: quantile(&sorted, 0.75),
            max,
        })
    }
}

impl Summary {
    /// The figures with six decimals, a row each.
    pub fn table(&self, caption: &str) -> Table {
        let std = self.std.map_or("-".to_owned(), |std| format!("{std:.6}"));
        let rest = [
            ("min", self.min),
            ("25 %", self.q1),
            ("50 %", self.median),
            ("75 %", self.q3),
            ("max", self.max),
        ];
        let mut table = Table::new(caption, &["", "Value"])
            .row(&[&"count", &self.count])
            .row(&[&"mean", &format!("{:.6}", self.mean)])
            .row(&[&"std", &std]);
        for (name, value) in rest {
            table.push(&[&name, &format!("{value:.6}")]);
        }
        table
    }
}

fn quantile(sorted: &[f64], probability: f64) -> f64 {
    let position = (sorted.len() - 1) as f64 * probability;
    let below = sorted[position.floor() as usize];
    let above = sorted[position.ceil() as usize];
    below + position.fract() * (above - below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_has_no_standard_deviation() {
        let summary = Summary::of(&[7.0]).unwrap();
        assert_eq!((summary.count, summary.mean, summary.std), (1, 7.0, None));
        assert_eq!((summary.q1, summary.median, summary.q3), (7.0, 7.0, 7.0));
    }

    #[test]
    fn equal_values_have_no_spread() {
        let summary = Summary::of(&[3.0; 5]).unwrap();
        assert_eq!((summary.std, summary.min, summary.max), (Some(0.0), 3.0, 3.0));
    }

    #[test]
    fn nothing_to_summarise() {
        assert_eq!(Summary::of(&[]), None);
    }

    #[test]
    fn values_that_are_not_finite_or_too_large_give_nothing() {
        for value in [f64::NAN, -f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX] {
            assert_eq!(Summary::of(&[1.0, value, 2.0]), None);
        }
    }
}
