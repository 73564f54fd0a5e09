//! What a template sees. `docs/notices.md` describes every field; the shapes here are its only source.

use minijinja::value::Serde;
use serde::Serialize;
use serde_json::Value;

use crate::data::Node;
use crate::diff::{Amendment, Change, ChangeSet, FieldChange, GROUP_FROM, Group, Link};
use crate::model::record::{Field, Form, Record};
use crate::model::{Config, Designation, Edition, Entry, FuzzyDate, List, Release};
use crate::ofac;
use crate::ownership::{Consequence, Consequences};
use crate::vocabulary::measures;
use crate::wording::ownership::{
    consequence_arithmetic, consequence_mark, consequence_text, convention_text, counts_of_notice, rule_text,
};
use crate::wording::{Piece, Side, statement, value_text, word_difference};

use super::title::{ofac_title, title_of};
use super::un::{UnView, un_view};

/// What a notice is made from.
#[derive(Debug, Clone, Copy)]
pub struct NoticeInput<'a> {
    /// The list before; an edition without entries where there was none.
    pub old: &'a Edition,
    /// The list after.
    pub new: &'a Edition,
    /// What changed between the two.
    pub changes: &'a ChangeSet,
    /// The repository's settings.
    pub config: &'a Config,
}

#[derive(Serialize)]
struct Context<'a> {
    publisher: Option<PublisherView<'a>>,
    list: ListView<'a>,
    release: Option<ReleaseView<'a>>,
    previous: Option<ReleaseView<'a>>,
    title: String,
    ofac_title: String,
    summary: SummaryView,
    rescreen: bool,
    added: Vec<EntryView<'a>>,
    removed: Vec<EntryView<'a>>,
    amended: Vec<AmendmentView<'a>>,
    groups: Vec<GroupView<'a>>,
    renames: Vec<RenameView<'a>>,
    settings: Vec<FieldView>,
    consequences: Vec<ConsequenceView>,
    un: UnView,
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
struct EntryView<'a> {
    id: &'a str,
    kind: &'a str,
    name: &'a str,
    aliases: Vec<AliasView<'a>>,
    facts: Vec<FactView>,
    designations: Vec<DesignationView<'a>>,
    reasons: Vec<&'a str>,
    sources: Vec<SourceView<'a>>,
    removal: Option<RemovalView<'a>>,
    links: Vec<LinkView<'a>>,
    record: Node,
    ofac: OfacView,
}

#[derive(Serialize)]
struct AliasView<'a> {
    text: &'a str,
    label: &'static str,
    weak: bool,
}

#[derive(Serialize)]
struct FactView {
    label: String,
    values: Vec<String>,
}

#[derive(Serialize)]
struct DesignationView<'a> {
    programme: Option<&'a str>,
    title: Option<&'a str>,
    listed: Option<String>,
    effective: Option<String>,
    amended: Vec<String>,
    ended: Option<String>,
    measures: Vec<String>,
    legal_basis: Vec<&'a str>,
    instrument: Option<&'a str>,
    reference: Option<&'a str>,
}

#[derive(Serialize)]
struct SourceView<'a> {
    text: Option<&'a str>,
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct RemovalView<'a> {
    reason: Option<&'a str>,
    instrument: Option<&'a str>,
}

#[derive(Serialize)]
struct LinkView<'a> {
    id: &'a str,
    name: &'a str,
    declared: bool,
    evidence: &'a [String],
}

#[derive(Serialize)]
struct OfacView {
    line: String,
    programmes: Vec<String>,
}

#[derive(Serialize)]
struct AmendmentView<'a> {
    old: EntryView<'a>,
    new: EntryView<'a>,
    rescreen: bool,
    class: &'static str,
    fields: Vec<FieldView>,
    line_changed: bool,
    line_told_in_group: bool,
}

#[derive(Serialize)]
struct FieldView {
    kind: String,
    subject: String,
    mark: char,
    class: &'static str,
    old: Option<String>,
    new: Option<String>,
    words: Vec<WordsView>,
    parts: Vec<FieldView>,
    grouped: bool,
}

