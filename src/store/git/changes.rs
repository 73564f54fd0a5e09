//! What changed in the lists between two commits, and what of it is refused.

use git2::{Odb, Oid};

use super::super::error::StoreError;
use super::super::layout::Layout;
use super::super::snapshot::{Content, SnapshotFile};
use super::repository::{ChangedFile, GitStore, join};
use super::tree;

impl GitStore {
    /// Returns what [`changed_files`](Self::changed_files) returns, and beside it what of the newer commit is refused: links,
    /// submodules, names that are not UTF-8, and files that look like entries and are not read. Of what is refused no file is
    /// returned.
    ///
    /// # Errors
    ///
    /// Fails if an object is missing.
    pub fn changes_between(
        &self,
        old: Option<&str>,
        new: Option<&str>,
        layout: &Layout,
    ) -> Result<(Vec<ChangedFile>, Vec<StoreError>), StoreError> {
        let odb = self.odb()?;
        let lists = |commit: Option<&str>| match commit {
            Some(commit) => self.lists_tree(&odb, commit, layout),
            None => Ok(None),
        };
        let old = match lists(old) {
            Err(error) if error.refused_file().is_some() => None,
            found => found?,
        };
        let mut changed = Vec::new();
        tree::compare(self.trees(&odb), old, lists(new)?, &layout.lists, &mut changed)?;
        let file = |path: &str, id: Option<[u8; 20]>| {
            id.map(|id| SnapshotFile {
                path: path.to_owned(),
                content: Content::Blob(id),
            })
        };
        let (mut files, mut refused) = (Vec::new(), Vec::new());
        for changed in changed {
            if let Some(error) = changed.refused {
                refused.push(error);
            } else if changed.path.ends_with(".yaml") {
                files.push(ChangedFile {
                    old: file(&changed.path, changed.old),
                    new: file(&changed.path, changed.new),
                    path: changed.path,
                });
            } else if changed.new.is_some() {
                refused.extend(layout.refused_extension(&changed.path));
            }
        }
        Ok((files, refused))
    }

    /// A state that cannot be published has no changes here: whoever walks over it skips it.
    pub(super) fn lenient_changes(
        &self,
        old: Option<&str>,
        new: &str,
        layout: &Layout,
    ) -> Result<Vec<ChangedFile>, StoreError> {
        match self.changes_between(old, Some(new), layout) {
            Ok((files, _)) => Ok(files),
            Err(error) if error.refused_file().is_some() => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Returns the tree of the folder of the lists at a commit; nothing if it is not there.
    pub(super) fn lists_tree(&self, odb: &Odb<'_>, commit: &str, layout: &Layout) -> Result<Option<Oid>, StoreError> {
        find_lists(self.trees(odb), self.tree_of(commit)?, &self.prefix, layout)
    }
}

/// Returns the tree of the folder of the lists: at its path, else at the first of its former paths that is there.
pub(super) fn find_lists(
    trees: tree::Trees<'_>,
    root: Oid,
    prefix: &str,
    layout: &Layout,
) -> Result<Option<Oid>, StoreError> {
    if let Some(lists) = tree::folder(trees, root, &join(prefix, &layout.lists))? {
        return Ok(Some(lists));
    }
    for path in &layout.former_lists {
        if let Some(lists) = tree::folder(trees, root, path)? {
            return Ok(Some(lists));
        }
    }
    Ok(None)
}
