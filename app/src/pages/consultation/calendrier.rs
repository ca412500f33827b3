//! What takes place in a month, a week, a room, a day.

use super::api::adresse_de_la_consultation;
use super::page::CHEMIN;
use crate::composants::Tableau;
use crate::messages::{consultation as mc, l};
use domain::{
    Consultation, Datelike, FiltreConsultation, NaiveDate, Occupation, VueConsultation, jour_court,
    jours_de_semaine, meme_salle, nom_jour, salles,
};
use leptos::prelude::*;
use maud::{Markup, html};

/// Missions shown in one day of the month; the rest is counted.
const PAR_JOUR: usize = 4;

/// A mission somewhere: hours, number, épreuve, people.
fn occupation(o: &Occupation, avec_salle: bool) -> Markup {
    html! {
        div.imagin-occupation {
            span.imagin-occupation__heures { (mc::horaires(o)) }
            " "
            a.fr-link.fr-link--sm href={ "/missions/" (o.numero) } { (o.numero) }
            " " (o.intitule)
            @if avec_salle && !o.salle.is_empty() { span.imagin-raison { "salle\u{a0}" (o.salle) } }
            span.imagin-raison {
                @if o.gens.is_empty() { (mc::etat(domain::EtatConsulte::SansPersonne)) }
                @else { (mc::personnes(o.gens.len())) "\u{a0}: " (noms(o)) }
            }
            @if o.partagee { span.imagin-raison.imagin-occupation__partagee { (mc::l::PARTAGEE) } }
        }
    }
}

