//! The verdict on malls of known structure: no where there are no segments, the right number where there are.

use crate::common::malls::{Mall, Style, Without, named};
use helpers::ndarray::Array2;
use helpers::{CovarianceType, Customers, Grade, Measures, Schema, Selection, Verdict, adjusted_rand_index};

fn read(mall: &Mall) -> Customers {
    Customers::parse(&mall.csv()).unwrap().drop_duplicates().drop_missing()
}

fn verdict(customers: &Customers) -> Verdict {
    let measures = Measures::of(customers).unwrap();
    let grid = Selection::grid(1..=10, &CovarianceType::ALL).reg_covariance(measures.floor()).n_runs(5);
    grid.fit(&measures).unwrap().verdict(15, 19, 42, &measures).unwrap()
}

/// The verdict on a mall with segments, which must be *segments*, with the right number and hardly anybody out of place.
fn assert_found(mall: &Mall) {
    let customers = read(mall);
    let found = verdict(&customers);
    assert_eq!((found.grade, found.combination.n_groups()), (Grade::Segments, mall.n_segments()), "{}", found.table());
    assert!(found.doubts.iter().all(Vec::is_empty), "{:?}", found.doubts);
    if customers.len() == mall.segments.len() {
        let labels = found.combination.labels(&Measures::of(&customers).unwrap()).unwrap();
        assert!(adjusted_rand_index(&mall.segments, &labels).unwrap() > 0.95);
    }
}

fn mall(name: &str, n: usize) -> Mall {
    named(name, n, 7).unwrap()
}

#[test]
fn nothing_is_called_segments_where_there_are_none() {
    for kind in Without::ALL {
        for n in [60, 300, 1000] {
            let found = verdict(&read(&kind.mall(n, 7)));
            assert_ne!(found.grade, Grade::Segments, "{}, {n}: {}", kind.name(), found.table());
            assert!(found.grade != Grade::None || found.doubts.iter().all(|doubts| !doubts.is_empty()));
        }
    }
}

#[test]
fn segments_apart_are_found_in_their_number() {
    for style in Style::ALL {
        for n_segments in [3, 5] {
            assert_found(&style.mall(n_segments, 4.5, 400, 7));
        }
    }
    for name in
        ["three-apart", "seven-apart", "decimals", "elongated", "gender", "women", "constant", "dollars", "gaps"]
    {
        assert_found(&mall(name, 500));
    }
}

#[test]
fn groups_that_only_their_spreads_tell_apart_are_found() {
    let mall = mall("equal-means", 600);
    let found = verdict(&read(&mall));
    assert_eq!((found.grade, found.combination.n_groups()), (Grade::Segments, 2), "{}", found.table());
}

#[test]
fn components_that_do_not_separate_are_combined() {
    let heavy = verdict(&read(&Without::HeavyTails.mall(1000, 7)));
    assert!(heavy.combination.model().n_clusters() > 1, "{}", heavy.table());
    assert_eq!((heavy.grade, heavy.combination.n_groups()), (Grade::None, 1), "{}", heavy.table());
    assert!(heavy.combination.table().to_string().contains("components, 1 group"));
}

#[test]
fn pieces_of_thin_bows_that_other_samples_give_again_are_no_segments_where_none_has_a_valley() {
    for (n, width) in [(300, 0.1), (500, 0.15), (800, 0.3)] {
        let bows = Array2::from_shape_fn((n, 2), |(row, column)| {
            let angle = (row / 2) as f64 / (n / 2 - 1) as f64 * std::f64::consts::PI;
            let radius = 1.0 + width * ((row * 37 % 101 + row * 53 % 103) as f64 / 102.0 - 1.0);
            let (x, y) = (angle.cos() * radius, angle.sin() * radius);
            [[x, y], [1.0 - x, 0.5 - y]][row % 2][column]
        });
        let grid = Selection::grid(1..=10, &CovarianceType::ALL).reg_covariance(5e-4).n_runs(5);
        let found = grid.fit(&bows).unwrap().verdict(15, 19, 42, &bows).unwrap();
        assert_ne!(found.grade, Grade::Segments, "{n}, {width}: {}", found.table());
    }
}

#[test]
fn twelve_customers_are_too_few_and_one_is_answered() {
    let twelve = verdict(&read(&mall("twelve", 12)));
    assert_eq!(twelve.grade, Grade::None);
    assert!(twelve.table().to_string().contains("no      12"), "{}", twelve.table());
    let one = Customers::parse(&mall("twelve", 12).csv().lines().take(2).collect::<Vec<_>>().join("\n")).unwrap();
    let one = verdict(&one);
    assert_eq!((one.grade, one.combination.n_groups()), (Grade::None, 1));
    assert_eq!(one.doubts.len(), 1);
}

#[test]
fn a_likelihood_that_rests_on_the_floor_is_no_verdict_of_segments() {
    let of_one_age = |i: usize, cell: &str| if i.is_multiple_of(2) { "35".to_owned() } else { cell.to_owned() };
    let mut mall = mall("one-gaussian", 200);
    mall.rows.iter_mut().enumerate().for_each(|(i, row)| row[1] = of_one_age(i, &row[1]));
    let found = verdict(&read(&mall));
    assert_ne!(found.grade, Grade::Segments);
    assert!(found.table().to_string().contains("components rest on the floor"), "{}", found.table());
}

#[test]
fn the_malls_own_customers_fall_into_five_segments() {
    let customers =
        Customers::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Mall_Customers.csv"), &Schema::default())
            .unwrap();
    let found = verdict(&customers);
    assert_eq!((found.grade, found.combination.n_groups()), (Grade::Segments, 5), "{}", found.table());
    let model = found.combination.model();
    assert_eq!((model.covariance_type(), model.n_degenerate()), (CovarianceType::Diagonal, 0));
}
