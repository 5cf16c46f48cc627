//! Names and advice, by rule from the figures.

use ndarray::ArrayView2;

/// A mean farther than this from the mall's, in standard deviations, is called high or low.
const NOTABLE: f64 = 0.5;

/// How a mean compares with the mall's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Level {
    Low,
    Middle,
    High,
}

impl Level {
    pub fn of(difference: f64) -> Level {
        match difference {
            d if d > NOTABLE => Level::High,
            d if d < -NOTABLE => Level::Low,
            _ => Level::Middle,
        }
    }

    /// The word for it, of those for low, middle and high.
    fn word(self, words: [&str; 3]) -> &str {
        words[self as usize]
    }
}

/// Income and spending in words, age where it is notable, and a number where two names would be the same; `differences`,
/// `(n_segments, 3)`, are the means in standard deviations from the mall's.
pub(super) fn names(differences: ArrayView2<f64>) -> Vec<String> {
    let mut plain: Vec<String> = Vec::new();
    let numbered = differences.outer_iter().map(|row| {
        let age = Level::of(row[0]).word(["young, ", "", "older, "]);
        let [income, spending] = [row[1], row[2]].map(|mean| Level::of(mean).word(["low", "middle", "high"]));
        plain.push(format!("{age}{income} income, {spending} spending"));
        let name = &plain[plain.len() - 1];
        match plain.iter().filter(|other| *other == name).count() {
            1 => name.clone(),
            n => format!("{name} ({n})"),
        }
    });
    numbered.collect()
}

/// What to do with a segment of such income and spending.
pub(super) fn recommendation(income: Level, spending: Level) -> &'static str {
    use Level::{High, Low, Middle};
    match (income, spending) {
        (High, High) => "Keep: they can spend and do. Loyalty and early access rather than discounts.",
        (High, Middle) => "Grow: there is income left to win. Show more of what they already buy.",
        (High, Low) => "Win: they could spend and do not. Ask what they miss before spending on advertising.",
        (Middle, High) => "Keep: reward them, but watch for spending beyond their means.",
        (Middle, Middle) => "Serve: ordinary customers. Broad, inexpensive measures only.",
        (Middle, Low) => "Test: small offers first, and measure whether spending follows.",
        (Low, High) => "Keep with care: they spend much of little. Affordable new things, no credit offers.",
        (Low, Middle) => "Serve: good value counts most here.",
        (Low, Low) => "Leave: neither income nor spending invites expense. Basic offers at most.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn names_follow_from_the_figures_and_differ() {
        let differences =
            array![[0.1, 1.0, -1.2], [-0.9, -1.3, 1.1], [0.1, 0.9, -1.0], [0.6, 0.2, 0.0], [0.1, 0.9, -1.0]];
        let expected = [
            "high income, low spending",
            "young, low income, high spending",
            "high income, low spending (2)",
            "older, middle income, middle spending",
            "high income, low spending (3)",
        ];
        assert_eq!(names(differences.view()), expected);
    }
}
