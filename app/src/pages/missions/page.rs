use super::api::{CentresMontres, lire_offre, lister_missions};
use crate::composants::{
    ChampCentre, ChampMot, EnteteTri, FiltrePose, FormulaireFiltre, LienVue, MultiSelect,
    OptionMultiple, Pagination, Tableau, Vues,
};
use crate::messages::{self as m, accueil as ma, couverture as mv, l};
use crate::pages::Echec;
use crate::pages::parties::Partie;
use domain::{
    AFaire, ChoixEpreuves, ColonneMission, FiltreMissions, MissionLigne, OffreMissions,
    PageMissions, VueMissions, jour_court,
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use maud::html;
use serde::{Deserialize, Serialize};

/// Reads the filter out of an address.
fn filtre_de(requete: &ParamsMap) -> FiltreMissions {
    let un = |cle: &str| requete.get(cle).unwrap_or_default();
    FiltreMissions {
        annees: requete
            .get_all("annee")
            .unwrap_or_default()
            .iter()
            .filter_map(|a| a.parse().ok())
            .collect(),
        examens: requete.get_all("examen").unwrap_or_default(),
        mot_cle: un("mot"),
        vue: VueMissions::lire(&un("vue")).unwrap_or_default(),
        a_faire: AFaire::lire(&un("a_faire")),
        centre: un("centre"),
        epreuves: ChoixEpreuves::lire(&un("epreuve"), &un("libelle"), &un("appelle")),
        tri: ColonneMission::lire(&un("tri")).unwrap_or_default(),
        descendant: un("sens") == "desc",
        page: un("page").parse().unwrap_or(1).max(1),
        lignes: un("lignes").parse().unwrap_or(0),
        ..FiltreMissions::default()
    }
}

/// The address of a filter: only what differs from the usual.
fn adresse_de(filtre: &FiltreMissions) -> String {
    let mut requete = ParamsMap::new();
    for a in &filtre.annees {
        requete.insert("annee", a.to_string());
    }
    for e in &filtre.examens {
        requete.insert("examen", e.clone());
    }
    if !filtre.mot_cle.is_empty() {
        requete.insert("mot", filtre.mot_cle.clone());
    }
    if filtre.vue != VueMissions::default() {
        requete.insert("vue", filtre.vue.code().to_owned());
    }
    if !filtre.centre.is_empty() {
        requete.insert("centre", filtre.centre.clone());
    }
    for (nom, valeur) in filtre.epreuves.iter().flat_map(ChoixEpreuves::parametres) {
        requete.insert(nom, valeur);
    }
    if let Some(a_faire) = filtre.a_faire {
        requete.insert("a_faire", a_faire.code().to_owned());
    }
    if filtre.tri != ColonneMission::default() || filtre.descendant {
        requete.insert("tri", filtre.tri.code().to_owned());
    }
    if filtre.descendant {
        requete.insert("sens", "desc".to_owned());
    }
    if filtre.page > 1 {
        requete.insert("page", filtre.page.to_string());
    }
    if filtre.lignes != 0 {
        requete.insert("lignes", filtre.lignes.to_string());
    }
    format!("/missions{}", requete.to_query_string())
}

/// *Convocation par mission*: the list of missions, its filters in the address.
#[component]
pub fn Missions() -> impl IntoView {
    let requete = use_query_map();
    let filtre = Memo::new(move |_| filtre_de(&requete.read()));
    // Apart from the list: what is chosen while the list is still coming is not taken away
    // when it comes.
    let offre = Resource::new_blocking(
        || (),
        |()| async { lire_offre().await.map(OffreMontree::from) },
    );
    let page = Resource::new_blocking(
        move || filtre.get(),
        async |filtre| lister_missions(filtre).await.map(PageMontree::from),
    );
    // Whoever reads the list opens a mission next.
    Effect::new(|| spawn_local(Partie::Mission.precharger()));
    view! {
        <Title text=l::CONVOCATION_PAR_MISSION />
        <h1>{l::CONVOCATION_PAR_MISSION}</h1>
        <Transition>
            {move || {
                let filtre = filtre.get();
                Suspend::new(async move {
                    // Why there is none is said in the place of the list.
                    offre.await.ok().map(|offre| view! { <Filtres filtre offre /> })
                })
            }}
        </Transition>
        <Transition>
            {move || Suspend::new(async move {
                let montre = filtre.get();
                match page.await {
                    Ok(page) => view! { <Liste filtre=montre courant=filtre page /> }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// What the filters offer, as the screen shows it.
#[derive(Clone, Serialize, Deserialize)]
struct OffreMontree {
    annees: Vec<i32>,
    examens: Vec<String>,
    centres: CentresMontres,
}

impl From<OffreMissions> for OffreMontree {
    fn from(offre: OffreMissions) -> Self {
        Self {
            centres: CentresMontres::from(offre.centres.as_slice()),
            annees: offre.annees,
            examens: offre.examens,
        }
    }
}

#[component]
fn Filtres(filtre: FiltreMissions, offre: OffreMontree) -> impl IntoView {
    let OffreMontree {
        annees,
        examens,
        centres,
    } = offre;
    let annees_choix = annees
        .into_iter()
        .map(|a| OptionMultiple {
            valeur: a.to_string(),
            texte: a.to_string(),
            choisie: filtre.annees.contains(&a),
        })
        .collect::<Vec<_>>();
    let examens_choix = examens
        .into_iter()
        .map(|e| OptionMultiple {
            valeur: e.clone(),
            texte: e.clone(),
            choisie: filtre.examens.contains(&e),
        })
        .collect::<Vec<_>>();
    let vue = filtre.vue;
    let vues = [
        (VueMissions::Toutes, l::VUE_TOUTES),
        (VueMissions::AConvoquer, l::VUE_A_CONVOQUER),
        (VueMissions::Convoquees, l::VUE_CONVOQUEES),
        (VueMissions::Incompletes, l::VUE_INCOMPLETES),
    ];
    let mut sans_filtre_vue = filtre.clone();
    sans_filtre_vue.page = 1;
    let a_faire = filtre.a_faire.map(|quoi| {
        let sans = adresse_de(&FiltreMissions {
            a_faire: None,
            ..sans_filtre_vue.clone()
        });
        (quoi, sans)
    });
    let vues = vues
        .into_iter()
        .map(|(v, texte)| LienVue {
            adresse: adresse_de(&FiltreMissions {
                vue: v,
                ..sans_filtre_vue.clone()
            }),
            texte: texte.to_owned(),
            ici: v == vue,
        })
        .collect::<Vec<_>>();
    view! {
        <Vues nom=l::VUE vues />
        {a_faire.map(|(quoi, sans)| view! {
            <FiltrePose texte=ma::l::FILTRE_A_FAIRE valeur=ma::a_faire(quoi).to_owned() sans
                retirer=ma::l::RETIRER_FILTRE />
        })}
        <FormulaireFiltre action="/missions" bouton=l::FILTRER>
            {filtre.a_faire.map(|quoi| view! { <input type="hidden" name="a_faire" value=quoi.code() /> })}
            {filtre.epreuves.iter().flat_map(ChoixEpreuves::parametres).map(|(nom, valeur)| view! {
                <input type="hidden" name=nom value=valeur />
            }).collect_view()}
            {(filtre.vue != VueMissions::default()).then(|| view! {
                <input type="hidden" name="vue" value=filtre.vue.code() />
            })}
            {(filtre.tri != ColonneMission::default() || filtre.descendant).then(|| view! {
                <input type="hidden" name="tri" value=filtre.tri.code() />
            })}
            {filtre.descendant.then(|| view! { <input type="hidden" name="sens" value="desc" /> })}
            <MultiSelect id="annee" nom="annee" etiquette=l::ANNEE options=annees_choix accord=l::ANNEES_CHOISIES />
            <MultiSelect id="examen" nom="examen" etiquette=l::EXAMEN options=examens_choix accord=l::EXAMENS_CHOISIS />
            {centres.plusieurs.then(|| view! {
                <ChampCentre nom="centre" etiquette=l::CENTRE indice=mv::l::CENTRE_INDICE
                    valeur=filtre.centre.clone() options=centres.options />
            })}
            <ChampMot etiquette=l::FILTRER_MOT_CLE valeur=filtre.mot_cle.clone() />
        </FormulaireFiltre>
    }
}

/// A page of the list as the screen shows it.
#[derive(Clone, Serialize, Deserialize)]
struct PageMontree {
    /// The rows, ready. They are in the page that the server sent already: what makes
    /// that page alive in the browser goes without them, and the browser leaves the
    /// element that holds them as it is.
    #[serde(skip)]
    rangees: String,
    vide: bool,
    avec_centre: bool,
    total: usize,
    total_sans_filtre: usize,
    disciplines: Vec<String>,
}

impl From<PageMissions> for PageMontree {
    fn from(page: PageMissions) -> Self {
        Self {
            rangees: rangees(&page.lignes, &page.centres, &page.autres_parties),
            avec_centre: !page.centres.is_empty(),
            vide: page.lignes.is_empty(),
            total: page.total as usize,
            total_sans_filtre: page.total_sans_filtre as usize,
            disciplines: page.disciplines,
        }
    }
}

fn libelle_colonne(colonne: ColonneMission) -> &'static str {
    match colonne {
        ColonneMission::Numero => l::COL_NUMERO,
        ColonneMission::Session => l::COL_SESSION,
        ColonneMission::Specialite => l::COL_SPECIALITE,
        ColonneMission::Epreuve => l::COL_EPREUVE,
        ColonneMission::Type => l::COL_TYPE,
        ColonneMission::Debut => l::COL_DEBUT,
        ColonneMission::Nombre => l::COL_NOMBRE,
        ColonneMission::Signature => l::COL_SIGNATURE,
        ColonneMission::Centre => l::CENTRE,
    }
}

/// `courant` is what the address asks for now: another list may be on its way, and the links
/// of this one must not forget what was chosen since.
#[component]
fn Liste(
    filtre: FiltreMissions,
    courant: Memo<FiltreMissions>,
    page: PageMontree,
) -> impl IntoView {
    let epreuves = filtre.epreuves.as_ref().map(|choix| {
        let sans = Signal::derive(move || {
            courant.with(|filtre| {
                adresse_de(&FiltreMissions {
                    epreuves: None,
                    page: 1,
                    ..filtre.clone()
                })
            })
        });
        view! {
            <FiltrePose texte=mv::l::FILTRE_EPREUVES valeur=mv::epreuves(choix, &page.disciplines) sans
                retirer=ma::l::RETIRER_FILTRE />
        }
    });
    if page.vide {
        return view! {
            {epreuves}
            <p role="status">{l::AUCUNE_MISSION}</p>
            <p><a class="fr-link" href="/missions">{l::REINITIALISER}</a></p>
        }
        .into_any();
    }
    let par_page = filtre.lignes_par_page() as usize;
    let pages = page.total.div_ceil(par_page).max(1);
    let legende = m::legende_missions(page.total, page.total_sans_filtre);
    let colonnes: &[ColonneMission] = if page.avec_centre {
        &ColonneMission::AVEC_CENTRE
    } else {
        &ColonneMission::TOUTES
    };
    let entetes = colonnes
        .iter()
        .map(|&colonne| {
            let active = filtre.tri == colonne;
            let adresse = Signal::derive(move || {
                courant.with(|filtre| {
                    adresse_de(&FiltreMissions {
                        tri: colonne,
                        descendant: filtre.tri == colonne && !filtre.descendant,
                        page: 1,
                        ..filtre.clone()
                    })
                })
            });
            view! {
                <EnteteTri adresse texte=libelle_colonne(colonne)
                    sens=active.then_some(filtre.descendant) />
            }
        })
        .collect_view();
    let adresses: Vec<String> = (1..=pages)
        .map(|p| {
            adresse_de(&FiltreMissions {
                page: p as u32,
                ..filtre.clone()
            })
        })
        .collect();
    view! {
        {epreuves}
        <Tableau id="missions" nom=l::LISTE_MISSIONS legende=Signal::stored(legende)>
            <thead><tr>{entetes}</tr></thead>
            <tbody inner_html=page.rangees></tbody>
        </Tableau>
        <Pagination adresses courante=filtre.page as usize etiquette=l::PAGINATION precedente=l::PAGE_PRECEDENTE
            suivante=l::PAGE_SUIVANTE numero=m::page_n />
    }
    .into_any()
}

/// The rows as one text (docs/decisions/0013-longues-listes.md).
/// `centres` are those of the missions, or nothing; `autres`, the numbers of the missions of
/// the other halves of HLP, or nothing.
fn rangees(missions: &[MissionLigne], centres: &[String], autres: &[Option<i64>]) -> String {
    html! {
        @for (rang, mission) in missions.iter().enumerate() {
            tr {
                th scope="row" {
                    a.fr-link href={ "/missions/" (mission.numero) } { (mission.numero) }
                }
                @if let Some(centre) = centres.get(rang) { td { (centre) } }
                td { (mission.session) }
                td { @if let Some(specialite) = &mission.specialite { (specialite) } }
                td {
                    @if let Some(epreuve) = &mission.epreuve {
                        (epreuve)
                        @if let Some(partie) = epreuve.partie_hlp() {
                            " " span.fr-badge.fr-badge--sm.fr-badge--no-icon.imagin-hlp {
                                (m::partie_hlp_avec(partie, autres.get(rang).copied().flatten()))
                            }
                        }
                    }
                }
                td { (mission.type_mission.libelle()) }
                td { (jour_court(mission.debut)) }
                td.imagin-nombre data-titre=(l::COL_NOMBRE) { (mission.nombre_intervenants) }
                td data-titre=(l::COL_SIGNATURE) { (mission.signataire.libelle()) }
            }
        }
    }
    .into_string()
}
