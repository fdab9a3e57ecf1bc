//! What the screen looks like: text in snapshots, roles in asserts of their own.

use std::sync::Arc;

use insta::assert_snapshot;
use proptest::prelude::*;
use pullquote::article::{ArticleId, Body, Quotation, QuotationKind};
use pullquote::text::TextSpan;
use pullquote::tui::Options;
use pullquote::tui::model::{Model, Size};
use pullquote::tui::msg::Msg;
use pullquote::tui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::style::Style;

use super::world::World;

#[test]
fn the_list_and_the_article_at_the_usual_sizes() {
    for (width, height) in [(80, 24), (44, 16), (120, 40), (40, 10)] {
        let mut world = World::new(width, height);
        assert_snapshot!(format!("list_{width}x{height}"), world.text());
        world.press("enter");
        assert_snapshot!(format!("article_{width}x{height}"), world.text());
    }
}

#[test]
fn panels_and_other_views() {
    for (name, keys) in [
        ("raw", "enter R"),
        ("folds_open", "enter zR"),
        ("quotations", "enter Q"),
        ("quotations_of_all", "Q"),
        ("people", "enter P"),
        ("copies", "c"),
        ("help", "?"),
        ("shared", "j enter"),
        ("blocks", "j j enter"),
        ("scripts", "G enter"),
        ("person", "enter P enter"),
        ("lists", "L"),
        ("difference", "c D"),
        ("by_story", "zs"),
        ("zen", "enter z"),
        ("stacked", "v v"),
    ] {
        let mut world = World::new(80, 24);
        world.press(keys);
        assert_snapshot!(name, world.text());
    }
}

#[test]
fn typing_shows_what_is_typed_and_what_is_found() {
    let mut world = World::new(80, 24);
    world.press("/");
    world.type_text("pier olsen");
    assert_snapshot!("filter", world.text());
    world.press("enter enter /");
    world.type_text("the pier");
    assert_snapshot!("find", world.text());
    world.press("enter :");
    world.type_text("set-theme s");
    assert_snapshot!("command", world.text());
}

/// Returns the style of the first cell of some words.
fn style_of(buffer: &Buffer, words: &str) -> Style {
    let area = buffer.area;
    for y in 0..area.height {
        let row: Vec<&str> = (0..area.width).map(|x| buffer[(x, y)].symbol()).collect();
        let wanted: Vec<String> = words.chars().map(String::from).collect();
        if let Some(x) = row.windows(wanted.len()).position(|cells| cells == wanted) {
            return buffer[(u16::try_from(x).unwrap(), y)].style();
        }
    }
    panic!("“{words}” is not on the screen");
}

#[test]
fn every_part_has_its_role() {
    let options = Options {
        theme: "dark".to_owned(),
        ..Options::default()
    };
    let theme = Theme::by_name("dark", &[]).unwrap();
    let ground = theme.style(Role::Text);
    let mut world = World::with(120, 40, &options);
    let has = |buffer: &Buffer, words: &str, style: Style| {
        let found = style_of(buffer, words);
        let wanted = ground.patch(style);
        assert_eq!(
            (found.fg, found.bg, found.add_modifier),
            (wanted.fg, wanted.bg, wanted.add_modifier),
            "{words}"
        );
    };
    let buffer = world.cells();
    has(
        &buffer,
        "Harbour board",
        theme.style(Role::Unread).patch(theme.style(Role::Cursor)),
    );
    has(&buffer, "Bridge and", theme.style(Role::Unread));
    has(&buffer, "A soup for", theme.style(Role::Read));
    has(&buffer, "Inland Post", theme.style(Role::Meta));
    has(&buffer, "★", theme.style(Role::Star));
    world.press("enter");
    let buffer = world.cells();
    has(&buffer, "We will not", theme.style(Role::Quotation));
    has(
        &buffer,
        "Tom Reed told",
        theme.style(Role::Person).patch(theme.person("Tom Reed")),
    );
    has(
        &buffer,
        "— Maria",
        theme
            .style(Role::Speaker)
            .patch(theme.person("Maria Olsen")),
    );
    has(&buffer, "storm fund", theme.style(Role::Term));
    has(&buffer, "net loft", theme.style(Role::Link));
    has(&buffer, "┃", theme.style(Role::QuotationBar));
    has(&buffer, "⋯ 1 sentence", theme.style(Role::Fold));
    world.press("/");
    world.type_text("net");
    has(
        &world.cells(),
        "net loft",
        theme.style(Role::Link).patch(theme.style(Role::HitCurrent)),
    );
}

