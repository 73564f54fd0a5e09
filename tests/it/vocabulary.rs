//! The tables are whole: what an authority writes is read as one thing and written back as it was.

use std::collections::BTreeMap;

use gazette::vocabulary::{Scheme, countries, documents, features, measures, ofac_programme_order, scripts};

/// Every label and code there and back; two codes never share the label that is written.
macro_rules! round_trips {
    ($table:expr, $scheme:expr) => {{
        let mut owners: BTreeMap<String, String> = BTreeMap::new();
        for (code, _) in $table.iter() {
            let Some(label) = $table.label($scheme, code) else {
                continue;
            };
            assert_eq!($table.code($scheme, label), Some(code), "{label}");
            let other = owners.insert(label.to_owned(), code.to_owned());
            assert_eq!(other, None, "`{label}` is written for two codes");
        }
        owners.len()
    }};
}

#[test]
fn labels_lead_back_to_their_codes() {
    assert!(round_trips!(countries(), Scheme::Ofac) > 250);
    assert!(round_trips!(countries(), Scheme::Un) > 250);
    assert!(round_trips!(countries(), Scheme::Uk) > 250);
    assert_eq!(round_trips!(documents(), Scheme::Ofac), 104);
    assert!(round_trips!(documents(), Scheme::Eu) > 10);
    assert_eq!(round_trips!(features(), Scheme::Ofac), 82);
    assert!(round_trips!(measures(), Scheme::Uk) > 10);
    assert_eq!(round_trips!(scripts(), Scheme::Ofac), 11);
}

#[test]
fn countries_are_what_the_authorities_call_them() {
    for (scheme, label, code) in [
        (Scheme::Ofac, "Korea, North", "KP"),
        (Scheme::Un, "Democratic People's Republic of Korea", "KP"),
        (Scheme::Uk, "North Korea", "KP"),
        (Scheme::Ofac, "Burma", "MM"),
        (Scheme::Ofac, "Congo, Democratic Republic of the", "CD"),
        (Scheme::Ofac, "Region: Gaza", "region-gaza"),
        (Scheme::Ofac, "Norway", "NO"),
        (Scheme::Un, "former Soviet Union", "SUHH"),
        (Scheme::Uk, "USA", "US"),
    ] {
        assert_eq!(countries().code(scheme, label), Some(code), "{label}");
    }
    assert_eq!(countries().code(Scheme::Ofac, "Atlantis"), None);
    assert_eq!(
        countries().get("KP").and_then(|country| country.alpha3.as_deref()),
        Some("PRK")
    );
}

#[test]
fn programmes_come_in_the_order_in_which_ofac_prints_them() {
    // Pairs as SDN.CSV of July 2021 to June 2022 prints them.
    for (first, second) in [
        ("DPRK", "DPRK2"),
        ("DPRK3", "CYBER2"),
        ("SDGT", "IFSR"),
        ("SDNTK", "ILLICIT-DRUGS-EO"),
        ("UKRAINE-EO13685", "PEESA-EO"),
    ] {
        assert!(
            ofac_programme_order(first) < ofac_programme_order(second),
            "{first} {second}"
        );
    }
}
