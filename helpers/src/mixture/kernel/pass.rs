//! A pass over rows: what is computed of a matrix in one go, on the widest vectors of the processor.

use std::ops::Range;

use ndarray::ArrayView2;

use super::block::Block;
use super::densities::{Densities, Sums};
use super::element::Element;
use super::simd::vector::Simd;
use super::simd::{Vectorised, widest};

/// What a pass gives beside the log-likelihood of its rows.
pub enum Wanted<'a> {
    /// No more.
    LogLikelihood,
    /// The sums that an M-step needs.
    Moments,
    /// A call with each row's log-likelihood and responsibilities; `dyn`, so that all that is done with a row
    /// shares one compiled pass.
    Rows(&'a mut dyn FnMut(f64, &[f64])),
    /// Instead of it, the most probable component of each row, the first of equals.
    Labels(&'a mut [usize]),
}

/// One pass over `rows` of a matrix. With weights, one for each row of the matrix, the sums over rows are weighted.
pub fn pass<E: Element>(
    records: ArrayView2<E>,
    rows: Range<usize>,
    weights: Option<&[f32]>,
    densities: &Densities<E::Real>,
    wanted: Wanted,
) -> Sums {
    widest(Pass { records: records.reborrow(), rows, weights, densities, wanted })
}

pub(super) struct Pass<'a, 'w, E: Element> {
    pub records: ArrayView2<'a, E>,
    pub rows: Range<usize>,
    pub weights: Option<&'a [f32]>,
    pub densities: &'a Densities<E::Real>,
    pub wanted: Wanted<'w>,
}

impl<E: Element> Vectorised for Pass<'_, '_, E> {
    type Real = E::Real;
    type Output = Sums;

    #[inline(always)]
    fn run<S: Simd<Real = E::Real>>(mut self, simd: S) -> Sums {
        let Range { start: first, end } = self.rows;
        let mut memory = Block::<S>::memory(self.densities);
        let mut block = Block::new(simd, self.densities, &mut memory);
        let mut log_likelihood = 0.0;
        let n_totals = match self.wanted {
            Wanted::Moments => self.densities.n_clusters * self.densities.n_sums(),
            _ => 0,
        };
        let mut totals = vec![simd.zero_total(); n_totals];
        for start in self.rows.step_by(Block::<S>::ROWS) {
            block.load(self.records, start..end.min(start + Block::<S>::ROWS));
            block.log_densities();
            if let Wanted::Labels(labels) = &mut self.wanted {
                block.most_probable(&mut labels[start - first..]);
                continue;
            }
            block.responsibilities();
            if let Wanted::Rows(visit) = &mut self.wanted {
                block.visit_rows(*visit);
            }
            log_likelihood += match self.weights {
                None => block.log_likelihood(),
                Some(weights) => block.weigh(&weights[start..]),
            };
            if let Wanted::Moments = self.wanted {
                block.add_moments(&mut totals);
            }
        }
        let mut moments = vec![0.0; n_totals];
        for (moment, &total) in moments.iter_mut().zip(&totals) {
            *moment = simd.sum(total);
        }
        Sums { log_likelihood, moments }
    }
}
