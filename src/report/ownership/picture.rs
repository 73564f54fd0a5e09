//! What a drawing shows: parties as boxes, holdings as arrows.

use std::collections::{BTreeMap, BTreeSet};

use crate::ownership::{Assessment, PartyIndex, Status};
use crate::wording::ownership::holding_text;

/// Boxes and arrows, both in the order of the parties' ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picture {
    /// What the whole shows.
    pub title: String,
    /// The boxes.
    pub nodes: Vec<Node>,
    /// The arrows.
    pub lines: Vec<Line>,
}

/// A party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its id, as the list names it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is designated or blocked.
    pub status: Status,
}

/// What one party holds of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The holder's place among the nodes.
    pub from: usize,
    /// That of what is held.
    pub to: usize,
    /// What is held, in few words.
    pub label: String,
    /// True where the rule makes nothing of it.
    pub is_faint: bool,
}

impl Picture {
    /// Returns the picture of one party: of one that is blocked, everything above it that has to do with it; of one that is
    /// listed, everything below it too. Without a party, everything that was found.
    pub fn of(assessment: &Assessment, party: Option<PartyIndex>) -> Self {
        let shown = match party {
            None => everything(assessment),
            Some(party) => {
                let mut shown = above(assessment, party);
                if assessment.status(party) != Status::NotBlocked {
                    shown.extend(below(assessment, party));
                }
                shown
            }
        };
        let subject = party.map_or_else(String::new, |party| format!("{}, ", assessment.name(party)));
        let rule = assessment.regime.rule.as_str();
        Self {
            title: format!("{subject}{}: rule {rule}, {}", assessment.list, assessment.day),
            nodes: shown.iter().map(|party| node(assessment, *party)).collect(),
            lines: lines(assessment, &shown),
        }
    }
}

fn node(assessment: &Assessment, party: PartyIndex) -> Node {
    Node {
        id: assessment.id(party),
        name: assessment.name(party).to_owned(),
        status: assessment.status(party),
    }
}

fn everything(assessment: &Assessment) -> BTreeSet<PartyIndex> {
    let found = assessment.findings.iter();
    found
        .flat_map(|finding| {
            let holders = finding.because.iter().map(|because| because.holder);
            holders.chain([finding.party])
        })
        .collect()
}

fn above(assessment: &Assessment, party: PartyIndex) -> BTreeSet<PartyIndex> {
    let mut seen = BTreeSet::from([party]);
    let mut open = vec![party];
    while let Some(at) = open.pop() {
        // What is above a listed party is another story, unless it is that party that is asked for.
        if at != party && assessment.status(at) == Status::Designated {
            continue;
        }
        let because = assessment.finding(at).map_or(&[][..], |finding| &finding.because);
        for holder in because.iter().map(|because| because.holder) {
            if seen.insert(holder) {
                open.push(holder);
            }
        }
    }
    seen
}

fn below(assessment: &Assessment, party: PartyIndex) -> BTreeSet<PartyIndex> {
    let mut seen = BTreeSet::from([party]);
    let mut open = vec![party];
    while let Some(at) = open.pop() {
        for asset in assessment.graph.held_by[at].iter().map(|holding| holding.asset) {
            if seen.insert(asset) && assessment.status(asset) != Status::NotBlocked {
                open.push(asset);
            }
        }
    }
    let holders = |asset: &PartyIndex| {
        let because = assessment.finding(*asset).map_or(&[][..], |finding| &finding.because);
        because.iter().map(|because| because.holder)
    };
    let others: Vec<PartyIndex> = seen
        .iter()
        .filter(|asset| assessment.status(**asset).is_blocked())
        .flat_map(holders)
        .collect();
    seen.extend(others);
    seen
}

fn lines(assessment: &Assessment, shown: &BTreeSet<PartyIndex>) -> Vec<Line> {
    let places: BTreeMap<PartyIndex, usize> = shown.iter().enumerate().map(|(at, party)| (*party, at)).collect();
    let mut lines: Vec<Line> = Vec::new();
    for (holder, from) in &places {
        for holding in &assessment.graph.held_by[*holder] {
            let Some(to) = places.get(&holding.asset) else {
                continue;
            };
            let label = holding_text(&holding.kind);
            let is_faint = !assessment.regime.regards(&holding.kind);
            match lines.last_mut() {
                // Several holdings of one holder are one arrow.
                Some(last) if last.from == *from && last.to == *to => {
                    last.label = format!("{} + {label}", last.label);
                    last.is_faint &= is_faint;
                }
                _ => lines.push(Line {
                    from: *from,
                    to: *to,
                    label,
                    is_faint,
                }),
            }
        }
    }
    lines
}
