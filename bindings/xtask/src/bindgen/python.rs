//! Python: the lists as methods of the client.

use std::fmt::Write as _;

use anyhow::{Result, bail};
use uniffi_bindgen::interface::Type;

use crate::interface::{CLIENT, Interface};

/// A class that takes the place of uniffi's own.
pub(crate) fn lists(interface: &Interface) -> Result<String> {
    let mut out = format!(
        "\"\"\"Written by `cargo xtask bindings` from the interface of the library; not kept in the repository.\"\"\"\n\n\
        from .._lists import Lists, Updates\n\
        from . import zhijia_client as rows\n\
        from . import zhijia_ffi as ffi\n\n\n\
        class {CLIENT}(ffi.{CLIENT}):\n"
    );
    for list in interface.lists()? {
        let (mut takes, mut gives) = (String::new(), Vec::new());
        for (name, ty) in &list.arguments {
            write!(takes, ", {name}: {}", python(ty)?)?;
            gives.push(name.as_str());
        }
        let (name, about, row, method, gives) = (&list.name, &list.about, &list.row, &list.method, gives.join(", "));
        write!(
            out,
            "    def {name}_lists(self{takes}) -> Lists[rows.{row}]:\n        \
            \"\"\"{about} Kept up to date.\"\"\"\n        \
            return Lists(lambda: self.{method}({gives}))\n\n    \
            def {name}_updates(self{takes}) -> Updates[rows.{row}]:\n        \
            \"\"\"What changes in ``{name}_lists``.\"\"\"\n        \
            return Updates(lambda: self.{method}({gives}))\n\n"
        )?;
    }
    write!(out, "\n# What the library gives is this class.\nffi.{CLIENT} = {CLIENT}\n")?;
    Ok(out)
}

/// A type of an argument of a list.
fn python(ty: &Type) -> Result<String> {
    Ok(match ty {
        Type::String => "str".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::Int64 | Type::UInt32 | Type::UInt64 => "int".to_owned(),
        Type::Optional { inner_type } => format!("{} | None", python(inner_type)?),
        other => bail!("an argument of a list cannot be {other:?}"),
    })
}
