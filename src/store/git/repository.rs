//! The repository: its files at any commit, and the files in which commits differ.

use std::path::{Path, PathBuf};
use std::sync::Once;

use rayon::prelude::*;

use git2::{Commit, ErrorClass, ErrorCode, IndexEntryExtendedFlag, ObjectType, Odb, Oid, Repository};

use crate::yaml::SourceFile;

use super::super::error::StoreError;
use super::super::folder;
use super::super::layout::{CONFIG_FILE, EXCEPTIONS_FILE, Layout};
use super::super::snapshot::{Content, Snapshot, SnapshotFile};
use super::object::{ObjectFolders, from_git2, is_partial, oid, parse_id};
use super::{pack, tree};

/// A git repository that holds a repository of lists, at its root or in a folder of it.
pub struct GitStore {
    pub(super) repository: Repository,
    /// The folder within the repository that has `gazette.yaml` and the lists; empty for the root.
    pub(super) prefix: String,
    pub(super) objects: ObjectFolders,
    /// The folder of objects of a push that is not accepted yet.
    incoming: Option<PathBuf>,
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
pub(super) fn set_up_libgit2() {
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
        Self::open_with(start, None)
    }

    /// Opens the repository that a folder is in, with the objects of a push that is not accepted yet: git keeps them in a
    /// folder of their own and gives its path to hooks (`GIT_QUARANTINE_PATH`). A folder of another repository is ignored.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open).
    pub fn open_with(start: &Path, incoming: Option<&Path>) -> Result<Self, StoreError> {
        set_up_libgit2();
        let repository = Repository::discover(start).map_err(|error| not_opened(start, &error))?;
        let own = repository.commondir().join("objects");
        let incoming = incoming.and_then(|folder| folder.canonicalize().ok());
        let incoming = incoming.filter(|folder| own.canonicalize().is_ok_and(|own| folder.starts_with(own)));
        add_objects(&repository, incoming.as_deref())?;
        let objects = ObjectFolders::of(own, incoming.as_deref(), is_partial(&repository));
        let Some(workdir) = repository.workdir().map(Path::to_owned) else {
            return Ok(Self {
                repository,
                prefix: String::new(),
                objects,
                incoming,
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
            .find(|folder| folder.join(CONFIG_FILE).is_file() || folder.join("lists").is_dir())
            .unwrap_or(&workdir)
            .to_owned();
        let prefix = root.strip_prefix(&workdir).unwrap_or(Path::new(""));
        let prefix = prefix.to_str().ok_or_else(|| StoreError::NonUtf8Name {
            path: prefix.to_string_lossy().into_owned(),
        })?;
        Ok(Self {
            prefix: prefix.replace('\\', "/"),
            repository,
            objects,
            incoming,
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
        let (snapshot, refused) = self.survey(layout)?;
        refused.into_iter().next().map_or(Ok(snapshot), Err)
    }

    /// Names the files of the working tree, and those that are refused. Files that a sparse checkout left out are named as
    /// they are in git's index: that they are not on disk does not mean that they were removed.
    ///
    /// # Errors
    ///
    /// Those of [`folder::survey`]; a bare repository has no working tree.
    pub fn survey(&self, layout: &Layout) -> Result<(Snapshot, Vec<StoreError>), StoreError> {
        let root = self.root().ok_or(StoreError::Bare)?;
        let left_out = self.sparse_files(layout)?;
        if left_out.is_empty() {
            self.refuse_submodule(layout)?;
            return folder::survey(root, layout);
        }
        let (mut snapshot, mut refused) = match folder::survey(root, layout) {
            Err(StoreError::NoLists { .. }) => <(Snapshot, Vec<StoreError>)>::default(),
            other => other?,
        };
        let more = layout.arrange(left_out, &mut refused);
        for (list, files) in more.lists {
            let known = snapshot.lists.entry(list).or_default();
            known.extend(files);
            known.sort_by(|one, other| one.path.cmp(&other.path));
        }
        snapshot.config = snapshot.config.or(more.config);
        snapshot.exceptions = snapshot.exceptions.or(more.exceptions);
        snapshot.templates.extend(more.templates);
        snapshot.templates.sort_by(|one, other| one.path.cmp(&other.path));
        Ok((snapshot, refused))
    }

    /// Returns the files of lists, settings and templates that a sparse checkout left out of the working tree.
    ///
    /// # Errors
    ///
    /// Fails if git's index cannot be read.
    pub fn sparse_files(&self, layout: &Layout) -> Result<Vec<SnapshotFile>, StoreError> {
        let is_sparse = || {
            let config = self.repository.config()?;
            config.get_bool("core.sparseCheckout")
        };
        let (true, Some(root)) = (is_sparse().unwrap_or(false), self.root()) else {
            return Ok(Vec::new());
        };
        let index = self.repository.index().map_err(|error| from_git2(&error))?;
        let folders = [&layout.lists, &layout.templates].map(|folder| format!("{folder}/"));
        let mut files = Vec::new();
        for entry in index.iter() {
            let is_left_out = IndexEntryExtendedFlag::from_bits_truncate(entry.flags_extended).is_skip_worktree();
            let path = String::from_utf8_lossy(&entry.path).into_owned();
            let Some(path) = path.strip_prefix(&join(&self.prefix, "")).filter(|_| is_left_out) else {
                continue;
            };
            let is_ours =
                path == CONFIG_FILE || path == EXCEPTIONS_FILE || folders.iter().any(|folder| path.starts_with(folder));
            if is_ours && !root.join(path).exists() {
                files.push(tree::file(path.to_owned(), entry.id));
            }
        }
        Ok(files)
    }

    /// Fails if the folder of the lists is a submodule: what is in it belongs to another repository.
    fn refuse_submodule(&self, layout: &Layout) -> Result<(), StoreError> {
        let Some(root) = self.root() else { return Ok(()) };
        let path = &layout.lists;
        match root.join(path).join(".git").exists() {
            true => Err(StoreError::Submodule { path: path.clone() }),
            false => Ok(()),
        }
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
            for name in [CONFIG_FILE, EXCEPTIONS_FILE, &layout.lists, &layout.templates] {
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
        let Some(lists) = self.lists_tree(&odb, commit, layout)? else {
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
        let (files, refused) = self.changes_between(old, new, layout)?;
        let mut refused = refused
            .into_iter()
            .filter(|error| !matches!(error, StoreError::OtherExtension { .. }));
        refused.next().map_or(Ok(files), Err)
    }

    /// Returns for each of these commits what [`changed_files`](Self::changed_files) returns for it and the one before it; before the first
    /// is `before`.
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
        let opened = self.opened();
        let pieces = pairs.par_chunks(pairs.len().div_ceil(rayon::current_num_threads()));
        let pieces = pieces.map(|piece| {
            let store = Self {
                repository: opened.again()?,
                prefix: opened.prefix.to_owned(),
                objects: opened.objects.clone(),
                incoming: None,
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
        let changes = newest_first.map(|(old, new)| self.lenient_changes(*old, new, layout));
        let mut changes: Vec<_> = changes.collect::<Result<_, StoreError>>()?;
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
        Ok(file.with_bytes(self.objects.read(&odb, oid(id), ObjectType::Blob)?))
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
        let objects = &self.objects;
        let read = |odb: &Odb<'_>, file: &SnapshotFile, is_packed: bool| match &file.content {
            Content::Blob(id) => {
                let kind = ObjectType::Blob;
                let bytes = match is_packed {
                    true => objects.read_packed(odb, oid(id), kind)?,
                    false => objects.read(odb, oid(id), kind)?,
                };
                Ok(file.with_bytes(bytes))
            }
            Content::File(_) => file.read(),
        };
        if files.len() < FEW_FILES {
            let odb = self.odb()?;
            return files.iter().map(|file| read(&odb, file, false).map(&make)).collect();
        }
        let order = self.order_of_reading(files);
        // libgit2's objects belong to one thread: each opens the repository for itself.
        let opened = self.opened();
        // Several pieces a thread, since one of them may hold what is slow to unpack.
        let pieces = rayon::current_num_threads() * 4;
        let pieces = order
            .par_chunks(files.len().div_ceil(pieces).max(FEW_FILES))
            .map(|piece| {
                let repository = opened.again()?;
                let odb = repository.odb().map_err(|error| from_git2(&error))?;
                let made = piece.iter().map(|(offset, at)| {
                    let is_packed = *offset != pack::UNKNOWN;
                    (*at, read(&odb, &files[*at], is_packed).map(&make))
                });
                Ok(made.collect::<Vec<_>>())
            });
        let pieces: Vec<Vec<(usize, Result<T, StoreError>)>> = pieces.collect::<Result<_, _>>()?;
        let mut made: Vec<Option<Result<T, StoreError>>> = files.iter().map(|_| None).collect();
        for (at, one) in pieces.into_iter().flatten() {
            made[at] = Some(one);
        }
        made.into_iter().flatten().collect()
    }

    /// Returns the indices of files in the order in which they are read the fastest, each with its offset.
    fn order_of_reading(&self, files: &[SnapshotFile]) -> Vec<(pack::PackOffset, usize)> {
        let packs = pack::Packs::read(&self.repository.commondir().join("objects"));
        let offset = |file: &SnapshotFile| match &file.content {
            Content::Blob(id) => packs.offset(id),
            Content::File(_) => pack::UNKNOWN,
        };
        let mut order: Vec<(pack::PackOffset, usize)> = files.iter().map(offset).zip(0..).collect();
        order.sort_unstable();
        order
    }

    /// Returns true where the working tree has lists or settings that are not committed; never for a bare repository.
    ///
    /// # Errors
    ///
    /// Fails if git cannot compare them.
    pub fn has_uncommitted_lists(&self, layout: &Layout) -> Result<bool, StoreError> {
        if self.root.is_none() {
            return Ok(false);
        }
        // libgit2 reads the newest trees itself: a damaged one must be found first.
        if let Ok(head) = self.repository.refname_to_id("HEAD")
            && let Err(error @ StoreError::DamagedObject { .. }) = self.snapshot(&head.to_string(), layout)
        {
            return Err(error);
        }
        let mut options = git2::StatusOptions::new();
        options.include_untracked(true).recurse_untracked_dirs(false);
        for path in [CONFIG_FILE, EXCEPTIONS_FILE, &layout.lists, &layout.templates] {
            options.pathspec(join(&self.prefix, path));
        }
        let statuses = self
            .repository
            .statuses(Some(&mut options))
            .map_err(|error| from_git2(&error))?;
        Ok(!statuses.is_empty())
    }

    pub(super) fn odb(&self) -> Result<Odb<'_>, StoreError> {
        self.repository.odb().map_err(|error| from_git2(&error))
    }

    pub(super) fn trees<'a>(&'a self, odb: &'a Odb<'a>) -> tree::Trees<'a> {
        tree::Trees {
            odb,
            objects: &self.objects,
            cache: &self.trees,
        }
    }

    pub(super) fn tree_of(&self, commit: &str) -> Result<Oid, StoreError> {
        Ok(self.find_commit(parse_id(commit)?)?.tree_id())
    }

    /// Reads a commit.
    pub(super) fn find_commit(&self, id: Oid) -> Result<Commit<'_>, StoreError> {
        self.objects.check(id)?;
        self.repository
            .find_commit(id)
            .map_err(|error| self.objects.missing(id, &error))
    }

    fn opened(&self) -> Opened<'_> {
        Opened {
            path: self.repository.path(),
            prefix: &self.prefix,
            objects: &self.objects,
            incoming: self.incoming.as_deref(),
        }
    }
}

/// What a thread needs to open the repository for itself.
#[derive(Clone, Copy)]
struct Opened<'a> {
    path: &'a Path,
    prefix: &'a str,
    objects: &'a ObjectFolders,
    incoming: Option<&'a Path>,
}

impl Opened<'_> {
    fn again(self) -> Result<Repository, StoreError> {
        let repository = Repository::open(self.path).map_err(|error| from_git2(&error))?;
        add_objects(&repository, self.incoming)?;
        Ok(repository)
    }
}

fn add_objects(repository: &Repository, folder: Option<&Path>) -> Result<(), StoreError> {
    let Some(folder) = folder.and_then(Path::to_str) else {
        return Ok(());
    };
    let added = repository.odb().and_then(|odb| odb.add_disk_alternate(folder));
    added.map_err(|error| from_git2(&error))
}

pub(super) fn join(prefix: &str, path: &str) -> String {
    if prefix.is_empty() {
        path.to_owned()
    } else {
        format!("{prefix}/{path}")
    }
}

fn not_opened(start: &Path, error: &git2::Error) -> StoreError {
    let path = start.to_owned();
    let message = error.message();
    match (error.code(), error.class()) {
        (ErrorCode::NotFound, ErrorClass::Repository) => StoreError::NoRepository { path },
        (ErrorCode::Owner, _) => StoreError::NotTrusted { path },
        _ if message.contains("unknown object format") => StoreError::Sha256,
        _ if message.contains("refstorage") => StoreError::Reftable,
        (_, ErrorClass::Config) => StoreError::BrokenGitConfig {
            message: message.to_owned(),
        },
        (ErrorCode::NotFound, _) => StoreError::NoRepository { path },
        _ => from_git2(error),
    }
}
