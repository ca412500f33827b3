//! The provider: what it publishes, where people are sent, and what it says of them, checked.

use super::http::{ErreurHttp, Http, adresse_sure};
use super::reglage::{Pkce, Preuve as PreuveDuService, Reglage};
use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderValue, Request, StatusCode};
use chrono::{DateTime, Utc};
use core::time::Duration;
use domain::{EchecOpenId, IdentiteOpenId, Moment};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClaimName, CoreClaimType,
    CoreClient, CoreClientAuthMethod, CoreErrorResponseType, CoreGenderClaim, CoreGrantType,
    CoreIdToken, CoreIdTokenVerifier, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm, CoreResponseMode, CoreResponseType,
    CoreSubjectIdentifierType, CoreUserInfoVerifier,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalClaims, AdditionalProviderMetadata, AuthType,
    AuthenticationContextClass, AuthorizationCode, ClaimsVerificationError, CsrfToken,
    DiscoveryError, EndSessionUrl, EndUserEmail, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    HttpResponse, IdToken, LanguageTag, LogoutRequest, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl, ProviderMetadata, RedirectUrl,
    RequestTokenError, Scope, SignatureVerificationError, SubjectIdentifier, TokenResponse,
    UserInfoClaims, UserInfoError, UserInfoJsonWebToken,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{Mutex, RwLock};
use url::Url;
use usecases::openid::Depart;

/// Seconds during which what the provider publishes is not asked for again, unless it signs
/// with a key that is not in it.
const CONNU: i64 = 60 * 60;
/// Milliseconds during which a provider that did not answer is not asked again.
const PANNE: u64 = 10 * 1_000;
/// Seconds by which its clock and ours may differ.
const TOLERANCE: i64 = 60;
/// Seconds after which an ID token that was just given is too old to have been.
const EMISSION: i64 = 10 * 60;
/// Longest ID token kept with a session, in bytes: it goes into an address when one leaves.
const JETON_MAX: usize = 6 * 1024;
/// Media type of signed claims.
const JWT: &str = "application/jwt";
/// Media type of claims.
const JSON: &str = "application/json";

/// What a provider publishes beyond the standard.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct EnPlus {
    end_session_endpoint: Option<EndSessionUrl>,
    code_challenge_methods_supported: Option<Vec<String>>,
    authorization_response_iss_parameter_supported: Option<bool>,
}

impl AdditionalProviderMetadata for EnPlus {}

type Metadonnees = ProviderMetadata<
    EnPlus,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Claims beyond the standard ones.
#[derive(Debug, Deserialize, Serialize)]
struct Autres(HashMap<String, serde_json::Value>);

impl AdditionalClaims for Autres {}

/// A signed token with every claim.
type Jeton =
    IdToken<Autres, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

/// Signed claims about somebody that need not say until when they are good.
type JetonSansFin = UserInfoJsonWebToken<
    Autres,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

/// What the provider published, and when it was read.
#[derive(Debug)]
pub struct Connu {
    metadonnees: Metadonnees,
    lu: Moment,
}

/// Why a provider cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Panne {
    /// It was not reached.
    Http(ErreurHttp),
    /// It answered with this status.
    Statut(u16),
    /// What it published cannot be read.
    Illisible,
    /// It calls itself otherwise.
    Emetteur,
    /// One of the addresses that it gives is neither https nor of this machine, or is missing.
    Adresse,
    /// It publishes no key.
    SansCle,
}

impl From<DiscoveryError<ErreurHttp>> for Panne {
    fn from(erreur: DiscoveryError<ErreurHttp>) -> Self {
        match erreur {
            DiscoveryError::Request(e) => Self::Http(e),
            DiscoveryError::Response(statut, ..) if statut != StatusCode::OK => {
                Self::Statut(statut.as_u16())
            }
            DiscoveryError::Validation(_) => Self::Emetteur,
            DiscoveryError::UrlParse(_) => Self::Adresse,
            _ => Self::Illisible,
        }
    }
}

