//! The administrateur keeps the accounts of their académie: opening them, changing what they
//! hold, delegations between two days, closing them (docs/decisions/0018-administration.md).

use crate::avertissements::Qui;
use crate::comptes::{DemandeCompte, etablissement, eteindre, inserer, intervenant, preparer};
use crate::connexion::hacher;
use crate::services::{Services, dans_le_fuseau, erreur_store, jour_local};
use domain::{
    AcademieId, Acteur, Attribution, AttributionDatee, CompteErreur, CompteId, CompteVu, Erreur,
    Fait, FicheCompte, FiltreComptes, GesteCompte, LigneCompte, Moment, NaiveDate, PageComptes,
    Portee, Role, RoleDit, RoleVu, SaisieAttribution, SaisieCompte, delegation_permet,
    lien_par_le_titulaire, lire_nom_et_mel,
};
use serde_json::json;
use store::administration::{CompteGarde, RoleGarde};
use store::{ConnectionTrait, Ecriture, ErreurStore};

/// Lines of history read at most.
const LIGNES: u32 = 100;

/// Refuses whoever keeps no account.
pub(crate) fn exiger(acteur: &Acteur) -> Result<(), Erreur> {
    match acteur.comptes_geres() {
        Portee::Academie(_) => Ok(()),
        Portee::Etablissements(..) | Portee::Rien => Err(Erreur::Interdit),
    }
}

/// An account of the actor's académie, about to be changed as it was shown at a version: the
/// change is counted.
pub(crate) async fn tenir(
    tx: &Ecriture,
    acteur: &Acteur,
    id: CompteId,
    version: i32,
) -> Result<CompteGarde, Erreur> {
    let compte = store::administration::par_id(tx, acteur.academie, id)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let a_jour = store::administration::hausser(tx, id, version)
        .await
        .map_err(erreur_store)?;
    if a_jour {
        Ok(compte)
    } else {
        Err(Erreur::CompteChange)
    }
}

// ------------------------------------------------------------------------ reading

/// One page of the accounts of the actor's académie that a filter keeps.
///
/// # Errors
/// [`Erreur::Interdit`] for anybody but the administrateur.
pub async fn lister(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreComptes,
) -> Result<PageComptes, Erreur> {
    exiger(acteur)?;
    let jour = services.aujourd_hui(acteur.academie).await?;
    let lecture = services.store.lecture();
    let lire = async {
        let trouves = store::administration::comptes(lecture, acteur.academie, filtre).await?;
        let ids: Vec<CompteId> = trouves.lignes.iter().map(|c| c.id).collect();
        let roles = store::administration::roles_de(lecture, &ids).await?;
        let invitations = store::administration::invitations(lecture, &ids).await?;
        let facteurs = store::second_facteur::actifs(lecture, &ids).await?;
        Ok((trouves, roles, invitations, facteurs))
    };
    let (trouves, mut roles, invitations, facteurs) = lire.await.map_err(erreur_store)?;
    let lignes = trouves
        .lignes
        .into_iter()
        .map(|c| {
            let siens = roles.remove(&c.id).unwrap_or_default();
            let lien = invitations.get(&c.id).copied();
            let facteur = facteurs.contains(&c.id);
            vu(c, siens, (lien, facteur), (jour, services.maintenant()))
        })
        .collect();
    Ok(PageComptes {
        lignes,
        page: trouves.page,
        trouves: trouves.trouves,
        total: trouves.total,
    })
}

/// `lien`: until when a link to choose a password serves, if one was made; `second_facteur`:
/// one is asked for.
fn vu(
    c: CompteGarde,
    roles: Vec<RoleGarde>,
    (lien, second_facteur): (Option<Moment>, bool),
    (jour, maintenant): (NaiveDate, Moment),
) -> CompteVu {
    CompteVu {
        id: c.id,
        identifiant: c.identifiant,
        nom: c.nom,
        mel: c.mel,
        actif: c.actif,
        invite: lien.is_some(),
        lien_expire: lien.is_some_and(|expire| expire <= maintenant),
        second_facteur,
        roles: roles
            .into_iter()
            .map(|r| RoleVu {
                cle: r.cle,
                role: r.datee.attribution.role,
                etat: r.datee.etat(jour),
                lieu: r.lieu,
                du: r.datee.du,
                au: r.datee.au,
            })
            .collect(),
    }
}

