//! Server functions of the page of a mission.

#![allow(
    clippy::too_many_arguments,
    reason = "a server function has one argument for each field of its form"
)]

#[cfg(feature = "ssr")]
use super::vue::Vue;
use crate::ErreurApi;
use domain::{
    Affectation, Convoques, Creneau, Discipline, Disponibilite, EnvoiDemande, EtendueDiscipline,
    IntervenantId, MissionOuverte, Qualite, Recherche, RechercheDiscipline, limites,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A day of the form as the browser sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JourSaisi {
    /// `2021-02-01`.
    pub jour: String,
    /// Present when the day is kept (a ticked box of the form without JavaScript).
    #[serde(default)]
    pub retenu: Option<String>,
    /// `08:00`.
    #[serde(default)]
    pub debut: String,
    /// `12:00`.
    #[serde(default)]
    pub fin: String,
}

/// The fields of the window that creating and changing share, as sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saisie {
    /// Code of the qualité; absent or empty takes the kind's default.
    #[serde(default)]
    pub qualite: String,
    /// Code salle.
    #[serde(default)]
    pub salle: String,
    /// Commission.
    #[serde(default)]
    pub commission: String,
    /// Days.
    #[serde(default)]
    pub jours: Vec<JourSaisi>,
    /// Observation.
    #[serde(default)]
    pub observation: String,
}

impl Saisie {
    /// Bytes of text it holds, about.
    #[must_use]
    pub fn taille(&self) -> usize {
        let jours: usize = self
            .jours
            .iter()
            .map(|j| j.jour.len() + j.debut.len() + j.fin.len() + 40)
            .sum();
        self.qualite.len()
            + self.salle.len()
            + self.commission.len()
            + self.observation.len()
            + jours
    }

    /// The form that shows these values.
    #[must_use]
    pub fn de(affectation: &Affectation) -> Self {
        Self {
            qualite: affectation
                .qualite
                .map(|q| q.code().to_owned())
                .unwrap_or_default(),
            salle: affectation.salle.clone(),
            commission: affectation.commission.clone(),
            jours: affectation
                .creneaux
                .iter()
                .map(|c| JourSaisi {
                    jour: c.jour.to_string(),
                    retenu: Some("on".into()),
                    debut: domain::heure_champ(c.debut),
                    fin: domain::heure_champ(c.fin),
                })
                .collect(),
            observation: affectation.observation.clone(),
        }
    }

    /// The typed form of what was sent.
    ///
    /// # Errors
    /// Each day or hour that cannot be read, and a qualité that does not exist.
    pub fn lire(self) -> Result<Affectation, Vec<domain::ConvocationErreur>> {
        let mut erreurs = Vec::new();
        let qualite = match self.qualite.as_str() {
            "" => None,
            code => Qualite::lire(code).or_else(|| {
                erreurs.push(domain::ConvocationErreur::QualiteImpossible);
                None
            }),
        };
        let mut creneaux = Vec::new();
        for j in self.jours.iter().filter(|j| j.retenu.is_some()) {
            match (
                domain::lire_jour(&j.jour),
                domain::lire_heure(&j.debut),
                domain::lire_heure(&j.fin),
            ) {
                (Some(jour), Some(debut), Some(fin)) => creneaux.push(Creneau { jour, debut, fin }),
                (jour, ..) => erreurs.push(domain::ConvocationErreur::HeureIllisible {
                    jour: jour.map(domain::jour_court).unwrap_or_default(),
                }),
            }
        }
        if erreurs.is_empty() {
            Ok(Affectation {
                qualite,
                salle: self.salle,
                commission: self.commission,
                creneaux,
                observation: self.observation,
            })
        } else {
            Err(erreurs)
        }
    }
}

