//! Deleting what is past its time: one place for all of it, for the server's rounds and for
//! `imagin purge`.

use crate::sceaux;
use crate::services::{Services, erreur_store};
use domain::{
    APurger, Academie, AcademieId, Conservation, Echeance, Erreur, GenreConserve, LigneAPurger,
    Moment, NombreRegle,
};
use serde_json::json;
use std::collections::BTreeMap;
use store::ErreurStore;
use store::conservation::{Depassees, Parmi, compter_dans};

/// Things deleted by one transaction: short, so that nobody waits, and a kill loses none of
/// what the former ones did.
const LOT: u32 = 500;

/// Things listed at a time.
const PAGE: u32 = 5_000;

/// What a purge did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BilanPurge {
    /// What went, by kind and académie.
    pub parties: Vec<APurger>,
    /// Numbers of the seals whose lines are not those that were sealed: they stay, to be
    /// looked at.
    pub retenus: Vec<i64>,
}

async fn academies(services: &Services) -> Result<BTreeMap<AcademieId, Academie>, ErreurStore> {
    let toutes = store::academies::toutes(services.store.lecture()).await?;
    Ok(toutes.into_iter().map(|a| (a.id, a)).collect())
}

/// Things past their time, with when they were to go and for how long they are kept: in the
/// académies that settled it for themselves as they say, elsewhere as the service says.
async fn dues(
    services: &Services,
    genre: GenreConserve,
) -> Result<Vec<(Depassees, Echeance, u16)>, ErreurStore> {
    let lecture = services.store.lecture();
    let maintenant = services.maintenant();
    let conservation = services.reglages.limites.conservation;
    let regle = NombreRegle::Conservation(genre);
    let propres = if NombreRegle::TOUS.contains(&regle) {
        store::parametres::qui_ont_regle(lecture, regle).await?
    } else {
        Vec::new()
    };
    let sauf: Vec<AcademieId> = propres.iter().map(|(a, _)| *a).collect();
    let echeance = conservation.echeance(genre, maintenant);
    let jours = conservation.jours(genre);
    let communes = compter_dans(lecture, genre, &echeance, Parmi::Sauf(&sauf)).await?;
    let mut dues: Vec<_> = communes.into_iter().map(|d| (d, echeance, jours)).collect();
    for (academie, jours) in propres {
        let (min, max) = genre.bornes();
        let jours = u16::try_from(jours).unwrap_or(max).clamp(min, max);
        let la_leur = conservation.avec(genre, jours).unwrap_or(conservation);
        let echeance = la_leur.echeance(genre, maintenant);
        let siennes = compter_dans(lecture, genre, &echeance, Parmi::Une(academie)).await?;
        dues.extend(siennes.into_iter().map(|d| (d, echeance, jours)));
    }
    dues.sort_by_key(|(d, ..)| d.academie);
    Ok(dues)
}

/// What is past its time, by kind and académie. Nothing is changed.
///
/// # Errors
/// When the database does not answer.
pub async fn examiner(
    services: &Services,
    genres: &[GenreConserve],
) -> Result<Vec<APurger>, Erreur> {
    let examen = async {
        let academies = academies(services).await?;
        let mut trouves = Vec::new();
        for genre in genres {
            for (d, _, jours) in dues(services, *genre).await? {
                trouves.push(APurger {
                    genre: *genre,
                    academie: d.academie.and_then(|a| academies.get(&a).cloned()),
                    nombre: d.nombre,
                    plus_ancien: Some(d.plus_ancien),
                    jours,
                });
            }
        }
        Ok(trouves)
    };
    examen.await.map_err(erreur_store)
}

/// Tells each thing that is past its time, kind by kind, the oldest first: what
/// [`examiner`] counts. Nothing is changed.
///
/// # Errors
/// When the database does not answer.
pub async fn lister(
    services: &Services,
    genres: &[GenreConserve],
    dire: &mut (dyn FnMut(&LigneAPurger) + Send),
) -> Result<(), Erreur> {
    let liste = async {
        let lecture = services.store.lecture();
        let academies = academies(services).await?;
        for genre in genres {
            for (due, echeance, jours) in dues(services, *genre).await? {
                let academie = due.academie.and_then(|a| academies.get(&a).cloned());
                let mut depuis = 0;
                loop {
                    let page = store::conservation::lister(
                        lecture,
                        *genre,
                        due.academie,
                        &echeance,
                        depuis,
                        PAGE,
                    )
                    .await?;
                    let finie = page.len() < PAGE as usize;
                    for d in page {
                        dire(&LigneAPurger {
                            genre: *genre,
                            academie: academie.clone(),
                            reference: d.reference,
                            nombre: d.nombre,
                            date: d.date,
                            jours,
                        });
                    }
                    if finie {
                        break;
                    }
                    depuis = depuis.saturating_add(PAGE);
                }
            }
        }
        Ok(())
    };
    liste.await.map_err(erreur_store)
}

