//! What was fetched and is not yet in the copy: kept beside it, so that a run that breaks off is not begun anew.
//!
//! ```text
//! .<name>.gazette-fetched/<sha256>   a file of the publication, whole or its beginning
//! ```
//!
//! A file is named by the digest that it must have, and is believed only if it has it. All of them go when the copy is whole.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::feed::native::sha256;
use crate::publish::manifest::FileFacts;
use crate::publish::source::Source;

use super::error::{SyncError, cannot, faulty, missing};

/// The files that were fetched for one copy. The run that has the copy's lock has them alone.
pub(super) struct Fetched {
    folder: PathBuf,
}

/// A published file of which size and digest are known.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) path: &'a str,
    pub(super) bytes: u64,
    pub(super) sha256: &'a str,
}

impl<'a> Wanted<'a> {
    pub(super) fn of(file: &'a FileFacts) -> Self {
        Self {
            path: &file.path,
            bytes: file.bytes,
            sha256: &file.sha256,
        }
    }
}

impl Fetched {
    /// Returns what was fetched for the copy in `dest`.
    pub(super) fn of(dest: &Path) -> Self {
        let name = dest.file_name().unwrap_or_default().to_string_lossy();
        Self {
            folder: dest.with_file_name(format!(".{name}.gazette-fetched")),
        }
    }

    /// Returns a file's content, of which only what is not here yet is fetched.
    pub(super) fn get(&self, source: &dyn Source, wanted: Wanted<'_>) -> Result<Vec<u8>, SyncError> {
        if !is_digest(wanted.sha256) {
            return Err(faulty(wanted.path, "is named with a SHA-256 that is not one"));
        }
        let place = self.folder.join(wanted.sha256);
        let (mut file, here) = self.open(&place, wanted.bytes)?;
        if here < wanted.bytes {
            let read = source.read(wanted.path, wanted.bytes, here, &mut file);
            if !read.map_err(cannot(wanted.path))? {
                return Err(missing(wanted.path));
            }
        }
        let content = fs::read(&place).map_err(unwritable)?;
        let proved = prove(wanted, &content);
        if proved.is_err() {
            // Going on behind false bytes would never end well.
            fs::remove_file(&place).map_err(unwritable)?;
        }
        proved.map(|()| content)
    }

    /// Opens the place of a file behind what of it is here. The folder is one that others may be able to write to: links in it are not
    /// followed.
    fn open(&self, place: &Path, bytes: u64) -> Result<(File, u64), SyncError> {
        match fs::symlink_metadata(&self.folder) {
            Ok(metadata) if !metadata.is_dir() => {
                return Err(SyncError::FetchFolder {
                    folder: self.folder.clone(),
                });
            }
            _ => fs::create_dir_all(&self.folder).map_err(unwritable)?,
        }
        if fs::symlink_metadata(place).is_ok_and(|metadata| !metadata.is_file()) {
            fs::remove_file(place).map_err(unwritable)?;
        }
        open_behind(place, bytes).map_err(unwritable)
    }

    /// Throws everything away: the copy is whole.
    pub(super) fn clear(&self) {
        // What cannot be removed now the next run removes.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn open_behind(place: &Path, bytes: u64) -> io::Result<(File, u64)> {
    let file = OpenOptions::new().create(true).append(true).open(place)?;
    let here = file.metadata()?.len();
    if here <= bytes {
        return Ok((file, here));
    }
    file.set_len(0)?;
    Ok((file, 0))
}

fn prove(wanted: Wanted<'_>, content: &[u8]) -> Result<(), SyncError> {
    let (here, bytes) = (content.len() as u64, wanted.bytes);
    if here != bytes {
        let reason = format!("has {here} bytes, and {bytes} were published (truncated)");
        return Err(faulty(wanted.path, &reason));
    }
    if sha256(content) != wanted.sha256 {
        return Err(faulty(wanted.path, "has another SHA-256 than was published"));
    }
    Ok(())
}

/// A digest becomes the name of a file, and comes from others.
fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn unwritable(source: io::Error) -> SyncError {
    SyncError::Kept { source }
}
