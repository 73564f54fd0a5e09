//! Objects that are not in a pack: each a file of its own, compressed with zlib.
//!
//! libgit2 (1.9.7, `git_zstream_get_output` in `zstream.c`) never returns from an object whose file was cut off: its loop
//! asks zlib for more output until the stream ends, and zlib, which has no more input, never ends it. So these files are read
//! here, and libgit2 only sees objects that were found to be whole.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use flate2::bufread::ZlibDecoder;
use git2::{ObjectType, Oid};

use super::super::error::StoreError;

/// Reads an object from its own file in a folder of objects; returns nothing if there is no such file.
///
/// # Errors
///
/// Fails if the file is cut off or damaged otherwise.
pub(super) fn read_loose(objects: &Path, id: Oid) -> Result<Option<(ObjectType, Vec<u8>)>, StoreError> {
    let id = id.to_string();
    let path = objects.join(&id[..2]).join(&id[2..]);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(source) => return Err(StoreError::Unreadable { path, source }),
    };
    let mut bytes = Vec::new();
    let inflated = ZlibDecoder::new(BufReader::new(file)).read_to_end(&mut bytes);
    let object = inflated.ok().and_then(|_| parse(bytes));
    object.map(Some).ok_or(StoreError::DamagedObject { id, path })
}

/// Takes an object apart: its kind, a blank, its length, a NUL and its content.
fn parse(mut bytes: Vec<u8>) -> Option<(ObjectType, Vec<u8>)> {
    let end = bytes.iter().take(32).position(|byte| *byte == 0)?;
    let (kind, length) = std::str::from_utf8(&bytes[..end]).ok()?.split_once(' ')?;
    let (kind, length) = (ObjectType::from_str(kind)?, length.parse::<usize>().ok()?);
    bytes.drain(..=end);
    (bytes.len() == length).then_some((kind, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_has_the_length_that_it_states() {
        assert_eq!(
            parse(b"blob 3\0abc".to_vec()),
            Some((ObjectType::Blob, b"abc".to_vec()))
        );
        assert_eq!(parse(b"blob 4\0abc".to_vec()), None);
        assert_eq!(parse(b"leaf 3\0abc".to_vec()), None);
        assert_eq!(parse(b"".to_vec()), None);
    }
}
