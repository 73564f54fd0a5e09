//! `names.txt`: every name of every entity, longer than three characters, once whatever its case, in order.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use crate::vocabulary::FtmType;

use super::chronicle::Seen;

pub(super) fn write(seen: &[&Arc<Seen>], out: &mut dyn Write) -> io::Result<()> {
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    for seen in seen {
        for (property, values) in &seen.entity.properties {
            let term = seen.entity.schema.properties.get(*property);
            if term.is_some_and(|term| term.kind == FtmType::Name) {
                for name in values.iter().filter(|name| name.chars().count() > 3) {
                    let kept = names.entry(name.to_lowercase()).or_insert(name);
                    // Of several spellings the first in order, whatever entity comes first.
                    *kept = (*kept).min(name);
                }
            }
        }
    }
    for name in names.values() {
        writeln!(out, "{name}")?;
    }
    Ok(())
}
