//! The element of a delta laid over the same element before.
//!
//! A delta names an element by OFAC's number of it. A list may know an element without its number: the CSV has none for
//! features and papers, and the numbers within a name or address are not kept. Such a one is found by what it says, or as the
//! only one that the change fits.

use crate::ofac::enhanced::OWN_NUMBERS;

use crate::import::sources::xml::Element;

/// Why a delta does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Misfit {
    /// The line of the delta.
    pub(crate) line: u64,
    pub(crate) message: String,
}

/// Children that follow from what stands beside them, or that no list keeps.
const UNKEPT: [&str; 6] = [
    "identityId",
    "versionId",
    "valueRefId",
    "valueDate",
    "quality",
    "reliability",
];

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Action {
    // In the order in which they are done: what goes makes room for what comes.
    Remove,
    Update,
    Within,
    Add,
}

/// Public descriptions of the format disagree on the words, so all are taken.
fn action_of(element: &Element) -> Result<Action, Misfit> {
    match element.attribute("action") {
        None => Ok(Action::Within),
        Some("add") => Ok(Action::Add),
        Some("remove" | "delete") => Ok(Action::Remove),
        Some("update" | "modify" | "change") => Ok(Action::Update),
        Some(other) => Err(misfit(element, format!("`{other}` is no action of a delta"))),
    }
}

fn misfit(element: &Element, message: String) -> Misfit {
    Misfit {
        line: element.line,
        message,
    }
}

/// Applies what the children of `change` say to the children of `target`. What a removal no longer finds is told in `notes`,
/// with its line: it is not there, as the delta wants it.
pub(crate) fn apply(target: &mut Element, change: &Element, notes: &mut Vec<(u64, String)>) -> Result<(), Misfit> {
    let mut steps = Vec::new();
    for child in &change.children {
        steps.push((action_of(child)?, child));
    }
    steps.sort_by_key(|(action, _)| *action);
    for (action, child) in steps {
        match action {
            _ if UNKEPT.contains(&child.name.as_str()) => {}
            Action::Remove => remove(target, child, notes)?,
            Action::Update => update(target, child, notes)?,
            Action::Within => within(target, child, notes)?,
            Action::Add => add(target, child)?,
        }
    }
    Ok(())
}

fn remove(target: &mut Element, child: &Element, notes: &mut Vec<(u64, String)>) -> Result<(), Misfit> {
    match find(target, child) {
        Some(at) if child.attribute("id").is_none() && !same_words(&target.children[at].text, &child.text) => {
            Err(misfit(
                child,
                format!(
                    "the `{}` that is to be removed is `{}` in the list",
                    child.name,
                    target.children[at].text.trim()
                ),
            ))
        }
        Some(at) => {
            target.children.remove(at);
            Ok(())
        }
        None => {
            let message = format!(
                "the `{}` that is to be removed is not in the list: {}",
                child.name,
                says(child)
            );
            notes.push((child.line, message));
            Ok(())
        }
    }
}

fn add(target: &mut Element, child: &Element) -> Result<(), Misfit> {
    match find(target, child) {
        Some(at) if child.attribute("id").is_some() => target.children[at] = child.clone(),
        Some(at) if !same_words(&target.children[at].text, &child.text) => {
            let message = format!(
                "a `{}` is to be added, and it is `{}` in the list",
                child.name,
                target.children[at].text.trim()
            );
            return Err(misfit(child, message));
        }
        Some(_) => {}
        None => target.children.push(child.clone()),
    }
    Ok(())
}

fn update(target: &mut Element, child: &Element, notes: &mut Vec<(u64, String)>) -> Result<(), Misfit> {
    if !child.children.is_empty() {
        let tells_parts = child.children.iter().any(acts);
        if tells_parts {
            return within(target, child, notes);
        }
        let Some(at) = find(target, child) else {
            return Err(unknown(child));
        };
        target.children[at] = child.clone();
        return Ok(());
    }
    let Some(at) = find_by_old_value(target, child) else {
        // A text that was not there may be updated from nothing.
        if child.attribute("id").is_none() && child.attribute("oldValue").is_none_or(|old| old.trim().is_empty()) {
            target.children.push(child.clone());
            return Ok(());
        }
        return Err(unknown(child));
    };
    let known = &mut target.children[at];
    let fits = |old: &str| same_words(old, &known.text) || same_words(&child.text, &known.text);
    if let Some(old) = child.attribute("oldValue").filter(|old| !fits(old)) {
        let message = format!(
            "the `{}` was `{}` before the delta, and is `{}` in the list",
            child.name,
            old.trim(),
            known.text.trim()
        );
        return Err(misfit(child, message));
    }
    known.text.clone_from(&child.text);
    Ok(())
}

