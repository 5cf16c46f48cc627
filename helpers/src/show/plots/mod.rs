//! Plots as SVG, drawn the same on every machine and described in words for those who cannot see them.
//!
//! Each function checks its data, draws it and returns a [`Figure`](crate::Figure), whose description holds the main
//! numbers of the plot. Groups and series differ in colour (the colour-blind-safe palette of Okabe and Ito)
//! and in a second way besides: the shape of the marker or the dashes of the line.
//!
//! What cannot be drawn is an [`Error::Plot`](crate::Error::Plot).
//!
//! How a kind of plot is put together: on a page with title, note and legend, one or more `Panel`s (two `Axis`, grid,
//! labels) turn data into positions on the `Canvas`.

mod bars;
mod distributions;
mod drawn;
mod groups;
mod intervals;
mod lines;
mod pair;
mod scatter;
mod segment_map;

pub use bars::ratio_bars;
pub(crate) use distributions::distributions;
pub(crate) use intervals::{Interval, IntervalPanel, interval_plot};
pub(crate) use lines::criterion_by_k;
pub use lines::{LineSeries, power_laws};
pub(crate) use pair::pair_plot;
pub use scatter::{ScatterPanel, scatter_panels};
pub(crate) use segment_map::{Ellipse, Segment, segment_map};

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};

    use super::*;
    use crate::error::Result;
    use crate::show::draw::tests::{assert_sound, texts};
    use crate::show::figure::Figure;

    const LONG: &str = "young women who spend a great deal of the little money that they have each month";

    #[test]
    fn forty_groups_with_long_names_are_drawn() {
        let points = Array2::from_shape_fn((80, 2), |(i, j)| (i * (j + 2) % 11) as f64 + 0.5);
        let labels: Vec<usize> = (0..80).map(|i| i % 40).collect();
        let line = |i: usize| (LONG.to_owned(), vec![(1.0, 1.0 + i as f64), (2.0, 1.0 + (i * i) as f64)]);
        let all: Vec<LineSeries> = (0..40).map(line).collect();
        let ellipse = Ellipse { centre: [5.0; 2], covariance: [[2.0, 1.0], [1.0, 2.0]] };
        let segment = Segment { name: LONG.to_owned(), centre: [5.0; 2], ellipses: vec![ellipse; 2] };
        let panel = ScatterPanel {
            title: LONG.to_owned(),
            points: points.clone(),
            labels: labels.clone(),
            names: vec![LONG.to_owned(); 40],
            axes: [LONG, LONG].map(str::to_owned),
        };
        assert_sound(|| power_laws(LONG, [LONG; 2], &all));
        assert_sound(|| criterion_by_k(LONG, LONG, &all));
        assert_sound(|| Ok(pair_plot(&points, &[LONG; 2], &labels, &[LONG; 40])));
        assert_sound(|| scatter_panels(LONG, &vec![panel.clone(); 3]));
        let segments = vec![segment.clone(); 40];
        assert_sound(|| segment_map(LONG, [LONG; 2], &points, &labels, &segments, &[true; 80]));
        assert_sound(|| ratio_bars(LONG, LONG, &[LONG; 40], &[3.0; 40]));
        let intervals = vec![Some(Interval { value: 3.0, ends: [2.0, 5.0] }); 40];
        let panel = IntervalPanel { label: LONG.to_owned(), intervals, reference: Some(4.0) };
        assert_sound(|| interval_plot(LONG, LONG, &[LONG; 40], &vec![panel.clone(); 4]));
    }

    fn refused(result: Result<Figure>, words: &str) {
        let error = result.unwrap_err().to_string();
        assert!(error.contains(words), "{words} in {error}");
    }

    #[test]
    fn points_that_have_no_place_are_refused_by_name() {
        let scatter = |points: Array2<f64>| {
            let (title, axes) = ("t".to_owned(), ["x", "y"].map(str::to_owned));
            let (labels, names) = (vec![0; points.nrows()], vec!["g".to_owned()]);
            scatter_panels("t", &[ScatterPanel { title, points, labels, names, axes }])
        };
        let ellipse = Ellipse { centre: [0.0; 2], covariance: [[1.0, 0.0], [0.0, 1.0]] };
        let map = |points: Array2<f64>, covariance: [[f64; 2]; 2]| {
            let ellipses = vec![Ellipse { covariance, ..ellipse }];
            let segment = Segment { name: "g".to_owned(), centre: [0.0; 2], ellipses };
            segment_map("t", ["x", "y"], &points, &vec![0; points.nrows()], &[segment], &vec![true; points.nrows()])
        };
        let of_one = |points| map(points, ellipse.covariance);
        for plot in [&scatter as &dyn Fn(Array2<f64>) -> Result<Figure>, &of_one] {
            refused(plot(array![[1.0, f64::NAN]]), "value 0 of y is NaN");
            refused(plot(array![[1.0, 1.0], [1e300, 1.0]]), "value 1 of x is 1e300");
        }
        refused(scatter(Array2::zeros((0, 2))), "x is empty");
        refused(map(array![[1.0, 2.0]], [[1e300, 0.0], [0.0, 1.0]]), "of x is 1");
        refused(scatter_panels("t", &[]), "the number of panels is 0");
    }

    #[test]
    fn values_that_have_no_place_are_refused_by_name() {
        let line = |points: &[(f64, f64)]| [("a".to_owned(), points.to_vec())];
        let plot = |points: &[(f64, f64)]| power_laws("t", ["reg", "y"], &line(points));
        refused(power_laws("t", ["x", "y"], &[]), "the number of series is 0");
        refused(plot(&[]), "a (reg) is empty");
        refused(plot(&[(1.0, f64::NAN)]), "value 0 of a (y) is NaN");
        refused(plot(&[(1.0, 1.0), (0.0, 2.0)]), "value 1 of a (reg) is 0, but a logarithmic axis");
        refused(plot(&[(1.0, 1.0), (1.0, -2.0)]), "value 1 of a (y) is \u{2212}2, but a logarithmic axis");
        refused(criterion_by_k("t", "y", &line(&[(1.0, f64::NAN)])), "value 0 of a (y) is NaN");
        refused(ratio_bars("t", "r", &["a"], &[1.0, 2.0]), "the list of names has the shape [1]");
        refused(ratio_bars("t", "r", &["a", "b"], &[1.0, 0.0]), "value 1 of r is 0, but a logarithmic axis");
    }

    #[test]
    fn of_very_many_customers_a_part_is_drawn_and_all_are_counted() {
        let points = Array2::from_shape_fn((3000, 2), |(i, j)| (i * (j + 7) % 101) as f64);
        let labels: Vec<usize> = (0..3000).map(|i| usize::from(i % 100 == 0)).collect();
        let covariance = [[9.0, 0.0], [0.0, 9.0]];
        let segment = |name: &str| Segment {
            name: name.to_owned(),
            centre: [50.0; 2],
            ellipses: vec![Ellipse { centre: [50.0; 2], covariance }],
        };
        let segments = [segment("g"), segment("h")];
        let map = || segment_map("t", ["x", "y"], &points, &labels, &segments, &[true; 3000]);
        let pairs = || Ok(pair_plot(&points, &["a", "b"], &labels, &["g", "h"]));
        let (title, axes) = ("t".to_owned(), ["x", "y"].map(str::to_owned));
        let names = vec!["g".to_owned(), "h".to_owned()];
        let panel = ScatterPanel { title, points: points.clone(), labels: labels.clone(), names, axes };
        let panels = || scatter_panels("t", &[panel.clone(), panel.clone()]);
        type Kind<'a> = (&'a dyn Fn() -> Result<Figure>, &'a str, usize);
        let kinds: [Kind; 3] = [
            (&map, "1,500 of 3,000 customers are drawn; all are counted.", 1500),
            (&pairs, "500 of 3,000 customers are drawn; all are counted.", 2 * 500),
            (&panels, "500 of 3,000 points are drawn; all are counted.", 2 * 500),
        ];
        for (plot, note, n_points) in kinds {
            assert_sound(plot);
            let figure = plot().unwrap();
            let words = texts(&figure).join(" ");
            assert!(figure.alt().contains(note) && words.contains(note), "{} and {words}", figure.alt());
            assert!(words.contains("g (2,970)") && words.contains("h (30)"), "{words}");
            let shapes = |of: &str| figure.svg().matches(of).count();
            let (circles, triangles) =
                (shapes("<circle") - shapes("stroke=\"#222222\" stroke-width=\"9\""), shapes("<polygon"));
            let n_drawn = circles + triangles;
            assert!((n_points..n_points + 10).contains(&n_drawn), "{n_drawn} markers with those of the legend");
            assert!(triangles > n_points / 100, "the small group: {triangles}");
        }
    }
}
