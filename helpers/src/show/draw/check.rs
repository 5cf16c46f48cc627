//! What data must be like to be drawn.

use ndarray::Array2;

use super::axis::Scale;
use crate::check::check_matrix;
use crate::error::{Error, Result};

/// Beyond this, differences and squares leave the range of `f64`.
const LARGEST: f64 = 1e100;

/// The error of a plot that cannot be drawn.
pub(crate) fn refuse<T>(title: &str, reason: String) -> Result<T> {
    let title = title.to_owned();
    Err(Error::Plot { title, reason })
}

/// At least one value, all of them finite and, on a logarithmic axis, above 0.
pub(crate) fn values(title: &str, name: &str, scale: Scale, values: &[f64]) -> Result<()> {
    if values.is_empty() {
        return refuse(title, format!("{name} is empty; give at least one value"));
    }
    let is_bad = |&value: &f64| !is_drawable(value) || (scale == Scale::Log && value <= 0.0);
    let Some(i) = values.iter().position(is_bad) else {
        return Ok(());
    };
    let rule = match is_drawable(values[i]) {
        true => ", but a logarithmic axis needs values above 0",
        false => "",
    };
    refuse(
        title,
        format!("value {i} of {name} is {}{rule}; remove or correct it", values[i]),
    )
}

/// As many of one thing as of another.
pub(crate) fn lengths(title: &str, what: (&str, usize), of: (&str, usize)) -> Result<()> {
    if what.1 == of.1 {
        return Ok(());
    }
    refuse(
        title,
        format!("{} {} for {} {}; give one each", what.1, what.0, of.1, of.0),
    )
}

/// A group number for each thing, each below the number of names.
pub(crate) fn groups(title: &str, what: &str, groups: &[usize], of: (&str, usize), n_names: usize) -> Result<()> {
    lengths(title, (what, groups.len()), of)?;
    match groups.iter().position(|&group| group >= n_names) {
        None => Ok(()),
        Some(i) => {
            let group = groups[i];
            refuse(
                title,
                format!("row {i} is in group {group}, but only {n_names} groups have a name"),
            )
        }
    }
}

/// A finite matrix with rows, columns and a label for each column.
pub(crate) fn features(title: &str, features: &Array2<f64>, labels: &[&str]) -> Result<()> {
    check_matrix(features)?;
    lengths(title, ("labels", labels.len()), ("columns", features.ncols()))?;
    match features.indexed_iter().find(|(_, value)| !is_drawable(**value)) {
        None => Ok(()),
        Some(((row, column), value)) => refuse(
            title,
            format!("row {row}, column {column} is {value:e}; rescale the column"),
        ),
    }
}

fn is_drawable(value: f64) -> bool {
    value.abs() <= LARGEST
}
