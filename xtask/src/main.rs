//! Errands of the workspace: `train` makes the reading model, `measure` reads a labelled set, `table` makes the README's.

mod baseline;
mod corpus;
mod facts;
mod joint;
mod measure;
mod regression;
mod table;
mod trainer;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use heardback_core::reading::model::Model;
use heardback_core::reading::{Tools, rules::Pack, senders::Senders};

/// What everybody has: the rows that the shipped model is made of.
const CORPUS: &str = "tests/corpus/written";

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["train"] => train(),
        ["crossvalidate", rest @ ..] => {
            measure::crossvalidate(Path::new(CORPUS), rest.contains(&"--errors"))
        }
        ["table"] => table::table(Path::new(CORPUS)),
        ["measure", path, rest @ ..] => measure::measure(Path::new(path), rest),
        ["facts", path, rest @ ..] => facts::measure(Path::new(path), rest),
        ["show", paths @ ..] => facts::show(paths),
        _ => bail!(
            "Usage: cargo xtask train | table | crossvalidate [--errors] | measure PATH [--without GROUP] [--errors] | facts PATH [--errors FIELD] | show FILE…"
        ),
    }
}

fn train() -> anyhow::Result<()> {
    let rows = corpus::read(Path::new(CORPUS))?;
    let tools = untrained()?;
    let examples = trainer::examples(&rows, &tools.senders);
    let held = joint::hold_out(&rows, &examples, &tools)?;
    let all: Vec<&joint::Held> = held.iter().collect();
    let calibration = joint::fit(&rows, &all, &measure::reader().with_tools(Arc::new(tools)));
    write(
        "config/reading/calibration.toml",
        joint::to_toml(&calibration).as_bytes(),
    )?;
    let reader = measure::reader().with_tools(Arc::new(untrained()?));
    let pairs = [true, false].map(|whole| joint::pairs(&rows, &all, &reader, whole));
    measure::held_out(&rows, &held, &pairs, &reader, false);
    let bytes = trainer::train(&examples, |_| true).to_bytes();
    write("config/reading/model.bin", &bytes)?;
    write(
        "config/reading/model.toml",
        manifest(&rows, &bytes)?.as_bytes(),
    )
}

/// What made the weights.
fn manifest(rows: &[corpus::Row], bytes: &[u8]) -> anyhow::Result<String> {
    let mut all = Vec::new();
    for row in rows {
        all.extend_from_slice(row.class.name().as_bytes());
        all.extend_from_slice(&row.bytes);
    }
    Ok(format!(
        "# What made model.bin; the same command gives the same bytes.\n\
         command = \"cargo xtask train\"\nseed = {}\nrows = {}\ncorpus_sha256 = \"{}\"\nmodel_sha256 = \"{}\"\n",
        trainer::SEED,
        rows.len(),
        heardback_core::id::Sha256::of(&all),
        heardback_core::id::Sha256::of(bytes),
    ))
}

/// The tools with rules as they stand on the disk and a model that knows nothing.
pub fn untrained() -> anyhow::Result<Tools> {
    let mut packs = Vec::new();
    for name in ["en", "de", "fr", "es"] {
        let path = format!("config/reading/{name}.toml");
        packs
            .push(Pack::parse(&read(&path)?).with_context(|| format!("Failed to compile {path}"))?);
    }
    Ok(Tools {
        senders: Senders::parse(&read("config/senders.toml")?)?,
        packs,
        model: Model::parse(&heardback_core::reading::model::Weights::default().to_bytes())?,
        calibration: toml::from_str(&read("config/reading/calibration.toml")?)?,
    })
}

/// The shipped tools with another model.
pub fn with_model(model: Model) -> anyhow::Result<Arc<Tools>> {
    Ok(Arc::new(Tools {
        model,
        ..untrained()?
    }))
}

fn read(path: &str) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("Failed to read {path}"))
}

/// All tools as they stand on the disk.
pub fn trained() -> anyhow::Result<Arc<Tools>> {
    with_model(Model::parse(&std::fs::read("config/reading/model.bin")?)?)
}

fn write(path: &str, bytes: &[u8]) -> anyhow::Result<()> {
    let path = PathBuf::from(path);
    std::fs::write(&path, bytes).with_context(|| format!("Failed to write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_and_the_readmes_table_are_of_the_corpus_as_it_stands() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let text = |path: &str| std::fs::read_to_string(root.join(path)).unwrap();
        let rows = corpus::read(&root.join(CORPUS)).unwrap();
        let model = std::fs::read(root.join("config/reading/model.bin")).unwrap();
        assert_eq!(
            text("config/reading/model.toml"),
            manifest(&rows, &model).unwrap(),
            "run `cargo xtask train`"
        );
        let told = format!("\n{} messages of ", rows.len());
        assert!(text("README.md").contains(&told), "run `cargo xtask table`");
    }
}
