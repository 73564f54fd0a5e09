//! Where the file of an entry lies in the folder of its list.

use sha2::{Digest, Sha256};

/// In a list of more entries than this, files lie in folders by the hash of the id: git and file systems are slow with folders
/// of many thousand files.
pub const SHARD_ABOVE: usize = 2000;

/// Returns the path of an entry's file in the folder of its list; where the list is sharded, in the folder that is named by the
/// first two hexadecimal digits of the id's SHA-256.
pub fn entry_file(id: &str, sharded: bool) -> String {
    if sharded {
        format!("{:02x}/{id}.yaml", Sha256::digest(id)[0])
    } else {
        format!("{id}.yaml")
    }
}

/// True where the files of a list, given by their paths in its folder, lie in folders by the hash of the id.
pub fn is_sharded<'a>(mut files: impl Iterator<Item = &'a str>) -> bool {
    let is_shard = |folder: &str| folder.len() == 2 && folder.bytes().all(|byte| byte.is_ascii_hexdigit());
    files.any(|file| file.split_once('/').is_some_and(|(folder, _)| is_shard(folder)))
}
