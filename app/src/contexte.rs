//! Server half of every server function: who is acting, with which services, and
//! how an outcome goes back.

use crate::ErreurApi;
use crate::coquille::Theme;
use crate::pages::lettre::{LettreLue, Partie};
use crate::pages::mission::Brouillon;
use axum::http::header::{ACCEPT, CONTENT_SECURITY_POLICY, COOKIE, REFERER, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use domain::{Acteur, ConvocationId, Erreur, Fait};
use leptos::prelude::use_context;
use std::sync::Arc;
use usecases::Services;
use usecases::contenu::Bloc;

/// The person acting, as the session of the request tells; put into the
/// request's extensions by the server.
#[derive(Clone, Debug, Default)]
pub struct Identite {
    /// The person; none when signed out.
    pub acteur: Option<Arc<Acteur>>,
    /// Key of their session in the store; empty when signed out.
    pub session: String,
}

/// The services of the server.
///
/// # Errors
/// [`Erreur::RequeteInvalide`] outside a request.
pub fn services() -> Result<Arc<Services>, Erreur> {
    use_context::<Arc<Services>>().ok_or(Erreur::RequeteInvalide)
}

/// The person acting.
///
/// # Errors
/// [`Erreur::NonConnecte`] when nobody is signed in.
pub fn acteur() -> Result<Arc<Acteur>, Erreur> {
    use_context::<Parts>()
        .and_then(|p| p.extensions.get::<Identite>().cloned())
        .and_then(|i| i.acteur)
        .ok_or(Erreur::NonConnecte)
}

/// Key of the present session in the store; empty when signed out.
#[must_use]
pub fn cle_de_session() -> String {
    use_context::<Parts>()
        .and_then(|p| p.extensions.get::<Identite>().map(|i| i.session.clone()))
        .unwrap_or_default()
}

/// Whether the request is a form sent by the browser itself, without our script.
#[must_use]
pub fn formulaire_simple() -> bool {
    use_context::<Parts>().is_some_and(|p| {
        p.headers
            .get(ACCEPT)
            .and_then(|a| a.to_str().ok())
            .is_some_and(|a| a.contains("text/html"))
    })
}

/// Runs a reading use case as the person acting.
///
/// # Errors
/// What the use case says.
pub async fn lire<T, F>(cas: impl FnOnce(Arc<Services>, Arc<Acteur>) -> F) -> Result<T, ErreurApi>
where
    F: Future<Output = Result<T, Erreur>>,
{
    let lecture = async { cas(services()?, acteur()?).await };
    lecture.await.map_err(|erreur| {
        poser_statut(&erreur);
        ErreurApi::from(erreur)
    })
}

/// Runs a writing use case as the person acting. A refusal becomes a dated line
/// of the *Messages* zone; to a form sent without JavaScript the reason is given
/// there alone, since its address would carry it otherwise.
///
/// # Errors
/// What the use case says.
pub async fn ecrire<T, F>(cas: impl FnOnce(Arc<Services>, Arc<Acteur>) -> F) -> Result<T, ErreurApi>
where
    F: Future<Output = Result<T, Erreur>>,
{
    executer(cas).await.map_err(masquer)
}

/// As [`ecrire`], for who needs the reason of a refusal before it goes back by
/// [`masquer`].
///
/// # Errors
/// What the use case says.
pub async fn executer<T, F>(cas: impl FnOnce(Arc<Services>, Arc<Acteur>) -> F) -> Result<T, Erreur>
where
    F: Future<Output = Result<T, Erreur>>,
{
    let (services, acteur) = match (services(), acteur()) {
        (Ok(services), Ok(acteur)) => (services, acteur),
        (Err(erreur), _) | (_, Err(erreur)) => {
            poser_statut(&erreur);
            return Err(erreur);
        }
    };
    let resultat = cas(services.clone(), acteur.clone()).await;
    if let Err(erreur) = &resultat {
        // Our script asks the question itself: it is no refusal yet.
        if formulaire_simple() || !matches!(erreur, Erreur::AConfirmer { .. }) {
            usecases::messages::noter(&services, &acteur, &Fait::Refus(erreur.clone())).await;
        }
        poser_statut(erreur);
    }
    resultat
}

/// A refusal as it goes back: without JavaScript, "see the messages".
#[must_use]
pub fn masquer(erreur: Erreur) -> ErreurApi {
    ErreurApi::from(if formulaire_simple() && erreur != Erreur::NonConnecte {
        Erreur::VoirMessages
    } else {
        erreur
    })
}

const TEMOIN_THEME: &str = "theme";

/// The theme the request's cookie asks for.
#[must_use]
pub fn theme() -> Theme {
    let Some(parts) = use_context::<Parts>() else {
        return Theme::default();
    };
    parts
        .headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .filter_map(|c| c.trim().split_once('='))
        .find(|(nom, _)| *nom == TEMOIN_THEME)
        .map_or_else(Theme::default, |(_, code)| Theme::lire(code))
}

/// Has the browser remember a theme for a year. It says nothing of the person,
/// hence no `HttpOnly` and no consent.
///
/// # Errors
/// [`Erreur::RequeteInvalide`] outside a request.
pub fn poser_theme(theme: Theme) -> Result<(), Erreur> {
    let reponse = use_context::<leptos_axum::ResponseOptions>().ok_or(Erreur::RequeteInvalide)?;
    let temoin = format!(
        "{TEMOIN_THEME}={}; Path=/; Max-Age=31536000; SameSite=Lax",
        theme.code()
    );
    let temoin = HeaderValue::from_str(&temoin).map_err(|_| Erreur::RequeteInvalide)?;
    reponse.append_header(SET_COOKIE, temoin);
    Ok(())
}

/// Answers 404 for the page being rendered.
pub fn statut_introuvable() {
    if let Some(reponse) = use_context::<leptos_axum::ResponseOptions>() {
        reponse.set_status(StatusCode::NOT_FOUND);
    }
}

/// Key of the draft in the session.
const CLE_BROUILLON: &str = "brouillon";
/// Bytes a draft may take: a session is read with every request.
const BROUILLON_MAX: usize = 64 * 1024;

fn session() -> Option<tower_sessions::Session> {
    use_context::<Parts>().and_then(|p| p.extensions.get().cloned())
}

/// Keeps what a refused form carried, in the session of the reader, until its page is
/// shown again. For forms sent without our script alone: it keeps its own.
pub async fn garder_brouillon(formulaire: &str, brouillon: &Brouillon) {
    let vus = brouillon.vus.as_ref().map_or(0, Vec::len);
    let cherche = brouillon.recherche.as_ref();
    let cherche = cherche.map_or(0, |(nom, discipline)| nom.len() + discipline.len());
    let taille = brouillon.saisie.taille() + cherche + (brouillon.intervenants.len() + vus) * 20;
    if let Some(session) = session()
        && formulaire_simple()
        && taille <= BROUILLON_MAX
    {
        // The refusal itself is said whatever happens to the draft.
        let _ = session.insert(CLE_BROUILLON, (formulaire, brouillon)).await;
    }
}

/// The draft kept for this form, once.
pub async fn reprendre_brouillon(formulaire: &str) -> Option<Brouillon> {
    let session = session()?;
    let (pour, brouillon): (String, Brouillon) = session.get(CLE_BROUILLON).await.ok()??;
    if pour != formulaire {
        return None;
    }
    let _ = session.remove_value(CLE_BROUILLON).await;
    Some(brouillon)
}

/// Key of the rows ticked in the session.
const CLE_COCHEES: &str = "cochees";

/// Keeps which rows of the list of a mission are ticked, in the session of the reader, until
/// others take their place: without our script, the next page of the list is a new one.
pub async fn garder_cochees(numero: i64, cochees: &[ConvocationId]) {
    let Some(session) = session() else {
        return;
    };
    // What could not be kept is ticked again.
    if cochees.is_empty() {
        let _ = session.remove_value(CLE_COCHEES).await;
    } else {
        let _ = session.insert(CLE_COCHEES, (numero, cochees)).await;
    }
}

/// The rows kept as ticked in the list of this mission.
pub async fn cochees_gardees(numero: i64) -> Vec<ConvocationId> {
    let Some(session) = session() else {
        return Vec::new();
    };
    match session.get::<(i64, Vec<ConvocationId>)>(CLE_COCHEES).await {
        Ok(Some((garde, cochees))) if garde == numero => cochees,
        _ => Vec::new(),
    }
}

/// Key of a pasted text in the session.
const CLE_TEXTE: &str = "texte";

/// Keeps a text of the reader in their session until another one takes its place; an empty
/// one, or one too long, forgets it.
pub async fn garder_texte(pour: &str, texte: &str) {
    if let Some(session) = session() {
        garder_texte_dans(&session, pour, texte).await;
    }
}

/// As [`garder_texte`], for a plain route.
pub async fn garder_texte_dans(session: &tower_sessions::Session, pour: &str, texte: &str) {
    // What could not be kept is asked for again.
    if texte.is_empty() || texte.len() > BROUILLON_MAX {
        let _ = session.remove_value(CLE_TEXTE).await;
    } else {
        let _ = session.insert(CLE_TEXTE, (pour, texte)).await;
    }
}

/// The text kept under this name; empty when there is none.
pub async fn texte_garde(pour: &str) -> String {
    match session() {
        Some(session) => texte_garde_dans(&session, pour).await,
        None => String::new(),
    }
}

/// As [`texte_garde`], for a plain route.
pub async fn texte_garde_dans(session: &tower_sessions::Session, pour: &str) -> String {
    match session.get::<(String, String)>(CLE_TEXTE).await {
        Ok(Some((garde, texte))) if garde == pour => texte,
        _ => String::new(),
    }
}

/// Sends a form without JavaScript to a page once its action is done; our script
/// stays where it is.
pub fn revenir(adresse: &str) {
    if formulaire_simple() {
        leptos_axum::redirect(adresse);
    }
}

/// The address of the page that a form was sent from, as the browser tells it; none when it
/// does not. Of a page of ours or not: it is to be compared before it is believed.
#[must_use]
pub fn page_quittee() -> Option<leptos_router::location::Url> {
    let parts = use_context::<Parts>()?;
    let adresse = parts.headers.get(REFERER)?.to_str().ok()?;
    leptos_router::location::RequestUrl::new(adresse)
        .parse()
        .ok()
}

/// A letter as a page shows it.
///
/// # Errors
/// As [`usecases::lettres::lire`].
pub async fn lettre_lue(
    services: &Services,
    acteur: &Acteur,
    convocation: i64,
) -> Result<LettreLue, Erreur> {
    let id = domain::ConvocationId(convocation);
    let lettre = usecases::lettres::lire(services, acteur, id).await?;
    let image = image_de_la_lettre(&lettre);
    let mission = usecases::lettres::mission_consultee(services, acteur, &lettre).await?;
    Ok(LettreLue {
        mission,
        ..lettre_montree(&lettre, image)
    })
}

/// Address of the image of the signature of a letter; empty when it has none.
fn image_de_la_lettre(lettre: &domain::Lettre) -> String {
    let signee = lettre
        .signature
        .as_ref()
        .is_some_and(|s| !s.image_png.is_empty());
    if signee {
        format!("/convocations/{}/signature.png", lettre.convocation)
    } else {
        String::new()
    }
}

/// A letter that is only looked at, with the address of its logo (empty without logo).
#[must_use]
pub fn lettre_apercue(lettre: &domain::Lettre, logo: String) -> LettreLue {
    LettreLue {
        logo,
        ..lettre_montree(lettre, image_de_la_lettre(lettre))
    }
}

/// A letter as a page shows it, with the address of the image of its signature (empty when
/// it has none).
#[must_use]
pub fn lettre_montree(lettre: &domain::Lettre, image: String) -> LettreLue {
    let mut c = usecases::contenu::Contenu::de(lettre);
    if let Some(v) = c.verification.take() {
        let ou = v.lignes.join(" ");
        c.mentions
            .push(format!("{ou}, code {}", v.code.replace('-', "\u{2011}")));
    }
    let faits = |faits: Vec<usecases::contenu::Fait>| {
        faits
            .into_iter()
            .map(|f| (f.libelle.to_owned(), f.valeur))
            .collect::<Vec<_>>()
    };
    LettreLue {
        convocation: lettre.convocation.0,
        mission: None,
        image,
        logo: if c.logo.is_empty() {
            String::new()
        } else {
            format!("/convocations/{}/logo.png", lettre.convocation)
        },
        logo_alternatif: c.logo,
        academie: c.academie,
        emetteur: c.emetteur,
        reperes: faits(c.reperes),
        destinataire: c.destinataire,
        titre: c.titre,
        sous_titre: c.sous_titre,
        titre_document: c.titre_document,
        parties: c
            .blocs
            .into_iter()
            .map(|bloc| match bloc {
                Bloc::Paragraphe(texte) => Partie::Paragraphe(texte),
                Bloc::Faits(f) => Partie::Faits(faits(f)),
                Bloc::Jours {
                    titre,
                    colonnes,
                    lignes,
                } => Partie::Jours(titre.to_owned(), colonnes.map(str::to_owned), lignes),
                Bloc::Texte { titre, lignes } => Partie::Texte(titre.to_owned(), lignes),
            })
            .collect(),
        mentions: c.mentions,
        signature: [
            c.signature.lieu_et_date,
            c.signature.capacite.to_owned(),
            c.signature.nom,
            c.signature.qualite,
            c.signature.texte_alternatif,
        ],
    }
}

/// Sets the page's content security policy: only our own files, only the scripts
/// that carry this answer's nonce, no inline style, no framing (ASVS 3.4.3).
pub fn poser_politique() {
    let Some(reponse) = use_context::<leptos_axum::ResponseOptions>() else {
        return;
    };
    let nonce = leptos::nonce::use_nonce()
        .map(|n| format!(" 'nonce-{n}'"))
        .unwrap_or_default();
    // `'self'` rather than `'strict-dynamic'`: preloaded modules carry no nonce.
    let politique = format!(
        "default-src 'none'; script-src 'self'{nonce} 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    if let Ok(valeur) = HeaderValue::from_str(&politique) {
        reponse.insert_header(CONTENT_SECURITY_POLICY, valeur);
    }
}

/// The HTTP status of an outcome: a refusal is no failure of the server.
#[must_use]
pub const fn statut(erreur: &Erreur) -> StatusCode {
    match erreur {
        Erreur::NonConnecte | Erreur::IdentifiantsFaux => StatusCode::UNAUTHORIZED,
        Erreur::TropDEssais { .. } => StatusCode::TOO_MANY_REQUESTS,
        Erreur::Interdit => StatusCode::FORBIDDEN,
        Erreur::Introuvable => StatusCode::NOT_FOUND,
        Erreur::RequeteInvalide => StatusCode::BAD_REQUEST,
        Erreur::ModifieEntreTemps { .. }
        | Erreur::AdresseChangee
        | Erreur::AnnulationDejaPartie
        | Erreur::SignatureChangee { .. }
        | Erreur::SignatureCommencee { .. }
        | Erreur::ServicesChanges { .. }
        | Erreur::CompteChange
        | Erreur::Repertoire(
            domain::RepertoireErreur::FicheChangee
            | domain::RepertoireErreur::DemandeTraitee
            | domain::RepertoireErreur::OuvertureEnCours,
        )
        | Erreur::Parametre(domain::ParametreErreur::Change { .. })
        | Erreur::Import(domain::ImportRefus::EtatChange)
        | Erreur::RemplaceDepuis { .. }
        | Erreur::LotDejaLance => StatusCode::CONFLICT,
        Erreur::Import(domain::ImportRefus::TropGros { .. }) => StatusCode::PAYLOAD_TOO_LARGE,
        Erreur::Convocation(_)
        | Erreur::Service(_)
        | Erreur::Espace(_)
        | Erreur::Santorin(_)
        | Erreur::Repertoire(_)
        | Erreur::Parametre(_)
        | Erreur::Import(_)
        | Erreur::Indisponibilite(_)
        | Erreur::MotDePasse(_)
        | Erreur::Compte(_)
        | Erreur::SecondFacteur(_)
        | Erreur::RienAFaire
        | Erreur::Retouche(_)
        | Erreur::Coller(_)
        | Erreur::Competences(_)
        | Erreur::SelectionVide
        | Erreur::SansAdresse { .. }
        | Erreur::AdresseInvalide { .. }
        | Erreur::AConfirmer { .. }
        | Erreur::Signature(_)
        | Erreur::Ouverture(_)
        | Erreur::ServiceConvocationFerme { .. }
        | Erreur::ServiceSignatureFerme
        | Erreur::VoirMessages => StatusCode::UNPROCESSABLE_ENTITY,
        Erreur::Occupe => StatusCode::SERVICE_UNAVAILABLE,
        Erreur::Interne { .. } => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Answers with the outcome's status; a form without JavaScript is sent back to its
/// page instead.
fn poser_statut(erreur: &Erreur) {
    if let Some(reponse) = use_context::<leptos_axum::ResponseOptions>()
        && !formulaire_simple()
    {
        reponse.set_status(statut(erreur));
    }
}
