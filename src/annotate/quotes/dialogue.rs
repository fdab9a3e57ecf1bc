//! What the quotations of a text tell about each other: whose turn it is, who is addressed, who is
//! plainly named as the speaker of the next one.

use crate::annotate::quotes::dateline::is_separator;
use crate::annotate::quotes::features::{Place, pattern};
use crate::annotate::quotes::lexicon::{class, classes};
use crate::annotate::quotes::scene::Scene;
use crate::annotate::quotes::tokens::Kind;
use crate::text::TextSpan;

/// Mentions on each side of a quotation that may plainly be its speaker.
const NEAR: usize = 4;
/// Persons named inside one quotation that are remembered.
const NAMED: usize = 4;

/// One quotation outside of all others.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) place: Place,
    /// Index of its piece.
    pub(super) piece: usize,
    /// Its turn, by index.
    pub(super) turn: usize,
    /// Persons named inside it, and whether they are spoken to.
    pub(super) named: Vec<(u32, bool)>,
}

/// A plain speaker somewhere else in a conversation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Anchor {
    /// How many turns away.
    pub(super) turns: usize,
    pub(super) mention: usize,
}

/// Words between two quotations of one paragraph from which on they are not one turn: a text may
/// have lost its paragraphs.
const PAUSE: u32 = 40;

/// The quotations of one paragraph, as far as they stand together.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Turn {
    paragraph: u32,
    /// Turns before it without another paragraph between.
    pub(super) chain: u32,
    /// The mention that is plainly the speaker, as `Smith` in `“…,” said Smith`.
    pub(super) explicit: Option<usize>,
    /// The person who is spoken to by name.
    pub(super) addressed: Option<u32>,
    /// Words and marks outside the quotations.
    pub(super) narration: u32,
    /// The nearest plain speakers of turns after and before it in the same conversation.
    pub(super) ahead: Option<Anchor>,
    pub(super) behind: Option<Anchor>,
    /// Says that another story begins between the turn before and this one.
    pub(super) is_new: bool,
}

/// The quotations of a text, in its order.
#[derive(Debug, Default)]
pub(super) struct Dialogue {
    pub(super) lines: Vec<Line>,
    turns: Vec<Turn>,
    /// Share of the turns that answer another one, in `0..=1`: how much of a conversation it is.
    pub(super) talk: f32,
}

impl Dialogue {
    /// Reads the quotations of a scene. Cost: linear in its tokens.
    pub(super) fn new(scene: &Scene<'_>) -> Self {
        let mut out = Self::default();
        let mut narration = 0;
        let mut pause = 0;
        let mut rank = 0;
        let mut is_new = false;
        let mut starts = true;
        for (at, token) in scene.tokens.iter().enumerate() {
            if starts {
                let paragraph = scene.source.paragraphs.get(token.paragraph as usize);
                let words = paragraph.map_or("", |span| span.of(scene.source.text));
                is_new |=
                    is_separator(words) || scene.stories.binary_search(&token.paragraph).is_ok();
                starts = false;
            }
            match token.kind {
                Kind::Break => {
                    if let Some(turn) = out.turns.last_mut().filter(|_| rank > 0) {
                        turn.narration = narration;
                    }
                    (narration, pause, rank, starts) = (0, 0, 0, true);
                }
                Kind::Quote(piece) => {
                    let piece = piece as usize;
                    let is_continued = scene
                        .source
                        .pieces
                        .get(piece)
                        .is_some_and(|piece| piece.is_continued);
                    let Some(place) = Place::new(scene, at, rank, is_continued) else {
                        continue;
                    };
                    if rank == 0 || pause > PAUSE {
                        if let Some(turn) = out.turns.last_mut().filter(|_| rank > 0) {
                            turn.narration = narration;
                        }
                        out.begin(token.paragraph, is_new);
                        is_new = false;
                    }
                    rank += 1;
                    pause = 0;
                    out.lines.push(Line {
                        place,
                        piece,
                        turn: out.turns.len() - 1,
                        named: Vec::new(),
                    });
                }
                _ => {
                    narration += 1;
                    pause += 1;
                }
            }
        }
        let answers = out.turns.iter().filter(|turn| turn.chain > 0).count();
        out.talk = answers as f32 / out.turns.len().max(1) as f32;
        out.name(scene);
        out.explain(scene);
        out.anchor();
        out
    }

    /// Returns a turn.
    pub(super) fn turn(&self, index: usize) -> Option<&Turn> {
        self.turns.get(index)
    }

    /// Returns all turns, in the order of the text.
    pub(super) fn turns(&self) -> &[Turn] {
        &self.turns
    }

    /// Returns the last turn of a paragraph, by index.
    pub(super) fn turn_of(&self, paragraph: u32) -> Option<usize> {
        let next = self
            .turns
            .partition_point(|turn| turn.paragraph <= paragraph);
        let last = next.checked_sub(1)?;
        (self.turns.get(last)?.paragraph == paragraph).then_some(last)
    }

    /// Returns the turn `ahead` turns after `index`, if nothing but turns stands between.
    pub(super) fn next(&self, index: usize, ahead: usize) -> Option<&Turn> {
        let turn = self.turns.get(index + ahead)?;
        (turn.chain as usize >= ahead).then_some(turn)
    }

