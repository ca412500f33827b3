//! *Liste des intervenants convoqués*: a page of rows, each a text, patched one by one as
//! the keyword, the order, the page or the mission change.

use super::api::{EnvoyerConvocations, Parcourir};
use super::ecran::{EtatMission, refus};
use super::lignes::Lignes;
use super::rangees::{Commun, Dit, FORMULAIRE_ENVOI, Rangee, rangee};
use super::rapiecage::{etape, rapiecer};
use super::selection::{self, BoiteDeTete, Selection};
use super::vue::{self, Colonne};
use crate::composants::{EnteteTri, Pagination, Parcours, Tableau};
use crate::messages::{self as m, l};
use crate::pages::erreur_de;
use domain::{ConvocationId, ConvocationLigne, MissionOuverte};
use leptos::html;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::wasm_bindgen::JsCast;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What the body of the table shows, and what it is to show.
struct Montrees {
    /// The reading that the texts come from.
    lecture: u32,
    /// The texts written since.
    ecrites: HashMap<ConvocationId, Arc<str>>,
    /// The rows of the page.
    voulues: Vec<Rangee>,
    /// Those of them that are there.
    rangees: Vec<Rangee>,
}

/// New rows that come at once: as many as a screen shows. The others come in the next frame.
/// A few in each frame was tried: every frame lays the whole table out and paints it again,
/// which on a slow computer takes longer than the rows.
const PREMIERES: usize = 12;

/// Shows what stands and the first `neuves` of the new rows; the next frame brings the rest.
fn avancer(
    corps: NodeRef<html::Tbody>,
    montrees: StoredValue<Montrees>,
    selection: Selection,
    neuves: usize,
) {
    let Some(Some(noeud)) = corps.try_get_untracked() else {
        return;
    };
    let il_en_reste = montrees.try_update_value(|m| {
        let etape = etape(&m.rangees, &m.voulues, neuves);
        rapiecer(&noeud, &m.rangees, &etape, |id| selection.est_cochee(id));
        m.rangees = etape;
        m.rangees.len() < m.voulues.len()
    });
    if il_en_reste == Some(true) {
        request_animation_frame(move || avancer(corps, montrees, selection, vue::PAR_PAGE));
    }
}

