//! Which files of a repository are whose: settings, lists, templates.

use std::collections::HashMap;

use crate::model::Config;

use super::error::StoreError;
use super::snapshot::{Snapshot, SnapshotFile};

/// The name of the repository's own settings.
pub const CONFIG_FILE: &str = "gazette.yaml";

/// The name of the repository's exceptions.
pub const EXCEPTIONS_FILE: &str = "exceptions.yaml";

/// Where a repository keeps its lists and templates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The folder of the lists.
    pub lists: String,
    /// The folder of the repository's own templates.
    pub templates: String,
    /// Where the lists were before they moved, from the root of the git repository.
    pub former_lists: Vec<String>,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            lists: "lists".to_owned(),
            templates: "templates".to_owned(),
            former_lists: Vec::new(),
        }
    }
}

impl Layout {
    /// Returns the layout that `gazette.yaml` asks for.
    pub fn of(config: &Config) -> Self {
        let default = Self::default();
        let folder = |named: &Option<String>, default: String| {
            named
                .as_deref()
                .map_or(default, |folder| folder.trim_matches('/').to_owned())
        };
        Self {
            lists: folder(&config.lists, default.lists),
            templates: folder(&config.templates, default.templates),
            former_lists: config
                .former_lists
                .iter()
                .map(|path| path.trim_matches('/').to_owned())
                .collect(),
        }
    }

    /// True for a YAML file that lies beside the folders of the lists and belongs to none.
    pub(super) fn is_outside_lists(&self, path: &str) -> bool {
        below(path, &self.lists).is_some_and(|inside| !inside.contains('/') && inside.ends_with(".yaml"))
    }

    /// Refuses a file that looks like an entry of a list and is not read, because of its extension.
    #[cfg(feature = "git")]
    pub(super) fn refused_extension(&self, path: &str) -> Option<StoreError> {
        below(path, &self.lists).filter(|inside| inside.contains('/'))?;
        let mut refused = Vec::new();
        refuse_lookalikes(path, &mut refused);
        refused.pop()
    }

    /// Sorts files, given with their paths in the repository, into a snapshot. Names that differ only in case, and files of lists
    /// that would not be read, are refused.
    pub(super) fn arrange(&self, files: Vec<SnapshotFile>, refused: &mut Vec<StoreError>) -> Snapshot {
        refuse_case_collisions(&files, refused);
        let mut snapshot = Snapshot::default();
        for file in files {
            if file.path == CONFIG_FILE {
                snapshot.config = Some(file);
            } else if file.path == EXCEPTIONS_FILE {
                snapshot.exceptions = Some(file);
            } else if let Some(inside) = below(&file.path, &self.lists) {
                let Some((list, _)) = inside.split_once('/') else {
                    continue;
                };
                if !file.path.ends_with(".yaml") {
                    refuse_lookalikes(&file.path, refused);
                    continue;
                }
                snapshot.lists.entry(list.to_owned()).or_default().push(file);
            } else if below(&file.path, &self.templates).is_some() {
                snapshot.templates.push(file);
            }
        }
        snapshot
    }
}

fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    path.strip_prefix(folder)?.strip_prefix('/')
}

/// A README beside the entries is welcome; what looks like an entry and would not be read is not.
fn refuse_lookalikes(path: &str, refused: &mut Vec<StoreError>) {
    let extension = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    if matches!(extension.as_str(), "yml" | "yaml" | "json") {
        refused.push(StoreError::OtherExtension { path: path.to_owned() });
    }
}

fn refuse_case_collisions(files: &[SnapshotFile], refused: &mut Vec<StoreError>) {
    let is_lower = |path: &str| path.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if files.iter().all(|file| is_lower(&file.path)) {
        return;
    }
    // Only asked, never walked through: the order in it does not matter.
    let mut folded: HashMap<String, &str> = HashMap::with_capacity(files.len());
    for file in files {
        if let Some(first) = folded.insert(file.path.to_lowercase(), &file.path) {
            refused.push(StoreError::CaseCollision {
                first: first.to_owned(),
                second: file.path.clone(),
            });
        }
    }
}
