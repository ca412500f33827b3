//! One discipline to validate: what changed, what happened, and to validate or reopen it.

use super::liste::badge;
use super::{
    RouvrirCompetences, VALIDATION, ValiderCompetences, adresse, adresse_grille, adresse_lue,
    examiner_competences,
};
use crate::composants::{Neuf, Tableau};
use crate::messages::{self as m, competences as mc};
use crate::pages::Echec;
use domain::{
    EcartSaisie, EvenementSaisie, LigneHistoriqueSaisie, MOTIF_REOUVERTURE_MAX,
    ValidationDiscipline,
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;

/// *Validation saisie compétences*, one discipline.
#[component]
pub fn PageExamenCompetences() -> impl IntoView {
    let voulue = adresse_lue();
    let examen = Resource::new_blocking(
        move || voulue.get(),
        |a| examiner_competences(a.annee, a.etablissement, a.discipline),
    );
    let neuf = Neuf::default();
    view! {
        <Title text=mc::l::VALIDATION />
        <Transition>
            {move || Suspend::new(async move {
                let cle = voulue.get();
                match examen.await {
                    Ok(examen) => neuf.pour(cle, view! { <Examen examen /> }).into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Examen(examen: ValidationDiscipline) -> impl IntoView {
    let (annee, etablissement) = (examen.annee, examen.etablissement.0);
    let ligne = examen.ligne;
    let discipline = ligne.cle_discipline();
    let nom = mc::discipline(&ligne);
    let version = format!("{discipline}:{}", ligne.version);
    let depuis = mc::par_et_le(&ligne.par, &ligne.depuis);
    let titre = if ligne.validee_le.is_empty() {
        mc::l::CONTENU
    } else {
        mc::l::CHANGEMENTS
    };
    let validable = ligne.etat.validable();
    let rouvrable = examen.rectorat && !ligne.etat.modifiable();
    let motif = ligne.motif.clone();
    view! {
        <p class="imagin-retour"><a class="fr-link" href=adresse(VALIDATION, annee, etablissement)>{mc::l::RETOUR_VALIDATION}</a></p>
        <h1>{mc::l::VALIDATION}" – "{nom}</h1>
        <p class="imagin-competences__lieu">{examen.libelle_etablissement}", "{mc::session(annee)}</p>
        <p class="imagin-competences__etat">{badge(ligne.etat)}" "{depuis}</p>
        {(!motif.is_empty()).then(|| view! {
            <p class="fr-message fr-message--warning">{mc::l::ROUVERTE}"\u{a0}: «\u{a0}"{motif.clone()}"\u{a0}»"</p>
        })}
        {validable.then(|| view! {
            <form method="post" action=ValiderCompetences::PATH>
                <input type="hidden" name="etablissement" value=etablissement />
                <input type="hidden" name="annee" value=annee />
                <input type="hidden" name="disciplines[]" value=version.clone() />
                <p>{mc::l::INTRODUCTION_VALIDATION}</p>
                <button class="fr-btn">{mc::l::VALIDER}</button>
            </form>
        })}
        {rouvrable.then(|| view! {
            <form method="post" action=RouvrirCompetences::PATH class="imagin-formulaire-court">
                <input type="hidden" name="etablissement" value=etablissement />
                <input type="hidden" name="annee" value=annee />
                <input type="hidden" name="discipline" value=discipline />
                <div class="fr-input-group">
                    <label class="fr-label" for="motif">{mc::l::MOTIF}</label>
                    <textarea class="fr-input" id="motif" name="motif" rows="2" maxlength=MOTIF_REOUVERTURE_MAX></textarea>
                </div>
                <button class="fr-btn fr-btn--secondary">{mc::l::ROUVRIR}</button>
            </form>
        })}
        <h2>{titre}</h2>
        {if examen.ecarts.is_empty() {
            view! { <p>{mc::l::AUCUN_CHANGEMENT}</p> }.into_any()
        } else {
            view! { <Ecarts lignes=examen.ecarts /> }.into_any()
        }}
        <p><a class="fr-link" href=adresse_grille(annee, etablissement, discipline, false)>
            {if ligne.etat.modifiable() { mc::l::ALLER_A_LA_SAISIE } else { mc::l::CONSULTER }}
        </a></p>
        <h2>{mc::l::HISTORIQUE}</h2>
        {if examen.historique.is_empty() {
            view! { <p>{mc::etat(ligne.etat)}"."</p> }.into_any()
        } else {
            view! { <ul class="imagin-historique">{examen.historique.into_iter().map(evenement).collect_view()}</ul> }.into_any()
        }}
    }
}

#[component]
fn Ecarts(lignes: Vec<EcartSaisie>) -> impl IntoView {
    let legende = m::nombre(lignes.len(), "personne", "personnes");
    view! {
        <Tableau id="ecarts" nom=mc::l::CHANGEMENTS legende=Signal::stored(legende)>
            <thead><tr>
                <th scope="col">{mc::l::COL_INTERVENANT}</th>
                <th scope="col">{mc::l::AJOUTEES}</th>
                <th scope="col">{mc::l::RETIREES}</th>
            </tr></thead>
            <tbody>{lignes.into_iter().map(|e| view! {
                <tr>
                    <th scope="row">{e.nom}{e.arrivee.then(|| view! { <span class="imagin-raison">{mc::l::ARRIVEE}</span> })}</th>
                    <td>{liste(e.ajoutees)}</td>
                    <td>{liste(e.retirees)}</td>
                </tr>
            }).collect_view()}</tbody>
        </Tableau>
    }
}

fn liste(lignes: Vec<String>) -> impl IntoView {
    (!lignes.is_empty()).then(|| {
        view! { <ul class="imagin-conflits">{lignes.into_iter().map(|l| view! { <li>{l}</li> }).collect_view()}</ul> }
    })
}

fn evenement(e: LigneHistoriqueSaisie) -> impl IntoView {
    let resume = mc::evenement(&e.quoi);
    let resume = if e.auteur.is_empty() {
        format!("{}\u{a0}: {resume}", e.date)
    } else {
        format!(
            "{}\u{a0}: {resume}, {}",
            e.date,
            mc::par_et_le(&e.auteur, "")
        )
    };
    let detail = match e.quoi {
        EvenementSaisie::Enregistree { ajoutees, retirees } => {
            let dire = |signe: &str, paires: Vec<(String, String)>| -> Vec<String> {
                paires
                    .into_iter()
                    .map(|(qui, quoi)| format!("{signe} {qui}\u{a0}: {quoi}"))
                    .collect()
            };
            let mut lignes = dire("+", ajoutees);
            lignes.extend(dire("−", retirees));
            view! {
                <details>
                    <summary>{resume}</summary>
                    <ul>{lignes.into_iter().map(|l| view! { <li>{l}</li> }).collect_view()}</ul>
                </details>
            }
            .into_any()
        }
        _ => view! { <span>{resume}</span> }.into_any(),
    };
    view! { <li>{detail}</li> }
}
