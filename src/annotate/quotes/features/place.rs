//! A quotation in its place, and whom the ones before it were given to.

use crate::annotate::quotes::scene::Scene;
use crate::annotate::quotes::tokens::Kind;
use crate::text::TextSpan;

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
        let before_break = at.checked_sub(2).and_then(|at| scene.token(at));
        Some(Self {
            at,
            span: token.span,
            first_sentence: token.sentence,
            last_sentence: next.map_or(token.sentence, |next| next.sentence),
            paragraph: token.paragraph,
            cues: [cue_before(scene, at), cue_after(scene, at)],
            words: u32::try_from(inner.split_whitespace().take(200).count()).unwrap_or(0),
            rank,
            end,
            is_capital: inner.starts_with(char::is_uppercase),
            is_continued,
            is_at: [starts, next.is_none_or(|token| token.kind == Kind::Break)],
            is_announced: starts && before_break.is_some_and(|token| token.kind == Kind::Colon),
            is_inside: !starts && previous.is_some_and(|token| token.kind != Kind::Stop),
        })
    }
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
