//! Where a publication is read from by those who do not make it.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::published::{files_below, is_inner_path};

/// A publication to be read: a folder, or a web server.
pub trait Source {
    /// Writes the bytes of a file to `out`, without the first `from` of them; returns false where there is no such file.
    ///
    /// Whatever was written when it fails are bytes of the file, so that a later call can go on behind them.
    ///
    /// # Errors
    ///
    /// Fails where it cannot be read, and where it has more bytes than `at_most`.
    fn read(&self, path: &str, at_most: u64, from: u64, out: &mut dyn Write) -> Result<bool, SourceError>;

    /// Returns the content of a file; nothing where there is none.
    ///
    /// # Errors
    ///
    /// As [`Source::read`].
    fn get(&self, path: &str, at_most: u64) -> Result<Option<Vec<u8>>, SourceError> {
        let mut content = Vec::new();
        let is_there = self.read(path, at_most, 0, &mut content)?;
        Ok(is_there.then_some(content))
    }

    /// Returns the content of a file unless it is still the one with this tag.
    ///
    /// # Errors
    ///
    /// As [`Source::get`].
    fn get_if_new(&self, path: &str, at_most: u64, tag: Option<&str>) -> Result<Answer, SourceError> {
        let _ = tag;
        Ok(match self.get(path, at_most)? {
            Some(content) => Answer::New { content, tag: None },
            None => Answer::Absent,
        })
    }

    /// Returns how many bytes of files came over a network so far, counted unpacked.
    fn received(&self) -> u64 {
        0
    }

    /// Returns the paths of all files, in order; nothing where the source cannot tell.
    ///
    /// # Errors
    ///
    /// Fails where the source could tell and something hinders it.
    fn list(&self) -> Result<Option<Vec<String>>, SourceError>;
}

/// What a source says of a file that may be known already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// There is none.
    Absent,
    /// It is the one with that tag.
    Same,
    /// It is this one.
    New {
        /// Its content.
        content: Vec<u8>,
        /// What to ask with the next time (`ETag`), where the source has such a thing.
        tag: Option<String>,
    },
}

/// No entity tag that a server sends is kept if it is longer: it goes into the state of a copy and into every later request.
const LONGEST_TAG: usize = 256;

/// Returns true for one entity tag as [RFC 9110, section 8.8.3](https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3) has it; a `*` or
/// a list of tags, which every file answers to, is none.
pub fn is_entity_tag(text: &str) -> bool {
    let opaque = text.strip_prefix("W/").unwrap_or(text);
    let inner = opaque.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let is_tag_byte = |byte: u8| byte == 0x21 || (0x23..=0x7e).contains(&byte) || byte >= 0x80;
    text.len() <= LONGEST_TAG && inner.is_some_and(|inner| inner.bytes().all(is_tag_byte))
}

/// Why a file of a publication could not be had.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SourceError {
    /// It has more bytes than it may.
    #[error("it has more than {at_most} bytes")]
    TooLarge {
        /// How many it may have.
        at_most: u64,
    },
    /// It is a link, a folder or a device.
    #[error("it is no plain file")]
    NoFile,
    /// Its path leads elsewhere.
    #[error("its path leads out of the publication")]
    Outside,
    /// The folder cannot be read.
    #[error("it cannot be read: {source}")]
    Read {
        /// Why.
        #[from]
        source: io::Error,
    },
    /// The server gave no good answer, however often it was asked.
    #[error("{reason}")]
    Server {
        /// What it did.
        reason: String,
    },
}

/// A publication in a folder.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// Returns the publication in this folder.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }
}

impl Source for Folder {
    fn read(&self, path: &str, at_most: u64, from: u64, out: &mut dyn Write) -> Result<bool, SourceError> {
        if !is_inner_path(path) {
            return Err(SourceError::Outside);
        }
        let place = self.root.join(path);
        let metadata = match place.symlink_metadata() {
            Err(error) if is_absence(&error) => return Ok(false),
            other => other?,
        };
        if !metadata.is_file() {
            return Err(SourceError::NoFile);
        }
        let mut file = File::open(&place)?;
        file.seek(SeekFrom::Start(from))?;
        copy_at_most(&mut file, at_most.saturating_sub(from), at_most, out)?;
        Ok(true)
    }

    fn list(&self) -> Result<Option<Vec<String>>, SourceError> {
        Ok(Some(files_below(&self.root)?))
    }
}

fn is_absence(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Copies everything that is left, unless there are more than `left` bytes; `at_most` is for the message.
fn copy_at_most(from: &mut dyn Read, left: u64, at_most: u64, out: &mut dyn Write) -> Result<(), SourceError> {
    let mut limited = from.take(left.saturating_add(1));
    if io::copy(&mut limited, out)? > left {
        return Err(SourceError::TooLarge { at_most });
    }
    Ok(())
}
