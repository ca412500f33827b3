//! *Liste des intervenants convoqués*: a page of rows, each a text, patched one by one as
//! the keyword, the order, the page or the mission change.

use super::api::{EnvoyerConvocations, Parcourir};
use super::ecran::{EtatMission, refus};
use super::lignes::Lignes;
use super::rangees::{Commun, Dit, FORMULAIRE_ENVOI, Rangee, Texte, rangee};
use super::rapiecage::{completer, etape, rapiecer, restes};
use super::selection::{self, BoiteDeTete, Selection};
use super::vue::{self, Colonne, Vue};
use crate::composants::{EnteteTri, Pagination, Parcours, Tableau, apres_l_image};
use crate::messages::{self as m, l};
use crate::pages::erreur_de;
use domain::{ConvocationId, ConvocationLigne, MissionOuverte};
use leptos::html;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::wasm_bindgen::JsCast;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use leptos_router::location::Location;
use std::collections::{HashMap, HashSet};

/// What the body of the table shows, and what it is to show.
struct Montrees {
    /// The reading that the texts come from.
    lecture: u32,
    /// The texts written since.
    ecrites: HashMap<ConvocationId, Texte>,
    /// The rows of the page, by their positions in the mission.
    voulues: Vec<(ConvocationId, usize)>,
    /// The rows that are there.
    rangees: Vec<Rangee>,
    /// How many of those, the last ones, are of what was shown before.
    restes: usize,
    /// Those that are there without their box and their buttons.
    legeres: Vec<ConvocationId>,
    /// Counts what was asked: only the last is brought to its end.
    tour: u32,
}

/// New rows that come at once, without box or buttons: as many as a screen shows.
const PREMIERES: usize = 6;
/// New rows that each frame brings after that: a screen shows none or few of them, and the
/// browser does not lay out what it does not show.
const SUIVANTES: usize = 8;

/// Which of the frames that bring the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Image {
    /// The first, of what the reader asked for: rows without box or buttons.
    Demandee,
    /// The first, of what came from the server: whole, it may be under the reader's hand.
    Relue,
    /// Each one after that.
    Suivante,
}

/// The body of the table.
#[derive(Clone, Copy)]
struct Corps {
    noeud: NodeRef<html::Tbody>,
    montrees: StoredValue<Montrees>,
    commun: StoredValue<Commun>,
    lignes: Lignes,
    selection: Selection,
}

impl Corps {
    /// What a row says.
    fn ecrire(commun: &Commun, o: &MissionOuverte, c: &ConvocationLigne, cochee: bool) -> Texte {
        let dit = Dit {
            // What a row says of its affectation depends on what the mission says by default.
            resume: c.affectation.resume(c.autorite, &o.mission),
            modifiable: selection::modifiable(o, c),
            cochee,
        };
        rangee(c, &dit, commun)
    }

    /// Asks for the rows of the page, as they are in the reading `lecture`.
    fn demander(self, lecture: u32) {
        let demande = self.montrees.try_update_value(|m| {
            let image = if m.lecture == lecture {
                Image::Demandee
            } else {
                m.ecrites.clear();
                m.lecture = lecture;
                Image::Relue
            };
            let (ouverte, rangs) = (self.lignes.ouverte, self.lignes.de_page);
            m.voulues = ouverte.with_untracked(|o| {
                rangs.with_untracked(|rangs| {
                    let lignes = rangs.iter().map(|&i| (o.convocations.get(i), i));
                    lignes.filter_map(|(c, i)| Some((c?.id, i))).collect()
                })
            });
            m.tour = m.tour.wrapping_add(1);
            (m.tour, image)
        });
        if let Some((tour, image)) = demande {
            self.avancer(tour, image);
        }
    }

    /// Shows what stands and the first of the new rows, what was there before under them; each
    /// frame brings some more, and then what is said of them all.
    fn avancer(self, tour: u32, image: Image) {
        let Some(Some(noeud)) = self.noeud.try_get_untracked() else {
            return;
        };
        let fini = self.montrees.try_update_value(|m| {
            if m.tour != tour {
                return None;
            }
            let completees = image != Image::Demandee && !m.legeres.is_empty();
            if completees {
                let cochee = |id| self.selection.est_cochee(id);
                completer(&noeud, &m.rangees, &m.legeres, cochee);
                m.legeres.clear();
            }
            match image {
                Image::Demandee => self.poser(&noeud, m, PREMIERES, boutons_a_cote()),
                Image::Relue => self.poser(&noeud, m, PREMIERES, false),
                // That is enough for a frame.
                Image::Suivante if completees => return Some(false),
                Image::Suivante => self.poser(&noeud, m, SUIVANTES, false),
            }
            let posees = m.rangees.len() - m.restes;
            Some(m.legeres.is_empty() && m.restes == 0 && posees == m.voulues.len())
        });
        match fini.flatten() {
            Some(true) => apres_l_image(move || self.lignes.sont_posees()),
            Some(false) => apres_l_image(move || self.avancer(tour, Image::Suivante)),
            None => {}
        }
    }

