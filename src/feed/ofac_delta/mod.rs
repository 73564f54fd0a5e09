//! OFAC's delta file of a release: vocabulary, additions, removals with the last record, and of amended entities the
//! elements that differ, each with what it was (`docs/ofac.md`; namespace `https://www.treasury.gov/ofac/DeltaFile/1.0`).

mod tree;
mod vocabulary;

use std::io::{self, Write};

use crate::feed::delta::Moves;
use crate::feed::sheet::Sheet;
use crate::model::{Edition, Entry};
use crate::ofac::enhanced::{self, Branch};

use tree::{differences, write_branch};

const NAMESPACE: &str = "https://www.treasury.gov/ofac/DeltaFile/1.0";
const SCHEMA: &str =
    "https://www.treasury.gov/ofac/DeltaFile/1.0 https://www.treasury.gov/ofac/downloads/sanctions/1.0/DeltaFile.xsd";

/// Writes the delta between two editions of a list; the base of a first release has no entries.
///
/// Equal editions give equal bytes. Entities are in the order of their ids.
///
/// # Errors
///
/// Fails where `out` fails.
pub fn write(base: &Edition, target: &Edition, out: &mut dyn Write) -> io::Result<()> {
    let moves = Moves::between(&base.entries, &target.entries);
    let mut sheet = Sheet::new(out, Some("utf-8"), "\n")?;
    let attributes = [
        ("xmlns", NAMESPACE),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ("xsi:schemaLocation", SCHEMA),
    ];
    sheet.open("sanctionsData", &attributes)?;
    sheet.open("publicationInfo", &[])?;
    let time = target.release.as_ref().map(|release| release.time.to_string());
    sheet.leaf_of("datePublished", time.as_deref())?;
    sheet.leaf("publicationType", &[], "Standard Action")?;
    sheet.close()?;
    vocabulary::write(base, target, &moves, &mut sheet)?;
    write_entities(base, target, &moves, &mut sheet)?;
    sheet.close()
}

fn entity(entry: &Entry, edition: &Edition) -> Branch {
    let name_of = |id: &str| edition.entry(id).map(Entry::primary_name);
    enhanced::entity(entry, &edition.list, &name_of)
}

fn write_entities(base: &Edition, target: &Edition, moves: &Moves<'_>, sheet: &mut Sheet<'_>) -> io::Result<()> {
    if moves.is_empty() && base.list == target.list {
        return sheet.empty("entities", &[]);
    }
    sheet.open("entities", &[])?;
    for entry in &moves.removed {
        write_branch(&entity(entry, base), Some("remove"), sheet)?;
    }
    for entry in &moves.added {
        write_branch(&entity(entry, target), Some("add"), sheet)?;
    }
    // What a programme rests on is in each entity, so that a new list.yaml may amend entries that are as they were.
    let list_differs = base.list != target.list;
    for new in target
        .entries
        .iter()
        .filter(|_| list_differs || !moves.amended.is_empty())
    {
        let Some(old) = base.entry(&new.id).filter(|old| list_differs || *old != &**new) else {
            continue;
        };
        let (old, new) = (entity(old, base), entity(new, target));
        for difference in differences(&old, &new) {
            difference.write(sheet)?;
        }
    }
    sheet.close()
}
