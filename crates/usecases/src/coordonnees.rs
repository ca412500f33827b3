//! One's own coordinates: reading them, changing the personal address once it is confirmed,
//! changing the telephone and the postal address.

use crate::codes::Cle;
use crate::courriels_service::{self as courriels, Pour};
use crate::services::{Services, erreur_store, tracer};
use domain::{
    Acteur, AdressePrivee, CHANGEMENTS_PAR_JOUR, CONFIRMATION_HEURES, ChangementAttendu,
    DemandeAdresse, Erreur, EspaceErreur, EtatConfirmation, Fait, FaitEspace, IntervenantId, Mels,
    MesCoordonnees, Portee, SaisiePostale, adresse_d_envoi, lire_telephone, mel_plausible,
    nom_complet,
};
use serde_json::json;
use store::espace::Changement;
use store::intervenants::NouvelIntervenant;
use store::{ConnectionTrait, Ecriture};

/// Seconds in an hour.
const HEURE: i64 = 60 * 60;
/// Seconds in a day.
const JOUR: i64 = 24 * HEURE;

/// The person that an account is.
pub(crate) fn moi(acteur: &Acteur) -> Result<IntervenantId, Erreur> {
    acteur.intervenant.ok_or(Erreur::Interdit)
}

/// Holds the person until the end of the transaction: two changes at once follow each other.
pub(crate) async fn tenir(tx: &Ecriture, moi: IntervenantId) -> Result<(), Erreur> {
    store::disponibilites::tenir(tx, &[moi])
        .await
        .map_err(erreur_store)
}

/// The coordinates of the actor, with what waits.
///
/// # Errors
/// [`Erreur::Interdit`] for an account that is no intervenant.
pub async fn lire(services: &Services, acteur: &Acteur) -> Result<MesCoordonnees, Erreur> {
    let moi = moi(acteur)?;
    let lecture = services.store.lecture();
    let personne = connue(lecture, acteur, moi).await?;
    let fiche = crate::repertoire::fiche(lecture, acteur.academie, moi).await?;
    let (telephone, telephone_version) = store::espace::telephone(lecture, moi)
        .await
        .map_err(erreur_store)?;
    let mut adresse = personne.adresse.lignes.clone();
    let ville = format!(
        "{} {}",
        personne.adresse.code_postal, personne.adresse.commune
    );
    if !ville.trim().is_empty() {
        adresse.push(ville.trim().to_owned());
    }
    let changement = store::espace::changement(lecture, moi)
        .await
        .map_err(erreur_store)?;
    let attente = match changement {
        Some(c) => Some(attendu(services, acteur, c).await?),
        None => None,
    };
    Ok(MesCoordonnees {
        nom: nom_complet(&personne.nom, &personne.prenom),
        mel_professionnel: personne.mel_professionnel,
        mel_personnel: personne.mel_personnel,
        telephone,
        telephone_version,
        adresse,
        postale: (&crate::repertoire::saisie_de(&fiche)).into(),
        version: fiche.version,
        etablissement: personne.etablissement_libelle,
        discipline: personne.discipline_libelle,
        attente,
    })
}

async fn connue(
    conn: &impl ConnectionTrait,
    acteur: &Acteur,
    moi: IntervenantId,
) -> Result<store::personnels::Personne, Erreur> {
    store::personnels::personne(conn, &Portee::Academie(acteur.academie), moi)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)
}

async fn attendu(
    services: &Services,
    acteur: &Acteur,
    c: Changement,
) -> Result<ChangementAttendu, Erreur> {
    let lecture = services.store.lecture();
    let courriel = store::courriels_service::etat(lecture, courriels::CONFIRMATION, c.id)
        .await
        .map_err(erreur_store)?;
    let jusqu_au = services.heure_locale(acteur.academie, c.expire_le).await?;
    Ok(ChangementAttendu {
        adresse: c.adresse,
        jusqu_au: domain::jour_et_heure(jusqu_au.date(), jusqu_au.time()),
        expire: c.expire_le <= services.maintenant(),
        courriel,
    })
}

