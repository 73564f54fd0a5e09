//! The contents that a check looks at again, on disk: a publication may have more of them than memory.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// Contents by their paths, in one temporary file.
pub(super) struct Kept {
    file: RefCell<Option<File>>,
    /// Where each content begins, and how long it is.
    places: BTreeMap<String, (u64, u64)>,
    end: u64,
    /// Why the temporary file failed, if it did: then nothing that is missing proves anything.
    failure: Cell<Option<io::Error>>,
}

impl Kept {
    pub(super) fn new() -> Self {
        Self {
            file: RefCell::new(None),
            places: BTreeMap::new(),
            end: 0,
            failure: Cell::new(None),
        }
    }

    /// Keeps a content.
    pub(super) fn insert(&mut self, path: &str, content: &[u8]) {
        match self.write(content) {
            Ok(()) => {
                self.places.insert(path.to_owned(), (self.end, content.len() as u64));
                self.end += content.len() as u64;
            }
            Err(error) => self.failure.set(Some(error)),
        }
    }

    fn write(&self, content: &[u8]) -> io::Result<()> {
        let mut file = self.file.borrow_mut();
        let file = match &mut *file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        file.seek(SeekFrom::Start(self.end))?;
        file.write_all(content)
    }

    /// Returns a content; nothing if it is not kept. After a failure of the temporary file, [`Kept::failure`] has the reason.
    pub(super) fn get(&self, path: &str) -> Option<Vec<u8>> {
        let place = *self.places.get(path)?;
        self.read(place).map_err(|error| self.failure.set(Some(error))).ok()
    }

    fn read(&self, (start, length): (u64, u64)) -> io::Result<Vec<u8>> {
        let mut file = self.file.borrow_mut();
        let file = file.as_mut().ok_or(io::ErrorKind::NotFound)?;
        file.seek(SeekFrom::Start(start))?;
        let mut content = Vec::new();
        file.take(length).read_to_end(&mut content)?;
        Ok(content)
    }

    /// Returns why the temporary file failed, if it did.
    pub(super) fn failure(&self) -> Option<io::Error> {
        self.failure.take()
    }
}
