//! Plots as SVG, drawn the same on every machine and described in words for those who cannot see them.
//!
//! Each function checks its data, draws it and returns a [`Figure`](crate::Figure), whose description holds the main
//! numbers of the plot. Groups and series differ in colour (the colour-blind-safe palette of Okabe and Ito)
//! and in a second way besides: the shape of the marker or the dashes of the line.
//!
//! How a kind of plot is put together: a `Header` (title, note, legend) above an area, in which one or more
//! `Panel`s (two `Axis`, grid, labels) turn data into positions on the `Canvas`.

mod bars;
mod correlation;
mod criterion;
mod distributions;
mod heat;
mod histogram;
mod lines;
mod pair;
mod profile;
mod ratios;
mod scatter;
mod segment_map;

pub use crate::show::draw::axis::Scale;
pub use bars::bars;
pub use correlation::correlation;
pub use criterion::{Series, criterion_by_k};
pub use distributions::distributions;
pub use histogram::histogram;
pub use lines::{LineSeries, lines};
pub use pair::pair_plot;
pub use profile::profile_heat;
pub use ratios::ratio_bars;
pub use scatter::{ScatterPanel, scatter_panels};
pub use segment_map::{Segment, segment_map};
