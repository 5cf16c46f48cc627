//! What holds for every mixture: of numbers, with a category, with gaps and with weights.

use helpers::linfa::{DatasetBase, traits::Fit};
use helpers::ndarray::{Array1, Array2, Axis};
use helpers::{CovarianceType, GaussianMixture, GaussianMixtureParams, Start};
use proptest::prelude::*;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

/// What is fitted: the first column holds a category of three levels where there is one.
#[derive(Debug, Clone)]
struct Problem {
    records: Array2<f64>,
    weights: Option<Array1<f32>>,
    partition: Vec<usize>,
    params: GaussianMixtureParams,
    has_category: bool,
}

impl Problem {
    fn fit(&self) -> GaussianMixture {
        self.started().fit(&self.dataset()).unwrap()
    }

    fn started(&self) -> GaussianMixtureParams {
        self.params.clone().start(Start::Partition(self.partition.clone()))
    }

    fn dataset(&self) -> DatasetBase<Array2<f64>, Array1<()>> {
        let dataset = DatasetBase::from(self.records.clone());
        match &self.weights {
            Some(weights) => dataset.with_weights(weights.clone()),
            None => dataset,
        }
    }

    fn score(&self, model: &GaussianMixture) -> f64 {
        model.score(&self.dataset()).unwrap()
    }

    /// With its rows in this order.
    fn reordered(&self, order: &[usize]) -> Problem {
        Problem {
            records: self.records.select(Axis(0), order),
            weights: self.weights.as_ref().map(|weights| weights.select(Axis(0), order)),
            partition: order.iter().map(|&row| self.partition[row]).collect(),
            ..self.clone()
        }
    }
}

/// Blobs: every component begins with enough rows that no matrix is singular.
fn problem() -> impl Strategy<Value = Problem> {
    let sizes = (1..5_usize, 1..5_usize, 0..120_usize, any::<u64>());
    let kinds = (0..4_usize, any::<bool>(), prop_oneof![Just(0.0), Just(0.1), Just(0.3)], any::<bool>());
    (sizes, kinds).prop_map(|((k, d, more, seed), (kind, has_category, gaps, weighted))| {
        let mut rng = Xoshiro256Plus::seed_from_u64(seed);
        let n = 12 * k * d + more;
        let partition: Vec<usize> = (0..n).map(|row| row % k).collect();
        let centres = Array2::from_shape_simple_fn((k, d), || rng.gen_range(-4.0..4.0));
        let records = Array2::from_shape_fn((n, d + usize::from(has_category)), |(row, column)| {
            let noise = (0..4).map(|_| rng.gen_range(-1.0..1.0)).sum::<f64>();
            match has_category {
                true if column == 0 => f64::from(rng.gen_range(0..3_u8)),
                _ => centres[[partition[row], column - usize::from(has_category)]] + noise,
            }
        });
        let records = records.mapv(|x| if rng.gen_bool(gaps) { f64::NAN } else { x });
        let weights = weighted.then(|| Array1::from_shape_simple_fn(n, || rng.gen_range(0.5..2.0_f32)));
        let params = GaussianMixture::params(k)
            .covariance_type(CovarianceType::ALL[kind])
            .reg_covariance(0.0)
            .tolerance(1e-7)
            .max_n_iterations(30)
            .allow_missing(gaps > 0.0)
            .categorical(if has_category { &[0] } else { &[] });
        Problem { records, weights, partition, params, has_category }
    })
}

