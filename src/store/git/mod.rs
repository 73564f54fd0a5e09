//! A git repository of lists: any commit as a snapshot, and the commits that are releases.
//!
//! Only this folder names git2. Trees are read raw, and a folder is only stepped into where it is asked for.

mod pack;
mod releases;
mod tracked;
mod tree;

use std::path::{Path, PathBuf};
use std::sync::Once;

use rayon::prelude::*;

use git2::{ErrorClass, ErrorCode, ObjectType, Odb, Oid, Repository};

use crate::model::Release;
use crate::yaml::SourceFile;

use super::error::StoreError;
use super::folder;
use super::layout::Layout;
use super::snapshot::{Content, Snapshot, SnapshotFile};

pub use releases::Releases;
pub use tracked::{Tracking, tracking};

/// A git repository that holds a repository of lists, at its root or in a folder of it.
pub struct GitStore {
    repository: Repository,
    /// The folder within the repository that holds `gazette.yaml` and the lists; empty for the root.
    prefix: String,
    /// The same folder on disk; nothing for a bare repository.
    root: Option<PathBuf>,
    trees: tree::Cache,
}

/// Fewer commits are not worth a thread that opens the repository anew.
const FEW_COMMITS: usize = 32;

/// Fewer files are not worth a thread that opens the repository anew.
const FEW_FILES: usize = 128;

/// A file in which two commits differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedFile {
    /// Its path in the repository.
    pub path: String,
    /// The file in the older commit, if it is there.
    pub old: Option<SnapshotFile>,
    /// The file in the newer commit, if it is there.
    pub new: Option<SnapshotFile>,
}

/// libgit2 keeps these for the whole process.
fn set_up_libgit2() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Hashing every object again takes a quarter of the time of reading; `git fsck` is there for that.
        git2::opts::strict_hash_verification(false);
    });
}

impl GitStore {
    /// Opens the repository that a folder is in. The lists are looked for in that folder, else in the folders above it up
    /// to the root of the repository.
    ///
    /// # Errors
    ///
    /// Fails where there is no repository, or one that git does not trust.
    pub fn open(start: &Path) -> Result<Self, StoreError> {
        set_up_libgit2();
        let repository = Repository::discover(start).map_err(|error| not_opened(start, &error))?;
        let Some(workdir) = repository.workdir().map(Path::to_owned) else {
            return Ok(Self {
                repository,
                prefix: String::new(),
                root: None,
                trees: tree::Cache::default(),
            });
        };
        let unreadable = |source| StoreError::Unreadable {
            path: start.to_owned(),
            source,
        };
        let workdir = workdir.canonicalize().map_err(unreadable)?;
        let start = start.canonicalize().map_err(unreadable)?;
        let root = start
            .ancestors()
            .take_while(|folder| folder.starts_with(&workdir))
            .find(|folder| folder.join(super::CONFIG_FILE).is_file() || folder.join("lists").is_dir())
            .unwrap_or(&workdir)
            .to_owned();
        let prefix = root.strip_prefix(&workdir).unwrap_or(Path::new(""));
        let prefix = prefix.to_str().ok_or_else(|| StoreError::NonUtf8Name {
            path: prefix.to_string_lossy().into_owned(),
        })?;
        Ok(Self {
            prefix: prefix.replace('\\', "/"),
            repository,
            root: Some(root),
            trees: tree::Cache::default(),
        })
    }

    /// Returns the folder below git's own in which something may be kept that can be made anew from the repository.
    pub fn cache_folder(&self) -> PathBuf {
        self.repository.commondir().join("gazette")
    }

    /// Returns the path of the lists' repository within git's; empty for its root.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Returns the folder of the lists' repository on disk; nothing for a bare repository.
    pub fn root(&self) -> Option<&Path> {
        self.root.as_deref()
    }

    /// Names the files of the working tree.
    ///
    /// # Errors
    ///
    /// Those of [`folder::read`]; a bare repository has no working tree.
    pub fn working_tree(&self, layout: &Layout) -> Result<Snapshot, StoreError> {
        folder::read(self.root().ok_or(StoreError::Bare)?, layout)
    }

