//! The keys that the command is given: secret ones to sign, public ones to check.
//!
//! A value that may be a secret key is never printed, whatever is wrong with it: logs of CI systems are kept, and many are public.

use std::env::{self, VarError};
use std::ffi::OsString;
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use gazette::publish::minisign::{KeyError, PublicKey, SecretKey, contains_secret_key, may_contain_secret_key};
use gazette::store::git::{Tracking, tracking};

use super::console::Console;

/// The variable with the secret key itself, or the path of its file.
const SECRET_KEY: &str = "GAZETTE_SECRET_KEY";

/// The variable with the password of the secret key.
pub(crate) const PASSWORD: &str = "GAZETTE_SECRET_KEY_PASSWORD";

/// Why a key in the arguments is refused.
const IN_ARGUMENTS: &str = "an argument is, or looks like, a secret key: everyone on this machine can read arguments in the list of \
     processes, and shells keep them. Put the key into a file that only you can read and give its path, or into the variable \
     GAZETTE_SECRET_KEY. If others use this machine, make a new key with `gazette keygen`";

/// Returns the password of the secret key; an empty one is none.
pub(crate) fn password() -> Option<String> {
    env::var(PASSWORD).ok().filter(|password| !password.is_empty())
}

/// Fails if one of the process's arguments is a secret key.
pub(crate) fn require_no_secret_key(arguments: &[OsString]) -> anyhow::Result<()> {
    refuse_if(arguments, contains_secret_key)
}

/// Fails if one of the process's arguments may be a secret key. Arguments that cannot be parsed would be printed otherwise.
pub(crate) fn require_nothing_like_a_secret_key(arguments: &[OsString]) -> anyhow::Result<()> {
    refuse_if(arguments, may_contain_secret_key)
}

fn refuse_if(arguments: &[OsString], is_secret: fn(&str) -> bool) -> anyhow::Result<()> {
    if arguments.iter().any(|argument| is_secret(&argument.to_string_lossy())) {
        bail!(IN_ARGUMENTS);
    }
    Ok(())
}

/// Returns the secret key of the file given as an argument (a path from `start`), else the one of the variable; none if both are
/// empty. Warns of a file that others can read or that git would commit.
pub(crate) fn secret_key(argument: Option<&str>, start: &Path, console: &Console) -> anyhow::Result<Option<SecretKey>> {
    if let Some(argument) = argument.filter(|argument| !argument.is_empty()) {
        let path = start.join(argument);
        if !path.is_file() && may_contain_secret_key(argument) {
            bail!(IN_ARGUMENTS);
        }
        let what = format!("the key file `{argument}`");
        return read_file(&path, &what, console).map(Some);
    }
    match env::var(SECRET_KEY) {
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => bail!("{SECRET_KEY} is not UTF-8; set it to the second line of the key file"),
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => from_variable(&value, start, console).map(Some),
    }
}

fn from_variable(value: &str, start: &Path, console: &Console) -> anyhow::Result<SecretKey> {
    let path = start.join(value.trim());
    if !contains_secret_key(value) && path.is_file() {
        return read_file(&path, &format!("the key file that {SECRET_KEY} names"), console);
    }
    parse(value).with_context(|| {
        format!("{SECRET_KEY} holds no usable key, nor the path of a key file (its value is not shown)")
    })
}

fn read_file(path: &Path, what: &str, console: &Console) -> anyhow::Result<SecretKey> {
    let content = fs::read_to_string(path).with_context(|| format!("{what} cannot be read"))?;
    let key = parse(&content).with_context(|| format!("{what} cannot be used"))?;
    warn_if_exposed(path, what, console);
    Ok(key)
}

fn parse(text: &str) -> anyhow::Result<SecretKey> {
    let password = password();
    SecretKey::parse(text, password.as_deref()).map_err(|error| match error {
        KeyError::Password { .. } if password.is_none() => {
            anyhow::Error::from(error).context(format!("the key is encrypted: set {PASSWORD} to its password"))
        }
        KeyError::Password { .. } => anyhow::Error::from(error).context(format!("{PASSWORD} is not its password")),
        error => error.into(),
    })
}

/// Warns if others can read the file of a secret key, and if git has it or would take it into the next commit.
pub(crate) fn warn_if_exposed(path: &Path, what: &str, console: &Console) {
    if let Some(mode) = mode_for_others(path) {
        console.complain(&format!(
            "warning: {what} can be read or changed by others (mode {mode:03o}); `chmod 600` makes it its owner's alone"
        ));
    }
    match tracking(path) {
        Tracking::Outside => {}
        Tracking::Untracked => console.complain(&format!(
            "warning: {what} is in a git working tree and not ignored: `git add .` would commit it; move it elsewhere, or name it in \
             `.gitignore`"
        )),
        Tracking::Tracked => console.complain(&format!(
            "warning: {what} is tracked by git: everyone with a clone has the key; make a new one with `gazette keygen`, and \
             announce it as `publication.next_key`"
        )),
    }
}

/// Returns the permissions of a file if they give others anything.
#[cfg(unix)]
fn mode_for_others(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

#[cfg(not(unix))]
fn mode_for_others(_: &Path) -> Option<u32> {
    None
}

/// Reads a public key: its line, or the path of its file from `start`.
pub(crate) fn public_key(text: &str, start: &Path) -> anyhow::Result<PublicKey> {
    if let Ok(key) = PublicKey::parse(text) {
        return Ok(key);
    }
    let path = start.join(text);
    if !path.is_file() && may_contain_secret_key(text) {
        bail!(IN_ARGUMENTS);
    }
    let content = fs::read_to_string(path);
    let content = content.with_context(|| format!("`{text}` is neither a public key nor a file that can be read"))?;
    PublicKey::parse(&content).with_context(|| format!("the key file `{text}` cannot be used"))
}