/// What is searched for in the window without our script, as sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RechercheSaisie {
    /// A name.
    #[serde(default)]
    pub nom: String,
    /// A discipline.
    #[serde(default)]
    pub discipline: String,
    /// The discipline chosen among those that answered to what was typed.
    #[serde(default)]
    pub choisie: Option<String>,
    /// Present when the discipline is searched for over the whole académie.
    #[serde(default)]
    pub academie: Option<String>,
    /// A commune or an établissement to which the académie is narrowed down.
    #[serde(default)]
    pub lieu: String,
    /// Keys of the people that the window shows, apart by commas.
    #[serde(default)]
    pub vus: String,
    /// Present when who clashes is to be left out.
    #[serde(default)]
    pub sans_conflit: Option<String>,
}

/// Longest text searched that is kept, in characters: no name is longer.
#[cfg(feature = "ssr")]
const SAISIE_MAX: usize = 100;

#[cfg(feature = "ssr")]
impl RechercheSaisie {
    /// The name and the discipline that a draft keeps; none when nothing was searched for.
    fn cherchee(&self) -> Option<(String, String)> {
        let court = |t: &str| t.trim().chars().take(SAISIE_MAX).collect::<String>();
        let discipline = self.choisie.as_ref().unwrap_or(&self.discipline);
        let (nom, discipline) = (court(&self.nom), court(discipline));
        (!nom.is_empty() || !discipline.is_empty()).then_some((nom, discipline))
    }

    /// Where the discipline is searched for.
    fn etendue(&self) -> EtendueDiscipline {
        EtendueDiscipline {
            academie: self.academie.is_some(),
            lieu: self.lieu.trim().chars().take(SAISIE_MAX).collect(),
        }
    }
}

/// What a form carried that is not done with, refused or sent to search for somebody more,
/// for its page to show it again: without JavaScript the page is a new one, and what was
/// typed would be lost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brouillon {
    /// The people ticked.
    pub intervenants: Vec<i64>,
    /// The fields.
    pub saisie: Saisie,
    /// *Saisie sur la mission* was ticked.
    pub garder: bool,
    /// Key of the clashes that the refusal asks to confirm; empty when it does not.
    #[serde(default)]
    pub confirmation: String,
    /// Codes of the fields ticked, where fields are.
    #[serde(default)]
    pub champs: Vec<String>,
    /// The box that tells who had received their convocation was unticked.
    #[serde(default)]
    pub sans_prevenir: bool,
    /// Who saved another version meanwhile, and when; none when nobody did.
    #[serde(default)]
    pub entre_temps: Option<(String, String)>,
    /// The people shown when somebody more was searched for; none after a refusal.
    #[serde(default)]
    pub vus: Option<Vec<i64>>,
    /// The name and the discipline searched for, each of which may be empty: an address would
    /// tell of whom. None when nothing was.
    #[serde(default)]
    pub recherche: Option<(String, String)>,
    /// Where the discipline was searched for.
    #[serde(default)]
    pub etendue: EtendueDiscipline,
}

impl Brouillon {
    /// This draft after a refusal.
    #[cfg(feature = "ssr")]
    pub(crate) fn refuse(mut self, erreur: &domain::Erreur) -> Self {
        if let domain::Erreur::AConfirmer { cle, .. } = erreur {
            self.confirmation.clone_from(cle);
        }
        if let domain::Erreur::ModifieEntreTemps { par, le, .. } = erreur {
            self.entre_temps = Some((par.clone(), le.clone()));
        }
        self
    }

    /// Whether somebody shown is ticked: as they were left; who was not there yet when a
    /// search was made has been found by it, and is.
    pub(super) fn coche(&self, id: IntervenantId) -> bool {
        self.intervenants.contains(&id.0) || self.vus.as_ref().is_some_and(|v| !v.contains(&id.0))
    }

    /// Keys of the people to show again, apart by commas; empty when there are none.
    pub(super) fn a_montrer(&self) -> String {
        let vus = self.vus.iter().flatten();
        let vus = vus.filter(|v| !self.intervenants.contains(v));
        let tous = self.intervenants.iter().chain(vus);
        let cles: Vec<String> = tous
            .take(limites::INTERVENANTS)
            .map(ToString::to_string)
            .collect();
        cles.join(",")
    }

    /// Which form the draft belongs to: the one that creates on this mission.
    #[must_use]
    pub fn de_creation(numero: i64) -> String {
        format!("creer-{numero}")
    }

