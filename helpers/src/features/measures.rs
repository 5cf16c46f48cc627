//! The measures that segments are made of, ready for a mixture.

use std::collections::HashSet;

use ndarray::{Array2, ArrayView1, ArrayView2, Axis, s};

use super::StandardScaler;
use crate::customers::{Customers, Feature};
use crate::error::Result;
use crate::mixture::AsRecords;
use crate::show::{Table, cells, decimals, n_decimals};
use crate::stats::mean_and_variance;

/// The smallest and the largest power of ten that values are looked at as multiples of.
const EXPONENTS: [i32; 2] = [-6, 6];

/// Of a step that is passed over more often, f64 cannot tell a multiple.
const MOST_STEPS: f64 = 1e12;

/// The features of each customer, in their units and standardised, then the codes of categories as they are: of a mall age,
/// annual income and spending score, and no category. Left out are those that are the same for all customers, unless all
/// features are, and incomes that look like dollars.
///
/// The means and standard deviations are those without [outliers](Customers::outliers), which would dwarf all others; of a
/// logarithmic feature they are those of ln(1 + x).
///
/// Where a matrix is asked for, it is the standardised one.
#[derive(Debug, Clone, PartialEq)]
pub struct Measures {
    features: Vec<Feature>,
    /// Columns of codes, after the features.
    categories: Vec<Feature>,
    /// Those that are the same for all customers.
    constant: Vec<Feature>,
    values: Array2<f64>,
    seen: Array2<f64>,
    scaler: StandardScaler,
    standardised: Array2<f64>,
}

impl Measures {
    /// Takes the measures of `customers`.
    ///
    /// # Errors
    ///
    /// As [`Customers::features`] and [`StandardScaler::fit`].
    pub fn of(customers: &Customers) -> Result<Measures> {
        let (schema, is_mall) = (customers.schema(), customers.schema().is_mall());
        let categories = if is_mall { &[] } else { schema.categories() };
        let all = [schema.features(), categories].concat();
        let columns = customers.features(&all)?;
        let varies = |i: &usize| mean_and_variance(columns.column(*i)).1 != 0.0;
        let is_usable = |i: &usize| all[*i] != Feature::ANNUAL_INCOME || customers.income_in_dollars().is_none();
        let (mut varying, constant): (Vec<usize>, Vec<usize>) = (0..all.len()).filter(is_usable).partition(varies);
        if varying.first().is_none_or(|first| *first >= schema.features().len()) {
            varying.splice(..0, 0..schema.features().len()); // a mixture needs a number
        }
        let named = |columns: &[usize]| -> Vec<Feature> { columns.iter().map(|&i| all[i].clone()).collect() };
        let n = varying.iter().filter(|i| **i < schema.features().len()).count();
        let (features, categories) = (named(&varying[..n]), named(&varying[n..]));
        let values = columns.select(Axis(1), &varying[..n]);
        let seen = transformed(&named(&varying), &columns.select(Axis(1), &varying));
        let far: HashSet<usize> = customers.outliers().into_iter().collect();
        let usual: Vec<usize> = (0..seen.nrows()).filter(|row| !far.contains(row)).collect();
        let usual = seen.select(Axis(0), &usual);
        let keeps_spread = usual.columns().into_iter().take(n).all(|column| mean_and_variance(column).1 != 0.0);
        let scaler = StandardScaler::fit(if keeps_spread && !usual.is_empty() { &usual } else { &seen })?;
        let scaler = scaler.leaving(n..seen.ncols());
        let (standardised, constant) = (scaler.transform(&seen)?, named(&constant));
        Ok(Measures { standardised, seen, features, categories, constant, values, scaler })
    }

    /// The columns of categories, whose codes count from 0, in the matrix that a model sees: for
    /// [`Selection`](crate::Selection)'s `categorical`.
    pub fn categorical(&self) -> Vec<usize> {
        (self.features.len()..self.standardised.ncols()).collect()
    }

