//! One quantity against another, on linear or logarithmic axes.

use crate::error::Result;
use crate::show::draw::{
    Axis, Canvas, Entries, INK, Key, Panel, RULE, Scale, brief, check, fixed, joined, look, page, roomy,
};
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
    check::some(title, "series", series)?;
    for LineSeries { name, points } in series {
        let (x, y): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
        check::values(title, &format!("{name} ({x_label})"), x_scale, &x)?;
        check::values(title, &format!("{name} ({y_label})"), y_scale, &y)?;
    }
    let note = match (x_scale, y_scale) {
        (Scale::Linear, Scale::Linear) => "",
        (Scale::Log, Scale::Linear) => "The horizontal axis is logarithmic.",
        (Scale::Linear, Scale::Log) => "The vertical axis is logarithmic.",
        (Scale::Log, Scale::Log) => "Both axes are logarithmic.",
    };
    let lines = ordered(series);
    let mut legend = Entries::new();
    let mut described = Vec::new();
    for (i, LineSeries { name, points }) in lines.iter().enumerate() {
        let logarithms: Vec<_> = points.iter().map(|(x, y)| (x.log10(), y.log10())).collect();
        let exponent = slope(&logarithms).filter(|_| (x_scale, y_scale) == (Scale::Log, Scale::Log));
        let [in_legend, in_words] = match exponent.map(|a| fixed(a, 2)) {
            Some(a) => [format!(" (slope {a})"), format!(", slope {a}")],
            None => Default::default(),
        };
        legend.push((Key::Line(look(i)), format!("{name}{in_legend}")));
        described.push(format!("{name}: {}{in_words}", course(points)));
    }
    let described = described.join("; ");
    let alt = format!("Line plot \"{title}\": {y_label} by {x_label}. {note} {described}.").replace("  ", " ");

    let (mut canvas, area) = page(title, note, legend, SIZE);
    let x = match (x_scale, roomy(range(all(&lines, |(x, _)| x_scale.place(x))))) {
        (Scale::Linear, ends) => Axis::fitting(ends, area.width - 100.0),
        (Scale::Log, ends) => Axis::logarithmic(ends, 8),
    };
    let y = match (y_scale, roomy(range(all(&lines, |(_, y)| y_scale.place(y))))) {
        (Scale::Linear, ends) => Axis::spanning(ends, 7),
        (Scale::Log, ends) => Axis::logarithmic(ends, 8),
    };
    let panel = Panel::new(area, x, y, (x_label, y_label));
    panel.draw(&mut canvas, true);
    draw_lines(&mut canvas, &panel, &lines);
    Ok(canvas.figure(alt))
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
    check::some(title, "series", series)?;
    for LineSeries { name, points } in series {
        let values: Vec<f64> = points.iter().map(|point| point.1).collect();
        check::values(title, name, Scale::Linear, &values)?;
    }
    let lines = ordered(series);
    let words = |line: usize, (k, value): (f64, f64)| {
        let plural = if k == 1.0 { "" } else { "s" };
        format!("{k} component{plural}, {} ({})", lines[line].name, brief(value))
    };
    let mut alt = format!("Line plot \"{title}\": {y_label} by number of components.");
    let mut legend = Entries::new();
    let mut best = (0, (1.0, f64::INFINITY));
    for (i, LineSeries { name, points }) in lines.iter().enumerate() {
        let (k, value) = *points.iter().min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or(&best.1);
        if value < best.1.1 {
            best = (i, (k, value));
        }
        if lines.len() > 1 {
            legend.push((Key::Line(look(i)), format!("{name}: lowest at {k} ({})", brief(value))));
        }
        let listed = joined(points.iter().map(|(k, value)| format!("{k}: {}", brief(*value))), "; ");
        alt += &format!(" {name}: {listed}.");
    }
    legend.push((Key::Ring, format!("lowest: {}", words(best.0, best.1))));
    alt += &format!(" The lowest of all: {}.", words(best.0, best.1));
    let chosen = chosen.and_then(|(line, k)| {
        let point = lines.get(line)?.points.iter().find(|point| point.0 == k as f64)?;
        legend.push((Key::Rule, format!("chosen: {}", words(line, *point))));
        alt += &format!(" Chosen: {}.", words(line, *point));
        Some(point.0)
    });

    let (mut canvas, area) = page(title, "", legend, SIZE);
    let most = range(all(&lines, |(k, _)| k)).1;
    let x = Axis::up_to(most as usize, 20);
    let y = Axis::spanning(roomy(range(all(&lines, |(_, value)| value))), 7);
    let panel = Panel::new(area, x, y, ("Number of components", y_label));
    panel.draw(&mut canvas, false);
    if let Some(k) = chosen {
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

/// A coordinate of all points.
fn all(lines: &[LineSeries], coordinate: impl Fn((f64, f64)) -> f64) -> impl Iterator<Item = f64> {
    lines
        .iter()
        .flat_map(|line| &line.points)
        .map(move |point| coordinate(*point))
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
