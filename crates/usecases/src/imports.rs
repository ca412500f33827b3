//! Imports followed step by step: a file is kept with its digest, analysed in the background,
//! looked at, applied in one transaction, and taken back while nothing depends on it. The
//! command line goes through the same steps without stopping ([`d_un_trait`]).
//!
//! Several servers share the work: an import belongs for a time to whoever took it, and to
//! another once that one has died. Analysing writes nothing but the lines to be looked at.
//! Applying compares every line again, in the transaction that writes: what has moved since
//! gives everything back and is analysed once more.

use crate::importer::examen::{self, Examinateur, Lecture, Scribe, Vue};
use crate::importer::{DemandeImport, Importateur, Suivi};
use crate::rondes;
use crate::services::{Heures, Services, erreur_store, interne};
use crate::tableur;
use core::time::Duration;
use domain::{
    Academie, AcademieId, Acteur, ChangementImport, ComptesImport, EncodageImport, Erreur,
    EtatImport, Fait, FaitImport, FiltreImport, GenreImport, GesteImport, IMPORTS_PAR_PAGE,
    ImportErreur, ImportId, ImportListe, ImportRefus, ImportVu, IssueImport, LIGNES_IMPORT,
    LigneImport, LigneRefusee, MissionId, Moment, NOMS_GARDES, PageImports, RapportImport, Role,
    SorteLigne, changements, partis_marquables, texte, uai_saisi,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap};
use std::io::{Read, Seek, SeekFrom, Write};
use std::sync::{Arc, LazyLock, Mutex};
use store::imports::{self, Import, LigneGardee, NouvelImport};
use store::imports_base::{self as base, Lesquels};
use store::libelles::{self, Libelles};
use store::{Ecriture, ErreurStore};
use tempfile::SpooledTempFile;
use tokio::sync::watch;

/// Bytes of a piece of a file.
const MORCEAU: usize = 256 * 1024;
/// Lines written or compared together.
const LOT: u32 = 500;
/// Seconds during which an import belongs to whoever took it.
const VERROU: i64 = 120;
/// Times that an import is taken before it is broken off for good.
const ESSAIS: i32 = 3;
/// Time between two looks at what is to be done.
const RONDE: Duration = Duration::from_secs(1);
/// From so many lines written on, the engine is told to look at its data again.
const BEAUCOUP: u32 = 1_000;
/// Larger files are put aside on disk while they are read.
const EN_MEMOIRE_MAX: usize = 8 * 1024 * 1024;
/// Longest name of a file kept, in characters.
const FICHIER_MAX: usize = 100;
/// Columns of missions that letters say: session, spécialité, épreuve, kind, centre,
/// signatory. The label of the session is of every mission of it: it is looked at apart.
const DITES_PAR_LA_LETTRE: [usize; 10] = [1, 2, 3, 5, 6, 7, 8, 9, 11, 12];

/// Lines done of what this process applies or takes back, and how many there are: SQLite has
/// one writer, who cannot tell others how far it is before it has finished.
static PROGRES: LazyLock<Mutex<HashMap<ImportId, (u64, u64)>>> = LazyLock::new(Mutex::default);

fn dire_progres(id: ImportId, progres: Option<(u64, u64)>) {
    // A poisoned lock only means that nobody is told how far it is.
    if let Ok(mut tous) = PROGRES.lock() {
        match progres {
            Some(p) => tous.insert(id, p),
            None => tous.remove(&id),
        };
    }
}

fn progres(id: ImportId) -> Option<(u64, u64)> {
    PROGRES.lock().ok().and_then(|tous| tous.get(&id).copied())
}

fn autoriser(acteur: &Acteur) -> Result<(), Erreur> {
    if acteur.a_role(Role::Gestionnaire) {
        Ok(())
    } else {
        Err(Erreur::Interdit)
    }
}

// ------------------------------------------------------------------- a file comes

/// Keeps a file of the actor's académie, to be analysed.
///
/// # Errors
/// [`Erreur::Interdit`] for who is no gestionnaire; [`Erreur::Import`] for no file, one that
/// is too large, or an établissement that is none.
pub async fn deposer(
    services: &Services,
    acteur: &Acteur,
    genre: GenreImport,
    uai: &str,
    fichier: &str,
    source: impl Read + Send + 'static,
) -> Result<ImportId, Erreur> {
    autoriser(acteur)?;
    let etablissement = match uai_saisi(uai) {
        Ok(Some(uai)) if genre == GenreImport::Sts => uai.to_string(),
        Ok(_) => String::new(),
        Err(_) => return Err(ImportRefus::Uai.into()),
    };
    let nouveau = NouvelImport {
        academie: Some(acteur.academie),
        genre,
        compte: Some(acteur.compte),
        etablissement,
        fichier: nom_de_fichier(fichier),
    };
    let maximum = services.reglages.limites.import_max;
    garder(services, &nouveau, None, source, maximum).await
}

/// The name of a file without its folders, on one line.
fn nom_de_fichier(nom: &str) -> String {
    let seul = nom.rsplit(['/', '\\']).next().unwrap_or_default();
    let propre: String = seul
        .chars()
        .filter(|c| !texte::a_caractere_de_controle(c.encode_utf8(&mut [0; 4])))
        .collect();
    texte::abreger(&texte::nettoyer(&propre), FICHIER_MAX)
}

/// Keeps a file in pieces, in one transaction.
async fn garder(
    services: &Services,
    nouveau: &NouvelImport,
    verrou: Option<&str>,
    mut source: impl Read + Send + 'static,
    maximum: u64,
) -> Result<ImportId, Erreur> {
    let maintenant = services.maintenant();
    let jusqua = maintenant.plus_secondes(VERROU);
    // The first piece before anything is written: an empty file is none.
    let (mut morceau, suite) = lire_morceau(source).await?;
    source = suite;
    if morceau.is_empty() {
        return Err(ImportRefus::FichierManquant.into());
    }
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let id = imports::creer(&tx, nouveau, verrou.map(|v| (v, jusqua)), maintenant)
        .await
        .map_err(erreur_store)?;
    let mut condense = Sha256::new();
    let (mut octets, mut rang) = (0_u64, 0_i32);
    while !morceau.is_empty() {
        octets += morceau.len() as u64;
        if octets > maximum {
            return Err(ImportRefus::TropGros { maximum }.into());
        }
        condense.update(&morceau);
        imports::ajouter_morceau(&tx, id, rang, morceau)
            .await
            .map_err(erreur_store)?;
        rang = rang.saturating_add(1);
        (morceau, source) = lire_morceau(source).await?;
    }
    let empreinte: String = condense
        .finalize()
        .iter()
        .map(|o| format!("{o:02x}"))
        .collect();
    imports::achever_depot(&tx, id, octets, &empreinte)
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)?;
    Ok(id)
}

/// The next piece of a source, read off the async workers; empty at its end.
async fn lire_morceau<R: Read + Send + 'static>(mut source: R) -> Result<(Vec<u8>, R), Erreur> {
    let lire = move || {
        let mut morceau = Vec::with_capacity(MORCEAU);
        let lu = source
            .by_ref()
            .take(MORCEAU as u64)
            .read_to_end(&mut morceau);
        lu.map(|_| (morceau, source))
    };
    tokio::task::spawn_blocking(lire)
        .await
        .map_err(|e| interne("import", &e))?
        .map_err(|e| interne("import", &e))
}

