//! Text field with suggestions (ARIA Authoring Practices: *combobox with list
//! autocomplete*, manual selection).

use super::{anime, jeton, lier};
use core::time::Duration;
use leptos::html;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

/// One suggestion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct OptionCombobox {
    /// What the choice is known by; unique in the list.
    pub cle: String,
    /// First line: the name.
    pub principal: String,
    /// Second line: what tells homonyms apart; may be empty.
    pub secondaire: String,
}

/// How long the reader must pause before a search starts.
pub const PAUSE_SAISIE: Duration = Duration::from_millis(120);

/// What a key does to the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Geste {
    /// Nothing of ours: the field handles the key.
    Rien,
    /// Swallow the key without doing anything.
    Retenir,
    /// Show the list.
    Ouvrir,
    /// Hide the list.
    Fermer,
    /// Hide the list and let the key go on (Tab).
    Quitter,
    /// Make the n-th suggestion the active one.
    Activer(usize),
    /// Take the n-th suggestion.
    Choisir(usize),
}

/// What a key does, from the state of the list: `actif` is the active
/// suggestion, `n` the number of suggestions, `alt` the modifier.
///
/// Enter does not submit the form from here: a half-typed name would convoke.
#[must_use]
pub fn geste(touche: &str, alt: bool, ouvert: bool, actif: Option<usize>, n: usize) -> Geste {
    match touche {
        "Enter" => match actif {
            Some(i) if ouvert && i < n => Geste::Choisir(i),
            _ if n > 0 && !ouvert => Geste::Ouvrir,
            _ => Geste::Retenir,
        },
        "Escape" if ouvert => Geste::Fermer,
        "Tab" if ouvert => Geste::Quitter,
        "ArrowDown" | "ArrowUp" if n == 0 => Geste::Retenir,
        "ArrowDown" if alt => Geste::Ouvrir,
        "ArrowUp" if alt => Geste::Fermer,
        "ArrowDown" => match actif {
            Some(i) if ouvert => Geste::Activer((i + 1) % n),
            _ => Geste::Activer(0),
        },
        "ArrowUp" => match actif {
            Some(i) if ouvert && i > 0 => Geste::Activer(i - 1),
            _ => Geste::Activer(n - 1),
        },
        // While the reader edits the text these move the caret.
        "Home" if ouvert && actif.is_some() && n > 0 => Geste::Activer(0),
        "End" if ouvert && actif.is_some() && n > 0 => Geste::Activer(n - 1),
        _ => Geste::Rien,
    }
}

