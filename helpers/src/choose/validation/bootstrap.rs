//! How far a segmentation survives another sample of customers.

use ndarray::{Array2, ArrayView1, Axis};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

use super::{adjusted_rand_index, check_start, silhouette, with_seeds};
use crate::choose::failure::{Failure, keep, note};
use crate::choose::fit_on_one_thread;
use crate::error::{Error, Result};
use crate::features::Measures;
use crate::mixture::{GaussianMixtureParams, Matrix};
use crate::show::{Table, cells, decimals};
use crate::stats::{mean, range, standard_deviation};

const HEADINGS: [&str; 3] = ["Mean ARI", "Standard deviation", "Lowest ARI"];

/// The agreement of each bootstrap fit with the fit to all rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Stability {
    /// The adjusted Rand index of each resample that could be fitted.
    pub values: Vec<f64>,
    /// For each group of the fit to all rows, its Jaccard similarity with the group of a resample that is most like it, on
    /// average over the resamples: the rows in both by the rows in one of them at least.
    ///
    /// Below 0.6 a group is not to be trusted, from 0.75 it is valid, from 0.85 highly stable (Hennig 2007).
    pub jaccard: Vec<f64>,
    /// The number of groups of each resample that could be fitted.
    pub n_groups: Vec<usize>,
    /// The resamples that could not be fitted, and why.
    pub failures: Vec<Failure>,
}

impl Stability {
    /// The mean of the values.
    pub fn mean(&self) -> f64 {
        mean(&self.values)
    }

    /// Mean, standard deviation (ddof 0) and lowest of the adjusted Rand indices.
    pub fn table(&self) -> Table {
        let (n, failed) = (self.values.len(), note(&self.failures));
        let caption = format!("Agreement with the fit to all rows over {n} resamples{failed}");
        Table::of(&caption, &HEADINGS, [self.cells()])
    }

    fn cells(&self) -> Vec<String> {
        let (spread, (lowest, _)) = (standard_deviation(&self.values, 0), range(self.values.iter().copied()));
        [self.mean(), spread, lowest].map(|figure| decimals(figure, 3)).to_vec()
    }
}

/// Fits the mixture anew to `n_resamples` samples of the rows with replacement, each as large as `records`,
/// `(n_samples, n_features)`, labels all rows by each fit, and compares these labels with those of the fit to all rows by
/// the [`adjusted_rand_index`]. Components count as groups as they are.
///
/// The same seed gives the same values, however many threads the parameters allow: each fit has one of them.
///
/// A resample that cannot be fitted is [named](Stability::failures), and the others go on.
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) for no resamples, more than a million, or a start from a
/// partition; else as [`fit`](crate::mixture::GaussianMixtureValidParams), for all rows or if all resamples fail.
pub fn bootstrap_stability(
    params: &GaussianMixtureParams,
    records: &Matrix,
    n_resamples: usize,
    seed: u64,
) -> Result<Stability> {
    check_start(params)?;
    let records = records.as_records();
    let reference = fit_on_one_thread(params, records)?.labels(&records)?;
    resample(&reference, records.nrows(), n_resamples, seed, &|rows| {
        let model = fit_on_one_thread(params, records.select(Axis(0), rows).view())?;
        Ok((model.n_clusters(), model.labels(&records)?))
    })
}

/// How many groups a fit to some rows makes, and the one that it puts each of all rows in.
type Relabel<'a> = dyn Fn(&[usize]) -> Result<(usize, Vec<usize>)> + Sync + 'a;

/// Compares the groups of `reference` with those that `relabel` makes from samples of `size` rows, drawn with replacement.
pub(in crate::choose) fn resample(
    reference: &[usize],
    size: usize,
    n_resamples: usize,
    seed: u64,
    relabel: &Relabel,
) -> Result<Stability> {
    let resamples = with_seeds("n_resamples", n_resamples, seed, |seed| {
        let mut rng = Xoshiro256Plus::seed_from_u64(seed);
        let rows: Vec<usize> = (0..size).map(|_| rng.gen_range(0..reference.len())).collect();
        let (n_groups, labels) = relabel(&rows)?;
        Ok((n_groups, (adjusted_rand_index(reference, &labels)?, best_jaccards(reference, &labels))))
    })?;
    let names = (1..).map(|number| format!("resample {number}"));
    let (resamples, failures) = keep(names.zip(resamples))?;
    let (n_groups, (values, jaccards)): (_, (_, Vec<Vec<f64>>)) = resamples.into_iter().unzip();
    let of_group = |group: usize| mean(&jaccards.iter().map(|of_groups| of_groups[group]).collect::<Vec<_>>());
    let jaccard = (0..jaccards[0].len()).map(of_group).collect();
    Ok(Stability { values, jaccard, n_groups, failures })
}

