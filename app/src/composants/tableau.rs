//! Tables: scrolling frame, sortable headers, page links.

use super::anime;
use leptos::prelude::*;
use leptos::reactive::owner::WeakOwner;
use leptos::tachys::reactive_graph::OwnedView;
use leptos::tachys::view::keyed::keyed;
use std::hash::Hash;

/// Rows in which a reader ticks or types, made where the page is made.
///
/// Shown again with others, each keeps its elements, and what was ticked there, as long as it
/// says the same; any other one is made anew. Of a mere `collect_view`, the elements of a place
/// serve whoever comes to that place, ticked as the former was left: the wrong person would be
/// sent.
#[derive(Clone, Copy, Debug)]
pub struct Rangees(StoredValue<WeakOwner>);

impl Default for Rangees {
    fn default() -> Self {
        // Weak: the page keeps this, and would otherwise keep itself.
        Self(StoredValue::new(
            Owner::current().unwrap_or_default().downgrade(),
        ))
    }
}

impl Rangees {
    /// `lignes`, no two of which are equal, each as `vue` shows it. A row that stays outlives
    /// the block that made it, though not the page: of signals, `vue` takes its own and those
    /// of the page.
    pub fn montrer<T, V>(self, lignes: Vec<T>, vue: impl Fn(T) -> V + Send + 'static) -> AnyView
    where
        T: Clone + Eq + Hash + Send + 'static,
        V: IntoView + 'static,
    {
        let page = self.0.with_value(WeakOwner::upgrade).unwrap_or_default();
        keyed(lignes, T::clone, move |_, ligne| {
            let la_sienne = page.with(Owner::new);
            let vue = la_sienne.with(|| vue(ligne));
            (drop::<usize>, OwnedView::new_with_owner(vue, la_sienne))
        })
        .into_any()
    }
}

/// A table in its frame: where it is wider than the screen the frame scrolls, from
/// the keyboard too.
///
/// The table's id is `id`, its frame's `id` and `-cadre`.
#[component]
pub fn Tableau(
    /// Unique in the page.
    #[prop(into)]
    id: String,
    /// Accessible name of the frame.
    #[prop(into)]
    nom: String,
    /// Title shown over the table.
    legende: Signal<String>,
    /// Whether a change of the title is said. Not within a grid, which may hold nothing
    /// live.
    #[prop(default = true)]
    annoncee: bool,
    /// Class of the table.
    #[prop(optional_no_strip)]
    classe: Option<&'static str>,
    /// `<thead>` and `<tbody>`.
    children: Children,
) -> impl IntoView {
    let cadre = format!("{id}-cadre");
    view! {
        <div class="fr-table fr-table--sm imagin-table">
            <div class="fr-table__wrapper">
                <div class="fr-table__container">
                    <div
                        id=cadre
                        class="fr-table__content"
                        tabindex="0"
                        role="region"
                        aria-label=nom
                    >
                        <table id=id class=classe>
                            <caption>
                                <span aria-live=annoncee.then_some("polite")>{legende}</span>
                            </caption>
                            {children()}
                        </table>
                    </div>
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// How the links of a list of which rows can be ticked are followed without our script: each
/// is then a button of the form to which the boxes belong, so that what is ticked goes along.
#[derive(Clone, Copy, Debug)]
pub struct Parcours {
    /// Id of the form.
    pub formulaire: &'static str,
    /// Where it is sent; its field `aller` tells the address of the link.
    pub action: &'static str,
}

/// What a link of such a list is without our script: a button of the form, shown until the
/// script runs.
#[component]
fn BoutonParcours(
    parcours: Parcours,
    /// As the link that it stands for.
    #[prop(into)]
    classe: String,
    /// Where the link leads; none when it leads nowhere.
    adresse: Signal<Option<String>>,
    /// Of a link that leads nowhere.
    #[prop(optional)]
    absente: bool,
    /// `aria-current`.
    #[prop(optional_no_strip)]
    actuelle: Option<&'static str>,
    /// Accessible name, when it is not its text.
    #[prop(optional)]
    etiquette: Option<String>,
    children: Children,
) -> impl IntoView {
    let anime = anime();
    view! {
        <button
            class=classe
            form=parcours.formulaire
            formaction=parcours.action
            name="aller"
            value=move || adresse.get()
            disabled=absente
            aria-current=actuelle
            aria-label=etiquette
            hidden=move || anime.get()
        >
            {children()}
        </button>
    }
}

/// Header cell of a sortable column: a link to the list sorted by it.
#[component]
pub fn EnteteTri(
    /// Name of the column.
    #[prop(into)]
    texte: String,
    /// Address of the list sorted by this column, the other way round when it
    /// already is.
    #[prop(into)]
    adresse: Signal<String>,
    /// Whether the list is sorted by this column now, and then if the largest
    /// comes first.
    #[prop(into)]
    sens: Signal<Option<bool>>,
    /// What the link is without our script, when it is more than a link.
    #[prop(optional_no_strip)]
    parcours: Option<Parcours>,
) -> impl IntoView {
    let anime = anime();
    let bouton = parcours.map(|parcours| {
        let texte = texte.clone();
        let adresse = Signal::derive(move || Some(adresse.get()));
        view! {
            <BoutonParcours parcours classe="imagin-tri" adresse>
                {texte}
                <span class="imagin-tri__icone" aria-hidden="true"></span>
            </BoutonParcours>
        }
    });
    let aria = move || {
        sens.get().map(|descendant| {
            if descendant {
                "descending"
            } else {
                "ascending"
            }
        })
    };
    view! {
        <th scope="col" aria-sort=aria>
            // The same page in another order: no jump to the top, no step back.
            <a
                class="imagin-tri"
                href=move || adresse.get()
                data-noscroll="true"
                prop:replace=true
                hidden=move || parcours.is_some() && !anime.get()
            >
                {texte}
                <span class="imagin-tri__icone" aria-hidden="true"></span>
            </a>
            {bouton}
        </th>
    }
}

/// The page numbers to show, `None` for an ellipsis: first, last, and those
/// around the current one. Pages count from 1.
#[must_use]
pub fn pages_montrees(page: usize, pages: usize) -> Vec<Option<usize>> {
    let page = page.clamp(1, pages.max(1));
    let mut montrees = Vec::new();
    let mut precedente = 0;
    for p in 1..=pages {
        let proche = p + 1 >= page && p <= page + 1;
        // A gap of one page is shown as that page, not as an ellipsis.
        let bouche_trou = (p == 2 && page == 4) || (p + 1 == pages && page + 3 == pages);
        if p == 1 || p == pages || proche || bouche_trou {
            if p > precedente + 1 {
                montrees.push(None);
            }
            montrees.push(Some(p));
            precedente = p;
        }
    }
    montrees
}

/// Links to the pages of a list; nothing when there is one page only.
#[component]
pub fn Pagination(
    /// Address of each page, the first one first.
    adresses: Vec<String>,
    /// Page asked for, from 1; beyond the last one, the last one is current.
    courante: usize,
    /// Accessible name of the group of links.
    #[prop(into)]
    etiquette: String,
    /// Text of the link to the page before.
    #[prop(into)]
    precedente: String,
    /// Text of the link to the page after.
    #[prop(into)]
    suivante: String,
    /// Accessible name of the link to the page of a number.
    #[prop(into)]
    numero: Callback<usize, String>,
    /// Following a link leaves the page where it is: for a list that is not the whole page,
    /// whose owner says where to look.
    #[prop(optional)]
    noscroll: bool,
    /// What the links are without our script, when they are more than links.
    #[prop(optional_no_strip)]
    parcours: Option<Parcours>,
) -> impl IntoView {
    let anime = anime();
    let lien_cache = move || parcours.is_some() && !anime.get();
    // As the server did (`domain::page_montree`): beyond the last page, the last one.
    let courante = courante.clamp(1, adresses.len().max(1));
    let sur_place = noscroll.then_some("true");
    let adresse = |p: usize| p.checked_sub(1).and_then(|i| adresses.get(i)).cloned();
    let voisine = |p: Option<usize>, classe: &'static str, texte: String| {
        let href = p.and_then(adresse);
        let absente = href.is_none();
        let classe = format!(
            "fr-pagination__link fr-pagination__link--{classe} fr-pagination__link--lg-label"
        );
        let bouton = parcours.map(|parcours| {
            let (classe, texte) = (classe.clone(), texte.clone());
            let adresse = Signal::stored(href.clone());
            view! { <BoutonParcours parcours classe adresse absente>{texte}</BoutonParcours> }
        });
        view! {
            <li>
                <a
                    class=classe
                    href=href
                    hidden=lien_cache
                    data-noscroll=sur_place
                    // A link that leads nowhere keeps its place.
                    aria-disabled=absente.then_some("true")
                    role=absente.then_some("link")
                >
                    {texte}
                </a>
                {bouton}
            </li>
        }
    };
    let lien = |p: Option<usize>| match p {
        None => view! {
            <li>
                <span class="fr-pagination__link">"…"</span>
            </li>
        }
        .into_any(),
        Some(p) => {
            let actuelle = (p == courante).then_some("page");
            let bouton = parcours.map(|parcours| {
                view! {
                    <BoutonParcours
                        parcours
                        classe="fr-pagination__link"
                        adresse=Signal::stored(adresse(p))
                        actuelle
                        etiquette=numero.run(p)
                    >
                        {p}
                    </BoutonParcours>
                }
            });
            view! {
                <li>
                    <a
                        class="fr-pagination__link"
                        href=adresse(p)
                        data-noscroll=sur_place
                        aria-current=actuelle
                        aria-label=numero.run(p)
                        hidden=lien_cache
                    >
                        {p}
                    </a>
                    {bouton}
                </li>
            }
            .into_any()
        }
    };
    (adresses.len() > 1)
        .then(|| {
            view! {
                <nav class="fr-pagination" aria-label=etiquette>
                    <ul class="fr-pagination__list">
                        {voisine(courante.checked_sub(1), "prev", precedente)}
                        {pages_montrees(courante, adresses.len())
                            .into_iter()
                            .map(lien)
                            .collect_view()}
                        {voisine(courante.checked_add(1), "next", suivante)}
                    </ul>
                </nav>
            }
        })
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::pages_montrees;

    fn ecrites(page: usize, pages: usize) -> String {
        pages_montrees(page, pages)
            .into_iter()
            .map(|p| p.map_or_else(|| "…".to_owned(), |p| p.to_string()))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn numeros() {
        assert_eq!(ecrites(1, 0), "");
        assert_eq!(ecrites(1, 1), "1");
        assert_eq!(ecrites(1, 3), "1 2 3");
        assert_eq!(ecrites(1, 10), "1 2 … 10");
        assert_eq!(ecrites(4, 10), "1 2 3 4 5 … 10");
        assert_eq!(ecrites(5, 10), "1 … 4 5 6 … 10");
        assert_eq!(ecrites(7, 10), "1 … 6 7 8 9 10");
        assert_eq!(ecrites(10, 10), "1 … 9 10");
        assert_eq!(ecrites(99, 10), "1 … 9 10");
    }
}
