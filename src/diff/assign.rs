//! The assignment of rows to columns with the greatest sum.

/// Up to this many rows or columns the best assignment is found; beyond it the best pair is taken first, then the next.
const BEST_UP_TO: usize = 64;

/// Returns for each row the column that it is assigned to. Where scores are equal, lower rows get lower columns.
///
/// `None` is a pair that must not be made.
pub(super) fn assign(scores: &[Vec<Option<f64>>]) -> Vec<Option<usize>> {
    let rows = scores.len();
    let columns = scores.first().map_or(0, Vec::len);
    if rows.max(columns) <= BEST_UP_TO {
        best(scores, rows, columns)
    } else {
        greedy(scores, columns)
    }
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
    }
}
