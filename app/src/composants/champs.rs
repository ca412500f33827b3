//! Form fields: several lines, check box.

use super::{anime, lier};
use leptos::html;
use leptos::prelude::*;

/// Classes of a field's group, with its error when it has one.
fn classe_groupe(
    base: &'static str,
    class: &'static str,
    erreur: Signal<Option<String>>,
) -> impl Fn() -> String + Send + Sync + 'static {
    move || {
        let fautif = erreur.with(Option::is_some);
        if fautif {
            format!("{base} {base}--error {class}")
        } else {
            format!("{base} {class}")
        }
    }
}

/// The place of a field's error, always there so that a new one is announced.
fn messages(id: String, erreur: Signal<Option<String>>) -> impl IntoView {
    view! {
        <div class="fr-messages-group" id=id aria-live="polite">
            {move || {
                erreur
                    .get()
                    .map(|texte| view! { <p class="fr-message fr-message--error">{texte}</p> })
            }}
        </div>
    }
}

/// A field's label, with what explains it.
pub(super) fn etiquette_et_indice(id: String, etiquette: String, indice: String) -> impl IntoView {
    view! {
        <label class="fr-label" for=id>
            {etiquette}
            {(!indice.is_empty()).then(|| view! { <span class="fr-hint-text">{indice}</span> })}
        </label>
    }
}

/// The step reached by the number of characters left: 0 with plenty, then one
/// more at 100, 50, 20, 10 and none left. The number is announced when the step
/// changes, so that typing is not talked over.
#[must_use]
pub fn palier(restant: i64) -> u8 {
    match restant {
        101.. => 0,
        51..=100 => 1,
        21..=50 => 2,
        11..=20 => 3,
        1..=10 => 4,
        0 => 5,
        _ => 6,
    }
}

/// A text of several lines, with the number of characters left.
///
/// Nothing is cut: a text too long is shown as an error and left to its author.
#[component]
pub fn ZoneTexte(
    /// Unique in the page.
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
    /// Its text.
    valeur: RwSignal<String>,
    /// Most characters it may hold.
    maximum: usize,
    /// Sentence for a number of characters left.
    #[prop(into)]
    reste: Callback<usize, String>,
    /// Sentence for a number of characters too many.
    #[prop(into)]
    exces: Callback<usize, String>,
    /// What is wrong with it.
    #[prop(optional, into)]
    erreur: Signal<Option<String>>,
    /// Lines shown.
    #[prop(default = 4)]
    lignes: u32,
    /// More classes for the group.
    #[prop(default = "")]
    class: &'static str,
) -> impl IntoView {
    let noeud = NodeRef::<html::Textarea>::new();
    lier(noeud, valeur);
    let id_messages = format!("{id}-messages");
    let id_reste = format!("{id}-reste");
    let solde = Memo::new(move |_| {
        let n = valeur.with(|v| v.chars().count());
        i64::try_from(maximum).unwrap_or(i64::MAX) - i64::try_from(n).unwrap_or(i64::MAX)
    });
    let phrase = move |solde: i64| match usize::try_from(solde) {
        Ok(n) => reste.run(n),
        Err(_) => exces.run(usize::try_from(solde.unsigned_abs()).unwrap_or(usize::MAX)),
    };
    let trop_long = Memo::new(move |_| solde.get() < 0);
    let annonce = RwSignal::new(String::new());
    Effect::new(move |avant: Option<u8>| {
        let ici = palier(solde.get());
        // Silent when the page comes, and when there is plenty of room again.
        if avant.is_some_and(|avant| avant != ici) {
            annonce.set(if ici == 0 {
                String::new()
            } else {
                phrase(solde.get_untracked())
            });
        }
        ici
    });
    view! {
        <div class=classe_groupe("fr-input-group", class, erreur)>
            {etiquette_et_indice(id.clone(), etiquette, indice)}
            <textarea
                class="fr-input"
                id=id
                name=nom
                rows=lignes.to_string()
                aria-describedby=format!("{id_reste} {id_messages}")
                aria-invalid=move || {
                    (trop_long.get() || erreur.with(Option::is_some)).then_some("true")
                }
                node_ref=noeud
                on:input=move |ev| valeur.set(event_target_value(&ev))
            >
                {valeur.get_untracked()}
            </textarea>
            <p class="fr-hint-text imagin-reste" class:imagin-reste--depasse=trop_long id=id_reste>
                {move || phrase(solde.get())}
            </p>
            <p class="fr-sr-only" role="status">
                {annonce}
            </p>
            {messages(id_messages, erreur)}
        </div>
    }
    .into_any()
}

/// A check box.
///
/// In a table row or a list of people `etiquette` names the person; `masquee`
/// hides it from view only.
#[component]
pub fn CaseACocher(
    /// Unique in the page.
    #[prop(into)]
    id: String,
    /// Name in the form.
    #[prop(into)]
    nom: String,
    /// Value in the form.
    #[prop(into)]
    valeur: String,
    /// Label.
    #[prop(into)]
    etiquette: String,
    /// What tells homonyms apart, after the label.
    #[prop(optional, into)]
    indice: String,
    /// Ticked or not.
    #[prop(into)]
    cochee: Signal<bool>,
    /// Ticked or unticked by the reader.
    sur_bascule: Callback<bool>,
    /// The label is only read aloud.
    #[prop(optional)]
    masquee: bool,
) -> impl IntoView {
    let noeud = NodeRef::<html::Input>::new();
    let initiale = cochee.get_untracked();
    let hydrate = !anime().get_untracked();
    // As `lier`: a tick put before hydration is kept.
    Effect::new(move |lie: Option<bool>| {
        let voulue = cochee.get();
        let Some(case) = noeud.get() else {
            return false;
        };
        let actuelle = case.checked();
        if hydrate && lie != Some(true) && actuelle != initiale {
            sur_bascule.run(actuelle);
        } else if actuelle != voulue {
            case.set_checked(voulue);
        }
        true
    });
    view! {
        <div class="fr-checkbox-group fr-checkbox-group--sm" class:imagin-case-seule=masquee>
            <input
                type="checkbox"
                id=id.clone()
                name=nom
                value=valeur
                checked=initiale
                node_ref=noeud
                on:change=move |ev| sur_bascule.run(event_target_checked(&ev))
            />
            <label class="fr-label" for=id>
                {if masquee {
                    view! { <span class="fr-sr-only">{etiquette}</span> }.into_any()
                } else {
                    etiquette.into_any()
                }}
                {(!indice.is_empty()).then(|| view! { <span class="fr-hint-text">{indice}</span> })}
            </label>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::palier;

    #[test]
    fn paliers() {
        let paliers: Vec<u8> = [1000, 101, 100, 51, 50, 20, 10, 1, 0, -1]
            .map(palier)
            .to_vec();
        assert_eq!(paliers, [0, 0, 1, 1, 2, 3, 4, 4, 5, 6]);
    }
}
