//! Choosing rows of *Liste des intervenants convoqués*, to act upon them together.
//!
//! The boxes belong, by their `form` attribute, to one plain form beside the table. What is
//! ticked is the browser's own business: our script counts, and ticks many at once. No row
//! listens to the others, so that thousands of them stay light.

use crate::coquille::Anime;
use crate::messages::{self as m, lots as ml};
use crate::pages::lots::OuvrirLot;
use domain::{ConvocationId, ConvocationLigne, MissionOuverte};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::wasm_bindgen::JsCast;
use std::collections::HashSet;

/// Id of the form to which the boxes belong.
const FORMULAIRE: &str = "selection";
/// Name of the boxes.
const NOM: &str = "lignes[]";

/// What is ticked, and what can be.
#[derive(Clone, Copy)]
pub(crate) struct Selection {
    ouverte: RwSignal<MissionOuverte>,
    affichees: Memo<HashSet<ConvocationId>>,
    cochees: RwSignal<HashSet<ConvocationId>>,
}

/// Whether the reader may change a row.
pub(crate) fn modifiable(o: &MissionOuverte, c: &ConvocationLigne) -> bool {
    o.autorite
        .is_some_and(|sienne| o.mission.laisse_modifier(sienne, c.autorite))
}

impl Selection {
    /// `tout`: every row shown comes ticked (how a reader without script ticks them all).
    pub(crate) fn nouvelle(
        ouverte: RwSignal<MissionOuverte>,
        affichees: Memo<HashSet<ConvocationId>>,
        tout: bool,
    ) -> Self {
        let cochees = if tout {
            ouverte.with_untracked(|o| {
                affichees.with_untracked(|a| {
                    o.convocations
                        .iter()
                        .filter(|c| modifiable(o, c) && a.contains(&c.id))
                        .map(|c| c.id)
                        .collect()
                })
            })
        } else {
            HashSet::new()
        };
        let selection = Self {
            ouverte,
            affichees,
            cochees: RwSignal::new(cochees),
        };
        // A browser that goes back to the page has kept its boxes as they were.
        Effect::new(move |_| selection.relever());
        selection
    }

    /// Reads the boxes.
    fn relever(self) {
        let mut cochees = HashSet::new();
        for boite in boites() {
            if boite.checked()
                && let Some(id) = cle(&boite)
            {
                cochees.insert(id);
            }
        }
        self.cochees.try_set(cochees);
    }

    /// Ticks or unticks the rows shown; `aussi_masquees`: the others too.
    fn cocher(self, coche: bool, aussi_masquees: bool) {
        self.affichees.with_untracked(|a| {
            for boite in boites() {
                if aussi_masquees || cle(&boite).is_some_and(|id| a.contains(&id)) {
                    boite.set_checked(coche);
                }
            }
        });
        self.relever();
    }

    /// How many rows are ticked, how many of those are hidden, and how many are shown that
    /// can be ticked.
    fn compte(self) -> (usize, usize, usize) {
        self.ouverte.with(|o| {
            self.affichees.with(|a| {
                self.cochees.with(|c| {
                    let (mut n, mut masquees, mut possibles) = (0, 0, 0);
                    for ligne in o.convocations.iter().filter(|l| modifiable(o, l)) {
                        let affichee = a.contains(&ligne.id);
                        possibles += usize::from(affichee);
                        if c.contains(&ligne.id) {
                            n += 1;
                            masquees += usize::from(!affichee);
                        }
                    }
                    (n, masquees, possibles)
                })
            })
        })
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

/// The box of a row; none for a row that the reader may not change.
pub(crate) fn boite(selection: Selection, c: &ConvocationLigne) -> impl IntoView + use<> {
    let possible = selection.ouverte.with_untracked(|o| modifiable(o, c));
    possible.then(|| {
        let champ = format!("ligne-{}", c.id);
        let coche = selection.cochees.with_untracked(|s| s.contains(&c.id));
        view! {
            <div class="fr-checkbox-group fr-checkbox-group--sm">
                <input type="checkbox" id=champ.clone() form=FORMULAIRE name=NOM
                    value=format!("{}:{}", c.id, c.version) checked=coche />
                <label class="fr-label" for=champ>
                    <span class="fr-sr-only">{ml::selectionner(&domain::nom_complet(&c.nom, &c.prenom))}</span>
                </label>
            </div>
        }
    })
}

/// The box over the column: every row shown, or none.
#[component]
pub(crate) fn BoiteDeTete(selection: Selection) -> impl IntoView {
    let anime = expect_context::<Anime>().0;
    let toutes = Memo::new(move |_| {
        let (n, masquees, possibles) = selection.compte();
        possibles > 0 && n - masquees == possibles
    });
    view! {
        <span class="fr-sr-only">{ml::l::COL_SELECTION}</span>
        <div class="fr-checkbox-group fr-checkbox-group--sm" hidden=move || !anime.get()>
            <input type="checkbox" id="selection-tout" prop:checked=toutes
                on:change:target=move |ev| selection.cocher(ev.target().checked(), false) />
            <label class="fr-label" for="selection-tout"><span class="fr-sr-only">{ml::l::TOUT}</span></label>
        </div>
    }
}

/// Told by the table that a box of one of its rows changed.
pub(crate) fn a_change(selection: Selection) -> impl Fn(leptos::ev::Event) + Clone {
    move |_| selection.relever()
}

/// How many rows are ticked, and what can be done to them.
#[component]
pub(crate) fn BarreDeSelection(selection: Selection, numero: i64) -> impl IntoView {
    let anime = expect_context::<Anime>().0;
    let compte = Memo::new(move |_| selection.compte());
    let n = move || compte.get().0;
    let action = move |code: &'static str, texte: &'static str| {
        view! {
            <button class="fr-btn fr-btn--secondary fr-btn--sm" name="action" value=code
                disabled=move || anime.get() && n() == 0>
                {move || if anime.get() { m::avec_nombre(texte, n()) } else { texte.to_owned() }}
            </button>
        }
    };
    view! {
        <form id=FORMULAIRE method="post" action=OuvrirLot::PATH class="imagin-selection">
            <input type="hidden" name="numero" value=numero />
            <p class="imagin-selection__compte" role="status">
                {move || anime.get().then(|| {
                    let (n, masquees, _) = compte.get();
                    ml::selection(n, masquees)
                })}
            </p>
            <button class="fr-btn fr-btn--tertiary fr-btn--sm" form="filtre" name="tout" value="1"
                on:click=move |ev| if anime.get_untracked() {
                    ev.prevent_default();
                    selection.cocher(true, false);
                }>
                {move || ml::selectionner_resultats(compte.get().2)}
            </button>
            <button type="button" class="fr-btn fr-btn--tertiary fr-btn--sm"
                hidden=move || !anime.get() || n() == 0
                on:click=move |_| selection.cocher(false, true)>
                {ml::l::RIEN}
            </button>
            {action("modifier", ml::l::MODIFIER_SELECTION)}
            {action("supprimer", ml::l::SUPPRIMER_SELECTION)}
        </form>
    }
}
