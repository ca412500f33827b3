//! `imagin comptes`.

use super::arguments::{ArgumentsCompte, Comptes};
use super::{Echec, Fin, contexte, sortie, textes};
use crate::Reglages;
use domain::{Erreur, MotDePasseErreur};
use std::io::{self, BufRead, IsTerminal, Read};
use std::process::ExitCode;
use usecases::comptes::{self, DemandeCompte};
use usecases::comptes_ouverture;

/// Longest line read as a password, in bytes.
const OCTETS_MAX: u64 = 4_096;

pub(super) async fn executer(reglages: &Reglages, action: Comptes) -> Fin {
    let services = contexte::services(reglages).await?;
    let refus = |e: Erreur| {
        Echec(match &e {
            Erreur::Compte(e) => textes::compte_erreur(e),
            autre => app::messages::erreur(autre),
        })
    };
    match action {
        Comptes::Creer(arguments) => {
            let generer = arguments.generer;
            let demande = demande(arguments);
            // Before a password is asked for: nobody types one for nothing.
            comptes::verifier(&services, &demande)
                .await
                .map_err(refus)?;
            let mot_de_passe = mot_de_passe(generer)?;
            comptes::creer(&services, &demande, mot_de_passe.clone())
                .await
                .map_err(refus)?;
            sortie::ligne(&textes::compte_cree(&demande.identifiant));
            montrer(generer, &mot_de_passe);
        }
        Comptes::Reinitialiser {
            identifiant,
            generer,
        } => {
            comptes::trouver(&services, &identifiant)
                .await
                .map_err(refus)?;
            let mot_de_passe = mot_de_passe(generer)?;
            comptes::reinitialiser(&services, &identifiant, mot_de_passe.clone())
                .await
                .map_err(refus)?;
            sortie::ligne(&textes::compte_reinitialise(&identifiant));
            montrer(generer, &mot_de_passe);
        }
        Comptes::Fermer { identifiant } => {
            comptes::fermer(&services, &identifiant)
                .await
                .map_err(refus)?;
            sortie::ligne(&textes::compte_ferme(&identifiant));
        }
        Comptes::Inviter(arguments) => {
            // Nobody else is invited together: said, rather than guessed.
            if !arguments.convoques {
                return Err(textes::INVITER_QUI.into());
            }
            let (nombre, sans_adresse) = comptes_ouverture::demander_par_la_commande(
                &services,
                arguments.academie.as_deref(),
                arguments.session,
                arguments.a_blanc,
            )
            .await
            .map_err(refus)?;
            sortie::ligne(&textes::invites(nombre, sans_adresse, arguments.a_blanc));
        }
        Comptes::SecondFacteur { identifiant } => {
            usecases::second_facteur::reinitialiser_par_la_commande(&services, &identifiant)
                .await
                .map_err(refus)?;
            sortie::ligne(&textes::second_facteur_retire(&identifiant));
        }
        Comptes::Lister { academie } => {
            let tous = comptes::lister(&services, academie.as_deref())
                .await
                .map_err(refus)?;
            if tous.is_empty() {
                sortie::ligne(textes::AUCUN_COMPTE);
            }
            for compte in &tous {
                sortie::ligne(&textes::compte_decrit(compte));
            }
        }
    }
    let _ = services.store.fermer().await;
    Ok(ExitCode::SUCCESS)
}

fn demande(a: ArgumentsCompte) -> DemandeCompte {
    DemandeCompte {
        academie: a.academie,
        identifiant: a.identifiant,
        nom: a.nom,
        mel: a.mel,
        roles: a.roles,
        uai: a.uai,
        matricule: a.matricule,
    }
}

/// A password made here is shown once, and kept nowhere.
fn montrer(genere: bool, mot_de_passe: &str) {
    if genere {
        sortie::ligne(&textes::mot_de_passe_genere(mot_de_passe));
    }
}

/// Typed twice at the terminal, or the first line of the standard input.
fn mot_de_passe(generer: bool) -> Result<String, Echec> {
    let illisible = |e: io::Error| textes::saisie_impossible(&e);
    if generer {
        return comptes::mot_de_passe_au_hasard().map_err(|e| app::messages::erreur(&e).into());
    }
    if io::stdin().is_terminal() {
        let un = rpassword::prompt_password(textes::SAISIE).map_err(illisible)?;
        let deux = rpassword::prompt_password(textes::SAISIE_ENCORE).map_err(illisible)?;
        if un != deux {
            let erreur = MotDePasseErreur::Different;
            return Err(app::messages::mot_de_passe_erreur(erreur).into());
        }
        return Ok(un);
    }
    let mut ligne = String::new();
    io::stdin()
        .lock()
        .take(OCTETS_MAX)
        .read_line(&mut ligne)
        .map_err(illisible)?;
    Ok(ligne.trim_end_matches(['\r', '\n']).to_owned())
}
