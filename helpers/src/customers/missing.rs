//! Cells without a value, and what of a file was read as meant rather than as written.

use std::collections::BTreeMap;

const WORDS: [&str; 9] = ["NA", "N/A", "#N/A", "<NA>", "NaN", "null", "None", "-", "?"];

/// Whether a cell holds no value, in one of the ways that spreadsheets, statistics programs and pandas write it.
pub(super) fn is_missing(cell: &str) -> bool {
    cell.trim().is_empty() || word(cell).is_some()
}

/// The word for a missing value that a cell holds.
fn word(cell: &str) -> Option<&'static str> {
    WORDS.into_iter().find(|word| cell.trim().eq_ignore_ascii_case(word))
}

/// What was read as meant rather than as written.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    /// What separates cells, if not commas.
    pub separator: Option<char>,
    /// Headings that differ from those looked for, and which these are.
    pub headings: Vec<String>,
    /// How many cells hold a word for a missing value.
    pub words: BTreeMap<&'static str, usize>,
    pub decimal_commas: usize,
    pub empty_rows: usize,
}

impl Told {
    /// Whether a cell has no value, which is told where a word says so.
    pub fn missing(&mut self, cell: &str) -> bool {
        let word = word(cell);
        word.into_iter().for_each(|word| *self.words.entry(word).or_default() += 1);
        word.is_some() || cell.trim().is_empty()
    }

    /// Adds what was counted in the rows after these.
    pub fn append(&mut self, other: &Told) {
        other.words.iter().for_each(|(word, n)| *self.words.entry(word).or_default() += n);
        self.decimal_commas += other.decimal_commas;
        self.empty_rows += other.empty_rows;
    }
}
