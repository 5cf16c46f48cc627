//! k-means, for the starts of EM.
//!
//! linfa-clustering has a k-means too, but one run of it on the 200 mall customers takes longer than all of EM: it hands
//! rows to a thread pool one by one in every iteration. Here the mixture's own kernel finds the nearest centre, as the
//! most probable of spherical components.

use ndarray::ArrayView2;
use rand::Rng;
use rand_xoshiro::Xoshiro256Plus;

use super::kernel::{self, Densities, Shape, Wanted};

/// The cluster of each row, none of them empty: the nearest of k-means++ centres, improved by Lloyd's algorithm until no
/// row moves or `max_n_iterations` is reached.
///
/// `rows` must hold at least `n_clusters` distinct rows.
pub fn k_means(
    rows: ArrayView2<f64>,
    weights: &[f64],
    n_clusters: usize,
    max_n_iterations: usize,
    rng: &mut Xoshiro256Plus,
) -> Vec<usize> {
    let values = rows.as_standard_layout();
    let values = values.as_slice().expect("standard layout");
    let mut nearest = spread_centres(values, rows.ncols(), n_clusters, rng);
    let mut labels = vec![0; rows.nrows()];
    let mut previous = Vec::new();
    for _ in 0..max_n_iterations {
        kernel::pass(rows, 0..rows.nrows(), None, &nearest, Wanted::Labels(&mut labels));
        fill_empty(values, &nearest, &mut labels);
        if labels == previous {
            break;
        }
        nearest.means = group_means(values, nearest.n_features, &labels, weights, n_clusters);
        previous.clone_from(&labels);
    }
    labels
}

/// Centres drawn one after the other, each row with a probability proportional to its squared distance from the nearest
/// centre so far (k-means++; Arthur and Vassilvitskii 2007).
fn spread_centres(values: &[f64], n_features: usize, n_clusters: usize, rng: &mut Xoshiro256Plus) -> Densities<f64> {
    let n_rows = values.len() / n_features;
    let mut chosen = rng.gen_range(0..n_rows);
    let mut distances = vec![f64::INFINITY; n_rows];
    let mut centres = values[chosen * n_features..][..n_features].to_vec();
    for _ in 1..n_clusters {
        let centre = &values[chosen * n_features..][..n_features];
        for (distance, row) in distances.iter_mut().zip(values.chunks_exact(n_features)) {
            *distance = distance.min(squared_distance(row, centre));
        }
        chosen = draw(&distances, rng);
        centres.extend_from_slice(&values[chosen * n_features..][..n_features]);
    }
    Densities {
        shape: Shape::Diagonal,
        n_clusters,
        n_features,
        peaks: vec![0.0; n_clusters],
        means: centres,
        precisions_cholesky: vec![1.0; n_clusters * n_features],
    }
}

/// The number of a row, drawn with probabilities proportional to `weights`, never one of weight 0.
pub fn draw(weights: &[f64], rng: &mut Xoshiro256Plus) -> usize {
    let mut rest = rng.r#gen::<f64>() * weights.iter().sum::<f64>();
    let mut drawn = 0;
    for (row, &weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
        drawn = row;
        rest -= weight;
        if rest < 0.0 {
            break;
        }
    }
    drawn
}

fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// Gives each cluster without rows the row that is farthest from its own centre and not alone there.
fn fill_empty(values: &[f64], nearest: &Densities<f64>, labels: &mut [usize]) {
    let mut counts = vec![0_usize; nearest.n_clusters];
    for &label in labels.iter() {
        counts[label] += 1;
    }
    while let Some(empty) = counts.iter().position(|&count| count == 0) {
        let row = |row: usize| &values[row * nearest.n_features..][..nearest.n_features];
        let distance = |i: usize| squared_distance(row(i), nearest.mean(labels[i]));
        let movable = (0..labels.len()).filter(|&row| counts[labels[row]] > 1);
        let Some(farthest) = movable.max_by(|&a, &b| distance(a).total_cmp(&distance(b))) else {
            return;
        };
        counts[labels[farthest]] -= 1;
        counts[empty] = 1;
        labels[farthest] = empty;
    }
}

/// The weighted means of the groups that `labels` makes, `(n_clusters, n_features)`; zeros for an empty one.
pub fn group_means(
    values: &[f64],
    n_features: usize,
    labels: &[usize],
    weights: &[f64],
    n_clusters: usize,
) -> Vec<f64> {
    let mut counts = vec![0.0; n_clusters];
    let mut means = vec![0.0; n_clusters * n_features];
    for ((row, &label), weight) in values.chunks_exact(n_features).zip(labels).zip(weights) {
        counts[label] += weight;
        for (sum, x) in means[label * n_features..][..n_features].iter_mut().zip(row) {
            *sum += weight * x;
        }
    }
    for (mean, count) in means.chunks_exact_mut(n_features).zip(counts) {
        mean.iter_mut().filter(|_| count > 0.0).for_each(|x| *x /= count);
    }
    means
}
