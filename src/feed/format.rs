//! What a feed format is.

use std::io::{self, Write};

use rayon::prelude::*;
use thiserror::Error;

use crate::model::Edition;

use super::carries::{Account, Carries};

/// One machine-readable form of a list, made of one or several files.
///
/// A format is its facts and one function. It sees an edition in canonical form and writes to whatever it is given; it
/// never sees a file, a clock or a repository.
pub trait Format: Sync {
    /// Returns the name that the command line, `list.yaml` and the manifest use: lower case, words joined by `-`.
    fn name(&self) -> &'static str;

    /// Returns what it is for, in one line, for `--help` and the catalogue.
    fn about(&self) -> &'static str;

    /// Returns its files in the order in which they are written: at least one, all of them in every edition.
    fn files(&self) -> &'static [FileKind];

    /// Returns true for the formats that can write every list there may be: a list that names no feeds is published in
    /// these. The others have to be asked for, since an entry that they cannot write in any way stops a publication.
    fn is_native(&self) -> bool {
        false
    }

    /// Returns false if the format has nothing to write of an edition: it is then not published.
    fn applies_to(&self, edition: &Edition) -> bool {
        let _ = edition;
        true
    }

    /// Returns true if the files have the past too: a publication then writes them from its
    /// [`Chronicle`](super::ftm::Chronicle) of the list, and lays them out as data sets of FollowTheMoney.
    fn chronicle(&self) -> bool {
        false
    }

    /// Writes one of [`Format::files`]. Equal editions give equal bytes, wherever and whenever.
    ///
    /// # Errors
    ///
    /// Fails where `out` fails, where `file` is none of this format's, and where the edition cannot be written at all;
    /// what is carried less well than in the model is not an error but a [`Loss`](super::Loss).
    fn write(&self, file: &FileKind, edition: &Edition, out: &mut dyn Write) -> Result<(), FeedError>;

    /// Writes all of [`Format::files`] side by side, each to the one of `outs` at its place. A format whose files are
    /// made of one thing makes it once.
    ///
    /// # Errors
    ///
    /// Fails if [`Format::write`] does; if several files fail, with the error of the first of them.
    fn write_all(&self, edition: &Edition, outs: &mut [&mut (dyn Write + Send)]) -> Result<(), FeedError> {
        let files = self.files().par_iter().zip(outs).with_max_len(1);
        let written: Vec<_> = files.map(|(file, out)| self.write(file, edition, *out)).collect();
        written.into_iter().collect()
    }

    /// Returns the file that states what a release changed; `None` if the format has none. Its name is that of no
    /// other file of a release, in any spelling of case.
    fn delta(&self) -> Option<FileKind> {
        None
    }

    /// Writes [`Format::delta`] of the step from one edition to the next; the base of a first release has no entries.
    ///
    /// # Errors
    ///
    /// Fails where `out` fails, and where the format has no such file.
    fn write_delta(&self, base: &Edition, target: &Edition, out: &mut dyn Write) -> Result<(), FeedError> {
        let _ = (base, target, out);
        Err(FeedError::NoSuchFile {
            format: self.name(),
            file: "delta".to_owned(),
        })
    }

    /// Returns what its files carry of an entry: each field that it does not declare is reported as lost.
    fn carries(&self) -> &'static Carries;

    /// Returns what maps an entry of the edition and reports what it cannot say, if the format has such a mapping: these gaps come before
    /// those that follow from [`Format::carries`].
    fn account<'a>(&'a self, edition: &'a Edition) -> Option<Account<'a>> {
        let _ = edition;
        None
    }
}

/// One file of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileKind {
    /// Its name, the same for every list, and unlike that of any other format's file in any spelling of case: the files
    /// of all formats are in one folder, which may be copied to a file system that ignores case.
    pub name: &'static str,
    /// Its media type, with the character set where the type has one: `text/csv; charset=utf-8`.
    pub media_type: &'static str,
    /// What it holds, in one line.
    pub about: &'static str,
}

/// Why a feed could not be written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FeedError {
    /// The place that it is written to failed.
    #[error("the feed cannot be written")]
    Write {
        /// Why.
        #[from]
        source: io::Error,
    },
    /// A file was asked for that the format does not have.
    #[error("the format `{format}` has no file `{file}`")]
    NoSuchFile {
        /// The format.
        format: &'static str,
        /// The file.
        file: String,
    },
    /// The edition has something that the format cannot write in any way.
    #[error("`{entry}` cannot be written as `{format}`: {reason}")]
    Unwritable {
        /// The format.
        format: &'static str,
        /// The id of the entry.
        entry: String,
        /// Why, lower case and without a full stop.
        reason: String,
    },
}

impl FeedError {
    /// Fails unless the file that was asked for is the one that is left.
    pub(super) fn require(format: &dyn Format, asked: &FileKind, left: &FileKind) -> Result<(), Self> {
        if asked == left {
            return Ok(());
        }
        Err(Self::NoSuchFile {
            format: format.name(),
            file: asked.name.to_owned(),
        })
    }
}
