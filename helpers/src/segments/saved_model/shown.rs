//! What is shown of a saved model and of customers in its segments.

use super::{SavedModel, Training};
use crate::customers::Customers;
use crate::error::Result;
use crate::show::{Table, cells, counted, decimals, n_decimals};

impl SavedModel {
    /// The segment of each customer, its probability, and whether the customer is unlike those of the training: as
    /// [`assign`](Self::assign).
    ///
    /// # Errors
    ///
    /// As [`assign`](Self::assign).
    pub fn assign_table(&self, customers: &Customers) -> Result<Table> {
        let rows = self.assign(customers)?.into_iter().enumerate().map(|(row, assignment)| {
            let unlike = if assignment.unlike_training == Some(true) { "yes" } else { "no" };
            let (name, probability) = (&self.segments[assignment.segment], decimals(assignment.probability, 3));
            cells![customers.id(row), name, probability, unlike]
        });
        Ok(Table::of("The customers' segments", &["Customer", "Segment", "Probability", "Unlike any seen"], rows))
    }

    /// The customers of `then` and `now`, joined by their identifiers, by their most probable segment in both: a row for each then
    /// and a column for each now; the last ones are of customers in one file only. Those without an identifier, or whose comes
    /// again in their file, are left out and counted.
    ///
    /// # Errors
    ///
    /// As [`assign_observed`](Self::assign_observed).
    pub fn migration(&self, then: &Customers, now: &Customers) -> Result<Table> {
        let [rows_then, rows_now] = [then, now].map(Customers::rows_by_id);
        let (assigned_then, assigned_now) = (self.assign_observed(then)?, self.assign_observed(now)?);
        let k = self.segments.len();
        let mut counts = vec![vec![0; k + 1]; k + 1];
        for id in rows_then.keys().chain(rows_now.keys().filter(|id| !rows_then.contains_key(*id))) {
            let from = rows_then.get(id).map_or(k, |&row| assigned_then[row].segment);
            counts[from][rows_now.get(id).map_or(k, |&row| assigned_now[row].segment)] += 1;
        }
        let names = (1..).zip(&self.segments).map(|(number, name)| format!("{number}: {name}"));
        let rows = names.chain(["not there then".to_owned()]).zip(&counts);
        let rows = rows.map(|(name, counts)| [cells![name], counts.iter().map(usize::to_string).collect()].concat());
        let (n_then, n_now) = (then.len() - rows_then.len(), now.len() - rows_now.len());
        let caption =
            format!("Customers by segment then (rows) and now (columns); left out: {n_then} then, {n_now} now");
        let numbers: Vec<String> = (1..=k).map(|number| number.to_string()).collect();
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        Ok(Table::of(&caption, &[&["Segment"], &numbers[..], &["not there now"]].concat(), rows))
    }

    /// What the model is, in plain text: its mixture and training, its features, and its segments.
    pub fn describe(&self) -> String {
        let (k, kind) = (self.mixture.n_clusters(), self.mixture.covariance_type());
        let Training { n_samples, log_likelihood, aic, bic, icl, log_density_threshold, .. } = self.training;
        format!(
            "A Gaussian mixture of {} with {kind} covariances, fitted to {}.\n\
             Log-likelihood {log_likelihood:.1}, AIC {aic:.1}, BIC {bic:.1}, ICL {icl:.1}; \
             a customer is unlike the training below the log-density {log_density_threshold:.3}.\n\n{}\n\n{}",
            counted(k, "component"),
            counted(n_samples, "customer"),
            self.table_of_features(),
            self.table_of_segments(),
        )
    }

    fn table_of_features(&self) -> Table {
        let rows = self.features.iter().enumerate().map(|(i, feature)| {
            let mut categories = self.mixture.categories().iter().zip(&self.levels);
            let levels = categories.find(|(category, _)| category.column == i).map(|(_, levels)| levels);
            let n = n_decimals(self.scaler.std()[i]).max(2);
            let number = |number: f64| decimals(levels.is_none().then_some(number), n);
            let seen = match levels {
                Some(levels) => levels.join(", "),
                None if feature.is_logarithmic() => "ln(1 + x)".to_owned(),
                None => "x".to_owned(),
            };
            let (mean, std) = (number(self.scaler.mean()[i]), number(self.scaler.std()[i]));
            cells![feature.heading(), feature.unit(), seen, mean, std]
        });
        Table::of("Features", &["Heading", "Unit", "Seen as", "Mean", "Standard deviation"], rows)
    }

    /// The share of each segment and its mean of each number, as the mixture sees it.
    fn table_of_segments(&self) -> Table {
        let (shares, centres) = (self.by_segment(self.mixture.weights()), self.centres());
        let numbers = self.numbers();
        let labels = numbers.iter().map(|&i| match &self.features[i] {
            feature if feature.is_logarithmic() => format!("ln(1 + {})", feature.name()),
            feature => feature.label().to_owned(),
        });
        let headings: Vec<String> = cells!["Segment", "Share"].into_iter().chain(labels).collect();
        let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
        let rows = self.segments.iter().zip(&shares).zip(centres.outer_iter()).map(|((name, share), centre)| {
            let mean = |(&i, seen): (&usize, &f64)| {
                let (mean, std) = (self.scaler.mean()[i], self.scaler.std()[i]);
                decimals(mean + std * seen, n_decimals(std))
            };
            let means = numbers.iter().zip(centre).map(mean);
            [cells![name, format!("{:.1} %", 100.0 * share)], means.collect()].concat()
        });
        Table::of("Segments", &headings, rows)
    }
}
