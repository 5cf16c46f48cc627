//! A saved model as a query, for customers in a database.

mod densities;
mod dialect;
mod layers;
mod sample;
mod table_sums;

pub use dialect::Dialect;
pub use sample::sample_sql;
pub use table_sums::TableSums;

use super::SavedModel;
use crate::customers::Feature;
use crate::error::{Error, Result};
use densities::{Rows, exponential, known, log_densities, number};
use dialect::INPUT;
use layers::numbered;

impl SavedModel {
    /// One `SELECT` that gives all columns of `table` and adds to each customer, as [`assign`](Self::assign) does:
    ///
    /// | column | holds |
    /// |---|---|
    /// | `segment` | the name of the most probable segment |
    /// | `segment_number` | its place in [`segments`](Self::segments), from 0 |
    /// | `probability` | how probable it is, 0 to 1 |
    /// | `probability_0`, `probability_1`, … | how probable each segment is |
    /// | `log_density` | ln p(x) of the standardised features |
    /// | `unlike_training` | whether hardly any customer of the training was as improbable |
    ///
    /// The table must have a column named as each feature's heading. A dot in `table` divides schema and name. A number that
    /// is `NULL`, not finite or beyond ±10¹⁰⁰ and a level that the training did not have count as missing: the others
    /// decide, as in [`assign_observed`](Self::assign_observed), and `unlike_training` is `NULL`. Where more than one of more
    /// than six numbers are missing, all that is added is `NULL`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) for a name with a zero byte, and for a feature whose heading is
    /// that of an added column.
    ///
    /// ```
    /// # use helpers::*;
    /// # let csv = "CustomerID,Gender,Age,Annual Income (k$),Spending Score (1-100)\n1,M,19,15,39\n2,F,21,15,81\n";
    /// # let (customers, features) = (Customers::parse(csv)?, [Feature::AGE]);
    /// # let scaler = StandardScaler::fit(&customers.features(&features)?)?;
    /// # let variance = Covariances::Spherical(ndarray::array![1.0]);
    /// # let mixture = GaussianMixture::from_parameters(ndarray::array![1.0], ndarray::array![[0.0]], variance)?;
    /// # let model = SavedModel::new(&customers, &features, &scaler, &mixture, &["all"])?;
    /// let query = model.sql(Dialect::DuckDb, "shop.customers")?;
    /// assert!(query.contains("FROM \"shop\".\"customers\""));
    /// # Ok::<(), helpers::Error>(())
    /// ```
    pub fn sql(&self, dialect: Dialect, table: &str) -> Result<String> {
        let table = dialect.quoted_table(table)?;
        let mut layers = log_densities(self, dialect, &table, Rows::All)?;
        let probability = |segment: usize| {
            let components = (0..self.groups.len()).filter(|&component| self.groups[component] == segment);
            // not exp(_l - _density): where these are huge, the sum's logarithm is lost in their rounding
            let terms = components.map(|component| exponential(&format!("_l{component} - _highest")));
            format!("({}) / _sum", terms.collect::<Vec<_>>().join(" + "))
        };
        let segments = 0..self.segments.len();
        layers.add(numbered("_p", segments.clone().map(probability)));
        let probabilities: Vec<String> = segments.clone().map(|segment| format!("_p{segment}")).collect();
        layers.add([(dialect.greatest(&probabilities), "_p".to_owned())]);
        let names = self.segments.iter().map(|name| dialect.text(name)).collect::<Result<Vec<_>>>()?;
        let numbers = segments.clone().map(|segment| segment.to_string());
        let threshold = number(self.training.log_density_threshold);
        let unlike = format!("CASE WHEN {} THEN _density < {threshold} END", known(self, dialect)?);
        let of_each = segments.map(|segment| (format!("_p{segment}"), format!("probability_{segment}")));
        let named = |(expression, name): (String, &str)| (expression, name.to_owned());
        let first = [(chosen(names), "segment"), (chosen(numbers), "segment_number"), ("_p".to_owned(), "probability")];
        let last = [("_density".to_owned(), "log_density"), (unlike, "unlike_training")];
        let added: Vec<_> = first.map(named).into_iter().chain(of_each).chain(last.map(named)).collect();
        let is_taken = |feature: &&Feature| added.iter().any(|(_, name)| name.eq_ignore_ascii_case(feature.heading()));
        if let Some(feature) = self.features.iter().find(is_taken) {
            let expected = "another than those of the columns that the query adds; rename it before the fit";
            return Err(Error::invalid("a feature's heading", format!("\"{}\"", feature.heading()), expected));
        }
        let join = match dialect {
            Dialect::Sqlite => format!("\nJOIN {table} AS {INPUT} ON {INPUT}._rowid_ = _whole"),
            _ => String::new(),
        };
        Ok(layers.select(&added) + &join + "\n")
    }
}

/// The value of the most probable segment, the first of equals.
fn chosen(values: impl IntoIterator<Item = String>) -> String {
    let cases = values.into_iter().enumerate().map(|(segment, value)| format!(" WHEN _p{segment} THEN {value}"));
    format!("CASE _p{} END", cases.collect::<String>())
}
