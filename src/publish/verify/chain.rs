//! The chain of a list's releases, and that the deltas are what they say.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::Arc;

use serde::Deserialize;

use crate::feed::delta::{self, Records, State};
use crate::feed::ftm::{self, Chronicle, Times};
use crate::feed::native::{read_entry, read_list, sha256};
use crate::feed::{FORMATS, FeedError, FileKind, Format};
use crate::model::{Edition, Release};
use crate::publish::head::DELTAS;
use crate::publish::manifest::{
    DELTAS_FORMAT, Deltas, FILE_NAME, IndexedDelta, Link, PublicationManifest, RELEASE_FORMAT, ReleaseManifest,
};
use crate::publish::measured::Measured;
use crate::publish::{SUMS, TOOL, snapshots};

use super::{Check, ListReport};

/// What of a delta's header is compared.
#[derive(Deserialize)]
struct DeltaHeader {
    list_id: String,
    base: State,
}

impl Check<'_> {
    pub(super) fn lists(&mut self, manifest: &PublicationManifest) {
        let mut folders = BTreeSet::new();
        let mut serials = 0u64;
        for (list_id, newest) in &manifest.lists {
            let chain = self.chain(list_id, newest);
            for (link, release) in &chain {
                folders.insert(folder_of(link).to_owned());
                self.release(link, release);
            }
            serials = serials.saturating_add(newest.serial);
            self.index(list_id, &chain);
            self.apply(list_id, &chain, manifest);
        }
        if serials != manifest.serial {
            self.fault(FILE_NAME, "its serial is not the sum of the lists' serials");
        }
        self.outside_of(&folders, manifest);
    }

    /// Every file below `releases/` belongs to a release of a chain.
    fn outside_of(&mut self, folders: &BTreeSet<String>, manifest: &PublicationManifest) {
        let is_of_release = |path: &str| {
            let mut parts = path.split('/');
            let list = parts.next().unwrap_or_default();
            manifest.lists.contains_key(list) && parts.next() == Some("releases")
        };
        let strays = self.facts.keys().filter(|path| is_of_release(path));
        let strays = strays.filter(|path| !folders.iter().any(|folder| path.starts_with(folder)));
        for path in strays.cloned().collect::<Vec<_>>() {
            self.fault(&path, "it belongs to no release of the chain");
        }
    }

    /// Returns the releases of a list, the oldest first, as far back as the chain holds.
    fn chain(&mut self, list_id: &str, newest: &Link) -> Vec<(Link, ReleaseManifest)> {
        let mut chain = Vec::new();
        let mut next = Some(newest.clone());
        while let Some(link) = next {
            let Some(manifest) = self.linked(list_id, &link) else {
                break;
            };
            let before = manifest.previous.as_ref().map_or(0, |previous| previous.serial);
            if before.checked_add(1) != Some(manifest.serial) {
                self.fault(&link.path, format!("serial {} follows {before}", manifest.serial));
                break;
            }
            next = manifest.previous.clone();
            chain.push((link, manifest));
        }
        chain.reverse();
        chain
    }

    fn linked(&mut self, list_id: &str, link: &Link) -> Option<ReleaseManifest> {
        let Some(content) = self.kept.get(&link.path) else {
            // A file that is named and damaged has been told.
            if !self.facts.contains_key(&link.path) {
                self.fault(&link.path, "the chain leads to it and the manifest does not name it");
            }
            return None;
        };
        if sha256(&content) != link.sha256 {
            self.fault(&link.path, "it is not what the manifest after it says");
            return None;
        }
        let manifest: ReleaseManifest = self.manifest(&link.path, &content, RELEASE_FORMAT)?;
        let is_it = manifest.list_id == list_id && manifest.serial == link.serial && manifest.release == link.release;
        if !is_it || link.path != format!("{list_id}/releases/{}/{FILE_NAME}", manifest.release) {
            self.fault(&link.path, "it is the manifest of another release");
            return None;
        }
        self.signed_by(&link.path, &content, None);
        Some(manifest)
    }

    /// A release's files are those of the publication's manifest, and its sums theirs.
    fn release(&mut self, link: &Link, manifest: &ReleaseManifest) {
        let other = manifest
            .files
            .iter()
            .filter(|file| self.facts.get(&file.path) != Some(*file));
        for path in other.map(|file| file.path.clone()).collect::<Vec<_>>() {
            self.fault(
                &link.path,
                format!("it says other facts of `{path}` than the publication's manifest"),
            );
        }
        let folder = folder_of(link);
        self.sums(&format!("{folder}{SUMS}"), &manifest.files, folder);
        let named = |path: &str| manifest.files.iter().any(|file| file.path == path) || path.starts_with(&link.path);
        let strays = self.facts.range(folder.to_owned()..);
        let strays = strays
            .map(|(path, _)| path)
            .take_while(|path| path.starts_with(folder))
            .filter(|path| !named(path));
        for path in strays.cloned().collect::<Vec<_>>() {
            self.fault(&path, "the manifest of its release does not name it");
        }
    }

    fn index(&mut self, list_id: &str, chain: &[(Link, ReleaseManifest)]) {
        let path = format!("{list_id}/{DELTAS}");
        let Some(content) = self.kept.get(&path) else {
            if !self.facts.contains_key(&path) {
                self.fault(&path, "no manifest names it");
            }
            return;
        };
        let Some(mut index) = self.manifest::<Deltas>(&path, &content, DELTAS_FORMAT) else {
            return;
        };
        self.full_feeds(&path, &mut index);
        let expected: Option<Vec<_>> = chain
            .iter()
            .map(|(link, manifest)| IndexedDelta::of(manifest, link))
            .collect();
        if index.list_id != list_id || Some(index.deltas) != expected {
            self.fault(&path, "it is not the index of the list's deltas");
        }
    }

    /// Takes the full feeds out of an index and compares them with the publication's manifest, which must name no others.
    fn full_feeds(&mut self, index_path: &str, index: &mut Deltas) {
        let mut told = BTreeMap::new();
        for delta in &mut index.deltas {
            let folder = snapshots::folder_of(&index.list_id, &delta.manifest.release);
            for file in std::mem::take(&mut delta.full) {
                if file.path.starts_with(&folder) {
                    told.insert(file.path.clone(), file);
                }
            }
        }
        let prefix = format!("{}/{}/", index.list_id, snapshots::FOLDER);
        let named = self.facts.range(prefix.clone()..);
        let named = named.take_while(|(path, _)| path.starts_with(&prefix));
        if !named.eq(&told) {
            self.fault(index_path, "it tells other full feeds of releases than the manifest");
        }
    }

    /// Applies every delta, and makes the newest feeds from what comes of it.
    fn apply(&mut self, list_id: &str, chain: &[(Link, ReleaseManifest)], publication: &PublicationManifest) {
        let mut records = Records::default();
        let mut base = State::nothing();
        for (link, manifest) in chain {
            let path = format!("{}{}", folder_of(link), delta::FILE_NAME);
            // A delta that is missing or damaged has been told, and nothing after it can be applied.
            let Some(content) = self.kept.get(&path) else {
                if !self.facts.contains_key(&path) {
                    self.fault(&path, "it is missing");
                }
                return;
            };
            if let Err(what) = apply_one(list_id, &mut records, &base, &manifest.state, &content) {
                return self.fault(&path, what);
            }
            base = manifest.state.clone();
            self.snapshot(&records, link, manifest, publication);
        }
        let Some((link, newest)) = chain.last() else { return };
        if newest.serial != chain.len() as u64 {
            // The chain is broken, which has been told.
            return;
        }
        self.report.lists.push(ListReport {
            list_id: list_id.to_owned(),
            releases: newest.serial,
            newest: newest.release.clone(),
            entries: newest.state.entries,
        });
        match edition_of(&records, newest) {
            Ok(edition) => self.feeds(&edition, &format!("{list_id}/latest/"), publication),
            Err(what) => self.fault(&link.path, what),
        }
    }

    /// Compares the full feeds of a release, where they are kept.
    fn snapshot(
        &mut self,
        records: &Records,
        link: &Link,
        manifest: &ReleaseManifest,
        publication: &PublicationManifest,
    ) {
        let folder = snapshots::folder_of(&manifest.list_id, &manifest.release);
        let first = self.facts.range(folder.clone()..).next();
        if !first.is_some_and(|(path, _)| path.starts_with(&folder)) {
            return;
        }
        match edition_of(records, manifest) {
            Ok(edition) => self.feeds(&edition, &folder, publication),
            Err(what) => self.fault(&link.path, what),
        }
    }

    fn feeds(&mut self, edition: &Edition, folder: &str, publication: &PublicationManifest) {
        for format in FORMATS {
            let path = |kind: &FileKind| format!("{folder}{}", kind.name);
            let wanted = |kind: &FileKind| self.facts.get(&path(kind)).map(|file| file.sha256.clone());
            let wanted: Vec<Option<String>> = format.files().iter().map(wanted).collect();
            if wanted.iter().all(Option::is_none) {
                continue;
            }
            // A format that cannot be written has none of its files as they should be.
            let made = self.digests(*format, edition).unwrap_or_default();
            for (at, kind) in format.files().iter().enumerate() {
                if wanted[at].is_some() && made.get(at) != wanted[at].as_ref() {
                    self.differs(&path(kind), &publication.tool);
                }
            }
        }
    }

    /// Returns the digests of the files of a format, which are made anew.
    fn digests(&self, format: &dyn Format, edition: &Edition) -> Result<Vec<String>, FeedError> {
        let begin = |_: &FileKind| Measured::new(io::sink());
        let mut made: Vec<_> = format.files().iter().map(begin).collect();
        let mut outs: Vec<_> = made.iter_mut().map(|out| out as &mut (dyn Write + Send)).collect();
        if format.chronicle() {
            ftm::write_all(&self.dated(edition), &mut outs)?;
        } else {
            format.write_all(edition, &mut outs)?;
        }
        Ok(made.into_iter().map(|out| out.end().1).collect())
    }

    /// When entities and what is said of them came and changed is a fact of the history alone; what else the files say must follow from
    /// the list.
    fn dated(&self, edition: &Edition) -> Chronicle {
        let newest = |file: &FileKind| {
            let content = self.kept.get(&format!("{}/latest/{}", edition.list_id, file.name));
            content.unwrap_or_default()
        };
        let times = Times::read(&newest(&ftm::ENTITIES), &newest(&ftm::STATEMENTS));
        Chronicle::with_times(edition, &times)
    }

    fn differs(&mut self, path: &str, tool: &str) {
        if tool == TOOL {
            self.fault(path, "it is not what the deltas make of the list");
        } else {
            let note = format!("{path} was made by `{tool}`; this version (`{TOOL}`) would write it otherwise");
            self.report.notes.push(note);
        }
    }
}

