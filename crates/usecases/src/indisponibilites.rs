//! *Saisie d’indisponibilité*: recording when people of one's établissement cannot be
//! called, and seeing at once which convocations that hits.

use crate::convocations::{cle_de, cle_valable};
use crate::services::{Services, dans_le_fuseau, erreur_store, interne, tracer};
use crate::tableur;
use domain::{
    Absence, AcademieId, Acteur, ChoixPersonnes, ConvocationDePersonne, ConvocationTouchee,
    DemandeIndisponibilite, DisciplineId, Erreur, EtablissementId, Fait, FiltreIndisponibilites,
    IndisponibiliteErreur, IndisponibiliteId, IntervenantId, LIGNES_INDISPONIBILITES,
    LigneIndisponibilite, Moment, NaiveDate, PERSONNES_INDISPONIBILITE, PageIndisponibilites,
    Portee, SaisieIndisponibilite, creneaux_touches, periode,
};
use serde::Deserialize;
use serde_json::json;
use std::collections::{BTreeSet, HashMap};
use store::disponibilites::NouvelleIndisponibilite;
use store::indisponibilites::Gardee;
use store::personnels::Quand;
use store::{ConnectionTrait, Ecriture, ErreurStore};

/// Lines of a file completed at a time.
pub const LOT: usize = 500;
/// Most lines of a printed list.
pub const IMPRIMEES_MAX: u32 = 2_000;
/// How the trail tells that one was changed.
const MODIFIER: &str = "indisponibilite.modifier";

/// The people whose indisponibilités the actor records.
///
/// # Errors
/// [`Erreur::Interdit`] for somebody who has no personnel.
pub(crate) fn portee(acteur: &Acteur) -> Result<Portee, Erreur> {
    match acteur.personnels_geres() {
        Portee::Rien => Err(Erreur::Interdit),
        portee => Ok(portee),
    }
}

// ------------------------------------------------------------------- reading

/// One page of the indisponibilités of the actor's personnel, each with the convocations
/// that it hits.
///
/// # Errors
/// [`Erreur::Interdit`] for somebody who has no personnel.
pub async fn lister(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreIndisponibilites,
) -> Result<PageIndisponibilites, Erreur> {
    let depuis = (filtre.page.max(1) - 1).saturating_mul(LIGNES_INDISPONIBILITES);
    lire_page(services, acteur, filtre, depuis, LIGNES_INDISPONIBILITES).await
}

/// Every line that a filter keeps, for paper.
///
/// # Errors
/// As [`lister`].
pub async fn toutes(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreIndisponibilites,
    limite: u32,
) -> Result<PageIndisponibilites, Erreur> {
    lire_page(services, acteur, filtre, 0, limite).await
}

async fn lire_page(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreIndisponibilites,
    depuis: u32,
    limite: u32,
) -> Result<PageIndisponibilites, Erreur> {
    let portee = portee(acteur)?;
    let lecture = services.store.lecture();
    let (total, total_sans_filtre, gardees) =
        store::indisponibilites::lister(lecture, &portee, filtre, depuis, limite)
            .await
            .map_err(erreur_store)?;
    let disciplines = store::personnels::disciplines(lecture, &portee)
        .await
        .map_err(erreur_store)?;
    Ok(PageIndisponibilites {
        lignes: lignes(services, acteur, gardees).await?,
        total,
        total_sans_filtre,
        disciplines,
        plusieurs: portee.plusieurs(),
    })
}

/// Who changed these last, and when, as the trail tells it.
async fn modifiees(
    conn: &impl ConnectionTrait,
    gardees: &[Gardee],
) -> Result<HashMap<IndisponibiliteId, (Moment, String)>, ErreurStore> {
    #[derive(Deserialize)]
    struct Details {
        indisponibilite: IndisponibiliteId,
    }
    let gens: Vec<i64> = gardees
        .iter()
        .filter(|g| g.version > 1)
        .map(|g| g.intervenant.0)
        .collect();
    let mut dernieres = HashMap::new();
    for (moment, par, details) in
        store::piste::des_actions(conn, "intervenant", MODIFIER, &gens).await?
    {
        // A line written by another version tells nothing here.
        if let Ok(d) = serde_json::from_str::<Details>(&details) {
            dernieres.insert(d.indisponibilite, (moment, par));
        }
    }
    Ok(dernieres)
}

