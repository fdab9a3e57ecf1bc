//! Mails and web pages saved as mails (MHTML); the only user of `mail-parser`.

use std::ops::ControlFlow;

use mail_parser::{HeaderName, Message, MessageParser, MimeHeaders as _, PartType};

use crate::article::{Metadata, Published};
use crate::source::feed::absolute;
use crate::source::reader::Origin;
use crate::source::{Item, Page, Sink, fault};
use crate::text::sanitize::sanitize_line;

/// Reads one mail, or the mails of an mbox file.
pub(super) fn read(bytes: &[u8], origin: Origin<'_>, sink: &mut Sink<'_>) -> ControlFlow<()> {
    if !bytes.starts_with(b"From ") {
        return one(bytes, origin, sink);
    }
    let mut start = 0;
    let mut number = 0;
    while start < bytes.len() && number < origin.limits.entries {
        let rest = bytes.get(start..).unwrap_or_default();
        let end = memchr::memmem::find(rest, b"\n\nFrom ")
            .or_else(|| memchr::memmem::find(rest, b"\n\r\nFrom "));
        let end = end.map_or(rest.len(), |end| end + 2);
        let mail = rest.get(..end).unwrap_or_default();
        let after_line = memchr::memchr(b'\n', mail).map_or(0, |at| at + 1);
        number += 1;
        let location = format!("{}#{number}", origin.location);
        let here = Origin {
            location: &location,
            ..origin
        };
        one(mail.get(after_line..).unwrap_or_default(), here, sink)?;
        start += end.max(1);
    }
    ControlFlow::Continue(())
}

fn one(bytes: &[u8], origin: Origin<'_>, sink: &mut Sink<'_>) -> ControlFlow<()> {
    let Some(message) = MessageParser::default().parse(bytes) else {
        return sink(Err(fault(origin.location, "it is no mail")));
    };
    let Some((text, is_html)) = body(&message) else {
        return sink(Err(fault(origin.location, "there is no text in the mail")));
    };
    let saved = saved_address(&message);
    let is_page = saved.is_some();
    let from = message.from().and_then(|from| from.first());
    let sender = from
        .and_then(|from| from.name().or_else(|| from.address()))
        .map(sanitize_line);
    let published = message.date().map(|date| Published {
        words: date.to_rfc3339(),
        resolved: Some(date.to_rfc3339()),
    });
    let given = Metadata {
        title: message.subject().map(sanitize_line).unwrap_or_default(),
        // A browser that saves a page writes itself as the sender, and the day of saving.
        source: sender.filter(|_| !is_page),
        published: published.clone().filter(|_| !is_page),
        url: saved.clone(),
        ..Metadata::default()
    };
    let fetched = published.and_then(|date| date.resolved?.parse().ok());
    sink(Ok(Item::Page(Box::new(Page {
        location: origin.location.to_owned(),
        url: saved,
        text,
        is_html,
        fetched,
        given,
        ..Page::default()
    }))))
}

/// The first HTML part, or the text where there is none.
fn body(message: &Message<'_>) -> Option<(String, bool)> {
    let html = message.parts.iter().find_map(|part| match &part.body {
        PartType::Html(html) if !part.is_content_type("text", "plain") => Some(html.to_string()),
        _ => None,
    });
    if let Some(html) = html.filter(|html| !html.trim().is_empty()) {
        return Some((html, true));
    }
    let text = message.body_text(0)?;
    (!text.trim().is_empty()).then(|| (text.into_owned(), false))
}

/// The address of a page saved as a mail.
fn saved_address(message: &Message<'_>) -> Option<String> {
    let own = message.header(HeaderName::Other("Snapshot-Content-Location".into()));
    let own = own
        .and_then(|value| value.as_text())
        .and_then(|url| absolute(url, None));
    let of_parts = || {
        let mut parts = message.parts.iter();
        parts.find_map(|part| match &part.body {
            PartType::Html(_) => part.content_location().and_then(|url| absolute(url, None)),
            _ => None,
        })
    };
    own.or_else(of_parts)
}
