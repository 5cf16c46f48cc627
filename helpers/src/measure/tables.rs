//! What was measured, as tables.

use half::f16;
use linfa::DatasetBase;
use linfa::traits::Fit;

use super::benchmark::megabytes;
use super::linfa_baseline::LinfaMixture;
use super::scaling::{ENGINES, Scaling};
use super::trials::{Times, Trials, Variant};
use crate::choose::adjusted_rand_index;
use crate::customers::Summary;
use crate::error::{Error, Result};
use crate::mixture::{AsRecords, GaussianMixture, Start};
use crate::show::Table;

const MODEL: &str = "Model";
const LOG_LIKELIHOOD: &str = "Log-likelihood";
const FASTER: &str = "Times faster";

/// The bytes that `records`, `(n_samples, n_features)`, take in each type they can be stored in.
pub fn storage_table(records: &impl AsRecords<Elem = f64>) -> Table {
    let n = records.as_records().len();
    let [wide, single, half] = [size_of::<f64>(), size_of::<f32>(), size_of::<f16>()].map(|size| size * n);
    Table::new("The feature matrix", &["Stored as", "f64", "f32", "f16"]).row(&[&"bytes", &wide, &single, &half])
}

impl LinfaMixture {
    /// The log-likelihoods with several numbers of runs: of linfa-clustering, of its first run when it goes on for two
    /// iterations a further run, and of this crate's mixture, of which each run has a start of its own.
    ///
    /// # Errors
    ///
    /// As [`LinfaMixture::fit`] and a fit of this crate's mixture.
    pub fn restarts(
        records: &impl AsRecords<Elem = f64>,
        n_clusters: usize,
        reg_covariance: f64,
        n_runs: &[u64],
    ) -> Result<Table> {
        let dataset = DatasetBase::from(records.as_records());
        let params = GaussianMixture::params(n_clusters).reg_covariance(reg_covariance);
        let first = LinfaMixture::fit(records, n_clusters, reg_covariance, 1)?.mixture()?;
        let go_on = params.clone().tolerance(f64::MIN_POSITIVE).start(Start::Parameters {
            weights: first.weights().clone(),
            means: first.means().clone(),
            precisions: first.precisions(),
        });
        let headings = ["Runs", "linfa-clustering", "Its first run, gone on", "engine"];
        let mut table = Table::new("Log-likelihood by number of runs", &headings);
        for &n in n_runs {
            let theirs = LinfaMixture::fit(records, n_clusters, reg_covariance, n)?.mixture()?;
            let more = 2 * (n as usize - 1);
            let gone_on = match more {
                0 => first.clone(),
                _ => go_on.clone().max_n_iterations(more).fit(&dataset)?,
            };
            let ours = params.clone().n_runs(n as usize).fit(&dataset)?;
            let score = |model: GaussianMixture| model.score(&dataset.records).map(|score| format!("{score:.6}"));
            table.push(&[&n, &score(theirs)?, &score(gone_on)?, &score(ours)?]);
        }
        Ok(table)
    }
}

impl Trials {
    /// Log-likelihood, AIC and BIC of every variant on the same features, and the adjusted Rand index of its clusters and
    /// those of the first variant of this crate.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] without such a variant; else as [`GaussianMixture::criteria`].
    pub fn quality(&self) -> Result<Table> {
        let reference = self.first(|variant| !variant.model.runs().is_empty())?;
        let (labels, index) = (self.labels(reference)?, format!("ARI with {}", reference.facts.name));
        let headings = [MODEL, LOG_LIKELIHOOD, "AIC", "BIC", &index];
        let mut table = Table::new("Quality, all evaluated on the f64 features", &headings);
        for variant in &self.variants {
            let criteria = variant.model.criteria(&self.records)?;
            let index = adjusted_rand_index(&self.labels(variant)?, &labels)?;
            let figures = [criteria.score, criteria.aic, criteria.bic, index];
            let [score, aic, bic, index] = figures.map(|figure| format!("{figure:.4}"));
            table.push(&[&variant.facts.name, &score, &aic, &bic, &index]);
        }
        Ok(table)
    }

    /// What becomes of the first variant's model with each change: its log-likelihood and labels; `½·ln` of the floors' ratio
    /// is what a `reg_covariance` adds by itself where one variance of each component rests on it.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] without variants; else as [`GaussianMixture::score`].
    pub fn changes(&self) -> Result<Table> {
        let base = self.first(|_| true)?;
        let (labels, score) = (self.labels(base)?, base.model.score(&self.records)?);
        let figures = [LOG_LIKELIHOOD, "Change", "½·ln(floors)", "Customers relabelled"];
        let headings = [&["Changed", "EM iterations"], &figures[..]].concat();
        let mut table = Table::new("One change at a time: what the model becomes", &headings);
        for variant in &self.variants {
            let own = variant.model.score(&self.records)?;
            let free = 0.5 * (base.reg_covariance / variant.reg_covariance).ln();
            let changed = self.labels(variant)?;
            let n_moved = changed.iter().zip(&labels).filter(|(a, b)| a != b).count();
            let [change, free] = [own - score, free].map(|change| format!("{change:+.6}"));
            let (name, n) = (&variant.facts.name, variant.facts.n_iterations);
            table.push(&[name, &n, &format!("{own:.4}"), &change, &free, &n_moved]);
        }
        Ok(table)
    }