    fn poser(self, noeud: &web_sys::Element, m: &mut Montrees, neuves: usize, legeres: bool) {
        let etape = self.lignes.ouverte.with_untracked(|o| {
            self.commun.with_value(|commun| {
                etape(
                    &m.rangees,
                    &m.voulues,
                    neuves,
                    |&(id, _)| id,
                    |&(id, i)| {
                        let c = o.convocations.get(i).filter(|c| c.id == id)?;
                        let texte = m.ecrites.entry(id);
                        Some(
                            texte
                                .or_insert_with(|| Self::ecrire(commun, o, c, false))
                                .clone(),
                        )
                    },
                )
            })
        });
        let restes = restes(&m.rangees, &etape, m.voulues.len());
        m.restes = restes.len();
        let etape: Vec<Rangee> = etape.into_iter().chain(restes).collect();
        let cochee = |id| self.selection.est_cochee(id);
        let neuves = rapiecer(noeud, &m.rangees, &etape, legeres, cochee);
        m.legeres.extend(neuves);
        m.rangees = etape;
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
    let pagination = lignes.ensuite(move || {
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
    let (premieres, texte) = ouverte.with_untracked(|o| {
        let rangs = lignes.de_page.get_untracked();
        let mut premieres = Vec::with_capacity(rangs.len());
        let mut texte = String::new();
        commun.with_value(|commun| {
            for c in rangs.iter().filter_map(|&i| o.convocations.get(i)) {
                let sans_coche = Corps::ecrire(commun, o, c, false);
                if selection.est_cochee(c.id) {
                    texte.push_str(&Corps::ecrire(commun, o, c, true).entier());
                } else {
                    texte.push_str(&sans_coche.entier());
                }
                premieres.push(Rangee {
                    id: c.id,
                    texte: sans_coche,
                });
            }
        });
        (premieres, texte)
    });
    let corps = Corps {
        noeud: NodeRef::new(),
        montrees: StoredValue::new(Montrees {
            lecture: lecture.get_untracked(),
            ecrites: premieres
                .iter()
                .map(|r: &Rangee| (r.id, r.texte.clone()))
                .collect(),
            voulues: Vec::new(),
            rangees: premieres,
            restes: 0,
            legeres: Vec::new(),
            tour: 0,
        }),
        commun,
        lignes,
        selection,
    };
    Effect::new(move |_| {
        corps.noeud.track();
        lignes.suivre();
        corps.demander(lecture.get());
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
    let suivre = suivre_les_liens(lignes);

    view! {
        <div role="alert">
            {move || refus(envoyer.value().with(erreur_de))}
        </div>
        <div on:click=suivre>
        <Tableau id="convoques" nom=l::LISTE_CONVOQUES classe=peut_convoquer.then_some("imagin-cochable")
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
            <tbody node_ref=corps.noeud on:change=selection::a_change(selection) on:click=une_fois
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
        </div>
    }
}

/// Follows a link of the list to itself otherwise sorted, or to another of its pages: what it
/// leads to comes at once, and the address once that is on the screen. The router alone would
/// take several frames before anything is seen.
fn suivre_les_liens(lignes: Lignes) -> impl Fn(leptos::ev::MouseEvent) {
    let naviguer = use_navigate();
    // Where the router is, or is on its way to.
    let Location {
        pathname, search, ..
    } = use_location();
    let lieu = move || Some((pathname.try_get_untracked()?, search.try_get_untracked()?));
    // Asked twice at once, the address says the last.
    let demandes = StoredValue::new(0_u32);
    move |ev| {
        // In another tab or window: as any link.
        if ev.default_prevented()
            || ev.button() != 0
            || ev.alt_key()
            || ev.ctrl_key()
            || ev.meta_key()
            || ev.shift_key()
        {
            return;
        }
        let Some((lien, entete)) = lien_de_la_liste(&ev) else {
            return;
        };
        ev.prevent_default();
        let parametres = lien.search_params();
        let lue = Vue::lire(|cle| parametres.get(cle));
        // Links wait for the rows: they may not say yet what was asked last.
        let actuelle = untrack(|| lignes.vue_actuelle());
        let demandee = if entete {
            Vue {
                mot: actuelle.mot,
                ..lue
            }
        } else {
            Vue {
                page: lue.page,
                ..actuelle
            }
        };
        let adresse = lien.pathname() + &demandee.requete();
        let options = NavigateOptions {
            scroll: false,
            // As [`EnteteTri`]: the same page in another order is no step back.
            replace: entete,
            ..NavigateOptions::default()
        };
        lignes.montrer(demandee);
        demandes.update_value(|n| *n = n.wrapping_add(1));
        let (rang, ici) = (demandes.get_value(), lieu());
        let naviguer = naviguer.clone();
        let dire = move || {
            // Not if the reader went elsewhere meanwhile, or opened a window.
            if demandes.try_get_value() == Some(rang) && lieu() == ici {
                naviguer(&adresse, options);
            }
        };
        apres_l_image(dire);
    }
}

/// Where a click on the list leads, when that is the list itself, and whether by the title of
/// a column; else by the number of a page.
fn lien_de_la_liste(ev: &leptos::ev::MouseEvent) -> Option<(web_sys::Url, bool)> {
    let cible: web_sys::Element = ev.target()?.dyn_into().ok()?;
    let lien = cible
        .closest("thead a[href], .fr-pagination a[href]")
        .ok()??;
    let entete = lien.closest("thead").ok()?.is_some();
    let lien: web_sys::HtmlAnchorElement = lien.dyn_into().ok()?;
    Some((web_sys::Url::new(&lien.href()).ok()?, entete))
}

/// Whether the screen keeps the place of a row's buttons until they come, as one that is
/// wide enough for a table does (`_tableau.scss`).
fn boutons_a_cote() -> bool {
    let large = window().match_media("(min-width: 48em)").ok().flatten();
    large.is_some_and(|m| m.matches())
}

/// Title of a column that sorts.
fn entete(
    lignes: Lignes,
    numero: i64,
    colonne: Colonne,
    parcours: Option<Parcours>,
) -> impl IntoView {
    let adresse = Memo::new(move |_| {
        lignes.vue.track();
        lignes.attendre();
        let requete = untrack(|| lignes.vue_actuelle().triee(colonne).requete());
        format!("/missions/{numero}{requete}")
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