#[derive(Serialize)]
struct WordsView {
    side: &'static str,
    text: String,
}

#[derive(Serialize)]
struct GroupView<'a> {
    change: FieldView,
    count: usize,
    entries: Vec<MemberView<'a>>,
    ofac_clause: Option<String>,
}

#[derive(Serialize)]
struct MemberView<'a> {
    id: String,
    name: &'a str,
    programmes: Vec<&'a str>,
}

#[derive(Serialize)]
struct RenameView<'a> {
    from: &'a str,
    to: &'a str,
    count: usize,
}

/// Returns what the templates of a notice see, as JSON.
pub fn context(input: &NoticeInput<'_>) -> Value {
    with_view(input, |view| {
        serde_json::to_value(view).expect("the context is made of texts, numbers and lists")
    })
}

/// Returns the same as templates take it; of a great list, JSON on the way would take as much memory again.
pub(super) fn prepared(input: &NoticeInput<'_>) -> minijinja::Value {
    with_view(input, |view| minijinja::Value::from(Serde(view)))
}

fn with_view<T>(input: &NoticeInput<'_>, make: impl FnOnce(&Context<'_>) -> T) -> T {
    let groups = input.changes.groups();
    let consequences = Consequences::between(input.old, input.new);
    let consequences: Vec<ConsequenceView> = consequences.all().iter().map(consequence_view).collect();
    let context = Context {
        publisher: input.config.publisher.as_ref().map(|publisher| PublisherView {
            name: &publisher.name,
            url: publisher.url.as_deref(),
            email: publisher.email.as_deref(),
        }),
        list: list_view(input.new),
        release: input.new.release.as_ref().map(release_view),
        previous: input.old.release.as_ref().map(release_view),
        title: title(input),
        ofac_title: ofac_title(input.changes, &input.new.list).unwrap_or_else(|| title(input)),
        summary: summary_view(input.changes, consequences.len()),
        rescreen: input.changes.asks_to_rescreen() || !consequences.is_empty(),
        added: input.changes.added().map(|entry| entry_view(entry, input)).collect(),
        removed: input.changes.removed().map(|entry| entry_view(entry, input)).collect(),
        amended: input
            .changes
            .amended()
            .map(|amendment| amendment_view(amendment, input, &groups))
            .collect(),
        groups: groups.iter().map(|group| group_view(group, input)).collect(),
        renames: input
            .changes
            .renames
            .iter()
            .map(|rename| RenameView {
                from: &rename.from,
                to: &rename.to,
                count: rename.entries.len(),
            })
            .collect(),
        settings: input
            .changes
            .list
            .iter()
            .map(|change| field_view(change, &[]))
            .collect(),
        consequences,
        un: un_view(input, &groups),
    };
    make(&context)
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
        name: list.notice.list_name.as_deref().unwrap_or("SDN List"),
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

/// The title of the release where it has one, else what happened.
fn title(input: &NoticeInput<'_>) -> String {
    let told = input
        .new
        .release
        .as_ref()
        .map(|release| release.title.as_str())
        .filter(|title| !title.is_empty());
    if let Some(title) = told {
        return without_topic(title);
    }
    title_of(input.changes, &input.new.list)
}

/// Commits are often titled `topic: what changes`; readers of notices have the list's title for the topic.
fn without_topic(title: &str) -> String {
    let topic = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    match title.split_once(": ") {
        Some((head, rest)) if topic(head) && !rest.is_empty() => {
            let mut chars = rest.chars();
            let first: String = chars.by_ref().take(1).flat_map(char::to_uppercase).collect();
            format!("{first}{}", chars.as_str())
        }
        _ => title.to_owned(),
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

fn entry_view<'a>(entry: &'a Entry, input: &NoticeInput<'a>) -> EntryView<'a> {
    let removal = input.new.list.removals.get(&entry.id);
    EntryView {
        id: &entry.id,
        kind: entry.kind.as_str(),
        name: entry.primary_name(),
        aliases: aliases(entry),
        facts: reinstated(entry, input).into_iter().chain(facts(entry)).collect(),
        designations: entry
            .designations
            .iter()
            .map(|designation| designation_view(designation, input))
            .collect(),
        reasons: entry.reasons.iter().map(|reason| reason.text.as_str()).collect(),
        sources: entry
            .sources
            .iter()
            .map(|source| SourceView {
                text: source.text.as_deref(),
                url: source.url.as_deref(),
            })
            .collect(),
        removal: removal.map(|removal| RemovalView {
            reason: removal.reason.as_deref(),
            instrument: removal.instrument.as_deref(),
        }),
        links: links(entry, input),
        record: entry.node(Form::Long).unwrap_or_default(),
        ofac: OfacView {
            line: ofac::line(entry, &input.new.list),
            programmes: ofac::programmes(entry, &input.new.list)
                .into_iter()
                .map(str::to_owned)
                .collect(),
        },
    }
}

fn aliases(entry: &Entry) -> Vec<AliasView<'_>> {
    use crate::model::{NameType, Quality};
    let others = entry.names.iter().filter(|name| name.kind != NameType::Primary);
    others
        .map(|name| AliasView {
            text: &name.text,
            label: ofac::alias_label(name),
            weak: name.quality == Quality::Weak,
        })
        .collect()
}

/// Returns the statement that an entry is listed again because its removal was a mistake.
fn reinstated(entry: &Entry, input: &NoticeInput<'_>) -> Option<FactView> {
    let reinstated = input.changes.reinstated.get(&entry.id)?;
    Some(FactView {
        label: "reinstated".to_owned(),
        values: vec![format!("removed in error on {}", reinstated.date.strftime("%-d %B %Y"))],
    })
}

/// Returns what a reader wants to see of a party beside its names and designations: the fields that the model declares as facts.
fn facts(entry: &Entry) -> Vec<FactView> {
    let mut facts = Vec::new();
    entry.for_each_field(&mut |field, value| {
        let Some(node) = field.is_fact().then(|| value.to_node(Form::Long)).flatten() else {
            return;
        };
        let values = node.elements().iter().map(without_marks);
        facts.push(FactView {
            label: field.label().to_lowercase(),
            values: values.map(|node| value_text(&node)).collect(),
        });
    });
    facts
}

/// Ids and order are for machines.
fn without_marks(node: &Node) -> Node {
    let kept = node
        .pairs()
        .iter()
        .filter(|(name, _)| !matches!(name.as_ref(), "id" | "order" | "sources"));
    match node.pairs() {
        [] => node.clone(),
        _ => Node::map(kept.cloned().collect()),
    }
}

fn designation_view<'a>(designation: &'a Designation, input: &NoticeInput<'a>) -> DesignationView<'a> {
    let list: &List = &input.new.list;
    let code = designation.programme.as_deref();
    // A programme that the release took out of the list is still described.
    let list = if list.programme_of(designation).is_some() {
        list
    } else {
        &input.old.list
    };
    let programme = list.programme_of(designation);
    let imposed = list.measures_of(designation);
    let basis = programme
        .map(|programme| programme.legal_basis.as_slice())
        .unwrap_or_default();
    let rests_on = if designation.legal_basis.is_empty() {
        basis
    } else {
        &designation.legal_basis
    };
    DesignationView {
        programme: code,
        title: programme.and_then(|programme| programme.title.as_deref()),
        listed: designation.listed.as_ref().map(FuzzyDate::to_string),
        effective: designation.effective.as_ref().map(FuzzyDate::to_string),
        amended: designation.amended.iter().map(FuzzyDate::to_string).collect(),
        ended: designation.ended.as_ref().map(FuzzyDate::to_string),
        measures: imposed.iter().map(|measure| measure_name(measure)).collect(),
        legal_basis: rests_on.iter().map(String::as_str).collect(),
        instrument: designation.instrument.as_deref(),
        reference: designation.reference.as_deref(),
    }
}

fn measure_name(measure: &str) -> String {
    measures()
        .get(measure)
        .map_or_else(|| measure.to_owned(), |term| term.name.clone())
}

fn links<'a>(entry: &Entry, input: &NoticeInput<'a>) -> Vec<LinkView<'a>> {
    let changes = input.changes;
    let touching = changes
        .links
        .iter()
        .filter(|link| link.added == entry.id || link.removed == entry.id);
    touching
        .map(|link: &'a Link| {
            let other = if link.added == entry.id {
                &link.removed
            } else {
                &link.added
            };
            LinkView {
                id: other,
                name: changes.change(other).map_or("", |change| change.entry().primary_name()),
                declared: link.declared,
                evidence: &link.evidence,
            }
        })
        .collect()
}

