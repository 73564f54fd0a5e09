//! Ownership in words: the rule, the sums, the chains.

use crate::diff::{ChangeSet, Summary};
use crate::model::ControlCriterion;
use crate::ownership::{
    Assessment, Consequence, ConsequenceKind, Conventions, Finding, HoldingKind, Measure, PartyIndex, Regime, Status,
    Step, Sum, Term,
};

use super::{counted, counts};

/// Returns a rule in a sentence without its end: `50 % or more, the shares of all blocked holders added up; …`.
pub fn rule_text(regime: &Regime) -> String {
    let enough = match regime.reached_is_enough {
        true => format!("{} % or more", regime.threshold),
        false => format!("more than {} %", regime.threshold),
    };
    let added_up = match regime.aggregates {
        true => "the shares of all blocked holders added up",
        false => "each blocked holder alone, joint arrangements in full",
    };
    let control = match regime.counts_control {
        true => "or control",
        false => "ownership alone, control does not count",
    };
    format!("{enough}, {added_up}; {control}")
}

/// Returns what is decided here because the authority publishes no arithmetic for it.
pub fn convention_text(regime: &Regime) -> Option<&'static str> {
    match regime.conventions {
        Conventions::None => None,
        Conventions::Cascade => Some(
            "convention of gazette: the authority publishes no arithmetic for chains of holdings; here every blocked holder counts \
             with the whole share that it holds itself",
        ),
    }
}

/// Returns why a party is blocked, or why it is not, in one line: `60 % = 35 % A (listed) + 25 % B (blocked through A)`.
pub fn arithmetic(assessment: &Assessment, finding: &Finding) -> String {
    let mut parts: Vec<String> = match finding.sum() {
        Some(sum) if sum.is_met => vec![sum_text(assessment, sum)],
        _ => finding.sums.iter().map(|sum| sum_text(assessment, sum)).collect(),
    };
    let controls: Vec<String> = finding
        .because
        .iter()
        .filter_map(|because| {
            let kind = match &because.kind {
                HoldingKind::Ownership { .. } => return None,
                kind => kind,
            };
            let how = if *kind == HoldingKind::Either {
                "owned or controlled"
            } else {
                "controlled"
            };
            let by = bearing(assessment, because.holder, because.status);
            let criterion = criterion(kind).map_or_else(String::new, |words| format!(", {words}"));
            let counts = if assessment.regime.regards(kind) {
                ""
            } else {
                " (does not count)"
            };
            Some(format!("{how} by {by}{criterion}{counts}"))
        })
        .collect();
    if finding.by_control {
        parts.splice(0..0, controls);
    } else {
        parts.extend(controls);
    }
    parts.join("; ")
}

/// Returns a sum with its terms: `60 % = 35 % A (listed) + 25 % B (blocked through A)`.
pub fn sum_text(assessment: &Assessment, sum: &Sum) -> String {
    let terms: Vec<String> = sum.terms.iter().map(|term| term_text(assessment, term)).collect();
    let of = if sum.measure == Measure::Votes {
        " of the votes"
    } else {
        ""
    };
    format!("{}{of} = {}", sum.total, terms.join(" + "))
}

fn term_text(assessment: &Assessment, term: &Term) -> String {
    let mut text = format!("{} {}", term.share, bearing(assessment, term.holder, term.status));
    if term.joint.is_some() {
        text.push_str(" under a joint arrangement");
    }
    if term.overlaps {
        text.push_str(" indirectly, which another share may contain");
    }
    text
}

/// Returns a holder with what makes it count: `A (listed)`, `B (blocked through A)`.
fn bearing(assessment: &Assessment, holder: PartyIndex, status: Status) -> String {
    let name = assessment.name(holder);
    match status {
        Status::Designated => format!("{name} (listed)"),
        Status::NotBlocked => format!("{name} (not blocked)"),
        Status::Blocked | Status::Possibly => {
            format!(
                "{name} ({} through {})",
                status.as_str(),
                through_text(assessment, holder)
            )
        }
    }
}

/// Returns the designated parties through which a party is blocked: `A and B`, `A, B, C and 4 more`.
pub fn through_text(assessment: &Assessment, party: PartyIndex) -> String {
    /// More names than this bury the sum that they are in.
    const MOST: usize = 3;
    let through = assessment.through(party);
    let names: Vec<&str> = through.iter().take(MOST).map(|root| assessment.name(*root)).collect();
    match (names.split_last(), through.len().saturating_sub(MOST)) {
        (None, _) => "others".to_owned(),
        (_, more @ 1..) => format!("{} and {more} more", names.join(", ")),
        (Some((last, [])), 0) => (*last).to_owned(),
        (Some((last, rest)), 0) => format!("{} and {last}", rest.join(", ")),
    }
}

