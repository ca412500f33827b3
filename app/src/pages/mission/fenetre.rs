//! The window *Détails de la convocation* (memo §3): who, in which qualité, where,
//! when, with which text. One window creates and changes.

use super::api::{
    Brouillon, Convoquer, JourSaisi, ModifierConvocation, RechercheSaisie, Rechercher, Saisie,
    chercher_intervenants, intervenants_de_discipline, suggerer_disciplines,
};
use super::conflits::{Confirmation, ConflitsDeJours, ConflitsDePersonne, case_de_confirmation};
use super::divergence::{DeuxVersions, Divergence};
use super::ecran::{EtatMission, Ouverte};
use super::personnes::{
    Connues, Identifie, Identifies, NonVerifies, Personnes, Trouves, Verification,
    avec_disponibilites, en_conflit,
};
use crate::ErreurApi;
use crate::composants::{
    Calendrier, Combobox, Fenetre, OptionCombobox, TailleFenetre, ZoneTexte, focaliser, lier,
};
use crate::coquille::{Anime, Fraicheur};
use crate::erreur::genres;
use crate::messages::{self as m, l};
use crate::pages::repertoire::{CommencerDemande, CommencerFiche};
use crate::pages::reprises::intervenants_choisis;
use domain::{
    Autorite, Champ, ConvocationLigne, Creneau, Discipline, Disponibilite, EtendueDiscipline,
    IntervenantId, IntervenantTrouve, Mission, Mois, NaiveDate, NaiveTime, Recherche,
    RechercheDiscipline, Signalement, heure_champ, jour_long, lire_heure,
};
use leptos::html;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// What [`domain::Erreur::AConfirmer`] carries.
#[derive(Deserialize)]
pub(super) struct AConfirmer {
    pub(super) signalements: Vec<Signalement>,
    pub(super) cle: String,
}

/// What [`domain::Erreur::ModifieEntreTemps`] carries.
#[derive(Deserialize)]
pub(super) struct EntreTemps {
    pub(super) actuel: Option<Box<ConvocationLigne>>,
    par: String,
    le: String,
}

/// One day of *Dates d’affectation sélectionnées*, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct JourChoisi {
    jour: NaiveDate,
    debut: String,
    fin: String,
}

impl JourChoisi {
    /// A day kept of the form; none when it is not, or is no day.
    fn lire(j: &JourSaisi) -> Option<Self> {
        j.retenu.as_ref()?;
        Some(Self {
            jour: domain::lire_jour(&j.jour)?,
            debut: j.debut.clone(),
            fin: j.fin.clone(),
        })
    }

    /// The day and its hours, once both can be read and are in order.
    fn creneau(&self) -> Option<Creneau> {
        let (debut, fin) = (lire_heure(&self.debut)?, lire_heure(&self.fin)?);
        (debut < fin).then_some(Creneau {
            jour: self.jour,
            debut,
            fin,
        })
    }

    fn de(c: &Creneau) -> Self {
        Self {
            jour: c.jour,
            debut: heure_champ(c.debut),
            fin: heure_champ(c.fin),
        }
    }
}

/// Hours given to a day that the mission's defaults do not cover.
fn heures_usuelles(mission: &Mission) -> (String, String) {
    let premier = mission.creneaux_par_defaut.first();
    let heure = |h| {
        NaiveTime::from_hms_opt(h, 0, 0)
            .map(heure_champ)
            .unwrap_or_default()
    };
    premier.map_or_else(
        || (heure(8), heure(12)),
        |c| (heure_champ(c.debut), heure_champ(c.fin)),
    )
}

/// What the address asks of the window, so that it comes filled with the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Demande {
    numero: i64,
    /// The convocation to change; none to create.
    modifiee: Option<i64>,
    /// The convocation to replace.
    #[serde(default)]
    remplacee: Option<i64>,
    nom: Option<String>,
    discipline: Option<String>,
    /// Keys of people chosen elsewhere, apart by commas.
    #[serde(default)]
    choisis: Option<String>,
    /// Who clashes is left out: asked by a reader without script.
    #[serde(default)]
    sans_conflit: bool,
}

impl Demande {
    pub(super) fn de(numero: i64, requete: &ParamsMap) -> Option<Self> {
        let valeur = |cle| requete.get(cle).filter(|v: &String| !v.trim().is_empty());
        match Ouverte::de(requete)? {
            Ouverte::Creer => Some(Self {
                numero,
                modifiee: None,
                remplacee: None,
                nom: valeur("nom"),
                discipline: valeur("discipline"),
                choisis: requete.get_all("itv").map(|ids| ids.join(",")),
                sans_conflit: valeur("sans_conflit").is_some(),
            }),
            Ouverte::Remplacer(id) => Some(Self {
                numero,
                modifiee: None,
                remplacee: Some(id.0),
                nom: valeur("nom"),
                discipline: valeur("discipline"),
                choisis: None,
                sans_conflit: false,
            }),
            Ouverte::Modifier(id) => Some(Self {
                numero,
                modifiee: Some(id.0),
                remplacee: None,
                nom: None,
                discipline: None,
                choisis: None,
                sans_conflit: false,
            }),
            _ => None,
        }
    }
}

/// What was searched, and what was answered.
pub(super) type Reponse<T> = (String, Result<T, ErreurApi>);

/// What a text typed as a discipline names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Nommee {
    /// One discipline, whose people are identified.
    Une {
        /// How many of them.
        montres: usize,
        /// How many they are in all.
        total: u32,
    },
    /// Those that answer, to choose from, each with how many people it has.
    Plusieurs(Vec<(Discipline, u32)>),
}

/// The people of a discipline, and what the search says of itself.
fn nommer(
    reponse: Result<RechercheDiscipline, ErreurApi>,
) -> (Vec<IntervenantTrouve>, Result<Nommee, ErreurApi>) {
    match reponse {
        Ok(RechercheDiscipline::Retenue { trouves, total }) => {
            let montres = trouves.len();
            (trouves, Ok(Nommee::Une { montres, total }))
        }
        Ok(RechercheDiscipline::AChoisir(d)) => (Vec::new(), Ok(Nommee::Plusieurs(d))),
        Err(e) => (Vec::new(), Err(e)),
    }
}