fn noms(o: &Occupation) -> String {
    o.gens
        .iter()
        .map(|g| g.nom.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

/// A day's name as a column has it: `lundi 01/02/2021`.
fn tete(jour: NaiveDate) -> String {
    format!("{} {}", nom_jour(jour.weekday()), jour_court(jour))
}

/// The month, a row a week.
pub(super) fn mois(
    consultation: &Consultation,
    filtre: &FiltreConsultation,
    occupations: &[Occupation],
) -> impl IntoView + use<> {
    let mois = domain::Mois::de(consultation.jour);
    let vers = |jour: NaiveDate| {
        adresse_de_la_consultation(
            CHEMIN,
            &FiltreConsultation {
                vue: VueConsultation::Jour,
                jour: Some(jour),
                page: 1,
                ..filtre.clone()
            },
        )
    };
    let corps = html! {
        @for semaine in mois.semaines() {
            tr {
                @for jour in semaine {
                    @match jour {
                        None => { td.imagin-mois__vide {} }
                        Some(jour) => {
                            @let du_jour: Vec<&Occupation> = occupations.iter().filter(|o| o.jour == jour).collect();
                            @let ici = jour == consultation.aujourd_hui;
                            td class=(if ici { "imagin-mois__jour imagin-mois__jour--ici" } else { "imagin-mois__jour" }) {
                                a.fr-link.fr-link--sm href=(vers(jour)) aria-current=[ici.then_some("date")]
                                    aria-label=(mc::jour_du_mois(jour, du_jour.len()))
                                    data-titre=(mc::titre_du_jour(jour, ici)) { (jour.day()) }
                                @for o in du_jour.iter().take(PAR_JOUR) {
                                    div.imagin-occupation {
                                        a.fr-link.fr-link--sm href={ "/missions/" (o.numero) } title=(o.intitule) { (o.numero) }
                                        span.imagin-mois__intitule { " " (o.intitule) }
                                        span.imagin-raison { (mc::horaires(o)) ", " (mc::personnes(o.gens.len())) }
                                    }
                                }
                                @if du_jour.len() > PAR_JOUR {
                                    @let reste = du_jour.len() - PAR_JOUR;
                                    span.imagin-raison {
                                        a.fr-link.fr-link--sm href=(vers(jour)) aria-label=(mc::et_autres_du(jour, reste)) {
                                            (mc::et_autres(reste))
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
    .into_string();
    let titre = mc::periode(VueConsultation::Mois, filtre.periode(consultation.jour));
    let jours = mois
        .semaines()
        .iter()
        .flatten()
        .flatten()
        .map(|j| j.weekday())
        .fold(Vec::new(), |mut vus, j| {
            if !vus.contains(&j) {
                vus.push(j);
            }
            vus
        });
    let mut jours = jours;
    jours.sort_by_key(domain::Weekday::num_days_from_monday);
    view! {
        <Tableau id="mois" nom=mc::l::CALENDRIER legende=Signal::stored(titre)>
            <thead><tr>
                {jours.into_iter().map(|j| view! { <th scope="col">{nom_jour(j)}</th> }).collect_view()}
            </tr></thead>
            <tbody class="imagin-mois" inner_html=corps></tbody>
        </Tableau>
    }
}

/// The week, a column a day.
pub(super) fn semaine(
    consultation: &Consultation,
    occupations: &[Occupation],
) -> impl IntoView + use<> {
    let jours = jours_de_semaine(consultation.jour, occupations);
    let corps = html! {
        tr {
            @for jour in &jours {
                td data-titre=(tete(*jour)) {
                    @for o in occupations.iter().filter(|o| o.jour == *jour) { (occupation(o, true)) }
                }
            }
        }
    }
    .into_string();
    view! {
        <Tableau id="semaine" nom=mc::l::CALENDRIER legende=Signal::stored(mc::l::CALENDRIER.to_owned())>
            <thead><tr>
                {jours.iter().map(|j| view! { <th scope="col">{tete(*j)}</th> }).collect_view()}
            </tr></thead>
            <tbody class="imagin-semaine" inner_html=corps></tbody>
        </Tableau>
    }
}

/// Rooms by the days of the week.
pub(super) fn par_salle(
    consultation: &Consultation,
    occupations: &[Occupation],
) -> impl IntoView + use<> {
    let jours = jours_de_semaine(consultation.jour, occupations);
    let corps = html! {
        @for salle in salles(occupations) {
            tr {
                th scope="row" { @if salle.is_empty() { (mc::l::SANS_SALLE) } @else { (salle) } }
                @for jour in &jours {
                    td data-titre=(tete(*jour)) {
                        @for o in occupations.iter().filter(|o| o.jour == *jour && meme_salle(&o.salle, &salle)) {
                            (occupation(o, false))
                        }
                    }
                }
            }
        }
    }
    .into_string();
    view! {
        <Tableau id="salles" nom=mc::l::SALLES legende=Signal::stored(mc::l::SALLES.to_owned())>
            <thead><tr>
                <th scope="col">{mc::l::SALLE}</th>
                {jours.iter().map(|j| view! { <th scope="col">{tete(*j)}</th> }).collect_view()}
            </tr></thead>
            <tbody class="imagin-semaine" inner_html=corps></tbody>
        </Tableau>
    }
}

/// One day: who, where, when.
pub(super) fn journee(mut occupations: Vec<Occupation>) -> impl IntoView {
    if occupations.is_empty() {
        return ().into_any();
    }
    let ordre = salles(&occupations);
    occupations.sort_by_key(|o| {
        let rang = ordre.iter().position(|s| meme_salle(s, &o.salle));
        (rang, o.debut, o.numero)
    });
    let corps = html! {
        @for o in &occupations {
            tr {
                th scope="row" { @if o.salle.is_empty() { (mc::l::SANS_SALLE) } @else { (o.salle) }
                    @if o.partagee { span.imagin-raison.imagin-occupation__partagee { (mc::l::PARTAGEE) } } }
                td { (mc::horaires(o)) }
                td { a.fr-link href={ "/missions/" (o.numero) } { (o.numero) } " " (o.intitule)
                    span.imagin-raison { (o.type_mission.libelle()) } }
                td {
                    @if o.gens.is_empty() { (mc::etat(domain::EtatConsulte::SansPersonne)) }
                    @for g in &o.gens {
                        div.imagin-occupation {
                            (g.nom) @if let Some(q) = g.qualite { ", " (q.libelle()) }
                            " " span class=(mc::classe_etat(g.etat)) { (mc::etat(g.etat)) }
                        }
                    }
                }
            }
        }
    }
    .into_string();
    view! {
        <Tableau id="journee" nom=mc::l::SALLES legende=Signal::stored(mc::l::SALLES.to_owned())>
            <thead><tr>
                <th scope="col">{mc::l::SALLE}</th>
                <th scope="col">{mc::l::HORAIRES}</th>
                <th scope="col">{l::COL_MISSION}</th>
                <th scope="col">{l::COL_INTERVENANT}</th>
            </tr></thead>
            <tbody inner_html=corps></tbody>
        </Tableau>
    }
    .into_any()
}
