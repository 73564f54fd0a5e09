//! Two texts as one: old words, new words, and those that stay.

use crate::notice::words::WordsView;
use crate::wording::{Piece, Side, word_difference};

/// Where no more of the words of a field stay than this part, it is struck through whole and written anew.
const KEPT_WORDS: f64 = 0.5;

pub(super) fn view(side: &'static str, text: String) -> WordsView {
    WordsView { side, text }
}

/// Returns two texts as one, word by word; each as a whole if little of the old one remains. White space is outside the marks.
pub(super) fn marked(old: &str, new: &str) -> Vec<WordsView> {
    if old == new {
        return vec![view("both", new.to_owned())];
    }
    let pieces = word_difference(old, new);
    let pieces = if kept(&pieces) <= KEPT_WORDS {
        let whole = |side, text: &str| Piece {
            side,
            text: text.to_owned(),
        };
        vec![whole(Side::Old, old), whole(Side::New, new)]
    } else {
        letters_whole(pieces)
    };
    let mut words: Vec<WordsView> = Vec::new();
    for piece in &pieces {
        push_piece(&mut words, piece);
    }
    words
}

/// The letter of a value and its bracket are one word: `c)` becomes `d)`.
pub(super) fn letters_whole(mut pieces: Vec<Piece>) -> Vec<Piece> {
    let is_letter = |piece: &Piece, side: Side| {
        let mut end = piece.text.chars().rev();
        let letter = end.next().is_some_and(|last| last.is_ascii_lowercase());
        piece.side == side && letter && end.next().is_none_or(char::is_whitespace)
    };
    for at in 2..pieces.len() {
        let lettered = is_letter(&pieces[at - 2], Side::Old) && is_letter(&pieces[at - 1], Side::New);
        if lettered && pieces[at].side == Side::Both && pieces[at].text.starts_with(')') {
            pieces[at].text.remove(0);
            pieces[at - 2].text.push(')');
            pieces[at - 1].text.push(')');
        }
    }
    pieces
}

/// Returns the part of the words that stays, of the text of which more does: what was only added to, or only cut, is no new
/// text.
pub(super) fn kept(pieces: &[Piece]) -> f64 {
    let count = |side: Side| -> usize {
        let of_side = pieces.iter().filter(|piece| piece.side == side);
        of_side.map(|piece| piece.text.split_whitespace().count()).sum()
    };
    let both = count(Side::Both);
    let shorter = both + count(Side::Old).min(count(Side::New));
    // Words of one entry: far below the point where the conversion is inexact.
    both as f64 / shorter.max(1) as f64
}

pub(super) fn push_piece(words: &mut Vec<WordsView>, piece: &Piece) {
    let side = match piece.side {
        Side::Both => return push(words, "both", &piece.text),
        Side::Old => "old",
        Side::New => "new",
    };
    let inner = piece.text.trim();
    let start = piece.text.len() - piece.text.trim_start().len();
    push_blank(words, &piece.text[..start]);
    let behind_old = side == "new" && words.last().is_some_and(|last| last.side == "old");
    if behind_old && !inner.is_empty() {
        push_blank(words, " ");
    }
    push(words, side, inner);
    push_blank(words, &piece.text[start + inner.len()..]);
}

pub(super) fn push(words: &mut Vec<WordsView>, side: &'static str, text: &str) {
    let ends_blank = words
        .last()
        .is_some_and(|last| last.text.ends_with(char::is_whitespace));
    let text = if ends_blank { text.trim_start() } else { text };
    if text.is_empty() {
        return;
    }
    match words.last_mut() {
        Some(last) if last.side == side => last.text.push_str(text),
        _ => words.push(view(side, text.to_owned())),
    }
}

pub(super) fn push_blank(words: &mut Vec<WordsView>, text: &str) {
    if !text.is_empty() && !words.is_empty() {
        push(words, "both", text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &[WordsView]) -> String {
        let mark = |piece: &WordsView| match piece.side {
            "old" => format!("~~{}~~", piece.text),
            "new" => format!("__{}__", piece.text),
            _ => piece.text.clone(),
        };
        words.iter().map(mark).collect()
    }

    #[test]
    fn words_are_marked_without_their_blanks() {
        assert_eq!(text(&marked("na", "a) X b) Y")), "~~na~~ __a) X b) Y__");
        assert_eq!(
            text(&marked("to KOMID.", "to KOMID. He left Egypt.")),
            "to KOMID. __He left Egypt.__"
        );
        assert_eq!(
            text(&marked(
                "The Ministry of Forces runs the army",
                "The Ministry of Defence runs the army"
            )),
            "The Ministry of ~~Forces~~ __Defence__ runs the army"
        );
        assert_eq!(
            text(&marked(
                "MINISTRY OF THE PEOPLE’S ARMED FORCES (MPAF)",
                "MINISTRY OF NATIONAL DEFENCE"
            )),
            "~~MINISTRY OF THE PEOPLE’S ARMED FORCES (MPAF)~~ __MINISTRY OF NATIONAL DEFENCE__"
        );
        assert_eq!(text(&marked("a b c", "a c")), "a ~~b~~ c");
        assert_eq!(
            text(&marked(
                "a) Ayman b) Nuh Abdi c) Kabo",
                "a) Ayman b) Moalim c) Nuh Abdi d) Kabo"
            )),
            "a) Ayman b) __Moalim c)__ Nuh Abdi ~~c)~~ __d)__ Kabo"
        );
        assert_eq!(
            text(&marked("Cho Il Woo", "a) Cho Il Woo b) Jo Chol")),
            "__a)__ Cho Il Woo __b) Jo Chol__"
        );
    }
}
