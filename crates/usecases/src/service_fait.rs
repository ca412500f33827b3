//! *Constat de service fait*: entering what was done, closing it, correcting it, and its
//! papers (docs/decisions/0016-service-fait.md).

use crate::services::{Services, dans_le_fuseau, erreur_store, tracer};
use crate::tableur;
use documents::etats::{self, Emetteur, MissionConstatee};
use domain::texte;
use domain::{
    Acteur, BilanService, Constat, ConvocationId, Correspondance, Creneau, Erreur, Fait,
    FiltreService, FiltreServices, IntervenantId, LigneService, ManqueService, Mission, Moment,
    NaiveDate, PageServices, ParQui, Portee, Presence, RemplacantService, RestantService,
    SERVICE_LIGNES_MAX, SERVICE_LIGNES_PAGE, SERVICE_NOM_MAX, SERVICE_TEXTE_MAX, SaisieService,
    ServiceErreur, ServiceExporte, ServiceOuvert, Validation, lignes_de_page, matricule_de,
    mots_du_nom, nom_complet, peut_constater, peut_corriger_service, peut_valider_service,
};
use serde_json::json;
use std::collections::HashSet;
use store::Ecriture;
use store::service_fait::{LigneLue, NouveauConstat};

/// Lines of the file for the payment chain read at a time.
pub const LOT: u32 = 20_000;
/// People proposed as having come instead.
const PROPOSES_MAX: u32 = 400;

/// What dates are written with.
struct Calendrier {
    fuseau: String,
    aujourd_hui: NaiveDate,
}

impl Calendrier {
    async fn lire(services: &Services, acteur: &Acteur) -> Result<Self, Erreur> {
        let academie = store::academies::par_id(services.store.lecture(), acteur.academie)
            .await
            .map_err(erreur_store)?;
        let fuseau = academie.map(|a| a.fuseau).unwrap_or_default();
        let aujourd_hui = dans_le_fuseau(&fuseau, services.maintenant()).date();
        Ok(Self {
            fuseau,
            aujourd_hui,
        })
    }

    fn par_qui(&self, (le, par): (Moment, String)) -> ParQui {
        ParQui {
            le: dans_le_fuseau(&self.fuseau, le)
                .format("%d/%m/%Y %H:%M")
                .to_string(),
            par,
        }
    }

    fn ligne(&self, l: LigneLue) -> LigneService {
        LigneService {
            convocation: l.convocation,
            intervenant: l.intervenant,
            nom: l.nom,
            matricule: l.matricule,
            qualite: l.qualite,
            salle: l.salle,
            creneau: l.creneau,
            constat: l.constat,
            motif_tu: false,
            version: l.version,
            saisi: l.saisi.map(|f| self.par_qui(f)),
            valide: l.valide.map(|f| self.par_qui(f)),
            correction: l.corrige.map(|(f, raison)| (self.par_qui(f), raison)),
        }
    }

    fn exportee(&self, l: LigneLue) -> ServiceExporte {
        ServiceExporte {
            mission: l.numero,
            type_mission: l.type_mission,
            session: l.session.clone(),
            intitule: l.intitule.clone(),
            centre: l.centre.clone(),
            centre_nom: l.centre_nom.clone(),
            ligne: self.ligne(l),
        }
    }
}

/// Why somebody did not come is for the établissement and the gestionnaire alone.
fn taire(ligne: &mut LigneService) {
    ligne.motif_tu = ligne.constat.motif.take().is_some();
    ligne.constat.remarque.clear();
}

fn intitule(mission: &Mission) -> String {
    mission.ligne.epreuve.as_ref().map_or_else(
        || mission.ligne.type_mission.libelle().to_owned(),
        |e| e.libelle.clone(),
    )
}

/// What remains to be attested within the actor's scope; nothing for somebody who
/// consults no mission.
///
/// # Errors
/// When the database does not answer.
pub async fn restant(services: &Services, acteur: &Acteur) -> Result<RestantService, Erreur> {
    let portee = acteur.missions_visibles();
    if portee == Portee::Rien {
        return Ok(RestantService::default());
    }
    let jour = services.aujourd_hui(acteur.academie).await?;
    store::service_fait::restant(services.store.lecture(), &portee, jour)
        .await
        .map_err(erreur_store)
}

