//! Tables as a notebook shows them: HTML where it can be shown, aligned text elsewhere.

use std::fmt;

use crate::error::Result;
use crate::show::draw::grouped;
use crate::show::html::{bundle, escape};

/// A table with a caption, one heading per column and one label per row (its first cell).
///
/// Cells are shown as given: format numbers before handing them in. A row that is too short is filled with
/// empty cells, and one that is too long widens the table, so that nothing given is lost.
///
/// ```
/// use helpers::Table;
///
/// let mut table = Table::new("Scores", &["Model", "Clusters", "BIC"]);
/// table.push(&[&"Baseline", &2, &format!("{:.1}", 2299.893)]);
/// table.push(&[&"Final", &5, &format!("{:.1}", 655.962)]);
/// assert_eq!(
///     table.to_string(),
///     "\
/// Scores
/// Model     Clusters     BIC
/// --------------------------
/// Baseline         2  2299.9
/// Final            5   656.0"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    caption: String,
    /// The headings, then the cells of each row, all of one length.
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows; an empty caption is left out.
    pub fn new(caption: &str, headings: &[&str]) -> Table {
        let headings = headings.iter().map(|&heading| heading.to_owned()).collect();
        Table { caption: caption.to_owned(), rows: vec![headings] }
    }

    /// A table of rows made by [`cells!`](cells).
    pub(crate) fn of(caption: &str, headings: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Table {
        let mut table = Table::new(caption, headings);
        table.rows.extend(rows);
        table
    }

    /// A table of rows of which each may fail.
    pub(crate) fn try_of(
        caption: &str,
        headings: &[&str],
        rows: impl IntoIterator<Item = Result<Vec<String>>>,
    ) -> Result<Table> {
        Ok(Table::of(caption, headings, rows.into_iter().collect::<Result<Vec<_>>>()?))
    }

    /// Appends a row.
    pub fn push(&mut self, cells: &[&dyn fmt::Display]) {
        let n_columns = self.rows[0].len().max(cells.len());
        self.rows.push(cells.iter().map(|cell| cell.to_string()).collect());
        self.rows.iter_mut().for_each(|row| row.resize(n_columns, String::new()));
    }

    /// The table as HTML, in the class that notebooks and their exports style; columns of words have the class `text`.
    pub fn to_html(&self) -> String {
        let are_words = self.are_words();
        let cells = |i: usize| {
            let cells = self.rows[i].iter().zip(&are_words).enumerate();
            cells.map(move |(j, (text, &is_text))| cell(text, (i, j), is_text)).collect::<String>()
        };
        let mut html = String::from("<table class=\"dataframe\">\n");
        if !self.caption.is_empty() {
            html += &format!("<caption>{}</caption>\n", escape(&self.caption));
        }
        html += &format!("<thead>\n<tr>{}</tr>\n</thead>\n<tbody>\n", cells(0));
        (1..self.rows.len()).for_each(|i| html += &format!("<tr>{}</tr>\n", cells(i)));
        html + "</tbody>\n</table>"
    }

    /// Shows the table in a notebook whose kernel is evcxr.
    pub fn evcxr_display(&self) {
        println!("{}", bundle(&self.to_html(), &self.to_string()));
    }

    /// Whether each column holds words below its heading.
    fn are_words(&self) -> Vec<bool> {
        (0..self.rows[0].len()).map(|j| self.rows[1..].iter().any(|row| is_word(&row[j]))).collect()
    }
}

/// A row for [`Table::of`].
macro_rules! cells {
    ($($cell:expr),+) => { vec![$($cell.to_string()),+] };
}
pub(crate) use cells;

