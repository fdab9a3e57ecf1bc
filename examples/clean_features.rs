//! Writes what the line model sees of labelled pages, for training it.
//!
//! Usage: `clean_features OUT.bin PAGES.jsonl...`, each line `{"text", "truth", …}` as
//! `assets/clean/render.py` writes them. A line of a page is labelled as kept where at least half of
//! its words are covered by runs of four words that the true text has too; a line of fewer than four
//! words where the true text has the same line.
//!
//! The output, little endian: the number of features as `u32`, then for each line that is not blank
//! the page's number as `u32`, the label as `f32`, the words as `f32`, and the features as `f32`.
//! The names of the features go to `OUT.bin.names`, and to `OUT.bin.words` for each line the number of its words that
//! may have a tone, and what they are known by, all as `u32`.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a tool for training, run by hand"
)]

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufWriter, Write as _};

use pullquote::clean::model::{self, PageFeatures};
use train::lines::{Rows, read_pages, words};

mod train {
    pub(crate) mod lines;
}

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next();
    let path = path.ok_or_else(|| io::Error::other("no output named"))?;
    let names = model::names();
    let mut rows = Rows::create(&path, &names)?;
    let mut words_out = BufWriter::new(File::create(format!("{path}.words"))?);
    let count = read_pages(arguments, |number, field| {
        let page = model::features(&field("text"));
        write_page(&mut rows, number, &page, &field("truth"))?;
        for words in &page.words {
            let count = u32::try_from(words.len()).unwrap_or(u32::MAX);
            for number in [count].iter().chain(words) {
                words_out.write_all(&number.to_le_bytes())?;
            }
        }
        Ok(())
    })?;
    rows.finish()?;
    words_out.flush()?;
    writeln!(io::stderr(), "{count} pages, {} features", names.len())
}

fn write_page(rows: &mut Rows, number: u32, page: &PageFeatures, truth: &str) -> io::Result<()> {
    let truth = Truth::new(truth);
    for (line, row) in page.lines.iter().zip(page.rows.chunks_exact(page.width)) {
        let words = words(line);
        let count = f32::from(u16::try_from(words.len()).unwrap_or(u16::MAX));
        rows.write(number, [truth.label(&words), count], row)?;
    }
    Ok(())
}

struct Truth {
    runs: BTreeSet<[String; 4]>,
    lines: BTreeSet<Vec<String>>,
}

impl Truth {
    fn new(text: &str) -> Self {
        let all = words(text);
        let runs = all
            .windows(4)
            .filter_map(|run| run.to_vec().try_into().ok());
        Self {
            runs: runs.collect(),
            lines: text.lines().map(words).collect(),
        }
    }

    fn label(&self, line: &[String]) -> f32 {
        if line.is_empty() {
            return 0.0;
        }
        if line.len() < 4 {
            return f32::from(u8::from(self.lines.contains(line)));
        }
        let mut is_covered = vec![false; line.len()];
        for (at, run) in line.windows(4).enumerate() {
            let run: Option<[String; 4]> = run.to_vec().try_into().ok();
            if run.is_some_and(|run| self.runs.contains(&run)) {
                is_covered[at..at + 4].fill(true);
            }
        }
        let covered = is_covered.iter().filter(|&&is| is).count();
        f32::from(u8::from(covered * 2 >= line.len()))
    }
}
