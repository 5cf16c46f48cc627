//! How many customers are done, on the terminal.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

const PAUSE: Duration = Duration::from_millis(500);

/// Writes a message to the standard error output; no one need read it.
pub fn tell(message: impl Display) {
    let _ = writeln!(io::stderr(), "{message}");
}

/// A count on the standard error output, if that is a terminal, and messages there.
pub struct Progress {
    is_shown: bool,
    n_rows: usize,
    shown: Instant,
}

impl Progress {
    pub fn new(may_be_shown: bool) -> Progress {
        let is_shown = may_be_shown && io::stderr().is_terminal();
        Progress { is_shown, n_rows: 0, shown: Instant::now() }
    }

    pub fn add(&mut self, n_rows: usize) {
        self.n_rows += n_rows;
        if self.is_shown && self.shown.elapsed() > PAUSE {
            let _ = write!(io::stderr(), "\r{} customers", self.n_rows);
            self.shown = Instant::now();
        }
    }

    pub fn tell(&self, message: &str) {
        tell(format_args!("{}{message}", if self.is_shown { "\r" } else { "" }));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.is_shown {
            self.tell(&format!("{} customers", self.n_rows));
        }
    }
}
