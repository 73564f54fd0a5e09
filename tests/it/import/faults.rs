//! Malformed publications: an error with file and row, never a guess.

use gazette::import::{Imported, Severity};

use super::law::import;

pub(super) const SDN: &str = "36,\"AEROCARIBBEAN AIRLINES\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\
306,\"BANCO NACIONAL DE CUBA\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"a.k.a. 'BNC'.\"\r\n\
4238,\"MAR AZUL\",\"vessel\",\"CUBA\",-0- ,\"CL2192\",\"Tug\",-0- ,\"212\",\"Cuba\",\"Samir de Navegacion S.A.\",-0- \r\n\u{1a}";
pub(super) const ADD: &str = "36,25,-0- ,\"Havana\",\"Cuba\",-0- \r\n\
306,199,\"Zweierstrasse 35\",\"Zurich CH-8022\",\"Switzerland\",-0- \r\n\
306,200,\"Avenida de Concha Espina 8\",\"Madrid E-28036\",\"Spain\",-0- \r\n\
4238,2237,-0- ,-0- ,-0- ,-0- \r\n\u{1a}";
pub(super) const ALT: &str =
    "36,12,\"aka\",\"AERO-CARIBBEAN\",-0- \r\n306,220,\"aka\",\"NATIONAL BANK OF CUBA\",-0- \r\n\u{1a}";

fn read(sdn: &str, add: &str, alt: &str) -> Imported {
    import(&[
        ("SDN.CSV", sdn.as_bytes().to_vec()),
        ("ADD.CSV", add.as_bytes().to_vec()),
        ("ALT.CSV", alt.as_bytes().to_vec()),
    ])
}

fn problems(imported: &Imported) -> Vec<String> {
    imported.problems.iter().map(ToString::to_string).collect()
}

/// Holds a publication to be refused with this as its first problem.
#[track_caller]
fn assert_refused(imported: &Imported, expected: &str) {
    assert!(imported.is_refused(), "{:?}", imported.problems);
    assert_eq!(imported.entries.len(), 0);
    assert_eq!(problems(imported)[0], expected);
}

#[test]
fn the_small_publication_is_sound() {
    let imported = read(SDN, ADD, ALT);
    assert_eq!(problems(&imported), Vec::<String>::new());
    assert_eq!(imported.entries.len(), 3);
}

#[test]
fn a_row_with_missing_columns() {
    let sdn = SDN.replace(
        "306,\"BANCO NACIONAL DE CUBA\",-0- ,",
        "306,\"BANCO NACIONAL DE CUBA\",",
    );
    let expected = "SDN.CSV:2: error: 12 columns are expected and 11 are there; the rest of the file was not read";
    assert_refused(&read(&sdn, ADD, ALT), expected);
}

#[test]
fn a_stray_quote() {
    let inside = SDN.replace("BANCO NACIONAL", "BANCO \"NACIONAL\"");
    let expected = "SDN.CSV:2: error: a text is not in double quotes, or a stray double quote stands in one; the rest of the \
                    file was not read";
    assert_refused(&read(&inside, ADD, ALT), expected);
    let unclosed = SDN.replace("'BNC'.\"", "'BNC'.");
    let expected = "SDN.CSV:2: error: a double quote opens a text that the row does not close; the rest of the file was not \
                    read";
    assert_refused(&read(&unclosed, ADD, ALT), expected);
}

#[test]
fn a_text_without_quotes_and_nothing_in_quotes() {
    let bare = SDN.replace("\"MAR AZUL\"", "MAR AZUL");
    let expected = "SDN.CSV:3: error: a text is not in double quotes, or a stray double quote stands in one; the rest of the \
                    file was not read";
    assert_refused(&read(&bare, ADD, ALT), expected);
    let quoted = ADD.replace("36,25,-0- ", "36,25,\"-0- \"");
    assert_refused(
        &read(SDN, &quoted, ALT),
        "ADD.CSV:1: error: nothing is written `-0- ` without quotes",
    );
    let empty = ADD.replace("36,25,-0- ", "36,25,\"\"");
    let expected = "ADD.CSV:1: error: column 3 is an empty text; nothing is written `-0- `";
    assert_refused(&read(SDN, &empty, ALT), expected);
}

#[test]
fn the_end_mark_in_the_middle() {
    let sdn = SDN.replace("306,", "\u{1a}306,");
    let expected = "SDN.CSV:2: error: the end mark 0x1A stands before the end of the file";
    assert_refused(&read(&sdn, ADD, ALT), expected);
}

#[test]
fn the_end_mark_may_be_missing() {
    let imported = read(&SDN.replace('\u{1a}', ""), ADD, ALT);
    assert!(!imported.is_refused());
    let expected = "SDN.CSV: note: the end mark 0x1A is not there: the file may be truncated behind a whole row";
    assert_eq!(problems(&imported), [expected]);
}

