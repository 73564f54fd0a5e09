//! Closed vocabularies of the model and its one-text types. An unknown word is kept and linted, never refused.

use std::borrow::Cow;

use super::record::{Scalar, scalar_field};
use super::schema::Shape;

/// Declares a closed vocabulary with room for words that it does not know.
macro_rules! words {
    ($(
        $(#[doc = $doc:literal])*
        $name:ident {
            $($(#[doc = $word_doc:literal])* $word:ident = $text:literal,)+
        }
    )+) => {$(
        $(#[doc = $doc])*
        #[derive(Debug, Default, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[doc = $word_doc])* $word,)+
            /// A word that is none of these; empty where nothing is said.
            Other(String),
            /// Nothing is said.
            #[default]
            Unsaid,
        }

        impl $name {
            /// The known words, in the order of the manual.
            pub const WORDS: &'static [&'static str] = &[$($text),+];

            /// Returns the word; empty where nothing is said.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$word => $text,)+
                    Self::Other(text) => text,
                    Self::Unsaid => "",
                }
            }
        }

        impl Scalar for $name {
            const SHAPE: Shape = Shape::Word(Self::WORDS);

            fn from_text(text: &str) -> Self {
                match text {
                    $($text => Self::$word,)+
                    "" => Self::Unsaid,
                    _ => Self::Other(text.to_owned()),
                }
            }

            fn text(&self) -> Cow<'_, str> {
                Cow::Borrowed(self.as_str())
            }
        }

        scalar_field!($name);
    )+};
}

