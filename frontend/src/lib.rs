//! Entry of the browser half: takes over the page the server rendered.

use leptos::mount::hydrate_from_async;
use leptos::prelude::{document, window};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

/// Room in the program's data, which nothing reads. What gives each page its own texts
/// (`--split` of cargo-leptos) puts all of them into the program of every page as soon as its
/// rearrangement lacks one byte, and says so only in a log that is not shown; what nothing
/// refers to it leaves out, so that this room costs the browser nothing
/// (docs/decisions/0013-longues-listes.md).
#[used]
static PLACE: [u8; 16 * 1024] = [1; 16 * 1024];

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
