//! Whether there are segments: the answer, and what it rests on.

use linfa::ParamGuard;

use super::selection::{sample, with_few_runs};
use super::valley::valleys;
use super::{Combination, LikelihoodRatioTest, Selection, Stability, likelihood_ratio_test};
use crate::customers::FEWEST;
use crate::error::Result;
use crate::mixture::{GaussianMixture, Matrix};
use crate::stats::range;

/// The largest probability that is no longer called chance.
const SIGNIFICANT: f64 = 0.05;

/// Mean adjusted Rand indices: below the first the groups are others in each sample, from the second they are stable, from the
/// third very stable.
const AGREEMENT: [f64; 3] = [0.5, 0.75, 0.9];

/// The highest ground between two groups that is called a valley, as a share of the lower peak.
const VALLEY: f64 = 0.75;

/// By how much a mean adjusted Rand index has to be above what is asked for where there is no valley.
const BEYOND: f64 = 0.15;

/// The Jaccard similarity of a group to act on (Hennig 2007).
const TRUSTED: f64 = 0.6;

/// Whether the customers fall into segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// There are none, or nothing shows any.
    None,
    /// There may be some, but not such as one can act on without looking again.
    Weak,
    /// There are.
    Segments,
}

/// Whether the customers fall into segments, and why.
///
/// The limits are those that told simulated malls with segments from those without best: `make verdict-study`.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    pub(crate) grade: Grade,
    pub(crate) combination: Combination,
    pub(crate) stability: Stability,
    pub(crate) doubts: Vec<Vec<String>>,
    pub(super) reasons: Vec<Reason>,
    /// The number of rows of each group.
    pub(super) sizes: Vec<usize>,
    /// For each group, how high the ground is towards the one that it is least apart from.
    pub(super) valleys: Vec<f64>,
}

/// One question of which the verdict makes its answer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reason {
    pub question: String,
    pub figure: String,
    pub expected: String,
    pub holds: bool,
    /// The best grade that is left where it does not hold.
    pub otherwise: Grade,
}

impl Selection {
    /// Whether the mixture of lowest BIC makes segments of `records`, `(n_samples, n_features)`, to which it was fitted: its
    /// components [combined](Combination), the choice [resampled](Self::bootstrap), and the
    /// [likelihood-ratio tests](likelihood_ratio_test) of one component and of one component less against the chosen number.
    ///
    /// Tests and valleys are of 2,000 rows at most.
    ///
    /// # Errors
    ///
    /// As [`Selection::bootstrap`] and [`likelihood_ratio_test`].
    pub fn verdict(&self, n_resamples: usize, n_simulations: usize, seed: u64, records: &Matrix) -> Result<Verdict> {
        let combination = Combination::of(&self.best().model, records)?;
        let stability = self.bootstrap(&combination, n_resamples, seed, records)?;
        let view = records.as_records();
        let sample = sample(view).unwrap_or_else(|| view.to_owned());
        let tests = self.tests(n_simulations, seed, &sample)?;
        let valleys = valleys(sample.view(), &combination.labels(&sample)?, combination.n_groups())?;
        let labels = combination.labels(records)?;
        let size = |group| labels.iter().filter(|&&label| label == group).count();
        let sizes = (0..combination.n_groups()).map(size).collect();
        let (grade, reasons, doubts) = (Grade::None, Vec::new(), Vec::new());
        let mut verdict = Verdict { grade, combination, stability, doubts, reasons, sizes, valleys };
        verdict.reasons = verdict.reasons(&tests, self.largest());
        let failed = verdict.reasons.iter().filter(|reason| !reason.holds);
        verdict.grade = failed.map(|reason| reason.otherwise).min().unwrap_or(Grade::Segments);
        verdict.doubts = (0..verdict.sizes.len()).map(|group| verdict.doubts_of(group)).collect();
        Ok(verdict)
    }