/// What fills the window when it opens.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Contenu {
    pub(super) trouves: Trouves,
    /// What stands against people could not be read.
    #[serde(default)]
    pub(super) non_verifies: bool,
    /// Who clashes is left out.
    #[serde(default)]
    pub(super) sans_conflit: bool,
    /// What may stand against the person whose convocation is changed, when it was read with
    /// the page.
    #[serde(default)]
    pub(super) disponibilite: Option<Disponibilite>,
    /// The search by name.
    pub(super) statut: Option<Reponse<Recherche>>,
    /// The search by discipline.
    pub(super) nommee: Option<Reponse<Nommee>>,
    /// Where that one looks.
    #[serde(default)]
    pub(super) etendue: EtendueDiscipline,
    /// People found over the whole académie, who are not ticked before somebody does.
    #[serde(default)]
    pub(super) a_decocher: HashSet<IntervenantId>,
    /// What was typed before a refusal, or before a search without our script.
    pub(super) brouillon: Option<Brouillon>,
}

/// The content of the window, read with the page: its answers have to be there before
/// the page is sent to a reader without JavaScript.
pub(super) type RessourceFenetre = Resource<Result<Contenu, ErreurApi>>;

/// Answers the searches that come in the draft of a form, or in the address, and takes up that
/// draft. A window opened by our script has nothing to ask for.
pub(super) async fn remplir(demande: Option<Demande>) -> Result<Contenu, ErreurApi> {
    let Some(demande) = demande else {
        return Ok(Contenu::default());
    };
    let numero = demande.numero;
    #[cfg(feature = "ssr")]
    let brouillon = {
        let formulaire = match (demande.modifiee, demande.remplacee) {
            (Some(convocation), _) => Brouillon::de_modification(convocation),
            (None, Some(convocation)) => Brouillon::de_remplacement(convocation),
            (None, None) => Brouillon::de_creation(numero),
        };
        crate::contexte::reprendre_brouillon(&formulaire).await
    };
    #[cfg(not(feature = "ssr"))]
    let brouillon = None::<Brouillon>;
    // What the form had last searched for, rather than what opened its window.
    let (nom, discipline) = match brouillon.as_ref().and_then(|b| b.recherche.clone()) {
        Some((nom, discipline)) => {
            let saisi = |t: String| (!t.is_empty()).then_some(t);
            (saisi(nom), saisi(discipline))
        }
        None => (demande.nom, demande.discipline),
    };
    let mut trouves = Vec::new();
    if let Some(ids) = demande.choisis {
        trouves.extend(intervenants_choisis(numero, ids).await?);
    }
    let etendue = brouillon
        .as_ref()
        .map(|b| b.etendue.clone())
        .unwrap_or_default();
    // A search that fails says so under its field, and takes nothing else with it.
    let (mut nommee, mut a_decocher) = (None, HashSet::new());
    if let Some(d) = discipline {
        let reponse = intervenants_de_discipline(numero, d.clone(), etendue.clone()).await;
        let (siens, reponse) = nommer(reponse);
        if etendue.academie {
            let coches = brouillon.as_ref().map(|b| b.intervenants.as_slice());
            let coches = coches.unwrap_or_default();
            let autres = siens.iter().filter(|p| !coches.contains(&p.id.0));
            a_decocher.extend(autres.map(|p| p.id));
        }
        trouves.extend(siens);
        nommee = Some((d, reponse));
    }
    let mut statut = None;
    if let Some(n) = nom {
        let reponse = chercher_intervenants(n.clone()).await;
        if let Ok(r) = &reponse {
            trouves.extend(r.trouves.iter().cloned());
        }
        statut = Some((n, reponse));
    }
    // Those that the window showed before the page was made again; what was typed is shown
    // whatever becomes of them.
    let ids = brouillon
        .as_ref()
        .map(Brouillon::a_montrer)
        .unwrap_or_default();
    if !ids.is_empty() {
        let mut montres = intervenants_choisis(numero, ids).await.unwrap_or_default();
        if brouillon.as_ref().is_some_and(|b| b.vus.is_some()) {
            montres.append(&mut trouves);
            trouves = montres;
        } else {
            // After a refusal everybody stays where they were.
            trouves.append(&mut montres);
        }
    }
    let mut connus = HashSet::new();
    trouves.retain(|p: &IntervenantTrouve| connus.insert(p.id));
    let (trouves, verifies) = avec_disponibilites(numero, trouves).await;
    // Our script asks by itself, once the window is open.
    #[cfg(feature = "ssr")]
    let (disponibilite, verifies) = match demande.modifiee {
        Some(convocation) => {
            let lue = super::api::disponibilite_du_convoque(convocation).await;
            let repondu = lue.is_ok();
            (lue.ok(), verifies && repondu)
        }
        None => (None, verifies),
    };
    #[cfg(not(feature = "ssr"))]
    let disponibilite = None::<Disponibilite>;
    Ok(Contenu {
        trouves,
        non_verifies: !verifies,
        sans_conflit: demande.sans_conflit,
        disponibilite,
        statut,
        nommee,
        etendue,
        a_decocher,
        brouillon,
    })
}

#[component]
pub(crate) fn FenetreConvocation(
    etat: EtatMission,
    contenu: RessourceFenetre,
    /// The convocation to change; none to create.
    modifiee: Option<ConvocationLigne>,
) -> impl IntoView {
    let modifiee = StoredValue::new(modifiee);
    view! {
        <Fenetre
            id="fenetre-convocation"
            retour="contenu"
            taille=TailleFenetre::Grande
            titre=l::FENETRE
            ouverte=Signal::stored(true)
            sur_fermer=etat.fermer
            adresse_fermer=etat.adresse()
            fermer=l::FERMER
        >
            <Suspense>
                {move || {
                    let modifiee = modifiee.get_value();
                    Suspend::new(async move {
                        let contenu = contenu.await.unwrap_or_default();
                        view! { <Corps etat modifiee contenu /> }
                    })
                }}
            </Suspense>
        </Fenetre>
    }
}

