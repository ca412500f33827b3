//! Sessions: kept in the database, known to the browser by a random cookie. The
//! database holds the cookie's SHA-256, so that reading it opens no session.

use app::contexte::Identite;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use core::time::Duration;
use domain::{CompteId, IdentiteOpenId, Moment, navigateur_sommaire};
use std::sync::Arc;
use store::sessions_web::SessionWeb;
use time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, Session, SessionManagerLayer, SessionStore};
use usecases::Services;
use usecases::second_facteur::Ouverture;
use usecases::sessions::{CLE, SessionOpenId, SessionOuverte};

/// Seconds without any request after which a session ends.
const INACTIVITE: i64 = 2 * 60 * 60;
/// Seconds after which a session ends whatever happens (ASVS 7.3.2): a working day.
const DUREE: i64 = 12 * 60 * 60;
/// Seconds between two notes that a session is alive: not one write per page.
const VIE_NOTEE: i64 = 5 * 60;
/// Longest wait for that note.
const NOTE_ATTENTE: Duration = Duration::from_millis(500);

/// Sessions over our own store: the ready ones bring a second SQL library.
#[derive(Clone)]
pub struct Memoire(pub Arc<Services>);

impl core::fmt::Debug for Memoire {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Memoire")
    }
}

fn erreur(e: store::ErreurStore) -> Error {
    Error::Backend(e.to_string())
}

/// Key of a session in the database.
fn cle(id: Id) -> String {
    usecases::empreinte(id.to_string().as_bytes())
}

impl Memoire {
    /// Writes a session. One that was ended meanwhile (password changed, *Quitter* in
    /// another window) is not brought back, unless it is `nouvelle`.
    async fn ecrire(&self, record: &Record, nouvelle: bool) -> Result<()> {
        let donnees =
            serde_json::to_string(&record.data).map_err(|e| Error::Encode(e.to_string()))?;
        let compte = record
            .data
            .get(CLE)
            .and_then(|v| serde_json::from_value::<SessionOuverte>(v.clone()).ok())
            .map(|o| o.compte);
        let expire = Moment(record.expiry_date.unix_timestamp() * 1000);
        let session = SessionWeb {
            cle: cle(record.id),
            compte,
            donnees,
            expire,
        };
        let tx = self.0.store.ecriture().await.map_err(erreur)?;
        if !store::sessions_web::enregistrer(&tx, &session)
            .await
            .map_err(erreur)?
            && nouvelle
        {
            store::sessions_web::creer(&tx, &session)
                .await
                .map_err(erreur)?;
        }
        tx.valider().await.map_err(erreur)
    }
}

#[async_trait::async_trait]
impl SessionStore for Memoire {
    async fn create(&self, record: &mut Record) -> Result<()> {
        // 128 random bits: a collision is not to be expected in the life of the sun.
        self.ecrire(record, true).await
    }

