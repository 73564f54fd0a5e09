//! `gazette keygen`: the key pair that signs a publication.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use gazette::publish::minisign::NewKey;

use super::common::Common;
use super::console::Console;
use super::exit::Ending;
use super::secret::{PASSWORD, password, warn_if_exposed};

/// Make a key pair that signs publications
///
/// Writes the secret key to FILE and the public key to FILE.pub, in the format of minisign; files that are there are never
/// overwritten. The password that encrypts the secret key is read from GAZETTE_SECRET_KEY_PASSWORD.
///
/// Examples:
///   gazette keygen                              gazette.key and gazette.key.pub
///   gazette keygen --out /secure/lists.key
///   gazette keygen --no-password                for a machine that keeps the key as a secret
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct KeygenArgs {
    /// The file of the secret key, or a folder for `gazette.key`
    #[arg(long, value_name = "FILE", default_value = "gazette.key")]
    out: PathBuf,
    /// Do not encrypt the secret key
    #[arg(long)]
    no_password: bool,
}

pub(crate) fn run(args: &KeygenArgs, common: &Common, console: &Console) -> anyhow::Result<Ending> {
    let password = match (args.no_password, password()) {
        (true, _) => None,
        (false, Some(password)) => Some(password),
        (false, None) => bail!("there is no password: set {PASSWORD}, or say --no-password"),
    };
    let mut secret_file = common.start().join(&args.out);
    if secret_file.is_dir() {
        secret_file.push("gazette.key");
    }
    let mut public_file = secret_file.clone().into_os_string();
    public_file.push(".pub");
    let public_file = PathBuf::from(public_file);
    if public_file.exists() {
        bail!("`{}` is there already", public_file.display());
    }
    // The place is taken before the key is made, and only its owner can ever read it.
    let mut file = new_secret_file(&secret_file)?;
    let written = write_pair(password.as_deref(), &mut file, &public_file);
    if written.is_err() {
        // A file without a key would be in the way of the next try.
        let _ = fs::remove_file(&secret_file);
    }
    let line = written?;
    console.note(&format!(
        "wrote {} (keep it secret) and {}",
        secret_file.display(),
        public_file.display()
    ));
    console.result(&format!("{line}\n"))?;
    warn_if_exposed(&secret_file, &format!("the key file `{}`", args.out.display()), console);
    Ok(Ending::Clean)
}

fn write_pair(password: Option<&str>, secret_file: &mut File, public_file: &Path) -> anyhow::Result<String> {
    let key = NewKey::generate(password)?;
    secret_file.write_all(key.secret.as_bytes())?;
    secret_file.sync_all()?;
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(public_file)
        .and_then(|mut file| file.write_all(key.public.file().as_bytes()));
    written.with_context(|| format!("`{}` cannot be written", public_file.display()))?;
    Ok(key.public.line().to_owned())
}

fn new_secret_file(path: &Path) -> anyhow::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
        .open(path)
        .with_context(|| format!("`{}` cannot be made", path.display()))
}
