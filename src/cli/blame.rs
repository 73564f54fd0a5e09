//! `gazette blame`: for every fact of an entry the release and the commit that brought it.

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};
use gazette::data::{Node, Value};
use gazette::diff::{Change, FieldChange};
use gazette::model::record::{Field, Form};
use gazette::model::{Entry, Release};
use gazette::wording::value_text;
use serde::Serialize;

use super::args::Common;
use super::console::Console;
use super::exit::Ending;
use super::timeline::{Event, life};
use super::workspace::Workspace;

/// Tell for every fact of an entry which release and commit brought it
///
/// Examples:
///   gazette blame 27307
///   gazette blame 27307 --format json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct BlameArgs {
    /// The id of the entry
    id: String,
    /// How to tell it
    #[arg(long, value_enum, default_value_t)]
    format: BlameFormat,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum BlameFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

/// A fact: its field and its value; of an element of a set the element.
type Fact = (String, Node);

#[derive(Serialize)]
struct FactWire<'a> {
    list: &'a str,
    field: &'a str,
    value: &'a Node,
    release: &'a str,
    date: String,
    commit: &'a str,
    title: &'a str,
}

pub(crate) fn run(args: &BlameArgs, common: &Common, console: &Console) -> anyhow::Result<Ending> {
    let workspace = Workspace::open(common)?;
    let events = life(&workspace, common, &args.id)?;
    let mut by_list: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
    for event in &events {
        by_list.entry(&event.list).or_default().push(event);
    }
    let mut text = String::new();
    let mut wires = Vec::new();
    for (list, events) in &by_list {
        let facts = facts_of(events);
        if facts.is_empty() {
            console.note(&format!(
                "`{}` is no longer on the list `{list}`; `gazette log {}` tells when it was removed",
                args.id, args.id
            ));
        }
        for ((field, value), release) in &facts {
            text.push_str(&format!(
                "{:<13} {} {field}: {}\n",
                release.name,
                release.commit.get(..10).unwrap_or(&release.commit),
                value_text(value)
            ));
        }
        wires.push((*list, facts));
    }
    if matches!(args.format, BlameFormat::Json) {
        let wires: Vec<FactWire<'_>> = wires.iter().flat_map(|(list, facts)| wires_of(list, facts)).collect();
        text = format!("{}\n", serde_json::to_string_pretty(&wires)?);
    }
    console.result(&text)?;
    Ok(Ending::Clean)
}

fn wires_of<'a>(list: &'a str, facts: &'a [(Fact, &'a Release)]) -> impl Iterator<Item = FactWire<'a>> {
    facts.iter().map(move |((field, value), release)| FactWire {
        list,
        field,
        value,
        release: &release.name,
        date: release.date.to_string(),
        commit: &release.commit,
        title: &release.title,
    })
}

/// Follows an entry through its life and returns its facts as they are now, in the order of the record, each with the release
/// that brought it.
fn facts_of<'a>(events: &[&'a Event]) -> Vec<(Fact, &'a Release)> {
    let mut facts: Vec<(Fact, &'a Release)> = Vec::new();
    let mut entry: Option<&Entry> = None;
    for event in events {
        for change in &event.changes.changes {
            match change {
                Change::Removed(_) => {
                    facts.clear();
                    entry = None;
                }
                Change::Added(added) => {
                    facts = all_facts(added)
                        .into_iter()
                        .map(|fact| (fact, &event.release))
                        .collect();
                    entry = Some(added);
                }
                Change::Amended(amendment) => {
                    amendment
                        .fields
                        .iter()
                        .for_each(|field| follow(field, &mut facts, &event.release));
                    entry = Some(&amendment.new);
                }
            }
        }
    }
    let order: Vec<Fact> = entry.map(all_facts).unwrap_or_default();
    facts.sort_by_key(|(fact, _)| order.iter().position(|known| known == fact));
    facts
}

fn follow<'a>(change: &FieldChange, facts: &mut Vec<(Fact, &'a Release)>, release: &'a Release) {
    if change.kind == "primary_name_changed" {
        return change.parts.iter().for_each(|part| follow(part, facts, release));
    }
    if let Some(old) = &change.old {
        let old = (change.path.clone(), old.clone());
        if let Some(place) = facts.iter().position(|(fact, _)| *fact == old) {
            facts.remove(place);
        }
    }
    if let Some(new) = &change.new {
        facts.push(((change.path.clone(), new.clone()), release));
    }
}

fn all_facts(entry: &Entry) -> Vec<Fact> {
    let mut facts = Vec::new();
    collect(&entry.node(Form::Long).unwrap_or_default(), "", &mut facts);
    facts
}

fn collect(record: &Node, above: &str, facts: &mut Vec<Fact>) {
    for (name, value) in record.pairs() {
        let path = if above.is_empty() {
            name.to_string()
        } else {
            format!("{above}.{name}")
        };
        match &value.value {
            Value::List(elements) => facts.extend(elements.iter().map(|element| (path.clone(), element.clone()))),
            Value::Map(_) => collect(value, &path, facts),
            _ => facts.push((path, value.clone())),
        }
    }
}
