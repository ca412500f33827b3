use super::ADRESSE;
use super::api::CreerCompte;
use crate::coquille::{Fraicheur, RessourceLecteur};
use crate::messages::comptes::l;
use crate::pages::{Echec, alerte, refus};
use domain::Role;
use leptos::prelude::*;
use leptos_meta::Title;

/// *Créer un compte*.
#[component]
pub fn NouveauCompte() -> impl IntoView {
    let lecteur = expect_context::<RessourceLecteur>();
    let fraicheur = expect_context::<Fraicheur>();
    let creer = ServerAction::<CreerCompte>::new();
    fraicheur.apres(move || creer.version().get());
    view! {
        <Title text=l::NOUVEAU />
        <p class="imagin-retour"><a class="fr-link" href=ADRESSE>{l::RETOUR}</a></p>
        <h1>{l::NOUVEAU}</h1>
        <Suspense>
            {move || Suspend::new(async move {
                let lecteur = lecteur.await.ok().flatten()?;
                Some(if lecteur.ouvre_services {
                    view! { <Formulaire creer /> }.into_any()
                } else {
                    view! { <Echec erreur=crate::ErreurApi::nue(crate::erreur::genres::INTERDIT) /> }.into_any()
                })
            })}
        </Suspense>
    }
}

#[component]
fn Formulaire(creer: ServerAction<CreerCompte>) -> impl IntoView {
    let champ = |id: &'static str,
                 texte: &'static str,
                 indice: &'static str,
                 obligatoire: bool,
                 longueur: &'static str| {
        view! {
            <div class="fr-input-group">
                <label class="fr-label" for=id>{texte}
                    <span class="fr-hint-text" id=format!("{id}-indice")>{indice}</span>
                </label>
                <input class="fr-input" id=id name=id required=obligatoire maxlength=longueur
                    autocomplete="off" aria-describedby=format!("{id}-indice") />
            </div>
        }
    };
    view! {
        <p class="imagin-texte">{l::NOUVEAU_TEXTE}</p>
        <ActionForm action=creer attr:class="imagin-formulaire-court">
            {alerte(move || creer.value().with(refus))}
            {champ("identifiant", l::COL_IDENTIFIANT, l::IDENTIFIANT_INDICE, true, "60")}
            {champ("nom", l::COL_NOM, l::NOM_INDICE, true, "80")}
            {champ("mel", l::COL_MEL, l::MEL_INDICE, false, "254")}
            <fieldset class="imagin-groupe">
                <legend>{l::ROLES}</legend>
                {Role::TOUS.into_iter().map(|r| {
                    let id = format!("role-{}", r.code());
                    view! {
                        <div class="fr-checkbox-group fr-checkbox-group--sm">
                            <input type="checkbox" id=id.clone() name="roles[]" value=r.code() />
                            <label class="fr-label" for=id>{r.libelle()}</label>
                        </div>
                    }
                }).collect_view()}
            </fieldset>
            {champ("uai", l::UAI, l::UAI_INDICE, false, "20")}
            {champ("matricule", l::MATRICULE, l::MATRICULE_INDICE, false, "40")}
            <div class="fr-checkbox-group fr-checkbox-group--sm">
                <input type="checkbox" id="courriel" name="courriel" value="oui" aria-describedby="courriel-indice" />
                <label class="fr-label" for="courriel">{l::INVITER}
                    <span class="fr-hint-text" id="courriel-indice">{l::INVITER_INDICE}</span>
                </label>
            </div>
            <button class="fr-btn" aria-disabled=move || creer.pending().get().then_some("true")>{l::CREER}</button>
        </ActionForm>
    }
}
