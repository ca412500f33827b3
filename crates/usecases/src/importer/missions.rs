//! Missions, as Cyclades gives them.

use super::champs::{Champs, extrait};
use super::entete::Colonne;
use super::{DejaLus, Preparation, condense};
use crate::services::erreur_store;
use domain::{
    AcademieId, Creneau, EpreuveOption, Erreur, EtablissementId, NaiveDate, RaisonRefus,
    SessionExamen, Signataire, Specialite, TypeMission, Uai, limites,
};
use std::collections::HashMap;
use store::missions::NouvelleMission;
use store::references::Referentiel;
use store::{Ecrit, Ecriture, ErreurStore};

/// Largest number of a mission: twelve digits.
const NUMERO_MAX: i64 = 999_999_999_999;
/// Longest code.
const CODE_MAX: usize = 30;
/// Longest label.
const LIBELLE_MAX: usize = 160;

/// Columns. All must be there, so that a file made without one of them does not
/// empty a field of every mission.
pub(super) const COLONNES: &[Colonne] = &[
    Colonne::obligatoire("numero").ou(&["numero mission", "n"]),
    Colonne::obligatoire("session_code"),
    Colonne::obligatoire("examen"),
    Colonne::obligatoire("annee"),
    Colonne::obligatoire("session"),
    Colonne::obligatoire("specialite_code"),
    Colonne::obligatoire("specialite"),
    Colonne::obligatoire("epreuve_code"),
    Colonne::obligatoire("epreuve"),
    Colonne::obligatoire("type").ou(&["type mission", "type de mission"]),
    Colonne::obligatoire("debut").ou(&["date debut"]),
    Colonne::obligatoire("centre_uai"),
    Colonne::obligatoire("signataire"),
    Colonne::obligatoire("affectation_terminee"),
    Colonne::obligatoire("jours_possibles"),
    Colonne::obligatoire("creneaux"),
    Colonne::obligatoire("observation"),
    Colonne::obligatoire("commission"),
];

const NUMERO: usize = 0;
const SESSION_CODE: usize = 1;
const EXAMEN: usize = 2;
const ANNEE: usize = 3;
const SESSION: usize = 4;
const SPECIALITE_CODE: usize = 5;
const SPECIALITE: usize = 6;
const EPREUVE_CODE: usize = 7;
const EPREUVE: usize = 8;
const TYPE: usize = 9;
const DEBUT: usize = 10;
const CENTRE_UAI: usize = 11;
const SIGNATAIRE: usize = 12;
const AFFECTATION_TERMINEE: usize = 13;
const JOURS_POSSIBLES: usize = 14;
const CRENEAUX: usize = 15;
const OBSERVATION: usize = 16;
const COMMISSION: usize = 17;

pub(super) const MODELE: &str = "\
numero;session_code;examen;annee;session;specialite_code;specialite;epreuve_code;epreuve;type;debut;centre_uai;signataire;affectation_terminee;jours_possibles;creneaux;observation;commission
172278;470;BCG;2021;BGT 2021;BCG;BACCALAUREAT GENERAL;C001C;Histoire-géographie 3ème éval;COEC;2021-02-01;0310038Y;chef_etablissement;non;2021-02-01..2021-02-05, 2021-02-08;2021-02-01 08:00-12:00, 2021-02-02 08:00-12:00;;3GHG
172322;470;BCG;2021;BGT 2021;;;;;SSCAN;2021-01-13;0310038Y;chef_etablissement;non;2021-01-13..2021-01-15;2021-01-13 08:00-18:00;;
";

/// A line, good in itself.
#[derive(Hash)]
pub(super) struct Ligne {
    numero: i64,
    session: SessionExamen,
    specialite: Option<Specialite>,
    epreuve: Option<EpreuveOption>,
    type_mission: TypeMission,
    debut: NaiveDate,
    centre: Uai,
    signataire: Signataire,
    affectation_terminee: bool,
    jours: Vec<NaiveDate>,
    creneaux: Vec<Creneau>,
    observation: String,
    commission: String,
}

fn vide(n: usize) -> RaisonRefus {
    RaisonRefus::Vide {
        colonne: COLONNES[n].nom.to_owned(),
    }
}

