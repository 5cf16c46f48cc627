//! Names, by rule from robust figures, and what tells segments of one name apart.

use std::collections::BTreeMap;
use std::fmt;

use super::figures::Figures;
use super::segmentation::ROOM;
use crate::customers::Feature;
use crate::stats::range;

/// A median farther than this from the mall's, in robust standard deviations, is called high or low.
const NOTABLE: f64 = 0.5;
/// The share of customers that are on that side of the mall's middle.
const MOST: f64 = 0.75;
/// A segment that is spread more widely than this part of the mall's spread is not "middle".
const NARROW: f64 = 0.75;

/// Below this median in years, a segment that is low in age is young, else younger.
const YOUNG: f64 = 40.0;

/// So many features name a segment of any file.
const MOST_NAMED: usize = 3;

/// The words for levels 0, 1 and 2.
const LEVELS: [&str; 3] = ["low", "middle", "high"];

/// What is told of segments of which less than a third, some or more than two thirds are women.
const WOMEN: [[&str; 2]; 3] = [
    ["mostly men", "Address men."],
    ["women and men", "Address women and men alike."],
    ["mostly women", "Address women."],
];

/// How a feature of a segment compares with the mall's: 2, "high", if its median is more than half a robust standard
/// deviation above the middle between the mall's quartiles and three in four customers are above that, 0, "low",
/// likewise below; 1, "middle", if the median is within half and the segment's robust standard deviation at most 0.75
/// of the mall's; else none, as it is mixed.
fn level(figures: &Figures, mall: &Figures, i: usize) -> Option<usize> {
    let (usual, scale) = (mall.midhinge(i), mall.scale(i));
    let (difference, notable) = (figures.median(i) - usual, NOTABLE * scale);
    let is_high = difference > notable && figures.share(i, |value| value > usual) >= MOST;
    let is_low = difference < -notable && figures.share(i, |value| value < usual) >= MOST;
    let is_middle = difference.abs() <= notable && figures.spread(i) <= NARROW * scale;
    [is_low, is_middle, is_high].iter().position(|holds| *holds)
}

/// The features as words call them: where several have one name, such as `Spend (2025)` and `Spend (2026)`, the unit is part of it.
pub(super) fn told_apart(features: &[Feature]) -> Vec<Feature> {
    let is_alone = |name: &str| features.iter().filter(|other| other.name() == name).count() == 1;
    let told = |it: &Feature| match is_alone(it.name()) {
        true => it.clone(),
        false => Feature::new(&format!("{} {}", it.name(), it.unit())),
    };
    features.iter().map(told).collect()
}

/// Whether it is known what the features mean.
fn is_of_mall(features: &[Feature]) -> bool {
    features.iter().all(|feature| Feature::ALL.contains(feature))
}

/// All features of a mall, but age only where it is low or high or alone.
fn in_words(features: &[Feature], figures: &Figures, levels: &[Option<usize>]) -> String {
    let words = (0..features.len()).filter_map(|i| match (features[i] == Feature::AGE, levels[i]) {
        (true, Some(0)) => Some(if figures.median(i) < YOUNG { "young" } else { "younger" }.to_owned()),
        (true, Some(2)) => Some("older".to_owned()),
        (true, _) if features.len() > 1 => None,
        (_, level) => Some(format!("{} {}", level.map_or("mixed", |level| LEVELS[level]), features[i].noun())),
    });
    words.collect::<Vec<_>>().join(", ")
}

/// The features of any file in which a segment is high or low, the three that stand out most, if there are any of those that
/// tables show.
fn notable(
    features: &[Feature],
    shown: &[usize],
    figures: &Figures,
    all: &Figures,
    levels: &[Option<usize>],
) -> String {
    let distance = |i: usize| (figures.median(i) - all.midhinge(i)).abs() / all.scale(i);
    let mut high_or_low: Vec<usize> = (0..features.len()).filter(|&i| matches!(levels[i], Some(0 | 2))).collect();
    if high_or_low.iter().any(|i| shown.contains(i)) {
        high_or_low.retain(|i| shown.contains(i));
    }
    high_or_low.sort_by(|&a, &b| distance(b).total_cmp(&distance(a)));
    let words = high_or_low.iter().take(MOST_NAMED).map(|&i| (LEVELS[levels[i].unwrap_or(1)], features[i].noun()));
    let words: Vec<String> = words.map(|(level, noun)| format!("{level} {noun}")).collect();
    if words.is_empty() { "neither high nor low".to_owned() } else { words.join(", ") }
}

