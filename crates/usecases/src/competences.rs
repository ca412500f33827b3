//! *Saisie des compétences*, *Validation saisie compétences* (decision record 0015).

use crate::convocations::{cle_de, cle_valable};
use crate::courriels_service::{Pour, demander_avec};
use crate::services::{Services, dans_le_fuseau, erreur_store, interne, jour_local, tracer};
use domain::{
    AcademieId, Acteur, AvancementSaisie, BilanSaisie, Campagne, Cellule, CelluleVue, Changements,
    ChoixSaisie, CibleSaisie, CleCompetence, ColonneCompetence, CompetenceDePersonne,
    CompetencesErreur, CompteId, DisciplineId, EcartSaisie, Erreur, EtablissementId, EtatSaisie,
    EvenementSaisie, Fait, FaitCompetences, FiltreSaisie, GrilleCompetences, IntervenantId,
    LigneHistoriqueSaisie, LigneSaisie, MOTIF_REOUVERTURE_MAX, Moment, NaiveDate, PersonneRelevee,
    Portee, ReleveCompetences, ReleveDiscipline, ResumeCompetences, SaisieCompetences,
    ValidationDiscipline, colonnes_de_langues, colonnes_montrees, mel_plausible, nom_complet,
    texte_du_rectorat,
};
use mail::{Correspondant, MessagePret, RappelCompetences, composer_rappel_competences};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::competences::{Case, Effectif, Saisie};
use store::courriels_service::CourrielServiceAEnvoyer;
use store::{ConnectionTrait, Ecriture, ErreurStore};

/// Kind of thing that the audit trail knows an entry by.
pub(crate) const OBJET: &str = "competence_saisie";
/// What the mail of a reminder is called in its box; its object is the établissement.
const RAPPEL: &str = "competences.rappel";
/// Most events of one discipline shown.
const HISTORIQUE_MAX: u32 = 200;

/// Moments as the académie's people read them.
struct Dates(String);

impl Dates {
    async fn de(services: &Services, acteur: &Acteur) -> Result<Self, Erreur> {
        let academie = store::academies::par_id(services.store.lecture(), acteur.academie)
            .await
            .map_err(erreur_store)?;
        Ok(Self(academie.map(|a| a.fuseau).unwrap_or_default()))
    }

    fn dire(&self, moment: Moment) -> String {
        dans_le_fuseau(&self.0, moment)
            .format("%d/%m/%Y %H:%M")
            .to_string()
    }

    fn jour(&self, moment: Moment) -> NaiveDate {
        dans_le_fuseau(&self.0, moment).date()
    }
}

/// What one may see and the year one looks at.
struct Vue {
    portee: Portee,
    annees: Vec<i32>,
    annee: i32,
    dates: Dates,
    campagne: Campagne,
    reste: Option<i64>,
}

impl Vue {
    async fn ouvrir(
        services: &Services,
        acteur: &Acteur,
        annee: Option<i32>,
    ) -> Result<Self, Erreur> {
        let portee = acteur.competences_visibles();
        if portee == Portee::Rien {
            return Err(Erreur::Interdit);
        }
        let lecture = services.store.lecture();
        let annees = store::competences::annees(lecture, acteur.academie)
            .await
            .map_err(erreur_store)?;
        let annee = annee
            .filter(|a| annees.contains(a))
            .or(annees.first().copied())
            .unwrap_or_default();
        let campagne = store::competences::campagne(lecture, acteur.academie, annee)
            .await
            .map_err(erreur_store)?;
        let dates = Dates::de(services, acteur).await?;
        Ok(Self {
            reste: campagne.reste(dates.jour(services.maintenant())),
            portee,
            annees,
            annee,
            dates,
            campagne,
        })
    }

    /// The établissement asked for, or the only one; none when one is to be chosen.
    async fn etablissement(
        &self,
        services: &Services,
        voulu: Option<EtablissementId>,
        avancement: &[AvancementSaisie],
    ) -> Result<Option<(EtablissementId, String)>, Erreur> {
        match (voulu, avancement) {
            (Some(id), _) => {
                let libelle =
                    store::competences::etablissement(services.store.lecture(), &self.portee, id)
                        .await
                        .map_err(erreur_store)?
                        .ok_or(Erreur::Introuvable)?;
                Ok(Some((id, libelle)))
            }
            (None, [seul]) => Ok(Some((seul.etablissement, seul.libelle.clone()))),
            (None, _) => Ok(None),
        }
    }

    /// As [`Self::etablissement`], where one is needed.
    async fn l_etablissement(
        &self,
        services: &Services,
        voulu: Option<EtablissementId>,
    ) -> Result<(EtablissementId, String), Erreur> {
        let avancement = if voulu.is_none() {
            store::competences::avancement(services.store.lecture(), &self.portee, self.annee)
                .await
                .map_err(erreur_store)?
        } else {
            Vec::new()
        };
        self.etablissement(services, voulu, &avancement)
            .await?
            .ok_or(Erreur::Introuvable)
    }

    /// The discipline asked for (0: the people who have none), where it is, and the label of
    /// that établissement.
    async fn discipline(
        &self,
        services: &Services,
        voulu: Option<EtablissementId>,
        discipline: i64,
    ) -> Result<(CibleSaisie, String, LigneSaisie), Erreur> {
        let (etablissement, libelle) = self.l_etablissement(services, voulu).await?;
        let ligne = self
            .lignes(services, etablissement)
            .await?
            .into_iter()
            .find(|l| l.cle_discipline() == discipline)
            .ok_or(Erreur::Introuvable)?;
        let cible = CibleSaisie {
            etablissement,
            annee: self.annee,
            discipline: discipline_de(discipline),
        };
        Ok((cible, libelle, ligne))
    }

    fn ligne(&self, effectif: &Effectif, saisie: Option<&Saisie>) -> LigneSaisie {
        let mut ligne = LigneSaisie {
            discipline: effectif.discipline.clone(),
            personnes: effectif.personnes,
            competences: effectif.declarees,
            sans_competence: effectif.personnes.saturating_sub(effectif.pourvues),
            ..LigneSaisie::default()
        };
        let Some(s) = saisie.filter(|s| s.etat != EtatSaisie::NonCommencee) else {
            return ligne;
        };
        ligne.etat = s.etat;
        ligne.version = s.version;
        ligne.depuis = self.dates.dire(s.etat_le);
        ligne.par.clone_from(&s.etat_par);
        ligne.motif.clone_from(&s.motif);
        if let Some(moment) = s.validee_le {
            ligne.validee_le = self.dates.dire(moment);
            ligne.validee_par.clone_from(&s.validee_par);
            ligne.ajoutees = effectif.ajoutees;
            ligne.retirees = effectif.retirees;
            ligne.arrivees = effectif.personnes.saturating_sub(effectif.vues);
        }
        ligne
    }