/// Somebody, as proven by the provider.
pub struct Personne {
    /// Its key of the person.
    pub sujet: String,
    /// The ID token.
    jeton: String,
    /// What lets their claims be read.
    acces: AccessToken,
    connu: Arc<Connu>,
}

impl Personne {
    /// The ID token as a session keeps it; empty when it is too long.
    #[must_use]
    pub fn jeton_garde(&self) -> String {
        if self.jeton.len() <= JETON_MAX {
            self.jeton.clone()
        } else {
            String::new()
        }
    }
}

/// The provider of a deployment.
#[derive(Debug)]
pub struct Fournisseur {
    reglage: Reglage,
    retour: RedirectUrl,
    sortie: PostLogoutRedirectUrl,
    http: Http,
    connu: RwLock<Option<Arc<Connu>>>,
    /// Why it was last not read, and when. Held while it is asked: by one request at a time.
    panne: Mutex<Option<(Moment, Panne)>>,
}

fn date(moment: Moment) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(moment.0).unwrap_or_default()
}

impl Fournisseur {
    /// The provider that the settings name, for a service at a public address.
    ///
    /// # Errors
    /// When nothing can be encrypted, or the address is none.
    pub fn nouveau(
        reglage: Reglage,
        url_publique: &str,
    ) -> Result<Self, Box<dyn core::error::Error + Send + Sync>> {
        Ok(Self {
            retour: RedirectUrl::new(format!("{url_publique}{}", super::RETOUR))?,
            sortie: PostLogoutRedirectUrl::new(format!("{url_publique}{}", super::SORTIE))?,
            http: Http::nouveau()?,
            connu: RwLock::new(None),
            panne: Mutex::new(None),
            reglage,
        })
    }

    /// What people call it.
    #[must_use]
    pub fn libelle(&self) -> &str {
        &self.reglage.libelle
    }

    /// Its address, by which its people are known.
    #[must_use]
    pub fn emetteur(&self) -> &str {
        self.reglage.emetteur.as_str()
    }

    /// What the provider publishes, asked for when it was not or long ago: once, however many
    /// come at once, and not again at once when it did not answer.
    ///
    /// # Errors
    /// [`Panne`].
    pub async fn connaitre(&self, maintenant: Moment) -> Result<Arc<Connu>, Panne> {
        if let Some(connu) = self.encore_bon(maintenant).await {
            return Ok(connu);
        }
        let mut panne = self.panne.lock().await;
        // Another asked while this one waited.
        if let Some(connu) = self.encore_bon(maintenant).await {
            return Ok(connu);
        }
        if let Some((quand, pourquoi)) = &*panne
            && maintenant.0.abs_diff(quand.0) < PANNE
        {
            return Err(pourquoi.clone());
        }
        let lu = self.decouvrir(maintenant).await;
        *panne = lu.as_ref().err().map(|p| (maintenant, p.clone()));
        lu
    }

    async fn encore_bon(&self, maintenant: Moment) -> Option<Arc<Connu>> {
        let present = self.connu.read().await.clone();
        present.filter(|connu| maintenant < connu.lu.plus_secondes(CONNU))
    }

    /// Asks the provider what it publishes.
    ///
    /// # Errors
    /// [`Panne`].
    pub async fn decouvrir(&self, maintenant: Moment) -> Result<Arc<Connu>, Panne> {
        let metadonnees =
            Metadonnees::discover_async(self.reglage.emetteur.clone(), &self.http).await?;
        let adresses = [
            Some(metadonnees.authorization_endpoint().url()),
            metadonnees.userinfo_endpoint().map(|u| u.url()),
            metadonnees
                .additional_metadata()
                .end_session_endpoint
                .as_ref()
                .map(|u| u.url()),
        ];
        let jetons = metadonnees
            .token_endpoint()
            .is_some_and(|u| adresse_sure(u.url()));
        if !jetons || !adresses.into_iter().flatten().all(adresse_sure) {
            return Err(Panne::Adresse);
        }
        if metadonnees.jwks().keys().is_empty() {
            return Err(Panne::SansCle);
        }
        let connu = Arc::new(Connu {
            metadonnees,
            lu: maintenant,
        });
        *self.connu.write().await = Some(connu.clone());
        Ok(connu)
    }

