//! The log: a file in the state directory, made when there is something to say.
//!
//! Nothing is ever logged to the terminal; the screen owns that.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Sends what is logged to `pullquote.log` in `folder` from here on; where that cannot be written it
/// is lost.
pub fn start(folder: &Path) {
    let path = folder.join("pullquote.log");
    let log = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_max_level(tracing::Level::WARN)
        .with_writer(move || writer(&path));
    // A log that is already started stays.
    let _started = log.try_init();
}

fn writer(path: &PathBuf) -> Box<dyn Write> {
    let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    let file = made.and_then(|()| OpenOptions::new().create(true).append(true).open(path));
    file.map_or_else(
        |_| Box::new(io::sink()) as Box<dyn Write>,
        |file| Box::new(file),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_and_its_folder_are_made_when_needed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/pullquote.log");
        writer(&path).write_all(b"one\n").unwrap();
        writer(&path).write_all(b"two\n").unwrap();
        let mut kept = String::new();
        let mut file = std::fs::File::open(&path).unwrap();
        io::Read::read_to_string(&mut file, &mut kept).unwrap();
        assert_eq!(kept, "one\ntwo\n");
        writer(&PathBuf::from("/proc/none/x.log"))
            .write_all(b"lost")
            .unwrap();
    }
}
