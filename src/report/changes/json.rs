//! Changes as JSON: one document, or a line a change. The shapes are written down in `schemas/changes.schema.json`, which
//! [`super::schema`] makes.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::data::Node;
use crate::diff::{Change, ChangeSet, FieldChange, Group, Link, Rename, Summary};
use crate::model::record::{Field, Form};
use crate::ownership::{Assessment, Consequence, PartyIndex};
use crate::wording::ownership::{arithmetic, chain_text};

use super::ListChanges;

/// The version of the shape; it only grows within one number.
pub(super) const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    summary: Counts,
    rescreen: bool,
    lists: Vec<ListWire<'a>>,
}

#[derive(Serialize)]
struct Counts {
    added: usize,
    removed: usize,
    amended: usize,
}

#[derive(Serialize)]
struct ListWire<'a> {
    list: &'a str,
    title: &'a str,
    from: &'a str,
    to: &'a str,
    summary: Counts,
    rescreen: bool,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    reasons: BTreeMap<&'a str, usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    renames: Vec<RenameWire<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    settings: Vec<FieldWire<'a>>,
    changes: Vec<ChangeWire<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<LinkWire<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<GroupWire>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parties: Vec<ChangeWire<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    consequences: Vec<ConsequenceWire>,
}

/// What happens to a party that is not listed; `id`, `change`, `name`, `class` and `rescreen` as a changed entry has them.
#[derive(Serialize)]
struct ConsequenceWire {
    id: String,
    change: &'static str,
    name: String,
    class: &'static str,
    rescreen: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<StateWire>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<StateWire>,
}

/// The status of a party on one side.
#[derive(Serialize)]
struct StateWire {
    status: &'static str,
    rule: String,
    day: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    arithmetic: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    through: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    chains: Vec<String>,
}

#[derive(Serialize)]
struct RenameWire<'a> {
    from: &'a str,
    to: &'a str,
    entries: &'a [String],
}

#[derive(Serialize)]
struct LinkWire<'a> {
    removed: &'a str,
    added: &'a str,
    declared: bool,
    evidence: &'a [String],
    likeness: u8,
}

#[derive(Serialize)]
struct GroupWire {
    kind: String,
    field: String,
    entries: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
}

#[derive(Serialize)]
struct ChangeWire<'a> {
    id: Cow<'a, str>,
    change: &'static str,
    name: &'a str,
    class: &'static str,
    rescreen: bool,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    reasons: BTreeSet<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<Node>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<Node>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<FieldWire<'a>>,
}

#[derive(Serialize)]
struct FieldWire<'a> {
    kind: &'a str,
    field: &'a str,
    class: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    fingerprint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<&'a Node>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<&'a Node>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<FieldWire<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    list: &'a str,
    from: &'a str,
    to: &'a str,
    #[serde(flatten)]
    change: ChangeWire<'a>,
}

/// Returns one document with the changes of the lists, indented by two spaces and ending in a line end. At its top is
/// `summary`, the counts of all lists together.
pub fn json(lists: &[ListChanges<'_>]) -> String {
    let total = lists.iter().fold(Summary::default(), |total, list| {
        let summary = list.changes.summary();
        Summary {
            added: total.added + summary.added,
            removed: total.removed + summary.removed,
            amended: total.amended + summary.amended,
            parties: total.parties + summary.parties,
        }
    });
    let document = Document {
        format: FORMAT,
        summary: counts(total),
        rescreen: lists.iter().any(ListChanges::asks_to_rescreen),
        lists: lists.iter().map(list_wire).collect(),
    };
    let mut text = serde_json::to_string_pretty(&document).expect("plain data is always JSON");
    text.push('\n');
    text
}

/// Returns a line of JSON for each changed entry.
pub fn jsonl(lists: &[ListChanges<'_>]) -> String {
    let mut text = String::new();
    for list in lists {
        for change in &list.changes.changes {
            let line = Line {
                list: list.list,
                from: list.from,
                to: list.to,
                change: change_wire(change),
            };
            text.push_str(&serde_json::to_string(&line).expect("plain data is always JSON"));
            text.push('\n');
        }
    }
    text
}

fn counts(summary: Summary) -> Counts {
    Counts {
        added: summary.added,
        removed: summary.removed,
        amended: summary.amended,
    }
}

fn list_wire<'a>(list: &ListChanges<'a>) -> ListWire<'a> {
    let changes: &'a ChangeSet = list.changes;
    ListWire {
        list: list.list,
        title: list.title,
        from: list.from,
        to: list.to,
        summary: counts(changes.summary()),
        rescreen: list.asks_to_rescreen(),
        reasons: list.reasons(),
        renames: changes.renames.iter().map(rename_wire).collect(),
        settings: changes.list.iter().map(|field| field_wire(field, None)).collect(),
        changes: changes.changes.iter().map(change_wire).collect(),
        links: changes.links.iter().map(link_wire).collect(),
        groups: changes.groups().into_iter().map(group_wire).collect(),
        parties: changes.parties.iter().map(party_wire).collect(),
        consequences: list.consequences.iter().map(consequence_wire).collect(),
    }
}

