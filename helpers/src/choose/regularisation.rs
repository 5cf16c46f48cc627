//! How much of a likelihood comes from `reg_covariance` alone.

use linfa::{DatasetBase, traits::Fit};

use crate::check::{check_some, check_that};
use crate::error::Result;
use crate::mixture::{GaussianMixture, Matrix, Start};
use crate::show::{Table, cells, decimals};

/// Log-likelihood, AIC and BIC of the same clusters fitted with one `reg_covariance` after the other, and the rows that left
/// their cluster; the caption tells by how much the mean log-likelihood, and `−½·ln(reg_covariance)`, rise from the first value
/// to the last.
///
/// The fits have full covariance, and all start from the partition `labels` of `records`, `(n_samples, n_features)`. Where a
/// component's variance rests on `reg_covariance`, as that of a feature with one value does, the mean log-likelihood holds the
/// term `−½·ln(reg_covariance)` for it, and can be driven as high as one likes:
///
/// ```
/// use helpers::regularisation_table;
/// use ndarray::array;
///
/// let constant = array![[0.0], [0.0], [0.0]];
/// let table = regularisation_table(&constant, &[0, 0, 0], &[1e-2, 1e-4])?.to_string();
/// assert!(table.contains("the log-likelihood rises by 2.303, −½·ln(variance floor) by 2.303"), "½·ln 100");
/// # Ok::<(), helpers::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) without values or for a label that is not below the number of
/// rows; else as a fit with each of the values.
pub fn regularisation_table(records: &Matrix, labels: &[usize], reg_covariances: &[f64]) -> Result<Table> {
    check_some("the number of values", reg_covariances.len())?;
    let records = records.as_records();
    let largest = labels.iter().max().copied().unwrap_or(0);
    check_that(largest < records.nrows().max(1), "a label", largest, "below the number of rows")?;
    let fit = |&reg_covariance: &f64| {
        let params = GaussianMixture::params(largest + 1).reg_covariance(reg_covariance);
        let model = params.start(Start::Partition(labels.to_vec())).fit(&DatasetBase::from(records))?;
        let n_moved = model.labels(&records)?.iter().zip(labels).filter(|(a, b)| a != b).count();
        Ok((model.criteria(&records)?, n_moved))
    };
    let fits = reg_covariances.iter().map(fit).collect::<Result<Vec<_>>>()?;
    let last = fits.len() - 1;
    let (rise, free) = (fits[last].0.score - fits[0].0.score, 0.5 * (reg_covariances[0] / reg_covariances[last]).ln());
    let rises = format!("the log-likelihood rises by {rise:.3}, −½·ln(variance floor) by {free:.3}");
    let caption = format!("The same clusters: from {:e} to {:e} {rises}", reg_covariances[0], reg_covariances[last]);
    let rows = reg_covariances.iter().zip(&fits).map(|(floor, (c, n_moved))| {
        cells![format!("{floor:e}"), decimals(c.score, 4), decimals(c.aic, 1), decimals(c.bic, 1), n_moved]
    });
    let headings = ["Variance floor", "Log-likelihood", "AIC", "BIC", "Customers who change cluster"];
    Ok(Table::of(&caption, &headings, rows))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use ndarray::array;

    #[test]
    fn a_likelihood_that_the_data_bound_stays_where_it_is() {
        let records = array![[0.0], [1.0], [2.0], [3.0]];
        let table = regularisation_table(&records, &[0, 0, 0, 0], &[1e-4, 1e-8]).unwrap().to_string();
        assert!(table.contains("rises by 0.000, −½·ln(variance floor) by 4.605"), "{table}");
        assert!(table.lines().last().unwrap().ends_with(" 0"), "{table}");
    }

    #[test]
    fn no_values_are_refused() {
        let error = regularisation_table(&array![[0.0]], &[0], &[]).unwrap_err();
        assert!(matches!(error, Error::InvalidParameter { .. }), "{error}");
    }

    #[test]
    fn labels_beyond_the_rows_are_refused() {
        for label in [3, 100_000_000_000, usize::MAX] {
            let error = regularisation_table(&array![[0.0], [1.0], [2.0]], &[0, 1, label], &[1e-4]).unwrap_err();
            assert!(error.to_string().contains("below the number of rows"), "{error}");
        }
    }

    #[test]
    fn a_value_of_zero_is_fitted() {
        let table = regularisation_table(&array![[0.0], [1.0]], &[0, 0], &[1e-4, 0.0]).unwrap();
        assert!(table.to_string().contains("0e0"));
    }
}
