//! `lost-in-feed`: something that an entry says and a feed of the list cannot.

use std::collections::BTreeMap;

use crate::data::Node;
use crate::lint::finding::Severity;
use crate::lint::rule::{Check, Draft, Needs, Rule, Sink};
use crate::lint::scope::{EntryScope, FeedLoss, ListScope, anchor_of};
use crate::lint::text::shown;
use crate::model::Entry;
use crate::model::record::Record;
use crate::model::schema::{Schema, Shape};

pub(super) const RULE: Rule = Rule {
    id: "lost-in-feed",
    severity: Severity::Note,
    needs: Needs::Feeds,
    explanation: "\
## What it finds

Something that an entry says and that a feed of the list (`feeds` in `list.yaml`) leaves out or says less well: names in other scripts
and statements of reasons in OFAC's CSV, a company's legal form in SDN.XML. What a feed loses of more than ten entries is told once, at
the name of the feed, with the number of entries.

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

## How to mend it

Nothing is wrong with the entry. Say it in a field that the feed has as well, or allow the finding at its place; where the feed is known
to say less and its readers know it, switch the rule off for the list.
",
    check: Check::List(check),
    ..Rule::PLAIN
};

/// What is lost of more entries than this is told once, at the feed.
const TOLD_ONE_BY_ONE: usize = 10;

/// The feed, the field without the numbers of elements, and what becomes of it without what is quoted of the entry.
type Kind<'a> = (&'a str, String, String);

fn check(list: &ListScope<'_>, out: &mut Sink) {
    let mut kinds: BTreeMap<Kind<'_>, Vec<&FeedLoss>> = BTreeMap::new();
    for loss in list.losses().filter(|loss| !loss.is_refused) {
        let kind = (
            loss.feed.as_str(),
            without_numbers(&loss.field),
            without_quotes(&loss.what),
        );
        kinds.entry(kind).or_default().push(loss);
    }
    for ((feed, field, _), losses) in &kinds {
        let mut entries: Vec<&str> = losses.iter().map(|loss| loss.entry.as_str()).collect();
        entries.dedup();
        match losses.first().filter(|_| entries.len() > TOLD_ONE_BY_ONE) {
            Some(first) => {
                let count = format!("{} of {}", entries.len(), list.entries.len());
                let what = shown(&first.what);
                let message = format!("`{feed}` does not carry `{field}` faithfully, in {count} entries: {what}");
                out.extend(at_feed(list, feed, message));
            }
            None => out.extend(losses.iter().filter_map(|loss| at_place(list, loss))),
        }
    }
}

/// Takes the numbers of elements out of a path: `names[2].quality` gives `names.quality`.
fn without_numbers(field: &str) -> String {
    let pieces = field.split('[');
    let rests = pieces.map(|piece| piece.split_once(']').map_or(piece, |(_, rest)| rest));
    rests.collect()
}

/// Takes out what stands in backticks: the same thing happens to many values.
fn without_quotes(what: &str) -> String {
    what.split('`').step_by(2).collect()
}

fn at_feed(list: &ListScope<'_>, feed: &str, message: String) -> Option<Draft> {
    let node = list.feed(feed)?;
    let draft = Draft::new(list.list_file(), node.place, message).anchor(anchor_of(node));
    Some(draft.remedy(format!("see `gazette export {feed} --list {}`", list.loaded.id)))
}

fn at_place(list: &ListScope<'_>, loss: &FeedLoss) -> Option<Draft> {
    let entry = list.listed().find(|entry| entry.model().id == loss.entry)?;
    let FeedLoss { feed, field, what, .. } = loss;
    let message = format!(
        "`{feed}` does not carry `{}` faithfully: {}",
        without_numbers(field),
        shown(what)
    );
    Some(match place_of(&entry, field) {
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
        schema = record_of(&field.shape);
    }
    found
}

fn record_of(shape: &'static Shape) -> Option<&'static Schema> {
    match shape {
        Shape::Record(schema) => Some(schema),
        Shape::Set(inner) => record_of(inner),
        _ => None,
    }
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
