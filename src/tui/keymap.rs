//! From keys to actions: sequences, counts, presets, changes, conflicts.

use crate::tui::action::{Action, Context, TABLE, by_name, entry};
use crate::tui::key::{Code, Key, parse_keys, show_keys};

/// The largest count that can be typed.
const MAX_COUNT: u32 = 99_999;

/// What `less` binds otherwise than the table.
const LESS: &[(&str, &str)] = &[
    ("half-up", "u ctrl-u"),
    ("links", "f"),
    ("search", "/ &"),
    ("leave", "q Q"),
    ("open", "enter l right o"),
    ("open-link", "O"),
    ("quotations", "]Q"),
    ("page-down", "space pagedown ctrl-f ctrl-v"),
];

/// What `newsboat` binds otherwise than the table.
const NEWSBOAT: &[(&str, &str)] = &[
    ("toggle-read", "N m"),
    ("next-unread", "n ]u"),
    ("previous-unread", "p [u"),
    ("next-hit", "ctrl-n"),
    ("previous-hit", "ctrl-p"),
    ("search", "/ F"),
    ("clear-filter", "ctrl-g"),
    ("suspend", "ctrl-z"),
    ("raw", "ctrl-u R"),
    ("half-up", "ctrl-b"),
    ("page-up", "b pageup"),
];

/// A sequence of keys and what it asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The keys, at least one.
    pub keys: Vec<Key>,
    /// Where it works.
    pub context: Context,
    /// What it asks for.
    pub action: Action,
}

/// All bindings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

/// What has been typed of a count and a sequence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pending {
    /// The count so far; 0 where there is none.
    pub count: u32,
    /// The keys so far.
    pub keys: Vec<Key>,
    /// The key that was answered last.
    pub last: Option<Key>,
}

/// What a key press asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pressed {
    /// The action.
    pub action: Action,
    /// The count before it, if any.
    pub count: Option<u32>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self::new("", &[]).0
    }
}

impl Keymap {
    /// Makes the keymap of a preset (`vim`, `less`, `newsboat`; any other name is `vim`) with changes,
    /// and says what is wrong with them: unknown names, unknown keys, keys bound twice.
    pub fn new(preset: &str, changes: &[(String, Vec<String>)]) -> (Self, Vec<String>) {
        let overrides = match preset {
            "less" => LESS,
            "newsboat" => NEWSBOAT,
            _ => &[],
        };
        let mut problems = Vec::new();
        let mut bindings = Vec::new();
        for entry in TABLE {
            let other = overrides.iter().find(|(name, _)| *name == entry.name);
            let keys = other.map_or(entry.keys, |(_, keys)| keys);
            let keys = keys.split(' ').filter_map(parse_keys);
            let bind = |keys| Binding {
                keys,
                context: entry.context,
                action: entry.action,
            };
            bindings.extend(keys.map(bind));
        }
        let mut map = Self { bindings };
        for (name, keys) in changes {
            map.rebind(name, keys, &mut problems);
        }
        // A key that a preset or a change takes is taken from whom it belonged to.
        let taken: Vec<&str> = overrides.iter().map(|(name, _)| *name).collect();
        let changed = |action| {
            let name = entry(action).name;
            taken.contains(&name) || changes.iter().any(|(change, _)| change == name)
        };
        let all = map.bindings.clone();
        map.bindings.retain(|binding| {
            let rival = |other: &Binding| {
                other.action != binding.action
                    && other.keys == binding.keys
                    && other.context.meets(binding.context)
                    && changed(other.action)
                    && !changed(binding.action)
            };
            !all.iter().any(rival)
        });
        problems.extend(map.conflicts());
        (map, problems)
    }

    fn rebind(&mut self, name: &str, keys: &[String], problems: &mut Vec<String>) {
        let Some(action) = by_name(name) else {
            let near = nearest(name);
            problems.push(format!(
                "no action is called “{name}”; the nearest is “{near}”"
            ));
            return;
        };
        self.bindings.retain(|binding| binding.action != action);
        let context = entry(action).context;
        for words in keys {
            match parse_keys(words) {
                Some(keys) => self.bindings.push(Binding {
                    keys,
                    context,
                    action,
                }),
                None => problems.push(format!("no key is called “{words}” (for “{name}”)")),
            }
        }
    }

    /// Says which keys ask for two things at once.
    pub fn conflicts(&self) -> Vec<String> {
        let mut out = Vec::new();
        for (at, one) in self.bindings.iter().enumerate() {
            for other in self.bindings.iter().skip(at + 1) {
                let meets = one.keys == other.keys && one.context.meets(other.context);
                if meets && one.action != other.action {
                    let (keys, first) = (show_keys(&one.keys), entry(one.action).name);
                    let second = entry(other.action).name;
                    out.push(format!("{keys} is bound to both “{first}” and “{second}”"));
                }
            }
        }
        out
    }

    /// Returns the keys of an action, as shown.
    pub fn keys_of(&self, action: Action) -> Vec<String> {
        let of = self
            .bindings
            .iter()
            .filter(|binding| binding.action == action);
        of.map(|binding| show_keys(&binding.keys)).collect()
    }

    /// Says whether a sequence that has been begun is an action of its own, which happens when
    /// nothing follows.
    pub fn is_ambiguous(&self, pending: &Pending, context: Context) -> bool {
        self.exact(&pending.keys, context).is_some()
    }

