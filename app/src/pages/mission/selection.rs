//! Choosing rows of *Liste des intervenants convoqués*, to act upon them together.
//!
//! The boxes belong, by their `form` attribute, to one plain form beside the table. What is
//! ticked lies in one set; the boxes of the page show it, and the form says it whole when it
//! is sent. Without our script the form also leads to the other pages, orders and keywords of
//! the list, so that what is ticked goes along. No row listens to the others, so that thousands
//! of them stay light.

use super::api::Parcourir;
use super::lignes::Lignes;
use crate::composants::apres_l_image;
use crate::coquille::Anime;
use crate::messages::{self as m, lots as ml};
use crate::pages::lots::OuvrirLot;
use domain::{ConvocationId, ConvocationLigne, MissionOuverte};
use leptos::html;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::wasm_bindgen::JsCast;
use std::collections::HashSet;

/// Id of the form to which the boxes belong.
pub(super) const FORMULAIRE: &str = "selection";
/// Id of the box over the column.
const TETE: &str = "selection-tout";
/// Name of the boxes.
pub(super) const NOM: &str = "lignes[]";

/// What is ticked, and what can be.
#[derive(Clone, Copy)]
pub(crate) struct Selection {
    lignes: Lignes,
    cochees: RwSignal<HashSet<ConvocationId>>,
    /// Counts what changed other rows than those of the page: a tick of theirs hides and
    /// shows nothing.
    bloc: RwSignal<u32>,
    masquees: Memo<usize>,
    possibles: Memo<usize>,
}

/// Whether the reader may change a row.
pub(crate) fn modifiable(o: &MissionOuverte, c: &ConvocationLigne) -> bool {
    o.autorite
        .is_some_and(|sienne| o.mission.laisse_modifier(sienne, c.autorite))
}

/// What the box of a row says when it is sent.
pub(super) fn valeur(c: &ConvocationLigne) -> String {
    format!("{}:{}", c.id, c.version)
}

impl Selection {
    /// `gardees`: rows that come ticked, on any page (those that a reader without script
    /// ticked before this page came). `tout`: every row that the keyword keeps does too (how
    /// such a reader ticks them all).
    pub(crate) fn nouvelle(lignes: Lignes, tout: bool, gardees: Vec<ConvocationId>) -> Self {
        let gardees: HashSet<ConvocationId> = gardees.into_iter().collect();
        let mut depart: HashSet<ConvocationId> = lignes.ouverte.with_untracked(|o| {
            o.convocations
                .iter()
                .filter(|c| gardees.contains(&c.id) && modifiable(o, c))
                .map(|c| c.id)
                .collect()
        });
        if tout {
            depart.extend(lignes.filtrees(modifiable));
        }
        let cochees = RwSignal::new(depart);
        let bloc = RwSignal::new(0_u32);
        let masquees = Memo::new(move |_| {
            bloc.track();
            lignes.attendre();
            cochees.with_untracked(|c| {
                let visibles = lignes.compter_filtrees(|_, ligne| c.contains(&ligne.id));
                c.len().saturating_sub(visibles)
            })
        });
        let possibles = lignes.ensuite(move || lignes.compter_filtrees(modifiable));
        let selection = Self {
            lignes,
            cochees,
            bloc,
            masquees,
            possibles,
        };
        // A browser that goes back to the page has kept its boxes as they were.
        Effect::new(move |_| selection.relever());
        // Rows that went away, or that the reader may no longer change, are not ticked.
        Effect::new(move |_| {
            lignes.ouverte.with(|o| {
                if cochees.with_untracked(HashSet::is_empty) {
                    return;
                }
                let possibles: HashSet<ConvocationId> = o
                    .convocations
                    .iter()
                    .filter(|c| modifiable(o, c))
                    .map(|c| c.id)
                    .collect();
                if cochees.with_untracked(|c| !c.is_subset(&possibles)) {
                    cochees.update(|c| c.retain(|id| possibles.contains(id)));
                    bloc.update(|n| *n += 1);
                }
            });
        });
        selection
    }

    /// Whether a row is ticked, without following it.
    pub(super) fn est_cochee(self, id: ConvocationId) -> bool {
        self.cochees
            .try_with_untracked(|c| c.contains(&id))
            .unwrap_or(false)
    }

    /// Reads the boxes of the page.
    fn relever(self) {
        let lues: Vec<(ConvocationId, bool)> = boites()
            .iter()
            .filter_map(|b| Some((cle(b)?, b.checked())))
            .collect();
        let differe = self
            .cochees
            .with_untracked(|c| lues.iter().any(|(id, coche)| c.contains(id) != *coche));
        if differe {
            self.cochees.update(|c| {
                for (id, coche) in lues {
                    poser(c, id, coche);
                }
            });
        }
    }