    /// The standardised columns that are no categories, `(n_samples, n_features)`.
    pub(crate) fn numbers(&self) -> ArrayView2<'_, f64> {
        self.standardised.slice(s![.., ..self.features.len()])
    }

    /// What is added to a log-density of all customers' standard deviations to have it of those without outliers.
    pub(crate) fn without_outliers(&self) -> f64 {
        let spreads = self.seen.columns().into_iter().zip(self.scaler.std()).take(self.features.len());
        let spreads = spreads.map(|(column, std)| (std, mean_and_variance(column).1.sqrt()));
        spreads.filter(|(_, all)| *all > 0.0).map(|(std, all)| (std / all).ln()).sum()
    }

    /// The categories, in the order of their columns.
    pub fn categories(&self) -> &[Feature] {
        &self.categories
    }

    /// All that is standardised, `(n_samples, n_columns)`: the values, of logarithmic features ln(1 + x), then the codes.
    pub fn transformed(&self) -> &Array2<f64> {
        &self.seen
    }

    /// The features, in the order of the columns.
    pub fn features(&self) -> &[Feature] {
        &self.features
    }

    /// The measures in their units, `(n_samples, n_features)`.
    pub fn values(&self) -> &Array2<f64> {
        &self.values
    }

    /// What standardised them.
    pub fn scaler(&self) -> &StandardScaler {
        &self.scaler
    }

    /// The `reg_covariance` to fit with: twice the largest variance that rounding added to a standardised measure, up
    /// to the next of 1, 2 and 5 times a power of ten. At least 1e-3, or 0.2 by the number of customers where that is
    /// less, as with less than that, single customers pass for segments (`make verdict-study`); at most 0.1, beyond
    /// which little would be left to find.
    ///
    /// ```text
    /// variance = step² / 12 / std²        (an error spread evenly from −step/2 to step/2 has the variance step²/12)
    /// ```
    pub fn floor(&self) -> f64 {
        let least = (0.2 / self.values.nrows() as f64).min(1e-3);
        let needed = self.rounding().iter().fold(least, |a, rounding| a.max(2.0 * rounding.1));
        let steps = (2..=9).rev().flat_map(|exponent| [1.0, 2.0, 5.0].map(|digit| digit / 10_f64.powi(exponent)));
        steps.chain([0.1]).find(|step| *step >= needed).unwrap_or(0.1)
    }

    /// Mean and standard deviation of each measure, the power of ten of which its values are multiples, and the variance that
    /// rounding to it added, standardised; the caption names what is the same for all, and the [floor](Self::floor).
    pub fn table(&self) -> Table {
        let moments = self.scaler.mean().iter().zip(self.scaler.std());
        let rows = self.features.iter().zip(moments).zip(self.rounding());
        let rows = rows.map(|((feature, (mean, std)), (step, variance))| {
            let if_any = |shown: String| if step > 0.0 { shown } else { "-".to_owned() };
            let (step, variance) = (if_any(step.to_string()), if_any(format!("{variance:.1e}")));
            // the scaler divides a constant by 1
            let std = if self.constant.contains(feature) { 0.0 } else { *std };
            let n = n_decimals(std).max(2);
            cells![feature.seen_as(), decimals(*mean, n), decimals(std, n), step, variance]
        });
        let mut caption = "What segments are made of; ".to_owned();
        caption.extend(self.constant.iter().map(|feature| format!("{} is the same for all; ", feature.name())));
        let known = [&self.features[..], &self.constant].concat();
        if known.iter().any(|known| Feature::ALL.contains(known)) && !known.contains(&Feature::ANNUAL_INCOME) {
            caption += "annual income looks like dollars and is not used; ";
        }
        if !self.categories.is_empty() {
            let categories: Vec<&str> = self.categories.iter().map(Feature::name).collect();
            caption += &format!("of categories {}; ", categories.join(", "));
        }
        caption += &format!("variance floor {:e}", self.floor());
        Table::of(&caption, &["Feature", "Mean", "Standard deviation", "Multiples of", "Variance of rounding"], rows)
    }

    /// The step of each measure and the variance of rounding to it, standardised; 0 where no step is seen.
    fn rounding(&self) -> Vec<(f64, f64)> {
        let columns = self.values.columns().into_iter().zip(&self.features).zip(self.scaler.std());
        let rounding = columns.map(|((column, feature), std)| {
            let step = step(column);
            // a step at x is one of step / (1 + x) in ln(1 + x)
            let slope = |value: &f64| if feature.is_logarithmic() { (1.0 + value).recip().powi(2) } else { 1.0 };
            let slope = column.iter().map(slope).sum::<f64>() / column.len() as f64;
            (step, (step / std).powi(2) / 12.0 * slope)
        });
        rounding.collect()
    }
}

/// `values`, `(n_samples, n_features)` in the features' units, as a model sees them before they are standardised.
pub(crate) fn transformed(features: &[Feature], values: &Array2<f64>) -> Array2<f64> {
    let mut seen = values.clone();
    for (mut column, feature) in seen.columns_mut().into_iter().zip(features) {
        column.mapv_inplace(|value| feature.transformed(value));
    }
    seen
}

/// The largest power of ten of which all values are multiples, rounding apart; 0 for finer ones and for a constant.
fn step(values: ArrayView1<f64>) -> f64 {
    let [finest, coarsest] = EXPONENTS;
    let is_multiple = |value: f64, step: f64| {
        let n = value / step;
        // a value much below the step is no multiple but 0, and one far above it has no digits left to tell
        n.abs() < MOST_STEPS && (n - n.round()).abs() <= 1e-9 * n.abs().min(1.0) + 4.0 * f64::EPSILON * n.abs()
    };
    let varies = values.iter().any(|value| *value != values[0]);
    let mut steps = (finest..=coarsest).rev().map(|exponent| 10_f64.powi(exponent)).filter(|_| varies);
    steps.find(|&step| values.iter().all(|&value| is_multiple(value, step))).unwrap_or(0.0)
}

