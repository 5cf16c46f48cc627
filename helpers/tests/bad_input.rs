//! Customers that cannot be read: each fault is reported with file, line, column and remedy.

mod common;

use std::io::{self, Read};

use common::customers::*;
use helpers::{Customers, Error, Feature};

/// The message of the fault, which must name the file.
fn fault(csv: impl AsRef<[u8]>) -> String {
    let message = read(csv).expect_err("a fault").to_string();
    assert!(message.starts_with("mall.csv"), "{message}");
    message
}

fn row_fault(lines: &str) -> String {
    fault(format!("{HEADER}\n{lines}"))
}

// Whole files

#[test]
fn a_file_that_is_not_there() {
    let error = Customers::from_path("no/such/mall.csv").unwrap_err();
    let message = error.to_string();
    assert!(matches!(error, Error::Read { .. }));
    assert!(message.starts_with("cannot read no/such/mall.csv: "), "{message}");
    assert!(message.contains("check the path"), "{message}");
    let folder = std::env::current_dir().unwrap();
    assert!(message.contains(&folder.display().to_string()), "{message}");
}

#[test]
fn a_folder_instead_of_a_file() {
    let error = Customers::from_path(env!("CARGO_MANIFEST_DIR")).unwrap_err();
    assert!(matches!(error, Error::Read { .. }), "{error}");
}

#[test]
fn a_file_with_nothing_in_it() {
    for nothing in ["", "\n\r\n\n", "\u{feff}", "\u{feff}\r\n", "  \n\t\n"] {
        assert_eq!(fault(nothing), "mall.csv is empty; the first line must name the columns");
    }
}

#[test]
fn a_header_and_nothing_else() {
    for end in ["", "\n", "\r\n\r\n\n"] {
        let message = fault(format!("{HEADER}{end}"));
        assert_eq!(message, "mall.csv has a header but no customers; add at least one row");
    }
}

#[test]
fn each_column_missing_in_turn() {
    let headings: Vec<&str> = HEADER.split(',').collect();
    for (missing, heading) in headings.iter().enumerate() {
        let others: Vec<&str> = (0..5).filter(|i| *i != missing).map(|i| headings[i]).collect();
        let message = fault(format!("\n{}\n1,2,3,4\n", others.join(",")));
        let expected = format!("mall.csv, line 2: no column \"{heading}\" among [{}]; add", others.join(", "));
        assert!(message.starts_with(&expected), "{message}");
    }
}

#[test]
fn semicolons_for_commas() {
    let message = fault(HEADER.replace(',', ";") + "\n1;Male;19;15;39\n");
    assert!(message.contains("line 1: no column \"CustomerID\" among [CustomerID;Gender;"), "{message}");
}

#[test]
fn a_column_that_stands_twice() {
    for (extra, column) in [("Genre", "Gender"), ("age", "Age")] {
        let message = fault(format!("{HEADER},{extra}\n1,Male,19,15,39,Male\n"));
        let expected = format!("mall.csv, line 1: two columns are read as \"{column}\"; remove or rename one");
        assert_eq!(message, expected);
    }
}

// Cells

#[test]
fn cells_out_of_their_range() {
    for (row, column, expected) in [
        ("1,Male,old,15,39", "Age", "\"old\" is not an age from 0 to 130 years"),
        ("1,Male,-1,15,39", "Age", "\"-1\" is not an age"),
        ("1,Male,131,15,39", "Age", "\"131\" is not an age"),
        ("1,Male,inf,15,39", "Age", "\"inf\" is not an age"),
        ("1,Male,-nan,15,39", "Age", "\"-nan\" is not an age"),
        ("1,Male,\"19,5\",15,39", "Age", "\"19,5\" is not an age"),
        ("1,Male,19,15k,39", "Annual Income (k$)", "\"15k\" is not an income in k$, 0 or more"),
        ("1,Male,19,-0.1,39", "Annual Income (k$)", "\"-0.1\" is not an income"),
        ("1,Male,19,1e999,39", "Annual Income (k$)", "\"1e999\" is not an income"),
        ("1,Male,19,15,much", "Spending Score (1-100)", "\"much\" is not a score from 1 to 100"),
        ("1,Male,19,15,0", "Spending Score (1-100)", "\"0\" is not a score"),
        ("1,Male,19,15,0.99", "Spending Score (1-100)", "\"0.99\" is not a score"),
        ("1,Male,19,15,100.5", "Spending Score (1-100)", "\"100.5\" is not a score"),
        ("1,X,19,15,39", "Gender", "\"X\" is not Male or Female"),
    ] {
        let message = row_fault(&format!("0,F,20,16,40\n{row}\n"));
        let start = format!("mall.csv, line 3, column \"{column}\": {expected}");
        assert!(message.starts_with(&start), "{message}");
        assert!(message.ends_with("; correct the cell or leave it empty"), "{message}");
    }
}

#[test]
fn the_ends_of_the_ranges_are_accepted() {
    let customers = rows("1,m,0,0,1\n2,F,130,1e6,100\n").unwrap();
    let ages = customers.column(Feature::Age).unwrap();
    assert_eq!(ages, [0.0, 130.0]);
}

