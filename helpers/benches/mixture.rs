//! How long the engine takes: `cargo bench`, or `make bench` with the comparison with other libraries.

mod mall;

use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use half::f16;
use helpers::Selection;
use helpers::benchmark::iteration_from;
use helpers::linfa::{DatasetBase, traits::Fit};
use helpers::ndarray::Array2;
use helpers::{CovarianceType, Element, Error};

use mall::{grid, mall, mall_model, params, sample, unit_start};

/// Numbers of customers: the mall's, as many as k-means looks at, and many.
const SIZES: [usize; 3] = [200, 10_000, 1_000_000];
/// Enough rows for two threads, few enough for a short bench of all types and precisions.
const ROWS_FOR_TYPES: usize = 100_000;

fn em_iteration(criterion: &mut Criterion) {
    let mut group = group(criterion, "EM iteration");
    for n_samples in SIZES {
        bench_iteration(&mut group, CovarianceType::Full, "f32", records(n_samples, |x| x as f32));
    }
    for covariance_type in CovarianceType::ALL {
        bench_iteration(&mut group, covariance_type, "f64", records(ROWS_FOR_TYPES, |x| x));
        bench_iteration(&mut group, covariance_type, "f32", records(ROWS_FOR_TYPES, |x| x as f32));
        bench_iteration(&mut group, covariance_type, "f16", records(ROWS_FOR_TYPES, f16::from_f64));
    }
}

fn bench_iteration<E: Element>(
    group: &mut BenchmarkGroup<WallTime>,
    covariance_type: CovarianceType,
    precision: &str,
    records: Array2<E>,
) {
    let means = mall_model().expect("the mall's customers have a model").means().clone();
    let params = params().covariance_type(covariance_type).start(unit_start(&means, covariance_type));
    let id = id(&format!("{covariance_type} {precision}"), &records);
    group.throughput(Throughput::Elements(records.nrows() as u64));
    group.bench_function(id, |bencher| {
        bencher.iter_custom(|n| {
            let times: Result<Vec<f64>, Error> = (0..n).map(|_| iteration_from(&params, &records)).collect();
            let total: f64 = times.expect("the start fits the data").iter().sum();
            Duration::from_secs_f64(total.max(0.0))
        });
    });
}

fn fit_and_predict(criterion: &mut Criterion) {
    for n_samples in SIZES {
        bench_fit(criterion, "f64", records(n_samples, |x| x));
        bench_fit(criterion, "f32", records(n_samples, |x| x as f32));
        bench_fit(criterion, "f16", records(n_samples, f16::from_f64));
    }
}

fn bench_fit<E: Element>(criterion: &mut Criterion, precision: &str, records: Array2<E>) {
    let id = id(precision, &records);
    let dataset = DatasetBase::from(records);
    let model = params().fit(&dataset).expect("a sample of the mall's model has a fit");
    group(criterion, "fit").bench_function(id.clone(), |bencher| bencher.iter(|| params().fit(&dataset)));
    group(criterion, "predict").bench_function(id, |bencher| bencher.iter(|| model.labels(&dataset.records)));
}

fn whole_grid(criterion: &mut Criterion) {
    let records = mall().expect("the mall's customers are complete");
    group(criterion, "grid")
        .bench_function("100 starts", |bencher| bencher.iter(|| Selection::fit(&records, grid(100))));
}

fn records<E>(n_samples: usize, convert: impl Fn(f64) -> E) -> Array2<E> {
    sample(n_samples).expect("the mall's customers have a model").mapv(convert)
}

fn id<E>(name: &str, records: &Array2<E>) -> BenchmarkId {
    BenchmarkId::new(name, records.nrows())
}

/// Short: a comparison of two versions wants the spread more than the last per cent.
fn group<'a>(criterion: &'a mut Criterion, name: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group
        .sample_size(10)
        .sampling_mode(SamplingMode::Flat)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(800));
    group
}

criterion_group!(benches, em_iteration, fit_and_predict, whole_grid);
criterion_main!(benches);