    /// Which form the draft belongs to: the one that replaces this convocation.
    #[must_use]
    pub fn de_remplacement(convocation: i64) -> String {
        format!("remplacer-{convocation}")
    }

    /// Which form the draft belongs to: the one that changes this convocation.
    #[must_use]
    pub fn de_modification(convocation: i64) -> String {
        format!("modifier-{convocation}")
    }
}

/// A mission with its convocations, when the reader may consult it.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] when it does not exist for the reader.
#[server(endpoint = "missions/ouvrir", output = crate::json::Json)]
pub async fn ouvrir_mission(numero: i64) -> Result<MissionOuverte, ErreurApi> {
    crate::contexte::lire(|s, a| async move { usecases::missions::ouvrir(&s, &a, numero).await })
        .await
}

/// Searches the académie's people by name, in either order.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for a reader who does not convoke.
#[server(endpoint = "intervenants/chercher", output = crate::json::Json)]
pub async fn chercher_intervenants(texte: String) -> Result<Recherche, ErreurApi> {
    crate::contexte::lire(
        |s, a| async move { usecases::intervenants::chercher(&s, &a, &texte).await },
    )
    .await
}

/// Disciplines of the people of the mission's centre that match what is typed, or of those of
/// the académie, with how many they are.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for a reader who does not convoke there.
#[server(endpoint = "disciplines/suggerer", output = crate::json::Json)]
pub async fn suggerer_disciplines(
    numero: i64,
    texte: String,
    #[server(default)] etendue: EtendueDiscipline,
) -> Result<Vec<(Discipline, u32)>, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        usecases::intervenants::suggerer_disciplines(&s, &a, numero, &texte, &etendue).await
    })
    .await
}

/// People of a discipline (by its label) in the mission's centre, or in the académie; the
/// disciplines to choose from, when several answer.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for a reader who does not convoke there.
#[server(endpoint = "intervenants/discipline", output = crate::json::Json)]
pub async fn intervenants_de_discipline(
    numero: i64,
    discipline: String,
    #[server(default)] etendue: EtendueDiscipline,
) -> Result<RechercheDiscipline, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        usecases::intervenants::de_discipline(&s, &a, numero, &discipline, &etendue).await
    })
    .await
}

/// What may stand against calling these people to a mission: the browser works the
/// clashes out as days change.
///
/// `ids` lists the people, apart by commas.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for a reader who does not convoke.
#[server(endpoint = "intervenants/disponibilites", output = crate::json::Json)]
pub async fn disponibilites(numero: i64, ids: String) -> Result<Vec<Disponibilite>, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        let ids = lire_cles(&ids)?;
        usecases::conflits::disponibilites(&s, &a, numero, &ids).await
    })
    .await
}

/// What may stand against the person whom a convocation calls, for the page that comes with
/// the window that changes it. Says nothing of it in the status of the answer: a convocation
/// that is gone has no window, and the page of its mission is the one asked for.
#[cfg(feature = "ssr")]
pub(super) async fn disponibilite_du_convoque(
    convocation: i64,
) -> Result<Disponibilite, domain::Erreur> {
    let (services, acteur) = (crate::contexte::services()?, crate::contexte::acteur()?);
    let id = domain::ConvocationId(convocation);
    usecases::conflits::du_convoque(&services, &acteur, id).await
}

