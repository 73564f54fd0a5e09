//! What a template sees of a release as the United Nations tell it: what each committee did, and entries as they print them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use crate::diff::{Amendment, FieldChange, GROUP_FROM, Group};
use crate::model::{Entry, FuzzyDate, Kind};
use crate::un::{Printed, listed_on, printed, un_date};
use crate::vocabulary::{CommitteeTerm, committee_of};
use crate::wording::{Piece, Side, statement, word_difference};

use super::context::NoticeInput;

/// Where no more of the words of a field stay than this part, it is struck through whole and written anew.
const KEPT_WORDS: f64 = 0.5;

/// A day of amendment that lies further back than this was entered later: the committee acted on the day of the release.
const LONGEST_LAG: i32 = 7;

#[derive(Serialize)]
pub(super) struct UnView {
    title: String,
    acts: Vec<ActView>,
}

/// What one committee did in one manner.
#[derive(Serialize)]
struct ActView {
    verb: &'static str,
    title: String,
    committee: String,
    list: String,
    scope: Option<String>,
    date: Option<String>,
    count: usize,
    bulk: Vec<BulkView>,
    alike: Vec<MemberView>,
    entries: Vec<PrintedView>,
}

/// One edit of many entries.
#[derive(Serialize)]
struct BulkView {
    field: &'static str,
    count: usize,
    all: bool,
    old: Option<String>,
    new: Option<String>,
}

/// An entry of which a bulk edit tells everything.
#[derive(Serialize)]
struct MemberView {
    id: String,
    name: String,
}

/// An entry as it is printed, with the words that an amendment strikes out and adds.
#[derive(Serialize)]
struct PrintedView {
    id: String,
    reference: Vec<WordsView>,
    name: String,
    is_individual: bool,
    reason: Option<String>,
    fields: Vec<PrintedFieldView>,
}

#[derive(Serialize)]
struct PrintedFieldView {
    label: &'static str,
    own_line: bool,
    words: Vec<WordsView>,
}

#[derive(Serialize)]
struct WordsView {
    side: &'static str,
    text: String,
}

/// The order in which a release is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verb {
    Adds,
    Amends,
    Removes,
}

/// What happened to one entry; the numbers of a renumbered one differ.
enum Event<'a> {
    Added(&'a Entry),
    Removed(&'a Entry),
    Amended(&'a Entry, &'a Entry, &'a [FieldChange]),
}

impl<'a> Event<'a> {
    fn verb(&self) -> Verb {
        match self {
            Self::Added(_) => Verb::Adds,
            Self::Removed(_) => Verb::Removes,
            Self::Amended(..) => Verb::Amends,
        }
    }

    fn entry(&self) -> &'a Entry {
        match self {
            Self::Added(entry) | Self::Removed(entry) | Self::Amended(_, entry, _) => entry,
        }
    }
}

pub(super) fn un_view(input: &NoticeInput<'_>, groups: &[Group]) -> UnView {
    let mut by_act: BTreeMap<(&str, Verb), Vec<Event<'_>>> = BTreeMap::new();
    for event in events(input) {
        let programme = programme_of(event.entry());
        by_act.entry((programme, event.verb())).or_default().push(event);
    }
    let acts: Vec<ActView> = by_act
        .into_iter()
        .map(|((programme, verb), events)| act(input, groups, programme, verb, &events))
        .collect();
    UnView {
        title: title(&acts),
        acts,
    }
}

fn programme_of(entry: &Entry) -> &str {
    let first = entry.designations.first();
    first
        .and_then(|designation| designation.programme.as_deref())
        .unwrap_or_default()
}

/// A removal and an addition of which one says that it succeeds the other are one amendment: the party was listed all along.
fn events<'a>(input: &NoticeInput<'a>) -> Vec<Event<'a>> {
    let declared = input.changes.links.iter().filter(|link| link.declared);
    let renumbered: BTreeMap<&str, &str> = declared
        .map(|link| (link.added.as_str(), link.removed.as_str()))
        .collect();
    let former: BTreeSet<&str> = renumbered.values().copied().collect();
    let removed: BTreeMap<&str, &Entry> = input
        .changes
        .removed()
        .map(|entry| (entry.id.as_str(), entry))
        .collect();
    let added = input.changes.added().map(|entry| {
        let old = renumbered.get(entry.id.as_str()).and_then(|former| removed.get(former));
        old.map_or(Event::Added(entry), |old| Event::Amended(old, entry, &[]))
    });
    let amended = input
        .changes
        .amended()
        .map(|amendment: &Amendment| Event::Amended(&amendment.old, &amendment.new, &amendment.fields));
    let gone = input
        .changes
        .removed()
        .filter(|entry| !former.contains(entry.id.as_str()));
    let mut events: Vec<Event<'a>> = added.chain(amended).chain(gone.map(Event::Removed)).collect();
    events.sort_by(|a, b| crate::model::by_id(a.entry(), b.entry()));
    events
}

