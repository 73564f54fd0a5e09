use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Returns the number by which OFAC puts an entry's programmes in order; nothing for a tag that it does not have. Sources:
/// see `ofac_programmes.yaml`.
pub fn ofac_programme_order(tag: &str) -> Option<u32> {
    static ORDER: LazyLock<BTreeMap<String, u32>> = LazyLock::new(|| {
        let table = include_str!("ofac_programmes.yaml");
        serde_yaml::from_str(table).unwrap_or_else(|error| panic!("the table is part of the program: {error}"))
    });
    ORDER.get(tag).copied()
}
