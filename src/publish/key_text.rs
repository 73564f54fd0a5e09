//! Secret keys as people hand them over: a key file, its second line, or what a CI variable made of either.
//!
//! What is not a key may still be most of one. Nothing here returns, or describes, any part of such a text.

use super::minisign::{PublicKey, decode};

/// The first bytes of every key of minisign, secret or public: the algorithm.
const ALGORITHM: &[u8] = b"Ed";

/// The bytes of a secret key: algorithms, salt, limits, number, the key itself and a checksum.
const SECRET_BYTES: usize = 158;

/// The characters of a secret key's line: its bytes in Base64.
const LINE_CHARS: usize = SECRET_BYTES.div_ceil(3) * 4;

/// How the first line of a key file begins.
const COMMENT: &str = "untrusted comment:";

/// A run of Base64 this long may be a piece of a secret key; a public key has 56 characters.
const SUSPECT_CHARS: usize = 64;

/// Returns true if a text contains a whole secret key, encrypted or not.
#[must_use]
pub fn contains_secret_key(text: &str) -> bool {
    secret_line(text).is_some()
}

/// Returns true if a text may contain a secret key, whole or damaged, so that it must not be printed.
#[must_use]
pub fn may_contain_secret_key(text: &str) -> bool {
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    let mut runs = text.split(|c: char| !is_base64(c));
    text.contains(COMMENT) || runs.any(|run| run.len() >= SUSPECT_CHARS)
}

/// Returns the line of the secret key in a text: in a key file, alone, in quotes, with blanks or the two characters `\n` for
/// line ends. Variables of CI systems change key files in these ways.
pub(super) fn secret_line(text: &str) -> Option<String> {
    let text = text.replace("\\r", "\n").replace("\\n", "\n");
    let mut words = words(&text);
    words.find(|word| is_secret_line(word)).map(str::to_owned)
}

/// Says why a text without the line of a secret key is not one, and what to do, without repeating any of it.
pub(super) fn fault(text: &str) -> String {
    let line = format!("the line of a secret key has {LINE_CHARS} characters and begins with `RW`");
    if text.trim().is_empty() {
        return format!("it is empty; {line}");
    }
    if words(text).any(|word| PublicKey::parse(word).is_ok()) {
        return "it is a public key; the secret key is the other file of the pair, the one without `.pub`".to_owned();
    }
    if is_base64_of_key_file(text) {
        return "it is the Base64 of a key file; give the content of the file as it is, or its second line alone"
            .to_owned();
    }
    if may_contain_secret_key(text) {
        return format!("a part of it is missing or changed: {line}; copy the second line of the key file again");
    }
    format!("it has no such line: {line}; copy the second line of the key file")
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
    words.filter(|word| !word.is_empty())
}

fn is_secret_line(word: &str) -> bool {
    word.len() == LINE_CHARS
        && decode(word).is_some_and(|bytes| bytes.len() == SECRET_BYTES && bytes.starts_with(ALGORITHM))
}

fn is_base64_of_key_file(text: &str) -> bool {
    let text: String = words(text).collect();
    decode(&text).is_some_and(|bytes| bytes.starts_with(COMMENT.as_bytes()))
}
