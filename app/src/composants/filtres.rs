//! Filters of a list.

use super::champs::etiquette_et_indice;
use super::{CaseACocher, focaliser, jeton};
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos_router::components::Form;
use leptos_router::hooks::use_location;
use leptos_router::location::Location;
use std::sync::Arc;

/// For a filter's form: leaves out of the address what says nothing, its button and a
/// keyword, a day or a choice of the audit trail left empty.
#[must_use]
pub fn adresse_nette() -> Arc<dyn Fn(&web_sys::FormData)> {
    Arc::new(|donnees| {
        donnees.delete("");
        for nom in [
            "mot", "motif", "du", "au", "compte", "action", "objet", "centre",
        ] {
            let vide = donnees.get(nom).as_string().is_some_and(|v| v.is_empty());
            if vide {
                donnees.delete(nom);
            }
        }
    })
}

/// The form of a list's filter: found as a search, works without the script, and leaves its
/// button and its empty fields out of the address.
#[component]
pub fn FormulaireFiltre(
    /// Address of the list.
    #[prop(into)]
    action: String,
    /// Text of its button.
    bouton: &'static str,
    /// Its fields.
    children: Children,
) -> impl IntoView {
    view! {
        <Form method="GET" action=action attr:class="imagin-filtres" attr:role="search" on_form_data=adresse_nette()
            on:input=noter_la_frappe()>
            {children()}
            <BoutonFiltre texte=bouton principal=true />
        </Form>
    }
    .into_any()
}

/// What a filter's form does with what is typed into it: it notes under which address.
pub fn noter_la_frappe() -> impl Fn(web_sys::Event) + Clone + Send + 'static {
    let ou = use_location();
    move |ev| {
        let champ = ev
            .target()
            .and_then(|c| c.dyn_into::<web_sys::Element>().ok());
        if let Some(champ) = champ {
            // Fails only for a name that is no attribute's.
            let _ = champ.set_attribute(SAISI_SOUS, &adresse_de(&ou));
        }
    }
}

fn adresse_de(ou: &Location) -> String {
    ou.pathname.get_untracked() + &ou.search.get_untracked()
}

/// The button of a filter's form. With it, the fields of the form follow the address: once
/// another one is shown (a link that takes the filter away, a day before, *Back*), they say
/// what it asks, and no longer what was typed under a former one. What is typed while the
/// list is on its way stays ([`noter_la_frappe`]).
#[component]
pub fn BoutonFiltre(
    /// Its text.
    texte: &'static str,
    /// What one does first in the page.
    #[prop(optional)]
    principal: bool,
) -> impl IntoView {
    let bouton = NodeRef::<html::Button>::new();
    let adresse = adresse_de(&use_location());
    Effect::new(move |_| {
        let formulaire = bouton.get().and_then(|b| b.closest("form").ok().flatten());
        if let Some(formulaire) = formulaire {
            let avant = formulaire.get_attribute(ADRESSE_MONTREE);
            if avant.is_some_and(|avant| avant != adresse) {
                remettre(&formulaire, &adresse);
            }
            let _ = formulaire.set_attribute(ADRESSE_MONTREE, &adresse);
        }
    });
    let classe = if principal {
        "fr-btn imagin-filtres__bouton"
    } else {
        "fr-btn fr-btn--secondary imagin-filtres__bouton"
    };
    view! { <button node_ref=bouton class=classe>{texte}</button> }.into_any()
}

/// Of a filter's form: the address of which its fields speak.
const ADRESSE_MONTREE: &str = "data-adresse";

/// Of a field of it: the address under which something was last typed there.
const SAISI_SOUS: &str = "data-saisi-sous";

