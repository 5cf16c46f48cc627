//! An iteration of EM over a table in a database: the sums of its E-step by one aggregate query, the M-step here.

use ndarray::{Array2, Axis};

use super::SavedModel;
use super::densities::{Rows, densities, exponential, log_densities, number};
use super::dialect::Dialect;
use super::layers::{Column, numbered};
use crate::error::{Error, Result, shown};
use crate::mixture::{Criteria, Densities};
use crate::segments::Training;

/// The sums before those of the components: rows, complete ones, log-likelihood, entropy.
const FIRST: usize = 4;

/// How much sums over the same rows may differ by rounding, in parts of the sum of squares.
const ROUNDING: f64 = 1e-9;

/// What one aggregate query tells of a table under a model: all that an iteration of EM needs of its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct TableSums {
    /// The number of customers of whom all features are known.
    pub n_samples: f64,
    /// The number of the others, which are left out.
    pub n_incomplete: f64,
    /// The total log-likelihood `Σ ln p(x)` of the standardised features.
    pub log_likelihood: f64,
    /// The entropy of the responsibilities.
    entropy: f64,
    /// `(n_clusters, n_sums)`: each component's moments of order 0, 1 and 2 about its mean.
    moments: Vec<f64>,
    /// Of each category the responsibilities for the customers of each level, `(n_clusters, n_levels)`.
    levels: Vec<Array2<f64>>,
}

impl TableSums {
    /// The query that gives these sums of `table` under `model`, as one row; a dot in `table` divides schema and name.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for a name with a zero byte; [`Error::OutOfRange`] as for scores.
    pub fn sql(model: &SavedModel, dialect: Dialect, table: &str) -> Result<String> {
        let mut layers = log_densities(model, dialect, &dialect.quoted_table(table)?, Rows::Complete)?;
        let components = 0..model.mixture.n_clusters();
        let share = |c: usize| format!("{} / _sum", exponential(&format!("_l{c} - _highest")));
        layers.add(numbered("_r", components.clone().map(share)));
        let entropy: Vec<String> = components.clone().map(|c| format!("_r{c} * (_density - _l{c})")).collect();
        let first = [("count(_density)", "n_samples"), ("sum(_density)", "log_likelihood")];
        let first = first.map(|(sum, name)| (sum.to_owned(), name.to_owned()));
        let entropy = (format!("sum({})", entropy.join(" + ")), "entropy".to_owned());
        let densities = densities(model)?;
        let moments = components.flat_map(|component| moments(&densities, component));
        let sums = first.into_iter().chain([entropy]).chain(moments).chain(level_sums(model, dialect)?);
        let sums: Vec<Column> = sums.collect();
        Ok(layers.aggregate(&sums) + "\n")
    }

    /// Reads the `answer` to that query: lines of numbers between commas, semicolons, tabs or bars, of which the last counts.
    ///
    /// # Errors
    ///
    /// [`Error::Answer`] where that line does not hold these sums, as where no customer is complete.
    pub fn parse(model: &SavedModel, answer: &str) -> Result<TableSums> {
        let line = answer.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
        let numbers: Vec<f64> = line.split([',', ';', '\t', '|']).filter_map(|cell| cell.trim().parse().ok()).collect();
        let (k, n_sums) = (model.mixture.n_clusters(), densities(model)?.n_sums());
        let n_levels = model.levels.iter().map(Vec::len);
        let expected = FIRST + k * (n_sums + n_levels.clone().sum::<usize>());
        if numbers.len() != expected {
            return Err(Error::Answer { answer: shown(line), found: numbers.len(), expected });
        }
        let [n_rows, n_samples, log_likelihood, entropy] = [0, 1, 2, 3].map(|i| numbers[i]);
        let (moments, mut others) = numbers[FIRST..].split_at(k * n_sums);
        let of_category = |n_levels: usize| {
            let (own, rest) = others.split_at(k * n_levels);
            others = rest;
            Array2::from_shape_vec((k, n_levels), own.to_vec()).expect("as many as counted")
        };
        let (n_incomplete, levels) = (n_rows - n_samples, n_levels.map(of_category).collect());
        Ok(TableSums { n_samples, n_incomplete, log_likelihood, entropy, moments: moments.to_vec(), levels })
    }

