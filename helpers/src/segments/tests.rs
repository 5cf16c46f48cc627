//! Segments by situation.

use linfa::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array1, Array2, Axis, s};

use super::figures::Figures;
use super::naming::names;
use super::{SavedModel, Segments, UNSURE};
use crate::choose::{Combination, Grade, Verdict};
use crate::customers::{Customers, Feature, Schema};
use crate::features::Measures;
use crate::mixture::{AsRecords, CovarianceType, Covariances, GaussianMixture};

const FEATURES: [Feature; 3] = [Feature::AGE, Feature::ANNUAL_INCOME, Feature::SPENDING_SCORE];

/// Gender, age, income and score.
type Row = (Option<&'static str>, f64, f64, f64);

fn mall() -> Customers {
    Customers::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Mall_Customers.csv"), &Schema::default()).unwrap()
}

fn customers(rows: &[Row]) -> Customers {
    let mut csv = "CustomerID,Gender,Age,Annual Income (k$),Spending Score (1-100)\n".to_owned();
    for (id, (gender, age, income, score)) in rows.iter().enumerate() {
        let gender = gender.unwrap_or_default();
        csv += &format!("{id},{gender},{age},{income},{score}\n");
    }
    Customers::parse(&csv).unwrap()
}

/// The segments of so many diagonal components, combined where they do not separate.
fn segments(customers: &Customers, n_components: usize, grade: Grade) -> Segments {
    let measures = Measures::of(customers).unwrap();
    let params = GaussianMixture::params(n_components).covariance_type(CovarianceType::Diagonal);
    let dataset = DatasetBase::from(measures.as_records());
    let model = params.reg_covariance(1e-3).n_runs(20).fit(&dataset).unwrap();
    of_model(customers, &measures, &model, grade)
}

fn of_model(customers: &Customers, measures: &Measures, model: &GaussianMixture, grade: Grade) -> Segments {
    let combination = Combination::of(model, measures).unwrap();
    Segments::new(customers, measures, &Verdict::of_combination(combination, grade)).unwrap()
}

fn five() -> Segments {
    segments(&mall(), 5, Grade::Segments)
}

/// Everything that is shown of segments, none of which may fail or hold what is no number.
fn shown(segments: &Segments, everybody: &Customers) -> String {
    let tables = [
        segments.table(),
        segments.typical(),
        segments.unsure_customers(10),
        segments.recommendations(),
        segments.in_short(everybody),
    ];
    let figures = [segments.map(), segments.profile_plot()].map(|figure| figure.unwrap().alt().to_owned());
    let shown = tables.map(|table| table.to_string()).join("\n") + &figures.join("\n");
    assert!(!shown.contains("NaN") && !shown.contains("inf ") && !shown.contains("()"), "{shown}");
    let mut distinct = segments.names().to_vec();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), segments.names().len());
    shown
}

/// The names of groups of rows.
fn named(groups: &[Vec<Row>]) -> Vec<String> {
    let customers = customers(&groups.concat());
    let values = customers.features(&FEATURES).unwrap();
    let mut start = 0;
    let figures = |rows: &[usize]| Figures::of(&customers, values.view(), rows);
    let of_group = |group: &Vec<Row>| {
        start += group.len();
        figures(&(start - group.len()..start).collect::<Vec<_>>())
    };
    let segments: Vec<Figures> = groups.iter().map(of_group).collect();
    let all: Vec<usize> = (0..customers.len()).collect();
    names(&FEATURES, &segments, &figures(&all)).iter().map(ToString::to_string).collect()
}

/// Twenty customers around an income and a score, half of them women, with spreads of ± 2.
fn around(income: f64, score: f64) -> Vec<Row> {
    let row = |i: usize| {
        let (a, b) = ((i % 5) as f64 - 2.0, (i % 4) as f64 - 1.5);
        (Some(["Female", "Male"][i / 10]), 40.0 + b, income + a, score + b)
    };
    (0..20).map(row).collect()
}

