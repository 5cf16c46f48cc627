//! A fitted mixture and what it says of customers.

use linfa::ParamGuard;
use linfa::traits::PredictInplace;
use ndarray::{Array1, Array2, ArrayBase, Data, Ix2};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

use super::as_records::AsRecords;
use super::categorical::{Categorical, checked, columns};
use super::cholesky::{at, cholesky};
use super::covariance::{CovarianceType, Covariances};
use super::criteria::Criteria;
use super::evaluate::Input;
use super::fit::Run;
use super::gaussians::Gaussians;
use super::k_means::draw;
use super::kernel::element::Element;
use super::kernel::real::Real;
use super::kernel::{Densities, Shape};
use super::m_step::{MStep, Moments};
use super::marginal::Marginal;
use super::packed::Packed;
use super::params::{GaussianMixtureParams, Start};
use crate::check::{check_shape, check_that};
use crate::error::{Error, Result};

/// A Gaussian mixture: `p(x) = Σₖ wₖ·N(x; μₖ, Σₖ)`, where x may have [categories](Categorical) too, each of which brings the
/// factor `p(level | k)`. Of a row with gaps it is the density of what is observed.
///
/// ```
/// use helpers::{CovarianceType, GaussianMixture};
/// use linfa::{DatasetBase, traits::Fit};
/// use ndarray::array;
///
/// let dataset = DatasetBase::from(array![[0.0], [0.2], [0.1], [5.0], [5.2], [5.1]]);
/// let model = GaussianMixture::params(2).covariance_type(CovarianceType::Diagonal).n_runs(3).fit(&dataset)?;
/// let labels = model.labels(&dataset)?;
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
    /// `reg_covariance` and the rows' weights of the fit, summed, if there was one.
    pub(super) floor: Option<(f64, f64)>,
    pub(super) allow_missing: bool,
}

impl GaussianMixture {
    /// The hyperparameters of a mixture of `n_clusters` components, at their defaults.
    pub fn params(n_clusters: usize) -> GaussianMixtureParams {
        GaussianMixtureParams::new(n_clusters)
    }

    /// The mixture with these parameters: `weights`, `(n_clusters)`, and `means`, `(n_clusters, n_features)`.
    ///
    /// With the parameters of a fitted mixture it gives the same results to the last bit, but has no runs.
    ///
    /// ```
    /// use helpers::{Covariances, GaussianMixture};
    /// use ndarray::array;
    ///
    /// let variances = Covariances::Spherical(array![1.0, 1.0]);
    /// let model = GaussianMixture::from_parameters(array![0.5, 0.5], array![[0.0], [10.0]], variances)?;
    /// assert_eq!(model.labels(&array![[9.0]])?, [1]);
    /// assert!(model.best_run().is_none());
    /// # Ok::<(), helpers::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Shape`]; [`Error::SingularCovariance`] for a covariance that is not positive definite, [`Error::OutOfRange`] for
    /// one whose inverse is infinite;
    /// [`Error::InvalidParameter`] for weights that are not positive with the sum 1, to within 1e-9, for a mean or
    /// covariance that is not finite, and for a matrix that is not symmetric, rounding apart.
    pub fn from_parameters(
        weights: Array1<f64>,
        means: Array2<f64>,
        covariances: Covariances,
    ) -> Result<GaussianMixture> {
        let (n_clusters, n_features) = means.dim();
        check_shape("the array of means", means.shape(), &[n_clusters.max(1), n_features.max(1)])?;
        check_shape("the array of weights", weights.shape(), &[n_clusters])?;
        let are_shares = weights.iter().all(|&weight| weight > 0.0) && (weights.sum() - 1.0).abs() <= 1e-9;
        check_that(are_shares, "the array of weights", &weights, "positive with the sum 1")?;
        means.iter().try_for_each(|mean| check_that(mean.is_finite(), "a mean", mean, "finite"))?;
        covariances.check(n_clusters, n_features)?;
        let packed = Packed::new(&covariances, n_clusters, n_features);
        let gaussians = Gaussians::new(weights, means, &packed)?;
        Ok(GaussianMixture { gaussians, covariances, runs: Vec::new(), best_run: 0, floor: None, allow_missing: false })
    }

    /// The mixture with these categories beside its numeric columns, as [`categories`](Self::categories) gives them.
    ///
    /// # Errors
    /// [`Error::Shape`], and [`Error::InvalidParameter`] for columns that leave a gap, more than 1000 levels, or probabilities
    /// of which some are negative or a row does not sum to 1, to within 1e-9.
    pub fn with_categories(mut self, categories: &[Categorical]) -> Result<GaussianMixture> {
        self.gaussians.categories = checked(categories, self.n_clusters(), self.means().ncols())?;
        Ok(self)
    }

    /// Whether NaN in what is scored stands for a value that is not known; a fit [allows it](GaussianMixtureParams::allow_missing)
    /// to its model, and else it is an error.
    pub fn allow_missing(mut self, allow_missing: bool) -> GaussianMixture {
        self.allow_missing = allow_missing;
        self
    }

    /// Whether NaN stands for a value that is not known.
    pub fn allows_missing(&self) -> bool {
        self.allow_missing
    }

