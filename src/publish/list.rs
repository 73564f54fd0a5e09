//! One list: its releases in their order, its newest feeds, its entries' histories.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use rayon::prelude::*;

use crate::diff::{ChangeSet, Reinstated, compare_editions};
use crate::feed::delta::{self, Moves, Records, State};
use crate::feed::ftm::Version;
use crate::feed::{FORMATS, FeedError, FileKind, Format};
use crate::model::record::IdKey;
use crate::model::{Difference, Edition, Entry, Exception, List, Release};
use crate::ownership::{Consequence, Consequences};
use crate::report::changes::{self, ListChanges};

use super::basis::{Basis, damage};
use super::dataset::{ARTIFACTS, DATASETS, Dataset, IndexedDataset};
use super::entries::{Event, Histories};
use super::error::PublishError;
use super::exempt::{KEY_GUARD, Lifted, allowed_once, judge};
use super::guard::{self, GuardFinding, Refusal, Watched};
use super::head;
use super::input::{Announced, Cause, History, Step, Turn};
use super::keys;
use super::manifest::{
    self, Allowance, FILE_NAME, FileFacts, IndexedDelta, Link, RELEASE_FORMAT, ReleaseManifest, Skipped, VERSION,
    canonical, sums,
};
use super::names::is_folder_name;
use super::published::{Published, PublishedRelease};
use super::run::{Run, sign};
use super::snapshots::Snapshots;
use super::stage::Growing;

/// A list whose files are all in the new tree, but for those that look at other lists.
pub(super) struct BuiltList {
    pub(super) newest: Edition,
    pub(super) releases: Vec<BuiltRelease>,
    pub(super) link: Link,
    /// Its index of deltas, which is among its files too.
    pub(super) deltas: FileFacts,
    pub(super) feeds: Vec<BuiltFeed>,
    /// What the index of data sets says of it, where it is one.
    pub(super) dataset: Option<IndexedDataset>,
    pub(super) histories: Histories,
    pub(super) files: Vec<FileFacts>,
    /// How many releases are new.
    pub(super) published_now: usize,
    /// What they touched.
    pub(super) touched: Touched,
    /// The guards that were lifted for this run alone.
    pub(super) lifted: Vec<Lifted>,
    /// The states that are no releases.
    pub(super) skipped: Vec<Skipped>,
    /// The list that takes its place.
    pub(super) successor: Option<String>,
}

/// What is not as it was when the list was published last.
#[derive(Debug, Default)]
pub(super) struct Touched {
    /// True where it is called otherwise.
    pub(super) title: bool,
    /// The ids of entries.
    pub(super) entries: BTreeSet<String>,
    /// The ids of parties.
    pub(super) parties: BTreeSet<String>,
}

/// A release of the list.
pub(super) struct BuiltRelease {
    pub(super) release: Release,
    pub(super) serial: u64,
    pub(super) added: Vec<String>,
    pub(super) removed: Vec<String>,
    pub(super) amended: Vec<String>,
    pub(super) classes: BTreeSet<crate::model::schema::Class>,
    pub(super) entries: u64,
    /// False where nothing of the list changed.
    pub(super) is_change: bool,
    /// Its files without manifest and sums.
    pub(super) files: Vec<FileFacts>,
}

/// A feed of the newest release.
pub(super) struct BuiltFeed {
    pub(super) format: &'static dyn Format,
    pub(super) files: Vec<FileFacts>,
}

/// Builds one list.
pub(super) fn build(run: &Run<'_>, history: History<'_>, published: &Published) -> Result<BuiltList, PublishError> {
    let list_id = history.list_id;
    let releases = published.lists.get(&list_id).map_or(&[][..], Vec::as_slice);
    let mut builder = Builder::new(run, &list_id, releases)?;
    builder.every = history.every;
    for turn in history.turns {
        let turn = turn.map_err(|source| PublishError::Edition {
            list_id: list_id.clone(),
            source,
        })?;
        builder.add(turn)?;
    }
    let mut built = builder.finish(&published.snapshots)?;
    built.successor = history.successor;
    Ok(built)
}

struct Builder<'a> {
    run: &'a Run<'a>,
    list_id: &'a str,
    published: &'a [PublishedRelease],
    /// Whether an edition in which nothing changed is a release.
    every: bool,
    /// The list at the release before, whole.
    base: Edition,
    base_state: State,
    /// The list at the release that is looked at; between two releases the same as `base`.
    target: Edition,
    /// The records of `base`, once they are needed.
    records: Option<Records>,
    /// What the newest edition's `list.yaml` says, be it a release or not.
    settings: List,
    link: Option<Link>,
    deltas: Vec<IndexedDelta>,
    releases: Vec<BuiltRelease>,
    /// The names of the releases in lower case.
    names: BTreeSet<String>,
    histories: Histories,
    files: Vec<FileFacts>,
    touched: Touched,
    refusals: Vec<Refusal>,
    lifted: Vec<Lifted>,
    /// The states since the newest release that are no releases.
    skipped: Vec<Skipped>,
    /// All states that are no releases.
    all_skipped: Vec<Skipped>,
    /// The version of the newest release.
    version: Option<Version>,
    dataset: Option<Dataset>,
}

