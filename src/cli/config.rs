//! `config`: where the configuration is, what is wrong in it, and a file to start from.

use std::io::{self, Write};

use crate::cli::args::ConfigDo;
use crate::cli::errors;
use crate::cli::exit::Exit;
use crate::config::paths::Paths;
use crate::config::{Settings, file};
use crate::error::{Error, ErrorKind};

/// Does what was asked for.
///
/// # Errors
/// If writing fails.
pub fn run(output: &mut dyn Write, what: ConfigDo) -> io::Result<Exit> {
    if what == ConfigDo::Default {
        output.write_all(Settings::default_file().as_bytes())?;
        return Ok(Exit::Success);
    }
    let Some(path) = Paths::read().config else {
        let error = Error::new(
            ErrorKind::Config,
            "there is no home directory to configure from",
        )
        .with_hint("set PULLQUOTE_CONFIG to a file");
        errors::tell_error(&error);
        return Ok(Exit::Failure);
    };
    let shown = crate::text::sanitize::sanitize_line(&path.display().to_string());
    let done = match what {
        ConfigDo::Write => file::write_default(&path).map(|()| Vec::new()),
        ConfigDo::Check => file::read(&path).map(|(_, problems)| problems),
        ConfigDo::Path | ConfigDo::Default => Ok(Vec::new()),
    };
    match done {
        Ok(problems) => {
            writeln!(output, "{shown}")?;
            for problem in &problems {
                errors::tell(&problem.0);
            }
            Ok(if problems.is_empty() {
                Exit::Success
            } else {
                Exit::Partial
            })
        }
        Err(error) => {
            errors::tell_error(&error);
            Ok(error.kind.into())
        }
    }
}
