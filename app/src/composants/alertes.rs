//! What the page has to say: alerts, badges, status line, error summary.

use super::focaliser;
use leptos::html;
use leptos::prelude::*;

/// Kind of an [`Alerte`] or a [`Badge`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Genre {
    /// Something to know.
    #[default]
    Information,
    /// Done.
    Succes,
    /// To be checked.
    Avertissement,
    /// Refused or failed.
    Erreur,
}

impl Genre {
    const fn suffixe(self) -> &'static str {
        match self {
            Self::Information => "info",
            Self::Succes => "success",
            Self::Avertissement => "warning",
            Self::Erreur => "error",
        }
    }
}

/// A framed message.
///
/// `annoncee` is for one that appears after the page: a screen reader says it at
/// once (an error) or at the next pause (the others).
#[component]
pub fn Alerte(
    /// Kind, which gives colour and icon.
    #[prop(optional)]
    genre: Genre,
    /// Title; without one the alert is of the small form.
    #[prop(optional, into)]
    titre: Option<String>,
    /// Said by screen readers when it appears.
    #[prop(optional)]
    annoncee: bool,
    /// Text.
    children: Children,
) -> impl IntoView {
    let petite = if titre.is_none() { " fr-alert--sm" } else { "" };
    let role = annoncee.then_some(if genre == Genre::Erreur {
        "alert"
    } else {
        "status"
    });
    view! {
        <div class=format!("fr-alert fr-alert--{}{petite}", genre.suffixe()) role=role>
            {titre.map(|titre| view! { <p class="fr-alert__title">{titre}</p> })}
            {children()}
        </div>
    }
    .into_any()
}

/// A short state, in a line of text or a table cell.
#[component]
pub fn Badge(
    /// Kind, which gives colour and icon.
    #[prop(optional)]
    genre: Genre,
    /// Text.
    #[prop(into)]
    texte: Signal<String>,
) -> impl IntoView {
    view! {
        <span class=format!("fr-badge fr-badge--sm fr-badge--{}", genre.suffixe())>{texte}</span>
    }
}

/// The one permanent status line of a page or window: screen readers say each
/// new text. Render it always, empty at first: a region that arrives with its
/// text is often not announced.
#[component]
pub fn Statut(
    /// What to say.
    #[prop(into)]
    texte: Signal<String>,
    /// Seen too, not only heard.
    #[prop(optional)]
    visible: bool,
) -> impl IntoView {
    view! {
        <p class=if visible { "imagin-statut" } else { "fr-sr-only" } role="status">
            {texte}
        </p>
    }
}

/// One refusal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ErreurChamp {
    /// Id of the field to correct; none when the refusal is about no field.
    pub champ: Option<String>,
    /// Sentence.
    pub texte: String,
}

/// Summary of what was refused, above a form: takes the focus when it appears or
/// changes, each line leads to its field.
#[component]
pub fn GroupeErreurs(
    /// Unique in the page.
    #[prop(into)]
    id: String,
    /// Title.
    #[prop(into)]
    titre: Signal<String>,
    /// Refusals; nothing is shown when there are none.
    #[prop(into)]
    erreurs: Signal<Vec<ErreurChamp>>,
) -> impl IntoView {
    let noeud = NodeRef::<html::Div>::new();
    let present = Memo::new(move |_| erreurs.with(|e| !e.is_empty()));
    let id_titre = format!("{id}-titre");
    Effect::new(move |_| {
        if erreurs.with(|e| !e.is_empty())
            && let Some(groupe) = noeud.get()
        {
            focaliser(groupe.id());
        }
    });
    view! {
        <Show when=move || present.get()>
            <div
                class="fr-alert fr-alert--error imagin-erreurs"
                id=id.clone()
                role="group"
                tabindex="-1"
                aria-labelledby=id_titre.clone()
                node_ref=noeud
            >
                <p class="fr-alert__title" id=id_titre.clone()>
                    {titre}
                </p>
                <ul>
                    <For each=move || erreurs.get() key=ErreurChamp::clone let(erreur)>
                        <li>{ligne(erreur)}</li>
                    </For>
                </ul>
            </div>
        </Show>
    }
    .into_any()
}

fn ligne(erreur: ErreurChamp) -> AnyView {
    match erreur.champ {
        Some(champ) => {
            let href = format!("#{champ}");
            view! {
                <a
                    href=href
                    on:click=move |ev| {
                        // A link alone scrolls there without giving the focus.
                        ev.prevent_default();
                        focaliser(champ.clone());
                    }
                >
                    {erreur.texte}
                </a>
            }
            .into_any()
        }
        None => erreur.texte.into_any(),
    }
}
