//! Named variants of one fit, measured side by side.

use half::f16;
use linfa::{DatasetBase, ParamGuard, traits::Fit};
use ndarray::Array2;

use super::benchmark::{Timing, alternate};
use super::linfa_baseline::LinfaMixture;
use crate::choose::adjusted_rand_index;
use crate::customers::Summary;
use crate::error::{Error, Result};
use crate::mixture::{AsRecords, Criteria, GaussianMixture, GaussianMixtureParams, Matrix, Run};
use crate::show::{Figure, Table, cells, decimals, plots::ratio_bars};

/// Variants of one fit, each with its name, model and features; the first is what the others are compared with.
///
/// ```
/// use helpers::{GaussianMixture, GaussianMixtureParams, Trials, to_f32};
/// use ndarray::array;
///
/// let wide = array![[0.0], [0.3], [0.1], [0.2], [9.0], [9.2], [9.1], [9.3]];
/// let two: GaussianMixtureParams = GaussianMixture::params(2).reg_covariance(1e-4);
/// let variants = Trials::new(&wide).fit("f64", &two, &wide)?.fit("f32", &two, &to_f32(&wide)?)?;
/// assert_eq!(variants.model("f32")?.labels(&wide)?, variants.model("f64")?.labels(&wide)?);
/// # Ok::<(), helpers::Error>(())
/// ```
pub struct Trials {
    /// What all variants are judged by.
    records: Array2<f64>,
    variants: Vec<Variant>,
}

struct Variant {
    facts: Facts,
    model: GaussianMixture,
    reg_covariance: f64,
    /// The two that are timed, on the features as they are stored.
    fit: Box<dyn Fn()>,
    predict: Box<dyn Fn()>,
}

/// The times of [`Trials`]: of each variant those of a fit and of a prediction.
#[derive(Debug, Clone)]
pub struct Times(Vec<(Facts, [Timing; 2])>);

/// What is told of a variant beside its times.
#[derive(Debug, Clone)]
struct Facts {
    name: String,
    n_runs: usize,
    /// The runs that began at a start of their own.
    n_starts: usize,
    /// In all runs.
    n_iterations: usize,
}

impl Trials {
    /// No variants yet; all will be judged by `records`, `(n_samples, n_features)`.
    pub fn new(records: &Matrix) -> Trials {
        Trials { records: records.as_records().to_owned(), variants: Vec::new() }
    }

    /// Adds linfa-clustering's [mixture](LinfaMixture). Its runs but the first go on where the one before ended, each
    /// for the two iterations in which the likelihood hardly changes.
    ///
    /// # Errors
    ///
    /// [`Error::Stock`].
    pub fn linfa(mut self, name: &str, n_clusters: usize, reg_covariance: f64, n_runs: u64) -> Result<Trials> {
        let (records, copy) = (self.records.clone(), self.records.clone());
        let fit = move || LinfaMixture::fit(&copy, n_clusters, reg_covariance, n_runs);
        let (fitted, first) = (fit()?, LinfaMixture::n_iterations(&records, n_clusters, reg_covariance)?);
        let n_iterations = (first + 2 * (n_runs - 1)) as usize;
        let facts = Facts { name: name.to_owned(), n_runs: n_runs as usize, n_starts: 1, n_iterations };
        let (model, fit) = (fitted.mixture()?, Box::new(move || drop(fit())));
        let predict = Box::new(move || drop(fitted.labels(&records)));
        self.variants.push(Variant { facts, model, reg_covariance, fit, predict });
        Ok(self)
    }

    /// Adds a fit of this crate's mixture to the same features as they are stored in `records`.
    ///
    /// # Errors
    ///
    /// As the fit.
    pub fn fit<R: AsRecords>(mut self, name: &str, params: &GaussianMixtureParams, records: &R) -> Result<Trials> {
        let (records, copy) = (records.as_records().to_owned(), records.as_records().to_owned());
        let (params, dataset) = (params.clone(), DatasetBase::from(copy));
        let model = params.fit(&dataset)?;
        let (n_runs, n_iterations) = (model.runs().len(), model.runs().iter().map(Run::n_iterations).sum());
        let facts = Facts { name: name.to_owned(), n_runs, n_starts: n_runs, n_iterations };
        let (reg_covariance, fitted) = (params.check_ref()?.reg_covariance, model.clone());
        let fit = Box::new(move || drop(params.fit(&dataset)));
        let predict = Box::new(move || drop(fitted.labels(&records)));
        self.variants.push(Variant { facts, model, reg_covariance, fit, predict });
        Ok(self)
    }

    /// The model of a variant.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for a name that no variant has.
    pub fn model(&self, name: &str) -> Result<&GaussianMixture> {
        Ok(&self.first(|variant| variant.facts.name == name)?.model)
    }

