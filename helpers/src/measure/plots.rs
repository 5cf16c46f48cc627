//! What was measured, as plots.

use super::benchmark::Timing;
use super::scaling::{ENGINES, Scaling};
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
        let names: Vec<&str> = self.facts.iter().map(|facts| facts.name.as_str()).collect();
        let faster = |timing: &Timing| timing.speed_up(&self.training[0]).median;
        let ratios = self.training.iter().map(faster);
        let title = format!("Training: times faster than {}", names.first().unwrap_or(&"the first"));
        let (names, ratios) = (names.get(1..).unwrap_or_default(), ratios.skip(1).collect::<Vec<f64>>());
        ratio_bars(&title, "times faster", names, &ratios)
    }
}

impl Scaling {
    /// The time of an EM iteration against the number of customers.
    ///
    /// # Errors
    ///
    /// [`Error::Plot`](crate::Error::Plot) where there are no customers.
    pub fn plot(&self) -> Result<Figure> {
        let series = std::array::from_fn::<LineSeries, 3, _>(|i| {
            let point = |(n, seconds): &(usize, [f64; 3])| (*n as f64, 1e3 * seconds[i].max(1e-9));
            let (name, points) = (ENGINES[i].to_owned(), self.sizes.iter().map(point).collect());
            LineSeries { name, points }
        });
        let (x, y) = ("customers", "milliseconds");
        lines("Time of one EM iteration", x, y, Scale::Log, Scale::Log, &series)
    }
}