/// Two middling groups among others that are high and low.
fn middling(first: Vec<Row>, second: Vec<Row>) -> Vec<String> {
    let corners = [(20.0, 20.0), (20.0, 80.0), (90.0, 20.0), (90.0, 80.0)].map(|(income, score)| around(income, score));
    named(&[&[first, second], &corners[..]].concat())[..2].to_vec()
}

/// The segments of which each has twenty customers, one after the other.
fn groups_of_twenty(customers: &Customers) -> Segments {
    let (measures, n) = (Measures::of(customers).unwrap(), customers.len() / 20);
    let group =
        |group: usize| measures.as_records().slice(s![20 * group..20 * (group + 1), ..]).mean_axis(Axis(0)).unwrap();
    let means = Array2::from_shape_fn((n, measures.features().len()), |(i, j)| group(i)[j]);
    let (weights, variances) = (Array1::from_elem(n, 1.0 / n as f64), Array1::from_elem(n, 0.01));
    let model = GaussianMixture::from_parameters(weights, means, Covariances::Spherical(variances)).unwrap();
    of_model(customers, &measures, &model, Grade::Segments)
}

#[test]
fn the_mall_has_the_segments_that_an_independent_fit_found() {
    // Sizes, mean age, income, score and share of women of the best of 100 starts of an independent EM.
    let expected = [
        (78, [43.1, 54.6, 50.0], 0.59, "middle income, middle spending"),
        (39, [32.7, 86.5, 82.1], 0.54, "high income, high spending"),
        (38, [40.4, 87.0, 18.6], 0.47, "high income, low spending"),
        (23, [45.2, 26.3, 20.9], 0.61, "low income, low spending"),
        (22, [25.3, 25.7, 79.4], 0.59, "young, low income, high spending"),
    ];
    let segments = five();
    for (size, mean, women, name) in expected {
        let segment = segments.figures.iter().position(|figures| figures.size == size).unwrap();
        let found = segments.figures[segment].means();
        assert!(mean.iter().zip(&found).all(|(a, b)| (a - b).abs() < 0.06), "{found:?}");
        assert!((segments.figures[segment].levels[0][0].1 - women).abs() < 0.006);
        assert_eq!(segments.names()[segment], name);
        let intervals = &segments.intervals[segment][1..];
        assert!(intervals.iter().zip(&found).all(|([lower, upper], mean)| lower < mean && mean < upper));
    }
    let shown = shown(&segments, &mall());
    assert!(shown.contains("The customers fall into 5 segments."), "{shown}");
    assert_eq!(
        segments.in_short(&mall()).to_string().lines().count(),
        3 + 8,
        "a caption, headings, a line, eight rows"
    );
}

#[test]
fn the_map_is_in_real_units() {
    let segments = five();
    for (figures, on_map) in segments.figures.iter().zip(segments.on_map([1, 2])) {
        let mean = figures.means();
        // Customers count by probability for the component, by most probable segment in the figures.
        assert!((on_map.centre[0] - mean[1]).abs() < 3.0 && (on_map.centre[1] - mean[2]).abs() < 3.0);
        let [ellipse] = on_map.ellipses[..] else { panic!("one component, one ellipse") };
        assert!((ellipse.covariance[0][0].sqrt() / figures.spread(1) - 1.0).abs() < 0.5);
        assert_eq!(ellipse.covariance[0][1], 0.0, "diagonal covariance");
        assert!(ellipse.centre.iter().zip(on_map.centre).all(|(a, b)| (a - b).abs() < 1e-9));
    }
    let alt = segments.map().unwrap().alt().to_owned();
    assert!(alt.starts_with("Map \"Segments by annual income and spending score\" of 200 customers"), "{alt}");
}

#[test]
fn the_most_typical_customer_is_a_sure_one_of_the_segment() {
    let segments = five();
    for (segment, typical) in segments.typical.iter().enumerate() {
        let row = typical.unwrap();
        assert_eq!(segments.labels()[row], segment);
        assert!(segments.confidence[row] >= UNSURE);
    }
}

