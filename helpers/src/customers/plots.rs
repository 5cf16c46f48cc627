//! The customers' measures as plots.

use super::Customers;
use crate::error::Result;
use crate::show::Figure;
use crate::show::plots::{distributions, pair_plot};

/// As many levels as colours can tell apart.
const MOST_COLOURS: usize = 6;

impl Customers {
    /// A histogram of each feature of the schema with its density.
    ///
    /// # Errors
    ///
    /// As [`Customers::features`].
    pub fn distributions(&self) -> Result<Figure> {
        let features = self.schema().features();
        let labels: Vec<&str> = features.iter().map(|feature| feature.label()).collect();
        Ok(distributions(&self.features(features)?, &labels))
    }

    /// Every feature of the schema against every other, coloured by the first category of a few levels.
    ///
    /// # Errors
    ///
    /// As [`Customers::features`].
    pub fn pairs(&self) -> Result<Figure> {
        let features = self.schema().features();
        let labels: Vec<&str> = features.iter().map(|feature| feature.label()).collect();
        let (groups, names) = self.groups();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        Ok(pair_plot(&self.features(features)?, &labels, &groups, &names))
    }

    /// The group of each customer and the groups' names.
    fn groups(&self) -> (Vec<usize>, Vec<String>) {
        let is_few = |n: usize| (2..=MOST_COLOURS).contains(&n);
        let mut categories = self.schema().categories().iter().filter_map(|c| Some((c, self.category(c)?)));
        let Some((heading, category)) = categories.find(|(_, category)| is_few(category.levels.len())) else {
            return (vec![0; self.len()], vec!["customers".to_owned()]);
        };
        let n = category.levels.len();
        let groups: Vec<usize> = (0..self.len()).map(|row| category.code(row).unwrap_or(n)).collect();
        let of_mall = || vec!["women".to_owned(), "men".to_owned()];
        let mut names = if self.schema().is_mall() { of_mall() } else { category.levels.clone() };
        if groups.contains(&n) {
            names.push(format!("{} unknown", heading.in_sentence()));
        }
        (groups, names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customers::Schema;

    #[test]
    fn customers_of_unknown_gender_are_a_group_of_their_own() {
        let header = "CustomerID,Gender,Age,Annual Income (k$),Spending Score (1-100)";
        let known = format!("{header}\n1,Male,19,15,39\n2,Female,21,15,81\n");
        let pairs = |csv: &str| {
            Customers::from_reader(csv.as_bytes(), "three.csv", &Schema::default()).unwrap().pairs().unwrap()
        };
        assert!(pairs(&known).alt().contains("in 2 groups"));
        assert!(pairs(&(known + "3,,20,16,6\n")).alt().contains("gender unknown (1)"));
    }
}