/// An account with what it holds, its sessions and its history. `presente` is the key of the
/// reader's own session.
///
/// # Errors
/// [`Erreur::Interdit`] for anybody but the administrateur, [`Erreur::Introuvable`] for an
/// account outside the académie.
pub async fn ouvrir(
    services: &Services,
    acteur: &Acteur,
    id: CompteId,
    presente: &str,
) -> Result<FicheCompte, Erreur> {
    exiger(acteur)?;
    let lecture = services.store.lecture();
    let lire = async {
        let Some(compte) = store::administration::par_id(lecture, acteur.academie, id).await?
        else {
            return Ok(None);
        };
        let academie = store::academies::par_id(lecture, acteur.academie).await?;
        let roles = store::administration::roles(lecture, acteur.academie, id).await?;
        let invitations = store::administration::invitations(lecture, &[id]).await?;
        let traces = store::piste::de_l_objet(lecture, "compte", id.0, LIGNES).await?;
        let facteur = store::second_facteur::lire(lecture, id).await?;
        Ok(Some((
            compte,
            facteur.is_some(),
            academie.map(|a| a.fuseau).unwrap_or_default(),
            roles,
            invitations.get(&id).copied(),
            traces,
        )))
    };
    let (compte, facteur, fuseau, roles, invitation, traces) = lire
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let date = |m: Moment| {
        dans_le_fuseau(&fuseau, m)
            .format("%d/%m/%Y %H:%M")
            .to_string()
    };
    let jour = dans_le_fuseau(&fuseau, services.maintenant()).date();
    let sessions = crate::sessions::du_compte(services, id, &fuseau, presente).await?;
    let openid = crate::openid::du_compte(services, id, &fuseau).await?;
    let courriel = crate::invitations::etat_du_courriel(lecture, id).await?;
    let historique = traces
        .into_iter()
        .filter_map(|(trace, auteur)| {
            Some(LigneCompte {
                geste: geste(&trace.action, &trace.details)?,
                date: date(trace.moment),
                auteur,
            })
        })
        .collect();
    Ok(FicheCompte {
        version: compte.version,
        intervenant: compte
            .intervenant
            .as_ref()
            .map(|(_, nom)| nom.clone())
            .unwrap_or_default(),
        cree_le: date(compte.cree_le),
        invitation: invitation.map(date).unwrap_or_default(),
        invitation_expiree: invitation.is_some_and(|expire| expire <= services.maintenant()),
        courriel,
        le_mien: id == acteur.compte,
        openid,
        sessions,
        historique,
        compte: vu(
            compte,
            roles,
            (invitation, facteur),
            (jour, services.maintenant()),
        ),
    })
}

/// A line of the audit trail as the page tells it; none for what it does not tell.
fn geste(action: &str, details: &str) -> Option<GesteCompte> {
    let role = || serde_json::from_str::<RoleDit>(details).ok();
    let nombre = |cle: &str| -> Option<u32> {
        let details = serde_json::from_str::<serde_json::Value>(details).ok()?;
        details.get(cle)?.as_u64()?.try_into().ok()
    };
    Some(match action {
        "compte.creer" => GesteCompte::Cree,
        "compte.modifier" => GesteCompte::Modifie,
        "compte.attribuer" => GesteCompte::RoleDonne(role()?),
        "compte.retirer" => GesteCompte::RoleRetire(role()?),
        "compte.fermer" => GesteCompte::Ferme,
        "compte.rouvrir" => GesteCompte::Rouvert,
        "compte.inviter" if details.contains("par_courriel") => GesteCompte::InviteParCourriel,
        "compte.inviter" => GesteCompte::Invite,
        "compte.reinitialiser" => GesteCompte::Reinitialise,
        "compte.sessions" => GesteCompte::SessionsFermees {
            nombre: nombre("nombre")?,
        },
        "second_facteur.activer" => GesteCompte::SecondFacteurActive,
        "second_facteur.retirer" => GesteCompte::SecondFacteurRetire,
        "second_facteur.reinitialiser" => GesteCompte::SecondFacteurReinitialise,
        "second_facteur.codes" => GesteCompte::CodesRenouveles,
        "second_facteur.secours" => GesteCompte::CodeSecoursServi {
            restent: nombre("restent")?,
        },
        "mot_de_passe.choisir" => GesteCompte::MotDePasseChoisi,
        "mot_de_passe.changer" => GesteCompte::MotDePasseChange,
        "compte.lier" => GesteCompte::Lie,
        "compte.delier" => GesteCompte::Delie,
        _ => return None,
    })
}

