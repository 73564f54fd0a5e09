//! `ofac-csv`: OFAC's legacy files SDN.CSV, ADD.CSV, ALT.CSV and SDN_COMMENTS.CSV, byte for byte as OFAC writes them
//! (`docs/ofac.md`; data specification of 25 September 2023).

use std::borrow::Cow;
use std::io::Write;
use std::sync::LazyLock;

use crate::feed::carries::{Carried, Carries, Declared, How, Value};
use crate::feed::format::{FeedError, FileKind, Format};
use crate::model::{Address, Edition, Entry, List, Name, NameType, Quality, Vessel};
use crate::ofac::{
    self, Cell, END_MARK, LINE_END, REMARKS_WIDTH, address_line, flag_label, is_labelled, kind_word, row_text, to_ascii,
};
use crate::vocabulary::Carrier;

use super::ofac_carries::{self, COMMON, NO_PLACE, is_latin};

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
        let edition = &*edition.in_force();
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

    fn carries(&self) -> &'static Carries {
        &CARRIES
    }
}

static CARRIES: LazyLock<Carries> = LazyLock::new(|| {
    let own = [
        (How::If(id), "id"),
        (How::If(|value| ofac_carries::name(value, is_alias)), "names"),
        (How::If(name_text), "names.text"),
        (How::If(address), "addresses"),
        (
            How::Text,
            "addresses.{text,care_of,po_box,street,street2,street3,street4,street5,street6}",
        ),
        (How::Text, "addresses.{area,city,state,postal_code,region}"),
        (How::Exact, "addresses.country"),
        (How::Exact, "documents.issued_in"),
        (How::If(contact), "contacts"),
        (How::Exact, "contacts.{type,value}"),
        (How::If(wallet), "wallets"),
        (How::Exact, "wallets.{currency,address}"),
        (How::Exact, "vessel.{tonnage,gross_tonnage}"),
        (How::If(programme), "designations.programme"),
    ];
    let fields = [COMMON, &own].concat();
    Carries::Fields(Declared::of(NO_PLACE, &fields).with_form(ascii_form))
});

/// Returns the form of a text in ASCII, if it is another. A text that has none makes its entry unwritable.
fn ascii_form(text: &str) -> Option<String> {
    let made = to_ascii(text).ok()?;
    (made != text).then(|| made.into_owned())
}

fn is_alias(name: &Name) -> bool {
    name.quality == Quality::Weak || is_strong_alias(name)
}

fn id(value: &Value<'_>) -> Carried {
    let id = value.text();
    if !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Carried::Exact;
    }
    Carried::less_well(format!("`{id}` is not a number, and is written as a text"))
}

fn name_text(value: &Value<'_>) -> Carried {
    let is_long = value.name() == value.entry.primary() && value.text().len() > NAME_WIDTH;
    Carried::whole_if(!is_long, "it has more than 350 characters")
}

fn programme(value: &Value<'_>) -> Carried {
    let programmes = programs(value.entry, &value.edition.list);
    let is_long = programmes.is_some_and(|programmes| programmes.len() > PROGRAM_WIDTH);
    Carried::whole_if(!is_long, "the programmes have more than 200 characters")
}

fn address(value: &Value<'_>) -> Carried {
    let line = value.address().map(address_line).unwrap_or_default();
    let is_long = line.address.is_some_and(|street| street.len() > ADDRESS_WIDTH);
    Carried::whole_if(!is_long, "it has more than 750 characters")
}

fn contact(value: &Value<'_>) -> Carried {
    let is_labelled = value
        .contact()
        .is_some_and(|one| is_labelled(Carrier::Contact(&one.kind)));
    Carried::exact_if(is_labelled, "OFAC has no label for this type, it is left out")
}

fn wallet(value: &Value<'_>) -> Carried {
    let is_labelled = value
        .wallet()
        .is_some_and(|one| is_labelled(Carrier::Wallet(&one.currency)));
    Carried::exact_if(is_labelled, "OFAC has no label for this currency, it is left out")
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

fn is_strong_alias(name: &Name) -> bool {
    is_latin(name) && name.quality != Quality::Weak && name.kind != NameType::Primary
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
