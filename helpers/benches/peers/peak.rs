//! The most fused multiplications and additions that this machine does in a second.

use std::hint::black_box;
use std::thread;
use std::time::Instant;

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
    (0..N_BURSTS).map(|_| of_burst()).fold(0.0, f64::max)
}

fn of_burst() -> f64 {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx512f") {
        // SAFETY: the processor has the instructions.
        return unsafe { avx512() };
    } else if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
        // SAFETY: the processor has the instructions.
        return unsafe { avx2() };
    }
    rate::<2>(|chain| chain.map(|x| x * 0.5 + 1.0))
}

#[cfg(target_arch = "x86_64")]
macro_rules! of_vectors {
    ($name:ident, $features:literal, $lanes:literal, $splat:ident, $fused:ident) => {
        #[target_feature(enable = $features)]
        fn $name() -> f64 {
            use std::arch::x86_64::*;
            let (half, one) = ($splat(0.5), $splat(1.0));
            let mut chains = [one; N_CHAINS];
            let start = Instant::now();
            for _ in 0..N_STEPS {
                for chain in &mut chains {
                    *chain = $fused(*chain, half, one);
                }
            }
            black_box(chains);
            (N_STEPS * N_CHAINS * $lanes) as f64 / start.elapsed().as_secs_f64()
        }
    };
}

#[cfg(target_arch = "x86_64")]
of_vectors!(avx512, "avx512f", 8, _mm512_set1_pd, _mm512_fmadd_pd);
#[cfg(target_arch = "x86_64")]
of_vectors!(avx2, "avx2,fma", 4, _mm256_set1_pd, _mm256_fmadd_pd);

fn rate<const LANES: usize>(step: impl Fn([f64; LANES]) -> [f64; LANES]) -> f64 {
    let mut chains = [[1.0; LANES]; N_CHAINS];
    let start = Instant::now();
    for _ in 0..N_STEPS {
        chains = chains.map(&step);
    }
    black_box(chains);
    (N_STEPS * N_CHAINS * LANES) as f64 / start.elapsed().as_secs_f64()
}