// ------------------------------------------------------------------------ writing

/// Opens an account of the actor's académie, without a password that anybody knows: its
/// owner chooses one by a link, see [`crate::invitations::creer`].
///
/// # Errors
/// [`Erreur::Compte`] naming what is wrong, among which
/// [`CompteErreur::AuDelaDeSaDelegation`]; [`Erreur::Interdit`] for anybody but the
/// administrateur.
pub async fn creer(
    services: &Services,
    acteur: &Acteur,
    saisie: &SaisieCompte,
) -> Result<CompteId, Erreur> {
    exiger(acteur)?;
    let academie = store::academies::par_id(services.store.lecture(), acteur.academie)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let roles = saisie
        .roles
        .iter()
        .map(|r| Role::lire(r))
        .collect::<Option<Vec<_>>>()
        .ok_or(Erreur::RequeteInvalide)?;
    if roles.contains(&Role::Administrateur) {
        // An account is opened with roles that have no end.
        let jour = services.aujourd_hui(acteur.academie).await?;
        let fin = fin_de_delegation(services.store.lecture(), acteur, jour).await?;
        delegation_permet(fin, false, None)?;
    }
    let rempli = |texte: &str| Some(texte.trim().to_owned()).filter(|t| !t.is_empty());
    let demande = DemandeCompte {
        academie: Some(academie.code),
        identifiant: saisie.identifiant.clone(),
        nom: saisie.nom.clone(),
        mel: saisie.mel.clone(),
        roles,
        uai: rempli(&saisie.uai),
        matricule: rempli(&saisie.matricule),
    };
    let mut nouveau = preparer(services, &demande).await?;
    let inconnu = crate::comptes::mot_de_passe_au_hasard()?;
    nouveau.mot_de_passe = hacher(services, inconnu).await?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let id = inserer(&tx, services, &nouveau, Some(acteur.compte)).await?;
    dire(&tx, services, acteur, &nouveau.nom, GesteCompte::Cree)
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)?;
    Ok(id)
}

async fn dire(
    tx: &Ecriture,
    services: &Services,
    acteur: &Acteur,
    nom: &str,
    geste: GesteCompte,
) -> Result<(), ErreurStore> {
    let fait = Fait::Compte {
        nom: nom.to_owned(),
        geste,
    };
    store::messages::ajouter(tx, acteur.compte, services.maintenant(), &fait)
        .await
        .map(|_| ())
}

/// Changes the name and the address of an account.
///
/// # Errors
/// [`Erreur::Compte`] naming what is wrong, among which
/// [`CompteErreur::AuDelaDeSaDelegation`]; [`Erreur::CompteChange`] when somebody changed it
/// since `version`, and as [`ouvrir`].
pub async fn modifier(
    services: &Services,
    acteur: &Acteur,
    id: CompteId,
    version: i32,
    nom: &str,
    mel: &str,
) -> Result<(), Erreur> {
    exiger(acteur)?;
    let (nom, mel) = lire_nom_et_mel(nom, mel)?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let avant = tenir(&tx, acteur, id, version).await?;
    if (avant.nom.as_str(), avant.mel.as_str()) == (nom.as_str(), mel.as_str()) {
        return Ok(());
    }
    if avant.mel != mel && id != acteur.compte {
        exiger_de_ne_pas_prendre(&tx, services, acteur, id).await?;
    }
    let ecrire = async {
        store::administration::renommer(&tx, id, &nom, &mel).await?;
        let details = json!({
            "avant": { "nom": avant.nom, "mel": avant.mel },
            "apres": { "nom": nom, "mel": mel },
        });
        let qui = (Some(acteur.compte), id);
        crate::comptes::tracer(&tx, services, "compte.modifier", qui, &details).await?;
        dire(&tx, services, acteur, &nom, GesteCompte::Modifie).await?;
        tx.valider().await
    };
    ecrire.await.map_err(erreur_store)
}

