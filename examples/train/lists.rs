//! Packs the name lists and word classes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pullquote::annotate::people::lexicon::{Entry, pack};

/// Packs the lists in a folder into another.
pub(crate) fn pack_all(from: &Path, to: &Path) {
    let write = |name: &str, raw: &[u8]| {
        let packed = zstd::encode_all(raw, 19).unwrap();
        println!("{name}: {} bytes", packed.len());
        fs::write(to.join(name), packed).unwrap();
    };
    let names = fs::read_to_string(from.join("gazetteer.tsv")).unwrap();
    let classes = fs::read_to_string(from.join("classes.tsv")).unwrap();
    write("lexicon.bin", &pack(&entries(&names, &classes)));
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
