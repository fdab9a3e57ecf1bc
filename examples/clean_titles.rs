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
use std::io::{self, Write as _};

use pullquote::clean::title;
use train::lines::{Rows, read_pages, words};

mod train {
    pub(crate) mod lines;
}

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next();
    let path = path.ok_or_else(|| io::Error::other("no output named"))?;
    let names = title::names();
    let mut rows = Rows::create(&path, &names)?;
    let count = read_pages(arguments, |number, field| {
        let title = field("title");
        if title.is_empty() {
            return Ok(());
        }
        write_page(&mut rows, number, &field("text"), &title)
    })?;
    rows.finish()?;
    writeln!(io::stderr(), "{count} pages, {} features", names.len())
}

fn write_page(rows: &mut Rows, number: u32, text: &str, title: &str) -> io::Result<()> {
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
        let known = [is_title, is_same].map(|is| f32::from(u8::from(is)));
        rows.write(number, known, row)?;
    }
    Ok(())
}

fn is_alike(one: &[String], other: &[String]) -> bool {
    let (one, other): (BTreeSet<_>, BTreeSet<_>) = (one.iter().collect(), other.iter().collect());
    let (same, all) = (one.intersection(&other).count(), one.union(&other).count());
    0 < all && 4 * all <= 5 * same
}
