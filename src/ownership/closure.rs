//! What roots reach together: a closure that grows step by step, and shrinks again where it is asked to.
//!
//! It only ever grows by what is held, so it ends, circles or not; each holding is looked at once for each holder, so it ends
//! soon. What it comes to does not depend on the order in which it grows.

use super::weights::{Counted, WeightedGraph};

/// A closure: whom it has reached, and what is counted of everybody else.
#[derive(Debug)]
pub(super) struct Closure<'a> {
    weighted: &'a WeightedGraph,
    is_known: Vec<bool>,
    counted: Vec<Counted>,
    is_counted: Vec<bool>,
    /// Whom it has reached, in the order in which it did.
    reached: Vec<u32>,
    /// The values before each change, if changes are to be undone.
    before: Option<Vec<Before>>,
}

#[derive(Debug)]
enum Before {
    Counted(u32, Counted),
    Joint(u32),
}

/// A point to which a closure can be taken back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    reached: usize,
    before: usize,
}

impl<'a> Closure<'a> {
    /// Returns one that has not reached any party.
    pub(super) fn new(weighted: &'a WeightedGraph) -> Self {
        Self {
            weighted,
            is_known: vec![false; weighted.len()],
            counted: vec![Counted::default(); weighted.len()],
            is_counted: vec![false; weighted.joint_len()],
            reached: Vec::new(),
            before: None,
        }
    }

    /// The same, but what it does can be undone.
    pub(super) fn undoable(weighted: &'a WeightedGraph) -> Self {
        Self {
            before: Some(Vec::new()),
            ..Self::new(weighted)
        }
    }

    /// Adds roots and all that is reached with them.
    pub(super) fn reach(&mut self, roots: impl IntoIterator<Item = u32>) {
        let mut next = self.reached.len();
        for root in roots {
            self.learn(root);
        }
        while let Some(holder) = self.reached.get(next).copied() {
            next += 1;
            for edge in self.weighted.held_by(holder) {
                if self.is_known[edge.asset as usize] {
                    continue;
                }
                let counted = &mut self.counted[edge.asset as usize];
                if let Some(before) = &mut self.before {
                    before.push(Before::Counted(edge.asset, *counted));
                }
                let (is_counted, before) = (&mut self.is_counted, &mut self.before);
                let is_met = self.weighted.count(*edge, counted, |joint| {
                    let is_first = !std::mem::replace(&mut is_counted[joint as usize], true);
                    if let (true, Some(before)) = (is_first, before) {
                        before.push(Before::Joint(joint));
                    }
                    is_first
                });
                if is_met {
                    self.learn(edge.asset);
                }
            }
        }
    }

    fn learn(&mut self, party: u32) {
        if !std::mem::replace(&mut self.is_known[party as usize], true) {
            self.reached.push(party);
        }
    }

    /// Returns a point to come back to.
    pub(super) fn mark(&self) -> Mark {
        Mark {
            reached: self.reached.len(),
            before: self.before.as_ref().map_or(0, Vec::len),
        }
    }

    /// Returns whom it has reached since a point.
    pub(super) fn since(&self, mark: Mark) -> &[u32] {
        &self.reached[mark.reached..]
    }

    /// Forgets what it has reached since a point.
    pub(super) fn undo(&mut self, mark: Mark) {
        for party in self.reached.drain(mark.reached..) {
            self.is_known[party as usize] = false;
        }
        let before = self.before.as_mut().expect("only one that is undoable is undone");
        for before in before.drain(mark.before..).rev() {
            match before {
                Before::Counted(party, counted) => self.counted[party as usize] = counted,
                Before::Joint(joint) => self.is_counted[joint as usize] = false,
            }
        }
    }

    /// Returns all whom it has reached.
    pub(super) fn all(&self) -> &[u32] {
        &self.reached
    }
}
