//! Entry of the browser half: takes over the page the server rendered.

use leptos::mount::hydrate_from_async;
use leptos::prelude::{document, window};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

/// Hydrates the page; called once by the page's own script. A page whose code is loaded
/// apart waits for it.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    spawn_local(async {
        let Some(corps) = document().body() else {
            return;
        };
        // Half alive, the page would answer to nothing: it stays the plain one that the
        // server sent, whose links and forms work.
        let chemin = window().location().pathname().unwrap_or_default();
        if !app::charger(&chemin).await {
            return;
        }
        hydrate_from_async(corps, app::App).await.forget();
        app::coquille::animer();
        if let Some(montre) = window().performance() {
            // Without its mark the page answers all the same.
            let _ = montre.mark(app::coquille::VIVANTE);
        }
    });
}