impl<'a> Builder<'a> {
    fn new(run: &'a Run<'a>, list_id: &'a str, published: &'a [PublishedRelease]) -> Result<Self, PublishError> {
        let nothing = Edition {
            list_id: list_id.to_owned(),
            ..Edition::default()
        };
        let builder = Self {
            run,
            list_id,
            published,
            every: false,
            base: nothing.clone(),
            base_state: State::nothing(),
            target: nothing,
            records: None,
            settings: List::default(),
            link: None,
            deltas: Vec::new(),
            releases: Vec::new(),
            names: BTreeSet::new(),
            histories: Histories::default(),
            files: Vec::new(),
            touched: Touched::default(),
            refusals: Vec::new(),
            lifted: Vec::new(),
            skipped: Vec::new(),
            all_skipped: Vec::new(),
            version: None,
            dataset: None,
        };
        let of_the_publication = [keys::FOLDER, ARTIFACTS, DATASETS];
        if of_the_publication.iter().any(|name| list_id.eq_ignore_ascii_case(name)) {
            Err(builder.bad(format!("`{list_id}` is a folder of the publication's own")))
        } else if is_folder_name(list_id) {
            Ok(builder)
        } else {
            Err(builder.bad(format!("`{list_id}` cannot be the name of a folder everywhere")))
        }
    }

    fn bad(&self, reason: impl Into<String>) -> PublishError {
        PublishError::BadEdition {
            list_id: self.list_id.to_owned(),
            reason: reason.into(),
        }
    }

    /// Follows the next release of the repository; one that changes nothing of the list and makes no release of it is forgotten.
    fn add(&mut self, mut turn: Turn) -> Result<(), PublishError> {
        if self.run.basis != Basis::History {
            self.take_published_facts(&mut turn.release);
        }
        self.all_skipped.extend(turn.skipped.iter().cloned());
        self.skipped.append(&mut turn.skipped);
        let exceptions = std::mem::take(&mut turn.exceptions);
        self.require_fit(&turn)?;
        self.run.step(Step::Release {
            list_id: self.list_id,
            release: &turn.release.name,
        })?;
        turn.entries.forget_known(&self.base.entries);
        turn.parties.forget_known(&self.base.parties);
        self.settings.clone_from(&turn.list);
        let parts = Parts::of(&self.base, turn);
        let mut changes = compare_editions(&parts.old, &parts.new);
        changes.reinstated = self.reinstated(&exceptions);
        let is_change = changes_the_list(&parts);
        if !is_change && !self.every {
            return Ok(());
        }
        self.target.list.clone_from(&parts.new.list);
        self.target.release.clone_from(&parts.new.release);
        parts.entries().apply(&mut self.target.entries);
        parts.parties().apply(&mut self.target.parties);
        let state = self.state_of_target(&parts)?;
        let (base, target) = (std::mem::take(&mut self.base), std::mem::take(&mut self.target));
        let step = Move {
            base: &base,
            target: &target,
            parts: &parts,
            release: parts.release(),
            state,
            changes: &changes,
            is_change,
            moves: Moves::between(&parts.old.entries, &parts.new.entries),
            consequences: Consequences::between(&base, &target),
        };
        self.advance_dataset(&step)?;
        let files = self.release_files(&step, &exceptions)?;
        self.remember(&step, files)?;
        self.base_state = step.state;
        (self.base, self.target) = (base, target);
        drop(changes);
        self.catch_up(parts);
        Ok(())
    }

    /// Returns the entries that exceptions reinstate, each with the release that removed it.
    fn reinstated(&self, exceptions: &[Exception]) -> BTreeMap<String, Reinstated> {
        let ids = exceptions.iter().flat_map(|exception| &exception.reinstates);
        let removals = ids.filter_map(|id| {
            let last = self
                .histories
                .events(id)
                .last()
                .filter(|event| event.event == "removed")?;
            let reinstated = Reinstated {
                release: last.release.clone(),
                date: last.date,
            };
            Some((id.clone(), reinstated))
        });
        removals.collect()
    }

