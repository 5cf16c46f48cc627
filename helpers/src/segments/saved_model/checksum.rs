//! A checksum that tells one feature matrix from another; not a protection against forgery.

use ndarray::Array2;

/// 64-bit FNV-1a of the matrix row by row, each value as the 8 bytes of a little-endian double, in hexadecimal.
pub(super) fn fnv1a(matrix: &Array2<f64>) -> String {
    const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let bytes = matrix.iter().flat_map(|value| value.to_le_bytes());
    let hash = bytes.fold(OFFSET_BASIS, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
    format!("{hash:016x}")
}
