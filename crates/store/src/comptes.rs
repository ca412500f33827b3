//! Accounts and what they hold.

use crate::Resultat;
use crate::entites::{compte, compte_role};
use crate::outils::{self, lire};
use domain::{
    AcademieId, Acteur, Attribution, AttributionDatee, CompteId, EtablissementId, IntervenantId,
    Moment, Role,
};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};
use std::collections::HashMap;

/// An account to open.
#[derive(Clone, Debug)]
pub struct NouveauCompte {
    /// Académie.
    pub academie: AcademieId,
    /// Sign-in name, already through [`domain::identifiant_normalise`].
    pub identifiant: String,
    /// Name shown.
    pub nom: String,
    /// Own address; may be empty.
    pub mel: String,
    /// Hash of the password, in PHC form (`$argon2id$…`).
    pub mot_de_passe: String,
    /// The intervenant they are, if they are one.
    pub intervenant: Option<IntervenantId>,
    /// They want a copy of each mail of a group send.
    pub copie_par_courriel: bool,
    /// What they hold.
    pub attributions: Vec<Attribution>,
}

/// What signing in needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompteConnexion {
    /// Key.
    pub compte: CompteId,
    /// Hash of the password, in PHC form.
    pub mot_de_passe: String,
    /// Whether the account is open.
    pub actif: bool,
}

/// A line of the list of accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompteListe {
    /// Key.
    pub id: CompteId,
    /// Sign-in name.
    pub identifiant: String,
    /// Name shown.
    pub nom: String,
    /// Own address; may be empty.
    pub mel: String,
    /// Whether the account is open.
    pub actif: bool,
    /// What it holds whatever the day is.
    pub attributions: Vec<Attribution>,
    /// What it holds between two days.
    pub delegations: Vec<AttributionDatee>,
    /// When it was opened.
    pub cree_le: Moment,
}

/// Opens an account.
///
/// # Errors
/// [`crate::ErreurStore::Unicite`] when the sign-in name is taken;
/// [`crate::ErreurStore::Contrainte`] when a role lacks its établissement or has one
/// it must not have.
pub async fn creer(
    tx: &impl ConnectionTrait,
    n: &NouveauCompte,
    maintenant: Moment,
) -> Resultat<CompteId> {
    let fait = compte::ActiveModel {
        id: NotSet,
        academie_id: Set(n.academie.0),
        identifiant: Set(n.identifiant.clone()),
        nom: Set(n.nom.clone()),
        mel: Set(n.mel.clone()),
        mot_de_passe: Set(n.mot_de_passe.clone()),
        intervenant_id: Set(n.intervenant.map(|i| i.0)),
        actif: Set(true),
        copie_par_courriel: Set(n.copie_par_courriel),
        cree_le: Set(maintenant.0),
        version: Set(1),
        cle_tri: Set(crate::administration::cle_tri(
            &n.nom,
            &n.identifiant,
            &n.mel,
        )),
    }
    .insert(tx)
    .await?;
    let id = CompteId(fait.id);
    for attribution in &n.attributions {
        attribuer(tx, id, *attribution).await?;
    }
    Ok(id)
}

/// Gives a role to an account, from ever and for ever.
///
/// # Errors
/// [`crate::ErreurStore::Unicite`] when it holds it already;
/// [`crate::ErreurStore::Contrainte`] as for [`creer`].
pub async fn attribuer(
    tx: &impl ConnectionTrait,
    compte: CompteId,
    attribution: Attribution,
) -> Resultat<()> {
    let datee = AttributionDatee {
        attribution,
        du: None,
        au: None,
    };
    attribuer_entre(tx, compte, datee).await
}

/// Gives a role to an account between two days.
///
/// # Errors
/// As [`attribuer`].
pub async fn attribuer_entre(
    tx: &impl ConnectionTrait,
    compte: CompteId,
    datee: AttributionDatee,
) -> Resultat<()> {
    compte_role::ActiveModel {
        id: NotSet,
        compte_id: Set(compte.0),
        role: Set(datee.attribution.role.code().to_owned()),
        etablissement_id: Set(datee.attribution.etablissement.map(|e| e.0)),
        du: Set(datee.du),
        au: Set(datee.au),
    }
    .insert(tx)
    .await?;
    Ok(())
}

/// Holds an account until the transaction ends: what it holds is changed by nobody else
/// meanwhile.
///
/// # Errors
/// What the engine answered.
pub async fn tenir(tx: &impl ConnectionTrait, id: CompteId) -> Resultat<()> {
    outils::executer(
        tx,
        "UPDATE compte SET version = version WHERE id = $1",
        [id.0.into()],
    )
    .await?;
    Ok(())
}

/// The account of a sign-in name, open or not.
///
/// # Errors
/// What the engine answered.
pub async fn par_identifiant(
    conn: &impl ConnectionTrait,
    identifiant: &str,
) -> Resultat<Option<CompteConnexion>> {
    let trouve = compte::Entity::find()
        .filter(compte::Column::Identifiant.eq(identifiant))
        .one(conn)
        .await?;
    Ok(trouve.map(|m| CompteConnexion {
        compte: CompteId(m.id),
        mot_de_passe: m.mot_de_passe,
        actif: m.actif,
    }))
}

/// The person behind an open account, with what they hold whatever the day is.
///
/// # Errors
/// What the engine answered.
pub async fn acteur(conn: &impl ConnectionTrait, id: CompteId) -> Resultat<Option<Acteur>> {
    let trouve = acteur_et_delegations(conn, id).await?;
    Ok(trouve.map(|(acteur, _)| acteur))
}

