//! What identifies a party beside its names: dates, places, papers, property.

use super::date::FuzzyDate;
use super::record::{Order, item, record};
use super::words::{Country, Language, Script};

record! {
    /// A date of the party's life. A bare text is the date.
    DateFact short "date" {
        /// The date.
        date "date": FuzzyDate [identity, required];
        /// The calendar, where it is not the Gregorian one: `islamic`, `buddhist`, `coptic`, `ethiopic`.
        calendar "calendar": Option<String> [identity];
        /// The act that states it: the `number` of one of the entry's `acts`.
        act "act": Option<String> [legal];
        /// What else is said of it.
        note "note": Option<String> [editorial, prose];
        /// The authority's id of the element.
        id "id": Option<String> [editorial];
        /// The place among its siblings, where the source has an order of its own.
        order "order": Order [editorial];
    }
}

record! {
    /// A place. A bare text is the place as printed.
    Place short "text" {
        /// The place as printed, where the authority does not give its parts.
        text "text": Option<String> [identity, prose];
        /// The street and house.
        street "street": Option<String> [identity];
        /// The town or village.
        city "city": Option<String> [identity];
        /// The state or province.
        state "state": Option<String> [identity];
        /// The postal code.
        postal_code "postal_code": Option<String> [identity];
        /// The region, where it is no state or province.
        region "region": Option<String> [identity];
        /// The country.
        country "country": Option<Country> [identity];
        /// The act that states it: the `number` of one of the entry's `acts`.
        act "act": Option<String> [legal];
        /// What else is said of it.
        note "note": Option<String> [editorial, prose];
        /// The authority's id of the element.
        id "id": Option<String> [editorial];
        /// The place among its siblings, where the source has an order of its own.
        order "order": Order [editorial];
    }
}

impl Place {
    /// Returns what is said of the place within its country, from the street up.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        let parts = [
            &self.text,
            &self.street,
            &self.city,
            &self.state,
            &self.postal_code,
            &self.region,
        ];
        parts.into_iter().filter_map(Option::as_deref)
    }
}

record! {
    /// A state to which the party belongs. A bare text is the country.
    CountryFact short "country" {
        /// The country.
        country "country": Country [identity, required];
        /// A part of the country.
        region "region": Option<String> [identity];
        /// Since when.
        since "since": Option<FuzzyDate> [identity];
        /// Until when.
        until "until": Option<FuzzyDate> [identity];
        /// The act that states it: the `number` of one of the entry's `acts`.
        act "act": Option<String> [legal];
        /// What else is said of it.
        note "note": Option<String> [editorial, prose];
        /// The authority's id of the element.
        id "id": Option<String> [editorial];
        /// The place among its siblings, where the source has an order of its own.
        order "order": Order [editorial];
    }
}

record! {
    /// A text of its own. A bare text is the text.
    Phrase short "text" {
        /// The text.
        text "text": String [identity, required, prose];
        /// Its language.
        language "language": Option<Language> [editorial];
        /// Its script, where it is not Latin.
        script "script": Option<Script> [editorial];
        /// What else is said of it.
        note "note": Option<String> [editorial, prose];
        /// The authority's id of the element.
        id "id": Option<String> [editorial];
        /// The place among its siblings, where the source has an order of its own.
        order "order": Order [editorial];
    }
}

record! {
    /// An address. A bare text is the whole address as printed.
    Address short "text" {
        /// The whole address as printed, where the authority does not give its parts.
        text "text": Option<String> [identity, prose];
        /// In whose care.
        care_of "care_of": Option<String> [identity];
        /// The first line: street and house.
        street "street": Option<String> [identity];
        /// The second line.
        street2 "street2": Option<String> [identity];
        /// The third line.
        street3 "street3": Option<String> [identity];
        /// The fourth line.
        street4 "street4": Option<String> [identity];
        /// The fifth line.
        street5 "street5": Option<String> [identity];
        /// The sixth line.
        street6 "street6": Option<String> [identity];
        /// The post-office box.
        po_box "po_box": Option<String> [identity];
        /// City, state and postal code in one piece, where the authority prints them so (OFAC CSV, column 4 of ADD).
        area "area": Option<String> [identity];
        /// The town or village.
        city "city": Option<String> [identity];
        /// The state or province.
        state "state": Option<String> [identity];
        /// The postal code.
        postal_code "postal_code": Option<String> [identity];
        /// The region, where it is no state or province.
        region "region": Option<String> [identity];
        /// The country.
        country "country": Option<Country> [identity];
        /// True where the address was right when the party was listed (EU `asAtListingTime`).
        at_listing "at_listing": bool [editorial];
        /// The act that states it: the `number` of one of the entry's `acts`.
        act "act": Option<String> [legal];
        /// What else is said of it.
        note "note": Option<String> [editorial, prose];
        /// The authority's id of the element.
        id "id": Option<String> [editorial];
        /// The place among its siblings, where the source has an order of its own.
        order "order": Order [editorial];
    }
}

