//! Imports of établissements, people, missions, indisponibilités and compétences from CSV files,
//! and of teachers from STS-WEB (`docs/formats-import.md`).
//!
//! Here a file is read, checked and written in one go; [`crate::imports`] follows one step by
//! step, with the same readers and writers (`examen`).
//!
//! A file is put aside and looked at first (`source`, `entete`): one that cannot be
//! used is refused before anything is opened. It is then read line by line on a
//! thread of its own (`lecteur`, `champs`), checked completely, and written in lots
//! inside **one** transaction: whatever happens, all good lines are kept or none.
//! Memory does not grow with the file, but for a few bytes per line that tell
//! doubles.
//!
//! A lot is written under a savepoint. Checks leave nothing for the database to
//! refuse; should it refuse something all the same, the lot is given back and its
//! lines written one by one, each under its own savepoint, so that the one refused
//! is known and goes alone.

mod champs;
mod competences;
mod entete;
mod etablissements;
pub(crate) mod examen;
mod indisponibilites;
mod intervenants;
mod lecteur;
mod missions;
mod source;
mod sts;

use crate::services::{Services, erreur_store, interne};
use champs::Champs;
use domain::{
    Absence, Academie, Acteur, CompteId, EncodageImport, Erreur, Fait, GenreImport,
    INTERVALLES_MAX, ImportErreur, IntervenantId, LigneRefusee, Portee, RaisonRefus, RapportImport,
    Role,
};
use entete::{Colonne, Entete};
use lecteur::{Lecteur, Lu};
use source::Deposee;
use std::collections::HashMap;
use std::future::Future;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;
use store::{Ecrit, Ecriture, ErreurStore};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Largest file that the command line accepts, in bytes.
pub(crate) const OCTETS_MAX: u64 = source::OCTETS_MAX;
/// Lines written together.
const LOT: usize = 500;
/// From so many lines written on, the engine is told to look at its data again.
const BEAUCOUP: u32 = 1_000;

/// Who imports.
#[derive(Clone, Debug)]
pub enum Importateur {
    /// The command line, which may do everything; an académie's code, to import for
    /// this one alone.
    LigneDeCommande {
        /// Its code.
        academie: Option<String>,
    },
    /// Somebody signed in: for their académie, if they are its gestionnaire.
    Compte(Box<Acteur>),
}

/// What an import is asked to do.
#[derive(Clone, Debug)]
pub struct DemandeImport {
    /// Who imports.
    pub importateur: Importateur,
    /// Only try: nothing is kept.
    pub a_blanc: bool,
}

/// Follows an import under way.
pub trait Suivi: Send {
    /// So many bytes of the file are done with, of so many.
    fn avancer(&mut self, _faits: u64, _total: u64) {}
    /// A line is refused. Every one is told, in order; a report keeps the first ones.
    fn refuser(&mut self, _refus: &LigneRefusee) {}
}

/// Nobody follows.
impl Suivi for () {}

/// Imports établissements from the open-data *annuaire de l'éducation*.
///
/// # Errors
/// [`ImportErreur`]: nothing was written then.
pub async fn etablissements(
    services: &Services,
    demande: &DemandeImport,
    source: impl Read + Send + 'static,
    suivi: &mut dyn Suivi,
) -> Result<RapportImport, ImportErreur> {
    let genre = GenreImport::Etablissements;
    let fichier = Fichier::ouvrir(source, etablissements::COLONNES).await?;
    let mut import = Import::nouveau(demande, genre, &fichier, suivi)?;
    etablissements::verifier_l_entete(&fichier.entete, demande.une_seule_academie())?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let academie = match &demande.importateur {
        Importateur::Compte(acteur) => Some(academie_du_compte(&tx, acteur).await?.code),
        Importateur::LigneDeCommande { academie } => academie
            .as_deref()
            .map(etablissements::code_academie_normalise),
    };
    let mut ecrivain = etablissements::Ecrivain::nouveau(&tx, academie).await?;
    import
        .derouler(&tx, fichier, etablissements::lire, &mut ecrivain)
        .await?;
    import.rapport.academies_creees = ecrivain.academies_creees();
    import.conclure(services, demande, tx, None).await
}

