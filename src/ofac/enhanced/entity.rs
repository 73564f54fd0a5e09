//! An entry in the elements of OFAC's ENHANCED model, which its delta files share.

use crate::model::{
    Address, Country, Designation, Document, Entry, FuzzyDate, Kind, List, Name, NameForm, NamePart, NamePartType,
    NameType, PartialDate, Quality, Relation, Script,
};
use crate::ofac::{self, Fact, country_label, document_number, flag_label, last_and_first, ofac_date, sdn_address};
use crate::vocabulary::{
    FeatureKind, FeatureTerm, Scheme, Term, alias_types, countries, documents, features, ofac_authority, ofac_value,
    programmes, relations, scripts,
};

use super::branch::{Branch, number_of};

/// Returns the entity of an entry. `name_of` gives the primary name of the list's entry with an id.
pub(crate) fn entity<'n>(entry: &Entry, list: &List, name_of: &dyn Fn(&str) -> Option<&'n str>) -> Branch {
    let builder = Builder { entry, list, name_of };
    let mut children = vec![builder.general_info()];
    let groups = [
        ("sanctionsLists", builder.lists()),
        ("sanctionsPrograms", builder.programmes()),
        ("sanctionsTypes", builder.sanctions()),
        ("legalAuthorities", builder.authorities()),
        ("names", builder.names()),
        ("addresses", builder.addresses()),
        ("features", builder.features()),
        ("identityDocuments", builder.documents()),
        ("relationships", builder.relations()),
    ];
    children.extend(
        groups
            .into_iter()
            .filter_map(|(name, items)| Branch::group_of(name, items)),
    );
    Branch::group("entity", children).with("id", entry.id.as_str())
}

/// An element with the number of a reference value; a value that OFAC does not have gets one made from its text.
fn referring(name: &'static str, kind: &str, label: &str, number: Option<u32>) -> Branch {
    let number = number.or_else(|| ofac_value(kind, label)).map(u64::from);
    let number = number.unwrap_or_else(|| number_of(&[kind, label]));
    Branch::leaf(name, label).with("refId", number.to_string())
}

fn flag(name: &'static str, value: bool) -> Branch {
    Branch::leaf(name, if value { "true" } else { "false" })
}

struct Builder<'a, 'n> {
    entry: &'a Entry,
    list: &'a List,
    name_of: &'a dyn Fn(&str) -> Option<&'n str>,
}

impl Builder<'_, '_> {
    fn id(&self) -> &str {
        &self.entry.id
    }

    fn general_info(&self) -> Branch {
        let entry = self.entry;
        let kind = match &entry.kind {
            Kind::Individual => "Individual",
            Kind::Vessel => "Vessel",
            Kind::Aircraft => "Aircraft",
            Kind::Entity | Kind::Unsaid => "Entity",
            Kind::Other(word) => word,
        };
        let texts = ofac::free_texts(entry).join("; ");
        let titles: Vec<&str> = entry.titles.iter().map(|title| title.text.as_str()).collect();
        let mut children = vec![referring("entityType", "SDN TYPE", kind, None)];
        for (name, text) in [("remarks", texts), ("title", titles.join("; "))] {
            if !text.is_empty() {
                children.push(Branch::leaf(name, text));
            }
        }
        Branch::group("generalInfo", children)
    }

    /// The lists of OFAC's on which the entry stands, each with the first day.
    fn lists(&self) -> Vec<Branch> {
        let own = self.list.notice.list_name.as_deref().unwrap_or("SDN List");
        let mut lists: Vec<(&str, Option<PartialDate>)> = Vec::new();
        let current = || self.entry.designations.iter().filter(|one| one.ended.is_none());
        // A designation without a programme is there to say the list.
        let is_said = current().any(|one| one.programme.is_none() && one.register.is_some());
        for designation in current().filter(|one| !is_said || one.register.is_some()) {
            let name = designation.register.as_deref().unwrap_or(own);
            let day = match &designation.listed {
                Some(FuzzyDate::Point { date, .. }) => date.whole().map(|_| *date),
                _ => None,
            };
            match lists.iter_mut().find(|(known, _)| *known == name) {
                Some((_, first)) => *first = first.iter().copied().chain(day).min(),
                None => lists.push((name, day)),
            }
        }
        let list = |(name, day): (&str, Option<PartialDate>)| {
            let branch = referring("sanctionsList", "ENTITY LISTING TYPE", name, None);
            let branch = match day {
                Some(day) => branch.with("datePublished", day.to_string()),
                None => branch,
            };
            let of_list = |one: &&Designation| one.programme.is_none() && one.register.as_deref() == Some(name);
            let number = current().find(of_list).and_then(|one| one.id.as_deref());
            branch.numbered(number, self.id(), name)
        };
        lists.into_iter().map(list).collect()
    }

