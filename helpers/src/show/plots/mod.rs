//! Plots as SVG, drawn the same on every machine and described in words for those who cannot see them.
//!
//! Each function checks its data, draws it and returns a [`Figure`](crate::Figure), whose description holds the main
//! numbers of the plot. Groups and series differ in colour (the colour-blind-safe palette of Okabe and Ito)
//! and in a second way besides: the shape of the marker or the dashes of the line.
//!
//! How a kind of plot is put together: on a page with title, note and legend, one or more `Panel`s (two `Axis`, grid,
//! labels) turn data into positions on the `Canvas`.

mod bars;
mod distributions;
mod groups;
mod heat;
mod lines;
mod pair;
mod scatter;
mod segment_map;

pub use crate::show::draw::Scale;
pub(crate) use bars::bars;
pub use bars::ratio_bars;
pub use distributions::{distributions, histogram};
pub use heat::{correlation, profile_heat};
pub(crate) use lines::criterion_by_k;
pub use lines::{LineSeries, lines};
pub use pair::pair_plot;
pub use scatter::{ScatterPanel, scatter_panels};
pub use segment_map::{Segment, segment_map};
