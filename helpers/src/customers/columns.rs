//! Customers by column, as they are read.

use std::ops::RangeInclusive;

use super::feature::{GENDERS, Rule, gender, number};
use super::missing::Told;
use super::rows::{Cells, blank_lines, count_breaks, split};
use crate::error::{Error, InvalidCell, Result, shown};

/// A category with more levels is likely an identifier or free text.
pub(super) const MOST_LEVELS: usize = 50;

/// The code of a missing category.
const NO_LEVEL: u8 = u8::MAX;

/// Where the columns of a file stand and what their cells may hold.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub file: String,
    pub separator: u8,
    /// The headings as the file has them.
    pub header: Vec<String>,
    /// Headings that differ from those looked for, and which these are.
    pub renamed: Vec<String>,
    pub id: Option<usize>,
    pub numbers: Vec<(usize, Rule)>,
    pub categories: Vec<usize>,
    /// Whether the category is the mall's gender.
    pub is_mall: bool,
    /// Whether a cell that cannot be read is taken for missing.
    pub keeps_bad: bool,
}

/// A column of words, as codes of its levels.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Category {
    pub levels: Vec<String>,
    codes: Vec<u8>,
}

impl Category {
    pub fn code(&self, row: usize) -> Option<usize> {
        Some(self.codes[row]).filter(|code| *code != NO_LEVEL).map(usize::from)
    }

    /// The code of a level, a new one if need be; none of a level too many.
    fn of_level(&mut self, level: &str) -> Option<u8> {
        let known = self.levels.iter().position(|known| known == level);
        let code = known.unwrap_or(self.levels.len());
        if known.is_none() && code < MOST_LEVELS {
            self.levels.push(level.to_owned());
        }
        u8::try_from(code).ok().filter(|_| code < MOST_LEVELS)
    }

    /// Adds the customers of another, who come after these; gives the row there of a level too many.
    fn append(&mut self, other: &Category) -> std::result::Result<(), usize> {
        let mut codes = [NO_LEVEL; NO_LEVEL as usize + 1];
        for (code, level) in other.levels.iter().enumerate() {
            let first = || other.codes.iter().position(|c| usize::from(*c) == code).unwrap_or(0);
            codes[code] = self.of_level(level).ok_or_else(first)?;
        }
        self.codes.extend(other.codes.iter().map(|code| codes[usize::from(*code)]));
        Ok(())
    }

    /// Sorts the levels, so that codes do not depend on the order of customers.
    pub fn sort(&mut self) {
        let unsorted = self.levels.clone();
        self.levels.sort_unstable();
        let codes: Vec<u8> = unsorted.iter().map(|level| self.levels.partition_point(|it| it < level) as u8).collect();
        self.codes.iter_mut().filter(|code| **code != NO_LEVEL).for_each(|code| *code = codes[usize::from(*code)]);
    }
}

/// Texts in one, and where each ends.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Texts {
    pub text: String,
    pub ends: Vec<usize>,
}

impl Texts {
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    fn append(&mut self, other: &Texts) {
        let before = self.text.len();
        self.text.push_str(&other.text);
        self.ends.extend(other.ends.iter().map(|end| before + end));
    }

    pub fn get(&self, i: usize) -> &str {
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        &self.text[start..self.ends[i]]
    }
}

/// The line of each row, where it is not that after the row before it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Lines(pub Vec<(usize, u64)>);

impl Lines {
    pub fn of(&self, row: usize) -> u64 {
        let (first, line) = self.0[self.0.partition_point(|(first, _)| *first <= row) - 1];
        line + (row - first) as u64
    }

    /// Adds a row, which comes after all others.
    pub fn push(&mut self, row: usize, line: u64) {
        if self.0.last().is_none_or(|(first, of_first)| of_first + (row - first) as u64 != line) {
            self.0.push((row, line));
        }
    }
}

/// The customers' columns, in the layout's order.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns {
    pub n_rows: usize,
    pub ids: Texts,
    /// NaN where a value is missing.
    pub numbers: Vec<Vec<f64>>,
    pub categories: Vec<Category>,
    pub lines: Lines,
    pub told: Told,
    /// Cells that were taken for missing because they cannot be read, with their rows.
    pub bad: Vec<(usize, InvalidCell)>,
}

