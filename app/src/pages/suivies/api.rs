//! Server function of *Convocations*.

use crate::ErreurApi;
use domain::{
    ChoixEpreuves, ColonneSuivie, DisciplineId, EtatConsulte, FiltreSuivies, PageSuivies,
};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

/// The filter that the parameters of an address ask for; disciplines are keys with dashes
/// between.
#[must_use]
pub fn filtre_des_suivies<'a>(un: impl Fn(&str) -> Option<&'a str>) -> FiltreSuivies {
    FiltreSuivies {
        annee: un("annee").and_then(|a| a.parse().ok()),
        centre: un("centre").unwrap_or_default().to_owned(),
        etat: un("etat").and_then(EtatConsulte::lire),
        disciplines: un("disciplines")
            .unwrap_or_default()
            .split('-')
            .filter_map(|d| d.parse().ok())
            .map(DisciplineId)
            .collect(),
        epreuves: ChoixEpreuves::lire(
            un("epreuve").unwrap_or_default(),
            un("libelle").unwrap_or_default(),
            un("appelle").unwrap_or_default(),
        ),
        retenues: None,
        division: un("division").is_some_and(|d| !d.is_empty()),
        mot_cle: un("mot").unwrap_or_default().to_owned(),
        tri: un("tri").and_then(ColonneSuivie::lire).unwrap_or_default(),
        descendant: un("sens") == Some("desc"),
        page: un("page").and_then(|p| p.parse().ok()).unwrap_or(1).max(1),
    }
}

/// The address of a filter, after a path: only what differs from the usual.
#[must_use]
pub fn adresse_des_suivies(chemin: &str, f: &FiltreSuivies) -> String {
    let mut requete = ParamsMap::new();
    let mut poser = |cle: &'static str, valeur: Option<String>| {
        if let Some(valeur) = valeur {
            requete.insert(cle, valeur);
        }
    };
    poser("annee", f.annee.map(|a| a.to_string()));
    poser("centre", (!f.centre.is_empty()).then(|| f.centre.clone()));
    poser("etat", f.etat.map(|e| e.code().to_owned()));
    poser(
        "disciplines",
        (!f.disciplines.is_empty()).then(|| disciplines(f)),
    );
    for (nom, valeur) in f.epreuves.iter().flat_map(ChoixEpreuves::parametres) {
        poser(nom, Some(valeur));
    }
    poser("division", f.division.then(|| "1".to_owned()));
    poser("mot", (!f.mot_cle.is_empty()).then(|| f.mot_cle.clone()));
    poser(
        "tri",
        (f.tri != ColonneSuivie::default() || f.descendant).then(|| f.tri.code().to_owned()),
    );
    poser("sens", f.descendant.then(|| "desc".to_owned()));
    poser("page", (f.page > 1).then(|| f.page.to_string()));
    format!("{chemin}{}", requete.to_query_string())
}

/// The disciplines of a filter as an address has them.
pub(super) fn disciplines(f: &FiltreSuivies) -> String {
    let cles: Vec<String> = f.disciplines.iter().map(ToString::to_string).collect();
    cles.join("-")
}

/// One page of the convocations of the académie.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for who is neither gestionnaire nor administrateur.
#[server(endpoint = "convocations/suivre", input = crate::json::Json, output = crate::json::Json)]
pub async fn lire_suivies(filtre: FiltreSuivies) -> Result<PageSuivies, ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::suivies::lister(&s, &a, &filtre).await })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn l_adresse_se_relit() {
        let filtre = FiltreSuivies {
            annee: Some(2026),
            centre: "0310038Y".into(),
            etat: Some(EtatConsulte::EnEchec),
            disciplines: vec![DisciplineId(3), DisciplineId(7)],
            epreuves: Some(ChoixEpreuves::Appellent(vec![
                DisciplineId(5),
                DisciplineId(4),
            ])),
            retenues: None,
            division: true,
            mot_cle: "durand".into(),
            tri: ColonneSuivie::Nom,
            descendant: true,
            page: 2,
        };
        // The server escapes more than it must.
        let adresse = adresse_des_suivies("/convocations", &filtre).replace("%2D", "-");
        let (chemin, requete) = adresse.split_once('?').unwrap();
        assert_eq!(chemin, "/convocations");
        let lus: HashMap<&str, &str> = requete
            .split('&')
            .filter_map(|p| p.split_once('='))
            .collect();
        assert_eq!(filtre_des_suivies(|cle| lus.get(cle).copied()), filtre);
        let usuel = FiltreSuivies {
            page: 1,
            ..FiltreSuivies::default()
        };
        assert_eq!(filtre_des_suivies(|_| None), usuel);
        assert_eq!(
            adresse_des_suivies("/convocations", &usuel),
            "/convocations"
        );
    }
}
