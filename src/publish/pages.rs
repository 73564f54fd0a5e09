//! The pages for people: all lists, a list, an entry. Templates are in `templates/site/`.
//!
//! A page is one file without script and without anything from elsewhere; links are relative, so that the tree can be read
//! from a disk, below any address, and from an archive.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use minijinja::Environment;
use minijinja::value::Serde;
use rayon::prelude::*;
use serde::Serialize;

use crate::feed::delta::classes;
use crate::feed::plain;
use crate::model::record::{Record, Scalar};
use crate::model::{Entry, Relation, Target};
use crate::templating;

use super::entries::{Event, document};
use super::error::PublishError;
use super::input::Step;
use super::list::{BuiltFeed, BuiltList, BuiltRelease};
use super::manifest::FileFacts;
use super::names::folder_name;
use super::news::{page_of, title_of};
use super::published::Published;
use super::run::{Run, relative};

const HTML: &str = "text/html; charset=utf-8";

/// How many releases the front page tells.
const NEWEST: usize = 30;

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut templates = templating::environment();
    for (name, text) in [
        ("base.html", include_str!("../../templates/site/base.html")),
        ("front.html", include_str!("../../templates/site/front.html")),
        ("list.html", include_str!("../../templates/site/list.html")),
        ("entry.html", include_str!("../../templates/site/entry.html")),
    ] {
        templates
            .add_template(name, text)
            .expect("the built-in templates are tested");
    }
    templates
});

/// What every page has.
#[derive(Serialize)]
struct Frame<'a> {
    title: &'a str,
    /// The way to the root: `../../`.
    root: &'a str,
    publisher: Option<String>,
    /// The way back: names and addresses.
    path: Vec<(String, String)>,
}

#[derive(Serialize)]
struct Front<'a> {
    frame: Frame<'a>,
    lists: Vec<FrontList>,
    releases: Vec<ReleaseRow<'a>>,
}

#[derive(Serialize)]
struct FrontList {
    href: String,
    title: String,
    authority: String,
    entries: usize,
    release: String,
    date: String,
}

#[derive(Serialize)]
struct ReleaseRow<'a> {
    list: Option<String>,
    list_href: Option<String>,
    name: &'a str,
    serial: u64,
    title: &'a str,
    date: String,
    href: String,
    files: Vec<FileRow>,
    added: usize,
    removed: usize,
    amended: usize,
    entries: u64,
}

#[derive(Serialize)]
struct FileRow {
    name: String,
    href: String,
    media_type: String,
    bytes: u64,
    sha256: String,
    about: Option<&'static str>,
}

#[derive(Serialize)]
struct ListPage<'a> {
    frame: Frame<'a>,
    description: Option<&'a str>,
    facts: Vec<Fact>,
    programmes: Vec<Programme<'a>>,
    feeds: Vec<FeedRow>,
    releases: Vec<ReleaseRow<'a>>,
    entries: Vec<EntryRow>,
    removed: Vec<EntryRow>,
}

#[derive(Serialize)]
struct FeedRow {
    name: &'static str,
    about: &'static str,
    files: Vec<FileRow>,
}

#[derive(Serialize)]
struct Fact {
    label: String,
    values: Vec<Line>,
}

/// A line of a page, and where it leads.
#[derive(Serialize)]
struct Line {
    text: String,
    href: Option<String>,
}

#[derive(Serialize)]
struct Programme<'a> {
    code: &'a str,
    title: &'a str,
    legal_basis: String,
    measures: String,
}

#[derive(Serialize)]
struct EntryRow {
    id: String,
    href: String,
    name: String,
    kind: String,
    programmes: String,
    date: String,
}

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
pub(super) struct Pages {
    lists: Vec<String>,
    /// True where the same lists were published last.
    lists_are_same: bool,
}

/// Of so many pages that are kept, one is made again and must be what was published: if this program were another than that of
/// the same version which published, all are made again.
const PROBED: usize = 64;

/// After the pages of so many entries the watcher is told.
const TOLD: usize = 500;

impl Pages {
    pub(super) fn new(lists: Vec<String>, published: &Published) -> Self {
        let lists_are_same = published.lists.keys().eq(&lists);
        Self { lists, lists_are_same }
    }

