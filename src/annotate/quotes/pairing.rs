//! Which marks belong together.
//!
//! The cheapest reading of all marks of a text, found with the Viterbi algorithm: a mark may open,
//! close or mean nothing, each at a price that its shape and its neighbourhood set, and leaving a
//! quotation open at the end of a paragraph has a price too. So a wrong mark costs its own
//! paragraph and no more. Prices are tenths of an arbitrary unit.

use crate::annotate::quotes::marks::{Apostrophe, Glyph, Mark, Style};
use crate::text::TextSpan;
use crate::text::span::trim;

/// A piece of text between two marks, inside one paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Both marks and what is between them.
    pub(super) span: TextSpan,
    /// Index of its paragraph.
    pub(super) paragraph: u32,
    /// Quotations around it.
    pub(super) depth: u8,
    /// Says that it goes on from the paragraph before.
    pub(super) is_continued: bool,
    /// Says that a mark is missing, and not because the quotation goes on in another paragraph.
    pub(super) is_broken: bool,
    /// Says that its marks are single ones in a text whose own marks are double.
    pub(super) is_single: bool,
    /// Says that it has no marks but is set off as a block quotation.
    pub(super) is_block: bool,
}

/// What is open, from the outside in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum State {
    Outside,
    Double,
    Single,
    DoubleSingle,
    SingleDouble,
    DoubleDouble,
    SingleSingle,
    DoubleSingleDouble,
}

const STATES: [State; 8] = [
    State::Outside,
    State::Double,
    State::Single,
    State::DoubleSingle,
    State::SingleDouble,
    State::DoubleDouble,
    State::SingleSingle,
    State::DoubleSingleDouble,
];

/// What a mark, or the end of a paragraph, does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    /// Nothing.
    Ignore,
    /// Opens one more level.
    Open,
    /// Closes the innermost level.
    Close,
    /// Closes two levels, the inner of which has lost its mark.
    CloseTwo,
    /// Opens again in a new paragraph what is open already.
    Continue,
    /// Opens anew; what was open has lost its closing mark.
    Reopen,
    /// Closes what has lost its opening mark.
    CloseLost,
    /// Ends a paragraph in which a quotation has lost its closing mark.
    Drop,
}

/// One step into a state: where from, and how.
#[derive(Clone, Copy, Debug)]
struct Step {
    from: State,
    action: Action,
}

/// A price that no reading can pay.
const NEVER: u32 = 1 << 28;
/// The price of a double mark that means nothing.
const STRAY: u32 = 60;
/// The price of a single mark that opens inside single ones.
const NESTED_SINGLE: u32 = 18;
/// The price of a single mark that closes what a double one opened.
const OTHER_MARK: u32 = 35;

/// Pairs the marks of a text; the pieces ascend by their start, outer before inner.
///
/// Cost: linear in the marks; 14 bytes of memory for each.
pub(super) fn pair(
    text: &str,
    paragraphs: &[TextSpan],
    marks: &[Mark],
    style: Style,
) -> Vec<Piece> {
    let path = cheapest(marks, style);
    let mut pieces = emit(text, paragraphs, marks, &path);
    pieces.retain(|piece| piece.span.of(text).chars().any(char::is_alphanumeric));
    for piece in &mut pieces {
        piece.is_single &= !style.is_single;
    }
    pieces.sort_by_key(|piece| (piece.span.start, std::cmp::Reverse(piece.span.end)));
    pieces
}

/// A mark, or the break between the paragraph of one mark and that of the next.
#[derive(Clone, Copy, Debug)]
enum Item<'m> {
    Mark(&'m Mark, u32),
    /// The next mark, if it is the first thing in the very next paragraph.
    Break(Option<&'m Mark>),
}

fn items(marks: &[Mark]) -> impl Iterator<Item = Item<'_>> {
    let breaks = |index: usize| {
        let mark = marks.get(index)?;
        let next = marks.get(index + 1);
        let is_end = next.is_none_or(|next| next.paragraph != mark.paragraph);
        let next = next.filter(|next| next.is_first && next.paragraph == mark.paragraph + 1);
        is_end.then_some(Item::Break(next))
    };
    let gap = |index: usize| {
        let here = marks.get(index).map_or(0, |mark| mark.span.start);
        let before = index.checked_sub(1).and_then(|index| marks.get(index));
        here.saturating_sub(before.map_or(here, |mark| mark.span.end))
    };
    marks
        .iter()
        .enumerate()
        .flat_map(move |(index, mark)| [Some(Item::Mark(mark, gap(index))), breaks(index)])
        .flatten()
}

