//! The columns that a model can be fitted to.

/// A column that holds, or is encoded as, a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Feature {
    /// Male 1, female 0.
    Gender,
    /// Age in years.
    Age,
    /// Annual income in k$.
    AnnualIncome,
    /// The mall's own score of spending, 1 to 100.
    SpendingScore,
}

impl Feature {
    /// All features in the order of the original file.
    pub const ALL: [Feature; 4] = [Feature::Gender, Feature::Age, Feature::AnnualIncome, Feature::SpendingScore];

    /// The features that are measured.
    pub(crate) const MEASURES: [Feature; 3] = [Feature::Age, Feature::AnnualIncome, Feature::SpendingScore];

    /// Heading, unit, label and name.
    const fn words(self) -> [&'static str; 4] {
        match self {
            Feature::Gender => ["Gender", "male = 1", "Gender (male = 1)", "Gender"],
            Feature::Age => ["Age", "years", "Age (years)", "Age"],
            Feature::AnnualIncome => ["Annual Income (k$)", "k$", "Annual income (k$)", "Annual income"],
            Feature::SpendingScore => ["Spending Score (1-100)", "1-100", "Spending score (1-100)", "Spending score"],
        }
    }

    /// The heading of the column in the file, such as `Annual Income (k$)`.
    pub const fn heading(self) -> &'static str {
        self.words()[0]
    }

    /// The unit, such as `k$`.
    pub const fn unit(self) -> &'static str {
        self.words()[1]
    }

    /// Name and unit, as on the axis of a plot.
    ///
    /// ```
    /// assert_eq!(helpers::Feature::Age.label(), "Age (years)");
    /// ```
    pub const fn label(self) -> &'static str {
        self.words()[2]
    }

    /// The name in words, such as `Annual income`.
    pub const fn name(self) -> &'static str {
        self.words()[3]
    }
}