/// Kept ones as lines: dated, with what they hit.
pub(crate) async fn lignes(
    services: &Services,
    acteur: &Acteur,
    gardees: Vec<Gardee>,
) -> Result<Vec<LigneIndisponibilite>, Erreur> {
    let lecture = services.store.lecture();
    let absences: Vec<(IntervenantId, Absence)> =
        gardees.iter().map(|g| (g.intervenant, g.absence)).collect();
    let fermes = crate::ouvertures::fermes_a(services, acteur).await?;
    let mut touchees = touchees(lecture, acteur, &fermes, &absences)
        .await
        .map_err(erreur_store)?;
    let academie = store::academies::par_id(lecture, acteur.academie)
        .await
        .map_err(erreur_store)?;
    let fuseau = academie.map(|a| a.fuseau).unwrap_or_default();
    let date = |moment: Moment| {
        dans_le_fuseau(&fuseau, moment)
            .format("%d/%m/%Y %H:%M")
            .to_string()
    };
    let mut modifiees = modifiees(lecture, &gardees).await.map_err(erreur_store)?;
    let portee = acteur.personnels_geres();
    Ok(gardees
        .into_iter()
        .enumerate()
        .map(|(rang, g)| {
            let mut siennes = touchees.remove(&rang).unwrap_or_default();
            for t in &mut siennes {
                t.nom.clone_from(&g.nom);
            }
            LigneIndisponibilite {
                date: date(g.cree_le),
                modifiee: modifiees.remove(&g.id).map(|(le, par)| (par, date(le))),
                id: g.id,
                intervenant: g.intervenant,
                nom: g.nom,
                matricule: g.matricule,
                discipline: g.discipline,
                etablissement: g.etablissement,
                secondaire: portee.a_titre_secondaire(g.principal),
                absence: g.absence,
                motif: g.motif,
                commentaire: g.commentaire,
                auteur: g.auteur,
                version: g.version,
                touchees: siennes,
            }
        })
        .collect())
}

/// The convocations that each of these absences hits, by its place; without names.
/// `fermes`: centres where the actor may convoke nobody today.
async fn touchees(
    conn: &impl ConnectionTrait,
    acteur: &Acteur,
    fermes: &[EtablissementId],
    absences: &[(IntervenantId, Absence)],
) -> Result<HashMap<usize, Vec<ConvocationTouchee>>, ErreurStore> {
    let mut trouvees: HashMap<usize, Vec<ConvocationTouchee>> = HashMap::new();
    let (Some(du), Some(au)) = (
        absences.iter().map(|(_, a)| a.du).min(),
        absences.iter().map(|(_, a)| a.au).max(),
    ) else {
        return Ok(trouvees);
    };
    let gens: Vec<IntervenantId> = absences.iter().map(|(qui, _)| *qui).collect();
    let mut par_personne: HashMap<IntervenantId, Vec<ConvocationDePersonne>> = HashMap::new();
    for c in
        store::personnels::convocations(conn, acteur.academie, &gens, Quand::Jours(du, au)).await?
    {
        par_personne.entry(c.intervenant).or_default().push(c);
    }
    for (rang, (qui, absence)) in absences.iter().enumerate() {
        for c in par_personne.get(qui).into_iter().flatten() {
            let creneaux = creneaux_touches(&[*absence], &c.creneaux);
            if creneaux.is_empty() {
                continue;
            }
            trouvees
                .entry(rang)
                .or_default()
                .push(touchee(acteur, fermes, c, creneaux));
        }
    }
    Ok(trouvees)
}