/// As [`acteur`], and apart what they hold between two days: it counts only for who looks at
/// the day.
///
/// # Errors
/// What the engine answered.
pub async fn acteur_et_delegations(
    conn: &impl ConnectionTrait,
    id: CompteId,
) -> Resultat<Option<(Acteur, Vec<AttributionDatee>)>> {
    let trouve = compte::Entity::find_by_id(id.0)
        .filter(compte::Column::Actif.eq(true))
        .one(conn)
        .await?;
    let Some(m) = trouve else { return Ok(None) };
    let roles = compte_role::Entity::find()
        .filter(compte_role::Column::CompteId.eq(id.0))
        .order_by_asc(compte_role::Column::Id)
        .all(conn)
        .await?;
    let (delegations, attributions) = partager(&roles)?;
    let acteur = Acteur {
        compte: id,
        academie: AcademieId(m.academie_id),
        identifiant: m.identifiant,
        nom: m.nom,
        mel: m.mel,
        attributions,
        intervenant: m.intervenant_id.map(IntervenantId),
        copie_par_courriel: m.copie_par_courriel,
    };
    Ok(Some((acteur, delegations)))
}

/// Roles held between two days, and those held whatever the day is.
fn partager(roles: &[compte_role::Model]) -> Resultat<(Vec<AttributionDatee>, Vec<Attribution>)> {
    let lues = roles.iter().map(datee).collect::<Resultat<Vec<_>>>()?;
    let (datees, autres): (Vec<_>, Vec<_>) =
        lues.into_iter().partition(AttributionDatee::est_datee);
    Ok((datees, autres.into_iter().map(|d| d.attribution).collect()))
}

fn datee(m: &compte_role::Model) -> Resultat<AttributionDatee> {
    Ok(AttributionDatee {
        attribution: Attribution {
            role: lire(Role::lire(&m.role), "compte_role.role", &m.role)?,
            etablissement: m.etablissement_id.map(EtablissementId),
        },
        du: m.du,
        au: m.au,
    })
}

/// The hash of an account's password; none for an account that does not exist.
///
/// # Errors
/// What the engine answered.
pub async fn mot_de_passe(conn: &impl ConnectionTrait, id: CompteId) -> Resultat<Option<String>> {
    let trouve = compte::Entity::find_by_id(id.0).one(conn).await?;
    Ok(trouve.map(|m| m.mot_de_passe))
}

/// Replaces the hash of an account's password; `false` when there is no such account.
///
/// # Errors
/// [`crate::ErreurStore::Contrainte`] when it is no hash in PHC form.
pub async fn changer_mot_de_passe(
    tx: &impl ConnectionTrait,
    id: CompteId,
    mot_de_passe: &str,
) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "UPDATE compte SET mot_de_passe = $2 WHERE id = $1",
        [id.0.into(), mot_de_passe.into()],
    )
    .await?;
    Ok(faits == 1)
}

/// Replaces the hash of an account's password if it still is `avant`; `false` when it is
/// another one by now.
///
/// # Errors
/// As [`changer_mot_de_passe`].
pub async fn remplacer_mot_de_passe(
    tx: &impl ConnectionTrait,
    id: CompteId,
    avant: &str,
    mot_de_passe: &str,
) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "UPDATE compte SET mot_de_passe = $2 WHERE id = $1 AND mot_de_passe = $3",
        [id.0.into(), mot_de_passe.into(), avant.into()],
    )
    .await?;
    Ok(faits == 1)
}

/// Chooses between a copy of each mail of a group send and one summary; `false` when it was
/// chosen so already.
///
/// # Errors
/// What the engine answered.
pub async fn choisir_copies(
    tx: &impl ConnectionTrait,
    id: CompteId,
    copies: bool,
) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "UPDATE compte SET copie_par_courriel = $2 WHERE id = $1 AND copie_par_courriel <> $2",
        [id.0.into(), copies.into()],
    )
    .await?;
    Ok(faits == 1)
}

/// Opens or closes an account; `false` when there is no such account.
///
/// # Errors
/// What the engine answered.
pub async fn changer_actif(tx: &impl ConnectionTrait, id: CompteId, actif: bool) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "UPDATE compte SET actif = $2, version = version + 1 WHERE id = $1",
        [id.0.into(), actif.into()],
    )
    .await?;
    Ok(faits == 1)
}

/// The accounts of an académie, or of all of them, by sign-in name.
///
/// # Errors
/// What the engine answered.
pub async fn lister(
    conn: &impl ConnectionTrait,
    academie: Option<AcademieId>,
) -> Resultat<Vec<CompteListe>> {
    let mut requete = compte::Entity::find().order_by_asc(compte::Column::Identifiant);
    if let Some(a) = academie {
        requete = requete.filter(compte::Column::AcademieId.eq(a.0));
    }
    let comptes = requete.all(conn).await?;
    let mut roles: HashMap<i64, Vec<compte_role::Model>> = HashMap::new();
    let tous = compte_role::Entity::find()
        .order_by_asc(compte_role::Column::Id)
        .all(conn)
        .await?;
    for r in tous {
        roles.entry(r.compte_id).or_default().push(r);
    }
    comptes
        .into_iter()
        .map(|m| {
            let (delegations, attributions) = partager(&roles.remove(&m.id).unwrap_or_default())?;
            Ok(CompteListe {
                id: CompteId(m.id),
                attributions,
                delegations,
                identifiant: m.identifiant,
                nom: m.nom,
                mel: m.mel,
                actif: m.actif,
                cree_le: Moment(m.cree_le),
            })
        })
        .collect()
}
