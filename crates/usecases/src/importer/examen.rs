//! What each line of a file would do, compared with what is known; and writing the lines that
//! were looked at. Nothing here writes while it examines.
//!
//! What is known and what would be are both written as the columns of the file: a line kept
//! is read again as it was the first time, and what was is written back in the same way.

use super::champs::{Champs, inconnue};
use super::entete::Colonne;
use super::{
    DejaLus, Ecrivain, Fichier, Issue, Lots, Preparation, competences, condense, etablissements,
    indisponibilites, intervenants, lire_a_part, missions, sts,
};
use crate::services::{Services, erreur_store, interne};
use domain::{
    Academie, Cellule, CibleSaisie, ColonneCompetence, CompteId, Creneau, EncodageImport, Erreur,
    EtablissementId, GenreImport, ImportErreur, IntervenantId, ObjetCompetence, Portee,
    RaisonRefus, Rapprochement, SorteLigne, TypeMission, Uai, jours_perdus, nom_complet,
};
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::Read;
use store::imports_base::{self as base, AUCUN_SECONDAIRE, Connu, Lesquels};
use store::libelles::{LibelleChange, Libelles};
use store::{ConnectionTrait, Ecriture};

/// `oui` or `non`, as files have it.
pub(super) fn oui_non(b: bool) -> String {
    if b { "oui" } else { "non" }.to_owned()
}

/// A line read, of whichever kind.
pub(super) enum Lue {
    Etablissement(Box<etablissements::Ligne>),
    Intervenant(Box<intervenants::Ligne>),
    Mission(Box<missions::Ligne>),
    Indisponibilite(indisponibilites::Ligne),
    Competence(competences::Ligne),
    Personne(Box<sts::Personne>),
}

impl Lue {
    fn etablissement(self) -> Option<etablissements::Ligne> {
        match self {
            Self::Etablissement(l) => Some(*l),
            _ => None,
        }
    }

    fn intervenant(self) -> Option<intervenants::Ligne> {
        match self {
            Self::Intervenant(l) => Some(*l),
            _ => None,
        }
    }

    fn mission(self) -> Option<missions::Ligne> {
        match self {
            Self::Mission(l) => Some(*l),
            _ => None,
        }
    }

    fn indisponibilite(self) -> Option<indisponibilites::Ligne> {
        match self {
            Self::Indisponibilite(l) => Some(l),
            _ => None,
        }
    }

    fn competence(self) -> Option<competences::Ligne> {
        match self {
            Self::Competence(l) => Some(l),
            _ => None,
        }
    }

    fn personne(self) -> Option<sts::Personne> {
        match self {
            Self::Personne(p) => Some(*p),
            _ => None,
        }
    }
}

/// The lines of a kind: a file has no others.
fn de_la_sorte<T>(lignes: Vec<(u32, Lue)>, sorte: fn(Lue) -> Option<T>) -> Vec<(u32, T)> {
    lignes
        .into_iter()
        .filter_map(|(n, lue)| Some((n, sorte(lue)?)))
        .collect()
}

type Analyser = fn(&Champs<'_>) -> Result<Lue, RaisonRefus>;

fn etablissement(c: &Champs<'_>) -> Result<Lue, RaisonRefus> {
    etablissements::lire(c).map(|l| Lue::Etablissement(Box::new(l)))
}

fn intervenant(c: &Champs<'_>) -> Result<Lue, RaisonRefus> {
    intervenants::lire(c).map(|l| Lue::Intervenant(Box::new(l)))
}

fn mission(c: &Champs<'_>) -> Result<Lue, RaisonRefus> {
    missions::lire(c).map(|l| Lue::Mission(Box::new(l)))
}

fn indisponibilite(c: &Champs<'_>) -> Result<Lue, RaisonRefus> {
    indisponibilites::lire(c).map(Lue::Indisponibilite)
}

fn competence(c: &Champs<'_>) -> Result<Lue, RaisonRefus> {
    competences::lire(c).map(Lue::Competence)
}

/// The columns of a kind and how a line of them is read. A person of STS-WEB is kept with
/// the columns of a file of people.
fn format(genre: GenreImport) -> (&'static [Colonne], Analyser) {
    match genre {
        GenreImport::Etablissements => (etablissements::COLONNES, etablissement),
        GenreImport::Intervenants | GenreImport::Sts => (intervenants::COLONNES, intervenant),
        GenreImport::Missions => (missions::COLONNES, mission),
        GenreImport::Indisponibilites => (indisponibilites::COLONNES, indisponibilite),
        GenreImport::Competences => (competences::COLONNES, competence),
    }
}

/// Names of the columns of a kind, as documented.
pub(crate) fn colonnes(genre: GenreImport) -> Vec<&'static str> {
    format(genre).0.iter().map(|c| c.nom).collect()
}

/// A kept line, read again.
fn relire(genre: GenreImport, colonnes: Vec<String>) -> Result<Lue, RaisonRefus> {
    let (connues, analyser) = format(genre);
    analyser(&Champs::nouveaux(connues, colonnes))
}

/// A kept line, to be written: each of its columns counts, even one that is empty, and what was
/// known is given back as it was, whatever a file would have to say.
fn relire_gardee(genre: GenreImport, colonnes: Vec<String>) -> Result<Lue, RaisonRefus> {
    let (connues, analyser) = format(genre);
    // Kept before a column was added, it says nothing of that one.
    let entiere = colonnes.len() >= connues.len();
    let champs = Champs::nouveaux(connues, colonnes);
    match genre {
        GenreImport::Missions => missions::relire(&champs).map(|l| Lue::Mission(Box::new(l))),
        GenreImport::Intervenants | GenreImport::Sts if entiere => {
            intervenants::lire(&champs).map(|l| Lue::Intervenant(Box::new(l.entiere())))
        }
        _ => analyser(&champs),
    }
}

/// Columns that several lines share, and that the first of them written changes for all.
const fn partagees(genre: GenreImport) -> &'static [usize] {
    match genre {
        // Name of the académie.
        GenreImport::Etablissements => &[11],
        // Label of the discipline.
        GenreImport::Intervenants | GenreImport::Sts => &[6],
        // Label of the session.
        GenreImport::Missions => &[4],
        GenreImport::Indisponibilites | GenreImport::Competences => &[],
    }
}

/// Whether two states of a thing are the same, but for what others share with it.
pub(crate) fn pareils(genre: GenreImport, a: &[String], b: &[String]) -> bool {
    let partagees = partagees(genre);
    // A line that was kept before columns were added says nothing of them.
    let ajoutees = match genre {
        GenreImport::Intervenants | GenreImport::Sts => 3,
        _ => 0,
    };
    // Somebody new of whom a file says nothing is attached nowhere.
    let nulle_part = |n: usize, s: &str| {
        ajoutees > 0
            && n == intervenants::UAI_SECONDAIRES
            && (s.is_empty() || s == AUCUN_SECONDAIRE)
    };
    a.len().abs_diff(b.len()) <= ajoutees
        && a.iter().zip(b).enumerate().all(|(n, (a, b))| {
            a == b || partagees.contains(&n) || (nulle_part(n, a) && nulle_part(n, b))
        })
}