/// Gives a role to an account, between two days when they are typed: a delegation. With the
/// first one over the académie, what opened the account by its address opens it no more.
///
/// # Errors
/// As [`modifier`]; [`CompteErreur::RoleDejaTenu`], [`CompteErreur::AuDelaDeSaDelegation`].
pub async fn attribuer(
    services: &Services,
    acteur: &Acteur,
    id: CompteId,
    version: i32,
    saisie: &SaisieAttribution,
) -> Result<(), Erreur> {
    exiger(acteur)?;
    let role = Role::lire(&saisie.role).ok_or(Erreur::RequeteInvalide)?;
    let jour = services.aujourd_hui(acteur.academie).await?;
    let (du, au) = saisie.dates(jour)?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let compte = tenir(&tx, acteur, id, version).await?;
    if role == Role::Administrateur {
        let fin = fin_de_delegation(&tx, acteur, jour).await?;
        delegation_permet(fin, id == acteur.compte, au)?;
    }
    let academie = store::academies::par_id(&tx, acteur.academie)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let ou = match (role.sur_etablissement(), saisie.uai.trim()) {
        (true, "") => return Err(CompteErreur::RoleSansEtablissement(role).into()),
        (true, uai) => Some(etablissement(&tx, &academie, uai).await?),
        (false, "") => None,
        (false, _) => return Err(CompteErreur::EtablissementInutile.into()),
    };
    let personne = match saisie.matricule.trim() {
        "" => None,
        matricule => Some(intervenant(&tx, &academie, matricule).await?),
    };
    if role == Role::Intervenant && personne.is_none() && compte.intervenant.is_none() {
        return Err(CompteErreur::RoleSansIntervenant.into());
    }
    let datee = AttributionDatee {
        attribution: Attribution {
            role,
            etablissement: ou,
        },
        du,
        au,
    };
    let tenus = roles_de(&tx, acteur, id).await?;
    if tenus
        .iter()
        .any(|r| r.datee.attribution == datee.attribution)
    {
        return Err(CompteErreur::RoleDejaTenu.into());
    }
    let ecrire = async {
        if let Some(personne) = personne {
            store::administration::rattacher(&tx, id, personne).await?;
        }
        store::comptes::attribuer_entre(&tx, id, datee).await
    };
    match ecrire.await {
        Ok(()) => {}
        Err(ErreurStore::Unicite(_)) => return Err(CompteErreur::RoleDejaTenu.into()),
        Err(autre) => return Err(erreur_store(autre)),
    }
    let donne = roles_de(&tx, acteur, id)
        .await?
        .into_iter()
        .find(|r| r.datee == datee)
        .ok_or(Erreur::Introuvable)?;
    let ecrire = async {
        let dit = role_dit(&donne);
        let mut details = json!(dit);
        if let Some(personne) = personne {
            details["intervenant"] = json!({
                "avant": compte.intervenant.as_ref().map(|(avant, _)| avant.0),
                "apres": personne.0,
            });
        }
        let qui = (Some(acteur.compte), id);
        crate::comptes::tracer(&tx, services, "compte.attribuer", qui, &details).await?;
        let geste = GesteCompte::RoleDonne(dit);
        dire(&tx, services, acteur, &compte.nom, geste).await
    };
    ecrire.await.map_err(erreur_store)?;
    let agit = |r: &RoleGarde| lien_par_le_titulaire(r.datee.attribution.role);
    if lien_par_le_titulaire(role) && !tenus.iter().any(agit) {
        oublier_le_lien(&tx, services, acteur, &compte).await?;
    }
    tx.valider().await.map_err(erreur_store)?;
    services.reveil.notify_one();
    Ok(())
}

