//! *Consultation des personnels*: the people of one's établissement, whether they are free,
//! what they are convoked to here and elsewhere, and how that compares.

use crate::indisponibilites::{lignes as lignes_d_indisponibilites, portee};
use crate::services::{Services, dans_le_fuseau, erreur_store};
use crate::tableur;
use domain::{
    Absence, Acteur, Charge, ConvocationDePersonne, Erreur, EvenementPersonne, FichePersonne,
    FiltrePersonnels, IntervenantId, LIGNES_PERSONNELS, LigneHistoriquePersonne, LignePersonnel,
    Mois, Moment, NaiveDate, PagePersonnels, Portee, RangEquipe, SaisieIntervenant, Territoire,
    annee_scolaire, ecrire_mois, mois_de, periode,
};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use store::personnels::Quand;
use store::piste::TraceSaisie;
use store::service_fait::LigneDatee;

/// People of a file completed at a time.
pub const LOT: usize = 500;
/// Most people of a printed list or calendar.
pub const IMPRIMES_MAX: u32 = 2_000;
/// Most lines of a person's history.
const HISTORIQUE: u32 = 100;

/// One page of the people of the actor's personnel.
///
/// # Errors
/// [`Erreur::Interdit`] for somebody who has no personnel.
pub async fn lister(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltrePersonnels,
) -> Result<PagePersonnels, Erreur> {
    let depuis = (filtre.page.max(1) - 1).saturating_mul(LIGNES_PERSONNELS);
    lire_page(services, acteur, filtre, depuis, LIGNES_PERSONNELS).await
}

/// Every line that a filter keeps, `limite` at most, for paper; how many there are is told,
/// so that what is cut says so.
///
/// # Errors
/// [`Erreur::Interdit`] for somebody who has no personnel.
pub async fn tous(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltrePersonnels,
    limite: u32,
) -> Result<PagePersonnels, Erreur> {
    lire_page(services, acteur, filtre, 0, limite).await
}

/// The years of the académie's sessions, latest first, and the one asked for, or the
/// latest, or the present one.
async fn annees(
    services: &Services,
    acteur: &Acteur,
    annee: Option<i32>,
) -> Result<(Vec<i32>, i32), Erreur> {
    let toutes = Portee::Academie(acteur.academie);
    let annees = store::missions::annees(services.store.lecture(), &toutes)
        .await
        .map_err(erreur_store)?;
    let annee = match annee
        .filter(|a| annees.contains(a))
        .or(annees.first().copied())
    {
        Some(annee) => annee,
        None => {
            use domain::Datelike;
            services.aujourd_hui(acteur.academie).await?.year()
        }
    };
    Ok((annees, annee))
}

async fn lire_page(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltrePersonnels,
    depuis: u32,
    limite: u32,
) -> Result<PagePersonnels, Erreur> {
    let portee = portee(acteur)?;
    let lecture = services.store.lecture();
    let (annees, annee) = annees(services, acteur, filtre.annee).await?;
    let (total, total_sans_filtre, mut lignes) =
        store::personnels::lister(lecture, &portee, annee, filtre, depuis, limite)
            .await
            .map_err(erreur_store)?;
    completer(services, acteur, &portee, filtre, annee, &mut lignes).await?;
    let disciplines = store::personnels::disciplines(lecture, &portee)
        .await
        .map_err(erreur_store)?;
    Ok(PagePersonnels {
        lignes,
        total,
        total_sans_filtre,
        annee,
        annees,
        disciplines,
        plusieurs: portee.plusieurs(),
    })
}

/// Adds what people are convoked to, when they are away and what they are competent in.
async fn completer(
    services: &Services,
    acteur: &Acteur,
    portee: &Portee,
    filtre: &FiltrePersonnels,
    annee: i32,
    lignes: &mut [LignePersonnel],
) -> Result<(), Erreur> {
    let lecture = services.store.lecture();
    let ids: Vec<IntervenantId> = lignes.iter().map(|l| l.id).collect();
    let (du, au) = filtre.periode().unwrap_or_else(|| annee_scolaire(annee));
    let quand = Quand::AnneeOuJours(annee, du, au);
    let mut convocations: HashMap<IntervenantId, Vec<ConvocationDePersonne>> = HashMap::new();
    for mut c in store::personnels::convocations(lecture, acteur.academie, &ids, quand)
        .await
        .map_err(erreur_store)?
    {
        dire_visible(acteur, &mut c);
        convocations.entry(c.intervenant).or_default().push(c);
    }
    let mut absences: HashMap<IntervenantId, Vec<Absence>> = HashMap::new();
    for n in store::indisponibilites::des_personnes(lecture, portee, &ids, du, au)
        .await
        .map_err(erreur_store)?
    {
        absences.entry(n.intervenant).or_default().push(n.absence);
    }
    let mut competences =
        store::competences::de_personnes(lecture, acteur.academie, annee, ids.iter().copied())
            .await
            .map_err(erreur_store)?;
    for l in lignes {
        l.competences = competences.remove(&l.id).unwrap_or_default();
        l.convocations = convocations.remove(&l.id).unwrap_or_default();
        l.absences = absences.remove(&l.id).unwrap_or_default();
    }
    Ok(())
}

