//! The threads that do what takes time, so that nothing waits for it.
//!
//! One for the library and one for the filter: a key in the filter bar never waits behind an
//! article. The newest request of a kind wins. A panic in a job becomes a message; the thread goes on.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, unbounded};

use crate::article::{ArticleId, Document, Listed, Quotation, QuotationKind, Speaker};
use crate::engine::marks::{Difference, Piece, difference};
use crate::engine::{Shelf, shelf};
use crate::error::Error;
use crate::query::{Filter, Query};
use crate::tui::effect::Effect;
use crate::tui::model::panel::Quoted;
use crate::tui::msg::{Found, Msg, Opened, Passage, Told};
use crate::typeset::compose;
use crate::typeset::compose::byline;

/// How long the end of the program waits for marks and places to be kept.
const LONGEST_FINISH: Duration = Duration::from_secs(2);

/// Rows that are read before all others, so that a large library is there at once.
const FIRST_ROWS: usize = 300;
/// Articles that a search of the texts returns at most.
const MOST_FOUND: usize = 200;

/// The way to the workers.
#[derive(Debug)]
pub struct Workers {
    library: Sender<Effect>,
    filter: Sender<Effect>,
    newest_open: Arc<AtomicU64>,
    newest_filter: Arc<AtomicU64>,
}

impl Workers {
    /// Starts the threads; they end when this is dropped.
    pub fn start(shelf: &Arc<Shelf>, messages: &Sender<Msg>) -> Self {
        let (newest_open, newest_filter) = (Arc::default(), Arc::default());
        let library = {
            let (shelf, newest) = (Arc::clone(shelf), Arc::clone(&newest_open));
            spawn("library", messages.clone(), move |effect| {
                library(&shelf, &newest, effect)
            })
        };
        finish(shelf, messages);
        let filter = {
            let (shelf, newest) = (Arc::clone(shelf), Arc::clone(&newest_filter));
            let mut state = None;
            spawn("filter", messages.clone(), move |effect| {
                filter(&shelf, &newest, &mut state, effect)
            })
        };
        Self {
            library,
            filter,
            newest_open,
            newest_filter,
        }
    }

    /// Gives a job to the thread that does it; gives back what is not for them.
    pub fn give(&self, effect: Effect) -> Option<Effect> {
        let to = match &effect {
            Effect::Open { generation, .. } => {
                self.newest_open.store(*generation, Ordering::Relaxed);
                &self.library
            }
            Effect::Filter { generation, .. } => {
                self.newest_filter.store(*generation, Ordering::Relaxed);
                &self.filter
            }
            Effect::ReadRows { .. }
            | Effect::Compose { .. }
            | Effect::ReadQuotations { .. }
            | Effect::ReadPerson { .. }
            | Effect::AddNote { .. }
            | Effect::RemoveNote { .. }
            | Effect::BringBack { .. }
            | Effect::SetTag(..)
            | Effect::ReadNews(_)
            | Effect::SaveSearch { .. }
            | Effect::ReadLists { .. }
            | Effect::Compare { .. }
            | Effect::SearchTexts { .. }
            | Effect::ReadChoices
            | Effect::Choose(_)
            | Effect::SetRead(..)
            | Effect::SetStarred(..)
            | Effect::SavePosition(..) => &self.library,
            _ => return Some(effect),
        };
        // A worker that is gone has said why.
        let _gone = to.send(effect);
        None
    }

    /// Waits until everything that was given is done.
    pub fn finish(&self, messages: &Receiver<Msg>) {
        // An empty text to copy is answered by an empty notice, in its turn.
        let _gone = self.library.send(Effect::Copy(String::new()));
        while let Ok(message) = messages.recv_timeout(LONGEST_FINISH) {
            if message == Msg::Noticed(String::new()) {
                return;
            }
        }
    }
}

/// Works on what has only begun, beside everything else.
fn finish(shelf: &Arc<Shelf>, messages: &Sender<Msg>) {
    let (shelf, messages) = (Arc::clone(shelf), messages.clone());
    let run = move || {
        let is_new = catch_unwind(AssertUnwindSafe(|| shelf.finish()));
        if is_new.unwrap_or(false) {
            let _gone = messages.send(Msg::Grown);
        }
    };
    // Without a thread the beginnings are all there is.
    let _started = thread::Builder::new().name("rest".to_owned()).spawn(run);
}

fn spawn(
    name: &str,
    messages: Sender<Msg>,
    mut job: impl FnMut(Effect) -> Option<Msg> + Send + 'static,
) -> Sender<Effect> {
    let (give, take) = unbounded::<Effect>();
    let run = move || {
        for effect in take {
            let answer = catch_unwind(AssertUnwindSafe(|| job(effect)));
            let answer = answer.unwrap_or_else(|_| {
                Some(Msg::Noticed(
                    "Something went wrong there; it was left out.".to_owned(),
                ))
            });
            if answer.is_some_and(|answer| messages.send(answer).is_err()) {
                return;
            }
        }
    };
    // Without a thread the channel is closed, and requests go unanswered.
    let _started = thread::Builder::new().name(name.to_owned()).spawn(run);
    give
}

