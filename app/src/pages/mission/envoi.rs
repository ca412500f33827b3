//! *Envoyer convocations par mail*: how many, to whom, before anything leaves; and
//! stopping it.

use super::api::{AnnulerEnvoi, EnvoyerConvocations};
use super::ecran::{EtatMission, refus};
use crate::composants::Fenetre;
use crate::coquille::Anime;
use crate::messages::{self as m, l, signatures as ms};
use crate::pages::erreur_de;
use crate::pages::lettre::adresse_dans_l_envoi;
use domain::{EtendueEnvoi, PorteeGroupe};
use leptos::prelude::*;
use std::collections::HashSet;

/// The requests to send that can still be stopped: how many, by whom, when.
#[component]
pub(crate) fn EnvoisEnCours(etat: EtatMission) -> impl IntoView {
    let annuler = ServerAction::<AnnulerEnvoi>::new();
    etat.apres(move || annuler.version().get());
    let numero = etat.numero();
    view! {
        <div role="alert">
            {move || refus(annuler.value().with(erreur_de))}
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
    mot: RwSignal<String>,
) -> impl IntoView {
    let anime = expect_context::<Anime>().0;
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
    // Who receives it, at which address: each name opens its letter, from which one reads
    // on to the next.
    let noms = move || {
        portee.with(|p| {
            let concernees: HashSet<_> = p.concernees.iter().collect();
            etat.ouverte.with(|o| {
                let mut noms = o
                    .convocations
                    .iter()
                    .filter(|c| concernees.contains(&c.id))
                    .cloned()
                    .collect::<Vec<_>>();
                noms.sort_by_key(domain::rang_de_relecture);
                noms
            })
        })
    };
    let a_regler = move || {
        noms()
            .iter()
            .filter(|c| domain::adresse_a_regler(c))
            .count()
    };
    let a_envoyer = Memo::new(move |_| portee.with(PorteeGroupe::a_envoyer));
    // Whoever has theirs as it is is not written to again, unless one asks for it.
    let choix = Memo::new(move |_| portee.with(|p| p.deja_recues > 0));
    let choisie = RwSignal::new(None::<EtendueEnvoi>);
    let etendue = Memo::new(move |_| match choisie.get() {
        Some(e) => e,
        None if choix.get() => EtendueEnvoi::NonRecues,
        None => EtendueEnvoi::Toutes,
    });
    let partent = Memo::new(move |_| {
        portee.with(|p| match etendue.get() {
            EtendueEnvoi::Toutes => p.a_envoyer(),
            EtendueEnvoi::NonRecues => p.non_recues(),
        })
    });
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
            {move || m::adresses_a_regler(a_regler()).map(|phrase| view! { <p><strong>{phrase}</strong></p> })}
            <ul class="imagin-destinataires">
                {move || noms().into_iter().map(|c| {
                    let remarque = m::remarque_adresse(&c);
                    let recue = domain::recue_telle_quelle(&c);
                    let adresse = adresse_dans_l_envoi(c.id, numero, &mot.get());
                    view! {
                        <li>
                            <a class="fr-link" href=adresse title=l::LIRE_LA_LETTRE>
                                {domain::nom_complet(&c.nom, &c.prenom)}
                            </a>
                            {c.a_un_mel().then(|| format!(" – {}", c.mel))}
                            {(!remarque.is_empty()).then(|| view! { " – "<strong>{remarque}</strong> })}
                            {recue.then(|| format!(" – {}", l::DEJA_RECUE))}
                        </li>
                    }
                }).collect_view()}
            </ul>
            <div role="alert">
                {move || refus(envoyer.value().with(erreur_de))}
            </div>
            <ActionForm action=envoyer>
                <input type="hidden" name="numero" value=numero />
                <input type="hidden" name="ids" prop:value=concernees value=concernees.get_untracked() />
                <input type="hidden" name="groupe" value="true" />
                <input type="hidden" name="cle" value=cle.get_value() />
                {move || choix.get().then(|| view! {
                    <fieldset class="fr-fieldset" id="etendue" aria-labelledby="etendue-legende">
                        <legend class="fr-fieldset__legend" id="etendue-legende">{l::ENVOI_ETENDUE}</legend>
                        {EtendueEnvoi::TOUTES.into_iter().map(|e| {
                            let id = format!("etendue-{}", e.code());
                            view! {
                                <div class="fr-fieldset__element">
                                    <div class="fr-radio-group fr-radio-group--sm">
                                        <input type="radio" id=id.clone() name="etendue" value=e.code()
                                            checked=etendue.get_untracked() == e
                                            on:change=move |_| choisie.set(Some(e)) />
                                        <label class="fr-label" for=id>
                                            {move || portee.with(|p| m::etendue_envoi(e, p))}
                                        </label>
                                    </div>
                                </div>
                            }
                        }).collect_view()}
                    </fieldset>
                })}
                <div class="imagin-boutons">
                    // Without our script the number would stay that of the first choice.
                    <button class="fr-btn" disabled=move || a_envoyer.get() == 0 || (anime.get() && partent.get() == 0)>
                        {move || if choix.get() && !anime.get() {
                            l::ENVOYER.to_owned()
                        } else {
                            m::avec_nombre(l::ENVOYER, partent.get())
                        }}
                    </button>
                    <a class="fr-btn fr-btn--secondary" href=etat.adresse()>{l::ANNULER}</a>
                </div>
            </ActionForm>
        </Fenetre>
    }
}
