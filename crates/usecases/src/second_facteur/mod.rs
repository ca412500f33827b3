//! The second factor of those who administer: setting it up, renewing its recovery codes,
//! removing it (docs/decisions/0027-second-facteur.md). Asking for it at sign-in is in
//! [`entree`].

mod coffre;
pub mod entree;

pub use entree::{Entree, Ouverture};
pub(crate) use entree::{Prealable, etape, preuve};

use crate::administration::{exiger, exiger_de_ne_pas_prendre, tenir};
use crate::avertissements::{
    FACTEUR_ACTIVE, FACTEUR_REINITIALISE, FACTEUR_RETIRE, Qui, SECOURS_RENOUVELES, prevenir,
};
use crate::connexion::exiger_mot_de_passe;
use crate::services::{Services, empreinte, erreur_store};
use coffre::{Coffre, Secret, tirer};
use domain::{
    Acteur, CODES_FAUX_PAR_JOUR, CODES_SECOURS, CodeSaisi, CompteErreur, CompteId, Erreur,
    EtatSecondFacteur, Fait, GesteCompte, Moment, MotDePasseErreur, SecondFacteurErreur,
    ecrire_secours, grouper_cle, identifiant_normalise,
};
use serde_json::json;
use store::{ConnectionTrait, Ecriture};

/// Seconds in a day.
const JOUR: i64 = 24 * 60 * 60;

/// What a deployment says of second factors.
#[derive(Clone, Default)]
pub struct Reglage {
    /// Who may have one must have one to sign in with a password.
    pub exige: bool,
    /// A key that is not in the database, to seal the secrets with; none: that of the service
    /// alone.
    pub cle: Option<String>,
}

impl core::fmt::Debug for Reglage {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Reglage")
            .field("exige", &self.exige)
            .field("cle", &self.cle.as_ref().map(|_| "…"))
            .finish()
    }
}

/// What the page of an enrolment shows, once.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolement {
    /// The key to type into an app, in groups of four.
    pub cle: String,
    /// The QR code that says the same, as an SVG image.
    pub image: String,
    /// What the form sends back: the secret, sealed.
    pub scelle: String,
}

impl core::fmt::Debug for Enrolement {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Enrolement")
    }
}

/// Accessible name of the QR code.
const IMAGE_NOM: &str = "QR code à lire avec votre application";

/// Where one's second factor stands.
///
/// # Errors
/// When the database does not answer.
pub async fn etat(services: &Services, acteur: &Acteur) -> Result<EtatSecondFacteur, Erreur> {
    let lecture = services.store.lecture();
    let lire = async {
        let facteur = store::second_facteur::lire(lecture, acteur.compte).await?;
        let secours = store::second_facteur::secours_restants(lecture, acteur.compte).await?;
        Ok((facteur, secours))
    };
    let (facteur, secours) = lire.await.map_err(erreur_store)?;
    let depuis = match &facteur {
        Some(f) => services
            .heure_locale(acteur.academie, f.actif_le)
            .await?
            .format("%d/%m/%Y %H:%M")
            .to_string(),
        None => String::new(),
    };
    Ok(EtatSecondFacteur {
        // Who no longer administers may still remove it.
        concerne: acteur.peut_second_facteur() || facteur.is_some(),
        depuis,
        secours,
        exige: services.reglages.limites.second_facteur.exige && acteur.peut_second_facteur(),
    })
}

fn concerne(acteur: &Acteur) -> Result<(), Erreur> {
    if acteur.peut_second_facteur() {
        Ok(())
    } else {
        Err(Erreur::Interdit)
    }
}

// ------------------------------------------------------------------------ setting it up

/// Begins an enrolment, or goes on with the one that `scelle` tells: nothing is written before
/// a code confirms it, so that nobody else's page can have chosen the secret.
///
/// # Errors
/// [`Erreur::Interdit`] for who cannot have one, [`SecondFacteurErreur::DejaActif`],
/// [`SecondFacteurErreur::EnrolementPerdu`].
pub async fn enroler(
    services: &Services,
    acteur: &Acteur,
    scelle: Option<&str>,
) -> Result<Enrolement, Erreur> {
    concerne(acteur)?;
    let lecture = services.store.lecture();
    let deja = store::second_facteur::lire(lecture, acteur.compte)
        .await
        .map_err(erreur_store)?;
    if deja.is_some() {
        return Err(SecondFacteurErreur::DejaActif.into());
    }
    let coffre = Coffre::lire(services, lecture).await?;
    let (secret, scelle) = match scelle {
        Some(scelle) => {
            let maintenant = services.maintenant();
            let secret = coffre.ouvrir_enrolement(acteur.compte, scelle, maintenant)?;
            (secret, scelle.to_owned())
        }
        None => {
            let secret: Secret = tirer(services)?;
            let scelle = coffre.sceller_enrolement(services, acteur.compte, &secret)?;
            (secret, scelle)
        }
    };
    let nom = services.reglages.identite.nom();
    let (cle, adresse) = coffre::decrire(&secret, nom, &acteur.identifiant)?;
    // Longer than any code can say: the key can still be typed.
    let image = documents::qr_svg(&adresse, IMAGE_NOM).unwrap_or_default();
    Ok(Enrolement {
        cle: grouper_cle(&cle),
        image,
        scelle,
    })
}