/// *Rechercher*, of the window without our script: keeps what is typed, ticked and searched
/// for in it, and sends back to it. Of the window that replaces when there is a `convocation`,
/// which has a box of its own: `prevenir`.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for a reader who does not convoke.
#[server(endpoint = "missions/rechercher", output = crate::json::Json)]
pub async fn rechercher(
    numero: i64,
    #[server(default)] convocation: Option<i64>,
    #[server(default)] remplacant: Option<i64>,
    #[server(default)] intervenants: Vec<i64>,
    #[server(default)] saisie: Saisie,
    #[server(default)] garder: Option<String>,
    #[server(default)] prevenir: Option<String>,
    #[server(default)] recherche: RechercheSaisie,
) -> Result<(), ErreurApi> {
    let (cherchee, etendue) = (recherche.cherchee(), recherche.etendue());
    let RechercheSaisie {
        vus, sans_conflit, ..
    } = recherche;
    let vus = crate::contexte::ecrire(|s, a| async move {
        // Only who may convoke here has the window.
        usecases::coller::choisis(&s, &a, numero, &[]).await?;
        lire_cles::<i64>(&vus)
    })
    .await?;
    let brouillon = Brouillon {
        intervenants: intervenants.into_iter().chain(remplacant).collect(),
        saisie,
        garder: garder.is_some(),
        sans_prevenir: convocation.is_some() && prevenir.is_none(),
        vus: Some(vus),
        recherche: cherchee,
        etendue,
        ..Brouillon::default()
    };
    let mut requete = leptos_router::params::ParamsMap::new();
    let formulaire = match convocation {
        Some(id) => {
            requete.insert("fenetre", "remplacer".to_owned());
            requete.insert("convocation", id.to_string());
            Brouillon::de_remplacement(id)
        }
        None => {
            requete.insert("fenetre", "creer".to_owned());
            if sans_conflit.is_some() {
                requete.insert("sans_conflit", "1".to_owned());
            }
            Brouillon::de_creation(numero)
        }
    };
    crate::contexte::garder_brouillon(&formulaire, &brouillon).await;
    crate::contexte::revenir(&format!(
        "/missions/{numero}{}{}",
        requete.to_query_string(),
        vue_quittee(numero).suite()
    ));
    Ok(())
}

/// Another page, order or keyword of the list of a mission, without our script: keeps which
/// rows are ticked, each as `key:version`, and leads there. `aller` is the address that a
/// link would have; without it, the fields of the filter say what to show, and `tout` ticks
/// all that they keep.
///
/// # Errors
/// [`domain::Erreur::Interdit`] for a reader who does not convoke;
/// [`domain::Erreur::Convocation`] for more rows than can be acted upon together.
#[server(endpoint = "missions/parcourir", output = crate::json::Json)]
pub async fn parcourir(
    numero: i64,
    #[server(default)] lignes: Vec<String>,
    #[server(default)] aller: String,
    #[server(default)] mot: String,
    #[server(default)] tri: String,
    #[server(default)] sens: String,
    #[server(default)] tout: Option<String>,
) -> Result<(), ErreurApi> {
    let cochees = crate::contexte::ecrire(|s, a| async move {
        // Only who may convoke here has boxes.
        usecases::coller::choisis(&s, &a, numero, &[]).await?;
        if lignes.len() > domain::LOT_MAX {
            let maximum = domain::LOT_MAX;
            return Err(vec![domain::ConvocationErreur::TropDIntervenants { maximum }].into());
        }
        lignes
            .iter()
            .map(|l| l.split(':').next()?.parse().ok())
            .collect::<Option<Vec<domain::ConvocationId>>>()
            .ok_or(domain::Erreur::RequeteInvalide)
    })
    .await?;
    let requete: leptos_router::params::ParamsMap = if aller.is_empty() {
        [("mot", mot), ("tri", tri), ("sens", sens)]
            .into_iter()
            .map(|(cle, valeur)| (cle.to_owned(), valeur))
            .collect()
    } else {
        // Of the address, what it says of the list alone.
        let lue = leptos_router::location::RequestUrl::new(&aller).parse();
        lue.map(|url| url.search_params().clone())
            .unwrap_or_default()
    };
    let vue = Vue {
        tout: tout.is_some(),
        coches: !cochees.is_empty(),
        ..Vue::de(&requete)
    };
    crate::contexte::garder_cochees(numero, &cochees).await;
    crate::contexte::revenir(&format!("/missions/{numero}{}", vue.requete()));
    Ok(())
}

/// The rows that come ticked with the page of a mission: those that its reader ticked on
/// other pages of the list, when the address says that there are some. Our script keeps its
/// own, and has none to ask for.
pub(super) async fn cochees(numero: i64, gardees: bool) -> Vec<domain::ConvocationId> {
    #[cfg(feature = "ssr")]
    if gardees {
        return crate::contexte::cochees_gardees(numero).await;
    }
    #[cfg(not(feature = "ssr"))]
    let _ = (numero, gardees);
    Vec::new()
}

