//! The SMTP transport against a real server, well and badly behaved.

use crate::commun::{
    COURT, DATE, LARGE, Serveur, identite, lettre, message, message_a, transport, transport_oisif,
};
use core::time::Duration;
use mail::{EchecEnvoi, Etape, Nature, Raison, Transport};
use rcgen::{CertificateParams, CertifiedIssuer, KeyPair, date_time_ymd};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use tokio::task::JoinSet;

async fn echec(transport: &Transport, delai: Duration) -> EchecEnvoi {
    transport.envoyer(&message("c1"), delai).await.unwrap_err()
}

fn empreinte(octets: &[u8]) -> String {
    Sha256::digest(octets)
        .iter()
        .map(|o| format!("{o:02x}"))
        .collect()
}

#[tokio::test]
async fn une_annulation_arrive_entiere() {
    let mut serveur = Serveur::sage(json!({})).await;
    let identite = identite();
    let envoye = mail::composer_annulation(
        &lettre(),
        b"BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n".to_vec(),
        &identite,
        "zoe@exemple.fr",
        &identite.message_id("a42"),
        DATE,
    )
    .unwrap();
    serveur.transport().envoyer(&envoye, LARGE).await.unwrap();
    let recu = serveur.attendre("message").await;
    assert_eq!(recu["vers"], json!(["zoe@exemple.fr"]));
    assert_eq!(recu["sha256"], empreinte(envoye.octets()));
    let lu = &recu["lu"];
    assert_eq!(lu["defauts"], json!([]));
    assert_eq!(
        lu["entetes"]["subject"],
        "Annulation – Convocation – mission 172278 – Correction de copies épreuve EC – 1er février 2021"
    );
    let parties = lu["parties"].as_array().unwrap();
    let genres: Vec<_> = parties
        .iter()
        .map(|p| p["genre"].as_str().unwrap())
        .collect();
    assert_eq!(genres, ["text/plain", "text/html", "text/calendar"]);
    assert!(
        parties[0]["texte"]
            .as_str()
            .unwrap()
            .contains("est annulée")
    );
}

#[tokio::test]
async fn le_courriel_arrive_entier() {
    let mut serveur = Serveur::sage(json!({})).await;
    let envoye = message("c42");
    let accepte = serveur.transport().envoyer(&envoye, LARGE).await.unwrap();
    assert_eq!(accepte.reponse, "2.0.0 Pris en charge sous le numéro 12");

    let recu = serveur.attendre("message").await;
    assert_eq!(recu["de"], "imagin@ac-toulouse.fr");
    assert_eq!(recu["vers"], json!(["zoe.de-l-epine@ac-toulouse.fr"]));
    assert_eq!(recu["sha256"], empreinte(envoye.octets()));

    // As understood by another program than the one that wrote it.
    let lu = &recu["lu"];
    assert_eq!(lu["defauts"], json!([]));
    let e = &lu["entetes"];
    assert_eq!(e["from"], "Imagin <imagin@ac-toulouse.fr>");
    assert_eq!(
        lu["a"],
        json!([[
            "Zoé, dite « Cœur » DE L'ÉPINE-LEFÈVRE",
            "zoe.de-l-epine@ac-toulouse.fr"
        ]])
    );
    assert_eq!(
        e["reply-to"],
        "LPO BELLEVUE TOULOUSE CEDEX 4 <0310038y@ac-toulouse.fr>"
    );
    assert_eq!(
        e["subject"],
        "Convocation – mission 172278 – Correction de copies épreuve EC – 1er février 2021"
    );
    assert_eq!(e["message-id"], "<c42@ac-toulouse.fr>");
    assert_eq!(e["date"], "Wed, 20 Jan 2021 09:15:30 +0000");
    assert_eq!(e["auto-submitted"], "auto-generated");
    assert_eq!(e["content-language"], "fr");
    assert_eq!(e["list-unsubscribe"], Value::Null);
    assert_eq!(lu["nombre_entetes"], 10);

    assert_eq!(lu["genre"], "multipart/mixed");
    let parties = lu["parties"].as_array().unwrap();
    let genres: Vec<_> = parties
        .iter()
        .map(|p| p["genre"].as_str().unwrap())
        .collect();
    assert_eq!(
        genres,
        [
            "text/plain",
            "text/html",
            "application/pdf",
            "text/calendar"
        ]
    );
    let observation = "Prévoir un stylo < rouge >.";
    assert!(parties[0]["texte"].as_str().unwrap().contains(observation));
    let html = parties[1]["texte"].as_str().unwrap();
    assert!(html.contains("Prévoir un stylo &lt; rouge &gt;."));
    assert!(html.contains("<html lang=\"fr\">"));
    assert_eq!(parties[2]["sha256"], empreinte(&crate::commun::pdf()));
    assert_eq!(parties[2]["nom"], crate::commun::lettre().nom_fichier());
    assert_eq!(parties[3]["sha256"], empreinte(&crate::commun::agenda()));
    assert_eq!(
        parties[3]["nom"],
        crate::commun::lettre().nom_fichier_agenda()
    );
}

