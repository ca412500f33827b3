//! *Mon compte*: changing one's password.

use crate::ErreurApi;
use crate::coquille::Fraicheur;
use crate::messages::{self as m, l};
use leptos::prelude::*;
use leptos_meta::Title;

/// Changes the reader's password and closes their other sessions.
///
/// # Errors
/// [`domain::Erreur::MotDePasse`] naming what is wrong.
#[server(endpoint = "compte/mot-de-passe", output = crate::json::Json)]
pub async fn changer_mot_de_passe(
    actuel: String,
    nouveau: String,
    confirmation: String,
) -> Result<(), ErreurApi> {
    let session = crate::contexte::cle_de_session();
    crate::contexte::ecrire(|s, a| async move {
        usecases::connexion::changer_mot_de_passe(&s, &a, actuel, nouveau, confirmation, &session)
            .await
    })
    .await
}

/// The page *Mon compte*.
#[component]
pub fn Compte() -> impl IntoView {
    let fraicheur = expect_context::<Fraicheur>();
    let changer = ServerAction::<ChangerMotDePasse>::new();
    Effect::new(move |_| {
        if changer.version().get() > 0 {
            fraicheur.relire_messages();
        }
    });
    let erreur = move || {
        changer.value().with(|v| {
            v.as_ref()
                .and_then(|r| r.as_ref().err().map(|e| m::erreur(&e.0)))
        })
    };
    let champ = |id: &'static str,
                 texte: &'static str,
                 auto: &'static str,
                 indice: Option<&'static str>| {
        let indice_id = indice.map(|_| format!("{id}-indice"));
        view! {
            <div class="fr-input-group">
                <label class="fr-label" for=id>
                    {texte}
                    {indice.map(|i| view! { <span class="fr-hint-text" id=format!("{id}-indice")>{i}</span> })}
                </label>
                <input class="fr-input" id=id name=id type="password" required autocomplete=auto
                    aria-describedby=indice_id maxlength="200" />
            </div>
        }
    };
    view! {
        <Title text=l::MON_COMPTE />
        <h1>{l::MON_COMPTE}</h1>
        <h2>{l::CHANGER_MOT_DE_PASSE}</h2>
        <ActionForm action=changer attr:class="imagin-formulaire-court">
            <div role="alert">
                {move || erreur().map(|e| view! { <p class="fr-message fr-message--error">{e}</p> })}
            </div>
            {champ("actuel", l::MOT_DE_PASSE_ACTUEL, "current-password", None)}
            {champ("nouveau", l::MOT_DE_PASSE_NOUVEAU, "new-password", Some(l::MOT_DE_PASSE_INDICE))}
            {champ("confirmation", l::MOT_DE_PASSE_CONFIRMATION, "new-password", None)}
            <button class="fr-btn" aria-disabled=move || changer.pending().get().then_some("true")>{l::CHANGER_MOT_DE_PASSE}</button>
        </ActionForm>
    }
}