fn act(input: &NoticeInput<'_>, groups: &[Group], programme: &str, verb: Verb, events: &[Event<'_>]) -> ActView {
    let committee = committee_of(programme);
    let day = day_of(input, verb, events).map(|day| day.to_string());
    let on = day.clone().unwrap_or_else(|| "9999-12-31".to_owned());
    let list = &input.new.list;
    let own_name = || list.notice.list_name.clone().unwrap_or_else(|| list.title.clone());
    let (bulk, alike) = bulk(groups, events);
    let alike_ids: BTreeSet<&str> = alike.iter().map(|member| member.id.as_str()).collect();
    let told = events
        .iter()
        .filter(|event| !alike_ids.contains(event.entry().id.as_str()));
    let entries = told.map(|event| printed_view(input, event)).collect();
    ActView {
        verb: match verb {
            Verb::Adds => "adds",
            Verb::Amends => "amends",
            Verb::Removes => "removes",
        },
        title: committee.map_or_else(|| list.authority.name.clone(), |term| term.title_on(&on).to_owned()),
        committee: committee.map_or_else(|| list.authority.name.clone(), |term| term.name_on(&on).to_owned()),
        list: committee.map_or_else(own_name, |term| term.list.clone()),
        scope: committee
            .and_then(|term: &CommitteeTerm| term.scope_on(&on))
            .map(str::to_owned),
        date: day,
        count: events.len(),
        bulk,
        alike,
        entries,
    }
}

/// The day on which the committee acted: that which the entries say, if they agree and it is near the release; else the
/// release's.
fn day_of(input: &NoticeInput<'_>, verb: Verb, events: &[Event<'_>]) -> Option<Date> {
    let days: BTreeSet<Option<Date>> = events.iter().map(|event| own_day(input, event)).collect();
    let own = match Vec::from_iter(days).as_slice() {
        [Some(day)] => Some(*day),
        _ => None,
    };
    let release = input.new.release.as_ref().map(|release| release.date);
    match (own, release) {
        (Some(own), Some(release)) => {
            let earliest = release.saturating_sub(LONGEST_LAG.days());
            let near = (earliest..=release).contains(&own) || verb == Verb::Removes;
            Some(if near { own } else { release })
        }
        (own, release) => release.or(own),
    }
}

fn own_day(input: &NoticeInput<'_>, event: &Event<'_>) -> Option<Date> {
    match event {
        Event::Added(entry) => entry.listed().and_then(FuzzyDate::whole),
        Event::Removed(entry) => {
            let removal = input.new.list.removals.get(&entry.id)?;
            removal.date.as_ref().and_then(FuzzyDate::whole)
        }
        Event::Amended(old, new, _) => {
            let of = |entry: &'_ Entry| -> BTreeSet<FuzzyDate> {
                let days = entry
                    .designations
                    .iter()
                    .flat_map(|designation| designation.amended.clone());
                days.collect()
            };
            let (before, after) = (of(old), of(new));
            after.difference(&before).filter_map(FuzzyDate::whole).max()
        }
    }
}

/// The edits that many entries share, and the entries of which they tell everything; nothing where these are few, since each
/// is then printed whole.
fn bulk(groups: &[Group], events: &[Event<'_>]) -> (Vec<BulkView>, Vec<MemberView>) {
    let told_wholly = |event: &&Event<'_>| match event {
        Event::Amended(_, _, fields) => {
            !fields.is_empty() && fields.iter().all(|field| groups.iter().any(|group| group.has(field)))
        }
        _ => false,
    };
    let alike: Vec<&Event<'_>> = events.iter().filter(told_wholly).collect();
    if alike.len() < GROUP_FROM {
        return (Vec::new(), Vec::new());
    }
    let of_alike = |group: &&Group| {
        let fields = alike.iter().flat_map(|event| match event {
            Event::Amended(_, _, fields) => *fields,
            _ => &[],
        });
        fields.into_iter().any(|field| group.has(field))
    };
    let ids: BTreeSet<&str> = events.iter().map(|event| event.entry().id.as_str()).collect();
    let told = groups.iter().filter(of_alike).map(|group| {
        let count = group.entries.iter().filter(|id| ids.contains(id.as_str())).count();
        bulk_view(group, count, events)
    });
    let members = alike.iter().map(|event| MemberView {
        id: event.entry().id.clone(),
        name: event.entry().primary_name().to_owned(),
    });
    (told.collect(), members.collect())
}