    /// Whether what is asked is tied to the code by PKCE.
    #[must_use]
    pub fn pkce(&self, connu: &Connu) -> bool {
        match self.reglage.pkce {
            Pkce::Oui => true,
            Pkce::Non => false,
            Pkce::Auto => connu
                .metadonnees
                .additional_metadata()
                .code_challenge_methods_supported
                .iter()
                .flatten()
                .any(|m| m == "S256"),
        }
    }

    fn client(&self, connu: &Connu) -> Client {
        let methodes = connu.metadonnees.token_endpoint_auth_methods_supported();
        let preuve = match self.reglage.preuve {
            PreuveDuService::Entete => AuthType::BasicAuth,
            PreuveDuService::Corps => AuthType::RequestBody,
            PreuveDuService::Auto => match methodes {
                // Without a word on it: by header (Discovery §3).
                None => AuthType::BasicAuth,
                Some(m) if m.contains(&CoreClientAuthMethod::ClientSecretBasic) => {
                    AuthType::BasicAuth
                }
                Some(_) => AuthType::RequestBody,
            },
        };
        CoreClient::from_provider_metadata(
            connu.metadonnees.clone(),
            self.reglage.client.clone(),
            Some(self.reglage.secret.clone()),
        )
        .set_redirect_uri(self.retour.clone())
        .set_auth_type(preuve)
    }

