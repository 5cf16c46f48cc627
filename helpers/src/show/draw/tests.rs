//! What every plot's tests look at.

use crate::error::Result;
use crate::show::figure::Figure;

/// The texts of a plot, as they stand in the SVG.
pub(crate) fn texts(figure: &Figure) -> Vec<String> {
    let elements = figure.svg().split("<text ").skip(1);
    let content = |element: &str| {
        let (_, after) = element.split_once('>').expect("a start tag ends");
        let (text, _) = after.split_once("</text>").expect("an element ends");
        text.trim().to_owned()
    };
    elements.map(content).collect()
}

/// Every one of some texts is in the plot.
pub(crate) fn assert_shows(figure: &Figure, expected: &[&str]) {
    let texts = texts(figure);
    for text in expected {
        assert!(texts.iter().any(|shown| shown == text), "{text} in {texts:?}");
    }
}

/// Drawn twice the same, well formed, without NaN, everything within the image.
pub(crate) fn assert_sound(plot: impl Fn() -> Result<Figure>) {
    let figure = plot().expect("the plot can be drawn");
    assert_eq!(figure, plot().expect("the plot can be drawn again"));
    assert!(!figure.alt().contains("NaN") && !figure.alt().contains("inf"), "{}", figure.alt());
    let svg = figure.svg();
    assert!(!svg.contains("NaN") && !svg.contains("inf"));
    assert_balanced(svg);
    assert_within(svg);
}

fn assert_balanced(svg: &str) {
    let mut open = Vec::new();
    for tag in svg.split('<').skip(1) {
        let (tag, text) = tag.split_once('>').expect("a tag ends");
        assert!(!text.contains('>'), "unescaped: {text}");
        assert!(tag.matches('"').count().is_multiple_of(2), "{tag}");
        let mut parts = tag.split([' ', '/']);
        let name = parts.find(|part| !part.is_empty()).expect("a tag has a name");
        match (tag.starts_with('/'), tag.ends_with('/')) {
            (true, _) => assert_eq!(open.pop(), Some(name)),
            (false, false) => open.push(name),
            (false, true) => {}
        }
    }
    assert!(open.is_empty(), "{open:?} left open");
}

fn assert_within(svg: &str) {
    let numbers = |key: &str| -> Vec<f64> {
        let start = format!(" {key}=\"");
        let values = svg.split(&start).skip(1);
        let value = |rest: &str| rest.split('"').next().and_then(|v| v.parse().ok());
        values.filter_map(value).collect()
    };
    let size: Vec<f64> = svg
        .split("viewBox=\"0 0 ")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("the image has a size")
        .split(' ')
        .map(|v| v.parse().expect("a number"))
        .collect();
    let inside = |keys: &[&str], limit: f64| {
        for value in keys.iter().flat_map(|key| numbers(key)) {
            assert!((0.0..=limit).contains(&value), "{value} beyond 0 to {limit}");
        }
    };
    inside(&["x", "cx"], size[0]);
    inside(&["y", "cy"], size[1]);
}
