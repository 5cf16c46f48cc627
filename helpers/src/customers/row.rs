//! One customer, and what each cell of the row may hold.

use std::fmt;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Feature;

/// One row of the file.
///
/// Serialises under the file's headings; deserialises from text cells, checking each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Cells")]
pub struct Customer {
    /// The customer's number, as written: `0001` stays `0001`.
    #[serde(rename = "CustomerID")]
    pub id: String,
    /// The customer's gender.
    #[serde(rename = "Gender")]
    pub gender: Option<Gender>,
    /// Age in years, 0 to 130.
    #[serde(rename = "Age")]
    pub age: Option<f64>,
    /// Annual income in k$, not negative.
    #[serde(rename = "Annual Income (k$)")]
    pub annual_income: Option<f64>,
    /// The mall's own score of spending, 1 to 100.
    #[serde(rename = "Spending Score (1-100)")]
    pub spending_score: Option<f64>,
}

/// The genders the file tells apart, written `Male`, `Female`, `M` or `F` in any letter case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
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

/// A cell that does not hold what its column needs.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("column \"{column}\": \"{value}\" is not {expected}")]
pub struct InvalidCell {
    /// The column's heading.
    pub column: &'static str,
    /// What the cell holds, shortened if long.
    pub value: String,
    /// What it should hold.
    pub expected: &'static str,
}

/// A row as it stands in the file.
#[derive(Deserialize)]
pub(super) struct Cells {
    #[serde(rename = "CustomerID")]
    id: String,
    #[serde(rename = "Gender")]
    gender: String,
    #[serde(rename = "Age")]
    age: String,
    #[serde(rename = "Annual Income (k$)")]
    annual_income: String,
    #[serde(rename = "Spending Score (1-100)")]
    spending_score: String,
}

impl TryFrom<Cells> for Customer {
    type Error = InvalidCell;

    fn try_from(cells: Cells) -> Result<Customer, InvalidCell> {
        use Feature::{Age, AnnualIncome, SpendingScore};
        Ok(Customer {
            gender: gender(&cells.gender)?,
            age: number(&cells.age, Age, 0.0..=130.0, "an age from 0 to 130 years")?,
            annual_income: number(
                &cells.annual_income,
                AnnualIncome,
                0.0..=f64::MAX,
                "an income in k$, 0 or more",
            )?,
            spending_score: number(
                &cells.spending_score,
                SpendingScore,
                1.0..=100.0,
                "a score from 1 to 100",
            )?,
            id: cells.id,
        })
    }
}

impl Customer {
    /// The value of a feature in its unit, or `None` if it is missing.
    pub fn value(&self, feature: Feature) -> Option<f64> {
        match feature {
            Feature::Gender => self.gender.map(|gender| match gender {
                Gender::Female => 0.0,
                Gender::Male => 1.0,
            }),
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

/// Whether a cell holds no value, in one of the ways that spreadsheets and pandas write it.
pub(super) fn is_missing(cell: &str) -> bool {
    let cell = cell.trim();
    ["", "NA", "N/A", "NaN", "null", "None"]
        .iter()
        .any(|word| cell.eq_ignore_ascii_case(word))
}

fn gender(cell: &str) -> Result<Option<Gender>, InvalidCell> {
    match cell.trim().to_ascii_lowercase().as_str() {
        "female" | "f" => Ok(Some(Gender::Female)),
        "male" | "m" => Ok(Some(Gender::Male)),
        _ if is_missing(cell) => Ok(None),
        _ => Err(invalid(cell, Feature::Gender, "Male or Female")),
    }
}

fn number(
    cell: &str,
    feature: Feature,
    range: RangeInclusive<f64>,
    expected: &'static str,
) -> Result<Option<f64>, InvalidCell> {
    if is_missing(cell) {
        return Ok(None);
    }
    match cell.trim().parse::<f64>() {
        // adding 0 makes -0 equal to 0 in every respect
        Ok(value) if range.contains(&value) => Ok(Some(value + 0.0)),
        _ => Err(invalid(cell, feature, expected)),
    }
}

fn invalid(cell: &str, feature: Feature, expected: &'static str) -> InvalidCell {
    const LONGEST: usize = 40;
    let mut value: String = cell.chars().take(LONGEST).collect();
    if value.len() < cell.len() {
        value.push('…');
    }
    InvalidCell {
        column: feature.heading(),
        value,
        expected,
    }
}
