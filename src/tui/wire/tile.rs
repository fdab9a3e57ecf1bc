//! What a cell shows, in eight bytes, so that frames compare and move fast.

use ratatui::buffer::{Buffer, Cell, CellDiffOption, CellWidth as _};
use ratatui::style::{Color, Modifier};

use crate::text::lookup::LookupMap;
use crate::text::sanitize::is_forbidden;
use crate::tui::wire::capabilities::Capabilities;
use crate::tui::wire::link::Link;

/// Entries of the tables from which on they are made anew.
const FULL: usize = 4096;
/// Marks a glyph as a place in the table of clusters.
const CLUSTER: u32 = 1 << 31;
/// The glyph of the cells that a wide glyph covers beside its first.
const COVERED: u32 = u32::MAX;

/// One cell of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tile {
    glyph: u32,
    look: u16,
    width: u8,
}

impl Tile {
    /// A blank in the terminal's own colours.
    pub(super) const BLANK: Self = Self {
        glyph: ' ' as u32,
        look: 0,
        width: 1,
    };

    pub(super) fn look(self) -> u16 {
        self.look
    }

    /// Cells that it takes, at least one.
    pub(super) fn width(self) -> u16 {
        u16::from(self.width)
    }

    /// Says whether another cell's glyph reaches into this one.
    pub(super) fn is_covered(self) -> bool {
        self.glyph == COVERED
    }

    pub(super) fn is_space(self) -> bool {
        self.glyph == ' ' as u32
    }

    /// A number that stands for the tile in hashes.
    pub(super) fn key(self) -> u64 {
        (u64::from(self.glyph) << 16) | u64::from(self.look)
    }
}

/// How a cell looks beside its glyph, in the colours that the terminal has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Look {
    pub(super) fg: Color,
    pub(super) bg: Color,
    pub(super) underline: Color,
    pub(super) modifier: Modifier,
    /// 0 for none, otherwise one more than the place in [`Tables::urls`].
    pub(super) link: u16,
}

/// What makes a blank visible beside its background.
const SEEN_ON_BLANKS: Modifier = Modifier::UNDERLINED
    .union(Modifier::REVERSED)
    .union(Modifier::CROSSED_OUT);

impl Look {
    /// Says whether a blank shows nothing but its background.
    pub(super) fn is_quiet(&self) -> bool {
        !self.modifier.intersects(SEEN_ON_BLANKS) && self.link == 0
    }
}

/// A glyph of several characters.
#[derive(Debug)]
struct Cluster {
    text: Box<str>,
    /// Cells that a terminal may take for it at most, where terminals do not agree.
    reach: Option<u8>,
}

/// The looks, clusters and links that tiles name by number.
#[derive(Debug)]
pub(super) struct Tables {
    looks: Vec<Look>,
    look_numbers: LookupMap<Look, u16>,
    clusters: Vec<Cluster>,
    cluster_numbers: LookupMap<Box<str>, u32>,
    urls: Vec<Box<str>>,
    /// The last raw style and its two looks: as text and as a blank.
    last: Option<([Color; 3], Modifier, u16, [u16; 2])>,
}

impl Default for Tables {
    fn default() -> Self {
        let mut look_numbers = LookupMap::default();
        look_numbers.insert(Look::default(), 0);
        Self {
            looks: vec![Look::default()],
            look_numbers,
            clusters: Vec::new(),
            cluster_numbers: LookupMap::default(),
            urls: Vec::new(),
            last: None,
        }
    }
}

impl Tables {
    pub(super) fn look(&self, number: u16) -> &Look {
        &self.looks[usize::from(number)]
    }

    pub(super) fn url(&self, link: u16) -> &str {
        &self.urls[usize::from(link) - 1]
    }

    /// Says whether it is time to begin anew.
    pub(super) fn is_full(&self) -> bool {
        self.looks.len() > FULL || self.clusters.len() > FULL || self.urls.len() > FULL
    }

