//! How time and memory grow with the number of customers.

use linfa::{DatasetBase, traits::Fit};
use ndarray::Array2;

use super::benchmark::{iteration_from, peak_memory};
use super::linfa_baseline::{self, params_from};
use crate::check::check_some;
use crate::error::Result;
use crate::mixture::{Element, GaussianMixture};
use crate::show::plots::{LineSeries, power_laws};
use crate::show::{Figure, Table, cells, decimals};

const ENGINES: [&str; 3] = ["linfa-clustering, f64", "engine, f64", "engine, f32"];

/// The time of an EM iteration by the number of customers, of linfa-clustering and of this crate's engine, and the
/// memory that a fit takes at the most customers.
#[derive(Debug, Clone, PartialEq)]
pub struct Scaling {
    /// Numbers of customers, each with the seconds of an iteration by each of the [`ENGINES`].
    sizes: Vec<(usize, [f64; 3])>,
    /// Bytes beyond the data, at the last number of customers.
    peaks: [Option<u64>; 3],
}

impl Scaling {
    /// Measures on samples from `model`, of each of the sizes `n_samples` in turn. At a million customers
    /// linfa-clustering takes most of a second for each of three iterations.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) without sizes; else as a fit of `model`'s shape to
    /// the sample.
    pub fn measure(model: &GaussianMixture, n_samples: &[usize]) -> Result<Scaling> {
        check_some("the number of sizes", n_samples.len())?;
        let params = params_from(model);
        let (mut sizes, mut peaks) = (Vec::new(), [None; 3]);
        for &n in n_samples {
            let wide = model.sample(n, 1)?.0;
            let narrow = wide.mapv(|x| x as f32);
            let mut linfa = 0.0;
            let peak = peak_memory(&mut || linfa = linfa_baseline::iteration(&wide, model.n_clusters()));
            peaks = [peak, peak_of_fit(model, &wide), peak_of_fit(model, &narrow)];
            sizes.push((n, [linfa, iteration_from(&params, &wide)?, iteration_from(&params, &narrow)?]));
        }
        Ok(Scaling { sizes, peaks })
    }

    /// The time of an EM iteration against the number of customers.
    ///
    /// # Errors
    ///
    /// [`Error::Plot`](crate::Error::Plot) where there are no customers.
    pub fn plot(&self) -> Result<Figure> {
        let series = [0, 1, 2].map(|i| -> LineSeries {
            let points = self.sizes.iter().map(|(n, seconds)| (*n as f64, 1e3 * seconds[i].max(1e-9)));
            (ENGINES[i].to_owned(), points.collect())
        });
        power_laws("Time of one EM iteration", ["customers", "milliseconds"], &series)
    }

    /// The time of an EM iteration at the most customers, for one of them, and multiplied out beyond.
    pub fn table(&self) -> Table {
        let (n, seconds) = self.sizes[self.sizes.len() - 1];
        let rows = ENGINES.iter().zip(seconds).map(|(engine, s)| {
            let (ns, faster) = (1e9 / n as f64 * s, format!("{:.0} ×", seconds[0] / s));
            cells![engine, decimals(ns, 1), decimals(1e-2 * ns, 2), decimals(ns, 0), faster]
        });
        let caption = format!("One EM iteration at {n} customers, and on paper beyond");
        let headings = ["Engine", "Nanoseconds a customer", "Ten million (s)", "A billion (s)", "Times faster"];
        Table::of(&caption, &headings, rows)
    }

    /// The memory that a fit to the most customers takes at its peak, beyond the data.
    pub fn memory(&self) -> Table {
        let rows = ENGINES.iter().zip(self.peaks).map(|(engine, peak)| cells![engine, megabytes(peak)]);
        let n = self.sizes[self.sizes.len() - 1].0;
        let caption = format!("Peak memory of a fit to {n} customers, beyond the data");
        Table::of(&caption, &["Engine", "Megabytes"], rows)
    }
}

fn peak_of_fit<E: Element>(model: &GaussianMixture, records: &Array2<E>) -> Option<u64> {
    let params = GaussianMixture::params(model.n_clusters()).max_n_iterations(1);
    peak_memory(&mut || drop(params.fit(&DatasetBase::from(records.view()))))
}

fn megabytes(bytes: Option<u64>) -> String {
    match bytes {
        None => "not measured".to_owned(),
        Some(..1_000_000) => "under 1".to_owned(),
        Some(bytes) => decimals(bytes as f64 / 1e6, 0),
    }
}
