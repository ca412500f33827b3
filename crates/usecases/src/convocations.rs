//! Convoking, changing, deleting (memo §3).

use crate::conflits::{Candidat, signalements, trancher};
use crate::ouvertures::autorite_ouverte;
use crate::service_fait::verifier_les_jours;
use crate::services::{Services, erreur_store, interne, tracer};
use domain::{
    Acteur, Affectation, AnnulationReprise, Autorite, ConvocationErreur, ConvocationId,
    ConvocationLigne, Convoques, Degre, DemandeConvocation, Erreur, Fait, IntervenantId, Mission,
    MissionId, Portee, Signalement, nom_complet, peut_modifier,
};
use serde_json::json;
use std::collections::BTreeSet;
use store::convocations::Annulee;
use store::{Ecriture, ErreurStore};

/// One convocation per ticked person, all or none. The same key twice convokes
/// once and answers the same.
///
/// # Errors
/// [`Erreur::Convocation`] with every reason, [`Erreur::AConfirmer`] with the clashes that
/// have to be confirmed: nothing is then written.
pub async fn convoquer(
    services: &Services,
    acteur: &Acteur,
    demande: DemandeConvocation,
) -> Result<Convoques, Erreur> {
    deux_fois(|| essayer_de_convoquer(services, acteur, &demande)).await
}

/// Tries what convokes once more when somebody convoked one of these people in the same
/// instant, or the same request came twice: what stands now tells which, and is said by name.
pub(crate) async fn deux_fois<T, F>(essayer: impl Fn() -> F) -> Result<T, Erreur>
where
    F: Future<Output = Result<T, Echec>>,
{
    match essayer().await {
        Err(Echec::Simultane) => essayer().await,
        autre => autre,
    }
    .map_err(Erreur::from)
}

/// Why a try failed: somebody else did the same in the same instant, or it is refused.
pub(crate) enum Echec {
    Simultane,
    Refus(Erreur),
}

impl From<Echec> for Erreur {
    fn from(echec: Echec) -> Self {
        match echec {
            Echec::Simultane => Self::Occupe,
            Echec::Refus(erreur) => erreur,
        }
    }
}

impl From<Erreur> for Echec {
    fn from(erreur: Erreur) -> Self {
        Self::Refus(erreur)
    }
}

impl From<ErreurStore> for Echec {
    fn from(erreur: ErreurStore) -> Self {
        match erreur {
            ErreurStore::Unicite(_) => Self::Simultane,
            autre => Self::Refus(erreur_store(autre)),
        }
    }
}

