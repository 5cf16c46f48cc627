//! What the original concluded from its final model, and what that rests on.

use crate::customers::{Customers, Feature};
use crate::error::{Error, Result};
use crate::segments::Profile;
use crate::show::Table;

/// The original's claims beside what the clusters in `profile`, with [`Feature::ALL`], and the `customers` themselves say; a
/// difference within two standard errors is not shown.
///
/// # Errors
///
/// [`Error::InvalidParameter`] for a profile of other features; [`Error::MissingValue`] as [`Customers::column`].
pub fn conclusions(profile: &Profile, customers: &Customers) -> Result<Table> {
    check_features(profile)?;
    let mut table = Table::new("The original's conclusions", &["Claim", "What the data say", "Holds"]);
    let claims = [
        ("Older women spend the least", least_spending(profile, customers)?),
        ("Women spend more than men", women_and_men(customers)?),
    ];
    for (claim, (found, holds)) in claims {
        table.push(&[&claim, &found, &holds]);
    }
    Ok(table)
}

/// The share of men in every cluster of `profile`, with [`Feature::ALL`], and the variance that the mixture gives to
/// standardised gender there; the caption counts the clusters of one gender.
///
/// # Errors
///
/// [`Error::InvalidParameter`] for a profile of other features.
pub fn one_gender(profile: &Profile) -> Result<Table> {
    check_features(profile)?;
    let men: Vec<Option<f64>> = profile.means().iter().map(|mean| mean.first().copied()).collect();
    let n_pure = men.iter().flatten().filter(|share| [0.0, 1.0].contains(*share)).count();
    let caption = format!("{n_pure} of {} clusters hold one gender only", men.len());
    let headings = ["Cluster", "Share of men", "Variance of standardised gender"];
    let mut table = Table::new(&caption, &headings);
    for (cluster, share) in men.into_iter().enumerate() {
        let share = share.map_or("-".to_owned(), |share| format!("{share:.2}"));
        table.push(&[&cluster, &share, &format!("{:.6}", profile.variances()[[cluster, 0]])]);
    }
    Ok(table)
}

fn check_features(profile: &Profile) -> Result<()> {
    let found: Vec<&str> = profile.features().iter().map(|feature| feature.name()).collect();
    let expected = "gender, age, annual income and spending score";
    match profile.features() == Feature::ALL {
        true => Ok(()),
        false => Err(Error::invalid("the profile's list of features", found.join(", "), expected)),
    }
}

fn least_spending(profile: &Profile, customers: &Customers) -> Result<(String, &'static str)> {
    let ages = customers.column(Feature::Age)?;
    let mean_age = ages.iter().sum::<f64>() / ages.len() as f64;
    let of_rows = profile.means().iter().filter_map(|mean| mean[..].try_into().ok());
    let clusters: Vec<[f64; 4]> = of_rows.collect();
    let Some([men, age, _, score]) = clusters.iter().min_by(|a, b| a[3].total_cmp(&b[3])) else {
        return Ok(("-".to_owned(), "-"));
    };
    let mut found = format!("Lowest mean score {score:.1}: {:.0} % men, {age:.0} years", 100.0 * men);
    let women = clusters.iter().filter(|mean| mean[0] < 0.5);
    if let Some([_, age, _, score]) = women.max_by(|a, b| a[1].total_cmp(&b[1])) {
        found += &format!("; oldest cluster of women: {score:.1}, {age:.0} years");
    }
    Ok((found, if *men < 0.5 && *age > mean_age { "yes" } else { "no" }))
}

fn women_and_men(customers: &Customers) -> Result<(String, &'static str)> {
    let genders = customers.column(Feature::Gender)?;
    let scores = customers.column(Feature::SpendingScore)?;
    let of_gender = |male: f64| {
        let scores = genders.iter().zip(&scores).filter(|(gender, _)| **gender == male);
        mean_and_error(&scores.map(|(_, score)| *score).collect::<Vec<f64>>())
    };
    let (Some((women, of_women)), Some((men, of_men))) = (of_gender(0.0), of_gender(1.0)) else {
        return Ok(("Fewer than two women or men".to_owned(), "-"));
    };
    let (difference, error) = (women - men, of_women.hypot(of_men));
    let found = format!("Women {women:.1}, men {men:.1}: a difference of {difference:.1}, standard error {error:.1}");
    let holds = if difference > 2.0 * error { "yes" } else { "not shown" };
    Ok((found, holds))
}

/// The mean and its standard error; fewer than two values have none.
fn mean_and_error(values: &[f64]) -> Option<(f64, f64)> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (n > 1.0).then(|| (mean, (squares / (n - 1.0) / n).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::StandardScaler;
    use crate::original::replay;

    #[test]
    fn its_own_clusters_contradict_the_original() {
        let customers = Customers::from_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Mall_Customers.csv")).unwrap();
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
        let table = one_gender(&profile).unwrap().to_string();
        assert!(table.starts_with("5 of 5 clusters") && table.matches("0.000100").count() == 5, "{table}");
        let other = [Feature::Age, Feature::Gender, Feature::AnnualIncome, Feature::SpendingScore];
        let profile = Profile::of(&model, &scaled, &features, &other).unwrap();
        assert!(matches!(one_gender(&profile), Err(Error::InvalidParameter { .. })));
    }
}