fn amendment_view<'a>(amendment: &'a Amendment, input: &NoticeInput<'a>, groups: &[Group]) -> AmendmentView<'a> {
    let change = Change::Amended(Box::new(amendment.clone()));
    let fields: Vec<FieldView> = amendment.fields.iter().map(|field| field_view(field, groups)).collect();
    let old_line = ofac::line(&amendment.old, &input.old.list);
    let new = entry_view(&amendment.new, input);
    AmendmentView {
        line_changed: old_line != new.ofac.line,
        line_told_in_group: amendment
            .fields
            .iter()
            .all(|field| is_told_as_clause(field, groups, input.changes)),
        old: EntryView {
            ofac: OfacView {
                line: old_line,
                programmes: Vec::new(),
            },
            ..entry_view(&amendment.old, input)
        },
        new,
        rescreen: change.asks_to_rescreen(),
        class: change.class().as_str(),
        fields,
    }
}

fn field_view(change: &FieldChange, groups: &[Group]) -> FieldView {
    let told = statement(change);
    let words = match (&told.old, &told.new) {
        (Some(old), Some(new)) => word_difference(old, new).into_iter().map(words_view).collect(),
        _ => Vec::new(),
    };
    FieldView {
        kind: change.kind.clone(),
        subject: told.subject,
        mark: told.mark,
        class: change.class.as_str(),
        words,
        parts: change.parts.iter().map(|part| field_view(part, &[])).collect(),
        grouped: groups.iter().any(|group| group.has(change)),
        old: told.old,
        new: told.new,
    }
}

