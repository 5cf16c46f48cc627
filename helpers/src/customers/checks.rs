//! What to know of the customers before anything is fitted to them.

use std::collections::HashSet;

use super::found::{in_list, quoted};
use super::missing::{Told, is_missing};
use super::{Customers, Feature};
use crate::error::shown;
use crate::show::draw::brief;
use crate::show::{Table, cells};
use crate::stats::{mean, quantiles, standard_deviation, tail};

/// With fewer customers, segments cannot be told from chance.
pub(crate) const FEWEST: usize = 50;

/// The number of spreads from the median from which on a customer is an outlier.
const FAR: f64 = 5.0;

/// With a longer tail, a model should see the logarithm.
const SKEWED: f64 = 2.0;

/// No mall's median income in k$.
const DOLLARS: f64 = 1000.0;

/// The fewest customers whose means are compared.
const COMPARED: usize = 10;

impl Customers {
    /// The rows of customers who are far from the others in a feature, counted from 0; of a logarithmic one by its logarithm.
    ///
    /// ```text
    /// |x − median| > 5·1.4826·median |x − median|
    /// ```
    ///
    /// Where half of all values are equal, the quartiles' distance over 1.349 stands for the spread, or the standard deviation.
    pub fn outliers(&self) -> Vec<usize> {
        self.far_out().into_iter().map(|(row, _)| row).collect()
    }

    /// What there is to know before the fit, a row for each finding: too few customers, an income in dollars, measures that
    /// are the same for all, outliers, duplicates, and whether customers with missing values differ.
    pub fn checks(&self) -> Table {
        let distinct = self.drop_duplicates();
        let complete = distinct.drop_missing();
        let duplicates = self.len() - distinct.len();
        let few = format!("{}: too few to tell segments from chance; about 100 would do", complete.len());
        let remedy = "not used; divide by 1,000 and run again";
        let dollars = |income| format!("median annual income {income}: are these dollars? {remedy}");
        let same = complete.same_for_all();
        let findings = [
            ("Customers", (complete.len() < FEWEST).then_some(few)),
            ("Unit of income", complete.income_in_dollars().map(dollars)),
            ("Same for all", (!same.is_empty()).then(|| format!("every customer has {}", same.join(", ")))),
            ("Outliers", complete.outlying()),
            ("Duplicates", counted(duplicates, "row equals an earlier one", "rows equal earlier ones")),
            ("Missing values", distinct.lacking(&complete)),
            ("Identifiers", self.identifiers()),
            ("Long tails", complete.skewed()),
            ("Read as meant", told(&self.columns.told)),
        ];
        let found: Vec<_> = findings.into_iter().filter_map(|(name, finding)| Some(cells![name, finding?])).collect();
        let nothing = found.is_empty().then(|| cells!["All", "nothing found that stands in the way"]);
        Table::of("Before the fit", &["Check", "Finding"], nothing.into_iter().chain(found))
    }

    /// Identifiers that come again or are missing, with an example.
    fn identifiers(&self) -> Option<String> {
        self.schema().id()?;
        let mut seen = HashSet::new();
        let ids = (0..self.len()).map(|row| self.id(row));
        let n_empty = ids.clone().filter(|id| is_missing(id)).count();
        let again: Vec<&str> = ids.filter(|id| !is_missing(id) && !seen.insert(*id)).collect();
        let again = again.first().map(|first| format!("{} come again, such as {}", again.len(), shown(first)));
        all_of([counted(n_empty, "customer has none", "customers have none"), again])
    }

    /// Features of which a model should see the logarithm, as one long tail makes several components.
    fn skewed(&self) -> Option<String> {
        let is_skewed = |feature: &&Feature| !feature.is_logarithmic() && tail(&self.present(feature)) > SKEWED;
        let skewed = self.schema().features().iter().filter(is_skewed);
        let skewed = skewed.map(|feature| in_list(feature.heading())).collect::<Vec<_>>().join(",");
        let is_mall = self.schema().is_mall();
        (!skewed.is_empty() && !is_mall).then(|| format!("try their logarithms: LOG={}", quoted(&skewed)))
    }