record! {
    /// An identity document or a registration number.
    Document line ["type", "number"] {
        /// What it is, in the words of `src/vocabulary/documents.yaml`: `passport`, `imo`, `tax-id` …
        kind "type": String [identity, required];
        /// Its number.
        number "number": Option<String> [identity];
        /// The country that issued it.
        country "country": Option<Country> [identity];
        /// When it was issued.
        issued "issued": Option<FuzzyDate> [identity];
        /// When it expires or expired.
        expires "expires": Option<FuzzyDate> [identity];
        /// Who issued it.
        issuer "issuer": Option<String> [identity];
        /// Where it was issued.
        issued_in "issued_in": Option<String> [identity];
        /// The name that it bears.
        bearer "bearer": Option<String> [identity];
        /// True for a diplomatic document.
        diplomatic "diplomatic": bool [identity];
        /// True where the list knows it as false.
        known_false "known_false": bool [identity];
        /// True where the list knows it as expired.
        known_expired "known_expired": bool [identity];
        /// True where it was reported lost.
        reported_lost "reported_lost": bool [identity];
        /// True where its issuer revoked it.
        revoked "revoked": bool [identity];
        /// The act that states it: the `number` of one of the entry's `acts`.
        act "act": Option<String> [legal];
        /// What else is said of it.
        note "note": Option<String> [editorial, prose];
        /// The authority's id of the element.
        id "id": Option<String> [editorial];
        /// The place among its siblings, where the source has an order of its own.
        order "order": Order [editorial];
    }
}

record! {
    /// A way to reach the party.
    Contact {
        /// Which way: `email`, `phone`, `fax`, `website`, `social-media` …
        kind "type": String [identity, required];
        /// The address or number.
        value "value": String [identity, required];
        /// What else is said of it.
        note "note": Option<String> [editorial, prose];
        /// The authority's id of the element.
        id "id": Option<String> [editorial];
        /// The place among its siblings, where the source has an order of its own.
        order "order": Order [editorial];
    }
}

record! {
    /// An address of a digital currency, labelled as the authority labels it (such labels are not always right).
    Wallet {
        /// The currency's sign: `XBT`, `ETH`, `USDT` …
        currency "currency": String [identity, required];
        /// The address.
        address "address": String [identity, required];
        /// What else is said of it.
        note "note": Option<String> [editorial, prose];
        /// The authority's id of the element.
        id "id": Option<String> [editorial];
        /// The place among its siblings, where the source has an order of its own.
        order "order": Order [editorial];
    }
}

record! {
    /// What only bodies have.
    Organization {
        /// When it was founded.
        established "established": Vec<DateFact> [identity];
        /// When it was dissolved.
        dissolved "dissolved": Vec<DateFact> [identity];
        /// What kind of body it is, in the authority's words.
        types "types": Vec<Phrase> [identity];
        /// Its legal form.
        legal_form "legal_form": Option<String> [identity];
        /// The bodies above it, as printed; a known one belongs under `relations`.
        parents "parents": Vec<Phrase> [relation];
        /// The bodies below it, as printed; a known one belongs under `relations`.
        subsidiaries "subsidiaries": Vec<Phrase> [relation];
    }
}