// -------------------------------------------------------------------- reading

/// A file being read.
pub(crate) struct Lecture {
    /// How it is read.
    pub(crate) encodage: EncodageImport,
    /// Columns nobody reads.
    pub(crate) ignorees: Vec<String>,
    lots: Source,
}

enum Source {
    Csv(Lots<Lue>),
    Sts(Lots<sts::Personne>),
}

/// Lines read, each good in itself or refused, and how many bytes are done with.
pub(crate) struct Lu {
    pub(super) lignes: Vec<(u32, Result<Lue, RaisonRefus>)>,
    pub(crate) octets: u64,
}

impl Lecture {
    /// Opens a file; `une_academie` when its lines need not say of which they are, `uai`
    /// when a file of STS-WEB must be of this établissement.
    pub(crate) async fn ouvrir(
        genre: GenreImport,
        source: impl Read + Send + 'static,
        une_academie: bool,
        uai: Option<Uai>,
    ) -> Result<Self, ImportErreur> {
        if genre == GenreImport::Sts {
            return Self::ouvrir_sts(source, uai).await;
        }
        let (connues, analyser) = format(genre);
        let fichier = Fichier::ouvrir(source, connues).await?;
        if genre == GenreImport::Etablissements {
            etablissements::verifier_l_entete(&fichier.entete, une_academie)?;
        }
        let encodage = fichier.deposee.encodage;
        // The annuaire has sixty columns that are of no use here: no news.
        let ignorees = if genre == GenreImport::Etablissements {
            Vec::new()
        } else {
            fichier.entete.ignorees.clone()
        };
        let (lots, _) = lire_a_part(move |vers| fichier.lire(analyser, vers));
        Ok(Self {
            encodage,
            ignorees,
            lots: Source::Csv(lots),
        })
    }

    async fn ouvrir_sts(
        source: impl Read + Send + 'static,
        uai: Option<Uai>,
    ) -> Result<Self, ImportErreur> {
        let ouvert = tokio::task::spawn_blocking(move || sts::ouvrir(source))
            .await
            .map_err(|e| interne("import", &e))??;
        let encodage = ouvert.encodage;
        let (lots, _) = lire_a_part(move |vers| sts::lire(ouvert, uai, vers));
        Ok(Self {
            encodage,
            ignorees: Vec::new(),
            lots: Source::Sts(lots),
        })
    }

    /// The next lines; none after the last one.
    pub(crate) async fn suivantes(&mut self) -> Result<Option<Lu>, ImportErreur> {
        match &mut self.lots {
            Source::Csv(lots) => Ok(lots.recv().await.transpose()?.map(|lot| Lu {
                lignes: lot.lignes,
                octets: lot.octets,
            })),
            Source::Sts(lots) => Ok(lots.recv().await.transpose()?.map(|lot| Lu {
                lignes: lot
                    .lignes
                    .into_iter()
                    .map(|(n, l)| (n, l.map(|p| Lue::Personne(Box::new(p)))))
                    .collect(),
                octets: lot.octets,
            })),
        }
    }
}

// ------------------------------------------------------------------ examining

/// What a line does.
#[derive(Clone, Debug)]
pub(crate) struct Vue {
    pub(crate) ligne: u32,
    pub(crate) sorte: SorteLigne,
    pub(crate) cle: String,
    pub(crate) nom: String,
    /// Key of what is known.
    pub(crate) objet: Option<i64>,
    /// Its version, where it has one.
    pub(crate) version: i32,
    pub(crate) avant: Option<Vec<String>>,
    pub(crate) apres: Option<Vec<String>>,
    pub(crate) raison: Option<RaisonRefus>,
}

impl Vue {
    fn nouvelle(ligne: u32, sorte: SorteLigne, cle: &str, nom: &str) -> Self {
        Self {
            ligne,
            sorte,
            cle: cle.to_owned(),
            nom: nom.to_owned(),
            objet: None,
            version: 0,
            avant: None,
            apres: None,
            raison: None,
        }
    }

    fn refusee(ligne: u32, cle: &str, nom: &str, raison: RaisonRefus) -> Self {
        Self {
            raison: Some(raison),
            ..Self::nouvelle(ligne, SorteLigne::Refuse, cle, nom)
        }
    }

    /// What became of a line that is not compared.
    fn ecartee(ligne: u32, cle: &str, nom: &str, issue: Issue) -> Self {
        match issue {
            Issue::Refusee(raison) => Self::refusee(ligne, cle, nom, raison),
            Issue::Ignoree => Self::nouvelle(ligne, SorteLigne::Ignore, cle, nom),
            Issue::Doublon | Issue::Ecrite(_) => {
                Self::nouvelle(ligne, SorteLigne::Doublon, cle, nom)
            }
        }
    }

    /// What a line would change of what is known.
    fn comparee(
        ligne: u32,
        cle: &str,
        nom: &str,
        connu: Option<&Connu>,
        apres: Vec<String>,
    ) -> Self {
        let mut vue = Self::nouvelle(ligne, SorteLigne::Nouveau, cle, nom);
        if let Some(connu) = connu {
            vue.objet = Some(connu.id);
            if connu.champs == apres {
                vue.sorte = SorteLigne::Inchange;
            } else {
                vue.sorte = SorteLigne::Modifie;
                vue.avant = Some(connu.champs.clone());
            }
        }
        vue.apres = Some(apres);
        vue
    }

    /// What is now, whether the line changes it or not; none when it does not exist.
    pub(crate) fn actuel(&self) -> Option<&[String]> {
        match (self.objet, self.sorte, &self.avant, &self.apres) {
            (None, ..) => None,
            (Some(_), SorteLigne::Inchange, _, Some(apres)) => Some(apres),
            (Some(_), _, Some(avant), _) => Some(avant),
            _ => None,
        }
    }
}

/// The people of an établissement, for a file of STS-WEB.
struct Etablissement {
    uai: Uai,
    personnes: Vec<(i64, String, String, String)>,
}

/// The boxes of a discipline.
struct Cases {
    modifiable: bool,
    gens: HashSet<IntervenantId>,
    cochees: BTreeSet<Cellule>,
}

/// Compares lines with what is known, and with what the file said before.
pub(crate) struct Examinateur {
    genre: GenreImport,
    academie: Option<Academie>,
    deja: DejaLus,
    /// Établissements of the académie.
    etablissements: HashMap<Uai, EtablissementId>,
    /// Every établissement known, with the code of its académie.
    annuaire: HashMap<Uai, String>,
    /// Names of the académies by code.
    academies: HashMap<String, String>,
    /// The one académie concerned, by its code, when only one is.
    seule: Option<String>,
    /// Académies that the lines make, `14 Rennes`.
    creees: Vec<String>,
    /// Labels by code, and whether this file gave them.
    disciplines: HashMap<String, (String, bool)>,
    /// The same as they are.
    libelles: HashMap<String, String>,
    /// Labels of the sessions that this file named.
    sessions: HashMap<[String; 3], String>,
    gens: HashMap<String, IntervenantId>,
    sts: Option<Etablissement>,
    epreuves: HashMap<i32, Vec<ColonneCompetence>>,
    cases: HashMap<CibleSaisie, Cases>,
}

