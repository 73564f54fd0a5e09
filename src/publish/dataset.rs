//! A list as a data set of FollowTheMoney, laid out as OpenSanctions lays out its own, so that readers of those read ours.
//!
//! ```text
//! datasets/latest/index.json                  every data set: what yente asks for                    replaced
//! datasets/latest/DATASET/index.json          one of them                                            replaced
//! artifacts/DATASET/versions.json             the versions                                           replaced
//! artifacts/DATASET/VERSION/entities.delta.json, delta.json, versions.json                           never changed
//! artifacts/DATASET/VERSION/index.json, entities.ftm.json, …   the whole files, of the newest version alone
//! ```
//! Whole files of older versions are not kept: the deltas lead to each of them. An index of deltas belongs to one version, so that
//! no reader finds a delta in it that is newer than what it was told of. A delta that was published and that this version of the
//! program would write otherwise ends the chain: the index then begins behind it, and readers load the whole once.

use std::io::Write;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use sha1::{Digest, Sha1};

use crate::data::hex;
use crate::feed::FeedError;
use crate::feed::ftm::{self, Chronicle, Counts, Delta, Op, Version};
use crate::feed::native::sha256;
use crate::model::{Edition, List, Release};

use super::error::PublishError;
use super::list::BuiltFeed;
use super::manifest::FileFacts;
use super::run::Run;

/// The folder of versions.
pub(super) const ARTIFACTS: &str = "artifacts";

/// The folder of what is replaced.
pub(super) const DATASETS: &str = "datasets";

/// How many versions an index names, as OpenSanctions' do.
const WINDOW: usize = 100;

/// A list's data set while its releases go by.
pub(super) struct Dataset {
    chronicle: Chronicle,
    version: Version,
    first: Release,
    /// The time of the last version that changed anything.
    changed: String,
    /// The deltas that lead to the newest version, the oldest first.
    deltas: Vec<IndexedDelta>,
    /// The versions that have a folder, the oldest first.
    versions: Vec<String>,
    /// The delta to the version at which the chronicle stands, as its file.
    delta: Vec<u8>,
    counts: [usize; 3],
}

/// A delta as the index has it.
#[derive(Debug, Clone, Serialize)]
struct IndexedDelta {
    version: String,
    release: String,
    /// The version to which it is to be applied; nothing for the first.
    previous: Option<String>,
    url: String,
    bytes: u64,
    sha1: String,
    sha256: String,
    added: usize,
    modified: usize,
    deleted: usize,
    /// How many entities there are after it.
    entities: usize,
    /// See [`Chronicle::state`].
    state: String,
}

/// What of a data set is the same for every list and in every index.
pub(super) struct IndexedDataset {
    pub(super) name: String,
    pub(super) entry: Value,
    pub(super) updated_at: String,
}

impl Dataset {
    /// Begins a data set with an edition.
    pub(super) fn begin(edition: &Edition, release: &Release, version: Version) -> Result<Self, PublishError> {
        let chronicle = Chronicle::begin(edition, &version);
        let mut dataset = Self {
            chronicle,
            changed: version.stamp(),
            version,
            first: release.clone(),
            deltas: Vec::new(),
            versions: Vec::new(),
            delta: Vec::new(),
            counts: [0; 3],
        };
        let delta = Delta::between(
            &[],
            &dataset
                .chronicle
                .ordered()
                .map_err(|source| failed(&edition.list_id, source))?,
        );
        dataset
            .keep(&delta)
            .map_err(|source| failed(&edition.list_id, source))?;
        Ok(dataset)
    }

    /// Goes on to the next release.
    pub(super) fn advance(&mut self, base: &Edition, target: &Edition, version: Version) -> Result<(), PublishError> {
        let delta = self.chronicle.advance(base, target, &version);
        let kept = delta.and_then(|delta| {
            self.version = version;
            self.keep(&delta)
        });
        kept.map_err(|source| failed(&target.list_id, source))
    }