/// Asks for another personal address: a mail goes to it, and nothing changes until it is
/// confirmed there. An empty one takes the present one away at once. The address that is
/// known is warned.
///
/// # Errors
/// [`Erreur::Interdit`] for an account that is no intervenant, [`Erreur::AdresseInvalide`],
/// [`Erreur::AdresseChangee`] when it is not `avant` any more, [`Erreur::Espace`].
pub async fn changer_adresse(
    services: &Services,
    acteur: &Acteur,
    avant: &str,
    saisie: &str,
) -> Result<(), Erreur> {
    let moi = moi(acteur)?;
    let maintenant = services.maintenant();
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    tenir(&tx, moi).await?;
    let personne = connue(&tx, acteur, moi).await?;
    let connues = Mels {
        professionnel: personne.mel_professionnel.clone(),
        personnel: personne.mel_personnel.clone(),
    };
    let saisie = Mels {
        personnel: saisie.to_owned(),
        ..Mels::default()
    }
    .nettoyes()?
    .personnel;
    if connues.personnel != avant {
        return Err(Erreur::AdresseChangee);
    }
    let demande = DemandeAdresse::de(&connues.professionnel, &connues.personnel, &saisie)?;
    let nom = format!("{} {}", personne.prenom, personne.nom);
    let objet = ("intervenant", moi.0);
    let fait = match demande {
        DemandeAdresse::Confirmer(adresse) => {
            moderer(&tx, services, acteur).await?;
            abandonner_dans(&tx, services, moi).await?;
            let expire = maintenant.plus_secondes(CONFIRMATION_HEURES * HEURE);
            let graine = services.alea.jeton()?;
            let id = store::espace::demander_changement(
                &tx,
                moi,
                &adresse,
                &graine,
                acteur.compte,
                maintenant,
                expire,
            )
            .await
            .map_err(erreur_store)?;
            let pour = |adresse| Pour {
                academie: acteur.academie,
                intervenant: Some(moi),
                nom: nom.trim(),
                adresse,
            };
            let genre = courriels::CONFIRMATION;
            let nouvelle = pour(adresse.as_str());
            courriels::demander(&tx, services, genre, Some(id), &nouvelle, maintenant).await?;
            if let Some(ancienne) = a_prevenir(&connues) {
                let (genre, qui) = (courriels::DEMANDEE, pour(ancienne));
                courriels::demander(&tx, services, genre, Some(id), &qui, maintenant).await?;
            }
            // The trail keeps who asked; the address is not the person's yet.
            let details = json!({ "changement": id });
            tracer(&tx, services, acteur, "adresse.demander", objet, &details)
                .await
                .map_err(erreur_store)?;
            FaitEspace::AdresseDemandee { adresse }
        }
        DemandeAdresse::Retirer => {
            abandonner_dans(&tx, services, moi).await?;
            let apres = Mels {
                personnel: String::new(),
                ..connues.clone()
            };
            remplacer(&tx, moi, &connues, &apres).await?;
            if mel_plausible(&connues.personnel) {
                let pour = Pour {
                    academie: acteur.academie,
                    intervenant: Some(moi),
                    nom: nom.trim(),
                    adresse: &connues.personnel,
                };
                let genre = courriels::RETIREE;
                courriels::demander(&tx, services, genre, None, &pour, maintenant).await?;
            }
            let details = json!({ "avant": connues, "apres": apres });
            tracer(&tx, services, acteur, "intervenant.mels", objet, &details)
                .await
                .map_err(erreur_store)?;
            FaitEspace::AdresseRetiree
        }
    };
    store::messages::ajouter(&tx, acteur.compte, maintenant, &Fait::Espace(fait))
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)?;
    services.reveil.notify_one();
    Ok(())
}

/// Where somebody is warned that their address changes: at the one that is replaced, else at
/// the professional one.
fn a_prevenir(connues: &Mels) -> Option<&str> {
    adresse_d_envoi(&connues.personnel, &connues.professionnel)
}

async fn remplacer(
    tx: &Ecriture,
    moi: IntervenantId,
    avant: &Mels,
    apres: &Mels,
) -> Result<(), Erreur> {
    let fait = store::intervenants::changer_mels(tx, moi, avant, apres)
        .await
        .map_err(erreur_store)?;
    if fait {
        Ok(())
    } else {
        Err(Erreur::AdresseChangee)
    }
}

