//! A release and an edition: what is published, and from where in the history it comes.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use super::entry::{Entry, sort_by_id};
use super::list::List;
use super::record::IdKey;

/// A point of the git history that is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Its name, unique in the repository and safe as the name of a folder: the tag's name without its folder
    /// (`release/2019-09-13` gives `2019-09-13`), or the commit's date, with `.2`, `.3` … behind it for the second and
    /// later commits of a day.
    pub name: String,
    /// The day of the tagger's, else of the author's date, in that person's own time zone.
    pub date: Date,
    /// The same date as an instant, to the second.
    pub time: Timestamp,
    /// The commit, 40 hexadecimal digits.
    pub commit: String,
    /// The commit's tree, 40 hexadecimal digits.
    pub tree: String,
    /// The title that the tag's or the commit's message gives; see [`title_and_body`](super::title_and_body).
    pub title: String,
    /// The rest of the message, without trailers, addresses of mail and signatures.
    pub body: String,
}

impl Release {
    /// Returns a release that is to come on this day, for what is checked before it.
    pub fn to_come(date: Date) -> Self {
        Self {
            name: date.to_string(),
            date,
            time: Timestamp::UNIX_EPOCH,
            commit: String::new(),
            tree: String::new(),
            title: String::new(),
            body: String::new(),
        }
    }
}

/// One list at one release, or in a working tree that is not a release yet.
#[derive(Debug, Clone, Default)]
pub struct Edition {
    /// The list's id: the name of its folder.
    pub list_id: String,
    /// What `list.yaml` says.
    pub list: List,
    /// The entries in their canonical form, in the order of their ids. An entry is held once, however many editions and changes speak of it.
    pub entries: Vec<Arc<Entry>>,
    /// The parties that are not listed, likewise.
    pub parties: Vec<Arc<Entry>>,
    /// The release; nothing for a working tree.
    pub release: Option<Release>,
}

impl Edition {
    /// Returns the entry with this id.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        let place = self
            .entries
            .binary_search_by(|entry| IdKey(Some(&entry.id)).cmp(&IdKey(Some(id))));
        place.ok().map(|index| &*self.entries[index])
    }

    /// Returns the day of the release; `None` for a working tree.
    pub fn day(&self) -> Option<Date> {
        self.release.as_ref().map(|release| release.date)
    }

    /// Returns the edition for a format that cannot say that a designation has ended: without the designations that do not hold on the
    /// day of the release, and without the entries that have no other. See [`Designation::is_in_force`](super::Designation::is_in_force).
    pub fn in_force(&self) -> Cow<'_, Self> {
        let day = self.day();
        let has_end = |entry: &Entry| {
            entry
                .designations
                .iter()
                .any(|one| one.ended.is_some() || one.expires.is_some())
        };
        if !self.entries.iter().any(|entry| has_end(entry)) {
            return Cow::Borrowed(self);
        }
        let mut edition = self.clone();
        edition.entries.retain(|entry| entry.is_in_force(day));
        for entry in edition.entries.iter_mut().filter(|entry| has_end(entry)) {
            let entry = Arc::make_mut(entry);
            entry.designations.retain(|designation| designation.is_in_force(day));
            // An end that is to come is no end yet.
            entry
                .designations
                .iter_mut()
                .for_each(|designation| designation.ended = None);
        }
        Cow::Owned(edition)
    }

    /// Brings the entries and parties into the order of their ids.
    pub fn sort(&mut self) {
        sort_by_id(&mut self.entries, |entry| entry);
        sort_by_id(&mut self.parties, |entry| entry);
    }
}
