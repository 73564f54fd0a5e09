//! The parties that each of many roots reaches alone. Common parts are computed once.
//!
//! Where shares of different roots are not added up, each root has a closure of its own, and roots by the thousand reach the
//! same million parties. A closure only grows, and whoever reaches a party alone reaches all that this party reaches. So the
//! parties below the roots are ordered by who reaches whom alone; in circles of such all reach the same. A closure then
//! begins from that of a party below, the one that seems to reach the most, and adds what is its own. That makes trees of
//! closures: walking through them, adding on the way in and undoing on the way out, costs what is added, not what is reached.
//!
//! The roots are in the order of that walk, so those that share a part are adjacent: a party is reached by the roots of
//! a few spans.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::closure::{Closure, Mark};
use super::graph::PartyIndex;
use super::range_minima::{RangeMinima, Span};
use super::weights::{WeightedGraph, small};

/// Which roots reach which parties.
#[derive(Debug)]
pub(super) struct PerRoot {
    /// The least of the roots in any span of their order.
    pub(super) least: RangeMinima,
    /// The place of each root in their order; nothing that means anything for others.
    places: Vec<u32>,
    /// Where the spans of each party begin.
    starts: Vec<usize>,
    /// The spans of each party in their order.
    spans: Vec<Span>,
}

impl PerRoot {
    /// Computes the closure of each root alone.
    pub(super) fn new(weighted: &WeightedGraph, roots: &[PartyIndex]) -> Self {
        let roots: Vec<u32> = roots.iter().map(|root| small(*root)).collect();
        let circles = Circles::below(weighted, &roots);
        let forest = Forest::of(weighted, &circles, &roots);
        let trees = forest.walk(weighted, &circles);
        let order: Vec<u32> = trees.iter().flat_map(|tree| &tree.roots).copied().collect();
        let (starts, spans) = by_party(weighted.len(), &trees);
        let mut places = vec![0; weighted.len()];
        for (place, root) in order.iter().enumerate() {
            places[*root as usize] = small(place);
        }
        Self {
            least: RangeMinima::of(&order),
            places,
            starts,
            spans,
        }
    }

    /// Returns true if a root reaches a party.
    pub(super) fn reaches(&self, root: u32, party: PartyIndex) -> bool {
        let place = self.places[root as usize];
        let spans = self.reaching(party);
        let next = spans.partition_point(|(_, to)| *to <= place);
        spans.get(next).is_some_and(|(from, _)| *from <= place)
    }

    /// Returns the spans of the roots that reach a party, itself among them where it is one.
    pub(super) fn reaching(&self, party: PartyIndex) -> &[Span] {
        &self.spans[self.starts[party]..self.starts[party + 1]]
    }

    /// Returns true if one of the roots reaches a party.
    pub(super) fn is_reached(&self, party: PartyIndex) -> bool {
        !self.reaching(party).is_empty()
    }
}

/// Parties that all reach each other alone, most of them single; those that are reached precede those that reach them.
#[derive(Debug)]
struct Circles {
    /// The circle of each party; nothing for those that no root reaches by steps that suffice alone.
    of: Vec<Option<u32>>,
    /// Where each circle begins among the members.
    starts: Vec<usize>,
    members: Vec<u32>,
}

/// A party on the way of the search, with those that it reaches and that are not looked at yet.
struct Visit<I> {
    party: u32,
    below: I,
}

impl Circles {
    /// Finds the circles by Tarjan's algorithm.
    fn below(weighted: &WeightedGraph, roots: &[u32]) -> Self {
        const UNSEEN: u32 = u32::MAX;
        let mut circles = Self {
            of: vec![None; weighted.len()],
            starts: vec![0],
            members: Vec::new(),
        };
        let mut number = vec![UNSEEN; weighted.len()];
        let mut lowest = vec![0; weighted.len()];
        let mut seen = 0;
        let mut open: Vec<u32> = Vec::new();
        let mut path = Vec::new();
        let mut enter = |party: u32, number: &mut Vec<u32>, lowest: &mut Vec<u32>, open: &mut Vec<u32>| {
            number[party as usize] = seen;
            lowest[party as usize] = seen;
            seen += 1;
            open.push(party);
            let below = weighted.reached_alone(party);
            Visit { party, below }
        };
        for root in roots {
            if number[*root as usize] != UNSEEN {
                continue;
            }
            path.push(enter(*root, &mut number, &mut lowest, &mut open));
            while let Some(visit) = path.last_mut() {
                let party = visit.party as usize;
                match visit.below.next() {
                    Some(next) if number[next as usize] == UNSEEN => {
                        path.push(enter(next, &mut number, &mut lowest, &mut open));
                    }
                    Some(next) if circles.of[next as usize].is_none() => {
                        lowest[party] = lowest[party].min(number[next as usize]);
                    }
                    Some(_) => {}
                    None => {
                        path.pop();
                        if let Some(above) = path.last() {
                            let above = above.party as usize;
                            lowest[above] = lowest[above].min(lowest[party]);
                        }
                        if lowest[party] == number[party] {
                            circles.close(small(party), &mut open);
                        }
                    }
                }
            }
        }
        circles
    }