    /// The median income, where it is one of dollars rather than of k$.
    pub(crate) fn income_in_dollars(&self) -> Option<String> {
        let has_income = self.schema().features().contains(&Feature::ANNUAL_INCOME);
        let median = has_income.then(|| centre_and_spread(&self.present(&Feature::ANNUAL_INCOME)).0);
        median.filter(|median| *median > DOLLARS).map(|median| format!("{} k$", brief(median)))
    }

    /// What the segments are made without, in words: duplicates, customers with missing values, measures that are the same for
    /// all; and the outliers, which are kept.
    pub fn left_out(&self) -> String {
        let distinct = self.drop_duplicates();
        let complete = distinct.drop_missing();
        let missing = distinct.len() - complete.len();
        let same = complete.same_for_all();
        let is_same = (1..self.schema().features().len()).contains(&same.len());
        let dollars = |income| format!("annual income, with a median of {income}: are these dollars?");
        let left = [
            counted(self.len() - distinct.len(), "duplicate", "duplicates"),
            counted(missing, "customer with missing values", "customers with missing values"),
            is_same.then(|| format!("{}, the same for all", same.join(", "))),
            complete.income_in_dollars().map(dollars),
        ];
        let left = all_of(left).unwrap_or("nothing".to_owned());
        match complete.outliers().len() {
            0 => left,
            1 => format!("{left}; {}", complete.outlying().unwrap_or_default()),
            n => format!("{left}; {n} outliers kept"),
        }
    }

    /// Each outlier in words, with the first measure in which it is one.
    fn far_out(&self) -> Vec<(usize, String)> {
        let seen = |feature: &Feature| -> Vec<f64> {
            self.present(feature).into_iter().map(|value| feature.transformed(value)).collect()
        };
        let features = self.schema().features().iter();
        let usual = features.map(|feature| (feature, self.values(feature), centre_and_spread(&seen(feature))));
        let usual: Vec<_> = usual.collect();
        let far = |row: usize| {
            let mut far = usual.iter().filter_map(|(feature, value, (centre, spread))| {
                let value = value(row)?;
                ((feature.transformed(value) - centre).abs() > FAR * spread).then_some((*feature, value))
            });
            let (feature, value) = far.next()?;
            Some((row, format!("customer {}, {}", shown(self.id(row)), amount(feature, value))))
        };
        (0..self.len()).filter_map(far).collect()
    }

    /// How many outliers there are, and the first five.
    fn outlying(&self) -> Option<String> {
        let far: Vec<String> = self.far_out().into_iter().map(|(_, named)| named).collect();
        let more = if far.len() > 5 { " …" } else { "" };
        let first = far[..far.len().min(5)].join("; ");
        Some(format!("{}: {first}{more}", counted(far.len(), "outlier kept", "outliers kept")?))
    }

    /// The measures of which several customers all have the same value.
    fn same_for_all(&self) -> Vec<String> {
        let values = self.schema().features().iter().map(|feature| (feature, self.present(feature)));
        let same = values.filter(|(_, values)| values.len() > 1 && values.iter().all(|v| *v == values[0]));
        same.map(|(feature, values)| amount(feature, values[0])).collect()
    }

