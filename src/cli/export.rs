//! `export`: articles to take elsewhere.

use std::fs::{self, File};
use std::io::{self, BufWriter, Cursor, Write};
use std::path::Path;

use crate::article::Document;
use crate::cli::args::{Export, ExportForm};
use crate::cli::errors;
use crate::cli::exit::Exit;
use crate::cli::inputs::{Chosen, Documents};
use crate::cli::output::counted;
use crate::config::clock;
use crate::engine::export;
use crate::error::{Error, ErrorKind};

/// Writes the articles that are asked for.
///
/// # Errors
/// If writing to `output` fails; what else goes wrong is said on standard error.
pub fn run(output: &mut dyn Write, asked: &Export) -> io::Result<Exit> {
    let chosen = match Chosen::open(&asked.inputs, &asked.filter) {
        Ok(chosen) => chosen,
        Err(error) => {
            errors::tell_error(&error);
            return Ok(error.kind.into());
        }
    };
    let mut documents = chosen.documents();
    let count = chosen.rows().len();
    if count == 0 {
        errors::tell("there is no article to export");
        return Ok(Exit::Partial);
    }
    let Some(path) = &asked.output else {
        write(output, &mut documents, asked)?;
        return Ok(documents.exit());
    };
    match write_to(path, &mut documents, asked) {
        Ok(place) => {
            let path = path.display();
            let articles = counted(count, "article");
            errors::tell(&format!("{articles} written to {place} in “{path}”"));
            Ok(documents.exit())
        }
        Err(error) => {
            let what = format!("cannot write to “{}”: {error}", path.display());
            errors::tell_error(
                &Error::new(ErrorKind::User, what).with_hint("give another place with --output"),
            );
            Ok(Exit::Failure)
        }
    }
}

/// Writes all articles one after the other.
fn write(output: &mut dyn Write, documents: &mut Documents<'_>, asked: &Export) -> io::Result<()> {
    match asked.format {
        ExportForm::Json => export::write_json_lines(documents, output),
        ExportForm::Epub => {
            let mut book = Cursor::new(Vec::new());
            let documents: Vec<Document> = documents.collect();
            export::write_epub(&documents, &asked.title, clock::now(), &mut book)?;
            output.write_all(book.get_ref())
        }
        ExportForm::Markdown | ExportForm::Html => {
            for (place, document) in documents.enumerate() {
                if place > 0 {
                    output.write_all(b"\n")?;
                }
                output.write_all(one(&document, asked.format).as_bytes())?;
            }
            Ok(())
        }
    }
}

fn one(document: &Document, format: ExportForm) -> String {
    if format == ExportForm::Html {
        export::html(document)
    } else {
        export::markdown(document)
    }
}

/// Writes into a file, or into files of a folder; returns which.
fn write_to(
    path: &Path,
    documents: &mut Documents<'_>,
    asked: &Export,
) -> io::Result<&'static str> {
    if let ExportForm::Json | ExportForm::Epub = asked.format {
        let mut file = BufWriter::new(File::create(path)?);
        write(&mut file, documents, asked)?;
        file.flush()?;
        return Ok("one file");
    }
    fs::create_dir_all(path)?;
    let extension = if asked.format == ExportForm::Html {
        "html"
    } else {
        "md"
    };
    for document in documents {
        let mut file = File::create(path.join(export::file_name(&document, extension)))?;
        file.write_all(one(&document, asked.format).as_bytes())?;
    }
    Ok("files")
}