/// How many convocations of an académie these absences hit: each once.
pub(crate) async fn nombre_touchees(
    conn: &impl ConnectionTrait,
    academie: AcademieId,
    absences: &[(IntervenantId, Absence)],
) -> Result<u32, ErreurStore> {
    let (Some(du), Some(au)) = (
        absences.iter().map(|(_, a)| a.du).min(),
        absences.iter().map(|(_, a)| a.au).max(),
    ) else {
        return Ok(0);
    };
    let mut par_personne: HashMap<IntervenantId, Vec<Absence>> = HashMap::new();
    for (qui, absence) in absences {
        par_personne.entry(*qui).or_default().push(*absence);
    }
    let gens: Vec<IntervenantId> = par_personne.keys().copied().collect();
    let convocations =
        store::personnels::convocations(conn, academie, &gens, Quand::Jours(du, au)).await?;
    let touchees = convocations.iter().filter(|c| {
        par_personne
            .get(&c.intervenant)
            .is_some_and(|a| !creneaux_touches(a, &c.creneaux).is_empty())
    });
    Ok(touchees.count() as u32)
}

fn touchee(
    acteur: &Acteur,
    fermes: &[EtablissementId],
    c: &ConvocationDePersonne,
    creneaux: Vec<domain::Creneau>,
) -> ConvocationTouchee {
    let convoque = acteur.autorite_sur(c.centre).is_some();
    let ferme = convoque && fermes.contains(&c.centre);
    ConvocationTouchee {
        convocation: c.convocation,
        intervenant: c.intervenant,
        nom: String::new(),
        mission: c.mission,
        intitule: c.intitule.clone(),
        centre: c.centre_nom.clone(),
        creneaux,
        visible: acteur
            .missions_visibles()
            .contient(acteur.academie, c.centre),
        remplacable: convoque && !ferme,
        ferme,
    }
}

/// The convocations of these people that an indisponibilité being typed would hit; none
/// while its days cannot be read.
///
/// # Errors
/// [`Erreur::Interdit`] for somebody who has no personnel, [`Erreur::RequeteInvalide`] for
/// more people than one request may carry.
pub async fn apercu(
    services: &Services,
    acteur: &Acteur,
    intervenants: &[IntervenantId],
    saisie: &SaisieIndisponibilite,
) -> Result<Vec<ConvocationTouchee>, Erreur> {
    let portee = portee(acteur)?;
    if intervenants.len() > PERSONNES_INDISPONIBILITE {
        return Err(Erreur::RequeteInvalide);
    }
    let Ok(absences) = saisie.absences() else {
        return Ok(Vec::new());
    };
    let lecture = services.store.lecture();
    // Of one's own personnel alone.
    let gens = store::personnels::parmi(lecture, &portee, intervenants)
        .await
        .map_err(erreur_store)?;
    let fermes = crate::ouvertures::fermes_a(services, acteur).await?;
    touchees_ensemble(
        lecture,
        acteur,
        &fermes,
        gens.iter().map(|p| (p.id, &*p.nom)),
        &absences,
    )
    .await
    .map_err(erreur_store)
}

/// The convocations of people, named, that any of these absences hits: each once.
/// `fermes` as for [`touchees`].
async fn touchees_ensemble<'a>(
    conn: &impl ConnectionTrait,
    acteur: &Acteur,
    fermes: &[EtablissementId],
    gens: impl Iterator<Item = (IntervenantId, &'a str)>,
    absences: &[Absence],
) -> Result<Vec<ConvocationTouchee>, ErreurStore> {
    let (Some(du), Some(au)) = (
        absences.iter().map(|a| a.du).min(),
        absences.iter().map(|a| a.au).max(),
    ) else {
        return Ok(Vec::new());
    };
    let noms: HashMap<IntervenantId, &str> = gens.collect();
    let ids: Vec<IntervenantId> = noms.keys().copied().collect();
    let convocations =
        store::personnels::convocations(conn, acteur.academie, &ids, Quand::Jours(du, au)).await?;
    let mut trouvees: Vec<ConvocationTouchee> = convocations
        .iter()
        .filter_map(|c| {
            let creneaux = creneaux_touches(absences, &c.creneaux);
            (!creneaux.is_empty()).then(|| {
                let mut t = touchee(acteur, fermes, c, creneaux);
                t.nom = noms
                    .get(&c.intervenant)
                    .map_or_else(String::new, |n| (*n).to_owned());
                t
            })
        })
        .collect();
    trouvees.sort_by(|a, b| (&a.nom, &a.creneaux).cmp(&(&b.nom, &b.creneaux)));
    Ok(trouvees)
}

