//! CBOR as the page shows it: hexadecimal digits, indented, with a comment for each item.

use std::fmt::Write as _;

use data_encoding::HEXLOWER;
use minicbor::Decoder;
use minicbor::data::Type;

/// What an item is, and what is in it.
#[derive(Debug, Clone)]
pub(crate) enum Shape {
    /// A value.
    Value(&'static str),
    /// An array with named elements.
    Array(&'static str, Vec<Shape>),
    /// An array of the same.
    List(&'static str, Box<Shape>),
    /// `[number, [fields]]`.
    Choice(&'static str, Vec<(&'static str, Vec<Shape>)>),
    /// Bytes that are CBOR.
    Inside(&'static str, Box<Shape>),
    /// Bytes in named pieces: their lengths, 0 for the rest.
    Pieces(&'static str, Vec<(usize, &'static str)>),
    /// Either of two, by the item's type: bytes, or an array.
    Either(Box<Shape>, Box<Shape>),
}

pub(crate) fn value(name: &'static str) -> Shape {
    Shape::Value(name)
}

/// Lines of a block: depth, digits, comment.
type Lines = Vec<(usize, String, String)>;

/// The text of a block over a sequence of items, the first of one shape and the others of another.
pub(crate) fn block(bytes: &[u8], first: &Shape, others: &Shape) -> String {
    let mut lines = Lines::new();
    let mut shape = first;
    let mut at = 0;
    while at < bytes.len() {
        at += item(&bytes[at..], shape, 0, &mut lines);
        shape = others;
    }
    let width = lines.iter().filter(|line| !line.2.is_empty()).map(|(depth, hex, _)| depth * 2 + hex.len()).max();
    let width = width.unwrap_or(0).min(70);
    let mut out = String::new();
    for (depth, hex, comment) in lines {
        let text = format!("{}{hex}", "  ".repeat(depth));
        if comment.is_empty() {
            writeln!(out, "{text}").unwrap();
        } else {
            writeln!(out, "{text:width$}  # {comment}").unwrap();
        }
    }
    out
}

/// Writes one item, and gives its length.
fn item(bytes: &[u8], shape: &Shape, depth: usize, out: &mut Lines) -> usize {
    let mut decoder = Decoder::new(bytes);
    let kind = decoder.datatype().unwrap();
    let mut line = |depth: usize, bytes: &[u8], comment: String| out.push((depth, HEXLOWER.encode(bytes), comment));
    match (kind, shape) {
        (_, Shape::Either(plain, array)) => item(bytes, if kind == Type::Array { array } else { plain }, depth, out),
        (Type::Array, _) => {
            let count = usize::try_from(decoder.array().unwrap().unwrap()).unwrap();
            let mut at = decoder.position();
            let (name, inner) = within(shape, bytes, count);
            line(depth, &bytes[..at], format!("{name}: array of {count}").trim_start_matches(": ").to_owned());
            for n in 0..count {
                at += item(&bytes[at..], inner.get(n).or(inner.last()).unwrap_or(&Shape::Value("")), depth + 1, out);
            }
            at
        }
        (Type::Map, _) => {
            let count = usize::try_from(decoder.map().unwrap().unwrap()).unwrap();
            let mut at = decoder.position();
            line(depth, &bytes[..at], format!("{}: map of {count}", name(shape)).trim_start_matches(": ").to_owned());
            for _ in 0..count {
                at += item(&bytes[at..], &Shape::Value("key"), depth + 1, out);
                at += item(&bytes[at..], &Shape::Value(""), depth + 2, out);
            }
            at
        }
        (Type::Bytes, Shape::Inside(name, inner)) => {
            let inside = decoder.bytes().unwrap();
            let end = decoder.position();
            line(depth, &bytes[..end - inside.len()], format!("{name}: {} bytes", inside.len()));
            item(inside, inner, depth + 1, out);
            end
        }
        (Type::Bytes, _) => {
            let inside = decoder.bytes().unwrap();
            let end = decoder.position();
            let pieces = if let Shape::Pieces(_, pieces) = shape { pieces.as_slice() } else { &[] };
            if inside.len() <= 32 {
                line(depth, &bytes[..end], name(shape).to_owned());
                return end;
            }
            line(depth, &bytes[..end - inside.len()], format!("{}: {} bytes", name(shape), inside.len()));
            let mut rest = inside;
            for (length, what) in pieces {
                let (piece, tail) = rest.split_at(if *length == 0 { rest.len() } else { *length });
                rest = tail;
                for (n, some) in piece.chunks(32).enumerate() {
                    line(depth + 1, some, if n == 0 { (*what).to_owned() } else { String::new() });
                }
            }
            rest.chunks(32).for_each(|some| line(depth + 1, some, String::new()));
            end
        }
        (Type::String, _) if decoder.probe().str().unwrap().len() > 48 => {
            let text = decoder.str().unwrap().len();
            let end = decoder.position();
            line(depth, &bytes[..end - text], format!("{}: {text} bytes of text", name(shape)));
            bytes[end - text..end].chunks(32).for_each(|some| line(depth + 1, some, String::new()));
            end
        }
        _ => {
            decoder.skip().unwrap();
            let end = decoder.position();
            let shown = shown(&bytes[..end], kind);
            line(depth, &bytes[..end], format!("{} {shown}", name(shape)).trim().to_owned());
            end
        }
    }
}

/// A simple value as people read it.
fn shown(bytes: &[u8], kind: Type) -> String {
    let mut decoder = Decoder::new(bytes);
    match kind {
        Type::String => format!("\"{}\"", decoder.str().unwrap()),
        Type::Bool => decoder.bool().unwrap().to_string(),
        Type::Null => "null".to_owned(),
        _ => decoder.int().map(|number| number.to_string()).unwrap_or_default(),
    }
}

fn name(shape: &Shape) -> &'static str {
    match shape {
        Shape::Value(name)
        | Shape::Array(name, _)
        | Shape::List(name, _)
        | Shape::Choice(name, _)
        | Shape::Inside(name, _)
        | Shape::Pieces(name, _) => name,
        Shape::Either(plain, _) => name(plain),
    }
}

/// The name of an array, and the shapes of its elements; the last one counts for all further ones.
fn within(shape: &Shape, bytes: &[u8], count: usize) -> (&'static str, Vec<Shape>) {
    match shape {
        Shape::Array(name, inner) => (name, inner.iter().cloned().chain([value("")]).collect()),
        Shape::List(name, inner) => (name, vec![(**inner).clone()]),
        Shape::Choice(name, choices) => {
            let mut decoder = Decoder::new(bytes);
            decoder.array().unwrap();
            let number = usize::try_from(decoder.u32().unwrap()).unwrap();
            let (chosen, fields) = &choices[number];
            assert_eq!(count, 2);
            (name, vec![Shape::Value(chosen), Shape::Array("", fields.clone())])
        }
        other => (self::name(other), vec![value("")]),
    }
}