impl AsRecords for Measures {
    type Elem = f64;

    fn as_records(&self) -> ArrayView2<'_, f64> {
        self.standardised.view()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customers::Schema;
    use ndarray::aview1;

    fn measures(rows: &[[f64; 3]]) -> Measures {
        let rows = rows.iter().map(|[age, income, score]| format!("1,F,{age},{income},{score}\n")).collect::<String>();
        let header = "CustomerID,Gender,Age,Annual Income (k$),Spending Score (1-100)\n";
        Measures::of(&Customers::parse(&(header.to_owned() + &rows)).unwrap()).unwrap()
    }

    #[test]
    fn the_floor_of_the_mall_is_twice_the_rounding_of_ages() {
        let customers =
            Customers::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Mall_Customers.csv"), &Schema::default())
                .unwrap();
        let measures = Measures::of(&customers).unwrap();
        assert_eq!(measures.floor(), 1e-3);
        let table = measures.table().to_string();
        assert!(table.starts_with("What segments are made of; variance floor 1e-3\n"), "{table}");
        assert!(table.ends_with(" 25.76             1                1.3e-4"), "{table}"); // 1/12 / 25.76²
    }

    #[test]
    fn the_step_is_that_of_the_finest_value() {
        assert_eq!(step(aview1(&[54.3, 0.1, 99.9, 20.0])), 0.1);
        assert_eq!(step(aview1(&[1e5, 20.0, 30.0])), 10.0);
        assert_eq!(step(aview1(&[0.000_123, 7.0])), 1e-6);
        assert_eq!(step(aview1(&[0.1 + 0.2, 0.7])), 0.1);
        assert_eq!(step(aview1(&[std::f64::consts::PI, std::f64::consts::E])), 0.0);
        assert_eq!(step(aview1(&[40.0, 40.0])), 0.0);
        assert_eq!(step(aview1(&[0.000_000_37, 0.000_000_41])), 0.0);
        assert_eq!(step(aview1(&[4.0e14 + 0.5, 6.0e14 + 0.25])), 0.0);
        assert_eq!(step(aview1(&[4.0e14, 6.0e14])), 1e6);
    }

    #[test]
    fn continuous_values_still_have_a_floor_and_coarse_ones_leave_something() {
        let fine: Vec<[f64; 3]> = (1..=12).map(|i| f64::from(i).sqrt()).map(|x| [x, 2.0 * x, 3.0 * x]).collect();
        let fine = measures(&fine);
        assert_eq!(fine.floor(), 1e-3);
        assert!(fine.table().to_string().ends_with("-"));
        assert_eq!(measures(&[[20.0, 10.0, 1.0], [30.0, 20.0, 2.0]]).floor(), 0.1);
    }

    #[test]
    fn what_is_the_same_for_all_is_left_out_and_named() {
        let two = measures(&[[20.0, 54.3, 1.0], [35.0, 54.3, 2.0], [51.0, 54.3, 7.0]]);
        assert_eq!(two.features(), [Feature::AGE, Feature::SPENDING_SCORE]);
        assert_eq!((&two.constant[..], two.values().dim()), (&[Feature::ANNUAL_INCOME][..], (3, 2)));
        assert!(two.table().to_string().contains("Annual income is the same for all; variance floor"));
    }

    #[test]
    fn a_millionaire_does_not_dwarf_the_others_and_dollars_are_not_used() {
        let rows: Vec<[f64; 3]> = (0..60).map(f64::from).map(|i| [20.0 + i, 30.0 + i, 10.0 + i]).collect();
        let millionaire = measures(&[&rows[..], &[[50.0, 1e6, 50.0]]].concat());
        assert_eq!(millionaire.scaler().std(), measures(&rows).scaler().std());
        let dollars: Vec<[f64; 3]> = rows.iter().map(|row| [row[0], 1000.0 * row[1], row[2]]).collect();
        assert_eq!(measures(&dollars).features(), [Feature::AGE, Feature::SPENDING_SCORE]);
    }

    #[test]
    fn one_customer_or_nothing_that_varies_keeps_all() {
        for rows in [&[[20.0, 54.3, 1.0]][..], &[[0.0, 54.3, 1.0]; 12]] {
            let same = measures(rows);
            assert_eq!((same.features().len(), same.constant.len(), same.floor()), (3, 3, 1e-3));
            assert_eq!(same.table().to_string().matches("0.00             -").count(), 3);
        }
    }
}
