//! Signatures in the format of [minisign](https://jedisct1.github.io/minisign/): key pairs, signing, and checking.
//!
//! Key files and signatures are those of the program: `minisign -V` checks what is signed here, and a key of `minisign -G` signs
//! here. Signing is by [RFC 8032](https://www.rfc-editor.org/rfc/rfc8032) as written, without the random number that the crate
//! `minisign` adds: one key, one text and one comment give one signature, so that a publication signed twice is the same tree.

use std::fmt;
use std::io::Read;

use ct_codecs::{Base64, Decoder, Encoder};
use thiserror::Error;

use super::input::Cause;
use super::key_text;
use super::sign::Signer;

pub use super::key_text::{contains_secret_key, may_contain_secret_key};

/// The first line of every signature that is made here. It is not signed; `verify` takes no other, so that not one byte of a
/// signature can be changed unseen.
const UNTRUSTED: &str = "untrusted comment: signature of a gazette publication, made by the key in keys/";

const TRUSTED: &str = "trusted comment: ";

/// What is put behind the name of the file that is signed.
pub const EXTENSION: &str = "minisig";

/// The media type of signatures and public keys.
pub(super) const MEDIA_TYPE: &str = "text/plain; charset=utf-8";

/// Where the parts of a secret key begin in its file's bytes.
const KDF: std::ops::Range<usize> = 2..4;
const KEY_ID: std::ops::Range<usize> = 54..62;
const SECRET: std::ops::Range<usize> = 62..126;

/// Why a key or a signature is of no use.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The text is not a key. The message never repeats the text.
    #[error("it is not a {what} key of minisign: {reason}")]
    NoKey {
        /// `public` or `secret`.
        what: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The secret key is encrypted and there is no password, or not the right one.
    #[error("the secret key cannot be decrypted: {reason}")]
    Password {
        /// What is wrong.
        reason: String,
    },
    /// The text is no signature in the form of this program.
    #[error("this is no signature as gazette writes them: {reason}")]
    NoSignature {
        /// What is wrong with it.
        reason: String,
    },
    /// The signature was made by another key.
    #[error("it is signed by the key {found}, not by {wanted}")]
    OtherKey {
        /// The id of the key that signed.
        found: KeyId,
        /// The id of the key that was to sign.
        wanted: KeyId,
    },
    /// The signature is not one of these bytes.
    #[error("the signature is not one of this file by the key {key}")]
    Invalid {
        /// The key.
        key: KeyId,
    },
    /// No key pair could be made.
    #[error("no key pair can be made: {reason}")]
    Generation {
        /// Why.
        reason: String,
    },
}

/// The number by which minisign tells keys apart, written as minisign writes it. It proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyId([u8; 8]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016X}", u64::from_le_bytes(self.0))
    }
}

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    id: KeyId,
    text: String,
}

impl PublicKey {
    /// Reads a public key: its line (`RW…`), or the content of its file.
    ///
    /// # Errors
    ///
    /// Fails where the text is no such key.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let wrong = |reason: &str| KeyError::NoKey {
            what: "public",
            reason: reason.to_owned(),
        };
        if contains_secret_key(text) {
            return Err(wrong(
                "it is a secret key; the public key is in the file that ends in `.pub`",
            ));
        }
        let line = key_line(text).ok_or_else(|| wrong("it has no line of a key"))?;
        minisign_verify::PublicKey::from_base64(line).map_err(|error| wrong(&error.to_string()))?;
        let bytes = decode(line).ok_or_else(|| wrong("it is no Base64"))?;
        let id = bytes.get(2..10).and_then(|id| id.try_into().ok());
        Ok(Self {
            id: KeyId(id.ok_or_else(|| wrong("it is too short"))?),
            text: line.to_owned(),
        })
    }

    /// Returns its number.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// Returns its line: what `minisign -P` takes.
    pub fn line(&self) -> &str {
        &self.text
    }

    /// Returns the content of its file: what `minisign -p` takes.
    pub fn file(&self) -> String {
        format!("untrusted comment: minisign public key {}\n{}\n", self.id, self.text)
    }

    /// Checks that this key signed these bytes, and returns the comment that the signature covers.
    ///
    /// # Errors
    ///
    /// Fails if it did not, and if the signature is not in the one form in which this program writes them.
    pub fn verify(&self, bytes: &[u8], signature: &str) -> Result<String, KeyError> {
        self.verify_reader(&mut &*bytes, signature)
    }

    /// As [`PublicKey::verify`], for bytes that need not fit into memory.
    ///
    /// # Errors
    ///
    /// As [`PublicKey::verify`], and if they cannot be read.
    pub fn verify_reader(&self, bytes: &mut dyn Read, signature: &str) -> Result<String, KeyError> {
        let parts = Parts::read(signature)?;
        if parts.key != self.id {
            return Err(KeyError::OtherKey {
                found: parts.key,
                wanted: self.id,
            });
        }
        let invalid = |_| KeyError::Invalid { key: self.id };
        let key = minisign_verify::PublicKey::from_base64(&self.text).map_err(invalid)?;
        let decoded = minisign_verify::Signature::decode(signature).map_err(invalid)?;
        let mut verifier = key.verify_stream(&decoded).map_err(invalid)?;
        let mut buffer = [0; 1 << 14];
        loop {
            let count = bytes.read(&mut buffer).map_err(|error| KeyError::NoSignature {
                reason: format!("the signed file cannot be read: {error}"),
            })?;
            if count == 0 {
                break;
            }
            verifier.update(&buffer[..count]);
        }
        verifier.finalize().map_err(invalid)?;
        Ok(parts.comment)
    }
}

