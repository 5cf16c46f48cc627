//! Categories, missing values and weights in a mixture.

use crate::common::assert_close;
use crate::common::customers::mall;
use helpers::linfa::{DatasetBase, traits::Fit};
use helpers::ndarray::{Array1, Array2, Axis, array, concatenate, s};
use helpers::{
    Categorical, CovarianceType, Covariances, Error, Feature, GaussianMixture, GaussianMixtureParams, Selection,
    StandardScaler, adjusted_rand_index, bootstrap_stability, cross_validated_log_likelihood, likelihood_ratio_test,
};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

/// Three groups: a category of three levels that follows the group, two correlated numbers, and a category of two levels.
fn groups(n_rows: usize) -> (Array2<f64>, Vec<usize>) {
    let model = GaussianMixture::from_parameters(
        array![0.5, 0.3, 0.2],
        array![[0.0, 0.0], [4.0, 1.0], [0.0, 5.0]],
        Covariances::Tied(array![[1.0, 0.6], [0.6, 1.0]]),
    );
    let level = |column, probabilities| Categorical { column, probabilities };
    let first = level(0, array![[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]]);
    let last = level(3, array![[0.5, 0.5], [0.9, 0.1], [0.2, 0.8]]);
    model.unwrap().with_categories(&[first, last]).unwrap().sample(n_rows, 7).unwrap()
}

fn with_gaps(records: &Array2<f64>, share: f64) -> Array2<f64> {
    let mut rng = Xoshiro256Plus::seed_from_u64(3);
    records.mapv(|x| if rng.gen_bool(share) { f64::NAN } else { x })
}

fn params(k: usize, covariance_type: CovarianceType) -> GaussianMixtureParams {
    GaussianMixture::params(k).covariance_type(covariance_type).categorical(&[0, 3]).allow_missing(true)
}

fn fit(params: &GaussianMixtureParams, records: &Array2<f64>) -> GaussianMixture {
    params.fit(&DatasetBase::from(records.view())).unwrap()
}

#[test]
fn the_mall_with_gender_as_a_category_ends_at_stepmixs_optimum() {
    let measures = mall().features(&Feature::ALL).unwrap();
    let mut records = StandardScaler::fit(&measures).unwrap().transform(&measures).unwrap();
    records.column_mut(0).mapv_inplace(|scaled| f64::from(u8::from(scaled > 0.0)));
    // StepMix's optima are those of its own floor, 1e-6; but from there many starts would end in ties of whole numbers
    let optimum = |k, covariance_type| {
        let params = GaussianMixture::params(k).covariance_type(covariance_type).categorical(&[0]);
        let params = params.tolerance(1e-11).max_n_iterations(5000);
        let many = fit(&params.clone().reg_covariance(1e-3).n_runs(100), &records);
        fit(&params.start(many.as_start()), &records)
    };
    let (full, diagonal) = (optimum(3, CovarianceType::Full), optimum(4, CovarianceType::Diagonal));
    assert!((full.score(&records).unwrap() + 4.2554379650).abs() < 1e-6, "{full}");
    let criteria = diagonal.criteria(&records).unwrap();
    assert!((criteria.score + 4.1404983371).abs() < 1e-6, "{diagonal}");
    assert_eq!(criteria.n_parameters, 31);
    assert!((criteria.bic - 1820.447).abs() < 1e-3, "{criteria:?}");
}

#[test]
fn categories_that_tell_nothing_do_not_hide_groups_of_the_numbers() {
    let centres =
        Array2::from_shape_fn((5, 2), |(i, j)| [[0.0, 0.0], [4.0, 4.0], [4.0, -4.0], [-4.0, 4.0], [-4.0, -4.0]][i][j]);
    let numbers = GaussianMixture::from_parameters(
        array![0.32, 0.2, 0.2, 0.16, 0.12],
        centres,
        Covariances::Spherical(Array1::ones(5)),
    );
    let (numbers, groups) = numbers.unwrap().sample(400, 1).unwrap();
    let mut rng = Xoshiro256Plus::seed_from_u64(1);
    let mut levels = |n| Array2::from_shape_fn((400, 1), |_| f64::from(rng.gen_range(0..n)));
    let records = concatenate![Axis(1), numbers, levels(2), levels(3)];
    let params = GaussianMixture::params(5).covariance_type(CovarianceType::Diagonal).categorical(&[2, 3]).n_runs(5);
    let is_found = |&seed: &u64| {
        let labels = fit(&params.clone().seed(seed), &records).labels(&records).unwrap();
        adjusted_rand_index(&groups, &labels).unwrap() > 0.95
    };
    let n_found = (0..10).filter(is_found).count();
    assert!(n_found >= 9, "{n_found} of 10 seeds");
}

