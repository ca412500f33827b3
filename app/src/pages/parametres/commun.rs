//! What the pages of parameters share: the history of what was settled.

use super::RetablirParametre;
use crate::composants::Tableau;
use crate::coquille::Fraicheur;
use crate::erreur::genres;
use crate::messages::parametres::{self as mp, l};
use domain::{Parametre, ParametreErreur, VersionParametre};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// What was settled, latest first; what can be put back has a button.
#[component]
pub(super) fn Historique(
    versions: Vec<VersionParametre>,
    retablir: ServerAction<RetablirParametre>,
    /// More than one parameter: each line names its own.
    #[prop(default = false)]
    nomme: bool,
) -> impl IntoView {
    if versions.is_empty() {
        return view! {
            <h2>{l::HISTORIQUE}</h2>
            <p>{l::HISTORIQUE_VIDE}</p>
        }
        .into_any();
    }
    let legende = mp::nombre_de_changements(versions.len());
    let vues: Vec<(Parametre, i64)> = versions
        .iter()
        .filter(|v| v.en_vigueur)
        .map(|v| (v.parametre, v.rang))
        .collect();
    view! {
        <h2>{l::HISTORIQUE}</h2>
        <Tableau id="historique" nom=l::HISTORIQUE legende=Signal::stored(legende)>
            <thead><tr>
                <th scope="col">{l::COL_QUAND}</th>
                <th scope="col">{l::COL_QUI}</th>
                {nomme.then(|| view! { <th scope="col">{l::COL_PARAMETRE}</th> })}
                <th scope="col">{l::COL_AVANT}</th>
                <th scope="col">{l::COL_APRES}</th>
                <th scope="col">{l::COL_ACTION}</th>
            </tr></thead>
            <tbody>{versions.into_iter().map(|v| {
                let vue = vues.iter().find(|(p, _)| *p == v.parametre).map_or(0, |(_, rang)| *rang);
                let pour = mp::retablir(&v);
                let avant = mp::valeur(v.avant.as_deref(), v.parametre);
                let apres = mp::valeur(v.apres.as_deref(), v.parametre);
                let action = if v.en_vigueur {
                    view! { <span class="fr-badge fr-badge--sm fr-badge--success">{l::EN_VIGUEUR}</span> }.into_any()
                } else {
                    view! {
                        <ActionForm action=retablir>
                            <input type="hidden" name="code" value=v.parametre.code() />
                            <input type="hidden" name="vue" value=vue.to_string() />
                            // As it became, or for what was given back, as the service is.
                            <input type="hidden" name="rang" value=v.rang.to_string() />
                            <button class="fr-btn fr-btn--sm fr-btn--secondary" aria-label=pour>{l::RETABLIR}</button>
                        </ActionForm>
                    }.into_any()
                };
                view! {
                    <tr>
                        <th scope="row">{v.date}</th>
                        <td>{v.auteur}</td>
                        {nomme.then(|| view! { <td>{mp::parametre(v.parametre)}</td> })}
                        <td class="imagin-lignes">{avant}</td>
                        <td class="imagin-lignes">{apres}</td>
                        <td>{action}</td>
                    </tr>
                }
            }).collect_view()}</tbody>
        </Tableau>
    }
    .into_any()
}

/// An action was refused because somebody changed the parameter meanwhile: said above the page,
/// it need not be said again in the *Messages* zone.
pub(super) fn devancee(valeur: Option<&Result<(), crate::ErreurApi>>) -> bool {
    valeur.and_then(|r| r.as_ref().err()).is_some_and(|e| {
        matches!(
            e.detail(genres::PARAMETRE),
            Some(ParametreErreur::Change { .. })
        )
    })
}

/// Reads the *Messages* zone again after an action, unless it was [`devancee`].
pub(super) fn suivre<A>(fraicheur: Fraicheur, action: ServerAction<A>)
where
    A: ServerFn<Error = crate::ErreurApi, Output = ()> + Clone + Send + Sync + 'static,
{
    Effect::new(move |_| {
        let faite = action.version().get() > 0;
        if faite && !action.value().with(|v| devancee(v.as_ref())) {
            fraicheur.relire_messages();
        }
    });
}
