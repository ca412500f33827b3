use super::super::reglage;
use super::*;
use openidconnect::core::{CoreIdTokenClaims, CoreRsaPrivateSigningKey, CoreUserInfoClaims};
use openidconnect::{
    Audience, AuthUrl, EmptyAdditionalClaims, IssuerUrl, JsonWebKeyId, JsonWebKeySet,
    JsonWebKeySetUrl, PrivateSigningKey, ResponseTypes, StandardClaims,
};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::net::TcpListener;

const EMETTEUR: &str = "https://idp.example";
const MAINTENANT: Moment = Moment(1_788_249_600_000);
const RS256: CoreJwsSigningAlgorithm = CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256;

fn cle() -> CoreRsaPrivateSigningKey {
    let kid = Some(JsonWebKeyId::new("a".to_owned()));
    CoreRsaPrivateSigningKey::from_pem(include_str!("../cle-d-essai.pem"), kid).unwrap()
}

/// A key that the provider has not published, under the name given.
fn autre_cle(kid: &str) -> CoreRsaPrivateSigningKey {
    let kid = Some(JsonWebKeyId::new(kid.to_owned()));
    CoreRsaPrivateSigningKey::from_pem(include_str!("../autre-cle-d-essai.pem"), kid).unwrap()
}

fn fournisseur(autres: &[(&str, &str)]) -> Fournisseur {
    let variables: BTreeMap<String, String> = [
        ("OIDC_ISSUER", EMETTEUR),
        ("OIDC_CLIENT_ID", "imagin"),
        ("OIDC_CLIENT_SECRET", "secret"),
    ]
    .iter()
    .chain(autres)
    .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
    .collect();
    let reglage = reglage::lire(&variables, None).unwrap().unwrap();
    Fournisseur::nouveau(reglage, "https://imagin.example").unwrap()
}

fn connu(en_plus: EnPlus) -> Connu {
    let url = |chemin: &str| format!("{EMETTEUR}{chemin}");
    let metadonnees = Metadonnees::new(
        IssuerUrl::new(EMETTEUR.to_owned()).unwrap(),
        AuthUrl::new(url("/auth")).unwrap(),
        JsonWebKeySetUrl::new(url("/jwks")).unwrap(),
        vec![ResponseTypes::new(vec![CoreResponseType::Code])],
        vec![CoreSubjectIdentifierType::Public],
        vec![RS256],
        en_plus,
    )
    .set_jwks(JsonWebKeySet::new(vec![cle().as_verification_key()]));
    Connu {
        metadonnees,
        lu: MAINTENANT,
    }
}

fn acces() -> AccessToken {
    AccessToken::new("acces".to_owned())
}

/// What an ID token that is good says.
fn revendications() -> CoreIdTokenClaims {
    CoreIdTokenClaims::new(
        IssuerUrl::new(EMETTEUR.to_owned()).unwrap(),
        vec![Audience::new("imagin".to_owned())],
        date(MAINTENANT.plus_secondes(300)),
        date(MAINTENANT),
        StandardClaims::new(SubjectIdentifier::new("s-1".to_owned())),
        EmptyAdditionalClaims {},
    )
    .set_nonce(Some(Nonce::new("n".to_owned())))
}

fn signer(claims: CoreIdTokenClaims, cle: &CoreRsaPrivateSigningKey) -> CoreIdToken {
    CoreIdToken::new(claims, cle, RS256, Some(&acces()), None).unwrap()
}

fn verifier(
    f: &Fournisseur,
    jeton: &CoreIdToken,
    acces: &AccessToken,
) -> Result<String, EchecOpenId> {
    let nonce = Nonce::new("n".to_owned());
    f.verifier(&connu(EnPlus::default()), jeton, &nonce, acces, MAINTENANT)
        .map_err(|e| non_prouve(&e))
}

#[test]
fn un_bon_jeton_dit_qui_c_est() {
    let f = fournisseur(&[]);
    let jeton = signer(revendications(), &cle());
    assert_eq!(verifier(&f, &jeton, &acces()), Ok("s-1".to_owned()));
    // Clocks differ by less than a minute.
    let juste = revendications()
        .set_expiration(date(MAINTENANT.plus_secondes(-59)))
        .set_issue_time(date(MAINTENANT.plus_secondes(-300)));
    assert!(verifier(&f, &signer(juste, &cle()), &acces()).is_ok());
}

