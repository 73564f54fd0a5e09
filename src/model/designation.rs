//! Designations: the legal acts that list a party.

use jiff::civil::Date;

use super::date::FuzzyDate;
use super::record::{Order, item, record};

record! {
    /// The legal act that lists an entry under one programme. An entry has one or more.
    Designation line ["programme", "listed"] {
        /// The programme or regime, under the code that `list.yaml` gives it.
        programme "programme": Option<String> [legal];
        /// The authority, where it is not the list's own.
        authority "authority": Option<String> [legal];
        /// The day on which the party was listed under it.
        listed "listed": Option<FuzzyDate> [legal];
        /// The day on which it took effect, where that is another.
        effective "effective": Option<FuzzyDate> [legal];
        /// The days on which the authority amended it.
        amended "amended": Vec<FuzzyDate> [legal];
        /// The day on which it ends by itself.
        expires "expires": Option<FuzzyDate> [legal];
        /// The day on which it ended, where the entry stays for another one.
        ended "ended": Option<FuzzyDate> [legal];
        /// What it imposes, in the words of `src/vocabulary/measures.yaml`: `asset-freeze`, `travel-ban` …
        /// Where none is said, those of the programme hold.
        measures "measures": Vec<String> [legal];
        /// The provisions on which it rests, as in `Executive Order 13722`.
        legal_basis "legal_basis": Vec<String> [legal];
        /// The act itself, as in `Council Implementing Regulation (EU) 2020/1125`.
        instrument "instrument": Option<String> [legal];
        /// The act on the web.
        instrument_url "instrument_url": Option<String> [editorial];
        /// The latest act on it: the `number` of one of the entry's `acts` (EU `regulation`).
        act "act": Option<String> [legal];
        /// The authority's reference for it, as printed: an entry number, an annex.
        reference "reference": Option<String> [legal];
        /// The list of the authority that has it, if there are several: `SDN List`.
        register "register": Option<String> [legal];
        /// Who decided, where the authority adopts the decisions of another: `UN`.
        origin "origin": Option<String> [legal];
        /// The committee or body within the authority.
        committee "committee": Option<String> [legal];
        /// What else is said of it.
        note "note": Option<String> [editorial, prose];
        /// The authority's id of the element.
        id "id": Option<String> [editorial];
        /// The place among its siblings, where the source has an order of its own.
        order "order": Order [editorial];
    }
}

record! {
    /// A legal act from which facts of an entry come. A bare text is its number.
    Act short "number" {
        /// Its number, under which the facts of the entry name it: `2018/223 (OJ L43)`.
        number "number": String [legal, required];
        /// What the act is, as the authority has it: `regulation`, `amendment`, `repealing`.
        kind "type": Option<String> [legal];
        /// Who adopted it: `council`, `commission`, `un`.
        body "body": Option<String> [legal];
        /// The day on which it was published.
        published "published": Option<FuzzyDate> [legal];
        /// The day on which it entered into force.
        in_force "in_force": Option<FuzzyDate> [legal];
        /// The act on the web.
        url "url": Option<String> [editorial];
        /// What else is said of it.
        note "note": Option<String> [editorial];
        /// The authority's id of the act.
        id "id": Option<String> [editorial];
        /// The place among its siblings, where the source has an order of its own.
        order "order": Order [editorial];
    }
}

item!(Designation, Act);

impl Designation {
    /// Returns the dates of the designation, in the order of its fields.
    pub fn dates(&self) -> impl Iterator<Item = &FuzzyDate> {
        let before = self.listed.iter().chain(&self.effective);
        before.chain(&self.amended).chain(&self.expires).chain(&self.ended)
    }

    /// Returns true if the designation holds on a day: it has not ended before, and has not expired. Without a day, one with an `ended`
    /// has ended, and one with an `expires` holds. A date of expiry that cannot be read ends nothing.
    pub fn is_in_force(&self, day: Option<Date>) -> bool {
        let is_past = |date: &FuzzyDate| date.span().zip(day).map(|((_, last), day)| last < day);
        let has_ended = self.ended.as_ref().is_some_and(|date| is_past(date).unwrap_or(true));
        let has_expired = self.expires.as_ref().is_some_and(|date| is_past(date).unwrap_or(false));
        !has_ended && !has_expired
    }
}
