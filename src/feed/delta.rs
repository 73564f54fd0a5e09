//! The native delta: JSON Lines that turn one state of a list into the next, with the proof.
//!
//! | line | what |
//! |---|---|
//! | 1 | the header: `format` (`gazette.delta`), `version`, `list_id`, `base` and `target` ([`State`]), `counts`, `renames` of programmes |
//! | `{"type":"list","list":…}` | the new facts of the list, where they changed |
//! | `{"type":"added","id":…,"entry":…}` | the record of a new entry |
//! | `{"type":"removed","id":…,"entry":…,"removal":…}` | the last record of an entry that is gone, and why it is, where the list says it |
//! | `{"type":"amended","id":…,"entry":…,"classes":…,"changes":…}` | the new record of an entry; why its change matters; each field change as in `changes.json`. None of them where all that changed is the code of a programme that `renames` tells |
//! | `{"type":"party_added"…}`, `party_removed`, `party_amended` | the same for unlisted parties, with `party` for `entry` |
//!
//! To apply it: check that the base has the digests of `base`, replace, remove and add records by id, put them in order (ids
//! that are numbers first and by value, then the others by their bytes), and compare with the digests of `target`. The
//! first delta of a list has the empty state as its base, so that the chain of deltas is the whole list.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use thiserror::Error;

use crate::data::Node;
use crate::diff::{Amendment, ChangeSet, FieldChange, Rename};
use crate::model::record::IdKey;
use crate::model::schema::Class;
use crate::model::{Edition, Entry};

use super::native::{StateDigest, VERSION, record, sha256_of_lines, write_json};

/// The name of the file.
pub const FILE_NAME: &str = "delta.jsonl";

/// The media type of the file.
pub const MEDIA_TYPE: &str = "application/jsonl";

const FORMAT: &str = "gazette.delta";

/// A list at one release, named and proved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The number of the release among the list's: 1 is the first, 0 the empty state before it.
    pub serial: u64,
    /// The name of the release; nothing for the empty state.
    pub release: Option<String>,
    /// How many entries there are.
    pub entries: u64,
    /// How many unlisted parties there are.
    pub parties: u64,
    /// The digests of their records.
    pub digest: StateDigest,
}

impl State {
    /// Returns the state of an edition with this number.
    pub fn of(edition: &Edition, serial: u64) -> Self {
        Self {
            serial,
            release: edition.release.as_ref().map(|release| release.name.clone()),
            entries: edition.entries.len() as u64,
            parties: edition.parties.len() as u64,
            digest: StateDigest::of(edition),
        }
    }

    /// Returns the state before the first release.
    pub fn nothing() -> Self {
        Self {
            serial: 0,
            release: None,
            entries: 0,
            parties: 0,
            digest: StateDigest::of_nothing(),
        }
    }
}

/// Which records of a state are new, gone or other than in the state before, in the order of the ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moves<'a> {
    /// Only in the target.
    pub added: Vec<&'a Entry>,
    /// Only in the base.
    pub removed: Vec<&'a Entry>,
    /// In both and not the same: as it was, as it is.
    pub amended: Vec<(&'a Entry, &'a Entry)>,
}

impl<'a> Moves<'a> {
    /// Compares two sequences of canonical entries, each in the order of its ids.
    pub fn between(base: &'a [Arc<Entry>], target: &'a [Arc<Entry>]) -> Self {
        let mut moves = Self::default();
        let (mut old, mut new) = (
            base.iter().map(Arc::as_ref).peekable(),
            target.iter().map(Arc::as_ref).peekable(),
        );
        loop {
            let order = match (old.peek(), new.peek()) {
                (None, None) => return moves,
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (Some(old), Some(new)) => IdKey(Some(&old.id)).cmp(&IdKey(Some(&new.id))),
            };
            match order {
                std::cmp::Ordering::Less => moves.removed.extend(old.next()),
                std::cmp::Ordering::Greater => moves.added.extend(new.next()),
                std::cmp::Ordering::Equal => moves.meet(old.next(), new.next()),
            }
        }
    }

