//! What the pages of a PDF document show: characters with their places (ISO 32000-1, 8.3 and 9).
//!
//! Only what moves text or changes its font is followed; colours, paths and pictures are passed over.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro_font::hayro_cmap::BfString;
use hayro_font::{CMapResolverFn, Font, FontCache, FontGlyph, FontQuery, FontResolverFn};
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::dict::keys::{MATRIX, RESOURCES, SUBTYPE};
use hayro_syntax::object::{Dict, Name, Number, Object, Stream};
use hayro_syntax::page::{Page, Resources};

/// Forms inside forms that are followed.
const DEEPEST: usize = 12;
/// States that are kept to be restored.
const MOST_STATES: usize = 512;
/// Units of a font's em.
const EM: f64 = 1000.0;

/// A piece of text, mostly one character, and its place on its page in points from the lower left corner.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Glyph {
    pub(super) text: String,
    /// Where it begins, and how far it goes.
    pub(super) x: f64,
    pub(super) width: f64,
    /// The line that it stands on.
    pub(super) y: f64,
    /// Size of the letters.
    pub(super) size: f64,
}

/// The fonts of a document.
pub(super) struct Fonts<'a> {
    cache: FontCache<'a>,
    fonts: FontResolverFn,
    cmaps: CMapResolverFn,
}

impl Default for Fonts<'_> {
    fn default() -> Self {
        Self {
            cache: FontCache::new(),
            fonts: Arc::new(|query| {
                let font = match query {
                    FontQuery::Standard(font) => *font,
                    FontQuery::Fallback(other) => other.pick_standard_font(),
                };
                Some(font.get_font_data())
            }),
            cmaps: Arc::new(|_| None),
        }
    }
}

/// Reads a page, glyph by glyph, until `take` says that it is enough, or it is late.
pub(super) fn read<'a>(
    page: &Page<'a>,
    fonts: &Fonts<'a>,
    is_late: &AtomicBool,
    take: &mut dyn FnMut(Glyph) -> bool,
) {
    let state = State {
        place: Matrix(page.initial_transform(false).as_coeffs()),
        ..State::default()
    };
    let mut reader = Reader {
        fonts,
        is_late,
        take,
        is_done: false,
    };
    reader.run(page.typed_operations(), page.resources(), state, 0);
}

/// An affine map: x' = a x + c y + e, y' = b x + d y + f.
#[derive(Clone, Copy)]
struct Matrix([f64; 6]);

impl Default for Matrix {
    fn default() -> Self {
        Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0])
    }
}

impl Matrix {
    fn of(numbers: [Number; 6]) -> Self {
        Self(numbers.map(|number| number.as_f64()))
    }

    /// Returns the map that does `first` and then this one.
    fn after(self, first: Self) -> Self {
        let to = |x: f64, y: f64| [self.0[0] * x + self.0[2] * y, self.0[1] * x + self.0[3] * y];
        let (one, other) = (to(first.0[0], first.0[1]), to(first.0[2], first.0[3]));
        let origin = to(first.0[4], first.0[5]);
        Self([
            one[0],
            one[1],
            other[0],
            other[1],
            origin[0] + self.0[4],
            origin[1] + self.0[5],
        ])
    }

    fn shift(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }
}

/// The part of the graphics state that text depends on.
#[derive(Clone)]
struct State<'a> {
    /// From the units of the content to those of the page.
    place: Matrix,
    line: Matrix,
    text: Matrix,
    font: Option<Font<'a>>,
    size: f64,
    letter_space: f64,
    word_space: f64,
    /// Of one.
    stretch: f64,
    leading: f64,
    rise: f64,
}

