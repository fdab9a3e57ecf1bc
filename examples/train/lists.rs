//! Packs the name lists and word classes.

use std::collections::BTreeMap;
use std::fs;

use pullquote::annotate::people::lexicon::{Entry, pack as pack_entries};

/// Packs a gazetteer (`f|l|p|d`, word, bucket) and word classes (word, coarse, middle, fine).
pub(crate) fn pack(names: &str, classes: &str) -> Vec<u8> {
    let mut entries: BTreeMap<String, u32> = BTreeMap::new();
    for line in fs::read_to_string(names).unwrap().lines() {
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
    for line in fs::read_to_string(classes).unwrap().lines() {
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
    let packed: Vec<(String, Entry)> = packed.into_iter().collect();
    println!("{} words", packed.len());
    zstd::encode_all(pack_entries(&packed).as_slice(), 19).unwrap()
}
