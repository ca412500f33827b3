//! Accounts as the administrateur keeps them: what each holds and when, the links by which
//! somebody chooses their password.

use crate::Resultat;
use crate::outils::{self, Ecrivain, lire, lots};
use domain::{
    AcademieId, Attribution, AttributionDatee, CompteId, EtablissementId, FiltreComptes,
    IntervenantId, LIGNES_COMPTES, Moment, NaiveDate, Portee, Role, Uai, VueComptes,
    libelle_etablissement, nom_complet, texte,
};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Value};
use std::collections::HashMap;

/// An account, open or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompteGarde {
    /// Key.
    pub id: CompteId,
    /// Sign-in name.
    pub identifiant: String,
    /// Name shown.
    pub nom: String,
    /// Own address; may be empty.
    pub mel: String,
    /// Whether it is open.
    pub actif: bool,
    /// Counts the changes.
    pub version: i32,
    /// The intervenant it is, with `NOM Prénom`.
    pub intervenant: Option<(IntervenantId, String)>,
    /// When it was opened.
    pub cree_le: Moment,
}

#[derive(FromQueryResult)]
struct CompteLu {
    id: i64,
    identifiant: String,
    nom: String,
    mel: String,
    actif: bool,
    version: i32,
    intervenant_id: Option<i64>,
    intervenant_nom: Option<String>,
    intervenant_prenom: Option<String>,
    cree_le: i64,
}

impl From<CompteLu> for CompteGarde {
    fn from(l: CompteLu) -> Self {
        let nom = nom_complet(
            &l.intervenant_nom.unwrap_or_default(),
            &l.intervenant_prenom.unwrap_or_default(),
        );
        Self {
            id: CompteId(l.id),
            identifiant: l.identifiant,
            nom: l.nom,
            mel: l.mel,
            actif: l.actif,
            version: l.version,
            intervenant: l.intervenant_id.map(|i| (IntervenantId(i), nom)),
            cree_le: Moment(l.cree_le),
        }
    }
}

const SELECTION: &str = "SELECT c.id, c.identifiant, c.nom, c.mel, c.actif, c.version,
       c.intervenant_id, i.nom AS intervenant_nom, i.prenom AS intervenant_prenom, c.cree_le
     FROM compte c LEFT JOIN intervenant i ON i.id = c.intervenant_id";

/// The form in which an account is looked for and sorted: name, sign-in name and address.
pub(crate) fn cle_tri(nom: &str, identifiant: &str, mel: &str) -> String {
    texte::normaliser(&format!("{nom} {identifiant} {mel}"))
}

/// Words looked for at most.
const MOTS_MAX: usize = 8;

/// What was found of the accounts that a filter keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComptesTrouves {
    /// One page of them, by name.
    pub lignes: Vec<CompteGarde>,
    /// Which one, from 1: the last one when the filter asks for one beyond.
    pub page: u32,
    /// How many the filter keeps.
    pub trouves: u32,
    /// How many the académie has.
    pub total: u32,
}

async fn compter(conn: &impl ConnectionTrait, ou: &str, valeurs: Vec<Value>) -> Resultat<u32> {
    #[derive(FromQueryResult)]
    struct Nombre {
        nombre: i64,
    }
    let sql = format!("SELECT count(*) AS nombre FROM compte c WHERE {ou}");
    let lu: Option<Nombre> = outils::une(conn, sql, valeurs).await?;
    Ok(outils::compte(lu.map_or(0, |n| n.nombre)))
}

