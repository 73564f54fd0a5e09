//! `gazette blame`: for every fact of an entry, and every field of it, the release and the commit that brought its present value.

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};
use gazette::data::{Node, Value};
use gazette::diff::{Change, FieldChange};
use gazette::model::record::{Field, Form};
use gazette::model::{Entry, Release};
use gazette::repository::{Event, life};
use gazette::wording::value_text;
use serde::Serialize;

use super::common::Common;
use super::console::Console;
use super::exit::Ending;

/// Show for every fact of an entry which release and commit brought it
///
/// Examples:
///   gazette blame 27307
///   gazette blame 27307 --format json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct BlameArgs {
    /// The id of the entry
    id: String,
    /// Output format
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

/// A fact as it is now, and where it comes from.
struct Fact<'a> {
    field: String,
    value: Node,
    /// The release that brought the newest part of it.
    newest: &'a Release,
    /// Of a record the release that brought each of its fields, in their order.
    parts: Vec<(String, &'a Release)>,
}

#[derive(Serialize)]
struct FactWire<'a> {
    list: &'a str,
    field: &'a str,
    value: &'a Node,
    release: &'a str,
    date: String,
    commit: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<PartWire<'a>>,
}

/// A field of a record of which not every field comes from one release.
#[derive(Serialize)]
struct PartWire<'a> {
    field: &'a str,
    release: &'a str,
    date: String,
    commit: &'a str,
}

pub(crate) fn run(args: &BlameArgs, common: &Common, console: &Console) -> anyhow::Result<Ending> {
    let repository = common.open()?;
    let events = life(&repository, &args.id)?;
    let mut by_list: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
    for event in &events {
        by_list.entry(&event.list).or_default().push(event);
    }
    let mut all = Vec::new();
    for (list, events) in &by_list {
        let facts = Origins::of(events).facts();
        if facts.is_empty() {
            console.note(&format!(
                "`{}` is no longer on the list `{list}`; `gazette log {}` shows when it was removed",
                args.id, args.id
            ));
        }
        all.extend(facts.into_iter().map(|fact| (*list, fact)));
    }
    console.result(&match args.format {
        BlameFormat::Text => all.iter().map(|(_, fact)| fact.text()).collect(),
        BlameFormat::Json => {
            let wires: Vec<FactWire<'_>> = all.iter().map(|(list, fact)| fact.wire(list)).collect();
            format!("{}\n", serde_json::to_string_pretty(&wires)?)
        }
    })?;
    Ok(Ending::Clean)
}

impl<'a> Fact<'a> {
    fn is_of_several(&self) -> bool {
        self.parts.iter().any(|(_, release)| release.name != self.newest.name)
    }

    /// A line; where parts are older, one more for each older release.
    fn text(&self) -> String {
        let lead = |release: &Release| {
            let commit = release.commit.get(..10).unwrap_or(&release.commit);
            format!("{:<13} {commit}", release.name)
        };
        let mut text = format!("{} {}: {}\n", lead(self.newest), self.field, value_text(&self.value));
        let mut older: Vec<(&Release, Vec<String>)> = Vec::new();
        for (field, release) in &self.parts {
            let value = self.value.get(field).filter(|_| release.name != self.newest.name);
            let Some(value) = value else { continue };
            let said = format!("{}: {}", field.replace('_', " "), value_text(value));
            match older.iter_mut().find(|(known, _)| known.name == release.name) {
                Some((_, fields)) => fields.push(said),
                None => older.push((release, vec![said])),
            }
        }
        for (release, fields) in older {
            text.push_str(&format!("{}     of that, {}\n", lead(release), fields.join(", ")));
        }
        text
    }

    fn wire<'f>(&'f self, list: &'f str) -> FactWire<'f> {
        let part = |(field, release): &'f (String, &'a Release)| PartWire {
            field,
            release: &release.name,
            date: release.date.to_string(),
            commit: &release.commit,
        };
        let parts = if self.is_of_several() {
            self.parts.as_slice()
        } else {
            &[]
        };
        FactWire {
            list,
            field: &self.field,
            value: &self.value,
            release: &self.newest.name,
            date: self.newest.date.to_string(),
            commit: &self.newest.commit,
            title: &self.newest.title,
            parts: parts.iter().map(part).collect(),
        }
    }
}

/// A value that an entry has, and the field in which it has it.
type Place = (String, Node);

/// A release, and its place in the entry's life.
type Origin<'a> = (usize, &'a Release);

/// For each fact of an entry the releases that brought its fields; of a value that is no record, under an empty name.
#[derive(Default)]
struct Origins<'a> {
    known: Vec<(Place, BTreeMap<String, Origin<'a>>)>,
    entry: Option<Entry>,
}

