//! The 58 columns of the CSV: each is a text of the record or a part of one of its sets.
//!
//! A record is as many rows as its sets give when each element of one is put beside each of the others.

use jiff::civil::Date;

use crate::data::Branch;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    /// The text of this child of the record.
    One(&'static str),
    /// Of each element of [`SETS`] with this number the text, or the text of this child.
    In(usize, Option<&'static str>),
}

/// A set of elements: the path from the record to what holds them, and their name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Set {
    pub(crate) path: &'static [&'static str],
    pub(crate) item: &'static str,
}

const fn set(path: &'static [&'static str], item: &'static str) -> Set {
    Set { path, item }
}

/// The sets, in an order by which the first changes last from row to row.
pub(crate) const SETS: &[Set] = &[
    set(&["Names"], "Name"),
    set(&["Titles"], "Title"),
    set(&["NonLatinNames"], "NonLatinName"),
    set(&["Addresses"], "Address"),
    set(&["PhoneNumbers"], "PhoneNumber"),
    set(&["Websites"], "Website"),
    set(&["EmailAddresses"], "EmailAddress"),
    set(&["IndividualDetails", "Individual", "DOBs"], "DOB"),
    set(&["IndividualDetails", "Individual", "Nationalities"], "Nationality"),
    set(
        &["IndividualDetails", "Individual", "NationalIdentifierDetails"],
        "NationalIdentifier",
    ),
    set(&["IndividualDetails", "Individual", "PassportDetails"], "Passport"),
    set(&["IndividualDetails", "Individual", "Positions"], "Position"),
    set(&["IndividualDetails", "Individual", "Genders"], "Gender"),
    set(&["IndividualDetails", "Individual", "BirthDetails"], "Location"),
    set(&["EntityDetails", "Entity", "TypeOfEntities"], "TypeOfEntity"),
    set(&["EntityDetails", "Entity", "Subsidiaries"], "Subsidiary"),
    set(&["EntityDetails", "Entity", "ParentCompanies"], "ParentCompany"),
    set(
        &["EntityDetails", "Entity", "BusinessRegistrationNumbers"],
        "BusinessRegistrationNumber",
    ),
    set(&["ShipDetails", "Ship", "IMONumbers"], "IMONumber"),
    set(
        &["ShipDetails", "Ship", "CurrentOwnerOperators"],
        "CurrentOwnerOperator",
    ),
    set(
        &["ShipDetails", "Ship", "PreviousOwnerOperators"],
        "PreviousOwnerOperator",
    ),
    set(
        &["ShipDetails", "Ship", "CurrentBelievedFlagOfShips"],
        "CurrentBelievedFlagOfShip",
    ),
    set(&["ShipDetails", "Ship", "PreviousFlags"], "PreviousFlag"),
    set(&["ShipDetails", "Ship", "TypeOfShipDetails"], "TypeOfShip"),
    set(&["ShipDetails", "Ship", "TonnageOfShipDetails"], "TonnageOfShip"),
    set(&["ShipDetails", "Ship", "LengthOfShipDetails"], "LengthOfShip"),
    set(&["ShipDetails", "Ship", "YearsBuilt"], "YearBuilt"),
    set(
        &["ShipDetails", "Ship", "HullIdentificationNumbers"],
        "HullIdentificationNumber",
    ),
];

