//! What the tests of imports and of the demonstration share.
#![allow(dead_code, reason = "each test program uses a part of it")]

use documents::Polices;
use domain::*;
use std::io::{Cursor, Read};
use std::sync::{Arc, LazyLock};
use store::Store;
use tokio::sync::{Notify, Semaphore};
use usecases::importer::{self, DemandeImport, Importateur, Suivi};
use usecases::{AleaSysteme, Horloge, Limites, Reglages, Services};

/// 2026-09-01T08:00:00Z, always.
pub(crate) const MAINTENANT: Moment = Moment(1_788_249_600_000);

struct Fixe;

impl Horloge for Fixe {
    fn maintenant(&self) -> Moment {
        MAINTENANT
    }
}

static POLICES: LazyLock<Polices> = LazyLock::new(|| Polices::charger().unwrap());

pub(crate) fn services(store: &Store) -> Services {
    Services {
        store: store.clone(),
        horloge: Arc::new(Fixe),
        alea: Arc::new(AleaSysteme),
        polices: POLICES.clone(),
        reglages: Reglages {
            url_publique: "http://localhost".into(),
            identite: mail::Identite::nouvelle("Imagin", "a@b.example", "http://localhost", None)
                .unwrap(),
            demonstration: None,
            limites: Limites::default(),
        },
        reveil: Arc::new(Notify::new()),
        hachages: Arc::new(Semaphore::new(2)),
    }
}

pub(crate) fn uai(texte: &str) -> Uai {
    Uai::lire(texte).unwrap()
}

/// An académie of code 16 with LPO Bellevue.
pub(crate) async fn toulouse(store: &Store) -> AcademieId {
    let tx = store.ecriture().await.unwrap();
    let id = store::academies::creer(&tx, "16", "Toulouse", "Europe/Paris")
        .await
        .unwrap();
    bellevue(&tx, id).await;
    tx.valider().await.unwrap();
    id
}

async fn bellevue(tx: &store::Ecriture, academie: AcademieId) {
    let e = store::etablissements::NouvelEtablissement {
        uai: uai("0310038Y"),
        nom: "LPO BELLEVUE".into(),
        adresse: Adresse::default(),
        telephone: String::new(),
        mel: String::new(),
        ferme: false,
    };
    store::etablissements::creer(tx, academie, &e)
        .await
        .unwrap();
}

pub(crate) fn ligne_de_commande(a_blanc: bool) -> DemandeImport {
    DemandeImport {
        importateur: Importateur::LigneDeCommande { academie: None },
        a_blanc,
    }
}

pub(crate) fn pour_l_academie(code: &str) -> DemandeImport {
    let importateur = Importateur::LigneDeCommande {
        academie: Some(code.into()),
    };
    DemandeImport {
        importateur,
        a_blanc: false,
    }
}

pub(crate) fn compte(academie: AcademieId, role: Role) -> DemandeImport {
    let acteur = Acteur {
        compte: CompteId(1),
        academie,
        identifiant: "x".into(),
        nom: "X".into(),
        mel: String::new(),
        attributions: vec![Attribution {
            role,
            etablissement: None,
        }],
        intervenant: None,
        copie_par_courriel: false,
    };
    DemandeImport {
        importateur: Importateur::Compte(Box::new(acteur)),
        a_blanc: false,
    }
}

pub(crate) async fn importer(
    services: &Services,
    genre: GenreImport,
    demande: &DemandeImport,
    octets: impl Into<Vec<u8>>,
) -> Result<RapportImport, ImportErreur> {
    importer::importer(
        services,
        genre,
        demande,
        Cursor::new(octets.into()),
        &mut (),
    )
    .await
}

/// Imports as the command line does; every refusal told is in the report.
pub(crate) async fn faire(
    services: &Services,
    genre: GenreImport,
    octets: impl Into<Vec<u8>>,
) -> RapportImport {
    let mut suivi = Compteur::default();
    let source = Cursor::new(octets.into());
    let r = importer::importer(
        services,
        genre,
        &ligne_de_commande(false),
        source,
        &mut suivi,
    )
    .await
    .unwrap();
    assert_eq!(suivi.refus, r.refusees);
    assert!(suivi.faits <= suivi.total);
    let total = r.crees + r.modifies + r.inchanges + r.doublons + r.ignores + r.refuses;
    assert_eq!(r.lignes, total, "chaque ligne a une issue et une seule");
    r
}

#[derive(Default)]
pub(crate) struct Compteur {
    pub(crate) refus: Vec<LigneRefusee>,
    pub(crate) faits: u64,
    pub(crate) total: u64,
}

impl Suivi for Compteur {
    fn avancer(&mut self, faits: u64, total: u64) {
        assert!(faits >= self.faits, "on n'avance que vers la fin");
        (self.faits, self.total) = (faits, total);
    }

    fn refuser(&mut self, refus: &LigneRefusee) {
        self.refus.push(refus.clone());
    }
}

/// Created, changed, unchanged, double, left aside, refused.
pub(crate) fn comptes(r: &RapportImport) -> [u32; 6] {
    [
        r.crees,
        r.modifies,
        r.inchanges,
        r.doublons,
        r.ignores,
        r.refuses,
    ]
}

/// Bytes made as they are read.
pub(crate) struct Octets {
    pub(crate) octet: u8,
    pub(crate) reste: usize,
}

impl Read for Octets {
    fn read(&mut self, tampon: &mut [u8]) -> std::io::Result<usize> {
        let n = tampon.len().min(self.reste);
        tampon[..n].fill(self.octet);
        self.reste -= n;
        Ok(n)
    }
}
