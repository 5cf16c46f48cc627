//! The map of the segments: every customer by two features, with what the model believes.

use ndarray::Array2;

use super::drawn::{at_most, note, scale};
use super::groups::{legend, sizes};
use crate::error::Result;
use crate::show::draw::{Axis, Canvas, INK, Key, Panel, Scale, WHITE, brief, check, joined, look, page, roomy};
use crate::show::figure::Figure;
use crate::stats::range;

/// Within these lies a share of 1 − exp(−d² / 2) of a normal distribution in the plane.
const STANDARD_DEVIATIONS: [f64; 2] = [1.0, 2.0];

/// More would be a blot.
const MOST_POINTS: usize = 1500;

const NOTE: &str = "Ellipses: components of the model at one and at two standard deviations";

/// What a model believes of one segment in two features.
#[derive(Debug, Clone)]
pub(crate) struct Segment {
    /// The name, for the legend.
    pub name: String,
    /// The mean of the two features, in their units.
    pub centre: [f64; 2],
    /// An ellipse for each of its components.
    pub ellipses: Vec<Ellipse>,
}

/// What a model believes of one component of a [`Segment`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ellipse {
    /// The mean of the two features, in their units.
    pub centre: [f64; 2],
    /// Their covariance, in the products of the units.
    pub covariance: [[f64; 2]; 2],
}

/// Draws customers by two features with their segments, the segments' ellipses, and rings around some of them.
///
/// `points` has the shape `(n_samples, 2)`; `labels` holds for each row an index into `segments`; `ringed`
/// tells for each row whether the model is unsure of it. An ellipse holds the points at one and at two standard
/// deviations from a component's centre, in every direction:
///
/// ```text
/// (x − μ)ᵀ Σ⁻¹ (x − μ) = 1        (x − μ)ᵀ Σ⁻¹ (x − μ) = 4
/// ```
///
/// Of more than 1,500 customers, 1,500 are drawn, always the same; the note says so, and the legend counts all.
///
/// # Errors
/// If a point or an ellipse is not finite or too far out to be drawn.
pub(crate) fn segment_map(
    title: &str,
    axes: [&str; 2],
    points: &Array2<f64>,
    labels: &[usize],
    segments: &[Segment],
    ringed: &[bool],
) -> Result<Figure> {
    let outlines = segments.iter().enumerate().flat_map(|(i, Segment { ellipses, .. })| {
        ellipses.iter().flat_map(outline).map(move |outline| (outline, look(i).colour))
    });
    let outlines: Vec<_> = outlines.collect();
    let at_rows = points.rows().into_iter().map(|point| (point[0], point[1]));
    let all = at_rows.chain(outlines.iter().flat_map(|(outline, _)| outline).copied());
    let (x, y): (Vec<f64>, Vec<f64>) = all.unzip();
    check::values(title, axes[0], Scale::Linear, &x)?;
    check::values(title, axes[1], Scale::Linear, &y)?;
    let sizes = sizes(labels, segments.len());
    let n_ringed = brief(ringed.iter().filter(|is_ringed| **is_ringed).count() as f64);
    let mut legend = legend(Key::Marker, segments.iter().map(|segment| &segment.name), &sizes);
    legend.push((Key::Ring, format!("unsure (ringed): {n_ringed}")));
    let drawn = at_most(MOST_POINTS, labels, segments.len());
    let note = note(MOST_POINTS, labels.len(), "customers");
    let within = if axes[0] == axes[1] { "68 % and 95 %" } else { "39 % and 86 %" }; // on a line or in a plane
    let note_below = format!("{NOTE} ({within} of a normal distribution).{note}");
    let (mut canvas, area) = page(title, &note_below, legend, (860.0, 520.0));

    let x = Axis::fitting(roomy(range(x)), area.width - 100.0);
    let y = Axis::spanning(roomy(range(y)), 8);
    let panel = Panel::new(&mut canvas, area, [x, y], axes, true);
    let scale = scale(drawn.len());
    let draw_points = |canvas: &mut Canvas, rows: &[usize]| {
        for &row in rows {
            let at = panel.at((points[[row, 0]], points[[row, 1]]));
            canvas.marker(at, 4.0 * scale, look(labels[row]));
            if ringed[row] {
                canvas.ring(at, 8.0 * scale, INK, 1.6 * scale);
            }
        }
    };
    // Points so many that they shrink would hide the ellipses.
    let (below, above) = drawn.split_at(if scale < 1.0 { drawn.len() } else { 0 });
    draw_points(&mut canvas, below);
    for (outline, colour) in &outlines {
        let outline: Vec<_> = outline.iter().map(|point| panel.at(*point)).collect();
        if scale < 1.0 {
            canvas.line(&outline, WHITE, 4.0);
        }
        canvas.line(&outline, *colour, 1.6);
    }
    draw_points(&mut canvas, above);
    let (n, described) = (brief(labels.len() as f64), describe(segments, &sizes));
    let alt = format!("Map \"{title}\" of {n} customers by {}: {described}.", axes.join(" and "));
    Ok(canvas.figure(alt + &format!(" Unsure (ringed): {n_ringed}.{note}")))
}