    /// Returns the id of the commit that a revision names, as git reads revisions.
    ///
    /// # Errors
    ///
    /// Fails where git does not know it, or it is no commit.
    pub fn commit(&self, revision: &str) -> Result<String, StoreError> {
        let object = self
            .repository
            .revparse_single(revision)
            .map_err(|error| match error.code() {
                ErrorCode::NotFound | ErrorCode::InvalidSpec | ErrorCode::Ambiguous => StoreError::UnknownRevision {
                    revision: revision.to_owned(),
                },
                _ => told(&error),
            })?;
        let commit = object.peel_to_commit().map_err(|_| StoreError::NotACommit {
            revision: revision.to_owned(),
        })?;
        Ok(commit.id().to_string())
    }

    /// Returns the newest commit that two commits have in their histories.
    ///
    /// # Errors
    ///
    /// Fails where they have none in common.
    pub fn fork(&self, one: &str, other: &str) -> Result<String, StoreError> {
        let id = |text: &str| Oid::from_str(text).map_err(|error| told(&error));
        let found = self.repository.merge_base(id(one)?, id(other)?);
        found.map(|id| id.to_string()).map_err(|error| match error.code() {
            ErrorCode::NotFound => StoreError::NothingInCommon {
                first: one.to_owned(),
                second: other.to_owned(),
            },
            _ => told(&error),
        })
    }

    /// Names the files of a commit.
    ///
    /// # Errors
    ///
    /// Refuses what [`folder::read`] refuses, and fails where an object is missing.
    pub fn snapshot(&self, commit: &str, layout: &Layout) -> Result<Snapshot, StoreError> {
        let odb = self.odb()?;
        let root = self.tree_of(commit)?;
        let base = tree::subtree(self.trees(&odb), root, &self.prefix)?;
        let mut files = Vec::new();
        if let Some(base) = base {
            for name in [super::CONFIG_FILE, &layout.lists, &layout.templates] {
                tree::collect(self.trees(&odb), base, name, &mut files)?;
            }
        }
        let mut refused = Vec::new();
        let snapshot = layout.arrange(files, &mut refused);
        refused.into_iter().next().map_or(Ok(snapshot), Err)
    }

    /// Returns the tree of each list at a commit: equal ids mean equal files.
    ///
    /// # Errors
    ///
    /// Fails where an object is missing.
    pub fn list_trees(&self, commit: &str, layout: &Layout) -> Result<Vec<(String, [u8; 20])>, StoreError> {
        let odb = self.odb()?;
        let root = self.tree_of(commit)?;
        let path = join(&self.prefix, &layout.lists);
        let Some(lists) = tree::subtree(self.trees(&odb), root, &path)? else {
            return Ok(Vec::new());
        };
        tree::folders(self.trees(&odb), lists)
    }

    /// Returns one file of a commit, by its path in the repository of lists; nothing where there is none.
    ///
    /// # Errors
    ///
    /// Fails where an object is missing.
    pub fn file_at(&self, commit: &str, path: &str) -> Result<Option<SnapshotFile>, StoreError> {
        let odb = self.odb()?;
        let Some(base) = tree::subtree(self.trees(&odb), self.tree_of(commit)?, &self.prefix)? else {
            return Ok(None);
        };
        let mut files = Vec::new();
        tree::collect(self.trees(&odb), base, path, &mut files)?;
        Ok(files.into_iter().find(|file| file.path == path))
    }

    /// Returns the files of lists in which two commits differ, by list; an absent commit has no files. Folders that are the
    /// same in both are not looked into: the cost follows the change.
    ///
    /// # Errors
    ///
    /// Fails where an object is missing, and refuses links.
    pub fn changed_files(
        &self,
        old: Option<&str>,
        new: Option<&str>,
        layout: &Layout,
    ) -> Result<Vec<ChangedFile>, StoreError> {
        let odb = self.odb()?;
        let path = join(&self.prefix, &layout.lists);
        let lists = |commit: Option<&str>| match commit {
            Some(commit) => tree::subtree(self.trees(&odb), self.tree_of(commit)?, &path),
            None => Ok(None),
        };
        let mut changed = Vec::new();
        tree::compare(self.trees(&odb), lists(old)?, lists(new)?, &layout.lists, &mut changed)?;
        let file = |path: &str, id: Option<[u8; 20]>| {
            id.map(|id| SnapshotFile {
                path: path.to_owned(),
                content: Content::Blob(id),
            })
        };
        let files = changed.into_iter().filter(|changed| changed.path.ends_with(".yaml"));
        Ok(files
            .map(|changed| ChangedFile {
                old: file(&changed.path, changed.old),
                new: file(&changed.path, changed.new),
                path: changed.path,
            })
            .collect())
    }

