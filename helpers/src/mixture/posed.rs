//! A mixture set before the strata of a matrix, ready for passes over their rows.

use super::categorical::LevelSums;
use super::gaussians::Gaussians;
use super::kernel::element::Element;
use super::kernel::real::Real;
use super::kernel::{self, Densities, Sums, Wanted};
use super::m_step::Moments;
use super::marginal::Marginal;
use super::strata::{self, Part, Strata};
use crate::error::Result;

pub struct Posed<'s, 'a, E: Element> {
    strata: &'s Strata<'a, E>,
    gaussians: &'s Gaussians,
    /// Of each pattern.
    marginals: Vec<Marginal<'s>>,
    /// Of each stratum.
    densities: Vec<Densities<E::Real>>,
}

impl<'s, 'a, E: Element> Posed<'s, 'a, E> {
    /// # Errors
    /// Those of [`Marginal::new`] and [`Gaussians::densities`].
    pub fn new(gaussians: &'s Gaussians, strata: &'s Strata<'a, E>) -> Result<Posed<'s, 'a, E>> {
        let marginal = |observed: &Vec<usize>| Marginal::new(gaussians, observed);
        let marginals = strata.patterns.iter().map(marginal).collect::<Result<Vec<_>>>()?;
        let densities = strata.strata.iter().map(|s| marginals[s.pattern].gaussians.densities(&s.levels));
        Ok(Posed { strata, gaussians, densities: densities.collect::<Result<_>>()?, marginals })
    }

    /// A pass over a part.
    pub fn pass(&self, part: &Part, wanted: Wanted) -> Sums {
        let weights = self.strata.strata[part.stratum].weights.as_deref();
        let records = self.strata.records[part.stratum].view();
        kernel::pass(records, part.rows.clone(), weights, &self.densities[part.stratum], wanted)
    }

    /// The log-likelihood of all rows.
    pub fn log_likelihood(&self, n_threads: usize) -> f64 {
        let of_part = |part| self.pass(&part, Wanted::LogLikelihood).log_likelihood;
        strata::map(n_threads, &self.strata.strata, of_part).into_iter().sum()
    }

    /// The log-likelihood of all rows, and the expected moments that an M-step needs; added up in the order of the strata,
    /// however many threads there are.
    pub fn e_step(&self, n_threads: usize) -> (f64, Moments) {
        let of_part = |part: Part| (part.stratum, self.pass(&part, Wanted::Moments));
        let mut log_likelihood = 0.0;
        let mut of_patterns = vec![Vec::new(); self.strata.patterns.len()];
        let mut levels: Vec<LevelSums> = self.gaussians.categories.iter().map(LevelSums::zeros).collect();
        for (stratum, part) in strata::map(n_threads, &self.strata.strata, of_part) {
            log_likelihood += part.log_likelihood;
            let (stratum, n_sums) = (&self.strata.strata[stratum], self.densities[stratum].n_sums());
            for (sums, level) in levels.iter_mut().zip(&stratum.levels) {
                level.iter().for_each(|&level| sums.add(level, part.moments.iter().step_by(n_sums)));
            }
            add(&mut of_patterns[stratum.pattern], part.moments);
        }
        let mut sums = Vec::new();
        for (marginal, of_pattern) in self.marginals.iter().zip(of_patterns) {
            add(&mut sums, marginal.expected(of_pattern));
        }
        let centres = self.gaussians.means.mapv(|mean| E::Real::from_f64(mean).to_f64());
        let shape = self.gaussians.precisions_cholesky.shape;
        (log_likelihood, Moments::new(E::Real::NAME, shape, centres, sums, levels))
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