#[test]
fn with_nothing_missing_and_no_category_the_fit_is_the_same_to_the_last_bit() {
    let numbers = groups(700).0.slice_move(s![.., 1..3]);
    for covariance_type in CovarianceType::ALL {
        let complete = GaussianMixture::params(3).covariance_type(covariance_type).n_runs(2);
        let model = fit(&complete, &numbers);
        let allowed = fit(&complete.clone().allow_missing(true), &numbers);
        assert_eq!(allowed, model.clone().allow_missing(true));
        let (own, theirs) = (allowed.predict_proba(&numbers).unwrap(), model.predict_proba(&numbers).unwrap());
        assert_eq!(own, theirs);
    }
}

#[test]
fn the_observed_log_likelihood_never_falls() {
    let records = with_gaps(&groups(300).0, 0.3);
    for covariance_type in CovarianceType::ALL {
        let model = fit(&params(3, covariance_type).reg_covariance(0.0).tolerance(1e-8), &records);
        let trace = &model.best_run().unwrap().log_likelihood_trace;
        assert!(trace.windows(2).all(|pair| pair[1] >= pair[0] - 1e-12), "{covariance_type}: {trace:?}");
        assert!(model.best_run().unwrap().score >= trace[trace.len() - 1] - 1e-12);
    }
}

#[test]
fn groups_are_recovered_with_a_tenth_and_a_third_missing() {
    let (complete, _) = groups(6000);
    for (share, tolerance) in [(0.0, 0.08), (0.1, 0.08), (0.3, 0.15)] {
        let records = with_gaps(&complete, share);
        for covariance_type in [CovarianceType::Full, CovarianceType::Tied] {
            let model = fit(&params(3, covariance_type).n_runs(5).tolerance(1e-6).max_n_iterations(500), &records);
            assert_close("weights", model.weights(), &array![0.5, 0.3, 0.2], tolerance / 2.0);
            assert_close("means", model.means(), &array![[0.0, 0.0], [4.0, 1.0], [0.0, 5.0]], tolerance);
            let covariance = model.covariances().matrix(0, 2);
            assert_close("covariance", &covariance, &array![[1.0, 0.6], [0.6, 1.0]], 2.0 * tolerance);
            let rates = &model.categories()[1].probabilities;
            assert_close("rates", rates, &array![[0.5, 0.5], [0.9, 0.1], [0.2, 0.8]], tolerance);
        }
    }
}

#[test]
fn what_is_filled_in_is_the_conditional_expectation_and_the_rest_stays() {
    let covariance = Covariances::Full(array![[[4.0, 1.0], [1.0, 1.0]]]);
    let model = GaussianMixture::from_parameters(array![1.0], array![[10.0, 20.0]], covariance).unwrap();
    let level = Categorical { column: 1, probabilities: array![[0.1, 0.6, 0.3]] };
    let model = model.with_categories(&[level]).unwrap().allow_missing(true);
    let nan = f64::NAN;
    let records = array![[12.0, 0.0, 21.0], [nan, 2.0, 22.0], [14.0, nan, nan], [nan, nan, nan]];
    let expected = array![[12.0, 0.0, 21.0], [12.0, 2.0, 22.0], [14.0, 1.0, 21.0], [10.0, 1.0, 20.0]];
    assert_close("filled in", &model.impute(&records).unwrap(), &expected, 1e-12);
    let scores = model.score_samples(&records).unwrap();
    assert!(scores[3].abs() < 1e-12, "a row that says nothing has the likelihood 1: {scores}");
    assert_close("of a level", [&scores[2]], [&(-0.5 * (8.0 * std::f64::consts::PI).ln() - 2.0)], 1e-12);
}

#[test]
fn threads_do_not_change_results_with_gaps_and_levels() {
    let records = with_gaps(&groups(40_000).0, 0.1);
    let weights = Array1::from_shape_fn(40_000, |row| (row % 3) as f32);
    let model = |n_threads| {
        let dataset = DatasetBase::from(records.view()).with_weights(weights.clone());
        params(3, CovarianceType::Full).max_n_iterations(5).n_threads(n_threads).fit(&dataset).unwrap()
    };
    let one = model(1);
    assert_eq!(one, model(2));
    assert_eq!(one, model(7));
}

