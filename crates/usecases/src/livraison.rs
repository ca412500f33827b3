//! The worker that delivers the outbox: claims rows, composes, sends, notes what
//! became of each. Several may run on several servers; a row belongs to one at a
//! time, and to another once its holder has died.

use crate::annulation::Sort;
use crate::rondes;
use crate::services::{Limites, Services, erreur_store};
use core::time::Duration;
use documents::archive::ecrire_archive;
use domain::{
    AcademieId, ConvocationId, CourrielId, EnvoiId, Erreur, EtatCourriel, GenreCourriel, Lettre,
    Moment, NaiveDate, RaisonEchec, adresse_d_envoi,
};
use mail::{
    Complement, Correspondant, EchecEnvoi, LigneRecapitulatif, MessagePret, Recapitulatif,
    TAILLE_JOINTE_MAX, Transport, composer_annulation, composer_convocation, composer_copie,
    composer_recapitulatif,
};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use store::courriels::{self, CourrielAEnvoyer};
use tokio::sync::{mpsc, watch};
use tokio::task::{self, JoinError, JoinSet};

/// Seconds before each further try; the last one is kept for all those after it.
const ATTENTES: [i64; 9] = [60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200];
/// Longest wait, in seconds, before the next try of a mail that the service or its server
/// keeps from leaving: once mended, nothing waits longer.
const ATTENTE_SERVICE: i64 = 30 * 60;
/// Seconds between two looks at whether a group is done, for its summary.
const RECAPITULATIF_ATTENTE: i64 = 5;
/// Seconds after which a summary leaves although some mails are still waiting.
const RECAPITULATIF_MAX: i64 = 30 * 60;
/// Seconds between two looks at who has to be reminded.
const RELANCES: i64 = 5 * 60;
/// Longest wait without looking at the outbox: other servers fill it too.
const REPOS: Duration = Duration::from_secs(30);
/// Wait after the database did not answer.
const REPRISE: Duration = Duration::from_secs(2);

/// What became of one mail.
enum Issue {
    Envoye {
        version: i32,
        empreinte: Option<String>,
        /// What a convocation said, to tell later what changed.
        contenu: Option<String>,
    },
    NouvelEssai {
        prochain: Moment,
        raison: String,
        /// The server may have taken it all the same.
        incertain: bool,
        /// This try is one of those after which it is given up.
        compte: bool,
    },
    Echec {
        raison: String,
    },
    Annule,
    Rendu {
        prochain: Moment,
    },
}

/// Delivers until `arret` turns true, then finishes what is in flight and gives
/// back the rest.
pub async fn tourner(
    services: Arc<Services>,
    transport: Arc<Transport>,
    mut arret: watch::Receiver<bool>,
) {
    let Some(verrou) = rondes::verrou(&services, "livraison impossible") else {
        return;
    };
    let capacite = transport.simultanes().saturating_mul(4).max(4);
    let mut en_vol = EnVol::default();
    let mut faits = Vec::new();
    let mut relances = services.maintenant();
    // Mails that are of no mission, one after the other beside the rest.
    let mut a_part: JoinSet<()> = JoinSet::new();
    loop {
        while a_part.try_join_next().is_some() {}
        if a_part.is_empty() && !*arret.borrow() && a_part_du(&services).await {
            let (services, transport, mut arret) =
                (services.clone(), transport.clone(), arret.clone());
            a_part.spawn(async move {
                let faits = crate::courriels_service::passer(&services, &transport, &arret);
                if let Err(erreur) = faits.await {
                    tracing::warn!(?erreur, "courriels du service remis à plus tard");
                    // Not again at once: the database is what does not answer.
                    rondes::dormir(&mut arret, REPRISE).await;
                }
            });
        }
        if !*arret.borrow() && services.maintenant() >= relances {
            relances = services.maintenant().plus_secondes(RELANCES);
            match crate::rappels::automatiques(&services, crate::rappels::LOT).await {
                Ok(0) => {}
                Ok(nombre) => tracing::info!(nombre, "rappels demandés"),
                Err(erreur) => tracing::warn!(?erreur, "rappels remis à plus tard"),
            }
        }
        let place = if *arret.borrow() {
            0
        } else {
            capacite - en_vol.taches.len()
        };
        let pris = match tour(&services, &verrou, &mut faits, place).await {
            Ok(pris) => pris,
            Err(erreur) => {
                tracing::warn!(?erreur, "boîte d’envoi inaccessible");
                let deja = *arret.borrow();
                rondes::dormir(&mut arret, REPRISE).await;
                if *arret.borrow() && en_vol.taches.is_empty() {
                    return;
                }
                if deja {
                    // What is in flight is still waited for, and noted: not in a row.
                    tokio::time::sleep(REPRISE).await;
                }
                continue;
            }
        };
        let rien = pris.is_empty();
        preparer(&services, &transport, pris, &mut en_vol).await;
        if *arret.borrow() && en_vol.taches.is_empty() && faits.is_empty() {
            while a_part.join_next().await.is_some() {}
            transport.fermer().await;
            return;
        }
        if en_vol.taches.is_empty() && rien {
            let repos = attente(&services, a_part.is_empty()).await;
            let reveil = async {
                tokio::select! {
                    () = services.reveil.notified() => {}
                    Some(_) = a_part.join_next() => {}
                }
            };
            rondes::attendre(&mut arret, repos, reveil).await;
            continue;
        }
        tokio::select! {
            Some(fini) = en_vol.taches.join_next_with_id() => {
                faits.extend(en_vol.recueillir(&services, fini));
            }
            () = services.reveil.notified(), if en_vol.taches.len() < capacite => {}
        }
        // What else is done by now is noted in the same transaction.
        while let Some(fini) = en_vol.taches.try_join_next_with_id() {
            faits.extend(en_vol.recueillir(&services, fini));
        }
    }
}