/// What the form of a new indisponibilité offers: those chosen, those that a keyword and
/// disciplines find.
///
/// # Errors
/// [`Erreur::Interdit`] for somebody who has no personnel.
pub async fn choix(
    services: &Services,
    acteur: &Acteur,
    choisies: &[IntervenantId],
    mot_cle: &str,
    disciplines: &[DisciplineId],
) -> Result<ChoixPersonnes, Erreur> {
    let portee = portee(acteur)?;
    let lecture = services.store.lecture();
    let lues = async {
        let choisies: Vec<IntervenantId> = choisies
            .iter()
            .copied()
            .take(PERSONNES_INDISPONIBILITE)
            .collect();
        let choisies = store::personnels::parmi(lecture, &portee, &choisies).await?;
        let (total, mut trouvees) = store::personnels::a_choisir(
            lecture,
            &portee,
            mot_cle,
            disciplines,
            PERSONNES_INDISPONIBILITE,
        )
        .await?;
        trouvees.retain(|p| !choisies.iter().any(|c| c.id == p.id));
        Ok(ChoixPersonnes {
            choisies,
            trouvees,
            total,
            disciplines: store::personnels::disciplines(lecture, &portee).await?,
            cle: String::new(),
        })
    };
    let lues: ChoixPersonnes = lues.await.map_err(erreur_store)?;
    Ok(ChoixPersonnes {
        cle: services.alea.jeton()?,
        ..lues
    })
}

/// One indisponibilité with what it hits.
///
/// # Errors
/// [`Erreur::Introuvable`] when it does not exist or is of nobody of the actor's personnel.
pub async fn lire(
    services: &Services,
    acteur: &Acteur,
    id: IndisponibiliteId,
) -> Result<LigneIndisponibilite, Erreur> {
    let portee = acteur.personnels_geres();
    let gardee = store::indisponibilites::par_id(services.store.lecture(), &portee, id)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let mut lignes = lignes(services, acteur, vec![gardee]).await?;
    lignes.pop().ok_or(Erreur::Introuvable)
}

/// The lines that a filter keeps, all of them, as a CSV file, completed `lot` at a time.
/// `entetes` names the columns, `cellules` says a line; both are sentences, which are the
/// screens'.
///
/// # Errors
/// As [`lister`].
pub async fn exporter<const N: usize>(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltreIndisponibilites,
    lot: usize,
    entetes: [&str; N],
    cellules: impl Fn(&LigneIndisponibilite) -> [String; N],
) -> Result<Vec<u8>, Erreur> {
    let portee = portee(acteur)?;
    let lecture = services.store.lecture();
    let (_, _, gardees) = store::indisponibilites::lister(lecture, &portee, filtre, 0, u32::MAX)
        .await
        .map_err(erreur_store)?;
    let mut octets = tableur::entete(entetes)?;
    let mut gardees = gardees.into_iter();
    loop {
        let lot: Vec<Gardee> = gardees.by_ref().take(lot.max(1)).collect();
        if lot.is_empty() {
            return Ok(octets);
        }
        let lignes = lignes(services, acteur, lot).await?;
        octets.extend(tableur::rangees(lignes.iter().map(&cellules))?);
    }
}

// ------------------------------------------------------------------- writing