    async fn lignes(
        &self,
        services: &Services,
        etablissement: EtablissementId,
    ) -> Result<Vec<LigneSaisie>, Erreur> {
        let lecture = services.store.lecture();
        let saisies = store::competences::saisies(lecture, etablissement, self.annee)
            .await
            .map_err(erreur_store)?;
        let effectifs = store::competences::effectifs(lecture, etablissement, self.annee)
            .await
            .map_err(erreur_store)?;
        Ok(effectifs
            .iter()
            .map(|e| {
                let discipline = e.discipline.as_ref().map(|d| d.id);
                self.ligne(e, saisies.iter().find(|s| s.discipline == discipline))
            })
            .collect())
    }
}

/// The key of a discipline in addresses and forms: 0 for those without any.
#[must_use]
pub const fn discipline_de(cle: i64) -> Option<DisciplineId> {
    if cle > 0 {
        Some(DisciplineId(cle))
    } else {
        None
    }
}

/// The disciplines of an établissement for a year, or how far those of the actor's scope
/// are when one is to be chosen. The latest year when none is given.
///
/// # Errors
/// [`Erreur::Interdit`] for somebody who enters no compétences, [`Erreur::Introuvable`]
/// for an établissement outside the scope.
pub async fn lire(
    services: &Services,
    acteur: &Acteur,
    annee: Option<i32>,
    etablissement: Option<EtablissementId>,
) -> Result<SaisieCompetences, Erreur> {
    let vue = Vue::ouvrir(services, acteur, annee).await?;
    let avancement =
        store::competences::avancement(services.store.lecture(), &vue.portee, vue.annee)
            .await
            .map_err(erreur_store)?;
    let etablissement = vue
        .etablissement(services, etablissement, &avancement)
        .await?;
    let lignes = match &etablissement {
        Some((id, _)) => vue.lignes(services, *id).await?,
        None => Vec::new(),
    };
    let plusieurs = avancement.len() > 1;
    let etablissements = if plusieurs { avancement } else { Vec::new() };
    let total = if etablissement.is_some() {
        lignes.len()
    } else {
        etablissements.len()
    };
    let secondaires = match &etablissement {
        Some((id, _)) => store::rattachements::venus(services.store.lecture(), *id)
            .await
            .map_err(erreur_store)?,
        None => Vec::new(),
    };
    let rectorat = acteur.peut_rouvrir_competences();
    let cle = if rectorat {
        services.alea.jeton()?
    } else {
        String::new()
    };
    Ok(SaisieCompetences {
        annee: vue.annee,
        annees: vue.annees,
        etablissement,
        plusieurs,
        etablissements,
        total: u32::try_from(total).unwrap_or(u32::MAX),
        lignes,
        secondaires,
        campagne: vue.campagne,
        reste: vue.reste,
        rectorat,
        cle,
    })
}

/// As [`lire`], with what a filter shows of the list, in its order.
///
/// # Errors
/// As [`lire`].
pub async fn lister(
    services: &Services,
    acteur: &Acteur,
    annee: Option<i32>,
    etablissement: Option<EtablissementId>,
    filtre: &FiltreSaisie,
) -> Result<SaisieCompetences, Erreur> {
    let saisie = lire(services, acteur, annee, etablissement).await?;
    Ok(saisie.filtree(filtre))
}

/// How far the établissements of the académie are, as a filter shows them, and of which
/// year: for the rectorat.
///
/// # Errors
/// [`Erreur::Interdit`] for anybody but the rectorat.
async fn suivre(
    services: &Services,
    acteur: &Acteur,
    annee: Option<i32>,
    filtre: &FiltreSaisie,
) -> Result<(i32, Vec<AvancementSaisie>), Erreur> {
    if !acteur.peut_rouvrir_competences() {
        return Err(Erreur::Interdit);
    }
    let vue = Vue::ouvrir(services, acteur, annee).await?;
    let avancement =
        store::competences::avancement(services.store.lecture(), &vue.portee, vue.annee)
            .await
            .map_err(erreur_store)?;
    Ok((vue.annee, filtre.etablissements(avancement)))
}

/// How far the établissements of the académie are, as a CSV file that spreadsheets open.
/// `entetes` names the columns, `cellules` says a line of a year.
///
/// # Errors
/// [`Erreur::Interdit`] for anybody but the rectorat.
pub async fn exporter_avancement<const N: usize>(
    services: &Services,
    acteur: &Acteur,
    annee: Option<i32>,
    filtre: &FiltreSaisie,
    entetes: [&str; N],
    cellules: impl Fn(i32, &AvancementSaisie) -> [String; N],
) -> Result<Vec<u8>, Erreur> {
    let (annee, lignes) = suivre(services, acteur, annee, filtre).await?;
    crate::tableur::csv(entetes, lignes.iter().map(|a| cellules(annee, a)))
}

/// As [`exporter_avancement`], to print; `retenus` says what the list is kept to, one a
/// line.
///
/// # Errors
/// As [`exporter_avancement`].
pub async fn pdf_avancement(
    services: &Services,
    acteur: &Acteur,
    annee: Option<i32>,
    filtre: &FiltreSaisie,
    retenus: Vec<String>,
) -> Result<Vec<u8>, Erreur> {
    let (annee, lignes) = suivre(services, acteur, annee, filtre).await?;
    let jour = services.aujourd_hui(acteur.academie).await?;
    let document = documents::competences::avancement(annee, &lignes, retenus, &acteur.nom, jour);
    let polices = services.polices.clone();
    tokio::task::spawn_blocking(move || documents::tableau::pdf(&document, &polices))
        .await
        .map_err(|e| interne("competences", &e))?
        .map_err(|e| interne("competences", &e))
}