    fn meet(&mut self, old: Option<&'a Entry>, new: Option<&'a Entry>) {
        if let (Some(old), Some(new)) = (old, new)
            && old != new
        {
            self.amended.push((old, new));
        }
    }

    /// Returns true where nothing moved.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.amended.is_empty()
    }
}

#[derive(Serialize)]
struct Header<'a> {
    format: &'static str,
    version: u64,
    list_id: &'a str,
    base: &'a State,
    target: &'a State,
    counts: HeaderCounts,
    renames: Vec<HeaderRename<'a>>,
}

#[derive(Serialize)]
struct HeaderRename<'a> {
    from: &'a str,
    to: &'a str,
}

#[derive(Serialize)]
struct HeaderCounts {
    added: usize,
    removed: usize,
    amended: usize,
}

/// Writes the delta between two editions of a list; `changes` is what [`compare_editions`](crate::diff::compare_editions) says of them.
///
/// # Errors
///
/// Fails where `out` fails.
pub fn write(
    (base, base_state): (&Edition, &State),
    (target, target_state): (&Edition, &State),
    changes: &ChangeSet,
    out: &mut dyn Write,
) -> io::Result<()> {
    let moves = Moves::between(&base.entries, &target.entries);
    let header = Header {
        format: FORMAT,
        version: VERSION,
        list_id: &target.list_id,
        base: base_state,
        target: target_state,
        counts: HeaderCounts {
            added: moves.added.len(),
            removed: moves.removed.len(),
            amended: moves.amended.len(),
        },
        renames: changes.renames.iter().map(header_rename).collect(),
    };
    write_line(&header, out)?;
    if base_state.digest.list != target_state.digest.list {
        writeln!(out, r#"{{"type":"list","list":{}}}"#, record(&target.list))?;
    }
    for entry in &moves.added {
        writeln!(
            out,
            r#"{{"type":"added","id":{},"entry":{}}}"#,
            text(&entry.id),
            record(*entry)
        )?;
    }
    for entry in &moves.removed {
        write_removed(entry, target, out)?;
    }
    let fields: BTreeMap<&str, &[FieldChange]> = changes.amended().map(fields_of).collect();
    for (_, entry) in &moves.amended {
        write_amended(entry, fields.get(entry.id.as_str()).copied().unwrap_or_default(), out)?;
    }
    write_parties(&Moves::between(&base.parties, &target.parties), out)
}

fn write_removed(entry: &Entry, target: &Edition, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        r#"{{"type":"removed","id":{},"entry":{}"#,
        text(&entry.id),
        record(entry)
    )?;
    if let Some(removal) = target.list.removals.get(&entry.id) {
        write!(out, r#","removal":{}"#, record(removal))?;
    }
    out.write_all(b"}\n")
}

fn header_rename(rename: &Rename) -> HeaderRename<'_> {
    HeaderRename {
        from: &rename.from,
        to: &rename.to,
    }
}

fn fields_of(amendment: &Amendment) -> (&str, &[FieldChange]) {
    (&amendment.new.id, &amendment.fields)
}

/// A field change as native files say it: the shape of `fields` in `changes.json`.
#[derive(Debug, Serialize)]
pub struct NativeChange<'a> {
    kind: &'a str,
    field: &'a str,
    class: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    fingerprint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<&'a Node>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<&'a Node>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<Self>,
}

impl<'a> NativeChange<'a> {
    /// Returns a field change of the entry with this id.
    pub fn of(entry: &str, change: &'a FieldChange) -> Self {
        Self {
            fingerprint: Some(change.fingerprint(entry)),
            ..Self::part(change)
        }
    }

    fn part(change: &'a FieldChange) -> Self {
        Self {
            kind: &change.kind,
            field: &change.path,
            class: change.class.as_str(),
            fingerprint: None,
            old: change.old.as_ref(),
            new: change.new.as_ref(),
            parts: change.parts.iter().map(Self::part).collect(),
        }
    }
}

