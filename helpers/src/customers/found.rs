//! The columns of any file, what each seems to be, and the command that segments by them.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::path::Path;

use super::columns::MOST_LEVELS;
use super::feature::number;
use super::missing::is_missing;
use super::rows::Text;
use super::schema::plain;
use super::start::{EMPTY, NO_ROWS, Start};
use crate::error::{Error, Result, shown};
use crate::show::{Table, cells};
use crate::stats::{range, tail};

/// Columns that are listed, and the longest heading that a command may hold.
const MOST_COLUMNS: usize = 40;
const LONGEST_HEADING: usize = 80;

/// The characters of an example that a table has room for.
const LONGEST_EXAMPLE: usize = 16;

/// Distinct values that are counted.
const MOST_DISTINCT: usize = 100_000;

/// Fewer distinct numbers may be in the same order by chance.
const FEWEST_IN_ORDER: usize = 10;

/// A longer tail than this is better seen by its logarithm.
const SKEWED: f64 = 1.0;

/// Describes the columns of a CSV file, whatever they are: a table with a row for each, the first forty, of kind, distinct and
/// missing values, examples, and what is suggested and why; then the command that makes a report of them, quoted for a shell,
/// if there is a column of numbers.
///
/// # Errors
///
/// [`Error::Read`], [`Error::NotCsv`], [`Error::RowLength`], [`Error::OpenEnd`] and [`Error::InvalidUtf8`], as [`Customers::from_path`](super::Customers::from_path).
pub fn describe_columns(path: impl AsRef<Path>) -> Result<String> {
    let file = path.as_ref().display().to_string();
    let mut text = Text::new(File::open(&path).map_err(|source| Error::cannot_read(path.as_ref(), source))?);
    let mut start = Start::of(&file, &mut text, &[])?;
    let (header, _) = start.row()?.ok_or_else(|| Error::not_csv(&file, EMPTY))?;
    let mut columns: Vec<Column> = header.into_iter().map(|heading| Column { heading, ..Column::default() }).collect();
    while let Some((row, line)) = start.row()? {
        if row.len() != columns.len() {
            let (expected, found, separator) = (columns.len(), row.len(), start.separator.into());
            return Err(Error::RowLength { file, line, expected, found, separator });
        }
        columns.iter_mut().zip(&row).for_each(|(column, cell)| column.push(cell.trim(), start.separator != b','));
    }
    match columns.first() {
        Some(column) if column.n_rows > 0 => Ok(found(&file, &columns)),
        _ => Err(Error::not_csv(&file, NO_ROWS)),
    }
}

fn found(file: &str, columns: &[Column]) -> String {
    let mut uses: Vec<(Use, String)> = columns.iter().map(Column::suggestion).collect();
    let first_id = uses.iter().position(|(suggested, _)| *suggested == Use::Id);
    let headings: Vec<String> = columns.iter().map(|column| plain(&column.heading)).collect();
    let mut times = HashMap::new();
    headings.iter().for_each(|heading| *times.entry(heading).or_insert(0) += 1);
    for (i, (suggested, why)) in uses.iter_mut().enumerate() {
        if times[&headings[i]] > 1 {
            (*suggested, *why) = (Use::None, "its heading stands twice; rename one".to_owned());
        } else if *suggested == Use::Id && Some(i) != first_id {
            (*suggested, *why) = (Use::None, "a second identifier".to_owned());
        }
    }
    for i in 0..columns.len().min(MOST_COLUMNS) {
        let is_feature = |j: &usize| [Use::Feature, Use::Log].contains(&uses[*j].0);
        let same = (0..i).filter(is_feature).find(|&j| is_feature(&i) && columns[i].is_in_the_order_of(&columns[j]));
        if let Some(j) = same {
            uses[i] = (Use::None, format!("in the order of {}, so one of them is enough", shown(&columns[j].heading)));
        }
    }
    let row = |(column, (suggested, why)): (&Column, &(Use, String))| {
        let more = if column.distinct.len() == MOST_DISTINCT { "+" } else { "" };
        let distinct = format!("{}{more}", column.distinct.len());
        let suggestion = format!("{}: {why}", WORDS[*suggested as usize]);
        let examples = column.examples.join(", ");
        cells![shown(&column.heading), column.kind(), distinct, column.n_missing, examples, suggestion]
    };
    let listed = if columns.len() > MOST_COLUMNS { format!(", the first {MOST_COLUMNS}") } else { String::new() };
    let caption = format!("{}: {} rows, {} columns{listed}", shown_path(file), columns[0].n_rows, columns.len());
    let headings = ["Column", "Kind", "Distinct", "Missing", "Examples", "Suggestion"];
    let rows = columns.iter().zip(&uses).take(MOST_COLUMNS).map(row);
    let table = Table::of(&caption, &headings, rows);
    match command(file, columns, &uses) {
        Some(command) => format!("{table}\nIf the suggestions are right, type\n  {command}"),
        None => format!("{table}\nNo column holds numbers to segment by"),
    }
}

