//! Segments for tests, of few customers and many.

use linfa::DatasetBase;
use linfa::traits::Fit;

use super::Segments;
use crate::choose::{Combination, Grade, Verdict};
use crate::customers::{Customers, Gender};
use crate::features::Measures;
use crate::mixture::{AsRecords, CovarianceType, GaussianMixture};

/// Gender, age, income and score.
pub(super) type Row = (Option<Gender>, f64, f64, f64);

pub(super) fn mall() -> Customers {
    Customers::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Mall_Customers.csv")).unwrap()
}

pub(super) fn customers(rows: &[Row]) -> Customers {
    let mut csv = "CustomerID,Gender,Age,Annual Income (k$),Spending Score (1-100)\n".to_owned();
    for (id, (gender, age, income, score)) in rows.iter().enumerate() {
        let gender = gender.map_or(String::new(), |gender| gender.to_string());
        csv += &format!("{id},{gender},{age},{income},{score}\n");
    }
    Customers::parse(&csv).unwrap()
}

/// The segments of so many diagonal components, combined where they do not separate.
pub(super) fn segments(customers: &Customers, n_components: usize, grade: Grade) -> Segments {
    let measures = Measures::of(customers).unwrap();
    let params = GaussianMixture::params(n_components).covariance_type(CovarianceType::Diagonal);
    let dataset = DatasetBase::from(measures.as_records());
    let model = params.reg_covariance(1e-3).n_runs(20).fit(&dataset).unwrap();
    of_model(customers, &measures, &model, grade)
}

pub(super) fn of_model(customers: &Customers, measures: &Measures, model: &GaussianMixture, grade: Grade) -> Segments {
    let combination = Combination::of(model, measures).unwrap();
    let doubts = vec![Vec::new(); combination.n_groups()];
    Segments::new(customers, measures, &Verdict { grade, combination, doubts }).unwrap()
}
