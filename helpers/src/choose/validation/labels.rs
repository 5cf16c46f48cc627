//! Lists of labels: their checks and their groups.

use crate::error::{Error, Result};

/// Refuses a list of labels that is empty or not as long as what it labels.
pub(super) fn check_labels(labels: &[usize], n_samples: usize) -> Result<()> {
    if n_samples == 0 {
        return Err(Error::InvalidParameter {
            name: "the number of labels",
            value: n_samples.to_string(),
            expected: "at least 1",
        });
    }
    if labels.len() != n_samples {
        return Err(Error::Shape {
            name: "the list of labels",
            found: vec![labels.len()],
            expected: vec![n_samples],
        });
    }
    Ok(())
}

/// The labels renumbered without gaps, 0 for the smallest, and the size of each group.
pub(super) fn groups(labels: &[usize]) -> (Vec<usize>, Vec<usize>) {
    let mut sorted = labels.to_vec();
    sorted.sort_unstable();
    let sizes = sorted.chunk_by(|a, b| a == b).map(<[usize]>::len).collect();
    sorted.dedup();
    let number = |label| sorted.partition_point(|smaller| smaller < label);
    (labels.iter().map(number).collect(), sizes)
}