/// The deliveries under way, and which mail each has, with its tries: one that panics says
/// nothing itself.
#[derive(Default)]
struct EnVol {
    taches: JoinSet<(CourrielId, Issue)>,
    tenus: HashMap<task::Id, (CourrielId, i32)>,
}

impl EnVol {
    fn lancer(
        &mut self,
        id: CourrielId,
        essais: i32,
        livraison: impl Future<Output = Issue> + Send + 'static,
    ) {
        let tache = self.taches.spawn(async move { (id, livraison.await) });
        self.tenus.insert(tache.id(), (id, essais));
    }

    /// What became of the mail of a delivery that has ended.
    fn recueillir(
        &mut self,
        services: &Services,
        fini: Result<(task::Id, (CourrielId, Issue)), JoinError>,
    ) -> Option<(CourrielId, Issue)> {
        match fini {
            Ok((tache, fait)) => {
                self.tenus.remove(&tache);
                Some(fait)
            }
            Err(erreur) => {
                let (id, essais) = self.tenus.remove(&erreur.id())?;
                tracing::error!(%erreur, courriel = %id, "livraison interrompue");
                // Nobody saw how far it had gone.
                Some((id, reporter(services, essais, String::new(), None, true)))
            }
        }
    }
}

/// Whether a mail that is of no mission is due.
async fn a_part_du(services: &Services) -> bool {
    let echeance = store::courriels_service::prochaine_echeance(services.store.lecture()).await;
    // What cannot be read now is looked at with the next round.
    echeance
        .ok()
        .flatten()
        .is_some_and(|m| m <= services.maintenant())
}

/// How long nothing is due, of the mails of missions and, with `a_part`, of the others.
async fn attente(services: &Services, a_part: bool) -> Duration {
    let lecture = services.store.lecture();
    let mut echeance = courriels::prochaine_echeance(lecture).await.ok().flatten();
    if a_part {
        let autre = store::courriels_service::prochaine_echeance(lecture).await;
        echeance = echeance.into_iter().chain(autre.ok().flatten()).min();
    }
    echeance.map_or(REPOS, |m| {
        let reste = m.0.saturating_sub(services.maintenant().0).max(10);
        Duration::from_millis(reste.unsigned_abs()).min(REPOS)
    })
}