    /// Writes the page of a list.
    pub(super) fn write_list(
        &self,
        run: &Run<'_>,
        list_id: &str,
        built: &BuiltList,
    ) -> Result<FileFacts, PublishError> {
        let list = &built.newest.list;
        let title = title_of(list_id, list);
        let folder = format!("{list_id}/");
        let entries = built.newest.entries.iter();
        let page = ListPage {
            frame: frame(run, &title, "../", &[("Lists", "../index.html")]),
            description: list.description.as_deref(),
            facts: facts_of_list(built),
            programmes: programmes_of(built),
            feeds: built.feeds.iter().map(|feed| feed_row(&folder, feed)).collect(),
            releases: built
                .releases
                .iter()
                .rev()
                .map(|release| release_row(&folder, list_id, release))
                .collect(),
            entries: entries.map(|entry| entry_row(entry, listed_on(entry))).collect(),
            removed: removed_rows(built),
        };
        write(run, &format!("{folder}index.html"), "list.html", &page)
    }

    /// Writes page and JSON of every entry that is or was on the list. Those of entries to which nothing has happened since
    /// they were published are taken over.
    pub(super) fn write_entries(
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
                if written.is_multiple_of(TOLD) {
                    run.step(Step::Entries { list_id, written })?;
                }
                match kept {
                    Some(files) if files.iter().all(|file| run.stage.is_there(file) == Some(true)) => keep(run, files),
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
        is_same_maker && self.lists_are_same && !built.touched.title
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
        for ((entry, is_listed), files) in kept.step_by(PROBED) {
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

/// Writes the page of all lists.
pub(super) fn write_front(
    run: &Run<'_>,
    title: &str,
    lists: &[(String, BuiltList)],
) -> Result<FileFacts, PublishError> {
    let mut releases: Vec<(usize, &str, &BuiltList, &BuiltRelease)> = Vec::new();
    for (list_id, built) in lists {
        let changes = built.releases.iter().rev().filter(|release| release.is_change);
        for release in changes.take(NEWEST) {
            releases.push((run.order[&release.release.name], list_id, built, release));
        }
    }
    releases.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    releases.truncate(NEWEST);
    let page = Front {
        frame: frame(run, title, "", &[]),
        lists: lists
            .iter()
            .map(|(list_id, built)| front_list(list_id, built))
            .collect(),
        releases: releases
            .into_iter()
            .map(|(_, list_id, built, release)| ReleaseRow {
                list: Some(title_of(list_id, &built.newest.list)),
                list_href: Some(format!("{list_id}/index.html")),
                ..release_row("", list_id, release)
            })
            .collect(),
    };
    write(run, "index.html", "front.html", &page)
}

fn write<P: Serialize>(run: &Run<'_>, path: &str, template: &str, page: &P) -> Result<FileFacts, PublishError> {
    let html = render(path, template, page)?;
    run.stage.write(path, HTML, html.as_bytes())
}

fn render<P: Serialize>(path: &str, template: &str, page: &P) -> Result<String, PublishError> {
    let rendered = TEMPLATES
        .get_template(template)
        .and_then(|template| template.render(Serde(page)));
    let mut html = rendered.map_err(|source| PublishError::Page {
        path: path.to_owned(),
        source: source.into(),
    })?;
    if !html.ends_with('\n') {
        html.push('\n');
    }
    Ok(html)
}

fn frame<'a>(run: &Run<'_>, title: &'a str, root: &'a str, path: &[(&str, &str)]) -> Frame<'a> {
    Frame {
        title,
        root,
        publisher: run.publisher(),
        path: path
            .iter()
            .map(|(name, href)| ((*name).to_owned(), (*href).to_owned()))
            .collect(),
    }
}

fn front_list(list_id: &str, built: &BuiltList) -> FrontList {
    let newest = &built.releases.last().expect("a built list has a release").release;
    FrontList {
        href: format!("{list_id}/index.html"),
        title: title_of(list_id, &built.newest.list),
        authority: built.newest.list.authority.name.clone(),
        entries: built.newest.entries.len(),
        release: newest.name.clone(),
        date: newest.date.to_string(),
    }
}

fn release_row<'a>(folder: &str, list_id: &str, release: &'a BuiltRelease) -> ReleaseRow<'a> {
    let home = format!("{list_id}/releases/{}/", release.release.name);
    let name_of = |file: &FileFacts| file.path.strip_prefix(&home).unwrap_or(&file.path).to_owned();
    ReleaseRow {
        list: None,
        list_href: None,
        name: &release.release.name,
        serial: release.serial,
        title: &release.release.title,
        date: release.release.date.to_string(),
        href: relative(folder, &page_of(&home, release)),
        files: release
            .files
            .iter()
            .map(|file| file_row(folder, file, name_of(file), None))
            .collect(),
        added: release.added.len(),
        removed: release.removed.len(),
        amended: release.amended.len(),
        entries: release.entries,
    }
}

