//! The tables are whole: what an authority writes is read as one thing and written back as it was.

use std::collections::{BTreeMap, BTreeSet};

use gazette::vocabulary::{
    Carrier, FeatureKind, FeatureValue, Scheme, Table, Term, alias_types, countries, currencies, documents, features,
    measures, ofac_programme_order, programmes, relations, scripts,
};

/// A file of `tests/cases/vocabulary`; the lines that begin with `#` say where it comes from.
macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/vocabulary/", $name))
            .lines()
            .filter(|line| !line.starts_with('#'))
    };
}

fn pair(line: &str) -> (&str, &str) {
    line.split_once('\t').expect("a line has two columns")
}

/// No label is read as two things, and what is written is read back as what is written so. Returns how many are written.
fn is_whole<T: Term>(table: &Table<T>, name: &str) -> usize {
    let mut written = 0;
    for scheme in Scheme::ALL {
        let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
        for (label, code) in table.labels(scheme) {
            let other = owners.insert(label, code);
            assert!(
                other.is_none_or(|other| other == code),
                "{name} {scheme:?}: `{label}` is {other:?} and {code}"
            );
            assert_eq!(label, label.trim(), "{name} {scheme:?}: blanks");
        }
        for (code, _) in table.iter() {
            let Some(label) = table.label(scheme, code) else {
                continue;
            };
            let back = table.code(scheme, label).expect("what is written is read");
            assert_eq!(table.label(scheme, back), Some(label), "{name} {scheme:?} {code}");
            written += usize::from(back == code);
        }
    }
    ids_are_unique(table, name);
    written
}

fn ids_are_unique<T: Term>(table: &Table<T>, name: &str) {
    let mut ids = BTreeSet::new();
    for (code, term) in table.iter() {
        if let Some(id) = term.ofac_id() {
            assert!(ids.insert(id), "{name}: the id {id} is borne twice");
            assert_eq!(table.by_ofac_id(id), Some(code), "{name}");
        }
    }
}

#[test]
fn no_label_is_read_as_two_things() {
    assert!(is_whole(countries(), "countries") > 1000);
    assert!(is_whole(documents(), "documents") > 120);
    assert_eq!(is_whole(features(), "features"), 82);
    assert!(is_whole(measures(), "measures") > 20);
    assert_eq!(is_whole(scripts(), "scripts"), 11);
    assert_eq!(is_whole(currencies(), "currencies"), 17);
    assert_eq!(is_whole(relations(), "relations"), 12);
    assert_eq!(is_whole(alias_types(), "alias_types"), 5);
    for (scheme, count) in [
        (Scheme::Ofac, 87),
        (Scheme::Un, 15),
        (Scheme::Uk, 31),
        (Scheme::Eu, 34),
        (Scheme::Au, 0),
    ] {
        assert_eq!(is_whole(programmes(scheme), "programmes"), count, "{scheme:?}");
    }
}

#[test]
fn every_country_is_written_and_read_back() {
    for scheme in [Scheme::Ofac, Scheme::Un, Scheme::Uk] {
        for (code, _) in countries().iter() {
            let label = countries().label(scheme, code).expect("every country has a label");
            assert_eq!(countries().exact(scheme, label), Some(code), "{scheme:?}");
        }
    }
    for (code, _) in countries().iter().filter(|(code, _)| code.len() == 2) {
        assert_eq!(countries().exact(Scheme::Eu, code), Some(code));
    }
}

#[test]
fn countries_are_iso_s_and_those_that_lists_add() {
    let shape = |code: &str| match code {
        _ if code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()) => "state",
        _ if code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_uppercase()) => "former",
        _ if code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') => "word",
        _ => panic!("`{code}` is no code"),
    };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut alpha3 = BTreeSet::new();
    for (code, term) in countries().iter() {
        *counts.entry(shape(code)).or_default() += 1;
        assert_eq!(term.until.is_some(), shape(code) == "former", "{code}");
        if let Some(letters) = &term.alpha3 {
            assert!(
                letters.len() == 3 && alpha3.insert(letters.clone()),
                "{code}: {letters}"
            );
        }
    }
    // 249 of ISO 3166-1, Kosovo, the European Union and the United Nations.
    assert_eq!(counts, BTreeMap::from([("former", 14), ("state", 252), ("word", 7)]));
    for (old, code) in [
        ("SU", "SUHH"),
        ("YU", "YUCS"),
        ("CS", "CSXX"),
        ("DD", "DDDE"),
        ("AN", "ANHH"),
    ] {
        assert_eq!(countries().code(Scheme::Eu, old), Some(code));
    }
}