async fn essayer_de_convoquer(
    services: &Services,
    acteur: &Acteur,
    demande: &DemandeConvocation,
) -> Result<Convoques, Echec> {
    let tx = services.store.ecriture().await?;
    if !cle_valable(&demande.cle) {
        return Err(Erreur::RequeteInvalide.into());
    }
    let objet = (demande.mission, &demande.intervenants, &demande.affectation);
    let cle = cle_de(&demande.cle, &objet)?;
    if let Some(fait) = store::requetes::trouver(&tx, acteur.compte, &cle).await? {
        return Ok(serde_json::from_str(&fait).map_err(|e| interne("requete", &e))?);
    }
    let mission = store::missions::par_numero(&tx, &acteur.missions_visibles(), demande.mission)
        .await?
        .ok_or(Erreur::Introuvable)?;
    let autorite = autorite_ouverte(&tx, services, acteur, &mission).await?;

    let ecrivain = EcrivainConvocations {
        tx: &tx,
        services,
        acteur,
        lien: None,
    };
    let mut preparee = match ecrivain.preparer(&mission, demande).await? {
        Ok(preparee) => preparee,
        Err(erreurs) => {
            // The same request may have ended between the look at its key and this one.
            if erreurs
                .iter()
                .any(|e| matches!(e, ConvocationErreur::DejaConvoque { .. }))
                && let Some(fait) = store::requetes::trouver(&tx, acteur.compte, &cle).await?
            {
                return Ok(serde_json::from_str(&fait).map_err(|e| interne("requete", &e))?);
            }
            return Err(Erreur::from(erreurs).into());
        }
    };
    let trouves = core::mem::take(&mut preparee.signalements);
    let confirmes = trancher(trouves, &demande.confirmation)?;

    let maintenant = services.maintenant();
    let creees = ecrivain
        .convoquer(&mission, autorite, &preparee, &confirmes)
        .await?;
    let a = &preparee.affectation;
    let garder = demande.garder_sur_mission
        && (a.dates_specifiques(&mission) || a.observation_specifique(&mission));
    if garder
        && !store::missions::enregistrer_defauts(
            &tx,
            mission.ligne.id,
            mission.version,
            &a.creneaux,
            &a.observation,
        )
        .await?
    {
        return Err(Echec::Simultane);
    }
    let convoques = Convoques {
        nombre: creees.len() as u32,
        mission_modifiee: garder,
    };
    let resultat = serde_json::to_string(&convoques).map_err(|e| interne("requete", &e))?;
    store::requetes::inscrire(&tx, acteur.compte, &cle, &resultat, maintenant).await?;
    if garder {
        let details = json!({
            "avant": { "creneaux": mission.creneaux_par_defaut, "observation": mission.observation_par_defaut },
            "apres": { "creneaux": a.creneaux, "observation": a.observation },
        });
        tracer(
            &tx,
            services,
            acteur,
            "mission.defauts",
            ("mission", mission.ligne.id.0),
            &details,
        )
        .await?;
    }
    let fait = Fait::Convoques {
        mission: mission.ligne.numero,
        nombre: convoques.nombre,
        mission_modifiee: garder,
    };
    store::messages::ajouter(&tx, acteur.compte, maintenant, &fait).await?;
    tx.valider().await?;
    Ok(convoques)
}

/// People about to be convoked with one affectation, once nothing refuses it but clashes.
pub(crate) struct Preparee {
    /// Who, in the order of the keys.
    pub(crate) intervenants: Vec<IntervenantId>,
    /// The fields, cleaned.
    pub(crate) affectation: Affectation,
    /// Every clash.
    pub(crate) signalements: Vec<Signalement>,
}

/// A deletion taken back.
pub(crate) struct Retablie {
    /// The mission's number.
    pub(crate) mission: i64,
    /// `NOM Prénom`.
    pub(crate) nom: String,
    /// What became of its cancellation.
    pub(crate) annulation: AnnulationReprise,
    /// `NOM Prénom` of who had been convoked instead and is no longer.
    pub(crate) remplacant: Option<String>,
}

/// What writing convocations needs, whether one is asked for or many: the transaction,
/// who acts, and what it is part of.
#[derive(Clone, Copy)]
pub(crate) struct EcrivainConvocations<'a> {
    pub(crate) tx: &'a Ecriture,
    pub(crate) services: &'a Services,
    pub(crate) acteur: &'a Acteur,
    /// What else the audit trail keeps with each line: the selection, the other side of a
    /// replacement.
    pub(crate) lien: Option<(&'static str, i64)>,
}

