//! The floors of the house: who may import whom, how long a file may be, that modules say what they
//! are for.

use std::fs;
use std::path::{Path, PathBuf};

/// Module, and the modules it may use besides itself.
const FLOORS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("article", &["text"]),
    ("error", &["text"]),
    ("clean", &["article", "text"]),
    ("segment", &["article", "text"]),
    ("dedup", &["article", "text"]),
    ("annotate", &["article", "text"]),
    ("query", &["article", "text"]),
    ("typeset", &["article", "text"]),
    ("source", &["article", "text", "error"]),
    ("library", &["article", "text", "error"]),
    ("config", &["article", "text", "error"]),
    (
        "engine",
        &[
            "clean", "segment", "dedup", "annotate", "query", "source", "library", "article",
            "text", "error",
        ],
    ),
    (
        "cli",
        &[
            "engine", "error", "config", "typeset", "query", "article", "text",
        ],
    ),
    (
        "tui",
        &[
            "engine", "error", "config", "typeset", "query", "article", "text",
        ],
    ),
    ("main", &["cli", "tui", "config", "error"]),
    ("lib", &[]),
];
/// Lines of production code that a file may have.
const MAX_LINES: usize = 600;

fn files(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
}

/// Returns the first path segments after `crate::`, also inside a braced group.
fn imports(code: &str) -> Vec<String> {
    let word = |s: &str| -> String {
        s.chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    let mut found = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let Some(group) = rest.strip_prefix('{') else {
            found.push(word(rest));
            continue;
        };
        let (mut depth, mut at_start) = (1, true);
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => at_start = true,
                c if at_start && c.is_alphanumeric() => {
                    found.push(word(&group[at..]));
                    at_start = false;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    found
}

#[test]
fn the_import_reader_sees_groups() {
    assert_eq!(
        imports("use crate::{tui::f, text}; crate::clean::x();"),
        ["tui", "text", "clean"]
    );
}

#[test]
fn nobody_imports_upwards_or_sideways() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    files(&src, &mut all);
    all.sort();
    let mut problems = Vec::new();
    for path in all {
        let name = path
            .strip_prefix(&src)
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/");
        // Tests beside the code may reach further, to set up what they look at.
        if name.ends_with("/tests.rs") {
            continue;
        }
        let module = name
            .split('/')
            .next()
            .unwrap()
            .trim_end_matches(".rs")
            .to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let Some((_, allowed)) = FLOORS.iter().find(|(floor, _)| *floor == module) else {
            problems.push(format!("{name}: module has no floor"));
            continue;
        };
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let is_code = |line: &&str| !line.trim_start().starts_with("//");
        let code: String = text.lines().filter(is_code).collect::<Vec<_>>().join("\n");
        for used in imports(&code) {
            if used != module && !allowed.contains(&used.as_str()) {
                problems.push(format!("{name}: may not use crate::{used}"));
            }
        }
        if !text.starts_with("//!") {
            problems.push(format!("{name}: starts without module docs"));
        }
        if name.ends_with("/mod.rs") {
            problems.push(format!("{name}: module files are named after the module"));
        }
        let lines = text.lines().count();
        if lines > MAX_LINES {
            problems.push(format!("{name}: {lines} lines"));
        }
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}
