//! Time and memory of one computation.

use std::hint::black_box;
use std::time::Instant;

use helpers::benchmark::{alternate, peak_memory};

/// What a computation cost.
pub struct Cost {
    /// The median of all repeats.
    pub seconds: f64,
    /// The most memory that the first repeat held beyond what the process held before, where the system tells.
    pub peak_bytes: Option<u64>,
}

/// The result of `work`, and what it costs when repeated for about a second.
pub fn measure<T, E>(work: impl Fn() -> Result<T, E>) -> Result<(T, Cost), E> {
    let mut result = None;
    let start = Instant::now();
    let peak_bytes = peak_memory(&mut || result = Some(work()));
    let n_rounds = (1.0 / start.elapsed().as_secs_f64()).clamp(1.0, 1e6) as usize;
    let result = result.unwrap_or_else(&work)?; // the system may not tell of memory
    let timings = alternate(n_rounds, &[&|| drop(black_box(work()))]);
    let seconds = timings[0].median();
    Ok((result, Cost { seconds, peak_bytes }))
}
