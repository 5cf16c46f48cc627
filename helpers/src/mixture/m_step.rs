//! The M-step: from weighted moments to the parameters that maximise the likelihood.

use ndarray::{Array1, Array2, Axis, s};

use super::categorical::Categorical;
use super::cholesky::cholesky;
use super::covariance::CovarianceType;
use super::gaussians::Gaussians;
use super::k_means::group_means;
use super::kernel::Shape;
use super::kernel::real::Real;
use super::packed::Packed;
use super::params::GaussianMixtureValidParams;
use super::rows::Rows;
use crate::error::{Error, Result};

/// What scikit-learn adds to each component's responsibilities, so that an empty one divides by no zero.
const EXTRA_COUNT: f64 = 10.0 * f64::EPSILON;

/// Each component's moments of order 0, 1 and 2 about a centre of its own.
pub struct Moments {
    /// What they were summed in.
    pub precision: &'static str,
    /// `(n_clusters, n_features)`.
    pub centres: Array2<f64>,
    /// `(n_clusters, n_sums)`: see [`Densities::n_sums`](super::kernel::Densities::n_sums).
    pub sums: Array2<f64>,
    /// Of the second moments.
    pub shape: Shape,
    /// Of each category the responsibilities summed by level, `(n_clusters, n_levels)`.
    pub levels: Vec<Array2<f64>>,
}

/// What an M-step gives.
pub struct MStep {
    pub gaussians: Gaussians,
    pub covariances: Packed,
}

impl Moments {
    /// The moments of the groups that `labels` makes, about their means.
    pub fn of_partition(rows: &Rows, labels: &[usize], params: &GaussianMixtureValidParams) -> Moments {
        let (k, d) = (params.n_clusters, rows.numbers.ncols());
        let shape = params.covariance_type.shape();
        let entries: Vec<[usize; 2]> = shape.entries(d).collect();
        let values = rows.numbers.as_slice().expect("standard layout");
        let centres = group_means(values, d, labels, &rows.weights, k);
        let mut sums = vec![0.0; k * (1 + d + entries.len())];
        let mut difference = vec![0.0; d];
        for ((row, &label), weight) in values.chunks_exact(d).zip(labels).zip(&rows.weights) {
            let sums = &mut sums[label * (1 + d + entries.len())..];
            sums[0] += weight;
            for i in 0..d {
                difference[i] = row[i] - centres[label * d + i];
                sums[1 + i] += weight * difference[i];
            }
            for (sum, &[i, j]) in sums[1 + d..].iter_mut().zip(&entries) {
                *sum += weight * difference[i] * difference[j];
            }
        }
        let matrix = |n, numbers| Array2::from_shape_vec((k, n), numbers).expect("as many for each component");
        let (centres, sums) = (matrix(d, centres), matrix(1 + d + entries.len(), sums));
        let levels = rows.level_sums(labels, k);
        Moments { precision: f64::NAME, centres, sums, shape, levels }
    }

    /// Weights, means and covariances of greatest likelihood.
    ///
    /// # Errors
    /// [`Error::SingularCovariance`] names the component whose covariance is not positive definite; [`Error::OutOfRange`]
    /// where a moment or covariance is infinite, or the inverse of one.
    pub fn maximise(&self, params: &GaussianMixtureValidParams) -> Result<MStep> {
        let counts = self.sums.column(0).mapv(|sum| sum + EXTRA_COUNT);
        let mut means = Array2::zeros(self.centres.dim());
        for ((cluster, i), mean) in means.indexed_iter_mut() {
            let (zeroth, first) = (self.sums[[cluster, 0]], self.sums[[cluster, 1 + i]]);
            *mean = (self.centres[[cluster, i]] * zeroth + first) / counts[cluster];
        }
        let scatters = self.scatters(&means);
        let without_spread = match params.reg_covariance {
            0.0 => self.without_spread(&scatters, &means, params.covariance_type),
            _ => None,
        };
        let covariances = self.covariances(scatters, &means, &counts, params);
        let mut numbers = means.iter().chain(&self.sums).chain(&covariances.numbers);
        if !numbers.all(|x| x.is_finite()) {
            return Err(Error::OutOfRange { precision: self.precision });
        }
        if let Some(component) = without_spread {
            return Err(Error::SingularCovariance { component });
        }
        let mut gaussians = Gaussians::new(&counts / counts.sum(), means, &covariances)?;
        let levels = params.categorical.iter().zip(&self.levels);
        gaussians.categories = levels.map(|(&column, sums)| Categorical::maximised(column, sums)).collect();
        Ok(MStep { gaussians, covariances })
    }