fn dire_visible(acteur: &Acteur, c: &mut ConvocationDePersonne) {
    c.visible = acteur
        .missions_visibles()
        .contient(acteur.academie, c.centre);
    c.remplacable = acteur.autorite_sur(c.centre).is_some();
}

/// The lines that a filter keeps, all of them, as a CSV file, completed `lot` people at a
/// time. `entetes` names the columns, `cellules` says a line; both are sentences, which are
/// the screens'.
///
/// # Errors
/// As [`lister`].
pub async fn exporter<const N: usize>(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltrePersonnels,
    lot: usize,
    entetes: [&str; N],
    cellules: impl Fn(&LignePersonnel) -> [String; N],
) -> Result<Vec<u8>, Erreur> {
    let portee = portee(acteur)?;
    let (_, annee) = annees(services, acteur, filtre.annee).await?;
    let lecture = services.store.lecture();
    let (_, _, lignes) = store::personnels::lister(lecture, &portee, annee, filtre, 0, u32::MAX)
        .await
        .map_err(erreur_store)?;
    let mut octets = tableur::entete(entetes)?;
    let mut lignes = lignes.into_iter();
    loop {
        // What people are convoked to weighs more than they do: it is let go piece by piece.
        let mut lot: Vec<LignePersonnel> = lignes.by_ref().take(lot.max(1)).collect();
        if lot.is_empty() {
            return Ok(octets);
        }
        completer(services, acteur, &portee, filtre, annee, &mut lot).await?;
        octets.extend(tableur::rangees(lot.iter().map(&cellules))?);
    }
}

/// The page of a person: calendar from `mois` on over `nombre_mois` months, load, history.
/// Without a month: the one of the first convocation of the year, else the present one.
///
/// # Errors
/// [`Erreur::Introuvable`] for somebody who is not of the actor's personnel.
pub async fn fiche(
    services: &Services,
    acteur: &Acteur,
    id: IntervenantId,
    annee: Option<i32>,
    mois: Option<Mois>,
    nombre_mois: u32,
) -> Result<FichePersonne, Erreur> {
    let portee = acteur.personnels_geres();
    let lecture = services.store.lecture();
    let p = store::personnels::personne(lecture, &portee, id)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let (annees, annee) = annees(services, acteur, annee).await?;
    let nombre_mois = if nombre_mois >= 3 { 3 } else { 1 };
    let bornes = |premier: Mois| {
        let dernier = premier.plus(nombre_mois as i32 - 1);
        (
            premier.jour(1).unwrap_or_default(),
            dernier.jour(dernier.longueur()).unwrap_or_default(),
        )
    };
    let (debut, fin) = annee_scolaire(annee);
    let (du, au) = mois.map_or((debut, debut), bornes);
    let quand = Quand::AnneeOuJours(annee, du, au);
    let mut convocations = store::personnels::convocations(lecture, acteur.academie, &[id], quand)
        .await
        .map_err(erreur_store)?;
    for c in &mut convocations {
        dire_visible(acteur, c);
    }
    let gardees =
        store::indisponibilites::des_personnes(lecture, &portee, &[id], debut.min(du), fin.max(au))
            .await
            .map_err(erreur_store)?;
    let mois = match mois {
        Some(mois) => mois,
        None => {
            let premier = convocations
                .iter()
                .flat_map(|c| c.creneaux.first())
                .map(|c| c.jour)
                .min()
                .or_else(|| gardees.first().and_then(|g| g.absence.premier_jour()));
            match premier {
                Some(jour) => Mois::de(jour),
                None => Mois::de(services.aujourd_hui(acteur.academie).await?),
            }
        }
    };
    let secondaires = store::rattachements::de(lecture, id)
        .await
        .map_err(erreur_store)?;
    let secondaire = portee.a_titre_secondaire(p.etablissement);
    // Compared within an établissement of the reader's, never with the colleagues of another.
    let lieu = if secondaire {
        secondaires
            .iter()
            .map(|r| r.etablissement)
            .find(|e| portee.contient(acteur.academie, *e))
    } else {
        p.etablissement
    };
    let charges = match (lieu, p.discipline) {
        (Some(e), Some(d)) => store::personnels::charges(lecture, acteur.academie, e, d, annee)
            .await
            .map_err(erreur_store)?,
        _ => vec![seule(id, &p, &convocations, annee)],
    };
    let mut adresse = p.adresse.lignes.clone();
    let ville = format!("{} {}", p.adresse.code_postal, p.adresse.commune);
    if !ville.trim().is_empty() {
        adresse.push(ville.trim().to_owned());
    }
    let mut competences = store::competences::de_personnes(lecture, acteur.academie, annee, [id])
        .await
        .map_err(erreur_store)?;
    let (telephone, _) = store::espace::telephone(lecture, id)
        .await
        .map_err(erreur_store)?;
    let historique = historique(services, acteur, id, &p).await?;
    Ok(FichePersonne {
        telephone,
        competences: competences.remove(&id).unwrap_or_default(),
        id,
        indisponibilites: lignes_d_indisponibilites(services, acteur, gardees).await?,
        historique,
        matricule: p.matricule,
        civilite: p.civilite,
        nom: p.nom,
        prenom: p.prenom,
        discipline: p.discipline_libelle,
        etablissement: p.etablissement_libelle,
        secondaire,
        secondaires: secondaires.into_iter().map(|r| r.libelle).collect(),
        mel_professionnel: p.mel_professionnel,
        mel_personnel: p.mel_personnel,
        adresse,
        annee,
        annees,
        mois: ecrire_mois(mois),
        nombre_mois,
        convocations,
        charges,
    })
}

