//! Signatures of manifests: what something that signs must do. Which scheme it is, and where its key is, is not known here.

use super::input::Cause;
use super::minisign::PublicKey;

/// Signs the bytes of a manifest.
///
/// A signature must be a function of the bytes, the comment and the key: the same publication signed twice is the same
/// tree.
pub trait Signer: Sync {
    /// Returns what is put behind the manifest's name: `minisig` for `manifest.json.minisig`.
    fn extension(&self) -> &str;

    /// Returns the media type of a signature.
    fn media_type(&self) -> &str;

    /// Returns the key with which readers check the signatures; it is published. Nothing where readers get it elsewhere.
    fn key(&self) -> Option<&PublicKey> {
        None
    }

    /// Returns the content of the signature's file. `comment` is one line that the signature covers.
    ///
    /// # Errors
    ///
    /// Whatever keeps the key from being used.
    fn sign(&self, manifest: &[u8], comment: &str) -> Result<Vec<u8>, Cause>;
}
