//! The M-step: from weighted moments to the parameters that maximise the likelihood.

use ndarray::{Array1, Array2, Array3, ArrayView2, ArrayViewMut2, Axis};

use super::covariance::{CovarianceType, Covariances, Factors};
use super::gaussians::Gaussians;
use super::kernel::element::{Precision, Real};
use super::kernel::{Densities, Shape, Sums};
use super::params::GaussianMixtureValidParams;
use crate::error::{Error, Result};

/// What scikit-learn adds to each component's responsibilities, so that an empty one divides by no zero.
const EXTRA_COUNT: f64 = 10.0 * f64::EPSILON;

/// Each component's moments of order 0, 1 and 2 about a centre of its own.
pub(super) struct Moments {
    /// What they were summed in.
    precision: &'static str,
    /// `(n_clusters, n_features)`.
    centres: Array2<f64>,
    /// `(n_clusters, n_sums)`: see [`Densities::n_sums`].
    sums: Array2<f64>,
}

/// What an M-step gives.
pub(super) struct Maximum {
    pub gaussians: Gaussians,
    pub covariances: Covariances,
}

impl Moments {
    /// The moments that an E-step with `densities` summed up.
    pub fn of_sums<F: Real>(sums: Sums, densities: &Densities<F>) -> Moments {
        let (k, d) = (densities.n_clusters, densities.n_features);
        let centres = densities.means.iter().map(|mean| mean.to_f64()).collect();
        let shape = "as many as the densities have";
        Moments {
            precision: F::NAME,
            centres: Array2::from_shape_vec((k, d), centres).expect(shape),
            sums: Array2::from_shape_vec((k, densities.n_sums()), sums.moments).expect(shape),
        }
    }

    /// The moments of the groups that `labels` makes, about their means.
    pub fn of_partition<E: Precision>(
        records: ArrayView2<E>,
        labels: &[usize],
        params: &GaussianMixtureValidParams,
    ) -> Moments {
        let (k, d) = (params.n_clusters, records.ncols());
        let shape = params.covariance_type.shape();
        let mut counts = Array1::<f64>::zeros(k);
        let mut centres = Array2::<f64>::zeros((k, d));
        for (row, &label) in records.outer_iter().zip(labels) {
            counts[label] += 1.0;
            centres.row_mut(label).zip_mut_with(&row, |sum, x| *sum += x.to_f64());
        }
        for (mut centre, &count) in centres.outer_iter_mut().zip(&counts) {
            centre /= f64::max(count, 1.0);
        }
        let n_second = if shape == Shape::Diagonal { d } else { d * (d + 1) / 2 };
        let mut sums = Array2::zeros((k, 1 + d + n_second));
        let mut difference = vec![0.0; d];
        for (row, &label) in records.outer_iter().zip(labels) {
            for ((difference, x), centre) in difference.iter_mut().zip(row).zip(centres.row(label)) {
                *difference = x.to_f64() - centre;
            }
            add_row(&mut sums, label, &difference, shape);
        }
        Moments {
            precision: f64::NAME,
            centres,
            sums,
        }
    }

    /// Weights, means and covariances of greatest likelihood.
    ///
    /// # Errors
    /// [`Error::SingularCovariance`] names the component whose covariance is not positive definite.
    pub fn maximise(&self, params: &GaussianMixtureValidParams) -> Result<Maximum> {
        let counts = self.sums.column(0).mapv(|sum| sum + EXTRA_COUNT);
        let (k, d) = self.centres.dim();
        let mut means = Array2::zeros((k, d));
        for ((cluster, i), mean) in means.indexed_iter_mut() {
            let (zeroth, first) = (self.sums[[cluster, 0]], self.sums[[cluster, 1 + i]]);
            *mean = (self.centres[[cluster, i]] * zeroth + first) / counts[cluster];
        }
        let covariances = self.covariances(params, &counts, &means);
        let finite = means.iter().chain(self.sums.iter()).all(|x| x.is_finite());
        if !finite {
            return Err(Error::OutOfRange {
                precision: self.precision,
            });
        }
        if params.reg_covariance == 0.0 {
            self.check_spread(params.covariance_type, &means)?;
        }
        let factors = Factors::of_covariances(&covariances, d)?;
        let weights = &counts / counts.sum();
        Ok(Maximum {
            gaussians: Gaussians {
                weights,
                means,
                factors,
            },
            covariances,
        })
    }