/// Imports people of an académie. Those the file does not name are left alone.
///
/// # Errors
/// [`ImportErreur`]: nothing was written then.
pub async fn intervenants(
    services: &Services,
    demande: &DemandeImport,
    source: impl Read + Send + 'static,
    suivi: &mut dyn Suivi,
) -> Result<RapportImport, ImportErreur> {
    let genre = GenreImport::Intervenants;
    let fichier = Fichier::ouvrir(source, intervenants::COLONNES).await?;
    let mut import = Import::nouveau(demande, genre, &fichier, suivi)?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let academie = demande.academie(&tx).await?;
    let mut ecrivain = intervenants::Ecrivain::nouveau(&tx, academie.id).await?;
    import
        .derouler(&tx, fichier, intervenants::lire, &mut ecrivain)
        .await?;
    import
        .conclure(services, demande, tx, Some(&academie))
        .await
}

/// Imports missions of an académie. Those the file does not name are left alone.
///
/// # Errors
/// [`ImportErreur`]: nothing was written then.
pub async fn missions(
    services: &Services,
    demande: &DemandeImport,
    source: impl Read + Send + 'static,
    suivi: &mut dyn Suivi,
) -> Result<RapportImport, ImportErreur> {
    let genre = GenreImport::Missions;
    let fichier = Fichier::ouvrir(source, missions::COLONNES).await?;
    let mut import = Import::nouveau(demande, genre, &fichier, suivi)?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let academie = demande.academie(&tx).await?;
    let libelles = store::libelles::lire(&tx, genre, Some(academie.id))
        .await
        .map_err(erreur_store)?;
    let mut ecrivain = missions::Ecrivain::nouveau(&tx, academie.id).await?;
    import
        .derouler(&tx, fichier, missions::lire, &mut ecrivain)
        .await?;
    // The label of a session is that of the missions that the file does not name, too.
    let fin = async {
        let apres = store::libelles::lire(&tx, genre, Some(academie.id)).await?;
        let changes = store::libelles::changes(&libelles, &apres);
        store::libelles::reporter(&tx, genre, &apres, &changes).await
    };
    fin.await.map_err(erreur_store)?;
    import
        .conclure(services, demande, tx, Some(&academie))
        .await
}

/// Imports indisponibilités of people known already: those of the académie for the command
/// line and the gestionnaire, those of one's personnel for a head or their secretary, who is
/// told in the *Messages* zone. One that is known is not recorded twice.
///
/// # Errors
/// [`ImportErreur`]: nothing was written then.
pub async fn indisponibilites(
    services: &Services,
    demande: &DemandeImport,
    source: impl Read + Send + 'static,
    suivi: &mut dyn Suivi,
) -> Result<RapportImport, ImportErreur> {
    let genre = GenreImport::Indisponibilites;
    let fichier = Fichier::ouvrir(source, indisponibilites::COLONNES).await?;
    let mut import = Import::nouveau(demande, genre, &fichier, suivi)?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let academie = demande.academie(&tx).await?;
    let portee = match &demande.importateur {
        Importateur::LigneDeCommande { .. } => Portee::Academie(academie.id),
        Importateur::Compte(acteur) => acteur.personnels_geres(),
    };
    let compte = demande.compte();
    let mut ecrivain = indisponibilites::Ecrivain::nouveau(&tx, services, &portee, compte).await?;
    import
        .derouler(&tx, fichier, indisponibilites::lire, &mut ecrivain)
        .await?;
    if let Some(compte) = compte {
        let ecrites = core::mem::take(&mut ecrivain.ecrites);
        let ids: Vec<i64> = ecrites.iter().map(|(id, ..)| id.0).collect();
        let absences: Vec<(IntervenantId, Absence)> = ecrites
            .into_iter()
            .map(|(_, qui, absence)| (qui, absence))
            .collect();
        import.rapport.touchees =
            crate::indisponibilites::nombre_touchees(&tx, academie.id, &absences)
                .await
                .map_err(erreur_store)?;
        let saisies = domain::intervalles(&ids);
        if !demande.a_blanc && saisies.len() <= INTERVALLES_MAX {
            import.rapport.saisies = saisies;
        }
        let r = &import.rapport;
        let fait = Fait::IndisponibilitesImportees {
            crees: r.crees,
            modifies: r.modifies,
            refuses: r.refuses,
        };
        let dite = store::messages::ajouter(&tx, compte, services.maintenant(), &fait).await;
        dite.map_err(erreur_store)?;
    }
    import
        .conclure(services, demande, tx, Some(&academie))
        .await
}

