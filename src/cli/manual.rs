//! `completions` and `man`: made from the command line's own definition, so that they cannot fall behind it.

mod settings;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::roff::{Roff, roman};

use super::pages::to_stdout;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  heardback completions bash > ~/.local/share/bash-completion/completions/heardback\n  heardback completions zsh > ~/.zfunc/_heardback          (with ~/.zfunc in fpath)\n  heardback completions fish > ~/.config/fish/completions/heardback.fish"
)]
pub struct Completions {
    #[arg(value_enum)]
    shell: Shell,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  heardback man | man -l -\n  heardback man --out ~/.local/share/man     then: man heardback, man heardback-replay, man 5 heardback"
)]
pub struct Man {
    /// Writes all pages into its folders man1 and man5; without it, heardback(1) goes to standard output
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// `heardback completions SHELL`
pub fn completions(args: &Completions) -> Result<()> {
    let mut text = Vec::new();
    clap_complete::generate(
        args.shell,
        &mut super::Cli::command(),
        "heardback",
        &mut text,
    );
    to_stdout(&String::from_utf8(text).context("The completions are no text")?)
}

/// `heardback man`
pub fn man(args: &Man) -> Result<()> {
    let mut root = super::Cli::command();
    root.build();
    let Some(folder) = &args.out else {
        return to_stdout(&page(&root, "heardback")?);
    };
    write(folder, "man1/heardback.1", &page(&root, "heardback")?)?;
    for sub in root
        .get_subcommands()
        .filter(|s| s.get_name() != "help" && !s.is_hide_set())
    {
        let name = format!("heardback-{}", sub.get_name());
        write(folder, &format!("man1/{name}.1"), &page(sub, &name)?)?;
    }
    write(folder, "man5/heardback.5", &in_ascii(&settings::page()))
}

fn write(folder: &Path, name: &str, text: &str) -> Result<()> {
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)
            .with_context(|| format!("Cannot make {}", parent.display()))?;
    }
    std::fs::write(&path, text).with_context(|| format!("Cannot write {}", path.display()))
}

fn page(command: &clap::Command, name: &str) -> Result<String> {
    let mut out = Vec::new();
    let is_root = name == "heardback";
    // The page's own name has a hyphen; what one types has a space.
    let title = name.to_owned();
    let examples = command.get_after_help().map(ToString::to_string);
    let plain = command.clone().after_help("").display_name(title);
    let man = clap_mangen::Man::new(plain)
        .title(name.to_uppercase())
        .manual("heardback")
        .source(format!("heardback {}", env!("CARGO_PKG_VERSION")));
    man.render_title(&mut out)?;
    man.render_name_section(&mut out)?;
    man.render_synopsis_section(&mut out)?;
    man.render_description_section(&mut out)?;
    if command.get_opts().next().is_some() || command.get_positionals().next().is_some() {
        man.render_options_section(&mut out)?;
    }
    if is_root {
        man.render_subcommands_section(&mut out)?;
    }
    examples_section(examples.as_deref(), &mut out)?;
    if is_root {
        files_section(&mut out)?;
    }
    let mut roff = Roff::default();
    roff.control("SH", ["SEE ALSO"]);
    let others = if is_root {
        "heardback(5)"
    } else {
        "heardback(1), heardback(5)"
    };
    roff.text([roman(others)]);
    roff.to_writer(&mut out)?;
    Ok(in_ascii(
        &String::from_utf8(out).context("A manual page is no text")?,
    ))
}

/// groff reads bytes: what is not ASCII goes by its number (groff_char(7)).
fn in_ascii(page: &str) -> String {
    let mut out = String::with_capacity(page.len());
    for c in page.chars() {
        match c {
            // By names that every device of groff knows.
            '…' => out.push_str("..."),
            '“' => out.push_str("\\[lq]"),
            '”' => out.push_str("\\[rq]"),
            c if c.is_ascii() => out.push(c),
            c => out.push_str(&format!("\\[u{:04X}]", u32::from(c))),
        }
    }
    out
}

fn examples_section(examples: Option<&str>, out: &mut Vec<u8>) -> Result<()> {
    let Some(text) = examples else {
        return Ok(());
    };
    let body = text
        .trim_start_matches("Examples:")
        .trim_start_matches("Example:");
    let mut roff = Roff::default();
    roff.control("SH", ["EXAMPLES"]);
    for line in body.lines().map(str::trim).filter(|l| !l.is_empty()) {
        roff.control("nf", []);
        roff.text([roman(line)]);
        roff.control("fi", []);
    }
    Ok(roff.to_writer(out)?)
}

fn files_section(out: &mut Vec<u8>) -> Result<()> {
    const FILES: [(&str, &str); 4] = [
        (
            "$XDG_CONFIG_HOME/heardback/config.toml",
            "the configuration, heardback(5); without XDG_CONFIG_HOME in ~/.config",
        ),
        (
            "$XDG_CONFIG_HOME/heardback/letters/",
            "letters of your own that replace the shipped ones",
        ),
        (
            "$XDG_STATE_HOME/heardback/",
            "everything that heardback knows, mode 0700; without XDG_STATE_HOME in ~/.local/state",
        ),
        (
            "$XDG_RUNTIME_DIR/heardback/control.sock",
            "by which these commands reach the daemon",
        ),
    ];
    let mut roff = Roff::default();
    roff.control("SH", ["FILES"]);
    for (path, what) in FILES {
        roff.control("TP", []);
        roff.text([roman(path)]);
        roff.text([roman(what)]);
    }
    roff.control("SH", ["EXIT STATUS"]);
    for (code, what) in [("0", "done"), ("1", "failed"), ("2", "wrong use")] {
        roff.control("TP", []);
        roff.text([roman(code)]);
        roff.text([roman(what)]);
    }
    Ok(roff.to_writer(out)?)
}
