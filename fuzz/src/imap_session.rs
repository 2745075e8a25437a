//! An IMAP server that says whatever the bytes say. The first byte chooses: either every byte of the server's is the
//! fuzzer's (`raw`), or a mailbox with a truth answers, and the fuzzer breaks its answers (`faults`).

mod faults;
mod mailbox;
mod raw;
mod watched;

pub fn body(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    match first % 2 {
        0 => raw::body(rest),
        _ => watched::body(rest),
    }
}