    fn keep(&mut self, delta: &Delta) -> Result<(), FeedError> {
        let seen = self.chronicle.ordered()?;
        let mut content = Vec::new();
        delta.write(&self.chronicle, &seen, &mut content)?;
        self.counts = [Op::Add, Op::Mod, Op::Del].map(|op| delta.count(op));
        if !delta.ops.is_empty() {
            self.changed = self.version.stamp();
        }
        self.delta = content;
        Ok(())
    }

    fn folder(&self) -> String {
        format!("{ARTIFACTS}/{}/{}/", self.chronicle.dataset(), self.version)
    }

    /// Writes the files of a new release.
    pub(super) fn write_release(&mut self, run: &Run<'_>, release: &Release) -> Result<Vec<FileFacts>, PublishError> {
        let folder = self.folder();
        let kind = ftm::DELTA;
        let mut files = vec![
            run.stage
                .write(&format!("{folder}{}", kind.name), kind.media_type, &self.delta)?,
        ];
        self.arrive(run, release)?;
        let index = self.delta_index();
        files.push(
            run.stage
                .write(&format!("{folder}delta.json"), "application/json", index.as_bytes())?,
        );
        let versions = self.versions_json();
        files.push(run.stage.write(
            &format!("{folder}versions.json"),
            "application/json",
            versions.as_bytes(),
        )?);
        Ok(files)
    }

    /// Takes notice of a release that was published, with these files.
    pub(super) fn take_over(
        &mut self,
        run: &Run<'_>,
        release: &Release,
        files: &[FileFacts],
    ) -> Result<(), PublishError> {
        let path = format!("{}{}", self.folder(), ftm::DELTA.name);
        let Some(published) = files.iter().find(|file| file.path == path) else {
            self.deltas.clear();
            return Ok(());
        };
        if published.sha256 == sha256(&self.delta) {
            return self.arrive(run, release);
        }
        self.versions.push(self.version.to_string());
        self.deltas.clear();
        Ok(())
    }

    /// Forgets the way to this release, since its list is not published as a data set there.
    pub(super) fn leave_out(&mut self) {
        self.deltas.clear();
    }

    fn arrive(&mut self, run: &Run<'_>, release: &Release) -> Result<(), PublishError> {
        let folder = self.folder();
        let seen = self
            .chronicle
            .ordered()
            .map_err(|source| failed(self.chronicle.dataset(), source))?;
        let [added, modified, deleted] = self.counts;
        let delta = IndexedDelta {
            version: self.version.to_string(),
            release: release.name.clone(),
            previous: self.deltas.last().map(|delta| delta.version.clone()),
            // Indexes of other versions name it too, each from a folder beside this one.
            url: run
                .url(&format!("{folder}{}", ftm::DELTA.name))
                .unwrap_or_else(|| format!("../{}/{}", self.version, ftm::DELTA.name)),
            bytes: self.delta.len() as u64,
            sha1: hex(&Sha1::digest(&self.delta)),
            sha256: sha256(&self.delta),
            added,
            modified,
            deleted,
            entities: seen.len(),
            state: self.chronicle.state(&seen),
        };
        self.versions.push(delta.version.clone());
        self.deltas.push(delta);
        Ok(())
    }

    fn delta_index(&self) -> String {
        let newest_first = || self.deltas.iter().rev().take(WINDOW);
        let list = newest_first().map(|delta| json!({"version": delta.version, "url": delta.url}));
        let index = DeltaIndex {
            versions: Pairs(newest_first().map(|delta| (&*delta.version, &*delta.url)).collect()),
            unstable: json!({"version_list": list.collect::<Vec<_>>()}),
            gazette: newest_first().collect(),
        };
        let mut text = serde_json::to_string_pretty(&index).expect("names are texts");
        text.push('\n');
        text
    }

    fn versions_json(&self) -> String {
        let items = &self.versions[self.versions.len().saturating_sub(WINDOW)..];
        pretty(&json!({"items": items, "last_successful": self.versions.last()}))
    }

