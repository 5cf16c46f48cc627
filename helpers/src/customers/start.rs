//! What the start of a file tells: what kind of file it is, what separates its cells, and which headings it has.

use csv::{ReaderBuilder, StringRecord};

use super::HEADINGS;

/// How many rows may stand above the headings that are still found.
pub(super) const ABOVE: usize = 10;

/// What a file is that is not CSV in UTF-8, and what to do about it.
pub(super) fn other_kind(start: &[u8]) -> Option<&'static str> {
    let has = |part: &[u8]| start.windows(part.len()).any(|window| window == part);
    let is_sheet = has(b"[Content_Types].xml") || has(b"xl/") || has(b"opendocument.spreadsheet");
    match start {
        [0x1F, 0x8B, ..] => Some("compressed with gzip; unpack it first"),
        [b'P', b'K', 3, 4, ..] if is_sheet => Some("a workbook (xlsx or ods); save its sheet as CSV in UTF-8"),
        [b'P', b'K', 3, 4, ..] => Some("a zip archive; unpack it first"),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Some("an old workbook (xls); save its sheet as CSV in UTF-8"),
        _ if has(&[0]) => Some("UTF-16 or no text at all, since it holds zero bytes; save it as CSV in UTF-8"),
        _ => None,
    }
}

/// The separator with which the first rows show the most of the headings.
pub(super) fn separator(start: &[u8]) -> u8 {
    let fewest_missing = |separator: &u8| {
        let rows = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(*separator).from_reader(start);
        let rows = rows.into_byte_records().flatten().take(ABOVE + 1);
        rows.map(|row| missing(&StringRecord::from_byte_record_lossy(row)).len()).min()
    };
    // of equals the first, the likeliest, is taken
    [b',', b';', b'\t', b'|'].into_iter().min_by_key(fewest_missing).unwrap_or(b',')
}

/// The headings that a row does not show.
pub(super) fn missing(row: &StringRecord) -> Vec<&'static str> {
    HEADINGS.into_iter().filter(|column| !row.iter().any(|found| is_heading(found, column))).collect()
}

/// Whether a heading of the file means this column; `Genre` is read as `Gender`.
///
/// Blanks, the kind of dash and letter case do not count.
pub(super) fn is_heading(found: &str, column: &str) -> bool {
    let found = plain(found);
    found == plain(column) || column == "Gender" && found == "genre"
}

fn plain(heading: &str) -> String {
    let is_blank = |c: &char| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}');
    let dash = |c| if matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}') { '-' } else { c };
    heading.chars().filter(|c| !is_blank(c)).map(dash).flat_map(char::to_lowercase).collect()
}