/// Every column for a year: the épreuves of the académie and the languages, then what is
/// ticked for somebody beyond them.
async fn colonnes(
    conn: &impl ConnectionTrait,
    acteur: &Acteur,
    annee: i32,
    cases: &[Case],
) -> Result<Vec<ColonneCompetence>, ErreurStore> {
    let mut toutes = store::competences::epreuves(conn, acteur.academie, annee).await?;
    let connues: BTreeSet<CleCompetence> = toutes.iter().map(|c| c.cle.clone()).collect();
    let mut autres: BTreeMap<CleCompetence, ColonneCompetence> = BTreeMap::new();
    for case in cases {
        if let cle @ CleCompetence::Epreuve { .. } = &case.cellule.cle
            && !connues.contains(cle)
        {
            autres
                .entry(cle.clone())
                .or_insert_with(|| ColonneCompetence {
                    cle: cle.clone(),
                    objet: case.objet.clone(),
                });
        }
    }
    toutes.extend(autres.into_values());
    toutes.extend(colonnes_de_langues());
    Ok(toutes)
}

/// The grid of a discipline (0: of the people who have none). `toutes`: with every column,
/// and not only those that are for the discipline.
///
/// # Errors
/// As [`lire`]; [`Erreur::Introuvable`] for a discipline of which nobody works there.
pub async fn ouvrir(
    services: &Services,
    acteur: &Acteur,
    annee: Option<i32>,
    etablissement: Option<EtablissementId>,
    discipline: i64,
    toutes: bool,
) -> Result<GrilleCompetences, Erreur> {
    let vue = Vue::ouvrir(services, acteur, annee).await?;
    let (cible, libelle_etablissement, ligne) =
        vue.discipline(services, etablissement, discipline).await?;
    let etablissement = cible.etablissement;
    let lecture = services.store.lecture();
    let charger = async {
        let personnes = store::competences::personnes(lecture, &cible).await?;
        let cases = store::competences::cases(lecture, &cible).await?;
        let annee_precedente = store::competences::annee_precedente(lecture, &cible).await?;
        let precedentes = match annee_precedente {
            Some(annee) => {
                store::competences::cases(lecture, &CibleSaisie { annee, ..cible }).await?
            }
            None => Vec::new(),
        };
        let colonnes = colonnes(lecture, acteur, vue.annee, &cases).await?;
        Ok::<_, ErreurStore>((personnes, cases, annee_precedente, precedentes, colonnes))
    };
    let (personnes, cases, annee_precedente, mut precedentes, colonnes) =
        charger.await.map_err(erreur_store)?;
    precedentes.retain(|c| c.declaree);
    let precedentes = reprendre(precedentes, &colonnes);
    let total = colonnes.len();
    let colonnes = if toutes {
        colonnes
    } else {
        let gardees = cases
            .iter()
            .map(|c| &c.cellule.cle)
            .chain(precedentes.iter().map(|c| &c.cle))
            .cloned()
            .collect();
        let libelle = ligne.discipline.as_ref().map_or("", |d| d.libelle.as_str());
        colonnes_montrees(&colonnes, libelle, &gardees)
    };
    let rangs: HashMap<&CleCompetence, u32> = colonnes.iter().map(|c| &c.cle).zip(0..).collect();
    let mut cellules: BTreeMap<(IntervenantId, u32), CelluleVue> = BTreeMap::new();
    let mut noter = |cellule: &Cellule, annoter: &dyn Fn(&mut CelluleVue)| {
        let Some(colonne) = rangs.get(&cellule.cle) else {
            return;
        };
        let intervenant = cellule.intervenant;
        annoter(
            cellules
                .entry((intervenant, *colonne))
                .or_insert(CelluleVue {
                    intervenant,
                    colonne: *colonne,
                    declaree: false,
                    validee: false,
                    precedente: false,
                }),
        );
    };
    for case in &cases {
        noter(&case.cellule, &|v| {
            v.declaree = case.declaree;
            v.validee = case.validee;
        });
    }
    for cellule in &precedentes {
        noter(cellule, &|v| v.precedente = true);
    }
    let cellules = cellules.into_values().collect();
    Ok(GrilleCompetences {
        annee: vue.annee,
        etablissement,
        libelle_etablissement,
        ligne,
        personnes: personnes.into_iter().map(|p| (p.id, p.nom)).collect(),
        masquees: u32::try_from(total - colonnes.len()).unwrap_or(u32::MAX),
        cellules,
        colonnes,
        annee_precedente: annee_precedente.filter(|_| !precedentes.is_empty()),
        campagne: vue.campagne,
        reste: vue.reste,
        rectorat: acteur.peut_rouvrir_competences(),
        compte: acteur.compte,
    })
}

/// The boxes of a former year that still exist: the same column or, where the examen has
/// changed, those of the same épreuve and spécialité.
fn reprendre(anciennes: Vec<Case>, colonnes: &[ColonneCompetence]) -> BTreeSet<Cellule> {
    let epreuve = |cle: &CleCompetence| match cle {
        CleCompetence::Epreuve {
            specialite,
            epreuve,
            ..
        } => Some((*specialite, *epreuve)),
        CleCompetence::Langue { .. } => None,
    };
    let connues: BTreeSet<&CleCompetence> = colonnes.iter().map(|c| &c.cle).collect();
    let mut reprises = BTreeSet::new();
    for Case { cellule, .. } in anciennes {
        if connues.contains(&cellule.cle) {
            reprises.insert(cellule);
        } else if let Some(quoi) = epreuve(&cellule.cle) {
            let pareilles = connues.iter().filter(|c| epreuve(c) == Some(quoi));
            reprises.extend(pareilles.map(|cle| Cellule {
                intervenant: cellule.intervenant,
                cle: (*cle).clone(),
            }));
        }
    }
    reprises
}

/// Begins a write about an établissement: the transaction, and its label.
async fn commencer(
    services: &Services,
    acteur: &Acteur,
    annee: i32,
    etablissement: EtablissementId,
) -> Result<(Ecriture, String), Erreur> {
    let portee = acteur.competences_visibles();
    if portee == Portee::Rien {
        return Err(Erreur::Interdit);
    }
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let libelle = store::competences::etablissement(&tx, &portee, etablissement)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let annees = store::competences::annees(&tx, acteur.academie)
        .await
        .map_err(erreur_store)?;
    if !annees.contains(&annee) {
        return Err(Erreur::Introuvable);
    }
    Ok((tx, libelle))
}

/// The label of a discipline; empty for none.
async fn libelle_discipline(
    conn: &impl ConnectionTrait,
    discipline: Option<DisciplineId>,
) -> Result<String, Erreur> {
    let Some(id) = discipline else {
        return Ok(String::new());
    };
    let connue = store::disciplines::par_id(conn, id)
        .await
        .map_err(erreur_store)?;
    Ok(connue.ok_or(Erreur::Introuvable)?.libelle)
}