impl Examinateur {
    /// Reads what every line is compared with.
    pub(crate) async fn nouveau<C: ConnectionTrait>(
        conn: &C,
        genre: GenreImport,
        academie: Option<Academie>,
        seule: Option<String>,
    ) -> Result<Self, Erreur> {
        let mut x = Self {
            genre,
            academie,
            deja: DejaLus::default(),
            etablissements: HashMap::new(),
            annuaire: HashMap::new(),
            academies: HashMap::new(),
            seule,
            creees: Vec::new(),
            disciplines: HashMap::new(),
            libelles: HashMap::new(),
            sessions: HashMap::new(),
            gens: HashMap::new(),
            sts: None,
            epreuves: HashMap::new(),
            cases: HashMap::new(),
        };
        match genre {
            GenreImport::Etablissements => {
                for a in store::academies::toutes(conn).await.map_err(erreur_store)? {
                    let uais = store::etablissements::ids_par_uai(conn, a.id)
                        .await
                        .map_err(erreur_store)?;
                    x.annuaire
                        .extend(uais.into_keys().map(|uai| (uai, a.code.clone())));
                    x.academies.insert(a.code, a.nom);
                }
            }
            GenreImport::Intervenants | GenreImport::Sts | GenreImport::Missions => {
                x.etablissements = store::etablissements::ids_par_uai(conn, x.academie_id()?)
                    .await
                    .map_err(erreur_store)?;
                if genre != GenreImport::Missions {
                    let toutes = store::disciplines::toutes(conn)
                        .await
                        .map_err(erreur_store)?;
                    x.libelles = toutes
                        .iter()
                        .map(|d| (d.code.clone(), d.libelle.clone()))
                        .collect();
                    x.disciplines = toutes
                        .into_iter()
                        .map(|d| (d.code, (d.libelle, false)))
                        .collect();
                }
            }
            GenreImport::Indisponibilites | GenreImport::Competences => {
                x.gens = store::personnels::matricules(conn, &x.portee()?, false)
                    .await
                    .map_err(erreur_store)?;
            }
        }
        Ok(x)
    }

    fn academie_id(&self) -> Result<domain::AcademieId, Erreur> {
        self.academie
            .as_ref()
            .map(|a| a.id)
            .ok_or(Erreur::Introuvable)
    }

    fn portee(&self) -> Result<Portee, Erreur> {
        self.academie_id().map(Portee::Academie)
    }

    /// Of which établissement a file of STS-WEB was; empty before it was read.
    pub(crate) fn uai(&self) -> String {
        self.sts
            .as_ref()
            .map(|e| e.uai.to_string())
            .unwrap_or_default()
    }

    /// Labels of sessions that the lines would change.
    pub(crate) fn sessions_renommees(&self, actuels: &Libelles) -> Vec<LibelleChange> {
        self.sessions
            .iter()
            .filter_map(|(cle, dit)| {
                let actuel = actuels.get(&cle[..])?;
                (actuel.texte != *dit).then(|| LibelleChange {
                    cle: cle.to_vec(),
                    avant: actuel.texte.clone(),
                    apres: dit.clone(),
                })
            })
            .collect()
    }

    /// Académies that the lines would make: `14 Rennes`.
    pub(crate) fn academies_creees(&self) -> Vec<String> {
        self.creees.clone()
    }

    /// Columns as they are written or compared again: a label that is the one known says
    /// nothing, so that it does not stand against another line that renames it.
    pub(crate) fn alleger(&self, mut colonnes: Vec<String>) -> Vec<String> {
        if matches!(self.genre, GenreImport::Intervenants | GenreImport::Sts)
            && let [_, _, _, _, _, code, libelle, ..] = &mut colonnes[..]
            && self.libelles.get(code.as_str()) == Some(&*libelle)
        {
            libelle.clear();
        }
        colonnes
    }

    /// What each of these lines does, in their order; and who is to be told.
    pub(crate) async fn examiner<C: ConnectionTrait>(
        &mut self,
        conn: &C,
        lu: Lu,
    ) -> Result<Vec<Vue>, ImportErreur> {
        let mut vues = Vec::with_capacity(lu.lignes.len());
        let mut bonnes = Vec::with_capacity(lu.lignes.len());
        for (ligne, lue) in lu.lignes {
            match lue {
                Ok(lue) => bonnes.push((ligne, lue)),
                Err(raison) => vues.push(Vue::refusee(ligne, "", "", raison)),
            }
        }
        match self.genre {
            GenreImport::Etablissements => {
                let lignes = de_la_sorte(bonnes, Lue::etablissement);
                self.etablissements(conn, lignes, &mut vues).await?;
            }
            GenreImport::Intervenants => {
                let lignes = de_la_sorte(bonnes, Lue::intervenant);
                self.intervenants(conn, lignes, &mut vues).await?;
            }
            GenreImport::Missions => {
                let lignes = de_la_sorte(bonnes, Lue::mission);
                self.missions(conn, lignes, &mut vues).await?;
            }
            GenreImport::Indisponibilites => {
                let lignes = de_la_sorte(bonnes, Lue::indisponibilite);
                self.indisponibilites(conn, lignes, &mut vues).await?;
            }
            GenreImport::Competences => {
                let lignes = de_la_sorte(bonnes, Lue::competence);
                self.competences(conn, lignes, &mut vues).await?;
            }
            GenreImport::Sts => {
                let lignes = de_la_sorte(bonnes, Lue::personne);
                self.sts(conn, lignes, &mut vues).await?;
            }
        }
        vues.sort_by_key(|v| v.ligne);
        Ok(vues)
    }

    /// As [`Self::examiner`], for lines that were kept: `apres` of each, by its place.
    pub(crate) async fn reexaminer<C: ConnectionTrait>(
        &mut self,
        conn: &C,
        lignes: Vec<(u32, Vec<String>)>,
    ) -> Result<Vec<Vue>, ImportErreur> {
        let lignes = lignes
            .into_iter()
            .map(|(n, colonnes)| (n, relire(self.genre, colonnes)))
            .collect();
        let mut vues = self.examiner(conn, Lu { lignes, octets: 0 }).await?;
        vues.retain(|v| v.sorte != SorteLigne::APrevenir);
        Ok(vues)
    }

    // ---------------------------------------------------------- établissements