#[test]
fn un_jeton_qui_ne_convient_pas_est_refuse() {
    use EchecOpenId as E;
    let f = fournisseur(&[("OIDC_ACR", "eidas2 eidas3"), ("OIDC_MAX_AGE", "600")]);
    let bon = || {
        revendications()
            .set_auth_context_ref(Some(AuthenticationContextClass::new("eidas2".to_owned())))
            .set_auth_time(Some(date(MAINTENANT.plus_secondes(-600))))
    };
    let acr = |a: Option<&str>| a.map(|a| AuthenticationContextClass::new(a.to_owned()));
    let ailleurs = IssuerUrl::new("https://autre.example".to_owned()).unwrap();
    let autre = || Audience::new("autre".to_owned());
    for (quoi, claims, attendu) in [
        ("bon", bon(), Ok("s-1".to_owned())),
        ("iss", bon().set_issuer(ailleurs), Err(E::Preuve)),
        ("aud", bon().set_audiences(vec![autre()]), Err(E::Preuve)),
        (
            "aud de trop",
            bon().set_audiences(vec![Audience::new("imagin".to_owned()), autre()]),
            Err(E::Preuve),
        ),
        (
            "exp",
            bon().set_expiration(date(MAINTENANT.plus_secondes(-61))),
            Err(E::Expire),
        ),
        (
            "iat à venir",
            bon().set_issue_time(date(MAINTENANT.plus_secondes(120))),
            Err(E::Expire),
        ),
        (
            "iat ancien",
            bon().set_issue_time(date(MAINTENANT.plus_secondes(-3600))),
            Err(E::Expire),
        ),
        ("sans nonce", bon().set_nonce(None), Err(E::Preuve)),
        (
            "nonce",
            bon().set_nonce(Some(Nonce::new("autre".to_owned()))),
            Err(E::Preuve),
        ),
        (
            "sans acr",
            bon().set_auth_context_ref(acr(None)),
            Err(E::Niveau),
        ),
        (
            "acr faible",
            bon().set_auth_context_ref(acr(Some("eidas1"))),
            Err(E::Niveau),
        ),
        ("sans auth_time", bon().set_auth_time(None), Err(E::Niveau)),
        (
            "auth_time",
            bon().set_auth_time(Some(date(MAINTENANT.plus_secondes(-700)))),
            Err(E::Niveau),
        ),
    ] {
        let jeton = signer(claims, &cle());
        assert_eq!(verifier(&f, &jeton, &acces()), attendu, "{quoi}");
    }
}

#[test]
fn une_signature_qui_n_est_pas_du_fournisseur_est_refusee() {
    let f = fournisseur(&[]);
    let faux = signer(revendications(), &autre_cle("a"));
    assert_eq!(verifier(&f, &faux, &acces()), Err(EchecOpenId::Preuve));
    // A key that is not known is what makes the keys be read again.
    let inconnue = signer(revendications(), &autre_cle("b"));
    let nonce = Nonce::new("n".to_owned());
    let connu = connu(EnPlus::default());
    assert_eq!(
        f.verifier(&connu, &inconnue, &nonce, &acces(), MAINTENANT),
        Err(ClaimsVerificationError::SignatureVerification(
            SignatureVerificationError::NoMatchingKey
        ))
    );
    // An algorithm that is not among those that are believed.
    let f = fournisseur(&[("OIDC_ALGORITHMS", "ES256")]);
    let jeton = signer(revendications(), &cle());
    assert_eq!(verifier(&f, &jeton, &acces()), Err(EchecOpenId::Preuve));
    // An access token that is not the one of the ID token.
    let f = fournisseur(&[]);
    let substitue = AccessToken::new("autre".to_owned());
    assert_eq!(verifier(&f, &jeton, &substitue), Err(EchecOpenId::Preuve));
}

fn personne(jeton: String) -> Personne {
    Personne {
        sujet: "s-1".to_owned(),
        jeton,
        acces: acces(),
        connu: Arc::new(connu(EnPlus::default())),
    }
}

fn reponse(genre: &str, corps: &str) -> HttpResponse {
    let mut reponse = HttpResponse::new(corps.as_bytes().to_vec());
    let genre = HeaderValue::from_str(genre).unwrap();
    reponse.headers_mut().insert(CONTENT_TYPE, genre);
    reponse
}

