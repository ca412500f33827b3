//! What is right and what is wrong with a deployment, as far as the database, the
//! clock, the mail and the demonstration accounts go. The server adds what only it
//! knows: settings, disk, assets.

use crate::sceaux::{self, Ecart, Verification};
use crate::services::Services;
use core::time::Duration;
use domain::{GenreConserve, Moment};
use mail::{EchecEnvoi, Transport};
use store::{Moteur, Store};

/// 2026-01-01T00:00:00Z: this program did not exist before.
const ORIGINE: Moment = Moment(1_767_225_600_000);
/// How far the clock may be behind what the database has seen, in seconds: servers
/// sharing one are rarely closer than that.
const RETARD_ADMIS: i64 = 5 * 60;

/// Seconds after which a line that is not sealed is late: a server seals every few minutes.
const SCEAU_ATTENDU: i64 = 24 * 60 * 60;

/// How serious something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Niveau {
    /// As it should be.
    Bon,
    /// To know; works all the same.
    Attention,
    /// Something does not work, or will not.
    Mauvais,
}

/// One thing seen.
#[derive(Clone, Debug)]
pub enum Constat {
    /// The database answers.
    BaseJoignable(Moteur),
    /// It does not.
    BaseInjoignable {
        /// The engine's words.
        detail: String,
    },
    /// Its schema is this program's.
    SchemaAJour {
        /// Last migration.
        version: String,
    },
    /// Migrations are waiting: they are applied when the server starts.
    SchemaIncomplet {
        /// How many.
        en_attente: usize,
    },
    /// It was migrated by a later version of this program, or is not ours.
    SchemaInconnu {
        /// The engine's words.
        detail: String,
    },
    /// Something was written, then taken back.
    EcriturePossible,
    /// Nothing can be written.
    EcritureImpossible {
        /// The engine's words.
        detail: String,
    },
    /// The file is damaged.
    BaseAbimee {
        /// SQLite's words.
        detail: String,
    },
    /// References to nothing would be accepted.
    SansClesEtrangeres,
    /// Readers would wait for the writer.
    SansWal,
    /// The clock agrees with what the database has seen.
    HorlogeBonne(Moment),
    /// The clock is earlier than this program.
    HorlogeFausse(Moment),
    /// The clock is earlier than what the database has seen.
    HorlogeEnRetard {
        /// What the clock says.
        maintenant: Moment,
        /// The latest moment in the database.
        dernier: Moment,
    },
    /// Mails can be handed over.
    CourrielBon,
    /// They cannot.
    CourrielMauvais(EchecEnvoi),
    /// Nobody can sign in: no account is open.
    AucunCompte,
    /// So many accounts are open.
    Comptes {
        /// How many.
        ouverts: usize,
    },
    /// Accounts whose password is published can be signed in with.
    ComptesDeDemonstration {
        /// Their names.
        identifiants: Vec<String>,
        /// The service is reached over https, as real ones are.
        expose: bool,
    },
    /// These open accounts administer with a password alone.
    AdministrateursSansSecondFacteur {
        /// Their names.
        identifiants: Vec<String>,
    },
    /// The audit trail is as it was sealed.
    PisteIntacte(Box<Verification>),
    /// Lines have been waiting for their seal for longer than any server lets them.
    PisteNonScellee {
        /// How many.
        lignes: u64,
        /// Since when.
        depuis: Moment,
    },
    /// The audit trail is not as it was sealed.
    PisteAlteree(Ecart),
    /// More of the same.
    PisteAltereeEncore {
        /// How many.
        autres: usize,
    },
    /// A seal noted earlier is still in the chain.
    SceauRetrouve {
        /// Its number.
        numero: i64,
    },
    /// It is not: the chain was rewritten, or the digest mistyped.
    SceauPerdu,
    /// Things are kept for longer than the settings say.
    PurgeDue {
        /// How many.
        nombre: u64,
    },
}

