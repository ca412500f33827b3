//! What a person answers to their convocation by its link, without any account: that they
//! have read it, or that they cannot come. Reading changes nothing; only answering does.

use crate::codes::{Cle, Usage};
use crate::services::{Services, dans_le_fuseau, erreur_store};
use domain::{
    Acteur, AnnulationEnvoyee, CodeLu, CompteId, ConvocationId, ConvocationLigne, DernierEnvoi,
    Erreur, EspaceErreur, EtatLettre, Fait, FaitEspace, GenreReponse, LIEN_JOURS, Lettre, Moment,
    Reponse, ReponseErreur, dernier_jour, lire_empechement, nom_complet,
};
use serde_json::json;
use store::accuses::Objet;
use store::{ConnectionTrait, Ecriture};

/// Most answers kept of one edition: somebody who changes their mind does not do it more.
const REPONSES_MAX: usize = 50;
/// Seconds in a day.
const JOUR: i64 = 24 * 60 * 60;

/// Why a link or a code shows nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refus {
    /// Where its letter stands.
    Etat(EtatLettre),
    /// Too many wrong codes from there: wait so many seconds.
    TropDEssais(i64),
    /// The answer is no good.
    Reponse(ReponseErreur),
    /// The database did not answer, or worse.
    Erreur(Erreur),
}

impl From<Erreur> for Refus {
    fn from(erreur: Erreur) -> Self {
        Self::Erreur(erreur)
    }
}

impl From<store::ErreurStore> for Refus {
    fn from(erreur: store::ErreurStore) -> Self {
        Self::Erreur(erreur_store(erreur))
    }
}

/// What a link shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consultation {
    /// The letter.
    pub lettre: Lettre,
    /// What was answered last.
    pub reponse: Option<Reponse>,
}

/// A letter that a code of ours names.
pub(crate) struct Trouvee {
    pub(crate) id: ConvocationId,
    pub(crate) objet: Objet,
    pub(crate) etat: EtatLettre,
}

/// Refuses who tried too many wrong codes.
pub(crate) async fn moderer(services: &Services, adresse: &str) -> Result<(), Refus> {
    let limites = &services.reglages.limites;
    let depuis = services.maintenant().plus_secondes(-limites.essais_fenetre);
    let essais =
        store::tentatives::compter(services.store.lecture(), &cle_essais(adresse), depuis).await?;
    if essais >= limites.codes_adresse {
        return Err(Refus::TropDEssais(limites.essais_fenetre));
    }
    Ok(())
}

fn cle_essais(adresse: &str) -> String {
    format!("code:{adresse}")
}

/// Counts a wrong code.
pub(crate) async fn noter_essai(services: &Services, adresse: &str) -> Result<(), Refus> {
    let tx = services.store.ecriture().await?;
    store::tentatives::noter(&tx, &cle_essais(adresse), services.maintenant()).await?;
    tx.valider().await?;
    Ok(())
}

/// What a code names. The same is read whatever the code is, so that the time taken does
/// not tell a forged one from one that is too old.
pub(crate) async fn trouver(
    conn: &impl ConnectionTrait,
    usage: Usage,
    saisie: &str,
) -> Result<Option<Trouvee>, Refus> {
    let cle = Cle::lire(conn).await?;
    let lu = CodeLu::lire(saisie);
    // No convocation has this key.
    let code = lu.unwrap_or(CodeLu {
        convocation: ConvocationId(0),
        edition: 0,
        signature: [0; domain::CODE_OCTETS],
    });
    let objet = store::accuses::objet(conn, code.convocation).await?;
    let presente = objet.as_ref().and_then(|o| o.edition);
    let edition = cle
        .verifie(usage, &code, presente)?
        .filter(|_| lu.is_some());
    Ok(objet.zip(edition).map(|(objet, edition)| Trouvee {
        id: code.convocation,
        etat: EtatLettre::de(edition, presente, true),
        objet,
    }))
}

/// What the link of a letter shows. Writes nothing but that a code was wrong.
///
/// # Errors
/// [`Refus`] saying where the letter stands.
pub async fn consulter(
    services: &Services,
    code: &str,
    adresse: &str,
) -> Result<Consultation, Refus> {
    moderer(services, adresse).await?;
    let lecture = services.store.lecture();
    let Some(trouvee) = trouver(lecture, Usage::Accuse, code).await? else {
        noter_essai(services, adresse).await?;
        return Err(Refus::Etat(EtatLettre::Inconnue));
    };
    let (lettre, edition) = lire(services, lecture, &trouvee).await?;
    let mut reponse = store::accuses::derniere(lecture, trouvee.id, edition).await?;
    if let Some(r) = &mut reponse {
        r.date = dire(&lettre.fuseau, r.recue);
    }
    Ok(Consultation { lettre, reponse })
}