#[tokio::test]
async fn une_seule_connexion_sans_noop() {
    let mut serveur = Serveur::brut(json!({})).await;
    let transport = serveur.transport();
    for i in 0..5 {
        transport
            .envoyer(&message(&format!("c{i}")), LARGE)
            .await
            .unwrap();
        let recu = serveur.attendre("message").await;
        let envoye = message(&format!("c{i}"));
        assert_eq!(recu["sha256"], empreinte(envoye.octets()));
    }
    transport.fermer().await;
    serveur.attendre("deconnexion").await;
    let un = ["1 MAIL", "1 RCPT", "1 DATA"];
    let mut attendu = vec!["1 EHLO"];
    (0..5).for_each(|_| attendu.extend(un));
    attendu.push("1 QUIT");
    assert_eq!(serveur.commandes(), attendu);
    assert_eq!(
        serveur.tous("commande")[0]["ligne"],
        "EHLO imagin.exemple.fr"
    );
}

#[tokio::test]
async fn pas_plus_de_connexions_que_permis() {
    let mut serveur = Serveur::sage(json!({ "lenteur": 0.01 })).await;
    let transport = transport(&serveur.url("?connections=3"));
    assert_eq!(transport.simultanes(), 3);
    let envois: Vec<_> = (0..30)
        .map(|i| {
            let transport = transport.clone();
            tokio::spawn(async move { transport.envoyer(&message(&format!("c{i}")), LARGE).await })
        })
        .collect();
    for envoi in envois {
        envoi.await.unwrap().unwrap();
    }
    for _ in 0..30 {
        serveur.attendre("message").await;
    }
    assert_eq!(serveur.tous("connexion").len(), 3);
    let mut ids: Vec<String> = serveur
        .tous("message")
        .iter()
        .map(|m| m["lu"]["entetes"]["message-id"].to_string())
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 30);
}

#[tokio::test]
async fn remis_a_plus_tard_puis_accepte_sur_la_meme_connexion() {
    let mut serveur = Serveur::sage(json!({ "differer": 2 })).await;
    let transport = serveur.transport();
    for _ in 0..2 {
        let e = echec(&transport, LARGE).await;
        assert_eq!(e.nature, Nature::Temporaire);
        assert_eq!(e.raison, Raison::Differe { code: 451 });
        assert_eq!((e.etape, e.code), (Etape::Destinataire, Some(451)));
        assert_eq!(e.reponse, "4.7.1 Revenez plus tard");
        assert!(!e.peut_etre_recu);
    }
    transport.envoyer(&message("c1"), LARGE).await.unwrap();
    serveur.attendre("message").await;
    assert_eq!(serveur.commandes(), ["1 EHLO", "1 RSET", "1 RSET"]);
}