/// Ends an enrolment with a code of the app; gives the recovery codes, once.
///
/// # Errors
/// As [`enroler`]; [`Erreur::MotDePasse`], [`Erreur::SecondFacteur`] saying what is wrong with
/// the code, [`Erreur::TropDEssais`].
pub async fn activer(
    services: &Services,
    acteur: &Acteur,
    mot_de_passe: String,
    scelle: &str,
    saisie: &str,
) -> Result<Vec<String>, Erreur> {
    concerne(acteur)?;
    let prepare = preparer(services, acteur, scelle, saisie).await?;
    let condense = exiger_mot_de_passe(services, acteur, mot_de_passe).await?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    toujours(&tx, acteur.compte, &condense).await?;
    let codes = ecrire_facteur(&tx, services, acteur, &prepare).await?;
    tx.valider().await.map_err(erreur_store)?;
    services.reveil.notify_one();
    Ok(codes)
}

/// A secret that a code has confirmed, ready to be kept.
struct Prepare {
    scelle: String,
    pas: i64,
}

/// Checks the code of an enrolment.
async fn preparer(
    services: &Services,
    acteur: &Acteur,
    scelle: &str,
    saisie: &str,
) -> Result<Prepare, Erreur> {
    // A recovery code is of no use before there is a factor.
    let Some(CodeSaisi::Application(code)) = CodeSaisi::lire(saisie) else {
        return Err(SecondFacteurErreur::Forme.into());
    };
    let maintenant = services.maintenant();
    let coffre = Coffre::lire(services, services.store.lecture()).await?;
    let secret = coffre.ouvrir_enrolement(acteur.compte, scelle, maintenant)?;
    let pas = coffre::juger(&secret, &code, maintenant)?;
    let scelle = coffre.sceller(services, acteur.compte, &secret)?;
    Ok(Prepare { scelle, pas })
}

/// Keeps a second factor with its first recovery codes, in a transaction that is not finished.
async fn ecrire_facteur(
    tx: &Ecriture,
    services: &Services,
    acteur: &Acteur,
    prepare: &Prepare,
) -> Result<Vec<String>, Erreur> {
    let compte = acteur.compte;
    let maintenant = services.maintenant();
    let fait = store::second_facteur::activer(tx, compte, &prepare.scelle, prepare.pas, maintenant)
        .await
        .map_err(erreur_store)?;
    if !fait {
        return Err(SecondFacteurErreur::DejaActif.into());
    }
    let codes = ecrire_codes(tx, services, compte).await?;
    // A sign-in that began before it was asked for ends with it.
    store::second_facteur::finir_attentes(tx, compte)
        .await
        .map_err(erreur_store)?;
    let qui = Qui::acteur(acteur);
    dire(tx, services, acteur, &qui, GesteCompte::SecondFacteurActive).await?;
    prevenir(tx, services, &qui, FACTEUR_ACTIVE).await?;
    Ok(codes)
}

/// Draws recovery codes in the place of the former ones, and keeps their digests.
async fn ecrire_codes(
    tx: &Ecriture,
    services: &Services,
    compte: CompteId,
) -> Result<Vec<String>, Erreur> {
    let mut codes = Vec::with_capacity(CODES_SECOURS);
    let mut empreintes = Vec::with_capacity(CODES_SECOURS);
    for _ in 0..CODES_SECOURS {
        let code = ecrire_secours(tirer(services)?);
        empreintes.push(empreinte_secours(compte, &code.replace('-', "")));
        codes.push(code);
    }
    store::second_facteur::remplacer_secours(tx, compte, &empreintes)
        .await
        .map_err(erreur_store)?;
    Ok(codes)
}

