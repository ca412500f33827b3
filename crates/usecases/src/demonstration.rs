//! Loading the demonstration into an empty database.

mod constats;
mod demandes;
mod espace;

use crate::connexion::hacher;
use crate::services::{ComptesDemonstration, Services, erreur_store, interne};
use ::demonstration::{CompteDemo, ConvocationDemo, Demonstration, MOT_DE_PASSE};
use domain::{
    AcademieId, Attribution, CompteId, DisciplineId, Erreur, EtablissementId, IntervenantId,
    MissionId, Uai,
};
use std::collections::HashMap;
use store::comptes::NouveauCompte;
use store::disponibilites::NouvelleIndisponibilite;
use store::etablissements::NouvelEtablissement;
use store::intervenants::NouvelIntervenant;
use store::missions::NouvelleMission;
use store::references::Referentiel;
use store::signatures::NouvelleSignature;
use store::{Ecriture, ErreurStore};

pub use ::demonstration::Parametres;

/// People written together.
const LOT: usize = 1_000;

/// Why the demonstration was not loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DemonstrationErreur {
    /// The database holds an académie: nothing is mixed with real data.
    BaseOccupee,
    /// Database busy, or unexpected.
    Erreur(Erreur),
}

impl From<Erreur> for DemonstrationErreur {
    fn from(erreur: Erreur) -> Self {
        Self::Erreur(erreur)
    }
}

impl From<ErreurStore> for DemonstrationErreur {
    fn from(erreur: ErreurStore) -> Self {
        Self::Erreur(erreur_store(erreur))
    }
}

/// What was loaded of an académie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chargement {
    /// Its name.
    pub academie: &'static str,
    /// How many établissements.
    pub etablissements: usize,
    /// How many people.
    pub intervenants: usize,
    /// How many missions.
    pub missions: usize,
    /// How many convocations.
    pub convocations: usize,
}

/// The accounts of each académie of the demonstration, for the sign-in page.
#[must_use]
pub fn comptes() -> Vec<ComptesDemonstration> {
    let parametres = Parametres {
        intervenants: 0,
        ..Parametres::default()
    };
    ::demonstration::toutes(&parametres)
        .iter()
        .map(|demo| ComptesDemonstration {
            academie: demo.academie.nom.to_owned(),
            comptes: demo
                .comptes
                .iter()
                .map(|c| (c.identifiant.to_owned(), libelle(c)))
                .collect(),
        })
        .collect()
}

fn libelle(compte: &CompteDemo) -> String {
    let roles: Vec<&str> = compte
        .attributions
        .iter()
        .map(|a| a.role.libelle())
        .collect();
    format!("{}, {}", roles.join(" et "), compte.nom)
}

/// The password of every account of the demonstration.
#[must_use]
pub const fn mot_de_passe() -> &'static str {
    MOT_DE_PASSE
}

/// Whether an account of the demonstration can be signed in with: a name of the
/// demonstration's, open, under its published password.
///
/// # Errors
/// When the database does not answer.
pub async fn comptes_ouverts(services: &Services) -> Result<Vec<String>, Erreur> {
    let mut ouverts = Vec::new();
    for (identifiant, _) in comptes().into_iter().flat_map(|g| g.comptes) {
        let connu = store::comptes::par_identifiant(services.store.lecture(), &identifiant)
            .await
            .map_err(erreur_store)?;
        if let Some(c) = connu.filter(|c| c.actif)
            && crate::connexion::verifier(services, MOT_DE_PASSE.to_owned(), c.mot_de_passe).await?
        {
            ouverts.push(identifiant);
        }
    }
    Ok(ouverts)
}

