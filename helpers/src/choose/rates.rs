//! Whether a category tells the components of a mixture apart.

use ndarray::{ArrayView1, Axis, concatenate};

use super::Selection;
use crate::customers::Customers;
use crate::error::Result;
use crate::features::Measures;
use crate::show::{Table, cells, decimals};

/// A difference in BIC that is hardly worth a mention (Kass and Raftery 1995).
const HARDLY: f64 = 2.0;

impl Selection {
    /// For each category of the customers, whose numbers are the numeric ones of `measures`: the lowest BIC where it has one
    /// rate for all, and where each component has rates of its own, each of a grid like this one.
    ///
    /// ```text
    /// one rate for all:  BIC = BIC of the numbers − 2·Σ nₗ·ln(nₗ / n) + (levels − 1)·ln n
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Grid::fit`](super::Grid::fit) and [`Customers::features`].
    pub fn category_rates(&self, customers: &Customers, measures: &Measures) -> Result<Table> {
        let numbers = measures.numbers();
        let of_numbers = self.asked.clone().categorical(&[]).fit(&numbers)?;
        let common = of_numbers.best();
        let rows = customers.schema().categories().iter().map(|category| {
            let codes = customers.features(std::slice::from_ref(category))?;
            let one = common.criteria.bic + bic_of_one_rate(codes.column(0));
            let with_codes = concatenate![Axis(1), numbers, codes.view()];
            let of_both = self.asked.clone().categorical(&[numbers.ncols()]).fit(&with_codes)?;
            let own = of_both.best();
            let answer = match one - own.criteria.bic {
                gain if gain > HARDLY => "apart",
                gain if gain < -HARDLY => "nothing",
                _ => "hardly anything",
            };
            let (one, each) = (decimals(one, 1), decimals(own.criteria.bic, 1));
            Ok(cells![category.name(), one, common.model.n_clusters(), each, own.model.n_clusters(), answer])
        });
        let rows = rows.collect::<Result<Vec<_>>>()?;
        let none = rows.is_empty().then(|| cells!["there is none", "-", "-", "-", "-", "-"]);
        let headings =
            ["Category", "One rate for all", "Components", "A rate for each", "Components", "So it tells them"];
        Ok(Table::of("Lowest BIC with each category", &headings, none.into_iter().chain(rows)))
    }
}

/// The BIC of the codes of a category whose levels have the same probabilities for all rows.
pub(super) fn bic_of_one_rate(codes: ArrayView1<f64>) -> f64 {
    let n = codes.len() as f64;
    let mut counts = vec![0.0_f64; codes.fold(0.0, |a: f64, &code| a.max(code)) as usize + 1];
    codes.iter().for_each(|&code| counts[code as usize] += 1.0);
    let surprise: f64 = counts.iter().filter(|count| **count > 0.0).map(|count| count * (count / n).ln()).sum();
    (counts.len() - 1) as f64 * n.ln() - 2.0 * surprise
}