    /// The largest probability of each customer, summarised. So that no other optimum is compared, every variant is fitted
    /// anew from the clusters of the first.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] without variants; else as the fits.
    pub fn confidence(&self) -> Result<Table> {
        let start = Start::Partition(self.first(|_| true)?.model.labels(&self.records)?);
        let headings = [MODEL, "Mean", "Lowest", "First quartile", "Median"];
        let mut table = Table::new("Confidence of fits from the same start", &headings);
        for variant in &self.variants {
            let summary = Summary::of(&(variant.confidence)(&start)?)?;
            let figures = [summary.mean, summary.min, summary.q1, summary.median];
            let [mean, lowest, q1, median] = figures.map(|figure| format!("{figure:.4}"));
            table.push(&[&variant.facts.name, &mean, &lowest, &q1, &median]);
        }
        Ok(table)
    }

    fn first(&self, which: fn(&Variant) -> bool) -> Result<&Variant> {
        let first = self.variants.iter().find(|variant| which(variant));
        first.ok_or_else(|| Error::invalid("the number of variants", 0, "at least 1"))
    }

    fn labels(&self, variant: &Variant) -> Result<Vec<usize>> {
        Ok(variant.model.labels(&self.records)?.to_vec())
    }
}

impl Times {
    /// What a fit consists of, how long it and a prediction take, and how many times faster than the first both are.
    pub fn table(&self) -> Table {
        let training = ["Runs", "Starts", "EM iterations", "Training (ms)", "ms an iteration"];
        let prediction = [FASTER, "Prediction (µs)", FASTER, "Feature bytes"];
        let caption = "Times: median, and the ratio's quartiles in brackets";
        let mut table = Table::new(caption, &[&[MODEL], &training[..], &prediction[..]].concat());
        for ((facts, fit), predict) in self.facts.iter().zip(&self.training).zip(&self.prediction) {
            let [ms, us] = [1e3 * fit.median(), 1e6 * predict.median()];
            let each = format!("{:.4}", ms / facts.n_iterations as f64);
            let [faster, sooner] = [fit.speed_up(&self.training[0]), predict.speed_up(&self.prediction[0])];
            let (name, runs, starts, n) = (&facts.name, facts.n_runs, facts.n_starts, facts.n_iterations);
            let [ms, us] = [format!("{ms:.3}"), format!("{us:.1}")];
            table.push(&[name, &runs, &starts, &n, &ms, &each, &faster, &us, &sooner, &facts.n_bytes]);
        }
        table
    }
}

impl Scaling {
    /// The time of an EM iteration at the most customers, for one of them, and multiplied out beyond.
    pub fn table(&self) -> Table {
        let (n, seconds) = self.sizes[self.sizes.len() - 1];
        let caption = format!("One EM iteration at {n} customers, and on paper beyond");
        let beyond = ["Nanoseconds a customer", "Ten million (s)", "A billion (s)", FASTER];
        let mut table = Table::new(&caption, &[&["Engine"], &beyond[..]].concat());
        for (engine, s) in ENGINES.iter().zip(seconds) {
            let ns = 1e9 / n as f64 * s;
            let cells = [format!("{ns:.1}"), format!("{:.2}", 1e-2 * ns), format!("{ns:.0}")];
            table.push(&[engine, &cells[0], &cells[1], &cells[2], &format!("{:.0} ×", seconds[0] / s)]);
        }
        table
    }

    /// The memory that a fit to the most customers takes at its peak, beyond the data.
    pub fn memory(&self) -> Table {
        let n = self.sizes[self.sizes.len() - 1].0;
        let caption = format!("Peak memory of a fit to {n} customers, beyond the data");
        let mut table = Table::new(&caption, &["Engine", "Megabytes"]);
        for (engine, peak) in ENGINES.iter().zip(self.peaks) {
            table.push(&[engine, &megabytes(peak)]);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{to_f16, to_f32};
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
    fn confidence_is_that_of_fits_from_the_first_variants_clusters() {
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
        assert_eq!(rows.iter().map(|row| row[9].as_str()).collect::<Vec<_>>(), ["64", "64", "32", "16"]);
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
        assert!(none.quality().is_err() && none.changes().is_err() && none.confidence().is_err());
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
