//! What is accepted is read as RFC 4180 has it, and what has no clear reading is refused: against a splitter that does
//! nothing else.

use std::io::{self, Read};

use crate::common::customers::*;
use helpers::{CustomerBatches, Error, Schema};

/// The cells of all rows that are not blank, or `None` if quotes leave open where a cell ends.
///
/// A quote that is not a cell's first character is text, as everywhere but in the RFC, which has no such cell.
fn split(text: &str, separator: char) -> Option<Vec<Vec<String>>> {
    let mut rows = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let line = rest.trim_start_matches(['\n', '\r']);
        if line.len() < rest.len() {
            rest = line;
            continue;
        }
        let mut row = Vec::new();
        loop {
            let (cell, after) = split_cell(rest, separator)?;
            row.push(cell);
            rest = after;
            match rest.strip_prefix(separator) {
                Some(next) => rest = next,
                None => break,
            }
        }
        if !rest.is_empty() && !rest.starts_with(['\n', '\r']) {
            return None;
        }
        rows.push(row);
    }
    Some(rows)
}

/// A cell and what follows it.
fn split_cell(text: &str, separator: char) -> Option<(String, &str)> {
    let Some(mut rest) = text.strip_prefix('"') else {
        let end = text.find([separator, '\n', '\r']).unwrap_or(text.len());
        return Some((text[..end].to_owned(), &text[end..]));
    };
    let mut cell = String::new();
    loop {
        let (before, after) = rest.split_once('"')?;
        cell.push_str(before);
        match after.strip_prefix('"') {
            None => return Some((cell, after)),
            Some(next) => rest = next,
        }
        cell.push('"');
    }
}

/// The cells that the reader gives, from the header on.
fn cells(csv: impl Read) -> Result<Vec<Vec<String>>, Error> {
    let batches = CustomerBatches::from_reader(csv, "mall.csv", &Schema::default())?;
    let mut rows = vec![batches.header().to_vec()];
    for batch in batches {
        rows.extend(batch?.cells());
    }
    Ok(rows)
}

/// The rows that a file of customers should give: all that hold anything, if they are as wide as the header.
fn expected(text: &str, separator: char) -> Option<Vec<Vec<String>>> {
    let rows = split(text, separator)?;
    let width = rows[0].len();
    let is_blank = |row: &Vec<String>| row.iter().all(|cell| cell.is_empty());
    rows.iter().all(|row| row.len() == width).then(|| rows.into_iter().filter(|row| !is_blank(row)).collect())
}

/// Asserts that the reader gives what the splitter does or, where that refuses, refuses; gives whether it accepts.
#[track_caller]
fn assert_reads_as_split(csv: &str, separator: char) -> bool {
    let expected = expected(csv, separator);
    match cells(csv.as_bytes()) {
        Ok(cells) => assert_eq!(Some(cells), expected, "{csv:?}"),
        Err(error) => assert!(expected.is_none(), "{csv:?}: {error}"),
    }
    expected.is_some()
}

#[test]
fn every_short_text_in_a_cell_is_read_as_split_or_refused() {
    const SIGNS: [char; 6] = ['"', ',', '\n', '\r', 'a', ' '];
    const LENGTH: u32 = 5;
    let mut accepted = 0;
    for number in 0..SIGNS.len().pow(LENGTH) {
        let text: String = (0..LENGTH).map(|place| SIGNS[number / SIGNS.len().pow(place) % SIGNS.len()]).collect();
        let csv = format!("{HEADER},Note\n1,Male,19,15,39,{text}\n2,Male,21,15,81,b\n");
        accepted += u32::from(assert_reads_as_split(&csv, ','));
    }
    assert!((500..7_000).contains(&accepted), "{accepted}");
}

#[test]
fn files_that_people_have_are_read_as_split() {
    let wide = format!("{HEADER},Note");
    let semicolons = wide.replace(',', ";");
    for (csv, separator) in [
        (format!("{wide}\n1,Male,19,15,39,plain\n2,Female,21,15,81,\n"), ','),
        (format!("{wide}\r\n1,Male,19,15,39,plain\r\n\r\n2,Female,21,15,81,"), ','),
        (format!("{wide}\r1,Male,19,15,39,plain\r2,Female,21,15,81,\"\r"), ','),
        (format!("{wide}\n1,Male,19,15,39,\"a, \"\"b\"\"\n,,,,,\n\"\n\"2\",,,,,\"\"\n"), ','),
        (format!("{wide}\n1,Male,19,15,39,a 5\" screen\n2,Male,19,15,39, \"both\"\n"), ','),
        (format!("{wide}\n1,Male,19,15,39,\"said hi\n2,Male,21,15,81,\"good\"\n3,Male,20,16,6,\n"), ','),
        (format!("{wide}\n,,,,,\n1,Male,19,15,39,é…\n,,,,,\n,,,,,\n"), ','),
        (format!("{wide}\n1,Male,19,15,39\n"), ','),
        (format!("{semicolons}\n1;Male;19;15;39;a, \"b\"\n2;F;20;16;40;\"; \"\"\n\"\n"), ';'),
        (format!("{semicolons}\n1;Male;19,5;15;39;a\n").replace(';', "\t"), '\t'),
        (format!("{semicolons}\n1;Male;19;15;39;\"|;\"\n").replace(';', "|"), '|'),
        (format!("\"{}\"\n1;Male;19;15;39;\"a\"\n", semicolons.replace(';', "\";\"")), ';'),
    ] {
        assert_reads_as_split(&csv, separator);
    }
    let mall = std::fs::read_to_string(MALL).unwrap();
    assert!(assert_reads_as_split(&mall, ','));
}

/// Gives a byte at a time.
struct Slow<'a>(&'a [u8]);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = buffer.len().min(1);
        self.0.read(&mut buffer[..n])
    }
}

#[test]
fn where_a_read_ends_changes_nothing() {
    let many = "\"1\n,\"\"\",Male,19,15,39,a\r\n".repeat(1_000);
    for end in ["", "2,F,20,16,40,\"b\r\n\"\r\n", "2,F,20,16,40,\"b\"c\"\n", "2,F,20,16,40,\"b\n", "\"", "2,F\n"] {
        let csv = format!("\u{feff}{HEADER},Note\n{many}{end}");
        match (cells(csv.as_bytes()), cells(Slow(csv.as_bytes()))) {
            (Ok(at_once), Ok(slowly)) => {
                assert_eq!(at_once, slowly);
                assert_eq!(Some(at_once), expected(csv.trim_start_matches('\u{feff}'), ','));
            }
            (Err(at_once), Err(slowly)) => assert_eq!(at_once.to_string(), slowly.to_string()),
            (at_once, slowly) => panic!("{end:?}: {at_once:?}, then {slowly:?}"),
        }
    }
}
