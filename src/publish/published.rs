//! The publication that is there already: its manifests, read back and held against each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use jiff::civil::Date;
use serde::de::DeserializeOwned;

use crate::feed::native::sha256;

use super::error::PublishError;
use super::keys;
use super::manifest::{
    FILE_NAME, FileFacts, Link, PUBLICATION_FORMAT, PublicationManifest, RELEASE_FORMAT, ReleaseManifest, VERSION,
};
use super::minisign::EXTENSION;
use super::snapshots::is_snapshot;

/// What was published before.
#[derive(Debug, Default)]
pub(super) struct Published {
    /// The releases of each list, the oldest first.
    pub(super) lists: BTreeMap<String, Vec<PublishedRelease>>,
    /// The bytes of its manifest.
    pub(super) content: Vec<u8>,
    /// The line of the key that signed it.
    pub(super) key: Option<String>,
    /// The files of the keys.
    pub(super) keys: Vec<FileFacts>,
    /// The full feeds of releases.
    pub(super) snapshots: Vec<FileFacts>,
    /// The day on which it was signed again without a release.
    pub(super) renewed: Option<Date>,
    /// The program that made it, and who published it.
    pub(super) tool: String,
    pub(super) publisher: Option<String>,
    /// Every file that its manifest names, by its path.
    files: BTreeMap<String, FileFacts>,
    /// The manifest and its signatures.
    own: BTreeSet<String>,
}

/// A release that was published.
#[derive(Debug)]
pub(super) struct PublishedRelease {
    pub(super) manifest: ReleaseManifest,
    /// The manifest's own bytes.
    pub(super) content: Vec<u8>,
    /// The manifest and its signature, where it has one.
    pub(super) own_files: Vec<FileFacts>,
}

impl PublishedRelease {
    /// Returns the path of its manifest.
    pub(super) fn path(&self) -> &str {
        let is_manifest = |file: &&FileFacts| file.path.ends_with(FILE_NAME);
        self.own_files.iter().find(is_manifest).map_or("", |file| &file.path)
    }
}

impl Published {
    /// Reads what is published in `out`; nothing where it is not there or empty.
    pub(super) fn read(out: &Path) -> Result<Self, PublishError> {
        let content = match fs::read(out.join(FILE_NAME)) {
            Ok(content) => content,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return nothing_in(out),
            Err(error) => return Err(PublishError::files(&out.join(FILE_NAME), "read")(error)),
        };
        let manifest: PublicationManifest = parse(FILE_NAME, &content)?;
        require(FILE_NAME, &manifest.format, PUBLICATION_FORMAT, manifest.version)?;
        require_paths(FILE_NAME, &manifest.files)?;
        let mut own = BTreeSet::from([FILE_NAME.to_owned()]);
        own.extend(own_signatures(out)?);
        let lists = manifest.lists.iter();
        let lists = lists
            .map(|(list_id, newest)| Ok((list_id.clone(), chain(out, list_id, newest, &manifest.files)?)))
            .collect::<Result<_, PublishError>>()?;
        let prefix = format!("{}/", keys::FOLDER);
        let keys = manifest.files.iter().filter(|file| file.path.starts_with(&prefix));
        let snapshots = manifest.files.iter().filter(|file| is_snapshot(&file.path));
        Ok(Self {
            lists,
            keys: keys.cloned().collect(),
            snapshots: snapshots.cloned().collect(),
            key: manifest.key,
            renewed: manifest.renewed.and_then(|day| day.parse().ok()),
            tool: manifest.tool,
            publisher: manifest.publisher,
            files: by_path(manifest.files),
            own,
            content,
        })
    }

    /// Returns every file that the manifest names, in the order of their paths.
    pub(super) fn files(&self) -> impl Iterator<Item = &FileFacts> {
        self.files.values()
    }

    /// Returns a file of the tree that only a signed publication has.
    pub(super) fn trace_of_a_signature(&self) -> Option<String> {
        let end = format!(".{EXTENSION}");
        let named = self.files.keys().chain(&self.own);
        let mut named = named.filter(|path| path.ends_with(&end) || path.starts_with(&format!("{}/", keys::FOLDER)));
        named.next().cloned()
    }

    /// Returns what the manifest says of a file.
    pub(super) fn file(&self, path: &str) -> Option<&FileFacts> {
        self.files.get(path)
    }

    /// Returns the files of `out` that no manifest names, in order.
    pub(super) fn foreign(&self, out: &Path) -> Result<Vec<String>, PublishError> {
        if !out.exists() {
            return Ok(Vec::new());
        }
        let files = files_below(out).map_err(PublishError::files(out, "read"))?;
        let is_named = |path: &String| self.files.contains_key(path) || self.own.contains(path);
        Ok(files.into_iter().filter(|path| !is_named(path)).collect())
    }
}

