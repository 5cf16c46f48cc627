//! The E-step: what a mixture says of the rows of all strata, in sums.

use std::ops::AddAssign;

use ndarray::Array2;

use super::categorical::Categorical;
use super::gaussians::Gaussians;
use super::groups::Known;
use super::kernel::element::Element;
use super::kernel::real::Real;
use super::kernel::{self, Sums, Wanted};
use super::m_step::Moments;
use super::marginal::Marginal;
use super::strata::{Part, Strata, Stratum, parts, threads};
use crate::error::Result;
use crate::parallel;

/// Parts whose sums are held at a time: every row may be a stratum of its own.
const BATCH_PARTS: usize = 1 << 10;

/// The log-likelihood of all rows, and the expected moments that an M-step needs; added up in the order of the strata, however
/// many threads there are.
///
/// # Errors
/// Those of [`Marginal::new`] and [`Gaussians::densities`].
pub fn e_step<E: Element>(gaussians: &Gaussians, strata: &Strata<E>, n_threads: usize) -> Result<(f64, Moments)> {
    let of_part = |part: Part| -> Result<_> {
        let (marginal, sums) = pass(gaussians, strata, &part, Wanted::Moments)?;
        Ok((part.0, sums.log_likelihood, marginal.expected(sums.moments)))
    };
    let ((k, d), shape) = (gaussians.means.dim(), gaussians.precisions_cholesky.shape);
    let n_sums = 1 + d + shape.n_entries(d);
    let (mut log_likelihood, mut sums) = (0.0, Array2::zeros((k, n_sums)));
    let zeros = |category: &Categorical| Array2::zeros(category.probabilities.dim());
    let mut levels: Vec<Array2<f64>> = gaussians.categories.iter().map(zeros).collect();
    let n_threads = threads(n_threads, &strata.strata);
    let mut parts = parts(&strata.strata).peekable();
    while parts.peek().is_some() {
        let batch = parts.by_ref().take(BATCH_PARTS).collect();
        for result in parallel::map(n_threads, batch, of_part) {
            let (stratum, own, moments) = result?;
            log_likelihood += own;
            let moments = Array2::from_shape_vec((k, n_sums), moments).expect("as many for each component");
            for (sums, level) in levels.iter_mut().zip(&strata.strata[stratum].known.levels) {
                level.iter().for_each(|&level| sums.column_mut(level).add_assign(&moments.column(0)));
            }
            sums += &moments;
        }
    }
    let centres = gaussians.means.mapv(|mean| E::Real::from_f64(mean).to_f64());
    Ok((log_likelihood, Moments { precision: E::Real::NAME, centres, sums, shape, levels }))
}

/// The log-likelihood of all rows, added up likewise.
pub fn log_likelihood<E: Element>(gaussians: &Gaussians, strata: &Strata<E>, n_threads: usize) -> Result<f64> {
    let of_part = |part| Ok(pass(gaussians, strata, &part, Wanted::LogLikelihood)?.1.log_likelihood);
    let n_threads = threads(n_threads, &strata.strata);
    parallel::map(n_threads, parts(&strata.strata).collect(), of_part).into_iter().sum()
}

fn pass<'g, E: Element>(
    gaussians: &'g Gaussians,
    strata: &Strata<E>,
    (stratum, rows): &Part,
    wanted: Wanted,
) -> Result<(Marginal<'g>, Sums)> {
    let Stratum { known: Known { observed, levels }, weights, .. } = &strata.strata[*stratum];
    let marginal = Marginal::new(gaussians, observed)?;
    let densities = marginal.gaussians.densities(levels)?;
    let records = strata.records[*stratum].view();
    let sums = kernel::pass(records, rows.clone(), weights.as_deref(), &densities, wanted);
    Ok((marginal, sums))
}
