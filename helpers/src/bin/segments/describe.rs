//! What is in a file, in words and tables of plain text.

use std::path::Path;

use helpers::{SavedModel, Table, describe_columns};

use crate::failure::Failure;

/// What a model or a CSV holds; whatever is no JSON is read as CSV.
pub fn file(path: &Path) -> Result<String, Failure> {
    match SavedModel::load(path) {
        Ok(model) => Ok(describe(&model)),
        Err(helpers::Error::ModelSyntax { .. })
            if !path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json")) =>
        {
            Ok(describe_columns(path)?.to_string() + "\n")
        }
        Err(error) => Err(error.into()),
    }
}

/// Features, segments and training.
fn describe(model: &SavedModel) -> String {
    let (mixture, training) = (model.mixture(), model.training());
    let facts = format!(
        "A Gaussian mixture of {} components with {} covariances, fitted to {} customers.\n\
         Log-likelihood {:.1}, AIC {:.1}, BIC {:.1}, ICL {:.1}; a customer is unlike the training below the log-density {:.3}.\n",
        mixture.n_clusters(),
        mixture.covariance_type(),
        training.n_samples,
        training.log_likelihood,
        training.aic,
        training.bic,
        training.icl,
        training.log_density_threshold,
    );
    format!("{facts}\n{}\n\n{}\n", features(model), segments(model))
}

fn features(model: &SavedModel) -> Table {
    let mut table = Table::new("Features", &["Heading", "Unit", "Mean", "Standard deviation"]);
    let numbers = model.scaler().mean().iter().zip(model.scaler().std());
    for (feature, (mean, std)) in model.features().iter().zip(numbers) {
        let [mean, std] = [mean, std].map(|number| format!("{number:.2}"));
        table.push(&[&feature.heading(), &feature.unit(), &mean, &std]);
    }
    table
}

/// The share of each segment and its mean of each feature.
fn segments(model: &SavedModel) -> Table {
    let labels: Vec<&str> = model.features().iter().map(|feature| feature.label()).collect();
    let mut table =
        Table::new("Segments by the mixture: share and means", &[&["Segment", "Share"], &labels[..]].concat());
    let (weights, means) = (model.mixture().weights(), model.mixture().means());
    let scales: Vec<_> = model.scaler().mean().iter().zip(model.scaler().std()).collect();
    for (segment, name) in model.segments().iter().enumerate() {
        let components = || (0..weights.len()).filter(|component| model.groups()[*component] == segment);
        let share: f64 = components().map(|component| weights[component]).sum();
        let mut cells = vec![name.clone(), format!("{:.1} %", 100.0 * share)];
        cells.extend(scales.iter().enumerate().map(|(i, (mean, std))| {
            let sum: f64 = components().map(|component| weights[component] * means[[component, i]]).sum();
            format!("{:.1}", **mean + **std * sum / share)
        }));
        table.push(&cells.iter().map(|cell| cell as &dyn std::fmt::Display).collect::<Vec<_>>());
    }
    table
}
