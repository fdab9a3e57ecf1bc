//! From what was typed to places to read: files, folders, globs, `-` and addresses.
#![allow(
    clippy::disallowed_methods,
    reason = "this module looks at the disk for everybody"
)]

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind};
use crate::source::detect::extension;
use crate::source::fault;

/// Something to read from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Input,
    /// An `http` or `https` address.
    Address(String),
}

/// Folders inside each other that are gone down.
const DEPTH: usize = 64;

/// Extensions of what lies beside articles in a folder and is none: passed over without a word.
const BESIDE: [&str; 43] = [
    "png", "jpg", "jpeg", "gif", "webp", "svg", "ico", "avif", "bmp", "tif", "tiff", "css", "js",
    "mjs", "map", "woff", "woff2", "ttf", "otf", "eot", "mp3", "mp4", "m4a", "m4v", "webm", "ogg",
    "wav", "mov", "avi", "zip", "tar", "7z", "exe", "so", "dll", "db", "sqlite", "lock", "rs",
    "py", "toml", "yml", "yaml",
];

/// Finds what the arguments name, in the order of the arguments and by name inside each; faults are
/// returned beside it.
///
/// A folder is gone through with everything below it, without hidden files, without links to
/// folders, and without what lies beside a saved page (`page_files/`).
pub fn places(arguments: &[String]) -> (Vec<Place>, Vec<Error>) {
    expanded(arguments, |argument| {
        let what = format!("there are no articles in “{argument}”");
        Some(Error::new(ErrorKind::User, what).with_hint(
            "give a folder with text, HTML, Markdown, JSON, mail, EPUB, PDF, WARC or feed files",
        ))
    })
}

/// Finds what is there by now, where folders may be empty as yet.
pub fn places_so_far(arguments: &[String]) -> (Vec<Place>, Vec<Error>) {
    expanded(arguments, |_| None)
}

fn expanded(
    arguments: &[String],
    empty: impl Fn(&str) -> Option<Error>,
) -> (Vec<Place>, Vec<Error>) {
    let (mut places, mut faults) = (Vec::new(), Vec::new());
    for argument in arguments {
        match expand(argument) {
            Ok(found) if found.is_empty() => faults.extend(empty(argument)),
            Ok(found) => places.extend(found),
            Err(error) => faults.push(error),
        }
    }
    (places, faults)
}

fn expand(argument: &str) -> Result<Vec<Place>, Error> {
    if argument == "-" {
        return Ok(vec![Place::Input]);
    }
    if is_address(argument) {
        return Ok(vec![Place::Address(argument.to_owned())]);
    }
    let path = Path::new(argument.strip_prefix("file://").unwrap_or(argument));
    match fs::metadata(path) {
        Ok(about) if about.is_dir() => folder(path),
        Ok(_) => Ok(vec![Place::File(path.to_owned())]),
        Err(error) if argument.contains(['*', '?', '[']) => {
            glob_of(argument)?.ok_or_else(|| missing(argument, &error))
        }
        Err(error) => Err(missing(argument, &error)),
    }
}

/// Says whether the argument is an address to fetch.
pub fn is_address(argument: &str) -> bool {
    let lower = argument.get(..8).unwrap_or(argument).to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://")
}

fn missing(argument: &str, error: &std::io::Error) -> Error {
    let hint = match error.kind() {
        std::io::ErrorKind::NotFound => {
            "check the spelling; a path is read from the folder you are in"
        }
        std::io::ErrorKind::PermissionDenied => "ask for the right to read it, or copy it",
        _ => "`-` reads standard input",
    };
    let kind = ErrorKind::User;
    let what = format!("cannot open “{argument}”: {}", plain(error));
    Error::new(kind, what).with_hint(hint)
}

/// Returns the words of an error without its number.
pub(super) fn plain(error: &std::io::Error) -> String {
    let words = error.to_string();
    let bare = words.split(" (os error").next().unwrap_or_default();
    bare.to_lowercase()
}

fn glob_of(pattern: &str) -> Result<Option<Vec<Place>>, Error> {
    let wrong = |error: &dyn std::fmt::Display| {
        Error::new(
            ErrorKind::User,
            format!("“{pattern}” is no pattern: {error}"),
        )
        .with_hint("`*` stands for any letters, `**` for any folders, `?` for one letter")
    };
    let found = glob::glob(pattern).map_err(|error| wrong(&error))?;
    let mut out = Vec::new();
    for path in found.filter_map(Result::ok) {
        if path.is_dir() {
            walk(&path, 0, &mut out);
        } else {
            out.push(path);
        }
    }
    out.dedup();
    Ok((!out.is_empty()).then(|| out.into_iter().map(Place::File).collect()))
}

fn folder(path: &Path) -> Result<Vec<Place>, Error> {
    fs::read_dir(path).map_err(|error| fault(&path.to_string_lossy(), plain(&error)))?;
    let mut out = Vec::new();
    walk(path, 0, &mut out);
    Ok(out.into_iter().map(Place::File).collect())
}

fn walk(folder: &Path, depth: usize, out: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut entries: Vec<_> = entries.filter_map(Result::ok).collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let path = entry.path();
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        if name.starts_with('.') || BESIDE.contains(&extension(&name).as_str()) {
            continue;
        }
        if kind.is_dir() {
            if depth < DEPTH && !is_beside_a_page(&path, &name) {
                walk(&path, depth + 1, out);
            }
        } else if kind.is_file() || kind.is_symlink() && path.is_file() {
            out.push(path);
        }
    }
}

/// Browsers save `page.html` with `page_files/` beside it.
fn is_beside_a_page(path: &Path, name: &str) -> bool {
    name.strip_suffix("_files").is_some_and(|stem| {
        ["html", "htm"]
            .iter()
            .any(|end| path.with_file_name(format!("{stem}.{end}")).exists())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(arguments: &[String]) -> (Vec<String>, usize) {
        let (places, faults) = places(arguments);
        let name = |place: Place| match place {
            Place::File(path) => path.file_name().unwrap().to_string_lossy().into_owned(),
            Place::Input => "-".to_owned(),
            Place::Address(address) => address,
        };
        (places.into_iter().map(name).collect(), faults.len())
    }

    #[test]
    fn folders_globs_and_single_files_are_found() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name).to_string_lossy().into_owned();
        for name in [
            "b.txt",
            "a.html",
            ".hidden",
            "a_files/x.html",
            "deep/er/c.md",
            "p.png",
        ] {
            let path = home.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        fs::create_dir(home.path().join("empty")).unwrap();
        for (arguments, expected, faults) in [
            (vec![at("")], vec!["a.html", "b.txt", "c.md"], 0),
            (vec![at("b.txt"), "-".to_owned()], vec!["b.txt", "-"], 0),
            (vec![at("*.txt")], vec!["b.txt"], 0),
            (vec![at("**/*.md")], vec!["c.md"], 0),
            (vec![at("*.nothing"), at("none"), at("empty")], vec![], 3),
            (
                vec!["HTTPS://example.org/a".to_owned()],
                vec!["HTTPS://example.org/a"],
                0,
            ),
        ] {
            let (found, n_faults) = names(&arguments);
            assert_eq!(
                (found, n_faults),
                (expected.iter().map(|s| (*s).to_owned()).collect(), faults)
            );
        }
    }
}
