//! The distribution of each feature.

use ndarray::Array2;

use crate::error::Result;
use crate::show::draw::axis::Axis;
use crate::show::draw::canvas::{Canvas, Rect, draw};
use crate::show::draw::check;
use crate::show::draw::density::{Bins, kernel_density};
use crate::show::draw::header::{Header, Key};
use crate::show::draw::number::brief;
use crate::show::draw::palette::{FILL, INK};
use crate::show::draw::panel::Panel;
use crate::show::figure::Figure;
use crate::stats::{mean, quantile, range, sorted};

const TITLE: &str = "Distribution of each feature";
const WIDTH: f64 = 960.0;

/// Draws a histogram of each feature with its kernel density, panels side by side.
///
/// `features` has the shape `(n_samples, n_features)`, in the units that `labels` name. Bins have a round
/// width near that of Freedman and Diaconis, the density has Scott's bandwidth and the height of the bars.
///
/// # Errors
/// If the matrix is empty, is not finite or has not one label per column.
///
/// ```
/// use helpers::plot::distributions;
/// use ndarray::array;
///
/// let figure = distributions(&array![[19.0], [35.0], [26.0]], &["Age (years)"])?;
/// assert!(figure.alt().contains("Age (years): 19 to 35, mean 26.67, median 26"));
/// # helpers::Result::Ok(())
/// ```
pub fn distributions(features: &Array2<f64>, labels: &[&str]) -> Result<Figure> {
    check::features(TITLE, features, labels)?;
    let columns: Vec<Vec<f64>> = features.columns().into_iter().map(|c| c.to_vec()).collect();
    let bins: Vec<Bins> = columns.iter().map(|column| Bins::automatic(column)).collect();
    let alt = describe(&columns, &bins, labels);

    let legend = vec![
        (Key::Bar(FILL), "number of customers".to_owned()),
        (Key::Curve(INK), "kernel density, scaled to the bars".to_owned()),
    ];
    let header = Header::new(TITLE, "", legend, WIDTH);
    let n_columns = if columns.len() == 4 { 2 } else { columns.len().min(3) };
    let n_rows = columns.len().div_ceil(n_columns);
    draw(&header, 270.0 * n_rows as f64, alt, |canvas, area| {
        let cells = area.grid(n_rows, n_columns, 6.0);
        for (j, column) in columns.iter().enumerate() {
            draw_panel(canvas, cells[j], column, &bins[j], labels[j]);
        }
    })
}

fn draw_panel(canvas: &mut Canvas, cell: Rect, values: &[f64], bins: &Bins, label: &str) {
    let per_bar = values.len() as f64 * bins.width;
    let curve: Vec<(f64, f64)> = kernel_density(values, (bins.lo, bins.hi()))
        .unwrap_or_default()
        .into_iter()
        .map(|(x, density)| (x, density * per_bar))
        .collect();
    let most = bins.counts[bins.fullest()];
    let peak = curve.iter().map(|p| p.1.ceil() as usize).max().unwrap_or(0);
    let x = Axis::fitting((bins.lo, bins.hi()), cell.width - 60.0);
    let x = if bins.is_by_number { x.at_whole_numbers() } else { x };
    let panel = Panel::new(cell, x, Axis::counts(most.max(peak), 5), label, "Customers");
    panel.draw_bars(canvas, bins);
    let curve: Vec<_> = curve.into_iter().map(|(x, y)| panel.at(x, y)).collect();
    if !curve.is_empty() {
        canvas.line(&curve, INK, 2.0);
    }
}

fn describe(columns: &[Vec<f64>], bins: &[Bins], labels: &[&str]) -> String {
    let mut alt = format!("Histograms of {} customers with density lines.", columns[0].len());
    for ((column, bins), label) in columns.iter().zip(bins).zip(labels) {
        let (lo, hi) = range(column.iter().copied());
        let fullest = bins.fullest();
        alt += &format!(
            " {label}: {} to {}, mean {}, median {}, most customers ({}) {}.",
            brief(lo),
            brief(hi),
            brief(mean(column)),
            brief(quantile(&sorted(column), 0.5)),
            bins.counts[fullest],
            bins.words(fullest),
        );
    }
    alt
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};

    use super::*;
    use crate::error::Error;
    use crate::show::draw::testing::{assert_sound, texts};

    fn ages_and_incomes() -> Array2<f64> {
        Array2::from_shape_fn((60, 2), |(i, j)| 18.0 + ((i * (7 + j)) % 53) as f64)
    }

    #[test]
    fn the_description_has_the_numbers_of_the_data() {
        let features = array![[1.0, 5.0], [2.0, 5.0], [6.0, 5.0]];
        let figure = distributions(&features, &["a", "b"]).unwrap();
        assert!(figure.alt().starts_with("Histograms of 3 customers"));
        assert!(
            figure.alt().contains(" a: 1 to 6, mean 3, median 2,"),
            "{}",
            figure.alt()
        );
        assert!(
            figure
                .alt()
                .contains(" b: 5 to 5, mean 5, median 5, most customers (3)")
        );
        assert_sound(|| distributions(&features, &["a", "b"]));
    }

    #[test]
    fn every_panel_is_labelled() {
        let figure = distributions(&ages_and_incomes(), &["Age <years>", "Income (k$)"]).unwrap();
        let texts = texts(&figure);
        for text in [TITLE, "Age &lt;years&gt;", "Income (k$)", "number of customers"] {
            assert!(texts.iter().any(|t| t == text), "{text} in {texts:?}");
        }
        assert_eq!(texts.iter().filter(|t| *t == "Customers").count(), 2);
    }

    #[test]
    fn any_number_of_features_and_rows_is_drawn() {
        for shape in [(1, 1), (1, 3), (2, 4), (5, 7)] {
            let labels = vec!["x"; shape.1];
            let features = Array2::from_shape_fn(shape, |(i, j)| (i * j) as f64 / 3.0);
            assert_sound(|| distributions(&features, &labels));
        }
        for value in [0.0, -1e100, 1e-300, 1e9 + 1.0] {
            assert_sound(|| distributions(&array![[value], [-value]], &["x"]));
        }
    }

    #[test]
    fn bad_input_is_refused() {
        let bad = |features: Array2<f64>, labels: &[&str]| distributions(&features, labels).unwrap_err();
        assert!(matches!(
            bad(Array2::zeros((0, 1)), &["x"]),
            Error::EmptyMatrix { n_samples: 0, .. }
        ));
        assert!(matches!(
            bad(Array2::zeros((1, 0)), &[]),
            Error::EmptyMatrix { n_features: 0, .. }
        ));
        assert!(matches!(
            bad(array![[1.0, f64::NAN]], &["x", "y"]),
            Error::NotFinite { row: 0, column: 1, .. }
        ));
        assert!(
            bad(array![[1.0, 2.0]], &["x"])
                .to_string()
                .contains("1 labels for 2 columns")
        );
        assert!(
            bad(array![[1e300]], &["x"])
                .to_string()
                .contains("row 0, column 0 is 1e300")
        );
    }
}
