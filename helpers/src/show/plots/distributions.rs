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
    let bins: Vec<Bins> = columns.iter().map(|column| Bins::automatic(column)).collect();
    let mut alt = format!("Histograms of {} customers with density lines.", features.nrows());
    for ((column, bins), label) in columns.iter().zip(&bins).zip(labels) {
        let (fullest, most) = bins.fullest();
        let (course, where_most) = (describe(column), bins.words(fullest));
        alt += &format!(" {label}: {course}, most customers ({most}) {where_most}.");
    }
    let legend = vec![
        (Key::Bar, "number of customers".to_owned()),
        (Key::Curve, "kernel density, scaled to the bars".to_owned()),
    ];
    let n_columns = if columns.len() == 4 { 2 } else { columns.len().min(3) };
    let n_rows = columns.len().div_ceil(n_columns);
    let (mut canvas, area) = page(TITLE, "", legend, (960.0, 270.0 * n_rows as f64));

    let cells = area.grid(n_rows, n_columns, 6.0);
    for (((cell, column), bins), label) in cells.into_iter().zip(&columns).zip(&bins).zip(labels) {
        let per_bar = column.len() as f64 * bins.width;
        let curve = kernel_density(column, bins.ends()).unwrap_or_default();
        let curve: Vec<_> = curve.into_iter().map(|(x, density)| (x, density * per_bar)).collect();
        let peak = curve.iter().map(|point| point.1.ceil() as usize).max().unwrap_or(0);
        let panel = draw_bars(&mut canvas, cell, bins, (peak, 5), (label, "Customers"));
        let curve: Vec<_> = curve.into_iter().map(|point| panel.at(point)).collect();
        canvas.dashed(&curve, None, INK, 2.0);
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
        let corner = (left + slot - gap / 2.0, panel.inner.bottom());
        canvas.fill(Rect::between((left + gap / 2.0, top), corner), FILL);
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
