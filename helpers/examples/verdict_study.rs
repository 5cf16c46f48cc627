//! Simulates malls with and without segments and counts what the verdict says of them: `make verdict-study`.
//!
//! The limits of the verdict were chosen before the malls of odd seeds, which the table counts, were made; the last line counts
//! the even ones. Each mall is read from CSV and goes the way of the notebook, but with 10 runs, 15 resamples and 19 simulations.

#[path = "../tests/common/malls.rs"]
#[allow(dead_code)] // the malls that are known by name are for the tests
mod malls;

use std::sync::Mutex;
use std::thread;

use helpers::*;
use malls::{Mall, Style, Without};

/// Added to the odd seeds after the limits were chosen.
const FRESH: u64 = 1 << 41;

/// A mall to be judged.
#[derive(Clone, Copy)]
struct Case {
    kind: Kind,
    n: usize,
    seed: u64,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Without(Without),
    With { style: Style, n_segments: usize, apart: f64 },
}

/// What the verdict said.
struct Answer {
    case: Case,
    grade: Grade,
    n_groups: usize,
}

fn cases(repetitions: u64) -> Vec<Case> {
    let mut cases = Vec::new();
    for seed in 0..repetitions {
        for kind in Without::ALL {
            for n in [50, 100, 200, 500, 1000, 5000] {
                cases.push(Case { kind: Kind::Without(kind), n, seed });
            }
        }
        for style in Style::ALL {
            for (i, n) in [100, 300, 1000, 5000].into_iter().enumerate() {
                for apart in [3.0, 4.0] {
                    let n_segments = 3 + (seed as usize / 2 + i) % 4;
                    cases.push(Case { kind: Kind::With { style, n_segments, apart }, n, seed });
                }
            }
        }
    }
    cases
}

fn judge(case: Case) -> Result<Answer, Error> {
    let Case { kind, n, seed } = case;
    // malls of odd seeds are others than any that the limits were tried on
    let seed_of_its_own = seed * 10_000 + n as u64 + if seed % 2 == 1 { FRESH } else { 0 };
    let mall: Mall = match kind {
        Kind::Without(kind) => kind.mall(n, seed_of_its_own),
        Kind::With { style, n_segments, apart } => style.mall(n_segments, apart, n, seed_of_its_own),
    };
    let measures = Measures::of(&Customers::parse(&mall.csv())?)?;
    let grid = Selection::grid(1..=10, &CovarianceType::ALL).reg_covariance(measures.floor()).n_runs(10);
    let verdict = grid.fit(&measures)?.verdict(15, 19, 42, &measures)?;
    Ok(Answer { case, grade: verdict.grade, n_groups: verdict.combination.n_groups() })
}

/// All answers, two malls at a time.
fn judged(cases: Vec<Case>) -> Result<Vec<Answer>, Error> {
    let (queue, answers) = (Mutex::new(cases), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(case) = { queue.lock().expect("no panic").pop() } {
                    let answer = judge(case);
                    answers.lock().expect("no panic").push(answer);
                }
            });
        }
    });
    answers.into_inner().expect("no panic").into_iter().collect()
}

/// How many answers are *segments*, with the right number where there are some, and of how many.
fn count(answers: &[Answer], of: impl Fn(&Case) -> bool) -> (usize, usize) {
    let answers = answers.iter().filter(|answer| of(&answer.case));
    let is_yes = |answer: &&Answer| {
        answer.grade == Grade::Segments
            && match answer.case.kind {
                Kind::Without(_) => true,
                Kind::With { n_segments, .. } => answer.n_groups == n_segments,
            }
    };
    (answers.clone().filter(is_yes).count(), answers.count())
}

fn main() -> Result<(), Error> {
    let repetitions = std::env::args().nth(1).map_or(16, |n| n.parse().expect("a number of repetitions"));
    let answers = judged(cases(repetitions))?;
    let mut table = Table::new(
        &format!("Of {} simulated malls, those of odd seeds: how many the verdict calls segments", answers.len()),
        &["Malls", "Customers", "Called segments (with the right number)", "Of"],
    );
    let without = |case: &Case| matches!(case.kind, Kind::Without(_));
    let odd = |case: &Case| case.seed % 2 == 1;
    for kind in Without::ALL {
        let (yes, all) = count(&answers, |case| odd(case) && case.kind == Kind::Without(kind));
        table.push(&[&format!("without segments: {}", kind.name()), &"50 to 5,000", &yes, &all]);
    }
    let (yes, all) = count(&answers, |case| odd(case) && without(case));
    table.push(&[&"without segments, all", &"50 to 5,000", &yes, &all]);
    for sd in [4.0, 3.0] {
        let is = |case: &Case| matches!(case.kind, Kind::With { apart, .. } if apart == sd);
        for style in Style::ALL {
            let is_style = |case: &Case| is(case) && matches!(case.kind, Kind::With { style: s, .. } if s == style);
            let (yes, all) = count(&answers, |case| odd(case) && is_style(case) && case.n >= 300);
            table.push(&[&format!("{sd} sd apart: {}", style.name()), &"300 to 5,000", &yes, &all]);
        }
        let (yes, all) = count(&answers, |case| odd(case) && is(case) && case.n >= 300);
        table.push(&[&format!("{sd} sd apart, all"), &"300 to 5,000", &yes, &all]);
        let (yes, all) = count(&answers, |case| odd(case) && is(case) && case.n == 100);
        table.push(&[&format!("{sd} sd apart, all"), &"100", &yes, &all]);
    }
    println!("{table}");
    let even = |wanted: &dyn Fn(&Case) -> bool| count(&answers, |case| !odd(case) && wanted(case));
    let far = |case: &Case| matches!(case.kind, Kind::With { apart, .. } if apart == 4.0) && case.n >= 300;
    println!("\nEven seeds: {:?} without segments, {:?} at 4 sd and 300 or more", even(&without), even(&far));
    if std::env::args().nth(2).is_some() {
        for Answer { case: Case { kind, n, seed }, grade, n_groups } in &answers {
            match kind {
                Kind::Without(kind) if *grade == Grade::Segments => println!("{} {n} {seed}: {n_groups}", kind.name()),
                Kind::With { style, n_segments, apart } if *grade != Grade::Segments || n_groups != n_segments => {
                    println!("{} {apart} sd, {n}, seed {seed}: {n_segments}, said {grade:?} {n_groups}", style.name());
                }
                _ => {}
            }
        }
    }
    Ok(())
}
