//! A list: what `list.yaml` says about the entries in its folder.

use super::date::FuzzyDate;
use super::designation::Designation;
use super::facts::Source;
use super::record::{Number, Order, Pairs, Table, TableItem, item, record};
use super::words::{Capitals, Country, Language, OwnershipRule};

/// The version of the YAML format that this program writes; it reads every version up to it.
pub const FORMAT: u64 = 1;

record! {
    /// What holds for a whole list: the content of `list.yaml`.
    List {
        /// The version of the format: `1`.
        format "format": Number [editorial, required];
        /// The list's title.
        title "title": String [editorial, required];
        /// What the list is, in a sentence or two.
        description "description": Option<String> [editorial, prose];
        /// Whose list it is.
        authority "authority": Authority [legal, required];
        /// The programmes under which entries are designated, under their codes.
        programmes "programmes": Table<Programme> [legal];
        /// Which rule says who else is blocked by ownership, and since when.
        ownership "ownership": Vec<OwnershipPeriod> [relation];
        /// The feeds that are published (`gazette export --formats` names them); `json`, `jsonl` and `csv` where none is said.
        feeds "feeds": Vec<String> [editorial];
        /// Which names are written in capitals: `names` all of them, `surnames` those of bodies and the surnames of individuals.
        capitals "capitals": Capitals [editorial];
        /// How notices are written.
        notice "notice": NoticeSettings [editorial];
        /// The bounds that stop a publication.
        limits "limits": Limits [editorial];
        /// What `check` looks at otherwise than by default: rule and severity, or `off`.
        lint "lint": Pairs [editorial];
        /// The languages of the list's texts.
        languages "languages": Vec<Language> [editorial];
        /// The licence under which the data may be used: an SPDX expression or a text.
        licence "licence": Option<String> [editorial, prose];
        /// Why entries that are no longer listed were removed, under their ids.
        removals "removals": Table<Removal> [legal];
        /// The ids under which the list was published before: lists that were renamed, or merged into this one. Their publication stays
        /// as it is and leads to this one.
        formerly "formerly": Vec<String> [editorial];
        /// Notices of this list that were wrong, under the names of their releases, and what is right. Nothing that was published is
        /// deleted; the notice of the release that adds a line is the correction.
        corrections "corrections": Table<Correction> [legal];
        /// Where the list's facts come from.
        sources "sources": Vec<Source> [editorial];
    }
}

impl List {
    /// Returns the programme of a designation; `None` if it names none or the list does not have it.
    pub fn programme_of(&self, designation: &Designation) -> Option<&Programme> {
        self.programmes.get(designation.programme.as_ref()?)
    }

    /// Returns the measures of a designation: its own, else those of its programme.
    pub fn measures_of<'a>(&'a self, designation: &'a Designation) -> &'a [String] {
        match self.programme_of(designation) {
            Some(programme) if designation.measures.is_empty() => &programme.measures,
            _ => &designation.measures,
        }
    }

    /// Returns true where the two say the same of the list. How this program is to treat it (the version of the format, feeds,
    /// notices, limits, what `check` looks at) is none of that: a change of it makes no release.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let of_itself = |list: &Self| Self {
            format: Number::default(),
            feeds: Vec::default(),
            capitals: Capitals::default(),
            notice: NoticeSettings::default(),
            limits: Limits::default(),
            lint: Pairs::default(),
            ..list.clone()
        };
        of_itself(self) == of_itself(other)
    }
}

record! {
    /// The body that designates. A bare text is its name.
    Authority short "name" {
        /// Its name.
        name "name": String [legal, required];
        /// The acronym by which it is known: `OFAC`.
        acronym "acronym": Option<String> [legal];
        /// Its country, or `UN`, `EU`.
        country "country": Option<Country> [legal];
        /// Its page about the list.
        url "url": Option<String> [editorial];
    }
}

record! {
    /// A sanctions regime under which parties are designated. A bare text is its title.
    Programme short "title" {
        /// Its title.
        title "title": Option<String> [legal, prose];
        /// The provisions on which it rests.
        legal_basis "legal_basis": Vec<String> [legal];
        /// What it imposes where a designation does not say it.
        measures "measures": Vec<String> [legal];
        /// Its page on the web.
        url "url": Option<String> [editorial];
        /// Its former codes: a renaming is reported once, not as an amendment of every entry.
        formerly "formerly": Vec<String> [legal];
        /// The day on which it ended.
        ended "ended": Option<FuzzyDate> [legal];
        /// What else is said of it.
        note "note": Option<String> [editorial, prose];
        /// Where it comes among an entry's programmes.
        order "order": Order [editorial];
    }
}