    fn programmes(&self) -> Vec<Branch> {
        let codes = ofac::programmes(self.entry, self.list);
        let programme = |code: &str| {
            let mut own = self.entry.designations.iter();
            let own = own.find(|one| one.programme.as_deref() == Some(code));
            let number = programmes(Scheme::Ofac).get(code).and_then(Term::ofac_id);
            referring("sanctionsProgram", "PROGRAM", code, number).numbered(
                own.and_then(|one| one.id.as_deref()),
                self.id(),
                code,
            )
        };
        codes.into_iter().map(programme).collect()
    }

    /// What the designations impose: a freeze of assets is `Block`; OFAC's other types are kept under its own words.
    fn sanctions(&self) -> Vec<Branch> {
        let mut labels: Vec<&str> = Vec::new();
        for designation in self.entry.designations.iter().filter(|one| one.ended.is_none()) {
            for measure in self.list.measures_of(designation) {
                let label = match measure.as_str() {
                    "asset-freeze" => "Block",
                    other if ofac_value("SANCTIONS TYPE", other).is_some() => other,
                    _ => continue,
                };
                if !labels.contains(&label) {
                    labels.push(label);
                }
            }
        }
        let sanction =
            |label| referring("sanctionsType", "SANCTIONS TYPE", label, None).numbered(None, self.id(), label);
        labels.into_iter().map(sanction).collect()
    }

    /// What a designation rests on; where it does not say it, what its programme does, here or with OFAC.
    fn authorities(&self) -> Vec<Branch> {
        let mut labels: Vec<&str> = Vec::new();
        let says_own = self.entry.designations.iter().any(|one| !one.legal_basis.is_empty());
        for designation in self.entry.designations.iter().filter(|one| one.ended.is_none()) {
            let code = designation.programme.as_deref().unwrap_or_default();
            let programme = self.list.programmes.get(code);
            let known = programmes(Scheme::Ofac).get(code);
            let said = [
                Some(&designation.legal_basis),
                programme.map(|programme| &programme.legal_basis),
                known.map(|term| &term.authorities).filter(|_| !says_own),
            ];
            let provisions = said.into_iter().flatten().find(|provisions| !provisions.is_empty());
            for provision in provisions.into_iter().flatten() {
                let label = ofac_authority(provision).unwrap_or(provision);
                if !labels.contains(&label) {
                    labels.push(label);
                }
            }
        }
        labels.sort_unstable();
        let authority =
            |label| referring("legalAuthority", "LEGAL AUTHORITY", label, None).numbered(None, self.id(), label);
        labels.into_iter().map(authority).collect()
    }

    fn names(&self) -> Vec<Branch> {
        let primary = self.entry.primary();
        let mut names: Vec<&Name> = self.entry.names.iter().collect();
        names.sort_by_key(|name| Some(*name) != primary);
        names
            .into_iter()
            .map(|name| self.name(name, Some(name) == primary))
            .collect()
    }

    fn name(&self, name: &Name, primary: bool) -> Branch {
        let id = self.id_of_name(name);
        let (last, first) = last_and_first(name);
        let main = Translation {
            first,
            last,
            full: &name.text,
            script: name.script.as_ref(),
            parts: &name.parts,
        };
        let mut translations = vec![self.translation(&main, true, None, &id)];
        translations.extend(name.forms.iter().map(|form| self.form(form, &id)));
        let mut children = vec![flag("isPrimary", primary)];
        if !primary {
            let word = match name.kind {
                NameType::Fka | NameType::Nka => name.kind.as_str(),
                _ => "aka",
            };
            let label = alias_types().label(Scheme::Ofac, word).unwrap_or(word);
            let number = alias_types().get(word).and_then(Term::ofac_id);
            children.push(referring("aliasType", "ALIAS TYPE", label, number));
        }
        children.push(flag("isLowQuality", name.quality == Quality::Weak));
        children.push(Branch::group("translations", translations));
        Branch::group("name", children).with("id", id)
    }