#[test]
fn rows_in_any_order_have_the_same_labels_scores_and_probabilities() {
    let records = with_gaps(&groups(500).0, 0.2);
    let model = fit(&params(3, CovarianceType::Tied), &records);
    let (labels, scores) = (model.labels(&records).unwrap(), model.score_samples(&records).unwrap());
    let probabilities = model.predict_proba(&records).unwrap();
    for row in [0, 1, 17, 499] {
        let alone = records.slice(s![row..=row, ..]);
        assert_eq!(model.labels(&alone).unwrap(), [labels[row]]);
        assert_close("score", &model.score_samples(&alone).unwrap(), [&scores[row]], 1e-12);
        assert_close("probabilities", &model.predict_proba(&alone).unwrap(), probabilities.row(row), 1e-12);
    }
    assert_close("sum", [&model.criteria(&records).unwrap().log_likelihood], [&scores.sum()], 1e-9);
}

#[test]
fn many_rows_keep_their_places() {
    let records = with_gaps(&groups(40_000).0, 0.1);
    let params = params(3, CovarianceType::Full).max_n_iterations(3);
    let model = fit(&params, &records);
    let some = records.slice(s![20_000..20_050, ..]);
    assert_eq!(model.labels(&some).unwrap(), model.labels(&records).unwrap()[20_000..20_050]);
    let scores = model.score_samples(&records).unwrap();
    assert_close("scores", &model.score_samples(&some).unwrap(), scores.slice(s![20_000..20_050]), 1e-12);
    let filled = model.impute(&records).unwrap();
    assert_close("filled in", &model.impute(&some).unwrap(), filled.slice(s![20_000..20_050, ..]), 1e-12);
    for value in [0.5, f64::INFINITY] {
        let mut records = records.clone();
        records[[30_000, 3]] = value;
        let errors = [model.labels(&records).unwrap_err(), params.fit(&DatasetBase::from(records)).unwrap_err()];
        for error in errors {
            let Error::InvalidEntry { row, column, .. } = error else {
                panic!("{value}: {error}");
            };
            assert_eq!((row, column), (30_000, 3));
        }
    }
}

#[test]
fn a_fit_goes_on_where_a_model_is_and_a_restored_model_says_the_same() {
    let records = with_gaps(&groups(400).0, 0.1);
    for covariance_type in CovarianceType::ALL {
        let params = params(3, covariance_type);
        let model = fit(&params, &records);
        let next = fit(&params.start(model.as_start()).max_n_iterations(1), &records);
        let trace = &next.best_run().unwrap().log_likelihood_trace;
        assert_close("trace", trace, [&model.score(&records).unwrap()], 1e-12);
        let parameters = (model.weights().clone(), model.means().clone(), model.covariances().clone());
        let restored = GaussianMixture::from_parameters(parameters.0, parameters.1, parameters.2).unwrap();
        let restored = restored.with_categories(model.categories()).unwrap().allow_missing(model.allows_missing());
        assert_eq!(restored.predict_proba(&records).unwrap(), model.predict_proba(&records).unwrap());
        assert_eq!(restored.criteria(&records).unwrap(), model.criteria(&records).unwrap());
    }
}

#[test]
fn a_weight_of_two_is_the_row_twice_and_of_zero_no_row() {
    let records = with_gaps(&groups(200).0, 0.1);
    let weights = Array1::from_shape_fn(200, |row| [1.0_f32, 2.0, 0.0][row % 3]);
    let rows: Vec<usize> = (0..200).flat_map(|row| vec![row; weights[row] as usize]).collect();
    let repeated = records.select(Axis(0), &rows);
    let mut rest = records.clone();
    rest.slice_mut(s![2..;3, ..]).fill(1.0); // of weight 0: what is there cannot matter
    for covariance_type in CovarianceType::ALL {
        let start = fit(&params(3, covariance_type), &records).as_start();
        let params = params(3, covariance_type).start(start);
        let twice = fit(&params, &repeated);
        let dataset = DatasetBase::from(rest.view()).with_weights(weights.clone());
        let weighted = params.fit(&dataset).unwrap();
        assert_eq!(weighted.n_iterations(), twice.n_iterations());
        assert_close("means", weighted.means(), twice.means(), 1e-9);
        assert_close("weights", weighted.weights(), twice.weights(), 1e-9);
        let (own, theirs) = (weighted.criteria(&dataset).unwrap(), twice.criteria(&repeated).unwrap());
        assert_close("BIC", [&own.bic, &own.icl], [&theirs.bic, &theirs.icl], 1e-7);
        assert_close("score", [&weighted.score(&dataset).unwrap()], [&own.score], 1e-12);
        assert_eq!(weighted.labels(&dataset).unwrap().len(), 200);
    }
}