/// Records the same indisponibilité for some people, in one transaction. The same key twice
/// records once.
///
/// # Errors
/// [`Erreur::Indisponibilite`] with everything that is wrong: nothing is then written.
pub async fn creer(
    services: &Services,
    acteur: &Acteur,
    demande: &DemandeIndisponibilite,
) -> Result<Vec<IndisponibiliteId>, Erreur> {
    let portee = portee(acteur)?;
    if !cle_valable(&demande.cle) {
        return Err(Erreur::RequeteInvalide);
    }
    let mut erreurs = Vec::new();
    let uniques: BTreeSet<IntervenantId> = demande.intervenants.iter().copied().collect();
    if uniques.is_empty() {
        erreurs.push(IndisponibiliteErreur::AucunePersonne);
    } else if uniques.len() > PERSONNES_INDISPONIBILITE {
        erreurs.push(IndisponibiliteErreur::TropDePersonnes {
            maximum: PERSONNES_INDISPONIBILITE,
        });
    }
    let lue = match demande.saisie.lire() {
        Ok(lue) if erreurs.is_empty() => lue,
        Ok(_) => return Err(erreurs.into()),
        Err(autres) => {
            erreurs.extend(autres);
            return Err(erreurs.into());
        }
    };
    let gens: Vec<IntervenantId> = uniques.into_iter().collect();
    let cle = cle_de(&demande.cle, demande)?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    // Whoever records for the same people at the same moment comes after, and sees this.
    store::disponibilites::tenir(&tx, &gens)
        .await
        .map_err(erreur_store)?;
    if let Some(servie) = store::requetes::trouver(&tx, acteur.compte, &cle)
        .await
        .map_err(erreur_store)?
    {
        return serde_json::from_str(&servie).map_err(|e| interne("requete", &e));
    }
    let connus = store::personnels::parmi(&tx, &portee, &gens)
        .await
        .map_err(erreur_store)?;
    if connus.len() < gens.len() {
        return Err(IndisponibiliteErreur::PersonneInconnue.into());
    }
    let mut creees = Vec::with_capacity(connus.len() * lue.absences.len());
    for personne in &connus {
        for absence in &lue.absences {
            let deja = store::indisponibilites::existe(&tx, personne.id, absence, None)
                .await
                .map_err(erreur_store)?;
            if deja {
                erreurs.push(IndisponibiliteErreur::DejaSaisie {
                    nom: personne.nom.clone(),
                });
                continue;
            }
            let nouvelle = NouvelleIndisponibilite {
                intervenant: personne.id,
                absence: *absence,
                motif: lue.motif,
                commentaire: lue.commentaire.clone(),
                auteur: Some(acteur.compte),
            };
            let id = ajouter(&tx, services, acteur, &nouvelle)
                .await
                .map_err(erreur_store)?;
            creees.push(id);
        }
    }
    if !erreurs.is_empty() {
        erreurs.dedup();
        return Err(erreurs.into());
    }
    let ecriture = async {
        let touchees = touchees_ensemble(
            &tx,
            acteur,
            &[],
            connus.iter().map(|p| (p.id, &*p.nom)),
            &lue.absences,
        )
        .await?;
        let fait = Fait::IndisponibilitesSaisies {
            personnes: connus.len() as u32,
            nom: match &connus[..] {
                [seule] => seule.nom.clone(),
                _ => String::new(),
            },
            touchees: touchees.len() as u32,
        };
        store::messages::ajouter(&tx, acteur.compte, services.maintenant(), &fait).await
    };
    ecriture.await.map_err(erreur_store)?;
    let resultat = serde_json::to_string(&creees).map_err(|e| interne("requete", &e))?;
    let maintenant = services.maintenant();
    let inscrite = store::requetes::inscrire(&tx, acteur.compte, &cle, &resultat, maintenant).await;
    inscrite.map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)?;
    Ok(creees)
}

/// Records one with its trace. Why somebody is away and the comment are not in the trace,
/// which nobody may ever change.
pub(crate) async fn ajouter(
    tx: &Ecriture,
    services: &Services,
    acteur: &Acteur,
    n: &NouvelleIndisponibilite,
) -> Result<IndisponibiliteId, ErreurStore> {
    let id = store::disponibilites::ajouter_indisponibilite(tx, n, services.maintenant()).await?;
    let details = json!({ "indisponibilite": id, "apres": n.absence });
    tracer(
        tx,
        services,
        acteur,
        "indisponibilite.creer",
        ("intervenant", n.intervenant.0),
        &details,
    )
    .await?;
    Ok(id)
}