    /// Takes the facts of a release that was published from its manifest: a tag may have been replaced by one with another date.
    fn take_published_facts(&self, release: &mut Release) {
        let is_published = |published: &&PublishedRelease| {
            published.manifest.release == release.name && published.manifest.commit == release.commit
        };
        let Some(PublishedRelease { manifest, .. }) = self.published.iter().find(is_published) else {
            return;
        };
        if let (Ok(date), Ok(time)) = (manifest.date.parse(), manifest.time.parse()) {
            (release.date, release.time) = (date, time);
        }
        release.title.clone_from(&manifest.title);
        release.body.clone_from(&manifest.body);
    }

    /// Brings the base to where the target is, at the cost of what changed.
    fn catch_up(&mut self, parts: Parts) {
        let base = &mut self.base;
        let [entries, parties] = parts.gone;
        (base.list, base.release) = (parts.new.list, parts.new.release);
        let here = parts.new.entries;
        Difference { here, gone: entries }.apply(&mut base.entries);
        let here = parts.new.parties;
        Difference { here, gone: parties }.apply(&mut base.parties);
    }

    /// Brings the list's data set to the release, once one was published as such.
    fn advance_dataset(&mut self, step: &Move<'_>) -> Result<(), PublishError> {
        let before = self.version.take();
        let version = Version::of(step.release, before.as_ref());
        self.version = Some(version.clone());
        match (&mut self.dataset, before) {
            (Some(dataset), _) => return dataset.advance(step.base, step.target, version),
            (None, _) if !is_dataset(&step.target.list) => {}
            // Readers have loaded the release before, which was a data set by a setting alone.
            (None, Some(before)) => {
                let first = step.base.release.as_ref().unwrap_or(step.release);
                let mut dataset = Dataset::begin(step.base, first, before)?;
                dataset.advance(step.base, step.target, version)?;
                self.dataset = Some(dataset);
            }
            (None, None) => self.dataset = Some(Dataset::begin(step.target, step.release, version)?),
        }
        Ok(())
    }

    fn require_fit(&mut self, turn: &Turn) -> Result<(), PublishError> {
        let release = &turn.release;
        if !is_folder_name(&release.name) {
            return Err(self.bad(format!("`{}` cannot be the name of a folder everywhere", release.name)));
        }
        if !self.run.order.contains_key(&release.name) {
            return Err(self.bad(format!("`{}` is not among the repository's releases", release.name)));
        }
        if self.names.contains(&release.name.to_ascii_lowercase()) {
            return Err(self.bad(format!("two releases have the name `{}`", release.name)));
        }
        for difference in [&turn.entries, &turn.parties] {
            if let Some(id) = out_of_order(difference) {
                return Err(self.bad(format!(
                    "`{id}` stands twice or out of order in release `{}`",
                    release.name
                )));
            }
        }
        Ok(())
    }

    /// Returns the state that the release leads to. Of a release that this program published from this commit its manifest has
    /// it; the last of them is looked at all the same, since what is new is built on it.
    fn state_of_target(&mut self, parts: &Parts) -> Result<State, PublishError> {
        let serial = self.base_state.serial + 1;
        if let Some(published) = self.published.get(self.releases.len())
            && self.releases.len() + 1 < self.published.len()
            && !self.run.remake
            && self.is_proved(&published.manifest, parts.release())
        {
            self.records = None;
            return Ok(published.manifest.state.clone());
        }
        let records = match self.records.take() {
            Some(mut records) => {
                records.follow(&parts.new, &parts.gone);
                records
            }
            None => Records::of(&self.target),
        };
        let state = records.state(serial, Some(&parts.release().name));
        self.records = Some(records);
        Ok(state)
    }

    /// True where a manifest was made by this very program from this very commit.
    fn is_proved(&self, manifest: &ReleaseManifest, release: &Release) -> bool {
        manifest.tool == self.run.tool && manifest.commit == release.commit && manifest.tree == release.tree
    }

    /// Takes over the files of a release that was published, or writes those of a new one.
    fn release_files(&mut self, step: &Move<'_>, exceptions: &[Exception]) -> Result<Vec<FileFacts>, PublishError> {
        let index = self.releases.len();
        if let Some(published) = self.published.get(index) {
            self.require_same(step, &published.manifest)?;
            if self.run.remake && published.manifest.tool == self.run.tool {
                return self.remake_release(step, published);
            }
            self.require_provable(&published.manifest)?;
            if let Some(dataset) = &mut self.dataset {
                dataset.take_over(self.run, step.release, &published.manifest.files)?;
            }
            self.skipped.clear();
            return self.keep_release(published);
        }
        self.touch(step);
        let allowed = self.guard(step, exceptions);
        self.write_release(step, allowed)
    }