    /// The second moments, moved from the centres to the means: `Σ r·(x − mean)(x − mean)ᵀ`.
    fn scatters(&self, means: &Array2<f64>) -> Array2<f64> {
        let mut scatters = self.sums.slice(s![.., 1 + means.ncols()..]).to_owned();
        let shifts = means - &self.centres;
        for ((mut scatter, sums), shift) in
            scatters.outer_iter_mut().zip(self.sums.outer_iter()).zip(shifts.outer_iter())
        {
            for (x, [i, j]) in scatter.iter_mut().zip(self.shape.entries(means.ncols())) {
                *x = *x - sums[1 + i] * shift[j] - sums[1 + j] * shift[i] + sums[0] * shift[i] * shift[j];
            }
        }
        scatters
    }

    fn covariances(
        &self,
        mut scatters: Array2<f64>,
        means: &Array2<f64>,
        counts: &Array1<f64>,
        params: &GaussianMixtureValidParams,
    ) -> Packed {
        // scikit-learn takes the scatter about the mean for full covariance, but as `Σ r·xxᵀ − n·mmᵀ` else. With its extra
        // count these differ by `extra·mmᵀ`, which a variance near 1e-6 and an unsettled run make visible.
        if self.shape != Shape::Full {
            for (mut scatter, mean) in scatters.outer_iter_mut().zip(means.outer_iter()) {
                for (x, [i, j]) in scatter.iter_mut().zip(self.shape.entries(means.ncols())) {
                    *x += EXTRA_COUNT * mean[i] * mean[j];
                }
            }
        }
        let mut covariances = match self.shape {
            Shape::Tied => scatters.sum_axis(Axis(0)).insert_axis(Axis(0)) / counts.sum(),
            Shape::Full | Shape::Diagonal => scatters / counts.view().insert_axis(Axis(1)),
        };
        for mut covariance in covariances.outer_iter_mut() {
            for i in 0..means.ncols() {
                let variance = &mut covariance[self.shape.index(i, i)];
                *variance = variance.max(0.0) + params.reg_covariance; // rounding must not have made it negative
            }
            if params.covariance_type == CovarianceType::Spherical {
                covariance.fill(covariance.sum() / means.ncols() as f64);
            }
        }
        Packed { shape: self.shape, n_features: means.ncols(), numbers: covariances.into_iter().collect() }
    }

    /// A component without any spread, or with tied covariances the first where they all have some in fewer directions than
    /// there are features: rounding or the extra count may hide it.
    fn without_spread(
        &self,
        scatters: &Array2<f64>,
        means: &Array2<f64>,
        covariance_type: CovarianceType,
    ) -> Option<usize> {
        let (k, d) = means.dim();
        let spreads = |cluster: usize, i: usize| {
            let variance = scatters[[cluster, self.shape.index(i, i)]] / self.sums[[cluster, 0]];
            variance > (16.0 * f64::EPSILON * means[[cluster, i]]).powi(2)
        };
        match covariance_type {
            CovarianceType::Tied => {
                let full_rank = cholesky(&scatters.sum_axis(Axis(0)).to_vec(), d).is_some();
                let spread = (0..d).all(|i| (0..k).any(|cluster| spreads(cluster, i)));
                (!full_rank || !spread).then_some(0)
            }
            CovarianceType::Spherical => (0..k).find(|&cluster| !(0..d).any(|i| spreads(cluster, i))),
            CovarianceType::Full | CovarianceType::Diagonal => {
                (0..k).find(|&cluster| !(0..d).all(|i| spreads(cluster, i)))
            }
        }
    }
}