fn command(file: &str, columns: &[Column], uses: &[(Use, String)]) -> Option<String> {
    let list = |wanted: &[Use]| -> String {
        let named = columns.iter().zip(uses).take(MOST_COLUMNS).filter(|(_, (of, _))| wanted.contains(of));
        named.map(|(column, _)| in_list(column.heading.trim())).collect::<Vec<_>>().join(",")
    };
    let features = Some(list(&[Use::Feature, Use::Log])).filter(|list| !list.is_empty())?;
    let lists = [("FEATURES", features), ("CATEGORIES", list(&[Use::Category])), ("ID", list(&[Use::Id]))];
    let parts = lists.into_iter().chain([("LOG", list(&[Use::Log]))]).filter(|(_, list)| !list.is_empty());
    let parts: String = parts.map(|(name, list)| format!(" {name}={}", quoted(&list))).collect();
    Some(format!("make report CSV={}{parts}", quoted(file)))
}

/// A heading in a list of them, quoted as in CSV.
pub(super) fn in_list(heading: &str) -> String {
    let heading = heading.split_whitespace().collect::<Vec<_>>().join(" "); // no kind of blank counts
    if heading.contains([',', '"']) { format!("\"{}\"", heading.replace('"', "\"\"")) } else { heading }
}

/// A word for a shell that calls make.
pub(super) fn quoted(text: &str) -> String {
    let text = text.replace('$', "$$");
    match text.chars().all(|c| c.is_alphanumeric() || "_-./".contains(c)) {
        true => text,
        false if text.contains(['"', '$', '`', '\\', '!']) => format!("'{}'", text.replace('\'', "'\\''")),
        false => format!("\"{text}\""),
    }
}

fn shown_path(file: &str) -> String {
    file.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// What a column is good for.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Use {
    Id,
    Feature,
    Log,
    Category,
    None,
}

const WORDS: [&str; 5] = ["ID", "FEATURES", "FEATURES and LOG", "CATEGORIES", "leave out"];

/// What the cells of a column have shown.
#[derive(Default)]
struct Column {
    heading: String,
    n_rows: usize,
    n_missing: usize,
    n_dates: usize,
    /// Numbers with a sign beside them or between their thousands.
    n_signed: usize,
    numbers: Vec<f64>,
    distinct: HashSet<String>,
    examples: Vec<String>,
}

impl Column {
    fn push(&mut self, cell: &str, commas: bool) {
        self.n_rows += 1;
        if is_missing(cell) {
            self.n_missing += 1;
            return;
        }
        if self.distinct.len() < MOST_DISTINCT && self.distinct.insert(cell.to_owned()) && self.examples.len() < 3 {
            let text = shown(cell);
            let cut = |(end, _)| format!("{}…", &text[..end]);
            self.examples.push(text.char_indices().nth(LONGEST_EXAMPLE).map_or_else(|| text.clone(), cut));
        }
        self.n_dates += usize::from(is_date(cell));
        let value = number(cell, commas, &(-1e100..=1e100));
        self.n_signed += usize::from(value.is_none() && is_signed(cell));
        self.numbers.extend(value);
    }

    fn n_present(&self) -> usize {
        self.n_rows - self.n_missing
    }