/// Imports what people known already are competent in: ticks, or unticks, in the entries of
/// disciplines that are not validated, which are then under way. For whom, as
/// [`indisponibilites`].
///
/// # Errors
/// [`ImportErreur`]: nothing was written then.
pub async fn competences(
    services: &Services,
    demande: &DemandeImport,
    source: impl Read + Send + 'static,
    suivi: &mut dyn Suivi,
) -> Result<RapportImport, ImportErreur> {
    let genre = GenreImport::Competences;
    let fichier = Fichier::ouvrir(source, competences::COLONNES).await?;
    let mut import = Import::nouveau(demande, genre, &fichier, suivi)?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let academie = demande.academie(&tx).await?;
    let portee = match &demande.importateur {
        Importateur::LigneDeCommande { .. } => Portee::Academie(academie.id),
        Importateur::Compte(acteur) => acteur.competences_visibles(),
    };
    let mut ecrivain =
        competences::Ecrivain::nouveau(&tx, services, academie.id, &portee, demande.compte())
            .await?;
    import
        .derouler(&tx, fichier, competences::lire, &mut ecrivain)
        .await?;
    ecrivain.finir(&tx).await.map_err(erreur_store)?;
    import
        .conclure(services, demande, tx, Some(&academie))
        .await
}

/// Imports a file of a kind, but for those of STS-WEB: [`crate::imports`].
///
/// # Errors
/// [`ImportErreur`]: nothing was written then.
pub async fn importer(
    services: &Services,
    genre: GenreImport,
    demande: &DemandeImport,
    source: impl Read + Send + 'static,
    suivi: &mut dyn Suivi,
) -> Result<RapportImport, ImportErreur> {
    match genre {
        GenreImport::Etablissements => etablissements(services, demande, source, suivi).await,
        GenreImport::Intervenants => intervenants(services, demande, source, suivi).await,
        GenreImport::Missions => missions(services, demande, source, suivi).await,
        GenreImport::Indisponibilites => indisponibilites(services, demande, source, suivi).await,
        GenreImport::Competences => competences(services, demande, source, suivi).await,
        // Who is meant by a line is looked for among people, and shown before it is written.
        GenreImport::Sts => Err(Erreur::RequeteInvalide.into()),
    }
}

/// A file to fill in: the header and lines that show what goes where.
#[must_use]
pub const fn modele(genre: GenreImport) -> &'static str {
    match genre {
        GenreImport::Etablissements => etablissements::MODELE,
        GenreImport::Intervenants => intervenants::MODELE,
        GenreImport::Missions => missions::MODELE,
        GenreImport::Indisponibilites => indisponibilites::MODELE,
        GenreImport::Competences => competences::MODELE,
        GenreImport::Sts => sts::MODELE,
    }
}

impl DemandeImport {
    fn compte(&self) -> Option<CompteId> {
        match &self.importateur {
            Importateur::LigneDeCommande { .. } => None,
            Importateur::Compte(acteur) => Some(acteur.compte),
        }
    }

    /// Imports are the gestionnaire's; indisponibilités and compétences, of whoever records
    /// them.
    fn autoriser(&self, genre: GenreImport) -> Result<(), Erreur> {
        let Importateur::Compte(acteur) = &self.importateur else {
            return Ok(());
        };
        let permis = match genre {
            GenreImport::Indisponibilites | GenreImport::Competences => {
                acteur.personnels_geres() != Portee::Rien
            }
            _ => acteur.a_role(Role::Gestionnaire),
        };
        if permis {
            Ok(())
        } else {
            Err(Erreur::Interdit)
        }
    }

    /// Whether one académie alone is concerned, whatever the lines say.
    const fn une_seule_academie(&self) -> bool {
        !matches!(
            self.importateur,
            Importateur::LigneDeCommande { academie: None }
        )
    }