    /// Makes a published release again, which must come out the same, and puts what was made in the place of what was published.
    fn remake_release(
        &mut self,
        step: &Move<'_>,
        published: &PublishedRelease,
    ) -> Result<Vec<FileFacts>, PublishError> {
        let manifest = &published.manifest;
        let folder = format!("{}/releases/{}/", self.list_id, step.release.name);
        let (announced, files) = self.write_files(step, &folder)?;
        let is_same = |file: &&FileFacts| files.contains(file);
        if let Some(other) = manifest.files.iter().find(|file| !is_same(file)) {
            return Err(self.not_remade(manifest, &other.path));
        }
        if let Some(other) = files.iter().find(|file| !manifest.files.contains(file)) {
            return Err(self.not_remade(manifest, &other.path));
        }
        if self.run.basis == Basis::History {
            self.require_same_account(step, published)?;
        }
        self.skipped.clear();
        self.keep_own_files(published)?;
        self.files.extend(files);
        self.arrive(manifest, &published.content)?;
        Ok(announced)
    }

    fn not_remade(&self, manifest: &ReleaseManifest, path: &str) -> PublishError {
        match self.run.basis {
            Basis::History => unproved(manifest, path, "its content is another"),
            Basis::Digests | Basis::Signed => PublishError::NotRemade {
                path: path.to_owned(),
                commit: manifest.commit.clone(),
                tool: self.run.tool,
            },
        }
    }

    /// A release of another version of this program cannot be made again byte for byte. If nothing else proves it, only the publisher's word
    /// lets it pass.
    fn require_provable(&self, manifest: &ReleaseManifest) -> Result<(), PublishError> {
        if self.run.basis != Basis::History || allowed_once(self.run.allow, KEY_GUARD).is_some() {
            return Ok(());
        }
        let path = format!("{}/releases/{}/{FILE_NAME}", self.list_id, manifest.release);
        let reason = format!(
            "it was made by `{}`, and this is `{}` (with `--allow {KEY_GUARD}=REASON` you vouch for it yourself)",
            manifest.tool, self.run.tool
        );
        Err(unproved(manifest, &path, &reason))
    }

    /// What a manifest states beside its files must follow from the history too.
    fn require_same_account(&self, step: &Move<'_>, published: &PublishedRelease) -> Result<(), PublishError> {
        let (manifest, release) = (&published.manifest, step.release);
        let stated = (&manifest.title, &manifest.body, &manifest.date, &manifest.time);
        let is_same_release = stated
            == (
                &release.title,
                &release.body,
                &release.date.to_string(),
                &release.time.to_string(),
            );
        let found: BTreeSet<(&str, String)> = self
            .guard_findings(step)
            .into_iter()
            .map(|found| (found.guard, found.finding))
            .collect();
        let allowed = manifest.allowed.iter();
        let allowed = allowed.map(|allowance| (allowance.guard.as_str(), allowance.finding.clone()));
        let reason = if !is_same_release {
            "its title, text or date is another"
        } else if !allowed.collect::<BTreeSet<_>>().iter().eq(found.iter()) {
            "it states other exceptions than its changes need"
        } else if manifest.skipped != self.skipped {
            "it names other skipped states"
        } else {
            return Ok(());
        };
        Err(unproved(manifest, published.path(), reason))
    }

    fn touch(&mut self, step: &Move<'_>) {
        let ids = |rows: &[Arc<Entry>], gone: &[String]| -> Vec<String> {
            let here = rows.iter().map(|entry| entry.id.clone());
            here.chain(gone.iter().cloned()).collect()
        };
        let (new, gone) = (&step.parts.new, &step.parts.gone);
        self.touched.entries.extend(ids(&new.entries, &gone[0]));
        self.touched.parties.extend(ids(&new.parties, &gone[1]));
        self.touched.title |= step.base.list.title != step.target.list.title;
    }

    fn require_same(&self, step: &Move<'_>, manifest: &ReleaseManifest) -> Result<(), PublishError> {
        let (release, state) = (step.release, &step.state);
        let difference = if release.name != manifest.release {
            format!("the repository has `{}` in its place", release.name)
        } else if release.commit != manifest.commit || release.tree != manifest.tree {
            format!(
                "was commit `{}`; the repository has `{}`",
                short(&manifest.commit),
                short(&release.commit)
            )
        } else if *state != manifest.state {
            format!(
                "its records, made by `{}`, are not those that this version (`{}`) makes of the same commit",
                manifest.tool, self.run.tool
            )
        } else {
            return Ok(());
        };
        Err(self.rewritten(manifest, difference))
    }

    fn rewritten(&self, manifest: &ReleaseManifest, difference: String) -> PublishError {
        PublishError::Rewritten {
            list_id: self.list_id.to_owned(),
            release: manifest.release.clone(),
            serial: manifest.serial,
            difference,
        }
    }

