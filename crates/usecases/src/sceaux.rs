//! Seals over the audit trail: setting them and checking them
//! (docs/decisions/0019-piste-scellee.md).
//!
//! Nobody who writes to the trail waits for a seal: it is set afterwards, over the lines
//! below a mark under which nothing can appear any more.

use crate::services::{Services, empreinte, erreur_store};
use domain::{Erreur, GenreConserve, Moment};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::sceaux::{self, HorsSceau, LigneScellee, Sceau};
use store::{ConnectionTrait, ErreurStore, Store};

/// Most lines under one seal, hence lines read at a time.
const LIGNES: u32 = 1_000;
/// Seals read at a time.
const SCEAUX: u32 = 200;
/// Differences told; beyond, how many more.
const ECARTS: usize = 50;
/// Seconds in a day.
const JOUR: i64 = 24 * 60 * 60;
/// How far ahead of the moment of a verification a purge may be dated, in seconds: it may
/// happen meanwhile, by the clock of another server.
const AVANCE: i64 = JOUR;

/// Sets seals, round after round.
#[derive(Debug, Default)]
pub struct Scelleur {
    /// A mark, and who was writing when it was read.
    attente: Option<(i64, Vec<String>)>,
}

impl Scelleur {
    /// Seals what can be; gives how many seals it set. Lines that somebody may still be
    /// writing below wait for another round.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn tour(&mut self, services: &Services) -> Result<u32, Erreur> {
        self.essayer(services).await.map_err(erreur_store)
    }

    async fn essayer(&mut self, services: &Services) -> Result<u32, ErreurStore> {
        let lecture = services.store.lecture();
        let (repere, ecrivains) = match self.attente.take() {
            Some(attente) => attente,
            None => {
                // The mark first: whoever holds a key below it is then seen, or has ended.
                let repere = sceaux::repere(lecture).await?;
                (repere, sceaux::ecrivains(lecture).await?)
            }
        };
        if !ecrivains.is_empty() {
            let encore = sceaux::ecrivains(lecture).await?;
            if ecrivains.iter().any(|e| encore.contains(e)) {
                self.attente = Some((repere, ecrivains));
                return Ok(0);
            }
        }
        let mut poses = 0;
        while poser(services, repere).await? {
            poses += 1;
        }
        Ok(poses)
    }
}

/// Sets the next seal at or below a mark; `false` when there is nothing to seal, or when
/// another server is doing it.
async fn poser(services: &Services, repere: i64) -> Result<bool, ErreurStore> {
    let avant = sceaux::dernier(services.store.lecture()).await?;
    if avant.is_some_and(|s| s.dernier >= repere) {
        return Ok(false);
    }
    let tx = services.store.ecriture().await?;
    let (numero, fin, precedent) = sceaux::dernier(&tx)
        .await?
        .map_or((0, 0, String::new()), |s| {
            (s.numero, s.dernier, s.empreinte)
        });
    let lignes = sceaux::lignes(&tx, fin, repere, LIGNES).await?;
    let Some(derniere) = lignes.last() else {
        tx.annuler().await?;
        return Ok(false);
    };
    let mut resume = Resume::default();
    resume.ajouter(&lignes);
    let mut sceau = Sceau {
        numero: numero + 1,
        premier: fin + 1,
        dernier: derniere.id,
        nombre: resume.nombre,
        recent: resume.recent.unwrap_or(derniere.moment),
        scelle_le: services.maintenant(),
        lignes: resume.empreinte(),
        precedent,
        empreinte: String::new(),
        purge_le: None,
    };
    sceau.empreinte = empreinte_de(&sceau);
    match sceaux::poser(&tx, &sceau).await {
        Ok(()) => tx.valider().await?,
        Err(erreur) if erreur.est_unicite() => {
            tx.annuler().await?;
            return Ok(false);
        }
        Err(erreur) => return Err(erreur),
    }
    // The log usually lives elsewhere: what it says there binds what the database says.
    tracing::info!(
        numero = sceau.numero,
        lignes = sceau.nombre,
        empreinte = %sceau.empreinte,
        "piste scellée"
    );
    Ok(true)
}

/// A line as its digest is taken: everything that it says, in this order, as JSON. Never
/// changed: a column that is added later makes another form beside this one.
fn canonique(l: &LigneScellee) -> String {
    json!([
        l.id,
        l.moment.0,
        l.compte.map(|c| c.0),
        l.action,
        l.objet,
        l.objet_id,
        l.details,
        l.academie.map(|a| a.0),
        l.adresse,
    ])
    .to_string()
}

