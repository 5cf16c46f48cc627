//! Reading, working and writing at the same time.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// Items that are read ahead of the one that is written: what bounds the memory.
const AHEAD: usize = 8;

/// An item, and where what becomes of it is sent.
type Task<I, T> = (I, SyncSender<T>);

/// Calls `write` in this thread with `work` of each item, in the items' order; another thread takes the items, and as many
/// as there are processors work.
///
/// # Errors
///
/// The first of `work` or `write`, after which no more is written.
pub fn in_order<I: Send, T: Send, E: Send>(
    items: impl Iterator<Item = I> + Send,
    work: impl Fn(I) -> Result<T, E> + Sync,
    mut write: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let (tasks, queue) = sync_channel::<Task<I, Result<T, E>>>(AHEAD);
    let (promises, results) = sync_channel(AHEAD);
    let queue = Mutex::new(queue);
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| work_off(&queue, &work));
        }
        scope.spawn(move || {
            for item in items {
                let (answer, promise) = sync_channel(1);
                if promises.send(promise).is_err() || tasks.send((item, answer)).is_err() {
                    break; // writing has failed
                }
            }
        });
        for promise in results {
            write(promise.recv().expect("every task is answered")?)?;
        }
        Ok(())
    })
}

fn work_off<I, T>(queue: &Mutex<Receiver<Task<I, T>>>, work: impl Fn(I) -> T) {
    loop {
        let task = queue.lock().expect("taking a task does not panic").recv();
        let Ok((item, answer)) = task else { return };
        let _ = answer.send(work(item)); // no one waits for it where writing has failed
    }
}
