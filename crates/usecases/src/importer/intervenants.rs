//! People of an académie.

use super::champs::{Champs, extrait};
use super::entete::Colonne;
use super::etablissements::ADRESSE_MAX;
use super::{DejaLus, Preparation, condense};
use crate::services::erreur_store;
use domain::{
    AcademieId, Adresse, Civilite, DisciplineId, Erreur, EtablissementId, NOM_MAX, Origine,
    RaisonRefus, Uai,
};
use std::collections::HashMap;
use store::imports_base::secondaires_en_texte;
use store::intervenants::{Complements, NouvelIntervenant};
use store::{Ecrit, Ecriture, ErreurStore};

/// Longest code of a discipline.
const CODE_MAX: usize = 20;
/// Longest label of a discipline.
const LIBELLE_MAX: usize = 120;

/// Columns. All must be there, so that a file made without one of them does not
/// empty a field of everybody; but for the last ones, which change nothing when they are
/// missing or empty.
pub(super) const COLONNES: &[Colonne] = &[
    Colonne::obligatoire("matricule"),
    Colonne::obligatoire("civilite"),
    Colonne::obligatoire("nom"),
    Colonne::obligatoire("prenom"),
    Colonne::obligatoire("uai").ou(&["rne"]),
    Colonne::obligatoire("discipline_code").ou(&["code discipline"]),
    Colonne::obligatoire("discipline"),
    Colonne::obligatoire("mel_professionnel").ou(&["mail professionnel"]),
    Colonne::obligatoire("mel_personnel").ou(&["mail personnel"]),
    Colonne::obligatoire("adresse_1"),
    Colonne::obligatoire("adresse_2"),
    Colonne::obligatoire("code_postal"),
    Colonne::obligatoire("commune"),
    Colonne::obligatoire("actif"),
    Colonne::facultative("uai_secondaires").ou(&["rne secondaires"]),
    Colonne::facultative("nom_naissance").ou(&["nom patronymique", "nom de naissance"]),
    Colonne::facultative("origine"),
];

const MATRICULE: usize = 0;
const CIVILITE: usize = 1;
const NOM: usize = 2;
const PRENOM: usize = 3;
const UAI: usize = 4;
const DISCIPLINE_CODE: usize = 5;
const DISCIPLINE: usize = 6;
const MEL_PROFESSIONNEL: usize = 7;
const MEL_PERSONNEL: usize = 8;
const ADRESSE_1: usize = 9;
const ADRESSE_2: usize = 10;
const CODE_POSTAL: usize = 11;
const COMMUNE: usize = 12;
const ACTIF: usize = 13;
/// Établissements à titre secondaire: `0310038Y, 0310040A`, or `aucun`.
pub(super) const UAI_SECONDAIRES: usize = 14;
/// Place of the birth name.
pub(super) const NOM_NAISSANCE: usize = 15;
/// Place of where a person comes from.
pub(super) const ORIGINE: usize = 16;

pub(super) const MODELE: &str = "\
matricule;civilite;nom;prenom;uai;discipline_code;discipline;mel_professionnel;mel_personnel;adresse_1;adresse_2;code_postal;commune;actif;uai_secondaires;nom_naissance;origine
EXEMPLE1;Mme;DUPONT;Marie;0310038Y;L1000;HISTOIRE GEOGRAPHIE;marie.dupont@ac-demo.example;;12 rue des Lilas;;31000;TOULOUSE;oui;;;
";

/// A line, good in itself.
#[derive(Hash)]
pub(super) struct Ligne {
    matricule: String,
    civilite: Civilite,
    nom: String,
    prenom: String,
    uai: Option<Uai>,
    discipline: Option<(String, String)>,
    mel_professionnel: String,
    mel_personnel: String,
    lignes: Vec<String>,
    code_postal: String,
    commune: String,
    actif: bool,
    /// None: the file does not say.
    secondaires: Option<Vec<Uai>>,
    /// None: as it is.
    nom_naissance: Option<String>,
    /// A code; none: as it is.
    origine: Option<String>,
}

impl Ligne {
    /// The same, of which every column counts: one that is empty empties the field.
    pub(super) fn entiere(mut self) -> Self {
        self.nom_naissance.get_or_insert_default();
        self.origine.get_or_insert_default();
        self
    }
}

