//! `ofac-csv`: OFAC's legacy files SDN.CSV, ADD.CSV, ALT.CSV and SDN_COMMENTS.CSV, byte for byte as OFAC writes them
//! (`docs/ofac.md`; data specification of 25 September 2023).

use std::borrow::Cow;
use std::io::Write;

use crate::feed::format::{FeedError, FileKind, Format, Loss};
use crate::model::{Address, Edition, Entry, List, Name, NameType, Quality, Vessel};
use crate::ofac::{
    self, Cell, END_MARK, LINE_END, REMARKS_WIDTH, address_line, flag_label, is_labelled, kind_word, row_text, to_ascii,
};
use crate::vocabulary::Carrier;

use super::ofac_lost;

/// The widths of columns that the data specification gives.
const NAME_WIDTH: usize = 350;
const PROGRAM_WIDTH: usize = 200;
const ADDRESS_WIDTH: usize = 750;

const MEDIA_TYPE: &str = "text/csv; charset=us-ascii; header=absent";

const SDN: FileKind = FileKind {
    name: "SDN.CSV",
    media_type: MEDIA_TYPE,
    about: "one row an entry",
};
const ADD: FileKind = FileKind {
    name: "ADD.CSV",
    media_type: MEDIA_TYPE,
    about: "one row an address",
};
const ALT: FileKind = FileKind {
    name: "ALT.CSV",
    media_type: MEDIA_TYPE,
    about: "one row a strong alias",
};
const COMMENTS: FileKind = FileKind {
    name: "SDN_COMMENTS.CSV",
    media_type: MEDIA_TYPE,
    about: "what is beyond the first 1000 characters of the Remarks",
};

/// The format.
pub(super) struct OfacCsv;

impl Format for OfacCsv {
    fn name(&self) -> &'static str {
        "ofac-csv"
    }

    fn about(&self) -> &'static str {
        "OFAC's legacy files SDN.CSV, ADD.CSV, ALT.CSV and SDN_COMMENTS.CSV"
    }

    fn files(&self) -> &'static [FileKind] {
        const { &[SDN, ADD, ALT, COMMENTS] }
    }

    fn write(&self, file: &FileKind, edition: &Edition, out: &mut dyn Write) -> Result<(), FeedError> {
        match file.name {
            name if name == SDN.name => write_main(edition, out)?,
            name if name == ADD.name => write_addresses(edition, out)?,
            name if name == ALT.name => write_aliases(edition, out)?,
            _ => {
                FeedError::require(self, file, &COMMENTS)?;
                return write_comments(edition, out);
            }
        }
        out.write_all(&[END_MARK])?;
        Ok(())
    }

    fn losses(&self, entry: &Entry, list: &List) -> Vec<Loss> {
        let mut losses = Vec::new();
        lost_identity(entry, list, &mut losses);
        lost_names(entry, &mut losses);
        lost_facts(entry, &mut losses);
        ofac_lost::designations(entry, &mut losses);
        ofac_lost::relations(entry, &mut losses);
        losses
    }
}

fn write_row(out: &mut dyn Write, cells: &[Cell<'_>]) -> Result<(), FeedError> {
    out.write_all(row_text(cells).as_bytes())?;
    out.write_all(LINE_END.as_bytes())?;
    Ok(())
}

/// Returns the text as the files may have it: ASCII without double quotes.
fn ascii<'a>(entry: &Entry, text: &'a str) -> Result<Cow<'a, str>, FeedError> {
    to_ascii(text).map_err(|foreign| FeedError::Unwritable {
        format: OfacCsv.name(),
        entry: entry.id.clone(),
        reason: format!("`{}` has no ASCII form, in `{text}`", foreign.0),
    })
}

/// The texts of one row, made ASCII.
struct Texts<'a>(Vec<Option<Cow<'a, str>>>);

impl<'a> Texts<'a> {
    fn of(entry: &Entry, texts: Vec<Option<Cow<'a, str>>>) -> Result<Self, FeedError> {
        let made = texts.into_iter().map(|text| match text {
            None => Ok(None),
            Some(text) if text.is_empty() => Ok(None),
            Some(Cow::Borrowed(text)) => ascii(entry, text).map(Some),
            Some(Cow::Owned(text)) => ascii(entry, &text).map(|text| Some(Cow::Owned(text.into_owned()))),
        });
        made.collect::<Result<_, _>>().map(Self)
    }

    fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        self.0.iter().map(|text| Cell::from(text.as_deref()))
    }
}

/// Ids that are no numbers are written as texts, so that no two entries can come to bear one number.
fn id_cell(id: &str) -> Cell<'_> {
    let number = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    if number { Cell::Number(id) } else { Cell::Text(id) }
}

fn write_main(edition: &Edition, out: &mut dyn Write) -> Result<(), FeedError> {
    for entry in &edition.entries {
        let vessel = entry.vessel.as_ref();
        let column = |field: fn(&Vessel) -> &Option<String>| {
            vessel.and_then(|vessel| field(vessel).as_deref()).map(Cow::Borrowed)
        };
        let flag = vessel
            .and_then(|vessel| vessel.flag.as_ref())
            .map(|flag| Cow::Owned(flag_label(flag)));
        let texts = Texts::of(
            entry,
            vec![
                Some(Cow::Borrowed(entry.primary_name())),
                kind_word(&entry.kind).map(Cow::Borrowed),
                programs(entry, &edition.list).map(Cow::Owned),
                ofac::title(entry).map(Cow::Owned),
                column(|vessel| &vessel.call_sign),
                column(|vessel| &vessel.kind),
                column(|vessel| &vessel.tonnage),
                column(|vessel| &vessel.gross_tonnage),
                flag,
                column(|vessel| &vessel.owner),
                remarks(entry)?.map(|text| Cow::Owned(text[..text.len().min(REMARKS_WIDTH)].to_owned())),
            ],
        )?;
        let id = ascii(entry, &entry.id)?;
        let cells: Vec<Cell<'_>> = std::iter::once(id_cell(&id)).chain(texts.cells()).collect();
        write_row(out, &cells)?;
    }
    Ok(())
}

/// Returns the whole Remarks as ASCII.
fn remarks(entry: &Entry) -> Result<Option<String>, FeedError> {
    match ofac::remarks(entry) {
        Some(text) => Ok(Some(ascii(entry, &text)?.into_owned())),
        None => Ok(None),
    }
}

fn write_comments(edition: &Edition, out: &mut dyn Write) -> Result<(), FeedError> {
    for entry in &edition.entries {
        let Some(text) = remarks(entry)? else { continue };
        if text.len() > REMARKS_WIDTH {
            let id = ascii(entry, &entry.id)?;
            write_row(out, &[id_cell(&id), Cell::Text(&text[REMARKS_WIDTH..])])?;
        }
    }
    Ok(())
}

fn programs(entry: &Entry, list: &List) -> Option<String> {
    let codes = ofac::programmes(entry, list);
    (!codes.is_empty()).then(|| codes.join("] ["))
}

fn write_addresses(edition: &Edition, out: &mut dyn Write) -> Result<(), FeedError> {
    let ids = edition
        .entries
        .iter()
        .flat_map(|entry| &entry.addresses)
        .map(|address| address.id.as_deref());
    let mut numbers = Numbers::behind(ids);
    let empty = [Address::default()];
    for entry in &edition.entries {
        let listed = entry.addresses.as_slice();
        // An entry without an address has an empty row.
        let addresses = if listed.is_empty() { &empty } else { listed };
        for address in addresses {
            let number = numbers.of(address.id.as_deref());
            let line = address_line(address);
            // Add_remarks is always null.
            let columns = [line.address, line.area, line.country, None];
            let texts = Texts::of(entry, columns.map(|text| text.map(Cow::Owned)).into())?;
            let id = ascii(entry, &entry.id)?;
            let heads = [id_cell(&id), id_cell(&number)];
            let cells: Vec<Cell<'_>> = heads.into_iter().chain(texts.cells()).collect();
            write_row(out, &cells)?;
        }
    }
    Ok(())
}

