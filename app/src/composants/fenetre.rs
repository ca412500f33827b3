//! The modal window, on the browser's own `<dialog>`.

use super::focaliser;
use leptos::html;
use leptos::prelude::*;

/// Width of a window on a wide screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TailleFenetre {
    /// A question.
    Petite,
    /// A short form.
    #[default]
    Moyenne,
    /// A whole screen of fields.
    Grande,
}

impl TailleFenetre {
    const fn classe(self) -> &'static str {
        match self {
            Self::Petite => "fr-col-12 fr-col-md-8 fr-col-lg-6",
            Self::Moyenne => "fr-col-12 fr-col-md-10 fr-col-lg-8",
            Self::Grande => "fr-col-12",
        }
    }
}

/// A modal window.
///
/// With JavaScript it is shown by `showModal()`: the rest of the page is inert,
/// Escape asks to close, the focus goes to the title and comes back to what
/// opened the window, whether it is closed by `ouverte` or by being taken out of
/// the page. Without, an open window is a panel at its place in the page, closed
/// by a link. Its content exists only while it is open, so each opening starts
/// afresh.
///
/// Buttons of `pied` lie outside `children`: to submit a form of `children` they
/// carry its id (`form="…"`).
#[component]
pub fn Fenetre(
    /// Unique in the page; the title's id is this one and `-titre`.
    #[prop(into)]
    id: String,
    /// Title, the window's accessible name.
    #[prop(into)]
    titre: Signal<String>,
    /// Shown or not. The window never changes it: it asks through `sur_fermer`.
    #[prop(into)]
    ouverte: Signal<bool>,
    /// Asked to close: close link, Escape or the device's back gesture.
    sur_fermer: Callback<()>,
    /// Address of the page without this window, for a reader without JavaScript.
    #[prop(into)]
    adresse_fermer: String,
    /// Text of the close link.
    #[prop(into)]
    fermer: String,
    /// Width.
    #[prop(optional)]
    taille: TailleFenetre,
    /// Id of the element that takes the focus after closing when nothing else
    /// has it: for a window that was already open when the page came.
    #[prop(optional, into)]
    retour: Option<String>,
    /// Row of buttons at the bottom, always in sight.
    #[prop(optional, into)]
    pied: Option<ViewFn>,
    /// Content.
    children: ChildrenFn,
) -> impl IntoView {
    let noeud = NodeRef::<html::Dialog>::new();
    let id_titre = format!("{id}-titre");
    let nom = id_titre.clone();
    let retour = StoredValue::new(retour);

    // Closing gives the focus back by itself, except to a window that was open
    // when the page came: nothing had it before.
    let refermer = move || {
        let Some(dialogue) = noeud.get_untracked().filter(|d| d.open()) else {
            return;
        };
        dialogue.close();
        let perdu = document()
            .active_element()
            .is_none_or(|e| e.tag_name() == "BODY" || dialogue.contains(Some(&e)));
        if perdu && let Some(retour) = retour.get_value() {
            focaliser(retour);
        }
    };
    Effect::new(move |_| {
        let voulue = ouverte.get();
        let Some(dialogue) = noeud.get() else { return };
        if !voulue {
            refermer();
        } else if !dialogue.matches(":modal").unwrap_or(false) {
            // Rendered open by the server: a dialog shown in place cannot become
            // modal, and close() would fire a `close` event.
            let _ = dialogue.remove_attribute("open");
            let _ = dialogue.show_modal();
        }
    });
    on_cleanup(refermer);

    // The server's half of `open`; in the browser showModal() sets it.
    let ouverte_au_depart = cfg!(feature = "ssr") && ouverte.get_untracked();
    view! {
        <dialog
            id=id
            class="fr-modal imagin-fenetre"
            open=ouverte_au_depart
            aria-labelledby=nom
            node_ref=noeud
            on:cancel=move |ev: leptos::ev::Event| {
                ev.prevent_default();
                sur_fermer.run(());
            }
            // A browser closes by itself on a second Escape: follow it.
            on:close=move |_| {
                // Gone with the page when the window was closed by leaving it.
                if ouverte.try_get_untracked() == Some(true) {
                    sur_fermer.run(());
                }
            }
        >
            <div class="fr-container fr-container--fluid fr-container-md">
                <div class="fr-grid-row fr-grid-row--center">
                    <div class=taille.classe()>
                        <div class="fr-modal__body">
                            <div class="fr-modal__header">
                                <a
                                    class="fr-btn fr-btn--close"
                                    href=adresse_fermer
                                    on:click=move |ev| {
                                        ev.prevent_default();
                                        sur_fermer.run(());
                                    }
                                >
                                    {fermer}
                                </a>
                            </div>
                            <div class="fr-modal__content">
                                <h2 id=id_titre class="fr-modal__title" tabindex="-1" autofocus=true>
                                    {titre}
                                </h2>
                                <Show when=move || ouverte.get()>{children()}</Show>
                            </div>
                            {pied
                                .map(|pied| {
                                    view! {
                                        <div class="fr-modal__footer">
                                            <Show when=move || ouverte.get()>{pied.run()}</Show>
                                        </div>
                                    }
                                })}
                        </div>
                    </div>
                </div>
            </div>
        </dialog>
    }
    .into_any()
}
