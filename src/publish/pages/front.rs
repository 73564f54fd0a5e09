//! The page of all lists.

use serde::Serialize;

use crate::publish::error::PublishError;
use crate::publish::list::{BuiltList, BuiltRelease};
use crate::publish::manifest::FileFacts;
use crate::publish::news::title_of;
use crate::publish::run::Run;

use super::render::{Frame, frame, write};
use super::rows::{ReleaseRow, release_row};

/// How many releases the front page tells.
const NEWEST: usize = 30;

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

/// Writes the page of all lists.
pub(in crate::publish) fn write_front(
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
