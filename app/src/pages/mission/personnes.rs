//! The people of the windows that convoke: who was found, ticked or not, and what stands
//! against each. Each has signals of their own: a tick touches one row, and what is said of
//! all is counted in one go, so that a discipline of 500 people stays smooth.

use super::api::{Rechercher, disponibilites};
use super::conflits::ConflitsDePersonne;
use crate::ErreurApi;
use crate::composants::focaliser;
use crate::coquille::Anime;
use crate::messages::{self as m, l};
use domain::{Conflit, Degre, Disponibilite, IntervenantId, IntervenantTrouve, degre_de, limites};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use std::collections::{HashMap, HashSet};

/// One person of *Intervenant(s) identifié(s)*. Its signals are shared by its clones, and
/// live as long as it does: people are found after the window was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identifie {
    pub(super) personne: IntervenantTrouve,
    pub(super) coche: ArcRwSignal<bool>,
    pub(super) deja: bool,
    pub(super) disponibilite: ArcRwSignal<Disponibilite>,
}

/// People found, with what may stand against each.
pub(super) type Trouves = Vec<(IntervenantTrouve, Disponibilite)>;

/// What may stand against people, by person.
pub(super) type Connues = HashMap<IntervenantId, Disponibilite>;

/// Asks what may stand against people, as many at a time as one request may ask for.
async fn demander(numero: i64, ids: &[IntervenantId]) -> Result<Connues, ErreurApi> {
    let mut connues = Connues::with_capacity(ids.len());
    for lot in ids.chunks(limites::INTERVENANTS) {
        let cles: Vec<String> = lot.iter().map(ToString::to_string).collect();
        let lues = disponibilites(numero, cles.join(",")).await?;
        connues.extend(lues.into_iter().map(|d| (d.intervenant, d)));
    }
    Ok(connues)
}

/// People found with what may stand against them, and whether that was answered. Without an
/// answer they are shown all the same: the server decides when they are convoked.
pub(super) async fn avec_disponibilites(
    numero: i64,
    trouves: Vec<IntervenantTrouve>,
) -> (Trouves, bool) {
    let ids: Vec<IntervenantId> = trouves.iter().map(|p| p.id).collect();
    let reponse = demander(numero, &ids).await;
    let verifies = reponse.is_ok();
    let mut connues = reponse.unwrap_or_default();
    let trouves = trouves
        .into_iter()
        .map(|p| {
            let d = connues
                .remove(&p.id)
                .unwrap_or_else(|| Disponibilite::libre(p.id));
            (p, d)
        })
        .collect();
    (trouves, verifies)
}

/// The people of whom nobody answered what stands against them, and asking again.
#[derive(Clone, Copy)]
pub(super) struct Verification {
    numero: i64,
    manquent: RwSignal<Vec<IntervenantId>>,
    /// Asked for again, and answered.
    refaite: RwSignal<bool>,
    en_cours: RwSignal<bool>,
    /// Told what was answered.
    noter: Callback<Connues>,
}

impl Verification {
    /// What was asked for with the page and not answered is of `manquent`.
    pub(super) fn nouvelle(
        numero: i64,
        manquent: Vec<IntervenantId>,
        noter: Callback<Connues>,
    ) -> Self {
        Self {
            numero,
            manquent: RwSignal::new(manquent),
            refaite: RwSignal::new(false),
            en_cours: RwSignal::new(false),
            noter,
        }
    }

    /// Asks for these people; whether it was answered. The window may be closed by then.
    async fn lire(self, ids: Vec<IntervenantId>) -> bool {
        match demander(self.numero, &ids).await {
            Ok(connues) => {
                self.manquent
                    .try_update(|m| m.retain(|id| !connues.contains_key(id)));
                self.noter.try_run(connues);
                true
            }
            Err(_) => {
                self.manquent.try_update(|m| {
                    let deja: HashSet<IntervenantId> = m.iter().copied().collect();
                    m.extend(ids.into_iter().filter(|id| !deja.contains(id)));
                });
                false
            }
        }
    }

    /// Asks for these people without keeping anybody waiting.
    pub(super) fn demander(self, ids: Vec<IntervenantId>) {
        spawn_local(async move {
            self.lire(ids).await;
        });
    }

    /// Asks again for those who are missing.
    fn reessayer(self) {
        if self.en_cours.get_untracked() {
            return;
        }
        self.en_cours.set(true);
        let ids = self.manquent.get_untracked();
        spawn_local(async move {
            let lue = self.lire(ids).await;
            let fermee = self.en_cours.try_set(false).is_some();
            if lue && !fermee {
                self.refaite.set(true);
                // The button that had the focus is gone.
                focaliser("verification".to_owned());
            }
        });
    }
}

