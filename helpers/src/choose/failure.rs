//! Fits that failed among others that did not.

use crate::error::Result;

/// One of several fits that failed, while the others go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Which it was, such as "full, 9 components" or "resample 3".
    pub name: String,
    /// The error, with its remedy.
    pub error: String,
}

/// The results in their order beside the failures; the first error where no result is left.
pub(super) fn keep<T>(results: impl IntoIterator<Item = (String, Result<T>)>) -> Result<(Vec<T>, Vec<Failure>)> {
    let (mut kept, mut failures, mut first) = (Vec::new(), Vec::new(), None);
    for (name, result) in results {
        match result {
            Ok(result) => kept.push(result),
            Err(error) => {
                failures.push(Failure { name, error: error.to_string() });
                first = first.or(Some(error));
            }
        }
    }
    match first {
        Some(error) if kept.is_empty() => Err(error),
        _ => Ok((kept, failures)),
    }
}

/// What a caption says of the failures: how many, the first of their names and its reason; nothing without failures.
pub(super) fn note(failures: &[Failure]) -> String {
    let Some(Failure { error, .. }) = failures.first() else { return String::new() };
    let names: Vec<&str> = failures.iter().take(3).map(|failure| failure.name.as_str()).collect();
    let more = if failures.len() > 3 { " …" } else { "" };
    format!("; {} not fitted: {}{more}, the first because {error}", failures.len(), names.join("; "))
}