/// The file of an import, put together again.
async fn rassembler(services: &Services, id: ImportId) -> Result<SpooledTempFile, Erreur> {
    let mut fichier = SpooledTempFile::new(EN_MEMOIRE_MAX);
    let mut rang = 0;
    while let Some(morceau) = imports::morceau(services.store.lecture(), id, rang)
        .await
        .map_err(erreur_store)?
    {
        let ecrire = move || fichier.write_all(&morceau).map(|()| fichier);
        fichier = tokio::task::spawn_blocking(ecrire)
            .await
            .map_err(|e| interne("import", &e))?
            .map_err(|e| interne("import", &e))?;
        rang += 1;
    }
    fichier
        .seek(SeekFrom::Start(0))
        .map_err(|e| interne("import", &e))?;
    Ok(fichier)
}

// ------------------------------------------------------------------- what is seen

fn resume(import: &Import, heures: &Heures, maintenant: Moment) -> ImportListe {
    let en_cours = import.etat.en_travail()
        && import
            .verrou_jusqua
            .is_some_and(|jusqua| jusqua > maintenant);
    ImportListe {
        id: import.id,
        genre: import.genre,
        etat: import.etat,
        en_cours,
        fichier: import.fichier.clone(),
        etablissement: import.etablissement.clone(),
        par: import.par.clone(),
        depose_le: heures.dire(import.depose_le),
        applique_le: import
            .applique_le
            .map(|m| heures.dire(m))
            .unwrap_or_default(),
        octets: import.octets,
        avance: progres(import.id)
            .filter(|_| import.etat.en_travail())
            .unwrap_or(import.avance),
        comptes: import.comptes,
    }
}

/// The imports of the actor's académie, latest first.
///
/// # Errors
/// [`Erreur::Interdit`] for who is no gestionnaire.
pub async fn lister(
    services: &Services,
    acteur: &Acteur,
    page: u32,
) -> Result<PageImports, Erreur> {
    autoriser(acteur)?;
    let depuis = (page.max(1) - 1).saturating_mul(IMPORTS_PAR_PAGE);
    let lecture = services.store.lecture();
    let (total, lus) = imports::lister(lecture, acteur.academie, depuis, IMPORTS_PAR_PAGE)
        .await
        .map_err(erreur_store)?;
    let heures = Heures::de(services, acteur.academie).await?;
    let maintenant = services.maintenant();
    Ok(PageImports {
        imports: lus.iter().map(|i| resume(i, &heures, maintenant)).collect(),
        total,
        octets_max: services.reglages.limites.import_max,
    })
}

/// An import of the actor's académie.
async fn trouver(services: &Services, acteur: &Acteur, id: ImportId) -> Result<Import, Erreur> {
    autoriser(acteur)?;
    imports::par_id(services.store.lecture(), Some(acteur.academie), id)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)
}

/// An import with a page of its lines.
///
/// # Errors
/// [`Erreur::Interdit`] for who is no gestionnaire, [`Erreur::Introuvable`] when it does not
/// exist or is of another académie.
pub async fn lire(
    services: &Services,
    acteur: &Acteur,
    id: ImportId,
    filtre: &FiltreImport,
) -> Result<ImportVu, Erreur> {
    let import = trouver(services, acteur, id).await?;
    let lecture = services.store.lecture();
    let sorte = filtre.sorte.unwrap_or_else(|| import.comptes.premiere());
    let depuis = (filtre.page.max(1) - 1).saturating_mul(LIGNES_IMPORT);
    // Lines under way would be seen to come and go.
    let (total, lignes) = if import.etat == EtatImport::AAnalyser {
        (0, Vec::new())
    } else {
        imports::lignes(lecture, id, sorte, &filtre.mot_cle, depuis, LIGNES_IMPORT)
            .await
            .map_err(erreur_store)?
    };
    let deja = imports::meme_fichier(lecture, &import)
        .await
        .map_err(erreur_store)?;
    let heures = Heures::de(services, acteur.academie).await?;
    let noms = examen::colonnes(import.genre);
    Ok(ImportVu {
        change_le: import.change_le,
        issue: import.issue.clone(),
        empreinte: import.empreinte.clone(),
        deja: deja.map(|(id, quand)| (id, heures.dire(quand))),
        encodage: import.encodage,
        colonnes_ignorees: import.colonnes_ignorees.clone(),
        lettres_ailleurs: import.lettres_ailleurs,
        partis: import.partis,
        partis_refus: partis_marquables(import.genre, &import.comptes).err(),
        sorte,
        lignes: lignes
            .into_iter()
            .map(|l| ligne_vue(import.genre, &noms, l))
            .collect(),
        total,
        import: resume(&import, &heures, services.maintenant()),
    })
}

fn ligne_vue(genre: GenreImport, noms: &[&str], l: LigneGardee) -> LigneImport {
    let changements = match (l.sorte, &l.apres) {
        (SorteLigne::Nouveau, Some(apres)) => changements(noms, None, apres),
        (SorteLigne::Modifie | SorteLigne::Parti, Some(apres)) => {
            changements(noms, l.avant.as_deref(), apres)
        }
        // Even when the days are the same: the centre is another one.
        (SorteLigne::APrevenir, Some(apres)) => {
            let premier = |jours: &[String]| jours.first().cloned().unwrap_or_default();
            vec![ChangementImport {
                colonne: "jours".to_owned(),
                avant: l.avant.as_deref().map(premier).unwrap_or_default(),
                apres: premier(apres),
            }]
        }
        _ => Vec::new(),
    };
    // What does not exist yet has no page.
    let connue = matches!(
        l.sorte,
        SorteLigne::Modifie | SorteLigne::Parti | SorteLigne::Inchange | SorteLigne::APrevenir
    );
    LigneImport {
        ligne: l.ligne,
        mission: if genre == GenreImport::Missions && (connue || l.objet.is_some()) {
            l.cle.parse().ok()
        } else {
            None
        },
        cle: l.cle,
        nom: l.nom,
        changements,
        raison: l.raison,
    }
}

/// The lines refused as a CSV file. `entetes` names the columns, `cellules` says a line; both
/// are sentences, which are the screens'.
///
/// # Errors
/// As [`lire`].
pub async fn exporter_refus<const N: usize>(
    services: &Services,
    acteur: &Acteur,
    id: ImportId,
    entetes: [&str; N],
    cellules: impl Fn(&LigneImport) -> [String; N],
) -> Result<Vec<u8>, Erreur> {
    exporter(services, acteur, id, SorteLigne::Refuse, entetes, cellules).await
}

/// The people to be warned as a CSV file: their convocation is kept, and its mission no longer
/// takes place on its days, or where it did. As [`exporter_refus`].
///
/// # Errors
/// As [`lire`].
pub async fn exporter_a_prevenir<const N: usize>(
    services: &Services,
    acteur: &Acteur,
    id: ImportId,
    entetes: [&str; N],
    cellules: impl Fn(&LigneImport) -> [String; N],
) -> Result<Vec<u8>, Erreur> {
    exporter(
        services,
        acteur,
        id,
        SorteLigne::APrevenir,
        entetes,
        cellules,
    )
    .await
}

