//! One quantity against another: power laws on logarithmic axes, and a criterion by the number of components.

use crate::check::check_some;
use crate::error::Result;
use crate::show::draw::{
    Axis, Canvas, Entries, INK, Key, Panel, RULE, Scale, brief, check, fixed, joined, look, page, roomy,
};
use crate::show::{Figure, counted};
use crate::stats::{range, slope};

const SIZE: (f64, f64) = (860.0, 380.0);

/// What a line is of, for the legend, and its horizontal and vertical values, in any order.
pub type LineSeries = (String, Vec<(f64, f64)>);

/// Draws a line with markers for each series on two logarithmic axes, whose labels are those of x and of y.
///
/// A power law `y = c·xᵃ` is a straight line: the legend and the description state each series' exponent `a`, the
/// least-squares slope of log y on log x.
///
/// # Errors
/// If there is no series, or one has no points or a value that is not finite and above 0.
///
/// ```
/// use helpers::plot::power_laws;
///
/// let series = ("full".to_owned(), vec![(1e3, 0.2), (1e4, 2.0), (1e5, 20.0)]);
/// let figure = power_laws("Time", ["Customers", "Milliseconds"], &[series])?;
/// assert!(figure.alt().contains("full: from 0.2 at 1,000 to 20 at 100,000, slope 1.00"));
/// # Ok::<(), helpers::Error>(())
/// ```
pub fn power_laws(title: &str, labels: [&str; 2], series: &[LineSeries]) -> Result<Figure> {
    const NOTE: &str = "Both axes are logarithmic.";
    let lines = ordered(title, series, labels, Scale::Log)?;
    let (mut legend, mut described) = (Entries::new(), Vec::new());
    for (i, (name, points)) in lines.iter().enumerate() {
        let logarithms: Vec<_> = points.iter().map(|(x, y)| (x.log10(), y.log10())).collect();
        let exponent = slope(&logarithms).map(|a| format!("slope {}", fixed(a, 2)));
        let in_legend = exponent.iter().map(|slope| format!(" ({slope})")).collect::<String>();
        legend.push((Key::Line(look(i)), format!("{name}{in_legend}")));
        described.push(format!("{name}: {}", joined(std::iter::once(course(points)).chain(exponent), ", ")));
    }
    let alt = format!("Line plot \"{title}\": {} by {}. {NOTE} {}.", labels[1], labels[0], described.join("; "));
    let (mut canvas, area) = page(title, NOTE, legend, SIZE);
    let ends = [ends(&lines, |(x, _)| x.log10()), ends(&lines, |(_, y)| y.log10())];
    let axes = ends.map(|ends| Axis::logarithmic(roomy(ends), 8));
    let panel = Panel::new(&mut canvas, area, axes, labels, true);
    draw_lines(&mut canvas, &panel, &lines);
    Ok(canvas.figure(alt))
}

