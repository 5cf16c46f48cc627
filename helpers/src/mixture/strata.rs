//! Rows of which the same features are observed, with the same levels: of these a mixture is one of plain Gaussians.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use ndarray::{Array2, ArrayView2, CowArray, Ix2};

use super::categorical::{Categorical, MAX_LEVELS, check_columns};
use super::kernel::element::Element;
use crate::check::{check_matrix, check_shape, check_values, count_distinct};
use crate::error::{Error, Result};
use crate::parallel;

/// The rows of a matrix, but those of weight 0, in strata in the order of their first rows.
pub struct Strata<'a, E> {
    pub strata: Vec<Stratum<'a>>,
    /// Of each stratum, its observed numeric columns.
    pub records: Vec<CowArray<'a, E, Ix2>>,
    pub n_features: usize,
    /// The rows of the matrix, also those of weight 0.
    pub n_matrix_rows: usize,
}

/// Some rows of a matrix.
pub struct Stratum<'a> {
    /// The features that are observed, numbered without the categorical columns.
    pub observed: Vec<usize>,
    /// The level of each category, where there is one.
    pub levels: Vec<Option<usize>>,
    pub n_rows: usize,
    /// The rows' numbers in the matrix; `None` for all rows in order.
    rows: Option<Vec<usize>>,
    pub weights: Option<Cow<'a, [f32]>>,
}

impl Stratum<'_> {
    /// The key has 1 for each observed feature and 0 for the others, then each category's level, counted from 1 and 0 where
    /// there is none.
    fn of_key(key: &[u16], n_features: usize, rows: Vec<usize>, weights: Option<&[f32]>) -> Self {
        let (observed, levels) = key.split_at(n_features);
        Stratum {
            observed: (0..n_features).filter(|&i| observed[i] == 1).collect(),
            levels: levels.iter().map(|&level| usize::from(level).checked_sub(1)).collect(),
            n_rows: rows.len(),
            weights: weights.map(|weights| rows.iter().map(|&row| weights[row]).collect()),
            rows: Some(rows),
        }
    }

    /// The number in the matrix of one of the stratum's rows.
    pub fn row(&self, number: usize) -> usize {
        self.rows.as_ref().map_or(number, |rows| rows[number])
    }

    pub fn weight(&self, number: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |weights| f64::from(weights[number]))
    }
}

/// Rows of one stratum.
pub struct Part {
    pub stratum: usize,
    pub rows: Range<usize>,
}

impl<'a, E: Element> Strata<'a, E> {
    /// The columns that are not `categorical` are numeric.
    ///
    /// # Errors
    /// [`Error::EmptyMatrix`], also where all weights are 0, [`Error::NotFinite`], [`Error::NotALevel`],
    /// [`Error::InvalidWeight`], [`Error::Shape`] for another number of weights, [`Error::InvalidParameter`] for columns that
    /// the matrix does not have.
    pub fn new(
        records: ArrayView2<'a, E>,
        categorical: &[usize],
        allow_missing: bool,
        weights: Option<&'a [f32]>,
    ) -> Result<Strata<'a, E>> {
        check_columns(categorical, records.ncols())?;
        match allow_missing {
            false => check_matrix(&records)?,
            true => check_values(&records, |value| value.is_finite() || value.to_f64().is_nan())?,
        }
        check_weights(weights, &records)?;
        let has_all = !allow_missing || records.iter().all(|value| value.is_finite());
        let counts_all = weights.is_none_or(|weights| weights.iter().all(|&weight| weight > 0.0));
        match categorical.is_empty() && has_all && counts_all {
            true => Ok(Strata::complete(records, weights)),
            false => Strata::grouped(records, categorical, weights),
        }
    }

    /// One stratum of all rows, which is not copied.
    fn complete(records: ArrayView2<'a, E>, weights: Option<&'a [f32]>) -> Strata<'a, E> {
        let (n_rows, n_features) = records.dim();
        let (observed, weights) = ((0..n_features).collect(), weights.map(Cow::Borrowed));
        let stratum = Stratum { observed, levels: Vec::new(), n_rows, rows: None, weights };
        Strata { strata: vec![stratum], records: vec![records.into()], n_features, n_matrix_rows: n_rows }
    }

    fn grouped(records: ArrayView2<E>, categorical: &[usize], weights: Option<&[f32]>) -> Result<Strata<'a, E>> {
        let numeric: Vec<usize> = (0..records.ncols()).filter(|column| !categorical.contains(column)).collect();
        let (mut numbers, mut groups) = (HashMap::<Vec<u16>, usize>::new(), Vec::<(Vec<u16>, Vec<usize>)>::new());
        let mut key = Vec::new();
        let counts = |row: &usize| weights.is_none_or(|weights| weights[*row] > 0.0);
        for row in (0..records.nrows()).filter(counts) {
            key.clear();
            key.extend(numeric.iter().map(|&column| u16::from(records[[row, column]].is_finite())));
            for &column in categorical {
                let value = records[[row, column]].to_f64();
                key.push(level(value).ok_or(Error::NotALevel { row, column, value })?);
            }
            match numbers.get(&key) {
                Some(&number) => groups[number].1.push(row),
                None => {
                    numbers.insert(key.clone(), groups.len());
                    groups.push((key.clone(), vec![row]));
                }
            }
        }
        let strata = groups.into_iter().map(|(key, rows)| Stratum::of_key(&key, numeric.len(), rows, weights));
        let strata: Vec<Stratum> = strata.collect();
        let observed_of = |stratum: &Stratum| {
            let entry = |(i, j)| records[[stratum.row(i), numeric[stratum.observed[j]]]];
            Array2::from_shape_fn((stratum.n_rows, stratum.observed.len()), entry).into()
        };
        let of_strata = strata.iter().map(observed_of).collect();
        Ok(Strata { strata, records: of_strata, n_features: numeric.len(), n_matrix_rows: records.nrows() })
    }

    /// The number of levels of each category: the largest code and 1.
    pub fn n_levels(&self) -> Vec<usize> {
        let largest = |category: usize| self.strata.iter().filter_map(|stratum| stratum.levels[category]).max();
        (0..self.strata[0].levels.len()).map(|category| largest(category).map_or(0, |level| level + 1)).collect()
    }

    /// Refuses a level that is none of `categories`.
    pub fn check_levels(&self, categories: &[Categorical]) -> Result<()> {
        for stratum in &self.strata {
            for (category, level) in categories.iter().zip(&stratum.levels) {
                if let Some(level) = level.filter(|&level| level >= category.n_levels()) {
                    return Err(Error::UnknownLevel { row: stratum.row(0), column: category.column, level });
                }
            }
        }
        Ok(())
    }

    /// The number of distinct rows, counted up to `limit`.
    pub fn count_distinct(&self, limit: usize) -> usize {
        let count = |found: usize, records: &CowArray<E, Ix2>| found + count_distinct(records.view(), limit - found);
        self.records.iter().fold(0, count)
    }
}

