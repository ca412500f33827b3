use super::api::lister_personnels;
use crate::composants::{
    ChampAnnee, ChampMot, EnteteTri, FormulaireFiltre, LienVue, MultiSelect, Pagination, Tableau,
    Vues,
};
use crate::messages::{self as m, l, personnels as mp};
use crate::pages::Echec;
use crate::pages::indisponibilites::options_de_disciplines;
use domain::{
    ColonnePersonnel, DisciplineId, FiltrePersonnels, LIGNES_PERSONNELS, LignePersonnel, Mois,
    NaiveDate, PagePersonnels, VuePersonnels, annee_scolaire, ecrire_mois, lire_jour,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use maud::html;
use serde::{Deserialize, Serialize};

/// The filter that the parameters of an address ask for.
#[must_use]
pub fn filtre_des_personnels(requete: &ParamsMap) -> FiltrePersonnels {
    let un = |cle: &str| requete.get(cle).unwrap_or_default();
    FiltrePersonnels {
        annee: un("annee").parse().ok(),
        mot_cle: un("mot"),
        disciplines: requete
            .get_all("discipline")
            .unwrap_or_default()
            .iter()
            .filter_map(|d| d.parse().ok().map(DisciplineId))
            .collect(),
        du: lire_jour(&un("du")),
        au: lire_jour(&un("au")),
        vue: VuePersonnels::lire(&un("vue")).unwrap_or_default(),
        tri: ColonnePersonnel::lire(&un("tri")).unwrap_or_default(),
        descendant: un("sens") == "desc",
        page: un("page").parse().unwrap_or(1).max(1),
    }
}

/// The parameters of a filter: only what differs from the usual.
fn requete_de(filtre: &FiltrePersonnels) -> String {
    let mut requete = ParamsMap::new();
    if let Some(annee) = filtre.annee {
        requete.insert("annee", annee.to_string());
    }
    if !filtre.mot_cle.is_empty() {
        requete.insert("mot", filtre.mot_cle.clone());
    }
    for d in &filtre.disciplines {
        requete.insert("discipline", d.to_string());
    }
    if let Some(du) = filtre.du {
        requete.insert("du", du.to_string());
    }
    if let Some(au) = filtre.au {
        requete.insert("au", au.to_string());
    }
    if filtre.vue != VuePersonnels::default() {
        requete.insert("vue", filtre.vue.code().to_owned());
    }
    if filtre.tri != ColonnePersonnel::default() || filtre.descendant {
        requete.insert("tri", filtre.tri.code().to_owned());
    }
    if filtre.descendant {
        requete.insert("sens", "desc".to_owned());
    }
    if filtre.page > 1 {
        requete.insert("page", filtre.page.to_string());
    }
    requete.to_query_string()
}

fn adresse_de(filtre: &FiltrePersonnels) -> String {
    format!("/personnels{}", requete_de(filtre))
}

/// A page of the list as the screen shows it; see `pages/missions`.
#[derive(Clone, Serialize, Deserialize)]
struct PageMontree {
    #[serde(skip)]
    rangees: String,
    vide: bool,
    page: PagePersonnels,
}

/// *Consultation des personnels*: the list, its filters in the address.
#[component]
pub fn Personnels() -> impl IntoView {
    let requete = use_query_map();
    let filtre = Memo::new(move |_| filtre_des_personnels(&requete.read()));
    let page = Resource::new_blocking(
        move || filtre.get(),
        async |filtre| {
            let periode = filtre.periode().is_some();
            lister_personnels(filtre).await.map(|page| PageMontree {
                rangees: rangees(&page.lignes, page.plusieurs, periode),
                vide: page.lignes.is_empty(),
                page: PagePersonnels {
                    lignes: Vec::new(),
                    ..page
                },
            })
        },
    );
    view! {
        <Title text=mp::l::CONSULTATION_PERSONNELS />
        <h1>{mp::l::CONSULTATION_PERSONNELS}</h1>
        <Transition>
            {move || Suspend::new(async move {
                let filtre = filtre.get();
                match page.await {
                    Ok(page) => view! {
                        <Filtres filtre=filtre.clone() page=page.page.clone() />
                        <Liste filtre page />
                    }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Filtres(filtre: FiltrePersonnels, page: PagePersonnels) -> impl IntoView {
    let vue = filtre.vue;
    let sans_page = FiltrePersonnels {
        page: 1,
        ..filtre.clone()
    };
    let options = options_de_disciplines(&page.disciplines, &filtre.disciplines);
    let jour = |j: Option<NaiveDate>| j.map(|j| j.to_string());
    let annee = page.annee;
    let libres = filtre
        .periode()
        .map(|(du, au)| view! { <p>{mp::libres_entre(du, au)}</p> });
    let vues = VuePersonnels::TOUTES
        .into_iter()
        .map(|v| LienVue {
            adresse: adresse_de(&FiltrePersonnels {
                vue: v,
                ..sans_page.clone()
            }),
            texte: mp::vue(v).to_owned(),
            ici: v == vue,
        })
        .collect::<Vec<_>>();
    view! {
        <Vues nom=mp::l::VUE vues />
        <FormulaireFiltre action="/personnels" bouton=l::FILTRER>
            {(vue != VuePersonnels::default()).then(|| view! { <input type="hidden" name="vue" value=vue.code() /> })}
            {(filtre.tri != ColonnePersonnel::default() || filtre.descendant).then(|| view! {
                <input type="hidden" name="tri" value=filtre.tri.code() />
            })}
            {filtre.descendant.then(|| view! { <input type="hidden" name="sens" value="desc" /> })}
            {(page.annees.len() > 1).then(|| view! {
                <ChampAnnee etiquette=l::ANNEE annees=page.annees.clone() choisie=Some(annee) />
            })}
            <MultiSelect id="discipline" nom="discipline" etiquette=mp::l::DISCIPLINES options
                accord=mp::l::DISCIPLINES_CHOISIES />
            <div class="fr-input-group">
                <label class="fr-label" for="du">{mp::l::DISPONIBLE_DU}</label>
                <input class="fr-input" id="du" name="du" type="date" value=jour(filtre.du) />
            </div>
            <div class="fr-input-group">
                <label class="fr-label" for="au">{mp::l::DISPONIBLE_AU}</label>
                <input class="fr-input" id="au" name="au" type="date" value=jour(filtre.au) />
            </div>
            <ChampMot etiquette=l::FILTRER_MOT_CLE indice=mp::l::MOT_CLE_PERSONNELS valeur=filtre.mot_cle.clone() />
        </FormulaireFiltre>
        {libres}
    }
}

#[component]
fn Liste(filtre: FiltrePersonnels, page: PageMontree) -> impl IntoView {
    let PageMontree {
        rangees,
        vide,
        page,
    } = page;
    if vide {
        return view! {
            <p role="status">{mp::l::AUCUN_PERSONNEL}</p>
            <p><a class="fr-link" href="/personnels">{l::REINITIALISER}</a></p>
        }
        .into_any();
    }
    let pages = page.total.div_ceil(LIGNES_PERSONNELS).max(1);
    let adresses: Vec<String> = (1..=pages)
        .map(|p| {
            adresse_de(&FiltrePersonnels {
                page: p,
                ..filtre.clone()
            })
        })
        .collect();
    let entete = |colonne: ColonnePersonnel| {
        let active = filtre.tri == colonne;
        let adresse = adresse_de(&FiltrePersonnels {
            tri: colonne,
            descendant: active && !filtre.descendant,
            page: 1,
            ..filtre.clone()
        });
        view! {
            <EnteteTri adresse texte=mp::colonne_personnel(colonne) sens=active.then_some(filtre.descendant) />
        }
    };
    let [nom, discipline, etablissement, charge] = ColonnePersonnel::TOUTES.map(entete);
    let etablissement = page.plusieurs.then_some(etablissement);
    let legende = mp::legende_personnels(page.total, page.total_sans_filtre);
    let parametres = requete_de(&FiltrePersonnels {
        page: 1,
        ..filtre.clone()
    });
    let (csv, pdf) = (
        format!("/personnels.csv{parametres}"),
        format!("/personnels.pdf{parametres}"),
    );
    view! {
        <Tableau id="personnels" nom=mp::l::CONSULTATION_PERSONNELS legende=Signal::stored(legende)>
            <thead><tr>
                {nom}
                {discipline}
                {etablissement}
                <th scope="col">{m::competences::l::SES_COMPETENCES}</th>
                <th scope="col">{mp::l::COL_COORDONNEES}</th>
                <th scope="col">{mp::l::COL_DISPONIBILITE}</th>
                <th scope="col">{mp::l::COL_CONVOCATIONS}</th>
                {charge}
            </tr></thead>
            <tbody inner_html=rangees></tbody>
        </Tableau>
        <Pagination adresses courante=filtre.page as usize etiquette=l::PAGINATION precedente=l::PAGE_PRECEDENTE
            suivante=l::PAGE_SUIVANTE numero=m::page_n />
        <ul class="imagin-boutons imagin-boutons--liste">
            <li><a class="fr-btn fr-btn--secondary" href=csv rel="external">{mp::l::EXPORTER}</a></li>
            <li><a class="fr-btn fr-btn--secondary" href=pdf rel="external">{mp::l::IMPRIMER}</a></li>
        </ul>
        <CalendrierEquipe filtre annee=page.annee />
    }
    .into_any()
}

/// The choice of a month for the calendar that hangs on a wall.
#[component]
fn CalendrierEquipe(filtre: FiltrePersonnels, annee: i32) -> impl IntoView {
    let premier = Mois::de(annee_scolaire(annee).0);
    let mois: Vec<Mois> = (0..12).map(|n| premier.plus(n)).collect();
    // The first month of the exams' season, unless a period is looked at.
    let choisi = filtre
        .periode()
        .map_or_else(|| Mois { annee, mois: 1 }, |(du, _)| Mois::de(du));
    view! {
        <form method="get" action="/personnels/calendrier.pdf" class="imagin-recherche imagin-mur">
            <input type="hidden" name="annee" value=annee />
            {filtre.disciplines.iter().map(|d| view! { <input type="hidden" name="discipline" value=d.to_string() /> }).collect_view()}
            {(!filtre.mot_cle.is_empty()).then(|| view! { <input type="hidden" name="mot" value=filtre.mot_cle.clone() /> })}
            {(filtre.vue != VuePersonnels::default()).then(|| view! { <input type="hidden" name="vue" value=filtre.vue.code() /> })}
            <div class="fr-select-group">
                <label class="fr-label" for="mur-mois">{mp::l::CALENDRIER_MOIS}</label>
                <select class="fr-select" id="mur-mois" name="mois">
                    {mois.into_iter().map(|x| view! {
                        <option value=ecrire_mois(x) selected=x == choisi>{mp::mois(x)}</option>
                    }).collect_view()}
                </select>
            </div>
            <button class="fr-btn fr-btn--secondary">{mp::l::CALENDRIER_EQUIPE}</button>
        </form>
    }
}

/// The rows as one text (docs/decisions/0013-longues-listes.md).
fn rangees(personnes: &[LignePersonnel], plusieurs: bool, periode: bool) -> String {
    html! {
        @for p in personnes {
            tr {
                th scope="row" {
                    a.fr-link href={ "/personnels/" (p.id) } { (p.nom_complet()) }
                    @if p.secondaire { span.imagin-raison { (mp::titre_secondaire(&p.etablissement)) } }
                }
                td { (p.discipline) }
                @if plusieurs { td { (p.etablissement) } }
                td data-titre=(m::competences::l::SES_COMPETENCES) { (m::competences::en_bref(&p.competences)) }
                td {
                    @if p.mel.is_empty() {
                        (mp::l::SANS_ADRESSE)
                    } @else {
                        a.fr-link href={ "mailto:" (p.mel) } { (p.mel) }
                        @if p.mel_personnel { " (" (mp::l::ADRESSE_PERSONNELLE) ")" }
                    }
                    @if !p.telephone.is_empty() { span.imagin-ligne { (p.telephone) } }
                }
                td data-titre=(mp::l::COL_DISPONIBILITE) {
                    @if p.absences.len() > 1 {
                        a.fr-link href={ "/indisponibilites?personne=" (p.id) } { (mp::disponibilite(&p.absences, periode)) }
                    } @else {
                        (mp::disponibilite(&p.absences, periode))
                    }
                }
                td data-titre=(mp::l::COL_CONVOCATIONS) {
                    @for c in &p.convocations {
                        div {
                            @if c.visible {
                                a.fr-link href={ "/missions/" (c.mission) } title=(c.intitule) { (c.mission) }
                            } @else {
                                (c.mission)
                            }
                            ", " (mp::quand_et_ou(c))
                        }
                    }
                }
                td.imagin-nombre data-titre=(mp::l::COL_JOURS) { (p.jours) }
            }
        }
    }
    .into_string()
}