/// A code and its label: both or neither.
fn paire(
    champs: &Champs<'_>,
    code: usize,
    libelle: usize,
) -> Result<Option<(String, String)>, RaisonRefus> {
    let lus = (
        champs.texte(code, CODE_MAX)?,
        champs.texte(libelle, LIBELLE_MAX)?,
    );
    match (lus.0.is_empty(), lus.1.is_empty()) {
        (true, true) => Ok(None),
        (false, false) => Ok(Some(lus)),
        (true, false) => Err(vide(code)),
        (false, true) => Err(vide(libelle)),
    }
}

pub(super) fn lire(champs: &Champs<'_>) -> Result<Ligne, RaisonRefus> {
    lire_comme(champs, false)
}

/// A mission as it was known, to be written back: one that came by another way than a file may
/// lack what a file must say, and is given back all the same.
pub(super) fn relire(champs: &Champs<'_>) -> Result<Ligne, RaisonRefus> {
    lire_comme(champs, true)
}

fn lire_comme(champs: &Champs<'_>, connue: bool) -> Result<Ligne, RaisonRefus> {
    let numero = champs.nombre(NUMERO, 1, NUMERO_MAX)?;
    let session = SessionExamen {
        code: champs.texte_plein(SESSION_CODE, CODE_MAX)?,
        examen: champs.texte_plein(EXAMEN, CODE_MAX)?,
        annee: champs.nombre(ANNEE, 1900, 2999)? as i32,
        libelle: champs.texte_plein(SESSION, LIBELLE_MAX)?,
    };
    let lu = champs.texte_plein(TYPE, 100)?;
    let type_mission = TypeMission::lire(&lu).ok_or_else(|| RaisonRefus::TypeMission {
        valeur: extrait(&lu),
    })?;
    let specialite = paire(champs, SPECIALITE_CODE, SPECIALITE)?
        .map(|(code, libelle)| Specialite { code, libelle });
    let epreuve = paire(champs, EPREUVE_CODE, EPREUVE)?
        .map(|(code, libelle)| EpreuveOption { code, libelle });
    // Scanning alone is not for one épreuve (memo §4).
    if type_mission != TypeMission::Sscan && !connue {
        if specialite.is_none() {
            return Err(vide(SPECIALITE_CODE));
        }
        if epreuve.is_none() {
            return Err(vide(EPREUVE_CODE));
        }
    }
    let debut = champs.jour(DEBUT)?;
    let lu = champs.texte_plein(SIGNATAIRE, 100)?;
    let signataire = Signataire::lire(&lu).ok_or_else(|| RaisonRefus::Signataire {
        valeur: extrait(&lu),
    })?;
    let mut jours = champs.jours(JOURS_POSSIBLES)?;
    if jours.is_empty() && !connue {
        jours.push(debut);
    }
    let creneaux = champs.creneaux(CRENEAUX)?;
    if let Some(c) = creneaux
        .iter()
        .find(|c| !connue && jours.binary_search(&c.jour).is_err())
    {
        return Err(RaisonRefus::CreneauHorsJours { jour: c.jour });
    }
    Ok(Ligne {
        numero,
        session,
        specialite,
        epreuve,
        type_mission,
        debut,
        centre: champs.uai(CENTRE_UAI)?,
        signataire,
        affectation_terminee: champs.oui_non(AFFECTATION_TERMINEE, false)?,
        jours,
        creneaux,
        observation: champs.lignes(OBSERVATION, limites::OBSERVATION)?,
        commission: champs.texte(COMMISSION, limites::COMMISSION)?,
    })
}

/// The line as its columns: read again, they give the same line.
pub(super) fn colonnes_de(l: Ligne) -> Vec<String> {
    let (specialite_code, specialite) = l
        .specialite
        .map(|s| (s.code, s.libelle))
        .unwrap_or_default();
    let (epreuve_code, epreuve) = l.epreuve.map(|e| (e.code, e.libelle)).unwrap_or_default();
    vec![
        l.numero.to_string(),
        l.session.code,
        l.session.examen,
        l.session.annee.to_string(),
        l.session.libelle,
        specialite_code,
        specialite,
        epreuve_code,
        epreuve,
        l.type_mission.code().to_owned(),
        l.debut.to_string(),
        l.centre.into(),
        l.signataire.code().to_owned(),
        super::examen::oui_non(l.affectation_terminee),
        store::imports_base::jours_en_texte(&l.jours),
        store::imports_base::creneaux_en_texte(&l.creneaux),
        l.observation,
        l.commission,
    ]
}