/// Gives the fields of a filter's form back what the page says of them, but those into which
/// somebody typed since this address was asked for.
fn remettre(formulaire: &web_sys::Element, adresse: &str) {
    // Those of a MultiSelect follow their own signals.
    let Ok(champs) =
        formulaire.query_selector_all("input:not([type=hidden]):not(.imagin-multi input), select")
    else {
        return;
    };
    for champ in (0..champs.length()).filter_map(|i| champs.get(i)) {
        let Ok(champ) = champ.dyn_into::<web_sys::Element>() else {
            continue;
        };
        if champ.get_attribute(SAISI_SOUS).as_deref() == Some(adresse) {
            continue;
        }
        // Shown again later, this address is asked for anew.
        let _ = champ.remove_attribute(SAISI_SOUS);
        if let Some(champ) = champ.dyn_ref::<web_sys::HtmlInputElement>() {
            if matches!(champ.type_().as_str(), "checkbox" | "radio") {
                champ.set_checked(champ.default_checked());
            } else {
                champ.set_value(&champ.default_value());
            }
        } else if let Some(liste) = champ.dyn_ref::<web_sys::HtmlSelectElement>() {
            let choisie = liste.query_selector("option[selected]").ok().flatten();
            match choisie.and_then(|o| o.get_attribute("value")) {
                Some(valeur) => liste.set_value(&valeur),
                None => liste.set_selected_index(0),
            }
        }
    }
}

/// The keyword of a list's filter, `mot` in its address.
#[component]
pub fn ChampMot(
    /// Label.
    etiquette: &'static str,
    /// What is looked through, when the label does not tell.
    #[prop(default = "")]
    indice: &'static str,
    /// What it is now.
    #[prop(into)]
    valeur: String,
) -> impl IntoView {
    view! {
        <div class="fr-input-group imagin-filtres__mot">
            {etiquette_et_indice("mot".to_owned(), etiquette.to_owned(), indice.to_owned())}
            <input class="fr-input" id="mot" name="mot" type="search" value=valeur maxlength="100" />
        </div>
    }
    .into_any()
}

/// The year of a list's filter, `annee` in its address.
#[component]
pub fn ChampAnnee(
    /// Label.
    etiquette: &'static str,
    /// Years that there are, in order.
    annees: Vec<i32>,
    /// The one shown; none for all of them.
    choisie: Option<i32>,
    /// Text of the choice of all of them, where there is one.
    #[prop(optional)]
    toutes: Option<&'static str>,
) -> impl IntoView {
    let toutes = toutes.map(|texte| (String::new(), texte.to_owned(), choisie.is_none()));
    let options = toutes
        .into_iter()
        .chain(
            annees
                .into_iter()
                .map(|a| (a.to_string(), a.to_string(), choisie == Some(a))),
        )
        .map(|(valeur, texte, ici)| view! { <option value=valeur selected=ici>{texte}</option> })
        .collect_view();
    view! {
        <div class="fr-select-group">
            <label class="fr-label" for="annee">{etiquette}</label>
            <select class="fr-select" id="annee" name="annee">
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// One link of [`Vues`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LienVue {
    /// Address of the list, shown so.
    pub adresse: String,
    /// Name of the view.
    pub texte: String,
    /// It is the one shown.
    pub ici: bool,
}

/// The views of a list, as links above it.
#[component]
pub fn Vues(
    /// What they choose, for who does not see them.
    nom: &'static str,
    /// In order.
    vues: Vec<LienVue>,
) -> impl IntoView {
    let liens = vues
        .into_iter()
        .map(|LienVue { adresse, texte, ici }| {
            view! {
                <li><a class="fr-tag" href=adresse aria-current=ici.then_some("true")>{texte}</a></li>
            }
        })
        .collect_view();
    view! { <nav class="imagin-vues" aria-label=nom><ul>{liens}</ul></nav> }.into_any()
}

/// A filter that a link has set and that no field shows: what it keeps, and how to take it
/// away.
#[component]
pub fn FiltrePose(
    /// What is kept.
    texte: &'static str,
    /// Which.
    valeur: String,
    /// Address of the list without it.
    #[prop(into)]
    sans: Signal<String>,
    /// Text of the link that takes it away.
    retirer: &'static str,
) -> impl IntoView {
    view! {
        <p class="imagin-filtre-pose">
            {texte}" "<strong>{valeur}</strong>
            " "<a class="fr-link" href=move || sans.get()>{retirer}</a>
        </p>
    }
}

/// One value of a [`MultiSelect`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct OptionMultiple {
    /// Value in the form.
    pub valeur: String,
    /// Text.
    pub texte: String,
    /// Ticked when the page comes.
    pub choisie: bool,
}