/// Draws a criterion of which lower is better, such as BIC, against the number of components.
///
/// Each series' lowest value is named in the legend, the lowest of all ringed; of equal ones, that with the fewest
/// components. Of several series it is marked as the one that is chosen.
///
/// # Errors
/// If there is no series, or one has no points or a value that is not finite.
pub(crate) fn criterion_by_k(title: &str, y_label: &str, series: &[LineSeries]) -> Result<Figure> {
    let labels = ["Number of components", y_label];
    let lines = ordered(title, series, labels, Scale::Linear)?;
    let are_several = lines.len() > 1;
    let mut alt = format!("Line plot \"{title}\": {y_label} by number of components.");
    let mut legend = Entries::new();
    let mut best = (0, (1.0, f64::INFINITY));
    for (i, (name, points)) in lines.iter().enumerate() {
        let lowest = *points.iter().min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or(&best.1);
        best = if lowest.1 < best.1.1 { (i, lowest) } else { best };
        if are_several {
            legend.push((Key::Line(look(i)), format!("{name}: lowest at {} ({})", lowest.0, brief(lowest.1))));
        }
        let listed = joined(points.iter().map(|(k, value)| format!("{k}: {}", brief(*value))), "; ");
        alt += &format!(" {name}: {listed}.");
    }
    let (line, (k, value)) = best;
    let lowest = format!("{}, {} ({})", counted(k as usize, "component"), lines[line].0, brief(value));
    legend.push((Key::Ring, format!("lowest: {lowest}")));
    alt += &format!(" The lowest of all: {lowest}.");
    if are_several {
        legend.push((Key::Rule, format!("chosen: {lowest}")));
        alt += &format!(" Chosen: {lowest}.");
    }

    let (mut canvas, area) = page(title, "", legend, SIZE);
    let (_, most) = ends(&lines, |(k, _)| k);
    let x = Axis::spanning((0.5, most + 0.5), 20).at_whole_numbers();
    let y = Axis::spanning(roomy(ends(&lines, |(_, value)| value)), 7);
    let panel = Panel::new(&mut canvas, area, [x, y], labels, false);
    if are_several {
        let rule = [panel.inner.top, panel.inner.bottom()].map(|y| (panel.at_x(k), y));
        canvas.dashed(&rule, RULE, INK, 1.4);
    }
    draw_lines(&mut canvas, &panel, &lines);
    canvas.ring(panel.at((k, value)), 9.0, INK, 2.0);
    Ok(canvas.figure(alt))
}