#[test]
fn a_row_of_weight_zero_is_no_centre() {
    let records = array![[0.0], [0.1], [0.2], [5.0], [5.1], [5.2], [1e6]];
    let dataset = DatasetBase::from(records).with_weights(array![1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0]);
    let model = GaussianMixture::params(2).covariance_type(CovarianceType::Diagonal).n_runs(10).fit(&dataset).unwrap();
    assert!(model.means().iter().all(|mean| *mean < 6.0), "{}", model.means());
    let error = GaussianMixture::params(7).fit(&dataset).unwrap_err();
    assert!(matches!(error, Error::TooFewDistinctRows { distinct: 6, .. }), "{error}");
}

#[test]
fn a_level_that_one_group_lacks_is_named() {
    let numbers = array![[0.0], [0.3], [0.1], [0.2], [9.0], [9.3], [9.1], [9.2]];
    let levels = array![[0.0], [1.0], [0.0], [1.0], [1.0], [1.0], [1.0], [1.0]];
    let records = concatenate![Axis(1), numbers, levels];
    let params = GaussianMixture::params(2).categorical(&[1]).tolerance(1e-9);
    let model = params.fit(&DatasetBase::from(records.view())).unwrap();
    let far = usize::from(model.means()[[1, 0]] > 5.0);
    let found = model.absent_levels();
    assert_eq!(found.len(), 1, "{model}");
    assert_eq!((found[0].component, found[0].column, found[0].level), (far, 1, 0));
    assert!((found[0].n_rows - 4.0).abs() < 1e-6);
    assert!(model.to_string().contains("excludes level 0 of column 1, rows: about 4"), "{model}");
    assert!(model.degenerate().is_empty());
}

#[test]
fn columns_without_what_they_need_are_refused_with_their_place() {
    let (records, _) = groups(50);
    let error = |params: GaussianMixtureParams, place: (usize, usize), value: f64| {
        let mut records = records.clone();
        records[place] = value;
        params.fit(&DatasetBase::from(records)).unwrap_err()
    };
    let own = || params(2, CovarianceType::Full);
    for code in [0.5, -1.0, 1000.0] {
        let error = error(own(), (7, 3), code);
        assert!(matches!(error, Error::InvalidEntry { row: 7, column: 3, value, .. } if value == code), "{error}");
    }
    let not_finite = error(own(), (7, 3), f64::INFINITY);
    assert!(matches!(not_finite, Error::InvalidEntry { row: 7, column: 3, .. }), "{not_finite}");
    let missing = error(own().allow_missing(false), (9, 1), f64::NAN);
    assert!(matches!(missing, Error::InvalidEntry { row: 9, column: 1, .. }), "{missing}");
    for columns in [&[0, 0][..], &[4], &[0, 1, 2, 3]] {
        let error = error(own().categorical(columns), (0, 0), 0.0);
        assert!(matches!(error, Error::InvalidParameter { .. }), "{error}");
    }
    for column in 0..4 {
        let mut records = records.clone();
        records.column_mut(column).fill(f64::NAN);
        let error = own().fit(&DatasetBase::from(records)).unwrap_err();
        assert!(matches!(error, Error::EmptyColumn { column: found } if found == column), "{error}");
    }
}

#[test]
fn a_level_that_the_fit_did_not_see_says_nothing_of_the_component_and_is_unlikely() {
    let (mut records, _) = groups(50);
    records.column_mut(0).mapv_inplace(|level| if level == 1.0 { 2.0 } else { level });
    let model = fit(&params(2, CovarianceType::Diagonal), &records);
    for level in [1, 3] {
        records[[5, 0]] = f64::NAN;
        let unknown = (model.predict_proba(&records).unwrap(), model.score_samples(&records).unwrap()[5]);
        records[[5, 0]] = f64::from(level);
        let unseen = (model.predict_proba(&records).unwrap(), model.score_samples(&records).unwrap()[5]);
        assert_close("responsibilities", &unseen.0, &unknown.0, 1e-12);
        assert!((unseen.1 - unknown.1 - 1e-15_f64.ln()).abs() < 1e-9, "{} {}", unseen.1, unknown.1);
    }
}

#[test]
fn weights_that_are_none_are_refused() {
    let records = array![[0.0], [1.0], [2.0]];
    let error = |weights| {
        let dataset = DatasetBase::from(records.clone()).with_weights(weights);
        GaussianMixture::params(1).fit(&dataset).unwrap_err()
    };
    for weight in [-1.0, f32::NAN, f32::INFINITY] {
        let error = error(array![1.0, weight, 1.0]);
        assert!(matches!(error, Error::InvalidWeight { row: 1, .. }), "{error}");
    }
    assert!(matches!(error(array![0.0, 0.0, 0.0]), Error::EmptyMatrix { n_samples: 0, .. }));
    assert!(matches!(error(array![1.0, 1.0]), Error::Shape { .. }));
}

