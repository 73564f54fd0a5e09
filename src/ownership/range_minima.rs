//! The least few of any span of a sequence.

/// A span of a sequence: from the first place up to the second, which is not part of it.
pub(super) type Span = (u32, u32);

/// The number of minima kept of a span.
pub(super) const FEW: usize = 9;

/// The least of a span, in their order; [`NO_PARTY`] where there are no more.
pub(super) type Few = [u32; FEW];

/// What no party's place is.
pub(super) const NO_PARTY: u32 = u32::MAX;

/// A sequence that can be asked for the least of a span: a tree over it in which each node knows the least of what is below.
#[derive(Debug)]
pub(super) struct RangeMinima {
    /// The leaves are the latter half; the node `n` is above `2n` and `2n + 1`.
    nodes: Vec<Few>,
}

impl RangeMinima {
    /// Returns that of a sequence of different numbers.
    pub(super) fn of(sequence: &[u32]) -> Self {
        let leaf = |one: &u32| {
            let mut few = [NO_PARTY; FEW];
            few[0] = *one;
            few
        };
        let mut nodes = vec![[NO_PARTY; FEW]; sequence.len()];
        nodes.extend(sequence.iter().map(leaf));
        for node in (1..sequence.len()).rev() {
            nodes[node] = merged(&nodes[2 * node], &nodes[2 * node + 1]);
        }
        Self { nodes }
    }

    /// Returns the least of a span.
    pub(super) fn within(&self, (from, to): Span) -> Few {
        let leaves = self.nodes.len() / 2;
        let (mut from, mut to) = (from as usize + leaves, to as usize + leaves);
        let mut few = [NO_PARTY; FEW];
        while from < to {
            if from % 2 == 1 {
                few = merged(&few, &self.nodes[from]);
                from += 1;
            }
            if to % 2 == 1 {
                to -= 1;
                few = merged(&few, &self.nodes[to]);
            }
            from /= 2;
            to /= 2;
        }
        few
    }
}

/// Returns the least of two, both in their order.
fn merged(a: &Few, b: &Few) -> Few {
    let (mut at, mut other) = (0, 0);
    std::array::from_fn(|_| {
        if a[at] <= b[other] {
            at += 1;
            a[at - 1]
        } else {
            other += 1;
            b[other - 1]
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_span_has_its_least() {
        for length in 1..40_u32 {
            let sequence: Vec<u32> = (0..length).map(|at| (at * 37 + 11) % 41).collect();
            let least = RangeMinima::of(&sequence);
            for from in 0..length {
                for to in from..=length {
                    let mut expected = sequence[from as usize..to as usize].to_vec();
                    expected.sort_unstable();
                    expected.resize(FEW.max(expected.len()), NO_PARTY);
                    assert_eq!(
                        least.within((from, to))[..],
                        expected[..FEW],
                        "{from}..{to} of {length}"
                    );
                }
            }
        }
    }
}
