//! The interface as it was compiled: its lists, and a text of all of it that people review.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context, Result, bail, ensure};
use camino::Utf8Path;
use uniffi_bindgen::interface::{
    Argument, Constructor, DefaultValue, Enum, Field, Literal, Method, Object, Record, Type,
};
use uniffi_bindgen::{BindgenLoader, BindgenPaths, ComponentInterface, GlobalConfig};

use crate::names::rust;

/// The object that an app holds.
pub(crate) const CLIENT: &str = "ZhijiaClient";
/// What goes with a call that takes long.
pub(crate) const CALL: &str = "CallHandle";

/// The crates of the interface.
pub(crate) struct Interface {
    components: Vec<ComponentInterface>,
}

/// A list that can be watched.
pub(crate) struct List {
    /// Its name, such as `roster`: that of the method that reads it once.
    pub(crate) name: String,
    /// What it is, in a sentence.
    pub(crate) about: String,
    /// The method that watches it.
    pub(crate) method: String,
    /// What that takes.
    pub(crate) arguments: Vec<(String, Type)>,
    /// The object that it gives.
    pub(crate) watch: String,
    /// The type of its rows.
    pub(crate) row: String,
}

impl Interface {
    /// Reads it from the library's symbols.
    pub(crate) fn read(library: &Utf8Path) -> Result<Self> {
        let loader = BindgenLoader::new(BindgenPaths::default(), GlobalConfig::default());
        let mut components = loader.load_cis(loader.load_metadata(library)?)?;
        components.sort_by(|a, b| a.crate_name().cmp(b.crate_name()));
        Ok(Self { components })
    }

    pub(crate) fn records(&self) -> Vec<&Record> {
        let mut all: Vec<_> = self.components.iter().flat_map(|one| one.record_definitions()).collect();
        all.sort_by_key(|one| one.name());
        all
    }

    /// Enums that are not errors.
    pub(crate) fn enums(&self) -> Vec<&Enum> {
        self.all_enums(false)
    }

    pub(crate) fn errors(&self) -> Vec<&Enum> {
        self.all_enums(true)
    }

    fn all_enums(&self, errors: bool) -> Vec<&Enum> {
        let of = |one: &&Enum| self.components.iter().any(|ci| ci.is_name_used_as_error(one.name()));
        let all = self.components.iter().flat_map(|one| one.enum_definitions());
        let mut all: Vec<_> = all.filter(|one| of(one) == errors).collect();
        all.sort_by_key(|one| one.name());
        all
    }

    fn objects(&self) -> Vec<&Object> {
        let mut all: Vec<_> = self.components.iter().flat_map(|one| one.object_definitions()).collect();
        all.sort_by_key(|one| one.name());
        all
    }

    fn object(&self, name: &str) -> Result<&Object> {
        self.objects().into_iter().find(|one| one.name() == name).with_context(|| format!("there is no object {name}"))
    }

    fn record(&self, name: &str) -> Result<&Record> {
        self.records().into_iter().find(|one| one.name() == name).with_context(|| format!("there is no record {name}"))
    }

    /// Every `watch_…` of the client.
    pub(crate) fn lists(&self) -> Result<Vec<List>> {
        let client = self.object(CLIENT)?;
        let mut lists = Vec::new();
        for method in client.methods() {
            let Some(name) = method.name().strip_prefix("watch_") else { continue };
            let list = self.list(client, name, method).with_context(|| format!("{CLIENT}::watch_{name} is no list"))?;
            lists.push(list);
        }
        ensure!(!lists.is_empty(), "{CLIENT} has no lists");
        Ok(lists)
    }

    fn list(&self, client: &Object, name: &str, method: &Method) -> Result<List> {
        let Some(Type::Object { name: watch, .. }) = method.return_type() else { bail!("it gives no object") };
        let next = self.object(watch)?.methods().into_iter().find(|one| one.name() == "next").cloned();
        let next = next.with_context(|| format!("{watch} has no `next`"))?;
        let Some(Type::Optional { inner_type }) = next.return_type() else { bail!("`next` gives no update") };
        let Type::Record { name: update, .. } = inner_type.as_ref() else { bail!("`next` gives no record") };
        let put = self.record(update)?.fields().iter().find(|one| one.name() == "put").cloned();
        let put = put.with_context(|| format!("{update} puts nothing"))?;
        let Type::Sequence { inner_type } = field_type(&put) else { bail!("{update} puts no rows") };
        let Type::Record { name: row, .. } = inner_type.as_ref() else { bail!("{update} puts no records") };
        let has_id = self.record(row)?.fields().iter().any(|one| one.name() == "id" && field_type(one) == Type::String);
        ensure!(has_id, "{row} has no `id`");
        let once = client.methods().into_iter().find(|one| one.name() == name);
        let about = once.and_then(|one| one.docstring()).or(method.docstring()).unwrap_or(name);
        Ok(List {
            name: name.to_owned(),
            about: sentence(about),
            method: method.name().to_owned(),
            arguments: method.arguments().into_iter().map(|one| (one.name().to_owned(), argument_type(one))).collect(),
            watch: watch.clone(),
            row: row.clone(),
        })
    }

