//! Choosing a centre among hundreds.

use leptos::prelude::*;

/// A field in which one types the UAI of a centre or words of its name; the browser suggests
/// those there are, with or without our script.
#[component]
pub fn ChampCentre(
    /// Name in the form, and id; unique in the page.
    nom: &'static str,
    /// Label.
    etiquette: &'static str,
    /// Hint.
    indice: &'static str,
    /// What is asked now.
    #[prop(into)]
    valeur: String,
    /// The suggestions, ready: see [`options_de_centres`].
    options: String,
) -> impl IntoView {
    let liste = format!("{nom}-liste");
    let id_indice = format!("{nom}-indice");
    view! {
        <div class="fr-input-group imagin-filtres__centre">
            <label class="fr-label" for=nom>{etiquette}
                <span class="fr-hint-text" id=id_indice>{indice}</span>
            </label>
            <input class="fr-input" id=nom name=nom list=liste.clone() autocomplete="off" maxlength="200"
                value=valeur />
            <datalist id=liste inner_html=options></datalist>
        </div>
    }
    .into_any()
}

/// The suggestions of [`ChampCentre`] as one text (docs/decisions/0013-longues-listes.md).
#[must_use]
pub fn options_de_centres<'a>(libelles: impl IntoIterator<Item = &'a str>) -> String {
    maud::html! { @for libelle in libelles { option value=(libelle) {} } }.into_string()
}

#[cfg(test)]
mod tests {
    use super::options_de_centres;

    #[test]
    fn une_suggestion_par_centre() {
        assert_eq!(
            options_de_centres(["LPO \"A\" (0310038Y)", "B"]),
            "<option value=\"LPO &quot;A&quot; (0310038Y)\"></option><option value=\"B\"></option>"
        );
    }
}
