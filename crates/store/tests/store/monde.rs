//! A small académie on which tests stand.

use domain::*;
use store::comptes::NouveauCompte;
use store::etablissements::NouvelEtablissement;
use store::intervenants::NouvelIntervenant;
use store::missions::NouvelleMission;
use store::references::Referentiel;
use store::{ConnectionTrait, Store};

pub(crate) const PHC: &str = "$argon2id$v=19$m=8,t=1,p=1$c2Vs$aGFjaGU";
pub(crate) const T0: Moment = Moment(1_612_000_000_000);

pub(crate) struct Monde {
    pub(crate) academie: AcademieId,
    pub(crate) bellevue: EtablissementId,
    pub(crate) fermat: EtablissementId,
    pub(crate) anglais: DisciplineId,
    pub(crate) histoire: DisciplineId,
    pub(crate) chef: CompteId,
}

pub(crate) fn jour(j: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2021, 2, j).unwrap()
}

pub(crate) fn creneau(j: u32, de: u32, a: u32) -> Creneau {
    let heure = |h| NaiveTime::from_hms_opt(h, 30, 0).unwrap();
    Creneau {
        jour: jour(j),
        debut: heure(de),
        fin: heure(a),
    }
}

pub(crate) fn uai(numero: u32) -> Uai {
    Uai::du_numero(numero)
}

pub(crate) fn etablissement(numero: u32, nom: &str) -> NouvelEtablissement {
    NouvelEtablissement {
        uai: uai(numero),
        nom: nom.into(),
        adresse: Adresse {
            lignes: vec!["135 route de Narbonne".into(), "BP 10".into()],
            code_postal: "31031".into(),
            commune: "TOULOUSE CEDEX 4".into(),
        },
        telephone: "05 61 00 00 00".into(),
        mel: "ce@example.org".into(),
        ferme: false,
    }
}

pub(crate) fn personne(matricule: &str, nom: &str, prenom: &str) -> NouvelIntervenant {
    NouvelIntervenant {
        matricule: matricule.into(),
        civilite: Civilite::Madame,
        nom: nom.into(),
        prenom: prenom.into(),
        etablissement: None,
        discipline: None,
        mel_professionnel: format!("{matricule}@ac.example.org"),
        mel_personnel: String::new(),
        adresse: Adresse::default(),
        actif: true,
    }
}

pub(crate) fn session(annee: i32, examen: &str) -> SessionExamen {
    SessionExamen {
        code: "470".into(),
        examen: examen.into(),
        annee,
        libelle: format!("BGT {annee}"),
    }
}

pub(crate) fn mission(numero: i64, centre: EtablissementId) -> NouvelleMission {
    NouvelleMission {
        numero,
        session: session(2021, "BCG"),
        specialite: Some(Specialite {
            code: "BCG".into(),
            libelle: "BACCALAUREAT GENERAL".into(),
        }),
        epreuve: Some(EpreuveOption {
            code: "C001C".into(),
            libelle: "Histoire-géographie 3ème éval".into(),
        }),
        type_mission: TypeMission::Coec,
        debut: jour(1),
        centre,
        signataire: Signataire::ChefEtablissement,
        affectation_terminee: true,
        jours: (1..=12).map(jour).collect(),
        creneaux: vec![creneau(1, 8, 12), creneau(2, 8, 12)],
        observation: "Venir avec une pièce d'identité.".into(),
        commission: "3GHG".into(),
    }
}

/// Whether the database refuses a statement; nothing of it is kept.
pub(crate) async fn refuse(store: &Store, sql: &str) -> bool {
    let tx = store.ecriture().await.unwrap();
    let refuse = tx.execute_unprepared(sql).await.is_err();
    tx.annuler().await.unwrap();
    refuse
}

/// Deletes all that is older than a moment of a kind; gives how many.
pub(crate) async fn purger(tx: &store::Ecriture, genre: GenreConserve, avant: Moment) -> u64 {
    let echeance = Echeance { avant, annee: None };
    let mut faites = 0;
    for d in store::conservation::compter(tx, genre, &echeance)
        .await
        .unwrap()
    {
        let n = store::conservation::purger_lot(tx, genre, d.academie, &echeance, 100)
            .await
            .unwrap();
        assert_eq!(n, d.nombre, "{genre:?}");
        faites += n;
    }
    faites
}

