use super::api::{
    AbandonnerAdresse, ChangerMonAdresse, ChangerMonAdressePostale, ChangerMonTelephone,
    lire_mes_coordonnees,
};
use super::convocations::{refus, suivre};
use crate::composants::vider_une_fois_fait;
use crate::messages::espace::{self as me, l as le};
use crate::pages::Echec;
use domain::{LIGNE_ADRESSE_MAX, MesCoordonnees, NOM_MAX, SaisiePostale, TELEPHONE_MAX};
use leptos::prelude::*;
use leptos_meta::Title;

/// *Mes coordonnées*: where convocations arrive, and what waits.
#[component]
pub fn PageMesCoordonnees() -> impl IntoView {
    let faites = RwSignal::new(0_u32);
    let adresse = ServerAction::<ChangerMonAdresse>::new();
    let retirer = ServerAction::<ChangerMonAdresse>::new();
    let abandonner = ServerAction::<AbandonnerAdresse>::new();
    let telephone = ServerAction::<ChangerMonTelephone>::new();
    let postale = ServerAction::<ChangerMonAdressePostale>::new();
    suivre(adresse, faites);
    vider_une_fois_fait(adresse, NOUVELLE_ADRESSE);
    suivre(retirer, faites);
    suivre(abandonner, faites);
    suivre(telephone, faites);
    suivre(postale, faites);
    let lues = Resource::new_blocking(move || faites.get(), |_| lire_mes_coordonnees());
    view! {
        <Title text=le::MES_COORDONNEES />
        <h1>{le::MES_COORDONNEES}</h1>
        <Transition>
            {move || Suspend::new(async move {
                match lues.await {
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                    Ok(c) => view! { <Coordonnees c adresse retirer abandonner telephone postale /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// Id of the form that gives another address.
const NOUVELLE_ADRESSE: &str = "donner-adresse";

#[component]
fn Coordonnees(
    c: MesCoordonnees,
    adresse: ServerAction<ChangerMonAdresse>,
    retirer: ServerAction<ChangerMonAdresse>,
    abandonner: ServerAction<AbandonnerAdresse>,
    telephone: ServerAction<ChangerMonTelephone>,
    postale: ServerAction<ChangerMonAdressePostale>,
) -> impl IntoView {
    let ou = |texte: String, absent: &str| {
        if texte.is_empty() {
            absent.to_owned()
        } else {
            texte
        }
    };
    let alerte = |erreur: Option<String>| {
        erreur.map(|e| view! { <p class="fr-message fr-message--error">{e}</p> })
    };
    let personnel = c.mel_personnel.clone();
    let a_retirer = c.mel_personnel.clone();
    let lignes = c.adresse.join(", ");
    view! {
        <p class="fr-text--lead">{c.nom}</p>
        <dl class="imagin-faits-publics">
            <div>
                <dt>{le::MEL_PROFESSIONNEL}</dt>
                <dd>{ou(c.mel_professionnel, le::NON_CONNUE)}</dd>
                <dd class="imagin-note">{le::MEL_PROFESSIONNEL_NOTE}</dd>
            </div>
            <div>
                <dt>{le::MEL_PERSONNEL}</dt>
                <dd>{ou(c.mel_personnel, le::NON_CONNUE)}</dd>
                <dd class="imagin-note">{le::MEL_PERSONNEL_NOTE}</dd>
            </div>
            <div><dt>{le::TELEPHONE}</dt><dd>{ou(c.telephone.clone(), le::NON_CONNU)}</dd></div>
            <div><dt>{le::ADRESSE_POSTALE}</dt><dd>{ou(lignes, le::NON_CONNUE)}</dd></div>
            <div><dt>{le::ETABLISSEMENT}</dt><dd>{ou(c.etablissement, le::NON_CONNU)}</dd></div>
            <div><dt>{le::DISCIPLINE}</dt><dd>{ou(c.discipline, le::NON_CONNUE)}</dd></div>
        </dl>
        <p>{le::AUTRES_CORRECTIONS}</p>

        <h2 id="adresse">{le::CHANGER_MEL}</h2>
        {c.attente.map(|a| view! {
            <div class="fr-callout imagin-adresse-attendue">
                <p class="fr-badge fr-badge--warning">{le::ATTENTE}</p>
                <p>{me::attente(&a)}</p>
                <ActionForm action=abandonner>
                    <button class="fr-btn fr-btn--tertiary fr-btn--sm">{le::ABANDONNER}</button>
                </ActionForm>
            </div>
        })}
        <ActionForm action=adresse attr:class="imagin-formulaire-court" attr:id=NOUVELLE_ADRESSE>
            <div role="alert">{move || alerte(refus(adresse).or_else(|| refus(retirer)).or_else(|| refus(abandonner)))}</div>
            <input type="hidden" name="avant" value=personnel />
            <div class="fr-input-group">
                <label class="fr-label" for="nouvelle-adresse">
                    {le::NOUVELLE_ADRESSE}
                    <span class="fr-hint-text" id="nouvelle-adresse-indice">{me::adresse_indice()}</span>
                </label>
                // Not `email`: the browser would refuse in its own words what we explain.
                <input class="fr-input" id="nouvelle-adresse" name="adresse" type="text" inputmode="email"
                    autocomplete="email" spellcheck="false" maxlength="254" required
                    aria-describedby="nouvelle-adresse-indice" />
            </div>
            <button class="fr-btn" aria-disabled=move || adresse.pending().get().then_some("true")>{le::DEMANDER}</button>
        </ActionForm>
        {(!a_retirer.is_empty()).then(move || view! {
            <details class="imagin-mienne__empechement">
                <summary>{le::RETIRER_MEL}</summary>
                <p>{le::RETIRER_MEL_NOTE}</p>
                <ActionForm action=retirer>
                    <input type="hidden" name="avant" value=a_retirer />
                    <input type="hidden" name="adresse" value="" />
                    <button class="fr-btn fr-btn--secondary" aria-disabled=move || retirer.pending().get().then_some("true")>{le::RETIRER}</button>
                </ActionForm>
            </details>
        })}

        <h2 id="telephone">{le::TELEPHONE}</h2>
        <ActionForm action=telephone attr:class="imagin-formulaire-court">
            <div role="alert">{move || alerte(refus(telephone))}</div>
            <input type="hidden" name="version" value=c.telephone_version.to_string() />
            <div class="fr-input-group">
                <label class="fr-label" for="mon-telephone">
                    {le::TELEPHONE}
                    <span class="fr-hint-text" id="mon-telephone-indice">{le::TELEPHONE_INDICE}</span>
                </label>
                <input class="fr-input" id="mon-telephone" name="telephone" type="tel" autocomplete="tel"
                    maxlength=TELEPHONE_MAX.to_string() value=c.telephone aria-describedby="mon-telephone-indice" />
            </div>
            <button class="fr-btn fr-btn--secondary" aria-disabled=move || telephone.pending().get().then_some("true")>{le::TELEPHONE_ENREGISTRER}</button>
        </ActionForm>

        <h2 id="postale">{le::ADRESSE_POSTALE}</h2>
        <p class="fr-hint-text" id="postale-indice">{le::POSTALE_INDICE}</p>
        <ActionForm action=postale attr:class="imagin-formulaire-court">
            <div role="alert">{move || alerte(refus(postale))}</div>
            <input type="hidden" name="version" value=c.version.to_string() />
            {champs_postaux(c.postale).map(|(nom, libelle, maximum, remplit, valeur)| view! {
                <div class="fr-input-group">
                    <label class="fr-label" for=format!("postale-{nom}")>{libelle}</label>
                    <input class="fr-input" id=format!("postale-{nom}") name=nom type="text"
                        autocomplete=remplit maxlength=maximum.to_string() value=valeur
                        aria-describedby="postale-indice" />
                </div>
            }).into_iter().collect_view()}
            <button class="fr-btn fr-btn--secondary" aria-disabled=move || postale.pending().get().then_some("true")>{le::POSTALE_ENREGISTRER}</button>
        </ActionForm>
    }
}

/// The fields of a postal address: name, label, most characters, what the browser fills in, and
/// what is there.
fn champs_postaux(
    p: SaisiePostale,
) -> [(&'static str, &'static str, usize, &'static str, String); 4] {
    [
        (
            "adresse_1",
            le::POSTALE_1,
            LIGNE_ADRESSE_MAX,
            "address-line1",
            p.adresse_1,
        ),
        (
            "adresse_2",
            le::POSTALE_2,
            LIGNE_ADRESSE_MAX,
            "address-line2",
            p.adresse_2,
        ),
        (
            "code_postal",
            le::CODE_POSTAL,
            10,
            "postal-code",
            p.code_postal,
        ),
        ("commune", le::COMMUNE, NOM_MAX, "address-level2", p.commune),
    ]
}
