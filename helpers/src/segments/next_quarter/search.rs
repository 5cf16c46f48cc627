//! The mixture of the customers of now, looked for from where that of then was.

use linfa::traits::Fit;
use linfa::{DatasetBase, ParamGuard};
use ndarray::{Array2, Axis};

use crate::error::Result;
use crate::mixture::{GaussianMixture, Start};
use crate::segments::SavedModel;

/// EM ends when the log-likelihood of all rows changes by less in an iteration.
const SETTLED: f64 = 0.01;
/// BIC must fall by more for another number of components: strong evidence (Kass and Raftery 1995).
const GAIN: f64 = 10.0;
/// A component that keeps less of its share has nearly no customers left.
const LEFT: f64 = 0.2;
/// The most components that are added.
const MOST_ADDED: usize = 2;
/// One in so many customers, those of lowest density, is where another component may start, or one of so many bunches of them.
const WORST: usize = 10;
const BUNCHES: usize = 3;

/// A mixture with the segment that each component was of then; those that are added are segments of their own.
pub(super) struct Found {
    pub mixture: GaussianMixture,
    pub segments: Vec<usize>,
    pub bic: f64,
}

/// A mixture as `model` is, fitted to `scaled`, `(n_samples, n_features)`, from `start`.
pub(super) fn refitted(
    model: &GaussianMixture,
    (n_clusters, start): (usize, Start),
    floor: f64,
    scaled: &Array2<f64>,
) -> Result<GaussianMixture> {
    let categorical: Vec<usize> = model.categories().iter().map(|category| category.column).collect();
    let params = GaussianMixture::params(n_clusters).covariance_type(model.covariance_type()).categorical(&categorical);
    let params = params.reg_covariance(floor).allow_missing(true).n_threads(1).max_n_iterations(1000).start(start);
    params.tolerance(SETTLED / scaled.nrows() as f64).check()?.fit(&DatasetBase::from(scaled.view()))
}

/// The mixture of `scaled` that the model's parameters lead to, or that without components which keep less than a fifth of their
/// share, or with up to two more that start where it describes customers worst: if BIC is lower by more than 10.
pub(super) fn search(model: &SavedModel, floor: f64, scaled: &Array2<f64>) -> Result<Found> {
    let fit = |start: Start, segments: Vec<usize>| -> Result<Found> {
        let mixture = refitted(&model.mixture, (segments.len(), start), floor, scaled)?;
        Ok(Found { bic: mixture.criteria(scaled)?.bic, mixture, segments })
    };
    // one that cannot be fitted is no better
    let is_better = |other: &Found, best: &Found| other.bic + GAIN < best.bic;
    let mut best = fit(model.mixture.as_start(), model.groups.clone())?;
    let probabilities = model.mixture.predict_proba(scaled)?;
    let shares = probabilities.sum_axis(Axis(0)) / scaled.nrows() as f64;
    let kept: Vec<usize> = (0..shares.len()).filter(|&i| shares[i] >= LEFT * model.mixture.weights()[i]).collect();
    let of_kept = probabilities.select(Axis(1), &kept);
    let labels = of_kept.outer_iter().map(|row| (1..row.len()).fold(0, |a, b| if row[b] > row[a] { b } else { a }));
    let fewer = fit(Start::Partition(labels.collect()), kept.iter().map(|&i| model.groups[i]).collect());
    best = fewer.ok().filter(|fewer| is_better(fewer, &best)).unwrap_or(best);
    for added in 0..MOST_ADDED {
        let labels = best.mixture.labels(scaled)?;
        let described_by = if added == 0 { &model.mixture } else { &best.mixture };
        let more = worst(described_by, floor, scaled)?.into_iter().filter_map(|bunch| {
            let mut labels = labels.clone();
            bunch.into_iter().for_each(|row| labels[row] = best.mixture.n_clusters());
            fit(Start::Partition(labels), [&best.segments[..], &[model.segments.len() + added]].concat()).ok()
        });
        let more = more.min_by(|a, b| a.bic.total_cmp(&b.bic)).filter(|more| is_better(more, &best));
        let Some(more) = more else { break };
        best = more;
    }
    Ok(best)
}

/// The rows of lowest density, and in bunches, as they may be far away on all sides.
fn worst(mixture: &GaussianMixture, floor: f64, scaled: &Array2<f64>) -> Result<Vec<Vec<usize>>> {
    let densities = mixture.score_samples(scaled)?;
    let mut rows: Vec<usize> = (0..scaled.nrows()).collect();
    rows.sort_by(|&a, &b| densities[a].total_cmp(&densities[b]));
    rows.truncate((scaled.nrows() / WORST).max(8 * (scaled.ncols() + 1)));
    let worst = scaled.select(Axis(0), &rows);
    let labels = refitted(mixture, (BUNCHES, Start::KMeans), floor, &worst).and_then(|bunches| bunches.labels(&worst));
    let mut bunches = vec![Vec::new(); BUNCHES];
    rows.iter().zip(labels.unwrap_or_default()).for_each(|(&row, bunch)| bunches[bunch].push(row));
    bunches.push(rows);
    bunches.retain(|bunch| !bunch.is_empty());
    Ok(bunches)
}