/// Loads the demonstration: all of it, or nothing; what was loaded of each académie. Those
/// after the first one are small: `avancer` is told how many people of the first one are
/// written, of how many.
///
/// # Errors
/// [`DemonstrationErreur::BaseOccupee`] when the database holds an académie.
pub async fn charger(
    services: &Services,
    parametres: &Parametres,
    avancer: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<Vec<Chargement>, DemonstrationErreur> {
    // Before the work, then again inside the transaction: two may begin at once.
    vide(services.store.lecture()).await?;
    let parametres = *parametres;
    let academies = tokio::task::spawn_blocking(move || ::demonstration::toutes(&parametres))
        .await
        .map_err(|e| interne("demonstration", &e))?;
    let mut prets = Vec::with_capacity(academies.len());
    for demo in &academies {
        prets.push(Pret::de(services, demo).await?);
    }

    let tx = services.store.ecriture().await?;
    vide(&tx).await?;
    let mut charges = Vec::with_capacity(academies.len());
    for (demo, pret) in academies.iter().zip(prets) {
        let charge = if charges.is_empty() {
            charger_une(&tx, services, demo, pret, parametres.graine, avancer).await?
        } else {
            let mut rien = |_: u64, _: u64| {};
            charger_une(&tx, services, demo, pret, parametres.graine, &mut rien).await?
        };
        charges.push(charge);
    }
    tx.valider().await?;
    if let Err(erreur) = services.store.analyser().await {
        tracing::warn!(%erreur, "statistiques de la base non rafraîchies");
    }
    Ok(charges)
}

/// What is made before anything is written.
struct Pret {
    /// Hash of the password of each account.
    condenses: Vec<String>,
    /// Image of each signature, drawn while the rest is written.
    signatures: tokio::task::JoinHandle<Vec<Vec<u8>>>,
}

impl Pret {
    async fn de(services: &Services, demo: &Demonstration) -> Result<Self, Erreur> {
        let noms: Vec<String> = demo
            .signatures
            .iter()
            .map(|s| domain::nom_complet(s.prenom, s.nom))
            .collect();
        let signatures = tokio::task::spawn_blocking(move || -> Vec<Vec<u8>> {
            noms.iter()
                .map(|nom| documents::signature::image_de_demonstration(nom))
                .collect()
        });
        let mut condenses = Vec::with_capacity(demo.comptes.len());
        for _ in &demo.comptes {
            // Each its own salt, as real accounts have.
            condenses.push(hacher(services, MOT_DE_PASSE.to_owned()).await?);
        }
        Ok(Self {
            condenses,
            signatures,
        })
    }
}

/// Loads one académie.
async fn charger_une(
    tx: &Ecriture,
    services: &Services,
    demo: &Demonstration,
    pret: Pret,
    graine: u64,
    avancer: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<Chargement, DemonstrationErreur> {
    let Pret {
        condenses,
        signatures,
    } = pret;
    let maintenant = services.maintenant();
    let a = &demo.academie;
    let academie = store::academies::creer(tx, a.code, a.nom, a.fuseau).await?;
    let etablissements = etablissements(tx, academie, demo).await?;
    let disciplines = disciplines(tx, demo).await?;
    intervenants(tx, academie, demo, &etablissements, &disciplines, avancer).await?;
    let aujourd_hui = crate::services::dans_le_fuseau(a.fuseau, maintenant).date();
    let choix = espace::Choix::parmi(demo, aujourd_hui);
    let missions = missions(tx, academie, demo, &etablissements, &choix).await?;
    let signatures = signatures.await.map_err(|e| interne("demonstration", &e))?;
    for (s, image_png) in demo.signatures.iter().zip(signatures) {
        let nouvelle = NouvelleSignature {
            etablissement: etablissement(&etablissements, &s.etablissement)?,
            signataire: s.signataire,
            civilite: s.civilite,
            nom: s.nom.to_owned(),
            prenom: s.prenom.to_owned(),
            qualite: s.qualite.to_owned(),
            delegation: s.delegation,
            image_png,
            valide_du: s.valide_du,
            valide_au: s.valide_au,
            auteur: None,
        };
        store::signatures::enregistrer(tx, &nouvelle, maintenant).await?;
    }
    let jour = crate::services::dans_le_fuseau(a.fuseau, maintenant).date();
    let dans = |jours: i64| jour + chrono::TimeDelta::days(jours);
    for f in &demo.services_fermes {
        let cle = (etablissement(&etablissements, &f.etablissement)?, f.service);
        let ouverture = domain::Ouverture {
            ouvert: f.ouvre_dans.is_some(),
            du: f.ouvre_dans.map(dans),
            au: None,
        };
        store::ouvertures::changer(tx, cle, ouverture, 0, None, maintenant).await?;
    }
    let mut personnes = Personnes {
        academie,
        connues: HashMap::new(),
    };
    for r in &demo.rattachements {
        let qui = personnes.trouver(tx, &r.intervenant).await?;
        let lieu = etablissement(&etablissements, &r.etablissement)?;
        if !store::rattachements::ajouter(tx, qui, lieu).await? {
            return Err(incoherence("rattachement"));
        }
    }
    let mut comptes: HashMap<&str, CompteId> = HashMap::new();
    for (c, mot_de_passe) in demo.comptes.iter().zip(condenses) {
        let mut attributions = Vec::with_capacity(c.attributions.len());
        let mut delegations = Vec::new();
        for a in &c.attributions {
            let etablissement = match &a.etablissement {
                Some(uai) => Some(etablissement(&etablissements, uai)?),
                None => None,
            };
            let attribution = Attribution {
                role: a.role,
                etablissement,
            };
            match a.delegation {
                None => attributions.push(attribution),
                Some((du, au)) => delegations.push(domain::AttributionDatee {
                    attribution,
                    du: Some(dans(du)),
                    au: Some(dans(au)),
                }),
            }
        }
        let intervenant = match &c.intervenant {
            Some(matricule) => Some(personnes.trouver(tx, matricule).await?),
            None => None,
        };
        let nouveau = NouveauCompte {
            academie,
            identifiant: c.identifiant.to_owned(),
            nom: c.nom.to_owned(),
            mel: c.mel.clone(),
            mot_de_passe,
            intervenant,
            copie_par_courriel: false,
            attributions,
        };
        let id = store::comptes::creer(tx, &nouveau, maintenant).await?;
        for datee in delegations {
            store::comptes::attribuer_entre(tx, id, datee).await?;
        }
        comptes.insert(c.identifiant, id);
    }
    // Neighbours that differ by the person alone are written together.
    let meme = |a: &ConvocationDemo, b: &ConvocationDemo| {
        a.mission == b.mission
            && a.auteur == b.auteur
            && a.autorite == b.autorite
            && a.affectation == b.affectation
    };
    for serie in demo.convocations.chunk_by(meme) {
        let Some(premiere) = serie.first() else {
            continue;
        };
        let mut ids = Vec::with_capacity(serie.len());
        for c in serie {
            ids.push(personnes.trouver(tx, &c.intervenant).await?);
        }
        store::convocations::creer_lot(
            tx,
            *missions
                .get(&premiere.mission)
                .ok_or_else(|| incoherence("mission"))?,
            &ids,
            &premiere.affectation,
            premiere.autorite,
            *comptes
                .get(premiere.auteur)
                .ok_or_else(|| incoherence("compte"))?,
            maintenant,
        )
        .await?;
    }
    if let (Some(mission), Some(auteur)) =
        (missions.get(&REPONDUE), comptes.get(::demonstration::CHEF))
    {
        repondre(tx, services, *mission, *auteur, maintenant).await?;
    }
    effectifs_attendus(tx, demo, &missions).await?;
    let en_plus = espace::charger(
        tx,
        services,
        &choix,
        demo,
        &missions,
        &comptes,
        &mut personnes,
    )
    .await?;
    services_faits(tx, &mut personnes, demo, &missions, &comptes, maintenant).await?;
    for a in &demo.absences {
        let nouvelle = NouvelleIndisponibilite {
            intervenant: personnes.trouver(tx, &a.intervenant).await?,
            absence: a.absence,
            motif: a.motif,
            commentaire: a.commentaire.to_owned(),
            auteur: a.auteur.and_then(|c| comptes.get(c).copied()),
        };
        store::disponibilites::ajouter_indisponibilite(tx, &nouvelle, maintenant).await?;
    }
    competences(
        tx,
        academie,
        demo,
        (&etablissements, &disciplines, &comptes),
        &mut personnes,
        maintenant,
    )
    .await?;
    // The rectorat asks for the compétences by a day that is always to come.
    let campagne = domain::Campagne {
        limite: Some(
            crate::services::dans_le_fuseau(a.fuseau, maintenant).date()
                + chrono::TimeDelta::days(CAMPAGNE_JOURS),
        ),
        consigne: "Pensez aux sections européennes et à la DNL.".to_owned(),
    };
    store::competences::fixer_campagne(tx, academie, CAMPAGNE_ANNEE, &campagne).await?;
    // The neighbouring académie has none: its accounts are others.
    if let (Some(chef), Some(gestionnaire), Some(centre)) = (
        comptes.get(::demonstration::CHEF),
        comptes.get(::demonstration::GESTIONNAIRE),
        domain::Uai::lire("0310038Y")
            .ok()
            .and_then(|uai| etablissements.get(&uai)),
    ) {
        let qui = (*chef, *gestionnaire);
        demandes::charger(tx, academie, *centre, &missions, qui, maintenant).await?;
    }
    let chargement = Chargement {
        academie: demo.academie.nom,
        etablissements: demo.etablissements.len(),
        intervenants: demo.nombre_intervenants(),
        missions: demo.missions.len(),
        convocations: demo.convocations.len() + en_plus,
    };
    let details = serde_json::json!({
        "graine": graine,
        "intervenants": chargement.intervenants,
        "missions": chargement.missions,
        "convocations": chargement.convocations,
    });
    let trace = store::piste::Trace {
        moment: maintenant,
        compte: None,
        action: "demonstration.charger".to_owned(),
        objet: "academie".to_owned(),
        objet_id: academie.0,
        details: details.to_string(),
    };
    store::piste::ajouter(tx, &trace).await?;
    Ok(chargement)
}

/// The account of the gestionnaire of an académie.
fn gestionnaire(
    demo: &Demonstration,
    comptes: &HashMap<&str, CompteId>,
) -> Result<CompteId, DemonstrationErreur> {
    demo.comptes
        .iter()
        .find(|c| {
            c.attributions
                .iter()
                .any(|a| a.role == domain::Role::Gestionnaire)
        })
        .and_then(|c| comptes.get(c.identifiant).copied())
        .ok_or_else(|| incoherence("compte"))
}

/// What the other centres expect on their missions, so that the coverage of the session has
/// something to tell; the first one has not said yet.
async fn effectifs_attendus(
    tx: &Ecriture,
    demo: &Demonstration,
    missions: &HashMap<i64, MissionId>,
) -> Result<(), DemonstrationErreur> {
    let premier = demo
        .missions
        .iter()
        .find(|m| m.numero == REPONDUE)
        .map(|m| &m.centre);
    let mut convoques: HashMap<i64, u32> = HashMap::new();
    for c in &demo.convocations {
        *convoques.entry(c.mission).or_default() += 1;
    }
    for m in demo.missions.iter().filter(|m| Some(&m.centre) != premier) {
        let Some(id) = missions.get(&m.numero) else {
            continue;
        };
        let convoques = convoques.get(&m.numero).copied().unwrap_or(0);
        // One in three has all its people, the others lack one or two.
        let manquent = u32::try_from(m.numero.rem_euclid(3)).unwrap_or(0);
        let attendus = (convoques + manquent).max(1);
        store::missions::fixer_attendus(tx, *id, Some(attendus)).await?;
    }
    Ok(())
}

/// Enters, validates and corrects what was done.
async fn services_faits(
    tx: &Ecriture,
    personnes: &mut Personnes,
    demo: &Demonstration,
    missions: &HashMap<i64, MissionId>,
    comptes: &HashMap<&str, CompteId>,
    maintenant: domain::Moment,
) -> Result<(), DemonstrationErreur> {
    use store::service_fait::{NouveauConstat, corriger, ecrire, valider};
    let compte = |identifiant: &str| {
        comptes
            .get(identifiant)
            .copied()
            .ok_or_else(|| incoherence("compte"))
    };
    let gestionnaire = gestionnaire(demo, comptes)?;
    for de_la_mission in demo.services.chunk_by(|a, b| a.mission == b.mission) {
        let Some(premier) = de_la_mission.first() else {
            continue;
        };
        let mission = *missions
            .get(&premier.mission)
            .ok_or_else(|| incoherence("mission"))?;
        let convocations: HashMap<IntervenantId, (domain::ConvocationId, String)> =
            store::convocations::lignes(tx, mission)
                .await?
                .into_iter()
                .map(|l| {
                    let nom = domain::nom_complet(&l.nom, &l.prenom);
                    (l.intervenant, (l.id, nom))
                })
                .collect();
        let auteur = compte(premier.auteur)?;
        let mut constats = constats::Constats::de(mission, premier.mission);
        for s in de_la_mission {
            let intervenant = personnes.trouver(tx, &s.intervenant).await?;
            let (convocation, nom) = convocations
                .get(&intervenant)
                .ok_or_else(|| incoherence("convocation"))?;
            let remplacant = match &s.remplacant {
                Some(matricule) => {
                    let id = personnes.trouver(tx, matricule).await?;
                    let nom = convocations.get(&id).map(|(_, nom)| nom.clone());
                    Some(domain::RemplacantService {
                        id,
                        nom: nom.unwrap_or_default(),
                        matricule: matricule.clone(),
                    })
                }
                None => None,
            };
            let constat = domain::Constat {
                presence: Some(s.presence),
                motif: s.motif,
                remplacant,
                minutes: s.minutes,
                nombre: s.nombre,
                remarque: s.remarque.to_owned(),
            };
            // What is corrected was wrong.
            let avant = domain::Constat {
                nombre: constat
                    .nombre
                    .map(|n| n + u32::from(!s.correction.is_empty())),
                ..constat.clone()
            };
            let de = |constat| NouveauConstat {
                mission,
                convocation: *convocation,
                intervenant,
                jour: s.jour,
                constat,
            };
            let ligne = (*convocation, nom.as_str(), s.jour);
            ecrire(tx, &de(&avant), auteur, maintenant).await?;
            constats.saisir(ligne, &avant);
            if s.valide {
                valider(tx, *convocation, s.jour, 1, auteur, maintenant).await?;
                constats.valider(ligne, &avant);
            }
            if !s.correction.is_empty() {
                let (raison, apres) = (s.correction, de(&constat));
                corriger(tx, &apres, 2, raison, gestionnaire, maintenant).await?;
                constats.corriger(ligne, &avant, &constat, raison);
            }
        }
        constats
            .tracer(tx, auteur, gestionnaire, maintenant)
            .await?;
    }
    Ok(())
}

/// Days left to validate the compétences: more than the reminder waits for.
const CAMPAGNE_JOURS: i64 = 10;
/// Year of the session whose compétences are asked for.
const CAMPAGNE_ANNEE: i32 = 2021;

/// Établissements, disciplines and accounts by what the demonstration calls them.
type Cles<'a> = (
    &'a HashMap<Uai, EtablissementId>,
    &'a HashMap<&'static str, DisciplineId>,
    &'a HashMap<&'static str, CompteId>,
);

/// Replays the entry of the compétences, each step at its moment.
async fn competences(
    tx: &Ecriture,
    academie: AcademieId,
    demo: &Demonstration,
    (etablissements, disciplines, comptes): Cles<'_>,
    personnes: &mut Personnes,
    maintenant: domain::Moment,
) -> Result<(), DemonstrationErreur> {
    use ::demonstration::EtapeDemo;
    use domain::{Cellule, CibleSaisie, CleCompetence, EtatSaisie, ObjetCompetence};
    use std::collections::BTreeSet;
    use std::collections::hash_map::Entry;
    const JOUR: i64 = 24 * 60 * 60;
    let mut cles: HashMap<i32, HashMap<ObjetCompetence, CleCompetence>> = HashMap::new();
    for s in &demo.competences {
        if let Entry::Vacant(place) = cles.entry(s.annee) {
            let colonnes = store::competences::epreuves(tx, academie, s.annee)
                .await?
                .into_iter()
                .chain(domain::colonnes_de_langues())
                .map(|c| (c.objet, c.cle))
                .collect();
            place.insert(colonnes);
        }
        let connues = cles.get(&s.annee).ok_or_else(|| incoherence("annee"))?;
        let cible = CibleSaisie {
            etablissement: etablissement(etablissements, &s.etablissement)?,
            annee: s.annee,
            discipline: Some(
                *disciplines
                    .get(s.discipline)
                    .ok_or_else(|| incoherence("discipline"))?,
            ),
        };
        let gens = store::competences::personnes(tx, &cible).await?;
        let ids: Vec<IntervenantId> = gens.iter().map(|p| p.id).collect();
        for etape in &s.etapes {
            let (jours, par, etat, motif) = match etape {
                EtapeDemo::Enregistrer { jours, par, .. } => (jours, par, EtatSaisie::EnCours, ""),
                EtapeDemo::Proposer { jours, par } => (jours, par, EtatSaisie::AValider, ""),
                EtapeDemo::Valider { jours, par } => (jours, par, EtatSaisie::Validee, ""),
                EtapeDemo::Rouvrir { jours, par, motif } => {
                    (jours, par, EtatSaisie::EnCours, *motif)
                }
            };
            // The years before were a year before.
            let annees = i64::from(CAMPAGNE_ANNEE - s.annee);
            let moment = maintenant.plus_secondes(-(jours + 365 * annees) * JOUR);
            let compte = *comptes.get(par).ok_or_else(|| incoherence("compte"))?;
            let saisie = store::competences::tenir(tx, &cible, moment).await?;
            let mut details = serde_json::json!({});
            let action = match etape {
                EtapeDemo::Enregistrer {
                    cochees, decochees, ..
                } => {
                    let mut touchees = BTreeSet::new();
                    for (champ, cases, coche) in
                        [("ajoutees", cochees, true), ("retirees", decochees, false)]
                    {
                        let mut cellules = BTreeSet::new();
                        let mut dites = Vec::with_capacity(cases.len());
                        for (matricule, objet) in cases {
                            let intervenant = personnes.trouver(tx, matricule).await?;
                            let cle = connues
                                .get(objet)
                                .ok_or_else(|| incoherence("epreuve"))?
                                .clone();
                            let nom = gens.iter().find(|p| p.id == intervenant);
                            let nom = nom.map(|p| p.nom.clone()).unwrap_or_default();
                            dites.push((nom, objet.to_string()));
                            touchees.insert(intervenant);
                            cellules.insert(Cellule { intervenant, cle });
                        }
                        if coche {
                            store::competences::cocher(tx, s.annee, &cellules).await?;
                        } else {
                            store::competences::decocher(tx, s.annee, &cellules).await?;
                        }
                        details[champ] = serde_json::json!(dites);
                    }
                    details["personnes"] = serde_json::json!(touchees);
                    "competences.enregistrer"
                }
                EtapeDemo::Proposer { .. } => "competences.proposer",
                EtapeDemo::Valider { .. } => {
                    store::competences::valider(tx, s.annee, &ids, moment).await?;
                    "competences.valider"
                }
                EtapeDemo::Rouvrir { motif, .. } => {
                    details["motif"] = serde_json::json!(motif);
                    "competences.rouvrir"
                }
            };
            // Why it was reopened stands until it is validated again.
            let motif = match etape {
                EtapeDemo::Enregistrer { .. } | EtapeDemo::Proposer { .. } => saisie.motif.as_str(),
                EtapeDemo::Valider { .. } | EtapeDemo::Rouvrir { .. } => motif,
            };
            store::competences::passer(tx, &saisie, etat, motif, Some(compte), moment).await?;
            let trace = store::piste::Trace {
                moment,
                compte: Some(compte),
                action: action.to_owned(),
                objet: "competence_saisie".to_owned(),
                objet_id: saisie.id,
                details: details.to_string(),
            };
            store::piste::ajouter(tx, &trace).await?;
        }
    }
    Ok(())
}

/// The mission whose convocations were sent and partly answered.
const REPONDUE: i64 = 164_011;

/// Sends the convocations of a mission, two days ago, and has some of them answered.
async fn repondre(
    tx: &Ecriture,
    services: &Services,
    mission: MissionId,
    auteur: CompteId,
    maintenant: domain::Moment,
) -> Result<(), DemonstrationErreur> {
    use domain::GenreReponse::{Empechement, Lue};
    const JOUR: i64 = 24 * 60 * 60;
    let envoyees = maintenant.plus_secondes(-2 * JOUR);
    let lignes: Vec<domain::ConvocationLigne> = store::convocations::lignes(tx, mission)
        .await?
        .into_iter()
        .filter(|l| l.auteur == auteur && l.a_un_mel())
        .collect();
    let mut courriels = Vec::with_capacity(lignes.len());
    for l in &lignes {
        courriels.push(store::courriels::NouveauCourriel {
            genre: domain::GenreCourriel::Convocation,
            convocation: Some(l.id),
            intervenant: Some(l.intervenant),
            nom: domain::nom_complet(&l.nom, &l.prenom),
            adresse: l.mel.clone(),
            sujet: format!("{REPONDUE}-{}", l.id),
            message_id: services.message_id()?,
            convocation_version: l.version,
        });
    }
    let envoi = store::courriels::creer_envoi(tx, mission, auteur, true, &[], envoyees).await?;
    store::courriels::ajouter_lot(tx, envoi, &courriels, envoyees, envoyees).await?;
    // Nothing else is in the outbox of an empty database.
    let verrou = "demonstration";
    let pris = store::courriels::prendre(tx, envoyees, u32::MAX, verrou, maintenant).await?;
    for c in pris {
        let ligne = lignes.iter().find(|l| Some(l.id) == c.convocation);
        let contenu = ligne.and_then(|l| serde_json::to_string(&l.affectation).ok());
        store::courriels::marquer_envoye(tx, c.id, verrou, envoyees, 1, None).await?;
        if let Some(contenu) = contenu {
            store::courriels::noter_contenu(tx, c.id, &contenu).await?;
        }
    }
    let reponses = [
        (Lue, ""),
        (Empechement, "Je surveille une autre épreuve ce jour-là."),
        (Lue, ""),
    ];
    for (ligne, (genre, texte)) in lignes.iter().zip(reponses) {
        let recue = envoyees.plus_secondes(JOUR);
        store::accuses::ajouter(tx, ligne.id, 1, genre, texte, recue).await?;
    }
    Ok(())
}

async fn vide(conn: &impl store::ConnectionTrait) -> Result<(), DemonstrationErreur> {
    if store::academies::toutes(conn).await?.is_empty() {
        Ok(())
    } else {
        Err(DemonstrationErreur::BaseOccupee)
    }
}

/// Something the generated académie refers to and does not have: a fault of ours.
fn incoherence(quoi: &'static str) -> DemonstrationErreur {
    DemonstrationErreur::Erreur(interne("demonstration", &Incoherence(quoi)))
}

#[derive(Debug)]
struct Incoherence(&'static str);

impl core::fmt::Display for Incoherence {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "demonstration_incoherente: {}", self.0)
    }
}

