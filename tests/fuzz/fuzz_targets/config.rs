#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| pullquote_fuzz::config(data));
