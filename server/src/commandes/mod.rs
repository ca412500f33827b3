//! The command line. Each subcommand opens what it needs, calls a use case, and says
//! in French what came of it (`textes`).
//!
//! Exit codes: 0 done, 1 failed, 2 done but some lines of an import were refused, or
//! some messages left in place.

mod arguments;
mod comptes;
mod contexte;
mod demo;
mod docteur;
mod importer;
mod jetons;
mod migrer;
mod purge;
mod retours;
mod serveur;
mod sortie;
mod textes;

use crate::Reglages;
use arguments::Commande;
use clap::FromArgMatches;
use std::process::ExitCode;

/// Why a subcommand failed: the last line it prints, in French.
#[derive(Debug)]
struct Echec(String);

impl<T: Into<String>> From<T> for Echec {
    fn from(texte: T) -> Self {
        Self(texte.into())
    }
}

/// How a subcommand that did not fail ends.
type Fin = Result<ExitCode, Echec>;

/// Some lines were refused, or some messages left.
const REFUS: u8 = 2;

/// Runs the command line of the process.
#[must_use]
pub fn principal() -> ExitCode {
    match executer() {
        Ok(code) => code,
        Err(Echec(texte)) => {
            sortie::erreur(&texte);
            ExitCode::FAILURE
        }
    }
}

fn executer() -> Fin {
    let lue = arguments::commande().try_get_matches();
    let ligne = match lue.and_then(|m| arguments::Ligne::from_arg_matches(&m)) {
        Ok(ligne) => ligne,
        Err(erreur) => return arguments::expliquer(&erreur),
    };
    let commande = ligne.commande.unwrap_or(Commande::Serve);
    // What needs neither settings nor database.
    if let Commande::Import { genre } = &commande
        && genre.arguments().modele
    {
        sortie::brut(usecases::importer::modele(genre.genre()));
        return Ok(ExitCode::SUCCESS);
    }
    let reglages = Reglages::du_processus().map_err(|e| textes::reglage(&e))?;
    let filtre = match &commande {
        Commande::Serve => reglages.journal.clone(),
        // What went wrong, not what is done: the command says that itself.
        _ => std::env::var("IMAGIN_LOG").unwrap_or_else(|_| "error".to_owned()),
    };
    sortie::journal(&filtre)?;
    let travail = async {
        match commande {
            Commande::Serve => serveur::servir(&reglages).await,
            Commande::Migrate(arguments) => migrer::migrer(&reglages, &arguments).await,
            Commande::Demo(arguments) => demo::charger(&reglages, &arguments).await,
            Commande::Import { genre } => importer::importer(&reglages, &genre).await,
            Commande::Comptes { action } => comptes::executer(&reglages, action).await,
            Commande::Jetons { action } => jetons::executer(&reglages, action).await,
            Commande::Retours(arguments) => retours::traiter(&reglages, &arguments).await,
            Commande::Purge(arguments) => purge::purger(&reglages, &arguments).await,
            Commande::Doctor(arguments) => docteur::examiner(&reglages, &arguments).await,
        }
    };
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| textes::demarrage_impossible(&e))?
        .block_on(travail)
}