/// Saves what somebody changed on a grid, and nothing else: what others saved meanwhile
/// stays. `proposer`: the discipline is finished, to be validated.
///
/// # Errors
/// [`Erreur::Competences`] once it is validated, or for somebody who is no longer of the
/// discipline; [`Erreur::Introuvable`] outside the scope; [`Erreur::RequeteInvalide`] for
/// boxes that no grid has.
pub async fn enregistrer(
    services: &Services,
    acteur: &Acteur,
    cible: &CibleSaisie,
    changements: &Changements,
    proposer: bool,
) -> Result<BilanSaisie, Erreur> {
    let (tx, _) = commencer(services, acteur, cible.annee, cible.etablissement).await?;
    if changements.nombre() > Changements::MAX {
        return Err(Erreur::RequeteInvalide);
    }
    let discipline = libelle_discipline(&tx, cible.discipline).await?;
    let maintenant = services.maintenant();
    let personnes = store::competences::personnes(&tx, cible)
        .await
        .map_err(erreur_store)?;
    let noms: HashMap<IntervenantId, &str> =
        personnes.iter().map(|p| (p.id, p.nom.as_str())).collect();
    let touchees = changements.cocher.iter().chain(&changements.decocher);
    let ailleurs = touchees
        .clone()
        .map(|c| c.intervenant)
        .find(|i| !noms.contains_key(i));
    if let Some(id) = ailleurs {
        return Err(personne_ailleurs(&tx, acteur, cible, id).await);
    }
    if noms.is_empty() {
        return Err(Erreur::Introuvable);
    }
    let saisie = store::competences::tenir(&tx, cible, maintenant)
        .await
        .map_err(erreur_store)?;
    if !saisie.etat.modifiable() {
        return Err(deja_validee(services, acteur, &saisie).await?);
    }
    let cases = store::competences::cases(&tx, cible)
        .await
        .map_err(erreur_store)?;
    let colonnes: HashMap<CleCompetence, String> = colonnes(&tx, acteur, cible.annee, &cases)
        .await
        .map_err(erreur_store)?
        .into_iter()
        .map(|c| (c.cle, c.objet.to_string()))
        .collect();
    if touchees.map(|c| &c.cle).any(|c| !colonnes.contains_key(c)) {
        return Err(Erreur::RequeteInvalide);
    }
    let actuelles = cases
        .into_iter()
        .filter(|c| c.declaree)
        .map(|c| c.cellule)
        .collect();
    let restants = changements.restants(&actuelles);
    let propose = proposer && saisie.etat != EtatSaisie::AValider;
    if restants.est_vide() && !propose {
        return Ok(BilanSaisie {
            proposee: saisie.etat == EtatSaisie::AValider,
            version: saisie.version,
            ..BilanSaisie::default()
        });
    }
    let dire = |cellules: &BTreeSet<Cellule>| -> Vec<(String, String)> {
        cellules
            .iter()
            .map(|c| {
                (
                    noms.get(&c.intervenant).copied().unwrap_or_default().into(),
                    colonnes.get(&c.cle).cloned().unwrap_or_default(),
                )
            })
            .collect()
    };
    let etat = if proposer {
        EtatSaisie::AValider
    } else {
        EtatSaisie::EnCours
    };
    let nombre = |cellules: &BTreeSet<_>| u32::try_from(cellules.len()).unwrap_or(u32::MAX);
    let mut bilan = BilanSaisie {
        ajoutees: nombre(&restants.cocher),
        retirees: nombre(&restants.decocher),
        proposee: proposer,
        version: 0,
    };
    let ecriture = async {
        store::competences::cocher(&tx, cible.annee, &restants.cocher).await?;
        store::competences::decocher(&tx, cible.annee, &restants.decocher).await?;
        let par = Some(acteur.compte);
        let motif = &saisie.motif;
        bilan.version =
            store::competences::passer(&tx, &saisie, etat, motif, par, maintenant).await?;
        let objet = (OBJET, saisie.id);
        if !restants.est_vide() {
            let details = json!({
                "ajoutees": dire(&restants.cocher),
                "retirees": dire(&restants.decocher),
                "personnes": personnes_de([&restants.cocher, &restants.decocher]),
            });
            tracer(
                &tx,
                services,
                acteur,
                "competences.enregistrer",
                objet,
                &details,
            )
            .await?;
        }
        if propose {
            tracer(
                &tx,
                services,
                acteur,
                "competences.proposer",
                objet,
                &json!({}),
            )
            .await?;
        }
        let fait = Fait::Competences(FaitCompetences::Enregistrees { discipline, bilan });
        store::messages::ajouter(&tx, acteur.compte, maintenant, &fait).await?;
        tx.valider().await?;
        Ok(bilan)
    };
    ecriture.await.map_err(erreur_store)
}

/// Whose boxes these are, once each: the trail names people, and names change.
pub(crate) fn personnes_de<'a>(
    cellules: impl IntoIterator<Item = &'a BTreeSet<Cellule>>,
) -> BTreeSet<IntervenantId> {
    let cellules = cellules.into_iter().flatten();
    cellules.map(|c| c.intervenant).collect()
}

/// Somebody is not of the grid: named where they are still of the établissement.
async fn personne_ailleurs(
    tx: &Ecriture,
    acteur: &Acteur,
    cible: &CibleSaisie,
    id: IntervenantId,
) -> Erreur {
    match store::intervenants::par_id(tx, acteur.academie, id).await {
        Ok(connue) => CompetencesErreur::PersonneAilleurs {
            nom: connue
                .filter(|i| i.etablissement == Some(cible.etablissement))
                .map(|i| nom_complet(&i.nom, &i.prenom))
                .unwrap_or_default(),
        }
        .into(),
        Err(erreur) => erreur_store(erreur),
    }
}

async fn deja_validee(
    services: &Services,
    acteur: &Acteur,
    saisie: &Saisie,
) -> Result<Erreur, Erreur> {
    let dates = Dates::de(services, acteur).await?;
    Ok(CompetencesErreur::DejaValidee {
        par: saisie.validee_par.clone(),
        le: saisie.validee_le.map(|m| dates.dire(m)).unwrap_or_default(),
    }
    .into())
}