impl EcrivainConvocations<'_> {
    /// Looks at everything that may refuse convoking these people, but the clashes, which
    /// are only found. The people are held from then on.
    pub(crate) async fn preparer(
        &self,
        mission: &Mission,
        demande: &DemandeConvocation,
    ) -> Result<Result<Preparee, Vec<ConvocationErreur>>, ErreurStore> {
        let Self { tx, acteur, .. } = *self;
        let ids: Vec<IntervenantId> = demande
            .intervenants
            .iter()
            .copied()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let demande = DemandeConvocation {
            intervenants: ids,
            affectation: demande
                .affectation
                .clone()
                .nettoyee(mission.ligne.type_mission),
            ..demande.clone()
        };
        let mut erreurs = demande.erreurs(mission);
        if erreurs.contains(&ConvocationErreur::AffectationNonTerminee) {
            return Ok(Err(erreurs));
        }
        let ids = &demande.intervenants;
        // Before they are read: a merge that closes one of them has happened, or waits.
        store::disponibilites::tenir(tx, ids).await?;
        let personnes = store::intervenants::par_ids(tx, acteur.academie, ids).await?;
        if personnes.len() != ids.len() {
            erreurs.push(ConvocationErreur::IntervenantInconnu);
        }
        let deja = store::convocations::deja_convoques(tx, mission.ligne.id, ids).await?;
        for personne in personnes.iter().filter(|p| deja.contains(&p.id)) {
            erreurs.push(ConvocationErreur::DejaConvoque {
                nom: personne.nom_complet(),
            });
        }
        if !erreurs.is_empty() {
            return Ok(Err(erreurs));
        }
        let candidats: Vec<Candidat<'_>> = personnes
            .iter()
            .map(|p| Candidat {
                intervenant: p.id,
                nom: p.nom_complet(),
                discipline: &p.discipline,
            })
            .collect();
        let creneaux = &demande.affectation.creneaux;
        let signalements = signalements(tx, acteur, mission, creneaux, &candidats).await?;
        Ok(Ok(Preparee {
            intervenants: demande.intervenants,
            affectation: demande.affectation,
            signalements,
        }))
    }

    /// Convokes people and tells the audit trail; `confirmes` are the clashes that were
    /// confirmed.
    pub(crate) async fn convoquer(
        &self,
        mission: &Mission,
        autorite: Autorite,
        preparee: &Preparee,
        confirmes: &[Signalement],
    ) -> Result<Vec<ConvocationId>, ErreurStore> {
        let Self {
            tx,
            services,
            acteur,
            ..
        } = *self;
        let ids = &preparee.intervenants;
        let a = &preparee.affectation;
        let creees = store::convocations::creer_lot(
            tx,
            mission.ligne.id,
            ids,
            a,
            autorite,
            acteur.compte,
            services.maintenant(),
        )
        .await?;
        for (convocation, intervenant) in creees.iter().zip(ids) {
            // What stood against this person, and against everybody, and was confirmed.
            let confirmes: Vec<_> = confirmes
                .iter()
                .filter(|s| s.intervenant.is_none_or(|i| i == *intervenant))
                .map(|s| &s.conflit)
                .collect();
            let details = json!({
                "mission": mission.ligne.numero,
                "intervenant": intervenant,
                "autorite": autorite,
                "apres": a,
                "confirmes": confirmes,
                "version": 1,
            });
            self.tracer("convocation.creer", *convocation, details)
                .await?;
        }
        Ok(creees)
    }

    /// Changes a convocation at the version it was read at; `false` when it says so
    /// already.
    ///
    /// # Errors
    /// As [`modifier`].
    pub(crate) async fn modifier(
        &self,
        mission: &Mission,
        ligne: &ConvocationLigne,
        version: i32,
        affectation: Affectation,
        confirmation: &str,
    ) -> Result<bool, Erreur> {
        let Self {
            tx,
            services,
            acteur,
            ..
        } = *self;
        let affectation = affectation.nettoyee(mission.ligne.type_mission);
        let erreurs = affectation.erreurs(mission);
        if !erreurs.is_empty() {
            return Err(erreurs.into());
        }
        if ligne.version != version {
            return Err(self.entre_temps(ligne).await?);
        }
        if affectation == ligne.affectation {
            return Ok(false);
        }
        let mut confirmes = Vec::new();
        if affectation.creneaux != ligne.affectation.creneaux {
            let candidat = Candidat {
                intervenant: ligne.intervenant,
                nom: nom_complet(&ligne.nom, &ligne.prenom),
                discipline: &ligne.discipline,
            };
            let trouves = signalements(tx, acteur, mission, &affectation.creneaux, &[candidat])
                .await
                .map_err(erreur_store)?;
            confirmes = trancher(trouves, confirmation)?;
            // After the people: whoever holds both takes them in this order.
            verifier_les_jours(tx, mission, ligne, &affectation.creneaux).await?;
        }
        let maintenant = services.maintenant();
        let ecrite = store::convocations::modifier(tx, ligne.id, version, &affectation, maintenant)
            .await
            .map_err(erreur_store)?;
        if !ecrite {
            return Err(self.entre_temps(ligne).await?);
        }
        let confirmes: Vec<_> = confirmes.iter().map(|s| &s.conflit).collect();
        let details = json!({
            "avant": ligne.affectation,
            "apres": affectation,
            "confirmes": confirmes,
            "version": version + 1,
        });
        self.tracer("convocation.modifier", ligne.id, details)
            .await
            .map_err(erreur_store)?;
        Ok(true)
    }

    /// Deletes a convocation at the version it was read at; when `prevenir`, and a mail of it
    /// left or is leaving, asks for a mail that cancels it, and gives where it goes.
    ///
    /// # Errors
    /// As [`supprimer`].
    pub(crate) async fn supprimer(
        &self,
        mission: &Mission,
        ligne: &ConvocationLigne,
        version: i32,
        prevenir: bool,
    ) -> Result<Option<String>, Erreur> {
        let Self {
            tx,
            services,
            acteur,
            ..
        } = *self;
        let maintenant = services.maintenant();
        // Before the mails: whoever holds both takes them in this order.
        verifier_les_jours(tx, mission, ligne, &[]).await?;
        // A mail still waiting must not announce what no longer stands.
        store::courriels::annuler_de_la_convocation(tx, ligne.id, maintenant)
            .await
            .map_err(erreur_store)?;
        let prevenu = if prevenir {
            crate::annulation::demander(tx, services, acteur, mission, ligne, maintenant).await?
        } else {
            None
        };
        let supprimee =
            store::convocations::supprimer(tx, ligne, version, acteur.compte, maintenant)
                .await
                .map_err(erreur_store)?;
        if !supprimee {
            return Err(self.entre_temps(ligne).await?);
        }
        let details = json!({
            "mission": mission.ligne.numero,
            "avant": ligne,
            "prevenu": prevenu.is_some(),
        });
        self.tracer("convocation.supprimer", ligne.id, details)
            .await
            .map_err(erreur_store)?;
        Ok(prevenu)
    }

    /// Takes a deletion back, and a replacement with it.
    ///
    /// # Errors
    /// As [`retablir`].
    pub(crate) async fn retablir(&self, id: ConvocationId) -> Result<Retablie, Erreur> {
        let Self {
            tx,
            services,
            acteur,
            ..
        } = *self;
        let annulee = store::convocations::annulee(tx, id)
            .await
            .map_err(erreur_store)?
            .ok_or(Erreur::Introuvable)?;
        let mission = crate::missions::visible(tx, acteur, annulee.mission).await?;
        if !peut_modifier(acteur, &mission, annulee.autorite) {
            return Err(Erreur::Interdit);
        }
        autorite_ouverte(tx, services, acteur, &mission).await?;
        let remplacant = match annulee.remplacee_par {
            Some(par) => self.retirer_le_remplacant(&mission, par).await?,
            None => None,
        };
        self.rendre(id, &annulee, &mission, remplacant).await
    }

    /// Has a deleted convocation stand again, whoever asks: see [`Self::retablir`].
    ///
    /// # Errors
    /// [`Erreur::Convocation`] naming what is in the way, [`Erreur::Introuvable`] when somebody
    /// took it back first.
    pub(crate) async fn rendre(
        &self,
        id: ConvocationId,
        annulee: &Annulee,
        mission: &Mission,
        remplacant: Option<String>,
    ) -> Result<Retablie, Erreur> {
        let Self {
            tx,
            services,
            acteur,
            ..
        } = *self;
        let nom = nom_complet(&annulee.nom, &annulee.prenom);
        let candidat = Candidat {
            intervenant: annulee.intervenant,
            nom: nom.clone(),
            discipline: &annulee.discipline,
        };
        let creneaux = &annulee.affectation.creneaux;
        let trouves = signalements(tx, acteur, mission, creneaux, &[candidat])
            .await
            .map_err(erreur_store)?;
        // What had to be confirmed was; what stands by now shows in the control of the
        // session.
        let impossibles: Vec<ConvocationErreur> = trouves
            .into_iter()
            .filter(|s| s.conflit.degre() == Degre::Refus)
            .map(|s| ConvocationErreur::EnConflit(Box::new(s)))
            .collect();
        if !impossibles.is_empty() {
            return Err(impossibles.into());
        }
        let maintenant = services.maintenant();
        match store::convocations::retablir(tx, id, annulee, maintenant).await {
            Ok(true) => {}
            Ok(false) => return Err(Erreur::Introuvable),
            Err(ErreurStore::Unicite(_)) => {
                return Err(vec![ConvocationErreur::DejaConvoque { nom }].into());
            }
            Err(autre) => return Err(erreur_store(autre)),
        }
        let (retirees, parties) =
            store::courriels::retirer_annulations(tx, &annulee.courriels, maintenant)
                .await
                .map_err(erreur_store)?;
        // Taken back, a convocation is a version further than it was deleted at.
        let mut version = annulee.version + 1;
        let annulation = if parties > 0 {
            store::convocations::hausser(tx, id)
                .await
                .map_err(erreur_store)?;
            version += 1;
            AnnulationReprise::Partie
        } else if retirees > 0 {
            AnnulationReprise::Retiree
        } else {
            AnnulationReprise::Aucune
        };
        let numero = mission.ligne.numero;
        let details = json!({
            "mission": numero,
            "apres": annulee.affectation,
            "annulation": annulation,
            "retire": remplacant,
            "version": version,
        });
        self.tracer("convocation.retablir", id, details)
            .await
            .map_err(erreur_store)?;
        Ok(Retablie {
            mission: numero,
            nom,
            annulation,
            remplacant,
        })
    }

    /// Deletes the convocation of who came instead, unless it went away meanwhile; gives
    /// the name. Whoever replaced that person in turn was never asked about this one: they
    /// are not sent away, and nobody is convoked twice to one place.
    async fn retirer_le_remplacant(
        &self,
        mission: &Mission,
        par: ConvocationId,
    ) -> Result<Option<String>, Erreur> {
        let Some((_, ligne)) = store::convocations::ligne(self.tx, par)
            .await
            .map_err(erreur_store)?
        else {
            return match self.remplacants_suivants(par).await? {
                Some((ancien, nouveau)) => Err(Erreur::RemplaceDepuis { ancien, nouveau }),
                None => Ok(None),
            };
        };
        if !peut_modifier(self.acteur, mission, ligne.autorite) {
            return Err(Erreur::Interdit);
        }
        self.supprimer(mission, &ligne, ligne.version, true).await?;
        Ok(Some(nom_complet(&ligne.nom, &ligne.prenom)))
    }

    /// Of a convocation that was deleted: whose it was, and who stands there now after one
    /// replacement or more. None when nobody does.
    async fn remplacants_suivants(
        &self,
        partie: ConvocationId,
    ) -> Result<Option<(String, String)>, Erreur> {
        let mut premier = None;
        let mut suivante = Some(partie);
        // Each was written after the one it replaces: this ends.
        while let Some(id) = suivante {
            if let Some((_, ligne)) = store::convocations::ligne(self.tx, id)
                .await
                .map_err(erreur_store)?
            {
                let nouveau = nom_complet(&ligne.nom, &ligne.prenom);
                return Ok(premier.map(|ancien| (ancien, nouveau)));
            }
            let annulee = store::convocations::annulee(self.tx, id)
                .await
                .map_err(erreur_store)?;
            suivante = annulee.as_ref().and_then(|a| a.remplacee_par);
            premier = premier.or_else(|| annulee.map(|a| nom_complet(&a.nom, &a.prenom)));
        }
        Ok(None)
    }

    /// A refusal because somebody else was first: what it is now, who wrote it and when.
    async fn entre_temps(&self, lue: &ConvocationLigne) -> Result<Erreur, Erreur> {
        let actuelle = store::convocations::ligne(self.tx, lue.id)
            .await
            .map_err(erreur_store)?;
        let (par, le) = dernier_auteur(self.tx, self.acteur, lue.id).await?;
        Ok(Erreur::ModifieEntreTemps {
            actuel: actuelle.map(|(_, ligne)| Box::new(ligne)),
            par,
            le,
        })
    }

    async fn tracer(
        &self,
        action: &str,
        convocation: ConvocationId,
        mut details: serde_json::Value,
    ) -> Result<(), ErreurStore> {
        if let (Some((nom, cle)), Some(details)) = (self.lien, details.as_object_mut()) {
            details.insert(nom.to_owned(), json!(cle));
        }
        let objet = ("convocation", convocation.0);
        tracer(self.tx, self.services, self.acteur, action, objet, &details).await
    }
}

