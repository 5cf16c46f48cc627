//! The program `segments`.
#![cfg(feature = "cli")]

use std::fs;
use std::io::{Read, Write};
use std::process::{Command, Output, Stdio};

use crate::common::{customers::*, segmentation::*};
use helpers::{CustomerBatches, SavedModel, Schema};

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_segments"))
}

fn run(arguments: &[&str]) -> Output {
    program().args(arguments).output().unwrap()
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

/// Assigns customers that are given as the standard input.
fn assign_piped(csv: &str, options: &[&str]) -> Output {
    let mut command = program();
    command.args(["assign", MODEL, "-"]).args(options);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let csv = csv.to_owned();
    let writing = std::thread::spawn(move || input.write_all(csv.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let _ = writing.join().unwrap(); // the program may have stopped reading
    output
}

/// Runs the program on a file with this text.
fn assign(test: &str, csv: &str) -> (String, Output) {
    let path = folder(test).join("new.csv");
    fs::write(&path, csv).unwrap();
    let path = path.to_str().unwrap().to_owned();
    let output = run(&["assign", MODEL, &path]);
    (path, output)
}

// A file

#[test]
fn every_customer_of_the_mall_keeps_its_cells_and_gets_a_segment() {
    let output = assert_succeeds(&["assign", MODEL, MALL]);
    let mut original = csv::ReaderBuilder::new().has_headers(false).from_path(MALL).unwrap();
    let mut assigned = csv::ReaderBuilder::new().has_headers(false).from_reader(output.as_bytes());
    let model = SavedModel::load(MODEL).unwrap();
    let mut expected = model.assign(&mall()).unwrap().into_iter();
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
        let unlike = expected.unlike_training.unwrap().to_string();
        assert_eq!(added, [&model.segments()[expected.segment], &probability, &unlike]);
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
    let mut child =
        program().args(["assign", MODEL, MALL]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
}

#[test]
fn faults_are_named_with_file_line_and_column() {
    let good = "1,Male,30,60,50\n".repeat(5_000);
    for (fault, line, expected) in [
        ("1,Male,old,60,50", 5_002, "column \"Age\": \"old\" is not an age"),
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
    assert!(assert_fails(&["assign", "no.json", MALL], 1).starts_with("cannot read no.json: "));
    assert!(assert_fails(&["assign", MODEL, "no.csv"], 1).starts_with("cannot read no.csv: "));
    assert!(assert_fails(&["assign", MALL, MALL], 1).contains("cannot be read as a saved model"));
}

#[test]
fn rows_stay_as_they_are_with_the_separator_of_the_file() {
    let csv = "CustomerID;Gender;Age;Annual Income (k$);Spending Score (1-100);Note\r\n\
               =1+1;\"Male\";30,5;60;50;\"a;b\"\r\n\"2\";F;  19;20;80;\r\n";
    let (_, output) = assign("separator", csv);
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].ends_with(";Note;segment;probability;unlike_training"), "{text}");
    assert!(lines[1].starts_with("=1+1;\"Male\";30,5;60;50;\"a;b\";middle;0.9"), "{text}");
    assert!(lines[2].starts_with("\"2\";F;  19;20;80;;low income, high spending;0.9"), "{text}");
}

#[test]
fn other_features_decide_where_one_is_missing() {
    let (_, output) = assign("missing", &format!("{HEADER}\n1,Male,,20,80\n2,Male,25,20,\n3,,,NA,-\n"));
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = text.lines().skip(1).collect();
    assert!(lines[0].starts_with("1,Male,,20,80,\"low income, high spending\",0.9"), "{text}");
    assert!(lines[1].starts_with("2,Male,25,20,,\"low income, high spending\",0.8"), "{text}");
    assert!(lines[2].starts_with("3,,,NA,-,middle,0.394551"), "{text}"); // the largest segment's share
    assert!(lines.iter().all(|line| line.ends_with(',')), "how unlike is not known: {text}");
}

#[test]
fn only_the_features_of_the_model_need_be_there() {
    let (_, output) = assign("few_columns", "Spending Score (1-100),Age,Annual Income (k$)\n80,25,20\n");
    assert!(String::from_utf8(output.stdout).unwrap().contains("\n80,25,20,\"low income, high spending\",0.9"));
    let (path, output) = assign("few_columns", "Spending Score (1-100),Age\n80,25\n");
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.starts_with(&format!("{path}, line 1: no column \"Annual Income (k$)\"")), "{message}");
}

#[test]
fn bad_cells_are_kept_and_listed_where_that_is_asked_for() {
    let csv = format!("{HEADER}\n1,Male,old,60,high\n2,Female,25,20,80\n3,,30,1e10,50\n");
    let output = assign_piped(&csv, &["--keep-bad"]);
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = text.lines().skip(1).collect();
    assert_eq!((lines[0], lines[2]), ("1,Male,old,60,high,,,", "3,,30,1e10,50,,,"));
    assert!(lines[1].starts_with("2,Female,25,20,80,\"low income, high spending\",0.9"), "{text}");
    let messages = String::from_utf8(output.stderr).unwrap();
    let expected = [
        "the standard input, line 2, column \"Age\": \"old\" is not an age",
        "the standard input, line 2, column \"Spending Score (1-100)\": \"high\" is not a score",
        "the standard input, line 4, column \"Annual Income (k$)\": \"1e10\" is not an income",
    ];
    assert_eq!(messages.lines().count(), 3);
    messages.lines().zip(expected).for_each(|(line, expected)| assert!(line.starts_with(expected), "{messages}"));
    let output = assign_piped(&csv, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().starts_with(expected[0]));
    let output = assign_piped(&format!("{HEADER}\n1,Male,30\n"), &["--keep-bad"]);
    assert!(String::from_utf8(output.stderr).unwrap().contains("3 cells where the header has 5"));
}

#[test]
fn the_standard_input_and_an_output_file() {
    let csv = fs::read_to_string(MALL).unwrap();
    let expected = assert_succeeds(&["assign", MODEL, MALL]);
    assert_eq!(String::from_utf8(assign_piped(&csv, &[]).stdout).unwrap(), expected);
    let folder = folder("output_file");
    let path = folder.join("assigned.csv");
    let output = assign_piped(&csv, &["-o", path.to_str().unwrap()]);
    assert!(output.status.success() && output.stdout.is_empty());
    assert_eq!(fs::read_to_string(&path).unwrap(), expected);
    let output = assign_piped(&format!("{HEADER}\n1,Male,old,60,50\n"), &["-o", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(fs::read_to_string(&path).unwrap(), expected, "what was there stays");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
}

#[test]
fn no_input_is_written_onto() {
    let folder = folder("onto_input");
    let [customers, model] = ["customers.csv", "model.json"].map(|name| folder.join(name));
    fs::copy(MALL, &customers).unwrap();
    fs::copy(MODEL, &model).unwrap();
    let [customers, model] = [&customers, &model].map(|path| path.to_str().unwrap());
    for output in [customers, model] {
        let message = assert_fails(&["assign", model, customers, "-o", output], 1);
        assert!(message.starts_with(&format!("{output} would be replaced")), "{message}");
    }
    assert_eq!(fs::read(customers).unwrap(), fs::read(MALL).unwrap());
    assert_eq!(fs::read(model).unwrap(), fs::read(MODEL).unwrap());
}

// The other commands

#[test]
fn a_model_is_described() {
    let text = assert_succeeds(&["describe", MODEL]);
    assert!(
        text.starts_with("A Gaussian mixture of 5 components with diagonal covariances, fitted to 200 customers.\n")
    );
    for part in [
        "Annual Income (k$)      k$     x        60.56               26.20\n",
        "\nlow income, high spending   11.1 %         25.3",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn the_columns_of_a_csv_are_described() {
    let text = assert_succeeds(&["describe", MALL]);
    assert!(text.contains("Annual Income (k$)") && text.contains("make report"), "{text}");
    let path = folder("described").join("model.json");
    fs::write(&path, "{").unwrap();
    assert!(assert_fails(&["describe", path.to_str().unwrap()], 1).contains("cannot be read as a saved model"));
    assert!(assert_fails(&["describe", "no.csv"], 1).starts_with("cannot read no.csv"));
    let message = assert_fails(&["describe", folder("a_folder").to_str().unwrap()], 1);
    assert!(message.trim_end().ends_with("; name a file in it"), "{message}");
}

#[cfg(unix)]
#[test]
fn a_csv_from_a_pipe_is_not_waited_for_twice() {
    let described = format!("timeout 10 {} describe /dev/stdin", env!("CARGO_BIN_EXE_segments"));
    let of = |path: &str| Command::new("sh").args(["-c", &format!("cat {path} | {described}")]).output().unwrap();
    assert!(String::from_utf8_lossy(&of(MALL).stderr).contains("save it as a file first"));
    assert!(String::from_utf8_lossy(&of(MODEL).stdout).starts_with("A Gaussian mixture of 5 components"));
}

#[test]
fn the_query_is_that_of_the_crate() {
    let query = assert_succeeds(&["sql", MODEL, "--dialect", "sqlite", "--table", "mall.customers"]);
    let model = SavedModel::load(MODEL).unwrap();
    assert_eq!(query, model.sql(helpers::Dialect::Sqlite, "mall.customers").unwrap());
}

#[test]
fn the_customers_of_now_are_compared_with_those_of_then() {
    let text = assert_succeeds(&["compare", MODEL, MALL]);
    assert!(
        text.starts_with("The next quarter: 200 customers then, 200 now; nothing changed beyond chance\n"),
        "{text}"
    );
    assert!(text.contains("\nlow income, high spending (%)   11.1 (8.0–15.3)"), "{text}");
    let text = assert_succeeds(&["compare", MODEL, MALL, "--old", MALL]);
    assert!(text.contains("\n1: middle"), "{text}");
}

#[test]
fn a_model_is_fitted_anew_and_saved() {
    let path = folder("refit").join("model.json");
    let output = path.to_str().unwrap();
    let text = assert_succeeds(&["compare", MODEL, MALL, "--old", MALL, "--refit", "-o", output]);
    assert!(text.contains("\nRefitted to 200 customers"), "{text}");
    let (old, new) = (SavedModel::load(MODEL).unwrap(), SavedModel::load(&path).unwrap());
    assert_eq!(new.segments(), old.segments(), "{text}");
    assert!(assert_fails(&["compare", MODEL, MALL, "-o", output], 2).contains("--refit"));
    let message = assert_fails(&["compare", output, MALL, "--refit", "-o", output], 1);
    assert!(message.starts_with(&format!("{output} would be replaced")), "{message}");
    let few = path.with_file_name("few.csv");
    fs::write(&few, format!("{HEADER}\n1,Male,30,60,50\n")).unwrap();
    let [few, other] = [few, path.with_file_name("other.json")];
    let message = assert_fails(&["compare", MODEL, few.to_str().unwrap(), "--refit", "-o", other.to_str().unwrap()], 1);
    assert!(message.contains("at least 50 for a refit") && !other.exists(), "{message}");
    let message = assert_fails(&["compare", MODEL, MALL, "--old", MALL, "--id", "Client"], 1);
    assert!(message.contains("no column \"Client\"") && message.contains("--id names the column"), "{message}");
}

#[test]
fn arguments_that_ask_for_nothing() {
    for (arguments, expected) in [
        (vec![], "Usage: segments"),
        (vec!["assign"], "<MODEL>"),
        (vec!["assign", MODEL], "<CUSTOMERS>"),
        (vec!["assign", MODEL, MALL, MALL], "unexpected argument"),
        (vec!["assign", MODEL, MALL, "--height", "180"], "unexpected argument '--height'"),
        (
            vec!["sql", MODEL, "--dialect", "oracle", "--table", "t"],
            "[possible values: duckdb, postgres, sqlite, spark, datafusion, bigquery]",
        ),
        (vec!["sql", MODEL, "--dialect", "duckdb"], "--table <TABLE>"),
        (vec!["estimate"], "unrecognized subcommand"),
    ] {
        let message = assert_fails(&arguments, 2);
        assert!(message.contains(expected), "{message}");
    }
    for command in
        [&["--help"][..], &["assign", "--help"], &["sql", "--help"], &["describe", "--help"], &["compare", "--help"]]
    {
        assert!(assert_succeeds(command).contains("Usage: segments"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn streams_that_are_closed_or_full_are_no_panic() {
    for (arguments, code) in [
        (format!("assign {MODEL} no.csv 2>&-"), 1),
        (format!("assign {MODEL} {MALL} >&-"), 0),
        (format!("assign {MODEL} {MALL} >/dev/full"), 1),
        (format!("describe {MODEL} >/dev/full"), 1),
        (format!("compare {MODEL} {MALL} --refit >/dev/full"), 1),
        ("--help >/dev/full".to_owned(), 0),
        ("2>/dev/full".to_owned(), 2),
    ] {
        let command = format!("'{}' {arguments}", env!("CARGO_BIN_EXE_segments"));
        let output = Command::new("sh").args(["-c", &command]).output().unwrap();
        let messages = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments}: {messages}");
        assert!(!messages.contains("panic"), "{messages}");
    }
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
    let batches = CustomerBatches::from_reader(&mut source, "endless.csv", &Schema::default()).unwrap();
    let rows: usize = batches.take(20).map(|batch| batch.unwrap().customers.len()).sum();
    let needed = HEADER.len() + 1 + rows * "1,Male,30,60,50\n".len();
    assert!(rows > 20_000 && (needed..needed + (1 << 16)).contains(&source.read));
}
