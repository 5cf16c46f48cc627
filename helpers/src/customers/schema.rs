//! Which columns of a file are looked for, and as what.

use csv::ReaderBuilder;

use super::Feature;
use crate::check::check_that;
use crate::error::{Error, Result};

/// The columns that customers are read from: an identifier, features, and categories, each under its heading.
///
/// By default the mall's: `CustomerID`, `Gender` (or `Genre`), `Age`, `Annual Income (k$)` and `Spending Score (1-100)`.
///
/// ```
/// use helpers::{Customers, Schema};
///
/// let schema = Schema::named(&["Recency", "Monetary"], &["Region"], Some("Client"), &["Monetary"])?;
/// let csv = "Client,Region,Recency,Monetary\n7,North,12,99.5\n";
/// let customers = Customers::from_reader(csv.as_bytes(), "one.csv", &schema)?;
/// assert_eq!(customers.column(&schema.features()[1])?, [99.5]);
/// # Ok::<(), helpers::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    id: Option<String>,
    features: Vec<Feature>,
    categories: Vec<Feature>,
}

/// The mall's columns.
impl Default for Schema {
    fn default() -> Schema {
        let id = Some("CustomerID".to_owned());
        Schema { id, features: Feature::MEASURES.to_vec(), categories: vec![Feature::GENDER] }
    }
}

impl Schema {
    /// Any columns by their headings; of the features in `logarithms` a model sees the logarithm.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] without features, for a heading that stands twice, and for a logarithm of what is no
    /// feature.
    pub fn named(features: &[&str], categories: &[&str], id: Option<&str>, logarithms: &[&str]) -> Result<Schema> {
        let expected = "the heading of at least one column of numbers, wherever CATEGORIES, ID or LOG are named";
        check_that(!features.is_empty(), "FEATURES", "empty", expected)?;
        let headings: Vec<String> = [features, categories, id.as_slice()].concat().into_iter().map(plain).collect();
        if let Some(i) = (1..headings.len()).find(|&i| headings[..i].contains(&headings[i])) {
            let expected = "named once among FEATURES, CATEGORIES and ID";
            return Err(Error::invalid("a heading", format!("\"{}\"", headings[i]), expected));
        }
        if let Some(other) = logarithms.iter().find(|log| !headings[..features.len()].contains(&plain(log))) {
            return Err(Error::invalid("a heading in LOG", format!("\"{other}\""), "one of those in FEATURES"));
        }
        let is_logarithmic = |heading: &&str| logarithms.iter().any(|log| plain(log) == plain(heading));
        let column = |heading: &&str| Feature::new(heading);
        let feature = |heading| if is_logarithmic(heading) { column(heading).logarithmic() } else { column(heading) };
        let (features, categories) = (features.iter().map(feature).collect(), categories.iter().map(column).collect());
        Ok(Schema { id: id.map(str::to_owned), features, categories })
    }

    /// The columns of these features, of which some and the mall's gender are categories, without an identifier.
    pub(crate) fn of(features: &[Feature], categorical: &[usize]) -> Schema {
        let is_category = |(i, feature): &(usize, &Feature)| categorical.contains(i) || **feature == Feature::GENDER;
        let (categories, features): (Vec<_>, Vec<_>) = features.iter().enumerate().partition(is_category);
        let [features, categories] =
            [features, categories].map(|those| those.into_iter().map(|(_, it)| it.clone()).collect());
        Schema { id: None, features, categories }
    }

    /// The same columns with an identifier under this heading.
    #[must_use]
    pub fn with_id(self, heading: &str) -> Schema {
        Schema { id: Some(heading.to_owned()), ..self }
    }

    /// The columns that the environment variables `FEATURES`, `CATEGORIES`, `ID` and `LOG` [list](Self::listed); the mall's if
    /// none of them is set.
    ///
    /// # Errors
    ///
    /// As [`named`](Self::named).
    pub fn from_env() -> Result<Schema> {
        let list = |name| std::env::var_os(name).unwrap_or_default().to_string_lossy().into_owned();
        let lists = ["FEATURES", "CATEGORIES", "ID", "LOG"].map(list);
        match lists.iter().all(|list| headings(list).is_empty()) {
            true => Ok(Schema::default()),
            false => Schema::listed(lists.each_ref().map(String::as_str)),
        }
    }

    /// The columns that lists name as features, categories, identifier and logarithms: headings between commas, one that holds
    /// a comma or begins with a quote in quotes, as in CSV.
    ///
    /// # Errors
    ///
    /// As [`named`](Self::named); [`Error::InvalidParameter`] for more than one identifier.
    ///
    /// ```
    /// let schema = helpers::Schema::listed(["Age,\"Spend, net (€)\"", "Region", "", ""])?;
    /// assert_eq!(schema.features()[1].heading(), "Spend, net (€)");
    /// # Ok::<(), helpers::Error>(())
    /// ```
    pub fn listed(lists: [&str; 4]) -> Result<Schema> {
        let lists = lists.map(headings);
        let [features, categories, id, log] =
            lists.each_ref().map(|list| list.iter().map(String::as_str).collect::<Vec<_>>());
        check_that(id.len() <= 1, "ID", id.join(","), "the heading of one column")?;
        Schema::named(&features, &categories, id.first().copied(), &log)
    }

    /// The columns of numbers that a model is fitted to.
    pub fn features(&self) -> &[Feature] {
        &self.features
    }

    /// The columns of words.
    pub fn categories(&self) -> &[Feature] {
        &self.categories
    }

    /// The heading of the customer's number; none where rows are counted.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Whether these are the columns of the mall, whose meaning is known.
    pub(crate) fn is_mall(&self) -> bool {
        self.categories == [Feature::GENDER]
    }

    /// The headings in the order in which columns are shown: identifier, then the mall's gender, features, other categories.
    pub(super) fn columns(&self) -> Vec<Feature> {
        let (first, last) =
            if self.is_mall() { (&self.categories[..], &[][..]) } else { (&[][..], &self.categories[..]) };
        [first, &self.features, last].concat()
    }

    /// All headings that a file must have.
    pub(super) fn headings(&self) -> Vec<String> {
        let columns = self.columns();
        let columns = columns.iter().map(|column| column.heading().to_owned());
        self.id.clone().into_iter().chain(columns).collect()
    }
}

fn headings(list: &str) -> Vec<String> {
    let reader = ReaderBuilder::new().has_headers(false).trim(csv::Trim::All).from_reader(list.as_bytes());
    let row = reader.into_records().next().and_then(|row| row.ok()).unwrap_or_default();
    row.iter().filter(|heading| !heading.is_empty()).map(str::to_owned).collect()
}

/// Whether a heading of the file means this column; `Genre` is read as `Gender`.
///
/// Blanks, the kind of dash and letter case do not count.
pub(super) fn is_heading(found: &str, column: &str) -> bool {
    let found = plain(found);
    found == plain(column) || column == "Gender" && found == "genre"
}

pub(super) fn plain(heading: &str) -> String {
    let is_blank = |c: &char| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}');
    let dash = |c| if matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}') { '-' } else { c };
    heading.chars().filter(|c| !is_blank(c)).map(dash).flat_map(char::to_lowercase).collect()
}