impl Constat {
    /// How serious it is.
    #[must_use]
    pub const fn niveau(&self) -> Niveau {
        match self {
            Self::BaseJoignable(_)
            | Self::SchemaAJour { .. }
            | Self::EcriturePossible
            | Self::HorlogeBonne(_)
            | Self::CourrielBon
            | Self::Comptes { .. }
            | Self::ComptesDeDemonstration { expose: false, .. }
            | Self::PisteIntacte(_)
            | Self::SceauRetrouve { .. } => Niveau::Bon,
            Self::SchemaIncomplet { .. }
            | Self::SansWal
            | Self::AucunCompte
            | Self::ComptesDeDemonstration { expose: true, .. }
            | Self::AdministrateursSansSecondFacteur { .. }
            | Self::PisteNonScellee { .. }
            | Self::PurgeDue { .. } => Niveau::Attention,
            Self::BaseInjoignable { .. }
            | Self::SchemaInconnu { .. }
            | Self::EcritureImpossible { .. }
            | Self::BaseAbimee { .. }
            | Self::SansClesEtrangeres
            | Self::HorlogeFausse(_)
            | Self::HorlogeEnRetard { .. }
            | Self::CourrielMauvais(_)
            | Self::PisteAlteree(_)
            | Self::PisteAltereeEncore { .. }
            | Self::SceauPerdu => Niveau::Mauvais,
        }
    }
}

/// An error with its causes, on one line.
#[must_use]
pub fn chaine(erreur: &dyn core::error::Error) -> String {
    let mut morceaux = vec![erreur.to_string()];
    let mut cause = erreur.source();
    while let Some(c) = cause {
        let texte = c.to_string();
        // Some libraries repeat their cause in their own words.
        if !morceaux.iter().any(|m| m.contains(&texte)) {
            morceaux.push(texte);
        }
        cause = c.source();
    }
    morceaux.join(" : ").replace('\n', " ")
}

/// Looks at an opened database and compares the clock with it.
pub async fn base(store: &Store, maintenant: Moment) -> Vec<Constat> {
    if let Err(erreur) = store.saine().await {
        return vec![
            Constat::BaseInjoignable {
                detail: chaine(&erreur),
            },
            horloge(maintenant, None),
        ];
    }
    let mut constats = vec![Constat::BaseJoignable(store.moteur())];
    let mut dernier = None;
    match store.version().await {
        Err(erreur) => constats.push(Constat::SchemaInconnu {
            detail: chaine(&erreur),
        }),
        Ok(v) if !v.en_attente.is_empty() => {
            constats.push(Constat::SchemaIncomplet {
                en_attente: v.en_attente.len(),
            });
        }
        Ok(v) => {
            let version = v.derniere.unwrap_or_default();
            constats.push(Constat::SchemaAJour { version });
            constats.push(ecriture(store, maintenant).await);
            match store::diagnostic::examiner(store).await {
                Ok(vu) => {
                    dernier = vu.dernier;
                    if !vu.cles_etrangeres {
                        constats.push(Constat::SansClesEtrangeres);
                    }
                    if !vu.journal_wal {
                        constats.push(Constat::SansWal);
                    }
                    constats.extend(vu.abimee.map(|detail| Constat::BaseAbimee { detail }));
                }
                Err(e) => constats.push(Constat::BaseInjoignable { detail: chaine(&e) }),
            }
        }
    }
    constats.push(horloge(maintenant, dernier));
    constats
}

/// Writes something that is taken back at once.
async fn ecriture(store: &Store, maintenant: Moment) -> Constat {
    let essai = async {
        let tx = store.ecriture().await?;
        let trace = store::piste::Trace {
            moment: maintenant,
            compte: None,
            action: "doctor".to_owned(),
            objet: String::new(),
            objet_id: 0,
            details: String::new(),
        };
        store::piste::ajouter(&tx, &trace).await?;
        tx.annuler().await
    };
    match essai.await {
        Ok(()) => Constat::EcriturePossible,
        Err(erreur) => Constat::EcritureImpossible {
            detail: chaine(&erreur),
        },
    }
}

fn horloge(maintenant: Moment, dernier: Option<Moment>) -> Constat {
    match dernier {
        _ if maintenant < ORIGINE => Constat::HorlogeFausse(maintenant),
        Some(dernier) if maintenant.plus_secondes(RETARD_ADMIS) < dernier => {
            Constat::HorlogeEnRetard {
                maintenant,
                dernier,
            }
        }
        _ => Constat::HorlogeBonne(maintenant),
    }
}

