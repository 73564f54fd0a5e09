//! The repository: its settings, and its lists at any point.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::model::{Config, Edition};
use crate::notice::Template;
use crate::store::git::{ChangedFile, GitStore};
use crate::store::{CONFIG_FILE, Layout, Snapshot, SnapshotFile, StoreError, folder};
use crate::yaml::{LIST_FILE, Loaded, Rows, SourceFile, load_list, read_config, read_exceptions, read_rows};

use super::error::RepositoryError;
use super::point::Point;

/// Which lists are looked at, and from where else than the repository objects are read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// The ids of the lists; all lists if there is none.
    pub lists: Vec<String>,
    /// The folder of the objects of a push that is not accepted yet, as git gives it to hooks (`GIT_QUARANTINE_PATH`).
    pub incoming: Option<PathBuf>,
}

/// A repository of lists, opened.
pub struct Repository {
    place: Place,
    config: Config,
    layout: Layout,
    /// The folder that it was opened from.
    start: PathBuf,
    selection: Selection,
}

enum Place {
    Git(Box<GitStore>),
    Folder(PathBuf),
}

impl Repository {
    /// Opens the repository of lists that a folder is in, with or without git. Its settings are those of the working tree.
    ///
    /// # Errors
    ///
    /// Fails if the folder or the repository cannot be read, and if `gazette.yaml` is broken.
    pub fn open(start: &Path, selection: &Selection) -> Result<Self, RepositoryError> {
        let mut repository = Self::open_leniently(start, selection)?;
        repository.read_config(&Point::WorkingTree)?;
        Ok(repository)
    }

    /// Opens the repository with the settings of the newest commit: what is published is a function of commits alone.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open); fails if there is no commit.
    pub fn open_at_head(start: &Path, selection: &Selection) -> Result<Self, RepositoryError> {
        let mut repository = Self::open_leniently(start, selection)?;
        let head = repository.head()?;
        repository.read_config(&head)?;
        Ok(repository)
    }

    /// Opens the repository and takes from `gazette.yaml` what can be read of it: a check reports the rest.
    ///
    /// # Errors
    ///
    /// Fails if the folder or the repository cannot be read.
    pub fn open_leniently(start: &Path, selection: &Selection) -> Result<Self, RepositoryError> {
        if !start.is_dir() {
            return Err(RepositoryError::NotAFolder { path: start.to_owned() });
        }
        let place = match GitStore::open_with(start, selection.incoming.as_deref()) {
            Ok(store) => Place::Git(Box::new(store)),
            Err(StoreError::NoRepository { .. }) => Place::Folder(start.to_owned()),
            Err(error) => return Err(error.into()),
        };
        let mut repository = Self {
            place,
            config: Config::default(),
            layout: Layout::default(),
            start: start.to_owned(),
            selection: selection.clone(),
        };
        if let Some(file) = repository.config_file(&Point::WorkingTree)? {
            repository.config = read_config(repository.read(&file)?).0;
            repository.layout = Layout::of(&repository.config);
        }
        Ok(repository)
    }

    /// Opens the repository once more, with the settings of the newest commit: git's objects belong to one thread.
    pub(super) fn reopen_at_head(&self) -> Result<Self, RepositoryError> {
        Self::open_at_head(&self.start, &self.selection)
    }

    /// Returns the settings that `gazette.yaml` has.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Returns where the lists and templates are.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Returns the newest commit.
    ///
    /// # Errors
    ///
    /// Fails if there is no git repository, or no commit yet.
    pub fn head(&self) -> Result<Point, RepositoryError> {
        let store = self.git()?;
        let commit = store.commit("HEAD").map_err(|error| match error {
            StoreError::UnknownRevision { .. } => StoreError::NoCommit,
            other => other,
        })?;
        Ok(Point::Commit(store.as_release(&commit)?))
    }

    /// Names `gazette.yaml` at a point, and nothing else: there may be a million other files.
    fn config_file(&self, point: &Point) -> Result<Option<SnapshotFile>, RepositoryError> {
        let commit = match point {
            Point::WorkingTree => match self.root() {
                Some(root) => return Ok(folder::config_file(&root)?),
                None => self.head()?,
            },
            other => other.clone(),
        };
        match commit.commit() {
            Some(Some(release)) => Ok(self.git()?.file_at(&release.commit, CONFIG_FILE)?),
            _ => Ok(None),
        }
    }

