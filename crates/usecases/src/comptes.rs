//! Accounts: opening, closing, a new password, the list. For the command line, which
//! may do everything; the audit trail says that nobody signed in did it.

use crate::connexion::hacher;
use crate::services::{Services, erreur_store, interne};
use domain::{
    Academie, Attribution, CompteId, Erreur, MotDePasseErreur, NOM_MAX, Role, Uai, UaiErreur,
    identifiant_normalise, mel_plausible, texte, verifier_nouveau_mot_de_passe,
};
use store::comptes::{CompteListe, NouveauCompte};
use store::{Ecriture, ErreurStore};

/// Longest sign-in name, in characters.
const IDENTIFIANT_MAX: usize = 60;
/// Letters of a password made here: none that is taken for another.
const LETTRES: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Groups of a password made here, and letters of each: 100 bits.
const GROUPES: (usize, usize) = (4, 5);

/// An account to open.
#[derive(Clone, Debug)]
pub struct DemandeCompte {
    /// Ministry code of its académie; none: the only one there is.
    pub academie: Option<String>,
    /// Sign-in name.
    pub identifiant: String,
    /// Name shown.
    pub nom: String,
    /// Own address; may be empty.
    pub mel: String,
    /// What it holds; at least one.
    pub roles: Vec<Role>,
    /// Over which établissement, for roles that are held over one.
    pub uai: Option<String>,
    /// Matricule of the intervenant it is; needed for that role, possible for others.
    pub matricule: Option<String>,
}

/// Why an account is not opened or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompteErreur {
    /// Empty, too long, or with other signs than letters, digits and `.-_@`.
    IdentifiantInvalide,
    /// The sign-in name is taken.
    IdentifiantPris,
    /// Empty, too long, or with control characters.
    NomInvalide,
    /// No mail address.
    MelInvalide,
    /// No role.
    SansRole,
    /// This role is held over an établissement: say which.
    RoleSansEtablissement(Role),
    /// This role is that of an intervenant: say which.
    RoleSansIntervenant,
    /// An établissement was given and no role is held over one.
    EtablissementInutile,
    /// No UAI.
    Uai(UaiErreur),
    /// No such établissement in the académie.
    EtablissementInconnu(Uai),
    /// No such intervenant in the académie.
    IntervenantInconnu(String),
    /// No such académie.
    AcademieInconnue(String),
    /// Several académies: say which.
    AcademieAPreciser(Vec<String>),
    /// No académie yet.
    AucuneAcademie,
    /// No account of this name.
    CompteInconnu,
    /// The password is refused.
    MotDePasse(MotDePasseErreur),
    /// Database busy, or unexpected.
    Erreur(Erreur),
}

impl From<Erreur> for CompteErreur {
    fn from(erreur: Erreur) -> Self {
        Self::Erreur(erreur)
    }
}

impl From<ErreurStore> for CompteErreur {
    fn from(erreur: ErreurStore) -> Self {
        Self::Erreur(erreur_store(erreur))
    }
}

impl From<MotDePasseErreur> for CompteErreur {
    fn from(erreur: MotDePasseErreur) -> Self {
        Self::MotDePasse(erreur)
    }
}

/// A password that nobody can guess and that can be copied from paper.
///
/// # Errors
/// [`Erreur::Interne`] when the system gives no randomness.
pub fn mot_de_passe_au_hasard() -> Result<String, Erreur> {
    let mut octets = [0_u8; GROUPES.0 * GROUPES.1];
    getrandom::fill(&mut octets).map_err(|e| interne("alea", &e))?;
    let lettres: Vec<char> = octets
        .iter()
        .map(|o| char::from(LETTRES[usize::from(*o) % LETTRES.len()]))
        .collect();
    let groupes: Vec<String> = lettres
        .chunks(GROUPES.1)
        .map(|g| g.iter().collect::<String>())
        .collect();
    Ok(groupes.join("-"))
}

/// Checks all that can be checked of an account before its password is asked for.
///
/// # Errors
/// [`CompteErreur`] naming the first thing that is wrong.
pub async fn verifier(services: &Services, demande: &DemandeCompte) -> Result<(), CompteErreur> {
    preparer(services, demande).await.map(|_| ())
}