fn cheapest(marks: &[Mark], style: Style) -> Vec<Step> {
    let mut costs = [NEVER; STATES.len()];
    costs[State::Outside as usize] = 0;
    let mut back: Vec<[Step; STATES.len()]> = Vec::with_capacity(marks.len() * 2);
    for item in items(marks) {
        let none = Step {
            from: State::Outside,
            action: Action::Ignore,
        };
        let mut next = [NEVER; STATES.len()];
        let mut steps = [none; STATES.len()];
        for from in STATES {
            let so_far = costs[from as usize];
            if so_far >= NEVER {
                continue;
            }
            let mut offer = |to: State, action: Action, price: u32| {
                let cost = so_far.saturating_add(price);
                if cost < next[to as usize] {
                    next[to as usize] = cost;
                    steps[to as usize] = Step { from, action };
                }
            };
            match item {
                Item::Mark(mark, gap) if mark.glyph.is_single() => {
                    single(mark, from, gap, style, &mut offer);
                }
                Item::Mark(mark, gap) => double(mark, from, gap, style, &mut offer),
                Item::Break(next) => paragraph_end(next, from, style, &mut offer),
            }
        }
        let least = next.iter().copied().min().unwrap_or(0);
        costs = next.map(|cost| if cost >= NEVER { NEVER } else { cost - least });
        back.push(steps);
    }
    let mut state = State::Outside;
    let mut path = Vec::with_capacity(back.len());
    for steps in back.iter().rev() {
        let step = steps[state as usize];
        path.push(step);
        state = step.from;
    }
    path.reverse();
    path
}

type Offer<'o> = &'o mut dyn FnMut(State, Action, u32);

fn double(mark: &Mark, from: State, gap: u32, style: Style, offer: Offer<'_>) {
    let open = open_price(mark, style);
    let close = close_price(mark, style);
    let open = open
        + if style.is_single && mark.is_two_singles() {
            20
        } else {
            0
        };
    let ignore = match mark.apostrophe {
        Apostrophe::Inches => 0,
        Apostrophe::Measure if mark.is_right => 15,
        _ => STRAY,
    } + if from == State::Single {
        single_run(gap, style)
    } else {
        0
    };
    offer(from, Action::Ignore, ignore);
    match from {
        State::Outside => {
            offer(State::Double, Action::Open, open);
            if mark.closes() {
                offer(State::Outside, Action::CloseLost, close + 52);
            }
        }
        State::Double => {
            offer(State::Outside, Action::Close, close);
            let nest = if mark.glyph.is_directed() { 25 } else { 45 };
            offer(State::DoubleDouble, Action::Open, open + nest);
            offer(State::Double, Action::Reopen, open + 55);
            if mark.is_first {
                offer(State::Double, Action::Continue, open);
            }
        }
        State::Single => {
            offer(
                State::SingleDouble,
                Action::Open,
                open + single_run(gap, style),
            );
            offer(State::Double, Action::Reopen, open + 70);
            if mark.is_two_singles() {
                offer(State::Outside, Action::Close, close + 20);
            }
        }
        State::DoubleSingle => {
            offer(State::Outside, Action::CloseTwo, close + 25);
            offer(State::DoubleSingleDouble, Action::Open, open + 10);
            if mark.is_first {
                offer(State::Double, Action::Continue, open + 10);
            }
        }
        State::SingleDouble => {
            offer(State::Single, Action::Close, close);
            if mark.is_two_singles() {
                offer(State::Outside, Action::CloseTwo, close + 5);
            }
        }
        State::SingleSingle => {
            if mark.is_two_singles() {
                offer(State::Outside, Action::CloseTwo, close);
            }
        }
        State::DoubleDouble => offer(State::Double, Action::Close, close),
        State::DoubleSingleDouble => offer(State::DoubleSingle, Action::Close, close),
    }
}

fn single(mark: &Mark, from: State, gap: u32, style: Style, offer: Offer<'_>) {
    let open = open_price(mark, style) + apostrophe_open(mark);
    let close = close_price(mark, style) + apostrophe_close(mark);
    let run = single_run(gap, style);
    let ignore = ignore_single(mark, style);
    let kept = if matches!(from, State::Single) {
        run
    } else {
        0
    };
    offer(from, Action::Ignore, ignore + kept);
    match from {
        State::Outside => {
            let price = if style.is_single { 0 } else { 10 };
            offer(State::Single, Action::Open, open + price);
        }
        State::Single => {
            offer(State::Outside, Action::Close, close + run);
            offer(State::Single, Action::Reopen, open + 65);
            if style.is_single {
                offer(State::SingleSingle, Action::Open, open + NESTED_SINGLE);
            }
            if mark.is_first {
                offer(State::Single, Action::Continue, open);
            }
        }
        State::SingleSingle => offer(State::Single, Action::Close, close),
        State::Double => {
            offer(State::DoubleSingle, Action::Open, open + 2);
            if mark.closes() && mark.apostrophe == Apostrophe::No {
                offer(State::Outside, Action::Close, close + OTHER_MARK);
            }
        }
        State::DoubleSingle => offer(State::Double, Action::Close, close),
        State::SingleDouble => {
            offer(State::Single, Action::Close, close + 14);
            offer(State::Outside, Action::CloseTwo, close + 35);
        }
        State::DoubleDouble | State::DoubleSingleDouble => {}
    }
}

