//! News of releases for feed readers: Atom ([RFC 4287](https://www.rfc-editor.org/rfc/rfc4287)) and
//! [JSON Feed 1.1](https://www.jsonfeed.org/version/1.1/).
//!
//! Ids are tag URIs ([RFC 4151](https://www.rfc-editor.org/rfc/rfc4151)) made of the publisher's domain, the day of the release
//! and the names of list and release, so they outlive every move of the files. `updated` is the release's own time: building
//! the feed again never makes old news new.

mod atom;
mod json_feed;

use jiff::Timestamp;
use jiff::civil::Date;

pub use atom::write_atom;
pub use json_feed::write_json_feed;

/// A news feed: what it is, and its items, the newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// A tag URI.
    pub id: String,
    /// The title.
    pub title: String,
    /// What it is, in a sentence.
    pub description: Option<String>,
    /// When the newest item was released.
    pub updated: Timestamp,
    /// Who publishes it; the title of the feed where nobody is named.
    pub author: Author,
    /// The BCP 47 tag of its language.
    pub language: Option<String>,
    /// The page for people, relative or absolute.
    pub home_page: String,
    /// The Atom feed's own address, relative or absolute.
    pub atom_url: String,
    /// The JSON Feed's own address, where it is known.
    pub json_url: Option<String>,
    /// Its place among the pages of long news; the default where there is one page.
    pub page: Page,
    /// The items, the newest first.
    pub items: Vec<Item>,
}

/// The place of a page of news among the others ([RFC 5005](https://www.rfc-editor.org/rfc/rfc5005), section 4).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The page with the newest items; nothing where this is it.
    pub current: Option<PageAddress>,
    /// The page with the items before those of this one.
    pub older: Option<PageAddress>,
    /// The page with the items after those of this one; nothing where that is the newest page.
    pub newer: Option<PageAddress>,
}

/// Where a page is, relative or absolute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageAddress {
    /// As Atom.
    pub atom: String,
    /// As JSON Feed.
    pub json: String,
}

/// Who publishes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Author {
    /// The name.
    pub name: String,
    /// A page on the web.
    pub url: Option<String>,
    /// An address for mail.
    pub email: Option<String>,
}

/// One release of one list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// A tag URI.
    pub id: String,
    /// The title.
    pub title: String,
    /// What changed, with counts and names, in plain text.
    pub summary: String,
    /// When it was released.
    pub time: Timestamp,
    /// The notice for people.
    pub url: String,
    /// The same in other forms.
    pub related: Vec<Related>,
    /// Words to filter by: the list's id, the classes of the changes.
    pub tags: Vec<String>,
    /// The list, the release and the counts for programs.
    pub facts: ItemFacts,
}

/// A file that belongs to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// What it is to the item: `alternate` for the notice in another form, `related` for the rest.
    pub rel: &'static str,
    /// Its address.
    pub url: String,
    /// Its media type.
    pub media_type: String,
    /// What it is.
    pub title: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// What programs want to know of an item.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ItemFacts {
    /// The list's id.
    pub list_id: String,
    /// The release's name.
    pub release: String,
    /// Its number among the list's releases.
    pub serial: u64,
    /// How many entries were added.
    pub added: u64,
    /// How many were removed.
    pub removed: u64,
    /// How many were amended.
    pub amended: u64,
    /// How many there are now.
    pub entries: u64,
}

/// Makes tag URIs for one publisher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagMaker {
    authority: String,
    prefix: String,
}

impl TagMaker {
    /// Returns the maker for a publication at this address, or, where it has none, by this publisher: then the authority is
    /// `gazette.invalid`, and ids are unique as far as publishers' names are.
    pub fn new(base_url: Option<&str>, publisher: Option<&str>) -> Self {
        match base_url.and_then(host) {
            Some(host) => Self {
                authority: host,
                prefix: String::new(),
            },
            None => Self {
                authority: "gazette.invalid".to_owned(),
                prefix: publisher.map(|name| format!("{}/", specific(name))).unwrap_or_default(),
            },
        }
    }

    /// Returns the maker that made this id of something with this name; nothing if it is not such an id.
    pub fn of_id(id: &str, name: &str) -> Option<Self> {
        let (authority, rest) = id.strip_prefix("tag:")?.split_once(',')?;
        let (date, path) = rest.split_once(':')?;
        date.parse::<Date>().ok()?;
        let prefix = path.strip_suffix(name)?;
        (prefix.is_empty() || prefix.ends_with('/')).then(|| Self {
            authority: authority.to_owned(),
            prefix: prefix.to_owned(),
        })
    }

    /// Returns the tag URI of something that came to be on this day.
    pub fn tag(&self, date: Date, path: &[&str]) -> String {
        let path: Vec<String> = path.iter().map(|part| specific(part)).collect();
        format!("tag:{},{date}:{}{}", self.authority, self.prefix, path.join("/"))
    }
}

/// Returns the host of a web address in lower case, without user, port and path; nothing where it is no host name.
fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.to_ascii_lowercase();
    let is_host = host.contains(|char: char| char.is_ascii_alphanumeric())
        && host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    is_host.then_some(host)
}

/// Returns the text with everything percent-encoded that the specific part of a tag URI may not contain.
fn specific(text: &str) -> String {
    use std::fmt::Write;
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("a String takes every text");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::TagMaker;

    #[test]
    fn ids_are_made_of_the_host_alone() {
        let day = date(2019, 9, 13);
        for url in [
            "https://lists.example.org/gazette/",
            "https://LISTS.example.org:8443",
            "http://me@lists.example.org?x",
        ] {
            let tag = TagMaker::new(Some(url), Some("Ministry")).tag(day, &["us", "2019-09-13"]);
            assert_eq!(tag, "tag:lists.example.org,2019-09-13:us/2019-09-13");
        }
    }

    #[test]
    fn a_published_id_gives_its_maker_back() {
        for (url, publisher) in [
            (Some("https://lists.example.org"), None),
            (None, Some("A B")),
            (None, None),
        ] {
            let maker = TagMaker::new(url, publisher);
            let id = maker.tag(date(2019, 9, 13), &["lists"]);
            assert_eq!(TagMaker::of_id(&id, "lists"), Some(maker));
        }
        assert_eq!(TagMaker::of_id("https://lists.example.org/feed", "lists"), None);
        assert_eq!(TagMaker::of_id("tag:x,2019-09-13:nolists", "lists"), None);
    }

    #[test]
    fn without_an_address_ids_are_made_of_the_publisher() {
        let day = date(2019, 9, 13);
        let tag = TagMaker::new(None, Some("Ministère de l’Économie")).tag(day, &["us"]);
        assert_eq!(
            tag,
            "tag:gazette.invalid,2019-09-13:Minist%C3%A8re%20de%20l%E2%80%99%C3%89conomie/us"
        );
        assert_eq!(
            TagMaker::new(Some("public"), None).tag(day, &["us"]),
            "tag:gazette.invalid,2019-09-13:us"
        );
    }
}