/// Returns the id of the key that claims to have made a signature.
///
/// # Errors
///
/// Fails where the text is no signature as this program writes them.
pub fn signed_by(signature: &str) -> Result<KeyId, KeyError> {
    Parts::read(signature).map(|parts| parts.key)
}

/// What a signature says, in the only form in which it may say it.
struct Parts {
    key: KeyId,
    comment: String,
}

impl Parts {
    fn read(signature: &str) -> Result<Self, KeyError> {
        let wrong = |reason: &str| KeyError::NoSignature {
            reason: reason.to_owned(),
        };
        let body = signature
            .strip_suffix('\n')
            .ok_or_else(|| wrong("it has no line end"))?;
        let lines: Vec<&str> = body.split('\n').collect();
        let [untrusted, signed, trusted, global] = lines[..] else {
            return Err(wrong("it has not four lines"));
        };
        if untrusted != UNTRUSTED {
            return Err(wrong("its first line is another"));
        }
        let comment = trusted
            .strip_prefix(TRUSTED)
            .ok_or_else(|| wrong("it has no trusted comment"))?;
        let bytes = decode(signed).ok_or_else(|| wrong("it is no Base64"))?;
        decode(global).ok_or_else(|| wrong("it is no Base64"))?;
        let key = match bytes.get(..10) {
            Some([b'E', b'D', id @ ..]) => id.try_into().expect("eight bytes are eight bytes"),
            _ => return Err(wrong("it is of another kind")),
        };
        Ok(Self {
            key: KeyId(key),
            comment: comment.to_owned(),
        })
    }
}

/// A secret key, decrypted, which signs manifests.
pub struct SecretKey {
    secret: ed25519_compact::SecretKey,
    public: PublicKey,
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({})", self.public.id)
    }
}

impl SecretKey {
    /// Reads a secret key: the content of its file or its line, also in quotes, and with blanks or `\n` for line ends.
    ///
    /// # Errors
    ///
    /// Fails if the text is not such a key, and if the password is missing or wrong. No message contains any of the text.
    pub fn parse(text: &str, password: Option<&str>) -> Result<Self, KeyError> {
        let wrong = |reason: &str| KeyError::NoKey {
            what: "secret",
            reason: reason.to_owned(),
        };
        let line = key_text::secret_line(text).ok_or_else(|| wrong(&key_text::fault(text)))?;
        let bytes = decode(&line).ok_or_else(|| wrong(&key_text::fault(text)))?;
        let is_plain = bytes.get(KDF).ok_or_else(|| wrong(&key_text::fault(text)))? == [0, 0];
        let bytes = if is_plain {
            // The program writes no checksum into such a key; that its halves belong together says more.
            bytes
        } else {
            let password = password.ok_or_else(|| KeyError::Password {
                reason: "there is no password".to_owned(),
            })?;
            let boxed = minisign::SecretKeyBox::from(format!("untrusted comment: key\n{line}\n"));
            let key = boxed.into_secret_key(Some(password.to_owned()));
            let key = key.map_err(|error| KeyError::Password {
                reason: error.to_string(),
            })?;
            key.to_bytes()
        };
        Self::of(&bytes).ok_or_else(|| {
            wrong("it is damaged, its two halves do not belong together; copy the second line of the key file again")
        })
    }

    fn of(bytes: &[u8]) -> Option<Self> {
        let secret = ed25519_compact::SecretKey::from_slice(bytes.get(SECRET)?).ok()?;
        // The second half is the public key; a wrong one would make signatures that betray the secret.
        let public = ed25519_compact::KeyPair::from_seed(secret.seed()).pk;
        if secret.public_key() != public {
            return None;
        }
        let mut line = b"Ed".to_vec();
        line.extend(bytes.get(KEY_ID)?);
        line.extend(*public);
        Some(Self {
            secret,
            public: PublicKey::parse(&encode(&line)).ok()?,
        })
    }

