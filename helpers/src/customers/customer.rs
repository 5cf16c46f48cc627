//! One customer, and what each cell of the row may hold.

use std::fmt;
use std::ops::RangeInclusive;

use super::Feature;
use crate::error::{InvalidCell, shown};

/// What a cell holds, if it is not missing.
type Checked<T> = Result<Option<T>, InvalidCell>;

/// One row of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Customer {
    /// The customer's number, as written: `0001` stays `0001`.
    pub id: String,
    /// The customer's gender.
    pub gender: Option<Gender>,
    /// Age in years, 0 to 130.
    pub age: Option<f64>,
    /// Annual income in k$, 0 to 10⁹: no one earns as much.
    pub annual_income: Option<f64>,
    /// The mall's own score of spending, 1 to 100.
    pub spending_score: Option<f64>,
}

/// The genders the file tells apart, written `Male`, `Female`, `M` or `F` in any letter case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gender {
    /// Encoded as 0.
    Female,
    /// Encoded as 1.
    Male,
}

impl fmt::Display for Gender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Gender::Female => "Female",
            Gender::Male => "Male",
        })
    }
}

impl Customer {
    /// Reads the cells of a row: the customer's number, gender, age, annual income and spending score.
    ///
    /// # Errors
    ///
    /// [`InvalidCell`] for the first that is neither missing nor what its field takes.
    ///
    /// ```
    /// use helpers::Customer;
    ///
    /// assert_eq!(Customer::from_cells(["7", "F", "", "15", "39"]).unwrap().annual_income, Some(15.0));
    /// let message = Customer::from_cells(["7", "F", "old", "15", "39"]).unwrap_err().to_string();
    /// assert_eq!(message, "column \"Age\": \"old\" is not an age from 0 to 130 years");
    /// ```
    pub fn from_cells(cells: [&str; 5]) -> Result<Customer, InvalidCell> {
        Customer::from_row(cells, false)
    }

    /// The same; `commas` says whether a comma in a number is a decimal comma.
    pub(super) fn from_row([id, gender, age, income, score]: [&str; 5], commas: bool) -> Result<Customer, InvalidCell> {
        use Feature::{Age, AnnualIncome, SpendingScore};
        Ok(Customer {
            id: id.to_owned(),
            gender: self::gender(gender)?,
            age: number(age, commas, Age, 0.0..=130.0, "an age from 0 to 130 years")?,
            annual_income: number(
                income,
                commas,
                AnnualIncome,
                0.0..=1e9,
                "an income in k$, 0 or more and at most 1e9",
            )?,
            spending_score: number(score, commas, SpendingScore, 1.0..=100.0, "a score from 1 to 100")?,
        })
    }

    /// The value of a feature in its unit, or `None` if it is missing.
    pub fn value(&self, feature: Feature) -> Option<f64> {
        match feature {
            Feature::Gender => self.gender.map(|gender| f64::from(gender as u8)),
            Feature::Age => self.age,
            Feature::AnnualIncome => self.annual_income,
            Feature::SpendingScore => self.spending_score,
        }
    }

    /// Equal for two customers if and only if all their columns are.
    pub(super) fn key(&self) -> (&str, [Option<u64>; 4]) {
        let bits = Feature::ALL.map(|feature| self.value(feature).map(f64::to_bits));
        (&self.id, bits)
    }
}

/// Whether a cell holds no value, in one of the ways that spreadsheets, statistics programs and pandas write it.
pub(super) fn is_missing(cell: &str) -> bool {
    let words = ["", "NA", "N/A", "#N/A", "<NA>", "NaN", "null", "None", "-", "?"];
    words.iter().any(|word| cell.trim().eq_ignore_ascii_case(word))
}

fn gender(cell: &str) -> Checked<Gender> {
    let is = |words: [&str; 2]| words.iter().any(|word| cell.trim().eq_ignore_ascii_case(word));
    match (is(["female", "f"]), is(["male", "m"])) {
        (true, _) => Ok(Some(Gender::Female)),
        (_, true) => Ok(Some(Gender::Male)),
        _ if is_missing(cell) => Ok(None),
        _ => Err(invalid(cell, Feature::Gender, "Male or Female")),
    }
}

fn number(
    cell: &str,
    commas: bool,
    feature: Feature,
    range: RangeInclusive<f64>,
    expected: &'static str,
) -> Checked<f64> {
    // before three digits a comma may divide thousands
    let is_decimal = |whole, decimals: &str| commas && (whole == "0" || ![0, 3].contains(&decimals.len()));
    let value = match cell.trim().split_once(',') {
        Some((whole, decimals)) if is_decimal(whole, decimals) => format!("{whole}.{decimals}").parse().ok(),
        _ => cell.trim().parse().ok(),
    };
    match value {
        // adding 0 makes -0 equal to 0 in every respect
        Some(value) if range.contains(&value) => Ok(Some(value + 0.0)),
        _ if is_missing(cell) => Ok(None),
        _ => Err(invalid(cell, feature, expected)),
    }
}

fn invalid(cell: &str, feature: Feature, expected: &'static str) -> InvalidCell {
    InvalidCell { column: feature.heading().to_owned(), value: shown(cell), expected }
}