/// The load of somebody without colleagues to be compared with.
fn seule(
    id: IntervenantId,
    p: &store::personnels::Personne,
    convocations: &[ConvocationDePersonne],
    annee: i32,
) -> Charge {
    let (du, au) = annee_scolaire(annee);
    let jours: std::collections::BTreeSet<_> = convocations
        .iter()
        .flat_map(|c| c.creneaux.iter().map(|x| x.jour))
        .filter(|j| (du..=au).contains(j))
        .collect();
    Charge {
        intervenant: id,
        nom: domain::nom_complet(&p.nom, &p.prenom),
        convocations: convocations.len() as u32,
        jours: jours.len() as u32,
    }
}

/// What was changed of a person by the rectorat, as the trail has it.
fn fiche_modifiee(details: &str) -> EvenementPersonne {
    #[derive(Default, Deserialize)]
    struct Details {
        #[serde(default)]
        avant: SaisieIntervenant,
        #[serde(default)]
        apres: SaisieIntervenant,
    }
    let d: Details = serde_json::from_str(details).unwrap_or_default();
    // As they are read, not as they were typed.
    let (Ok(avant), Ok(apres)) = (d.avant.lire(), d.apres.lire()) else {
        return EvenementPersonne::FicheModifiee {
            rattachement: false,
            adresses: false,
        };
    };
    EvenementPersonne::FicheModifiee {
        rattachement: (avant.uai, avant.discipline) != (apres.uai, apres.discipline),
        adresses: (avant.mel_professionnel, avant.mel_personnel)
            != (apres.mel_professionnel, apres.mel_personnel),
    }
}

/// What the trail has about a person themself.
fn de_la_personne(action: &str, details: &str) -> Option<EvenementPersonne> {
    #[derive(Default, Deserialize)]
    struct Details {
        #[serde(default)]
        avant: Option<Absence>,
        #[serde(default)]
        apres: Option<Absence>,
        #[serde(default)]
        motif: bool,
    }
    // A line written by another version is shown without what is not understood.
    let lus = || -> Details { serde_json::from_str(details).unwrap_or_default() };
    let dite = |a: Option<Absence>| a.map_or_else(String::new, |a| periode(&a));
    Some(match action {
        "indisponibilite.creer" => EvenementPersonne::IndisponibiliteSaisie {
            periode: dite(lus().apres),
        },
        "indisponibilite.modifier" => {
            let d = lus();
            EvenementPersonne::IndisponibiliteModifiee {
                avant: dite(d.avant),
                apres: dite(d.apres),
                motif: d.motif,
            }
        }
        "indisponibilite.supprimer" => EvenementPersonne::IndisponibiliteSupprimee {
            periode: dite(lus().avant),
        },
        "indisponibilite.retablir" => EvenementPersonne::IndisponibiliteRetablie {
            periode: dite(lus().apres),
        },
        "intervenant.mels" => EvenementPersonne::AdressesChangees,
        "adresse.demander" => EvenementPersonne::AdresseDemandee,
        "adresse.abandonner" => EvenementPersonne::AdresseAbandonnee,
        "intervenant.telephone" => EvenementPersonne::TelephoneChange,
        "intervenant.postale" => EvenementPersonne::PostaleChangee,
        "intervenant.creer" => EvenementPersonne::FicheCreee,
        "intervenant.modifier" => fiche_modifiee(details),
        "intervenant.fermer" => EvenementPersonne::FicheFermee,
        "intervenant.rouvrir" => EvenementPersonne::FicheRouverte,
        "intervenant.fusionner" => EvenementPersonne::FicheFusionnee,
        "intervenant.separer" => EvenementPersonne::FusionDefaite,
        _ => return None,
    })
}

