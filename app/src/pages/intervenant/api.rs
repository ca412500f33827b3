//! Server functions of the intervenant's own space.

use crate::ErreurApi;
#[cfg(feature = "ssr")]
use domain::{ConvocationId, Erreur, GenreReponse};
use domain::{Donnees, MesConvocations, MesCoordonnees, MonService};
use leptos::prelude::*;

/// Address of *Mes convocations*.
#[cfg(feature = "ssr")]
const CONVOCATIONS: &str = "/mes-convocations";
/// Address of *Mes coordonnées*.
#[cfg(feature = "ssr")]
const COORDONNEES: &str = "/mes-coordonnees";

/// The convocations addressed to the reader.
///
/// # Errors
/// When signed out, or when the database does not answer.
#[server(endpoint = "convocations/miennes", output = crate::json::Json)]
pub async fn lire_mes_convocations() -> Result<MesConvocations, ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::espace::mes_convocations(&s, &a).await })
        .await
}

/// Answers a convocation of the reader's, read in this edition: `lue`, or `empechement` with
/// a text.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] for one that is not theirs, [`domain::Erreur::Espace`].
#[server(endpoint = "convocations/repondre", output = crate::json::Json)]
pub async fn repondre(
    convocation: i64,
    edition: i32,
    reponse: String,
    #[server(default)] texte: String,
) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        let genre = GenreReponse::lire(&reponse).ok_or(Erreur::RequeteInvalide)?;
        let id = ConvocationId(convocation);
        usecases::accuses::repondre_par_compte(&s, &a, id, edition, genre, &texte).await
    })
    .await?;
    crate::contexte::revenir(CONVOCATIONS);
    Ok(())
}

/// Opens the address of the reader's calendar, or changes it.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for who is no intervenant.
#[server(endpoint = "mon-agenda/ouvrir", output = crate::json::Json)]
pub async fn ouvrir_agenda() -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move { usecases::abonnements::ouvrir(&s, &a).await })
        .await?;
    crate::contexte::revenir(&format!("{CONVOCATIONS}#agenda"));
    Ok(())
}

/// Closes the address of the reader's calendar.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for who is no intervenant.
#[server(endpoint = "mon-agenda/fermer", output = crate::json::Json)]
pub async fn fermer_agenda() -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move { usecases::abonnements::fermer(&s, &a).await })
        .await?;
    crate::contexte::revenir(&format!("{CONVOCATIONS}#agenda"));
    Ok(())
}

/// The reader's coordinates.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for who is no intervenant.
#[server(endpoint = "mes-coordonnees/lire", output = crate::json::Json)]
pub async fn lire_mes_coordonnees() -> Result<MesCoordonnees, ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::coordonnees::lire(&s, &a).await }).await
}

/// Asks for another personal address than `avant`; empty takes it away.
///
/// # Errors
/// [`domain::Erreur::AdresseInvalide`], [`domain::Erreur::AdresseChangee`],
/// [`domain::Erreur::Espace`].
#[server(endpoint = "mes-coordonnees/adresse", output = crate::json::Json)]
pub async fn changer_mon_adresse(
    #[server(default)] avant: String,
    #[server(default)] adresse: String,
) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        usecases::coordonnees::changer_adresse(&s, &a, &avant, &adresse).await
    })
    .await?;
    crate::contexte::revenir(COORDONNEES);
    Ok(())
}

/// Gives up the change of address that waits.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for who is no intervenant.
#[server(endpoint = "mes-coordonnees/abandonner", output = crate::json::Json)]
pub async fn abandonner_adresse() -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move { usecases::coordonnees::abandonner(&s, &a).await })
        .await?;
    crate::contexte::revenir(COORDONNEES);
    Ok(())
}

/// Changes the reader's telephone, read in this version.
///
/// # Errors
/// [`domain::Erreur::Espace`].
#[server(endpoint = "mes-coordonnees/telephone", output = crate::json::Json)]
pub async fn changer_mon_telephone(
    version: i32,
    #[server(default)] telephone: String,
) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        usecases::coordonnees::changer_telephone(&s, &a, version, &telephone).await
    })
    .await?;
    crate::contexte::revenir(COORDONNEES);
    Ok(())
}

/// Changes the reader's postal address, read in this version.
///
/// # Errors
/// [`domain::Erreur::Repertoire`] naming what is wrong, [`domain::Erreur::Espace`].
#[server(endpoint = "mes-coordonnees/postale", output = crate::json::Json)]
pub async fn changer_mon_adresse_postale(
    version: i32,
    #[server(default)] adresse_1: String,
    #[server(default)] adresse_2: String,
    #[server(default)] code_postal: String,
    #[server(default)] commune: String,
) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        let saisie = domain::SaisiePostale {
            adresse_1,
            adresse_2,
            code_postal,
            commune,
        };
        usecases::coordonnees::changer_postale(&s, &a, version, &saisie).await
    })
    .await?;
    crate::contexte::revenir(COORDONNEES);
    Ok(())
}

/// What was attested of the reader.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for who is no intervenant.
#[server(endpoint = "mes-services", output = crate::json::Json)]
pub async fn mes_services() -> Result<Vec<MonService>, ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::espace::mes_services(&s, &a).await }).await
}

/// Everything that is kept about the reader.
///
/// # Errors
/// When signed out, or when the database does not answer.
#[server(endpoint = "mes-donnees", output = crate::json::Json)]
pub async fn mes_donnees() -> Result<Vec<Donnees>, ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::espace::mes_donnees(&s, &a).await }).await
}