#[test]
fn countries_are_what_the_authorities_call_them() {
    for (scheme, label, code) in [
        (Scheme::Ofac, "Korea, North", "KP"),
        (Scheme::Un, "Democratic People's Republic of Korea", "KP"),
        (Scheme::Uk, "North Korea", "KP"),
        (Scheme::Eu, "KP", "KP"),
        (Scheme::Ofac, "Burma", "MM"),
        (Scheme::Uk, "Myanmar", "MM"),
        (Scheme::Ofac, "Congo, Democratic Republic of the", "CD"),
        (Scheme::Uk, "Congo (Democratic Republic)", "CD"),
        (Scheme::Uk, "Congo", "CG"),
        (Scheme::Ofac, "Palestinian", "PS"),
        (Scheme::Uk, "Occupied Palestinian Territories", "PS"),
        (Scheme::Ofac, "Region: Gaza", "region-gaza"),
        (Scheme::Ofac, "undetermined", "undetermined"),
        (Scheme::Ofac, "Norway", "NO"),
        (Scheme::Un, "former Soviet Union", "SUHH"),
        (Scheme::Un, "Türkiye", "TR"),
    ] {
        assert_eq!(countries().exact(scheme, label), Some(code), "{label}");
    }
    for (scheme, label, code) in [
        (Scheme::Un, "Turkey", "TR"),
        (Scheme::Uk, "USA", "US"),
        (Scheme::Uk, "DPRK", "KP"),
    ] {
        assert_eq!(countries().code(scheme, label), Some(code), "{label}");
        assert_eq!(countries().exact(scheme, label), None, "{label} is read only");
    }
    assert_eq!(countries().code(Scheme::Ofac, "Atlantis"), None);
    let korea = countries().get("KP").expect("KP is a country");
    assert_eq!(korea.alpha3.as_deref(), Some("PRK"));
}

#[test]
fn every_country_of_ofac_s_addresses_comes_back_byte_for_byte() {
    let mut addresses = 0;
    for line in fixture!("ofac-address-countries.tsv") {
        let (count, label) = pair(line);
        let code = countries().exact(Scheme::Ofac, label);
        assert!(code.is_some(), "`{label}`");
        addresses += count.parse::<u32>().expect("the count is a number");
    }
    // 13,837 rows, 2,438 of them without a country.
    assert_eq!(addresses, 13_837 - 2_438);
}

#[test]
fn every_country_in_remarks_and_flags_is_read() {
    let mut read_only = Vec::new();
    for line in fixture!("ofac-other-countries.tsv") {
        let (_, label) = pair(line);
        assert!(countries().code(Scheme::Ofac, label).is_some(), "`{label}`");
        if countries().exact(Scheme::Ofac, label).is_none() {
            read_only.push(line);
        }
    }
    // Whoever prints these again must know that they were another spelling.
    assert_eq!(
        read_only,
        [
            "nationality\tMacedonia, The Former Yugoslav Republic of",
            "document\tCabo Verde.  Previously Cape Verde.",
            "flag\tBritish Virgin Islands",
            "flag\tDemocratic People's Republic of Korea",
            "flag\tSt. Kitts & Nevis",
            "flag\tSt. Kitts and Nevis",
            "flag\tSt. Vincent and the Grenadines",
        ]
    );
}

#[test]
fn every_country_of_the_un_is_read() {
    let mut read_only = Vec::new();
    for line in fixture!("un-countries.tsv") {
        let (_, label) = pair(line);
        assert!(countries().code(Scheme::Un, label).is_some(), "`{label}`");
        if countries().exact(Scheme::Un, label).is_none() {
            read_only.push(label);
        }
    }
    assert_eq!(read_only, ["Turkey"]);
}

#[test]
fn countries_of_follow_the_money() {
    for (code, ftm) in [
        ("KP", Some("kp")),
        ("XK", Some("xk")),
        ("SUHH", Some("suhh")),
        ("YUCS", Some("yucs")),
        ("CSHH", Some("cshh")),
        ("CSXX", Some("csxx")),
        ("DDDE", Some("dd")),
        ("ZRCD", Some("zr")),
        ("region-crimea", Some("ua-cri")),
        ("ANHH", None),
        ("undetermined", None),
        ("Atlantis", None),
    ] {
        assert_eq!(countries().ftm(code).as_deref(), ftm, "{code}");
    }
}

#[test]
fn every_label_of_remarks_is_known_with_its_number() {
    let mut labels = 0;
    for line in fixture!("ofac-remarks-labels.tsv") {
        let (kind, rest) = pair(line);
        let (id, label) = pair(rest);
        let id = id.parse().ok();
        let found = match kind {
            "feature" => features()
                .exact(Scheme::Ofac, label)
                .and_then(|code| features().get(code)?.ofac_id()),
            "iddoc" => documents()
                .exact(Scheme::Ofac, label)
                .and_then(|code| documents().get(code)?.ofac_id()),
            "relationship" => {
                assert_eq!(relations().code(Scheme::Ofac, label), Some("linked-to"));
                None
            }
            "weak alias" => {
                let printed = label.split(' ').next().expect("a label has a first word");
                assert!(alias_types().code(Scheme::Ofac, printed).is_some(), "{label}");
                None
            }
            _ => panic!("`{kind}` is no kind of clause"),
        };
        assert_eq!(found, id, "`{label}`");
        labels += 1;
    }
    assert_eq!(labels, 172);
}