/// The lines of a kind as a CSV file.
async fn exporter<const N: usize>(
    services: &Services,
    acteur: &Acteur,
    id: ImportId,
    sorte: SorteLigne,
    entetes: [&str; N],
    cellules: impl Fn(&LigneImport) -> [String; N],
) -> Result<Vec<u8>, Erreur> {
    let import = trouver(services, acteur, id).await?;
    let mut octets = tableur::entete(entetes)?;
    // Lines under way would be seen to come and go.
    if import.etat == EtatImport::AAnalyser {
        return Ok(octets);
    }
    let mut apres = -1;
    loop {
        let lot = imports::lot(services.store.lecture(), id, &[sorte], apres, LOT)
            .await
            .map_err(erreur_store)?;
        let Some(derniere) = lot.last() else {
            return Ok(octets);
        };
        apres = derniere.rang;
        let lignes: Vec<[String; N]> = lot
            .into_iter()
            .map(|l| cellules(&ligne_vue(import.genre, &[], l)))
            .collect();
        octets.extend(tableur::rangees(lignes)?);
    }
}

// ------------------------------------------------------------------ what is asked

async fn demander(
    services: &Services,
    id: ImportId,
    de: &[EtatImport],
    vers: EtatImport,
    partis: bool,
    vue: Option<Moment>,
) -> Result<Ecriture, Erreur> {
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let maintenant = services.maintenant();
    let faite = imports::demander(&tx, id, de, vers, (partis, vue), maintenant)
        .await
        .map_err(erreur_store)?;
    if faite {
        Ok(tx)
    } else {
        Err(ImportRefus::EtatChange.into())
    }
}

/// Asks for an import to be applied as it was looked at, when it had last changed at `vue`;
/// `partis` to mark those gone as such.
///
/// # Errors
/// [`Erreur::Import`] when somebody else was first or it was analysed again since, when
/// nothing would be written, or when those gone cannot be marked; as [`lire`].
pub async fn appliquer(
    services: &Services,
    acteur: &Acteur,
    id: ImportId,
    vue: Moment,
    partis: bool,
) -> Result<(), Erreur> {
    let import = trouver(services, acteur, id).await?;
    if import.etat != EtatImport::Pret || import.change_le != vue {
        return Err(ImportRefus::EtatChange.into());
    }
    if partis {
        partis_marquables(import.genre, &import.comptes).map_err(ImportRefus::Partis)?;
    }
    if !import.comptes.ecrit(partis) {
        return Err(ImportRefus::RienAEcrire.into());
    }
    let vers = EtatImport::AAppliquer;
    let tx = demander(services, id, &[EtatImport::Pret], vers, partis, Some(vue)).await?;
    tx.valider().await.map_err(erreur_store)
}

/// Asks for an import to be taken back.
///
/// # Errors
/// [`Erreur::Import`] when it is not applied, or somebody else was first; as [`lire`].
pub async fn annuler(services: &Services, acteur: &Acteur, id: ImportId) -> Result<(), Erreur> {
    let import = trouver(services, acteur, id).await?;
    let (de, vers) = (EtatImport::Applique, EtatImport::AAnnuler);
    let tx = demander(services, id, &[de], vers, import.partis, None).await?;
    tx.valider().await.map_err(erreur_store)
}

/// Gives an import up: nothing of it was written, and nothing of its file stays.
///
/// # Errors
/// [`Erreur::Import`] when it is applied, or being so; as [`lire`].
pub async fn abandonner(services: &Services, acteur: &Acteur, id: ImportId) -> Result<(), Erreur> {
    let import = trouver(services, acteur, id).await?;
    let de: Vec<EtatImport> = EtatImport::TOUS
        .into_iter()
        .filter(|e| e.abandonnable())
        .collect();
    let tx = demander(services, id, &de, EtatImport::Abandonne, false, None).await?;
    let vider = async {
        imports::vider(&tx, id).await?;
        let fait = fait(&import, GesteImport::Abandonne, import.comptes);
        store::messages::ajouter(&tx, acteur.compte, services.maintenant(), &fait).await
    };
    vider.await.map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)
}

/// Asks for an import to be analysed once more.
///
/// # Errors
/// [`Erreur::Import`] when it cannot be, or somebody else was first; as [`lire`].
pub async fn reanalyser(services: &Services, acteur: &Acteur, id: ImportId) -> Result<(), Erreur> {
    trouver(services, acteur, id).await?;
    let de: Vec<EtatImport> = EtatImport::TOUS
        .into_iter()
        .filter(|e| e.reanalysable())
        .collect();
    let tx = demander(services, id, &de, EtatImport::AAnalyser, false, None).await?;
    tx.valider().await.map_err(erreur_store)
}

fn fait(import: &Import, geste: GesteImport, comptes: ComptesImport) -> Fait {
    Fait::Import(FaitImport {
        import: import.id,
        genre: import.genre,
        geste,
        comptes,
    })
}

// --------------------------------------------------------------------- the worker

/// Analyses, applies and takes back what is asked, one import after the other, until `arret`
/// turns true. What is under way then is left to another server, or to this one when it
/// starts again: nothing was written of it.
pub async fn tourner(services: Arc<Services>, mut arret: watch::Receiver<bool>) {
    let Some(verrou) = rondes::verrou(&services, "imports impossibles") else {
        return;
    };
    let remis = "import remis à plus tard";
    rondes::tourner(&mut arret, RONDE, remis, || tour(&services, &verrou)).await;
}

/// One step of the import that waits longest; `false` when none does.
///
/// # Errors
/// When the database does not answer: it is taken again later.
pub async fn tour(services: &Services, verrou: &str) -> Result<bool, Erreur> {
    let maintenant = services.maintenant();
    if !imports::a_faire(services.store.lecture(), maintenant)
        .await
        .map_err(erreur_store)?
    {
        return Ok(false);
    }
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let jusqua = maintenant.plus_secondes(VERROU);
    let Some(import) = imports::prendre(&tx, maintenant, verrou, jusqua)
        .await
        .map_err(erreur_store)?
    else {
        return Ok(false);
    };
    tx.valider().await.map_err(erreur_store)?;
    if import.essais > ESSAIS {
        let etat = import.etat.apres_rupture();
        let issue = Some(IssueImport::Interrompu);
        conclure(services, &import, verrou, etat, issue, GesteImport::Rompu).await?;
        return Ok(true);
    }
    let fini = traiter(services, &import, verrou, &mut ()).await;
    dire_progres(import.id, None);
    match fini {
        Ok(_) => Ok(true),
        Err(ImportErreur::Erreur(erreur)) => Err(erreur),
        Err(erreur) => {
            let issue = Some(IssueImport::Erreur(erreur));
            let (etat, geste) = (EtatImport::Refuse, GesteImport::Refuse);
            conclure(services, &import, verrou, etat, issue, geste).await?;
            Ok(true)
        }
    }
}

