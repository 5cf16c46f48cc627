//! What was measured, as tables.

use half::f16;
use linfa::DatasetBase;
use linfa::traits::Fit;

use super::benchmark::megabytes;
use super::linfa_baseline::LinfaMixture;
use super::scaling::Scaling;
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
    /// The log-likelihoods with several numbers of runs beside those of this crate's mixture, which starts each anew.
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
        let mut table = Table::new(
            "Log-likelihood by number of runs",
            &["Runs", "linfa-clustering", "engine"],
        );
        let params = GaussianMixture::params(n_clusters).reg_covariance(reg_covariance);
        for &n in n_runs {
            let theirs = LinfaMixture::fit(&records, n_clusters, reg_covariance, n)?.mixture()?;
            let ours = params.clone().n_runs(n as usize).fit(&DatasetBase::from(records))?;
            let [theirs, ours] = [theirs.score(&records)?, ours.score(&records)?].map(|score| format!("{score:.4}"));
            table.push(&[&n, &theirs, &ours]);
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
        let ours = self.variants.iter().find(|variant| !variant.model.runs().is_empty());
        let ours = ours.ok_or_else(|| Error::invalid("the number of this crate's variants", 0, "at least 1"))?;
        let (reference, index) = (self.labels(ours)?, format!("ARI with {}", ours.facts.name));
        let headings = [MODEL, LOG_LIKELIHOOD, "AIC", "BIC", &index];
        let mut table = Table::new("Quality, all evaluated on the f64 features", &headings);
        for variant in &self.variants {
            let (criteria, index) = (variant.model.criteria(&self.records)?, self.labels(variant)?);
            let figures = [
                criteria.score,
                criteria.aic,
                criteria.bic,
                adjusted_rand_index(&index, &reference)?,
            ];
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
        let base = self.first()?;
        let (labels, score) = (self.labels(base)?, base.model.score(&self.records)?);
        let headings = [
            "Changed",
            "EM iterations",
            LOG_LIKELIHOOD,
            "Change",
            "½·ln(floors)",
            "Customers relabelled",
        ];
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
        let start = Start::Partition(self.first()?.model.labels(&self.records)?);
        let headings = [MODEL, "Mean", "Lowest", "First quartile", "Median"];
        let mut table = Table::new("Confidence of fits from the same start", &headings);
        for variant in &self.variants {
            if let Some(summary) = Summary::of(&variant.method.confidence(&start)?) {
                let figures = [summary.mean, summary.min, summary.q1, summary.median];
                let [mean, lowest, q1, median] = figures.map(|figure| format!("{figure:.4}"));
                table.push(&[&variant.facts.name, &mean, &lowest, &q1, &median]);
            }
        }
        Ok(table)
    }

    fn first(&self) -> Result<&Variant> {
        self.variants
            .first()
            .ok_or_else(|| Error::invalid("the number of variants", 0, "at least 1"))
    }

    fn labels(&self, variant: &Variant) -> Result<Vec<usize>> {
        Ok(variant.model.labels(&self.records)?.to_vec())
    }
}

impl Times {
    /// What a fit consists of, how long it and a prediction take, and how many times faster than the first both are.
    pub fn table(&self) -> Table {
        let training = [
            "Runs",
            "Starts",
            "EM iterations",
            "Training (ms)",
            "ms an iteration",
            FASTER,
        ];
        let prediction = ["Prediction (µs)", FASTER, "Feature bytes"];
        let caption = "Times: median, and the ratio's quartiles in brackets";
        let mut table = Table::new(caption, &[&[MODEL], &training[..], &prediction[..]].concat());
        for (facts, (fit, predict)) in self.facts.iter().zip(self.training.iter().zip(&self.prediction)) {
            let ms = 1e3 * fit.median();
            let each = format!("{:.4}", ms / facts.n_iterations as f64);
            let (ms, us) = (format!("{ms:.3}"), format!("{:.1}", 1e6 * predict.median()));
            let [faster, sooner] = [fit.speed_up(&self.training[0]), predict.speed_up(&self.prediction[0])];
            let (name, runs, starts, n) = (&facts.name, facts.n_runs, facts.n_starts, facts.n_iterations);
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
        let n = self.n_samples[self.n_samples.len() - 1];
        let caption = format!("One EM iteration at {n} customers, and on paper beyond");
        let headings = [
            "Engine",
            "Nanoseconds a customer",
            "Ten million (s)",
            "A billion (s)",
            FASTER,
        ];
        let mut table = Table::new(&caption, &headings);
        let each = self
            .engines
            .each_ref()
            .map(|engine| 1e9 / n as f64 * engine.seconds[engine.seconds.len() - 1]);
        for (engine, ns) in self.engines.iter().zip(each) {
            let [nanoseconds, ten_million, billion] =
                [(ns, 1), (1e-2 * ns, 2), (ns, 0)].map(|(x, n)| format!("{x:.n$}"));
            table.push(&[
                &engine.name,
                &nanoseconds,
                &ten_million,
                &billion,
                &format!("{:.0} ×", each[0] / ns),
            ]);
        }
        table
    }

    /// The memory that a fit to the most customers takes at its peak, beyond the data.
    pub fn memory(&self) -> Table {
        let n = self.n_samples[self.n_samples.len() - 1];
        let caption = format!("Peak memory of a fit to {n} customers, beyond the data");
        let mut table = Table::new(&caption, &["Engine", "Megabytes"]);
        self.engines
            .iter()
            .for_each(|engine| table.push(&[&engine.name, &megabytes(engine.peak)]));
        table
    }
}
