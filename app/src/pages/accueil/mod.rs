//! *Accueil*: what is to be done today, and the session at a glance.

use crate::ErreurApi;
use crate::coquille::RessourceLecteur;
use crate::messages::accueil::{self as ma, l as la};
use crate::messages::espace::{self as me, l as le};
use crate::messages::{self as m, l, ouvertures as mo};
use crate::pages::Echec;
use domain::{
    AFaire, ATraiter, Accueil, AccueilIntervenant, ChoixSaisie, EtatMissionService, Periode, Tache,
};
use leptos::prelude::*;
use leptos_meta::Title;
use maud::{Markup, html};

/// What the first page of the reader tells.
///
/// # Errors
/// When signed out, or when the database does not answer.
#[server(endpoint = "accueil", output = crate::json::Json)]
pub async fn lire_accueil() -> Result<Accueil, ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::accueil::lire(&s, &a).await }).await
}

/// Where a task leads: the list of what it counts.
fn adresse(t: Tache, annee: Option<i32>) -> String {
    let missions = |quoi: AFaire| {
        let annee = annee.map_or_else(String::new, |a| format!("annee={a}&"));
        format!("/missions?{annee}a_faire={}", quoi.code())
    };
    let competences = |page: &str, choix: ChoixSaisie| format!("/{page}?etat={}", choix.code());
    match t {
        Tache::Convoquer => missions(AFaire::Convoquer),
        Tache::Completer => missions(AFaire::Completer),
        Tache::Signer => missions(AFaire::Signer),
        Tache::Remplacer => missions(AFaire::Remplacer),
        Tache::Deplacer => missions(AFaire::Deplacer),
        Tache::Relancer => missions(AFaire::Relancer),
        Tache::Courriels => "/envois?a_regler=1".to_owned(),
        Tache::Attester | Tache::ServicesAConstater => {
            format!(
                "/service-fait?etat={}",
                EtatMissionService::AAttester.code()
            )
        }
        Tache::ValiderCompetences => competences("validation-competences", ChoixSaisie::AValider),
        Tache::SaisirCompetences => competences("competences", ChoixSaisie::ASaisir),
        Tache::CompetencesEnRetard => competences("validation-competences", ChoixSaisie::EnRetard),
        Tache::OuverturesConvocation => "/services?vue=sans-convocation".to_owned(),
        Tache::Ouvertures => "/services?vue=sans-signature".to_owned(),
        Tache::DemandesATraiter | Tache::ReponsesALire => "/demandes-intervenant".to_owned(),
        Tache::MesConvocations => "/mes-convocations".to_owned(),
    }
}

/// The first page: what is to be done for the reader's roles, and where they lead.
#[component]
pub fn PageAccueil() -> impl IntoView {
    let lecteur = expect_context::<RessourceLecteur>();
    let accueil = Resource::new_blocking(|| (), |()| lire_accueil());
    view! {
        <Title text=l::ACCUEIL />
        <h1>{l::ACCUEIL}</h1>
        <Suspense>
            {move || Suspend::new(async move {
                let lecteur = lecteur.await.ok().flatten()?;
                let accueil = accueil.await;
                Some(view! {
                    <p class="fr-text--lead">{m::bonjour(&lecteur.nom, &lecteur.roles)}</p>
                    {match accueil {
                        Ok(accueil) => view! { <Tableau accueil /> }.into_any(),
                        Err(erreur) => view! { <Echec erreur /> }.into_any(),
                    }}
                    <h2>{la::ACCES}</h2>
                    <ul class="imagin-accueil">
                        {lecteur.voit_missions.then(|| view! {
                            <li><a class="fr-btn" href="/missions">{l::CONVOCATION_PAR_MISSION}</a></li>
                            <li><a class="fr-btn fr-btn--secondary" href="/controle">{l::CONTROLE_SESSION}</a></li>
                        })}
                        {lecteur.est_intervenant.then(|| view! {
                            <li><a class="fr-btn fr-btn--secondary" href="/mes-convocations">{l::MES_CONVOCATIONS}</a></li>
                        })}
                    </ul>
                })
            })}
        </Suspense>
    }
}