    /// How many lack a value, and whether these differ from those that are `complete`.
    fn lacking(&self, complete: &Customers) -> Option<String> {
        let columns = self.schema().columns();
        let values: Vec<_> = columns.iter().map(|column| self.values(column)).collect();
        let gaps = self.retain(|row| values.iter().any(|value| value(row).is_none()));
        let lack =
            counted(gaps.len(), "customer lacks a value and is left out", "customers lack a value and are left out")?;
        let compared = columns.iter().filter_map(|column| {
            let label = match self.levels(column) {
                None => column.label().to_owned(),
                Some(_) if *column == Feature::GENDER => column.label().to_owned(),
                Some([_, second]) => format!("{} ({} = 1)", column.label(), shown(second)),
                Some(_) => return None, // the codes of more than two levels have no mean that tells anything
            };
            let groups = [gaps.present(column), complete.present(column)];
            groups.iter().all(|values| values.len() >= COMPARED).then_some((label, groups))
        });
        let compared: Vec<_> = compared.collect();
        // about the bound that chance keeps in 95 of 100 files, of however many columns
        let bound = (2.0 * (5.7 * compared.len().max(4) as f64).ln()).sqrt();
        let differ = compared.iter().filter_map(|(label, groups)| {
            let [a, b] = groups.each_ref().map(|values| mean(values));
            let [sa, sb] = groups.each_ref().map(|values| standard_deviation(values, 1) / (values.len() as f64).sqrt());
            ((a - b).abs() > bound * sa.hypot(sb)).then(|| format!("{label} {} against {}", brief(a), brief(b)))
        });
        let differ = differ.collect::<Vec<_>>().join(", ");
        let compared = compared.iter().map(|(label, _)| label.as_str()).collect::<Vec<_>>().join(", ");
        Some(match (compared.is_empty(), differ.is_empty()) {
            (true, _) => format!("{lack}: too few to tell whether they differ"),
            (_, true) => format!("{lack}: no difference from the others is seen in the mean of {compared}"),
            (_, false) => format!("{lack}: these differ from the others, on average {differ}"),
        })
    }
}

/// What was read as meant rather than as written, if anything.
fn told(told: &Told) -> Option<String> {
    let separator = told.separator.map(|separator| match separator {
        ';' => "cells are separated by semicolons".to_owned(),
        '\t' => "cells are separated by tabs".to_owned(),
        _ => "cells are separated by vertical bars".to_owned(),
    });
    let headings = (!told.headings.is_empty()).then(|| format!("heading {}", told.headings.join(", ")));
    let words = told.words.iter().map(|(word, n)| format!("{n} {word}")).collect::<Vec<_>>();
    let words = (!words.is_empty()).then(|| format!("taken for missing: {}", words.join(", ")));
    let commas = counted(told.decimal_commas, "number has a decimal comma", "numbers have a decimal comma");
    let empty = counted(told.empty_rows, "empty row is skipped", "empty rows are skipped");
    all_of([separator, headings, words, commas, empty])
}

/// What there is of several findings, if anything.
fn all_of<const N: usize>(findings: [Option<String>; N]) -> Option<String> {
    let findings: Vec<String> = findings.into_iter().flatten().collect();
    (!findings.is_empty()).then(|| findings.join("; "))
}

/// The median and a robust spread; none of no values.
fn centre_and_spread(values: &[f64]) -> (f64, f64) {
    if values.is_empty() {
        return (0.0, 0.0);
    }
    let [first, median, third] = quantiles(values, [0.25, 0.5, 0.75]);
    let distances: Vec<f64> = values.iter().map(|value| (value - median).abs()).collect();
    let [distance] = quantiles(&distances, [0.5]);
    let spreads = [1.4826 * distance, (third - first) / 1.349, standard_deviation(values, 0)];
    (median, spreads.into_iter().find(|spread| *spread > 0.0).unwrap_or(0.0))
}

/// A value in words, such as `annual income 900 k$`.
fn amount(feature: &Feature, value: f64) -> String {
    let unit = if [Feature::AGE, Feature::SPENDING_SCORE].contains(feature) { "" } else { feature.unit() };
    format!("{} {} {unit}", feature.in_sentence(), brief(value)).trim_end().to_owned()
}