/// Who wrote a convocation last and when, in the académie's time; empty when the audit
/// trail does not tell.
pub(crate) async fn dernier_auteur(
    connexion: &impl store::ConnectionTrait,
    acteur: &Acteur,
    id: ConvocationId,
) -> Result<(String, String), Erreur> {
    let traces = store::piste::de_l_objet(connexion, "convocation", id.0, 1)
        .await
        .map_err(erreur_store)?;
    let Some((trace, auteur)) = traces.into_iter().next() else {
        return Ok(Default::default());
    };
    let academie = store::academies::par_id(connexion, acteur.academie)
        .await
        .map_err(erreur_store)?;
    let fuseau = academie.map(|a| a.fuseau).unwrap_or_default();
    let le = crate::services::dans_le_fuseau(&fuseau, trace.moment);
    Ok((auteur, le.format("%d/%m/%Y %H:%M").to_string()))
}

/// The key under which what a request gave is kept: its own, and what it asks for. A page
/// that was not read again since may ask for something else under the key that it still has;
/// answering as before would leave it undone, in silence.
pub(crate) fn cle_de(cle: &str, demande: &impl serde::Serialize) -> Result<String, Erreur> {
    let texte = serde_json::to_vec(demande).map_err(|e| interne("requete", &e))?;
    let empreinte = crate::empreinte(&texte);
    Ok(format!(
        "{cle}-{}",
        empreinte.get(..16).unwrap_or(&empreinte)
    ))
}

