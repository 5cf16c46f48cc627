//! A mixture set before the strata of a matrix, for passes over their rows.

use super::categorical::LevelSums;
use super::gaussians::Gaussians;
use super::kernel::element::Element;
use super::kernel::real::Real;
use super::kernel::{self, Sums, Wanted};
use super::m_step::Moments;
use super::marginal::Marginal;
use super::strata::{self, Part, Strata, Stratum};
use crate::error::Result;
use crate::parallel;

/// Parts whose sums are held at a time: every row may be a stratum of its own.
const BATCH_PARTS: usize = 1 << 10;

pub struct Posed<'s, 'a, E: Element> {
    pub gaussians: &'s Gaussians,
    pub strata: &'s Strata<'a, E>,
}

impl<E: Element> Posed<'_, '_, E> {
    /// A pass over a part.
    ///
    /// # Errors
    /// Those of [`Marginal::new`] and [`Gaussians::densities`].
    pub fn pass(&self, part: &Part, wanted: Wanted) -> Result<Sums> {
        Ok(self.marginal_pass(part, wanted)?.1)
    }

    fn marginal_pass(&self, part: &Part, wanted: Wanted) -> Result<(Marginal<'_>, Sums)> {
        let Stratum { observed, levels, weights, .. } = &self.strata.strata[part.stratum];
        let marginal = Marginal::new(self.gaussians, observed)?;
        let densities = marginal.gaussians.densities(levels)?;
        let records = self.strata.records[part.stratum].view();
        let sums = kernel::pass(records, part.rows.clone(), weights.as_deref(), &densities, wanted);
        Ok((marginal, sums))
    }

    /// The log-likelihood of all rows.
    pub fn log_likelihood(&self, n_threads: usize) -> Result<f64> {
        let of_part = |part| Ok(self.pass(&part, Wanted::LogLikelihood)?.log_likelihood);
        strata::map(n_threads, &self.strata.strata, of_part).into_iter().sum()
    }

    /// The log-likelihood of all rows, and the expected moments that an M-step needs; added up in the order of the strata,
    /// however many threads there are.
    pub fn e_step(&self, n_threads: usize) -> Result<(f64, Moments)> {
        let of_part = |part: Part| -> Result<_> {
            let (marginal, sums) = self.marginal_pass(&part, Wanted::Moments)?;
            Ok((part.stratum, sums.log_likelihood, marginal.expected(sums.moments)))
        };
        let (mut log_likelihood, mut sums) = (0.0, Vec::new());
        let mut levels: Vec<LevelSums> = self.gaussians.categories.iter().map(LevelSums::zeros).collect();
        let n_threads = strata::threads(n_threads, &self.strata.strata);
        let mut parts = strata::parts(&self.strata.strata).peekable();
        while parts.peek().is_some() {
            let batch = parts.by_ref().take(BATCH_PARTS).collect();
            for result in parallel::map(n_threads, batch, of_part) {
                let (stratum, own, moments) = result?;
                log_likelihood += own;
                let n_sums = moments.len() / self.gaussians.weights.len();
                for (sums, level) in levels.iter_mut().zip(&self.strata.strata[stratum].levels) {
                    level.iter().for_each(|&level| sums.add(level, moments.iter().step_by(n_sums)));
                }
                add(&mut sums, moments);
            }
        }
        let centres = self.gaussians.means.mapv(|mean| E::Real::from_f64(mean).to_f64());
        let shape = self.gaussians.precisions_cholesky.shape;
        Ok((log_likelihood, Moments::new(E::Real::NAME, shape, centres, sums, levels)))
    }
}

/// Adds to what there is, if there is something.
fn add(sums: &mut Vec<f64>, others: Vec<f64>) {
    if sums.is_empty() {
        *sums = others;
    } else {
        sums.iter_mut().zip(others).for_each(|(sum, other)| *sum += other);
    }
}