#[test]
fn a_header_line_is_skipped_with_a_note() {
    let header =
        "ent_num,SDN_Name,SDN_Type,Program,Title,Call_Sign,Vess_type,Tonnage,GRT,Vess_flag,Vess_owner,Remarks\r\n";
    let imported = read(&format!("{header}{SDN}"), ADD, ALT);
    assert_eq!(imported.entries, read(SDN, ADD, ALT).entries);
    let expected = "SDN.CSV:1: note: the header line, which OFAC does not write, was skipped";
    assert_eq!(problems(&imported), [expected]);
    let second = SDN.replace("306,\"BANCO", &format!("{header}306,\"BANCO"));
    assert_refused(
        &read(&second, ADD, ALT),
        "SDN.CSV:2: error: `ent_num` in column 1 is no number",
    );
}

#[test]
fn latin_1_bytes() {
    let mut sdn = SDN.as_bytes().to_vec();
    let at = SDN.find("MAR AZUL").expect("it is there");
    sdn[at] = 0xD1;
    let imported = import(&[("SDN.CSV", sdn)]);
    let expected = "SDN.CSV:3: error: the byte 0xD1 is no ASCII: OFAC writes names without diacritics";
    assert_refused(&imported, expected);
}

#[test]
fn other_line_ends() {
    let expected =
        "SDN.CSV:3: error: the file ends in the middle of a row: it is truncated, or its line ends are not CR LF";
    assert_refused(&read(&SDN.replace("\r\n", "\n"), ADD, ALT), expected);
    let mixed = SDN.replacen("\r\n", "\n", 1);
    let imported = read(&mixed, ADD, ALT);
    assert!(imported.is_refused());
    assert_eq!(imported.problems[0].row, Some(1));
}

#[test]
fn a_truncated_file() {
    let expected =
        "SDN.CSV:3: error: the file ends in the middle of a row: it is truncated, or its line ends are not CR LF";
    assert_refused(&read(&SDN[..SDN.len() - 20], ADD, ALT), expected);
    // Behind a whole row, the other files tell.
    let cut = SDN.find("4238,").expect("it is there");
    let imported = read(&SDN[..cut], ADD, ALT);
    assert!(
        problems(&imported).contains(&"ADD.CSV:4: error: the entry `4238` does not exist in the main file".to_owned())
    );
    let cut = ADD.find("4238,").expect("it is there");
    let expected = "ADD.CSV: error: 1 entries have no row here, the first is `4238`: the file is truncated or of another \
                    publication";
    assert_eq!(problems(&read(SDN, &ADD[..cut], ALT))[1], expected);
}

#[test]
fn rows_out_of_order() {
    let mut rows: Vec<&str> = SDN.trim_end_matches('\u{1a}').split_terminator("\r\n").collect();
    rows.swap(0, 1);
    let sdn = format!("{}\r\n\u{1a}", rows.join("\r\n"));
    let expected = "SDN.CSV:2: error: `36` stands behind `306`: the rows are out of order";
    assert_refused(&read(&sdn, ADD, ALT), expected);
}

#[test]
fn numbers_that_come_twice() {
    let sdn = SDN.replace("306,\"BANCO", "36,\"BANCO");
    assert_refused(&read(&sdn, ADD, ALT), "SDN.CSV:2: error: `36` comes twice");
    let add = ADD.replace("306,199", "306,25");
    assert_refused(&read(SDN, &add, ALT), "ADD.CSV:2: error: the number `25` comes twice");
}

#[test]
fn an_address_or_alias_without_its_entry() {
    let add = ADD.replace("4238,2237", "4239,2237");
    let imported = read(SDN, &add, ALT);
    assert_refused(
        &imported,
        "ADD.CSV:4: error: the entry `4239` does not exist in the main file",
    );
    let alt = ALT.replace("306,220", "307,220");
    assert_refused(
        &read(SDN, ADD, &alt),
        "ALT.CSV:2: error: the entry `307` does not exist in the main file",
    );
}

#[test]
fn an_empty_file() {
    assert_refused(&read("", ADD, ALT), "SDN.CSV: error: the file is empty");
    assert_refused(&read("\u{1a}", ADD, ALT), "SDN.CSV: error: the file is empty");
    assert_refused(&import(&[]), "SDN.CSV: error: the publication has no main file");
}

#[test]
fn overflow_that_continues_nothing_or_is_missing() {
    let comments = ("SDN_COMMENTS.CSV", b"306,\"more.\"\r\n".to_vec());
    let imported = import(&[("SDN.CSV", SDN.as_bytes().to_vec()), comments]);
    let expected =
        "SDN_COMMENTS.CSV:1: error: the Remarks of `306` have not 1000 characters, so that nothing can continue them";
    assert_refused(&imported, expected);
    let long = SDN.replace("a.k.a. 'BNC'.", &"long text ".repeat(100));
    let imported = import(&[("SDN.CSV", long.into_bytes())]);
    let note = "SDN.CSV:2: note: the Remarks of `306` are cut after 1000 characters and SDN_COMMENTS.CSV does not continue them";
    assert_eq!(problems(&imported), [note]);
    assert_eq!(imported.problems[0].severity, Severity::Note);
}

#[test]
fn files_are_told_apart_by_their_names() {
    let bytes = |text: &str| text.as_bytes().to_vec();
    let imported = import(&[
        ("2021/cons_alt.csv", bytes(ALT)),
        ("2021/cons_add.csv", bytes(ADD)),
        ("2021/cons_prim.csv", bytes(SDN)),
    ]);
    assert_eq!(imported.entries, read(SDN, ADD, ALT).entries);
}
