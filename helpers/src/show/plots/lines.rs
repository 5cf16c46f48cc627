//! One quantity against another, on linear or logarithmic axes.

use crate::error::Result;
use crate::show::draw::axis::{Axis, Scale, roomy};
use crate::show::draw::canvas::Canvas;
use crate::show::draw::check;
use crate::show::draw::number::{brief, fixed};
use crate::show::draw::page::{Key, RULE, page};
use crate::show::draw::palette::{INK, look};
use crate::show::draw::panel::Panel;
use crate::show::figure::Figure;
use crate::stats::{range, slope};

const SIZE: (f64, f64) = (860.0, 380.0);

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
        let (name, points) = (name.to_owned(), Vec::new());
        LineSeries { name, points }
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
        check::values(title, &format!("{} ({x_label})", one.name), x_scale, &x)?;
        check::values(title, &format!("{} ({y_label})", one.name), y_scale, &y)?;
    }
    let note = match (x_scale, y_scale) {
        (Scale::Linear, Scale::Linear) => "",
        (Scale::Log, Scale::Linear) => "The horizontal axis is logarithmic.",
        (Scale::Linear, Scale::Log) => "The vertical axis is logarithmic.",
        (Scale::Log, Scale::Log) => "Both axes are logarithmic.",
    };
    let lines = ordered(series);
    let mut legend = Vec::new();
    let mut described = Vec::new();
    for (i, LineSeries { name, points }) in lines.iter().enumerate() {
        let exponent = slope(&points.iter().map(|(x, y)| (x.log10(), y.log10())).collect::<Vec<_>>());
        let exponent = exponent.filter(|_| (x_scale, y_scale) == (Scale::Log, Scale::Log));
        let [in_legend, in_words] = match exponent.map(|a| fixed(a, 2)) {
            Some(a) => [format!(" (slope {a})"), format!(", slope {a}")],
            None => [String::new(), String::new()],
        };
        legend.push((Key::Line(look(i)), format!("{name}{in_legend}")));
        described.push(format!("{name}: {}{in_words}", course(points)));
    }
    let alt = format!(
        "Line plot \"{title}\": {y_label} by {x_label}. {note} {}.",
        described.join("; ")
    );
    let (mut canvas, area) = page(title, note, legend, SIZE);

    let x = match (x_scale, ends(&lines, |(x, _)| x_scale.place(x))) {
        (Scale::Linear, ends) => Axis::fitting(ends, area.width - 100.0),
        (Scale::Log, ends) => Axis::logarithmic(ends, 8),
    };
    let y = match (y_scale, ends(&lines, |(_, y)| y_scale.place(y))) {
        (Scale::Linear, ends) => Axis::spanning(ends, 7),
        (Scale::Log, ends) => Axis::logarithmic(ends, 8),
    };
    let panel = Panel::new(area, x, y, (x_label, y_label));
    panel.draw(&mut canvas, true);
    draw_lines(&mut canvas, &panel, &lines);

    Ok(canvas.figure(alt.replace("  ", " ")))
}

