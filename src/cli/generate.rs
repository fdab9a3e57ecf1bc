//! Man pages and shell completions, made from the very table that gives the help.

use std::io::{self, Write};

use clap::CommandFactory as _;

use crate::cli::args::{Args, What};

/// Writes what was asked for.
///
/// # Errors
/// If writing fails.
pub fn write(output: &mut dyn Write, what: What) -> io::Result<()> {
    let mut command = Args::command();
    let shell = match what {
        What::Man => return man(output, &command),
        What::Bash => clap_complete::Shell::Bash,
        What::Zsh => clap_complete::Shell::Zsh,
        What::Fish => clap_complete::Shell::Fish,
    };
    // The generator panics where it cannot write, so it writes into memory.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "pullquote", &mut script);
    output.write_all(&script)
}

/// Writes one page for the program and all its subcommands.
fn man(output: &mut dyn Write, command: &clap::Command) -> io::Result<()> {
    let page = clap_mangen::Man::new(command.clone());
    page.render(output)?;
    for subcommand in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        let name = format!("pullquote {}", subcommand.get_name());
        writeln!(output, ".SH \"COMMAND {}\"", name.to_uppercase())?;
        let page = clap_mangen::Man::new(subcommand.clone().bin_name(name));
        page.render_synopsis_section(output)?;
        page.render_description_section(output)?;
        page.render_options_section(output)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_in_the_man_page_and_the_completions() {
        let text = |what| {
            let mut out = Vec::new();
            write(&mut out, what).unwrap();
            String::from_utf8(out).unwrap()
        };
        let pages = [What::Man, What::Bash, What::Zsh, What::Fish].map(text);
        for subcommand in Args::command()
            .get_subcommands()
            .filter(|sub| !sub.is_hide_set())
        {
            for page in &pages {
                assert!(
                    page.contains(subcommand.get_name()),
                    "{}",
                    subcommand.get_name()
                );
            }
        }
    }
}
