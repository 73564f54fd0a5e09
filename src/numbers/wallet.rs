//! Addresses of digital currencies.

use bech32::primitives::decode::{CheckedHrpstring, SegwitHrpstring};
use sha2::{Digest, Sha256};
use sha3::Keccak256;

/// The kind of an address, as far as its text shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wallet {
    /// An address of this chain.
    Of(Chain),
    /// It has the shape of this chain's addresses, and its checksum does not hold.
    BadChecksum(Chain),
    /// It has a shape that is none known here.
    Unknown,
}

/// A chain, or a family of chains whose addresses look alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Chain {
    Bitcoin,
    Litecoin,
    Dash,
    Zcash,
    /// Ethereum and all that write addresses as it does.
    Ethereum,
    Tron,
    Ripple,
}

impl Chain {
    /// Returns its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bitcoin => "Bitcoin",
            Self::Litecoin => "Litecoin",
            Self::Dash => "Dash",
            Self::Zcash => "Zcash",
            Self::Ethereum => "Ethereum",
            Self::Tron => "Tron",
            Self::Ripple => "Ripple",
        }
    }

    /// Returns the chains on which a currency is held; nothing for one that is not known here.
    pub(crate) fn of_currency(currency: &str) -> Option<&'static [Self]> {
        Some(match currency {
            // Forks of Bitcoin kept its addresses.
            "XBT" | "BTC" | "BSV" | "BCH" => &[Self::Bitcoin],
            "LTC" => &[Self::Litecoin, Self::Bitcoin],
            "DASH" => &[Self::Dash],
            "ZEC" => &[Self::Zcash],
            "ETH" | "ETC" | "ARB" | "BSC" | "BNB" | "MATIC" => &[Self::Ethereum],
            "TRX" => &[Self::Tron],
            "XRP" => &[Self::Ripple],
            // Tokens that are held on several chains.
            "USDT" => &[Self::Ethereum, Self::Tron, Self::Bitcoin],
            "USDC" => &[Self::Ethereum, Self::Tron],
            _ => return None,
        })
    }
}

/// Returns the kind of an address.
pub(crate) fn wallet(address: &str) -> Wallet {
    if let Some(digits) = address.strip_prefix("0x") {
        return ethereum(digits);
    }
    let lower = address.to_ascii_lowercase();
    if let Some((human, _)) = lower.rsplit_once('1')
        && let Some(chain) = bech32_chain(human)
    {
        return segwit(address, chain);
    }
    base58(address)
}

/// ERC-55 (<https://eips.ethereum.org/EIPS/eip-55>): if there are letters of both cases, the case is a checksum.
fn ethereum(digits: &str) -> Wallet {
    let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if digits.len() != 40 || !hexadecimal {
        return Wallet::Unknown;
    }
    let lower = digits.to_ascii_lowercase();
    let one_case = digits == lower || digits == digits.to_ascii_uppercase();
    let hash = Keccak256::digest(lower.as_bytes());
    let upper = |at: usize| (hash[at / 2] >> (4 * (1 - at % 2))) & 0xf >= 8;
    let expected = lower
        .char_indices()
        .map(|(at, c)| if upper(at) { c.to_ascii_uppercase() } else { c });
    if one_case || expected.eq(digits.chars()) {
        Wallet::Of(Chain::Ethereum)
    } else {
        Wallet::BadChecksum(Chain::Ethereum)
    }
}

fn bech32_chain(human: &str) -> Option<Chain> {
    match human {
        "bc" => Some(Chain::Bitcoin),
        "ltc" => Some(Chain::Litecoin),
        "zs" => Some(Chain::Zcash),
        _ => None,
    }
}

/// BIP 173 and BIP 350 for Bitcoin and Litecoin; Zcash's shielded addresses are plain Bech32 (ZIP 173).
fn segwit(address: &str, chain: Chain) -> Wallet {
    let holds = match chain {
        Chain::Zcash => CheckedHrpstring::new::<bech32::Bech32>(address).is_ok(),
        _ => SegwitHrpstring::new(address).is_ok(),
    };
    if holds {
        Wallet::Of(chain)
    } else {
        Wallet::BadChecksum(chain)
    }
}

