//! Reading, spreading over the cores and writing in order.

use std::io::{self, BufRead, Write};

use rayon::prelude::*;
use serde_json::{Map, Value, json};

use crate::cli::exit::Exit;
use crate::cli::json::to_line;

/// Bytes of input that are in memory at once, if no single line is longer.
const BATCH_BYTES: usize = 8 << 20;
/// Lines of input that are in memory at once.
const BATCH_LINES: usize = 1024;

/// The fields of one line.
pub type Fields = Map<String, Value>;

/// Why a line is no valid input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineError(pub String);

impl LineError {
    /// A field that must be there and is not, or is of another type.
    pub fn missing(field: &str) -> Self {
        Self(format!("no string field {field:?}"))
    }
}

/// One line after the first step, with what is needed to report an error.
#[derive(Debug)]
pub struct Parsed<T> {
    /// Its number, from 1.
    pub number: u64,
    /// Its `id`, or null.
    pub id: Value,
    /// What the first step made of it.
    pub value: Result<T, LineError>,
}

/// Reads lines in batches, runs `first` on every line of a batch on all cores, and hands the results
/// to `each` in order.
///
/// # Errors
/// If reading fails, or `each` does.
pub fn read<T: Send>(
    input: &mut dyn BufRead,
    first: impl Fn(Fields) -> Result<T, LineError> + Sync,
    mut each: impl FnMut(Parsed<T>) -> io::Result<()>,
) -> io::Result<()> {
    let mut number = 0;
    loop {
        let batch = next_batch(input, &mut number)?;
        if batch.is_empty() {
            return Ok(());
        }
        let done: Vec<_> = batch
            .into_par_iter()
            .map(|(number, line)| match fields(&line) {
                Ok(fields) => {
                    let id = fields.get("id").cloned().unwrap_or_default();
                    Parsed {
                        number,
                        id,
                        value: first(fields),
                    }
                }
                Err(error) => Parsed {
                    number,
                    id: Value::Null,
                    value: Err(error),
                },
            })
            .collect();
        done.into_iter().try_for_each(&mut each)?;
    }
}

/// Runs a filter whose lines do not depend on each other.
///
/// # Errors
/// If reading or writing fails.
pub fn map(
    input: &mut dyn BufRead,
    output: &mut dyn Write,
    stage: impl Fn(Fields) -> Result<Fields, LineError> + Sync,
) -> io::Result<Exit> {
    map_lines(input, output, |fields| {
        stage(fields).and_then(|out| encode(&out))
    })
}

/// The same for a stage that gives whole lines.
///
/// # Errors
/// If reading or writing fails.
pub fn map_lines(
    input: &mut dyn BufRead,
    output: &mut dyn Write,
    line: impl Fn(Fields) -> Result<Vec<u8>, LineError> + Sync,
) -> io::Result<Exit> {
    let mut exit = Exit::Success;
    read(input, line, |parsed| write_line(output, parsed, &mut exit))?;
    output.flush()?;
    Ok(exit)
}

/// Writes a finished line, or the error in its place.
///
/// # Errors
/// If writing fails.
pub fn write_line(
    output: &mut dyn Write,
    parsed: Parsed<Vec<u8>>,
    exit: &mut Exit,
) -> io::Result<()> {
    let line = match parsed.value {
        Ok(line) => line,
        Err(LineError(error)) => {
            *exit = Exit::Partial;
            let object = json!({ "id": parsed.id, "line": parsed.number, "error": error });
            encode(&object).unwrap_or_default()
        }
    };
    output.write_all(&line)?;
    output.write_all(b"\n")
}

/// Returns a value as a line of JSON.
///
/// # Errors
/// If the value has a map whose keys are no strings.
pub fn encode(value: &impl serde::Serialize) -> Result<Vec<u8>, LineError> {
    to_line(value).map_err(|error| LineError(error.to_string()))
}

fn next_batch(input: &mut dyn BufRead, number: &mut u64) -> io::Result<Vec<(u64, Vec<u8>)>> {
    let mut batch = Vec::new();
    let mut bytes = 0;
    while bytes < BATCH_BYTES && batch.len() < BATCH_LINES {
        let mut line = Vec::new();
        if input.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        *number += 1;
        bytes += line.len();
        batch.push((*number, line));
    }
    Ok(batch)
}

fn fields(line: &[u8]) -> Result<Fields, LineError> {
    match serde_json::from_slice::<Value>(line) {
        Ok(Value::Object(fields)) => match fields.get("id") {
            None | Some(Value::String(_) | Value::Number(_) | Value::Null) => Ok(fields),
            Some(_) => Err(LineError(
                "the field \"id\" is no string or number".to_owned(),
            )),
        },
        Ok(_) => Err(LineError("not a JSON object".to_owned())),
        Err(error) => Err(LineError(format!("not valid JSON: {error}"))),
    }
}
