//! Ids of entities: stable over releases, of letters, digits, dots and hyphens alone, and without anything readable that the list
//! does not itself use as an id.

use sha1::Sha1;

use crate::data::hex;

use super::value::is_id;

/// A SHA-1.
pub(super) type Digest = [u8; 20];

/// What ids of one list are made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ids {
    /// The name of the dataset: the list's id in lower case, every run of other characters as one `_`.
    pub dataset: String,
    prefix: String,
}

impl Ids {
    /// Returns the ids of a list.
    pub fn of_list(list_id: &str) -> Self {
        let joined = |joint: &str| {
            let words = list_id.split(|c: char| !c.is_ascii_alphanumeric());
            let words: Vec<String> = words
                .filter(|word| !word.is_empty())
                .map(str::to_ascii_lowercase)
                .collect();
            if words.is_empty() {
                "list".to_owned()
            } else {
                words.join(joint)
            }
        };
        Self {
            dataset: joined("_"),
            prefix: joined("-"),
        }
    }

    /// Returns how ids begin: all of them but those that entries bring along.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Returns the id of an entry: the list's name and the entry's own id, which the authority gave; its digest where it has
    /// characters that no id may have.
    pub fn entry(&self, entry: &str) -> String {
        let readable = [self.prefix.as_str(), "-", entry].concat();
        if is_id(&readable) {
            readable
        } else {
            self.derived(&["Entry", entry])
        }
    }

    /// Returns the id of a party that is not listed. Its own id may say who it is, so it is not shown.
    pub fn party(&self, party: &str) -> String {
        self.derived(&["Party", party])
    }

    /// Returns an id made of these parts: SHA-1 over the dataset and each of them, with a NUL between.
    pub fn derived(&self, parts: &[&str]) -> String {
        self.of_digest(self.digest(parts))
    }

    /// Returns the id that has this digest.
    pub(super) fn of_digest(&self, digest: Digest) -> String {
        let mut id = String::with_capacity(self.prefix.len() + 1 + 2 * digest.len());
        id.push_str(&self.prefix);
        id.push('-');
        id.push_str(&hex(&digest));
        id
    }

    /// Returns the digest in such an id.
    pub(super) fn digest(&self, parts: &[&str]) -> Digest {
        let mut text = Vec::with_capacity(256);
        text.extend_from_slice(self.dataset.as_bytes());
        for part in parts {
            text.push(b'\0');
            text.extend_from_slice(part.as_bytes());
        }
        <Sha1 as sha1::Digest>::digest(&text).into()
    }
}

#[cfg(test)]
mod tests {
    use super::Ids;

    #[test]
    fn names_and_ids_are_of_the_alphabet_that_readers_take() {
        let ids = Ids::of_list("UN.dprk--Cyber");
        assert_eq!(ids.dataset, "un_dprk_cyber");
        assert_eq!(ids.entry("KPe.031"), "un-dprk-cyber-KPe.031");
        assert_eq!(ids.entry("a/b").len(), "un-dprk-cyber-".len() + 40);
        assert_ne!(ids.entry("a/b"), ids.entry("a_b"));
        assert_ne!(ids.party("x"), ids.entry("x"));
    }
}
