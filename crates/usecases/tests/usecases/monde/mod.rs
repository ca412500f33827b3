//! A small world for tests: two académies, their établissements, people, missions of
//! each kind and accounts of each role, and a clock that the test sets.
#![allow(dead_code, reason = "each test program uses a part of it")]

use documents::Polices;
use domain::*;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};
use store::Store;
use store::comptes::NouveauCompte;
use store::etablissements::NouvelEtablissement;
use store::intervenants::NouvelIntervenant;
use store::missions::NouvelleMission;
use store::references::Referentiel;
use tokio::sync::{Notify, OnceCell, Semaphore};
use usecases::{AleaSysteme, Horloge, Limites, Reglages, Services};

/// 2026-09-01T08:00:00Z: ten o'clock in Toulouse.
pub(crate) const DEBUT: Moment = Moment(1_788_249_600_000);
/// Password of every account.
pub(crate) const MOT_DE_PASSE: &str = "quatre mots sans rapport";
/// The mission most tests use: COEC, at Bellevue.
pub(crate) const COEC: i64 = 172_278;
/// SSCAN, at Bellevue.
pub(crate) const SSCAN: i64 = 200_002;
/// INEC, at Bellevue, candidates not yet affected.
pub(crate) const INEC: i64 = 200_003;
/// PRECE, at Bellevue.
pub(crate) const PRECE: i64 = 200_004;
/// COEC, at the other établissement of the académie.
pub(crate) const COEC_AUTRE: i64 = 200_005;
/// COEC, in the other académie.
pub(crate) const COEC_BORDEAUX: i64 = 300_001;
/// People of the first académie beside those that have a name in [`Monde`].
pub(crate) const NOMBREUX: usize = 24;

/// A clock that stands still until the test moves it, or that goes on by so much each time
/// it is read.
#[derive(Debug)]
pub(crate) struct HorlogeReglable {
    moment: AtomicI64,
    pas: AtomicI64,
}

impl HorlogeReglable {
    pub(crate) fn a(moment: Moment) -> Arc<Self> {
        Arc::new(Self {
            moment: AtomicI64::new(moment.0),
            pas: AtomicI64::new(0),
        })
    }

    /// Seconds that pass between two readings from now on.
    pub(crate) fn courir(&self, secondes: i64) {
        self.pas.store(secondes * 1000, Ordering::SeqCst);
    }

    pub(crate) fn avancer(&self, secondes: i64) {
        self.moment.fetch_add(secondes * 1000, Ordering::SeqCst);
    }
}

impl Horloge for HorlogeReglable {
    fn maintenant(&self) -> Moment {
        let pas = self.pas.load(Ordering::SeqCst);
        Moment(self.moment.fetch_add(pas, Ordering::SeqCst))
    }
}

static POLICES: LazyLock<Polices> = LazyLock::new(|| Polices::charger().unwrap());

pub(crate) fn services(store: &Store, horloge: &Arc<HorlogeReglable>, url: &str) -> Arc<Services> {
    Arc::new(Services {
        store: store.clone(),
        horloge: horloge.clone(),
        alea: Arc::new(AleaSysteme),
        polices: POLICES.clone(),
        reglages: Reglages {
            url_publique: url.to_owned(),
            identite: mail::Identite::nouvelle("Imagin", "imagin@centre.example", url, None)
                .unwrap(),
            demonstration: None,
            // Group sends leave at once; the test of their delay sets it.
            limites: Limites {
                envoi_delai: 0,
                ..Limites::default()
            },
        },
        reveil: Arc::new(Notify::new()),
        hachages: Arc::new(Semaphore::new(2)),
    })
}

/// The same services with other settings.
pub(crate) fn avec_reglages(s: &Services, reglages: Reglages) -> Arc<Services> {
    Arc::new(Services {
        store: s.store.clone(),
        horloge: s.horloge.clone(),
        alea: s.alea.clone(),
        polices: s.polices.clone(),
        reglages,
        reveil: s.reveil.clone(),
        hachages: s.hachages.clone(),
    })
}

/// The same services with other limits.
pub(crate) fn avec_limites(s: &Services, limites: Limites) -> Arc<Services> {
    let reglages = Reglages {
        limites,
        ..s.reglages.clone()
    };
    avec_reglages(s, reglages)
}

