//! The memory of blocks, which a thread keeps: with few rows, allocating it would take as long as computing.

use std::any::Any;
use std::cell::Cell;

use fearless_simd::{Simd, prelude::*};

use crate::mixture::kernel::real::Real;
use crate::mixture::kernel::simd::{Quad, Vector};

thread_local! {
    static KEPT: Cell<Option<Box<dyn Any>>> = const { Cell::new(None) };
}

/// At least `n_quads`, of which the thread's last block may have left any finite numbers.
pub fn take<S: Simd, R: Real>(simd: S, n_quads: usize) -> Vec<Quad<S, R>> {
    let kept = KEPT.take().and_then(|kept| kept.downcast::<Vec<Quad<S, R>>>().ok());
    let mut quads = kept.map_or(Vec::new(), |kept| *kept);
    if quads.len() < n_quads {
        quads.resize(n_quads, [Vector::<S, R>::splat(simd, R::default()); 4]);
    }
    quads
}

/// Keeps what [`take`] gave.
pub fn keep<S: Simd, R: Real>(quads: Vec<Quad<S, R>>) {
    KEPT.set(Some(Box::new(quads)));
}
