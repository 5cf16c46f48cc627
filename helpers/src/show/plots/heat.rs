//! Grids of coloured cells with the value written in each, and the scale beside them.

use ndarray::Array2;

use crate::error::Result;
use crate::show::draw::{
    Axis, Canvas, END, Entries, Font, GRID, LABEL, MIDDLE, Rect, SMALL, SOFT_INK, START, check, diverging, fixed,
    joined, page, text_on,
};
use crate::show::figure::Figure;

/// Longer names of rows are broken into lines.
const ROW_LABEL_WIDTH: f64 = 150.0;
const UNIT: &str = "standard deviations from the mean";
const BAR_WIDTH: f64 = 16.0;
const BAR_ROOM: f64 = 94.0;

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
/// # Ok::<(), helpers::Error>(())
/// ```
pub fn profile_heat(title: &str, rows: &[&str], columns: &[&str], values: &Array2<f64>) -> Result<Figure> {
    check::features(title, values, columns)?;
    check::lengths(title, ("row names", rows.len()), ("rows", values.nrows()))?;
    let (y_labels, height) = LABEL.wrap_all(rows, ROW_LABEL_WIDTH);
    let width = (130.0 * columns.len() as f64 + 290.0).clamp(480.0, 960.0);
    let height = ((height + 12.0).max(48.0) * rows.len() as f64 + 60.0).max(340.0);
    let (mut canvas, area) = page(title, "", Entries::new(), (width, height));
    let label_width = LABEL.widest(rows.iter().copied()).min(ROW_LABEL_WIDTH);
    let area = area.within(label_width + 14.0, 0.0, BAR_ROOM, 8.0);
    let (x_labels, below) = LABEL.wrap_all(columns, area.width / columns.len() as f64 - 6.0);
    let inner = area.within(0.0, 0.0, 0.0, below + 8.0);
    canvas.fill(inner, GRID);
    let cells = inner.grid(rows.len(), columns.len(), 1.5);
    let limit = values.fold(1.0_f64, |limit, value| limit.max(value.abs()));
    for (cell, value) in cells.iter().zip(values) {
        let colour = diverging(value / limit);
        canvas.fill(*cell, colour);
        let font = Font::new((cell.width / 4.0).clamp(8.0, 15.0), false, text_on(colour));
        canvas.text(cell.centre(), &fixed(*value, 2), font, MIDDLE);
    }
    for (cell, lines) in cells.iter().step_by(columns.len()).zip(&y_labels) {
        let top = cell.centre().1 - LABEL.height(lines) / 2.0;
        canvas.lines((inner.left - 8.0, top), lines, LABEL, END);
    }
    for (cell, lines) in cells.iter().zip(&x_labels) {
        canvas.lines((cell.centre().0, inner.bottom() + 8.0), lines, LABEL, MIDDLE);
    }
    draw_scale(&mut canvas, inner, limit);
    let described = rows.iter().zip(values.rows()).map(|(name, row)| {
        let cells = columns.iter().zip(row).map(|(column, value)| format!("{column} {}", fixed(*value, 2)));
        format!("{name}: {}", joined(cells, ", "))
    });
    let described = joined(described, "; ");
    Ok(canvas.figure(format!("Heat map \"{title}\" in {UNIT}. {described}.")))
}

/// What the colours stand for, beside the cells.
fn draw_scale(canvas: &mut Canvas, beside: Rect, limit: f64) {
    const STEPS: usize = 100;
    let strips = Rect::new(beside.right() + 18.0, beside.top, BAR_WIDTH, beside.height);
    for (i, mut strip) in strips.grid(STEPS, 1, 0.0).into_iter().enumerate() {
        // Each step reaches under the next, or hairlines would show between them.
        strip.height += if i + 1 < STEPS { 0.5 } else { 0.0 };
        canvas.fill(strip, diverging(1.0 - 2.0 * (i as f64 + 0.5) / STEPS as f64));
    }
    let (axis, right) = (Axis::spanning((-limit, limit), 4), strips.right());
    for (value, number) in &axis.ticks {
        let y = beside.bottom() - axis.fraction(*value) * beside.height;
        canvas.line(&[(right, y), (right + 4.0, y)], SOFT_INK, 1.0);
        canvas.text((right + 6.0, y), number, SMALL, START);
    }
    let x = right + 54.0 - LABEL.line_height() / 2.0;
    canvas.upright_lines((x, beside.centre().1), &[UNIT.to_owned()], LABEL);
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;
    use crate::show::draw::testing::{assert_shows, assert_sound};

    #[test]
    fn values_are_in_the_cells_and_the_description() {
        let values = array![[-1.234, 0.5], [2.0, -0.001]];
        let figure = profile_heat("t", &["Young", "Old"], &["Age", "Income"], &values).unwrap();
        assert_eq!(
            figure.alt(),
            "Heat map \"t\" in standard deviations from the mean. \
             Young: Age \u{2212}1.23, Income 0.50; Old: Age 2.00, Income 0.00."
        );
        assert_shows(&figure, &["\u{2212}1.23", "2.00", "Young", "Income", "standard deviations from the mean"]);
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
}
