#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| heardback_fuzz::calendar::body(bytes));