/// The world: keys of what tests name.
#[derive(Clone)]
pub(crate) struct Monde {
    pub(crate) services: Arc<Services>,
    pub(crate) horloge: Arc<HorlogeReglable>,
    pub(crate) bellevue: EtablissementId,
    pub(crate) autre: EtablissementId,
    /// DURAND Anne: professional and personal address.
    pub(crate) anne: IntervenantId,
    /// MARTIN Léa: personal address only.
    pub(crate) lea: IntervenantId,
    /// PETIT Luc: no address.
    pub(crate) luc: IntervenantId,
    /// Addresses from `n0@ac.example` on.
    pub(crate) nombreux: Vec<IntervenantId>,
    /// LOIN Zoé, of the other académie.
    pub(crate) zoe: IntervenantId,
    pub(crate) chef: Acteur,
    pub(crate) secretaire: Acteur,
    pub(crate) chef_centre: Acteur,
    pub(crate) chef_autre: Acteur,
    pub(crate) gestionnaire: Acteur,
    pub(crate) administrateur: Acteur,
    pub(crate) gestionnaire_autre: Acteur,
    /// The account of DURAND Anne.
    pub(crate) intervenante: Acteur,
    /// The account of MARTIN Léa.
    pub(crate) autre_intervenante: Acteur,
}

pub(crate) fn jour(j: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2021, 2, j).unwrap()
}

pub(crate) fn creneau(j: u32, debut: u32, fin: u32) -> Creneau {
    let heure = |h| NaiveTime::from_hms_opt(h, 0, 0).unwrap();
    Creneau {
        jour: jour(j),
        debut: heure(debut),
        fin: heure(fin),
    }
}

/// One day among the possible ones, with hours that are not the mission's.
pub(crate) fn affectation() -> Affectation {
    Affectation {
        salle: "205".into(),
        creneaux: vec![creneau(2, 9, 12)],
        ..Affectation::default()
    }
}

pub(crate) fn demande(
    mission: i64,
    intervenants: &[IntervenantId],
    cle: &str,
) -> DemandeConvocation {
    DemandeConvocation {
        mission,
        intervenants: intervenants.to_vec(),
        affectation: affectation(),
        garder_sur_mission: false,
        cle: format!("cle-de-l-essai-{cle}"),
        confirmation: String::new(),
    }
}

async fn etablissement(
    tx: &store::Ecriture,
    academie: AcademieId,
    numero: u32,
    nom: &str,
) -> EtablissementId {
    let e = NouvelEtablissement {
        uai: Uai::du_numero(numero),
        nom: nom.into(),
        adresse: Adresse::default(),
        telephone: String::new(),
        mel: String::new(),
        ferme: false,
    };
    store::etablissements::creer(tx, academie, &e)
        .await
        .unwrap()
}

fn personne(
    matricule: &str,
    nom: &str,
    prenom: &str,
    etablissement: EtablissementId,
    mels: (&str, &str),
) -> NouvelIntervenant {
    NouvelIntervenant {
        matricule: matricule.into(),
        civilite: Civilite::Madame,
        nom: nom.into(),
        prenom: prenom.into(),
        etablissement: Some(etablissement),
        discipline: None,
        mel_professionnel: mels.0.into(),
        mel_personnel: mels.1.into(),
        adresse: Adresse::default(),
        actif: true,
    }
}

/// Somebody of an établissement, without anything of their own.
pub(crate) fn quelqu_un(etablissement: EtablissementId) -> NouvelIntervenant {
    personne("X", "QUELQU’UN", "Max", etablissement, ("", ""))
}

/// A mission of one kind, at a centre, in the first days of February 2021.
pub(crate) fn mission(
    numero: i64,
    type_mission: TypeMission,
    centre: EtablissementId,
) -> NouvelleMission {
    NouvelleMission {
        numero,
        session: SessionExamen {
            code: "470".into(),
            examen: "BCG".into(),
            annee: 2021,
            libelle: "BGT 2021".into(),
        },
        specialite: None,
        epreuve: Some(EpreuveOption {
            code: "C001C".into(),
            libelle: "Histoire-géographie 3ème éval".into(),
        }),
        type_mission,
        debut: jour(1),
        centre,
        signataire: Signataire::ChefEtablissement,
        affectation_terminee: false,
        jours: (1..=12).map(jour).collect(),
        creneaux: vec![creneau(1, 8, 12)],
        observation: String::new(),
        commission: String::new(),
    }
}

/// The hash of [`MOT_DE_PASSE`], made once per process.
async fn condense(services: &Services) -> String {
    static CONDENSE: OnceCell<String> = OnceCell::const_new();
    CONDENSE
        .get_or_init(async || {
            usecases::connexion::hacher(services, MOT_DE_PASSE.into())
                .await
                .unwrap()
        })
        .await
        .clone()
}

impl Monde {
    /// The world in an empty database, at [`DEBUT`].
    pub(crate) async fn nouveau(store: &Store) -> Self {
        Self::a(store, DEBUT, "http://localhost").await
    }

