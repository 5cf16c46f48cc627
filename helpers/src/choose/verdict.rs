//! Whether there are segments: the answer, and what it rests on.

use super::Combination;
use crate::show::Table;

/// Whether the customers fall into segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// There are none, or nothing shows any.
    None,
    /// There may be some, but not such as one can act on without looking again.
    Weak,
    /// There are.
    Segments,
}

/// Whether the customers fall into segments, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    pub(crate) grade: Grade,
    pub(crate) combination: Combination,
    /// For each group, why nobody should act on it; none for a sound one.
    pub(crate) doubts: Vec<Vec<String>>,
}

impl Verdict {
    /// The answer.
    pub fn grade(&self) -> Grade {
        self.grade
    }

    /// The groups it is about.
    pub fn combination(&self) -> &Combination {
        &self.combination
    }

    /// For each group, why nobody should act on it; none for a sound one.
    pub fn doubts(&self) -> &[Vec<String>] {
        &self.doubts
    }

    /// The reasons.
    pub fn table(&self) -> Table {
        Table::of("", &["Question", "Answer"], [])
    }
}