    fn covariances(
        &self,
        params: &GaussianMixtureValidParams,
        counts: &Array1<f64>,
        means: &Array2<f64>,
    ) -> Covariances {
        let (k, d) = self.centres.dim();
        let reg = params.reg_covariance;
        match params.covariance_type {
            CovarianceType::Full => {
                let mut matrices = Array3::zeros((k, d, d));
                for (cluster, mut matrix) in matrices.outer_iter_mut().enumerate() {
                    self.add_scatter(cluster, means, 0.0, matrix.view_mut());
                    matrix /= counts[cluster];
                    regularise(matrix.diag_mut(), reg);
                }
                Covariances::Full(matrices)
            }
            CovarianceType::Tied => {
                let mut matrix = Array2::zeros((d, d));
                for cluster in 0..k {
                    self.add_scatter(cluster, means, EXTRA_COUNT, matrix.view_mut());
                }
                matrix /= counts.sum();
                regularise(matrix.diag_mut(), reg);
                Covariances::Tied(matrix)
            }
            CovarianceType::Diagonal => Covariances::Diagonal(self.variances(reg, counts, means)),
            CovarianceType::Spherical => {
                let variances = self.variances(reg, counts, means);
                Covariances::Spherical(variances.mean_axis(Axis(1)).expect("a matrix has columns"))
            }
        }
    }

    /// Refuses a component without any spread, which rounding may hide.
    fn check_spread(&self, covariance_type: CovarianceType, means: &Array2<f64>) -> Result<()> {
        let (k, d) = self.centres.dim();
        let spreads = |cluster: usize, i: usize| {
            let variance = self.scatter_entry(cluster, [i, i], means, 0.0) / self.sums[[cluster, 0]];
            variance > (16.0 * f64::EPSILON * means[[cluster, i]]).powi(2)
        };
        let singular = |component| Err(Error::SingularCovariance { component });
        match covariance_type {
            CovarianceType::Tied if (0..d).any(|i| !(0..k).any(|cluster| spreads(cluster, i))) => return singular(0),
            CovarianceType::Tied => return Ok(()),
            CovarianceType::Full | CovarianceType::Diagonal | CovarianceType::Spherical => {}
        }
        let spherical = covariance_type == CovarianceType::Spherical;
        let flat = |&cluster: &usize| {
            let n_spread = (0..d).filter(|&i| spreads(cluster, i)).count();
            n_spread < if spherical { 1 } else { d }
        };
        (0..k).find(flat).map_or(Ok(()), singular)
    }

    /// `(n_clusters, n_features)`.
    fn variances(&self, reg: f64, counts: &Array1<f64>, means: &Array2<f64>) -> Array2<f64> {
        let mut variances = means.clone();
        for ((cluster, i), variance) in variances.indexed_iter_mut() {
            *variance = self.scatter_entry(cluster, [i, i], means, EXTRA_COUNT) / counts[cluster];
        }
        for row in variances.outer_iter_mut() {
            regularise(row, reg);
        }
        variances
    }

    /// Adds `Σ r·(x − mean)(x − mean)ᵀ` of one component.
    fn add_scatter(&self, cluster: usize, means: &Array2<f64>, extra: f64, mut scatter: ArrayViewMut2<f64>) {
        for i in 0..self.centres.ncols() {
            for j in 0..=i {
                let entry = self.scatter_entry(cluster, [i, j], means, extra);
                scatter[[i, j]] += entry;
                if i != j {
                    scatter[[j, i]] += entry;
                }
            }
        }
    }

    /// A second moment, moved from the centre to the mean.
    ///
    /// scikit-learn takes it about the mean for full covariance, but as `Σ r·xxᵀ − n·mmᵀ` else. With its extra `10·ε` of a
    /// row these differ by `10·ε·mmᵀ`, which a variance near 1e-6 and an unsettled run make visible.
    fn scatter_entry(&self, cluster: usize, [i, j]: [usize; 2], means: &Array2<f64>, extra: f64) -> f64 {
        let d = self.centres.ncols();
        let sums = self.sums.row(cluster);
        let diagonal = sums.len() == 1 + 2 * d;
        let second = sums[1 + d + if diagonal { i } else { i * (i + 1) / 2 + j }];
        let shift = |i: usize| means[[cluster, i]] - self.centres[[cluster, i]];
        second - sums[1 + i] * shift(j) - sums[1 + j] * shift(i)
            + sums[0] * shift(i) * shift(j)
            + extra * means[[cluster, i]] * means[[cluster, j]]
    }
}

/// Adds to variances; rounding must not have made one negative.
fn regularise(mut variances: ndarray::ArrayViewMut1<f64>, reg_covariance: f64) {
    variances.mapv_inplace(|variance| variance.max(0.0) + reg_covariance);
}

fn add_row(sums: &mut Array2<f64>, label: usize, difference: &[f64], shape: Shape) {
    let d = difference.len();
    let mut sums = sums.row_mut(label);
    sums[0] += 1.0;
    let mut next = 1 + d;
    for (i, x) in difference.iter().enumerate() {
        sums[1 + i] += x;
        let others = if shape == Shape::Diagonal { i..=i } else { 0..=i };
        for y in &difference[others] {
            sums[next] += x * y;
            next += 1;
        }
    }
}