    /// The client's methods that a [`CALL`] goes with.
    pub(crate) fn long_calls(&self) -> Result<Vec<Method>> {
        let takes = |one: &Method| one.arguments().into_iter().any(is_call);
        Ok(self.object(CLIENT)?.methods().into_iter().filter(|one| takes(one)).cloned().collect())
    }

    /// The whole interface, sorted, so that every change of it is seen.
    ///
    /// # Errors
    /// Where a field that may be absent has no default: a new one would break every app that makes the record.
    pub(crate) fn text(&self) -> Result<String> {
        let mut items = BTreeMap::new();
        for record in self.records() {
            let mut text = format!("record {}\n", record.name());
            for field in record.fields() {
                let optional = matches!(field_type(field), Type::Optional { .. });
                ensure!(
                    !optional || field.default_value().is_some(),
                    "{}.{} may be absent, so it needs a default: uniffi(default)",
                    record.name(),
                    field.name()
                );
                writeln!(text, "    {}", field_text(field))?;
            }
            items.insert(record.name().to_owned(), text);
        }
        for (word, all) in [("enum", self.enums()), ("error", self.errors())] {
            for one in all {
                let mut text = format!("{word} {}\n", one.name());
                for variant in one.variants() {
                    let fields: Vec<_> = variant.fields().iter().map(field_text).collect();
                    let fields =
                        if fields.is_empty() { String::new() } else { format!(" {{ {} }}", fields.join(", ")) };
                    writeln!(text, "    {}{fields}", variant.name())?;
                }
                items.insert(one.name().to_owned(), text);
            }
        }
        for object in self.objects() {
            let mut text = format!("object {}\n", object.name());
            for one in object.constructors() {
                writeln!(text, "    new {}", constructor_text(one))?;
            }
            let mut methods: Vec<_> = object.methods().into_iter().map(method_text).collect();
            methods.sort();
            for one in methods {
                writeln!(text, "    {one}")?;
            }
            items.insert(object.name().to_owned(), text);
        }
        let head = "# What apps see of the library, in all languages. Written by `cargo xtask bindings --accept`;\n\
            # `cargo xtask test` fails where it is not what the library has.\n";
        Ok(std::iter::once(head.to_owned()).chain(items.into_values()).collect::<Vec<_>>().join("\n"))
    }
}

/// Whether this is the argument that goes with a long call.
pub(crate) fn is_call(argument: &Argument) -> bool {
    matches!(argument_type(argument), Type::Optional { inner_type } if rust(&inner_type) == CALL)
}

pub(crate) fn field_type(field: &Field) -> Type {
    uniffi_bindgen::interface::AsType::as_type(field)
}

pub(crate) fn argument_type(argument: &Argument) -> Type {
    uniffi_bindgen::interface::AsType::as_type(argument)
}

/// The first sentence of a documentation, in one line and without links to Rust.
fn sentence(text: &str) -> String {
    let line = text.split("\n\n").next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let first = line.split_inclusive(". ").next().unwrap_or_default().trim().to_owned();
    first.replace(['[', ']'], "")
}

fn field_text(field: &Field) -> String {
    format!("{}: {}{}", field.name(), rust(&field_type(field)), default_text(field.default_value()))
}

fn arguments_text(arguments: &[&Argument]) -> String {
    let one =
        |one: &&Argument| format!("{}: {}{}", one.name(), rust(&argument_type(one)), default_text(one.default_value()));
    arguments.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn default_text(default: Option<&DefaultValue>) -> String {
    match default {
        None => String::new(),
        Some(DefaultValue::Default | DefaultValue::Literal(Literal::None)) => " = default".to_owned(),
        Some(DefaultValue::Literal(literal)) => format!(" = {literal:?}"),
    }
}

fn constructor_text(one: &Constructor) -> String {
    let asynchronous = if one.is_async() { "async " } else { "" };
    format!("{asynchronous}{}({})", one.name(), arguments_text(&one.arguments()))
}

fn method_text(one: &Method) -> String {
    let asynchronous = if one.is_async() { "async " } else { "" };
    let gives = one.return_type().map(|ty| format!(" -> {}", rust(ty))).unwrap_or_default();
    format!("{asynchronous}{}({}){gives}", one.name(), arguments_text(&one.arguments()))
}

/// Whether what prints a record shows this field. Text may be a name or a number of a person, so only ids and the
/// words of the library itself are shown; a new field says nothing until somebody thinks of it.
pub(crate) fn shown(field: &Field) -> bool {
    const TEXT: [&str; 7] = ["id", "code", "field", "zh", "en", "next_zh", "next_en"];
    let mut ty = field_type(field);
    if let Type::Optional { inner_type } = ty {
        ty = *inner_type;
    }
    match ty {
        Type::String => TEXT.contains(&field.name()),
        Type::Bytes | Type::Map { .. } => false,
        Type::Sequence { inner_type } => !matches!(*inner_type, Type::String | Type::Bytes),
        _ => true,
    }
}