fn apply_one(list_id: &str, records: &mut Records, base: &State, target: &State, content: &[u8]) -> Result<(), String> {
    let text = std::str::from_utf8(content).map_err(|_| "it is no text".to_owned())?;
    let first = text.lines().next().unwrap_or_default();
    let header: DeltaHeader = serde_json::from_str(first).map_err(|error| error.to_string())?;
    if header.list_id != list_id || header.base != *base {
        return Err("its base is not the release before".to_owned());
    }
    let reached = records.apply(text).map_err(|error| error.to_string())?;
    if reached != *target {
        return Err("it leads to another state than the manifest says".to_owned());
    }
    Ok(())
}

fn folder_of(link: &Link) -> &str {
    link.path.strip_suffix(FILE_NAME).unwrap_or(&link.path)
}

/// Returns the edition that the records of a release make; the records are those of its deltas.
///
/// # Errors
///
/// Fails where a record is not one of this version, with what is wrong.
pub fn edition_of(records: &Records, manifest: &ReleaseManifest) -> Result<Edition, String> {
    let wrong = |what: &'static str| move |error: jiff::Error| format!("its {what} cannot be read ({error})");
    Ok(Edition {
        list_id: manifest.list_id.clone(),
        list: records.list().map(read_list).transpose()?.unwrap_or_default(),
        entries: records
            .entries()
            .map(|record| read_entry(record).map(Arc::new))
            .collect::<Result<_, _>>()?,
        parties: records
            .parties()
            .map(|record| read_entry(record).map(Arc::new))
            .collect::<Result<_, _>>()?,
        release: Some(Release {
            name: manifest.release.clone(),
            date: manifest.date.parse().map_err(wrong("date"))?,
            time: manifest.time.parse().map_err(wrong("time"))?,
            commit: manifest.commit.clone(),
            tree: manifest.tree.clone(),
            title: manifest.title.clone(),
            body: manifest.body.clone(),
        }),
    })
}
