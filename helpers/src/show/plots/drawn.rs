//! Which rows a scatter plot draws: all, or of very many a part that looks the same.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256Plus;

use super::groups::sizes;
use crate::show::draw::fixed;

/// Up to so many points have markers of full size.
const SPARSE: f64 = 200.0;
/// More points than this hide what lies below them.
const CROWDED: usize = 500;

/// The rows that are drawn.
pub(super) struct Drawn {
    /// In ascending order.
    pub rows: Vec<usize>,
    n_rows: usize,
}

impl Drawn {
    /// At most `most` rows, chosen at random but always the same.
    ///
    /// A group's share of them is that of its size; one of less than a fiftieth of the rows, which might vanish, counts
    /// as a fiftieth.
    pub(super) fn at_most(most: usize, groups: &[usize], n_groups: usize) -> Drawn {
        let n_rows = groups.len();
        let mut rows: Vec<usize> = (0..n_rows).collect();
        if n_rows > most {
            rows.shuffle(&mut Xoshiro256Plus::seed_from_u64(0));
            let (sizes, mut seen) = (sizes(groups, n_groups), vec![0; n_groups]);
            let mut turns = vec![0.0; n_rows];
            for &row in &rows {
                let group = groups[row];
                seen[group] += 1;
                turns[row] = f64::from(seen[group]) / sizes[group].max(n_rows / 50) as f64;
            }
            rows.sort_by(|&a, &b| turns[a].total_cmp(&turns[b]));
            rows.truncate(most);
            rows.sort_unstable();
        }
        Drawn { rows, n_rows }
    }

    /// How many of all are drawn, as a sentence after others; nothing where all are.
    pub(super) fn note(&self, what: &str) -> String {
        let [drawn, all] = [self.rows.len(), self.n_rows].map(|n| fixed(n as f64, 0));
        if drawn == all { String::new() } else { format!(" {drawn} of {all} {what} are drawn; all are counted.") }
    }

    /// The size of markers, 1 for few.
    pub(super) fn scale(&self) -> f64 {
        (SPARSE / self.rows.len() as f64).min(1.0).powf(0.2)
    }

    /// Whether what lies below the points cannot be seen.
    pub(super) fn is_crowded(&self) -> bool {
        self.rows.len() > CROWDED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Groups of 20, 200 and 49,780 rows, mixed.
    fn unequal() -> Vec<usize> {
        let group = |row: usize| if row.is_multiple_of(2500) { 0 } else { usize::from(!row.is_multiple_of(250)) + 1 };
        (0..50_000).map(group).collect()
    }

    #[test]
    fn few_rows_are_all_drawn_at_full_size_and_without_a_note() {
        let drawn = Drawn::at_most(200, &[0; 200], 1);
        assert_eq!((drawn.rows.len(), drawn.note("points").as_str()), (200, ""));
        assert!(drawn.rows.is_sorted() && drawn.scale() == 1.0 && !drawn.is_crowded());
    }

    #[test]
    fn of_many_rows_exactly_the_most_are_drawn_and_small_groups_stay() {
        let groups = unequal();
        let drawn = Drawn::at_most(2000, &groups, 4);
        let mut once = drawn.rows.clone();
        once.dedup();
        assert_eq!((once.len(), drawn.rows.is_sorted()), (2000, true));
        assert_eq!(drawn.note("customers"), " 2,000 of 50,000 customers are drawn; all are counted.");
        let of = |group| drawn.rows.iter().filter(|row| groups[**row] == group).count();
        assert_eq!(of(3), 0);
        // Counted as 1,000 rows of 51,780, the group of 200 has 39 of 2,000 turns; that of 20 one in 50 of its own.
        assert!(of(0) <= 20 && (30..=45).contains(&of(1)), "{} {}", of(0), of(1));
        assert!(drawn.is_crowded() && drawn.scale() < 0.7);
        assert_eq!(drawn.rows, Drawn::at_most(2000, &groups, 4).rows);
    }

    #[test]
    fn rows_in_the_order_of_the_file_are_drawn_evenly() {
        let drawn = Drawn::at_most(1000, &[0; 10_000], 1);
        let first = drawn.rows.iter().filter(|row| **row < 5000).count();
        assert!((450..=550).contains(&first), "{first}");
    }
}
