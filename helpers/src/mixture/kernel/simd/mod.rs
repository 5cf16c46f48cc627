//! Vectors as wide as the processor has them.
//!
//! Notebook kernels compile for plain x86-64, so the width is chosen when the program runs.

mod portable;
pub mod vector;
#[cfg(target_arch = "x86_64")]
mod x86;

use super::real::Real;
use portable::Portable;
use vector::Simd;
#[cfg(target_arch = "x86_64")]
use x86::{Avx2, Avx512};
#[cfg(not(target_arch = "x86_64"))]
use {Portable as Avx2, Portable as Avx512};

/// The vectors of a [`Real`].
pub trait Vectors: Real {
    type Portable: Simd<Real = Self>;
    type Avx2: Simd<Real = Self>;
    type Avx512: Simd<Real = Self>;
}

macro_rules! vectors {
    ($($real:ident),+) => {$(
        impl Vectors for $real {
            type Portable = Portable<$real>;
            type Avx2 = Avx2<$real>;
            type Avx512 = Avx512<$real>;
        }
    )+};
}

vectors!(f32, f64);

/// A computation that is compiled once for each width of vector.
pub trait Vectorised {
    /// The precision it computes in.
    type Real: Vectors;
    /// What it gives.
    type Output;
    /// Computes it; implementations are `#[inline(always)]`, so that the vector instructions reach them.
    fn run<S: Simd<Real = Self::Real>>(self, simd: S) -> Self::Output;
}

/// The names of the instructions that [`run`] knows, by their level.
const NAMES: [&str; 3] = ["portable", "AVX2 and FMA", "AVX-512"];

/// The highest level that this processor has.
pub(super) fn level() -> usize {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx512dq") && is_x86_feature_detected!("avx512vl") {
        return 2;
    } else if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
        return 1;
    }
    0
}

/// Runs `work` with the vectors of a level.
///
/// # Safety
/// The processor has that level.
pub(super) unsafe fn run<W: Vectorised>(level: usize, work: W) -> W::Output {
    match level {
        // SAFETY: the caller vouches for AVX-512 DQ and VL.
        2 => unsafe { run_avx512(work) },
        // SAFETY: the caller vouches for AVX2 and FMA.
        1 => unsafe { run_avx2(work) },
        // SAFETY: every processor adds numbers.
        _ => work.run(unsafe { <W::Real as Vectors>::Portable::new() }),
    }
}

#[cfg_attr(target_arch = "x86_64", target_feature(enable = "avx512dq,avx512vl,fma"))]
unsafe fn run_avx512<W: Vectorised>(work: W) -> W::Output {
    // SAFETY: this function has the instructions.
    work.run(unsafe { <W::Real as Vectors>::Avx512::new() })
}

#[cfg_attr(target_arch = "x86_64", target_feature(enable = "avx2,fma"))]
unsafe fn run_avx2<W: Vectorised>(work: W) -> W::Output {
    // SAFETY: this function has the instructions.
    work.run(unsafe { <W::Real as Vectors>::Avx2::new() })
}

/// Runs `work` with the widest vectors that this processor has.
pub fn widest<W: Vectorised>(work: W) -> W::Output {
    // SAFETY: the processor has its level.
    unsafe { run(level(), work) }
}

/// The name of the widest vectors of this processor.
pub(crate) fn vector_instructions() -> &'static str {
    NAMES[level()]
}