/// For each group of the first labels, the Jaccard similarity with that of the second which is most like it; 0 for an empty
/// one.
fn best_jaccards(first: &[usize], second: &[usize]) -> Vec<f64> {
    let n_groups = |labels: &[usize]| labels.iter().max().map_or(0, |largest| largest + 1);
    let mut both = Array2::<f64>::zeros((n_groups(first), n_groups(second)));
    first.iter().zip(second).for_each(|(&a, &b)| both[[a, b]] += 1.0);
    let (of_first, of_second) = (both.sum_axis(Axis(1)), both.sum_axis(Axis(0)));
    let best = |(a, row): (usize, ArrayView1<f64>)| {
        let similarities = row.indexed_iter().map(|(b, both)| both / (of_first[a] + of_second[b] - both).max(1.0));
        range(similarities).1
    };
    both.outer_iter().enumerate().map(best).collect()
}

/// How stable segmentations are, each with its name and labels, and how far apart their groups are in the numeric columns of
/// `measures`, by the mean silhouette; "-" where a grouping has none. Codes of categories are no coordinates.
///
/// # Errors
///
/// As [`silhouette`], but for the number of groups.
pub fn stability_table(measures: &Measures, segmentations: &[(&str, &Stability, &[usize])]) -> Result<Table> {
    let mut sampled = String::new();
    let rows = segmentations.iter().map(|(name, stability, labels)| {
        let separation = match silhouette(&measures.numbers(), labels) {
            Err(Error::InvalidParameter { .. }) => None,
            silhouettes => Some(silhouettes?),
        };
        if let Some(n) = separation.as_ref().map(Vec::len).filter(|n| *n < labels.len()) {
            sampled = format!("; silhouettes are of {n} customers of {}", labels.len());
        }
        let separation = separation.map(|silhouettes| mean(&silhouettes));
        Ok([cells![name], stability.cells(), cells![decimals(separation, 3)]].concat())
    });
    let rows = rows.collect::<Result<Vec<_>>>()?;
    let failed: String = segmentations.iter().map(|(_, stability, _)| note(&stability.failures)).collect();
    let headings = [&["Segmentation"], &HEADINGS[..], &["Mean silhouette"]].concat();
    Ok(Table::of(&format!("How stable, and how far apart{sampled}{failed}"), &headings, rows))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customers::{Customers, Schema};
    use crate::mixture::GaussianMixture;

    impl Stability {
        /// Of so many groups, each found again.
        pub(crate) fn of_values(values: Vec<f64>, n_groups: usize) -> Stability {
            Stability { values, jaccard: vec![1.0; n_groups], n_groups: Vec::new(), failures: Vec::new() }
        }
    }

    #[test]
    fn one_group_alone_has_no_silhouette() {
        let measures = measures(&[]);
        let stability = bootstrap_stability(&GaussianMixture::params(1), &measures, 3, 42).unwrap();
        let table = stability_table(&measures, &[("one", &stability, &[0; 4])]).unwrap().to_string();
        assert!(table.ends_with("1.000                -"), "{table}");
        assert!(stability_table(&measures, &[("short", &stability, &[0, 1])]).is_err());
    }

    #[test]
    fn a_category_moves_no_silhouette() {
        let stability = Stability::of_values(vec![1.0], 2);
        let table = |measures| stability_table(&measures, &[("two", &stability, &[0, 0, 1, 1])]).unwrap();
        assert_eq!(table(measures(&["Region"])), table(measures(&[])));
    }

    fn measures(categories: &[&str]) -> Measures {
        let schema = Schema::named(&["Recency"], categories, None, &[]).unwrap();
        let csv = "Recency,Region\n0,North\n1,South\n5,North\n6,West\n";
        Measures::of(&Customers::from_reader(csv.as_bytes(), "four.csv", &schema).unwrap()).unwrap()
    }
}