    /// Returns the key that checks what this one signs.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Returns the content of the signature's file. The comment is one line that the signature covers.
    pub fn sign_bytes(&self, bytes: &[u8], comment: &str) -> String {
        let digest = blake2b_simd::blake2b(bytes);
        let signature = self.secret.sign(digest.as_bytes(), None);
        let mut line = b"ED".to_vec();
        line.extend(self.public.id.0);
        line.extend(*signature);
        let mut covered = signature.to_vec();
        covered.extend(comment.bytes());
        let global = self.secret.sign(&covered, None);
        format!(
            "{UNTRUSTED}\n{}\n{TRUSTED}{comment}\n{}\n",
            encode(&line),
            encode(&*global)
        )
    }
}

impl Signer for SecretKey {
    fn extension(&self) -> &str {
        EXTENSION
    }

    fn media_type(&self) -> &str {
        MEDIA_TYPE
    }

    fn key(&self) -> Option<&PublicKey> {
        Some(&self.public)
    }

    fn sign(&self, manifest: &[u8], comment: &str) -> Result<Vec<u8>, Cause> {
        // Names of lists and releases are names of folders, so that no line end can be in a comment.
        Ok(self.sign_bytes(manifest, comment).into_bytes())
    }
}

/// A new key pair, as the contents of its two files.
pub struct NewKey {
    /// The content of the secret key's file.
    pub secret: String,
    /// The public key.
    pub public: PublicKey,
}

impl NewKey {
    /// Makes a key pair from the system's random numbers; without a password the secret key is not encrypted.
    ///
    /// # Errors
    ///
    /// Fails where the system has no random numbers, or too little memory for the encryption.
    pub fn generate(password: Option<&str>) -> Result<Self, KeyError> {
        let failed = |error: minisign::PError| KeyError::Generation {
            reason: error.to_string(),
        };
        let pair = match password {
            Some(password) => minisign::KeyPair::generate_encrypted_keypair(Some(password.to_owned())),
            None => minisign::KeyPair::generate_unencrypted_keypair(),
        };
        let pair = pair.map_err(failed)?;
        let secret = pair.sk.to_box(Some("minisign secret key of a gazette publication"));
        Ok(Self {
            secret: secret.map_err(failed)?.into_string(),
            public: PublicKey::parse(&pair.pk.to_base64())?,
        })
    }
}

/// Returns the line of a key file that is the key.
fn key_line(text: &str) -> Option<&str> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.find(|line| !line.starts_with("untrusted comment:"))
}

fn encode(bytes: &[u8]) -> String {
    Base64::encode_to_string(bytes).expect("a key or signature is no gigabyte")
}

/// Decodes Base64 that is written as this program writes it, and no other.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let bytes = Base64::decode_to_vec(text, None).ok()?;
    (encode(&bytes) == text).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{KeyError, NewKey, PublicKey, SecretKey, signed_by};

    #[test]
    fn one_text_has_one_signature_and_any_changed_byte_is_seen() {
        let pair = NewKey::generate(None).unwrap();
        let key = SecretKey::parse(&pair.secret, None).unwrap();
        assert_eq!(key.public(), &pair.public);
        let signature = key.sign_bytes(b"hello", "serial=1");
        assert_eq!(signature, key.sign_bytes(b"hello", "serial=1"));
        assert_eq!(pair.public.verify(b"hello", &signature).unwrap(), "serial=1");
        assert!(pair.public.verify(b"hallo", &signature).is_err());
        for place in 0..signature.len() {
            let mut bytes = signature.clone().into_bytes();
            bytes[place] ^= 1;
            let changed = String::from_utf8(bytes).unwrap();
            assert!(pair.public.verify(b"hello", &changed).is_err(), "{place}");
        }
    }

    #[test]
    fn an_encrypted_key_needs_its_password() {
        let pair = NewKey::generate(Some("open sesame")).unwrap();
        assert!(matches!(
            SecretKey::parse(&pair.secret, None),
            Err(KeyError::Password { .. })
        ));
        assert!(matches!(
            SecretKey::parse(&pair.secret, Some("sesame")),
            Err(KeyError::Password { .. })
        ));
        let key = SecretKey::parse(&pair.secret, Some("open sesame")).unwrap();
        assert_eq!(key.public(), &pair.public);
    }

    #[test]
    fn another_key_is_named() {
        let (one, two) = (NewKey::generate(None).unwrap(), NewKey::generate(None).unwrap());
        let signature = SecretKey::parse(&one.secret, None)
            .unwrap()
            .sign_bytes(b"hello", "serial=1");
        assert_eq!(signed_by(&signature).unwrap(), one.public.id());
        assert!(matches!(
            two.public.verify(b"hello", &signature),
            Err(KeyError::OtherKey { .. })
        ));
        assert_eq!(PublicKey::parse(&one.public.file()).unwrap(), one.public);
    }

    #[test]
    fn what_is_no_key_is_no_key() {
        for text in ["", "RW", "untrusted comment: x", "RWQ===", "a\0b"] {
            assert!(PublicKey::parse(text).is_err(), "{text:?}");
            assert!(SecretKey::parse(text, None).is_err(), "{text:?}");
        }
    }
}