/// What of the entries of a discipline is about one of its people: `traces` are the latest
/// first. A reopening is about those who had been validated.
fn de_ses_competences(
    id: IntervenantId,
    traces: Vec<TraceSaisie>,
) -> Vec<(Moment, String, EvenementPersonne)> {
    #[derive(Default, Deserialize)]
    struct Details {
        #[serde(default)]
        personnes: Vec<IntervenantId>,
    }
    let mut validees = HashSet::new();
    let mut dites = Vec::new();
    for t in traces.into_iter().rev() {
        let d: Details = serde_json::from_str(&t.details).unwrap_or_default();
        let (sienne, annee) = (d.personnes.contains(&id), t.annee);
        let quoi = match t.action.as_str() {
            "competences.enregistrer" | "competences.importer" if sienne => {
                EvenementPersonne::CompetencesSaisies { annee }
            }
            "competences.valider" if sienne => {
                validees.insert(t.saisie);
                EvenementPersonne::CompetencesValidees { annee }
            }
            "competences.valider" => {
                validees.remove(&t.saisie);
                continue;
            }
            "competences.rouvrir" if validees.contains(&t.saisie) => {
                EvenementPersonne::CompetencesRouvertes { annee }
            }
            _ => continue,
        };
        dites.push((t.moment, t.auteur, quoi));
    }
    dites
}

/// What was attested of a person: the days done at once on a mission are one line.
fn de_ses_services(lignes: Vec<LigneDatee>) -> Vec<(Moment, String, EvenementPersonne)> {
    type Dire = fn(i64, Vec<NaiveDate>) -> EvenementPersonne;
    const GESTES: [Dire; 3] = [
        |mission, jours| EvenementPersonne::ServiceConstate { mission, jours },
        |mission, jours| EvenementPersonne::ServiceValide { mission, jours },
        |mission, jours| EvenementPersonne::ServiceCorrige { mission, jours },
    ];
    let mut faits: BTreeMap<(Moment, usize, i64, String), Vec<NaiveDate>> = BTreeMap::new();
    for l in lignes {
        for (geste, fait) in [Some(l.saisi), l.valide, l.corrige].into_iter().enumerate() {
            if let Some((moment, auteur)) = fait {
                let jours = faits.entry((moment, geste, l.mission, auteur)).or_default();
                jours.push(l.jour);
            }
        }
    }
    faits
        .into_iter()
        .filter_map(|((moment, geste, mission, auteur), mut jours)| {
            jours.sort_unstable();
            let dire: Dire = *GESTES.get(geste)?;
            Some((moment, auteur, dire(mission, jours)))
        })
        .collect()
}