/// Validates disciplines of an établissement, each as it was shown: its key and its version.
/// All of them, or none. Gives their labels.
///
/// # Errors
/// [`Erreur::Competences`] naming the one of which nothing was saved, that was changed
/// since, or that is validated already.
pub async fn valider(
    services: &Services,
    acteur: &Acteur,
    annee: i32,
    etablissement: EtablissementId,
    disciplines: &[(i64, i32)],
) -> Result<Vec<String>, Erreur> {
    let (tx, _) = commencer(services, acteur, annee, etablissement).await?;
    // In one order for everybody, so that two of us never wait for each other.
    let disciplines: BTreeMap<i64, i32> = disciplines.iter().copied().collect();
    if disciplines.is_empty() {
        return Err(CompetencesErreur::RienAValider.into());
    }
    let maintenant = services.maintenant();
    let mut libelles = Vec::with_capacity(disciplines.len());
    for (cle, version) in disciplines {
        let cible = CibleSaisie {
            etablissement,
            annee,
            discipline: discipline_de(cle),
        };
        let discipline = libelle_discipline(&tx, cible.discipline).await?;
        let personnes: Vec<IntervenantId> = store::competences::personnes(&tx, &cible)
            .await
            .map_err(erreur_store)?
            .into_iter()
            .map(|p| p.id)
            .collect();
        if personnes.is_empty() {
            return Err(Erreur::Introuvable);
        }
        let saisie = store::competences::tenir(&tx, &cible, maintenant)
            .await
            .map_err(erreur_store)?;
        match saisie.etat {
            // The same click, twice.
            EtatSaisie::Validee
                if saisie.version == version + 1 && saisie.validee_par == acteur.nom =>
            {
                continue;
            }
            EtatSaisie::Validee => return Err(deja_validee(services, acteur, &saisie).await?),
            EtatSaisie::NonCommencee => {
                return Err(CompetencesErreur::NonCommencee { discipline }.into());
            }
            EtatSaisie::EnCours | EtatSaisie::AValider if saisie.version != version => {
                return Err(CompetencesErreur::ChangeeDepuis {
                    discipline,
                    par: saisie.etat_par,
                }
                .into());
            }
            EtatSaisie::EnCours | EtatSaisie::AValider => {}
        }
        let ecriture = async {
            store::competences::valider(&tx, annee, &personnes, maintenant).await?;
            let par = Some(acteur.compte);
            store::competences::passer(&tx, &saisie, EtatSaisie::Validee, "", par, maintenant)
                .await?;
            let details = json!({ "personnes": personnes });
            let objet = (OBJET, saisie.id);
            tracer(
                &tx,
                services,
                acteur,
                "competences.valider",
                objet,
                &details,
            )
            .await
        };
        ecriture.await.map_err(erreur_store)?;
        libelles.push(discipline);
    }
    if !libelles.is_empty() {
        let fait = Fait::Competences(FaitCompetences::Validees {
            disciplines: libelles.clone(),
        });
        store::messages::ajouter(&tx, acteur.compte, maintenant, &fait)
            .await
            .map_err(erreur_store)?;
        tx.valider().await.map_err(erreur_store)?;
    }
    Ok(libelles)
}

/// Reopens a validated discipline, for a reason that the établissement is told. What was
/// validated stands until it is validated again.
///
/// # Errors
/// [`Erreur::Interdit`] for anybody but the rectorat, [`Erreur::Competences`] without
/// reason, or when it is not validated.
pub async fn rouvrir(
    services: &Services,
    acteur: &Acteur,
    cible: &CibleSaisie,
    motif: &str,
) -> Result<(), Erreur> {
    let (tx, etablissement) = commencer(services, acteur, cible.annee, cible.etablissement).await?;
    if !acteur.peut_rouvrir_competences() {
        return Err(Erreur::Interdit);
    }
    let motif = texte_du_rectorat(motif, MOTIF_REOUVERTURE_MAX)?;
    if motif.is_empty() {
        return Err(CompetencesErreur::MotifManquant.into());
    }
    let discipline = libelle_discipline(&tx, cible.discipline).await?;
    let maintenant = services.maintenant();
    let saisie = store::competences::tenir(&tx, cible, maintenant)
        .await
        .map_err(erreur_store)?;
    if saisie.etat != EtatSaisie::Validee {
        return Err(CompetencesErreur::NonValidee.into());
    }
    let ecriture = async {
        let par = Some(acteur.compte);
        let etat = EtatSaisie::EnCours;
        store::competences::passer(&tx, &saisie, etat, &motif, par, maintenant).await?;
        let details = json!({ "motif": motif });
        let objet = (OBJET, saisie.id);
        tracer(
            &tx,
            services,
            acteur,
            "competences.rouvrir",
            objet,
            &details,
        )
        .await?;
        let fait = Fait::Competences(FaitCompetences::Rouverte {
            discipline,
            etablissement,
            annee: cible.annee,
            motif: motif.clone(),
        });
        let jour = jour_local(&tx, acteur.academie, maintenant).await?;
        let comptes =
            store::competences::comptes_des_etablissements(&tx, [cible.etablissement], jour)
                .await?;
        let prevenus: BTreeSet<CompteId> = comptes
            .into_iter()
            .map(|c| c.compte)
            .chain([acteur.compte])
            .collect();
        for compte in prevenus {
            store::messages::ajouter(&tx, compte, maintenant, &fait).await?;
        }
        tx.valider().await
    };
    ecriture.await.map_err(erreur_store)
}

