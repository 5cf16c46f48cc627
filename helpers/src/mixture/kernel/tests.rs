//! All vectors that this processor has give the same results, in every pass with one panel of features and with several.

use fearless_simd::Level;
use ndarray::{Array2, ArrayView2};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

use super::element::Element;
use super::pass::{Pass, Wanted};
use super::{Densities, Shape};

const N_CLUSTERS: usize = 3;
const SHAPES: [Shape; 3] = [Shape::Full, Shape::Tied, Shape::Diagonal];
/// Rows of two blocks, of which the second is not full.
const N_ROWS: usize = 300;

fn random(n: usize, low: f64, rng: &mut Xoshiro256Plus) -> Vec<f64> {
    (0..n).map(|_| rng.gen_range(low..1.0)).collect()
}

fn problem(shape: Shape, n_features: usize) -> (Array2<f64>, Densities<f64>) {
    let mut rng = Xoshiro256Plus::seed_from_u64(n_features as u64);
    let records = random(N_ROWS * n_features, -1.0, &mut rng);
    let records = Array2::from_shape_vec((N_ROWS, n_features), records).unwrap();
    let means = random(N_CLUSTERS * n_features, -1.0, &mut rng);
    let peaks = random(N_CLUSTERS, -1.0, &mut rng);
    let mut precisions_cholesky = Vec::new();
    for _ in 0..if shape == Shape::Tied { 1 } else { N_CLUSTERS } {
        for i in 0..n_features {
            let row = random(i + 1, 0.2, &mut rng);
            precisions_cholesky.extend(&row[shape.first_column(i)..]);
        }
    }
    let densities = Densities { shape, n_clusters: N_CLUSTERS, n_features, peaks, means, precisions_cholesky };
    (records, densities)
}

fn narrowed(densities: &Densities<f64>) -> Densities<f32> {
    let narrow = |numbers: &[f64]| numbers.iter().map(|&x| x as f32).collect();
    Densities {
        shape: densities.shape,
        n_clusters: densities.n_clusters,
        n_features: densities.n_features,
        peaks: narrow(&densities.peaks),
        means: narrow(&densities.means),
        precisions_cholesky: narrow(&densities.precisions_cholesky),
    }
}

/// The levels of vectors that this processor has, that of every processor first.
fn levels() -> Vec<Level> {
    let mut levels = vec![Level::baseline()];
    #[cfg(target_arch = "x86_64")]
    {
        let own = Level::new();
        levels.extend(own.as_avx2().map(Level::Avx2));
        levels.extend(own.as_avx512().map(Level::Avx512));
    }
    levels
}

/// What a pass of each kind gives of all rows but the first seven, on every level of vectors: the sums, the
/// log-likelihood, each row's log-likelihood and responsibilities, and the labels.
fn passes<E: Element>(records: ArrayView2<E>, densities: &Densities<E::Real>) -> Vec<Vec<f64>> {
    let of_level = |level: Level| {
        let pass = |wanted: Wanted| {
            Pass { records: records.reborrow(), rows: 7..N_ROWS, weights: None, densities, wanted }.run(level)
        };
        let sums = pass(Wanted::Moments);
        let mut numbers = [vec![sums.log_likelihood], sums.moments].concat();
        numbers.push(pass(Wanted::LogLikelihood).log_likelihood);
        let mut visit = |log_likelihood: f64, responsibilities: &[f64]| {
            numbers.push(log_likelihood);
            numbers.extend(responsibilities);
        };
        pass(Wanted::Rows(&mut visit));
        let mut labels = [usize::MAX; N_ROWS - 7];
        pass(Wanted::Labels(&mut labels));
        numbers.extend(labels.map(|label| label as f64));
        numbers
    };
    levels().into_iter().map(of_level).collect()
}

fn assert_close(what: &str, a: &[f64], b: &[f64], tolerance: f64) {
    assert_eq!(a.len(), b.len(), "{what}");
    for (i, (a, b)) in a.iter().zip(b).enumerate() {
        assert!((a - b).abs() <= tolerance, "{what}, number {i}: {a} and {b}");
    }
}

#[test]
fn every_vector_gives_the_same_in_every_pass() {
    for shape in SHAPES {
        for d in (0..=9).chain([13]) {
            let (records, densities) = problem(shape, d);
            let wide = passes(records.view(), &densities);
            let narrow = passes(records.mapv(|x| x as f32).view(), &narrowed(&densities));
            for (f64s, f32s) in wide.iter().zip(&narrow) {
                let what = format!("{shape:?}, {d} features");
                assert_close(&what, f64s, &wide[0], 1e-11);
                assert_close(&what, f32s, &wide[0], 2e-4);
            }
        }
    }
}

#[test]
fn rows_that_do_not_lie_one_after_the_other_give_the_same() {
    for d in 1..=5 {
        let (records, densities) = problem(Shape::Full, d);
        let columns = records.t().as_standard_layout().into_owned();
        assert_eq!(passes(columns.t(), &densities), passes(records.view(), &densities));
    }
}
