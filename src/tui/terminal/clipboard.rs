//! Copying through the terminal (OSC 52), also from inside tmux and screen.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::config::env::TermEnv;
use crate::text::sanitize::sanitize;

/// Longest payload that terminals take, in bytes of base64 (xterm and those that follow it).
const LONGEST: usize = 99_992;
/// Bytes of one piece inside screen, which cuts off longer device control strings.
const SCREEN_PIECE: usize = 500;

/// The text is too long for the terminal's clipboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot copy {bytes} bytes through the terminal, at most {most}")]
pub struct TooLong {
    /// Bytes of the text.
    pub bytes: usize,
    /// Bytes that can be copied.
    pub most: usize,
}

/// Returns what makes the terminal put `text`, sanitised, on the clipboard.
///
/// Inside tmux it is said twice, plainly and as a message to the terminal around it, since which
/// of the two is let through depends on its settings; what is not let through is dropped there.
///
/// # Errors
/// If the text is longer than terminals take.
pub(super) fn sequence(text: &str, env: &TermEnv) -> Result<Vec<u8>, TooLong> {
    let clean = sanitize(text);
    let payload = STANDARD.encode(clean.as_bytes());
    if payload.len() > LONGEST {
        return Err(TooLong {
            bytes: clean.len(),
            most: LONGEST / 4 * 3,
        });
    }
    let plain = format!("\x1b]52;c;{payload}\x07");
    let is_tmux = env.is_tmux || env.term.starts_with("tmux");
    let is_screen = !is_tmux && (env.is_screen || env.term.starts_with("screen"));
    let mut out = plain.clone().into_bytes();
    if is_tmux {
        out.extend_from_slice(b"\x1bPtmux;\x1b");
        out.extend_from_slice(plain.as_bytes());
        out.extend_from_slice(b"\x1b\\");
    } else if is_screen {
        for piece in plain.as_bytes().chunks(SCREEN_PIECE) {
            out.extend_from_slice(b"\x1bP");
            out.extend_from_slice(piece);
            out.extend_from_slice(b"\x1b\\");
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copied(text: &str, term: &str) -> String {
        let env = TermEnv {
            term: term.to_owned(),
            ..TermEnv::default()
        };
        String::from_utf8(sequence(text, &env).unwrap()).unwrap()
    }

    #[test]
    fn each_terminal_gets_its_form() {
        let plain = "\x1b]52;c;aGk=\x07";
        assert_eq!(copied("hi", "xterm-256color"), plain);
        assert_eq!(copied("h\u{1b}[1mi", "xterm"), plain);
        let in_tmux = format!("{plain}\x1bPtmux;\x1b{plain}\x1b\\");
        assert_eq!(copied("hi", "tmux-256color"), in_tmux);
        assert_eq!(copied("hi", "screen"), format!("{plain}\x1bP{plain}\x1b\\"));
    }

    #[test]
    fn screen_gets_short_pieces_that_add_up() {
        let text = "quotation ".repeat(200);
        let all = copied(&text, "screen.xterm");
        let (plain, passed) = all.split_once('\x07').unwrap();
        let pieces: Vec<&str> = passed.split("\x1bP").skip(1).collect();
        assert!(pieces.len() > 1 && pieces.iter().all(|piece| piece.len() <= 502));
        let joined: String = pieces
            .iter()
            .map(|piece| piece.trim_end_matches("\x1b\\"))
            .collect();
        assert_eq!(joined, format!("{plain}\x07"));
    }

    #[test]
    fn a_text_that_is_too_long_is_refused() {
        let error = sequence(&"x".repeat(80_000), &TermEnv::default()).unwrap_err();
        assert_eq!((error.bytes, error.most), (80_000, 74_994));
    }
}
