//! Checksums of what a saved model holds, so that no damaged or edited file is taken for the model that was saved.

use serde::{Deserialize, Serialize};

/// A checksum of each section.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Checksums {
    pub features: String,
    pub scaler: String,
    pub mixture: String,
    pub segments: String,
    pub training: String,
}

impl Checksums {
    /// The first section whose checksum is another one in `written`, as the words of a message.
    pub fn differs(&self, written: &Checksums) -> Option<&'static str> {
        [
            ("features", &self.features, &written.features),
            ("scaler's numbers", &self.scaler, &written.scaler),
            ("mixture's numbers", &self.mixture, &written.mixture),
            ("segments", &self.segments, &written.segments),
            ("figures of the training", &self.training, &written.training),
        ]
        .into_iter()
        .find_map(|(section, found, written)| (found != written).then_some(section))
    }
}

/// The 64-bit FNV-1a hash of a section's JSON without blanks, in hexadecimal digits.
///
/// Three lines rather than a dependency: each step is one to one, so that no single changed byte escapes, and of other
/// accidents one in 1.8·10¹⁹.
pub(super) fn checksum(section: &impl Serialize) -> String {
    let json = serde_json::to_string(section).expect("numbers, strings and lists");
    let step = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    format!("{:016x}", json.bytes().fold(0xcbf2_9ce4_8422_2325, step))
}
