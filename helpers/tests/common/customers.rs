//! Customers of the mall and of a few lines.

use helpers::{Customers, Error, Schema};

pub const MALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../Mall_Customers.csv");
pub const HEADER: &str = "CustomerID,Gender,Age,Annual Income (k$),Spending Score (1-100)";

pub fn mall() -> Customers {
    Customers::from_path(MALL, &Schema::default()).unwrap()
}

pub fn read(csv: impl AsRef<[u8]>) -> Result<Customers, Error> {
    Customers::from_reader(csv.as_ref(), "mall.csv", &Schema::default())
}

/// Reads these lines below the header.
pub fn rows(lines: &str) -> Result<Customers, Error> {
    read(format!("{HEADER}\n{lines}"))
}
