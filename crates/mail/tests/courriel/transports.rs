//! The other transports, as the worker uses them.

use crate::commun::{LARGE, message, transport};
use mail::{EchecEnvoi, Etape, Nature, Raison, Transport};

#[tokio::test]
async fn un_dossier_recoit_des_eml() {
    let racine = tempfile::tempdir().unwrap();
    let dossier = racine.path().join("courriels");
    let transport = transport(&format!("dir:{}", dossier.display()));
    transport.eprouver(LARGE).await.unwrap();
    let accepte = transport.envoyer(&message("c1"), LARGE).await.unwrap();
    assert_eq!(
        accepte.reponse,
        "20210120T091530.123Z_c1@ac-toulouse.fr.eml"
    );
    let lu = std::fs::read(dossier.join(accepte.reponse)).unwrap();
    let reste = lu.strip_prefix(b"Return-Path: <imagin@ac-toulouse.fr>\r\n");
    assert_eq!(reste, Some(message("c1").octets()));
    transport.fermer().await;
}

#[tokio::test]
async fn un_dossier_inaccessible_se_dit() {
    let racine = tempfile::tempdir().unwrap();
    std::fs::write(racine.path().join("f"), "").unwrap();
    let transport = transport(&format!("dir:{}/f/courriels", racine.path().display()));
    let e = transport.envoyer(&message("c1"), LARGE).await.unwrap_err();
    assert_eq!((e.raison, e.nature), (Raison::Disque, Nature::Temporaire));
    assert_eq!(
        transport.eprouver(LARGE).await.unwrap_err().raison,
        Raison::Disque
    );
}

#[tokio::test]
async fn la_memoire_garde_et_joue_le_serveur() {
    let transport = transport("memory:");
    let Transport::Memoire(memoire) = &transport else {
        panic!("{transport:?}")
    };
    transport.envoyer(&message("c1"), LARGE).await.unwrap();
    memoire.repondre(|m| {
        if m.message_id().as_str().starts_with("<c2") {
            return Err(EchecEnvoi {
                nature: Nature::Permanent,
                raison: Raison::AdresseRefusee,
                etape: Etape::Destinataire,
                code: Some(550),
                reponse: String::new(),
                detail: String::new(),
                peut_etre_recu: false,
            });
        }
        Ok(())
    });
    let e = transport.envoyer(&message("c2"), LARGE).await.unwrap_err();
    assert!(e.est_permanent());
    transport.envoyer(&message("c3"), LARGE).await.unwrap();
    let recus: Vec<String> = memoire
        .messages()
        .iter()
        .map(|m| m.message_id().to_string())
        .collect();
    assert_eq!(recus, ["<c1@ac-toulouse.fr>", "<c3@ac-toulouse.fr>"]);
}

#[test]
fn un_echec_se_garde_et_se_relit() {
    let e = EchecEnvoi {
        nature: Nature::Temporaire,
        raison: Raison::Differe { code: 451 },
        etape: Etape::Destinataire,
        code: Some(451),
        reponse: "4.7.1 plus tard".into(),
        detail: String::new(),
        peut_etre_recu: false,
    };
    let texte = serde_json::to_string(&e).unwrap();
    assert!(texte.contains("\"raison\":\"differe:451\""), "{texte}");
    assert_eq!(serde_json::from_str::<EchecEnvoi>(&texte).unwrap(), e);
}

#[test]
fn un_message_ne_se_montre_pas_dans_un_journal() {
    let texte = format!("{:?}", message("c1"));
    assert!(
        !texte.contains("zoe") && !texte.contains("ÉPINE"),
        "{texte}"
    );
}