/// A key that one of our windows could have made.
pub(crate) fn cle_valable(cle: &str) -> bool {
    (16..=100).contains(&cle.len()) && cle.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// A convocation that the actor may change: the row and its mission.
pub(crate) async fn a_changer(
    tx: &Ecriture,
    services: &Services,
    acteur: &Acteur,
    id: ConvocationId,
) -> Result<(Mission, ConvocationLigne), Erreur> {
    let lue = store::convocations::ligne(tx, id)
        .await
        .map_err(erreur_store)?;
    let Some((mission, ligne)) = lue else {
        return Err(disparue(tx, acteur, id).await?);
    };
    let mission = crate::missions::visible(tx, acteur, mission).await?;
    if !peut_modifier(acteur, &mission, ligne.autorite) {
        return Err(Erreur::Interdit);
    }
    autorite_ouverte(tx, services, acteur, &mission).await?;
    Ok((mission, ligne))
}

/// A convocation that no longer stands: who deleted it and when, for whoever could have
/// changed it.
async fn disparue(tx: &Ecriture, acteur: &Acteur, id: ConvocationId) -> Result<Erreur, Erreur> {
    let annulee = store::convocations::annulee(tx, id)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let mission = crate::missions::visible(tx, acteur, annulee.mission).await?;
    if !peut_modifier(acteur, &mission, annulee.autorite) {
        return Err(Erreur::Interdit);
    }
    let (par, le) = dernier_auteur(tx, acteur, id).await?;
    Ok(Erreur::ModifieEntreTemps {
        actuel: None,
        par,
        le,
    })
}

/// The convocations of a year within a scope, dated as the screens write it.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn de_l_annee(
    services: &Services,
    acteur: &Acteur,
    portee: &Portee,
    annee: i32,
) -> Result<Vec<(MissionId, ConvocationLigne)>, Erreur> {
    let mut lues = store::convocations::de_l_annee(services.store.lecture(), portee, annee)
        .await
        .map_err(erreur_store)?;
    crate::accuses::dater(services, acteur, lues.iter_mut().map(|(_, ligne)| ligne)).await?;
    Ok(lues)
}