/// Of 80 random bits, a plain digest tells nothing.
fn empreinte_secours(compte: CompteId, code: &str) -> String {
    empreinte(format!("secours/{compte}/{code}").as_bytes())
}

/// Refuses when the password was changed since it was typed.
async fn toujours(tx: &Ecriture, compte: CompteId, condense: &str) -> Result<(), Erreur> {
    let present = store::comptes::mot_de_passe(tx, compte)
        .await
        .map_err(erreur_store)?;
    if present.as_deref() == Some(condense) {
        Ok(())
    } else {
        Err(MotDePasseErreur::ActuelFaux.into())
    }
}

/// Makes other recovery codes, shown once; the former ones serve no more. With the password,
/// and a code or a recovery code: one of the new ones would remove the factor.
///
/// # Errors
/// [`Erreur::MotDePasse`], [`Erreur::SecondFacteur`] saying what is wrong with the code,
/// [`Erreur::TropDEssais`].
pub async fn renouveler(
    services: &Services,
    acteur: &Acteur,
    mot_de_passe: String,
    saisie: &str,
    adresse: &str,
) -> Result<Vec<String>, Erreur> {
    let tx = confirmer(services, acteur, mot_de_passe, saisie, adresse).await?;
    let codes = ecrire_codes(&tx, services, acteur.compte).await?;
    let qui = Qui::acteur(acteur);
    dire(&tx, services, acteur, &qui, GesteCompte::CodesRenouveles).await?;
    prevenir(&tx, services, &qui, SECOURS_RENOUVELES).await?;
    tx.valider().await.map_err(erreur_store)?;
    services.reveil.notify_one();
    Ok(codes)
}

// -------------------------------------------------------------------------- removing it

/// Removes one's second factor: with the password, and a code or a recovery code.
///
/// # Errors
/// [`SecondFacteurErreur::Exige`] where it is required; [`Erreur::MotDePasse`],
/// [`Erreur::SecondFacteur`] saying what is wrong with the code, [`Erreur::TropDEssais`].
pub async fn retirer(
    services: &Services,
    acteur: &Acteur,
    mot_de_passe: String,
    saisie: &str,
    adresse: &str,
) -> Result<(), Erreur> {
    if services.reglages.limites.second_facteur.exige && acteur.peut_second_facteur() {
        return Err(SecondFacteurErreur::Exige.into());
    }
    let tx = confirmer(services, acteur, mot_de_passe, saisie, adresse).await?;
    let compte = acteur.compte;
    store::second_facteur::supprimer(&tx, compte)
        .await
        .map_err(erreur_store)?;
    store::second_facteur::finir_attentes(&tx, compte)
        .await
        .map_err(erreur_store)?;
    let qui = Qui::acteur(acteur);
    dire(
        &tx,
        services,
        acteur,
        &qui,
        GesteCompte::SecondFacteurRetire,
    )
    .await?;
    prevenir(&tx, services, &qui, FACTEUR_RETIRE).await?;
    tx.valider().await.map_err(erreur_store)?;
    services.reveil.notify_one();
    Ok(())
}

/// Removes the second factor of somebody of the actor's académie who can no longer use it, and
/// ends their sessions. `version` is that of the account as it was shown.
///
/// # Errors
/// [`Erreur::Interdit`] for anybody but the administrateur, [`Erreur::Introuvable`] for an
/// account outside the académie, [`CompteErreur::SonCompte`], [`Erreur::CompteChange`],
/// [`CompteErreur::AuDelaDeSaDelegation`], [`SecondFacteurErreur::Inactif`].
pub async fn reinitialiser(
    services: &Services,
    acteur: &Acteur,
    compte: CompteId,
    version: i32,
) -> Result<(), Erreur> {
    exiger(acteur)?;
    if compte == acteur.compte {
        return Err(CompteErreur::SonCompte.into());
    }
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let connu = tenir(&tx, acteur, compte, version).await?;
    exiger_de_ne_pas_prendre(&tx, services, acteur, compte).await?;
    let qui = Qui {
        academie: acteur.academie,
        compte,
        nom: connu.nom,
        mel: connu.mel,
    };
    oter(&tx, services, &qui, Some(acteur)).await?;
    tx.valider().await.map_err(erreur_store)?;
    services.reveil.notify_one();
    Ok(())
}

