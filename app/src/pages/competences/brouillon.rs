//! What was ticked and not saved, kept by the browser: a session that expires, a tab closed
//! by mistake or a failure lose nothing. Keys and codes alone, no name; it goes once saved.

use js_sys::{Object, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};

/// Name under which the browser keeps the draft of an account for a grid.
pub(super) fn nom(compte: i64, etablissement: i64, annee: i32, discipline: i64) -> String {
    format!("imagin-competences-{compte}-{etablissement}-{annee}-{discipline}")
}

/// Where the browser keeps; none where it is told to keep nothing.
fn garde() -> Option<Object> {
    Reflect::get(&window(), &JsValue::from_str("localStorage"))
        .ok()?
        .dyn_into()
        .ok()
}

/// Keeps a draft; an empty one is forgotten.
pub(super) fn garder(nom: &str, texte: &str) {
    let Some(garde) = garde() else { return };
    let nom = JsValue::from_str(nom);
    // A full or closed storage keeps nothing: the page still has what was ticked.
    if texte.is_empty() {
        let _ = Reflect::delete_property(&garde, &nom);
    } else {
        let _ = Reflect::set(&garde, &nom, &JsValue::from_str(texte));
    }
}

/// The draft kept under a name; empty when there is none.
pub(super) fn lire(nom: &str) -> String {
    garde()
        .and_then(|g| Reflect::get(&g, &JsValue::from_str(nom)).ok())
        .and_then(|v| v.as_string())
        .unwrap_or_default()
}