/// The missions of the scope that have people, and where the attestation of each stands.
///
/// # Errors
/// [`Erreur::Interdit`] for somebody who consults no mission.
pub async fn lister(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreServices,
) -> Result<PageServices, Erreur> {
    let depuis = (filtre.page.max(1) - 1).saturating_mul(SERVICE_LIGNES_PAGE);
    page(services, acteur, filtre, (depuis, SERVICE_LIGNES_PAGE)).await
}

/// Every mission that a filter keeps, `limite` at most, for paper.
///
/// # Errors
/// As [`lister`].
pub async fn toutes(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreServices,
    limite: u32,
) -> Result<PageServices, Erreur> {
    page(services, acteur, filtre, (0, limite)).await
}

async fn page(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreServices,
    bornes: (u32, u32),
) -> Result<PageServices, Erreur> {
    let portee = acteur.missions_visibles();
    if portee == Portee::Rien {
        return Err(Erreur::Interdit);
    }
    let lecture = services.store.lecture();
    let jour = services.aujourd_hui(acteur.academie).await?;
    let (total, missions) = store::service_fait::lister(lecture, &portee, filtre, jour, bornes)
        .await
        .map_err(erreur_store)?;
    Ok(PageServices {
        missions,
        total,
        annees: store::missions::annees(lecture, &portee)
            .await
            .map_err(erreur_store)?,
        restant: store::service_fait::restant(lecture, &portee, jour)
            .await
            .map_err(erreur_store)?,
    })
}

/// The same list as a CSV file that spreadsheets open. `entetes` names the columns,
/// `cellules` says a line; both are sentences, which are the screens'.
///
/// # Errors
/// As [`lister`].
pub async fn exporter_liste<const N: usize>(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreServices,
    entetes: [&str; N],
    cellules: impl Fn(&domain::MissionService) -> [String; N],
) -> Result<Vec<u8>, Erreur> {
    let page = page(services, acteur, filtre, (0, u32::MAX)).await?;
    tableur::csv(entetes, page.missions.iter().map(cellules))
}

/// What is validated, one line a person and a day, for the payment chain
/// (docs/export-service-fait.md): all of it, read `lot` lines at a time. For whoever
/// convokes: others would read reasons of absences.
///
/// # Errors
/// [`Erreur::Interdit`] for somebody who attests nothing.
pub async fn exporter<const N: usize>(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreServices,
    lot: u32,
    entetes: [&str; N],
    cellules: impl Fn(&ServiceExporte) -> [String; N],
) -> Result<Vec<u8>, Erreur> {
    let portee = acteur.personnels_visibles();
    if portee == Portee::Rien {
        return Err(Erreur::Interdit);
    }
    let calendrier = Calendrier::lire(services, acteur).await?;
    let lecture = services.store.lecture();
    let lot = lot.max(1);
    let mut octets = tableur::entete(entetes)?;
    let mut derniere: Option<LigneLue> = None;
    loop {
        let lignes =
            store::service_fait::validees(lecture, &portee, filtre, derniere.as_ref(), lot)
                .await
                .map_err(erreur_store)?;
        let fini = lignes.len() < lot as usize;
        derniere = lignes.last().cloned();
        let lignes = lignes.into_iter().map(|l| calendrier.exportee(l));
        octets.extend(tableur::rangees(lignes.map(|l| cellules(&l)))?);
        if fini {
            return Ok(octets);
        }
    }
}