/// The outline of the points at one, then at two standard deviations.
fn outline(ellipse: &Ellipse) -> [Vec<(f64, f64)>; 2] {
    const STEPS: usize = 120;
    let Ellipse { centre, covariance: [[xx, xy], [_, yy]] } = *ellipse;
    // The eigenvalues of a symmetric 2 × 2 matrix, and the angle of the first eigenvector.
    let (middle, half) = (0.5 * (xx + yy), 0.5 * (xx - yy));
    let (sin, cos) = (0.5 * xy.atan2(half)).sin_cos();
    let radii = [middle + half.hypot(xy), middle - half.hypot(xy)].map(|value| value.max(0.0).sqrt());
    STANDARD_DEVIATIONS.map(|distance| {
        let at = |step: usize| {
            let turn = step as f64 / STEPS as f64 * std::f64::consts::TAU;
            let (a, b) = (distance * radii[0] * turn.cos(), distance * radii[1] * turn.sin());
            (centre[0] + a * cos - b * sin, centre[1] + a * sin + b * cos)
        };
        (0..=STEPS).map(at).collect()
    })
}

fn describe(segments: &[Segment], sizes: &[usize]) -> String {
    let described = segments.iter().zip(sizes).map(|(Segment { name, centre, .. }, size)| {
        let plural = if *size == 1 { "" } else { "s" };
        let [x, y] = centre.map(brief);
        format!("{name} with {} customer{plural} around ({x}, {y})", brief(*size as f64))
    });
    joined(described, ", ")
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;
    use crate::show::draw::tests::{assert_shows, assert_sound};

    fn segment(name: &str, centre: [f64; 2], covariance: [[f64; 2]; 2]) -> Segment {
        Segment { name: name.to_owned(), centre, ellipses: vec![Ellipse { centre, covariance }] }
    }

    fn map(points: &Array2<f64>, labels: &[usize], segments: &[Segment], ringed: &[bool]) -> Result<Figure> {
        segment_map("t", ["Income", "Score"], points, labels, segments, ringed)
    }

    #[test]
    fn the_description_and_the_legend_have_sizes_centres_and_the_unsure() {
        let points = array![[0.0, 0.0], [1.0, 4.0], [3.0, 8.0]];
        let segments = [
            segment("Young", [0.5, 0.25], [[1.0, 0.0], [0.0, 2.0]]),
            segment("Old", [2.0, 6.0], [[4.0, 1.0], [1.0, 2.0]]),
        ];
        let figure = map(&points, &[0, 1, 1], &segments, &[true, false, true]).unwrap();
        assert_eq!(
            figure.alt(),
            "Map \"t\" of 3 customers by Income and Score: Young with 1 customer around (0.5, 0.25), \
             Old with 2 customers around (2, 6). Unsure (ringed): 2."
        );
        assert_shows(&figure, &["Young (1)", "Old (2)", "unsure (ringed): 2", "Income", "Score"]);
        assert_sound(|| map(&points, &[0, 1, 1], &segments, &[true, false, true]));
    }

    #[test]
    fn an_outline_is_at_one_and_two_standard_deviations() {
        let (centre, [[a, b], [_, c]]) = ([5.0, -1.0], [[4.0, 1.5], [1.5, 2.0]]);
        let outlines = outline(&Ellipse { centre, covariance: [[a, b], [b, c]] });
        let determinant = a * c - b * b;
        for (outline, squared) in outlines.iter().zip([1.0, 4.0]) {
            for (x, y) in outline {
                let (x, y) = (x - centre[0], y - centre[1]);
                let distance = (c * x * x - 2.0 * b * x * y + a * y * y) / determinant;
                assert!((distance - squared).abs() < 1e-12, "{distance}");
            }
        }
    }

    #[test]
    fn one_point_a_flat_segment_and_an_empty_one_are_drawn() {
        let flat = segment("flat", [1.0, 1.0], [[0.0, 0.0], [0.0, 3.0]]);
        let point = segment("point", [1.0, 1.0], [[0.0; 2]; 2]);
        assert_sound(|| map(&array![[1.0, 1.0]], &[1], &[flat.clone(), point.clone()], &[true]));
        let rounded = segment("rounded", [1.0, 1.0], [[1.0, 1.0], [1.0, 1.0 - 1e-12]]);
        assert_sound(|| map(&array![[1.0, 1.0]], &[0], std::slice::from_ref(&rounded), &[false]));
    }

    #[test]
    fn a_segment_of_two_components_has_the_ellipses_of_both_in_one_colour() {
        let part = |x: f64| Ellipse { centre: [x, 0.0], covariance: [[1.0, 0.0], [0.0, 1.0]] };
        let segment = Segment { name: "both".to_owned(), centre: [2.5, 0.0], ellipses: vec![part(0.0), part(5.0)] };
        let figure =
            map(&array![[0.0, 0.0], [5.0, 0.0]], &[0, 0], std::slice::from_ref(&segment), &[false; 2]).unwrap();
        assert_eq!(figure.svg().matches("stroke=\"#0072B2\"").count(), 4);
        assert!(figure.alt().contains("both with 2 customers around (2.5, 0)"), "{}", figure.alt());
    }
}