/// A long stretch between single marks is less likely to be one quotation where the text's own
/// marks are double.
fn single_run(gap: u32, style: Style) -> u32 {
    if style.is_single {
        0
    } else {
        (gap / 20).min(60)
    }
}

fn paragraph_end(next: Option<&Mark>, from: State, style: Style, offer: Offer<'_>) {
    let opens = |is_single: bool| {
        next.is_some_and(|mark| mark.glyph.is_single() == is_single && open_price(mark, style) < 10)
    };
    let keep_double = if opens(false) { 4 } else { 48 };
    match from {
        State::Outside => offer(State::Outside, Action::Ignore, 0),
        State::Double => {
            offer(State::Double, Action::Ignore, keep_double);
            offer(State::Outside, Action::Drop, 50);
        }
        State::Single => {
            let keep = match (opens(true), style.is_single) {
                (true, true) => 6,
                (false, true) => 55,
                _ => 75,
            };
            offer(State::Single, Action::Ignore, keep);
            offer(State::Outside, Action::Drop, 68);
        }
        State::DoubleSingle => {
            offer(State::DoubleSingle, Action::Ignore, keep_double + 8);
            offer(State::Outside, Action::Drop, 75);
        }
        State::SingleDouble
        | State::DoubleDouble
        | State::SingleSingle
        | State::DoubleSingleDouble => {
            offer(State::Outside, Action::Drop, 90);
        }
    }
}

/// The price of opening, by neighbourhood and shape.
fn open_price(mark: &Mark, style: Style) -> u32 {
    let place = match (mark.is_left, mark.is_right) {
        (true, false) => 0,
        (true, true) if mark.is_first => 5,
        (true, true) => 15,
        (false, false) if matches!(mark.before, ':' | ',' | ';') => 7,
        (false, false) => 20,
        (false, true) => 40,
    };
    place + shape_price(mark.glyph, style, true)
}

/// The price of closing, by neighbourhood and shape.
fn close_price(mark: &Mark, style: Style) -> u32 {
    let is_end = matches!(mark.before, '.' | ',' | '!' | '?' | '…' | '—' | '–' | ')');
    let place = match (mark.is_left, mark.is_right) {
        (false, true) => 0,
        (false, false) if is_end => 5,
        (false, false) => 15,
        (true, true) if is_end => 3,
        (true, true) => 15,
        (true, false) => 40,
    };
    place + shape_price(mark.glyph, style, false)
}

fn shape_price(glyph: Glyph, style: Style, is_opening: bool) -> u32 {
    let wrong = 35;
    let side = |opens: bool, closes: bool| match is_opening {
        true if opens => 0,
        false if closes => 0,
        _ => wrong,
    };
    match glyph {
        Glyph::Straight | Glyph::SingleStraight => 0,
        Glyph::Open | Glyph::SingleOpen => side(!style.is_low_high, style.is_low_high),
        Glyph::Close | Glyph::SingleClose => side(style.is_right_right, true),
        Glyph::Low | Glyph::SingleLow => side(true, false),
        Glyph::Left | Glyph::SingleLeft => side(!style.is_inward, style.is_inward),
        Glyph::Right | Glyph::SingleRight => side(style.is_inward, !style.is_inward),
        Glyph::CornerOpen => side(true, false),
        Glyph::CornerClose => side(false, true),
    }
}

fn apostrophe_open(mark: &Mark) -> u32 {
    match mark.apostrophe {
        Apostrophe::Elision => 20,
        _ => 0,
    }
}

fn apostrophe_close(mark: &Mark) -> u32 {
    match mark.apostrophe {
        Apostrophe::PossessiveBefore => 8,
        Apostrophe::Clipped => 6,
        Apostrophe::Measure => 3,
        _ => 0,
    }
}

