//! Which commits are releases, and under which names.
//!
//! A release is a tag that matches `releases.tags` and lies on the first-parent history of `HEAD`; where no such tag is, or
//! where `releases.from` says `commits`, every first-parent commit that touches the lists is one. The order is that of
//! the history, never that of the dates.

use std::collections::BTreeMap;

use git2::{Commit, ErrorCode, ObjectType, Oid, Signature};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use crate::model::{Config, Release, ReleaseSource, title_and_body};

use super::super::error::StoreError;
use super::super::layout::Layout;
use super::changes::find_lists;
use super::object::{from_git2, parse_id};
use super::repository::GitStore;
use super::revision::similar;

/// The pattern of the tags that are releases where the repository does not say otherwise.
const DEFAULT_TAGS: &str = "release/*";

/// The releases of a repository.
#[derive(Debug, Clone, Default)]
pub struct Releases {
    /// Oldest first, in the order of the history.
    pub releases: Vec<Release>,
    /// Tags that match the pattern and are not on the first-parent history; they are no releases.
    pub ignored_tags: Vec<String>,
    /// True where tags make releases: somebody said of each that the lists are so.
    pub are_tags: bool,
}

impl Releases {
    /// Returns the release with this name.
    ///
    /// # Errors
    ///
    /// Fails where there is none.
    pub fn named(&self, name: &str) -> Result<&Release, StoreError> {
        self.place(name).map(|place| &self.releases[place])
    }

    /// Returns the release before the one with this name; nothing where it is the first.
    ///
    /// # Errors
    ///
    /// Fails where there is none with this name.
    pub fn before(&self, name: &str) -> Result<Option<&Release>, StoreError> {
        let place = self.place(name)?;
        Ok(place.checked_sub(1).map(|before| &self.releases[before]))
    }

    /// Returns what had been published at the end of a day: the last release in the order of the history whose date is
    /// not later.
    ///
    /// # Errors
    ///
    /// Fails where nothing had been published by then.
    pub fn by(&self, day: Date) -> Result<&Release, StoreError> {
        let first = self.releases.first().ok_or(StoreError::NoRelease)?;
        let published = self.releases.iter().rev().find(|release| release.date <= day);
        published.ok_or_else(|| StoreError::NothingPublishedBy {
            date: day.to_string(),
            first: format!("{} of {}", first.name, first.date),
        })
    }

    /// Returns the name of the last release that has a day in its name if that day has several releases and this text is it.
    pub fn last_of_day(&self, day: &str) -> Option<&str> {
        let lead = format!("{day}.");
        let is_numbered = |name: &str| {
            name.strip_prefix(&lead)
                .is_some_and(|number| number.parse::<u32>().is_ok())
        };
        let mut names = self.releases.iter().rev().map(|release| release.name.as_str());
        names.find(|name| is_numbered(name)).filter(|_| self.has(day))
    }

    /// Returns true if one release comes before another in the history.
    pub fn is_before(&self, one: &str, other: &str) -> bool {
        matches!((self.place(one), self.place(other)), (Ok(one), Ok(other)) if one < other)
    }

    /// Returns true if there is a release with this name.
    pub fn has(&self, name: &str) -> bool {
        self.releases.iter().any(|release| release.name == name)
    }

    /// Returns the names of releases that are like this one, the most similar first.
    pub fn like(&self, name: &str) -> Vec<String> {
        similar(name, self.releases.iter().map(|release| release.name.clone()))
    }

    fn place(&self, name: &str) -> Result<usize, StoreError> {
        let place = self.releases.iter().position(|release| release.name == name);
        place.ok_or_else(|| StoreError::UnknownRelease {
            name: name.to_owned(),
            candidates: self.like(name),
        })
    }
}

impl GitStore {
    /// Returns the releases of the repository up to `HEAD`; see [`Releases`].
    ///
    /// # Errors
    ///
    /// Fails if the history is cut off or damaged, or if tags cannot name releases.
    pub fn releases(&self, config: &Config) -> Result<Releases, StoreError> {
        find(self, config, None)
    }

    /// Returns the releases up to a commit.
    ///
    /// # Errors
    ///
    /// Those of [`releases`](Self::releases).
    pub fn releases_until(&self, config: &Config, commit: &str) -> Result<Releases, StoreError> {
        find(self, config, Some(parse_id(commit)?))
    }

    /// Returns the release that a commit would be: its date, its title. Its name is the commit's.
    ///
    /// # Errors
    ///
    /// Fails if the commit cannot be read.
    pub fn as_release(&self, commit: &str) -> Result<Release, StoreError> {
        of(&self.find_commit(parse_id(commit)?)?, commit.to_owned())
    }
}