    /// Of each category the number of customers who have none of the model's levels: of these the numbers decide.
    pub fn n_without_level(&self) -> Vec<f64> {
        self.levels.iter().map(|sums| (self.n_samples - sums.sum()).round()).collect()
    }

    /// Whether these can be sums of the same customers as `earlier` ones, each under its own model: the numbers of customers,
    /// the sums and sums of squares of the standardised numbers, and the customers of each level.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse).
    pub fn is_of_same_rows(&self, model: &SavedModel, earlier: &TableSums, earlier_model: &SavedModel) -> Result<bool> {
        let counts = |sums: &TableSums| (sums.n_samples, sums.n_incomplete);
        let (now, then) = (self.totals(model)?, earlier.totals(earlier_model)?);
        let mut pairs = now.iter().zip(&then);
        let is_near = |([sum, squares], [other, other_squares]): (&[f64; 2], &[f64; 2])| {
            let rounding = ROUNDING * (self.n_samples + squares.abs());
            (sum - other).abs() <= rounding && (squares - other_squares).abs() <= rounding
        };
        Ok(counts(self) == counts(earlier) && pairs.all(is_near))
    }

    /// `Σ z` and `Σ z²` of each number, and twice the customers of each level, whatever the components.
    fn totals(&self, model: &SavedModel) -> Result<Vec<[f64; 2]>> {
        let densities = densities(model)?;
        let (d, shape) = (densities.n_features, densities.shape);
        let mut totals = vec![[0.0; 2]; d];
        for (sums, means) in self.moments.chunks_exact(densities.n_sums()).zip(densities.means.chunks_exact(d)) {
            for (i, [sum, squares]) in totals.iter_mut().enumerate() {
                let (zeroth, first, second) = (sums[0], sums[1 + i], sums[1 + d + shape.index(i, i)]);
                *sum += first + means[i] * zeroth;
                *squares += second + 2.0 * means[i] * first + means[i].powi(2) * zeroth;
            }
        }
        totals.extend(self.levels.iter().flat_map(|sums| sums.sum_axis(Axis(0))).map(|n| [n, n]));
        Ok(totals)
    }

    /// The model after the M-step, with `reg_covariance` added to each variance; its training is what the table says of the model
    /// before it.
    ///
    /// # Errors
    ///
    /// As the fit of a [`GaussianMixture`](crate::GaussianMixture) after its start.
    pub fn maximise(&self, model: &SavedModel, reg_covariance: f64) -> Result<SavedModel> {
        let mixture = model.mixture.maximised(self.moments.clone(), &self.levels, reg_covariance)?;
        Ok(SavedModel { mixture, ..self.with_training(model) })
    }

    /// The model with what the table says of it as its training; the threshold stays.
    pub fn with_training(&self, model: &SavedModel) -> SavedModel {
        let n_parameters = model.mixture.n_parameters();
        let criteria = Criteria::new(self.log_likelihood, self.entropy, self.n_samples, n_parameters);
        let training = Training::new(&criteria, self.n_samples as usize, model.training.log_density_threshold);
        SavedModel { training, ..model.clone() }
    }
}

/// The sums of a component's moments about its mean: `_s0_0`, `_s0_1`, ….
fn moments(densities: &Densities<f64>, component: usize) -> Vec<Column> {
    let mean = densities.mean(component);
    let difference = |i: usize| format!(" * (_z{i} - {})", number(mean[i]));
    let first = (0..mean.len()).map(difference);
    let second = densities.shape.entries(mean.len()).map(|[i, j]| difference(i) + &difference(j));
    let factors = std::iter::once(String::new()).chain(first).chain(second);
    numbered(format!("_s{component}_"), factors.map(|factors| format!("sum(_r{component}{factors})"))).collect()
}

/// The sums of each component's responsibilities for the customers of each level: `_n0`, `_n1`, ….
fn level_sums(model: &SavedModel, dialect: Dialect) -> Result<Vec<Column>> {
    let mut sums = Vec::new();
    for (levels, category) in model.levels.iter().zip(model.mixture.categories()) {
        let levels = levels.iter().map(|level| dialect.text(level)).collect::<Result<Vec<_>>>()?;
        for component in 0..model.mixture.n_clusters() {
            let sum = |level| format!("sum(CASE _v{} WHEN {level} THEN _r{component} ELSE 0e0 END)", category.column);
            sums.extend(levels.iter().map(sum));
        }
    }
    Ok(numbered("_n", sums).collect())
}
