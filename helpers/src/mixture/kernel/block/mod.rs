//! The arithmetic of a Gaussian mixture on blocks of rows.
//!
//! A block of rows is widened and laid out column by column, a vector of rows at a time. For d features and k
//! components with full covariance, a row costs, in multiplications and additions (a fused pair counts once):
//!
//! | step | operations a row | d = 4, k = 5 |
//! |---|---|---|
//! | distances: `x − μ`, `L⁻¹(x − μ)`, its square | k·(d + d(d+1)/2 + d + 1) | 95 |
//! | responsibilities: maximum, exponential, sum, quotient | about 25·k | 125 |
//! | sums: `x − μ`, `r(x − μ)`, moments 0, 1 and 2 | k·(2d + (d+1)(d+2)/2) | 115 |
//!
//! Together about 335, that is 42 vector instructions a row with eight lanes. Moments are taken about the component's
//! current mean: near convergence nothing cancels, even in f32. Nothing of size `(n_samples, n_clusters)` is ever stored.
//! Distances and sums are small matrix products: [`triangular`] takes them in panels of four features, whose whitened
//! numbers and sums stay in registers.
//!
//! Closures are compiled without the vector instructions, and so is what they call: everything here is a loop.

mod diagonal;
mod layout;
pub mod memory;
mod triangular;

use fearless_simd::{Simd, prelude::*};

use self::diagonal::fold;
pub use self::layout::Block;
use super::densities::Shape;
use super::real::Real;
use super::simd::{Quad, Vector, exp};