/// The rows of all strata, in order, in parts for threads.
pub fn parts(strata: &[Stratum]) -> impl Iterator<Item = Part> {
    let of_stratum =
        |(stratum, rows): (usize, &Stratum)| parallel::chunks(rows.n_rows).map(move |rows| Part { stratum, rows });
    strata.iter().enumerate().flat_map(of_stratum)
}

/// As many threads of `n_threads` as the rows are worth: many small strata need no more than one of all their rows.
pub fn threads(n_threads: usize, strata: &[Stratum]) -> usize {
    n_threads.min(n_rows(strata).div_ceil(parallel::CHUNK_ROWS))
}

/// `work` of each part, in their order.
pub fn map<T: Send>(n_threads: usize, strata: &[Stratum], work: impl Fn(Part) -> T + Sync) -> Vec<T> {
    parallel::map(threads(n_threads, strata), parts(strata).collect(), work)
}

/// The number of rows of all strata.
pub fn n_rows(strata: &[Stratum]) -> usize {
    strata.iter().map(|stratum| stratum.n_rows).sum()
}

/// The numbers in the matrix of the rows of all strata; `None` for all rows in order.
pub fn order(strata: &[Stratum]) -> Option<Vec<usize>> {
    let rows: Vec<usize> = strata.iter().filter_map(|stratum| stratum.rows.as_ref()).flatten().copied().collect();
    (!rows.is_empty()).then_some(rows)
}

/// What was computed of rows in that order, `width` values of each, in the order of the matrix.
pub fn restore<T: Copy>(order: Option<Vec<usize>>, values: Vec<T>, width: usize) -> Vec<T> {
    let Some(order) = order else { return values };
    let mut restored = values.clone();
    for (values, row) in values.chunks_exact(width).zip(order) {
        restored[row * width..][..width].copy_from_slice(values);
    }
    restored
}

/// The sum of all weights; without any, the number of rows.
pub fn total_weight(strata: &[Stratum]) -> f64 {
    let of_stratum = |stratum: &Stratum| match &stratum.weights {
        Some(weights) => weights.iter().map(|&weight| f64::from(weight)).sum(),
        None => stratum.n_rows as f64,
    };
    strata.iter().map(of_stratum).sum()
}

/// The code of a level, counted from 1 and 0 where there is none; `None` for what is no code.
fn level(code: f64) -> Option<u16> {
    match code {
        _ if code.is_nan() => Some(0),
        _ if code.fract() == 0.0 && (0.0..MAX_LEVELS as f64).contains(&code) => Some(code as u16 + 1),
        _ => None,
    }
}

fn check_weights<E>(weights: Option<&[f32]>, records: &ArrayView2<E>) -> Result<()> {
    let Some(weights) = weights else { return Ok(()) };
    check_shape("the list of weights", &[weights.len()], &[records.nrows()])?;
    let valid = |weight: f32| weight.is_finite() && weight >= 0.0;
    if let Some(row) = weights.iter().position(|&weight| !valid(weight)) {
        return Err(Error::InvalidWeight { row, weight: weights[row] });
    }
    match weights.iter().any(|&weight| weight > 0.0) {
        true => Ok(()),
        false => Err(Error::EmptyMatrix { n_samples: 0, n_features: records.ncols() }),
    }
}
