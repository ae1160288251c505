//! The files of the page, inside the program, so that the demo runs from anywhere.

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// One file of the page: its path under `/`, its type, its bytes.
struct File {
    path: &'static str,
    kind: &'static str,
    text: &'static str,
}

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

macro_rules! files {
    ($($kind:ident $path:literal),* $(,)?) => {
        &[$(File { path: $path, kind: $kind, text: include_str!(concat!("../page/", $path)) }),*]
    };
}

const FILES: &[File] = files![
    HTML "index.html",
    SVG "icon.svg",
    CSS "style.css",
    CSS "phone.css",
    CSS "parts.css",
    CSS "told.css",
    CSS "door.css",
    CSS "narrow.css",
    CSS "print.css",
    JS "words/admission.js",
    JS "words/aid.js",
    JS "words/books.js",
    JS "words/claims.js",
    JS "words/door.js",
    JS "words/events.js",
    JS "words/fields.js",
    JS "words/page.js",
    JS "words/person.js",
    JS "words/questions.js",
    JS "js/api.js",
    JS "js/app.js",
    JS "js/common.js",
    JS "js/desk-names.js",
    JS "js/dom.js",
    JS "js/event-fields.js",
    JS "js/event-questions.js",
    JS "js/fields.js",
    JS "js/i18n.js",
    JS "js/kept.js",
    JS "js/keeper-book.js",
    JS "js/keeper-day.js",
    JS "js/keeper-import.js",
    JS "js/keeper-lend.js",
    JS "js/keeper.js",
    JS "js/member-aid.js",
    JS "js/member-books.js",
    JS "js/member-claims.js",
    JS "js/member-events.js",
    JS "js/member.js",
    JS "js/organiser-door.js",
    JS "js/organiser-form.js",
    JS "js/organiser-insured.js",
    JS "js/organiser-phoned.js",
    JS "js/organiser-walkin.js",
    JS "js/organiser.js",
    JS "js/pass.js",
    JS "js/payer.js",
    JS "js/phone.js",
    JS "js/reviewer.js",
    JS "js/sound.js",
    JS "js/store.js",
    JS "js/traffic.js",
    JS "js/trail.js",
    JS "js/ui.js",
    JS "js/vlist.js",
    JS "js/why.js",
];

/// The routes that serve the page: `/` and the files that it loads.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/", get(|| async { serve("index.html") }))
        .route("/{*path}", get(|Path(path): Path<String>| async move { serve(&path) }))
}

fn serve(path: &str) -> Response {
    let Some(file) = FILES.iter().find(|file| file.path == path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    // Names of people stand on this page: nothing from elsewhere may run in it or frame it.
    let headers: [(HeaderName, &str); 5] = [
        (header::CONTENT_TYPE, file.kind),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, file.text).into_response()
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice,
        reason = "tests"
    )]

    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    fn names_under(folder: &Path, prefix: &str, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name().into_string().unwrap());
            if entry.file_type().unwrap().is_dir() {
                names_under(&entry.path(), &format!("{name}/"), found);
            } else if Path::new(&name).extension() != Some("md".as_ref()) {
                found.insert(name);
            }
        }
    }

    #[test]
    fn every_file_of_the_folder_is_served() {
        let mut on_disk = BTreeSet::new();
        names_under(&Path::new(env!("CARGO_MANIFEST_DIR")).join("page"), "", &mut on_disk);
        let served: BTreeSet<String> = FILES.iter().map(|file| file.path.to_owned()).collect();
        assert_eq!(on_disk, served);
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere() {
        for file in FILES {
            let text = file.text.replace("http://www.w3.org/2000/svg", "");
            assert!(!text.contains("http://") && !text.contains("https://"), "{} names another place", file.path);
        }
    }

    #[test]
    fn every_import_is_a_file_of_the_page() {
        for file in FILES.iter().filter(|file| file.kind == JS) {
            let folder = Path::new(file.path).parent().unwrap();
            for line in file.text.lines().filter(|line| line.starts_with("import ") || line.contains("} from '")) {
                let from = line.split('\'').nth(1).expect("an import names its module");
                let path = match from.strip_prefix("../") {
                    Some(rest) => rest.to_owned(),
                    None => folder.join(from.trim_start_matches("./")).to_str().unwrap().to_owned(),
                };
                assert!(FILES.iter().any(|file| file.path == path), "{} imports {from}", file.path);
            }
        }
    }

    /// The quoted texts of a line.
    fn quoted(line: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut chars = line.chars();
        while let Some(mark) = chars.find(|c| matches!(c, '\'' | '"')) {
            found.push(chars.by_ref().take_while(|c| *c != mark).collect());
        }
        found
    }

    #[test]
    fn each_text_stands_once_and_in_both_languages() {
        let mut keys = BTreeSet::new();
        for file in FILES.iter().filter(|file| file.path.starts_with("words/")) {
            for line in file.text.lines().filter(|line| line.starts_with("  ")) {
                let (key, texts) = line.split_once(": [").expect("a key and its texts");
                assert_eq!(quoted(texts).len(), 2, "{}: {line}", file.path);
                assert!(keys.insert(key.trim_matches([' ', '\''])), "{key} stands twice");
            }
        }
        assert!(keys.len() > 200, "the word lists were not read: {} keys", keys.len());
    }

    #[test]
    fn every_text_that_is_asked_for_is_there() {
        let words: String = FILES.iter().filter(|file| file.path.starts_with("words/")).map(|file| file.text).collect();
        for file in FILES.iter().filter(|file| file.path.starts_with("js/")) {
            let calls = ["t('", "said('"].map(|call| file.text.match_indices(call));
            for (at, call) in calls.into_iter().flatten() {
                let alone = !file.text[..at].ends_with(|before: char| before.is_alphanumeric());
                let (key, rest) = file.text[at + call.len()..].split_once('\'').unwrap();
                let asked = alone && rest.starts_with([')', ',']);
                let there = words.contains(&format!("'{key}': [")) || words.contains(&format!("  {key}: ["));
                assert!(!asked || there, "{} asks for {key}", file.path);
            }
        }
    }

    #[test]
    fn a_path_outside_the_list_is_not_found() {
        assert_eq!(serve("../Cargo.toml").status(), StatusCode::NOT_FOUND);
        assert_eq!(serve("index.html").status(), StatusCode::OK);
    }
}
