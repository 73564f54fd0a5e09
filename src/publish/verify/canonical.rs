//! Whether JSON is in canonical form ([RFC 8785](https://www.rfc-editor.org/rfc/rfc8785)), checked while it is read: nothing of it is
//! held but one text at a time, so that a small file cannot become a large tree in memory.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Returns true if the content is canonical JSON with a line end.
///
/// # Errors
///
/// Fails if it is not JSON.
pub(super) fn is_canonical(content: &[u8]) -> Result<bool, serde_json::Error> {
    let mut form = Form {
        rest: content,
        is_same: true,
    };
    let mut json = serde_json::Deserializer::from_slice(content);
    Walk(&mut form, b"").deserialize(&mut json)?;
    json.end()?;
    form.expect(b"\n");
    Ok(form.is_same && form.rest.is_empty())
}

/// What is left of the content, compared with what canonical form would have.
struct Form<'c> {
    rest: &'c [u8],
    is_same: bool,
}

impl Form<'_> {
    fn expect(&mut self, bytes: &[u8]) {
        match self.rest.strip_prefix(bytes) {
            Some(rest) if self.is_same => self.rest = rest,
            _ => self.is_same = false,
        }
    }

    fn expect_scalar<T: serde::Serialize, E: Error>(&mut self, value: &T) -> Result<(), E> {
        // What does not fit any more need not be written.
        if self.is_same {
            self.expect(&serde_json::to_vec(value).map_err(E::custom)?);
        }
        Ok(())
    }
}

/// One value, and what must be before it.
struct Walk<'f, 'c>(&'f mut Form<'c>, &'static [u8]);

impl<'de> DeserializeSeed<'de> for Walk<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.expect(self.1);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.0.expect(b"null");
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.0.expect_scalar(&value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.0.expect_scalar(&value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.0.expect_scalar(&value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.0.expect_scalar(&value)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.0.expect_scalar(&value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        self.0.expect(b"[");
        let mut before: &[u8] = b"";
        while elements.next_element_seed(Walk(self.0, before))?.is_some() {
            before = b",";
        }
        self.0.expect(b"]");
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        self.0.expect(b"{");
        let mut last: Option<String> = None;
        while let Some(name) = members.next_key::<String>()? {
            if let Some(last) = &last {
                self.0.expect(b",");
                let rises = last.encode_utf16().lt(name.encode_utf16());
                self.0.is_same &= rises;
            }
            self.0.expect_scalar(&name)?;
            members.next_value_seed(Walk(self.0, b":"))?;
            last = Some(name);
        }
        self.0.expect(b"}");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::is_canonical;
    use crate::publish::manifest::canonical;

    #[test]
    fn what_is_written_canonically_is_seen_to_be() {
        let cases = [
            (
                "{\"B\":\"x\",\"a\":[1,{\"a\":\"é\\u001f\\n\\\"/\",\"z\":null}],\"b\":[]}\n",
                true,
            ),
            ("{}\n", true),
            ("[true,false,-1,18446744073709551615]\n", true),
            ("{}", false),
            ("{} \n", false),
            ("{\"a\":1,\"B\":2}\n", false),
            ("{\"a\":1,\"a\":1}\n", false),
            ("[1, 2]\n", false),
            ("[1,2]\n\n", false),
            ("[1e0]\n", false),
            ("[\"\\u0041\"]\n", false),
            ("[\"\\/\"]\n", false),
        ];
        for (text, expected) in cases {
            assert_eq!(is_canonical(text.as_bytes()).unwrap(), expected, "{text:?}");
        }
        for text in ["", "{", "[1,]", "{}{}"] {
            assert!(is_canonical(text.as_bytes()).is_err(), "{text:?}");
        }
    }

    proptest! {
        /// The check and the writer agree on texts of any characters, in any order of names.
        #[test]
        fn the_check_and_the_writer_agree(names in proptest::collection::vec(".*", 0..6), value in ".*") {
            let members: serde_json::Map<_, _> = names.into_iter().map(|name| (name, value.clone().into())).collect();
            let value = serde_json::Value::Object(members);
            let text = canonical(&value);
            prop_assert!(is_canonical(text.as_bytes()).unwrap());
            let plain = format!("{}\n", serde_json::to_string_pretty(&value).unwrap());
            prop_assert_eq!(is_canonical(plain.as_bytes()).unwrap(), plain == text);
        }
    }
}
