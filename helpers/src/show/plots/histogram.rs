//! The distribution of one set of values.

use crate::error::{Error, Result};
use crate::show::draw::axis::Axis;
use crate::show::draw::canvas::{Canvas, Side, draw};
use crate::show::draw::check;
use crate::show::draw::density::Bins;
use crate::show::draw::font::SMALL;
use crate::show::draw::header::Header;
use crate::show::draw::number::{brief, fixed};
use crate::show::draw::panel::Panel;
use crate::show::figure::Figure;
use crate::stats::{mean, quantile, range, sorted};

const WIDTH: f64 = 760.0;

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
    check::values(title, x_label, values)?;
    if !(1..=200).contains(&n_bins) {
        return Err(Error::InvalidParameter {
            name: "n_bins",
            value: n_bins.to_string(),
            expected: "between 1 and 200",
        });
    }
    let bins = Bins::equal(values, n_bins);
    let alt = describe(title, (x_label, y_label), values, &bins);
    let header = Header::new(title, "", Vec::new(), WIDTH);
    draw(&header, 340.0, alt, |canvas, area| {
        let x = Axis::fitting((bins.lo, bins.hi()), area.width - 60.0);
        let y = Axis::counts(bins.counts[bins.fullest()], 6);
        let panel = Panel::new(area, x, y, x_label, y_label);
        panel.draw_bars(canvas, &bins);
        draw_counts(canvas, &panel, &bins);
    })
}

fn draw_counts(canvas: &mut Canvas, panel: &Panel, bins: &Bins) {
    let room = panel.inner.width / bins.counts.len() as f64;
    let label = |count: usize| fixed(count as f64, 0);
    if bins.counts.iter().any(|&count| SMALL.width(&label(count)) > room) {
        return;
    }
    for (bin, &count) in bins.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let (x, y) = panel.at(bins.edge(bin) + bins.width / 2.0, count as f64);
        canvas.text((x, y - 9.0), &label(count), SMALL, Side::Centre);
    }
}

fn describe(title: &str, (x_label, y_label): (&str, &str), values: &[f64], bins: &Bins) -> String {
    let (lo, hi) = range(values.iter().copied());
    let fullest = bins.fullest();
    format!(
        "Histogram \"{title}\". {x_label} of {} {y_label}: {} to {}, mean {}, median {}. \
         The fullest of {} bins, {}, holds {}.",
        values.len(),
        brief(lo),
        brief(hi),
        brief(mean(values)),
        brief(quantile(&sorted(values), 0.5)),
        bins.counts.len(),
        bins.words(fullest),
        bins.counts[fullest],
    )
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn bad_input_is_refused() {
        let bad = |values: &[f64], n| histogram("t", "p", "y", values, n).unwrap_err().to_string();
        assert!(bad(&[], 3).contains("p is empty"));
        assert!(bad(&[1.0, f64::INFINITY], 3).contains("value 1 of p is inf"));
        assert!(bad(&[1.0], 0).contains("n_bins is 0"));
        assert!(bad(&[1.0], usize::MAX).contains("between 1 and 200"));
    }
}