    /// Writes the tile's glyph; a covered tile writes nothing.
    pub(super) fn write_glyph(&self, tile: Tile, out: &mut Vec<u8>) {
        if tile.glyph < 0x80 {
            out.push(tile.glyph.to_le_bytes()[0]);
        } else if let Some(cluster) = self.cluster(tile) {
            out.extend_from_slice(cluster.text.as_bytes());
        } else if let Some(c) = char::from_u32(tile.glyph) {
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }

    /// Bytes of the tile's glyph.
    pub(super) fn glyph_len(&self, tile: Tile) -> usize {
        match self.cluster(tile) {
            Some(cluster) => cluster.text.len(),
            None => char::from_u32(tile.glyph).map_or(0, char::len_utf8),
        }
    }

    /// Cells that a terminal may take for the tile, where terminals do not agree on it.
    pub(super) fn reach(&self, tile: Tile) -> Option<u16> {
        self.cluster(tile)?.reach.map(u16::from)
    }

    fn cluster(&self, tile: Tile) -> Option<&Cluster> {
        if tile.glyph == COVERED || tile.glyph & CLUSTER == 0 {
            return None;
        }
        self.clusters.get((tile.glyph ^ CLUSTER) as usize)
    }

    fn number_of_look(&mut self, look: Look) -> u16 {
        if let Some(&number) = self.look_numbers.get(&look) {
            return number;
        }
        let Ok(number) = u16::try_from(self.looks.len()) else {
            return 0;
        };
        self.looks.push(look);
        self.look_numbers.insert(look, number);
        number
    }

    /// Returns the number of the cell's look as text and as a blank.
    fn looks_of(&mut self, cell: &Cell, link: u16, caps: &Capabilities) -> [u16; 2] {
        let colors = [cell.fg, cell.bg, cell.underline_color];
        if let Some((last_colors, modifier, last_link, numbers)) = self.last
            && last_colors == colors
            && modifier == cell.modifier
            && last_link == link
        {
            return numbers;
        }
        let (fg, bg) = caps.level.nearest_pair(cell.fg, cell.bg);
        let is_underlined = cell.modifier.contains(Modifier::UNDERLINED);
        let underline = if caps.has_underline_color && is_underlined {
            caps.level.nearest(cell.underline_color)
        } else {
            Color::Reset
        };
        let text = Look {
            fg,
            bg,
            underline,
            modifier: cell.modifier,
            link,
        };
        let blank = if text.is_quiet() {
            Look {
                bg,
                ..Look::default()
            }
        } else {
            text
        };
        let numbers = [self.number_of_look(text), self.number_of_look(blank)];
        self.last = Some((colors, cell.modifier, link, numbers));
        numbers
    }

    /// Returns the glyph of a symbol, the cells that it takes, and those that the symbol takes in the
    /// frame, in `room` cells.
    fn glyph_of(&mut self, cell: &Cell, room: u16, caps: &Capabilities) -> (u32, u16, u16) {
        let space = (u32::from(' '), 1, 1);
        let symbol = cell.symbol();
        if let [byte @ b' '..=b'~'] = symbol.as_bytes() {
            return (u32::from(*byte), 1, 1);
        }
        // A blank that binds looks like any other, and takes a byte more.
        if symbol == "\u{A0}" {
            return space;
        }
        let mut chars = symbol.chars();
        let Some(first) = chars.next() else {
            return space;
        };
        let has_control = |c: char| c.is_control() || is_forbidden(c);
        if symbol.chars().any(has_control) {
            return space;
        }
        let width = match cell.diff_option {
            CellDiffOption::ForcedWidth(width) => width.get(),
            _ => symbol.cell_width(),
        };
        if width == 0 || width > room || width > u16::from(u8::MAX) {
            return space;
        }
        if !caps.has_utf8 {
            return (u32::from(ascii_of(first)), 1, width);
        }
        if chars.next().is_none() {
            return (u32::from(first), width, width);
        }
        let number = self.number_of_cluster(symbol, width);
        let reach = self.clusters[number as usize].reach;
        if reach.is_some_and(|reach| u16::from(reach) > room) {
            // A glyph that may reach over the edge could move the screen: its first character alone.
            let alone = first.encode_utf8(&mut [0; 4]).cell_width().max(1);
            return if alone <= width {
                (u32::from(first), alone, width)
            } else {
                (u32::from(' '), 1, width)
            };
        }
        (CLUSTER | number, width, width)
    }

    fn number_of_cluster(&mut self, symbol: &str, width: u16) -> u32 {
        if let Some(&number) = self.cluster_numbers.get(symbol) {
            return number;
        }
        let number = u32::try_from(self.clusters.len()).unwrap_or(0);
        self.clusters.push(Cluster {
            text: symbol.into(),
            reach: reach_of(symbol, width),
        });
        self.cluster_numbers.insert(symbol.into(), number);
        number
    }

    fn number_of_url(&mut self, url: &str) -> u16 {
        let at = self.urls.iter().position(|known| &**known == url);
        let at = at.unwrap_or_else(|| {
            self.urls.push(url.into());
            self.urls.len() - 1
        });
        u16::try_from(at + 1).unwrap_or(0)
    }
}

/// Returns the cells that a terminal may take for a cluster at most, or `None` where all agree: a
/// letter with marks above or below it.
fn reach_of(cluster: &str, width: u16) -> Option<u8> {
    let is_agreed = |c: char| {
        matches!(c, '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5BD}'
            | '\u{64B}'..='\u{652}' | '\u{1AB0}'..='\u{1ACE}' | '\u{1DC0}'..='\u{1DFF}'
            | '\u{20D0}'..='\u{20F0}' | '\u{FE20}'..='\u{FE2F}')
    };
    if width == 1 && cluster.chars().skip(1).all(is_agreed) {
        return None;
    }
    let widest = (cluster.chars().count() * 2).max(usize::from(width));
    Some(u8::try_from(widest).unwrap_or(u8::MAX))
}

/// Returns the plainest likeness of a letter or border where the terminal has no UTF-8.
fn ascii_of(c: char) -> char {
    match c {
        '─' | '━' | '╌' | '┄' | '═' | '‐'..='―' | '−' => '-',
        '│' | '┃' | '║' | '┆' | '▌' | '▎' | '▏' | '▍' | '▐' => '|',
        '\u{2500}'..='\u{257F}' => '+',
        '█' | '▓' | '▒' | '░' => '#',
        '‘' | '’' | '‚' | '′' => '\'',
        '“' | '”' | '„' | '«' | '»' => '"',
        '●' | '•' | '★' | '◆' | '▪' | '✓' => '*',
        '○' | '◦' | '☆' => 'o',
        '…' | '·' | '⋯' => '.',
        '×' => 'x',
        '→' | '›' | '▶' | '❯' => '>',
        '←' | '‹' | '◀' | '❮' => '<',
        '↑' | '▲' | '▴' => '^',
        '↓' | '▼' | '▾' => 'v',
        _ => deunicode::deunicode_char(c)
            .and_then(|plain| plain.chars().next())
            .filter(|plain| matches!(plain, ' '..='~'))
            .unwrap_or('?'),
    }
}

/// A screen of tiles.
#[derive(Clone, Debug, Default)]
pub(super) struct Grid {
    tiles: Vec<Tile>,
    width: u16,
}

impl Grid {
    /// A blank screen.
    pub(super) fn blank(width: u16, height: u16) -> Self {
        Self {
            tiles: vec![Tile::BLANK; usize::from(width) * usize::from(height)],
            width,
        }
    }