#[tokio::test]
async fn une_adresse_refusee_n_empeche_pas_les_autres() {
    let mut serveur = Serveur::sage(json!({ "refuser": {
        "inconnu@ac-toulouse.fr": "550 5.1.1 <inconnu@ac-toulouse.fr>: Recipient address rejected",
        "plein@ac-toulouse.fr": "552 5.2.2 Boîte pleine",
        "plein-ce-jour@ac-toulouse.fr": "452 4.2.2 Boîte pleine",
    }}))
    .await;
    let transport = serveur.transport();
    for (adresse, nature, raison, mots) in [
        (
            "inconnu@ac-toulouse.fr",
            Nature::Permanent,
            Raison::AdresseRefusee,
            "5.1.1 <inconnu@ac-toulouse.fr>: Recipient address rejected",
        ),
        (
            "plein@ac-toulouse.fr",
            Nature::Permanent,
            Raison::BoitePleine,
            "5.2.2 Boîte pleine",
        ),
        (
            "plein-ce-jour@ac-toulouse.fr",
            Nature::Temporaire,
            Raison::BoitePleine,
            "4.2.2 Boîte pleine",
        ),
    ] {
        let m = message_a(adresse, "c1", crate::commun::DATE);
        let e = transport.envoyer(&m, LARGE).await.unwrap_err();
        assert_eq!((e.nature, e.raison), (nature, raison));
        assert_eq!(e.reponse, mots);
    }
    transport.envoyer(&message("c2"), LARGE).await.unwrap();
    serveur.attendre("message").await;
    assert_eq!(serveur.tous("connexion").len(), 1);
    assert_eq!(serveur.tous("message").len(), 1);
}

#[tokio::test]
async fn un_serveur_muet_rend_la_main() {
    // Together: each waits for its whole delay.
    let mut essais = JoinSet::new();
    for (verbe, etape, peut_etre_recu) in [
        ("ACCUEIL", Etape::Connexion, false),
        ("EHLO", Etape::Connexion, false),
        ("MAIL", Etape::Expediteur, false),
        ("RCPT", Etape::Destinataire, false),
        ("DATA", Etape::Donnees, false),
        ("CORPS", Etape::Corps, true),
    ] {
        essais.spawn(async move {
            let mut serveur = Serveur::brut(json!({ verbe: [null] })).await;
            let e = echec(&serveur.transport(), COURT).await;
            assert_eq!(e.raison, Raison::ServeurMuet, "{verbe}");
            assert_eq!(e.nature, Nature::Temporaire);
            assert_eq!((e.etape, e.peut_etre_recu), (etape, peut_etre_recu));
            // The connection was hung up, and not kept for another mail.
            serveur.attendre("deconnexion").await;
        });
    }
    essais.join_all().await;
}

#[tokio::test]
async fn un_serveur_muet_n_emporte_pas_les_autres_envois() {
    // The first connection is never greeted, the others are.
    let mut serveur = Serveur::brut(json!({ "ACCUEIL": [null, "220 essai"] })).await;
    let transport = serveur.transport();
    let premier = tokio::spawn({
        let transport = transport.clone();
        async move { transport.envoyer(&message("c1"), COURT).await }
    });
    serveur.attendre("silence").await;
    transport.envoyer(&message("c2"), LARGE).await.unwrap();
    serveur.attendre("message").await;
    assert_eq!(
        premier.await.unwrap().unwrap_err().raison,
        Raison::ServeurMuet
    );
    transport.envoyer(&message("c1"), LARGE).await.unwrap();
}

#[tokio::test]
async fn un_serveur_lent_est_attendu() {
    let mut serveur = Serveur::sage(json!({ "lenteur": 0.4 })).await;
    serveur
        .transport()
        .envoyer(&message("c1"), LARGE)
        .await
        .unwrap();
    serveur.attendre("message").await;
}

