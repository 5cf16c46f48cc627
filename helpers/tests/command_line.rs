//! The example `assign`, run as a program; `cargo test` builds it.

mod common;

use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use common::{customers::*, segmentation::*};
use helpers::{CustomerBatches, SavedModel};

fn program() -> Command {
    let tests = std::env::current_exe().unwrap();
    let program: PathBuf = tests.ancestors().nth(2).unwrap().join("examples/assign");
    Command::new(program.with_extension(std::env::consts::EXE_EXTENSION))
}

fn run(arguments: &[&str]) -> Output {
    program().args(arguments).output().expect("built by cargo test")
}

fn assert_succeeds(arguments: &[&str]) -> String {
    let output = run(arguments);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success() && errors.is_empty(), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// The message of a run that must fail with this exit code.
fn assert_fails(arguments: &[&str], code: i32) -> String {
    let output = run(arguments);
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{message}");
    message
}

/// Runs the program on a file with this text.
fn assign(test: &str, csv: &str) -> (String, Output) {
    let path = folder(test).join("new.csv");
    fs::write(&path, csv).unwrap();
    let path = path.to_str().unwrap().to_owned();
    let output = run(&[MODEL, &path]);
    (path, output)
}

// A file

#[test]
fn every_customer_of_the_mall_keeps_its_cells_and_gets_a_segment() {
    let output = assert_succeeds(&[MODEL, MALL]);
    let mut original = csv::ReaderBuilder::new().has_headers(false).from_path(MALL).unwrap();
    let mut assigned = csv::ReaderBuilder::new().has_headers(false).from_reader(output.as_bytes());
    let mut expected = SavedModel::load(MODEL).unwrap().assign(&mall()).unwrap().into_iter();
    for (number, (original, assigned)) in original.records().zip(assigned.records()).enumerate() {
        let (original, assigned) = (original.unwrap(), assigned.unwrap());
        assert!(assigned.iter().take(5).eq(original.iter()));
        let added: Vec<&str> = assigned.iter().skip(5).collect();
        if number == 0 {
            assert_eq!(added, ["segment", "probability", "unlike_training"]);
            continue;
        }
        let expected = expected.next().unwrap();
        let probability = format!("{:.6}", expected.probability);
        let unlike = expected.unlike_training.to_string();
        assert_eq!(added, [expected.name, probability, unlike]);
    }
    assert!(expected.next().is_none());
    assert_eq!(output.lines().count(), 201);
}

#[test]
fn other_columns_and_odd_cells_are_kept() {
    let csv = "\u{feff}Note,Spending Score (1-100), age ,Genre,Annual Income (k$),CustomerID\r\n\
               \"two, \"\"parts\"\"\",50, 30 ,,60.0,007\r\n\r\n\"a\nb\",80,1.9e1,f,20,\r\n";
    let (_, output) = assign("odd_cells", csv);
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0],
        "Note,Spending Score (1-100), age ,Genre,Annual Income (k$),CustomerID,segment,probability,unlike_training"
    );
    assert!(lines[1].starts_with("\"two, \"\"parts\"\"\",50, 30 ,,60.0,007,middle,0.9"), "{text}");
    assert_eq!(lines[2], "\"a");
    assert!(lines[3].starts_with("b\",80,1.9e1,f,20,,\"low income, high spending\",0.9"), "{text}");
    assert!(lines[3].ends_with(",false"), "{text}");
}

#[test]
fn several_batches_are_one_file() {
    let rows: String = (0..10_000).map(|id| format!("{id},F,{},60,50\n", 20 + id % 50)).collect();
    let (_, output) = assign("batches", &format!("{HEADER}\n{rows}"));
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.lines().count(), 10_001);
    let numbers = text.lines().skip(1).map(|line| line.split(',').next().unwrap().parse::<usize>().unwrap());
    assert!(numbers.eq(0..10_000));
    let ending = |line: usize| text.lines().nth(line).unwrap().split_once(',').unwrap().1;
    assert_eq!(ending(1), ending(5_001));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_fault() {
    let mut child = program().args([MODEL, MALL]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
}

#[test]
fn faults_are_named_with_file_line_and_column() {
    let good = "1,Male,30,60,50\n".repeat(5_000);
    for (fault, line, expected) in [
        ("1,Male,old,60,50", 5_002, "column \"Age\": \"old\" is not an age"),
        ("1,Male,,60,50", 5_002, "column \"Age\": no value"),
        ("1,Male,30,60", 5_002, "4 cells where the header has 5"),
        ("1,Male,30,60,\"50\n1,Male,30,60,50", 5_002, "a quote is opened and never closed"),
    ] {
        let (path, output) = assign("faults", &format!("{HEADER}\n{good}{fault}\n"));
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{message}");
        assert!(message.starts_with(&format!("{path}, line {line}")), "{message}");
        assert!(message.contains(expected), "{message}");
    }
    let (path, output) = assign("faults", &format!("{HEADER},segment\n1,Male,30,60,50,x\n"));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.starts_with(&format!("{path}, line 1: there is a column \"segment\" already")), "{message}");
    assert!(output.stdout.is_empty());
    let (_, output) = assign("faults", HEADER);
    assert!(String::from_utf8(output.stderr).unwrap().contains("has a header but no customers"));
}

