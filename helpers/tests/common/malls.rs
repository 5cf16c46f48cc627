//! Malls of known structure: how many segments there are, and who is in which.

use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;

/// The headings of the file.
pub const HEADER: &str = "CustomerID,Gender,Age,Annual Income (k$),Spending Score (1-100)";

/// The customers of a mall, and the segment of each.
#[derive(Debug, Clone)]
pub struct Mall {
    /// Gender, age, annual income and spending score, as they stand in the file.
    pub rows: Vec<[String; 4]>,
    pub segments: Vec<usize>,
}

impl Mall {
    /// The number of segments; one is none.
    pub fn n_segments(&self) -> usize {
        self.segments.iter().max().map_or(1, |largest| largest + 1)
    }

    pub fn csv(&self) -> String {
        let rows = self.rows.iter().enumerate().map(|(i, row)| format!("{},{}\n", i + 1, row.join(",")));
        format!("{HEADER}\n{}", rows.collect::<String>())
    }

    /// The mall with one column changed, customer by customer.
    fn with(mut self, column: usize, mut cell: impl FnMut(usize, &str) -> String) -> Mall {
        self.rows.iter_mut().enumerate().for_each(|(i, row)| row[column] = cell(i, &row[column]));
        self
    }
}

const GENDER: usize = 0;
const AGE: usize = 1;
const INCOME: usize = 2;

/// Malls by name, as `cargo run --example malls` writes them; none for an unknown name.
pub fn named(name: &str, n: usize, seed: u64) -> Option<Mall> {
    let whole = |mall: Mall| (1..4).fold(mall, |mall, i| mall.with(i, |_, cell| number(cell).round().to_string()));
    let apart = |k| Style::Equal.mall(k, 7.0, n, seed);
    Some(match name {
        "one-gaussian" => whole(Without::Gaussian.mall(n, seed)),
        "uniform" => whole(Without::Uniform.mall(n, seed)),
        "three-apart" => whole(apart(3)),
        "seven-apart" => whole(apart(7)),
        "decimals" => apart(3),
        "elongated" => whole(Style::Elongated.mall(4, 6.0, n, seed)),
        "equal-means" => whole(equal_means(n, seed)),
        // of three segments, two are of one gender
        "gender" => {
            let mall = whole(apart(3));
            let segments = mall.segments.clone();
            mall.with(GENDER, |i, cell| ["Female", "Male", cell][segments[i]].to_owned())
        }
        "women" => whole(apart(3)).with(GENDER, |_, _| "Female".to_owned()),
        "constant" => {
            let mall = whole(apart(3)).with(AGE, |_, _| "40".to_owned());
            let segments = mall.segments.clone();
            mall.with(INCOME, |i, cell| (30.0 + 50.0 * segments[i] as f64 + (number(cell) / 8.0).round()).to_string())
        }
        "dollars" => whole(apart(3)).with(INCOME, |_, cell| (number(cell) * 1000.0).to_string()),
        "millionaire" => {
            whole(apart(3)).with(INCOME, |i, cell| if i == 0 { "1000000".to_owned() } else { cell.to_owned() })
        }
        "twelve" => whole(Style::Equal.mall(3, 7.0, 12, seed)),
        "gaps" => apart(3).with(AGE, |i, cell| if i % 25 == 0 { String::new() } else { cell.to_owned() }),
        _ => return None,
    })
}

fn number(cell: &str) -> f64 {
    cell.parse().expect("a number")
}

/// Two groups with the same mean, the one four times as wide as the other.
fn equal_means(n: usize, seed: u64) -> Mall {
    let chance = &mut Chance::new(seed);
    let row = |i: usize| chance.normals().map(|z| if i.is_multiple_of(2) { z } else { 4.0 * z });
    let rows: Vec<[f64; 3]> = (0..n).map(row).collect();
    mall(&rows, (0..n).map(|i| i % 2).collect(), chance)
}

