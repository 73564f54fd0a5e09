//! The page and the JSON of an entry.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use serde::Serialize;

use crate::feed::delta::classes;
use crate::feed::plain;
use crate::model::record::Record;
use crate::model::{Entry, Relation, Target};
use crate::publish::entries::{Event, document};
use crate::publish::error::PublishError;
use crate::publish::input::Step;
use crate::publish::list::BuiltList;
use crate::publish::manifest::FileFacts;
use crate::publish::names::folder_name;
use crate::publish::news::{page_of, title_of};
use crate::publish::published::Published;
use crate::publish::run::{Run, relative};

use super::render::{Frame, HTML, frame, render};
use super::rows::{Fact, Line, fact, line};

#[derive(Serialize)]
struct EntryPage<'a> {
    frame: Frame<'a>,
    id: &'a str,
    kind: &'a str,
    is_listed: bool,
    list_title: &'a str,
    removed_on: Option<String>,
    facts: Vec<Fact>,
    history: Vec<EventRow<'a>>,
}

#[derive(Serialize)]
struct EventRow<'a> {
    event: &'static str,
    date: String,
    release: &'a str,
    href: String,
    classes: Vec<&'static str>,
    lines: Vec<String>,
}

/// Writes pages; knows which lists there are.
pub(in crate::publish) struct Pages {
    lists: Vec<String>,
    /// True where the same lists were published last.
    lists_are_same: bool,
}

/// Of so many pages that are kept, one is made again and must be what was published: if this program were another than that of
/// the same version which published, all are made again.
const SAMPLE_EVERY: usize = 64;

/// Progress is reported after the pages of so many entries.
const PROGRESS_EVERY: usize = 500;

impl Pages {
    pub(in crate::publish) fn new(lists: Vec<String>, published: &Published) -> Self {
        let lists_are_same = published.lists.keys().eq(&lists);
        Self { lists, lists_are_same }
    }

    /// Writes page and JSON of every entry that is or was on the list. Those of entries to which nothing has happened since
    /// they were published are taken over.
    pub(in crate::publish) fn write_entries(
        &self,
        run: &Run<'_>,
        list_id: &str,
        built: &BuiltList,
        published: &Published,
    ) -> Result<Vec<FileFacts>, PublishError> {
        let listed = built.newest.entries.iter().map(|entry| (&**entry, true));
        let removed = built.histories.removed().map(|entry| (entry, false));
        let entries: Vec<_> = listed.chain(removed).collect();
        let mut kept: Vec<Option<[&FileFacts; 2]>> = vec![None; entries.len()];
        if self.can_keep(run, built, published) {
            let pages = entries.par_iter();
            kept = pages
                .map(|(entry, _)| published_pages(list_id, entry, built, published))
                .collect();
            if !self.are_as_published(run, list_id, built, &entries, &kept)? {
                kept.fill(None);
            }
        }
        let count = AtomicUsize::new(0);
        let written: Result<Vec<_>, PublishError> = entries
            .into_par_iter()
            .zip(kept)
            .map(|((entry, is_listed), kept)| {
                let written = count.fetch_add(1, Ordering::Relaxed) + 1;
                if written.is_multiple_of(PROGRESS_EVERY) {
                    run.step(Step::Entries { list_id, written })?;
                }
                match kept {
                    Some(files) if !files.iter().any(|file| run.damaged.contains(&file.path)) => keep(run, files),
                    _ => self.write_entry(run, list_id, built, entry, is_listed),
                }
            })
            .collect();
        Ok(written?.into_iter().flatten().collect())
    }

    /// True where a page of an entry is made of the entry, its history and what it is related to, and of nothing else that is
    /// not as it was.
    fn can_keep(&self, run: &Run<'_>, built: &BuiltList, published: &Published) -> bool {
        let is_same_maker = published.tool == run.tool && published.publisher == run.publisher();
        !run.remake && is_same_maker && self.lists_are_same && !built.touched.title
    }

