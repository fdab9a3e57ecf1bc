//! What has come or changed in files and folders since the last look: by size and time, so that a look
//! costs no reading. Works on every file system, also over a network.
#![allow(
    clippy::disallowed_methods,
    reason = "this module looks at the disk for everybody"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::SystemTime;

use crate::error::Error;
use crate::source::Place;
use crate::source::paths::places_so_far;

/// Size and time of the last change of a file.
type Look = (u64, Option<SystemTime>);

/// Files and folders that are looked at again and again.
#[derive(Debug, Default)]
pub struct Watched {
    arguments: Vec<String>,
    seen: BTreeMap<PathBuf, Look>,
    /// What was new at the last look; it is given once it has stopped changing.
    growing: BTreeMap<PathBuf, Look>,
}

impl Watched {
    /// Starts to watch what the arguments name; addresses and standard input are left out.
    pub fn new(arguments: &[String]) -> Self {
        Self {
            arguments: arguments.to_vec(),
            ..Self::default()
        }
    }

    /// Looks for the first time: gives everything that is there, and the faults.
    pub fn first(&mut self) -> (Vec<Place>, Vec<Error>) {
        let (places, faults) = places_so_far(&self.arguments);
        for place in &places {
            if let Place::File(path) = place {
                self.seen
                    .extend(look(path).map(|look| (path.clone(), look)));
            }
        }
        (places, faults)
    }

    /// Looks again: gives the files that are new or were changed, as soon as two looks find them the
    /// same, so that nothing is read while it is still written.
    pub fn again(&mut self) -> Vec<Place> {
        let mut settled = Vec::new();
        let mut growing = BTreeMap::new();
        for place in places_so_far(&self.arguments).0 {
            let Place::File(path) = place else { continue };
            let Some(now) = look(&path) else { continue };
            if self.seen.get(&path) == Some(&now) {
                continue;
            }
            if self.growing.get(&path) == Some(&now) {
                self.seen.insert(path.clone(), now);
                settled.push(Place::File(path));
            } else {
                growing.insert(path, now);
            }
        }
        self.growing = growing;
        settled
    }
}

fn look(path: &PathBuf) -> Option<Look> {
    let about = std::fs::metadata(path).ok()?;
    Some((about.len(), about.modified().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_is_given_once_it_has_settled() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        let mut watched = Watched::new(&[folder.path().to_string_lossy().into_owned()]);
        let nothing = watched.first();
        assert!(nothing.0.is_empty() && nothing.1.is_empty());
        std::fs::write(file("a.txt"), "One.").unwrap();
        let (first, faults) = watched.first();
        assert_eq!(first, [Place::File(file("a.txt"))]);
        assert!(faults.is_empty());
        assert_eq!(watched.again(), []);
        std::fs::write(file("b.txt"), "Two.").unwrap();
        assert_eq!(watched.again(), []);
        assert_eq!(watched.again(), [Place::File(file("b.txt"))]);
        assert_eq!(watched.again(), []);
        std::fs::write(file("a.txt"), "One and more.").unwrap();
        assert_eq!(watched.again(), []);
        std::fs::write(file("a.txt"), "One and even more.").unwrap();
        assert_eq!(watched.again(), []);
        assert_eq!(watched.again(), [Place::File(file("a.txt"))]);
    }
}