    fn keep_release(&mut self, published: &PublishedRelease) -> Result<Vec<FileFacts>, PublishError> {
        let files = &published.manifest.files;
        for file in files {
            self.require_undamaged(file)?;
            self.run.stage.keep(file)?;
        }
        self.files.extend(files.iter().cloned());
        self.keep_own_files(published)?;
        self.arrive(&published.manifest, &published.content)?;
        Ok(files
            .iter()
            .filter(|file| !file.path.ends_with("/SHA256SUMS"))
            .cloned()
            .collect())
    }

    /// Keeps the manifest of a release and its signature; a release of the days before the publication was signed gets one now.
    fn keep_own_files(&mut self, published: &PublishedRelease) -> Result<(), PublishError> {
        for file in &published.own_files {
            self.require_undamaged(file)?;
            self.run.stage.keep(file)?;
            self.files.push(file.clone());
        }
        if let (Some(signer), 1) = (self.run.signer, published.own_files.len()) {
            let comment = self.comment_of(&published.manifest);
            let signature = sign(self.run.stage, signer, published.path(), &published.content, &comment)?;
            self.files.push(signature);
        }
        Ok(())
    }

    fn comment_of(&self, manifest: &ReleaseManifest) -> String {
        format!(
            "gazette list={} serial={} release={}",
            self.list_id, manifest.serial, manifest.release
        )
    }

    fn require_undamaged(&self, file: &FileFacts) -> Result<(), PublishError> {
        if !self.run.damaged.contains(&file.path) {
            return Ok(());
        }
        Err(damage(self.run.stage.out(), &file.path))
    }

    /// Returns the guards that were lifted, and keeps what the others find.
    fn guard(&mut self, step: &Move<'_>, exceptions: &[Exception]) -> Vec<Allowance> {
        let findings = self.guard_findings(step);
        let judged = judge(findings, exceptions, self.run.allow, self.list_id, step.release);
        self.refusals.extend(judged.refusals);
        self.lifted.extend(judged.lifted);
        judged.allowed
    }

    fn guard_findings(&self, step: &Move<'_>) -> Vec<GuardFinding> {
        if !step.is_change {
            // What is as it was has been let through.
            return Vec::new();
        }
        guard::findings(&Watched {
            base: step.base,
            target: step.target,
            moves: &step.moves,
            removed_before: self.histories.removed_ids(),
        })
    }

    /// Writes a new release, and returns its files without manifest and sums.
    fn write_release(&mut self, step: &Move<'_>, allowed: Vec<Allowance>) -> Result<Vec<FileFacts>, PublishError> {
        let folder = format!("{}/releases/{}/", self.list_id, step.release.name);
        let (announced, files) = self.write_files(step, &folder)?;
        self.write_manifest(step, &folder, files, allowed)?;
        Ok(announced)
    }

    /// Writes the files of a release, and returns them without sums and with them.
    fn write_files(&mut self, step: &Move<'_>, folder: &str) -> Result<(Vec<FileFacts>, Vec<FileFacts>), PublishError> {
        let stage = self.run.stage;
        let announced = step.announced();
        let cannot = |source| self.cannot_announce(step.release)(source);
        let mut files = Vec::new();
        for notice in self.run.announcer.notices(announced).map_err(cannot)? {
            let path = format!("{folder}{}", notice.name);
            files.push(stage.write(&path, notice.media_type, notice.content.as_bytes())?);
        }
        let changes = changes_json(step);
        files.push(stage.write(&format!("{folder}changes.json"), "application/json", changes.as_bytes())?);
        let delta = self.proved_delta(step)?;
        files.push(stage.write(&format!("{folder}{}", delta::FILE_NAME), delta::MEDIA_TYPE, &delta)?);
        files.extend(self.foreign_deltas(step, folder)?);
        match &mut self.dataset {
            Some(dataset) if is_dataset(&step.target.list) => {
                files.extend(dataset.write_release(self.run, step.release)?)
            }
            Some(dataset) => dataset.leave_out(),
            None => {}
        }
        files.sort();
        let announced_files = files.clone();
        let list_of_sums = sums(&files, folder);
        files.push(stage.write(
            &format!("{folder}SHA256SUMS"),
            "text/plain; charset=utf-8",
            list_of_sums.as_bytes(),
        )?);
        files.sort();
        Ok((announced_files, files))
    }