/// Lets go of an import that comes to another state, and tells who asked for it.
async fn conclure(
    services: &Services,
    import: &Import,
    verrou: &str,
    etat: EtatImport,
    issue: Option<IssueImport>,
    geste: GesteImport,
) -> Result<(), Erreur> {
    let ecriture = async {
        let tx = services.store.ecriture().await?;
        let maintenant = services.maintenant();
        if !imports::rendre(&tx, import.id, verrou, etat, issue.as_ref(), maintenant).await? {
            return Ok(());
        }
        prevenir(services, &tx, import, geste, import.comptes).await?;
        tx.valider().await
    };
    ecriture.await.map_err(erreur_store)
}

async fn prevenir(
    services: &Services,
    tx: &Ecriture,
    import: &Import,
    geste: GesteImport,
    comptes: ComptesImport,
) -> Result<(), ErreurStore> {
    if let Some(compte) = import.compte {
        let fait = fait(import, geste, comptes);
        store::messages::ajouter(tx, compte, services.maintenant(), &fait).await?;
    }
    Ok(())
}

/// What a step came to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fin {
    /// Done; académies that the lines make.
    Faite(Vec<String>),
    /// Nothing was written, because what it is about has changed.
    Reprise,
    /// It is somebody else's by now, or was given up.
    Perdue,
}

async fn traiter(
    services: &Services,
    import: &Import,
    verrou: &str,
    suivi: &mut dyn Suivi,
) -> Result<Fin, ImportErreur> {
    match import.etat {
        EtatImport::AAnalyser => analyser(services, import, verrou, suivi).await,
        EtatImport::AAppliquer => Ok(appliquer_ici(services, import, verrou).await?),
        EtatImport::AAnnuler => Ok(annuler_ici(services, import, verrou).await?),
        _ => Ok(Fin::Perdue),
    }
}

/// The académie of an import, and the code of the one académie that an annuaire is of.
async fn perimetre(
    conn: &impl store::ConnectionTrait,
    import: &Import,
) -> Result<(Option<Academie>, Option<String>), Erreur> {
    let academie = match import.academie {
        Some(id) => Some(
            store::academies::par_id(conn, id)
                .await
                .map_err(erreur_store)?
                .ok_or(Erreur::Introuvable)?,
        ),
        None => None,
    };
    let seule = match (&academie, import.genre) {
        (Some(a), _) => Some(a.code.clone()),
        (None, GenreImport::Etablissements) if !import.etablissement.is_empty() => {
            Some(import.etablissement.clone())
        }
        _ => None,
    };
    Ok((academie, seule))
}

// ---------------------------------------------------------------------- analysing

/// Puts lines after those that are kept.
fn ranger(vues: Vec<Vue>, rang: &mut i32) -> Vec<LigneGardee> {
    vues.into_iter()
        .map(|v| {
            let place = *rang;
            *rang = rang.saturating_add(1);
            LigneGardee {
                rang: place,
                ligne: v.ligne,
                sorte: v.sorte,
                cle: v.cle,
                nom: v.nom,
                objet: v.objet,
                avant: v.avant,
                apres: v.apres,
                raison: v.raison,
            }
        })
        .collect()
}

/// Keeps lines, if the import still is this server's.
async fn ajouter(
    services: &Services,
    import: &Import,
    verrou: &str,
    lignes: &[LigneGardee],
    faits: u64,
) -> Result<bool, Erreur> {
    let ecriture = async {
        let tx = services.store.ecriture().await?;
        let jusqua = services.maintenant().plus_secondes(VERROU);
        let avance = (faits, import.octets);
        if !imports::tenir(&tx, import.id, verrou, jusqua, avance).await? {
            return Ok(false);
        }
        imports::ajouter_lignes(&tx, import.id, lignes).await?;
        tx.valider().await?;
        Ok(true)
    };
    ecriture.await.map_err(erreur_store)
}

async fn analyser(
    services: &Services,
    import: &Import,
    verrou: &str,
    suivi: &mut dyn Suivi,
) -> Result<Fin, ImportErreur> {
    let id = import.id;
    // What another server may have left.
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let jusqua = services.maintenant().plus_secondes(VERROU);
    if !imports::tenir(&tx, id, verrou, jusqua, (0, import.octets))
        .await
        .map_err(erreur_store)?
    {
        return Ok(Fin::Perdue);
    }
    imports::vider_lignes(&tx, id).await.map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)?;

    let lecture = services.store.lecture();
    let (academie, seule) = perimetre(lecture, import).await?;
    let uai = match import.genre {
        GenreImport::Sts => uai_saisi(&import.etablissement).unwrap_or_default(),
        _ => None,
    };
    let source = rassembler(services, id).await?;
    let une_academie = seule.is_some();
    let mut fichier = Lecture::ouvrir(import.genre, source, une_academie, uai).await?;
    let mut x = Examinateur::nouveau(lecture, import.genre, academie.clone(), seule).await?;
    let mut rang = 0;
    while let Some(lu) = fichier.suivantes().await? {
        let faits = lu.octets;
        let lignes = ranger(x.examiner(lecture, lu).await?, &mut rang);
        if !ajouter(services, import, verrou, &lignes, faits).await? {
            return Ok(Fin::Perdue);
        }
        suivi.avancer(faits.min(import.octets), import.octets);
    }
    let etablissement = match import.genre {
        GenreImport::Sts if x.uai().is_empty() => import.etablissement.clone(),
        GenreImport::Sts => x.uai(),
        _ => import.etablissement.clone(),
    };
    if let Some(academie) = &academie
        && !chercher_les_partis(services, import, verrou, academie.id, &etablissement, rang).await?
    {
        return Ok(Fin::Perdue);
    }
    let fin = async {
        let tx = services.store.ecriture().await?;
        let maintenant = services.maintenant();
        let (encodage, ignorees) = (fichier.encodage, &fichier.ignorees);
        let actuels = libelles::lire(&tx, import.genre, import.academie).await?;
        let renommees = x.sessions_renommees(&actuels);
        let ailleurs = libelles::lettres_ailleurs(&tx, id, &actuels, &renommees).await?;
        imports::noter_lecture(&tx, id, encodage, ignorees, &etablissement, ailleurs).await?;
        let comptes = imports::compter(&tx, id).await?;
        // Why it was analysed again stays to be read.
        let issue = import.issue.as_ref();
        if !imports::rendre(&tx, id, verrou, EtatImport::Pret, issue, maintenant).await? {
            return Ok(false);
        }
        prevenir(services, &tx, import, GesteImport::Analyse, comptes).await?;
        tx.valider().await?;
        Ok(true)
    };
    if fin.await.map_err(erreur_store)? {
        Ok(Fin::Faite(x.academies_creees()))
    } else {
        Ok(Fin::Perdue)
    }
}

