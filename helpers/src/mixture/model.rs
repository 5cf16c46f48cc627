//! A fitted mixture and what it says of customers.

use linfa::DatasetBase;
use linfa::traits::{Fit, PredictInplace};
use ndarray::{Array1, Array2, ArrayBase, ArrayView1, Data, Ix2};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

use super::covariance::{CovarianceType, Covariances, cholesky};
use super::criteria::Criteria;
use super::em::Run;
use super::gaussians::Gaussians;
use super::kernel::element::Precision;
use super::params::{GaussianMixtureParams, GaussianMixtureValidParams};
use crate::error::{Error, Result};

/// A Gaussian mixture: `p(x) = Σₖ wₖ·N(x; μₖ, Σₖ)`.
///
/// ```
/// use helpers::{CovarianceType, GaussianMixture};
/// use linfa::{DatasetBase, traits::Fit};
/// use ndarray::array;
///
/// let dataset = DatasetBase::from(array![[0.0], [0.2], [0.1], [5.0], [5.2], [5.1]]);
/// let model = GaussianMixture::params(2).covariance_type(CovarianceType::Diagonal).n_runs(3).fit(&dataset)?;
/// let labels = model.labels(&dataset.records)?;
/// assert!(model.converged());
/// assert_eq!(labels[0], labels[2]);
/// assert_ne!(labels[0], labels[3]);
/// # Ok::<(), helpers::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct GaussianMixture {
    pub(super) gaussians: Gaussians,
    pub(super) covariances: Covariances,
    pub(super) runs: Vec<Run>,
    pub(super) best_run: usize,
}

impl GaussianMixture {
    /// The hyperparameters of a mixture of `n_clusters` components, at their defaults.
    pub fn params(n_clusters: usize) -> GaussianMixtureParams {
        GaussianMixtureParams::new(n_clusters)
    }

    /// The share of each component, `(n_clusters)`, summing to 1.
    pub fn weights(&self) -> &Array1<f64> {
        &self.gaussians.weights
    }

    /// The components' means, `(n_clusters, n_features)`.
    pub fn means(&self) -> &Array2<f64> {
        &self.gaussians.means
    }

    /// The components' covariance matrices, `reg_covariance` included.
    pub fn covariances(&self) -> &Covariances {
        &self.covariances
    }

    /// The inverses of the covariance matrices, computed from their Cholesky factors.
    pub fn precisions(&self) -> Covariances {
        self.gaussians.factors.precisions(&self.covariances)
    }

    /// How the covariance matrices are shaped.
    pub fn covariance_type(&self) -> CovarianceType {
        self.covariances.covariance_type()
    }

    /// The number of components.
    pub fn n_clusters(&self) -> usize {
        self.means().nrows()
    }

    /// The number of columns that a feature matrix must have.
    pub fn n_features(&self) -> usize {
        self.means().ncols()
    }

    /// All runs, in the order of their seeds; none for a mixture of [given parameters](Self::from_parameters).
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The run that was kept, if there was one: that of highest log-likelihood, the first of equals.
    pub fn best_run(&self) -> Option<&Run> {
        self.runs.get(self.best_run)
    }

    /// The number of EM iterations of the run that was kept; 0 without a run.
    pub fn n_iterations(&self) -> usize {
        self.best_run().map_or(0, Run::n_iterations)
    }

    /// Whether the run that was kept reached the tolerance before `max_n_iterations`; `false` without a run.
    pub fn converged(&self) -> bool {
        self.best_run().is_some_and(|run| run.converged)
    }

    /// The number of free parameters (degrees of freedom).
    pub fn n_parameters(&self) -> usize {
        self.covariance_type()
            .n_parameters(self.n_clusters(), self.n_features())
    }

    /// The log-likelihood of each row, `ln p(x)`.
    ///
    /// # Errors
    /// [`Error::Shape`] for another number of columns, [`Error::EmptyMatrix`], [`Error::NotFinite`].
    pub fn score_samples<E: Precision, D: Data<Elem = E>>(&self, records: &ArrayBase<D, Ix2>) -> Result<Array1<f64>> {
        E::score_samples(&self.gaussians, records.view())
    }

    /// The responsibilities: the probability of each component for each row, `(n_samples, n_clusters)`.
    ///
    /// # Errors
    /// As [`score_samples`](Self::score_samples).
    pub fn predict_proba<E: Precision, D: Data<Elem = E>>(&self, records: &ArrayBase<D, Ix2>) -> Result<Array2<f64>> {
        E::predict_proba(&self.gaussians, records.view())
    }

    /// The largest responsibility of each row: how sure the mixture is of the row's component, from 1/`n_clusters` to 1.
    ///
    /// # Errors
    /// As [`score_samples`](Self::score_samples).
    pub fn confidence<E: Precision, D: Data<Elem = E>>(&self, records: &ArrayBase<D, Ix2>) -> Result<Vec<f64>> {
        Ok(largest_of_rows(&self.predict_proba(records)?))
    }

    /// The most probable component of each row, the first of equals.
    ///
    /// # Errors
    /// As [`score_samples`](Self::score_samples).
    pub fn labels<E: Precision, D: Data<Elem = E>>(&self, records: &ArrayBase<D, Ix2>) -> Result<Array1<usize>> {
        E::labels(&self.gaussians, records.view())
    }

