//! How values are distributed.

use ndarray::Array2;

use super::groups::columns_of;
use crate::show::draw::{Axis, Bins, Canvas, FILL, INK, Key, Panel, Rect, brief, kernel_density, page};
use crate::show::figure::Figure;
use crate::stats::{mean, quantiles, range};

/// Draws a histogram of each feature with its kernel density, panels side by side.
///
/// `features` has the shape `(n_samples, n_features)`, in the units that `labels` name. Bins have a round
/// width near that of Freedman and Diaconis, the density has Scott's bandwidth and the height of the bars.
pub(crate) fn distributions(features: &Array2<f64>, labels: &[&str]) -> Figure {
    const TITLE: &str = "Distribution of each feature";
    let columns = columns_of(features);
    let legend = [(Key::Bar, "number of customers"), (Key::Curve, "kernel density, scaled to the bars")];
    let legend = legend.map(|(key, words)| (key, words.to_owned())).to_vec();
    let n_columns = if columns.len() == 4 { 2 } else { columns.len().min(3) };
    let n_rows = columns.len().div_ceil(n_columns);
    let (mut canvas, area) = page(TITLE, "", legend, (960.0, 270.0 * n_rows as f64));
    let mut alt = format!("Histograms of {} customers with density lines.", brief(features.nrows() as f64));
    let cells = area.grid(n_rows, n_columns, 6.0);
    for ((cell, column), label) in cells.into_iter().zip(&columns).zip(labels) {
        let bins = Bins::automatic(column);
        let per_bar = column.len() as f64 * bins.width;
        let curve = kernel_density(column, bins.ends()).unwrap_or_default();
        let curve: Vec<_> = curve.into_iter().map(|(x, density)| (x, density * per_bar)).collect();
        let peak = curve.iter().map(|point| point.1.ceil() as usize).max().unwrap_or(0);
        let panel = draw_bars(&mut canvas, cell, &bins, peak, label);
        let curve: Vec<_> = curve.into_iter().map(|point| panel.at(point)).collect();
        canvas.line(&curve, INK, 2.0);
        let ((fullest, most), course) = (bins.fullest(), describe(column));
        alt += &format!(" {label}: {course}, most customers ({}) {}.", brief(most as f64), bins.words(fullest));
    }
    canvas.figure(alt)
}

/// Bars in a panel, on an axis that reaches their tops and a `peak`.
fn draw_bars(canvas: &mut Canvas, area: Rect, bins: &Bins, peak: usize, label: &str) -> Panel {
    let x = Axis::fitting(bins.ends(), area.width - 60.0);
    let x = if bins.is_by_number { x.at_whole_numbers() } else { x };
    let y = Axis::counts(bins.fullest().1.max(peak));
    let panel = Panel::new(canvas, area, [x, y], [label, "Customers"], false);
    for (bin, &count) in bins.counts.iter().enumerate() {
        let (left, top) = panel.at((bins.edge(bin), count as f64));
        let slot = panel.at_x(bins.edge(bin + 1)) - left;
        // Bars of separate numbers stand apart, others nearly touch.
        let gap = if bins.is_by_number { 0.3 * slot } else { slot.min(2.0) / 2.0 };
        let bar = Rect::new(left + gap / 2.0, top, slot - gap, panel.inner.bottom() - top);
        canvas.fill(bar, FILL);
    }
    panel.draw_frame(canvas);
    panel
}

fn describe(values: &[f64]) -> String {
    let (lo, hi) = range(values.iter().copied());
    let [median] = quantiles(values, [0.5]);
    let [lo, hi, mean, median] = [lo, hi, mean(values), median].map(brief);
    format!("{lo} to {hi}, mean {mean}, median {median}")
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};

    use super::*;
    use crate::show::draw::tests::{assert_shows, assert_sound, texts};

    fn ages_and_incomes() -> Array2<f64> {
        Array2::from_shape_fn((60, 2), |(i, j)| 18.0 + ((i * (7 + j)) % 53) as f64)
    }

    #[test]
    fn the_description_has_the_numbers_of_the_data() {
        let features = array![[1.0, 5.0], [2.0, 5.0], [6.0, 5.0]];
        let figure = distributions(&features, &["a", "b"]);
        assert!(figure.alt().starts_with("Histograms of 3 customers"));
        assert!(figure.alt().contains(" a: 1 to 6, mean 3, median 2,"), "{}", figure.alt());
        assert!(figure.alt().contains(" b: 5 to 5, mean 5, median 5, most customers (3)"));
        assert_sound(|| Ok(distributions(&features, &["a", "b"])));
    }

    #[test]
    fn every_panel_is_labelled() {
        let figure = distributions(&ages_and_incomes(), &["Age <years>", "Income (k$)"]);
        assert_shows(
            &figure,
            &["Distribution of each feature", "Age &lt;years&gt;", "Income (k$)", "number of customers"],
        );
        assert_eq!(texts(&figure).iter().filter(|t| *t == "Customers").count(), 2);
    }

    #[test]
    fn any_number_of_features_and_rows_is_drawn() {
        for shape in [(1, 1), (1, 3), (2, 4), (5, 7)] {
            let labels = vec!["x"; shape.1];
            let features = Array2::from_shape_fn(shape, |(i, j)| (i * j) as f64 / 3.0);
            assert_sound(|| Ok(distributions(&features, &labels)));
        }
        for value in [0.0, -1e100, 1e-300, 1e9 + 1.0] {
            assert_sound(|| Ok(distributions(&array![[value], [-value]], &["x"])));
        }
    }
}