#[component]
fn Corps(etat: EtatMission, modifiee: Option<ConvocationLigne>, contenu: Contenu) -> impl IntoView {
    let Contenu {
        trouves,
        non_verifies,
        sans_conflit,
        disponibilite,
        statut,
        nommee,
        etendue,
        a_decocher,
        brouillon,
    } = contenu;
    let anime = expect_context::<Anime>().0;
    let fraicheur = expect_context::<Fraicheur>();
    let (mission, cle, deja) = etat.ouverte.with_untracked(|o| {
        let deja: Vec<_> = o.convocations.iter().map(|c| c.intervenant).collect();
        (o.mission.clone(), o.cle.clone(), deja)
    });
    let numero = mission.ligne.numero;
    let depart = modifiee.as_ref().map_or_else(
        || domain::Affectation {
            qualite: mission.ligne.type_mission.qualite_par_defaut(),
            salle: String::new(),
            commission: mission.commission_par_defaut.clone(),
            creneaux: mission.creneaux_par_defaut.clone(),
            observation: mission.observation_par_defaut.clone(),
        },
        |c| c.affectation.clone(),
    );
    let creation = modifiee.is_none();

    let personnes = Personnes::nouvelles(numero, deja, trouves, !non_verifies);
    let identifies = personnes.liste;
    let garder = brouillon.as_ref().is_some_and(|b| b.garder);
    let formulaire = if creation {
        "form-creation"
    } else {
        "form-modification"
    };
    // What is saved replaces this version; another one saved meanwhile is shown first.
    let version = RwSignal::new(modifiee.as_ref().map_or(0, |c| c.version));
    let divergence = RwSignal::new(modifiee.as_ref().and_then(|c| {
        let (par, le) = brouillon.as_ref()?.entre_temps.clone()?;
        let actuelle = c.clone();
        Some(Divergence { actuelle, par, le })
    }));
    if let Some(b) = &brouillon {
        identifies.with_untracked(|liste| {
            for i in liste.iter().filter(|i| i.coche.get_untracked()) {
                i.coche.set(b.coche(i.personne.id));
            }
        });
    }
    identifies.with_untracked(|liste| {
        let siens = |i: &&Identifie| a_decocher.contains(&i.personne.id);
        for i in liste.iter().filter(siens) {
            i.coche.set(false);
        }
    });
    let confirmation = brouillon
        .as_ref()
        .map(|b| b.confirmation.clone())
        .filter(|c| !c.is_empty());
    // What was typed before a refusal, else what the mission or the convocation says.
    let saisie_depart = brouillon.map_or_else(|| Saisie::de(&depart), |b| b.saisie);
    let qualite = RwSignal::new(saisie_depart.qualite);
    let salle = RwSignal::new(saisie_depart.salle);
    let commission = RwSignal::new(saisie_depart.commission);
    let observation = RwSignal::new(saisie_depart.observation);
    let jours = RwSignal::new(
        saisie_depart
            .jours
            .iter()
            .filter_map(JourChoisi::lire)
            .collect::<Vec<_>>(),
    );
    // What stands against each, worked out again whenever people or days change.
    let mission_connue = StoredValue::new(mission.clone());
    let creneaux = Memo::new(move |_| {
        jours.with(|l| l.iter().filter_map(JourChoisi::creneau).collect::<Vec<_>>())
    });
    let conflits = Memo::new(move |_| {
        creneaux.with(|c| {
            identifies.with(|l| {
                mission_connue.with_value(|m| {
                    l.iter()
                        .map(|i| {
                            let siens = i
                                .disponibilite
                                .with(|d| domain::conflits(m, c, &i.personne.discipline, d));
                            (i.personne.id, siens)
                        })
                        .collect::<HashMap<_, _>>()
                })
            })
        })
    });
    let ecarter = RwSignal::new(sans_conflit);
    let retenus = Memo::new(move |_| {
        let ecartes = ecarter.get();
        conflits.with(|c| {
            identifies.with(|l| {
                l.iter()
                    .filter(|i| i.coche.get() && !(ecartes && en_conflit(c, i.personne.id)))
                    .map(|i| i.personne.id)
                    .collect::<Vec<_>>()
            })
        })
    });
    let coches = Memo::new(move |_| retenus.with(Vec::len));
    let a_confirmer = RwSignal::new(None::<(Vec<Signalement>, String)>);
    let erreur = RwSignal::new(None::<ErreurApi>);
    let question = RwSignal::new(false);
    let en_cours = RwSignal::new(false);

    let depart = StoredValue::new(depart);
    let change = Memo::new(move |_| {
        depart.with_value(|d| {
            let jours_depart: Vec<_> = d.creneaux.iter().map(JourChoisi::de).collect();
            jours.with(|j| *j != jours_depart) || observation.with(|o| *o != d.observation)
        })
    });
    let saisie = move || Saisie {
        qualite: qualite.get_untracked(),
        salle: salle.get_untracked(),
        commission: commission.get_untracked(),
        jours: jours.with_untracked(|j| {
            j.iter()
                .map(|j| JourSaisi {
                    jour: j.jour.to_string(),
                    retenu: Some("on".into()),
                    debut: j.debut.clone(),
                    fin: j.fin.clone(),
                })
                .collect()
        }),
        observation: observation.get_untracked(),
    };
    // Of who is convoked already; what they do in this mission does not stand against them.
    let convoque = modifiee.as_ref().map(|c| c.intervenant);
    let modifiee = StoredValue::new(modifiee);
    let sienne = RwSignal::new(disponibilite);
    let noter = Callback::new(move |connues: Connues| {
        sienne.try_set(connues.into_values().next());
    });
    let manquent = convoque.filter(|_| non_verifies).into_iter().collect();
    let verification = Verification::nouvelle(numero, manquent, noter);
    if let Some(convoque) = convoque {
        Effect::new(move |_| {
            if sienne.with_untracked(Option::is_none) {
                verification.demander(vec![convoque]);
            }
        });
    }
    let siens = Memo::new(move |_| {
        creneaux.with(|jours| {
            sienne.with(|d| {
                modifiee.with_value(|c| match (c, d) {
                    (Some(c), Some(d)) => {
                        mission_connue.with_value(|m| domain::conflits(m, jours, &c.discipline, d))
                    }
                    _ => Vec::new(),
                })
            })
        })
    });
    let cle = StoredValue::new(cle);
    // The answer to *Saisie sur la mission*, while clashes are being confirmed.
    let garder_repondu = StoredValue::new(false);
    let envoyer = Callback::new(move |(garder, confirmation): (bool, String)| {
        // A double click: the first one is on its way, and the key makes the
        // server answer a replay with the first outcome.
        if en_cours.get_untracked() {
            return;
        }
        en_cours.set(true);
        question.set(false);
        garder_repondu.set_value(garder);
        spawn_local(async move {
            let resultat = match modifiee.get_value() {
                Some(c) => {
                    let (id, version) = (c.id.0, version.get_untracked());
                    super::api::modifier_convocation(numero, id, version, saisie(), confirmation)
                        .await
                }
                None => {
                    let ids = retenus.with_untracked(|r| r.iter().map(|i| i.0).collect());
                    super::api::convoquer(
                        numero,
                        cle.get_value(),
                        ids,
                        saisie(),
                        garder.then(|| "on".into()),
                        confirmation,
                        RechercheSaisie::default(),
                    )
                    .await
                    .map(|_| ())
                }
            };
            // The window, or the whole page, may have been left meanwhile: another window
            // may be open by now, with what is typed in it.
            if en_cours.try_set(false).is_some() {
                etat.relire.try_run(());
                return;
            }
            a_confirmer.set(None);
            match resultat {
                Ok(()) => {
                    etat.relire.try_run(());
                    etat.fermer.try_run(());
                }
                Err(e) => {
                    if let Some(AConfirmer { signalements, cle }) = e.detail(genres::A_CONFIRMER) {
                        erreur.set(None);
                        a_confirmer.set(Some((signalements, cle)));
                        return;
                    }
                    if let Some(EntreTemps {
                        actuel: Some(actuelle),
                        par,
                        le,
                    }) = e.detail(genres::MODIFIE_ENTRE_TEMPS)
                    {
                        // Both are shown; whichever is chosen, it is chosen knowingly.
                        etat.relire.try_run(());
                        erreur.set(None);
                        version.set(actuelle.version);
                        let actuelle = *actuelle;
                        divergence.set(Some(Divergence { actuelle, par, le }));
                        focaliser("versions".to_owned());
                        return;
                    }
                    if e.est(genres::MODIFIE_ENTRE_TEMPS) {
                        // The list behind shows what the other person wrote; this
                        // window keeps what was typed.
                        etat.relire.try_run(());
                    } else {
                        fraicheur.relire_messages();
                    }
                    erreur.set(Some(e));
                }
            }
        });
    });
    let soumettre = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        // What the browser can see is wrong is said at once; the server decides.
        let verdict = saisie().lire().and_then(|a| {
            let mut erreurs = mission_erreurs(etat, a);
            if creation && coches.get_untracked() == 0 {
                erreurs.insert(0, domain::ConvocationErreur::AucunIntervenant);
            }
            if erreurs.is_empty() {
                Ok(())
            } else {
                Err(erreurs)
            }
        });
        match verdict {
            Err(e) => {
                let texte = m::convocation_erreurs(&e);
                erreur.set(Some(ErreurApi::nouvelle(genres::CONVOCATION, texte)));
            }
            Ok(()) if creation && change.get_untracked() => question.set(true),
            Ok(()) => envoyer.run((false, String::new())),
        }
    };
    let adresse_post = if creation {
        Convoquer::PATH
    } else {
        ModifierConvocation::PATH
    };
    let qualites = mission.ligne.type_mission.faits().qualites;
    let possibles = mission.jours_possibles.clone();
    let mission_jours = StoredValue::new(mission.clone());
    let basculer = Callback::new(move |jour: NaiveDate| {
        jours.update(|liste| match liste.iter().position(|j| j.jour == jour) {
            Some(i) => {
                liste.remove(i);
            }
            None => {
                let (debut, fin) = mission_jours.with_value(heures_usuelles);
                liste.push(JourChoisi { jour, debut, fin });
                liste.sort_by_key(|j| j.jour);
            }
        });
    });
    let choisis =
        Signal::derive(move || jours.with(|l| l.iter().map(|j| j.jour).collect::<Vec<_>>()));
    let premier_mois = Mois::de(
        depart
            .with_value(|d| d.creneaux.first().map(|c| c.jour))
            .or(possibles.first().copied())
            .unwrap_or(mission.ligne.debut),
    );
    let titre_personne =
        modifiee.with_value(|c| c.as_ref().map(|c| domain::nom_complet(&c.nom, &c.prenom)));
    view! {
        {titre_personne.map(|nom| view! { <p class="fr-text--lead">{nom}</p> })}
        {creation.then(|| view! {
            <Recherches etat personnes statut nommee etendue formulaire />
            <div class="fr-checkbox-group fr-checkbox-group--sm fr-mb-2w" hidden=move || anime.get()>
                <input type="checkbox" id="sans-conflit" name="recherche[sans_conflit]" value="1" form=formulaire
                    checked=sans_conflit disabled=move || anime.get() />
                <label class="fr-label" for="sans-conflit">{l::SANS_CONFLIT}
                    <span class="fr-hint-text">{l::SANS_CONFLIT_INDICE}</span>
                </label>
            </div>
        })}
        {(!creation).then(|| view! {
            <div role="status" id="conflits-du-convoque" class=move || siens.with(|s| !s.is_empty()).then_some("fr-mb-2w")>
                <ConflitsDePersonne trouves=siens />
            </div>
            <NonVerifies verification formulaire=None />
            <DeuxVersions etat divergence formulaire
                mienne=Callback::new(move |()| saisie().lire().unwrap_or_default())
                continuer=Callback::new(move |()| {
                    divergence.set(None);
                    focaliser("salle".to_owned());
                }) />
        })}
        <form method="post" action=adresse_post on:submit=soumettre class="imagin-convocation" id=formulaire novalidate
            hidden=move || anime.get() && divergence.with(Option::is_some)>
            <input type="hidden" name="numero" value=numero />
            {modifiee.with_value(|c| c.as_ref().map(|c| view! {
                <input type="hidden" name="convocation" value=c.id.to_string() />
                <input type="hidden" name="version" value=c.version prop:value=version />
            }))}
            {creation.then(|| view! {
                <input type="hidden" name="cle" value=cle.get_value() />
                {champ_vus(identifies, formulaire)}
                <Identifies personnes coches conflits ecarter formulaire />
            })}
            <fieldset class="fr-fieldset imagin-champs">
                <legend class="fr-fieldset__legend">{l::CONVOCATION}</legend>
                {(!qualites.is_empty()).then(|| view! {
                    <div class="fr-select-group">
                        <label class="fr-label" for="qualite">{l::QUALITE}</label>
                        <select class="fr-select" id="qualite" name="saisie[qualite]"
                            on:change:target=move |ev| qualite.set(ev.target().value())>
                            {qualites.iter().map(|q| view! {
                                <option value=q.code() selected=qualite.get_untracked() == q.code()>{q.libelle()}</option>
                            }).collect_view()}
                        </select>
                    </div>
                })}
                <div class="fr-input-group">
                    <label class="fr-label" for="salle">{l::CODE_SALLE}</label>
                    <input class="fr-input" id="salle" name="saisie[salle]" value=salle.get_untracked()
                        maxlength=Champ::Salle.maximum() on:input:target=move |ev| salle.set(ev.target().value()) />
                </div>
                <div class="fr-input-group">
                    <label class="fr-label" for="commission">{l::COMMISSION}</label>
                    <input class="fr-input" id="commission" name="saisie[commission]" value=commission.get_untracked()
                        maxlength=Champ::Commission.maximum() on:input:target=move |ev| commission.set(ev.target().value()) />
                </div>
            </fieldset>
            <fieldset class="fr-fieldset imagin-dates">
                <legend class="fr-fieldset__legend">{l::DATES_MISSION}
                    <span class="fr-hint-text">{l::DATES_INDICE}</span>
                </legend>
                <div class="imagin-dates__corps">
                    <Show when=move || anime.get()>
                        <Calendrier possibles=possibles.clone() choisis sur_bascule=basculer mois=premier_mois libelles=m::calendrier() />
                    </Show>
                    <Jours mission=mission.clone() jours anime basculer />
                </div>
                <ConflitsDeJours trouves=Signal::derive(move || {
                    mission_connue.with_value(|m| creneaux.with(|c| domain::conflits_de_jours(m, c)))
                }) />
            </fieldset>
            <ZoneTexte id="observation" nom="saisie[observation]" etiquette=l::OBSERVATION indice=l::OBSERVATION_INDICE
                valeur=observation maximum=Champ::Observation.maximum() reste=m::reste exces=m::exces />
            <div class="fr-checkbox-group imagin-garder" hidden=move || anime.get() || !creation>
                <input type="checkbox" id="garder" name="garder" checked=garder disabled=move || anime.get() || !creation />
                <label class="fr-label" for="garder">{l::SAISIE_MISSION_CASE}</label>
            </div>
            {case_de_confirmation(confirmation)}
            // Beside the button: in sight of who has just pressed it.
            <div role="alert" class="imagin-erreurs" id="convocation-erreurs">
                {move || erreur.get().map(|e| view! {
                    <div class="fr-alert fr-alert--error fr-alert--sm fr-mb-2w"><p>{e.texte().to_owned()}</p></div>
                })}
            </div>
            <div class="imagin-boutons">
                <button class="fr-btn" aria-busy=move || en_cours.get().then_some("true")>
                    {move || match (creation, anime.get()) {
                        (true, true) => m::convoquer_n(coches.get()),
                        (true, false) => l::CONVOQUER.to_owned(),
                        _ => l::ENREGISTRER.to_owned(),
                    }}
                </button>
                <a class="fr-btn fr-btn--secondary" href=etat.adresse()>{l::ANNULER}</a>
            </div>
        </form>
        <Confirmation a_confirmer creation adresse=etat.adresse()
            sur_accord=Callback::new(move |cle| envoyer.run((garder_repondu.get_value(), cle))) />
        <Show when=move || question.get()>
            <Fenetre id="fenetre-question" titre=l::SAISIE_MISSION_TITRE ouverte=question
                sur_fermer=Callback::new(move |()| question.set(false)) adresse_fermer=etat.adresse() fermer=l::FERMER>
                <p>{m::SAISIE_SUR_LA_MISSION}</p>
                <div class="imagin-boutons">
                    <button type="button" class="fr-btn" on:click=move |_: leptos::ev::MouseEvent| envoyer.run((true, String::new()))>{l::OUI}</button>
                    <button type="button" class="fr-btn fr-btn--secondary" on:click=move |_: leptos::ev::MouseEvent| envoyer.run((false, String::new()))>{l::NON}</button>
                </div>
            </Fenetre>
        </Show>
    }
}

