//! Entry of the browser half: takes over the page the server rendered.

use wasm_bindgen::prelude::wasm_bindgen;

/// Hydrates the page; called once by the page's own script.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
}