    async fn etablissements<C: ConnectionTrait>(
        &mut self,
        conn: &C,
        lignes: Vec<(u32, etablissements::Ligne)>,
        vues: &mut Vec<Vue>,
    ) -> Result<(), ImportErreur> {
        let seule = self.seule.clone();
        let mut bonnes: Vec<(u32, Vec<String>)> = Vec::with_capacity(lignes.len());
        for (ligne, l) in lignes {
            let mut c = etablissements::colonnes_de(l);
            if c[10].is_empty()
                && let Some(seule) = &seule
            {
                c[10].clone_from(seule);
            }
            let (uai, nom, code) = (c[0].clone(), c[1].clone(), c[10].clone());
            let lu = Uai::lire(&uai).ok();
            let ailleurs = lu
                .as_ref()
                .and_then(|u| self.annuaire.get(u))
                .is_some_and(|autre| *autre != code);
            let ecartee = if seule.as_ref().is_some_and(|s| *s != code) {
                Some(Issue::Ignoree)
            } else if code.is_empty() {
                Some(Issue::Refusee(RaisonRefus::Vide {
                    colonne: "Code_academie".to_owned(),
                }))
            } else if self.deja.chercher(&uai, &()).is_some() {
                // The first line counts, whatever the others say.
                Some(Issue::Doublon)
            } else if ailleurs {
                Some(Issue::Refusee(
                    lu.map_or(RaisonRefus::RefuseParLaBase, |uai| {
                        RaisonRefus::AutreAcademie { uai }
                    }),
                ))
            } else if c[11].is_empty() && !self.academies.contains_key(&code) {
                Some(Issue::Refusee(RaisonRefus::AcademieInconnue {
                    code: code.clone(),
                }))
            } else {
                None
            };
            if let Some(issue) = ecartee {
                vues.push(Vue::ecartee(ligne, &uai, &nom, issue));
                continue;
            }
            if !self.academies.contains_key(&code) {
                self.creees.push(format!("{code} {}", c[11]));
            }
            // Its name is the first one's for ever.
            let nom_academie = self
                .academies
                .entry(code)
                .or_insert_with(|| c[11].clone())
                .clone();
            c[11] = nom_academie;
            self.deja.noter(ligne, &uai, condense(&()));
            bonnes.push((ligne, c));
        }
        let cles = cles(&bonnes);
        let connus = base::etablissements(conn, Lesquels::Cles(&cles))
            .await
            .map_err(erreur_store)?;
        for (ligne, c) in bonnes {
            let (cle, nom) = (c[0].clone(), c[1].clone());
            vues.push(Vue::comparee(ligne, &cle, &nom, connus.get(&cle), c));
        }
        Ok(())
    }

    // ------------------------------------------------------------------ people

    /// The label of a discipline, completed or learnt.
    fn discipline(&mut self, code: &str, libelle: &mut String) -> Result<(), RaisonRefus> {
        let colonne = || "discipline".to_owned();
        if code.is_empty() {
            return Ok(());
        }
        match self.disciplines.get_mut(code) {
            Some((connu, _)) if libelle.is_empty() => libelle.clone_from(connu),
            Some((connu, dite)) if connu == libelle => *dite = true,
            Some((connu, true)) => {
                return Err(RaisonRefus::LibelleDifferent {
                    colonne: colonne(),
                    code: code.to_owned(),
                    attendu: connu.clone(),
                });
            }
            Some(connue) => *connue = (libelle.clone(), true),
            None if libelle.is_empty() => return Err(RaisonRefus::Vide { colonne: colonne() }),
            None => {
                self.disciplines
                    .insert(code.to_owned(), (libelle.clone(), true));
            }
        }
        Ok(())
    }

    /// What stands against the columns of a person; the label of their discipline is then
    /// complete.
    fn verifier_personne(&mut self, ligne: u32, c: &mut [String]) -> Option<Issue> {
        if !c[4].is_empty() {
            match Uai::lire(&c[4]) {
                Ok(lu) if self.etablissements.contains_key(&lu) => {}
                Ok(uai) => return Some(Issue::Refusee(RaisonRefus::EtablissementInconnu { uai })),
                Err(_) => return Some(Issue::Refusee(RaisonRefus::RefuseParLaBase)),
            }
        }
        let secondaires = c.get(intervenants::UAI_SECONDAIRES);
        for lu in secondaires.into_iter().flat_map(|s| s.split([',', ' '])) {
            if let Ok(uai) = Uai::lire(lu)
                && !self.etablissements.contains_key(&uai)
            {
                return Some(Issue::Refusee(RaisonRefus::EtablissementInconnu { uai }));
            }
        }
        let contenu = condense(&&*c);
        if let Some(issue) = self.deja.chercher_condense(&c[0], contenu) {
            return Some(issue);
        }
        let mut libelle = core::mem::take(&mut c[6]);
        let verifiee = self.discipline(&c[5], &mut libelle);
        c[6] = libelle;
        if let Err(raison) = verifiee {
            return Some(Issue::Refusee(raison));
        }
        self.deja.noter(ligne, &c[0], contenu);
        None
    }

    async fn intervenants<C: ConnectionTrait>(
        &mut self,
        conn: &C,
        lignes: Vec<(u32, intervenants::Ligne)>,
        vues: &mut Vec<Vue>,
    ) -> Result<(), ImportErreur> {
        let mut bonnes = Vec::with_capacity(lignes.len());
        for (ligne, l) in lignes {
            let mut c = intervenants::colonnes_de(l);
            match self.verifier_personne(ligne, &mut c) {
                Some(issue) => vues.push(Vue::ecartee(ligne, &c[0], &nom_de(&c), issue)),
                None => bonnes.push((ligne, c)),
            }
        }
        let cles = cles(&bonnes);
        let connus = base::intervenants(conn, self.academie_id()?, Lesquels::Cles(&cles))
            .await
            .map_err(erreur_store)?;
        for (ligne, mut c) in bonnes {
            let (cle, nom) = (c[0].clone(), nom_de(&c));
            let connu = connus.get(&cle);
            laisser_fermee(connu, &mut c);
            garder_le_tu(connu, &mut c);
            garder_les_rattachements(connu, &mut c);
            vues.push(Vue::comparee(ligne, &cle, &nom, connu, c));
        }
        Ok(())
    }

