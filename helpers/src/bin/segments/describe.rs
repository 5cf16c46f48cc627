//! What is in a file, in words and tables of plain text.

use std::fmt::Display;
use std::path::Path;

use helpers::{Error, SavedModel, Table, describe_columns};

use crate::failure::Failure;

/// What a model or a CSV holds; whatever is no JSON is read as CSV.
pub fn file(path: &Path) -> Result<String, Failure> {
    match SavedModel::load(path) {
        Ok(model) => Ok(describe(&model)),
        Err(Error::ModelSyntax { .. }) if !path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json")) => {
            let found = "neither a model nor a regular file; save it as a file first"; // a pipe is read once
            let once = || Error::NotCsv { file: path.display().to_string(), found };
            path.is_file().then_some(()).ok_or_else(once)?;
            Ok(describe_columns(path)? + "\n")
        }
        Err(error) => Err(error.into()),
    }
}

/// Features, segments and training.
fn describe(model: &SavedModel) -> String {
    let (mixture, training) = (model.mixture(), model.training());
    let facts = format!(
        "A Gaussian mixture of {} with {} covariances, fitted to {}.\n\
         Log-likelihood {:.1}, AIC {:.1}, BIC {:.1}, ICL {:.1}; a customer is unlike the training below the log-density {:.3}.\n",
        counted(mixture.n_clusters(), "component"),
        mixture.covariance_type(),
        counted(training.n_samples, "customer"),
        training.log_likelihood,
        training.aic,
        training.bic,
        training.icl,
        training.log_density_threshold,
    );
    format!("{facts}\n{}\n\n{}\n", features(model), segments(model))
}

fn features(model: &SavedModel) -> Table {
    let mut table = Table::new("Features", &["Heading", "Unit", "Seen as", "Mean", "Standard deviation"]);
    let numbers = model.scaler().mean().iter().zip(model.scaler().std());
    for (i, (feature, (mean, std))) in model.features().iter().zip(numbers).enumerate() {
        let category = model.mixture().categories().iter().position(|category| category.column == i);
        let (seen, [mean, std]) = match category {
            Some(category) => (model.levels()[category].join(", "), ["-", "-"].map(str::to_owned)),
            None => {
                let (seen, n) = (if feature.is_logarithmic() { "ln(1 + x)" } else { "x" }, n_decimals(*std).max(2));
                (seen.to_owned(), [mean, std].map(|number| decimals(*number, n)))
            }
        };
        table.push(&[&feature.heading(), &feature.unit(), &seen, &mean, &std]);
    }
    table
}

/// The share of each segment and its mean of each number, as the mixture sees it.
fn segments(model: &SavedModel) -> Table {
    let (mixture, categories) = (model.mixture(), model.mixture().categories());
    let is_number = |i: &usize| categories.iter().all(|category| category.column != *i);
    let numbers: Vec<usize> = (0..model.features().len()).filter(is_number).collect();
    let label = |i: &usize| match &model.features()[*i] {
        feature if feature.is_logarithmic() => format!("ln(1 + {})", feature.name()),
        feature => feature.label().to_owned(),
    };
    let headings = ["Segment".to_owned(), "Share".to_owned()].into_iter().chain(numbers.iter().map(label));
    let headings: Vec<String> = headings.collect();
    let mut table = Table::new("Segments", &headings.iter().map(String::as_str).collect::<Vec<_>>());
    for (segment, name) in model.segments().iter().enumerate() {
        let components = || (0..mixture.n_clusters()).filter(|component| model.groups()[*component] == segment);
        let weight = |component: usize| mixture.weights()[component];
        let share: f64 = components().map(weight).sum();
        let mean = |(j, i): (usize, &usize)| {
            let sum: f64 = components().map(|component| weight(component) * mixture.means()[[component, j]]).sum();
            let (mean, std) = (model.scaler().mean()[*i], model.scaler().std()[*i]);
            decimals(mean + std * sum / share, n_decimals(std))
        };
        let first = [name.clone(), format!("{:.1} %", 100.0 * share)];
        let cells: Vec<String> = first.into_iter().chain(numbers.iter().enumerate().map(mean)).collect();
        table.push(&cells.iter().map(|cell| cell as &dyn Display).collect::<Vec<_>>());
    }
    table
}

fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// A number with `n` decimals; one that rounds to 0 has no sign.
fn decimals(number: f64, n: usize) -> String {
    let scale = 10_f64.powi(n as i32);
    if (number * scale).round() == 0.0 { format!("{:.n$}", 0.0) } else { format!("{number:.n$}") }
}

/// As many decimals as tell a standard deviation in two digits, one at least.
fn n_decimals(std: f64) -> usize {
    (1.0 - std.log10().floor()).clamp(1.0, 9.0) as usize
}
