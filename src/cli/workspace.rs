//! The repository that the command works on: its settings, its lists at any point, its releases.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;

use anyhow::{Context, anyhow, bail};
use gazette::model::{Config, Edition, Release};
use gazette::store::git::{GitStore, Releases};
use gazette::store::{CONFIG_FILE, Layout, Snapshot, SnapshotFile, StoreError, folder};
use gazette::yaml::{LIST_FILE, Loaded, Problem, ProblemKind, Rows, SourceFile, load_list, read_config, read_rows};

use super::args::Common;
use super::place::start;

/// A repository of lists, opened.
pub(crate) struct Workspace {
    place: Place,
    /// What `gazette.yaml` says in the working tree; in a bare repository, at `HEAD`.
    pub(crate) config: Config,
    pub(crate) layout: Layout,
    /// The lists that were asked for with `--list`; all where there are none.
    wanted: Vec<String>,
}

enum Place {
    Git(GitStore),
    Folder(PathBuf),
}

/// A point of the history, or the working tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Point {
    WorkingTree,
    /// A release.
    Release(Release),
    /// A commit that is no release, under the revision by which it was asked for.
    Commit(Release),
    /// Before everything.
    Nothing,
}

impl Point {
    /// Returns the commit, or that there is none before everything; nothing for the working tree.
    pub(crate) fn commit(&self) -> Option<Option<&Release>> {
        match self {
            Self::WorkingTree => None,
            Self::Release(release) | Self::Commit(release) => Some(Some(release)),
            Self::Nothing => Some(None),
        }
    }
}

impl fmt::Display for Point {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WorkingTree => out.write_str("working tree"),
            Self::Release(release) | Self::Commit(release) => out.write_str(&release.name),
            Self::Nothing => out.write_str("nothing"),
        }
    }
}

impl Workspace {
    /// Opens the repository of lists that the command was started in, with or without git.
    pub(crate) fn open(common: &Common) -> anyhow::Result<Self> {
        let mut workspace = Self::open_unread(common)?;
        workspace.read_config(&Point::WorkingTree)?;
        Ok(workspace)
    }

    /// Opens the repository with the settings of the newest commit: what is published is a function of commits alone.
    pub(crate) fn open_at_head(common: &Common) -> anyhow::Result<Self> {
        let mut workspace = Self::open_unread(common)?;
        let head = workspace.head()?;
        workspace.read_config(&head)?;
        Ok(workspace)
    }

    /// Opens the repository and takes of `gazette.yaml` what can be read of it: complaints are for those who ask.
    pub(crate) fn open_unread(common: &Common) -> anyhow::Result<Self> {
        let start = start(common);
        if !start.is_dir() {
            bail!("`{}` is no folder", start.display());
        }
        let place = match GitStore::open(&start) {
            Ok(store) => Place::Git(store),
            Err(StoreError::NoRepository { .. }) => Place::Folder(start),
            Err(error) => return Err(error.into()),
        };
        let mut workspace = Self {
            place,
            config: Config::default(),
            layout: Layout::default(),
            wanted: common.lists.clone(),
        };
        if let Some(file) = workspace.config_file(&Point::WorkingTree)? {
            workspace.config = read_config(workspace.read(&file)?).0;
            workspace.layout = Layout::of(&workspace.config);
        }
        Ok(workspace)
    }

