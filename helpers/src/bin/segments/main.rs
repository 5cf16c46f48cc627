//! `segments`: what a saved segmentation is good for outside of the notebook.

mod assign;
mod compare;
mod engine;
mod failure;
mod fit_sql;
mod input;
mod progress;

use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use helpers::{Dialect, Error, SavedModel, describe_columns};

use failure::Failure;
use progress::tell;

/// Uses a segmentation of customers that was saved as JSON, such as the Model notebook's in reports/.
///
/// Exit codes: 0 if all went well, 1 if a file or its content is at fault, 2 for wrong arguments.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Tells what a saved model is, or which columns a CSV has and how to name them for a model.
    Describe {
        /// A model's JSON file, or a CSV file.
        file: PathBuf,
    },
    Assign(assign::Assign),
    /// Prints one SELECT that assigns the customers of a database table.
    ///
    /// It gives all columns of the table and adds segment (the name), segment_number (from 0), probability,
    /// probability_0, probability_1 and so on for each segment, log_density and unlike_training, as `assign` computes them.
    /// The table must have a column named as each feature's heading, in the same letter case where the engine tells cases
    /// apart. A number that is NULL, not finite or beyond 1e100 and a level that the training did not have count as missing:
    /// the others decide, and unlike_training is NULL. What is printed for BigQuery was never tried.
    Sql {
        /// The model's JSON file.
        model: PathBuf,
        /// The engine that is to run the query.
        #[arg(long)]
        dialect: Dialect,
        /// The customers' table; a dot divides schema and table.
        #[arg(long)]
        table: String,
    },
    FitSql(fit_sql::FitSql),
    Compare(compare::Compare),
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        // whoever read the output has seen enough
        Err(Failure::Output(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            tell(failure);
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Describe { file } => print(&(describe(&file)? + "\n")),
        Command::Assign(arguments) => assign::assign(&arguments),
        Command::FitSql(arguments) => fit_sql::fit_sql(&arguments),
        Command::Compare(arguments) => compare::compare(&arguments),
        Command::Sql { model, dialect, table } => print(&SavedModel::load(model)?.sql(dialect, &table)?),
    }
}

/// What a model or a CSV holds; whatever is no JSON is read as CSV.
fn describe(path: &Path) -> Result<String, Error> {
    let is_json = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
    match SavedModel::load(path) {
        Err(Error::ModelSyntax { .. }) if !is_json && path.is_file() => describe_columns(path),
        Err(Error::ModelSyntax { .. }) if !is_json => {
            let found = "neither a model nor a regular file; save it as a file first"; // a pipe is read once
            Err(Error::NotCsv { file: path.display().to_string(), found })
        }
        model => Ok(model?.describe()),
    }
}

fn print(text: &str) -> Result<(), Failure> {
    let mut output = io::stdout().lock();
    output.write_all(text.as_bytes())?;
    Ok(output.flush()?)
}