/// A number with `n` decimals, from 10,000 on with its thousands separated, one that rounds to 0 without a sign; beyond what
/// can be read, as a power of ten; a dash if there is none.
pub(crate) fn decimals(figure: impl Into<Option<f64>>, n: usize) -> String {
    let Some(figure) = figure.into() else { return "-".to_owned() };
    let text = match figure.abs() {
        size if size >= 1e15 => return format!("{figure:.2e}"),
        size if n > MOST_DECIMALS && size > 0.0 && size < 1e-4 => {
            return format!("{figure:.*e}", (n as f64 + size.log10().floor()).max(0.0) as usize);
        }
        size if size >= 1e4 => grouped(format!("{figure:.*}", n.min(MOST_DECIMALS))),
        _ => format!("{figure:.*}", n.min(MOST_DECIMALS)),
    };
    let is_zero = text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
    if is_zero { text.replace('-', "") } else { text }
}

/// More than these nobody reads.
const MOST_DECIMALS: usize = 9;

/// As many decimals as tell a spread in two digits, one at least of a spread below 100.
pub(crate) fn n_decimals(spread: f64) -> usize {
    match spread {
        _ if spread >= 100.0 => 0,
        _ if spread > 0.0 => (1.0 - spread.log10().floor()).max(1.0) as usize,
        _ => 1,
    }
}

/// Such as "1 customer" or "2 customers".
pub(crate) fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// A header in the first row and column; an empty one would be announced as naming nothing, so that is a plain cell.
fn cell(text: &str, (row, column): (usize, usize), is_text: bool) -> String {
    let class = if is_text { " class=\"text\"" } else { "" };
    match (row, column, escape(text)) {
        (0, _, text) if !text.is_empty() => format!("<th scope=\"col\"{class}>{text}</th>"),
        (1.., 0, text) if !text.is_empty() => format!("<th scope=\"row\"{class}>{text}</th>"),
        (_, _, text) => format!("<td{class}>{text}</td>"),
    }
}

/// Aligned plain text: columns of numbers to the right, others to the left, line breaks as spaces.
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows: Vec<Vec<String>> =
            self.rows.iter().map(|row| row.iter().map(|cell| one_line(cell)).collect()).collect();
        let width = |j: usize| rows.iter().map(|row| row[j].chars().count()).max().unwrap_or(0);
        let columns: Vec<(usize, bool)> =
            self.are_words().into_iter().enumerate().map(|(j, is_text)| (width(j), is_text)).collect();
        let mut lines: Vec<String> = rows.iter().map(|row| aligned(&columns, row)).collect();
        let total = columns.iter().map(|column| column.0).sum::<usize>() + 2 * columns.len().saturating_sub(1);
        lines.insert(1, "-".repeat(total));
        if !self.caption.is_empty() {
            lines.insert(0, one_line(&self.caption));
        }
        f.write_str(&lines.join("\n"))
    }
}

/// Neither empty, nor a dash for "none", nor a number, which may have a sign, thousands separators or a percent sign.
fn is_word(cell: &str) -> bool {
    let digits: String = cell.trim_end_matches('%').trim().replace('\u{2212}', "-").replace([',', '_', '\u{202f}'], "");
    !matches!(digits.as_str(), "" | "-" | "–" | "—") && digits.parse::<f64>().is_err()
}

fn one_line(text: &str) -> String {
    text.replace("\r\n", " ").replace(['\r', '\n'], " ")
}