/// The first bytes of base58 addresses (<https://en.bitcoin.it/wiki/List_of_address_prefixes>), each with the number of bytes behind
/// them and the letters with which such an address begins.
const VERSIONS: &[(&[u8], usize, &[char], Chain)] = &[
    (&[0x00], 20, &['1'], Chain::Bitcoin),
    (&[0x05], 20, &['3'], Chain::Bitcoin),
    (&[0x30], 20, &['L'], Chain::Litecoin),
    (&[0x32], 20, &['M'], Chain::Litecoin),
    (&[0x4c], 20, &['X'], Chain::Dash),
    (&[0x10], 20, &['7'], Chain::Dash),
    (&[0x41], 20, &['T'], Chain::Tron),
    (&[0x1c, 0xb8], 20, &['t'], Chain::Zcash),
    (&[0x1c, 0xbd], 20, &['t'], Chain::Zcash),
];

fn base58(address: &str) -> Wallet {
    if address.starts_with('r')
        && let Ok(bytes) = bs58::decode(address).with_alphabet(bs58::Alphabet::RIPPLE).into_vec()
        && bytes.len() == 25
    {
        return judged(bytes[0] == 0 && checksum_holds(&bytes), Chain::Ripple);
    }
    let looks_like = |first: &[char]| address.starts_with(first) && (26..=36).contains(&address.len());
    let Some((.., chain)) = VERSIONS.iter().find(|(_, _, first, _)| looks_like(first)) else {
        return Wallet::Unknown;
    };
    let Ok(bytes) = bs58::decode(address).into_vec() else {
        return Wallet::BadChecksum(*chain);
    };
    let of = |(version, length, ..): &&(&[u8], usize, &[char], Chain)| {
        bytes.starts_with(version) && bytes.len() == version.len() + length + 4
    };
    match VERSIONS.iter().find(of) {
        Some((.., chain)) => judged(checksum_holds(&bytes), *chain),
        None => Wallet::BadChecksum(*chain),
    }
}

fn judged(holds: bool, chain: Chain) -> Wallet {
    if holds {
        Wallet::Of(chain)
    } else {
        Wallet::BadChecksum(chain)
    }
}

/// Base58Check: the last four bytes are the first of the others' double SHA-256.
fn checksum_holds(bytes: &[u8]) -> bool {
    let Some((payload, checksum)) = bytes.split_last_chunk::<4>() else {
        return false;
    };
    Sha256::digest(Sha256::digest(payload)).starts_with(checksum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_addresses_are_told_by_their_chain() {
        let cases = [
            // Genesis block; BIP 16; BIP 173; BIP 350.
            ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", Chain::Bitcoin),
            ("3P14159f73E4gFr7JterCCQh9QjiTjiZrG", Chain::Bitcoin),
            ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", Chain::Bitcoin),
            ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", Chain::Bitcoin),
            (
                "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
                Chain::Bitcoin,
            ),
            // ERC-55: all capitals, all small, both.
            ("0x52908400098527886E0F7030069857D2E4169EE7", Chain::Ethereum),
            ("0xde709f2102306220921060314715629080e2fb77", Chain::Ethereum),
            ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", Chain::Ethereum),
            ("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", Chain::Ethereum),
            ("0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", Chain::Ethereum),
            ("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb", Chain::Ethereum),
            // Tron's address of zeros; the token contract of USDT; Ripple's genesis account.
            ("T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb", Chain::Tron),
            ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", Chain::Tron),
            ("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", Chain::Ripple),
        ];
        for (address, chain) in cases {
            assert_eq!(wallet(address), Wallet::Of(chain), "{address}");
        }
    }

    #[test]
    fn one_wrong_letter_is_found() {
        let cases = [
            ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", Chain::Bitcoin),
            ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", Chain::Bitcoin),
            // A version 1 address needs Bech32m (BIP 350, invalid).
            (
                "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
                Chain::Bitcoin,
            ),
            ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed", Chain::Ethereum),
            ("T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwc", Chain::Tron),
            ("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTi", Chain::Ripple),
        ];
        for (address, chain) in cases {
            assert_eq!(wallet(address), Wallet::BadChecksum(chain), "{address}");
        }
        for address in ["", "0x12", "hello", "4", "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqq", "é"] {
            assert_eq!(wallet(address), Wallet::Unknown, "{address}");
        }
    }
}
