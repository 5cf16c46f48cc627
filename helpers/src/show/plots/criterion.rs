//! A criterion against the number of components.

use crate::error::Result;
use crate::show::draw::axis::{Axis, roomy};
use crate::show::draw::canvas::{Canvas, draw};
use crate::show::draw::check;
use crate::show::draw::header::{Header, Key};
use crate::show::draw::number::brief;
use crate::show::draw::palette::{INK, look};
use crate::show::draw::panel::Panel;
use crate::show::figure::Figure;
use crate::stats::range;

const WIDTH: f64 = 860.0;
const X_LABEL: &str = "Number of components";

/// A criterion by number of components, a line of [`criterion_by_k`].
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What is varied between the lines, such as the covariance type.
    pub name: String,
    /// Number of components and value of the criterion, in any order.
    pub points: Vec<(usize, f64)>,
}

/// Draws a criterion of which lower is better, such as BIC, against the number of components.
///
/// Each series' lowest value is named in the legend, the lowest of all ringed. `chosen`, a series' index and
/// a number of components, marks the model that was taken.
///
/// # Errors
/// If there is no series, one has no points or a value that is not finite, a number of components is 0, or
/// the chosen model is not among the points.
///
/// ```
/// use helpers::plot::{Series, criterion_by_k};
///
/// let series = Series { name: "full".to_owned(), points: vec![(1, 30.0), (2, 10.0), (3, 20.0)] };
/// let figure = criterion_by_k("Which k?", "BIC", &[series], None)?;
/// assert!(figure.alt().contains("lowest of all: 2 components, full (10)"));
/// # helpers::Result::Ok(())
/// ```
pub fn criterion_by_k(title: &str, y_label: &str, series: &[Series], chosen: Option<(usize, usize)>) -> Result<Figure> {
    if series.is_empty() {
        return check::refuse(title, "there is no series; give at least one".to_owned());
    }
    for one in series {
        let values: Vec<f64> = one.points.iter().map(|point| point.1).collect();
        check::values(title, &one.name, &values)?;
        if one.points.iter().any(|point| point.0 == 0) {
            return check::refuse(title, format!("{} has a point at 0 components", one.name));
        }
    }
    let lowest: Vec<(usize, f64)> = series.iter().map(lowest).collect();
    let best = (0..series.len())
        .min_by(|&a, &b| lowest[a].1.total_cmp(&lowest[b].1))
        .unwrap_or(0);
    let mark = |index: usize, (k, value)| Mark {
        name: &series[index].name,
        k,
        value,
    };
    let best = mark(best, lowest[best]);
    let chosen = match chosen {
        None => None,
        Some((index, k)) => match series.get(index).and_then(|s| s.points.iter().find(|p| p.0 == k)) {
            Some(&point) => Some(mark(index, point)),
            None => {
                return check::refuse(
                    title,
                    format!("no series {index} with {k} components to mark as chosen"),
                );
            }
        },
    };
    let alt = describe(title, y_label, series, &best, chosen.as_ref());
    let header = Header::new(title, "", legend(series, &lowest, &best, chosen.as_ref()), WIDTH);
    draw(&header, 380.0, alt, |canvas, area| {
        let ks = series.iter().flat_map(|s| s.points.iter().map(|p| p.0));
        let x = Axis::integers(1, ks.max().unwrap_or(1), 20);
        let values = series.iter().flat_map(|s| s.points.iter().map(|p| p.1));
        let (lo, hi) = roomy(range(values));
        let y = Axis::spanning(lo, hi, 7);
        let panel = Panel::new(area, x, y, X_LABEL, y_label);
        panel.draw(canvas);
        if let Some(chosen) = &chosen {
            let x = panel.at_x(chosen.k as f64);
            canvas.dashed(&[(x, panel.inner.top), (x, panel.inner.bottom())], (5.0, 4.0), INK, 1.4);
        }
        for (i, one) in series.iter().enumerate() {
            draw_series(canvas, &panel, i, one);
        }
        canvas.ring(panel.at(best.k as f64, best.value), 9.0, INK, 2.0);
    })
}

/// A point that is named in words.
struct Mark<'a> {
    name: &'a str,
    k: usize,
    value: f64,
}

impl Mark<'_> {
    fn words(&self) -> String {
        format!("{}, {} ({})", components(self.k), self.name, brief(self.value))
    }
}

fn components(k: usize) -> String {
    let plural = if k == 1 { "" } else { "s" };
    format!("{k} component{plural}")
}

/// The lowest point; of several, that with the fewest components.
fn lowest(series: &Series) -> (usize, f64) {
    let points = series.points.iter().copied();
    let order = |a: &(usize, f64), b: &(usize, f64)| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0));
    points.min_by(order).unwrap_or((1, 0.0))
}

