//! Work on rows in several threads, with results that do not depend on how many there are.

use std::iter;
use std::ops::Range;
use std::sync::{Mutex, OnceLock};
use std::thread;

/// Rows of a chunk: starting a thread costs as much as working on a few thousand.
pub(crate) const CHUNK_ROWS: usize = 1 << 14;

/// The rows in chunks of equal length, cut by their number alone.
pub(crate) fn chunks(n_rows: usize) -> impl Iterator<Item = Range<usize>> {
    (0..n_rows).step_by(CHUNK_ROWS).map(move |start| start..n_rows.min(start + CHUNK_ROWS))
}

/// `work` of each item, in the items' order.
pub(crate) fn map<I: Send, T: Send>(n_threads: usize, items: Vec<I>, work: impl Fn(I) -> T + Sync) -> Vec<T> {
    let n_threads = n_threads.min(items.len());
    if n_threads <= 1 {
        return items.into_iter().map(work).collect();
    }
    let queue = Mutex::new(items.into_iter().enumerate());
    let next = || queue.lock().expect("taking an item does not panic").next();
    let take_items = || iter::from_fn(next).map(|(number, item)| (number, work(item))).collect::<Vec<_>>();
    let mut results = thread::scope(|scope| {
        let others: Vec<_> = (1..n_threads).map(|_| scope.spawn(take_items)).collect();
        let mut results = take_items();
        for other in others {
            results.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        results
    });
    results.sort_unstable_by_key(|&(number, _)| number);
    results.into_iter().map(|(_, result)| result).collect()
}

/// The number of threads that this machine runs at once.
pub(crate) fn available() -> usize {
    // Asking the system takes longer than an EM iteration on a few hundred rows.
    static AVAILABLE: OnceLock<usize> = OnceLock::new();
    *AVAILABLE.get_or_init(|| std::thread::available_parallelism().map_or(1, usize::from))
}