/// Takes away the link of an account that begins to act on the académie: its address may have
/// made it, which is enough no more (docs/decisions/0026-openid-connect.md).
async fn oublier_le_lien(
    tx: &Ecriture,
    services: &Services,
    acteur: &Acteur,
    compte: &CompteGarde,
) -> Result<(), Erreur> {
    let titulaire = Qui {
        academie: acteur.academie,
        compte: compte.id,
        nom: compte.nom.clone(),
        mel: compte.mel.clone(),
    };
    if !crate::openid::rompre(tx, services, Some(acteur.compte), &titulaire).await? {
        return Ok(());
    }
    let ecrire = async {
        crate::sessions::fermer_celles_du_fournisseur(tx, services, compte.id).await?;
        dire(tx, services, acteur, &compte.nom, GesteCompte::Delie).await
    };
    ecrire.await.map_err(erreur_store)
}

async fn roles_de(
    conn: &impl ConnectionTrait,
    acteur: &Acteur,
    id: CompteId,
) -> Result<Vec<RoleGarde>, Erreur> {
    store::administration::roles(conn, acteur.academie, id)
        .await
        .map_err(erreur_store)
}

fn role_dit(r: &RoleGarde) -> RoleDit {
    RoleDit {
        role: r.datee.attribution.role,
        lieu: r.lieu.clone(),
        du: r.datee.du,
        au: r.datee.au,
    }
}

/// A role of administrateur that counts today and has no end.
fn administre_sans_fin(r: &RoleGarde, jour: NaiveDate) -> bool {
    r.datee.attribution.role == Role::Administrateur && r.datee.vaut(jour) && r.datee.au.is_none()
}

/// Last day of the delegation by which the actor administers; none for who administers
/// without end.
async fn fin_de_delegation(
    conn: &impl ConnectionTrait,
    acteur: &Acteur,
    jour: NaiveDate,
) -> Result<Option<NaiveDate>, Erreur> {
    let tenus = roles_de(conn, acteur, acteur.compte).await?;
    if tenus.iter().any(|r| administre_sans_fin(r, jour)) {
        return Ok(None);
    }
    Ok(tenus
        .iter()
        .filter(|r| r.datee.attribution.role == Role::Administrateur && r.datee.vaut(jour))
        .filter_map(|r| r.datee.au)
        .max())
}

/// Refuses that who administers by delegation takes the account of somebody whose role of
/// administrateur goes further: its password, the address that a link to choose one goes to,
/// its second factor.
pub(crate) async fn exiger_de_ne_pas_prendre(
    conn: &impl ConnectionTrait,
    services: &Services,
    acteur: &Acteur,
    compte: CompteId,
) -> Result<(), Erreur> {
    let jour = jour_local(conn, acteur.academie, services.maintenant())
        .await
        .map_err(erreur_store)?;
    let fin = fin_de_delegation(conn, acteur, jour).await?;
    if fin.is_none() {
        return Ok(());
    }
    for r in roles_de(conn, acteur, compte).await? {
        if r.datee.attribution.role == Role::Administrateur
            && r.datee.au.is_none_or(|au| au >= jour)
        {
            delegation_permet(fin, false, r.datee.au)?;
        }
    }
    Ok(())
}

/// Whether an open account holds the role of administrateur without end on a day.
pub(crate) async fn est_administrateur_sans_fin(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    compte: CompteId,
    jour: NaiveDate,
) -> Result<bool, ErreurStore> {
    let tenus = store::administration::roles(conn, academie, compte).await?;
    Ok(tenus.iter().any(|r| administre_sans_fin(r, jour)))
}

/// Refuses what has just been written when it leaves an académie, which is held, without an
/// administrateur: nobody could give the role again.
pub(crate) async fn exiger_un_administrateur(
    tx: &Ecriture,
    academie: AcademieId,
    jour: NaiveDate,
) -> Result<(), Erreur> {
    let restent = store::administration::administrateurs_sans_fin(tx, academie, jour)
        .await
        .map_err(erreur_store)?;
    if restent == 0 {
        return Err(CompteErreur::DernierAdministrateur.into());
    }
    Ok(())
}

