//! A tree that is built beside the published one and put in its place at one stroke.
//!
//! A publication is many files that only make sense together: `latest/` and the manifest that names it. Replacing them one by
//! one, in whatever order, shows a tree that does not verify for as long as it takes, and for ever where the run is killed in
//! between. So the whole new tree is built in a work folder beside the published one, files that do not change as hard links
//! (no bytes are copied), and then the two folders change names by one call (`renameat2` with `RENAME_EXCHANGE` on
//! Linux, `renamex_np` with `RENAME_SWAP` on macOS): every path leads into the old tree before it, into the new one after
//! it, and `out` stays a plain folder, so that web servers, uploads and archives need not follow symbolic links.
//! Where system or file system cannot exchange, the old tree is moved aside and the new one moved in; a run that was
//! killed between the two is mended by the next.
//!
//! The work folder holds the lock of the run; what a killed run leaves in it is thrown away by the next.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::store::swap::{remove_tree, replace_tree, restore};

use super::error::PublishError;
use super::manifest::{FileFacts, facts};
use super::measured::Measured;

/// The tree that is being built.
#[derive(Debug)]
pub(crate) struct Stage {
    /// The published tree; it may not be there yet.
    out: PathBuf,
    work: PathBuf,
    /// Held for as long as the run lasts.
    _lock: File,
}

impl Stage {
    /// Begins a tree that is to take the place of `out`. What a killed run left behind is mended first.
    pub(crate) fn begin(out: &Path) -> Result<Self, PublishError> {
        let out = whole_path(out)?;
        let work = work_folder(&out);
        fs::create_dir_all(&work).map_err(PublishError::files(&work, "made"))?;
        let lock = lock(&work, &out)?;
        let stage = Self { out, work, _lock: lock };
        stage.mend()?;
        let new = stage.new_tree();
        fs::create_dir(&new).map_err(PublishError::files(&new, "made"))?;
        Ok(stage)
    }

    /// Returns the published tree.
    pub(crate) fn out(&self) -> &Path {
        &self.out
    }

    fn new_tree(&self) -> PathBuf {
        self.work.join("new")
    }

    fn old_tree(&self) -> PathBuf {
        self.work.join("old")
    }

    /// Brings back the old tree where a run was killed after moving it aside, and throws away what else it left.
    fn mend(&self) -> Result<(), PublishError> {
        let old = self.old_tree();
        restore(&self.out, &old).map_err(PublishError::files(&self.out, "brought back"))?;
        for left_over in [self.new_tree(), old] {
            remove_tree(&left_over).map_err(PublishError::files(&left_over, "removed"))?;
        }
        Ok(())
    }

    /// Writes a file.
    pub(crate) fn write(&self, path: &str, media_type: &str, content: &[u8]) -> Result<FileFacts, PublishError> {
        let target = self.new_tree().join(path);
        let written = in_folder(&target, || new_file(&target)).and_then(|mut file| file.write_all(content));
        written.map_err(PublishError::files(&target, "written"))?;
        Ok(facts(path.to_owned(), media_type, content))
    }

    /// Writes a file as it is made, without ever holding it whole.
    pub(crate) fn stream<E>(
        &self,
        path: &str,
        media_type: &str,
        fill: impl FnOnce(&mut dyn Write) -> Result<(), E>,
    ) -> Result<Result<FileFacts, E>, PublishError> {
        let mut file = self.grow(path, media_type)?;
        match fill(&mut file) {
            Err(error) => Ok(Err(error)),
            Ok(()) => file.end().map(Ok),
        }
    }

    /// Begins a file that is written as it is made.
    pub(crate) fn grow(&self, path: &str, media_type: &str) -> Result<Growing, PublishError> {
        let place = self.new_tree().join(path);
        let file = in_folder(&place, || new_file(&place)).map_err(PublishError::files(&place, "written"))?;
        Ok(Growing {
            place,
            path: path.to_owned(),
            media_type: media_type.to_owned(),
            out: Measured::new(BufWriter::new(file)),
        })
    }

    /// Takes a file over from the published tree as it is.
    pub(crate) fn keep(&self, file: &FileFacts) -> Result<(), PublishError> {
        let damaged = |reason: &str| PublishError::Damaged {
            path: file.path.clone(),
            reason: reason.to_owned(),
        };
        match self.is_there(file) {
            None => Err(damaged("is missing")),
            Some(false) => Err(damaged("is not what its manifest says")),
            Some(true) => self.carry_over(&file.path),
        }
    }

