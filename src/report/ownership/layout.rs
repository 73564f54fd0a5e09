//! The places of boxes: in layers, holders above what they hold (after Sugiyama, Tagawa and Toda, 1981).
//!
//! Arrows that close a circle are turned for the layout alone; one that spans several layers gets a place in each of them, so
//! that it does not run through boxes. The order within layers follows the mean place of the neighbours. Everything is
//! determined by the order of nodes and lines.

use super::picture::Picture;

/// The place of everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    /// For each node its layer and its place in it.
    pub(super) nodes: Vec<(usize, usize)>,
    /// For each line the places that it runs through, from the holder's to that of what is held, ends included.
    pub(super) lines: Vec<Vec<(usize, usize)>>,
    /// How many places each layer has.
    pub(super) widths: Vec<usize>,
}

/// How often the order within layers is improved; further rounds change little.
const ROUNDS: usize = 8;

/// Returns the places of a picture's nodes and lines.
pub(super) fn layout(picture: &Picture) -> Layout {
    let turned = turned(picture);
    let layer_of = layers(picture, &turned);
    let mut points: Vec<usize> = layer_of.clone();
    // The points that each line runs through: nodes by their own numbers, places in between by new ones.
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for (line, turned) in picture.lines.iter().zip(&turned) {
        let (upper, lower) = if *turned {
            (line.to, line.from)
        } else {
            (line.from, line.to)
        };
        let mut run = vec![upper];
        for layer in layer_of[upper] + 1..layer_of[lower] {
            run.push(points.len());
            points.push(layer);
        }
        run.push(lower);
        runs.push(run);
    }
    let places = places(&points, &runs);
    let place = |point: usize| (points[point], places[point]);
    let lines = runs.iter().zip(&turned).map(|(run, turned)| {
        let mut run: Vec<(usize, usize)> = run.iter().map(|point| place(*point)).collect();
        if *turned {
            run.reverse();
        }
        run
    });
    let lines = lines.collect();
    let count = points.iter().max().map_or(0, |last| last + 1);
    let mut widths = vec![0; count];
    for layer in &points {
        widths[*layer] += 1;
    }
    Layout {
        nodes: (0..picture.nodes.len()).map(place).collect(),
        lines,
        widths,
    }
}

/// Returns for each line whether it closes a circle, as a walk along the lines finds them.
fn turned(picture: &Picture) -> Vec<bool> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        Not,
        Open,
        Done,
    }
    let mut out_of: Vec<Vec<usize>> = vec![Vec::new(); picture.nodes.len()];
    let mut has_holder = vec![false; picture.nodes.len()];
    for (at, line) in picture.lines.iter().enumerate() {
        out_of[line.from].push(at);
        has_holder[line.to] = true;
    }
    let mut turned = vec![false; picture.lines.len()];
    let mut seen = vec![Seen::Not; picture.nodes.len()];
    // Those that no one holds come first, so that they are at the top.
    let mut starts: Vec<usize> = (0..picture.nodes.len()).collect();
    starts.sort_by_key(|node| has_holder[*node]);
    for start in starts {
        if seen[start] != Seen::Not {
            continue;
        }
        seen[start] = Seen::Open;
        let mut path = vec![(start, 0)];
        while let Some((node, next)) = path.last_mut() {
            let Some(line) = out_of[*node].get(*next).copied() else {
                seen[*node] = Seen::Done;
                path.pop();
                continue;
            };
            *next += 1;
            let to = picture.lines[line].to;
            match seen[to] {
                Seen::Open => turned[line] = true,
                Seen::Done => {}
                Seen::Not => {
                    seen[to] = Seen::Open;
                    path.push((to, 0));
                }
            }
        }
    }
    turned
}

