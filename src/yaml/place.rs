//! Where the file of an entry lies in the folder of its list.
//!
//! git compares folder by folder, and writes a folder anew for each change of a file in it: in a flat folder of a million files
//! fifty changes cost as much to find as ten thousand. Files of large lists therefore lie in folders by the hash of the id,
//! which spreads them evenly whatever ids look like (`docs/performance.md` has the measurements).

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

/// The most files that one folder of a list should have: above it git and file systems become slow.
pub const MOST_IN_FOLDER: usize = 2000;

/// The most entries that one file of a list should have: each change costs reading, and storing, all of them.
pub const MOST_IN_FILE: usize = 500;

/// How the files of a list's entries are laid out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileLayout {
    /// All in one folder: `27307.yaml`.
    #[default]
    Flat,
    /// In 256 folders, named by the first two hexadecimal digits of the id's SHA-256: `4f/27307.yaml`.
    Sharded,
    /// In 256 folders of each of these, named by the next two: `4f/09/27307.yaml`.
    TwiceSharded,
}

impl FileLayout {
    /// Returns the layout for a list of so many entries, each in a file of its own.
    pub fn for_entries(entries: usize) -> Self {
        match entries {
            0..=MOST_IN_FOLDER => Self::Flat,
            _ if entries / 256 <= MOST_IN_FOLDER => Self::Sharded,
            _ => Self::TwiceSharded,
        }
    }

    /// Returns the layout of files, given by their paths in the folder of their list: that of the deepest.
    pub fn of<'a>(files: impl Iterator<Item = &'a str>) -> Self {
        files.map(Self::of_file).max().unwrap_or_default()
    }

    /// A folder is one of a hash where the name of the file in it has that hash: `de` may be a country as well.
    fn of_file(file: &str) -> Self {
        let name = file.rsplit('/').next().unwrap_or(file);
        let id = name.strip_suffix(".yaml").unwrap_or(name);
        let is_laid_out = |layout: &Self| layout.file(id) == file;
        let deep = [Self::TwiceSharded, Self::Sharded];
        let found = deep.into_iter().filter(|_| file.contains('/')).find(is_laid_out);
        found.unwrap_or_default()
    }

    /// Returns the path of an entry's file in the folder of its list.
    pub fn file(self, id: &str) -> String {
        let hash = Sha256::digest(id);
        match self {
            Self::Flat => format!("{id}.yaml"),
            Self::Sharded => format!("{:02x}/{id}.yaml", hash[0]),
            Self::TwiceSharded => format!("{:02x}/{:02x}/{id}.yaml", hash[0], hash[1]),
        }
    }
}

/// Returns the fullest of the folders of files, given by their paths, and how many files are directly in it, where these are more
/// than [`MOST_IN_FOLDER`]; of several equally full ones the first by name.
pub fn overfull_folder<'a>(files: impl Iterator<Item = &'a str>) -> Option<(&'a str, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for file in files {
        let (folder, _) = file.rsplit_once('/').unwrap_or(("", file));
        *counts.entry(folder).or_default() += 1;
    }
    let fullest = counts.into_iter().rev().max_by_key(|(_, files)| *files);
    fullest.filter(|(_, files)| *files > MOST_IN_FOLDER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_lie_by_the_hash_of_the_id_where_they_are_many() {
        // `printf 27307 | sha256sum` begins so.
        let paths =
            [FileLayout::Flat, FileLayout::Sharded, FileLayout::TwiceSharded].map(|layout| layout.file("27307"));
        assert_eq!(paths, ["27307.yaml", "09/27307.yaml", "09/2e/27307.yaml"]);
        let layouts = [2000, 2001, 512_000, 1_000_000].map(FileLayout::for_entries);
        assert_eq!(
            layouts,
            [
                FileLayout::Flat,
                FileLayout::Sharded,
                FileLayout::Sharded,
                FileLayout::TwiceSharded
            ]
        );
    }

    #[test]
    fn the_layout_of_files_is_read_from_their_paths() {
        let of = |files: &[&str]| FileLayout::of(files.iter().copied());
        assert_eq!(of(&["list.yaml", "27307.yaml", "cyber/27308.yaml"]), FileLayout::Flat);
        assert_eq!(of(&["list.yaml", "09/27307.yaml"]), FileLayout::Sharded);
        assert_eq!(
            of(&["list.yaml", "09/2e/27307.yaml", "0e/1.yaml"]),
            FileLayout::TwiceSharded
        );
        // Two letters need not be a hash: a folder of a country or a programme is as good a name.
        assert_eq!(of(&["de/27307.yaml", "KP/27308.yaml"]), FileLayout::Flat);
    }

    #[test]
    fn a_folder_is_overfull_by_the_files_directly_in_it() {
        let files: Vec<String> = (0..=MOST_IN_FOLDER)
            .map(|number| format!("lists/us/{number}.yaml"))
            .collect();
        let of = |files: &[String]| {
            overfull_folder(files.iter().map(String::as_str)).map(|(folder, count)| (folder.to_owned(), count))
        };
        assert_eq!(of(&files), Some(("lists/us".to_owned(), 2001)));
        assert_eq!(of(&files[1..]), None);
    }
}
