//! What a subscriber asks for.

use jiff::civil::Date;

use crate::feed::Format;
use crate::publish::minisign::PublicKey;
use crate::publish::source::Source;

/// What is to be brought up to date, and how.
pub struct Subscription<'a> {
    /// The publication.
    pub source: &'a dyn Source,
    /// The lists; all where none is named.
    pub lists: &'a [String],
    /// The key that is trusted. Without it the copy's own is, and for a new copy the one that the publication names.
    pub key: Option<&'a PublicKey>,
    /// True to take a publication that is not signed.
    pub unsigned: bool,
    /// The formats that are written beside the records.
    pub feeds: &'a [&'static dyn Format],
    /// The day on which a publication must not have expired; without it none has.
    pub today: Option<Date>,
    /// The release to which the lists are brought, by its name or as of the end of a day; the newest where none is given.
    pub release: Option<&'a str>,
}
