//! A terminal's screen as an SVG picture.

use std::fmt::Write as _;

use vt100::{Cell, Color, Screen};

/// Width of a cell, in SVG units; the height is twice that.
const CELL: usize = 9;
/// Cell height.
const LINE: usize = 20;
/// Background and text where the program leaves them to the terminal.
const BACKGROUND: &str = "#1d1f21";
const TEXT: &str = "#d0d0d0";
/// The 16 colours of a common dark palette.
const PALETTE: [&str; 16] = [
    "#282a2e", "#d07070", "#9fbf6a", "#dcb867", "#7ba6d0", "#b494c7", "#7fc0b6", "#c5c8c6",
    "#7c7f82", "#e08a8a", "#b9d98a", "#f0cf83", "#9bc0e6", "#cdb0de", "#9fdad1", "#ffffff",
];

fn color(color: Color, default: &str) -> String {
    match color {
        Color::Default => default.to_owned(),
        Color::Idx(i @ 0..=15) => PALETTE[usize::from(i)].to_owned(),
        Color::Idx(i @ 16..=231) => {
            let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
            let cube = i - 16;
            let (r, g, b) = (level(cube / 36), level(cube / 6 % 6), level(cube % 6));
            format!("#{r:02x}{g:02x}{b:02x}")
        }
        Color::Idx(i) => {
            let grey = 8 + 10 * (i - 232);
            format!("#{grey:02x}{grey:02x}{grey:02x}")
        }
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
    }
}

/// How a cell is drawn: text colour, background, and the rest as attributes.
fn style(cell: &Cell) -> (String, String, String) {
    let (mut text, mut back) = (
        color(cell.fgcolor(), TEXT),
        color(cell.bgcolor(), BACKGROUND),
    );
    if cell.inverse() {
        std::mem::swap(&mut text, &mut back);
    }
    if is_blank(cell) {
        // What would be letters does not show, and the program may leave it as it was.
        return (TEXT.to_owned(), back, String::new());
    }
    let mut attributes = String::new();
    for (is_on, attribute) in [
        (cell.bold(), " font-weight=\"bold\""),
        (cell.italic(), " font-style=\"italic\""),
        (cell.underline(), " text-decoration=\"underline\""),
        (cell.dim(), " opacity=\"0.65\""),
    ] {
        attributes.push_str(if is_on { attribute } else { "" });
    }
    (text, back, attributes)
}

fn is_blank(cell: &Cell) -> bool {
    cell.contents().trim().is_empty()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Draws the screen; the same screen gives the same bytes.
pub(crate) fn picture(screen: &Screen) -> String {
    let (rows, columns) = screen.size();
    let (rows, columns) = (rows.get(), columns.get());
    let (width, height) = (
        usize::from(columns) * CELL + 20,
        usize::from(rows) * LINE + 20,
    );
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"monospace\" font-size=\"15\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{BACKGROUND}\"/>\n"
    );
    for row in 0..rows {
        let y = usize::from(row) * LINE + 10;
        let mut column = 0;
        while column < columns {
            let Some(first) = screen.cell(row, column) else {
                break;
            };
            let look = style(first);
            let start = column;
            let mut text = String::new();
            let joins = |cell: &Cell| {
                let own = style(cell);
                own == look || is_blank(cell) && own.1 == look.1
            };
            while let Some(cell) = screen.cell(row, column).filter(|cell| joins(cell)) {
                if !cell.is_wide_continuation() {
                    text.push_str(if cell.has_contents() {
                        cell.contents()
                    } else {
                        " "
                    });
                }
                column += 1;
                if column == columns {
                    break;
                }
            }
            draw(
                &mut out,
                &look,
                &text,
                usize::from(start),
                usize::from(column),
                y,
            );
        }
    }
    out.push_str("</svg>\n");
    out
}

fn draw(
    out: &mut String,
    (fill, back, attributes): &(String, String, String),
    text: &str,
    start: usize,
    end: usize,
    y: usize,
) {
    let (x, width) = (start * CELL + 10, (end - start) * CELL);
    if back != BACKGROUND {
        writeln!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{LINE}\" fill=\"{back}\"/>"
        )
        .unwrap();
    }
    if !text.trim().is_empty() {
        let y = y + 15;
        let text = escape(text);
        writeln!(
            out,
            "<text x=\"{x}\" y=\"{y}\" textLength=\"{width}\" xml:space=\"preserve\" \
             fill=\"{fill}\"{attributes}>{text}</text>"
        )
        .unwrap();
    }
}