/// Refuses who asked for too many changes within a day, and counts this one.
async fn moderer(tx: &Ecriture, services: &Services, acteur: &Acteur) -> Result<(), Erreur> {
    let cle = format!("changement:{}", acteur.compte);
    let maintenant = services.maintenant();
    let faites = store::tentatives::compter(tx, &cle, maintenant.plus_secondes(-JOUR))
        .await
        .map_err(erreur_store)?;
    if faites >= CHANGEMENTS_PAR_JOUR {
        return Err(EspaceErreur::TropDeChangements.into());
    }
    store::tentatives::noter(tx, &cle, maintenant)
        .await
        .map_err(erreur_store)
}

/// Takes away the change that waits, with the mails about it that have not left; `false`
/// when none does.
async fn abandonner_dans(
    tx: &Ecriture,
    services: &Services,
    moi: IntervenantId,
) -> Result<bool, Erreur> {
    let Some(c) = store::espace::changement(tx, moi)
        .await
        .map_err(erreur_store)?
    else {
        return Ok(false);
    };
    let maintenant = services.maintenant();
    for genre in [courriels::CONFIRMATION, courriels::DEMANDEE] {
        store::courriels_service::annuler(tx, genre, c.id, maintenant)
            .await
            .map_err(erreur_store)?;
    }
    store::espace::retirer_changement(tx, c.id)
        .await
        .map_err(erreur_store)
}

/// Gives up the change that waits; nothing when none does.
///
/// # Errors
/// [`Erreur::Interdit`] for an account that is no intervenant.
pub async fn abandonner(services: &Services, acteur: &Acteur) -> Result<(), Erreur> {
    let moi = moi(acteur)?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    tenir(&tx, moi).await?;
    if !abandonner_dans(&tx, services, moi).await? {
        return Ok(());
    }
    let objet = ("intervenant", moi.0);
    tracer(
        &tx,
        services,
        acteur,
        "adresse.abandonner",
        objet,
        &json!({}),
    )
    .await
    .map_err(erreur_store)?;
    let fait = Fait::Espace(FaitEspace::AdresseAbandonnee);
    store::messages::ajouter(&tx, acteur.compte, services.maintenant(), &fait)
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)
}

/// Changes the telephone, read in version `version`. Empty: none.
///
/// # Errors
/// [`Erreur::Interdit`] for an account that is no intervenant, [`Erreur::Espace`].
pub async fn changer_telephone(
    services: &Services,
    acteur: &Acteur,
    version: i32,
    saisi: &str,
) -> Result<(), Erreur> {
    let moi = moi(acteur)?;
    let telephone = lire_telephone(saisi)?;
    let maintenant = services.maintenant();
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    tenir(&tx, moi).await?;
    connue(&tx, acteur, moi).await?;
    let (connu, actuelle) = store::espace::telephone(&tx, moi)
        .await
        .map_err(erreur_store)?;
    if connu == telephone {
        return Ok(());
    }
    if actuelle != version
        || !store::espace::changer_telephone(&tx, moi, &telephone, version, maintenant)
            .await
            .map_err(erreur_store)?
    {
        return Err(EspaceErreur::TelephoneChange.into());
    }
    // The trail is kept for years: that it changed is enough.
    let objet = ("intervenant", moi.0);
    tracer(
        &tx,
        services,
        acteur,
        "intervenant.telephone",
        objet,
        &json!({}),
    )
    .await
    .map_err(erreur_store)?;
    let fait = Fait::Espace(FaitEspace::TelephoneEnregistre);
    store::messages::ajouter(&tx, acteur.compte, maintenant, &fait)
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)
}

