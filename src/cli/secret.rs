//! The keys that the command is given: secret ones to sign, public ones to check.

use std::fs;
use std::path::Path;

use anyhow::Context;
use gazette::publish::minisign::{KeyError, PublicKey, SecretKey};

/// The variable with the password of the secret key.
pub(crate) const PASSWORD: &str = "GAZETTE_SECRET_KEY_PASSWORD";

/// Returns the password of the secret key; an empty one is none.
pub(crate) fn password() -> Option<String> {
    std::env::var(PASSWORD).ok().filter(|password| !password.is_empty())
}

/// Reads a secret key: the text of a key, or the path of its file from `start`.
pub(crate) fn secret_key(text: &str, start: &Path) -> anyhow::Result<SecretKey> {
    let password = password();
    let parse = |content: &str| {
        SecretKey::parse(content, password.as_deref()).map_err(|error| match error {
            KeyError::Password { .. } => anyhow::Error::from(error).context(format!("{PASSWORD} is not its password")),
            error => error.into(),
        })
    };
    if is_key(text) {
        return parse(text).context("the key in GAZETTE_SECRET_KEY cannot be used");
    }
    let path = start.join(text);
    let content = fs::read_to_string(&path).with_context(|| format!("the key `{text}` cannot be read"))?;
    parse(&content).with_context(|| format!("the key `{text}` cannot be used"))
}

/// Reads a public key: its line, or the path of its file from `start`.
pub(crate) fn public_key(text: &str, start: &Path) -> anyhow::Result<PublicKey> {
    if let Ok(key) = PublicKey::parse(text) {
        return Ok(key);
    }
    let content = fs::read_to_string(start.join(text));
    let content = content.with_context(|| format!("`{text}` is no key, and no file that can be read"))?;
    PublicKey::parse(&content).with_context(|| format!("the key `{text}` cannot be used"))
}

/// Returns true for the text of a key, as against a path: keys come in variables as they stand in their files.
fn is_key(text: &str) -> bool {
    text.contains('\n') || (text.starts_with("RW") && text.len() > 100)
}
