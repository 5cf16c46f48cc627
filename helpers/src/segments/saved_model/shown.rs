//! The assignments as the table that the notebook shows.

use super::SavedModel;
use crate::customers::Customers;
use crate::error::Result;
use crate::show::Table;

impl SavedModel {
    /// The segment of each customer, its probability, and whether the customer is unlike those of the training: as
    /// [`assign`](Self::assign).
    ///
    /// # Errors
    ///
    /// As [`assign`](Self::assign).
    pub fn assign_table(&self, customers: &Customers) -> Result<Table> {
        let headings = ["Customer", "Segment", "Probability", "Unlike any seen"];
        let mut table = Table::new("The customers' segments", &headings);
        for (row, assignment) in self.assign(customers)?.iter().enumerate() {
            let probability = format!("{:.3}", assignment.probability);
            let unlike = if assignment.unlike_training == Some(true) { "yes" } else { "no" };
            table.push(&[&customers.id(row), &self.segments[assignment.segment], &probability, &unlike]);
        }
        Ok(table)
    }
}