    /// Times all fits in turn, once to warm up and then in `n_fits` rounds, then all predictions in `n_predictions`
    /// rounds.
    pub fn times(&self, n_fits: usize, n_predictions: usize) -> Times {
        let in_turn = |n_rounds, work: fn(&Variant) -> &dyn Fn()| {
            alternate(n_rounds, &self.variants.iter().map(work).collect::<Vec<_>>())
        };
        let training = in_turn(n_fits, |variant| &variant.fit);
        let prediction = in_turn(n_predictions, |variant| &variant.predict);
        let times = training.into_iter().zip(prediction).map(<[Timing; 2]>::from);
        Times(self.variants.iter().map(|variant| variant.facts.clone()).zip(times).collect())
    }

    /// Log-likelihood, AIC and BIC of every variant on the same features, and the adjusted Rand index of its clusters
    /// and those of the first variant of this crate.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] without such a variant; else as [`GaussianMixture::criteria`].
    pub fn quality(&self) -> Result<Table> {
        let reference = self.first(|variant| !variant.model.runs().is_empty())?;
        let labels = reference.model.labels(&self.records)?;
        let rows = self.variants.iter().map(|Variant { facts, model, .. }| {
            let Criteria { score, aic, bic, .. } = model.criteria(&self.records)?;
            let index = adjusted_rand_index(&model.labels(&self.records)?, &labels)?;
            Ok(cells![facts.name, decimals(score, 4), decimals(aic, 4), decimals(bic, 4), decimals(index, 4)])
        });
        let headings = ["Model", "Log-likelihood", "AIC", "BIC", &format!("ARI with {}", reference.facts.name)];
        Table::try_of("Quality, all evaluated on the f64 features", &headings, rows)
    }

    /// What becomes of the first variant's model with each change: its log-likelihood and labels; `½·ln` of the floors'
    /// ratio is what a `reg_covariance` adds by itself where one variance of each component rests on it.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] without variants; else as [`GaussianMixture::score`].
    pub fn changes(&self) -> Result<Table> {
        let base = self.first(|_| true)?;
        let (labels, score) = (base.model.labels(&self.records)?, base.model.score(&self.records)?);
        let rows = self.variants.iter().map(|Variant { facts, model, reg_covariance, .. }| {
            let own = model.score(&self.records)?;
            let free = 0.5 * (base.reg_covariance / reg_covariance).ln();
            let n_moved = model.labels(&self.records)?.iter().zip(&labels).filter(|(a, b)| a != b).count();
            // what rounds to 0 has no sign: the processor decides on it
            let rounded = |change: f64| (1e6 * change).round() / 1e6 + 0.0;
            let [change, free] = [own - score, free].map(|change| format!("{:+.6}", rounded(change)));
            Ok(cells![facts.name, facts.n_iterations, decimals(own, 4), change, free, n_moved])
        });
        let figures = ["Log-likelihood", "Change", "½·ln(floors)", "Customers relabelled"];
        let headings = [&["Changed", "EM iterations"], &figures[..]].concat();
        Table::try_of("One change at a time: what the model becomes", &headings, rows)
    }

    /// The largest probability of each customer by each variant's model, summarised.
    ///
    /// # Errors
    ///
    /// As [`GaussianMixture::confidence`].
    pub fn confidence(&self) -> Result<Table> {
        let rows = self.variants.iter().map(|Variant { facts, model, .. }| {
            let Summary { mean, min, q1, median, .. } = Summary::of(&model.confidence(&self.records)?)?;
            Ok(cells![facts.name, decimals(mean, 4), decimals(min, 4), decimals(q1, 4), decimals(median, 4)])
        });
        let headings = ["Model", "Mean", "Lowest", "First quartile", "Median"];
        Table::try_of("Largest probability of each customer", &headings, rows)
    }

    fn first(&self, which: impl Fn(&&Variant) -> bool) -> Result<&Variant> {
        self.variants.iter().find(which).ok_or_else(|| Error::invalid("the number of such variants", 0, "at least 1"))
    }
}

impl Times {
    /// What a fit consists of, how long it and a prediction take, and how many times faster than the first both are.
    pub fn table(&self) -> Table {
        let rows = self.0.iter().map(|(Facts { name, n_runs, n_starts, n_iterations }, [fit, predict])| {
            let (ms, us) = (1e3 * fit.median(), 1e6 * predict.median());
            let [faster, sooner] = [0, 1].map(|i| [fit, predict][i].times_faster(&self.0[0].1[i]));
            let each = decimals(ms / *n_iterations as f64, 4);
            cells![name, n_runs, n_starts, n_iterations, decimals(ms, 3), each, faster, decimals(us, 1), sooner]
        });
        let training = ["Model", "Runs", "Starts", "EM iterations", "Training (ms)", "ms an iteration", "Times faster"];
        let headings = [&training[..], &["Prediction (µs)", "Times faster"]].concat();
        Table::of("Times: median, and the ratio's quartiles in brackets", &headings, rows)
    }