/// `0 sélectionnée`, `2 sélectionnées`: a number and the word that agrees with it
/// (French counts 0 and 1 as singular).
#[must_use]
pub fn accorder(n: usize, accord: [&str; 2]) -> String {
    format!("{n}\u{a0}{}", accord[usize::from(n > 1)])
}

/// Several values at once: a `<details>` whose summary says how many are chosen,
/// with a check box of the form for each (`nom=valeur`, repeated). Escape or
/// leaving it closes it, where the script runs.
#[component]
pub fn MultiSelect(
    /// Unique in the page.
    #[prop(into)]
    id: String,
    /// Name in the form.
    #[prop(into)]
    nom: String,
    /// Label.
    #[prop(into)]
    etiquette: String,
    /// What one may choose, in order.
    options: Vec<OptionMultiple>,
    /// What follows the number chosen: singular, plural.
    accord: [&'static str; 2],
    /// Told the values chosen, in order, at each change.
    #[prop(optional, into)]
    sur_choix: Option<Callback<Vec<String>>>,
) -> impl IntoView {
    let noeud = NodeRef::<html::Details>::new();
    let etats = StoredValue::new(
        options
            .iter()
            .map(|o| (o.valeur.clone(), RwSignal::new(o.choisie)))
            .collect::<Vec<_>>(),
    );
    let nombre =
        move || etats.with_value(|e| e.iter().filter(|(_, choisie)| choisie.get()).count());
    let id_resume = format!("{id}-resume");
    let id_etiquette = format!("{id}-etiquette");
    let cases = options
        .into_iter()
        .enumerate()
        .map(|(i, OptionMultiple { valeur, texte, .. })| {
            let choisie = etats.with_value(|e| e[i].1);
            let sur_bascule = Callback::new(move |dedans: bool| {
                choisie.set(dedans);
                if let Some(sur_choix) = sur_choix {
                    sur_choix.run(etats.with_value(|e| {
                        e.iter()
                            .filter(|(_, choisie)| choisie.get_untracked())
                            .map(|(valeur, _)| valeur.clone())
                            .collect()
                    }));
                }
            });
            view! {
                <CaseACocher
                    id=format!("{id}-{}", jeton(&valeur))
                    nom=nom.clone()
                    valeur=valeur
                    etiquette=texte
                    cochee=choisie
                    sur_bascule=sur_bascule
                />
            }
        })
        .collect_view();
    let au_clavier = {
        let id_resume = id_resume.clone();
        move |ev: web_sys::KeyboardEvent| {
            if ev.key() == "Escape"
                && let Some(details) = noeud.get_untracked().filter(|d| d.open())
            {
                // Escape belongs to the list, not to a window around it.
                ev.prevent_default();
                ev.stop_propagation();
                details.set_open(false);
                focaliser(id_resume.clone());
            }
        }
    };
    let a_la_sortie = move |ev: web_sys::FocusEvent| {
        let Some(details) = noeud.get_untracked() else {
            return;
        };
        // A click on the panel's own text moves the focus to what holds it all (the
        // page's main part): only going elsewhere closes.
        let Some(cible) = ev.related_target() else {
            return;
        };
        let cible = cible.dyn_ref::<web_sys::Node>();
        if !details.contains(cible) && !cible.is_some_and(|c| c.contains(Some(&details))) {
            details.set_open(false);
        }
    };
    view! {
        <div class="imagin-multi">
            <span class="fr-label" id=id_etiquette.clone()>
                {etiquette.clone()}
            </span>
            <details
                id=id
                class="imagin-multi__details"
                node_ref=noeud
                on:keydown=au_clavier
                on:focusout=a_la_sortie
            >
                <summary
                    class="fr-select"
                    id=id_resume.clone()
                    aria-labelledby=format!("{id_etiquette} {id_resume}")
                >
                    {move || accorder(nombre(), accord)}
                </summary>
                <fieldset class="imagin-multi__panneau">
                    <legend class="fr-sr-only">{etiquette}</legend>
                    {cases}
                </fieldset>
            </details>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::accorder;

    #[test]
    fn accords() {
        let accord = ["sélectionné", "sélectionnés"];
        assert_eq!(accorder(0, accord), "0\u{a0}sélectionné");
        assert_eq!(accorder(1, accord), "1\u{a0}sélectionné");
        assert_eq!(accorder(3, accord), "3\u{a0}sélectionnés");
    }
}