/// The same from the command line: the way back in of the last administrateur.
///
/// # Errors
/// [`CompteErreur::CompteInconnu`], [`SecondFacteurErreur::Inactif`].
pub async fn reinitialiser_par_la_commande(
    services: &Services,
    identifiant: &str,
) -> Result<(), Erreur> {
    let identifiant = identifiant_normalise(identifiant);
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let connu = store::comptes::par_identifiant(&tx, &identifiant)
        .await
        .map_err(erreur_store)?
        .ok_or(CompteErreur::CompteInconnu)?;
    let qui = Qui::trouver(&tx, connu.compte)
        .await
        .map_err(erreur_store)?
        .ok_or(CompteErreur::CompteInconnu)?;
    oter(&tx, services, &qui, None).await?;
    tx.valider().await.map_err(erreur_store)
}

/// Removes the second factor of somebody, who is warned.
async fn oter(
    tx: &Ecriture,
    services: &Services,
    qui: &Qui,
    par: Option<&Acteur>,
) -> Result<(), Erreur> {
    if !store::second_facteur::supprimer(tx, qui.compte)
        .await
        .map_err(erreur_store)?
    {
        return Err(SecondFacteurErreur::Inactif.into());
    }
    store::second_facteur::finir_attentes(tx, qui.compte)
        .await
        .map_err(erreur_store)?;
    store::sessions_web::supprimer_du_compte(tx, qui.compte, None)
        .await
        .map_err(erreur_store)?;
    let geste = GesteCompte::SecondFacteurReinitialise;
    match par {
        Some(acteur) => dire(tx, services, acteur, qui, geste).await?,
        None => tracer(tx, services, None, qui.compte, action(&geste)).await?,
    }
    prevenir(tx, services, qui, FACTEUR_REINITIALISE).await
}

/// Makes sure that it is the owner of a second factor who asks, by their password and a code
/// or a recovery code, which has served then; gives the transaction in which the factor is
/// held.
async fn confirmer(
    services: &Services,
    acteur: &Acteur,
    mot_de_passe: String,
    saisie: &str,
    adresse: &str,
) -> Result<Ecriture, Erreur> {
    let saisi = CodeSaisi::lire(saisie).ok_or(SecondFacteurErreur::Forme)?;
    let condense = exiger_mot_de_passe(services, acteur, mot_de_passe).await?;
    let coffre = Coffre::lire(services, services.store.lecture()).await?;
    let maintenant = services.maintenant();
    let compte = acteur.compte;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    if !store::second_facteur::tenir(&tx, compte)
        .await
        .map_err(erreur_store)?
    {
        return Err(SecondFacteurErreur::Inactif.into());
    }
    toujours(&tx, compte, &condense).await?;
    let compteurs = Compteurs::de(services, compte, adresse, &saisi);
    compteurs.examiner(&tx, maintenant).await?;
    if let Err(refus) = essayer(&tx, &coffre, compte, &saisi, maintenant).await? {
        compteurs.noter(&tx, maintenant).await?;
        tracer(&tx, services, Some(compte), compte, "second_facteur.refuse").await?;
        tx.valider().await.map_err(erreur_store)?;
        return Err(refus.into());
    }
    Ok(tx)
}

// -------------------------------------------------------------------------- one code

/// How a code was right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moyen {
    Application,
    Secours { restent: u32 },
}

/// Takes a code of an account whose second factor is held; the inner refusal is one that
/// counts as a try.
async fn essayer(
    tx: &Ecriture,
    coffre: &Coffre,
    compte: CompteId,
    saisi: &CodeSaisi,
    maintenant: Moment,
) -> Result<Result<Moyen, SecondFacteurErreur>, Erreur> {
    let Some(facteur) = store::second_facteur::lire(tx, compte)
        .await
        .map_err(erreur_store)?
    else {
        return Ok(Err(SecondFacteurErreur::Inactif));
    };
    match saisi {
        CodeSaisi::Application(code) => {
            let secret = match coffre.ouvrir(compte, &facteur.secret) {
                Ok(secret) => secret,
                Err(illisible) => {
                    tracing::error!(%compte, "secret de second facteur illisible");
                    return Ok(Err(illisible));
                }
            };
            let pas = match coffre::juger(&secret, code, maintenant) {
                Ok(pas) => pas,
                Err(Erreur::SecondFacteur(refus)) => return Ok(Err(refus.sans_avenir())),
                Err(autre) => return Err(autre),
            };
            let pris = store::second_facteur::accepter_pas(tx, compte, pas)
                .await
                .map_err(erreur_store)?;
            Ok(if pris {
                Ok(Moyen::Application)
            } else {
                Err(SecondFacteurErreur::CodeServi)
            })
        }
        CodeSaisi::Secours(code) => {
            let empreinte = empreinte_secours(compte, code);
            let pris = store::second_facteur::consommer_secours(tx, compte, &empreinte)
                .await
                .map_err(erreur_store)?;
            if !pris {
                return Ok(Err(SecondFacteurErreur::CodeFaux));
            }
            let restent = store::second_facteur::secours_restants(tx, compte)
                .await
                .map_err(erreur_store)?;
            Ok(Ok(Moyen::Secours { restent }))
        }
    }
}

