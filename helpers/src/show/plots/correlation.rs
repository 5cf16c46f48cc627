//! How features move together.

use ndarray::Array2;

use super::heat::Heat;
use crate::error::Result;
use crate::show::draw::canvas::{Rect, draw};
use crate::show::draw::check;
use crate::show::draw::header::Header;
use crate::show::draw::number::fixed;
use crate::show::figure::Figure;
use crate::stats::pearson;

const TITLE: &str = "Correlation between the features";

/// Draws Pearson's correlation of every pair of features as a heat map with the coefficients in its cells.
///
/// `features` has the shape `(n_samples, n_features)`. A constant feature has no correlation, not even with
/// itself: its cells show a dash.
///
/// # Errors
/// If the matrix is empty, is not finite or has not one label per column.
///
/// ```
/// use helpers::plot::correlation;
/// use ndarray::array;
///
/// let figure = correlation(&array![[1.0, 9.0], [2.0, 7.0], [3.0, 5.0]], &["Age", "Score"])?;
/// assert!(figure.alt().contains("Age with Score \u{2212}1.00"));
/// # helpers::Result::Ok(())
/// ```
pub fn correlation(features: &Array2<f64>, labels: &[&str]) -> Result<Figure> {
    check::features(TITLE, features, labels)?;
    let columns: Vec<Vec<f64>> = features.columns().into_iter().map(|c| c.to_vec()).collect();
    let of_row = |a: &Vec<f64>| columns.iter().map(|b| pearson(a, b)).collect();
    let values: Vec<Vec<Option<f64>>> = columns.iter().map(of_row).collect();
    let alt = describe(&values, labels);

    let n = labels.len() as f64;
    let width = (110.0 * n + 290.0).clamp(480.0, 960.0);
    let height = (70.0 * n + 60.0).clamp(240.0, 640.0);
    let header = Header::new(TITLE, "", Vec::new(), width);
    draw(&header, height, alt, |canvas, area| {
        let left = area.left + 6.0;
        let (width, height) = (area.width - 6.0, area.height - 8.0);
        let outer = Rect {
            left,
            width,
            height,
            ..area
        };
        let scale_label = "Pearson correlation";
        let heat = Heat {
            rows: labels,
            columns: labels,
            values: &values,
            limit: 1.0,
            scale_label,
        };
        heat.draw(canvas, outer);
    })
}

/// Every pair once, the strongest first.
fn describe(values: &[Vec<Option<f64>>], labels: &[&str]) -> String {
    let mut pairs: Vec<(f64, String)> = Vec::new();
    let mut none = Vec::new();
    for (i, row) in values.iter().enumerate() {
        if row[i].is_none() {
            none.push(labels[i]);
        }
        for (j, value) in row.iter().enumerate().take(i) {
            let pair = |r: &f64| (r.abs(), format!("{} with {} {}", labels[j], labels[i], fixed(*r, 2)));
            pairs.extend(value.as_ref().map(pair));
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut alt = format!("Heat map of the correlation between {} features", labels.len());
    if !pairs.is_empty() {
        let listed: Vec<&str> = pairs.iter().map(|(_, text)| text.as_str()).collect();
        alt += &format!(", strongest first: {}", listed.join(", "));
    }
    alt.push('.');
    if !none.is_empty() {
        alt += &format!(" Constant, so without correlation: {}.", none.join(", "));
    }
    alt
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;
    use crate::show::draw::testing::{assert_sound, texts};

    #[test]
    fn coefficients_are_in_the_cells_and_the_description() {
        let features = array![[1.0, 3.0, 1.0], [2.0, 2.0, 3.0], [3.0, 1.0, 2.0]];
        let figure = correlation(&features, &["a", "b", "c"]).unwrap();
        assert_eq!(
            figure.alt(),
            "Heat map of the correlation between 3 features, strongest first: \
             a with b \u{2212}1.00, a with c 0.50, b with c \u{2212}0.50."
        );
        let texts = texts(&figure);
        let count = |text: &str| texts.iter().filter(|t| *t == text).count();
        assert_eq!((count("1.00"), count("\u{2212}1.00"), count("0.50")), (3, 2, 2));
        assert_sound(|| correlation(&features, &["a", "b", "c"]));
    }

    #[test]
    fn a_constant_has_dashes() {
        let features = array![[1.0, 3.0], [2.0, 3.0]];
        let figure = correlation(&features, &["a", "b"]).unwrap();
        assert_eq!(texts(&figure).iter().filter(|t| *t == "–").count(), 3);
        assert!(figure.alt().ends_with("Constant, so without correlation: b."));
        assert_sound(|| correlation(&features, &["a", "b"]));
    }

    #[test]
    fn one_row_one_feature_and_many_features_are_drawn() {
        assert_sound(|| correlation(&array![[1.0, 2.0]], &["a", "b"]));
        assert_sound(|| correlation(&array![[1.0], [2.0]], &["a"]));
        let wide = Array2::from_shape_fn((5, 14), |(i, j)| ((i + 1) * (j + 3) % 7) as f64);
        assert_sound(|| correlation(&wide, &["Annual income (k$)"; 14]));
    }

    #[test]
    fn bad_input_is_refused() {
        let bad = |features, labels: &[&str]| correlation(&features, labels).unwrap_err().to_string();
        assert!(bad(Array2::zeros((0, 2)), &["a", "b"]).contains("0 rows"));
        assert!(bad(array![[1.0, f64::NAN]], &["a", "b"]).contains("row 0, column 1"));
        assert!(bad(array![[1.0, 2.0]], &[]).contains("0 labels for 2 columns"));
    }
}
