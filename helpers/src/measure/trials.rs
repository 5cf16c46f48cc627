//! Named variants of one fit, measured side by side.

use std::sync::Arc;

use half::f16;
use linfa::traits::Fit;
use linfa::{DatasetBase, ParamGuard};
use ndarray::{Array1, Array2};

use super::benchmark::{Timing, alternate};
use super::linfa_baseline::LinfaMixture;
use crate::error::{Error, Result};
use crate::mixture::{AsRecords, Element, GaussianMixture, GaussianMixtureParams, Run, Start};

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
    fit: Box<dyn Fn()>,
    predict: Box<dyn Fn()>,
    /// The largest probability of each row after a fit from a start.
    pub(super) confidence: Box<Confidence>,
}

type Confidence = dyn Fn(&Start) -> Result<Vec<f64>>;

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

/// The times of [`Trials`], a variant after the other.
#[derive(Debug, Clone)]
pub struct Times {
    pub(super) facts: Vec<Facts>,
    pub(super) training: Vec<Timing>,
    pub(super) prediction: Vec<Timing>,
}

impl Trials {
    /// No variants yet; all will be judged by `records`, `(n_samples, n_features)`.
    pub fn new(records: &impl AsRecords<Elem = f64>) -> Trials {
        let (records, variants) = (records.as_records().to_owned(), Vec::new());
        Trials { records, variants }
    }

    /// Adds linfa-clustering's [mixture](LinfaMixture). Its runs but the first go on where the one before ended, each for the
    /// two iterations in which the likelihood hardly changes.
    ///
    /// # Errors
    ///
    /// [`Error::Stock`].
    pub fn linfa(mut self, name: &str, n_clusters: usize, reg_covariance: f64, n_runs: u64) -> Result<Trials> {
        let fit = move |records: &Array2<f64>| LinfaMixture::fit(records, n_clusters, reg_covariance, n_runs);
        let own = Arc::new((fit(&self.records)?, self.records.clone()));
        let (to_fit, to_predict, model) = (own.clone(), own.clone(), own.0.mixture()?);
        let first = LinfaMixture::n_iterations(&self.records, n_clusters, reg_covariance)?;
        self.variants.push(Variant {
            facts: Facts {
                name: name.to_owned(),
                n_runs: n_runs as usize,
                n_starts: 1,
                n_iterations: (first + 2 * (n_runs - 1)) as usize,
                n_bytes: own.1.len() * size_of::<f64>(),
            },
            model: model.clone(),
            reg_covariance,
            fit: Box::new(move || drop(fit(&to_fit.1))),
            predict: Box::new(move || drop(to_predict.0.labels(&to_predict.1))),
            confidence: Box::new(move |_| model.confidence(&own.1)), // it takes no start
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
            training: self.in_turn(n_fits, |variant| &variant.fit),
            prediction: self.in_turn(n_predictions, |variant| &variant.predict),
        }
    }

    fn in_turn(&self, n_rounds: usize, work: fn(&Variant) -> &dyn Fn()) -> Vec<Timing> {
        let mut works: Vec<_> = self.variants.iter().map(|variant| || work(variant)()).collect();
        let mut works: Vec<&mut dyn FnMut()> = works.iter_mut().map(|work| work as &mut dyn FnMut()).collect();
        alternate(n_rounds, &mut works)
    }
}

/// A feature matrix, `(n_samples, n_features)`, in one of the types that [`Trials`] compare, alone or in a dataset.
pub trait Stored {
    #[doc(hidden)]
    fn variant(&self, name: &str, params: &GaussianMixtureParams) -> Result<Variant>;
}

/// One by one rather than for all types at once: so they are compiled here and not in a notebook's cell.
macro_rules! stored {
    ($($matrix:ty),*) => {$(
        impl Stored for $matrix {
            fn variant(&self, name: &str, params: &GaussianMixtureParams) -> Result<Variant> {
                variant(name, params, self.as_records().to_owned())
            }
        }
    )*};
}

stored!(Array2<f64>, Array2<f32>, Array2<f16>, DatasetBase<Array2<f64>, Array1<()>>);

fn variant<E: Element>(name: &str, params: &GaussianMixtureParams, records: Array2<E>) -> Result<Variant> {
    let own = Arc::new((params.clone(), DatasetBase::from(records)));
    let (to_fit, to_predict) = (own.clone(), own.clone());
    let model = params.fit(&own.1)?;
    let predicts = model.clone();
    Ok(Variant {
        facts: Facts {
            name: name.to_owned(),
            n_runs: model.runs().len(),
            n_starts: model.runs().len(),
            n_iterations: model.runs().iter().map(Run::n_iterations).sum(),
            n_bytes: own.1.records.len() * size_of::<E>(),
        },
        model,
        reg_covariance: params.check_ref()?.reg_covariance,
        fit: Box::new(move || drop(to_fit.0.fit(&to_fit.1))),
        predict: Box::new(move || drop(predicts.labels(&to_predict.1.records))),
        confidence: Box::new(move |start| {
            let params = own.0.clone().n_runs(1).start(start.clone());
            params.fit(&own.1)?.confidence(&own.1.records)
        }),
    })
}
