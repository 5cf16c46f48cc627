//! What is in a file, in words and tables of plain text.

use std::path::Path;

use helpers::{Error, SavedModel, describe_columns};

use crate::failure::Failure;

/// What a model or a CSV holds; whatever is no JSON is read as CSV.
pub fn file(path: &Path) -> Result<String, Failure> {
    let is_json = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
    match SavedModel::load(path) {
        Ok(model) => Ok(model.describe() + "\n"),
        Err(Error::ModelSyntax { .. }) if !is_json => Ok(describe_columns(path)? + "\n"),
        Err(error) => Err(error.into()),
    }
}
