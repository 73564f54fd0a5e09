const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Returns bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(DIGITS[usize::from(half)]);
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
    text
}

/// Appends bytes in lower-case hexadecimal.
pub fn push_hex(bytes: &[u8], out: &mut Vec<u8>) {
    let digit = |half: u8| DIGITS[usize::from(half)];
    out.extend(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]));
}
