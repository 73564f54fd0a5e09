use jiff::Timestamp;

use crate::model::Release;

/// The name of a release as readers of FollowTheMoney's data sets have it: `YYYYMMDDHHMMSS-xxx`, where the letters come from the
/// commit. Versions of one list sort as its releases do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    seconds: i64,
    letters: String,
}

impl Version {
    /// Returns the version of a release. Where its time is not later than that of the release before, as when two commits bear
    /// one time or a clock was wrong, it is a second later than that.
    pub fn of(release: &Release, before: Option<&Self>) -> Self {
        let own = release.time.as_second();
        let least = before.map_or(i64::MIN, |before| before.seconds + 1);
        let digits = release.commit.bytes().filter_map(|byte| char::from(byte).to_digit(16));
        let letter = |digit: u32| char::from(b'a' + u8::try_from(digit).expect("a hexadecimal digit is below 16"));
        let mut letters: String = digits.take(3).map(letter).collect();
        while letters.len() < 3 {
            letters.push('a');
        }
        Self {
            seconds: own.max(least),
            letters,
        }
    }

    /// Returns its time as `YYYY-MM-DDTHH:MM:SS`, UTC.
    pub fn stamp(&self) -> String {
        self.formatted("%Y-%m-%dT%H:%M:%S")
    }

    fn formatted(&self, format: &str) -> String {
        let time = Timestamp::from_second(self.seconds).unwrap_or_default();
        time.strftime(format).to_string()
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}-{}", self.formatted("%Y%m%d%H%M%S"), self.letters)
    }
}