impl<'a> Origins<'a> {
    /// Follows an entry through its life.
    fn of(events: &[&'a Event]) -> Self {
        let mut origins = Self::default();
        for (at, event) in events.iter().enumerate() {
            let here = (at, &event.release);
            for rename in &event.changes.renames {
                origins.rename(&rename.from, &rename.to, here);
            }
            for change in &event.changes.changes {
                match change {
                    Change::Removed(_) => origins = Self::default(),
                    Change::Added(entry) => origins = Self::begin(entry, here),
                    Change::Amended(amendment) => {
                        for field in &amendment.fields {
                            origins.follow(field, here);
                        }
                        origins.entry = Some(Entry::clone(&amendment.new));
                    }
                }
            }
        }
        origins
    }

    fn begin(entry: &Entry, here: Origin<'a>) -> Self {
        let new = places(entry).into_iter().map(|place| {
            let fields = fields_of(&place.1).map(|field| (field, here)).collect();
            (place, fields)
        });
        Self {
            known: new.collect(),
            entry: Some(entry.clone()),
        }
    }

    fn follow(&mut self, change: &FieldChange, here: Origin<'a>) {
        if change.kind == "primary_name_changed" {
            return change.parts.iter().for_each(|part| self.follow(part, here));
        }
        let old = change.old.as_ref().and_then(|old| self.take(&change.path, old));
        let Some(new) = &change.new else { return };
        let stays = |field: &str| {
            let is_in = |part: &FieldChange| part.path == field || part.path.starts_with(&format!("{field}."));
            !change.parts.is_empty() && !change.parts.iter().any(is_in)
        };
        let fields = fields_of(new).map(|field| {
            let before = old.as_ref().and_then(|old| old.get(&field).copied());
            let origin = before.filter(|_| stays(&field)).unwrap_or(here);
            (field, origin)
        });
        let fields = fields.collect();
        self.known.push(((change.path.clone(), new.clone()), fields));
    }

    fn take(&mut self, path: &str, value: &Node) -> Option<BTreeMap<String, Origin<'a>>> {
        let is_meant = |((known, node), _): &(Place, _)| known == path && node == value;
        let place = self.known.iter().position(is_meant)?;
        Some(self.known.remove(place).1)
    }

    /// A programme with another code is one change for all entries, and not a change of any of them.
    fn rename(&mut self, from: &str, to: &str, here: Origin<'a>) {
        for ((path, value), fields) in &mut self.known {
            let is_meant = path == "designations" && value.get("programme").and_then(Node::as_text) == Some(from);
            if let (true, Value::Map(pairs)) = (is_meant, &mut value.value) {
                for (_, programme) in pairs.iter_mut().filter(|(name, _)| name == "programme") {
                    *programme = Node::text(to.to_owned());
                }
                fields.insert("programme".to_owned(), here);
            }
        }
        for designation in self.entry.iter_mut().flat_map(|entry| &mut entry.designations) {
            if designation.programme.as_deref() == Some(from) {
                designation.programme = Some(to.to_owned());
            }
        }
    }

    /// Returns the facts of the entry as it is now, in the order of the record.
    fn facts(mut self) -> Vec<Fact<'a>> {
        let entry = self.entry.take();
        let now = entry.as_ref().map(places).unwrap_or_default();
        let fact = |(field, value): Place| {
            let origins = self.take(&field, &value)?;
            let newest = origins.values().max_by_key(|(at, _)| at)?.1;
            let order: Vec<String> = fields_of(&value).collect();
            let parts = order
                .into_iter()
                .filter_map(|name| Some((name.clone(), origins.get(&name)?.1)));
            let parts = parts.filter(|(name, _)| !name.is_empty()).collect();
            Some(Fact {
                field,
                value,
                newest,
                parts,
            })
        };
        now.into_iter().filter_map(fact).collect()
    }
}

/// Returns the names of the fields of a record; for any other value one that is empty.
fn fields_of(value: &Node) -> impl Iterator<Item = String> + '_ {
    let pairs = value.pairs();
    let own = pairs.iter().map(|(name, _)| name.to_string());
    own.chain(pairs.is_empty().then(String::new))
}

fn places(entry: &Entry) -> Vec<Place> {
    let mut found = Vec::new();
    collect(&entry.node(Form::Long).unwrap_or_default(), "", &mut found);
    found
}

fn collect(record: &Node, above: &str, found: &mut Vec<Place>) {
    for (name, value) in record.pairs() {
        let path = if above.is_empty() {
            name.to_string()
        } else {
            format!("{above}.{name}")
        };
        match &value.value {
            Value::List(elements) => found.extend(elements.iter().map(|element| (path.clone(), element.clone()))),
            Value::Map(_) => collect(value, &path, found),
            _ => found.push((path, value.clone())),
        }
    }
}
