//! The articles that new ones were compared with last, as they were read.
//!
//! What one article is compared with, a later one often is as well: the next in a swarm of news, and in a long run
//! any of those that were the first to say something.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use crate::article::ArticleId;
use crate::dedup::across::{Parts, Reading};
use crate::error::Error;
use crate::library::Candidate;
use crate::text::TextSpan;
use crate::text::lookup::LookupMap;

/// Bytes of articles that are kept as they were read.
const MOST_BYTES: usize = 64 << 20;
/// Bytes that a word takes beside its letters: as it is compared, and packed.
const BYTES_PER_WORD: usize = 24;

/// A text with what was read of it.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) text: String,
    pub(super) sentences: Vec<TextSpan>,
    pub(super) parts: Parts,
}

impl Read {
    /// Returns the text as it is compared.
    pub(super) fn reading(&self) -> Reading<'_> {
        Reading::of_parts(&self.text, &self.sentences, &self.parts)
    }

    fn of(candidate: &Candidate) -> Self {
        let (text, sentences) = candidate.unpack();
        let parts = Reading::of(&text, &sentences).into_parts();
        Self {
            text,
            sentences,
            parts,
        }
    }

    /// Returns the bytes that it takes, about.
    fn size(&self) -> usize {
        size_of::<Earlier>() + self.text.len() + self.reading().word_count() * BYTES_PER_WORD
    }
}

/// An article of the library, unpacked and read by whoever compares with it first.
#[derive(Debug)]
pub(super) struct Earlier {
    packed: Candidate,
    read: OnceLock<Read>,
    room: Arc<Room>,
}

impl Earlier {
    /// Gives the article to `work` as it is compared; what was read is kept as long as there is room.
    pub(super) fn with<T>(&self, work: impl FnOnce(&Reading<'_>) -> T) -> T {
        if let Some(read) = self.read.get() {
            return work(&read.reading());
        }
        let read = Read::of(&self.packed);
        let out = work(&read.reading());
        if self.room.take(read.size())
            && let Err(twice) = self.read.set(read)
        {
            self.room.give(twice.size());
        }
        out
    }

    /// Returns the bytes that it takes of the room.
    fn taken(&self) -> usize {
        self.read.get().map_or(0, Read::size)
    }
}

impl Drop for Earlier {
    fn drop(&mut self) {
        self.room.give(self.taken());
    }
}

/// Bytes that may be taken, and that are.
#[derive(Debug)]
struct Room {
    most: usize,
    taken: AtomicUsize,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            most: MOST_BYTES,
            taken: AtomicUsize::new(0),
        }
    }
}

impl Room {
    /// Says whether there is room for so many more bytes, which are taken then.
    fn take(&self, bytes: usize) -> bool {
        let more = |taken: usize| Some(taken + bytes).filter(|&taken| taken <= self.most);
        self.taken
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more)
            .is_ok()
    }

    fn give(&self, bytes: usize) {
        self.taken.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// What was compared with last: as of two generations, of which the older one goes as a whole, what is in use
/// stays about as it would if the one not used for longest went each time.
#[derive(Debug, Default)]
pub(super) struct Recent {
    now: LookupMap<ArticleId, Arc<Earlier>>,
    before: LookupMap<ArticleId, Arc<Earlier>>,
    room: Arc<Room>,
}

impl Recent {
    /// Between two transactions: forgets what there was no room for, and all that has not been used since half of
    /// the room was first filled.
    pub(super) fn turn(&mut self) {
        self.now.retain(|_, earlier| earlier.read.get().is_some());
        let taken: usize = self.now.values().map(|earlier| earlier.taken()).sum();
        if taken > self.room.most / 2 {
            self.before = std::mem::take(&mut self.now);
        }
    }

    /// Returns an article, which `fetch` gives where it is not known.
    pub(super) fn get(
        &mut self,
        id: ArticleId,
        fetch: impl FnOnce() -> Result<Option<Candidate>, Error>,
    ) -> Result<Option<Arc<Earlier>>, Error> {
        if let Some(earlier) = self.now.get(&id) {
            return Ok(Some(Arc::clone(earlier)));
        }
        let earlier = match self.before.remove(&id) {
            Some(earlier) => earlier,
            None => match fetch()? {
                Some(packed) => Arc::new(Earlier {
                    packed,
                    read: OnceLock::new(),
                    room: Arc::clone(&self.room),
                }),
                None => return Ok(None),
            },
        };
        self.now.insert(id, Arc::clone(&earlier));
        Ok(Some(earlier))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_fetched_once_while_it_is_in_use() {
        let room = Room {
            most: 3 * Read::of(&Candidate::default()).size(),
            ..Room::default()
        };
        let mut recent = Recent {
            room: Arc::new(room),
            ..Recent::default()
        };
        let mut fetched = 0;
        let mut get = |recent: &mut Recent, id| {
            let fetch = || {
                fetched += 1;
                Ok((id != 3).then(Candidate::default))
            };
            let earlier = recent.get(ArticleId(id), fetch).unwrap();
            let length = earlier.map(|earlier| earlier.with(|reading| reading.text().len()));
            (length, fetched)
        };
        assert_eq!(get(&mut recent, 1), (Some(0), 1));
        assert_eq!(get(&mut recent, 2), (Some(0), 2));
        assert_eq!(get(&mut recent, 3), (None, 3));
        recent.turn();
        assert_eq!(get(&mut recent, 1), (Some(0), 3));
        recent.turn();
        assert_eq!(get(&mut recent, 2), (Some(0), 3));
        assert_eq!(get(&mut recent, 4), (Some(0), 4));
        recent.turn();
        assert_eq!(get(&mut recent, 1), (Some(0), 4));
        assert_eq!(get(&mut recent, 4), (Some(0), 4));
        recent.turn();
        assert_eq!(get(&mut recent, 2), (Some(0), 5));
    }

    #[test]
    fn room_is_given_back_with_what_took_it() {
        let room = Arc::new(Room::default());
        let text = "One two three.".to_owned();
        let sentences = vec![TextSpan::new(0, text.len())];
        let parts = Reading::of(&text, &sentences).into_parts();
        let read = Read {
            text,
            sentences,
            parts,
        };
        let size = read.size();
        assert!(size > 0 && room.take(size) && !room.take(MOST_BYTES));
        drop(Earlier {
            packed: Candidate::default(),
            read: OnceLock::from(read),
            room: Arc::clone(&room),
        });
        assert_eq!(room.taken.load(Ordering::Relaxed), 0);
    }
}
