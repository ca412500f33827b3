//! *Liste des intervenants convoqués*: a page of rows, each a text, patched one by one as
//! the keyword, the order, the page or the mission change.

use super::api::{EnvoyerConvocations, Parcourir};
use super::ecran::{EtatMission, refus};
use super::lignes::{Lignes, peu_apres};
use super::rangees::{Commun, Dit, FORMULAIRE_ENVOI, Rangee, Texte, rangee};
use super::rapiecage::Montrees;
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
struct Etat {
    /// The reading that the texts come from.
    lecture: u32,
    /// The texts written since.
    ecrites: HashMap<ConvocationId, Texte>,
    /// The rows of the page, by their positions in the mission.
    voulues: Vec<(ConvocationId, usize)>,
    /// The rows that are there.
    montrees: Montrees,
    /// How many of those wanted, the first ones, are there.
    faites: usize,
    /// Counts what was asked: only the last is brought to its end.
    tour: u32,
}

/// Rows that come at once, without box or buttons: those of a small screen, under the keyword.
const PREMIERES: usize = 4;
/// Rows that each frame brings after that: a screen shows none or few of them, and the browser
/// does not lay out what it does not show.
const SUIVANTES: usize = 8;
/// Rows too many that each frame takes out, once those wanted are there.
const RETIREES: usize = 16;