fn file_row(folder: &str, file: &FileFacts, name: String, about: Option<&'static str>) -> FileRow {
    FileRow {
        name,
        href: relative(folder, &file.path),
        media_type: file.media_type.clone(),
        bytes: file.bytes,
        sha256: file.sha256.clone(),
        about,
    }
}

fn feed_row(folder: &str, feed: &BuiltFeed) -> FeedRow {
    let kinds = feed.format.files().iter().zip(&feed.files);
    FeedRow {
        name: feed.format.name(),
        about: feed.format.about(),
        files: kinds
            .map(|(kind, file)| file_row(folder, file, kind.name.to_owned(), Some(kind.about)))
            .collect(),
    }
}

fn facts_of_list(built: &BuiltList) -> Vec<Fact> {
    let list = &built.newest.list;
    let authority = &list.authority;
    let acronym = authority
        .acronym
        .iter()
        .map(|acronym| format!(" ({acronym})"))
        .collect::<String>();
    let newest = &built.releases.last().expect("a built list has a release").release;
    let date = newest.date.to_string();
    let day = if newest.name == date {
        String::new()
    } else {
        format!(" of {date}")
    };
    let mut facts = vec![
        fact(
            "Authority",
            vec![Line {
                text: format!("{}{acronym}", authority.name),
                href: authority.url.clone().filter(|url| is_web_address(url)),
            }],
        ),
        fact("Licence", list.licence.iter().map(|licence| line(licence)).collect()),
        fact("Entries", vec![line(&built.newest.entries.len().to_string())]),
        fact(
            "Newest release",
            vec![line(&format!("{}{}, commit {}", newest.name, day, newest.commit))],
        ),
        fact("Sources", lines(&list.sources, plain::line)),
    ];
    facts.retain(|fact| fact.values.iter().any(|line| !line.text.is_empty()));
    facts
}

/// A list could say `javascript:…`: only addresses of the web become links.
fn is_web_address(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

fn programmes_of(built: &BuiltList) -> Vec<Programme<'_>> {
    let programmes = built.newest.list.programmes.iter();
    programmes
        .map(|(code, programme)| Programme {
            code,
            title: programme.title.as_deref().unwrap_or_default(),
            legal_basis: programme.legal_basis.join("; "),
            measures: programme.measures.join("; "),
        })
        .collect()
}

fn entry_row(entry: &Entry, date: String) -> EntryRow {
    let mut programmes: Vec<&str> = Vec::new();
    for programme in entry.designations.iter().filter_map(|it| it.programme.as_deref()) {
        if !programmes.contains(&programme) {
            programmes.push(programme);
        }
    }
    EntryRow {
        id: entry.id.clone(),
        href: format!("entries/{}/index.html", folder_name(&entry.id)),
        name: entry.primary_name().to_owned(),
        kind: entry.kind.as_str().to_owned(),
        programmes: programmes.join(", "),
        date,
    }
}

fn listed_on(entry: &Entry) -> String {
    entry.listed().map(|date| date.text().into_owned()).unwrap_or_default()
}

fn removed_rows(built: &BuiltList) -> Vec<EntryRow> {
    let removed_on = |entry: &Entry| {
        let events = built.histories.events(&entry.id).iter().rev();
        let removal = events.clone().find(|event| event.event == "removed");
        removal.map(|event| event.date.to_string()).unwrap_or_default()
    };
    built
        .histories
        .removed()
        .map(|entry| entry_row(entry, removed_on(entry)))
        .collect()
}

fn event_row<'a>(folder: &str, list_id: &str, event: &'a Event, built: &BuiltList) -> EventRow<'a> {
    let home = format!("{list_id}/releases/{}/", event.release);
    let index = usize::try_from(event.serial).unwrap_or_default().saturating_sub(1);
    let page = built.releases.get(index).map(|release| page_of(&home, release));
    let mut told: Vec<String> = event.fields.iter().map(change_line).collect();
    told.extend(event.removal.as_ref().map(plain::line));
    EventRow {
        event: event.event,
        date: event.date.to_string(),
        release: &event.release,
        href: relative(folder, &page.unwrap_or(home)),
        classes: classes(&event.fields),
        lines: told,
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

fn fact(label: &str, values: Vec<Line>) -> Fact {
    Fact {
        label: label.to_owned(),
        values,
    }
}

fn line(text: &str) -> Line {
    Line {
        text: text.to_owned(),
        href: None,
    }
}

fn lines<T>(elements: &[T], text: impl Fn(&T) -> String) -> Vec<Line> {
    elements.iter().map(|element| line(&text(element))).collect()
}