    fn read_config(&mut self, point: &Point) -> Result<(), RepositoryError> {
        let Some(file) = self.config_file(point)? else {
            return Ok(());
        };
        let (config, loaded) = read_config(self.read(&file)?);
        if loaded.is_broken() {
            return Err(RepositoryError::broken_file(&loaded.files[0], &loaded.problems[0]));
        }
        self.layout = Layout::of(&config);
        self.config = config;
        Ok(())
    }

    /// Names the files as they are now: in the working tree, or at `HEAD` of a bare repository.
    fn present(&self) -> Result<Snapshot, StoreError> {
        match &self.place {
            Place::Folder(root) => folder::read(root, &self.layout),
            Place::Git(store) if store.root().is_none() => store.snapshot(&store.commit("HEAD")?, &self.layout),
            Place::Git(store) => store.working_tree(&self.layout),
        }
    }

    /// Names the files at a point, and those that are refused: in a working tree the others are there all the same.
    ///
    /// # Errors
    ///
    /// Fails if the lists, or git, cannot be read.
    pub fn survey(&self, point: &Point) -> Result<(Snapshot, Vec<StoreError>), RepositoryError> {
        match &self.place {
            Place::Folder(root) if *point == Point::WorkingTree => Ok(folder::survey(root, &self.layout)?),
            Place::Git(store) if *point == Point::WorkingTree && store.root().is_some() => {
                Ok(store.survey(&self.layout)?)
            }
            _ => Ok((self.snapshot(point)?, Vec::new())),
        }
    }

    /// Returns how many files of lists a sparse checkout left out of the working tree; they are read from git's index.
    ///
    /// # Errors
    ///
    /// Fails if git's index cannot be read.
    pub fn sparse_files(&self) -> Result<usize, RepositoryError> {
        match &self.place {
            Place::Git(store) => Ok(store.sparse_files(&self.layout)?.len()),
            Place::Folder(_) => Ok(0),
        }
    }

    /// Returns the git repository.
    ///
    /// # Errors
    ///
    /// Fails if the lists are in no git repository.
    pub fn git(&self) -> Result<&GitStore, RepositoryError> {
        match &self.place {
            Place::Git(store) => Ok(store),
            Place::Folder(root) => Err(StoreError::NoRepository { path: root.clone() }.into()),
        }
    }

    /// Returns the folder of the working tree; nothing for a bare repository.
    pub fn root(&self) -> Option<PathBuf> {
        match &self.place {
            Place::Folder(root) => Some(root.clone()),
            Place::Git(store) => store.root().map(ToOwned::to_owned),
        }
    }

    /// Names the files at a point.
    ///
    /// # Errors
    ///
    /// Fails if a file is refused (see [`folder::read`]), or an object is missing.
    pub fn snapshot(&self, point: &Point) -> Result<Snapshot, RepositoryError> {
        Ok(match point {
            Point::WorkingTree => self.present()?,
            Point::Release(release) | Point::Commit(release) => self.git()?.snapshot(&release.commit, &self.layout)?,
            Point::Nothing => Snapshot::default(),
        })
    }

    /// Reads a file of a snapshot.
    ///
    /// # Errors
    ///
    /// Fails if the object or file cannot be read.
    pub fn read(&self, file: &SnapshotFile) -> Result<SourceFile, RepositoryError> {
        Ok(match &self.place {
            Place::Git(store) => store.read(file)?,
            Place::Folder(_) => file.read()?,
        })
    }

    /// Reads files of a snapshot, in the order given.
    ///
    /// # Errors
    ///
    /// Fails if an object or file cannot be read.
    pub fn read_all(&self, files: &[SnapshotFile]) -> Result<Vec<SourceFile>, RepositoryError> {
        self.read_each(files, |file| file)
    }

    /// Reads files of a snapshot and makes something of each, side by side; returns it in the order given.
    ///
    /// # Errors
    ///
    /// Fails if an object or file cannot be read, the first in that order.
    pub fn read_each<T: Send>(
        &self,
        files: &[SnapshotFile],
        make: impl Fn(SourceFile) -> T + Sync,
    ) -> Result<Vec<T>, RepositoryError> {
        Ok(match &self.place {
            Place::Git(store) => store.read_each(files, make)?,
            Place::Folder(_) => folder::read_each(files, make)?,
        })
    }

