//! What distinguishes the segments, feature by feature.

use ndarray::Array2;

use super::heat::{Heat, ROW_LABEL_WIDTH};
use crate::error::Result;
use crate::show::draw::canvas::{Rect, draw};
use crate::show::draw::check;
use crate::show::draw::font::LABEL;
use crate::show::draw::header::Header;
use crate::show::draw::number::fixed;
use crate::show::figure::Figure;

/// Draws how far each segment's features are from the mean of all customers, as a heat map.
///
/// `values` has the shape `(n_segments, n_features)`: a segment's mean minus the mean of all, in standard
/// deviations of all. The colours are strongest at the largest deviation, but not below one standard deviation.
///
/// # Errors
/// If the matrix is empty, is not finite, or has not one name per row and per column.
///
/// ```
/// use helpers::plot::profile_heat;
/// use ndarray::array;
///
/// let figure = profile_heat("Profiles", &["Young", "Old"], &["Age", "Income"], &array![[-1.1, 0.0], [0.9, 0.1]])?;
/// assert!(figure.alt().contains("Old: Age 0.90, Income 0.10"));
/// # helpers::Result::Ok(())
/// ```
pub fn profile_heat(title: &str, rows: &[&str], columns: &[&str], values: &Array2<f64>) -> Result<Figure> {
    check::features(title, values, columns)?;
    check::lengths(title, ("row names", rows.len()), ("rows", values.nrows()))?;
    let cells: Vec<Vec<Option<f64>>> = values.rows().into_iter().map(|row| row.mapv(Some).to_vec()).collect();
    let limit = values.fold(1.0_f64, |limit, value| limit.max(value.abs()));
    let alt = describe(title, rows, columns, values);

    let width = (130.0 * columns.len() as f64 + 290.0).clamp(480.0, 960.0);
    let n_lines = rows.iter().map(|row| LABEL.wrapped(row, ROW_LABEL_WIDTH).len()).max();
    let row_height = (LABEL.line_height() * n_lines.unwrap_or(1) as f64 + 12.0).max(48.0);
    let header = Header::new(title, "", Vec::new(), width);
    draw(
        &header,
        (row_height * rows.len() as f64 + 60.0).max(340.0),
        alt,
        |canvas, area| {
            let outer = Rect {
                left: area.left + 6.0,
                width: area.width - 6.0,
                height: area.height - 8.0,
                ..area
            };
            let heat = Heat {
                rows,
                columns,
                values: &cells,
                limit,
                scale_label: "standard deviations from the mean",
            };
            heat.draw(canvas, outer);
        },
    )
}

fn describe(title: &str, rows: &[&str], columns: &[&str], values: &Array2<f64>) -> String {
    let of_row = |(name, row): (&&str, ndarray::ArrayView1<f64>)| {
        let cells = columns
            .iter()
            .zip(row)
            .map(|(column, value)| format!("{column} {}", fixed(*value, 2)));
        format!("{name}: {}", cells.collect::<Vec<_>>().join(", "))
    };
    let described: Vec<String> = rows.iter().zip(values.rows()).map(of_row).collect();
    format!(
        "Heat map \"{title}\" in standard deviations from the mean. {}.",
        described.join("; ")
    )
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;
    use crate::show::draw::testing::{assert_sound, texts};

    #[test]
    fn values_are_in_the_cells_and_the_description() {
        let values = array![[-1.234, 0.5], [2.0, -0.001]];
        let figure = profile_heat("t", &["Young", "Old"], &["Age", "Income"], &values).unwrap();
        assert_eq!(
            figure.alt(),
            "Heat map \"t\" in standard deviations from the mean. \
             Young: Age \u{2212}1.23, Income 0.50; Old: Age 2.00, Income 0.00."
        );
        let texts = texts(&figure);
        for text in [
            "\u{2212}1.23",
            "2.00",
            "Young",
            "Income",
            "standard deviations from the mean",
        ] {
            assert!(texts.iter().any(|t| t == text), "{text} in {texts:?}");
        }
        assert_sound(|| profile_heat("t", &["Young", "Old"], &["Age", "Income"], &values));
    }

    #[test]
    fn colours_are_symmetric_and_not_strong_below_one_standard_deviation() {
        let has_ends = |values| {
            let figure = profile_heat("t", &["a"], &["x", "y"], &values).unwrap();
            // The strips of the scale stop just short of its ends.
            ["#0B5294", "#A63603"].map(|end| figure.svg().contains(end))
        };
        assert_eq!(has_ends(array![[-3.0, 3.0]]), [true, true]);
        assert_eq!(has_ends(array![[-3.0, 2.0]]), [true, false]);
        assert_eq!(has_ends(array![[-1.0, 1.0]]), [true, true]);
        assert_eq!(has_ends(array![[-0.5, 0.5]]), [false, false]);
    }

    #[test]
    fn a_constant_one_cell_and_many_long_names_are_drawn() {
        assert_sound(|| profile_heat("t", &["a"], &["x"], &array![[0.0]]));
        let long = "young women who spend a great deal of the little that they have";
        assert_sound(|| profile_heat("t", &[long; 12], &[long; 9], &Array2::from_elem((12, 9), 1e3)));
    }

    #[test]
    fn bad_input_is_refused() {
        let bad = |rows: &[&str], values| profile_heat("t", rows, &["x"], &values).unwrap_err().to_string();
        assert!(bad(&[], Array2::zeros((0, 1))).contains("0 rows"));
        assert!(bad(&["a", "b"], array![[1.0]]).contains("2 row names for 1 rows"));
        assert!(bad(&["a"], array![[1.0, 2.0]]).contains("1 labels for 2 columns"));
        assert!(bad(&["a"], array![[f64::NAN]]).contains("row 0, column 0"));
    }
}