pub(super) fn lire(champs: &Champs<'_>) -> Result<Ligne, RaisonRefus> {
    let civilite = champs.texte(CIVILITE, 40)?;
    let code = champs.texte(DISCIPLINE_CODE, CODE_MAX)?;
    let libelle = champs.texte(DISCIPLINE, LIBELLE_MAX)?;
    let discipline = match (code.is_empty(), libelle.is_empty()) {
        (true, true) => None,
        (true, false) => {
            let colonne = COLONNES[DISCIPLINE_CODE].nom.to_owned();
            return Err(RaisonRefus::Vide { colonne });
        }
        // The label may be left out for a discipline that is known already.
        (false, _) => Some((code, libelle)),
    };
    let code_postal = champs.texte(CODE_POSTAL, 30)?;
    if code_postal.len() > 10
        || !code_postal
            .bytes()
            .all(|o| o.is_ascii_alphanumeric() || matches!(o, b' ' | b'-'))
    {
        return Err(RaisonRefus::CodePostal {
            valeur: extrait(&code_postal),
        });
    }
    let lignes = [
        champs.texte(ADRESSE_1, ADRESSE_MAX)?,
        champs.texte(ADRESSE_2, ADRESSE_MAX)?,
    ];
    let nom = champs.texte_plein(NOM, NOM_MAX)?;
    // Nobody could be found under a name without a letter.
    if domain::texte::normaliser(&nom).is_empty() {
        return Err(RaisonRefus::Vide {
            colonne: COLONNES[NOM].nom.to_owned(),
        });
    }
    let nom_naissance = champs.texte(NOM_NAISSANCE, NOM_MAX)?;
    let origine = champs.texte(ORIGINE, 40)?;
    let origine = if origine.is_empty() {
        None
    } else {
        let lue = Origine::lire(&domain::texte::normaliser(&origine));
        let lue = lue.ok_or_else(|| RaisonRefus::Origine {
            valeur: extrait(&origine),
        })?;
        Some(lue.code().to_owned())
    };
    let uai = champs.uai_facultatif(UAI)?;
    let secondaires = champs.uais(UAI_SECONDAIRES)?.map(|mut uais| {
        // The main one is not there twice.
        uais.retain(|u| Some(u) != uai.as_ref());
        uais
    });
    Ok(Ligne {
        matricule: champs.matricule(MATRICULE)?,
        civilite: Civilite::lire(&civilite).ok_or_else(|| RaisonRefus::Civilite {
            valeur: extrait(&civilite),
        })?,
        nom,
        prenom: champs.texte(PRENOM, NOM_MAX)?,
        uai,
        discipline,
        mel_professionnel: champs.mel(MEL_PROFESSIONNEL)?,
        mel_personnel: champs.mel(MEL_PERSONNEL)?,
        lignes: lignes.into_iter().filter(|l| !l.is_empty()).collect(),
        code_postal,
        commune: champs.texte(COMMUNE, NOM_MAX)?,
        actif: champs.oui_non(ACTIF, true)?,
        secondaires,
        nom_naissance: (!nom_naissance.is_empty()).then_some(nom_naissance),
        origine,
    })
}

/// The line as its columns: read again, they give the same line.
pub(super) fn colonnes_de(l: Ligne) -> Vec<String> {
    let mut lignes = l.lignes.into_iter();
    let (code, libelle) = l.discipline.unwrap_or_default();
    let adresse_1 = lignes.next().unwrap_or_default();
    vec![
        l.matricule,
        l.civilite.code().to_owned(),
        l.nom,
        l.prenom,
        l.uai.map(String::from).unwrap_or_default(),
        code,
        libelle,
        l.mel_professionnel,
        l.mel_personnel,
        adresse_1,
        lignes.next().unwrap_or_default(),
        l.code_postal,
        l.commune,
        super::examen::oui_non(l.actif),
        l.secondaires.map_or_else(String::new, |uais| {
            let uais: Vec<&str> = uais.iter().map(Uai::as_str).collect();
            secondaires_en_texte(&uais)
        }),
        l.nom_naissance.unwrap_or_default(),
        l.origine.unwrap_or_default(),
    ]
}

/// A person to write, and where they are to be attached à titre secondaire, when the file
/// says it.
pub(super) struct Pret {
    personne: NouvelIntervenant,
    complements: Complements,
    secondaires: Option<Vec<EtablissementId>>,
}

/// Writes people.
pub(super) struct Ecrivain {
    academie: AcademieId,
    etablissements: HashMap<Uai, EtablissementId>,
    disciplines: HashMap<String, Discipline>,
    deja: DejaLus,
}

struct Discipline {
    id: DisciplineId,
    libelle: String,
    /// This file gave its label.
    dite: bool,
}

impl Ecrivain {
    pub(super) async fn nouveau(tx: &Ecriture, academie: AcademieId) -> Result<Self, Erreur> {
        let etablissements = store::etablissements::ids_par_uai(tx, academie)
            .await
            .map_err(erreur_store)?;
        let disciplines = store::disciplines::toutes(tx).await.map_err(erreur_store)?;
        let disciplines = disciplines.into_iter().map(|d| {
            (
                d.code,
                Discipline {
                    id: d.id,
                    libelle: d.libelle,
                    dite: false,
                },
            )
        });
        Ok(Self {
            academie,
            etablissements,
            disciplines: disciplines.collect(),
            deja: DejaLus::default(),
        })
    }

