//! The columns of the CSV, version 1.1: one row a detail, each with the columns of its party before it.
//!
//! `Entity_SubjectType` and `…_ClassificationCode` are the other way round than in the XML: `P` and `person`. Remarks are in
//! parentheses. Readers go by the headings: files of 2022 have 118 columns, those of 2026 were counted as 113.

use crate::data::Branch;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    /// The day of the file.
    Generated,
    /// An attribute of the party.
    Entity(&'static str),
    /// The remarks of the party.
    EntityRemark,
    /// An attribute of the party's `subjectType`.
    Subject(&'static str),
    /// An attribute of the party's `regulation`, or its address on the web.
    Regulation(&'static str),
    /// An attribute of the details with this number in [`DETAILS`].
    Detail(usize, &'static str),
    /// The remarks of such a detail.
    DetailRemark(usize),
    /// The ways to reach the party at an address.
    Contacts(usize),
    /// An attribute of the act of such a detail.
    DetailAct(usize, &'static str),
}

/// The elements of details, in the order of the columns, with what the headings of their columns begin with.
pub(crate) const DETAILS: [(&str, &str); 5] = [
    ("nameAlias", "NameAlias"),
    ("address", "Address"),
    ("birthdate", "BirthDate"),
    ("identification", "Identification"),
    ("citizenship", "Citizenship"),
];

/// The columns of an act behind `…_Regulation_`, with the attributes of `regulation`.
const ACT: [(&str, &str); 7] = [
    ("Type", "regulationType"),
    ("OrganisationType", "organisationType"),
    ("PublicationDate", "publicationDate"),
    ("EntryIntoForceDate", "entryIntoForceDate"),
    ("NumberTitle", "numberTitle"),
    ("Programme", "programme"),
    ("PublicationUrl", "publicationUrl"),
];

const COUNTRY: [(&str, &str); 2] = [
    ("CountryIso2Code", "countryIso2Code"),
    ("CountryDescription", "countryDescription"),
];

const NAME: &[(&str, &str)] = &[
    ("LastName", "lastName"),
    ("FirstName", "firstName"),
    ("MiddleName", "middleName"),
    ("WholeName", "wholeName"),
    ("NameLanguage", "nameLanguage"),
    ("Gender", "gender"),
    ("Title", "title"),
    ("Function", "function"),
];

const ADDRESS: &[(&str, &str)] = &[
    ("City", "city"),
    ("Street", "street"),
    ("PoBox", "poBox"),
    ("ZipCode", "zipCode"),
    ("Region", "region"),
    ("Place", "place"),
    ("AsAtListingTime", "asAtListingTime"),
    ("ContactInfo", ""),
    COUNTRY[0],
    COUNTRY[1],
];

const BIRTH: &[(&str, &str)] = &[
    ("BirthDate", "birthdate"),
    ("Day", "dayOfMonth"),
    ("Month", "monthOfYear"),
    ("Year", "year"),
    ("YearRangeFrom", "yearRangeFrom"),
    ("YearRangeTo", "yearRangeTo"),
    ("Circa", "circa"),
    ("CalendarType", "calendarType"),
    ("ZipCode", "zipCode"),
    ("Region", "region"),
    ("Place", "place"),
    ("City", "city"),
    COUNTRY[0],
    COUNTRY[1],
];

const IDENTIFICATION: &[(&str, &str)] = &[
    ("Number", "number"),
    ("Diplomatic", "diplomatic"),
    ("KnownExpired", "knownExpired"),
    ("KnownFalse", "knownFalse"),
    ("ReportedLost", "reportedLost"),
    ("RevokedByIssuer", "revokedByIssuer"),
    ("IssuedBy", "issuedBy"),
    ("IssuedDate", "issueDate"),
    ("ValidFrom", "validFrom"),
    ("ValidTo", "validTo"),
    ("LatinNumber", "latinNumber"),
    ("NameOnDocument", "nameOnDocument"),
    ("TypeCode", "identificationTypeCode"),
    ("TypeDescription", "identificationTypeDescription"),
    ("Region", "region"),
    COUNTRY[0],
    COUNTRY[1],
];

const CITIZENSHIP: &[(&str, &str)] = &[("Region", "region"), COUNTRY[0], COUNTRY[1]];

/// The headings and what is below them, in the order of the file of 2022.
pub(crate) static COLUMNS: std::sync::LazyLock<Vec<(String, Column)>> = std::sync::LazyLock::new(|| {
    let own = |heading: &str, column| (heading.to_owned(), column);
    let mut columns = vec![
        own("fileGenerationDate", Column::Generated),
        own("Entity_LogicalId", Column::Entity("logicalId")),
        own("Entity_EU_ReferenceNumber", Column::Entity("euReferenceNumber")),
        own("Entity_UnitedNationId", Column::Entity("unitedNationId")),
        own("Entity_DesignationDate", Column::Entity("designationDate")),
        own("Entity_DesignationDetails", Column::Entity("designationDetails")),
        own("Entity_Remark", Column::EntityRemark),
        own("Entity_SubjectType", Column::Subject("classificationCode")),
        own("Entity_SubjectType_ClassificationCode", Column::Subject("code")),
    ];
    columns.extend(ACT.map(|(heading, name)| (format!("Entity_Regulation_{heading}"), Column::Regulation(name))));
    for (at, attributes) in [NAME, ADDRESS, BIRTH, IDENTIFICATION, CITIZENSHIP]
        .into_iter()
        .enumerate()
    {
        let prefix = DETAILS[at].1;
        let common = [("LogicalId", "logicalId"), ("RegulationLanguage", "regulationLanguage")];
        columns.extend(attributes.iter().chain(&common).map(|(heading, name)| {
            let column = if name.is_empty() {
                Column::Contacts(at)
            } else {
                Column::Detail(at, name)
            };
            (format!("{prefix}_{heading}"), column)
        }));
        columns.push((format!("{prefix}_Remark"), Column::DetailRemark(at)));
        let act = ACT.map(|(heading, name)| (format!("{prefix}_Regulation_{heading}"), Column::DetailAct(at, name)));
        columns.extend(act);
    }
    columns
});

/// Returns the rows of a party, a text for each of [`COLUMNS`]; `generated` is the day of the file, and `act` gives the attributes of
/// an act that the summary in a detail does not have.
pub(crate) fn rows(entity: &Branch, generated: &str, act: &dyn Fn(&str, &str) -> Option<String>) -> Vec<Vec<String>> {
    let ranked = DETAILS.iter().enumerate().flat_map(|(at, (name, _))| {
        let details = entity.children.iter().filter(move |child| child.name == *name);
        details.map(move |detail| (at, detail))
    });
    ranked
        .map(|(at, detail)| {
            let cell = |column| cell(entity, generated, at, detail, column, act).unwrap_or_default();
            COLUMNS.iter().map(|(_, column)| cell(*column)).collect()
        })
        .collect()
}

fn cell(
    entity: &Branch,
    generated: &str,
    at: usize,
    detail: &Branch,
    column: Column,
    act: &dyn Fn(&str, &str) -> Option<String>,
) -> Option<String> {
    let child = |of: &'_ Branch, name: &str| of.children.iter().find(|child| child.name == name).cloned();
    let attribute = |of: &Branch, name: &str| of.attribute(name).map(str::to_owned);
    match column {
        Column::Generated => Some(generated.to_owned()),
        Column::Entity(name) => attribute(entity, name),
        Column::EntityRemark => remarks(entity),
        Column::Subject(name) => attribute(&child(entity, "subjectType")?, name),
        Column::Regulation("publicationUrl") => child(&child(entity, "regulation")?, "publicationUrl")?.text,
        Column::Regulation(name) => attribute(&child(entity, "regulation")?, name),
        Column::Detail(of, name) => (of == at).then(|| attribute(detail, name))?,
        Column::DetailRemark(of) => (of == at).then(|| remarks(detail))?,
        Column::Contacts(of) => (of == at).then(|| contacts(detail))?,
        Column::DetailAct(of, name) => {
            let summary = (of == at).then(|| child(detail, "regulationSummary"))??;
            attribute(&summary, name).or_else(|| act(summary.attribute("numberTitle")?, name))
        }
    }
}

fn remarks(of: &Branch) -> Option<String> {
    let remarks = of.children.iter().filter(|child| child.name == "remark");
    let texts: Vec<String> = remarks
        .filter_map(|remark| remark.text.as_deref().map(wrapped))
        .collect();
    (!texts.is_empty()).then(|| texts.join(" "))
}

/// Returns a remark in the parentheses that the CSV puts around it.
pub fn wrapped(remark: &str) -> String {
    format!("({remark})")
}

/// No file at hand has a way to reach a party in this column: `KEY[value]` is gazette's own form.
fn contacts(of: &Branch) -> Option<String> {
    let contacts = of.children.iter().filter(|child| child.name == "contactInfo");
    let texts: Vec<String> = contacts
        .filter_map(|contact| {
            Some(format!(
                "{}[{}]",
                contact.attribute("key")?,
                contact.attribute("value")?
            ))
        })
        .collect();
    (!texts.is_empty()).then(|| texts.join(" "))
}
