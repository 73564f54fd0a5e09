//! An entry, as every style sees it.

use serde::Serialize;

use crate::data::Node;
use crate::diff::Link;
use crate::model::record::{Field, Form, Record};
use crate::model::{Designation, Entry, FuzzyDate, List, NameType, Quality};
use crate::notice::input::NoticeInput;
use crate::vocabulary::measures;
use crate::wording::value_text;

#[derive(Serialize)]
pub(super) struct EntryView<'a> {
    id: &'a str,
    kind: &'a str,
    name: &'a str,
    aliases: Vec<AliasView<'a>>,
    facts: Vec<FactView>,
    designations: Vec<DesignationView<'a>>,
    reasons: Vec<&'a str>,
    sources: Vec<SourceView<'a>>,
    removal: Option<RemovalView<'a>>,
    links: Vec<LinkView<'a>>,
    record: Node,
}

#[derive(Serialize)]
struct AliasView<'a> {
    text: &'a str,
    label: &'static str,
    weak: bool,
}

#[derive(Serialize)]
struct FactView {
    label: String,
    values: Vec<String>,
}

#[derive(Serialize)]
struct DesignationView<'a> {
    programme: Option<&'a str>,
    title: Option<&'a str>,
    listed: Option<String>,
    effective: Option<String>,
    amended: Vec<String>,
    ended: Option<String>,
    measures: Vec<String>,
    legal_basis: Vec<&'a str>,
    instrument: Option<&'a str>,
    reference: Option<&'a str>,
}

#[derive(Serialize)]
struct SourceView<'a> {
    text: Option<&'a str>,
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct RemovalView<'a> {
    reason: Option<&'a str>,
    instrument: Option<&'a str>,
}

#[derive(Serialize)]
struct LinkView<'a> {
    id: &'a str,
    name: &'a str,
    declared: bool,
    evidence: &'a [String],
}

pub(super) fn entry_view<'a>(entry: &'a Entry, input: &NoticeInput<'a>) -> EntryView<'a> {
    let removal = input.new.list.removals.get(&entry.id);
    EntryView {
        id: &entry.id,
        kind: entry.kind.as_str(),
        name: entry.primary_name(),
        aliases: aliases(entry),
        facts: reinstated(entry, input).into_iter().chain(facts(entry)).collect(),
        designations: entry
            .designations
            .iter()
            .map(|designation| designation_view(designation, input))
            .collect(),
        reasons: entry.reasons.iter().map(|reason| reason.text.as_str()).collect(),
        sources: entry
            .sources
            .iter()
            .map(|source| SourceView {
                text: source.text.as_deref(),
                url: source.url.as_deref(),
            })
            .collect(),
        removal: removal.map(|removal| RemovalView {
            reason: removal.reason.as_deref(),
            instrument: removal.instrument.as_deref(),
        }),
        links: links(entry, input),
        record: entry.node(Form::Long).unwrap_or_default(),
    }
}

fn aliases(entry: &Entry) -> Vec<AliasView<'_>> {
    let others = entry.names.iter().filter(|name| name.kind != NameType::Primary);
    others
        .map(|name| AliasView {
            text: &name.text,
            label: alias_label(&name.kind),
            weak: name.quality == Quality::Weak,
        })
        .collect()
}

fn alias_label(kind: &NameType) -> &'static str {
    match kind {
        NameType::Fka => "f.k.a.",
        NameType::Nka => "n.k.a.",
        _ => "a.k.a.",
    }
}

/// Returns the statement that an entry is listed again because its removal was a mistake.
fn reinstated(entry: &Entry, input: &NoticeInput<'_>) -> Option<FactView> {
    let reinstated = input.changes.reinstated.get(&entry.id)?;
    Some(FactView {
        label: "reinstated".to_owned(),
        values: vec![format!("removed in error on {}", reinstated.date.strftime("%-d %B %Y"))],
    })
}

/// Returns what a reader wants to see of a party beside its names and designations: the fields that the model declares as facts.
fn facts(entry: &Entry) -> Vec<FactView> {
    let mut facts = Vec::new();
    entry.for_each_field(&mut |field, value| {
        let Some(node) = field.is_fact().then(|| value.to_node(Form::Long)).flatten() else {
            return;
        };
        let values = node.elements().iter().map(without_marks);
        facts.push(FactView {
            label: field.label().to_lowercase(),
            values: values.map(|node| value_text(&node)).collect(),
        });
    });
    facts
}

/// Ids and order are for machines.
fn without_marks(node: &Node) -> Node {
    let kept = node
        .pairs()
        .iter()
        .filter(|(name, _)| !matches!(name.as_ref(), "id" | "order" | "sources"));
    match node.pairs() {
        [] => node.clone(),
        _ => Node::map(kept.cloned().collect()),
    }
}

fn designation_view<'a>(designation: &'a Designation, input: &NoticeInput<'a>) -> DesignationView<'a> {
    let list: &List = &input.new.list;
    let code = designation.programme.as_deref();
    // A programme that the release took out of the list is still described.
    let list = if list.programme_of(designation).is_some() {
        list
    } else {
        &input.old.list
    };
    let programme = list.programme_of(designation);
    let imposed = list.measures_of(designation);
    let basis = programme
        .map(|programme| programme.legal_basis.as_slice())
        .unwrap_or_default();
    let rests_on = if designation.legal_basis.is_empty() {
        basis
    } else {
        &designation.legal_basis
    };
    DesignationView {
        programme: code,
        title: programme.and_then(|programme| programme.title.as_deref()),
        listed: designation.listed.as_ref().map(FuzzyDate::to_string),
        effective: designation.effective.as_ref().map(FuzzyDate::to_string),
        amended: designation.amended.iter().map(FuzzyDate::to_string).collect(),
        ended: designation.ended.as_ref().map(FuzzyDate::to_string),
        measures: imposed.iter().map(|measure| measure_name(measure)).collect(),
        legal_basis: rests_on.iter().map(String::as_str).collect(),
        instrument: designation.instrument.as_deref(),
        reference: designation.reference.as_deref(),
    }
}

fn measure_name(measure: &str) -> String {
    measures()
        .get(measure)
        .map_or_else(|| measure.to_owned(), |term| term.name.clone())
}

fn links<'a>(entry: &Entry, input: &NoticeInput<'a>) -> Vec<LinkView<'a>> {
    let changes = input.changes;
    let touching = changes
        .links
        .iter()
        .filter(|link| link.added == entry.id || link.removed == entry.id);
    touching
        .map(|link: &'a Link| {
            let other = if link.added == entry.id {
                &link.removed
            } else {
                &link.added
            };
            LinkView {
                id: other,
                name: changes.change(other).map_or("", |change| change.entry().primary_name()),
                declared: link.declared,
                evidence: &link.evidence,
            }
        })
        .collect()
}