    async fn sts<C: ConnectionTrait>(
        &mut self,
        conn: &C,
        lignes: Vec<(u32, sts::Personne)>,
        vues: &mut Vec<Vue>,
    ) -> Result<(), ImportErreur> {
        let Some((_, premiere)) = lignes.first() else {
            return Ok(());
        };
        let academie = self.academie_id()?;
        if self.sts.is_none() {
            let uai = premiere.uai.clone();
            let Some(id) = self.etablissements.get(&uai) else {
                return Err(ImportErreur::EtablissementInconnu {
                    uai: uai.to_string(),
                });
            };
            let personnes = base::personnes_de(conn, *id).await.map_err(erreur_store)?;
            self.sts = Some(Etablissement { uai, personnes });
        }
        // Who each line means: by their number, else by their name.
        let numeros: Vec<String> = lignes.iter().map(|(_, p)| p.matricule.clone()).collect();
        let par_numero = base::intervenants(conn, academie, Lesquels::Cles(&numeros))
            .await
            .map_err(erreur_store)?;
        let vide = Vec::new();
        let personnes = self.sts.as_ref().map_or(&vide, |e| &e.personnes);
        let mut designees: Vec<(u32, sts::Personne, Rapprochement<i64>)> =
            Vec::with_capacity(lignes.len());
        for (ligne, p) in lignes {
            let qui = match par_numero.get(&p.matricule) {
                // Their number names who they were merged into.
                Some(connu) if connu.fusionne => {
                    let qui = store::doublons::actuel(conn, IntervenantId(connu.id))
                        .await
                        .map_err(erreur_store)?;
                    Rapprochement::Connu(qui.0)
                }
                Some(connu) => Rapprochement::Connu(connu.id),
                None => domain::rapprocher(&p.nom, &p.prenom, personnes),
            };
            designees.push((ligne, p, qui));
        }
        let ids: Vec<i64> = designees
            .iter()
            .filter_map(|(.., qui)| match qui {
                Rapprochement::Connu(id) => Some(*id),
                _ => None,
            })
            .collect();
        let connus: HashMap<i64, Connu> = base::intervenants(conn, academie, Lesquels::Ids(&ids))
            .await
            .map_err(erreur_store)?
            .into_values()
            .map(|c| (c.id, c))
            .collect();
        for (ligne, p, qui) in designees {
            let nom = nom_complet(&p.nom, &p.prenom);
            if !p.enseigne {
                vues.push(Vue::ecartee(ligne, &p.matricule, &nom, Issue::Ignoree));
                continue;
            }
            let connu = match qui {
                Rapprochement::Connu(id) => connus.get(&id),
                Rapprochement::Nouveau => None,
                Rapprochement::Homonymes => {
                    let raison = RaisonRefus::Homonymes { nom: nom.clone() };
                    vues.push(Vue::refusee(ligne, &p.matricule, &nom, raison));
                    continue;
                }
            };
            let ailleurs = connu
                .and_then(|c| c.champs.get(4))
                .filter(|uai| !uai.is_empty() && *uai != p.uai.as_str())
                .and_then(|uai| Uai::lire(uai).ok());
            // Who shares their service is in the files of both: the main one's says who they
            // are, the other one's changes nothing.
            let partage = ailleurs.is_some()
                && connu
                    .and_then(|c| c.champs.get(intervenants::UAI_SECONDAIRES))
                    .is_some_and(|s| s.split([',', ' ']).any(|u| u == p.uai.as_str()));
            if let Some(uai) = ailleurs.filter(|_| !partage) {
                let raison = RaisonRefus::AutreEtablissement { uai };
                vues.push(Vue::refusee(ligne, &p.matricule, &nom, raison));
                continue;
            }
            let mut c = match connu {
                Some(connu) if partage => connu.champs.clone(),
                _ => personne_en_colonnes(&p, connu),
            };
            if let Some(issue) = self.verifier_personne(ligne, &mut c) {
                vues.push(Vue::ecartee(ligne, &p.matricule, &nom, issue));
                continue;
            }
            let cle = c[0].clone();
            vues.push(Vue::comparee(ligne, &cle, &nom, connu, c));
        }
        Ok(())
    }

    // ---------------------------------------------------------------- missions

    /// One session has one label: two in a file would each undo the other.
    fn verifier_session(&mut self, c: &[String]) -> Result<(), RaisonRefus> {
        let [_, code, examen, annee, libelle, ..] = c else {
            return Err(RaisonRefus::RefuseParLaBase);
        };
        let cle = [code.clone(), examen.clone(), annee.clone()];
        let attendu = self.sessions.entry(cle).or_insert_with(|| libelle.clone());
        if attendu == libelle {
            return Ok(());
        }
        Err(RaisonRefus::LibelleDifferent {
            colonne: "session".to_owned(),
            code: format!("{code}, {examen}, {annee}"),
            attendu: attendu.clone(),
        })
    }

    async fn missions<C: ConnectionTrait>(
        &mut self,
        conn: &C,
        lignes: Vec<(u32, missions::Ligne)>,
        vues: &mut Vec<Vue>,
    ) -> Result<(), ImportErreur> {
        let mut jours = HashMap::new();
        let mut bonnes: Vec<(u32, Vec<String>)> = Vec::with_capacity(lignes.len());
        for (ligne, l) in lignes {
            let possibles = missions::jours(&l).to_vec();
            let c = missions::colonnes_de(l);
            let (cle, nom) = (c[0].clone(), nom_de_mission(&c));
            let centre = Uai::lire(&c[11]).ok();
            let issue = match centre {
                Some(uai) if !self.etablissements.contains_key(&uai) => {
                    Some(Issue::Refusee(RaisonRefus::EtablissementInconnu { uai }))
                }
                _ => self.deja.chercher(&cle, &c),
            };
            let issue = issue.or_else(|| self.verifier_session(&c).err().map(Issue::Refusee));
            if let Some(issue) = issue {
                vues.push(Vue::ecartee(ligne, &cle, &nom, issue));
                continue;
            }
            self.deja.noter(ligne, &cle, condense(&c));
            jours.insert(cle, possibles);
            bonnes.push((ligne, c));
        }
        let academie = self.academie_id()?;
        let cles = cles(&bonnes);
        let connues = base::missions(conn, academie, Lesquels::Cles(&cles))
            .await
            .map_err(erreur_store)?;
        // Missions whose convocations may have to be told of: their number, their days, and
        // whether they take place elsewhere.
        let mut deplacees: HashMap<i64, (u32, String, bool)> = HashMap::new();
        for (ligne, mut c) in bonnes {
            let (cle, nom) = (c[0].clone(), nom_de_mission(&c));
            let connue = connues.get(&cle);
            if let Some(connue) = connue {
                let possibles: BTreeSet<String> = jours
                    .get(&cle)
                    .into_iter()
                    .flatten()
                    .map(ToString::to_string)
                    .collect();
                garder_du_centre(&mut c, &connue.champs, &possibles);
                let change = |n: usize| connue.champs.get(n) != c.get(n);
                if change(14) || change(11) {
                    deplacees.insert(connue.id, (ligne, cle.clone(), change(11)));
                }
            }
            vues.push(Vue::comparee(ligne, &cle, &nom, connue, c));
        }
        let ids: Vec<i64> = deplacees.keys().copied().collect();
        for k in base::convoquees(conn, &ids).await.map_err(erreur_store)? {
            let Some((ligne, numero, ailleurs)) = deplacees.get(&k.mission) else {
                continue;
            };
            let possibles = jours.get(numero).map_or(&[][..], Vec::as_slice);
            let perdus = if *ailleurs {
                k.jours
            } else {
                jours_perdus(&k.jours, possibles)
            };
            if perdus.is_empty() {
                continue;
            }
            vues.push(Vue {
                objet: Some(k.id),
                avant: Some(vec![base::jours_en_texte(&perdus)]),
                apres: Some(vec![base::jours_en_texte(possibles)]),
                ..Vue::nouvelle(*ligne, SorteLigne::APrevenir, numero, &k.nom)
            });
        }
        Ok(())
    }

    // ------------------------------------------------------ of people known already