    /// Makes a circle of the open parties down to one.
    fn close(&mut self, last: u32, open: &mut Vec<u32>) {
        let circle = small(self.len());
        while let Some(member) = open.pop() {
            self.of[member as usize] = Some(circle);
            self.members.push(member);
            if member == last {
                break;
            }
        }
        self.starts.push(self.members.len());
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    fn members(&self, circle: u32) -> &[u32] {
        let circle = circle as usize;
        &self.members[self.starts[circle]..self.starts[circle + 1]]
    }
}

/// From which closure each other begins.
#[derive(Debug)]
struct Forest {
    /// The circles that begin from nothing, then for each circle those that begin from its closure.
    beginning: Vec<Vec<u32>>,
    tops: Vec<u32>,
    /// The roots in each circle.
    roots: Vec<Vec<u32>>,
}

impl Forest {
    fn of(weighted: &WeightedGraph, circles: &Circles, roots: &[u32]) -> Self {
        let bases = bases(weighted, circles);
        let mut forest = Self {
            beginning: vec![Vec::new(); circles.len()],
            tops: Vec::new(),
            roots: vec![Vec::new(); circles.len()],
        };
        for root in roots {
            let circle = circles.of[*root as usize].expect("the circles were looked for from the roots");
            forest.roots[circle as usize].push(*root);
        }
        // A closure from which no root's begins is of no use.
        for circle in (0..circles.len()).rev() {
            if forest.roots[circle].is_empty() && forest.beginning[circle].is_empty() {
                continue;
            }
            match bases[circle] {
                Some(base) => forest.beginning[base as usize].push(small(circle)),
                None => forest.tops.push(small(circle)),
            }
        }
        forest
    }

    /// Walks through all closures. The trees that reach the most come first: side by side they reach the same parties by one
    /// span.
    fn walk(&self, weighted: &WeightedGraph, circles: &Circles) -> Vec<Tree> {
        let walks = self.tops.par_iter().map_init(
            || Closure::undoable(weighted),
            |closure, top| self.walk_from(*top, closure, circles),
        );
        let mut trees: Vec<Tree> = walks.flatten_iter().collect();
        trees.sort_by_key(|tree| Reverse(tree.size));
        trees
    }

