//! Fits that failed among others that did not.

use crate::error::{Error, Result};

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
    let (mut kept, mut failures, mut first) = (Vec::new(), Vec::new(), None::<Error>);
    for (name, result) in results {
        match result {
            Ok(result) => kept.push(result),
            Err(error) => {
                let message = error.to_string();
                failures.push(Failure { name, error: message });
                first.get_or_insert(error);
            }
        }
    }
    match first {
        Some(error) if kept.is_empty() => Err(error),
        _ => Ok((kept, failures)),
    }
}

/// What a caption says of the failures: their names and the first one's reason; nothing without failures.
pub(super) fn note(failures: &[Failure]) -> String {
    let names: Vec<&str> = failures.iter().map(|failure| failure.name.as_str()).collect();
    failures.first().map_or(String::new(), |first| {
        let reason = &first.error;
        format!("; {} not fitted: {}, the first because {reason}", names.len(), names.join("; "))
    })
}
