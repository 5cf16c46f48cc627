//! The arithmetic of a mixture as expressions of SQL.

use super::SavedModel;
use super::dialect::{Dialect, INPUT};
use super::layers::{Column, Layers, numbered};
use crate::customers::Feature;
use crate::error::Result;
use crate::mixture::Densities;

/// Beyond it a number counts as missing: its square might be infinite, which some engines refuse.
const LARGEST: &str = "1e100";

/// Up to so many features, any of them may be missing; of more, one.
const MOST_FEATURES: usize = 6;

/// Which rows have densities.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Rows {
    /// All, by what is known of them; the table's columns are kept, and `_missing` is 0 where all numbers are known.
    All,
    /// Those of which all numbers are known; of the others all is `NULL`.
    Complete,
}

/// For each row of `table`, which is quoted, the features `_v0`, `_v1`, …, the standardised numbers `_z0`, `_z1`, …, the
/// logarithms of the components' weighted densities, `_l0`, `_l1`, …, `_highest`, the greatest of these, `_sum`, the sum of the
/// densities in units of the greatest, and `_density`, the logarithm of their sum.
///
/// # Errors
///
/// As [`Dialect::quoted`]; [`Error::OutOfRange`](crate::Error::OutOfRange) as for scores.
pub(super) fn log_densities(model: &SavedModel, dialect: Dialect, table: &str, rows: Rows) -> Result<Layers> {
    let (numbers, densities) = (model.numbers(), densities(model)?);
    let all: Vec<usize> = (0..numbers.len()).collect();
    let first = if rows == Rows::All { dialect.whole() } else { "1 AS _row" };
    let mut layers = Layers::of(dialect, first, table, values(model, dialect, &numbers)?);
    layers.add(scaled(model, &numbers));
    let mut logs: Vec<String> = (0..densities.n_clusters).map(|component| complete(&densities, component)).collect();
    if rows == Rows::All {
        let missing = all.iter().map(|&j| format!("CASE WHEN _z{j} IS NULL THEN {} ELSE 0 END", bit(j)));
        layers.add([(missing.collect::<Vec<_>>().join(" + "), "_missing".to_owned())]);
        let incomplete = incomplete(model, all.len())?;
        logs.iter_mut().zip(incomplete).for_each(|(log, incomplete)| *log = format!("coalesce({log}, {incomplete})"));
    }
    let of_component = |component| numbered(format!("_y{component}_"), deviations(&densities, component, &all));
    layers.add((0..logs.len()).flat_map(of_component));
    for (component, log) in logs.iter_mut().enumerate() {
        *log += &of_levels(model, dialect, component)?;
    }
    let names: Vec<String> = (0..logs.len()).map(|component| format!("_l{component}")).collect();
    layers.add(logs.into_iter().zip(names.clone()));
    layers.add([(dialect.greatest(&names), "_highest".to_owned())]);
    let terms: Vec<String> = names.iter().map(|name| exponential(&format!("{name} - _highest"))).collect();
    layers.add([(terms.join(" + "), "_sum".to_owned())]);
    layers.add([("_highest + ln(_sum)".to_owned(), "_density".to_owned())]);
    Ok(layers)
}

/// What the densities of rows are computed from of which all numbers are known.
pub(super) fn densities(model: &SavedModel) -> Result<Densities<f64>> {
    model.mixture.densities(&Vec::from_iter(0..model.mixture.means().ncols()))
}

/// The features as the table has them, `_v0`, `_v1`, …: numbers, and the texts of categories.
fn values(model: &SavedModel, dialect: Dialect, numbers: &[usize]) -> Result<Vec<Column>> {
    let value = |(i, feature): (usize, &Feature)| {
        let column = format!("{INPUT}.{}", dialect.quoted(feature.heading())?);
        let value = match (numbers.contains(&i), *feature == Feature::GENDER) {
            (false, _) => dialect.as_trimmed_text(&column)?,
            (_, true) => format!(
                "CASE lower({}) WHEN 'female' THEN 0e0 WHEN 'f' THEN 0e0 WHEN 'male' THEN 1e0 WHEN 'm' THEN 1e0 END",
                dialect.as_trimmed_text(&column)?
            ),
            _ => dialect.as_double(&column),
        };
        Ok((value, format!("_v{i}")))
    };
    model.features.iter().enumerate().map(value).collect()
}

/// The standardised numbers, `_z0`, `_z1`, …, `NULL` where they are missing.
fn scaled(model: &SavedModel, numbers: &[usize]) -> Vec<Column> {
    let scaled = |&i: &usize| {
        let (feature, value) = (&model.features[i], format!("_v{i}"));
        let seen = if feature.is_logarithmic() { logarithm(&value) } else { value.clone() };
        let (mean, std) = (number(model.scaler.mean()[i]), number(model.scaler.std()[i]));
        format!("CASE WHEN {} THEN ({seen} - {mean}) / {std} END", is_known(feature, &value))
    };
    numbered("_z", numbers.iter().map(scaled)).collect()
}