#[tokio::test]
async fn une_connexion_coupee_est_temporaire() {
    for (verbe, etape) in [
        ("ACCUEIL", Etape::Connexion),
        ("EHLO", Etape::Connexion),
        ("MAIL", Etape::Expediteur),
        ("RCPT", Etape::Destinataire),
        ("DATA", Etape::Donnees),
        ("CORPS", Etape::Corps),
    ] {
        let mut serveur = Serveur::brut(json!({ verbe: [{ "dire": null, "fermer": true }] })).await;
        let e = echec(&serveur.transport(), LARGE).await;
        assert_eq!(e.raison, Raison::DialogueRompu, "{verbe} {e:?}");
        assert_eq!(e.nature, Nature::Temporaire);
        assert_eq!((e.etape, e.peut_etre_recu), (etape, etape == Etape::Corps));
        serveur.attendre("deconnexion").await;
        // A new connection that fails is not tried again behind one's back.
        assert_eq!(serveur.tous("connexion").len(), 1);
    }
}

#[tokio::test]
async fn des_mots_qui_ne_sont_pas_du_smtp() {
    for (verbe, mots, etape) in [
        ("ACCUEIL", "HTTP/1.1 400 Bad Request", Etape::Connexion),
        ("MAIL", "bonjour", Etape::Expediteur),
        // A positive answer is not enough: these two do not fit the question.
        ("DATA", "250 ok", Etape::Donnees),
        ("CORPS", "354 encore", Etape::Corps),
    ] {
        let serveur = Serveur::brut(json!({ verbe: [mots] })).await;
        let e = echec(&serveur.transport(), LARGE).await;
        assert_eq!(
            (e.raison, e.etape),
            (Raison::DialogueRompu, etape),
            "{mots}"
        );
        assert_eq!(e.nature, Nature::Temporaire);
    }
}

#[tokio::test]
async fn une_reponse_sans_fin_n_est_pas_gardee() {
    let mut serveur = Serveur::brut(json!({
        "RCPT": [{ "dire": "550 non ".repeat(1_000), "sans_fin": true }],
    }))
    .await;
    let e = echec(&serveur.transport(), LARGE).await;
    assert_eq!(e.raison, Raison::DialogueRompu);
    assert!(e.detail.contains("reply without end"), "{e:?}");
    serveur.attendre("deconnexion").await;
}

#[tokio::test]
async fn un_refus_en_latin_1_est_un_refus() {
    let serveur = Serveur::brut(json!({
        "RCPT": ["550-5.1.1 Adresse inconnue de l'acad\u{e9}mie\r\n550 5.1.1 \u{1b}[31mDésolé"],
    }))
    .await;
    let e = echec(&serveur.transport(), LARGE).await;
    assert_eq!(e.nature, Nature::Permanent);
    assert_eq!(e.raison, Raison::AdresseRefusee);
    assert_eq!(e.reponse, "5.1.1 Adresse inconnue de l'acad?mie [31mD?sol?");
}

#[tokio::test]
async fn les_refus_suivent_leur_code() {
    for (verbe, mots, nature, raison) in [
        (
            "ACCUEIL",
            "554 ferm\u{e9}",
            Nature::Temporaire,
            Raison::Autre { code: 554 },
        ),
        (
            "ACCUEIL",
            "421 trop de monde",
            Nature::Temporaire,
            Raison::Differe { code: 421 },
        ),
        (
            "MAIL",
            "550 5.7.1 pas vous",
            Nature::Permanent,
            Raison::ExpediteurRefuse,
        ),
        (
            "MAIL",
            "530 5.7.0 qui \u{ea}tes-vous",
            Nature::Temporaire,
            Raison::Authentification,
        ),
        (
            "MAIL",
            "552 5.3.4 trop gros",
            Nature::Permanent,
            Raison::MessageTropGros,
        ),
        (
            "DATA",
            "451 4.3.0 plus tard",
            Nature::Temporaire,
            Raison::Differe { code: 451 },
        ),
        (
            "CORPS",
            "554 5.7.1 pourriel",
            Nature::Permanent,
            Raison::Autre { code: 554 },
        ),
        (
            "CORPS",
            "452 4.3.1 disque",
            Nature::Temporaire,
            Raison::Differe { code: 452 },
        ),
        (
            "CORPS",
            "552 5.2.2 pleine",
            Nature::Permanent,
            Raison::BoitePleine,
        ),
    ] {
        let serveur = Serveur::brut(json!({ verbe: [mots] })).await;
        let e = echec(&serveur.transport(), LARGE).await;
        assert_eq!((e.nature, e.raison), (nature, raison), "{verbe} {mots}");
        assert!(!e.peut_etre_recu);
    }
}