#[test]
fn what_is_saved_assigns_customers_as_the_segments_do() {
    let folder = std::env::temp_dir().join(format!("segments-{}", std::process::id()));
    for segments in [five(), segments(&mall(), 9, Grade::Weak)] {
        let path = segments.save_in(folder.to_str().unwrap()).unwrap();
        assert!(path.ends_with("/segments-Mall_Customers.json"), "{path}");
        let loaded = SavedModel::load(&path).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(loaded, segments.saved);
        let assigned = loaded.assign(&mall()).unwrap();
        assert_eq!(loaded.segments(), segments.names());
        assert!(assigned.iter().map(|assignment| assignment.segment).eq(segments.labels().iter().copied()));
        assert!(assigned.iter().map(|assignment| assignment.probability).eq(segments.confidence.iter().copied()));
    }
}

#[test]
fn one_group_is_all_customers_and_has_no_advice() {
    for grade in [Grade::None, Grade::Weak] {
        let segments = segments(&mall(), 1, grade);
        assert_eq!(segments.names(), ["all customers"]);
        let shown = shown(&segments, &mall());
        assert!(shown.contains("No advice: ") && !shown.contains("Serve"), "{shown}");
    }
    let short = segments(&mall(), 1, Grade::None).in_short(&mall()).to_string();
    assert!(short.contains("No segments") && short.contains("treat them as one"), "{short}");
    assert!(!short.contains("all customers") && !short.contains("How sure"), "{short}");
}

#[test]
fn components_that_overlap_are_one_segment_with_two_ellipses() {
    let customers = customers(&[around(20.0, 20.0), around(80.0, 80.0)].concat());
    let measures = Measures::of(&customers).unwrap();
    let means = ndarray::array![[0.0, -1.0, -1.0], [0.1, -1.0, -1.0], [0.0, 1.0, 1.0]];
    let covariances = Covariances::Spherical(ndarray::array![0.1, 0.1, 0.1]);
    let model = GaussianMixture::from_parameters(ndarray::array![0.25, 0.25, 0.5], means, covariances).unwrap();
    let segments = of_model(&customers, &measures, &model, Grade::Segments);
    assert_eq!(segments.names(), ["low income, low spending", "high income, high spending"]);
    assert_eq!(segments.on_map([1, 2]).iter().map(|segment| segment.ellipses.len()).collect::<Vec<_>>(), [2, 1]);
    assert!((segments.on_map([1, 2])[0].centre[0] - 20.0).abs() < 1.0);
    assert!(segments.confidence.iter().all(|&probability| probability > 0.99));
    shown(&segments, &customers);
}

#[test]
fn a_segment_without_customers_has_dashes_and_no_advice() {
    let customers = customers(&[around(20.0, 20.0), around(80.0, 80.0)].concat());
    let measures = Measures::of(&customers).unwrap();
    let means = ndarray::array![[0.0, -1.0, -1.0], [0.0, 1.0, 1.0], [9.0, 9.0, 9.0], [-9.0, 9.0, 9.0]];
    let covariances = Covariances::Spherical(ndarray::array![0.1, 0.1, 0.1, 0.1]);
    let weights = ndarray::array![0.25, 0.25, 0.25, 0.25];
    let model = GaussianMixture::from_parameters(weights, means, covariances).unwrap();
    let segments = of_model(&customers, &measures, &model, Grade::Segments);
    assert_eq!(segments.names()[2..], ["no customers (1)", "no customers (2)"]);
    let shown = shown(&segments, &customers);
    assert!(shown.contains("no customers (1) none") && shown.contains("  -  "), "{shown}");
    assert_eq!(segments.recommendations().to_string().lines().count(), 3 + 2);
}

