//! Names and advice, by rule from the figures.

use ndarray::ArrayView2;

/// A mean farther than this from the mall's, in standard deviations, is called high or low.
const NOTABLE: f64 = 0.5;

/// How a mean compares with the mall's: 0 for low, 1 for middle, 2 for high.
pub(super) fn level(difference: f64) -> usize {
    usize::from(difference >= -NOTABLE) + usize::from(difference > NOTABLE)
}

/// Income and spending in words, age where it is notable, and a number where two names would be the same; `differences`,
/// `(n_segments, 3)`, are the means in standard deviations from the mall's.
pub(super) fn names(differences: ArrayView2<f64>) -> Vec<String> {
    let mut plain: Vec<String> = Vec::new();
    let numbered = differences.outer_iter().map(|row| {
        let age = ["young, ", "", "older, "][level(row[0])];
        let [income, spending] = [row[1], row[2]].map(|mean| ["low", "middle", "high"][level(mean)]);
        plain.push(format!("{age}{income} income, {spending} spending"));
        let name = &plain[plain.len() - 1];
        match plain.iter().filter(|other| *other == name).count() {
            1 => name.clone(),
            n => format!("{name} ({n})"),
        }
    });
    numbered.collect()
}

/// What to do with a segment, by the [level] of its income and then of its spending.
pub(super) const RECOMMENDATIONS: [[&str; 3]; 3] = [
    [
        "Leave: neither income nor spending invites expense. Basic offers at most.",
        "Serve: good value counts most here.",
        "Keep with care: they spend much of little. Affordable new things, no credit offers.",
    ],
    [
        "Test: small offers first, and measure whether spending follows.",
        "Serve: ordinary customers. Broad, inexpensive measures only.",
        "Keep: reward them, but watch for spending beyond their means.",
    ],
    [
        "Win: they could spend and do not. Ask what they miss before spending on advertising.",
        "Grow: there is income left to win. Show more of what they already buy.",
        "Keep: they can spend and do. Loyalty and early access rather than discounts.",
    ],
];

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
