//! Swift: the sequences, calls that a cancelled task stops, and rows that print nothing personal.

use std::fmt::Write as _;

use anyhow::{Result, bail};
use uniffi_bindgen::interface::{Field, Method, Type};

use crate::interface::{CLIENT, Interface, argument_type, is_call, shown};
use crate::names::{camel, joined, rust};

/// All of it in one file.
pub(crate) fn lists(interface: &Interface) -> Result<String> {
    let mut out = String::from(
        "// Written by `cargo xtask bindings` from the interface of the library; not kept in the repository.\n\n\
        import Foundation\nimport ZhijiaBindings\n",
    );
    let lists = interface.lists()?;
    writeln!(out, "\nextension {CLIENT} {{")?;
    for list in &lists {
        let (mut takes, mut gives) = (Vec::new(), Vec::new());
        for (name, ty) in &list.arguments {
            takes.push(format!("{}: {}", camel(name), swift(ty)?));
            gives.push(format!("{0}: {0}", camel(name)));
        }
        let (takes, gives) = (takes.join(", "), gives.join(", "));
        let (about, row, method) = (&list.about, &list.row, camel(&list.method));
        let (whole, updates) = (joined(&list.name, "Lists"), joined(&list.name, "Updates"));
        write!(
            out,
            "    /// {about} Kept up to date.\n    \
            public func {whole}({takes}) -> Lists<{row}> {{\n        \
            Lists {{ try self.{method}({gives}) }}\n    }}\n\n    \
            /// What changes in `{whole}`.\n    \
            public func {updates}({takes}) -> ListUpdates<{row}> {{\n        \
            ListUpdates {{ try self.{method}({gives}) }}\n    }}\n\n"
        )?;
    }
    for call in interface.long_calls()? {
        out.push_str(&long(&call)?);
    }
    writeln!(out, "}}")?;
    for list in &lists {
        write!(
            out,
            "\nextension {}: ListWatch {{\n    \
            public func nextUpdate() async throws -> ListUpdate<{}>? {{\n        \
            guard let one = try await next() else {{ return nil }}\n        \
            return ListUpdate(one.whole, one.removed, one.put, one.at, one.isNew)\n    }}\n}}\n",
            list.watch, list.row
        )?;
    }
    let mut rows: Vec<_> = lists.iter().map(|list| &list.row).collect();
    rows.sort();
    rows.dedup();
    for row in rows {
        write!(out, "\nextension {row}: Identifiable {{}}\n")?;
    }
    for record in interface.records() {
        let parts = printed(record.fields());
        let children: Vec<_> = record.fields().iter().filter(|field| shown(field)).map(child).collect();
        let children = if children.is_empty() { "[:]".to_owned() } else { format!("[{}]", children.join(", ")) };
        let name = record.name();
        write!(
            out,
            "\nextension {name}: CustomStringConvertible, CustomReflectable {{\n    \
            public var description: String {{ \"{name}({parts})\" }}\n    \
            public var customMirror: Mirror {{ Mirror(self, children: {children}) }}\n}}\n"
        )?;
    }
    for one in interface.enums() {
        if one.variants().iter().all(|variant| variant.fields().is_empty()) {
            continue;
        }
        let name = one.name();
        write!(
            out,
            "\nextension {name}: CustomStringConvertible, CustomReflectable {{\n    \
            public var description: String {{\n        switch self {{\n"
        )?;
        for variant in one.variants() {
            let variant = camel(&lower_first(variant.name()));
            writeln!(out, "        case .{variant}: \"{name}.{variant}\"")?;
        }
        write!(
            out,
            "        }}\n    }}\n    \
            public var customMirror: Mirror {{ Mirror(self, children: [:]) }}\n}}\n"
        )?;
    }
    for error in interface.errors() {
        let name = error.name();
        write!(
            out,
            "\nextension {name} {{\n    /// The words, the code and the field: the same in every kind.\n    \
            public var trouble: Trouble {{\n        switch self {{\n"
        )?;
        for variant in error.variants() {
            writeln!(out, "        case .{}(let trouble): trouble", variant.name())?;
        }
        write!(out, "        }}\n    }}\n}}\n")?;
    }
    Ok(out)
}

/// A long call without its handle: the task that waits for it stops it.
fn long(call: &Method) -> Result<String> {
    let (mut takes, mut gives) = (Vec::new(), Vec::new());
    for argument in call.arguments() {
        let name = camel(argument.name());
        if is_call(argument) {
            gives.push(format!("{name}: $0"));
            continue;
        }
        let default = if argument.default_value().is_some() { " = nil" } else { "" };
        takes.push(format!("{name}: {}{default}", swift(&argument_type(argument))?));
        gives.push(format!("{name}: {name}"));
    }
    let name = camel(call.name());
    let result = call.return_type().map(|ty| swift(ty).map(|ty| format!(" -> {ty}"))).transpose()?.unwrap_or_default();
    Ok(format!(
        "    /// As `{name}` with a handle, and stopped when its task is cancelled.\n    \
        public func {name}({}) async throws{result} {{\n        \
        try await stoppable {{ try await self.{name}({}) }}\n    }}\n\n",
        takes.join(", "),
        gives.join(", ")
    ))
}

fn printed(fields: &[Field]) -> String {
    let part = |field: &Field| {
        let name = camel(field.name());
        if !shown(field) {
            format!("{name}: …")
        } else if matches!(crate::interface::field_type(field), Type::Optional { .. }) {
            format!("{name}: \\({name}.map {{ \"\\($0)\" }} ?? \"nil\")")
        } else {
            format!("{name}: \\({name})")
        }
    };
    fields.iter().map(part).collect::<Vec<_>>().join(", ")
}

fn child(field: &Field) -> String {
    let name = camel(field.name());
    format!("\"{name}\": {name} as Any")
}

fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_lowercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

/// A type of an argument or a result.
fn swift(ty: &Type) -> Result<String> {
    Ok(match ty {
        Type::String => "String".to_owned(),
        Type::Boolean => "Bool".to_owned(),
        Type::Int64 => "Int64".to_owned(),
        Type::UInt32 => "UInt32".to_owned(),
        Type::UInt64 => "UInt64".to_owned(),
        Type::Bytes => "Data".to_owned(),
        Type::Optional { inner_type } => format!("{}?", swift(inner_type)?),
        Type::Record { .. } => rust(ty),
        other => bail!("Swift's own methods do not know {other:?}"),
    })
}