    /// Where somebody is sent to say who they are; `autre` when they are to choose another
    /// identity than the one the provider has of them.
    #[must_use]
    pub fn adresse_de_connexion(&self, connu: &Connu, depart: &Depart, autre: bool) -> Url {
        let client = self.client(connu);
        let (etat, nonce) = (depart.etat.clone(), depart.nonce.clone());
        let mut demande = client.authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            move || CsrfToken::new(etat),
            move || Nonce::new(nonce),
        );
        for portee in &self.reglage.portees {
            demande = demande.add_scope(Scope::new(portee.clone()));
        }
        for acr in &self.reglage.acr {
            let acr = AuthenticationContextClass::new(acr.clone());
            demande = demande.add_auth_context_value(acr);
        }
        if let Some(age) = self.reglage.age_max {
            demande = demande.set_max_age(age);
        }
        if autre {
            demande = demande.add_prompt(CoreAuthPrompt::Login);
        }
        if !depart.verifieur.is_empty() {
            let verifieur = PkceCodeVerifier::new(depart.verifieur.clone());
            demande = demande
                .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifieur));
        }
        let (url, ..) = demande
            .add_ui_locale(LanguageTag::new("fr".to_owned()))
            .url();
        url
    }

    /// Where somebody leaves the provider, and comes back with `etat`; none when it says
    /// nothing of it.
    #[must_use]
    pub fn adresse_de_sortie(&self, connu: &Connu, jeton: &str, etat: String) -> Option<Url> {
        let adresse = connu
            .metadonnees
            .additional_metadata()
            .end_session_endpoint
            .clone()?;
        let mut demande = LogoutRequest::from(adresse)
            .set_client_id(self.reglage.client.clone())
            .set_post_logout_redirect_uri(self.sortie.clone())
            .set_state(CsrfToken::new(etat));
        if let Ok(jeton) = jeton.parse::<CoreIdToken>() {
            demande = demande.set_id_token_hint(&jeton);
        }
        Some(demande.http_get_url())
    }

    /// Whether an answer that names its author names this provider (RFC 9207).
    #[must_use]
    pub fn est_l_auteur(&self, connu: &Connu, iss: Option<&str>) -> bool {
        match iss {
            Some(iss) => iss == self.emetteur(),
            None => {
                connu
                    .metadonnees
                    .additional_metadata()
                    .authorization_response_iss_parameter_supported
                    != Some(true)
            }
        }
    }

    /// Exchanges a code for who somebody is.
    ///
    /// # Errors
    /// [`EchecOpenId`] saying why that is not proven.
    pub async fn prouver(
        &self,
        code: String,
        nonce: String,
        verifieur: String,
        maintenant: Moment,
    ) -> Result<Personne, EchecOpenId> {
        let mut connu = self.connaitre(maintenant).await.map_err(|p| panne(&p))?;
        let client = self.client(&connu);
        let mut demande = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|_| panne(&Panne::Adresse))?;
        if !verifieur.is_empty() {
            demande = demande.set_pkce_verifier(PkceCodeVerifier::new(verifieur));
        }
        let reponse = demande
            .request_async(&self.http)
            .await
            .map_err(|e| match e {
                RequestTokenError::ServerResponse(refus)
                    if *refus.error() == CoreErrorResponseType::InvalidGrant =>
                {
                    EchecOpenId::Expire
                }
                RequestTokenError::ServerResponse(refus) => {
                    // The code of the refusal alone: what describes it may name somebody.
                    tracing::error!(code = %refus.error(), "le fournisseur refuse ce service");
                    EchecOpenId::Fournisseur
                }
                RequestTokenError::Request(e) => panne(&Panne::Http(e)),
                RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
                    panne(&Panne::Illisible)
                }
            })?;
        let jeton = reponse.id_token().ok_or(EchecOpenId::Preuve)?;
        let nonce = Nonce::new(nonce);
        let mut sujet = self.verifier(&connu, jeton, &nonce, reponse.access_token(), maintenant);
        if matches!(
            sujet,
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey
            ))
        ) {
            // It may sign with a new key.
            connu = self.decouvrir(maintenant).await.map_err(|p| panne(&p))?;
            sujet = self.verifier(&connu, jeton, &nonce, reponse.access_token(), maintenant);
        }
        Ok(Personne {
            sujet: sujet.map_err(|e| non_prouve(&e))?,
            jeton: jeton.to_string(),
            acces: reponse.access_token().clone(),
            connu,
        })
    }

    /// What verifies any token of the provider: author, addressee, signature, end.
    fn verifieur(&self, connu: &Connu, maintenant: Moment) -> CoreIdTokenVerifier<'static> {
        let instant = date(maintenant.plus_secondes(-TOLERANCE));
        CoreIdTokenVerifier::new_public_client(
            self.reglage.client.clone(),
            self.reglage.emetteur.clone(),
            connu.metadonnees.jwks().clone(),
        )
        .set_allowed_algs(self.reglage.algorithmes.clone())
        .set_time_fn(move || instant)
    }

    /// Checks an ID token; gives whose it is.
    fn verifier(
        &self,
        connu: &Connu,
        jeton: &CoreIdToken,
        nonce: &Nonce,
        acces: &AccessToken,
        maintenant: Moment,
    ) -> Result<String, ClaimsVerificationError> {
        let acr = self.reglage.acr.clone();
        let age_max = self.reglage.age_max;
        let trop_tot = date(maintenant.plus_secondes(TOLERANCE));
        let trop_tard = date(maintenant.plus_secondes(-EMISSION));
        let verifieur = self
            .verifieur(connu, maintenant)
            .set_issue_time_verifier_fn(move |emis| {
                if emis > trop_tot || emis < trop_tard {
                    Err("iat".to_owned())
                } else {
                    Ok(())
                }
            })
            .set_auth_context_verifier_fn(move |recu| {
                let suffit = acr.is_empty()
                    || recu.is_some_and(|recu| acr.iter().any(|a| a == recu.as_str()));
                if suffit {
                    Ok(())
                } else {
                    Err("acr".to_owned())
                }
            })
            .set_auth_time_verifier_fn(move |quand| match age_max {
                None => Ok(()),
                Some(age) => quand
                    .filter(|quand| assez_recent(*quand, age, maintenant))
                    .map(|_| ())
                    .ok_or_else(|| "auth_time".to_owned()),
            });
        let revendications = jeton.claims(&verifieur, nonce)?;
        if let Some(attendue) = revendications.access_token_hash() {
            let de = ClaimsVerificationError::SignatureVerification;
            let algorithme = jeton.signing_alg().map_err(de)?;
            let cle = jeton.signing_key(&verifieur).map_err(de)?;
            let vue = AccessTokenHash::from_token(acces, algorithme, cle)
                .map_err(|_| ClaimsVerificationError::Other("at_hash".to_owned()))?;
            if vue != *attendue {
                return Err(ClaimsVerificationError::Other("at_hash".to_owned()));
            }
        }
        Ok(revendications.subject().as_str().to_owned())
    }

    /// Somebody proven, with the address that the provider answers for: asked for only when
    /// the account is still to be found.
    ///
    /// # Errors
    /// [`EchecOpenId`] when it says nothing that can be believed.
    pub async fn identite(
        &self,
        personne: &Personne,
        avec_adresse: bool,
        maintenant: Moment,
    ) -> Result<IdentiteOpenId, EchecOpenId> {
        let mel = if avec_adresse {
            self.adresse(personne, maintenant).await?
        } else {
            None
        };
        Ok(IdentiteOpenId {
            emetteur: self.emetteur().to_owned(),
            sujet: personne.sujet.clone(),
            mel,
        })
    }

    async fn adresse(
        &self,
        personne: &Personne,
        maintenant: Moment,
    ) -> Result<Option<String>, EchecOpenId> {
        let Some(url) = personne.connu.metadonnees.userinfo_endpoint() else {
            return self.adresse_signee(personne, &personne.jeton, maintenant);
        };
        let acces = format!("Bearer {}", personne.acces.secret());
        let mut acces = HeaderValue::try_from(acces).map_err(|_| EchecOpenId::Preuve)?;
        acces.set_sensitive(true);
        let requete = Request::builder()
            .uri(url.url().as_str())
            .header(ACCEPT, "application/json, application/jwt")
            .header(AUTHORIZATION, acces)
            .body(Vec::new())
            .map_err(|_| panne(&Panne::Adresse))?;
        let reponse = self
            .http
            .appeler(requete)
            .await
            .map_err(|e| panne(&Panne::Http(e)))?;
        self.adresse_recue(personne, &reponse, maintenant)
    }

    /// The address in an answer about somebody.
    fn adresse_recue(
        &self,
        personne: &Personne,
        reponse: &HttpResponse,
        maintenant: Moment,
    ) -> Result<Option<String>, EchecOpenId> {
        if reponse.status() != StatusCode::OK {
            return Err(panne(&Panne::Statut(reponse.status().as_u16())));
        }
        let genre = reponse
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .and_then(|v| v.split(';').next())
            .map_or_else(String::new, |v| v.trim().to_ascii_lowercase());
        match genre.as_str() {
            JWT => {
                let jeton =
                    core::str::from_utf8(reponse.body()).map_err(|_| EchecOpenId::Preuve)?;
                self.adresse_signee(personne, jeton.trim(), maintenant)
            }
            JSON | "" => {
                let sujet = SubjectIdentifier::new(personne.sujet.clone());
                let lues: Result<
                    UserInfoClaims<Autres, CoreGenderClaim>,
                    UserInfoError<ErreurHttp>,
                > = UserInfoClaims::from_json(reponse.body(), Some(&sujet));
                let lues = lues.map_err(|_| EchecOpenId::Preuve)?;
                Ok(self.adresse_de(
                    lues.email(),
                    lues.email_verified(),
                    &lues.additional_claims().0,
                ))
            }
            _ => Err(panne(&Panne::Illisible)),
        }
    }

    /// The address in a signed answer about somebody. It says until when it is good, or else is
    /// signed with RS256: `openidconnect` believes no other there.
    fn adresse_signee(
        &self,
        personne: &Personne,
        jeton: &str,
        maintenant: Moment,
    ) -> Result<Option<String>, EchecOpenId> {
        let connu = &personne.connu;
        if let Ok(jeton) = jeton.parse::<Jeton>() {
            let sans_nonce = |_: Option<&Nonce>| -> Result<(), String> { Ok(()) };
            let lues = jeton
                .into_claims(&self.verifieur(connu, maintenant), sans_nonce)
                .map_err(|e| non_prouve(&e))?;
            if lues.subject().as_str() != personne.sujet {
                return Err(EchecOpenId::Preuve);
            }
            return Ok(self.adresse_de(
                lues.email(),
                lues.email_verified(),
                &lues.additional_claims().0,
            ));
        }
        if !self
            .reglage
            .algorithmes
            .contains(&CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256)
        {
            return Err(EchecOpenId::Preuve);
        }
        let verifieur = CoreUserInfoVerifier::new(
            self.reglage.client.clone(),
            self.reglage.emetteur.clone(),
            connu.metadonnees.jwks().clone(),
            Some(SubjectIdentifier::new(personne.sujet.clone())),
        );
        let jeton: JetonSansFin =
            serde_json::from_value(serde_json::Value::String(jeton.to_owned()))
                .map_err(|_| EchecOpenId::Preuve)?;
        let lues = jeton.claims(&verifieur).map_err(|e| non_prouve(&e))?;
        Ok(self.adresse_de(
            lues.email(),
            lues.email_verified(),
            &lues.additional_claims().0,
        ))
    }

    /// The address among some claims, if the provider answers for it.
    fn adresse_de(
        &self,
        email: Option<&EndUserEmail>,
        verifiee: Option<bool>,
        autres: &HashMap<String, serde_json::Value>,
    ) -> Option<String> {
        if !self.reglage.mel_fiable && verifiee != Some(true) {
            return None;
        }
        let mel = if self.reglage.mel == "email" {
            email.map(|e| e.as_str().to_owned())
        } else {
            autres
                .get(&self.reglage.mel)
                .and_then(|v| v.as_str())
                .map(str::to_owned)
        };
        mel.filter(|m| domain::mel_plausible(m.trim()))
    }
}