    /// The reader ticked or unticked a box of the page.
    fn a_change(self, boite: &web_sys::HtmlInputElement) {
        if let Some(id) = cle(boite) {
            let coche = boite.checked();
            let existe = self.lignes.ouverte.with_untracked(|o| {
                let sienne = |c: &ConvocationLigne| c.id == id && modifiable(o, c);
                o.convocations.iter().any(sienne)
            });
            // Deleted by somebody else, its row is about to go.
            if coche && !existe {
                return;
            }
            self.changer(|c| poser(c, id, coche), false);
        }
    }

    /// Changes what is ticked, of other rows than those of the page too when `en_bloc`; what
    /// is said of it comes once the boxes are on the screen.
    fn changer(self, changement: impl FnOnce(&mut HashSet<ConvocationId>), en_bloc: bool) {
        self.cochees.update_untracked(changement);
        apres_l_image(move || {
            // None: the page was left.
            if en_bloc {
                self.bloc.try_update(|n| *n = n.wrapping_add(1));
            }
            if self.cochees.try_update(|_| ()).is_some() {
                self.montrer_la_tete();
            }
        });
    }

    /// Ticks or unticks the rows of the page.
    fn cocher_la_page(self, coche: bool) {
        let possibles = self.lignes.de_la_page(modifiable);
        let changement = |c: &mut HashSet<ConvocationId>| {
            for id in possibles {
                poser(c, id, coche);
            }
        };
        self.changer(changement, false);
        self.montrer();
    }

    /// Ticks every row that the keyword keeps, whatever its page.
    fn cocher_les_resultats(self) {
        let possibles = self.lignes.filtrees(modifiable);
        self.changer(|c| c.extend(possibles), true);
        self.montrer();
    }

    /// Unticks everything, what the keyword hides too.
    fn vider(self) {
        self.changer(HashSet::clear, true);
        self.montrer();
    }

    /// Makes the boxes of the page show what is ticked.
    fn montrer(self) {
        self.cochees.with_untracked(|c| {
            for boite in boites() {
                boite.set_checked(cle(&boite).is_some_and(|id| c.contains(&id)));
            }
        });
    }

    /// Makes the box over the column say whether the page is all ticked: whoever ticked it
    /// may have unticked a row since.
    fn montrer_la_tete(self) {
        let boite = document()
            .get_element_by_id(TETE)
            .and_then(|b| b.dyn_into::<web_sys::HtmlInputElement>().ok());
        if let Some(boite) = boite {
            boite.set_checked(untrack(|| self.page_cochee()));
        }
    }

    /// How many rows are ticked, and how many of those are hidden by the keyword.
    fn compte(self) -> (usize, usize) {
        (self.cochees.with(HashSet::len), self.masquees.get())
    }

    /// Whether every row of the page that can be is ticked.
    fn page_cochee(self) -> bool {
        let possibles = self.lignes.de_la_page_suivie(modifiable);
        self.cochees
            .with(|c| !possibles.is_empty() && possibles.iter().all(|id| c.contains(id)))
    }

    /// How many rows are ticked that the page does not show, without following it.
    fn compte_ailleurs(self) -> usize {
        let ici = self.lignes.de_la_page(modifiable);
        self.cochees.with_untracked(|c| {
            let montrees = ici.iter().filter(|id| c.contains(*id)).count();
            c.len().saturating_sub(montrees)
        })
    }

    /// Fields for what is ticked and has no box among those of `ici`, to be sent with them.
    fn ailleurs(self, ici: &HashSet<ConvocationId>) -> String {
        self.lignes.ouverte.with_untracked(|o| {
            self.cochees.with_untracked(|cochees| {
                maud::html! {
                    @for c in o.convocations.iter().filter(|c| cochees.contains(&c.id) && !ici.contains(&c.id)) {
                        input type="hidden" name=(NOM) value=(valeur(c));
                    }
                }
                .into_string()
            })
        })
    }
}

/// Puts a row into what is ticked, or takes it out.
fn poser(cochees: &mut HashSet<ConvocationId>, id: ConvocationId, coche: bool) {
    if coche {
        cochees.insert(id);
    } else {
        cochees.remove(&id);
    }
}

