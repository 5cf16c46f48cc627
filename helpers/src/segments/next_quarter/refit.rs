//! The model fitted anew, and what became of its segments.

use ndarray::{Array2, ArrayView1};

use super::comparison::Comparison;
use super::search::{Found, search};
use crate::check::check_that;
use crate::customers::FEWEST;
use crate::error::Result;
use crate::features::Measures;
use crate::segments::saved_model::{Training, names_of};
use crate::segments::{Assignment, SavedModel};
use crate::show::draw::brief;
use crate::show::{Table, cells, decimals};

/// A name is carried to the segment with the largest overlap if that is above this.
const CARRIED: f64 = 0.5;

impl Comparison<'_> {
    /// The model fitted anew to the customers of now who lack no value, and a table of what became of each segment.
    ///
    /// EM goes on from the old parameters, with the old scaler, columns and type of covariances. It is tried too without components
    /// that keep less than a fifth of their share, and with up to two more that start where customers are described worst; BIC
    /// must fall by more than 10 for that.
    ///
    /// A name is carried to the segment that the old one has become: more than half of the customers of now whom either model puts
    /// there are put there by both (Jaccard similarity); customers unlike any seen may count as in none of then. The others are
    /// gone or "(new)". A mean of a segment moved if it did by more than chance makes, with one bound for all, as in
    /// [`SavedModel::compare`].
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) for fewer than 50 customers who lack no value and where all
    /// levels of a category are new; as a fit.
    pub fn refit(&self) -> Result<(SavedModel, Table)> {
        let (old, known) = (self.model, self.now.drop_missing());
        let what = "the number of customers who lack no value";
        check_that(known.len() >= FEWEST, what, known.len(), "at least 50 for a refit")?;
        let scaled = old.scaled(&known)?;
        for (feature, column) in old.features.iter().zip(scaled.columns()) {
            let (is_new, expected) = (column.iter().all(|x| x.is_nan()), "with levels of the training for a refit");
            check_that(!is_new, "a category", format!("\"{}\" with new levels only", feature.heading()), expected)?;
        }
        let found = search(old, Measures::of(&known)?.floor(), &scaled)?;
        let caption = found.caption(old, known.len());
        let mut new = found.model(old, &scaled)?;
        let (then, now) = (old.assignments(&scaled)?, new.assignments(&scaled)?);
        let overlaps = overlaps(&then, &now, [old.segments.len(), new.segments.len()]);
        let most = |row: ArrayView1<f64>| (1..row.len()).fold(0, |best, i| if row[i] > row[best] { i } else { best });
        let origin = |(segment, column): (usize, ArrayView1<f64>)| {
            let origin = column.iter().position(|overlap| *overlap > CARRIED);
            origin.filter(|&origin| most(overlaps.row(origin)) == segment)
        };
        let origins: Vec<Option<usize>> = overlaps.columns().into_iter().enumerate().map(origin).collect();
        let now: Vec<usize> = now.iter().map(|assignment| assignment.segment).collect();
        let by_rule = names_of(&known, old.schema().features(), &now, origins.len())?;
        new.segments = names_of_now(&old.segments, &origins, by_rule);
        let table = self.fates(&new, &origins, &overlaps, &caption);
        Ok((new, table))
    }

    /// A row for each segment of now, then for each that is gone.
    fn fates(&self, new: &SavedModel, origins: &[Option<usize>], overlaps: &Array2<f64>, caption: &str) -> Table {
        let old = self.model;
        let [then, now] = [old, new].map(|model| model.by_segment(model.mixture.weights()));
        let percent = |share: f64| decimals(100.0 * share, 1);
        let largest = |overlaps: ArrayView1<f64>| decimals(overlaps.fold(0.0, |a: f64, b| a.max(*b)), 2);
        let of_now = origins.iter().enumerate().map(|(segment, origin)| {
            let places = self.places(new, segment, *origin).join(", ");
            let fate = match origin {
                None => format!("new: {places}"),
                Some(_) if places.is_empty() => "where it was".to_owned(),
                Some(_) => format!("moved: {places}"),
            };
            let then = origin.map_or("-".to_owned(), |origin| percent(then[origin]));
            cells![new.segments[segment], then, percent(now[segment]), largest(overlaps.column(segment)), fate]
        });
        let gone = (0..then.len()).filter(|segment| !origins.contains(&Some(*segment)));
        let gone = gone.map(|segment| {
            cells![old.segments[segment], percent(then[segment]), "-", largest(overlaps.row(segment)), "gone"]
        });
        Table::of(caption, &["Segment", "Then (%)", "Now (%)", "Overlap", "What became of it"], of_now.chain(gone))
    }

    /// The means of a segment's numbers in their units: of a new one all, of another those that moved, from where to where.
    fn places(&self, new: &SavedModel, segment: usize, origin: Option<usize>) -> Vec<String> {
        let (old, sizes) = (self.model, [self.model.training.n_samples, new.training.n_samples]);
        let (then, now) = (old.centres(), new.centres());
        let place = |(j, i): (usize, usize)| {
            let label = old.features[i].label();
            let in_unit = |x: f64| brief(old.features[i].restored(old.scaler.mean()[i] + old.scaler.std()[i] * x));
            let here = in_unit(now[[segment, j]]);
            let Some(origin) = origin else { return Some(format!("{label} {here}")) };
            let spread = self.chance_of_centres.spread(origin * then.ncols() + j, sizes);
            let is_far = (now[[segment, j]] - then[[origin, j]]).abs() > self.chance_of_centres.bound * spread;
            is_far.then(|| format!("{label} {} → {here}", in_unit(then[[origin, j]])))
        };
        old.numbers().into_iter().enumerate().filter_map(place).collect()
    }
}