fn by_path(files: Vec<FileFacts>) -> BTreeMap<String, FileFacts> {
    files.into_iter().map(|file| (file.path.clone(), file)).collect()
}

/// A publication's own signatures stand beside its manifest; it cannot name them.
fn own_signatures(out: &Path) -> Result<Vec<String>, PublishError> {
    let prefix = format!("{FILE_NAME}.");
    let mut names = Vec::new();
    for item in fs::read_dir(out).map_err(PublishError::files(out, "read"))? {
        let name = item.map_err(PublishError::files(out, "read"))?.file_name();
        names.extend(
            name.to_str()
                .filter(|name| name.starts_with(&prefix))
                .map(str::to_owned),
        );
    }
    Ok(names)
}

fn nothing_in(out: &Path) -> Result<Published, PublishError> {
    let is_empty = match fs::read_dir(out) {
        Ok(mut items) => items.next().is_none(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
        Err(error) => return Err(PublishError::files(out, "read")(error)),
    };
    if is_empty {
        return Ok(Published::default());
    }
    Err(PublishError::NoPublication { out: out.to_owned() })
}

/// Follows the manifests of a list from the newest back to the first and returns them the oldest first.
fn chain(out: &Path, list_id: &str, newest: &Link, files: &[FileFacts]) -> Result<Vec<PublishedRelease>, PublishError> {
    let mut chain = Vec::new();
    let mut next = Some(newest.clone());
    while let Some(link) = next {
        if !is_inner_path(&link.path) {
            return Err(damaged(&link.path, "leads out of the publication"));
        }
        let content = fs::read(out.join(&link.path)).map_err(|_| damaged(&link.path, "cannot be read"))?;
        if sha256(&content) != link.sha256 {
            return Err(damaged(&link.path, "is not what the manifest after it says"));
        }
        let manifest: ReleaseManifest = parse(&link.path, &content)?;
        require(&link.path, &manifest.format, RELEASE_FORMAT, manifest.version)?;
        if manifest.list_id != list_id || manifest.serial != link.serial || manifest.release != link.release {
            return Err(damaged(&link.path, "is the manifest of another release"));
        }
        require_paths(&link.path, &manifest.files)?;
        next = manifest.previous.clone();
        if next.as_ref().map_or(0, |link| link.serial).saturating_add(1) != manifest.serial {
            return Err(damaged(&link.path, "has a gap before it"));
        }
        let own_files = files
            .iter()
            .filter(|file| file.path.starts_with(&link.path))
            .cloned()
            .collect();
        chain.push(PublishedRelease {
            manifest,
            content,
            own_files,
        });
    }
    chain.reverse();
    Ok(chain)
}

fn parse<T: DeserializeOwned>(path: &str, content: &[u8]) -> Result<T, PublishError> {
    serde_json::from_slice(content).map_err(|error| damaged(path, &format!("cannot be read ({error})")))
}

fn require(path: &str, format: &str, wanted: &str, version: u64) -> Result<(), PublishError> {
    if format == wanted && version <= VERSION {
        return Ok(());
    }
    let reason = format!("is `{format}` version {version}, which this version of gazette does not know");
    Err(damaged(path, &reason))
}

/// A manifest is read from a folder that others can write to: its paths must not lead elsewhere.
fn require_paths(manifest: &str, files: &[FileFacts]) -> Result<(), PublishError> {
    match files.iter().find(|file| !is_inner_path(&file.path)) {
        None => Ok(()),
        Some(file) => Err(damaged(
            manifest,
            &format!("names `{}`, which leads out of the publication", file.path),
        )),
    }
}

pub(crate) fn is_inner_path(path: &str) -> bool {
    let is_inner = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', ':', '\0']);
    path.split('/').all(is_inner)
}

fn damaged(path: &str, reason: &str) -> PublishError {
    PublishError::Damaged {
        path: path.to_owned(),
        reason: reason.to_owned(),
    }
}

/// Returns the paths of all files below a folder, with `/`, in order. Links are files and are not followed.
pub(crate) fn files_below(folder: &Path) -> io::Result<Vec<String>> {
    let mut files = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(prefix) = folders.pop() {
        for item in fs::read_dir(folder.join(&prefix))? {
            let item = item?;
            let name = item
                .file_name()
                .into_string()
                .map_err(|name| io::Error::other(format!("`{}` is no UTF-8", name.to_string_lossy())))?;
            let path = if prefix.is_empty() {
                name
            } else {
                format!("{prefix}/{name}")
            };
            if item.file_type()?.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}