    /// The académie for which people or missions are imported.
    pub(crate) async fn academie(&self, tx: &Ecriture) -> Result<Academie, ImportErreur> {
        let mut toutes = match &self.importateur {
            Importateur::Compte(acteur) => return Ok(academie_du_compte(tx, acteur).await?),
            Importateur::LigneDeCommande {
                academie: Some(code),
            } => {
                let code = etablissements::code_academie_normalise(code);
                let trouvee = store::academies::par_code(tx, &code)
                    .await
                    .map_err(erreur_store)?;
                return trouvee.ok_or(ImportErreur::AcademieInconnue { code });
            }
            Importateur::LigneDeCommande { academie: None } => {
                store::academies::toutes(tx).await.map_err(erreur_store)?
            }
        };
        match (toutes.pop(), toutes.is_empty()) {
            (None, _) => Err(ImportErreur::AucuneAcademie),
            (Some(seule), true) => Ok(seule),
            (Some(derniere), false) => Err(ImportErreur::AcademieAPreciser {
                codes: toutes
                    .into_iter()
                    .chain([derniere])
                    .map(|a| a.code)
                    .collect(),
            }),
        }
    }
}

async fn academie_du_compte(tx: &Ecriture, acteur: &Acteur) -> Result<Academie, Erreur> {
    store::academies::par_id(tx, acteur.academie)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)
}

/// A file that can be used, before its lines are read.
struct Fichier {
    deposee: Deposee,
    colonnes: &'static [Colonne],
    entete: Entete,
}

impl Fichier {
    /// Puts a file aside and reads its header.
    async fn ouvrir(
        source: impl Read + Send + 'static,
        colonnes: &'static [Colonne],
    ) -> Result<Self, ImportErreur> {
        let ouvrir = move || {
            let mut deposee = source::deposer(source, source::OCTETS_MAX)?;
            let encodage = deposee.encodage;
            let debut = entete::debut(deposee.relire()?).map_err(|e| ImportErreur::Lecture {
                detail: e.to_string(),
            })?;
            let entete = entete::lire(&debut, colonnes, |o| champs::decoder(encodage, o))?;
            Ok(Self {
                deposee,
                colonnes,
                entete,
            })
        };
        tokio::task::spawn_blocking(ouvrir)
            .await
            .map_err(|e| interne("import", &e))?
    }

    /// Reads every line, on the present thread, and hands them over in lots.
    fn lire<T>(
        mut self,
        analyser: fn(&Champs<'_>) -> Result<T, RaisonRefus>,
        vers: &mpsc::Sender<Result<Lot<T>, ImportErreur>>,
    ) -> Result<(), ImportErreur> {
        let lecture = |e: std::io::Error| ImportErreur::Lecture {
            detail: e.to_string(),
        };
        let encodage = self.deposee.encodage;
        let mut lecteur = Lecteur::nouveau(self.deposee.relire()?, self.entete.separateur);
        // The header, read already.
        lecteur.suivante().map_err(lecture)?;
        lecteur.attendre(self.entete.champs);
        loop {
            let mut lignes = Vec::with_capacity(LOT);
            while lignes.len() < LOT {
                match lecteur.suivante().map_err(lecture)? {
                    Lu::Fin => break,
                    Lu::Refus { ligne, raison } => lignes.push((ligne, Err(raison))),
                    Lu::Ligne { ligne } => {
                        let lue = valeurs(&lecteur, &self.entete, encodage)
                            .and_then(|v| analyser(&Champs::nouveaux(self.colonnes, v)));
                        lignes.push((ligne, lue));
                    }
                }
            }
            let fini = lignes.len() < LOT;
            let lot = Lot {
                lignes,
                octets: lecteur.octets(),
            };
            // Nobody listens any more: the writing has failed, and says why.
            if vers.blocking_send(Ok(lot)).is_err() || fini {
                return Ok(());
            }
        }
    }
}

/// The fields of a line, in the order of the columns known.
fn valeurs<R: Read>(
    lecteur: &Lecteur<R>,
    entete: &Entete,
    encodage: EncodageImport,
) -> Result<Vec<String>, RaisonRefus> {
    if !lecteur.bon_nombre_de_champs() {
        return Err(RaisonRefus::NombreDeChamps {
            attendus: entete.champs as u32,
            lus: lecteur.nombre_de_champs() as u32,
        });
    }
    let place = |place: &Option<usize>| match place {
        None => Ok(String::new()),
        Some(n) => champs::decoder(encodage, lecteur.champ(*n)).ok_or(RaisonRefus::Illisible),
    };
    entete.places.iter().map(place).collect()
}

/// Lines read, in order, each good in itself or refused.
struct Lot<T> {
    lignes: Vec<(u32, Result<T, RaisonRefus>)>,
    octets: u64,
}

/// Lots as they are read.
type Lots<T> = mpsc::Receiver<Result<Lot<T>, ImportErreur>>;

/// Reads on a thread of its own, two lots ahead: reading goes on while the database works,
/// and no further.
fn lire_a_part<T: Send + 'static>(
    lire: impl FnOnce(&mpsc::Sender<Result<Lot<T>, ImportErreur>>) -> Result<(), ImportErreur>
    + Send
    + 'static,
) -> (Lots<T>, JoinHandle<()>) {
    let (vers, lots) = mpsc::channel(2);
    let lecture = tokio::task::spawn_blocking(move || {
        if let Err(erreur) = lire(&vers) {
            // Nobody listens any more: what was done with the lots has failed, and says why.
            let _ = vers.blocking_send(Err(erreur));
        }
    });
    (lots, lecture)
}

