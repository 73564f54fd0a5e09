//! The argument `FROM[..TO]` of `diff` and `notice`.

use std::str::FromStr;

/// Two points of the history to compare. What is not said follows from the rest: see [`Range::from_str`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Range {
    /// The older side; the last release where nothing is said.
    pub(crate) from: Option<String>,
    /// The newer side; the working tree where nothing is said.
    pub(crate) to: Option<String>,
}

impl FromStr for Range {
    type Err = String;

    /// Reads `FROM`, `FROM..`, `..TO` and `FROM..TO`. Three dots are refused: git gives them another meaning.
    fn from_str(text: &str) -> Result<Self, String> {
        if text.contains("...") {
            return Err("three dots have another meaning in git; write `FROM..TO`".to_owned());
        }
        let (from, to) = text.split_once("..").unwrap_or((text, ""));
        let side = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Ok(Self {
            from: side(from),
            to: side(to),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_side_may_be_left_out() {
        let range = |from: &str, to: &str| {
            let side = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            Ok(Range {
                from: side(from),
                to: side(to),
            })
        };
        assert_eq!("a..b".parse(), range("a", "b"));
        assert_eq!("a".parse(), range("a", ""));
        assert_eq!("..b".parse(), range("", "b"));
        assert_eq!("2019-09-12..2019-09-13".parse(), range("2019-09-12", "2019-09-13"));
        assert!("a...b".parse::<Range>().is_err());
    }
}
