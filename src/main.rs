//! The binary: reads the arguments, runs what they ask for, returns the exit code.

use std::panic;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser as _;
use pullquote::cli::args::{Args, Command, Look};
use pullquote::cli::exit::Exit;
use pullquote::config::env::{TermEnv, variable};
use pullquote::config::paths::Paths;
use pullquote::config::settings::{ColorChoice, Layout};
use pullquote::config::{Problem, Settings, file, log};
use pullquote::engine::Shelf;
use pullquote::error::Error;
use pullquote::text::guard::is_guarded;
use pullquote::{cli, tui};

fn main() -> ExitCode {
    keep_quiet_about_caught_panics();
    let args = Args::try_parse().and_then(|args| args.misplaced_command().map_or(Ok(args), Err));
    let args = match args {
        Ok(args) => args,
        Err(error) => return ExitCode::from(cli::errors::tell_usage(&error).code()),
    };
    let exit = match &args.command {
        None => read(args.look, || cli::inputs::open_for_reading(&args.reader)),
        Some(Command::Seeds(look)) => {
            read(*look, || Ok((cli::inputs::open_samples(), Exit::Success)))
        }
        Some(command) => cli::run(command),
    };
    ExitCode::from(exit.code())
}

/// Leaves a panic inside an extractor unreported: cleaning goes on without its opinion.
fn keep_quiet_about_caught_panics() {
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !is_guarded() {
            report(info);
        }
    }));
}

/// Opens the reader.
fn read(look: Look, open: impl FnOnce() -> Result<(Shelf, Exit), Error>) -> Exit {
    if let Some(state) = Paths::read().state {
        log::start(&state);
    }
    let done = open().and_then(|(shelf, exit)| {
        let (settings, problems) = settings()?;
        for problem in &problems {
            cli::errors::tell(&problem.0);
        }
        tui::run(Arc::new(shelf), options(settings, look))?;
        Ok(exit)
    });
    done.unwrap_or_else(|error| {
        cli::errors::tell_error(&error);
        error.kind.into()
    })
}

fn settings() -> Result<(Settings, Vec<Problem>), Error> {
    Paths::read()
        .config
        .map_or_else(|| Ok(Default::default()), |path| file::read(&path))
}

/// Joins what the configuration and the environment say.
fn options(settings: Settings, look: Look) -> tui::Options {
    let env = TermEnv::read();
    let is_mono = match settings.color {
        ColorChoice::Auto => env.no_color || env.term == "dumb",
        ColorChoice::Always => false,
        ColorChoice::Never => true,
    };
    let locale = env.locale.to_ascii_lowercase();
    tui::Options {
        measure: settings.measure,
        theme: Some(settings.theme)
            .filter(|theme| theme != "auto")
            .unwrap_or_default(),
        layout: match settings.layout {
            Layout::Auto => tui::model::Layout::Auto,
            Layout::Side => tui::model::Layout::Columns,
            Layout::One => tui::model::Layout::Single,
        },
        is_mono,
        is_justified: settings.justify,
        is_hyphenated: settings.hyphenate,
        is_plain: settings.plain || look.is_plain,
        themes: Paths::read()
            .config
            .map(|path| file::themes(&path))
            .unwrap_or_default(),
        has_mouse: settings.mouse,
        is_ascii: !(locale.contains("utf-8") || locale.contains("utf8")),
        preset: settings.keys_preset,
        keys: settings.keys.into_iter().collect(),
        browser: variable("BROWSER"),
        ..tui::Options::default()
    }
}
