//! The one error type of the crate.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Everything that can go wrong, each with what was found, where, and what to do about it.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// The file could not be opened or read.
    #[error("cannot read {path}: {source}; {remedy}{from}", remedy = to_read(source.kind()), from = relative_to(path, cwd))]
    Read {
        /// The path as given.
        path: PathBuf,
        /// The folder a relative path starts from.
        cwd: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The input is no CSV in UTF-8 with customers: another kind of file, empty, or a header alone.
    #[error("{file} {found}")]
    NotCsv {
        /// The file, or what the reader is called.
        file: String,
        /// What it is or has, and what to do.
        found: &'static str,
    },
    /// Something stands above the headings, such as a title.
    #[error("{file}, line {line}: the headings are only on line {header}; remove what stands above them")]
    TextAboveHeader {
        /// The file, or what the reader is called.
        file: String,
        /// The line of the first text, counted from 1.
        line: u64,
        /// The line of the headings.
        header: u64,
    },
    /// Columns the analysis needs are not in the header.
    #[error("{file}, line {line}: no column \"{}\" among [{}]; add it or rename its heading", columns.join("\", no column \""), found.join(", "))]
    MissingColumns {
        /// The file, or what the reader is called.
        file: String,
        /// The line of the header, counted from 1.
        line: u64,
        /// The headings looked for.
        columns: Vec<String>,
        /// The first headings found, shortened if long.
        found: Vec<String>,
    },
    /// The file has none of the columns that only a mall has, and it was not said which to take instead.
    #[error("{file} has other columns than a mall; say by which to segment:\n{found}")]
    OtherColumns {
        /// The file.
        file: String,
        /// Its columns as a table, and the command to type.
        found: String,
    },
    /// A heading stands twice, so that it is open which column is meant.
    #[error("{file}, line {line}: two columns are read as \"{column}\"; remove or rename one")]
    DuplicateColumn {
        /// The file, or what the reader is called.
        file: String,
        /// The line of the header, counted from 1.
        line: u64,
        /// The heading.
        column: String,
    },
    /// A cell does not hold what its column needs.
    #[error("{file}, {cell}; correct the cell or leave it empty")]
    InvalidValue {
        /// The file, or what the reader is called.
        file: String,
        /// The cell, under the heading that its column has in the file.
        cell: InvalidCell,
    },
    /// A line has more or fewer cells than the header.
    #[error(
        "{file}, line {line}: {found} cells where the header has {expected}; look for a missing or an unquoted {separator:?}{decimal}",
        decimal = if *separator == ',' { " or a decimal comma" } else { "" }
    )]
    RowLength {
        /// The file, or what the reader is called.
        file: String,
        /// The line, counted from 1 with the header.
        line: u64,
        /// The header's number of cells.
        expected: usize,
        /// The line's number of cells.
        found: usize,
        /// What stands between two cells.
        separator: char,
    },
    /// Quotes leave it open where a cell ends, or the row has no end: every line after it may be swallowed.
    #[error("{file}, line {line}, column {column}, read up to line {end}: {fault}")]
    OpenEnd {
        /// The file, or what the reader is called.
        file: String,
        /// The line on which the cell starts, counted from 1 with the header.
        line: u64,
        /// The column, counted from 1.
        column: u64,
        /// The line on which it was noticed.
        end: u64,
        /// What is wrong and what to do.
        fault: &'static str,
    },
    /// A cell is not valid UTF-8.
    #[error("{file}, line {line}, column {column}: not valid UTF-8, perhaps Latin-1; save the file as CSV in UTF-8")]
    InvalidUtf8 {
        /// The file, or what the reader is called.
        file: String,
        /// The line, counted from 1 with the header.
        line: u64,
        /// The column, counted from 1.
        column: usize,
    },
    /// A feature was asked for that some customer has no value of.
    #[error(
        "{file}, line {line}, column \"{column}\": no value; fill the cell or drop the customer before taking features"
    )]
    MissingValue {
        /// The file, or what the reader is called.
        file: String,
        /// The line, counted from 1 with the header.
        line: u64,
        /// The column's heading.
        column: String,
    },
    /// A hyperparameter lies outside its range.
    #[error("{name} is {value}, but must be {expected}")]
    InvalidParameter {
        /// The parameter's name.
        name: &'static str,
        /// The value given.
        value: String,
        /// The range.
        expected: &'static str,
    },
    /// An array does not have the shape that is needed.
    #[error("{name} has the shape {found:?}, but {expected:?} is needed")]
    Shape {
        /// What the array is.
        name: &'static str,
        /// The shape given.
        found: Vec<usize>,
        /// The shape needed.
        expected: Vec<usize>,
    },
    /// A matrix has no rows or no columns.
    #[error(
        "{n_samples} customers and {n_features} features are left; at least one of each is needed, without gaps: fill a column in which most values are missing, or leave it out"
    )]
    EmptyMatrix {
        /// Number of rows.
        n_samples: usize,
        /// Number of columns.
        n_features: usize,
    },
    /// An entry of a matrix is not what its column may hold: NaN or infinite, no whole number from 0 to 999 where a category's
    /// level is coded, or a level that the start of EM does not know.
    #[error("row {row}, column {column} of the feature matrix is {value}; {remedy}")]
    InvalidEntry {
        /// The row, counted from 0.
        row: usize,
        /// The column, counted from 0.
        column: usize,
        /// The value found.
        value: f64,
        /// What to do.
        remedy: &'static str,
    },
    /// A column has no value at all.
    #[error("column {column} of the feature matrix has no value in any row that counts; leave it out")]
    EmptyColumn {
        /// The column, counted from 0.
        column: usize,
    },
    /// A row's weight is negative or not finite.
    #[error("the weight of row {row} is {weight}, but must be finite and at least 0")]
    InvalidWeight {
        /// The row, counted from 0.
        row: usize,
        /// The weight.
        weight: f32,
    },
    /// There are fewer distinct customers than components.
    #[error("{n_clusters} components need as many distinct rows, and there are {distinct}; ask for fewer components")]
    TooFewDistinctRows {
        /// The number of components asked for.
        n_clusters: usize,
        /// The number of distinct rows.
        distinct: usize,
    },
    /// A covariance matrix is not positive definite.
    #[error(
        "the covariance of component {component} is not positive definite; ask for fewer components, or raise the variance floor (reg_covariance)"
    )]
    SingularCovariance {
        /// The component, counted from 0.
        component: usize,
    },
    /// The numbers are too large or too small for the precision they are computed in.
    #[error(
        "the features are beyond the range of {precision}; correct a value that is far too large, standardise, or keep a wider type"
    )]
    OutOfRange {
        /// The precision, such as `f32`.
        precision: &'static str,
    },
    /// Rows that differ would become equal in a narrower type.
    #[error(
        "in {precision} only {after} of {before} distinct rows would remain; standardise the features or keep a wider type"
    )]
    LostRows {
        /// The narrower type, such as `f16`.
        precision: &'static str,
        /// Distinct rows in `f64`.
        before: usize,
        /// Distinct rows in the narrower type.
        after: usize,
    },
    /// A file could not be written; what was there before is unchanged.
    #[error("cannot write {path}: {source}; {remedy}", remedy = remedy(source.kind()))]
    Write {
        /// The path as given.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A file is no saved model: truncated, or not of its form.
    #[error("{path} cannot be read as a saved model: {source}; save the model again")]
    ModelSyntax {
        /// The path as given.
        path: PathBuf,
        /// What is wrong, with line and column.
        source: serde_json::Error,
    },
    /// A saved model has another format version than this program reads.
    #[error("{path} has format version {found}, this program reads 1 to {expected}; save the model again")]
    ModelVersion {
        /// The path as given.
        path: PathBuf,
        /// The file's version.
        found: u64,
        /// The newest version that is read.
        expected: u64,
    },
    /// A saved model is not what was saved: its checksums do not fit.
    #[error(
        "{path}: the file was changed after it was saved: its section \"{section}\" is not what was written; take an unchanged copy or save the model again"
    )]
    ModelChanged {
        /// The path as given.
        path: PathBuf,
        /// The part of the file.
        section: &'static str,
    },
    /// A saved model holds numbers or names that no model has.
    #[error("{path} does not hold a usable model: {source}")]
    UnusableModel {
        /// The path as given.
        path: PathBuf,
        /// What is wrong.
        source: Box<Error>,
    },
    /// A saved model was fitted to a feature that customers do not have here.
    #[error("no feature \"{name}\" in \"{unit}\"; customers have {known}", known = known.join(", "))]
    UnknownFeature {
        /// The feature's name.
        name: String,
        /// Its unit.
        unit: String,
        /// The features that there are, with their units.
        known: Vec<String>,
    },
    /// A database's answer is not one row of the sums that were asked for.
    #[error(
        "the answer to the query of sums holds {found} numbers, and {expected} are needed: \"{answer}\"; see that the program prints CSV and that the table has customers of whom all features are known"
    )]
    Answer {
        /// The answer's last line, shortened if long.
        answer: String,
        /// How many numbers it holds.
        found: usize,
        /// How many sums were asked for.
        expected: usize,
    },
    /// A plot could not be drawn.
    #[error("cannot draw \"{title}\": {reason}")]
    Plot {
        /// The title of the plot.
        title: String,
        /// What the drawing library said.
        reason: String,
    },
    /// linfa-clustering's mixture could not be fitted.
    #[cfg(feature = "stock")]
    #[error("linfa-clustering: {0}")]
    Stock(#[from] linfa_clustering::GmmError),
    /// An error of linfa's own, passed on by its traits.
    #[error(transparent)]
    Linfa(#[from] linfa::Error),
}

impl Error {
    pub(crate) fn not_csv(file: &str, found: &'static str) -> Error {
        Error::NotCsv { file: file.to_owned(), found }
    }

    pub(crate) fn cannot_read(path: impl Into<PathBuf>, source: std::io::Error) -> Error {
        Error::Read { path: path.into(), cwd: std::env::current_dir().unwrap_or_default(), source }
    }

    /// The error in a block of rows, of which `first` is the first, as one in the matrix.
    pub(crate) fn below(mut self, first: usize) -> Error {
        if let Error::InvalidEntry { row, .. } = &mut self {
            *row += first;
        }
        self
    }

    pub(crate) fn invalid(name: &'static str, value: impl ToString, expected: &'static str) -> Error {
        let value = value.to_string();
        Error::InvalidParameter { name, value, expected }
    }
}

/// What to do about a file that cannot be read.
fn to_read(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::IsADirectory => "name a file in it",
        ErrorKind::PermissionDenied => "see who may read it",
        _ => "check the path",
    }
}

