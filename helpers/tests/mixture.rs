//! The mixture's own properties, after the plan of scikit-learn's tests.

use crate::common::{assert_close, entries};
use half::f16;
use helpers::linfa::DatasetBase;
use helpers::linfa::traits::{Fit, Predict};
use helpers::ndarray::{Array1, Array2, Axis, array, concatenate};
use helpers::{CovarianceType, Element, GaussianMixture, GaussianMixtureParams, Start};
use linfa_clustering::GaussianMixtureModel;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

/// Three groups of `n` rows, far apart in two of three features.
fn groups(n: usize) -> (Array2<f64>, Vec<usize>) {
    let mut rng = Xoshiro256Plus::seed_from_u64(7);
    let centres = [[0.0, 0.0], [8.0, 0.0], [0.0, 8.0]];
    let labels: Vec<usize> = (0..3 * n).map(|row| row % 3).collect();
    let noise = |rng: &mut Xoshiro256Plus| (0..4).map(|_| rng.r#gen::<f64>() - 0.5).sum::<f64>();
    let records = Array2::from_shape_fn((3 * n, 3), |(row, column)| {
        let centre = if column < 2 { centres[labels[row]][column] } else { 0.0 };
        centre + noise(&mut rng) + if column == 2 { 0.5 * row as f64 / (3 * n) as f64 } else { 0.0 }
    });
    (records, labels)
}

fn fit<E: Element>(records: &Array2<E>, params: GaussianMixtureParams) -> GaussianMixture {
    params.fit(&DatasetBase::from(records.view())).unwrap()
}

/// `ln N(x; mean, covariance)` by Gaussian elimination, in the textbook's words.
fn log_density(x: &Array1<f64>, mean: &Array1<f64>, covariance: &Array2<f64>) -> f64 {
    let d = x.len();
    let mut rows = concatenate![Axis(1), covariance.clone(), (x - mean).insert_axis(Axis(1))];
    let mut determinant = 1.0;
    for i in 0..d {
        determinant *= rows[[i, i]];
        for j in 0..d {
            if j != i {
                let factor = rows[[j, i]] / rows[[i, i]];
                let pivot = rows.row(i).to_owned();
                rows.row_mut(j).scaled_add(-factor, &pivot);
            }
        }
    }
    let solution: Array1<f64> = (0..d).map(|i| rows[[i, d]] / rows[[i, i]]).collect();
    let distance = (x - mean).dot(&solution);
    -0.5 * (d as f64 * (2.0 * std::f64::consts::PI).ln() + determinant.ln() + distance)
}

#[test]
fn score_samples_is_the_textbook_density() {
    let (records, _) = groups(30);
    for covariance_type in CovarianceType::ALL {
        let model = fit(&records, GaussianMixture::params(3).covariance_type(covariance_type));
        let scores = model.score_samples(&records).unwrap();
        for (row, score) in records.outer_iter().zip(&scores) {
            let density = |cluster: usize| {
                let covariance = model.covariances().matrix(cluster, 3);
                let log_density = log_density(&row.to_owned(), &model.means().row(cluster).to_owned(), &covariance);
                model.weights()[cluster] * log_density.exp()
            };
            let expected = (0..3).map(density).sum::<f64>().ln();
            assert_close("log-density", [score], [&expected], 1e-9);
        }
        assert_close("score", &[model.score(&records).unwrap()], &[scores.mean().unwrap()], 1e-12);
    }
}

#[test]
fn one_component_has_the_sample_moments() {
    let (records, _) = groups(20);
    let mean = records.mean_axis(Axis(0)).unwrap();
    let centred = &records - &mean;
    let covariance = centred.t().dot(&centred) / records.nrows() as f64;
    for covariance_type in CovarianceType::ALL {
        let model = fit(&records, GaussianMixture::params(1).covariance_type(covariance_type).reg_covariance(0.0));
        assert_close("mean", model.means(), &mean, 1e-12);
        let expected = match covariance_type {
            CovarianceType::Full | CovarianceType::Tied => covariance.clone(),
            CovarianceType::Diagonal => Array2::from_diag(&covariance.diag()),
            CovarianceType::Spherical => Array2::eye(3) * covariance.diag().mean().unwrap(),
        };
        assert_close("covariance", &model.covariances().matrix(0, 3), &expected, 1e-12);
    }
}

#[test]
fn one_component_of_one_feature_has_the_same_bic_in_every_type() {
    let records = groups(20).0.column(0).to_owned().insert_axis(Axis(1));
    let bic = |covariance_type| {
        fit(&records, GaussianMixture::params(1).covariance_type(covariance_type)).criteria(&records).unwrap().bic
    };
    for covariance_type in CovarianceType::ALL {
        assert_close("bic", &[bic(covariance_type)], &[bic(CovarianceType::Full)], 1e-9);
    }
}

#[test]
fn parameters_are_counted_as_in_scikit_learn() {
    let counts = CovarianceType::ALL.map(|covariance_type| covariance_type.n_parameters(2, 5));
    assert_eq!(counts, [41, 26, 21, 13]);
}

#[test]
fn criteria_follow_from_the_log_likelihood() {
    let (records, _) = groups(20);
    let model = fit(&records, GaussianMixture::params(5));
    let criteria = model.criteria(&records).unwrap();
    let (log_likelihood, p) = (criteria.log_likelihood, model.n_parameters() as f64);
    assert_close("sum", &[log_likelihood], &[model.score_samples(&records).unwrap().sum()], 1e-9);
    assert_eq!(criteria.score, model.score(&records).unwrap());
    assert_eq!(criteria.n_parameters, model.n_parameters());
    assert_close("aic", &[criteria.aic], &[2.0 * p - 2.0 * log_likelihood], 1e-9);
    let bic = p * 60_f64.ln() - 2.0 * log_likelihood;
    assert_close("bic", &[criteria.bic], &[bic], 1e-9);
    let probabilities = model.predict_proba(&records).unwrap();
    let entropy: f64 = probabilities.iter().filter(|r| **r > 0.0).map(|r| -r * r.ln()).sum();
    assert!(entropy > 0.0);
    assert_close("icl", &[criteria.icl], &[bic + 2.0 * entropy], 1e-9);
}

#[test]
fn responsibilities_sum_to_one_and_the_largest_is_the_label() {
    let (records, _) = groups(40);
    for covariance_type in CovarianceType::ALL {
        let model = fit(&records, GaussianMixture::params(4).covariance_type(covariance_type));
        let probabilities = model.predict_proba(&records).unwrap();
        let labels = model.labels(&records).unwrap();
        let confidence = model.confidence(&records).unwrap();
        for ((row, label), confidence) in probabilities.outer_iter().zip(&labels).zip(confidence) {
            assert_close("sum", &[row.sum()], &[1.0], 1e-12);
            assert!(row.iter().all(|r| *r <= row[*label]));
            assert_eq!(confidence, row[*label]);
        }
        assert_eq!(model.predict(&records).to_vec(), labels);
    }
}

#[test]
fn known_groups_are_recovered() {
    let (records, truth) = groups(50);
    for covariance_type in CovarianceType::ALL {
        let model = fit(&records, GaussianMixture::params(3).covariance_type(covariance_type).n_runs(5));
        let labels = model.labels(&records).unwrap();
        for (a, b) in (0..truth.len()).zip(1..truth.len()) {
            assert_eq!(truth[a] == truth[b], labels[a] == labels[b], "{covariance_type}");
        }
    }
}

#[test]
fn the_log_likelihood_never_falls_without_regularisation() {
    let (records, _) = groups(40);
    for covariance_type in CovarianceType::ALL {
        let params = GaussianMixture::params(4).covariance_type(covariance_type);
        let model = fit(&records, params.reg_covariance(0.0).tolerance(1e-9).max_n_iterations(200));
        let trace = &model.best_run().unwrap().log_likelihood_trace;
        assert!(trace.len() > 5);
        assert!(trace.windows(2).all(|pair| pair[1] >= pair[0] - 1e-12), "{covariance_type}: {trace:?}");
    }
}

#[test]
fn more_runs_are_never_worse_and_truly_restart() {
    let (records, _) = groups(20);
    let fit = |n_runs| fit(&records, GaussianMixture::params(6).n_runs(n_runs));
    let (few, many) = (fit(3), fit(12));
    assert!(many.best_run().unwrap().score >= few.best_run().unwrap().score);
    assert_eq!(many.runs()[..3], *few.runs());
    assert!(many.runs().iter().any(|run| run.score != many.runs()[0].score));
}

#[test]
fn the_same_seed_gives_the_same_model_in_any_number_of_threads() {
    let records = groups(20_000).0;
    let fit = |n_threads| fit(&records, GaussianMixture::params(3).n_threads(n_threads));
    let one = fit(1);
    assert!(records.nrows() > 3 << 14, "rows of several chunks");
    assert_eq!(one, fit(2));
    assert_eq!(one, fit(7));
}

#[test]
fn components_stand_in_descending_order_of_weight() {
    let (records, truth) = groups(20);
    let rows: Vec<usize> = (0..truth.len()).filter(|&row| truth[row] != 1 || row < 15).collect();
    let model = fit(&records.select(Axis(0), &rows), GaussianMixture::params(3).n_runs(3));
    assert!(model.weights().windows(2).into_iter().all(|pair| pair[0] >= pair[1]));
}

#[test]
fn a_given_start_keeps_the_order_of_its_components() {
    let (records, truth) = groups(20);
    let model = fit(&records, GaussianMixture::params(3).start(Start::Partition(truth.clone())));
    assert_eq!(model.labels(&records).unwrap().to_vec(), truth);
}

#[test]
fn precisions_are_the_inverses_of_the_covariances() {
    let (records, _) = groups(30);
    for covariance_type in CovarianceType::ALL {
        let model = fit(&records, GaussianMixture::params(3).covariance_type(covariance_type));
        for cluster in 0..3 {
            let product = model.covariances().matrix(cluster, 3).dot(&model.precisions().matrix(cluster, 3));
            assert_close("covariance · precision", &product, &Array2::eye(3), 1e-10);
        }
    }
}

#[test]
fn samples_have_the_moments_of_the_model() {
    let model = fit(&groups(50).0, GaussianMixture::params(3));
    let (samples, labels) = model.sample(60_000, 1).unwrap();
    for cluster in 0..3 {
        let rows: Vec<usize> = (0..labels.len()).filter(|&row| labels[row] == cluster).collect();
        let drawn = samples.select(Axis(0), &rows);
        let mean = drawn.mean_axis(Axis(0)).unwrap();
        let centred = &drawn - &mean;
        let share = rows.len() as f64 / labels.len() as f64;
        assert_close("weight", &[share], &[model.weights()[cluster]], 0.01);
        assert_close("mean", &mean, &model.means().row(cluster).to_owned(), 0.03);
        let covariance = centred.t().dot(&centred) / rows.len() as f64;
        assert_close("covariance", &covariance, &model.covariances().matrix(cluster, 3), 0.03);
    }
}

#[test]
fn not_converging_is_a_result() {
    let model = fit(&groups(20).0, GaussianMixture::params(4).max_n_iterations(1));
    assert!(!model.converged());
    assert_eq!(model.n_iterations(), 1);
}

#[test]
fn linfa_clusterings_optimum_is_one_of_ours() {
    let (records, _) = groups(40);
    let dataset = DatasetBase::from(records.clone());
    let theirs = GaussianMixtureModel::params(3).tolerance(1e-9).max_n_iterations(1000).fit(&dataset).unwrap();
    let covariances = helpers::Covariances::Full(theirs.covariances().clone());
    let start = GaussianMixture::from_parameters(theirs.weights().clone(), theirs.means().clone(), covariances);
    let ours = fit(&records, GaussianMixture::params(3).tolerance(1e-9).start(start.unwrap().as_start()));
    assert_close("weights", ours.weights(), theirs.weights(), 1e-5);
    assert_close("means", ours.means(), theirs.means(), 1e-5);
    let covariances: Vec<f64> = theirs.covariances().iter().copied().collect();
    assert_close("covariances", &entries(ours.covariances()), &covariances, 1e-5);
}

#[test]
fn lower_precisions_agree_with_f64() {
    let records = crate::common::matrix(&crate::common::fixture("exact_em.json")["data"]["mall3"]);
    for covariance_type in CovarianceType::ALL {
        let start = || Start::Partition((0..200).map(|row| row % 3).collect());
        let params = || GaussianMixture::params(3).covariance_type(covariance_type).reg_covariance(1e-3).start(start());
        let wide = fit(&records, params());
        let single = records.mapv(|x| x as f32);
        let narrow = fit(&single, params());
        let score = |model: &GaussianMixture| model.score(&records).unwrap();
        assert_close("f32 at the same parameters", &[wide.score(&single).unwrap()], &[score(&wide)], 1e-5);
        assert_close("fit in f32", &[score(&narrow)], &[score(&wide)], 1e-4);
        assert_eq!(narrow.labels(&single).unwrap(), wide.labels(&records).unwrap(), "{covariance_type}");
        let half = fit(&records.mapv(f16::from_f64), params());
        assert_close("fit in f16", &[score(&half)], &[score(&wide)], 1e-2);
    }
}

#[test]
fn the_layout_of_the_matrix_does_not_matter() {
    let (records, _) = groups(100);
    let columns_first = records.t().as_standard_layout().to_owned();
    let params = || GaussianMixture::params(3);
    assert_eq!(fit(&columns_first.t().to_owned(), params()), fit(&records, params()));
    let model = fit(&records, params());
    assert_eq!(model.labels(&columns_first.t()).unwrap(), model.labels(&records).unwrap());
}

#[test]
fn the_farthest_row_has_probabilities() {
    let model = fit(&groups(20).0, GaussianMixture::params(3));
    let far = array![[1e300, -1e300, 1e300], [1e160, 0.0, 0.0]];
    let probabilities = model.predict_proba(&far).unwrap();
    assert!(probabilities.iter().all(|p| p.is_finite()));
    assert!(model.score_samples(&far).unwrap().iter().all(|score| score.is_finite() && *score < -1e6));
}