/// A mission, the lines that a filter keeps, and what may be done there.
///
/// # Errors
/// [`Erreur::Introuvable`] when it is not within the actor's scope.
pub async fn ouvrir(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    filtre: &FiltreService,
) -> Result<ServiceOuvert, Erreur> {
    let lecture = services.store.lecture();
    let mission = crate::missions::visible_par_numero(lecture, acteur, numero).await?;
    let calendrier = Calendrier::lire(services, acteur).await?;
    let lignes = lignes(lecture, &calendrier, acteur, &mission).await?;
    let (genre, jour) = (mission.ligne.type_mission, calendrier.aujourd_hui);
    let mut jours: Vec<NaiveDate> = lignes.iter().map(|l| l.creneau.jour).collect();
    jours.dedup();
    let du_jour: Vec<LigneService> = lignes
        .iter()
        .filter(|l| filtre.jour.is_none_or(|j| j == l.creneau.jour))
        .cloned()
        .collect();
    let gardees: Vec<LigneService> = du_jour
        .iter()
        .filter(|l| filtre.garde(l, genre, jour))
        .cloned()
        .collect();
    let constate = peut_constater(acteur, mission.centre);
    let proposes = if constate {
        store::service_fait::proposes(lecture, mission.centre, PROPOSES_MAX)
            .await
            .map_err(erreur_store)?
    } else {
        Vec::new()
    };
    Ok(ServiceOuvert {
        numero,
        type_mission: genre,
        intitule: intitule(&mission),
        annee: mission.ligne.session.annee,
        centre: mission.libelle_centre(),
        aujourd_hui: jour,
        jours,
        total: u32::try_from(gardees.len()).unwrap_or(u32::MAX),
        lignes: lignes_de_page(gardees, filtre.page, SERVICE_LIGNES_PAGE as usize),
        bilan: BilanService::de(&lignes, genre, jour),
        bilan_jour: BilanService::de(&du_jour, genre, jour),
        validation: Validation::de(&du_jour, genre, jour),
        proposes,
        constate,
        valide: peut_valider_service(acteur, mission.centre),
        corrige: peut_corriger_service(acteur, mission.centre),
    })
}

async fn lignes(
    conn: &impl store::ConnectionTrait,
    calendrier: &Calendrier,
    acteur: &Acteur,
    mission: &Mission,
) -> Result<Vec<LigneService>, Erreur> {
    let lues = store::service_fait::de_la_mission(conn, mission.ligne.id)
        .await
        .map_err(erreur_store)?;
    let mut lignes: Vec<LigneService> = lues.into_iter().map(|l| calendrier.ligne(l)).collect();
    if !peut_constater(acteur, mission.centre) {
        lignes.iter_mut().for_each(taire);
    }
    Ok(lignes)
}

/// A mission on which the actor writes, held until the end of the transaction, with its
/// lines as they are.
async fn tenir(
    tx: &Ecriture,
    calendrier: &Calendrier,
    acteur: &Acteur,
    numero: i64,
    peut: fn(&Acteur, domain::EtablissementId) -> bool,
) -> Result<(Mission, Vec<LigneService>), Erreur> {
    let mission = crate::missions::visible_par_numero(tx, acteur, numero).await?;
    if !peut(acteur, mission.centre) {
        return Err(Erreur::Interdit);
    }
    store::service_fait::tenir(tx, mission.ligne.id)
        .await
        .map_err(erreur_store)?;
    let lignes = lignes(tx, calendrier, acteur, &mission).await?;
    Ok((mission, lignes))
}

/// Enters lines, for now: those that the form left as they were are left alone. Then, with
/// `presents`, notes everybody of a day (or of every day come) of whom nothing is entered
/// as having come for the hours of their convocation. All or nothing.
///
/// # Errors
/// [`Erreur::Service`] with every reason: a day to come, a convocation or a day that is no
/// more, what cannot be read, what is validated, what somebody else entered meanwhile.
pub async fn enregistrer(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    saisies: &[SaisieService],
    presents: Option<Option<NaiveDate>>,
) -> Result<(), Erreur> {
    if saisies.len() > SERVICE_LIGNES_MAX {
        return Err(ServiceErreur::TropDeLignes.into());
    }
    let calendrier = Calendrier::lire(services, acteur).await?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let (mission, lignes) = tenir(&tx, &calendrier, acteur, numero, peut_constater).await?;

    let mut erreurs = Vec::new();
    let mut nouveaux: Vec<(&LigneService, Constat)> = Vec::new();
    for saisie in saisies.iter().filter(|s| !s.inchangee()) {
        match constat_de(&tx, acteur, &calendrier, (&mission, &lignes), saisie).await? {
            Ok(Some(nouveau)) => nouveaux.push(nouveau),
            Ok(None) => {}
            Err(erreur) => erreurs.push(erreur),
        }
    }
    if !erreurs.is_empty() {
        return Err(erreurs.into());
    }
    let mut notes = 0;
    if let Some(jour) = presents {
        let deja: HashSet<_> = nouveaux
            .iter()
            .map(|(l, _)| (l.convocation, l.creneau.jour))
            .collect();
        let a_noter: Vec<(&LigneService, Constat)> = lignes
            .iter()
            .filter(|l| {
                l.constat.presence.is_none()
                    && l.creneau.jour <= calendrier.aujourd_hui
                    && jour.is_none_or(|j| j == l.creneau.jour)
                    && !deja.contains(&(l.convocation, l.creneau.jour))
            })
            .map(|l| (l, Constat::present(&l.creneau)))
            .collect();
        notes = a_noter.len();
        nouveaux.extend(a_noter);
    }
    let maintenant = services.maintenant();
    let mut details = Vec::with_capacity(nouveaux.len());
    for (ligne, constat) in &nouveaux {
        let nouveau = NouveauConstat {
            mission: mission.ligne.id,
            convocation: ligne.convocation,
            intervenant: ligne.intervenant,
            jour: ligne.creneau.jour,
            constat,
        };
        let ecrite = store::service_fait::ecrire(&tx, &nouveau, acteur.compte, maintenant)
            .await
            .map_err(erreur_store)?;
        if !ecrite {
            return Err(verrouille(ligne).into());
        }
        details.push(changement(ligne, constat));
    }
    if !details.is_empty() {
        noter(
            &tx,
            services,
            acteur,
            ("service.saisir", &mission),
            json!({ "lignes": details }),
        )
        .await?;
    }
    let fait = Fait::ServiceEnregistre {
        mission: numero,
        lignes: u32::try_from(nouveaux.len()).unwrap_or(u32::MAX),
        presents: u32::try_from(notes).unwrap_or(u32::MAX),
    };
    store::messages::ajouter(&tx, acteur.compte, maintenant, &fait)
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)
}

