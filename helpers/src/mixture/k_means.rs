//! k-means, for the starts of EM.
//!
//! linfa-clustering has a k-means too, but one run of it on the 200 mall customers takes longer than all of EM: it hands
//! rows to a thread pool one by one in every iteration. Here the mixture's own kernel finds the nearest centre, as the
//! most probable of spherical components.

use ndarray::{Array2, ArrayView1, ArrayView2};
use rand::Rng;
use rand_xoshiro::Xoshiro256Plus;

use super::kernel::{self, Densities, Shape};

/// The cluster of each row, none of them empty: the nearest of k-means++ centres, improved by Lloyd's algorithm until no
/// row moves or `max_n_iterations` is reached.
///
/// `rows` must hold at least `n_clusters` distinct rows.
pub(super) fn k_means(
    rows: ArrayView2<f64>,
    n_clusters: usize,
    max_n_iterations: usize,
    rng: &mut Xoshiro256Plus,
) -> Vec<usize> {
    let mut nearest = spread_centres(rows, n_clusters, rng);
    let mut labels = vec![0; rows.nrows()];
    let mut previous = Vec::new();
    for _ in 0..max_n_iterations {
        kernel::labels(rows, 0..rows.nrows(), &nearest, &mut labels);
        fill_empty(rows, &nearest, &mut labels);
        if labels == previous {
            break;
        }
        nearest.means = means(rows, &labels, n_clusters);
        previous.clone_from(&labels);
    }
    labels
}

/// Centres drawn one after the other, each row with a probability proportional to its squared distance from the nearest
/// centre so far (k-means++; Arthur and Vassilvitskii 2007).
fn spread_centres(rows: ArrayView2<f64>, n_clusters: usize, rng: &mut Xoshiro256Plus) -> Densities<f64> {
    let mut chosen = rng.gen_range(0..rows.nrows());
    let mut distances = vec![f64::INFINITY; rows.nrows()];
    let mut centres = rows.row(chosen).to_vec();
    for _ in 1..n_clusters {
        let centre = rows.row(chosen);
        for (distance, row) in distances.iter_mut().zip(rows.outer_iter()) {
            *distance = distance.min(squared_distance(row, centre));
        }
        chosen = draw(&distances, rng);
        centres.extend(rows.row(chosen));
    }
    Densities {
        shape: Shape::Diagonal,
        n_clusters,
        n_features: rows.ncols(),
        peaks: vec![0.0; n_clusters],
        means: centres,
        factors: vec![1.0; n_clusters * rows.ncols()],
    }
}

/// The number of a row, drawn with probabilities proportional to `weights`, never one of weight 0.
fn draw(weights: &[f64], rng: &mut Xoshiro256Plus) -> usize {
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

fn squared_distance(a: ArrayView1<f64>, b: ArrayView1<f64>) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// Gives each cluster without rows the row that is farthest from its own centre and not alone there.
fn fill_empty(rows: ArrayView2<f64>, nearest: &Densities<f64>, labels: &mut [usize]) {
    let mut counts = vec![0_usize; nearest.n_clusters];
    for &label in labels.iter() {
        counts[label] += 1;
    }
    for empty in 0..nearest.n_clusters {
        if counts[empty] > 0 {
            continue;
        }
        let distance = |row: usize| {
            let centre = &nearest.means[labels[row] * rows.ncols()..][..rows.ncols()];
            squared_distance(rows.row(row), ArrayView1::from(centre))
        };
        let movable = (0..rows.nrows()).filter(|&row| counts[labels[row]] > 1);
        let Some(farthest) = movable.max_by(|&a, &b| distance(a).total_cmp(&distance(b))) else {
            return;
        };
        counts[labels[farthest]] -= 1;
        counts[empty] = 1;
        labels[farthest] = empty;
    }
}

/// The clusters' means, `(n_clusters, n_features)`.
fn means(rows: ArrayView2<f64>, labels: &[usize], n_clusters: usize) -> Vec<f64> {
    let mut means = Array2::<f64>::zeros((n_clusters, rows.ncols()));
    let mut counts = vec![0.0; n_clusters];
    for (row, &label) in rows.outer_iter().zip(labels) {
        counts[label] += 1.0;
        for (sum, x) in means.row_mut(label).iter_mut().zip(row) {
            *sum += x;
        }
    }
    for (mut mean, count) in means.outer_iter_mut().zip(counts) {
        mean /= count;
    }
    means.into_raw_vec_and_offset().0
}