fn consequence_wire(consequence: &Consequence<'_>) -> ConsequenceWire {
    ConsequenceWire {
        id: consequence.id(),
        change: consequence.kind.as_str(),
        name: consequence.name(),
        class: Consequence::CLASS.as_str(),
        rescreen: Consequence::CLASS.asks_to_rescreen(),
        old: consequence.old.map(|(assessment, party)| state_wire(assessment, party)),
        new: consequence.new.map(|(assessment, party)| state_wire(assessment, party)),
    }
}

fn state_wire(assessment: &Assessment, party: PartyIndex) -> StateWire {
    let finding = assessment.finding(party);
    let through = assessment.through(party).iter();
    let chains = assessment.chains(party).into_iter();
    StateWire {
        status: assessment.status(party).as_str(),
        rule: assessment.regime.rule.as_str().to_owned(),
        day: assessment.day.to_string(),
        arithmetic: finding.map_or_else(String::new, |finding| arithmetic(assessment, finding)),
        through: through.map(|root| assessment.id(*root)).collect(),
        chains: chains.map(|chain| chain_text(assessment, &chain, party)).collect(),
    }
}

fn rename_wire(rename: &Rename) -> RenameWire<'_> {
    RenameWire {
        from: &rename.from,
        to: &rename.to,
        entries: &rename.entries,
    }
}

fn link_wire(link: &Link) -> LinkWire<'_> {
    LinkWire {
        removed: &link.removed,
        added: &link.added,
        declared: link.declared,
        evidence: &link.evidence,
        likeness: link.likeness,
    }
}

fn group_wire(group: Group) -> GroupWire {
    GroupWire {
        kind: group.change.kind,
        field: group.change.path,
        entries: group.entries,
        words: group.words,
    }
}

/// What happened to a party that is not listed. It asks nobody to screen again: what follows from it does, as a consequence.
fn party_wire(change: &Change) -> ChangeWire<'_> {
    ChangeWire {
        rescreen: false,
        reasons: BTreeSet::new(),
        ..told_of(Cow::Owned(format!("parties/{}", change.id())), change)
    }
}

fn change_wire(change: &Change) -> ChangeWire<'_> {
    told_of(Cow::Borrowed(change.id()), change)
}

fn told_of<'a>(id: Cow<'a, str>, change: &'a Change) -> ChangeWire<'a> {
    let (old, new) = match change {
        Change::Added(entry) => (None, entry.node(Form::Long)),
        Change::Removed(entry) => (entry.node(Form::Long), None),
        Change::Amended(_) => (None, None),
    };
    let fields = change.fields().iter();
    ChangeWire {
        change: change.kind().as_str(),
        name: change.entry().primary_name(),
        class: change.class().as_str(),
        rescreen: change.asks_to_rescreen(),
        reasons: change.reasons(),
        old,
        new,
        fields: fields.map(|field| field_wire(field, Some(&id))).collect(),
        id,
    }
}

fn field_wire<'a>(field: &'a FieldChange, entry: Option<&str>) -> FieldWire<'a> {
    FieldWire {
        kind: &field.kind,
        field: &field.path,
        class: field.class.as_str(),
        fingerprint: entry.map(|entry| field.fingerprint(entry)),
        old: field.old.as_ref(),
        new: field.new.as_ref(),
        parts: field.parts.iter().map(|part| field_wire(part, None)).collect(),
    }
}