/// The columns in their order, under the headings of the file of 8 October 2026.
pub(crate) const COLUMNS: &[(&str, Column)] = &[
    ("Last Updated", Column::One("LastUpdated")),
    ("Unique ID", Column::One("UniqueID")),
    ("OFSI Group ID", Column::One("OFSIGroupID")),
    ("UN Reference Number", Column::One("UNReferenceNumber")),
    ("Name 6", Column::In(0, Some("Name6"))),
    ("Name 1", Column::In(0, Some("Name1"))),
    ("Name 2", Column::In(0, Some("Name2"))),
    ("Name 3", Column::In(0, Some("Name3"))),
    ("Name 4", Column::In(0, Some("Name4"))),
    ("Name 5", Column::In(0, Some("Name5"))),
    ("Name type", Column::In(0, Some("NameType"))),
    ("Alias strength", Column::In(0, Some("AliasStrength"))),
    ("Title", Column::In(1, None)),
    ("Name non-latin script", Column::In(2, Some("NameNonLatinScript"))),
    ("Non-latin script type", Column::In(2, Some("NonLatinScriptType"))),
    (
        "Non-latin script language",
        Column::In(2, Some("NonLatinScriptLanguage")),
    ),
    ("Regime Name", Column::One("RegimeName")),
    ("Designation Type", Column::One("IndividualEntityShip")),
    ("Designation source", Column::One("DesignationSource")),
    ("Sanctions Imposed", Column::One("SanctionsImposed")),
    ("Other Information", Column::One("OtherInformation")),
    ("UK Statement of Reasons", Column::One("UKStatementofReasons")),
    ("Address Line 1", Column::In(3, Some("AddressLine1"))),
    ("Address Line 2", Column::In(3, Some("AddressLine2"))),
    ("Address Line 3", Column::In(3, Some("AddressLine3"))),
    ("Address Line 4", Column::In(3, Some("AddressLine4"))),
    ("Address Line 5", Column::In(3, Some("AddressLine5"))),
    ("Address Line 6", Column::In(3, Some("AddressLine6"))),
    ("Address Postal Code", Column::In(3, Some("AddressPostalCode"))),
    ("Address Country", Column::In(3, Some("AddressCountry"))),
    ("Phone number", Column::In(4, None)),
    ("Website", Column::In(5, None)),
    ("Email address", Column::In(6, None)),
    ("Date Designated", Column::One("DateDesignated")),
    ("D.O.B", Column::In(7, None)),
    ("Nationality(/ies)", Column::In(8, None)),
    (
        "National Identifier number",
        Column::In(9, Some("NationalIdentifierNumber")),
    ),
    (
        "National Identifier additional information",
        Column::In(9, Some("NationalIdentifierAdditionalInformation")),
    ),
    ("Passport number", Column::In(10, Some("PassportNumber"))),
    (
        "Passport additional information",
        Column::In(10, Some("PassportAdditionalInformation")),
    ),
    ("Position", Column::In(11, None)),
    ("Gender", Column::In(12, None)),
    ("Town of birth", Column::In(13, Some("TownOfBirth"))),
    ("Country of birth", Column::In(13, Some("CountryOfBirth"))),
    ("Type of entity", Column::In(14, None)),
    ("Subsidiaries", Column::In(15, None)),
    ("Parent company", Column::In(16, None)),
    ("Business registration number (s)", Column::In(17, None)),
    ("IMO number", Column::In(18, None)),
    ("Current owner/operator (s)", Column::In(19, None)),
    ("Previous owner/operator (s)", Column::In(20, None)),
    ("Current believed flag of ship", Column::In(21, None)),
    ("Previous flags", Column::In(22, None)),
    ("Type of ship", Column::In(23, None)),
    ("Tonnage of ship", Column::In(24, None)),
    ("Length of ship", Column::In(25, None)),
    ("Year Built", Column::In(26, None)),
    ("Hull identification number (HIN)", Column::In(27, None)),
];

/// What is before the day in the first line.
pub(crate) const REPORT_DATE: &str = "Report Date: ";

/// Returns the first line: `Report Date: 08-Oct-2026`.
pub(crate) fn report_date(day: Date) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let month = usize::try_from(day.month()).map_or("", |month| MONTHS[month - 1]);
    format!("{REPORT_DATE}{:02}-{month}-{:04}", day.day(), day.year())
}

/// A record with more rows than these is written with each element of each set in one row or more, and not beside all others: no
/// reader that takes the sets of a record from its rows sees the difference.
const MOST_ROWS: usize = 5_000;

/// Returns the rows of a record, a text for each of [`COLUMNS`].
pub(crate) fn rows(record: &Branch) -> Vec<Vec<&str>> {
    let sets: Vec<&[Branch]> = SETS.iter().map(|set| elements(record, set)).collect();
    let sizes: Vec<usize> = sets.iter().map(|elements| elements.len().max(1)).collect();
    let product = sizes.iter().try_fold(1_usize, |all, size| all.checked_mul(*size));
    let whole = product.filter(|product| *product <= MOST_ROWS);
    let count = whole.or_else(|| sizes.iter().copied().max()).unwrap_or(1);
    (0..count)
        .map(|row| {
            let places = if whole.is_some() {
                places(row, &sizes)
            } else {
                sizes.iter().map(|size| row % size).collect()
            };
            COLUMNS
                .iter()
                .map(|(_, column)| cell(record, &sets, &places, *column))
                .collect()
        })
        .collect()
}

fn elements<'b>(record: &'b Branch, set: &Set) -> &'b [Branch] {
    let mut within = record;
    for name in set.path {
        match within.children.iter().find(|child| child.name == *name) {
            Some(child) => within = child,
            None => return &[],
        }
    }
    &within.children
}

/// Returns which element of each set is in a row; the last set changes first.
fn places(row: usize, sizes: &[usize]) -> Vec<usize> {
    let mut left = row;
    let mut places: Vec<usize> = sizes
        .iter()
        .rev()
        .map(|size| {
            let place = left % size;
            left /= size;
            place
        })
        .collect();
    places.reverse();
    places
}

fn cell<'b>(record: &'b Branch, sets: &[&'b [Branch]], places: &[usize], column: Column) -> &'b str {
    let child = |of: &'b Branch, name: &str| of.children.iter().find(|child| child.name == name);
    let found = match column {
        Column::One(name) => child(record, name),
        Column::In(set, None) => sets[set].get(places[set]),
        Column::In(set, Some(name)) => sets[set].get(places[set]).and_then(|element| child(element, name)),
    };
    found.and_then(|element| element.text.as_deref()).unwrap_or_default()
}
