//! How time and memory grow with the number of customers.

use linfa::DatasetBase;
use linfa::traits::Fit;
use ndarray::Array2;

use super::benchmark::{self, peak_memory};
use super::linfa_baseline;
use crate::error::{Error, Result};
use crate::mixture::{Element, GaussianMixture};

pub(super) const ENGINES: [&str; 3] = ["linfa-clustering, f64", "engine, f64", "engine, f32"];

/// The time of an EM iteration by the number of customers, of linfa-clustering and of this crate's engine, and the memory
/// that a fit takes at the most customers.
#[derive(Debug, Clone, PartialEq)]
pub struct Scaling {
    /// Numbers of customers, each with the seconds of an iteration by each of the [`ENGINES`].
    pub(super) sizes: Vec<(usize, [f64; 3])>,
    /// Bytes beyond the data, at the last number of customers.
    pub(super) peaks: [Option<u64>; 3],
}

impl Scaling {
    /// Measures on samples from `model`, of each of the sizes `n_samples` in turn. At a million customers linfa-clustering
    /// takes most of a second for each of three iterations.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] without sizes; else as a fit of `model`'s shape to the sample.
    pub fn measure(model: &GaussianMixture, n_samples: &[usize]) -> Result<Scaling> {
        if n_samples.is_empty() {
            return Err(Error::invalid("the number of sizes", 0, "at least 1"));
        }
        let (mut sizes, mut peaks) = (Vec::new(), [None; 3]);
        for &n in n_samples {
            let wide = model.sample(n, 1)?.0;
            let narrow = wide.mapv(|x| x as f32);
            let mut linfa = 0.0;
            let peak = peak_memory(&mut || linfa = linfa_baseline::iteration(&wide, model.n_clusters()));
            peaks = [peak, peak_of_fit(model, &wide), peak_of_fit(model, &narrow)];
            let engines = [benchmark::iteration(model, &wide)?, benchmark::iteration(model, &narrow)?];
            sizes.push((n, [linfa, engines[0], engines[1]]));
        }
        Ok(Scaling { sizes, peaks })
    }
}

fn peak_of_fit<E: Element>(model: &GaussianMixture, records: &Array2<E>) -> Option<u64> {
    let (params, dataset) = (GaussianMixture::params(model.n_clusters()), DatasetBase::from(records.view()));
    peak_memory(&mut || drop(params.clone().max_n_iterations(1).fit(&dataset)))
}