#[test]
fn every_value_of_ofac_has_its_number() {
    for line in fixture!("ofac-ids.tsv") {
        let (what, rest) = pair(line);
        let (id, value) = pair(rest);
        let id = id.parse().expect("the id is a number");
        let label = match what {
            "country" => countries()
                .by_ofac_id(id)
                .and_then(|code| countries().label(Scheme::Ofac, code)),
            "document" => documents()
                .by_ofac_id(id)
                .and_then(|code| documents().label(Scheme::Ofac, code)),
            "programme" => programmes(Scheme::Ofac).by_ofac_id(id),
            "script" => scripts()
                .by_ofac_id(id)
                .and_then(|code| scripts().label(Scheme::Ofac, code)),
            "relation" => relations()
                .by_ofac_id(id)
                .and_then(|code| relations().label(Scheme::Ofac, code)),
            "alias" => alias_types()
                .by_ofac_id(id)
                .and_then(|code| alias_types().label(Scheme::Ofac, code)),
            "feature" => features()
                .by_ofac_id(id)
                .and_then(|code| Some(features().get(code)?.ofac_type())),
            _ => panic!("`{what}` is no table"),
        };
        assert_eq!(label, Some(value), "{what} {id}");
    }
}

#[test]
fn several_programmes_come_in_the_order_in_which_ofac_prints_them() {
    let mut rows = 0;
    for line in fixture!("ofac-programme-orders.txt") {
        let printed: Vec<&str> = line.split("] [").collect();
        let mut ordered = printed.clone();
        // From the other end, so that a table without numbers would not leave them as they are.
        ordered.reverse();
        ordered.sort_by_key(|tag| ofac_programme_order(tag).unwrap_or_else(|| panic!("{tag} has a place")));
        assert_eq!(ordered, printed);
        rows += 1;
    }
    assert_eq!(rows, 128);
    assert_eq!(ofac_programme_order("PEESA-EO"), ofac_programme_order("PEESA-EO14039"));
    assert!(ofac_programme_order("BURUNDI").is_some());
    assert_eq!(ofac_programme_order("ATLANTIS"), None);
}

#[test]
fn programmes_know_their_heirs_and_authorities() {
    let ofac = programmes(Scheme::Ofac);
    for (tag, term) in ofac.iter() {
        assert!(ofac_programme_order(tag).is_some(), "{tag}");
        if let Some(heir) = &term.renamed_to {
            assert!(ofac.get(heir).is_some_and(|heir| heir.ofac_id().is_some()), "{tag}");
        }
    }
    let lazarus = ofac.get("DPRK3").expect("DPRK3 is a programme");
    assert_eq!(lazarus.authorities, ["Executive Order 13722 (North Korea)"]);
    assert_eq!(programmes(Scheme::Un).label(Scheme::Un, "KP"), Some("DPRK"));
    assert_eq!(programmes(Scheme::Un).label(Scheme::Ofac, "KP"), None);
    let korea = "The Democratic People's Republic of Korea (Sanctions) (EU Exit) Regulations 2019";
    assert_eq!(programmes(Scheme::Uk).code(Scheme::Uk, korea), Some("DPR"));
    assert!(programmes(Scheme::Eu).get("PRK").is_some());
}

#[test]
fn documents_stand_in_ofac_s_order() {
    let order = |code: &str| documents().get(code).and_then(|term| term.order);
    let mut labelled: Vec<&str> = Vec::new();
    for (code, _) in documents().iter() {
        if documents().label(Scheme::Ofac, code).is_some() {
            assert!(order(code).is_some(), "{code} has no place");
            labelled.push(code);
        }
    }
    assert_eq!(labelled.len(), 105);
    labelled.sort_by_key(|code| order(code));
    assert_eq!(labelled.first(), Some(&"cedula"));
    assert_eq!(labelled.last(), Some(&"tarjeta-profesional"));
    let (code, passport) = documents()
        .by_label(Scheme::Ofac, "Passport")
        .expect("passports are documents");
    assert_eq!((code, passport.order), ("passport", Some(1571)));
    assert_eq!(documents().code(Scheme::Un, "Número de pasaporte"), Some("passport"));
    assert_eq!(documents().code(Scheme::Eu, "regnumber"), Some("registration-number"));
    assert_eq!(
        documents().label(Scheme::Ofac, "imo"),
        Some("Vessel Registration Identification")
    );
}