    pub(super) fn width(&self) -> u16 {
        self.width
    }

    pub(super) fn height(&self) -> u16 {
        let rows = self.tiles.len() / usize::from(self.width.max(1));
        u16::try_from(rows).unwrap_or(u16::MAX)
    }

    pub(super) fn row(&self, y: u16) -> &[Tile] {
        let from = usize::from(y) * usize::from(self.width);
        &self.tiles[from..from + usize::from(self.width)]
    }

    pub(super) fn row_mut(&mut self, y: u16) -> &mut [Tile] {
        let from = usize::from(y) * usize::from(self.width);
        &mut self.tiles[from..from + usize::from(self.width)]
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.tiles == other.tiles
    }

    pub(super) fn copy_from(&mut self, other: &Self) {
        self.tiles.clone_from(&other.tiles);
        self.width = other.width;
    }

    /// Reads a frame; what lies outside this screen is cut off, what is missing is blank.
    pub(super) fn load(
        &mut self,
        buffer: &Buffer,
        links: &[Link<'_>],
        tables: &mut Tables,
        caps: &Capabilities,
    ) {
        self.tiles.fill(Tile::BLANK);
        let area = buffer.area;
        let width = usize::from(area.width.min(self.width));
        for y in 0..area.height.min(self.height()) {
            let from = usize::from(y) * usize::from(area.width);
            let cells = &buffer.content[from..from + width];
            let row = self.row_mut(y);
            let mut x = 0;
            while x < width {
                let cell = &cells[x];
                let room = u16::try_from(width - x).unwrap_or(u16::MAX);
                let link = if caps.has_links && !links.is_empty() {
                    link_at(links, (x, y), tables)
                } else {
                    0
                };
                let (glyph, cells_taken, span) = tables.glyph_of(cell, room, caps);
                let [as_text, as_blank] = tables.looks_of(cell, link, caps);
                let is_blank = glyph == u32::from(' ');
                let look = if is_blank { as_blank } else { as_text };
                row[x] = Tile {
                    glyph,
                    look,
                    width: cells_taken.to_le_bytes()[0],
                };
                for covered in 1..usize::from(cells_taken) {
                    row[x + covered] = Tile {
                        glyph: COVERED,
                        look,
                        width: 1,
                    };
                }
                // What is left of the symbol's cells where only a part of it is drawn.
                for rest in usize::from(cells_taken)..usize::from(span) {
                    row[x + rest] = Tile {
                        glyph: u32::from(' '),
                        look: as_blank,
                        width: 1,
                    };
                }
                x += usize::from(span.max(cells_taken));
            }
        }
    }

    /// Moves the tiles to a fresh pair of tables.
    pub(super) fn move_to(&mut self, old: &Tables, new: &mut Tables) {
        for tile in &mut self.tiles {
            let mut look = *old.look(tile.look);
            if look.link != 0 {
                look.link = new.number_of_url(old.url(look.link));
            }
            tile.look = new.number_of_look(look);
            if let Some(cluster) = old.cluster(*tile) {
                tile.glyph = CLUSTER | new.number_of_cluster(&cluster.text, tile.width());
            }
        }
    }
}

fn link_at(links: &[Link<'_>], (x, y): (usize, u16), tables: &mut Tables) -> u16 {
    links
        .iter()
        .find(|link| link.row == y && link.columns.contains(&u16::try_from(x).unwrap_or(u16::MAX)))
        .map_or(0, |link| tables.number_of_url(link.url.as_str()))
}
