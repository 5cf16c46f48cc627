//! Files that a fuzzer tried or would: each is read or refused as `corpus/answers.txt` says.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

use crate::common::customers::mall;
use helpers::{CustomerBatches, Customers, Dialect, Error, SavedModel, Schema, describe_columns};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus");

/// What comes out of each file of this kind, by its name.
fn answers(ending: &str, answer: impl Fn(&Path) -> Result<String, Error>) -> BTreeMap<String, String> {
    let paths = fs::read_dir(CORPUS).unwrap().map(|entry| entry.unwrap().path());
    let named = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let answer =
        |path: &Path| answer(path).unwrap_or_else(|error| error.to_string()).replace(CORPUS, "…").replace('\n', "¶");
    paths.filter(|path| path.to_string_lossy().ends_with(ending)).map(|it| (named(&it), answer(&it))).collect()
}

/// What should come out, by `NAME: ANSWER` a line.
fn expected(ending: &str) -> BTreeMap<String, String> {
    let text = fs::read_to_string(format!("{CORPUS}/answers.txt")).unwrap();
    let lines = text.lines().filter_map(|line| line.split_once(": "));
    lines.filter(|(name, _)| name.ends_with(ending)).map(|(name, it)| (name.to_owned(), it.to_owned())).collect()
}

fn check(ending: &str, answer: impl Fn(&Path) -> Result<String, Error>) {
    let (found, expected) = (answers(ending, answer), expected(ending));
    assert!(found.len() > 20);
    for (name, answer) in &found {
        assert_eq!(Some(answer), expected.get(name), "{name}: {answer}");
    }
    assert_eq!(found.len(), expected.len(), "answers.txt has an answer to no file");
}

#[test]
fn csv_is_read_or_refused_at_once_and_by_batches() {
    check(".csv", |path| {
        let customers = Customers::from_path(path, &Schema::default())?;
        let batches = CustomerBatches::from_reader(File::open(path).unwrap(), "the file", &Schema::default())?;
        let batches = batches.map(|batch| batch.unwrap().cells().count());
        assert_eq!(batches.sum::<usize>(), customers.len());
        Ok(format!("{} customers", customers.len()))
    });
}

#[test]
fn columns_of_any_csv_are_described_or_refused() {
    let described = answers("csv", |path| describe_columns(path));
    assert!(described.values().all(|answer| !answer.is_empty()));
}

#[test]
fn models_are_read_and_used_or_refused() {
    let customers = mall();
    check(".json", |path| {
        let model = SavedModel::load(path)?;
        let scores = model.assign_observed(&customers)?;
        assert!(scores.iter().all(|score| (0.0..=1.0 + 1e-9).contains(&score.probability)));
        model.sql(Dialect::DuckDb, "customers")?;
        Ok(format!("{} segments", model.segments().len()))
    });
}