/// Numbers drawn by chance.
pub struct Chance(Xoshiro256Plus);

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance(Xoshiro256Plus::seed_from_u64(seed))
    }

    pub fn uniform(&mut self, low: f64, high: f64) -> f64 {
        self.0.gen_range(low..high)
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0.gen_range(0..n)
    }

    pub fn normal(&mut self) -> f64 {
        let (u, v): (f64, f64) = (1.0 - self.0.r#gen::<f64>(), self.0.r#gen());
        (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }

    /// Three independent normal numbers.
    fn normals(&mut self) -> [f64; 3] {
        [self.normal(), self.normal(), self.normal()]
    }

    /// A random linear map of three features that correlates them: unit triangles times a rotation would be no harder.
    fn correlated(&mut self) -> impl Fn([f64; 3]) -> [f64; 3] + use<> {
        let [a, b, c] = [0; 3].map(|_| self.uniform(-0.8, 0.8));
        move |[x, y, z]| [x, a * x + (1.0 - a * a).sqrt() * y, b * x + c * y + 0.6 * z]
    }
}

/// Malls without segments.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Without {
    Gaussian,
    Uniform,
    Lognormal,
    HeavyTails,
    Band,
    Arc,
    WholeNumbers,
    Ratings,
}

impl Without {
    pub const ALL: [Without; 8] = [
        Without::Gaussian,
        Without::Uniform,
        Without::Lognormal,
        Without::HeavyTails,
        Without::Band,
        Without::Arc,
        Without::WholeNumbers,
        Without::Ratings,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Without::Gaussian => "one correlated Gaussian",
            Without::Uniform => "uniform",
            Without::Lognormal => "lognormal",
            Without::HeavyTails => "heavy tails (t, 5 degrees)",
            Without::Band => "a curved band",
            Without::Arc => "a slanted arc",
            Without::WholeNumbers => "whole numbers with ties",
            Without::Ratings => "scales from 1 to 10",
        }
    }

    pub fn mall(self, n: usize, seed: u64) -> Mall {
        let chance = &mut Chance::new(seed);
        let correlate = chance.correlated();
        let [spread, base, bend] = [(0.4, 0.8), (1.5, 3.0), (0.3, 1.0)].map(|(low, high)| chance.uniform(low, high));
        let mut row = || match self {
            Without::Gaussian => correlate(chance.normals()),
            Without::Uniform => [0; 3].map(|_| chance.uniform(-1.7, 1.7)),
            Without::Lognormal => correlate(chance.normals()).map(|z| (spread * z).exp() / spread),
            Without::HeavyTails => {
                let chi_squared: f64 = (0..5).map(|_| chance.normal().powi(2)).sum();
                correlate(chance.normals()).map(|z| z / (chi_squared / 5.0).sqrt())
            }
            Without::Band => {
                let along = chance.uniform(-1.7, 1.7);
                [along, bend * along * along + 0.3 * chance.normal(), chance.normal()]
            }
            Without::Arc => {
                let angle = chance.uniform(-bend, bend) * std::f64::consts::FRAC_PI_2;
                let noise = chance.normals().map(|z| 0.1 * z);
                correlate([2.0 * angle.sin() + noise[0], 2.0 * angle.cos() + noise[1], 4.0 * noise[2]])
            }
            Without::WholeNumbers => correlate(chance.normals()).map(|z| (base * z).round() / 4.0),
            Without::Ratings => correlate(chance.normals()).map(|z| (5.5 + base * z).round().clamp(1.0, 10.0) / 4.0),
        };
        let rows: Vec<[f64; 3]> = (0..n).map(|_| row()).collect();
        mall(&rows, vec![0; n], chance)
    }
}

/// How the segments of a mall are shaped.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Style {
    Equal,
    UnequalSizes,
    UnequalSpreads,
    Elongated,
}