fn words_view(piece: Piece) -> WordsView {
    WordsView {
        side: match piece.side {
            Side::Both => "both",
            Side::Old => "old",
            Side::New => "new",
        },
        text: piece.text,
    }
}

fn group_view<'a>(group: &Group, input: &NoticeInput<'a>) -> GroupView<'a> {
    let mut entries: Vec<MemberView<'a>> = group
        .entries
        .iter()
        .filter_map(|id| input.changes.change(id))
        .map(|change| MemberView {
            id: change.id().to_owned(),
            name: change.entry().primary_name(),
            programmes: ofac::programmes(change.entry(), &input.new.list),
        })
        .collect();
    entries.sort_by_key(|member| member.name);
    GroupView {
        change: field_view(&group.change, &[]),
        count: group.entries.len(),
        entries,
        ofac_clause: added_clause(group, input.changes),
    }
}

/// True where a group tells the change by the clause that was added to all its entries.
fn is_told_as_clause(change: &FieldChange, groups: &[Group], changes: &ChangeSet) -> bool {
    let mut of_group = groups.iter().filter(|group| group.has(change));
    of_group.any(|group| added_clause(group, changes).is_some())
}

/// Returns the clause that an edit of many entries added to each of them, as OFAC prints it; nothing for another edit.
fn added_clause(group: &Group, changes: &ChangeSet) -> Option<String> {
    debug_assert!(group.entries.len() >= GROUP_FROM);
    if group.change.old.is_some() || group.change.path != "features" {
        return None;
    }
    let first = changes
        .amended()
        .find(|amendment| amendment.new.id == group.entries[0])?;
    let (before, after) = (ofac::clauses(&first.old), ofac::clauses(&first.new));
    let text = group.change.new.as_ref()?.get("text")?.as_text()?;
    let new = after.iter().filter(|clause| !before.contains(clause));
    let mut matching = new.filter(|clause| clause.text.ends_with(text));
    matching.next().map(|clause| clause.text.clone())
}