    /// The administrateur of the other académie.
    pub(crate) fn administrateur_autre(&self) -> Acteur {
        Acteur {
            attributions: vec![Attribution {
                role: Role::Administrateur,
                etablissement: None,
            }],
            ..self.gestionnaire_autre.clone()
        }
    }

    /// The world in an empty database, at a moment and an address of the service.
    pub(crate) async fn a(store: &Store, moment: Moment, url: &str) -> Self {
        let horloge = HorlogeReglable::a(moment);
        let services = services(store, &horloge, url);
        let condense = condense(&services).await;
        let tx = store.ecriture().await.unwrap();
        let toulouse = store::academies::creer(&tx, "16", "Toulouse", "Europe/Paris")
            .await
            .unwrap();
        let bordeaux = store::academies::creer(&tx, "04", "Bordeaux", "Europe/Paris")
            .await
            .unwrap();
        let bellevue = etablissement(&tx, toulouse, 310_038, "LPO BELLEVUE").await;
        let autre = etablissement(&tx, toulouse, 310_047, "LGT DES ARENES").await;
        let loin = etablissement(&tx, bordeaux, 330_021, "LGT MONTESQUIEU").await;
        etablissement(&tx, bordeaux, 330_023, "LP DES QUAIS").await;

        let mut gens = vec![
            personne(
                "T1",
                "DURAND",
                "Anne",
                bellevue,
                ("anne@ac.example", "anne@maison.example"),
            ),
            personne("T2", "MARTIN", "Léa", autre, ("", "lea@maison.example")),
            personne("T3", "PETIT", "Luc", bellevue, ("", "")),
        ];
        gens.extend((0..NOMBREUX).map(|n| {
            let mel = format!("n{n}@ac.example");
            personne(
                &format!("N{n:02}"),
                &format!("NOMBREUX {n:02}"),
                "Max",
                autre,
                (&mel, ""),
            )
        }));
        store::intervenants::importer_lot(&tx, toulouse, &gens)
            .await
            .unwrap();
        let zoe = [personne("B1", "LOIN", "Zoé", loin, ("zoe@ac.example", ""))];
        store::intervenants::importer_lot(&tx, bordeaux, &zoe)
            .await
            .unwrap();
        let ids = store::intervenants::ids_par_matricule(&tx, toulouse)
            .await
            .unwrap();
        let zoe = store::intervenants::ids_par_matricule(&tx, bordeaux)
            .await
            .unwrap()["B1"];

        let mut referentiel = Referentiel::default();
        for (academie, m) in [
            (toulouse, mission(COEC, TypeMission::Coec, bellevue)),
            (toulouse, mission(SSCAN, TypeMission::Sscan, bellevue)),
            (toulouse, mission(INEC, TypeMission::Inec, bellevue)),
            (toulouse, mission(PRECE, TypeMission::Prece, bellevue)),
            (toulouse, mission(COEC_AUTRE, TypeMission::Coec, autre)),
            (bordeaux, mission(COEC_BORDEAUX, TypeMission::Coec, loin)),
        ] {
            store::missions::importer(&tx, academie, &mut referentiel, &m)
                .await
                .unwrap();
        }

        let mut acteurs = Vec::new();
        for (identifiant, academie, role, lieu, intervenant) in [
            (
                "chef",
                toulouse,
                Role::ChefEtablissement,
                Some(bellevue),
                None,
            ),
            (
                "secretaire",
                toulouse,
                Role::Secretaire,
                Some(bellevue),
                None,
            ),
            (
                "chef.centre",
                toulouse,
                Role::ChefCentre,
                Some(bellevue),
                None,
            ),
            (
                "chef.autre",
                toulouse,
                Role::ChefEtablissement,
                Some(autre),
                None,
            ),
            ("gestionnaire", toulouse, Role::Gestionnaire, None, None),
            ("administrateur", toulouse, Role::Administrateur, None, None),
            (
                "gestionnaire.autre",
                bordeaux,
                Role::Gestionnaire,
                None,
                None,
            ),
            (
                "intervenante",
                toulouse,
                Role::Intervenant,
                None,
                Some(ids["T1"]),
            ),
            (
                "autre.intervenante",
                toulouse,
                Role::Intervenant,
                None,
                Some(ids["T2"]),
            ),
        ] {
            let nouveau = NouveauCompte {
                academie,
                identifiant: identifiant.into(),
                nom: format!("Compte {identifiant}"),
                mel: format!("{identifiant}@centre.example"),
                mot_de_passe: condense.clone(),
                intervenant,
                copie_par_courriel: false,
                attributions: vec![Attribution {
                    role,
                    etablissement: lieu,
                }],
            };
            let id = store::comptes::creer(&tx, &nouveau, moment).await.unwrap();
            acteurs.push(store::comptes::acteur(&tx, id).await.unwrap().unwrap());
        }
        tx.valider().await.unwrap();
        let mut acteurs = acteurs.into_iter();
        let mut suivant = || acteurs.next().unwrap();
        Self {
            services,
            horloge,
            bellevue,
            autre,
            anne: ids["T1"],
            lea: ids["T2"],
            luc: ids["T3"],
            nombreux: (0..NOMBREUX).map(|n| ids[&format!("N{n:02}")]).collect(),
            zoe,
            chef: suivant(),
            secretaire: suivant(),
            chef_centre: suivant(),
            chef_autre: suivant(),
            gestionnaire: suivant(),
            administrateur: suivant(),
            gestionnaire_autre: suivant(),
            intervenante: suivant(),
            autre_intervenante: suivant(),
        }
    }

