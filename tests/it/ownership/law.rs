//! What is reckoned is what the plain reckoning gives, for any holdings.

use gazette::model::{
    ControlCriterion, Entry, EntryRef, OwnershipRule, Relation, RelationType, Share,
};
use gazette::ownership::{Conventions, Graph, ListParties, Percent, Regime, compute, compute_all};
use jiff::civil::date;
use proptest::prelude::*;
use proptest::sample::select;

use super::{columns, reference};

/// Shares that lie about the thresholds, alone and together.
const SHARES: &[&str] = &[
    "10", "20", "24.999999", "25", "25.000001", "30", "33.333333", "49.999999", "50", "50.000001", "60", "100", ">25", ">50", ">=50",
    "<50", "<=50", "<25", "25-50", "10-60", "unknown", "majority", "minority", "",
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
        .prop_map(|((holder, asset, kind), (share, votes, joint), (indirect, criterion))| Held {
            holder,
            asset,
            kind,
            share,
            votes,
            joint,
            indirect,
            criterion,
        })
}

/// Who is listed, and what is held.
fn lists() -> impl Strategy<Value = (Vec<bool>, Vec<Held>)> {
    (2_usize..28, 0.1..0.9).prop_flat_map(|(parties, listed)| {
        let designated = prop::collection::vec(prop::bool::weighted(listed), parties);
        (designated, prop::collection::vec(held(parties), 0..parties * 3))
    })
}

/// The parties under names whose order is that of their numbers.
fn entries(designated: &[bool], held: &[Held]) -> (Vec<Entry>, Vec<Entry>) {
    let entry = |at: usize| {
        let relations = held.iter().filter(|held| held.asset == at);
        Entry {
            id: format!("{at:02}"),
            relations: relations.map(|held| relation(held, designated)).collect(),
            ..Entry::default()
        }
    };
    let (listed, others): (Vec<usize>, Vec<usize>) = (0..designated.len()).partition(|at| designated[*at]);
    (listed.into_iter().map(entry).collect(), others.into_iter().map(entry).collect())
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

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
