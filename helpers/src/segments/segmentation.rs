//! From the clusters of a mixture to segments with a name, a profile and something to do.

use ndarray::Array2;

use crate::customers::{Customers, Feature, Gender};
use crate::error::Result;
use crate::features::StandardScaler;
use crate::mixture::GaussianMixture;
use crate::segments::Profile;
use crate::show::Table;
use crate::show::plots::Segment;

/// The features that segments are made of, in the order of the matrix.
pub const FEATURES: [Feature; 3] = [Feature::Age, Feature::AnnualIncome, Feature::SpendingScore];

/// Their names and units, as on the axes of plots.
pub const LABELS: [&str; 3] = [
    Feature::Age.label(),
    Feature::AnnualIncome.label(),
    Feature::SpendingScore.label(),
];

/// A customer whose largest probability is below this belongs to a segment by a narrow margin only.
pub const UNSURE: f64 = 0.8;

/// A mean farther than this from the mall's, in standard deviations, is called high or low.
const NOTABLE: f64 = 0.5;

/// The columns of a table of customers.
const CUSTOMER_HEADINGS: [&str; 6] = [
    "Segment",
    "Customer",
    "Age (years)",
    "Annual income (k$)",
    "Spending score",
    "Probability",
];

/// The segments that a mixture of [`FEATURES`] makes of the customers.
#[derive(Debug, Clone, PartialEq)]
pub struct Segments {
    ids: Vec<String>,
    names: Vec<String>,
    labels: Vec<usize>,
    confidence: Vec<f64>,
    /// In years, k$ and points.
    profile: Profile,
    /// `(n_segments, 3)`: the segments' means in standard deviations from the mall's.
    differences: Array2<f64>,
    /// The share of women in each segment, among those whose gender is known.
    women: Vec<Option<f64>>,
    /// The row of highest density in each segment.
    typical: Vec<Option<usize>>,
    /// `(n_samples, 3)`, in years, k$ and points.
    features: Array2<f64>,
}

impl Segments {
    /// Assigns each customer to a component of `model`, which was fitted to [`FEATURES`] standardised by `scaler`.
    ///
    /// # Errors
    /// As [`Customers::features`] and [`GaussianMixture::predict_proba`].
    pub fn new(customers: &Customers, scaler: &StandardScaler, model: &GaussianMixture) -> Result<Segments> {
        let features = customers.features(&FEATURES)?;
        let scaled = scaler.transform(&features)?;
        let labels = model.labels(&scaled)?.to_vec();
        let probabilities = model.predict_proba(&scaled)?;
        let confidence: Vec<f64> = labels
            .iter()
            .zip(probabilities.outer_iter())
            .map(|(&label, row)| row[label])
            .collect();
        let profile = Profile::new(&features, &labels, model.n_clusters())?;
        let differences = differences(&profile, scaler, model);
        let scores = model.score_samples(&scaled)?;
        let density = |row: usize| confidence[row].ln() + scores[row];
        let typical = (0..model.n_clusters()).map(|segment| {
            let members = (0..labels.len()).filter(|&row| labels[row] == segment);
            members.max_by(|&a, &b| density(a).total_cmp(&density(b)))
        });
        Ok(Segments {
            ids: customers.rows().iter().map(|customer| customer.id.clone()).collect(),
            names: names(&differences),
            women: women(customers, &labels, model.n_clusters()),
            typical: typical.collect(),
            labels,
            confidence,
            profile,
            differences,
            features,
        })
    }

