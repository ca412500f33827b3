//! *Mon compte*: copies of group sends, changing one's password, one's second factor.

mod second_facteur;

pub use second_facteur::*;

mod openid;

pub use openid::*;

use crate::ErreurApi;
use crate::composants::vider_une_fois_fait;
use crate::coquille::Fraicheur;
use crate::messages::l;
use crate::pages::{Echec, alerte, refus};
use leptos::prelude::*;
use leptos_meta::Title;
use serde::{Deserialize, Serialize};

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

/// What the page shows of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonCompte {
    /// A copy of each mail of a group send, else one summary.
    pub copies: bool,
    /// It has an address to which copies, or the summary, can go.
    pub copie_possible: bool,
}

/// The reader's account.
///
/// # Errors
/// When signed out.
#[server(endpoint = "compte/lire", output = crate::json::Json)]
pub async fn lire_compte() -> Result<MonCompte, ErreurApi> {
    crate::contexte::lire(|_, a| async move {
        Ok(MonCompte {
            copies: a.copie_par_courriel,
            copie_possible: domain::mel_plausible(&a.mel),
        })
    })
    .await
}

/// Chooses between copies and a summary: `oui` for copies.
///
/// # Errors
/// When the database does not answer.
#[server(endpoint = "compte/copies", output = crate::json::Json)]
pub async fn choisir_copies(copies: String) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        let copies = match copies.as_str() {
            "oui" => true,
            "non" => false,
            _ => return Err(domain::Erreur::RequeteInvalide),
        };
        usecases::preferences::choisir_copies(&s, &a, copies).await
    })
    .await
}

/// The choice between copies and a summary.
#[component]
fn Copies(compte: MonCompte, choisir: ServerAction<ChoisirCopies>) -> impl IntoView {
    let choix = |id: &'static str,
                 valeur: &'static str,
                 coche: bool,
                 texte: &'static str,
                 indice: &'static str| {
        view! {
            <div class="fr-radio-group">
                <input type="radio" id=id name="copies" value=valeur checked=coche
                    aria-describedby=format!("{id}-indice") />
                <label class="fr-label" for=id>{texte}
                    <span class="fr-hint-text" id=format!("{id}-indice")>{indice}</span>
                </label>
            </div>
        }
    };
    view! {
        {(!compte.copie_possible).then(|| view! {
            <div class="fr-alert fr-alert--info fr-alert--sm fr-mb-2w"><p>{l::COMPTE_SANS_ADRESSE}</p></div>
        })}
        <ActionForm action=choisir attr:class="imagin-formulaire-court">
            {alerte(move || choisir.value().with(refus))}
            <fieldset class="imagin-groupe">
                <legend>{l::COPIES_LEGENDE}</legend>
                {choix("copies-non", "non", !compte.copies, l::COPIES_RECAPITULATIF, l::COPIES_RECAPITULATIF_INDICE)}
                {choix("copies-oui", "oui", compte.copies, l::COPIES_CHACUNE, l::COPIES_CHACUNE_INDICE)}
            </fieldset>
            <button class="fr-btn" aria-disabled=move || choisir.pending().get().then_some("true")>{l::ENREGISTRER}</button>
        </ActionForm>
    }
}

/// Id of the form that changes the password.
const MOT_DE_PASSE: &str = "changer-mot-de-passe";

/// The page *Mon compte*.
#[component]
pub fn Compte() -> impl IntoView {
    let fraicheur = expect_context::<Fraicheur>();
    let choisir = ServerAction::<ChoisirCopies>::new();
    let compte = Resource::new_blocking(move || choisir.version().get(), |_| lire_compte());
    fraicheur.apres(move || choisir.version().get());
    let facteur = Resource::new_blocking(|| (), |()| lire_second_facteur());
    let changer = ServerAction::<ChangerMotDePasse>::new();
    fraicheur.apres(move || changer.version().get());
    vider_une_fois_fait(changer, MOT_DE_PASSE);
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
        <h2>{l::COPIES}</h2>
        <Transition>
            {move || Suspend::new(async move {
                match compte.await {
                    Ok(compte) => view! { <Copies compte choisir /> }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
        <h2>{l::CHANGER_MOT_DE_PASSE}</h2>
        <ActionForm action=changer attr:class="imagin-formulaire-court" attr:id=MOT_DE_PASSE>
            {alerte(move || changer.value().with(refus))}
            {champ("actuel", l::MOT_DE_PASSE_ACTUEL, "current-password", None)}
            {champ("nouveau", l::MOT_DE_PASSE_NOUVEAU, "new-password", Some(l::MOT_DE_PASSE_INDICE))}
            {champ("confirmation", l::MOT_DE_PASSE_CONFIRMATION, "new-password", None)}
            <button class="fr-btn" aria-disabled=move || changer.pending().get().then_some("true")>{l::CHANGER_MOT_DE_PASSE}</button>
        </ActionForm>
        <Transition>
            {move || Suspend::new(async move {
                match facteur.await {
                    Ok(etat) => view! { <SecondFacteur etat /> }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
        <OpenId />
    }
}
