//! Elements as OFAC has them: each with a number.

use sha2::{Digest, Sha256};

pub(crate) use crate::data::Branch;

/// Numbers below this are OFAC's own; those made from content stand above, and within the 32 bits that readers expect.
pub(crate) const OWN_NUMBERS: u64 = 1_000_000_000;

/// Returns a number made from content: the same content has the same number in every release.
pub(crate) fn number_of(content: &[&str]) -> u64 {
    let digest = Sha256::digest(content.join("\0"));
    let head = digest[..8].try_into().expect("a SHA-256 has 32 bytes");
    OWN_NUMBERS + u64::from_be_bytes(head) % OWN_NUMBERS
}

/// Returns true for a number that was made from content.
pub(crate) fn is_made(number: &str) -> bool {
    let number = number.parse::<u64>();
    number.is_ok_and(|number| (OWN_NUMBERS..2 * OWN_NUMBERS).contains(&number))
}

impl Branch {
    /// Gives the element its number: the authority's, else one made from `key`, which tells it from its siblings.
    pub(crate) fn numbered(mut self, id: Option<&str>, entry: &str, key: &str) -> Self {
        let id = match id {
            Some(id) => id.to_owned(),
            None => number_of(&[entry, self.name, key]).to_string(),
        };
        self.attributes.insert(0, ("id", id));
        self
    }
}