/// Equal but for rounding.
fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-7 * (1.0 + a.abs())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_log_likelihood_never_falls(problem in problem()) {
        let model = problem.fit();
        let trace = &model.best_run().unwrap().log_likelihood_trace;
        for pair in trace.windows(2) {
            // 10·eps in the count of rows makes an M-step stray from its optimum by as much
            prop_assert!(pair[1] >= pair[0] - 1e-9 * (1.0 + pair[0].abs()), "{trace:?}");
        }
    }

    #[test]
    fn responsibilities_sum_to_one(problem in problem()) {
        let probabilities = problem.fit().predict_proba(&problem.records).unwrap();
        for sum in probabilities.sum_axis(Axis(1)) {
            prop_assert!((sum - 1.0).abs() < 1e-12, "{sum}");
        }
    }

    #[test]
    fn the_order_of_rows_changes_nothing(problem in problem(), seed in any::<u64>()) {
        let mut order: Vec<usize> = (0..problem.records.nrows()).collect();
        order.shuffle(&mut Xoshiro256Plus::seed_from_u64(seed));
        let other = problem.reordered(&order);
        prop_assert!(close(problem.score(&problem.fit()), other.score(&other.fit())));
    }

    #[test]
    fn the_order_of_columns_changes_nothing(problem in problem()) {
        let first = usize::from(problem.has_category);
        let order: Vec<usize> = (0..first).chain((first..problem.records.ncols()).rev()).collect();
        let other = Problem { records: problem.records.select(Axis(1), &order), ..problem.clone() };
        prop_assert!(close(problem.score(&problem.fit()), other.score(&other.fit())));
    }

    #[test]
    fn names_of_components_change_nothing(problem in problem()) {
        let k = problem.fit().n_clusters();
        let partition = problem.partition.iter().map(|label| k - 1 - label).collect();
        let other = Problem { partition, ..problem.clone() };
        prop_assert!(close(problem.score(&problem.fit()), other.score(&other.fit())));
    }

    #[test]
    fn a_unit_changes_the_likelihood_by_its_logarithm_only(problem in problem(), exponent in -30..30_i32) {
        let unit = 2_f64.powi(exponent);
        let mut other = problem.clone();
        let last = problem.records.ncols() - 1;
        // of a spherical mixture, all features change together
        let is_spherical = problem.fit().covariance_type() == CovarianceType::Spherical;
        let columns = if is_spherical { usize::from(problem.has_category)..last + 1 } else { last..last + 1 };
        columns.clone().for_each(|column| other.records.column_mut(column).mapv_inplace(|x| unit * x));
        // each value that is known has a density of its own
        let ones = Array1::ones(problem.records.nrows());
        let weights = problem.weights.as_ref().unwrap_or(&ones).mapv(f64::from);
        let known = |column: usize| {
            let is_known = problem.records.column(column).mapv(|x| f64::from(u8::from(x.is_finite())));
            weights.dot(&is_known) / weights.sum()
        };
        let expected = problem.score(&problem.fit()) - columns.map(known).sum::<f64>() * unit.ln();
        prop_assert!(close(other.score(&other.fit()), expected), "{} is not {expected}", other.score(&other.fit()));
    }

    #[test]
    fn more_runs_are_never_worse(problem in problem()) {
        let params = problem.params.clone().reg_covariance(1e-3);
        let best = |n_runs| params.clone().n_runs(n_runs).fit(&problem.dataset()).unwrap().best_run().unwrap().score;
        prop_assert!(best(5) >= best(2));
    }

    #[test]
    fn threads_change_nothing_to_the_last_bit(problem in problem()) {
        let fit = |n_threads| problem.started().n_threads(n_threads).fit(&problem.dataset()).unwrap();
        let (one, three) = (fit(1), fit(3));
        prop_assert_eq!(one.means(), three.means());
        prop_assert_eq!(one.covariances(), three.covariances());
        prop_assert_eq!(problem.score(&one).to_bits(), problem.score(&three).to_bits());
    }

    #[test]
    fn a_row_of_twice_the_weight_is_the_row_twice(problem in problem()) {
        let n = problem.records.nrows();
        let twice = problem.reordered(&(0..n).chain(0..n / 2).collect::<Vec<_>>());
        let weight = |row: usize| problem.weights.as_ref().map_or(1.0, |weights| weights[row]);
        let weights = Array1::from_shape_fn(n, |row| if row < n / 2 { 2.0 * weight(row) } else { weight(row) });
        let heavy = Problem { weights: Some(weights), ..problem.clone() };
        prop_assert!(close(heavy.score(&heavy.fit()), twice.score(&twice.fit())));
    }
}