/// The page of one discipline to validate: what changed since the last time, what happened.
///
/// # Errors
/// As [`ouvrir`].
pub async fn examiner(
    services: &Services,
    acteur: &Acteur,
    annee: Option<i32>,
    etablissement: Option<EtablissementId>,
    discipline: i64,
) -> Result<ValidationDiscipline, Erreur> {
    let vue = Vue::ouvrir(services, acteur, annee).await?;
    let (cible, libelle_etablissement, ligne) =
        vue.discipline(services, etablissement, discipline).await?;
    let etablissement = cible.etablissement;
    let lecture = services.store.lecture();
    let charger = async {
        let personnes = store::competences::personnes(lecture, &cible).await?;
        let cases = store::competences::cases(lecture, &cible).await?;
        let saisie = store::competences::saisies(lecture, etablissement, vue.annee)
            .await?
            .into_iter()
            .find(|s| s.discipline == cible.discipline);
        let traces = match saisie {
            Some(s) => store::piste::de_l_objet(lecture, OBJET, s.id, HISTORIQUE_MAX).await?,
            None => Vec::new(),
        };
        Ok::<_, ErreurStore>((personnes, cases, traces))
    };
    let (personnes, cases, traces) = charger.await.map_err(erreur_store)?;
    let deja = !ligne.validee_le.is_empty();
    let mut ecarts = Vec::new();
    for p in &personnes {
        let siennes = || cases.iter().filter(|c| c.cellule.intervenant == p.id);
        let dire = |garder: fn(&Case) -> bool| -> Vec<String> {
            siennes()
                .filter(|c| garder(c))
                .map(|c| c.objet.to_string())
                .collect()
        };
        let ecart = EcartSaisie {
            nom: p.nom.clone(),
            arrivee: deja && !p.vue,
            ajoutees: dire(|c| c.declaree && !c.validee),
            retirees: dire(|c| c.validee && !c.declaree),
        };
        if ecart.arrivee || !ecart.ajoutees.is_empty() || !ecart.retirees.is_empty() {
            ecarts.push(ecart);
        }
    }
    let historique = traces
        .into_iter()
        .filter_map(|(trace, auteur)| {
            Some(LigneHistoriqueSaisie {
                date: vue.dates.dire(trace.moment),
                auteur,
                quoi: evenement(&trace.action, &trace.details)?,
            })
        })
        .collect();
    Ok(ValidationDiscipline {
        annee: vue.annee,
        etablissement,
        libelle_etablissement,
        ligne,
        ecarts,
        historique,
        rectorat: acteur.peut_rouvrir_competences(),
    })
}

fn evenement(action: &str, details: &str) -> Option<EvenementSaisie> {
    let details: Value = serde_json::from_str(details).ok()?;
    let paires = |champ: &str| -> Vec<(String, String)> {
        serde_json::from_value(details[champ].clone()).unwrap_or_default()
    };
    Some(match action {
        "competences.enregistrer" | "competences.importer" => EvenementSaisie::Enregistree {
            ajoutees: paires("ajoutees"),
            retirees: paires("retirees"),
        },
        "competences.proposer" => EvenementSaisie::Proposee,
        "competences.valider" => EvenementSaisie::Validee,
        "competences.rouvrir" => EvenementSaisie::Rouverte {
            motif: details["motif"].as_str().unwrap_or_default().to_owned(),
        },
        _ => return None,
    })
}

/// Sets the last day of a year and what the établissements are told; none takes the day
/// away. Setting another one has the établissements reminded again.
///
/// # Errors
/// [`Erreur::Interdit`] for anybody but the rectorat; [`Erreur::Competences`] for a day out
/// of reach or a text that is too long.
pub async fn fixer_campagne(
    services: &Services,
    acteur: &Acteur,
    annee: i32,
    limite: Option<NaiveDate>,
    consigne: &str,
) -> Result<(), Erreur> {
    use domain::Datelike;
    const SIECLE: core::ops::Range<i32> = 2000..2100;
    if !acteur.peut_rouvrir_competences() {
        return Err(Erreur::Interdit);
    }
    if !SIECLE.contains(&annee) || limite.is_some_and(|l| !SIECLE.contains(&l.year())) {
        return Err(CompetencesErreur::DateIllisible.into());
    }
    let campagne = Campagne {
        limite,
        consigne: texte_du_rectorat(consigne, Campagne::CONSIGNE_MAX)?,
    };
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let ecriture = async {
        let avant = store::competences::campagne(&tx, acteur.academie, annee).await?;
        if avant == campagne {
            return Ok(());
        }
        store::competences::fixer_campagne(&tx, acteur.academie, annee, &campagne).await?;
        let details = json!({ "annee": annee, "avant": avant, "apres": campagne });
        let objet = ("academie", acteur.academie.0);
        tracer(
            &tx,
            services,
            acteur,
            "competences.campagne",
            objet,
            &details,
        )
        .await?;
        let fait = Fait::Competences(FaitCompetences::LimiteFixee { annee, limite });
        store::messages::ajouter(&tx, acteur.compte, services.maintenant(), &fait).await?;
        tx.valider().await
    };
    ecriture.await.map_err(erreur_store)
}

/// Tells the heads and secretaries of the établissements of an académie that have something
/// left to validate: in their messages and, where they have an address, by mail. Gives how
/// many établissements are told.
async fn rappeler(
    services: &Services,
    tx: &Ecriture,
    academie: AcademieId,
    annee: i32,
    limite: Option<NaiveDate>,
    (maintenant, jour): (Moment, NaiveDate),
) -> Result<u32, Erreur> {
    let en_retard: HashMap<EtablissementId, AvancementSaisie> =
        store::competences::avancement(tx, &Portee::Academie(academie), annee)
            .await
            .map_err(erreur_store)?
            .into_iter()
            .filter(AvancementSaisie::en_retard)
            .map(|a| (a.etablissement, a))
            .collect();
    let comptes =
        store::competences::comptes_des_etablissements(tx, en_retard.keys().copied(), jour)
            .await
            .map_err(erreur_store)?;
    let mut prevenus = BTreeSet::new();
    let mut adresses = BTreeSet::new();
    for c in comptes {
        let Some(a) = en_retard.get(&c.etablissement) else {
            continue;
        };
        let restantes = a.disciplines - a.validees;
        let fait = Fait::Competences(FaitCompetences::Rappel {
            etablissement: a.libelle.clone(),
            annee,
            limite,
            restantes,
        });
        store::messages::ajouter(tx, c.compte, maintenant, &fait)
            .await
            .map_err(erreur_store)?;
        prevenus.insert(c.etablissement);
        // One mail for the address that a head and their secretary share.
        if mel_plausible(&c.mel) && adresses.insert((c.etablissement, c.mel.to_lowercase())) {
            let pour = Pour {
                academie,
                intervenant: None,
                nom: &c.nom,
                adresse: &c.mel,
            };
            let rappel = RappelDit {
                etablissement: a.libelle.clone(),
                annee,
                limite,
                restantes,
            };
            let contenu = serde_json::to_value(&rappel).map_err(|e| interne("courriel", &e))?;
            let objet = Some(c.etablissement.0);
            demander_avec(tx, services, RAPPEL, objet, &pour, &contenu, maintenant).await?;
        }
    }
    Ok(u32::try_from(prevenus.len()).unwrap_or(u32::MAX))
}

/// What the mail of a reminder says, as its box keeps it.
#[derive(Serialize, Deserialize)]
struct RappelDit {
    etablissement: String,
    annee: i32,
    limite: Option<NaiveDate>,
    restantes: u32,
}