#[component]
fn Tableau(accueil: Accueil) -> impl IntoView {
    let annee = accueil.annee;
    let a_convoquer = accueil.nombre(Tache::Convoquer);
    view! {
        {accueil.intervenant.map(|moi| view! { <Prochaine moi /> })}
        {(!accueil.fermes.is_empty()).then(|| view! {
            <div class="fr-alert fr-alert--info fr-alert--sm fr-mb-3w" id="convocation-fermee">
                {accueil.fermes.iter().map(|c| view! { <p>{mo::du_centre(c)}</p> }).collect_view()}
            </div>
        })}
        <section aria-labelledby="a-faire">
            <h2 id="a-faire">{la::A_FAIRE}</h2>
            {if accueil.taches.is_empty() {
                view! { <p>{la::RIEN_A_FAIRE}</p> }.into_any()
            } else {
                view! {
                    <ul class="imagin-taches">
                        {accueil.taches.into_iter().map(|t| tache(t, annee)).collect_view()}
                    </ul>
                }.into_any()
            }}
        </section>
        {annee.filter(|_| !accueil.frise.is_empty()).map(|annee| view! {
            <section aria-labelledby="session">
                <h2 id="session">{ma::titre_frise(annee)}</h2>
                <div inner_html=frise(&accueil.frise, a_convoquer)></div>
            </section>
        })}
    }
}

/// An intervenant's next convocation, and what waits for their answer.
#[component]
fn Prochaine(moi: AccueilIntervenant) -> impl IntoView {
    let attend = moi.a_confirmer;
    view! {
        <section aria-labelledby="prochaine">
            <h2 id="prochaine">{le::PROCHAINE}</h2>
            {match moi.prochaine {
                None => view! { <p>{le::AUCUNE_PROCHAINE}</p> }.into_any(),
                Some(c) => view! {
                    <div class="imagin-carte imagin-mienne">
                        <h3 class="fr-h6">
                            <a class="fr-link" href=format!("/convocations/{}", c.convocation)>{c.type_mission.libelle()}</a>
                        </h3>
                        {(!c.epreuve.is_empty()).then(|| view! { <p>{c.epreuve.clone()}</p> })}
                        <ul class="imagin-mienne__jours">
                            {c.creneaux.iter().map(|j| view! { <li>{m::creneau(j)}</li> }).collect_view()}
                        </ul>
                        <p>{if c.salle.is_empty() { c.centre.clone() } else { format!("{}, {} {}", c.centre, le::SALLE.to_lowercase(), c.salle) }}</p>
                        <p>{me::etat(c.etat)}</p>
                    </div>
                }.into_any(),
            }}
            {(attend > 0).then(|| view! {
                <p>
                    {me::a_confirmer(attend as usize)}" "
                    <a class="fr-link" href="/mes-convocations">{le::REPONDRE}</a>
                </p>
            })}
        </section>
    }
}

fn tache(t: ATraiter, annee: Option<i32>) -> impl IntoView {
    view! {
        <li class="imagin-tache">
            <a class="fr-link" href=adresse(t.tache, annee)>{ma::tache(t)}</a>
            <p>{ma::que_faire(t.tache)}</p>
        </li>
    }
}

/// The picture and its table, as one text: nothing in it lives.
fn frise(periodes: &[Periode], a_convoquer: u32) -> String {
    let resume = ma::resume_frise(periodes, a_convoquer);
    html! {
        p { (resume) }
        (image(periodes, &resume))
        details.imagin-frise__details {
            summary { (la::TABLEAU) }
            (tableau(periodes))
        }
    }
    .into_string()
}

const MARGE: f64 = 34.0;
const BAS: f64 = 26.0;
const HAUTEUR: f64 = 220.0;
const LARGEUR: f64 = 720.0;

