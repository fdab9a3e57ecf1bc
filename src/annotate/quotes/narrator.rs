//! Who the `I` of a story is: the one whom others call by name when they talk with him, and whom the
//! story itself never names.

use crate::annotate::quotes::dialogue::Dialogue;
use crate::annotate::quotes::mention::{Form, Mention};
use crate::annotate::quotes::scene::Scene;

/// How sure the narrator is.
pub(super) const SURE: f32 = 0.9;
/// So often he must speak and be called.
const LEAST: u32 = 2;
/// Turns before and after one of the narrator's in which he may be called.
const REACH: usize = 2;

/// Returns the person who tells the story, where one says `I` in it. Cost: linear in the turns.
///
/// Each turn without the narrator that stands near one of his, `“…,” I said`, counts for the persons
/// whom it calls by name; one who is named outside quotations is somebody else.
pub(super) fn narrator(scene: &Scene<'_>, dialogue: &Dialogue) -> Option<u32> {
    let turns = dialogue.turns();
    let is_own = |turn: usize| {
        let explicit = turns.get(turn)?.explicit?;
        scene
            .mentions
            .get(explicit)
            .map(|mention| is_i(scene, mention))
    };
    let own: Vec<bool> = (0..turns.len())
        .map(|turn| is_own(turn) == Some(true))
        .collect();
    let spoken = own.iter().filter(|is_own| **is_own).count();
    if spoken < LEAST as usize {
        return None;
    }
    let mut called = vec![0_u32; scene.source.people.len()];
    for line in &dialogue.lines {
        let near = line.turn.saturating_sub(REACH)..=line.turn + REACH;
        let is_near = own.get(line.turn) == Some(&false)
            && near.into_iter().any(|turn| own.get(turn) == Some(&true));
        for &(person, is_called) in line.named.iter().filter(|_| is_near) {
            if let Some(count) = called.get_mut(person as usize) {
                *count += u32::from(is_called);
            }
        }
    }
    let persons = (0..).zip(&called).zip(&scene.mentioned);
    let is_possible = |called: u32, mentioned: u32| called >= LEAST && mentioned * 4 <= called;
    let mut possible = persons.filter(|&((_, &called), &mentioned)| is_possible(called, mentioned));
    let first = possible.next()?;
    let best = possible.fold(
        first,
        |best, next| {
            if next.0.1 > best.0.1 { next } else { best }
        },
    );
    Some(best.0.0)
}

/// Says whether a mention is `I`.
pub(super) fn is_i(scene: &Scene<'_>, mention: &Mention) -> bool {
    mention.form == Form::First && mention.span.of(scene.source.text) == "I"
}

#[cfg(test)]
mod tests {
    use crate::annotate::people;
    use crate::annotate::quotes;
    use crate::segment::sentences;

    /// Returns the speaker of each quotation.
    fn speakers(text: &str) -> Vec<Option<String>> {
        let sentences = sentences(text);
        let people = people::find(text, &sentences);
        let found = quotes::find(text, &sentences, &people, &[]);
        let name = |found: quotes::Quotation| Some(found.speaker?.name);
        found.into_iter().map(name).collect()
    }

    #[test]
    fn i_am_whom_others_call() {
        let text = |last: &str| {
            format!(
                "Mary Green met me at the station.\n\n“You are late, Harold,” said Mary.\n\n“I am \
                 sorry,” I said.\n\n“Come along, Harold. Supper is cold.”\n\n“I had none since \
                 noon,” I said.{last}"
            )
        };
        let found = speakers(&text(""));
        assert_eq!(found[1].as_deref(), Some("Harold"), "{found:?}");
        assert_eq!(found[3].as_deref(), Some("Harold"), "{found:?}");
        // Whom the story names is somebody else.
        let found = speakers(&text("\n\nHarold laughed at us both."));
        assert_eq!(found[1].as_deref(), Some("I"), "{found:?}");
    }
}