    /// The mean log-likelihood of a row.
    ///
    /// # Errors
    /// As [`score_samples`](Self::score_samples).
    pub fn score<E: Precision, D: Data<Elem = E>>(&self, records: &ArrayBase<D, Ix2>) -> Result<f64> {
        Ok(self.log_likelihood(records)? / records.nrows() as f64)
    }

    /// The total log-likelihood `Σ ln p(x)`.
    ///
    /// # Errors
    /// As [`score_samples`](Self::score_samples).
    pub fn log_likelihood<E: Precision, D: Data<Elem = E>>(&self, records: &ArrayBase<D, Ix2>) -> Result<f64> {
        E::log_likelihood(&self.gaussians, records.view())
    }

    /// Log-likelihood, AIC, BIC and ICL of `records`.
    ///
    /// # Errors
    /// As [`score_samples`](Self::score_samples).
    pub fn criteria<E: Precision, D: Data<Elem = E>>(&self, records: &ArrayBase<D, Ix2>) -> Result<Criteria> {
        let sums = E::criteria(&self.gaussians, records.view())?;
        Ok(Criteria::new(sums, records.nrows(), self.n_parameters()))
    }

    /// [`Criteria::aic`].
    ///
    /// # Errors
    /// As [`score_samples`](Self::score_samples).
    pub fn aic<E: Precision, D: Data<Elem = E>>(&self, records: &ArrayBase<D, Ix2>) -> Result<f64> {
        Ok(self.criteria(records)?.aic)
    }

    /// [`Criteria::bic`].
    ///
    /// # Errors
    /// As [`score_samples`](Self::score_samples).
    pub fn bic<E: Precision, D: Data<Elem = E>>(&self, records: &ArrayBase<D, Ix2>) -> Result<f64> {
        Ok(self.criteria(records)?.bic)
    }

    /// [`Criteria::icl`].
    ///
    /// # Errors
    /// As [`score_samples`](Self::score_samples).
    pub fn icl<E: Precision, D: Data<Elem = E>>(&self, records: &ArrayBase<D, Ix2>) -> Result<f64> {
        Ok(self.criteria(records)?.icl)
    }

    /// `n_samples` new rows, `(n_samples, n_features)`, and the component of each.
    pub fn sample(&self, n_samples: usize, seed: u64) -> (Array2<f64>, Array1<usize>) {
        let mut rng = Xoshiro256Plus::seed_from_u64(seed);
        let (k, d) = self.means().dim();
        let lowers: Vec<Vec<f64>> = (0..k)
            .map(|cluster| cholesky(self.covariances.matrix(cluster, d).view()).expect("the fit was positive definite"))
            .collect();
        let mut rows = Array2::zeros((n_samples, d));
        let mut labels = Array1::zeros(n_samples);
        let mut normals = vec![0.0; d];
        for (mut row, label) in rows.outer_iter_mut().zip(&mut labels) {
            *label = draw_component(self.weights(), &mut rng);
            normals.fill_with(|| standard_normal(&mut rng));
            for (i, x) in row.iter_mut().enumerate() {
                let lower = &lowers[*label][i * (i + 1) / 2..];
                let noise: f64 = lower.iter().zip(&normals[..=i]).map(|(l, z)| l * z).sum();
                *x = self.means()[[*label, i]] + noise;
            }
        }
        (rows, labels)
    }
}

impl<E: Precision, D: Data<Elem = E>, T> Fit<ArrayBase<D, Ix2>, T, Error> for GaussianMixtureValidParams {
    type Object = GaussianMixture;

    /// Fits the mixture by expectation-maximisation and keeps the best run.
    ///
    /// # Errors
    /// [`Error::EmptyMatrix`], [`Error::NotFinite`], [`Error::TooFewDistinctRows`], [`Error::SingularCovariance`] (only
    /// with too small a `reg_covariance`), [`Error::OutOfRange`], and for a given start [`Error::Shape`] or
    /// [`Error::InvalidParameter`]. Not converging is no error.
    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<GaussianMixture> {
        E::fit(dataset.records.view(), self)
    }
}

impl<E: Precision, D: Data<Elem = E>> PredictInplace<ArrayBase<D, Ix2>, Array1<usize>> for GaussianMixture {
    /// Writes the most probable component of each row.
    ///
    /// # Panics
    /// Where [`labels`](GaussianMixture::labels) gives an error: this trait of linfa has no room for one.
    fn predict_inplace<'a>(&'a self, records: &'a ArrayBase<D, Ix2>, targets: &mut Array1<usize>) {
        *targets = self.labels(records).unwrap_or_else(|error| panic!("{error}"));
    }

    fn default_target(&self, records: &ArrayBase<D, Ix2>) -> Array1<usize> {
        Array1::zeros(records.nrows())
    }
}

fn largest_of_rows(matrix: &Array2<f64>) -> Vec<f64> {
    let largest = |row: ArrayView1<f64>| row.fold(0.0, |a: f64, &b| a.max(b));
    matrix.outer_iter().map(largest).collect()
}

fn draw_component(weights: &Array1<f64>, rng: &mut Xoshiro256Plus) -> usize {
    let mut rest: f64 = rng.r#gen();
    let drawn = weights.iter().position(|weight| {
        rest -= weight;
        rest < 0.0
    });
    drawn.unwrap_or(weights.len() - 1)
}

/// A standard normal number (Box and Muller 1958).
fn standard_normal(rng: &mut Xoshiro256Plus) -> f64 {
    let (u, v): (f64, f64) = (1.0 - rng.r#gen::<f64>(), rng.r#gen());
    (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}