/// Returns a chain: `A -[60 %]-> H -[control]-> E`.
pub fn chain_text(assessment: &Assessment, chain: &[Step], party: PartyIndex) -> String {
    let steps: String = chain
        .iter()
        .map(|step| format!("{} -[{}]-> ", assessment.name(step.holder), holding_text(&step.kind)))
        .collect();
    format!("{steps}{}", assessment.name(party))
}

/// Returns a holding in few words: `60 %`, `control, board majority`.
pub fn holding_text(kind: &HoldingKind) -> String {
    match kind {
        HoldingKind::Ownership { share, votes, .. } if share == votes => share.to_string(),
        HoldingKind::Ownership { share, votes, .. } => format!("{share}, {votes} of the votes"),
        HoldingKind::Control { .. } => {
            criterion(kind).map_or_else(|| "control".to_owned(), |words| format!("control, {words}"))
        }
        HoldingKind::Either => "ownership or control".to_owned(),
    }
}

fn criterion(kind: &HoldingKind) -> Option<String> {
    match kind {
        HoldingKind::Control { criterion } if !criterion.as_str().is_empty() => match criterion {
            ControlCriterion::Another => None,
            criterion => Some(criterion.as_str().replace('-', " ")),
        },
        _ => None,
    }
}

/// Returns what happens to a party, in words: `becomes blocked through A`.
pub fn consequence_text(consequence: &Consequence<'_>) -> String {
    let through = |side: Option<(&Assessment, PartyIndex)>| {
        side.map_or_else(String::new, |(assessment, party)| through_text(assessment, party))
    };
    match consequence.kind {
        ConsequenceKind::BecomesBlocked => format!("becomes blocked through {}", through(consequence.new)),
        ConsequenceKind::BecomesPossiblyBlocked => {
            format!("becomes possibly blocked through {}", through(consequence.new))
        }
        ConsequenceKind::RemainsBlocked => {
            let status = status_of(consequence.new).unwrap_or(Status::Blocked);
            let still = if status == Status::Possibly {
                "possibly blocked"
            } else {
                "blocked"
            };
            format!(
                "is no longer listed and remains {still} through {}",
                through(consequence.new)
            )
        }
        ConsequenceKind::NoLongerBlocked => {
            let was = status_of(consequence.old).unwrap_or(Status::Blocked);
            format!("is no longer {} through {}", was.as_str(), through(consequence.old))
        }
    }
}

/// Returns the mark of what happens to a party: `+` where it becomes blocked, `-` where it ceases to be, `~` for the rest.
pub fn consequence_mark(consequence: &Consequence<'_>) -> char {
    match consequence.kind {
        ConsequenceKind::BecomesBlocked => '+',
        ConsequenceKind::NoLongerBlocked => '-',
        ConsequenceKind::BecomesPossiblyBlocked | ConsequenceKind::RemainsBlocked => '~',
    }
}

/// The heading of the consequences of a release.
pub const CONSEQUENCES: &str = "Consequences for parties that are not listed (computed from ownership and control)";

fn status_of(side: Option<(&Assessment, PartyIndex)>) -> Option<Status> {
    side.map(|(assessment, party)| assessment.status(party))
}

/// Returns the sum that makes it so; for a party that is no longer blocked the one that did, and what has become of it.
pub fn consequence_arithmetic(consequence: &Consequence<'_>) -> String {
    let sum = |side: Option<(&Assessment, PartyIndex)>| {
        let text = side.and_then(|(assessment, party)| Some(arithmetic(assessment, assessment.finding(party)?)));
        text.unwrap_or_default()
    };
    match (consequence.kind, sum(consequence.old), sum(consequence.new)) {
        (ConsequenceKind::NoLongerBlocked, old, new) if new.is_empty() => format!("was {old}"),
        (ConsequenceKind::NoLongerBlocked, old, new) => format!("was {old}; is {new}"),
        (_, _, new) => new,
    }
}

/// Returns the counts of a change set in words, with how many parties are concerned that are not listed.
pub fn counts_with(changes: &ChangeSet, consequences: usize) -> String {
    with_concerned(counts(changes), consequences)
}

/// Returns the same without how many parties changed that are not listed, which a notice leaves out.
pub fn counts_of_notice(changes: &ChangeSet, consequences: usize) -> String {
    let summary = Summary {
        parties: 0,
        ..changes.summary()
    };
    let only_parties = changes.changes.is_empty() && changes.list.is_empty() && changes.renames.is_empty();
    let counts = match only_parties {
        true => "no entry changed".to_owned(),
        false => counted(&summary),
    };
    with_concerned(counts, consequences)
}

fn with_concerned(counts: String, consequences: usize) -> String {
    match consequences {
        0 => counts,
        1 => format!("{counts}, 1 unlisted party concerned"),
        many => format!("{counts}, {many} unlisted parties concerned"),
    }
}