/// Keeps those that are known of the same source and that the file does not name; `false`
/// when the import is no longer this server's.
async fn chercher_les_partis(
    services: &Services,
    import: &Import,
    verrou: &str,
    academie: AcademieId,
    uai: &str,
    mut rang: i32,
) -> Result<bool, Erreur> {
    let lecture = services.store.lecture();
    let mut apres = 0;
    loop {
        let genre = import.genre;
        let ids = base::partis(lecture, import.id, genre, academie, uai, apres, LOT)
            .await
            .map_err(erreur_store)?;
        let Some(dernier) = ids.last() else {
            return Ok(true);
        };
        apres = *dernier;
        let connus = match genre {
            GenreImport::Etablissements => base::etablissements(lecture, Lesquels::Ids(&ids)).await,
            GenreImport::Missions => base::missions(lecture, academie, Lesquels::Ids(&ids)).await,
            _ => base::intervenants(lecture, academie, Lesquels::Ids(&ids)).await,
        };
        let mut connus: Vec<_> = connus.map_err(erreur_store)?.into_iter().collect();
        connus.sort_by_key(|(_, c)| c.id);
        let vues: Vec<Vue> = connus
            .into_iter()
            .map(|(cle, c)| Vue {
                ligne: 0,
                sorte: SorteLigne::Parti,
                cle,
                nom: c.nom,
                objet: Some(c.id),
                version: 0,
                apres: Some(parti(genre, &c.champs)),
                avant: Some(c.champs),
                raison: None,
            })
            .collect();
        let lignes = ranger(vues, &mut rang);
        if !ajouter(services, import, verrou, &lignes, import.octets).await? {
            return Ok(false);
        }
    }
}

/// The columns of what is marked as gone.
fn parti(genre: GenreImport, champs: &[String]) -> Vec<String> {
    let mut apres = champs.to_vec();
    match genre {
        GenreImport::Etablissements => "FERME".clone_into(&mut apres[9]),
        GenreImport::Intervenants | GenreImport::Sts => "non".clone_into(&mut apres[13]),
        _ => {}
    }
    apres
}

// ----------------------------------------------------------------------- applying

/// The kind whose columns and writer an import has.
const fn genre_ecrit(genre: GenreImport) -> GenreImport {
    match genre {
        GenreImport::Sts => GenreImport::Intervenants,
        autre => autre,
    }
}

/// What stands otherwise than it was looked at: names, and how many.
#[derive(Default)]
struct Ecarts {
    noms: Vec<String>,
    nombre: u32,
}

impl Ecarts {
    fn ajouter(&mut self, nom: String) {
        self.nombre = self.nombre.saturating_add(1);
        if self.noms.len() < NOMS_GARDES && !self.noms.contains(&nom) {
            self.noms.push(nom);
        }
    }

    const fn sont_vides(&self) -> bool {
        self.nombre == 0
    }
}

fn nom_de(l: &LigneGardee) -> String {
    if l.nom.is_empty() {
        l.cle.clone()
    } else {
        l.nom.clone()
    }
}

/// What is now of kept lines, by their place.
async fn relues(
    tx: &Ecriture,
    x: &mut Examinateur,
    lignes: &[LigneGardee],
) -> Result<HashMap<i32, Vue>, Erreur> {
    let demandees = lignes
        .iter()
        .map(|l| {
            let colonnes = l.apres.clone().unwrap_or_default();
            (l.rang.unsigned_abs(), x.alleger(colonnes))
        })
        .collect();
    let vues = x.reexaminer(tx, demandees).await.map_err(seule_erreur)?;
    Ok(vues
        .into_iter()
        .filter_map(|v| Some((i32::try_from(v.ligne).ok()?, v)))
        .collect())
}

/// Of lines that were read once, only the database can fail.
fn seule_erreur(erreur: ImportErreur) -> Erreur {
    match erreur {
        ImportErreur::Erreur(e) => e,
        _ => Erreur::RequeteInvalide,
    }
}

fn ecartee(vue: &Vue) -> bool {
    matches!(
        vue.sorte,
        SorteLigne::Refuse | SorteLigne::Doublon | SorteLigne::Ignore
    )
}

/// Whether what was looked at still is so.
fn tient(genre: GenreImport, l: &LigneGardee, vue: Option<&Vue>) -> bool {
    let Some(vue) = vue.filter(|v| !ecartee(v)) else {
        return false;
    };
    let attendu = match l.sorte {
        SorteLigne::Inchange => l.apres.as_deref(),
        _ => l.avant.as_deref(),
    };
    match (attendu, vue.actuel()) {
        (None, None) => true,
        (Some(a), Some(b)) => examen::pareils(genre, a, b),
        _ => false,
    }
}

/// Whether letters of a mission say something else.
fn lettre_changee(genre: GenreImport, l: &LigneGardee) -> bool {
    genre == GenreImport::Missions
        && l.sorte == SorteLigne::Modifie
        && DITES_PAR_LA_LETTRE.iter().any(|n| {
            let de = |c: &Option<Vec<String>>| c.as_ref().and_then(|c| c.get(*n)).cloned();
            de(&l.avant) != de(&l.apres)
        })
}

/// A transaction in which an import is applied or taken back, and what [`perimetre`] says.
type Entame = (Ecriture, Option<Academie>, Option<String>);

/// Opens the transaction in which an import is applied or taken back; none when the import
/// was lost to another server. `total`: lines to go through.
async fn entamer(
    services: &Services,
    import: &Import,
    verrou: &str,
    total: u64,
) -> Result<Option<Entame>, Erreur> {
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let jusqua = services.maintenant().plus_secondes(VERROU);
    // Its row is held from here on: whoever comes meanwhile passes over it.
    if !imports::tenir(&tx, import.id, verrou, jusqua, (0, total))
        .await
        .map_err(erreur_store)?
    {
        return Ok(None);
    }
    let (academie, seule) = perimetre(&tx, import).await?;
    // Two imports of an académie follow each other.
    if let Some(a) = &academie {
        store::academies::tenir(&tx, a.id)
            .await
            .map_err(erreur_store)?;
    }
    Ok(Some((tx, academie, seule)))
}

/// Ends what [`entamer`] began; `false` when the import was lost meanwhile, and nothing is
/// written.
async fn achever(
    services: &Services,
    tx: Ecriture,
    import: &Import,
    verrou: &str,
    etat: EtatImport,
    geste: GesteImport,
) -> Result<bool, ErreurStore> {
    if !imports::rendre(&tx, import.id, verrou, etat, None, services.maintenant()).await? {
        return Ok(false);
    }
    prevenir(services, &tx, import, geste, import.comptes).await?;
    tx.valider().await?;
    Ok(true)
}