fn write_aliases(edition: &Edition, out: &mut dyn Write) -> Result<(), FeedError> {
    let strong = |entry: &'_ Entry| -> Vec<Name> {
        entry
            .names
            .iter()
            .filter(|name| is_strong_alias(name))
            .cloned()
            .collect()
    };
    let all: Vec<(&Entry, Vec<Name>)> = edition.entries.iter().map(|entry| (&**entry, strong(entry))).collect();
    let ids = all.iter().flat_map(|(_, names)| names).map(|name| name.id.as_deref());
    let mut numbers = Numbers::behind(ids);
    for (entry, names) in &all {
        for name in names {
            let number = numbers.of(name.id.as_deref());
            let columns = vec![
                Some(Cow::Borrowed(alias_word(&name.kind))),
                Some(Cow::Borrowed(name.text.as_str())),
                None,
            ];
            let texts = Texts::of(entry, columns)?;
            let id = ascii(entry, &entry.id)?;
            let heads = [id_cell(&id), id_cell(&number)];
            let cells: Vec<Cell<'_>> = heads.into_iter().chain(texts.cells()).collect();
            write_row(out, &cells)?;
        }
    }
    Ok(())
}

/// Names in their original script and non-Latin scripts have no place in the legacy files.
fn is_strong_alias(name: &Name) -> bool {
    let latin = name.script.as_ref().is_none_or(|script| script.as_str() == "Latn");
    latin && name.quality != Quality::Weak && !matches!(name.kind, NameType::Primary | NameType::OriginalScript)
}

fn alias_word(kind: &NameType) -> &str {
    match kind {
        NameType::Fka => "fka",
        NameType::Nka => "nka",
        NameType::Other(word) => word,
        _ => "aka",
    }
}

/// The numbers of addresses and aliases, which link rows and say nothing: elements without one get the next free one.
struct Numbers(u64);

impl Numbers {
    fn behind<'a>(ids: impl Iterator<Item = Option<&'a str>>) -> Self {
        Self(ids.flatten().filter_map(|id| id.parse::<u64>().ok()).max().unwrap_or(0))
    }

    fn of(&mut self, id: Option<&str>) -> String {
        match id {
            Some(id) if id.parse::<u64>().is_ok() => id.to_owned(),
            _ => {
                self.0 = self.0.saturating_add(1);
                self.0.to_string()
            }
        }
    }
}

fn lost_identity(entry: &Entry, list: &List, losses: &mut Vec<Loss>) {
    if entry.id.is_empty() || !entry.id.bytes().all(|byte| byte.is_ascii_digit()) {
        losses.push(Loss::new(
            "id",
            format!("`{}` is no number, and is written as a text", entry.id),
        ));
    }
    if entry.primary_name().len() > NAME_WIDTH {
        losses.push(Loss::new(
            "names[0].text",
            format!("it has more than {NAME_WIDTH} characters"),
        ));
    }
    if programs(entry, list).is_some_and(|programs| programs.len() > PROGRAM_WIDTH) {
        losses.push(Loss::new(
            "designations",
            format!("the programmes have more than {PROGRAM_WIDTH} characters"),
        ));
    }
}

fn lost_names(entry: &Entry, losses: &mut Vec<Loss>) {
    let is_weak = |name: &Name| name.quality == Quality::Weak;
    ofac_lost::names(entry, |name| is_weak(name) || is_strong_alias(name), losses);
}

fn lost_facts(entry: &Entry, losses: &mut Vec<Loss>) {
    let mut lose = |field: String, what: &str| losses.push(Loss::new(field, what));
    for (at, address) in entry.addresses.iter().enumerate() {
        if address_line(address)
            .address
            .is_some_and(|street| street.len() > ADDRESS_WIDTH)
        {
            lose(format!("addresses[{at}]"), "it has more than 750 characters");
        }
    }
    for (at, contact) in entry.contacts.iter().enumerate() {
        if !is_labelled(Carrier::Contact(&contact.kind)) {
            lose(
                format!("contacts[{at}]"),
                "OFAC has no label for this type, it is left out",
            );
        }
    }
    for (at, wallet) in entry.wallets.iter().enumerate() {
        if !is_labelled(Carrier::Wallet(&wallet.currency)) {
            lose(
                format!("wallets[{at}]"),
                "OFAC has no label for this currency, it is left out",
            );
        }
    }
    ofac_lost::unlabelled(entry, losses);
    ofac_lost::placeless(entry, losses);
}