/// The mail of a reminder as it leaves; none when it is something else.
pub(crate) async fn composer_rappel(
    services: &Services,
    courriel: &CourrielServiceAEnvoyer,
) -> Option<Result<MessagePret, Erreur>> {
    if courriel.genre != RAPPEL {
        return None;
    }
    let vers = Correspondant {
        nom: courriel.nom.clone(),
        adresse: courriel.adresse.clone(),
    };
    let dit: RappelDit = match serde_json::from_str(&courriel.contenu) {
        Ok(dit) => dit,
        Err(erreur) => return Some(Err(interne("courriel", &erreur))),
    };
    let Some(message_id) = mail::MessageId::relire(&courriel.message_id) else {
        return Some(Err(Erreur::RequeteInvalide));
    };
    let habillage = match crate::parametres::habillage(services, courriel.academie).await {
        Ok(habillage) => habillage,
        Err(erreur) => return Some(Err(erreur)),
    };
    let rappel = RappelCompetences {
        habillage,
        url: format!(
            "{}/validation-competences?annee={}&etablissement={}&etat={}",
            services.reglages.url_publique,
            dit.annee,
            courriel.objet.unwrap_or_default(),
            ChoixSaisie::EnRetard.code(),
        ),
        etablissement: dit.etablissement,
        annee: dit.annee,
        limite: dit.limite,
        restantes: dit.restantes,
    };
    let identite = &services.reglages.identite;
    Some(
        composer_rappel_competences(&rappel, identite, &vers, &message_id, services.maintenant())
            .map_err(|e| interne("courriel", &e)),
    )
}

/// *Relancer*: reminds, in their messages and by mail, the établissements of the académie
/// that have not validated everything. Gives how many. The same key twice, of the form that
/// was shown, reminds once.
///
/// # Errors
/// [`Erreur::Interdit`] for anybody but the rectorat, [`Erreur::Competences`] when nobody
/// is late.
pub async fn relancer(
    services: &Services,
    acteur: &Acteur,
    annee: i32,
    cle: &str,
) -> Result<u32, Erreur> {
    if !acteur.peut_rouvrir_competences() {
        return Err(Erreur::Interdit);
    }
    if !cle_valable(cle) {
        return Err(Erreur::RequeteInvalide);
    }
    let cle = cle_de(&format!("relance-{cle}"), &annee)?;
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    if let Some(servie) = store::requetes::trouver(&tx, acteur.compte, &cle)
        .await
        .map_err(erreur_store)?
    {
        return serde_json::from_str(&servie).map_err(|e| interne("requete", &e));
    }
    let maintenant = services.maintenant();
    let annees = store::competences::annees(&tx, acteur.academie)
        .await
        .map_err(erreur_store)?;
    if !annees.contains(&annee) {
        return Err(Erreur::Introuvable);
    }
    let campagne = store::competences::campagne(&tx, acteur.academie, annee)
        .await
        .map_err(erreur_store)?;
    let jour = jour_local(&tx, acteur.academie, maintenant)
        .await
        .map_err(erreur_store)?;
    let quand = (maintenant, jour);
    let academie = acteur.academie;
    let prevenus = rappeler(services, &tx, academie, annee, campagne.limite, quand).await?;
    if prevenus == 0 {
        return Err(CompetencesErreur::PersonneARelancer.into());
    }
    let resultat = prevenus.to_string();
    match store::requetes::inscrire(&tx, acteur.compte, &cle, &resultat, maintenant).await {
        Ok(()) => {}
        // The same request came twice in the same instant: this one gives way.
        Err(ErreurStore::Unicite(_)) => {
            tx.annuler().await.map_err(erreur_store)?;
            let premiere = store::requetes::trouver(services.store.lecture(), acteur.compte, &cle)
                .await
                .map_err(erreur_store)?
                .ok_or(Erreur::Occupe)?;
            return serde_json::from_str(&premiere).map_err(|e| interne("requete", &e));
        }
        Err(autre) => return Err(erreur_store(autre)),
    }
    let ecriture = async {
        let details = json!({ "annee": annee, "etablissements": prevenus });
        let objet = ("academie", acteur.academie.0);
        tracer(
            &tx,
            services,
            acteur,
            "competences.relancer",
            objet,
            &details,
        )
        .await?;
        let fait = Fait::Competences(FaitCompetences::Relances {
            etablissements: prevenus,
        });
        store::messages::ajouter(&tx, acteur.compte, maintenant, &fait).await?;
        tx.valider().await
    };
    ecriture.await.map_err(erreur_store)?;
    services.reveil.notify_one();
    Ok(prevenus)
}

/// Reminds by itself, once for each last day, within the week before it. However many
/// servers look at once. Gives how many établissements were told.
///
/// # Errors
/// When the database does not answer.
pub async fn rappels_automatiques(services: &Services) -> Result<u32, Erreur> {
    let maintenant = services.maintenant();
    let academies = store::academies::toutes(services.store.lecture())
        .await
        .map_err(erreur_store)?;
    let mut prevenus = 0;
    for academie in academies {
        let aujourd_hui = dans_le_fuseau(&academie.fuseau, maintenant).date();
        let bientot = aujourd_hui + chrono::TimeDelta::days(Campagne::RAPPEL_JOURS);
        let tx = services.store.ecriture().await.map_err(erreur_store)?;
        let dues = store::competences::campagnes_a_rappeler(&tx, academie.id, aujourd_hui, bientot)
            .await
            .map_err(erreur_store)?;
        let mut de_l_academie = 0;
        for (annee, limite) in dues {
            let a_nous = store::competences::noter_rappel(&tx, academie.id, annee, limite)
                .await
                .map_err(erreur_store)?;
            if !a_nous {
                continue;
            }
            let quand = (maintenant, aujourd_hui);
            let n = rappeler(services, &tx, academie.id, annee, Some(limite), quand).await?;
            let trace = store::piste::Trace {
                moment: maintenant,
                compte: None,
                action: "competences.rappel".to_owned(),
                objet: "academie".to_owned(),
                objet_id: academie.id.0,
                details: json!({ "annee": annee, "limite": limite, "etablissements": n })
                    .to_string(),
            };
            store::piste::ajouter(&tx, &trace)
                .await
                .map_err(erreur_store)?;
            de_l_academie += n;
        }
        tx.valider().await.map_err(erreur_store)?;
        prevenus += de_l_academie;
    }
    if prevenus > 0 {
        services.reveil.notify_one();
    }
    Ok(prevenus)
}