#[test]
fn files_that_are_not_there_or_no_models() {
    assert!(assert_fails(&["no.json", MALL], 1).starts_with("cannot read no.json: "));
    assert!(assert_fails(&[MODEL, "no.csv"], 1).starts_with("cannot read no.csv: "));
    assert!(assert_fails(&[MALL, MALL], 1).contains("cannot be read as a saved model"));
}

// One customer

#[test]
fn one_customer_is_assigned_as_in_a_file() {
    let found = assert_succeeds(&[MODEL, "--age", "30", "--income", "60", "--score", "50"]);
    let (_, output) = assign("one_customer", &format!("{HEADER}\n1,,30,60,50\n"));
    let text = String::from_utf8(output.stdout).unwrap();
    let added: Vec<&str> = text.lines().nth(1).unwrap().split(',').skip(5).collect();
    let expected = format!("segment: {}\nprobability: {}\nunlike_training: {}\n", added[0], added[1], added[2]);
    assert_eq!(found, expected);
    let far_off = assert_succeeds(&["--score", "50", MODEL, "--gender", "F", "--income", "900", "--age", "30"]);
    assert!(far_off.ends_with("unlike_training: true\n"), "{far_off}");
}

#[test]
fn cells_are_checked_as_in_a_file() {
    let message = assert_fails(&[MODEL, "--age", "-5", "--income", "60", "--score", "50"], 1);
    assert_eq!(message, "the arguments: column \"Age\": \"-5\" is not an age from 0 to 130 years\n");
    let message = assert_fails(&[MODEL, "--age", "30", "--score", "50"], 1);
    assert_eq!(message, "the model needs Annual Income (k$): add --income\n");
}

#[test]
fn arguments_that_ask_for_nothing() {
    for (arguments, expected) in [
        (vec![], "a model and customers are needed"),
        (vec![MODEL], "a model and customers are needed"),
        (vec![MODEL, MALL, MALL], "a model and customers are needed"),
        (vec!["--age", "30"], "a model and customers are needed"),
        (vec![MODEL, MALL, "--age", "30"], "either a file of customers or one customer"),
        (vec![MODEL, "--height", "180"], "--height is no option"),
        (vec![MODEL, "--age"], "--age needs a value"),
        (vec![MODEL, "--age", "30", "--age", "31"], "--age is given twice"),
    ] {
        let message = assert_fails(&arguments, 2);
        assert!(message.starts_with(&format!("{expected}\n\nusage: assign ")), "{message}");
    }
    assert!(assert_succeeds(&["--help"]).starts_with("usage: assign "));
}

// Memory

/// Rows without end, and how many bytes of them were read.
struct Endless {
    read: usize,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let text = [HEADER.as_bytes(), b"\n"].concat();
        let row = b"1,Male,30,60,50\n";
        for (offset, byte) in (self.read..).zip(buffer.iter_mut()) {
            *byte = *text.get(offset).unwrap_or(&row[offset.wrapping_sub(text.len()) % row.len()]);
        }
        self.read += buffer.len();
        Ok(buffer.len())
    }
}

#[test]
fn no_more_is_read_than_the_next_batch_needs() {
    let mut source = Endless { read: 0 };
    let batches = CustomerBatches::from_reader(&mut source, "endless.csv").unwrap();
    let rows: usize = batches.take(20).map(|batch| batch.unwrap().customers.len()).sum();
    let needed = HEADER.len() + 1 + rows * "1,Male,30,60,50\n".len();
    assert!(rows > 20_000 && (needed..needed + (1 << 16)).contains(&source.read));
}
