//! A saved model as a query, for customers in a database.

mod densities;
mod dialect;
mod layers;

pub use dialect::Dialect;

use super::SavedModel;
use crate::error::Result;
use densities::{exponential, known, log_densities, number};
use dialect::INPUT;

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
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) for a name with a zero byte.
    ///
    /// ```
    /// # use helpers::*;
    /// # let csv = "CustomerID,Gender,Age,Annual Income (k$),Spending Score (1-100)\n1,M,19,15,39\n2,F,21,15,81\n";
    /// # let (customers, features) = (Customers::parse(csv)?, [Feature::Age]);
    /// # let scaler = StandardScaler::fit(&customers.features(&features)?)?;
    /// # let variance = Covariances::Spherical(ndarray::array![1.0]);
    /// # let mixture = GaussianMixture::from_parameters(ndarray::array![1.0], ndarray::array![[0.0]], variance)?;
    /// # let model = SavedModel::new(&customers, &features, &scaler, &mixture, &["all"])?;
    /// let query = model.sql(Dialect::DuckDb, "shop.customers")?;
    /// assert!(query.contains("FROM \"shop\".\"customers\""));
    /// # Ok::<(), helpers::Error>(())
    /// ```
    pub fn sql(&self, dialect: Dialect, table: &str) -> Result<String> {
        let parts: Vec<String> = table.split('.').map(|part| dialect.quoted(part)).collect::<Result<_>>()?;
        let table = parts.join(".");
        let mut layers = log_densities(self, dialect, &table)?;
        let probabilities: Vec<String> = (0..self.segments.len()).map(|segment| format!("_p{segment}")).collect();
        layers.add(probabilities.iter().enumerate().map(|(segment, name)| {
            let components = self.groups.iter().enumerate().filter(|(_, of)| **of == segment);
            let terms = components.map(|(component, _)| exponential(&format!("_l{component} - _density")));
            (terms.collect::<Vec<_>>().join(" + "), name.clone())
        }));
        layers.add([(dialect.greatest(&probabilities), "_p".to_owned())]);
        let names = self.segments.iter().map(|name| dialect.text(name)).collect::<Result<Vec<_>>>()?;
        let chosen = |values: Vec<String>| {
            let cases = probabilities
                .iter()
                .zip(values)
                .map(|(probability, value)| format!(" WHEN {probability} THEN {value}"));
            format!("CASE _p{} END", cases.collect::<String>())
        };
        let mut added = vec![
            (chosen(names), "segment".to_owned()),
            (
                chosen((0..self.segments.len()).map(|segment| segment.to_string()).collect()),
                "segment_number".to_owned(),
            ),
            ("_p".to_owned(), "probability".to_owned()),
        ];
        added
            .extend(probabilities.iter().map(|name| (name.clone(), format!("probability{}", name.replace("_p", "_")))));
        added.push(("_density".to_owned(), "log_density".to_owned()));
        let threshold = number(self.training.log_density_threshold);
        added.push((
            format!("CASE WHEN {} THEN _density < {threshold} END", known(self, dialect)?),
            "unlike_training".to_owned(),
        ));
        let join = match dialect {
            Dialect::Sqlite => format!("\nJOIN {table} AS {INPUT} ON {INPUT}.rowid = _whole"),
            _ => String::new(),
        };
        Ok(layers.select(&added) + &join + "\n")
    }
}
