//! What people known already are competent in, as their établissement's files say it.

use super::champs::{Champs, extrait, inconnue};
use super::entete::Colonne;
use super::{DejaLus, Issue, Preparation, condense};
use crate::services::{Services, erreur_store};
use domain::{
    AcademieId, Cellule, CibleSaisie, CleCompetence, ColonneCompetence, CompteId, Erreur,
    EtatSaisie, IntervenantId, Langue, Moment, ObjetCompetence, Portee, RaisonRefus, UsageLangue,
    texte,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::competences::Saisie;
use store::{ConnectionTrait, Ecrit, Ecriture, ErreurStore};

/// Longest code or label.
const TEXTE_MAX: usize = 160;

/// Columns. A line is a box: an épreuve, or a language and its use.
pub(super) const COLONNES: &[Colonne] = &[
    Colonne::obligatoire("matricule"),
    Colonne::obligatoire("annee").ou(&["session"]),
    Colonne::facultative("examen"),
    Colonne::facultative("specialite_code"),
    Colonne::facultative("epreuve_code"),
    Colonne::facultative("epreuve"),
    Colonne::facultative("langue"),
    Colonne::facultative("usage"),
    Colonne::facultative("competent"),
];

const MATRICULE: usize = 0;
const ANNEE: usize = 1;
const EXAMEN: usize = 2;
const SPECIALITE: usize = 3;
const EPREUVE_CODE: usize = 4;
const EPREUVE: usize = 5;
const LANGUE: usize = 6;
const USAGE: usize = 7;
const COMPETENT: usize = 8;

pub(super) const MODELE: &str = "\
matricule;annee;examen;specialite_code;epreuve_code;epreuve;langue;usage;competent
EXEMPLE1;2021;BCG;BCG;C001C;Histoire-géographie 3ème éval;;;oui
EXEMPLE1;2021;;;;;Anglais;DNL;oui
EXEMPLE2;2021;BCG;BCG;C001C;Histoire-géographie 3ème éval;;;non
";

/// What a line names.
#[derive(Hash)]
pub(super) enum Objet {
    /// Nothing: how the exported file says that somebody has none.
    Aucun,
    Epreuve {
        examen: String,
        specialite: String,
        code: String,
        libelle: String,
    },
    Langue {
        usage: UsageLangue,
        langue: Langue,
    },
}

/// A line, good in itself.
#[derive(Hash)]
pub(super) struct Ligne {
    pub(super) matricule: String,
    pub(super) annee: i32,
    pub(super) objet: Objet,
    pub(super) competent: bool,
}

fn vide(n: usize) -> RaisonRefus {
    RaisonRefus::Vide {
        colonne: COLONNES[n].nom.to_owned(),
    }
}

pub(super) fn lire(champs: &Champs<'_>) -> Result<Ligne, RaisonRefus> {
    let lu = |n| champs.texte(n, TEXTE_MAX);
    let (code, langue) = (lu(EPREUVE_CODE)?, lu(LANGUE)?);
    let objet = if langue.is_empty() {
        let lus = [EXAMEN, SPECIALITE, EPREUVE, USAGE].map(lu);
        let [examen, specialite, libelle, usage] = lus;
        let (examen, specialite) = (examen?, specialite?);
        let (libelle, usage) = (libelle?, usage?);
        if !usage.is_empty() {
            return Err(vide(LANGUE));
        }
        let rien = [&code, &examen, &specialite, &libelle];
        if rien.into_iter().all(String::is_empty) {
            Objet::Aucun
        } else if code.is_empty() {
            return Err(vide(EPREUVE_CODE));
        } else {
            Objet::Epreuve {
                examen: texte::normaliser(&examen),
                specialite: texte::normaliser(&specialite),
                code: texte::normaliser(&code),
                libelle: texte::normaliser(&libelle),
            }
        }
    } else {
        let usage = lu(USAGE)?;
        if usage.is_empty() {
            return Err(vide(USAGE));
        }
        let inconnue = |valeur: &str| RaisonRefus::CompetenceInconnue {
            valeur: extrait(valeur),
        };
        Objet::Langue {
            langue: Langue::lire(&langue).ok_or_else(|| inconnue(&langue))?,
            usage: UsageLangue::lire(&usage).ok_or_else(|| inconnue(&usage))?,
        }
    };
    Ok(Ligne {
        matricule: champs.matricule(MATRICULE)?,
        annee: champs.nombre(ANNEE, 1900, 2999)? as i32,
        objet,
        competent: champs.oui_non(COMPETENT, true)?,
    })
}

impl Objet {
    /// The column of the year that a line names; none when it names nothing.
    pub(super) fn trouver(
        &self,
        colonnes: &[ColonneCompetence],
    ) -> Result<Option<CleCompetence>, RaisonRefus> {
        let (examen, specialite, code, libelle) = match self {
            Self::Aucun => return Ok(None),
            Self::Langue { usage, langue } => {
                return Ok(Some(CleCompetence::Langue {
                    usage: *usage,
                    langue: *langue,
                }));
            }
            Self::Epreuve {
                examen,
                specialite,
                code,
                libelle,
            } => (examen, specialite, code, libelle),
        };
        // What is left empty does not tell épreuves apart.
        let pareil = |voulu: &str, lu: &str| voulu.is_empty() || texte::normaliser(lu) == voulu;
        let mut trouvees = colonnes.iter().filter(|c| match &c.objet {
            ObjetCompetence::Epreuve(e) => {
                pareil(code, &e.epreuve.code)
                    && pareil(libelle, &e.epreuve.libelle)
                    && pareil(examen, &e.examen)
                    && pareil(
                        specialite,
                        e.specialite.as_ref().map_or("", |s| s.code.as_str()),
                    )
            }
            ObjetCompetence::Langue { .. } => false,
        });
        match (trouvees.next(), trouvees.next()) {
            (Some(seule), None) => Ok(Some(seule.cle.clone())),
            (Some(_), Some(_)) => Err(RaisonRefus::CompetenceAPreciser {
                valeur: extrait(code),
            }),
            (None, _) => Err(RaisonRefus::CompetenceInconnue {
                valeur: extrait(code),
            }),
        }
    }
}

/// What somebody may be competent in, for the sessions of a year.
pub(super) async fn colonnes_de_l_annee<C: ConnectionTrait>(
    conn: &C,
    academie: AcademieId,
    annee: i32,
) -> Result<Vec<ColonneCompetence>, Erreur> {
    let mut colonnes = store::competences::epreuves(conn, academie, annee)
        .await
        .map_err(erreur_store)?;
    colonnes.extend(domain::colonnes_de_langues());
    Ok(colonnes)
}

/// A box as the columns of a line.
pub(super) fn colonnes_de(
    matricule: &str,
    annee: i32,
    objet: &ObjetCompetence,
    competent: bool,
) -> Vec<String> {
    let mut colonnes = vec![String::new(); COLONNES.len()];
    colonnes[MATRICULE] = matricule.to_owned();
    colonnes[ANNEE] = annee.to_string();
    match objet {
        ObjetCompetence::Epreuve(e) => {
            colonnes[EXAMEN].clone_from(&e.examen);
            if let Some(s) = &e.specialite {
                colonnes[SPECIALITE].clone_from(&s.code);
            }
            colonnes[EPREUVE_CODE].clone_from(&e.epreuve.code);
            colonnes[EPREUVE].clone_from(&e.epreuve.libelle);
        }
        ObjetCompetence::Langue { usage, langue } => {
            langue.libelle().clone_into(&mut colonnes[LANGUE]);
            usage.libelle().clone_into(&mut colonnes[USAGE]);
        }
    }
    colonnes[COMPETENT] = super::examen::oui_non(competent);
    colonnes
}

/// The entry of a discipline under way.
struct EnCours {
    saisie: Saisie,
    noms: HashMap<IntervenantId, String>,
    cochees: BTreeSet<Cellule>,
    /// As they were before the lot being written.
    acquises: BTreeSet<Cellule>,
    /// As they were before the import.
    avant: BTreeSet<Cellule>,
}

/// Writes compétences.
pub(super) struct Ecrivain {
    academie: AcademieId,
    gens: HashMap<String, IntervenantId>,
    colonnes: HashMap<i32, Vec<ColonneCompetence>>,
    lieux: HashMap<IntervenantId, Option<CibleSaisie>>,
    saisies: HashMap<CibleSaisie, EnCours>,
    compte: Option<CompteId>,
    maintenant: Moment,
    deja: DejaLus,
}

impl Ecrivain {
    pub(super) async fn nouveau(
        tx: &Ecriture,
        services: &Services,
        academie: AcademieId,
        portee: &Portee,
        compte: Option<CompteId>,
    ) -> Result<Self, Erreur> {
        Ok(Self {
            academie,
            // The main établissement alone enters and validates them (decision record 0028).
            gens: store::personnels::matricules(tx, portee, false)
                .await
                .map_err(erreur_store)?,
            colonnes: HashMap::new(),
            lieux: HashMap::new(),
            saisies: HashMap::new(),
            compte,
            maintenant: services.maintenant(),
            deja: DejaLus::default(),
        })
    }

    /// Whose entry somebody's boxes belong to, for a year; none without établissement.
    async fn cible(
        &mut self,
        tx: &Ecriture,
        qui: IntervenantId,
        annee: i32,
    ) -> Result<Option<CibleSaisie>, Erreur> {
        if !self.lieux.contains_key(&qui) {
            let connue = store::intervenants::par_id(tx, self.academie, qui)
                .await
                .map_err(erreur_store)?;
            let lieu = connue.and_then(|i| {
                Some(CibleSaisie {
                    etablissement: i.etablissement?,
                    annee,
                    discipline: i.discipline,
                })
            });
            self.lieux.insert(qui, lieu);
        }
        let lieu = self.lieux.get(&qui).copied().flatten();
        Ok(lieu.map(|c| CibleSaisie { annee, ..c }))
    }

    /// Holds the entry of a discipline, once.
    async fn tenir(&mut self, tx: &Ecriture, cible: CibleSaisie) -> Result<(), ErreurStore> {
        if self.saisies.contains_key(&cible) {
            return Ok(());
        }
        let saisie = store::competences::tenir(tx, &cible, self.maintenant).await?;
        let noms = store::competences::personnes(tx, &cible)
            .await?
            .into_iter()
            .map(|p| (p.id, p.nom))
            .collect();
        let cochees: BTreeSet<Cellule> = store::competences::cases(tx, &cible)
            .await?
            .into_iter()
            .filter(|c| c.declaree)
            .map(|c| c.cellule)
            .collect();
        let en_cours = EnCours {
            saisie,
            noms,
            avant: cochees.clone(),
            acquises: cochees.clone(),
            cochees,
        };
        self.saisies.insert(cible, en_cours);
        Ok(())
    }

    /// Brings the entries that changed to their new state, and keeps what was changed.
    pub(super) async fn finir(&self, tx: &Ecriture) -> Result<(), ErreurStore> {
        let mut cibles: Vec<_> = self.saisies.iter().collect();
        cibles.sort_unstable_by_key(|(_, s)| s.saisie.id);
        for (cible, s) in cibles {
            let c = domain::Changements::entre(&s.avant, &s.cochees);
            if c.est_vide() {
                continue;
            }
            let libelles: BTreeMap<&CleCompetence, String> = self
                .colonnes
                .get(&cible.annee)
                .into_iter()
                .flatten()
                .map(|c| (&c.cle, c.objet.to_string()))
                .collect();
            let dire = |cellules: &BTreeSet<Cellule>| -> Vec<(String, String)> {
                cellules
                    .iter()
                    .map(|c| {
                        (
                            s.noms.get(&c.intervenant).cloned().unwrap_or_default(),
                            libelles.get(&c.cle).cloned().unwrap_or_default(),
                        )
                    })
                    .collect()
            };
            let etat = EtatSaisie::EnCours;
            let motif = &s.saisie.motif;
            store::competences::passer(tx, &s.saisie, etat, motif, self.compte, self.maintenant)
                .await?;
            let trace = store::piste::Trace {
                moment: self.maintenant,
                compte: self.compte,
                action: "competences.importer".to_owned(),
                objet: crate::competences::OBJET.to_owned(),
                objet_id: s.saisie.id,
                details: serde_json::json!({
                    "ajoutees": dire(&c.cocher),
                    "retirees": dire(&c.decocher),
                    "personnes": crate::competences::personnes_de([&c.cocher, &c.decocher]),
                })
                .to_string(),
            };
            store::piste::ajouter(tx, &trace).await?;
        }
        Ok(())
    }
}

impl super::Ecrivain<Ligne> for Ecrivain {
    type Pret = (CibleSaisie, Cellule, bool);

    async fn preparer(
        &mut self,
        tx: &Ecriture,
        ligne: u32,
        l: Ligne,
    ) -> Result<Preparation<Self::Pret>, Erreur> {
        let Some(qui) = self.gens.get(&l.matricule).copied() else {
            return Ok(inconnue(&l.matricule).into());
        };
        let Some(cible) = self.cible(tx, qui, l.annee).await? else {
            return Ok(inconnue(&l.matricule).into());
        };
        if !self.colonnes.contains_key(&l.annee) {
            let colonnes = colonnes_de_l_annee(tx, self.academie, l.annee).await?;
            self.colonnes.insert(l.annee, colonnes);
        }
        let colonnes = self.colonnes.get(&l.annee).map_or(&[][..], Vec::as_slice);
        let cle = match l.objet.trouver(colonnes) {
            Ok(Some(cle)) => cle,
            Ok(None) => return Ok(Preparation::Issue(Issue::Ignoree)),
            Err(raison) => return Ok(raison.into()),
        };
        let cellule = Cellule {
            intervenant: qui,
            cle,
        };
        let nom = format!("{} {cellule}", l.annee);
        if let Some(issue) = self.deja.chercher(&nom, &l) {
            return Ok(Preparation::Issue(issue));
        }
        self.tenir(tx, cible).await.map_err(erreur_store)?;
        let modifiable = self
            .saisies
            .get(&cible)
            .is_some_and(|s| s.saisie.etat.modifiable() && s.noms.contains_key(&qui));
        if !modifiable {
            return Ok(RaisonRefus::DisciplineValidee.into());
        }
        self.deja.noter(ligne, &nom, condense(&l));
        Ok(Preparation::Pret((cible, cellule, l.competent)))
    }

    async fn ecrire(
        &mut self,
        tx: &Ecriture,
        prets: &[Self::Pret],
    ) -> Result<Vec<Ecrit>, ErreurStore> {
        let cibles: std::collections::HashSet<&CibleSaisie> =
            prets.iter().map(|(c, ..)| c).collect();
        for cible in cibles {
            if let Some(s) = self.saisies.get_mut(cible) {
                s.acquises.clone_from(&s.cochees);
            }
        }
        let mut faits = Vec::with_capacity(prets.len());
        for (cible, cellule, competent) in prets {
            let Some(s) = self.saisies.get_mut(cible) else {
                faits.push(Ecrit::Inchange);
                continue;
            };
            let seule = BTreeSet::from([cellule.clone()]);
            faits.push(if *competent == s.cochees.contains(cellule) {
                Ecrit::Inchange
            } else if *competent {
                store::competences::cocher(tx, cible.annee, &seule).await?;
                s.cochees.insert(cellule.clone());
                Ecrit::Cree
            } else {
                store::competences::decocher(tx, cible.annee, &seule).await?;
                s.cochees.remove(cellule);
                Ecrit::Modifie
            });
        }
        Ok(faits)
    }

    fn oublier(&mut self) {
        for s in self.saisies.values_mut() {
            s.cochees.clone_from(&s.acquises);
        }
    }
}