/// How many things of an académie would go now, kept so long.
pub(crate) async fn a_partir(
    services: &Services,
    academie: AcademieId,
    genre: GenreConserve,
    conservation: &Conservation,
) -> Result<u64, ErreurStore> {
    let echeance = conservation.echeance(genre, services.maintenant());
    let lecture = services.store.lecture();
    let dues = compter_dans(lecture, genre, &echeance, Parmi::Une(academie)).await?;
    Ok(dues.iter().map(|d| d.nombre).sum())
}

/// Deletes what is past its time. Of the audit trail whole seals go, when their lines are
/// those that were sealed.
///
/// # Errors
/// When the database does not answer; what was deleted before that stays so.
pub async fn purger(services: &Services, genres: &[GenreConserve]) -> Result<BilanPurge, Erreur> {
    let purge = async {
        let mut bilan = BilanPurge::default();
        let academies = academies(services).await?;
        for genre in genres {
            let conservation = services.reglages.limites.conservation;
            let parties = if *genre == GenreConserve::Piste {
                let echeance = conservation.echeance(*genre, services.maintenant());
                let jours = conservation.jours(*genre);
                purger_la_piste(services, &echeance, &mut bilan.retenus)
                    .await?
                    .into_iter()
                    .map(|(academie, nombre)| (academie, (nombre, jours)))
                    .collect::<PartiesEtJours>()
            } else {
                purger_un_genre(services, *genre).await?
            };
            for (academie, (nombre, jours)) in parties {
                bilan.parties.push(APurger {
                    genre: *genre,
                    academie: academie.and_then(|a| academies.get(&a).cloned()),
                    nombre,
                    plus_ancien: None,
                    jours,
                });
            }
        }
        Ok(bilan)
    };
    purge.await.map_err(erreur_store)
}

type Parties = BTreeMap<Option<AcademieId>, u64>;
/// How many, and for how many days they were kept.
type PartiesEtJours = BTreeMap<Option<AcademieId>, (u64, u16)>;

async fn purger_un_genre(
    services: &Services,
    genre: GenreConserve,
) -> Result<PartiesEtJours, ErreurStore> {
    let mut parties = PartiesEtJours::new();
    for (due, echeance, jours) in dues(services, genre).await? {
        loop {
            let tx = services.store.ecriture().await?;
            let n =
                store::conservation::purger_lot(&tx, genre, due.academie, &echeance, LOT).await?;
            if n > 0 && GenreConserve::DURABLES.contains(&genre) {
                tracer(&tx, services, genre, due.academie, n, echeance.avant).await?;
            }
            tx.valider().await?;
            if n > 0 {
                parties.entry(due.academie).or_insert((0, jours)).0 += n;
            }
            if n < u64::from(LOT) {
                break;
            }
        }
    }
    Ok(parties)
}

async fn purger_la_piste(
    services: &Services,
    echeance: &Echeance,
    retenus: &mut Vec<i64>,
) -> Result<Parties, ErreurStore> {
    let mut parties = Parties::new();
    let mut apres = 0;
    loop {
        let lecture = services.store.lecture();
        let lot = store::sceaux::a_purger(lecture, echeance.avant, apres, LOT).await?;
        let Some(dernier) = lot.last() else {
            return Ok(parties);
        };
        apres = dernier.numero;
        for sceau in lot {
            let tx = services.store.ecriture().await?;
            // What somebody has changed is a trace in itself.
            if !sceaux::intact(&tx, &sceau).await? {
                tx.annuler().await?;
                retenus.push(sceau.numero);
                continue;
            }
            let maintenant = services.maintenant();
            let Some(parts) = store::sceaux::purger(&tx, &sceau, maintenant).await? else {
                tx.annuler().await?;
                continue;
            };
            let genre = GenreConserve::Piste;
            for (academie, n) in &parts {
                tracer(&tx, services, genre, *academie, *n, echeance.avant).await?;
            }
            tx.valider().await?;
            for (academie, n) in parts {
                *parties.entry(academie).or_default() += n;
            }
        }
    }
}

/// What went, and how much of it: not who it was about.
async fn tracer(
    tx: &store::Ecriture,
    services: &Services,
    genre: GenreConserve,
    academie: Option<AcademieId>,
    nombre: u64,
    avant: Moment,
) -> Result<(), ErreurStore> {
    let trace = store::piste::Trace {
        moment: services.maintenant(),
        compte: None,
        action: "conservation.purger".to_owned(),
        objet: academie.map_or("", |_| "academie").to_owned(),
        objet_id: academie.map_or(0, |a| a.0),
        details: json!({ "genre": genre.code(), "nombre": nombre, "avant": avant.0 }).to_string(),
    };
    store::piste::ajouter(tx, &trace).await
}
