//! A later quarter beside a saved model: simulated, so that it is known what changed.

use std::fmt::Write;

use crate::common::{malls, segmentation::folder};
use helpers::linfa::{DatasetBase, traits::Fit};
use helpers::ndarray::{Array1, Array2};
use helpers::{
    CovarianceType, Covariances, Customers, Error, GaussianMixture, Measures, SavedModel, Schema, Segments, Selection,
    StandardScaler,
};

const UNCHANGED: &str = "nothing changed beyond chance";
const NAMES: [&str; 3] = ["few", "some", "many"];

/// Groups of customers with these shares and means, and variances of 1.
struct Groups(Vec<(f64, [f64; 2])>);

impl Groups {
    fn three() -> Groups {
        Groups(vec![(0.5, [0.0, 0.0]), (0.3, [6.0, 0.0]), (0.2, [0.0, 6.0])])
    }

    fn rows(&self, n: usize, seed: u64) -> Array2<f64> {
        let total: f64 = self.0.iter().map(|group| group.0).sum();
        let weights: Array1<f64> = self.0.iter().map(|group| group.0 / total).collect();
        let means = Array2::from_shape_fn((self.0.len(), 2), |(group, i)| 20.0 + self.0[group].1[i]);
        let variances = Covariances::Spherical(Array1::ones(self.0.len()));
        GaussianMixture::from_parameters(weights, means, variances).unwrap().sample(n, seed).unwrap().0
    }

    fn customers(&self, n: usize, seed: u64) -> Customers {
        customers(&csv(&self.rows(n, seed)))
    }
}

fn csv(rows: &Array2<f64>) -> String {
    rows.outer_iter().enumerate().fold("Client,Visits,Spend (EUR)\n".to_owned(), |mut csv, (i, row)| {
        writeln!(csv, "{i},{},{}", row[0], row[1]).unwrap();
        csv
    })
}

fn customers(csv: &str) -> Customers {
    let schema = Schema::named(&["Visits", "Spend (EUR)"], &[], Some("Client"), &[]).unwrap();
    Customers::from_reader(csv.as_bytes(), "shop.csv", &schema).unwrap()
}

/// The model of some customers, with the names of three groups in descending order of size.
fn model(customers: &Customers, covariance_type: CovarianceType, names: &[&str]) -> SavedModel {
    let features = customers.schema().features();
    let values = customers.features(features).unwrap();
    let scaler = StandardScaler::fit(&values).unwrap();
    let scaled = DatasetBase::from(scaler.transform(&values).unwrap());
    let params = GaussianMixture::params(names.len()).covariance_type(covariance_type).reg_covariance(1e-3).n_runs(5);
    let mixture = params.fit(&scaled).unwrap();
    SavedModel::new(customers, features, &scaler, &mixture, names).unwrap()
}

fn of_three(n: usize, seed: u64) -> SavedModel {
    model(&Groups::three().customers(n, seed), CovarianceType::Diagonal, &NAMES)
}

/// The row of a table that begins with this name.
fn row<'a>(table: &'a str, name: &str) -> &'a str {
    table.lines().skip(3).find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("no {name} in\n{table}"))
}

/// What is said of customers in such groups, and the model that was made for three, fitted anew.
fn refitted(groups: &Groups, seed: u64) -> (String, SavedModel, String) {
    let (model, now) = (of_three(300, 2 * seed), groups.customers(300, 2 * seed + 1));
    let comparison = model.compare(&now).unwrap();
    let (refit, table) = comparison.refit().unwrap();
    (comparison.in_words(), refit, format!("{table}\n{}", comparison.table()))
}

// Alarms

#[test]
fn a_quarter_without_a_change_is_no_alarm() {
    let alarms = (0..100).filter(|seed| {
        let (model, now) = (of_three(300, 2 * seed), Groups::three().customers(250, 2 * seed + 1));
        let words = model.compare(&now).unwrap().in_words();
        words != UNCHANGED
    });
    let n = alarms.count();
    assert!(n <= 5, "{n} alarms");
}

#[test]
fn a_segment_that_moved_is_the_only_one_that_did() {
    let moved = Groups(vec![(0.5, [0.0, 0.0]), (0.3, [6.0, 3.0]), (0.2, [0.0, 6.0])]);
    for seed in 0..20 {
        let (words, refit, table) = refitted(&moved, seed);
        assert!(words.contains("mean log-density\" down"), "{table}");
        assert_eq!(refit.segments(), NAMES, "{table}");
        assert!(
            row(&table, "few").ends_with("where it was") && row(&table, "many").ends_with("where it was"),
            "{table}"
        );
        assert!(row(&table, "some").contains("moved: Spend (EUR) ") && !table.contains("Visits"), "{table}");
    }
}

