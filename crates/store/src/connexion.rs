//! Opening the database, reading from it and writing to it.

use crate::migrations::Migrateur;
use crate::{ErreurStore, Resultat, outils};
use async_trait::async_trait;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbErr, ExecResult, QueryResult, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait,
};
use sea_orm_migration::{MigrationStatus, MigratorTrait};
use std::path::PathBuf;
use std::time::Duration;

/// How to open the database.
#[derive(Clone, Debug)]
pub struct OptionsStore {
    /// `sqlite:CHEMIN` or `postgres://…`. The SQLite file is made when missing.
    pub url: String,
    /// SQLite: connections that read at the same time.
    pub lecteurs: u32,
    /// PostgreSQL: most connections.
    pub connexions: u32,
    /// Longest wait for a lock or for a free connection; beyond, [`ErreurStore::Occupe`].
    pub attente: Duration,
}

impl OptionsStore {
    /// Usual options for an address.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            lecteurs: 4,
            connexions: 10,
            attente: Duration::from_secs(10),
        }
    }
}

/// Which engine is behind a [`Store`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Moteur {
    /// One file.
    Sqlite,
    /// A server.
    Postgres,
}

/// Where the schema stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionSchema {
    /// Last migration applied, if any.
    pub derniere: Option<String>,
    /// Migrations this program knows and the database has not received.
    pub en_attente: Vec<String>,
}

/// The database. Cheap to clone: clones share the same connections.
#[derive(Clone, Debug)]
pub struct Store {
    lecture: DatabaseConnection,
    ecriture: DatabaseConnection,
    moteur: Moteur,
}

impl Store {
    /// Opens the database; applies no migration.
    ///
    /// # Errors
    /// [`ErreurStore::Adresse`] for an address that cannot be used, else what the
    /// engine answered.
    pub async fn ouvrir(options: &OptionsStore) -> Resultat<Self> {
        if let Some(chemin) = chemin_sqlite(&options.url)? {
            Self::ouvrir_sqlite(options, chemin).await
        } else {
            Self::ouvrir_postgres(options).await
        }
    }

    /// One connection writes, so that writers wait in our queue, in order, rather
    /// than in SQLite's busy loop; several read, since WAL lets them.
    async fn ouvrir_sqlite(options: &OptionsStore, chemin: PathBuf) -> Resultat<Self> {
        let attente = options.attente;
        let base = |chemin: PathBuf, lecture: bool| {
            let mut o = communes("sqlite:".to_owned(), attente);
            o.map_sqlx_sqlite_opts(move |o| {
                let o = o
                    .filename(&chemin)
                    .create_if_missing(!lecture)
                    .foreign_keys(true)
                    .busy_timeout(attente)
                    .journal_mode(SqliteJournalMode::Wal)
                    // A convocation said to be made must survive a power cut: NORMAL may
                    // lose the last transactions of the WAL, FULL does not.
                    .synchronous(SqliteSynchronous::Full)
                    .statement_cache_capacity(256)
                    .pragma("temp_store", "memory");
                if lecture {
                    o.pragma("query_only", "on")
                        .pragma("cache_size", "-16384")
                        .pragma("mmap_size", "268435456")
                } else {
                    o.pragma("cache_size", "-65536")
                        .optimize_on_close(true, 400)
                }
            });
            o
        };
        let mut ecriture = base(chemin.clone(), false);
        ecriture.max_connections(1).min_connections(1);
        let ecriture = Database::connect(ecriture).await?;
        let mut lecture = base(chemin, true);
        lecture
            .max_connections(options.lecteurs.max(1))
            .min_connections(1);
        Ok(Self {
            lecture: Database::connect(lecture).await?,
            ecriture,
            moteur: Moteur::Sqlite,
        })
    }