/// What wrong codes are counted under: by account and address, by account, by address, as
/// wrong passwords are. They are looked at and added to while the second factor is held, so
/// that a thousand tries at once are one after the other.
struct Compteurs {
    /// Key, most, seconds.
    cles: Vec<(String, u32, i64)>,
    /// The one of the account alone, over a day.
    par_jour: Option<String>,
}

impl Compteurs {
    fn de(services: &Services, compte: CompteId, adresse: &str, saisi: &CodeSaisi) -> Self {
        let limites = &services.reglages.limites;
        Self {
            cles: vec![
                (
                    format!("second-facteur:{compte}|{adresse}"),
                    limites.essais_compte_adresse,
                    limites.essais_fenetre,
                ),
                (
                    format!("second-facteur-adresse:{adresse}"),
                    limites.essais_adresse,
                    limites.essais_fenetre,
                ),
            ],
            // Nobody guesses a recovery code: it stays the way in of an account that somebody
            // is guessing the codes of.
            par_jour: matches!(saisi, CodeSaisi::Application(_))
                .then(|| format!("second-facteur-compte:{compte}")),
        }
    }

    async fn examiner(
        &self,
        conn: &impl ConnectionTrait,
        maintenant: Moment,
    ) -> Result<(), Erreur> {
        for (cle, limite, secondes) in &self.cles {
            let depuis = maintenant.plus_secondes(-secondes);
            let essais = store::tentatives::compter(conn, cle, depuis)
                .await
                .map_err(erreur_store)?;
            if essais >= *limite {
                return Err(Erreur::TropDEssais {
                    attendre: *secondes,
                });
            }
        }
        if let Some(cle) = &self.par_jour {
            let depuis = maintenant.plus_secondes(-JOUR);
            let essais = store::tentatives::compter(conn, cle, depuis)
                .await
                .map_err(erreur_store)?;
            if essais >= CODES_FAUX_PAR_JOUR {
                return Err(SecondFacteurErreur::TropDeCodes.into());
            }
        }
        Ok(())
    }

    async fn noter(&self, tx: &Ecriture, maintenant: Moment) -> Result<(), Erreur> {
        let cles = self.cles.iter().map(|(cle, ..)| cle).chain(&self.par_jour);
        for cle in cles {
            store::tentatives::noter(tx, cle, maintenant)
                .await
                .map_err(erreur_store)?;
        }
        Ok(())
    }

    /// Forgets those of the account from this address alone.
    async fn effacer(&self, tx: &Ecriture) -> Result<(), Erreur> {
        if let Some((cle, ..)) = self.cles.first() {
            store::tentatives::effacer(tx, cle)
                .await
                .map_err(erreur_store)?;
        }
        Ok(())
    }
}

// --------------------------------------------------------------------- trail, messages

/// A change as the audit trail names it.
const fn action(geste: &GesteCompte) -> &'static str {
    match geste {
        GesteCompte::SecondFacteurActive => "second_facteur.activer",
        GesteCompte::SecondFacteurRetire => "second_facteur.retirer",
        GesteCompte::CodesRenouveles => "second_facteur.codes",
        _ => "second_facteur.reinitialiser",
    }
}

async fn tracer(
    tx: &Ecriture,
    services: &Services,
    par: Option<CompteId>,
    compte: CompteId,
    action: &str,
) -> Result<(), Erreur> {
    crate::comptes::tracer(tx, services, action, (par, compte), &json!({}))
        .await
        .map_err(erreur_store)
}

/// Writes a change into the trail and the messages of who made it.
async fn dire(
    tx: &Ecriture,
    services: &Services,
    acteur: &Acteur,
    qui: &Qui,
    geste: GesteCompte,
) -> Result<(), Erreur> {
    tracer(
        tx,
        services,
        Some(acteur.compte),
        qui.compte,
        action(&geste),
    )
    .await?;
    let fait = Fait::Compte {
        nom: qui.nom.clone(),
        geste,
    };
    store::messages::ajouter(tx, acteur.compte, services.maintenant(), &fait)
        .await
        .map(|_| ())
        .map_err(erreur_store)
}
