//! Queries within queries, each of which adds columns to those of the one within.

use super::SavedModel;
use super::dialect::{Dialect, INPUT};
use crate::error::Result;
use crate::mixture::Densities;

/// Beyond it a number counts as missing: its square might be infinite, which some engines refuse.
const LARGEST: &str = "1e100";

/// An expression and the name of its column.
type Column = (String, String);

/// A query that grows from within.
pub(super) struct Layers {
    dialect: Dialect,
    /// The query so far.
    text: String,
    /// The columns that were added.
    names: Vec<String>,
}

impl Layers {
    /// For each row of `table`, which is quoted, the logarithms of the components' weighted densities, `_l0`, `_l1`, …,
    /// and `_density`, that of their sum.
    ///
    /// # Errors
    ///
    /// As [`Dialect::quoted`], [`Error::OutOfRange`](crate::Error::OutOfRange) as for scores.
    pub fn log_densities(model: &SavedModel, dialect: Dialect, table: &str) -> Result<Layers> {
        let all: Vec<usize> = (0..model.features.len()).collect();
        let densities = model.mixture.densities(&all)?;
        let mut layers = Layers::values(model, dialect, table)?;
        let scaler = model.scaler.mean().iter().zip(model.scaler.std()).enumerate();
        layers.add(
            scaler
                .map(|(i, (mean, std))| (format!("(_x{i} - {}) / {}", number(*mean), number(*std)), format!("_z{i}"))),
        );
        layers.add(deviations(&densities));
        let components = 0..densities.n_clusters;
        layers.add(components.clone().map(|component| {
            let squares = (0..densities.n_features).map(|i| format!("_y{component}_{i} * _y{component}_{i}"));
            let squares = squares.collect::<Vec<_>>().join(" + ");
            (format!("{} - 5e-1 * ({squares})", number(densities.peaks[component])), format!("_l{component}"))
        }));
        let names: Vec<String> = components.map(|component| format!("_l{component}")).collect();
        layers.add([(dialect.greatest(&names), "_highest".to_owned())]);
        let terms: Vec<String> = names.iter().map(|name| exponential(&format!("{name} - _highest"))).collect();
        layers.add([(format!("_highest + ln({})", terms.join(" + ")), "_density".to_owned())]);
        Ok(layers)
    }

    /// The features' values `_x0`, `_x1`, …, `NULL` where they are missing.
    fn values(model: &SavedModel, dialect: Dialect, table: &str) -> Result<Layers> {
        let mut numbers = vec![dialect.whole().to_owned()];
        let mut layers = Layers { dialect, text: String::new(), names: Vec::new() };
        for (i, feature) in model.features.iter().enumerate() {
            let column = format!("{INPUT}.{}", dialect.quoted(feature.heading())?);
            numbers.push(format!("{} AS _v{i}", dialect.double(&column)));
            layers.names.push(format!("_v{i}"));
        }
        layers.text = format!("SELECT {}\nFROM {table} AS {INPUT}", numbers.join(",\n"));
        let value = |i| (format!("CASE WHEN abs(_v{i}) < {LARGEST} THEN _v{i} END"), format!("_x{i}"));
        layers.add((0..model.features.len()).map(value));
        Ok(layers)
    }

    /// Adds columns, which see those that are there.
    pub fn add(&mut self, columns: impl IntoIterator<Item = Column>) {
        let columns: Vec<Column> = columns.into_iter().collect();
        self.text = self.around("*", &columns);
        self.names.extend(columns.into_iter().map(|(_, name)| name));
    }

    /// The query that gives the table's columns and these.
    pub fn select(&self, columns: Vec<Column>) -> String {
        self.around(&self.dialect.columns(&self.names), &columns)
    }

    fn around(&self, first: &str, columns: &[Column]) -> String {
        let columns: String = columns.iter().map(|(expression, name)| format!(",\n{expression} AS {name}")).collect();
        let (within, fence) = (&self.text, self.dialect.fence());
        format!("SELECT {first}{columns}\nFROM ({within}{fence}) AS layer_{}", self.names.len())
    }
}

/// The standardised deviations `_y0_0`, `_y0_1`, … of each component: `y = L⁻¹·(z − mean)`.
fn deviations(densities: &Densities<f64>) -> Vec<Column> {
    let mut columns = Vec::new();
    for component in 0..densities.n_clusters {
        let (mean, factor) = (densities.mean(component), densities.factor(component));
        for i in 0..densities.n_features {
            let term = |j: usize| {
                let entry = factor[densities.shape.index(i, j)];
                format!("{} * (_z{j} - {})", number(entry), number(mean[j]))
            };
            let terms: Vec<String> = (densities.shape.first_column(i)..=i).map(term).collect();
            columns.push((terms.join(" + "), format!("_y{component}_{i}")));
        }
    }
    columns
}

/// exp of an expression; far below 0 it is 0, where PostgreSQL would refuse.
pub(super) fn exponential(of: &str) -> String {
    format!("CASE WHEN {of} < -7e2 THEN 0e0 ELSE exp({of}) END")
}

/// A number in double precision to the last bit.
pub(super) fn number(value: f64) -> String {
    if value.is_sign_negative() { format!("({value:.16e})") } else { format!("{value:.16e}") }
}
