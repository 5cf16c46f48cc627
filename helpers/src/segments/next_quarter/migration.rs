//! Who went from which segment to which.

use crate::customers::Customers;
use crate::error::Result;
use crate::segments::SavedModel;
use crate::show::{Table, cells};

impl SavedModel {
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
}
