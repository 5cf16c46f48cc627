//! What the start of a file tells: what kind of file it is, what separates its cells, and which headings it has.

use super::columns::{Layout, check_utf8, text};
use super::rows::{Cells, Text, blank_lines, count_breaks, split};
use super::schema::{Schema, is_heading};
use crate::error::{Error, Result, shown};
use std::io::Read;

/// How many rows may stand above the headings that are still found.
const ABOVE: usize = 10;

/// Headings that a message lists at most.
const LISTED: usize = 20;

pub(super) const EMPTY: &str = "is empty; the first line must name the columns";
pub(super) const NO_ROWS: &str = "has a header but no customers; add at least one row";

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A row that holds anything, and the line that it starts on.
type Headed = (Vec<String>, u64);

/// A text whose next row is looked at.
pub(super) struct Start<'a, R> {
    pub file: &'a str,
    pub text: &'a mut Text<R>,
    pub separator: u8,
}

impl<'a, R: Read> Start<'a, R> {
    /// Looks at the first bytes for what kind of file it is and for the separator with which its rows show the most headings.
    pub fn of(file: &'a str, source: &'a mut Text<R>, headings: &[String]) -> Result<Start<'a, R>> {
        source.fill(0).map_err(|source| Error::cannot_read(file, source))?;
        while source.rest().starts_with(BYTE_ORDER_MARK) {
            source.take(BYTE_ORDER_MARK.len(), 0);
        }
        if let Some(found) = other_kind(source.rest()) {
            return Err(Error::not_csv(file, found));
        }
        let separator = separator(source.rest(), headings);
        Ok(Start { file, text: source, separator })
    }

    /// The next row that is not empty; none at the end.
    pub fn row(&mut self) -> Result<Option<Headed>> {
        loop {
            let (rest, is_end) = (self.text.rest(), self.text.is_end);
            let blank = blank_lines(rest, is_end);
            let n_lines = count_breaks(&rest[..blank]);
            self.text.take(blank, n_lines);
            let (mut cells, rest, line) = (Cells::new(), self.text.rest(), self.text.line);
            let row = if rest.is_empty() { Ok(None) } else { split(rest, self.separator, is_end, &mut cells) };
            if let Some(row) = row.map_err(|fault| fault.at(self.file, line))? {
                check_utf8(self.file, line, &cells)?;
                let headings: Vec<String> = cells.iter().map(|cell| text(cell).to_owned()).collect();
                self.text.take(row.length, row.n_lines);
                if headings.iter().any(|heading| !heading.trim().is_empty()) {
                    return Ok(Some((headings, line)));
                }
            } else if is_end {
                return Ok(None);
            } else {
                self.text.fill(0).map_err(|source| Error::cannot_read(self.file, source))?;
            }
        }
    }

    /// Reads the headings and where the schema's columns stand.
    pub fn layout(&mut self, schema: &Schema) -> Result<Layout> {
        let headings = schema.headings();
        let (header, line) = self.row()?.ok_or_else(|| Error::not_csv(self.file, EMPTY))?;
        if !missing(&header, &headings).is_empty() {
            return Err(self.no_header(line, &header, &headings));
        }
        let place = |column: &str| {
            let found: Vec<usize> = (0..header.len()).filter(|&i| is_heading(&header[i], column)).collect();
            let twice = || Error::DuplicateColumn { file: self.file.to_owned(), line, column: column.to_owned() };
            found[1..].is_empty().then_some(found[0]).ok_or_else(twice)
        };
        let renamed = headings.iter().filter_map(|column| {
            let found = header.iter().find(|found| is_heading(found, column))?.trim();
            (found != column).then(|| format!("\"{}\" as \"{column}\"", shown(found)))
        });
        let numbers = schema.features().iter().map(|column| Ok((place(column.heading())?, column.rule())));
        let categories = schema.categories().iter().map(|column| place(column.heading()));
        Ok(Layout {
            file: self.file.to_owned(),
            separator: self.separator,
            renamed: renamed.collect(),
            id: schema.id().map(place).transpose()?,
            numbers: numbers.collect::<Result<_>>()?,
            categories: categories.collect::<Result<_>>()?,
            is_mall: schema.is_mall(),
            keeps_bad: false,
            header,
        })
    }

    /// Why a row is no header: another is below it, or columns are missing.
    fn no_header(&mut self, line: u64, row: &[String], headings: &[String]) -> Error {
        let file = self.file.to_owned();
        let is_header = |(row, _): &Headed| missing(row, headings).is_empty();
        let header = (0..ABOVE).find_map(|_| self.row().ok()?.filter(is_header));
        if let Some((_, header)) = header {
            return Error::TextAboveHeader { file, line, header };
        }
        let more = (row.len() > LISTED).then(|| "…".to_owned());
        let found = row.iter().take(LISTED).map(|heading| shown(heading)).chain(more).collect();
        Error::MissingColumns { file, line, columns: missing(row, headings), found }
    }
}

/// What a file is that is not CSV in UTF-8, and what to do about it.
fn other_kind(start: &[u8]) -> Option<&'static str> {
    let has = |part: &[u8]| start.windows(part.len()).any(|window| window == part);
    let is_sheet = has(b"[Content_Types].xml") || has(b"xl/") || has(b"opendocument.spreadsheet");
    match start {
        [0x1F, 0x8B, ..] => Some("is compressed with gzip; unpack it first"),
        [b'P', b'K', 3, 4, ..] if is_sheet => Some("is a workbook (xlsx or ods); save its sheet as CSV in UTF-8"),
        [b'P', b'K', 3, 4, ..] => Some("is a zip archive; unpack it first"),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Some("is an old workbook (xls); save its sheet as CSV in UTF-8"),
        _ if has(&[0]) => Some("is UTF-16 or no text at all, since it holds zero bytes; save it as CSV in UTF-8"),
        _ => None,
    }
}

/// The separator with which the first rows show the most of the headings or, of equals, the most cells; without headings to
/// look for, the first row.
fn separator(start: &[u8], headings: &[String]) -> u8 {
    let key = |separator: &u8| {
        let (mut cells, mut at, mut best) = (Cells::new(), 0, (usize::MAX, 0));
        for _ in 0..if headings.is_empty() { 1 } else { ABOVE + 1 } {
            at += blank_lines(&start[at..], true);
            let Ok(Some(row)) = split(&start[at..], *separator, true, &mut cells) else { break };
            let row_of_text: Vec<String> =
                cells.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
            best = best.min((missing(&row_of_text, headings).len(), usize::MAX - cells.len()));
            at += row.length;
        }
        best
    };
    // of equals the first, the likeliest, is taken
    [b',', b';', b'\t', b'|'].into_iter().min_by_key(key).unwrap_or(b',')
}

/// The headings that a row does not show.
fn missing(row: &[String], headings: &[String]) -> Vec<String> {
    headings.iter().filter(|column| !row.iter().any(|found| is_heading(found, column))).cloned().collect()
}
