//! How far figures move from one quarter to the next where nothing changes.

use super::search::refitted;
use crate::error::Result;
use crate::parallel;
use crate::segments::SavedModel;
use crate::segments::saved_model::Training;
use crate::stats::{mean, quantiles, range, standard_deviation};

/// The quarters that are simulated, and their customers at most: of more, what is found is scaled.
const N_QUARTERS: u64 = 399;
const MOST_ROWS: usize = 2_000;
/// What is added to the variances of their fits.
const FLOOR: f64 = 1e-6;
/// No less is a change: all customers have a share of 1.
const ROUNDING: f64 = 1e-9;
/// The standard deviation that is added for fits of many customers, as EM stops a little before its end.
const UNSETTLED: f64 = 1e-3;
/// The part of them in which no figure is beyond the bound: above 95 of 100, as so few quarters tell it to within 2.
const SURE: f64 = 0.975;

/// What chance does to some figures.
pub(super) struct Chance {
    /// The mean and the standard deviation of each figure's change.
    moments: Vec<[f64; 2]>,
    /// Farther from its mean, in standard deviations, chance brings hardly any of them.
    pub bound: f64,
    /// The customers of then and of now.
    sizes: [usize; 2],
}

impl Chance {
    /// What it does to the [figures](SavedModel::figures) and to the [centres](SavedModel::centres): customers of then and now are
    /// drawn from the model's mixture, it is fitted to those of then, and those of now are looked at by this fit.
    pub fn of(model: &SavedModel, sizes: [usize; 2]) -> Result<[Chance; 2]> {
        let sizes = sizes.map(|n| n.min(MOST_ROWS));
        let draw = |seed| quarter(model, sizes, seed);
        let draws = parallel::map(parallel::available(), (0..N_QUARTERS).collect(), draw);
        let (figures, centres) = draws.into_iter().collect::<Result<Vec<_>>>()?.into_iter().unzip();
        // centres are those of then beside the truth, of which there is no end
        Ok([Chance::of_draws(figures, sizes), Chance::of_draws(centres, [sizes[0], usize::MAX])])
    }

    fn of_draws(draws: Vec<Vec<f64>>, sizes: [usize; 2]) -> Chance {
        let moments = |i: usize| {
            let draws: Vec<f64> = draws.iter().map(|draw| draw[i]).collect();
            [mean(&draws), standard_deviation(&draws, 0).max(ROUNDING)]
        };
        let moments: Vec<[f64; 2]> = (0..draws[0].len()).map(moments).collect();
        let distance = |(change, [mean, std]): (&f64, &[f64; 2])| (change - mean).abs() / std;
        let farthest = |draw: &Vec<f64>| range(draw.iter().zip(&moments).map(distance)).1;
        let [bound] = quantiles(&draws.iter().map(farthest).collect::<Vec<_>>(), [SURE]);
        Chance { moments, bound, sizes }
    }

    /// The mean of a figure's change where there were so many customers: it is of their fit, and goes with 1/n.
    pub fn mean(&self, figure: usize, n_then: usize) -> f64 {
        self.moments[figure][0] * self.sizes[0] as f64 / n_then as f64
    }

    /// The standard deviation of a figure's change where there are so many customers then and now.
    pub fn spread(&self, figure: usize, sizes: [usize; 2]) -> f64 {
        (self.moments[figure][1] * (variance(sizes) / variance(self.sizes)).sqrt()).hypot(UNSETTLED)
    }
}

/// The variance of the difference of two means, in units of that of a customer.
pub(super) fn variance(sizes: [usize; 2]) -> f64 {
    sizes.iter().map(|n| 1.0 / *n as f64).sum()
}

/// The changes of figures and centres in a quarter that is simulated.
fn quarter(model: &SavedModel, [n_then, n_now]: [usize; 2], seed: u64) -> Result<(Vec<f64>, Vec<f64>)> {
    let (then, _) = model.mixture.sample(n_then, 2 * seed)?;
    let (now, _) = model.mixture.sample(n_now, 2 * seed + 1)?;
    let mixture = refitted(&model.mixture, (model.groups.len(), model.mixture.as_start()), FLOOR, &then)?;
    let earlier = SavedModel { training: Training::of(&mixture, &then)?, mixture, ..model.clone() };
    let figures = earlier.figures(&now)?.0.into_iter().zip(earlier.figures_then()).map(|(now, then)| now - then);
    Ok((figures.collect(), (earlier.centres() - model.centres()).into_iter().collect()))
}
