//! Two texts as one, word by word, as templates see them.

use serde::Serialize;

use crate::wording::{Piece, Side};

/// A run of words: `side` is `both`, `old` or `new`.
#[derive(Debug, Serialize)]
pub(super) struct WordsView {
    pub(super) side: &'static str,
    pub(super) text: String,
}

impl From<Piece> for WordsView {
    fn from(piece: Piece) -> Self {
        let side = match piece.side {
            Side::Both => "both",
            Side::Old => "old",
            Side::New => "new",
        };
        Self { side, text: piece.text }
    }
}