/// What tells a segment from others of its name, in brackets after it, and the sentence of advice that follows.
type Tell = (String, String);

/// A segment's name and what it is made of.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Name {
    plain: String,
    tells: Vec<Tell>,
    /// The [level] of each feature; none without customers.
    pub levels: Vec<Option<usize>>,
}

impl Name {
    fn of(features: &[Feature], shown: &[usize], figures: &Figures, mall: &Figures) -> Name {
        let n_features = if figures.size > 0 { features.len() } else { 0 };
        let levels: Vec<Option<usize>> = (0..n_features).map(|i| level(figures, mall, i)).collect();
        let plain = match n_features {
            0 => "no customers".to_owned(),
            _ if is_of_mall(features) => in_words(features, figures, &levels),
            _ => notable(features, shown, figures, mall, &levels),
        };
        Name { plain, tells: Vec::new(), levels }
    }

    /// What follows from what tells the segment apart, in sentences.
    pub fn advice(&self) -> String {
        self.tells.iter().map(|(_, advice)| format!(" {advice}")).collect()
    }
}

/// Such as "middle income, low spending (mostly women)".
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tells: Vec<&str> = self.tells.iter().map(|(words, _)| words.as_str()).collect();
        if tells.is_empty() { f.write_str(&self.plain) } else { write!(f, "{} ({})", self.plain, tells.join(", ")) }
    }
}

/// A name for each segment, no two alike, from its figures and those of all customers.
pub(super) fn names(features: &[Feature], segments: &[Figures], mall: &Figures) -> Vec<Name> {
    let (features, shown) = (&told_apart(features), mall.telling(segments, ROOM));
    if segments.len() == 1 {
        let plain = "all customers".to_owned();
        return vec![Name { plain, ..Name::of(features, &shown, &segments[0], mall) }];
    }
    let mut names: Vec<Name> = segments.iter().map(|figures| Name::of(features, &shown, figures, mall)).collect();
    type Rule = fn(&[Feature], &[&Figures], &Figures) -> Option<Vec<Tell>>;
    // several levels may tell several segments apart
    let rules: [Rule; 7] = [by_category, by_category, by_category, by_spread, by_correlation, by_median, by_number];
    for rule in rules {
        for alike in alike(&names) {
            let figures: Vec<&Figures> = alike.iter().map(|&segment| &segments[segment]).collect();
            let tells = rule(features, &figures, mall).unwrap_or_default();
            if tells.iter().any(|(words, _)| *words != tells[0].0) {
                alike.iter().zip(tells).for_each(|(&segment, tell)| names[segment].tells.push(tell));
            }
        }
    }
    names
}

/// The segments of each name that several have; what stands out comes first in it, but makes no other name.
fn alike(names: &[Name]) -> Vec<Vec<usize>> {
    let mut segments = BTreeMap::<_, Vec<usize>>::new();
    for (segment, name) in names.iter().enumerate() {
        let mut words: Vec<&str> = name.plain.split(", ").collect();
        words.sort_unstable();
        segments.entry((words, &name.tells)).or_default().push(segment);
    }
    segments.into_values().filter(|alike| alike.len() > 1).collect()
}

/// Of some statistics that every segment has, the one that is farthest apart between segments, by `apart` of its least and its
/// largest value, and at least so far.
fn farthest<K: Copy>(
    alike: &[&Figures],
    keys: impl IntoIterator<Item = K>,
    statistic: impl Fn(&Figures, K) -> Option<f64>,
    apart: impl Fn(f64, f64, K) -> f64,
    least: f64,
) -> Option<(K, Vec<f64>)> {
    let values = |key: K| alike.iter().map(|figures| statistic(figures, key)).collect::<Option<Vec<f64>>>();
    let measured = keys.into_iter().filter_map(|key| {
        let values = values(key)?;
        let (low, high) = range(values.iter().copied());
        Some((apart(low, high, key), (key, values)))
    });
    let far = measured.filter(|(distance, _)| *distance >= least);
    far.max_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, found)| found)
}

