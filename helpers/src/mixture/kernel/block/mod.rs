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
mod memory;
mod triangular;

use self::diagonal::fold;
pub use self::layout::Block;
use self::layout::{lanes, lanes_mut};
use super::densities::Shape;
use super::real::Real;
use super::simd::vector::{Simd, exp};

impl<S: Simd> Block<'_, S> {
    /// `ln wₖ + ln N(x; μₖ, Σₖ)` of each row and component.
    #[inline(always)]
    pub fn log_densities(&mut self) {
        for cluster in 0..self.densities.n_clusters {
            let peak = self.simd.splat(self.densities.peaks[cluster]);
            self.component_mut(cluster).fill([peak; 4]);
            match self.densities.shape {
                Shape::Diagonal => self.subtract_diagonal_distances(cluster),
                Shape::Full | Shape::Tied => self.subtract_triangular_distances(cluster),
            }
        }
    }

    /// Turns log-densities into responsibilities by the log-sum-exp rule.
    #[inline(always)]
    pub fn responsibilities(&mut self) {
        let simd = self.simd;
        for quad in 0..self.n_quads {
            let components = (quad..self.log_densities.len()).step_by(Self::STRIDE);
            let mut largest = self.log_densities[quad];
            for component in components.clone().skip(1) {
                let densities = self.log_densities[component];
                for u in 0..4 {
                    largest[u] = simd.max(densities[u], largest[u]);
                }
            }
            let mut sum = [simd.constant(0.0); 4];
            for component in components.clone() {
                let densities = &mut self.log_densities[component];
                let mut relative = *densities;
                for u in 0..4 {
                    relative[u] = simd.sub(densities[u], largest[u]);
                }
                *densities = exp(simd, relative);
                for u in 0..4 {
                    sum[u] = simd.add(sum[u], densities[u]);
                }
            }
            let mut inverse = [simd.constant(1.0); 4];
            for u in 0..4 {
                inverse[u] = simd.div(inverse[u], sum[u]);
            }
            for component in components.clone() {
                let densities = &mut self.log_densities[component];
                for u in 0..4 {
                    densities[u] = simd.mul(densities[u], inverse[u]);
                }
            }
            self.largest[quad] = largest;
            self.sums[quad] = sum;
        }
        self.clear_padding();
    }

    /// The log-likelihood of the block's rows, summed.
    ///
    /// A logarithm is dear: the sums are multiplied as long as their product cannot overflow.
    #[inline(always)]
    pub fn log_likelihood(&self) -> f64 {
        let simd = self.simd;
        let mut total = simd.zero_total();
        for &largest in self.largest[..self.n_quads].as_flattened() {
            total = simd.add_to(total, largest);
        }
        let bits = (self.densities.n_clusters as f64).log2();
        let n_factors = ((S::Real::MAX_EXPONENT / bits) as usize).clamp(1, 4 * Self::STRIDE);
        let mut logarithms = 0.0;
        for sums in self.sums[..self.n_quads].as_flattened().chunks(n_factors) {
            let mut product = simd.constant(1.0);
            for &sum in sums {
                product = simd.mul(product, sum);
            }
            logarithms += lanes::<S>(&[product]).iter().map(|x| x.to_f64().ln()).sum::<f64>();
        }
        simd.sum(total) + logarithms
    }

    /// Multiplies each row's responsibilities by its weight, and gives the weighted log-likelihood of the rows.
    #[inline(always)]
    pub fn weigh(&mut self, weights: &[f32]) -> f64 {
        for cluster in self.log_densities.chunks_exact_mut(Self::STRIDE) {
            let responsibilities = &mut lanes_mut::<S>(cluster.as_flattened_mut())[..self.n_rows];
            for (r, &weight) in responsibilities.iter_mut().zip(weights) {
                *r = S::Real::from_f64(r.to_f64() * f64::from(weight));
            }
        }
        let (largest, sums) = (lanes::<S>(self.largest.as_flattened()), lanes::<S>(self.sums.as_flattened()));
        let mut total = 0.0;
        for ((largest, sum), &weight) in largest[..self.n_rows].iter().zip(sums).zip(weights) {
            total += f64::from(weight) * (largest.to_f64() + sum.to_f64().ln());
        }
        total
    }

    /// Adds the block's moments about each component's mean to the `totals` of all.
    #[inline(always)]
    pub fn add_moments(&mut self, totals: &mut [S::Total]) {
        for (cluster, totals) in totals.chunks_exact_mut(self.densities.n_sums()).enumerate() {
            let mut sums = [self.simd.constant(0.0); 4];
            for r in self.component(cluster) {
                for u in 0..4 {
                    sums[u] = self.simd.add(sums[u], r[u]);
                }
            }
            totals[0] = self.simd.add_to(totals[0], fold(self.simd, sums));
            match self.densities.shape {
                Shape::Diagonal => self.add_diagonal_moments(cluster, totals),
                Shape::Full | Shape::Tied => self.add_triangular_moments(cluster, totals),
            }
        }
    }

    /// Calls `visit` with the log-likelihood and the responsibilities of each row.
    #[inline(always)]
    pub fn visit_rows(&self, visit: &mut dyn FnMut(f64, &[f64])) {
        let mut responsibilities = vec![0.0; self.densities.n_clusters];
        for row in 0..self.n_rows {
            for (cluster, r) in responsibilities.iter_mut().enumerate() {
                *r = lanes::<S>(self.component(cluster).as_flattened())[row].to_f64();
            }
            let largest = lanes::<S>(self.largest.as_flattened())[row].to_f64();
            let sum = lanes::<S>(self.sums.as_flattened())[row].to_f64();
            visit(largest + sum.ln(), &responsibilities);
        }
    }

    /// Writes the number of each row's most probable component to the first `labels`.
    #[inline(always)]
    pub fn most_probable(&mut self, labels: &mut [usize]) {
        let simd = self.simd;
        for quad in 0..self.n_quads {
            let mut largest = self.log_densities[quad];
            let mut label = [simd.constant(0.0); 4];
            for cluster in 1..self.densities.n_clusters {
                let number = simd.constant(cluster as f64);
                let densities = self.log_densities[cluster * Self::STRIDE + quad];
                for u in 0..4 {
                    label[u] = simd.where_greater(densities[u], largest[u], number, label[u]);
                    largest[u] = simd.max(densities[u], largest[u]);
                }
            }
            self.scratch[quad] = label;
        }
        let numbers = &lanes::<S>(self.scratch.as_flattened())[..self.n_rows];
        for (label, number) in labels.iter_mut().zip(numbers) {
            *label = number.to_f64() as usize;
        }
    }
}