pub(crate) fn dire(fuseau: &str, moment: domain::Moment) -> String {
    dans_le_fuseau(fuseau, moment)
        .format("%d/%m/%Y %H:%M")
        .to_string()
}

/// The letter of a link that still serves, and its edition.
async fn lire(
    services: &Services,
    conn: &impl ConnectionTrait,
    trouvee: &Trouvee,
) -> Result<(Lettre, i32), Refus> {
    let edition = match (trouvee.etat, trouvee.objet.edition) {
        (EtatLettre::Valable, Some(edition)) => edition,
        (etat, _) => return Err(Refus::Etat(etat)),
    };
    let academie = trouvee.objet.academie;
    let fuseau = store::academies::par_id(conn, academie)
        .await?
        .map(|a| a.fuseau)
        .unwrap_or_default();
    let jour = dans_le_fuseau(&fuseau, services.maintenant()).date();
    let lettre = store::convocations::lettres(conn, &[trouvee.id], jour)
        .await?
        .pop()
        .ok_or(Refus::Etat(EtatLettre::Annulee))?;
    // It serves for a while after the last day, or after it was last sent: what is sent
    // late can be answered too.
    let debut = dans_le_fuseau(
        &fuseau,
        trouvee.objet.derniere_fois.plus_secondes(LIEN_JOURS * JOUR),
    )
    .date();
    let fin = dernier_jour(&lettre.affectation.creneaux)
        .and_then(|j| j.checked_add_days(chrono::Days::new(LIEN_JOURS.unsigned_abs())));
    if jour > fin.map_or(debut, |f| f.max(debut)) {
        return Err(Refus::Etat(EtatLettre::Expiree));
    }
    Ok((lettre, edition))
}

/// Keeps an answer; the same as the latest one is kept once. `texte` is read for an
/// impediment alone. Whoever made the convocation is told of an impediment.
///
/// # Errors
/// [`Refus`] saying where the letter stands, or what is wrong with the text.
pub async fn repondre(
    services: &Services,
    code: &str,
    adresse: &str,
    genre: GenreReponse,
    texte: &str,
) -> Result<(), Refus> {
    moderer(services, adresse).await?;
    let tx = services.store.ecriture().await?;
    let Some(trouvee) = trouver(&tx, Usage::Accuse, code).await? else {
        tx.annuler().await?;
        noter_essai(services, adresse).await?;
        return Err(Refus::Etat(EtatLettre::Inconnue));
    };
    let (lettre, edition) = lire(services, &tx, &trouvee).await?;
    let texte = texte_de(genre, texte)?;
    let objet = &trouvee.objet;
    if garder(
        services,
        &tx,
        trouvee.id,
        objet,
        (&lettre, edition),
        (genre, &texte),
        None,
    )
    .await?
    {
        tx.valider().await?;
    }
    Ok(())
}

/// Keeps an answer by the account of the person themself, who needs no code: to the edition
/// that they read. The rules are those of the link.
///
/// # Errors
/// [`Erreur::Introuvable`] for a convocation that is not the actor's own,
/// [`Erreur::Espace`] saying why the answer is not kept.
pub async fn repondre_par_compte(
    services: &Services,
    acteur: &Acteur,
    id: ConvocationId,
    edition: i32,
    genre: GenreReponse,
    texte: &str,
) -> Result<(), Erreur> {
    let moi = acteur.intervenant.ok_or(Erreur::Introuvable)?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let objet = store::accuses::objet(&tx, id)
        .await
        .map_err(erreur_store)?
        .filter(|o| o.intervenant == moi && o.academie == acteur.academie)
        .ok_or(Erreur::Introuvable)?;
    let numero = objet.numero;
    let ecrire = async {
        let trouvee = Trouvee {
            id,
            etat: EtatLettre::de(edition, objet.edition, true),
            objet,
        };
        let (lettre, edition) = lire(services, &tx, &trouvee).await?;
        let texte = texte_de(genre, texte)?;
        let par = Some(acteur.compte);
        let lue = (&lettre, edition);
        garder(services, &tx, id, &trouvee.objet, lue, (genre, &texte), par).await
    };
    if ecrire.await.map_err(en_erreur)? {
        let fait = Fait::Espace(FaitEspace::Reponse {
            mission: numero,
            genre,
        });
        store::messages::ajouter(&tx, acteur.compte, services.maintenant(), &fait)
            .await
            .map_err(erreur_store)?;
        tx.valider().await.map_err(erreur_store)?;
    }
    Ok(())
}

