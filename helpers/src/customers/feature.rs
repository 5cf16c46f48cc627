//! The columns that a model can be fitted to, and what their cells may hold.

use std::borrow::Cow;
use std::ops::RangeInclusive;

/// The longest name and unit that plots and tables have room for, in characters.
const LONGEST_NAME: usize = 60;

/// A column that holds, or is encoded as, a number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Feature {
    heading: Cow<'static, str>,
    /// The name and, in brackets, the unit.
    label: Cow<'static, str>,
    /// The mall's features have a word of their own in the names of segments.
    noun: Option<&'static str>,
    is_logarithmic: bool,
}

/// The numbers that a feature may have, and how messages call them.
pub(super) type Rule = (RangeInclusive<f64>, &'static str);

impl Feature {
    /// Gender: male 1, female 0.
    pub const GENDER: Feature = Feature::known("Gender", "Gender (male = 1)", "gender");

    /// Age in years, 0 to 130.
    pub const AGE: Feature = Feature::known("Age", "Age (years)", "age");

    /// Annual income in k$, 0 to 10⁹: no one earns as much.
    pub const ANNUAL_INCOME: Feature = Feature::known("Annual Income (k$)", "Annual income (k$)", "income");

    /// The mall's own score of spending, 1 to 100.
    pub const SPENDING_SCORE: Feature = Feature::known("Spending Score (1-100)", "Spending score (1-100)", "spending");

    /// The mall's features in the order of the original file.
    pub const ALL: [Feature; 4] = [Feature::GENDER, Feature::AGE, Feature::ANNUAL_INCOME, Feature::SPENDING_SCORE];

    /// The mall's features that are measured.
    pub const MEASURES: [Feature; 3] = [Feature::AGE, Feature::ANNUAL_INCOME, Feature::SPENDING_SCORE];

    const fn known(heading: &'static str, label: &'static str, noun: &'static str) -> Feature {
        let (heading, label) = (Cow::Borrowed(heading), Cow::Borrowed(label));
        Feature { heading, label, noun: Some(noun), is_logarithmic: false }
    }

    /// The feature of any column; a unit may follow the name in brackets.
    ///
    /// ```
    /// let spend = helpers::Feature::new("Spend [EUR]");
    /// assert_eq!((spend.name(), spend.unit(), spend.label()), ("Spend", "EUR", "Spend (EUR)"));
    /// assert_eq!(helpers::Feature::new("Recency").label(), "Recency");
    /// ```
    pub fn new(heading: &str) -> Feature {
        let heading = heading.trim();
        let in_brackets = |[open, close]: [char; 2]| heading.strip_suffix(close)?.rsplit_once(open);
        let parts = in_brackets(['(', ')']).or_else(|| in_brackets(['[', ']']));
        let is_named = |(name, unit): &(&str, &str)| !name.trim().is_empty() && !unit.trim().is_empty();
        let (name, unit) = parts.filter(is_named).unwrap_or((heading, ""));
        let calm = |text: &str| -> String {
            text.trim().chars().take(LONGEST_NAME).map(|c| if c.is_control() { ' ' } else { c }).collect()
        };
        let (name, unit) = (calm(name), calm(unit));
        let label = if unit.is_empty() { name } else { format!("{name} ({unit})") };
        Feature { heading: heading.to_owned().into(), label: label.into(), noun: None, is_logarithmic: false }
    }

    /// The parts of the label, the unit empty where none is known.
    fn name_and_unit(&self) -> (&str, &str) {
        let parts = self.label.strip_suffix(')').and_then(|label| label.rsplit_once(" ("));
        parts.filter(|(_, unit)| !unit.trim().is_empty()).unwrap_or((&self.label, ""))
    }

    /// The same feature, of which a model sees ln(1 + x), as suits amounts of money with a long tail.
    #[must_use]
    pub fn logarithmic(mut self) -> Feature {
        self.is_logarithmic = true;
        self
    }

    /// Whether a model sees the logarithm; everything shown is in the feature's unit.
    pub fn is_logarithmic(&self) -> bool {
        self.is_logarithmic
    }

    /// What a model sees of a value: ln(1 + x) of a logarithmic feature, else x itself.
    pub fn transformed(&self, value: f64) -> f64 {
        if self.is_logarithmic { value.ln_1p() } else { value }
    }

    /// The value of which a model sees this: the inverse of [`transformed`](Self::transformed).
    pub(crate) fn restored(&self, seen: f64) -> f64 {
        if self.is_logarithmic { seen.exp_m1() } else { seen }
    }

    /// The label of what a model sees, such as `ln(1 + Monetary)`.
    pub(crate) fn seen_as(&self) -> String {
        if self.is_logarithmic { format!("ln(1 + {})", self.label) } else { self.label.to_string() }
    }

    /// The heading of the column in the file, such as `Annual Income (k$)`.
    pub fn heading(&self) -> &str {
        &self.heading
    }

    /// The unit, such as `k$`; empty where none is known.
    pub fn unit(&self) -> &str {
        self.name_and_unit().1
    }

    /// Name and unit, as on the axis of a plot.
    ///
    /// ```
    /// assert_eq!(helpers::Feature::AGE.label(), "Age (years)");
    /// ```
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The name in words, such as `Annual income`.
    pub fn name(&self) -> &str {
        self.name_and_unit().0
    }

    /// In the name of a segment, such as `income`.
    pub(crate) fn noun(&self) -> &str {
        self.noun.unwrap_or(self.name())
    }

    /// Within a sentence, such as `annual income`; other names are left as the file has them.
    pub(crate) fn in_sentence(&self) -> String {
        if self.noun.is_none() { self.name().to_owned() } else { self.name().to_lowercase() }
    }

    /// What its cells may hold.
    pub(super) fn rule(&self) -> Rule {
        match self.heading.as_ref() {
            _ if self.noun.is_none() && self.is_logarithmic => (
                0.0..=1e100,
                "a number from 0 to 1e100, of which LOG takes the logarithm; if it is right, take the column out of LOG",
            ),
            _ if self.noun.is_none() => {
                (-1e100..=1e100, "a number of at most 1e100; if the column holds words, name it in CATEGORIES")
            }
            "Age" => (0.0..=130.0, "an age from 0 to 130 years"),
            "Gender" => (0.0..=1.0, GENDERS),
            "Annual Income (k$)" => (0.0..=1e9, "an income in k$, 0 or more and at most 1e9"),
            _ => (1.0..=100.0, "a score from 1 to 100"),
        }
    }
}

/// What the cells of a mall's gender may hold.
pub(super) const GENDERS: &str = "Male or Female (where there are others, name the columns in FEATURES and CATEGORIES)";

/// The code of a gender.
pub(super) fn gender(cell: &str) -> Option<u8> {
    let is = |words: [&str; 2]| words.iter().any(|word| cell.trim().eq_ignore_ascii_case(word));
    if is(["female", "f"]) { Some(0) } else { is(["male", "m"]).then_some(1) }
}

/// A number in its range; `commas` says whether a comma in it is a decimal comma.
pub(super) fn number(cell: &str, commas: bool, range: &RangeInclusive<f64>) -> Option<f64> {
    // before three digits a comma may divide thousands
    let is_decimal = |whole, decimals: &str| commas && (whole == "0" || ![0, 3].contains(&decimals.len()));
    let value: Option<f64> = match cell.trim().split_once(',') {
        Some((whole, decimals)) if is_decimal(whole, decimals) => format!("{whole}.{decimals}").parse().ok(),
        _ => cell.trim().parse().ok(),
    };
    // adding 0 makes -0 equal to 0 in every respect
    value.filter(|value| range.contains(value)).map(|value| value + 0.0)
}