    /// A name without a number is known by its type and text: an amended one is another.
    fn id_of_name(&self, name: &Name) -> String {
        let made = || match name.kind {
            NameType::Primary => number_of(&[self.id(), "name"]).to_string(),
            _ => number_of(&[self.id(), "name", name.kind.as_str(), &name.text]).to_string(),
        };
        name.id.clone().unwrap_or_else(made)
    }

    fn form(&self, form: &NameForm, name: &str) -> Branch {
        let translation = Translation {
            first: None,
            last: &form.text,
            full: &form.text,
            script: form.script.as_ref(),
            parts: &form.parts,
        };
        self.translation(&translation, false, form.id.as_deref(), name)
    }

    fn translation(&self, translation: &Translation<'_>, primary: bool, id: Option<&str>, name: &str) -> Branch {
        let script = translation.script.map_or("Latn", Script::as_str);
        let mut children = vec![flag("isPrimary", primary), script_of(script)];
        children.extend(translation.first.map(|first| Branch::leaf("formattedFirstName", first)));
        children.push(Branch::leaf("formattedLastName", translation.last));
        children.push(Branch::leaf("formattedFullName", translation.full));
        let key = format!("{name} {script}");
        children.push(Branch::group("nameParts", self.name_parts(translation, &key)));
        Branch::group("translation", children).numbered(id, self.id(), &key)
    }

    fn name_parts(&self, translation: &Translation<'_>, key: &str) -> Vec<Branch> {
        let part = |label: &str, text: &str, id: Option<&str>| {
            let children = vec![
                referring("type", "NAME PART TYPE", label, None),
                Branch::leaf("value", text),
            ];
            Branch::group("namePart", children).numbered(id, self.id(), &format!("{key} {label}"))
        };
        let whole = match self.entry.kind {
            Kind::Individual => "Last Name",
            Kind::Vessel => "Vessel Name",
            Kind::Aircraft => "Aircraft Name",
            _ => "Entity Name",
        };
        if translation.parts.is_empty() {
            return vec![part(whole, translation.full, None)];
        }
        // OFAC has the given name before the family name.
        let mut parts: Vec<&NamePart> = translation.parts.iter().collect();
        parts.sort_by_key(|part| part.kind != NamePartType::Given);
        let label = |kind: &NamePartType| match kind {
            NamePartType::Given | NamePartType::Suffix => "First Name",
            NamePartType::Middle => "Middle Name",
            NamePartType::Maiden => "Maiden Name",
            NamePartType::Patronymic => "Patronymic",
            NamePartType::Matronymic => "Matronymic",
            NamePartType::Nickname => "Nickname",
            NamePartType::Whole => whole,
            _ => "Last Name",
        };
        let branch = |one: &NamePart| part(label(&one.kind), &one.text, one.id.as_deref());
        parts.into_iter().map(branch).collect()
    }

    fn addresses(&self) -> Vec<Branch> {
        self.entry
            .addresses
            .iter()
            .map(|address| self.address(address))
            .collect()
    }

