//! `lost-in-feed`: something that an entry says and a feed of the list cannot.

use crate::lint::builder::FindingBuilder;
use std::collections::{BTreeMap, BTreeSet};

use crate::data::Node;
use crate::feed::NO_ID;
use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Needs, Rule, Sink};
use crate::lint::scope::{EntryScope, ListScope, anchor_of};
use crate::lint::text::shown;
use crate::model::Entry;
use crate::model::record::Record;
use crate::model::schema::Schema;

pub(super) const RULE: Rule = Rule {
    id: "lost-in-feed",
    severity: Severity::Note,
    needs: Needs::Feeds,
    explanation: "\
## What it finds

Something that an entry says and that a feed of the list (`feeds` in `list.yaml`) leaves out or says less well: names in other scripts
and statements of reasons in OFAC's CSV, a company's legal form in SDN.XML. Feeds that lose the same are named together. What is lost of
more than three entries is reported once, at the name of the feed, with the number of entries.

## Why it matters

Who reads that feed alone does not learn it. Nothing is dropped in silence: the native feeds (`json`, `jsonl`) carry everything.

## Example

```yaml
# list.yaml has feeds: [json, ofac-csv]
names:
  - text: ANDARIEL
    type: primary
  - text: 안다리엘        # names in other scripts have no place in SDN.CSV
    script: Hang
```

## How to fix it

Nothing is wrong with the entry. Say it in a field that the feed has as well, or allow the finding at its place; where the feed is known
to say less and its readers know it, switch the rule off for the list.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

/// A loss in more entries than this is reported once, at the feed.
const TOLD_ONE_BY_ONE: usize = 3;

/// What of one entry is lost in the same way by several feeds.
struct SharedLoss<'a> {
    entry: &'a str,
    field: &'a str,
    what: &'a str,
    feeds: Vec<&'a str>,
}

impl SharedLoss<'_> {
    fn message(&self, place: &str) -> String {
        let names: Vec<String> = self.feeds.iter().map(|feed| format!("`{feed}`")).collect();
        let names = names.join(", ");
        let verb = if self.feeds.len() == 1 { "does" } else { "do" };
        let (field, what) = (without_numbers(self.field), shown(self.what));
        format!("{names} {verb} not carry `{field}` faithfully{place}: {what}")
    }
}

/// Puts together what feeds lose alike, in the order of entries and fields.
fn by_feeds<'a>(list: &'a ListScope<'_>) -> Vec<SharedLoss<'a>> {
    let mut losses: BTreeMap<(&str, &str, &str), Vec<&str>> = BTreeMap::new();
    for loss in list.losses().filter(|loss| !loss.refused) {
        let feeds = losses.entry((&loss.entry, &loss.field, &loss.what)).or_default();
        feeds.push(loss.feed);
    }
    let whole = |((entry, field, what), feeds)| SharedLoss {
        entry,
        field,
        what,
        feeds,
    };
    losses.into_iter().map(whole).collect()
}

fn check(list: &ListScope<'_>, out: &mut Sink) {
    let (ids, losses): (Vec<_>, Vec<_>) = by_feeds(list).into_iter().partition(|loss| loss.what == NO_ID);
    ids_of_elements(list, &ids, out);
    let mut kinds: BTreeMap<_, Vec<&SharedLoss<'_>>> = BTreeMap::new();
    for loss in &losses {
        // The field without the numbers of elements, and what becomes of it without what is quoted of the entry.
        let kind = (&loss.feeds, without_numbers(loss.field), without_quotes(loss.what));
        kinds.entry(kind).or_default().push(loss);
    }
    for losses in kinds.values() {
        let mut entries: Vec<&str> = losses.iter().map(|loss| loss.entry).collect();
        entries.dedup();
        match losses.first().filter(|_| entries.len() > TOLD_ONE_BY_ONE) {
            Some(first) => out.extend(at_feed(list, first, entries.len())),
            None => out.extend(losses.iter().filter_map(|loss| at_place(list, loss))),
        }
    }
}