impl Columns {
    pub fn new(layout: &Layout) -> Columns {
        let levels = if layout.is_mall { vec!["Female".to_owned(), "Male".to_owned()] } else { Vec::new() };
        let separator = (layout.separator != b',').then(|| layout.separator.into());
        Columns {
            told: Told { separator, headings: layout.renamed.clone(), ..Told::default() },
            numbers: vec![Vec::new(); layout.numbers.len()],
            categories: vec![Category { levels, codes: Vec::new() }; layout.categories.len()],
            ..Columns::default()
        }
    }

    /// Reads the rows of a text that starts on `line`, `most` customers at most; `keep` sees the text of each. Gives the bytes
    /// and the lines that these rows take: the last row counts only if it ends, or if the text `is_all` there is.
    pub fn read(
        &mut self,
        layout: &Layout,
        (text, is_all): (&[u8], bool),
        line: u64,
        most: usize,
        mut keep: impl FnMut(&[u8]),
    ) -> Result<(usize, u64)> {
        let (mut cells, mut at, mut line_here) = (Cells::new(), 0, line);
        loop {
            let blank = blank_lines(&text[at..], is_all);
            line_here += count_breaks(&text[at..at + blank]);
            at += blank;
            if at == text.len() || self.n_rows >= most {
                return Ok((at, line_here - line));
            }
            let row = split(&text[at..], layout.separator, is_all, &mut cells);
            let Some(row) = row.map_err(|fault| fault.at(&layout.file, line_here))? else {
                return Ok((at, line_here - line));
            };
            if self.push(layout, line_here, &cells)? {
                keep(&text[at..at + row.length]);
            }
            at += row.length;
            line_here += row.n_lines;
        }
    }

    /// Reads the cells of a row that starts on `line`; false for an empty one.
    fn push(&mut self, layout: &Layout, line: u64, cells: &Cells) -> Result<bool> {
        check_utf8(&layout.file, line, cells)?;
        let (expected, found, separator) = (layout.header.len(), cells.len(), layout.separator.into());
        if found == expected && cells.iter().all(|cell| text(cell).trim().is_empty()) {
            self.told.empty_rows += 1; // spreadsheets write rows of the table's width below it
            return Ok(false);
        }
        if found != expected {
            return Err(Error::RowLength { file: layout.file.clone(), line, expected, found, separator });
        }
        for (column, &place) in layout.categories.iter().enumerate() {
            let code = self.code(column, text(&cells[place]), layout.is_mall);
            let code = code.or_else(|what| self.bad(layout, (line, place), &cells[place], what, NO_LEVEL))?;
            self.categories[column].codes.push(code);
        }
        for (column, (place, rule)) in layout.numbers.iter().enumerate() {
            let value = self.value(&cells[*place], layout.separator != b',', &rule.0);
            let bad = || self.bad(layout, (line, *place), &cells[*place], rule.1, f64::NAN);
            let value = value.map_or_else(bad, Ok)?;
            self.numbers[column].push(value);
        }
        if let Some(place) = layout.id {
            self.ids.push(text(&cells[place]));
        }
        self.lines.push(self.n_rows, line);
        self.n_rows += 1;
        Ok(true)
    }

    /// What a cell that cannot be read is taken for, or its error.
    fn bad<T>(&mut self, layout: &Layout, at: (u64, usize), cell: &[u8], expected: &'static str, or: T) -> Result<T> {
        let cell = layout.invalid(at, cell, expected);
        if !layout.keeps_bad {
            return Err(Error::InvalidValue { file: layout.file.clone(), cell });
        }
        self.bad.push((self.n_rows, cell));
        Ok(or)
    }

