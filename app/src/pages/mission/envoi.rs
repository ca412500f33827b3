//! *Envoyer convocations par mail*: how many, to whom, before anything leaves.

use super::api::EnvoyerConvocations;
use super::ecran::{EtatMission, refus};
use crate::composants::Fenetre;
use crate::messages::{self as m, l};
use domain::PorteeGroupe;
use leptos::prelude::*;

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
    let noms = move || {
        portee.with(|p| {
            etat.ouverte.with(|o| {
                o.convocations
                    .iter()
                    .filter(|c| p.concernees.contains(&c.id))
                    .map(|c| (domain::nom_complet(&c.nom, &c.prenom), c.a_un_mel))
                    .collect::<Vec<_>>()
            })
        })
    };
    let a_envoyer = Memo::new(move |_| portee.with(PorteeGroupe::a_envoyer));
    view! {
        <Fenetre id="fenetre-envoyer" retour="contenu" titre=l::ENVOI_TITRE ouverte=Signal::stored(true)
            sur_fermer=etat.fermer adresse_fermer=etat.adresse() fermer=l::FERMER>
            <p>{move || portee.with(|p| m::portee_groupe(p, true))}</p>
            <p>{l::ENVOI_EXPLICATION}</p>
            <ul class="imagin-destinataires">
                {move || noms().into_iter().map(|(nom, a_un_mel)| view! {
                    <li>{nom}{(!a_un_mel).then(|| view! { " – "<strong>{l::SANS_ADRESSE}</strong> })}</li>
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
