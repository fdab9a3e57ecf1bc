//! Where everything is on the screen: a function of the model, used by update and by view alike.

use ratatui::layout::Rect;

use crate::tui::model::panel::PanelKind;
use crate::tui::model::{Focus, Layout, Model};
use crate::typeset::speakers::NARROWEST_SIDE;

/// Width from which on list and article stand side by side.
const WIDE: u16 = 100;
/// Rows of one article in the list.
pub const ROW_HEIGHT: u16 = 2;
/// Cells of the gutter: the bar and a blank.
pub const GUTTER: u16 = 2;

/// The rectangles of the screen; those that are not shown are empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Areas {
    /// Everything between the lines at the top and at the bottom.
    pub body: Rect,
    /// The line at the top.
    pub header: Rect,
    /// The list.
    pub list: Rect,
    /// The line between list and article.
    pub divider: Rect,
    /// The article.
    pub reading: Rect,
    /// The text column inside `reading`, without the gutter.
    pub text: Rect,
    /// Cells right of the text column.
    pub side: u16,
    /// The line for the prompt, the filter, the place in the article.
    pub status: Rect,
    /// The line of keys.
    pub footer: Rect,
    /// The panel.
    pub panel: Rect,
}

impl Areas {
    /// Works out where everything is.
    pub fn of(model: &Model) -> Self {
        let screen = Rect::new(0, 0, model.size.width, model.size.height);
        let is_zen = model.settings.is_zen && model.focus == Focus::Reading;
        let bars = if is_zen {
            (0, u16::from(model.prompt.is_some()), 0)
        } else {
            (1, 1, 1)
        };
        let (top, status, footer) = match screen.height {
            0..=3 => (0, u16::from(model.prompt.is_some()), 0),
            4..=6 => (0, 1, 0),
            _ => bars,
        };
        let height = screen.height.saturating_sub(top + status + footer);
        let body = Rect {
            y: top,
            height,
            ..screen
        };
        let mut areas = Self {
            body,
            header: Rect {
                height: top,
                ..screen
            },
            status: Rect {
                y: top + height,
                height: status,
                ..screen
            },
            footer: Rect {
                y: top + height + status,
                height: footer,
                ..screen
            },
            ..Self::default()
        };
        areas.panes(model, body, is_zen);
        areas.set_text(model);
        if let Some(panel) = &model.panel {
            areas.panel = panel_area(body, panel.kind);
        }
        areas
    }

    fn panes(&mut self, model: &Model, body: Rect, is_zen: bool) {
        let layout = match model.settings.layout {
            _ if is_zen => Layout::Single,
            Layout::Auto if body.width >= WIDE && !model.settings.is_remote => Layout::Columns,
            Layout::Columns if body.width >= 60 => Layout::Columns,
            Layout::Stacked if body.height >= 12 => Layout::Stacked,
            _ => Layout::Single,
        };
        match layout {
            Layout::Columns => {
                let width = (body.width * 36 / 100).clamp(24, 64);
                self.list = Rect { width, ..body };
                self.divider = Rect {
                    x: width,
                    width: 1,
                    ..body
                };
                let x = width + 1;
                self.reading = Rect {
                    x,
                    width: body.width - x,
                    ..body
                };
            }
            Layout::Stacked => {
                let height = (body.height / 3).max(ROW_HEIGHT);
                let height = height - height % ROW_HEIGHT;
                self.list = Rect { height, ..body };
                self.divider = Rect {
                    y: body.y + height,
                    height: 1,
                    ..body
                };
                let y = body.y + height + 1;
                self.reading = Rect {
                    y,
                    height: body.height - height - 1,
                    ..body
                };
            }
            Layout::Auto | Layout::Single => match model.focus {
                Focus::List => self.list = body,
                Focus::Reading => self.reading = body,
            },
        }
    }

    /// Places the text column: at the left beside a list, in the middle where it is alone.
    fn set_text(&mut self, model: &Model) {
        let pane = self.reading;
        if pane.width == 0 {
            return;
        }
        let margin = if pane.width >= 64 { 3 } else { GUTTER };
        let room = pane.width.saturating_sub(margin + 1).max(1);
        let measure = model.settings.measure.min(room).max(1);
        let is_alone = self.list.width == 0 || self.list.y != pane.y;
        let free = pane.width.saturating_sub(measure);
        let left = match () {
            () if !is_alone => margin,
            // Where every byte counts and no margin brings returns to the text, it stands at the
            // left: a page of many rows costs two bytes less for each.
            () if model.settings.is_remote && !model.settings.has_margins => GUTTER,
            // In the middle, but not at the price of the margin that speakers stand in.
            () if free / 2 > NARROWEST_SIDE => free / 2,
            () if free > margin + NARROWEST_SIDE + 1 => free - NARROWEST_SIDE - 1,
            () => margin.max(free / 2),
        };
        let left = left.min(pane.width.saturating_sub(measure));
        self.text = Rect {
            x: pane.x + left,
            width: measure,
            ..pane
        };
        self.side = pane.width.saturating_sub(left + measure + 1);
    }

    /// Returns how many rows of the list are on the screen.
    pub fn list_rows(&self) -> usize {
        usize::from(self.list.height / ROW_HEIGHT)
    }

    /// Returns how many lines of the article are on the screen.
    pub fn reading_rows(&self) -> usize {
        usize::from(self.reading.height)
    }

    /// Returns the inside of the panel.
    pub fn panel_inside(&self) -> Rect {
        let panel = self.panel;
        Rect {
            x: panel.x + 2.min(panel.width),
            y: panel.y + 1.min(panel.height),
            width: panel.width.saturating_sub(4),
            height: panel.height.saturating_sub(2),
        }
    }
}

/// A panel stands in the middle of a wide screen and takes all of a narrow one.
fn panel_area(body: Rect, kind: PanelKind) -> Rect {
    let width = match kind {
        PanelKind::Help | PanelKind::People | PanelKind::Lists => 76,
        PanelKind::Quotations
        | PanelKind::Links
        | PanelKind::Copies
        | PanelKind::Person
        | PanelKind::Found
        | PanelKind::Notes
        | PanelKind::Difference => 92,
    };
    if body.width <= width + 4 {
        return body;
    }
    Rect {
        x: body.x + (body.width - width) / 2,
        width,
        ..body
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::Options;
    use crate::tui::model::Size;

    #[test]
    fn everything_fits_at_every_size() {
        let mut model = Model::new(
            Size {
                width: 80,
                height: 24,
            },
            &Options::default(),
        );
        for width in 1..230 {
            for height in 1..70 {
                for focus in [Focus::List, Focus::Reading] {
                    for layout in [
                        Layout::Auto,
                        Layout::Columns,
                        Layout::Stacked,
                        Layout::Single,
                    ] {
                        model.size = Size { width, height };
                        model.focus = focus;
                        model.settings.layout = layout;
                        let areas = Areas::of(&model);
                        let screen = Rect::new(0, 0, width, height);
                        for area in [
                            areas.header,
                            areas.list,
                            areas.divider,
                            areas.reading,
                            areas.text,
                            areas.status,
                            areas.footer,
                        ] {
                            let is_inside = area.is_empty() || screen.intersection(area) == area;
                            assert!(is_inside, "{width}x{height} {focus:?} {layout:?}: {area:?}");
                        }
                        let right = areas.text.right() + areas.side;
                        assert!(areas.reading.is_empty() || right <= areas.reading.right());
                    }
                }
            }
        }
    }
}