async fn appliquer_ici(services: &Services, import: &Import, verrou: &str) -> Result<Fin, Erreur> {
    let id = import.id;
    let genre = genre_ecrit(import.genre);
    let comptes = import.comptes;
    let total = u64::from(comptes.nouveaux)
        + u64::from(comptes.modifies)
        + u64::from(comptes.inchanges)
        + u64::from(if import.partis { comptes.partis } else { 0 });
    let Some((tx, academie, seule)) = entamer(services, import, verrou, total).await? else {
        return Ok(Fin::Perdue);
    };
    let libelles_avant = libelles::lire(&tx, genre, import.academie)
        .await
        .map_err(erreur_store)?;
    let mut x = Examinateur::nouveau(&tx, genre, academie.clone(), seule.clone()).await?;
    let mut scribe = Scribe::nouveau(
        &tx,
        services,
        genre,
        academie.as_ref(),
        seule,
        import.compte,
    )
    .await?;
    let mut sortes = vec![
        SorteLigne::Nouveau,
        SorteLigne::Modifie,
        SorteLigne::Inchange,
    ];
    if import.partis {
        sortes.push(SorteLigne::Parti);
    }
    let mut ecarts = Ecarts::default();
    let mut lettres: BTreeSet<i64> = BTreeSet::new();
    let (mut apres, mut faits) = (-1, 0_u64);
    loop {
        let lot = imports::lot(&tx, id, &sortes, apres, LOT)
            .await
            .map_err(erreur_store)?;
        let Some(derniere) = lot.last() else { break };
        apres = derniere.rang;
        faits += lot.len() as u64;
        let vues = relues(&tx, &mut x, &lot).await?;
        for l in &lot {
            if !tient(genre, l, vues.get(&l.rang)) {
                ecarts.ajouter(nom_de(l));
            }
        }
        if !ecarts.sont_vides() {
            break;
        }
        lettres.extend(
            lot.iter()
                .filter(|l| lettre_changee(genre, l))
                .filter_map(|l| l.objet),
        );
        let a_ecrire: Vec<(u32, Vec<String>)> = lot
            .into_iter()
            .filter(|l| l.sorte != SorteLigne::Inchange)
            .filter_map(|l| Some((l.rang.unsigned_abs(), x.alleger(l.apres?))))
            .collect();
        let perdues = scribe.ecrire(&tx, genre, a_ecrire).await?;
        // Refused now though it was not a moment ago: somebody took away what it needs.
        ecarts.nombre = u32::try_from(perdues).unwrap_or(u32::MAX);
        if !ecarts.sont_vides() {
            break;
        }
        dire_progres(id, Some((faits, total)));
    }
    if !ecarts.sont_vides() {
        tx.annuler().await.map_err(erreur_store)?;
        let issue = Some(IssueImport::BaseBougee {
            noms: ecarts.noms,
            nombre: ecarts.nombre,
        });
        let etat = EtatImport::AAnalyser;
        conclure(
            services,
            import,
            verrou,
            etat,
            issue,
            GesteImport::BaseBougee,
        )
        .await?;
        return Ok(Fin::Reprise);
    }
    scribe.finir(&tx).await?;
    let fin = async {
        base::rattacher(&tx, id, import.genre, import.academie).await?;
        let apres = libelles::lire(&tx, genre, import.academie).await?;
        let changes = libelles::changes(&libelles_avant, &apres);
        libelles::noter(&tx, id, &changes).await?;
        lettres.extend(libelles::reporter(&tx, genre, &apres, &changes).await?);
        hausser(&tx, &lettres).await?;
        let action = format!("import.{}", import.genre.code());
        tracer(services, &tx, import, &action).await?;
        let (etat, geste) = (EtatImport::Applique, GesteImport::Applique);
        achever(services, tx, import, verrou, etat, geste).await
    };
    if !fin.await.map_err(erreur_store)? {
        return Ok(Fin::Perdue);
    }
    rafraichir(services, comptes).await;
    Ok(Fin::Faite(Vec::new()))
}

/// The letters of these missions say something else.
async fn hausser(tx: &Ecriture, missions: &BTreeSet<i64>) -> Result<(), ErreurStore> {
    let missions: Vec<i64> = missions.iter().copied().collect();
    base::hausser_convocations(tx, &missions).await
}

async fn rafraichir(services: &Services, comptes: ComptesImport) {
    if comptes.nouveaux.saturating_add(comptes.modifies) >= BEAUCOUP
        && let Err(erreur) = services.store.analyser().await
    {
        // The data is safe; searches are only planned on older figures.
        tracing::warn!(%erreur, "statistiques de la base non rafraîchies");
    }
}

async fn tracer(
    services: &Services,
    tx: &Ecriture,
    import: &Import,
    action: &str,
) -> Result<(), ErreurStore> {
    let c = import.comptes;
    let details = json!({
        "import": import.id,
        "genre": import.genre.code(),
        "fichier": { "sha256": import.empreinte, "octets": import.octets },
        "crees": c.nouveaux,
        "modifies": c.modifies,
        "inchanges": c.inchanges,
        "partis": if import.partis { c.partis } else { 0 },
        "doublons": c.doublons,
        "ignores": c.ignores,
        "refuses": c.refuses,
    });
    let trace = store::piste::Trace {
        moment: services.maintenant(),
        compte: import.compte,
        action: action.to_owned(),
        objet: "academie".to_owned(),
        objet_id: import.academie.map_or(0, |a| a.0),
        details: details.to_string(),
    };
    store::piste::ajouter(tx, &trace).await
}

// -------------------------------------------------------------------- taking back

/// The kinds of lines that an import wrote.
fn ecrites(import: &Import) -> Vec<SorteLigne> {
    let mut sortes = vec![SorteLigne::Nouveau, SorteLigne::Modifie];
    if import.partis {
        sortes.push(SorteLigne::Parti);
    }
    sortes
}

/// What was changed since the import, or is no longer there.
async fn changes_depuis(
    tx: &Ecriture,
    import: &Import,
    genre: GenreImport,
    x: &mut Examinateur,
    ecarts: &mut Ecarts,
) -> Result<(), Erreur> {
    let mut apres = -1;
    loop {
        let lot = imports::lot(tx, import.id, &ecrites(import), apres, LOT)
            .await
            .map_err(erreur_store)?;
        let Some(derniere) = lot.last() else {
            return Ok(());
        };
        apres = derniere.rang;
        let vues = relues(tx, x, &lot).await?;
        for l in &lot {
            let tel_quel = vues
                .get(&l.rang)
                .filter(|v| !ecartee(v))
                .and_then(Vue::actuel)
                .zip(l.apres.as_deref())
                .is_some_and(|(a, b)| examen::pareils(genre, a, b));
            if !tel_quel {
                ecarts.ajouter(nom_de(l));
            }
        }
    }
}

