//! Which rows a scatter plot draws: all, or of very many a part that looks the same.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256Plus;

use super::groups::sizes;
use crate::show::draw::brief;

/// Points in a panel beside others: more would be large files and no clearer.
pub(super) const MOST_IN_PANEL: usize = 500;

/// At most `most` rows in ascending order, chosen at random but always the same.
///
/// A group's share of them is that of its size; one of less than a fiftieth of the rows, which might vanish, counts as a
/// fiftieth.
pub(super) fn at_most(most: usize, groups: &[usize], n_groups: usize) -> Vec<usize> {
    let n_rows = groups.len();
    let mut rows: Vec<usize> = (0..n_rows).collect();
    rows.shuffle(&mut Xoshiro256Plus::seed_from_u64(0));
    let (sizes, mut seen, mut turns) = (sizes(groups, n_groups), vec![0.0; n_groups], vec![0.0; n_rows]);
    for &row in &rows {
        let group = groups[row];
        seen[group] += 1.0;
        turns[row] = seen[group] / sizes[group].max(n_rows / 50) as f64;
    }
    rows.sort_by(|&a, &b| turns[a].total_cmp(&turns[b]));
    rows.truncate(most);
    rows.sort_unstable();
    rows
}

/// How many of all are drawn if these are at most `most`, as a sentence after others; nothing where all are.
pub(super) fn note(most: usize, n_rows: usize, what: &str) -> String {
    let [drawn, all] = [most.min(n_rows), n_rows].map(|n| brief(n as f64));
    if drawn == all { String::new() } else { format!(" {drawn} of {all} {what} are drawn; all are counted.") }
}

/// The size of so many markers: 1 up to 200 of them, beyond which they cover each other and what lies below.
pub(super) fn scale(n_drawn: usize) -> f64 {
    (200.0 / n_drawn as f64).min(1.0).powf(0.3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_rows_are_all_drawn_at_full_size_and_without_a_note() {
        assert_eq!(at_most(200, &[0; 200], 1), (0..200).collect::<Vec<_>>());
        assert_eq!((note(500, 200, "points").as_str(), scale(200)), ("", 1.0));
    }

    #[test]
    fn of_many_rows_exactly_the_most_are_drawn_and_small_groups_stay() {
        // 20, 180 and 49,800 rows, mixed.
        let group = |row: usize| if row.is_multiple_of(2500) { 0 } else { usize::from(!row.is_multiple_of(250)) + 1 };
        let groups: Vec<usize> = (0..50_000).map(group).collect();
        let drawn = at_most(2000, &groups, 4);
        assert_eq!((drawn.len(), drawn.is_sorted_by(|a, b| a < b)), (2000, true));
        let of = |group| drawn.iter().filter(|row| groups[**row] == group).count();
        // All 20; of the 180, which count as 1,000, and of the 49,800 as many turns as leave 1,980 to both.
        assert_eq!((of(0), of(1), of(3)), (20, 38, 0));
        assert_eq!(drawn, at_most(2000, &groups, 4));
        assert_eq!(note(2000, 50_000, "customers"), " 2,000 of 50,000 customers are drawn; all are counted.");
        assert!((0.4..0.6).contains(&scale(2000)));
    }

    #[test]
    fn rows_in_the_order_of_the_file_are_drawn_evenly() {
        let first = at_most(1000, &[0; 10_000], 1).iter().filter(|row| **row < 5000).count();
        assert!((450..=550).contains(&first), "{first}");
    }
}
