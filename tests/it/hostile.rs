//! Hostile input: what the fuzz targets have kept goes through them again.

use std::fs;
use std::path::Path;

use super::targets;

/// Inputs in `tests/data/fuzz/TARGET/`: a small corpus, and everything that ever was a crash.
#[test]
fn kept_inputs_pass_their_targets() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/fuzz");
    let mut count = 0;
    for (name, target) in targets::TARGETS {
        let mut inputs: Vec<_> = fs::read_dir(data.join(name))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        inputs.sort();
        for path in &inputs {
            let input = fs::read(path).unwrap();
            let done = std::panic::catch_unwind(|| target(&input));
            assert!(done.is_ok(), "{}", path.display());
        }
        assert!(!inputs.is_empty(), "{name} keeps no input");
        count += inputs.len();
    }
    assert!(count > 40, "{count} inputs");
}