    /// Whom lines name, by their matricule; one that names nobody known is refused.
    fn nommees<L>(
        &self,
        lignes: Vec<(u32, L)>,
        matricule: fn(&L) -> &str,
        vues: &mut Vec<Vue>,
    ) -> Vec<(u32, IntervenantId, L)> {
        let mut nommees = Vec::with_capacity(lignes.len());
        for (ligne, l) in lignes {
            let dit = matricule(&l);
            match self.gens.get(dit).copied() {
                Some(qui) => nommees.push((ligne, qui, l)),
                None => vues.push(Vue::refusee(ligne, dit, "", inconnue(dit))),
            }
        }
        nommees
    }

    // -------------------------------------------------------- indisponibilités

    async fn indisponibilites<C: ConnectionTrait>(
        &mut self,
        conn: &C,
        lignes: Vec<(u32, indisponibilites::Ligne)>,
        vues: &mut Vec<Vue>,
    ) -> Result<(), ImportErreur> {
        let mut bonnes = Vec::with_capacity(lignes.len());
        for (ligne, qui, l) in self.nommees(lignes, |l| l.matricule.as_str(), vues) {
            let cle = l.cle();
            if let Some(issue) = self.deja.chercher(&cle, &l) {
                vues.push(Vue::ecartee(ligne, &cle, "", issue));
                continue;
            }
            self.deja.noter(ligne, &cle, condense(&l));
            bonnes.push((ligne, qui, l));
        }
        let absences = || bonnes.iter().flat_map(|(.., l)| &l.lue.absences);
        let (Some(du), Some(au)) = (
            absences().map(|a| a.du).min(),
            absences().map(|a| a.au).max(),
        ) else {
            return Ok(());
        };
        let gens: Vec<IntervenantId> = bonnes.iter().map(|(_, qui, _)| *qui).collect();
        let connues = store::indisponibilites::des_personnes(conn, &self.portee()?, &gens, du, au)
            .await
            .map_err(erreur_store)?;
        let noms = base::lieux(conn, self.academie_id()?, &gens)
            .await
            .map_err(erreur_store)?;
        for (ligne, qui, l) in &bonnes {
            let nom = noms.get(qui).map_or("", |p| p.nom.as_str());
            for a in &l.lue.absences {
                let connue = connues
                    .iter()
                    .find(|g| g.intervenant == *qui && g.absence == *a);
                let connu = connue.map(|g| Connu {
                    id: g.id.0,
                    nom: g.nom.clone(),
                    fusionne: false,
                    champs: indisponibilites::colonnes_de(
                        &l.matricule,
                        &g.absence,
                        g.motif,
                        &g.commentaire,
                    ),
                });
                let apres =
                    indisponibilites::colonnes_de(&l.matricule, a, l.lue.motif, &l.lue.commentaire);
                let cle = indisponibilites::cle(&l.matricule, a);
                vues.push(Vue {
                    version: connue.map_or(0, |g| g.version),
                    ..Vue::comparee(*ligne, &cle, nom, connu.as_ref(), apres)
                });
            }
        }
        Ok(())
    }

    // ------------------------------------------------------------- compétences

    async fn competences<C: ConnectionTrait>(
        &mut self,
        conn: &C,
        lignes: Vec<(u32, competences::Ligne)>,
        vues: &mut Vec<Vue>,
    ) -> Result<(), ImportErreur> {
        let academie = self.academie_id()?;
        let bonnes = self.nommees(lignes, |l| l.matricule.as_str(), vues);
        let gens: Vec<IntervenantId> = bonnes.iter().map(|(_, qui, _)| *qui).collect();
        let lieux = base::lieux(conn, academie, &gens)
            .await
            .map_err(erreur_store)?;
        for (ligne, qui, l) in bonnes {
            let nom = lieux.get(&qui).map_or("", |p| p.nom.as_str());
            let Some(cible) = lieux.get(&qui).and_then(|p| {
                Some(CibleSaisie {
                    etablissement: p.etablissement?,
                    annee: l.annee,
                    discipline: p.discipline,
                })
            }) else {
                vues.push(Vue::refusee(
                    ligne,
                    &l.matricule,
                    nom,
                    inconnue(&l.matricule),
                ));
                continue;
            };
            let connues = match self.epreuves.entry(l.annee) {
                Entry::Occupied(lues) => lues.into_mut(),
                Entry::Vacant(place) => {
                    let toutes = competences::colonnes_de_l_annee(conn, academie, l.annee);
                    place.insert(toutes.await?)
                }
            };
            let cle = match l.objet.trouver(connues) {
                Ok(Some(cle)) => cle,
                Ok(None) => {
                    vues.push(Vue::ecartee(ligne, &l.matricule, nom, Issue::Ignoree));
                    continue;
                }
                Err(raison) => {
                    vues.push(Vue::refusee(ligne, &l.matricule, nom, raison));
                    continue;
                }
            };
            let objet: Option<ObjetCompetence> = connues
                .iter()
                .find(|c| c.cle == cle)
                .map(|c| c.objet.clone());
            let Some(objet) = objet else {
                vues.push(Vue::refusee(
                    ligne,
                    &l.matricule,
                    nom,
                    RaisonRefus::RefuseParLaBase,
                ));
                continue;
            };
            let cellule = Cellule {
                intervenant: qui,
                cle,
            };
            let dite = format!("{} {} {objet}", l.matricule, l.annee);
            let repere = format!("{} {cellule}", l.annee);
            if let Some(issue) = self.deja.chercher(&repere, &l) {
                vues.push(Vue::ecartee(ligne, &dite, nom, issue));
                continue;
            }
            self.lire_cases(conn, cible).await?;
            let Some(cases) = self
                .cases
                .get(&cible)
                .filter(|c| c.modifiable && c.gens.contains(&qui))
            else {
                vues.push(Vue::refusee(
                    ligne,
                    &dite,
                    nom,
                    RaisonRefus::DisciplineValidee,
                ));
                continue;
            };
            self.deja.noter(ligne, &repere, condense(&l));
            let cochee = cases.cochees.contains(&cellule);
            let colonnes = |b| competences::colonnes_de(&l.matricule, l.annee, &objet, b);
            let (sorte, avant) = match (cochee, l.competent) {
                (false, true) => (SorteLigne::Nouveau, Some(colonnes(false))),
                (true, false) => (SorteLigne::Modifie, Some(colonnes(true))),
                _ => (SorteLigne::Inchange, None),
            };
            vues.push(Vue {
                // A box has no key: it always exists, ticked or not.
                objet: Some(qui.0),
                avant,
                apres: Some(colonnes(l.competent)),
                ..Vue::nouvelle(ligne, sorte, &dite, nom)
            });
        }
        Ok(())
    }