    async fn ouvrir_postgres(options: &OptionsStore) -> Resultat<Self> {
        let attente = options.attente;
        let mut o = communes(options.url.clone(), attente);
        o.max_connections(options.connexions.max(1))
            .min_connections(1)
            .set_application_name("imagin")
            .map_sqlx_postgres_opts(move |o| {
                let ms = attente.as_millis().to_string();
                o.statement_cache_capacity(256).options([
                    ("lock_timeout", ms.as_str()),
                    // A transaction forgotten by a lost process must not hold rows for ever.
                    ("idle_in_transaction_session_timeout", "60000"),
                ])
            });
        let pool = Database::connect(o).await?;
        Ok(Self {
            lecture: pool.clone(),
            ecriture: pool,
            moteur: Moteur::Postgres,
        })
    }

    /// Which engine.
    #[must_use]
    pub const fn moteur(&self) -> Moteur {
        self.moteur
    }

    /// Where to read. On SQLite these connections refuse to write.
    #[must_use]
    pub const fn lecture(&self) -> &DatabaseConnection {
        &self.lecture
    }

    /// Starts a write transaction, waiting for its turn (SQLite: `BEGIN IMMEDIATE`,
    /// so that a transaction that began by reading never fails for having to write).
    ///
    /// # Errors
    /// [`ErreurStore::Occupe`] when the turn did not come in time.
    pub async fn ecriture(&self) -> Resultat<Ecriture> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(Ecriture(self.ecriture.begin_with_options(options).await?))
    }

    /// Applies the migrations the database has not received: all or nothing, and
    /// one process at a time.
    ///
    /// # Errors
    /// What the engine answered.
    pub async fn migrer(&self) -> Resultat<()> {
        let tx = self.ecriture_de_schema().await?;
        Migrateur::up(&tx.0, None).await?;
        tx.valider().await
    }

    /// Takes the last `nombre` migrations back, with what only they can hold.
    ///
    /// # Errors
    /// What the engine answered.
    pub async fn reculer(&self, nombre: u32) -> Resultat<()> {
        let tx = self.ecriture_de_schema().await?;
        Migrateur::down(&tx.0, Some(nombre)).await?;
        tx.valider().await
    }

    /// Takes every migration back: **all data is lost**.
    ///
    /// # Errors
    /// What the engine answered.
    pub async fn annuler_tout(&self) -> Resultat<()> {
        let tx = self.ecriture_de_schema().await?;
        Migrateur::down(&tx.0, None).await?;
        tx.valider().await
    }

    async fn ecriture_de_schema(&self) -> Resultat<Ecriture> {
        let tx = self.ecriture().await?;
        if self.moteur == Moteur::Postgres {
            // Any constant will do, as long as no other program uses it here.
            tx.execute_unprepared("SELECT pg_advisory_xact_lock(4730038)")
                .await?;
        }
        Ok(tx)
    }

    /// Where the schema stands.
    ///
    /// # Errors
    /// What the engine answered; also when the database was migrated by a later version.
    pub async fn version(&self) -> Resultat<VersionSchema> {
        let mut version = VersionSchema {
            derniere: None,
            en_attente: Vec::new(),
        };
        for m in Migrateur::get_migration_with_status_read_only(&self.lecture).await? {
            match m.status() {
                MigrationStatus::Applied => version.derniere = Some(m.name().to_owned()),
                MigrationStatus::Pending => version.en_attente.push(m.name().to_owned()),
            }
        }
        Ok(version)
    }

    /// Answers when the database does: for probes.
    ///
    /// # Errors
    /// What the engine answered.
    pub async fn saine(&self) -> Resultat<()> {
        self.lecture
            .query_one_raw(outils::requete(&self.lecture, "SELECT 1", []))
            .await?;
        Ok(())
    }

    /// Closes every connection, after the work under way. On SQLite the journal is
    /// folded into the file.
    ///
    /// # Errors
    /// What the engine answered.
    pub async fn fermer(&self) -> Resultat<()> {
        self.lecture.close_by_ref().await?;
        self.ecriture.close_by_ref().await?;
        Ok(())
    }

    /// Tells the engine to look at its data again before planning: after a large load.
    ///
    /// # Errors
    /// What the engine answered.
    pub async fn analyser(&self) -> Resultat<()> {
        let sql = match self.moteur {
            Moteur::Sqlite => "PRAGMA analysis_limit = 1000; PRAGMA optimize = 0x10002",
            // VACUUM also marks pages as visible to all: index-only scans need it.
            Moteur::Postgres => "VACUUM (ANALYZE)",
        };
        self.ecriture.execute_unprepared(sql).await?;
        Ok(())
    }
}