    /// Returns whether a file of the published tree has the size that its manifest says; nothing where it is missing.
    pub(crate) fn is_there(&self, file: &FileFacts) -> Option<bool> {
        let metadata = fs::symlink_metadata(self.out.join(&file.path)).ok()?;
        Some(metadata.is_file() && metadata.len() == file.bytes)
    }

    /// Takes over whatever stands at this path of the published tree.
    pub(crate) fn carry_over(&self, path: &str) -> Result<(), PublishError> {
        link_or_copy(&self.out.join(path), &self.new_tree().join(path))
    }

    /// Gives a file of the new tree a second name there.
    pub(crate) fn link(&self, from: &str, to: &str) -> Result<(), PublishError> {
        link_or_copy(&self.new_tree().join(from), &self.new_tree().join(to))
    }

    /// Returns the content of a file of the new tree.
    pub(crate) fn read(&self, path: &str) -> Result<Vec<u8>, PublishError> {
        let place = self.new_tree().join(path);
        fs::read(&place).map_err(PublishError::files(&place, "read"))
    }

    /// Returns true where the new tree has this file.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.new_tree().join(path).symlink_metadata().is_ok()
    }

    /// Puts the new tree in the place of the old one.
    pub(crate) fn show(self, durable: bool) -> Result<(), PublishError> {
        if durable {
            self.wait_for_the_disk()?;
        }
        replace_tree(&self.new_tree(), &self.out, &self.old_tree())
            .map_err(PublishError::files(&self.out, "replaced"))?;
        if durable {
            self.wait_for_the_disk()?;
        }
        Ok(())
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn wait_for_the_disk(&self) -> Result<(), PublishError> {
        let folder = File::open(&self.work).map_err(PublishError::files(&self.work, "opened"))?;
        rustix::fs::syncfs(folder).map_err(|error| PublishError::Files {
            path: self.work.clone(),
            what: "brought to the disk",
            source: error.into(),
        })
    }

    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    fn wait_for_the_disk(&self) -> Result<(), PublishError> {
        sync_tree(&self.new_tree()).map_err(PublishError::files(&self.work, "brought to the disk"))
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // After the exchange the work folder holds the old tree. What cannot be removed now the next run removes.
        let _ = remove_tree(&self.work);
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn sync_tree(tree: &Path) -> io::Result<()> {
    if !tree.exists() {
        return Ok(());
    }
    for path in super::published::files_below(tree)? {
        File::open(tree.join(path))?.sync_all()?;
    }
    Ok(())
}

/// A file system without hard links gets a copy.
fn link_or_copy(source: &Path, target: &Path) -> Result<(), PublishError> {
    if in_folder(target, || fs::hard_link(source, target)).is_err() {
        in_folder(target, || fs::copy(source, target)).map_err(PublishError::files(source, "copied"))?;
    }
    Ok(())
}

/// Returns the path without links and dots, so that what is exchanged is the folder itself and not a link to it.
fn whole_path(out: &Path) -> Result<PathBuf, PublishError> {
    if let Ok(path) = out.canonicalize() {
        return Ok(path);
    }
    let absolute = std::path::absolute(out).map_err(PublishError::files(out, "found"))?;
    let (Some(parent), Some(name)) = (absolute.parent(), absolute.file_name()) else {
        return Ok(absolute);
    };
    fs::create_dir_all(parent).map_err(PublishError::files(parent, "made"))?;
    let parent = parent.canonicalize().map_err(PublishError::files(parent, "found"))?;
    Ok(parent.join(name))
}

/// Returns the work folder: beside the tree, because only within one file system a folder can change its name.
fn work_folder(out: &Path) -> PathBuf {
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    out.with_file_name(format!(".{name}.gazette-work"))
}

fn lock(work: &Path, out: &Path) -> Result<File, PublishError> {
    let path = work.join("lock");
    let file = File::create(&path).map_err(PublishError::files(&path, "made"))?;
    let busy = || PublishError::Busy { out: out.to_owned() };
    file.try_lock().map_err(|error| match error {
        fs::TryLockError::WouldBlock => busy(),
        fs::TryLockError::Error(source) => PublishError::files(&path, "locked")(source),
    })?;
    // Another run may have ended, and removed the file, between our opening and locking it.
    if is_same_file(&file, &path) {
        Ok(file)
    } else {
        Err(busy())
    }
}

#[cfg(unix)]
fn is_same_file(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(ours), Ok(theirs)) => (ours.dev(), ours.ino()) == (theirs.dev(), theirs.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_same_file(_: &File, path: &Path) -> bool {
    path.exists()
}

/// Makes something in a folder, and the folder first where it is missing: there are many files, and mostly it is there.
fn in_folder<T>(target: &Path, make: impl Fn() -> io::Result<T>) -> io::Result<T> {
    match make() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            target.parent().map_or(Ok(()), fs::create_dir_all)?;
            make()
        }
        other => other,
    }
}

/// Never opens a file that is there: it may be one with the published tree.
fn new_file(path: &Path) -> io::Result<File> {
    File::options().write(true).create_new(true).open(path)
}

/// A file of the new tree that is being written, without ever being whole in memory.
pub(crate) struct Growing {
    place: PathBuf,
    path: String,
    media_type: String,
    out: Measured<BufWriter<File>>,
}

impl Growing {
    /// Ends the file.
    pub(crate) fn end(mut self) -> Result<FileFacts, PublishError> {
        self.out.flush().map_err(PublishError::files(&self.place, "written"))?;
        let (bytes, sha256) = self.out.end();
        Ok(FileFacts {
            path: self.path,
            bytes,
            media_type: self.media_type,
            sha256,
        })
    }
}

impl Write for Growing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io;
    use std::path::Path;

    use crate::store::swap::replace_tree_by;

    use super::{PublishError, Stage};

    fn unsupported(_: &Path, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn published(out: &Path) -> String {
        fs::read_to_string(out.join("a/file")).unwrap()
    }

    fn build(out: &Path, content: &str) -> Stage {
        let stage = Stage::begin(out).unwrap();
        stage.write("a/file", "text/plain", content.as_bytes()).unwrap();
        stage
    }

    #[test]
    fn nothing_is_seen_before_it_is_shown_and_nothing_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("public");
        build(&out, "one").show(false).unwrap();
        let stage = build(&out, "two");
        assert_eq!(published(&out), "one");
        stage.show(true).unwrap();
        assert_eq!(published(&out), "two");
        let names: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|it| it.unwrap().file_name())
            .collect();
        assert_eq!(names, ["public"]);
    }

    #[test]
    fn a_file_that_was_taken_over_is_not_written_into() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("public");
        build(&out, "one").show(false).unwrap();
        let stage = Stage::begin(&out).unwrap();
        stage.carry_over("a/file").unwrap();
        assert!(stage.write("a/file", "text/plain", b"two").is_err());
        assert_eq!(published(&out), "one");
    }

    #[test]
    fn a_file_system_that_cannot_exchange_gets_two_renames() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("public");
        build(&out, "one").show(false).unwrap();
        let stage = build(&out, "two");
        replace_tree_by(unsupported, &stage.new_tree(), &stage.out, &stage.old_tree()).unwrap();
        drop(stage);
        assert_eq!(published(&out), "two");
    }

    #[test]
    fn a_run_that_was_killed_between_the_two_renames_is_mended() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("public");
        build(&out, "one").show(false).unwrap();
        let work = super::work_folder(&out);
        fs::create_dir_all(work.join("new/half")).unwrap();
        fs::rename(&out, work.join("old")).unwrap();
        let stage = Stage::begin(&out).unwrap();
        assert_eq!(published(&out), "one");
        assert!(!stage.has("half"));
    }

    #[test]
    fn two_runs_do_not_meet() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("public");
        let first = build(&out, "one");
        assert!(matches!(Stage::begin(&out), Err(PublishError::Busy { .. })));
        first.show(false).unwrap();
        assert_eq!(published(&out), "one");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_its_folder_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().join("disk/real");
        build(&real, "one").show(false).unwrap();
        let link = folder.path().join("public");
        std::os::unix::fs::symlink(&real, &link).unwrap();
        build(&link, "two").show(false).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(published(&real), "two");
    }
}