/// The possible days of a line.
pub(super) fn jours(l: &Ligne) -> &[NaiveDate] {
    &l.jours
}

/// The columns of days and default slots, read again.
pub(super) fn relire_creneaux(colonnes: Vec<String>) -> Result<Vec<Creneau>, RaisonRefus> {
    Champs::nouveaux(COLONNES, colonnes).creneaux(CRENEAUX)
}

/// Writes missions.
pub(super) struct Ecrivain {
    academie: AcademieId,
    centres: HashMap<Uai, EtablissementId>,
    /// Labels of the sessions d'examen this file named, by code, examen and year.
    sessions: HashMap<(String, String, i32), String>,
    referentiel: Referentiel,
    deja: DejaLus,
}

impl Ecrivain {
    pub(super) async fn nouveau(tx: &Ecriture, academie: AcademieId) -> Result<Self, Erreur> {
        let centres = store::etablissements::ids_par_uai(tx, academie)
            .await
            .map_err(erreur_store)?;
        Ok(Self {
            academie,
            centres,
            sessions: HashMap::new(),
            referentiel: Referentiel::default(),
            deja: DejaLus::default(),
        })
    }

    /// One session has one label: two in a file would each undo the other.
    fn verifier_session(&mut self, s: &SessionExamen) -> Result<(), RaisonRefus> {
        let cle = (s.code.clone(), s.examen.clone(), s.annee);
        let attendu = self
            .sessions
            .entry(cle)
            .or_insert_with(|| s.libelle.clone());
        if *attendu == s.libelle {
            return Ok(());
        }
        Err(RaisonRefus::LibelleDifferent {
            colonne: COLONNES[SESSION].nom.to_owned(),
            code: format!("{}, {}, {}", s.code, s.examen, s.annee),
            attendu: attendu.clone(),
        })
    }
}

impl super::Ecrivain<Ligne> for Ecrivain {
    type Pret = NouvelleMission;

    async fn preparer(
        &mut self,
        _tx: &Ecriture,
        ligne: u32,
        l: Ligne,
    ) -> Result<Preparation<Self::Pret>, Erreur> {
        let Some(centre) = self.centres.get(&l.centre).copied() else {
            return Ok(RaisonRefus::EtablissementInconnu { uai: l.centre }.into());
        };
        let cle = l.numero.to_string();
        if let Some(issue) = self.deja.chercher(&cle, &l) {
            return Ok(Preparation::Issue(issue));
        }
        if let Err(raison) = self.verifier_session(&l.session) {
            return Ok(raison.into());
        }
        self.deja.noter(ligne, &cle, condense(&l));
        Ok(Preparation::Pret(NouvelleMission {
            numero: l.numero,
            session: l.session,
            specialite: l.specialite,
            epreuve: l.epreuve,
            type_mission: l.type_mission,
            debut: l.debut,
            centre,
            signataire: l.signataire,
            affectation_terminee: l.affectation_terminee,
            jours: l.jours,
            creneaux: l.creneaux,
            observation: l.observation,
            commission: l.commission,
        }))
    }

    async fn ecrire(
        &mut self,
        tx: &Ecriture,
        prets: &[Self::Pret],
    ) -> Result<Vec<Ecrit>, ErreurStore> {
        let mut faits = Vec::with_capacity(prets.len());
        for pret in prets {
            let (_, fait) =
                store::missions::importer(tx, self.academie, &mut self.referentiel, pret).await?;
            faits.push(fait);
        }
        Ok(faits)
    }

    /// Keys of what a savepoint took back are worth nothing.
    fn oublier(&mut self) {
        self.referentiel = Referentiel::default();
    }
}