/// Notes what is done and claims what is due, in one transaction.
async fn tour(
    services: &Services,
    verrou: &str,
    faits: &mut Vec<(CourrielId, Issue)>,
    place: usize,
) -> Result<Vec<CourrielAEnvoyer>, Erreur> {
    if faits.is_empty() && place == 0 {
        return Ok(Vec::new());
    }
    let maintenant = services.maintenant();
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    for (id, issue) in faits.iter() {
        let tenu = match issue {
            Issue::Envoye {
                version,
                empreinte,
                contenu,
            } => {
                let empreinte = empreinte.as_deref();
                let tenu =
                    courriels::marquer_envoye(&tx, *id, verrou, maintenant, *version, empreinte)
                        .await;
                match (tenu, contenu) {
                    (Ok(true), Some(contenu)) => courriels::noter_contenu(&tx, *id, contenu)
                        .await
                        .map(|()| true),
                    (tenu, _) => tenu,
                }
            }
            Issue::NouvelEssai {
                prochain,
                raison,
                incertain,
                compte,
            } => {
                let (prochain, incertain) = (*prochain, *incertain);
                let tenu = courriels::marquer_nouvel_essai(
                    &tx, *id, verrou, maintenant, prochain, raison, incertain,
                )
                .await;
                match tenu {
                    Ok(true) if !*compte => {
                        courriels::ne_pas_compter(&tx, *id).await.map(|()| true)
                    }
                    tenu => tenu,
                }
            }
            Issue::Echec { raison } => {
                courriels::marquer_echec(&tx, *id, verrou, maintenant, raison).await
            }
            Issue::Annule => courriels::marquer_annule(&tx, *id, verrou, maintenant, "").await,
            Issue::Rendu { prochain } => {
                courriels::rendre(&tx, &[*id], verrou, maintenant, *prochain)
                    .await
                    .map(|n| n == 1)
            }
        }
        .map_err(erreur_store)?;
        if !tenu {
            tracing::warn!(courriel = %id, "repris par un autre serveur avant la fin de l’envoi");
        }
    }
    let pris = if place == 0 {
        Vec::new()
    } else {
        let jusqua = maintenant.plus_secondes(services.reglages.limites.courriel_verrou);
        courriels::prendre(&tx, maintenant, place as u32, verrou, jusqua)
            .await
            .map_err(erreur_store)?
    };
    figer(services, &tx, &pris).await?;
    tx.valider().await.map_err(erreur_store)?;
    faits.clear();
    Ok(pris)
}

/// Notes with which signature, texts and logo the letters of the claimed mails are made, in the transaction
/// that claims them.
async fn figer(
    services: &Services,
    tx: &store::Ecriture,
    pris: &[CourrielAEnvoyer],
) -> Result<(), Erreur> {
    let mut par_academie: BTreeMap<AcademieId, Vec<ConvocationId>> = BTreeMap::new();
    for c in pris {
        if let Some(convocation) = c.convocation {
            par_academie
                .entry(c.academie)
                .or_default()
                .push(convocation);
        }
    }
    for (academie, ids) in par_academie {
        let jour = services.aujourd_hui(academie).await?;
        let figer = async {
            store::signatures::figer(tx, &ids, jour).await?;
            store::parametres::figer(tx, &ids).await
        };
        figer.await.map_err(erreur_store)?;
    }
    Ok(())
}

/// Reads the letters of the claimed mails at once and starts each delivery.
async fn preparer(
    services: &Arc<Services>,
    transport: &Arc<Transport>,
    pris: Vec<CourrielAEnvoyer>,
    en_vol: &mut EnVol,
) {
    if pris.is_empty() {
        return;
    }
    let mut ids: Vec<ConvocationId> = pris.iter().filter_map(|c| c.convocation).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut lettres = HashMap::new();
    for academie in pris
        .iter()
        .map(|c| c.academie)
        .collect::<std::collections::BTreeSet<_>>()
    {
        let lues = async {
            let jour = services.aujourd_hui(academie).await?;
            crate::lettres::completes(services, services.store.lecture(), &ids, jour).await
        };
        match lues.await {
            Ok(lues) => {
                lettres.extend(
                    lues.into_iter()
                        .map(|l| ((academie, l.convocation), Arc::new(l))),
                );
            }
            Err(erreur) => {
                // Nothing was tried: they go back and are due again shortly.
                tracing::warn!(?erreur, "lettres illisibles pour l’instant");
                for c in &pris {
                    let prochain = services.maintenant().plus_secondes(5);
                    en_vol.lancer(c.id, c.essais, async move { Issue::Rendu { prochain } });
                }
                return;
            }
        }
    }
    for courriel in pris {
        let (services, transport) = (services.clone(), transport.clone());
        let lettre = courriel
            .convocation
            .and_then(|id| lettres.get(&(courriel.academie, id)).cloned());
        en_vol.lancer(courriel.id, courriel.essais, async move {
            livrer(&services, &transport, courriel, lettre).await
        });
    }
}

