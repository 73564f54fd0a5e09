//! The news of one list and of all lists: an item for each release that changed something.

use std::fs;
use std::path::Path;

use crate::feed::news::{Item, ItemFacts, News, Page, PageAddress, Related, TagMaker, write_atom, write_json_feed};
use crate::model::List;

use super::error::PublishError;
use super::list::{BuiltList, BuiltRelease};
use super::manifest::FileFacts;
use super::run::Run;

/// How many names a summary tells of each kind of change.
const NAMED: usize = 10;

/// How many items an archive has. The newest page has as many, and up to twice as many before the next archive is made.
const PAGE: usize = 100;

const ATOM: &str = "feed.atom";
const JSON_FEED: &str = "feed.json";

/// What stands for all lists in the id of their news.
const ALL_LISTS: &str = "lists";

/// Returns what made the ids of the news that are published in `out`; nothing if there are none.
///
/// An id must never change (RFC 4287, section 4.2.6), whatever address the publication moves to.
pub(super) fn published_tags(out: &Path) -> Option<TagMaker> {
    let atom = fs::read_to_string(out.join(ATOM)).ok()?;
    let (_, rest) = atom.split_once("<id>")?;
    let (id, _) = rest.split_once("</id>")?;
    TagMaker::of_id(id, ALL_LISTS)
}

/// Writes the news of one list into its folder.
pub(super) fn write_of_list(run: &Run<'_>, list_id: &str, built: &BuiltList) -> Result<Vec<FileFacts>, PublishError> {
    let folder = format!("{list_id}/");
    let list = &built.newest.list;
    let items = built.releases.iter().rev().filter(|release| release.is_change);
    let items = items.map(|release| item(run, &folder, list_id, release, &release.release.title));
    let first = &built.releases.first().expect("a built list has a release").release;
    let tag = run.tags.tag(first.date, &[list_id]);
    let fallback = &list.authority.name;
    write(
        run,
        &folder,
        tag,
        &title_of(list_id, list),
        list,
        fallback,
        items.collect(),
    )
}

/// Writes the news of all lists into the root, in the order of the repository's history, the newest first.
pub(super) fn write_of_all(
    run: &Run<'_>,
    title: &str,
    lists: &[(String, BuiltList)],
) -> Result<Vec<FileFacts>, PublishError> {
    let mut releases: Vec<(usize, &str, &List, &BuiltRelease)> = Vec::new();
    for (list_id, built) in lists {
        for release in built.releases.iter().filter(|release| release.is_change) {
            releases.push((run.order[&release.release.name], list_id, &built.newest.list, release));
        }
    }
    // Within one release the lists come in the order of their ids.
    releases.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let first = releases
        .last()
        .map(|(_, _, _, release)| release.release.date)
        .unwrap_or_default();
    let items = releases.iter().map(|(_, list_id, list, release)| {
        let title = format!("{}: {}", title_of(list_id, list), release.release.title);
        item(run, "", list_id, release, &title)
    });
    let tag = run.tags.tag(first, &[ALL_LISTS]);
    write(run, "", tag, title, &List::default(), title, items.collect())
}

/// Writes the news, the newest first, in one page or, where they are many, in several: `feed.atom` has the newest, and
/// `feed-1.atom`, `feed-2.atom` … have each so many of the others, the oldest first, and never other ones.
fn write(
    run: &Run<'_>,
    folder: &str,
    id: String,
    title: &str,
    list: &List,
    fallback: &str,
    mut items: Vec<Item>,
) -> Result<Vec<FileFacts>, PublishError> {
    let language = list.notice.language.as_ref().or(list.languages.first());
    let whole = News {
        id,
        title: title.to_owned(),
        description: list.description.clone(),
        updated: items.iter().map(|item| item.time).max().unwrap_or_default(),
        author: run.author(if fallback.is_empty() { title } else { fallback }),
        language: language.map(|language| language.as_str().to_owned()),
        home_page: run.address(folder, &format!("{folder}index.html")),
        atom_url: String::new(),
        json_url: None,
        page: Page::default(),
        items: Vec::new(),
    };
    let archives = (items.len() / PAGE).saturating_sub(1);
    let mut files = Vec::new();
    for number in 1..=archives {
        let page = items.split_off(items.len() - PAGE);
        files.extend(write_page(run, folder, &whole, Some(number), archives, page)?);
    }
    files.extend(write_page(run, folder, &whole, None, archives, items)?);
    Ok(files)
}

