//! Takes gzip and zstd off, within limits.

use std::io::{self, BufRead, BufReader, Read};

use crate::source::detect::{Wrapping, wrapping};

/// Wrappings inside each other that are taken off; nobody needs more than one.
const DEPTH: usize = 3;
/// Largest window that a zstd frame may ask for: 128 MiB, as the command line tool has it.
const ZSTD_WINDOW_LOG: u32 = 27;

/// A stream of bytes to read from.
pub(super) type Stream<'a> = Box<dyn BufRead + 'a>;

/// Returns the unwrapped stream and its first bytes; reading more than `limit` unpacked bytes is an
/// error.
pub(super) fn unpack(mut stream: Stream<'_>, limit: u64) -> io::Result<(Vec<u8>, Stream<'_>)> {
    for _ in 0..DEPTH {
        let (head, rest) = peek(stream)?;
        stream = rest;
        let Some(wrapping) = wrapping(&head) else {
            return Ok((head, stream));
        };
        let unwrapped: Box<dyn Read + '_> = match wrapping {
            Wrapping::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(stream)),
            Wrapping::Zstd => {
                let mut decoder = zstd::stream::read::Decoder::with_buffer(stream)?;
                decoder.window_log_max(ZSTD_WINDOW_LOG)?;
                Box::new(decoder)
            }
        };
        let limited = Limited {
            inner: unwrapped,
            left: limit,
        };
        stream = Box::new(BufReader::with_capacity(256 << 10, limited));
    }
    Err(io::Error::new(
        io::ErrorKind::InvalidData,
        "it is packed into itself too often",
    ))
}

/// Reads up to 64 KiB and returns them with a stream that starts with them again.
fn peek(mut stream: Stream<'_>) -> io::Result<(Vec<u8>, Stream<'_>)> {
    let mut head = Vec::new();
    stream.by_ref().take(64 << 10).read_to_end(&mut head)?;
    let again = io::Cursor::new(head.clone()).chain(stream);
    Ok((head, Box::new(again)))
}

/// Reads all of `stream`, if it is no longer than `limit` bytes.
pub(super) fn read_whole(stream: &mut dyn BufRead, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(too_large(limit));
    }
    Ok(bytes)
}

/// The error for what is larger than a limit.
pub(super) fn too_large(limit: u64) -> io::Error {
    io::Error::new(
        io::ErrorKind::FileTooLarge,
        format!("it is larger than {} MB", limit.div_ceil(1 << 20)),
    )
}

/// Reads a line without its end into `line`; `false` at the end of the stream. A line longer than
/// `limit` is skipped to its end and reported.
pub(super) fn read_line(
    stream: &mut dyn BufRead,
    line: &mut Vec<u8>,
    limit: u64,
) -> io::Result<Option<Result<(), io::Error>>> {
    line.clear();
    let (mut is_any, mut is_long) = (false, false);
    loop {
        let buffer = match stream.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        if buffer.is_empty() {
            break;
        }
        is_any = true;
        let end = memchr::memchr(b'\n', buffer);
        let piece = buffer
            .get(..end.unwrap_or(buffer.len()))
            .unwrap_or_default();
        is_long |= (line.len() + piece.len()) as u64 > limit;
        if is_long {
            line.clear();
        } else {
            line.extend_from_slice(piece);
        }
        let used = piece.len() + usize::from(end.is_some());
        stream.consume(used);
        if end.is_some() {
            break;
        }
    }
    Ok(is_any.then(|| {
        if is_long {
            Err(too_large(limit))
        } else {
            Ok(())
        }
    }))
}

/// Fails once more than `left` bytes were read.
struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.left = self
            .left
            .checked_sub(count as u64)
            .ok_or_else(|| io::Error::new(io::ErrorKind::FileTooLarge, "it unpacks without end"))?;
        Ok(count)
    }
}