fn verrouille(ligne: &LigneService) -> ServiceErreur {
    ServiceErreur::Verrouille {
        nom: ligne.nom.clone(),
        jour: ligne.creneau.jour,
    }
}

fn changement(ligne: &LigneService, apres: &Constat) -> serde_json::Value {
    ligne_tracee(
        ligne.convocation,
        &ligne.nom,
        ligne.creneau.jour,
        &ligne.constat,
        apres,
    )
}

/// A line as the trail keeps it, which [`historique`] reads.
pub(crate) fn ligne_tracee(
    convocation: ConvocationId,
    nom: &str,
    jour: NaiveDate,
    avant: &Constat,
    apres: &Constat,
) -> serde_json::Value {
    json!({
        "convocation": convocation,
        "nom": nom,
        "jour": jour,
        "avant": avant,
        "apres": apres,
    })
}

async fn noter(
    tx: &Ecriture,
    services: &Services,
    acteur: &Acteur,
    (action, mission): (&str, &Mission),
    mut details: serde_json::Value,
) -> Result<(), Erreur> {
    if let Some(details) = details.as_object_mut() {
        details.insert("mission".to_owned(), json!(mission.ligne.numero));
    }
    // Its own kind of thing: the trail of a convocation tells who wrote that one last.
    let objet = ("service_fait", mission.ligne.id.0);
    tracer(tx, services, acteur, action, objet, &details)
        .await
        .map_err(erreur_store)
}

/// The line that a form speaks of.
async fn ligne_de<'l>(
    tx: &Ecriture,
    (mission, lignes): (&Mission, &'l [LigneService]),
    saisie: &SaisieService,
) -> Result<Result<&'l LigneService, ServiceErreur>, Erreur> {
    let Some(jour) = domain::lire_jour(&saisie.jour) else {
        return Ok(Err(ServiceErreur::Illisible));
    };
    let id = domain::ConvocationId(saisie.convocation);
    let premiere = lignes.iter().find(|l| l.convocation == id);
    let Some(premiere) = premiere else {
        // Deleted since the page was read; or a key of another mission, which does not exist
        // here.
        let annulee = store::convocations::annulee(tx, id)
            .await
            .map_err(erreur_store)?
            .filter(|a| a.mission == mission.ligne.id)
            .ok_or(Erreur::Introuvable)?;
        let nom = nom_complet(&annulee.nom, &annulee.prenom);
        return Ok(Err(ServiceErreur::ConvocationAnnulee { nom }));
    };
    Ok(lignes
        .iter()
        .find(|l| l.convocation == id && l.creneau.jour == jour)
        .ok_or_else(|| ServiceErreur::JourRetire {
            nom: premiere.nom.clone(),
            jour,
        }))
}

