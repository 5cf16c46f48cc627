//! The customers' measures as plots.

use super::{Customer, Customers, Feature, Gender};
use crate::error::Result;
use crate::show::Figure;
use crate::show::plots::{distributions, pair_plot};

impl Customers {
    /// A histogram of each measure with its density: age, annual income and spending score.
    ///
    /// # Errors
    ///
    /// As [`Customers::features`].
    pub fn distributions(&self) -> Result<Figure> {
        distributions(&self.features(&Feature::MEASURES)?, &Feature::MEASURES.map(Feature::label))
    }

    /// Every measure against every other, coloured by gender where at least one is known.
    ///
    /// # Errors
    ///
    /// As [`Customers::features`].
    pub fn pairs(&self) -> Result<Figure> {
        let group = |customer: &Customer| match customer.gender {
            Some(Gender::Female) => 0,
            Some(Gender::Male) => 1,
            None => 2,
        };
        let groups: Vec<usize> = self.rows().iter().map(group).collect();
        let n_groups = if groups.contains(&2) { 3 } else { 2 };
        let names = &["women", "men", "gender unknown"][..n_groups];
        pair_plot(&self.features(&Feature::MEASURES)?, &Feature::MEASURES.map(Feature::label), &groups, names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn customers_of_unknown_gender_are_a_group_of_their_own() {
        let header = "CustomerID,Gender,Age,Annual Income (k$),Spending Score (1-100)";
        let known = format!("{header}\n1,Male,19,15,39\n2,Female,21,15,81\n");
        let pairs = |csv: &str| Customers::from_reader(csv.as_bytes(), "three.csv").unwrap().pairs().unwrap();
        assert!(pairs(&known).alt().contains("in 2 groups"));
        assert!(pairs(&(known + "3,,20,16,6\n")).alt().contains("gender unknown (1)"));
    }
}
