//! The rules at a date: thresholds, aggregation, control.
//!
//! Sources, as `docs/ownership.md` quotes them:
//! - US: OFAC, Revised Guidance on Entities Owned by Persons Whose Property and Interests in Property Are Blocked,
//!   13 August 2014, and FAQ 401: "50 percent or more", in the aggregate, directly or indirectly; ownership only.
//! - EU: Council Best Practices, 3 July 2024: "50% or more"; before that date "more than 50%"; aggregation by Commission
//!   FAQ of 8 April 2022; or control. No arithmetic for chains is published.
//! - UK: regulations under the Sanctions and Anti-Money Laundering Act 2018 (such as regulation 7 of the Russia
//!   Regulations): "more than 50%" of shares or votes, a majority of the board, or control; OFSI does not simply aggregate.
//! - CH: SECO FAQ of 13 June 2024: "more than 50%", generally cumulated; or control.

use jiff::civil::{Date, date};

use crate::model::{ControlCriterion, FuzzyDate, List, OwnershipPeriod, OwnershipRule};

use super::graph::HoldingKind;
use crate::model::{Percent, Stake};

/// A rule as it is at a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regime {
    /// Which rule.
    pub rule: OwnershipRule,
    /// The share that counts.
    pub threshold: Percent,
    /// True if exactly the threshold is enough; false where more is needed.
    pub reached_is_enough: bool,
    /// True if the shares of all blocked holders are added up; false where each holder's are looked at alone.
    pub aggregates: bool,
    /// True if control blocks as ownership does.
    pub counts_control: bool,
    /// What is not said by the authority and decided here.
    pub conventions: Conventions,
}

/// What the output must say because no authority says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conventions {
    /// The authority publishes the arithmetic of chains.
    None,
    /// The authority does not say how chains are computed; each blocked party counts with its whole direct share.
    Cascade,
}

/// The day of the guidance by which the shares of several blocked persons are added up. What held before is not known here.
const US_IN_THE_AGGREGATE: Date = date(2014, 8, 13);

/// The day from which "50 % or more" holds in the European Union.
const EU_HALF_IS_ENOUGH: Date = date(2024, 7, 3);

impl Regime {
    /// Returns the rule that a list names for a day; nothing where it names none. Of several the one that began last holds.
    pub fn of_list(list: &List, day: Date) -> Option<Self> {
        let holding = list.ownership.iter().filter(|period| holds_at(period, day));
        let newest = holding.max_by_key(|period| first_day(period.since.as_ref()))?;
        Self::at(&newest.rule, day)
    }

    /// Returns the rule as it is at the end of a day; nothing for an unknown rule or a day without one.
    pub fn at(rule: &OwnershipRule, day: Date) -> Option<Self> {
        let (reached_is_enough, aggregates, counts_control, conventions) = match rule {
            OwnershipRule::Us if day >= US_IN_THE_AGGREGATE => (true, true, false, Conventions::None),
            OwnershipRule::Eu => (day >= EU_HALF_IS_ENOUGH, true, true, Conventions::Cascade),
            OwnershipRule::Uk => (false, false, true, Conventions::None),
            OwnershipRule::Ch => (false, true, true, Conventions::Cascade),
            OwnershipRule::Us | OwnershipRule::Other(_) | OwnershipRule::Unsaid => return None,
        };
        Some(Self {
            rule: rule.clone(),
            threshold: Percent::whole(50),
            reached_is_enough,
            aggregates,
            counts_control,
            conventions,
        })
    }

    /// Returns true if a holding can block what is held; control does not where ownership alone counts.
    pub fn regards(&self, kind: &HoldingKind) -> bool {
        match kind {
            HoldingKind::Ownership { .. } | HoldingKind::Either => true,
            // Control by most of the shares is ownership, and counts where nothing but ownership does.
            HoldingKind::Control { criterion } => {
                self.counts_control || *criterion == ControlCriterion::MajorityOwnership
            }
        }
    }

    /// Returns true if a stake is enough whatever it is within its bounds.
    pub fn surely_met_by(&self, stake: Stake) -> bool {
        let low = stake.low;
        low.percent > self.threshold || (low.percent == self.threshold && (low.open || self.reached_is_enough))
    }

    /// Returns true if a stake is enough for some value within its bounds.
    pub fn perhaps_met_by(&self, stake: Stake) -> bool {
        let high = stake.high;
        high.percent > self.threshold || (high.percent == self.threshold && !high.open && self.reached_is_enough)
    }
}

fn holds_at(period: &OwnershipPeriod, day: Date) -> bool {
    let last = period.until.as_ref().and_then(FuzzyDate::span).map(|(_, last)| last);
    first_day(period.since.as_ref()).is_none_or(|first| first <= day) && last.is_none_or(|last| day <= last)
}

fn first_day(date: Option<&FuzzyDate>) -> Option<Date> {
    date.and_then(FuzzyDate::span).map(|(first, _)| first)
}
