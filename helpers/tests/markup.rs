//! Customers, columns, levels and segments named like markup, or like the end of an output, stay text wherever they are shown.

use crate::common::segmentation::folder;
use helpers::{CovarianceType, Customers, Dialect, Figure, Measures, SavedModel, Schema, Segments, Selection, Table};

const SCRIPT: &str = "<script>alert('1')</script>";
const END: &str = "EVCXR_END_CONTENT";

/// Two groups of customers under such names.
fn customers() -> Customers {
    let schema = Schema::named(&["<script>x</script>", END], &["<b>&"], Some("<i>id"), &[]).unwrap();
    let row = |i: usize| {
        let (level, more) = [(SCRIPT, 0), ("\"two\n\nEVCXR_END_CONTENT\n\"", 70)][i % 2];
        format!("{SCRIPT}{i},{level},{},{}\n", i * 7919 % 31 + more, i * 104_729 % 17 + more)
    };
    let rows: String = (0..120).map(row).collect();
    let csv = format!("<i>id,<b>&,<script>x</script>,{END}\n{rows}");
    Customers::from_reader(csv.as_bytes(), "<script>.csv", &schema).unwrap()
}

fn segments(customers: &Customers) -> (Measures, Segments, Vec<Table>) {
    let measures = Measures::of(customers).unwrap();
    let grid = Selection::grid(1..=3, &[CovarianceType::Diagonal]).categorical(&measures.categorical());
    let selection = grid.reg_covariance(measures.floor()).n_runs(2).fit(&measures).unwrap();
    let verdict = selection.verdict(2, 19, 42, &measures).unwrap();
    let segments = Segments::new(customers, &measures, &verdict).unwrap();
    let tables = vec![measures.table(), selection.table(3), verdict.table(), verdict.groups()];
    (measures, segments, tables)
}

fn check_html(html: &str) {
    assert!(!html.contains("<script") && !html.contains("<b>") && !html.contains("<i>"), "{html}");
    assert!(html.lines().all(|line| line.trim() != END), "{html}");
}

#[test]
fn in_tables() {
    let customers = customers();
    let (_, segments, mut tables) = segments(&customers);
    tables.extend([
        customers.head(5),
        customers.info(),
        customers.cleaning(),
        customers.checks(),
        customers.describe(),
    ]);
    tables.extend([segments.table(), segments.typical(), segments.unsure_customers(3), segments.recommendations()]);
    tables.push(segments.in_short(&customers));
    assert!(tables.iter().any(|table| table.to_html().contains("&lt;script&gt;alert(&#39;1&#39;)")));
    tables.iter().for_each(|table| check_html(&table.to_html()));
    let is_end = |line: &str| line.trim() == END;
    assert!(tables.iter().all(|table| !table.to_string().lines().any(is_end)));
}

#[test]
fn in_figures_and_their_descriptions() {
    let customers = customers();
    let (_, segments, _) = segments(&customers);
    let check = |figure: Figure| {
        check_html(&figure.to_html());
        assert!(!figure.svg().contains("<script"), "{}", figure.svg());
    };
    [customers.distributions(), customers.pairs(), segments.map(), segments.profile_plot()]
        .into_iter()
        .for_each(|figure| check(figure.unwrap()));
}

#[test]
fn in_a_saved_model_and_its_queries() {
    let customers = customers();
    let (measures, _, _) = segments(&customers);
    let numbers = helpers::ndarray::Array2::zeros((1, 2));
    let variance = helpers::Covariances::Spherical(helpers::ndarray::array![1.0]);
    let mixture = helpers::GaussianMixture::from_parameters(helpers::ndarray::array![1.0], numbers, variance).unwrap();
    let features = &measures.features()[..2];
    let scaler = helpers::StandardScaler::fit(&customers.features(features).unwrap()).unwrap();
    let model = SavedModel::new(&customers, features, &scaler, &mixture, &[SCRIPT]).unwrap();
    let path = folder("markup").join("<script>.json");
    model.save(&path).unwrap();
    assert_eq!(SavedModel::load(&path).unwrap(), model);
    let query = model.sql(Dialect::Postgres, "customers").unwrap();
    assert!(query.contains("'<script>alert(''1'')</script>'") && query.contains("\"<script>x</script>\""), "{query}");
}