/// Whether somebody was authenticated lately enough.
fn assez_recent(quand: DateTime<Utc>, age: Duration, maintenant: Moment) -> bool {
    let age = i64::try_from(age.as_secs()).unwrap_or(i64::MAX);
    quand >= date(maintenant.plus_secondes(-age).plus_secondes(-TOLERANCE))
}

/// The provider as it failed somebody; the log says why.
pub(super) fn panne(panne: &Panne) -> EchecOpenId {
    tracing::warn!(?panne, "fournisseur d’identité indisponible");
    EchecOpenId::Fournisseur
}

/// What was not believed; the log says which check, without anything of the token.
fn non_prouve(erreur: &ClaimsVerificationError) -> EchecOpenId {
    let (controle, echec) = match erreur {
        ClaimsVerificationError::Expired(_) => ("exp", EchecOpenId::Expire),
        ClaimsVerificationError::InvalidAudience(_) => ("aud", EchecOpenId::Preuve),
        ClaimsVerificationError::InvalidAuthContext(_) => ("acr", EchecOpenId::Niveau),
        ClaimsVerificationError::InvalidAuthTime(_) => ("auth_time", EchecOpenId::Niveau),
        ClaimsVerificationError::InvalidIssuer(_) => ("iss", EchecOpenId::Preuve),
        ClaimsVerificationError::InvalidNonce(_) => ("nonce", EchecOpenId::Preuve),
        ClaimsVerificationError::InvalidSubject(_) => ("sub", EchecOpenId::Preuve),
        ClaimsVerificationError::SignatureVerification(_) => ("signature", EchecOpenId::Preuve),
        _ => ("jeton", EchecOpenId::Preuve),
    };
    tracing::warn!(controle, "identité non prouvée");
    echec
}

#[cfg(test)]
mod tests;