#[tokio::test]
async fn une_connexion_fermee_pendant_son_attente_ne_coute_rien() {
    // Closed after the first mail, without a word or with 421 at the next MAIL.
    for (reponses, avant) in [
        (
            json!({ "CORPS": [{ "dire": "250 pris", "fermer": true }, "250 pris"] }),
            "deconnexion",
        ),
        (
            json!({ "MAIL": ["250 ok", { "dire": "421 4.4.2 trop tard", "fermer": true }, "250 ok"] }),
            "message",
        ),
        (
            json!({ "RCPT": ["250 ok", { "dire": null, "fermer": true }, "250 ok"] }),
            "message",
        ),
    ] {
        let mut serveur = Serveur::brut(reponses).await;
        let transport = serveur.transport();
        transport.envoyer(&message("c1"), LARGE).await.unwrap();
        serveur.attendre(avant).await;
        transport.envoyer(&message("c2"), LARGE).await.unwrap();
        while serveur.tous("message").len() < 2 {
            serveur.attendre("message").await;
        }
        let recus: Vec<_> = serveur
            .tous("message")
            .iter()
            .map(|m| m["sha256"].clone())
            .collect();
        assert_eq!(
            recus,
            [
                empreinte(message("c1").octets()),
                empreinte(message("c2").octets())
            ]
        );
        assert_eq!(serveur.tous("connexion").len(), 2);
    }
}

#[tokio::test]
async fn jamais_deux_fois_apres_le_corps() {
    // The second mail on a kept connection is taken, and the connection cut before
    // the answer: it may have been accepted, so it is not sent again here.
    let mut serveur = Serveur::brut(json!({
        "CORPS": ["250 pris", { "dire": null, "fermer": true }, "250 pris"],
    }))
    .await;
    let transport = serveur.transport();
    transport.envoyer(&message("c1"), LARGE).await.unwrap();
    let e = transport.envoyer(&message("c2"), LARGE).await.unwrap_err();
    assert_eq!(e.raison, Raison::DialogueRompu);
    assert!(e.peut_etre_recu);
    serveur.attendre("deconnexion").await;
    assert_eq!(serveur.tous("message").len(), 2);
    assert_eq!(serveur.tous("connexion").len(), 1);
    // The next one opens another.
    transport.envoyer(&message("c3"), LARGE).await.unwrap();
}

#[tokio::test]
async fn la_seconde_connexion_n_est_pas_suivie_d_une_troisieme() {
    let mut serveur = Serveur::brut(json!({
        "MAIL": ["250 ok", { "dire": null, "fermer": true }],
    }))
    .await;
    let transport = serveur.transport();
    transport.envoyer(&message("c1"), LARGE).await.unwrap();
    let e = transport.envoyer(&message("c2"), LARGE).await.unwrap_err();
    assert_eq!(
        (e.raison, e.etape),
        (Raison::DialogueRompu, Etape::Expediteur)
    );
    serveur.attendre("deconnexion").await;
    serveur.attendre("deconnexion").await;
    assert_eq!(serveur.tous("connexion").len(), 2);
}

#[tokio::test]
async fn une_connexion_oisive_est_rendue() {
    let mut serveur = Serveur::brut(json!({})).await;
    let transport = transport_oisif(&serveur.url(""), Duration::from_millis(50));
    transport.envoyer(&message("c1"), LARGE).await.unwrap();
    serveur.attendre("deconnexion").await;
    assert_eq!(serveur.commandes().last().unwrap(), "1 QUIT");
    transport.envoyer(&message("c2"), LARGE).await.unwrap();
    serveur.attendre("deconnexion").await;
    assert_eq!(serveur.commandes().last().unwrap(), "2 QUIT");
}

