//! What keys do: messages in, effects and state out.

use pullquote::article::ArticleId;
use pullquote::tui::effect::Effect;
use pullquote::tui::model::{Focus, Size};
use pullquote::tui::msg::Msg;

use super::world::World;

fn titles(world: &World) -> Vec<String> {
    let list = &world.model.list;
    let rows = (0..list.shown.len()).filter_map(|place| list.row(place));
    rows.map(|row| row.metadata.title.clone()).collect()
}

#[test]
fn reading_marks_as_read_and_the_place_is_kept() {
    let mut world = World::new(80, 10);
    world.press("enter");
    assert_eq!(world.done, [Effect::SetRead(vec![ArticleId(1)], true)]);
    world.press("space q");
    let place = world.done.last().cloned().unwrap();
    assert!(
        matches!(place, Effect::SavePosition(ArticleId(1), offset) if offset > 0),
        "{place:?}"
    );
    assert_eq!(world.model.focus, Focus::List);
}

#[test]
fn escape_goes_one_step_back_and_never_quits() {
    let mut world = World::new(80, 24);
    world.press("/");
    world.type_text("pier");
    world.press("enter enter R");
    world.press("/");
    world.type_text("app");
    world.press("enter Q");
    for _ in 0..9 {
        world.press("esc");
    }
    assert!(world.model.panel.is_none() && world.model.list.filter.is_empty());
    assert_eq!(world.model.focus, Focus::List);
    assert!(!world.done.contains(&Effect::Quit));
    world.press("q");
    assert_eq!(world.done.last(), Some(&Effect::Quit));
}

#[test]
fn a_change_of_marks_is_undone() {
    let mut world = World::new(80, 24);
    let unread = world.model.list.unread();
    world.press("A");
    assert_eq!(world.model.list.unread(), 0);
    world.press("s");
    world.press("U U");
    assert_eq!(world.model.list.unread(), unread);
    assert!(!world.model.list.current().unwrap().is_starred);
    let restored = world
        .done
        .iter()
        .rev()
        .find(|effect| matches!(effect, Effect::SetRead(_, false)));
    assert!(restored.is_some());
}

#[test]
fn a_read_row_stays_under_the_cursor_until_the_filter_changes() {
    let mut world = World::new(80, 24);
    world.press("/");
    world.type_text("is:unread");
    world.press("enter");
    let before = titles(&world);
    world.press("m");
    assert_eq!(titles(&world), before);
}

#[test]
fn choosing_a_person_filters_the_list() {
    let mut world = World::new(80, 24);
    world.press("enter P enter");
    assert_eq!(world.model.list.filter, "who:\"Maria Olsen\"");
    assert_eq!(
        titles(&world),
        ["Harbour board will rebuild the eastern pier"]
    );
    world.press("esc");
    assert_eq!(titles(&world).len(), 4);
}

#[test]
fn from_a_person_to_what_the_person_said() {
    let mut world = World::new(80, 24);
    world.press("P Q");
    let panel = world.model.panel.as_ref().unwrap();
    let said: Vec<_> = (0..panel.shown.len())
        .filter_map(|place| panel.item(place))
        .collect();
    assert_eq!(said.len(), 2);
    assert!(said.iter().all(|item| item.detail == "— Maria Olsen"));
    world.press("enter");
    assert_eq!(world.model.focus, Focus::Reading);
    assert!(world.model.reading.as_ref().unwrap().spot.is_some());
}

#[test]
fn quotations_are_jumped_to_and_copied_with_their_speaker() {
    let mut world = World::new(60, 12);
    world.press("enter ]q ]q");
    let open = world.model.reading.as_ref().unwrap();
    let text = open.text();
    assert_eq!(
        open.spot.unwrap().of(text),
        "\"They have waited long enough.\""
    );
    assert_eq!(world.model.notice.as_deref(), Some("2/3 quotations"));
    world.press("Y");
    let Some(Effect::Copy(copied)) = world.done.last() else {
        panic!("nothing was copied")
    };
    assert!(
        copied.starts_with("\"They have waited long enough.\"\n— Maria Olsen\n"),
        "{copied}"
    );
    assert!(
        copied.ends_with("https://example.org/2025-06-26"),
        "{copied}"
    );
    world.press("9 ]q");
    assert_eq!(
        world.model.notice.as_deref(),
        Some("No more quotations there.")
    );
}

#[test]
fn the_place_survives_another_width() {
    let mut world = World::new(80, 8);
    world.press("enter 1 2 j");
    let word = |world: &World| {
        let open = world.model.reading.as_ref().unwrap();
        open.page.offset_at(open.top, open.text_kind())
    };
    let before = word(&world);
    for width in [40, 100, 57, 80] {
        world.send(Msg::Resized(Size { width, height: 8 }));
    }
    assert!(
        word(&world).abs_diff(before) < 80,
        "{} and {before}",
        word(&world)
    );
}

#[test]
fn an_answer_that_comes_too_late_is_dropped() {
    let mut world = World::new(80, 24);
    world.press("enter");
    let before = world.model.clone();
    world.send(Msg::Opened {
        generation: 0,
        result: Err("late".to_owned()),
    });
    world.send(Msg::Filtered {
        generation: 0,
        shown: Vec::new().into(),
        problems: Vec::new(),
    });
    assert!(world.model == before);
}

#[test]
fn a_mention_in_a_closed_fold_is_unfolded_by_searching_for_it() {
    let mut world = World::new(80, 12);
    world.press("enter /");
    world.type_text("built in 1931");
    world.press("enter n");
    let open = world.model.reading.as_ref().unwrap();
    assert_eq!(open.find.hits.len(), 2);
    assert_eq!(open.setting.open.len(), 1);
    let last = open.find.hits[1].start as usize;
    assert!(open.page.shows(last));
}

#[test]
fn next_and_previous_articles_follow_the_list() {
    let mut world = World::new(80, 24);
    world.press("enter J");
    assert_eq!(world.model.reading.as_ref().unwrap().id, ArticleId(2));
    world.press("]u");
    assert_eq!(world.model.reading.as_ref().unwrap().id, ArticleId(4));
    world.press("2 K");
    assert_eq!(world.model.reading.as_ref().unwrap().id, ArticleId(2));
    world.press("9 J J");
    assert_eq!(
        world.model.notice.as_deref(),
        Some("No more articles there.")
    );
}

#[test]
fn the_second_g_keeps_the_count() {
    let mut world = World::new(80, 24);
    world.press("G 2 g g");
    assert_eq!(world.model.list.cursor, 1);
    world.press("g g");
    assert_eq!(world.model.list.cursor, 0);
}

#[test]
fn commands_run_complete_and_name_the_nearest() {
    let mut world = World::new(80, 24);
    world.press(":");
    world.type_text("set-th");
    world.press("tab");
    assert_eq!(world.model.prompt.as_ref().unwrap().text, "set-theme ");
    world.type_text("paper");
    world.press("enter");
    assert_eq!(world.model.settings.theme.name, "paper");
    world.press(":");
    world.type_text("unod");
    world.press("enter");
    assert!(world.model.notice.as_deref().unwrap().contains("“undo”"));
}

#[test]
fn hostile_text_that_is_pasted_is_cleaned() {
    let mut world = World::new(80, 24);
    world.send(Msg::Pasted("pier\u{1b}]0;x\u{7}\nolsen".to_owned()));
    assert_eq!(world.model.list.filter, "pier olsen");
}
