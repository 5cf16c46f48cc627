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
    pub const ALL: [Feature; 4] = [
        Feature::Gender,
        Feature::Age,
        Feature::AnnualIncome,
        Feature::SpendingScore,
    ];

    /// The heading of the column in the file, such as `Annual Income (k$)`.
    pub fn heading(self) -> &'static str {
        match self {
            Feature::Gender => "Gender",
            Feature::Age => "Age",
            Feature::AnnualIncome => "Annual Income (k$)",
            Feature::SpendingScore => "Spending Score (1-100)",
        }
    }

    /// The name in words, such as `Annual income`.
    pub fn name(self) -> &'static str {
        match self {
            Feature::Gender => "Gender",
            Feature::Age => "Age",
            Feature::AnnualIncome => "Annual income",
            Feature::SpendingScore => "Spending score",
        }
    }

    /// The unit, such as `k$`.
    pub fn unit(self) -> &'static str {
        match self {
            Feature::Gender => "male = 1",
            Feature::Age => "years",
            Feature::AnnualIncome => "k$",
            Feature::SpendingScore => "1-100",
        }
    }

    /// Name and unit, as on the axis of a plot.
    ///
    /// ```
    /// assert_eq!(helpers::Feature::Age.label(), "Age (years)");
    /// ```
    pub const fn label(self) -> &'static str {
        match self {
            Feature::Gender => "Gender (male = 1)",
            Feature::Age => "Age (years)",
            Feature::AnnualIncome => "Annual income (k$)",
            Feature::SpendingScore => "Spending score (1-100)",
        }
    }
}
