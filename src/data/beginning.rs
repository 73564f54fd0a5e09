/// Returns the first eight bytes of a text as a number. Texts are in the order of these numbers; only those of which they are equal
/// must be looked at further, which spares a sort most of its looking about in memory.
pub fn beginning(text: &str) -> u64 {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(text.bytes()).for_each(|(byte, own)| *byte = own);
    u64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::beginning;

    #[test]
    fn it_is_in_the_order_of_the_texts() {
        let texts = ["", "a", "aaaaaaaa", "aaaaaaab", "b", "é"];
        assert!(texts.windows(2).all(|pair| beginning(pair[0]) < beginning(pair[1])));
        assert_eq!(beginning("aaaaaaaab"), beginning("aaaaaaaac"));
    }
}