async fn annuler_ici(services: &Services, import: &Import, verrou: &str) -> Result<Fin, Erreur> {
    let id = import.id;
    let genre = genre_ecrit(import.genre);
    let comptes = import.comptes;
    let total = u64::from(comptes.nouveaux) + u64::from(comptes.modifies);
    let Some((tx, academie, seule)) = entamer(services, import, verrou, total).await? else {
        return Ok(Fin::Perdue);
    };
    let depuis = import.applique_le.unwrap_or(import.depose_le);
    let (nombre, noms) = base::retenus(&tx, id, genre, depuis, import.partis)
        .await
        .map_err(erreur_store)?;
    let mut ecarts = Ecarts { noms, nombre };
    let mut x = Examinateur::nouveau(&tx, genre, academie.clone(), seule.clone()).await?;
    changes_depuis(&tx, import, genre, &mut x, &mut ecarts).await?;
    if !ecarts.sont_vides() {
        tx.annuler().await.map_err(erreur_store)?;
        let issue = Some(IssueImport::Retenus {
            noms: ecarts.noms,
            nombre: ecarts.nombre,
        });
        let (etat, geste) = (EtatImport::Applique, GesteImport::Retenu);
        conclure(services, import, verrou, etat, issue, geste).await?;
        return Ok(Fin::Reprise);
    }
    let mut scribe = Scribe::nouveau(
        &tx,
        services,
        genre,
        academie.as_ref(),
        seule,
        import.compte,
    )
    .await?;
    let actuels = libelles::lire(&tx, genre, import.academie)
        .await
        .map_err(erreur_store)?;
    // Each line is looked at once by an examination: this is another one.
    let (academie, seule) = perimetre(&tx, import).await?;
    let mut x = Examinateur::nouveau(&tx, genre, academie, seule).await?;
    let mut lettres: BTreeSet<i64> = BTreeSet::new();
    let (mut apres, mut faits) = (-1, 0_u64);
    loop {
        let lot = imports::lot(&tx, id, &ecrites(import), apres, LOT)
            .await
            .map_err(erreur_store)?;
        let Some(derniere) = lot.last() else { break };
        apres = derniere.rang;
        faits += lot.len() as u64;
        lettres.extend(
            lot.iter()
                .filter(|l| lettre_changee(genre, l))
                .filter_map(|l| l.objet),
        );
        if genre == GenreImport::Indisponibilites {
            oter_indisponibilites(services, &tx, &mut x, &lot).await?;
        }
        let a_rendre: Vec<(u32, Vec<String>)> = lot
            .iter()
            .filter_map(|l| {
                let mut avant = l.avant.clone()?;
                garder_le_libelle(genre, &mut avant, &actuels);
                Some((l.rang.unsigned_abs(), avant))
            })
            .collect();
        if scribe.ecrire(&tx, genre, a_rendre).await? > 0 {
            return Err(Erreur::Occupe);
        }
        if genre == GenreImport::Missions {
            remettre_creneaux(&tx, &lot).await.map_err(erreur_store)?;
        }
        dire_progres(id, Some((faits, total)));
    }
    scribe.finir(&tx).await?;
    let fin = async {
        base::supprimer_nouveaux(&tx, id, genre, comptes.nouveaux).await?;
        base::oublier_provenance(&tx, id, import.genre).await?;
        let changes = libelles::notes(&tx, id).await?;
        let rendus = libelles::rendre(&tx, genre, import.academie, &actuels, changes).await?;
        lettres.extend(libelles::reporter(&tx, genre, &actuels, &rendus).await?);
        hausser(&tx, &lettres).await?;
        tracer(services, &tx, import, "import.annuler").await?;
        let (etat, geste) = (EtatImport::Annule, GesteImport::Annule);
        achever(services, tx, import, verrou, etat, geste).await
    };
    if !fin.await.map_err(erreur_store)? {
        return Ok(Fin::Perdue);
    }
    rafraichir(services, comptes).await;
    Ok(Fin::Faite(Vec::new()))
}

/// Puts the label that is there now in the columns of a line taken back: it is shared, may
/// have been changed since, and is given back apart.
fn garder_le_libelle(genre: GenreImport, colonnes: &mut [String], actuels: &Libelles) {
    let (cle, libelle) = match (genre, colonnes) {
        (GenreImport::Missions, [_, code, examen, annee, libelle, ..]) => {
            (vec![code.clone(), examen.clone(), annee.clone()], libelle)
        }
        (GenreImport::Intervenants | GenreImport::Sts, [_, _, _, _, _, code, libelle, ..]) => {
            (vec![code.clone()], libelle)
        }
        _ => return,
    };
    if let Some(actuel) = actuels.get(&cle) {
        libelle.clone_from(&actuel.texte);
    }
}

/// Deletes the absences that an import made: kept apart, as those that people delete.
async fn oter_indisponibilites(
    services: &Services,
    tx: &Ecriture,
    x: &mut Examinateur,
    lot: &[LigneGardee],
) -> Result<(), Erreur> {
    let nouvelles: Vec<LigneGardee> = lot
        .iter()
        .filter(|l| l.sorte == SorteLigne::Nouveau)
        .cloned()
        .collect();
    for vue in relues(tx, x, &nouvelles).await?.into_values() {
        if let Some(objet) = vue.objet {
            let cle = domain::IndisponibiliteId(objet);
            store::indisponibilites::supprimer(tx, cle, vue.version, services.maintenant())
                .await
                .map_err(erreur_store)?;
        }
    }
    Ok(())
}

/// Default slots that went with days are there again.
async fn remettre_creneaux(tx: &Ecriture, lot: &[LigneGardee]) -> Result<(), ErreurStore> {
    for l in lot {
        let (Some(objet), Some(avant), Some(apres)) = (l.objet, &l.avant, &l.apres) else {
            continue;
        };
        if l.sorte == SorteLigne::Modifie && avant.get(15) != apres.get(15) {
            let creneaux = examen::creneaux_de_la_mission(avant);
            base::remettre_creneaux(tx, MissionId(objet), &creneaux).await?;
        }
    }
    Ok(())
}

// --------------------------------------------------------------- the command line

/// What the command line asks of a file.
#[derive(Clone, Debug)]
pub struct DemandeDirecte {
    /// Code of the académie; none when there is one only, or for an annuaire of several.
    pub academie: Option<String>,
    /// The établissement that a file of STS-WEB must be of; may be empty.
    pub etablissement: String,
    /// Name of the file.
    pub fichier: String,
    /// Only try: nothing is kept.
    pub a_blanc: bool,
}

/// Keeps, analyses and applies a file without stopping: for the command line. Nothing of it
/// is kept when it is only tried, or cannot be used.
///
/// # Errors
/// [`ImportErreur`]: nothing was written then.
pub async fn d_un_trait(
    services: &Services,
    genre: GenreImport,
    demande: &DemandeDirecte,
    source: impl Read + Send + 'static,
    suivi: &mut dyn Suivi,
) -> Result<RapportImport, ImportErreur> {
    let nouveau = nouvel_import_direct(services, genre, demande).await?;
    let verrou = services.alea.jeton()?;
    let maximum = crate::importer::OCTETS_MAX;
    let id = match garder(services, &nouveau, Some(&verrou), source, maximum).await {
        Ok(id) => id,
        Err(Erreur::Import(ImportRefus::FichierManquant)) => return Err(ImportErreur::FichierVide),
        Err(Erreur::Import(ImportRefus::TropGros { maximum })) => {
            return Err(ImportErreur::FichierTropGros { maximum });
        }
        Err(erreur) => return Err(erreur.into()),
    };
    let fait = mener(services, id, &verrou, demande.a_blanc, suivi).await;
    dire_progres(id, None);
    if demande.a_blanc || fait.is_err() {
        let oubli = async {
            let tx = services.store.ecriture().await?;
            imports::oublier(&tx, id).await?;
            tx.valider().await
        };
        oubli.await.map_err(erreur_store)?;
    }
    fait
}