async fn livrer(
    services: &Arc<Services>,
    transport: &Transport,
    courriel: CourrielAEnvoyer,
    lettre: Option<Arc<Lettre>>,
) -> Issue {
    let compose = match courriel.genre {
        GenreCourriel::Convocation | GenreCourriel::Copie => match lettre {
            // The convocation was deleted before its mail left.
            None => return Issue::Annule,
            Some(lettre) => convocation(services, &courriel, lettre).await,
        },
        GenreCourriel::Annulation => match annulation(services, &courriel).await {
            Ok(Ok(pret)) => Ok(pret),
            Ok(Err(issue)) => return issue,
            Err(erreur) => Err(erreur),
        },
        GenreCourriel::Recapitulatif => match termine(services, &courriel).await {
            Ok(true) => recapitulatif(services, &courriel).await,
            Ok(false) => {
                let prochain = services.maintenant().plus_secondes(RECAPITULATIF_ATTENTE);
                return Issue::Rendu { prochain };
            }
            Err(erreur) => Err(erreur),
        },
    };
    let pret = match compose {
        Ok(pret) => pret,
        Err(erreur) => {
            tracing::error!(?erreur, courriel = %courriel.id, "courriel non composé");
            return reporter(services, courriel.essais, String::new(), None, false);
        }
    };
    let delai = Duration::from_secs(services.reglages.limites.courriel_delai);
    match transport.envoyer(&pret.message, delai).await {
        Ok(_) => Issue::Envoye {
            version: pret.version,
            empreinte: pret.empreinte,
            contenu: pret.contenu,
        },
        Err(echec) => {
            tracing::warn!(courriel = %courriel.id, essai = courriel.essais, %echec, "courriel non accepté");
            let incertain = echec.peut_etre_recu;
            reporter(
                services,
                courriel.essais,
                raison(&echec),
                Some(&echec),
                incertain,
            )
        }
    }
}

/// The reason as kept: its code, then the server's words.
pub(crate) fn raison(echec: &EchecEnvoi) -> String {
    format!("{} {}", echec.raison, echec.reponse)
        .trim()
        .to_owned()
}

/// Tries again later, or gives up.
fn reporter(
    services: &Services,
    essais: i32,
    raison: String,
    echec: Option<&EchecEnvoi>,
    incertain: bool,
) -> Issue {
    match suite(&services.reglages.limites, essais, echec) {
        Suite::Abandon => Issue::Echec { raison },
        Suite::Essai { attente, compte } => Issue::NouvelEssai {
            prochain: services.maintenant().plus_secondes(attente),
            raison,
            incertain,
            compte,
        },
    }
}

/// What follows a try that did not succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Suite {
    /// Nothing more.
    Abandon,
    /// Another try.
    Essai {
        /// Seconds before it.
        attente: i64,
        /// The one that failed is one of those after which a mail is given up.
        compte: bool,
    },
}

/// What follows the try of this number, from 1; `echec` is what the transport saw, none when
/// the mail did not come that far.
///
/// A fault of the service or of its server ([`RaisonEchec::du_service`]) says nothing against
/// the mail: it is never given up for that, and such tries stop counting, so that a server
/// that is back and asks to come again later still finds some. One that may have been received
/// counts all the same: the same letter every half hour would be worse than a failure.
pub(crate) fn suite(limites: &Limites, essais: i32, echec: Option<&EchecEnvoi>) -> Suite {
    let attente = attente_avant(essais);
    if echec.is_some_and(|e| e.raison.du_service() && !e.peut_etre_recu) {
        return Suite::Essai {
            attente: attente.min(ATTENTE_SERVICE),
            compte: attente < ATTENTE_SERVICE,
        };
    }
    if essais >= limites.courriel_essais || echec.is_some_and(EchecEnvoi::est_permanent) {
        Suite::Abandon
    } else {
        Suite::Essai {
            attente,
            compte: true,
        }
    }
}

/// Seconds before the try that follows so many.
fn attente_avant(essais: i32) -> i64 {
    let rang = usize::try_from(essais - 1).unwrap_or(0);
    ATTENTES[rang.min(ATTENTES.len() - 1)]
}

