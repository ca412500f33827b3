use super::api::{adresse_de_la_consultation, consulter_missions, filtre_de_la_consultation};
use super::calendrier::{journee, mois, par_salle, semaine};
use crate::composants::{
    ChampAnnee, ChampMot, EnteteTri, FormulaireFiltre, LienVue, Pagination, Tableau, Vues,
};
use crate::messages::{self as m, consultation as mc, l};
use crate::pages::Echec;
use domain::{
    CONSULTATION_LIGNES, ColonneConsultation, Consultation, ContenuConsultation, EtatConsulte,
    FiltreConsultation, LigneConsultation, TypeMission, VueConsultation,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use maud::html;

pub(super) const CHEMIN: &str = "/consultation";

/// *Consultation des missions*: all that a centre has in a year, as a list, in the calendar
/// and by room.
#[component]
pub fn ConsultationDesMissions() -> impl IntoView {
    let requete = use_query_map();
    let filtre = Memo::new(move |_| {
        let requete = requete.read();
        filtre_de_la_consultation(|cle| requete.get_str(cle))
    });
    let consultation = Resource::new_blocking(move || filtre.get(), consulter_missions);
    view! {
        <Title text=mc::l::TITRE />
        <h1>{mc::l::TITRE}</h1>
        <Transition>
            {move || Suspend::new(async move {
                let filtre = filtre.get();
                match consultation.await {
                    Ok(consultation) => view! { <Contenu consultation filtre /> }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Contenu(consultation: Consultation, filtre: FiltreConsultation) -> impl IntoView {
    let Some(centre) = consultation.centre.clone() else {
        return view! { <p role="status">{mc::l::AUCUN_CENTRE}</p> }.into_any();
    };
    let premiere = FiltreConsultation {
        page: 1,
        ..filtre.clone()
    };
    // What is shown, and no more: a calendar is of the period around its day.
    let montree = FiltreConsultation {
        jour: if filtre.vue == VueConsultation::Liste {
            filtre.jour
        } else {
            Some(consultation.jour)
        },
        ..premiere.clone()
    };
    let fichier = adresse_de_la_consultation("/consultation.csv", &montree);
    let papier = adresse_de_la_consultation("/consultation.pdf", &montree);
    let emargement = adresse_de_la_consultation("/consultation/emargement.pdf", &montree);
    let vues = VueConsultation::TOUTES
        .into_iter()
        .map(|v| LienVue {
            adresse: adresse_de_la_consultation(
                CHEMIN,
                &FiltreConsultation {
                    vue: v,
                    ..premiere.clone()
                },
            ),
            texte: mc::vue(v).to_owned(),
            ici: v == filtre.vue,
        })
        .collect::<Vec<_>>();
    let vue = filtre.vue;
    view! {
        <p class="fr-text--lead">{centre.libelle}</p>
        <Vues nom=mc::l::VUES vues />
        <Filtres consultation=consultation.clone() filtre=filtre.clone() />
        {match consultation.contenu.clone() {
            ContenuConsultation::Liste { lignes, total } => {
                view! { <Liste filtre lignes total missions=consultation.missions /> }.into_any()
            }
            ContenuConsultation::Calendrier(occupations) => {
                let periode = filtre.periode(consultation.jour);
                let titre = mc::periode(vue, periode);
                let vide = occupations.is_empty();
                view! {
                    <Periodes filtre=filtre.clone() consultation=consultation.clone() />
                    <h2 class="imagin-periode" id="periode">{titre}</h2>
                    {vide.then(|| view! { <p role="status">{mc::periode_vide(&consultation)}</p> })}
                    {match vue {
                        VueConsultation::Mois => mois(&consultation, &filtre, &occupations).into_any(),
                        VueConsultation::Semaine => semaine(&consultation, &occupations).into_any(),
                        VueConsultation::Salles => par_salle(&consultation, &occupations).into_any(),
                        _ => journee(occupations).into_any(),
                    }}
                }.into_any()
            }
        }}
        <p class="imagin-boutons">
            {(vue == VueConsultation::Jour).then(|| view! {
                <a class="fr-btn" href=emargement rel="external">{mc::l::EMARGEMENT}</a>
            })}
            <a class="fr-btn fr-btn--secondary" href=fichier rel="external">{mc::l::EXPORTER}</a>
            <a class="fr-btn fr-btn--secondary" href=papier rel="external">{mc::l::IMPRIMER}</a>
        </p>
    }
    .into_any()
}

#[component]
fn Filtres(consultation: Consultation, filtre: FiltreConsultation) -> impl IntoView {
    let calendrier = filtre.vue != VueConsultation::Liste;
    let annee = consultation.annee;
    let centre = consultation.centre.as_ref().map(|c| c.id);
    let date = |j: Option<domain::NaiveDate>| j.map(|j| j.to_string()).unwrap_or_default();
    view! {
        <FormulaireFiltre action=CHEMIN bouton=l::FILTRER>
            {(filtre.vue != VueConsultation::default()).then(|| view! {
                <input type="hidden" name="vue" value=filtre.vue.code() />
            })}
            {(filtre.tri != ColonneConsultation::default() || filtre.descendant).then(|| view! {
                <input type="hidden" name="tri" value=filtre.tri.code() />
            })}
            {filtre.descendant.then(|| view! { <input type="hidden" name="sens" value="desc" /> })}
            {(consultation.centres.len() > 1).then(|| view! {
                <div class="fr-select-group">
                    <label class="fr-label" for="centre">{mc::l::CENTRE}</label>
                    <select class="fr-select" id="centre" name="centre">
                        {consultation.centres.iter().map(|c| view! {
                            <option value=c.id.to_string() selected=centre == Some(c.id)>{c.libelle.clone()}</option>
                        }).collect_view()}
                    </select>
                </div>
            })}
            {(consultation.annees.len() > 1).then(|| view! {
                <ChampAnnee etiquette=l::ANNEE annees=consultation.annees.clone() choisie=Some(annee) />
            })}
            <div class="fr-select-group">
                <label class="fr-label" for="type">{mc::l::TYPE}</label>
                <select class="fr-select" id="type" name="type">
                    <option value="" selected=filtre.type_mission.is_none()>{mc::l::TOUS_LES_TYPES}</option>
                    {TypeMission::TOUS.into_iter().map(|t| view! {
                        <option value=t.code() selected=filtre.type_mission == Some(t)>{t.libelle()}</option>
                    }).collect_view()}
                </select>
            </div>
            <div class="fr-select-group">
                <label class="fr-label" for="etat">{mc::l::ETAT}</label>
                <select class="fr-select" id="etat" name="etat">
                    <option value="" selected=filtre.etat.is_none()>{mc::l::TOUS_LES_ETATS}</option>
                    {EtatConsulte::TOUS.into_iter().map(|e| view! {
                        <option value=e.code() selected=filtre.etat == Some(e)>{mc::etat(e)}</option>
                    }).collect_view()}
                </select>
            </div>
            {if calendrier {
                view! {
                    <div class="fr-input-group">
                        <label class="fr-label" for="jour">{mc::autour(filtre.vue)}</label>
                        <input class="fr-input" id="jour" name="jour" type="date" value=date(Some(consultation.jour)) />
                    </div>
                }.into_any()
            } else {
                view! {
                    <div class="fr-input-group">
                        <label class="fr-label" for="du">{mc::l::DU}</label>
                        <input class="fr-input" id="du" name="du" type="date" value=date(filtre.du) />
                    </div>
                    <div class="fr-input-group">
                        <label class="fr-label" for="au">{mc::l::AU}</label>
                        <input class="fr-input" id="au" name="au" type="date" value=date(filtre.au) />
                    </div>
                }.into_any()
            }}
            <ChampMot etiquette=l::FILTRER_MOT_CLE valeur=filtre.mot_cle.clone() />
        </FormulaireFiltre>
    }
}

/// The period before and the one after.
#[component]
fn Periodes(filtre: FiltreConsultation, consultation: Consultation) -> impl IntoView {
    let vers = |apres: bool| {
        adresse_de_la_consultation(
            CHEMIN,
            &FiltreConsultation {
                jour: Some(filtre.voisine(consultation.jour, apres)),
                ..filtre.clone()
            },
        )
    };
    view! {
        <nav class="imagin-vues" aria-label=mc::l::PERIODES>
            <ul>
                <li><a href=vers(false)>"← "{mc::precedent(filtre.vue)}</a></li>
                <li><a href=vers(true)>{mc::suivant(filtre.vue)}" →"</a></li>
            </ul>
        </nav>
    }
}

#[component]
fn Liste(
    filtre: FiltreConsultation,
    lignes: Vec<LigneConsultation>,
    total: usize,
    missions: usize,
) -> impl IntoView {
    if lignes.is_empty() {
        return view! {
            <p role="status">{mc::l::VIDE}</p>
            <p><a class="fr-link" href=CHEMIN>{l::REINITIALISER}</a></p>
        }
        .into_any();
    }
    let pages = total.div_ceil(CONSULTATION_LIGNES).max(1);
    let adresses: Vec<String> = (1..=pages)
        .map(|p| {
            let filtre = FiltreConsultation {
                page: u32::try_from(p).unwrap_or(u32::MAX),
                ..filtre.clone()
            };
            adresse_de_la_consultation(CHEMIN, &filtre)
        })
        .collect();
    let entetes = ColonneConsultation::TOUTES
        .into_iter()
        .map(|tri| {
            let active = filtre.tri == tri;
            let adresse = adresse_de_la_consultation(
                CHEMIN,
                &FiltreConsultation {
                    tri,
                    descendant: active && !filtre.descendant,
                    page: 1,
                    ..filtre.clone()
                },
            );
            view! { <EnteteTri adresse texte=mc::colonne(tri) sens=active.then_some(filtre.descendant) /> }
        })
        .collect_view();
    view! {
        <Tableau id="consultation" nom=mc::l::LISTE legende=Signal::stored(mc::legende(total, missions))>
            <thead><tr>{entetes}</tr></thead>
            <tbody inner_html=rangees(&lignes)></tbody>
        </Tableau>
        <Pagination adresses courante=filtre.page as usize etiquette=l::PAGINATION precedente=l::PAGE_PRECEDENTE
            suivante=l::PAGE_SUIVANTE numero=m::page_n />
    }
    .into_any()
}

/// The rows as one text (docs/decisions/0013-longues-listes.md).
fn rangees(lignes: &[LigneConsultation]) -> String {
    html! {
        @for ligne in lignes {
            tr {
                th scope="row" { a.fr-link href={ "/missions/" (ligne.numero) } { (ligne.numero) } }
                td { (ligne.intitule) span.imagin-raison { (ligne.type_mission.libelle()) } }
                td { @for c in &ligne.creneaux { span.imagin-ligne { (mc::creneau(c)) } } }
                td data-titre=[(!ligne.salle.is_empty()).then_some(mc::l::SALLE)] {
                    (ligne.salle)
                    @if !ligne.commission.is_empty() { span.imagin-raison { "Com.\u{a0}" (ligne.commission) } }
                }
                td {
                    @match ligne.convocation {
                        Some(id) => { a.fr-link href={ "/convocations/" (id) } { (ligne.nom) } }
                        None => {}
                    }
                    @if let Some(q) = ligne.qualite { span.imagin-raison { (q.libelle()) } }
                    @if !ligne.etablissement.is_empty() { span.imagin-raison { (ligne.etablissement) } }
                }
                td {
                    span class=(mc::classe_etat(ligne.etat)) { (mc::etat(ligne.etat)) }
                    @if let Some(e) = &ligne.envoi {
                        span.imagin-raison { (m::etat_courriel(e.etat)) @let raison = m::raison_envoi(e); @if !raison.is_empty() { "\u{a0}: " (raison) } }
                    }
                    @if let Some(r) = &ligne.reponse { span.imagin-raison { (m::confiance::reponse(r)) } }
                }
            }
        }
    }
    .into_string()
}