    /// Walks through the closures that begin from one. Where one of them reaches far more than what it begins from, what it
    /// begins from is not worth distinguishing, and a tree of its own begins.
    fn walk_from(&self, top: u32, closure: &mut Closure<'_>, circles: &Circles) -> Vec<Tree> {
        let mut done = Vec::new();
        let mut growing: Vec<Tree> = Vec::new();
        let mut turns = vec![Turn::Enter(top)];
        while let Some(turn) = turns.pop() {
            match turn {
                Turn::Enter(circle) => {
                    let mark = closure.mark();
                    closure.reach(circles.members(circle).iter().copied());
                    let own = closure.since(mark).len();
                    let is_top = own > closure.all().len() - own;
                    if is_top {
                        growing.push(Tree::default());
                    }
                    let tree = growing.last_mut().expect("the first closure begins from nothing");
                    turns.push(Turn::Leave {
                        mark,
                        is_top,
                        first: small(tree.roots.len()),
                    });
                    turns.extend(self.beginning[circle as usize].iter().map(|next| Turn::Enter(*next)));
                    tree.roots.extend(&self.roots[circle as usize]);
                }
                Turn::Leave { mark, is_top, first } => {
                    let tree = growing.last_mut().expect("it is left before the tree is done");
                    let span = (first, small(tree.roots.len()));
                    let own = if is_top { closure.all() } else { closure.since(mark) };
                    if span.0 < span.1 {
                        tree.reached.extend(own.iter().map(|party| (*party, span)));
                    }
                    if is_top {
                        tree.size = own.len();
                        done.extend(growing.pop().filter(|tree| !tree.roots.is_empty()));
                    }
                    closure.undo(mark);
                }
            }
        }
        done
    }
}

/// A step of the walk through closures.
enum Turn {
    Enter(u32),
    Leave { mark: Mark, is_top: bool, first: u32 },
}

/// What is found in closures that have the most in common.
#[derive(Debug, Default)]
struct Tree {
    /// The roots in the order of the walk.
    roots: Vec<u32>,
    /// Who is reached by which of them; the spans of one party in their order.
    reached: Vec<(u32, Span)>,
    /// How many parties the first of them reaches, and so all of them.
    size: usize,
}

/// Returns for each circle the one below it that seems to reach the most.
fn bases(weighted: &WeightedGraph, circles: &Circles) -> Vec<Option<u32>> {
    let mut sketches: Vec<Sketch> = Vec::with_capacity(circles.len());
    let mut bases = Vec::with_capacity(circles.len());
    for circle in 0..circles.len() {
        let mut sketch = Sketch::default();
        let mut base: Option<(u32, u32)> = None;
        for member in circles.members(small(circle)) {
            sketch.add(*member);
            for below in weighted.reached_alone(*member) {
                let below = circles.of[below as usize].expect("whoever is below one that was found was found");
                // The circle itself is not weighted yet.
                if let Some(other) = sketches.get(below as usize) {
                    sketch.join(other);
                    base = base.max(Some((other.size(), below)));
                }
            }
        }
        sketches.push(sketch);
        bases.push(base.map(|(_, below)| below));
    }
    bases
}

/// How many parties a circle reaches by steps that suffice alone, roughly: a wrong guess costs time and nothing else. Each
/// party draws some numbers; the more parties, the smaller is the least that they draw (E. Cohen, Size-Estimation Framework with
/// Applications to Transitive Closure and Reachability, 1997).
#[derive(Debug, Clone, Copy)]
struct Sketch([u32; 4]);

impl Default for Sketch {
    fn default() -> Self {
        Self([u32::MAX; 4])
    }
}

impl Sketch {
    fn add(&mut self, party: u32) {
        let mut draw = u64::from(party);
        for least in &mut self.0 {
            // The step of SplitMix64: numbers that look drawn and are the same on every machine.
            draw = draw.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = (draw ^ (draw >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            *least = (*least).min((mixed >> 32) as u32);
        }
    }

    fn join(&mut self, other: &Self) {
        for (least, others) in self.0.iter_mut().zip(other.0) {
            *least = (*least).min(others);
        }
    }

    /// Returns a number that is the greater the more parties there are.
    fn size(&self) -> u32 {
        let sum: u64 = self.0.iter().map(|least| u64::from(*least)).sum();
        u32::MAX - (sum / 4) as u32
    }
}

/// Returns where the spans of each party begin, and the spans by party, of each in their order.
fn by_party(parties: usize, trees: &[Tree]) -> (Vec<usize>, Vec<Span>) {
    let mut starts = vec![0; parties + 1];
    each_span(parties, trees, |party, _| starts[party as usize + 1] += 1);
    for party in 0..parties {
        starts[party + 1] += starts[party];
    }
    let mut next = starts.clone();
    let mut spans = vec![(0, 0); starts[parties]];
    each_span(parties, trees, |party, span| {
        let place = &mut next[party as usize];
        spans[*place] = span;
        *place += 1;
    });
    (starts, spans)
}

/// Calls with the spans of all parties, those of one in their order; spans that follow each other are one.
fn each_span(parties: usize, trees: &[Tree], mut with: impl FnMut(u32, Span)) {
    let mut last: Vec<Span> = vec![(0, 0); parties];
    let mut before = 0;
    for tree in trees {
        for (party, (from, to)) in &tree.reached {
            let (from, to) = (from + before, to + before);
            let last = &mut last[*party as usize];
            if last.1 == from {
                last.1 = to;
                continue;
            }
            if last.0 < last.1 {
                with(*party, *last);
            }
            *last = (from, to);
        }
        before += small(tree.roots.len());
    }
    for (party, last) in last.into_iter().enumerate() {
        if last.0 < last.1 {
            with(small(party), last);
        }
    }
}
