//! The configuration file on the disk.
#![allow(
    clippy::disallowed_methods,
    reason = "the one place that reads the configuration file"
)]

use std::io;
use std::path::Path;

use crate::config::{Problem, Settings};
use crate::error::{Error, ErrorKind};

/// Reads the settings; a file that is not there gives the defaults.
///
/// # Errors
/// If the file is there and cannot be read.
pub fn read(path: &Path) -> Result<(Settings, Vec<Problem>), Error> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Settings::parse(&String::from_utf8_lossy(&bytes))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Default::default()),
        Err(error) => Err(Error::new(
            ErrorKind::Config,
            format!("cannot read the configuration {}: {error}", path.display()),
        )
        .with_hint("`pullquote config path` says where it is looked for")),
    }
}

/// Returns the texts of the theme files beside the configuration file, in the order of their names;
/// nothing where there are none.
pub fn themes(path: &Path) -> Vec<String> {
    let Some(folder) = path.parent().map(|folder| folder.join("themes")) else {
        return Vec::new();
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "toml"));
    files.sort();
    let text = |file: &std::path::PathBuf| std::fs::read_to_string(file).ok();
    files.iter().filter_map(text).collect()
}

/// Writes the default file where there is none.
///
/// # Errors
/// If there is a file already, or it cannot be written.
pub fn write_default(path: &Path) -> Result<(), Error> {
    use std::io::Write as _;

    let fault = |error: io::Error| {
        let message = format!("cannot write the configuration {}: {error}", path.display());
        Error::new(ErrorKind::Config, message)
            .with_hint("`pullquote config default` prints it instead")
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(fault)?;
    }
    let mut file = std::fs::File::create_new(path).map_err(fault)?;
    file.write_all(Settings::default_file().as_bytes())
        .map_err(fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_written_once_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/config.toml");
        assert_eq!(read(&path).unwrap(), (Settings::default(), Vec::new()));
        write_default(&path).unwrap();
        assert_eq!(read(&path).unwrap(), (Settings::default(), Vec::new()));
        assert!(
            write_default(&path)
                .unwrap_err()
                .message
                .contains("config.toml")
        );
        assert!(read(folder.path()).is_err());
    }
}