/// What a form asks to write of a line; nothing when it says so already.
async fn constat_de<'l>(
    tx: &Ecriture,
    acteur: &Acteur,
    calendrier: &Calendrier,
    lignes: (&Mission, &'l [LigneService]),
    saisie: &SaisieService,
) -> Result<Result<Option<(&'l LigneService, Constat)>, ServiceErreur>, Erreur> {
    let ligne = match ligne_de(tx, lignes, saisie).await? {
        Ok(ligne) => ligne,
        Err(erreur) => return Ok(Err(erreur)),
    };
    if ligne.creneau.jour > calendrier.aujourd_hui {
        return Ok(Err(ServiceErreur::JourAVenir {
            nom: ligne.nom.clone(),
            jour: ligne.creneau.jour,
        }));
    }
    if ligne.valide.is_some() {
        return Ok(Err(verrouille(ligne)));
    }
    let constat = match lire_constat(tx, acteur, ligne, saisie).await? {
        Ok(constat) => constat,
        Err(erreur) => return Ok(Err(erreur)),
    };
    if constat == ligne.constat {
        // Somebody else may have entered the very same.
        return Ok(Ok(None));
    }
    if saisie.version != ligne.version {
        return Ok(Err(entre_temps(ligne)));
    }
    Ok(Ok(Some((ligne, constat))))
}

fn entre_temps(ligne: &LigneService) -> ServiceErreur {
    let par = ligne
        .correction
        .as_ref()
        .map(|(qui, _)| qui)
        .or(ligne.saisi.as_ref());
    ServiceErreur::EntreTemps {
        nom: ligne.nom.clone(),
        jour: ligne.creneau.jour,
        qui: par.cloned().unwrap_or(ParQui {
            le: String::new(),
            par: String::new(),
        }),
    }
}

async fn lire_constat(
    tx: &Ecriture,
    acteur: &Acteur,
    ligne: &LigneService,
    saisie: &SaisieService,
) -> Result<Result<Constat, ServiceErreur>, Erreur> {
    let mut constat = match saisie.lire(ligne) {
        Ok(constat) => constat,
        Err(erreur) => return Ok(Err(erreur)),
    };
    if constat.presence == Some(Presence::Remplace) {
        match remplacant(tx, acteur, ligne, &saisie.remplacant).await? {
            Ok(qui) => constat.remplacant = qui,
            Err(erreur) => return Ok(Err(erreur)),
        }
    }
    Ok(Ok(constat))
}

/// Whom a typed text names: `NOM Prénom (matricule)`, a matricule, or a name that one
/// person of the académie has.
async fn remplacant(
    tx: &Ecriture,
    acteur: &Acteur,
    ligne: &LigneService,
    saisi: &str,
) -> Result<Result<Option<RemplacantService>, ServiceErreur>, Erreur> {
    let saisi = texte::nettoyer(saisi);
    if saisi.is_empty() {
        return Ok(Ok(None));
    }
    let inconnu = || ServiceErreur::RemplacantInconnu {
        nom: ligne.nom.clone(),
        saisie: texte::abreger(&saisi, 60),
    };
    if saisi.chars().count() > SERVICE_NOM_MAX || texte::a_caractere_de_controle(&saisi) {
        return Ok(Err(inconnu()));
    }
    let par_matricule = async |matricule: &str| {
        store::intervenants::par_matricule(tx, acteur.academie, matricule)
            .await
            .map_err(erreur_store)
    };
    let mut trouve = match matricule_de(&saisi) {
        Some(matricule) => par_matricule(matricule).await?,
        None => par_matricule(&saisi).await?,
    };
    if trouve.is_none() && matricule_de(&saisi).is_none() {
        let r =
            store::intervenants::rechercher(tx, acteur.academie, &mots_du_nom(&saisi).join(" "))
                .await
                .map_err(erreur_store)?;
        let incomplet = r.total as usize > r.trouves.len();
        let id = match Correspondance::de(&saisi, r.trouves, incomplet) {
            Correspondance::Trouve(p) => p.id,
            Correspondance::Inconnu => return Ok(Err(inconnu())),
            Correspondance::Ambigu { candidats, .. } => {
                return Ok(Err(ServiceErreur::RemplacantAmbigu {
                    nom: ligne.nom.clone(),
                    saisie: texte::abreger(&saisi, 60),
                    candidats: nommes(tx, acteur, &candidats).await?,
                }));
            }
        };
        trouve = store::intervenants::par_id(tx, acteur.academie, id)
            .await
            .map_err(erreur_store)?;
    }
    let Some(p) = trouve else {
        return Ok(Err(inconnu()));
    };
    if p.id == ligne.intervenant {
        return Ok(Err(ServiceErreur::RemplacantLuiMeme {
            nom: ligne.nom.clone(),
        }));
    }
    Ok(Ok(Some(RemplacantService {
        id: p.id,
        nom: nom_complet(&p.nom, &p.prenom),
        matricule: p.matricule,
    })))
}

