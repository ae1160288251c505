//! Writes the languages' side of the library from what is compiled into it: uniffi's code, and from the same interface
//! the flows, sequences and iterators of its lists, what its rows print, and the text of the whole interface.
//!
//! A program of its own, so that `cargo xtask` starts without compiling a code generator.

mod interface;
mod kotlin;
mod names;
mod python;
mod swift;

use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use interface::Interface;
use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};

/// `bindgen LIBRARY CONFIG OUT`.
fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [library, config, out] = arguments.as_slice() else { bail!("usage: bindgen LIBRARY CONFIG OUT") };
    let (library, out) = (Utf8Path::new(library), Utf8Path::new(out));
    generate(GenerateOptions {
        languages: vec![TargetLanguage::Kotlin, TargetLanguage::Swift, TargetLanguage::Python],
        source: library.to_owned(),
        out_dir: out.to_owned(),
        config_override: Some(Utf8PathBuf::from(config)),
        format: false,
        crate_filter: None,
        metadata_no_deps: true,
    })?;

    let interface = Interface::read(library)?;
    write(&out.join("interface.txt"), &interface.text()?)?;
    write(&out.join("cn/zhijia/Lists.kt"), &kotlin::lists(&interface)?)?;
    for source in ["cn/zhijia/zhijia_ffi.kt", "cn/zhijia/rows/zhijia_client.kt", "cn/zhijia/model/zhijia_model.kt"] {
        let path = out.join(source);
        let text = std::fs::read_to_string(&path).with_context(|| format!("{path} is not where it was"))?;
        write(&path, &kotlin::quiet(text, &interface)?)?;
    }
    write(&out.join("Lists.swift"), &swift::lists(&interface)?)?;
    write(&out.join("lists.py"), &python::lists(&interface)?)
}

fn write(path: &Utf8Path, text: &str) -> Result<()> {
    std::fs::write(path, text).with_context(|| format!("{path} cannot be written"))
}
