//! The cells that are added to each row.

use std::io::{Read, Write};

use helpers::{Batch, CustomerBatches, SavedModel};

use crate::failure::Failure;

const HEADINGS: [&str; 3] = ["segment", "probability", "unlike_training"];

/// What a model adds to the rows of a file.
pub struct Added<'a> {
    model: &'a SavedModel,
    separator: char,
    /// Each segment's name as a cell.
    names: Vec<String>,
}

impl<'a> Added<'a> {
    /// # Errors
    ///
    /// [`Failure::ColumnTaken`].
    pub fn new(model: &'a SavedModel, batches: &CustomerBatches<impl Read>, file: &str) -> Result<Added<'a>, Failure> {
        let is_taken = |column: &&str| batches.header().iter().any(|heading| heading.trim() == *column);
        if let Some(column) = HEADINGS.into_iter().find(is_taken) {
            return Err(Failure::ColumnTaken { file: file.to_owned(), column });
        }
        let separator = char::from(batches.separator());
        let names = model.segments().iter().map(|name| cell(name, separator)).collect();
        Ok(Added { model, separator, names })
    }

    /// The header's line.
    pub fn header(&self, batches: &CustomerBatches<impl Read>) -> String {
        let cells: Vec<String> =
            batches.header().iter().chain(HEADINGS).map(|name| cell(name, self.separator)).collect();
        cells.join(&self.separator.to_string()) + "\n"
    }

    /// The lines of a batch; rows with a bad cell get no segment.
    pub fn rows(&self, batch: &Batch) -> Result<Vec<u8>, Failure> {
        let (mut lines, separator) = (Vec::new(), self.separator);
        for ((row, text), score) in batch.rows().enumerate().zip(self.model.assign_observed(&batch.customers)?) {
            lines.extend_from_slice(text);
            let is_bad = batch.bad.binary_search_by_key(&row, |bad| bad.row).is_ok();
            let name = &self.names[score.segment];
            let unlike = score.unlike_training.map_or("", |unlike| if unlike { "true" } else { "false" });
            match is_bad {
                true => writeln!(lines, "{separator}{separator}{separator}")?,
                false => writeln!(lines, "{separator}{name}{separator}{:.6}{separator}{unlike}", score.probability)?,
            }
        }
        Ok(lines)
    }
}

/// A text as a cell, in quotes where it needs them.
fn cell(text: &str, separator: char) -> String {
    let needs_quotes = text.contains([separator, '"', '\n', '\r']);
    if needs_quotes { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}