    /// A name for each segment, made from its numbers, such as "high income, low spending"; no two are equal.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The segment of each customer, counted from 0.
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }

    /// The probability of each customer's segment.
    pub fn confidence(&self) -> &[f64] {
        &self.confidence
    }

    /// Whether each customer's probability is below [`UNSURE`].
    pub fn unsure(&self) -> Vec<bool> {
        self.confidence
            .iter()
            .map(|&probability| probability < UNSURE)
            .collect()
    }

    /// Sizes, means and standard deviations in years, k$ and points.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The segments' means in standard deviations from the mall's, `(n_segments, 3)`.
    pub fn differences(&self) -> &Array2<f64> {
        &self.differences
    }

    /// Size, share, mean ± standard deviation of each feature and the share of women, a row for each segment.
    pub fn table(&self) -> Table {
        let headings = [
            "Segment",
            "Customers",
            "Share",
            "Age (years)",
            "Annual income (k$)",
            "Spending score",
            "Women",
        ];
        let mut table = Table::new("The segments: mean ± standard deviation", &headings);
        for (segment, name) in self.names.iter().enumerate() {
            let cells = self.mean_and_spread(segment);
            let share = format!("{:.0} %", 100.0 * self.profile.shares()[segment]);
            let women = self.women[segment].map_or("-".to_owned(), |share| format!("{:.0} %", 100.0 * share));
            let size = self.profile.sizes()[segment];
            table.push(&[name, &size, &share, &cells[0], &cells[1], &cells[2], &women]);
        }
        table
    }

    fn mean_and_spread(&self, segment: usize) -> [String; 3] {
        let (mean, spread) = (
            &self.profile.means()[segment],
            &self.profile.standard_deviations()[segment],
        );
        std::array::from_fn(|i| match (mean, spread) {
            (Some(mean), Some(spread)) => format!("{:.1} ± {:.1}", mean[i], spread[i]),
            _ => "-".to_owned(),
        })
    }

    /// The customer of highest density in each segment.
    pub fn typical(&self) -> Table {
        let mut table = Table::new("The most typical customer of each segment", &CUSTOMER_HEADINGS);
        for (name, typical) in self.names.iter().zip(&self.typical) {
            if let Some(row) = *typical {
                self.push_customer(&mut table, name, row);
            }
        }
        table
    }

    /// The `n` customers of lowest probability among those below [`UNSURE`].
    pub fn unsure_customers(&self, n: usize) -> Table {
        let mut rows: Vec<usize> = (0..self.labels.len())
            .filter(|&row| self.confidence[row] < UNSURE)
            .collect();
        rows.sort_by(|&a, &b| self.confidence[a].total_cmp(&self.confidence[b]));
        let caption = format!(
            "{} of {} customers are below {UNSURE}, the least sure first",
            rows.len(),
            self.labels.len()
        );
        let mut table = Table::new(&caption, &CUSTOMER_HEADINGS);
        for row in rows.into_iter().take(n) {
            self.push_customer(&mut table, &self.names[self.labels[row]], row);
        }
        table
    }

    fn push_customer(&self, table: &mut Table, segment: &str, row: usize) {
        let [age, income, score] = std::array::from_fn(|i| self.features[[row, i]]);
        let probability = format!("{:.2}", self.confidence[row]);
        table.push(&[&segment, &self.ids[row], &age, &income, &score, &probability]);
    }

    /// What each segment's figures suggest, each with the figures it rests on.
    pub fn recommendations(&self) -> Table {
        let mut table = Table::new("What the figures suggest", &["Segment", "Because", "Recommendation"]);
        for (segment, name) in self.names.iter().enumerate() {
            let Some(mean) = &self.profile.means()[segment] else {
                continue;
            };
            let (size, share) = (self.profile.sizes()[segment], 100.0 * self.profile.shares()[segment]);
            let because = format!(
                "{size} customers ({share:.0} %), {:.1} k$, score {:.1}",
                mean[1], mean[2]
            );
            let level = |i: usize| Level::of(self.differences[[segment, i]]);
            table.push(&[name, &because, &recommendation(level(1), level(2))]);
        }
        table
    }

    /// Each segment's mean and covariance in two of the [`FEATURES`], in their units.
    pub fn on_map(&self, model: &GaussianMixture, scaler: &StandardScaler, [x, y]: [usize; 2]) -> Vec<Segment> {
        let std = scaler.std();
        let centre = |segment: usize, i: usize| scaler.mean()[i] + std[i] * model.means()[[segment, i]];
        let segments = self.names.iter().enumerate().map(|(segment, name)| {
            let covariance = model.covariances().matrix(segment, FEATURES.len());
            let entry = |i: usize, j: usize| covariance[[i, j]] * std[i] * std[j];
            Segment {
                name: name.clone(),
                centre: [centre(segment, x), centre(segment, y)],
                covariance: [[entry(x, x), entry(x, y)], [entry(y, x), entry(y, y)]],
            }
        });
        segments.collect()
    }
}

/// How a mean compares with the mall's.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Level {
    Low,
    Middle,
    High,
}

impl Level {
    fn of(difference: f64) -> Level {
        if difference > NOTABLE {
            Level::High
        } else if difference < -NOTABLE {
            Level::Low
        } else {
            Level::Middle
        }
    }

    fn word(self) -> &'static str {
        match self {
            Level::Low => "low",
            Level::Middle => "middle",
            Level::High => "high",
        }
    }
}

/// The means of the segments in standard deviations from the mall's; those of an empty segment are the component's.
fn differences(profile: &Profile, scaler: &StandardScaler, model: &GaussianMixture) -> Array2<f64> {
    Array2::from_shape_fn(model.means().dim(), |(segment, i)| match &profile.means()[segment] {
        Some(mean) => (mean[i] - scaler.mean()[i]) / scaler.std()[i],
        None => model.means()[[segment, i]],
    })
}

/// Income and spending in words; age where it is notable or where two names would be the same, and a number where even
/// that does not tell them apart.
fn names(differences: &Array2<f64>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for row in differences.outer_iter() {
        let (income, spending) = (Level::of(row[1]).word(), Level::of(row[2]).word());
        let plain = format!("{income} income, {spending} spending");
        let name = match Level::of(row[0]) {
            Level::Low => format!("young, {plain}"),
            Level::High => format!("older, {plain}"),
            Level::Middle => plain,
        };
        let alike = names
            .iter()
            .filter(|other| **other == name || other.starts_with(&format!("{name} (")))
            .count();
        names.push(if alike == 0 {
            name
        } else {
            format!("{name} ({})", alike + 1)
        });
    }
    names
}

