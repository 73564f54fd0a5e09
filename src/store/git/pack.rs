//! The order of objects in packs: reading in that order finds the bases of deltas still unpacked, and takes half the time.
//!
//! libgit2 has no call for it, so that the indices are read here, as `gitformat-pack(5)` describes their version 2. What is found decides in
//! which order objects are asked for and nothing else: objects that are loose, in another repository or in a pack with an index of another
//! version simply come last.

use std::fs;
use std::path::Path;

/// Where an object is: the number of the pack and the offset in it; what is not in a pack comes last.
pub(super) type PackOffset = (u32, u64);

pub(super) const UNKNOWN: PackOffset = (u32::MAX, u64::MAX);

/// The indices of a repository's packs.
pub(super) struct Packs(Vec<Index>);

impl Packs {
    /// Reads the indices in a folder of objects; an index that cannot be read is as one that is not there.
    pub(super) fn read(objects: &Path) -> Self {
        let found = fs::read_dir(objects.join("pack")).into_iter().flatten().flatten();
        let mut paths: Vec<_> = found
            .map(|file| file.path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "idx"))
            .collect();
        paths.sort();
        let indices = paths.iter().filter_map(|path| Index::new(fs::read(path).ok()?));
        Self(indices.collect())
    }

    pub(super) fn offset(&self, id: &[u8; 20]) -> PackOffset {
        let mut found = (0..)
            .zip(&self.0)
            .filter_map(|(pack, index)| Some((pack, index.offset(id)?)));
        found.next().unwrap_or(UNKNOWN)
    }
}

/// An index of version 2: a fan-out by the first byte, the ids in order, a checksum and an offset for each.
struct Index {
    bytes: Vec<u8>,
    objects: usize,
}

const MAGIC: &[u8] = b"\xfftOc\x00\x00\x00\x02";
const FAN_OUT: usize = MAGIC.len();
const IDS: usize = FAN_OUT + 256 * 4;
const ID: usize = 20;

impl Index {
    /// Takes an index whose head and length are as they should be.
    fn new(bytes: Vec<u8>) -> Option<Self> {
        let mut index = Self { bytes, objects: 0 };
        index.objects = index.number(IDS - 4)?;
        let is_whole = index.bytes.len() >= index.offsets() + index.objects * 4;
        (index.bytes.starts_with(MAGIC) && is_whole).then_some(index)
    }

    fn number(&self, at: usize) -> Option<usize> {
        let bytes = self.bytes.get(at..at + 4)?.try_into().ok()?;
        usize::try_from(u32::from_be_bytes(bytes)).ok()
    }

    /// Where the offsets begin: behind the ids and a checksum of four bytes for each.
    fn offsets(&self) -> usize {
        IDS + self.objects * (ID + 4)
    }

    fn offset(&self, id: &[u8; 20]) -> Option<u64> {
        let first = usize::from(id[0]);
        let begin = first
            .checked_sub(1)
            .map_or(Some(0), |before| self.number(FAN_OUT + before * 4))?;
        let end = self.number(FAN_OUT + first * 4)?;
        let (ids, []) = self.bytes.get(IDS + begin * ID..IDS + end * ID)?.as_chunks::<ID>() else {
            return None;
        };
        let place = begin + ids.binary_search(id).ok()?;
        let offset = self.number(self.offsets() + place * 4)?;
        // Packs of more than 2 GB have further offsets in a table of their own; their order among themselves is that of the table.
        u64::try_from(offset).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An index of three objects as the format has it, written by hand from `gitformat-pack(5)`.
    fn index() -> Vec<u8> {
        let ids = [[0x00; ID], [0x01; ID], [0xff; ID]];
        let mut bytes = MAGIC.to_vec();
        for first in 0..=u8::MAX {
            let below = ids.iter().filter(|id| id[0] <= first).count();
            bytes.extend(u32::try_from(below).expect("three").to_be_bytes());
        }
        bytes.extend(ids.concat());
        bytes.extend([0; 3 * 4]);
        bytes.extend([300_u32, 12, 200].map(u32::to_be_bytes).concat());
        bytes.extend([0; 2 * ID]);
        bytes
    }

    #[test]
    fn each_object_has_its_offset() {
        let index = Index::new(index()).expect("it is whole");
        let offsets = [0x00, 0x01, 0xff, 0x02].map(|byte| index.offset(&[byte; ID]));
        assert_eq!(offsets, [Some(300), Some(12), Some(200), None]);
        let mut other = [0x01; ID];
        other[ID - 1] = 0;
        assert_eq!(index.offset(&other), None);
    }

    #[test]
    fn what_is_no_index_is_passed_over() {
        let whole = index();
        for length in [0, 7, IDS - 1, IDS, whole.len() - 2 * ID - 1] {
            assert!(Index::new(whole[..length].to_vec()).is_none(), "{length}");
        }
        let mut older = whole.clone();
        older[7] = 1;
        assert!(Index::new(older).is_none());
        // A fan-out that leads beyond the end says nothing.
        let mut wild = whole;
        wild[FAN_OUT + 4..FAN_OUT + 8].copy_from_slice(&u32::MAX.to_be_bytes());
        let index = Index::new(wild).expect("its last number is right");
        assert_eq!(index.offset(&[0x01; ID]), None);
        assert_eq!(index.offset(&[0x02; ID]), None);
    }
}