fn find(store: &GitStore, config: &Config, until: Option<Oid>) -> Result<Releases, StoreError> {
    let history = first_parents(store, until)?;
    let pattern = config.releases.tags.as_deref().unwrap_or(DEFAULT_TAGS);
    let mut found = match config.releases.from {
        ReleaseSource::Commits => from_commits(store, config, &history)?,
        ReleaseSource::Tags => from_tags(store, pattern, &history)?,
        ReleaseSource::Other(_) | ReleaseSource::Unsaid => {
            let tagged = from_tags(store, pattern, &history)?;
            if tagged.releases.is_empty() {
                let commits = from_commits(store, config, &history)?;
                Releases {
                    ignored_tags: tagged.ignored_tags,
                    ..commits
                }
            } else {
                tagged
            }
        }
    };
    if let Some(since) = &config.releases.since {
        cut(store, since, &history, &mut found)?;
    }
    Ok(found)
}

/// Fails if commits have other parents than they state: git would show another history than the one that was committed.
fn refuse_grafts(store: &GitStore) -> Result<(), StoreError> {
    let grafts = store.repository.commondir().join("info/grafts");
    let is_line = |line: &str| !line.trim().is_empty() && !line.starts_with('#');
    if std::fs::read_to_string(&grafts).is_ok_and(|text| text.lines().any(is_line)) {
        return Err(StoreError::Grafted {
            what: grafts.display().to_string(),
        });
    }
    let mut replaced = store
        .repository
        .references_glob("refs/replace/*")
        .map_err(|error| from_git2(&error))?;
    match replaced.next() {
        Some(_) => Err(StoreError::Grafted {
            what: "refs/replace".to_owned(),
        }),
        None => Ok(()),
    }
}

/// Returns the commits from the first to `HEAD`, following first parents.
fn first_parents(store: &GitStore, until: Option<Oid>) -> Result<Vec<Oid>, StoreError> {
    let repository = &store.repository;
    if repository.is_shallow() {
        return Err(StoreError::Shallow);
    }
    refuse_grafts(store)?;
    let head = match repository.head() {
        Ok(head) => head,
        Err(error) if matches!(error.code(), ErrorCode::UnbornBranch | ErrorCode::NotFound) => {
            return Err(StoreError::NoCommit);
        }
        Err(error) => return Err(from_git2(&error)),
    };
    let Some(mut id) = head.resolve().ok().and_then(|head| head.target()) else {
        return Err(StoreError::NoCommit);
    };
    id = until.unwrap_or(id);
    let mut history = Vec::new();
    loop {
        history.push(id);
        let commit = store.find_commit(id)?;
        if commit.parent_count() == 0 {
            break;
        }
        id = commit.parent_id(0).map_err(|error| from_git2(&error))?;
    }
    history.reverse();
    Ok(history)
}

/// Every commit that touches the lists. The second and later ones of a day are numbered in the order of the history, over
/// all of it, so that no name ever changes when the history grows or `since` moves.
fn from_commits(store: &GitStore, config: &Config, history: &[Oid]) -> Result<Releases, StoreError> {
    let odb = store.repository.odb().map_err(|error| from_git2(&error))?;
    let layout = Layout::of(config);
    let mut releases = Vec::new();
    let mut of_day: BTreeMap<Date, usize> = BTreeMap::new();
    let mut before = None;
    for id in history {
        let commit = store.find_commit(*id)?;
        // What is in the place of the lists and is not a folder makes a step too, so that it is named.
        let tree = match find_lists(store.trees(&odb), commit.tree_id(), &store.prefix, &layout) {
            Err(error) if error.refused_file().is_some() => Some(commit.tree_id()),
            found => found?,
        };
        if tree == before {
            continue;
        }
        before = tree;
        let mut release = of(&commit, String::new())?;
        let count = of_day.entry(release.date).or_default();
        *count += 1;
        release.name = match *count {
            1 => release.date.to_string(),
            more => format!("{}.{more}", release.date),
        };
        releases.push(release);
    }
    Ok(Releases {
        releases,
        ignored_tags: Vec::new(),
        are_tags: false,
    })
}

