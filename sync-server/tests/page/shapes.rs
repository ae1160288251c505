//! The messages of the exchange, with the names that §19 of the page gives them.

use crate::annotate::{Shape, value};

fn array<const N: usize>(name: &'static str, inner: [Shape; N]) -> Shape {
    Shape::Array(name, inner.into())
}

fn list(name: &'static str, inner: Shape) -> Shape {
    Shape::List(name, Box::new(inner))
}

fn inside(name: &'static str, inner: Shape) -> Shape {
    Shape::Inside(name, Box::new(inner))
}

fn values<const N: usize>(name: &'static str, names: [&'static str; N]) -> Shape {
    Shape::Array(name, names.into_iter().map(value).collect())
}

pub(crate) fn session_hello() -> Shape {
    values("session-hello", ["protocol", "epoch", "hub key", "nonce", "now"])
}

pub(crate) fn join_request() -> Shape {
    values("join-request", ["code", "device key", "nonce", "signature"])
}

pub(crate) fn join_answer() -> Shape {
    let contents = inside("contents", values("", ["version", "device", "device key", "member", "issued"]));
    let certificate = inside("certificate", array("", [contents, value("signature")]));
    array("join-answer", [certificate, header("member header"), value("home"), value("token"), value("expires")])
}

pub(crate) fn session_request() -> Shape {
    values("session-request", ["device", "nonce", "signature"])
}

pub(crate) fn session_answer() -> Shape {
    values("session-answer", ["token", "expires"])
}

fn header(name: &'static str) -> Shape {
    Shape::Pieces(name, vec![(4, "ZJ1, the kind"), (16, "space"), (16, "owner"), (0, "salt")])
}

fn change(name: &'static str) -> Shape {
    Shape::Pieces(
        name,
        vec![(4, "magic"), (4, "checksum"), (1, "type 1: a change, not compressed"), (0, "length, contents")],
    )
}

fn scope() -> Shape {
    values("scope", ["space", "audience"])
}

pub(crate) fn hello() -> Shape {
    let cursor = array("cursor", [scope(), value("position")]);
    let cursors = array("cursors", [value("epoch"), list("cursors", cursor), value("mac")]);
    array(
        "hello",
        [
            value("protocol"),
            value("outbox empty"),
            value("offers only"),
            value("entitlements"),
            list("follow", value("house")),
            cursors,
            list("reset", scope()),
        ],
    )
}

pub(crate) fn offer() -> Shape {
    array("offer", [value("record"), header("header"), value("part"), value("intent"), change("change")])
}

fn entry() -> Shape {
    let record =
        Shape::Either(Box::new(value("record")), Box::new(values("record", ["kind", "salt", "owner", "space"])));
    // 32 bytes are the hash of the device’s own change.
    let news =
        array("news", [value("part"), value("behind"), value("rank after claim"), value("author"), change("change")]);
    let outcome = array("outcome", [value("number"), values("", ["", "", ""])]);
    let verdict = array("verdict", [value("judged"), value("rule"), outcome, list("flags", value("rule"))]);
    let fact = array("fact", [value("number"), values("", ["", ""])]);
    array(
        "entry",
        [
            record,
            value("seq"),
            list("changes", news),
            inside("view", value("")),
            inside("verdict", verdict),
            inside("fact", fact),
            value("queue"),
            value("gone"),
        ],
    )
}

pub(crate) fn frame() -> Shape {
    let entitlements = array("entitlements", [value("hash"), value("member"), value("home"), list("scopes", scope())]);
    let welcome =
        array("welcome", [value("protocol"), value("epoch"), value("now"), entitlements, value("retry after")]);
    let answers = vec![
        ("accepted:", vec![value("sequence")]),
        ("refused:", vec![value("code"), value("field")]),
        ("unjudged:", vec![]),
        ("later:", vec![value("why")]),
    ];
    let fate = array("fate", [value("change"), Shape::Choice("answer", answers)]);
    let page = array(
        "page",
        [
            scope(),
            value("from"),
            value("to"),
            value("mac"),
            values("digest", ["count", "sum"]),
            list("authors", value("author")),
            list("entries", entry()),
        ],
    );
    Shape::Choice(
        "frame",
        vec![
            ("welcome:", vec![welcome]),
            ("fates:", vec![list("fates", fate)]),
            ("page:", vec![page]),
            ("forget:", vec![array("forget", [scope(), value("mac")])]),
            ("end:", vec![value("more")]),
            ("beat:", vec![]),
        ],
    )
}
