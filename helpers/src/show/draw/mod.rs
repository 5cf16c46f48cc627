//! What plots are drawn with.
//!
//! Plotters writes the SVG; axes, labels and legend are drawn here. Tried, its `ChartBuilder` wants the room for
//! labels beforehand and breaks none, puts ticks between whole numbers, and lays the legend over the data.

pub(crate) mod axis;
pub(crate) mod canvas;
pub(crate) mod check;
pub(crate) mod density;
pub(crate) mod font;
pub(crate) mod number;
pub(crate) mod page;
pub(crate) mod palette;
pub(crate) mod panel;
pub(crate) mod rect;
#[cfg(test)]
pub(crate) mod testing;
