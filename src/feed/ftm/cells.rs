//! Cells of CSV in the dialects of OpenSanctions, appended to a row. A row of a million is not worth a writer of its own.

/// Appends a cell in quotation marks.
pub(super) fn quoted(cell: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    for (index, part) in cell.split(|byte| *byte == b'"').enumerate() {
        if index > 0 {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(part);
    }
    out.push(b'"');
}

/// Appends a cell that is in quotation marks only where it must be.
pub(super) fn plain(cell: &[u8], delimiter: u8, out: &mut Vec<u8>) {
    let is_odd = |byte: u8| byte == delimiter || matches!(byte, b'"' | b'\r' | b'\n');
    // Without an early end, so that many bytes are looked at in one go.
    if cell.iter().fold(false, |found, byte| found | is_odd(*byte)) {
        quoted(cell, out);
    } else {
        out.extend_from_slice(cell);
    }
}

#[cfg(test)]
mod tests {
    use csv::{QuoteStyle, Terminator, WriterBuilder};

    /// The crate `csv` says what is right.
    #[test]
    fn cells_are_those_of_the_crate() {
        let cells = [
            "",
            "plain",
            "a,b",
            "a;b",
            "\"",
            "say \"no\"",
            "two\nlines",
            "\r",
            "\"\"",
            "é",
            " blank ",
        ];
        for cell in cells {
            for (style, delimiter) in [
                (QuoteStyle::Always, b','),
                (QuoteStyle::Necessary, b','),
                (QuoteStyle::Necessary, b';'),
            ] {
                let mut builder = WriterBuilder::new();
                builder
                    .quote_style(style)
                    .delimiter(delimiter)
                    .terminator(Terminator::Any(b'\n'));
                let mut writer = builder.from_writer(Vec::new());
                writer.write_record(["x", cell]).expect("a Vec takes every row");
                let mut row = Vec::new();
                for (cell, end) in [("x", delimiter), (cell, b'\n')] {
                    match style {
                        QuoteStyle::Always => super::quoted(cell.as_bytes(), &mut row),
                        _ => super::plain(cell.as_bytes(), delimiter, &mut row),
                    }
                    row.push(end);
                }
                assert_eq!(
                    row,
                    writer.into_inner().expect("a Vec takes every row"),
                    "{cell:?} {style:?}"
                );
            }
        }
    }
}