#[component]
pub(crate) fn Liste(
    etat: EtatMission,
    lignes: Lignes,
    peut_convoquer: bool,
    selection: Selection,
) -> impl IntoView {
    let ouverte = etat.ouverte;
    let numero = etat.numero();
    let nombre = Memo::new(move |_| ouverte.with(|o| o.convocations.len()));
    let visibles = Memo::new(move |_| lignes.rangs.with(Vec::len));
    let pagination = Memo::new(move |_| {
        let pages = vue::nombre_de_pages(visibles.get());
        let adresses = lignes
            .vue_actuelle()
            .pages(&format!("/missions/{numero}"), pages);
        (adresses, lignes.page.get())
    });

    // Where rows can be ticked, what is ticked goes along to another page.
    let parcours = peut_convoquer.then_some(Parcours {
        formulaire: selection::FORMULAIRE,
        action: Parcourir::PATH,
    });

    // Counts the readings: within one, a row that is known needs no writing again.
    let lecture = Memo::new(move |avant: Option<&u32>| {
        ouverte.track();
        avant.map_or(0, |n| n.wrapping_add(1))
    });
    let commun = StoredValue::new(Commun {
        peut_convoquer,
        suite: lignes.vue.with_untracked(|v| v.sans_tout().suite()),
    });
    let ecrire = move |o: &MissionOuverte, c: &ConvocationLigne, cochee: bool| {
        let dit = Dit {
            // What a row says of its affectation depends on what the mission says by default.
            resume: c.affectation.resume(c.autorite, &o.mission),
            modifiable: selection::modifiable(o, c),
            cochee,
        };
        commun.with_value(|commun| rangee(c, &dit, commun))
    };
    let (premieres, texte) = ouverte.with_untracked(|o| {
        lignes.de_page.with_untracked(|rangs| {
            let mut premieres = Vec::with_capacity(rangs.len());
            let mut texte = String::new();
            for c in rangs.iter().filter_map(|&i| o.convocations.get(i)) {
                let sans_coche: Arc<str> = ecrire(o, c, false).into();
                if selection.est_cochee(c.id) {
                    texte.push_str(&ecrire(o, c, true));
                } else {
                    texte.push_str(&sans_coche);
                }
                premieres.push(Rangee {
                    id: c.id,
                    texte: sans_coche,
                });
            }
            (premieres, texte)
        })
    });
    let premiers: HashMap<ConvocationId, Arc<str>> = premieres
        .iter()
        .map(|r: &Rangee| (r.id, Arc::clone(&r.texte)))
        .collect();
    let montrees = StoredValue::new(Montrees {
        lecture: lecture.get_untracked(),
        ecrites: premiers,
        voulues: premieres.clone(),
        rangees: premieres,
    });
    let corps = NodeRef::<html::Tbody>::new();
    Effect::new(move |_| {
        let lue = lecture.get();
        let rangs = lignes.de_page.get();
        if corps.get().is_none() {
            return;
        }
        montrees.try_update_value(|m| {
            if m.lecture != lue {
                m.ecrites.clear();
                m.lecture = lue;
            }
            m.voulues = ouverte.with_untracked(|o| {
                rangs
                    .iter()
                    .filter_map(|&i| o.convocations.get(i))
                    .map(|c| Rangee {
                        id: c.id,
                        texte: Arc::clone(
                            m.ecrites
                                .entry(c.id)
                                .or_insert_with(|| ecrire(o, c, false).into()),
                        ),
                    })
                    .collect()
            });
        });
        avancer(corps, montrees, selection, PREMIERES);
    });
    montrer_la_page(lignes);

    // One action for every row.
    let envoyer = ServerAction::<EnvoyerConvocations>::new();
    etat.apres(move || envoyer.version().get());
    // A row asked for asks once, however often its button is pressed until the answer.
    let demandees = StoredValue::new(HashSet::<ConvocationId>::new());
    let en_route = envoyer.pending();
    Effect::new(move |_| {
        if !en_route.get() {
            demandees.update_value(HashSet::clear);
        }
    });
    let envoyer_une = move |ev: leptos::ev::SubmitEvent| {
        let bouton = ev.submitter().and_then(|b| b.get_attribute("value"));
        let Some(id) = bouton.and_then(|id| id.parse::<ConvocationId>().ok()) else {
            return;
        };
        ev.prevent_default();
        if demandees.try_update_value(|d| d.insert(id)) != Some(true) {
            return;
        }
        envoyer.dispatch(EnvoyerConvocations {
            numero,
            ids: id.to_string(),
            // Of the latest reading: what was sent since may be sent again.
            cle: ouverte.with_untracked(|o| o.cle.clone()),
            groupe: false,
            etendue: String::new(),
        });
    };
    // The second click of a double click asks nothing: the mission, read again between the
    // two, would give it another key.
    let une_fois = |ev: leptos::ev::MouseEvent| {
        let bouton = || {
            let cible: web_sys::Element = ev.target()?.dyn_into().ok()?;
            cible.closest("button").ok()?
        };
        if ev.detail() > 1 && bouton().is_some() {
            ev.prevent_default();
        }
    };
    let cle = ouverte.with_untracked(|o| o.cle.clone());

    view! {
        <div role="alert">
            {move || refus(envoyer.value().with(erreur_de))}
        </div>
        <Tableau id="convoques" nom=l::LISTE_CONVOQUES
            legende=Signal::derive(move || m::liste_convoques(visibles.get(), nombre.get()))>
            <thead>
                <tr>
                    {peut_convoquer.then(|| view! { <th scope="col" class="imagin-coche"><BoiteDeTete selection /></th> })}
                    {entete(lignes, numero, Colonne::Nom, parcours)}
                    <th scope="col">{l::COL_PRENOM}</th>
                    {entete(lignes, numero, Colonne::Etablissement, parcours)}
                    <th scope="col">{l::COL_DISCIPLINE}</th>
                    <th scope="col">{l::COL_AFFECTATION}</th>
                    {entete(lignes, numero, Colonne::Envoi, parcours)}
                    <th scope="col">{l::COL_ACTIONS}</th>
                </tr>
            </thead>
            <tbody node_ref=corps on:change=selection::a_change(selection) on:click=une_fois
                inner_html=texte></tbody>
        </Tableau>
        {peut_convoquer.then(|| view! {
            <form id=FORMULAIRE_ENVOI action=EnvoyerConvocations::PATH method="post"
                on:submit=envoyer_une>
                <input type="hidden" name="numero" value=numero />
                <input type="hidden" name="cle" value=cle />
            </form>
        })}
        <p hidden=move || { visibles.get() > 0 }>
            {move || if nombre.get() == 0 { l::AUCUN_CONVOQUE } else { l::AUCUN_CONVOQUE_FILTRE }}
        </p>
        {move || {
            let (adresses, courante) = pagination.get();
            view! {
                <Pagination adresses courante etiquette=l::PAGINATION precedente=l::PAGE_PRECEDENTE
                    suivante=l::PAGE_SUIVANTE numero=m::page_n noscroll=true parcours />
            }
        }}
    }
}

/// Title of a column that sorts.
fn entete(
    lignes: Lignes,
    numero: i64,
    colonne: Colonne,
    parcours: Option<Parcours>,
) -> impl IntoView {
    let adresse = Signal::derive(move || {
        format!(
            "/missions/{numero}{}",
            lignes.vue_actuelle().triee(colonne).requete()
        )
    });
    let sens = Signal::derive(move || {
        lignes
            .vue
            .with(|v| (v.tri == colonne).then_some(v.descendant))
    });
    view! { <EnteteTri adresse texte=colonne.titre() sens parcours /> }
}

/// Another page is shown from its top, and the focus is there: the link that was followed
/// lies under the list, and is made again.
fn montrer_la_page(lignes: Lignes) {
    Effect::new(move |avant: Option<(usize, (Colonne, bool))>| {
        let (page, tri) = lignes.vue.with(|v| (v.page, (v.tri, v.descendant)));
        // Sorted again, the list starts over, and the focus stays on the title.
        if avant.is_some_and(|(p, t)| p != page && t == tri) {
            request_animation_frame(|| {
                let cadre = document()
                    .get_element_by_id("convoques-cadre")
                    .and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok());
                if let Some(cadre) = cadre {
                    cadre.scroll_into_view();
                    // Fails only for an element that cannot take the focus.
                    let _ = cadre.focus();
                }
            });
        }
        (page, tri)
    });
}
