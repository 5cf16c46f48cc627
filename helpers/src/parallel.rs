//! Work on rows in several threads, with results that do not depend on how many there are.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};

/// Rows of a segment: starting a thread costs as much as working on a few thousand.
const SEGMENT_ROWS: usize = 1 << 14;

/// The rows in segments of equal length, cut by their number alone.
pub(crate) fn segments(n_rows: usize) -> Vec<Range<usize>> {
    (0..n_rows)
        .step_by(SEGMENT_ROWS)
        .map(|start| start..n_rows.min(start + SEGMENT_ROWS))
        .collect()
}

/// `work` of each item, in the items' order.
pub(crate) fn map<I: Send, T: Send>(n_threads: usize, items: Vec<I>, work: impl Fn(I) -> T + Sync) -> Vec<T> {
    let n_threads = n_threads.min(items.len());
    if n_threads <= 1 {
        return items.into_iter().map(work).collect();
    }
    let slots: Vec<_> = items.into_iter().map(|item| Mutex::new((Some(item), None))).collect();
    let next = AtomicUsize::new(0);
    let take_items = || {
        while let Some(slot) = slots.get(next.fetch_add(1, Ordering::Relaxed)) {
            let item = slot.lock().expect("no other thread takes this slot").0.take();
            let result = item.map(&work);
            slot.lock().expect("no other thread takes this slot").1 = result;
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..n_threads {
            scope.spawn(take_items);
        }
        take_items();
    });
    slots
        .into_iter()
        .filter_map(|slot| slot.into_inner().expect("all threads have ended").1)
        .collect()
}

/// The number of threads that this machine runs at once.
pub(crate) fn available() -> usize {
    // Asking the system takes longer than an EM iteration on a few hundred rows.
    static AVAILABLE: OnceLock<usize> = OnceLock::new();
    *AVAILABLE.get_or_init(|| std::thread::available_parallelism().map_or(1, usize::from))
}
