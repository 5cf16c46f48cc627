//! One quantity against another, on linear or logarithmic axes.

use crate::error::Result;
use crate::show::draw::axis::{Axis, Scale, roomy};
use crate::show::draw::canvas::{Canvas, draw};
use crate::show::draw::check;
use crate::show::draw::header::{Header, Key};
use crate::show::draw::number::{brief, fixed};
use crate::show::draw::palette::look;
use crate::show::draw::panel::Panel;
use crate::show::figure::Figure;
use crate::stats::{range, slope};

const WIDTH: f64 = 860.0;

/// A line of [`lines`].
#[derive(Debug, Clone, PartialEq)]
pub struct LineSeries {
    /// What the line is of, for the legend.
    pub name: String,
    /// Horizontal and vertical values, in any order.
    pub points: Vec<(f64, f64)>,
}

impl LineSeries {
    /// A line without points so far.
    pub fn named(name: &str) -> LineSeries {
        LineSeries {
            name: name.to_owned(),
            points: Vec::new(),
        }
    }
}

/// Draws a line with markers for each series, on axes of which each is linear or logarithmic.
///
/// On two logarithmic axes a power law `y = c·xᵃ` is a straight line: the legend and the description then
/// state each series' exponent `a`, the least-squares slope of log y on log x.
///
/// # Errors
/// If there is no series, one has no points or a value that is not finite, or a value on a logarithmic axis
/// is not above 0.
///
/// ```
/// use helpers::plot::{LineSeries, Scale, lines};
///
/// let series = LineSeries { name: "full".to_owned(), points: vec![(1e3, 0.2), (1e4, 2.0), (1e5, 20.0)] };
/// let figure = lines("Time", "Customers", "Milliseconds", Scale::Log, Scale::Log, &[series])?;
/// assert!(figure.alt().contains("full: from 0.2 at 1,000 to 20 at 100,000, slope 1.00"));
/// # helpers::Result::Ok(())
/// ```
pub fn lines(
    title: &str,
    x_label: &str,
    y_label: &str,
    x_scale: Scale,
    y_scale: Scale,
    series: &[LineSeries],
) -> Result<Figure> {
    if series.is_empty() {
        return check::refuse(title, "there is no series; give at least one".to_owned());
    }
    for one in series {
        let (x, y): (Vec<f64>, Vec<f64>) = one.points.iter().copied().unzip();
        check::on_scale(title, &format!("{} ({x_label})", one.name), x_scale, &x)?;
        check::on_scale(title, &format!("{} ({y_label})", one.name), y_scale, &y)?;
    }
    let sorted: Vec<Line> = series.iter().map(|one| Line::new(one, x_scale, y_scale)).collect();
    let note = scale_note(x_scale, y_scale);
    let alt = describe(title, (x_label, y_label), note, &sorted);
    let header = Header::new(title, note, legend(&sorted), WIDTH);
    draw(&header, 380.0, alt, |canvas, area| {
        let all = || sorted.iter().flat_map(|line| &line.points);
        let x = axis(x_scale, all().map(|point| point.0), |ends| {
            Axis::fitting(ends, area.width - 100.0)
        });
        let y = axis(y_scale, all().map(|point| point.1), |(lo, hi)| {
            Axis::spanning(lo, hi, 7)
        });
        let panel = Panel::new(area, x, y, x_label, y_label);
        panel.draw_grid(canvas, true, false);
        panel.draw(canvas);
        for (i, line) in sorted.iter().enumerate() {
            draw_line(canvas, &panel, i, line);
        }
    })
}

/// A series from left to right, with its slope where both axes are logarithmic.
struct Line<'a> {
    name: &'a str,
    points: Vec<(f64, f64)>,
    slope: Option<f64>,
}

impl Line<'_> {
    fn new(series: &LineSeries, x_scale: Scale, y_scale: Scale) -> Line<'_> {
        let mut points = series.points.clone();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let placed: Vec<_> = points
            .iter()
            .map(|(x, y)| (x_scale.place(*x), y_scale.place(*y)))
            .collect();
        let is_power_law = (x_scale, y_scale) == (Scale::Log, Scale::Log);
        Line {
            name: &series.name,
            points,
            slope: slope(&placed).filter(|_| is_power_law),
        }
    }

    fn words(&self) -> String {
        let (first, last) = (self.points[0], self.points[self.points.len() - 1]);
        let (lo, hi) = range(self.points.iter().map(|point| point.1));
        let ends = match self.points.len() {
            1 => format!("{} at {}", brief(first.1), brief(first.0)),
            _ => format!(
                "from {} at {} to {} at {}",
                brief(first.1),
                brief(first.0),
                brief(last.1),
                brief(last.0)
            ),
        };
        let ends_span_all = (lo, hi) == (first.1.min(last.1), first.1.max(last.1));
        let within = match ends_span_all {
            true => String::new(),
            false => format!(", between {} and {}", brief(lo), brief(hi)),
        };
        let slope = self
            .slope
            .map(|a| format!(", slope {}", fixed(a, 2)))
            .unwrap_or_default();
        format!("{}: {ends}{within}{slope}", self.name)
    }
}

fn scale_note(x: Scale, y: Scale) -> &'static str {
    match (x, y) {
        (Scale::Linear, Scale::Linear) => "",
        (Scale::Log, Scale::Linear) => "The horizontal axis is logarithmic.",
        (Scale::Linear, Scale::Log) => "The vertical axis is logarithmic.",
        (Scale::Log, Scale::Log) => "Both axes are logarithmic.",
    }
}

