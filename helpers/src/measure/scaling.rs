//! How time and memory grow with the number of customers.

use linfa::DatasetBase;
use linfa::traits::Fit;

use super::benchmark::{self, peak_memory};
use super::linfa_baseline;
use crate::error::{Error, Result};
use crate::mixture::{GaussianMixture, Precision};

/// The time of an EM iteration by the number of customers, of linfa-clustering and of this crate's engine, and the memory
/// that a fit takes at the most customers.
#[derive(Debug, Clone, PartialEq)]
pub struct Scaling {
    pub(super) n_samples: Vec<usize>,
    /// The base first.
    pub(super) engines: [Engine; 3],
}

/// What was measured of one engine.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Engine {
    pub name: &'static str,
    /// Of an EM iteration, one for each number of customers.
    pub seconds: Vec<f64>,
    /// In bytes beyond the data, at the last number of customers.
    pub peak: Option<u64>,
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
        let names = ["linfa-clustering, f64", "engine, f64", "engine, f32"];
        let mut engines = names.map(|name| Engine {
            name,
            seconds: Vec::new(),
            peak: None,
        });
        let [linfa, wide, narrow] = &mut engines;
        for &n in n_samples {
            let records = model.sample(n, 1).0;
            let mut seconds = 0.0;
            linfa.peak = peak_memory(&mut || seconds = linfa_baseline::iteration(&records, model.n_clusters()));
            linfa.seconds.push(seconds);
            wide.measure(model, &records)?;
            narrow.measure(model, &records.mapv(|x| x as f32))?;
        }
        Ok(Scaling {
            n_samples: n_samples.to_vec(),
            engines,
        })
    }
}

impl Engine {
    fn measure<E: Precision>(&mut self, model: &GaussianMixture, records: &ndarray::Array2<E>) -> Result<()> {
        self.seconds.push(benchmark::iteration(model, records)?);
        let params = GaussianMixture::params(model.n_clusters()).max_n_iterations(1);
        let dataset = DatasetBase::from(records.view());
        self.peak = peak_memory(&mut || drop(params.fit(&dataset)));
        Ok(())
    }
}
