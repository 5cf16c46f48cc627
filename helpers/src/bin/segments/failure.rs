//! What can go wrong.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

#[derive(Debug, Error)]
pub enum Failure {
    #[error("{file}, line 1: there is a column \"{column}\" already; remove or rename it")]
    ColumnTaken { file: String, column: &'static str },
    #[error("{} would be replaced by the result while it is read; give -o another name", path.display())]
    OntoInput { path: PathBuf },
    #[error(transparent)]
    Helpers(#[from] helpers::Error),
    #[error("cannot write the result: {0}")]
    Output(io::Error),
}
