//! What is around a line: measures of windows of several widths, one column after the other, so that the compiler
//! works on several lines at once.

use std::ops::Sub;

use crate::clean::features::PageFacts;
use crate::clean::trees::key;

/// Widths of the windows in which running text, dates and tone are measured: lines on both sides of a line.
pub(super) const WINDOWS: [usize; 4] = [3, 6, 12, 25];
/// Measures of each window.
pub(super) const MEASURES: [&str; 9] = [
    "prose words",
    "prose before",
    "prose after",
    "mean words",
    "dates before",
    "dates after",
    "tone",
    "tone before",
    "tone after",
];
/// Lines beyond both ends of a page that the widest window reaches.
const MARGIN: usize = WINDOWS[WINDOWS.len() - 1] + 1;

/// Sums over what is before each line of a page, and before its end; beyond its ends nothing is added.
struct Sums<T>(Vec<T>);

impl<T: Copy + Default> Sums<T> {
    fn new(sums: impl Iterator<Item = T>, lines: usize) -> Self {
        let mut all = Vec::with_capacity(lines + 1 + 2 * MARGIN);
        all.resize(MARGIN, T::default());
        all.extend(sums);
        let last = all.last().copied().unwrap_or_default();
        all.resize(lines + 1 + 2 * MARGIN, last);
        Self(all)
    }

    /// Returns what each line has from one line to another around it, `from` and `to` lines away from it.
    fn over(&self, (from, to): (isize, isize)) -> impl Iterator<Item = T>
    where
        T: Sub<Output = T>,
    {
        let lines = self.0.len() - 2 * MARGIN - 1;
        let at = |by| &self.0[MARGIN.saturating_add_signed(by)..][..lines];
        at(from).iter().zip(at(to)).map(|(&from, &to)| to - from)
    }
}

/// Sums over the lines of a page.
pub(super) struct Windows {
    lines: Sums<i32>,
    words: Sums<i32>,
    prose_words: Sums<i32>,
    prose_lines: Sums<i32>,
    dates: Sums<i32>,
    tone: Sums<f64>,
    weight: Sums<f64>,
}

impl Windows {
    pub(super) fn new(page: &PageFacts<'_, '_>) -> Self {
        let count = page.lines.len();
        let sums = |sums: &[u32]| Sums::new(sums.iter().map(|sum| sum.cast_signed()), count);
        Self {
            lines: Sums::new((0..).take(count + 1), count),
            words: sums(&page.words),
            prose_words: sums(&page.prose_words),
            prose_lines: sums(&page.prose_lines),
            dates: sums(&page.dates),
            tone: Sums::new(page.tone.iter().map(|sum| sum.0), count),
            weight: Sums::new(page.tone.iter().map(|sum| sum.1), count),
        }
    }

    /// Writes the measures of the window of a width into their columns, each of which begins so many keys before that
    /// of the first line as the `margin` says.
    pub(super) fn measure(&self, width: usize, columns: &mut [i16], margin: usize) {
        let (low, high) = (-width.cast_signed(), width.cast_signed() + 1);
        let [before, after, all] = [(low, 0), (1, high), (low, high)];
        let length = columns.len() / MEASURES.len();
        let mut columns = columns.chunks_exact_mut(length);
        let mut next = || {
            columns
                .next()
                .and_then(|column| column.get_mut(margin..))
                .unwrap_or_default()
        };
        write(
            next(),
            ratios(self.prose_words.over(all), self.words.over(all)),
        );
        write(
            next(),
            shares(self.prose_lines.over(before), self.lines.over(before)),
        );
        write(
            next(),
            shares(self.prose_lines.over(after), self.lines.over(after)),
        );
        write(next(), ratios(self.words.over(all), self.lines.over(all)));
        write(next(), self.dates.over(before).map(|dates| dates as f32));
        write(next(), self.dates.over(after).map(|dates| dates as f32));
        for range in [all, before, after] {
            write(
                next(),
                tones(self.tone.over(range), self.weight.over(range)),
            );
        }
    }
}

/// Writes keys of values as long as there are some.
fn write(keys: &mut [i16], values: impl Iterator<Item = f32>) {
    for (to, value) in keys.iter_mut().zip(values) {
        *to = key(value);
    }
}

/// Returns the ratios of numbers to others, which count as at least one.
fn ratios(
    parts: impl Iterator<Item = i32>,
    wholes: impl Iterator<Item = i32>,
) -> impl Iterator<Item = f32> {
    let ratio = |(part, whole): (i32, i32)| part as f32 / whole.max(1) as f32;
    parts.zip(wholes).map(ratio)
}

/// Returns the shares of lines, -1 where there are none.
fn shares(
    parts: impl Iterator<Item = i32>,
    lines: impl Iterator<Item = i32>,
) -> impl Iterator<Item = f32> {
    let share = |(part, lines)| {
        if lines == 0 {
            -1.0
        } else {
            part as f32 / lines as f32
        }
    };
    parts.zip(lines).map(share)
}

/// Returns the means of tones, -1 where there are none.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a mean of tones needs no more precision than the tones have"
)]
fn tones(
    tones: impl Iterator<Item = f64>,
    weights: impl Iterator<Item = f64>,
) -> impl Iterator<Item = f32> {
    let mean = |(tone, weight)| {
        if weight == 0.0 {
            -1.0
        } else {
            (tone / weight) as f32
        }
    };
    tones.zip(weights).map(mean)
}
