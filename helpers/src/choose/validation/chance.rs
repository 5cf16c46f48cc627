//! How easily chance makes a statistic as large.

use crate::show::{Table, cells};

/// A statistic, and how often chance alone makes one as large.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChanceTest {
    /// The statistic of the data.
    pub statistic: f64,
    /// The probability of such a statistic or a larger one by chance alone, counted over the draws and the data themselves.
    pub p_value: f64,
    /// The number of draws by chance that the probability is from.
    pub n_draws: usize,
}

impl ChanceTest {
    /// A statistic that `as_large` of the draws reach.
    pub(super) fn new(statistic: f64, as_large: usize, n_draws: usize) -> ChanceTest {
        ChanceTest { statistic, p_value: (1 + as_large) as f64 / (1 + n_draws) as f64, n_draws }
    }

    /// The p-value in words, never shown as 0: it is a multiple of 1/(n + 1).
    pub(in crate::choose) fn p(&self) -> String {
        let ChanceTest { p_value: p, n_draws: n, .. } = *self;
        let decimals = n.ilog10() as usize + 1;
        let is_least = p * ((n + 1) as f64) < 1.5;
        let least = format!("at most {p:.decimals$} (none of {n} by chance was as large)");
        if is_least { least } else { format!("{p:.decimals$}") }
    }

    /// The statistic of a [permutation test](super::permutation_test), the p-value and whether `grouping`, such as "gender",
    /// is related to the groups (p below 0.05).
    pub fn table(&self, grouping: &str) -> Table {
        let verdict = if self.p_value < 0.05 { "related" } else { "not shown to be related" };
        let caption = format!("{grouping} is {verdict} to the groups");
        let row = cells![format!("{:.2}", self.statistic), self.p(), self.n_draws];
        Table::of(&caption, &["Chi-squared", "p", "Permutations"], [row])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probability_is_never_shown_as_zero() {
        let table = ChanceTest::new(100.0, 0, 9999).table("gender").to_string();
        let least = "at most 0.0001 (none of 9999 by chance was as large)";
        assert!(table.contains("gender is related") && table.contains(least), "{table}");
        for (as_large, n_draws, shown) in [(1, 1000, "0.0020"), (1, 99, "0.02"), (7711, 9999, "0.7712")] {
            assert_eq!(ChanceTest::new(1.0, as_large, n_draws).p(), shown);
        }
    }
}
