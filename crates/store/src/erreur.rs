//! What the database can answer besides data, told apart by its typed codes.

use sea_orm::{DbErr, RuntimeErr, SqlErr, SqlxError};

/// Shorthand.
pub type Resultat<T> = Result<T, ErreurStore>;

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum ErreurStore {
    /// Something unique exists already.
    #[error("unicite")]
    Unicite(#[source] DbErr),
    /// A reference to nothing, a row still referred to, or a value that a CHECK refuses.
    #[error("contrainte")]
    Contrainte(#[source] DbErr),
    /// Locked, timed out, no connection free or connection lost: worth trying again.
    #[error("occupe")]
    Occupe(#[source] DbErr),
    /// A value in the database that this version does not know (`table.colonne`).
    #[error("illisible: {colonne}")]
    Illisible {
        /// Where.
        colonne: &'static str,
        /// What.
        valeur: String,
    },
    /// The address of the database cannot be used.
    #[error("adresse_base: {raison}")]
    Adresse {
        /// Which part is wrong, without the password.
        raison: &'static str,
    },
    /// Anything else.
    #[error("base")]
    Base(#[source] DbErr),
}

impl ErreurStore {
    /// Whether something unique existed already.
    #[must_use]
    pub const fn est_unicite(&self) -> bool {
        matches!(self, Self::Unicite(_))
    }

    /// Whether trying again is worth it.
    #[must_use]
    pub const fn est_occupe(&self) -> bool {
        matches!(self, Self::Occupe(_))
    }

    /// Whether a constraint (CHECK, NOT NULL or foreign key) refused.
    #[must_use]
    pub const fn est_contrainte(&self) -> bool {
        matches!(self, Self::Contrainte(_))
    }
}

impl From<DbErr> for ErreurStore {
    fn from(erreur: DbErr) -> Self {
        match classer(&erreur) {
            Classe::Unicite => Self::Unicite(erreur),
            Classe::Contrainte => Self::Contrainte(erreur),
            Classe::Occupe => Self::Occupe(erreur),
            Classe::Autre => Self::Base(erreur),
        }
    }
}

#[derive(Debug, PartialEq)]
enum Classe {
    Unicite,
    Contrainte,
    Occupe,
    Autre,
}

fn classer(erreur: &DbErr) -> Classe {
    match erreur.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => return Classe::Unicite,
        Some(SqlErr::ForeignKeyConstraintViolation(_)) => return Classe::Contrainte,
        _ => {}
    }
    let (DbErr::Conn(RuntimeErr::SqlxError(cause))
    | DbErr::Exec(RuntimeErr::SqlxError(cause))
    | DbErr::Query(RuntimeErr::SqlxError(cause))) = erreur
    else {
        return match erreur {
            DbErr::ConnectionAcquire(_) => Classe::Occupe,
            _ => Classe::Autre,
        };
    };
    match cause.as_ref() {
        SqlxError::PoolTimedOut
        | SqlxError::PoolClosed
        | SqlxError::Io(_)
        | SqlxError::WorkerCrashed => Classe::Occupe,
        SqlxError::Database(base) => {
            let code = base.code().unwrap_or_default();
            if base
                .try_downcast_ref::<sea_orm::SqlxPostgresError>()
                .is_some()
            {
                classer_postgres(&code)
            } else {
                code.parse().map_or(Classe::Autre, classer_sqlite)
            }
        }
        _ => Classe::Autre,
    }
}

/// SQLSTATE, PostgreSQL documentation, appendix A.
fn classer_postgres(code: &str) -> Classe {
    match code {
        "23505" => Classe::Unicite,
        // serialization_failure, deadlock_detected, lock_not_available,
        // query_canceled (statement_timeout), too_many_connections
        "40001" | "40P01" | "55P03" | "57014" | "53300" => Classe::Occupe,
        // 57P01..57P05: the server stops, restarts or closes the session.
        c if c.starts_with("57P") || c.starts_with("08") => Classe::Occupe,
        // integrity_constraint_violation; string_data_right_truncation
        c if c.starts_with("23") || c == "22001" => Classe::Contrainte,
        _ => Classe::Autre,
    }
}

/// Extended result codes: the low byte is the primary code (sqlite.org/rescode.html).
fn classer_sqlite(code: i32) -> Classe {
    const BUSY: i32 = 5;
    const LOCKED: i32 = 6;
    const CONSTRAINT: i32 = 19;
    const CONSTRAINT_PRIMARYKEY: i32 = 1555;
    const CONSTRAINT_UNIQUE: i32 = 2067;
    match (code, code & 0xff) {
        (CONSTRAINT_PRIMARYKEY | CONSTRAINT_UNIQUE, _) => Classe::Unicite,
        (_, BUSY | LOCKED) => Classe::Occupe,
        (_, CONSTRAINT) => Classe::Contrainte,
        _ => Classe::Autre,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn les_codes_sont_ranges() {
        assert_eq!(classer_sqlite(5), Classe::Occupe);
        assert_eq!(classer_sqlite(517), Classe::Occupe); // BUSY_SNAPSHOT
        assert_eq!(classer_sqlite(2067), Classe::Unicite);
        assert_eq!(classer_sqlite(275), Classe::Contrainte); // CHECK
        assert_eq!(classer_sqlite(11), Classe::Autre); // CORRUPT
        assert_eq!(classer_postgres("23505"), Classe::Unicite);
        assert_eq!(classer_postgres("23514"), Classe::Contrainte);
        assert_eq!(classer_postgres("57P01"), Classe::Occupe);
        assert_eq!(classer_postgres("42P01"), Classe::Autre);
        assert_eq!(
            classer(&DbErr::ConnectionAcquire(sea_orm::ConnAcquireErr::Timeout)),
            Classe::Occupe
        );
    }
}
