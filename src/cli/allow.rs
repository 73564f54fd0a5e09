//! `--allow` of `publish`: reasons for one run, and the entries of `exceptions.yaml` that keep them.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use gazette::data::{Node, Value};
use gazette::model::record::{Field, Form};
use gazette::model::{Exception, Exceptions};
use gazette::publish::{AllowedOnce, KEY_GUARD, Lifted, guards};
use gazette::store::EXCEPTIONS_FILE;
use gazette::yaml::{print, update};

use super::files::replace;

/// Reads `GUARD=REASON` or `REASON`.
pub(crate) fn parse_allow(text: &str, by: &str) -> anyhow::Result<AllowedOnce> {
    let (guard, reason) = match text.split_once('=') {
        Some((guard, reason)) if is_guard(guard.trim()) => (Some(guard.trim().to_owned()), reason),
        _ => (None, text),
    };
    if reason.trim().is_empty() {
        bail!("`--allow {text}` has no reason");
    }
    Ok(AllowedOnce {
        guard,
        reason: reason.trim().to_owned(),
        by: by.to_owned(),
    })
}

fn is_guard(word: &str) -> bool {
    word == KEY_GUARD || guards().any(|guard| guard == word)
}

/// Returns what was lifted as exceptions.
pub(crate) fn as_exceptions(lifted: &[Lifted]) -> Exceptions {
    let exception = |lifted: &Lifted| Exception {
        list: lifted.list_id.clone(),
        guard: lifted.guard.clone(),
        release: Some(lifted.release.clone()),
        commit: Some(lifted.commit.clone()),
        reason: lifted.reason.clone(),
        by: lifted.by.clone(),
        ..Exception::default()
    };
    Exceptions {
        exceptions: lifted.iter().map(exception).collect(),
        ..Exceptions::default()
    }
}

/// Adds exceptions to the file in `root`; what is in it keeps its text and its comments.
pub(crate) fn add_to_file(root: &Path, added: &Exceptions) -> anyhow::Result<()> {
    let path = root.join(EXCEPTIONS_FILE);
    let added = added.node(Form::Long).unwrap_or_default();
    let before = match fs::read(&path) {
        Ok(before) => before,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error).with_context(|| format!("`{}` cannot be read", path.display())),
    };
    let after = match before.is_empty() {
        true => print(&added),
        false => {
            let updated = update(&before, &mut |document| Some(with_elements(document, &added)));
            let Ok(Some(updated)) = updated else {
                bail!("`{EXCEPTIONS_FILE}` cannot be read; run `gazette check`");
            };
            updated
        }
    };
    replace(&path, after.as_bytes())
}

/// Returns a document with the elements of the other's `exceptions` behind its own.
fn with_elements(document: &Node, added: &Node) -> Node {
    let new = added.get("exceptions").map_or(&[][..], Node::elements);
    let mut pairs = document.pairs().to_vec();
    match pairs.iter_mut().find(|(name, _)| name == "exceptions") {
        Some((_, node)) => {
            let elements = node.elements().iter().chain(new).cloned().collect();
            *node = Node {
                value: Value::List(elements),
                ..node.clone()
            };
        }
        None => pairs.insert(0, ("exceptions".into(), Node::new(Value::List(new.to_vec())))),
    }
    Node {
        value: Value::Map(pairs),
        ..document.clone()
    }
}