/// Takes a role back from an account.
///
/// # Errors
/// As [`modifier`]; [`Erreur::Introuvable`] when the account holds no role of this key,
/// [`CompteErreur::SonDernierRole`] when it would leave the actor without their own role of
/// administrateur, [`CompteErreur::DernierAdministrateur`].
pub async fn retirer(
    services: &Services,
    acteur: &Acteur,
    id: CompteId,
    version: i32,
    cle: i64,
) -> Result<(), Erreur> {
    exiger(acteur)?;
    let jour = services.aujourd_hui(acteur.academie).await?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    store::academies::tenir(&tx, acteur.academie)
        .await
        .map_err(erreur_store)?;
    let compte = tenir(&tx, acteur, id, version).await?;
    let tenus = roles_de(&tx, acteur, id).await?;
    let retire = tenus
        .iter()
        .find(|r| r.cle == cle)
        .ok_or(Erreur::Introuvable)?;
    let reste_administrateur = tenus
        .iter()
        .any(|r| r.cle != cle && administre_sans_fin(r, jour));
    if id == acteur.compte
        && retire.datee.attribution.role == Role::Administrateur
        && !reste_administrateur
    {
        return Err(CompteErreur::SonDernierRole.into());
    }
    store::administration::retirer_role(&tx, id, cle)
        .await
        .map_err(erreur_store)?;
    if compte.actif && administre_sans_fin(retire, jour) {
        exiger_un_administrateur(&tx, acteur.academie, jour).await?;
    }
    let ecrire = async {
        let dit = role_dit(retire);
        let qui = (Some(acteur.compte), id);
        crate::comptes::tracer(&tx, services, "compte.retirer", qui, &json!(dit)).await?;
        let geste = GesteCompte::RoleRetire(dit);
        dire(&tx, services, acteur, &compte.nom, geste).await?;
        tx.valider().await
    };
    ecrire.await.map_err(erreur_store)
}

/// Closes an account with its sessions, or opens it again: its password is then the one it
/// had.
///
/// # Errors
/// As [`modifier`]; [`CompteErreur::SonCompte`] for closing one's own,
/// [`CompteErreur::DernierAdministrateur`].
pub async fn activer(
    services: &Services,
    acteur: &Acteur,
    id: CompteId,
    version: i32,
    actif: bool,
) -> Result<(), Erreur> {
    exiger(acteur)?;
    if id == acteur.compte && !actif {
        return Err(CompteErreur::SonCompte.into());
    }
    let jour = services.aujourd_hui(acteur.academie).await?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    store::academies::tenir(&tx, acteur.academie)
        .await
        .map_err(erreur_store)?;
    let compte = tenir(&tx, acteur, id, version).await?;
    if compte.actif == actif {
        return Ok(());
    }
    let par = Some(acteur.compte);
    let geste = if actif {
        let rouvrir = async {
            store::comptes::changer_actif(&tx, id, true).await?;
            let details = json!({});
            crate::comptes::tracer(&tx, services, "compte.rouvrir", (par, id), &details).await
        };
        rouvrir.await.map_err(erreur_store)?;
        GesteCompte::Rouvert
    } else {
        eteindre(&tx, services, par, id)
            .await
            .map_err(erreur_store)?;
        let tenus = roles_de(&tx, acteur, id).await?;
        if tenus.iter().any(|r| administre_sans_fin(r, jour)) {
            exiger_un_administrateur(&tx, acteur.academie, jour).await?;
        }
        GesteCompte::Ferme
    };
    let ecrire = async {
        dire(&tx, services, acteur, &compte.nom, geste).await?;
        tx.valider().await
    };
    ecrire.await.map_err(erreur_store)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn la_piste_se_raconte() {
        assert_eq!(geste("compte.fermer", "{}"), Some(GesteCompte::Ferme));
        assert_eq!(
            geste("compte.sessions", r#"{"nombre":2}"#),
            Some(GesteCompte::SessionsFermees { nombre: 2 })
        );
        assert_eq!(
            geste("compte.retirer", r#"{"role":"gestionnaire"}"#),
            Some(GesteCompte::RoleRetire(RoleDit {
                role: Role::Gestionnaire,
                lieu: String::new(),
                du: None,
                au: None
            }))
        );
        assert_eq!(
            geste("second_facteur.secours", r#"{"restent":3}"#),
            Some(GesteCompte::CodeSecoursServi { restent: 3 })
        );
        assert_eq!(geste("second_facteur.secours", "{}"), None);
        assert_eq!(geste("connexion", "{}"), None);
        assert_eq!(geste("compte.retirer", "?"), None);
    }
}