    /// Writes the whole files of the newest version, each to the one of `outs` at its place.
    pub(super) fn write_all(&self, outs: &mut [&mut (dyn Write + Send)]) -> Result<(), FeedError> {
        ftm::write_all(&self.chronicle, outs)
    }

    /// Writes what is of the newest version alone; `feeds` are the list's feeds, which are there already.
    pub(super) fn finish(
        mut self,
        run: &Run<'_>,
        list: &List,
        feeds: &[BuiltFeed],
    ) -> Result<(Vec<FileFacts>, IndexedDataset), PublishError> {
        let folder = self.folder();
        let version = self.version.to_string();
        if self.versions.last() != Some(&version) {
            self.versions.push(version.clone());
        }
        let mut files = Vec::new();
        let mut resources = Vec::new();
        for file in feeds
            .iter()
            .filter(|feed| is_resource(feed))
            .flat_map(|feed| &feed.files)
        {
            let name = file.path.rsplit('/').next().unwrap_or(&file.path);
            let linked = FileFacts {
                path: format!("{folder}{name}"),
                ..file.clone()
            };
            run.stage.link(&file.path, &linked.path)?;
            let content = run.stage.read(&linked.path)?;
            resources.push(resource(name, &run.address(&folder, &linked.path), &linked, &content));
            files.push(linked);
        }
        let mut write = |path: String, text: &str| -> Result<(), PublishError> {
            files.push(run.stage.write(&path, "application/json", text.as_bytes())?);
            Ok(())
        };
        let (counts, statistics) = self
            .statistics()
            .map_err(|source| failed(self.chronicle.dataset(), source))?;
        write(format!("{folder}statistics.json"), &statistics)?;
        write(format!("{folder}issues.json"), &pretty(&json!({"issues": []})))?;
        let entry = self.entry(run, list, counts, resources);
        let text = pretty(&entry);
        write(format!("{folder}index.json"), &text)?;
        write(
            format!("{DATASETS}/latest/{}/index.json", self.chronicle.dataset()),
            &text,
        )?;
        write(
            format!("{ARTIFACTS}/{}/versions.json", self.chronicle.dataset()),
            &self.versions_json(),
        )?;
        let indexed = IndexedDataset {
            name: self.chronicle.dataset().to_owned(),
            entry,
            updated_at: self.version.stamp(),
        };
        Ok((files, indexed))
    }

    fn statistics(&self) -> Result<(Counts, String), FeedError> {
        let seen = self.chronicle.ordered()?;
        let counts = Counts::of(&seen);
        let mut schemata = std::collections::BTreeMap::<&str, usize>::new();
        for seen in &seen {
            *schemata.entry(&seen.entity.schema.name).or_default() += 1;
        }
        let statistics = json!({
            "last_change": self.changed,
            "schemata": schemata.keys().collect::<Vec<_>>(),
            "entities_by_schema": schemata,
            "entity_count": counts.entities,
            "thing_count": counts.things,
            "target_count": counts.targets,
        });
        Ok((counts, pretty(&statistics)))
    }

