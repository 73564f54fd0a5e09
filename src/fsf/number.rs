//! Logical ids of what has none.

use sha2::{Digest, Sha256};

/// The ids of the European Union have six digits; those made from content are above, and within the 32 bits that readers expect.
const OWN_NUMBERS: u64 = 1_000_000_000;

/// Returns a logical id made from content: the same content has the same id in every release.
pub(super) fn number_of(content: &[&str]) -> String {
    let digest = Sha256::digest(content.join("\0"));
    let head = digest[..8].try_into().expect("a SHA-256 has 32 bytes");
    (OWN_NUMBERS + u64::from_be_bytes(head) % OWN_NUMBERS).to_string()
}

/// Returns an id that the schema admits (`xs:long`), else one made from content.
pub(super) fn logical_id(own: Option<&str>, content: &[&str]) -> String {
    let is_number = |id: &&str| !id.is_empty() && id.len() < 19 && id.bytes().all(|byte| byte.is_ascii_digit());
    own.filter(is_number).map_or_else(|| number_of(content), str::to_owned)
}