impl Monde {
    pub(crate) async fn creer(store: &Store) -> Self {
        let tx = store.ecriture().await.unwrap();
        let academie = store::academies::creer(&tx, "16", "Toulouse", "Europe/Paris")
            .await
            .unwrap();
        let bellevue =
            store::etablissements::creer(&tx, academie, &etablissement(310_038, "LPO BELLEVUE"))
                .await
                .unwrap();
        let fermat =
            store::etablissements::creer(&tx, academie, &etablissement(310_036, "LYCEE FERMAT"))
                .await
                .unwrap();
        let (anglais, _) = store::disciplines::importer(&tx, "L0422", "ANGLAIS")
            .await
            .unwrap();
        let (histoire, _) = store::disciplines::importer(&tx, "L1000", "HISTOIRE GÉOGRAPHIE")
            .await
            .unwrap();
        let chef = store::comptes::creer(
            &tx,
            &NouveauCompte {
                academie,
                identifiant: "chef".into(),
                nom: "Claire Martin".into(),
                mel: "chef@example.org".into(),
                mot_de_passe: PHC.into(),
                intervenant: None,
                copie_par_courriel: false,
                attributions: vec![Attribution {
                    role: Role::ChefEtablissement,
                    etablissement: Some(bellevue),
                }],
            },
            T0,
        )
        .await
        .unwrap();
        tx.valider().await.unwrap();
        Self {
            academie,
            bellevue,
            fermat,
            anglais,
            histoire,
            chef,
        }
    }

    pub(crate) fn academie_entiere(&self) -> Portee {
        Portee::Academie(self.academie)
    }

    pub(crate) fn a_bellevue(&self) -> Portee {
        Portee::Etablissements(self.academie, vec![self.bellevue])
    }

    /// Records people; gives their keys in the same order.
    pub(crate) async fn personnes(
        &self,
        store: &Store,
        personnes: &[NouvelIntervenant],
    ) -> Vec<IntervenantId> {
        let tx = store.ecriture().await.unwrap();
        store::intervenants::importer_lot(&tx, self.academie, personnes)
            .await
            .unwrap();
        let ids = store::intervenants::ids_par_matricule(&tx, self.academie)
            .await
            .unwrap();
        tx.valider().await.unwrap();
        personnes.iter().map(|p| ids[&p.matricule]).collect()
    }

    /// `n` people of Bellevue named NOM0000, NOM0001…
    pub(crate) async fn foule(&self, store: &Store, n: usize) -> Vec<IntervenantId> {
        let gens: Vec<_> = (0..n)
            .map(|i| NouvelIntervenant {
                etablissement: Some(self.bellevue),
                discipline: Some(self.anglais),
                ..personne(&format!("M{i:04}"), &format!("NOM{i:04}"), "Anne")
            })
            .collect();
        self.personnes(store, &gens).await
    }

    pub(crate) async fn mission(&self, store: &Store, m: &NouvelleMission) -> MissionId {
        let tx = store.ecriture().await.unwrap();
        let (id, _) = store::missions::importer(&tx, self.academie, &mut Referentiel::default(), m)
            .await
            .unwrap();
        tx.valider().await.unwrap();
        id
    }

    pub(crate) async fn convoquer(
        &self,
        store: &Store,
        mission: MissionId,
        qui: &[IntervenantId],
    ) -> Vec<ConvocationId> {
        let tx = store.ecriture().await.unwrap();
        let ids = store::convocations::creer_lot(
            &tx,
            mission,
            qui,
            &affectation(),
            Autorite::Centre,
            self.chef,
            T0,
        )
        .await
        .unwrap();
        tx.valider().await.unwrap();
        ids
    }
}

pub(crate) fn affectation() -> Affectation {
    Affectation {
        qualite: Some(Qualite::Correcteur),
        salle: "205".into(),
        commission: "3GHG".into(),
        creneaux: vec![creneau(1, 8, 12), creneau(3, 13, 17)],
        observation: "Code SANTORIN remis sur place.\nMerci.".into(),
    }
}
