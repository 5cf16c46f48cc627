//! Reading the fixtures; how they were made is in `fixtures/README.md`.

pub mod customers;
pub mod json;
pub mod malls;
pub mod segmentation;

use helpers::Covariances;
use serde_json::Value;

pub use json::*;

/// One of the files in `tests/fixtures`.
pub fn fixture(name: &str) -> Value {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// All entries one after the other.
pub fn entries(covariances: &Covariances) -> Vec<f64> {
    match covariances {
        Covariances::Full(x) => x.iter().copied().collect(),
        Covariances::Tied(x) | Covariances::Diagonal(x) => x.iter().copied().collect(),
        Covariances::Spherical(x) => x.to_vec(),
    }
}

/// Asserts that the largest absolute difference is at most `tolerance`.
pub fn assert_close<'a>(
    what: &str,
    found: impl IntoIterator<Item = &'a f64>,
    expected: impl IntoIterator<Item = &'a f64>,
    tolerance: f64,
) {
    let (found, expected): (Vec<_>, Vec<_>) = (found.into_iter().collect(), expected.into_iter().collect());
    assert_eq!(found.len(), expected.len(), "{what}: number of entries");
    for (i, (found, expected)) in found.iter().zip(&expected).enumerate() {
        let close = (**found - **expected).abs() <= tolerance;
        assert!(close, "{what}, entry {i}: {found} is not {expected} within {tolerance:e}");
    }
}