fn axis(scale: Scale, values: impl Iterator<Item = f64>, linear: impl FnOnce((f64, f64)) -> Axis) -> Axis {
    let ends = roomy(range(values.map(|value| scale.place(value))));
    match scale {
        Scale::Linear => linear(ends),
        Scale::Log => Axis::logarithmic(ends, 8),
    }
}

fn legend(lines: &[Line]) -> Vec<(Key, String)> {
    let entry = |(i, line): (usize, &Line)| {
        let slope = line
            .slope
            .map(|a| format!(" (slope {})", fixed(a, 2)))
            .unwrap_or_default();
        (Key::Line(look(i)), format!("{}{slope}", line.name))
    };
    lines.iter().enumerate().map(entry).collect()
}

fn draw_line(canvas: &mut Canvas, panel: &Panel, index: usize, line: &Line) {
    let points: Vec<_> = line.points.iter().map(|(x, y)| panel.at(*x, *y)).collect();
    canvas.styled_line(&points, look(index), 2.0);
    for &point in &points {
        canvas.marker(point, 4.5, look(index));
    }
}

fn describe(title: &str, (x_label, y_label): (&str, &str), note: &str, lines: &[Line]) -> String {
    let described: Vec<String> = lines.iter().map(Line::words).collect();
    let alt = format!(
        "Line plot \"{title}\": {y_label} by {x_label}. {note} {}.",
        described.join("; ")
    );
    alt.replace("  ", " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::draw::testing::{assert_sound, texts};

    fn series(name: &str, points: &[(f64, f64)]) -> LineSeries {
        LineSeries {
            name: name.to_owned(),
            points: points.to_vec(),
        }
    }

    fn with_scales(x: Scale, y: Scale, all: &[LineSeries]) -> Result<Figure> {
        lines("t", "reg", "y", x, y, all)
    }

    #[test]
    fn a_power_law_has_its_exponent_in_the_legend_and_the_description() {
        let all = [
            series("a", &[(1e6, 9e3), (1e3, 9.0), (1e4, 90.0)]),
            series("b", &[(1e3, 4.0)]),
        ];
        let figure = with_scales(Scale::Log, Scale::Log, &all).unwrap();
        assert_eq!(
            figure.alt(),
            "Line plot \"t\": y by reg. Both axes are logarithmic. \
             a: from 9 at 1,000 to 9,000 at 1,000,000, slope 1.00; b: 4 at 1,000."
        );
        let texts = texts(&figure);
        for text in [
            "a (slope 1.00)",
            "b",
            "1,000",
            "1,000,000",
            "Both axes are logarithmic.",
        ] {
            assert!(texts.iter().any(|t| t == text), "{text} in {texts:?}");
        }
        assert_sound(|| with_scales(Scale::Log, Scale::Log, &all));
    }

    #[test]
    fn one_logarithmic_axis_has_no_slope_but_the_range() {
        let all = [series("fit", &[(1e-8, -1.0), (1e-5, 7.0), (1e-2, 2.5)])];
        let figure = with_scales(Scale::Log, Scale::Linear, &all).unwrap();
        let expected = "fit: from \u{2212}1 at 1e\u{2212}8 to 2.5 at 0.01, between \u{2212}1 and 7.";
        assert!(figure.alt().ends_with(expected), "{}", figure.alt());
        assert!(texts(&figure).contains(&"10⁻⁸".to_owned()));
        assert_sound(|| with_scales(Scale::Log, Scale::Linear, &all));
        let figure = with_scales(Scale::Linear, Scale::Linear, &all).unwrap();
        assert!(figure.alt().starts_with("Line plot \"t\": y by reg. fit"));
    }

    #[test]
    fn extremes_constants_and_one_point_are_drawn() {
        for points in [
            &[(5e-324, 1e100), (1e100, 5e-324)][..],
            &[(1.0, 1.0)],
            &[(3.0, 2.0), (3.0, 2.0)],
            &[(3.0, 2.0), (3.1, 2.01)],
        ] {
            for x in [Scale::Linear, Scale::Log] {
                for y in [Scale::Linear, Scale::Log] {
                    assert_sound(|| with_scales(x, y, &[series("a", points)]));
                }
            }
        }
    }

    #[test]
    fn bad_input_is_refused_by_name() {
        let bad = |x, y, all: &[LineSeries]| with_scales(x, y, all).unwrap_err().to_string();
        let (linear, log) = (Scale::Linear, Scale::Log);
        assert!(bad(linear, linear, &[]).contains("no series"));
        assert!(bad(linear, linear, &[series("a", &[])]).contains("a (reg) is empty"));
        assert!(bad(linear, linear, &[series("a", &[(0.0, f64::NAN)])]).contains("value 0 of a (y) is NaN"));
        let all = [series("a", &[(1.0, 1.0)]), series("b", &[(1.0, 1.0), (0.0, -2.0)])];
        assert!(bad(log, linear, &all).contains("value 1 of b (reg) is 0, but a logarithmic axis"));
        assert!(bad(linear, log, &all).contains("value 1 of b (y) is -2, but a logarithmic axis"));
        assert!(with_scales(linear, linear, &all).is_ok());
    }
}