fn mission_erreurs(etat: EtatMission, a: domain::Affectation) -> Vec<domain::ConvocationErreur> {
    etat.ouverte
        .with_untracked(|o| a.nettoyee(o.mission.ligne.type_mission).erreurs(&o.mission))
}

/// Whether a text is long enough to be searched for.
fn assez_de_lettres(saisi: &str) -> bool {
    saisi.trim().chars().count() >= Recherche::LETTRES_MIN
}

/// The answer to what is typed: one to another text says nothing of it.
fn reponse_a<'a, T>(
    reponse: Option<&'a Reponse<T>>,
    saisi: &str,
) -> Option<&'a Result<T, ErreurApi>> {
    reponse
        .filter(|(texte, _)| texte == saisi)
        .map(|(_, reponse)| reponse)
}

/// Whether the answer to what is typed is still to come.
fn attendue<T: Send + Sync + 'static>(
    texte: RwSignal<String>,
    reponse: RwSignal<Option<Reponse<T>>>,
) -> Memo<bool> {
    Memo::new(move |_| {
        texte.with(|t| assez_de_lettres(t) && reponse.with(|r| reponse_a(r.as_ref(), t).is_none()))
    })
}

/// The two searches, live. Their fields belong to the form of the window: without our
/// script a search sends it whole, so that nothing typed in it is lost.
#[component]
pub(crate) fn Recherches(
    etat: EtatMission,
    personnes: Personnes,
    statut: Option<Reponse<Recherche>>,
    nommee: Option<Reponse<Nommee>>,
    /// Where the search by discipline looks.
    etendue: EtendueDiscipline,
    /// Id of the form of the window.
    formulaire: &'static str,
) -> impl IntoView {
    let anime = expect_context::<Anime>().0;
    let numero = etat.numero();
    let nom = RwSignal::new(statut.as_ref().map(|(n, _)| n.clone()).unwrap_or_default());
    let resultats = RwSignal::new(statut);
    let nom_attendu = attendue(nom, resultats);
    let nom_statut = Signal::derive(move || {
        nom.with(|n| {
            if n.is_empty() {
                return String::new();
            }
            if !assez_de_lettres(n) {
                return m::recherche(&Recherche::default(), n);
            }
            resultats.with(|r| match reponse_a(r.as_ref(), n) {
                Some(Ok(r)) => m::recherche(r, n),
                Some(Err(e)) => e.texte().to_owned(),
                None => l::RECHERCHE_EN_COURS.to_owned(),
            })
        })
    });
    // Nobody of this name: the gestionnaire is asked, or creates them. A form of its own, with
    // our script too: a link would put the name into an address.
    let division = etat.ouverte.with_untracked(|o| o.autorite) == Some(Autorite::Division);
    let (commencer, recours) = if division {
        (CommencerFiche::PATH, m::repertoire::l::NOUVEAU)
    } else {
        (
            CommencerDemande::PATH,
            m::repertoire::l::PERSONNE_INTROUVABLE,
        )
    };
    let introuvable = Signal::derive(move || {
        nom.with(|n| {
            assez_de_lettres(n)
                && resultats
                    .with(|r| matches!(reponse_a(r.as_ref(), n), Some(Ok(r)) if r.total == 0))
        })
    });
    // Those of the text before stay while the answer to this one is awaited.
    let options = Signal::derive(move || {
        resultats.with(|r| match r {
            Some((_, Ok(r))) => r
                .trouves
                .iter()
                .map(|p| OptionCombobox {
                    cle: p.id.to_string(),
                    principal: p.nom_complet(),
                    secondaire: m::precision(p),
                })
                .collect::<Vec<_>>(),
            _ => Vec::new(),
        })
    });
    let chercher = Callback::new(move |texte: String| {
        if !assez_de_lettres(&texte) {
            resultats.set(None);
            return;
        }
        spawn_local(async move {
            let reponse = chercher_intervenants(texte.clone()).await;
            // An answer to what is no longer typed is dropped.
            if nom.try_get_untracked().as_ref() == Some(&texte) {
                resultats.set(Some((texte, reponse)));
            }
        });
    });
    // Enter asks again for what was not answered.
    let rechercher = Callback::new(move |texte: String| {
        let repondu =
            resultats.with_untracked(|r| matches!(reponse_a(r.as_ref(), &texte), Some(Ok(_))));
        if !repondu {
            resultats.set(None);
            chercher.run(texte);
        }
    });
    let choisir = Callback::new(move |cle: String| {
        let trouve = resultats.with_untracked(|r| match r {
            Some((_, Ok(r))) => r.trouves.iter().find(|p| p.id.to_string() == cle).cloned(),
            _ => None,
        });
        if let Some(personne) = trouve {
            nom.set(String::new());
            resultats.set(None);
            personnes.choisir(personne);
        }
    });

    let a_choisir = match &nommee {
        Some((_, Ok(Nommee::Plusieurs(d)))) => d.clone(),
        _ => Vec::new(),
    };
    let discipline = RwSignal::new(nommee.as_ref().map(|(d, _)| d.clone()).unwrap_or_default());
    let disciplines = RwSignal::new(nommee);
    let discipline_attendue = attendue(discipline, disciplines);
    let options_discipline = Signal::derive(move || {
        disciplines.with(|r| match r {
            Some((_, Ok(Nommee::Plusieurs(d)))) => d
                .iter()
                .map(|(d, n)| OptionCombobox {
                    cle: d.libelle.clone(),
                    principal: d.libelle.clone(),
                    secondaire: m::nombre(*n as usize, "intervenant", "intervenants"),
                })
                .collect::<Vec<_>>(),
            _ => Vec::new(),
        })
    });
    // The mission's centre first; who convokes by division may look further.
    let partout = RwSignal::new(division && etendue.academie);
    let lieu = RwSignal::new(etendue.lieu);
    let champ_lieu = NodeRef::<html::Input>::new();
    lier(champ_lieu, lieu);
    let etendue = move || EtendueDiscipline {
        academie: partout.get_untracked(),
        lieu: lieu.get_untracked(),
    };
    // A text is suggested for, then loaded: the answer to what was asked last stays.
    let demandees = StoredValue::new(0_u32);
    let demander = move || {
        demandees.update_value(|n| *n += 1);
        demandees.get_value()
    };
    let suggerer = Callback::new(move |texte: String| {
        let (rang, ou) = (demander(), etendue());
        spawn_local(async move {
            let reponse = suggerer_disciplines(numero, texte.clone(), ou).await;
            if demandees.try_get_value() == Some(rang)
                && discipline.try_get_untracked().as_ref() == Some(&texte)
            {
                disciplines.set(Some((texte, reponse.map(Nommee::Plusieurs))));
            }
        });
    });
    let charger = Callback::new(move |texte: String| {
        let (rang, ou) = (demander(), etendue());
        // Nobody ticks an académie at once.
        let coches = !ou.academie;
        discipline.set(texte.clone());
        disciplines.set(None);
        spawn_local(async move {
            let reponse = intervenants_de_discipline(numero, texte.clone(), ou).await;
            let (trouves, reponse) = nommer(reponse);
            // The window may be closed by now.
            let ouverte = personnes.identifier(trouves, coches);
            if ouverte && demandees.try_get_value() == Some(rang) {
                disciplines.set(Some((texte, reponse)));
            }
        });
    });
    // Of an académie something has to be asked for.
    let charger_ailleurs = move || {
        let texte = discipline.get_untracked();
        if assez_de_lettres(&texte) {
            charger.run(texte);
        } else {
            focaliser("recherche-discipline".to_owned());
        }
    };
    // What was answered elsewhere says nothing of there.
    let elargir = move |voulu: bool| {
        partout.set(voulu);
        demander();
        disciplines.set(None);
        let texte = discipline.get_untracked();
        if assez_de_lettres(&texte) {
            suggerer.run(texte);
        }
    };
    let statut_discipline = Signal::derive(move || {
        discipline.with(|d| {
            disciplines.with(|r| match reponse_a(r.as_ref(), d) {
                Some(Ok(Nommee::Une { montres, total })) => m::de_discipline(*montres, *total),
                Some(Ok(Nommee::Plusieurs(d))) => m::disciplines(d.len(), partout.get()),
                Some(Err(e)) => e.texte().to_owned(),
                None if assez_de_lettres(d) => l::RECHERCHE_EN_COURS.to_owned(),
                None => String::new(),
            })
        })
    });
    let bouton = move || {
        view! {
            <button class="fr-btn fr-btn--secondary fr-btn--sm" form=formulaire formaction=Rechercher::PATH
                hidden=move || anime.get()>{l::RECHERCHER}</button>
        }
    };
    let choix = (!a_choisir.is_empty()).then(|| {
        let choix = a_choisir
            .into_iter()
            .map(|(d, n)| {
                let texte = m::avec_nombre(&d.libelle, n as usize);
                view! {
                    <li>
                        <button class="fr-btn fr-btn--tertiary fr-btn--sm" form=formulaire
                            formaction=Rechercher::PATH name="recherche[choisie]" value=d.libelle>{texte}</button>
                    </li>
                }
            })
            .collect_view();
        view! { <ul class="imagin-recherche__choix" hidden=move || anime.get()>{choix}</ul> }
    });
    view! {
        <div class="imagin-recherches">
            <div class="imagin-recherche">
                <h3 class="fr-h6">{l::RECHERCHE_NOM}</h3>
                <Combobox id="recherche-nom" nom="recherche[nom]" etiquette=l::NOM_PRENOM indice=l::NOM_INDICE valeur=nom
                    formulaire=formulaire options sur_saisie=chercher sur_choix=choisir sur_entree=rechercher
                    statut=nom_statut chargement=nom_attendu />
                {bouton()}
                <form method="post" action=commencer hidden=move || !introuvable.get()>
                    {(!division).then(|| view! { <input type="hidden" name="mission" value=numero /> })}
                    <input type="hidden" name="nom" value=nom.get_untracked() prop:value=nom />
                    <button class="fr-link imagin-lien">{recours}</button>
                </form>
            </div>
            <div class="imagin-recherche">
                <h3 class="fr-h6">{if division { l::RECHERCHE_DISCIPLINE_DIVISION } else { l::RECHERCHE_DISCIPLINE }}</h3>
                <Combobox id="recherche-discipline" nom="recherche[discipline]" etiquette=l::DISCIPLINE indice="" valeur=discipline
                    formulaire=formulaire options=options_discipline sur_saisie=suggerer sur_choix=charger sur_entree=charger
                    statut=statut_discipline chargement=discipline_attendue />
                {choix}
                {division.then(|| view! {
                    <div class="fr-checkbox-group fr-checkbox-group--sm fr-mb-2w">
                        <input type="checkbox" id="recherche-academie" name="recherche[academie]" value="1" form=formulaire
                            checked=partout.get_untracked() prop:checked=partout
                            on:change:target=move |ev| elargir(ev.target().checked()) />
                        <label class="fr-label" for="recherche-academie">{l::TOUTE_ACADEMIE}
                            <span class="fr-hint-text">{l::TOUTE_ACADEMIE_INDICE}</span>
                        </label>
                    </div>
                    <div class="fr-input-group" hidden=move || { anime.get() && !partout.get() }>
                        <label class="fr-label" for="recherche-lieu">{l::RECHERCHE_LIEU}
                            <span class="fr-hint-text">{l::RECHERCHE_LIEU_INDICE}</span>
                        </label>
                        <input class="fr-input" id="recherche-lieu" name="recherche[lieu]" form=formulaire maxlength="100"
                            autocomplete="off" value=lieu.get_untracked() node_ref=champ_lieu
                            on:input:target=move |ev| lieu.set(ev.target().value())
                            on:keydown=move |ev: leptos::ev::KeyboardEvent| {
                                // The form that it is a field of is the one that convokes.
                                if ev.key() == "Enter" && !ev.is_composing() && anime.get_untracked() {
                                    ev.prevent_default();
                                    charger_ailleurs();
                                }
                            } />
                    </div>
                    <button type="button" class="fr-btn fr-btn--secondary fr-btn--sm" hidden=move || { !anime.get() || !partout.get() }
                        on:click=move |_: leptos::ev::MouseEvent| charger_ailleurs()>{l::RECHERCHER}</button>
                })}
                {bouton()}
            </div>
        </div>
    }
}