/// Returns the classes of field changes, each once, the weightiest first.
pub fn classes(fields: &[FieldChange]) -> Vec<&'static str> {
    let has = |class: &Class| fields.iter().any(|field| field.class == *class);
    Class::ALL.into_iter().filter(has).map(Class::as_str).collect()
}

fn write_amended(entry: &Entry, fields: &[FieldChange], out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        r#"{{"type":"amended","id":{},"entry":{}"#,
        text(&entry.id),
        record(entry)
    )?;
    if !fields.is_empty() {
        let changes: Vec<NativeChange<'_>> = fields.iter().map(|field| NativeChange::of(&entry.id, field)).collect();
        out.write_all(br#","classes":"#)?;
        write_json(&classes(fields), out)?;
        out.write_all(br#","changes":"#)?;
        write_json(&changes, out)?;
    }
    out.write_all(b"}\n")
}

fn write_parties(moves: &Moves<'_>, out: &mut dyn Write) -> io::Result<()> {
    let added = moves.added.iter().map(|party| ("party_added", *party));
    let removed = moves.removed.iter().map(|party| ("party_removed", *party));
    let amended = moves.amended.iter().map(|(_, party)| ("party_amended", *party));
    for (kind, party) in added.chain(removed).chain(amended) {
        writeln!(
            out,
            r#"{{"type":"{kind}","id":{},"party":{}}}"#,
            text(&party.id),
            record(party)
        )?;
    }
    Ok(())
}

fn text(text: &str) -> String {
    serde_json::to_string(text).expect("a text is JSON")
}

fn write_line<T: Serialize>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    write_json(value, out)?;
    out.write_all(b"\n")
}

/// The records of a list, as a subscriber keeps them: what a delta is applied to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Records {
    list: Option<String>,
    entries: BTreeMap<Key, String>,
    parties: BTreeMap<Key, String>,
}

/// An id in the order of ids.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Key(String);

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        IdKey(Some(&self.0)).cmp(&IdKey(Some(&other.0)))
    }
}

/// Why a delta could not be applied, or does not lead where it says.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DeltaError {
    /// A line is not as this version writes it.
    #[error("line {line} of the delta cannot be read: {reason}")]
    Unreadable {
        /// The number of the line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// What it is applied to, or what comes of it, is not what the header says.
    #[error("the {side} of the delta has other {part} than its header says")]
    OtherState {
        /// `base` or `target`.
        side: &'static str,
        /// `list facts`, `entries`, `parties`, `state`.
        part: &'static str,
    },
    /// A record is added that is there already, or one is removed or amended that is not.
    #[error("line {line} of the delta: `{id}` is {found} in the base")]
    Misplaced {
        /// The number of the line, from 1.
        line: usize,
        /// The id.
        id: String,
        /// `already there` or `not there`.
        found: &'static str,
    },
}

#[derive(Deserialize)]
struct ReadHeader {
    format: String,
    version: u64,
    base: State,
    target: State,
}

#[derive(Deserialize)]
struct ReadLine<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    id: String,
    #[serde(borrow)]
    entry: Option<&'a RawValue>,
    #[serde(borrow)]
    party: Option<&'a RawValue>,
    #[serde(borrow)]
    list: Option<&'a RawValue>,
}

impl Records {
    /// Returns the records of an edition.
    pub fn of(edition: &Edition) -> Self {
        let rows = |entries: &[Arc<Entry>]| records(entries).into_iter().collect();
        Self {
            list: Some(record(&edition.list)),
            entries: rows(&edition.entries),
            parties: rows(&edition.parties),
        }
    }

    /// Brings the records to where a release leads: `changed` has the list as it is now and those entries and parties that are
    /// new or other than before, `gone` the ids of entries and of parties that are no longer there.
    pub fn follow(&mut self, changed: &Edition, gone: &[Vec<String>; 2]) {
        self.list = Some(record(&changed.list));
        follow(&mut self.entries, &changed.entries, &gone[0]);
        follow(&mut self.parties, &changed.parties, &gone[1]);
    }