/// The series with their points from left to right, if they can be drawn.
fn ordered(title: &str, series: &[LineSeries], labels: [&str; 2], scale: Scale) -> Result<Vec<LineSeries>> {
    check_some("the number of series", series.len())?;
    let mut lines = series.to_vec();
    for (name, points) in &mut lines {
        let (x, y): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
        check::values(title, &format!("{name} ({})", labels[0]), scale, &x)?;
        check::values(title, &format!("{name} ({})", labels[1]), scale, &y)?;
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    Ok(lines)
}

/// The least and the largest of a coordinate of all points.
fn ends(lines: &[LineSeries], coordinate: impl Fn((f64, f64)) -> f64) -> (f64, f64) {
    let points = lines.iter().flat_map(|(_, points)| points);
    range(points.map(|point| coordinate(*point)))
}

fn draw_lines(canvas: &mut Canvas, panel: &Panel, lines: &[LineSeries]) {
    for (i, (_, points)) in lines.iter().enumerate() {
        let points: Vec<_> = points.iter().map(|point| panel.at(*point)).collect();
        canvas.dashed(&points, look(i).dash, look(i).colour, 2.0);
        points.iter().for_each(|&point| canvas.marker(point, 4.5, look(i)));
    }
}

/// From where to where a line goes, and its range where that is wider.
fn course(points: &[(f64, f64)]) -> String {
    let at = |(x, y): (f64, f64)| format!("{} at {}", brief(y), brief(x));
    let (first, last) = (points[0], points[points.len() - 1]);
    let (lo, hi) = range(points.iter().map(|point| point.1));
    let ends = if points.len() > 1 { format!("from {} to {}", at(first), at(last)) } else { at(first) };
    let is_wider = (lo, hi) != (first.1.min(last.1), first.1.max(last.1));
    if is_wider { format!("{ends}, between {} and {}", brief(lo), brief(hi)) } else { ends }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::draw::tests::{assert_shows, assert_sound, texts};

    fn series(name: &str, points: &[(f64, f64)]) -> LineSeries {
        (name.to_owned(), points.to_vec())
    }

    fn plot(all: &[LineSeries]) -> Result<Figure> {
        power_laws("t", ["reg", "y"], all)
    }

    #[test]
    fn a_power_law_has_its_exponent_in_the_legend_and_the_description() {
        let all = [series("a", &[(1e6, 9e3), (1e3, 9.0), (1e4, 90.0)]), series("b", &[(1e3, 4.0)])];
        let figure = plot(&all).unwrap();
        assert_eq!(
            figure.alt(),
            "Line plot \"t\": y by reg. Both axes are logarithmic. \
             a: from 9 at 1,000 to 9,000 at 1,000,000, slope 1.00; b: 4 at 1,000."
        );
        assert_shows(&figure, &["a (slope 1.00)", "b", "1,000", "1,000,000", "Both axes are logarithmic."]);
        assert_sound(|| plot(&all));
    }

    #[test]
    fn a_line_that_turns_has_its_range_and_few_powers_are_raised() {
        let all = [series("fit", &[(1e-8, 1.0), (1e-5, 7.0), (1e-2, 2.5)])];
        let figure = plot(&all).unwrap();
        let expected = "fit: from 1 at 1e\u{2212}8 to 2.5 at 0.01, between 1 and 7, slope 0.07.";
        assert!(figure.alt().ends_with(expected), "{}", figure.alt());
        assert!(texts(&figure).contains(&"10⁻⁸".to_owned()));
        assert_sound(|| plot(&all));
    }

    #[test]
    fn extremes_constants_and_one_point_are_drawn() {
        for points in [
            &[(5e-324, 1e100), (1e100, 5e-324)][..],
            &[(1.0, 1.0)],
            &[(3.0, 2.0), (3.0, 2.0)],
            &[(3.0, 2.0), (3.1, 2.01)],
        ] {
            assert_sound(|| plot(&[series("a", points)]));
        }
    }
}

#[cfg(test)]
mod criterion_tests {
    use super::*;
    use crate::show::draw::tests::{assert_shows, assert_sound, texts};

    fn series(name: &str, values: &[f64]) -> LineSeries {
        (name.to_owned(), values.iter().enumerate().map(|(i, v)| ((i + 1) as f64, *v)).collect())
    }

    #[test]
    fn the_lowest_and_the_chosen_are_named() {
        let all = [series("full", &[9.0, 2.5, 4.0]), series("diagonal", &[8.0, 7.0, 1.5])];
        let figure = criterion_by_k("t", "BIC", &all).unwrap();
        assert!(
            figure
                .alt()
                .ends_with("The lowest of all: 3 components, diagonal (1.5). Chosen: 3 components, diagonal (1.5)."),
            "{}",
            figure.alt()
        );
        assert_shows(
            &figure,
            &[
                "full: lowest at 2 (2.5)",
                "diagonal: lowest at 3 (1.5)",
                "lowest: 3 components, diagonal (1.5)",
                "chosen: 3 components, diagonal (1.5)",
                "Number of components",
            ],
        );
        assert_sound(|| criterion_by_k("t", "BIC", &all));
    }

    #[test]
    fn the_axis_starts_at_one_component() {
        let all = [("full".to_owned(), vec![(4.0, 1.0), (2.0, 3.0)])];
        let figure = criterion_by_k("t", "BIC", &all).unwrap();
        assert_shows(&figure, &["1", "2", "3", "4"]);
        assert!(!texts(&figure).iter().any(|t| t == "0"));
    }

    #[test]
    fn of_equal_values_the_fewest_components_win() {
        let figure = criterion_by_k("t", "y", &[series("a", &[5.0, 3.0, 3.0])]).unwrap();
        assert!(figure.alt().ends_with("The lowest of all: 2 components, a (3)."));
        let figure = criterion_by_k("t", "y", &[series("a", &[5.0])]).unwrap();
        assert!(figure.alt().ends_with("The lowest of all: 1 component, a (5)."));
    }

    #[test]
    fn one_point_a_constant_and_four_series_are_drawn() {
        assert_sound(|| criterion_by_k("t", "y", &[series("a", &[1.0])]));
        assert_sound(|| criterion_by_k("t", "y", &[series("a", &[1.0; 5])]));
        let names = ["spherical", "diagonal", "tied", "full"];
        let four: Vec<LineSeries> = names.iter().map(|name| series(name, &[3.0, 2.0, 1.0])).collect();
        assert_sound(|| criterion_by_k("t", "y", &four));
    }
}
