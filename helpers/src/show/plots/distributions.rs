//! How values are distributed.

use ndarray::Array2;

use super::groups::columns_of;
use crate::error::{Error, Result};
use crate::show::draw::{
    Axis, Bins, Canvas, Entries, FILL, INK, Key, MIDDLE, Panel, Rect, SMALL, Scale, brief, check, fixed,
    kernel_density, page,
};
use crate::show::figure::Figure;
use crate::stats::{mean, quantile, range, sorted};

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
    const TITLE: &str = "Distribution of each feature";
    check::features(TITLE, features, labels)?;
    let columns = columns_of(features);
    let legend = vec![
        (Key::Bar, "number of customers".to_owned()),
        (Key::Curve, "kernel density, scaled to the bars".to_owned()),
    ];
    let n_columns = if columns.len() == 4 { 2 } else { columns.len().min(3) };
    let n_rows = columns.len().div_ceil(n_columns);
    let (mut canvas, area) = page(TITLE, "", legend, (960.0, 270.0 * n_rows as f64));
    let mut alt = format!("Histograms of {} customers with density lines.", features.nrows());
    let cells = area.grid(n_rows, n_columns, 6.0);
    for ((cell, column), label) in cells.into_iter().zip(&columns).zip(labels) {
        let bins = Bins::automatic(column);
        let per_bar = column.len() as f64 * bins.width;
        let curve = kernel_density(column, bins.ends()).unwrap_or_default();
        let curve: Vec<_> = curve.into_iter().map(|(x, density)| (x, density * per_bar)).collect();
        let peak = curve.iter().map(|point| point.1.ceil() as usize).max().unwrap_or(0);
        let panel = draw_bars(&mut canvas, cell, &bins, (peak, 5), (label, "Customers"));
        let curve: Vec<_> = curve.into_iter().map(|point| panel.at(point)).collect();
        canvas.line(&curve, INK, 2.0);
        let ((fullest, most), course) = (bins.fullest(), describe(column));
        alt += &format!(" {label}: {course}, most customers ({most}) {}.", bins.words(fullest));
    }
    Ok(canvas.figure(alt))
}

/// Draws how many values fall into each of `n_bins` bins that divide their range equally.
///
/// Where there is room, each bar bears its count, so that short bars beside tall ones can be read.
///
/// # Errors
/// If there are no values, one is not finite, or `n_bins` is not between 1 and 200.
///
/// ```
/// use helpers::plot::histogram;
///
/// let figure = histogram("Confidence", "Probability", "Customers", &[0.5, 0.9, 1.0], 5)?;
/// assert!(figure.alt().contains("Probability of 3 Customers: 0.5 to 1, mean 0.8, median 0.9"));
/// # helpers::Result::Ok(())
/// ```
pub fn histogram(title: &str, x_label: &str, y_label: &str, values: &[f64], n_bins: usize) -> Result<Figure> {
    check::values(title, x_label, Scale::Linear, values)?;
    if !(1..=200).contains(&n_bins) {
        let (name, value, expected) = ("n_bins", n_bins.to_string(), "between 1 and 200");
        return Err(Error::InvalidParameter { name, value, expected });
    }
    let bins = Bins::equal(values, n_bins);
    let (fullest, most) = bins.fullest();
    let (n, course, bin) = (values.len(), describe(values), bins.words(fullest));
    let mut alt = format!("Histogram \"{title}\". {x_label} of {n} {y_label}: {course}.");
    alt += &format!(" The fullest of {n_bins} bins, {bin}, holds {most}.");
    let (mut canvas, area) = page(title, "", Entries::new(), (760.0, 340.0));

    let panel = draw_bars(&mut canvas, area, &bins, (0, 6), (x_label, y_label));
    let numbers: Vec<String> = bins.counts.iter().map(|&count| fixed(count as f64, 0)).collect();
    let room = panel.inner.width / n_bins as f64;
    let fits = SMALL.widest(numbers.iter().map(String::as_str)) <= room;
    for (bin, &count) in bins.counts.iter().enumerate().filter(|(_, count)| fits && **count > 0) {
        let (x, y) = panel.at((bins.edge(bin) + bins.width / 2.0, count as f64));
        canvas.text((x, y - 9.0), &numbers[bin], SMALL, MIDDLE);
    }
    Ok(canvas.figure(alt))
}

/// Bars in a panel, on an axis that reaches their tops and a `peak`.
fn draw_bars(canvas: &mut Canvas, area: Rect, bins: &Bins, peak: (usize, usize), labels: (&str, &str)) -> Panel {
    let most = bins.fullest().1.max(peak.0);
    let mut x = Axis::fitting(bins.ends(), area.width - 60.0);
    if bins.is_by_number {
        x = x.at_whole_numbers();
    }
    let panel = Panel::new(area, x, Axis::counts(most, peak.1), labels);
    panel.draw(canvas, false);
    for (bin, &count) in bins.counts.iter().enumerate() {
        let (left, top) = panel.at((bins.edge(bin), count as f64));
        let slot = panel.at_x(bins.edge(bin + 1)) - left;
        // Bars of separate numbers stand apart, others nearly touch.
        let gap = slot.min(2.0) / 2.0;
        let gap = if bins.is_by_number { 0.3 * slot } else { gap };
        let bar = Rect::new(left + gap / 2.0, top, slot - gap, panel.inner.bottom() - top);
        canvas.fill(bar, FILL);
    }
    panel.draw_frame(canvas);
    panel
}

fn describe(values: &[f64]) -> String {
    let (lo, hi) = range(values.iter().copied());
    let median = quantile(&sorted(values), 0.5);
    let [lo, hi, mean, median] = [lo, hi, mean(values), median].map(brief);
    format!("{lo} to {hi}, mean {mean}, median {median}")
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};

    use super::*;
    use crate::show::draw::testing::{assert_shows, assert_sound, texts};

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
        assert_shows(
            &figure,
            &[
                "Distribution of each feature",
                "Age &lt;years&gt;",
                "Income (k$)",
                "number of customers",
            ],
        );
        assert_eq!(texts(&figure).iter().filter(|t| *t == "Customers").count(), 2);
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
}

#[cfg(test)]
mod histogram_tests {
    use super::*;
    use crate::show::draw::testing::{assert_sound, texts};

    #[test]
    fn the_description_and_the_bars_have_the_counts() {
        let values = [0.0, 0.1, 0.9, 0.95, 1.0];
        let figure = histogram("t", "p", "n", &values, 2).unwrap();
        assert!(
            figure.alt().contains("0 to 1, mean 0.59, median 0.9."),
            "{}",
            figure.alt()
        );
        assert!(figure.alt().ends_with("The fullest of 2 bins, from 0.5 to 1, holds 3."));
        let texts = texts(&figure);
        assert!(texts.contains(&"2".to_owned()) && texts.contains(&"3".to_owned()));
        assert_sound(|| histogram("t", "p", "n", &values, 2));
    }

    #[test]
    fn one_value_and_many_bins_are_drawn() {
        assert_sound(|| histogram("t", "x", "y", &[1.0], 200));
        assert_sound(|| histogram("t", "x", "y", &[0.5; 9], 1));
        assert_sound(|| histogram("", "", "", &[-1e100, 1e100], 20));
    }
}