#[test]
fn a_fault_is_named_by_the_heading_the_file_has() {
    let message = fault(format!("{}\n1,Divers,19,15,39\n", HEADER.replace("Gender", " Genre ")));
    assert!(message.contains("line 2, column \"Genre\": \"Divers\""), "{message}");
}

#[test]
fn a_long_cell_is_shortened_in_the_message() {
    let message = row_fault(&format!("1,Male,{},15,39\n", "é".repeat(1000)));
    assert!(message.contains(&format!("\"{}…\" is not", "é".repeat(40))), "{message}");
}

// Lines

#[test]
fn a_short_and_a_long_line() {
    for (line, found) in [("2,Male,19", 3), ("2,Male,19,15,39,5", 6), ("   ", 1)] {
        let message = row_fault(&format!("1,Male,19,15,39\n{line}\n"));
        let expected = format!("mall.csv, line 3: {found} cells where the header has 5; look for");
        assert!(message.starts_with(&expected), "{message}");
    }
}

#[test]
fn lines_are_counted_as_an_editor_does() {
    let bad = "9,Male,old,15,39";
    for (before, line) in [
        ("1,Male,19,15,39\n", 3),
        ("1,Male,19,15,39\n\n\n", 5),
        ("\"1\n\n2\",Male,19,15,39\n", 5),
        ("\n\"1\n\",Male,19,15,39\n\n", 6),
    ] {
        for line_end in ["\n", "\r\n", "\r"] {
            let csv = format!("{HEADER}\n{before}{bad}\n").replace('\n', line_end);
            let message = fault(csv);
            let expected = format!("mall.csv, line {line}, column \"Age\"");
            assert!(message.starts_with(&expected), "{message} with {line_end:?} after {before:?}");
        }
    }
}

/// Gives a byte at a time, and is interrupted before each.
struct Halting<'a> {
    bytes: &'a [u8],
    is_interrupted: bool,
}

impl Read for Halting<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.is_interrupted = !self.is_interrupted;
        match self.is_interrupted {
            true => Err(io::ErrorKind::Interrupted.into()),
            false => self.bytes.read(&mut buffer[..1]),
        }
    }
}

#[test]
fn a_reader_that_gives_little_at_a_time_changes_nothing() {
    let csv = format!("\u{feff}\r\n{HEADER}\r\n\"1\r\n\r\n2\",Male,19,15,39\r\n\r\n9,Male,old,15,39\r\n");
    let halting = Halting { bytes: csv.as_bytes(), is_interrupted: false };
    let message = Customers::from_reader(halting, "mall.csv").unwrap_err().to_string();
    assert!(message.starts_with("mall.csv, line 7, column \"Age\""), "{message}");
    assert_eq!(message, fault(csv));
}

#[test]
fn lines_are_counted_in_long_files_too() {
    let good = "\r\n\"1\r\n\",Male,19,15,39\r\n".repeat(20_000);
    let message = row_fault(&format!("{good}9,Male,old,15,39\r\n"));
    assert!(message.starts_with("mall.csv, line 60002, column \"Age\""), "{message}");
    let message = row_fault(&format!("{good}\"9,Male,20,15,39\r\n{}", "1,Male,19,15,39\r\n".repeat(20_000)));
    assert!(message.starts_with("mall.csv, line 60002: a quote is opened"), "{message}");
}

#[test]
fn a_fault_in_a_row_of_several_lines_has_its_first_line() {
    let message = row_fault("1,Male,19,15,39\n\n\"2\n3\",Male,old,15,39\n");
    assert!(message.starts_with("mall.csv, line 4, column \"Age\""), "{message}");
}

#[test]
fn a_quote_that_is_never_closed_does_not_swallow_rows() {
    for (header, row) in [
        (HEADER.to_owned(), "1,Male,19,15,\"39"),
        (format!("{HEADER},Note"), "1,Male,19,15,39,\"nice"),
        (HEADER.to_owned(), "\"1,Male,19,15,39"),
    ] {
        let message = fault(format!("{header}\n\n{row}\n2,Male,21,15,81\n3,Male,20,16,6\n"));
        let expected = "mall.csv, line 3: a quote is opened and never closed; close or remove it";
        assert_eq!(message, expected);
    }
}

#[test]
fn a_stray_quote_inside_the_last_row_is_text() {
    let customers = rows("1,Male,19,15,39\n2\"x,Male,21,15,81\n").unwrap();
    assert_eq!(customers.rows()[1].id, "2\"x");
}

#[test]
fn bytes_that_are_not_utf8() {
    let row = |cell: &[u8]| [HEADER.as_bytes(), b"\r\n1,Male,19,15,39\r\n\r\n2,", cell, b",20,15,3\r\n"].concat();
    let message = fault(row(b"M\xE4nnlich"));
    assert_eq!(message, "mall.csv, line 4, column 2: not valid UTF-8; save the file as UTF-8");
    let message = fault(b"CustomerID,Gender,Age\xFF\n".as_slice());
    assert!(message.starts_with("mall.csv, line 1, column 3: not valid UTF-8"), "{message}");
    let utf16: Vec<u8> = std::iter::once(0xFEFF).chain(HEADER.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert!(fault(utf16).starts_with("mall.csv, line 1, column 1: not valid UTF-8"));
}