/// Changes a convocation, unless somebody did since `version` was read.
///
/// # Errors
/// [`Erreur::Convocation`] with every reason, [`Erreur::AConfirmer`] when new days clash,
/// [`Erreur::ModifieEntreTemps`] with what it is now.
pub async fn modifier(
    services: &Services,
    acteur: &Acteur,
    id: ConvocationId,
    version: i32,
    affectation: Affectation,
    confirmation: &str,
) -> Result<(), Erreur> {
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let (mission, ligne) = a_changer(&tx, services, acteur, id).await?;
    let ecrivain = EcrivainConvocations {
        tx: &tx,
        services,
        acteur,
        lien: None,
    };
    let changee = ecrivain
        .modifier(&mission, &ligne, version, affectation, confirmation)
        .await?;
    if !changee {
        return Ok(());
    }
    let fait = Fait::ConvocationModifiee {
        mission: mission.ligne.numero,
        nom: nom_complet(&ligne.nom, &ligne.prenom),
    };
    store::messages::ajouter(&tx, acteur.compte, services.maintenant(), &fait)
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)
}

/// As [`supprimer_en_prevenant`], saying nothing to the person.
///
/// # Errors
/// [`Erreur::ModifieEntreTemps`] with what it is now.
pub async fn supprimer(
    services: &Services,
    acteur: &Acteur,
    id: ConvocationId,
    version: i32,
) -> Result<(), Erreur> {
    supprimer_en_prevenant(services, acteur, id, version, false).await
}