    /// The share of each component, `(n_clusters)`, summing to 1.
    pub fn weights(&self) -> &Array1<f64> {
        &self.gaussians.weights
    }

    /// The components' means of the numeric columns, `(n_clusters, n_features)` without the categories.
    pub fn means(&self) -> &Array2<f64> {
        &self.gaussians.means
    }

    /// The components' covariance matrices of the numeric columns, `reg_covariance` included.
    pub fn covariances(&self) -> &Covariances {
        &self.covariances
    }

    /// The categories with the probabilities of their levels in each component.
    pub fn categories(&self) -> &[Categorical] {
        &self.gaussians.categories
    }

    /// The inverses of the covariance matrices, computed from their Cholesky factors.
    pub fn precisions(&self) -> Covariances {
        let (k, d) = self.means().dim();
        let diagonal = self.covariance_type().shape() == Shape::Diagonal;
        Covariances::new(self.covariance_type(), k, d, |(cluster, i, j)| match diagonal {
            true => self.covariances.entry(cluster, i, i).recip(),
            false => self.gaussians.precisions_cholesky.precision(cluster, i, j),
        })
    }

    /// The start from which a fit goes on where this mixture is.
    pub fn as_start(&self) -> Start {
        Start::Mixture(Box::new(self.clone()))
    }

    /// The M-step after an E-step elsewhere over rows of which all numbers are known, which gave each component's `sums` about
    /// its mean: of the responsibilities, of their products with the differences, and of those with the differences' products,
    /// packed; and of each category the responsibilities summed by level, `(n_clusters, n_levels)`.
    ///
    /// # Errors
    /// As a fit after its start.
    pub(crate) fn maximised(
        &self,
        sums: Vec<f64>,
        levels: &[Array2<f64>],
        reg_covariance: f64,
    ) -> Result<GaussianMixture> {
        let covariance_type = self.covariance_type();
        let params = GaussianMixture::params(self.n_clusters()).covariance_type(covariance_type);
        let params = params.categorical(&columns(self.categories())).reg_covariance(reg_covariance).check()?;
        let (centres, k) = (self.means().clone(), self.n_clusters());
        let sums = Array2::from_shape_vec((k, sums.len() / k), sums).expect("as many for each component");
        let (shape, levels) = (covariance_type.shape(), levels.to_vec());
        let moments = Moments { precision: f64::NAME, centres, sums, shape, levels };
        let MStep { gaussians, covariances } = moments.maximise(&params)?;
        let covariances = covariances.unpacked(covariance_type, k);
        Ok(GaussianMixture { gaussians, covariances, ..self.clone() })
    }

    /// The numbers that the densities of rows with these numeric columns are computed from.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] where one is infinite, [`Error::SingularCovariance`] where rounding makes a marginal one singular.
    pub(crate) fn densities(&self, observed: &[usize]) -> Result<Densities<f64>> {
        Marginal::new(&self.gaussians, observed)?.gaussians.densities(&[])
    }

    /// How the covariance matrices are shaped.
    pub fn covariance_type(&self) -> CovarianceType {
        self.covariances.covariance_type()
    }

    /// The number of components.
    pub fn n_clusters(&self) -> usize {
        self.means().nrows()
    }

