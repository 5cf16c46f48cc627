//! Whether there are segments: the answer, and what it rests on.

use ndarray::Array2;

use super::bent::bent_bic;
use super::combination::Combine;
use super::selection::{sample, with_few_runs};
use super::shown::on_the_floor;
use super::{Candidate, ChanceTest, Combination, Selection, Stability, adjusted_rand_index, likelihood_ratio_test};
use crate::customers::FEWEST;
use crate::error::Result;
use crate::mixture::{Degenerate, Matrix, Start};
use crate::show::decimals;
use crate::stats::range;

/// The largest probability that is no longer called chance.
const SIGNIFICANT: f64 = 0.05;

/// Mean adjusted Rand indices: below the first the groups are others in each sample, from the second they are stable, from the
/// third very stable.
const AGREEMENT: [f64; 3] = [0.5, 0.75, 0.9];

/// The highest ground between two groups that is called a valley, as a share of the lower peak.
const VALLEY: f64 = 0.75;

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
    /// The answer.
    pub grade: Grade,
    /// The groups it is about.
    pub combination: Combination,
    /// How far the groups survive other samples, each of which chooses anew.
    pub stability: Stability,
    /// For each group, why nobody should act on it; none for a sound one.
    pub doubts: Vec<Vec<String>>,
    pub(super) reasons: Vec<Reason>,
    /// The number of rows of each group.
    pub(super) sizes: Vec<usize>,
    /// For each group, how high the ground is towards the one that it is least apart from.
    pub(super) valleys: Vec<f64>,
    /// Whether two groups lie beside each other without a valley in numbers or in shares.
    is_level: bool,
    /// The adjusted Rand index of the groups with those that the numbers give without the categories.
    by_numbers: f64,
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
    /// components [combined](Combination), those without a valley too if other samples do not give them again, the whole choice made anew on `n_resamples` samples of the rows, and the
    /// [likelihood-ratio tests](likelihood_ratio_test) of one component and of one component less against the chosen number.
    ///
    /// Tests and valleys are of 2,000 rows at most.
    ///
    /// # Errors
    ///
    /// As [`bootstrap_stability`](super::bootstrap_stability) and [`likelihood_ratio_test`].
    pub fn verdict(&self, n_resamples: usize, n_simulations: usize, seed: u64, records: &Matrix) -> Result<Verdict> {
        let view = records.as_records();
        let sample = sample(view).unwrap_or_else(|| view.to_owned());
        let tests = self.tests(n_simulations, seed, &sample)?;
        let groups = |combine: Combine| self.groups(combine, n_resamples, seed, (records, &sample));
        let mut verdict = groups(Combination::of)?;
        let hills = Combination::hills(verdict.combination.model(), records)?;
        if verdict.needs_valleys() && hills.n_groups() < verdict.combination.n_groups() {
            verdict = groups(Combination::hills)?;
        }
        let Candidate { params, model, .. } = self.best();
        let bics = [model.criteria(&view)?.bic, bent_bic(model, params.0.reg_covariance, view)?];
        verdict.reasons = verdict.reasons(&tests, bics, self.largest());
        let failed = verdict.reasons.iter().filter(|reason| !reason.holds);
        verdict.grade = failed.map(|reason| reason.otherwise).min().unwrap_or(Grade::Segments);
        verdict.doubts = (0..verdict.sizes.len()).map(|group| verdict.doubts_of(group)).collect();
        Ok(verdict)
    }

    /// The groups that `combine` makes, before anything is said of them.
    fn groups(
        &self,
        combine: Combine,
        n_resamples: usize,
        seed: u64,
        (records, sample): (&Matrix, &Array2<f64>),
    ) -> Result<Verdict> {
        let combination = combine(&self.best().model, records)?;
        let stability = self.bootstrap(&combination, combine, n_resamples, seed, records)?;
        let by_numbers = combination.labels_by_numbers(sample)?;
        let by_numbers = adjusted_rand_index(&combination.labels(sample)?, &by_numbers)?;
        let (valleys, is_level) = (combination.valleys(sample)?, combination.is_level(sample)?);
        let mut sizes = vec![0; combination.n_groups()];
        combination.labels(records)?.into_iter().for_each(|label| sizes[label] += 1);
        let (grade, doubts, reasons) = (Grade::None, Vec::new(), Vec::new());
        Ok(Verdict { grade, combination, stability, doubts, reasons, sizes, valleys, is_level, by_numbers })
    }

    /// The tests of one component, and of one less, against the number of the candidate of lowest BIC, after these numbers.
    fn tests(&self, n_simulations: usize, seed: u64, sample: &Matrix) -> Result<Vec<(usize, ChanceTest)>> {
        let (more, k) = (with_few_runs(&self.best().params), self.best().model.n_clusters());
        let test = |n_clusters: usize| {
            let fewer = more.clone().n_clusters(n_clusters).start(Start::KMeans);
            Ok((n_clusters, likelihood_ratio_test(&fewer, &more, sample, n_simulations, seed)?))
        };
        (1..k).filter(|&fewer| fewer == 1 || fewer == k - 1).map(test).collect()
    }
}

