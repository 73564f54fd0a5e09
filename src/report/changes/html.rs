//! Changes as an HTML page: old and new side by side. The template is `templates/report/changes.html`.

use std::sync::LazyLock;

use minijinja::Environment;
use minijinja::value::Serde;
use serde::Serialize;

use crate::diff::{Change, ChangeKind, FieldChange, Group, Link};
use crate::ownership::Consequence;
use crate::templating;
use crate::wording::overview::{additions_are_last, overview};
use crate::wording::ownership::{CONSEQUENCES, consequence_arithmetic, consequence_text};
use crate::wording::{Piece, Side, link_text, members_text, statement, statements, word_difference};

use super::ListChanges;
use super::text::PARTIES;

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut templates = templating::environment();
    templates
        .add_template(NAME, include_str!("../../../templates/report/changes.html"))
        .expect("the built-in template is tested");
    templates
});

const NAME: &str = "changes.html";

#[derive(Serialize)]
struct Page {
    lists: Vec<ListView>,
}

#[derive(Serialize)]
struct ListView {
    title: String,
    from: String,
    to: String,
    counts: String,
    rescreen: bool,
    overview: Option<OverviewView>,
    renames: Vec<RenameView>,
    tables: Vec<Table>,
    consequences_caption: &'static str,
    consequences: Vec<ConsequenceView>,
    parties_heading: &'static str,
    parties: Vec<Table>,
}

#[derive(Serialize)]
struct OverviewView {
    kinds: Vec<(String, String)>,
    programmes: Vec<(String, String)>,
    rescreen: Vec<String>,
}

#[derive(Serialize)]
struct RenameView {
    from: String,
    to: String,
    count: usize,
}

/// The changes of an entry, of a group or of the list.
#[derive(Serialize)]
struct Table {
    caption: String,
    rows: Vec<Row>,
    links: Vec<String>,
}

#[derive(Serialize)]
struct Row {
    subject: String,
    class: &'static str,
    old: Vec<PieceView>,
    new: Vec<PieceView>,
}

#[derive(Serialize)]
struct PieceView {
    text: String,
    changed: bool,
}

#[derive(Serialize)]
struct ConsequenceView {
    id: String,
    name: String,
    class: &'static str,
    text: String,
    arithmetic: String,
}

/// Returns a whole page with the changes of several lists. It needs no other file, and prints well.
pub fn html(lists: &[ListChanges<'_>]) -> String {
    let page = Page {
        lists: lists.iter().map(list_view).collect(),
    };
    let template = TEMPLATES.get_template(NAME);
    let rendered = template.and_then(|template| template.render(Serde(&page)));
    rendered.expect("the built-in template names only what the page has")
}

fn list_view(list: &ListChanges<'_>) -> ListView {
    let changes = list.changes;
    let groups = changes.groups();
    let mut tables = vec![table("The list".to_owned(), &changes.list)];
    tables.extend(groups.iter().map(|group| {
        let members = members_text(group, changes, usize::MAX);
        let caption = format!("{} entries: {members}", group.entries.len());
        table(caption, std::slice::from_ref(&group.change))
    }));
    let mut entries: Vec<&Change> = changes.changes.iter().collect();
    if additions_are_last(changes) {
        entries.sort_by_key(|change| change.kind() == ChangeKind::Added);
    }
    let entries = entries.into_iter();
    tables.extend(entries.map(|change| entry(&change.entry().id, change, &changes.links, &groups)));
    ListView {
        title: list.title.to_owned(),
        from: list.from.to_owned(),
        to: list.to.to_owned(),
        counts: list.counts(),
        rescreen: list.asks_to_rescreen(),
        overview: overview(changes).map(|overview| OverviewView {
            kinds: overview.kinds,
            programmes: overview.programmes,
            rescreen: overview.rescreen,
        }),
        renames: changes
            .renames
            .iter()
            .map(|rename| RenameView {
                from: rename.from.clone(),
                to: rename.to.clone(),
                count: rename.entries.len(),
            })
            .collect(),
        tables,
        consequences_caption: CONSEQUENCES,
        consequences: list.consequences.iter().map(consequence_view).collect(),
        parties_heading: PARTIES,
        parties: changes
            .parties
            .iter()
            .map(|change| entry(&format!("parties/{}", change.id()), change, &[], &[]))
            .collect(),
    }
}

fn consequence_view(consequence: &Consequence<'_>) -> ConsequenceView {
    ConsequenceView {
        id: consequence.id(),
        name: consequence.name(),
        class: Consequence::CLASS.as_str(),
        text: consequence_text(consequence),
        arithmetic: consequence_arithmetic(consequence),
    }
}

/// An entry that is new or gone has all its facts on its side.
fn entry(id: &str, change: &Change, links: &[Link], groups: &[Group]) -> Table {
    let entry = change.entry();
    let (name, kind) = (entry.primary_name(), entry.kind.as_str());
    let facts = change.facts();
    let fields: Vec<FieldChange> = statements(&facts, groups)
        .into_iter()
        .map(|statement| statement.change.clone())
        .collect();
    let own = links
        .iter()
        .filter(|link| link.added == entry.id || link.removed == entry.id);
    Table {
        links: own.map(|link| format!("{id} {}", link_text(link, &entry.id))).collect(),
        ..table(format!("{}: {id} {name} ({kind})", change.kind().as_str()), &fields)
    }
}

fn table(caption: String, fields: &[FieldChange]) -> Table {
    Table {
        caption,
        rows: fields.iter().map(row).collect(),
        links: Vec::new(),
    }
}

fn row(change: &FieldChange) -> Row {
    let statement = statement(change);
    let (old, new) = (statement.old.unwrap_or_default(), statement.new.unwrap_or_default());
    let pieces = word_difference(&old, &new);
    Row {
        subject: statement.subject,
        class: change.class.as_str(),
        old: of_side(&pieces, Side::Old),
        new: of_side(&pieces, Side::New),
    }
}

fn of_side(pieces: &[Piece], side: Side) -> Vec<PieceView> {
    let of_side = pieces
        .iter()
        .filter(|piece| piece.side == Side::Both || piece.side == side);
    of_side
        .map(|piece| PieceView {
            text: piece.text.clone(),
            changed: piece.side != Side::Both,
        })
        .collect()
}
