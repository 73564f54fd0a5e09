//! `ownership`: who else is blocked because listed parties own or control it. Never mixed with the designations.
//!
//! Computed from what the edition itself states, under the rule that its list names for the day of the release; see
//! `docs/ownership.md`. A list without a rule, or without holdings, is published without this feed.

use std::io::{self, Write};

use crate::feed::carries::Carries;
use crate::feed::format::{FeedError, FileKind, Format};
use crate::feed::ownership::{Reckoned, in_order, write_ownership};
use crate::model::Edition;
use crate::ownership::{Assessment, Finding, Status, day_of, has_holdings};
use crate::wording::ownership::{arithmetic, chain_text, convention_text};

use super::csv::{BYTE_ORDER_MARK, Cell, table, text};

const JSON: FileKind = FileKind {
    name: "ownership.json",
    media_type: "application/json",
    about: "parties that are NOT listed and are blocked by the authority's ownership rule, with the reckoning",
};

const CSV: FileKind = FileKind {
    name: "ownership.csv",
    media_type: "text/csv; charset=utf-8; header=present",
    about: "the same for spreadsheets, one row a party",
};

/// See the module.
pub(super) struct Ownership;

impl Format for Ownership {
    fn name(&self) -> &'static str {
        "ownership"
    }

    fn about(&self) -> &'static str {
        "who else is blocked because listed parties own or control it; reckoned, not designated"
    }

    fn files(&self) -> &'static [FileKind] {
        &[JSON, CSV]
    }

    fn is_native(&self) -> bool {
        true
    }

    fn carries(&self) -> &'static Carries {
        &Carries::Derived("the parties that holdings of entries block, and nothing else of the entries")
    }

    fn applies_to(&self, edition: &Edition) -> bool {
        !edition.list.ownership.is_empty() && has_holdings(edition)
    }

    fn write(&self, file: &FileKind, edition: &Edition, out: &mut dyn Write) -> Result<(), FeedError> {
        let day = day_of(edition, None);
        let assessment = day.and_then(|day| Assessment::of_edition(edition, day));
        let computed = Reckoned {
            edition,
            assessment: assessment.as_ref(),
            only: None,
            with_not_blocked: false,
        };
        if file == &JSON {
            return Ok(write_ownership(&computed, out)?);
        }
        FeedError::require(self, file, &CSV)?;
        Ok(write_rows(&computed, out)?)
    }
}

/// A column of `ownership.csv`: its heading and its value.
type Column = (&'static str, fn(&Assessment, &Finding) -> Cell);

/// The columns in their order; new ones come at the end. `docs/feeds.md` describes them.
const COLUMNS: &[Column] = &[
    ("id", |assessment, finding| Cell::One(assessment.id(finding.party))),
    ("name", |assessment, finding| {
        Cell::One(assessment.name(finding.party).to_owned())
    }),
    ("status", |_, finding| Cell::One(finding.status.as_str().to_owned())),
    ("by", |_, finding| {
        Cell::One(if finding.by_control { "control" } else { "ownership" }.to_owned())
    }),
    ("share", |_, finding| {
        Cell::One(finding.sum().map_or_else(String::new, |sum| sum.total.to_string()))
    }),
    ("arithmetic", |assessment, finding| {
        Cell::One(arithmetic(assessment, finding))
    }),
    ("through_ids", |assessment, finding| {
        let through = assessment.through(finding.party);
        Cell::Values(through.iter().map(|root| assessment.id(*root)).collect())
    }),
    ("through_names", |assessment, finding| {
        let through = assessment.through(finding.party);
        Cell::Values(through.iter().map(|root| assessment.name(*root).to_owned()).collect())
    }),
    ("chains", |assessment, finding| {
        let chains = assessment.chains(finding.party);
        let texts = chains.iter().map(|chain| chain_text(assessment, chain, finding.party));
        Cell::Values(texts.collect())
    }),
    ("rule", |assessment, _| {
        Cell::One(assessment.regime.rule.as_str().to_owned())
    }),
    ("day", |assessment, _| Cell::One(assessment.day.to_string())),
    ("convention", |assessment, _| {
        Cell::One(convention_text(&assessment.regime).unwrap_or_default().to_owned())
    }),
];

fn write_rows(computed: &Reckoned<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(BYTE_ORDER_MARK.as_bytes())?;
    let mut rows = table(out);
    rows.write_record(COLUMNS.iter().map(|(heading, _)| *heading))?;
    for status in [Status::Blocked, Status::Possibly] {
        let row = |(assessment, finding)| -> Vec<String> {
            let cells = COLUMNS.iter().map(|(_, cell)| text(cell(assessment, finding)));
            cells.collect()
        };
        in_order(computed.found(status), row, |row| rows.write_record(row))?;
    }
    rows.flush()
}
