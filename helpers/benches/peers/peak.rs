//! The most fused multiplications and additions that this machine does in a second.

use std::hint::black_box;
use std::thread;
use std::time::Instant;

use fearless_simd::{Level, Simd, dispatch, prelude::*};

/// Chains of operations that do not wait for each other: more than are under way at once.
const N_CHAINS: usize = 16;
const N_STEPS: usize = 1_000_000;
/// So short bursts that no other program interrupts all of them.
const N_BURSTS: usize = 50;

/// Fused operations in f64 a second, of `n_threads` threads together; those in f32 are twice as many.
pub fn fused_per_second(n_threads: usize) -> f64 {
    thread::scope(|scope| {
        let threads: Vec<_> = (0..n_threads).map(|_| scope.spawn(of_thread)).collect();
        threads.into_iter().map(|thread| thread.join().expect("arithmetic does not panic")).sum()
    })
}

fn of_thread() -> f64 {
    (0..N_BURSTS).map(|_| dispatch!(Level::new(), simd => of_burst(simd))).fold(0.0, f64::max)
}

#[inline(always)]
fn of_burst<S: Simd>(simd: S) -> f64 {
    let mut chains = [S::f64s::splat(simd, 1.0); N_CHAINS];
    let start = Instant::now();
    for _ in 0..N_STEPS {
        for chain in &mut chains {
            *chain = chain.mul_add(0.5, 1.0);
        }
    }
    black_box(chains);
    (N_STEPS * N_CHAINS * S::f64s::LEN) as f64 / start.elapsed().as_secs_f64()
}
