//! Time and memory of one computation.

use std::fs;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// What a computation cost.
pub struct Cost {
    /// The median of all repeats.
    pub seconds: f64,
    /// The most memory that the first repeat held beyond what the process held before, where the system tells.
    pub peak_bytes: Option<u64>,
}

/// The result of `work`, and what it costs when repeated for a second.
pub fn measure<T, E>(work: impl Fn() -> Result<T, E>) -> Result<(T, Cost), E> {
    let before = resident_bytes();
    let start = Instant::now();
    let result = work()?;
    let mut times = vec![start.elapsed().as_secs_f64()];
    let peak_bytes = before.and_then(|before| Some(status("VmHWM:")?.saturating_sub(before)));
    while start.elapsed() < Duration::from_secs(1) {
        let start = Instant::now();
        black_box(work()?);
        times.push(start.elapsed().as_secs_f64());
    }
    let seconds = median(times);
    Ok((result, Cost { seconds, peak_bytes }))
}

/// The middle one of an odd number of times.
pub fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// The memory in use, from which on Linux counts the peak anew.
fn resident_bytes() -> Option<u64> {
    fs::write("/proc/self/clear_refs", "5").ok()?;
    status("VmRSS:")
}

fn status(key: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(key))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(1024 * kilobytes)
}