impl Style {
    pub const ALL: [Style; 4] = [Style::Equal, Style::UnequalSizes, Style::UnequalSpreads, Style::Elongated];

    #[allow(dead_code)] // an example of the crate shows it
    pub fn name(self) -> &'static str {
        match self {
            Style::Equal => "equal",
            Style::UnequalSizes => "unequal sizes",
            Style::UnequalSpreads => "unequal spreads",
            Style::Elongated => "elongated",
        }
    }

    /// `n_segments` groups, the nearest two of them `apart` standard deviations (the mean of both).
    pub fn mall(self, n_segments: usize, apart: f64, n: usize, seed: u64) -> Mall {
        let chance = &mut Chance::new(seed);
        let spreads: Vec<f64> = match self {
            Style::UnequalSpreads => (0..n_segments).map(|_| chance.uniform(0.5, 1.5)).collect(),
            _ => vec![1.0; n_segments],
        };
        let sizes: Vec<f64> = match self {
            Style::UnequalSizes => (0..n_segments).map(|i| 1.0 + 3.0 * i as f64 / n_segments as f64).collect(),
            _ => vec![1.0; n_segments],
        };
        let mut centres: Vec<[f64; 3]> = (0..n_segments).map(|_| [0; 3].map(|_| chance.uniform(0.0, 1.0))).collect();
        let mut nearest = f64::INFINITY;
        for i in 0..n_segments {
            for j in 0..i {
                let squares: f64 = centres[i].iter().zip(centres[j]).map(|(a, b)| (a - b).powi(2)).sum();
                nearest = nearest.min(squares.sqrt() / (0.5 * (spreads[i] + spreads[j])));
            }
        }
        centres.iter_mut().flatten().for_each(|x| *x *= apart / nearest);
        let total: f64 = sizes.iter().sum();
        let mut segments: Vec<usize> = Vec::new();
        for (segment, size) in sizes.iter().enumerate() {
            segments.extend(vec![segment; (size / total * n as f64).round() as usize]);
        }
        segments.resize(n, n_segments - 1);
        segments.shuffle(&mut chance.0);
        let stretch = if self == Style::Elongated { chance.uniform(2.0, 4.0) } else { 1.0 };
        let row = |&segment: &usize| {
            let noise = chance.normals();
            let [x, y, z] = std::array::from_fn(|i| centres[segment][i] + spreads[segment] * noise[i]);
            // all is stretched along a slanted line, which leaves the distances in standard deviations as they are
            let along = (x + y) * std::f64::consts::FRAC_1_SQRT_2;
            let more = (stretch - 1.0) * along * std::f64::consts::FRAC_1_SQRT_2;
            [x + more, y + more, z]
        };
        let rows: Vec<[f64; 3]> = segments.iter().map(row).collect();
        mall(&rows, segments, chance)
    }
}

/// Scales the rows to ages, incomes and scores, to four decimals.
fn mall(rows: &[[f64; 3]], segments: Vec<usize>, chance: &mut Chance) -> Mall {
    let column = |i: usize| rows.iter().map(move |row| row[i]);
    let (low, high): (Vec<f64>, Vec<f64>) =
        (0..3).map(|i| (column(i).fold(f64::INFINITY, f64::min), column(i).fold(f64::NEG_INFINITY, f64::max))).unzip();
    let [ages, incomes, scores] = [(18.0, 90.0), (15.0, 140.0), (1.0, 100.0)];
    let scaled =
        |i: usize, x: f64, (from, to): (f64, f64)| from + (to - from) * (x - low[i]) / (high[i] - low[i]).max(1e-9);
    let cells = rows.iter().map(|row| {
        let gender = ["Female", "Male"][chance.below(2)].to_owned();
        let [age, income, score] =
            [(0, ages), (1, incomes), (2, scores)].map(|(i, ends)| format!("{:.4}", scaled(i, row[i], ends)));
        [gender, age, income, score]
    });
    Mall { rows: cells.collect(), segments }
}