fn from_tags(store: &GitStore, pattern: &str, history: &[Oid]) -> Result<Releases, StoreError> {
    let places: BTreeMap<Oid, usize> = history.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    let names = store
        .repository
        .tag_names(Some(pattern))
        .map_err(|_| StoreError::BadPattern {
            text: pattern.to_owned(),
            place: crate::data::Place::default(),
        })?;
    let mut found: BTreeMap<usize, Release> = BTreeMap::new();
    let mut tags: BTreeMap<String, String> = BTreeMap::new();
    let mut ignored_tags = Vec::new();
    for tag in names.iter() {
        let tag = tag.ok().flatten().ok_or_else(|| StoreError::NonUtf8Name {
            path: "refs/tags".to_owned(),
        })?;
        let release = of_tag(store, tag)?;
        let place = parse_place(&places, &release);
        let Some(place) = place else {
            ignored_tags.push(tag.to_owned());
            continue;
        };
        if let Some(first) = tags.insert(release.name.clone(), tag.to_owned()) {
            let second = tag.to_owned();
            return Err(StoreError::TagsCollide { first, second });
        }
        if let Some(other) = found.insert(place, release) {
            let first = tags.get(&other.name).cloned().unwrap_or(other.name);
            let second = tag.to_owned();
            return Err(StoreError::TagsCollide { first, second });
        }
    }
    Ok(Releases {
        releases: found.into_values().collect(),
        ignored_tags,
        are_tags: true,
    })
}

fn parse_place(places: &BTreeMap<Oid, usize>, release: &Release) -> Option<usize> {
    let id = Oid::from_str(&release.commit).ok()?;
    places.get(&id).copied()
}

fn of_tag(store: &GitStore, tag: &str) -> Result<Release, StoreError> {
    let name = release_name(tag)?;
    let reference = format!("refs/tags/{tag}");
    let id = store
        .repository
        .refname_to_id(&reference)
        .map_err(|error| from_git2(&error))?;
    store.check_tag(id)?;
    let object = store
        .repository
        .find_object(id, None)
        .map_err(|error| store.objects.missing(id, &error))?;
    let commit = object.peel_to_commit().map_err(|_| StoreError::NotACommit {
        revision: tag.to_owned(),
    })?;
    let mut release = of(&commit, name)?;
    if object.kind() == Some(ObjectType::Tag)
        && let Ok(annotated) = object.into_tag().map_err(|_| ())
    {
        if let Some(tagger) = annotated.tagger() {
            (release.date, release.time) = date_of(&tagger, tag)?;
        }
        let message = annotated
            .message_bytes()
            .map(String::from_utf8_lossy)
            .unwrap_or_default();
        (release.title, release.body) = title_and_body(&message);
    }
    Ok(release)
}

/// Returns the part of a tag's name behind its folder, which names the release.
fn release_name(tag: &str) -> Result<String, StoreError> {
    let name = tag.rsplit('/').next().unwrap_or(tag);
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let safe = !name.is_empty() && !name.starts_with('.') && !name.ends_with('.') && name.chars().all(allowed);
    if !safe {
        return Err(StoreError::TagName { tag: tag.to_owned() });
    }
    Ok(name.to_owned())
}

/// Leaves out what came before the revision that `releases.since` names.
fn cut(store: &GitStore, since: &str, history: &[Oid], found: &mut Releases) -> Result<(), StoreError> {
    let commit = store.commit(since)?;
    let place = history.iter().position(|id| id.to_string() == commit);
    let Some(place) = place else {
        return Err(StoreError::SinceNotInHistory {
            revision: since.to_owned(),
            head: history.last().map(Oid::to_string).unwrap_or_default(),
        });
    };
    let kept: std::collections::BTreeSet<String> = history[place..].iter().map(Oid::to_string).collect();
    found.releases.retain(|release| kept.contains(&release.commit));
    Ok(())
}

fn of(commit: &Commit<'_>, name: String) -> Result<Release, StoreError> {
    let id = commit.id().to_string();
    let (date, time) = date_of(&commit.author(), &id)?;
    let message = String::from_utf8_lossy(commit.message_bytes());
    let (title, body) = title_and_body(&message);
    Ok(Release {
        name,
        date,
        time,
        tree: commit.tree_id().to_string(),
        commit: id,
        title,
        body,
    })
}

/// Returns the day in the person's own time zone, and the instant.
fn date_of(person: &Signature<'_>, revision: &str) -> Result<(Date, Timestamp), StoreError> {
    let bad = || StoreError::BadDate {
        revision: revision.to_owned(),
    };
    let when = person.when();
    let time = Timestamp::from_second(when.seconds()).map_err(|_| bad())?;
    let offset = Offset::from_seconds(when.offset_minutes() * 60).map_err(|_| bad())?;
    Ok((offset.to_datetime(time).date(), time))
}
