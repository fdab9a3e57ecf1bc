//! The stages as filters: which fields they take and which they give.

use std::io::{self, BufRead, Write};

use serde_json::{Value, json};

use crate::cli::exit::Exit;
use crate::cli::filter::stream::{
    Fields, LineError, Parsed, encode, map, map_lines, read, write_line,
};
use crate::cli::wire;
use crate::engine::{batch, ingest};
use crate::text::offsets::CodePoints;

/// `clean`: a page to its articles.
///
/// # Errors
/// If reading or writing fails.
pub fn clean(input: &mut dyn BufRead, output: &mut dyn Write) -> io::Result<Exit> {
    map_lines(input, output, |mut fields| {
        let page = page(&mut fields)?;
        let cleaned = ingest::clean_page(&page);
        fields.shift_remove("articles");
        fields.shift_remove("removed");
        // Written as it is: a page and what was taken out of it are too long to be copied once more.
        encode(&wire::CleanedOut {
            id: fields.shift_remove("id").unwrap_or_default(),
            articles: wire::articles(&cleaned),
            removed: wire::removed(&cleaned),
            rest: fields,
        })
    })
}

/// `annotate`: a clean text to its people and quotations.
///
/// # Errors
/// If reading or writing fails.
pub fn annotate(input: &mut dyn BufRead, output: &mut dyn Write) -> io::Result<Exit> {
    map(input, output, |mut fields| {
        let text = take_text(&mut fields, "text")?;
        let annotations = ingest::annotate_text(&text);
        let points = CodePoints::new(&text);
        let results = [
            ("people", json!(wire::people(&annotations, &points))),
            ("quotes", json!(wire::quotations(&annotations, &points))),
        ];
        Ok(answer(fields, results))
    })
}

/// `repeats`: what was said before, in the same text and in the earlier lines.
///
/// Which lines are copies is known only after the last one, since a later version may connect two
/// earlier ones; so the answers come after all input was read.
///
/// # Errors
/// If reading or writing fails.
pub fn repeats(input: &mut dyn BufRead, output: &mut dyn Write) -> io::Result<Exit> {
    let mut exit = Exit::Success;
    let mut earlier = batch::Earlier::default();
    let mut ids: Vec<Value> = Vec::new();
    let mut lines = Vec::new();
    let first = |mut fields: Fields| {
        let text = take_text(&mut fields, "text")?;
        Ok((batch::within(text), fields))
    };
    read(input, first, |Parsed { number, id, value }| {
        let value = value.map(|(within, fields)| {
            let points = CodePoints::new(&within.text);
            let spans = within
                .repeats
                .iter()
                .map(|repeat| points.of_span(repeat.span));
            let met = Met {
                place: ids.len(),
                spans: spans.collect(),
                passages: earlier.add(&within),
                fields,
            };
            ids.push(id.clone());
            met
        });
        lines.push(Parsed { number, id, value });
        Ok(())
    })?;
    let copies = earlier.copies();
    for Parsed { number, id, value } in lines {
        let value = value.and_then(|met| encode(&met.answer(&copies, &ids)));
        write_line(output, Parsed { number, id, value }, &mut exit)?;
    }
    output.flush()?;
    Ok(exit)
}

/// A line of `repeats` that waits for its copies.
struct Met {
    /// Its place among the lines that have a text.
    place: usize,
    spans: Vec<[usize; 2]>,
    passages: Vec<batch::PassageAt>,
    fields: Fields,
}

impl Met {
    fn answer(self, copies: &[Vec<batch::Share>], ids: &[Value]) -> Fields {
        let id = |index: u32| ids.get(index as usize).cloned().unwrap_or_default();
        let passage = |p: &batch::PassageAt| {
            json!([p.here[0], p.here[1], id(p.other), p.there[0], p.there[1]])
        };
        let copy = |copy: &batch::Share| {
            json!({
                "id": id(copy.other),
                "share": wire::rounded(copy.of_this),
                "share_of_other": wire::rounded(copy.of_other),
            })
        };
        let passages: Vec<_> = self.passages.iter().map(passage).collect();
        let copies = copies.get(self.place).into_iter().flatten();
        let copies: Vec<_> = copies.map(copy).collect();
        let results = [
            ("spans", json!(self.spans)),
            ("passages", json!(passages)),
            ("copies", json!(copies)),
        ];
        answer(self.fields, results)
    }
}