impl Verdict {
    /// What can be acted on: where there are no segments, all customers are one group.
    pub(crate) fn to_act_on(&self) -> Verdict {
        let mut verdict = self.clone();
        if self.grade == Grade::None {
            verdict.combination = self.combination.as_one();
            verdict.doubts = vec![vec!["there are no segments".to_owned()]];
        }
        verdict
    }

    fn reasons(&self, tests: &[(usize, ChanceTest)], [mixture, bent]: [f64; 2], largest: usize) -> Vec<Reason> {
        let (n, k) = (self.sizes.iter().sum::<usize>(), self.combination.model().n_clusters());
        let n_groups = self.sizes.len();
        let few = reason("Are there enough customers to tell segments from chance?", n >= FEWEST, Grade::None);
        let mut reasons = vec![few.found(n, format!("{FEWEST} at least"))];
        if k == 1 {
            let one = reason("More than one component?", false, Grade::None);
            reasons.push(one.found("the lowest BIC is that of one", "two at least"));
            return reasons;
        }
        for ((fewer, test), otherwise) in tests.iter().zip([Grade::None, Grade::Segments]) {
            let question = format!("Are {k} components more than {fewer} and chance?");
            let test_of_more = reason(&question, test.p_value <= SIGNIFICANT, otherwise);
            reasons.push(test_of_more.found(format!("p {}", test.p()), format!("{SIGNIFICANT} at most")));
        }
        let separate = reason("Do components separate, so that groups are left?", n_groups > 1, Grade::None);
        reasons.push(separate.found(format!("{n_groups} of {k}"), "two at least"));
        if n_groups > 1 {
            reasons.extend(self.reasons_of_groups());
        }
        let on_floor = on_the_floor(self.combination.model()).map(|n| format!("{n} components rest on the floor"));
        let is_sound = on_floor.is_none();
        let on_floor = on_floor.unwrap_or("no component rests on the floor".to_owned());
        reasons.extend([
            reason("Do groups describe the customers better than one bent cloud? (BIC)", mixture < bent, Grade::Weak)
                .found(
                    format!("groups {}, bent cloud {}", decimals(mixture, 1), decimals(bent, 1)),
                    "that of the groups lower",
                ),
            reason("Is the lowest BIC inside the range that was tried?", k < largest, Grade::Weak)
                .found(format!("{k} components"), format!("fewer than {largest}")),
            reason("Does the likelihood rest on the data alone, not on the variance floor?", is_sound, Grade::Weak)
                .found(on_floor, "none"),
        ]);
        reasons
    }

    /// The mean adjusted Rand index that is asked for: of fewer than 300 customers more, as few agree by chance more easily.
    fn asked(&self) -> f64 {
        AGREEMENT[1] + 0.1 * (300.0 - self.sizes.iter().sum::<usize>() as f64).clamp(0.0, 250.0) / 250.0
    }

    /// The mean adjusted Rand index of groups that need no valley between them.
    fn beyond(&self) -> f64 {
        self.asked() + 0.15
    }

    /// Whether the groups need no valley: two categories that say the same give the same groups always, whatever the numbers, and
    /// so do pieces of a thin bow.
    fn is_beyond(&self) -> bool {
        self.stability.mean() >= self.beyond() && self.by_numbers >= AGREEMENT[0] && !self.is_level
    }

    /// Whether there may be fewer groups, with valleys between.
    fn needs_valleys(&self) -> bool {
        self.stability.mean() >= AGREEMENT[0] && !self.is_beyond()
    }