impl TableItem for Programme {}

record! {
    /// A rule and the time in which it holds. A bare text is the rule.
    OwnershipPeriod short "rule" {
        /// The rule.
        rule "rule": OwnershipRule [relation, required];
        /// Since when.
        since "since": Option<FuzzyDate> [relation];
        /// Until when.
        until "until": Option<FuzzyDate> [relation];
        /// An id of the element.
        id "id": Option<String> [editorial];
        /// The place among its siblings, where there is an order.
        order "order": Order [editorial];
    }
}

item!(OwnershipPeriod);

record! {
    /// How notices of a list are written.
    NoticeSettings short "style" {
        /// The notice style, built in or of the repository's own templates; `plain` if none is given.
        style "style": Option<String> [editorial];
        /// What the notice calls the list, such as `SDN List`; its title if none is given.
        list_name "list_name": Option<String> [editorial];
        /// The language of the notice.
        language "language": Option<Language> [editorial];
    }
}

record! {
    /// Bounds; a release beyond them is not published without an exception.
    Limits {
        /// The greatest part of the entries that one release may remove, in percent; 10 where none is said.
        shrink "shrink": Number [editorial];
        /// The greatest part by which one release may let the list grow, in percent; no bound where none is said.
        grow "grow": Number [editorial];
        /// The greatest part of the entries that one change may amend before `check` asks for the cause, in percent; 10 where none is said.
        amend "amend": Number [editorial];
        /// The least number of entries; 1 if none is given. With 0 the list may be empty.
        entries "entries": Number [editorial];
    }
}

/// The part of a list that one release may remove if the list sets no bound of its own, in percent.
const SHRINK: u64 = 10;

/// Up to how many removals are not a mass removal if the list sets no bound of its own.
const FEW: usize = 10;

impl Limits {
    /// Returns the bound, in percent, that removing so many of `before` entries exceeds; nothing if it is within bounds.
    pub fn shrink_exceeded(&self, removed: usize, before: usize) -> Option<u64> {
        let bound = match self.shrink {
            Number(Some(bound)) => bound,
            Number(None) if removed <= FEW => return None,
            Number(None) => SHRINK,
        };
        is_beyond(removed, before, bound).then_some(bound)
    }

    /// Returns the bound, in percent, that adding so many to `before` entries exceeds; nothing if it is within bounds or the list
    /// had no entries.
    pub fn grow_exceeded(&self, added: usize, before: usize) -> Option<u64> {
        let bound = self.grow.0?;
        (before > 0 && is_beyond(added, before, bound)).then_some(bound)
    }

    /// Returns the least number of entries if so many are too few. An empty list is judged by [`Limits::may_be_empty`].
    pub fn entries_missing(&self, entries: usize) -> Option<u64> {
        let least = self.entries.0?;
        (entries > 0 && (entries as u64) < least).then_some(least)
    }

    /// Returns true if the list may have no entries.
    pub fn may_be_empty(&self) -> bool {
        self.entries.0 == Some(0)
    }
}

fn is_beyond(part: usize, whole: usize, percent: u64) -> bool {
    part as u128 * 100 > whole as u128 * u128::from(percent)
}

record! {
    /// Why an entry was removed. A bare text is the reason.
    Removal short "reason" {
        /// The reason.
        reason "reason": Option<String> [legal, prose];
        /// The day on which it was removed.
        date "date": Option<FuzzyDate> [legal];
        /// The act that removed it.
        instrument "instrument": Option<String> [legal];
        /// The name that it bore.
        name "name": Option<String> [editorial];
    }
}

impl TableItem for Removal {}

record! {
    /// What was wrong with a notice. A bare text says it.
    Correction short "text" {
        /// What was wrong, and what is right.
        text "text": Option<String> [legal, prose];
        /// The day of the correction.
        date "date": Option<FuzzyDate> [legal];
    }
}

impl TableItem for Correction {}
