//! A book of articles (EPUB 3.3), one chapter each.

use std::io::{self, Seek, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::article::Document;
use crate::engine::export::{article_html, markup::escape};

const CONTAINER: &str = "<?xml version=\"1.0\"?>\n<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile full-path=\"book.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>\n";

/// Writes the articles as a book. `made` is when, for the package document.
///
/// # Errors
/// If `out` cannot be written.
pub fn write<W: Write + Seek>(
    documents: &[Document],
    title: &str,
    made: jiff::Timestamp,
    out: W,
) -> io::Result<()> {
    let mut zip = ZipWriter::new(out);
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    // The standard wants this first and not packed, so that the file tells what it is.
    zip.start_file("mimetype", stored)?;
    zip.write_all(b"application/epub+zip")?;
    let mut file = |name: &str, text: &str| -> io::Result<()> {
        zip.start_file(name, SimpleFileOptions::default())?;
        zip.write_all(text.as_bytes())
    };
    file("META-INF/container.xml", CONTAINER)?;
    file("book.opf", &package(documents, title, made))?;
    file("contents.xhtml", &contents(documents, title))?;
    for (number, document) in documents.iter().enumerate() {
        let title = &document.row.metadata.title;
        file(
            &format!("{number}.xhtml"),
            &page(title, &article_html(document)),
        )?;
    }
    zip.finish()?.flush()
}

fn page(title: &str, body: &str) -> String {
    let title = escape(title);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" \
         xmlns:epub=\"http://www.idpf.org/2007/ops\"><head><title>{title}</title></head>\n<body>\n{body}</body></html>\n"
    )
}

fn contents(documents: &[Document], title: &str) -> String {
    let mut list = String::from("<nav epub:type=\"toc\"><ol>\n");
    for (number, document) in documents.iter().enumerate() {
        let title = escape(&document.row.metadata.title);
        let number = number.to_string();
        list.extend([
            "<li><a href=\"",
            &number,
            ".xhtml\">",
            &title,
            "</a></li>
",
        ]);
    }
    list.push_str("</ol></nav>\n");
    page(title, &list)
}

fn package(documents: &[Document], title: &str, made: jiff::Timestamp) -> String {
    let mut hasher = xxhash_rust::xxh3::Xxh3Default::new();
    let (mut manifest, mut spine) = (String::new(), String::new());
    for (number, document) in documents.iter().enumerate() {
        hasher.update(document.body.text.as_bytes());
        let number = number.to_string();
        manifest.extend([
            "<item id=\"c",
            &number,
            "\" href=\"",
            &number,
            ".xhtml\" media-type=\"application/xhtml+xml\"/>
",
        ]);
        spine.extend(["<itemref idref=\"c", &number, "\"/>"]);
    }
    let language = documents
        .iter()
        .find_map(|document| document.row.metadata.language.clone());
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"id\">\n\
         <metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:identifier id=\"id\">urn:pullquote:{:032x}</dc:identifier>\
         <dc:title>{}</dc:title><dc:language>{}</dc:language><meta property=\"dcterms:modified\">{}</meta></metadata>\n\
         <manifest><item id=\"nav\" href=\"contents.xhtml\" properties=\"nav\" media-type=\"application/xhtml+xml\"/>\n{manifest}</manifest>\n\
         <spine>{spine}</spine>\n</package>\n",
        hasher.digest128(),
        escape(title),
        escape(language.as_deref().unwrap_or("und")),
        made.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
}
