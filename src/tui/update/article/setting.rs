//! How the lines of an article are set.

use crate::tui::action::Action;
use crate::tui::areas::Areas;
use crate::tui::model::{DEFAULT_MEASURE, Model};
use crate::typeset::speakers::NARROWEST_SIDE;

/// The narrowest and the widest measure that can be asked for, and the step between.
const MEASURES: (u16, u16, u16) = (20, 140, 4);

/// Does what an action asks for and says so; says whether it is about the setting of lines.
pub(super) fn turn(model: &mut Model, action: Action, areas: &Areas) -> bool {
    let settings = &mut model.settings;
    let words = match action {
        Action::Wider | Action::Narrower | Action::DefaultMeasure => {
            let (least, most, step) = MEASURES;
            // From what is on the screen: a pane may be narrower than what was asked for.
            let now = settings.measure.min(areas.text.width.max(least));
            settings.measure = match action {
                Action::Wider => (now + step).min(most),
                Action::Narrower => now.saturating_sub(step).max(least),
                _ => DEFAULT_MEASURE,
            };
            &format!("Lines of {} letters.", settings.measure)
        }
        Action::Justify => {
            let words = ["Ragged lines.", "Justified lines."];
            switch(&mut settings.is_justified, words)
        }
        Action::Hyphenate => {
            let words = [
                "Words stay whole.",
                "Words are divided at the ends of lines.",
            ];
            switch(&mut settings.is_hyphenated, words)
        }
        Action::PullQuotes => {
            let words = ["Speakers are hidden.", "Speakers stand beside quotations."];
            switch(&mut settings.has_speakers, words)
        }
        Action::LiftQuotes => {
            let on = if areas.side < NARROWEST_SIDE {
                "The margin is too narrow for quotations."
            } else {
                "Quotations stand in the margin too."
            };
            let words = ["No quotations in the margin.", on];
            switch(&mut settings.has_pull_quotes, words)
        }
        _ => return false,
    };
    model.notice = Some(words.to_owned());
    true
}

/// Turns a switch, and returns the words for off or on.
fn switch(is_on: &mut bool, [off, on]: [&'static str; 2]) -> &'static str {
    *is_on = !*is_on;
    if *is_on { on } else { off }
}
