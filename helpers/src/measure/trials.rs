//! Named variants of one fit, measured side by side.

use half::f16;
use linfa::traits::Fit;
use linfa::{DatasetBase, ParamGuard};
use ndarray::{Array1, Array2};

use super::benchmark::{Timing, alternate};
use super::linfa_baseline::LinfaMixture;
use crate::error::{Error, Result};
use crate::mixture::{AsRecords, GaussianMixture, GaussianMixtureParams, Precision, Start};

/// Variants of one fit, each with its name, model and features; the first is what the others are compared with.
///
/// ```
/// use helpers::{GaussianMixture, GaussianMixtureParams, Trials, to_f32};
/// use ndarray::array;
///
/// let wide = array![[0.0], [0.3], [0.1], [0.2], [9.0], [9.2], [9.1], [9.3]];
/// let two: GaussianMixtureParams = GaussianMixture::params(2).reg_covariance(1e-4);
/// let variants = Trials::new(&wide).fit("f64", &two, &wide)?.fit("f32", &two, &to_f32(&wide)?)?;
/// assert_eq!(variants.model("f32")?.labels(&wide)?, variants.model("f64")?.labels(&wide)?);
/// # Ok::<(), helpers::Error>(())
/// ```
pub struct Trials {
    /// What all variants are judged by.
    pub(super) records: Array2<f64>,
    pub(super) variants: Vec<Variant>,
}

/// A fit under its name.
pub struct Variant {
    pub(super) facts: Facts,
    pub(super) model: GaussianMixture,
    pub(super) reg_covariance: f64,
    pub(super) method: Box<dyn Method>,
}

/// What is told of a variant beside its times.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub name: String,
    pub n_runs: usize,
    /// The runs that began at a start of their own.
    pub n_starts: usize,
    /// In all runs.
    pub n_iterations: usize,
    /// Of the features.
    pub n_bytes: usize,
}

/// What is timed of a variant.
pub(super) trait Method {
    fn fit(&self);
    fn predict(&self);
    /// The largest probability of each row after a fit from `start`.
    fn confidence(&self, start: &Start) -> Result<Vec<f64>>;
}

struct Ours<E> {
    params: GaussianMixtureParams,
    records: Array2<E>,
    model: GaussianMixture,
}

impl<E: Precision> Method for Ours<E> {
    fn fit(&self) {
        drop(self.params.fit(&DatasetBase::from(self.records.view())));
    }

    fn predict(&self) {
        drop(self.model.labels(&self.records));
    }

    fn confidence(&self, start: &Start) -> Result<Vec<f64>> {
        let params = self.params.clone().n_runs(1).start(start.clone());
        params
            .fit(&DatasetBase::from(self.records.view()))?
            .confidence(&self.records)
    }
}

struct Linfa {
    records: Array2<f64>,
    reg_covariance: f64,
    n_runs: u64,
    model: LinfaMixture,
    mixture: GaussianMixture,
}

impl Method for Linfa {
    fn fit(&self) {
        drop(LinfaMixture::fit(
            &self.records,
            self.mixture.n_clusters(),
            self.reg_covariance,
            self.n_runs,
        ));
    }

    fn predict(&self) {
        drop(self.model.labels(&self.records));
    }

    /// Its own start: it takes no other.
    fn confidence(&self, _: &Start) -> Result<Vec<f64>> {
        self.mixture.confidence(&self.records)
    }
}

/// A feature matrix, `(n_samples, n_features)`, in one of the types that [`Trials`] compare, alone or in a dataset.
pub trait Stored {
    #[doc(hidden)]
    fn variant(&self, name: &str, params: &GaussianMixtureParams) -> Result<Variant>;
}

/// One by one rather than for all types at once: so they are compiled here and not in a notebook's cell.
macro_rules! stored {
    ($($element:ty),*) => {$(
        impl Stored for Array2<$element> {
            fn variant(&self, name: &str, params: &GaussianMixtureParams) -> Result<Variant> {
                variant(name, params, self.clone())
            }
        }

        impl Stored for DatasetBase<Array2<$element>, Array1<()>> {
            fn variant(&self, name: &str, params: &GaussianMixtureParams) -> Result<Variant> {
                variant(name, params, self.records.clone())
            }
        }
    )*};
}

