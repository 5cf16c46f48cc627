//! Files that are replaced in a single step.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::common::segmentation::folder;
use helpers::{Error, NewFile};

fn write(path: impl AsRef<Path>, text: &str) -> Result<(), Error> {
    let mut file = NewFile::create(path)?;
    file.write_all(text.as_bytes()).unwrap();
    file.finish()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn until_it_is_finished_the_old_file_is_there() {
    let folder = folder("until_finished");
    let path = folder.join("a.txt");
    fs::write(&path, "old").unwrap();
    let mut file = NewFile::create(&path).unwrap();
    file.write_all(b"half").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"old");
    assert_eq!(names(&folder).len(), 2);
    drop(file);
    assert_eq!(names(&folder), ["a.txt"]);
    write(&path, "new").unwrap();
    assert_eq!((fs::read(&path).unwrap(), names(&folder).len()), (b"new".to_vec(), 1));
}

#[test]
fn two_at_once_do_not_meet() {
    let folder = folder("two_at_once");
    let path = folder.join("a.txt");
    let [mut first, mut second] = [(); 2].map(|()| NewFile::create(&path).unwrap());
    first.write_all(b"first").unwrap();
    second.write_all(b"second").unwrap();
    second.finish().unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"second");
    first.finish().unwrap();
    assert_eq!((fs::read(&path).unwrap(), names(&folder).len()), (b"first".to_vec(), 1));
}

#[test]
fn only_what_a_program_that_died_left_for_this_name_is_removed() {
    let folder = folder("leftovers");
    let long_ago = SystemTime::now() - Duration::from_secs(3600);
    let old = |name: &str| {
        let file = File::create(folder.join(name)).unwrap();
        file.set_modified(long_ago).unwrap();
        file
    };
    let digits = "0123456789abcdef";
    drop(old(&format!("a.txt.{digits}.tmp")));
    let kept = [
        format!("a.txt.{}.tmp", &digits[1..]),
        format!("a.txt.{}.tmp", digits.replace('0', "g")),
        format!("b-a.txt.{digits}.tmp"),
        "a.txt.tmp".to_owned(),
    ];
    kept.iter().for_each(|name| drop(old(name)));
    let in_use = format!("a.txt.{}.tmp", digits.replace('0', "1"));
    let locked = old(&in_use);
    locked.lock().unwrap();
    let fresh = format!("a.txt.{}.tmp", digits.replace('0', "2"));
    fs::write(folder.join(&fresh), "").unwrap();
    write(folder.join("a.txt"), "new").unwrap();
    let mut expected = [&kept[..], &[in_use, fresh, "a.txt".to_owned()]].concat();
    expected.sort();
    assert_eq!(names(&folder), expected);
}

#[cfg(unix)]
#[test]
fn a_link_stays_and_its_target_is_replaced_with_the_mode_it_had() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder("links");
    fs::create_dir(folder.join("elsewhere")).unwrap();
    let target = folder.join("elsewhere/target.txt");
    symlink("elsewhere/target.txt", folder.join("first")).unwrap();
    symlink(folder.join("first"), folder.join("second")).unwrap();
    write(folder.join("second"), "made").unwrap();
    assert_eq!(fs::read(&target).unwrap(), b"made");
    fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
    write(folder.join("second"), "replaced").unwrap();
    assert_eq!(fs::read(&target).unwrap(), b"replaced");
    assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(names(&folder), ["elsewhere", "first", "second"]);
    assert!(fs::symlink_metadata(folder.join("second")).unwrap().is_symlink());
    symlink("round", folder.join("round")).unwrap();
    assert!(NewFile::create(folder.join("round")).is_err());
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_refused() {
    for path in ["/dev/null", "/", "..", "/dev"] {
        let error = NewFile::create(path).unwrap_err();
        assert!(matches!(error, Error::Write { .. }), "{error}");
        let message = error.to_string();
        assert!(message.ends_with("; name a file that does not exist yet, or a regular one"), "{message}");
    }
}

#[test]
fn messages_that_fit_what_went_wrong() {
    let message = |kind: ErrorKind| Error::Write { path: "a.txt".into(), source: kind.into() }.to_string();
    for (kind, remedy) in [
        (ErrorKind::StorageFull, "free some space, or choose a folder on another disk"),
        (ErrorKind::PermissionDenied, "choose a folder that you may write to, or change its permissions"),
        (ErrorKind::ReadOnlyFilesystem, "choose a folder on a disk that may be written to"),
        (ErrorKind::NotFound, "check that the folder exists"),
        (ErrorKind::TimedOut, "try again, or choose another folder"),
    ] {
        assert!(message(kind).ends_with(&format!("; {remedy}")), "{}", message(kind));
    }
    let folder = folder("messages");
    let too_long = folder.join("a".repeat(250));
    let message = NewFile::create(&too_long).unwrap_err().to_string();
    assert!(message.ends_with("; choose a shorter name"), "{message}");
    fs::write(folder.join("file"), "").unwrap();
    let message = NewFile::create(folder.join("file/a.txt")).unwrap_err().to_string();
    assert!(message.ends_with("; check that the folder exists"), "{message}");
}