    fn kind(&self) -> &'static str {
        match self.n_present() {
            0 => "empty",
            n if self.n_dates == n => "dates",
            n if self.numbers.len() < n => "text",
            _ if self.numbers.iter().all(|value| value.fract() == 0.0) => "whole numbers",
            _ => "decimals",
        }
    }

    /// What the column is good for, and why.
    fn suggestion(&self) -> (Use, String) {
        let (n, n_distinct) = (self.n_present(), self.distinct.len());
        let is_alone = n > 1 && n_distinct == n;
        let of = |suggested, why: &str| (suggested, why.to_owned());
        match self.kind() {
            "empty" => of(Use::None, "no values"),
            _ if 2 * self.n_missing > self.n_rows => of(Use::None, "missing in more than half of the rows"),
            _ if n_distinct == 1 && self.n_missing == 0 => of(Use::None, "the same in all rows"),
            _ if n_distinct == 1 => of(Use::None, "the same in all rows that have a value"),
            _ if self.heading.trim().is_empty() || self.heading.chars().nth(LONGEST_HEADING).is_some() => {
                of(Use::None, "give it a short heading first")
            }
            "dates" => of(Use::None, "a date; the days since then would be a feature"),
            "text" if 10 * self.numbers.len() > 9 * n => {
                (Use::None, format!("numbers but for {} cells; correct these first", n - self.numbers.len()))
            }
            "text" if 10 * (self.numbers.len() + self.n_signed) > 9 * n => {
                of(Use::None, "numbers with a unit, or signs between thousands; write digits and decimal sign alone")
            }
            "text" if is_alone => of(Use::Id, "a text of its own in each row"),
            "text" if n_distinct > MOST_LEVELS => (Use::None, format!("more than {MOST_LEVELS} different words")),
            "text" if 3 * n_distinct > n => of(Use::None, "free text"),
            "text" => of(Use::Category, "few words that come again"),
            "whole numbers" if is_alone && self.is_numbering() => of(Use::Id, "another number in each row"),
            "whole numbers" if n_distinct <= 3 && 3 * n_distinct <= n => {
                of(Use::Category, "few numbers that come again")
            }
            "whole numbers" if 2 * n_distinct > n && self.is_called_identifier() => {
                of(Use::None, "an identifier, to go by its heading, that comes again")
            }
            _ if tail(&self.numbers) > SKEWED => {
                (Use::Log, format!("amounts with a long tail (skewness {:.1})", tail(&self.numbers)))
            }
            _ => of(Use::Feature, "numbers"),
        }
    }

    /// Whether both sort all rows alike, up or down, as an amount and its square do.
    fn is_in_the_order_of(&self, other: &Column) -> bool {
        let (a, b) = (&self.numbers, &other.numbers);
        let is_alike = |n: usize, is_turned: bool| {
            let mut rows: Vec<usize> = (0..n).collect();
            rows.sort_by(|&i, &j| a[i].total_cmp(&a[j]));
            rows.windows(2).all(|rows| {
                let [of_a, of_b] = [a, b].map(|numbers| numbers[rows[0]].total_cmp(&numbers[rows[1]]));
                of_a == if is_turned { of_b.reverse() } else { of_b }
            })
        };
        let (n, is_long) = (self.n_rows, self.distinct.len() >= FEWEST_IN_ORDER);
        let is_whole = is_long && a.len() == n && b.len() == n;
        // a look at the first rows spares the sort of all
        is_whole && [false, true].iter().any(|&is_turned| is_alike(n.min(1000), is_turned) && is_alike(n, is_turned))
    }

    /// Whether distinct whole numbers number the rows: by the heading, or as they leave none out.
    fn is_numbering(&self) -> bool {
        let (low, high) = range(self.numbers.iter().copied());
        self.is_called_identifier()
            || self.has_word(&["no", "nr", "number", "key", "code", "index"])
            || high - low + 1.0 == self.numbers.len() as f64
    }

    fn is_called_identifier(&self) -> bool {
        let heading = self.heading.trim().to_lowercase();
        let ends = |words: &[&str]| words.iter().any(|word| heading.ends_with(word));
        self.has_word(&["id", "identifier"]) || ends(&["id"]) && !ends(&["paid", "bid", "valid"])
    }

    fn has_word(&self, words: &[&str]) -> bool {
        let heading = self.heading.to_lowercase();
        heading.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&word))
    }
}

/// Three groups of digits between dashes, points or strokes, such as 2026-01-31 or 31.1.26, perhaps with a time.
fn is_date(cell: &str) -> bool {
    let day = cell.split([' ', 'T']).next().unwrap_or_default();
    let parts: Vec<&str> = day.split(['-', '.', '/']).collect();
    // groups of three digits are thousands
    let is_part = |part: &&str| [1, 2, 4].contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(is_part)
}

/// Digits with signs of money, percent or thousands, such as $5 or 1,200.
fn is_signed(cell: &str) -> bool {
    let is_of = |c: char| c.is_ascii_digit() || "-.,' $€£¥%\u{a0}\u{202f}".contains(c);
    cell.contains(|c: char| c.is_ascii_digit()) && cell.chars().all(is_of) && !cell.chars().skip(1).any(|c| c == '-')
}
