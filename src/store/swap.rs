//! One folder in the place of another.

use std::fs;
use std::io;
use std::path::Path;

/// Puts the folder `new` in the place of `target`, in one step if the system can exchange two names (`renameat2` with
/// `RENAME_EXCHANGE` on Linux, `renamex_np` with `RENAME_SWAP` on macOS). Otherwise `target` is first moved to `aside`. The old
/// folder is afterwards at `new` or at `aside`; all three paths must be on one file system.
///
/// # Errors
///
/// Fails if a folder cannot be renamed. `target` is then as it was, or [`restore`] brings it back.
pub(crate) fn replace_tree(new: &Path, target: &Path, aside: &Path) -> io::Result<()> {
    replace_tree_by(exchange, new, target, aside)
}

/// Does the work of [`replace_tree`] with another way to exchange two folders.
pub(crate) fn replace_tree_by(
    exchange: fn(&Path, &Path) -> io::Result<()>,
    new: &Path,
    target: &Path,
    aside: &Path,
) -> io::Result<()> {
    if !target.exists() {
        return fs::rename(new, target);
    }
    if exchange(new, target).is_ok() {
        return Ok(());
    }
    fs::rename(target, aside)?;
    fs::rename(new, target).inspect_err(|_| {
        // The old folder must be visible again; if that fails too, the next run restores it.
        let _ = fs::rename(aside, target);
    })
}

/// Brings `target` back if a run was killed after it had moved it to `aside`.
///
/// # Errors
///
/// Fails if the folder cannot be renamed.
pub(crate) fn restore(target: &Path, aside: &Path) -> io::Result<()> {
    if aside.exists() && !target.exists() {
        fs::rename(aside, target)?;
    }
    Ok(())
}

/// Removes a folder; one that is not there is no error.
///
/// # Errors
///
/// Fails if it cannot be removed.
pub(crate) fn remove_tree(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).map_err(io::Error::from)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
