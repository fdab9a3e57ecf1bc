//! Packs the name lists, the word classes and the closed lists.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pullquote::annotate::people::gender::Gender;
use pullquote::annotate::people::lexicon::{Entry, Lists, kind, pack};

/// Packs the lists in a folder, and the closed lists that lie in the other, into the other.
pub(crate) fn pack_all(from: &Path, to: &Path) {
    let read = |path: &Path| fs::read_to_string(path).unwrap();
    let names = read(&from.join("gazetteer.tsv"));
    let classes = read(&from.join("classes.tsv"));
    let lists = Lists {
        entries: entries(&names, &classes),
        kinds: kinds(&read(&to.join("words.txt"))),
        genders: genders(&read(&from.join("genders.tsv"))),
    };
    let packed = pack(&lists).expect("lists of a size that fits the tables");
    println!("lexicon.bin: {} bytes", packed.len());
    fs::write(to.join("lexicon.bin"), packed).unwrap();
}

/// Reads closed lists (name, colon, words).
fn kinds(closed: &str) -> Vec<(String, u16)> {
    let mut kinds: BTreeMap<String, u16> = BTreeMap::new();
    for (list, words) in closed.lines().filter_map(|line| line.split_once(": ")) {
        let Some((_, bit)) = kind::LISTS.iter().find(|(name, _)| *name == list) else {
            continue;
        };
        for word in words.split(' ') {
            *kinds.entry(word.to_owned()).or_default() |= bit;
        }
    }
    kinds.into_iter().collect()
}

/// Reads first names (name, `f` or `m`).
fn genders(lines: &str) -> Vec<(String, Gender)> {
    let of = |mark| match mark {
        "f" => Gender::Female,
        _ => Gender::Male,
    };
    lines
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(name, mark)| (name.to_owned(), of(mark)))
        .collect()
}

/// Joins a gazetteer (`f|l|p|d`, word, bucket) and word classes (word, coarse, middle, fine).
fn entries(names: &str, classes: &str) -> Vec<(String, Entry)> {
    let mut entries: BTreeMap<String, u32> = BTreeMap::new();
    for line in names.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let bucket: u32 = cells.get(2).map_or(0, |cell| cell.parse().unwrap());
        let bits = match cells[0] {
            "f" => bucket,
            "l" => bucket << 3,
            "p" => 1 << 6,
            _ => 1 << 7,
        };
        *entries.entry(cells[1].to_owned()).or_default() |= bits;
    }
    let mut packed: BTreeMap<String, Entry> = entries
        .into_iter()
        .map(|(word, bits)| (word, Entry(Entry::UNKNOWN.0 | bits)))
        .collect();
    for line in classes.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [word, numbers @ ..] = cells.as_slice() else {
            continue;
        };
        let numbers: Vec<u32> = numbers.iter().filter_map(|n| n.parse().ok()).collect();
        let [coarse, middle, fine] = numbers[..] else {
            continue;
        };
        // A fine class of 0 would make an entry that looks like none.
        let class = (coarse | middle << 6 | (fine + 1) << 14) << 8;
        let entry = packed.entry((*word).to_owned()).or_insert(Entry(0));
        entry.0 = entry.0 & 0xFF | class;
    }
    packed.into_iter().collect()
}
