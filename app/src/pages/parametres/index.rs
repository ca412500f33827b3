use super::{ADRESSE_LOGO, ADRESSE_NOMBRES, adresse_du_texte, lire_parametres};
use crate::composants::Tableau;
use crate::messages::parametres::{self as mp, l};
use crate::pages::Echec;
use domain::{GroupeTexte, LigneParametre, NombreRegle, Parametre};
use leptos::prelude::*;
use leptos_meta::Title;

/// *Paramètres*: all that the académie may settle, by group.
#[component]
pub fn PageParametres() -> impl IntoView {
    let lignes = Resource::new_blocking(|| (), |()| lire_parametres());
    view! {
        <Title text=l::TITRE />
        <h1>{l::TITRE}</h1>
        <Transition>
            {move || Suspend::new(async move {
                match lignes.await {
                    Ok(lignes) => view! { <Groupes lignes /> }.into_any(),
                    Err(erreur) => view! { <Echec erreur /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Groupes(lignes: Vec<LigneParametre>) -> impl IntoView {
    let de = |garder: &dyn Fn(Parametre) -> bool| -> Vec<LigneParametre> {
        lignes
            .iter()
            .filter(|ligne| garder(ligne.parametre))
            .cloned()
            .collect()
    };
    let textes = GroupeTexte::TOUS
        .into_iter()
        .map(|groupe| {
            let siens = de(&|p| matches!(p, Parametre::Texte(t) if t.groupe() == groupe));
            let id = match groupe {
                GroupeTexte::Lettre => "textes-lettre",
                GroupeTexte::Convocation => "textes-convocation",
                GroupeTexte::Rappel => "textes-rappel",
                GroupeTexte::Annulation => "textes-annulation",
                GroupeTexte::Recapitulatif => "textes-recapitulatif",
                GroupeTexte::Competences => "textes-competences",
                GroupeTexte::Invitation => "textes-invitation",
            };
            groupe_de(id, mp::groupe(groupe), siens)
        })
        .collect_view();
    let logo = de(&|p| p == Parametre::Logo);
    let delais =
        de(&|p| matches!(p, Parametre::Nombre(n) if !matches!(n, NombreRegle::Conservation(_))));
    let conservation = de(&|p| matches!(p, Parametre::Nombre(NombreRegle::Conservation(_))));
    view! {
        <p class="imagin-texte">{l::INTRODUCTION}</p>
        {textes}
        {groupe_de("logo", l::LOGO, logo)}
        <p class="imagin-boutons"><a class="fr-btn fr-btn--secondary" href=ADRESSE_LOGO>{l::REGLER_LOGO}</a></p>
        {groupe_de("delais", l::DELAIS, delais)}
        {groupe_de("conservation", l::CONSERVATION, conservation)}
        <p class="imagin-boutons"><a class="fr-btn fr-btn--secondary" href=ADRESSE_NOMBRES>{l::REGLER_NOMBRES}</a></p>
    }
}

fn groupe_de(id: &'static str, titre: &'static str, lignes: Vec<LigneParametre>) -> AnyView {
    let legende = mp::nombre_de_parametres(lignes.len());
    view! {
        <h2>{titre}</h2>
        <Tableau id=id nom=titre legende=Signal::stored(legende)>
            <thead><tr>
                <th scope="col">{l::COL_PARAMETRE}</th>
                <th scope="col">{l::COL_VALEUR}</th>
                <th scope="col">{l::COL_ORIGINE}</th>
            </tr></thead>
            <tbody>{lignes.into_iter().map(ligne).collect_view()}</tbody>
        </Tableau>
    }
    .into_any()
}

fn ligne(ligne: LigneParametre) -> impl IntoView {
    let adresse = match ligne.parametre {
        Parametre::Texte(texte) => adresse_du_texte(texte),
        Parametre::Nombre(_) => ADRESSE_NOMBRES.to_owned(),
        Parametre::Logo => ADRESSE_LOGO.to_owned(),
    };
    let propre = ligne.propre;
    let valeur = match ligne.parametre {
        Parametre::Logo => mp::valeur(propre.then_some(ligne.valeur.as_str()), Parametre::Logo),
        autre => mp::valeur(Some(&ligne.valeur), autre),
    };
    let derniere = mp::derniere(&ligne.par, &ligne.le);
    view! {
        <tr>
            <th scope="row"><a class="fr-link" href=adresse>{mp::parametre(ligne.parametre)}</a></th>
            <td class="imagin-lignes" data-titre=l::COL_VALEUR>{valeur}</td>
            <td data-titre=l::COL_ORIGINE>
                {if propre { l::DE_L_ACADEMIE } else { l::DU_SERVICE }}
                {(!derniere.is_empty()).then(|| view! { <br />{derniere} })}
            </td>
        </tr>
    }
}
