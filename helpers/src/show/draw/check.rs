//! What data must be like to be drawn.

use ndarray::Array2;

use super::axis::Scale;
use crate::check::check_matrix;
use crate::error::{Error, Result};

/// Beyond this, differences and squares leave the range of `f64`.
const LARGEST: f64 = 1e100;

/// Refuses a plot for the first of the reasons, if there is any.
pub(crate) fn refuse(title: &str, reasons: impl IntoIterator<Item = String>) -> Result<()> {
    let refused = |reason| Err(Error::Plot { title: title.to_owned(), reason });
    reasons.into_iter().next().map_or(Ok(()), refused)
}

/// At least one of what is drawn.
pub(crate) fn some<T>(title: &str, what: &str, all: &[T]) -> Result<()> {
    refuse(title, all.is_empty().then(|| format!("there is no {what}; give at least one")))
}

/// At least one value, all of them finite and, on a logarithmic axis, above 0.
pub(crate) fn values(title: &str, name: &str, scale: Scale, values: &[f64]) -> Result<()> {
    refuse(title, values.is_empty().then(|| format!("{name} is empty; give at least one value")))?;
    let wrong = values.iter().enumerate().filter_map(|(i, &value)| {
        let rule = match is_drawable(value) {
            false => "",
            true if scale == Scale::Log && value <= 0.0 => ", but a logarithmic axis needs values above 0",
            true => return None,
        };
        Some(format!("value {i} of {name} is {value}{rule}; remove or correct it"))
    });
    refuse(title, wrong)
}

/// As many of one thing as of another.
pub(crate) fn lengths(title: &str, (what, n): (&str, usize), (of, expected): (&str, usize)) -> Result<()> {
    refuse(title, (n != expected).then(|| format!("{n} {what} for {expected} {of}; give one each")))
}

/// A group number for each thing, each below the number of names.
pub(crate) fn groups(title: &str, what: &str, groups: &[usize], of: (&str, usize), n_names: usize) -> Result<()> {
    lengths(title, (what, groups.len()), of)?;
    let wrong = groups.iter().enumerate().filter(|(_, group)| **group >= n_names);
    let reason = |(row, group)| format!("row {row} is in group {group}, but only {n_names} groups have a name");
    refuse(title, wrong.map(reason))
}

/// A finite matrix with rows, columns and a label for each column.
pub(crate) fn features(title: &str, features: &Array2<f64>, labels: &[&str]) -> Result<()> {
    check_matrix(features)?;
    lengths(title, ("labels", labels.len()), ("columns", features.ncols()))?;
    let wrong = features.indexed_iter().filter(|(_, value)| !is_drawable(**value));
    let reason = |((row, column), value)| format!("row {row}, column {column} is {value:e}; rescale the column");
    refuse(title, wrong.map(reason))
}

fn is_drawable(value: f64) -> bool {
    value.abs() <= LARGEST
}
