//! What the programs share that write lines of pages with their features and labels.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};

/// The binary output: the number of features as `u32`, then the rows, all little endian.
pub(crate) struct Rows {
    out: BufWriter<File>,
}

impl Rows {
    /// Makes the file, and beside it `.names` with the names of the features.
    pub(crate) fn create(path: &str, names: &[String]) -> io::Result<Self> {
        fs::write(format!("{path}.names"), names.join("\n"))?;
        let mut out = BufWriter::new(File::create(path)?);
        let width = u32::try_from(names.len()).unwrap_or(u32::MAX);
        out.write_all(&width.to_le_bytes())?;
        Ok(Self { out })
    }

    /// Writes a row: the page's number, what the line is known by, and its features.
    pub(crate) fn write(&mut self, page: u32, known: [f32; 2], features: &[f32]) -> io::Result<()> {
        self.out.write_all(&page.to_le_bytes())?;
        for value in known.iter().chain(features) {
            self.out.write_all(&value.to_le_bytes())?;
        }
        Ok(())
    }

    /// Writes what is not written yet.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Calls `each` with every page of some files of JSON Lines, numbered from 0; returns how many there are.
pub(crate) fn read_pages(
    paths: impl Iterator<Item = String>,
    mut each: impl FnMut(u32, &dyn Fn(&str) -> String) -> io::Result<()>,
) -> io::Result<u32> {
    let mut number = 0_u32;
    for path in paths {
        for line in BufReader::new(File::open(&path)?).lines() {
            let page: serde_json::Value = serde_json::from_str(&line?)?;
            let field = |name: &str| page[name].as_str().unwrap_or_default().to_owned();
            each(number, &field)?;
            number += 1;
        }
    }
    Ok(number)
}

/// Returns the words of a text in lower case.
pub(crate) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}