/// The digest of a seal: of all that it says, the former one's digest included.
fn empreinte_de(s: &Sceau) -> String {
    let dit = json!([
        "imagin-sceau-1",
        s.numero,
        s.premier,
        s.dernier,
        s.nombre,
        s.recent.0,
        s.scelle_le.0,
        s.lignes,
        s.precedent,
    ]);
    empreinte(dit.to_string().as_bytes())
}

/// Lines gone through.
#[derive(Default)]
struct Resume {
    condense: Sha256,
    nombre: i64,
    recent: Option<Moment>,
}

impl Resume {
    fn ajouter(&mut self, lignes: &[LigneScellee]) {
        for l in lignes {
            self.recent = self.recent.max(Some(l.moment));
            self.nombre += 1;
            self.condense.update(canonique(l).as_bytes());
            self.condense.update(b"\n");
        }
    }

    fn empreinte(&self) -> String {
        self.condense
            .clone()
            .finalize()
            .iter()
            .map(|o| format!("{o:02x}"))
            .collect()
    }
}

/// The lines of a range, as they are now.
async fn parcourir(
    conn: &impl ConnectionTrait,
    premier: i64,
    dernier: i64,
) -> Result<Resume, ErreurStore> {
    let mut resume = Resume::default();
    let mut apres = premier.saturating_sub(1);
    loop {
        let lignes = sceaux::lignes(conn, apres, dernier, LIGNES).await?;
        let Some(derniere) = lignes.last() else {
            return Ok(resume);
        };
        apres = derniere.id;
        resume.ajouter(&lignes);
    }
}

/// Something that the seals do not agree with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ecart {
    /// The lines of a range are not those that were sealed.
    Lignes {
        /// The seal.
        sceau: Box<Sceau>,
        /// Lines found there now.
        trouvees: i64,
    },
    /// What a seal says was changed.
    Sceau {
        /// Its number.
        numero: i64,
    },
    /// A seal does not follow the former one: some were removed, or replaced.
    Chaine {
        /// Its number.
        numero: i64,
    },
    /// Lines said to be past their retention, and too young for any retention.
    PurgeTropTot {
        /// The seal.
        sceau: Box<Sceau>,
    },
    /// Lines stand where all were deleted.
    LignesDePurge {
        /// The seal.
        numero: i64,
        /// How many.
        trouvees: i64,
    },
    /// Lines with a key that the database does not give.
    Etrangeres {
        /// How many.
        nombre: u64,
    },
}

/// What going through the whole chain has shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// Seals gone through.
    pub sceaux: u64,
    /// Of those, how many whose lines were deleted past their retention.
    pub purges: u64,
    /// Lines under the others.
    pub lignes: u64,
    /// Lines not sealed yet, and when the oldest dates from.
    pub attente: HorsSceau,
    /// The latest seal.
    pub dernier: Option<Sceau>,
    /// What does not agree, the first ones.
    pub ecarts: Vec<Ecart>,
    /// How many more.
    pub autres: usize,
}

impl Verification {
    fn noter(&mut self, ecart: Ecart) {
        if self.ecarts.len() < ECARTS {
            self.ecarts.push(ecart);
        } else {
            self.autres += 1;
        }
    }
}

/// Goes through the whole chain, from the first seal to the last line, as it must be at
/// `maintenant`.
///
/// # Errors
/// What the engine answered.
pub async fn verifier(store: &Store, maintenant: Moment) -> Result<Verification, ErreurStore> {
    let lecture = store.lecture();
    let mut v = Verification::default();
    loop {
        let apres = v.dernier.as_ref().map_or(0, |s| s.numero);
        let lot = sceaux::apres(lecture, apres, SCEAUX).await?;
        if lot.is_empty() {
            break;
        }
        for sceau in lot {
            let suit = v.dernier.as_ref().map_or_else(
                || sceau.numero == 1 && sceau.premier == 1 && sceau.precedent.is_empty(),
                |p| {
                    sceau.numero == p.numero + 1
                        && sceau.premier == p.dernier + 1
                        && sceau.precedent == p.empreinte
                },
            );
            if !suit {
                v.noter(Ecart::Chaine {
                    numero: sceau.numero,
                });
            }
            if empreinte_de(&sceau) != sceau.empreinte {
                v.noter(Ecart::Sceau {
                    numero: sceau.numero,
                });
            }
            v.sceaux += 1;
            lignes_du_sceau(lecture, &sceau, maintenant, &mut v).await?;
            v.dernier = Some(sceau);
        }
    }
    let fin = v.dernier.as_ref().map_or(0, |s| s.dernier);
    v.attente = sceaux::hors_sceau(lecture, fin).await?;
    if v.attente.etrangeres > 0 {
        v.noter(Ecart::Etrangeres {
            nombre: v.attente.etrangeres,
        });
    }
    Ok(v)
}

