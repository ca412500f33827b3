//! `imagin doctor`.

use super::arguments::ArgumentsDoctor;
use super::{Echec, Fin, contexte, sortie, textes};
use crate::openid::{self, Fournisseur};
use crate::{Reglages, actifs};
use core::time::Duration;
use mail::UrlCourriel;
use std::path::Path;
use std::process::ExitCode;
use usecases::doctor::{self, Niveau};
use usecases::{Horloge, HorlogeSysteme};

/// Longest wait for the mail server.
const DELAI_COURRIEL: Duration = Duration::from_secs(10);
/// Below, nothing can be relied upon.
const DISQUE_MAUVAIS: u64 = 100 * 1024 * 1024;
/// Below, it is time to look.
const DISQUE_ATTENTION: u64 = 1024 * 1024 * 1024;

/// What was seen so far.
#[derive(Default)]
struct Bilan {
    mauvais: usize,
    attention: usize,
}

impl Bilan {
    fn dire(&mut self, niveau: Niveau, texte: &str) {
        match niveau {
            Niveau::Bon => {}
            Niveau::Attention => self.attention += 1,
            Niveau::Mauvais => self.mauvais += 1,
        }
        sortie::ligne(&textes::constat(niveau, texte));
    }
}

pub(super) async fn examiner(reglages: &Reglages, arguments: &ArgumentsDoctor) -> Fin {
    let mut bilan = Bilan::default();
    // They were read to come here: one that is wrong stopped the command, by its name.
    sortie::ligne(textes::TITRE_REGLAGES);
    adresses(reglages, &mut bilan);

    sortie::ligne(textes::TITRE_SECRETS);
    secrets(reglages, &mut bilan);

    if let Some(reglage) = &reglages.openid {
        sortie::ligne(textes::TITRE_OPENID);
        openid(reglages, reglage, &mut bilan).await;
    }

    sortie::ligne(textes::TITRE_BASE);
    base(reglages, arguments.sceau.as_deref(), &mut bilan).await;

    sortie::ligne(textes::TITRE_COURRIEL);
    // Trying to write mails makes their directory, in the data directory as a rule.
    let transport = contexte::dossier(reglages).and_then(|()| contexte::transport(reglages));
    match transport {
        Err(Echec(texte)) => bilan.dire(Niveau::Mauvais, &texte),
        Ok(transport) => {
            let constat = doctor::courriel(&transport, DELAI_COURRIEL).await;
            bilan.dire(constat.niveau(), &textes::constat_de(&constat));
            transport.fermer().await;
        }
    }

    sortie::ligne(textes::TITRE_DISQUE);
    disque(&reglages.dossier, &mut bilan);
    site(&mut bilan);

    sortie::ligne(&textes::bilan(bilan.mauvais, bilan.attention));
    Ok(if bilan.mauvais == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn adresses(reglages: &Reglages, bilan: &mut Bilan) {
    let locale = reglages
        .url_publique
        .strip_prefix("http://")
        .is_some_and(|reste| {
            ["localhost", "127.", "[::1]"]
                .iter()
                .any(|debut| reste.starts_with(debut))
        });
    let niveau = if reglages.https() || locale {
        Niveau::Bon
    } else {
        Niveau::Attention
    };
    bilan.dire(
        niveau,
        &textes::url_publique(&reglages.url_publique, reglages.https(), locale),
    );
    bilan.dire(Niveau::Bon, &textes::ecoute(&reglages.ecoute));
    if reglages.demonstration && reglages.https() {
        bilan.dire(Niveau::Attention, textes::DEMO_EXPOSEE);
    }
    // The default address cannot be answered to, and servers refuse it.
    if reglages.courriel.starts_with("smtp") && reglages.expediteur_adresse.ends_with(".example") {
        bilan.dire(
            Niveau::Attention,
            &textes::expediteur_exemple(&reglages.expediteur_adresse),
        );
    }
}

/// Reads what the OpenID Connect provider publishes: nothing of this machine tells whether it
/// knows this service.
async fn openid(reglages: &Reglages, reglage: &openid::Reglage, bilan: &mut Bilan) {
    let adresse = reglage.emetteur.as_str();
    let retour = format!("{}{}", reglages.url_publique, openid::RETOUR);
    let sortie = format!("{}{}", reglages.url_publique, openid::SORTIE);
    let fournisseur = match Fournisseur::nouveau(reglage.clone(), &reglages.url_publique) {
        Ok(fournisseur) => fournisseur,
        Err(erreur) => {
            let texte = textes::openid_impossible(adresse, &erreur.to_string());
            return bilan.dire(Niveau::Mauvais, &texte);
        }
    };
    match fournisseur.decouvrir(HorlogeSysteme.maintenant()).await {
        Ok(_) => bilan.dire(Niveau::Bon, &textes::openid_bon(adresse, &retour, &sortie)),
        Err(panne) => bilan.dire(Niveau::Mauvais, &textes::openid_panne(adresse, &panne)),
    }
}

async fn base(reglages: &Reglages, sceau: Option<&str>, bilan: &mut Bilan) {
    if let Some(fichier) = contexte::fichier_sqlite(&reglages.base) {
        // Opening would make it.
        if !fichier.exists() {
            bilan.dire(Niveau::Attention, &textes::base_absente(&fichier));
            return;
        }
        confidentiel(&fichier, bilan);
    }
    let store = match contexte::ouvrir(reglages).await {
        Ok(store) => store,
        Err(Echec(texte)) => return bilan.dire(Niveau::Mauvais, &texte),
    };
    let constats = doctor::base(&store, HorlogeSysteme.maintenant()).await;
    let utilisable = constats
        .iter()
        .any(|c| matches!(c, doctor::Constat::SchemaAJour { .. }));
    for constat in &constats {
        bilan.dire(constat.niveau(), &textes::constat_de(constat));
    }
    if utilisable {
        match contexte::services(reglages).await {
            Err(Echec(texte)) => bilan.dire(Niveau::Mauvais, &texte),
            Ok(services) => {
                let mut constats = doctor::comptes(&services, reglages.https()).await;
                constats.extend(doctor::piste(&services, sceau).await);
                for constat in constats {
                    bilan.dire(constat.niveau(), &textes::constat_de(&constat));
                }
                let _ = services.store.fermer().await;
            }
        }
    }
    let _ = store.fermer().await;
}

/// Who else can read what opens something, or what people were written.
fn secrets(reglages: &Reglages, bilan: &mut Bilan) {
    let secret_openid = reglages
        .openid
        .as_ref()
        .and_then(|o| o.secret_fichier.as_deref());
    let boite = match reglages.courriel.parse::<UrlCourriel>() {
        Ok(UrlCourriel::Dossier(boite)) => Some(boite),
        _ => None,
    };
    let avant = bilan.attention;
    for lieu in [reglages.fichier.as_deref(), secret_openid, boite.as_deref()]
        .into_iter()
        .flatten()
    {
        confidentiel(lieu, bilan);
    }
    if reglages.https() && reglages.second_facteur.cle.is_none() {
        bilan.dire(Niveau::Attention, textes::SECOND_FACTEUR_SANS_CLE);
    }
    if bilan.attention == avant {
        bilan.dire(Niveau::Bon, textes::SECRETS_GARDES);
    }
}

/// Personal data, or a secret: other accounts of the machine have no business with it.
#[cfg(unix)]
fn confidentiel(lieu: &Path, bilan: &mut Bilan) {
    use std::os::unix::fs::PermissionsExt;
    let ouvert = |chemin: &Path, bits: u32| {
        std::fs::metadata(chemin).is_ok_and(|m| m.permissions().mode() & bits != 0)
    };
    // A directory whose names are hidden is still entered by who knows or guesses them.
    let bits = if lieu.is_dir() { 0o005 } else { 0o004 };
    let dossier = lieu.parent().filter(|d| !d.as_os_str().is_empty());
    // Readable by others, in a directory that others may enter.
    if ouvert(lieu, bits) && ouvert(dossier.unwrap_or(Path::new(".")), 0o001) {
        bilan.dire(Niveau::Attention, &textes::lisible_par_tous(lieu));
    }
}

#[cfg(not(unix))]
fn confidentiel(_: &Path, _: &mut Bilan) {}

fn disque(dossier: &Path, bilan: &mut Bilan) {
    // Made at the first start: its place is what counts.
    let existant = dossier
        .ancestors()
        .find(|d| d.exists())
        .unwrap_or(Path::new("."));
    let existant = if existant.as_os_str().is_empty() {
        Path::new(".")
    } else {
        existant
    };
    match rustix::fs::statvfs(existant) {
        Ok(vu) => {
            let libre = vu.f_bavail.saturating_mul(vu.f_frsize);
            let niveau = match libre {
                l if l < DISQUE_MAUVAIS => Niveau::Mauvais,
                l if l < DISQUE_ATTENTION => Niveau::Attention,
                _ => Niveau::Bon,
            };
            bilan.dire(niveau, &textes::disque(existant, libre));
        }
        Err(erreur) => {
            bilan.dire(
                Niveau::Attention,
                &textes::disque_inconnu(existant, &erreur.into()),
            );
        }
    }
}

fn site(bilan: &mut Bilan) {
    let racine = actifs::racine_du_site();
    let attendus = actifs::actifs();
    let manquants: Vec<&str> = [&attendus.css, &attendus.js, &attendus.wasm]
        .into_iter()
        .map(String::as_str)
        .filter(|adresse| !racine.join(adresse.trim_start_matches('/')).is_file())
        .collect();
    if manquants.is_empty() {
        bilan.dire(Niveau::Bon, &textes::site_complet(&racine));
    } else {
        bilan.dire(
            Niveau::Mauvais,
            &textes::site_incomplet(&racine, &manquants),
        );
    }
}
