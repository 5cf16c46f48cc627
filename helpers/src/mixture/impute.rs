//! What a mixture expects where nothing is observed.

use ndarray::{Array2, aview1};

use super::evaluate::Input;
use super::gaussians::Gaussians;
use super::kernel::Wanted;
use super::marginal::Marginal;
use super::strata::{Part, Stratum};
use crate::error::Result;

impl Gaussians {
    /// Fills the gaps of `matrix`, which holds the numbers of `input`.
    pub fn impute(&self, input: Input, matrix: &mut Array2<f64>) -> Result<()> {
        let is_category = |column: &usize| self.categories.iter().any(|category| category.column == *column);
        let numeric: Vec<usize> = (0..self.n_columns()).filter(|column| !is_category(column)).collect();
        self.evaluate(input, |pass, strata| {
            for (number, stratum) in strata.iter().enumerate() {
                let observed = &stratum.observed;
                if observed.len() == numeric.len() && !stratum.levels.contains(&None) {
                    continue;
                }
                let marginal = Marginal::new(self, observed)?;
                let mut rows = (0..stratum.n_rows).map(|i| stratum.row(i));
                let visit = &mut |_, responsibilities: &[f64]| {
                    let mut row = matrix.row_mut(rows.next().expect("a row for each visit"));
                    let known = observed.iter().map(|&i| row[numeric[i]]).collect();
                    let expected = marginal.expected_row(&self.means, &known, responsibilities);
                    (0..numeric.len()).filter(|i| !observed.contains(i)).for_each(|i| row[numeric[i]] = expected[i]);
                    self.missing_levels(stratum, responsibilities).for_each(|(column, level)| row[column] = level);
                };
                pass(&Part { stratum: number, rows: 0..stratum.n_rows }, Wanted::Rows(visit))?;
            }
            Ok(())
        })
    }

    /// The column and the most probable level of each category that a row of these responsibilities lacks.
    fn missing_levels(&self, stratum: &Stratum, responsibilities: &[f64]) -> impl Iterator<Item = (usize, f64)> {
        let missing = self.categories.iter().zip(&stratum.levels).filter(|(_, level)| level.is_none());
        missing.map(|(category, _)| {
            let probabilities = aview1(responsibilities).dot(&category.probabilities);
            let by_probability = |a: &usize, b: &usize| probabilities[*a].total_cmp(&probabilities[*b]);
            let level = (0..probabilities.len()).rev().max_by(by_probability).expect("a category has levels");
            (category.column, level as f64)
        })
    }
}
