//! What can go wrong.

use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;

use thiserror::Error;

#[derive(Debug, Error)]
pub enum Failure {
    #[error("{file}, line 1: there is a column \"{column}\" already; remove or rename it")]
    ColumnTaken { file: String, column: &'static str },
    #[error("{source}; --id names the column of the identifier")]
    NoId { source: helpers::Error },
    #[error("{} would be replaced by the result while it is read; give -o another name", path.display())]
    OntoInput { path: PathBuf },
    #[error("{program} could not be run: {source}; see that it is installed and reads SQL from its standard input")]
    Engine { program: String, source: io::Error },
    #[error("{program} ended with {status} and without an answer on the query of {query}:\n{said}")]
    Query { program: String, query: &'static str, status: ExitStatus, said: String },
    #[error(
        "the table changed while it was fitted: its number of customers or sums of its features differ from those at the start"
    )]
    TableChanged,
    #[error("{source}\nThe parameters so far are in {}; go on with --resume {} --reg-covariance {reg_covariance:e}", path.display(), path.display())]
    Unfinished { source: Box<Failure>, path: PathBuf, reg_covariance: f64 },
    #[error(transparent)]
    Helpers(#[from] helpers::Error),
    #[error("cannot write the result: {0}")]
    Output(#[from] io::Error),
}
