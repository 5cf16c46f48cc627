//! What data must be like to be drawn.

use super::axis::Scale;
use super::number::brief;
use crate::error::{Error, Result};

/// Beyond this, differences and squares leave the range of `f64`.
const LARGEST: f64 = 1e100;

/// At least one value, all of them finite and, on a logarithmic axis, above 0.
pub(crate) fn values(title: &str, name: &str, scale: Scale, values: &[f64]) -> Result<()> {
    let (allowed, rule) = match scale {
        Scale::Linear => (-LARGEST..=LARGEST, ""),
        Scale::Log => (f64::from_bits(1)..=LARGEST, ", but a logarithmic axis takes values above 0, at most 1e100"),
    };
    let reason = match values.iter().enumerate().find(|(_, value)| !allowed.contains(value)) {
        Some((i, value)) => format!("value {i} of {name} is {}{rule}; remove or correct it", brief(*value)),
        None if values.is_empty() => format!("{name} is empty; give at least one value"),
        None => return Ok(()),
    };
    Err(Error::Plot { title: title.to_owned(), reason })
}
