//! What plots are drawn with.
//!
//! Shapes and text are plotters'. Tried, its `ChartBuilder` wants the room for labels beforehand and breaks none, puts
//! ticks between whole numbers and lays the legend over the data: so axes, labels and legends are laid out here.

mod axis;
mod canvas;
pub(crate) mod check;
mod density;
mod font;
mod number;
mod page;
mod palette;
mod panel;
mod rect;
#[cfg(test)]
pub(crate) mod tests;

pub(crate) use axis::{Axis, Scale, roomy};
pub(crate) use canvas::{Canvas, END, MIDDLE, START};
pub(crate) use density::{Bins, kernel_density};
pub(crate) use font::{HEADING, LABEL, SMALL};
pub(crate) use number::{brief, fixed, grouped, joined, times};
pub(crate) use page::{Entries, Key, Legend, RULE, page};
pub(crate) use palette::{FILL, INK, Look, SOFT_INK, WHITE, look};
pub(crate) use panel::Panel;
pub(crate) use rect::Rect;