    /// Returns for each of these commits what [`changed_files`](Self::changed_files) says of it and the one before it; before the first
    /// stands `before`.
    ///
    /// # Errors
    ///
    /// Those of [`changed_files`](Self::changed_files).
    pub fn changes(
        &self,
        before: Option<&str>,
        commits: &[&str],
        layout: &Layout,
    ) -> Result<Vec<Vec<ChangedFile>>, StoreError> {
        let olds = std::iter::once(before).chain(commits.iter().copied().map(Some));
        let pairs: Vec<(Option<&str>, &str)> = olds.zip(commits.iter().copied()).collect();
        if pairs.len() < FEW_COMMITS {
            return self.changes_from_the_newest(&pairs, layout);
        }
        // libgit2's objects belong to one thread.
        let (path, prefix) = (self.repository.path(), &self.prefix);
        let pieces = pairs.par_chunks(pairs.len().div_ceil(rayon::current_num_threads()));
        let pieces = pieces.map(|piece| {
            let store = Self {
                repository: Repository::open(path).map_err(|error| told(&error))?,
                prefix: prefix.clone(),
                root: None,
                trees: tree::Cache::default(),
            };
            store.changes_from_the_newest(piece, layout)
        });
        let pieces: Vec<Result<Vec<_>, StoreError>> = pieces.collect();
        let changes: Result<Vec<_>, StoreError> = pieces.into_iter().collect();
        Ok(changes?.into_iter().flatten().collect())
    }

    /// git packs older trees as what differs from newer ones: from the oldest on, each would be unpacked through all its successors.
    fn changes_from_the_newest(
        &self,
        pairs: &[(Option<&str>, &str)],
        layout: &Layout,
    ) -> Result<Vec<Vec<ChangedFile>>, StoreError> {
        let newest_first = pairs.iter().rev();
        let changes = newest_first.map(|(old, new)| self.changed_files(*old, Some(new), layout));
        let mut changes: Vec<_> = changes.collect::<Result<_, _>>()?;
        changes.reverse();
        Ok(changes)
    }

    /// Reads a file of a snapshot.
    ///
    /// # Errors
    ///
    /// Fails where the object or file cannot be read.
    pub fn read(&self, file: &SnapshotFile) -> Result<SourceFile, StoreError> {
        let Content::Blob(id) = &file.content else {
            return file.read();
        };
        let odb = self.odb()?;
        Ok(file.with_bytes(read_object(&odb, oid(id), ObjectType::Blob)?))
    }

