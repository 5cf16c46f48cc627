//! What data must be like to be drawn.

use ndarray::Array2;

use super::axis::Scale;
use crate::error::{Error, Result};

/// Beyond this, differences and squares leave the range of `f64`.
const LARGEST: f64 = 1e100;

/// The error of a plot that cannot be drawn.
pub(in crate::show) fn refuse<T>(title: &str, reason: String) -> Result<T> {
    let title = title.to_owned();
    Err(Error::Plot { title, reason })
}

/// At least one value, all of them finite.
pub(in crate::show) fn values(title: &str, name: &str, values: &[f64]) -> Result<()> {
    if values.is_empty() {
        return refuse(title, format!("{name} is empty; give at least one value"));
    }
    match values.iter().position(|v| !is_drawable(*v)) {
        None => Ok(()),
        Some(i) => {
            let reason = format!("value {i} of {name} is {}; remove or correct it", values[i]);
            refuse(title, reason)
        }
    }
}

/// At least one value, all of them finite and, on a logarithmic axis, above 0.
pub(in crate::show) fn on_scale(title: &str, name: &str, scale: Scale, values: &[f64]) -> Result<()> {
    self::values(title, name, values)?;
    match values.iter().position(|&v| scale == Scale::Log && v <= 0.0) {
        None => Ok(()),
        Some(i) => {
            let reason = format!(
                "value {i} of {name} is {}, but a logarithmic axis needs values above 0; remove or correct it",
                values[i]
            );
            refuse(title, reason)
        }
    }
}

/// As many of one thing as of another.
pub(in crate::show) fn lengths(title: &str, what: (&str, usize), of: (&str, usize)) -> Result<()> {
    if what.1 == of.1 {
        return Ok(());
    }
    let reason = format!("{} {} for {} {}; give one each", what.1, what.0, of.1, of.0);
    refuse(title, reason)
}

/// Group numbers that all have a name.
pub(in crate::show) fn groups(title: &str, groups: &[usize], n_names: usize) -> Result<()> {
    match groups.iter().position(|&group| group >= n_names) {
        None => Ok(()),
        Some(i) => {
            let group = groups[i];
            let reason = format!("row {i} is in group {group}, but only {n_names} groups have a name");
            refuse(title, reason)
        }
    }
}

/// A finite matrix with rows, columns and a label for each column.
pub(in crate::show) fn features(title: &str, features: &Array2<f64>, labels: &[&str]) -> Result<()> {
    let (n_samples, n_features) = features.dim();
    if n_samples == 0 || n_features == 0 {
        return Err(Error::EmptyMatrix { n_samples, n_features });
    }
    lengths(title, ("labels", labels.len()), ("columns", n_features))?;
    for ((row, column), &value) in features.indexed_iter() {
        if !value.is_finite() {
            return Err(Error::NotFinite { row, column, value });
        }
        if !is_drawable(value) {
            let reason = format!("row {row}, column {column} is {value:e}; rescale the column");
            return refuse(title, reason);
        }
    }
    Ok(())
}

fn is_drawable(value: f64) -> bool {
    value.abs() <= LARGEST
}
