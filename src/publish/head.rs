//! `head.json`: what a subscriber fetches first, and mostly alone. The manifest names every file of the publication and grows with
//! the lists; the head grows with their number.

use super::error::PublishError;
use super::list::BuiltList;
use super::manifest::{
    DELTAS_FORMAT, Deltas, FileFacts, HEAD_FORMAT, Head, HeadList, IndexedDelta, PublicationManifest, VERSION,
    canonical,
};
use super::run::Run;

/// The name of the head.
pub const HEAD: &str = "head.json";

/// The name of a list's index of deltas.
pub(super) const DELTAS: &str = "deltas.json";

/// Writes the head of what the manifest is about, and its signature.
pub(super) fn write(
    run: &Run<'_>,
    manifest: &PublicationManifest,
    lists: &[(String, BuiltList)],
) -> Result<Vec<FileFacts>, PublishError> {
    let lists = lists.iter().map(|(list_id, built)| (list_id.clone(), head_list(built)));
    let head = Head {
        format: HEAD_FORMAT.to_owned(),
        version: VERSION,
        publisher: manifest.publisher.clone(),
        serial: manifest.serial,
        release: manifest.release.clone(),
        date: manifest.date.clone(),
        time: manifest.time.clone(),
        expires: manifest.expires.clone(),
        renewed: manifest.renewed.clone(),
        key: manifest.key.clone(),
        next_key: manifest.next_key.clone(),
        lists: lists.collect(),
    };
    let comment = format!("gazette head serial={} release={}", head.serial, head.release);
    run.write_signed(HEAD, canonical(&head).as_bytes(), &comment)
}

fn head_list(built: &BuiltList) -> HeadList {
    HeadList {
        newest: built.link.clone(),
        deltas: built.deltas.clone(),
        successor: built.successor.clone(),
        latest: built.feeds.iter().flat_map(|feed| feed.files.iter().cloned()).collect(),
    }
}

/// Writes the index of a list's deltas.
pub(super) fn write_deltas(run: &Run<'_>, list_id: &str, deltas: Vec<IndexedDelta>) -> Result<FileFacts, PublishError> {
    let index = Deltas {
        format: DELTAS_FORMAT.to_owned(),
        version: VERSION,
        list_id: list_id.to_owned(),
        deltas,
    };
    let path = format!("{list_id}/{DELTAS}");
    run.stage.write(&path, "application/json", canonical(&index).as_bytes())
}