    /// Returns what `index.json` says of the data set.
    fn entry(&self, run: &Run<'_>, list: &List, counts: Counts, resources: Vec<Value>) -> Value {
        let folder = self.folder();
        let address = |name: &str| run.address(&folder, &format!("{folder}{name}"));
        let authority = &list.authority;
        let mut entry = json!({
            "name": self.chronicle.dataset(),
            "title": self.chronicle.title(),
            "summary": summary(list, self.chronicle.title()),
            "type": "source",
            "hidden": false,
            "disabled": false,
            "version": self.version.to_string(),
            "updated_at": self.version.stamp(),
            "last_export": self.version.stamp(),
            "last_change": self.changed,
            "entity_count": counts.entities,
            "thing_count": counts.things,
            "target_count": counts.targets,
            "issue_count": 0,
            "issue_levels": {},
            "result": "success",
            "coverage": {"start": self.first.date.to_string(), "frequency": "unknown"},
            "publisher": {
                "name": authority.name,
                "acronym": authority.acronym,
                "country": authority.country.as_ref().and_then(|code| {
                    crate::vocabulary::countries().ftm(code.as_str()).map(|code| code.into_owned())
                }),
                "url": authority.url,
                "official": false,
            },
            "index_url": address("index.json"),
            "issues_url": address("issues.json"),
            "statistics_url": address("statistics.json"),
            "resources": resources,
        });
        let mut set = |name: &str, value: Option<String>| {
            if let (Some(value), Some(members)) = (value, entry.as_object_mut()) {
                members.insert(name.to_owned(), value.into());
            }
        };
        set("description", list.description.clone());
        set(
            "license",
            list.licence.clone().filter(|licence| licence.starts_with("http")),
        );
        set("url", authority.url.clone());
        let newest = self
            .deltas
            .last()
            .filter(|delta| delta.version == self.version.to_string());
        set("delta_url", newest.map(|_| address("delta.json")));
        if let Some(publisher) = entry.get_mut("publisher").and_then(Value::as_object_mut) {
            publisher.retain(|_, value| !value.is_null());
        }
        entry
    }
}

/// Writes the index of all data sets.
pub(super) fn write_catalog(run: &Run<'_>, datasets: &[&IndexedDataset]) -> Result<Vec<FileFacts>, PublishError> {
    let Some(updated_at) = datasets.iter().map(|dataset| &dataset.updated_at).max() else {
        return Ok(Vec::new());
    };
    let entries: Vec<&Value> = datasets.iter().map(|dataset| &dataset.entry).collect();
    let catalog = pretty(&json!({"datasets": entries, "updated_at": updated_at}));
    let path = format!("{DATASETS}/latest/index.json");
    Ok(vec![run.stage.write(&path, "application/json", catalog.as_bytes())?])
}

/// A contract with readers asks for a summary of 50 characters or more.
fn summary(list: &List, title: &str) -> String {
    match &list.description {
        Some(description) => description.clone(),
        None => format!("{title}, as listed by {}", list.authority.name),
    }
}

fn is_resource(feed: &BuiltFeed) -> bool {
    feed.format.chronicle() || feed.format.name() == "senzing"
}

fn resource(name: &str, url: &str, file: &FileFacts, content: &[u8]) -> Value {
    let about: [(&str, &str, &str); 6] = [
        ("entities.ftm.json", "application/json+ftm", "FollowTheMoney entities"),
        ("targets.nested.json", "application/json", "Targets as nested JSON"),
        ("targets.simple.csv", "text/csv", "Targets as simplified CSV"),
        ("names.txt", "text/plain", "Target names text file"),
        ("statements.csv", "text/csv+ftm-statements", "Statement-based CSV"),
        ("senzing.json", "application/json+senzing", "Senzing entity format"),
    ];
    let known = about.iter().find(|(known, ..)| *known == name);
    let (mime_type, title) = known.map_or((file.media_type.as_str(), name), |(_, mime_type, title)| {
        (mime_type, title)
    });
    json!({
        "name": name,
        "path": name,
        "url": url,
        "title": title,
        "mime_type": mime_type,
        "size": file.bytes,
        "checksum": hex(&Sha1::digest(content)),
        "sha256": file.sha256,
    })
}

fn pretty(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("names are texts");
    text.push('\n');
    text
}

fn failed(list_id: &str, source: FeedError) -> PublishError {
    PublishError::Feed {
        list_id: list_id.to_owned(),
        format: "ftm",
        source,
    }
}

#[derive(Serialize)]
struct DeltaIndex<'a> {
    versions: Pairs<'a>,
    unstable: Value,
    gazette: Vec<&'a IndexedDelta>,
}

/// An object whose members stay in this order.
struct Pairs<'a>(Vec<(&'a str, &'a str)>);

impl Serialize for Pairs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}