fn communes(url: String, attente: Duration) -> ConnectOptions {
    let mut o = ConnectOptions::new(url);
    // Statement logging costs more than some of the statements; slow ones are told.
    o.acquire_timeout(attente)
        .record_stmt_in_spans(false)
        .sqlx_logging_level(log::LevelFilter::Trace)
        .sqlx_slow_statements_logging_settings(log::LevelFilter::Warn, Duration::from_secs(1));
    o
}

/// The file of a SQLite address; nothing for a PostgreSQL one.
fn chemin_sqlite(url: &str) -> Resultat<Option<PathBuf>> {
    let erreur = |raison| Err(ErreurStore::Adresse { raison });
    if let Some(reste) = url.strip_prefix("sqlite:") {
        let reste = reste.strip_prefix("//").unwrap_or(reste);
        let chemin = reste.split('?').next().unwrap_or_default();
        // Each connection would have its own: never what is wanted.
        if chemin.is_empty() || chemin == ":memory:" || reste.contains("mode=memory") {
            return erreur("sqlite_sans_fichier");
        }
        return Ok(Some(PathBuf::from(chemin)));
    }
    let Ok(lue) = url::Url::parse(url) else {
        return erreur("illisible");
    };
    match lue.scheme() {
        "postgres" | "postgresql" => Ok(None),
        _ => erreur("moteur_inconnu"),
    }
}

/// A write transaction. [`Ecriture::valider`] keeps what was written; dropping it
/// gives everything back.
#[derive(Debug)]
#[must_use = "dropping it gives everything back"]
pub struct Ecriture(DatabaseTransaction);

impl Ecriture {
    /// Keeps what was written.
    ///
    /// # Errors
    /// What the engine answered: nothing was kept then.
    pub async fn valider(self) -> Resultat<()> {
        Ok(self.0.commit().await?)
    }

    /// Gives everything back, and waits for it.
    ///
    /// # Errors
    /// What the engine answered.
    pub async fn annuler(self) -> Resultat<()> {
        Ok(self.0.rollback().await?)
    }

    /// A transaction within this one: it can be given back alone (a bad line of an
    /// import), and is kept only if this one is.
    ///
    /// # Errors
    /// What the engine answered.
    pub async fn point(&self) -> Resultat<Ecriture> {
        Ok(Ecriture(self.0.begin().await?))
    }
}

#[async_trait]
impl ConnectionTrait for Ecriture {
    fn get_database_backend(&self) -> DbBackend {
        self.0.get_database_backend()
    }

    async fn execute_raw(&self, stmt: Statement) -> Result<ExecResult, DbErr> {
        self.0.execute_raw(stmt).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.0.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, stmt: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.0.query_one_raw(stmt).await
    }

    async fn query_all_raw(&self, stmt: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.0.query_all_raw(stmt).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adresses() {
        for (url, chemin) in [
            ("sqlite:imagin.db", "imagin.db"),
            ("sqlite://imagin.db?mode=rwc", "imagin.db"),
            (
                "sqlite:///var/lib/imagin/imagin.db",
                "/var/lib/imagin/imagin.db",
            ),
            ("sqlite:/var/lib/a b.db", "/var/lib/a b.db"),
        ] {
            assert_eq!(
                chemin_sqlite(url).unwrap(),
                Some(PathBuf::from(chemin)),
                "{url}"
            );
        }
        for url in [
            "sqlite::memory:",
            "sqlite:",
            "mysql://a/b",
            "imagin.db",
            "sqlite:a?mode=memory",
        ] {
            assert!(chemin_sqlite(url).is_err(), "{url}");
        }
        assert_eq!(chemin_sqlite("postgres://u@h/b").unwrap(), None);
    }
}
