//! The times of variants of one fit.

use super::benchmark::Timing;
use crate::error::Result;
use crate::show::plots::ratio_bars;
use crate::show::{Figure, Table, cells, decimals};

/// The times of [`Trials`](super::Trials), a variant after the other.
#[derive(Debug, Clone)]
pub struct Times {
    pub(super) facts: Vec<Facts>,
    pub(super) training: Vec<Timing>,
    pub(super) prediction: Vec<Timing>,
}

/// What is told of a variant beside its times.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub name: String,
    pub n_runs: usize,
    /// The runs that began at a start of their own.
    pub n_starts: usize,
    /// In all runs.
    pub n_iterations: usize,
    /// Of the features.
    pub n_bytes: usize,
}

impl Times {
    /// What a fit consists of, how long it and a prediction take, and how many times faster than the first both are.
    pub fn table(&self) -> Table {
        let rows = self.facts.iter().zip(&self.training).zip(&self.prediction).map(|((facts, fit), predict)| {
            let Facts { name, n_runs, n_starts, n_iterations, n_bytes } = facts;
            let (ms, us) = (1e3 * fit.median(), 1e6 * predict.median());
            let (each, faster) = (ms / *n_iterations as f64, fit.speed_up(&self.training[0]));
            let training = cells![n_runs, n_starts, n_iterations, decimals(ms, 3), decimals(each, 4), faster];
            let sooner = predict.speed_up(&self.prediction[0]);
            [cells![name], training, cells![decimals(us, 1), sooner, n_bytes]].concat()
        });
        let training = ["Runs", "Starts", "EM iterations", "Training (ms)", "ms an iteration", "Times faster"];
        let prediction = ["Prediction (µs)", "Times faster", "Feature bytes"];
        let headings = [&["Model"], &training[..], &prediction].concat();
        Table::of("Times: median, and the ratio's quartiles in brackets", &headings, rows)
    }

    /// How many times faster than the first each of the other variants is fitted.
    ///
    /// # Errors
    ///
    /// [`Error::Plot`](crate::Error::Plot) without other variants.
    pub fn plot(&self) -> Result<Figure> {
        let names: Vec<&str> = self.facts.iter().map(|facts| facts.name.as_str()).collect();
        let ratios = self.training.iter().skip(1).map(|timing| timing.speed_up(&self.training[0]).median);
        let title = format!("Training: times faster than {}", names.first().unwrap_or(&"the first"));
        ratio_bars(&title, "times faster", names.get(1..).unwrap_or_default(), &ratios.collect::<Vec<f64>>())
    }
}
