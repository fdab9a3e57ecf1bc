//! Labelled texts.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pullquote::text::TextSpan;
use pullquote::text::offsets::CodePoints;

/// A text with its people.
#[derive(Clone, Debug, Default)]
pub(crate) struct Document {
    pub(crate) id: String,
    pub(crate) text: String,
    /// Ascending, disjoint.
    pub(crate) people: Vec<TextSpan>,
    /// How often a pass goes over it.
    pub(crate) weight: usize,
}

/// Reads a file of texts; see the head of the program.
pub(crate) fn read(argument: &str) -> Vec<Document> {
    let (path, weight) = argument.split_once('*').unwrap_or((argument, "1"));
    let (path, parity) = match path.rsplit_once(':') {
        Some((path, parity)) => (path, parity.parse::<u64>().ok()),
        None => (path, None),
    };
    let content = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut documents = if Path::new(path).extension().is_some_and(|it| it == "jsonl") {
        content.lines().map(from_json).collect()
    } else {
        from_tokens(&content)
    };
    documents.retain(|document| parity.is_none_or(|parity| hash(&document.id) & 1 == parity));
    for document in &mut documents {
        document.weight = weight.parse().unwrap();
    }
    documents
}

/// Hashes an id or a text (FNV-1a, its halves folded).
pub(crate) fn hash(text: &str) -> u64 {
    let hash = pullquote::annotate::people::lexicon::hash(text);
    hash ^ hash >> 29
}

fn from_json(line: &str) -> Document {
    let value: serde_json::Value = serde_json::from_str(line).unwrap();
    let text = value["text"].as_str().unwrap().to_owned();
    let points = CodePoints::new(&text);
    let mut people: Vec<TextSpan> = value["people"]
        .as_array()
        .unwrap()
        .iter()
        .map(|span| {
            let at = |index: usize| points.to_byte(span[index].as_u64().unwrap() as usize);
            TextSpan::new(at(0), at(1))
        })
        .collect();
    people.sort_unstable();
    Document {
        id: value["id"].to_string(),
        people,
        text,
        weight: 1,
    }
}

fn from_tokens(content: &str) -> Vec<Document> {
    let mut documents: Vec<Document> = Vec::new();
    let mut writer = Writer::default();
    for line in content.lines() {
        if let Some(id) = line.strip_prefix("# doc = ") {
            writer.finish(&mut documents);
            id.clone_into(&mut writer.document.id);
        } else if line.is_empty() {
            writer.end_sentence();
        } else {
            let (word, tag) = line.rsplit_once('\t').unwrap();
            writer.push(word, tag);
        }
    }
    writer.finish(&mut documents);
    documents
}

/// Puts tokens back into running text.
#[derive(Default)]
struct Writer {
    document: Document,
    is_quoting: bool,
    /// The next token stands right after the last one.
    is_glued: bool,
    /// Sentences of the paragraph so far.
    sentences: usize,
    last: String,
}

impl Writer {
    fn push(&mut self, word: &str, tag: &str) {
        let text = &mut self.document.text;
        let is_start = text.is_empty() || text.ends_with('\n');
        if !is_start && !self.is_glued && !sticks_left(word, &self.last, self.is_quoting) {
            text.push(' ');
        }
        let start = text.len();
        text.push_str(word);
        let span = TextSpan::new(start, text.len());
        match (tag, self.document.people.last_mut()) {
            ("O", _) => {}
            ("I-PER", Some(open)) => open.end = span.end,
            _ => self.document.people.push(span),
        }
        self.is_glued = match word {
            "\"" => {
                self.is_quoting = !self.is_quoting;
                self.is_quoting
            }
            "(" | "[" | "$" | "#" | "@" | "“" | "‘" | "``" | "£" | "€" => true,
            "-" | "/" => is_number(&self.last),
            _ => false,
        };
        word.clone_into(&mut self.last);
    }

    fn end_sentence(&mut self) {
        if self.document.text.is_empty() || self.document.text.ends_with('\n') {
            return;
        }
        self.sentences += 1;
        let ends = self.last.ends_with(['.', '!', '?', '"', '”']);
        if !ends || self.sentences.is_multiple_of(2) {
            self.document.text.push_str("\n\n");
            self.sentences = 0;
        } else {
            self.document.text.push(' ');
            self.is_glued = true;
        }
        self.is_quoting = false;
        if ends {
            self.is_glued = true;
        }
    }

    fn finish(&mut self, documents: &mut Vec<Document>) {
        let writer = std::mem::take(self);
        let mut document = writer.document;
        document.text.truncate(document.text.trim_end().len());
        if !document.text.is_empty() {
            documents.push(document);
        }
    }
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

fn sticks_left(word: &str, last: &str, is_quoting: bool) -> bool {
    match word {
        "," | "." | ";" | ":" | "!" | "?" | ")" | "]" | "%" | "”" | "..." | "''" => true,
        "\"" => is_quoting,
        "'s" | "'S" | "'re" | "'ve" | "'ll" | "'d" | "'m" | "n't" | "'t" | "’s" | "’re" | "’ve"
        | "’ll" | "’d" | "’m" | "n’t" => true,
        "-" | "/" => is_number(last),
        _ => false,
    }
}

/// Says how many mentions do not begin and end with tokens.
pub(crate) fn misaligned(document: &Document, tokens: &[TextSpan]) -> usize {
    let starts: BTreeSet<u32> = tokens.iter().map(|token| token.start).collect();
    let ends: BTreeSet<u32> = tokens.iter().map(|token| token.end).collect();
    let fits = |span: &&TextSpan| starts.contains(&span.start) && ends.contains(&span.end);
    document.people.len() - document.people.iter().filter(fits).count()
}
