//! *Envoyer convocations par mail*: how many, to whom, before anything leaves; and
//! stopping it.

use super::api::{AnnulerEnvoi, EnvoyerConvocations};
use super::ecran::{EtatMission, refus};
use crate::composants::Fenetre;
use crate::messages::{self as m, l, signatures as ms};
use domain::PorteeGroupe;
use leptos::prelude::*;
use std::collections::HashSet;

/// The requests to send that can still be stopped: how many, by whom, when.
#[component]
pub(crate) fn EnvoisEnCours(etat: EtatMission) -> impl IntoView {
    let annuler = ServerAction::<AnnulerEnvoi>::new();
    Effect::new(move |_| {
        if annuler.version().get() > 0 {
            etat.relire.run(());
        }
    });
    let numero = etat.numero();
    view! {
        <div role="alert">
            {move || refus(annuler.value().with(|v| v.as_ref().and_then(|r| r.as_ref().err().cloned())))}
        </div>
        <For each=move || etat.ouverte.with(|o| o.envois.clone()) key=|e| e.id let:e>
            <div class="fr-alert fr-alert--info fr-alert--sm imagin-envoi">
                <p>{
                    let id = e.id;
                    move || etat.ouverte.with(|o| {
                        o.envois.iter().find(|e| e.id == id).map(m::envoi_en_cours)
                    })
                }</p>
                <ActionForm action=annuler>
                    <input type="hidden" name="numero" value=numero />
                    <input type="hidden" name="envoi" value=e.id.to_string() />
                    <button class="fr-btn fr-btn--sm fr-btn--secondary">{l::ANNULER_ENVOI}</button>
                </ActionForm>
            </div>
        </For>
    }
}

#[component]
pub(crate) fn FenetreEnvoi(
    etat: EtatMission,
    portee: Memo<PorteeGroupe>,
    concernees: Signal<String>,
) -> impl IntoView {
    let envoyer = ServerAction::<EnvoyerConvocations>::new();
    Effect::new(move |_| {
        // Closed only once it is done: a refusal is said here.
        match envoyer.value().with(|v| v.as_ref().map(Result::is_ok)) {
            Some(true) => {
                etat.relire.run(());
                etat.fermer.run(());
            }
            Some(false) => etat.relire.run(()),
            None => {}
        }
    });
    let numero = etat.ouverte.with_untracked(|o| o.mission.ligne.numero);
    let cle = StoredValue::new(etat.ouverte.with_untracked(|o| format!("{}-groupe", o.cle)));
    let (copies, copie_possible) = etat
        .ouverte
        .with_untracked(|o| (o.copies, o.copie_possible));
    let explication = match (copie_possible, copies) {
        (false, _) => l::ENVOI_EXPLICATION_SANS_COPIE,
        (true, true) => l::ENVOI_EXPLICATION_COPIES,
        (true, false) => l::ENVOI_EXPLICATION,
    };
    // Who receives it, at which address: each name opens its letter beside this page.
    let noms = move || {
        portee.with(|p| {
            let concernees: HashSet<_> = p.concernees.iter().collect();
            etat.ouverte.with(|o| {
                o.convocations
                    .iter()
                    .filter(|c| concernees.contains(&c.id))
                    .cloned()
                    .collect::<Vec<_>>()
            })
        })
    };
    let a_envoyer = Memo::new(move |_| portee.with(PorteeGroupe::a_envoyer));
    view! {
        <Fenetre id="fenetre-envoyer" retour="contenu" titre=l::ENVOI_TITRE ouverte=Signal::stored(true)
            sur_fermer=etat.fermer adresse_fermer=etat.adresse() fermer=l::FERMER>
            <p>{move || portee.with(|p| m::portee_groupe(p, true))}</p>
            {move || etat.ouverte.with(|o| ms::de_mission(&o.signature.etat, o.mission.ligne.signataire))
                .map(|phrase| view! {
                    <div class="fr-alert fr-alert--warning fr-alert--sm"><p>{phrase}</p></div>
                })}
            <p>{explication}</p>
            {(!copie_possible).then(|| view! {
                <div class="fr-alert fr-alert--info fr-alert--sm" id="sans-copie">
                    <p>{l::COMPTE_SANS_ADRESSE}" "<a class="fr-link" href="/compte">{l::MON_COMPTE}</a></p>
                </div>
            })}
            <ul class="imagin-destinataires">
                {move || noms().into_iter().map(|c| {
                    let remarque = m::remarque_adresse(&c);
                    view! {
                        <li>
                            <a class="fr-link fr-link--sm" href=format!("/convocations/{}", c.id)
                                target="_blank" rel="external" title=l::LIRE_LA_LETTRE>
                                {domain::nom_complet(&c.nom, &c.prenom)}
                            </a>
                            {c.a_un_mel().then(|| format!(" – {}", c.mel))}
                            {(!remarque.is_empty()).then(|| view! { " – "<strong>{remarque}</strong> })}
                        </li>
                    }
                }).collect_view()}
            </ul>
            <div role="alert">
                {move || refus(envoyer.value().with(|v| v.as_ref().and_then(|r| r.as_ref().err().cloned())))}
            </div>
            <ActionForm action=envoyer>
                <input type="hidden" name="numero" value=numero />
                <input type="hidden" name="ids" prop:value=concernees value=concernees.get_untracked() />
                <input type="hidden" name="groupe" value="true" />
                <input type="hidden" name="cle" value=cle.get_value() />
                <div class="imagin-boutons">
                    <button class="fr-btn" disabled=move || a_envoyer.get() == 0>
                        {move || m::avec_nombre(l::ENVOYER, a_envoyer.get())}
                    </button>
                    <a class="fr-btn fr-btn--secondary" href=etat.adresse()>{l::ANNULER}</a>
                </div>
            </ActionForm>
        </Fenetre>
    }
}
