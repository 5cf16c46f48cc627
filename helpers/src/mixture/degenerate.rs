//! Components whose likelihood rests on `reg_covariance`, named by the model itself.

use std::fmt;

use ndarray::Array1;

use super::categorical::Categorical;
use super::covariance::CovarianceType;
use super::model::GaussianMixture;
use crate::eigen::symmetric_eigen;

/// A variance below this many times `reg_covariance` holds less of the data than of what was added to it.
const LEAST_VARIANCE: f64 = 2.0;

/// The square of a unit vector's entry from which on the vector is that feature's axis.
const AXIS: f64 = 0.9;

/// A level with fewer rows in a component is absent there: EM only approaches a probability of 0.
const LEAST_ROWS: f64 = 0.01;

/// A variance to which the data contribute less than `reg_covariance` does.
#[derive(Debug, Clone, PartialEq)]
pub struct Degenerate {
    /// The component, counted from 0; `None` for the matrix that all components share.
    pub component: Option<usize>,
    /// The unit vector along which the variance is so small, `(n_features)`.
    pub direction: Array1<f64>,
    /// The variance in units of `reg_covariance`: 1 where the data have none.
    pub variance: f64,
    /// About how many rows it concerns: the component's weight times the rows of the fit.
    pub n_rows: f64,
}

/// A level that a component excludes.
#[derive(Debug, Clone, PartialEq)]
pub struct AbsentLevel {
    /// The component, counted from 0.
    pub component: usize,
    /// The category's column.
    pub column: usize,
    /// The level's code.
    pub level: usize,
    /// About how many rows the component has.
    pub n_rows: f64,
}

impl Degenerate {
    /// The feature, counted from 0, whose axis the direction is; none where it is that of several.
    pub fn feature(&self) -> Option<usize> {
        self.direction.iter().position(|loading| loading * loading > AXIS)
    }

    /// The feature by its `name`, or the direction where it is that of several.
    pub(crate) fn place(&self, name: impl Fn(usize) -> String) -> String {
        self.feature().map_or_else(|| format!("direction {:.2}", self.direction), name)
    }
}

impl GaussianMixture {
    /// The variances that rest on the `reg_covariance` of the fit: for each component the eigenvectors of its
    /// covariance whose variance is below twice that. They say nothing about the data, and neither does the
    /// likelihood that they bring.
    ///
    /// None where `reg_covariance` was 0 or for a mixture of [given parameters](Self::from_parameters).
    pub fn degenerate(&self) -> Vec<Degenerate> {
        let Some((floor, n_rows)) = self.floor.filter(|(floor, _)| *floor > 0.0) else { return Vec::new() };
        let is_tied = self.covariance_type() == CovarianceType::Tied;
        let components = 0..if is_tied { 1 } else { self.n_clusters() };
        let of_component = |cluster: usize| {
            let matrix = self.covariances.matrix(cluster, self.means().ncols());
            let (values, vectors) = symmetric_eigen(&matrix).expect("a fitted covariance is square and finite");
            let small = (0..values.len()).filter(|&i| values[i] < LEAST_VARIANCE * floor);
            let named = small.map(|i| Degenerate {
                component: (!is_tied).then_some(cluster),
                direction: vectors.column(i).to_owned(),
                variance: values[i] / floor,
                n_rows: if is_tied { 1.0 } else { self.weights()[cluster] } * n_rows,
            });
            named.collect::<Vec<_>>()
        };
        components.flat_map(of_component).collect()
    }

    /// The levels that the fit takes for impossible in a component, as less than a hundredth of a row there has them, though
    /// they occur in others: a probability that few rows bring to 0 is no knowledge.
    ///
    /// None for a mixture of [given parameters](Self::from_parameters).
    pub fn absent_levels(&self) -> Vec<AbsentLevel> {
        let Some((_, n_rows)) = self.floor else { return Vec::new() };
        let rows = self.weights() * n_rows;
        let of_category = |category: &Categorical| {
            let absent = |&((component, level), p): &((usize, usize), &f64)| {
                *p * f64::max(rows[component], 1.0) < LEAST_ROWS && category.has(level)
            };
            let column = category.column;
            let named = |((component, level), _)| AbsentLevel { component, column, level, n_rows: rows[component] };
            category.probabilities.indexed_iter().filter(absent).map(named).collect::<Vec<_>>()
        };
        self.categories().iter().flat_map(of_category).collect()
    }