/// Bars of missions over time: those staffed at the bottom, those without anybody on top,
/// told apart by their pattern as well as by their colour.
fn image(periodes: &[Periode], resume: &str) -> Markup {
    let plus_haute = periodes
        .iter()
        .map(Periode::total)
        .max()
        .unwrap_or(0)
        .max(1);
    let pas = graduation(plus_haute);
    let sommet = plus_haute.div_ceil(pas) * pas;
    let hauteur_utile = HAUTEUR - BAS - 10.0;
    let y = |n: u32| HAUTEUR - BAS - f64::from(n) / f64::from(sommet) * hauteur_utile;
    let largeur = (LARGEUR - MARGE) / periodes.len().max(1) as f64;
    let barre = (largeur * 0.7).min(48.0);
    // Names under the bars do not run into each other, in the larger letters of a telephone.
    let un_sur = (64.0 / largeur).ceil().max(1.0) as usize;
    let n = |v: f64| format!("{v:.1}");
    html! {
        figure.imagin-frise {
            svg viewBox={ "0 0 " (LARGEUR) " " (HAUTEUR) } role="img" aria-label={ (la::MISSIONS_PAR_PERIODE) ". " (resume) } {
                defs {
                    pattern id="frise-hachures" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                        rect.imagin-frise__fond width="6" height="6" {}
                        rect.imagin-frise__hachure width="3" height="6" {}
                    }
                }
                @for g in (0..=sommet).step_by(pas as usize) {
                    line.imagin-frise__repere x1=(n(MARGE)) x2=(n(LARGEUR)) y1=(n(y(g))) y2=(n(y(g))) {}
                    text.imagin-frise__texte x=(n(MARGE - 6.0)) y=(n(y(g) + 4.0)) text-anchor="end" { (g) }
                }
                @for (i, p) in periodes.iter().enumerate() {
                    @let x = MARGE + i as f64 * largeur + (largeur - barre) / 2.0;
                    @for (classe, de, a) in [
                        ("imagin-frise__pourvues", 0, p.pourvues),
                        ("imagin-frise__incompletes", p.pourvues, p.pourvues + p.incompletes),
                        ("imagin-frise__sans-personne", p.pourvues + p.incompletes, p.total()),
                    ] {
                        @if a > de {
                            rect class=(classe) fill="url(#frise-hachures)" x=(n(x)) y=(n(y(a))) width=(n(barre)) height=(n(y(de) - y(a))) {}
                        }
                    }
                    @if i % un_sur == 0 {
                        text.imagin-frise__texte x=(n(x + barre / 2.0)) y=(n(HAUTEUR - 8.0)) text-anchor="middle" { (p.nom_court()) }
                    }
                }
            }
            figcaption {
                ul.imagin-frise__legende {
                    @for (classe, texte) in [
                        ("imagin-frise__pourvues", la::POURVUES),
                        ("imagin-frise__incompletes", la::INCOMPLETES),
                        ("imagin-frise__sans-personne", la::SANS_PERSONNE),
                    ] {
                        li {
                            svg viewBox="0 0 16 16" aria-hidden="true" { rect class=(classe) fill="url(#frise-hachures)" width="16" height="16" {} }
                            (texte)
                        }
                    }
                }
            }
        }
    }
}

/// The step between two marks: 1, 2, 5, 10, 20, 50…, five marks at most.
fn graduation(plus_haute: u32) -> u32 {
    let mut pas = 1;
    for facteur in [2, 5, 10].into_iter().cycle() {
        if plus_haute.div_ceil(pas) <= 5 {
            return pas;
        }
        // 1 → 2 → 5 → 10 → 20…
        pas = match facteur {
            5 => pas / 2 * 5,
            _ => pas * 2,
        };
    }
    pas
}

fn tableau(periodes: &[Periode]) -> Markup {
    let mois = periodes.first().is_some_and(|p| p.mois);
    html! {
        div.fr-table.fr-table--sm.imagin-table {
            div.fr-table__wrapper {
                div.fr-table__container {
                    div.fr-table__content id="frise-cadre" tabindex="0" role="region" aria-label=(la::MISSIONS_PAR_PERIODE) {
                        table id="frise" {
                            caption { (la::MISSIONS_PAR_PERIODE) }
                            thead { tr {
                                th scope="col" { (if mois { la::MOIS } else { la::SEMAINE_DU }) }
                                th scope="col" { (la::POURVUES) }
                                th scope="col" { (la::INCOMPLETES) }
                                th scope="col" { (la::SANS_PERSONNE) }
                                th scope="col" { (la::TOTAL) }
                            } }
                            tbody {
                                @for p in periodes {
                                    tr {
                                        th scope="row" { (p.nom()) }
                                        td { (p.pourvues) }
                                        td { (p.incompletes) }
                                        td { (p.sans_personne) }
                                        td { (p.total()) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::NaiveDate;

    #[test]
    fn les_graduations_sont_rondes_et_peu_nombreuses() {
        for (n, pas) in [
            (1, 1),
            (5, 1),
            (6, 2),
            (10, 2),
            (11, 5),
            (25, 5),
            (26, 10),
            (51, 20),
            (101, 50),
            (251, 100),
            (400, 100),
        ] {
            assert_eq!(graduation(n), pas, "{n}");
            assert!(n.div_ceil(graduation(n)) <= 5);
        }
    }

    #[test]
    fn l_image_et_son_tableau_disent_la_meme_chose() {
        let p = |m: u32, pourvues, incompletes, sans_personne| Periode {
            du: NaiveDate::from_ymd_opt(2021, m, 1).unwrap_or_default(),
            mois: true,
            pourvues,
            incompletes,
            sans_personne,
        };
        let texte = frise(&[p(1, 3, 1, 0), p(2, 0, 0, 0), p(3, 0, 0, 7)], 0);
        // Three bars and their three keys.
        assert_eq!(
            texte.matches("<rect class=\"imagin-frise__").count(),
            3 + 3 + 2
        );
        assert!(
            texte.contains(
                "<th scope=\"row\">mars 2021</th><td>0</td><td>0</td><td>7</td><td>7</td>"
            )
        );
        assert!(texte.contains("janv.") && texte.contains("role=\"img\""));
        assert!(!texte.contains("style="));
    }
}