#[test]
fn what_is_doubtful_has_no_advice_but_the_reason() {
    let mut segments = five();
    segments.verdict.doubts[1] = vec!["fewer customers than parameters".to_owned(), "unstable".to_owned()];
    let advice = segments.recommendations().to_string();
    assert!(advice.contains("No advice: fewer customers than parameters; unstable."), "{advice}");
    assert_eq!(advice.matches("No advice").count(), 1);
    segments.verdict.grade = Grade::Weak;
    assert!(segments.recommendations().to_string().starts_with("What the figures suggest, if the segments hold"));
    segments.verdict.grade = Grade::None;
    assert_eq!(segments.recommendations().to_string().matches("No advice: the customers do not fall").count(), 5);
}

#[test]
fn a_millionaire_moves_no_name() {
    let mut groups = [around(20.0, 20.0), around(55.0, 50.0), around(90.0, 80.0), around(55.0, 50.0)];
    let row = |i: usize| (None, 40.0, if i < 10 { 15.0 } else { 86.0 } + i as f64, 50.0);
    groups[3] = (0..20).map(row).collect();
    let before = named(&groups);
    assert_eq!(
        before,
        [
            "low income, low spending",
            "middle income, middle spending",
            "high income, high spending",
            "mixed income, middle spending"
        ]
    );
    for group in [0, 1, 2] {
        let mut richer = groups.clone();
        richer[group][7].2 = 1e6;
        assert_eq!(named(&richer), before);
    }
}

#[test]
fn gender_tells_two_segments_apart_and_the_advice_says_so() {
    let of = |gender, age: f64| -> Vec<Row> {
        around(55.0, 50.0).iter().map(|row| (Some(gender), age + row.1 - 40.0, row.2, row.3)).collect()
    };
    let names = middling(of("Female", 40.0), of("Male", 40.0));
    assert_eq!(names, ["middle income, middle spending (mostly women)", "middle income, middle spending (mostly men)"]);
    let corners = [(20.0, 20.0), (20.0, 80.0), (90.0, 20.0), (90.0, 80.0)].map(|(income, score)| around(income, score));
    let of_any_age = |(i, row): (usize, &Row)| (row.0, 20.0 + (i % 20 * 2) as f64, row.2, row.3);
    let others: Vec<Row> = corners.concat().iter().enumerate().map(of_any_age).collect();
    let customers = customers(&[of("Female", 37.0), of("Male", 42.0), others].concat());
    let advice = groups_of_twenty(&customers).recommendations().to_string();
    assert!(
        advice.contains("measures only. Address women.") && advice.contains("measures only. Address men."),
        "{advice}"
    );
}

#[test]
fn a_spread_a_correlation_or_a_median_tells_two_segments_apart() {
    let middle = || around(55.0, 50.0);
    let wide = middle().iter().map(|row| (row.0, row.1, 55.0 + 3.0 * (row.2 - 55.0), row.3)).collect();
    let expected = ["of similar income", "of widely differing income"];
    assert_eq!(middling(middle(), wide), expected.map(|tell| format!("middle income, middle spending ({tell})")));

    let along = |sign: f64| -> Vec<Row> {
        middle().iter().map(|row| (row.0, row.1, row.2, 50.0 + sign * (row.2 - 55.0))).collect()
    };
    let expected = ["spending rises with income", "spending falls with income"];
    assert_eq!(
        middling(along(1.0), along(-1.0)),
        expected.map(|tell| format!("middle income, middle spending ({tell})"))
    );

    let richer = middle().iter().map(|row| (row.0, row.1, row.2 + 5.0, row.3)).collect();
    let expected = ["lower income", "higher income"];
    assert_eq!(middling(middle(), richer), expected.map(|tell| format!("middle income, middle spending ({tell})")));

    let expected = ["1", "2"];
    assert_eq!(middling(middle(), middle()), expected.map(|tell| format!("middle income, middle spending ({tell})")));
}

