//! *Remplacer*: another person for the same thing, in one step.

use super::api::{RechercheSaisie, Remplacer, remplacer};
use super::conflits::{Confirmation, ConflitsDePersonne, case_de_confirmation};
use super::ecran::EtatMission;
use super::fenetre::{AConfirmer, Contenu, EntreTemps, Recherches, RessourceFenetre, champ_vus};
use super::personnes::{Identifie, NonVerifies, Personnes};
use crate::ErreurApi;
use crate::composants::{Fenetre, TailleFenetre};
use crate::coquille::Fraicheur;
use crate::erreur::genres;
use crate::messages::{self as m, changements as mc, confiance as mf, l};
use crate::pages::historique::changement;
use domain::{Changement, ConvocationLigne, IntervenantId, Signalement};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;

/// Id of the form of the window.
const FORMULAIRE: &str = "form-remplacement";

#[component]
pub(crate) fn FenetreRemplacement(
    etat: EtatMission,
    contenu: RessourceFenetre,
    convocation: ConvocationLigne,
) -> impl IntoView {
    let titre = mc::remplacer(&domain::nom_complet(&convocation.nom, &convocation.prenom));
    let convocation = StoredValue::new(convocation);
    view! {
        <Fenetre
            id="fenetre-remplacer"
            retour="contenu"
            taille=TailleFenetre::Grande
            titre=titre
            ouverte=Signal::stored(true)
            sur_fermer=etat.fermer
            adresse_fermer=etat.adresse()
            fermer=l::FERMER
        >
            <Suspense>
                {move || {
                    let convocation = convocation.get_value();
                    Suspend::new(async move {
                        let contenu = contenu.await.unwrap_or_default();
                        view! { <Corps etat convocation contenu /> }
                    })
                }}
            </Suspense>
        </Fenetre>
    }
}

