//! Findings known again across commits.

use std::collections::BTreeMap;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::lint::Finding;

/// Names a finding across commits, in 16 hexadecimal digits: the same rule has the same message for the same file, wherever the line has
/// moved. Two findings with one message in one file have one fingerprint.
pub fn fingerprint(finding: &Finding) -> String {
    let digest = Sha256::digest(format!("{}\n{}\n{}", finding.rule, finding.file, finding.message));
    digest.iter().take(8).fold(String::new(), |mut out, byte| {
        write!(out, "{byte:02x}").expect("a String takes every text");
        out
    })
}

/// Returns the findings that are not among those of before, in their order. Of several with one fingerprint as many are known as
/// there were before.
pub fn new_findings(findings: Vec<Finding>, before: &[Finding]) -> Vec<Finding> {
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for finding in before {
        *known.entry(fingerprint(finding)).or_default() += 1;
    }
    let mut is_new = |finding: &Finding| match known.get_mut(&fingerprint(finding)) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    };
    findings.into_iter().filter(|finding| is_new(finding)).collect()
}
