//! Reads files that `tests/fuzz.py` hands it one after another, and writes what comes out of each.
//!
//! A file is a line of JSON with its `kind`, the `lengths` of its parts and the `schema`, then the parts themselves; an answer
//! is a line of JSON. A panic ends the program, and the fuzzer knows of which file.

use std::io::{self, BufRead, Cursor, Read, Write, stdin, stdout};
use std::path::PathBuf;

use helpers::{CustomerBatches, Customers, Dialect, Error, Feature, SavedModel, Schema, describe_columns};
use serde::Deserialize;
use serde_json::{Value, json as object};

#[derive(Deserialize)]
struct Header {
    kind: Kind,
    lengths: Vec<usize>,
    #[serde(default)]
    schema: Option<Headings>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Csv,
    Model,
    Columns,
}

#[derive(Deserialize)]
struct Headings {
    features: Vec<String>,
    categories: Vec<String>,
    id: Option<String>,
    logarithms: Vec<String>,
}

type Answer = Result<Value, Error>;

fn main() -> io::Result<()> {
    let scratch = std::env::temp_dir().join(format!("fuzzed-{}", std::process::id()));
    let (mut input, mut output) = (stdin().lock(), stdout().lock());
    let mut line = String::new();
    while input.read_line(&mut line)? > 0 {
        let header: Header = serde_json::from_str(&line)?;
        let mut parts: Vec<Vec<u8>> = header.lengths.iter().map(|&n| vec![0; n]).collect();
        parts.iter_mut().try_for_each(|part| input.read_exact(part))?;
        let answer = match header.kind {
            Kind::Csv => customers(&parts[0], header.schema.as_ref()),
            Kind::Model => model(&parts[0], &parts[1], &scratch),
            Kind::Columns => columns(&parts[0], &scratch),
        };
        writeln!(output, "{}", answer.unwrap_or_else(|error| object!({ "error": error.to_string() })))?;
        output.flush()?;
        line.clear();
    }
    std::fs::remove_file(&scratch).or(Ok(()))
}

fn named(headings: &Headings) -> Result<Schema, Error> {
    let [features, categories, logarithms] = [&headings.features, &headings.categories, &headings.logarithms]
        .map(|list| list.iter().map(String::as_str).collect::<Vec<_>>());
    Schema::named(&features, &categories, headings.id.as_deref(), &logarithms)
}

/// Customers, which must be the same however they are read: at once, by batches, and from a reader that stutters.
fn customers(csv: &[u8], headings: Option<&Headings>) -> Answer {
    let schema = headings.map_or(Ok(Schema::default()), named)?;
    let whole = Customers::from_reader(csv, "file", &schema);
    let stuttering = Customers::from_reader(Stutter(Cursor::new(csv)), "file", &schema);
    let batches = by_batches(csv, &schema);
    let told = |result: &Result<Customers, Error>| match result {
        Ok(customers) => content(customers).to_string(),
        Err(error) => error.to_string(),
    };
    let of_batches = batches.as_ref().map_or_else(Error::to_string, |(_, content)| content.to_string());
    if [&told(&stuttering), &of_batches].into_iter().any(|other| *other != told(&whole)) {
        return Ok(object!({ "differs": [told(&whole), told(&stuttering), of_batches] }));
    }
    let (separator_and_rows, content) = batches?;
    Ok(object!({ "separator": separator_and_rows.0.to_string(), "rows": separator_and_rows.1, "content": content }))
}

type Rows = (char, Vec<Vec<String>>);

/// Separator and cells of all rows, and what the columns hold.
fn by_batches(csv: &[u8], schema: &Schema) -> Result<(Rows, Value), Error> {
    let batches = CustomerBatches::from_reader(csv, "file", schema)?;
    let separator = char::from(batches.separator());
    let (mut rows, mut contents) = (Vec::new(), object!({ "ids": [], "columns": [] }));
    for batch in batches {
        let batch = batch?;
        rows.extend(batch.cells());
        append(&mut contents, content(&batch.customers));
    }
    Ok(((separator, rows), contents))
}

fn append(to: &mut Value, more: Value) {
    match (to, more) {
        (Value::Object(to), Value::Object(more)) => {
            more.into_iter().for_each(|(key, more)| append(&mut to[&key], more))
        }
        (Value::Array(to), Value::Array(more)) if more.first().is_some_and(Value::is_array) => {
            to.resize(more.len(), object!([]));
            to.iter_mut().zip(more).for_each(|(to, more)| append(to, more));
        }
        (Value::Array(to), Value::Array(more)) => to.extend(more),
        _ => unreachable!("contents are objects of lists"),
    }
}

/// Identifiers, and the values of each column: numbers, levels, or nothing.
fn content(customers: &Customers) -> Value {
    let schema = customers.schema();
    let rows = 0..customers.len();
    let column = |feature: &Feature| -> Value {
        let shown = |value: f64| match customers.levels(feature) {
            Some(levels) => object!(levels[value as usize]),
            None => object!(value),
        };
        rows.clone().map(|row| customers.value(row, feature).map_or(Value::Null, shown)).collect()
    };
    let columns: Vec<Value> = schema.features().iter().chain(schema.categories()).map(column).collect();
    object!({ "ids": rows.clone().map(|row| customers.id(row)).collect::<Vec<_>>(), "columns": columns })
}

/// A model saved and loaded again is the same, has a query for each dialect, and scores the customers.
fn model(json: &[u8], csv: &[u8], scratch: &PathBuf) -> Answer {
    let write = |bytes| std::fs::write(scratch, bytes).map_err(|source| Error::Write { path: scratch.clone(), source });
    write(json)?;
    let model = SavedModel::load(scratch)?;
    model.save(scratch)?;
    if SavedModel::load(scratch)? != model {
        return Ok(object!({ "differs": "the model that was saved again" }));
    }
    let dialects = [Dialect::Postgres, Dialect::Sqlite, Dialect::Spark, Dialect::DataFusion, Dialect::BigQuery];
    let query = model.sql(Dialect::DuckDb, "customers");
    for dialect in dialects {
        if model.sql(dialect, "customers").is_ok() != query.is_ok() {
            return Ok(object!({ "differs": format!("{dialect:?}") }));
        }
    }
    let scores = || {
        let customers = Customers::from_reader(csv, "file", &model.schema())?;
        let scores = model.assign_observed(&customers)?;
        let score = |score: &helpers::Assignment| object!([score.segment, score.probability, score.unlike_training]);
        Ok(object!(scores.iter().map(score).collect::<Vec<_>>()))
    };
    let [query, scores] = [query.map(Value::from), scores()]
        .map(|answer| answer.unwrap_or_else(|error| object!({ "error": error.to_string() })));
    Ok(object!({ "segments": model.segments(), "query": query, "scores": scores }))
}

fn columns(csv: &[u8], scratch: &PathBuf) -> Answer {
    std::fs::write(scratch, csv).map_err(|source| Error::Write { path: scratch.clone(), source })?;
    Ok(object!(describe_columns(scratch)?))
}

/// Gives 1, 2, 3 … bytes at a time.
struct Stutter<'a>(Cursor<&'a [u8]>);

impl Read for Stutter<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = (self.0.position() % 61 + 1) as usize;
        let n = buffer.len().min(most);
        self.0.read(&mut buffer[..n])
    }
}
