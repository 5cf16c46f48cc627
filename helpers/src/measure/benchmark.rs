//! Measuring alternatives side by side.

use std::time::Instant;

use linfa::{DatasetBase, traits::Fit};
use ndarray::Array2;

use crate::error::Result;
use crate::mixture::{Element, GaussianMixtureParams};
use crate::stats::quantiles;

/// The times of one alternative, in seconds, in the order of the rounds.
#[derive(Debug, Clone, PartialEq)]
pub struct Timing {
    seconds: Vec<f64>,
}

impl Timing {
    /// The median time in seconds.
    pub fn median(&self) -> f64 {
        quantiles(&self.seconds, [0.5])[0]
    }

    /// How many times longer `base` took, round by round: first quartile, median and third quartile.
    pub fn speed_up(&self, base: &Timing) -> [f64; 3] {
        let ratios: Vec<f64> = base.seconds.iter().zip(&self.seconds).map(|(base, own)| base / own).collect();
        quantiles(&ratios, [0.25, 0.5, 0.75])
    }

    /// The [speed-up](Self::speed_up) in two significant digits, such as `27 × (25 to 30)`.
    pub fn times_faster(&self, base: &Timing) -> String {
        let [low, median, high] = self.speed_up(base).map(|x| {
            let decimals = (1.0 - x.abs().max(1e-9).log10().floor()).max(0.0) as usize;
            format!("{x:.decimals$}")
        });
        format!("{median} × ({low} to {high})")
    }
}

/// Times the alternatives in turn, once to warm up and then in `n_rounds` rounds, so that a change of the machine's speed
/// meets all of them. Each round begins with another one, because what ran before leaves its traces in the caches.
pub fn alternate(n_rounds: usize, alternatives: &[&dyn Fn()]) -> Vec<Timing> {
    let n = alternatives.len();
    let mut timings = vec![Timing { seconds: Vec::new() }; n];
    for round in 0..=n_rounds.max(1) {
        for turn in 0..n {
            let i = (round + turn) % n;
            let start = Instant::now();
            alternatives[i]();
            if round > 0 {
                timings[i].seconds.push(start.elapsed().as_secs_f64());
            }
        }
    }
    timings
}

/// The time of one EM iteration on `records`, `(n_samples, n_features)`, in seconds, in fits with `params`, which must hold a
/// start: the median of 11 iterations less that of one, divided by ten, so that all that is done once cancels.
///
/// # Errors
/// As a fit with `params` to `records`.
pub fn iteration_from<E: Element>(params: &GaussianMixtureParams, records: &Array2<E>) -> Result<f64> {
    let params = params.clone().tolerance(f64::MIN_POSITIVE); // so small a tolerance is not reached
    let dataset = DatasetBase::from(records.view());
    let fit = |n: usize| params.clone().max_n_iterations(n).fit(&dataset);
    fit(1)?;
    let timings = alternate(5, &[&|| drop(fit(1)), &|| drop(fit(11))]);
    Ok((timings[1].median() - timings[0].median()) / 10.0)
}

/// The memory that `work` takes at its peak beyond what the process held before, in bytes; `None` where the system does not
/// tell (only Linux does).
pub fn peak_memory(work: &mut dyn FnMut()) -> Option<u64> {
    std::fs::write("/proc/self/clear_refs", "5").ok()?; // resets the peak
    let before = memory("VmRSS:")?;
    work();
    Some(memory("VmHWM:")?.saturating_sub(before))
}

fn memory(field: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    Some(1024 * line.split_whitespace().next()?.parse::<u64>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn every_alternative_runs_in_every_round_and_once_to_warm_up() {
        let (a, b) = (Cell::new(0), Cell::new(0));
        let timings = alternate(3, &[&|| a.set(a.get() + 1), &|| b.set(b.get() + 1)]);
        assert_eq!(timings.iter().map(|timing| timing.seconds.len()).collect::<Vec<_>>(), [3, 3]);
        assert_eq!((a.get(), b.get()), (4, 4));
    }

    #[test]
    fn a_speed_up_is_the_median_of_the_ratios_round_by_round() {
        let base = Timing { seconds: vec![10.0, 30.0, 20.0] };
        let own = Timing { seconds: vec![1.0, 1.0, 1.0] };
        let speed_up = own.speed_up(&base);
        assert_eq!(speed_up, [15.0, 20.0, 25.0]);
        assert_eq!(own.times_faster(&base), "20 × (15 to 25)");
        assert_eq!(base.times_faster(&own), "0.050 × (0.042 to 0.075)");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn peak_memory_is_that_of_the_work() {
        let taken = peak_memory(&mut || drop(std::hint::black_box(vec![1_u8; 64 << 20]))).unwrap();
        assert!((60 << 20..200 << 20).contains(&taken), "{taken}"); // other tests run meanwhile
    }
}
