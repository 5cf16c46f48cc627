//! Checksums of what a saved model holds, so that no damaged or edited file is taken for the model that was saved.

use std::collections::BTreeMap;

use serde_json::Value;

const SECTIONS: [&str; 5] = ["features", "scaler", "mixture", "segments", "training"];

/// A checksum of each section of a model.
pub(super) type Checksums = BTreeMap<String, String>;

/// The sections' checksums.
pub(super) fn checksums(file: &Value) -> Checksums {
    SECTIONS.into_iter().map(|section| (section.to_owned(), checksum(&file[section]))).collect()
}

/// The first section of which the checksum is not as `written`.
pub(super) fn changed(file: &Value, written: &Checksums) -> Option<&'static str> {
    let found = checksums(file);
    let is_other = |section: &&str| found.get(*section) != written.get(*section);
    SECTIONS.into_iter().find(is_other).or((found.len() != written.len()).then_some("checksums"))
}

/// The 64-bit FNV-1a hash of a section's JSON, keys in order and without blanks, in hexadecimal digits.
///
/// Two lines rather than a dependency: each step is one to one, so that no single changed byte escapes, and of other
/// accidents one in 1.8·10¹⁹.
fn checksum(section: &Value) -> String {
    let step = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    format!("{:016x}", section.to_string().bytes().fold(0xcbf2_9ce4_8422_2325, step))
}
