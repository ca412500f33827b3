use super::dessin::SurfaceDeSignature;
use super::{AbandonnerSignature, adresse, demande, genre_de, lire_saisie_signature};
use crate::composants::Neuf;
use crate::messages::signatures::{self as ms, l};
use crate::pages::Echec;
use domain::{
    ChampSignature, Civilite, PageSaisieSignature, SIGNATAIRE_NOM_MAX, SIGNATAIRE_QUALITE_MAX,
    SignatureErreur,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The form of a signature: a plain one, with or without our script.
#[component]
pub fn PageSaisie() -> impl IntoView {
    let demande = demande();
    let page = Resource::new_blocking(
        move || demande.get(),
        |(genre, etablissement)| lire_saisie_signature(genre, etablissement),
    );
    let abandonner = ServerAction::<AbandonnerSignature>::new();
    let neuf = Neuf::default();
    view! {
        <Title text=l::SAISIE />
        <Transition>
            {move || Suspend::new(async move {
                let cle = demande.get();
                match page.await {
                    Ok(page) => neuf.pour(cle, view! { <Saisie page abandonner /> }).into_any(),
                    Err(erreur) => view! { <h1>{l::SAISIE}</h1><Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// What is wrong with a field, to be said under it.
fn erreur_de(erreurs: &[SignatureErreur], champ: ChampSignature) -> Option<String> {
    erreurs.iter().find(|e| e.champ() == champ).map(ms::erreur)
}

#[component]
fn Saisie(
    page: PageSaisieSignature,
    abandonner: ServerAction<AbandonnerSignature>,
) -> impl IntoView {
    let genre = genre_de(page.signataire);
    let retour = adresse(page.signataire, "", page.etablissement);
    let action = format!("/signatures/{genre}/saisie");
    let b = page.brouillon;
    let erreurs = StoredValue::new(b.erreurs);
    let liste = erreurs.with_value(|e| {
        e.iter()
            .map(|x| (identifiant(x.champ()), ms::erreur(x)))
            .collect::<Vec<_>>()
    });
    let champ = |champ: ChampSignature, valeur: String, genre: &'static str, maximum: usize| {
        let id = identifiant(champ);
        let erreur = erreurs.with_value(|e| erreur_de(e, champ));
        let fautif = erreur.is_some();
        let indice = (champ == ChampSignature::Qualite).then_some(l::QUALITE_INDICE);
        let decrit = fautif.then(|| format!("{id}-erreur"));
        view! {
            <div class="fr-input-group" class:fr-input-group--error=fautif>
                <label class="fr-label" for=id>{ms::champ(champ)}
                    {indice.map(|i| view! { <span class="fr-hint-text">{i}</span> })}
                </label>
                <input class="fr-input" id=id name=id type=genre value=valeur maxlength=maximum
                    aria-invalid=fautif.then_some("true") aria-describedby=decrit />
                {erreur.map(|e| view! {
                    <p class="fr-message fr-message--error" id=format!("{id}-erreur")>{e}</p>
                })}
            </div>
        }
    };
    let civilite = Civilite::lire(&b.saisie.civilite).unwrap_or_default();
    let image_en_defaut = erreurs.with_value(|e| erreur_de(e, ChampSignature::Image));
    let decrit_image = if image_en_defaut.is_some() {
        "image-indice image-erreur"
    } else {
        "image-indice"
    };
    let fautive = image_en_defaut.is_some();
    let actuelle = page.image.then(|| {
        format!(
            "/signatures/{genre}/brouillon.png?etablissement={}&v={}",
            page.etablissement, page.marque
        )
    });
    view! {
        <p class="imagin-retour"><a class="fr-link" href=retour>{l::RETOUR_SIGNATURES}</a></p>
        <h1>{l::SAISIE}</h1>
        <p class="fr-text--lead">{ms::titre(page.signataire)}<br />{page.nom}</p>
        {page.entre_temps.map(|(par, le)| view! {
            <div class="fr-alert fr-alert--warning"><p>{ms::entre_temps(&par, &le)}</p></div>
        })}
        {(!liste.is_empty()).then(|| view! {
            <div class="fr-alert fr-alert--error imagin-erreurs" role="alert">
                <ul>
                    {liste.into_iter().map(|(id, texte)| view! {
                        <li><a href=format!("#{id}") rel="external">{texte}</a></li>
                    }).collect_view()}
                </ul>
            </div>
        })}
        <form method="post" action=action enctype="multipart/form-data" class="imagin-signature-saisie">
            <input type="hidden" name="etablissement" value=page.etablissement.to_string() />
            <p class="fr-hint-text">{l::OBLIGATOIRES}</p>
            <div class="fr-select-group">
                <label class="fr-label" for="civilite">{ms::champ(ChampSignature::Civilite)}</label>
                <select class="fr-select" id="civilite" name="civilite">
                    {[Civilite::Inconnue, Civilite::Madame, Civilite::Monsieur].into_iter().map(|c| view! {
                        <option value=c.code() selected=c == civilite>{ms::civilite(c)}</option>
                    }).collect_view()}
                </select>
            </div>
            {champ(ChampSignature::Nom, b.saisie.nom, "text", SIGNATAIRE_NOM_MAX)}
            {champ(ChampSignature::Prenom, b.saisie.prenom, "text", SIGNATAIRE_NOM_MAX)}
            {champ(ChampSignature::Qualite, b.saisie.qualite, "text", SIGNATAIRE_QUALITE_MAX)}
            <div class="fr-checkbox-group">
                <input type="checkbox" id="delegation" name="delegation" value="oui" checked=b.saisie.delegation
                    aria-describedby="delegation-indice" />
                <label class="fr-label" for="delegation">{l::DELEGATION}
                    <span class="fr-hint-text" id="delegation-indice">{l::DELEGATION_INDICE}</span>
                </label>
            </div>
            <fieldset class="imagin-groupe">
                <legend>{l::VALIDITE}<span class="fr-hint-text">{l::VALIDITE_INDICE}</span></legend>
                {champ(ChampSignature::Du, b.saisie.du, "date", 10)}
                {champ(ChampSignature::Au, b.saisie.au, "date", 10)}
            </fieldset>
            <fieldset class="imagin-groupe">
                <legend>{l::IMAGE_TITRE}</legend>
                {actuelle.map(|src| view! {
                    <p>{l::IMAGE_ACTUELLE}</p>
                    <p><img class="imagin-signature__image" src=src alt=l::IMAGE_ACTUELLE /></p>
                })}
                <div class="fr-input-group" class:fr-input-group--error=fautive>
                    <label class="fr-label" for="image">{l::IMAGE_FICHIER}
                        <span class="fr-hint-text" id="image-indice">{l::IMAGE_INDICE}</span>
                    </label>
                    <input class="imagin-fichier" id="image" name="image" type="file" accept="image/png,image/jpeg"
                        aria-describedby=decrit_image aria-invalid=fautive.then_some("true") />
                    {image_en_defaut.map(|e| view! {
                        <p class="fr-message fr-message--error" id="image-erreur">{e}</p>
                    })}
                </div>
                <SurfaceDeSignature />
                <div class="fr-checkbox-group">
                    <input type="checkbox" id="sans_image" name="sans_image" value="oui" />
                    <label class="fr-label" for="sans_image">{l::SANS_IMAGE_CASE}</label>
                </div>
            </fieldset>
            <div class="imagin-boutons">
                <button class="fr-btn">{l::CONTINUER}</button>
            </div>
        </form>
        <ActionForm action=abandonner>
            <input type="hidden" name="genre" value=genre />
            <input type="hidden" name="etablissement" value=page.etablissement.to_string() />
            <button class="fr-btn fr-btn--tertiary">{l::ABANDONNER}</button>
        </ActionForm>
        <div role="alert">
            {move || abandonner.value().with(|v| v.as_ref().and_then(|r| r.as_ref().err().map(|e| e.texte().to_owned())))
                .map(|e| view! { <p class="fr-message fr-message--error">{e}</p> })}
        </div>
    }
}

/// `id` and name of a field.
const fn identifiant(champ: ChampSignature) -> &'static str {
    match champ {
        ChampSignature::Civilite => "civilite",
        ChampSignature::Nom => "nom",
        ChampSignature::Prenom => "prenom",
        ChampSignature::Qualite => "qualite",
        ChampSignature::Du => "du",
        ChampSignature::Au => "au",
        ChampSignature::Image => "image",
    }
}
