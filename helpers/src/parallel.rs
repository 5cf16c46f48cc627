//! Work on rows in several threads, with results that do not depend on how many there are.

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
    let (queue, results) = (Mutex::new(items.into_iter().enumerate()), Mutex::new(Vec::new()));
    let take_items = || loop {
        let next = queue.lock().expect("taking an item does not panic").next();
        let Some((number, item)) = next else { return };
        let result = work(item);
        results.lock().expect("keeping a result does not panic").push((number, result));
    };
    thread::scope(|scope| {
        (1..n_threads).for_each(|_| drop(scope.spawn(take_items)));
        take_items();
    });
    let mut results = results.into_inner().expect("keeping a result does not panic");
    results.sort_unstable_by_key(|&(number, _)| number);
    results.into_iter().map(|(_, result)| result).collect()
}

/// The number of threads that this machine runs at once.
pub(crate) fn available() -> usize {
    // Asking the system takes longer than an EM iteration on a few hundred rows.
    static AVAILABLE: OnceLock<usize> = OnceLock::new();
    *AVAILABLE.get_or_init(|| std::thread::available_parallelism().map_or(1, usize::from))
}
