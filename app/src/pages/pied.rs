//! Pages of help: guide, tutorial, help, accessibility.

use crate::messages::aide::{self, l as la};
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

/// A page of chapters, one for each role; who looks for theirs begins with the summary.
fn par_metier(titre: &'static str, chapitres: &'static [aide::Chapitre]) -> impl IntoView {
    view! {
        <Title text=titre />
        <h1>{titre}</h1>
        <nav aria-label=la::SOMMAIRE>
            <ul>
                {chapitres.iter().map(|c| view! {
                    <li><a class="fr-link" href=format!("#{}", c.ancre)>{c.titre}</a></li>
                }).collect_view()}
            </ul>
        </nav>
        <div class="imagin-texte">
            {chapitres.iter().map(|c| view! {
                <section aria-labelledby=c.ancre>
                    <h2 id=c.ancre>{c.titre}</h2>
                    {c.sections.iter().map(|s| view! {
                        <h3 class="fr-h6">{s.titre}</h3>
                        {s.paragraphes.iter().map(|p| view! { <p>{*p}</p> }).collect_view()}
                        {(!s.etapes.is_empty()).then(|| view! {
                            <ol>{s.etapes.iter().map(|e| view! { <li>{*e}</li> }).collect_view()}</ol>
                        })}
                    }).collect_view()}
                </section>
            }).collect_view()}
        </div>
    }
}

/// *Guide*: what each screen does.
#[component]
pub fn Guide() -> impl IntoView {
    par_metier(l::GUIDE, aide::GUIDE)
}

/// *Tutoriel*: what is done most, step by step.
#[component]
pub fn Tutoriel() -> impl IntoView {
    par_metier(l::TUTORIEL, aide::TUTORIEL)
}

/// *Aide*: questions and what to do.
#[component]
pub fn Aide() -> impl IntoView {
    par_metier(l::AIDE, aide::AIDE)
}

/// The accessibility statement.
#[component]
pub fn Accessibilite() -> impl IntoView {
    page(l::DECLARATION, aide::ACCESSIBILITE)
}