/// One line of cells, each in the width of its column, words to the left.
fn aligned(columns: &[(usize, bool)], cells: &[String]) -> String {
    let padded = columns.iter().zip(cells).map(|(&(width, is_text), cell)| match is_text {
        true => format!("{cell:<width$}"),
        false => format!("{cell:>width$}"),
    });
    padded.collect::<Vec<String>>().join("  ").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Table {
        fn row(mut self, cells: &[&dyn fmt::Display]) -> Table {
            self.push(cells);
            self
        }
    }

    #[test]
    fn very_small_and_very_large_numbers_are_powers_of_ten() {
        assert_eq!(decimals(1.83e-9, n_decimals(2e-10)), "1.83e-9");
        assert_eq!(decimals(1.234_567e-6, n_decimals(4e-9)), "1.2346e-6");
        assert_eq!(decimals(0.25, n_decimals(2e-10)), "0.250000000");
        assert_eq!(decimals(4.474_196e15, 1), "4.47e15");
        assert_eq!(decimals(0.0, 12), "0.000000000");
    }

    #[test]
    fn an_income_in_euros_has_its_thousands_separated_and_no_cents() {
        assert_eq!(
            [51_770.1, -12_345_678.9].map(|euros| decimals(euros, n_decimals(27_752.3))),
            ["51,770", "-12,345,679"]
        );
        assert_eq!(decimals(1521.74, n_decimals(99.0)), "1521.7");
    }

    #[test]
    fn what_rounds_to_zero_has_no_sign() {
        assert_eq!([-0.04, 0.0, -0.06].map(|figure| decimals(figure, 1)), ["0.0", "0.0", "-0.1"]);
    }

    #[test]
    fn html_has_caption_headings_and_row_labels() {
        let html = Table::new("Sizes", &["Segment", "n"]).row(&[&"Young", &39]).to_html();
        assert_eq!(
            html,
            "<table class=\"dataframe\">\n<caption>Sizes</caption>\n\
             <thead>\n<tr><th scope=\"col\" class=\"text\">Segment</th><th scope=\"col\">n</th></tr>\n</thead>\n\
             <tbody>\n<tr><th scope=\"row\" class=\"text\">Young</th><td>39</td></tr>\n</tbody>\n</table>"
        );
    }

    #[test]
    fn markup_is_escaped_everywhere() {
        let table = Table::new("<c>", &["<h>", "&"]).row(&[&"\"r\"", &"<script>"]);
        let html = table.to_html();
        for escaped in ["&lt;c&gt;", "&lt;h&gt;", "&amp;", "&quot;r&quot;", "&lt;script&gt;"] {
            assert!(html.contains(escaped), "{escaped} in {html}");
        }
        assert!(!html.contains("<script>"));
        assert!(table.to_string().contains("<script>"));
    }

    #[test]
    fn a_short_row_is_filled() {
        let table = Table::new("", &["a", "b", "c"]).row(&[&1]);
        assert!(table.to_html().contains("<tr><th scope=\"row\">1</th><td></td><td></td></tr>"));
        assert_eq!(table.to_string(), "a  b  c\n-------\n1");
    }

    #[test]
    fn a_long_row_widens_the_table() {
        let table = Table::new("", &["a"]).row(&[&1, &2]).row(&[&3]);
        let html = table.to_html();
        assert!(html.contains("<tr><th scope=\"col\">a</th><td></td></tr>"));
        assert!(html.contains("<tr><th scope=\"row\">1</th><td>2</td></tr>"));
        assert!(html.contains("<tr><th scope=\"row\">3</th><td></td></tr>"));
        assert_eq!(table.to_string(), "a\n----\n1  2\n3");
    }

    #[test]
    fn an_empty_table_has_its_headings() {
        let table = Table::new("", &["a"]);
        assert_eq!(table.to_string(), "a\n-");
        assert!(table.to_html().contains("<tbody>\n</tbody>"));
        assert!(!table.to_html().contains("caption"));
        assert_eq!(Table::new("", &[]).to_string(), "\n");
    }

    #[test]
    fn characters_count_once_however_many_bytes_they_take() {
        let table = Table::new("", &["Größe", "k$"]).row(&[&"für", &"\u{2212}1.5"]).row(&[&"µ", &"–"]);
        assert_eq!(table.to_string(), "Größe    k$\n-----------\nfür    \u{2212}1.5\nµ         –");
    }

    #[test]
    fn numbers_go_right_and_text_left() {
        let table = Table::new("", &["x", "share", "note"]).row(&[&"1,000", &"5 %", &"a"]).row(&[&-2, &"12.5%", &"10"]);
        assert_eq!(table.to_string(), "    x  share  note\n------------------\n1,000    5 %  a\n   -2  12.5%  10");
    }

    #[test]
    fn a_line_break_in_a_cell_keeps_the_rows_apart() {
        let table = Table::new("t\nu", &["a"]).row(&[&"x\r\ny\nz"]);
        assert_eq!(table.to_string(), "t u\na\n-----\nx y z");
        assert!(table.to_html().contains("x&#13;&#10;y&#10;z"));
    }
}