fn relative_to(path: &Path, cwd: &Path) -> String {
    if path.is_relative() { format!(", which starts from {}", cwd.display()) } else { String::new() }
}

/// What to do about a file that cannot be written.
fn remedy(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "free some space, or choose a folder on another disk"
        }
        ErrorKind::PermissionDenied => "choose a folder that you may write to, or change its permissions",
        ErrorKind::ReadOnlyFilesystem => "choose a folder on a disk that may be written to",
        ErrorKind::NotFound | ErrorKind::NotADirectory => "check that the folder exists",
        ErrorKind::IsADirectory | ErrorKind::InvalidInput => "name a file that does not exist yet, or a regular one",
        ErrorKind::InvalidFilename => "choose a shorter name",
        _ => "try again, or choose another folder",
    }
}

/// A cell that does not hold what its column needs.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}, column \"{column}\": \"{value}\" is not {expected}{hint}", hint = hint(value))]
pub struct InvalidCell {
    /// The line, counted from 1 with the header.
    pub line: u64,
    /// The column's heading.
    pub column: String,
    /// What the cell holds, shortened if long.
    pub value: String,
    /// What it should hold.
    pub expected: &'static str,
}

/// What a comma between digits may have meant, as one sign serves decimals here and thousands there, or a sign beside them.
fn hint(value: &str) -> &'static str {
    let is_of = |signs: &str| value.chars().all(|c| c.is_ascii_digit() || signs.contains(c));
    match value.contains(|c: char| c.is_ascii_digit()) {
        true if value.contains(',') && is_of("+-.,") => " (write decimals with a point, and nothing between thousands)",
        true if is_of("+-., '$€£¥%\u{a0}\u{202f}") && value.contains(|c| " '$€£¥%\u{a0}\u{202f}".contains(c)) => {
            " (write the number alone, with no sign beside it and nothing between thousands)"
        }
        _ => "",
    }
}

/// Text of a file as messages show it: of bounded length and without characters that act on a terminal.
pub(crate) fn shown(text: &str) -> String {
    const LONGEST: usize = 40;
    let text = text.trim();
    let end = if text.chars().nth(LONGEST).is_some() { "…" } else { "" };
    text.chars().take(LONGEST).flat_map(char::escape_debug).chain(end.chars()).collect()
}

/// A result whose error is [`Error`](enum@Error).
pub type Result<T> = std::result::Result<T, Error>;