    /// Returns the turn right before `index`.
    pub(super) fn previous(&self, index: usize) -> Option<&Turn> {
        let turn = self.turns.get(index)?;
        let before = self.turns.get(index.checked_sub(1)?)?;
        (turn.chain > 0).then_some(before)
    }

    fn begin(&mut self, paragraph: u32, is_new: bool) {
        let chain = match self.turns.last() {
            Some(last) if !is_new && paragraph == last.paragraph + 1 => last.chain + 1,
            _ => 0,
        };
        self.turns.push(Turn {
            paragraph,
            chain,
            is_new,
            ..Turn::default()
        });
    }

    /// Finds the persons named inside the quotations.
    fn name(&mut self, scene: &Scene<'_>) {
        let mut lines = self.lines.iter_mut().peekable();
        for &(mention, person) in &scene.named {
            while lines
                .next_if(|line| line.place.span.end <= mention.start)
                .is_some()
            {}
            let Some(line) = lines.peek_mut() else { break };
            if line.place.span.start > mention.start || line.named.len() >= NAMED {
                continue;
            }
            let is_addressed = is_addressed(scene.source.text, line.place.span, mention);
            line.named.push((person, is_addressed));
            let turn = self.turns.get_mut(line.turn).filter(|_| is_addressed);
            if let Some(turn) = turn {
                turn.addressed = turn.addressed.or(Some(person));
            }
        }
    }

    /// Finds the nearest plain speakers around each turn.
    fn anchor(&mut self) {
        let further = |anchor: Anchor| Anchor {
            turns: anchor.turns + 1,
            ..anchor
        };
        let own = |turn: &Turn| {
            let mention = turn.explicit?;
            Some(Anchor { turns: 1, mention })
        };
        let mut behind = None;
        for turn in &mut self.turns {
            turn.behind = behind.filter(|_| turn.chain > 0);
            behind = own(turn).or_else(|| turn.behind.map(further));
        }
        let mut ahead = None;
        for turn in self.turns.iter_mut().rev() {
            turn.ahead = ahead;
            ahead = own(turn).or_else(|| turn.ahead.map(further));
            if turn.chain == 0 {
                ahead = None;
            }
        }
    }

    /// Finds the plain speaker of each turn.
    fn explain(&mut self, scene: &Scene<'_>) {
        for line in &self.lines {
            let Some(turn) = self.turns.get_mut(line.turn) else {
                continue;
            };
            if turn.explicit.is_some() {
                continue;
            }
            let place = &line.place;
            let split = scene
                .mentions
                .partition_point(|mention| mention.first < place.at);
            let is_here = |index: &usize| {
                scene
                    .mentions
                    .get(*index)
                    .and_then(|mention| scene.token(mention.first))
                    .is_some_and(|token| token.paragraph == place.paragraph)
            };
            let is_plain = |index: &usize| matches!(pattern(scene, place, *index), 1 | 2 | 3 | 6);
            let after = (split..split + NEAR).take_while(is_here).find(is_plain);
            turn.explicit = after.or_else(|| {
                let before = (split.saturating_sub(NEAR)..split).rev();
                before.take_while(is_here).find(is_plain)
            });
        }
    }
}

/// Says whether a name inside a quotation calls somebody: `“Come in, Mr. Smith.”`
fn is_addressed(text: &str, quotation: TextSpan, name: TextSpan) -> bool {
    let before = TextSpan {
        start: quotation.start,
        end: name.start.max(quotation.start),
    };
    let after = TextSpan {
        start: name.end.min(quotation.end),
        end: quotation.end,
    };
    let mut head = before.of(text).trim_end();
    let mut buffer = String::new();
    for _ in 0..3 {
        let start = head.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let last = head.get(start..).unwrap_or_default();
        let word = last.trim_start_matches(|c: char| !c.is_alphanumeric());
        let bits = classes(word, &mut buffer);
        let is_dear = matches!(
            word.to_ascii_lowercase().as_str(),
            "dear" | "dearest" | "my" | "oh" | "o"
        );
        if word.is_empty() || !is_dear && bits & class::TITLE == 0 {
            break;
        }
        head = head
            .get(..head.len() - word.len())
            .unwrap_or_default()
            .trim_end();
    }
    let is_start = head.chars().all(|c| !c.is_alphanumeric())
        || head.ends_with([',', '.', '!', '?', ';', '—', '–']);
    let tail = after.of(text);
    let is_end = tail.starts_with([',', '.', '!', '?', ';', '—', '–', '"', '”', '’', '\'', '»']);
    let is_possessive = tail.starts_with("'s") || tail.starts_with("’s");
    is_start && is_end && !is_possessive
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_between_commas_is_called() {
        for (text, expected) in [
            ("“Come in, Smith.”", true),
            ("“Smith, come in.”", true),
            ("“Well, my dear Mr. Smith, come in.”", true),
            ("“Smith is in.”", false),
            ("“Smith’s hat.”", false),
            ("“I saw Smith.”", false),
        ] {
            let at = text.find("Smith").unwrap();
            let span = TextSpan::new(0, text.len());
            let found = is_addressed(text, span, TextSpan::new(at, at + 5));
            assert_eq!(found, expected, "{text}");
        }
    }
}