    /// Returns the state of these records under the number and the name of a release.
    pub fn state(&self, serial: u64, release: Option<&str>) -> State {
        State {
            serial,
            release: release.map(str::to_owned),
            entries: self.entries.len() as u64,
            parties: self.parties.len() as u64,
            digest: self.digest(),
        }
    }

    /// Returns the records of the entries in the order of their ids.
    pub fn entries(&self) -> impl Iterator<Item = &str> {
        self.entries.values().map(String::as_str)
    }

    /// Returns the records of the unlisted parties in the order of their ids.
    pub fn parties(&self) -> impl Iterator<Item = &str> {
        self.parties.values().map(String::as_str)
    }

    /// Returns the record of the list's facts; nothing before the first release.
    pub fn list(&self) -> Option<&str> {
        self.list.as_deref()
    }

    /// Returns the digests of the records.
    pub fn digest(&self) -> StateDigest {
        StateDigest {
            list: sha256_of_lines(self.list.as_slice()),
            entries: sha256_of_lines(self.entries()),
            parties: sha256_of_lines(self.parties()),
        }
    }

    /// Reads the records from the two files of the feed `jsonl`.
    ///
    /// # Errors
    ///
    /// Fails if a line is not as that feed has it. [`Records::require_state`] checks whether they are the records of a state.
    pub fn read(entries: &str, parties: &str) -> Result<Self, DeltaError> {
        let (list, entries) = read_rows(entries)?;
        let (_, parties) = read_rows(parties)?;
        Ok(Self { list, entries, parties })
    }

    /// Fails unless these are the records of this state.
    ///
    /// # Errors
    ///
    /// Says which part has another digest.
    pub fn require_state(&self, state: &State) -> Result<(), DeltaError> {
        self.require(state, "target")
    }

    /// Applies a delta and returns the state that was reached.
    ///
    /// # Errors
    ///
    /// Fails where the delta cannot be read, where these records are not its base, and where what comes of it is not
    /// its target. The records are then of no use: apply it to a copy where they are still wanted.
    pub fn apply(&mut self, delta: &str) -> Result<State, DeltaError> {
        let mut lines = delta.lines().enumerate().map(|(index, line)| (index + 1, line));
        let header = read_header(lines.next())?;
        self.require(&header.base, "base")?;
        for (number, line) in lines {
            self.apply_line(number, line)?;
        }
        self.require(&header.target, "target")?;
        Ok(header.target)
    }

    fn require(&self, state: &State, side: &'static str) -> Result<(), DeltaError> {
        let digest = self.digest();
        let same_entries = digest.entries == state.digest.entries && self.entries.len() as u64 == state.entries;
        let same_parties = digest.parties == state.digest.parties && self.parties.len() as u64 == state.parties;
        for (same, part) in [
            (digest.list == state.digest.list, "list facts"),
            (same_entries, "entries"),
            (same_parties, "parties"),
        ] {
            if !same {
                return Err(DeltaError::OtherState { side, part });
            }
        }
        Ok(())
    }

    fn apply_line(&mut self, number: usize, line: &str) -> Result<(), DeltaError> {
        let read: ReadLine<'_> = serde_json::from_str(line).map_err(|error| unreadable(number, error))?;
        let missing = |member| unreadable(number, format!("it has no `{member}`"));
        if read.kind == "list" {
            let list = read.list.ok_or_else(|| missing("list"))?;
            self.list = Some(list.get().to_owned());
            return Ok(());
        }
        let (rows, value, what) = match read.kind.strip_prefix("party_") {
            Some(what) => (&mut self.parties, read.party.ok_or_else(|| missing("party"))?, what),
            None => (
                &mut self.entries,
                read.entry.ok_or_else(|| missing("entry"))?,
                read.kind.as_str(),
            ),
        };
        let key = Key(read.id);
        let was_there = rows.contains_key(&key);
        let misplaced = |id: Key, found| DeltaError::Misplaced {
            line: number,
            id: id.0,
            found,
        };
        match what {
            "added" if was_there => return Err(misplaced(key, "already there")),
            "removed" | "amended" if !was_there => return Err(misplaced(key, "not there")),
            "added" | "amended" => rows.insert(key, value.get().to_owned()),
            "removed" => rows.remove(&key),
            _ => return Err(unreadable(number, format!("`{}` is no type of line", read.kind))),
        };
        Ok(())
    }
}

