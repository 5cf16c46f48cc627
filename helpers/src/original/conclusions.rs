//! What the original concluded from its final model, and what that rests on.

use crate::check::check_that;
use crate::customers::{Customers, Feature};
use crate::error::Result;
use crate::segments::Profile;
use crate::show::{Table, cells};
use crate::stats::{mean, standard_deviation};

/// The original's claims beside what the clusters in `profile`, with [`Feature::ALL`], and the `customers` themselves
/// say; a difference within two standard errors is not shown.
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) for a profile of other features;
/// [`Error::MissingValue`](crate::Error::MissingValue) as [`Customers::column`].
pub fn conclusions(profile: &Profile, customers: &Customers) -> Result<Table> {
    let found: Vec<&str> = profile.features.iter().map(|feature| feature.name()).collect();
    let expected = "gender, age, annual income and spending score";
    check_that(profile.features == Feature::ALL, "the profile's list of features", found.join(", "), expected)?;
    let ((spending, least), (genders, more)) = (least_spending(profile, customers)?, women_and_men(customers)?);
    let women = cells!["Women spend more than men", genders, more];
    let rows = [cells!["Older women spend the least", spending, least], women];
    Ok(Table::of("The original's conclusions", &["Claim", "What the data say", "Holds"], rows))
}

fn least_spending(profile: &Profile, customers: &Customers) -> Result<(String, &'static str)> {
    let mean_age = mean(&customers.column(&Feature::AGE)?);
    let clusters = profile.means().iter().filter(|mean| !mean.is_empty());
    let Some(least) = clusters.clone().min_by(|a, b| a[3].total_cmp(&b[3])) else {
        return Ok(("-".to_owned(), "-"));
    };
    let (men, age) = (least[0], least[1]);
    let mut found = format!("Lowest mean score {:.1}: {:.0} % men, {age:.0} years", least[3], 100.0 * men);
    let oldest = clusters.filter(|mean| mean[0] < 0.5).max_by(|a, b| a[1].total_cmp(&b[1]));
    if let Some(oldest) = oldest {
        found += &format!("; oldest cluster of women: {:.1}, {:.0} years", oldest[3], oldest[1]);
    }
    Ok((found, if men < 0.5 && age > mean_age { "yes" } else { "no" }))
}

fn women_and_men(customers: &Customers) -> Result<(String, &'static str)> {
    let (men, scores) = (customers.men()?, customers.column(&Feature::SPENDING_SCORE)?);
    let [women, men] = [0, 1].map(|gender| {
        let scores = men.iter().zip(&scores).filter(|(man, _)| **man == gender);
        scores.map(|(_, score)| *score).collect::<Vec<f64>>()
    });
    if women.len() < 2 || men.len() < 2 {
        return Ok(("Fewer than two women or men".to_owned(), "-"));
    }
    let error = |scores: &[f64]| standard_deviation(scores, 1) / (scores.len() as f64).sqrt();
    let error = error(&women).hypot(error(&men));
    let (women, men) = (mean(&women), mean(&men));
    let difference = women - men;
    let found = format!("Women {women:.1}, men {men:.1}: a difference of {difference:.1}, standard error {error:.1}");
    Ok((found, if difference > 2.0 * error { "yes" } else { "not shown" }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customers::Schema;
    use crate::error::Error;
    use crate::features::StandardScaler;
    use crate::original::replay;

    #[test]
    fn its_own_clusters_contradict_the_original() {
        let customers =
            Customers::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Mall_Customers.csv"), &Schema::default())
                .unwrap();
        let features = customers.features(&Feature::ALL).unwrap();
        let scaled = StandardScaler::fit(&features).unwrap().transform(&features).unwrap();
        let model = replay(&customers, &scaled).unwrap();
        let profile = Profile::of(&model, &scaled, &features, &Feature::ALL).unwrap();
        let table = conclusions(&profile, &customers).unwrap().to_string();
        let rows: Vec<&str> = table.lines().skip(3).collect();
        assert!(rows[0].contains("29.7: 100 % men, 49 years; oldest cluster of women: 35.4, 47 years"), "{table}");
        assert!(rows[0].ends_with("no"), "{table}");
        assert!(rows[1].contains("Women 51.5, men 48.5: a difference of 3.0"), "{table}");
        assert!(rows[1].ends_with("not shown"), "{table}");
        let other = [Feature::AGE, Feature::GENDER, Feature::ANNUAL_INCOME, Feature::SPENDING_SCORE];
        let profile = Profile::of(&model, &scaled, &features, &other).unwrap();
        assert!(matches!(conclusions(&profile, &customers), Err(Error::InvalidParameter { .. })));
    }
}