/// Candidates named before the rest is only left out.
const CANDIDATS_DITS: usize = 5;

/// People told apart: name, matricule, établissement.
async fn nommes(
    tx: &Ecriture,
    acteur: &Acteur,
    candidats: &[domain::IntervenantTrouve],
) -> Result<Vec<String>, Erreur> {
    let mut noms = Vec::new();
    for c in candidats.iter().take(CANDIDATS_DITS) {
        let fiche = store::intervenants::par_id(tx, acteur.academie, c.id)
            .await
            .map_err(erreur_store)?;
        let matricule = fiche.map(|f| f.matricule).unwrap_or_default();
        let nom = domain::personne_proposee(&c.nom, &c.prenom, &matricule);
        noms.push(if c.etablissement.is_empty() {
            nom
        } else {
            format!("{nom}, {}", c.etablissement)
        });
    }
    Ok(noms)
}

/// Closes every line of a day (or of every day come) that lacks nothing. `cle` is the
/// print of what was shown, [`Validation::cle`]: anything else is not closed.
///
/// # Errors
/// [`Erreur::Interdit`] for somebody who is not head there, [`Erreur::Service`] when there
/// is nothing to close, or something else than what was shown.
pub async fn valider(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    jour: Option<NaiveDate>,
    cle: &str,
) -> Result<(), Erreur> {
    let calendrier = Calendrier::lire(services, acteur).await?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let (mission, lignes) = tenir(&tx, &calendrier, acteur, numero, peut_valider_service).await?;
    let (genre, aujourd_hui) = (mission.ligne.type_mission, calendrier.aujourd_hui);
    let choisies: Vec<LigneService> = lignes
        .into_iter()
        .filter(|l| jour.is_none_or(|j| j == l.creneau.jour))
        .collect();
    let validation = Validation::de(&choisies, genre, aujourd_hui);
    if validation.bilan.a_valider == 0 {
        return Err(ServiceErreur::RienAValider.into());
    }
    if validation.cle != cle {
        return Err(ServiceErreur::ValidationChangee.into());
    }
    let maintenant = services.maintenant();
    let mut closes = Vec::new();
    for l in Validation::prets(&choisies, genre, aujourd_hui) {
        let close = store::service_fait::valider(
            &tx,
            l.convocation,
            l.creneau.jour,
            l.version,
            acteur.compte,
            maintenant,
        )
        .await
        .map_err(erreur_store)?;
        if !close {
            return Err(ServiceErreur::ValidationChangee.into());
        }
        closes.push(changement(l, &l.constat));
    }
    let nombre = closes.len();
    noter(
        &tx,
        services,
        acteur,
        ("service.valider", &mission),
        json!({ "lignes": closes }),
    )
    .await?;
    let fait = Fait::ServiceValide {
        mission: numero,
        lignes: u32::try_from(nombre).unwrap_or(u32::MAX),
        restent: u32::try_from(validation.restent.len()).unwrap_or(u32::MAX),
    };
    store::messages::ajouter(&tx, acteur.compte, maintenant, &fait)
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)
}