    /// Convokes, which must succeed, and gives the keys in the order asked for.
    pub(crate) async fn convoquer(
        &self,
        acteur: &Acteur,
        numero: i64,
        intervenants: &[IntervenantId],
    ) -> Vec<ConvocationId> {
        let cle = self.services.alea.jeton().unwrap();
        let d = demande(numero, intervenants, &cle);
        self.convoquer_en_confirmant(acteur, d).await.unwrap();
        let lignes = self.lignes(acteur, numero).await;
        intervenants
            .iter()
            .map(|i| lignes.iter().find(|l| l.intervenant == *i).unwrap().id)
            .collect()
    }

    /// Convokes and confirms what has to be, for tests that look at something else.
    pub(crate) async fn convoquer_en_confirmant(
        &self,
        acteur: &Acteur,
        demande: DemandeConvocation,
    ) -> Result<Convoques, Erreur> {
        let s = &self.services;
        match usecases::convocations::convoquer(s, acteur, demande.clone()).await {
            Err(Erreur::AConfirmer { cle, .. }) => {
                let demande = DemandeConvocation {
                    confirmation: cle,
                    ..demande
                };
                usecases::convocations::convoquer(s, acteur, demande).await
            }
            autre => autre,
        }
    }

    /// Records one more mission of Toulouse.
    pub(crate) async fn ajouter_mission(
        &self,
        numero: i64,
        type_mission: TypeMission,
        centre: EtablissementId,
    ) {
        let epreuve = mission(numero, type_mission, centre).epreuve;
        self.ajouter_mission_de(numero, type_mission, centre, epreuve)
            .await;
    }

    /// As [`Self::ajouter_mission`], of an épreuve, or of none.
    pub(crate) async fn ajouter_mission_de(
        &self,
        numero: i64,
        type_mission: TypeMission,
        centre: EtablissementId,
        epreuve: Option<EpreuveOption>,
    ) {
        let tx = self.services.store.ecriture().await.unwrap();
        let academie = self.chef.academie;
        let m = NouvelleMission {
            affectation_terminee: true,
            epreuve,
            ..mission(numero, type_mission, centre)
        };
        store::missions::importer(&tx, academie, &mut Referentiel::default(), &m)
            .await
            .unwrap();
        tx.valider().await.unwrap();
    }

    /// The mission and its convocations, as somebody who may consult it reads them.
    pub(crate) async fn ouvrir(&self, acteur: &Acteur, numero: i64) -> MissionOuverte {
        usecases::missions::ouvrir(&self.services, acteur, numero)
            .await
            .unwrap()
    }

    pub(crate) async fn lignes(&self, acteur: &Acteur, numero: i64) -> Vec<ConvocationLigne> {
        self.ouvrir(acteur, numero).await.convocations
    }

    /// Changes the room of a convocation.
    pub(crate) async fn changer_salle(&self, id: ConvocationId, version: i32, salle: &str) {
        let affectation = Affectation {
            qualite: Some(Qualite::Correcteur),
            salle: salle.into(),
            ..affectation()
        };
        usecases::convocations::modifier(&self.services, &self.chef, id, version, affectation, "")
            .await
            .unwrap();
    }

    /// What the *Messages* zone of an account tells, latest first.
    pub(crate) async fn faits(&self, acteur: &Acteur) -> Vec<Fait> {
        store::messages::lister(self.services.store.lecture(), acteur.compte, 100)
            .await
            .unwrap()
            .into_iter()
            .map(|(_, _, fait)| fait)
            .collect()
    }
}
