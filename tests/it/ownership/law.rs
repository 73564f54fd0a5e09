//! What is reckoned is what the plain reckoning gives, for any holdings.

use std::sync::Arc;

use gazette::model::{ControlCriterion, Entry, EntryRef, OwnershipRule, Percent, Relation, RelationType, Share};
use gazette::ownership::{Conventions, Graph, ListParties, PartyId, Regime, compute, compute_all};
use jiff::civil::date;
use proptest::prelude::*;
use proptest::sample::select;

use super::plain_graph::PlainGraph;
use super::{columns, reference};

/// Shares that lie about the thresholds, alone and together.
const SHARES: &[&str] = &[
    "10",
    "20",
    "24.999999",
    "25",
    "25.000001",
    "30",
    "33.333333",
    "49.999999",
    "50",
    "50.000001",
    "60",
    "100",
    ">25",
    ">50",
    ">=50",
    "<50",
    "<=50",
    "<25",
    "25-50",
    "10-60",
    "unknown",
    "majority",
    "minority",
    "",
];

#[derive(Debug, Clone)]
struct Held {
    holder: usize,
    asset: usize,
    kind: RelationType,
    share: &'static str,
    votes: Option<&'static str>,
    joint: Option<&'static str>,
    indirect: bool,
    criterion: ControlCriterion,
}

fn held(parties: usize) -> impl Strategy<Value = Held> {
    let kinds = vec![
        RelationType::OwnedBy,
        RelationType::OwnedBy,
        RelationType::OwnedBy,
        RelationType::OwnedBy,
        RelationType::OwnedBy,
        RelationType::OwnedBy,
        RelationType::ControlledBy,
        RelationType::OwnedOrControlledBy,
    ];
    let criteria = vec![
        ControlCriterion::default(),
        ControlCriterion::MajorityOwnership,
        ControlCriterion::BoardMajority,
    ];
    let seldom = |values: &'static [&'static str]| prop::option::weighted(0.2, select(values));
    (
        (0..parties, 0..parties, select(kinds)),
        (select(SHARES), seldom(SHARES), seldom(&["j", "k"])),
        (prop::bool::weighted(0.1), select(criteria)),
    )
        .prop_map(
            |((holder, asset, kind), (share, votes, joint), (indirect, criterion))| Held {
                holder,
                asset,
                kind,
                share,
                votes,
                joint,
                indirect,
                criterion,
            },
        )
}

/// Who is listed, and what is held.
fn lists() -> impl Strategy<Value = (Vec<bool>, Vec<Held>)> {
    (2_usize..28, 0.1..0.9).prop_flat_map(|(parties, listed)| {
        let designated = prop::collection::vec(prop::bool::weighted(listed), parties);
        (designated, prop::collection::vec(held(parties), 0..parties * 3))
    })
}

/// The parties under names whose order is that of their numbers.
fn entries(designated: &[bool], held: &[Held]) -> (Vec<Arc<Entry>>, Vec<Arc<Entry>>) {
    let entry = |at: usize| {
        let relations = held.iter().filter(|held| held.asset == at);
        Arc::new(Entry {
            id: format!("{at:02}"),
            relations: relations.map(|held| relation(held, designated)).collect(),
            ..Entry::default()
        })
    };
    let (listed, others): (Vec<usize>, Vec<usize>) = (0..designated.len()).partition(|at| designated[*at]);
    (
        listed.into_iter().map(entry).collect(),
        others.into_iter().map(entry).collect(),
    )
}

fn relation(held: &Held, designated: &[bool]) -> Relation {
    let folder = if designated[held.holder] { "" } else { "parties/" };
    let share = |text: &str| Some(Share::from(text)).filter(|_| !text.is_empty());
    Relation {
        kind: held.kind.clone(),
        to: Some(EntryRef::new(format!("{folder}{:02}", held.holder))),
        share: share(held.share),
        votes: held.votes.and_then(share),
        joint: held.joint.map(str::to_owned),
        indirect: held.indirect,
        criterion: held.criterion.clone(),
        ..Relation::default()
    }
}

/// Every rule as it stood at any time, and what no authority has yet: each holder alone, for whom the half is enough.
fn regimes() -> Vec<Regime> {
    let known = columns().map(|(rule, day)| Regime::at(&rule, day).expect("the rule is known"));
    let mut regimes = Vec::from(known);
    for counts_control in [false, true] {
        regimes.push(Regime {
            rule: OwnershipRule::Uk,
            threshold: Percent::whole(50),
            reached_is_enough: true,
            aggregates: false,
            counts_control,
            conventions: Conventions::None,
        });
    }
    regimes
}