/// Changes a closed line, and says why. Who had closed it is told.
///
/// # Errors
/// [`Erreur::Interdit`] for somebody who is not gestionnaire, [`Erreur::Service`] with what
/// is wrong.
pub async fn corriger(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    saisie: &SaisieService,
    raison: &str,
) -> Result<(), Erreur> {
    let calendrier = Calendrier::lire(services, acteur).await?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let (mission, lignes) = tenir(&tx, &calendrier, acteur, numero, peut_corriger_service).await?;
    let ligne = ligne_de(&tx, (&mission, &lignes), saisie).await??;
    if ligne.valide.is_none() {
        return Err(ServiceErreur::PasValide.into());
    }
    let raison = texte::nettoyer(raison);
    if raison.is_empty() {
        return Err(ServiceErreur::RaisonManquante.into());
    }
    if raison.chars().count() > SERVICE_TEXTE_MAX || texte::a_caractere_de_controle(&raison) {
        return Err(ServiceErreur::RaisonImpossible.into());
    }
    let constat = lire_constat(&tx, acteur, ligne, saisie).await??;
    let manque = if constat.presence.is_none() {
        Some(ManqueService::Presence)
    } else {
        constat.manque(mission.ligne.type_mission.faits().comptage, ligne.qualite)
    };
    if let Some(manque) = manque {
        let nom = ligne.nom.clone();
        return Err(ServiceErreur::Incomplet { nom, manque }.into());
    }
    if constat == ligne.constat {
        return Err(ServiceErreur::RienACorriger.into());
    }
    if saisie.version != ligne.version {
        return Err(entre_temps(ligne).into());
    }
    let maintenant = services.maintenant();
    let nouveau = NouveauConstat {
        mission: mission.ligne.id,
        convocation: ligne.convocation,
        intervenant: ligne.intervenant,
        jour: ligne.creneau.jour,
        constat: &constat,
    };
    let ecrite = store::service_fait::corriger(
        &tx,
        &nouveau,
        ligne.version,
        &raison,
        acteur.compte,
        maintenant,
    )
    .await
    .map_err(erreur_store)?;
    if !ecrite {
        return Err(entre_temps(ligne).into());
    }
    let details = json!({ "lignes": [changement(ligne, &constat)], "raison": raison });
    noter(
        &tx,
        services,
        acteur,
        ("service.corriger", &mission),
        details,
    )
    .await?;
    let fait = Fait::ServiceCorrige {
        mission: numero,
        nom: ligne.nom.clone(),
        jour: ligne.creneau.jour,
        raison,
    };
    let valideur = store::service_fait::valide_par(&tx, ligne.convocation, ligne.creneau.jour)
        .await
        .map_err(erreur_store)?;
    for compte in [
        Some(acteur.compte),
        valideur.filter(|c| *c != acteur.compte),
    ]
    .into_iter()
    .flatten()
    {
        store::messages::ajouter(&tx, compte, maintenant, &fait)
            .await
            .map_err(erreur_store)?;
    }
    tx.valider().await.map_err(erreur_store)
}

/// Refuses to take days away from a convocation, or to change their hours, once what was
/// done on them is closed: `restent` are the days that it would keep. The mission is held
/// until the end of the transaction, so that nothing is closed meanwhile.
pub(crate) async fn verifier_les_jours(
    tx: &Ecriture,
    mission: &Mission,
    ligne: &domain::ConvocationLigne,
    restent: &[Creneau],
) -> Result<(), Erreur> {
    store::service_fait::tenir(tx, mission.ligne.id)
        .await
        .map_err(erreur_store)?;
    let valides = store::service_fait::jours_valides(tx, ligne.id)
        .await
        .map_err(erreur_store)?;
    let creneau = |creneaux: &[Creneau], jour| creneaux.iter().find(|c| c.jour == jour).copied();
    let jours: Vec<NaiveDate> = valides
        .into_iter()
        .filter(|j| creneau(restent, *j) != creneau(&ligne.affectation.creneaux, *j))
        .collect();
    if jours.is_empty() {
        return Ok(());
    }
    let nom = nom_complet(&ligne.nom, &ligne.prenom);
    Err(vec![domain::ConvocationErreur::ServiceValide { nom, jours }].into())
}

// ------------------------------------------------------------------- history

/// Lines of the history read at most.
const HISTORIQUE_MAX: u32 = 100;