record! {
    /// What only ships have.
    Vessel {
        /// The type of ship, as printed.
        kind "type": Option<String> [identity];
        /// Other types that the list gives it.
        other_types "other_types": Vec<Phrase> [identity];
        /// The flag.
        flag "flag": Option<Country> [identity];
        /// Other flags.
        other_flags "other_flags": Vec<CountryFact> [identity];
        /// Former flags.
        former_flags "former_flags": Vec<CountryFact> [identity];
        /// The call sign.
        call_sign "call_sign": Option<String> [identity];
        /// Other call signs.
        other_call_signs "other_call_signs": Vec<Phrase> [identity];
        /// The owner as printed; a known one belongs under `relations`.
        owner "owner": Option<String> [relation];
        /// Owners and operators as printed.
        operators "operators": Vec<Phrase> [relation];
        /// Former owners and operators as printed.
        former_operators "former_operators": Vec<Phrase> [relation];
        /// Deadweight tonnage, as printed.
        tonnage "tonnage": Option<String> [identity];
        /// Gross register tonnage, as printed.
        gross_tonnage "gross_tonnage": Option<String> [identity];
        /// Length, as printed.
        length "length": Option<String> [identity];
        /// When it was built.
        built "built": Vec<DateFact> [identity];
        /// Hull identification numbers.
        hull_numbers "hull_numbers": Vec<Phrase> [identity];
    }
}

record! {
    /// What only aircraft have. The tail number of today is the primary name.
    Aircraft {
        /// The model.
        models "models": Vec<Phrase> [identity];
        /// The manufacturer.
        manufacturers "manufacturers": Vec<Phrase> [identity];
        /// The type of aircraft.
        types "types": Vec<Phrase> [identity];
        /// The manufacturer's serial number (MSN).
        serial_numbers "serial_numbers": Vec<Phrase> [identity];
        /// The construction number (L/N, S/N or F/N).
        construction_numbers "construction_numbers": Vec<Phrase> [identity];
        /// Tail numbers.
        tail_numbers "tail_numbers": Vec<Phrase> [identity];
        /// Former tail numbers.
        former_tail_numbers "former_tail_numbers": Vec<Phrase> [identity];
        /// Mode S transponder codes.
        transponder_codes "transponder_codes": Vec<Phrase> [identity];
        /// The operator, as printed.
        operators "operators": Vec<Phrase> [relation];
        /// The owner, as printed.
        owners "owners": Vec<Phrase> [relation];
        /// When it was built.
        built "built": Vec<DateFact> [identity];
    }
}

record! {
    /// A typed fact without a field of its own.
    Feature line ["type", "text"] {
        /// Which fact, in the words of `src/vocabulary/features.yaml`: `secondary-sanctions-risk` …
        kind "type": String [identity, required];
        /// What the list says, as printed.
        text "text": Option<String> [identity, prose];
        /// The date, where the fact is one.
        date "date": Option<FuzzyDate> [identity];
        /// The country, where the fact is one.
        country "country": Option<Country> [identity];
        /// What else is said of it.
        note "note": Option<String> [editorial, prose];
        /// The authority's id of the element.
        id "id": Option<String> [editorial];
        /// The place among its siblings, where the source has an order of its own.
        order "order": Order [editorial];
    }
}

record! {
    /// The number by which the party or its record is known elsewhere.
    Reference {
        /// Whose number: `un`, `un-dataid`, `ofsi-group`, `eu-logical-id`, `seco-ssid` …
        kind "type": String [identity, required];
        /// The number.
        value "value": String [identity, required];
        /// What else is said of it.
        note "note": Option<String> [editorial, prose];
        /// The authority's id of the element.
        id "id": Option<String> [editorial];
        /// The place among its siblings, where the source has an order of its own.
        order "order": Order [editorial];
    }
}

record! {
    /// Where a fact comes from. A bare text is the description.
    Source short "text" {
        /// The document or page, described.
        text "text": Option<String> [editorial, prose];
        /// Its address on the web.
        url "url": Option<String> [editorial];
        /// Its date.
        date "date": Option<FuzzyDate> [editorial];
        /// What else is said of it.
        note "note": Option<String> [editorial, prose];
        /// An id of the element.
        id "id": Option<String> [editorial];
        /// The place among its siblings, where there is an order.
        order "order": Order [editorial];
    }
}

item!(
    DateFact,
    Place,
    CountryFact,
    Phrase,
    Address,
    Document,
    Contact,
    Wallet,
    Feature,
    Reference,
    Source
);
