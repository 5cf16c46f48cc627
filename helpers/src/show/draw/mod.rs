//! What plots are drawn with.

pub(in crate::show) mod axis;
pub(in crate::show) mod canvas;
pub(in crate::show) mod check;
pub(in crate::show) mod density;
pub(in crate::show) mod font;
pub(in crate::show) mod header;
mod log_axis;
pub(in crate::show) mod number;
pub(in crate::show) mod palette;
pub(in crate::show) mod panel;
#[cfg(test)]
pub(crate) mod testing;