async fn preparer(
    services: &Services,
    demande: &DemandeCompte,
) -> Result<NouveauCompte, CompteErreur> {
    let identifiant = identifiant_normalise(&demande.identifiant);
    let permis = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@');
    if identifiant.is_empty()
        || identifiant.chars().count() > IDENTIFIANT_MAX
        || !identifiant.chars().all(permis)
    {
        return Err(CompteErreur::IdentifiantInvalide);
    }
    let nom = texte::nettoyer(&demande.nom);
    if nom.is_empty()
        || nom.chars().count() > NOM_MAX
        || texte::a_caractere_de_controle(&demande.nom)
    {
        return Err(CompteErreur::NomInvalide);
    }
    let mel = demande.mel.trim().to_owned();
    if !mel.is_empty() && !mel_plausible(&mel) {
        return Err(CompteErreur::MelInvalide);
    }
    let lecture = services.store.lecture();
    let academie = academie(services, demande.academie.as_deref()).await?;
    if store::comptes::par_identifiant(lecture, &identifiant)
        .await?
        .is_some()
    {
        return Err(CompteErreur::IdentifiantPris);
    }
    let etablissement = match &demande.uai {
        None => None,
        Some(lu) => {
            let uai = Uai::lire(lu).map_err(CompteErreur::Uai)?;
            let trouve = store::etablissements::par_uai(lecture, Some(academie.id), &uai).await?;
            Some(trouve.ok_or(CompteErreur::EtablissementInconnu(uai))?.id)
        }
    };
    let intervenant = match &demande.matricule {
        None => None,
        Some(matricule) => {
            let matricule = matricule.trim();
            let trouve =
                store::intervenants::par_matricule(lecture, academie.id, matricule).await?;
            let inconnu = || CompteErreur::IntervenantInconnu(matricule.to_owned());
            Some(trouve.ok_or_else(inconnu)?.id)
        }
    };
    let mut attributions = Vec::with_capacity(demande.roles.len());
    for role in &demande.roles {
        if role.sur_etablissement() && etablissement.is_none() {
            return Err(CompteErreur::RoleSansEtablissement(*role));
        }
        if *role == Role::Intervenant && intervenant.is_none() {
            return Err(CompteErreur::RoleSansIntervenant);
        }
        let attribution = Attribution {
            role: *role,
            etablissement: etablissement.filter(|_| role.sur_etablissement()),
        };
        if !attributions.contains(&attribution) {
            attributions.push(attribution);
        }
    }
    if attributions.is_empty() {
        return Err(CompteErreur::SansRole);
    }
    if etablissement.is_some() && attributions.iter().all(|a| a.etablissement.is_none()) {
        return Err(CompteErreur::EtablissementInutile);
    }
    Ok(NouveauCompte {
        academie: academie.id,
        identifiant,
        nom,
        mel,
        mot_de_passe: String::new(),
        intervenant,
        copie_par_courriel: false,
        attributions,
    })
}

pub(crate) async fn academie(
    services: &Services,
    code: Option<&str>,
) -> Result<Academie, CompteErreur> {
    let lecture = services.store.lecture();
    if let Some(code) = code {
        let trouvee = store::academies::par_code(lecture, code.trim()).await?;
        return trouvee.ok_or_else(|| CompteErreur::AcademieInconnue(code.trim().to_owned()));
    }
    let mut toutes = store::academies::toutes(lecture).await?;
    match toutes.pop() {
        None => Err(CompteErreur::AucuneAcademie),
        Some(seule) if toutes.is_empty() => Ok(seule),
        Some(derniere) => {
            toutes.push(derniere);
            Err(CompteErreur::AcademieAPreciser(
                toutes.into_iter().map(|a| a.code).collect(),
            ))
        }
    }
}

/// Opens an account.
///
/// # Errors
/// [`CompteErreur`] naming what is wrong.
pub async fn creer(
    services: &Services,
    demande: &DemandeCompte,
    mot_de_passe: String,
) -> Result<CompteId, CompteErreur> {
    let mut nouveau = preparer(services, demande).await?;
    verifier_nouveau_mot_de_passe(&mot_de_passe, &nouveau.identifiant)?;
    nouveau.mot_de_passe = hacher(services, mot_de_passe).await?;
    let tx = services.store.ecriture().await?;
    let id = match store::comptes::creer(&tx, &nouveau, services.maintenant()).await {
        Ok(id) => id,
        // Taken between the check and now.
        Err(ErreurStore::Unicite(_)) => return Err(CompteErreur::IdentifiantPris),
        Err(autre) => return Err(autre.into()),
    };
    let details = serde_json::json!({
        "identifiant": nouveau.identifiant,
        "attributions": nouveau.attributions,
    });
    tracer(&tx, services, "compte.creer", id, &details).await?;
    tx.valider().await?;
    Ok(id)
}