/// Changes the postal address, which letters bear, read with what is known of the person in
/// version `version`. As a personal address, it stands until a file of the académie says
/// another one.
///
/// # Errors
/// [`Erreur::Interdit`] for an account that is no intervenant, [`Erreur::Repertoire`] naming
/// what is wrong, [`Erreur::Espace`].
pub async fn changer_postale(
    services: &Services,
    acteur: &Acteur,
    version: i32,
    saisie: &SaisiePostale,
) -> Result<(), Erreur> {
    let moi = moi(acteur)?;
    let adresse = saisie.lire()?;
    let maintenant = services.maintenant();
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    tenir(&tx, moi).await?;
    let fiche = crate::repertoire::fiche(&tx, acteur.academie, moi).await?;
    if fiche.connu.adresse == adresse {
        return Ok(());
    }
    let voulu = NouvelIntervenant {
        adresse,
        ..fiche.connu
    };
    let complements = (fiche.origine.code(), fiche.nom_naissance.as_str());
    let academie = acteur.academie;
    if !store::intervenants::enregistrer(&tx, academie, moi, version, &voulu, complements)
        .await
        .map_err(erreur_store)?
    {
        return Err(EspaceErreur::PostaleChangee.into());
    }
    // As of the telephone: that it changed is enough.
    let objet = ("intervenant", moi.0);
    let action = "intervenant.postale";
    tracer(&tx, services, acteur, action, objet, &json!({}))
        .await
        .map_err(erreur_store)?;
    let fait = Fait::Espace(FaitEspace::PostaleEnregistree);
    store::messages::ajouter(&tx, acteur.compte, maintenant, &fait)
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)
}

// ------------------------------------------------------------- the link of the mail

/// What the link of a mail shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    /// The address to be confirmed.
    pub adresse: String,
    /// Until when, in the académie's time: `16/02/2021 à 8 h 05`.
    pub jusqu_au: String,
}

/// Why the link of a mail does nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefusConfirmation {
    /// Where it stands.
    Etat(EtatConfirmation),
    /// Too many wrong codes from there: wait so many seconds.
    TropDEssais(i64),
    /// The addresses of the person were changed in the same instant, or worse.
    Erreur(Erreur),
}

impl From<Erreur> for RefusConfirmation {
    fn from(erreur: Erreur) -> Self {
        Self::Erreur(erreur)
    }
}

/// What the code of a change is signed of: everything that makes it this one.
fn quoi(c: &Changement) -> String {
    format!(
        "adresse/{}/{}/{}/{}",
        c.id, c.graine, c.expire_le.0, c.adresse
    )
}

/// The address at which a change is confirmed.
pub(crate) fn lien(services: &Services, cle: &Cle, c: &Changement) -> Result<String, Erreur> {
    let code = AdressePrivee {
        cle: c.id,
        signature: cle.signer(&quoi(c))?,
    };
    Ok(format!(
        "{}/adresse/{}",
        services.reglages.url_publique,
        code.ecrire()
    ))
}

/// The change that a code names, when it is signed by us.
async fn trouver(conn: &impl ConnectionTrait, code: &str) -> Result<Option<Changement>, Erreur> {
    let lu = AdressePrivee::lire(code);
    let cle = Cle::lire(conn).await?;
    // The same is read and worked out whatever the code is.
    let voulu = lu.unwrap_or(AdressePrivee {
        cle: 0,
        signature: [0; domain::SIGNATURE_OCTETS],
    });
    let changement = store::espace::changement_par_id(conn, voulu.cle)
        .await
        .map_err(erreur_store)?;
    let signe_de = changement.as_ref().map_or_else(String::new, quoi);
    let bon = cle.authentique(&signe_de, &voulu.signature)?;
    Ok(changement.filter(|_| bon && lu.is_some()))
}

async fn chercher(
    services: &Services,
    conn: &impl ConnectionTrait,
    code: &str,
) -> Result<Changement, RefusConfirmation> {
    let Some(changement) = trouver(conn, code).await? else {
        return Err(RefusConfirmation::Etat(EtatConfirmation::Inconnue));
    };
    if changement.expire_le <= services.maintenant() {
        return Err(RefusConfirmation::Etat(EtatConfirmation::Expiree));
    }
    Ok(changement)
}

/// Refuses who tried too many wrong codes from an address.
pub(crate) async fn trop_d_essais(
    services: &Services,
    quoi: &str,
    adresse: &str,
) -> Result<Option<i64>, Erreur> {
    let limites = &services.reglages.limites;
    let depuis = services.maintenant().plus_secondes(-limites.essais_fenetre);
    let cle = format!("{quoi}:{adresse}");
    let essais = store::tentatives::compter(services.store.lecture(), &cle, depuis)
        .await
        .map_err(erreur_store)?;
    Ok((essais >= limites.codes_adresse).then_some(limites.essais_fenetre))
}

