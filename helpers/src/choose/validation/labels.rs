//! The groups of a list of labels.

/// The labels renumbered without gaps, 0 for the smallest, and the size of each group.
pub(super) fn groups(labels: &[usize]) -> (Vec<usize>, Vec<usize>) {
    let mut sorted = labels.to_vec();
    sorted.sort_unstable();
    let sizes = sorted.chunk_by(|a, b| a == b).map(<[usize]>::len).collect();
    sorted.dedup();
    let number = |label| sorted.partition_point(|smaller| smaller < label);
    (labels.iter().map(number).collect(), sizes)
}
