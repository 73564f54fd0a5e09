//! Ids of entities: stable over releases, of letters, digits, dots and hyphens alone, and without anything readable that the list
//! does not itself use as an id.

use sha1::{Digest, Sha1};

use crate::data::hex;

use super::value::is_id;

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

    /// Returns the id of an entry: the list's name and the entry's own id, which the authority gave; its digest where it has
    /// characters that no id may have.
    pub fn entry(&self, entry: &str) -> String {
        let readable = format!("{}-{entry}", self.prefix);
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
        let mut hasher = Sha1::new();
        hasher.update(self.dataset.as_bytes());
        for part in parts {
            hasher.update(b"\0");
            hasher.update(part.as_bytes());
        }
        format!("{}-{}", self.prefix, hex(&hasher.finalize()))
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