    fn address(&self, address: &Address) -> Branch {
        let parts = sdn_address(address);
        let labels = [
            "ADDRESS1",
            "ADDRESS2",
            "ADDRESS3",
            "CITY",
            "STATE/PROVINCE",
            "POSTAL CODE",
            "",
            "REGION",
        ];
        let texts = parts.elements().into_iter().map(|(_, text)| text);
        let said = || format!("{parts:?}");
        let id = address
            .id
            .clone()
            .unwrap_or_else(|| number_of(&[self.id(), "address", &said()]).to_string());
        let part = |(label, text): (&str, Option<&str>)| {
            let text = text.filter(|_| !label.is_empty())?;
            let children = vec![
                referring("type", "LOCATION PART TYPE", label, None),
                Branch::leaf("value", text),
            ];
            Some(Branch::group("addressPart", children).numbered(None, self.id(), &format!("{id} {label}")))
        };
        let parts: Vec<Branch> = labels.into_iter().zip(texts).filter_map(part).collect();
        let mut children = Vec::new();
        children.extend(
            address
                .country
                .as_ref()
                .map(|country| country_element("country", country)),
        );
        if !children.is_empty() || !parts.is_empty() {
            let mut inner = vec![flag("isPrimary", true), script_of("Latn")];
            inner.extend(Branch::group_of("addressParts", parts));
            let translation = Branch::group("translation", inner).numbered(None, self.id(), &id);
            children.push(Branch::group("translations", vec![translation]));
        }
        Branch::group("address", children).with("id", id)
    }

    /// Every typed fact, by the names of their types, as OFAC has them.
    fn features(&self) -> Vec<Branch> {
        let mut seen: Vec<&str> = Vec::new();
        let mut told: Vec<(&str, Branch)> = Vec::new();
        for fact in ofac::facts(self.entry) {
            let name = fact.term.map_or(fact.label, FeatureTerm::ofac_type);
            let first = !seen.contains(&name);
            seen.push(name);
            told.push((name, self.feature(&fact, name, first)));
        }
        for (word, value) in self.vessel_columns() {
            let Some(term) = features().get(word) else { continue };
            let children = vec![
                feature_type(term.ofac_type(), Some(term)),
                Branch::leaf("value", value),
                flag("isPrimary", true),
            ];
            let feature = Branch::group("feature", children).numbered(None, self.id(), word);
            told.push((term.ofac_type(), feature));
        }
        told.sort_by_key(|(name, _)| *name);
        told.into_iter().map(|(_, feature)| feature).collect()
    }

    fn vessel_columns(&self) -> Vec<(&'static str, String)> {
        let Some(vessel) = &self.entry.vessel else {
            return Vec::new();
        };
        let columns = [
            ("vessel-call-sign", vessel.call_sign.clone()),
            ("vessel-type", vessel.kind.clone()),
            ("vessel-flag", vessel.flag.as_ref().map(flag_label)),
            ("vessel-owner", vessel.owner.clone()),
            ("vessel-tonnage", vessel.tonnage.clone()),
            ("vessel-gross-registered-tonnage", vessel.gross_tonnage.clone()),
        ];
        columns
            .into_iter()
            .filter_map(|(word, text)| Some((word, text?)))
            .collect()
    }

    fn feature(&self, fact: &Fact<'_>, name: &str, first: bool) -> Branch {
        let value = match fact.document {
            Some(document) => document_number(document).unwrap_or_default(),
            None => fact.value.clone(),
        };
        let lookup = match fact.country {
            Some(country) => countries().get(country.as_str()).and_then(Term::ofac_id),
            None => ofac_value(name, &value),
        };
        let mut children = vec![feature_type(name, fact.term), Branch::leaf("value", value.as_str())];
        children.extend(lookup.map(|number| Branch::leaf("valueRefId", number.to_string())));
        children.extend(fact.date.and_then(value_date));
        let one_is_main = fact.term.is_some_and(|term| {
            matches!(
                term.kind(),
                FeatureKind::BirthDate | FeatureKind::BirthPlace | FeatureKind::Nationality | FeatureKind::Citizenship
            )
        });
        children.push(flag("isPrimary", first || !one_is_main));
        let key = format!("{name} {value}");
        Branch::group("feature", children).numbered(fact.id, self.id(), &key)
    }

    fn documents(&self) -> Vec<Branch> {
        let papers = ofac::papers(self.entry).into_iter();
        papers.map(|paper| self.document(paper.label, paper.document)).collect()
    }