/// Draws a criterion of which lower is better, such as BIC, against the number of components.
///
/// Each series' lowest value is named in the legend, the lowest of all ringed; of equal ones, that with the fewest
/// components. `chosen`, a series' index and a number of components, marks the model that was taken.
///
/// # Errors
/// If there is no series, or one has no points or a value that is not finite.
pub(crate) fn criterion_by_k(
    title: &str,
    y_label: &str,
    series: &[LineSeries],
    chosen: Option<(usize, usize)>,
) -> Result<Figure> {
    for one in series {
        let values: Vec<f64> = one.points.iter().map(|point| point.1).collect();
        check::values(title, &one.name, Scale::Linear, &values)?;
    }
    let lines = ordered(series);
    let all = || {
        lines
            .iter()
            .enumerate()
            .flat_map(|(i, line)| line.points.iter().map(move |point| (i, *point)))
    };
    let lowest = |of: Option<usize>| {
        let points = all().filter(|(i, _)| of.is_none_or(|of| of == *i));
        points.min_by(|a, b| a.1.1.total_cmp(&b.1.1))
    };
    let Some(best) = lowest(None) else {
        return check::refuse(title, "there is no series; give at least one".to_owned());
    };
    let chosen = chosen.and_then(|(i, k)| all().find(|(of, point)| *of == i && point.0 == k as f64));
    let words = |(i, (k, value)): (usize, (f64, f64))| {
        let plural = if k == 1.0 { "" } else { "s" };
        format!("{k} component{plural}, {} ({})", lines[i].name, brief(value))
    };

    let mut alt = format!("Line plot \"{title}\": {y_label} by number of components.");
    let mut legend = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let listed: Vec<String> = line
            .points
            .iter()
            .map(|(k, value)| format!("{k}: {}", brief(*value)))
            .collect();
        alt += &format!(" {}: {}.", line.name, listed.join("; "));
        if let (Some((_, (k, value))), 2..) = (lowest(Some(i)), lines.len()) {
            legend.push((
                Key::Line(look(i)),
                format!("{}: lowest at {k} ({})", line.name, brief(value)),
            ));
        }
    }
    alt += &format!(" The lowest of all: {}.", words(best));
    legend.push((Key::Ring, format!("lowest: {}", words(best))));
    if let Some(chosen) = chosen {
        alt += &format!(" Chosen: {}.", words(chosen));
        legend.push((Key::Rule, format!("chosen: {}", words(chosen))));
    }
    let (mut canvas, area) = page(title, "", legend, SIZE);

    let last = range(all().map(|(_, (k, _))| k)).1;
    let y = Axis::spanning(ends(&lines, |(_, y)| y), 7);
    let panel = Panel::new(
        area,
        Axis::up_to(last as usize, 20),
        y,
        ("Number of components", y_label),
    );
    panel.draw(&mut canvas, false);
    if let Some((_, (k, _))) = chosen {
        let rule = [panel.inner.top, panel.inner.bottom()].map(|y| (panel.at_x(k), y));
        canvas.dashed(&rule, RULE, INK, 1.4);
    }
    draw_lines(&mut canvas, &panel, &lines);
    canvas.ring(panel.at(best.1), 9.0, INK, 2.0);

    Ok(canvas.figure(alt))
}

/// The series with their points from left to right.
fn ordered(series: &[LineSeries]) -> Vec<LineSeries> {
    let mut lines = series.to_vec();
    for line in &mut lines {
        line.points.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    lines
}

/// The ends of an axis for all points.
fn ends(lines: &[LineSeries], coordinate: impl Fn((f64, f64)) -> f64) -> (f64, f64) {
    let points = lines.iter().flat_map(|line| &line.points);
    roomy(range(points.map(|point| coordinate(*point))))
}

fn draw_lines(canvas: &mut Canvas, panel: &Panel, lines: &[LineSeries]) {
    for (i, line) in lines.iter().enumerate() {
        let points: Vec<_> = line.points.iter().map(|point| panel.at(*point)).collect();
        canvas.dashed(&points, look(i).dash, look(i).colour, 2.0);
        points.iter().for_each(|&point| canvas.marker(point, 4.5, look(i)));
    }
}

/// From where to where a line goes, and its range where that is wider.
fn course(points: &[(f64, f64)]) -> String {
    let at = |(x, y): (f64, f64)| format!("{} at {}", brief(y), brief(x));
    let (first, last) = (points[0], points[points.len() - 1]);
    let (lo, hi) = range(points.iter().map(|point| point.1));
    let ends = match points.len() {
        1 => at(first),
        _ => format!("from {} to {}", at(first), at(last)),
    };
    match (lo, hi) == (first.1.min(last.1), first.1.max(last.1)) {
        true => ends,
        false => format!("{ends}, between {} and {}", brief(lo), brief(hi)),
    }
}