/// Counts a wrong code.
pub(crate) async fn noter_essai(
    services: &Services,
    quoi: &str,
    adresse: &str,
) -> Result<(), Erreur> {
    let noter = async {
        let tx = services.store.ecriture().await?;
        let cle = format!("{quoi}:{adresse}");
        store::tentatives::noter(&tx, &cle, services.maintenant()).await?;
        tx.valider().await
    };
    noter.await.map_err(erreur_store)
}

/// What wrong codes of these links are counted under.
const ESSAIS: &str = "confirmation";

/// The change that a code names. Only unknown codes are counted, from the network address
/// `adresse`: a right one serves whatever others tried from there.
async fn compter_ou_trouver(
    services: &Services,
    code: &str,
    adresse: &str,
) -> Result<Changement, RefusConfirmation> {
    let lu = chercher(services, services.store.lecture(), code).await;
    if matches!(lu, Err(RefusConfirmation::Etat(EtatConfirmation::Inconnue))) {
        if let Some(attendre) = trop_d_essais(services, ESSAIS, adresse).await? {
            return Err(RefusConfirmation::TropDEssais(attendre));
        }
        noter_essai(services, ESSAIS, adresse).await?;
    }
    lu
}

/// What the link of a mail shows. Changes nothing: mail filters follow links.
///
/// # Errors
/// [`RefusConfirmation`].
pub async fn consulter(
    services: &Services,
    code: &str,
    adresse: &str,
) -> Result<Confirmation, RefusConfirmation> {
    let c = compter_ou_trouver(services, code, adresse).await?;
    let quand = services.heure_locale(c.academie, c.expire_le).await?;
    Ok(Confirmation {
        adresse: c.adresse,
        jusqu_au: domain::jour_et_heure(quand.date(), quand.time()),
    })
}

/// Confirms an address: it becomes the person's, and the former one is warned. The code
/// serves once.
///
/// # Errors
/// [`RefusConfirmation`].
pub async fn confirmer(
    services: &Services,
    code: &str,
    adresse: &str,
) -> Result<(), RefusConfirmation> {
    let vu = compter_ou_trouver(services, code, adresse).await?;
    let tx = services
        .store
        .ecriture()
        .await
        .map_err(|e| RefusConfirmation::Erreur(erreur_store(e)))?;
    tenir(&tx, vu.intervenant).await?;
    // Read again: it may have been confirmed, given up or replaced in the meantime.
    let c = chercher(services, &tx, code).await?;
    let inconnue = RefusConfirmation::Etat(EtatConfirmation::Inconnue);
    if !store::espace::retirer_changement(&tx, c.id)
        .await
        .map_err(erreur_store)?
    {
        return Err(inconnue);
    }
    let mut adresses = store::intervenants::adresses(&tx, c.academie, &[c.intervenant])
        .await
        .map_err(erreur_store)?;
    let Some(connue) = adresses.remove(&c.intervenant) else {
        return Err(inconnue);
    };
    let avant = Mels {
        professionnel: connue.mel_professionnel,
        personnel: connue.mel_personnel,
    };
    let apres = Mels {
        personnel: c.adresse.clone(),
        ..avant.clone()
    };
    // Whatever the personal address is by now: the person has shown that this one is theirs.
    remplacer(&tx, c.intervenant, &avant, &apres).await?;
    let maintenant = services.maintenant();
    let details = json!({ "avant": avant, "apres": apres, "confirmee": true });
    let trace = store::piste::Trace {
        moment: maintenant,
        compte: Some(c.compte),
        action: "intervenant.mels".to_owned(),
        objet: "intervenant".to_owned(),
        objet_id: c.intervenant.0,
        details: details.to_string(),
    };
    store::piste::ajouter(&tx, &trace)
        .await
        .map_err(erreur_store)?;
    if let Some(ancienne) = a_prevenir(&avant).filter(|a| *a != c.adresse) {
        let nom = format!("{} {}", connue.prenom, connue.nom);
        let pour = Pour {
            academie: c.academie,
            intervenant: Some(c.intervenant),
            nom: nom.trim(),
            adresse: ancienne,
        };
        let genre = courriels::CHANGEE;
        courriels::demander(&tx, services, genre, None, &pour, maintenant).await?;
    }
    let fait = Fait::Espace(FaitEspace::AdresseConfirmee { adresse: c.adresse });
    store::messages::ajouter(&tx, c.compte, maintenant, &fait)
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)?;
    services.reveil.notify_one();
    Ok(())
}
