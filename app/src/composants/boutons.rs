//! Buttons.

use leptos::prelude::*;

/// Weight of a button.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Poids {
    /// The one thing to do here.
    #[default]
    Principal,
    /// Another thing to do.
    Secondaire,
    /// Giving up, or something of little weight.
    Tertiaire,
}

impl Poids {
    /// Classes of a button or a link of this weight.
    #[must_use]
    pub const fn classe(self) -> &'static str {
        match self {
            Self::Principal => "fr-btn",
            Self::Secondaire => "fr-btn fr-btn--secondary",
            Self::Tertiaire => "fr-btn fr-btn--tertiary",
        }
    }
}

/// Submits its form, once: while `attente` holds, it says so and does nothing.
///
/// It is never `disabled`: a disabled button loses the focus, and could not be
/// pressed at all without JavaScript.
#[component]
pub fn BoutonEnvoi(
    /// Text, which may carry a count.
    #[prop(into)]
    texte: Signal<String>,
    /// An answer is awaited.
    #[prop(optional, into)]
    attente: Signal<bool>,
    /// Text while an answer is awaited; the same text when none is given.
    #[prop(optional, into)]
    texte_attente: Option<String>,
    /// Weight.
    #[prop(optional)]
    poids: Poids,
    /// Name sent with the form, where a form has several such buttons.
    #[prop(optional, into)]
    nom: Option<String>,
    /// Value sent with the form.
    #[prop(optional, into)]
    valeur: Option<String>,
    /// Id of its form, where the button lies outside (a window's `pied`).
    #[prop(optional, into)]
    formulaire: Option<String>,
    /// More classes, such as an icon.
    #[prop(default = "")]
    class: &'static str,
) -> impl IntoView {
    let affiche = move || match &texte_attente {
        Some(patience) if attente.get() => patience.clone(),
        _ => texte.get(),
    };
    view! {
        <button
            type="submit"
            class=format!("{} {class}", poids.classe())
            class:imagin-attente=move || attente.get()
            name=nom
            value=valeur
            form=formulaire
            aria-busy=move || attente.get().then_some("true")
            aria-disabled=move || attente.get().then_some("true")
            on:click=move |ev| {
                if attente.get_untracked() {
                    ev.prevent_default();
                }
            }
        >
            {affiche}
        </button>
    }
    .into_any()
}