/// Says what could not be done.
fn failed(error: &Error) -> Msg {
    Msg::Noticed(format!("This was not saved: {}", error.message))
}

fn library(shelf: &Shelf, newest: &AtomicU64, effect: Effect) -> Option<Msg> {
    match effect {
        Effect::ReadRows { is_first } => {
            let read = if is_first {
                let first = shelf.rows_after(None, FIRST_ROWS);
                first.map(|(rows, next)| (rows, next.is_none()))
            } else {
                shelf.rows().map(|rows| (rows, true))
            };
            Some(match read {
                Ok((mut rows, is_all)) => {
                    if !shelf.is_kept() {
                        newest_first(&mut rows);
                    }
                    Msg::RowsRead { rows, is_all }
                }
                Err(error) => failed(&error),
            })
        }
        Effect::AddNote { id, span, words } => Some(marked(
            shelf,
            id,
            shelf.add_note(id, span, &words).map(drop),
        )),
        Effect::RemoveNote { id, note } => Some(marked(shelf, id, shelf.remove_note(note))),
        Effect::BringBack { id, piece, reach } => {
            let done = match reach {
                Some(reach) => shelf.bring_back(id, piece, reach),
                None => shelf.take_out_again(id, piece),
            };
            Some(match done {
                Ok(()) => Msg::Restored(id),
                Err(error) => failed(&error),
            })
        }
        Effect::ReadNews(id) => Some(match shelf.new_in_story(id) {
            Ok(spans) => Msg::News(id, spans),
            Err(error) => failed(&error),
        }),
        Effect::SetTag(id, tag, is_set) => shelf
            .set_tag(&[id], &tag, is_set)
            .err()
            .map(|error| failed(&error)),
        Effect::SaveSearch { name, query } => shelf
            .save_search(&name, &query)
            .err()
            .map(|error| failed(&error)),
        Effect::ReadLists { generation } => {
            let read = shelf
                .tags()
                .and_then(|tags| Ok((tags, shelf.saved_searches()?)));
            Some(match read {
                Ok((tags, searches)) => Msg::Listed {
                    generation,
                    tags,
                    searches,
                },
                Err(error) => failed(&error),
            })
        }
        Effect::Compare {
            this,
            other,
            generation,
        } => Some(match compared(shelf, this, other) {
            Ok(passages) => Msg::Compared {
                generation,
                passages,
            },
            Err(error) => failed(&error),
        }),
        Effect::Open { id, generation } => {
            if newest.load(Ordering::Relaxed) != generation {
                return None;
            }
            let opened = shelf.document(id).map(|document| Opened {
                id,
                document: Arc::new(document),
                position: shelf.position(id),
                marks: shelf.notes(id).unwrap_or_default(),
            });
            let result = opened.map_err(|error| error.message);
            Some(Msg::Opened { generation, result })
        }
        Effect::Compose {
            document,
            setting,
            generation,
        } => {
            let page = Arc::new(compose(&document, &setting));
            Some(Msg::Composed { generation, page })
        }
        Effect::ReadQuotations { ids, generation } => {
            let documents = at_hand(shelf, &ids);
            let of = |document: Document| -> Vec<Quoted> {
                let all = document.annotations.quotations.iter();
                let speech = all.filter(|quotation| quotation.kind == QuotationKind::Speech);
                speech
                    .map(|quotation| quoted(&document, quotation))
                    .collect()
            };
            Some(Msg::Quoted {
                generation,
                quotations: documents.flat_map(of).collect(),
            })
        }
        Effect::SearchTexts { query, generation } => Some(match shelf.search(&query, MOST_FOUND) {
            Ok(found) => Msg::Found {
                generation,
                found: found.into_iter().map(of_search).collect(),
            },
            Err(error) => Msg::Noticed(format!("The search failed: {}", error.message)),
        }),
        Effect::ReadPerson {
            names,
            ids,
            generation,
        } => {
            let documents = at_hand(shelf, &ids);
            let told = documents.filter_map(|document| told(&document, &names));
            Some(Msg::PersonRead {
                generation,
                told: told.collect(),
            })
        }
        Effect::ReadChoices => Some(chosen(shelf, Ok(()), false)),
        Effect::Choose(choices) => {
            let done = choices.iter().try_for_each(|choice| shelf.choose(choice));
            Some(chosen(shelf, done, true))
        }
        Effect::SetRead(ids, is_read) => shelf
            .set_read(&ids, is_read)
            .err()
            .map(|error| failed(&error)),
        Effect::SetStarred(ids, is_starred) => shelf
            .set_starred(&ids, is_starred)
            .err()
            .map(|error| failed(&error)),
        Effect::SavePosition(id, offset) => shelf
            .save_position(id, offset)
            .err()
            .map(|error| failed(&error)),
        // What comes before it in the channel is done.
        Effect::Copy(_) => Some(Msg::Noticed(String::new())),
        _ => None,
    }
}