impl core::error::Error for Incoherence {}

async fn etablissements(
    tx: &Ecriture,
    academie: AcademieId,
    demo: &Demonstration,
) -> Result<HashMap<Uai, EtablissementId>, DemonstrationErreur> {
    let nouveaux: Vec<NouvelEtablissement> = demo
        .etablissements
        .iter()
        .map(|e| NouvelEtablissement {
            uai: e.uai.clone(),
            nom: e.nom.clone(),
            adresse: e.adresse.clone(),
            telephone: e.telephone.clone(),
            mel: e.mel.clone(),
            ferme: false,
        })
        .collect();
    store::etablissements::importer_lot(tx, academie, &nouveaux).await?;
    Ok(store::etablissements::ids_par_uai(tx, academie).await?)
}

fn etablissement(
    connus: &HashMap<Uai, EtablissementId>,
    uai: &Uai,
) -> Result<EtablissementId, DemonstrationErreur> {
    connus
        .get(uai)
        .copied()
        .ok_or_else(|| incoherence("etablissement"))
}

async fn disciplines(
    tx: &Ecriture,
    demo: &Demonstration,
) -> Result<HashMap<&'static str, DisciplineId>, DemonstrationErreur> {
    let mut connues = HashMap::new();
    for d in &demo.disciplines {
        let (id, _) = store::disciplines::importer(tx, d.code, d.libelle).await?;
        connues.insert(d.code, id);
    }
    Ok(connues)
}