fn legend(series: &[Series], lowest: &[(usize, f64)], best: &Mark, chosen: Option<&Mark>) -> Vec<(Key, String)> {
    let mut legend = Vec::new();
    if series.len() > 1 {
        for (i, (one, (k, value))) in series.iter().zip(lowest).enumerate() {
            let text = format!("{}: lowest at {k} ({})", one.name, brief(*value));
            legend.push((Key::Line(look(i)), text));
        }
    }
    legend.push((Key::Ring, format!("lowest: {}", best.words())));
    legend.extend(chosen.map(|mark| (Key::Rule, format!("chosen: {}", mark.words()))));
    legend
}

fn draw_series(canvas: &mut Canvas, panel: &Panel, index: usize, series: &Series) {
    let mut points = series.points.clone();
    points.sort_by_key(|point| point.0);
    let points: Vec<_> = points.into_iter().map(|(k, value)| panel.at(k as f64, value)).collect();
    canvas.styled_line(&points, look(index), 2.0);
    for &point in &points {
        canvas.marker(point, 4.5, look(index));
    }
}

fn describe(title: &str, y_label: &str, series: &[Series], best: &Mark, chosen: Option<&Mark>) -> String {
    let mut alt = format!("Line plot \"{title}\": {y_label} by number of components.");
    for one in series {
        let mut points = one.points.clone();
        points.sort_by_key(|point| point.0);
        let listed: Vec<String> = points
            .iter()
            .map(|(k, value)| format!("{k}: {}", brief(*value)))
            .collect();
        alt += &format!(" {}: {}.", one.name, listed.join("; "));
    }
    alt += &format!(" The lowest of all: {}.", best.words());
    if let Some(mark) = chosen {
        alt += &format!(" Chosen: {}.", mark.words());
    }
    alt
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::draw::testing::{assert_sound, texts};

    fn series(name: &str, values: &[f64]) -> Series {
        Series {
            name: name.to_owned(),
            points: values.iter().enumerate().map(|(i, v)| (i + 1, *v)).collect(),
        }
    }

    #[test]
    fn the_lowest_and_the_chosen_are_named() {
        let all = [series("full", &[9.0, 2.5, 4.0]), series("diagonal", &[8.0, 7.0, 1.5])];
        let figure = criterion_by_k("t", "BIC", &all, Some((0, 2))).unwrap();
        assert!(
            figure
                .alt()
                .ends_with("The lowest of all: 3 components, diagonal (1.5). Chosen: 2 components, full (2.5)."),
            "{}",
            figure.alt()
        );
        let texts = texts(&figure);
        for text in [
            "full: lowest at 2 (2.5)",
            "diagonal: lowest at 3 (1.5)",
            "lowest: 3 components, diagonal (1.5)",
            "chosen: 2 components, full (2.5)",
            X_LABEL,
        ] {
            assert!(texts.iter().any(|t| t == text), "{text} in {texts:?}");
        }
        assert_sound(|| criterion_by_k("t", "BIC", &all, Some((0, 2))));
    }

    #[test]
    fn the_axis_starts_at_one_component() {
        let all = [Series {
            name: "full".to_owned(),
            points: vec![(4, 1.0), (2, 3.0)],
        }];
        let texts = texts(&criterion_by_k("t", "BIC", &all, None).unwrap());
        for k in ["1", "2", "3", "4"] {
            assert!(texts.iter().any(|t| t == k), "{k} in {texts:?}");
        }
        assert!(!texts.iter().any(|t| t == "0"));
    }

    #[test]
    fn of_equal_values_the_fewest_components_win() {
        assert_eq!(lowest(&series("", &[5.0, 3.0, 3.0])), (2, 3.0));
        assert_eq!(components(1), "1 component");
    }

    #[test]
    fn one_point_a_constant_and_four_series_are_drawn() {
        assert_sound(|| criterion_by_k("t", "y", &[series("a", &[1.0])], None));
        assert_sound(|| criterion_by_k("t", "y", &[series("a", &[1.0; 5])], Some((0, 5))));
        let names = ["spherical", "diagonal", "tied", "full"];
        let four: Vec<Series> = names.iter().map(|name| series(name, &[3.0, 2.0, 1.0])).collect();
        assert_sound(|| criterion_by_k("t", "y", &four, None));
    }

    #[test]
    fn bad_input_is_refused() {
        let bad = |all: &[Series], chosen| criterion_by_k("t", "y", all, chosen).unwrap_err().to_string();
        assert!(bad(&[], None).contains("no series"));
        assert!(bad(&[series("a", &[])], None).contains("a is empty"));
        assert!(bad(&[series("a", &[f64::NAN])], None).contains("value 0 of a is NaN"));
        assert!(bad(&[series("a", &[1.0])], Some((0, 2))).contains("no series 0 with 2 components"));
        assert!(bad(&[series("a", &[1.0])], Some((1, 1))).contains("no series 1"));
        let zero = Series {
            name: "a".to_owned(),
            points: vec![(0, 1.0)],
        };
        assert!(bad(&[zero], None).contains("0 components"));
    }
}