    /// Of a session that holds nothing else, what changes is when it was last seen: not
    /// worth making a page wait, let alone fail, while the database is held by another. What
    /// somebody typed in a form without JavaScript is kept there too, and is waited for.
    async fn save(&self, record: &Record) -> Result<()> {
        if record.data.keys().any(|cle| cle != CLE) {
            return self.ecrire(record, false).await;
        }
        match tokio::time::timeout(NOTE_ATTENTE, self.ecrire(record, false)).await {
            Ok(Ok(())) => {}
            Ok(Err(erreur)) => tracing::warn!(%erreur, "session non notée"),
            Err(_) => tracing::warn!("session non notée : la base ne répond pas"),
        }
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let maintenant = self.0.maintenant();
        let trouvee = store::sessions_web::charger(self.0.store.lecture(), &cle(*id), maintenant)
            .await
            .map_err(erreur)?;
        let Some(session) = trouvee else {
            return Ok(None);
        };
        Ok(Some(Record {
            id: *id,
            data: serde_json::from_str(&session.donnees)
                .map_err(|e| Error::Decode(e.to_string()))?,
            expiry_date: OffsetDateTime::from_unix_timestamp(session.expire.0 / 1000)
                .map_err(|e| Error::Decode(e.to_string()))?,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let tx = self.0.store.ecriture().await.map_err(erreur)?;
        store::sessions_web::supprimer(&tx, &cle(*id))
            .await
            .map_err(erreur)?;
        tx.valider().await.map_err(erreur)
    }
}

/// The layer that reads and sets the cookie. Over https its name has the prefix
/// `__Host-`, which the browser accepts only `Secure`, for this host and `/`.
#[must_use]
pub fn couche(services: Arc<Services>, https: bool) -> SessionManagerLayer<Memoire> {
    SessionManagerLayer::new(Memoire(services))
        .with_name(if https { "__Host-imagin" } else { "imagin" })
        .with_secure(https)
        .with_http_only(true)
        .with_same_site(tower_sessions::cookie::SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(time::Duration::seconds(INACTIVITE)))
}

/// Opens a session under a new cookie. `agent` is what the browser says of itself: what is
/// kept of it is enough to recognise one's own.
///
/// # Errors
/// When the database does not answer.
pub async fn ouvrir(
    services: &Services,
    session: &Session,
    compte: CompteId,
    agent: &str,
) -> core::result::Result<(), tower_sessions::session::Error> {
    ouvrir_par(services, session, compte, agent, None).await
}

/// Opens and keeps the session of who came through the OpenID Connect provider, with what
/// leaves it; `false`, and none, when the identity opens the account no more by now. As
/// [`ouvrir_verifiee`]: whoever takes a link away ends the sessions that are kept.
///
/// # Errors
/// As [`ouvrir`].
pub async fn ouvrir_liee(
    services: &Services,
    session: &Session,
    (compte, identite): (CompteId, &IdentiteOpenId),
    agent: &str,
    par: SessionOpenId,
) -> core::result::Result<bool, tower_sessions::session::Error> {
    ouvrir_par(services, session, compte, agent, Some(par)).await?;
    session.save().await?;
    // What cannot be read now is not known to be good.
    if usecases::openid::tient(services, compte, identite)
        .await
        .unwrap_or(false)
    {
        return Ok(true);
    }
    session.flush().await?;
    Ok(false)
}

async fn ouvrir_par(
    services: &Services,
    session: &Session,
    compte: CompteId,
    agent: &str,
    openid: Option<SessionOpenId>,
) -> core::result::Result<(), tower_sessions::session::Error> {
    let maintenant = services.maintenant();
    session.cycle_id().await?;
    session
        .insert(
            CLE,
            SessionOuverte {
                compte,
                ouverte: maintenant,
                vue: maintenant,
                navigateur: navigateur_sommaire(agent),
                openid,
            },
        )
        .await
}

/// Opens a session and keeps it at once; `false`, and none, when the password it is opened
/// with is another one by now. Whoever changes a password ends the sessions that are kept:
/// one that is kept only then is seen here.
///
/// # Errors
/// When the database does not answer.
pub async fn ouvrir_verifiee(
    services: &Services,
    session: &Session,
    ouverture: &Ouverture,
    agent: &str,
) -> core::result::Result<bool, tower_sessions::session::Error> {
    ouvrir(services, session, ouverture.compte, agent).await?;
    session.save().await?;
    // What cannot be read now is not known to be good.
    if usecases::connexion::tient(services, ouverture)
        .await
        .unwrap_or(false)
    {
        return Ok(true);
    }
    session.flush().await?;
    Ok(false)
}

/// Finds who is acting and puts it into the request, for pages and server functions.
pub async fn identifier(
    State(services): State<Arc<Services>>,
    session: Session,
    mut requete: Request,
    suite: Next,
) -> Response {
    let identite = match session.get::<SessionOuverte>(CLE).await {
        Ok(Some(ouverture)) => {
            // A page left open follows its mission by itself: that is no activity.
            let activite = !requete.uri().path().ends_with(crate::suivi::CHEMIN);
            reconnaitre(&services, &session, ouverture, activite).await
        }
        Ok(None) => Some(Identite::default()),
        Err(erreur) => {
            tracing::warn!(%erreur, "session illisible");
            None
        }
    };
    // Not a stranger: somebody whom the database cannot name just now. Sending them to
    // sign in again would make them lose what they were typing.
    let Some(identite) = identite else {
        return crate::reponses::echec(&domain::Erreur::Occupe);
    };
    requete.extensions_mut().insert(identite);
    suite.run(requete).await
}

/// Who has the session; nobody known when the database does not answer.
async fn reconnaitre(
    services: &Services,
    session: &Session,
    ouverture: SessionOuverte,
    activite: bool,
) -> Option<Identite> {
    let maintenant = services.maintenant();
    if maintenant > ouverture.ouverte.plus_secondes(DUREE) {
        let _ = session.flush().await;
        return Some(Identite::default());
    }
    let acteur = match usecases::connexion::acteur(services, ouverture.compte).await {
        Ok(Some(acteur)) => acteur,
        // The account was closed: so is the session.
        Ok(None) => {
            let _ = session.flush().await;
            return Some(Identite::default());
        }
        Err(_) => return None,
    };
    if activite && maintenant > ouverture.vue.plus_secondes(VIE_NOTEE) {
        let _ = session
            .insert(
                CLE,
                SessionOuverte {
                    vue: maintenant,
                    ..ouverture
                },
            )
            .await;
    }
    Some(Identite {
        acteur: Some(Arc::new(acteur)),
        session: session.id().map(cle).unwrap_or_default(),
    })
}