/// Says that clashes could not be read, which is not that there are none, and asks again.
#[component]
pub(crate) fn NonVerifies(
    verification: Verification,
    /// Id of the form that a reader without script sends to search again; none where the
    /// window does not search.
    formulaire: Option<&'static str>,
) -> impl IntoView {
    let anime = expect_context::<Anime>().0;
    let (genre, adresse) = match formulaire {
        Some(_) => ("submit", Some(Rechercher::PATH)),
        None => ("button", None),
    };
    let manque = Memo::new(move |_| verification.manquent.with(|m| !m.is_empty()));
    let texte = move || match (manque.get(), verification.refaite.get()) {
        (true, _) => Some((l::CONFLITS_NON_VERIFIES, "fr-message fr-message--warning")),
        (false, true) => Some((l::CONFLITS_VERIFIES, "fr-message fr-message--info")),
        (false, false) => None,
    };
    view! {
        <div role="status" id="verification" tabindex="-1">
            {move || texte().map(|(texte, classe)| view! { <p class=classe>{texte}</p> })}
        </div>
        <button class="fr-btn fr-btn--sm fr-btn--secondary fr-mb-2w" type=genre
            form=formulaire formaction=adresse
            hidden=move || { !manque.get() || (formulaire.is_none() && !anime.get()) }
            aria-busy=move || verification.en_cours.get().then_some("true")
            on:click=move |ev: leptos::ev::MouseEvent| {
                ev.prevent_default();
                verification.reessayer();
            }>{l::REESSAYER}</button>
    }
}

/// The people whom a window shows.
#[derive(Clone, Copy)]
pub(super) struct Personnes {
    pub(super) liste: RwSignal<Vec<Identifie>>,
    pub(super) verification: Verification,
    /// Those convoked to the mission already.
    deja: StoredValue<HashSet<IntervenantId>>,
}

impl Personnes {
    /// Those who come with the page, with what stands against them unless nobody answered.
    pub(super) fn nouvelles(
        numero: i64,
        deja: impl IntoIterator<Item = IntervenantId>,
        trouves: Trouves,
        verifies: bool,
    ) -> Self {
        let liste = RwSignal::new(Vec::<Identifie>::new());
        let manquent = if verifies {
            Vec::new()
        } else {
            trouves.iter().map(|(p, _)| p.id).collect()
        };
        let noter = Callback::new(move |connues: Connues| {
            liste.try_with_untracked(|l| {
                for i in l {
                    if let Some(d) = connues.get(&i.personne.id) {
                        i.disponibilite.set(d.clone());
                    }
                }
            });
            liste.try_update(|l| ranger(l));
        });
        let personnes = Self {
            liste,
            verification: Verification::nouvelle(numero, manquent, noter),
            deja: StoredValue::new(deja.into_iter().collect()),
        };
        personnes.ajouter(trouves, true);
        personnes
    }

    /// Adds the people found to those already there, ticked or not but never if already
    /// convoked, the least burdened first.
    fn ajouter(self, trouves: Trouves, coches: bool) {
        self.deja.with_value(|deja| {
            self.liste.update(|liste| {
                let mut presents: HashSet<IntervenantId> =
                    liste.iter().map(|i| i.personne.id).collect();
                for (personne, disponibilite) in trouves {
                    if !presents.insert(personne.id) {
                        continue;
                    }
                    let deja = deja.contains(&personne.id);
                    liste.push(Identifie {
                        personne,
                        coche: ArcRwSignal::new(coches && !deja),
                        deja,
                        disponibilite: ArcRwSignal::new(disponibilite),
                    });
                }
                ranger(liste);
            });
        });
    }

    /// Shows people as soon as they are found, and what stands against each once it is
    /// known: who clicks at once convokes them all the same, and the server decides. Nothing
    /// when the window is closed: `false`.
    pub(super) fn identifier(self, trouves: Vec<IntervenantTrouve>, coches: bool) -> bool {
        if self.deja.try_with_value(|_| ()).is_none() {
            return false;
        }
        if trouves.is_empty() {
            return true;
        }
        let ids = trouves.iter().map(|p| p.id).collect();
        let libres = trouves
            .into_iter()
            .map(|p| {
                let d = Disponibilite::libre(p.id);
                (p, d)
            })
            .collect();
        self.ajouter(libres, coches);
        self.verification.demander(ids);
        true
    }

    /// Shows somebody who was chosen by name, ticked even where they were found already and
    /// left unticked.
    pub(super) fn choisir(self, personne: IntervenantTrouve) {
        let id = personne.id;
        self.identifier(vec![personne], true);
        self.liste.with_untracked(|l| {
            if let Some(i) = l.iter().find(|i| i.personne.id == id && !i.deja) {
                i.coche.set(true);
            }
        });
    }
}

/// The least burdened first; stable: equals stay in the order in which they were found.
fn ranger(liste: &mut [Identifie]) {
    liste.sort_by_cached_key(|i| (i.deja, i.disponibilite.with_untracked(|d| d.charge)));
}

