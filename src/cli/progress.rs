//! A bar for what takes long: on standard error, and only where a person looks at it while the results go elsewhere.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar over so many messages.
pub fn bar(messages: usize) -> ProgressBar {
    // Where the results scroll by, they are progress enough.
    if std::io::stdout().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = growing();
    bar.set_length(u64::try_from(messages).unwrap_or(u64::MAX));
    bar
}

/// A bar whose length is not known yet.
pub fn growing() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos} of {len} messages, {eta} left");
    let bar = ProgressBar::new(0);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