/// The body of the table.
#[derive(Clone, Copy)]
struct Corps {
    noeud: NodeRef<html::Tbody>,
    etat: StoredValue<Etat>,
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
        let image = self.montrer(|noeud, e| {
            let relue = e.lecture != lecture;
            if relue {
                e.ecrites.clear();
                e.lecture = lecture;
            }
            let (ouverte, rangs) = (self.lignes.ouverte, self.lignes.de_page);
            e.voulues = ouverte.with_untracked(|o| {
                rangs.with_untracked(|rangs| {
                    let lignes = rangs.iter().map(|&i| (o.convocations.get(i), i));
                    lignes.filter_map(|(c, i)| Some((c?.id, i))).collect()
                })
            });
            e.tour = e.tour.wrapping_add(1);
            e.faites = 0;
            // What came by itself may be under the reader's hand: it comes whole, and each row
            // stays that of who was there.
            if relue || Montrees::clavier(noeud) {
                self.finir(noeud, e);
            } else {
                self.commencer(noeud, e);
            }
        });
        self.ensuite(image);
    }

    /// Changes what the body of the table shows: gives which request that was for, and whether
    /// all of it is there.
    fn montrer(self, changer: impl FnOnce(&web_sys::Element, &mut Etat)) -> Option<(u32, bool)> {
        let noeud = self.noeud.try_get_untracked()??;
        self.etat.try_update_value(|e| {
            if !e.montrees.tenir(&noeud) {
                e.faites = 0;
            }
            changer(&noeud, e);
            while let Some(&(id, _)) = e.voulues.get(e.faites)
                && e.montrees.disent(e.faites, id, e.ecrites.get(&id))
            {
                e.faites += 1;
            }
            let finie = e.faites >= e.voulues.len() && e.montrees.nombre() <= e.faites;
            (e.tour, finie && !e.montrees.incompletes())
        })
    }

    /// What follows in the next frame.
    fn ensuite(self, image: Option<(u32, bool)>) {
        match image {
            Some((tour, true)) => apres_l_image(move || {
                if self.est_demande(tour) {
                    self.lignes.sont_posees();
                }
            }),
            Some((tour, false)) => apres_l_image(move || self.avancer(tour)),
            None => {}
        }
    }

    /// Nothing was asked since, and the page is still there.
    fn est_demande(self, tour: u32) -> bool {
        self.etat.try_with_value(|e| e.tour == tour) == Some(true)
    }

    fn cochee(self) -> impl Fn(ConvocationId) -> bool {
        move |id| self.selection.est_cochee(id)
    }

    /// What `combien` of the rows wanted say, from the rank `debut` on.
    fn textes(self, e: &mut Etat, debut: usize, combien: usize) -> Vec<Rangee> {
        let (voulues, ecrites) = (&e.voulues, &mut e.ecrites);
        self.lignes.ouverte.with_untracked(|o| {
            self.commun.with_value(|commun| {
                let voulues = voulues.iter().skip(debut).take(combien);
                let rangees = voulues.filter_map(|&(id, i)| {
                    let c = o.convocations.get(i).filter(|c| c.id == id)?;
                    let texte = ecrites.entry(id);
                    let texte = texte.or_insert_with(|| Self::ecrire(commun, o, c, false));
                    Some(Rangee {
                        id,
                        texte: texte.clone(),
                    })
                });
                rangees.collect()
            })
        })
    }

    /// The first frame of what the reader asked for: the first rows, and none that goes among
    /// those that a screen shows.
    fn commencer(self, noeud: &web_sys::Element, e: &mut Etat) {
        let premieres = self.textes(e, 0, PREMIERES);
        let legeres = boutons_a_cote();
        e.montrees
            .ecrire(noeud, 0, premieres, legeres, self.cochee());
        e.montrees
            .couvrir(noeud, e.voulues.len(), rangs_d_un_ecran());
        // What they lack comes in the next frame.
        e.faites = PREMIERES.min(e.voulues.len());
    }

    /// All of them at once, each found again by its convocation.
    fn finir(self, noeud: &web_sys::Element, e: &mut Etat) {
        let toutes = self.textes(e, 0, usize::MAX);
        e.montrees.rapiecer(noeud, toutes, self.cochee());
    }

    /// Each frame after that: what the first rows lack, then some more rows, then some less,
    /// and at the end what is said of them all.
    fn avancer(self, tour: u32) {
        if !self.est_demande(tour) {
            return;
        }
        let image = self.montrer(|noeud, e| {
            // The reader has gone there meanwhile.
            if Montrees::clavier(noeud) {
                self.finir(noeud, e);
                return;
            }
            // One of them is enough for a frame.
            if e.montrees.completer(noeud, self.cochee()) {
                return;
            }
            if e.faites < e.voulues.len() {
                let suivantes = self.textes(e, e.faites, SUIVANTES);
                if suivantes.is_empty() {
                    // Gone since: what is there now is about to be asked for.
                    e.voulues.truncate(e.faites);
                }
                let nombre = suivantes.len();
                e.montrees
                    .ecrire(noeud, e.faites, suivantes, false, self.cochee());
                e.faites += nombre;
            } else {
                e.montrees.retirer(noeud, e.voulues.len(), RETIREES);
            }
        });
        self.ensuite(image);
    }

    /// Whether a click is on a box or a button that is not yet that of its row. It was meant
    /// for what was there a frame ago.
    fn perime(self, ev: &leptos::ev::MouseEvent) -> bool {
        let cible = ev
            .target()
            .and_then(|c| c.dyn_into::<web_sys::Element>().ok());
        // The rows stay on the screen until the page that comes after this one is there.
        let noeud = self.noeud.try_get_untracked().flatten();
        let (Some(cible), Some(noeud)) = (cible, noeud) else {
            return false;
        };
        let perime = self
            .etat
            .try_with_value(|e| e.montrees.perime(&noeud, &cible));
        perime == Some(true)
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

    let aucune = lignes.ensuite(move || {
        let personne = if nombre.get() == 0 {
            l::AUCUN_CONVOQUE
        } else {
            l::AUCUN_CONVOQUE_FILTRE
        };
        (visibles.get() == 0).then_some(personne)
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
        etat: StoredValue::new(Etat {
            lecture: lecture.get_untracked(),
            ecrites: premieres
                .iter()
                .map(|r: &Rangee| (r.id, r.texte.clone()))
                .collect(),
            voulues: Vec::new(),
            faites: premieres.len(),
            montrees: Montrees::venues(premieres),
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
    let une_fois = move |ev: leptos::ev::MouseEvent| {
        let bouton = || {
            let cible: web_sys::Element = ev.target()?.dyn_into().ok()?;
            cible.closest("button").ok()?
        };
        if (ev.detail() > 1 && bouton().is_some()) || corps.perime(&ev) {
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
            legende=peu_apres(move || m::liste_convoques(visibles.get(), nombre.get()))>
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
                on:auxclick=move |ev| if corps.perime(&ev) { ev.prevent_default() }
                inner_html=texte></tbody>
        </Tableau>
        {peut_convoquer.then(|| view! {
            <form id=FORMULAIRE_ENVOI action=EnvoyerConvocations::PATH method="post"
                on:submit=envoyer_une>
                <input type="hidden" name="numero" value=numero />
                <input type="hidden" name="cle" value=cle />
            </form>
        })}
        <p hidden=move || { aucune.get().is_none() }>{move || aucune.get()}</p>
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
            actuelle.triee(lue.tri)
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
/// wide enough for a table does (`_tableau.scss`; where they are few, the row's text does).
fn boutons_a_cote() -> bool {
    thread_local! {
        // Asked at each key: the browser answers at once only if it need not read it again.
        static LARGE: Option<web_sys::MediaQueryList> =
            window().match_media("(min-width: 48em)").ok().flatten();
    }
    LARGE.with(|large| large.as_ref().is_some_and(web_sys::MediaQueryList::matches))
}

/// How many rows a screen can show at most: the lowest are of three lines (`_tableau.scss`).
fn rangs_d_un_ecran() -> usize {
    const LIGNE: i32 = 92;
    // Not of the window, which the browser would have to lay out to say.
    let hauteur = window().screen().and_then(|s| s.avail_height());
    usize::try_from(hauteur.unwrap_or_default() / LIGNE).unwrap_or_default() + 1
}

/// Title of a column that sorts.
fn entete(
    lignes: Lignes,
    numero: i64,
    colonne: Colonne,
    parcours: Option<Parcours>,
) -> impl IntoView {
    let adresse = lignes.ensuite(move || {
        let requete = lignes.vue_actuelle().triee(colonne).requete();
        format!("/missions/{numero}{requete}")
    });
    let sens = peu_apres(move || {
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
