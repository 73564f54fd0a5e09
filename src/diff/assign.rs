//! The assignment of rows to columns with the greatest sum.

use std::collections::BTreeMap;

/// Up to this many rows or columns that hang together the best assignment is found; beyond it the best pair is taken first, then
/// the next.
const BEST_UP_TO: usize = 200;

/// Returns for each row the column that it is assigned to. Where scores are equal, lower rows get lower columns.
///
/// `None` is a pair that must not be made. Rows and columns that no chain of possible pairs connects have nothing to do with one
/// another and are assigned apart, so that what is sought the best of is small even where the sets are large.
pub(super) fn assign(scores: &[Vec<Option<f64>>]) -> Vec<Option<usize>> {
    let mut assigned = vec![None; scores.len()];
    for (rows, columns) in connected(scores) {
        let part: Vec<Vec<Option<f64>>> = rows
            .iter()
            .map(|row| columns.iter().map(|column| scores[*row][*column]).collect())
            .collect();
        let of_part = match rows.len().max(columns.len()) <= BEST_UP_TO {
            true => best(&part, rows.len(), columns.len()),
            false => greedy(&part, columns.len()),
        };
        for (row, column) in rows.into_iter().zip(of_part) {
            assigned[row] = column.map(|column| columns[column]);
        }
    }
    assigned
}

/// Returns the rows and columns that possible pairs connect, in their order.
fn connected(scores: &[Vec<Option<f64>>]) -> Vec<(Vec<usize>, Vec<usize>)> {
    // Of each row, and then of each column, the first row that it hangs together with.
    let mut parent: Vec<usize> = (0..scores.len()).collect();
    let mut first_row_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (row, line) in scores.iter().enumerate() {
        for (column, score) in line.iter().enumerate() {
            if score.is_some() {
                let first = *first_row_of.entry(column).or_insert(row);
                let (a, b) = (root(&parent, first), root(&parent, row));
                parent[a.max(b)] = a.min(b);
            }
        }
    }
    let mut parts: BTreeMap<usize, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for row in 0..scores.len() {
        parts.entry(root(&parent, row)).or_default().0.push(row);
    }
    for (column, row) in &first_row_of {
        parts.entry(root(&parent, *row)).or_default().1.push(*column);
    }
    parts.into_values().collect()
}

fn root(parent: &[usize], mut row: usize) -> usize {
    while parent[row] != row {
        row = parent[row];
    }
    row
}

fn greedy(scores: &[Vec<Option<f64>>], columns: usize) -> Vec<Option<usize>> {
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (row, line) in scores.iter().enumerate() {
        for (column, score) in line.iter().enumerate() {
            pairs.extend(score.map(|score| (score, row, column)));
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut assigned = vec![None; scores.len()];
    let mut taken = vec![false; columns];
    for (_, row, column) in pairs {
        if assigned[row].is_none() && !taken[column] {
            assigned[row] = Some(column);
            taken[column] = true;
        }
    }
    assigned
}

/// The Hungarian method with potentials (Kuhn 1955, Munkres 1957), on a square of costs; what lies outside of the scores
/// or must not be costs 1, the most that a pair can cost.
fn best(scores: &[Vec<Option<f64>>], rows: usize, columns: usize) -> Vec<Option<usize>> {
    let size = rows.max(columns);
    let score = |row: usize, column: usize| scores.get(row).and_then(|line| line.get(column).copied().flatten());
    let cost = |row: usize, column: usize| 1.0 - score(row, column).unwrap_or(0.0);
    // Row 0 and column 0 are the method's own; `row_of[column]` is the row assigned to a column.
    let (mut row_potential, mut column_potential) = (vec![0.0; size + 1], vec![0.0; size + 1]);
    let mut row_of = vec![0; size + 1];
    for row in 1..=size {
        row_of[0] = row;
        let mut free_column = 0;
        let mut least = vec![f64::INFINITY; size + 1];
        let mut previous = vec![0; size + 1];
        let mut used = vec![false; size + 1];
        while row_of[free_column] != 0 {
            used[free_column] = true;
            let current = row_of[free_column];
            let mut delta = f64::INFINITY;
            let mut next = 0;
            for column in 1..=size {
                if used[column] {
                    continue;
                }
                let reduced = cost(current - 1, column - 1) - row_potential[current] - column_potential[column];
                if reduced < least[column] {
                    least[column] = reduced;
                    previous[column] = free_column;
                }
                if least[column] < delta {
                    delta = least[column];
                    next = column;
                }
            }
            for column in 0..=size {
                if used[column] {
                    row_potential[row_of[column]] += delta;
                    column_potential[column] -= delta;
                } else {
                    least[column] -= delta;
                }
            }
            free_column = next;
        }
        while free_column != 0 {
            let before = previous[free_column];
            row_of[free_column] = row_of[before];
            free_column = before;
        }
    }
    let mut assigned = vec![None; rows];
    for (column, row) in row_of.into_iter().enumerate().skip(1).take(columns) {
        if row >= 1 && row <= rows && score(row - 1, column - 1).is_some() {
            assigned[row - 1] = Some(column - 1);
        }
    }
    assigned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_sum_beats_the_greatest_pair() {
        let scores = vec![vec![Some(0.9), Some(0.8)], vec![Some(0.85), None]];
        assert_eq!(assign(&scores), [Some(1), Some(0)]);
    }

    #[test]
    fn what_must_not_be_paired_is_not() {
        assert_eq!(assign(&[vec![None, Some(0.6)], vec![None, Some(0.7)]]), [None, Some(1)]);
        assert_eq!(assign(&[vec![None]]), [None]);
        assert_eq!(assign(&[]), []);
    }

    #[test]
    fn many_are_assigned_too() {
        let size = BEST_UP_TO + 1;
        let scores: Vec<Vec<_>> = (0..size)
            .map(|row| (0..size).map(|column| (row == column).then_some(0.9)).collect())
            .collect();
        assert_eq!(assign(&scores), (0..size).map(Some).collect::<Vec<_>>());
        let all: Vec<Vec<_>> = (0..size).map(|_| (0..size).map(|_| Some(0.9)).collect()).collect();
        assert_eq!(assign(&all), (0..size).map(Some).collect::<Vec<_>>());
    }

    #[test]
    fn what_hangs_together_is_assigned_as_well_as_a_search_of_all_would() {
        // Every matrix of two by three over three scores and none, against all assignments tried one by one.
        let choices = [None, Some(0.6), Some(0.7), Some(0.9)];
        for number in 0..4_usize.pow(6) {
            let cell = |at: usize| choices[number / 4_usize.pow(u32::try_from(at).expect("small")) % 4];
            let scores: Vec<Vec<Option<f64>>> = (0..2)
                .map(|row| (0..3).map(|column| cell(3 * row + column)).collect())
                .collect();
            let sum = |first: Option<usize>, second: Option<usize>| {
                let at = |row: usize, column: Option<usize>| column.map_or(Some(0.0), |column| scores[row][column]);
                Some(at(0, first)? + at(1, second)?)
            };
            let columns = [None, Some(0), Some(1), Some(2)];
            let pairs = columns.iter().flat_map(|a| columns.iter().map(move |b| (*a, *b)));
            let greatest = pairs
                .filter(|(a, b)| a.is_none() || a != b)
                .filter_map(|(a, b)| sum(a, b))
                .fold(0.0, f64::max);
            let found = assign(&scores);
            let reached = sum(found[0], found[1]).expect("only possible pairs are made");
            assert!((reached - greatest).abs() < 1e-9, "{scores:?}: {found:?}");
        }
    }
}
