//! Hostile input: what the fuzz targets have kept goes through them again, as it was and changed.
//!
//! `PULLQUOTE_FUZZ=100000 cargo test --test it hostile::changed` changes more often. Where a nightly
//! toolchain is to be had, `tests/fuzz` looks for inputs by coverage.

use std::fs;
use std::path::{Path, PathBuf};

use super::targets;

/// How many changed inputs each target gets if it is not told.
const ROUNDS: u64 = 40;
/// Pieces that mean something to somebody.
const PIECES: &[&str] = &[
    "\"",
    "“",
    "”",
    "'",
    "''",
    "«",
    "<p>",
    "</p>",
    "<div>",
    "<table><td>",
    "<!--",
    "<![CDATA[",
    "&#x1b;",
    "&amp;",
    "\u{1b}[",
    "\u{1b}]0;",
    "\u{9b}",
    "\u{202e}",
    "\u{200d}",
    "\u{0}",
    "\n\n",
    "\r",
    "\t",
    "{",
    "[",
    "}",
    "\\u0000",
    "\\ud800",
    "By ",
    "Mr. ",
    "Dr. A. ",
    "said ",
    "https://",
    "26 June 2025",
    "-06-",
    "99999999999999999999",
    "-1",
    "1e999",
    "--B",
    "Content-Length: ",
    "WARC/1.0\r\n",
    "is:",
    "who:",
    "漢",
    "e\u{301}",
    "🇩🇪",
    "\u{feff}",
    "Anna Berg",
    "O'",
    "[ad_1]",
];

/// Inputs in `tests/data/fuzz/TARGET/`: a small corpus, and everything that ever was a crash.
fn kept(target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/fuzz")
        .join(target);
    let mut inputs: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    inputs.sort();
    assert!(!inputs.is_empty(), "{target} keeps no input");
    inputs
}

#[test]
fn kept_inputs_pass_their_targets() {
    let mut count = 0;
    for (name, target) in targets::TARGETS {
        for path in kept(name) {
            let input = fs::read(&path).unwrap();
            let done = std::panic::catch_unwind(|| target(&input));
            assert!(done.is_ok(), "{}", path.display());
            count += 1;
        }
    }
    assert!(count > 40, "{count} inputs");
}

/// A small generator of numbers (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % (end.max(1) as u64)).unwrap()
    }
}

/// Changes an input in one to eight places, or puts another one into it.
fn change(dice: &mut Dice, input: &mut Vec<u8>, other: &[u8]) {
    for _ in 0..=dice.below(8) {
        let at = dice.below(input.len() + 1);
        let end = (at + dice.below(40)).min(input.len());
        match dice.below(7) {
            0 => drop(input.splice(at..end, [])),
            1 => {
                let piece =
                    PIECES[dice.below(PIECES.len())].repeat(1 + dice.below(4) * dice.below(30));
                drop(input.splice(at..at, piece.into_bytes()));
            }
            2 => {
                let piece = input[at..end].repeat(1 + dice.below(20));
                drop(input.splice(at..end, piece));
            }
            3 if at < input.len() => input[at] ^= 1 << dice.below(8),
            4 if at < input.len() => input[at] = u8::try_from(dice.below(256)).unwrap(),
            5 => {
                let from = dice.below(other.len() + 1);
                let to = (from + dice.below(300)).min(other.len());
                drop(input.splice(at..at, other[from..to].iter().copied()));
            }
            _ => input.truncate(at.max(input.len() / 2)),
        }
    }
    input.truncate(20_000);
}

#[test]
fn changed_inputs_pass_their_targets() {
    let rounds = std::env::var("PULLQUOTE_FUZZ")
        .ok()
        .map_or(ROUNDS, |rounds| rounds.parse().unwrap());
    let only = std::env::var("PULLQUOTE_FUZZ_TARGET").unwrap_or_default();
    for (name, target) in targets::TARGETS
        .iter()
        .filter(|(name, _)| name.starts_with(&only))
    {
        let inputs: Vec<Vec<u8>> = kept(name)
            .iter()
            .map(|path| fs::read(path).unwrap())
            .collect();
        for round in 0..rounds {
            let mut dice = Dice(round << 8);
            let mut input = inputs[dice.below(inputs.len())].clone();
            let other = &inputs[dice.below(inputs.len())];
            change(&mut dice, &mut input, other);
            if std::panic::catch_unwind(|| target(&input)).is_err() {
                let path = std::env::temp_dir().join(format!("pullquote-{name}-{round}"));
                fs::write(&path, &input).unwrap();
                panic!("{name}, round {round}: the input is in {}", path.display());
            }
        }
    }
}
