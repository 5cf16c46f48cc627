use helpers::linfa::{DatasetBase, traits::Fit};
use helpers::ndarray::{Array1, Array2, Array3};
use helpers::{Covariances, GaussianMixture, Start};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let repeats: usize = arguments.get(1).map_or(5, |x| x.parse().unwrap());
    for (n, d, k) in [(200_000, 4, 5), (100_000, 8, 8), (40_000, 16, 10), (20_000, 32, 10)] {
        let mut rng = Xoshiro256Plus::seed_from_u64(1);
        let means = Array2::from_shape_simple_fn((k, d), || rng.gen_range(-2.0..2.0));
        let mut records = Array2::<f64>::zeros((n, d));
        for mut row in records.rows_mut() {
            let c = rng.gen_range(0..k);
            for j in 0..d {
                let noise: f64 = (0..3).map(|_| rng.gen_range(-1.0..1.0)).sum();
                row[j] = means[[c, j]] + noise;
            }
        }
        let start = Start::Parameters {
            categories: Vec::new(),
            weights: Array1::from_elem(k, 1.0 / k as f64),
            means,
            precisions: Covariances::Full(Array3::from_shape_fn((k, d, d), |(_, i, j)| f64::from(i == j))),
        };
        let narrow = records.mapv(|x| x as f32);
        let params = GaussianMixture::params(k).reg_covariance(1e-4).start(start);
        let dw = DatasetBase::from(records.view());
        let dn = DatasetBase::from(narrow.view());
        let params = params.tolerance(f64::MIN_POSITIVE).n_threads(1);
        let cpu = || -> f64 {
            let s = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
            s.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e6
        };
        let mut best = [[f64::INFINITY; 2]; 2];
        for _ in 0..repeats {
            for (i, n) in [1, 4].into_iter().enumerate() {
                let p = params.clone().max_n_iterations(n);
                let t = cpu();
                let _ = std::hint::black_box(p.fit(&dw));
                let u = cpu();
                let _ = std::hint::black_box(p.fit(&dn));
                let v = cpu();
                best[0][i] = best[0][i].min(u - t);
                best[1][i] = best[1][i].min(v - u);
            }
        }
        let of = |b: [f64; 2]| (b[1] - b[0]) / 3.0;
        println!("{n} x {d}, k {k}: CPU ms of one thread: f64 {:.2}, f32 {:.2}", of(best[0]), of(best[1]));
    }
}
