//! A quotation in its place, and whom the ones before it were given to.

use crate::annotate::quotes::features::code;
use crate::annotate::quotes::lexicon::{class, classes};
use crate::annotate::quotes::scene::Scene;
use crate::annotate::quotes::tokens::{Kind, Token};
use crate::text::TextSpan;

/// Words of a quotation that are looked at.
const INSIDE: usize = 40;
/// How far the verb of a quotation is looked for, in tokens.
const CUE_REACH: usize = 20;

/// One quotation in its place.
#[derive(Clone, Copy, Debug)]
pub(in crate::annotate::quotes) struct Place {
    /// Its token.
    pub(in crate::annotate::quotes) at: usize,
    /// Both marks and what is between them.
    pub(in crate::annotate::quotes) span: TextSpan,
    /// Sentence that it begins in.
    pub(in crate::annotate::quotes) first_sentence: u32,
    /// Sentence that goes on after it.
    pub(in crate::annotate::quotes) last_sentence: u32,
    /// Its paragraph.
    pub(in crate::annotate::quotes) paragraph: u32,
    /// Nearest verbs before and after.
    pub(in crate::annotate::quotes) cues: [Option<usize>; 2],
    /// Words inside.
    pub(in crate::annotate::quotes) words: u32,
    /// Quotations before it in its paragraph.
    pub(in crate::annotate::quotes) rank: u32,
    /// Last letter or mark inside.
    pub(in crate::annotate::quotes) end: char,
    pub(in crate::annotate::quotes) is_capital: bool,
    /// Class of its first word, as [`code()`] has it.
    pub(in crate::annotate::quotes) opening: f32,
    /// Words inside for the one who speaks, and for somebody else, as far as looked at.
    pub(in crate::annotate::quotes) persons: [u32; 2],
    /// Tokens between the start of its clause and the verb before it.
    pub(in crate::annotate::quotes) lead: Option<usize>,
    pub(in crate::annotate::quotes) is_continued: bool,
    /// Starts and ends its paragraph.
    pub(in crate::annotate::quotes) is_at: [bool; 2],
    /// The paragraph before ends with a colon.
    pub(in crate::annotate::quotes) is_announced: bool,
    /// It begins in the middle of a sentence: a full stop or nothing stands before it where not.
    pub(in crate::annotate::quotes) is_inside: bool,
}

/// Quotations that are remembered.
const REMEMBERED: usize = 6;

/// Speakers that are remembered.
const PARTIES: usize = 4;

/// Whom the quotations before were given to.
#[derive(Clone, Debug, Default)]
pub(in crate::annotate::quotes) struct Memory {
    /// Token and mention of each, the latest last.
    pub(in crate::annotate::quotes) given: Vec<(usize, usize)>,
    /// Turn and mention of the last quotation of each speaker, the latest last.
    pub(in crate::annotate::quotes) parties: Vec<(usize, usize)>,
}

impl Memory {
    /// Remembers one more; `is_same` says whether another mention is of the same speaker.
    pub(in crate::annotate::quotes) fn push(
        &mut self,
        at: usize,
        turn: usize,
        mention: usize,
        is_same: impl Fn(usize) -> bool,
    ) {
        if self.given.len() >= REMEMBERED {
            self.given.remove(0);
        }
        self.given.push((at, mention));
        self.parties.retain(|&(_, party)| !is_same(party));
        if self.parties.len() >= PARTIES {
            self.parties.remove(0);
        }
        self.parties.push((turn, mention));
    }

    /// Forgets everything, where another story begins.
    pub(in crate::annotate::quotes) fn clear(&mut self) {
        self.given.clear();
        self.parties.clear();
    }

    /// Returns the latest.
    pub(super) fn last(&self) -> Option<(usize, usize)> {
        self.given.last().copied()
    }
}

impl Place {
    /// Looks around the quotation whose token is `at`.
    pub(in crate::annotate::quotes) fn new(
        scene: &Scene<'_>,
        at: usize,
        rank: u32,
        is_continued: bool,
    ) -> Option<Self> {
        let token = scene.token(at)?;
        let text = scene.source.text;
        let inner = token.span.of(text);
        let inner = inner.trim_matches(|c: char| is_mark(c) || c.is_whitespace());
        let previous = at.checked_sub(1).and_then(|at| scene.token(at));
        let next = scene.token(at + 1);
        let end = inner.chars().next_back().unwrap_or(' ');
        let starts = previous.is_none_or(|token| token.kind == Kind::Break);
        let cues = [cue_before(scene, at), cue_after(scene, at)];
        let (opening, persons) = words_inside(inner);
        let before_break = at.checked_sub(2).and_then(|at| scene.token(at));
        Some(Self {
            at,
            span: token.span,
            first_sentence: token.sentence,
            last_sentence: next.map_or(token.sentence, |next| next.sentence),
            paragraph: token.paragraph,
            cues,
            words: u32::try_from(inner.split_whitespace().take(200).count()).unwrap_or(0),
            rank,
            end,
            is_capital: inner.starts_with(char::is_uppercase),
            opening,
            persons,
            lead: cues[0].map(|cue| lead(scene, cue)),
            is_continued,
            is_at: [starts, next.is_none_or(|token| token.kind == Kind::Break)],
            is_announced: starts && before_break.is_some_and(|token| token.kind == Kind::Colon),
            is_inside: !starts && previous.is_some_and(|token| token.kind != Kind::Stop),
        })
    }
}

/// Returns the class of the first word of a quotation, and how many words of it stand for the one
/// who speaks, and for somebody else.
fn words_inside(inner: &str) -> (f32, [u32; 2]) {
    let mut buffer = String::new();
    let mut opening = None;
    let mut persons = [0; 2];
    for word in inner.split_whitespace().take(INSIDE) {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let stem = word.split(['\'', '’']).next().unwrap_or_default();
        let bits = classes(stem, &mut buffer);
        opening.get_or_insert(bits);
        persons[0] += u32::from(bits & class::FIRST != 0);
        persons[1] += u32::from(bits & (class::HE | class::SHE) != 0);
    }
    let opening = opening.map(Token::of_class);
    (code(opening.as_ref()), persons)
}

/// Returns how many tokens stand between the start of its clause and the verb at `cue`.
fn lead(scene: &Scene<'_>, cue: usize) -> usize {
    let before = scene.tokens.get(cue.saturating_sub(CUE_REACH)..cue);
    let is_end = |token: &&Token| {
        matches!(
            token.kind,
            Kind::Break | Kind::Quote(_) | Kind::Stop | Kind::Semicolon | Kind::Comma
        )
    };
    let before = before.unwrap_or_default().iter().rev();
    before.take_while(|token| !is_end(token)).count()
}

fn is_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '“' | '”' | '‘' | '’' | '«' | '»' | '„' | '‚' | '‹' | '›' | '`'
    )
}

fn cue_before(scene: &Scene<'_>, at: usize) -> Option<usize> {
    let first = at.saturating_sub(CUE_REACH);
    for at in (first..at).rev() {
        match scene.token(at)?.kind {
            Kind::Break | Kind::Quote(_) | Kind::Stop => return None,
            Kind::Word if scene.is_verb(at) => return Some(at),
            _ => {}
        }
    }
    None
}

fn cue_after(scene: &Scene<'_>, at: usize) -> Option<usize> {
    for at in at + 1..at + 1 + CUE_REACH {
        match scene.token(at)?.kind {
            Kind::Break | Kind::Quote(_) | Kind::Stop => return None,
            Kind::Word if scene.is_verb(at) => return Some(at),
            _ => {}
        }
    }
    None
}