#[test]
fn a_segment_that_is_born_is_new_and_has_a_name_of_its_own() {
    let mut groups = Groups::three();
    groups.0.push((0.25, [6.0, 6.0]));
    for seed in 0..20 {
        let (words, refit, table) = refitted(&groups, seed);
        assert!(words.contains("unlike any seen\" up"), "{table}");
        assert!(NAMES.iter().all(|name| refit.segments().iter().any(|segment| segment == name)), "{table}");
        let new: Vec<&String> = refit.segments().iter().filter(|name| name.ends_with(" (new)")).collect();
        assert!(new.len() == 1 && refit.segments().len() == 4, "{table}");
        assert!(row(&table, new[0]).contains("new: Visits 2"), "{table}");
        assert!(!table.contains("gone") && !table.contains("moved"), "{table}");
    }
}

#[test]
fn a_segment_that_is_gone_is_named() {
    let groups = Groups(Groups::three().0[..2].to_vec());
    for seed in 0..20 {
        let (words, refit, table) = refitted(&groups, seed);
        assert!(words.contains("many\" down"), "{table}");
        assert_eq!(refit.segments(), ["few", "some"], "{table}");
        assert!(row(&table, "many").ends_with("gone"), "{table}");
    }
}

#[test]
fn no_name_is_carried_to_a_third_of_its_customers() {
    let scattered = Groups(vec![(0.2, [-6.0, -6.0]), (0.2, [-6.0, 2.0]), (0.2, [2.0, -6.0]), (0.4, [9.0, 9.0])]);
    let together = Groups(vec![(0.6, [-3.0, -3.0]), (0.4, [9.0, 9.0])]);
    let model = model(&together.customers(300, 1), CovarianceType::Full, &["large", "small"]);
    let now = scattered.customers(300, 2);
    let (refit, table) = model.compare(&now).unwrap().refit().unwrap();
    let table = table.to_string();
    assert!(row(&table, "large").ends_with("gone"), "{table}");
    assert_eq!(refit.segments().iter().filter(|name| name.ends_with("(new)")).count(), 3, "{table}");
    assert!(refit.segments().contains(&"small".to_owned()), "{table}");
}

#[test]
fn a_refitted_model_is_saved_and_is_no_alarm_to_its_customers() {
    let moved = Groups(vec![(0.5, [0.0, 0.0]), (0.3, [6.0, 2.0]), (0.2, [0.0, 6.0])]);
    let (model, now) = (of_three(300, 1), moved.customers(300, 2));
    let (refit, _) = model.compare(&now).unwrap().refit().unwrap();
    let path = folder("refitted").join("model.json");
    refit.save(&path).unwrap();
    let loaded = SavedModel::load(&path).unwrap();
    assert_eq!(loaded.assign(&now).unwrap(), refit.assign(&now).unwrap());
    assert_eq!(loaded.compare(&moved.customers(300, 3)).unwrap().in_words(), UNCHANGED);
}

// Customers of whom little is known

#[test]
fn of_one_customer_nothing_follows() {
    let model = of_three(300, 1);
    let one = customers("Client,Visits,Spend (EUR)\n1,26,20\n");
    let comparison = model.compare(&one).unwrap();
    assert_eq!(comparison.in_words(), UNCHANGED, "{}", comparison.table());
    let error = comparison.refit().err().unwrap();
    assert!(error.to_string().contains("at least 50 for a refit"), "{error}");
}

#[test]
fn customers_with_gaps_count_in_shares_only() {
    let model = of_three(300, 1);
    let gaps = customers("Client,Visits,Spend (EUR)\n1,,20\n2,26,\n3,,\n");
    let table = model.compare(&gaps).unwrap().table().to_string();
    assert!(row(&table, "some").contains("no") && !table.contains("log-density"), "{table}");
    assert!(matches!(model.compare(&gaps.drop_missing()), Err(Error::EmptyMatrix { .. })));
}

#[test]
fn customers_who_are_all_alike_are_refitted_or_refused_in_words() {
    let model = of_three(300, 1);
    let alike = customers(&csv(&Array2::from_elem((60, 2), 20.0)));
    let comparison = model.compare(&alike).unwrap();
    assert_ne!(comparison.in_words(), UNCHANGED);
    let error = comparison.refit().err().unwrap();
    assert!(matches!(error, Error::TooFewDistinctRows { .. }), "{error}");
}

/// Customers of two groups, one in the north and one in the south, as CSV.
fn regional(n: usize, seed: u64, far: f64) -> String {
    let rows = Groups(vec![(0.5, [0.0, 0.0]), (0.5, [8.0, 4.0 + far])]).rows(n, seed);
    let region = |recency: f64| if recency < 24.0 { "N" } else { "S" };
    let row = |row: &[f64]| format!("{:.3},{:.3},{}\n", row[0], (row[1] - 15.0).exp(), region(row[0]));
    let rows: String = rows.outer_iter().map(|it| row(&it.to_vec())).collect();
    format!("Recency,Spend,Region\n{rows}")
}

fn by_region(csv: &str) -> Customers {
    let schema = Schema::named(&["Recency", "Spend"], &["Region"], None, &["Spend"]).unwrap();
    Customers::from_reader(csv.as_bytes(), "shop.csv", &schema).unwrap()
}