    /// Reads files of a list into the model, in the order given; `keep` reduces each to what is needed. Files without `word` in
    /// their text are skipped, except `list.yaml`.
    ///
    /// Fails if a file cannot be read into the model: half a list is never used.
    pub(super) fn rows(
        &self,
        list: &str,
        files: &[SnapshotFile],
        word: Option<&str>,
        keep: fn(Rows) -> Rows,
    ) -> Result<Vec<Rows>, RepositoryError> {
        let folder = format!("{}/{list}/", self.layout.lists);
        let made = self.read_each(files, |file| {
            if !is_list_file(&file.path) && !has_word(&file.bytes, word) {
                return Ok(Rows::default());
            }
            let rows = read_rows(&folder, &file);
            rows.map(keep)
                .map_err(|problem| RepositoryError::broken_file(&file, &problem))
        })?;
        made.into_iter().collect()
    }

    /// Reads an edition of a list from its files at a point.
    ///
    /// # Errors
    ///
    /// Fails if a file cannot be read into the model: half a list is never used.
    pub fn edition(&self, list: &str, files: &[SnapshotFile], point: &Point) -> Result<Edition, RepositoryError> {
        let mut edition = Edition {
            list_id: list.to_owned(),
            release: point.commit().flatten().cloned(),
            ..Edition::default()
        };
        let mut settings = None;
        for rows in self.rows(list, files, None, |rows| rows)? {
            settings = settings.or(rows.list);
            edition.entries.extend(rows.entries);
            edition.parties.extend(rows.parties);
        }
        let Some(settings) = settings else {
            return Err(RepositoryError::NoListFile { list: list.to_owned() });
        };
        edition.list = *settings;
        edition.sort();
        refuse_duplicate_ids(&edition)?;
        Ok(edition)
    }

    /// Reads all lists of a snapshot, in the order of their ids.
    ///
    /// # Errors
    ///
    /// Fails if an object or file cannot be read.
    pub fn load_all(&self, snapshot: &Snapshot) -> Result<Vec<Loaded>, RepositoryError> {
        let lists = snapshot.lists.iter();
        lists.map(|(id, files)| self.load_one(id, files)).collect()
    }

    /// Reads one list from its files.
    ///
    /// # Errors
    ///
    /// Fails if an object or file cannot be read.
    pub fn load_one(&self, id: &str, files: &[SnapshotFile]) -> Result<Loaded, RepositoryError> {
        Ok(load_list(id, self.read_all(files)?))
    }

    /// Reads `gazette.yaml` with its places, for complaints.
    ///
    /// # Errors
    ///
    /// Fails if the object or file cannot be read.
    pub fn load_config(&self, snapshot: &Snapshot) -> Result<Option<Loaded>, RepositoryError> {
        let file = snapshot.config.as_ref().map(|file| self.read(file)).transpose()?;
        Ok(file.map(|file| read_config(file).1))
    }

    /// Reads `exceptions.yaml` with its places, for findings.
    ///
    /// # Errors
    ///
    /// Fails if the object or file cannot be read.
    pub fn load_exceptions(&self, snapshot: &Snapshot) -> Result<Option<Loaded>, RepositoryError> {
        let file = snapshot.exceptions.as_ref().map(|file| self.read(file)).transpose()?;
        Ok(file.map(|file| read_exceptions(file).1))
    }

    /// Returns the ids of the lists that some points have.
    ///
    /// # Errors
    ///
    /// Fails if the files at a point cannot be named.
    pub fn lists_at(&self, points: &[&Point]) -> Result<BTreeSet<String>, RepositoryError> {
        let mut lists = BTreeSet::new();
        for point in points {
            match point.commit() {
                None => lists.extend(self.present()?.lists.into_keys()),
                Some(None) => {}
                Some(Some(release)) => {
                    let trees = self.git()?.list_trees(&release.commit, &self.layout)?;
                    lists.extend(trees.into_iter().map(|(list, _)| list));
                }
            }
        }
        Ok(lists)
    }

    /// Sorts files by the lists that they belong to.
    pub(super) fn by_list(&self, files: Vec<ChangedFile>) -> BTreeMap<String, Vec<ChangedFile>> {
        let mut lists: BTreeMap<String, Vec<ChangedFile>> = BTreeMap::new();
        for file in files {
            if let Some(list) = self.list_of(&file.path) {
                lists.entry(list.to_owned()).or_default().push(file);
            }
        }
        lists
    }

    /// Reads the repository's own templates at a point; their paths are those below the folder of templates.
    ///
    /// # Errors
    ///
    /// Fails if a template cannot be read or is not UTF-8.
    pub fn templates(&self, point: &Point) -> Result<Vec<Template>, RepositoryError> {
        self.templates_of(&self.snapshot(point)?)
    }

