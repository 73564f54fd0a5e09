//! The content of a publication merged into what a list already has.
//!
//! The rule: a field that the format covers follows the authority; any other stays. An element with the same content as before
//! is kept as people have it, with all that they added to it. The order of elements is no content: if a publication only
//! shuffles a set, the set stays as it is.

use crate::model::record::{Extra, Order, Record};
use crate::model::{
    Address, Contact, CountryFact, DateFact, Designation, Document, Entry, Feature, Name, NameForm, Phrase, Place,
    Reference, Relation, Source, Wallet,
};

use super::importer::{Context, Importer};

/// An element of a set as a merge sees it.
pub(super) trait Element: Clone + PartialEq + Record {
    fn order_mut(&mut self) -> &mut Order;
    fn note_mut(&mut self) -> &mut Option<String>;
    fn extra_mut(&mut self) -> &mut Extra;
    fn id(&self) -> Option<&str>;
    fn order(&self) -> Order;
    fn has_note(&self) -> bool;
    fn extra(&self) -> &Extra;

    /// Returns what elements have in common that are numbered together: documents by type, wallets by currency.
    fn group(&self) -> &str;
}

macro_rules! element {
    ($($type:ty $(, by $group:ident)?;)+) => {$(
        impl Element for $type {
            fn order_mut(&mut self) -> &mut Order { &mut self.order }
            fn note_mut(&mut self) -> &mut Option<String> { &mut self.note }
            fn extra_mut(&mut self) -> &mut Extra { &mut self.extra }
            fn id(&self) -> Option<&str> { self.id.as_deref() }
            fn order(&self) -> Order { self.order }
            fn has_note(&self) -> bool { self.note.is_some() }
            fn extra(&self) -> &Extra { &self.extra }
            fn group(&self) -> &str { element!(@group self $(, $group)?) }
        }
    )+};
    (@group $element:ident) => { "" };
    (@group $element:ident, $group:ident) => { &$element.$group };
}

element!(
    Address;
    Contact, by kind;
    CountryFact;
    DateFact;
    Designation;
    Document, by kind;
    Feature, by kind;
    Name;
    NameForm;
    Phrase;
    Place;
    Reference;
    Relation;
    Source;
    Wallet, by currency;
);

/// How much of a set a publication shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// All of it: what it does not show is gone.
    Whole,
    /// A part: what it does not show may still be there, and what is known keeps its place.
    Part,
}

/// How the elements of one set are paired and joined.
pub(super) struct Matching<'a, T, K> {
    /// Returns what an element states, as far as the format can print it; two elements that state the same are one. An
    /// element of which the format prints nothing has no partner.
    pub(super) content: &'a dyn Fn(&T) -> Option<K>,
    /// The fields that follow the publication in an element whose content is the same.
    pub(super) follows: &'a [&'static str],
    /// Returns true for an element that the publication could not show, so that it stays.
    pub(super) stays: &'a dyn Fn(&T) -> bool,
    /// How much of the set the publication shows.
    pub(super) sight: Sight,
}

/// Returns an entry as the publication has it, merged into the entry as the list has it: the fields that the importer covers
/// follow the publication, the others stay. The result is not yet canonical.
pub fn merge(importer: &dyn Importer, existing: &Entry, imported: Entry, context: &Context<'_>) -> Entry {
    let covers = Covers {
        paths: importer.covers(&imported),
        unseen: context.unseen,
    };
    let mut merged = imported;
    keep_uncovered(existing, &mut merged, covers);
    for (name, value) in existing.extra.iter().filter(|(name, _)| !importer.covers_extra(name)) {
        merged.extra.entry(name.clone()).or_insert_with(|| value.clone());
    }
    importer.merge_sets(existing, &mut merged, context);
    merged
}

/// The fields that a publication states.
#[derive(Clone, Copy)]
struct Covers<'a> {
    paths: &'a [&'static str],
    unseen: &'a [&'static str],
}