struct Pret {
    message: MessagePret,
    version: i32,
    empreinte: Option<String>,
    contenu: Option<String>,
}

/// The mail that cancels a convocation, or what becomes of it without any try.
async fn annulation(
    services: &Arc<Services>,
    courriel: &CourrielAEnvoyer,
) -> Result<Result<Pret, Issue>, Erreur> {
    let jour = services.aujourd_hui(courriel.academie).await?;
    let lettre = match crate::annulation::preparer(services, courriel, jour).await? {
        Sort::Composer(lettre) => lettre,
        Sort::Attendre => {
            let prochain = services.maintenant().plus_secondes(RECAPITULATIF_ATTENTE);
            return Ok(Err(Issue::Rendu { prochain }));
        }
        Sort::Rien => return Ok(Err(Issue::Annule)),
    };
    let date = services.maintenant();
    let agenda = crate::lettres::en_agenda_annule(services, &lettre, date);
    let message = composer_annulation(
        &lettre,
        agenda,
        &services.reglages.identite,
        &courriel.adresse,
        &message_id(courriel)?,
        date,
    )
    .map_err(|e| crate::interne("courriel", &e))?;
    Ok(Ok(Pret {
        message,
        version: lettre.version,
        empreinte: None,
        contenu: None,
    }))
}

async fn convocation(
    services: &Arc<Services>,
    courriel: &CourrielAEnvoyer,
    lettre: Arc<Lettre>,
) -> Result<Pret, Erreur> {
    let lettre = if courriel.genre == GenreCourriel::Copie {
        // The very paper of the mail that it copies, which may have been accepted by now.
        let mut copie = [Lettre::clone(&lettre)];
        let lecture = services.store.lecture();
        crate::lettres::remplacer(lecture, &mut copie, Some(courriel.envoi)).await?;
        let [copie] = copie;
        Arc::new(copie)
    } else {
        lettre
    };
    let contenu =
        serde_json::to_string(&lettre.affectation).map_err(|e| crate::interne("courriel", &e))?;
    let pdf = en_pdf(services, lettre.clone()).await?;
    let empreinte = crate::empreinte(&pdf);
    let identite = &services.reglages.identite;
    let date = services.maintenant();
    let message_id = message_id(courriel)?;
    let message = if courriel.genre == GenreCourriel::Convocation {
        let complement = Complement {
            agenda: crate::lettres::en_agenda(services, &lettre, date),
            retires: crate::lettres::en_agenda_retire(services, &lettre, date),
            rappel: courriel.rappel,
        };
        let adresse = &courriel.adresse;
        composer_convocation(
            &lettre,
            pdf,
            complement,
            identite,
            adresse,
            &message_id,
            date,
        )
    } else {
        let auteur = Correspondant {
            nom: courriel.nom.clone(),
            adresse: courriel.adresse.clone(),
        };
        let d = &lettre.destinataire;
        let utilisee = adresse_d_envoi(&d.mel_professionnel, &d.mel_personnel).unwrap_or_default();
        composer_copie(&lettre, pdf, identite, &auteur, utilisee, &message_id, date)
    }
    .map_err(|e| crate::interne("courriel", &e))?;
    Ok(Pret {
        message,
        version: lettre.version,
        empreinte: Some(empreinte),
        contenu: (courriel.genre == GenreCourriel::Convocation).then_some(contenu),
    })
}

/// The Message-ID fixed when the mail was asked for.
fn message_id(courriel: &CourrielAEnvoyer) -> Result<mail::MessageId, Erreur> {
    mail::MessageId::relire(&courriel.message_id).ok_or(Erreur::RequeteInvalide)
}

async fn en_pdf(services: &Arc<Services>, lettre: Arc<Lettre>) -> Result<Vec<u8>, Erreur> {
    let polices = services.polices.clone();
    tokio::task::spawn_blocking(move || documents::lettre::pdf(&lettre, &polices))
        .await
        .map_err(|e| crate::interne("pdf", &e))?
        .map_err(|e| crate::interne("pdf", &e))
}

/// Whether the group's mails have all found their end, or the summary waited enough.
async fn termine(services: &Services, courriel: &CourrielAEnvoyer) -> Result<bool, Erreur> {
    if services.maintenant() > courriel.cree_le.plus_secondes(RECAPITULATIF_MAX) {
        return Ok(true);
    }
    courriels::envoi_termine(services.store.lecture(), courriel.envoi)
        .await
        .map_err(erreur_store)
}

