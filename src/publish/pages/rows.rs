//! Parts that several pages have: releases, files, facts.

use serde::Serialize;

use crate::publish::list::BuiltRelease;
use crate::publish::manifest::FileFacts;
use crate::publish::news::page_of;
use crate::publish::run::relative;

#[derive(Serialize)]
pub(super) struct ReleaseRow<'a> {
    pub(super) list: Option<String>,
    pub(super) list_href: Option<String>,
    pub(super) name: &'a str,
    pub(super) serial: u64,
    pub(super) title: &'a str,
    pub(super) date: String,
    pub(super) href: String,
    pub(super) files: Vec<FileRow>,
    pub(super) added: usize,
    pub(super) removed: usize,
    pub(super) amended: usize,
    pub(super) entries: u64,
}

#[derive(Serialize)]
pub(super) struct FileRow {
    pub(super) name: String,
    pub(super) href: String,
    pub(super) media_type: String,
    pub(super) bytes: u64,
    pub(super) sha256: String,
    pub(super) about: Option<&'static str>,
}

#[derive(Serialize)]
pub(super) struct Fact {
    pub(super) label: String,
    pub(super) values: Vec<Line>,
}

/// A line of a page, and where it leads.
#[derive(Serialize)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) href: Option<String>,
}

pub(super) fn release_row<'a>(folder: &str, list_id: &str, release: &'a BuiltRelease) -> ReleaseRow<'a> {
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

pub(super) fn file_row(folder: &str, file: &FileFacts, name: String, about: Option<&'static str>) -> FileRow {
    FileRow {
        name,
        href: relative(folder, &file.path),
        media_type: file.media_type.clone(),
        bytes: file.bytes,
        sha256: file.sha256.clone(),
        about,
    }
}

pub(super) fn fact(label: &str, values: Vec<Line>) -> Fact {
    Fact {
        label: label.to_owned(),
        values,
    }
}

pub(super) fn line(text: &str) -> Line {
    Line {
        text: text.to_owned(),
        href: None,
    }
}

pub(super) fn lines<T>(elements: &[T], text: impl Fn(&T) -> String) -> Vec<Line> {
    elements.iter().map(|element| line(&text(element))).collect()
}