/// The accounts of an académie that a filter keeps. Each word is one of the account, or of an
/// établissement over which it holds a role.
///
/// # Errors
/// What the engine answered.
pub async fn comptes(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    filtre: &FiltreComptes,
) -> Resultat<ComptesTrouves> {
    let moteur = conn.get_database_backend();
    let position = match moteur {
        DbBackend::Postgres => "strpos",
        _ => "instr",
    };
    let mut e = Ecrivain::new();
    let mut ou = format!("c.academie_id = {}", e.valeur(academie.0));
    let total = compter(conn, &ou, e.valeurs.clone()).await?;
    let mots: Vec<String> = texte::mots_cles(&filtre.mot_cle).take(MOTS_MAX).collect();
    if !mots.is_empty() {
        let portee = Portee::Academie(academie);
        let lieux = crate::etablissements::recherches(conn, &portee).await?;
        for mot in mots {
            let la: Vec<i64> = lieux
                .iter()
                .filter(|(_, lu)| lu.contains(mot.as_str()))
                .map(|(id, _)| *id)
                .collect();
            let mot = e.valeur(mot);
            ou.push_str(&format!(" AND ({position}(c.cle_tri, {mot}) > 0"));
            if !la.is_empty() {
                let la = e.cles(moteur, &la);
                ou.push_str(&format!(
                    " OR EXISTS (SELECT 1 FROM compte_role r
                        WHERE r.compte_id = c.id AND r.etablissement_id IN ({la}))"
                ));
            }
            ou.push(')');
        }
    }
    if let Some(role) = filtre.role {
        ou.push_str(&format!(
            " AND EXISTS (SELECT 1 FROM compte_role r WHERE r.compte_id = c.id AND r.role = {})",
            e.valeur(role.code())
        ));
    }
    ou.push_str(match filtre.vue {
        VueComptes::Tous => "",
        VueComptes::Ouverts => " AND c.actif",
        VueComptes::Invites => {
            " AND c.actif AND EXISTS (SELECT 1 FROM invitation v WHERE v.compte_id = c.id)"
        }
        VueComptes::Delegations => {
            " AND c.actif AND EXISTS (SELECT 1 FROM compte_role r
                WHERE r.compte_id = c.id AND (r.du IS NOT NULL OR r.au IS NOT NULL))"
        }
        VueComptes::Fermes => " AND NOT c.actif",
    });
    let trouves = compter(conn, &ou, e.valeurs.clone()).await?;
    let page = filtre
        .page
        .clamp(1, trouves.div_ceil(LIGNES_COMPTES).max(1));
    let (limite, depuis) = (
        e.valeur(i64::from(LIGNES_COMPTES)),
        e.valeur(i64::from(page - 1) * i64::from(LIGNES_COMPTES)),
    );
    let sql =
        format!("{SELECTION} WHERE {ou} ORDER BY c.cle_tri, c.id LIMIT {limite} OFFSET {depuis}");
    let lus: Vec<CompteLu> = outils::toutes(conn, sql, e.valeurs).await?;
    Ok(ComptesTrouves {
        lignes: lus.into_iter().map(Into::into).collect(),
        page,
        trouves,
        total,
    })
}

/// An account of an académie; none when it is of another one.
///
/// # Errors
/// What the engine answered.
pub async fn par_id(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    id: CompteId,
) -> Resultat<Option<CompteGarde>> {
    let sql = format!("{SELECTION} WHERE c.academie_id = $1 AND c.id = $2");
    let lu: Option<CompteLu> = outils::une(conn, sql, [academie.0.into(), id.0.into()]).await?;
    Ok(lu.map(Into::into))
}

/// A role of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleGarde {
    /// Key.
    pub cle: i64,
    /// Whose.
    pub compte: CompteId,
    /// Which, where and when.
    pub datee: AttributionDatee,
    /// `NAME (UAI)` of its établissement; empty for roles held elsewhere.
    pub lieu: String,
}

#[derive(FromQueryResult)]
struct RoleLu {
    id: i64,
    compte_id: i64,
    role: String,
    etablissement_id: Option<i64>,
    du: Option<NaiveDate>,
    au: Option<NaiveDate>,
    nom: Option<String>,
    uai: Option<String>,
}

impl RoleLu {
    fn lu(self) -> Resultat<RoleGarde> {
        let uai = self
            .uai
            .map(|u| lire(Uai::lire(&u).ok(), "etablissement.uai", &u))
            .transpose()?;
        let lieu = match (self.nom, uai) {
            (Some(nom), Some(uai)) => libelle_etablissement(&nom, &uai),
            _ => String::new(),
        };
        Ok(RoleGarde {
            cle: self.id,
            compte: CompteId(self.compte_id),
            datee: AttributionDatee {
                attribution: Attribution {
                    role: lire(Role::lire(&self.role), "compte_role.role", &self.role)?,
                    etablissement: self.etablissement_id.map(EtablissementId),
                },
                du: self.du,
                au: self.au,
            },
            lieu,
        })
    }
}

