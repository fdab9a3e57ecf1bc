use super::*;

#[test]
fn every_theme_is_read_and_names_every_role() {
    assert_eq!(Theme::built_in().len(), BUILT_IN.len());
    for toml in BUILT_IN {
        let file: File = toml::from_str(toml).unwrap();
        for (_, name) in ROLES {
            assert!(file.roles.contains_key(*name), "{}: {name}", file.name);
        }
        Theme::parse(toml).unwrap();
    }
}

#[test]
fn styles_are_read_and_mistakes_named() {
    let style = parse_style("bold bright-red on #102030 italic").unwrap();
    assert_eq!(style.fg, Some(Color::LightRed));
    assert_eq!(style.bg, Some(Color::Rgb(16, 32, 48)));
    assert_eq!(style.add_modifier, Modifier::BOLD | Modifier::ITALIC);
    assert_eq!(parse_style("mauve"), Err("no colour is mauve".to_owned()));
    let wrong = Theme::parse("name = \"x\"\n[roles]\nquotes = \"red\"").unwrap_err();
    assert_eq!(wrong, "there is no role “quotes”");
}

#[test]
fn a_person_has_one_colour() {
    let theme = Theme::by_name("dark", &[]).unwrap();
    assert_eq!(theme.person("José Ibarra"), theme.person("jose ibarra"));
    assert_eq!(
        theme.person("Andrei Belousov"),
        theme.person("Andrey Belousov")
    );
    let names = ["Ann Lee", "Bo Ek", "Cy Dee", "Di Fox", "Ed Gray", "Flo Hay"];
    let mut styles: Vec<_> = names
        .iter()
        .map(|name| format!("{:?}", theme.person(name)))
        .collect();
    styles.sort();
    styles.dedup();
    assert!(styles.len() > 3);
}

/// Relative luminance (WCAG 2.2).
fn luminance(color: Color) -> Option<f64> {
    let Color::Rgb(red, green, blue) = color else {
        return None;
    };
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    };
    Some(0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue))
}

fn contrast(one: Color, other: Color) -> Option<f64> {
    let (one, other) = (luminance(one)?, luminance(other)?);
    Some((one.max(other) + 0.05) / (one.min(other) + 0.05))
}

#[test]
fn text_can_be_read_on_every_ground() {
    for theme in Theme::built_in() {
        let Some(ground) = theme.style(Role::Text).bg else {
            continue;
        };
        let least = if theme.name == "contrast" { 7.0 } else { 4.5 };
        let people = theme.people.iter().map(|style| ("person", *style));
        let roles = ROLES.iter().map(|(role, name)| (*name, theme.style(*role)));
        for (name, style) in roles.chain(people) {
            let fg = style.fg.or_else(|| theme.style(Role::Text).fg).unwrap();
            let bg = style.bg.unwrap_or(ground);
            let is_line = ["border", "quotation-bar", "shared-bar", "removed-bar"].contains(&name);
            let least = if is_line || ["dim", "folded"].contains(&name) {
                3.0_f64.min(least)
            } else {
                least
            };
            let Some(found) = contrast(fg, bg) else {
                continue;
            };
            assert!(
                found >= least,
                "{}: {name} has a contrast of {found:.2}",
                theme.name
            );
        }
    }
}

/// Sum of the differences of the parts, 0..=765; named colours differ wholly or not at all.
fn difference(one: Color, other: Color) -> u32 {
    let parts = |color| match color {
        Color::Rgb(red, green, blue) => Some([red, green, blue]),
        _ => None,
    };
    match (parts(one), parts(other)) {
        (Some(one), Some(other)) => std::iter::zip(one, other)
            .map(|(one, other)| u32::from(one.abs_diff(other)))
            .sum(),
        _ if one == other => 0,
        _ => 765,
    }
}

#[test]
fn a_name_does_not_look_like_a_quotation_or_like_plain_text() {
    for theme in Theme::built_in() {
        for person in theme.people.iter().filter_map(|style| style.fg) {
            for role in [Role::Quotation, Role::Text] {
                let other = theme.style(role).fg;
                let found = other.map_or(765, |other| difference(person, other));
                assert!(found >= 60, "{}: {person} beside {role:?}", theme.name);
            }
        }
    }
}
