//! Names as the languages write them.

use uniffi_bindgen::interface::Type;

/// `sign_ups` as Kotlin and Swift write it.
pub(crate) fn camel(name: &str) -> String {
    let mut out = String::new();
    for (n, word) in name.split('_').enumerate() {
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if n > 0 => out.extend(first.to_uppercase()),
            first => out.extend(first),
        }
        out.push_str(letters.as_str());
    }
    out
}

/// `listNames` of `list` and `Names`.
pub(crate) fn joined(name: &str, end: &str) -> String {
    format!("{}{end}", camel(name))
}

/// A type as Rust writes it, without modules.
pub(crate) fn rust(ty: &Type) -> String {
    match ty {
        Type::String => "String".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::Int32 => "i32".to_owned(),
        Type::Int64 => "i64".to_owned(),
        Type::UInt32 => "u32".to_owned(),
        Type::UInt64 => "u64".to_owned(),
        Type::Bytes => "bytes".to_owned(),
        Type::Optional { inner_type } => format!("Option<{}>", rust(inner_type)),
        Type::Sequence { inner_type } => format!("Vec<{}>", rust(inner_type)),
        Type::Map { key_type, value_type } => format!("Map<{}, {}>", rust(key_type), rust(value_type)),
        Type::Box { inner_type } => rust(inner_type),
        Type::Record { name, .. } | Type::Enum { name, .. } | Type::Object { name, .. } | Type::Custom { name, .. } => {
            name.clone()
        }
        other => format!("{other:?}"),
    }
}
