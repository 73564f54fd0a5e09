//! `catalog.json`: which lists there are, and where to find what of them. For programs; the words are close to those of
//! [DCAT](https://www.w3.org/TR/vocab-dcat-3/). `docs/publication.md` describes it.

use serde::Serialize;

use crate::feed::native::{Counts, VERSION};
use crate::model::{Authority, List};

use super::list::{BuiltFeed, BuiltList};
use super::manifest::{FILE_NAME, FileFacts};
use super::news::title_of;
use super::run::Run;

#[derive(Serialize)]
struct Catalog<'a> {
    format: &'static str,
    version: u64,
    title: &'a str,
    publisher: Option<CatalogPublisher<'a>>,
    base_url: Option<&'a str>,
    manifest: Location,
    news: [Distribution; 2],
    lists: Vec<Dataset<'a>>,
}

#[derive(Serialize)]
struct CatalogPublisher<'a> {
    name: &'a str,
    url: Option<&'a str>,
    email: Option<&'a str>,
}

#[derive(Serialize)]
struct Dataset<'a> {
    id: &'a str,
    title: String,
    description: Option<&'a str>,
    authority: CatalogAuthority<'a>,
    licence: Option<&'a str>,
    languages: Vec<&'a str>,
    page: Location,
    counts: Counts,
    releases: usize,
    issued: String,
    modified: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    successor: Option<&'a str>,
    newest: Newest<'a>,
    formats: Vec<CatalogFormat>,
    news: [Distribution; 2],
}

#[derive(Serialize)]
struct CatalogAuthority<'a> {
    name: &'a str,
    acronym: Option<&'a str>,
    country: Option<&'a str>,
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Newest<'a> {
    name: &'a str,
    serial: u64,
    title: &'a str,
    date: String,
    time: String,
    commit: &'a str,
    manifest: Location,
}

#[derive(Serialize)]
struct CatalogFormat {
    name: &'static str,
    about: &'static str,
    files: Vec<Distribution>,
}

/// A path from the root of the publication, and its address where the publication has one.
#[derive(Serialize)]
struct Location {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Distribution {
    #[serde(flatten)]
    location: Location,
    media_type: String,
    bytes: u64,
    sha256: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<&'static str>,
}

/// Returns the catalogue. `news` are the feeds of the whole publication.
pub(super) fn catalog(run: &Run<'_>, title: &str, news: &[FileFacts], lists: &[(String, BuiltList)]) -> String {
    let publisher = run.config.publisher.as_ref().map(|publisher| CatalogPublisher {
        name: &publisher.name,
        url: publisher.url.as_deref(),
        email: publisher.email.as_deref(),
    });
    let catalog = Catalog {
        format: "gazette.catalog",
        version: VERSION,
        title,
        publisher,
        base_url: run.config.base_url.as_deref(),
        manifest: location(run, FILE_NAME),
        news: news_of(run, news, ""),
        lists: lists
            .iter()
            .map(|(list_id, built)| dataset(run, list_id, built))
            .collect(),
    };
    let mut text = serde_json::to_string_pretty(&catalog).expect("names are texts");
    text.push('\n');
    text
}

fn dataset<'a>(run: &Run<'_>, list_id: &'a str, built: &'a BuiltList) -> Dataset<'a> {
    let list: &List = &built.newest.list;
    let first = &built.releases.first().expect("a built list has a release").release;
    let newest = &built.releases.last().expect("a built list has a release").release;
    Dataset {
        id: list_id,
        title: title_of(list_id, list),
        description: list.description.as_deref(),
        authority: authority(&list.authority),
        licence: list.licence.as_deref(),
        languages: list.languages.iter().map(|language| language.as_str()).collect(),
        page: location(run, &format!("{list_id}/index.html")),
        counts: Counts::of(&built.newest),
        releases: built.releases.len(),
        issued: first.date.to_string(),
        modified: newest.date.to_string(),
        successor: built.successor.as_deref(),
        newest: Newest {
            name: &newest.name,
            serial: built.link.serial,
            title: &newest.title,
            date: newest.date.to_string(),
            time: newest.time.to_string(),
            commit: &newest.commit,
            manifest: location(run, &built.link.path),
        },
        formats: built.feeds.iter().map(|feed| format(run, feed)).collect(),
        news: news_of(run, &built.files, &format!("{list_id}/")),
    }
}

fn authority(authority: &Authority) -> CatalogAuthority<'_> {
    CatalogAuthority {
        name: &authority.name,
        acronym: authority.acronym.as_deref(),
        country: authority.country.as_ref().map(|country| country.as_str()),
        url: authority.url.as_deref(),
    }
}

fn format(run: &Run<'_>, feed: &BuiltFeed) -> CatalogFormat {
    let kinds = feed.format.files().iter();
    let files = kinds.zip(&feed.files);
    CatalogFormat {
        name: feed.format.name(),
        about: feed.format.about(),
        files: files
            .map(|(kind, file)| distribution(run, file, Some(kind.about)))
            .collect(),
    }
}

fn news_of(run: &Run<'_>, files: &[FileFacts], folder: &str) -> [Distribution; 2] {
    ["feed.atom", "feed.json"].map(|name| {
        let path = format!("{folder}{name}");
        let file = files
            .iter()
            .find(|file| file.path == path)
            .expect("news are written before the catalogue");
        distribution(run, file, None)
    })
}

fn distribution(run: &Run<'_>, file: &FileFacts, about: Option<&'static str>) -> Distribution {
    Distribution {
        location: location(run, &file.path),
        media_type: file.media_type.clone(),
        bytes: file.bytes,
        sha256: file.sha256.clone(),
        about,
    }
}

fn location(run: &Run<'_>, path: &str) -> Location {
    Location {
        path: path.to_owned(),
        url: run.url(path),
    }
}