    /// The number of components of which [some variance](Self::degenerate) rests on `reg_covariance`.
    pub fn n_degenerate(&self) -> usize {
        let mut components: Vec<Option<usize>> = self.degenerate().iter().map(|found| found.component).collect();
        components.dedup();
        if components == [None] { self.n_clusters() } else { components.len() }
    }

    /// Shows the mixture in a notebook whose kernel is evcxr.
    pub fn evcxr_display(&self) {
        println!("EVCXR_BEGIN_CONTENT text/plain\n{self}\nEVCXR_END_CONTENT");
    }
}

/// What the mixture is, how its fit ended, and a line for each variance that rests on `reg_covariance` and each level
/// that a component excludes.
impl fmt::Display for GaussianMixture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (k, s) = (self.n_clusters(), if self.n_clusters() == 1 { "" } else { "s" });
        write!(f, "Gaussian mixture: {} covariance, {k} component{s}", self.covariance_type())?;
        if let Some(run) = self.best_run() {
            let end = if run.converged { "converged" } else { "not converged" };
            write!(f, "; log-likelihood {:.4} a row, {end} at iteration {}", run.score, run.n_iterations())?;
        }
        self.degenerate().iter().try_for_each(|found| {
            let rests = found.component.map_or("all components rest".to_owned(), |c| format!("component {c} rests"));
            write!(f, "\n{rests} on reg_covariance in {}: ", found.place(|i| format!("feature {i}")))?;
            write!(f, "variance {:.1} × reg_covariance, rows: about {:.0}", found.variance, found.n_rows)
        })?;
        self.absent_levels().iter().try_for_each(|AbsentLevel { component, column, level, n_rows }| {
            write!(f, "\ncomponent {component} excludes level {level} of column {column}, rows: about {n_rows:.0}")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixture::Covariances;
    use linfa::{DatasetBase, traits::Fit};
    use ndarray::{Array2, array};

    fn fit(records: &Array2<f64>, k: usize, kind: CovarianceType, floor: f64) -> GaussianMixture {
        let params = GaussianMixture::params(k).covariance_type(kind).reg_covariance(floor);
        params.fit(&DatasetBase::from(records.clone())).unwrap()
    }

    fn ties() -> Array2<f64> {
        array![[35.0, 1.0], [35.0, 2.0], [60.0, 80.0], [64.0, 81.0], [61.0, 85.0], [66.0, 83.0]]
    }

    #[test]
    fn two_customers_of_one_age_are_a_component_of_ties() {
        for kind in [CovarianceType::Full, CovarianceType::Diagonal] {
            let model = fit(&ties(), 2, kind, 1e-4);
            let found = model.degenerate();
            assert_eq!(found.len(), 1, "{model}");
            assert_eq!((found[0].component, found[0].feature()), (Some(1), Some(0)));
            assert!((found[0].variance - 1.0).abs() < 1e-6 && (found[0].n_rows - 2.0).abs() < 1e-6);
            let named =
                "component 1 rests on reg_covariance in feature 0: variance 1.0 × reg_covariance, rows: about 2";
            assert!(model.to_string().ends_with(named), "{model}");
        }
    }

    #[test]
    fn a_line_that_is_no_axis_has_a_direction() {
        let line = array![[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [3.0, 3.0]];
        let model = fit(&line, 1, CovarianceType::Tied, 1e-6);
        let found = &model.degenerate()[0];
        assert_eq!((found.component, found.feature(), found.n_rows), (None, None, 4.0), "{model}");
        assert!((found.direction.sum()).abs() < 1e-9);
        assert_eq!(model.n_degenerate(), 1);
    }

    #[test]
    fn what_the_data_bound_or_nothing_was_added_to_is_sound() {
        for kind in CovarianceType::ALL {
            let found = fit(&ties(), 1, kind, 1e-4).degenerate();
            assert!(found.is_empty(), "{kind}: {found:?}");
        }
        assert!(fit(&ties(), 1, CovarianceType::Full, 0.0).degenerate().is_empty());
        let same = array![[1.0, 2.0], [1.0, 2.0]];
        assert_eq!(fit(&same, 1, CovarianceType::Spherical, 1e-3).degenerate().len(), 2);
        assert_eq!(fit(&same, 1, CovarianceType::Full, 1e-3).n_degenerate(), 1);
    }

    #[test]
    fn given_parameters_have_no_floor() {
        let tiny = Covariances::Spherical(array![1e-12]);
        let model = GaussianMixture::from_parameters(array![1.0], array![[0.0]], tiny).unwrap();
        assert!(model.degenerate().is_empty());
        assert_eq!(model.to_string(), "Gaussian mixture: spherical covariance, 1 component");
    }
}