/// Ids of elements are not facts of the party: each feed reports once that it does not carry them.
fn ids_of_elements(list: &ListScope<'_>, losses: &[SharedLoss<'_>], out: &mut Sink) {
    let mut by_feeds: BTreeMap<_, (BTreeSet<String>, BTreeSet<&str>)> = BTreeMap::new();
    for loss in losses {
        let (fields, entries) = by_feeds.entry(&loss.feeds).or_default();
        fields.insert(format!("`{}`", without_numbers(loss.field)));
        entries.insert(loss.entry);
    }
    for (feeds, (fields, entries)) in by_feeds {
        let Some(node) = feeds.first().and_then(|feed| list.feed(feed)) else {
            continue;
        };
        let names: Vec<String> = feeds.iter().map(|feed| format!("`{feed}`")).collect();
        let verb = if feeds.len() == 1 { "does" } else { "do" };
        let fields = Vec::from_iter(fields).join(", ");
        let (names, some, all) = (names.join(", "), entries.len(), list.entries.len());
        let message = format!("{names} {verb} not carry {fields}, in {some} of {all} entries: {NO_ID}");
        out.add(FindingBuilder::new(list.list_file(), node.place, message).anchor(anchor_of(node)));
    }
}

/// Takes the numbers of elements out of a path: `names[2].quality` gives `names.quality`.
fn without_numbers(field: &str) -> String {
    let pieces = field.split('[');
    let rests = pieces.map(|piece| piece.split_once(']').map_or(piece, |(_, rest)| rest));
    rests.collect()
}

/// Removes the text in backticks: the same loss occurs for many values.
fn without_quotes(what: &str) -> String {
    what.split('`').step_by(2).collect()
}

fn at_feed(list: &ListScope<'_>, first: &SharedLoss<'_>, entries: usize) -> Option<FindingBuilder> {
    let feed = *first.feeds.first()?;
    let node = list.feed(feed)?;
    let message = first.message(&format!(", in {entries} of {} entries", list.entries.len()));
    let draft = FindingBuilder::new(list.list_file(), node.place, message).anchor(anchor_of(node));
    Some(draft.remedy(format!("see `gazette export {feed} --list {}`", list.loaded.id)))
}

fn at_place(list: &ListScope<'_>, loss: &SharedLoss<'_>) -> Option<FindingBuilder> {
    let entry = list.one(list.entries.get(loss.entry)?.first()?, true);
    let message = loss.message("");
    Some(match place_of(&entry, loss.field) {
        Some(node) => entry.finding_at(node, message),
        None => entry.finding(message),
    })
}

/// Finds a value by its path in the canonical entry; as far as the path can be followed.
fn place_of<'a>(entry: &EntryScope<'a>, path: &str) -> Option<&'a Node> {
    let mut schema: Option<&'static Schema> = Some(Entry::SCHEMA);
    let mut found = None;
    let mut at = entry.node();
    for piece in path.split('.') {
        let (name, number) = piece.split_once('[').unwrap_or((piece, ""));
        let Some((field, node)) = schema.and_then(|schema| schema.field(name)).zip(at.get(name)) else {
            break;
        };
        at = node;
        if let Ok(number) = number.trim_end_matches(']').parse::<usize>() {
            let places = field.sorter.map(|sorter| sorter(node.elements()));
            let place = places.and_then(|places| places.get(number).copied());
            at = place.and_then(|place| node.elements().get(place)).unwrap_or(node);
        }
        found = Some(at);
        schema = field.shape.record();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{without_numbers, without_quotes};

    #[test]
    fn equal_losses_of_other_values_are_one_kind() {
        assert_eq!(without_quotes("`1,5` is written as `15`"), " is written as ");
        assert_eq!(without_quotes("it is left out"), "it is left out");
    }

    #[test]
    fn paths_lose_their_numbers() {
        assert_eq!(without_numbers("names[12].forms[0].text"), "names.forms.text");
        assert_eq!(without_numbers("organization.legal_form"), "organization.legal_form");
    }
}
