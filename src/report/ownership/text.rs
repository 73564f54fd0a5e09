//! Who else is blocked, as text for a terminal.

use std::convert::Infallible;
use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use crate::feed::ownership::{Reckoned, in_order};
use crate::ownership::{Assessment, Finding, HoldingKind, PartyIndex, Status};
use crate::wording::ownership::{arithmetic, chain_text, convention_text, holding_text, rule_text};

/// Returns what is found of a list as text, ending in a line end; nothing where no rule is named.
pub fn text(reckoned: &Reckoned<'_>, color: bool) -> String {
    let mut out = String::new();
    let Some(assessment) = reckoned.assessment else {
        return out;
    };
    let page = Page { color };
    let regime = &assessment.regime;
    let heading = format!(
        "{}: rule {} as of {}: {}",
        assessment.list,
        regime.rule.as_str(),
        assessment.day,
        rule_text(regime)
    );
    line(&mut out, 0, &page.styled(Style::new().bold(), &heading));
    if let Some(convention) = convention_text(regime) {
        line(&mut out, 1, &format!("({convention})"));
    }
    let mut is_empty = true;
    for (status, color) in [
        (Status::Blocked, AnsiColor::Red),
        (Status::Possibly, AnsiColor::Yellow),
        (Status::NotBlocked, AnsiColor::Green),
    ] {
        let mut found = reckoned.found(status).peekable();
        if found.peek().is_some() {
            line(&mut out, 0, &page.styled(color.on_default().bold(), status.as_str()));
            is_empty = false;
        }
        in_order(
            found,
            |(assessment, finding)| page.party(assessment, finding),
            |shown| {
                out.push_str(&shown);
                Ok::<(), Infallible>(())
            },
        )
        .unwrap_or_else(|never| match never {});
    }
    for party in reckoned.only.unwrap_or_default() {
        if assessment.status(*party) == Status::Designated {
            page.listed(&mut out, assessment, *party);
            is_empty = false;
        } else if assessment.finding(*party).is_none() {
            let name = assessment.name(*party);
            let id = assessment.id(*party);
            line(
                &mut out,
                1,
                &format!("{id} {name}: not blocked; no blocked party holds anything of it"),
            );
            is_empty = false;
        }
    }
    if is_empty && reckoned.only.is_none() {
        line(
            &mut out,
            1,
            "no one beside the listed parties is blocked, as far as the list itself shows",
        );
    }
    page.among_listed(&mut out, reckoned);
    out
}

struct Page {
    color: bool,
}

impl Page {
    fn styled(&self, style: Style, text: &str) -> String {
        if self.color {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    fn party(&self, assessment: &Assessment, finding: &Finding) -> String {
        let mut out = String::new();
        let party = finding.party;
        let name = self.styled(Style::new().bold(), assessment.name(party));
        line(&mut out, 1, &format!("{} {name}", assessment.id(party)));
        line(&mut out, 2, &arithmetic(assessment, finding));
        if finding.status.is_blocked() {
            for chain in assessment.chains(party) {
                line(&mut out, 2, &chain_text(assessment, &chain, party));
            }
        }
        out
    }

    /// What listed parties hold of each other: their listing blocks them, whatever the rule.
    fn among_listed(&self, out: &mut String, reckoned: &Reckoned<'_>) {
        let mut among = reckoned.found(Status::Designated).peekable();
        if reckoned.only.is_some() || among.peek().is_none() {
            return;
        }
        let heading = "between listed parties, blocked by their listing";
        line(out, 0, &self.styled(Style::new().bold(), heading));
        for (assessment, finding) in among {
            let (id, name) = (assessment.id(finding.party), assessment.name(finding.party));
            line(out, 1, &format!("{id} {name}: {}", arithmetic(assessment, finding)));
        }
    }

    /// A listed party, and whom the rule blocks through it.
    fn listed(&self, out: &mut String, assessment: &Assessment, party: PartyIndex) {
        let name = self.styled(Style::new().bold(), assessment.name(party));
        line(out, 1, &format!("{} {name}: listed", assessment.id(party)));
        let held_with = assessment.finding(party).map_or(&[][..], |finding| &finding.because);
        for because in held_with {
            let word = match because.kind {
                HoldingKind::Ownership { .. } => "owned",
                _ => "held",
            };
            let (holder, how) = (assessment.name(because.holder), holding_text(&because.kind));
            let status = match because.status {
                Status::Designated => "listed",
                status => status.as_str(),
            };
            line(out, 2, &format!("{word} by {holder} ({status}): {how}"));
        }
        for finding in assessment.blocked() {
            for chain in assessment.chains(finding.party) {
                if chain.first().is_some_and(|step| step.holder == party) {
                    let status = finding.status.as_str();
                    line(
                        out,
                        2,
                        &format!("{status}: {}", chain_text(assessment, &chain, finding.party)),
                    );
                }
            }
        }
        for holding in &assessment.graph.held_by[party] {
            let (asset, status) = (holding.asset, assessment.status(holding.asset));
            let state = match status {
                Status::Designated => "listed itself",
                Status::NotBlocked => "not blocked",
                Status::Blocked | Status::Possibly => continue,
            };
            let (name, how) = (assessment.name(asset), holding_text(&holding.kind));
            line(out, 2, &format!("holds {name} ({state}): {how}"));
        }
    }
}

fn line(out: &mut String, level: usize, text: &str) {
    writeln!(out, "{}{text}", "  ".repeat(level)).expect("a String takes every text");
}
