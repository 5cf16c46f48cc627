//! All vectors that this processor has give the same results, in the loops of fixed and of any width.

use ndarray::Array2;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

use super::*;
use crate::mixture::kernel::simd::every_width;

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
    let mut factors = Vec::new();
    for _ in 0..if shape == Shape::Tied { 1 } else { N_CLUSTERS } {
        for i in 0..n_features {
            let row = random(i + 1, 0.2, &mut rng);
            factors.extend(&row[if shape == Shape::Diagonal { i } else { 0 }..]);
        }
    }
    let densities = Densities {
        shape,
        n_clusters: N_CLUSTERS,
        n_features,
        peaks,
        means,
        factors,
    };
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
        factors: narrow(&densities.factors),
    }
}

/// The sums of a pass, by every vector.
fn passes<'a, E: Precision>(records: ArrayView2<'a, E>, densities: &'a Densities<E::Real>) -> Vec<Vec<f64>> {
    let sums = every_width(|| ExpectationSums {
        records,
        rows: 0..records.nrows(),
        densities,
    });
    sums.into_iter()
        .map(|sums| [vec![sums.log_likelihood], sums.moments].concat())
        .collect()
}

fn assert_close(what: &str, a: &[f64], b: &[f64], tolerance: f64) {
    assert_eq!(a.len(), b.len(), "{what}");
    for (i, (a, b)) in a.iter().zip(b).enumerate() {
        assert!((a - b).abs() <= tolerance, "{what}, number {i}: {a} and {b}");
    }
}

#[test]
fn every_vector_gives_the_same_sums() {
    for shape in SHAPES {
        for d in 1..=6 {
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
fn rows_that_do_not_lie_one_after_the_other_give_the_same_sums() {
    for d in 1..=5 {
        let (records, densities) = problem(Shape::Full, d);
        let columns = records.t().as_standard_layout().into_owned();
        assert_eq!(passes(columns.t(), &densities), passes(records.view(), &densities));
    }
}
