//! An entry in one line, as Recent Actions print it.
//!
//! `NAME [(ALIASES)] [(CALLSIGN) TYPE nDWT nGRT FLAG flag (OWNER)][, ADDRESS; ADDRESS][; CLAUSE]… [(individual)] [PROGRAM]…
//! [(Linked To: X)].`

use crate::model::record::Order;
use crate::model::{Entry, List, Name, NameType, Vessel};
use crate::vocabulary::ofac_programme_order;

use super::address::address_line;
use super::clause::{ClauseKind, clauses, is_weak_alias, kind_word, linked_to};
use super::country::flag_label;
use super::name::{alias_label, forms_text};

/// Returns the entry in one line, ending in a full stop.
pub fn line(entry: &Entry, list: &List) -> String {
    let mut text = entry
        .primary()
        .map(|name| format!("{}{}", name.text, forms_text(name)))
        .unwrap_or_default();
    if let Some(aliases) = aliases(entry) {
        text.push_str(&format!(" ({aliases})"));
    }
    if let Some(vessel) = entry.vessel.as_deref().and_then(vessel_block) {
        text.push_str(&format!(" {vessel}"));
    }
    let addresses: Vec<String> = entry
        .addresses
        .iter()
        .filter_map(|address| address_line(address).text())
        .collect();
    if !addresses.is_empty() {
        text.push_str(&format!(", {}", addresses.join("; ")));
    }
    for clause in clauses(entry) {
        if clause.kind <= ClauseKind::Text {
            text.push_str(&format!("; {}", clause.text));
        }
    }
    if let Some(word) = kind_word(&entry.kind) {
        text.push_str(&format!(" ({word})"));
    }
    for programme in programmes(entry, list) {
        text.push_str(&format!(" [{programme}]"));
    }
    let linked: Vec<String> = linked_to(entry)
        .into_iter()
        .map(|name| format!("Linked To: {name}"))
        .collect();
    if !linked.is_empty() {
        text.push_str(&format!(" ({})", linked.join("; ")));
    }
    text.push('.');
    text
}

/// Returns the aliases as a notice prints them: strong ones, then weak ones in double quotes, each block in OFAC's order
/// ([`sort_key`]) and a.k.a. before f.k.a. before n.k.a.; `None` if there are none.
pub fn aliases(entry: &Entry) -> Option<String> {
    let mut aliases: Vec<&Name> = entry
        .names
        .iter()
        .filter(|name| name.kind != NameType::Primary)
        .collect();
    aliases.sort_by_cached_key(|name| (is_weak_alias(name), alias_label(name), sort_key(&name.text)));
    let told: Vec<String> = aliases.into_iter().map(alias).collect();
    (!told.is_empty()).then(|| told.join("; "))
}

/// Returns the key by which OFAC's notices sort names: their bytes without hyphens and apostrophes, so that `ALAQAD` comes before
/// `AL-DUWAIK`; of names that differ in nothing else the one without them comes first.
pub fn sort_key(name: &str) -> (String, usize, String) {
    let kept = name.replace(['-', '\''], "");
    (kept, name.len(), name.to_owned())
}

fn alias(name: &Name) -> String {
    let quote = if is_weak_alias(name) { "\"" } else { "" };
    format!("{} {quote}{}{quote}{}", alias_label(name), name.text, forms_text(name))
}

/// Returns what a notice prints of a ship behind its names; nothing where nothing is known.
pub fn vessel_block(vessel: &Vessel) -> Option<String> {
    let parts = [
        vessel.call_sign.as_ref().map(|sign| format!("({sign})")),
        vessel.kind.clone(),
        vessel.tonnage.as_ref().map(|tonnage| format!("{tonnage}DWT")),
        vessel.gross_tonnage.as_ref().map(|tonnage| format!("{tonnage}GRT")),
        vessel.flag.as_ref().map(|flag| format!("{} flag", flag_label(flag))),
        vessel.owner.as_ref().map(|owner| format!("({owner})")),
    ];
    let said: Vec<String> = parts.into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join(" "))
}

/// Returns the programmes of an entry in OFAC's order: that which the designations say themselves, then that of
/// `list.yaml`, then that of OFAC's own codes, then by name. A designation that has ended is none.
pub fn programmes<'a>(entry: &'a Entry, list: &List) -> Vec<&'a str> {
    let current = entry
        .designations
        .iter()
        .filter(|designation| designation.ended.is_none());
    let place = |code: &str| {
        let declared = list.programmes.get(code).and_then(|programme| programme.order.0);
        declared
            .or(ofac_programme_order(code).map(u64::from))
            .unwrap_or(u64::MAX)
    };
    let mut programmes: Vec<(Order, u64, &str)> = current
        .filter_map(|designation| Some((designation.order, designation.programme.as_deref()?)))
        .map(|(order, code)| (order, place(code), code))
        .collect();
    programmes.sort_unstable();
    programmes.dedup();
    programmes.into_iter().map(|(.., code)| code).collect()
}