    /// How many times faster than the first each of the other variants is fitted.
    ///
    /// # Errors
    ///
    /// [`Error::Plot`](crate::Error::Plot) without other variants.
    pub fn plot(&self) -> Result<Figure> {
        let others = self.0.iter().skip(1);
        let ratio = |fit: &Timing| fit.speed_up(&self.0[0].1[0])[1];
        let (names, ratios): (Vec<_>, Vec<_>) = others.map(|(facts, [fit, _])| (&facts.name[..], ratio(fit))).unzip();
        let first = self.0.first().map_or("the first", |(facts, _)| &facts.name);
        ratio_bars(&format!("Training: times faster than {first}"), "times faster", &names, &ratios)
    }
}

/// The bytes that `records`, `(n_samples, n_features)`, take in each type they can be stored in.
pub fn storage_table(records: &Matrix) -> Table {
    let n = records.as_records().len();
    let row = cells!["bytes", n * size_of::<f64>(), n * size_of::<f32>(), n * size_of::<f16>()];
    Table::of("The feature matrix", &["Stored as", "f64", "f32", "f16"], [row])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{to_f16, to_f32};
    use crate::measure::scaling::Scaling;
    use ndarray::{Array2, array};

    fn wide() -> Array2<f64> {
        array![[0.0], [0.3], [0.1], [0.2], [9.0], [9.2], [9.1], [9.3]]
    }

    fn trials() -> Trials {
        let (two, wide) = (GaussianMixture::params(2).reg_covariance(1e-4).n_runs(3), wide());
        let dataset = DatasetBase::from(wide.clone());
        let trials = Trials::new(&dataset).linfa("linfa", 2, 1e-4, 3).unwrap();
        let trials = trials.fit("f64", &two, &dataset).unwrap();
        let trials = trials.fit("f32", &two, &to_f32(&wide).unwrap()).unwrap();
        let floor = two.reg_covariance(2e-4);
        trials.fit("f16, 2e-4", &floor, &to_f16(&wide).unwrap()).unwrap()
    }

    fn rows(table: &Table) -> Vec<Vec<String>> {
        let text = table.to_string();
        let rows = text.lines().skip(3).map(|line| line.split("  ").map(str::trim));
        let filled = |cell: &&str| !cell.is_empty();
        rows.map(|cells| cells.filter(filled).map(str::to_owned).collect()).collect()
    }

    #[test]
    fn every_variant_is_judged_on_the_wide_features() {
        let trials = trials();
        for row in rows(&trials.quality().unwrap()) {
            assert_eq!(row[4], "1.0000", "{row:?}");
        }
        let wide_score = trials.model("f64").unwrap().score(&wide()).unwrap();
        assert_eq!(rows(&trials.quality().unwrap())[1][1], format!("{wide_score:.4}"));
    }

    #[test]
    fn a_change_of_the_floor_is_told_with_what_it_adds_by_itself() {
        let changes = rows(&trials().changes().unwrap());
        assert_eq!(changes[0][3..], ["+0.000000", "+0.000000", "0"]);
        assert_eq!(changes[3][4], format!("{:+.6}", 0.5 * 0.5_f64.ln()));
    }

    #[test]
    fn confidence_is_told_of_every_variant() {
        for row in rows(&trials().confidence().unwrap()) {
            assert_eq!(row[1..], ["1.0000"; 4], "{row:?}");
        }
    }

    #[test]
    fn the_baselines_runs_do_not_restart() {
        let times = trials().times(1, 1);
        let rows = rows(&times.table());
        assert_eq!(
            (&rows[0][1..3], &rows[1][1..3]),
            (&["3", "1"].map(String::from)[..], &["3", "3"].map(String::from)[..])
        );
        assert!(times.plot().unwrap().alt().contains("times faster than linfa"));
        for row in self::rows(&LinfaMixture::restarts(&wide(), 2, 1e-4, &[1, 3]).unwrap()) {
            assert_eq!(row[1], row[2], "{row:?}");
        }
    }

    #[test]
    fn the_number_of_iterations_is_the_least_that_converges() {
        let n = LinfaMixture::n_iterations(&wide(), 2, 1e-4).unwrap();
        let params = |max| linfa_clustering::GaussianMixtureModel::params(2).reg_covariance(1e-4).max_n_iterations(max);
        assert!(params(n).fit(&DatasetBase::from(wide())).is_ok());
        assert!(params(n - 1).fit(&DatasetBase::from(wide())).is_err());
    }

    #[test]
    fn what_has_no_variants_or_sizes_is_refused() {
        let none = Trials::new(&wide());
        assert!(none.quality().is_err() && none.changes().is_err());
        assert!(none.times(1, 1).plot().is_err());
        assert!(matches!(none.model("f64"), Err(Error::InvalidParameter { .. })));
        let model = GaussianMixture::params(2).fit(&DatasetBase::from(wide())).unwrap();
        assert!(Scaling::measure(&model, &[]).is_err());
        let scaling = Scaling::measure(&model, &[200, 400]).unwrap();
        assert!(scaling.table().to_string().contains("at 400 customers"));
        assert!(scaling.plot().unwrap().alt().contains("engine, f32"));
        assert_eq!(rows(&scaling.memory()).len(), 3);
        assert!(storage_table(&wide()).to_string().ends_with("bytes       64   32   16"));
    }
}
