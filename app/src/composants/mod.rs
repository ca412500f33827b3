//! Reusable components: fields, window, combobox, calendar, filters, tables.
//!
//! What they all keep to:
//! - every sentence and label comes in as a property; texts are in
//!   [`crate::messages`], nothing here speaks French to a reader by itself;
//! - rendered whole on the server and hydrated without difference: no clock,
//!   locale or random, and what only a script can do ([`anime`]) appears after
//!   hydration;
//! - a field works in a plain HTML form; roles that promise a behaviour
//!   (`combobox`, `grid`) are set only where the script is there to keep it;
//! - what was typed before hydration is kept ([`lier`]);
//! - what was typed or ticked for one record never shows under another: leptos serves the same
//!   elements to whatever comes to their place ([`Neuf`], [`Rangees`], [`BoutonFiltre`]);
//! - no inline style, so that `style-src 'self'` holds.

mod calendrier;
mod centre;
mod champs;
mod combobox;
mod fenetre;
mod filtres;
mod neuf;
mod tableau;

pub use calendrier::*;
pub use centre::*;
pub use champs::*;
pub use combobox::*;
pub use fenetre::*;
pub use filtres::*;
pub use neuf::*;
pub use tableau::*;

use crate::coquille::Anime;
use core::time::Duration;
use leptos::html::ElementType;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

/// `true` once the browser runs our script: the shell's [`Anime`], or the same
/// made here where a component is rendered outside the shell.
#[must_use]
pub fn anime() -> ReadSignal<bool> {
    use_context::<Anime>().map_or_else(
        || {
            let (lire, ecrire) = signal(false);
            Effect::new(move |_| ecrire.set(true));
            lire
        },
        |anime| anime.0,
    )
}

/// A form control that holds a text.
pub trait PorteTexte {
    /// What the control holds.
    fn lire(&self) -> String;
    /// Puts a text into the control.
    fn ecrire(&self, texte: &str);
}

macro_rules! porte_texte {
    ($($type:ty),*) => {$(
        impl PorteTexte for $type {
            fn lire(&self) -> String {
                self.value()
            }
            fn ecrire(&self, texte: &str) {
                self.set_value(texte);
            }
        }
    )*};
}
porte_texte!(
    web_sys::HtmlInputElement,
    web_sys::HtmlTextAreaElement,
    web_sys::HtmlSelectElement
);

/// Keeps a control and a signal equal. While hydrating, what the reader already
/// typed (or the browser put back) wins over the signal's first value, which is
/// why this is not leptos's `bind:value`: that one overwrites it.
///
/// The control must be rendered with the signal's value; listening to its events
/// is left to the caller.
pub fn lier<E>(noeud: NodeRef<E>, valeur: RwSignal<String>)
where
    E: ElementType + 'static,
    E::Output: PorteTexte + JsCast + Clone + 'static,
{
    let initiale = valeur.get_untracked();
    let hydrate = !anime().get_untracked();
    Effect::new(move |lie: Option<bool>| {
        let voulue = valeur.get();
        let Some(controle) = noeud.get() else {
            return false;
        };
        let actuelle = controle.lire();
        if hydrate && lie != Some(true) && actuelle != initiale {
            valeur.set(actuelle);
        } else if actuelle != voulue {
            controle.ecrire(&voulue);
        }
        true
    });
}

/// Puts the keyboard focus on the element of this `id`, once the page has been
/// brought up to date; nothing happens when there is none.
pub fn focaliser(id: String) {
    request_animation_frame(move || {
        if let Some(element) = document()
            .get_element_by_id(&id)
            .and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok())
        {
            // Fails only for an element that cannot take the focus.
            let _ = element.focus();
        }
    });
}

/// Does this once the frame to come is on the screen: what the reader asked for is shown first.
pub fn apres_l_image(faire: impl FnOnce() + 'static) {
    request_animation_frame(move || set_timeout(faire, Duration::ZERO));
}

/// A text as part of an `id` attribute: anything but letters and digits of ASCII
/// becomes `_` and its hexadecimal code, so that two texts never share one.
#[must_use]
pub fn jeton(texte: &str) -> String {
    use core::fmt::Write as _;
    let mut sortie = String::with_capacity(texte.len());
    for octet in texte.bytes() {
        if octet.is_ascii_alphanumeric() {
            sortie.push(char::from(octet));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(sortie, "_{octet:02x}");
        }
    }
    sortie
}

#[cfg(test)]
mod tests {
    use super::jeton;

    #[test]
    fn jetons_distincts() {
        assert_eq!(jeton("42"), "42");
        assert_eq!(jeton("LV A"), "LV_20A");
        assert_ne!(jeton("a b"), jeton("a-b"));
        assert_ne!(jeton("a_20b"), jeton("a b"));
    }
}
