//! What a notebook shows: tables and figures, each with a text for those who do not see them.

pub(crate) mod draw;
mod figure;
mod html;
pub mod plots;
mod table;

pub use figure::Figure;
pub use table::Table;
pub(crate) use table::{cells, counted, decimals, n_decimals};
