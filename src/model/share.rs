//! Shares as exact decimals and intervals.

use std::fmt;
use std::ops::Add;

use super::words::Share;

/// A percentage, exact to a millionth of a percent.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(u64);

/// Millionths of a percent in one percent.
const UNIT: u64 = 1_000_000;

impl Percent {
    /// The whole.
    pub const ALL: Self = Self(100 * UNIT);

    /// Returns a whole number of percent.
    pub const fn whole(percent: u64) -> Self {
        Self(percent * UNIT)
    }

    /// Returns it in millionths of a percent.
    pub(crate) const fn millionths(self) -> u64 {
        self.0
    }

    /// Reads `25`, `25.5`, `0.000001`: at most six digits behind the point, at most 100.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(fraction) || whole.len() > 3 || fraction.len() > 6 {
            return None;
        }
        let whole: u64 = whole.parse().ok()?;
        let fraction: u64 = format!("{fraction:0<6}").parse().ok()?;
        let percent = Self(whole * UNIT + fraction);
        (percent <= Self::ALL).then_some(percent)
    }
}

impl Add for Percent {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fraction = format!("{:06}", self.0 % UNIT);
        let fraction = fraction.trim_end_matches('0');
        write!(out, "{}", self.0 / UNIT)?;
        if !fraction.is_empty() {
            write!(out, ".{fraction}")?;
        }
        Ok(())
    }
}

/// An end of an interval: a percentage that is reached, or not quite.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bound {
    /// The percentage.
    pub percent: Percent,
    /// True where the value itself is not reached: more than it for a lower end, less than it for an upper one.
    pub open: bool,
}

/// What part of a party somebody holds: between two bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stake {
    /// At least so much.
    pub low: Bound,
    /// At most so much.
    pub high: Bound,
}

impl Default for Stake {
    fn default() -> Self {
        Self::exactly(Percent::default())
    }
}

impl Stake {
    /// Nothing is known: between nothing and all.
    pub const UNKNOWN: Self = Self {
        low: Bound {
            percent: Percent::whole(0),
            open: false,
        },
        high: Bound {
            percent: Percent::ALL,
            open: false,
        },
    };

    /// Returns a stake that is known.
    pub const fn exactly(percent: Percent) -> Self {
        let bound = Bound { percent, open: false };
        Self {
            low: bound,
            high: bound,
        }
    }

    /// Reads a share in the forms of [`Share`]; `None` for any other text, and for one that no number fits, such as `>100`.
    pub fn parse(share: &Share) -> Option<Self> {
        Self::of_text(share.as_str()).filter(|stake| !stake.is_impossible())
    }

    /// Returns true if the bounds leave no number between them.
    fn is_impossible(self) -> bool {
        let (low, high) = (self.low, self.high);
        low.percent > high.percent || (low.percent == high.percent && (low.open || high.open))
    }

    fn of_text(text: &str) -> Option<Self> {
        let half = Percent::whole(50);
        let stake = |low: (Percent, bool), high: (Percent, bool)| Self {
            low: Bound {
                percent: low.0,
                open: low.1,
            },
            high: Bound {
                percent: high.0,
                open: high.1,
            },
        };
        let (none, all) = ((Percent::default(), false), (Percent::ALL, false));
        match text {
            "unknown" => return Some(Self::UNKNOWN),
            "majority" => return Some(stake((half, true), all)),
            "minority" => return Some(stake(none, (half, true))),
            _ => {}
        }
        // `>=` is looked for before `>`, which it begins with.
        if let Some(percent) = text.strip_prefix(">=") {
            return Percent::parse(percent).map(|percent| stake((percent, false), all));
        }
        if let Some(percent) = text.strip_prefix("<=") {
            return Percent::parse(percent).map(|percent| stake(none, (percent, false)));
        }
        if let Some(percent) = text.strip_prefix('>') {
            return Percent::parse(percent).map(|percent| stake((percent, true), all));
        }
        if let Some(percent) = text.strip_prefix('<') {
            return Percent::parse(percent).map(|percent| stake(none, (percent, true)));
        }
        if let Some((low, high)) = text.split_once('-') {
            let (low, high) = (Percent::parse(low)?, Percent::parse(high)?);
            return Some(stake((low, false), (high, false)));
        }
        Percent::parse(text).map(Self::exactly)
    }

    /// Returns the stake of which nothing is sure but that it is no greater.
    #[must_use]
    pub fn at_most(self) -> Self {
        Self {
            low: Bound::default(),
            high: self.high,
        }
    }

    /// Returns true where it is one number.
    pub fn is_exact(&self) -> bool {
        self.low == self.high
    }
}

impl Add for Stake {
    type Output = Self;

    /// The two stakes together. No more than all of a party can be held.
    fn add(self, other: Self) -> Self {
        let add = |a: Bound, b: Bound| Bound {
            percent: a.percent + b.percent,
            open: a.open || b.open,
        };
        let mut high = add(self.high, other.high);
        if high.percent > Percent::ALL {
            high = Stake::UNKNOWN.high;
        }
        Self {
            low: add(self.low, other.low),
            high,
        }
    }
}

impl fmt::Display for Stake {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_exact() {
            return write!(out, "{} %", self.low.percent);
        }
        if *self == Self::UNKNOWN {
            return out.write_str("an unknown share");
        }
        let more = if self.low.open { "more than" } else { "at least" };
        let less = if self.high.open { "less than" } else { "at most" };
        match (self.low.percent.0, self.high.percent == Percent::ALL) {
            (0, _) if !self.low.open => write!(out, "{less} {} %", self.high.percent),
            (_, true) => write!(out, "{more} {} %", self.low.percent),
            _ => write!(out, "{more} {} % and {less} {} %", self.low.percent, self.high.percent),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stake(text: &str) -> Option<Stake> {
        Stake::parse(&Share::from(text))
    }

    #[test]
    fn shares_are_read_exactly() {
        let printed = |text: &str| stake(text).map(|stake| stake.to_string());
        assert_eq!(printed("33.333333").as_deref(), Some("33.333333 %"));
        assert_eq!(printed("50").as_deref(), Some("50 %"));
        assert_eq!(printed(">50").as_deref(), Some("more than 50 %"));
        assert_eq!(printed("majority").as_deref(), Some("more than 50 %"));
        assert_eq!(printed("<=49.9").as_deref(), Some("at most 49.9 %"));
        assert_eq!(printed("25-50").as_deref(), Some("at least 25 % and at most 50 %"));
        assert_eq!(printed("unknown").as_deref(), Some("an unknown share"));
    }

    #[test]
    fn what_is_no_share_is_not_read() {
        for text in [
            "",
            "50 %",
            "100.1",
            "1.0000001",
            "60-40",
            "-5",
            "half",
            "1e1",
            "+5",
            "<0",
            ">100",
            "101",
            "<",
        ] {
            assert_eq!(stake(text), None, "{text}");
        }
    }

    #[test]
    fn sums_keep_their_bounds() {
        let sum = stake(">25").expect("a share") + stake("25").expect("a share");
        assert_eq!(sum.to_string(), "more than 50 %");
        let sum = stake("60").expect("a share") + stake("unknown").expect("a share");
        assert_eq!(sum.to_string(), "at least 60 %");
    }
}