    /// Names `gazette.yaml` at a point, and nothing else: there may be a million other files.
    fn config_file(&self, point: &Point) -> anyhow::Result<Option<SnapshotFile>> {
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

    /// Returns the newest commit.
    pub(crate) fn head(&self) -> anyhow::Result<Point> {
        let store = self.git()?;
        let commit = store.commit("HEAD").map_err(|error| match error {
            StoreError::UnknownRevision { .. } => StoreError::NoCommit,
            other => other,
        })?;
        Ok(Point::Commit(store.as_release(&commit)?))
    }

    fn read_config(&mut self, point: &Point) -> anyhow::Result<()> {
        let Some(file) = self.config_file(point)? else {
            return Ok(());
        };
        let (config, loaded) = read_config(self.read(&file)?);
        if loaded.is_broken() {
            let problem = &loaded.problems[0];
            let position = loaded.files[0].position(problem.place);
            bail!(
                "gazette.yaml:{}:{}: {}; run `gazette check`",
                position.line,
                position.column,
                super::problems::told(&problem.kind)
            );
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
    pub(crate) fn survey(&self, point: &Point) -> anyhow::Result<(Snapshot, Vec<StoreError>)> {
        match self.root().filter(|_| *point == Point::WorkingTree) {
            Some(root) => Ok(folder::survey(&root, &self.layout)?),
            None => Ok((self.snapshot(point)?, Vec::new())),
        }
    }

    /// Returns the git repository.
    pub(crate) fn git(&self) -> anyhow::Result<&GitStore> {
        match &self.place {
            Place::Git(store) => Ok(store),
            Place::Folder(root) => Err(StoreError::NoRepository { path: root.clone() }.into()),
        }
    }

    /// Returns the folder of the working tree; nothing for a bare repository.
    pub(crate) fn root(&self) -> Option<PathBuf> {
        match &self.place {
            Place::Folder(root) => Some(root.clone()),
            Place::Git(store) => store.root().map(ToOwned::to_owned),
        }
    }

    /// Returns the releases, oldest first.
    pub(crate) fn releases(&self) -> anyhow::Result<Releases> {
        Ok(self.git()?.releases(&self.config)?)
    }

    /// Returns the point that a revision, a release or a date names. A date means: as published at the end of that day.
    pub(crate) fn point(&self, text: &str, releases: &Releases) -> anyhow::Result<Point> {
        if let Ok(release) = releases.named(text)
            && text.parse::<jiff::civil::Date>().is_err()
        {
            return Ok(Point::Release(release.clone()));
        }
        if let Ok(day) = text.parse::<jiff::civil::Date>() {
            return match releases.by(day) {
                Ok(release) => Ok(Point::Release(release.clone())),
                // Nothing had been published by then: that is a state like any other.
                Err(StoreError::NothingPublishedBy { .. }) => Ok(Point::Nothing),
                Err(error) => Err(error.into()),
            };
        }
        let store = self.git()?;
        let commit = store.commit(text)?;
        let release = releases.releases.iter().find(|release| release.commit == commit);
        if let Some(release) = release {
            return Ok(Point::Release(release.clone()));
        }
        let mut here = store.as_release(&commit)?;
        text.clone_into(&mut here.name);
        Ok(Point::Commit(here))
    }

    /// Returns where the histories of two points parted; the working tree stands for the commit that it was made from.
    pub(crate) fn fork(&self, from: &Point, to: &Point) -> anyhow::Result<Point> {
        let head = self.head()?;
        let on_history = |point: &Point| match point.commit() {
            Some(commit) => commit.map(|release| release.commit.clone()),
            None => head.commit().flatten().map(|release| release.commit.clone()),
        };
        let (Some(one), Some(other)) = (on_history(from), on_history(to)) else {
            return Ok(Point::Nothing);
        };
        let store = self.git()?;
        let commit = store.fork(&one, &other)?;
        let mut release = store.as_release(&commit)?;
        release.name = format!("{from} (where {to} left it)");
        Ok(Point::Commit(release))
    }

    /// Names the files at a point.
    pub(crate) fn snapshot(&self, point: &Point) -> anyhow::Result<Snapshot> {
        Ok(match point {
            Point::WorkingTree => self.present()?,
            Point::Release(release) | Point::Commit(release) => self.git()?.snapshot(&release.commit, &self.layout)?,
            Point::Nothing => Snapshot::default(),
        })
    }

    /// Reads a file of a snapshot.
    pub(crate) fn read(&self, file: &SnapshotFile) -> anyhow::Result<SourceFile> {
        Ok(match &self.place {
            Place::Git(store) => store.read(file)?,
            Place::Folder(_) => file.read()?,
        })
    }

    /// Reads files of a snapshot, in the order given.
    pub(crate) fn read_all(&self, files: &[SnapshotFile]) -> anyhow::Result<Vec<SourceFile>> {
        self.read_each(files, |file| file)
    }

    /// Reads files of a snapshot and makes something of each, side by side; returns it in the order given.
    pub(crate) fn read_each<T: Send>(
        &self,
        files: &[SnapshotFile],
        make: impl Fn(SourceFile) -> T + Sync,
    ) -> anyhow::Result<Vec<T>> {
        Ok(match &self.place {
            Place::Git(store) => store.read_each(files, make)?,
            Place::Folder(_) => folder::read_each(files, make)?,
        })
    }

    /// Reads into the model what stands in files of a list, in the order given; of each, `keep` says what is kept. Files that do not
    /// have `word` among their own are passed over, but for `list.yaml`.
    ///
    /// Fails where a file cannot be read into the model: nothing may be made of half a list.
    pub(crate) fn rows(
        &self,
        list: &str,
        files: &[SnapshotFile],
        word: Option<&str>,
        keep: fn(Rows) -> Rows,
    ) -> anyhow::Result<Vec<Rows>> {
        let folder = format!("{}/{list}/", self.layout.lists);
        let made = self.read_each(files, |file| {
            if !is_list_file(&file.path) && !has_word(&file.bytes, word) {
                return Ok(Rows::default());
            }
            let rows = read_rows(&folder, &file);
            rows.map(keep).map_err(|problem| no_model(&file, &problem))
        })?;
        made.into_iter().collect()
    }

    /// Reads an edition of a list from its files at a point.
    pub(crate) fn edition(&self, list: &str, files: &[SnapshotFile], point: &Point) -> anyhow::Result<Edition> {
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
            bail!(
                "lists/{list}: {}; run `gazette check`",
                super::problems::told(&ProblemKind::NoListFile)
            );
        };
        edition.list = *settings;
        edition.sort();
        refuse_ids_twice(&edition)?;
        Ok(edition)
    }

    /// Reads all lists of a snapshot, in the order of their ids.
    pub(crate) fn load_all(&self, snapshot: &Snapshot) -> anyhow::Result<Vec<Loaded>> {
        let lists = snapshot.lists.iter();
        lists.map(|(id, files)| self.load_one(id, files)).collect()
    }

    /// Reads one list from its files.
    pub(crate) fn load_one(&self, id: &str, files: &[SnapshotFile]) -> anyhow::Result<Loaded> {
        Ok(load_list(id, self.read_all(files)?))
    }

    /// Reads `gazette.yaml` with its places, for complaints.
    pub(crate) fn load_config(&self, snapshot: &Snapshot) -> anyhow::Result<Option<Loaded>> {
        let file = snapshot.config.as_ref().map(|file| self.read(file)).transpose()?;
        Ok(file.map(|file| read_config(file).1))
    }

    /// Returns the ids of the lists that some points have.
    pub(crate) fn lists_at(&self, points: &[&Point]) -> anyhow::Result<BTreeSet<String>> {
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

    /// Returns the list that a file belongs to, by its path in the repository.
    pub(crate) fn list_of<'a>(&self, path: &'a str) -> Option<&'a str> {
        let inside = path.strip_prefix(&self.layout.lists)?.strip_prefix('/')?;
        inside.split_once('/').map(|(list, _)| list)
    }

    /// Returns true where a file belongs to what was asked for.
    pub(crate) fn wants_file(&self, path: &str) -> bool {
        self.list_of(path).is_none_or(|list| self.wants(list))
    }

    /// Returns true where no list was asked for by name.
    pub(crate) fn wants_all(&self) -> bool {
        self.wanted.is_empty()
    }

    /// Returns true where a list was asked for.
    pub(crate) fn wants(&self, list: &str) -> bool {
        self.wanted.is_empty() || self.wanted.iter().any(|wanted| wanted == list)
    }

    /// Fails where a list was asked for by name that none of the points has.
    pub(crate) fn require_wanted<'a>(&self, known: impl Iterator<Item = &'a String> + Clone) -> anyhow::Result<()> {
        for wanted in &self.wanted {
            if !known.clone().any(|list| list == wanted) {
                let lists: Vec<&str> = known.map(String::as_str).collect();
                let there = match lists.as_slice() {
                    [] => "there is none".to_owned(),
                    [one] => format!("there is `{one}`"),
                    many => format!("there are {}", many.join(", ")),
                };
                bail!("there is no list `{wanted}`; {there}");
            }
        }
        Ok(())
    }