    async fn lire_cases<C: ConnectionTrait>(
        &mut self,
        conn: &C,
        cible: CibleSaisie,
    ) -> Result<(), Erreur> {
        if self.cases.contains_key(&cible) {
            return Ok(());
        }
        let saisies = store::competences::saisies(conn, cible.etablissement, cible.annee)
            .await
            .map_err(erreur_store)?;
        let modifiable = saisies
            .iter()
            .find(|s| s.discipline == cible.discipline)
            .is_none_or(|s| s.etat.modifiable());
        let gens = store::competences::personnes(conn, &cible)
            .await
            .map_err(erreur_store)?;
        let cases = store::competences::cases(conn, &cible)
            .await
            .map_err(erreur_store)?;
        let cases = Cases {
            modifiable,
            gens: gens.into_iter().map(|p| p.id).collect(),
            cochees: cases
                .into_iter()
                .filter(|c| c.declaree)
                .map(|c| c.cellule)
                .collect(),
        };
        self.cases.insert(cible, cases);
        Ok(())
    }
}

/// Who was merged into somebody else stays closed: a file that still names them as active
/// changes nothing.
fn laisser_fermee(connu: Option<&Connu>, c: &mut [String]) {
    if connu.is_some_and(|k| k.fusionne)
        && let Some(actif) = c.get_mut(13)
    {
        *actif = oui_non(false);
    }
}

/// What a file need not tell stays as it is when it does not.
fn garder_le_tu(connu: Option<&Connu>, c: &mut [String]) {
    for n in [intervenants::NOM_NAISSANCE, intervenants::ORIGINE] {
        if let (Some(vers), Some(de)) = (c.get_mut(n), connu.and_then(|k| k.champs.get(n)))
            && vers.is_empty()
        {
            vers.clone_from(de);
        }
    }
}

/// What a file does not say of the rattachements à titre secondaire stays as it is; nobody
/// is attached through who was merged into them.
fn garder_les_rattachements(connu: Option<&Connu>, c: &mut [String]) {
    let n = intervenants::UAI_SECONDAIRES;
    if let (Some(connu), Some(vers)) = (connu, c.get_mut(n))
        && (connu.fusionne || vers.is_empty())
        && let Some(de) = connu.champs.get(n)
    {
        vers.clone_from(de);
    }
}

/// The first column of lines: their key.
fn cles(lignes: &[(u32, Vec<String>)]) -> Vec<String> {
    lignes
        .iter()
        .filter_map(|(_, c)| c.first().cloned())
        .collect()
}

/// `NOM Prénom`, of the columns of a person.
fn nom_de(c: &[String]) -> String {
    match c {
        [_, _, nom, prenom, ..] => nom_complet(nom, prenom),
        _ => String::new(),
    }
}

/// `COEC Histoire-géographie`, of the columns of a mission.
fn nom_de_mission(c: &[String]) -> String {
    match c {
        [_, _, _, _, session, _, _, _, epreuve, genre, ..] => {
            let nom = if epreuve.is_empty() { session } else { epreuve };
            let genre =
                TypeMission::lire(genre).map_or_else(|| genre.clone(), |t| t.code().to_owned());
            format!("{genre} {nom}")
        }
        _ => String::new(),
    }
}

/// Default slots, observation and commission belong to the centre once the mission exists;
/// a slot on a day that is no longer possible goes.
fn garder_du_centre(c: &mut [String], connue: &[String], possibles: &BTreeSet<String>) {
    if let (Some(vers), Some(de)) = (c.get_mut(15), connue.get(15)) {
        let gardes: Vec<&str> = de
            .split(", ")
            .filter(|creneau| {
                creneau
                    .get(..10)
                    .is_some_and(|jour| possibles.contains(jour))
            })
            .collect();
        *vers = gardes.join(", ");
    }
    for n in [16, 17] {
        if let (Some(vers), Some(de)) = (c.get_mut(n), connue.get(n)) {
            vers.clone_from(de);
        }
    }
}

/// A person of STS-WEB as the columns of a file of people: what such a file does not say
/// stays as it is.
fn personne_en_colonnes(p: &sts::Personne, connu: Option<&Connu>) -> Vec<String> {
    let mut c = match connu {
        Some(connu) => connu.champs.clone(),
        None => {
            let mut c = vec![String::new(); intervenants::COLONNES.len()];
            c[0].clone_from(&p.matricule);
            c
        }
    };
    if p.civilite != domain::Civilite::Inconnue {
        p.civilite.code().clone_into(&mut c[1]);
    }
    c[2].clone_from(&p.nom);
    c[3].clone_from(&p.prenom);
    p.uai.as_str().clone_into(&mut c[4]);
    if let Some((code, libelle)) = &p.discipline {
        // Its label there is a short one: that of a discipline known already stays.
        if c[5] != *code {
            c[6].clone_from(libelle);
        }
        c[5].clone_from(code);
    }
    if !p.naissance.is_empty()
        && let Some(vers) = c.get_mut(intervenants::NOM_NAISSANCE)
    {
        vers.clone_from(&p.naissance);
    }
    // Who is in the file works there.
    c[13] = oui_non(true);
    c
}

// -------------------------------------------------------------------- writing

/// Writes lines that were looked at.
pub(crate) struct Scribe(Plume);

enum Plume {
    Etablissements(etablissements::Ecrivain),
    Intervenants(intervenants::Ecrivain),
    Missions(missions::Ecrivain),
    Indisponibilites(indisponibilites::Ecrivain),
    Competences(competences::Ecrivain),
}

impl Scribe {
    pub(crate) async fn nouveau(
        tx: &Ecriture,
        services: &Services,
        genre: GenreImport,
        academie: Option<&Academie>,
        seule: Option<String>,
        compte: Option<CompteId>,
    ) -> Result<Self, Erreur> {
        let id = academie.map(|a| a.id).ok_or(Erreur::Introuvable);
        Ok(Self(match genre {
            GenreImport::Etablissements => {
                Plume::Etablissements(etablissements::Ecrivain::nouveau(tx, seule).await?)
            }
            GenreImport::Intervenants | GenreImport::Sts => {
                Plume::Intervenants(intervenants::Ecrivain::nouveau(tx, id?).await?)
            }
            GenreImport::Missions => Plume::Missions(missions::Ecrivain::nouveau(tx, id?).await?),
            GenreImport::Indisponibilites => {
                let portee = Portee::Academie(id?);
                Plume::Indisponibilites(
                    indisponibilites::Ecrivain::nouveau(tx, services, &portee, compte).await?,
                )
            }
            GenreImport::Competences => {
                let id = id?;
                let portee = Portee::Academie(id);
                Plume::Competences(
                    competences::Ecrivain::nouveau(tx, services, id, &portee, compte).await?,
                )
            }
        }))
    }

