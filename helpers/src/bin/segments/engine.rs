//! The program that runs queries.

use std::io::{ErrorKind, Write};
use std::process::{Command, Stdio};
use std::thread;

use crate::failure::Failure;

/// So much of what a program says of its failure is shown, in characters; some print all that they did.
const MOST_SAID: usize = 1000;

/// What `program`, a command for the shell that reads SQL on its standard input and prints CSV, prints of a query; `name` says
/// in messages what is asked for.
pub fn answer(program: &str, query: &str, name: &'static str) -> Result<String, Failure> {
    let failed = |source| Failure::Engine { program: program.to_owned(), source };
    let query = query.trim_end().to_owned() + ";\n";
    let (shell, option) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let mut command = Command::new(shell);
    command.args([option, program]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(failed)?;
    let mut input = child.stdin.take().expect("it is piped");
    let writing = thread::spawn(move || input.write_all(query.as_bytes()));
    let output = child.wait_with_output().map_err(failed)?;
    let written = writing.join().expect("writing does not panic");
    // some, such as psql, end well after an error, without an answer
    if !output.status.success() || output.stdout.trim_ascii().is_empty() {
        let (program, said) = (program.to_owned(), said(&output.stderr));
        return Err(Failure::Query { program, query: name, status: output.status, said });
    }
    match written {
        // a program may know its answer before it has read the last line
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(failed(error)),
        _ => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
    }
}

/// The beginning of what a program said, without what acts on a terminal.
fn said(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let mut plain = text.trim().chars().filter(|c| !c.is_control() || *c == '\n');
    let said: String = plain.by_ref().take(MOST_SAID).collect();
    match (said.is_empty(), plain.next()) {
        (true, _) => "it said nothing; see that the table has customers of whom all features are known".to_owned(),
        (_, Some(_)) => said + "…",
        _ => said,
    }
}
