//! Writing a file in a single step.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::{Error, Result};

/// A temporary file is a leftover only after this time, as one is not locked in the moment it is made.
const SETTLED: Duration = Duration::from_secs(60);

/// The random digits of a temporary file's name.
const DIGITS: usize = 16;

/// A file that takes the place of another once it is complete: whatever goes wrong, the path holds the old file or the new.
///
/// It is written beside the other under a name of its own, `NAME.` and 16 random hexadecimal digits and `.tmp`, and locked
/// meanwhile; one that is not locked and a minute old was left by a program that died, and the next one for `NAME`
/// removes it. The new file keeps the permissions of the old; of a link, the target is replaced.
///
/// ```
/// use std::io::Write;
///
/// let path = std::env::temp_dir().join(format!("new-file-{}.txt", std::process::id()));
/// let mut file = helpers::NewFile::create(&path)?;
/// file.write_all(b"complete").unwrap();
/// assert!(!path.exists());
/// file.finish()?;
/// assert_eq!(std::fs::read(&path).unwrap(), b"complete");
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), helpers::Error>(())
/// ```
#[derive(Debug)]
pub struct NewFile {
    /// As given, for messages.
    path: PathBuf,
    /// Where the path's links lead.
    target: PathBuf,
    temporary: PathBuf,
    file: File,
}

impl NewFile {
    /// Begins a file that is to replace the one at `path`, if there is one; a folder that is missing is made.
    ///
    /// # Errors
    ///
    /// [`Error::Write`], also where `path` is something else than a regular file, such as a folder or a device.
    pub fn create(path: impl AsRef<Path>) -> Result<NewFile> {
        let path = path.as_ref();
        begin(path).map_err(|source| Error::Write { path: path.to_owned(), source })
    }

    /// Puts the file in its place once all of it is on the disk.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn finish(self) -> Result<()> {
        let placed = self.file.sync_all().and_then(|()| fs::rename(&self.temporary, &self.target));
        placed.map_err(|source| Error::Write { path: self.path.clone(), source })?;
        if let Some(folder) = self.target.parent() {
            let _ = File::open(folder).and_then(|folder| folder.sync_all()); // not every system has this
        }
        Ok(())
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for NewFile {
    /// Removes what was not finished.
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.temporary);
    }
}

fn begin(path: &Path) -> io::Result<NewFile> {
    let target = followed(path);
    let name = target.file_name().ok_or(io::ErrorKind::IsADirectory)?;
    let old = match fs::metadata(&target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        found => Some(found?),
    };
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"));
    }
    target.parent().map_or(Ok(()), fs::create_dir_all)?;
    remove_leftovers(&target, name);
    let mut temporary = name.to_owned();
    temporary.push(format!(".{:0DIGITS$x}.tmp", RandomState::new().hash_one(())));
    let temporary = target.with_file_name(temporary);
    let file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
    let new = NewFile { path: path.to_owned(), target, temporary, file };
    let _ = new.file.try_lock(); // without locks in this file system, nothing is taken for a leftover either
    old.map_or(Ok(()), |old| new.file.set_permissions(old.permissions()))?;
    Ok(new)
}

/// Where the links that `path` may be lead, whether or not there is a file.
fn followed(path: &Path) -> PathBuf {
    let mut target = path.to_owned();
    for _ in 0..40 {
        match fs::read_link(&target) {
            Ok(link) => target = target.with_file_name("").join(link),
            Err(_) => break,
        }
    }
    target
}

/// Removes temporary files for `name` whose programs died; what cannot be removed stays.
fn remove_leftovers(target: &Path, name: &OsStr) {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file && is_temporary(&entry.file_name(), name) && is_left(&entry.path()).unwrap_or(false) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn is_temporary(found: &OsString, name: &OsStr) -> bool {
    let rest = found.as_encoded_bytes().strip_prefix(name.as_encoded_bytes());
    let digits = rest.and_then(|rest| rest.strip_prefix(b".")?.strip_suffix(b".tmp"));
    digits.is_some_and(|digits| digits.len() == DIGITS && digits.iter().all(u8::is_ascii_hexdigit))
}

fn is_left(temporary: &Path) -> io::Result<bool> {
    let age = fs::metadata(temporary)?.modified()?.elapsed().unwrap_or_default();
    Ok(age > SETTLED && OpenOptions::new().write(true).open(temporary)?.try_lock().is_ok())
}
