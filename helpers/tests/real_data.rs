//! Tables that others made, with classes that the mixture does not see (`fixtures/real_data.py`).

use helpers::{CovarianceType, Customers, Grade, Measures, Schema, Selection, adjusted_rand_index};

const TYPES: [CovarianceType; 4] = CovarianceType::ALL;

fn read(name: &str, features: &[&str], categories: &[&str], logarithms: &[&str]) -> Customers {
    let path = format!("{}/tests/fixtures/{name}.csv", env!("CARGO_MANIFEST_DIR"));
    let schema = Schema::named(features, categories, None, logarithms).unwrap();
    Customers::from_path(path, &schema).unwrap().drop_missing()
}

fn select(measures: &Measures) -> Selection {
    let grid = Selection::grid(1..=10, &TYPES).reg_covariance(measures.floor()).n_runs(30);
    grid.categorical(&measures.categorical()).fit(measures).unwrap()
}

/// How many customers of each class each group has, the groups in the order of their numbers.
fn confusion(groups: &[usize], classes: &[usize]) -> Vec<Vec<usize>> {
    let n = |labels: &[usize]| labels.iter().max().unwrap() + 1;
    let mut table = vec![vec![0; n(classes)]; n(groups)];
    groups.iter().zip(classes).for_each(|(&group, &class)| table[group][class] += 1);
    table
}

fn codes(customers: &Customers, category: usize) -> Vec<usize> {
    let category = &customers.schema().categories()[category];
    customers.column(category).unwrap().into_iter().map(|code| code as usize).collect()
}

const BODY: [&str; 4] = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"];

#[test]
fn penguins_fall_into_their_species_and_sexes() {
    let penguins = read("penguins", &BODY, &["island", "sex"], &[]);
    let measures = Measures::of(&penguins).unwrap();
    let verdict = select(&measures).verdict(15, 19, 42, &measures).unwrap();
    let groups = verdict.combination.labels(&measures).unwrap();
    // the rows that have a species have all else, too
    let known = read("penguins", &BODY, &["species", "sex"], &[]);
    let (species, sex) = (codes(&known, 0), codes(&known, 1));
    let both: Vec<usize> = species.iter().zip(&sex).map(|(species, sex)| 2 * species + sex).collect();
    assert_eq!((verdict.grade, verdict.combination.n_groups()), (Grade::Segments, 6), "{}", verdict.table());
    let (agreement, table) = (adjusted_rand_index(&groups, &both).unwrap(), confusion(&groups, &species));
    assert!(agreement > 0.95, "{agreement} {table:?}");
    // in no group are more than two of another species than most
    assert!(table.iter().all(|row| row.iter().sum::<usize>() - row.iter().max().unwrap() <= 2), "{table:?}");
}

#[test]
fn penguins_fall_into_their_species_by_their_bodies_alone_as_what_has_no_valley_between_is_one() {
    let known = read("penguins", &BODY, &["species"], &[]);
    let measures = Measures::of(&read("penguins", &BODY, &[], &[])).unwrap();
    let verdict = select(&measures).verdict(15, 19, 42, &measures).unwrap();
    let groups = verdict.combination.labels(&measures).unwrap();
    assert_eq!((verdict.grade, verdict.combination.n_groups()), (Grade::Segments, 3), "{}", verdict.table());
    assert!(verdict.combination.table().to_string().contains("no valley"), "{}", verdict.combination.table());
    let species = codes(&known, 0);
    let agreement = adjusted_rand_index(&groups, &species).unwrap();
    assert!(agreement > 0.95, "{agreement} {:?}", confusion(&groups, &species));
}

#[test]
fn three_components_are_the_three_cultivars_of_wine_but_too_few_wines_for_a_verdict() {
    let header = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/wine.csv")).unwrap();
    let features: Vec<&str> = header.lines().next().unwrap().split(',').take(13).collect();
    let wines = read("wine", &features, &["target"], &[]);
    let cultivars = codes(&wines, 0);
    let numbers = read("wine", &features, &[], &[]);
    let measures = Measures::of(&numbers).unwrap();
    let three = Selection::grid(3..=3, &TYPES).reg_covariance(measures.floor()).n_runs(30).fit(&measures).unwrap();
    let groups = three.best().model.labels(&measures).unwrap();
    let (agreement, table) = (adjusted_rand_index(&groups, &cultivars).unwrap(), confusion(&groups, &cultivars));
    // 5 of 178 wines are in another group than most of their cultivar (adjusted Rand index 0.915)
    assert!(agreement > 0.9, "{agreement} {table:?}");
    let others: usize = table.iter().map(|row| row.iter().sum::<usize>() - row.iter().max().unwrap()).sum();
    assert_eq!(others, 5, "{table:?}");
    let verdict = select(&measures).verdict(15, 19, 42, &measures).unwrap();
    assert_eq!(verdict.grade, Grade::Weak, "{}", verdict.table());
}

#[test]
fn few_card_holders_are_no_segments_though_home_owners_differ() {
    let cards = read("cards", &["AVGEXP", "AGE", "INCOME"], &["OWNRENT"], &["AVGEXP"]);
    let measures = Measures::of(&cards).unwrap();
    let selection = select(&measures);
    let verdict = selection.verdict(15, 19, 42, &measures).unwrap();
    assert_ne!(verdict.grade, Grade::Segments, "{}", verdict.table());
    // those who own their home are another kind
    let rates = selection.category_rates(&cards, &measures).unwrap().to_string();
    assert!(rates.contains("apart"), "{rates}");
}
