//! Every key of the table, pressed in every place where the table says that it works.

use portable_pty::CommandBuilder;
use pullquote::tui::action::{Action, Context, Entry, TABLE};

use super::{PATIENCE, Session};

/// What clears the screen before it is drawn anew.
const CLEAR: &[u8] = b"\x1b[2J";

/// Somewhere in the program.
struct Place {
    name: &'static str,
    context: Context,
    /// What is typed in the list to get there, and what is waited for after each.
    way: &'static [(&'static str, &'static str)],
    /// What changes the screen there; everything else must leave the program as it was.
    seen: Seen,
}

/// Which actions must be seen on the screen.
enum Seen {
    /// All but these, which have nothing to do there.
    AllBut(&'static [Action]),
    /// These alone: what the others do depends on what the panel holds.
    Only(&'static [Action]),
}

/// What moves in a panel with a few entries, and what leads out of it.
const ANY_PANEL: &[Action] = &[
    Action::Leave,
    Action::Back,
    Action::Search,
    Action::SearchLibrary,
];
const LONG_PANEL: &[Action] = &[
    Action::Down,
    Action::PageDown,
    Action::Top,
    Action::Bottom,
    Action::Open,
    Action::Leave,
    Action::Back,
    Action::Search,
    Action::SearchLibrary,
    Action::Help,
];

const PLACES: &[Place] = &[
    Place {
        name: "list",
        context: Context::LIST,
        way: &[("gj", "2 of")],
        seen: Seen::AllBut(&[Action::Back, Action::ClearFilter, Action::Redraw]),
    },
    Place {
        name: "article",
        context: Context::READING,
        // The program remembers where one stopped in an article.
        way: &[("gj\r", "%"), ("g", "0%"), (" ", "")],
        seen: Seen::AllBut(&[Action::Open, Action::CloseFolds, Action::Redraw]),
    },
    Place {
        name: "raw view",
        context: Context::READING,
        way: &[("gj\r", "%"), ("R", "raw"), ("g", "0%")],
        seen: Seen::Only(&[
            Action::Down,
            Action::PageDown,
            Action::Bottom,
            Action::Leave,
            Action::Back,
            Action::Raw,
            Action::Search,
            Action::Help,
        ]),
    },
    Place {
        name: "help",
        context: Context::PANEL,
        way: &[("?", "Keys"), ("j", "")],
        seen: Seen::Only(LONG_PANEL),
    },
    Place {
        name: "people",
        context: Context::PANEL,
        way: &[("P", "People"), ("j", "")],
        seen: Seen::Only(LONG_PANEL),
    },
    Place {
        name: "quotations",
        context: Context::PANEL,
        way: &[("Q", "Quotations"), ("j", "")],
        seen: Seen::Only(LONG_PANEL),
    },
    Place {
        name: "a person",
        context: Context::PANEL,
        way: &[("P", "People"), ("\r", "of")],
        seen: Seen::Only(ANY_PANEL),
    },
    Place {
        name: "copies",
        context: Context::PANEL,
        way: &[("gjc", "of")],
        seen: Seen::Only(ANY_PANEL),
    },
    Place {
        name: "links",
        context: Context::PANEL,
        way: &[("gj\r", "%"), ("f", "of")],
        seen: Seen::Only(ANY_PANEL),
    },
    Place {
        name: "notes",
        context: Context::PANEL,
        way: &[("gj\r", "%"), ("e", "of")],
        seen: Seen::Only(ANY_PANEL),
    },
    Place {
        name: "lists",
        context: Context::PANEL,
        way: &[("L", "of"), ("j", "")],
        seen: Seen::Only(ANY_PANEL),
    },
];

/// What stays after one has gone back to the list: the next key gets a program of its own.
const STAYS: &[Action] = &[
    Action::Zen,
    Action::CycleLayout,
    Action::NextTheme,
    Action::ToggleMouse,
    Action::ToggleStory,
    Action::MarkAllRead,
    Action::Justify,
    Action::Hyphenate,
    Action::PullQuotes,
    Action::LiftQuotes,
    Action::Wider,
    Action::Narrower,
    Action::Select,
];

/// Returns what a terminal sends for a key as the table names it.
fn sent(key: &str) -> String {
    let named = match key {
        "space" => " ",
        "enter" => "\r",
        "tab" => "\t",
        "backtab" => "\x1b[Z",
        "pageup" => "\x1b[5~",
        "pagedown" => "\x1b[6~",
        "home" => "\x1b[H",
        "end" => "\x1b[F",
        "up" => "\x1b[A",
        "down" => "\x1b[B",
        "right" => "\x1b[C",
        "left" => "\x1b[D",
        "f1" => "\x1bOP",
        _ => key,
    };
    match key.strip_prefix("ctrl-").map(str::as_bytes) {
        Some([letter]) => char::from(letter & 0x1F).to_string(),
        _ => named.to_owned(),
    }
}

impl Place {
    fn must_be_seen(&self, action: Action) -> bool {
        match self.seen {
            Seen::AllBut(others) => !others.contains(&action),
            Seen::Only(these) => these.contains(&action),
        }
    }

    /// Says whether a line is typed after the action, which alone shows the cursor.
    fn types(&self, action: Action) -> bool {
        matches!(
            action,
            Action::Search | Action::SearchLibrary | Action::Command | Action::Tag
        ) || (action == Action::Note && self.name == "article")
    }

    /// Ends the program: leaving the list does the same as quitting.
    fn ends(&self, action: Action) -> bool {
        action == Action::Quit || (action == Action::Leave && self.context == Context::LIST)
    }
}

impl Session {
    /// Has the screen drawn anew, which shows that every key before was taken in.
    fn sync(&mut self) {
        let from = self.all.len();
        self.type_keys("\x0c");
        while !self.all[from..].windows(CLEAR.len()).any(|at| at == CLEAR) {
            let piece = self.pieces.recv_timeout(PATIENCE).unwrap_or_else(|_| {
                panic!("no answer:\n{}", self.screen.screen().contents());
            });
            self.screen.process(&piece);
            self.all.extend(piece);
        }
    }

    /// Goes back to the list from anywhere and then to a place.
    fn go(&mut self, place: &Place) {
        if !self.screen.screen().hide_cursor() {
            self.type_keys("\x1b");
            self.wait_until("the line to be left", vt100::Screen::hide_cursor);
        }
        self.type_keys("hhhhh");
        self.sync();
        for (keys, words) in place.way {
            self.type_keys(keys);
            self.wait_for(words);
        }
        self.sync();
    }
}

fn at(place: &Place) -> Session {
    let mut session = Session::reader(80, 24);
    session.go(place);
    session
}

/// Presses one key; says whether the program has ended, as it should.
fn press(session: &mut Session, place: &Place, entry: &Entry, key: &str) -> bool {
    let before = session.screen.screen().contents_formatted();
    session.type_keys(&sent(key));
    if place.ends(entry.action) {
        assert!(session.end(), "{} {key}", place.name);
        assert!(session.is_restored(), "{} {key}", place.name);
        return true;
    }
    if place.must_be_seen(entry.action) {
        let what = format!("{} ({key} in the {})", entry.name, place.name);
        session.wait_until(&what, |screen| screen.contents_formatted() != before);
    }
    if place.types(entry.action) {
        session.wait_until(key, |screen| !screen.hide_cursor());
    }
    assert!(session.child.try_wait().unwrap().is_none(), "{key}");
    false
}

fn press_every_key(place: &Place) {
    let mut session = at(place);
    for entry in TABLE {
        // Only a shell with job control continues what is suspended.
        if !entry.context.meets(place.context) || entry.action == Action::Suspend {
            continue;
        }
        for key in entry.keys.split(' ') {
            let has_ended = press(&mut session, place, entry, key);
            if has_ended || STAYS.contains(&entry.action) {
                if !has_ended {
                    session.type_keys("\x03");
                    assert!(session.end() && session.is_restored(), "{key}");
                }
                session = at(place);
            } else {
                session.go(place);
            }
        }
    }
    session.type_keys("\x03");
    assert!(session.end() && session.is_restored(), "{}", place.name);
}

#[test]
fn every_key_of_the_list_does_what_the_help_says() {
    press_every_key(&PLACES[0]);
}

#[test]
fn every_key_of_the_article_does_what_the_help_says() {
    press_every_key(&PLACES[1]);
}

#[test]
fn every_key_of_the_raw_view_and_the_help_leaves_the_program_alive() {
    PLACES[2..4].iter().for_each(press_every_key);
}

#[test]
fn every_key_of_people_and_quotations_leaves_the_program_alive() {
    PLACES[4..7].iter().for_each(press_every_key);
}

#[test]
fn every_key_of_the_other_panels_leaves_the_program_alive() {
    PLACES[7..].iter().for_each(press_every_key);
}

#[test]
fn a_sure_way_out_of_every_line_that_is_typed() {
    for keys in ["/", ":", "S", "T", "j\r/", "P/", "?/"] {
        let mut program = CommandBuilder::new(env!("CARGO_BIN_EXE_pullquote"));
        program.arg("seeds");
        let mut session = Session::start(&mut program, 80, 24);
        session.wait_for("newest first");
        session.type_keys(keys);
        session.wait_until(keys, |screen| !screen.hide_cursor());
        session.type_keys("abc");
        session.wait_for("abc");
        session.type_keys("\x03");
        session.wait_until("the line to be left", vt100::Screen::hide_cursor);
        session.type_keys("\x03");
        assert!(session.end() && session.is_restored(), "{keys}");
    }
}
