//! A release and an edition: what is published, and from where in the history it comes.

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

/// One list as it stands at one release, or in a working tree that is no release yet.
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

    /// Brings the entries and parties into the order of their ids.
    pub fn sort(&mut self) {
        sort_by_id(&mut self.entries, |entry| entry);
        sort_by_id(&mut self.parties, |entry| entry);
    }
}