/// The list of a mission as the page showed it that sent a form; the usual one when the form
/// was sent from elsewhere. Our own forms say nothing of it: the browser tells their address.
#[cfg(feature = "ssr")]
fn vue_quittee(numero: i64) -> Vue {
    crate::contexte::page_quittee()
        .filter(|page| page.path() == format!("/missions/{numero}"))
        .map(|page| Vue::de(page.search_params()).sans_tout())
        .unwrap_or_default()
}

/// Sends a form without our script back to the page of its mission, the list as it was.
#[cfg(feature = "ssr")]
pub(crate) fn revenir_a(numero: i64) {
    let vue = vue_quittee(numero).requete();
    crate::contexte::revenir(&format!("/missions/{numero}{vue}"));
}

/// *Convoquer*: one convocation per ticked person, all or none. `recherche` is what the window
/// had searched for without our script, shown again after a refusal.
///
/// # Errors
/// [`domain::Erreur::Convocation`] naming each reason, [`domain::Erreur::AConfirmer`] with
/// the clashes; nothing is then written.
#[server(endpoint = "missions/convoquer", output = crate::json::Json)]
pub async fn convoquer(
    numero: i64,
    cle: String,
    #[server(default)] intervenants: Vec<i64>,
    #[server(default)] saisie: Saisie,
    #[server(default)] garder: Option<String>,
    #[server(default)] confirmation: String,
    #[server(default)] recherche: RechercheSaisie,
) -> Result<Convoques, ErreurApi> {
    let brouillon = Brouillon {
        intervenants: intervenants.clone(),
        saisie: saisie.clone(),
        garder: garder.is_some(),
        recherche: recherche.cherchee(),
        etendue: recherche.etendue(),
        ..Brouillon::default()
    };
    let convoques = crate::contexte::executer(|s, a| async move {
        let demande = domain::DemandeConvocation {
            mission: numero,
            intervenants: intervenants
                .into_iter()
                .map(domain::IntervenantId)
                .collect(),
            affectation: saisie.lire()?,
            garder_sur_mission: garder.is_some(),
            cle,
            confirmation,
        };
        usecases::convocations::convoquer(&s, &a, demande).await
    })
    .await;
    if let Err(erreur) = &convoques {
        let formulaire = Brouillon::de_creation(numero);
        crate::contexte::garder_brouillon(&formulaire, &brouillon.refuse(erreur)).await;
    }
    let convoques = convoques.map_err(crate::contexte::masquer)?;
    revenir_a(numero);
    Ok(convoques)
}

/// *Modifier*: changes one convocation, unless somebody did since `version`.
///
/// # Errors
/// [`domain::Erreur::Convocation`], [`domain::Erreur::AConfirmer`] or
/// [`domain::Erreur::ModifieEntreTemps`].
#[server(endpoint = "convocations/modifier", output = crate::json::Json)]
pub async fn modifier_convocation(
    numero: i64,
    convocation: i64,
    version: i32,
    #[server(default)] saisie: Saisie,
    #[server(default)] confirmation: String,
) -> Result<(), ErreurApi> {
    let brouillon = Brouillon {
        saisie: saisie.clone(),
        ..Brouillon::default()
    };
    let modifiee = crate::contexte::executer(|s, a| async move {
        let affectation = saisie.lire()?;
        let id = domain::ConvocationId(convocation);
        usecases::convocations::modifier(&s, &a, id, version, affectation, &confirmation).await
    })
    .await;
    if let Err(erreur) = &modifiee {
        let formulaire = Brouillon::de_modification(convocation);
        crate::contexte::garder_brouillon(&formulaire, &brouillon.refuse(erreur)).await;
    }
    modifiee.map_err(crate::contexte::masquer)?;
    revenir_a(numero);
    Ok(())
}

