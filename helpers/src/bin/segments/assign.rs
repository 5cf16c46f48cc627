//! Adds its segment to each row of a CSV.

use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use helpers::{Batch, CustomerBatches, NewFile, SavedModel};

use crate::failure::Failure;
use crate::pipeline::in_order;
use crate::progress::Progress;

/// The columns that are added.
const ADDED: [&str; 3] = ["segment", "probability", "unlike_training"];

/// Adds its segment to each row of a CSV, in the file's order.
///
/// Every row and cell is passed on as it is, also cells that a spreadsheet would take for a formula (they begin with =, +, -
/// or @), and three cells are added: segment (the name of the most probable one), probability (0 to 1) and unlike_training
/// (true for customers less probable than 99 of 100 of those the model was fitted to). Where a feature is missing, the others
/// decide, and unlike_training stays empty. The memory that this takes does not grow with the file.
#[derive(clap::Args)]
pub struct Assign {
    /// The model's JSON file.
    model: PathBuf,
    /// The customers' CSV file; - is the standard input.
    customers: PathBuf,
    /// Writes to this file, once all is well and in one step, instead of the standard output.
    #[arg(short, long)]
    output: Option<PathBuf>,
}

pub fn assign(arguments: &Assign) -> Result<(), Failure> {
    let model = SavedModel::load(&arguments.model)?;
    let is_standard_input = arguments.customers.as_os_str() == "-";
    let reader: Box<dyn Read + Send> = match is_standard_input {
        true => Box::new(io::stdin()),
        false => Box::new(open(&arguments.customers)?),
    };
    let name =
        if is_standard_input { "the standard input".to_owned() } else { arguments.customers.display().to_string() };
    let Some(output) = &arguments.output else {
        return transfer(&model, reader, &name, BufWriter::new(io::stdout().lock()), !io::stdout().is_terminal());
    };
    let input = if is_standard_input { Path::new("/dev/stdin") } else { &arguments.customers };
    if [input, &arguments.model].iter().any(|input| is_same(input, output)) {
        return Err(Failure::OntoInput { path: output.clone() });
    }
    let mut file = NewFile::create(output)?;
    transfer(&model, reader, &name, &mut file, true)?;
    Ok(file.finish()?)
}

fn open(path: &Path) -> Result<File, Failure> {
    let failed = |source| helpers::Error::Read {
        path: path.to_owned(),
        cwd: std::env::current_dir().unwrap_or_default(),
        source,
    };
    Ok(File::open(path).map_err(failed)?)
}

fn is_same(a: &Path, b: &Path) -> bool {
    fs::canonicalize(a).is_ok_and(|a| fs::canonicalize(b).is_ok_and(|b| a == b))
}

/// Writes the header and the rows with what is added to them.
fn transfer(
    model: &SavedModel,
    reader: Box<dyn Read + Send>,
    name: &str,
    mut output: impl Write,
    may_show_progress: bool,
) -> Result<(), Failure> {
    let batches = CustomerBatches::from_reader_as(reader, name, &model.schema())?;
    let is_taken = |column: &&str| batches.header().iter().any(|heading| heading.trim() == *column);
    if let Some(column) = ADDED.into_iter().find(is_taken) {
        return Err(Failure::ColumnTaken { file: name.to_owned(), column });
    }
    let mut header = csv::Writer::from_writer(&mut output);
    header.write_record(batches.header().iter().chain(ADDED)).map_err(output_failure)?;
    header.flush().map_err(Failure::Output)?;
    drop(header);
    let mut progress = Progress::new(may_show_progress);
    in_order(
        batches,
        |batch| rows(model, &batch?),
        |(n_rows, text)| {
            output.write_all(&text).map_err(Failure::Output)?;
            progress.add(n_rows);
            Ok(())
        },
    )?;
    output.flush().map_err(Failure::Output)
}

/// The rows of a batch with what is added to them, and how many they are.
fn rows(model: &SavedModel, batch: &Batch) -> Result<(usize, Vec<u8>), Failure> {
    let scores = model.assign_observed(&batch.customers)?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    for (cells, score) in batch.cells.iter().zip(scores) {
        let probability = format!("{:.6}", score.probability);
        let unlike = score.unlike_training.map_or("", |unlike| if unlike { "true" } else { "false" });
        let added = [model.segments()[score.segment].as_str(), &probability, unlike];
        writer.write_record(cells.iter().chain(added)).map_err(output_failure)?;
    }
    let text = writer.into_inner().map_err(|error| Failure::Output(error.into_error()))?;
    Ok((batch.cells.len(), text))
}

fn output_failure(error: csv::Error) -> Failure {
    Failure::Output(error.into())
}
