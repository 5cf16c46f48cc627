//! Customers that cannot be read: each fault is reported with file, line, column and remedy.

use std::io::{self, Read};

use crate::common::customers::*;
use helpers::{CustomerBatches, Customers, Error, Feature, Schema};

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
    let error = Customers::from_path("no/such/mall.csv", &Schema::default()).unwrap_err();
    let message = error.to_string();
    assert!(matches!(error, Error::Read { .. }));
    assert!(message.starts_with("cannot read no/such/mall.csv: "), "{message}");
    assert!(message.contains("check the path"), "{message}");
    let folder = std::env::current_dir().unwrap();
    assert!(message.contains(&folder.display().to_string()), "{message}");
}

#[test]
fn a_folder_instead_of_a_file() {
    let error = Customers::from_path(env!("CARGO_MANIFEST_DIR"), &Schema::default()).unwrap_err();
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
    for end in ["", "\n", "\r\n\r\n\n", "\n,,,,\n , ,,,\n"] {
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
fn all_missing_columns_are_named_at_once() {
    let message = fault("ID;Gender;Alter;Annual Income (k$);Score\n1;Male;19;15;39\n");
    let expected = "mall.csv, line 1: no column \"CustomerID\", no column \"Age\", no column \"Spending Score (1-100)\" \
                    among [ID, Gender, Alter, Annual Income (k$), Score]; add it or rename its heading";
    assert_eq!(message, expected);
}

#[test]
fn a_title_or_a_separator_line_above_the_headings() {
    let row = "1,Male,19,15,39\n";
    for above in
        ["Customers of the mall\n", "\nCustomers,2026\n", "sep=,\n", "1,F,20,16,40\n", ",,,,\n\"a\nb\"\n\n,,,,\n"]
    {
        let line = 1 + above.find(|c: char| c.is_alphanumeric()).map_or(0, |at| above[..at].matches('\n').count());
        let header = 1 + above.matches('\n').count();
        let message = fault(format!("{above}{HEADER}\n{row}"));
        let expected =
            format!("mall.csv, line {line}: the headings are only on line {header}; remove what stands above them");
        assert_eq!(message, expected);
    }
    let message = fault(format!("sep=;\r\n{HEADER}\r\n{row}").replace(',', ";"));
    assert!(message.starts_with("mall.csv, line 1: the headings are only on line 2"), "{message}");
}

#[test]
fn files_of_other_kinds() {
    let utf16 = |mark: &str| -> Vec<u16> { format!("{mark}{HEADER}\n1,Male,19,15,39\n").encode_utf16().collect() };
    let marked = utf16("\u{feff}");
    for (bytes, expected) in [
        (b"\x1F\x8B\x08\x00rest".to_vec(), "mall.csv is compressed with gzip; unpack it first"),
        (b"PK\x03\x04\x14\x00mall.csv".to_vec(), "mall.csv is a zip archive; unpack it first"),
        (
            b"PK\x03\x04\x14\x00[Content_Types].xml".to_vec(),
            "mall.csv is a workbook (xlsx or ods); save its sheet as CSV in UTF-8",
        ),
        (
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(),
            "mall.csv is an old workbook (xls); save its sheet as CSV in UTF-8",
        ),
        (
            marked.iter().flat_map(|c| c.to_le_bytes()).collect(),
            "mall.csv is UTF-16 or no text at all, since it holds zero bytes; save it as CSV in UTF-8",
        ),
        (
            marked.iter().flat_map(|c| c.to_be_bytes()).collect(),
            "mall.csv is UTF-16 or no text at all, since it holds zero bytes; save it as CSV in UTF-8",
        ),
        (
            utf16("").into_iter().flat_map(u16::to_le_bytes).collect(),
            "mall.csv is UTF-16 or no text at all, since it holds zero bytes; save it as CSV in UTF-8",
        ),
    ] {
        assert_eq!(fault(bytes), expected);
    }
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
        (
            "1,Male,\"19,5\",15,39",
            "Age",
            "\"19,5\" is not an age from 0 to 130 years (write decimals with a point, and nothing between thousands)",
        ),
        ("1,Male,19,15k,39", "Annual Income (k$)", "\"15k\" is not an income in k$, 0 or more"),
        ("1,Male,19,-0.1,39", "Annual Income (k$)", "\"-0.1\" is not an income"),
        ("1,Male,19,1e999,39", "Annual Income (k$)", "\"1e999\" is not an income"),
        ("1,Male,19,1e200,39", "Annual Income (k$)", "\"1e200\" is not an income in k$, 0 or more and at most 1e9"),
        ("1,Male,19,\"1,500\",39", "Annual Income (k$)", "\"1,500\" is not an income"),
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
    let customers = rows("1,m,0,0,1\n2,F,130,1e9,100\n").unwrap();
    let ages = customers.column(&Feature::AGE).unwrap();
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

#[test]
fn commas_that_may_divide_thousands_or_decimals() {
    let header = HEADER.replace(',', ";");
    for cell in ["1,500", "12,345", "1,500,000", "1.500,5", "1,500.5", "5,", "-,5"] {
        let message = fault(format!("{header}\n1;Male;19;{cell};39\n"));
        let start = format!("mall.csv, line 2, column \"Annual Income (k$)\": \"{cell}\" is not an income");
        assert!(message.starts_with(&start), "{message}");
        assert!(message.contains("(write decimals with a point, and nothing between thousands)"), "{message}");
    }
}

#[test]
fn messages_are_short_and_hold_nothing_that_acts_on_a_terminal() {
    let evil = "\u{1b}[2J\u{7}\n\u{202e}".repeat(10_000);
    for message in [
        fault(format!("{HEADER}\n1,Male,\"{evil}\",15,39\n")),
        fault(format!("{HEADER}\n1,\"{evil}\",19,15,39\n")),
        fault(format!("\"{evil}\",b\n1,2\n")),
        fault(format!("{}\n1,2\n", format!("\"{evil}\",").repeat(2))),
        fault(format!("{}\n1,2\n", "a\u{1b},".repeat(3_000))),
        fault(format!("{HEADER}\n{evil}\n")),
        fault(format!("{HEADER}\n\"{evil}\"{evil}\n")),
    ] {
        let is_calm = |c: char| !c.is_control() && c != '\u{202e}';
        assert!(message.len() < 1_000 && message.chars().all(is_calm), "{message:?}");
    }
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
    let message = Customers::from_reader(halting, "mall.csv", &Schema::default()).unwrap_err().to_string();
    assert!(message.starts_with("mall.csv, line 7, column \"Age\""), "{message}");
    assert_eq!(message, fault(csv));
}

#[test]
fn lines_are_counted_in_long_files_too() {
    let good = "\r\n\"1\r\n\",Male,19,15,39\r\n".repeat(20_000);
    let message = row_fault(&format!("{good}9,Male,old,15,39\r\n"));
    assert!(message.starts_with("mall.csv, line 60002, column \"Age\""), "{message}");
    let message = row_fault(&format!("{good}\"9,Male,20,15,39\r\n{}", "1,Male,19,15,39\r\n".repeat(20_000)));
    let start = "mall.csv, line 60002, column 1, read up to line 80003: a quote is opened";
    assert!(message.starts_with(start), "{message}");
}

#[test]
fn a_fault_in_a_row_of_several_lines_has_its_first_line() {
    let message = row_fault("1,Male,19,15,39\n\n\"2\n3\",Male,old,15,39\n");
    assert!(message.starts_with("mall.csv, line 4, column \"Age\""), "{message}");
}

#[test]
fn a_quote_that_is_never_closed_does_not_swallow_rows() {
    for (header, row, column) in [
        (HEADER.to_owned(), "1,Male,19,15,\"39", 5),
        (format!("{HEADER},Note"), "1,Male,19,15,39,\"nice", 6),
        (HEADER.to_owned(), "\"1,Male,19,15,39", 1),
    ] {
        for (rest, end) in [("\n2,Male,21,15,81\n3,Male,20,16,6\n", 6), ("\n", 4), ("", 3)] {
            let message = fault(format!("{header}\n\n{row}{rest}"));
            let expected = format!(
                "mall.csv, line 3, column {column}, read up to line {end}: a quote is opened and never closed; \
                 close or remove it"
            );
            assert_eq!(message, expected);
        }
    }
}

#[test]
fn text_after_a_closing_quote_does_not_swallow_rows() {
    let rows = "1,Male,19,15,39,\"said hi\n2,Male,21,15,81,\n3,Male,20,16,6,\"good\"\n4,Female,23,16,77,\n";
    let message = fault(format!("{HEADER},Note\n{rows}"));
    let expected = "mall.csv, line 2, column 6, read up to line 4: text follows the quote that closes the cell; \
                    double each quote within a cell";
    assert_eq!(message, expected);
    let message = row_fault("1,Male,19,15,39\n\"2\" ,Male,21,15,81\n");
    assert!(message.starts_with("mall.csv, line 3, column 1, read up to line 3: text follows"), "{message}");
}

#[test]
fn rows_before_a_fault_are_given_and_none_after_it() {
    let good = "1,Male,19,15,39\n".repeat(10_000);
    let csv = format!("{HEADER}\n{good}\"2\"x,Male,21,15,81\n{good}");
    let mut batches = CustomerBatches::from_reader(csv.as_bytes(), "mall.csv", &Schema::default()).unwrap();
    let given: usize = batches.by_ref().map_while(Result::ok).map(|batch| batch.customers.len()).sum();
    assert_eq!(given, 8192);
    assert!(batches.next().is_none());
}

/// A row that repeats its text without end, after a header.
struct Endless {
    header: &'static [u8],
    text: u8,
    read: usize,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.header.read(buffer)?;
        buffer[n..].fill(self.text);
        self.read += buffer.len();
        Ok(buffer.len())
    }
}

#[test]
fn a_row_without_end_is_refused_before_it_fills_the_memory() {
    for (header, text, place) in [
        ("CustomerID,Gender,Age,Annual Income (k$),Spending Score (1-100)\n1,Male,\"", b'\n', "line 2, column 3"),
        ("CustomerID,Gender,Age,Annual Income (k$),Spending Score (1-100)\n1,Male,", b'9', "line 2, column 3"),
        ("CustomerID,Gender,Age,Annual Income (k$),Spending Score (1-100)\n", b',', "line 2, column 10485"),
        ("", b'a', "line 1, column 1"),
    ] {
        let mut endless = Endless { header: header.as_bytes(), text, read: 0 };
        let message = Customers::from_reader(&mut endless, "mall.csv", &Schema::default()).unwrap_err().to_string();
        assert!(message.starts_with(&format!("mall.csv, {place}")), "{message}");
        assert!(message.contains("the row goes on for more than 1 MiB; look for an open quote"), "{message}");
        assert!(endless.read < 1_100_000, "{}", endless.read);
    }
}

#[test]
fn a_row_of_almost_a_mebibyte_is_read() {
    let row = |length: usize| format!("{HEADER},Note\n1,Male,19,15,39,{}\n", "a".repeat(length - 16));
    assert_eq!(read(row(1 << 20)).unwrap().len(), 1);
    assert!(fault(row((1 << 20) + 1)).contains("more than 1 MiB"));
}

#[test]
fn a_stray_quote_inside_the_last_row_is_text() {
    let customers = rows("1,Male,19,15,39\n2\"x,Male,21,15,81\n").unwrap();
    assert_eq!(customers.id(1), "2\"x");
}

#[test]
fn bytes_that_are_not_utf8() {
    let row = |cell: &[u8]| [HEADER.as_bytes(), b"\r\n1,Male,19,15,39\r\n\r\n2,", cell, b",20,15,3\r\n"].concat();
    let message = fault(row(b"M\xE4nnlich"));
    assert_eq!(message, "mall.csv, line 4, column 2: not valid UTF-8, perhaps Latin-1; save the file as CSV in UTF-8");
    let message = fault(b"CustomerID,Gender,Age\xFF\n".as_slice());
    assert!(message.starts_with("mall.csv, line 1, column 3: not valid UTF-8"), "{message}");
}