/// *Remplacer*: convokes somebody to what another person was convoked to, and deletes the
/// convocation of that person, unless somebody changed it since `version`; `prevenir` sends a
/// cancellation to who received it. `recherche`: as [`convoquer`].
///
/// # Errors
/// [`domain::Erreur::Convocation`], [`domain::Erreur::AConfirmer`] or
/// [`domain::Erreur::ModifieEntreTemps`]; nothing is then written.
#[server(endpoint = "convocations/remplacer", output = crate::json::Json)]
pub async fn remplacer(
    numero: i64,
    convocation: i64,
    version: i32,
    #[server(default)] remplacant: Option<i64>,
    cle: String,
    #[server(default)] confirmation: String,
    #[server(default)] prevenir: Option<String>,
    #[server(default)] recherche: RechercheSaisie,
) -> Result<(), ErreurApi> {
    let brouillon = Brouillon {
        intervenants: remplacant.into_iter().collect(),
        sans_prevenir: prevenir.is_none(),
        recherche: recherche.cherchee(),
        etendue: recherche.etendue(),
        ..Brouillon::default()
    };
    let fait = crate::contexte::executer(|s, a| async move {
        let Some(remplacant) = remplacant else {
            return Err(vec![domain::ConvocationErreur::AucunRemplacant].into());
        };
        let demande = domain::DemandeRemplacement {
            convocation: domain::ConvocationId(convocation),
            version,
            remplacant: domain::IntervenantId(remplacant),
            cle,
            confirmation,
            prevenir: prevenir.is_some(),
        };
        usecases::remplacements::remplacer(&s, &a, demande).await
    })
    .await;
    if let Err(erreur) = &fait {
        let formulaire = Brouillon::de_remplacement(convocation);
        crate::contexte::garder_brouillon(&formulaire, &brouillon.refuse(erreur)).await;
    }
    fait.map_err(crate::contexte::masquer)?;
    revenir_a(numero);
    Ok(())
}

/// *Supprimer*: deletes one convocation, unless somebody changed it since `version`;
/// `prevenir` sends a cancellation to who received it.
///
/// # Errors
/// [`domain::Erreur::ModifieEntreTemps`].
#[server(endpoint = "convocations/supprimer", output = crate::json::Json)]
pub async fn supprimer_convocation(
    numero: i64,
    convocation: i64,
    version: i32,
    #[server(default)] prevenir: Option<String>,
) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        let id = domain::ConvocationId(convocation);
        let prevenir = prevenir.is_some();
        usecases::convocations::supprimer_en_prevenant(&s, &a, id, version, prevenir).await
    })
    .await?;
    revenir_a(numero);
    Ok(())
}

/// *Annuler la suppression*: takes a deletion back.
///
/// # Errors
/// [`domain::Erreur::Introuvable`] when it cannot be taken back, [`domain::Erreur::Convocation`]
/// when something is in the way.
#[server(endpoint = "convocations/retablir", output = crate::json::Json)]
pub async fn retablir_convocation(convocation: i64) -> Result<(), ErreurApi> {
    let numero = crate::contexte::ecrire(|s, a| async move {
        usecases::convocations::retablir(&s, &a, domain::ConvocationId(convocation)).await
    })
    .await?;
    revenir_a(numero);
    Ok(())
}

/// Sends convocations by mail: one (its author receives a copy) or a group (rows
/// shown of which the reader is the author; one summary).
///
/// `ids` lists the convocations, apart by commas; `etendue` is the code of a
/// [`domain::EtendueEnvoi`], for a group alone: everybody unless it says otherwise.
///
/// # Errors
/// [`domain::Erreur::RienAFaire`], [`domain::Erreur::SansAdresse`].
#[server(endpoint = "convocations/envoyer", output = crate::json::Json)]
pub async fn envoyer_convocations(
    numero: i64,
    ids: String,
    cle: String,
    #[server(default)] groupe: bool,
    #[server(default)] etendue: String,
) -> Result<EnvoiDemande, ErreurApi> {
    let demande = crate::contexte::ecrire(|s, a| async move {
        let ids = lire_ids(&ids)?;
        if !groupe {
            return usecases::envois::demander(&s, &a, numero, &ids, false, &cle).await;
        }
        let etendue = match etendue.as_str() {
            "" => domain::EtendueEnvoi::Toutes,
            code => domain::EtendueEnvoi::lire(code).ok_or(domain::Erreur::RequeteInvalide)?,
        };
        usecases::envois::demander_au_groupe(&s, &a, numero, &ids, etendue, &cle).await
    })
    .await?;
    revenir_a(numero);
    Ok(demande)
}