/// Deletes a convocation, unless somebody changed it since `version` was read. It is kept
/// whole and can be taken back, see [`retablir`]. When `prevenir`, and a mail of it left or
/// is leaving, a mail that cancels it is asked for in the same transaction.
///
/// # Errors
/// [`Erreur::ModifieEntreTemps`] with what it is now.
pub async fn supprimer_en_prevenant(
    services: &Services,
    acteur: &Acteur,
    id: ConvocationId,
    version: i32,
    prevenir: bool,
) -> Result<(), Erreur> {
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let (mission, ligne) = a_changer(&tx, services, acteur, id).await?;
    let ecrivain = EcrivainConvocations {
        tx: &tx,
        services,
        acteur,
        lien: None,
    };
    let prevenu = ecrivain
        .supprimer(&mission, &ligne, version, prevenir)
        .await?;
    let fait = Fait::ConvocationSupprimee {
        convocation: Some(id),
        mission: mission.ligne.numero,
        nom: nom_complet(&ligne.nom, &ligne.prenom),
        prevenu: prevenu.clone().unwrap_or_default(),
    };
    store::messages::ajouter(&tx, acteur.compte, services.maintenant(), &fait)
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)?;
    if prevenu.is_some() {
        services.reveil.notify_one();
    }
    Ok(())
}

/// Takes a deletion back: the convocation is again what it was, unless the person is
/// convoked again to the mission, or must be elsewhere at the same hours by now. A mail that
/// cancels it and has not left does not leave; when it has, the convocation is a version
/// and an edition further, to be sent again. When it was deleted by a replacement, the
/// convocation of who came instead is deleted, and they are told if they had received it.
///
/// # Errors
/// [`Erreur::Introuvable`] when nothing of this key can be taken back by the actor,
/// [`Erreur::RemplaceDepuis`] when who came instead was replaced in turn by somebody who
/// is still convoked, [`Erreur::Convocation`] naming what is in the way.
pub async fn retablir(
    services: &Services,
    acteur: &Acteur,
    id: ConvocationId,
) -> Result<i64, Erreur> {
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let ecrivain = EcrivainConvocations {
        tx: &tx,
        services,
        acteur,
        lien: None,
    };
    let Retablie {
        mission,
        nom,
        annulation,
        remplacant,
    } = ecrivain.retablir(id).await?;
    let fait = Fait::ConvocationRetablie {
        mission,
        nom,
        annulation,
        remplacant: remplacant.unwrap_or_default(),
    };
    store::messages::ajouter(&tx, acteur.compte, services.maintenant(), &fait)
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)?;
    services.reveil.notify_one();
    Ok(mission)
}
