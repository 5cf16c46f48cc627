//! Cholesky factors of packed matrices: their lower triangles, row by row.

use super::kernel::Shape;

/// Where a packed lower triangle holds an entry.
pub fn at(row: usize, column: usize) -> usize {
    Shape::Full.index(row, column)
}

/// Where less than so much of a variance is left, for each row of the matrix, it may be all rounding: LAPACK goes on or stops by
/// chance, and where it goes on, the mean log-likelihood is mostly off by more than 0.02 (`tests/test_peers.py`).
const LEAST_REST: f64 = 4.0 * f64::EPSILON;

/// The lower triangle `L` with `matrix = L·Lᵀ`, or `None` where the matrix is not positive definite to working precision.
pub fn cholesky(matrix: &[f64], n_rows: usize) -> Option<Vec<f64>> {
    let mut lower = vec![0.0; matrix.len()];
    for i in 0..n_rows {
        for j in 0..=i {
            let dot: f64 = (0..j).map(|m| lower[at(i, m)] * lower[at(j, m)]).sum();
            let rest = matrix[at(i, j)] - dot;
            if i != j {
                lower[at(i, j)] = rest / lower[at(j, j)];
            } else if rest > LEAST_REST * n_rows as f64 * matrix[at(i, i)] && rest.is_finite() {
                lower[at(i, i)] = rest.sqrt();
            } else {
                return None;
            }
        }
    }
    Some(lower)
}

/// `L⁻¹` of a covariance matrix `L·Lᵀ`.
pub fn inverse_cholesky(covariance: &[f64], n_rows: usize) -> Option<Vec<f64>> {
    cholesky(covariance, n_rows).map(|lower| inverse_triangle(&lower, n_rows))
}

/// The inverse of a lower triangle.
pub fn inverse_triangle(lower: &[f64], n_rows: usize) -> Vec<f64> {
    let mut inverse = vec![0.0; lower.len()];
    for i in 0..n_rows {
        let pivot = lower[at(i, i)];
        for j in 0..i {
            let dot: f64 = (j..i).map(|m| lower[at(i, m)] * inverse[at(m, j)]).sum();
            inverse[at(i, j)] = -dot / pivot;
        }
        inverse[at(i, i)] = 1.0 / pivot;
    }
    inverse
}
