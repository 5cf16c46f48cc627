//! From groups of components to segments with a name, figures and something to do.

use std::path::Path;

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

use super::SavedModel;
use super::figures::Figures;
use super::intervals::intervals;
use super::naming::{Name, names};
use crate::check::check_shape;
use crate::choose::Verdict;
use crate::customers::Customers;
use crate::error::Result;
use crate::features::Measures;
use crate::show::plots::Interval;

/// A customer whose largest probability is below this belongs to a segment by a narrow margin only.
pub const UNSURE: f64 = 0.8;

/// The most features that a table or a plot has room for.
pub(super) const ROOM: usize = 5;

/// The segments that a [`Verdict`] is about: groups of a mixture's components, with names and figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Segments {
    /// The model with its scaler and the segment of each component.
    pub(super) saved: SavedModel,
    pub(super) customers: Customers,
    pub(super) measures: Measures,
    pub(super) verdict: Verdict,
    pub(super) names: Vec<Name>,
    /// The segment of each customer.
    labels: Vec<usize>,
    /// The probability of each customer's segment.
    pub(super) confidence: Vec<f64>,
    /// Of all customers.
    pub(super) mall: Figures,
    pub(super) figures: Vec<Figures>,
    /// Of each segment's share, then of its means.
    pub(super) intervals: Vec<Vec<[f64; 2]>>,
    /// The row of highest density in each segment; an empty one has none.
    pub(super) typical: Vec<Option<usize>>,
}

impl Segments {
    /// Assigns each of the `customers`, whose `measures` these are, to the most probable group of the `verdict`; where that is
    /// that there are none, all customers are one.
    ///
    /// A segment's income or spending is "high" if its median lies more than half a robust standard deviation of all
    /// customers (interquartile range / 1.349) above the middle between their quartiles and three in four of its
    /// customers are above it, "low" likewise below, "middle" if the median is within half and its own robust standard
    /// deviation at most 0.75 of theirs, else "mixed"; age is named where it is low ("young") or high ("older").
    /// Of other columns than a mall's, up to three of the features that are high or low make the name.
    ///
    /// Where two names are equal, what tells them apart is added: a share of women that differs by half, a spread of twice the
    /// other's, a correlation that differs by 0.6, or else the feature whose medians differ most.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`](crate::Error::Shape) if customers, measures and verdict do not match; as
    /// [`GaussianMixture::predict_proba`](crate::GaussianMixture::predict_proba) and [`SavedModel::new`].
    pub fn new(customers: &Customers, measures: &Measures, verdict: &Verdict) -> Result<Segments> {
        let verdict = verdict.to_act_on();
        let (values, features, combination) = (measures.values().view(), measures.features(), &verdict.combination);
        check_shape("the matrix of measures", values.shape(), &[customers.len(), features.len()])?;
        let (labels, probabilities) = (combination.labels(measures)?, combination.predict_proba(measures)?);
        let confidence: Vec<f64> = labels.iter().enumerate().map(|(row, &label)| probabilities[[row, label]]).collect();
        let scores = combination.model().score_samples(measures)?;
        let density = |row: usize| confidence[row].ln() + scores[row];
        let mut members = vec![Vec::new(); combination.n_groups()];
        labels.iter().enumerate().for_each(|(row, &label)| members[label].push(row));
        let densest = |rows: &Vec<usize>| rows.iter().copied().max_by(|&a, &b| density(a).total_cmp(&density(b)));

        let (mall, figures) = Figures::of_groups(customers, values, &members);
        let names = names(features, &figures, &mall);
        let in_words: Vec<String> = names.iter().map(Name::to_string).collect();
        let of_components: Vec<&str> = combination.groups().iter().map(|&group| in_words[group].as_str()).collect();
        let all = [features, measures.categories()].concat();
        Ok(Segments {
            intervals: intervals(values, &labels, members.len()),
            typical: members.iter().map(densest).collect(),
            customers: customers.clone(),
            measures: measures.clone(),
            saved: SavedModel::new(customers, &all, measures.scaler(), combination.model(), &of_components)?,
            verdict,
            names,
            labels,
            confidence,
            mall,
            figures,
        })
    }

    /// A name for each segment, made from its figures, such as "high income, low spending"; no two are equal.
    pub fn names(&self) -> &[String] {
        self.saved.segments()
    }

    /// The segment of each customer, counted from 0.
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }

    /// At most so many features, in their order: those that tell segments apart.
    pub(super) fn telling(&self, most: usize) -> Vec<usize> {
        self.mall.telling(&self.figures, most)
    }

    /// What is said of features that are not shown, such as "; 6 of 13 features, in which segments differ most".
    pub(super) fn shown_of_all(&self) -> String {
        match self.measures.features().len() {
            n if n > ROOM && self.figures.len() > 1 => {
                format!("; {ROOM} of {n} features, in which segments differ most")
            }
            n if n > ROOM => format!("; {ROOM} of {n} features"),
            _ => String::new(),
        }
    }

    /// A segment's share in percent, then its mean of each feature, with their 90 % intervals; an empty one has its share only.
    pub(super) fn estimates(&self, segment: usize) -> Vec<Interval> {
        let figures = &self.figures[segment];
        let share = 100.0 * figures.size as f64 / self.labels.len() as f64;
        let [lower, upper] = self.intervals[segment][0];
        let ends = std::iter::once([100.0 * lower, 100.0 * upper]).chain(self.intervals[segment][1..].iter().copied());
        let values = std::iter::once(share).chain(figures.means());
        values.zip(ends).map(|(value, ends)| Interval { value, ends }).collect()
    }

    /// A quarter that is made up, for want of a real one: as many of these customers, drawn with replacement, of whom those of the
    /// largest segment have a quarter of the others' chance.
    pub fn made_up_quarter(&self, seed: u64) -> Customers {
        let (mut rng, n) = (Xoshiro256Plus::seed_from_u64(seed), self.labels.len());
        let largest = (0..self.figures.len()).max_by_key(|&segment| self.figures[segment].size);
        let drawn = std::iter::repeat_with(|| (rng.gen_range(0..n), rng.gen_bool(0.25)));
        let here = drawn.filter(|&(row, comes)| comes || Some(self.labels[row]) != largest);
        let mut rows: Vec<usize> = here.map(|(row, _)| row).take(n).collect();
        rows.sort_unstable();
        self.customers.select(&rows)
    }

    /// Writes model, scaler and names to a JSON file in `folder` and gives its path: `segments-` and the mall's name, which is
    /// the environment variable `MALL` or else the name of the customers' file.
    ///
    /// # Errors
    ///
    /// As [`SavedModel::save`].
    pub fn save_in(&self, folder: &str) -> Result<String> {
        let file = Path::new(self.customers.source()).file_stem().unwrap_or_default().to_string_lossy();
        let mall = std::env::var("MALL").unwrap_or_else(|_| file.into_owned());
        let path = format!("{folder}/segments-{mall}.json");
        self.saved.save(&path)?;
        Ok(path)
    }
}
