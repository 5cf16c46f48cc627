//! Assigns customers to the segments of a saved model: those of a CSV file, or one given by arguments.

use std::ffi::OsString;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use helpers::ndarray::Array2;
use helpers::{CustomerBatches, Feature, InvalidCell, SavedModel};
use thiserror::Error;

const USAGE: &str = "\
usage: assign MODEL.json CUSTOMERS.csv
       assign MODEL.json [--gender G] [--age YEARS] [--income K$] [--score 1-100]

The first writes the CSV to the standard output, with the columns segment, probability and
unlike_training added. The second prints the segment of one customer; it needs a value for
every feature of the model. unlike_training is true for customers that are less probable
than 99 of 100 of those the model was fitted to.";

/// The columns that are added.
const ADDED: [&str; 3] = ["segment", "probability", "unlike_training"];

/// The options that describe a customer.
static OPTIONS: [(&str, Feature); 4] = [
    ("--gender", Feature::GENDER),
    ("--age", Feature::AGE),
    ("--income", Feature::ANNUAL_INCOME),
    ("--score", Feature::SPENDING_SCORE),
];

#[derive(Debug, Error)]
enum Failure {
    #[error("{0}\n\n{USAGE}")]
    Usage(String),
    #[error("the arguments: {0}")]
    Customer(#[from] InvalidCell),
    #[error("the model needs {name}: add {option}")]
    MissingOption { name: String, option: &'static str },
    #[error("{path}, line 1: there is a column \"{column}\" already; remove or rename it", path = path.display())]
    ColumnTaken { path: PathBuf, column: &'static str },
    #[error(transparent)]
    Helpers(#[from] helpers::Error),
    #[error("cannot write the result: {0}")]
    Output(io::Error),
}

/// What the arguments ask for.
enum Request {
    Help,
    File { model: PathBuf, customers: PathBuf },
    Customer { model: PathBuf, cells: Vec<(Feature, String)> },
}

fn main() -> ExitCode {
    let output = BufWriter::new(io::stdout().lock());
    let failure = match request(std::env::args_os().skip(1)).and_then(|request| answer(request, output)) {
        Ok(()) => return ExitCode::SUCCESS,
        // whoever read the output has seen enough
        Err(Failure::Output(error)) if error.kind() == ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
        Err(failure) => failure,
    };
    eprintln!("{failure}");
    ExitCode::from(if matches!(failure, Failure::Usage(_)) { 2 } else { 1 })
}

fn request(arguments: impl Iterator<Item = OsString>) -> Result<Request, Failure> {
    let (mut paths, mut cells) = (Vec::new(), Vec::<(Feature, String)>::new());
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--help" | "-h") => return Ok(Request::Help),
            Some(option) if option.starts_with("--") => {
                let usage = |fault: &str| Failure::Usage(format!("{option} {fault}"));
                let known = OPTIONS.iter().find(|(known, _)| *known == option);
                let (_, feature) = known.ok_or_else(|| usage("is no option"))?;
                if cells.iter().any(|(given, _)| given == feature) {
                    return Err(usage("is given twice"));
                }
                let value = arguments.next().ok_or_else(|| usage("needs a value"))?;
                cells.push((feature.clone(), value.to_string_lossy().into_owned()));
            }
            _ => paths.push(PathBuf::from(argument)),
        }
    }
    match (<[PathBuf; 2]>::try_from(paths), cells.is_empty()) {
        (Ok([model, customers]), true) => Ok(Request::File { model, customers }),
        (Ok(_), false) => Err(Failure::Usage("either a file of customers or one customer".to_owned())),
        (Err(mut paths), false) if paths.len() == 1 => Ok(Request::Customer { model: paths.remove(0), cells }),
        _ => Err(Failure::Usage("a model and customers are needed".to_owned())),
    }
}

fn answer(request: Request, mut output: impl Write) -> Result<(), Failure> {
    match request {
        Request::Help => writeln!(output, "{USAGE}").map_err(Failure::Output)?,
        Request::File { model, customers } => assign_file(&SavedModel::load(model)?, &customers, &mut output)?,
        Request::Customer { model, cells } => assign_one(&SavedModel::load(model)?, cells, &mut output)?,
    }
    output.flush().map_err(Failure::Output)
}

fn assign_file(model: &SavedModel, path: &Path, output: impl Write) -> Result<(), Failure> {
    let batches = CustomerBatches::from_path(path)?;
    let is_taken = |column: &&str| batches.header().iter().any(|heading| heading.trim() == *column);
    if let Some(column) = ADDED.into_iter().find(is_taken) {
        let path = path.to_owned();
        return Err(Failure::ColumnTaken { path, column });
    }
    let mut writer = csv::Writer::from_writer(output);
    writer.write_record(batches.header().iter().chain(ADDED)).map_err(output_failure)?;
    for batch in batches {
        let batch = batch?;
        for (cells, assignment) in batch.cells.iter().zip(model.assign(&batch.customers)?) {
            let probability = format!("{:.6}", assignment.probability);
            let unlike = assignment.unlike_training.to_string();
            let added = [assignment.name.as_str(), &probability, &unlike];
            writer.write_record(cells.iter().chain(added)).map_err(output_failure)?;
        }
    }
    writer.flush().map_err(Failure::Output)
}

fn output_failure(error: csv::Error) -> Failure {
    Failure::Output(match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    })
}

fn assign_one(model: &SavedModel, cells: Vec<(Feature, String)>, mut output: impl Write) -> Result<(), Failure> {
    for (feature, cell) in &cells {
        feature.parse(cell)?;
    }
    let value = |feature: &Feature| {
        let cell = cells.iter().find(|(given, _)| given == feature).map_or("", |(_, cell)| cell);
        feature.parse(cell)?.ok_or_else(|| Failure::MissingOption {
            name: feature.heading().to_owned(),
            option: OPTIONS.iter().find(|(_, other)| other == feature).map_or("", |(option, _)| option),
        })
    };
    let values = model.features().iter().map(value).collect::<Result<Vec<f64>, _>>()?;
    let features = Array2::from_shape_vec((1, values.len()), values).expect("one row");
    for assignment in model.assign_features(&features)? {
        let unlike = assignment.unlike_training;
        writeln!(output, "segment: {}", assignment.name).map_err(Failure::Output)?;
        writeln!(output, "probability: {:.6}", assignment.probability).map_err(Failure::Output)?;
        writeln!(output, "unlike_training: {unlike}").map_err(Failure::Output)?;
    }
    Ok(())
}
