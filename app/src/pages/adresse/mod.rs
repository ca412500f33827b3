//! Correcting the mail addresses of somebody convoked.

use crate::ErreurApi;
use crate::composants::Neuf;
use crate::coquille::Fraicheur;
use crate::messages::{l, ouvertures as mo};
use crate::pages::{Echec, alerte, cle_de_l_adresse, refus};
use domain::AdressesDe;
#[cfg(feature = "ssr")]
use domain::{ConvocationId, Mels};
use leptos::prelude::*;
use leptos_meta::Title;

/// The addresses of somebody convoked.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] or [`domain::Erreur::Interdit`] when they are not for
/// the reader.
#[server(endpoint = "convocations/adresses", output = crate::json::Json)]
pub async fn lire_adresses(convocation: i64) -> Result<AdressesDe, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        usecases::adresses::lire(&s, &a, ConvocationId(convocation)).await
    })
    .await
}

/// Changes the addresses of somebody convoked; with `envoyer`, sends the convocation
/// again.
///
/// # Errors
/// [`domain::Erreur::AdresseInvalide`], [`domain::Erreur::AdresseChangee`], or what sending
/// says.
#[server(endpoint = "convocations/corriger-adresse", output = crate::json::Json)]
pub async fn corriger_adresse(
    convocation: i64,
    avant_professionnel: String,
    avant_personnel: String,
    #[server(default)] professionnel: String,
    #[server(default)] personnel: String,
    #[server(default)] envoyer: String,
    cle: String,
) -> Result<(), ErreurApi> {
    let avant = Mels {
        professionnel: avant_professionnel,
        personnel: avant_personnel,
    };
    let apres = Mels {
        professionnel,
        personnel,
    };
    let mission = crate::contexte::ecrire(|s, a| async move {
        let cle = (!envoyer.is_empty()).then_some(cle);
        let id = ConvocationId(convocation);
        usecases::adresses::corriger(&s, &a, id, &avant, &apres, cle.as_deref()).await
    })
    .await?;
    leptos_axum::redirect(&format!("/missions/{mission}"));
    Ok(())
}

/// The page of the addresses of somebody convoked.
#[component]
pub fn PageAdresse() -> impl IntoView {
    let id = cle_de_l_adresse();
    let adresses = Resource::new_blocking(move || id.get(), lire_adresses);
    let neuf = Neuf::default();
    view! {
        <Title text=l::CORRIGER_ADRESSE />
        <Transition>
            {move || Suspend::new(async move {
                let cle = id.get();
                match adresses.await {
                    Ok(adresses) => neuf.pour(cle, view! { <Formulaire adresses /> }).into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Formulaire(adresses: AdressesDe) -> impl IntoView {
    let fraicheur = expect_context::<Fraicheur>();
    let corriger = ServerAction::<CorrigerAdresse>::new();
    fraicheur.apres(move || corriger.version().get());
    let mission = format!("/missions/{}", adresses.mission);
    let champ = |id: &'static str, texte: &'static str, valeur: String| {
        view! {
            <div class="fr-input-group">
                <label class="fr-label" for=id>{texte}</label>
                // Not `email`: the browser would refuse in its own words what we explain.
                <input class="fr-input" id=id name=id type="text" inputmode="email" autocomplete="off"
                    spellcheck="false" maxlength="254" value=valeur />
            </div>
        }
    };
    view! {
        <p class="imagin-retour"><a class="fr-link" href=mission>{l::RETOUR_MISSION}</a></p>
        <h1>{l::CORRIGER_ADRESSE}</h1>
        <p class="fr-text--lead">{adresses.nom}</p>
        <p>{l::CORRIGER_ADRESSE_PORTEE}</p>
        {adresses.ferme.map(|etat| view! {
            <div class="fr-alert fr-alert--info fr-alert--sm fr-mb-3w" id="convocation-fermee">
                <p>{mo::convocation_fermee(etat)}</p>
            </div>
        })}
        <ActionForm action=corriger attr:class="imagin-formulaire-court">
            {alerte(move || corriger.value().with(refus))}
            <input type="hidden" name="convocation" value=adresses.convocation.to_string() />
            <input type="hidden" name="cle" value=adresses.cle />
            <input type="hidden" name="avant_professionnel" value=adresses.mels.professionnel.clone() />
            <input type="hidden" name="avant_personnel" value=adresses.mels.personnel.clone() />
            {champ("professionnel", l::MEL_PROFESSIONNEL, adresses.mels.professionnel)}
            {champ("personnel", l::MEL_PERSONNEL, adresses.mels.personnel)}
            <div class="imagin-boutons">
                {adresses.ferme.is_none().then(|| view! {
                    <button class="fr-btn" name="envoyer" value="oui">{l::ENREGISTRER_ET_ENVOYER}</button>
                })}
                <button class="fr-btn fr-btn--secondary">{l::ENREGISTRER}</button>
            </div>
        </ActionForm>
    }
}
