//! Kotlin: the flows, and rows that print nothing personal.

use std::fmt::Write as _;

use anyhow::{Context, Result, bail, ensure};
use uniffi_bindgen::interface::{Field, Type};

use crate::interface::{CLIENT, Interface, shown};
use crate::names::{camel, joined};

/// Two flows for each list, and what the errors have in common.
pub(crate) fn lists(interface: &Interface) -> Result<String> {
    let mut out = String::from(
        "// Written by `cargo xtask bindings` from the interface of the library; not kept in the repository.\n\n\
        package cn.zhijia\n\nimport cn.zhijia.rows.*\nimport kotlinx.coroutines.flow.Flow\n",
    );
    for list in interface.lists()? {
        let (flow, updates) = (joined(&list.name, "Flow"), joined(&list.name, "Updates"));
        let (mut takes, mut gives) = (Vec::new(), Vec::new());
        for (name, ty) in &list.arguments {
            takes.push(format!("{}: {}", camel(name), kotlin(ty)?));
            gives.push(camel(name));
        }
        let (takes, gives) = (takes.join(", "), gives.join(", "));
        let (about, row, method) = (&list.about, &list.row, camel(&list.method));
        write!(
            out,
            "\n/** {about} Kept up to date. */\n\
            fun {CLIENT}.{flow}({takes}): Flow<List<{row}>> = {updates}({gives}).lists {{ it.id }}\n\n\
            /** What changes in [{flow}]. */\n\
            fun {CLIENT}.{updates}({takes}): Flow<ListUpdate<{row}>> =\n    \
            updates({{ {method}({gives}) }}) {{ next()?.run {{ listUpdate(whole, removed, put, at, isNew) }} }}\n"
        )?;
    }
    for error in interface.errors() {
        let name = exception(error.name());
        writeln!(out, "\n/** The words, the code and the field: the same in every kind. */")?;
        writeln!(out, "val {name}.trouble: Trouble\n    get() = when (this) {{")?;
        for variant in error.variants() {
            writeln!(out, "        is {name}.{} -> trouble", variant.name())?;
        }
        writeln!(out, "    }}")?;
    }
    Ok(out)
}

/// uniffi's code, where a data class prints only what is nobody's, and an error says its sentence.
pub(crate) fn quiet(text: String, interface: &Interface) -> Result<String> {
    let mut text = text;
    for record in interface.records() {
        text = printing(text, record.name(), record.name(), record.fields())?;
    }
    for one in interface.enums() {
        for variant in one.variants().iter().filter(|variant| !variant.fields().is_empty()) {
            text = printing(text, variant.name(), &format!("{}.{}", one.name(), variant.name()), variant.fields())?;
        }
    }
    for error in interface.errors() {
        text = saying(text, &exception(error.name()))?;
    }
    Ok(text)
}

/// Overrides `toString` of one data class, where this file has it.
fn printing(text: String, class: &str, name: &str, fields: &[Field]) -> Result<String> {
    let Some(begins) =
        text.find(&format!("data class {class} (")).or_else(|| text.find(&format!("data class {class}(")))
    else {
        return Ok(text);
    };
    let (before, class) = text.split_at(begins);
    let at = class.find("companion object").context("a data class without a companion")?;
    let (header, rest) = class.split_at(at);
    ensure!(header.matches("data class ").count() == 1, "the data class {name} has no companion of its own");
    let parts: Vec<_> = fields
        .iter()
        .map(|field| {
            let name = camel(field.name());
            if shown(field) { format!("{name}=${{this.{name}}}") } else { format!("{name}=…") }
        })
        .collect();
    Ok(format!("{before}{header}override fun toString() = \"{name}({})\"\n    {rest}", parts.join(", ")))
}

/// An error's message is its sentence.
fn saying(text: String, class: &str) -> Result<String> {
    if !text.contains(&format!("sealed class {class}")) {
        return Ok(text);
    }
    let marker = "override val message\n            get() = ";
    let mut pieces = text.split(marker);
    let mut out = pieces.next().unwrap_or_default().to_owned();
    let mut mended = 0;
    for piece in pieces {
        let (dump, rest) = piece.split_once('\n').context("a message without an end")?;
        ensure!(dump.contains("trouble=${"), "the message of an error is not what it was: {dump}");
        write!(
            out,
            "{marker}trouble.sentence(\"en\")\n        \
            override fun getLocalizedMessage() = trouble.sentence()\n{rest}"
        )?;
        mended += 1;
    }
    ensure!(mended > 0, "{class} has no messages");
    Ok(out)
}

/// As uniffi names an error.
fn exception(error: &str) -> String {
    format!("{}Exception", error.trim_end_matches("Error"))
}

/// A type of an argument of a list.
fn kotlin(ty: &Type) -> Result<String> {
    Ok(match ty {
        Type::String => "String".to_owned(),
        Type::Boolean => "Boolean".to_owned(),
        Type::Int64 => "Long".to_owned(),
        Type::UInt32 => "UInt".to_owned(),
        Type::UInt64 => "ULong".to_owned(),
        Type::Optional { inner_type } => format!("{}?", kotlin(inner_type)?),
        other => bail!("an argument of a list cannot be {other:?}"),
    })
}
