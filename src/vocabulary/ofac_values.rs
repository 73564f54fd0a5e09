use std::collections::BTreeMap;
use std::sync::LazyLock;

type Values = BTreeMap<String, BTreeMap<String, u32>>;

fn values() -> &'static Values {
    static VALUES: LazyLock<Values> = LazyLock::new(|| {
        serde_yaml::from_str(include_str!("ofac_values.yaml"))
            .expect("the table is part of the program, and the tests read it")
    });
    &VALUES
}

/// Returns the number of one of OFAC's reference values by its type and label: `SANCTIONS TYPE`, `Block`. Sources: see
/// `ofac_values.yaml`; countries, documents, programmes, scripts, relations and alias types have tables of their own.
pub fn ofac_value(kind: &str, label: &str) -> Option<u32> {
    values().get(kind)?.get(label).copied()
}

/// Returns OFAC's name of a legal authority for a provision: `Executive Order 13722` is `Executive Order 13722 (North Korea)`.
/// Nothing where OFAC has none, several would do, or the provision names no number: `Executive Order` alone is not the one that
/// OFAC calls `Executive Order (Russia)`.
pub fn ofac_authority(provision: &str) -> Option<&'static str> {
    let authorities = values().get("LEGAL AUTHORITY")?;
    if let Some((label, _)) = authorities.get_key_value(provision) {
        return Some(label);
    }
    if !provision.contains(|letter: char| letter.is_ascii_digit()) {
        return None;
    }
    let head = format!("{provision} (");
    let mut longer = authorities.keys().filter(|label| label.starts_with(&head));
    let found = longer.next()?;
    longer.next().is_none().then_some(found.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_authorities_are_found() {
        assert_eq!(ofac_value("SANCTIONS TYPE", "Block"), Some(1705));
        assert_eq!(ofac_value("SANCTIONS TYPE", "None"), None);
        let full = "Executive Order 13722 (North Korea)";
        assert_eq!(ofac_authority("Executive Order 13722"), Some(full));
        assert_eq!(ofac_authority(full), Some(full));
        assert_eq!(ofac_authority("Executive Order"), None);
    }
}
