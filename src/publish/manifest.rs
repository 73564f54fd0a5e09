//! Manifests: what was published, with the size and the SHA-256 of every file. `docs/publication.md` describes them.
//!
//! A manifest is canonical JSON ([RFC 8785](https://www.rfc-editor.org/rfc/rfc8785): names sorted, no white space) and one line
//! end. Paths are those from the root of the publication, with `/`, wherever the manifest stands.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::feed::delta::{self, State};
use crate::feed::native::sha256;

use super::run::relative;

/// The name of every manifest.
pub const FILE_NAME: &str = "manifest.json";

/// The version of the manifests' format; a reader refuses a higher one.
pub const VERSION: u64 = 1;

/// The `format` of a release's manifest.
pub(crate) const RELEASE_FORMAT: &str = "gazette.release";

/// The `format` of the publication's manifest.
pub(super) const PUBLICATION_FORMAT: &str = "gazette.publication";

/// The `format` of the publication's head.
pub(crate) const HEAD_FORMAT: &str = "gazette.head";

/// The `format` of a list's index of deltas.
pub(crate) const DELTAS_FORMAT: &str = "gazette.deltas";

/// The `format` of a key's statement about its successor.
pub(super) const KEY_FORMAT: &str = "gazette.key";

/// What every manifest begins to be read by: which format it is, and of which version.
#[derive(Debug, Deserialize)]
pub(crate) struct Header {
    format: String,
    version: u64,
}

impl Header {
    /// Fails if this is not a manifest of that format in a version that is known, with what it is.
    pub(crate) fn require(&self, format: &str) -> Result<(), String> {
        if self.format == format && self.version <= VERSION {
            return Ok(());
        }
        let (found, version) = (&self.format, self.version);
        Err(format!(
            "is `{found}` version {version}, which this version of gazette does not know as `{format}`"
        ))
    }
}

/// A published file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FileFacts {
    /// Its path from the root of the publication.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Its media type.
    pub media_type: String,
    /// The SHA-256 of its bytes in hexadecimal.
    pub sha256: String,
}

impl FileFacts {
    /// Returns true where these bytes are the file's.
    pub(super) fn is_of(&self, content: &[u8]) -> bool {
        self.bytes == content.len() as u64 && self.sha256 == sha256(content)
    }
}

/// The manifest of one release of one list. It never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseManifest {
    /// `gazette.release`.
    pub format: String,
    /// The version of the format.
    pub version: u64,
    /// The program that made the files.
    pub tool: String,
    /// Who publishes.
    pub publisher: Option<String>,
    /// The list.
    pub list_id: String,
    /// The release's name.
    pub release: String,
    /// The release's number among the list's, from 1, without gaps.
    pub serial: u64,
    /// The day of the release.
    pub date: String,
    /// The instant of the release.
    pub time: String,
    /// The day from which the release must no longer be taken for the newest.
    pub expires: String,
    /// The commit that it was made from.
    pub commit: String,
    /// That commit's tree.
    pub tree: String,
    /// The first line of what the commit or tag says.
    #[serde(default)]
    pub title: String,
    /// The rest of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// The list at this release: counts and digests.
    pub state: State,
    /// The manifest before; nothing for the first.
    pub previous: Option<Link>,
    /// Which guards were lifted, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<Allowance>,
    /// The states between the release before and this one that are no releases, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
    /// The release's files in the order of their paths, without the manifest itself and its signature.
    pub files: Vec<FileFacts>,
}

/// A reference to another manifest that proves its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The release's name.
    pub release: String,
    /// The release's number.
    pub serial: u64,
    /// The path of its manifest.
    pub path: String,
    /// The SHA-256 of the manifest's bytes.
    pub sha256: String,
}

/// A guard that was lifted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// The guard.
    pub guard: String,
    /// What it found.
    pub finding: String,
    /// Why the release was published nevertheless.
    pub reason: String,
    /// Who decided it; nothing if the guard was lifted by `--allow` of an older version.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
}

/// A state of the list that is no release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// The name that the release would have had. No other release gets it.
    pub release: String,
    /// The commit.
    pub commit: String,
    /// Why it is no release: what cannot be read, or why someone decided to skip it.
    pub reason: String,
}

/// The manifest of the whole publication: its newest state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicationManifest {
    /// `gazette.publication`.
    pub format: String,
    /// The version of the format.
    pub version: u64,
    /// The program that made the files.
    pub tool: String,
    /// Who publishes.
    pub publisher: Option<String>,
    /// The sum of the lists' serials: it grows with every release of any list.
    pub serial: u64,
    /// The name of the newest release of any list.
    pub release: String,
    /// The day of that release.
    pub date: String,
    /// The instant of that release.
    pub time: String,
    /// The day from which the publication must no longer be taken for the newest.
    pub expires: String,
    /// The day on which the same content was signed again with a later `expires`; nothing if that was never done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewed: Option<String>,
    /// The commit of that release.
    pub commit: String,
    /// That commit's tree.
    pub tree: String,
    /// The public key that signs it; nothing where it is not signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The public key that is to sign after that one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_key: Option<String>,
    /// The newest release of each list in the order of the lists' ids: the ends of the chains of manifests.
    pub lists: BTreeMap<String, Link>,
    /// Every file of the publication in the order of their paths, without this manifest and its signature.
    pub files: Vec<FileFacts>,
}