/// Who the window shows when it comes, for a search made without our script to show them
/// again.
pub(super) fn champ_vus(
    identifies: RwSignal<Vec<Identifie>>,
    formulaire: &'static str,
) -> impl IntoView {
    let vus = identifies.with_untracked(|l| {
        let cles: Vec<String> = l.iter().map(|i| i.personne.id.to_string()).collect();
        cles.join(",")
    });
    view! { <input type="hidden" name="recherche[vus]" form=formulaire value=vus /> }
}

/// *Dates d’affectation sélectionnées*. Without JavaScript every possible day is a
/// line with its box; with it, only the chosen ones, moved by the calendar.
#[component]
fn Jours(
    mission: Mission,
    jours: RwSignal<Vec<JourChoisi>>,
    anime: ReadSignal<bool>,
    basculer: Callback<NaiveDate>,
) -> impl IntoView {
    let (debut, fin) = heures_usuelles(&mission);
    let toutes = move || {
        let choisis = jours.get_untracked();
        mission
            .jours_possibles
            .iter()
            .map(|jour| {
                choisis
                    .iter()
                    .find(|c| c.jour == *jour)
                    .cloned()
                    .map_or_else(
                        || {
                            (
                                JourChoisi {
                                    jour: *jour,
                                    debut: debut.clone(),
                                    fin: fin.clone(),
                                },
                                false,
                            )
                        },
                        |c| (c, true),
                    )
            })
            .enumerate()
            .map(|(i, (j, retenu))| ligne_simple(i, &j, retenu))
            .collect_view()
    };
    view! {
        <div class="imagin-jours">
            <Show when=move || anime.get() fallback=move || view! {
                <table class="imagin-jours__table">
                    <caption>{l::DATES_POSSIBLES}</caption>
                    <thead><tr><th scope="col">{l::DATE_REQUISE}</th><th scope="col">{l::DEBUT_REQUIS}</th><th scope="col">{l::FIN_REQUISE}</th></tr></thead>
                    <tbody>{toutes()}</tbody>
                </table>
            }>
                <table class="imagin-jours__table" id="jours-choisis">
                    <caption>{l::DATES_CHOISIES}</caption>
                    <thead><tr>
                        <th scope="col">{l::DATE_REQUISE}</th><th scope="col">{l::DEBUT_REQUIS}</th>
                        <th scope="col">{l::FIN_REQUISE}</th><th scope="col"><span class="fr-sr-only">{l::RETIRER}</span></th>
                    </tr></thead>
                    <tbody>
                        <For each=move || jours.with(|l| l.iter().map(|j| j.jour).collect::<Vec<_>>()) key=|j| *j let:jour>
                            <LigneJour jour jours basculer />
                        </For>
                    </tbody>
                </table>
                <p class="fr-message fr-message--warning" hidden=move || jours.with(|l| !l.is_empty())>{l::AUCUNE_DATE}</p>
            </Show>
            <p class="fr-hint-text">{l::CHAMP_OBLIGATOIRE}</p>
        </div>
    }
}