/// What became of a good line.
enum Issue {
    Ecrite(Ecrit),
    Doublon,
    Ignoree,
    Refusee(RaisonRefus),
}

/// Writes the lines of one kind of import. Its memory of what it wrote must hold
/// after a savepoint is given back: hence the two steps.
trait Ecrivain<T>: Send {
    /// What is written: a line with all it refers to.
    type Pret: Send;

    /// Checks a line against what is known already and what the file said before;
    /// makes what it refers to.
    fn preparer(
        &mut self,
        tx: &Ecriture,
        ligne: u32,
        valeur: T,
    ) -> impl Future<Output = Result<Preparation<Self::Pret>, Erreur>> + Send;

    /// Writes lines; gives what was done for each.
    fn ecrire(
        &mut self,
        tx: &Ecriture,
        prets: &[Self::Pret],
    ) -> impl Future<Output = Result<Vec<Ecrit>, ErreurStore>> + Send;

    /// What was written since the last savepoint was given back.
    fn oublier(&mut self) {}
}

/// What preparing a line gave.
enum Preparation<P> {
    Pret(P),
    Issue(Issue),
}

impl<P> From<RaisonRefus> for Preparation<P> {
    fn from(raison: RaisonRefus) -> Self {
        Self::Issue(Issue::Refusee(raison))
    }
}

/// An import under way.
struct Import<'a> {
    rapport: RapportImport,
    suivi: &'a mut dyn Suivi,
    octets: u64,
    empreinte: String,
}

impl<'a> Import<'a> {
    fn nouveau(
        demande: &DemandeImport,
        genre: GenreImport,
        fichier: &Fichier,
        suivi: &'a mut dyn Suivi,
    ) -> Result<Self, ImportErreur> {
        demande.autoriser(genre)?;
        let mut rapport = RapportImport::nouveau(genre, demande.a_blanc);
        rapport.encodage = fichier.deposee.encodage;
        // The annuaire has sixty columns that are of no use here: no news.
        if genre != GenreImport::Etablissements {
            rapport
                .colonnes_ignorees
                .clone_from(&fichier.entete.ignorees);
        }
        Ok(Self {
            rapport,
            suivi,
            octets: fichier.deposee.octets,
            empreinte: fichier.deposee.empreinte.clone(),
        })
    }