    /// Takes a key; returns the actions that it asks for: none while a sequence or count is going
    /// on, two where a shorter sequence turns out to have been meant.
    pub fn press(&self, pending: &mut Pending, key: Key, context: Context) -> Vec<Pressed> {
        if pending.keys.is_empty()
            && let Code::Char(digit @ '0'..='9') = key.code
            && !key.ctrl
            && !key.alt
            && (digit != '0' || pending.count > 0)
        {
            let digit = digit.to_digit(10).unwrap_or(0);
            pending.count = (pending.count * 10 + digit).min(MAX_COUNT);
            pending.last = None;
            return Vec::new();
        }
        pending.keys.push(key);
        if self.is_prefix(&pending.keys, context) {
            return Vec::new();
        }
        if let Some(action) = self.exact(&pending.keys, context) {
            return vec![pending.done(action, key)];
        }
        // `z` and then `j`: what was begun is meant, and the last key starts anew.
        pending.keys.pop();
        let mut out = self.settle(pending, context);
        if out.is_empty() {
            // A sequence that means nothing here is swallowed whole: `]q` in the list is no `q`.
            *pending = Pending::default();
            return Vec::new();
        }
        out.extend(self.press(pending, key, context));
        out
    }

    /// Ends a sequence that is an action of its own, because nothing follows.
    pub fn settle(&self, pending: &mut Pending, context: Context) -> Vec<Pressed> {
        let action = self.exact(&pending.keys, context);
        match (action, pending.keys.last().copied()) {
            (Some(action), Some(key)) => vec![pending.done(action, key)],
            _ => Vec::new(),
        }
    }

    fn exact(&self, keys: &[Key], context: Context) -> Option<Action> {
        let of = |binding: &&Binding| binding.context.meets(context) && binding.keys == keys;
        self.bindings.iter().find(of).map(|binding| binding.action)
    }

    fn is_prefix(&self, keys: &[Key], context: Context) -> bool {
        self.bindings.iter().any(|binding| {
            binding.context.meets(context)
                && binding.keys.len() > keys.len()
                && binding.keys.starts_with(keys)
        })
    }
}

impl Pending {
    fn done(&mut self, action: Action, key: Key) -> Pressed {
        let count = (self.count > 0).then_some(self.count);
        *self = Self {
            last: Some(key),
            ..Self::default()
        };
        Pressed { action, count }
    }
}

/// Returns the name of an action that is most like `name`.
pub fn nearest(name: &str) -> &'static str {
    let likeness = |other: &str| strsim::jaro_winkler(name, other);
    let best = TABLE
        .iter()
        .max_by(|a, b| likeness(a.name).total_cmp(&likeness(b.name)));
    best.map_or("", |entry| entry.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn type_keys(map: &Keymap, words: &str, context: Context) -> Vec<(Action, Option<u32>)> {
        let mut pending = Pending::default();
        let mut out = Vec::new();
        for key in parse_keys(words).unwrap() {
            let pressed = map.press(&mut pending, key, context);
            out.extend(
                pressed
                    .into_iter()
                    .map(|pressed| (pressed.action, pressed.count)),
            );
        }
        out.extend(
            map.settle(&mut pending, context)
                .into_iter()
                .map(|p| (p.action, p.count)),
        );
        out
    }

    #[test]
    fn sequences_counts_and_shorter_meanings() {
        let map = Keymap::default();
        let reading = Context::READING;
        for (keys, expected) in [
            ("j", vec![(Action::Down, None)]),
            ("5 j", vec![(Action::Down, Some(5))]),
            ("1 0 G", vec![(Action::Bottom, Some(10))]),
            ("]q", vec![(Action::NextQuotation, None)]),
            ("z", vec![(Action::Zen, None)]),
            ("za", vec![(Action::ToggleFold, None)]),
            ("z k", vec![(Action::Zen, None), (Action::Up, None)]),
            ("] j", vec![]),
            ("ctrl-x j", vec![(Action::Down, None)]),
            ("gg", vec![(Action::Top, None), (Action::Top, None)]),
        ] {
            assert_eq!(type_keys(&map, keys, reading), expected, "{keys}");
        }
        assert_eq!(type_keys(&map, "]q", Context::LIST), []);
    }

    #[test]
    fn presets_are_without_conflicts_and_leave_no_action_without_a_key() {
        for preset in ["vim", "less", "newsboat"] {
            let (map, problems) = Keymap::new(preset, &[]);
            assert_eq!(problems, Vec::<String>::new(), "{preset}");
            for entry in TABLE {
                assert!(
                    !map.keys_of(entry.action).is_empty(),
                    "{preset}: {}",
                    entry.name
                );
            }
        }
    }

    #[test]
    fn changes_take_keys_and_mistakes_are_named() {
        let change = |name: &str, key: &str| (name.to_owned(), vec![key.to_owned()]);
        let (map, problems) = Keymap::new("vim", &[change("undo", "m")]);
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(type_keys(&map, "m", Context::LIST), [(Action::Undo, None)]);
        let changes = [
            change("undo", "x"),
            change("zen", "x"),
            change("undoo", "x"),
        ];
        let (_, problems) = Keymap::new("vim", &changes);
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].contains("“undo”"), "{problems:?}");
        assert!(problems[1].contains("both"), "{problems:?}");
    }
}