#[test]
fn facts_know_their_place_in_the_model() {
    let kind = |code: &str| features().get(code).map(|term| term.kind());
    for (code, expected) in [
        ("date-of-birth", FeatureKind::BirthDate),
        ("place-of-birth", FeatureKind::BirthPlace),
        ("nationality", FeatureKind::Nationality),
        ("citizenship", FeatureKind::Citizenship),
        ("gender", FeatureKind::Gender),
        ("email-address", FeatureKind::Contact),
        ("digital-currency-address-xbt", FeatureKind::DigitalCurrency),
        ("swift-bic", FeatureKind::Document),
        ("former-vessel-flag", FeatureKind::Vessel),
        ("aircraft-model", FeatureKind::Aircraft),
        ("organization-type", FeatureKind::Organization),
        ("secondary-sanctions-risk", FeatureKind::Feature),
    ] {
        assert_eq!(kind(code), Some(expected), "{code}");
    }
    let birth = features().get("date-of-birth").expect("birth is a fact");
    assert_eq!((birth.label(), birth.ofac_type(), birth.order), ("DOB", "Birthdate", 1));
    assert!(birth.date && birth.value == FeatureValue::Date);
    // USDT stands behind the secondary sanctions, ETH before them.
    let order = |code: &str| features().get(code).map(|term| term.order);
    assert!(order("digital-currency-address-eth") < order("secondary-sanctions-risk"));
    assert!(order("secondary-sanctions-risk") < order("digital-currency-address-usdt"));
}

#[test]
fn no_field_carries_two_types_of_facts_and_documents_exist() {
    let mut carriers: BTreeMap<String, &str> = BTreeMap::new();
    for (code, term) in features().iter() {
        let carrier = term.carrier();
        if carrier == Carrier::Features {
            continue;
        }
        if let Carrier::Document(kind) = carrier {
            assert!(documents().get(kind).is_some(), "{kind}");
        }
        let other = carriers.insert(format!("{carrier:?}"), code);
        assert_eq!(other, None, "{code}");
    }
}

#[test]
fn currencies_are_the_wallets_of_features() {
    let mut wallets = BTreeMap::new();
    for (_, term) in features().iter() {
        if let Carrier::Wallet(sign) = term.carrier() {
            wallets.insert(sign, term.ofac_id());
        }
    }
    let named: BTreeMap<&str, Option<u32>> = currencies().iter().map(|(sign, term)| (sign, term.ofac_id())).collect();
    assert_eq!(named, wallets);
}

#[test]
fn measures_are_read_as_published() {
    // A ship of the UK Sanctions List of 8 October 2026 and one of its pages of August 2026.
    for (scheme, label, code) in [
        (Scheme::Uk, "Shipping sanctions: (see 'Other information')", "shipping"),
        (
            Scheme::Uk,
            "Shipping sanctions: (see \"Other information\")",
            "shipping",
        ),
        (Scheme::Uk, "Prohibition of port entry", "port-entry-ban"),
        (
            Scheme::Uk,
            "Director Disqualification Sanction",
            "director-disqualification",
        ),
        (Scheme::Au, "Targeted Financial Sanction", "asset-freeze"),
        (Scheme::Jp, "資産凍結の対象", "asset-freeze"),
    ] {
        assert_eq!(measures().code(scheme, label), Some(code), "{label}");
    }
    let embargo = measures().get("arms-embargo").expect("it is a measure");
    assert_eq!(embargo.ftm.as_deref(), Some("Arms restrictions"));
    assert_eq!(embargo.uk_indicator.as_deref(), Some("ArmsEmbargo"));
}

#[test]
fn earlier_words_stay_readable() {
    assert_eq!(measures().current("port-entry"), "port-entry-ban");
    assert_eq!(measures().current("port-entry-prohibition"), "port-entry-ban");
    assert_eq!(
        measures().label(Scheme::Uk, "port-entry"),
        Some("Prohibition of port entry")
    );
    assert!(measures().get("closure-of-offices").is_some());
    assert!(measures().iter().all(|(code, _)| measures().current(code) == code));
    assert!(measures().get("no-such-measure").is_none());
    let long = "transactions-prohibited-for-persons-owned-or-controlled-by-u-s-financial-institutions";
    assert_eq!(features().current(long), "transactions-prohibited");
}

#[test]
fn scripts_are_what_ofac_calls_them() {
    assert_eq!(scripts().label(Scheme::Ofac, "Hans"), Some("Chinese Simplified"));
    assert_eq!(scripts().code(Scheme::Ofac, "Korean"), Some("Kore"));
    assert_eq!(scripts().label(Scheme::Ofac, "Hang"), Some("Korean"));
    assert_eq!(scripts().label(Scheme::Ofac, "Tibt"), None);
}