fn en_erreur(refus: Refus) -> Erreur {
    let espace = match refus {
        Refus::Erreur(erreur) => return erreur,
        Refus::Etat(EtatLettre::Inconnue | EtatLettre::Valable) => return Erreur::Introuvable,
        Refus::Etat(EtatLettre::Remplacee) => EspaceErreur::ConvocationChangee,
        Refus::Etat(EtatLettre::Annulee) => EspaceErreur::ConvocationAnnulee,
        Refus::Etat(EtatLettre::Expiree) => EspaceErreur::ReponseTardive,
        Refus::TropDEssais(_) => EspaceErreur::TropDeReponses,
        Refus::Reponse(erreur) => EspaceErreur::Reponse(erreur),
    };
    espace.into()
}

fn texte_de(genre: GenreReponse, texte: &str) -> Result<String, Refus> {
    match genre {
        GenreReponse::Lue => Ok(String::new()),
        GenreReponse::Empechement => lire_empechement(texte).map_err(Refus::Reponse),
    }
}

/// Keeps an answer to the edition of a letter, with its consequences; `false` when it says
/// what the latest one said. The caller commits.
async fn garder(
    services: &Services,
    tx: &Ecriture,
    id: ConvocationId,
    objet: &Objet,
    (lettre, edition): (&Lettre, i32),
    (genre, texte): (GenreReponse, &str),
    compte: Option<CompteId>,
) -> Result<bool, Refus> {
    // Whoever changes or deletes it meanwhile waits, or came first.
    if !store::accuses::tenir(tx, id, edition).await? {
        return Err(Refus::Etat(EtatLettre::Remplacee));
    }
    let derniere = store::accuses::derniere(tx, id, edition).await?;
    if derniere.is_some_and(|d| d.genre == genre && d.texte == texte) {
        return Ok(false);
    }
    if store::accuses::toutes(tx, id).await?.len() >= REPONSES_MAX {
        return Err(Refus::TropDEssais(services.reglages.limites.essais_fenetre));
    }
    let maintenant = services.maintenant();
    store::accuses::ajouter(tx, id, edition, genre, texte, maintenant).await?;
    // Neither the text, which may tell of somebody's health, nor where it came from.
    let trace = store::piste::Trace {
        moment: maintenant,
        compte,
        action: format!("accuse.{}", genre.code()),
        objet: "convocation".to_owned(),
        objet_id: id.0,
        details: json!({ "edition": edition }).to_string(),
    };
    store::piste::ajouter(tx, &trace).await?;
    if genre == GenreReponse::Empechement {
        let fait = Fait::EmpechementSignale {
            mission: objet.numero,
            nom: nom_complet(&lettre.destinataire.nom, &lettre.destinataire.prenom),
        };
        store::messages::ajouter(tx, objet.auteur, maintenant, &fait).await?;
    }
    Ok(true)
}

/// Dates the answers, the next tries and the printing of rows, as the screens write it.
pub(crate) async fn dater<'l>(
    services: &Services,
    acteur: &Acteur,
    lignes: impl IntoIterator<Item = &'l mut ConvocationLigne>,
) -> Result<(), Erreur> {
    let mut a_dater: Vec<(Moment, &mut String)> = Vec::new();
    for l in lignes {
        if let Some(Reponse { recue, date, .. }) = &mut l.reponse {
            a_dater.push((*recue, date));
        }
        if let Some(moment) = l.imprimee {
            a_dater.push((moment, &mut l.imprimee_dite));
        }
        a_dater.extend(l.dernier_envoi.as_mut().and_then(essai_a_dater));
    }
    dire_tous(services, acteur, a_dater).await
}

/// As [`dater`], of the cancellations of a mission.
pub(crate) async fn dater_annulations(
    services: &Services,
    acteur: &Acteur,
    annulations: &mut [AnnulationEnvoyee],
) -> Result<(), Erreur> {
    let a_dater = annulations
        .iter_mut()
        .filter_map(|a| essai_a_dater(&mut a.envoi))
        .collect();
    dire_tous(services, acteur, a_dater).await
}

fn essai_a_dater(envoi: &mut DernierEnvoi) -> Option<(Moment, &mut String)> {
    let moment = envoi.prochain_essai?;
    Some((moment, &mut envoi.prochain_dit))
}

async fn dire_tous(
    services: &Services,
    acteur: &Acteur,
    a_dater: Vec<(Moment, &mut String)>,
) -> Result<(), Erreur> {
    if a_dater.is_empty() {
        return Ok(());
    }
    let academie = store::academies::par_id(services.store.lecture(), acteur.academie)
        .await
        .map_err(erreur_store)?;
    let fuseau = academie.map(|a| a.fuseau).unwrap_or_default();
    for (moment, dit) in a_dater {
        *dit = dire(&fuseau, moment);
    }
    Ok(())
}
