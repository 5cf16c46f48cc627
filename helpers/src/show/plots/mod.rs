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

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::*;
    use crate::show::draw::testing::assert_sound;

    const LONG: &str = "young women who spend a great deal of the little money that they have each month";

    #[test]
    fn forty_groups_with_long_names_are_drawn() {
        let points = Array2::from_shape_fn((80, 2), |(i, j)| (i * (j + 2) % 11) as f64 + 0.5);
        let labels: Vec<usize> = (0..80).map(|i| i % 40).collect();
        let line = |i: usize| LineSeries {
            name: LONG.to_owned(),
            points: vec![(1.0, i as f64), (2.0, (i * i) as f64)],
        };
        let all: Vec<LineSeries> = (0..40).map(line).collect();
        let segment = Segment {
            name: LONG.to_owned(),
            centre: [5.0; 2],
            covariance: [[2.0, 1.0], [1.0, 2.0]],
        };
        let panel = ScatterPanel {
            title: LONG.to_owned(),
            points: points.clone(),
            labels: labels.clone(),
            names: vec![LONG.to_owned(); 40],
            x_label: LONG.to_owned(),
            y_label: LONG.to_owned(),
        };
        assert_sound(|| lines(LONG, LONG, LONG, Scale::Linear, Scale::Linear, &all));
        assert_sound(|| criterion_by_k(LONG, LONG, &all, Some((39, 2))));
        assert_sound(|| pair_plot(&points, &[LONG; 2], &labels, &[LONG; 40]));
        assert_sound(|| scatter_panels(LONG, &vec![panel.clone(); 3]));
        let segments = vec![segment.clone(); 40];
        assert_sound(|| segment_map(LONG, LONG, LONG, &points, &labels, &segments, &[true; 80]));
        assert_sound(|| ratio_bars(LONG, LONG, &[LONG; 40], &[3.0; 40]));
    }

    #[test]
    fn a_group_beyond_the_names_is_refused() {
        let points = Array2::zeros((1, 2));
        let error = pair_plot(&points, &["a", "b"], &[usize::MAX], &["g"]).unwrap_err();
        assert!(error.to_string().contains("only 1 groups have a name"), "{error}");
        let error = segment_map("t", "x", "y", &points, &[100_000_000_000], &[], &[true]).unwrap_err();
        assert!(error.to_string().contains("only 0 groups have a name"), "{error}");
    }
}