fn women(customers: &Customers, labels: &[usize], n_segments: usize) -> Vec<Option<f64>> {
    let share = |segment: usize| {
        let members = customers
            .rows()
            .iter()
            .zip(labels)
            .filter(|(_, label)| **label == segment);
        let genders: Vec<Gender> = members.filter_map(|(customer, _)| customer.gender).collect();
        let women = genders.iter().filter(|gender| **gender == Gender::Female).count();
        (!genders.is_empty()).then(|| women as f64 / genders.len() as f64)
    };
    (0..n_segments).map(share).collect()
}

fn recommendation(income: Level, spending: Level) -> &'static str {
    match (income, spending) {
        (Level::High, Level::High) => "Keep: they can spend and do. Loyalty and early access rather than discounts.",
        (Level::High, Level::Middle) => "Grow: there is income left to win. Show more of what they already buy.",
        (Level::High, Level::Low) => {
            "Win: they could spend and do not. Ask what they miss before spending on advertising."
        }
        (Level::Middle, Level::High) => "Keep: reward them, but watch for spending beyond their means.",
        (Level::Middle, Level::Middle) => "Serve: ordinary customers. Broad, inexpensive measures only.",
        (Level::Middle, Level::Low) => "Test: small offers first, and measure whether spending follows.",
        (Level::Low, Level::High) => {
            "Keep with care: they spend much of little. Affordable new things, no credit offers."
        }
        (Level::Low, Level::Middle) => "Serve: good value counts most here.",
        (Level::Low, Level::Low) => "Leave: neither income nor spending invites expense. Basic offers at most.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use linfa::DatasetBase;
    use linfa::traits::Fit;
    use ndarray::array;

    #[test]
    fn names_follow_from_the_figures_and_differ() {
        let differences = array![
            [0.1, 1.0, -1.2],
            [-0.9, -1.3, 1.1],
            [0.1, 0.9, -1.0],
            [0.6, 0.2, 0.0],
            [0.1, 0.9, -1.0]
        ];
        let expected = [
            "high income, low spending",
            "young, low income, high spending",
            "high income, low spending (2)",
            "older, middle income, middle spending",
            "high income, low spending (3)",
        ];
        assert_eq!(names(&differences), expected);
    }

    fn mall() -> (Customers, StandardScaler, GaussianMixture) {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../Mall_Customers.csv");
        let customers = Customers::from_path(path).unwrap();
        let features = customers.features(&FEATURES).unwrap();
        let scaler = StandardScaler::fit(&features).unwrap();
        let params = GaussianMixture::params(5).covariance_type(crate::mixture::CovarianceType::Diagonal);
        let dataset = DatasetBase::from(scaler.transform(&features).unwrap());
        let model = params.reg_covariance(1e-3).n_runs(20).fit(&dataset).unwrap();
        (customers, scaler, model)
    }

    #[test]
    fn the_mall_has_the_segments_that_an_independent_fit_found() {
        // Sizes, mean age, income, score and share of women of the best of 100 starts of an independent EM.
        let expected = [
            (78, [43.1, 54.6, 50.0], 0.59),
            (39, [32.7, 86.5, 82.1], 0.54),
            (38, [40.4, 87.0, 18.6], 0.47),
            (23, [45.2, 26.3, 20.9], 0.61),
            (22, [25.3, 25.7, 79.4], 0.59),
        ];
        let (customers, scaler, model) = mall();
        let segments = Segments::new(&customers, &scaler, &model).unwrap();
        for (size, mean, women) in expected {
            let segment = segments
                .profile
                .sizes()
                .iter()
                .position(|found| *found == size)
                .unwrap();
            let found = segments.profile.means()[segment].as_ref().unwrap();
            assert!(mean.iter().zip(found).all(|(a, b)| (a - b).abs() < 0.06), "{found}");
            assert!((segments.women[segment].unwrap() - women).abs() < 0.006);
        }
    }

    #[test]
    fn the_map_is_in_real_units() {
        let (customers, scaler, model) = mall();
        let segments = Segments::new(&customers, &scaler, &model).unwrap();
        for (segment, on_map) in segments.on_map(&model, &scaler, [1, 2]).iter().enumerate() {
            let mean = segments.profile.means()[segment].as_ref().unwrap();
            let spread = segments.profile.standard_deviations()[segment].as_ref().unwrap();
            // Customers count by probability for the component, by most probable segment in the profile.
            assert!((on_map.centre[0] - mean[1]).abs() < 3.0 && (on_map.centre[1] - mean[2]).abs() < 3.0);
            assert!((on_map.covariance[0][0].sqrt() - spread[1]).abs() < 3.0);
            assert_eq!(on_map.covariance[0][1], 0.0, "diagonal covariance");
        }
    }

    #[test]
    fn the_most_typical_customer_is_a_sure_one_of_the_segment() {
        let (customers, scaler, model) = mall();
        let segments = Segments::new(&customers, &scaler, &model).unwrap();
        for (segment, typical) in segments.typical.iter().enumerate() {
            let row = typical.unwrap();
            assert_eq!(segments.labels[row], segment);
            assert!(segments.confidence[row] >= UNSURE);
        }
    }
}