fn filter(
    shelf: &Shelf,
    newest: &AtomicU64,
    state: &mut Option<(u64, Filter)>,
    effect: Effect,
) -> Option<Msg> {
    let Effect::Filter {
        query,
        rows,
        edition,
        generation,
    } = effect
    else {
        return None;
    };
    let is_wanted = || newest.load(Ordering::Relaxed) == generation;
    if !is_wanted() {
        return None;
    }
    let filter = match state {
        Some((known, filter)) if *known == edition => filter,
        _ => &mut state.insert((edition, Filter::new(&rows))).1,
    };
    let query = Query::parse(&query);
    let in_texts = |words: &str| shelf.with_words(words);
    let shown = Arc::new(filter.search(&rows, &query, &in_texts, &is_wanted)?);
    Some(Msg::Filtered {
        generation,
        shown,
        problems: query.problems,
    })
}

/// Returns those of some articles that need not be worked on first; one alone is worked on.
fn at_hand(shelf: &Shelf, ids: &[ArticleId]) -> impl Iterator<Item = Document> {
    ids.iter().filter_map(move |&id| {
        if ids.len() == 1 {
            return shelf.document(id).ok();
        }
        shelf.document_at_hand(id).ok().flatten()
    })
}

/// Returns the highlights and notes of an article after a change, or what went wrong.
fn marked(shelf: &Shelf, id: ArticleId, done: Result<(), Error>) -> Msg {
    match done.and_then(|()| shelf.notes(id)) {
        Ok(marks) => Msg::Marked(id, marks),
        Err(error) => failed(&error),
    }
}

/// Returns what the reader says about who is who after a change, or what went wrong.
fn chosen(shelf: &Shelf, done: Result<(), Error>, is_changed: bool) -> Msg {
    match done.and_then(|()| shelf.choices()) {
        Ok(choices) => Msg::Chosen {
            choices,
            is_changed,
        },
        Err(error) => failed(&error),
    }
}

/// Returns what differs between two copies.
fn compared(shelf: &Shelf, this: ArticleId, other: ArticleId) -> Result<Vec<Passage>, Error> {
    let (ours, theirs) = (shelf.document(this)?, shelf.document(other)?);
    let pieces = difference(&ours, &theirs);
    let words = |document: &Document, span: crate::text::TextSpan| {
        let words = span.of(&document.body.text).split_whitespace();
        words.collect::<Vec<_>>().join(" ")
    };
    let passage = |piece: Piece| Passage {
        difference: piece.difference,
        here: words(&ours, piece.here),
        there: words(&theirs, piece.there),
        place: if piece.difference == Difference::OnlyThere {
            (other, piece.there.start)
        } else {
            (this, piece.here.start)
        },
    };
    Ok(pieces.into_iter().map(passage).collect())
}

/// Puts rows in the order of their dates, those without one last.
fn newest_first(rows: &mut [Listed]) {
    rows.sort_by(|one, other| other.date().cmp(&one.date()));
}

fn of_search(found: shelf::Found) -> Found {
    Found {
        id: found.row.id,
        title: found.row.metadata.title.clone(),
        source: byline(&found.row, None),
        snippet: found.snippet,
        words: found.words,
    }
}

/// Returns what an article tells of a person.
pub fn told(document: &Document, names: &[String]) -> Option<Told> {
    let mut people = (0_u32..).zip(&document.annotations.people);
    let (number, person) = people.find(|(_, person)| names.contains(&person.name))?;
    let is_theirs = |quotation: &&Quotation| {
        let speaker = quotation
            .speaker
            .as_ref()
            .filter(|speaker| speaker.is_shown());
        quotation.kind == QuotationKind::Speech
            && speaker.is_some_and(|speaker| speaker.person == Some(number))
    };
    let quotations = document.annotations.quotations.iter().filter(is_theirs);
    Some(Told {
        id: document.row.id,
        title: document.row.metadata.title.clone(),
        source: byline(&document.row, None),
        role: person.role.clone(),
        first: person.mentions.first().map_or(0, |mention| mention.start),
        mentions: person.mentions.len(),
        quotations: quotations
            .map(|quotation| quoted(document, quotation))
            .collect(),
    })
}

/// Returns a quotation with what stands around it.
pub fn quoted(document: &Document, quotation: &Quotation) -> Quoted {
    let label = quotation.speaker.as_ref().and_then(Speaker::label);
    let metadata = &document.row.metadata;
    let words = quotation.span.of(&document.body.text);
    Quoted {
        article: document.row.id,
        start: quotation.span.start,
        words: words.split_whitespace().collect::<Vec<_>>().join(" "),
        speaker: label.unwrap_or_default(),
        is_person: quotation
            .speaker
            .as_ref()
            .is_some_and(|speaker| speaker.person.is_some()),
        title: metadata.title.clone(),
        source: byline(&document.row, None),
        url: metadata.url.clone().unwrap_or_default(),
    }
}