    /// The number of columns that a feature matrix must have, categories included.
    pub fn n_features(&self) -> usize {
        self.gaussians.n_columns()
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

    /// The number of free parameters (degrees of freedom): of a category one less than its levels for each component.
    pub fn n_parameters(&self) -> usize {
        let (k, d) = self.means().dim();
        let of_category = |category: &Categorical| k * (category.n_levels() - 1);
        self.covariance_type().n_parameters(k, d) + self.categories().iter().map(of_category).sum::<usize>()
    }

    fn input<'a, R: AsRecords>(&self, records: &'a R, weights: Option<&'a [f32]>) -> Input<'a> {
        let records = R::Elem::erase(records.as_records());
        Input { records, weights, allow_missing: self.allow_missing }
    }

    /// The log-likelihood of each row, `ln p(x)`.
    ///
    /// # Errors
    /// [`Error::Shape`] for another number of columns, [`Error::EmptyMatrix`], [`Error::InvalidEntry`];
    /// of weights [`Error::InvalidWeight`].
    pub fn score_samples<R: AsRecords>(&self, records: &R) -> Result<Array1<f64>> {
        let input = self.input(records, None);
        Ok(self.gaussians.of_rows(input, 1, |log_likelihood, _, target| target[0] = log_likelihood)?.into())
    }

    /// The responsibilities: the probability of each component for each row, `(n_samples, n_clusters)`.
    ///
    /// # Errors
    /// As [`score_samples`](Self::score_samples).
    pub fn predict_proba<R: AsRecords>(&self, records: &R) -> Result<Array2<f64>> {
        let (input, dim) = (self.input(records, None), (records.as_records().nrows(), self.n_clusters()));
        let probabilities = self.gaussians.of_rows(input, dim.1, |_, row, target| target.copy_from_slice(row))?;
        Ok(Array2::from_shape_vec(dim, probabilities).expect("a number for each component"))
    }

    /// The largest responsibility of each row: how sure the mixture is of the row's component, from 1/`n_clusters` to 1.
    ///
    /// # Errors
    /// As [`score_samples`](Self::score_samples).
    pub fn confidence<R: AsRecords>(&self, records: &R) -> Result<Vec<f64>> {
        let input = self.input(records, None);
        self.gaussians.of_rows(input, 1, |_, row, target| target[0] = row.iter().copied().fold(0.0, f64::max))
    }

    /// The most probable component of each row, the first of equals.
    ///
    /// # Errors
    /// As [`score_samples`](Self::score_samples).
    pub fn labels<R: AsRecords>(&self, records: &R) -> Result<Vec<usize>> {
        self.gaussians.labels(self.input(records, None))
    }

    /// `records` with what is [missing](GaussianMixtureParams::allow_missing) filled in: numbers with their conditional means
    /// given what the row has, weighted with its responsibilities; categories with the most probable level.
    ///
    /// # Errors
    /// As [`score_samples`](Self::score_samples).
    pub fn impute<R: AsRecords>(&self, records: &R) -> Result<Array2<f64>> {
        let mut matrix = records.as_records().mapv(R::Elem::to_f64);
        self.gaussians.impute(self.input(records, None), &mut matrix)?;
        Ok(matrix)
    }

    /// The mean log-likelihood of a row, weighted where the dataset has weights.
    ///
    /// # Errors
    /// As [`score_samples`](Self::score_samples).
    pub fn score<R: AsRecords>(&self, records: &R) -> Result<f64> {
        self.gaussians.mean_log_likelihood(self.input(records, records.weights()))
    }

    /// Log-likelihood, AIC, BIC and ICL of `records`, in one pass.
    ///
    /// # Errors
    /// As [`score_samples`](Self::score_samples).
    pub fn criteria<R: AsRecords>(&self, records: &R) -> Result<Criteria> {
        self.gaussians.criteria(self.input(records, records.weights()), self.n_parameters())
    }

    /// `n_samples` new rows, `(n_samples, n_features)`, and the component of each.
    ///
    /// # Errors
    /// [`Error::InvalidParameter`] for more rows than memory can be had for.
    pub fn sample(&self, n_samples: usize, seed: u64) -> Result<(Array2<f64>, Vec<usize>)> {
        let mut rng = Xoshiro256Plus::seed_from_u64(seed);
        let (k, d) = self.means().dim();
        let lower = |cluster: usize| {
            let entry = |[i, j]: [usize; 2]| self.covariances.entry(cluster, i, j);
            let covariance: Vec<f64> = Shape::Full.entries(d).map(entry).collect();
            cholesky(&covariance, d).expect("the covariances were found positive definite")
        };
        let lowers: Vec<Vec<f64>> = (0..k).map(lower).collect();
        let too_many = |_| Error::invalid("n_samples", n_samples, "as few as memory holds");
        let (mut rows, mut labels) = (Vec::new(), Vec::new());
        rows.try_reserve_exact(n_samples.saturating_mul(self.n_features())).map_err(too_many)?;
        labels.try_reserve_exact(n_samples).map_err(too_many)?;
        let weights = self.weights().to_vec();
        let mut normals = vec![0.0; d];
        for _ in 0..n_samples {
            let label = draw(&weights, &mut rng);
            normals.fill_with(|| standard_normal(&mut rng));
            let mut numbers = (0..d).map(|i| {
                let lower = &lowers[label][at(i, 0)..];
                let noise: f64 = lower.iter().zip(&normals[..=i]).map(|(l, z)| l * z).sum();
                self.means()[[label, i]] + noise
            });
            for column in 0..self.n_features() {
                let category = self.categories().iter().find(|category| category.column == column);
                rows.push(match category {
                    Some(category) => draw(&category.probabilities.row(label).to_vec(), &mut rng) as f64,
                    None => numbers.next().expect("a number for each column that is no category"),
                });
            }
            labels.push(label);
        }
        let rows = Array2::from_shape_vec((n_samples, self.n_features()), rows).expect("a number for each column");
        Ok((rows, labels))
    }
}

impl<E: Element, D: Data<Elem = E>> PredictInplace<ArrayBase<D, Ix2>, Array1<usize>> for GaussianMixture {
    /// Writes the most probable component of each row.
    ///
    /// # Panics
    /// Where [`labels`](GaussianMixture::labels) gives an error: this trait of linfa has no room for one.
    fn predict_inplace<'a>(&'a self, records: &'a ArrayBase<D, Ix2>, targets: &mut Array1<usize>) {
        *targets = self.labels(records).unwrap_or_else(|error| panic!("{error}")).into();
    }

    fn default_target(&self, records: &ArrayBase<D, Ix2>) -> Array1<usize> {
        Array1::zeros(records.nrows())
    }
}

/// A standard normal number (Box and Muller 1958).
fn standard_normal(rng: &mut Xoshiro256Plus) -> f64 {
    let (u, v): (f64, f64) = (1.0 - rng.r#gen::<f64>(), rng.r#gen());
    (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}