fn bulk_view(group: &Group, count: usize, events: &[Event<'_>]) -> BulkView {
    let all = count == events.len();
    let told = statement(&group.change);
    let (old, new) = match group.change.path.as_str() {
        "designations" => (None, amended_on(&group.change).or(told.new)),
        _ => (told.old, told.new),
    };
    BulkView {
        field: label_of(&group.change.path),
        count,
        all,
        old,
        new,
    }
}

/// Returns the days of amendment that an edit adds, as they are printed.
fn amended_on(change: &FieldChange) -> Option<String> {
    let only_days = change
        .parts
        .iter()
        .all(|part| part.path == "amended" && part.old.is_none());
    if change.parts.is_empty() || !only_days {
        return None;
    }
    let days = change.parts.iter().filter_map(|part| part.new.as_ref()?.as_text());
    let days: Vec<String> = days
        .map(|day| FuzzyDate::parse(day).map_or_else(|| day.to_owned(), |day| un_date(&day)))
        .collect();
    Some(format!("amended on {}", days.join(", ")))
}

/// Returns the field of the printed entry in which a field of the model stands.
fn label_of(path: &str) -> &'static str {
    match path.split('.').next().unwrap_or_default() {
        "names" => "A.k.a.",
        "birth_dates" => "DOB",
        "birth_places" => "POB",
        "titles" => "Title",
        "positions" => "Designation",
        "nationalities" => "Nationality",
        "addresses" => "Address",
        "documents" => "National identification no",
        "designations" => "Listed on",
        _ => "Other information",
    }
}

fn printed_view(input: &NoticeInput<'_>, event: &Event<'_>) -> PrintedView {
    let entry = event.entry();
    let before = match event {
        Event::Amended(old, ..) => old,
        _ => entry,
    };
    let reason = match event {
        Event::Removed(entry) => input
            .new
            .list
            .removals
            .get(&entry.id)
            .and_then(|removal| removal.reason.clone()),
        _ => None,
    };
    PrintedView {
        id: entry.id.clone(),
        reference: marked(&before.id, &entry.id),
        name: entry.primary_name().to_owned(),
        is_individual: entry.kind == Kind::Individual,
        reason,
        fields: fields(before, entry),
    }
}

/// The fields of both sides beside one another. The two may print other fields where the kind of the party changed.
fn fields(before: &Entry, after: &Entry) -> Vec<PrintedFieldView> {
    let old = printed(before);
    let new = printed(after);
    let text_of = |fields: &[Printed], label: &str| {
        let found = fields.iter().find(|field| field.label == label);
        found.map(|field| field.text.clone()).unwrap_or_default()
    };
    let only_old = old
        .iter()
        .filter(|field| new.iter().all(|other| other.label != field.label));
    let all = new.iter().chain(only_old);
    let said = all.filter_map(|field| {
        let (was, is) = (text_of(&old, field.label), text_of(&new, field.label));
        let nothing = |text: &str| text.is_empty() || text == crate::un::NOTHING;
        if field.optional && nothing(&was) && nothing(&is) {
            return None;
        }
        let words = match field.label {
            "Listed on" => listed_words(before, after).unwrap_or_else(|| marked(&was, &is)),
            _ => marked(&was, &is),
        };
        Some(PrintedFieldView {
            label: field.label,
            own_line: field.optional,
            words,
        })
    });
    said.collect()
}

