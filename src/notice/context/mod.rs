//! What a template sees. `docs/notices.md` describes every field; the shapes here are its only source.

mod change;
mod entry;

use std::collections::BTreeMap;

use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

use crate::diff::ChangeSet;
use crate::model::{Edition, Release};
use crate::ownership::{Consequence, Consequences};
use crate::wording::ownership::{
    consequence_arithmetic, consequence_mark, consequence_text, convention_text, counts_of_notice, rule_text,
};

use crate::wording::overview::{Overview, additions_are_last, overview};

use super::input::NoticeInput;
use super::style::Style;
use super::title::title;
use change::{AmendmentView, FieldView, GroupView, amendment_view, field_view, group_view};
use entry::{EntryView, entry_view};

#[derive(Serialize)]
struct Context<'a> {
    publisher: Option<PublisherView<'a>>,
    list: ListView<'a>,
    release: Option<ReleaseView<'a>>,
    previous: Option<ReleaseView<'a>>,
    title: String,
    summary: SummaryView,
    rescreen: bool,
    overview: Option<OverviewView>,
    additions_last: bool,
    added: Vec<EntryView<'a>>,
    removed: Vec<EntryView<'a>>,
    amended: Vec<AmendmentView<'a>>,
    groups: Vec<GroupView<'a>>,
    renames: Vec<RenameView<'a>>,
    settings: Vec<FieldView>,
    consequences: Vec<ConsequenceView>,
    #[serde(flatten)]
    views: BTreeMap<&'static str, Value>,
}

/// What happens to a party that is not listed.
#[derive(Serialize)]
struct ConsequenceView {
    id: String,
    name: String,
    kind: &'static str,
    mark: char,
    text: String,
    arithmetic: String,
    rule: String,
    convention: Option<&'static str>,
}

#[derive(Serialize)]
struct PublisherView<'a> {
    name: &'a str,
    url: Option<&'a str>,
    email: Option<&'a str>,
}

#[derive(Serialize)]
struct ListView<'a> {
    id: &'a str,
    title: &'a str,
    description: Option<&'a str>,
    name: &'a str,
    authority: AuthorityView<'a>,
    entries: usize,
}

#[derive(Serialize)]
struct AuthorityView<'a> {
    name: &'a str,
    short: &'a str,
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct ReleaseView<'a> {
    name: &'a str,
    date: String,
    commit: &'a str,
    title: &'a str,
    body: &'a str,
}

#[derive(Serialize)]
struct SummaryView {
    added: usize,
    removed: usize,
    amended: usize,
    text: String,
}

#[derive(Serialize)]
struct RenameView<'a> {
    from: &'a str,
    to: &'a str,
    count: usize,
}

/// What begins the notice of a large release.
#[derive(Serialize)]
struct OverviewView {
    kinds: Vec<CountsView>,
    programmes: Vec<CountsView>,
    rescreen: Vec<String>,
}

#[derive(Serialize)]
struct CountsView {
    name: String,
    counts: String,
}

impl From<Overview> for OverviewView {
    fn from(overview: Overview) -> Self {
        let views = |rows: Vec<(String, String)>| {
            let rows = rows.into_iter();
            rows.map(|(name, counts)| CountsView { name, counts }).collect()
        };
        Self {
            kinds: views(overview.kinds),
            programmes: views(overview.programmes),
            rescreen: overview.rescreen,
        }
    }
}

/// Returns what the templates see of a notice in `style`, the list's own or the one that was asked for, with the views of these
/// styles; as JSON.
pub(super) fn json(input: &NoticeInput<'_>, style: &str, views: &[&'static Style]) -> serde_json::Value {
    serde_json::to_value(build(input, style, views)).expect("the context consists of texts, numbers and lists")
}

/// Returns the same as templates take it; of a large list, JSON on the way would take as much memory again.
pub(super) fn value(input: &NoticeInput<'_>, style: &str, views: &[&'static Style]) -> Value {
    Value::from(Serde(&build(input, style, views)))
}

fn build<'a>(input: &NoticeInput<'a>, style: &str, views: &[&'static Style]) -> Context<'a> {
    let changes = input.changes;
    let groups = changes.groups();
    let consequences = Consequences::between(input.old, input.new);
    let consequences: Vec<ConsequenceView> = consequences.all().iter().map(consequence_view).collect();
    Context {
        publisher: input.config.publisher.as_ref().map(|publisher| PublisherView {
            name: &publisher.name,
            url: publisher.url.as_deref(),
            email: publisher.email.as_deref(),
        }),
        list: list_view(input.new),
        release: input.new.release.as_ref().map(release_view),
        previous: input.old.release.as_ref().map(release_view),
        title: title(input, style),
        summary: summary_view(changes, consequences.len()),
        rescreen: changes.asks_to_rescreen() || !consequences.is_empty(),
        overview: overview(changes).map(OverviewView::from),
        additions_last: additions_are_last(changes),
        added: changes.added().map(|entry| entry_view(entry, input)).collect(),
        removed: changes.removed().map(|entry| entry_view(entry, input)).collect(),
        amended: changes
            .amended()
            .map(|amendment| amendment_view(amendment, input, &groups))
            .collect(),
        groups: groups.iter().map(|group| group_view(group, input)).collect(),
        renames: changes
            .renames
            .iter()
            .map(|rename| RenameView {
                from: &rename.from,
                to: &rename.to,
                count: rename.entries.len(),
            })
            .collect(),
        settings: changes.list.iter().map(|change| field_view(change, &[])).collect(),
        consequences,
        views: views
            .iter()
            .filter_map(|style| Some((style.name, (style.view?)(input))))
            .collect(),
    }
}

fn consequence_view(consequence: &Consequence<'_>) -> ConsequenceView {
    let regime = consequence
        .new
        .or(consequence.old)
        .map(|(assessment, _)| &assessment.regime);
    ConsequenceView {
        id: consequence.id(),
        name: consequence.name(),
        kind: consequence.kind.as_str(),
        mark: consequence_mark(consequence),
        text: consequence_text(consequence),
        arithmetic: consequence_arithmetic(consequence),
        rule: regime.map_or_else(String::new, rule_text),
        convention: regime.and_then(convention_text),
    }
}

fn list_view(edition: &Edition) -> ListView<'_> {
    let list = &edition.list;
    let short = list.authority.acronym.as_deref().unwrap_or(&list.authority.name);
    ListView {
        id: &edition.list_id,
        title: &list.title,
        description: list.description.as_deref(),
        name: list.notice.list_name.as_deref().unwrap_or(&list.title),
        authority: AuthorityView {
            name: &list.authority.name,
            short,
            url: list.authority.url.as_deref(),
        },
        entries: edition.entries.len(),
    }
}

fn release_view(release: &Release) -> ReleaseView<'_> {
    ReleaseView {
        name: &release.name,
        date: release.date.to_string(),
        commit: &release.commit,
        title: &release.title,
        body: &release.body,
    }
}

fn summary_view(changes: &ChangeSet, consequences: usize) -> SummaryView {
    let summary = changes.summary();
    SummaryView {
        added: summary.added,
        removed: summary.removed,
        amended: summary.amended,
        text: counts_of_notice(changes, consequences),
    }
}