#[tokio::test]
async fn sans_transport_plus_de_connexion() {
    let mut serveur = Serveur::brut(json!({})).await;
    let transport = serveur.transport();
    transport.envoyer(&message("c1"), LARGE).await.unwrap();
    drop(transport);
    serveur.attendre("deconnexion").await;
}

#[tokio::test]
async fn personne_au_bout() {
    // A port that was free a moment ago, and stays bound without listening.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let port = socket.local_addr().unwrap().port();
    let e = echec(&transport(&format!("smtp://127.0.0.1:{port}")), LARGE).await;
    assert_eq!(
        (e.raison, e.etape),
        (Raison::ServeurInjoignable, Etape::Connexion)
    );
    assert_eq!(e.nature, Nature::Temporaire);

    // `.invalid` never exists (RFC 2606).
    let e = echec(&transport("smtp://relais.invalid:25?tls=none"), LARGE).await;
    assert_eq!(e.raison, Raison::ServeurInjoignable);
}

#[tokio::test]
async fn nom_et_mot_de_passe() {
    let mut serveur = Serveur::sage(json!({ "auth": ["imagin", "s@cr:é/t"] })).await;
    let url = |mot: &str| format!("smtp://imagin:{mot}@127.0.0.1:{}", serveur.port);
    let bon = transport(&url("s%40cr%3A%C3%A9%2Ft"));
    let faux = transport(&url("autreSecret"));
    let sans = serveur.transport();

    bon.envoyer(&message("c1"), LARGE).await.unwrap();
    let recu = serveur.attendre("message").await;
    assert_eq!(recu["identifie"], true);

    for (transport, etape, code) in [
        (&faux, Etape::Authentification, 535),
        (&sans, Etape::Expediteur, 530),
    ] {
        let e = echec(transport, LARGE).await;
        assert_eq!(e.raison, Raison::Authentification);
        assert_eq!((e.etape, e.code), (etape, Some(code)));
        // The mail is not at fault: it waits for the password to be put right.
        assert_eq!(e.nature, Nature::Temporaire);
        assert!(!format!("{e} {e:?} {transport:?}").contains("Secret"));
    }
    assert_eq!(
        faux.eprouver(LARGE).await.unwrap_err().raison,
        Raison::Authentification
    );
    bon.eprouver(LARGE).await.unwrap();
    assert_eq!(serveur.tous("message").len(), 1);
}

#[tokio::test]
async fn un_serveur_qui_ne_sait_pas_identifier() {
    let serveur = Serveur::brut(json!({})).await;
    let url = format!("smtp://imagin:secret@127.0.0.1:{}", serveur.port);
    let e = echec(&transport(&url), LARGE).await;
    assert_eq!(
        (e.raison, e.etape),
        (Raison::Authentification, Etape::Authentification)
    );
}

/// Certificates for the test server, and the file of the authority that made them.
struct Certificats {
    dossier: tempfile::TempDir,
    autorite: CertifiedIssuer<'static, KeyPair>,
}

impl Certificats {
    fn nouveaux(nom: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params
            .distinguished_name
            .push(rcgen::DnType::CommonName, nom);
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let autorite = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let dossier = tempfile::tempdir().unwrap();
        std::fs::write(dossier.path().join("ca.pem"), autorite.pem()).unwrap();
        Self { dossier, autorite }
    }

    fn ca(&self) -> PathBuf {
        self.dossier.path().join("ca.pem")
    }

    fn pour(&self, nom: &str, perime: bool) -> (PathBuf, PathBuf) {
        let mut params = CertificateParams::new(vec![nom.to_owned()]).unwrap();
        if perime {
            params.not_before = date_time_ymd(2019, 1, 1);
            params.not_after = date_time_ymd(2020, 1, 1);
        }
        let cle = KeyPair::generate().unwrap();
        let certificat = params.signed_by(&cle, &self.autorite).unwrap();
        let chemin = |suffixe: &str| {
            self.dossier
                .path()
                .join(format!("{nom}-{perime}.{suffixe}"))
        };
        std::fs::write(chemin("pem"), certificat.pem()).unwrap();
        std::fs::write(chemin("cle"), cle.serialize_pem()).unwrap();
        (chemin("pem"), chemin("cle"))
    }
}