/// `stories`: which articles tell the same story; answers after all input was read.
///
/// # Errors
/// If reading or writing fails.
pub fn stories(input: &mut dyn BufRead, output: &mut dyn Write) -> io::Result<Exit> {
    let mut exit = Exit::Success;
    let mut told = batch::Told::default();
    let mut lines = Vec::new();
    let first = |mut fields: Fields| {
        let text = take_text(&mut fields, "text")?;
        let title = take_optional(&mut fields, "title")?.unwrap_or_default();
        let published = take_optional(&mut fields, "published")?;
        Ok((batch::telling(&title, &text, published.as_deref()), fields))
    };
    read(input, first, |parsed| {
        let value = parsed
            .value
            .map(|(telling, fields)| (told.add(telling), fields));
        lines.push(Parsed {
            number: parsed.number,
            id: parsed.id,
            value,
        });
        Ok(())
    })?;
    let numbers = told.stories();
    for Parsed { number, id, value } in lines {
        let value = value.and_then(|(index, fields)| {
            encode(&answer(fields, [("story", json!(numbers.get(index)))]))
        });
        write_line(output, Parsed { number, id, value }, &mut exit)?;
    }
    output.flush()?;
    Ok(exit)
}

/// `link`: mentions that another tool has found, to persons.
///
/// # Errors
/// If reading or writing fails.
pub fn link(input: &mut dyn BufRead, output: &mut dyn Write) -> io::Result<Exit> {
    map(input, output, |mut fields| {
        let Some(Value::Array(mentions)) = fields.shift_remove("mentions") else {
            return Err(LineError("no list field \"mentions\"".to_owned()));
        };
        let name = |mention: &'_ Value| -> Result<String, LineError> {
            let name = mention.get("text").and_then(Value::as_str);
            name.map(str::to_owned)
                .ok_or_else(|| LineError::missing("mentions[].text"))
        };
        let names = mentions.iter().map(name).collect::<Result<Vec<_>, _>>()?;
        fields.shift_remove("text");
        Ok(answer(
            fields,
            [("clusters", json!(ingest::link_names(&names)))],
        ))
    })
}

/// Puts `id` first, then the results, then every field that nobody took.
fn answer<const N: usize>(mut fields: Fields, results: [(&str, Value); N]) -> Fields {
    let mut out = Fields::new();
    out.insert(
        "id".to_owned(),
        fields.shift_remove("id").unwrap_or_default(),
    );
    for (name, value) in results {
        fields.shift_remove(name);
        out.insert(name.to_owned(), value);
    }
    out.extend(fields);
    out
}

fn take_text(fields: &mut Fields, name: &str) -> Result<String, LineError> {
    match fields.shift_remove(name) {
        Some(Value::String(text)) => Ok(text),
        _ => Err(LineError::missing(name)),
    }
}

fn take_optional(fields: &mut Fields, name: &str) -> Result<Option<String>, LineError> {
    match fields.shift_remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(LineError(format!("the field {name:?} is no string"))),
    }
}

fn page(fields: &mut Fields) -> Result<ingest::Input, LineError> {
    let text = take_optional(fields, "text")?;
    let html = take_optional(fields, "html")?;
    let bytes = take_optional(fields, "html_base64")?;
    let is_html = html.is_some() || bytes.is_some();
    let text = match (html, bytes, text) {
        (Some(html), ..) => html,
        (None, Some(bytes), _) => ingest::decode_base64(&bytes)
            .ok_or_else(|| LineError("\"html_base64\" is not valid base64".to_owned()))?,
        (None, None, Some(text)) => text,
        (None, None, None) => return Err(LineError("no field \"html\" or \"text\"".to_owned())),
    };
    let string = |name: &str| fields.get(name).and_then(Value::as_str);
    let fetched = string("fetched")
        .map(str::parse::<jiff::Timestamp>)
        .transpose();
    let page = ingest::Input {
        location: string("url").unwrap_or_default().to_owned(),
        url: string("url").map(str::to_owned),
        text,
        is_html,
        fetched: fetched.map_err(|error| LineError(format!("\"fetched\": {error}")))?,
        ..ingest::Input::default()
    };
    Ok(page.mended())
}