    async fn derouler<T, E>(
        &mut self,
        tx: &Ecriture,
        fichier: Fichier,
        analyser: fn(&Champs<'_>) -> Result<T, RaisonRefus>,
        ecrivain: &mut E,
    ) -> Result<(), ImportErreur>
    where
        T: Send + 'static,
        E: Ecrivain<T>,
    {
        let (mut lots, lecture) = lire_a_part(move |vers| fichier.lire(analyser, vers));
        while let Some(lot) = lots.recv().await {
            let lot = lot?;
            let octets = lot.octets;
            self.ecrire_lot(tx, lot.lignes, ecrivain).await?;
            self.suivi.avancer(octets, self.octets);
        }
        lecture.await.map_err(|e| interne("import", &e))?;
        Ok(())
    }

    async fn ecrire_lot<T, E: Ecrivain<T>>(
        &mut self,
        tx: &Ecriture,
        lignes: Vec<(u32, Result<T, RaisonRefus>)>,
        ecrivain: &mut E,
    ) -> Result<(), ImportErreur> {
        let mut issues: Vec<(u32, Issue)> = Vec::with_capacity(lignes.len());
        let mut prets: Vec<E::Pret> = Vec::with_capacity(lignes.len());
        let mut numeros: Vec<u32> = Vec::with_capacity(lignes.len());
        for (ligne, lue) in lignes {
            let prepare = match lue {
                Ok(valeur) => ecrivain.preparer(tx, ligne, valeur).await?,
                Err(raison) => raison.into(),
            };
            match prepare {
                Preparation::Pret(pret) => {
                    prets.push(pret);
                    numeros.push(ligne);
                }
                Preparation::Issue(issue) => issues.push((ligne, issue)),
            }
        }
        let faits = match ecrire_sous_point(tx, ecrivain, &prets).await? {
            Some(faits) => faits.into_iter().map(Issue::Ecrite).collect(),
            None => un_par_un(tx, ecrivain, &prets).await?,
        };
        issues.extend(numeros.into_iter().zip(faits));
        issues.sort_unstable_by_key(|(ligne, _)| *ligne);
        for (ligne, issue) in issues {
            self.noter(ligne, issue);
        }
        Ok(())
    }

    fn noter(&mut self, ligne: u32, issue: Issue) {
        let r = &mut self.rapport;
        r.lignes += 1;
        match issue {
            Issue::Ecrite(Ecrit::Cree) => r.crees += 1,
            Issue::Ecrite(Ecrit::Modifie) => r.modifies += 1,
            Issue::Ecrite(Ecrit::Inchange) => r.inchanges += 1,
            Issue::Doublon => r.doublons += 1,
            Issue::Ignoree => r.ignores += 1,
            Issue::Refusee(raison) => {
                let refus = LigneRefusee { ligne, raison };
                self.suivi.refuser(&refus);
                r.refuses += 1;
                if r.refusees.len() < RapportImport::REFUS_GARDES {
                    r.refusees.push(refus);
                }
            }
        }
    }

    /// Keeps everything with its trace, or gives it back.
    async fn conclure(
        self,
        services: &Services,
        demande: &DemandeImport,
        tx: Ecriture,
        academie: Option<&Academie>,
    ) -> Result<RapportImport, ImportErreur> {
        let r = self.rapport;
        if demande.a_blanc {
            tx.annuler().await.map_err(erreur_store)?;
            return Ok(r);
        }
        let details = serde_json::json!({
            "academie": academie.map(|a| &a.code),
            "fichier": { "sha256": self.empreinte, "octets": self.octets },
            "lignes": r.lignes,
            "crees": r.crees,
            "modifies": r.modifies,
            "inchanges": r.inchanges,
            "doublons": r.doublons,
            "ignores": r.ignores,
            "refuses": r.refuses,
        });
        let trace = store::piste::Trace {
            moment: services.maintenant(),
            compte: demande.compte(),
            action: format!("import.{}", r.genre.code()),
            objet: "academie".to_owned(),
            objet_id: academie.map_or(0, |a| a.id.0),
            details: details.to_string(),
        };
        store::piste::ajouter(&tx, &trace)
            .await
            .map_err(erreur_store)?;
        tx.valider().await.map_err(erreur_store)?;
        if r.crees.saturating_add(r.modifies) >= BEAUCOUP
            && let Err(erreur) = services.store.analyser().await
        {
            // The data is safe; searches are only planned on older figures.
            tracing::warn!(%erreur, "statistiques de la base non rafraîchies");
        }
        Ok(r)
    }
}

/// Writes lines under a savepoint; none when the database refuses one of them, which
/// leaves everything as it was.
async fn ecrire_sous_point<T, E: Ecrivain<T>>(
    tx: &Ecriture,
    ecrivain: &mut E,
    prets: &[E::Pret],
) -> Result<Option<Vec<Ecrit>>, Erreur> {
    if prets.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let point = tx.point().await.map_err(erreur_store)?;
    match ecrivain.ecrire(&point, prets).await {
        Ok(faits) => {
            point.valider().await.map_err(erreur_store)?;
            Ok(Some(faits))
        }
        Err(erreur @ (ErreurStore::Contrainte(_) | ErreurStore::Unicite(_))) => {
            tracing::warn!(%erreur, "lot refusé par la base");
            point.annuler().await.map_err(erreur_store)?;
            ecrivain.oublier();
            Ok(None)
        }
        Err(autre) => Err(erreur_store(autre)),
    }
}

async fn un_par_un<T, E: Ecrivain<T>>(
    tx: &Ecriture,
    ecrivain: &mut E,
    prets: &[E::Pret],
) -> Result<Vec<Issue>, Erreur> {
    let mut issues = Vec::with_capacity(prets.len());
    for pret in prets {
        let fait = ecrire_sous_point(tx, ecrivain, core::slice::from_ref(pret)).await?;
        issues.push(match fait.and_then(|f| f.into_iter().next()) {
            Some(ecrit) => Issue::Ecrite(ecrit),
            None => Issue::Refusee(RaisonRefus::RefuseParLaBase),
        });
    }
    Ok(issues)
}

/// What a file said already, to tell a line repeated from a line that contradicts an
/// earlier one. Sixteen bytes a line: keys and contents are kept as digests, long
/// enough that two different keys never meet in a file that fits on a disk.
#[derive(Default)]
struct DejaLus(HashMap<u64, (u32, u32)>);

impl DejaLus {
    /// What to answer to a line whose key was seen before.
    fn chercher(&self, cle: &str, contenu: &impl Hash) -> Option<Issue> {
        self.chercher_condense(cle, condense(contenu))
    }

