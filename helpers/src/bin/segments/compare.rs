//! What became of the segments among customers of a later time.

use std::path::{Path, PathBuf};

use helpers::{Customers, Error, SavedModel, Schema};

use crate::failure::Failure;
use crate::input::{check_output, reader};
use crate::print;

/// Compares customers of a later time with those that a model was fitted to.
///
/// A table tells, then and now, the share of each segment (the mean of its probabilities) with a 90 % interval, the share of
/// customers unlike any of the training, and the mean log-density; the latter two of customers without a missing value. Then is
/// what the model's file holds. Expected now is what other customers of the same kind would give, whom a model describes a little
/// worse than its own. The brackets of a change, and whether it is beyond chance, are by one bound for all of the table, from 399
/// simulated quarters in which nothing changes: in 95 of 100 such quarters the table says "no" in every row. z is the change in
/// standard deviations of chance. Levels of a category that the training did not have are named, and count as missing.
///
/// With --old, a second table counts customers by segment then and now, joined by their identifiers, both times by this model;
/// those without an identifier, or with one that comes again, are left out and counted.
///
/// With --refit, the model is fitted anew from where it was, with the same columns, scaler and type of covariances, to the
/// customers of now without a missing value, at least 50. Components that keep less than a fifth of their share may be left out
/// and up to two be added, if BIC falls by more than 10. A segment keeps its name if more than half of the customers whom either
/// model puts there are put there by both (Jaccard similarity, of all or without those unlike any of the training). The table
/// tells which are new, gone, or moved and from where to where, as far as it is beyond chance.
#[derive(clap::Args)]
pub struct Compare {
    /// The model's JSON file.
    model: PathBuf,
    /// The CSV file of the customers of now; - is the standard input. All are kept in memory.
    customers: PathBuf,
    /// The CSV file of the customers of then, to tell who changed segments.
    #[arg(long)]
    old: Option<PathBuf>,
    /// The heading of the identifier, which both files must have for --old.
    #[arg(long, default_value = "CustomerID")]
    id: String,
    /// Fits the model anew, and tells what became of each segment.
    #[arg(long)]
    refit: bool,
    /// Saves the model that --refit gives to this JSON file, in one step once all is well.
    #[arg(short, long, requires = "refit")]
    output: Option<PathBuf>,
}

pub fn compare(arguments: &Compare) -> Result<(), Failure> {
    let inputs = [&arguments.model, &arguments.customers].into_iter().chain(&arguments.old);
    arguments.output.as_ref().map_or(Ok(()), |output| check_output(output, inputs))?;
    let model = SavedModel::load(&arguments.model)?;
    let schema = if arguments.old.is_some() { model.schema().with_id(&arguments.id) } else { model.schema() };
    let now = customers(&arguments.customers, &schema)?;
    let then = arguments.old.as_ref().map(|old| customers(old, &schema)).transpose()?;
    let comparison = model.compare(&now)?;
    print(&format!("{}\n", comparison.table()))?;
    if let Some(then) = &then {
        print(&format!("\n{}\n", model.migration(then, &now)?))?;
    }
    if arguments.refit {
        let (refitted, table) = comparison.refit()?;
        print(&format!("\n{table}\n"))?;
        arguments.output.as_ref().map_or(Ok(()), |output| refitted.save(output))?;
    }
    Ok(())
}

fn customers(path: &Path, schema: &Schema) -> Result<Customers, Failure> {
    let (reader, file) = reader(path)?;
    Customers::from_reader(reader, &file, schema).map_err(|source| match source {
        Error::MissingColumns { ref columns, .. }
            if schema.id().is_some_and(|id| columns.iter().any(|it| it == id)) =>
        {
            Failure::NoId { source }
        }
        other => other.into(),
    })
}
