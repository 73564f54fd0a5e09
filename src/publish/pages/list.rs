//! The page of a list.

use serde::Serialize;

use crate::feed::plain;
use crate::model::Entry;
use crate::model::record::Scalar;
use crate::publish::error::PublishError;
use crate::publish::list::{BuiltFeed, BuiltList};
use crate::publish::manifest::FileFacts;
use crate::publish::names::folder_name;
use crate::publish::news::title_of;
use crate::publish::run::Run;

use super::render::{Frame, frame, write};
use super::rows::{Fact, FileRow, Line, ReleaseRow, fact, file_row, line, lines, release_row};

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

/// Writes the page of a list.
pub(in crate::publish) fn write_list(
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