/// The boxes of the page.
fn boites() -> Vec<web_sys::HtmlInputElement> {
    let Ok(trouvees) = document().query_selector_all("#convoques tbody input[type=checkbox]")
    else {
        return Vec::new();
    };
    (0..trouvees.length())
        .filter_map(|i| trouvees.get(i)?.dyn_into().ok())
        .collect()
}

/// The convocation of a box.
fn cle(boite: &web_sys::HtmlInputElement) -> Option<ConvocationId> {
    boite.value().split(':').next()?.parse().ok()
}

/// The box over the column: every row of the page, or none.
#[component]
pub(crate) fn BoiteDeTete(selection: Selection) -> impl IntoView {
    let anime = expect_context::<Anime>().0;
    let toutes = Memo::new(move |_| selection.page_cochee());
    view! {
        <span class="fr-sr-only">{ml::l::COL_SELECTION}</span>
        <div class="fr-checkbox-group fr-checkbox-group--sm" hidden=move || !anime.get()>
            <input type="checkbox" id=TETE prop:checked=toutes
                on:change:target=move |ev| selection.cocher_la_page(ev.target().checked()) />
            <label class="fr-label" for=TETE><span class="fr-sr-only">{ml::l::TOUT}</span></label>
        </div>
    }
}

/// Told by the body of the table that something in one of its rows changed.
pub(crate) fn a_change(selection: Selection) -> impl Fn(leptos::ev::Event) + Clone {
    move |ev: leptos::ev::Event| {
        let boite = ev
            .target()
            .and_then(|c| c.dyn_into::<web_sys::HtmlInputElement>().ok());
        if let Some(boite) = boite.filter(|b| b.type_() == "checkbox") {
            selection.a_change(&boite);
        }
    }
}

/// How many rows are ticked, and what can be done to them.
#[component]
pub(crate) fn BarreDeSelection(selection: Selection, numero: i64) -> impl IntoView {
    let anime = expect_context::<Anime>().0;
    let compte = Memo::new(move |_| selection.compte());
    let n = move || compte.get().0;
    let ailleurs = NodeRef::<html::Div>::new();
    // What other pages hold, for who cannot see it counted: told as the page came.
    let gardees = selection.compte_ailleurs();
    let sans_coche = selection
        .lignes
        .vue
        .with_untracked(|v| format!("/missions/{numero}{}", v.sans_coche().requete()));
    let ici = selection.lignes.de_la_page(modifiable);
    let ecrites = selection.ailleurs(&ici.into_iter().collect());
    let action = move |code: &'static str, texte: &'static str| {
        view! {
            <button class="fr-btn fr-btn--secondary fr-btn--sm" name="action" value=code
                disabled=move || anime.get() && n() == 0>
                {move || if anime.get() { m::avec_nombre(texte, n()) } else { texte.to_owned() }}
            </button>
        }
    };
    view! {
        <form id=FORMULAIRE method="post" action=OuvrirLot::PATH class="imagin-selection"
            // What is ticked and has no box in the page is written when it is sent, not at each
            // tick: rows may be on their way.
            on:submit=move |_| {
                if let Some(ailleurs) = ailleurs.get_untracked() {
                    let ici = boites().iter().filter_map(cle).collect();
                    ailleurs.set_inner_html(&selection.ailleurs(&ici));
                }
            }>
            <input type="hidden" name="numero" value=numero />
            <div hidden=true node_ref=ailleurs inner_html=ecrites></div>
            <p class="imagin-selection__compte" role="status">
                {move || anime.get().then(|| {
                    let (n, masquees) = compte.get();
                    ml::selection(n, masquees)
                })}
            </p>
            {(gardees > 0).then(|| view! {
                <p hidden=move || anime.get()>
                    {ml::gardees(gardees)}" "<a class="fr-link" href=sans_coche>{ml::l::RIEN}</a>
                </p>
            })}
            <button class="fr-btn fr-btn--tertiary fr-btn--sm" formaction=Parcourir::PATH name="tout" value="1"
                disabled=move || anime.get() && selection.possibles.get() == 0
                on:click=move |ev| {
                    if anime.get_untracked() {
                        ev.prevent_default();
                        selection.cocher_les_resultats();
                    }
                }>
                {move || ml::selectionner_resultats(selection.possibles.get())}
            </button>
            <button type="button" class="fr-btn fr-btn--tertiary fr-btn--sm"
                hidden=move || !anime.get() || n() == 0
                on:click=move |_| selection.vider()>
                {ml::l::RIEN}
            </button>
            {action("modifier", ml::l::MODIFIER_SELECTION)}
            {action("supprimer", ml::l::SUPPRIMER_SELECTION)}
        </form>
    }
}