impl<S: Simd, R: Real> Block<'_, S, R> {
    /// `ln wₖ + ln N(x; μₖ, Σₖ)` of each row and one component.
    #[inline(always)]
    pub fn log_densities(&mut self, cluster: usize) {
        let peak = Vector::<S, R>::splat(self.simd, self.densities.peaks[cluster]);
        self.component_mut(cluster).fill([peak; 4]);
        match self.densities.shape {
            Shape::Diagonal => self.subtract_diagonal_distances(cluster),
            Shape::Full | Shape::Tied => self.subtract_triangular_distances(cluster),
        }
    }

    /// Turns log-densities into responsibilities by the log-sum-exp rule, and multiplies them by the rows' weights.
    #[inline(always)]
    pub fn responsibilities(&mut self) {
        let zero = Vector::<S, R>::splat(self.simd, R::default());
        let one = Vector::<S, R>::splat(self.simd, R::from_f64(1.0));
        for quad in 0..self.n_quads {
            let components = (quad..self.log_densities.len()).step_by(Self::STRIDE);
            let mut largest = self.log_densities[quad];
            for component in components.clone().skip(1) {
                let densities = self.log_densities[component];
                for u in 0..4 {
                    largest[u] = densities[u].max(largest[u]);
                }
            }
            let mut sum = [zero; 4];
            for component in components.clone() {
                let densities = &mut self.log_densities[component];
                let mut relative = *densities;
                for u in 0..4 {
                    relative[u] -= largest[u];
                }
                *densities = exp::<S, R>(self.simd, relative);
                for u in 0..4 {
                    sum[u] += densities[u];
                }
            }
            let mut factors = self.weights[quad];
            for u in 0..4 {
                factors[u] /= sum[u];
            }
            for component in components {
                let densities = &mut self.log_densities[component];
                for u in 0..4 {
                    densities[u] *= factors[u];
                }
            }
            self.largest[quad] = largest;
            self.sums[quad] = sum;
        }
        let last = self.n_quads - 1;
        for u in 0..4 {
            let counts = self.weights[last][u].simd_gt(zero);
            self.largest[last][u] = counts.select(self.largest[last][u], zero);
            self.sums[last][u] = counts.select(self.sums[last][u], one);
        }
    }

    /// The log-likelihood of the block's rows, all of which weigh 1, summed.
    ///
    /// A logarithm is dear: the sums are multiplied as long as their product cannot overflow.
    #[inline(always)]
    pub fn log_likelihood(&self) -> f64 {
        let mut total = S::f64s::splat(self.simd, 0.0);
        for &largest in self.largest[..self.n_quads].as_flattened() {
            total = R::add_to::<S>(total, largest);
        }
        let bits = (self.densities.n_clusters as f64).log2();
        let n_factors = ((R::MAX_EXPONENT / bits) as usize).clamp(1, 4 * Self::STRIDE);
        let mut logarithms = 0.0;
        for sums in self.sums[..self.n_quads].as_flattened().chunks(n_factors) {
            let mut product = Vector::<S, R>::splat(self.simd, R::from_f64(1.0));
            for &sum in sums {
                product *= sum;
            }
            logarithms += product.as_slice().iter().map(|x| x.to_f64().ln()).sum::<f64>();
        }
        total.reduce_sum() + logarithms
    }

    /// The log-likelihood of the block's rows times their weights, summed.
    #[inline(always)]
    pub fn weighted_log_likelihood(&self) -> f64 {
        let columns = [&self.weights, &self.largest, &self.sums].map(|column| lanes::<S, R>(&column[..self.n_quads]));
        let [weights, largest, sums] = columns;
        weights.zip(largest).zip(sums).map(|((weight, largest), sum)| weight * (largest + sum.ln())).sum()
    }

    /// Adds the block's moments about each component's mean to the `totals` of all.
    #[inline(always)]
    pub fn add_moments(&mut self, totals: &mut [S::f64s]) {
        for (cluster, totals) in totals.chunks_exact_mut(self.densities.n_sums()).enumerate() {
            let mut sums = [Vector::<S, R>::splat(self.simd, R::default()); 4];
            for r in self.component(cluster) {
                for u in 0..4 {
                    sums[u] += r[u];
                }
            }
            totals[0] = R::add_to::<S>(totals[0], fold::<S, R>(sums));
            match self.densities.shape {
                Shape::Diagonal => self.add_diagonal_moments(cluster, totals),
                Shape::Full | Shape::Tied => self.add_triangular_moments(cluster, totals),
            }
        }
    }

    /// Calls `visit` with the log-likelihood and the responsibilities of each row, all of which weigh 1.
    #[inline(always)]
    pub fn visit_rows(&self, visit: &mut dyn FnMut(f64, &[f64])) {
        let mut responsibilities = vec![0.0; self.densities.n_clusters];
        for row in 0..self.n_rows {
            let (vector, lane) = (row / Self::LANES, row % Self::LANES);
            for (cluster, r) in responsibilities.iter_mut().enumerate() {
                *r = self.component(cluster).as_flattened()[vector][lane].to_f64();
            }
            let largest = self.largest.as_flattened()[vector][lane].to_f64();
            let sum = self.sums.as_flattened()[vector][lane].to_f64();
            visit(largest + sum.ln(), &responsibilities);
        }
    }

    /// Writes the number of each row's most probable component to the first `labels`.
    #[inline(always)]
    pub fn most_probable(&mut self, labels: &mut [usize]) {
        for quad in 0..self.n_quads {
            let mut largest = self.log_densities[quad];
            let mut label = [Vector::<S, R>::splat(self.simd, R::default()); 4];
            for cluster in 1..self.densities.n_clusters {
                let number = Vector::<S, R>::splat(self.simd, R::from_f64(cluster as f64));
                let densities = self.log_densities[cluster * Self::STRIDE + quad];
                for u in 0..4 {
                    label[u] = densities[u].simd_gt(largest[u]).select(number, label[u]);
                    largest[u] = densities[u].max(largest[u]);
                }
            }
            self.scratch[quad] = label;
        }
        let numbers = self.scratch.as_flattened();
        for (labels, numbers) in labels[..self.n_rows].chunks_mut(Self::LANES).zip(numbers) {
            for (label, number) in labels.iter_mut().zip(numbers.as_slice()) {
                *label = number.to_f64() as usize;
            }
        }
    }
}

/// The numbers of a column, row by row.
fn lanes<S: Simd, R: Real>(column: &[Quad<S, R>]) -> impl Iterator<Item = f64> {
    column.as_flattened().iter().flat_map(|vector| vector.as_slice()).map(|x| x.to_f64())
}
