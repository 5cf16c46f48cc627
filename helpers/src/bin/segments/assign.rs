//! Adds its segment to each row of a CSV.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use helpers::{CustomerBatches, Error, NewFile, SavedModel};

use crate::added::Added;
use crate::failure::Failure;
use crate::input::{check_output, reader};
use crate::progress::Progress;

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
    let added = Added::new(&model, &batches, &file)?;
    if arguments.keep_bad {
        batches = batches.keep_bad();
    }
    output.write_all(added.header(&batches).as_bytes())?;
    for batch in batches {
        let batch = batch?;
        output.write_all(&added.rows(&batch)?)?;
        batch.bad.iter().for_each(|bad| progress.tell(&format!("{file}, line {}, {}", bad.line, bad.cell)));
        progress.add(batch.customers.len());
    }
    Ok(output.flush()?)
}