#[test]
fn une_adresse_vaut_si_le_fournisseur_en_repond() {
    let stricte = fournisseur(&[]);
    let fiable = fournisseur(&[("OIDC_EMAIL_TRUSTED", "1")]);
    let autre = fournisseur(&[("OIDC_EMAIL_TRUSTED", "1"), ("OIDC_EMAIL_CLAIM", "mel")]);
    let p = personne(String::new());
    for (f, corps, attendu) in [
        (
            &stricte,
            r#"{"sub":"s-1","email":"a@ac.example","email_verified":true}"#,
            Ok(Some("a@ac.example".to_owned())),
        ),
        (
            &stricte,
            r#"{"sub":"s-1","email":"a@ac.example","email_verified":false}"#,
            Ok(None),
        ),
        (
            &stricte,
            r#"{"sub":"s-1","email":"a@ac.example"}"#,
            Ok(None),
        ),
        (
            &fiable,
            r#"{"sub":"s-1","email":"a@ac.example"}"#,
            Ok(Some("a@ac.example".to_owned())),
        ),
        (&fiable, r#"{"sub":"s-1","email":"a"}"#, Ok(None)),
        (&fiable, r#"{"sub":"s-1"}"#, Ok(None)),
        (
            &autre,
            r#"{"sub":"s-1","email":"a@ac.example","mel":"b@ac.example"}"#,
            Ok(Some("b@ac.example".to_owned())),
        ),
        // Of somebody else, or nothing that can be read.
        (
            &fiable,
            r#"{"sub":"s-2","email":"a@ac.example"}"#,
            Err(EchecOpenId::Preuve),
        ),
        (&fiable, "rien", Err(EchecOpenId::Preuve)),
    ] {
        let lue = f.adresse_recue(
            &p,
            &reponse("application/json; charset=utf-8", corps),
            MAINTENANT,
        );
        assert_eq!(lue, attendu, "{corps}");
    }
    let html = reponse("text/html", "<p>Bonjour</p>");
    assert_eq!(
        fiable.adresse_recue(&p, &html, MAINTENANT),
        Err(EchecOpenId::Fournisseur)
    );
}

#[test]
fn une_adresse_signee_se_verifie() {
    let f = fournisseur(&[("OIDC_EMAIL_TRUSTED", "1")]);
    let p = personne(String::new());
    let email = || Some(EndUserEmail::new("a@ac.example".to_owned()));
    let lire = |jeton: &str| f.adresse_recue(&p, &reponse(JWT, jeton), MAINTENANT);
    // With an end, as ProConnect answers.
    let avec_fin = revendications().set_email(email());
    assert_eq!(
        lire(&signer(avec_fin.clone(), &cle()).to_string()),
        Ok(Some("a@ac.example".to_owned()))
    );
    let passe = avec_fin
        .clone()
        .set_expiration(date(MAINTENANT.plus_secondes(-61)));
    assert_eq!(
        lire(&signer(passe, &cle()).to_string()),
        Err(EchecOpenId::Expire)
    );
    let d_une_autre = avec_fin
        .clone()
        .set_subject(SubjectIdentifier::new("s-2".to_owned()));
    assert_eq!(
        lire(&signer(d_une_autre, &cle()).to_string()),
        Err(EchecOpenId::Preuve)
    );
    assert_eq!(
        lire(&signer(avec_fin, &autre_cle("a")).to_string()),
        Err(EchecOpenId::Preuve)
    );
    // Without one, as Keycloak answers when it signs.
    let sans_fin = CoreUserInfoClaims::new(
        StandardClaims::new(SubjectIdentifier::new("s-1".to_owned())).set_email(email()),
        EmptyAdditionalClaims {},
    )
    .set_issuer(Some(IssuerUrl::new(EMETTEUR.to_owned()).unwrap()))
    .set_audiences(Some(vec![Audience::new("imagin".to_owned())]));
    let jeton: UserInfoJsonWebToken<
        EmptyAdditionalClaims,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    > = UserInfoJsonWebToken::new(sans_fin, &cle(), RS256).unwrap();
    let texte = serde_json::to_value(&jeton).unwrap();
    assert_eq!(
        lire(texte.as_str().unwrap()),
        Ok(Some("a@ac.example".to_owned()))
    );
    assert_eq!(lire("pas.un.jeton"), Err(EchecOpenId::Preuve));
}

#[test]
fn l_adresse_de_connexion_demande_ce_qui_est_regle() {
    let depart = |verifieur: &str| Depart {
        etat: "0".repeat(32),
        nonce: "1".repeat(32),
        verifieur: verifieur.to_owned(),
    };
    let f = fournisseur(&[
        ("OIDC_SCOPES", "openid email given_name"),
        ("OIDC_ACR", "eidas2 eidas3"),
        ("OIDC_MAX_AGE", "3600"),
    ]);
    let s256 = EnPlus {
        code_challenge_methods_supported: Some(vec!["S256".to_owned()]),
        ..EnPlus::default()
    };
    let connu_s256 = connu(s256);
    assert!(f.pkce(&connu_s256));
    assert!(!f.pkce(&connu(EnPlus::default())));
    assert!(fournisseur(&[("OIDC_PKCE", "oui")]).pkce(&connu(EnPlus::default())));
    assert!(!fournisseur(&[("OIDC_PKCE", "non")]).pkce(&connu_s256));
    let url = f.adresse_de_connexion(&connu_s256, &depart(&"v".repeat(64)), true);
    let lus: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
    for (nom, valeur) in [
        ("response_type", "code"),
        ("client_id", "imagin"),
        ("scope", "openid email given_name"),
        ("acr_values", "eidas2 eidas3"),
        ("max_age", "3600"),
        ("prompt", "login"),
        ("ui_locales", "fr"),
        ("code_challenge_method", "S256"),
        (
            "redirect_uri",
            "https://imagin.example/connexion/openid/retour",
        ),
    ] {
        assert_eq!(lus.get(nom).map(String::as_str), Some(valeur), "{nom}");
    }
    assert!(lus["state"].len() >= 32 && lus["nonce"].len() >= 32);
    let sans = f.adresse_de_connexion(&connu_s256, &depart(""), false);
    assert!(!sans.query().unwrap().contains("code_challenge"));
    assert!(!sans.query().unwrap().contains("prompt"));
}

#[test]
fn on_sort_aussi_du_fournisseur_qui_le_permet() {
    let f = fournisseur(&[]);
    let jeton = signer(revendications(), &cle()).to_string();
    let sans = f.adresse_de_sortie(&connu(EnPlus::default()), &jeton, "e".into());
    assert_eq!(sans, None);
    let avec = connu(EnPlus {
        end_session_endpoint: Some(EndSessionUrl::new(format!("{EMETTEUR}/fin")).unwrap()),
        authorization_response_iss_parameter_supported: Some(true),
        ..EnPlus::default()
    });
    let url = f.adresse_de_sortie(&avec, &jeton, "etat".into()).unwrap();
    let lus: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
    assert_eq!(lus["id_token_hint"], jeton);
    assert_eq!(lus["state"], "etat");
    assert_eq!(
        lus["post_logout_redirect_uri"],
        "https://imagin.example/deconnexion/openid"
    );
    // Without the token of a session that has none.
    let url = f.adresse_de_sortie(&avec, "", "etat".into()).unwrap();
    assert!(!url.query().unwrap().contains("id_token_hint"));
    assert!(f.est_l_auteur(&avec, Some(EMETTEUR)));
    assert!(!f.est_l_auteur(&avec, Some("https://autre.example")));
    assert!(!f.est_l_auteur(&avec, None));
    assert!(f.est_l_auteur(&connu(EnPlus::default()), None));
}

/// Nobody makes this service call a provider that does not answer more than now and then.
#[tokio::test]
async fn un_fournisseur_en_panne_n_est_demande_qu_une_fois() {
    let ecoute = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let adresse = format!("http://{}", ecoute.local_addr().unwrap());
    let appels = Arc::new(AtomicUsize::new(0));
    let vus = Arc::clone(&appels);
    tokio::spawn(async move {
        while let Ok((lien, _)) = ecoute.accept().await {
            vus.fetch_add(1, Ordering::SeqCst);
            drop(lien);
        }
    });
    let f = fournisseur(&[("OIDC_ISSUER", &adresse)]);
    let (a, b, c) = tokio::join!(
        f.connaitre(MAINTENANT),
        f.connaitre(MAINTENANT),
        f.connaitre(MAINTENANT.plus_secondes(9)),
    );
    assert!(a.is_err() && b.is_err() && c.is_err());
    assert_eq!(appels.load(Ordering::SeqCst), 1);
    assert!(f.connaitre(MAINTENANT.plus_secondes(10)).await.is_err());
    assert_eq!(appels.load(Ordering::SeqCst), 2);
}
