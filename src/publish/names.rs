//! Names of folders made of ids that somebody else chose.

use std::collections::BTreeMap;

use crate::feed::native::sha256;

/// The longest name that is written out; file systems take 255 bytes.
const LONGEST: usize = 120;

/// What Windows keeps for devices, with any extension.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2",
    "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Returns the name of the folder for an id: ASCII letters, digits, `-`, `_` and inner dots as they are, every other byte as
/// `~` and two hexadecimal digits. It is never empty, never hidden, no device and no way out of its folder, and it stands
/// in a URL as it is. A name of more than 120 bytes is cut and ends in the id's digest.
pub(super) fn folder_name(id: &str) -> String {
    use std::fmt::Write;
    let mut name = String::with_capacity(id.len());
    let last = id.len().saturating_sub(1);
    for (index, byte) in id.bytes().enumerate() {
        let inner_dot = byte == b'.' && index != 0 && index != last;
        if byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' || inner_dot {
            name.push(char::from(byte));
        } else {
            write!(name, "~{byte:02x}").expect("a String takes every text");
        }
    }
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    if name.is_empty() || DEVICES.contains(&stem.as_str()) {
        name.insert(0, '~');
    }
    if name.len() > LONGEST {
        name.truncate(LONGEST - 33);
        name.push('~');
        name.push_str(&sha256(id.as_bytes())[..32]);
    }
    name
}

/// Returns true where the id itself can be the name of a folder.
pub(crate) fn is_folder_name(id: &str) -> bool {
    folder_name(id) == id
}

/// The folders of one list's entries: no two may be one where a file system does not tell case apart.
#[derive(Debug, Default)]
pub(super) struct Folders {
    ids: BTreeMap<String, String>,
}

impl Folders {
    /// Takes the folder of an id.
    ///
    /// # Errors
    ///
    /// Returns the other id that has the same folder.
    pub(super) fn take(&mut self, id: &str) -> Result<(), String> {
        let folder = folder_name(id).to_ascii_lowercase();
        let holder = self.ids.entry(folder).or_insert_with(|| id.to_owned());
        if holder == id { Ok(()) } else { Err(holder.clone()) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Folders, folder_name};

    #[test]
    fn common_ids_stay_as_they_are() {
        for id in ["27307", "KPe.031", "au-dprk-cyber", "2019-09-13.2"] {
            assert_eq!(folder_name(id), id);
        }
    }

    #[test]
    fn no_id_leads_out_of_its_folder() {
        let cases = [
            ("..", "~2e~2e"),
            ("../x", "~2e.~2fx"),
            (".hidden", "~2ehidden"),
            ("a/b", "a~2fb"),
            ("a\\b", "a~5cb"),
            ("a.", "a~2e"),
            ("~2e", "~7e2e"),
            ("CON", "~CON"),
            ("nul.txt", "~nul.txt"),
            ("", "~"),
            ("é", "~c3~a9"),
        ];
        for (id, expected) in cases {
            assert_eq!(folder_name(id), expected);
        }
    }

    #[test]
    fn long_ids_are_cut_and_stay_apart() {
        let (a, b) = ("x".repeat(500), "x".repeat(501));
        assert!(folder_name(&a).len() <= 120);
        assert_ne!(folder_name(&a), folder_name(&b));
    }

    #[test]
    fn ids_that_differ_in_case_alone_collide() {
        let mut folders = Folders::default();
        assert_eq!(folders.take("KPe.031"), Ok(()));
        assert_eq!(folders.take("KPe.031"), Ok(()));
        assert_eq!(folders.take("kpE.031"), Err("KPe.031".to_owned()));
    }
}
