//! What to do with a segment, by rule from its figures, or why nothing is advised.

use super::Segments;
use crate::choose::Grade;
use crate::customers::Feature;

/// By the level of income and then of spending.
const RECOMMENDATIONS: [[&str; 3]; 3] = [
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

impl Segments {
    /// What to do with a segment, or why nothing is advised.
    pub(super) fn advice(&self, segment: usize) -> String {
        self.advised(segment).unwrap_or_else(|reason| format!("No advice: {reason}."))
    }

    fn advised(&self, segment: usize) -> Result<String, String> {
        if self.verdict.grade == Grade::None {
            return Err("the customers do not fall into segments".to_owned());
        }
        if let Some(doubts) = self.verdict.doubts.get(segment).filter(|doubts| !doubts.is_empty()) {
            return Err(doubts.join("; "));
        }
        if !self.customers.schema().is_mall() {
            return Err("it is not known what the columns mean".to_owned());
        }
        let name = &self.names[segment];
        let place = |feature: &Feature| {
            let place = self.measures.features().iter().position(|known| known == feature);
            let level = place.and_then(|i| name.levels.get(i)).copied();
            let level = level.ok_or_else(|| format!("{} is not among the features", feature.noun()))?;
            level.ok_or_else(|| format!("{} is too mixed for one advice", feature.noun()))
        };
        let (income, spending) = (place(&Feature::ANNUAL_INCOME)?, place(&Feature::SPENDING_SCORE)?);
        Ok(RECOMMENDATIONS[income][spending].to_owned() + &name.advice())
    }
}