/// The price of a single mark that is an apostrophe, or nothing.
fn ignore_single(mark: &Mark, style: Style) -> u32 {
    let emphasis = if style.is_single { 15 } else { 0 };
    match mark.apostrophe {
        Apostrophe::Elision => 3,
        Apostrophe::PossessiveBefore => 4,
        Apostrophe::Possessive => 10,
        Apostrophe::Clipped => 6,
        Apostrophe::Measure | Apostrophe::Inches => 2,
        Apostrophe::No if mark.opens() => match mark.glyph {
            Glyph::SingleClose => 10,
            Glyph::SingleOpen => 30 + emphasis,
            _ => 25 + emphasis,
        },
        Apostrophe::No if matches!(mark.before, '.' | ',' | '!' | '?' | '…') => 50,
        Apostrophe::No => 25,
    }
}

/// What is open while the path is walked.
#[derive(Clone, Copy, Debug)]
struct Opened {
    start: u32,
    is_continued: bool,
    is_single: bool,
}

struct Emitter<'t> {
    text: &'t str,
    paragraphs: &'t [TextSpan],
    stack: Vec<Opened>,
    pieces: Vec<Piece>,
}

fn emit(text: &str, paragraphs: &[TextSpan], marks: &[Mark], path: &[Step]) -> Vec<Piece> {
    let mut emitter = Emitter {
        text,
        paragraphs,
        stack: Vec::new(),
        pieces: Vec::new(),
    };
    let mut paragraph = 0;
    for (item, step) in items(marks).zip(path) {
        match item {
            Item::Mark(mark, _) => {
                if mark.paragraph != paragraph {
                    emitter.enter(paragraph, mark.paragraph);
                    paragraph = mark.paragraph;
                }
                emitter.mark(mark, step.action);
            }
            Item::Break(_) => emitter.leave(paragraph, step.action),
        }
    }
    emitter.pieces
}

impl Emitter<'_> {
    /// Fills the paragraphs without marks between two with marks, and starts the next.
    fn enter(&mut self, from: u32, to: u32) {
        if self.stack.is_empty() {
            return;
        }
        for paragraph in from + 1..to {
            let span = self.paragraph(paragraph);
            self.push(span, paragraph, self.stack.len() - 1, true, false);
        }
        let start = self.paragraph(to).start;
        for opened in &mut self.stack {
            *opened = Opened {
                start,
                is_continued: true,
                ..*opened
            };
        }
    }

    fn leave(&mut self, paragraph: u32, action: Action) {
        let end = self.paragraph(paragraph).end;
        let is_broken = action == Action::Drop;
        if let Some(&outer) = self.stack.first() {
            let span = TextSpan {
                start: outer.start,
                end,
            };
            self.push(span, paragraph, 0, outer.is_continued, is_broken);
        }
        if is_broken {
            self.stack.clear();
        }
    }

    fn mark(&mut self, mark: &Mark, action: Action) {
        let opened = Opened {
            start: mark.span.start,
            is_continued: false,
            is_single: mark.glyph.is_single(),
        };
        match action {
            Action::Ignore | Action::Drop => {}
            Action::Open => self.stack.push(opened),
            Action::Close => self.close(mark, mark.span.end, false),
            Action::CloseTwo => {
                self.stack.pop();
                self.close(mark, mark.span.end, false);
            }
            Action::Continue => {
                self.stack.truncate(1);
                if let Some(outer) = self.stack.first_mut() {
                    outer.start = mark.span.start;
                }
            }
            Action::Reopen => {
                self.stack.truncate(1);
                self.close(mark, mark.span.start, true);
                self.stack.push(opened);
            }
            Action::CloseLost => {
                let span = self.paragraph(mark.paragraph);
                let last = self.pieces.last().map_or(0, |piece| piece.span.end);
                let start = span.start.max(last);
                let end = mark.span.end;
                self.push(TextSpan { start, end }, mark.paragraph, 0, false, true);
            }
        }
    }

    fn close(&mut self, mark: &Mark, end: u32, is_broken: bool) {
        let Some(opened) = self.stack.pop() else {
            return;
        };
        let span = TextSpan {
            start: opened.start,
            end: end.max(opened.start),
        };
        self.stack.push(opened);
        let depth = self.stack.len() - 1;
        self.push(span, mark.paragraph, depth, opened.is_continued, is_broken);
        self.stack.pop();
    }

    fn push(
        &mut self,
        span: TextSpan,
        paragraph: u32,
        depth: usize,
        is_continued: bool,
        is_broken: bool,
    ) {
        let is_single = self.stack.last().is_some_and(|opened| opened.is_single);
        let span = trim(self.text, span);
        if span.is_empty() {
            return;
        }
        self.pieces.push(Piece {
            span,
            paragraph,
            depth: u8::try_from(depth).unwrap_or(u8::MAX),
            is_continued: is_continued && depth == 0,
            is_broken,
            is_single,
            is_block: false,
        });
    }

    fn paragraph(&self, index: u32) -> TextSpan {
        self.paragraphs
            .get(index as usize)
            .copied()
            .unwrap_or_default()
    }
}