/// Tries the mail transport, without sending.
pub async fn courriel(transport: &Transport, delai: Duration) -> Constat {
    match transport.eprouver(delai).await {
        Ok(()) => Constat::CourrielBon,
        Err(echec) => Constat::CourrielMauvais(echec),
    }
}

/// Looks at who can sign in. The database must be migrated.
pub async fn comptes(services: &Services, https: bool) -> Vec<Constat> {
    let ouverts = match store::comptes::lister(services.store.lecture(), None).await {
        Ok(tous) => tous.iter().filter(|c| c.actif).count(),
        Err(erreur) => {
            return vec![Constat::BaseInjoignable {
                detail: chaine(&erreur),
            }];
        }
    };
    if ouverts == 0 {
        return vec![Constat::AucunCompte];
    }
    let mut constats = vec![Constat::Comptes { ouverts }];
    if let Ok(identifiants) = crate::demonstration::comptes_ouverts(services).await
        && !identifiants.is_empty()
    {
        constats.push(Constat::ComptesDeDemonstration {
            identifiants,
            expose: https,
        });
    }
    let sans = store::second_facteur::administrateurs_sans(services.store.lecture()).await;
    if let Ok(identifiants) = sans
        && !identifiants.is_empty()
    {
        constats.push(Constat::AdministrateursSansSecondFacteur { identifiants });
    }
    constats
}

/// Goes through the seals of the audit trail, looks for one noted earlier, and counts what
/// is kept for too long. The database must be migrated.
pub async fn piste(services: &Services, sceau: Option<&str>) -> Vec<Constat> {
    let maintenant = services.maintenant();
    let injoignable = |detail| vec![Constat::BaseInjoignable { detail }];
    let mut v = match sceaux::verifier(&services.store, maintenant).await {
        Ok(v) => v,
        Err(erreur) => return injoignable(chaine(&erreur)),
    };
    let mut constats: Vec<Constat> = core::mem::take(&mut v.ecarts)
        .into_iter()
        .map(Constat::PisteAlteree)
        .collect();
    if v.autres > 0 {
        constats.push(Constat::PisteAltereeEncore { autres: v.autres });
    }
    // Before the first seal no server has run: nothing is late.
    if let (Some(depuis), Some(_)) = (v.attente.plus_ancienne, &v.dernier)
        && depuis.plus_secondes(SCEAU_ATTENDU) < maintenant
    {
        constats.push(Constat::PisteNonScellee {
            lignes: v.attente.attendues,
            depuis,
        });
    }
    if constats.iter().all(|c| c.niveau() != Niveau::Mauvais) {
        constats.push(Constat::PisteIntacte(Box::new(v)));
    }
    if let Some(debut) = sceau {
        constats.push(match sceaux::retrouver(&services.store, debut).await {
            Ok(Some(numero)) => Constat::SceauRetrouve { numero },
            Ok(None) => Constat::SceauPerdu,
            Err(erreur) => return injoignable(chaine(&erreur)),
        });
    }
    // An answer that did not come was told above.
    let dus = crate::conservation::examiner(services, &GenreConserve::DURABLES).await;
    let nombre: u64 = dus.unwrap_or_default().iter().map(|d| d.nombre).sum();
    if nombre > 0 {
        constats.push(Constat::PurgeDue { nombre });
    }
    constats
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l_horloge_est_jugee() {
        let a = |s: i64| ORIGINE.plus_secondes(s);
        assert!(matches!(horloge(a(-1), None), Constat::HorlogeFausse(_)));
        assert!(matches!(horloge(a(0), None), Constat::HorlogeBonne(_)));
        assert!(matches!(
            horloge(a(0), Some(a(RETARD_ADMIS))),
            Constat::HorlogeBonne(_)
        ));
        let en_retard = horloge(a(0), Some(a(RETARD_ADMIS + 1)));
        assert_eq!(en_retard.niveau(), Niveau::Mauvais);
    }
}