    /// What is asked of two groups or more.
    fn reasons_of_groups(&self) -> [Reason; 3] {
        let (agreement, asked) = (self.stability.mean(), self.asked());
        let least = range(self.stability.jaccard.iter().copied()).0;
        let highest = range(self.valleys.iter().copied()).1;
        let (word, of) = (stability_word(agreement), self.stability.values.len());
        let same = self.stability.n_groups.iter().filter(|&&n_groups| n_groups == self.sizes.len()).count();
        let (mut ground, mut limit) =
            (format!("{highest:.2} at worst"), format!("{VALLEY} at most, or a mean ARI of {:.2}", self.beyond()));
        if !self.combination.model().categories().is_empty() {
            ground += &format!("; by the numbers alone ARI {}", decimals(self.by_numbers, 2));
            limit += &format!(" and {} by the numbers alone", AGREEMENT[0]);
        }
        let stable = format!("{agreement:.2}: {word}; as many groups in {same} of {of}");
        let unstable = if agreement < AGREEMENT[0] { Grade::None } else { Grade::Weak };
        let valley = "Is there a valley between the groups? (density between two, by the lower peak)";
        [
            reason(valley, highest <= VALLEY || self.is_beyond(), Grade::Weak).found(ground, limit),
            reason("Do other samples give the same groups? (mean ARI)", agreement >= asked, unstable)
                .found(stable, format!("{asked:.2} at least")),
            reason("Is each group found again? (least Jaccard similarity)", least >= TRUSTED, Grade::Weak)
                .found(format!("{least:.2}: {}", jaccard_word(least)), format!("{TRUSTED} at least")),
        ]
    }

    fn doubts_of(&self, group: usize) -> Vec<String> {
        let (model, components) = (self.combination.model(), self.combination.components(group));
        let (size, jaccard) = (self.sizes[group], self.stability.jaccard[group]);
        let needed = components.len() * model.covariance_type().n_parameters(1, model.n_features());
        let is_own = |found: &Degenerate| found.component.is_none_or(|component| components.contains(&component));
        let nothing = if model.categories().is_empty() { "nothing" } else { "no number" };
        let is_level = self.valleys[group] > VALLEY && !self.is_beyond();
        let doubts = [
            (self.grade == Grade::None, "there are no segments".to_owned()),
            (size <= needed, format!("too few customers ({size}) for the {needed} figures that describe it")),
            (model.degenerate().iter().any(is_own), "its likelihood rests on the variance floor".to_owned()),
            (jaccard < TRUSTED, format!("other samples do not find it again (Jaccard {jaccard:.2})")),
            (is_level, format!("{nothing} separates it from the group beside it")),
        ];
        doubts.into_iter().filter_map(|(is_so, doubt)| is_so.then_some(doubt)).collect()
    }
}

fn reason(question: &str, holds: bool, otherwise: Grade) -> Reason {
    let (question, figure, expected) = (question.to_owned(), String::new(), String::new());
    Reason { question, figure, expected, holds, otherwise }
}

impl Reason {
    fn found(self, figure: impl ToString, expected: impl ToString) -> Reason {
        Reason { figure: figure.to_string(), expected: expected.to_string(), ..self }
    }
}

/// A mean adjusted Rand index in a word.
pub(super) fn stability_word(agreement: f64) -> &'static str {
    word(agreement, AGREEMENT, ["other groups each time", "shaky", "stable", "very stable"])
}

/// A Jaccard similarity in Hennig's (2007) words.
pub(super) fn jaccard_word(jaccard: f64) -> &'static str {
    word(jaccard, [TRUSTED, 0.75, 0.85], ["not to be trusted", "doubtful", "valid", "highly stable"])
}

/// The first word below the first of the ascending limits, the last from the last on.
fn word(value: f64, limits: [f64; 3], words: [&'static str; 4]) -> &'static str {
    words[limits.iter().filter(|limit| value >= **limit).count()]
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Verdict {
        /// A verdict without reasons, for tests.
        pub(crate) fn of_combination(combination: Combination, grade: Grade) -> Verdict {
            let n = combination.n_groups();
            let (doubts, sizes, valleys) = (vec![Vec::new(); n], vec![100; n], vec![0.0; n]);
            let stability = Stability::of_values(vec![1.0], n);
            Verdict {
                grade,
                combination,
                stability,
                doubts,
                reasons: Vec::new(),
                sizes,
                valleys,
                is_level: false,
                by_numbers: 1.0,
            }
        }
    }
}
