//! The files that a command reads.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use helpers::Error;

use crate::failure::Failure;

/// The customers of a file and what they are called in messages; `-` is the standard input.
pub fn reader(path: &Path) -> Result<(Box<dyn Read + Send>, String), Failure> {
    if path.as_os_str() == "-" {
        return Ok((Box::new(io::stdin()), "the standard input".to_owned()));
    }
    let failed =
        |source| Error::Read { path: path.to_owned(), cwd: std::env::current_dir().unwrap_or_default(), source };
    Ok((Box::new(File::open(path).map_err(failed)?), path.display().to_string()))
}

/// Refuses an output that is one of the inputs.
pub fn check_output<'a>(output: &Path, inputs: impl IntoIterator<Item = &'a PathBuf>) -> Result<(), Failure> {
    let named = |input: &'a PathBuf| if input.as_os_str() == "-" { Path::new("/dev/stdin") } else { input };
    let there = fs::canonicalize(output).ok();
    match inputs.into_iter().map(named).any(|input| there.is_some() && fs::canonicalize(input).ok() == there) {
        true => Err(Failure::OntoInput { path: output.to_owned() }),
        false => Ok(()),
    }
}
