//! Shares, strangers and densities, then and now.

use ndarray::{Array2, Axis};

use super::chance::{Chance, variance};
use crate::customers::{Customers, FEWEST};
use crate::error::{Result, shown};
use crate::mixture::Categorical;
use crate::segments::SavedModel;
use crate::segments::intervals::share_interval;
use crate::segments::saved_model::UNLIKE;
use crate::segments::shown::within;
use crate::show::plots::Interval;
use crate::show::{Table, cells, counted, decimals};
use crate::stats::standard_deviation;

/// The customers of now beside those that a model was fitted to; made by [`SavedModel::compare`].
pub struct Comparison<'a> {
    pub(super) model: &'a SavedModel,
    pub(super) now: &'a Customers,
    pub(super) chance_of_centres: Chance,
    changes: Vec<Change>,
    /// Of each category the levels of now that the training did not have.
    new_levels: Vec<String>,
    /// The customers of now of whom the model sees anything.
    n_known: usize,
}

/// A figure then and now.
struct Change {
    name: String,
    is_share: bool,
    then: f64,
    expected: f64,
    now: f64,
    /// The customers that it is of, then and now.
    sizes: [usize; 2],
    /// The standard deviation of `now − expected` by chance, and the most that is called chance: of few customers, anything.
    spread: f64,
    margin: f64,
}

impl SavedModel {
    /// Compares the customers of `now` with those that the model was fitted to: the share of each segment, that of customers
    /// unlike any of the training, and the mean log-density; the latter two of customers without a missing value.
    ///
    /// A segment's share is the mean of its probabilities, which of the training is the mixture's weight. The other two are
    /// expected to be a little worse than of the training, as the mixture was made for that.
    ///
    /// Chance is what 399 simulated quarters without a change do: customers of then and now, 2,000 at most, are drawn from the
    /// mixture, and it is fitted to those of then. One bound for the distances of all figures, in standard deviations, is kept in
    /// 97.5 of 100 of them. The standard deviation of the log-density is at least that which the customers of now show. Of fewer
    /// than 50 customers then, a mixture tells too little for any change to be called one. Levels that the training did not have
    /// are named, and count as missing.
    ///
    /// # Errors
    ///
    /// [`Error::EmptyMatrix`](crate::Error::EmptyMatrix) without customers; [`Error::OutOfRange`](crate::Error::OutOfRange).
    pub fn compare<'a>(&'a self, now: &'a Customers) -> Result<Comparison<'a>> {
        let scaled = self.scaled(now)?;
        let n_known = scaled.outer_iter().filter(|row| row.iter().any(|value| !value.is_nan())).count();
        let (figures, densities) = self.figures(&scaled)?;
        let (n, k) = (self.training.n_samples, self.segments.len());
        let [chance, chance_of_centres] = Chance::of(self, [n, now.len()])?;
        let others = ["unlike any seen", "mean log-density"].map(str::to_owned);
        let figures = self.segments.iter().cloned().chain(others).zip(self.figures_then()).zip(figures).enumerate();
        let change = |(i, ((name, then), now_it_is)): (usize, ((String, f64), f64))| {
            let sizes = [n, if i < k { now.len() } else { densities.len() }];
            let expected = then + if i < k { 0.0 } else { chance.mean(i, n) };
            let own = if i > k { standard_deviation(&densities, 0) * variance(sizes).sqrt() } else { 0.0 };
            let spread = chance.spread(i, sizes).max(own);
            let margin = if n < FEWEST { f64::INFINITY } else { chance.bound * spread };
            Change { name, is_share: i <= k, then, expected, now: now_it_is, sizes, spread, margin }
        };
        let (changes, new_levels) = (figures.map(change).collect(), self.new_levels(now));
        Ok(Comparison { model: self, now, chance_of_centres, changes, new_levels, n_known })
    }

    /// Of each category the levels that the training did not have, such as `new in Region: "Nord" (50 customers)`.
    fn new_levels(&self, now: &Customers) -> Vec<String> {
        let of_category = |(category, known): (&Categorical, &Vec<String>)| {
            let feature = &self.features[category.column];
            let levels = now.levels(feature).unwrap_or_default();
            let mut counts = vec![0; levels.len()];
            (0..now.len()).filter_map(now.values(feature)).for_each(|code| counts[code as usize] += 1);
            let counts = levels.iter().zip(counts).filter(|(level, n)| *n > 0 && !known.contains(level));
            let new: Vec<String> =
                counts.map(|(level, n)| format!("\"{}\" ({})", shown(level), counted(n, "customer"))).collect();
            (!new.is_empty()).then(|| format!("new in {}: {}", feature.name(), new.join(", ")))
        };
        self.mixture.categories().iter().zip(&self.levels).filter_map(of_category).collect()
    }