const SELECTION_ROLES: &str = "SELECT r.id, r.compte_id, r.role, r.etablissement_id, r.du, r.au,
       e.nom, e.uai
     FROM compte_role r JOIN compte c ON c.id = r.compte_id
     LEFT JOIN etablissement e ON e.id = r.etablissement_id";

/// The roles of an account of an académie, as they were given; none of an account of another.
///
/// # Errors
/// What the engine answered.
pub async fn roles(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    compte: CompteId,
) -> Resultat<Vec<RoleGarde>> {
    let sql = format!("{SELECTION_ROLES} WHERE c.academie_id = $1 AND c.id = $2 ORDER BY r.id");
    let valeurs = [academie.0.into(), compte.0.into()];
    let lus: Vec<RoleLu> = outils::toutes(conn, sql, valeurs).await?;
    lus.into_iter().map(RoleLu::lu).collect()
}

/// The roles of some accounts, as they were given.
///
/// # Errors
/// What the engine answered.
pub async fn roles_de(
    conn: &impl ConnectionTrait,
    comptes: &[CompteId],
) -> Resultat<HashMap<CompteId, Vec<RoleGarde>>> {
    let mut par_compte: HashMap<CompteId, Vec<RoleGarde>> = HashMap::new();
    for lot in lots(comptes.iter().map(|c| c.0)) {
        let mut e = Ecrivain::new();
        let sql = format!(
            "{SELECTION_ROLES} WHERE c.id IN ({}) ORDER BY r.id",
            e.liste(lot)
        );
        for lu in outils::toutes::<RoleLu>(conn, sql, e.valeurs).await? {
            let role = lu.lu()?;
            par_compte.entry(role.compte).or_default().push(role);
        }
    }
    Ok(par_compte)
}

/// Counts a change of an account, if nobody changed it since the version `vue`; `false` when
/// somebody did.
///
/// # Errors
/// What the engine answered.
pub async fn hausser(tx: &impl ConnectionTrait, id: CompteId, vue: i32) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "UPDATE compte SET version = version + 1 WHERE id = $1 AND version = $2",
        [id.0.into(), vue.into()],
    )
    .await?;
    Ok(faits == 1)
}

/// Changes the name and the address of an account.
///
/// # Errors
/// What the engine answered.
pub async fn renommer(
    tx: &impl ConnectionTrait,
    id: CompteId,
    nom: &str,
    mel: &str,
) -> Resultat<()> {
    #[derive(FromQueryResult)]
    struct Lu {
        identifiant: String,
    }
    let sql = "SELECT identifiant FROM compte WHERE id = $1";
    let Some(lu) = outils::une::<Lu>(tx, sql, [id.0.into()]).await? else {
        return Ok(());
    };
    let cle = cle_tri(nom, &lu.identifiant, mel);
    outils::executer(
        tx,
        "UPDATE compte SET nom = $2, mel = $3, cle_tri = $4 WHERE id = $1",
        [id.0.into(), nom.into(), mel.into(), cle.into()],
    )
    .await?;
    Ok(())
}

/// Says which intervenant an account is.
///
/// # Errors
/// What the engine answered.
pub async fn rattacher(
    tx: &impl ConnectionTrait,
    id: CompteId,
    intervenant: IntervenantId,
) -> Resultat<()> {
    outils::executer(
        tx,
        "UPDATE compte SET intervenant_id = $2 WHERE id = $1",
        [id.0.into(), intervenant.0.into()],
    )
    .await?;
    Ok(())
}

/// Takes a role back from an account; `false` when it has none of this key.
///
/// # Errors
/// What the engine answered.
pub async fn retirer_role(tx: &impl ConnectionTrait, compte: CompteId, cle: i64) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "DELETE FROM compte_role WHERE id = $1 AND compte_id = $2",
        [cle.into(), compte.0.into()],
    )
    .await?;
    Ok(faits == 1)
}

