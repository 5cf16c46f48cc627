//! What was measured, as plots.

use super::scaling::Scaling;
use super::trials::Times;
use crate::error::Result;
use crate::show::Figure;
use crate::show::plots::{LineSeries, Scale, lines, ratio_bars};

impl Times {
    /// How many times faster than the first each of the other variants is fitted.
    ///
    /// # Errors
    ///
    /// [`Error::Plot`](crate::Error::Plot) without other variants.
    pub fn plot(&self) -> Result<Figure> {
        let names: Vec<&str> = self.facts.iter().skip(1).map(|facts| facts.name.as_str()).collect();
        let ratios = self
            .training
            .iter()
            .skip(1)
            .map(|timing| timing.speed_up(&self.training[0]).median);
        let base = self.facts.first().map_or("the first", |facts| facts.name.as_str());
        let title = format!("Training: times faster than {base}");
        ratio_bars(&title, "times faster", &names, &ratios.collect::<Vec<f64>>())
    }
}

impl Scaling {
    /// The time of an EM iteration against the number of customers.
    ///
    /// # Errors
    ///
    /// [`Error::Plot`](crate::Error::Plot) where there are no customers.
    pub fn plot(&self) -> Result<Figure> {
        let n_samples = self.n_samples.iter().map(|&n| n as f64);
        let series = self.engines.each_ref().map(|engine| LineSeries {
            name: engine.name.to_owned(),
            points: n_samples
                .clone()
                .zip(engine.seconds.iter().map(|seconds| 1e3 * seconds.max(1e-9)))
                .collect(),
        });
        lines(
            "Time of one EM iteration",
            "customers",
            "milliseconds",
            Scale::Log,
            Scale::Log,
            &series,
        )
    }
}
