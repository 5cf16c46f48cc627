//! Fits a mixture to a table in a database.

use std::fs;
use std::path::{Path, PathBuf};

use helpers::{
    CovarianceType, Customers, Dialect, Error, Measures, SavedModel, Schema, Selection, TableSums, sample_sql,
};

use crate::engine::answer;
use crate::failure::Failure;
use crate::progress::tell;

/// The starts of each candidate on the sample.
const N_RUNS: usize = 20;

/// The numbers of components among which BIC chooses.
const CHOICES: std::ops::RangeInclusive<usize> = 1..=10;

/// Fits a mixture to a table where it is, by one aggregate query an iteration, and saves it as the notebook does.
///
/// A random sample of customers is fetched and fitted here: measures, many starts, and the choice by BIC of what is not given.
/// From there expectation-maximisation goes on over the whole table until the tolerance, with the sums by the database and the
/// rest here. Rows in which a feature is NULL, not finite or beyond 1e100 are left out and counted. Where a category is NULL or
/// has a level that is not in the sample, the other columns decide, and such customers are counted. Each component becomes a
/// segment, named after the customers of the sample in it; below the first percentile of the sample's densities a customer is
/// unlike the training.
///
/// After each iteration the parameters are saved as OUTPUT.unfinished, which the end removes. If a query fails, or the table
/// changes so that its number of rows or its sums differ, --resume goes on from there.
#[derive(clap::Args)]
pub struct FitSql {
    /// The program, as for the shell, that reads SQL on its standard input and prints CSV with a line of headings, such as
    /// 'duckdb shop.db -csv', 'psql -X --csv shop' or 'sqlite3 -csv -header shop.db'; one run a query.
    #[arg(long)]
    exec: String,
    /// The engine that it is.
    #[arg(long)]
    dialect: Dialect,
    /// The customers' table; a dot divides schema and table.
    #[arg(long)]
    table: String,
    /// The headings of the columns of numbers to segment by, between commas; one that holds a comma in quotes, as in CSV.
    #[arg(long, required_unless_present = "resume", conflicts_with = "resume")]
    features: Option<String>,
    /// The headings of columns of words beside them, of at most 50 levels.
    #[arg(long, default_value = "", hide_default_value = true, conflicts_with = "resume")]
    categories: String,
    /// Those features of which ln(1 + x) is taken.
    #[arg(long, default_value = "", hide_default_value = true, conflicts_with = "resume")]
    log: String,
    /// The number of components, instead of the lowest BIC from 1 to 10.
    #[arg(long, conflicts_with = "resume", value_parser = clap::value_parser!(u16).range(1..))]
    n_clusters: Option<u16>,
    /// The type of covariances, instead of the lowest BIC.
    #[arg(long, conflicts_with = "resume", value_parser = covariance_type)]
    covariance_type: Option<CovarianceType>,
    /// Starts from a saved model instead, such as what an earlier run left.
    #[arg(long)]
    resume: Option<PathBuf>,
    /// The customers in the sample.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..))]
    sample: u32,
    /// Makes the sample and the starts the same each time, for which the database has to sort the table.
    #[arg(long)]
    seed: Option<u64>,
    /// What is added to each variance of the standardised features; by default as the sample's rounding needs.
    #[arg(long)]
    reg_covariance: Option<f64>,
    /// Ends when a customer's mean log-likelihood changes by less in an iteration.
    #[arg(long, default_value_t = 1e-3)]
    tolerance: f64,
    /// Ends after so many iterations.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    max_n_iterations: u32,
    /// The model's JSON file.
    #[arg(short, long)]
    output: PathBuf,
}

fn covariance_type(name: &str) -> Result<CovarianceType, String> {
    let found = CovarianceType::ALL.into_iter().find(|kind| kind.to_string() == name);
    found.ok_or_else(|| "full, tied, diagonal or spherical is needed".to_owned())
}

pub fn fit_sql(arguments: &FitSql) -> Result<(), Failure> {
    let resumed = arguments.resume.as_ref().map(SavedModel::load).transpose()?;
    let sample = arguments.sample(&match &resumed {
        Some(model) => model.schema(),
        None => arguments.schema()?,
    })?;
    let measures = Measures::of(&sample)?;
    let reg_covariance = arguments.reg_covariance.unwrap_or_else(|| measures.floor());
    let start = match resumed {
        Some(model) => model,
        None => arguments.chosen(&sample, &measures, reg_covariance)?,
    };
    let mut path = arguments.output.clone();
    path.as_mut_os_string().push(".unfinished");
    let ended = arguments.iterate(start, reg_covariance, &path).map_err(|source| match path.exists() {
        true => Failure::Unfinished { source: Box::new(source), path: path.clone(), reg_covariance },
        false => source,
    });
    let (model, sums) = ended?;
    sums.with_training(&model.named_after(&sample)?).save(&arguments.output)?;
    let _ = fs::remove_file(path); // it is of no use any more
    Ok(())
}