words! {
    /// What an entry is.
    Kind {
        /// A human being.
        Individual = "individual",
        /// A company, group, authority or any other body.
        Entity = "entity",
        /// A ship.
        Vessel = "vessel",
        /// An aircraft, identified by its tail number.
        Aircraft = "aircraft",
    }

    /// What a name is to its bearer.
    NameType {
        /// The name under which the authority lists the party; exactly one.
        Primary = "primary",
        /// Also known as.
        Aka = "aka",
        /// Formerly known as.
        Fka = "fka",
        /// Now known as.
        Nka = "nka",
        /// A spelling variant of the primary name (United Kingdom: `Primary Name Variation`).
        Variation = "variation",
        /// The name in its original script, where the list does not say of which name it is a form.
        OriginalScript = "original-script",
    }

    /// How well an alias identifies its bearer.
    Quality {
        /// Good enough to screen on (OFAC strong, UN and UK good quality).
        Strong = "strong",
        /// Broad or generic: a nickname, a nom de guerre, an acronym (OFAC weak, UN and UK low quality).
        Weak = "weak",
    }

    /// Which part of a name a name part is.
    NamePartType {
        /// The family name.
        Surname = "surname",
        /// The given name.
        Given = "given",
        /// Further given names.
        Middle = "middle",
        /// The name after the father.
        Patronymic = "patronymic",
        /// The father's name.
        Father = "father",
        /// The grandfather's name.
        Grandfather = "grandfather",
        /// The mother's family name or the second surname.
        Matronymic = "matronymic",
        /// The family name at birth.
        Maiden = "maiden",
        /// The tribe's name.
        Tribal = "tribal",
        /// A title within the name.
        Title = "title",
        /// Jr., III and the like.
        Suffix = "suffix",
        /// A nickname within the name.
        Nickname = "nickname",
        /// The first of the positions in which the UN and the UK print a name.
        First = "first",
        /// The second position.
        Second = "second",
        /// The third position.
        Third = "third",
        /// The fourth position.
        Fourth = "fourth",
        /// The fifth position.
        Fifth = "fifth",
        /// The sixth position, in which the UK prints family names and whole names.
        Sixth = "sixth",
        /// The name in one piece.
        Whole = "whole",
        /// Any other part.
        Unspecified = "other",
    }

    /// The gender that a list gives a person.
    Gender {
        /// Male.
        Male = "male",
        /// Female.
        Female = "female",
        /// Another, as the list says.
        Another = "other",
    }

    /// How one party is related to another. The subject is the entry, the object the relation's target.
    RelationType {
        /// The target owns a share of the entry.
        OwnedBy = "owned-by",
        /// The target controls the entry.
        ControlledBy = "controlled-by",
        /// The target owns or controls the entry, the source does not say which.
        OwnedOrControlledBy = "owned-or-controlled-by",
        /// The entry owns a share of the target.
        Owns = "owns",
        /// The entry controls the target.
        Controls = "controls",
        /// The entry owns, controls or operates the target, the source does not say which.
        OwnsControlsOrOperates = "owns-controls-or-operates",
        /// The entry is a part or a sub-group of the target.
        PartOf = "part-of",
        /// The entry acts for or on behalf of the target.
        ActingFor = "acting-for",
        /// The entry supports the target.
        ProvidingSupportTo = "providing-support-to",
        /// The entry leads the target or is an official of it.
        LeaderOf = "leader-of",
        /// The entry is the principal executive officer of the target.
        PrincipalExecutiveOfficerOf = "principal-executive-officer-of",
        /// The entry works for the target.
        EmployedBy = "employed-by",
        /// The entry is a member of the target.
        MemberOf = "member-of",
        /// The two are kin; `role` says how.
        FamilyOf = "family-of",
        /// The two know or work with each other.
        AssociateOf = "associate-of",
        /// The entry has a significant part in what the target does.
        SignificantRoleIn = "significant-role-in",
        /// The entry is property in which the target has an interest.
        PropertyOf = "property-of",
        /// The list says that there is a link and not which (OFAC "Linked To").
        LinkedTo = "linked-to",
        /// The two are one party on two lists.
        SameAs = "same-as",
        /// The entry takes the place of the target, which is no longer listed.
        Succeeds = "succeeds",
    }

    /// By what right a holder controls a party.
    ControlCriterion {
        /// More than half of the shares.
        MajorityOwnership = "majority-ownership",
        /// More than half of the votes.
        MajorityVotes = "majority-votes",
        /// The right to appoint or remove most of the board.
        BoardMajority = "board-majority",
        /// The power to have the affairs run as the holder wishes.
        DominantInfluence = "dominant-influence",
        /// Another criterion; the note says which.
        Another = "other",
    }

    /// Which rule says who is blocked by ownership (`docs/ownership.md`).
    OwnershipRule {
        /// United States: 50 percent or more, in the aggregate, cascading.
        Us = "us",
        /// European Union: 50 percent or more since 3 July 2024, more than 50 percent before, or control.
        Eu = "eu",
        /// United Kingdom: more than 50 percent or control, no aggregation without a joint arrangement.
        Uk = "uk",
        /// Switzerland: more than 50 percent, cumulated.
        Ch = "ch",
    }

    /// Which names a list writes in capitals.
    Capitals {
        /// Every name.
        Names = "names",
        /// The surnames of individuals, and every name of others.
        Surnames = "surnames",
    }

    /// Where releases come from.
    ReleaseSource {
        /// Tags that match the pattern.
        Tags = "tags",
        /// Every first-parent commit that touches the lists.
        Commits = "commits",
    }

    /// How branches are merged.
    MergeMethod {
        /// All commits of a branch become one.
        Squash = "squash",
        /// A merge commit.
        Merge = "merge",
        /// Each commit of a branch becomes one of the main branch.
        Rebase = "rebase",
    }
}

/// Declares a type of one text with a shape of its own.
macro_rules! text_types {
    ($($(#[doc = $doc:literal])* $name:ident: $shape:ident;)+) => {$(
        $(#[doc = $doc])*
        #[derive(Debug, Default, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Returns the text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(&self.0)
            }
        }

        impl Scalar for $name {
            const SHAPE: Shape = Shape::$shape;

            fn from_text(text: &str) -> Self {
                Self(text.to_owned())
            }

            fn text(&self) -> Cow<'_, str> {
                Cow::Borrowed(&self.0)
            }
        }

        scalar_field!($name);
    )+};
}

text_types! {
    /// A country: an ISO 3166-1 alpha-2 code (`KP`), an ISO 3166-3 code of a former one (`YUCS`), or one of the codes
    /// that `src/vocabulary/countries.yaml` adds. Another text is kept and linted.
    Country: Country;
    /// A BCP 47 language tag, such as `ko` or `zh-Hant`.
    Language: Language;
    /// An ISO 15924 script code, such as `Cyrl`.
    Script: Script;
    /// A share: `25.5` (percent), `25-50` (a range, ends included), `>50`, `>=25`, `<50`, `<=50`, `majority`,
    /// `minority` or `unknown`.
    Share: Share;
}