#[test]
fn given_categories_that_are_none_are_refused() {
    let model =
        || GaussianMixture::from_parameters(array![1.0], array![[0.0]], Covariances::Spherical(array![1.0])).unwrap();
    let error = |column, probabilities| model().with_categories(&[Categorical { column, probabilities }]).unwrap_err();
    assert!(matches!(error(2, array![[1.0]]), Error::InvalidParameter { .. }));
    assert!(matches!(error(0, array![[0.5, 0.6]]), Error::InvalidParameter { .. }));
    assert!(matches!(error(0, array![[1.5, -0.5]]), Error::InvalidParameter { .. }));
    assert!(matches!(error(0, array![[f64::NAN, 1.0]]), Error::InvalidParameter { .. }));
    assert!(matches!(error(0, array![[0.5, 0.5], [0.5, 0.5]]), Error::Shape { .. }));
    assert!(matches!(error(0, Array2::zeros((1, 0))), Error::InvalidParameter { .. }));
    let params = GaussianMixture::params(1).covariance_type(CovarianceType::Spherical).categorical(&[1]);
    let params = params.start(model().as_start());
    let error = params.fit(&DatasetBase::from(array![[0.0, 0.0], [1.0, 1.0]])).unwrap_err();
    assert!(matches!(error, Error::InvalidParameter { .. }), "{error}");
}

#[test]
fn samples_have_the_levels_of_the_model() {
    let (records, labels) = groups(20_000);
    let rates = [[0.5, 0.5], [0.9, 0.1], [0.2, 0.8]];
    for (component, expected) in rates.iter().enumerate() {
        let own: Vec<usize> = (0..20_000).filter(|&row| labels[row] == component).collect();
        let share = records.select(Axis(0), &own).column(3).mean().unwrap();
        assert!((share - expected[1]).abs() < 0.02, "{component}: {share}");
    }
}

#[test]
fn any_small_table_is_fitted_or_refused_without_a_panic() {
    let mut rng = Xoshiro256Plus::seed_from_u64(11);
    for n_rows in [1, 2, 3, 12] {
        for n_runs in [1, 8] {
            let records = Array2::from_shape_fn((n_rows, 4), |(_, column)| match rng.gen_range(0..4) {
                0 => f64::NAN,
                code if column % 3 == 0 => f64::from(code - 1),
                code => f64::from(code) * 1e6,
            });
            for covariance_type in CovarianceType::ALL {
                for k in 1..=n_rows.min(4) {
                    let params = params(k, covariance_type).n_runs(n_runs);
                    let Ok(model) = params.fit(&DatasetBase::from(records.view())) else { continue };
                    assert!(model.score(&records).unwrap().is_finite(), "{model}");
                    assert!(model.impute(&records).unwrap().iter().all(|x| x.is_finite()));
                }
            }
        }
    }
}

#[test]
fn a_grid_chooses_among_mixtures_with_categories_and_gaps() {
    let records = with_gaps(&groups(300).0, 0.1);
    let params = (1..=4).map(|k| params(k, CovarianceType::Tied).n_runs(3)).collect();
    let selection = Selection::fit(&records, params).unwrap();
    assert_eq!(selection.best().model.n_clusters(), 3, "{}", selection.table(4));
    assert_eq!(selection.best().model.categories().len(), 2);
    let params = &selection.best().params;
    assert_eq!(cross_validated_log_likelihood(params, &records, 5, 1, false).unwrap().folds.len(), 5);
    assert!(bootstrap_stability(params, &records, 3, 1).unwrap().mean() > 0.8);
    assert!(likelihood_ratio_test(&params.clone().n_clusters(1), params, &records, 9, 1).unwrap().p_value < 0.2);
}

#[test]
fn as_many_patterns_as_rows_are_fitted_too() {
    let mut rng = Xoshiro256Plus::seed_from_u64(5);
    let complete = Array2::from_shape_fn((1500, 20), |(row, _)| (row % 2) as f64 * 3.0 + rng.r#gen::<f64>());
    let records = with_gaps(&complete, 0.3);
    let model = fit(&GaussianMixture::params(2).allow_missing(true).max_n_iterations(3), &records);
    assert!(model.means().iter().all(|mean| (mean - 0.5).abs() < 0.1 || (mean - 3.5).abs() < 0.1), "{}", model.means());
}