/// Who entered, closed and corrected what on a mission, latest first.
///
/// # Errors
/// [`Erreur::Introuvable`] when it is not within the actor's scope, [`Erreur::Interdit`]
/// for somebody who does not attest there.
pub async fn historique(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
) -> Result<domain::HistoriqueService, Erreur> {
    #[derive(Default, serde::Deserialize)]
    struct Details {
        #[serde(default)]
        lignes: Vec<domain::ChangementService>,
        #[serde(default)]
        raison: String,
    }
    let lecture = services.store.lecture();
    let mission = crate::missions::du_ressort(lecture, acteur, numero).await?;
    let calendrier = Calendrier::lire(services, acteur).await?;
    let traces =
        store::piste::de_l_objet(lecture, "service_fait", mission.ligne.id.0, HISTORIQUE_MAX)
            .await
            .map_err(erreur_store)?;
    let evenements = traces
        .into_iter()
        .filter_map(|(trace, auteur)| {
            let genre = match trace.action.as_str() {
                "service.saisir" => domain::GenreConstat::Saisie,
                "service.valider" => domain::GenreConstat::Validation,
                "service.corriger" => domain::GenreConstat::Correction,
                _ => return None,
            };
            // A line written by another version is shown without what is not understood.
            let details: Details = serde_json::from_str(&trace.details).unwrap_or_default();
            Some(domain::EvenementService {
                qui: calendrier.par_qui((trace.moment, auteur)),
                genre,
                lignes: details.lignes,
                raison: details.raison,
            })
        })
        .collect();
    Ok(domain::HistoriqueService {
        numero,
        intitule: intitule(&mission),
        type_mission: mission.ligne.type_mission,
        evenements,
    })
}

// ------------------------------------------------------------------- paper

/// A list as a PDF, drawn off the async workers.
pub(crate) async fn papier(
    services: &Services,
    document: documents::tableau::Document,
) -> Result<Vec<u8>, Erreur> {
    let polices = services.polices.clone();
    tokio::task::spawn_blocking(move || documents::tableau::pdf(&document, &polices))
        .await
        .map_err(|e| crate::interne("pdf", &e))?
        .map_err(|e| crate::interne("pdf", &e))
}

/// *État de service fait* of a mission, with the name of its file.
///
/// # Errors
/// [`Erreur::Introuvable`] when it is not within the actor's scope.
pub async fn etat_de_la_mission(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
) -> Result<(String, Vec<u8>), Erreur> {
    let lecture = services.store.lecture();
    let mission = crate::missions::visible_par_numero(lecture, acteur, numero).await?;
    let calendrier = Calendrier::lire(services, acteur).await?;
    let lignes = lignes(lecture, &calendrier, acteur, &mission).await?;
    let emetteur = Emetteur {
        centre: mission.libelle_centre(),
        jour: calendrier.aujourd_hui,
    };
    let intitule = intitule(&mission);
    let constatee = MissionConstatee {
        numero,
        type_mission: mission.ligne.type_mission,
        intitule: &intitule,
        session: mission.ligne.session.to_string(),
    };
    let document = etats::service_mission(&emetteur, &constatee, &lignes);
    Ok((
        format!("{numero}_service-fait.pdf"),
        papier(services, document).await?,
    ))
}

/// *État de service fait* of a person over the missions of the scope, with the name of its
/// file.
///
/// # Errors
/// [`Erreur::Introuvable`] for somebody who has no day there.
pub async fn etat_de_la_personne(
    services: &Services,
    acteur: &Acteur,
    personne: IntervenantId,
) -> Result<(String, Vec<u8>), Erreur> {
    let lecture = services.store.lecture();
    let portee = acteur.personnels_visibles();
    let lues = store::service_fait::de_la_personne(lecture, &portee, personne)
        .await
        .map_err(erreur_store)?;
    let fiche = store::intervenants::par_id(lecture, acteur.academie, personne)
        .await
        .map_err(erreur_store)?
        .filter(|_| !lues.is_empty())
        .ok_or(Erreur::Introuvable)?;
    let calendrier = Calendrier::lire(services, acteur).await?;
    let mut services_faits: Vec<ServiceExporte> =
        lues.into_iter().map(|l| calendrier.exportee(l)).collect();
    services_faits.sort_by_key(|s| (s.ligne.creneau, s.mission));
    let mut centres: Vec<String> = services_faits
        .iter()
        .map(|s| domain::libelle_etablissement(&s.centre_nom, &s.centre))
        .collect();
    centres.sort();
    centres.dedup();
    let emetteur = Emetteur {
        centre: centres.join(", "),
        jour: calendrier.aujourd_hui,
    };
    let nom = nom_complet(&fiche.nom, &fiche.prenom);
    let document = etats::service_personne(&emetteur, (&nom, &fiche.matricule), &services_faits);
    Ok((
        format!("service-fait_{}.pdf", texte::pour_fichier(&nom, 40)),
        papier(services, document).await?,
    ))
}
