//! What lets people trust a letter, on the page of its mission: the cancellations sent, what
//! each person answered, and reminding those who did not.

use super::api::{ReglerAnnulation, RelancerSansReponse, RenvoyerAnnulation};
use super::ecran::{EtatMission, refus};
use crate::composants::Rangees;
use crate::messages::{self as m, confiance as mc};
use crate::pages::erreur_de;
use domain::{ConvocationLigne, CourrielId, DernierEnvoi, EtatCourriel};
use leptos::prelude::*;

/// The badge of a mail's state.
pub(super) const fn classe_etat(etat: EtatCourriel) -> &'static str {
    match etat {
        EtatCourriel::Envoye => "fr-badge fr-badge--sm fr-badge--success",
        EtatCourriel::Echec | EtatCourriel::Retour => "fr-badge fr-badge--sm fr-badge--error",
        EtatCourriel::NouvelEssai => "fr-badge fr-badge--sm fr-badge--warning",
        EtatCourriel::EnAttente | EtatCourriel::EnCours => "fr-badge fr-badge--sm fr-badge--info",
        EtatCourriel::Annule => "fr-badge fr-badge--sm",
    }
}

/// What stands between the row and its latest mail: changed since, cancelled since.
pub(super) const fn remarque(e: &DernierEnvoi) -> Option<&'static str> {
    if e.annulee_depuis {
        Some(mc::ANNULEE_DEPUIS)
    } else if e.modifiee_depuis {
        Some(m::l::MODIFIEE_DEPUIS)
    } else {
        None
    }
}

/// Hidden field of what is asked about one mail: its key is that of the latest reading, which
/// outlives the form.
#[component]
pub(crate) fn CleDuCourriel(courriel: CourrielId, cle: Signal<String>) -> impl IntoView {
    let du_courriel = move |lue: String| format!("{lue}-{courriel}");
    view! {
        <input type="hidden" name="cle" prop:value=move || du_courriel(cle.get())
            value=du_courriel(cle.get_untracked()) />
    }
}

/// What sends a cancellation again, to an address that may be another one.
#[component]
pub(crate) fn FormulaireRenvoi(
    renvoyer: ServerAction<RenvoyerAnnulation>,
    courriel: CourrielId,
    nom: String,
    adresse: String,
    /// Of the latest reading; it outlives this form, which may stay from a reading to the next.
    cle: Signal<String>,
) -> impl IntoView {
    let champ = format!("annulation-{courriel}");
    let bouton = mc::renvoyer_annulation(&nom);
    view! {
        <ActionForm action=renvoyer attr:class="imagin-envoi">
            <input type="hidden" name="courriel" value=courriel.to_string() />
            <CleDuCourriel courriel cle />
            <div class="fr-input-group">
                <label class="fr-label" for=champ.clone()>{mc::annulation_a(&nom)}</label>
                // Not `email`: the browser would refuse in its own words what we explain.
                <input class="fr-input" id=champ name="adresse" type="text" inputmode="email" autocomplete="off"
                    spellcheck="false" maxlength="254" value=adresse />
            </div>
            <button class="fr-btn fr-btn--sm fr-btn--secondary" aria-label=bouton>{mc::RENVOYER_ANNULATION}</button>
        </ActionForm>
    }
}

/// What notes that the person knows otherwise of a cancellation that did not arrive.
#[component]
pub(crate) fn FormulaireReglee(
    regler: ServerAction<ReglerAnnulation>,
    courriel: CourrielId,
    nom: String,
) -> impl IntoView {
    let bouton = mc::prevenue(&nom);
    view! {
        <ActionForm action=regler>
            <input type="hidden" name="courriel" value=courriel.to_string() />
            <button class="fr-btn fr-btn--sm fr-btn--tertiary" aria-label=bouton>{mc::PREVENUE}</button>
        </ActionForm>
    }
}

/// The cancellations of convocations deleted, with where each mail stands.
#[component]
pub(crate) fn Annulations(etat: EtatMission) -> impl IntoView {
    let toutes = Memo::new(move |_| etat.ouverte.with(|o| o.annulations.clone()));
    let renvoyer = ServerAction::<RenvoyerAnnulation>::new();
    etat.apres(move || renvoyer.version().get());
    let regler = ServerAction::<ReglerAnnulation>::new();
    etat.apres(move || regler.version().get());
    let peut_convoquer = etat.ouverte.with_untracked(|o| o.peut_convoquer());
    // A new key each time the mission is read.
    let cle = Signal::derive(move || etat.ouverte.with(|o| o.cle.clone()));
    let rangees = Rangees::default();
    view! {
        <div role="alert">
            {move || refus(renvoyer.value().with(erreur_de))}
            {move || refus(regler.value().with(erreur_de))}
        </div>
        <div hidden=move || toutes.with(Vec::is_empty)>
            <h2 class="fr-h6">{mc::ANNULATIONS}</h2>
            <ul>
                {move || rangees.montrer(toutes.get(), move |a| {
                    let raison = mc::annulation_raison(&a.envoi);
                    let courriel = a.courriel;
                    let consigne = a.perdue().then_some(if a.reglee {
                        mc::PREVENUE_AUTREMENT
                    } else {
                        mc::ANNULATION_NON_REMISE
                    });
                    let formulaire = (a.perdue() && peut_convoquer).then(|| view! {
                        <FormulaireRenvoi renvoyer courriel nom=a.nom.clone() adresse=a.adresse.clone() cle />
                    });
                    let prevenue = a.a_regler().then(|| view! { <FormulaireReglee regler courriel nom=a.nom.clone() /> });
                    view! {
                        <li>
                            {mc::annulation(&a)}" "
                            <span class=classe_etat(a.envoi.etat)>{m::etat_courriel(a.envoi.etat)}</span>
                            {(!raison.is_empty()).then(|| view! { <span class="imagin-raison">{raison}</span> })}
                            {consigne.map(|c| view! { <p class="fr-hint-text">{c}</p> })}
                            {formulaire}
                            {prevenue}
                        </li>
                    }
                })}
            </ul>
        </div>
    }
}

/// *Relancer les n sans réponse*: those of the reader's rows that were received and not
/// answered.
#[component]
pub(crate) fn Relance(etat: EtatMission) -> impl IntoView {
    let relancer = ServerAction::<RelancerSansReponse>::new();
    etat.apres(move || relancer.version().get());
    let n = Memo::new(move |_| {
        etat.ouverte.with(|o| {
            let a_relancer =
                |c: &&ConvocationLigne| c.auteur == o.compte && domain::attend_reponse(c);
            o.convocations.iter().filter(a_relancer).count()
        })
    });
    let numero = etat.numero();
    // A new key each time the mission is read: a second reminder is a second request.
    let cle = move || etat.ouverte.with(|o| o.cle.clone());
    view! {
        <div hidden=move || n.get() == 0>
            <ActionForm action=relancer>
                <input type="hidden" name="numero" value=numero />
                <input type="hidden" name="cle" prop:value=cle value=etat.ouverte.with_untracked(|o| o.cle.clone()) />
                <button class="fr-btn fr-btn--secondary">{move || mc::relancer(n.get())}</button>
            </ActionForm>
        </div>
        <div role="alert">
            {move || refus(relancer.value().with(erreur_de))}
        </div>
    }
}
