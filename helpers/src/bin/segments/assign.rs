//! Adds its segment to each row of a CSV.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use helpers::{Assignment, Batch, CustomerBatches, Error, NewFile, SavedModel};

use crate::failure::Failure;
use crate::input::{check_output, reader};
use crate::progress::Progress;

/// The headings of the cells that are added.
const ADDED: [&str; 3] = ["segment", "probability", "unlike_training"];

/// Adds its segment to each row of a CSV, in the file's order.
///
/// Every row is passed on as it is, also cells that a spreadsheet would take for a formula (they begin with =, +, - or @), and
/// three cells are added: segment (the name of the most probable one), probability (0 to 1) and unlike_training (true for
/// customers less probable than 99 of 100 of those the model was fitted to). Where a feature is missing, the others decide, and
/// unlike_training stays empty. Rows without any text are left out. Memory does not grow with the file.
#[derive(clap::Args)]
pub struct Assign {
    /// The model's JSON file.
    model: PathBuf,
    /// The customers' CSV file; - is the standard input.
    customers: PathBuf,
    /// Writes to this file, in one step once all is well, instead of the standard output.
    #[arg(short, long)]
    output: Option<PathBuf>,
    /// Leaves the added cells empty where a cell of a feature cannot be read, and lists it on the standard error output,
    /// instead of stopping.
    #[arg(long)]
    keep_bad: bool,
}

pub fn assign(arguments: &Assign) -> Result<(), Failure> {
    let Some(path) = &arguments.output else {
        let progress = Progress::new(!io::stdout().is_terminal());
        return transfer(arguments, BufWriter::new(io::stdout().lock()), progress);
    };
    check_output(path, [&arguments.model, &arguments.customers])?;
    let mut file = NewFile::create(path)?;
    transfer(arguments, &mut file, Progress::new(true)).map_err(|failure| match failure {
        Failure::Output(source) => Error::Write { path: path.clone(), source }.into(),
        other => other,
    })?;
    Ok(file.finish()?)
}

/// Writes the header and the rows with what is added to them.
fn transfer(arguments: &Assign, mut output: impl Write, mut progress: Progress) -> Result<(), Failure> {
    let model = SavedModel::load(&arguments.model)?;
    let (reader, file) = reader(&arguments.customers)?;
    let mut batches = CustomerBatches::from_reader(reader, &file, &model.schema())?;
    let is_taken = |column: &&str| batches.header().iter().any(|heading| heading.trim() == *column);
    if let Some(column) = ADDED.into_iter().find(is_taken) {
        return Err(Failure::ColumnTaken { file, column });
    }
    if arguments.keep_bad {
        batches = batches.keep_bad();
    }
    let separator = char::from(batches.separator());
    let headings = batches.header().iter().map(String::as_str).chain(ADDED);
    let header: Vec<String> = headings.map(|name| cell(name, separator)).collect();
    writeln!(output, "{}", header.join(&separator.to_string()))?;
    let names: Vec<String> = model.segments().iter().map(|name| cell(name, separator)).collect();
    for batch in batches {
        let batch = batch?;
        output.write_all(&lines(&batch, &model.assign_observed(&batch.customers)?, &names, separator)?)?;
        batch.bad.iter().for_each(|(_, cell)| progress.tell(&format!("{file}, {cell}")));
        progress.add(batch.customers.len());
    }
    Ok(output.flush()?)
}

/// The lines of a batch with what is added, each segment's name as a cell; rows with a bad cell get no segment.
fn lines(batch: &Batch, assigned: &[Assignment], names: &[String], separator: char) -> io::Result<Vec<u8>> {
    let mut lines = Vec::new();
    for ((row, text), score) in batch.rows().enumerate().zip(assigned) {
        lines.extend_from_slice(text);
        let is_bad = batch.bad.binary_search_by_key(&row, |(row, _)| *row).is_ok();
        let (name, probability) = (&names[score.segment], score.probability);
        let unlike = score.unlike_training.map_or("", |unlike| if unlike { "true" } else { "false" });
        match is_bad {
            true => writeln!(lines, "{separator}{separator}{separator}")?,
            false => writeln!(lines, "{separator}{name}{separator}{probability:.6}{separator}{unlike}")?,
        }
    }
    Ok(lines)
}

/// A text as a cell, in quotes where it needs them.
fn cell(text: &str, separator: char) -> String {
    let needs_quotes = text.contains([separator, '"', '\n', '\r']);
    if needs_quotes { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}