async fn intervenants(
    tx: &Ecriture,
    academie: AcademieId,
    demo: &Demonstration,
    etablissements: &HashMap<Uai, EtablissementId>,
    disciplines: &HashMap<&'static str, DisciplineId>,
    avancer: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<(), DemonstrationErreur> {
    let total = demo.nombre_intervenants() as u64;
    let mut toutes = demo.intervenants();
    let mut faits = 0;
    loop {
        let mut lot = Vec::with_capacity(LOT);
        for i in toutes.by_ref().take(LOT) {
            let discipline = match i.discipline {
                Some(code) => Some(
                    *disciplines
                        .get(code)
                        .ok_or_else(|| incoherence("discipline"))?,
                ),
                None => None,
            };
            let etablissement = match &i.etablissement {
                Some(uai) => Some(etablissement(etablissements, uai)?),
                None => None,
            };
            lot.push(NouvelIntervenant {
                matricule: i.matricule,
                civilite: i.civilite,
                nom: i.nom,
                prenom: i.prenom.to_owned(),
                etablissement,
                discipline,
                mel_professionnel: i.mel_professionnel,
                mel_personnel: i.mel_personnel,
                adresse: i.adresse,
                actif: true,
            });
        }
        if lot.is_empty() {
            return Ok(());
        }
        store::intervenants::importer_lot(tx, academie, &lot).await?;
        faits += lot.len() as u64;
        avancer(faits, total);
    }
}

async fn missions(
    tx: &Ecriture,
    academie: AcademieId,
    demo: &Demonstration,
    etablissements: &HashMap<Uai, EtablissementId>,
    choix: &espace::Choix<'_>,
) -> Result<HashMap<i64, MissionId>, DemonstrationErreur> {
    let mut referentiel = Referentiel::default();
    let mut faites = HashMap::with_capacity(demo.missions.len());
    for m in &demo.missions {
        let mut jours = m.jours_possibles.clone();
        jours.extend(choix.jours_de(m.numero));
        jours.sort_unstable();
        jours.dedup();
        let nouvelle = NouvelleMission {
            numero: m.numero,
            session: m.session.clone(),
            specialite: m.specialite.clone(),
            epreuve: m.epreuve.clone(),
            type_mission: m.type_mission,
            debut: m.debut,
            centre: etablissement(etablissements, &m.centre)?,
            signataire: m.signataire,
            affectation_terminee: m.affectation_terminee,
            jours,
            creneaux: m.creneaux_par_defaut.clone(),
            observation: m.observation_par_defaut.clone(),
            commission: m.commission_par_defaut.clone(),
        };
        let (id, _) = store::missions::importer(tx, academie, &mut referentiel, &nouvelle).await?;
        faites.insert(m.numero, id);
    }
    Ok(faites)
}

/// People already looked up by their matricule.
struct Personnes {
    academie: AcademieId,
    connues: HashMap<String, IntervenantId>,
}

impl Personnes {
    async fn trouver(
        &mut self,
        tx: &Ecriture,
        matricule: &str,
    ) -> Result<IntervenantId, DemonstrationErreur> {
        if let Some(id) = self.connues.get(matricule) {
            return Ok(*id);
        }
        let id = store::intervenants::par_matricule(tx, self.academie, matricule)
            .await?
            .ok_or_else(|| incoherence("intervenant"))?
            .id;
        self.connues.insert(matricule.to_owned(), id);
        Ok(id)
    }
}