#[component]
fn Corps(etat: EtatMission, convocation: ConvocationLigne, contenu: Contenu) -> impl IntoView {
    let fraicheur = expect_context::<Fraicheur>();
    let Contenu {
        trouves,
        non_verifies,
        statut,
        nommee,
        etendue,
        brouillon,
        ..
    } = contenu;
    let (cle, deja) = etat.ouverte.with_untracked(|o| {
        let deja: Vec<IntervenantId> = o.convocations.iter().map(|c| c.intervenant).collect();
        (format!("{}-remplacer", o.cle), deja)
    });
    let numero = etat.numero();
    let personnes = Personnes::nouvelles(numero, deja, trouves, !non_verifies);
    let identifies = personnes.liste;
    let confirmation = brouillon
        .as_ref()
        .map(|b| b.confirmation.clone())
        .filter(|c| !c.is_empty());
    let previent = brouillon.as_ref().is_none_or(|b| !b.sans_prevenir);
    let choisi = RwSignal::new(
        brouillon
            .and_then(|b| b.intervenants.first().copied())
            .map(IntervenantId),
    );
    let id = convocation.id.0;
    let nom = domain::nom_complet(&convocation.nom, &convocation.prenom);
    let envoyee = mf::peut_prevenir(&convocation);
    // What is looked at: it takes in what another person wrote only once the request was
    // refused for it, and then says what changed.
    let vue = RwSignal::new(convocation);
    let changements = RwSignal::new(Vec::<Changement>::new());
    let version = move || vue.with(|v| v.version);
    let resume = move || {
        vue.with(|v| {
            etat.ouverte
                .with_untracked(|o| v.affectation.resume(v.autorite, &o.mission))
        })
    };
    let jours = move || {
        vue.with(|v| {
            let jours = v.affectation.creneaux.iter().map(m::creneau);
            jours.map(|j| view! { <li>{j}</li> }).collect_view()
        })
    };
    let prevenir = RwSignal::new(previent);
    let cle = StoredValue::new(cle);
    let erreur = RwSignal::new(None::<ErreurApi>);
    let en_cours = RwSignal::new(false);
    let a_confirmer = RwSignal::new(None::<(Vec<Signalement>, String)>);
    let envoyer = Callback::new(move |confirmation: String| {
        let Some(remplacant) = choisi.get_untracked() else {
            let texte = m::convocation_erreurs(&[domain::ConvocationErreur::AucunRemplacant]);
            erreur.set(Some(ErreurApi::nouvelle(genres::CONVOCATION, texte)));
            return;
        };
        if en_cours.get_untracked() {
            return;
        }
        en_cours.set(true);
        spawn_local(async move {
            let fait = remplacer(
                numero,
                id,
                vue.with_untracked(|v| v.version),
                Some(remplacant.0),
                cle.get_value(),
                confirmation,
                prevenir.get_untracked().then(|| "on".to_owned()),
                RechercheSaisie::default(),
            )
            .await;
            // The window, or the whole page, may have been left meanwhile.
            if en_cours.try_set(false).is_some() {
                etat.relire.try_run(());
                return;
            }
            a_confirmer.set(None);
            match fait {
                Ok(()) => {
                    etat.relire.try_run(());
                    etat.fermer.try_run(());
                }
                Err(e) => {
                    if let Some(AConfirmer { signalements, cle }) = e.detail(genres::A_CONFIRMER) {
                        erreur.set(None);
                        a_confirmer.set(Some((signalements, cle)));
                        return;
                    }
                    if e.est(genres::MODIFIE_ENTRE_TEMPS) {
                        // What the refusal was made for, not what the list behind shows:
                        // that one may be behind, or ahead.
                        if let Some(EntreTemps {
                            actuel: Some(actuelle),
                            ..
                        }) = e.detail(genres::MODIFIE_ENTRE_TEMPS)
                        {
                            let avant = vue.with_untracked(|v| v.affectation.clone());
                            changements.set(avant.changements(&actuelle.affectation));
                            vue.set(*actuelle);
                        }
                        etat.relire.try_run(());
                    } else {
                        fraicheur.relire_messages();
                    }
                    erreur.set(Some(e));
                }
            }
        });
    });
    view! {
        <p class="fr-text--lead">{resume}</p>
        <ul>{jours}</ul>
        <p>{mc::remplacer_explication(&nom, envoyee)}</p>
        <Recherches etat personnes statut nommee etendue formulaire=FORMULAIRE />
        <form method="post" action=Remplacer::PATH class="imagin-convocation" id=FORMULAIRE
            on:submit=move |ev| { ev.prevent_default(); envoyer.run(String::new()); }>
            <input type="hidden" name="numero" value=numero />
            <input type="hidden" name="convocation" value=id />
            <input type="hidden" name="version" value=version />
            <input type="hidden" name="cle" value=cle.get_value() />
            {champ_vus(identifies, FORMULAIRE)}
            <fieldset class="fr-fieldset imagin-identifies" id="remplacants"
                // The refusal was of the choice before this one.
                on:change=move |_| {
                    let du_choix = |e: &Option<ErreurApi>| e.as_ref().is_some_and(|e| e.est(genres::CONVOCATION));
                    if erreur.with_untracked(du_choix) {
                        erreur.set(None);
                    }
                }>
                <legend class="fr-fieldset__legend">{mc::l::REMPLACER_PAR}</legend>
                <p class="fr-hint-text" hidden=move || identifies.with(|i| !i.is_empty())>{mc::l::AUCUN_TROUVE}</p>
                <NonVerifies verification=personnes.verification formulaire=Some(FORMULAIRE) />
                <ul class="imagin-identifies__liste">
                    <For each=move || identifies.get() key=|i| i.personne.id let:i>
                        <Trouve etat i choisi vue />
                    </For>
                </ul>
            </fieldset>
            {if envoyee {
                view! {
                    <div class="fr-checkbox-group imagin-garder">
                        <input type="checkbox" id="prevenir" name="prevenir" value="on" checked=previent
                            on:change:target=move |ev| prevenir.set(ev.target().checked()) />
                        <label class="fr-label" for="prevenir">{mf::PREVENIR}
                            <span class="fr-hint-text">{mf::PREVENIR_INDICE}</span>
                        </label>
                    </div>
                }.into_any()
            } else {
                // Whoever receives it in between is told all the same.
                view! { <input type="hidden" name="prevenir" value="on" /> }.into_any()
            }}
            {case_de_confirmation(confirmation)}
            <div role="alert" class="imagin-erreurs">
                {move || super::ecran::refus(erreur.get())}
                {move || {
                    let changements = changements.get();
                    (!changements.is_empty()).then(|| view! {
                        <div class="imagin-historique" id="change-depuis">
                            <p>{mc::l::CHANGE_DEPUIS}</p>
                            <dl>{changements.into_iter().map(changement).collect_view()}</dl>
                        </div>
                    })
                }}
            </div>
            <div class="imagin-boutons">
                <button class="fr-btn" aria-busy=move || en_cours.get().then_some("true")>{mc::l::REMPLACER}</button>
                <a class="fr-btn fr-btn--secondary" href=etat.adresse()>{l::ANNULER}</a>
            </div>
        </form>
        <Confirmation a_confirmer creation=true adresse=etat.adresse() sur_accord=envoyer />
    }
}

/// Somebody found, to be chosen alone.
#[component]
fn Trouve(
    etat: EtatMission,
    i: Identifie,
    choisi: RwSignal<Option<IntervenantId>>,
    vue: RwSignal<ConvocationLigne>,
) -> impl IntoView {
    let id = i.personne.id;
    let champ = format!("remplacant-{id}");
    let (discipline, disponibilite) = (i.personne.discipline.clone(), i.disponibilite.clone());
    let siens = Memo::new(move |_| {
        disponibilite.with(|d| {
            etat.ouverte.with_untracked(|o| {
                vue.with(|v| domain::conflits(&o.mission, &v.affectation.creneaux, &discipline, d))
            })
        })
    });
    let disponibilite = i.disponibilite.clone();
    let charge = Memo::new(move |_| disponibilite.with(|d| d.charge));
    view! {
        <li class="fr-radio-group fr-radio-group--sm">
            <input type="radio" id=champ.clone() name="remplacant" value=id.to_string()
                disabled=i.deja checked=choisi.get_untracked() == Some(id)
                on:change=move |_| choisi.set(Some(id)) />
            <label class="fr-label" for=champ>
                {i.personne.nom_complet()}
                <span class="fr-hint-text">
                    {m::precision(&i.personne)}
                    {i.deja.then(|| view! { " – "<strong>{l::DEJA_CONVOQUE}</strong> })}
                    {move || (charge.get() > 0).then(|| format!(" – {}", m::charge(charge.get())))}
                </span>
                {(!i.deja).then(|| view! { <ConflitsDePersonne trouves=siens /> })}
            </label>
        </li>
    }
}