/// A text field with suggestions. Without JavaScript it is a plain text field of
/// the form, named `nom`.
///
/// The focus stays in the field; ↓ ↑ Home End move in the list, Enter takes,
/// Escape hides. The caller searches in `sur_saisie` (run after a pause, with
/// an empty text under `lettres_min`), fills `options`, and says the number found
/// through `statut`. After a choice the field keeps its text: `sur_choix` sets
/// `valeur` to what should stand there.
#[component]
pub fn Combobox(
    /// Id of the field; unique in the page.
    #[prop(into)]
    id: String,
    /// Name in the form.
    #[prop(into)]
    nom: String,
    /// Label.
    #[prop(into)]
    etiquette: String,
    /// Hint under the label.
    #[prop(optional, into)]
    indice: String,
    /// The text of the field.
    valeur: RwSignal<String>,
    /// Suggestions, in order.
    #[prop(into)]
    options: Signal<Vec<OptionCombobox>>,
    /// A suggestion was taken.
    sur_choix: Callback<String>,
    /// The text changed, and the reader paused.
    #[prop(optional, into)]
    sur_saisie: Option<Callback<String>>,
    /// Announced under the field: number found, nothing found.
    #[prop(into)]
    statut: Signal<String>,
    /// A search is under way.
    #[prop(optional, into)]
    chargement: Signal<bool>,
    /// Characters needed before searching.
    #[prop(default = 2)]
    lettres_min: u32,
    /// Enter without an active suggestion: takes what is typed as it is. The form is not
    /// submitted for all that: it may be the one that convokes.
    #[prop(optional, into)]
    sur_entree: Option<Callback<String>>,
    /// Id of the form whose field it is, where it stands outside of it.
    #[prop(optional)]
    formulaire: Option<&'static str>,
    /// More classes for the group.
    #[prop(default = "")]
    class: &'static str,
) -> impl IntoView {
    let anime = anime();
    let noeud = NodeRef::<html::Input>::new();
    let ouvert = RwSignal::new(false);
    let active = RwSignal::new(None::<String>);
    let pause = StoredValue::new(None::<TimeoutHandle>);
    let id = StoredValue::new(id);
    let id_liste = id.with_value(|id| format!("{id}-liste"));
    let id_statut = id.with_value(|id| format!("{id}-statut"));
    let id_option = move |cle: &str| id.with_value(|id| format!("{id}-o-{}", jeton(cle)));
    let (hydrate, initiale) = (!anime.get_untracked(), valeur.get_untracked());
    let frappe = StoredValue::new(false);
    lier(noeud, valeur);

    let annuler_pause = move || {
        if let Some(attente) = pause.try_update_value(Option::take).flatten() {
            attente.clear();
        }
    };
    on_cleanup(annuler_pause);

    let visible = Memo::new(move |_| ouvert.get() && options.with(|o| !o.is_empty()));
    // A suggestion that is no longer in the list cannot stay the active one.
    let active_visible = Memo::new(move |_| {
        let cle = active.get()?;
        (visible.get() && options.with(|o| o.iter().any(|x| x.cle == cle))).then_some(cle)
    });
    Effect::new(move |_| {
        if let Some(cle) = active_visible.get()
            && let Some(element) = document().get_element_by_id(&id_option(&cle))
        {
            let reglage = web_sys::ScrollIntoViewOptions::new();
            reglage.set_block(web_sys::ScrollLogicalPosition::Nearest);
            element.scroll_into_view_with_scroll_into_view_options(&reglage);
        }
    });

    let chercher = move |texte: String| {
        let Some(sur_saisie) = sur_saisie else { return };
        annuler_pause();
        let texte = if texte.trim().chars().count() < lettres_min as usize {
            String::new()
        } else {
            texte
        };
        let attente = set_timeout_with_handle(
            move || {
                let _ = sur_saisie.try_run(texte);
            },
            PAUSE_SAISIE,
        );
        pause.set_value(attente.ok());
    };
    // What was typed before our script came is searched for like the rest.
    Effect::new(move |cherchee: Option<bool>| {
        let texte = valeur.get();
        if cherchee == Some(true) || !hydrate || frappe.get_value() || texte == initiale {
            return cherchee == Some(true);
        }
        chercher(texte);
        true
    });
    let choisir = move |cle: String| {
        frappe.set_value(true);
        annuler_pause();
        ouvert.set(false);
        active.set(None);
        sur_choix.run(cle);
    };
    let cle_de = move |i: usize| options.with_untracked(|o| o.get(i).map(|x| x.cle.clone()));

    let au_clavier = move |ev: web_sys::KeyboardEvent| {
        if ev.is_composing() || ev.ctrl_key() || ev.meta_key() {
            return;
        }
        let (place, n) = options.with_untracked(|o| {
            let place = active_visible
                .get_untracked()
                .and_then(|cle| o.iter().position(|x| x.cle == cle));
            (place, o.len())
        });
        let voulu = geste(&ev.key(), ev.alt_key(), visible.get_untracked(), place, n);
        if let (Geste::Retenir | Geste::Ouvrir, Some(sur_entree)) = (voulu, sur_entree)
            && ev.key() == "Enter"
        {
            ev.prevent_default();
            annuler_pause();
            // What there is to choose from, now or once it is answered, shows.
            ouvert.set(true);
            sur_entree.run(valeur.get_untracked());
            return;
        }
        match voulu {
            Geste::Rien => return,
            Geste::Quitter => {
                ouvert.set(false);
                return;
            }
            Geste::Retenir => {}
            Geste::Ouvrir => ouvert.set(true),
            Geste::Fermer => {
                ouvert.set(false);
                active.set(None);
                // Escape belongs to the list, not to the window around it.
                ev.stop_propagation();
            }
            Geste::Activer(i) => {
                ouvert.set(true);
                active.set(cle_de(i));
            }
            Geste::Choisir(i) => {
                if let Some(cle) = cle_de(i) {
                    choisir(cle);
                }
            }
        }
        ev.prevent_default();
    };
    let visible_texte = move || if visible.get() { "true" } else { "false" };

    view! {
        <div class=format!("fr-input-group imagin-combobox {class}")>
            <label class="fr-label" for=id.get_value()>
                {etiquette.clone()}
                {(!indice.is_empty()).then(|| view! { <span class="fr-hint-text">{indice}</span> })}
            </label>
            <div class="imagin-combobox__cadre">
                <input
                    class="fr-input"
                    type="text"
                    id=id.get_value()
                    name=nom
                    form=formulaire
                    value=valeur.get_untracked()
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    aria-describedby=id_statut.clone()
                    role=move || anime.get().then_some("combobox")
                    aria-autocomplete=move || anime.get().then_some("list")
                    aria-controls={
                        let id_liste = id_liste.clone();
                        move || anime.get().then(|| id_liste.clone())
                    }
                    aria-expanded=move || anime.get().then(visible_texte)
                    aria-activedescendant=move || active_visible.get().map(|cle| id_option(&cle))
                    node_ref=noeud
                    on:input=move |ev| {
                        let texte = event_target_value(&ev);
                        frappe.set_value(true);
                        valeur.set(texte.clone());
                        active.set(None);
                        ouvert.set(true);
                        chercher(texte);
                    }
                    on:click=move |_| ouvert.set(true)
                    on:keydown=au_clavier
                    on:blur=move |_| {
                        ouvert.set(false);
                        active.set(None);
                    }
                />
                <ul
                    class="imagin-combobox__liste"
                    id=id_liste
                    role="listbox"
                    aria-label=etiquette
                    aria-busy=move || chargement.get().then_some("true")
                    hidden=move || !visible.get()
                    // Keeps the focus, and so the list, while the mouse chooses.
                    on:mousedown=|ev| ev.prevent_default()
                >
                    <For each=move || options.get() key=OptionCombobox::clone let(option)>
                        {
                            let OptionCombobox { cle, principal, secondaire } = option;
                            let ici = {
                                let cle = cle.clone();
                                Memo::new(move |_| active_visible.with(|a| a.as_ref() == Some(&cle)))
                            };
                            view! {
                                <li
                                    class="imagin-combobox__option"
                                    role="option"
                                    id=id_option(&cle)
                                    aria-selected=move || if ici.get() { "true" } else { "false" }
                                    on:click=move |_| choisir(cle.clone())
                                >
                                    <span class="imagin-combobox__principal">{principal}</span>
                                    {(!secondaire.is_empty())
                                        .then(|| {
                                            // The space keeps the two lines apart when read aloud.
                                            view! {
                                                " "
                                                <span class="imagin-combobox__secondaire">{secondaire}</span>
                                            }
                                        })}
                                </li>
                            }
                        }
                    </For>
                </ul>
            </div>
            <p
                class="fr-hint-text imagin-combobox__statut"
                class:imagin-attente=move || chargement.get()
                id=id_statut
                role="status"
            >
                {statut}
            </p>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fleches() {
        assert_eq!(geste("ArrowDown", false, false, None, 3), Geste::Activer(0));
        assert_eq!(
            geste("ArrowDown", false, true, Some(0), 3),
            Geste::Activer(1)
        );
        assert_eq!(
            geste("ArrowDown", false, true, Some(2), 3),
            Geste::Activer(0)
        );
        assert_eq!(geste("ArrowUp", false, true, None, 3), Geste::Activer(2));
        assert_eq!(geste("ArrowUp", false, true, Some(0), 3), Geste::Activer(2));
        assert_eq!(geste("ArrowUp", false, true, Some(2), 3), Geste::Activer(1));
        assert_eq!(geste("ArrowDown", true, false, None, 3), Geste::Ouvrir);
        assert_eq!(geste("ArrowUp", true, true, Some(1), 3), Geste::Fermer);
    }

    #[test]
    fn liste_vide() {
        for touche in ["ArrowDown", "ArrowUp", "Enter"] {
            assert_eq!(
                geste(touche, false, true, None, 0),
                Geste::Retenir,
                "{touche}"
            );
        }
        assert_eq!(geste("Home", false, true, None, 0), Geste::Rien);
    }

    #[test]
    fn debut_et_fin_laissent_le_curseur_pendant_la_saisie() {
        assert_eq!(geste("Home", false, true, None, 3), Geste::Rien);
        assert_eq!(geste("End", false, true, None, 3), Geste::Rien);
        assert_eq!(geste("Home", false, true, Some(2), 3), Geste::Activer(0));
        assert_eq!(geste("End", false, true, Some(0), 3), Geste::Activer(2));
    }

    #[test]
    fn entree_ne_soumet_jamais() {
        assert_eq!(geste("Enter", false, true, Some(1), 3), Geste::Choisir(1));
        assert_eq!(geste("Enter", false, true, None, 3), Geste::Retenir);
        assert_eq!(geste("Enter", false, false, None, 3), Geste::Ouvrir);
        assert_eq!(geste("Enter", false, true, Some(5), 3), Geste::Retenir);
    }

    #[test]
    fn echappement_ferme_la_liste_puis_revient_a_la_fenetre() {
        assert_eq!(geste("Escape", false, true, None, 3), Geste::Fermer);
        assert_eq!(geste("Escape", false, false, None, 3), Geste::Rien);
        assert_eq!(geste("Tab", false, true, Some(1), 3), Geste::Quitter);
        assert_eq!(geste("a", false, true, Some(1), 3), Geste::Rien);
    }
}
