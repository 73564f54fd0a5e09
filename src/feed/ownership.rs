//! Who else is blocked, as JSON: the shape that the feed `ownership` and `gazette ownership --format json` share.
//!
//! What is written is computed, not designated: the document is never a form of the list, and the parties that a rule may or may
//! not block are apart from those that it does.

use std::collections::BTreeMap;
use std::io::{self, Write};

use rayon::prelude::*;
use serde::Serialize;

use crate::data::Node;
use crate::model::record::{Field, Form};
use crate::model::{Bound, Stake};
use crate::model::{Edition, Entry};
use crate::ownership::{Assessment, Finding, HoldingKind, Measure, PartyIndex, Regime, Status};
use crate::wording::ownership::{arithmetic, chain_text, convention_text, holding_text, rule_text};

use super::native::{ReleaseFacts, VERSION, write_json};

/// What every reader must know.
pub const CAUTION: &str = "Reckoned by gazette from the ownership and control that the list itself states, under the authority's \
                           rule. None of these parties is designated; parties that the list does not know are not told of.";

#[derive(Serialize)]
struct RuleWire<'a> {
    id: &'a str,
    says: String,
    threshold: String,
    threshold_is_enough: bool,
    adds_up: bool,
    counts_control: bool,
    convention: Option<&'static str>,
}

#[derive(Serialize)]
struct CountsWire {
    blocked: usize,
    possibly_blocked: usize,
}

#[derive(Serialize)]
struct PartyWire<'a> {
    id: String,
    name: &'a str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'static str>,
    arithmetic: String,
    sums: Vec<SumWire<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    control: Vec<ControlWire<'a>>,
    through: Vec<NamedWire<'a>>,
    chains: Vec<ChainWire<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<Node>,
}

#[derive(Serialize)]
struct NamedWire<'a> {
    id: String,
    name: &'a str,
}

#[derive(Serialize)]
struct SumWire<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    alone: Option<String>,
    of: &'static str,
    enough: bool,
    total: StakeWire,
    terms: Vec<TermWire<'a>>,
}

#[derive(Serialize)]
struct TermWire<'a> {
    id: String,
    name: &'a str,
    status: &'static str,
    share: StakeWire,
    #[serde(skip_serializing_if = "Option::is_none")]
    joint: Option<&'a str>,
    #[serde(skip_serializing_if = "is_false")]
    overlaps: bool,
}

/// A share: at least so much percent, at most so much; `above` and `below` where the end itself is not reached.
#[derive(Serialize)]
struct StakeWire {
    text: String,
    low: String,
    high: String,
    #[serde(skip_serializing_if = "is_false")]
    above: bool,
    #[serde(skip_serializing_if = "is_false")]
    below: bool,
}

#[derive(Serialize)]
struct ControlWire<'a> {
    id: String,
    name: &'a str,
    status: &'static str,
    how: String,
}

#[derive(Serialize)]
struct ChainWire<'a> {
    text: String,
    steps: Vec<StepWire<'a>>,
}

#[derive(Serialize)]
struct StepWire<'a> {
    id: String,
    name: &'a str,
    holds: String,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands references")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// What is written of one list.
#[derive(Debug, Clone, Copy)]
pub struct Reckoned<'a> {
    /// The list at the point that is looked at.
    pub edition: &'a Edition,
    /// The assessment; `None` if no rule is named.
    pub assessment: Option<&'a Assessment>,
    /// The parties of interest; all where there is nothing.
    pub only: Option<&'a [PartyIndex]>,
    /// True to write also parties that are not blocked although blocked ones hold something of them.
    pub with_not_blocked: bool,
}

/// Writes the document of one list, a party a line, ending in a line end.
///
/// # Errors
///
/// Fails where `out` does.
pub fn write_ownership(computed: &Reckoned<'_>, out: &mut dyn Write) -> io::Result<()> {
    let records = records(computed.edition);
    member(out, "{\n", "format", &"gazette.ownership")?;
    member(out, ",\n", "version", &VERSION)?;
    member(out, ",\n", "list_id", &computed.edition.list_id)?;
    let release = computed.edition.release.as_ref().map(ReleaseFacts::from);
    member(out, ",\n", "release", &release)?;
    member(
        out,
        ",\n",
        "day",
        &computed.assessment.map(|assessment| assessment.day.to_string()),
    )?;
    member(
        out,
        ",\n",
        "rule",
        &computed.assessment.map(|assessment| rule_wire(&assessment.regime)),
    )?;
    member(out, ",\n", "caution", &CAUTION)?;
    let counts = CountsWire {
        blocked: computed.found(Status::Blocked).count(),
        possibly_blocked: computed.found(Status::Possibly).count(),
    };
    member(out, ",\n", "counts", &counts)?;
    let mut rows = vec![("blocked", Status::Blocked), ("possibly_blocked", Status::Possibly)];
    if computed.with_not_blocked {
        rows.push(("not_blocked", Status::NotBlocked));
    }
    for (name, status) in rows {
        write!(out, ",\n\"{name}\":[")?;
        let mut before = "\n";
        let line = |(assessment, finding)| {
            let mut line = Vec::new();
            write_json(&party_wire(assessment, finding, &records), &mut line).map(|()| line)
        };
        in_order(computed.found(status), line, |line| {
            out.write_all(std::mem::replace(&mut before, ",\n").as_bytes())?;
            out.write_all(&line?)
        })?;
        out.write_all(b"]")?;
    }
    out.write_all(b"\n}\n")
}