/// One to be changed, and whether it still is what was read.
async fn a_changer(
    tx: &Ecriture,
    acteur: &Acteur,
    id: IndisponibiliteId,
    version: i32,
) -> Result<Gardee, Erreur> {
    let portee = acteur.personnels_geres();
    let gardee = store::indisponibilites::par_id(tx, &portee, id)
        .await
        .map_err(erreur_store)?;
    match gardee {
        Some(g) if g.version == version => Ok(g),
        Some(_) => Err(IndisponibiliteErreur::ChangeeEntreTemps { supprimee: false }.into()),
        None => {
            let supprimee = store::indisponibilites::supprimee(tx, &portee, id)
                .await
                .map_err(erreur_store)?;
            Err(match supprimee {
                Some(_) => IndisponibiliteErreur::ChangeeEntreTemps { supprimee: true }.into(),
                None => Erreur::Introuvable,
            })
        }
    }
}

/// Changes an indisponibilité, unless somebody did since `version` was read.
///
/// # Errors
/// [`Erreur::Indisponibilite`] with everything that is wrong, or when it was changed;
/// [`Erreur::Introuvable`] when it is of nobody of the actor's personnel.
pub async fn modifier(
    services: &Services,
    acteur: &Acteur,
    id: IndisponibiliteId,
    version: i32,
    saisie: &SaisieIndisponibilite,
) -> Result<(), Erreur> {
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let avant = a_changer(&tx, acteur, id, version).await?;
    let lue = saisie.lire()?;
    // One line is one absence: a week of several days is several lines.
    let [absence] = lue.absences[..] else {
        return Err(Erreur::RequeteInvalide);
    };
    let apres = Gardee {
        absence,
        motif: lue.motif,
        commentaire: lue.commentaire,
        ..avant.clone()
    };
    changer(services, acteur, tx, &avant, &apres).await
}

/// Ends an indisponibilité earlier: `au` becomes its last day.
///
/// # Errors
/// [`IndisponibiliteErreur::FinNonAvancee`], [`IndisponibiliteErreur::FinAvantDebut`], or
/// as [`modifier`].
pub async fn terminer(
    services: &Services,
    acteur: &Acteur,
    id: IndisponibiliteId,
    version: i32,
    au: Option<NaiveDate>,
) -> Result<(), Erreur> {
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let avant = a_changer(&tx, acteur, id, version).await?;
    let au = au.ok_or(IndisponibiliteErreur::FinIllisible)?;
    if au >= avant.absence.au {
        return Err(IndisponibiliteErreur::FinNonAvancee {
            au: avant.absence.au,
        }
        .into());
    }
    let absence = Absence {
        au,
        fin_midi: false,
        ..avant.absence
    };
    if au < avant.absence.du || absence.premier_jour().is_none() {
        return Err(IndisponibiliteErreur::FinAvantDebut {
            du: avant.absence.du,
        }
        .into());
    }
    let apres = Gardee {
        absence,
        ..avant.clone()
    };
    changer(services, acteur, tx, &avant, &apres).await
}

async fn changer(
    services: &Services,
    acteur: &Acteur,
    tx: Ecriture,
    avant: &Gardee,
    apres: &Gardee,
) -> Result<(), Erreur> {
    if avant == apres {
        return Ok(());
    }
    let qui = avant.intervenant;
    store::disponibilites::tenir(&tx, &[qui])
        .await
        .map_err(erreur_store)?;
    let deja = store::indisponibilites::existe(&tx, qui, &apres.absence, Some(avant.id))
        .await
        .map_err(erreur_store)?;
    if deja {
        return Err(IndisponibiliteErreur::DejaSaisie {
            nom: avant.nom.clone(),
        }
        .into());
    }
    let ecriture = async {
        let faite = store::indisponibilites::modifier(
            &tx,
            avant.id,
            avant.version,
            &apres.absence,
            apres.motif,
            &apres.commentaire,
        )
        .await?;
        if !faite {
            return Ok(false);
        }
        let details = json!({
            "indisponibilite": avant.id,
            "avant": avant.absence,
            "apres": apres.absence,
            // That they changed, not what they are.
            "motif": avant.motif != apres.motif || avant.commentaire != apres.commentaire,
        });
        let objet = ("intervenant", qui.0);
        tracer(&tx, services, acteur, MODIFIER, objet, &details).await?;
        let gens = [(qui, &*avant.nom)].into_iter();
        let touchees = touchees_ensemble(&tx, acteur, &[], gens, &[apres.absence]).await?;
        let fait = Fait::IndisponibiliteModifiee {
            nom: avant.nom.clone(),
            periode: periode(&apres.absence),
            touchees: touchees.len() as u32,
        };
        store::messages::ajouter(&tx, acteur.compte, services.maintenant(), &fait).await?;
        Ok(true)
    };
    if !ecriture.await.map_err(erreur_store)? {
        return Err(IndisponibiliteErreur::ChangeeEntreTemps { supprimee: false }.into());
    }
    tx.valider().await.map_err(erreur_store)
}

