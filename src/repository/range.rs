//! The argument `FROM[..TO]` of `diff`, `notice` and `preview`.

use std::str::FromStr;

/// Two points of the history to compare. What is not said follows from the rest: see [`Range::from_str`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Range {
    /// The older side; the last release where nothing is said.
    pub from: Option<String>,
    /// The newer side; the working tree where nothing is said.
    pub to: Option<String>,
    /// Whether the older side is where the two parted, as three dots mean in `git diff`: what a branch changes, whatever has
    /// happened since on the line that it left.
    pub since_fork: bool,
}

impl FromStr for Range {
    type Err = String;

    /// Reads `FROM`, `FROM..`, `..TO`, `FROM..TO`, and the same with three dots.
    fn from_str(text: &str) -> Result<Self, String> {
        let three = text.split_once("...");
        let (from, to) = three.or_else(|| text.split_once("..")).unwrap_or((text, ""));
        if to.starts_with('.') || to.contains("..") {
            return Err("write `FROM..TO`, or `FROM...TO` for what TO changed since it left FROM".to_owned());
        }
        let side = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Ok(Self {
            from: side(from),
            to: side(to),
            since_fork: three.is_some(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_side_may_be_left_out() {
        let range = |from: &str, to: &str, since_fork: bool| {
            let side = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            Ok(Range {
                from: side(from),
                to: side(to),
                since_fork,
            })
        };
        assert_eq!("a..b".parse(), range("a", "b", false));
        assert_eq!("a".parse(), range("a", "", false));
        assert_eq!("a..".parse(), range("a", "", false));
        assert_eq!("..b".parse(), range("", "b", false));
        assert_eq!(
            "2019-09-12..2019-09-13".parse(),
            range("2019-09-12", "2019-09-13", false)
        );
        assert_eq!("a...b".parse(), range("a", "b", true));
        assert_eq!("a...".parse(), range("a", "", true));
        assert!("a....b".parse::<Range>().is_err());
        assert!("a..b..c".parse::<Range>().is_err());
    }
}