    fn document(&self, label: &str, document: &Document) -> Branch {
        let number = documents().get(&document.kind).and_then(Term::ofac_id);
        let mut children = vec![referring("type", "ID DOCUMENT TYPE", label, number)];
        if let Some(name) = self.entry.primary() {
            let id = self.id_of_name(name);
            children.push(Branch::leaf("name", name.text.as_str()).with("nameId", id));
        }
        children.extend(document_number(document).map(|number| Branch::leaf("documentNumber", number)));
        let invalid = document.known_false || document.known_expired || document.revoked;
        children.push(flag("isValid", !invalid));
        let dates = [("issueDate", &document.issued), ("expirationDate", &document.expires)];
        children.extend(dates.into_iter().filter_map(|(name, date)| {
            let date = date.as_ref()?;
            Some(Branch::leaf(name, ofac_date(date)))
        }));
        let country = document.country.as_ref();
        children.extend(country.map(|country| country_element("issuingCountry", country)));
        children.extend(
            document
                .issued_in
                .as_ref()
                .map(|place| Branch::leaf("issuingLocation", place.as_str())),
        );
        // The name that it is in follows the entry, and must not make another document of it.
        let said = format!("{} {}", document.kind, ofac::document_value(document));
        Branch::group("identityDocument", children).numbered(document.id.as_deref(), self.id(), &said)
    }

    /// The relations to entries of the list, of the kinds that OFAC has.
    fn relations(&self) -> Vec<Branch> {
        self.entry
            .relations
            .iter()
            .filter_map(|relation| self.relation(relation))
            .collect()
    }

    fn relation(&self, relation: &Relation) -> Option<Branch> {
        let word = relation.kind.as_str();
        // OFAC does not tell owning and controlling apart.
        let word = match word {
            "owned-by" | "controlled-by" => "owned-or-controlled-by",
            "owns" | "controls" => "owns-controls-or-operates",
            _ => word,
        };
        let label = relations().label(Scheme::Ofac, word)?;
        let number = relations().get(word).and_then(Term::ofac_id);
        let to = relation.entry();
        let listed = to.and_then(|id| (self.name_of)(id));
        let name = relation.name.as_deref().or(listed)?;
        let related = Branch::leaf("relatedEntity", name);
        let related = match to {
            Some(id) => related.with("entityId", id),
            None => related,
        };
        let key = format!("{label} {} {name}", to.unwrap_or_default());
        let children = vec![referring("type", "RELATIONSHIP TYPE", label, number), related];
        Some(Branch::group("relationship", children).numbered(relation.id.as_deref(), self.id(), &key))
    }
}

struct Translation<'a> {
    first: Option<&'a str>,
    last: &'a str,
    full: &'a str,
    script: Option<&'a Script>,
    parts: &'a [NamePart],
}

fn script_of(code: &str) -> Branch {
    let label = scripts().label(Scheme::Ofac, code).unwrap_or(code);
    let number = scripts()
        .code(Scheme::Ofac, label)
        .and_then(|code| scripts().get(code)?.ofac_id());
    referring("script", "SCRIPT", label, number)
}

fn country_element(name: &'static str, country: &Country) -> Branch {
    let number = countries().get(country.as_str()).and_then(Term::ofac_id);
    referring(name, "COUNTRY", &country_label(country), number)
}

fn feature_type(name: &str, term: Option<&FeatureTerm>) -> Branch {
    let number = term.and_then(Term::ofac_id).map(u64::from);
    let number = number.unwrap_or_else(|| number_of(&["feature", name]));
    Branch::leaf("type", name).with("featureTypeId", number.to_string())
}

/// The days between which a date lies, as OFAC spells them out; nothing for a text that is no date.
fn value_date(date: &FuzzyDate) -> Option<Branch> {
    let (from, to, approximate, range) = match date {
        FuzzyDate::Point { date, approximate } => {
            let (first, last) = (date.first_day(), date.last_day());
            ((first, first), (last, last), *approximate, false)
        }
        FuzzyDate::Range { from, to, approximate } => (
            (from.first_day(), from.last_day()),
            (to.first_day(), to.last_day()),
            *approximate,
            true,
        ),
        FuzzyDate::Unread(_) => return None,
    };
    let children = vec![
        Branch::leaf("fromDateBegin", from.0.to_string()),
        Branch::leaf("fromDateEnd", from.1.to_string()),
        Branch::leaf("toDateBegin", to.0.to_string()),
        Branch::leaf("toDateEnd", to.1.to_string()),
        flag("isApproximate", approximate),
        flag("isDateRange", range),
    ];
    Some(Branch::group("valueDate", children))
}