/// Makes something of each of many findings, with every core, and hands it on in their order.
///
/// # Errors
///
/// Fails where `hand_on` does, and stops there.
pub fn in_order<'a, T: Send, E>(
    mut found: impl Iterator<Item = (&'a Assessment, &'a Finding)>,
    make: impl Fn((&'a Assessment, &'a Finding)) -> T + Sync,
    mut hand_on: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    /// So many are held in memory at once: enough for every core, and far from all.
    const PART: usize = 1_024;
    loop {
        let part: Vec<_> = found.by_ref().take(PART).collect();
        if part.is_empty() {
            return Ok(());
        }
        let made: Vec<T> = part.into_par_iter().map(&make).collect();
        made.into_iter().try_for_each(&mut hand_on)?;
    }
}

impl<'a> Reckoned<'a> {
    /// Returns what is found of the parties of a status, in the order of their ids.
    pub fn found(&self, status: Status) -> impl Iterator<Item = (&'a Assessment, &'a Finding)> {
        let only = self.only;
        let findings = self
            .assessment
            .into_iter()
            .flat_map(|assessment| assessment.findings.iter().map(move |finding| (assessment, finding)));
        findings
            .filter(move |(_, finding)| finding.status == status)
            .filter(move |(_, finding)| only.is_none_or(|only| only.contains(&finding.party)))
    }
}

fn member<T: Serialize>(out: &mut dyn Write, before: &str, name: &str, value: &T) -> io::Result<()> {
    write!(out, "{before}\"{name}\":")?;
    write_json(value, out)
}

/// Returns the parties and entries of an edition under the ids by which findings name them.
fn records(edition: &Edition) -> BTreeMap<String, &Entry> {
    let parties = edition
        .parties
        .iter()
        .map(|party| (format!("parties/{}", party.id), &**party));
    let entries = edition.entries.iter().map(|entry| (entry.id.clone(), &**entry));
    parties.chain(entries).collect()
}

fn rule_wire(regime: &Regime) -> RuleWire<'_> {
    RuleWire {
        id: regime.rule.as_str(),
        says: rule_text(regime),
        threshold: regime.threshold.to_string(),
        threshold_is_enough: regime.reached_is_enough,
        adds_up: regime.aggregates,
        counts_control: regime.counts_control,
        convention: convention_text(regime),
    }
}

fn party_wire<'a>(
    assessment: &'a Assessment,
    finding: &'a Finding,
    records: &BTreeMap<String, &Entry>,
) -> PartyWire<'a> {
    let id = assessment.id(finding.party);
    let named = |party: PartyIndex| NamedWire {
        id: assessment.id(party),
        name: assessment.name(party),
    };
    let by = match finding.by_control {
        true => "control",
        false => "ownership",
    };
    PartyWire {
        name: assessment.name(finding.party),
        status: finding.status.as_str(),
        by: finding.status.is_blocked().then_some(by),
        arithmetic: arithmetic(assessment, finding),
        sums: sums(assessment, finding),
        control: control(assessment, finding),
        through: assessment
            .through(finding.party)
            .iter()
            .map(|root| named(*root))
            .collect(),
        chains: chains(assessment, finding.party),
        record: records.get(&id).and_then(|entry| entry.node(Form::Long)),
        id,
    }
}

fn sums<'a>(assessment: &'a Assessment, finding: &'a Finding) -> Vec<SumWire<'a>> {
    let sums = finding.sums.iter().map(|sum| SumWire {
        alone: sum.root.map(|root| assessment.id(root)),
        of: if sum.measure == Measure::Votes {
            "votes"
        } else {
            "capital"
        },
        enough: sum.is_met,
        total: stake(sum.total),
        terms: sum
            .terms
            .iter()
            .map(|term| TermWire {
                id: assessment.id(term.holder),
                name: assessment.name(term.holder),
                status: term.status.as_str(),
                share: stake(term.share),
                joint: term.joint.as_deref(),
                overlaps: term.overlaps,
            })
            .collect(),
    });
    sums.collect()
}

fn stake(stake: Stake) -> StakeWire {
    let percent = |bound: Bound| bound.percent.to_string();
    StakeWire {
        text: stake.to_string(),
        low: percent(stake.low),
        high: percent(stake.high),
        above: stake.low.open,
        below: stake.high.open,
    }
}

fn control<'a>(assessment: &'a Assessment, finding: &'a Finding) -> Vec<ControlWire<'a>> {
    let controls = finding
        .because
        .iter()
        .filter(|because| !matches!(because.kind, HoldingKind::Ownership { .. }));
    controls
        .map(|because| ControlWire {
            id: assessment.id(because.holder),
            name: assessment.name(because.holder),
            status: because.status.as_str(),
            how: holding_text(&because.kind),
        })
        .collect()
}

fn chains(assessment: &Assessment, party: PartyIndex) -> Vec<ChainWire<'_>> {
    let chains = assessment.chains(party).into_iter().map(|chain| ChainWire {
        text: chain_text(assessment, &chain, party),
        steps: chain
            .iter()
            .map(|step| StepWire {
                id: assessment.id(step.holder),
                name: assessment.name(step.holder),
                holds: holding_text(&step.kind),
            })
            .collect(),
    });
    chains.collect()
}