    /// Writes these columns, each with its place; gives how many could not be any more.
    pub(crate) async fn ecrire(
        &mut self,
        tx: &Ecriture,
        genre: GenreImport,
        lignes: Vec<(u32, Vec<String>)>,
    ) -> Result<usize, Erreur> {
        let mut ecartees = 0;
        let mut lues = Vec::with_capacity(lignes.len());
        for (n, colonnes) in lignes {
            match relire_gardee(genre, colonnes) {
                Ok(lue) => lues.push((n, lue)),
                Err(_) => ecartees += 1,
            }
        }
        Ok(ecartees
            + match &mut self.0 {
                Plume::Etablissements(e) => {
                    ecrire_avec(tx, e, de_la_sorte(lues, Lue::etablissement)).await?
                }
                Plume::Intervenants(e) => {
                    ecrire_avec(tx, e, de_la_sorte(lues, Lue::intervenant)).await?
                }
                Plume::Missions(e) => ecrire_avec(tx, e, de_la_sorte(lues, Lue::mission)).await?,
                Plume::Indisponibilites(e) => {
                    ecrire_avec(tx, e, de_la_sorte(lues, Lue::indisponibilite)).await?
                }
                Plume::Competences(e) => {
                    ecrire_avec(tx, e, de_la_sorte(lues, Lue::competence)).await?
                }
            })
    }

    /// What is left to write once every line is.
    pub(crate) async fn finir(&self, tx: &Ecriture) -> Result<(), Erreur> {
        match &self.0 {
            Plume::Competences(e) => e.finir(tx).await.map_err(erreur_store),
            _ => Ok(()),
        }
    }
}

async fn ecrire_avec<T, E: Ecrivain<T>>(
    tx: &Ecriture,
    ecrivain: &mut E,
    lignes: Vec<(u32, T)>,
) -> Result<usize, Erreur> {
    let mut ecartees = 0;
    let mut prets = Vec::with_capacity(lignes.len());
    for (n, valeur) in lignes {
        match ecrivain.preparer(tx, n, valeur).await? {
            Preparation::Pret(pret) => prets.push(pret),
            Preparation::Issue(_) => ecartees += 1,
        }
    }
    if !prets.is_empty() {
        ecrivain.ecrire(tx, &prets).await.map_err(erreur_store)?;
    }
    Ok(ecartees)
}

/// The code of an académie, as it is kept.
pub(crate) fn code_academie(code: &str) -> String {
    etablissements::code_academie_normalise(code)
}

/// The default slots of the columns of a mission.
pub(crate) fn creneaux_de_la_mission(colonnes: &[String]) -> Vec<Creneau> {
    // They were written by us, and are read by what reads files.
    missions::relire_creneaux(colonnes.to_vec()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colonnes_de(valeurs: &[&str]) -> Vec<String> {
        valeurs.iter().map(|v| (*v).to_owned()).collect()
    }

    #[test]
    fn ce_qui_est_garde_se_relit_tel_quel() {
        let modeles = [
            (
                GenreImport::Etablissements,
                vec![
                    "0310038Y",
                    "LPO",
                    "1 rue A",
                    "BP 4",
                    "",
                    "31031",
                    "TOULOUSE CEDEX 4",
                    "05 36 49 10 11",
                    "a@b.fr",
                    "FERME",
                    "16",
                    "Toulouse",
                ],
            ),
            (
                GenreImport::Intervenants,
                vec![
                    "M1",
                    "mme",
                    "D'ŒILLET",
                    "Ève",
                    "0310038Y",
                    "L1000",
                    "HISTOIRE",
                    "",
                    "",
                    "1 rue A",
                    "",
                    "31000",
                    "TOULOUSE",
                    "non",
                    "aucun",
                    "D'ŒIL",
                    "retraite",
                ],
            ),
            (
                GenreImport::Missions,
                vec![
                    "172278",
                    "470",
                    "BCG",
                    "2021",
                    "BGT 2021",
                    "BCG",
                    "BAC",
                    "C001C",
                    "HG",
                    "COEC",
                    "2021-02-01",
                    "0310038Y",
                    "chef_etablissement",
                    "oui",
                    "2021-02-01..2021-02-05, 2021-02-08",
                    "2021-02-01 08:00-12:00",
                    "un\n\ndeux",
                    "3GHG",
                ],
            ),
        ];
        for (genre, valeurs) in modeles {
            let c = colonnes_de(&valeurs);
            let relues = match relire(genre, c.clone()).unwrap() {
                Lue::Etablissement(l) => etablissements::colonnes_de(*l),
                Lue::Intervenant(l) => intervenants::colonnes_de(*l),
                Lue::Mission(l) => missions::colonnes_de(*l),
                _ => panic!("{genre:?}"),
            };
            assert_eq!(relues, c, "{genre:?}");
            assert_eq!(colonnes(genre).len(), c.len());
        }
        let c = colonnes_de(&[
            "M1",
            "2021-02-01",
            "2021-03-01",
            "formation",
            "matin",
            "mercredi",
            "",
            "",
            "Stage",
        ]);
        let Lue::Indisponibilite(l) = relire(GenreImport::Indisponibilites, c.clone()).unwrap()
        else {
            panic!()
        };
        let [a] = l.lue.absences[..] else { panic!() };
        assert_eq!(
            indisponibilites::colonnes_de(&l.matricule, &a, l.lue.motif, &l.lue.commentaire),
            c
        );
    }

    #[test]
    fn ce_que_d_autres_partagent_ne_bouge_pas_la_ligne() {
        let genre = GenreImport::Missions;
        let mut a = vec![String::from("x"); 18];
        let b = a.clone();
        a[4] = "y".into();
        assert!(pareils(genre, &a, &b));
        a[10] = "y".into();
        assert!(!pareils(genre, &a, &b));
    }

    #[test]
    fn ce_que_le_fichier_ne_dit_pas_des_rattachements_reste() {
        let mut connu = Connu {
            id: 1,
            nom: "X".into(),
            fusionne: false,
            champs: vec![String::new(); intervenants::COLONNES.len()],
        };
        connu.champs[14] = "0310040A".into();
        let lire = |connu: &Connu, dit: &str| {
            let mut c = vec![String::new(); intervenants::COLONNES.len()];
            c[14] = dit.to_owned();
            garder_les_rattachements(Some(connu), &mut c);
            c[14].clone()
        };
        assert_eq!(lire(&connu, ""), "0310040A");
        assert_eq!(lire(&connu, "aucun"), "aucun");
        connu.fusionne = true;
        assert_eq!(lire(&connu, "aucun"), "0310040A");
        // A line kept by the version before has one column less, and is compared all the same.
        let genre = GenreImport::Intervenants;
        assert!(pareils(genre, &connu.champs, &connu.champs[..14]));
        assert!(!pareils(genre, &connu.champs, &connu.champs[..13]));
        let mut sans = connu.champs.clone();
        sans[14].clear();
        assert!(!pareils(genre, &connu.champs, &sans));
        connu.champs[14] = "aucun".into();
        assert!(pareils(genre, &connu.champs, &sans));
    }

    #[test]
    fn le_centre_garde_ce_qui_est_a_lui() {
        let mut c = vec![String::new(); 18];
        let mut connue = c.clone();
        connue[15] = "2021-02-01 08:00-12:00, 2021-02-02 08:00-12:00".into();
        connue[16] = "observation".into();
        let possibles = BTreeSet::from(["2021-02-02".to_owned()]);
        garder_du_centre(&mut c, &connue, &possibles);
        assert_eq!(c[15], "2021-02-02 08:00-12:00");
        assert_eq!(c[16], "observation");
    }
}