#[test]
fn a_feature_that_all_share_is_not_among_those_that_a_map_needs() {
    let constant = |rows: Vec<Row>| rows.iter().map(|row| (row.0, row.1, row.2, 50.0)).collect::<Vec<_>>();
    let customers = customers(&[constant(around(20.0, 20.0)), constant(around(80.0, 80.0))].concat());
    let segments = segments(&customers, 2, Grade::Segments);
    assert!(segments.names()[0].starts_with("low income") && segments.names()[1].starts_with("high income"));
    shown(&segments, &customers);
}

#[test]
fn names_of_one_feature_alone() {
    let customers = customers(&[around(20.0, 20.0), around(80.0, 80.0)].concat());
    let values = Array2::from_shape_fn((40, 1), |(row, _)| (row / 20 * 30 + 20 + row % 3) as f64);
    let figures = |rows: std::ops::Range<usize>| Figures::of(&customers, values.view(), &rows.collect::<Vec<_>>());
    let found = names(&[Feature::AGE], &[figures(0..20), figures(20..40), figures(10..30)], &figures(0..40));
    assert_eq!(found.iter().map(ToString::to_string).collect::<Vec<_>>(), ["young", "older", "mixed age"]);
    let older = Array2::from_elem((40, 1), 35.0) + &values;
    let figures = |rows: std::ops::Range<usize>| Figures::of(&customers, older.view(), &rows.collect::<Vec<_>>());
    let found = names(&[Feature::AGE], &[figures(0..20), figures(20..40)], &figures(0..40));
    assert_eq!(found.iter().map(ToString::to_string).collect::<Vec<_>>(), ["younger", "older"], "of 55 and 85 years");
}

#[test]
fn names_that_differ_in_the_order_of_their_words_only_are_told_apart() {
    let customers = customers(&[around(20.0, 20.0), around(80.0, 80.0)].concat());
    let places = [[0.0, 10.0], [10.0, 0.0], [50.0, 50.0], [100.0, 100.0]];
    let values = Array2::from_shape_fn((40, 2), |(row, i)| places[row / 10][i] + (row % 3) as f64);
    let figures = |rows: std::ops::Range<usize>| Figures::of(&customers, values.view(), &rows.collect::<Vec<_>>());
    let groups = [0, 10, 20, 30].map(|first| figures(first..first + 10));
    let found = names(&[Feature::new("x"), Feature::new("y")], &groups, &figures(0..40));
    assert_eq!(
        found[..2].iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["low x, low y (seldom Male)", "low y, low x (mostly Male)"]
    );
}

#[test]
fn twelve_customers_and_one_are_shown() {
    let twelve = customers(&[&around(20.0, 20.0)[..6], &around(80.0, 80.0)[..6]].concat());
    let shown_of_twelve = shown(&segments(&twelve, 2, Grade::Weak), &twelve);
    assert!(shown_of_twelve.contains("Weak: 2 groups"), "{shown_of_twelve}");
    let one = customers(&around(20.0, 20.0)[..1]);
    let shown_of_one = shown(&segments(&one, 1, Grade::None), &one);
    assert!(shown_of_one.contains("1 customer by"), "{shown_of_one}");
}

#[test]
fn of_many_segments_the_largest_are_in_short_and_the_others_in_one_row() {
    let places = [(20.0, 20.0), (20.0, 80.0), (90.0, 20.0), (90.0, 80.0), (55.0, 50.0), (200.0, 50.0), (300.0, 50.0)];
    let customers = customers(&places.map(|(income, score)| around(income, score)).concat());
    let short = groups_of_twenty(&customers).in_short(&customers).to_string();
    assert_eq!(short.lines().count(), 3 + 8, "{short}");
    assert!(short.contains("3 others") && short.contains("60 customers, 43 %"), "{short}");
}

#[test]
fn customers_that_the_measures_are_not_of_are_refused() {
    let (segments, other) = (five(), customers(&around(20.0, 20.0)));
    let error = Segments::new(&other, &segments.measures, &segments.verdict).unwrap_err().to_string();
    assert!(error.contains("the matrix of measures"), "{error}");
}