/// Whether something that is more than a remark stands against somebody.
pub(super) fn en_conflit(
    conflits: &HashMap<IntervenantId, Vec<Conflit>>,
    id: IntervenantId,
) -> bool {
    conflits
        .get(&id)
        .is_some_and(|c| degre_de(c) >= Some(Degre::AConfirmer))
}

/// *Intervenant(s) identifié(s)*: everyone found, ticked, to be unticked, with what stands
/// against each.
#[component]
pub(crate) fn Identifies(
    personnes: Personnes,
    coches: Memo<usize>,
    conflits: Memo<HashMap<IntervenantId, Vec<Conflit>>>,
    ecarter: RwSignal<bool>,
    /// Id of the form of the window.
    formulaire: &'static str,
) -> impl IntoView {
    let anime = expect_context::<Anime>().0;
    let liste = personnes.liste;
    let tous = Memo::new(move |_| {
        liste.with(|l| !l.is_empty() && l.iter().all(|i| i.deja || i.coche.get()))
    });
    let total = Memo::new(move |_| liste.with(Vec::len));
    let en_conflit_n =
        Memo::new(move |_| conflits.with(|c| c.keys().filter(|id| en_conflit(c, **id)).count()));
    view! {
        <fieldset class="fr-fieldset imagin-identifies" id="identifies">
            <legend class="fr-fieldset__legend">{l::INTERVENANTS_IDENTIFIES}
                <span class="imagin-compte" role="status">
                    {move || (total.get() > 0).then(|| m::coches(coches.get(), total.get()))}
                </span>
            </legend>
            <p class="fr-hint-text" hidden=move || { total.get() > 0 }>{l::AUCUN_IDENTIFIE}</p>
            <NonVerifies verification=personnes.verification formulaire=Some(formulaire) />
            <div class="imagin-identifies__outils" hidden=move || !anime.get() || total.get() == 0>
                <div class="fr-checkbox-group fr-checkbox-group--sm">
                    <input type="checkbox" id="tout-selectionner" prop:checked=tous
                        on:change:target=move |ev| {
                            let voulu = ev.target().checked();
                            liste.with_untracked(|l| {
                                let autres = l.iter().filter(|i| !i.deja && i.coche.get_untracked() != voulu);
                                for i in autres {
                                    i.coche.set(voulu);
                                }
                            });
                        } />
                    <label class="fr-label" for="tout-selectionner">{l::TOUT_SELECTIONNER}</label>
                </div>
                <div class="fr-checkbox-group fr-checkbox-group--sm" hidden=move || en_conflit_n.get() == 0>
                    <input type="checkbox" id="ecarter-conflits" prop:checked=ecarter
                        on:change:target=move |ev| ecarter.set(ev.target().checked()) />
                    <label class="fr-label" for="ecarter-conflits">{move || m::ecarter_conflits(en_conflit_n.get())}</label>
                </div>
            </div>
            <ul class="imagin-identifies__liste">
                <For each=move || liste.get() key=|i| i.personne.id let:i>
                    <PersonneIdentifiee i conflits ecarter />
                </For>
            </ul>
        </fieldset>
    }
}

#[component]
fn PersonneIdentifiee(
    i: Identifie,
    conflits: Memo<HashMap<IntervenantId, Vec<Conflit>>>,
    ecarter: RwSignal<bool>,
) -> impl IntoView {
    let id = i.personne.id;
    let champ = format!("itv-{id}");
    let siens = Memo::new(move |_| conflits.with(|c| c.get(&id).cloned().unwrap_or_default()));
    let ecarte = Memo::new(move |_| ecarter.get() && conflits.with(|c| en_conflit(c, id)));
    let precision = m::precision(&i.personne);
    // Without our script, who is left out of sight must not be sent either.
    let cochee = i.coche.get_untracked() && !ecarte.get_untracked();
    let (coche, a_cocher, disponibilite) = (i.coche.clone(), i.coche, i.disponibilite);
    let charge = move || disponibilite.with(|d| d.charge);
    view! {
        <li class="fr-checkbox-group fr-checkbox-group--sm" hidden=move || ecarte.get()>
            <input type="checkbox" id=champ.clone() name="intervenants[]" value=id.to_string()
                checked=cochee disabled=i.deja prop:checked=move || coche.get()
                on:change:target=move |ev| a_cocher.set(ev.target().checked()) />
            <label class="fr-label" for=champ>
                {i.personne.nom_complet()}
                <span class="fr-hint-text">
                    {precision}
                    {i.deja.then(|| view! { " – "<strong>{l::DEJA_CONVOQUE}</strong> })}
                    {move || Some(charge()).filter(|c| *c != 0).map(|c| format!(" – {}", m::charge(c)))}
                </span>
                {(!i.deja).then(|| view! { <ConflitsDePersonne trouves=siens /> })}
            </label>
        </li>
    }
}