/// Returns the layer of each node: one below the lowest of its holders.
fn layers(picture: &Picture, turned: &[bool]) -> Vec<usize> {
    let count = picture.nodes.len();
    let ends: Vec<(usize, usize)> = picture
        .lines
        .iter()
        .zip(turned)
        .map(|(line, turned)| {
            if *turned {
                (line.to, line.from)
            } else {
                (line.from, line.to)
            }
        })
        .collect();
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut missing = vec![0_usize; count];
    for (upper, lower) in &ends {
        below[*upper].push(*lower);
        missing[*lower] += 1;
    }
    let mut layers = vec![0; count];
    let mut open: Vec<usize> = (0..count).filter(|node| missing[*node] == 0).collect();
    while let Some(node) = open.pop() {
        for lower in &below[node] {
            layers[*lower] = layers[*lower].max(layers[node] + 1);
            missing[*lower] -= 1;
            if missing[*lower] == 0 {
                open.push(*lower);
            }
        }
    }
    layers
}

/// Returns the place of each point within its layer.
fn places(layers: &[usize], runs: &[Vec<usize>]) -> Vec<usize> {
    let count = layers.iter().max().map_or(0, |last| last + 1);
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (point, layer) in layers.iter().enumerate() {
        rows[*layer].push(point);
    }
    let mut above: Vec<Vec<usize>> = vec![Vec::new(); layers.len()];
    let mut below = above.clone();
    for pair in runs.iter().flat_map(|run| run.windows(2)) {
        below[pair[0]].push(pair[1]);
        above[pair[1]].push(pair[0]);
    }
    let mut places = vec![0; layers.len()];
    number(&rows, &mut places);
    let mut best = (crossings(runs, layers, &places), places.clone());
    for round in 0..ROUNDS {
        let (neighbours, downwards) = if round % 2 == 0 {
            (&above, true)
        } else {
            (&below, false)
        };
        for step in 0..count {
            let row = if downwards { step } else { count - 1 - step };
            sort_by_neighbours(&mut rows[row], neighbours, &mut places);
        }
        let found = crossings(runs, layers, &places);
        if found < best.0 {
            best = (found, places.clone());
        }
    }
    best.1
}

fn number(rows: &[Vec<usize>], places: &mut [usize]) {
    for row in rows {
        for (place, point) in row.iter().enumerate() {
            places[*point] = place;
        }
    }
}

/// Sorts a row by the mean place of each point's neighbours; a point that has none stays where it is.
fn sort_by_neighbours(row: &mut Vec<usize>, neighbours: &[Vec<usize>], places: &mut [usize]) {
    /// Means are compared as whole numbers, so that every machine gives the same drawing.
    const FINE: usize = 1 << 16;
    let mean = |point: usize| match neighbours[point].as_slice() {
        [] => places[point] * FINE,
        others => others.iter().map(|other| places[*other]).sum::<usize>() * FINE / others.len(),
    };
    let mut keyed: Vec<(usize, usize)> = row.iter().map(|point| (mean(*point), *point)).collect();
    keyed.sort_by_key(|(mean, _)| *mean);
    *row = keyed.into_iter().map(|(_, point)| point).collect();
    for (place, point) in row.iter().enumerate() {
        places[*point] = place;
    }
}

/// Counts the crossings of lines between neighbouring layers.
fn crossings(runs: &[Vec<usize>], layers: &[usize], places: &[usize]) -> usize {
    let mut by_layer: Vec<Vec<(usize, usize)>> = vec![Vec::new(); layers.iter().max().map_or(0, |last| last + 1)];
    for pair in runs.iter().flat_map(|run| run.windows(2)) {
        by_layer[layers[pair[0]]].push((places[pair[0]], places[pair[1]]));
    }
    let crossed = |lines: &[(usize, usize)]| {
        let mut count = 0;
        for (at, one) in lines.iter().enumerate() {
            let others = lines[at + 1..].iter();
            count += others
                .filter(|other| (one.0 < other.0 && one.1 > other.1) || (one.0 > other.0 && one.1 < other.1))
                .count();
        }
        count
    };
    by_layer.iter().map(|lines| crossed(lines)).sum()
}