/// ln(1 + x): of a small x nearly all is lost in 1 + x, and the factor gives it back (Kahan).
fn logarithm(x: &str) -> String {
    format!("CASE WHEN 1e0 + {x} = 1e0 THEN {x} ELSE ln(1e0 + {x}) * ({x} / ((1e0 + {x}) - 1e0)) END")
}

/// The condition that a number is known and such that a model can see it.
pub(super) fn is_known(feature: &Feature, value: &str) -> String {
    match feature.is_logarithmic() {
        true => format!("{value} >= 0 AND {value} < {LARGEST}"),
        false => format!("abs({value}) < {LARGEST}"),
    }
}

/// The condition that all features are known.
pub(super) fn known(model: &SavedModel, dialect: Dialect) -> Result<String> {
    let mut condition = "_missing = 0".to_owned();
    for (levels, category) in model.levels.iter().zip(model.mixture.categories()) {
        let levels = levels.iter().map(|level| dialect.text(level)).collect::<Result<Vec<_>>>()?;
        condition += &format!(" AND _v{} IN ({})", category.column, levels.join(", "));
    }
    Ok(condition)
}

/// The standardised deviations of a component, `y = L⁻¹·(z − mean)`: `_y0_0`, `_y0_1`, … of complete rows.
fn deviations(densities: &Densities<f64>, component: usize, numbers: &[usize]) -> Vec<String> {
    let (mean, factor) = (densities.mean(component), densities.factor(component));
    let term = |i: usize, j: usize| {
        let entry = number(factor[densities.shape.index(i, j)]);
        format!("{entry} * (_z{} - {})", numbers[j], number(mean[j]))
    };
    let terms = |i: usize| (densities.shape.first_column(i)..=i).map(|j| term(i, j)).collect::<Vec<_>>();
    (0..densities.n_features).map(|i| terms(i).join(" + ")).collect()
}

/// A component's log-density, `NULL` where a number is missing.
fn complete(densities: &Densities<f64>, component: usize) -> String {
    let squares = (0..densities.n_features).map(|i| format!("_y{component}_{i} * _y{component}_{i}"));
    let squares = squares.collect::<Vec<_>>().join(" + ");
    format!("{} - 5e-1 * ({squares})", number(densities.peaks[component]))
}

/// Each component's log-density of the numbers that are not missing, by which they are.
fn incomplete(model: &SavedModel, n_numbers: usize) -> Result<Vec<String>> {
    let mut cases = vec!["CASE _missing".to_owned(); model.groups.len()];
    for pattern in patterns(n_numbers) {
        let observed: Vec<usize> = (0..n_numbers).filter(|&j| pattern & bit(j) == 0).collect();
        let densities = model.mixture.densities(&observed)?;
        for (component, case) in cases.iter_mut().enumerate() {
            let deviations = deviations(&densities, component, &observed);
            let squares: String =
                deviations.iter().map(|deviation| format!(" - 5e-1 * power({deviation}, 2)")).collect();
            *case += &format!("\nWHEN {pattern} THEN {}{squares}", number(densities.peaks[component]));
        }
    }
    Ok(cases.into_iter().map(|case| case + " END").collect())
}

/// The sets of missing numbers that have densities of their own, as sums of powers of two.
fn patterns(n_numbers: usize) -> Vec<u64> {
    if n_numbers <= MOST_FEATURES { (1..1 << n_numbers).collect() } else { (0..n_numbers.min(63)).map(bit).collect() }
}

/// A number's part in the sum of what is missing.
fn bit(number: usize) -> u64 {
    1 << number.min(62)
}

/// The log-probabilities of a component's levels; what is missing or no level of the training is left out.
fn of_levels(model: &SavedModel, dialect: Dialect, component: usize) -> Result<String> {
    let mut terms = String::new();
    for (levels, category) in model.levels.iter().zip(model.mixture.categories()) {
        terms += &format!(" + CASE _v{}", category.column);
        for (level, probability) in levels.iter().zip(category.probabilities.row(component)) {
            terms += &format!(" WHEN {} THEN {}", dialect.text(level)?, number(probability.ln()));
        }
        terms += " ELSE 0e0 END";
    }
    Ok(terms)
}

/// exp of an expression; far below 0 it is 0, where PostgreSQL would refuse.
pub(super) fn exponential(of: &str) -> String {
    format!("CASE WHEN {of} < -7e2 THEN 0e0 ELSE exp({of}) END")
}

/// A number in double precision to the last bit.
pub(super) fn number(value: f64) -> String {
    if value.is_sign_negative() { format!("({value:.16e})") } else { format!("{value:.16e}") }
}