fn of_regions() -> SavedModel {
    let then = by_region(&regional(200, 1, 0.0));
    let measures = Measures::of(&then).unwrap();
    let params = GaussianMixture::params(2).categorical(&measures.categorical()).reg_covariance(1e-3);
    let mixture = params.fit(&DatasetBase::from(measures.scaler().transform(measures.transformed()).unwrap())).unwrap();
    let features = [measures.features(), measures.categories()].concat();
    SavedModel::new(&then, &features, measures.scaler(), &mixture, &["one", "other"]).unwrap()
}

#[test]
fn categories_and_logarithms_are_refitted_with_their_levels() {
    let now = by_region(&regional(200, 2, 2.0));
    let (refit, table) = of_regions().compare(&now).unwrap().refit().unwrap();
    let table = table.to_string();
    assert!(table.contains("moved: Spend "), "{table}");
    assert!(refit.describe().contains("  N, S  "), "{}", refit.describe());
    assert_eq!(refit.segments(), ["one", "other"]);
}

#[test]
fn levels_that_are_new_are_named() {
    let (model, csv) = (of_regions(), regional(200, 1, 0.0));
    let now = by_region(&csv.replacen(",N\n", ",North\n", 40).replacen(",S\n", ",\n", 1));
    let table = model.compare(&now).unwrap().table().to_string();
    let expected =
        "200 now (1 without a value somewhere); new in Region: \"North\" (40 customers); nothing else changed";
    assert!(table.lines().next().unwrap().contains(expected), "{table}");
    let renamed = by_region(&csv.replace(",N\n", ",North\n").replace(",S\n", ",South\n"));
    let error = model.compare(&renamed).unwrap().refit().err().unwrap().to_string();
    assert!(error.contains("\"Region\" with new levels only"), "{error}");
}

#[test]
fn of_customers_without_any_value_nothing_is_known() {
    let nobody = customers(&"Client,Visits,Spend (EUR)\n1,,\n".replace("1,,\n", &"1,,\n".repeat(60)));
    assert_eq!(of_three(300, 1).compare(&nobody).unwrap().in_words(), "nothing is known of the customers now");
}

#[test]
fn a_quarter_is_made_up_of_any_customers() {
    for (kind, n, most, expected) in [
        ("three-apart", 300, 4, " down"),
        ("one-gaussian", 200, 1, UNCHANGED),
        ("twelve", 12, 3, "too few customers then"),
    ] {
        let customers = Customers::parse(&malls::named(kind, n, 1).unwrap().csv()).unwrap();
        let measures = Measures::of(&customers).unwrap();
        let grid = Selection::grid(1..=most, &[CovarianceType::Diagonal]).reg_covariance(measures.floor()).n_runs(5);
        let verdict = grid.fit(&measures).unwrap().verdict(5, 19, 42, &measures).unwrap();
        let segments = Segments::new(&customers, &measures, &verdict).unwrap();
        let file = segments.save_in(folder(kind).to_str().unwrap()).unwrap();
        let (model, quarter) = (SavedModel::load(file).unwrap(), segments.made_up_quarter(42));
        assert_eq!(quarter.len(), n);
        let table = model.compare(&quarter).unwrap().table().to_string();
        assert!(table.lines().next().unwrap().contains(expected), "{table}");
    }
}

// Who went where

#[test]
fn customers_are_counted_by_their_segments_then_and_now() {
    let model = of_three(300, 1);
    let header = "Client,Visits,Spend (EUR)\n";
    // from the first segment to the second and third, two stay, one leaves; one comes; unclear ones do not count
    let then = customers(&format!("{header}1,20,20\n2,20,20\n3,26,20\n4,20,26\n5,20,20\n7,20,20\n7,20,20\n,20,20\n"));
    let now = customers(&format!("{header}4,20,26\n 3,26,20\n2,20,26\n1,26,20\n6,26,20\n8,20,20\n8,20,26\n-,20,20\n"));
    let table = model.migration(&then, &now).unwrap().to_string();
    let cells = |name: &str| row(&table, name).split_whitespace().rev().take(4).map(str::to_owned).collect::<Vec<_>>();
    let [few, some, many, new] = ["1: few", "2: some", "3: many", "not there then"].map(cells);
    assert_eq!(few, ["1", "1", "1", "0"], "{table}");
    assert_eq!(
        (some, many),
        (["0", "0", "1", "0"].map(str::to_owned).to_vec(), ["0", "1", "0", "0"].map(str::to_owned).to_vec())
    );
    assert_eq!(new[1..], ["0", "1", "0"], "{table}");
    assert!(table.contains("left out: 3 then, 3 now"), "{table}");
}

#[test]
fn of_twelve_customers_no_change_is_told_from_chance() {
    let then = Groups::three().customers(12, 5);
    let model = model(&then, CovarianceType::Full, &NAMES);
    let comparison = model.compare(&then).unwrap();
    assert_eq!(comparison.in_words(), "too few customers then to tell changes from chance");
    let table = comparison.table().to_string();
    assert!(table.lines().skip(3).all(|row| row.split_whitespace().rev().take(2).eq(["-", "-"])), "{table}");
}