fn tls((certificat, cle): &(PathBuf, PathBuf), implicite: bool) -> Value {
    json!({ "certificat": certificat, "cle": cle, "implicite": implicite })
}

fn url_tls(serveur: &Serveur, schema: &str, ca: Option<&Path>, suite: &str) -> String {
    let mut url = format!("{schema}://127.0.0.1:{}?connections=2{suite}", serveur.port);
    if let Some(ca) = ca {
        url.push_str(&format!("&ca={}", ca.display()));
    }
    url
}

#[tokio::test]
async fn chiffre_par_starttls_et_d_emblee() {
    let certificats = Certificats::nouveaux("autorité d'essai");
    let bon = certificats.pour("127.0.0.1", false);
    for (schema, implicite, suite) in [
        ("smtp", false, "&tls=required"),
        ("smtp", false, "&tls=opportunistic"),
        ("smtps", true, ""),
    ] {
        let mut serveur = Serveur::sage(json!({ "tls": tls(&bon, implicite) })).await;
        let transport = transport(&url_tls(&serveur, schema, Some(&certificats.ca()), suite));
        for i in 0..3 {
            let m = message(&format!("c{i}"));
            transport.envoyer(&m, LARGE).await.unwrap();
            let recu = serveur.attendre("message").await;
            assert_eq!(recu["chiffre"], true, "{schema} {suite}");
            assert_eq!(recu["sha256"], empreinte(m.octets()));
        }
        assert_eq!(serveur.tous("connexion").len(), 1);
    }
}

#[tokio::test]
async fn un_certificat_douteux_arrete_tout() {
    let certificats = Certificats::nouveaux("autorité d'essai");
    let autres = Certificats::nouveaux("autre autorité d'essai");
    let bon = certificats.pour("127.0.0.1", false);
    let perime = certificats.pour("127.0.0.1", true);
    let autre_nom = certificats.pour("relais.exemple.fr", false);
    let (ca, autre_ca) = (certificats.ca(), autres.ca());
    for (certificat, ca, cause) in [
        (&perime, Some(&ca), "expired"),
        (&autre_nom, Some(&ca), "not valid for"),
        (&bon, Some(&autre_ca), "UnknownIssuer"),
        (&bon, None, "UnknownIssuer"),
    ] {
        for (schema, implicite, suite) in [
            ("smtp", false, "&tls=required"),
            ("smtp", false, "&tls=opportunistic"),
            ("smtps", true, ""),
        ] {
            let serveur = Serveur::sage(json!({ "tls": tls(certificat, implicite) })).await;
            let url = url_tls(&serveur, schema, ca.map(PathBuf::as_path), suite);
            let e = echec(&transport(&url), LARGE).await;
            assert_eq!(
                (e.raison, e.etape),
                (Raison::TlsInvalide, Etape::Tls),
                "{e:?}"
            );
            assert_eq!(e.nature, Nature::Temporaire);
            assert!(e.detail.contains(cause), "{cause} : {}", e.detail);
            assert!(serveur.tous("message").is_empty());
        }
    }
}

#[tokio::test]
async fn rien_en_clair_quand_le_chiffrement_est_exige() {
    let mut serveur = Serveur::brut(json!({ "EHLO": ["250-essai\r\n250 AUTH PLAIN LOGIN"] })).await;
    let url = format!(
        "smtp://imagin:secret@127.0.0.1:{}?tls=required",
        serveur.port
    );
    let e = echec(&transport(&url), LARGE).await;
    assert_eq!((e.raison, e.etape), (Raison::TlsAbsent, Etape::Tls));
    assert_eq!(e.nature, Nature::Temporaire);
    serveur.attendre("deconnexion").await;
    assert_eq!(serveur.commandes(), ["1 EHLO"]);

    // Refused when asked for.
    let mut serveur = Serveur::brut(json!({
        "EHLO": ["250-essai\r\n250 STARTTLS"],
        "STARTTLS": ["454 4.7.0 pas maintenant"],
    }))
    .await;
    let e = echec(&transport(&serveur.url("?tls=required")), LARGE).await;
    assert_eq!((e.raison, e.code), (Raison::TlsAbsent, Some(454)));
    serveur.attendre("deconnexion").await;
    assert_eq!(serveur.commandes(), ["1 EHLO", "1 STARTTLS"]);
}

