//! Pages of help: guide, tutorial, help, accessibility.

use crate::messages::aide;
use crate::messages::l;
use leptos::prelude::*;
use leptos_meta::Title;

/// A page of titled sections.
fn page(titre: &'static str, sections: &'static [aide::Section]) -> impl IntoView {
    view! {
        <Title text=titre />
        <h1>{titre}</h1>
        <div class="imagin-texte">
            {sections.iter().map(|s| view! {
                <section>
                    <h2 class="fr-h4">{s.titre}</h2>
                    {s.paragraphes.iter().map(|p| view! { <p>{*p}</p> }).collect_view()}
                    {(!s.etapes.is_empty()).then(|| view! {
                        <ol>{s.etapes.iter().map(|e| view! { <li>{*e}</li> }).collect_view()}</ol>
                    })}
                </section>
            }).collect_view()}
        </div>
    }
}

/// *Guide*: what each screen does.
#[component]
pub fn Guide() -> impl IntoView {
    page(l::GUIDE, aide::GUIDE)
}

/// *Tutoriel*: convoking, attesting, signing, step by step.
#[component]
pub fn Tutoriel() -> impl IntoView {
    page(l::TUTORIEL, aide::TUTORIEL)
}

/// *Aide*: questions and what to do.
#[component]
pub fn Aide() -> impl IntoView {
    page(l::AIDE, aide::AIDE)
}

/// The accessibility statement.
#[component]
pub fn Accessibilite() -> impl IntoView {
    page(l::DECLARATION, aide::ACCESSIBILITE)
}