    fn code(&mut self, column: usize, cell: &str, is_gender: bool) -> std::result::Result<u8, &'static str> {
        match gender(cell) {
            Some(code) if is_gender => Ok(code),
            _ if self.told.missing(cell) => Ok(NO_LEVEL),
            _ if is_gender => Err(GENDERS),
            _ => self.categories[column].of_level(cell.trim()).ok_or(TOO_MANY_LEVELS),
        }
    }

    fn value(&mut self, cell: &[u8], commas: bool, range: &RangeInclusive<f64>) -> Option<f64> {
        if let Some(value) = whole(cell) {
            return Some(value).filter(|value| range.contains(value));
        }
        let cell = text(cell);
        let value = number(cell, commas, range);
        if value.is_none() && self.told.missing(cell) {
            return Some(f64::NAN);
        }
        self.told.decimal_commas += usize::from(cell.contains(','));
        value
    }

    /// The bytes of memory held.
    pub fn bytes(&self) -> usize {
        let numbers: usize = self.numbers.iter().map(|column| column.capacity() * size_of::<f64>()).sum();
        let codes: usize = self.categories.iter().map(|category| category.codes.capacity()).sum();
        let ids = self.ids.text.capacity() + self.ids.ends.capacity() * size_of::<usize>();
        numbers + codes + ids + self.lines.0.capacity() * size_of::<(usize, u64)>()
    }

    /// These rows, in ascending order.
    pub fn select(&self, rows: &[usize]) -> Columns {
        let mut columns = Columns { n_rows: rows.len(), told: self.told.clone(), ..Columns::default() };
        for (i, &row) in rows.iter().enumerate() {
            columns.ids.push(self.ids.get(row));
            columns.lines.push(i, self.lines.of(row));
        }
        columns.numbers = self.numbers.iter().map(|column| rows.iter().map(|&row| column[row]).collect()).collect();
        let codes = |category: &Category| rows.iter().map(|&row| category.codes[row]).collect();
        let category = |all: &Category| Category { levels: all.levels.clone(), codes: codes(all) };
        columns.categories = self.categories.iter().map(category).collect();
        columns
    }

    /// Adds the customers of the text after these, whose lines are counted from `line`.
    pub fn append(&mut self, layout: &Layout, mut other: Columns, line: u64) -> Result<()> {
        for (first, of_first) in &other.lines.0 {
            self.lines.push(self.n_rows + first, line + of_first);
        }
        for ((column, other), &place) in self.categories.iter_mut().zip(&other.categories).zip(&layout.categories) {
            let at = |row| (self.lines.of(self.n_rows + row), place);
            let cell = |row| layout.invalid(at(row), b"", TOO_MANY_LEVELS);
            let fault = |row| Error::InvalidValue { file: layout.file.clone(), cell: cell(row) };
            column.append(other).map_err(fault)?;
        }
        self.numbers.iter_mut().zip(&mut other.numbers).for_each(|(column, other)| column.append(other));
        self.ids.append(&other.ids);
        self.told.append(&other.told);
        self.n_rows += other.n_rows;
        Ok(())
    }
}

const TOO_MANY_LEVELS: &str =
    "one of at most 50 levels of a category; leave a column of free text out, and name identifiers in ID";

impl Layout {
    fn invalid(&self, (line, place): (u64, usize), cell: &[u8], expected: &'static str) -> InvalidCell {
        InvalidCell { line, column: shown(&self.header[place]), value: shown(text(cell)), expected }
    }
}

/// Refuses cells that are not UTF-8.
pub(super) fn check_utf8(file: &str, line: u64, cells: &Cells) -> Result<()> {
    let is_other = |cell: &[u8]| !cell.is_ascii() && str::from_utf8(cell).is_err();
    let place = cells.iter().position(|cell| is_other(cell));
    place.map_or(Ok(()), |place| Err(Error::InvalidUtf8 { file: file.to_owned(), line, column: place + 1 }))
}

/// The text of a cell that was checked.
pub(super) fn text(cell: &[u8]) -> &str {
    str::from_utf8(cell).unwrap_or_default()
}

/// A whole number of few digits, which are most of all cells.
fn whole(cell: &[u8]) -> Option<f64> {
    let is_short = (1..=15).contains(&cell.len()) && cell.iter().all(u8::is_ascii_digit);
    is_short.then(|| cell.iter().fold(0_u64, |sum, digit| 10 * sum + u64::from(digit - b'0')) as f64)
}