    /// The share of each segment and, if there are rows without gaps, of these the share of those unlike the training, and the
    /// mean log-density; then these log-densities.
    pub(super) fn figures(&self, scaled: &Array2<f64>) -> Result<(Vec<f64>, Vec<f64>)> {
        let shares = self.mixture.predict_proba(scaled)?.sum_axis(Axis(0)) / scaled.nrows() as f64;
        let densities = self.mixture.score_samples(scaled)?;
        let complete = scaled.outer_iter().zip(densities).filter(|(row, _)| !row.iter().any(|value| value.is_nan()));
        let densities: Vec<f64> = complete.map(|(_, density)| density).collect();
        let n = densities.len() as f64;
        let unlike = densities.iter().filter(|density| **density < self.training.log_density_threshold).count();
        let of_complete = [unlike as f64 / n, densities.iter().sum::<f64>() / n];
        let figures = self.by_segment(&shares).into_iter().chain(of_complete).filter(|figure| !figure.is_nan());
        Ok((figures.collect(), densities))
    }

    /// All of them for the training.
    pub(super) fn figures_then(&self) -> Vec<f64> {
        let n = self.training.n_samples as f64;
        let n_below = (UNLIKE * (n - 1.0)).ceil(); // so many rows are below this quantile
        [self.by_segment(self.mixture.weights()), vec![n_below / n, self.training.log_likelihood / n]].concat()
    }
}

impl Comparison<'_> {
    /// What changed beyond chance, in words, such as `beyond chance: "mean log-density" down`, after the levels that are new.
    pub fn in_words(&self) -> String {
        let direction = |change: &Change| if change.now > change.expected { "up" } else { "down" };
        let beyond = self.changes.iter().filter(|change| change.is_beyond_chance());
        let beyond: Vec<String> = beyond.map(|change| format!("\"{}\" {}", change.name, direction(change))).collect();
        let figures = match beyond.is_empty() {
            true if self.n_known == 0 => "nothing is known of the customers now".to_owned(),
            true if self.model.training.n_samples < FEWEST => {
                "too few customers then to tell changes from chance".to_owned()
            }
            true if !self.new_levels.is_empty() => "nothing else changed beyond chance".to_owned(),
            true => "nothing changed beyond chance".to_owned(),
            false => format!("beyond chance: {}", beyond.join(", ")),
        };
        [&self.new_levels[..], &[figures]].concat().join("; ")
    }

    /// A row for each figure: then and now, shares with 90 % intervals; the change from what is expected, between the bounds that
    /// hold for all of the table; and `z`, the change in standard deviations of chance.
    pub fn table(&self) -> Table {
        let then = counted(self.model.training.n_samples, "customer");
        let n_gaps = self.now.len() - self.now.drop_missing().len();
        let gaps = if n_gaps > 0 { format!(" ({n_gaps} without a value somewhere)") } else { String::new() };
        let caption = format!("The next quarter: {then} then, {} now{gaps}; {}", self.now.len(), self.in_words());
        let headings = ["", "Then", "Expected now", "Now", "Change", "z", "Beyond chance"];
        Table::of(&caption, &headings, self.changes.iter().map(Change::row))
    }
}

impl Change {
    fn is_beyond_chance(&self) -> bool {
        (self.now - self.expected).abs() > self.margin
    }

    /// Shares in percent.
    fn row(&self) -> Vec<String> {
        let (factor, n, unit) = if self.is_share { (100.0, 1, " (%)") } else { (1.0, 2, "") };
        let figure = |x: f64, size: usize| {
            let ends = if self.is_share { share_interval(x, size as f64) } else { [x; 2] };
            within(&Interval { value: factor * x, ends: ends.map(|end| factor * end) }, n)
        };
        // what rounds to 0 has no sign: the processor decides on it
        let rounded = |x: f64, n: i32| (x * 10_f64.powi(n)).round() / 10_f64.powi(n) + 0.0;
        let most = if self.is_share { 1.0 } else { f64::INFINITY };
        let signed = |x: f64| format!("{:+.n$}", rounded(factor * x.clamp(-most, most), n as i32));
        let (name, change) = (format!("{}{unit}", self.name), self.now - self.expected);
        let [then, now] = [figure(self.then, self.sizes[0]), figure(self.now, self.sizes[1])];
        if self.margin.is_infinite() {
            return cells![name, then, "-", now, signed(self.now - self.then), "-", "-"];
        }
        cells![
            name,
            then,
            decimals(factor * self.expected, n),
            now,
            format!("{} ({} to {})", signed(change), signed(change - self.margin), signed(change + self.margin)),
            decimals(rounded(change / self.spread, 1), 1),
            if self.is_beyond_chance() { "yes" } else { "no" }
        ]
    }
}