    /// Writes the deltas of the formats in which the list is published, in the manner of each.
    fn foreign_deltas(&self, step: &Move<'_>, folder: &str) -> Result<Vec<FileFacts>, PublishError> {
        let mut files = Vec::new();
        // A name that was wrong once must not stop the releases behind it for ever.
        let formats = step
            .target
            .list
            .feeds
            .iter()
            .filter_map(|name| crate::feed::format(name));
        for format in formats {
            let Some(kind) = format.delta() else { continue };
            let path = format!("{folder}{}", kind.name);
            let written = self.run.stage.stream(&path, kind.media_type, |out| {
                format.write_delta(step.base, step.target, out)
            })?;
            files.push(written.map_err(|source| self.cannot_feed(format, source))?);
        }
        Ok(files)
    }

    fn cannot_feed(&self, format: &dyn Format, source: FeedError) -> PublishError {
        PublishError::Feed {
            list_id: self.list_id.to_owned(),
            format: format.name(),
            source,
        }
    }

    /// Returns the delta after it was applied and led from the base to the target, byte for byte.
    fn proved_delta(&self, step: &Move<'_>) -> Result<Vec<u8>, PublishError> {
        let mut delta = Vec::new();
        let (base, target) = ((&step.parts.old, &self.base_state), (&step.parts.new, &step.state));
        delta::write(base, target, step.changes, &mut delta).expect("a Vec takes every byte");
        let is_first = self.releases.is_empty();
        let text = std::str::from_utf8(&delta).expect("JSON is UTF-8");
        let proof = delta::prove((!is_first).then_some(base), target, text);
        proof.map_err(|source| PublishError::Delta {
            list_id: self.list_id.to_owned(),
            release: step.release.name.clone(),
            source,
        })?;
        Ok(delta)
    }

    fn write_manifest(
        &mut self,
        step: &Move<'_>,
        folder: &str,
        files: Vec<FileFacts>,
        allowed: Vec<Allowance>,
    ) -> Result<(), PublishError> {
        let release = step.release;
        let manifest = ReleaseManifest {
            format: RELEASE_FORMAT.to_owned(),
            version: VERSION,
            tool: self.run.tool.to_owned(),
            publisher: self.run.publisher(),
            list_id: self.list_id.to_owned(),
            release: release.name.clone(),
            serial: step.state.serial,
            date: release.date.to_string(),
            time: release.time.to_string(),
            expires: self.run.expires(release.date).to_string(),
            commit: release.commit.clone(),
            tree: release.tree.clone(),
            title: release.title.clone(),
            body: release.body.clone(),
            state: step.state.clone(),
            previous: self.link.clone(),
            allowed,
            skipped: std::mem::take(&mut self.skipped),
            files,
        };
        let content = canonical(&manifest);
        let comment = self.comment_of(&manifest);
        let own_files = self
            .run
            .write_signed(&format!("{folder}{FILE_NAME}"), content.as_bytes(), &comment)?;
        self.arrive(&manifest, content.as_bytes())?;
        self.files.extend(manifest.files);
        self.files.extend(own_files);
        Ok(())
    }

    /// Puts a release's manifest at the end of the chain, and its delta into the index.
    fn arrive(&mut self, manifest: &ReleaseManifest, content: &[u8]) -> Result<(), PublishError> {
        let link = link(manifest, content);
        let delta = IndexedDelta::of(manifest, &link).ok_or_else(|| PublishError::Damaged {
            path: link.path.clone(),
            reason: "names no delta".to_owned(),
        })?;
        self.deltas.push(delta);
        self.link = Some(link);
        Ok(())
    }

    fn remember(&mut self, step: &Move<'_>, files: Vec<FileFacts>) -> Result<(), PublishError> {
        let ids_in_the_way = self.histories.add(step);
        ids_in_the_way.map_err(|(id, other)| self.bad(format!("the folders of `{id}` and `{other}` would be one")))?;
        let name = |entry: &&Entry| entry.primary_name().to_owned();
        let of_consequences = step.consequences.all().into_iter().map(|_| Consequence::CLASS);
        let fields = step.changes.amended().flat_map(|amendment| &amendment.fields);
        self.names.insert(step.release.name.to_ascii_lowercase());
        self.releases.push(BuiltRelease {
            release: step.release.clone(),
            serial: step.state.serial,
            added: step.moves.added.iter().map(name).collect(),
            removed: step.moves.removed.iter().map(name).collect(),
            amended: step.moves.amended.iter().map(|(_, entry)| name(entry)).collect(),
            classes: fields.map(|field| field.class).chain(of_consequences).collect(),
            entries: step.state.entries,
            is_change: step.is_change,
            files,
        });
        Ok(())
    }