fn ligne_simple(i: usize, j: &JourChoisi, retenu: bool) -> impl IntoView + use<> {
    let id = format!("jour-{}", j.jour);
    let date = jour_long(j.jour);
    view! {
        <tr>
            <th scope="row">
                <input type="hidden" name=format!("saisie[jours][{i}][jour]") value=j.jour.to_string() />
                <div class="fr-checkbox-group fr-checkbox-group--sm">
                    <input type="checkbox" id=id.clone() name=format!("saisie[jours][{i}][retenu]") checked=retenu />
                    <label class="fr-label" for=id>{date.clone()}</label>
                </div>
            </th>
            <td><input class="fr-input" type="time" name=format!("saisie[jours][{i}][debut]") value=j.debut.clone()
                aria-label=format!("{} – {date}", l::HEURE_DEBUT) /></td>
            <td><input class="fr-input" type="time" name=format!("saisie[jours][{i}][fin]") value=j.fin.clone()
                aria-label=format!("{} – {date}", l::HEURE_FIN) /></td>
        </tr>
    }
}

#[component]
fn LigneJour(
    jour: NaiveDate,
    jours: RwSignal<Vec<JourChoisi>>,
    basculer: Callback<NaiveDate>,
) -> impl IntoView {
    let date = jour_long(jour);
    let lire = move |f: fn(&JourChoisi) -> String| {
        Memo::new(move |_| {
            jours.with(|l| l.iter().find(|j| j.jour == jour).map(f).unwrap_or_default())
        })
    };
    let (debut, fin) = (lire(|j| j.debut.clone()), lire(|j| j.fin.clone()));
    let ecrire = move |f: fn(&mut JourChoisi, String), valeur: String| {
        jours.update(|l| {
            if let Some(j) = l.iter_mut().find(|j| j.jour == jour) {
                f(j, valeur);
            }
        });
    };
    let inversees =
        Memo::new(
            move |_| match (lire_heure(&debut.read()), lire_heure(&fin.read())) {
                (Some(d), Some(f)) => f <= d,
                _ => true,
            },
        );
    view! {
        <tr>
            <th scope="row">{date.clone()}</th>
            <td><input class="fr-input" type="time" required value=debut.get_untracked()
                aria-label=format!("{} – {date}", l::HEURE_DEBUT)
                aria-invalid=move || inversees.get().then_some("true")
                on:input:target=move |ev| ecrire(|j, v| j.debut = v, ev.target().value()) /></td>
            <td><input class="fr-input" type="time" required value=fin.get_untracked()
                aria-label=format!("{} – {date}", l::HEURE_FIN)
                aria-invalid=move || inversees.get().then_some("true")
                on:input:target=move |ev| ecrire(|j, v| j.fin = v, ev.target().value()) /></td>
            <td><button type="button" class="fr-btn fr-btn--sm fr-btn--tertiary-no-outline"
                aria-label=format!("{} – {date}", l::RETIRER)
                on:click=move |_| basculer.run(jour)>{l::RETIRER}</button></td>
        </tr>
    }
}