    /// Returns the repository's own templates among the files of a point.
    pub(super) fn templates_of(&self, snapshot: &Snapshot) -> Result<Vec<Template>, RepositoryError> {
        let folder = format!("{}/", self.layout.templates);
        let mut templates = Vec::new();
        for file in &snapshot.templates {
            let Some(path) = file.path.strip_prefix(&folder) else {
                continue;
            };
            let source = self.read(file)?;
            let text = String::from_utf8(source.bytes).map_err(|_| RepositoryError::NotUtf8 {
                path: file.path.clone(),
            })?;
            let path = path.to_owned();
            templates.push(Template { path, text });
        }
        Ok(templates)
    }

    /// Returns the list that a file belongs to, by its path in the repository.
    pub fn list_of<'a>(&self, path: &'a str) -> Option<&'a str> {
        let inside = path.strip_prefix(&self.layout.lists)?.strip_prefix('/')?;
        inside.split_once('/').map(|(list, _)| list)
    }

    /// Returns true if a file belongs to a list that was asked for, or to no list.
    pub fn wants_file(&self, path: &str) -> bool {
        self.list_of(path).is_none_or(|list| self.wants(list))
    }

    /// Returns true if no list was asked for by name.
    pub fn wants_all(&self) -> bool {
        self.selection.lists.is_empty()
    }

    /// Returns true if a list was asked for.
    pub fn wants(&self, list: &str) -> bool {
        self.selection.lists.is_empty() || self.selection.lists.iter().any(|wanted| wanted == list)
    }

    /// Makes sure that every list that was asked for by name is among the known ones.
    ///
    /// # Errors
    ///
    /// Fails for the first list that is not.
    pub fn require_wanted<'a>(&self, known: impl Iterator<Item = &'a String> + Clone) -> Result<(), RepositoryError> {
        for wanted in &self.selection.lists {
            if !known.clone().any(|list| list == wanted) {
                let lists: Vec<&str> = known.map(String::as_str).collect();
                let there = match lists.as_slice() {
                    [] => "there is none".to_owned(),
                    [one] => format!("there is `{one}`"),
                    many => format!("there are {}", many.join(", ")),
                };
                return Err(RepositoryError::UnknownList {
                    list: wanted.clone(),
                    known: there,
                });
            }
        }
        Ok(())
    }

    /// Reads the editions of the lists at a point, by the ids of the lists.
    ///
    /// # Errors
    ///
    /// Fails if a file cannot be read into the model: half a list is never used.
    pub fn editions(&self, point: &Point) -> Result<BTreeMap<String, Edition>, RepositoryError> {
        let lists = self.snapshot(point)?.lists;
        let wanted = lists.iter().filter(|(id, _)| self.wants(id));
        let editions = wanted.map(|(id, files)| {
            let edition = self.edition(id, files, point);
            let edition = edition.map_err(|error| RepositoryError::At {
                point: point.to_string(),
                source: Box::new(error),
            })?;
            Ok((id.clone(), edition))
        });
        editions.collect()
    }
}

/// Adds the rows of a file to an edition; the edition is not sorted.
pub(super) fn add_rows(edition: &mut Edition, rows: Rows) {
    if let Some(settings) = rows.list {
        edition.list = *settings;
    }
    edition.entries.extend(rows.entries);
    edition.parties.extend(rows.parties);
}

/// Returns true for `list.yaml` of a list.
pub(super) fn is_list_file(path: &str) -> bool {
    path.rsplit('/').next() == Some(LIST_FILE)
}

/// Returns true if a text has a word in it, or may have it in an escaped form (`"\u0031"`).
fn has_word(bytes: &[u8], word: Option<&str>) -> bool {
    let has = |word: &[u8]| word.is_empty() || bytes.windows(word.len()).any(|window| window == word);
    word.is_none_or(|word| has(word.as_bytes()) || bytes.contains(&b'\\'))
}

/// Fails if two entries of a sorted edition have the same id.
pub(super) fn refuse_duplicate_ids(edition: &Edition) -> Result<(), RepositoryError> {
    match edition.entries.windows(2).find(|pair| pair[0].id == pair[1].id) {
        Some(pair) => Err(RepositoryError::DuplicateId {
            id: pair[0].id.clone(),
            list: edition.list_id.clone(),
        }),
        None => Ok(()),
    }
}