/// The days of amendment, day by day; of a first one the words around the day are new as well, and the brackets are not.
fn listed_words(before: &Entry, after: &Entry) -> Option<Vec<WordsView>> {
    let (was, is) = (listed_on(before), listed_on(after));
    if was.listed != is.listed || was.amended == is.amended {
        return None;
    }
    let mut words = vec![view("both", format!("{} ( ", is.listed))];
    let one_side = match (was.amended.is_empty(), is.amended.is_empty()) {
        (true, _) => Some(("new", &is.amended)),
        (_, true) => Some(("old", &was.amended)),
        _ => None,
    };
    if let Some((side, days)) = one_side {
        let days: Vec<String> = days.iter().map(un_date).collect();
        words.push(view(side, format!("amended on {}", days.join(", "))));
    } else {
        push(&mut words, "both", "amended on ");
        for (at, day) in was.amended.union(&is.amended).enumerate() {
            if at > 0 {
                push(&mut words, "both", ", ");
            }
            let side = match (was.amended.contains(day), is.amended.contains(day)) {
                (true, true) => "both",
                (true, false) => "old",
                _ => "new",
            };
            push(&mut words, side, &un_date(day));
        }
    }
    push(&mut words, "both", " )");
    Some(words)
}

fn view(side: &'static str, text: String) -> WordsView {
    WordsView { side, text }
}

/// Returns two texts as one, word by word; as a whole each where little of the old one stays. Blanks stand outside the marks.
fn marked(old: &str, new: &str) -> Vec<WordsView> {
    if old == new {
        return vec![view("both", new.to_owned())];
    }
    let pieces = word_difference(old, new);
    let pieces = if kept(&pieces) <= KEPT_WORDS {
        let whole = |side, text: &str| Piece {
            side,
            text: text.to_owned(),
        };
        vec![whole(Side::Old, old), whole(Side::New, new)]
    } else {
        letters_whole(pieces)
    };
    let mut words: Vec<WordsView> = Vec::new();
    for piece in &pieces {
        push_piece(&mut words, piece);
    }
    words
}

/// The letter of a value and its bracket are one word: `c)` becomes `d)`.
fn letters_whole(mut pieces: Vec<Piece>) -> Vec<Piece> {
    let is_letter = |piece: &Piece, side: Side| {
        let mut end = piece.text.chars().rev();
        let letter = end.next().is_some_and(|last| last.is_ascii_lowercase());
        piece.side == side && letter && end.next().is_none_or(char::is_whitespace)
    };
    for at in 2..pieces.len() {
        let lettered = is_letter(&pieces[at - 2], Side::Old) && is_letter(&pieces[at - 1], Side::New);
        if lettered && pieces[at].side == Side::Both && pieces[at].text.starts_with(')') {
            pieces[at].text.remove(0);
            pieces[at - 2].text.push(')');
            pieces[at - 1].text.push(')');
        }
    }
    pieces
}

/// Returns the part of the words that stays, of the text of which more does: what was only added to, or only cut, is no new
/// text.
fn kept(pieces: &[Piece]) -> f64 {
    let count = |side: Side| -> usize {
        let of_side = pieces.iter().filter(|piece| piece.side == side);
        of_side.map(|piece| piece.text.split_whitespace().count()).sum()
    };
    let both = count(Side::Both);
    let shorter = both + count(Side::Old).min(count(Side::New));
    // Words of one entry: far below the point where the conversion is inexact.
    both as f64 / shorter.max(1) as f64
}

fn push_piece(words: &mut Vec<WordsView>, piece: &Piece) {
    let side = match piece.side {
        Side::Both => return push(words, "both", &piece.text),
        Side::Old => "old",
        Side::New => "new",
    };
    let inner = piece.text.trim();
    let start = piece.text.len() - piece.text.trim_start().len();
    push_blank(words, &piece.text[..start]);
    let behind_old = side == "new" && words.last().is_some_and(|last| last.side == "old");
    if behind_old && !inner.is_empty() {
        push_blank(words, " ");
    }
    push(words, side, inner);
    push_blank(words, &piece.text[start + inner.len()..]);
}

fn push(words: &mut Vec<WordsView>, side: &'static str, text: &str) {
    let ends_blank = words
        .last()
        .is_some_and(|last| last.text.ends_with(char::is_whitespace));
    let text = if ends_blank { text.trim_start() } else { text };
    if text.is_empty() {
        return;
    }
    match words.last_mut() {
        Some(last) if last.side == side => last.text.push_str(text),
        _ => words.push(view(side, text.to_owned())),
    }
}

fn push_blank(words: &mut Vec<WordsView>, text: &str) {
    if !text.is_empty() && !words.is_empty() {
        push(words, "both", text);
    }
}

