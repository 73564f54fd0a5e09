//! What a source changed, laid over a record that people may have added to.
//!
//! The source's side is read twice, before and after; the record on this side is the third. Where the source says the same
//! as before, the record stays as it is, whatever it says; where it says something else, the record follows.

use std::borrow::Cow;

use crate::data::{Node, Value};

/// Returns `known` with what differs between `old` and `new`. Elements of sets are paired by their `id`.
pub(crate) fn follow(known: Option<&Node>, old: Option<&Node>, new: Option<&Node>) -> Option<Node> {
    if old == new {
        return known.cloned();
    }
    match new.or(old).map(|node| &node.value) {
        Some(Value::Map(_)) => follow_record(known, old, new),
        Some(Value::List(_)) => Some(Node::new(Value::List(follow_set(
            elements(known),
            elements(old),
            elements(new),
        )))),
        _ => new.cloned(),
    }
}

fn elements(node: Option<&Node>) -> &[Node] {
    match node.map(|node| &node.value) {
        Some(Value::List(elements)) => elements,
        _ => &[],
    }
}

/// A record stays where the source has none any more, as long as it says something that the source never said.
fn follow_record(known: Option<&Node>, old: Option<&Node>, new: Option<&Node>) -> Option<Node> {
    let pairs = |node: Option<&Node>| node.map(|node| node.pairs().to_vec()).unwrap_or_default();
    let get = |node: Option<&Node>, name: &str| node.and_then(|node| node.get(name)).cloned();
    let mut names: Vec<Cow<'static, str>> = Vec::new();
    for (name, _) in pairs(known).into_iter().chain(pairs(old)).chain(pairs(new)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let followed = names.into_iter().filter_map(|name| {
        let (known, old, new) = (get(known, &name), get(old, &name), get(new, &name));
        Some((name, follow(known.as_ref(), old.as_ref(), new.as_ref())?))
    });
    let followed: Vec<_> = followed.collect();
    (!followed.is_empty()).then(|| Node::map(followed))
}

fn follow_set(known: &[Node], old: &[Node], new: &[Node]) -> Vec<Node> {
    let mut left: Vec<&Node> = old.iter().collect();
    let mut changed: Vec<(Option<&Node>, &Node)> = Vec::new();
    for element in new {
        let twin = left.iter().position(|other| is_twin(other, element));
        let twin = twin.map(|at| left.remove(at));
        if twin != Some(element) {
            changed.push((twin, element));
        }
    }
    let mut followed: Vec<Node> = known.to_vec();
    for gone in left {
        if let Some(at) = followed.iter().position(|other| is_twin(other, gone)) {
            followed.remove(at);
        }
    }
    for (before, element) in changed {
        let at = followed
            .iter()
            .position(|other| is_twin(other, before.unwrap_or(element)));
        match at {
            Some(at) => {
                let node = follow(Some(&followed[at]), before, Some(element));
                followed[at] = node.unwrap_or_else(|| element.clone());
            }
            None => followed.push(element.clone()),
        }
    }
    followed
}

/// Records are the same one where they bear the same id, those without one and texts where they say the same.
fn is_twin(one: &Node, other: &Node) -> bool {
    match (one.get("id"), other.get("id"), one.get("text"), other.get("text")) {
        (Some(id), Some(other), ..) => id == other,
        (None, None, Some(text), Some(other)) => text == other,
        (None, None, None, None) => one == other,
        _ => false,
    }
}