    /// The discipline of a code, made or renamed when the file says so.
    async fn discipline(
        &mut self,
        tx: &Ecriture,
        code: String,
        libelle: String,
    ) -> Result<Result<DisciplineId, RaisonRefus>, Erreur> {
        if let Some(connue) = self.disciplines.get(&code) {
            if libelle.is_empty() || connue.libelle == libelle {
                let id = connue.id;
                if !libelle.is_empty()
                    && let Some(connue) = self.disciplines.get_mut(&code)
                {
                    connue.dite = true;
                }
                return Ok(Ok(id));
            }
            if connue.dite {
                return Ok(Err(RaisonRefus::LibelleDifferent {
                    colonne: COLONNES[DISCIPLINE].nom.to_owned(),
                    code,
                    attendu: connue.libelle.clone(),
                }));
            }
            // People of another académie have it: its label is not this one's to change.
            let id = connue.id;
            if store::disciplines::tenue_ailleurs(tx, id, self.academie)
                .await
                .map_err(erreur_store)?
            {
                return Ok(Ok(id));
            }
        }
        if libelle.is_empty() {
            return Ok(Err(RaisonRefus::Vide {
                colonne: COLONNES[DISCIPLINE].nom.to_owned(),
            }));
        }
        let (id, _) = store::disciplines::importer(tx, &code, &libelle)
            .await
            .map_err(erreur_store)?;
        self.disciplines.insert(
            code,
            Discipline {
                id,
                libelle,
                dite: true,
            },
        );
        Ok(Ok(id))
    }
}

impl super::Ecrivain<Ligne> for Ecrivain {
    type Pret = Pret;

    async fn preparer(
        &mut self,
        tx: &Ecriture,
        ligne: u32,
        l: Ligne,
    ) -> Result<Preparation<Self::Pret>, Erreur> {
        let etablissement = match &l.uai {
            None => None,
            Some(uai) => match self.etablissements.get(uai) {
                Some(id) => Some(*id),
                None => {
                    return Ok(RaisonRefus::EtablissementInconnu { uai: uai.clone() }.into());
                }
            },
        };
        let mut secondaires = None;
        if let Some(uais) = &l.secondaires {
            let mut ids = Vec::with_capacity(uais.len());
            for uai in uais {
                match self.etablissements.get(uai) {
                    Some(id) => ids.push(*id),
                    None => {
                        return Ok(RaisonRefus::EtablissementInconnu { uai: uai.clone() }.into());
                    }
                }
            }
            secondaires = Some(ids);
        }
        if let Some(issue) = self.deja.chercher(&l.matricule, &l) {
            return Ok(Preparation::Issue(issue));
        }
        let contenu = condense(&l);
        let discipline = match l.discipline {
            None => None,
            Some((code, libelle)) => match self.discipline(tx, code, libelle).await? {
                Ok(id) => Some(id),
                Err(raison) => return Ok(raison.into()),
            },
        };
        self.deja.noter(ligne, &l.matricule, contenu);
        let complements = Complements {
            origine: l.origine,
            nom_naissance: l.nom_naissance,
        };
        let personne = NouvelIntervenant {
            matricule: l.matricule,
            civilite: l.civilite,
            nom: l.nom,
            prenom: l.prenom,
            etablissement,
            discipline,
            mel_professionnel: l.mel_professionnel,
            mel_personnel: l.mel_personnel,
            adresse: Adresse {
                lignes: l.lignes,
                code_postal: l.code_postal,
                commune: l.commune,
            },
            actif: l.actif,
        };
        Ok(Preparation::Pret(Pret {
            personne,
            complements,
            secondaires,
        }))
    }

    async fn ecrire(
        &mut self,
        tx: &Ecriture,
        prets: &[Self::Pret],
    ) -> Result<Vec<Ecrit>, ErreurStore> {
        let personnes: Vec<(NouvelIntervenant, Complements)> = prets
            .iter()
            .map(|p| (p.personne.clone(), p.complements.clone()))
            .collect();
        let mut faits =
            store::intervenants::importer_complets(tx, self.academie, &personnes).await?;
        let dits: Vec<(&str, &[EtablissementId])> = prets
            .iter()
            .filter_map(|p| Some((p.personne.matricule.as_str(), p.secondaires.as_deref()?)))
            .collect();
        let changes = store::rattachements::remplacer_lot(tx, self.academie, &dits).await?;
        for (fait, p) in faits.iter_mut().zip(prets) {
            if *fait == Ecrit::Inchange && changes.contains(&p.personne.matricule) {
                *fait = Ecrit::Modifie;
            }
        }
        Ok(faits)
    }
}