/// Committees beyond this number are not named in the title one by one.
const NAMED_COMMITTEES: usize = 2;

/// Returns the title of the press release: `Security Council 1718 Committee Amends 44 Entries on Its Sanctions List`.
fn title(acts: &[ActView]) -> String {
    let mut committees: Vec<(&str, Vec<String>)> = Vec::new();
    for act in acts {
        let clause = format!("{} Its Sanctions List", clause(act.verb, act.count, true));
        match committees.last_mut() {
            Some((title, clauses)) if *title == act.title => clauses.push(clause),
            _ => committees.push((&act.title, vec![clause])),
        }
    }
    if committees.is_empty() {
        return "No Entry Changed".to_owned();
    }
    if committees.len() > NAMED_COMMITTEES {
        return title_of_many(acts);
    }
    let told = committees.iter().map(|(title, clauses)| {
        let clauses = clauses.join(" and ");
        format!("{title} {clauses}")
    });
    told.collect::<Vec<String>>().join("; ")
}

fn title_of_many(acts: &[ActView]) -> String {
    let counts = ["adds", "amends", "removes"].map(|verb| {
        let of_verb = acts.iter().filter(|act| act.verb == verb);
        (verb, of_verb.map(|act| act.count).sum::<usize>())
    });
    let told = counts.iter().filter(|(_, count)| *count > 0).map(|(verb, count)| {
        let clause = clause(verb, *count, false);
        format!("{clause} Their Sanctions Lists")
    });
    let told: Vec<String> = told.collect();
    format!("Security Council Sanctions Committees {}", told.join(" and "))
}

/// Returns `Amends 44 Entries on`, or `Amend …` of several committees.
fn clause(verb: &str, count: usize, is_one: bool) -> String {
    let (verb, place) = match verb {
        "adds" => ("Add", "to"),
        "removes" => ("Remove", "from"),
        _ => ("Amend", "on"),
    };
    let ending = if is_one { "s" } else { "" };
    let entries = if count == 1 { "Entry" } else { "Entries" };
    format!("{verb}{ending} {} {entries} {place}", number(count))
}

/// Numbers up to ten are written out.
fn number(count: usize) -> String {
    const WORDS: [&str; 11] = [
        "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
    ];
    WORDS
        .get(count)
        .map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &[WordsView]) -> String {
        let mark = |piece: &WordsView| match piece.side {
            "old" => format!("~~{}~~", piece.text),
            "new" => format!("__{}__", piece.text),
            _ => piece.text.clone(),
        };
        words.iter().map(mark).collect()
    }

    #[test]
    fn words_are_marked_without_their_blanks() {
        assert_eq!(text(&marked("na", "a) X b) Y")), "~~na~~ __a) X b) Y__");
        assert_eq!(
            text(&marked("to KOMID.", "to KOMID. He left Egypt.")),
            "to KOMID. __He left Egypt.__"
        );
        assert_eq!(
            text(&marked(
                "The Ministry of Forces runs the army",
                "The Ministry of Defence runs the army"
            )),
            "The Ministry of ~~Forces~~ __Defence__ runs the army"
        );
        assert_eq!(
            text(&marked(
                "MINISTRY OF THE PEOPLE’S ARMED FORCES (MPAF)",
                "MINISTRY OF NATIONAL DEFENCE"
            )),
            "~~MINISTRY OF THE PEOPLE’S ARMED FORCES (MPAF)~~ __MINISTRY OF NATIONAL DEFENCE__"
        );
        assert_eq!(text(&marked("a b c", "a c")), "a ~~b~~ c");
        assert_eq!(
            text(&marked(
                "a) Ayman b) Nuh Abdi c) Kabo",
                "a) Ayman b) Moalim c) Nuh Abdi d) Kabo"
            )),
            "a) Ayman b) __Moalim c)__ Nuh Abdi ~~c)~~ __d)__ Kabo"
        );
        assert_eq!(
            text(&marked("Cho Il Woo", "a) Cho Il Woo b) Jo Chol")),
            "__a)__ Cho Il Woo __b) Jo Chol__"
        );
    }

    #[test]
    fn numbers_up_to_ten_are_words() {
        assert_eq!(
            (number(1).as_str(), number(10).as_str(), number(44).as_str()),
            ("One", "Ten", "44")
        );
    }
}
