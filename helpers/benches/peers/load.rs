//! Reads a file of customers once, and tells the seconds and the most memory that took: see `load.py`.

use std::time::Instant;

use helpers::{Customers, Schema};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: load CUSTOMERS.csv")?;
    let begin = Instant::now();
    let customers = Customers::from_path(path, &Schema::default())?;
    let seconds = begin.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
    println!("{} {seconds:.3} {:.3}", customers.len(), peak.unwrap_or(f64::NAN) / 1e6);
    Ok(())
}