    /// Reads the editions of the lists at a point.
    ///
    /// Fails where a file cannot be read into the model: nothing may be made of half a list.
    pub(crate) fn editions(&self, point: &Point) -> anyhow::Result<BTreeMap<String, Edition>> {
        let lists = self.snapshot(point)?.lists;
        let wanted = lists.iter().filter(|(id, _)| self.wants(id));
        let editions = wanted.map(|(id, files)| {
            let edition = self.edition(id, files, point);
            Ok((id.clone(), edition.with_context(|| format!("at {point}"))?))
        });
        editions.collect()
    }
}

/// Says that a file cannot be read into the model.
fn no_model(file: &SourceFile, problem: &Problem) -> anyhow::Error {
    let position = file.position(problem.place);
    let told = super::problems::told(&problem.kind);
    let (path, line, column) = (&file.path, position.line, position.column);
    anyhow!("{path}:{line}:{column}: {told}; run `gazette check`")
}

/// True for `list.yaml` of a list.
pub(crate) fn is_list_file(path: &str) -> bool {
    path.rsplit('/').next() == Some(LIST_FILE)
}

/// True where a text has a word in it; a text that may say it in other characters (`"\u0031"`) may have it as well.
fn has_word(bytes: &[u8], word: Option<&str>) -> bool {
    let has = |word: &[u8]| word.is_empty() || bytes.windows(word.len()).any(|window| window == word);
    word.is_none_or(|word| has(word.as_bytes()) || bytes.contains(&b'\\'))
}

/// Fails where two entries of a list, in the order of their ids, have one id.
pub(crate) fn refuse_ids_twice(edition: &Edition) -> anyhow::Result<()> {
    match edition.entries.windows(2).find(|pair| pair[0].id == pair[1].id) {
        Some(pair) => Err(id_twice(&pair[0].id, &edition.list_id)),
        None => Ok(()),
    }
}

/// Says that an id stands twice in a list.
pub(crate) fn id_twice(id: &str, list_id: &str) -> anyhow::Error {
    anyhow!("the id `{id}` stands twice in the list `{list_id}`; run `gazette check`")
}