    /// Makes some of the pages that would be kept, and compares.
    fn are_as_published(
        &self,
        run: &Run<'_>,
        list_id: &str,
        built: &BuiltList,
        entries: &[(&Entry, bool)],
        kept: &[Option<[&FileFacts; 2]>],
    ) -> Result<bool, PublishError> {
        let kept = entries
            .iter()
            .zip(kept)
            .filter_map(|(entry, files)| Some((entry, (*files)?)));
        for ((entry, is_listed), files) in kept.step_by(SAMPLE_EVERY) {
            let made = self.pages_of_entry(run, list_id, built, entry, *is_listed)?;
            if made
                .iter()
                .zip(files)
                .any(|(made, file)| !file.is_of(made.content.as_bytes()))
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn write_entry(
        &self,
        run: &Run<'_>,
        list_id: &str,
        built: &BuiltList,
        entry: &Entry,
        is_listed: bool,
    ) -> Result<[FileFacts; 2], PublishError> {
        let [page, json] = self.pages_of_entry(run, list_id, built, entry, is_listed)?;
        let write = |made: MadeFile| run.stage.write(&made.path, made.media_type, made.content.as_bytes());
        Ok([write(page)?, write(json)?])
    }

    fn pages_of_entry(
        &self,
        run: &Run<'_>,
        list_id: &str,
        built: &BuiltList,
        entry: &Entry,
        is_listed: bool,
    ) -> Result<[MadeFile; 2], PublishError> {
        let events = built.histories.events(&entry.id);
        let folder = folder_of(list_id, entry);
        let title = title_of(list_id, &built.newest.list);
        let name = entry.primary_name();
        let removed = events.iter().rev().find(|event| event.event == "removed" && !is_listed);
        let page = EntryPage {
            frame: frame(
                run,
                name,
                "../../../",
                &[("Lists", "../../../index.html"), (&title, "../../index.html")],
            ),
            id: &entry.id,
            kind: entry.kind.as_str(),
            is_listed,
            list_title: &title,
            removed_on: removed.map(|event| event.date.to_string()),
            facts: self.facts_of(entry, built),
            history: events
                .iter()
                .rev()
                .map(|event| event_row(&folder, list_id, event, built))
                .collect(),
        };
        let path = format!("{folder}index.html");
        let html = MadeFile {
            content: render(&path, "entry.html", &page)?,
            media_type: HTML,
            path,
        };
        let json = MadeFile {
            path: format!("{folder}index.json"),
            media_type: "application/json",
            content: document(list_id, entry, is_listed, events),
        };
        Ok([html, json])
    }

    fn facts_of(&self, entry: &Entry, built: &BuiltList) -> Vec<Fact> {
        let mut facts = Vec::new();
        entry.for_each_field(&mut |field, value| {
            // The head of the page has the id and the kind.
            if field.is_bookkeeping() || matches!(field.name, "kind" | "gender_id") || !value.is_set() {
                return;
            }
            let values = match field.name {
                "relations" => entry.relations.iter().map(|it| self.relation(it, built)).collect(),
                _ => plain::values(field, value).iter().map(|text| line(text)).collect(),
            };
            facts.push(fact(&field.label(), values));
        });
        facts.retain(|fact| fact.values.iter().any(|line| !line.text.is_empty()));
        facts
    }

    /// Returns a relation with the way to the page of its target, where this publication has one.
    fn relation(&self, relation: &Relation, built: &BuiltList) -> Line {
        let entry = |id: &str| {
            built
                .newest
                .entry(id)
                .map(|entry| (entry.primary_name(), folder_name(id)))
        };
        let (name, href) = match relation.to.as_ref().map(|to| to.target()) {
            Some(Target::Entry(id)) => match entry(id) {
                Some((name, folder)) => (Some(name), Some(format!("../{folder}/index.html"))),
                None => (
                    None,
                    (!built.histories.events(id).is_empty()).then(|| format!("../{}/index.html", folder_name(id))),
                ),
            },
            Some(Target::Party(id)) => {
                let party = built.newest.parties.iter().find(|party| party.id == id);
                (party.map(|party| party.primary_name()), None)
            }
            Some(Target::Elsewhere(list, _)) => {
                let is_here = self.lists.iter().any(|known| known == list);
                (None, is_here.then(|| format!("../../../{list}/index.html")))
            }
            None => (None, None),
        };
        let text = plain::line(relation);
        Line {
            text: match name {
                Some(name) if relation.name.is_none() => format!("{text}: {name}"),
                _ => text,
            },
            href,
        }
    }
}

/// A file before it is written.
struct MadeFile {
    path: String,
    media_type: &'static str,
    content: String,
}

fn folder_of(list_id: &str, entry: &Entry) -> String {
    format!("{list_id}/entries/{}/", folder_name(&entry.id))
}

fn keep(run: &Run<'_>, files: [&FileFacts; 2]) -> Result<[FileFacts; 2], PublishError> {
    for file in files {
        run.stage.carry_over(&file.path)?;
    }
    Ok(files.map(FileFacts::clone))
}

/// Returns the published page and JSON of an entry, where neither it nor anything that it is related to was touched.
fn published_pages<'p>(
    list_id: &str,
    entry: &Entry,
    built: &BuiltList,
    published: &'p Published,
) -> Option<[&'p FileFacts; 2]> {
    let touched = &built.touched;
    let is_touched = |relation: &Relation| match relation.to.as_ref().map(|to| to.target()) {
        Some(Target::Entry(id)) => touched.entries.contains(id),
        Some(Target::Party(id)) => touched.parties.contains(id),
        Some(Target::Elsewhere(..)) | None => false,
    };
    if touched.entries.contains(&entry.id) || entry.relations.iter().any(is_touched) {
        return None;
    }
    let folder = folder_of(list_id, entry);
    let file = |name: &str| published.file(&format!("{folder}{name}"));
    Some([file("index.html")?, file("index.json")?])
}

fn event_row<'a>(folder: &str, list_id: &str, event: &'a Event, built: &BuiltList) -> EventRow<'a> {
    let home = format!("{list_id}/releases/{}/", event.release);
    let index = usize::try_from(event.serial).unwrap_or_default().saturating_sub(1);
    let page = built.releases.get(index).map(|release| page_of(&home, release));
    let mut lines: Vec<String> = event.fields.iter().map(change_line).collect();
    lines.extend(event.removal.as_ref().map(plain::line));
    EventRow {
        event: event.event,
        date: event.date.to_string(),
        release: &event.release,
        href: relative(folder, &page.unwrap_or(home)),
        classes: classes(&event.fields),
        lines,
    }
}

/// Returns a field change in one line: `address amended: Pyongyang, KP → Pyongyang, Potonggang, KP`.
fn change_line(change: &crate::diff::FieldChange) -> String {
    let shape = plain::shape_of(Entry::SCHEMA, &change.path);
    let text = |node: &Option<crate::data::Node>| node.as_ref().map(|node| plain::value(node, &shape));
    let what = change.kind.replace('_', " ");
    match (text(&change.old), text(&change.new)) {
        (Some(old), Some(new)) => format!("{what}: {old} → {new}"),
        (Some(one), None) | (None, Some(one)) => format!("{what}: {one}"),
        (None, None) => what,
    }
}