/// What the dashboard tells of the latest year: zeros for somebody who enters nothing.
///
/// # Errors
/// When the database does not answer.
pub async fn resumer(services: &Services, acteur: &Acteur) -> Result<ResumeCompetences, Erreur> {
    if acteur.competences_visibles() == Portee::Rien {
        return Ok(ResumeCompetences::default());
    }
    let vue = Vue::ouvrir(services, acteur, None).await?;
    let avancement =
        store::competences::avancement(services.store.lecture(), &vue.portee, vue.annee)
            .await
            .map_err(erreur_store)?;
    let somme = |etat| avancement.iter().map(|a| a.en_etat(etat)).sum();
    let en_retard = avancement.iter().filter(|a| a.en_retard()).count();
    let commencee = |a: &AvancementSaisie| a.entrees() > a.non_commencees();
    Ok(ResumeCompetences {
        annee: vue.annee,
        non_commencees: somme(EtatSaisie::NonCommencee),
        en_cours: somme(EtatSaisie::EnCours),
        a_valider: somme(EtatSaisie::AValider),
        validees: somme(EtatSaisie::Validee),
        en_retard: u32::try_from(en_retard).unwrap_or(u32::MAX),
        attendue: vue.campagne != Campagne::default() || avancement.iter().any(commencee),
        limite: vue.campagne.limite,
        reste: vue.reste,
    })
}

/// The compétences of somebody of the actor's scope for a year, the latest when none is
/// given.
///
/// # Errors
/// [`Erreur::Introuvable`] for somebody outside it.
pub async fn de_la_personne(
    services: &Services,
    acteur: &Acteur,
    intervenant: IntervenantId,
    annee: Option<i32>,
) -> Result<Vec<CompetenceDePersonne>, Erreur> {
    let vue = Vue::ouvrir(services, acteur, annee).await?;
    let lecture = services.store.lecture();
    // Also who belongs to no établissement, and who shares their service.
    store::personnels::personne(lecture, &vue.portee, intervenant)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let mut toutes =
        store::competences::de_personnes(lecture, acteur.academie, vue.annee, [intervenant])
            .await
            .map_err(erreur_store)?;
    Ok(toutes.remove(&intervenant).unwrap_or_default())
}

/// What an établissement entered for a year, or one of its disciplines.
///
/// # Errors
/// As [`ouvrir`].
pub async fn relever(
    services: &Services,
    acteur: &Acteur,
    annee: Option<i32>,
    etablissement: Option<EtablissementId>,
    discipline: Option<i64>,
) -> Result<ReleveCompetences, Erreur> {
    let vue = Vue::ouvrir(services, acteur, annee).await?;
    let (etablissement, libelle) = vue.l_etablissement(services, etablissement).await?;
    let mut lignes = vue.lignes(services, etablissement).await?;
    if let Some(d) = discipline {
        lignes.retain(|l| l.cle_discipline() == d);
        if lignes.is_empty() {
            return Err(Erreur::Introuvable);
        }
    }
    let lecture = services.store.lecture();
    let mut disciplines = Vec::with_capacity(lignes.len());
    for ligne in lignes {
        let cible = CibleSaisie {
            etablissement,
            annee: vue.annee,
            discipline: ligne.discipline.as_ref().map(|d| d.id),
        };
        let charger = async {
            let personnes = store::competences::personnes(lecture, &cible).await?;
            let cases = store::competences::cases(lecture, &cible).await?;
            Ok::<_, ErreurStore>((personnes, cases))
        };
        let (personnes, cases) = charger.await.map_err(erreur_store)?;
        let mut siennes: HashMap<IntervenantId, Vec<CompetenceDePersonne>> = HashMap::new();
        for c in cases.into_iter().filter(|c| c.declaree) {
            siennes
                .entry(c.cellule.intervenant)
                .or_default()
                .push(CompetenceDePersonne {
                    objet: c.objet,
                    declaree: c.declaree,
                    validee: c.validee,
                });
        }
        disciplines.push(ReleveDiscipline {
            ligne,
            personnes: personnes
                .into_iter()
                .map(|p| PersonneRelevee {
                    competences: siennes.remove(&p.id).unwrap_or_default(),
                    matricule: p.matricule,
                    nom: p.nom,
                })
                .collect(),
        });
    }
    Ok(ReleveCompetences {
        etablissement: libelle,
        annee: vue.annee,
        disciplines,
    })
}

/// As [`relever`], as a CSV file that spreadsheets open: UTF-8 with its mark, semicolons, no
/// cell that one takes for a formula. A line is somebody and one of their compétences, or
/// none. `entetes` names the columns, `cellules` says a line.
///
/// # Errors
/// As [`relever`].
pub async fn exporter<const N: usize>(
    services: &Services,
    acteur: &Acteur,
    annee: Option<i32>,
    etablissement: Option<EtablissementId>,
    discipline: Option<i64>,
    entetes: [&str; N],
    cellules: impl Fn(
        &ReleveCompetences,
        &ReleveDiscipline,
        &PersonneRelevee,
        Option<&CompetenceDePersonne>,
    ) -> [String; N],
) -> Result<Vec<u8>, Erreur> {
    let releve = relever(services, acteur, annee, etablissement, discipline).await?;
    let lignes = releve.disciplines.iter().flat_map(|d| {
        d.personnes.iter().flat_map(|p| {
            if p.competences.is_empty() {
                vec![cellules(&releve, d, p, None)]
            } else {
                let dire = |c| cellules(&releve, d, p, Some(c));
                p.competences.iter().map(dire).collect()
            }
        })
    });
    crate::tableur::csv(entetes, lignes)
}

/// As [`relever`], to print.
///
/// # Errors
/// As [`relever`].
pub async fn pdf(
    services: &Services,
    acteur: &Acteur,
    annee: Option<i32>,
    etablissement: Option<EtablissementId>,
    discipline: Option<i64>,
) -> Result<Vec<u8>, Erreur> {
    let releve = relever(services, acteur, annee, etablissement, discipline).await?;
    let jour = services.aujourd_hui(acteur.academie).await?;
    let polices = services.polices.clone();
    tokio::task::spawn_blocking(move || {
        documents::tableau::pdf(&documents::competences::document(&releve, jour), &polices)
    })
    .await
    .map_err(|e| interne("competences", &e))?
    .map_err(|e| interne("competences", &e))
}