impl Found {
    fn caption(&self, old: &SavedModel, n: usize) -> String {
        let on_floor = match self.mixture.n_degenerate() {
            0 => String::new(),
            n => format!("; {n} describe equal values rather than customers"),
        };
        let (k, before) = (self.mixture.n_clusters(), old.mixture.n_clusters());
        format!(
            "Refitted to {n} customers who lack no value; components: {k}, then {before}{on_floor}; BIC {:.1}",
            self.bic
        )
    }

    /// The model, whose segments have numbers for names.
    fn model(self, old: &SavedModel, scaled: &Array2<f64>) -> Result<SavedModel> {
        let n_levels = self.mixture.categories().iter().map(|category| category.n_levels());
        let levels = old.levels.iter().zip(n_levels).map(|(levels, n)| levels[..n].to_vec()).collect();
        let names = self.segments.iter().map(usize::to_string).collect();
        let training = Training::of(&self.mixture, scaled)?;
        SavedModel::of_parts(old.features.clone(), old.scaler.clone(), self.mixture, levels, names, training)
    }
}

/// The Jaccard similarity of each segment then with each now, `(n_then, n_now)`: the rows in both by those in either, or 0; as it is
/// or, where that is larger, with segments then only of those rows that are like the training.
fn overlaps(then: &[Assignment], now: &[Assignment], dim: [usize; 2]) -> Array2<f64> {
    let (mut all, mut like) = (Array2::<f64>::zeros(dim), Array2::<f64>::zeros(dim));
    for (then, now) in then.iter().zip(now) {
        all[[then.segment, now.segment]] += 1.0;
        like[[then.segment, now.segment]] += if then.unlike_training == Some(true) { 0.0 } else { 1.0 };
    }
    let jaccard = |both: &Array2<f64>, (a, b): (usize, usize)| {
        both[[a, b]] / (both.row(a).sum() + all.column(b).sum() - both[[a, b]]).max(1.0)
    };
    Array2::from_shape_fn(dim, |at| jaccard(&all, at).max(jaccard(&like, at)))
}

/// The names of the segments' origins; of new ones those by rule, so marked that none is as an old one.
fn names_of_now(old: &[String], origins: &[Option<usize>], by_rule: Vec<String>) -> Vec<String> {
    let mut names = old.to_vec();
    for (origin, by_rule) in origins.iter().zip(by_rule) {
        let mut marked = std::iter::successors(Some(by_rule + " (new)"), |name| Some(format!("{name} (new)")));
        let name = origin.map(|origin| old[origin].clone()).or_else(|| marked.find(|name| !names.contains(name)));
        names.extend(name);
    }
    names.split_off(old.len())
}
