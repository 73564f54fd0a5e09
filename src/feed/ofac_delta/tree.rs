//! Elements as they are written, and what differs between two of them.

use std::io;

use crate::feed::sheet::Sheet;
use crate::ofac::enhanced::Branch;

/// Writes the element whole, with an action if there is one.
pub(super) fn write_branch(branch: &Branch, action: Option<&str>, sheet: &mut Sheet<'_>) -> io::Result<()> {
    let action = action.map(|action| ("action", action));
    let attributes: Vec<(&str, &str)> = attributes(branch).chain(action).collect();
    if let Some(text) = &branch.text {
        return sheet.leaf(branch.name, &attributes, text);
    }
    if branch.children.is_empty() {
        return sheet.empty(branch.name, &attributes);
    }
    sheet.open(branch.name, &attributes)?;
    for child in &branch.children {
        write_branch(child, None, sheet)?;
    }
    sheet.close()
}

fn attributes(branch: &Branch) -> impl Iterator<Item = (&str, &str)> {
    branch.attributes.iter().map(|(name, value)| (*name, value.as_str()))
}

/// What differs between an element and the same element later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Difference<'b> {
    /// It is there no more.
    Removed(&'b Branch),
    /// It is new.
    Added(&'b Branch),
    /// Its text is another.
    Updated { new: &'b Branch, old_text: &'b str },
    /// Something in it differs.
    Within(&'b Branch, Vec<Difference<'b>>),
}

/// Compares two elements of one name and number; gives the removals before the additions.
pub(super) fn differences<'b>(old: &'b Branch, new: &'b Branch) -> Vec<Difference<'b>> {
    if old == new {
        return Vec::new();
    }
    if old.attributes != new.attributes {
        return vec![Difference::Removed(old), Difference::Added(new)];
    }
    match (&old.text, &new.text) {
        (Some(old_text), Some(_)) => vec![Difference::Updated { new, old_text }],
        (None, None) => {
            let within = children(old, new);
            if within.is_empty() {
                Vec::new()
            } else {
                vec![Difference::Within(new, within)]
            }
        }
        _ => vec![Difference::Removed(old), Difference::Added(new)],
    }
}

fn children<'b>(old: &'b Branch, new: &'b Branch) -> Vec<Difference<'b>> {
    let same = |a: &Branch, b: &Branch| a.name == b.name && a.attribute("id") == b.attribute("id");
    let mut left: Vec<Option<&Branch>> = new.children.iter().map(Some).collect();
    let mut found = Vec::new();
    for child in &old.children {
        let twin = left
            .iter_mut()
            .find(|other| other.is_some_and(|other| same(child, other)));
        match twin.and_then(Option::take) {
            Some(twin) => found.extend(differences(child, twin)),
            None => found.push(Difference::Removed(child)),
        }
    }
    found.extend(left.into_iter().flatten().map(Difference::Added));
    found
}

impl Difference<'_> {
    pub(super) fn write(&self, sheet: &mut Sheet<'_>) -> io::Result<()> {
        match self {
            Self::Removed(branch) => write_branch(branch, Some("remove"), sheet),
            Self::Added(branch) => write_branch(branch, Some("add"), sheet),
            Self::Updated { new, old_text } => {
                let update = [("action", "update"), ("oldValue", *old_text)];
                let attributes: Vec<(&str, &str)> = attributes(new).chain(update).collect();
                sheet.leaf(new.name, &attributes, new.text.as_deref().unwrap_or_default())
            }
            Self::Within(branch, differences) => {
                let attributes: Vec<(&str, &str)> = attributes(branch).collect();
                sheet.open(branch.name, &attributes)?;
                for difference in differences {
                    difference.write(sheet)?;
                }
                sheet.close()
            }
        }
    }
}