/// Shares of a category's level, in a mall of women, that differ by half or more.
fn by_category(features: &[Feature], alike: &[&Figures], _: &Figures) -> Option<Vec<Tell>> {
    let is_mall = is_of_mall(features);
    let of_category = |(i, levels): (usize, &Vec<_>)| (0..levels.len()).map(move |j| (i, j));
    let levels = alike.first()?.levels.iter().enumerate().flat_map(of_category);
    let levels = levels.filter(|(_, j)| !is_mall || *j == 0);
    let share = |figures: &Figures, (i, j): (usize, usize)| figures.levels[i].get(j).map(|level| level.1);
    let ((i, j), shares) = farthest(alike, levels, share, |low, high, _| high - low, 0.5)?;
    let level = &alike[0].levels[i][j].0;
    let tell = |share: &f64| match usize::from(*share >= 1.0 / 3.0) + usize::from(*share > 2.0 / 3.0) {
        third if is_mall => WOMEN[third].map(str::to_owned).into(),
        third => (format!("{} {level}", ["seldom", "partly", "mostly"][third]), String::new()),
    };
    Some(shares.iter().map(tell).collect())
}

/// A feature that is spread at least twice as widely in one as in another.
fn by_spread(features: &[Feature], alike: &[&Figures], _: &Figures) -> Option<Vec<Tell>> {
    let spread = |figures: &Figures, i: usize| (figures.size > 0).then(|| figures.spread(i));
    let (widest, spreads) = farthest(alike, 0..features.len(), spread, |low, high, _| high / low, 2.0)?;
    let (noun, (low, high)) = (features[widest].noun(), range(spreads.iter().copied()));
    let words = |spread: &f64| match *spread <= (low * high).sqrt() {
        true => (format!("of similar {noun}"), format!("They are of similar {noun}: one offer may fit most.")),
        false => (format!("of widely differing {noun}"), format!("Their {noun} differs widely: vary the offers.")),
    };
    Some(spreads.iter().map(words).collect())
}

/// A correlation of two features that differs by 0.6 or more.
fn by_correlation(features: &[Feature], alike: &[&Figures], _: &Figures) -> Option<Vec<Tell>> {
    let pairs = (0..features.len()).flat_map(|j| (0..j).map(move |i| (i, j)));
    let correlation = |figures: &Figures, (i, j)| figures.rank_correlation(i, j);
    let ((i, j), correlations) = farthest(alike, pairs, correlation, |low, high, _| high - low, 0.6)?;
    let (a, b) = (features[i].noun(), features[j].noun());
    let words = |r: &f64| match r {
        r if *r > 0.3 => (format!("{b} rises with {a}"), format!("Look for {b} where {a} is high.")),
        r if *r < -0.3 => (format!("{b} falls with {a}"), format!("Look for {b} where {a} is low.")),
        _ => (format!("{b} unrelated to {a}"), format!("Do not judge {b} by {a}.")),
    };
    Some(correlations.iter().map(words).collect())
}

/// The feature whose medians differ most, compared.
fn by_median(features: &[Feature], alike: &[&Figures], mall: &Figures) -> Option<Vec<Tell>> {
    let median = |figures: &Figures, i: usize| (figures.size > 0).then(|| figures.median(i));
    let apart = |low: f64, high: f64, i: usize| (high - low) / mall.scale(i);
    let (i, medians) = farthest(alike, 0..features.len(), median, apart, f64::MIN_POSITIVE)?;
    let (low, high) = range(medians.iter().copied());
    let words = |median: &f64| {
        let (end, age) = if median - low < 0.5 * (high - low) { ("lower", "younger") } else { ("higher", "older") };
        let noun = features[i].noun();
        let words = if features[i] == Feature::AGE { age.to_owned() } else { format!("{end} {noun}") };
        (words, format!("Of this name, they are at the {end} end by {noun}."))
    };
    Some(medians.iter().map(words).collect())
}

/// Numbers, where nothing else is left.
fn by_number(_: &[Feature], alike: &[&Figures], _: &Figures) -> Option<Vec<Tell>> {
    let words = |number: usize| (number.to_string(), "No figure tells it from its like: treat them as one.".into());
    Some((1..=alike.len()).map(words).collect())
}
