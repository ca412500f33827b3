//! Server function of *Consultation des missions*.

use crate::ErreurApi;
use domain::{
    ColonneConsultation, Consultation, EtablissementId, EtatConsulte, FiltreConsultation,
    TypeMission, VueConsultation, lire_jour,
};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

/// The filter that the parameters of an address ask for.
#[must_use]
pub fn filtre_de_la_consultation<'a>(un: impl Fn(&str) -> Option<&'a str>) -> FiltreConsultation {
    FiltreConsultation {
        vue: un("vue")
            .and_then(VueConsultation::lire)
            .unwrap_or_default(),
        centre: un("centre")
            .and_then(|c| c.parse().ok())
            .map(EtablissementId),
        annee: un("annee").and_then(|a| a.parse().ok()),
        type_mission: un("type").and_then(TypeMission::lire),
        etat: un("etat").and_then(EtatConsulte::lire),
        du: un("du").and_then(lire_jour),
        au: un("au").and_then(lire_jour),
        mot_cle: un("mot").unwrap_or_default().to_owned(),
        jour: un("jour").and_then(lire_jour),
        tri: un("tri")
            .and_then(ColonneConsultation::lire)
            .unwrap_or_default(),
        descendant: un("sens") == Some("desc"),
        page: un("page").and_then(|p| p.parse().ok()).unwrap_or(1).max(1),
    }
}

/// The address of a filter, after a path: only what differs from the usual.
#[must_use]
pub fn adresse_de_la_consultation(chemin: &str, f: &FiltreConsultation) -> String {
    let mut requete = ParamsMap::new();
    let mut poser = |cle: &'static str, valeur: Option<String>| {
        if let Some(valeur) = valeur {
            requete.insert(cle, valeur);
        }
    };
    poser(
        "vue",
        (f.vue != VueConsultation::default()).then(|| f.vue.code().to_owned()),
    );
    poser("centre", f.centre.map(|c| c.to_string()));
    poser("annee", f.annee.map(|a| a.to_string()));
    poser("type", f.type_mission.map(|t| t.code().to_owned()));
    poser("etat", f.etat.map(|e| e.code().to_owned()));
    // Only the list has these fields, and only there do they filter.
    let liste = f.vue == VueConsultation::Liste;
    poser("du", f.du.filter(|_| liste).map(|j| j.to_string()));
    poser("au", f.au.filter(|_| liste).map(|j| j.to_string()));
    poser("mot", (!f.mot_cle.is_empty()).then(|| f.mot_cle.clone()));
    poser("jour", f.jour.map(|j| j.to_string()));
    poser(
        "tri",
        (f.tri != ColonneConsultation::default() || f.descendant).then(|| f.tri.code().to_owned()),
    );
    poser("sens", f.descendant.then(|| "desc".to_owned()));
    poser("page", (f.page > 1).then(|| f.page.to_string()));
    format!("{chemin}{}", requete.to_query_string())
}

/// The missions of a centre in a year.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for a reader who consults no mission,
/// [`domain::Erreur::Introuvable`] for a centre that is not for them.
#[server(endpoint = "consultation", input = crate::json::Json, output = crate::json::Json)]
pub async fn consulter_missions(filtre: FiltreConsultation) -> Result<Consultation, ErreurApi> {
    crate::contexte::lire(
        |s, a| async move { usecases::consultation::ouvrir(&s, &a, &filtre).await },
    )
    .await
}