    fn finish(mut self, snapshots: &[FileFacts]) -> Result<BuiltList, PublishError> {
        if let Some(lost) = self.published.get(self.releases.len()) {
            return Err(self.rewritten(&lost.manifest, "the repository has no such release".to_owned()));
        }
        if !self.refusals.is_empty() {
            return Err(PublishError::Refused {
                refusals: self.refusals,
            });
        }
        let Some(link) = self.link.take() else {
            return Err(self.bad("the list has no release"));
        };
        self.run.step(Step::Feeds { list_id: self.list_id })?;
        let formats = formats_of(self.list_id, &self.settings)?;
        let (feeds, dataset) = self.write_newest(&formats)?;
        let snapshots = Snapshots {
            run: self.run,
            list_id: self.list_id,
            published: snapshots,
            feeds: &feeds,
            formats: &formats,
        };
        self.files.extend(snapshots.write(&mut self.deltas)?);
        let deltas = head::write_deltas(self.run, self.list_id, std::mem::take(&mut self.deltas))?;
        self.files.push(deltas.clone());
        self.files
            .extend(feeds.iter().flat_map(|feed| feed.files.iter().cloned()));
        Ok(BuiltList {
            published_now: self.releases.len() - self.published.len(),
            newest: self.base,
            releases: self.releases,
            link,
            deltas,
            feeds,
            dataset,
            histories: self.histories,
            files: self.files,
            touched: self.touched,
            lifted: self.lifted,
            skipped: self.all_skipped,
            successor: None,
        })
    }

    /// Writes what is of the newest release alone.
    fn write_newest(
        &mut self,
        formats: &[&'static dyn Format],
    ) -> Result<(Vec<BuiltFeed>, Option<IndexedDataset>), PublishError> {
        if !is_dataset(&self.settings) {
            self.dataset = None;
        } else if let (None, Some(version), Some(release)) = (&self.dataset, &self.version, &self.base.release) {
            self.dataset = Some(Dataset::begin(&self.base, release, version.clone())?);
        }
        let feeds = self.write_feeds(formats)?;
        let Some(dataset) = self.dataset.take() else {
            return Ok((feeds, None));
        };
        let (files, indexed) = dataset.finish(self.run, &self.base.list, &feeds)?;
        self.files.extend(files);
        Ok((feeds, Some(indexed)))
    }

    fn write_feeds(&self, formats: &[&'static dyn Format]) -> Result<Vec<BuiltFeed>, PublishError> {
        // Side by side, the formats and the files of each.
        let written: Vec<_> = formats
            .par_iter()
            .with_max_len(1)
            .filter(|format| format.applies_to(&self.base))
            .map(|format| self.write_feed(*format))
            .collect();
        written.into_iter().collect()
    }

    /// Writes the files of a format: each is written, counted and digested in one go, and none is ever whole in memory.
    fn write_feed(&self, format: &'static dyn Format) -> Result<BuiltFeed, PublishError> {
        let grow = |kind: &FileKind| {
            let path = format!("{}/latest/{}", self.list_id, kind.name);
            self.run.stage.grow(&path, kind.media_type)
        };
        let mut files: Vec<Growing> = format.files().iter().map(grow).collect::<Result<_, _>>()?;
        let mut outs: Vec<_> = files.iter_mut().map(|file| file as &mut (dyn Write + Send)).collect();
        let written = match &self.dataset {
            Some(dataset) if format.chronicle() => dataset.write_all(&mut outs),
            _ => format.write_all(&self.base, &mut outs),
        };
        written.map_err(|source| self.cannot_feed(format, source))?;
        let files = files.into_iter().map(Growing::end).collect::<Result<_, _>>()?;
        Ok(BuiltFeed { format, files })
    }

    fn cannot_announce(&self, release: &Release) -> impl FnOnce(Cause) -> PublishError + use<> {
        let (list_id, release) = (self.list_id.to_owned(), release.name.clone());
        move |source| PublishError::Announcement {
            list_id,
            release,
            source,
        }
    }
}

/// What changes of a list: the entries and parties that are not the same before and after, as editions.
pub(super) struct Parts {
    old: Edition,
    new: Edition,
    /// The ids of the entries and those of the parties that are gone.
    gone: [Vec<String>; 2],
}

impl Parts {
    fn of(base: &Edition, turn: Turn) -> Self {
        Self {
            old: Edition {
                list_id: base.list_id.clone(),
                list: base.list.clone(),
                entries: turn.entries.concerned(&base.entries),
                parties: turn.parties.concerned(&base.parties),
                release: base.release.clone(),
            },
            new: Edition {
                list_id: base.list_id.clone(),
                list: turn.list,
                entries: turn.entries.here,
                parties: turn.parties.here,
                release: Some(turn.release),
            },
            gone: [turn.entries.gone, turn.parties.gone],
        }
    }

    fn entries(&self) -> Difference {
        Difference {
            here: self.new.entries.clone(),
            gone: self.gone[0].clone(),
        }
    }

    fn parties(&self) -> Difference {
        Difference {
            here: self.new.parties.clone(),
            gone: self.gone[1].clone(),
        }
    }

    fn is_empty(&self) -> bool {
        let here = [&self.new.entries, &self.new.parties];
        here.iter().all(|rows| rows.is_empty()) && self.gone.iter().all(Vec::is_empty)
    }

    fn release(&self) -> &Release {
        self.new.release.as_ref().expect("a turn has a release")
    }
}

/// A step from one release to the next.
pub(super) struct Move<'a> {
    /// The list before, whole.
    pub(super) base: &'a Edition,
    /// The list after, whole.
    pub(super) target: &'a Edition,
    parts: &'a Parts,
    pub(super) release: &'a Release,
    pub(super) state: State,
    pub(super) changes: &'a ChangeSet,
    /// False where the list is what it was, and somebody said so by a tag.
    pub(super) is_change: bool,
    pub(super) moves: Moves<'a>,
    pub(super) consequences: Consequences,
}

impl Move<'_> {
    /// Returns an event of this release.
    pub(super) fn event(&self, what: &'static str) -> Event {
        Event {
            event: what,
            release: self.release.name.clone(),
            serial: self.state.serial,
            date: self.release.date,
            fields: Vec::new(),
            removal: None,
        }
    }