/// Returns true where the element or one within it bears an action.
fn acts(element: &Element) -> bool {
    element.attribute("action").is_some() || element.children.iter().any(acts)
}

fn within(target: &mut Element, child: &Element, notes: &mut Vec<(u64, String)>) -> Result<(), Misfit> {
    if !acts(child) {
        return Ok(());
    }
    if let Some(at) = find(target, child) {
        return apply(&mut target.children[at], child, notes);
    }
    if child.attribute("id").is_none() {
        let mut group = Element {
            name: child.name.clone(),
            line: child.line,
            ..Element::default()
        };
        apply(&mut group, child, notes)?;
        target.children.push(group);
        return Ok(());
    }
    if follows(child) {
        return Ok(());
    }
    if child.name == "feature"
        && child
            .children
            .iter()
            .all(|part| !acts(part) || part.name == "isPrimary")
    {
        let message =
            "which value of a type comes first is another, and the list does not know the value by its number";
        notes.push((child.line, message.to_owned()));
        return Ok(());
    }
    let candidates = (0..target.children.len()).filter(|at| may_be(&target.children[*at], child));
    let fitting = candidates.filter_map(|at| {
        let mut tried = target.children[at].clone();
        let mut told = Vec::new();
        apply(&mut tried, child, &mut told).ok()?;
        Some((at, tried, told))
    });
    // One in which everything is found that goes is better than one in which it is gone already.
    let (exact, done): (Vec<_>, Vec<_>) = fitting.partition(|(.., told)| told.is_empty());
    let mut best = if exact.is_empty() { done } else { exact };
    let (Some((at, fitted, told)), true) = (best.pop(), best.is_empty()) else {
        return Err(unknown(child));
    };
    target.children[at] = fitted;
    notes.extend(told);
    Ok(())
}

/// Returns true where nothing changes but what follows from elsewhere: a paper bears the name of its entity.
fn follows(child: &Element) -> bool {
    let derived = |part: &Element| {
        UNKEPT.contains(&part.name.as_str()) || (child.name == "identityDocument" && part.name == "name")
    };
    child.children.iter().all(|part| !acts(part) || derived(part))
}

fn unknown(child: &Element) -> Misfit {
    let message = format!(
        "the list does not know the `{}` {} that is to be changed",
        child.name,
        child.attribute("id").unwrap_or_default()
    );
    misfit(child, message)
}

/// Returns the child that another one is: by number, else by what it says; one without a number by its name alone.
fn find(target: &Element, child: &Element) -> Option<usize> {
    let named = |known: &&Element| known.name == child.name;
    let mut children = target.children.iter();
    let Some(id) = child.attribute("id") else {
        return children.position(|known| named(&known));
    };
    let by_number = target
        .children
        .iter()
        .position(|known| named(&known) && known.attribute("id") == Some(id));
    by_number.or_else(|| children.position(|known| may_be(known, child) && says(known) == says(child)))
}

/// As [`find`], for a text that is another now.
fn find_by_old_value(target: &Element, child: &Element) -> Option<usize> {
    find(target, child).or_else(|| {
        let old = child.attribute("oldValue")?;
        let is_it = |known: &Element| may_be(known, child) && same_words(&known.text, old);
        target.children.iter().position(is_it)
    })
}

/// Returns true for an element of the same name whose number OFAC did not give.
fn may_be(known: &Element, child: &Element) -> bool {
    let own = |id: &str| id.parse::<u64>().is_ok_and(|number| number < OWN_NUMBERS);
    known.name == child.name && !known.attribute("id").is_some_and(own)
}

/// Returns what tells an element from its siblings, beside its number.
fn says(element: &Element) -> String {
    let texts = |names: &[&str]| {
        let of = |name: &&str| element.children.iter().find(|child| child.name == **name);
        let said: Vec<String> = names.iter().filter_map(of).map(says).collect();
        said.join(" ")
    };
    match element.name.as_str() {
        "name" => texts(&["aliasType", "translations"]),
        "address" => texts(&["country", "translations"]),
        "translations" => element.children.first().map(says).unwrap_or_default(),
        "translation" => texts(&["formattedFullName", "addressParts"]),
        "addressParts" => {
            let parts: Vec<String> = element.children.iter().map(says).collect();
            parts.join(", ")
        }
        "addressPart" | "namePart" | "feature" => texts(&["type", "value"]),
        "identityDocument" => texts(&["type", "documentNumber"]),
        // The CSV does not tell the kind of a link.
        "relationship" => texts(&["relatedEntity"]),
        _ => element.text.trim().to_owned(),
    }
}

fn same_words(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}