impl Default for State<'_> {
    fn default() -> Self {
        Self {
            place: Matrix::default(),
            line: Matrix::default(),
            text: Matrix::default(),
            font: None,
            size: 1.0,
            letter_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

impl State<'_> {
    fn next_line(&mut self, x: f64, y: f64) {
        self.line = self.line.after(Matrix::shift(x, y));
        self.text = self.line;
    }

    /// Moves on in the line, by units of the text.
    fn advance(&mut self, by: f64) {
        self.text = self.text.after(Matrix::shift(by * self.stretch, 0.0));
    }
}

struct Reader<'r, 'a> {
    fonts: &'r Fonts<'a>,
    is_late: &'r AtomicBool,
    take: &'r mut dyn FnMut(Glyph) -> bool,
    is_done: bool,
}

impl<'a> Reader<'_, 'a> {
    fn run(
        &mut self,
        mut content: TypedIter<'_>,
        resources: &Resources<'a>,
        mut state: State<'a>,
        depth: usize,
    ) {
        let mut kept: Vec<State<'a>> = Vec::new();
        while let Some(instruction) = content.next() {
            if self.is_done || self.is_late.load(Ordering::Relaxed) {
                return;
            }
            match instruction {
                TypedInstruction::SaveState(_) if kept.len() < MOST_STATES => {
                    kept.push(state.clone());
                }
                TypedInstruction::RestoreState(_) => {
                    if let Some(before) = kept.pop() {
                        state = before;
                    }
                }
                TypedInstruction::Transform(m) => {
                    state.place = state
                        .place
                        .after(Matrix::of([m.0, m.1, m.2, m.3, m.4, m.5]));
                }
                TypedInstruction::BeginText(_) => {
                    state.line = Matrix::default();
                    state.text = Matrix::default();
                }
                TypedInstruction::SetTextMatrix(m) => {
                    state.line = Matrix::of([m.0, m.1, m.2, m.3, m.4, m.5]);
                    state.text = state.line;
                }
                TypedInstruction::TextFont(font) => {
                    state.size = font.1.as_f64();
                    state.font = resources.get_font(font.0).and_then(|dict| self.font(&dict));
                }
                TypedInstruction::CharacterSpacing(space) => state.letter_space = space.0.as_f64(),
                TypedInstruction::WordSpacing(space) => state.word_space = space.0.as_f64(),
                TypedInstruction::HorizontalScaling(percent) => {
                    state.stretch = percent.0.as_f64() / 100.0;
                }
                TypedInstruction::TextLeading(leading) => state.leading = leading.0.as_f64(),
                TypedInstruction::TextRise(rise) => state.rise = rise.0.as_f64(),
                TypedInstruction::NextLine(by) => state.next_line(by.0.as_f64(), by.1.as_f64()),
                TypedInstruction::NextLineAndSetLeading(by) => {
                    state.leading = -by.1.as_f64();
                    state.next_line(by.0.as_f64(), by.1.as_f64());
                }
                TypedInstruction::NextLineUsingLeading(_) => state.next_line(0.0, -state.leading),
                TypedInstruction::ShowText(text) => self.show(&mut state, text.0.as_bytes()),
                TypedInstruction::NextLineAndShowText(text) => {
                    state.next_line(0.0, -state.leading);
                    self.show(&mut state, text.0.as_bytes());
                }
                TypedInstruction::ShowTextWithParameters(text) => {
                    state.word_space = text.0.as_f64();
                    state.letter_space = text.1.as_f64();
                    state.next_line(0.0, -state.leading);
                    self.show(&mut state, text.2.as_bytes());
                }
                TypedInstruction::ShowTexts(texts) => {
                    for part in texts.0.iter::<Object<'_>>() {
                        match part {
                            Object::Number(back) => {
                                state.advance(-back.as_f64() / EM * state.size);
                            }
                            Object::String(text) => self.show(&mut state, text.as_bytes()),
                            _ => {}
                        }
                    }
                }
                TypedInstruction::XObject(object) => {
                    if let Some(form) = resources.get_x_object(object.0) {
                        self.form(&form, resources, &state, depth);
                    }
                }
                _ => {}
            }
        }
    }

    fn font(&self, dict: &Dict<'a>) -> Option<Font<'a>> {
        let Fonts {
            cache,
            fonts,
            cmaps,
        } = self.fonts;
        cache.font(dict, fonts, cmaps)
    }

    /// Reads what a form shows in its place.
    fn form(
        &mut self,
        form: &Stream<'a>,
        resources: &Resources<'a>,
        state: &State<'a>,
        depth: usize,
    ) {
        let dict = form.dict();
        let is_form = dict
            .get::<Name<'_>>(SUBTYPE)
            .is_some_and(|kind| &*kind == b"Form");
        if !is_form || depth == DEEPEST {
            return;
        }
        let Ok(content) = form.decoded_data() else {
            return;
        };
        let own = dict.get::<Dict<'a>>(RESOURCES).map(Resources::new);
        let matrix = dict.get::<[f64; 6]>(MATRIX).map(Matrix);
        let inner = State {
            place: state.place.after(matrix.unwrap_or_default()),
            ..state.clone()
        };
        let resources = own.as_ref().unwrap_or(resources);
        self.run(TypedIter::new(&content), resources, inner, depth + 1);
    }

    fn show(&mut self, state: &mut State<'a>, bytes: &[u8]) {
        let Some(font) = state.font.clone() else {
            return;
        };
        let mut at = 0;
        while at < bytes.len() && !self.is_done {
            let (code, length) = font.read_code(bytes, at);
            at += length.max(1);
            let advance = font.code_advance(code).x / EM * state.size;
            let text = match font.glyph(font.map_code(code), code) {
                FontGlyph::Outline(glyph) => glyph.as_unicode(),
                FontGlyph::Type3(glyph) => glyph.as_unicode(),
            };
            if let Some(text) = text {
                self.place(state, text, advance);
            }
            let is_blank = code == 32 && length == 1;
            let space = if is_blank { state.word_space } else { 0.0 };
            state.advance(advance + state.letter_space + space);
        }
    }

    fn place(&mut self, state: &State<'a>, text: BfString, advance: f64) {
        let [right, turn, lean, up, x, y] = state.place.after(state.text).0;
        let size = state.size.abs() * lean.hypot(up);
        // Stamps at the side and marks across the page are no part of the text.
        let is_upright = right > 0.0 && turn.abs() <= right / 4.0;
        if !is_upright || ![size, x, y].iter().all(|number| number.is_finite()) {
            return;
        }
        let text = match text {
            BfString::Char(c) => c.to_string(),
            BfString::String(text) => text,
        };
        self.is_done = !(self.take)(Glyph {
            text,
            x,
            width: advance * state.stretch * right,
            y: y + state.rise * up,
            size,
        });
    }
}