impl FitSql {
    fn schema(&self) -> Result<Schema, Error> {
        Schema::listed([self.features.as_deref().unwrap_or_default(), &self.categories, "", &self.log])
    }

    /// Some customers of the table.
    fn sample(&self, schema: &Schema) -> Result<Customers, Failure> {
        let query = sample_sql(schema, self.dialect, &self.table, self.sample as usize, self.seed)?;
        let answer = answer(&self.exec, &query, "a sample")?;
        let name = format!("the sample of {}", self.table);
        Ok(Customers::from_reader(answer.as_bytes(), &name, schema)?.drop_missing())
    }

    /// What the table says of a model.
    fn sums(&self, model: &SavedModel) -> Result<TableSums, Failure> {
        let query = TableSums::sql(model, self.dialect, &self.table)?;
        Ok(TableSums::parse(model, &answer(&self.exec, &query, "sums")?)?)
    }

    /// The mixture of the sample.
    fn chosen(&self, sample: &Customers, measures: &Measures, reg_covariance: f64) -> Result<SavedModel, Failure> {
        let features = [measures.features(), measures.categories()].concat();
        let all = sample.schema().features().iter().chain(sample.schema().categories());
        for feature in all.filter(|feature| !features.contains(feature)) {
            tell(format_args!("{} is the same for all of the sample and left out", feature.heading()));
        }
        let n_clusters = self.n_clusters.map_or(CHOICES, |n| usize::from(n)..=usize::from(n));
        let kinds = self.covariance_type.map_or(CovarianceType::ALL.to_vec(), |kind| vec![kind]);
        let grid = Selection::grid(n_clusters, &kinds).reg_covariance(reg_covariance).n_runs(N_RUNS);
        let grid = grid.categorical(&measures.categorical()).seed(self.seed.unwrap_or_default());
        let selection = grid.fit(measures)?;
        let mixture = &selection.best().model;
        let found = mixture.to_string();
        tell(format_args!("sample of {} customers: {}", sample.len(), found.lines().next().unwrap_or_default()));
        if mixture.n_degenerate() > 0 {
            let (n, k) = (mixture.n_degenerate(), mixture.n_clusters());
            tell(format_args!("{n} of {k} components rest on the variance floor; --n-clusters asks for fewer"));
        }
        let unnamed = vec!["segment"; mixture.n_clusters()];
        Ok(SavedModel::new(sample, &features, measures.scaler(), mixture, &unnamed)?.named_after(sample)?)
    }

    /// Iterates from a model, each time saved in a file, until the tolerance; gives the last and what the table says of it.
    fn iterate(&self, start: SavedModel, reg_covariance: f64, path: &Path) -> Result<(SavedModel, TableSums), Failure> {
        let first = self.sums(&start)?;
        begin(&start, &first, reg_covariance);
        let (mut sums, mut model) = (first.clone(), start.clone());
        // of the same customers, the saved log-likelihood is that of the iteration before
        let training = start.training();
        let is_resumed = self.resume.is_some() && training.n_samples as f64 == sums.n_samples;
        let mut last = is_resumed.then(|| training.log_likelihood / sums.n_samples);
        for iteration in 1..=self.max_n_iterations {
            let score = sums.log_likelihood / sums.n_samples;
            tell(format_args!("iteration {iteration}: log-likelihood {score:.9} a customer"));
            let converged = last.is_some_and(|last| (score - last).abs() < self.tolerance);
            last = Some(score);
            model = sums.maximise(&model, reg_covariance)?;
            model.save(path)?;
            sums = self.sums(&model)?;
            if !sums.is_of_same_rows(&model, &first, &start)? {
                return Err(Failure::TableChanged);
            }
            if converged {
                tell(format_args!("converged at iteration {iteration}"));
                return Ok((model, sums));
            }
        }
        tell("not converged; go on with --resume and the model that is saved");
        Ok((model, sums))
    }
}

/// Tells what is fitted to.
fn begin(model: &SavedModel, sums: &TableSums, reg_covariance: f64) {
    let left_out = match sums.n_incomplete {
        0.0 => String::new(),
        n => format!("; {n} with a missing feature are left out"),
    };
    tell(format_args!("{} customers, variance floor {reg_covariance:e}{left_out}", sums.n_samples));
    let categories = model.mixture().categories().iter().zip(sums.n_without_level());
    for (category, n) in categories.filter(|(_, n)| *n > 0.0) {
        let heading = model.features()[category.column].heading();
        tell(format_args!("{n} of them have none of the model's levels of {heading}"));
    }
}