stored!(f64, f32, f16);

fn variant<E: Precision>(name: &str, params: &GaussianMixtureParams, records: Array2<E>) -> Result<Variant> {
    let model = params.fit(&DatasetBase::from(records.view()))?;
    let facts = Facts {
        name: name.to_owned(),
        n_runs: model.runs().len(),
        n_starts: model.runs().len(),
        n_iterations: model.runs().iter().map(|run| run.n_iterations()).sum(),
        n_bytes: records.len() * size_of::<E>(),
    };
    let (params, reg_covariance) = (params.clone(), params.check_ref()?.reg_covariance());
    let method = Box::new(Ours {
        params,
        records,
        model: model.clone(),
    });
    Ok(Variant {
        facts,
        model,
        reg_covariance,
        method,
    })
}

impl Trials {
    /// No variants yet; all will be judged by `records`, `(n_samples, n_features)`.
    pub fn new(records: &impl AsRecords<Elem = f64>) -> Trials {
        Trials {
            records: records.as_records().to_owned(),
            variants: Vec::new(),
        }
    }

    /// Adds linfa-clustering's [mixture](LinfaMixture). Its runs but the first go on where the one before ended, for two
    /// iterations, in which it sees that nothing changes.
    ///
    /// # Errors
    ///
    /// [`Error::Stock`].
    pub fn linfa(mut self, name: &str, n_clusters: usize, reg_covariance: f64, n_runs: u64) -> Result<Trials> {
        let records = self.records.clone();
        let model = LinfaMixture::fit(&records, n_clusters, reg_covariance, n_runs)?;
        let first = LinfaMixture::n_iterations(&records, n_clusters, reg_covariance)?;
        let mixture = model.mixture()?;
        let facts = Facts {
            name: name.to_owned(),
            n_runs: n_runs as usize,
            n_starts: 1,
            n_iterations: (first + 2 * (n_runs - 1)) as usize,
            n_bytes: records.len() * size_of::<f64>(),
        };
        let method = Box::new(Linfa {
            records,
            reg_covariance,
            n_runs,
            model,
            mixture: mixture.clone(),
        });
        self.variants.push(Variant {
            facts,
            model: mixture,
            reg_covariance,
            method,
        });
        Ok(self)
    }

    /// Adds a fit of this crate's mixture to the same features as they are stored in `records`.
    ///
    /// # Errors
    ///
    /// As the fit.
    pub fn fit(mut self, name: &str, params: &GaussianMixtureParams, records: &dyn Stored) -> Result<Trials> {
        self.variants.push(records.variant(name, params)?);
        Ok(self)
    }

    /// The model of a variant.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for a name that no variant has.
    pub fn model(&self, name: &str) -> Result<&GaussianMixture> {
        let variant = self.variants.iter().find(|variant| variant.facts.name == name);
        let unknown = || Error::invalid("the name of a variant", name, "one that was given");
        variant.map(|variant| &variant.model).ok_or_else(unknown)
    }

    /// Times all fits in turn, once to warm up and then in `n_fits` rounds, then all predictions in `n_predictions` rounds.
    pub fn times(&self, n_fits: usize, n_predictions: usize) -> Times {
        Times {
            facts: self.variants.iter().map(|variant| variant.facts.clone()).collect(),
            training: self.in_turn(n_fits, |method| method.fit()),
            prediction: self.in_turn(n_predictions, |method| method.predict()),
        }
    }

    fn in_turn(&self, n_rounds: usize, work: fn(&dyn Method)) -> Vec<Timing> {
        let mut works: Vec<_> = self
            .variants
            .iter()
            .map(|variant| || work(variant.method.as_ref()))
            .collect();
        let mut works: Vec<&mut dyn FnMut()> = works.iter_mut().map(|work| work as &mut dyn FnMut()).collect();
        alternate(n_rounds, &mut works)
    }
}

/// The times of [`Trials`].
#[derive(Debug, Clone)]
pub struct Times {
    pub(super) facts: Vec<Facts>,
    pub(super) training: Vec<Timing>,
    pub(super) prediction: Vec<Timing>,
}