fn follow(rows: &mut BTreeMap<Key, String>, here: &[Arc<Entry>], gone: &[String]) {
    for id in gone {
        rows.remove(&Key(id.clone()));
    }
    rows.extend(records(here));
}

fn records(entries: &[Arc<Entry>]) -> Vec<(Key, String)> {
    let entries = entries.par_iter().with_min_len(FEW_RECORDS);
    entries.map(|entry| (Key(entry.id.clone()), record(entry))).collect()
}

/// Fewer records are not worth a thread.
const FEW_RECORDS: usize = 200;

fn read_rows(text: &str) -> Result<(Option<String>, BTreeMap<Key, String>), DeltaError> {
    #[derive(Deserialize)]
    struct RowsHeader<'a> {
        #[serde(borrow)]
        list: Option<&'a RawValue>,
    }
    #[derive(Deserialize)]
    struct Row {
        id: String,
    }
    let mut lines = text.lines().enumerate();
    let (_, header) = lines.next().ok_or_else(|| unreadable(1, "there is none"))?;
    let header: RowsHeader<'_> = serde_json::from_str(header).map_err(|error| unreadable(1, error))?;
    let mut rows = BTreeMap::new();
    for (index, line) in lines {
        let row: Row = serde_json::from_str(line).map_err(|error| unreadable(index + 1, error))?;
        rows.insert(Key(row.id), line.to_owned());
    }
    Ok((header.list.map(|list| list.get().to_owned()), rows))
}

fn read_header(line: Option<(usize, &str)>) -> Result<ReadHeader, DeltaError> {
    let (number, line) = line.ok_or_else(|| unreadable(1, "there is none"))?;
    let header: ReadHeader = serde_json::from_str(line).map_err(|error| unreadable(number, error))?;
    if header.format != FORMAT || header.version > VERSION {
        let found = format!("it is `{}` version {}", header.format, header.version);
        return Err(unreadable(number, found));
    }
    Ok(header)
}

fn unreadable(line: usize, reason: impl std::fmt::Display) -> DeltaError {
    DeltaError::Unreadable {
        line,
        reason: reason.to_string(),
    }
}

/// Proves that a delta leads from one edition to the next and keeps what it removes. Of both it is enough to have the entries and
/// parties that are not the same in the other: a line about any other is found out.
///
/// # Errors
///
/// As [`Records::apply`].
pub fn prove(
    base: Option<(&Edition, &State)>,
    (target, target_state): (&Edition, &State),
    delta: &str,
) -> Result<(), DeltaError> {
    let nothing = State::nothing();
    let base_state = base.map_or(&nothing, |(_, state)| state);
    let mut records = base.map(|(base, _)| Records::of(base)).unwrap_or_default();
    let mut lines = delta.lines().enumerate().map(|(index, line)| (index + 1, line));
    let header = read_header(lines.next())?;
    let other = |side, part| DeltaError::OtherState { side, part };
    if header.base != *base_state {
        return Err(other("base", "state"));
    }
    if header.target != *target_state {
        return Err(other("target", "state"));
    }
    for (number, line) in lines {
        records.apply_line(number, line)?;
    }
    let wanted = Records::of(target);
    for (same, part) in [
        (records.list == wanted.list, "list facts"),
        (records.entries == wanted.entries, "entries"),
        (records.parties == wanted.parties, "parties"),
    ] {
        if !same {
            return Err(other("target", part));
        }
    }
    Ok(())
}
