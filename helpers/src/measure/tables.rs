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
    /// What several numbers of runs bring, beside this crate's mixture, which starts each anew: the log-likelihood, and the
    /// adjusted Rand index with the clusters of the first number.
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
        let records = records.as_records();
        let params = GaussianMixture::params(n_clusters).reg_covariance(reg_covariance);
        let headings = [
            "Runs",
            "linfa-clustering",
            "ARI with its first",
            "engine",
            "ARI with its first",
        ];
        let mut table = Table::new("Log-likelihood by number of runs", &headings);
        let mut firsts = [None, None];
        for &n in n_runs {
            let ours = params.clone().n_runs(n as usize).fit(&DatasetBase::from(records))?;
            let linfa = LinfaMixture::fit(&records, n_clusters, reg_covariance, n)?.mixture()?;
            let mut cells = Vec::new();
            for (model, first) in [linfa, ours].iter().zip(&mut firsts) {
                let labels = model.labels(&records)?.to_vec();
                let first: &mut Vec<usize> = first.get_or_insert_with(|| labels.clone());
                cells.push(format!("{:.4}", model.score(&records)?));
                cells.push(format!("{:.3}", adjusted_rand_index(&labels, first)?));
            }
            table.push(&[&n, &cells[0], &cells[1], &cells[2], &cells[3]]);
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
            let n_moved = self
                .labels(variant)?
                .iter()
                .zip(&labels)
                .filter(|(a, b)| a != b)
                .count();
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
            if let Some(summary) = Summary::of(&(variant.confidence)(&start)?) {
                let figures = [summary.mean, summary.min, summary.q1, summary.median];
                let [mean, lowest, q1, median] = figures.map(|figure| format!("{figure:.4}"));
                table.push(&[&variant.facts.name, &mean, &lowest, &q1, &median]);
            }
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
            table.push(&[
                name,
                &runs,
                &starts,
                &n,
                &ms,
                &each,
                &faster,
                &us,
                &sooner,
                &facts.n_bytes,
            ]);
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
            table.push(&[
                engine,
                &cells[0],
                &cells[1],
                &cells[2],
                &format!("{:.0} ×", seconds[0] / s),
            ]);
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
