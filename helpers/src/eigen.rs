//! Eigenvalues and eigenvectors of small symmetric matrices.

use ndarray::{Array1, Array2, Axis};

use crate::check::{check_matrix, check_shape};
use crate::error::Result;

const MAX_SWEEPS: usize = 50;

/// Eigenvalues in descending order, `(n)`, and unit eigenvectors in the columns beside them, `(n, n)`.
///
/// Cyclic Jacobi rotations: slow for large matrices, accurate for small ones. Only the diagonal and what is above it are read.
/// An eigenvector's sign is open.
///
/// ```text
/// A·v = λ·v        A = V·diag(λ)·Vᵀ
/// ```
pub(crate) fn symmetric_eigen(matrix: &Array2<f64>) -> Result<(Array1<f64>, Array2<f64>)> {
    check_matrix(matrix)?;
    let n = matrix.nrows();
    check_shape("the symmetric matrix", matrix.shape(), &[n, n])?;
    let mut a = Array2::from_shape_fn((n, n), |(i, j)| matrix[[i.min(j), i.max(j)]]);
    // scaled to 1, no square over- or underflows
    let largest = a.fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let scale = if largest > 0.0 { largest } else { 1.0 };
    a /= scale;
    let mut vectors = Array2::eye(n);
    let pairs = || (0..n).flat_map(|p| (p + 1..n).map(move |q| (p, q)));
    // convergence is quadratic: a handful of sweeps is usual
    let mut sweeps = 0..MAX_SWEEPS;
    while off_diagonal(&a) > f64::EPSILON.powi(2) && sweeps.next().is_some() {
        pairs().for_each(|(p, q)| rotate(&mut a, &mut vectors, p, q));
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| a[[j, j]].total_cmp(&a[[i, i]]));
    let values = order.iter().map(|&i| a[[i, i]] * scale).collect();
    Ok((values, vectors.select(Axis(1), &order)))
}

/// The sum of the squares above the diagonal.
fn off_diagonal(a: &Array2<f64>) -> f64 {
    let above = a.indexed_iter().filter(|((i, j), _)| i < j);
    above.map(|(_, value)| value * value).sum()
}

/// Rotates the axes p and q so that `a[p, q]` becomes 0.
fn rotate(a: &mut Array2<f64>, vectors: &mut Array2<f64>, p: usize, q: usize) {
    if a[[p, q]] == 0.0 {
        return;
    }
    let theta = (a[[q, q]] - a[[p, p]]) / (2.0 * a[[p, q]]);
    let tangent = theta.signum() / (theta.abs() + theta.hypot(1.0));
    let cosine = 1.0 / tangent.hypot(1.0);
    let sine = tangent * cosine;
    let turn = |x: f64, y: f64| (cosine * x - sine * y, sine * x + cosine * y);
    for i in 0..a.nrows() {
        (a[[i, p]], a[[i, q]]) = turn(a[[i, p]], a[[i, q]]);
        (vectors[[i, p]], vectors[[i, q]]) = turn(vectors[[i, p]], vectors[[i, q]]);
    }
    for j in 0..a.ncols() {
        (a[[p, j]], a[[q, j]]) = turn(a[[p, j]], a[[q, j]]);
    }
    (a[[p, q]], a[[q, p]]) = (0.0, 0.0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use rand::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256Plus;

    fn assert_decomposes(matrix: &Array2<f64>) {
        let (values, vectors) = symmetric_eigen(matrix).unwrap();
        let size = matrix.fold(0.0_f64, |size, value| size.max(value.abs()));
        let restored = (&vectors * &values).dot(&vectors.t());
        let tolerance = 1e-14 * size * matrix.nrows() as f64;
        assert!((&restored - matrix).iter().all(|error| error.abs() <= tolerance), "{restored}\n{matrix}");
        let unit = vectors.t().dot(&vectors) - Array2::<f64>::eye(matrix.nrows());
        assert!(unit.iter().all(|error| error.abs() < 1e-13));
        assert!(values.windows(2).into_iter().all(|pair| pair[0] >= pair[1]));
    }

    #[test]
    fn random_matrices_are_restored() {
        let mut rng = Xoshiro256Plus::seed_from_u64(1);
        for n in 1..=9 {
            for exponent in [-150, -3, 0, 3, 150] {
                let scale = 10.0_f64.powi(exponent);
                let half = Array2::from_shape_simple_fn((n, n), || rng.r#gen::<f64>() - 0.5);
                assert_decomposes(&((&half + &half.t()) * scale));
            }
        }
    }

    #[test]
    fn equal_zero_and_singular_eigenvalues() {
        assert_decomposes(&Array2::eye(4));
        assert_decomposes(&Array2::zeros((3, 3)));
        assert_decomposes(&Array2::ones((5, 5)));
        assert_decomposes(&Array2::from_diag(&ndarray::array![1e-300, 1.0, -4.0]));
    }

    #[test]
    fn a_matrix_that_is_not_square_or_not_finite() {
        let error = symmetric_eigen(&Array2::zeros((2, 3))).unwrap_err();
        assert!(matches!(error, Error::Shape { .. }), "{error}");
        let error = symmetric_eigen(&Array2::from_elem((2, 2), f64::NAN)).unwrap_err();
        assert!(matches!(error, Error::InvalidEntry { .. }), "{error}");
        let error = symmetric_eigen(&Array2::zeros((0, 0))).unwrap_err();
        assert!(matches!(error, Error::EmptyMatrix { .. }), "{error}");
    }
}