    fn chercher_condense(&self, cle: &str, contenu: u64) -> Option<Issue> {
        let (premiere, lu) = *self.0.get(&condense(&cle))?;
        if lu == contenu as u32 {
            return Some(Issue::Doublon);
        }
        let raison = RaisonRefus::DejaLu {
            cle: cle.to_owned(),
            ligne: premiere,
        };
        Some(Issue::Refusee(raison))
    }

    /// Notes a line that is accepted.
    fn noter(&mut self, ligne: u32, cle: &str, contenu: u64) {
        self.0.insert(condense(&cle), (ligne, contenu as u32));
    }
}

fn condense(valeur: &impl Hash) -> u64 {
    let mut hacheur = DefaultHasher::new();
    valeur.hash(&mut hacheur);
    hacheur.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::essais::sur_chaque_moteur;

    /// Writes académies by their code, unchecked: an empty one is refused by the database.
    struct Academies;

    impl Ecrivain<&'static str> for Academies {
        type Pret = &'static str;

        async fn preparer(
            &mut self,
            _: &Ecriture,
            _: u32,
            code: &'static str,
        ) -> Result<Preparation<&'static str>, Erreur> {
            Ok(Preparation::Pret(code))
        }

        async fn ecrire(
            &mut self,
            tx: &Ecriture,
            codes: &[&'static str],
        ) -> Result<Vec<Ecrit>, ErreurStore> {
            for code in codes {
                store::academies::creer(tx, code, "Nom", "Europe/Paris").await?;
            }
            Ok(vec![Ecrit::Cree; codes.len()])
        }
    }

    #[tokio::test]
    async fn ce_que_la_base_refuse_part_seul() {
        sur_chaque_moteur(async |store| {
            let tx = store.ecriture().await.unwrap();
            let mut import = Import {
                rapport: RapportImport::nouveau(GenreImport::Etablissements, false),
                suivi: &mut (),
                octets: 0,
                empreinte: String::new(),
            };
            // A CHECK and a UNIQUE, in the middle of good lines.
            let lignes = ["A", "B", "", "C", "B", "D"];
            let lignes = (2..).zip(lignes.map(Ok)).collect();
            import
                .ecrire_lot(&tx, lignes, &mut Academies)
                .await
                .unwrap();
            tx.valider().await.unwrap();
            let refus: Vec<u32> = import.rapport.refusees.iter().map(|l| l.ligne).collect();
            assert_eq!((import.rapport.crees, refus), (4, vec![4, 6]));
            assert!(
                import
                    .rapport
                    .refusees
                    .iter()
                    .all(|l| l.raison == RaisonRefus::RefuseParLaBase)
            );
            let codes: Vec<String> = store::academies::toutes(store.lecture())
                .await
                .unwrap()
                .into_iter()
                .map(|a| a.code)
                .collect();
            assert_eq!(codes, ["A", "B", "C", "D"]);
        })
        .await;
    }

    #[test]
    fn les_doubles_se_reconnaissent() {
        let mut deja = DejaLus::default();
        assert!(deja.chercher("1", &"a").is_none());
        deja.noter(2, "1", condense(&"a"));
        assert!(matches!(deja.chercher("1", &"a"), Some(Issue::Doublon)));
        assert!(matches!(
            deja.chercher("1", &"b"),
            Some(Issue::Refusee(RaisonRefus::DejaLu { ligne: 2, .. }))
        ));
    }
}
