//! What was computed with, and on what.

use std::process::Command;

use crate::mixture::vector_instructions;
use crate::parallel;
use crate::show::{Table, cells};

/// The versions that the workspace is tested with and kernels are built with.
const LOCK: &str = include_str!("../../../Cargo.lock");

/// The versions of this crate, the compiler and the libraries, and how the crate was built for this machine: figures of
/// another build or machine do not compare.
pub fn versions() -> Table {
    let on = |flag: bool| if flag { "on" } else { "off" };
    let packages = ["helpers", "linfa", "linfa-clustering", "ndarray", "plotters"];
    let build = [
        cells!["vector instructions", vector_instructions()],
        cells!["threads", parallel::available()],
        cells!["debug assertions", on(cfg!(debug_assertions))],
    ];
    let rows = [cells!["compiler", compiler()]].into_iter().chain(packages.map(|name| cells![name, locked(name)]));
    Table::of("Versions, build and machine", &["What", "Is"], rows.chain(build))
}

/// What `rustc` on the path says of itself now.
fn compiler() -> String {
    let answer = Command::new("rustc").arg("--version").output().ok();
    let text = answer.and_then(|answer| String::from_utf8(answer.stdout).ok());
    let text = text.filter(|text| text.starts_with("rustc "));
    text.map_or("unknown".to_owned(), |text| text.trim().to_owned())
}

fn locked(package: &str) -> &'static str {
    let mut lines = LOCK.lines().skip_while(|line| *line != format!("name = \"{package}\""));
    lines.nth(1).and_then(|line| line.split('"').nth(1)).unwrap_or("unknown")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_those_of_the_lock_file() {
        assert_eq!(locked("helpers"), env!("CARGO_PKG_VERSION"));
        assert!(locked("ndarray").starts_with("0.16."));
        assert_eq!(locked("no such package"), "unknown");
        assert!(versions().to_string().contains("vector instructions"));
    }
}