/// *Relancer*: sends their convocation again to those of the mission who have not
/// answered it.
///
/// # Errors
/// [`domain::Erreur::RienAFaire`] when everybody has answered.
#[server(endpoint = "convocations/relancer", output = crate::json::Json)]
pub async fn relancer_sans_reponse(numero: i64, cle: String) -> Result<EnvoiDemande, ErreurApi> {
    let demande = crate::contexte::ecrire(|s, a| async move {
        usecases::rappels::demander(&s, &a, numero, &cle).await
    })
    .await?;
    revenir_a(numero);
    Ok(demande)
}

/// *Renvoyer l’annulation*: sends again a cancellation that failed or came back, to the
/// address given, or where it went when there is none.
///
/// # Errors
/// [`domain::Erreur::AdresseInvalide`] naming it, [`domain::Erreur::AnnulationDejaPartie`]
/// when it was sent again already.
#[server(endpoint = "annulations/renvoyer", output = crate::json::Json)]
pub async fn renvoyer_annulation(
    courriel: i64,
    cle: String,
    #[server(default)] adresse: String,
) -> Result<(), ErreurApi> {
    let numero = crate::contexte::ecrire(|s, a| async move {
        let id = domain::CourrielId(courriel);
        usecases::annulation::renvoyer(&s, &a, id, &adresse, &cle).await
    })
    .await?;
    crate::contexte::revenir(&format!("/missions/{numero}"));
    Ok(())
}

/// *La personne est prévenue*: notes that the person knows otherwise of a cancellation that
/// did not arrive. Goes back to the list from which it was noted: the journal, or the mission.
///
/// # Errors
/// [`domain::Erreur::AnnulationDejaPartie`] when it was sent again.
#[server(endpoint = "annulations/regler", output = crate::json::Json)]
pub async fn regler_annulation(courriel: i64) -> Result<(), ErreurApi> {
    let numero = crate::contexte::ecrire(|s, a| async move {
        usecases::annulation::regler(&s, &a, domain::CourrielId(courriel)).await
    })
    .await?;
    revenir_au_journal_ou_a(numero);
    Ok(())
}

/// Sends a form without our script back to the journal of sends, filtered as it was, when it
/// came from there, else to the page of its mission.
#[cfg(feature = "ssr")]
fn revenir_au_journal_ou_a(numero: i64) {
    match crate::contexte::page_quittee().filter(|page| page.path() == "/envois") {
        Some(page) => {
            let filtre = page.search_params().to_query_string();
            crate::contexte::revenir(&format!("/envois{filtre}"));
        }
        None => revenir_a(numero),
    }
}

/// *Annuler l’envoi*: stops what has not left of a request to send.
///
/// # Errors
/// [`domain::Erreur::RienAFaire`] when everything has left.
#[server(endpoint = "envois/annuler", output = crate::json::Json)]
pub async fn annuler_envoi(numero: i64, envoi: i64) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        usecases::envois::annuler(&s, &a, domain::EnvoiId(envoi)).await
    })
    .await?;
    revenir_a(numero);
    Ok(())
}

/// Reads keys of convocations apart by commas.
///
/// # Errors
/// [`domain::Erreur::RequeteInvalide`] when one cannot be read.
pub fn lire_ids(ids: &str) -> Result<Vec<domain::ConvocationId>, domain::Erreur> {
    lire_cles(ids)
}

/// Reads keys of any kind apart by commas.
fn lire_cles<K: core::str::FromStr>(cles: &str) -> Result<Vec<K>, domain::Erreur> {
    cles.split(',')
        .filter(|s| !s.is_empty())
        .map(|s| s.parse().map_err(|_| domain::Erreur::RequeteInvalide))
        .collect()
}
