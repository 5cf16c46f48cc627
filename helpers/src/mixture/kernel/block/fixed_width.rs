//! A block's dearest loops, for a number of features `D` that the compiler knows.
//!
//! Loops over features unroll: differences, whitened numbers and sums stay in registers, a column is read once for each
//! component, and nothing is written but the log-densities.

use super::layout::{Block, Quad};
use crate::mixture::kernel::real::Real;
use crate::mixture::kernel::simd::vector::Simd;

impl<S: Simd> Block<'_, S> {
    /// Vectors in a column.
    const VECTORS: usize = 4 * Self::STRIDE;

    /// `ln wₖ + ln N(x; μₖ, Σₖ)` of each row for one component.
    #[inline(always)]
    pub(super) fn fixed_log_densities<const D: usize, const DIAGONAL: bool>(&mut self, cluster: usize) {
        let (simd, zero) = (self.simd, self.simd.constant(0.0));
        let mean = splat::<S, D>(simd, self.densities.mean(cluster));
        let mut factor = [[zero; D]; D];
        let mut entries = self.densities.factor(cluster).iter();
        for i in 0..D {
            for (entry, &x) in factor[i][if DIAGONAL { i } else { 0 }..=i].iter_mut().zip(&mut entries) {
                *entry = simd.splat(x);
            }
        }
        let peak = simd.splat(self.densities.peaks[cluster]);
        let minus_half = simd.constant(-0.5);
        let lowest = simd.splat(S::Real::LOWEST);
        let columns = columns::<S, D>(self.columns, self.n_quads);
        let densities = &mut self.log_densities.as_flattened_mut()[cluster * Self::VECTORS..];
        for (number, density) in densities[..4 * self.n_quads].iter_mut().enumerate() {
            let difference = subtract(simd, &columns, number, &mean);
            let mut distance = zero;
            for i in 0..D {
                let mut whitened = simd.mul(difference[i], factor[i][i]);
                for j in if DIAGONAL { i } else { 0 }..i {
                    whitened = simd.mul_add(difference[j], factor[i][j], whitened);
                }
                distance = simd.mul_add(whitened, whitened, distance);
            }
            *density = simd.max(simd.mul_add(distance, minus_half, peak), lowest);
        }
    }

    /// Adds the block's moments about a component's mean to its `totals`.
    #[inline(always)]
    pub(super) fn add_fixed_moments<const D: usize, const DIAGONAL: bool>(
        &mut self,
        cluster: usize,
        totals: &mut [S::Total],
    ) {
        let (simd, zero) = (self.simd, self.simd.constant(0.0));
        let mean = splat::<S, D>(simd, self.densities.mean(cluster));
        let columns = columns::<S, D>(self.columns, self.n_quads);
        let (mut zeroth, mut first, mut second) = (zero, [zero; D], [[zero; D]; D]);
        for (number, &r) in self.component(cluster).as_flattened().iter().enumerate() {
            let difference = subtract(simd, &columns, number, &mean);
            zeroth = simd.add(zeroth, r);
            for i in 0..D {
                let weighted = simd.mul(r, difference[i]);
                first[i] = simd.add(first[i], weighted);
                for j in if DIAGONAL { i } else { 0 }..=i {
                    second[i][j] = simd.mul_add(weighted, difference[j], second[i][j]);
                }
            }
        }
        totals[0] = simd.add_to(totals[0], zeroth);
        let mut next = 1 + D;
        for i in 0..D {
            totals[1 + i] = simd.add_to(totals[1 + i], first[i]);
            for &sum in &second[i][if DIAGONAL { i } else { 0 }..=i] {
                totals[next] = simd.add_to(totals[next], sum);
                next += 1;
            }
        }
    }
}

/// Each of `numbers` in every lane of a vector.
#[inline(always)]
fn splat<S: Simd, const D: usize>(simd: S, numbers: &[S::Real]) -> [S::Vector; D] {
    let mut vectors = [simd.constant(0.0); D];
    for (vector, &x) in vectors.iter_mut().zip(numbers) {
        *vector = simd.splat(x);
    }
    vectors
}

/// The part of each column that is in use, as vectors.
#[inline(always)]
fn columns<S: Simd, const D: usize>(quads: &[Quad<S>], n_quads: usize) -> [&[S::Vector]; D] {
    let mut columns: [&[S::Vector]; D] = [&[]; D];
    for (column, quads) in columns.iter_mut().zip(quads.chunks_exact(quads.len() / D)) {
        *column = quads[..n_quads].as_flattened();
    }
    columns
}

/// A vector of each column minus the mean.
#[inline(always)]
fn subtract<S: Simd, const D: usize>(
    simd: S,
    columns: &[&[S::Vector]; D],
    number: usize,
    mean: &[S::Vector; D],
) -> [S::Vector; D] {
    let mut difference = *mean;
    for i in 0..D {
        difference[i] = simd.sub(columns[i][number], mean[i]);
    }
    difference
}