impl Covers<'_> {
    /// Returns true if a field of an entry is covered, whole or in part. `extra` is merged name by name.
    fn field(self, name: &str) -> bool {
        let first = |path: &&str| path.split('.').next() == Some(name);
        name == "extra" || (self.paths.iter().any(first) && !self.unseen.contains(&name))
    }

    /// Returns true if a field of what is in a field of an entry is covered.
    fn part(self, field: &str, name: &str) -> bool {
        let is_it = |path: &&str| *path == field || path.split_once('.') == Some((field, name));
        self.paths.iter().any(is_it) && !self.unseen.contains(&field)
    }
}

fn keep_uncovered(existing: &Entry, merged: &mut Entry, covers: Covers<'_>) {
    merged.copy_fields(existing, &|field| !covers.field(field));
    keep_uncovered_parts(existing.organization.as_deref(), &mut merged.organization, &|name| {
        covers.part("organization", name)
    });
    keep_uncovered_parts(existing.vessel.as_deref(), &mut merged.vessel, &|name| {
        covers.part("vessel", name)
    });
    keep_uncovered_parts(existing.aircraft.as_deref(), &mut merged.aircraft, &|name| {
        covers.part("aircraft", name)
    });
}

fn keep_uncovered_parts<R: Record>(
    existing: Option<&R>,
    merged: &mut Option<Box<R>>,
    is_covered: &dyn Fn(&'static str) -> bool,
) {
    if let Some(existing) = existing {
        let merged = merged.get_or_insert_default();
        merged.as_mut().copy_fields(existing, &|name| !is_covered(name));
    }
}

/// Removes from an entry what the importer does not cover, so that it is again what the publication states.
pub(super) fn covered_part(entry: &Entry, paths: &[&'static str]) -> Entry {
    let mut part = entry.clone();
    keep_uncovered(&Entry::default(), &mut part, Covers { paths, unseen: &[] });
    part
}

/// Merges every set of an entry: elements are the same if all their covered fields are equal, ids and order aside.
pub(super) fn merge_by_content(existing: &Entry, merged: &mut Entry, paths: &[&'static str]) {
    let covers = Covers { paths, unseen: &[] };
    macro_rules! sets {
        ($($set:ident),+ $(,)?) => {$(
            if covers.field(stringify!($set)) {
                merge_set_by_content(&existing.$set, &mut merged.$set, &|name| covers.part(stringify!($set), name));
            }
        )+};
    }
    sets!(
        names,
        birth_dates,
        birth_places,
        death_dates,
        nationalities,
        citizenships,
        titles,
        positions,
        addresses,
        documents,
        contacts,
        wallets,
        features,
        references,
        designations,
        relations,
        reasons,
        remarks,
        notes,
        sources,
    );
}

fn merge_set_by_content<T: Element>(existing: &[T], merged: &mut Vec<T>, is_covered: &dyn Fn(&'static str) -> bool) {
    let content = |element: &T| {
        let mut content = element.clone();
        let nothing = T::default();
        content.copy_fields(&nothing, &|name| {
            !is_covered(name) || matches!(name, "id" | "order" | "extra")
        });
        Some(content)
    };
    let matching = Matching {
        content: &content,
        follows: &[],
        stays: &|_| false,
        sight: Sight::Whole,
    };
    *merged = merge_set(existing, std::mem::take(merged), &matching);
}

/// Returns the imported elements, each as people have it if one with the same content is known, and those of the others that
/// stay.
pub(super) fn merge_set<T: Element, K: PartialEq>(
    existing: &[T],
    imported: Vec<T>,
    matching: &Matching<'_, T, K>,
) -> Vec<T> {
    merge_set_with(existing, imported, matching, &|_, _, _| {})
}

/// As [`merge_set`]; `finish` gets the known element, the imported one and what is joined of both, and may correct the last.
pub(super) fn merge_set_with<T: Element, K: PartialEq>(
    existing: &[T],
    imported: Vec<T>,
    matching: &Matching<'_, T, K>,
    finish: &dyn Fn(&T, &T, &mut T),
) -> Vec<T> {
    let partners = partners(existing, &imported, matching.content);
    let mut left: Vec<Option<&T>> = existing.iter().map(Some).collect();
    for at in partners.iter().flatten() {
        left[*at] = None;
    }
    let gone = left.iter().flatten().any(|known| !(matching.stays)(known));
    let same_set = !gone && partners.iter().all(Option::is_some);
    let follows_order = matching.sight == Sight::Whole && !same_set && is_in_order(existing, &partners);
    let mut merged: Vec<T> = Vec::with_capacity(imported.len());
    for (element, partner) in imported.into_iter().zip(&partners) {
        merged.push(match partner {
            Some(at) => {
                let known = &existing[*at];
                let mut joined = joined(known, &element, matching.follows);
                if follows_order {
                    *joined.order_mut() = element.order();
                }
                finish(known, &element, &mut joined);
                joined
            }
            None if matching.sight == Sight::Whole && !follows_order && !existing.is_empty() => unnumbered(element),
            None => element,
        });
    }
    carry_additions(&mut merged, &mut left);
    let stay = |known: &&T| matching.sight == Sight::Part || (matching.stays)(known);
    merged.extend(left.into_iter().flatten().filter(stay).cloned());
    merged
}

/// Returns for each imported element the place of the known one with the same content.
fn partners<T: Element, K: PartialEq>(
    existing: &[T],
    imported: &[T],
    content: &dyn Fn(&T) -> Option<K>,
) -> Vec<Option<usize>> {
    let mut known: Vec<Option<K>> = existing.iter().map(content).collect();
    let mut partner = |element: &T| {
        let content = content(element)?;
        let same = |at: &usize| known[*at].as_ref() == Some(&content);
        // Two elements may have the same content; the one with the same id comes first.
        let places = 0..existing.len();
        let by_id = places.clone().find(|at| same(at) && existing[*at].id() == element.id());
        let at = by_id.or_else(|| places.clone().find(same))?;
        known[at] = None;
        Some(at)
    };
    imported.iter().map(&mut partner).collect()
}

/// Returns true if the elements that stay are in the publication in the order in which they are known, group by group.
fn is_in_order<T: Element>(existing: &[T], partners: &[Option<usize>]) -> bool {
    let mut last: Vec<(&str, usize)> = Vec::new();
    partners.iter().flatten().all(|at| {
        let group = existing[*at].group();
        match last.iter_mut().find(|(known, _)| *known == group) {
            Some((_, before)) => std::mem::replace(before, *at) < *at,
            None => {
                last.push((group, *at));
                true
            }
        }
    })
}

/// A new element of a shuffled set comes after those that are numbered.
fn unnumbered<T: Element>(mut element: T) -> T {
    *element.order_mut() = Order::default();
    element
}

/// Returns the known element with what the authority states of it now.
fn joined<T: Element>(known: &T, imported: &T, follows: &[&str]) -> T {
    let mut joined = known.clone();
    joined.copy_fields(imported, &|name| {
        follows.contains(&name) || (name == "id" && imported.id().is_some()) || (name == "note" && imported.has_note())
    });
    let extra = imported.extra().iter();
    let extra: Vec<_> = extra.map(|(name, value)| (name.clone(), value.clone())).collect();
    if !extra.is_empty() {
        joined.extra_mut().extend(extra);
    }
    joined
}

/// An element whose content the authority changed under the same id keeps the notes about it.
fn carry_additions<T: Element>(merged: &mut [T], left: &mut [Option<&T>]) {
    let mut take = |id: &str| {
        left.iter_mut()
            .find(|known| known.is_some_and(|known| known.id() == Some(id)))?
            .take()
    };
    for element in merged {
        let Some(known) = element.id().map(str::to_owned).and_then(|id| take(&id)) else {
            continue;
        };
        let mut known = known.clone();
        if !element.has_note() {
            *element.note_mut() = known.note_mut().take();
        }
        element.extra_mut().append(known.extra_mut());
    }
}