/// Deletes an indisponibilité, unless somebody changed it since `version` was read. It is
/// kept apart and can be taken back, see [`retablir`].
///
/// # Errors
/// As [`modifier`].
pub async fn supprimer(
    services: &Services,
    acteur: &Acteur,
    id: IndisponibiliteId,
    version: i32,
) -> Result<(), Erreur> {
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let avant = a_changer(&tx, acteur, id, version).await?;
    let maintenant = services.maintenant();
    let ecriture = async {
        if !store::indisponibilites::supprimer(&tx, id, version, maintenant).await? {
            return Ok(false);
        }
        let details = json!({ "indisponibilite": id, "avant": avant.absence });
        let objet = ("intervenant", avant.intervenant.0);
        let action = "indisponibilite.supprimer";
        tracer(&tx, services, acteur, action, objet, &details).await?;
        let fait = Fait::IndisponibiliteSupprimee {
            indisponibilite: id,
            nom: avant.nom.clone(),
            periode: periode(&avant.absence),
        };
        store::messages::ajouter(&tx, acteur.compte, maintenant, &fait).await?;
        Ok(true)
    };
    if !ecriture.await.map_err(erreur_store)? {
        return Err(IndisponibiliteErreur::ChangeeEntreTemps { supprimee: true }.into());
    }
    tx.valider().await.map_err(erreur_store)
}

/// Takes the deletion of an indisponibilité back.
///
/// # Errors
/// [`Erreur::Introuvable`] when nothing is to be taken back, or not by this person;
/// [`IndisponibiliteErreur::DejaSaisie`] when the same was recorded since.
pub async fn retablir(
    services: &Services,
    acteur: &Acteur,
    id: IndisponibiliteId,
) -> Result<(), Erreur> {
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let portee = acteur.personnels_geres();
    let supprimee = store::indisponibilites::supprimee(&tx, &portee, id)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    store::disponibilites::tenir(&tx, &[supprimee.intervenant])
        .await
        .map_err(erreur_store)?;
    let deja =
        store::indisponibilites::existe(&tx, supprimee.intervenant, &supprimee.absence, None)
            .await
            .map_err(erreur_store)?;
    if deja {
        return Err(IndisponibiliteErreur::DejaSaisie { nom: supprimee.nom }.into());
    }
    let ecriture = async {
        if !store::indisponibilites::retablir(&tx, id).await? {
            return Ok(false);
        }
        let details = json!({ "indisponibilite": id, "apres": supprimee.absence });
        let objet = ("intervenant", supprimee.intervenant.0);
        let action = "indisponibilite.retablir";
        tracer(&tx, services, acteur, action, objet, &details).await?;
        let fait = Fait::IndisponibiliteRetablie {
            nom: supprimee.nom.clone(),
            periode: periode(&supprimee.absence),
        };
        store::messages::ajouter(&tx, acteur.compte, services.maintenant(), &fait).await?;
        Ok(true)
    };
    if !ecriture.await.map_err(erreur_store)? {
        return Err(Erreur::Introuvable);
    }
    tx.valider().await.map_err(erreur_store)
}