    /// The tests of one component, and of one less, against the number of the candidate of lowest BIC.
    fn tests(&self, n_simulations: usize, seed: u64, sample: &Matrix) -> Result<Vec<LikelihoodRatioTest>> {
        let more = with_few_runs(&self.best().params)?;
        let valid = more.check_ref()?;
        let mut fewer = vec![1, valid.n_clusters - 1];
        fewer.dedup();
        fewer.retain(|fewer| (1..valid.n_clusters).contains(fewer));
        let test = |&n_clusters: &usize| {
            let fewer = GaussianMixture::params(n_clusters).covariance_type(valid.covariance_type);
            let fewer = fewer.reg_covariance(valid.reg_covariance).n_runs(valid.n_runs);
            likelihood_ratio_test(&fewer, &more, sample, n_simulations, seed)
        };
        fewer.iter().map(test).collect()
    }

    /// The largest number of components that was asked for.
    fn largest(&self) -> usize {
        self.asked.iter().filter_map(|params| Some(params.check_ref().ok()?.n_clusters)).max().unwrap_or(1)
    }
}

impl Verdict {
    /// A verdict without reasons, for tests.
    #[cfg(test)]
    pub(crate) fn of_combination(combination: Combination, grade: Grade) -> Verdict {
        let n = combination.n_groups();
        let (doubts, sizes, valleys) = (vec![Vec::new(); n], vec![0; n], vec![0.0; n]);
        let stability = Stability::of_values(vec![1.0], n);
        Verdict { grade, combination, stability, doubts, reasons: Vec::new(), sizes, valleys }
    }

    /// The answer.
    pub fn grade(&self) -> Grade {
        self.grade
    }

    /// What can be acted on: where there are no segments, all customers are one group.
    pub(crate) fn to_act_on(&self) -> Verdict {
        let mut verdict = self.clone();
        if self.grade == Grade::None {
            verdict.combination = self.combination.as_one();
            verdict.doubts = vec![vec!["there are no segments".to_owned()]];
        }
        verdict
    }

    /// The groups it is about.
    pub fn combination(&self) -> &Combination {
        &self.combination
    }

    /// How far the groups survive other samples, each of which chooses anew.
    pub fn stability(&self) -> &Stability {
        &self.stability
    }

    /// For each group, why nobody should act on it; none for a sound one.
    pub fn doubts(&self) -> &[Vec<String>] {
        &self.doubts
    }

    /// Whether there are too few customers for any answer.
    pub(super) fn is_of_few(&self) -> bool {
        self.sizes.iter().sum::<usize>() < FEWEST
    }

