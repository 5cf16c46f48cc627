//! A pass over rows: what is computed of a matrix in one go, on the widest vectors of the processor.

use std::ops::Range;

use fearless_simd::{Level, Simd, prelude::*};
use ndarray::ArrayView2;
use prefetch_index::prefetch_index;

use super::block::{Block, memory};
use super::densities::{Densities, Sums};
use super::element::Element;

/// What a pass gives beside the log-likelihood of its rows.
pub enum Wanted<'a> {
    /// No more.
    LogLikelihood,
    /// The sums that an M-step needs.
    Moments,
    /// Instead of it, a call with each row's log-likelihood and responsibilities, whatever it weighs; `dyn`, so that all that
    /// is done with a row shares one compiled pass.
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
    Pass { records: records.reborrow(), rows, weights, densities, wanted }.run(Level::new())
}

pub(super) struct Pass<'a, 'w, E: Element> {
    pub records: ArrayView2<'a, E>,
    pub rows: Range<usize>,
    pub weights: Option<&'a [f32]>,
    pub densities: &'a Densities<E::Real>,
    pub wanted: Wanted<'w>,
}

impl<E: Element> Pass<'_, '_, E> {
    /// The pass on the vectors of a level. On x86-64 each level costs a compilation: SSE4.2 is not worth one, its vectors are SSE2's.
    pub fn run(self, level: Level) -> Sums {
        #[cfg(target_arch = "x86_64")]
        match level {
            Level::Avx512(simd) => simd.vectorize(
                #[inline(always)]
                || self.run_on(simd),
            ),
            Level::Avx2(simd) => simd.vectorize(
                #[inline(always)]
                || self.run_on(simd),
            ),
            level => self.run_on(level.as_sse2().expect("x86-64 has SSE2")),
        }
        #[cfg(not(target_arch = "x86_64"))]
        fearless_simd::dispatch!(level, simd => self.run_on(simd))
    }

    #[inline(always)]
    fn run_on<S: Simd>(mut self, simd: S) -> Sums {
        let mut memory = memory::take::<S, E::Real>(simd, Block::<S, E::Real>::n_quads(self.densities));
        let mut block = Block::new(simd, self.densities, &mut memory);
        let mut log_likelihood = 0.0;
        let n_totals = match self.wanted {
            Wanted::Moments => self.densities.n_clusters * self.densities.n_sums(),
            _ => 0,
        };
        let mut totals = vec![S::f64s::splat(simd, 0.0); n_totals];
        if let Wanted::Rows(_) = self.wanted {
            self.weights = None; // each row is told as it is
        }
        for start in self.rows.clone().step_by(Block::<S, E::Real>::ROWS) {
            let rows = start..self.rows.end.min(start + Block::<S, E::Real>::ROWS);
            block.load(self.records, rows.clone(), self.weights.map(|weights| &weights[rows]));
            let following = start + Block::<S, E::Real>::ROWS..start + 2 * Block::<S, E::Real>::ROWS;
            for cluster in 0..self.densities.n_clusters {
                prefetch(self.records.reborrow(), &following, [cluster, self.densities.n_clusters]);
                block.log_densities(cluster);
            }
            if let Wanted::Labels(labels) = &mut self.wanted {
                block.most_probable(&mut labels[start - self.rows.start..]);
                continue;
            }
            block.responsibilities();
            if let Wanted::Rows(visit) = &mut self.wanted {
                block.visit_rows(*visit);
                continue;
            }
            log_likelihood += match self.weights {
                None => block.log_likelihood(),
                Some(_) => block.weighted_log_likelihood(),
            };
            if let Wanted::Moments = self.wanted {
                block.add_moments(&mut totals);
            }
        }
        memory::keep::<S, E::Real>(memory);
        let mut moments = vec![0.0; n_totals];
        for (moment, &total) in moments.iter_mut().zip(&totals) {
            *moment = total.reduce_sum();
        }
        Sums { log_likelihood, moments }
    }
}

/// Fetches one of `n_parts` of the rows that come next into the cache. The processor does so by itself only while rows are
/// read, which is a short part of the time that a block takes. Of many features, it is long enough.
#[inline(always)]
fn prefetch<E: Element>(records: ArrayView2<E>, rows: &Range<usize>, [part, n_parts]: [usize; 2]) {
    const LINE: usize = 64; // bytes
    const MOST: usize = 16 << 10; // bytes of a block, half a first-level cache
    let n_lines = rows.len() * records.ncols() * size_of::<E>() / LINE;
    let Some(numbers) = records.as_slice().filter(|_| n_lines <= MOST / LINE) else { return };
    let first = rows.start * records.ncols();
    for line in part * n_lines / n_parts..(part + 1) * n_lines / n_parts {
        prefetch_index(numbers, first + line * (LINE / size_of::<E>()));
    }
}