#[test]
fn a_quotation_goes_on_after_one_inside_it() {
    let options = Options {
        theme: "dark".to_owned(),
        ..Options::default()
    };
    let text = "“Nobody asked us about what they call “progress” here, and we were told nothing until the \
        machines had come, so that we stood there and could only look on,” she said.";
    let span = |words: &str| {
        let start = text.find(words).unwrap();
        TextSpan::new(start, start + words.len())
    };
    let outer = Quotation {
        span: span(text.split_once(" she").unwrap().0),
        kind: QuotationKind::Speech,
        speaker: None,
        is_continued: false,
    };
    let inner = Quotation {
        span: span("“progress”"),
        kind: QuotationKind::Term,
        ..outer.clone()
    };
    let mut world = World::with(60, 20, &options);
    let document = Arc::make_mut(world.documents.get_mut(&ArticleId(3)).unwrap());
    document.body = Body::from_text(text);
    document.annotations.quotations = vec![outer, inner];
    world.press("j j enter");
    let buffer = world.cells();
    let quoted = style_of(&buffer, "Nobody");
    assert_eq!(style_of(&buffer, "machines"), quoted);
    assert_ne!(style_of(&buffer, "progress"), quoted);
    assert_ne!(style_of(&buffer, "she said"), quoted);
}

#[test]
fn without_colour_there_is_none_and_people_are_underlined() {
    let options = Options {
        is_mono: true,
        ..Options::default()
    };
    let mut world = World::with(100, 30, &options);
    world.press("enter");
    let buffer = world.cells();
    for cell in buffer.content() {
        let plain = ratatui::style::Color::Reset;
        assert_eq!((cell.fg, cell.bg), (plain, plain), "{}", cell.symbol());
    }
    let person = style_of(&buffer, "Maria Olsen");
    assert!(
        person
            .add_modifier
            .contains(ratatui::style::Modifier::UNDERLINED)
    );
}

#[test]
fn a_list_cut_short_beside_an_article_says_so() {
    let mut world = World::new(200, 60);
    let mut row = world.documents.values().next().unwrap().row.clone();
    let rows = (1..=40).map(|id| {
        row.id = ArticleId(id);
        row.clone().into()
    });
    let rows = rows.collect();
    let is_all = true;
    world.send(Msg::RowsRead { rows, is_all });
    assert!(!world.text().contains(" more"));
    world.press("15 j tab");
    let text = world.text();
    let (above, below) = (text.find("↑ 9 more"), text.find("↓ 19 more"));
    assert!(above.is_some() && above < below, "{text}");
}

#[test]
fn for_screen_readers_the_cursor_is_where_the_reading_is() {
    let options = Options {
        is_plain: true,
        ..Options::default()
    };
    let mut world = World::with(120, 24, &options);
    world.press("j");
    let text = world.text();
    let mut buffer = Buffer::empty(ratatui::layout::Rect::new(0, 0, 120, 24));
    let cursor = pullquote::tui::view::view(&world.model, &mut buffer).unwrap();
    let line = text.lines().nth(usize::from(cursor.y)).unwrap();
    assert!(line.contains("Bridge and pier"), "{line}");
    world.press("enter");
    let text = world.text();
    assert!(
        !text.chars().any(|c| ('\u{2500}'..='\u{259F}').contains(&c)),
        "{text}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_keys_at_any_size_draw_and_drawing_changes_nothing(
        keys in prop::collection::vec("[jkbgGQPRS?lhqnNJKmsUzvt+=c/:a-f0-9-]|]q|\\[q|]p|za|zR|zM|enter|esc|tab|space", 0..24),
        sizes in prop::collection::vec((1u16..130, 1u16..45), 1..4),
    ) {
        let mut world = World::new(sizes[0].0, sizes[0].1);
        for (at, key) in keys.iter().enumerate() {
            let (width, height) = sizes[at % sizes.len()];
            world.send(Msg::Resized(Size { width, height }));
            world.press(key);
            let before: Model = world.model.clone();
            prop_assert_eq!(world.cells(), world.cells());
            prop_assert!(before == world.model);
        }
    }
}
