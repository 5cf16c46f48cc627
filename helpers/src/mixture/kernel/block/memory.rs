//! The memory of a block, which a thread keeps: with few rows, allocating it would take as long as computing.

use std::cell::Cell;
use std::marker::PhantomData;

use crate::mixture::kernel::simd::vector::Simd;

/// As many bytes as a line of the cache, and aligned like the widest vector.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line {
    _bytes: [u8; 64],
}

thread_local! {
    static KEPT: Cell<Vec<Line>> = const { Cell::new(Vec::new()) };
}

/// Quads for one block, of which the thread's last block may have left any finite numbers.
pub struct Memory<S> {
    lines: Vec<Line>,
    n_quads: usize,
    simd: PhantomData<S>,
}

impl<S: Simd> Memory<S> {
    pub fn take(n_quads: usize) -> Memory<S> {
        let n_lines = (n_quads * size_of::<[S::Vector; 4]>()).div_ceil(size_of::<Line>());
        let mut lines = KEPT.take();
        if lines.len() < n_lines {
            lines.resize(n_lines, Line { _bytes: [0; 64] });
        }
        Memory { lines, n_quads, simd: PhantomData }
    }

    pub fn quads(&mut self) -> &mut [[S::Vector; 4]] {
        const { assert!(align_of::<[S::Vector; 4]>() <= align_of::<Line>()) }
        // SAFETY: the lines hold `n_quads` quads, are aligned for them, and every bit pattern is a number.
        unsafe { std::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast(), self.n_quads) }
    }
}

impl<S> Drop for Memory<S> {
    fn drop(&mut self) {
        KEPT.set(std::mem::take(&mut self.lines));
    }
}