async fn lignes_du_sceau(
    conn: &impl ConnectionTrait,
    sceau: &Sceau,
    maintenant: Moment,
    v: &mut Verification,
) -> Result<(), ErreurStore> {
    let vues = parcourir(conn, sceau.premier, sceau.dernier).await?;
    let mut purge_le = sceau.purge_le;
    if purge_le.is_none() {
        if vues.nombre == sceau.nombre && vues.empreinte() == sceau.lignes {
            v.lignes += u64::try_from(vues.nombre).unwrap_or_default();
            return Ok(());
        }
        // Purged while it was being read?
        let relu = sceaux::par_numero(conn, sceau.numero).await?;
        purge_le = relu.and_then(|s| s.purge_le);
        if purge_le.is_none() {
            v.noter(Ecart::Lignes {
                sceau: Box::new(sceau.clone()),
                trouvees: vues.nombre,
            });
            return Ok(());
        }
    }
    v.purges += 1;
    let (minimum, _) = GenreConserve::Piste.bornes();
    let permise = sceau.recent.plus_secondes(i64::from(minimum) * JOUR);
    // A date to come would hide today what no retention permits yet.
    let trop_tot =
        |p: Moment| maintenant < permise || p < permise || p > maintenant.plus_secondes(AVANCE);
    if purge_le.is_some_and(trop_tot) {
        v.noter(Ecart::PurgeTropTot {
            sceau: Box::new(sceau.clone()),
        });
    }
    if sceau.purge_le.is_some() && vues.nombre > 0 {
        v.noter(Ecart::LignesDePurge {
            numero: sceau.numero,
            trouvees: vues.nombre,
        });
    }
    Ok(())
}

/// Whether a seal and its lines are as they were sealed.
pub(crate) async fn intact(
    conn: &impl ConnectionTrait,
    sceau: &Sceau,
) -> Result<bool, ErreurStore> {
    if empreinte_de(sceau) != sceau.empreinte {
        return Ok(false);
    }
    let vues = parcourir(conn, sceau.premier, sceau.dernier).await?;
    Ok(vues.nombre == sceau.nombre && vues.empreinte() == sceau.lignes)
}

/// Fewest hexadecimal digits by which a seal is recognised.
pub const CHIFFRES_MIN: usize = 12;

/// The number of a seal noted earlier, by the beginning of its digest: that it is still
/// there says that nothing before it was rewritten since. None when it is not, or when too
/// little of it is given.
///
/// # Errors
/// What the engine answered.
pub async fn retrouver(store: &Store, debut: &str) -> Result<Option<i64>, ErreurStore> {
    let debut = debut.trim().to_lowercase();
    if debut.len() < CHIFFRES_MIN || !debut.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(None);
    }
    sceaux::par_empreinte(store.lecture(), &debut).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{AcademieId, CompteId};

    /// Digests of a released version stand in databases: this form never changes.
    #[test]
    fn la_forme_scellee_ne_change_pas() {
        let ligne = LigneScellee {
            id: 7,
            moment: Moment(1_788_249_600_000),
            compte: Some(CompteId(3)),
            action: "convocation.creer".into(),
            objet: "convocation".into(),
            objet_id: 12,
            details: "{\"salle\":\"é \\\"205\\\"\"}".into(),
            academie: Some(AcademieId(1)),
            adresse: String::new(),
        };
        assert_eq!(
            canonique(&ligne),
            r#"[7,1788249600000,3,"convocation.creer","convocation",12,"{\"salle\":\"é \\\"205\\\"\"}",1,""]"#
        );
        let sans = LigneScellee {
            compte: None,
            academie: None,
            ..ligne
        };
        assert!(canonique(&sans).starts_with("[7,1788249600000,null,"));
    }
}