    fn announced(&self) -> Announced<'_> {
        Announced {
            base: self.base,
            target: self.target,
            changes: self.changes,
        }
    }
}

/// Returns the content of `changes.json`: what `gazette diff --format json` prints of the two releases.
fn changes_json(step: &Move<'_>) -> String {
    let from = step.base.release.as_ref().map_or("nothing", |release| &release.name);
    changes::json(&[ListChanges {
        list: &step.target.list_id,
        title: &step.target.list.title,
        from,
        to: &step.release.name,
        changes: step.changes,
        consequences: &step.consequences.all(),
    }])
}

/// Returns true where the list changed in meaning: its entries, its parties, or what it says of itself.
fn changes_the_list(parts: &Parts) -> bool {
    let is_first = parts.old.release.is_none();
    is_first || !parts.is_empty() || !parts.old.list.says_the_same(&parts.new.list)
}

/// Returns true where the list is published as a data set of FollowTheMoney.
fn is_dataset(list: &List) -> bool {
    let formats = list.feeds.iter().filter_map(|name| crate::feed::format(name));
    formats.into_iter().any(Format::chronicle)
}

fn link(manifest: &ReleaseManifest, content: &[u8]) -> Link {
    let path = format!("{}/releases/{}/{FILE_NAME}", manifest.list_id, manifest.release);
    let facts = manifest::facts(path, "", content);
    Link {
        release: manifest.release.clone(),
        serial: manifest.serial,
        path: facts.path,
        sha256: facts.sha256,
    }
}

fn out_of_order(difference: &Difference) -> Option<&str> {
    let rises = |pair: &[&str]| IdKey(Some(pair[0])) < IdKey(Some(pair[1]));
    let here: Vec<&str> = difference.here.iter().map(|entry| entry.id.as_str()).collect();
    let gone: Vec<&str> = difference.gone.iter().map(String::as_str).collect();
    let fault = |ids: &[&'_ str]| ids.windows(2).position(|pair| !rises(pair)).map(|at| at + 1);
    fault(&here)
        .map(|at| here[at])
        .or_else(|| fault(&gone).map(|at| gone[at]))
}

fn unproved(manifest: &ReleaseManifest, path: &str, reason: &str) -> PublishError {
    PublishError::Unproved {
        path: path.to_owned(),
        commit: short(&manifest.commit).to_owned(),
        reason: reason.to_owned(),
    }
}

fn short(commit: &str) -> &str {
    commit.get(..12).unwrap_or(commit)
}

/// Returns the formats that a list is published in: those that `list.yaml` names, else the native ones.
fn formats_of(list_id: &str, list: &List) -> Result<Vec<&'static dyn Format>, PublishError> {
    if list.feeds.is_empty() {
        return Ok(FORMATS.iter().copied().filter(|format| format.is_native()).collect());
    }
    let unknown = |name: &String| PublishError::UnknownFeed {
        list_id: list_id.to_owned(),
        format: name.clone(),
        known: FORMATS.iter().map(|format| format.name()).collect(),
    };
    let wanted = list.feeds.iter();
    wanted
        .map(|name| crate::feed::format(name).ok_or_else(|| unknown(name)))
        .collect()
}

/// Returns the day some days after another; the last day there is where there are not so many.
pub(super) fn days_after(date: Date, days: u64) -> Date {
    let days = i32::try_from(days.min(3_650_000)).unwrap_or(i32::MAX);
    date.checked_add(days.days()).unwrap_or(Date::MAX)
}