/// The head of the publication: the few facts that a subscriber needs to find its way and to trust it, signed by itself, so
/// that nobody has to fetch the manifest of all files to learn that nothing is new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// `gazette.head`.
    pub format: String,
    /// The version of the format.
    pub version: u64,
    /// Who publishes.
    pub publisher: Option<String>,
    /// As in the publication's manifest.
    pub serial: u64,
    /// As in the publication's manifest.
    pub release: String,
    /// As in the publication's manifest.
    pub date: String,
    /// As in the publication's manifest.
    pub time: String,
    /// The day from which the publication must no longer be taken for the newest.
    pub expires: String,
    /// As in the publication's manifest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewed: Option<String>,
    /// As in the publication's manifest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// As in the publication's manifest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_key: Option<String>,
    /// The lists.
    pub lists: BTreeMap<String, HeadList>,
}

/// A list as the head has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadList {
    /// Its newest release: the end of its chain of manifests.
    pub newest: Link,
    /// Its index of deltas.
    pub deltas: FileFacts,
    /// The feeds of its newest release.
    pub latest: Vec<FileFacts>,
    /// The list that takes its place: it was renamed, or merged into that one, and gets no releases any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<String>,
}

/// The index of a list's deltas: everything that leads from any of its releases to the newest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deltas {
    /// `gazette.deltas`.
    pub format: String,
    /// The version of the format.
    pub version: u64,
    /// The list.
    pub list_id: String,
    /// A delta for each release, the oldest first: the one at place `n` (from 0) leads from serial `n` to serial `n + 1`.
    pub deltas: Vec<IndexedDelta>,
}

/// A delta as the index has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexedDelta {
    /// The state that it leads to.
    pub target: State,
    /// The day of that release.
    pub date: String,
    /// The instant of that release.
    pub time: String,
    /// The path of the delta.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: String,
    /// The manifest of that release.
    pub manifest: Link,
    /// The full feeds of that release, for as long as they are kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub full: Vec<FileFacts>,
}

impl IndexedDelta {
    /// Returns the delta of a release; nothing where its manifest names none.
    pub(crate) fn of(manifest: &ReleaseManifest, link: &Link) -> Option<Self> {
        let folder = link.path.strip_suffix(FILE_NAME).unwrap_or_default();
        let path = format!("{folder}{}", delta::FILE_NAME);
        let file = manifest.files.iter().find(|file| file.path == path)?;
        Some(Self {
            target: manifest.state.clone(),
            date: manifest.date.clone(),
            time: manifest.time.clone(),
            path,
            bytes: file.bytes,
            sha256: file.sha256.clone(),
            manifest: link.clone(),
            full: Vec::new(),
        })
    }
}

/// What a key says of its successor: whoever trusts the one may trust the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyStatement {
    /// `gazette.key`.
    pub format: String,
    /// The version of the format.
    pub version: u64,
    /// The key that signs this statement.
    pub key: String,
    /// The key that follows it.
    pub next_key: String,
}

/// Returns a value as canonical JSON with a line end.
pub(crate) fn canonical<T: Serialize>(value: &T) -> String {
    let value = serde_json::to_value(value).expect("a manifest is made of texts, numbers, lists and names");
    let mut out = String::new();
    write_canonical(&value, &mut out);
    out.push('\n');
    out
}

/// Writes with the names sorted, whatever order the map has: another crate may have asked serde_json to keep that of writing.
fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Array(elements) => {
            out.push('[');
            for (index, element) in elements.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_canonical(element, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            out.push('{');
            for (index, (name, member)) in members.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&Value::String(name.clone()).to_string());
                out.push(':');
                write_canonical(member, out);
            }
            out.push('}');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

/// Returns the content of a `SHA256SUMS` that `sha256sum -c` reads in the folder `folder` (`""` is the root).
pub(super) fn sums(files: &[FileFacts], folder: &str) -> String {
    let mut out = String::new();
    for file in files {
        out.push_str(&file.sha256);
        out.push_str("  ");
        out.push_str(&relative(folder, &file.path));
        out.push('\n');
    }
    out
}

/// Returns the facts of a file with this content.
pub(super) fn facts(path: String, media_type: &str, content: &[u8]) -> FileFacts {
    FileFacts {
        path,
        bytes: content.len() as u64,
        media_type: media_type.to_owned(),
        sha256: sha256(content),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn names_are_sorted_at_every_depth_and_nothing_is_between_them() {
        let value = json!({"b": [1, {"z": null, "a": "é\u{1f}\n\"/"}], "a": true, "B": "x"});
        assert_eq!(
            super::canonical(&value),
            "{\"B\":\"x\",\"a\":true,\"b\":[1,{\"a\":\"é\\u001f\\n\\\"/\",\"z\":null}]}\n"
        );
    }
}
