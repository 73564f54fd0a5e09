//! Applies the edits that findings bring.

use crate::yaml::{SourceFile, parse};

use super::finding::{Edit, Finding};

/// A file after its edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// The path, with `/`.
    pub path: String,
    /// The new content.
    pub bytes: Vec<u8>,
    /// How many findings the edits fix.
    pub edits: usize,
}

/// Returns the file with the edits of its findings, or nothing where there are none or where the outcome would not be
/// readable. Of edits that touch one another the first is made; look at the file again for the others.
pub fn fix(file: &SourceFile, findings: &[Finding]) -> Option<Fixed> {
    let own = findings.iter().filter(|finding| finding.file == file.path);
    let mut edits: Vec<&Edit> = own.filter_map(|finding| finding.fix.as_ref()).collect();
    edits.sort_by_key(|edit| (edit.place.start, edit.place.end));
    let (bytes, count) = splice(&file.bytes, &edits)?;
    let readable = parse(&bytes).errors.len() <= parse(&file.bytes).errors.len();
    (count > 0 && readable).then(|| Fixed {
        path: file.path.clone(),
        bytes,
        edits: count,
    })
}

fn splice(bytes: &[u8], edits: &[&Edit]) -> Option<(Vec<u8>, usize)> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    let mut count = 0;
    for edit in edits {
        let (start, end) = (edit.place.start as usize, edit.place.end as usize);
        if start < at || (count > 0 && start == at) {
            continue;
        }
        out.extend_from_slice(bytes.get(at..start)?);
        out.extend_from_slice(edit.replacement.as_bytes());
        at = end;
        count += 1;
    }
    out.extend_from_slice(bytes.get(at..)?);
    Some((out, count))
}
