//! The printing commands: one writer for each form of output.

pub mod article;
pub mod listing;
pub mod people;
pub mod quotes;

use std::io::{self, Write};

use serde_json::Value;

use crate::cli::args::Format;
use crate::cli::json::to_line;

/// Writes JSON values as an array, or one a line.
///
/// # Errors
/// If writing fails.
pub fn write_json(
    output: &mut dyn Write,
    format: Format,
    values: impl IntoIterator<Item = Value>,
) -> io::Result<()> {
    let mut is_first = true;
    for value in values {
        let line = to_line(&value).map_err(io::Error::other)?;
        let (before, after) = match (format, is_first) {
            (Format::Jsonl, _) => ("", "\n"),
            (_, true) => ("[", ""),
            (_, false) => (",\n ", ""),
        };
        for piece in [before.as_bytes(), &line, after.as_bytes()] {
            output.write_all(piece)?;
        }
        is_first = false;
    }
    match (format, is_first) {
        (Format::Jsonl, _) => Ok(()),
        (_, true) => writeln!(output, "[]"),
        (_, false) => writeln!(output, "]"),
    }
}

/// Writes a text broken into lines of at most `width` cells; 0 breaks no lines.
///
/// # Errors
/// If writing fails.
pub fn write_wrapped(
    output: &mut dyn Write,
    text: &str,
    width: u16,
    first: &str,
    rest: &str,
) -> io::Result<()> {
    if width == 0 {
        return writeln!(
            output,
            "{first}{}",
            text.replace('\n', &format!("\n{rest}"))
        );
    }
    let options = textwrap::Options::new(usize::from(width))
        .initial_indent(first)
        .subsequent_indent(rest);
    for line in textwrap::wrap(text, options) {
        writeln!(output, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Returns `1 article`, `2 articles`.
pub fn counted(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// Escapes what Markdown would read as its own.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let is_start = at == 0;
        let is_special = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>')
            || (is_start && matches!(c, '#' | '+' | '-' | '=' | '~' | '|'));
        if is_special {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn printed(write: impl Fn(&mut dyn Write) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn json_is_an_array_or_a_line_each() {
        let values = [json!({"a": 1}), json!({"a": 2})];
        let write = |format, n: usize| {
            printed(|out| write_json(out, format, values.iter().take(n).cloned()))
        };
        assert_eq!(write(Format::Jsonl, 2), "{\"a\":1}\n{\"a\":2}\n");
        assert_eq!(write(Format::Json, 2), "[{\"a\":1},\n {\"a\":2}]\n");
        assert_eq!(write(Format::Json, 0), "[]\n");
    }

    #[test]
    fn markdown_has_no_accidents() {
        assert_eq!(markdown("# of *stars* [1]"), "\\# of \\*stars\\* \\[1\\]");
        assert_eq!(markdown("plain - text"), "plain - text");
    }
}