    /// Reads files of a snapshot and makes something of each, side by side; returns it in the order given. A file's bytes are let go
    /// when something was made of them, so that the files are not in memory all at once.
    ///
    /// # Errors
    ///
    /// Fails where an object or file cannot be read, the first in that order.
    pub fn read_each<T: Send>(
        &self,
        files: &[SnapshotFile],
        make: impl Fn(SourceFile) -> T + Sync,
    ) -> Result<Vec<T>, StoreError> {
        if files.iter().all(|file| matches!(file.content, Content::File(_))) {
            return folder::read_each(files, make);
        }
        let read = |odb: &Odb<'_>, file: &SnapshotFile| match &file.content {
            Content::Blob(id) => Ok(file.with_bytes(read_object(odb, oid(id), ObjectType::Blob)?)),
            Content::File(_) => file.read(),
        };
        if files.len() < FEW_FILES {
            let odb = self.odb()?;
            return files.iter().map(|file| read(&odb, file).map(&make)).collect();
        }
        let order = self.order_of_reading(files);
        // libgit2's objects belong to one thread: each opens the repository for itself.
        let path = self.repository.path();
        // Several pieces a thread, since one of them may hold what is slow to unpack.
        let pieces = rayon::current_num_threads() * 4;
        let pieces = order
            .par_chunks(files.len().div_ceil(pieces).max(FEW_FILES))
            .map(|piece| {
                let repository = Repository::open(path).map_err(|error| told(&error))?;
                let odb = repository.odb().map_err(|error| told(&error))?;
                let made = piece.iter().map(|at| (*at, read(&odb, &files[*at]).map(&make)));
                Ok(made.collect::<Vec<_>>())
            });
        let pieces: Vec<Vec<(usize, Result<T, StoreError>)>> = pieces.collect::<Result<_, _>>()?;
        let mut made: Vec<Option<Result<T, StoreError>>> = files.iter().map(|_| None).collect();
        for (at, one) in pieces.into_iter().flatten() {
            made[at] = Some(one);
        }
        made.into_iter().flatten().collect()
    }

    /// Returns the places of files in the order in which they are read the fastest.
    fn order_of_reading(&self, files: &[SnapshotFile]) -> Vec<usize> {
        let packs = pack::Packs::read(&self.repository.commondir().join("objects"));
        let spot = |file: &SnapshotFile| match &file.content {
            Content::Blob(id) => packs.spot(id),
            Content::File(_) => pack::UNKNOWN,
        };
        let mut order: Vec<(pack::Spot, usize)> = files.iter().map(spot).zip(0..).collect();
        order.sort_unstable();
        order.into_iter().map(|(_, at)| at).collect()
    }

    /// Returns the releases of the repository up to `HEAD`; see [`Releases`].
    ///
    /// # Errors
    ///
    /// Fails where the history is cut off or damaged, or where tags cannot name releases.
    pub fn releases(&self, config: &crate::model::Config) -> Result<Releases, StoreError> {
        releases::find(self, config)
    }

    /// Returns the release that a commit would be: its date, its title. Its name is the commit's.
    ///
    /// # Errors
    ///
    /// Fails where the commit cannot be read.
    pub fn as_release(&self, commit: &str) -> Result<Release, StoreError> {
        releases::of_commit(self, parse_id(commit)?, commit.to_owned())
    }

    /// Returns true where the working tree has lists or settings that are not committed; never for a bare repository.
    ///
    /// # Errors
    ///
    /// Fails where git cannot tell.
    pub fn has_uncommitted_lists(&self, layout: &Layout) -> Result<bool, StoreError> {
        if self.root.is_none() {
            return Ok(false);
        }
        let mut options = git2::StatusOptions::new();
        options.include_untracked(true).recurse_untracked_dirs(false);
        for path in [super::CONFIG_FILE, &layout.lists, &layout.templates] {
            options.pathspec(join(&self.prefix, path));
        }
        let statuses = self
            .repository
            .statuses(Some(&mut options))
            .map_err(|error| told(&error))?;
        Ok(!statuses.is_empty())
    }

    fn odb(&self) -> Result<Odb<'_>, StoreError> {
        self.repository.odb().map_err(|error| told(&error))
    }

    fn trees<'a>(&'a self, odb: &'a Odb<'a>) -> tree::Trees<'a> {
        tree::Trees {
            odb,
            cache: &self.trees,
        }
    }

    fn tree_of(&self, commit: &str) -> Result<Oid, StoreError> {
        let id = parse_id(commit)?;
        let commit = self.repository.find_commit(id).map_err(|error| missing(id, &error))?;
        Ok(commit.tree_id())
    }
}

fn join(prefix: &str, path: &str) -> String {
    if prefix.is_empty() {
        path.to_owned()
    } else {
        format!("{prefix}/{path}")
    }
}

fn oid(id: &[u8; 20]) -> Oid {
    Oid::from_bytes(id).expect("20 bytes are an id")
}

fn parse_id(text: &str) -> Result<Oid, StoreError> {
    Oid::from_str(text).map_err(|_| StoreError::UnknownRevision {
        revision: text.to_owned(),
    })
}

fn read_object(odb: &Odb<'_>, id: Oid, kind: ObjectType) -> Result<Vec<u8>, StoreError> {
    let object = odb.read(id).map_err(|error| missing(id, &error))?;
    if object.kind() != kind {
        return Err(StoreError::MissingObject { id: id.to_string() });
    }
    Ok(object.data().to_vec())
}

fn missing(id: Oid, error: &git2::Error) -> StoreError {
    if error.code() == ErrorCode::NotFound {
        return StoreError::MissingObject { id: id.to_string() };
    }
    told(error)
}

fn told(error: &git2::Error) -> StoreError {
    StoreError::Git {
        message: error.message().to_owned(),
    }
}

fn not_opened(start: &Path, error: &git2::Error) -> StoreError {
    let path = start.to_owned();
    match (error.code(), error.class()) {
        (ErrorCode::NotFound, _) => StoreError::NoRepository { path },
        (ErrorCode::Owner, _) | (_, ErrorClass::Config) => StoreError::NotTrusted { path },
        _ => told(error),
    }
}