/// How many roles of administrateur the open accounts of an académie hold on a day and from
/// then on without end.
///
/// # Errors
/// What the engine answered.
pub async fn administrateurs_sans_fin(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    jour: NaiveDate,
) -> Resultat<u32> {
    #[derive(FromQueryResult)]
    struct Lu {
        n: i64,
    }
    let lu: Option<Lu> = outils::une(
        conn,
        "SELECT count(*) AS n FROM compte_role r JOIN compte c ON c.id = r.compte_id
         WHERE c.academie_id = $1 AND c.actif AND r.role = $2
           AND r.au IS NULL AND (r.du IS NULL OR r.du <= $3)",
        [
            academie.0.into(),
            Role::Administrateur.code().into(),
            jour.into(),
        ],
    )
    .await?;
    Ok(outils::compte(lu.map_or(0, |l| l.n)))
}

// ------------------------------------------------------------------- links

/// A link to choose a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Whose password.
    pub compte: CompteId,
    /// Sign-in name.
    pub identifiant: String,
    /// Name shown.
    pub nom: String,
    /// From then on it is worth nothing.
    pub expire: Moment,
}

/// Keeps the digest of a link in the place of the former one.
///
/// # Errors
/// What the engine answered.
pub async fn inviter(
    tx: &impl ConnectionTrait,
    compte: CompteId,
    empreinte: &str,
    maintenant: Moment,
    expire: Moment,
) -> Resultat<()> {
    outils::executer(
        tx,
        "INSERT INTO invitation (compte_id, empreinte, cree_le, expire_le)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (compte_id) DO UPDATE SET empreinte = $2, cree_le = $3, expire_le = $4",
        [
            compte.0.into(),
            empreinte.into(),
            maintenant.0.into(),
            expire.0.into(),
        ],
    )
    .await?;
    Ok(())
}

/// The link of a digest, for an account that is open; expired or not.
///
/// # Errors
/// What the engine answered.
pub async fn invitation(
    conn: &impl ConnectionTrait,
    empreinte: &str,
) -> Resultat<Option<Invitation>> {
    #[derive(FromQueryResult)]
    struct Lue {
        compte_id: i64,
        identifiant: String,
        nom: String,
        expire_le: i64,
    }
    let lue: Option<Lue> = outils::une(
        conn,
        "SELECT v.compte_id, c.identifiant, c.nom, v.expire_le
         FROM invitation v JOIN compte c ON c.id = v.compte_id
         WHERE v.empreinte = $1 AND c.actif",
        [empreinte.into()],
    )
    .await?;
    Ok(lue.map(|l| Invitation {
        compte: CompteId(l.compte_id),
        identifiant: l.identifiant,
        nom: l.nom,
        expire: Moment(l.expire_le),
    }))
}

/// Until when the links of some accounts serve.
///
/// # Errors
/// What the engine answered.
pub async fn invitations(
    conn: &impl ConnectionTrait,
    comptes: &[CompteId],
) -> Resultat<HashMap<CompteId, Moment>> {
    #[derive(FromQueryResult)]
    struct Lue {
        compte_id: i64,
        expire_le: i64,
    }
    let mut liens = HashMap::new();
    for lot in lots(comptes.iter().map(|c| c.0)) {
        let mut e = Ecrivain::new();
        let sql = format!(
            "SELECT compte_id, expire_le FROM invitation WHERE compte_id IN ({})",
            e.liste(lot)
        );
        for l in outils::toutes::<Lue>(conn, sql, e.valeurs).await? {
            liens.insert(CompteId(l.compte_id), Moment(l.expire_le));
        }
    }
    Ok(liens)
}

/// Withdraws the link of an account; `false` when none was waiting.
///
/// # Errors
/// What the engine answered.
pub async fn desinviter(tx: &impl ConnectionTrait, compte: CompteId) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "DELETE FROM invitation WHERE compte_id = $1",
        [compte.0.into()],
    )
    .await?;
    Ok(faits == 1)
}

/// Withdraws the link of a digest, once: `false` when it served or was replaced meanwhile.
///
/// # Errors
/// What the engine answered.
pub async fn consommer(tx: &impl ConnectionTrait, empreinte: &str) -> Resultat<bool> {
    let faits = outils::executer(
        tx,
        "DELETE FROM invitation WHERE empreinte = $1",
        [empreinte.into()],
    )
    .await?;
    Ok(faits == 1)
}