async fn nouvel_import_direct(
    services: &Services,
    genre: GenreImport,
    demande: &DemandeDirecte,
) -> Result<NouvelImport, ImportErreur> {
    let mut nouveau = NouvelImport {
        academie: None,
        genre,
        compte: None,
        etablissement: String::new(),
        fichier: nom_de_fichier(&demande.fichier),
    };
    if genre == GenreImport::Etablissements {
        // Its académie may be one that the file makes.
        nouveau.etablissement = demande
            .academie
            .as_deref()
            .map(examen::code_academie)
            .unwrap_or_default();
        let connue = store::academies::par_code(services.store.lecture(), &nouveau.etablissement)
            .await
            .map_err(erreur_store)?;
        nouveau.academie = connue.map(|a| a.id);
        return Ok(nouveau);
    }
    let directe = DemandeImport {
        importateur: Importateur::LigneDeCommande {
            academie: demande.academie.clone(),
        },
        a_blanc: demande.a_blanc,
    };
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    nouveau.academie = Some(directe.academie(&tx).await?.id);
    tx.annuler().await.map_err(erreur_store)?;
    if genre == GenreImport::Sts {
        let uai =
            uai_saisi(&demande.etablissement).map_err(|_| ImportErreur::EtablissementInconnu {
                uai: texte::abreger(&demande.etablissement, 20),
            })?;
        nouveau.etablissement = uai.map(|u| u.to_string()).unwrap_or_default();
    }
    Ok(nouveau)
}

/// Analyses, then applies unless it is only tried.
async fn mener(
    services: &Services,
    id: ImportId,
    verrou: &str,
    a_blanc: bool,
    suivi: &mut dyn Suivi,
) -> Result<RapportImport, ImportErreur> {
    let lire = || async {
        imports::par_id(services.store.lecture(), None, id)
            .await
            .map_err(erreur_store)?
            .ok_or(Erreur::Introuvable)
    };
    let mut import = lire().await?;
    let mut academies = Vec::new();
    // Twice is enough, unless others change the same things without end.
    for _ in 0..ESSAIS {
        match traiter(services, &import, verrou, suivi).await? {
            Fin::Faite(creees) => academies = creees,
            Fin::Reprise | Fin::Perdue => return Err(Erreur::Occupe.into()),
        }
        if a_blanc {
            break;
        }
        import = saisir(
            services,
            id,
            verrou,
            EtatImport::Pret,
            EtatImport::AAppliquer,
        )
        .await?;
        match traiter(services, &import, verrou, suivi).await? {
            Fin::Faite(_) => break,
            Fin::Perdue => return Err(Erreur::Occupe.into()),
            Fin::Reprise => {
                let a_analyser = EtatImport::AAnalyser;
                import = saisir(services, id, verrou, a_analyser, a_analyser).await?;
            }
        }
    }
    let import = lire().await?;
    if !a_blanc && import.etat != EtatImport::Applique {
        return Err(Erreur::Occupe.into());
    }
    rapporter(services, &import, a_blanc, academies, suivi).await
}

/// Brings an import to another state and takes it at once.
async fn saisir(
    services: &Services,
    id: ImportId,
    verrou: &str,
    de: EtatImport,
    vers: EtatImport,
) -> Result<Import, Erreur> {
    let tx = demander(services, id, &[de], vers, false, None).await?;
    let jusqua = services.maintenant().plus_secondes(VERROU);
    imports::saisir(&tx, id, verrou, jusqua)
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)?;
    imports::par_id(services.store.lecture(), None, id)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)
}

/// What an import did, as the command line tells it; every line refused is told to `suivi`.
async fn rapporter(
    services: &Services,
    import: &Import,
    a_blanc: bool,
    academies: Vec<String>,
    suivi: &mut dyn Suivi,
) -> Result<RapportImport, ImportErreur> {
    let c = import.comptes;
    let mut r = RapportImport::nouveau(import.genre, a_blanc);
    r.encodage = import.encodage.unwrap_or(EncodageImport::Utf8);
    r.crees = c.nouveaux;
    r.modifies = c.modifies;
    r.inchanges = c.inchanges;
    r.doublons = c.doublons;
    r.ignores = c.ignores;
    r.refuses = c.refuses;
    r.lignes = [
        c.nouveaux,
        c.modifies,
        c.inchanges,
        c.doublons,
        c.ignores,
        c.refuses,
    ]
    .into_iter()
    .fold(0, u32::saturating_add);
    r.colonnes_ignorees.clone_from(&import.colonnes_ignorees);
    r.academies_creees = academies;
    let mut apres = -1;
    loop {
        let lecture = services.store.lecture();
        let lot = imports::lot(lecture, import.id, &[SorteLigne::Refuse], apres, LOT)
            .await
            .map_err(erreur_store)?;
        let Some(derniere) = lot.last() else {
            return Ok(r);
        };
        apres = derniere.rang;
        for l in lot {
            let Some(raison) = l.raison else { continue };
            let refus = LigneRefusee {
                ligne: l.ligne,
                raison,
            };
            suivi.refuser(&refus);
            if r.refusees.len() < RapportImport::REFUS_GARDES {
                r.refusees.push(refus);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_nom_de_fichier_tient_sur_une_ligne() {
        assert_eq!(
            nom_de_fichier("C:\\Mes documents\\a\u{202e}b.csv"),
            "ab.csv"
        );
        assert_eq!(nom_de_fichier("../../emp_STS.xml"), "emp_STS.xml");
        assert_eq!(
            nom_de_fichier(&"x".repeat(300)).chars().count(),
            FICHIER_MAX
        );
    }

    #[test]
    fn qui_part_ne_change_que_d_etat() {
        let champs = vec!["x".to_owned(); 14];
        let apres = parti(GenreImport::Intervenants, &champs);
        assert_eq!((apres[13].as_str(), &apres[..13]), ("non", &champs[..13]));
        assert_eq!(parti(GenreImport::Etablissements, &champs)[9], "FERME");
        assert_eq!(parti(GenreImport::Missions, &champs), champs);
    }

    #[test]
    fn ce_qui_a_bouge_se_voit() {
        let champs = |v: &str| Some(vec![v.to_owned(); 18]);
        let genre = GenreImport::Missions;
        let mut l = LigneGardee {
            rang: 0,
            ligne: 2,
            sorte: SorteLigne::Modifie,
            cle: "1".into(),
            nom: String::new(),
            objet: Some(7),
            avant: champs("a"),
            apres: champs("b"),
            raison: None,
        };
        let mut vue = Vue {
            ligne: 0,
            sorte: SorteLigne::Modifie,
            cle: "1".into(),
            nom: String::new(),
            objet: Some(7),
            version: 0,
            avant: champs("a"),
            apres: champs("b"),
            raison: None,
        };
        assert!(tient(genre, &l, Some(&vue)));
        assert!(lettre_changee(genre, &l));
        vue.avant = champs("c");
        assert!(!tient(genre, &l, Some(&vue)));
        assert!(!tient(genre, &l, None));
        // Somebody made it meanwhile.
        l.sorte = SorteLigne::Nouveau;
        l.avant = None;
        assert!(!tient(genre, &l, Some(&vue)));
        vue.objet = None;
        assert!(tient(genre, &l, Some(&vue)));
        vue.sorte = SorteLigne::Refuse;
        assert!(!tient(genre, &l, Some(&vue)));
    }
}