#[tokio::test]
async fn opportuniste_se_passe_de_chiffrement() {
    let mut serveur = Serveur::brut(json!({})).await;
    let transport = transport(&serveur.url("?tls=opportunistic"));
    for _ in 0..2 {
        transport.envoyer(&message("c1"), LARGE).await.unwrap();
        serveur.attendre("message").await;
    }
    assert_eq!(serveur.tous("connexion").len(), 1);
}

#[tokio::test]
async fn une_poignee_de_main_qui_ne_vient_pas() {
    let mut essais = JoinSet::new();
    for (schema, suite, accueil) in [
        ("smtps", "", Value::Null),
        ("smtp", "?tls=required", "220 essai".into()),
    ] {
        essais.spawn(async move {
            // The first says nothing at all; the second goes on reading lines, and
            // answers in clear or not at all to what is no command.
            let mut serveur = Serveur::brut(json!({
                "ACCUEIL": [accueil],
                "EHLO": ["250-essai\r\n250 STARTTLS"],
                "STARTTLS": ["220 va"],
            }))
            .await;
            let url = format!("{schema}://127.0.0.1:{}{suite}", serveur.port);
            let e = echec(&transport(&url), COURT).await;
            assert!(
                matches!(e.raison, Raison::ServeurMuet | Raison::TlsInvalide),
                "{e:?}"
            );
            assert_eq!((e.etape, e.nature), (Etape::Tls, Nature::Temporaire));
            serveur.attendre("deconnexion").await;
        });
    }
    essais.join_all().await;
}

#[tokio::test]
async fn ce_qui_est_glisse_avant_le_chiffrement_n_est_pas_cru() {
    let certificats = Certificats::nouveaux("autorité d'essai");
    let mut options = tls(&certificats.pour("127.0.0.1", false), false);
    // Taken for the answer to the EHLO said once encrypted, this would hide that
    // the server identifies, and shift every answer by one.
    options["injecter"] = "250 intrus".into();
    let mut serveur = Serveur::sage(json!({ "tls": options, "auth": ["imagin", "secret"] })).await;
    let url = format!(
        "smtp://imagin:secret@127.0.0.1:{}?tls=required&ca={}",
        serveur.port,
        certificats.ca().display()
    );
    transport(&url)
        .envoyer(&message("c1"), LARGE)
        .await
        .unwrap();
    let recu = serveur.attendre("message").await;
    assert_eq!(recu["identifie"], true);
    assert_eq!(recu["chiffre"], true);
}

#[test]
fn autorites_introuvables_ou_vides() {
    let dossier = tempfile::tempdir().unwrap();
    let vide = dossier.path().join("vide.pem");
    std::fs::write(&vide, "rien").unwrap();
    for (ca, code) in [
        (
            dossier.path().join("absent.pem"),
            "mail_autorites_illisibles",
        ),
        (vide, "mail_autorites_vides"),
    ] {
        let url = format!("smtps://relais.fr?ca={}", ca.display());
        let e = Transport::nouveau(&url.parse().unwrap(), "imagin.fr").unwrap_err();
        assert!(e.to_string().starts_with(code), "{e}");
    }
    let url = "smtp://127.0.0.1".parse().unwrap();
    for nom in ["a b", "", "x\r\nQUIT"] {
        assert!(Transport::nouveau(&url, nom).is_err(), "{nom}");
    }
    for nom in ["imagin.ac-toulouse.fr", "localhost", "127.0.0.1", "::1"] {
        assert!(Transport::nouveau(&url, nom).is_ok(), "{nom}");
    }
}