/// A list: its id, its entries, its parties.
type Part = (&'static str, Vec<Arc<Entry>>, Vec<Arc<Entry>>);

/// Two lists that tell of each other: the parties below the middle are the first's. What the second tells of, it tells of from the
/// holder's side, and what stands in `same` is one party.
fn two_lists(designated: &[bool], held: &[Held], same: &[(usize, usize)]) -> [Part; 2] {
    let middle = designated.len() / 2;
    let list_of = |at: usize| if at < middle { "a" } else { "b" };
    let bare = |at: usize| format!("{}{at:02}", if designated[at] { "" } else { "parties/" });
    let reference = |from: usize, to: usize| match list_of(from) == list_of(to) {
        true => EntryRef::new(bare(to)),
        false => EntryRef::new(format!("{}/{}", list_of(to), bare(to))),
    };
    let entry = |at: usize| {
        let owned = held
            .iter()
            .filter(|held| held.asset == at && (at < middle || held.indirect));
        let owned = owned.map(|held| Relation {
            to: Some(reference(at, held.holder)),
            ..relation(held, designated)
        });
        let owns = held
            .iter()
            .filter(|held| held.holder == at && (held.asset >= middle || held.indirect));
        let owns = owns.map(|held| Relation {
            kind: match held.kind {
                RelationType::OwnedBy => RelationType::Owns,
                _ => RelationType::Controls,
            },
            to: Some(reference(at, held.asset)),
            ..relation(held, designated)
        });
        let same = same.iter().filter(|(one, _)| *one == at).map(|(_, other)| Relation {
            kind: RelationType::SameAs,
            to: Some(reference(at, *other)),
            ..Relation::default()
        });
        Arc::new(Entry {
            id: format!("{at:02}"),
            relations: owned.chain(owns).chain(same).collect(),
            ..Entry::default()
        })
    };
    let part = |list: &'static str| {
        let of_list = || (0..designated.len()).filter(move |at| list_of(*at) == list);
        let listed = of_list().filter(|at| designated[*at]).map(entry).collect();
        (
            list,
            listed,
            of_list().filter(|at| !designated[*at]).map(entry).collect(),
        )
    };
    [part("a"), part("b")]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_graph_is_what_the_plain_graph_is(
        (designated, held) in lists(),
        same in prop::collection::vec((0_usize..28, 0_usize..28), 0..6),
    ) {
        let same: Vec<_> = same.into_iter().filter(|(a, b)| *a.max(b) < designated.len()).collect();
        let parts = two_lists(&designated, &held, &same);
        let lists = parts.each_ref().map(|(list, entries, parties)| ListParties { list, entries, parties });
        let day = date(2024, 12, 1);
        let (graph, plain) = (Graph::at(day, &lists), PlainGraph::at(day, &lists));
        prop_assert_eq!(&graph.parties, &plain.parties);
        prop_assert_eq!(&graph.names, &plain.names);
        prop_assert_eq!(&graph.designated, &plain.designated);
        prop_assert_eq!(&graph.held_by, &plain.held_by);
        for (list, entries, parties) in &parts {
            let listed = entries.iter().map(|entry| entry.id.clone());
            for id in listed.chain(parties.iter().map(|party| format!("parties/{}", party.id))) {
                let id = PartyId { list: (*list).to_owned(), id };
                prop_assert!(graph.find(&id).is_some());
                prop_assert_eq!(graph.find(&id), plain.find(&id));
            }
        }
    }

    #[test]
    fn what_is_reckoned_is_what_the_plain_reckoning_gives((designated, held) in lists()) {
        let (entries, parties) = entries(&designated, &held);
        let lists = [ListParties { list: "l", entries: &entries, parties: &parties }];
        let graph = Graph::at(date(2024, 12, 1), &lists);
        for regime in regimes() {
            let plain = reference::compute_all(&graph, "l", &regime);
            let found = compute_all(&graph, "l", &regime);
            prop_assert_eq!(&found, &plain, "{:?}", regime);
            let blocked: Vec<_> = plain.into_iter().filter(|finding| finding.status.is_blocked()).collect();
            prop_assert_eq!(compute(&graph, "l", &regime), blocked);
        }
    }
}
