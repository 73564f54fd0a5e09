//! What the importers of OFAC's formats share.

pub(super) mod delta;
pub(super) mod entity;
pub(super) mod facts;
mod follow;
pub(super) mod labels;
pub(super) mod merge;
pub(super) mod names;
pub(super) mod order;
mod patch;

use crate::model::record::Number;
use crate::model::{Authority, Country, FORMAT, List, NoticeSettings};

/// What a mirror publishes: gazette's own feeds, and the files that OFAC's readers know.
const FEEDS: [&str; 5] = ["json", "jsonl", "csv", "ofac-csv", "ofac-xml"];

/// Returns what `list.yaml` says when a list is first made from one of OFAC's formats.
pub(super) fn new_list() -> List {
    List {
        format: Number(Some(FORMAT)),
        title: "Specially Designated Nationals and Blocked Persons List".to_owned(),
        authority: Authority {
            name: "Office of Foreign Assets Control".to_owned(),
            acronym: Some("OFAC".to_owned()),
            country: Some(Country::from("US")),
            ..Authority::default()
        },
        notice: NoticeSettings {
            style: Some("ofac".to_owned()),
            list_name: Some("SDN List".to_owned()),
            ..NoticeSettings::default()
        },
        feeds: FEEDS.map(str::to_owned).to_vec(),
        ..List::default()
    }
}
