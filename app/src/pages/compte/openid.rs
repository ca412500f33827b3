//! *Mon compte*: the link with an identity of an OpenID Connect provider.

use crate::ErreurApi;
use crate::coquille::Fraicheur;
use crate::messages::openid::{self as mo, l};
use crate::pages::{Echec, alerte, refus};
use domain::LienOpenId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What the section shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonOpenId {
    /// What people call the provider; none when there is none.
    pub libelle: Option<String>,
    /// The reader's link.
    pub lien: Option<LienOpenId>,
}

/// The provider and the reader's link.
///
/// # Errors
/// When signed out.
#[server(endpoint = "compte/openid", output = crate::json::Json)]
pub async fn lire_openid() -> Result<MonOpenId, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        Ok(MonOpenId {
            libelle: s
                .reglages
                .limites
                .openid
                .as_ref()
                .map(|o| o.libelle.clone()),
            lien: usecases::openid::le_mien(&s, &a).await?,
        })
    })
    .await
}

/// Takes the reader's link away.
///
/// # Errors
/// [`domain::Erreur::MotDePasse`] when it is not their password.
#[server(endpoint = "compte/delier", output = crate::json::Json)]
pub async fn delier_openid(mot_de_passe: String) -> Result<(), ErreurApi> {
    let session = crate::contexte::cle_de_session();
    crate::contexte::ecrire(|s, a| async move {
        usecases::openid::delier(&s, &a, mot_de_passe, &session).await
    })
    .await
}

/// The section; nothing when there is neither provider nor link.
#[component]
pub fn OpenId() -> impl IntoView {
    let fraicheur = expect_context::<Fraicheur>();
    let delier = ServerAction::<DelierOpenid>::new();
    let relire = RwSignal::new(0_u32);
    fraicheur.suivre(delier, relire);
    let openid = Resource::new_blocking(move || relire.get(), |_| lire_openid());
    view! {
        <Transition>
            {move || Suspend::new(async move {
                match openid.await {
                    Ok(MonOpenId { libelle: None, lien: None }) => ().into_any(),
                    Ok(openid) => view! { <Section openid delier /> }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// The password that confirms.
fn confirmation(id: &'static str) -> impl IntoView {
    view! {
        <div class="fr-input-group">
            <label class="fr-label" for=id>{l::CONFIRMER}</label>
            <input class="fr-input" id=id name="mot_de_passe" type="password" required
                autocomplete="current-password" maxlength="200" />
        </div>
    }
}

#[component]
fn Section(openid: MonOpenId, delier: ServerAction<DelierOpenid>) -> impl IntoView {
    let libelle = openid
        .libelle
        .unwrap_or_else(|| l::ADMIN_SECTION.to_owned());
    let titre = mo::section(&libelle);
    view! {
        <section aria-labelledby="openid">
            <h2 id="openid">{titre}</h2>
            {match openid.lien {
                Some(lien) => view! {
                    <p class="imagin-texte">{mo::lien(&lien)}</p>
                    <p class="imagin-texte">{l::DELIER_TEXTE}</p>
                    <ActionForm action=delier attr:class="imagin-formulaire-court">
                        {alerte(move || delier.value().with(refus))}
                        {confirmation("delier-mot-de-passe")}
                        <button class="fr-btn fr-btn--secondary"
                            aria-disabled=move || delier.pending().get().then_some("true")>{l::DELIER}</button>
                    </ActionForm>
                }.into_any(),
                None => view! {
                    <p class="imagin-texte">{mo::lier_texte(&libelle)}</p>
                    // A page of its own leads to the provider.
                    <form method="post" action="/compte/openid" class="imagin-formulaire-court">
                        {confirmation("lier-mot-de-passe")}
                        <button class="fr-btn fr-btn--secondary">{mo::lier(&libelle)}</button>
                    </form>
                }.into_any(),
            }}
        </section>
    }
}
