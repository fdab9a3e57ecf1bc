//! What is no library, or a damaged one, is refused and never panics.

use std::fs;

use super::*;

#[test]
fn what_is_no_library_is_refused_and_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let at = |name: &str| home.path().join(name);
    fs::write(at("text"), "This is a text and no library. ".repeat(100)).unwrap();
    let other = Connection::open(at("other")).unwrap();
    other.execute_batch("CREATE TABLE bookmarks (x)").unwrap();
    drop(other);
    let newer = Library::open(&at("newer")).unwrap();
    newer
        .lock_writer()
        .pragma_update(None, "user_version", 999)
        .unwrap();
    drop(newer);
    fs::create_dir(at("folder")).unwrap();
    for (name, part) in [
        ("text", "no library of pullquote"),
        ("other", "no library of pullquote"),
        ("newer", "newer pullquote"),
        ("folder", "cannot open"),
        ("text/below", "cannot make the folder"),
    ] {
        let error = Library::open(&at(name)).unwrap_err();
        assert!(error.message.contains(part), "{name}: {error}");
        assert!(error.hint.is_some(), "{name}: {error}");
    }
    assert!(fs::read(at("text")).unwrap().starts_with(b"This is"));
}

#[test]
fn a_damaged_library_says_so_and_never_panics() {
    let home = tempfile::tempdir().unwrap();
    let whole = home.path().join("whole");
    let library = Library::open(&whole).unwrap();
    let ids: Vec<ArticleId> = (0..30)
        .map(|number| add(&library, number, "ready"))
        .collect();
    library.tidy().unwrap();
    drop(library);
    let bytes = fs::read(&whole).unwrap();
    for at in (0..bytes.len()).step_by(bytes.len() / 40) {
        let path = home.path().join(format!("damaged-{at}"));
        let mut damaged = bytes.clone();
        for byte in damaged.iter_mut().skip(at).take(700) {
            *byte ^= 0xA5;
        }
        fs::write(&path, &damaged).unwrap();
        let Ok(library) = Library::open(&path) else {
            continue;
        };
        for &id in &ids {
            let _document = library.document(id);
        }
        let _rows = library.rows(None, 100);
        let _hits = library.search(
            &Search {
                words: vec!["cafe".to_owned()],
                ..Search::default()
            },
            9,
        );
        let _findings = library.check();
    }
    let path = home.path().join("cut");
    fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let is_told = match Library::open(&path) {
        Err(error) => error.message.contains("damaged"),
        Ok(library) => library.check().map_or_else(
            |error| error.message.contains("damaged"),
            |found| !found.is_empty(),
        ),
    };
    assert!(is_told);
}