/// Gives an account a new password and closes its sessions; a closed account is
/// opened again.
///
/// # Errors
/// [`CompteErreur::CompteInconnu`], [`CompteErreur::MotDePasse`].
pub async fn reinitialiser(
    services: &Services,
    identifiant: &str,
    mot_de_passe: String,
) -> Result<(), CompteErreur> {
    let identifiant = identifiant_normalise(identifiant);
    trouver(services, &identifiant).await?;
    verifier_nouveau_mot_de_passe(&mot_de_passe, &identifiant)?;
    let condense = hacher(services, mot_de_passe).await?;
    let tx = services.store.ecriture().await?;
    let compte = store::comptes::par_identifiant(&tx, &identifiant)
        .await?
        .ok_or(CompteErreur::CompteInconnu)?;
    store::comptes::changer_mot_de_passe(&tx, compte.compte, &condense).await?;
    if !compte.actif {
        store::comptes::changer_actif(&tx, compte.compte, true).await?;
    }
    store::sessions_web::supprimer_du_compte(&tx, compte.compte, None).await?;
    let details = serde_json::json!({ "rouvert": !compte.actif });
    tracer(
        &tx,
        services,
        "compte.reinitialiser",
        compte.compte,
        &details,
    )
    .await?;
    tx.valider().await?;
    Ok(())
}

/// Closes an account and its sessions: what it did stays known.
///
/// # Errors
/// [`CompteErreur::CompteInconnu`].
pub async fn fermer(services: &Services, identifiant: &str) -> Result<(), CompteErreur> {
    let tx = services.store.ecriture().await?;
    let compte = store::comptes::par_identifiant(&tx, &identifiant_normalise(identifiant))
        .await?
        .ok_or(CompteErreur::CompteInconnu)?;
    store::comptes::changer_actif(&tx, compte.compte, false).await?;
    store::sessions_web::supprimer_du_compte(&tx, compte.compte, None).await?;
    tracer(
        &tx,
        services,
        "compte.fermer",
        compte.compte,
        &serde_json::json!({}),
    )
    .await?;
    tx.valider().await?;
    Ok(())
}

/// Whether there is an account of this name, before its new password is asked for.
///
/// # Errors
/// [`CompteErreur::CompteInconnu`].
pub async fn trouver(services: &Services, identifiant: &str) -> Result<CompteId, CompteErreur> {
    let identifiant = identifiant_normalise(identifiant);
    let trouve = store::comptes::par_identifiant(services.store.lecture(), &identifiant).await?;
    trouve.map(|c| c.compte).ok_or(CompteErreur::CompteInconnu)
}

/// An account in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompteDecrit {
    /// The account.
    pub compte: CompteListe,
    /// Each role with the établissement's `NAME (UAI)`, where it is held over one.
    pub roles: Vec<(Role, Option<String>)>,
}

/// Every account, or those of an académie.
///
/// # Errors
/// [`CompteErreur::AcademieInconnue`].
pub async fn lister(
    services: &Services,
    academie_dite: Option<&str>,
) -> Result<Vec<CompteDecrit>, CompteErreur> {
    let lecture = services.store.lecture();
    let academies = match academie_dite {
        Some(code) => vec![academie(services, Some(code)).await?],
        None => store::academies::toutes(lecture).await?,
    };
    let mut libelles = std::collections::HashMap::new();
    let mut comptes = Vec::new();
    for a in &academies {
        for e in store::etablissements::tous(lecture, a.id).await? {
            libelles.insert(e.id, e.libelle());
        }
        comptes.extend(store::comptes::lister(lecture, Some(a.id)).await?);
    }
    comptes.sort_by(|a, b| a.identifiant.cmp(&b.identifiant));
    let decrire = |compte: CompteListe| CompteDecrit {
        roles: compte
            .attributions
            .iter()
            .map(|a| {
                (
                    a.role,
                    a.etablissement.and_then(|e| libelles.get(&e).cloned()),
                )
            })
            .collect(),
        compte,
    };
    Ok(comptes.into_iter().map(decrire).collect())
}

async fn tracer(
    tx: &Ecriture,
    services: &Services,
    action: &str,
    compte: CompteId,
    details: &serde_json::Value,
) -> Result<(), ErreurStore> {
    let trace = store::piste::Trace {
        moment: services.maintenant(),
        compte: None,
        action: action.to_owned(),
        objet: "compte".to_owned(),
        objet_id: compte.0,
        details: details.to_string(),
    };
    store::piste::ajouter(tx, &trace).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_mot_de_passe_fait_est_accepte() {
        let premier = mot_de_passe_au_hasard().unwrap();
        assert_eq!(premier.len(), 23);
        assert_ne!(premier, mot_de_passe_au_hasard().unwrap());
        assert_eq!(verifier_nouveau_mot_de_passe(&premier, "chef"), Ok(()));
    }
}
