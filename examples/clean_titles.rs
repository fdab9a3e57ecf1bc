//! Writes what the title model sees of labelled pages, for training it.
//!
//! Usage: `clean_titles OUT.bin PAGES.jsonl...`, each line `{"text", "title", …}` as `assets/clean/render.py` writes
//! them. A line is labelled as the title where it has the same words, or, on pages without such a line, four of
//! five words in common with it. Pages whose title is not known are left out.
//!
//! The output, little endian: the number of features as `u32`, then for each line that may be a title the page's
//! number as `u32`, the label as `f32`, whether it has the very words of the title as `f32`, and the features as `f32`.
//! The names of the features go to `OUT.bin.names`.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a tool for training, run by hand"
)]

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};

use pullquote::clean::title;

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let out_path = arguments.next();
    let out_path = out_path.ok_or_else(|| io::Error::other("no output named"))?;
    let mut out = BufWriter::new(File::create(&out_path)?);
    let names = title::names();
    fs::write(format!("{out_path}.names"), names.join("\n"))?;
    let width = u32::try_from(names.len()).unwrap_or(u32::MAX);
    out.write_all(&width.to_le_bytes())?;
    let mut number = 0_u32;
    for path in arguments {
        for line in BufReader::new(File::open(&path)?).lines() {
            let page: serde_json::Value = serde_json::from_str(&line?)?;
            let field = |name: &str| page[name].as_str().unwrap_or_default();
            if !field("title").is_empty() {
                write_page(&mut out, number, field("text"), field("title"))?;
            }
            number += 1;
        }
    }
    out.flush()?;
    writeln!(io::stderr(), "{number} pages, {} features", names.len())
}

fn write_page(out: &mut impl io::Write, number: u32, text: &str, title: &str) -> io::Result<()> {
    let page = title::features(text);
    let title = words(title);
    let lines: Vec<Vec<String>> = page.lines.iter().map(|line| words(line)).collect();
    let has_same = lines.contains(&title);
    for (line, row) in lines.iter().zip(page.rows.chunks_exact(page.width)) {
        let is_same = *line == title;
        let is_title = if has_same {
            is_same
        } else {
            is_alike(line, &title)
        };
        out.write_all(&number.to_le_bytes())?;
        for value in [is_title, is_same].map(|is| f32::from(u8::from(is))) {
            out.write_all(&value.to_le_bytes())?;
        }
        for value in row {
            out.write_all(&value.to_le_bytes())?;
        }
    }
    Ok(())
}

fn is_alike(one: &[String], other: &[String]) -> bool {
    let (one, other): (BTreeSet<_>, BTreeSet<_>) = (one.iter().collect(), other.iter().collect());
    let (same, all) = (one.intersection(&other).count(), one.union(&other).count());
    0 < all && 4 * all <= 5 * same
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}