/// What the audit trail keeps about a person, and what was attested of them, told. Of the
/// compétences, those of the établissement where they are now; of the services, those of the
/// missions that the actor consults.
async fn historique(
    services: &Services,
    acteur: &Acteur,
    id: IntervenantId,
    p: &store::personnels::Personne,
) -> Result<Vec<LigneHistoriquePersonne>, Erreur> {
    let lecture = services.store.lecture();
    let academie = store::academies::par_id(lecture, acteur.academie)
        .await
        .map_err(erreur_store)?;
    let fuseau = academie.map(|a| a.fuseau).unwrap_or_default();
    let mut lignes: Vec<(Moment, String, EvenementPersonne)> = Vec::new();
    let traces = store::piste::de_l_objet(lecture, "intervenant", id.0, HISTORIQUE)
        .await
        .map_err(erreur_store)?;
    lignes.extend(traces.into_iter().filter_map(|(trace, auteur)| {
        let quoi = de_la_personne(&trace.action, &trace.details)?;
        Some((trace.moment, auteur, quoi))
    }));
    let traces = store::piste::des_convocations(lecture, acteur.academie, id, HISTORIQUE)
        .await
        .map_err(erreur_store)?;
    for (moment, action, auteur, mission) in traces {
        let quoi = match action.as_str() {
            "convocation.creer" => EvenementPersonne::Convoquee { mission },
            "convocation.modifier" => EvenementPersonne::ConvocationModifiee { mission },
            "convocation.supprimer" => EvenementPersonne::ConvocationSupprimee { mission },
            "convocation.retablir" => EvenementPersonne::ConvocationRetablie { mission },
            _ => continue,
        };
        lignes.push((moment, auteur, quoi));
    }
    if let Some(etablissement) = p.etablissement {
        let traces = store::piste::des_saisies(lecture, etablissement, p.discipline, HISTORIQUE)
            .await
            .map_err(erreur_store)?;
        lignes.extend(de_ses_competences(id, traces));
    }
    let datees = store::service_fait::datees(lecture, &acteur.missions_visibles(), id, HISTORIQUE)
        .await
        .map_err(erreur_store)?;
    lignes.extend(de_ses_services(datees));
    lignes.sort_by_key(|(moment, ..)| core::cmp::Reverse(*moment));
    lignes.truncate(HISTORIQUE as usize);
    Ok(lignes
        .into_iter()
        .map(|(moment, auteur, quoi)| LigneHistoriquePersonne {
            date: dans_le_fuseau(&fuseau, moment)
                .format("%d/%m/%Y %H:%M")
                .to_string(),
            auteur,
            quoi,
        })
        .collect())
}

/// A month of the team.
#[derive(Clone, Debug, PartialEq)]
pub struct Equipe {
    /// Name of the établissement, when it is one.
    pub lieu: String,
    /// Whose public holidays count.
    pub territoire: Territoire,
    /// Its people, by discipline then name.
    pub rangs: Vec<RangEquipe>,
    /// How many they are, of whom these may be the first alone.
    pub total: u32,
}

/// The month of the whole team, by discipline then name: who is away, who is convoked,
/// which day, for the first `limite` people. Why somebody is away is not part of it: it
/// hangs on a wall.
///
/// # Errors
/// [`Erreur::Interdit`] for somebody who has no personnel.
pub async fn equipe(
    services: &Services,
    acteur: &Acteur,
    filtre: &FiltrePersonnels,
    mois: Mois,
    limite: u32,
) -> Result<Equipe, Erreur> {
    let filtre = FiltrePersonnels {
        du: mois.jour(1),
        au: mois.jour(mois.longueur()),
        ..filtre.clone()
    };
    let portee = portee(acteur)?;
    let (_, annee) = annees(services, acteur, filtre.annee).await?;
    // Everybody: those who are free all month too.
    let demandes = FiltrePersonnels {
        du: None,
        au: None,
        tri: domain::ColonnePersonnel::Discipline,
        descendant: false,
        ..filtre.clone()
    };
    let lecture = services.store.lecture();
    let (total, _, mut lignes) =
        store::personnels::lister(lecture, &portee, annee, &demandes, 0, limite)
            .await
            .map_err(erreur_store)?;
    completer(services, acteur, &portee, &filtre, annee, &mut lignes).await?;
    // Who shares their service is on the wall too, and does not say whose wall it is.
    let mut lieux = lignes
        .iter()
        .filter(|l| !l.secondaire)
        .map(|l| l.etablissement.as_str());
    let premier = lieux.next().unwrap_or_default();
    let lieu = if lieux.all(|l| l == premier) {
        premier.to_owned()
    } else {
        String::new()
    };
    let territoire = match &portee {
        Portee::Etablissements(_, ids) => match ids.first() {
            Some(id) => store::etablissements::par_id(lecture, acteur.academie, *id)
                .await
                .map_err(erreur_store)?
                .map(|e| Territoire::de(&e.uai)),
            None => None,
        },
        _ => None,
    };
    let rangs = lignes
        .into_iter()
        .map(|l| {
            let creneaux: Vec<_> = l
                .convocations
                .iter()
                .flat_map(|c| c.creneaux.iter().copied())
                .collect();
            RangEquipe {
                nom: l.nom_complet(),
                jours: mois_de(mois, &l.absences, &creneaux),
                discipline: l.discipline,
            }
        })
        .collect();
    Ok(Equipe {
        lieu,
        territoire: territoire.unwrap_or(Territoire::Commun),
        rangs,
        total,
    })
}
