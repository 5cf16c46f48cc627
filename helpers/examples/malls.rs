//! Writes a mall of known structure as CSV to standard output: `cargo run --example malls -- NAME CUSTOMERS SEED`.

#[path = "../tests/common/malls.rs"]
#[allow(dead_code)] // the study uses the rest
mod malls;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mall = match &arguments[..] {
        [name, n, seed] => n.parse().ok().zip(seed.parse().ok()).and_then(|(n, seed)| malls::named(name, n, seed)),
        _ => None,
    };
    match mall {
        Some(mall) => print!("{}", mall.csv()),
        None => eprintln!("usage: malls NAME CUSTOMERS SEED, with a name such as three-apart (tests/common/malls.rs)"),
    }
    ExitCode::SUCCESS
}