/// A number with what it counts; none for 0.
fn counted(n: usize, one: &str, many: &str) -> Option<String> {
    (n > 0).then(|| format!("{n} {}", if n == 1 { one } else { many }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customers(rows: impl IntoIterator<Item = String>) -> Customers {
        let rows: String = rows.into_iter().map(|row| row + "\n").collect();
        Customers::parse(&format!("CustomerID,Gender,Age,Annual Income (k$),Spending Score (1-100)\n{rows}")).unwrap()
    }

    /// Ages from 20 to 59, incomes from 30 to 66, scores from 10 to 88.
    fn usual(n: usize) -> Vec<String> {
        (0..n).map(|i| format!("{i},F,{},{},{}", 20 + i % 40, 30 + i % 37, 10 + i % 79)).collect()
    }

    fn with(mut rows: Vec<String>, more: &[&str]) -> Customers {
        rows.extend(more.iter().map(|row| row.to_string()));
        customers(rows)
    }

    #[test]
    fn a_sound_file_leaves_nothing_out() {
        let all = customers(usual(60));
        assert_eq!(all.left_out(), "nothing");
        assert!(all.checks().to_string().contains("nothing found"), "{}", all.checks());
        assert!(all.outliers().is_empty());
    }

    #[test]
    fn a_millionaire_is_named_and_kept() {
        let all = with(usual(60), &["77,M,40,900,50"]);
        assert_eq!(all.outliers(), [60]);
        assert_eq!(all.left_out(), "nothing; 1 outlier kept: customer 77, annual income 900 k$");
        assert!(all.checks().to_string().contains("1 outlier kept: customer 77, annual income 900 k$"));
    }

    #[test]
    fn where_most_are_equal_the_quartiles_or_the_standard_deviation_tell_who_is_far() {
        let rows = |n: usize| (0..n).map(|i| format!("{i},F,40,{},50", if i == 0 { 70 } else { 60 }));
        assert_eq!(customers(rows(60)).outliers(), [0]);
        assert!(customers(rows(12)).outliers().is_empty());
    }

    #[test]
    fn incomes_in_dollars_are_asked_about_and_kept() {
        let all = customers((0..60).map(|i| format!("{i},F,{},{},{}", 20 + i, 54_000 + 20 * i, 10 + i)));
        let expected = "median annual income 54,590 k$: are these dollars? not used";
        assert!(all.checks().to_string().contains(expected), "{}", all.checks());
    }

    #[test]
    fn duplicates_gaps_and_constants_are_counted_in_words() {
        let rows: Vec<String> = (0..60).map(|i| format!("{i},F,{},54.3,{}", 20 + i, 10 + i)).collect();
        let all = with(rows, &["1,F,21,54.3,11", "61,F,,54.3,20", "62,,30,54.3,20"]);
        let expected = "1 duplicate; 2 customers with missing values; annual income 54.3 k$, the same for all";
        assert_eq!(all.left_out(), expected);
        let checks = all.checks().to_string();
        for finding in [
            "1 row equals",
            "2 customers lack a value and are left out: too few",
            "every customer has annual income 54.3 k$",
        ] {
            assert!(checks.contains(finding), "{checks}");
        }
    }

    #[test]
    fn those_with_gaps_are_compared_with_the_others() {
        let gaps = |age: usize| (0..20).map(move |i| format!("g{i},F,{},,{}", age + i, 10 + 4 * i));
        let older = customers(usual(120).into_iter().chain(gaps(60))).checks().to_string();
        assert!(older.contains("20 customers lack a value and are left out: these differ"), "{older}");
        assert!(older.contains("on average Age (years) 69.5 against 39.5") && !older.contains("Spending"), "{older}");
        let alike = customers(usual(120).into_iter().chain(gaps(30))).checks().to_string();
        assert!(alike.contains("no difference from the others is seen in the mean of Gender"), "{alike}");
    }

    #[test]
    fn one_customer_and_none_that_is_complete_and_all_alike() {
        let one = customers(usual(1));
        assert_eq!(one.left_out(), "nothing");
        assert!(one.checks().to_string().contains("1: too few to tell segments from chance"));
        let none = customers(["1,F,,20,30".to_owned()]);
        assert_eq!(none.left_out(), "1 customer with missing values");
        assert!(none.checks().to_string().contains("0: too few"));
        let alike = customers((0..60).map(|i| format!("{i},F,40,60,50")));
        assert_eq!(alike.left_out(), "nothing");
        let same = "every customer has age 40, annual income 60 k$, spending score 50";
        assert!(alike.checks().to_string().contains(same));
    }
}