async fn recapitulatif(
    services: &Arc<Services>,
    courriel: &CourrielAEnvoyer,
) -> Result<Pret, Erreur> {
    let lecture = services.store.lecture();
    let destinataires = courriels::destinataires_de_l_envoi(lecture, courriel.envoi)
        .await
        .map_err(erreur_store)?;
    let envoi = courriels::envoi(lecture, courriel.envoi)
        .await
        .map_err(erreur_store)?;
    let ids: Vec<ConvocationId> = destinataires.iter().filter_map(|d| d.convocation).collect();
    let jour = services.aujourd_hui(courriel.academie).await?;
    let mission = store::missions::par_id(lecture, courriel.mission)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let zip = ensemble(services, courriel.envoi, &ids, jour).await?;
    let lignes: Vec<LigneRecapitulatif> = destinataires
        .into_iter()
        .map(|d| LigneRecapitulatif {
            raison: motif(&d.raison).filter(|_| {
                use EtatCourriel::{Echec, NouvelEssai, Retour};
                matches!(d.etat, Echec | NouvelEssai | Retour)
            }),
            nom: d.nom,
            adresse: d.adresse,
            etat: d.etat,
        })
        .collect();
    let sans_adresse = envoi.map(|e| e.sans_adresse).unwrap_or_default();
    let habillage = crate::parametres::habillage(services, courriel.academie).await?;
    let recapitulatif = Recapitulatif {
        mission: &mission.ligne,
        centre_nom: &mission.centre_nom,
        lignes: &lignes,
        sans_adresse: &sans_adresse,
        habillage: &habillage,
    };
    let auteur = Correspondant {
        nom: courriel.nom.clone(),
        adresse: courriel.adresse.clone(),
    };
    let message = composer_recapitulatif(
        &recapitulatif,
        Some(zip),
        &services.reglages.identite,
        &auteur,
        &message_id(courriel)?,
        services.maintenant(),
    )
    .map_err(|e| crate::interne("courriel", &e))?;
    Ok(Pret {
        message,
        version: 0,
        empreinte: None,
        contenu: None,
    })
}

/// The code at the head of a reason as kept.
fn motif(raison: &str) -> Option<RaisonEchec> {
    RaisonEchec::lire(raison.split(' ').next()?)
}

/// The letters of a request together, read in batches while they are made: their number does
/// not count in memory. Past what a mail carries, making more of them is useless: the summary
/// only says where to find them.
async fn ensemble(
    services: &Arc<Services>,
    envoi: EnvoiId,
    ids: &[ConvocationId],
    jour: NaiveDate,
) -> Result<Vec<u8>, Erreur> {
    let (lettres_tx, mut lettres_rx) = mpsc::channel::<Vec<Lettre>>(1);
    let polices = services.polices.clone();
    let ecriture = task::spawn_blocking(move || {
        let mut borne = Borne(Vec::new());
        let lettres = core::iter::from_fn(|| lettres_rx.blocking_recv())
            .flatten()
            .map(Ok::<_, core::convert::Infallible>);
        match ecrire_archive(lettres, &polices, &mut borne) {
            Ok(_) => Ok(borne.0),
            Err(_) if borne.0.len() > TAILLE_JOINTE_MAX => Ok(borne.0),
            Err(erreur) => Err(crate::interne("zip", &erreur)),
        }
    });
    let lecture = services.store.lecture();
    for lot in ids.chunks(crate::lettres::LOT) {
        let mut lues = crate::lettres::completes(services, lecture, lot, jour).await?;
        crate::lettres::remplacer(lecture, &mut lues, Some(envoi)).await?;
        if lettres_tx.send(lues).await.is_err() {
            // The writer has ended before them all: it says why below.
            break;
        }
    }
    drop(lettres_tx);
    ecriture.await.map_err(|e| crate::interne("zip", &e))?
}

/// A buffer that takes no more once it is past what a mail carries.
struct Borne(Vec<u8>);

impl std::io::Write for Borne {
    fn write(&mut self, octets: &[u8]) -> std::io::Result<usize> {
        if self.0.len() > TAILLE_JOINTE_MAX {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