    fn reasons(&self, tests: &[LikelihoodRatioTest], largest: usize) -> Vec<Reason> {
        let (n, k, n_groups) = (self.sizes.iter().sum::<usize>(), self.combination.groups().len(), self.sizes.len());
        let agreement = self.stability.mean();
        let least = range(self.stability.jaccard().iter().copied()).0;
        let highest = range(self.valleys.iter().copied()).1;
        let same = self.stability.choices().iter().filter(|choice| choice.n_groups == n_groups).count();
        let asked = asked_agreement(n);
        let reason = |question: &str, figure: String, expected: String, holds, otherwise| Reason {
            question: question.to_owned(),
            figure,
            expected,
            holds,
            otherwise,
        };
        let mut reasons = vec![reason(
            "Are there enough customers to tell segments from chance?",
            n.to_string(),
            format!("{FEWEST} at least"),
            n >= FEWEST,
            Grade::None,
        )];
        if k == 1 {
            let figure = "the lowest BIC is that of one".to_owned();
            reasons.push(reason("More than one component?", figure, "two at least".to_owned(), false, Grade::None));
            return reasons;
        }
        for (test, otherwise) in tests.iter().zip([Grade::None, Grade::Segments]) {
            let [fewer, more] = test.n_clusters;
            reasons.push(reason(
                &format!("Are {more} components more than {fewer} and chance?"),
                format!("p {}", test.p()),
                format!("{SIGNIFICANT} at most"),
                test.p_value <= SIGNIFICANT,
                otherwise,
            ));
        }
        reasons.push(reason(
            "Do components separate, so that groups are left?",
            format!("{n_groups} of {k}"),
            "two at least".to_owned(),
            n_groups > 1,
            Grade::None,
        ));
        if n_groups > 1 {
            reasons.push(reason(
                "Is there a valley between the groups? (density between two, by the lower peak)",
                format!("{highest:.2} at worst"),
                format!("{VALLEY} at most, or a mean ARI of {:.2}", asked + BEYOND),
                highest <= VALLEY || agreement >= asked + BEYOND,
                Grade::Weak,
            ));
            reasons.push(reason(
                "Do other samples give the same groups? (mean ARI)",
                format!(
                    "{agreement:.2}: {}; as many groups in {same} of {}",
                    stability_word(agreement),
                    self.stability.values().len()
                ),
                format!("{asked:.2} at least"),
                agreement >= asked,
                if agreement < AGREEMENT[0] { Grade::None } else { Grade::Weak },
            ));
            reasons.push(reason(
                "Is each group found again? (least Jaccard similarity)",
                format!("{least:.2}: {}", jaccard_word(least)),
                format!("{TRUSTED} at least"),
                least >= TRUSTED,
                Grade::Weak,
            ));
        }
        reasons.push(reason(
            "Is the lowest BIC inside the range that was tried?",
            format!("{k} components"),
            format!("fewer than {largest}"),
            k < largest,
            Grade::Weak,
        ));
        let model = self.combination.model();
        reasons.push(reason(
            "Does the likelihood rest on the data alone, not on the variance floor?",
            match model.n_degenerate() {
                0 => "no component rests on the floor".to_owned(),
                n => format!("{n} of {k} components rest on the floor"),
            },
            "none".to_owned(),
            model.n_degenerate() == 0,
            Grade::Weak,
        ));
        reasons
    }

    fn doubts_of(&self, group: usize) -> Vec<String> {
        let (model, jaccard) = (self.combination.model(), self.stability.jaccard()[group]);
        let needed = model.covariance_type().n_parameters(1, model.n_features());
        let needed = needed * self.combination.components(group).len();
        let mut doubts = Vec::new();
        if self.grade == Grade::None {
            doubts.push("there are no segments".to_owned());
        }
        if self.sizes[group] <= needed {
            let size = self.sizes[group];
            doubts.push(format!("too few customers ({size}) for the {needed} figures that describe it"));
        }
        let components = self.combination.components(group);
        if model
            .degenerate()
            .iter()
            .any(|found| found.component.is_none_or(|component| components.contains(&component)))
        {
            doubts.push("its likelihood rests on the variance floor".to_owned());
        }
        if jaccard < TRUSTED {
            doubts.push(format!("other samples do not find it again (Jaccard {jaccard:.2})"));
        }
        if self.valleys[group] > VALLEY && self.stability.mean() < asked_agreement(self.sizes.iter().sum()) + BEYOND {
            doubts.push("nothing separates it from the group beside it".to_owned());
        }
        doubts
    }
}

/// The mean adjusted Rand index that is asked of `n` customers: few agree by chance more easily.
fn asked_agreement(n: usize) -> f64 {
    AGREEMENT[1] + 0.1 * (300.0 - n as f64).clamp(0.0, 250.0) / 250.0
}

/// A mean adjusted Rand index in a word.
pub(super) fn stability_word(agreement: f64) -> &'static str {
    match AGREEMENT.iter().filter(|limit| agreement >= **limit).count() {
        0 => "other groups each time",
        1 => "shaky",
        2 => "stable",
        _ => "very stable",
    }
}

/// A Jaccard similarity in Hennig's (2007) words.
pub(super) fn jaccard_word(jaccard: f64) -> &'static str {
    match [TRUSTED, 0.75, 0.85].iter().filter(|limit| jaccard >= **limit).count() {
        0 => "not to be trusted",
        1 => "doubtful",
        2 => "valid",
        _ => "highly stable",
    }
}
