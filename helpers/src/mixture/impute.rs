//! What a mixture expects where nothing is observed.

use ndarray::{Array2, Axis, aview1};

use super::evaluate::Input;
use super::gaussians::Gaussians;
use super::groups::Known;
use super::kernel::Wanted;
use super::marginal::Marginal;
use crate::error::Result;
use crate::parallel::CHUNK_ROWS;

impl Gaussians {
    /// Fills the gaps of `matrix`, which holds the numbers of `input`.
    pub fn impute(&self, input: Input, matrix: &mut Array2<f64>) -> Result<()> {
        let is_category = |column: &usize| self.categories.iter().any(|category| category.column == *column);
        let numeric: Vec<usize> = (0..self.n_columns()).filter(|column| !is_category(column)).collect();
        let blocks = matrix.axis_chunks_iter_mut(Axis(0), CHUNK_ROWS);
        self.evaluate(input, blocks, |pass, strata, mut block| {
            for (number, stratum) in strata.iter().enumerate() {
                let Known { observed, levels } = &stratum.known;
                if observed.len() == numeric.len() && !levels.contains(&None) {
                    continue;
                }
                let marginal = Marginal::new(self, observed)?;
                let mut rows = (0..stratum.n_rows).map(|i| stratum.row(i));
                let visit = &mut |_, responsibilities: &[f64]| {
                    let mut row = block.row_mut(rows.next().expect("a row for each visit"));
                    let known = observed.iter().map(|&i| row[numeric[i]]).collect();
                    let expected = marginal.expected_row(&self.means, &known, responsibilities);
                    (0..numeric.len()).filter(|i| !observed.contains(i)).for_each(|i| row[numeric[i]] = expected[i]);
                    self.missing_levels(levels, responsibilities).for_each(|(column, level)| row[column] = level);
                };
                pass(number, Wanted::Rows(visit))?;
            }
            Ok(())
        })?;
        Ok(())
    }

    /// The column and the most probable level of each category that a row of these responsibilities lacks.
    fn missing_levels(&self, levels: &[Option<usize>], responsibilities: &[f64]) -> impl Iterator<Item = (usize, f64)> {
        let missing = self.categories.iter().zip(levels).filter(|(_, level)| level.is_none());
        missing.map(|(category, _)| {
            let probabilities = aview1(responsibilities).dot(&category.probabilities);
            let by_probability = |a: &usize, b: &usize| probabilities[*a].total_cmp(&probabilities[*b]);
            let level = (0..probabilities.len()).rev().max_by(by_probability).expect("a category has levels");
            (category.column, level as f64)
        })
    }
}