/// Writes one page: an archive with its number, or the newest.
fn write_page(
    run: &Run<'_>,
    folder: &str,
    whole: &News,
    number: Option<usize>,
    archives: usize,
    items: Vec<Item>,
) -> Result<Vec<FileFacts>, PublishError> {
    let path = |number: Option<usize>, name: &str| match (number, name.split_once('.')) {
        (Some(number), Some((stem, extension))) => format!("{folder}{stem}-{number}.{extension}"),
        _ => format!("{folder}{name}"),
    };
    let address = |number: Option<usize>| PageAddress {
        atom: run.address(folder, &path(number, ATOM)),
        json: run.address(folder, &path(number, JSON_FEED)),
    };
    let older = number.map_or(archives, |number| number - 1);
    let (atom, json) = (path(number, ATOM), path(number, JSON_FEED));
    let news = News {
        updated: items.iter().map(|item| item.time).max().unwrap_or(whole.updated),
        atom_url: run.address(folder, &atom),
        json_url: run.url(&json),
        page: Page {
            current: number.map(|_| address(None)),
            older: (older > 0).then(|| address(Some(older))),
            newer: number
                .filter(|number| *number < archives)
                .map(|number| address(Some(number + 1))),
        },
        items,
        ..whole.clone()
    };
    let written = [
        run.stage
            .stream(&atom, "application/atom+xml", |out| write_atom(&news, out))?,
        run.stage
            .stream(&json, "application/feed+json", |out| write_json_feed(&news, out))?,
    ];
    let mut files = Vec::new();
    for (file, path) in written.into_iter().zip([&atom, &json]) {
        files.push(file.map_err(PublishError::files(path.as_ref(), "written"))?);
    }
    Ok(files)
}

/// Returns the title of a list; its id where it has none.
pub(super) fn title_of(list_id: &str, list: &List) -> String {
    let title = if list.title.is_empty() { list_id } else { &list.title };
    title.to_owned()
}

fn item(run: &Run<'_>, folder: &str, list_id: &str, release: &BuiltRelease, title: &str) -> Item {
    let facts = &release.release;
    let home = format!("{list_id}/releases/{}/", facts.name);
    let page = page_of(&home, release);
    let mut tags = vec![list_id.to_owned()];
    tags.extend(release.classes.iter().rev().map(|class| class.as_str().to_owned()));
    Item {
        id: run.tags.tag(facts.date, &[list_id, &facts.name]),
        title: if title.is_empty() {
            facts.name.clone()
        } else {
            title.to_owned()
        },
        summary: summary(release),
        time: facts.time,
        url: run.address(folder, &page),
        related: release
            .files
            .iter()
            .map(|file| related(run, folder, &home, file))
            .collect(),
        tags,
        facts: ItemFacts {
            list_id: list_id.to_owned(),
            release: facts.name.clone(),
            serial: release.serial,
            added: release.added.len() as u64,
            removed: release.removed.len() as u64,
            amended: release.amended.len() as u64,
            entries: release.entries,
        },
    }
}

/// Returns the page of a release: its notice, else its changes.
pub(super) fn page_of(home: &str, release: &BuiltRelease) -> String {
    let html = release.files.iter().find(|file| file.path.ends_with("/notice.html"));
    html.map_or_else(|| format!("{home}changes.json"), |file| file.path.clone())
}

fn related(run: &Run<'_>, folder: &str, home: &str, file: &FileFacts) -> Related {
    let is_notice = file.path.starts_with(&format!("{home}notice."));
    Related {
        rel: if is_notice { "alternate" } else { "related" },
        url: run.address(folder, &file.path),
        media_type: file.media_type.clone(),
        title: file.path.strip_prefix(home).unwrap_or(&file.path).to_owned(),
        bytes: file.bytes,
    }
}

/// Returns what changed in a few sentences: `2 added: A; B. 1 removed: C.`
fn summary(release: &BuiltRelease) -> String {
    let told: Vec<String> = [
        ("added", &release.added),
        ("removed", &release.removed),
        ("amended", &release.amended),
    ]
    .into_iter()
    .filter(|(_, names)| !names.is_empty())
    .map(|(what, names)| sentence(what, names))
    .collect();
    if told.is_empty() {
        return "No entry changed; what the list says of itself did.".to_owned();
    }
    told.join(" ")
}

fn sentence(what: &str, names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    let more = match names.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    format!("{} {what}: {}{more}.", names.len(), shown.join("; "))
}
